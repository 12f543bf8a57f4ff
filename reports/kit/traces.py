"""Reads a paper's words in three ways, so that the leak gate can ask of each one where it comes from (R8)."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pikepdf
import pypdfium2

from reports.kit import rtl
from reports.kit.escape import shown
from reports.kit.logo import Logo
from reports.kit.words import day, partial_day

_TOKEN = re.compile(r"\d+(?:\.\d+)+|[^\W_]+")
_LINE_END = re.compile("[\ufffe\x02\u00ad]")
_LONG = 30
_BFCHAR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_BREAKS = frozenset({"T*", "Td", "TD", "Tm", "ET", "'", '"'})


def tokens(text: str) -> frozenset[str]:
    """The words and numbers of a text, without case."""
    return frozenset(_in_order(text))


def forms(value: object) -> Iterator[str]:
    """Every way in which a value of a report may be written on the page; walks rows, tuples and lists."""
    if isinstance(value, bool | datetime | Logo) or value is None:  # pixels and their counts are no words
        return
    if isinstance(value, str):
        yield shown(value)
        yield shown(partial_day(value))
    elif isinstance(value, date):
        yield day(value)
    elif isinstance(value, int):
        yield str(value)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from forms(part)
    else:
        for name in getattr(value, "__struct_fields__", ()):
            yield from forms(getattr(value, name))


def painted(pdf: bytes) -> str:
    """All text that PDFium finds: white, invisible and outside the page too."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(str(page.get_textpage().get_text_range()) for page in document)
    finally:
        document.close()


def streamed(pdf: pikepdf.Pdf) -> str:
    """All text of the content streams, decoded by each font's own table: a second reading, by another library."""
    pieces: list[str] = []
    for page in pdf.pages:
        tables = {name: _table(font) for name, font in page.resources.get("/Font", pikepdf.Dictionary()).items()}
        table: dict[int, str] = {}
        for step in pikepdf.parse_content_stream(page):
            operator = str(step.operator)
            if operator == "Tf":
                table = tables.get(str(step.operands[0]), {})
            elif operator in _BREAKS:
                pieces.append("\n")
            pieces.extend(_decoded(step.operands, table) if operator in ("Tj", "TJ", "'", '"') else ())
        pieces.append("\n")
    return "".join(pieces)


def strings(holder: Any) -> Iterator[str]:  # noqa: ANN401 - any PDF object
    """Every text string below an object that is not a reference to another one."""
    if isinstance(holder, pikepdf.String):
        yield str(holder)
    elif isinstance(holder, pikepdf.Dictionary | pikepdf.Stream):
        for part in holder.values():
            if not _is_elsewhere(part):
                yield from strings(part)
    elif isinstance(holder, pikepdf.Array):
        for part in holder:
            if not _is_elsewhere(part):
                yield from strings(part)


def untraced(text: str, known: frozenset[str]) -> tuple[str, ...]:
    """The words of a text that come from nowhere. A known word that was broken at the end of a line is known."""
    lines = [found for line in text.splitlines() if (found := _in_order(line))]
    broken = _Broken(
        frozenset(words[0] for words in lines), frozenset(words[-1] for words in lines),
        frozenset(words[0] for words in lines if len(words) == 1),
    )  # fmt: skip
    long_words = [word for word in known if len(word) > _LONG]
    unknown = {word for words in lines for word in words} - known
    return tuple(
        sorted(
            word
            for word in unknown
            if not broken.is_part(word, known) and not any(word in whole for whole in long_words)
        )
    )


@dataclass(frozen=True)
class _Broken:
    """The words that begin a line, that end one, and that stand alone on theirs."""

    begin: frozenset[str]
    end: frozenset[str]
    alone: frozenset[str]

    def is_part(self, word: str, known: frozenset[str]) -> bool:
        """True for a piece of a known word whose every other piece is there too, each where a broken line puts it.

        The first ends a line, the last begins one, those between stand alone. They need not be neighbours: a cell
        that goes on over the page has the foot between its pieces.
        """
        wholes = [whole for whole in known if len(word) < len(whole) <= _LONG and word in whole]
        return any(self._fits(word, whole, at) for whole in wholes for at in range(len(whole) - len(word) + 1))

    def _fits(self, word: str, whole: str, at: int) -> bool:
        before, after = whole[:at], whole[at + len(word) :]
        if not whole.startswith(word, at) or word not in self._place(before, after):
            return False
        return (not before or self._begins(before)) and (not after or self._goes_on(after))

    def _place(self, before: str, after: str) -> frozenset[str]:
        """Where a piece stands that has this before and after it."""
        if before and after:
            return self.alone
        return self.begin if before else self.end

    def _begins(self, text: str) -> bool:
        """Whether these letters are one word that ends a line, and then words alone on theirs."""
        return any(text[:cut] in self.end and self._is_alone(text[cut:]) for cut in range(1, len(text) + 1))

    def _goes_on(self, text: str) -> bool:
        """Whether these letters are words alone on their lines, and then one that begins a line."""
        return any(text[cut:] in self.begin and self._is_alone(text[:cut]) for cut in range(len(text)))

    def _is_alone(self, text: str) -> bool:
        """Whether these letters are nothing but words alone on their lines."""
        reached = {0}
        for start in range(len(text)):
            if start in reached:
                reached |= {stop for stop in range(start + 1, len(text) + 1) if text[start:stop] in self.alone}
        return len(text) in reached


def _in_order(line: str) -> list[str]:
    plain = unicodedata.normalize("NFC", _LINE_END.sub(" ", line))
    return [rtl.same_either_way(token) for token in _TOKEN.findall(plain.casefold())]


def _is_elsewhere(part: object) -> bool:
    return isinstance(part, pikepdf.Object) and part.is_indirect


def _decoded(operands: Any, table: dict[int, str]) -> Iterator[str]:  # noqa: ANN401
    for operand in operands:
        if isinstance(operand, pikepdf.Array):
            yield from _decoded(list(operand), table)
        elif isinstance(operand, pikepdf.String):
            yield "".join(table.get(code, chr(code)) for code in bytes(operand))


def _table(font: Any) -> dict[int, str]:  # noqa: ANN401
    """From code to letter, as the font's ToUnicode map says; a font without one is read byte by byte."""
    if "/ToUnicode" not in font:
        return {}
    found = _BFCHAR.findall(font.ToUnicode.read_bytes().partition(b"beginbfchar")[2])
    return {int(code, 16): bytes.fromhex(letter.decode()).decode("utf-16-be", "replace") for code, letter in found}
