"""Places a case in a group, or lets it leave; a clearance is asked for every case alike (CLR-1, SCH-29 to 36)."""

from datetime import date

from sqlalchemy import select

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import CaseId, Draft, GroupId, LongText, Row
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.moves import CaseState, Cause, ReasonCode, state_words
from app.programme.case_moves import CaseMoved, MoveAsked, move_case, move_second, refuse_stale
from app.programme.marks import marks_of_all
from app.programme.office import office_calendar
from app.programme.planned import SlotGiven, SlotRow, slot_rows, slots_of
from app.programme.reach import cases_within_reach
from app.programme.register_rows import Man, men_of
from app.programme.rights import Right
from app.programme.rules.gates import Gate
from app.programme.rules.placement import (
    Candidate,
    GroupNow,
    in_order_of_need,
    placement_warnings,
    reasons_not_to_place,
)
from app.programme.rules.progress import Covered, coverage
from app.programme.seat import ProgrammeSeat
from app.programme.standing import NOT_WITH
from app.programme.waiting.candidates import CANNOT, candidate, candidates, group_now
from app.programme.waiting.known import clearance_gates
from app.programme.waiting.seats import Fit, MissedRow, Placed, SeatDraft, give_seat, lock, missed_rows, refuse_seat
from app.programme.waiting.spoken import fit_words
from app.store.work import Work
from models.programme.case import Case
from models.programme.client import Client
from models.programme.group import Group, Member


class CandidatesWanted(Draft):
    """Who could come into a group: everybody within reach who waits, or one case."""

    group: GroupId
    case: CaseId | None = None


class CaseLeaves(Draft):
    """A case that leaves its group, and where it goes from there (CASE-6)."""

    case: CaseId
    to: CaseState
    reason_code: ReasonCode | None = None
    group: GroupId | None = None
    review_on: date | None = None
    note: LongText | None = None
    second: str | None = None
    seen: str | None = None


class LimitsSet(Draft):
    """When he cannot come, and whom he must not meet; both replace what was there (SCH-35, NEV-9)."""

    case: CaseId
    cannot_attend: tuple[SlotGiven, ...] = ()
    not_with: tuple[CaseId, ...] = ()


class LimitsRow(Row):
    """What stands about a man's times, and how many others he must not meet."""

    case: CaseId
    cannot_attend: tuple[SlotRow, ...]
    not_with: int


class CandidateRow(Row):
    """One case that waits, with every reason not to place it; a clash about a partner is never one (CLR-4).

    `seen` goes back with the act, which is refused when the case has changed (CASE-2).
    """

    case: CaseId
    reference: str
    name: str
    state: str
    order_ends_on: date | None
    reasons_not_to: tuple[str, ...]
    warnings: tuple[str, ...]
    clearance: str = ""
    missed: tuple[MissedRow, ...] = ()
    needs_override: bool = False
    seen: str = ""
    state_words: str = ""
    language: str = ""
    language_words: str = ""


