"""Moves a group that runs, and the men in it, to another version of its programme, with nothing held lost (PACK-4)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _, ngettext
from app.domain.pack import Content, Pack, content_key
from app.domain.pack_parts import PackState
from app.domain.roles import Reach
from app.programme.case_moves import Happened, note_event
from app.programme.marks import marks_of_all
from app.programme.packs.shelf import pack_of, shelf_of
from app.programme.planned import (
    NOT_HELD,
    PLANNED,
    Place,
    SessionRow,
    days_for,
    item_row,
    minutes_of,
    new_session,
    plan_of,
    put_times,
    running,
)
from app.programme.planning.in_the_way import clashes_with_cover, members_of, refuse_hits
from app.programme.planning.taken import wall
from app.programme.rights import Right
from app.programme.rules.by_hand import Takes
from app.programme.rules.moving import Preview, Running, is_kept, preview_change
from app.programme.rules.moving import Session as InPlan
from app.programme.rules.schedule import PlannedItem
from app.programme.rules.versions import OWED, Carried, carry_over
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case
from models.programme.delivery import CatchUpMan
from models.programme.group import Group, Session

RUNS = (PackState.PILOT, PackState.ACTIVE)


@dataclass(frozen=True)
class VersionWanted:
    """Which group, which version, and what becomes of what was held and is gone."""

    group: str
    version: str
    coverage_map: Mapping[str, str]


@dataclass(frozen=True)
class VersionMove:
    """A move worked out: what was had becomes what, and the plan before and after."""

    group: Group
    new: Pack
    carried: Carried
    found: Preview
    before: tuple[SessionRow, ...]
    after: tuple[SessionRow, ...]
    warnings: tuple[str, ...]


def try_version(work: Work, seat: ProgrammeSeat, wanted: VersionWanted) -> VersionMove:
    """Work a move out; nothing is stored. Raises InvalidInput for the map, NotAllowed for who may not."""
    group = work.get(Group, wanted.group)
    old, new = pack_of(work, group), _target(work, seat, group, wanted.version)
    plan, now = running(work, seat, group), wall(seat.clock, seat.clock.now())
    kept = tuple(one for one in plan.sessions if is_kept(plan, one, now))
    had = dict.fromkeys([*(one.key for one in kept), *_had_by_members(work, seat, group, old)])
    carried = carry_over(old, new, had, wanted.coverage_map)
    known = {content_key(row.key, row.number) for row in plan_of(work, group.id)}
    problems = dict(carried.problems)
    for key in carried.renamed:
        if carried.becomes[key] in known:
            problems[f"coverage_map.{key}"] = _("This key stood for something else in an earlier version.")
    if problems:
        raise InvalidInput(problems)
    found = _laid_out(work, group, replace(plan, pack=new), kept, carried, now)
    _refuse_clashes(work, seat, group, found, now)
    changed = set(found.changed) | {item.key for item in found.after} - {one.key for one in plan.sessions}
    gone = {one.key for one in plan.sessions} - {item.key for item in found.after} - set(carried.renamed)
    before = tuple(one.item for one in plan.sessions if one.key in changed | gone)
    after = tuple(item for item in found.after if item.key in changed)
    return VersionMove(
        group,
        new,
        carried,
        found,
        tuple(item_row(old, seat.clock, item) for item in before),
        tuple(item_row(new, seat.clock, item) for item in after),
        (*_words(old, new, carried), *found.warnings),
    )


def _target(work: Work, seat: ProgrammeSeat, group: Group, version: str) -> Pack:
    """The version to go on with, when this person may and the version is one that runs."""
    if seat.reach(Right.OVERRIDE) is Reach.NONE:
        raise NotAllowed(_("Only a manager may move a group to another version of its programme."))
    if group.ended_on is not None:
        raise NotAllowed(_("This group has ended."))
    found = [pack for pack in shelf_of(work).packs if (pack.code, pack.version) == (group.programme, version)]
    if not found:
        raise InvalidInput({"version": _("This programme has no such version.")})
    if version == group.pack_version:
        raise InvalidInput({"version": _("The group runs this version already.")})
    if found[0].lifecycle.state not in RUNS:
        raise NotAllowed(_("Groups run only with a version that is active or a pilot."))
    return found[0]


def _had_by_members(work: Work, seat: ProgrammeSeat, group: Group, old: Pack) -> list[str]:
    """What the men in the group have had of the old version, here or elsewhere: it moves with them (SCH-31)."""
    members = list(work.session.scalars(members_of(group.id)))
    marks = (mark for found in marks_of_all(work, seat, members).values() for mark in found if mark.came)
    keys = dict.fromkeys(key for mark in marks for key in mark.covers)
    return [key for key in keys if _is_in(old, key)]


def _is_in(pack: Pack, key: str) -> bool:
    block, _dash, number = key.rpartition("-")
    return number.isdecimal() and pack.has_content(block, int(number))


def _laid_out(
    work: Work,
    group: Group,
    plan: Running,
    kept: Sequence[InPlan],
    carried: Carried,
    now: datetime,
) -> Preview:
    """What was held keeps its time under its new key; everything else of the new version is planned again (SCH-25)."""
    titles = {content.key: content for content in _contents(plan.pack, carried)}
    stays = tuple(
        replace(one, item=_as(one.item, titles[carried.becomes[one.key]]))
        for one in kept
        if carried.becomes.get(one.key, OWED) != OWED
    )
    days = days_for(work, group.region, (group.place, group.id))
    again = preview_change(replace(plan, sessions=stays), plan.slots, plan.starts_on, days, now)
    return replace(again, before=tuple(one.item for one in plan.sessions))


def _contents(pack: Pack, carried: Carried) -> tuple[Content, ...]:
    numbers = [int(key.rpartition("-")[2]) for key in carried.becomes.values() if key != OWED]
    return tuple(pack.endless_contents(open_items=max(numbers, default=0)))


def _as(item: PlannedItem, content: Content) -> PlannedItem:
    return replace(item, key=content.key, block=content.block.key, number=content.number, title=content.title)


def _refuse_clashes(work: Work, seat: ProgrammeSeat, group: Group, found: Preview, now: datetime) -> None:
    """New dates meet no taken room, no busy facilitator and no man's other session (SCH-27)."""
    men = frozenset(work.session.scalars(members_of(group.id)))
    ahead = [one for one in found.after if one.key in set(found.changed) and one.starts_at and one.starts_at > now]

    def takes(item: PlannedItem) -> Takes:
        staff = frozenset(group.facilitators)
        return Takes(item.starts_at or now, item.ends_at or now, room=group.place, staff=staff, men=men)

    hits, _covered = clashes_with_cover(work, seat, ahead, takes, group.id, ())
    refuse_hits(hits)


