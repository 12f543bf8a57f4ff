"""Compares two versions of a programme line by line: what was added, removed and changed, in words."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.pack_model import Pack
from app.domain.pack_words import PackLine, lines_of_pack


class Differs(StrEnum):
    """How a line of one version stands to the same line of the other."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class ComparedLine:
    """One line of both versions; empty words on the side where it is not."""

    section: str
    key: str
    label: str
    before: str
    after: str
    differs: Differs


def compare(before: Pack, after: Pack) -> tuple[ComparedLine, ...]:
    """Every line of either version, in the order of the newer one; what is gone stands at the end of its section."""
    old = {(line.section, line.key): line for line in lines_of_pack(before)}
    new = {(line.section, line.key): line for line in lines_of_pack(after)}
    order = list(dict.fromkeys(section for section, _key in (*new, *old)))
    rows = []
    for place, line in (new | {place: line for place, line in old.items() if place not in new}).items():
        was, now = old.get(place), new.get(place)
        before_words, after_words = _said(was), _said(now)
        differs = _differs(before_words, after_words)
        rows.append(ComparedLine(line.section, line.key, line.label, before_words, after_words, differs))
    return tuple(sorted(rows, key=lambda row: order.index(row.section)))


def _said(line: PackLine | None) -> str:
    """A line whole, so that a new name or source is a change too."""
    return "\n".join(part for part in (line.label, line.words, line.source) if part) if line else ""


def _differs(before: str, after: str) -> Differs:
    if before == after:
        return Differs.SAME
    if not before:
        return Differs.ADDED
    return Differs.CHANGED if after else Differs.REMOVED
