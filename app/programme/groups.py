"""Plans groups and opens them exactly as they were previewed; shows who is in them (SCH-1 to 17, SCH-38)."""

import hashlib
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.core.errors import InvalidInput, NotAllowed, Stale
from app.core.language import _
from app.core.shapes import Draft, GroupId, Line, Nothing, Row, ShortText, UserId, field, fields_of, new_id, to_json
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.calendar import Closure, Region
from app.domain.pack import Pack
from app.domain.pack_parts import BlockKind, PackState
from app.domain.roles import Reach, Role
from app.programme.accounts import staff_called
from app.programme.group_list import GroupChoices, GroupLine, group_choices, group_lines
from app.programme.group_rows import GroupRow, group_row
from app.programme.office import setting
from app.programme.packs.shelf import packs_now
from app.programme.planned import (
    Place,
    SessionRow,
    SlotGiven,
    days_for,
    item_row,
    new_session,
    slot_rows,
    slots_of,
)
from app.programme.rights import Right
from app.programme.rules.peers import partner_problems
from app.programme.rules.schedule import Days, Plan, Slot, plan
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.account import Closure as ClosureRow
from models.programme.account import Place as PlaceRow
from models.programme.group import Group


class ClosureGiven(Draft):
    """Days on which this group, its place or the office does not meet (SCH-16)."""

    from_day: date = field(name="from")
    to: date
    reason: Line
    where: ShortText | None = None


class GroupPlanned(Draft):
    """A group as it is typed; the first facilitator leads, and a user name or an id names one (SCH-38)."""

    programme: str
    code: ShortText
    starts_on: date
    slots: tuple[SlotGiven, ...]
    version: str | None = None
    region: str | None = None
    place: str | None = None
    facilitators: tuple[str, ...] = ()
    seats: int | None = None
    closures: tuple[ClosureGiven, ...] = ()
    rolling: bool | None = None
    clinical_partner: ShortText | None = None


class GroupOpened(GroupPlanned, kw_only=True):
    """The same, with the token of the preview that was looked at."""

    preview: str


class GroupAsked(Draft):
    """Which group."""

    group: GroupId


class GroupsWanted(Draft):
    """Which groups to list: of one programme, only mine, ended ones too."""

    programme: str | None = None
    mine: bool = False
    ended_too: bool = False


class GroupPreview(Row):
    """The sessions in pack order, what to see about them, and the token that opening asks for."""

    sessions: tuple[SessionRow, ...]
    warnings: tuple[str, ...]
    preview: str
    ends_on: date | None = None


class GroupMade(GroupPreview, kw_only=True):
    """The group that was opened, with its sessions."""

    group: GroupId


@dataclass(frozen=True)
class _Read:
    """A plan as it was understood."""

    pack: Pack
    region: str
    slots: tuple[Slot, ...]
    facilitators: tuple[str, ...]
    seats: int
    days: Days
    planned: Plan
    warnings: tuple[str, ...]


