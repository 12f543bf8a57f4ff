"""Keeps her half of a case-management meeting, in step with his by case number; it never leaves this desk (MTG-1)."""

from datetime import date, datetime
from typing import Annotated

from sqlalchemy import select

from app.bridge.inbox import case_numbers
from app.core.errors import InvalidInput, Missing
from app.core.language import _
from app.core.shapes import CaseId, Draft, LongText, Meta, Nothing, Row, ShortText, convert, from_json, new_id, to_json
from app.desk.act import Kind, act
from app.partner.entries import Moved, SafetyRecord, keep_entry
from app.partner.partners import links_that_open, records, restricted_of
from app.partner.rights import Right
from app.partner.seat import PartnerNoun, PartnerSeat
from app.store.work import Work
from models.partner.partner import Link, Partner, PartnerKey
from models.partner.safety import SafetyEntry
from models.partner.team import TeamEntry
from models.programme.meeting import Meeting, MeetingItem

ANNEX, HALVES = "annex", (Partner, PartnerKey, Link, TeamEntry, SafetyEntry)
Decision = Annotated[str, Meta(pattern="^(no_change|raise|lower|action)$")]


class AnnexWritten(Draft):
    """Her side of one man: risk, not quotes; what is done by whom until when (MTG-5)."""

    meeting: str
    case: CaseId
    decision: Decision
    risk: LongText
    action: LongText = ""
    owner: ShortText = ""
    due_on: date | None = None


class OfMeeting(Draft):
    """Which meeting of his side."""

    meeting: str


class AnnexRecord(Row):
    """What the envelope of her half holds; a later one of the same man and meeting stands for the earlier."""

    kind: str
    meeting: str
    case: str
    decision: str
    risk: str
    action: str
    owner: str
    due_on: str | None
    at: str
    by: str
    by_label: str
    turn: int = 1


class MeetingDay(Row):
    """One meeting of his side, how many of its men are linked here, and how many have their half."""

    meeting: str
    on: date
    is_closed: bool
    ours: int
    written: int


class AnnexLine(Row):
    """One man that both halves are about: what his side wrote, and ours beside it."""

    case: CaseId
    reference: str
    numbers: tuple[str, ...]
    level_before: str
    level_after: str | None
    his_decision: str | None
    his_action: str
    decision: str | None
    risk: str
    action: str
    owner: str
    due_on: date | None
    by: str


class BothHalves(Row):
    """One meeting in step: only men with a record here are in it."""

    meeting: str
    on: date
    is_closed: bool
    lines: tuple[AnnexLine, ...]


class AnnexKept(Row):
    """The entry that was written."""

    entry: str


class Annexes(PartnerNoun):
    """What a safety officer brings to a case-management meeting."""

    @act("meeting.days", Right.READ_PARTNER, kind=Kind.LIST)
    def days(self, work: Work, _draft: Nothing) -> tuple[MeetingDay, ...]:
        """List his side's meetings, the newest first, with how many of their men have a record here."""
        linked = _numbers(work, self.seat)
        written = {(one.meeting, one.case) for one in annexes(work, self.seat)}
        with self.seat.look_at_his() as his:
            meetings = his.session.execute(select(Meeting).order_by(Meeting.on_day.desc())).scalars().all()
            items = his.session.execute(select(MeetingItem.meeting_id, MeetingItem.case_id)).all()
        ours = [(row.meeting_id, row.case_id) for row in items if row.case_id in linked]
        return tuple(
            MeetingDay(
                meeting=one.id, on=one.on_day, is_closed=one.closed_at is not None,
                ours=sum(meeting == one.id for meeting, _case in ours),
                written=sum(meeting == one.id and (meeting, case) in written for meeting, case in ours),
            )
            for one in meetings
        )  # fmt: skip

    @act("meeting.both", Right.READ_PARTNER, kind=Kind.OPEN)
    def both(self, work: Work, draft: OfMeeting) -> BothHalves:
        """Show both halves in step by case number: his minutes as they stand, ours beside them.

        Refused while something that may be a half, or a man's link, is damaged: he would look like one without.
        """
        for table in HALVES:
            self.seat.vault.begin(work, table)
        linked, mine = _numbers(work, self.seat), newest(work, self.seat, draft.meeting)
        self.seat.refuse_if_hurt(work, *HALVES)
        with self.seat.look_at_his() as his:
            numbers, meeting = case_numbers(his), his.session.get(Meeting, draft.meeting)
            query = select(MeetingItem).where(MeetingItem.meeting_id == draft.meeting).order_by(MeetingItem.order)
            items = [one for one in his.session.execute(query).scalars() if one.case_id in linked]
        if meeting is None:
            raise Missing
        lines = (_line(one, numbers.get(one.case_id, ""), linked[one.case_id], mine.get(one.case_id)) for one in items)
        return BothHalves(
            meeting=meeting.id, on=meeting.on_day, is_closed=meeting.closed_at is not None, lines=tuple(lines)
        )

    @act("meeting.annex", Right.WRITE_PARTNER)
    def annex(self, work: Work, draft: AnnexWritten) -> AnnexKept:
        """Write her half of one man. Nothing of it is written outside this desk, not even that it is there."""
        with self.seat.look_at_his() as his:
            query = select(MeetingItem.id).where(
                MeetingItem.meeting_id == draft.meeting, MeetingItem.case_id == draft.case
            )
            is_there = his.session.execute(query).first() is not None
        if not is_there or draft.case not in _numbers(work, self.seat):
            raise Missing
        problems = {
            "risk": "" if draft.risk.strip() else _("Write what the risk is now, without quoting her."),
            "owner": _("Who does it?") if draft.action.strip() and not draft.owner.strip() else "",
            "due_on": _("Until when?") if draft.action.strip() and draft.due_on is None else "",
            "action": _("Write what is to be done.") if draft.decision == "action" and not draft.action.strip() else "",
        }
        if found := {name: said for name, said in problems.items() if said}:
            raise InvalidInput(found)
        before = newest(work, self.seat, draft.meeting).get(draft.case)
        self.seat.refuse_if_hurt(work, TeamEntry, SafetyEntry)
        person, at = self.seat.person, self.seat.clock.now().isoformat()
        record = AnnexRecord(
            kind=ANNEX, meeting=draft.meeting, case=draft.case, decision=draft.decision, risk=draft.risk,
            action=draft.action, owner=draft.owner, due_on=draft.due_on.isoformat() if draft.due_on else None, at=at,
            by=person.id, by_label=person.label, turn=1 + (before.turn if before else 0),
        )  # fmt: skip
        work.changed("annex", draft.meeting)
        return AnnexKept(entry=_keep(work, self.seat, record))


