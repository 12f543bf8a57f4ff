"""Makes any text harmless before it reaches a page: no markup, no hidden direction marks, no letters we cannot draw."""

import re
import unicodedata
from functools import lru_cache
from xml.sax.saxutils import escape

from reports.kit import fonts

_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_UNDRAWN = re.compile("\ufffd+")
_KEPT_SPACE = "\N{NO-BREAK SPACE}"


def shown(text: str) -> str:
    """The text as it will stand on the page (R5): composed, without NUL, control or direction marks.

    A run of characters that no bundled font has becomes one "[?]", so that a reader sees that something is missing.
    """
    composed = unicodedata.normalize("NFC", _BREAKS.sub("\n", text))
    return _UNDRAWN.sub(fonts.NOT_IN_OUR_LETTERS, "".join(map(_letter, composed)))


def markup(text: str, font: str) -> str:
    """Escaped text for the one paragraph maker (R5): what looks like a tag is printed as written."""
    return "<br/>".join(
        "".join(_run(name, piece, font) for name, piece in fonts.runs(line, font)) for line in shown(text).split("\n")
    )


def one_line(text: str) -> str:
    """The text for a place that has one line only: head, foot, label."""
    return " ".join(shown(text).split())


def paragraphs(text: str) -> tuple[str, ...]:
    """A long text in its paragraphs, blank lines left out."""
    return tuple(part.strip() for part in re.split(r"\n\s*\n", shown(text)) if part.strip())


def _run(name: str, piece: str, font: str) -> str:
    harmless = escape(piece)
    return harmless if name == font else f'<font name="{name}">{harmless}</font>'


@lru_cache(maxsize=4096)
def _letter(letter: str) -> str:
    """One character of the page: itself, a plain space, nothing, or the mark for "we cannot draw this"."""
    if letter in ("\n", _KEPT_SPACE):
        return letter
    kind = unicodedata.category(letter)
    if kind in ("Zs", "Zl", "Zp") or letter == "\t":
        return " "
    if kind in ("Cc", "Cf"):
        return ""
    return letter if fonts.can_draw(letter) else "\ufffd"