class Groups(Noun):
    """What is done with groups as a whole."""

    seat: ProgrammeSeat

    @act("group.choices", Right.PLAN_GROUP, kind=Kind.LIST)
    def choices(self, work: Work, draft: Nothing) -> GroupChoices:  # noqa: ARG002 - every act has a draft
        """Show what a new group can be made of: programmes, places, people (SCH-38)."""
        return group_choices(work)

    @act("group.preview", Right.PLAN_GROUP, kind=Kind.LIST)
    def preview(self, work: Work, draft: GroupPlanned) -> GroupPreview:
        """Lay a group out on dates, with every skipped day named; nothing is stored (SCH-1 to 17)."""
        return _preview(self.seat, draft, _read(work, self.seat, draft))

    @act("group.open", Right.PLAN_GROUP)
    def open(self, work: Work, draft: GroupOpened) -> GroupMade:
        """Store a group exactly as it was previewed, or refuse because something changed since (SCH-18)."""
        read = _read(work, self.seat, draft)
        if draft.starts_on < self.seat.clock.today() and self.seat.reach(Right.OVERRIDE) is Reach.NONE:
            raise NotAllowed(_("Only a manager may bring in a group that began in the past."))
        shown = _preview(self.seat, draft, read)
        if shown.preview != draft.preview:
            raise Stale(_("Something changed since this plan was previewed. Look at it again, then open the group."))
        group = work.add(self._new_group(draft, read))
        for one in draft.closures:
            work.add(
                ClosureRow(
                    from_day=one.from_day,
                    to_day=one.to,
                    where=one.where or group.id,
                    reason=one.reason,
                    added_at=self.seat.clock.now(),
                    added_by=self.seat.person.id,
                )
            )
        rows = [
            new_session(read.pack, self.seat.clock, group, Place(order, item))
            for order, item in enumerate(read.planned.items)
        ]
        work.session.add_all(rows)
        work.session.flush()
        work.changed("group", group.id)
        return GroupMade(
            sessions=group_row(work, self.seat, group).sessions,
            warnings=shown.warnings,
            preview=shown.preview,
            ends_on=shown.ends_on,
            group=GroupId(group.id),
        )

    @act("group.show", Right.READ_GROUP, kind=Kind.OPEN)
    def show(self, work: Work, draft: GroupAsked) -> GroupRow:
        """Show a group: its plan, who is in it, and who waits for a place in its programme."""
        return group_row(work, self.seat, work.get(Group, draft.group))

    @act("group.list", Right.READ_GROUP, kind=Kind.LIST)
    def list(self, work: Work, draft: GroupsWanted) -> tuple[GroupLine, ...]:
        """List groups, those that run first, by their next session."""
        lines = group_lines(work, self.seat, draft.programme, with_ended=draft.ended_too)
        mine = UserId(self.seat.person.id)
        return tuple(line for line in lines if not draft.mine or mine in {one.user for one in line.facilitators})

    def _new_group(self, draft: GroupPlanned, read: _Read) -> Group:
        return Group(
            id=new_id(),
            code=draft.code.strip(),
            programme=read.pack.code,
            pack_version=read.pack.version,
            region=read.region,
            place=draft.place,
            starts_on=draft.starts_on,
            slots=[
                {"weekday": row.weekday, "start": row.start, "minutes": row.minutes} for row in slot_rows(read.slots)
            ],
            facilitators=list(read.facilitators),
            seats=read.seats,
            clinical_partner=(draft.clinical_partner or "").strip() or None,
            is_rolling=read.pack.is_open_ended if draft.rolling is None else draft.rolling,
            created_at=self.seat.clock.now(),
            created_by=self.seat.person.id,
        )


def _preview(seat: ProgrammeSeat, draft: GroupPlanned, read: _Read) -> GroupPreview:
    sessions = tuple(item_row(read.pack, seat.clock, item) for item in read.planned.items)
    typed = [getattr(draft, name) for name in fields_of(GroupPlanned)]
    pinned = (typed, read.pack.version, read.region, read.facilitators, read.seats, sessions)
    return GroupPreview(
        sessions=sessions,
        warnings=read.warnings,
        preview=hashlib.sha256(to_json(pinned)).hexdigest(),
        ends_on=read.planned.last_day,
    )


def _read(work: Work, seat: ProgrammeSeat, draft: GroupPlanned) -> _Read:
    """Everything typed, checked; the plan laid out. Raises InvalidInput or NotAllowed."""
    pack = _pack(work, draft)
    region, problems = _region(work, draft)
    problems |= (
        partner_problems(pack, draft.clinical_partner) | _code_problems(work, draft) | _seat_problems(seat, pack, draft)
    )
    facilitators, unknown = _facilitators(work, seat, draft)
    problems |= unknown
    for one in draft.closures:
        if one.to < one.from_day:
            problems["closures"] = _("A closure ends on or after its first day.")
    if problems:
        raise InvalidInput(problems)
    stored = days_for(work, region, (draft.place,))
    extra = tuple(Closure(one.from_day, one.to, one.reason) for one in draft.closures)
    days = Days(stored.office, (*stored.closures, *extra))
    slots = slots_of(draft.slots)
    planned = plan(pack, draft.starts_on, slots, days.office, days.closures)
    warnings = (*planned.warnings, *_warnings(seat, pack, draft, facilitators))
    seats = draft.seats if draft.seats is not None else pack.group.largest
    return _Read(pack, region, slots, facilitators, seats, days, planned, warnings)


