"""Ends a group that nobody is in any more, takes its open dates back, and lets a mistaken ending be undone (SCH-37)."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select

from app.core.errors import InvalidInput, NotAllowed, Stale
from app.core.language import _
from app.core.shapes import Draft, GroupId, Line, Row
from app.desk.act import act
from app.desk.seat import Noun
from app.domain.calendar import day_words
from app.domain.moves import CaseState
from app.programme.planned import CANCELLED, HELD, PLANNED, plan_of
from app.programme.planning.taken import one_after_the_other
from app.programme.register_rows import men_of
from app.programme.rights import Right
from app.programme.rules.group_state import InGroup, group_state, state_words
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case
from models.programme.group import Group, Member, Session


class GroupEnded(Draft):
    """A group that meets no more, and why; `seen` is the state that was read."""

    group: GroupId
    reason: Line
    seen: str | None = None


class GroupResumed(Draft):
    """A group that was ended by mistake, and why it goes on."""

    group: GroupId
    reason: Line


class GroupStanding(Row):
    """Where a group stands, and how many dates were taken back or given again."""

    group: GroupId
    state: str
    words: str
    ended_on: date | None
    sessions: int


class Endings(Noun):
    """What is done about the end of a group."""

    seat: ProgrammeSeat

    @act("group.end", Right.PLAN_GROUP)
    def end(self, work: Work, draft: GroupEnded) -> GroupStanding:
        """End a group in which nobody is any more; its dates ahead are cancelled and stay visible (SCH-37)."""
        one_after_the_other(work)
        group = _group(work, draft.group, draft.reason, has_ended=False)
        before = standing_of_group(work, group)
        if draft.seen is not None and draft.seen != before.state:
            raise Stale(_("The group changed since you looked. Look at it again."))
        if reasons := self._reasons_not_to(work, group):
            raise NotAllowed(*reasons)
        ahead = [one for one in plan_of(work, group.id) if one.status == PLANNED]
        for session in ahead:
            session.status, session.not_held_reason = CANCELLED, draft.reason.strip()
        group.ended_on, group.ended_reason = self.seat.clock.today(), draft.reason.strip()
        work.session.flush()
        work.changed("group", group.id)
        return standing_of_group(work, group, len(ahead))

    @act("group.resume", Right.OVERRIDE)
    def resume(self, work: Work, draft: GroupResumed) -> GroupStanding:
        """Let a group that was ended by mistake go on; the dates that were taken back stand again (SCH-37)."""
        one_after_the_other(work)
        group = _group(work, draft.group, draft.reason, has_ended=True)
        back = [
            one
            for one in plan_of(work, group.id)
            if one.status == CANCELLED and one.not_held_reason == group.ended_reason
        ]
        for session in back:
            session.status, session.not_held_reason = PLANNED, None
        group.ended_on, group.ended_reason = None, None
        work.session.flush()
        work.changed("group", group.id)
        return standing_of_group(work, group, len(back))

    def _reasons_not_to(self, work: Work, group: Group) -> tuple[str, ...]:
        """Men who are still in it, and registers that are owed."""
        members = select(Member.case_id).where(Member.group_id == group.id, Member.left_at.is_(None))
        still = men_of(work, tuple(work.session.scalars(members)))
        reasons = []
        if still:
            names = ", ".join(sorted(f"{man.short} ({man.case.reference})" for man in still.values()))
            words = _("Still in this group: {names}. Let each complete, leave or move to another group first.")
            reasons.append(words.format(names=names))
        if in_group(work, [group.id])[group.id].ever and (owed := self._owed(work, group)):
            words = _("Registers are owed: {days}. Take them, or say that the session was not held.")
            reasons.append(words.format(days=", ".join(owed)))
        return tuple(reasons)

    def _owed(self, work: Work, group: Group) -> list[str]:
        zone, now = self.seat.clock.zone, self.seat.clock.now()
        return [
            day_words(one.starts_at.astimezone(zone).date())
            for one in plan_of(work, group.id)
            if one.status == PLANNED and not one.is_placeholder and one.starts_at and one.starts_at <= now
        ]


def _group(work: Work, id: str, reason: str, *, has_ended: bool) -> Group:
    group = work.get(Group, id)
    if not reason.strip():
        raise InvalidInput({"reason": _("Write why.")})
    if (group.ended_on is not None) != has_ended:
        raise NotAllowed(_("This group has not ended.") if has_ended else _("This group has ended."))
    return group


def in_group(work: Work, groups: Collection[str]) -> dict[str, InGroup]:
    """Of each group: who was ever in it, who still is, and who completed the programme from it (SCH-37)."""
    query = (
        select(Member.case_id, Member.group_id, Member.left_at, Case.state)
        .join(Case, Case.id == Member.case_id)
        .where(Member.case_id.in_(select(Member.case_id).where(Member.group_id.in_(groups))))
        .order_by(Member.joined_at)
    )
    rows = work.session.execute(query).all()
    last = {row.case_id: row.group_id for row in rows}
    by_group = defaultdict(list)
    for row in rows:
        by_group[row.group_id].append(row)
    found = {}
    for group in groups:
        mine = by_group[group]
        found[group] = InGroup(
            ever=len({row.case_id for row in mine}),
            still=len({row.case_id for row in mine if row.left_at is None}),
            completed=len(
                {row.case_id for row in mine if row.state == CaseState.COMPLETED.value and last[row.case_id] == group}
            ),
        )
    return found


def standing_of_group(work: Work, group: Group, sessions: int = 0) -> GroupStanding:
    """Where a group stands now."""
    held = select(func.count()).where(Session.group_id == group.id, Session.status == HELD, Session.case_id.is_(None))
    state = group_state(
        in_group(work, [group.id])[group.id],
        held=work.session.execute(held).scalar_one(),
        has_ended=group.ended_on is not None,
    )
    return GroupStanding(
        group=GroupId(group.id),
        state=state.value,
        words=state_words(state),
        ended_on=group.ended_on,
        sessions=sessions,
    )
