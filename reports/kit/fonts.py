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
_FALLBACK = {
    REGULAR: ("NotoSans", "NotoSansArabic", "NotoSansHebrew"),
    BOLD: ("NotoSans-Bold", "NotoSansArabic-Bold", "NotoSansHebrew-Bold"),
}
_FILES = {
    REGULAR: "AtkinsonHyperlegible-Regular.ttf",
    BOLD: "AtkinsonHyperlegible-Bold.ttf",
    "NotoSans": "NotoSans-Regular-subset.ttf",
    "NotoSans-Bold": "NotoSans-Bold-subset.ttf",
}
_RARE = {
    "NotoSansArabic": "NotoSansArabic-Regular-subset.ttf",
    "NotoSansArabic-Bold": "NotoSansArabic-Bold-subset.ttf",
    "NotoSansHebrew": "NotoSansHebrew-Regular-subset.ttf",
    "NotoSansHebrew-Bold": "NotoSansHebrew-Bold-subset.ttf",
}
NOT_IN_OUR_LETTERS = "[?]"


@cache
def ready() -> frozenset[str]:
    """Register the four fonts of every paper once, and close ReportLab's own way to files and addresses (R5)."""
    rl_config.trustedSchemes = []
    rl_config.trustedHosts = []
    for name, file in _FILES.items():
        _register(name, file)
    return frozenset(_FILES)


def _register(name: str, file: str) -> None:
    letters = files("resources") / "fonts" / file
    pdfmetrics.registerFont(TTFont(name, BytesIO(letters.read_bytes())))


@cache
def _letters(name: str) -> frozenset[str]:
    """Every character a font can draw; a rare font is brought by the first letter that asks for it."""
    ready()
    if name in _RARE:
        _register(name, _RARE[name])
    return frozenset(chr(code) for code in pdfmetrics.getFont(name).face.charToGlyph)


def can_draw(letter: str) -> bool:
    """True when one of our fonts has this character; the wide ones cover what people's names need."""
    return any(letter in _letters(name) for name in (REGULAR, *_FALLBACK[REGULAR]))


def runs(text: str, font: str) -> Iterator[tuple[str, str]]:
    """The text in pieces, each with the font that can draw it: ours first, the Noto fonts behind it, word by word."""
    words = re.split(r"( +)", text)
    drawn = [piece for word in words for piece in _word(word, font)]
    for name, pieces in groupby(drawn, key=itemgetter(0)):
        yield name, "".join(piece for _name, piece in pieces)


def _word(word: str, font: str) -> Iterator[tuple[str, str]]:
    """A word stays in one font when one font has all of it, so that no word looks patched."""
    names = (font, *_FALLBACK[font])
    for name in names:
        if _letters(name).issuperset(word):
            yield name, word
            return
    for letter in word:
        yield next((name for name in names if letter in _letters(name)), names[1]), letter


def width(text: str, font: str, size: float) -> float:
    """How wide a text becomes on paper, in points."""
    return sum(float(pdfmetrics.stringWidth(piece, name, size)) for name, piece in runs(text, font))


MOST_ON_A_LINE = 2000
"""Signs: more than this is never measured whole, it fits on no line."""


def fitted(text: str, font: str, size: float, room: float) -> str:
    """The text, or as many whole words of it as there is room for and an ellipsis: a word is never cut in two."""
    if len(text) < MOST_ON_A_LINE and width(text, font, size) <= room:
        return text
    kept = ""
    for word in text[:MOST_ON_A_LINE].split():
        longer = f"{kept} {word}".strip()
        if width(f"{longer} …", font, size) > room:
            break
        kept = longer
    return f"{kept} …".strip()