def _pack(work: Work, draft: GroupPlanned) -> Pack:
    """The programme in the version that new groups begin with (PACK-2, PACK-6)."""
    pack = packs_now(work).get(draft.programme)
    if pack is None:
        words = _("Choose one of the programmes of this office: {codes}.")
        raise InvalidInput({"programme": words.format(codes=", ".join(sorted(packs_now(work))))})
    if draft.version is not None and draft.version != pack.version:
        words = _("New groups of this programme begin with version {version}.")
        raise InvalidInput({"version": words.format(version=pack.version)})
    if pack.lifecycle.state not in (PackState.ACTIVE, PackState.PILOT):
        raise NotAllowed(_("No new group of this programme may be opened."))
    if pack.lifecycle.state is PackState.PILOT:
        running = select(func.count()).where(Group.programme == pack.code, Group.ended_on.is_(None))
        if work.session.execute(running).scalar_one() >= pack.lifecycle.pilot_groups_max:
            raise NotAllowed(_("This programme is a pilot and runs in as many groups as it may."))
    return pack


def _region(work: Work, draft: GroupPlanned) -> tuple[str, dict[str, str]]:
    """Whose holidays count: as typed, else the place's, else the office's (SCH-14)."""
    place = work.session.execute(select(PlaceRow.region).where(PlaceRow.code == draft.place)).scalar()
    if draft.place is not None and place is None:
        return "", {"place": _("This office has no such place.")}
    region = draft.region or place or str(setting(work.session, "office.region"))
    if region not in set(Region):
        return region, {"region": _("Choose one of: {regions}.").format(regions=", ".join(Region))}
    return region, {}


def _code_problems(work: Work, draft: GroupPlanned) -> dict[str, str]:
    if not draft.code.strip():
        return {"code": _("Give the group a code.")}
    taken = select(func.count()).where(func.lower(Group.code) == draft.code.strip().lower())
    if work.session.execute(taken).scalar_one():
        return {"code": _("Another group has this code.")}
    return {}


def _seat_problems(seat: ProgrammeSeat, pack: Pack, draft: GroupPlanned) -> dict[str, str]:
    if draft.seats is None or 1 <= draft.seats <= pack.group.largest:
        return {}
    if draft.seats > pack.group.largest and (pack.group.max_warns or seat.reach(Right.OVERRIDE) is not Reach.NONE):
        return {}
    words = _("This programme has 1 to {largest} seats; a manager may open more.")
    return {"seats": words.format(largest=pack.group.largest)}


def _facilitators(work: Work, seat: ProgrammeSeat, draft: GroupPlanned) -> tuple[tuple[str, ...], dict[str, str]]:
    """The ids of those named; a facilitator who names nobody leads it (SCH-38)."""
    named = draft.facilitators
    if not named and Role.FACILITATOR in seat.person.roles:
        named = (seat.person.id,)
    found = staff_called(work, named)
    if "" in found:
        return (), {"facilitators": _("Choose people who work at this desk.")}
    if len(set(found)) < len(found):
        return (), {"facilitators": _("Nobody is named twice.")}
    return found, {}


def _warnings(seat: ProgrammeSeat, pack: Pack, draft: GroupPlanned, facilitators: tuple[str, ...]) -> tuple[str, ...]:
    warnings = []
    if len(facilitators) < pack.group.facilitators_min:
        words = _("This programme asks for {least} facilitators in the room.")
        warnings.append(words.format(least=pack.group.facilitators_min))
    if pack.group.mixed_facilitators:
        warnings.append(_("This programme prefers a woman and a man to lead it together."))
    evening = pack.group.evening_from
    if evening and any(slot.start < evening for slot in slots_of(draft.slots)):
        words = _("This programme meets in the evening, from {time}. One of the times is earlier.")
        warnings.append(words.format(time=f"{evening:%H:%M}"))
    if draft.seats is not None and pack.group.max_warns and draft.seats > pack.group.largest:
        words = _("This programme advises at most {largest} seats.")
        warnings.append(words.format(largest=pack.group.largest))
    if draft.starts_on < seat.clock.today():
        warnings.append(_("This group began in the past. Each past session needs a register or a reason."))
    if not any(block.kind is BlockKind.GROUP for block in pack.blocks):
        warnings.append(_("This programme has no group sessions."))
    return tuple(warnings)
