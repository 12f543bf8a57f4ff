"""Keeps the days on which an office, a place or a group is closed, or somebody is away, and shows what they hit."""

from datetime import date
from typing import Literal

from sqlalchemy import select

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import Draft, Line, Nothing, Row, ShortText, field
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.programme.accounts import staff_called
from app.programme.planning.hits import HitRow, hits
from app.programme.planning.taken import room_of, staff_of
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.account import Account, Closure, Place
from models.programme.group import Group, Session

Whose = Literal["office", "place", "group", "person"]


class ClosureAdded(Draft):
    """Days on which nothing meets in the whole office, at a place or of one group, or somebody is away (SCH-16).

    `where` is a place's code, a group's code or a person's user name; left out, it is the whole office.
    """

    from_day: date = field(name="from")
    to: date
    reason: Line
    where: ShortText | None = None


class ClosureNamed(Draft):
    """Which closure."""

    closure: str


class ClosureRow(Row):
    """A closure as it stands; `where` is what its place, group or person is called."""

    closure: str
    from_day: date = field(name="from")
    to: date
    where: str
    whose: Whose
    reason: str


class ClosureSaved(Row):
    """The closure, and the planned sessions that fall into it; nothing is moved by itself (SCH-16)."""

    closure: ClosureRow
    hit: tuple[HitRow, ...]


class Closures(Noun):
    """What is done about days on which nothing meets, and about leave."""

    seat: ProgrammeSeat

    @act("closure.list", Right.READ_SCHEDULE, kind=Kind.LIST)
    def list(self, work: Work, _draft: Nothing) -> tuple[ClosureRow, ...]:
        """List the closures of the office, its places and groups and the leave of its people, the newest first."""
        return closure_rows(work)

    @act("closure.hits", Right.READ_SCHEDULE, kind=Kind.LIST)
    def hits(self, work: Work, draft: ClosureNamed) -> tuple[HitRow, ...]:
        """Show the planned sessions that fall into a closure, each with a time it could go to (SCH-16)."""
        return self._hit(work, work.get(Closure, draft.closure))

    @act("closure.add", Right.SETTINGS)
    def add(self, work: Work, draft: ClosureAdded) -> ClosureSaved:
        """Add days on which nothing meets, or leave, and show which sessions they hit; nothing is moved (SCH-16)."""
        where = _where(work, draft)
        row = work.add(
            Closure(
                from_day=draft.from_day,
                to_day=draft.to,
                where=where,
                reason=draft.reason.strip(),
                added_at=self.seat.clock.now(),
                added_by=self.seat.person.id,
            )
        )
        work.changed("closure", row.id)
        return ClosureSaved(closure=_row_of(work, row), hit=self._hit(work, row))

    @act("closure.remove", Right.SETTINGS)
    def remove(self, work: Work, draft: ClosureNamed) -> ClosureRow:
        """Take a closure or leave back; sessions stay where they are (SCH-16)."""
        row = work.get(Closure, draft.closure)
        shown = _row_of(work, row)
        work.session.delete(row)
        work.changed("closure", row.id)
        return shown

    def _hit(self, work: Work, closure: Closure) -> tuple[HitRow, ...]:
        span, whose = (closure.from_day, closure.to_day), _row_of(work, closure).whose

        def touches(session: Session, group: Group) -> bool:
            if whose == "person":
                return closure.where in staff_of(session, group)
            return closure.where in (None, group.id, room_of(session, group))

        return hits(work, self.seat, span, touches, "cover" if whose == "person" else "move")


def closure_rows(work: Work) -> tuple[ClosureRow, ...]:
    """Every closure, the newest first, each with the name of what it closes."""
    query = select(Closure).order_by(Closure.from_day.desc(), Closure.id)
    named = _named(work)
    return tuple(_row(row, named) for row in work.session.scalars(query))


def _where(work: Work, draft: ClosureAdded) -> str | None:
    """A place's code, a group's id for its code, a person's id for their user name; None is the whole office."""
    if draft.to < draft.from_day:
        raise InvalidInput({"to": _("A closure ends on or after its first day.")})
    if not draft.reason.strip():
        raise InvalidInput({"reason": _("Write why it is closed.")})
    if draft.where is None:
        return None
    if work.session.execute(select(Place.id).where(Place.code == draft.where)).first() is not None:
        return draft.where
    group = work.session.execute(select(Group.id).where(Group.code == draft.where)).scalar()
    person = staff_called(work, [draft.where])[0]
    if group is None and not person:
        words = _("Choose a place, a group or a person, or leave this empty for the whole office.")
        raise InvalidInput({"where": words})
    return group or person


def _named(work: Work) -> dict[str, tuple[Whose, str]]:
    """Of each place, group and person: which of them it is, and what it is called."""
    places = {row.code: row.name for row in work.session.execute(select(Place.code, Place.name))}
    groups = {row.id: row.code for row in work.session.execute(select(Group.id, Group.code))}
    people = {row.id: row.label for row in work.session.execute(select(Account.id, Account.label))}
    kinds: tuple[tuple[Whose, dict[str, str]], ...] = (("place", places), ("group", groups), ("person", people))
    return {key: (whose, name) for whose, found in kinds for key, name in found.items()}


def _row_of(work: Work, row: Closure) -> ClosureRow:
    return _row(row, _named(work))


def _row(row: Closure, named: dict[str, tuple[Whose, str]]) -> ClosureRow:
    whose, name = named.get(row.where or "", ("office", ""))
    return ClosureRow(closure=row.id, from_day=row.from_day, to=row.to_day, where=name, whose=whose, reason=row.reason)
