"""Prepares a case-management meeting and closes its minutes; the programme half, without a source (MTG-1 to MTG-5)."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select

from app.core.errors import InvalidInput, Missing, NotAllowed
from app.core.language import _, ngettext
from app.core.shapes import CaseId, Nothing, UserId
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.answers import Answer
from app.programme.meetings.agenda import reasons, why_words
from app.programme.meetings.shapes import (
    AgendaAsked,
    AgendaRow,
    ItemMinuted,
    ItemRow,
    MeetingAsked,
    MeetingLine,
    MeetingMinuted,
    MeetingPage,
    MeetingPrepared,
    StaffRow,
)
from app.programme.office import names_of, people_who_run
from app.programme.reach import cases_within_reach
from app.programme.register_rows import Man, men_of
from app.programme.rights import Right
from app.programme.risks import LEVELS, level_of
from app.programme.rules.wording import WordingKind, wordings
from app.programme.seat import ProgrammeSeat
from app.programme.waiting.known import Risk, risks_of
from app.store.work import Work
from models.programme.case import Case
from models.programme.meeting import Meeting, MeetingItem

UNKNOWN = "unknown"


class Meetings(Noun):
    """What the programme side brings to a case-management meeting; her side has its own half at its own desk."""

    seat: ProgrammeSeat

    @act("meeting.agenda", Right.READ_CASE, kind=Kind.LIST)
    def agenda(self, work: Work, draft: AgendaAsked) -> tuple[AgendaRow, ...]:
        """Suggest who is to be discussed and why: what happened since each was last discussed (MTG-3)."""
        found = reasons(work, self.seat, draft.on or self.seat.clock.today())
        men, risks = men_of(work, found), risks_of(work, found)
        rows = [
            AgendaRow(
                case=CaseId(id), reference=man.case.reference, name=man.short, level=risks.get(id, Risk()).level,
                why=found[id],
            )
            for id, man in men.items()
        ]  # fmt: skip
        order = list(why_words())
        return tuple(sorted(rows, key=lambda row: (order.index(row.why[0]), row.reference)))

    @act("meeting.list", Right.READ_CASE, kind=Kind.LIST)
    def list(self, work: Work, _draft: Nothing) -> tuple[MeetingLine, ...]:
        """List meetings, the newest first."""
        rows = work.session.execute(select(Meeting).order_by(Meeting.on_day.desc(), Meeting.at.desc())).scalars().all()
        counts = {row.id: len(self._items(work, row.id)) for row in rows}
        return tuple(
            MeetingLine(meeting=row.id, on=row.on_day, men=counts[row.id], by=row.by_label, closed_at=row.closed_at)
            for row in rows
            if counts[row.id]
        )

    @act("meeting.show", Right.READ_CASE, kind=Kind.OPEN)
    def show(self, work: Work, draft: MeetingAsked) -> MeetingPage:
        """Show one meeting with its men, as far as this person's cases reach."""
        return self._page(work, work.get(Meeting, draft.meeting))

    @act("meeting.prepare", Right.WRITE_CASE)
    def prepare(self, work: Work, draft: MeetingPrepared) -> MeetingPage:
        """Set the agenda of a day; a prepared one may be changed until its minutes are closed."""
        cases = tuple(dict.fromkeys(draft.cases))
        within = set(work.session.scalars(select(Case.id).where(cases_within_reach(work, self.seat.person))))
        if not set(cases) <= within:
            raise Missing
        meeting = self._meeting(work, draft)
        why = reasons(work, self.seat, draft.on)
        before = {one.case_id: one for one in self._items(work, meeting.id)}
        for gone in set(before) - set(cases):
            work.session.delete(before[gone])
        for order, case in enumerate(cases, 1):
            item = before.get(case) or MeetingItem(meeting_id=meeting.id, case_id=case)
            item.order, item.why, item.level_before = order, list(why.get(case, ())), _level(work, case)
            work.add(item)
        work.changed("meeting", meeting.id)
        return self._page(work, meeting)

    @act("meeting.record", Right.WRITE_CASE)
    def record(self, work: Work, draft: MeetingMinuted) -> MeetingPage:
        """Close the minutes: a decision for every man, an owner and a day for every action, no source (MTG-5)."""
        meeting = work.get(Meeting, draft.meeting)
        if meeting.closed_at is not None:
            raise NotAllowed(_("These minutes are closed already."))
        items = {one.case_id: one for one in self._items(work, meeting.id)}
        given = {one.case: one for one in draft.items}
        if not set(given) <= set(items):
            raise Missing
        staff = people_who_run(work.session)
        if found := _problems(work, draft, items, given, staff, self.seat.clock.today()):
            raise InvalidInput(found)
        for case, one in given.items():
            item = items[case]
            item.decision, item.level_after = one.decision, one.level_after or item.level_before
            item.note, item.action, item.owner = one.note or None, one.action or None, one.owner
            item.due_on, item.usable_with_him = one.due_on, one.usable_with_him.value
        meeting.attendees = [name.strip() for name in draft.attendees if name.strip()]
        meeting.closed_at, meeting.closed_by = self.seat.clock.now(), self.seat.person.label
        work.session.flush()
        work.changed("meeting", meeting.id)
        return self._page(work, meeting)

    def _meeting(self, work: Work, draft: MeetingPrepared) -> Meeting:
        if draft.on < self.seat.clock.today():
            raise InvalidInput({"on": _("This day has passed.")})
        if draft.meeting is None:
            person = self.seat.person
            return work.add(
                Meeting(on_day=draft.on, at=self.seat.clock.now(), by_user=person.id, by_label=person.label)
            )
        meeting = work.get(Meeting, draft.meeting)
        if meeting.closed_at is not None:
            raise NotAllowed(_("These minutes are closed already."))
        meeting.on_day = draft.on
        return meeting

    def _items(self, work: Work, meeting: str) -> Sequence[MeetingItem]:
        """The men of a meeting within this person's reach, in order."""
        query = select(MeetingItem).join(Case, Case.id == MeetingItem.case_id).where(MeetingItem.meeting_id == meeting)
        query = query.where(cases_within_reach(work, self.seat.person)).order_by(MeetingItem.order)
        return work.session.execute(query).scalars().all()

    def _page(self, work: Work, meeting: Meeting) -> MeetingPage:
        items = self._items(work, meeting.id)
        men, names = men_of(work, [one.case_id for one in items]), names_of(work.session, (one.owner for one in items))
        return MeetingPage(
            meeting=meeting.id, on=meeting.on_day, attendees=tuple(meeting.attendees), closed_at=meeting.closed_at,
            closed_by=meeting.closed_by or "", items=tuple(_row(one, men[one.case_id], names) for one in items),
            staff=tuple(StaffRow(user=UserId(id), label=name) for id, name in people_who_run(work.session).items()),
        )  # fmt: skip


