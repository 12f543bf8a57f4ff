"""Does what is nobody's task but the office's: plans open-ended groups further, tells of registers never taken."""

from sqlalchemy import select

from app.core.shapes import Nothing, Row
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.roles import Reach
from app.programme.owed import owed_untold, tell_owed
from app.programme.packs.shelf import pack_of
from app.programme.planned import Place, days_for, new_session, running
from app.programme.planning.taken import one_after_the_other
from app.programme.rights import Right
from app.programme.rules.moving import top_up
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.group import Group


class RoundDue(Row):
    """Whether a round would find anything to do."""

    is_due: bool


class RoundDone(Row):
    """What one round did: sessions planned, men of whom the safety team was told."""

    planned: int
    told: int


class Rounds(Noun):
    """The rounds of the office: looked for at sign-in and every few minutes while the program is open."""

    seat: ProgrammeSeat

    @act("office.rounds_due", Right.DO_ROUNDS, kind=Kind.LIST)
    def due(self, work: Work, _draft: Nothing) -> RoundDue:
        """Look whether a round would find anything to do; it leaves no line in the log and takes no lock."""
        work.reach = Reach.ALL
        return RoundDue(is_due=bool(owed_untold(work, self.seat)) or bool(_lacking(work, self.seat)))

    @act("office.rounds", Right.DO_ROUNDS)
    def rounds(self, work: Work, _draft: Nothing) -> RoundDone:
        """Plan open-ended groups 26 weeks ahead and tell of attendance not known yet, for the office (SCH-11, ATT-11).

        Whoever is at the desk does it for every group: the facilitator who did not take a register may be ill.
        """
        work.reach = Reach.ALL
        one_after_the_other(work)
        planned = sum(_top_up(work, self.seat, group) for group in _lacking(work, self.seat))
        return RoundDone(planned=planned, told=tell_owed(work, self.seat))


def _lacking(work: Work, seat: ProgrammeSeat) -> tuple[Group, ...]:
    """The groups without an end that are planned less than 26 weeks ahead (SCH-11)."""
    running_now = work.session.scalars(select(Group).where(Group.ended_on.is_(None)).order_by(Group.code))
    endless = [group for group in running_now if pack_of(work, group).is_open_ended]
    return tuple(group for group in endless if _missing(work, seat, group))


def _missing(work: Work, seat: ProgrammeSeat, group: Group) -> tuple[Place, ...]:
    """The sessions to plan, each with its place after those that stand."""
    seen = top_up(running(work, seat, group), days_for(work, group.region, (group.place, group.id)), seat.clock.today())
    known = {item.key for item in seen.before}
    return tuple(Place(order, item) for order, item in enumerate(seen.after) if item.key not in known)


def _top_up(work: Work, seat: ProgrammeSeat, group: Group) -> int:
    rows = [new_session(pack_of(work, group), seat.clock, group, place) for place in _missing(work, seat, group)]
    work.add_all(rows)
    work.changed("group", group.id)
    return len(rows)
