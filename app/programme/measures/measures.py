"""Records questionnaires as they were filled in on paper, corrects them with history, and lists them for one man."""

from datetime import date
from typing import Literal

from sqlalchemy import select

from app.core.errors import InvalidInput, Missing, NotAllowed, Stale
from app.core.language import _
from app.core.shapes import CaseId, Draft, Line, LongText, ShortText, new_id, replaced
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.pack import Pack
from app.domain.pack_parts import Measure
from app.domain.questionnaires import Alarm, Questionnaire, questionnaire
from app.domain.red import RedSource
from app.programme.case_moves import Happened, note_event
from app.programme.measures.entries import EntryRow, MeasureSheet, entry_row, is_shown, measures_here, sheet_of
from app.programme.moments import moment_for
from app.programme.packs.shelf import pack_of
from app.programme.reach import may_write_case
from app.programme.red_events import Danger, raise_red
from app.programme.rights import Right
from app.programme.rules.measuring import Score, alarms_of, read_scores, source_problems
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case
from models.programme.measure import MeasureEntry

Typed = int | float | str | None | tuple[int | str | None, ...]


class CaseNamed(Draft):
    """Which case."""

    case: CaseId


class MeasureRecorded(Draft):
    """A questionnaire as filled in. DAYS are given as the days of weeks 4, 3, 2, 1; what nobody answered is "unknown".

    `corrects` names an entry that this one puts right, with a `reason`. `follow` says what a plain "no" of an
    expectation becomes. `source_service` is the service that fills it in, empty when that is this office.
    """

    case: CaseId
    measure: ShortText
    stage: ShortText
    on: date
    scores: dict[str, Typed]
    source_service: ShortText | None = None
    corrects: str | None = None
    reason: Line | None = None
    follow: Literal["red_event", "meeting"] | None = None


class MeetingHeld(Draft):
    """What the case meeting decided on an answer that was brought to it."""

    entry: str
    decision: LongText


class Measures(Noun):
    """What is done about questionnaires. No score of any decides anything (SCR-11)."""

    seat: ProgrammeSeat

    @act("measure.record", Right.WRITE_CASE, about="case")
    def record(self, work: Work, draft: MeasureRecorded) -> EntryRow:
        """Record a questionnaire of his programme, or correct one; a risk item makes a red event (10.2, SUB-5)."""
        case = work.get(Case, draft.case)
        pack = pack_of(work, case)
        asked = questionnaire(_declared(pack, draft).key)
        if not is_shown(work, asked):
            raise NotAllowed(
                _("The licence of this questionnaire is not confirmed. A manager confirms it in settings.")
            )
        scores, problems = read_scores(asked, draft.scores)
        problems = _problems(draft, self.seat.clock.today()) | (problems or source_problems(scores))
        if problems:
            raise InvalidInput(problems)
        before = self._corrected(work, draft)
        _refuse_another_service(work, case, asked, draft, before)
        rung = alarms_of(asked, scores)
        entry = work.add(_entry(work, self.seat, draft, scores, before))
        entry.for_meeting = any(_waits(alarm, draft) for alarm in rung)
        event = _raised(work, self.seat, case, draft, tuple(alarm for alarm in rung if not _waits(alarm, draft)))
        note_event(work, self.seat, case.id, Happened("measure_corrected" if before else "measure", note=asked.title))
        work.changed("case", case.id)
        return replaced(entry_row(work, pack, entry, _before(work, entry)), red_event=event)

    @act("measure.list", Right.READ_CASE, kind=Kind.OPEN, about="case")
    def list(self, work: Work, draft: CaseNamed) -> MeasureSheet:
        """Show the questionnaires of his programme, what was filled in, and how his figures differ (TOP-2)."""
        case = work.get(Case, draft.case)
        return sheet_of(work, pack_of(work, case), case)

    @act("measure.discuss", Right.WRITE_CASE)
    def discuss(self, work: Work, draft: MeetingHeld) -> EntryRow:
        """Note what the case meeting decided on an answer that was brought to it (SUB-5)."""
        entry = work.get(MeasureEntry, draft.entry)
        if not may_write_case(work, self.seat, entry.case_id):
            raise Missing
        if not entry.for_meeting or entry.discussed_on is not None:
            raise NotAllowed(_("Nothing of this entry waits for the case meeting."))
        if not draft.decision.strip():
            raise InvalidInput({"decision": _("Write what was decided.")})
        entry.discussed_on, entry.decision = self.seat.clock.today(), draft.decision
        case = work.get(Case, entry.case_id)
        work.changed("case", case.id)
        return entry_row(work, pack_of(work, case), entry, _before(work, entry))

    def _corrected(self, work: Work, draft: MeasureRecorded) -> MeasureEntry | None:
        """The entry that is put right; a second one for the same stage and day must say that it corrects."""
        if draft.corrects is None:
            same = select(MeasureEntry.id).where(
                MeasureEntry.case_id == draft.case,
                MeasureEntry.measure == draft.measure,
                MeasureEntry.stage == draft.stage,
                MeasureEntry.on_day == draft.on,
            )
            if work.session.execute(same).first() is not None:
                raise InvalidInput({"on": _("This is recorded for that day already. Correct it, with a reason.")})
            return None
        before = work.get(MeasureEntry, draft.corrects)
        if (before.case_id, before.measure) != (draft.case, draft.measure):
            raise Missing
        if not (draft.reason or "").strip():
            raise InvalidInput({"reason": _("Write why it is corrected.")})
        later = select(MeasureEntry.id).where(MeasureEntry.series == before.series, MeasureEntry.turn > before.turn)
        if work.session.execute(later).first() is not None:
            raise Stale
        return before


