"""Moves sessions, with a preview that is saved exactly as shown (SCH-18 to 28)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.core.errors import InvalidInput, NotAllowed, Stale
from app.core.language import _
from app.core.shapes import Draft, Line, Row, SessionId, ShortText, to_json
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.calendar import date_and_time_words
from app.domain.pack import content_key
from app.domain.roles import Reach
from app.programme.moments import moment_typed
from app.programme.packs.shelf import pack_of
from app.programme.planned import (
    NOT_HELD,
    PLANNED,
    SessionRow,
    days_for,
    item_row,
    plan_of,
    put_times,
    running,
)
from app.programme.planning.in_the_way import (
    clash_warnings,
    clashes_of_move,
    members_of,
    order_ends,
    orders_too_short,
    touched,
)
from app.programme.planning.taken import (
    away,
    one_after_the_other,
    people_named,
    room_named,
    room_of,
    staff_of,
    wall,
)
from app.programme.rights import Right
from app.programme.rules.by_hand import check_date
from app.programme.rules.moving import (
    MoveWanted,
    Preview,
    Running,
    preview_move,
    reasons_not_to_move_session,
)
from app.programme.rules.schedule import PlannedItem
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case, reference_of
from models.programme.group import Group, Session


class MoveTried(Draft):
    """Where a session shall go; `later_too` takes everything later in pack order along (SCH-20).

    `place` gives this one session another room, `cover` names who stands in at it (SCH-27).
    """

    session: SessionId
    starts_at: str
    minutes: int | None = None
    later_too: bool = False
    reason: Line | None = None
    cover: tuple[str, ...] = ()
    place: ShortText | None = None


class MoveSaved(MoveTried, kw_only=True):
    """The same, with the token of the preview that was looked at."""

    preview: str


class MoveShown(Row):
    """Before and after, what to see, whom to write to, and the token that saving asks for (SCH-18).

    `changed` counts the sessions that get another time; those whose window alone shifts stand in both lists too.
    `people` and `rooms` are touched by it, and the orders of `orders` end before the last date (SCH-36).
    """

    before: tuple[SessionRow, ...]
    after: tuple[SessionRow, ...]
    changed: int
    warnings: tuple[str, ...]
    letters: tuple[str, ...]
    preview: str
    people: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Tried:
    """A move as it was worked out."""

    group: Group
    running: Running
    found: Preview
    warnings: tuple[str, ...]
    cover: tuple[str, ...]
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
        one_after_the_other(work)
        tried = _try(work, self.seat, draft)
        if tried.shown.preview != draft.preview:
            raise Stale(_("The plan changed since you looked. Look at it again, then move."))
        if tried.warnings and not (draft.reason or "").strip():
            raise InvalidInput({"reason": _("Write why it is moved there: {why}").format(why=" ".join(tried.warnings))})
        rows = {content_key(row.key, row.number): row for row in plan_of(work, tried.group.id)}
        items = {item.key: item for item in tried.found.after}
        for key in tried.found.changed:
            apply_item(self.seat, rows[key], items[key], draft.reason)
        session = work.get(Session, draft.session)
        session.place = draft.place or session.place
        if tried.cover:
            session.cover = list(tried.cover)
        work.session.flush()
        work.changed("group", tried.group.id)
        return tried.shown


def _try(work: Work, seat: ProgrammeSeat, draft: MoveTried) -> _Tried:
    """Work a move out; raises what stands against it (SCH-19, SCH-22, SCH-27)."""
    session = work.get(Session, draft.session)
    if session.group_id is None or session.case_id is not None:
        raise InvalidInput({"session": _("Only sessions of a group's plan are moved here.")})
    group = work.get(Group, session.group_id)
    if group.ended_on is not None:
        raise NotAllowed(_("This group has ended."))
    plan, days = running(work, seat, group), days_for(work, group.region, (group.place, group.id))
    now, cover = wall(seat.clock, seat.clock.now()), people_named(work, draft.cover, "cover")
    wanted = MoveWanted(
        key=content_key(session.key, session.number),
        starts_at=wall(seat.clock, moment_typed(seat.clock, draft.starts_at, "starts_at")),
        minutes=draft.minutes,
        later_too=draft.later_too,
        reason=draft.reason or "",
        by_manager=seat.reach(Right.OVERRIDE) is not Reach.NONE,
    )
    if reasons := reasons_not_to_move_session(plan, wanted, now):
        raise NotAllowed(*reasons)
    found = preview_move(plan, wanted, days, now)
    moved = next(item for item in found.after if item.key == wanted.key)
    room = room_named(work, draft.place) or room_of(session, group)
    check = check_date(
        plan,
        moved,
        days,
        clashes_of_move(work, seat, (group, session), found, room, cover),
        order_ends=order_ends(work, group.id).values(),
        away=away(work, cover or staff_of(session, group), wanted.starts_at.date()),
    )
    if check.refused:
        raise NotAllowed(*check.refused)
    warned = (*check.warned, *clash_warnings(work, seat, group, found, wanted.key))
    shown = _shown(work, seat, draft, group, found, warned)
    return _Tried(group, plan, found, warned, cover, shown)


def _shown(
    work: Work, seat: ProgrammeSeat, draft: MoveTried, group: Group, found: Preview, warned: tuple[str, ...]
) -> MoveShown:
    pack, keys = pack_of(work, group), set(found.changed)
    before = tuple(item_row(pack, seat.clock, item) for item in found.before if item.key in keys)
    after = tuple(item_row(pack, seat.clock, item) for item in found.after if item.key in keys)
    pinned = (draft.session, draft.starts_at, draft.minutes, draft.later_too, draft.place, draft.cover, before, after)
    people, rooms = touched(work, group, keys, draft.place)
    return MoveShown(
        before=before,
        after=after,
        changed=sum(one.starts_at != new.starts_at for one, new in zip(before, after, strict=True)),
        warnings=(*found.warnings, *warned),
        letters=letters_for(work, group.id),
        preview=hashlib.sha256(to_json(pinned)).hexdigest(),
        people=people,
        rooms=rooms,
        orders=orders_too_short(work, group.id, found.after),
    )


def apply_item(seat: ProgrammeSeat, session: Session, item: PlannedItem, reason: str | None) -> None:
    """Give a session its new time; the old one stays in its reasons (SCH-28)."""
    old = session.starts_at
    put_times(seat.clock, session, item)
    if old is not None and old != session.starts_at:
        note_old_time(seat, session, old, reason)
    if session.status == NOT_HELD:
        session.status, session.not_held_reason = PLANNED, None
    if session.starts_at and session.ends_at:
        session.planned_minutes = int((session.ends_at - session.starts_at).total_seconds() // 60)


def note_old_time(seat: ProgrammeSeat, session: Session, old: datetime, reason: str | None) -> None:
    """The time that a session had before stays with it, and why it has another (SCH-28)."""
    was = date_and_time_words(old.astimezone(seat.clock.zone))
    words = _("Moved from {old}. {reason}").format(old=was, reason=reason or "").strip()
    session.moved_because = [*session.moved_because, {"kind": "moved", "words": words, "day": None}]


def letters_for(work: Work, group_id: str) -> tuple[str, ...]:
    """Who needs a letter with the new dates."""
    query = select(Case.number).where(Case.id.in_(members_of(group_id))).order_by(Case.number)
    words = _("A letter with the new dates: {case}")
    return tuple(words.format(case=reference_of(number)) for number in work.session.scalars(query))
