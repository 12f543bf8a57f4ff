"""Plans groups and opens them exactly as they were previewed; shows who is in them (SCH-1 to 17, SCH-38)."""

import hashlib
from datetime import date

from app.core.errors import NotAllowed, Stale
from app.core.language import _
from app.core.shapes import Draft, GroupId, Nothing, Row, fields_of, new_id, replaced, to_json
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.roles import Reach
from app.programme.group_list import GroupChoices, GroupLine, group_choices, group_lines
from app.programme.group_rows import GroupRow, group_row
from app.programme.planned import Place, SessionRow, item_row, new_session, slot_rows
from app.programme.planning.in_the_way import refuse_hits
from app.programme.planning.new_group import GroupOpened, GroupPlanned, ReadPlan, read_plan
from app.programme.planning.taken import one_after_the_other
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.programme.waiting.spoken import say_language
from app.store.work import Work
from models.programme.account import Closure as ClosureRow
from models.programme.group import Group


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
        return _preview(self.seat, draft, read_plan(work, self.seat, draft))

    @act("group.open", Right.PLAN_GROUP)
    def open(self, work: Work, draft: GroupOpened) -> GroupMade:
        """Store a group exactly as it was previewed, or refuse because something changed since (SCH-18, SCH-27)."""
        one_after_the_other(work)
        read = read_plan(work, self.seat, draft)
        if draft.starts_on < self.seat.clock.today() and self.seat.reach(Right.OVERRIDE) is Reach.NONE:
            raise NotAllowed(_("Only a manager may bring in a group that began in the past."))
        shown = _preview(self.seat, draft, read)
        if shown.preview != draft.preview:
            raise Stale(_("The plan changed since you looked. Look at it again, then create the group."))
        refuse_hits(read.hits)
        group = work.add(self._new_group(draft, read))
        if language := (draft.language or "").strip():
            say_language(work, self.seat, group.id, language)
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
        for row, item in zip(rows, read.planned.items, strict=True):
            row.cover = list(read.cover) if item.key in read.covered else []
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
        return group_lines(work, self.seat, draft.programme, mine=draft.mine, with_ended=draft.ended_too)

    def _new_group(self, draft: GroupPlanned, read: ReadPlan) -> Group:
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


def _preview(seat: ProgrammeSeat, draft: GroupPlanned, read: ReadPlan) -> GroupPreview:
    clashes: dict[str, list[str]] = {}
    for item, clash in read.hits:
        clashes.setdefault(item.key, []).append(clash.words)
    sessions = tuple(
        replaced(item_row(read.pack, seat.clock, item), clash=tuple(clashes.get(item.key, ())))
        for item in read.planned.items
    )
    typed = [getattr(draft, name) for name in fields_of(GroupPlanned)]
    pinned = (typed, read.pack.version, read.region, read.facilitators, read.seats, sessions)
    return GroupPreview(
        sessions=sessions,
        warnings=read.warnings,
        preview=hashlib.sha256(to_json(pinned)).hexdigest(),
        ends_on=read.planned.last_day,
    )