def _raised(work: Work, seat: ProgrammeSeat, case: Case, draft: MeasureRecorded, alarms: tuple[Alarm, ...]) -> str:
    """One red event for what cannot wait; its words name the questionnaire and never an answer."""
    if not alarms:
        return ""
    police = draft.scores.get("violence_source") == RedSource.POLICE.value
    title = questionnaire(draft.measure).title
    danger = Danger(
        kind=alarms[0].kind,
        what=_("An answer in “{title}” must be looked at today.").format(title=title),
        when=draft.on.isoformat(),
        source_class=RedSource.POLICE if police else RedSource.HIS_OWN,
    )
    return raise_red(work, seat, case, danger).id


def _declared(pack: Pack, draft: MeasureRecorded) -> Measure:
    """The questionnaire as the programme names it. One of another desk is no more there than one that nobody knows."""
    here = {one.key: one for one in measures_here(pack)}
    if draft.measure not in here:
        known = ", ".join(here) or _("none")
        words = _("There is no such questionnaire in his programme. It can be: {known}.").format(known=known)
        raise InvalidInput({"measure": words})
    declared = here[draft.measure]
    if draft.stage not in declared.stages:
        known = ", ".join(declared.stages)
        raise InvalidInput({"stage": _("It is not filled in at this stage. It can be: {known}.").format(known=known)})
    return declared


def _entry(
    work: Work,
    seat: ProgrammeSeat,
    draft: MeasureRecorded,
    scores: dict[str, Score],
    before: MeasureEntry | None,
) -> MeasureEntry:
    """A new row: the first of its series, or the next turn of the one it corrects."""
    return MeasureEntry(
        case_id=draft.case,
        series=before.series if before else new_id(),
        turn=before.turn + 1 if before else 1,
        measure=draft.measure,
        stage=draft.stage,
        on_day=draft.on,
        scores=scores,
        source_service=(draft.source_service or "").strip(),
        for_meeting=False,
        correction_reason=draft.reason if before else None,
        at=moment_for(work, seat, MeasureEntry, draft.case),
        by_user=seat.person.id,
        by_label=seat.person.label,
    )


def _problems(draft: MeasureRecorded, today: date) -> dict[str, str]:
    return {"on": _("This date lies after today.")} if draft.on > today else {}


def _waits(alarm: Alarm, draft: MeasureRecorded) -> bool:
    """Whether an answer goes to the case meeting instead of being raised now (SUB-5)."""
    if not alarm.may_wait:
        return False
    return alarm.waits_unless_asked if draft.follow is None else draft.follow == "meeting"


def _refuse_another_service(
    work: Work, case: Case, asked: Questionnaire, draft: MeasureRecorded, before: MeasureEntry | None
) -> None:
    """Only one service fills it in for one client, over all his cases (SUB-6)."""
    if not asked.one_service:
        return
    query = select(MeasureEntry.source_service, MeasureEntry.series)
    query = query.join(Case, Case.id == MeasureEntry.case_id)
    query = query.where(Case.client_id == case.client_id, MeasureEntry.measure == asked.key)
    rows = work.session.execute(query.order_by(MeasureEntry.at, MeasureEntry.turn))
    others = {row.series: row.source_service for row in rows if before is None or row.series != before.series}
    given = (draft.source_service or "").strip()
    for service in others.values():
        if service.casefold() != given.casefold():
            named = service or _("this office")
            words = _("{service} fills this in for him; only one service does.").format(service=named)
            raise InvalidInput({"source_service": words})


def _before(work: Work, entry: MeasureEntry) -> tuple[MeasureEntry, ...]:
    query = select(MeasureEntry).where(MeasureEntry.series == entry.series, MeasureEntry.turn < entry.turn)
    return tuple(work.session.scalars(query.order_by(MeasureEntry.turn)))
