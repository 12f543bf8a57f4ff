"""Is what the acts on programmes hand back: lists, one version in plain words, two side by side, faults of a file."""

from collections.abc import Iterable
from datetime import date, datetime

from app.core.shapes import Row
from app.domain.pack import Pack, Problem, Reading
from app.domain.pack_compare import ComparedLine
from app.domain.pack_life import LEADS_TO, pack_state_words, record_words, records_asked
from app.domain.pack_parts import PackState
from app.domain.pack_words import adds_up, lines_of_pack, sections


class VersionRow(Row):
    """One version of a programme: its state, where it comes from, what it changed."""

    version: str
    state: str
    state_words: str
    is_shipped: bool
    based_on: str = ""
    changes: str = ""
    reasons: str = ""
    by: str = ""
    at: datetime | None = None


class ProgrammeRow(Row):
    """A programme in the list, as its newest version stands."""

    code: str
    title: str
    version: str
    state: str
    state_words: str
    is_shipped: bool
    adds_up: str
    groups: int
    clinical_partner: str
    review_on: date | None
    versions: tuple[VersionRow, ...]


class LineRow(Row):
    """One thing a version sets, in words, with its source."""

    key: str
    label: str
    words: str
    source: str


class SectionRow(Row):
    """Lines under one heading."""

    key: str
    heading: str
    lines: tuple[LineRow, ...]


class ProblemRow(Row):
    """A fault of a file: its code, its key, its line, and what is allowed."""

    code: str
    key: str
    words: str
    line: int | None
    allowed: str
    is_warning: bool


class AskedRow(Row):
    """One thing to record, and what was recorded of it since the state began."""

    key: str
    label: str
    said: str = ""


class StepRow(Row):
    """A state this version may move to, and what must be recorded for it (6.4)."""

    state: str
    words: str
    asked: tuple[AskedRow, ...]


class LifeRow(Row):
    """A step in the life of a version, or something recorded about it."""

    at: datetime
    by: str
    was: str
    state: str
    state_words: str
    recorded: tuple[AskedRow, ...]
    review_on: date | None


class PackPage(Row):
    """One version, whole: in words, with its totals, its life, what may happen next, and its text."""

    code: str
    title: str
    version: str
    state: str
    state_words: str
    is_shipped: bool
    is_in_use: bool
    adds_up: str
    group_hours: float
    contacts: int
    groups: int
    review_on: date | None
    clinical_partner: str
    sections: tuple[SectionRow, ...]
    warnings: tuple[ProblemRow, ...]
    versions: tuple[VersionRow, ...]
    steps: tuple[StepRow, ...]
    life: tuple[LifeRow, ...]
    may_change: bool
    text: str


class ComparedRow(Row):
    """One line of both versions; `differs` is same, changed, added or removed."""

    section: str
    heading: str
    key: str
    label: str
    before: str
    after: str
    differs: str


class ComparedPage(Row):
    """Two versions side by side, with what the newer one says of itself."""

    code: str
    title: str
    before: str
    after: str
    changes: str
    reasons: str
    rows: tuple[ComparedRow, ...]


class CheckedPack(Row):
    """What came of reading a file: its faults, and what it would be."""

    problems: tuple[ProblemRow, ...]
    warnings: tuple[ProblemRow, ...]
    code: str = ""
    title: str = ""
    version: str = ""
    adds_up: str = ""


class CopiedPack(Row):
    """A text to go on writing from: the next version, or another programme."""

    code: str
    version: str
    based_on: str
    text: str


def section_rows(pack: Pack) -> tuple[SectionRow, ...]:
    """What a pack sets, under its headings; a heading without a line is left out."""
    lines = lines_of_pack(pack)
    rows = (
        SectionRow(
            key=key,
            heading=heading,
            lines=tuple(
                LineRow(key=line.key, label=line.label, words=line.words, source=line.source)
                for line in lines
                if line.section == key
            ),
        )
        for key, heading in sections()
    )
    return tuple(row for row in rows if row.lines)


def compared_rows(lines: Iterable[ComparedLine]) -> tuple[ComparedRow, ...]:
    """Lines of two versions as rows."""
    headings = dict(sections())
    return tuple(
        ComparedRow(
            section=line.section,
            heading=headings[line.section],
            key=line.key,
            label=line.label,
            before=line.before,
            after=line.after,
            differs=line.differs.value,
        )
        for line in lines
    )


def problem_rows(problems: Iterable[Problem]) -> tuple[ProblemRow, ...]:
    """Faults as rows."""
    return tuple(
        ProblemRow(
            code=one.code,
            key=one.key,
            words=one.words,
            line=one.line,
            allowed=one.allowed,
            is_warning=one.is_warning,
        )
        for one in problems
    )


def checked(reading: Reading) -> CheckedPack:
    """What came of reading a file."""
    problems, warnings = problem_rows(reading.problems), problem_rows(reading.warnings)
    if reading.pack is None:
        return CheckedPack(problems=problems, warnings=warnings)
    pack = reading.pack
    return CheckedPack(
        problems=problems,
        warnings=warnings,
        code=pack.code,
        title=pack.title,
        version=pack.version,
        adds_up=adds_up(pack),
    )


def step_rows(pack: Pack, said: dict[str, str]) -> tuple[StepRow, ...]:
    """Where a version may go from here. What is revised goes on as its next version, so that is no step of its own."""
    labels, state = record_words(), pack.lifecycle.state
    targets = [one for one in LEADS_TO[state] if not (state is PackState.REVISE and one is PackState.PILOT)]
    return tuple(
        StepRow(
            state=target.value,
            words=pack_state_words(target),
            asked=tuple(
                AskedRow(key=key, label=labels[key], said=said.get(key, "")) for key in records_asked(state, target)
            ),
        )
        for target in targets
    )
