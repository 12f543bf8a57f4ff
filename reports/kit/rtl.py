"""Sets Arabic and Hebrew: letters joined, lines from right to left; a screen reader hears them as they are read.

The two libraries are loaded only by a paper that has such letters.
"""

import re
import unicodedata
from functools import cache
from typing import Any

_LETTERS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_RIGHT = frozenset({"R", "AL"})


def has_any(text: str) -> bool:
    """Whether a text has a letter that is read from right to left."""
    return _LETTERS.search(text) is not None


def runs_right(text: str) -> bool:
    """Whether a text is set from the right: its first letter and most of its letters are read so.

    A sentence of the paper in which his name stands, as "Dear …,", keeps its own direction and its comma (UX-30).
    """
    kinds = [unicodedata.bidirectional(one) for one in text]
    first = next((kind for kind in kinds if kind == "L" or kind in _RIGHT), "L")
    return first != "L" and sum(kind in _RIGHT for kind in kinds) > kinds.count("L")


def joined(text: str) -> str:
    """The text as it is read, with the letters of Arabic in the forms that join."""
    return str(_libraries()[0](text)) if has_any(text) else text


def turned(line: str, *, from_right: bool) -> str:
    """One line of joined letters as it is drawn from left to right; brackets look the other way."""
    return str(_libraries()[1](line, base_dir="R" if from_right else "L")) if has_any(line) else line


def visual(line: str) -> str:
    """One line for a place that has one line only."""
    return turned(joined(line), from_right=runs_right(line))


def same_either_way(token: str) -> str:
    """A word that is the same however it was drawn: joined or single letters, from the left or from the right (R8)."""
    if not has_any(token):
        return token
    plain = unicodedata.normalize("NFKC", token)
    return "".join(sorted(one for one in plain if not unicodedata.combining(one)))


@cache
def _libraries() -> tuple[Any, Any]:
    from arabic_reshaper import ArabicReshaper
    from bidi.algorithm import get_display

    return ArabicReshaper({"delete_harakat": False}).reshape, get_display
