"""Finds the line on which each value of a pack file stands, so that a problem can be shown where it was written."""

from collections.abc import Mapping
from re import DOTALL, Pattern
from re import compile as pattern

Path = tuple[str | int, ...]
_BLANK = pattern(r"[ \t]*")
_BETWEEN = pattern(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE = pattern(r"[A-Za-z0-9_-]+")
_SCALAR = pattern(r"[^,\]}#\n]*")
_STRINGS = (
    pattern(r'"""(?:\\.|[^\\])*?"{3,5}(?!")', DOTALL),
    pattern(r"'''.*?'{3,5}(?!')", DOTALL),
    pattern(r'"(?:\\.|[^"\\\n])*"'),
    pattern(r"'[^'\n]*'"),
)


class Lines:
    """Where the parts of one file stand, counted from 1; a part that is not there stands where its parent does."""

    def __init__(self, found: Mapping[Path, int]) -> None:
        self._found = found

    def of(self, *path: str | int) -> int | None:
        """The line of this part, or of the nearest thing around it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._found:
                return self._found[path[:length]]
        return None


def lines_of(text: str) -> Lines:
    """The lines of a text that is known to be TOML; of one that is nested beyond reason nothing."""
    scan = _Scan(text)
    try:
        scan.document()
    except (RecursionError, IndexError):
        return Lines({})
    return Lines(scan.found)


class _Scan:
    """Walks through a TOML text once, from left to right."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.found = text, 0, dict[Path, int]()
        self._line, self._counted = 1, 0
        self._last: dict[Path, int] = {}

    def document(self) -> None:
        """Tables, lists of tables, and keys with their values."""
        base: Path = ()
        self._skip(_BETWEEN)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                base = self._header()
            else:
                self._pair(base)
            self._skip(_BETWEEN)

    def _header(self) -> Path:
        is_list = self.text.startswith("[[", self.at)
        line = self._here()
        self.at += 2 if is_list else 1
        base: Path = ()
        names = self._key()
        for place, name in enumerate(names):
            base = (*base, name)
            if is_list and place == len(names) - 1:
                self._last[base] = self._last.get(base, -1) + 1
                self.found.setdefault(base, line)
            if base in self._last:
                base = (*base, self._last[base])
        self.found.setdefault(base, line)
        self.at += 2 if is_list else 1
        return base

    def _pair(self, base: Path) -> None:
        line = self._here()
        path = (*base, *self._key())
        for length in range(len(base) + 1, len(path) + 1):
            self.found.setdefault(path[:length], line)
        self.at += 1
        self._value(path)

    def _key(self) -> tuple[str, ...]:
        """A key with its dots; it ends at the sign after it."""
        names = []
        while True:
            self._skip(_BLANK)
            names.append(self._name())
            self._skip(_BLANK)
            if self.text[self.at] != ".":
                return tuple(names)
            self.at += 1

    def _name(self) -> str:
        start = self.at
        if self.text[start] in "\"'":
            self._string()
            return self.text[start + 1 : self.at - 1]
        self._skip(_BARE, some=True)
        return self.text[start : self.at]

    def _value(self, path: Path) -> None:
        self._skip(_BLANK)
        sign = self.text[self.at : self.at + 1]
        if sign == "[":
            self._list(path)
        elif sign == "{":
            self._inline(path)
        elif sign in ('"', "'"):
            self._string()
        else:
            self._skip(_SCALAR, some=True)

    def _list(self, path: Path) -> None:
        self.at, number = self.at + 1, 0
        self._skip(_BETWEEN)
        while self.text[self.at] != "]":
            self.found[(*path, number)] = self._here()
            self._value((*path, number))
            number += 1
            self._comma()
        self.at += 1

    def _inline(self, path: Path) -> None:
        self.at += 1
        self._skip(_BETWEEN)
        while self.text[self.at] != "}":
            self._pair(path)
            self._comma()
        self.at += 1

    def _comma(self) -> None:
        self._skip(_BETWEEN)
        if self.text[self.at] == ",":
            self.at += 1
            self._skip(_BETWEEN)

    def _string(self) -> None:
        for kind in _STRINGS:
            if found := kind.match(self.text, self.at):
                self.at = found.end()
                return
        self.at = len(self.text)

    def _skip(self, signs: Pattern[str], *, some: bool = False) -> None:
        """Go past these signs; IndexError where at least one was due, so that no text is walked for ever."""
        found = signs.match(self.text, self.at)
        if some and (found is None or found.end() == self.at):
            raise IndexError(self.at)
        self.at = found.end() if found else self.at

    def _here(self) -> int:
        """The line of the sign that is looked at."""
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line