def annexes(work: Work, seat: PartnerSeat) -> tuple[AnnexRecord, ...]:
    """Her half of every man and meeting, all versions, but those of records kept from this officer."""
    rows = work.session.execute(select(TeamEntry)).scalars().all()
    bodies = seat.vault.each_for_team(work, rows, dict)
    found = [convert(body, AnnexRecord) for _row, body in bodies if body.get("kind") == ANNEX]
    kept = seat.vault.each(work, work.session.execute(select(SafetyEntry)).scalars(), SafetyRecord)
    moved = (one.moved for _row, one in kept if one.moved is not None and one.moved.kind == ANNEX)
    return (*found, *(from_json(AnnexRecord, one.body) for one in moved))


def _keep(work: Work, seat: PartnerSeat, record: AnnexRecord) -> str:
    """Under the team's key, or within the restricted record that it is about (SEC-12); gives its id."""
    for partner in restricted_of(work, seat, record.case):
        body = to_json(record).decode("utf-8")
        moved = Moved(kind=ANNEX, id=record.meeting, on=seat.clock.today(), body=body)
        return keep_entry(work, seat, partner, moved=moved)
    return seat.vault.keep_for_team(work, TeamEntry(id=new_id()), record).id


def newest(work: Work, seat: PartnerSeat, meeting: str) -> dict[str, AnnexRecord]:
    """The half that stands, by case."""
    found = [one for one in annexes(work, seat) if one.meeting == meeting]
    return {one.case: one for one in sorted(found, key=lambda one: one.turn)}


def _numbers(work: Work, seat: PartnerSeat) -> dict[str, tuple[str, ...]]:
    """The records linked to each case now, by their numbers."""
    names = {id: record.reference for id, record in records(work, seat)}
    found: dict[str, set[str]] = {}
    for link in links_that_open(work, seat):
        if link.until is None and link.partner in names:
            found.setdefault(link.case, set()).add(names[link.partner])
    return {case: tuple(sorted(some)) for case, some in found.items()}


def _line(item: MeetingItem, reference: str, numbers: tuple[str, ...], ours: AnnexRecord | None) -> AnnexLine:
    due = datetime.fromisoformat(ours.due_on).date() if ours is not None and ours.due_on else None
    return AnnexLine(
        case=CaseId(item.case_id), reference=reference, numbers=numbers, level_before=item.level_before,
        level_after=item.level_after, his_decision=item.decision, his_action=item.action or "",
        decision=ours.decision if ours else None, risk=ours.risk if ours else "", action=ours.action if ours else "",
        owner=ours.owner if ours else "", due_on=due, by=ours.by_label if ours else "",
    )  # fmt: skip
