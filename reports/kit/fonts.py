"""Brings the bundled letters to the page, so that every paper looks the same everywhere and nothing is fetched."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from io import BytesIO
from itertools import groupby
from operator import itemgetter

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, BOLD = "Atkinson", "Atkinson-Bold"
_FALLBACK = {REGULAR: "NotoSans", BOLD: "NotoSans-Bold"}
_FILES = {
    REGULAR: "AtkinsonHyperlegible-Regular.ttf",
    BOLD: "AtkinsonHyperlegible-Bold.ttf",
    "NotoSans": "NotoSans-Regular-subset.ttf",
    "NotoSans-Bold": "NotoSans-Bold-subset.ttf",
}
NOT_IN_OUR_LETTERS = "[?]"


@cache
def ready() -> frozenset[str]:
    """Register the four bundled fonts once, and close ReportLab's own way to files and addresses (R5)."""
    rl_config.trustedSchemes = []
    rl_config.trustedHosts = []
    for name, file in _FILES.items():
        letters = files("resources") / "fonts" / file
        pdfmetrics.registerFont(TTFont(name, BytesIO(letters.read_bytes())))
    return frozenset(_FILES)


@cache
def _letters(name: str) -> frozenset[str]:
    """Every character a font can draw."""
    ready()
    return frozenset(chr(code) for code in pdfmetrics.getFont(name).face.charToGlyph)


def can_draw(letter: str) -> bool:
    """True when one of our fonts has this character; the wide ones cover what people's names need."""
    return letter in _letters(REGULAR) or letter in _letters(_FALLBACK[REGULAR])


def runs(text: str, font: str) -> Iterator[tuple[str, str]]:
    """The text in pieces, each with the font that can draw it: ours first, Noto Sans behind it, word by word."""
    words = re.split(r"( +)", text)
    drawn = [piece for word in words for piece in _word(word, font)]
    for name, pieces in groupby(drawn, key=itemgetter(0)):
        yield name, "".join(piece for _name, piece in pieces)


def _word(word: str, font: str) -> Iterator[tuple[str, str]]:
    """A word stays in one font when one font has all of it, so that no word looks patched."""
    for name in (font, _FALLBACK[font]):
        if _letters(name).issuperset(word):
            yield name, word
            return
    for letter in word:
        yield (font if letter in _letters(font) else _FALLBACK[font]), letter


def width(text: str, font: str, size: float) -> float:
    """How wide a text becomes on paper, in points."""
    return sum(float(pdfmetrics.stringWidth(piece, name, size)) for name, piece in runs(text, font))


def fitted(text: str, font: str, size: float, room: float) -> str:
    """The text, or as many whole words of it as there is room for and an ellipsis: a word is never cut in two."""
    if width(text, font, size) <= room:
        return text
    kept = ""
    for word in text.split():
        longer = f"{kept} {word}".strip()
        if width(f"{longer} …", font, size) > room:
            break
        kept = longer
    return f"{kept} …".strip()
