"""Reads the questionnaires of one man: each as it counts now, with what was corrected, and how his figures differ."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from sqlalchemy import select

from app.core.language import _
from app.core.shapes import Row
from app.domain import labels
from app.domain.answers import Answer
from app.domain.pack import Pack
from app.domain.pack_parts import Measure
from app.domain.questionnaires import Asks, Item, Questionnaire, questionnaire, stage_words
from app.programme.office import number_setting, setting
from app.programme.rules.measuring import UNKNOWN, Change, Figure, Score, change, figures, is_unknown, plain
from app.store.work import Work
from models.programme.case import Case
from models.programme.measure import MeasureEntry

Known = Literal["yes", "no", "unknown"]


class FieldRow(Row):
    """One field of a questionnaire, as a form asks it."""

    key: str
    words: str
    asks: str
    low: int
    high: int
    section: str
    unit: str
    choices: dict[str, str]


class StageRow(Row):
    """A stage of the programme at which it is filled in."""

    key: str
    words: str


class OfferedRow(Row):
    """A questionnaire of his programme. `is_shown` is no while the office has not confirmed its licence (10.1)."""

    measure: str
    title: str
    licence: str
    caveat: str
    stages: tuple[StageRow, ...]
    fields: tuple[FieldRow, ...]
    one_service: bool
    is_shown: bool


class ScoreRow(Row):
    """One answer as it is kept, and in words."""

    key: str
    words: str
    said: str
    score: int | float | str | tuple[int | str, ...]


class FigureRow(Row):
    """One number that can be compared; "unknown" is never nought (TOP-1)."""

    key: str
    words: str
    value: float | Literal["unknown"]
    said: str
    of: int


class EarlierRow(Row):
    """What an entry said before it was corrected, and why it was corrected."""

    on: date
    scores: tuple[ScoreRow, ...]
    by: str
    at: datetime
    reason: str


class EntryRow(Row):
    """One questionnaire as it counts now."""

    entry: str
    measure: str
    title: str
    stage: str
    stage_words: str
    on: date
    scores: tuple[ScoreRow, ...]
    figures: tuple[FigureRow, ...]
    above_cut_off: Known | Literal["none"]
    source_service: str
    by: str
    at: datetime
    for_meeting: bool
    discussed_on: date | None
    decision: str
    earlier: tuple[EarlierRow, ...]
    red_event: str = ""


class ChangeRow(Row):
    """How one figure of his differs from his first to his newest entry; a percentage stands beside n (TOP-2, STA-3)."""

    measure: str
    key: str
    words: str
    n: int
    start: float
    end: float
    percent: int | None
    said: str


class MeasureSheet(Row):
    """The questionnaires of one man: which his programme has, what was filled in, how the figures differ."""

    offered: tuple[OfferedRow, ...]
    entries: tuple[EntryRow, ...]
    changes: tuple[ChangeRow, ...]


def sheet_of(work: Work, pack: Pack, case: Case) -> MeasureSheet:
    """Everything there is about a man's questionnaires, newest first."""
    rows = entries_of(work, [case.id])
    return MeasureSheet(
        offered=tuple(offered_row(work, pack, one) for one in measures_here(pack)),
        entries=tuple(_entry_rows(work, pack, rows)),
        changes=tuple(_changes(work, rows)),
    )


def measures_here(pack: Pack) -> tuple[Measure, ...]:
    """The questionnaires of a programme that belong to this desk; of any other there is no trace here (NEV-1)."""
    return tuple(one for one in pack.measures if one.side == "client")


def entries_of(work: Work, cases: Iterable[str]) -> tuple[MeasureEntry, ...]:
    """Every row of these cases, corrected ones too, in the order in which they were made."""
    query = select(MeasureEntry).where(MeasureEntry.case_id.in_(list(cases)))
    return tuple(work.session.scalars(query.order_by(MeasureEntry.on_day, MeasureEntry.at, MeasureEntry.turn)))


def newest(rows: Iterable[MeasureEntry]) -> tuple[MeasureEntry, ...]:
    """Of each series the row that counts: its highest turn."""
    found: dict[str, MeasureEntry] = {}
    for row in sorted(rows, key=lambda one: one.turn):
        found[row.series] = row
    return tuple(sorted(found.values(), key=lambda one: (one.on_day, one.at)))


def is_shown(work: Work, asked: Questionnaire) -> bool:
    """Whether this office may show the fields of a questionnaire that somebody else owns (10.1)."""
    return not asked.shown_by or setting(work.session, asked.shown_by) is True


def offered_row(work: Work, pack: Pack, one: Measure) -> OfferedRow:
    """A questionnaire of the programme with its stages and fields."""
    asked = questionnaire(one.key)
    return OfferedRow(
        measure=one.key,
        title=asked.title,
        licence=one.licence,
        caveat=asked.caveat,
        stages=tuple(StageRow(key=stage, words=words_of_stage(pack, stage)) for stage in one.stages),
        fields=tuple(_field_row(item) for item in asked.items),
        one_service=asked.one_service,
        is_shown=is_shown(work, asked),
    )


def words_of_stage(pack: Pack, stage: str) -> str:
    """A stage as a worker says it: a name of ours, or the programme's own block."""
    known = stage_words(stage)
    if known:
        return known
    names = {block.key: block.name for block in pack.blocks}
    return _("After {block}").format(block=names.get(stage, stage))