class Placings(Noun):
    """What is done about places in groups."""

    seat: ProgrammeSeat

    @act("group.candidates", Right.PLACE, kind=Kind.LIST)
    def candidates(self, work: Work, draft: CandidatesWanted) -> tuple[CandidateRow, ...]:
        """List who waits for a place, who has least time left first, with every reason not to (SCH-35)."""
        group = work.get(Group, draft.group)
        query = select(Case).where(Case.programme == group.programme, cases_within_reach(work, self.seat.person))
        states = (CaseState.WAITING.value, CaseState.AWAY.value)
        query = query.where(Case.state.in_(states) if draft.case is None else Case.id == draft.case)
        now_in = group_now(work, self.seat, group)
        found = tuple(candidates(work, self.seat, work.session.scalars(query).all()).values())
        ordered = found if draft.case is not None else in_order_of_need(found)
        men = men_of(work, (one.case for one in ordered))
        lines = clearance_gates(work, self.seat, [man.case for man in men.values()])
        had = self._had(work, [one.case for one in ordered], now_in)
        return tuple(
            self._row(work, men[one.case], one, now_in, (lines.get(one.case), had[one.case])) for one in ordered
        )

    @act("group.allocate", Right.PLACE, about="case")
    def allocate(self, work: Work, draft: SeatDraft) -> Placed:
        """Place a case; its clearance in this group is asked in the same moment, as for every case (CLR-1)."""
        group, case = work.get(Group, draft.group), work.get(Case, draft.case)
        lock(work, {group.id})
        refuse_stale(case, draft.seen)
        fit = Fit(case, group, candidate(work, self.seat, case), group_now(work, self.seat, group))
        refuse_seat(work, self.seat, fit, draft)
        return give_seat(work, self.seat, fit, draft)

    @act("group.leave", Right.PLACE, about="case")
    def leave(self, work: Work, draft: CaseLeaves) -> CaseMoved:
        """Take a case out of its group and say where it goes; the safety team is told (CASE-5, CASE-6, NEV-4)."""
        case = work.get(Case, draft.case)
        refuse_stale(case, draft.seen)
        group = group_of(work, case.id)
        if group is None or (draft.group is not None and draft.group != group):
            raise NotAllowed(_("He is not in this group."))
        asked = MoveAsked(
            to=CaseState(draft.to),
            cause=Cause.LEAVE,
            reason_code=ReasonCode(draft.reason_code).value if draft.reason_code else None,
            note=draft.note,
            review_on=draft.review_on,
            second=move_second(self.seat, case, CaseState(draft.to), draft.second),
        )
        moved = move_case(work, self.seat, case, asked)
        work.changed("group", group)
        return moved

    @act("case.set_limits", Right.WRITE_CASE, about="case")
    def set_limits(self, work: Work, draft: LimitsSet) -> LimitsRow:
        """Say when he cannot come and whom he must not meet; a group with either is no place for him (NEV-9)."""
        client = work.get(Client, work.get(Case, draft.case).client_id)
        others = sorted({work.get(Case, other).client_id for other in draft.not_with})
        if client.id in others:
            raise InvalidInput({"not_with": _("This is the man himself.")})
        slots = slot_rows(slots_of(draft.cannot_attend))
        times = [{"weekday": slot.weekday, "start": slot.start} for slot in slots]
        client.availability = {**client.availability, CANNOT: times, NOT_WITH: others}
        work.changed("case", draft.case)
        return LimitsRow(case=draft.case, cannot_attend=slots, not_with=len(others))

    def _had(self, work: Work, cases: list[str], now_in: GroupNow) -> dict[str, frozenset[str]]:
        """What each has covered already, in whichever group (SCH-31)."""
        marks = marks_of_all(work, self.seat, cases)
        lines = {case: coverage(now_in.pack, marks.get(case, ())) for case in cases}
        return {
            case: frozenset(line.content.key for line in found if line.state is not Covered.OWED)
            for case, found in lines.items()
        }

    def _row(
        self, work: Work, man: Man, who: Candidate, now_in: GroupNow, known: tuple[Gate | None, frozenset[str]]
    ) -> CandidateRow:
        now, office = self.seat.clock.local().replace(tzinfo=None), office_calendar(work.session)
        line, had = known
        against = reasons_not_to_place(who, now_in, office, now)
        return CandidateRow(
            case=CaseId(man.case.id),
            reference=man.case.reference,
            name=man.name,
            state=man.case.state,
            order_ends_on=man.case.order_ends_on,
            reasons_not_to=against,
            warnings=placement_warnings(who, now_in),
            clearance=line.words if line else "",
            missed=missed_rows(now_in, had),
            needs_override=bool(against) and not reasons_not_to_place(who, now_in, office, now, overridden=True),
            seen=str(man.case.version),
            state_words=state_words(CaseState(man.case.state)),
            language=who.language,
            language_words=fit_words(who.language, now_in.language),
        )


def group_of(work: Work, case_id: str) -> str | None:
    """The group a case is in now."""
    query = select(Member.group_id).where(Member.case_id == case_id, Member.left_at.is_(None))
    return work.session.execute(query).scalar()
