"""Makes the session of a catch-up: what it makes up for in each man's case, and how it is called (SCH-31, SCH-33)."""

from collections.abc import Iterable

from sqlalchemy import select

from app.core.errors import InvalidInput
from app.core.language import _
from app.programme.attendance.owing import booked_covers, owed_keys
from app.programme.marks import marks_of
from app.programme.packs.shelf import pack_of
from app.programme.planned import CATCH_UP, PLANNED
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case
from models.programme.group import Group, Session


def made_up(
    work: Work, seat: ProgrammeSeat, case: Case, covered: tuple[Session, ...], *, is_alone: bool
) -> tuple[str, ...]:
    """Which contents it makes up for in his case: what he owes and nothing is booked for (SCH-31)."""
    of_group = {one.group_id for one in covered if one.group_id}
    programmes = set(work.session.scalars(select(Group.programme).where(Group.id.in_(of_group))))
    if programmes - {case.programme}:
        raise InvalidInput({"sessions_covered": _("{case} follows another programme.").format(case=case.reference)})
    wanted = tuple(dict.fromkeys(key for one in covered for key in one.covers))
    owed = owed_keys(pack_of(work, case), marks_of(work, seat, case.id))
    mine = tuple(key for key in wanted if key in owed)
    if not mine or (is_alone and len(mine) < len(wanted)):
        words = _("He has had this already.") if is_alone else _("{case} has had this already.")
        raise InvalidInput({"sessions_covered": words.format(case=case.reference)})
    booked = booked_covers(work, [case.id])
    for key in mine:
        if (again := booked.get((case.id, key))) is not None:
            words = _("{case}: a catch-up is booked already, {title}.")
            raise InvalidInput({"sessions_covered": words.format(case=case.reference, title=again.title)})
    return mine


def session_for(covered: Iterable[Session]) -> Session:
    """The session itself, named after what it makes up for; its time, room and men come from who books it."""
    sessions = tuple(covered)
    titles = ", ".join(dict.fromkeys(one.title for one in sessions))
    return Session(
        order=sessions[0].order,
        key=sessions[0].key,
        number=sessions[0].number,
        title=_("{titles} (catch-up)").format(titles=_cut(titles)),
        kind=CATCH_UP,
        status=PLANNED,
        is_placeholder=False,
        coverage=sorted({topic for one in sessions for topic in one.coverage}),
        covers=list(dict.fromkeys(key for one in sessions for key in one.covers)),
        moved_because=[],
        cover=[],
    )


def _cut(titles: str) -> str:
    """Long enough to know it by; the name still ends in what it is (SCH-33)."""
    most = 160
    return titles if len(titles) <= most else f"{titles[:most]}…"
