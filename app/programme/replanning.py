"""Plans a running group again: other times, another start, place or people (SCH-12, SCH-25, SCH-26)."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.core.errors import InvalidInput, NotAllowed, Stale
from app.core.language import _
from app.core.shapes import Draft, GroupId, Line, Row, ShortText, to_json
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.pack import content_key
from app.programme.accounts import staff_called
from app.programme.packs.shelf import pack_of
from app.programme.planned import (
    SessionRow,
    SlotGiven,
    days_for,
    item_row,
    plan_of,
    running,
    slot_rows,
    slots_of,
)
from app.programme.planning.in_the_way import Hit, clashes_with_cover, members_of, refuse_hits
from app.programme.planning.taken import one_after_the_other, people_named, wall
from app.programme.planning.versions import VersionMove, VersionWanted, apply_version, try_version
from app.programme.rights import Right
from app.programme.rules.by_hand import Takes
from app.programme.rules.moving import Preview, change_problems, preview_change, preview_start_only
from app.programme.rules.schedule import PlannedItem
from app.programme.seat import ProgrammeSeat
from app.programme.sessions import apply_item, letters_for
from app.store.work import Work
from models.programme.account import Place
from models.programme.group import Group, Session


class ChangeTried(Draft):
    """What a group shall have instead; `keep_sessions` moves only what lies before the first meeting (SCH-26).

    `cover` stands in wherever a facilitator is busy at the new times (SCH-27). `version` is changed by itself, with a
    `coverage_map` for what was held and is gone: the new content it becomes, or `owed` (PACK-4).
    """

    group: GroupId
    slots: tuple[SlotGiven, ...] | None = None
    starts_on: date | None = None
    keep_sessions: bool = False
    place: ShortText | None = None
    facilitators: tuple[str, ...] | None = None
    cover: tuple[str, ...] = ()
    reason: Line | None = None
    version: str | None = None
    coverage_map: dict[str, str] = {}  # noqa: RUF012  a frozen struct copies it


class ChangeSaved(ChangeTried, kw_only=True):
    """The same, with the token of the preview that was looked at."""

    preview: str


class ChangeShown(Row):
    """Before and after, side by side, and the token that saving asks for (SCH-18)."""

    before: tuple[SessionRow, ...]
    after: tuple[SessionRow, ...]
    changed: int
    warnings: tuple[str, ...]
    letters: tuple[str, ...]
    preview: str


@dataclass(frozen=True)
class _Tried:
    group: Group
    found: Preview
    cover: tuple[str, ...]
    covered: frozenset[str]
    shown: ChangeShown


class Replanning(Noun):
    """What is done with plans that already run."""

    seat: ProgrammeSeat

    @act("group.preview_change", Right.PLAN_GROUP, kind=Kind.LIST)
    def preview_change(self, work: Work, draft: ChangeTried) -> ChangeShown:
        """Show what new times, another start, place or people do to a group; nothing is stored (SCH-25)."""
        if draft.version is not None:
            _alone(draft)
            moved = try_version(work, self.seat, VersionWanted(draft.group, draft.version, draft.coverage_map))
            return _shown_move(work, moved)
        return _try(work, self.seat, draft).shown

    @act("group.change", Right.PLAN_GROUP)
    def change(self, work: Work, draft: ChangeSaved) -> ChangeShown:
        """Change a group exactly as previewed; what was held stays, every content has one date (SCH-25)."""
        one_after_the_other(work)
        if draft.version is not None:
            return self._move(work, draft, draft.version)
        tried = _try(work, self.seat, draft)
        if tried.shown.preview != draft.preview:
            raise Stale(_("The plan changed since you looked. Look at it again, then change the group."))
        group, rows = tried.group, {content_key(row.key, row.number): row for row in plan_of(work, tried.group.id)}
        items = {item.key: item for item in tried.found.after}
        _keep_as_it_was(self.seat, group, rows.values())
        for key in tried.found.changed:
            apply_item(self.seat, rows[key], items[key], draft.reason)
        for key in tried.covered:
            rows[key].cover = list(tried.cover)
        if draft.slots is not None:
            group.slots = [
                {"weekday": row.weekday, "start": row.start, "minutes": row.minutes}
                for row in slot_rows(slots_of(draft.slots))
            ]
        group.starts_on = draft.starts_on or group.starts_on
        group.place = draft.place or group.place
        if draft.facilitators is not None:
            group.facilitators = list(_facilitators(work, draft))
        work.session.flush()
        work.changed("group", group.id)
        return tried.shown

    def _move(self, work: Work, draft: ChangeSaved, version: str) -> ChangeShown:
        """The group and the men in it go on with another version, exactly as previewed (PACK-4)."""
        _alone(draft)
        moved = try_version(work, self.seat, VersionWanted(draft.group, version, draft.coverage_map))
        shown = _shown_move(work, moved)
        if shown.preview != draft.preview:
            raise Stale(_("The plan changed since you looked. Look at it again, then change the group."))
        apply_version(work, self.seat, moved, draft.reason)
        work.changed("group", moved.group.id)
        return shown


def _alone(draft: ChangeTried) -> None:
    """A version is changed by itself, so that what it does can be read."""
    others = (draft.slots, draft.starts_on, draft.place, draft.facilitators)
    if draft.keep_sessions or draft.cover or any(one is not None for one in others):
        raise InvalidInput({"version": _("Change the version by itself, then the times, the place or the people.")})


def _shown_move(work: Work, moved: VersionMove) -> ChangeShown:
    pinned = (moved.group.version, moved.new.version, dict(moved.carried.becomes), moved.before, moved.after)
    return ChangeShown(
        before=moved.before,
        after=moved.after,
        changed=len(moved.after),
        warnings=moved.warnings,
        letters=letters_for(work, moved.group.id) if moved.after else (),
        preview=hashlib.sha256(to_json(pinned)).hexdigest(),
    )


def _try(work: Work, seat: ProgrammeSeat, draft: ChangeTried) -> _Tried:
    """Work a change out. Raises InvalidInput or NotAllowed."""
    group = work.get(Group, draft.group)
    if group.ended_on is not None:
        raise NotAllowed(_("This group has ended."))
    plan, place = running(work, seat, group), draft.place or group.place
    slots = plan.slots if draft.slots is None else slots_of(draft.slots)
    problems = change_problems(plan, slots)
    if draft.place and work.session.execute(select(Place.id).where(Place.code == draft.place)).first() is None:
        problems["place"] = _("This office has no such place.")
    if draft.keep_sessions and draft.slots is not None:
        problems["keep_sessions"] = _("New weekly times plan the sessions again.")
    if problems:
        raise InvalidInput(problems)
    people = _facilitators(work, draft)
    days, now = days_for(work, group.region, (place, group.id)), seat.clock.local().replace(tzinfo=None)
    starts_on = draft.starts_on or group.starts_on
    if draft.keep_sessions:
        found = preview_start_only(plan, starts_on, days, now)
    elif draft.slots is None and draft.starts_on is None:
        items = tuple(one.item for one in plan.sessions)
        found = Preview(items, items, ())
    else:
        found = preview_change(plan, slots, starts_on, days, now)
    cover = people_named(work, draft.cover, "cover")
    hits, covered = _in_the_way(work, seat, group, draft, found, (place, people, cover))
    refuse_hits(hits)
    pack, keys = pack_of(work, group), set(found.changed)
    before = tuple(item_row(pack, seat.clock, item) for item in found.before if item.key in keys)
    after = tuple(item_row(pack, seat.clock, item) for item in found.after if item.key in keys)
    pinned = (group.version, slot_rows(slots), starts_on, place, people, draft.keep_sessions, cover, before, after)
    shown = ChangeShown(
        before=before,
        after=after,
        changed=len(after),
        warnings=found.warnings,
        letters=letters_for(work, group.id) if keys else (),
        preview=hashlib.sha256(to_json(pinned)).hexdigest(),
    )
    return _Tried(group, found, cover, covered, shown)


def _in_the_way(
    work: Work,
    seat: ProgrammeSeat,
    group: Group,
    draft: ChangeTried,
    found: Preview,
    wanted: tuple[str | None, tuple[str, ...], tuple[str, ...]],
) -> tuple[tuple[Hit, ...], frozenset[str]]:
    """What the sessions ahead meet in what they get anew: a time, a room, people (SCH-27)."""
    room, people, cover = wanted
    now, keys = wall(seat.clock, seat.clock.now()), set(found.changed)
    rows = {content_key(row.key, row.number): row for row in plan_of(work, group.id)}
    is_all = room != group.place or draft.facilitators is not None
    items = [one for one in found.after if one.starts_at and one.starts_at > now and (is_all or one.key in keys)]
    men = frozenset(work.session.scalars(members_of(group.id)))

    def takes(item: PlannedItem) -> Takes:
        row, is_moved = rows[item.key], item.key in keys
        staff = row.facilitators or people or group.facilitators
        return Takes(
            starts_at=item.starts_at or now,
            ends_at=item.ends_at or now,
            room=(row.place or room) if is_moved or room != group.place else None,
            staff=frozenset((*staff, *row.cover)) if is_moved or draft.facilitators is not None else frozenset(),
            men=men if is_moved else frozenset(),
        )

    return clashes_with_cover(work, seat, items, takes, group.id, cover)


def _keep_as_it_was(seat: ProgrammeSeat, group: Group, rows: Iterable[Session]) -> None:
    """What has begun keeps the room and the people it had: a change is for what lies ahead (SCH-12)."""
    for row in rows:
        if row.starts_at is None or row.starts_at > seat.clock.now() or row.is_placeholder:
            continue
        row.place = row.place if row.place is not None else group.place
        row.facilitators = row.facilitators if row.facilitators is not None else list(group.facilitators)


def _facilitators(work: Work, draft: ChangeTried) -> tuple[str, ...]:
    """Those named, the first leads; nobody twice (SCH-38)."""
    found = staff_called(work, draft.facilitators or ())
    if "" in found or len(set(found)) < len(found) or (draft.facilitators is not None and not found):
        raise InvalidInput({"facilitators": _("Choose people who work at this desk, nobody twice.")})
    return found