def _level(work: Work, case: str) -> str:
    found = level_of(work, case)
    return found.level if found is not None else UNKNOWN


def _row(item: MeetingItem, man: Man, names: Mapping[str, str]) -> ItemRow:
    return ItemRow(
        case=CaseId(item.case_id), reference=man.case.reference, name=man.short, why=tuple(item.why),
        level_before=item.level_before, level_after=item.level_after, decision=item.decision, note=item.note or "",
        action=item.action or "", owner=UserId(item.owner) if item.owner else None,
        owner_name=names.get(item.owner or "", ""), due_on=item.due_on, usable_with_him=Answer(item.usable_with_him),
    )  # fmt: skip


def _problems(
    work: Work,
    draft: MeetingMinuted,
    items: Mapping[str, MeetingItem],
    given: Mapping[CaseId, ItemMinuted],
    staff: Mapping[str, str],
    today: date,
) -> dict[str, str]:
    """What keeps the minutes open."""
    found: dict[str, str] = {}
    if left := len(set(items) - set(given)):
        said = ngettext("{count} man has no decision.", "{count} men have no decision.", left)
        found["items"] = said.format(count=left)
    elif bare := sum(1 for one in given.values() if one.action.strip() and (not one.owner or one.due_on is None)):
        said = ngettext("{count} action has no owner or day.", "{count} actions have no owner or day.", bare)
        found["items"] = said.format(count=bare)
    elif any(one.owner and one.owner not in staff for one in given.values()):
        found["items"] = _("An action goes to somebody who works here.")
    elif any(one.due_on is not None and one.due_on < today for one in given.values()):
        found["items"] = _("An action is due on a day that is still to come.")
    elif any(one.decision == "action" and not one.action.strip() for one in given.values()):
        found["items"] = _("Write what is to be done.")
    else:
        found |= _level_problem(work, given, items) | _source_problem(given)
    if not any(name.strip() for name in draft.attendees):
        found["attendees"] = _("Write who was there, or who sent written input.")
    return found


def _level_problem(work: Work, given: Mapping[CaseId, ItemMinuted], items: Mapping[str, MeetingItem]) -> dict[str, str]:
    """A meeting lowers nothing by itself: a lower level needs a new result with a name (RSK-3, NEV-15)."""
    for case, one in given.items():
        before = items[case].level_before
        if one.level_after is not None and one.level_after not in LEVELS:
            return {"items": _("Choose the level from the list.")}
        if one.decision == "raise" and (one.level_after is None or not _is_higher(one.level_after, before)):
            return {"items": _("Say to which higher level.")}
        if one.decision == "lower" and (one.level_after is None or one.level_after != _level(work, case)):
            return {"items": _("A lower level needs a new result first. Record it, then close the minutes.")}
    return {}


def _is_higher(after: str, before: str) -> bool:
    return before not in LEVELS or LEVELS.index(after) > LEVELS.index(before)


def _source_problem(given: Mapping[CaseId, ItemMinuted]) -> dict[str, str]:
    """Minutes never carry a source: the fixed list of the reports is asked, nothing about her is (MTG-5)."""
    for one in given.values():
        for hit in wordings({"note": one.note, "action": one.action}):
            if hit.kind in {WordingKind.MUST_NOT_STAND, WordingKind.SOURCE}:
                return {
                    "items": _("“{words}” must not stand in minutes. Bring risk, not quotes.").format(words=hit.found)
                }
    return {}
