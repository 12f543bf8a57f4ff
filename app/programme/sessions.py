"""Moves sessions, with a preview that is saved exactly as shown (SCH-18 to 28)."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, select

from app.core.errors import InvalidInput, NotAllowed, Stale
from app.core.language import _
from app.core.shapes import Draft, Line, Row, SessionId, to_json
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.calendar import date_and_time_words
from app.domain.pack import content_key
from app.domain.pack_parts import BlockKind
from app.domain.roles import Reach
from app.programme.accounts import staff_called
from app.programme.moments import moment_typed
from app.programme.packs.shelf import pack_of
from app.programme.planned import (
    CANCELLED,
    NOT_HELD,
    PLANNED,
    SessionRow,
    days_for,
    item_row,
    plan_of,
    put_times,
    running,
)
from app.programme.rights import Right
from app.programme.rules.moving import (
    Elsewhere,
    MoveWanted,
    Preview,
    Running,
    check_date,
    preview_move,
    reasons_not_to_move_session,
)
from app.programme.rules.schedule import PlannedItem
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case
from models.programme.group import Group, Member, Session


class MoveTried(Draft):
    """Where a session shall go; `later_too` takes everything later in pack order along (SCH-20)."""

    session: SessionId
    starts_at: str
    minutes: int | None = None
    later_too: bool = False
    reason: Line | None = None
    cover: tuple[str, ...] = ()


class MoveSaved(MoveTried, kw_only=True):
    """The same, with the token of the preview that was looked at."""

    preview: str


class MoveShown(Row):
    """Before and after, what to see, whom to write to, and the token that saving asks for (SCH-18).

    `changed` counts the sessions that get another time; those whose window alone shifts stand in both lists too.
    """

    before: tuple[SessionRow, ...]
    after: tuple[SessionRow, ...]
    changed: int
    warnings: tuple[str, ...]
    letters: tuple[str, ...]
    preview: str


@dataclass(frozen=True)
class _Tried:
    """A move as it was worked out."""

    group: Group
    running: Running
    found: Preview
    warnings: tuple[str, ...]
    shown: MoveShown


class Sessions(Noun):
    """What is done with planned sessions."""

    seat: ProgrammeSeat

    @act("session.preview_move", Right.PLAN_GROUP, kind=Kind.LIST)
    def preview_move(self, work: Work, draft: MoveTried) -> MoveShown:
        """Show what a move does, before and after side by side; nothing is stored (SCH-18 to 27)."""
        return _try(work, self.seat, draft).shown

    @act("session.move", Right.PLAN_GROUP)
    def move(self, work: Work, draft: MoveSaved) -> MoveShown:
        """Move exactly what was previewed, or refuse because something changed since (SCH-18)."""
        tried = _try(work, self.seat, draft)
        if tried.shown.preview != draft.preview:
            raise Stale(_("Something changed since this move was previewed. Look at it again, then move."))
        if tried.warnings and not (draft.reason or "").strip():
            raise InvalidInput({"reason": _("Write why it is moved there: {why}").format(why=" ".join(tried.warnings))})
        rows = {content_key(row.key, row.number): row for row in plan_of(work, tried.group.id)}
        items = {item.key: item for item in tried.found.after}
        for key in tried.found.changed:
            apply_item(self.seat, rows[key], items[key], draft.reason)
        session = work.get(Session, draft.session)
        if draft.cover:
            session.cover = list(_cover(work, draft))
        work.session.flush()
        work.changed("group", tried.group.id)
        return tried.shown


def _try(work: Work, seat: ProgrammeSeat, draft: MoveTried) -> _Tried:
    """Work a move out; raises what stands against it (SCH-19, SCH-22, SCH-27)."""
    session = work.get(Session, draft.session)
    if session.group_id is None or session.case_id is not None:
        raise InvalidInput({"session": _("Only sessions of a group's plan are moved here.")})
    group = work.get(Group, session.group_id)
    plan, days = running(work, seat, group), days_for(work, group.region, (group.place, group.id))
    now = seat.clock.local().replace(tzinfo=None)
    starts_at = moment_typed(seat.clock, draft.starts_at, "starts_at").astimezone(seat.clock.zone).replace(tzinfo=None)
    wanted = MoveWanted(
        key=content_key(session.key, session.number),
        starts_at=starts_at,
        minutes=draft.minutes,
        later_too=draft.later_too,
        reason=draft.reason or "",
        by_manager=seat.reach(Right.OVERRIDE) is not Reach.NONE,
    )
    if reasons := reasons_not_to_move_session(plan, wanted, now):
        raise NotAllowed(*reasons)
    found = preview_move(plan, wanted, days, now)
    moved = next(item for item in found.after if item.key == wanted.key)
    check = check_date(
        plan,
        moved,
        days,
        _elsewhere(work, seat, group, session, found),
        order_ends=_order_ends(work, group.id),
        cover_is_named=bool(_cover(work, draft)),
    )
    if check.refused:
        raise NotAllowed(*check.refused)
    shown = _shown(work, seat, draft, group, found, check.warned)
    return _Tried(group, plan, found, check.warned, shown)


def _shown(
    work: Work, seat: ProgrammeSeat, draft: MoveTried, group: Group, found: Preview, warned: tuple[str, ...]
) -> MoveShown:
    pack, keys = pack_of(work, group), set(found.changed)
    before = tuple(item_row(pack, seat.clock, item) for item in found.before if item.key in keys)
    after = tuple(item_row(pack, seat.clock, item) for item in found.after if item.key in keys)
    pinned = (draft.session, draft.starts_at, draft.minutes, draft.later_too, before, after)
    return MoveShown(
        before=before,
        after=after,
        changed=sum(one.starts_at != new.starts_at for one, new in zip(before, after, strict=True)),
        warnings=(*found.warnings, *warned),
        letters=letters_for(work, group.id),
        preview=hashlib.sha256(to_json(pinned)).hexdigest(),
    )


def apply_item(seat: ProgrammeSeat, session: Session, item: PlannedItem, reason: str | None) -> None:
    """Give a session its new time; the old one stays in its reasons (SCH-28)."""
    old = session.starts_at
    put_times(seat.clock, session, item)
    if old is not None and old != session.starts_at:
        was = date_and_time_words(old.astimezone(seat.clock.zone))
        words = _("Moved from {old}. {reason}").format(old=was, reason=reason or "").strip()
        session.moved_because = [*session.moved_because, {"kind": "moved", "words": words, "day": None}]
    if session.status == NOT_HELD:
        session.status, session.not_held_reason = PLANNED, None
    if session.starts_at and session.ends_at:
        session.planned_minutes = int((session.ends_at - session.starts_at).total_seconds() // 60)


def _cover(work: Work, draft: MoveTried) -> tuple[str, ...]:
    found = staff_called(work, draft.cover)
    if "" in found:
        raise InvalidInput({"cover": _("Choose people who work at this desk.")})
    return found


def _elsewhere(
    work: Work, seat: ProgrammeSeat, group: Group, session: Session, found: Preview
) -> tuple[Elsewhere, ...]:
    """What else takes place: the group's other sessions after the move, and those of others that share something."""
    if session.kind != BlockKind.GROUP.value:
        return ()
    key = content_key(session.key, session.number)
    own = [
        Elsewhere(item.starts_at, item.ends_at, shares_group=True)
        for item in found.after
        if item.key != key and item.kind is BlockKind.GROUP and item.starts_at and item.ends_at
    ]
    members = set(work.session.scalars(_members(group.id)))
    query = (
        select(Session, Group)
        .outerjoin(Group, Group.id == Session.group_id)
        .where(Session.is_placeholder.is_(False), Session.status.not_in((NOT_HELD, CANCELLED)))
        .where(Session.starts_at.is_not(None), Session.ends_at > seat.clock.now() - timedelta(weeks=1))
        .where((Session.group_id != group.id) | Session.case_id.is_not(None))
    )
    others = (_other(seat, group, row[0], row[1], members) for row in work.session.execute(query))
    return (*own, *(one for one in others if one is not None))