def _words(old: Pack, new: Pack, carried: Carried) -> tuple[str, ...]:
    """What the move says about what was had."""
    titles = {content.key: content.title for pack in (old, new) for content in _contents(pack, carried)}
    titles |= {content.key: content.title for content in old.contents()}
    told = [
        _("{old} counts as {new}.").format(old=titles[key], new=titles[becomes])
        for key, becomes in carried.renamed.items()
    ]
    owed = [titles[key] for key, becomes in carried.becomes.items() if becomes == OWED]
    if owed:
        words = ngettext(
            "{what} is not part of the new version. It stays in the registers and covers nothing.",
            "{what} are not part of the new version. They stay in the registers and cover nothing.",
            len(owed),
        )
        told.append(words.format(what=", ".join(owed)))
    return tuple(told)


def apply_version(work: Work, seat: ProgrammeSeat, move: VersionMove, reason: str | None) -> None:
    """Make it true: dates, contents, what counts as what, and the version of the group and of each man in it."""
    group, new = move.group, move.new
    rows = {content_key(row.key, row.number): row for row in plan_of(work, group.id)}
    _rename(work, seat, group, move.carried.renamed, rows)
    _leave_out(seat, new, rows.values())
    changed = set(move.found.changed)
    for order, item in enumerate(move.found.after):
        row = rows.get(item.key)
        if row is None:
            work.session.add(new_session(new, seat.clock, group, Place(order, item)))
            continue
        row.order, row.title, row.coverage = order, item.title, list(new.block(item.block).coverage)
        if item.key in changed and (_lies_ahead(seat, row) or row.status == NOT_HELD):
            put_times(seat.clock, row, item)
            row.kind, row.is_placeholder, row.status, row.not_held_reason = (
                item.kind.value, item.placeholder, PLANNED, None,
            )  # fmt: skip
            row.planned_minutes = minutes_of(new, item)
    group.pack_version = new.version
    for case in work.session.scalars(select(Case).where(Case.id.in_(members_of(group.id)))):
        case.pack_version = new.version
        note_event(work, seat, case.id, Happened("version", note=reason))
        work.changed("case", case.id)
    work.session.flush()


def _leave_out(seat: ProgrammeSeat, new: Pack, rows: Iterable[Session]) -> None:
    """What lies ahead and is not part of the new version is not held; it stays to be seen."""
    for row in rows:
        if not new.has_content(row.key, row.number) and _lies_ahead(seat, row) and row.status != NOT_HELD:
            row.status, row.not_held_reason = NOT_HELD, _("Not part of version {n}.").format(n=new.version)


def _rename(
    work: Work, seat: ProgrammeSeat, group: Group, renamed: Mapping[str, str], rows: dict[str, Session]
) -> None:
    """What was held under an old key covers the new content too; who is on the old version keeps the old one."""
    members = list(work.session.scalars(members_of(group.id)))
    sessions = {mark.session for marks in marks_of_all(work, seat, members).values() for mark in marks}
    for held in work.session.scalars(select(Session).where(Session.id.in_(sessions))):
        held.covers = _both(held.covers or [content_key(held.key, held.number)], renamed)
    for man in work.session.scalars(select(CatchUpMan).where(CatchUpMan.case_id.in_(members))):
        man.covers = _both(man.covers, renamed)
    for old, new in renamed.items():
        row = rows.pop(old, None)
        if row is not None:
            block, _dash, number = new.rpartition("-")
            row.covers = _both(row.covers or [old], renamed)
            row.key, row.number = block, int(number)
            rows[new] = row
    work.session.flush()


def _both(covers: Sequence[str], renamed: Mapping[str, str]) -> list[str]:
    return list(dict.fromkeys([*covers, *(renamed[key] for key in covers if key in renamed)]))


def _lies_ahead(seat: ProgrammeSeat, row: Session) -> bool:
    return row.starts_at is None or row.starts_at > seat.clock.now()
