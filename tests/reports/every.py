"""One report of every kind, filled field by field, for the proofs that hold for all of them."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from io import BytesIO
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from PIL import Image, ImageDraw

from app.core.shapes import Row
from reports.kit.logo import Logo, read_logo
from reports.kit.traces import painted
from reports.programme.documents import DOCUMENTS, Kind, Report
from reports.programme.pages import render

MOMENT = datetime(2026, 11, 30, 14, 12, tzinfo=UTC)
DAY = date(2026, 11, 24)
ALLOWED = {"goals": "own", "risks": "referrer", "risk_factors": "own"}
Say = Callable[[str], str]


def picture(shape: str = "PNG", size: tuple[int, int] = (900, 300), **about: object) -> bytes:
    """A picture file: a disc and a bar on nothing."""
    drawn = Image.new("RGBA" if shape == "PNG" else "RGB", size)
    pen = ImageDraw.Draw(drawn)
    pen.ellipse((0, 0, size[1] - 1, size[1] - 1), fill="#0B5A66")
    pen.line((0, size[1] // 3, size[0], size[1] // 2), fill="#B4541A", width=9)
    out = BytesIO()
    drawn.save(out, format=shape, **about)
    return out.getvalue()


A_LOGO = read_logo(picture())
"""Every paper with a value in each place carries it; the empty ones show the same papers without."""


def a_paper(kind: Kind, say: Say, *, rows: int = 2, **changes: object) -> Report:
    """A report whose every text is what `say` answers for the name of its field, with so many rows in each list."""
    shape = DOCUMENTS[kind]
    values = {name: value_of(name, hint, say, rows) for name, hint in get_type_hints(shape).items()}
    fixed = {"kind": kind, "language": "en", "born": "1988-03-04", "is_draft": False, "cleared_on": None}
    return shape(**{**values, **fixed, **changes})


def bytes_of(data: Report) -> bytes:
    """The paper as it would be signed."""
    out = BytesIO()
    render(data, out)
    return out.getvalue()


def text_fields(kind: Kind) -> set[str]:
    """Every text of a report of this kind, as in `goals.evidence`; its language and his birth are no free text."""
    return set(_texts("", DOCUMENTS[kind])) - {"born", "language"}


def _texts(path: str, shape: type[Row]) -> list[str]:
    found = []
    for name, hint in get_type_hints(shape).items():
        inner = _inner(hint)
        if inner is str:
            found.append(path + name)
        elif issubclass(inner, Row) and inner is not Logo:
            found.extend(_texts(f"{path}{name}.", inner))
    return found


def _inner(hint: Any) -> Any:
    """What a field holds, without the list or the "or nothing" around it."""
    if get_origin(hint) in (UnionType, tuple):
        return next(one for one in get_args(hint) if one not in (NoneType, Ellipsis))
    return hint


def value_of(path: str, hint: Any, say: Say, rows: int) -> Any:
    inner = _inner(hint)
    if get_origin(hint) is tuple:
        return tuple(value_of(path, inner, say, rows) for _turn in range(rows))
    if get_origin(hint) is UnionType and not rows:
        return None
    if inner is str:
        return say(path)
    if inner is Logo:
        return A_LOGO
    if issubclass(inner, StrEnum):
        of_source = inner.__name__ == "Source"
        return inner(ALLOWED[path.partition(".")[0]]) if of_source else next(iter(inner))
    if issubclass(inner, Row):
        return inner(
            **{name: value_of(f"{path}.{name}", one, say, rows) for name, one in get_type_hints(inner).items()}
        )
    return {int: 1, bool: False, date: DAY, datetime: MOMENT}[inner]


def many_words(fields: Iterable[str]) -> dict[str, str]:
    """A hundred thousand signs over these fields, each its own word again and again, after one as long as a page."""
    each = 100_000 // 5 // max(1, len(paths := sorted(fields)))
    return {path: f"{'w' * 200} " + f"q{at:02}q " * each for at, path in enumerate(paths)}


def lost_words(said: Mapping[str, str], pdf: bytes) -> set[str]:
    """The fields of which a word is missing on the paper."""
    found = Counter(painted(pdf).split())
    return {path for path, words in said.items() if found[words.split()[-1]] < len(words.split()) - 1}