def _other(
    seat: ProgrammeSeat, group: Group, other: Session, its_group: Group | None, members: set[str]
) -> Elsewhere | None:
    if other.starts_at is None or other.ends_at is None:
        return None
    in_room = other.case_id is None and its_group is not None and group.place is not None
    runs = set(its_group.facilitators if its_group and other.case_id is None else ())
    return Elsewhere(
        starts_at=other.starts_at.astimezone(seat.clock.zone).replace(tzinfo=None),
        ends_at=other.ends_at.astimezone(seat.clock.zone).replace(tzinfo=None),
        shares_room=in_room and its_group is not None and its_group.place == group.place,
        shares_member=other.case_id in members,
        shares_facilitator=bool(runs & set(group.facilitators)),
    )


def _members(group_id: str) -> Select[str]:
    return select(Member.case_id).where(Member.group_id == group_id, Member.left_at.is_(None))


def _order_ends(work: Work, group_id: str) -> tuple[date, ...]:
    """When the orders of the members end (SCH-36)."""
    query = select(Case.order_ends_on).where(Case.id.in_(_members(group_id)), Case.order_ends_on.is_not(None))
    return tuple(day for day in work.session.scalars(query) if day is not None)


def letters_for(work: Work, group_id: str) -> tuple[str, ...]:
    """Who needs a letter with the new dates."""
    query = select(Case.number).where(Case.id.in_(_members(group_id))).order_by(Case.number)
    words = _("A letter with the new dates: {case}")
    return tuple(words.format(case=f"P-{number:04d}") for number in work.session.scalars(query))