def entry_row(work: Work, pack: Pack, row: MeasureEntry, earlier: Sequence[MeasureEntry] = ()) -> EntryRow:
    """One entry in words, with what it said before."""
    asked = questionnaire(row.measure)
    found = figures(asked, row.scores)
    return EntryRow(
        entry=row.id,
        measure=row.measure,
        title=asked.title,
        stage=row.stage,
        stage_words=words_of_stage(pack, row.stage),
        on=row.on_day,
        scores=_score_rows(asked, row.scores),
        figures=tuple(_figure_row(figure) for figure in found),
        above_cut_off=_above(work, asked, found),
        source_service=row.source_service,
        by=row.by_label,
        at=row.at,
        for_meeting=row.for_meeting,
        discussed_on=row.discussed_on,
        decision=row.decision or "",
        earlier=tuple(
            EarlierRow(
                on=one.on_day,
                scores=_score_rows(asked, one.scores),
                by=one.by_label,
                at=one.at,
                reason=after.correction_reason or "",
            )
            for one, after in pairwise((*earlier, row))
        ),
    )


def _entry_rows(work: Work, pack: Pack, rows: Sequence[MeasureEntry]) -> list[EntryRow]:
    shown = []
    for one in reversed(newest(rows)):
        before = sorted((row for row in rows if row.series == one.series and row.turn < one.turn), key=lambda r: r.turn)
        shown.append(entry_row(work, pack, one, before))
    return shown


def _field_row(item: Item) -> FieldRow:
    return FieldRow(
        key=item.key,
        words=item.words,
        asks=item.asks.value,
        low=item.low,
        high=item.high,
        section=item.section,
        unit=item.unit,
        choices={choice: choice_words(choice) for choice in item.choices},
    )


def choice_words(choice: str) -> str:
    """A choice in words: a rung of motivation, or a source."""
    return {**labels.motivations(), **labels.evidence_sources()}.get(choice, choice)


def _score_rows(asked: Questionnaire, scores: dict[str, Score]) -> tuple[ScoreRow, ...]:
    return tuple(
        ScoreRow(key=item.key, words=item.words, said=_said(item, scores[item.key]), score=_frozen(scores[item.key]))
        for item in asked.items
        if item.key in scores
    )


def _frozen(score: Score) -> int | float | str | tuple[int | str, ...]:
    return tuple(score) if isinstance(score, list) else score


def _said(item: Item, score: Score) -> str:
    """One answer in words; what nobody answered says so."""
    if is_unknown(score):
        return _("Not known")
    if isinstance(score, list):
        return ", ".join(str(one) if one != UNKNOWN else _("not known") for one in score)
    if item.asks is Asks.ANSWER:
        return _("Yes") if score == Answer.YES.value else _("No")
    if item.asks is Asks.CHOICE:
        return choice_words(str(score))
    return f"{score} {item.unit}".strip()


def _figure_row(figure: Figure) -> FigureRow:
    said = _("not known") if figure.value is None else plain(figure.value)
    value: float | Literal["unknown"] = "unknown" if figure.value is None else float(figure.value)
    return FigureRow(key=figure.key, words=figure.words, value=value, said=said, of=figure.of)


def _above(work: Work, asked: Questionnaire, found: Sequence[Figure]) -> Known | Literal["none"]:
    """Whether the one figure reaches the office's cut-off; it is shown and decides nothing (SCR-11)."""
    if not asked.cut_off or not found:
        return "none"
    if found[0].value is None:
        return "unknown"
    return "yes" if found[0].value >= number_setting(work.session, asked.cut_off) else "no"


def _changes(work: Work, rows: Sequence[MeasureEntry]) -> Iterable[ChangeRow]:
    by_measure: dict[str, list[MeasureEntry]] = {}
    for row in newest(rows):
        by_measure.setdefault(row.measure, []).append(row)
    for measure, (first_entry, *later) in by_measure.items():
        if not later:
            continue
        asked = questionnaire(measure)
        first, last = figures(asked, first_entry.scores), figures(asked, later[-1].scores)
        for start, end in zip(first, last, strict=True):
            found = change([(start.value, end.value)])
            if found is not None:
                yield _change_row(work, asked, start, found)


def _change_row(work: Work, asked: Questionnaire, figure: Figure, found: Change) -> ChangeRow:
    difference = found.mean_end - found.mean_start
    return ChangeRow(
        measure=asked.key,
        key=figure.key,
        words=figure.words,
        n=found.n,
        start=float(found.mean_start),
        end=float(found.mean_end),
        percent=found.percent,
        said=_change_words(work, asked, difference, found.percent),
    )


def _change_words(work: Work, asked: Questionnaire, difference: Fraction, percent: int | None) -> str:
    """The difference in points, its percentage, and whether it reaches what the office counts as one."""
    if difference == 0:
        return _("the same")
    size = plain(abs(difference))
    words = _("{size} more").format(size=size) if difference > 0 else _("{size} less").format(size=size)
    if percent is not None:
        words = _("{words} ({percent:+d}%, n = 1)").format(words=words, percent=percent)
    if asked.difference and abs(difference) < number_setting(work.session, asked.difference):
        words = _("{words}; within what this questionnaire varies by itself").format(words=words)
    return words
