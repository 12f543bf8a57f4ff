"""Holds an invented office to its word: every record opens, the log verifies, and the same office comes out again."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from app.bridge.past import clear_past
from app.core.errors import NotAllowed
from app.desk.catalogue import perform
from app.domain.moves import CaseState
from app.domain.pack import shipped_packs
from app.ops.lots import Lots
from app.partner.seat import PartnerSeat
from app.programme import task_rows
from app.programme.attendance import follow_ups
from app.programme.crowd.fill import fill
from app.programme.crowd.population import population
from app.programme.seat import ProgrammeSeat
from app.programme.task_rows import Round, first_rows
from app.programme.today import KINDS, page_of, tasks
from app.programme.waiting.known import earliest_for, offers_for
from models.programme.account import OfficeSetting
from models.programme.attendance import Mark
from models.programme.case import Case
from models.programme.client import Client
from models.programme.crossing import ClearanceAsked
from models.programme.group import Group
from tests.offices import Office, both_engines

TODAY = date(2026, 11, 2)
MEN = 40


def a_talk_each(office: Office) -> None:
    """Two men have a contact of their own booked that is due soon."""
    desk = office.desk("jo")
    free = {row.case: row.key for row in perform(desk, "one_to_one.owed", {"later_too": True})}
    for hour, case in zip((10, 14), sorted(free), strict=False):
        given = {"case": case, "key": free[case], "starts_at": f"2026-12-16T{hour}:00"}
        perform(desk, "one_to_one.book", given)


def practice(office: Office) -> ProgrammeSeat:
    """The manager's seat in an office of invented people."""
    seat = office.desk("jo").seat
    with office.programme.work() as work:
        work.session.add(OfficeSetting(key="office.practice", value=True))
    assert isinstance(seat, ProgrammeSeat)
    return seat


@both_engines
def test_every_record_of_an_invented_office_opens_and_the_log_verifies(office: Office) -> None:
    """SEC-17: rows written in bulk are in the signed chain like any other."""
    seat = practice(office)

    filled = fill(seat, MEN)
    officer = office.partner_desk("maya").seat
    assert isinstance(officer, PartnerSeat)
    cleared = clear_past(officer)

    assert filled.cases == MEN
    assert cleared > 0
    checked = perform(office.desk("una"), "audit.verify", {})
    assert checked.ok, checked.first_problem
    assert checked.records >= filled.rows + cleared
    for row in perform(office.desk("jo"), "case.list", {}).rows[:8]:
        assert perform(office.desk("jo"), "case.show", {"case": row.case}).reference == row.reference
    assert clear_past(officer) == 0, "what was answered is not answered again"


def test_each_programme_runs_and_people_stand_in_many_places(office: Office) -> None:
    fill(practice(office), MEN)

    with office.programme.work(reading=True) as work:
        states = Counter(work.session.scalars(select(Case.state)))
        programmes = set(work.session.scalars(select(Case.programme)))
        with_group = set(work.session.scalars(select(Group.programme)))
        marks = work.session.execute(select(func.count(Mark.id))).scalar_one()
        asked = work.session.execute(select(func.count(ClearanceAsked.id))).scalar_one()

    assert sum(states.values()) == MEN
    assert len(states) >= 5
    assert programmes == with_group == {pack.code for pack in shipped_packs()}
    assert marks > MEN
    assert 0 < asked <= MEN / 2


