"""Fills a practice office with invented people and five years of work, by the hundred thousand where that is asked."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import func, insert, select

from app.core.errors import NotAllowed
from app.core.language import _
from app.desk.bulk import Bulk
from app.domain.calendar import OfficeCalendar, Region
from app.domain.moves import OPEN
from app.domain.pack import Pack
from app.domain.pack_parts import PackState
from app.domain.roles import Role
from app.programme.crowd.arrivals import come_alone
from app.programme.crowd.delivery import deliver
from app.programme.crowd.ground import Ground, Site, Worker
from app.programme.crowd.population import Course, Man, Population, population
from app.programme.entry import is_practice
from app.programme.notices import Notice, NoticeKind, seal_all
from app.programme.office import setting
from app.programme.packs.shelf import packs_now
from app.programme.seat import ProgrammeSeat
from app.programme.settling.settle import settle
from app.store.work import Work
from models.programme.account import Account, Place
from models.programme.case import Case
from models.programme.due import DueOutdated

ACT = "demonstration.fill"
ROWS_AT_ONCE = 60_000
Told = Callable[[int, int], None]
Waiting = list[tuple[str, str]]
Story = tuple[Course | None, tuple[Man, ...]]


@dataclass(frozen=True)
class Filled:
    """What was written, and which cases still wait for their clearance in which group."""

    cases: int
    rows: int
    waiting: tuple[tuple[str, str], ...]


def fill(seat: ProgrammeSeat, cases: int, told: Told = lambda _done, _of: None) -> Filled:
    """So many more cases, written part by part; what was written stands, whenever it is stopped.

    Refused in a live office: nobody there is invented.
    """
    with seat.open_work(reading=True) as work:
        if not is_practice(work):
            raise NotAllowed(_("Only a practice office is filled with invented people."))
        first = (work.session.execute(select(func.max(Case.number))).scalar() or 0) + 1
        packs = [pack for _code, pack in sorted(packs_now(work).items()) if _is_run(pack)]
        men = population(cases, packs, seat.clock.today(), first)
        stories = _stories(men)
        bare = _ground(work, seat, cases, first + cases - 1)
    done, rows, waiting = 0, 0, Waiting()
    while done < cases:
        with seat.open_work() as work:
            _remember_pages(work)
            bulk = Bulk(work, seat.ledger, ACT, seat.clock.now())
            done += _some(replace(bare, bulk=bulk), stories, waiting)
            bulk.write()
            rows += bulk.kept
        told(done, cases)
    _ask(seat, waiting)
    _tell_days(seat, first)
    seat.store.close()  # what opens next has the usual cache again (SEC-31)
    return Filled(done, rows, tuple(waiting))


def _remember_pages(work: Work) -> None:
    """Rows of many tables come in no order of their ids: without more pages in memory each is read again and again."""
    if work.session.get_bind().dialect.name == "sqlite":
        work.session.connection().exec_driver_sql("PRAGMA cache_size = -600000")


def _is_run(pack: Pack) -> bool:
    return pack.lifecycle.state in (PackState.ACTIVE, PackState.PILOT)


def _stories(everybody: Population) -> Iterator[Story]:
    """One after the other: each group with its men, then everybody who came into none."""
    yield from everybody.courses
    yield from ((None, (man,)) for man in everybody.alone)


def _some(ground: Ground, stories: Iterator[Story], waiting: Waiting) -> int:
    """As many stories as one transaction should hold; gives how many men were in them."""
    written = 0
    for course, men in stories:
        if course is None:
            for man in men:
                come_alone(ground, man)
            ground.bulk.close()
        else:
            waiting += deliver(ground, course, men)
        written += len(men)
        if ground.bulk.kept >= ROWS_AT_ONCE:
            break
    return written


def _ground(work: Work, seat: ProgrammeSeat, cases: int, last_number: int) -> Ground:
    """Who works here and where, from the office's own list."""
    accounts = work.session.execute(select(Account.id, Account.login, Account.label, Account.roles)).all()
    by_role: Mapping[str, list[Worker]] = {
        role.value: [
            Worker(row.id, row.label) for row in sorted(accounts, key=lambda row: row.login) if role.value in row.roles
        ]
        for role in Role
    }
    places = work.session.execute(select(Place.code, Place.region).order_by(Place.code)).all()
    region = Region(str(setting(work.session, "office.region")))
    sites = tuple(Site(row.code, OfficeCalendar(Region(row.region))) for row in places)
    return Ground(
        Bulk(work, seat.ledger, ACT, seat.clock.now()), seat.clock, seat.clock.today(),
        tuple(by_role[Role.FACILITATOR.value]), by_role[Role.MANAGER.value][0],
        sites or (Site(None, OfficeCalendar(region)),), cases, last_number,
    )  # fmt: skip


def _tell_days(seat: ProgrammeSeat, first: int) -> None:
    """The days that Today looks up are told of everybody who is new and still here (P8)."""
    new = select(Case.id).where(Case.number >= first, Case.state.in_(sorted(OPEN)))
    with seat.store.work() as work:
        work.session.execute(insert(DueOutdated).from_select(["case_id"], new))
    settle(seat)


def _ask(seat: ProgrammeSeat, waiting: Iterable[tuple[str, str]]) -> None:
    """The safety team hears of every case that waits for its clearance, as it does from an allocation (CLR-1)."""
    notices = [Notice(NoticeKind.CLEARANCE_ASKED, case, {"group": group}) for case, group in waiting]
    with seat.open_work() as work:
        seal_all(work, seat, notices)
        seat.ledger.append(work, ACT, seat.clock.now())
