"""Gives a man a seat, one clerk at a time: every reason not to is looked at once the group is locked (SCH-29 to 31)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import func, select

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import CaseId, Draft, GroupId, Line, Row, ShortText
from app.desk.seat import Person
from app.domain.calendar import day_words
from app.domain.moves import CaseState, Cause
from app.domain.pack import Content
from app.domain.roles import Reach
from app.programme.case_moves import Happened, MoveAsked, move_case, note_event
from app.programme.marks import marks_of
from app.programme.moments import after
from app.programme.notices import NoticeKind, seal
from app.programme.office import names_of, office_calendar
from app.programme.rights import Right
from app.programme.rules.placement import (
    Candidate,
    GroupNow,
    joins,
    may_join,
    missed_before,
    placement_warnings,
    reasons_not_to_place,
)
from app.programme.rules.progress import Covered, coverage
from app.programme.seat import ProgrammeSeat
from app.programme.standing import case_gates
from app.store.work import Work
from models.programme.case import Case
from models.programme.crossing import ClearanceAsked
from models.programme.group import Group, Member
from models.programme.placing import CoveragePlan


class CoveragePlanned(Draft):
    """How a latecomer makes up one content that his group had before he came, and by when (SCH-30)."""

    content: ShortText
    how: Literal["catch_up", "one_to_one", "other_group"]
    due_on: date


class SeatDraft(Draft):
    """A seat asked for; a reason lets a manager accept a full group or a late entry, this one with a plan (SCH-30).

    Who is no manager names one as `second`, who agrees with their own password (ROL-4).
    """

    group: GroupId
    case: CaseId
    override_reason: Line | None = None
    coverage_plan: tuple[CoveragePlanned, ...] = ()
    seen: str | None = None
    second: str | None = None


class MissedRow(Row):
    """One content that a group has had and he has not."""

    content: str
    title: str


class Placed(Row):
    """His place, what to watch, and the one line on clearance that every case has (CLR-3)."""

    member: str
    case: CaseId
    group: GroupId
    state: str
    sessions: int
    clearance: str
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Fit:
    """A man and a group, as they are looked at together once the group is locked."""

    case: Case
    group: Group
    who: Candidate
    now_in: GroupNow


def lock(work: Work, groups: Collection[str], case: str | None = None) -> None:
    """Hold these groups, then a case, until the commit, in one order for everybody: clerks come one after the other."""
    for id in sorted(groups):
        work.session.execute(select(Group.id).where(Group.id == id).with_for_update())
    if case is not None:
        work.session.execute(select(Case.id).where(Case.id == case).with_for_update())


def refuse_seat(work: Work, seat: ProgrammeSeat, fit: Fit, draft: SeatDraft) -> None:
    """Raises when he may not have this seat, with every reason; what is about him no manager can accept."""
    if fit.group.ended_on is not None:
        raise NotAllowed(_("This group has ended."))
    if fit.group.programme != fit.case.programme:
        raise InvalidInput({"group": _("This group runs another programme.")})
    overridden = bool((draft.override_reason or "").strip())
    office, now = office_calendar(work.session), seat.clock.local().replace(tzinfo=None)
    if reasons := reasons_not_to_place(fit.who, fit.now_in, office, now, overridden=overridden):
        raise NotAllowed(*reasons, *_who_was_first(work, seat, fit))
    if problems := _plan_problems(work, seat, fit, draft):
        raise InvalidInput({"coverage_plan": problems})


def take_seat(work: Work, seat: ProgrammeSeat, fit: Fit, draft: SeatDraft) -> Member:
    """Make him a member, with what stands beside it in his history."""
    case, group = fit.case, fit.group
    second = _agreed(seat, draft) if (draft.override_reason or "").strip() else None
    move_case(work, seat, case, MoveAsked(CaseState.PLACED, Cause.ALLOCATE))
    if case.pack_version != group.pack_version:
        case.pack_version = group.pack_version
        words = _("Goes on in version {version} of the programme.").format(version=group.pack_version)
        note_event(work, seat, case.id, Happened("version", note=words))
    member = join(work, seat, case.id, group.id)
    note_event(work, seat, case.id, Happened("allocated", note=draft.override_reason, second=second))
    _keep_plan(work, seat, draft)
    work.changed("group", group.id)
    return member


def give_seat(work: Work, seat: ProgrammeSeat, fit: Fit, draft: SeatDraft) -> Placed:
    """Make him a member and ask his clearance in this group in the same moment, as for every case (CLR-1)."""
    case, group = fit.case, fit.group
    member = take_seat(work, seat, fit, draft)
    ask_clearance(work, seat, case.id, group.id)
    return Placed(
        member=member.id,
        case=CaseId(case.id),
        group=GroupId(group.id),
        state=case.state,
        sessions=len(joins(fit.now_in, seat.clock.local().replace(tzinfo=None))),
        clearance=next((gate.words for gate in case_gates(work, seat, case) if gate.key == "clearance"), ""),
        warnings=placement_warnings(fit.who, fit.now_in),
    )


def join(work: Work, seat: ProgrammeSeat, case_id: str, group_id: str) -> Member:
    """A new place from this moment on; an earlier one in the same group stays as it was (SCH-29)."""
    newest = select(func.max(Member.joined_at)).where(Member.case_id == case_id)
    last, now = work.session.execute(newest).scalar(), seat.clock.now()
    at = now if last is None else after(last, now)
    return work.add(Member(group_id=group_id, case_id=case_id, joined_at=at, joined_by=seat.person.id))


def missed_rows(now_in: GroupNow, had: Collection[str]) -> tuple[MissedRow, ...]:
    """What a latecomer would have to make up, in pack order (SCH-30)."""
    return tuple(MissedRow(content=one.key, title=one.title) for one in missed_before(now_in, had))


def had_contents(work: Work, seat: ProgrammeSeat, case: Case, now_in: GroupNow) -> frozenset[str]:
    """The contents he has had or made up, in whichever group; they stay his when he changes groups (SCH-31)."""
    lines = coverage(now_in.pack, marks_of(work, seat, case.id))
    return frozenset(line.content.key for line in lines if line.state is not Covered.OWED)


def ask_clearance(work: Work, seat: ProgrammeSeat, case_id: str, group_id: str) -> None:
    """Ask for the clearance of a case in a group, in the same words for every case (CLR-1)."""
    work.add(
        ClearanceAsked(
            case_id=case_id, subject="case", about=group_id, asked_at=seat.clock.now(), asked_by=seat.person.id
        )
    )
    seal(work, seat, NoticeKind.CLEARANCE_ASKED, case_id, {"group": group_id})


def ask_once_known(work: Work, seat: ProgrammeSeat, case_id: str) -> None:
    """A man who had his place before his details were given: his clearance is asked now that they are (PEER-9, CLR-1).

    Asked earlier it would be judged without knowing whom it is about.
    """
    query = select(Member.group_id, Member.joined_at).where(Member.case_id == case_id, Member.left_at.is_(None))
    place = work.session.execute(query).one_or_none()
    if place is None:
        return
    asked = select(func.max(ClearanceAsked.asked_at)).where(
        ClearanceAsked.case_id == case_id, ClearanceAsked.about == place.group_id, ClearanceAsked.subject == "case"
    )
    last = work.session.execute(asked).scalar()
    if last is None or last < place.joined_at:
        ask_clearance(work, seat, case_id, place.group_id)


def _agreed(seat: ProgrammeSeat, draft: SeatDraft) -> Person | None:
    """The manager who accepts it when whoever asks is none (SCH-30, ROL-4)."""
    if seat.reach(Right.OVERRIDE) is not Reach.NONE:
        return None
    if not draft.second:
        words = _("Only a manager may accept a full group or a late entry. One can agree with their own password.")
        raise NotAllowed(words)
    return seat.second(draft.second, Right.OVERRIDE)


def _who_was_first(work: Work, seat: ProgrammeSeat, fit: Fit) -> tuple[str, ...]:
    """In a full group: when the last seat was taken and who gave it; never to whom (two clerks at once)."""
    if fit.now_in.free_seats or fit.now_in.pack.group.max_warns:
        return ()
    query = select(Member.joined_at, Member.joined_by).where(Member.group_id == fit.group.id, Member.left_at.is_(None))
    last = work.session.execute(query.order_by(Member.joined_at.desc()).limit(1)).one_or_none()
    if last is None:
        return ()
    at = last.joined_at.astimezone(seat.clock.zone)
    who = names_of(work.session, [last.joined_by]).get(last.joined_by, "")
    words = _("The last seat was taken on {day}, {time}. It was given by {name}.")
    return (words.format(day=day_words(at.date()), time=f"{at:%H:%M}", name=who),)


def _plan_problems(work: Work, seat: ProgrammeSeat, fit: Fit, draft: SeatDraft) -> str:
    """A late entry names for each content he missed how and by when he makes it up; empty when it does (SCH-30)."""
    missed = missed_before(fit.now_in, had_contents(work, seat, fit.case, fit.now_in))
    planned = [one.content for one in draft.coverage_plan]
    if unknown := [key for key in planned if key not in {one.key for one in missed}]:
        return _("This he has not missed: {contents}.").format(contents=", ".join(unknown))
    if any(one.due_on < seat.clock.today() for one in draft.coverage_plan):
        return _("The day by which he makes something up lies ahead.")
    if may_join(fit.now_in, seat.clock.local().replace(tzinfo=None)):
        return ""
    lacking = [one for one in missed if one.key not in planned]
    words = _("Say how and by when he makes up what he missed: {contents}.")
    return words.format(contents=_titles(lacking)) if lacking else ""


def _titles(contents: Collection[Content]) -> str:
    return ", ".join(one.title for one in contents)


def _keep_plan(work: Work, seat: ProgrammeSeat, draft: SeatDraft) -> None:
    work.add_all(
        CoveragePlan(
            case_id=draft.case,
            group_id=draft.group,
            content=one.content,
            how=one.how,
            due_on=one.due_on,
            at=seat.clock.now(),
            by_user=seat.person.id,
        )
        for one in draft.coverage_plan
    )