@both_engines
def test_what_is_due_for_one_man_is_his_part_of_what_is_due_for_everybody(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P8: his page asks the records for him alone, and says what Today says of him.

    Of more than are listed none is due before those that are.
    """
    monkeypatch.setattr(task_rows, "FIRST", 10_000)
    monkeypatch.setattr(task_rows, "AT_ONCE", 30)
    seat = practice(office)
    fill(seat, 4 * MEN)
    office.clock.move_to(datetime(2026, 12, 14, 9, tzinfo=UTC))
    a_talk_each(office)

    with seat.open_work(reading=True) as work:
        everybody = page_of(work, seat).rows
        his = {id: tasks(work, seat, id) for id in work.session.scalars(select(Case.id))}
        whole = {kind.key: first_rows(Round(work, seat, None), (kind,))[0] for kind in KINDS}
        monkeypatch.setattr(task_rows, "FIRST", 1)
        monkeypatch.setattr(task_rows, "SURE", 0)  # what is listed however old the rest is has tests of its own
        few = {kind.key: first_rows(Round(work, seat, None), (kind,)) for kind in KINDS}

        cases = {case.id: case for case, _client in Round(work, seat, None).cases.values()}
        monkeypatch.setattr(follow_ups, "AT_ONCE", 0)
        asked = set(follow_ups.open_follow_ups(work, seat, cases))
        monkeypatch.setattr(follow_ups, "AT_ONCE", 10_000)
        assert asked == set(follow_ups.open_follow_ups(work, seat, cases))

        waiting = [case for case in cases.values() if case.state == CaseState.WAITING.value]
        places = {id: [one for one in every if one.is_open] for id, every in offers_for(work, seat, waiting).items()}
        assert any(places.values())
        assert earliest_for(work, seat, waiting) == {id: next(iter(some), None) for id, some in places.items()}

    found = [row for rows in his.values() for row in rows]
    of_men = {row.act for row in found}
    assert len(of_men) >= 6
    assert "three_way.record" in of_men, "a booked one is due too"
    assert sorted(found, key=repr) == sorted((row for row in everybody if row.act in of_men), key=repr)
    assert {row.act for row in everybody} - of_men <= {"register.take", "session.move", "session.set_cover"}
    assert {kind for kind, row in few.items() if row[1]} == (
        cut := {key for key, rows in whole.items() if len(rows) > 1}
    )
    assert len(cut) >= 6
    order = ("overdue", "today", "week", "later")
    for key, (rows, more) in few.items():
        assert [row.due for row in rows] == [row.due for row in whole[key][:1]], key
        left = [one.count for one in more]
        assert left in ([], [None], [len(whole[key]) - 1]), key
        assert not more or order.index(rows[-1].part) <= order.index(more[0].part) <= order.index(whole[key][1].part), (
            key
        )


def test_nobody_in_it_can_be_reached(office: Office) -> None:
    """Telephones belong to nobody, mail goes to example.org."""
    fill(practice(office), MEN)

    with office.programme.work(reading=True) as work:
        rows = work.session.execute(select(Client.phone, Client.email, Client.family_name)).all()

    assert all(re.fullmatch(r"\+447700900\d{3}", row.phone) for row in rows)
    assert all(row.email is None or row.email.endswith("@example.org") for row in rows)
    assert any(not row.family_name.isascii() for row in rows), "names from several origins"


def test_a_live_office_is_never_filled(office: Office) -> None:
    seat = office.desk("jo").seat
    officer = office.partner_desk("maya").seat
    assert isinstance(seat, ProgrammeSeat)
    assert isinstance(officer, PartnerSeat)

    for refused in (lambda: fill(seat, 5), lambda: clear_past(officer)):
        with pytest.raises(NotAllowed):
            call(refused)


def call(act: Callable[[], object]) -> object:
    return act()


def test_what_was_written_when_it_is_stopped_stands(office: Office) -> None:
    seat = practice(office)

    def stop(_done: int, _of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill(seat, MEN, stop)

    assert perform(office.desk("una"), "audit.verify", {}).ok


def test_the_same_people_come_out_every_time() -> None:
    packs = shipped_packs()

    first, again = (population(500, packs, TODAY, 41) for _turn in range(2))

    assert first == again
    men = [*(man for _course, his in first.courses for man in his), *first.alone]
    assert sorted(man.number for man in men) == list(range(41, 541))
    by_number = sorted(men, key=lambda man: man.number)
    assert [man.came_on for man in by_number] == sorted(man.came_on for man in men), "numbers follow the days"
    assert all(man.came_on <= TODAY for man in men)
    assert Lots("a", 1).id() == Lots("a", 1).id() != Lots("a", 2).id()


def test_lots_fall_as_their_weights_say() -> None:
    drawn = Counter(Lots("weights", turn).weighed((("often", 90), ("seldom", 10))) for turn in range(1000))

    assert 850 < drawn["often"] < 950
