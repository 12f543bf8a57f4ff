"""Hands out calendar files of a group, a facilitator or a room, without names, under the discreet label (WRD-2)."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from string import ascii_lowercase

from sqlalchemy import select

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import Draft, GroupId, Row, ShortText
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.pack_parts import BlockKind
from app.programme.office import setting
from app.programme.packs.shelf import packs_now
from app.programme.planned import CANCELLED, CATCH_UP, NOT_HELD
from app.programme.planning.ics import Event, written
from app.programme.planning.taken import names_of_all, people_named, room_named, room_of, staff_of
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.group import Group, Session

BACK = timedelta(days=28)
LETTERS = 6
Pair = tuple[Session, Group | None]


class CalendarWanted(Draft):
    """Whose calendar: of a group, of somebody who runs sessions, or of a room; with `to_folder` it is written there."""

    group: GroupId | None = None
    facilitator: ShortText | None = None
    place: ShortText | None = None
    to_folder: str | None = None


class CalendarFile(Row):
    """The file: its name or where it was written, what stands in it, and how many sessions that is."""

    file: str
    content: bytes
    sessions: int
    cancelled: int


class CalendarFiles(Noun):
    """What is handed out as calendar files."""

    seat: ProgrammeSeat

    @act("calendar.export", Right.READ_SCHEDULE, kind=Kind.OPEN)
    def export(self, work: Work, draft: CalendarWanted) -> CalendarFile:
        """Make a calendar file of a group, a facilitator or a room; no name of a man or a programme is in it (WRD-2).

        A session keeps its identity when it moves, so that taking the file in again moves or cancels it (SCH-28).
        """
        pairs = self._wanted(work, draft)
        label = str(setting(work.session, "paper.discreet_label"))
        events = tuple(self._events(work, label, pairs))
        content = written(label, events, self.seat.clock.now())
        name = f"Calendar-{''.join(secrets.choice(ascii_lowercase) for _place in range(LETTERS))}.ics"
        file = name if draft.to_folder is None else _written_to(Path(draft.to_folder) / name, content)
        cancelled = sum(one.is_cancelled for one in events)
        return CalendarFile(file=file, content=content, sessions=len(events) - cancelled, cancelled=cancelled)

    def _wanted(self, work: Work, draft: CalendarWanted) -> tuple[Pair, ...]:
        """The sessions from four weeks back on, by their time. Raises InvalidInput or Missing."""
        if sum(one is not None for one in (draft.group, draft.facilitator, draft.place)) != 1:
            raise InvalidInput({"group": _("Choose one group, one facilitator or one room.")})
        query = (
            select(Session, Group)
            .outerjoin(Group, Group.id == Session.group_id)
            .where(Session.is_placeholder.is_(False), Session.starts_at > self.seat.clock.now() - BACK)
            .order_by(Session.starts_at, Session.id)
        )
        if draft.group is not None:
            work.get(Group, draft.group)
            query = query.where(Session.group_id == draft.group, Session.case_id.is_(None))
        pairs = [(row[0], row[1]) for row in work.session.execute(query)]
        if draft.facilitator is not None:
            (person,) = people_named(work, (draft.facilitator,), "facilitator")
            return tuple(pair for pair in pairs if person in staff_of(*pair))
        room = room_named(work, draft.place)
        return tuple(pair for pair in pairs if room is None or room_of(*pair) == room)

    def _events(self, work: Work, label: str, pairs: Iterable[Pair]) -> Iterable[Event]:
        rooms = names_of_all(work)
        numbers = _numbers(work, {group.id for _session, group in pairs if group is not None})
        titles = tuple(pack.title.casefold() for pack in packs_now(work).values())
        for session, group in pairs:
            if session.starts_at is None or session.ends_at is None:
                continue
            parts = (label, *(part for part in self._parts(session, group, numbers) if _is_discreet(part, titles)))
            where = rooms.get(room_of(session, group) or "", "")
            yield Event(
                id=session.id,
                title=", ".join(parts),
                starts_at=session.starts_at,
                ends_at=session.ends_at,
                where=where if _is_discreet(where, titles) else "",
                sequence=session.version - 1,
                is_cancelled=session.status in (NOT_HELD, CANCELLED),
            )

    def _parts(self, session: Session, group: Group | None, numbers: dict[str, str]) -> tuple[str, ...]:
        """The group and which of its sessions, or what kind of contact; never what the session is about."""
        if group is None or session.case_id is not None:
            kinds = {BlockKind.REVIEW.value: _("review"), CATCH_UP: _("catch-up")}
            return (kinds.get(session.kind, _("1-2-1")),)
        return (group.code, numbers.get(session.id, ""))


def _is_discreet(text: str, titles: Iterable[str]) -> bool:
    """Whether a text can stand in a calendar: it says something, and it is not the programme's full name (WRD-2)."""
    return bool(text) and not any(title in text.casefold() for title in titles)


def _numbers(work: Work, groups: set[str]) -> dict[str, str]:
    """Of each group session which one it is: "5 of 24", or "5" where a group has no last one."""
    query = (
        select(Session.id, Session.group_id, Group.is_rolling)
        .join(Group, Group.id == Session.group_id)
        .where(Session.group_id.in_(groups), Session.case_id.is_(None), Session.kind == BlockKind.GROUP.value)
        .order_by(Session.group_id, Session.order)
    )
    of: dict[str, list[tuple[str, bool]]] = {}
    for row in work.session.execute(query):
        of.setdefault(row.group_id, []).append((row.id, row.is_rolling))
    words = _("{number} of {count}")
    return {
        id: str(at) if is_rolling else words.format(number=at, count=len(sessions))
        for sessions in of.values()
        for at, (id, is_rolling) in enumerate(sessions, start=1)
    }


def _written_to(file: Path, content: bytes) -> str:
    """Write the file where it was asked for; an earlier file of this name is never overwritten."""
    try:
        with file.open("xb") as out:
            out.write(content)
    except OSError as failed:
        raise InvalidInput({"to_folder": _("It could not be written there. Choose another folder.")}) from failed
    return str(file)
