"""Knows who held a session and how long it lasted: as the register says, else as planned (ATT-2, ATT-6)."""

from collections.abc import Iterable

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import UserId
from app.programme.office import names_of, number_setting, people_who_run
from app.programme.planning.taken import people_named, staff_of
from app.programme.register_rows import HolderRow
from app.store.work import Work
from models.programme.attendance import Register
from models.programme.group import Group, Session


def holders_of(work: Work, group: Group | None, session: Session, saved: Iterable[Register]) -> tuple[HolderRow, ...]:
    """Who held it as recorded, else as planned; then everybody else who might have (ATT-6)."""
    named, held = staff_of(session, group), held_by(saved)
    others = people_who_run(work.session)
    people = tuple(dict.fromkeys((*named, *(held or ()), *others)))
    labels = {**others, **names_of(work.session, people)}
    return tuple(
        HolderRow(
            user=UserId(one),
            label=labels.get(one, ""),
            is_named=one in named,
            is_cover=one in session.cover,
            held=one in (named if held is None else held),
        )
        for one in people
    )


def held_by(saved: Iterable[Register]) -> tuple[str, ...] | None:
    """Who held a session by its newest saving that says so; None while nobody said it (NEV-14)."""
    told = [one.held_by for one in saved if one.held_by]
    return tuple(told[-1]) if told else None


def holders_named(work: Work, named: tuple[str, ...] | None, before: tuple[str, ...] | None) -> list[str] | None:
    """Who is said to have held it, as ids; somebody who has left since may stay. Raises InvalidInput (ATT-6)."""
    if named is None:
        return None
    if not named:
        raise InvalidInput({"held_by": _("Say who held this session.")})
    kept = [one for one in named if one in (before or ())]
    return [*kept, *people_named(work, [one for one in named if one not in kept], "held_by")]


def set_length(work: Work, session: Session, minutes: int | None, *, is_sure: bool) -> None:
    """Keep how long it was; what is hard to believe is asked about first (ATT-2)."""
    if minutes is None:
        return
    most = max(number_setting(work.session, "register.ask_above_minutes"), session.planned_minutes)
    if minutes > most and not is_sure:
        words = _("Did it last {count} minutes? It was planned for {planned}. Say that it is right, or correct it.")
        raise InvalidInput({"actual_minutes": words.format(count=minutes, planned=session.planned_minutes)})
    session.actual_minutes = None if minutes == session.planned_minutes else minutes
