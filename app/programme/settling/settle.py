"""Tells the kept days of whom something was changed anew, a few men at a time, beside what a person does (P8)."""

from contextlib import suppress
from functools import partial

from sqlalchemy import delete, insert, select

from app.core.errors import AppError
from app.programme.days.kept import by_these_rules, outdate_everybody, who_is_outdated
from app.programme.seat import ProgrammeSeat
from app.programme.settling.rules import days_of
from app.store.work import Work
from models.programme.base import ChainHead
from models.programme.case import Case
from models.programme.due import DueDay, DueOutdated

AT_ONCE = 100


def settle_soon(work: Work, seat: ProgrammeSeat, at_most: int | None = None) -> None:
    """Once this look at the records is over: tell the days anew of whom they do not hold, if there is anybody.

    It is no one's task and leaves no line in the log. Where it fails it is done the next time.
    """
    if work.session.scalar(who_is_outdated(work, seat.clock.today()).limit(1)) is not None:
        work.after.append(partial(settle_beside, seat, at_most))


def settle_beside(seat: ProgrammeSeat, at_most: int | None = None) -> None:
    """The same at once: where this desk saves nothing, nothing is written behind anybody's back."""
    if not seat.read_only:
        with suppress(AppError):
            settle(seat, at_most)


def settle(seat: ProgrammeSeat, at_most: int | None = None) -> int:
    """Tell them anew, of so many men at most; gives of how many. Each hundred is a transaction of its own."""
    told, some = 0, 1
    while some and (at_most is None or told < at_most):
        with seat.store.work() as work:
            work.session.execute(select(ChainHead.chain).order_by(ChainHead.chain).with_for_update())  # one at a time
            some = _settle_some(work, seat)
        told += some
    return told


def _settle_some(work: Work, seat: ProgrammeSeat) -> int:
    """What somebody notes meanwhile stays noted: only what was noted before the records were read is taken away."""
    if not by_these_rules(work):
        outdate_everybody(work, seat.clock.today())
    ids = tuple(work.session.scalars(who_is_outdated(work, seat.clock.today()).limit(AT_ONCE)))
    noted = tuple(work.session.scalars(select(DueOutdated.turn).where(DueOutdated.case_id.in_(ids))))
    cases = {one.id: one for one in work.session.scalars(select(Case).where(Case.id.in_(ids)))}
    days = days_of(work, seat, cases)
    work.session.execute(delete(DueDay).where(DueDay.case_id.in_(ids)))
    if days:
        kept = [{"case_id": id, "kind": kind.value, "day": day} for (id, kind), day in days.items()]
        work.session.execute(insert(DueDay), kept)
    work.session.execute(delete(DueOutdated).where(DueOutdated.turn.in_(noted)))
    return len(ids)
