"""What goes wrong while planning: clock changes, days that never come, two people at once, a database that goes."""

import threading
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from app.core.clock import Clock
from app.core.errors import AppError, InvalidInput, NotAllowed, Stale, Unavailable
from app.desk.catalogue import perform
from app.domain.pack_parts import BlockKind
from app.programme.planned import ends_at, put_times
from app.programme.rules.schedule import PlannedItem
from models.programme.group import Session
from tests.offices import Office, both_engines
from tests.programme.flows import a_group
from tests.programme.test_planning import MONDAYS
from tests.programme.test_registers import first_session, placed

LATER = {"later_too": True, "reason": "Hall closed"}
MARCH, OCTOBER = ("2026-03-29", "2027-03-28"), ("2026-10-25", "2027-10-31")


def item(text: str, minutes: int) -> PlannedItem:
    starts_at = datetime.fromisoformat(text)
    return PlannedItem("a-1", "a", 1, BlockKind.GROUP, "A 1", starts_at, starts_at + timedelta(minutes=minutes))


class TestClockChanges:
    @pytest.mark.parametrize("zone", ["Europe/London", "Europe/Amsterdam"])
    @pytest.mark.parametrize("day", [*MARCH, *OCTOBER])
    def test_a_session_over_the_night_of_a_clock_change_lasts_as_long_as_any(self, zone: str, day: str) -> None:
        """SCH-19: so many minutes after it starts, and the wall time it was planned at is kept."""
        clock, night = Clock(zone), date.fromisoformat(day)
        for before in (item(f"{night - timedelta(days=1)} 23:30", 300), item(f"{day} 18:30", 150)):
            session = Session()

            put_times(clock, session, before)

            assert session.starts_at.astimezone(clock.zone).replace(tzinfo=None) == before.starts_at
            assert session.ends_at - session.starts_at == before.ends_at - before.starts_at
            assert ends_at(clock, before) == session.ends_at

    @pytest.mark.parametrize(("zone", "hour"), [("Europe/London", 1), ("Europe/Amsterdam", 2)])
    @pytest.mark.parametrize("day", MARCH)
    def test_an_hour_that_never_comes_is_known(self, zone: str, hour: int, day: str) -> None:
        clock = Clock(zone)
        at = datetime.combine(date.fromisoformat(day), time(hour, 30))

        assert clock.skips(at)
        assert not clock.skips(at + timedelta(hours=1))
        assert not clock.skips(at - timedelta(hours=1))
        assert not any(clock.skips(datetime.combine(date.fromisoformat(one), time(hour, 30))) for one in OCTOBER)

    def test_weekly_times_stay_on_the_wall_over_both_changes(self, office: Office) -> None:
        """SCH-4: 18:30 stays 18:30; a move does not shift it, and the length stays."""
        desk = office.desk("priya")
        group = a_group(desk)
        move = {
            "session": first_session(desk, group),
            "starts_at": "2027-03-02T18:30",
            "later_too": True,
            "reason": "x",
        }
        perform(desk, "session.move", {**move, "preview": perform(desk, "session.preview_move", move).preview})

        met = [one for one in perform(desk, "group.show", {"group": group}).sessions if one.kind == "group"]

        assert {(f"{one.starts_at:%H:%M}", f"{one.ends_at:%H:%M}", one.minutes) for one in met} == {
            ("18:30", "21:00", 150)
        }
        assert {one.starts_at.astimezone(UTC).hour for one in met} == {17, 18}

    def test_a_time_in_the_skipped_hour_is_refused_in_a_sentence(self, office: Office) -> None:
        desk = office.desk("priya")
        sundays = {**MONDAYS, "slots": [{"weekday": "sun", "start": "01:30"}]}
        words = "There is no 01:30 on 28 March 2027: the clocks go forward. Choose another time."

        with pytest.raises(InvalidInput, match=words) as refused:
            perform(desk, "group.preview", sundays)
        assert set(refused.value.problems) == {"slots"}
        session = first_session(desk, a_group(desk))
        with pytest.raises(InvalidInput, match=words) as refused:
            perform(desk, "session.preview_move", {"session": session, "starts_at": "2027-03-28T01:30"})
        assert set(refused.value.problems) == {"starts_at"}


class TestDaysThatNeverCome:
    @pytest.mark.parametrize(
        ("slot", "words"),
        [
            ({"weekday": "31 February", "start": "18:30"}, "Write a weekday as one of"),
            ({"weekday": "mon", "start": "25:00"}, "Write a time as 18:30"),
            ({"weekday": "mon", "start": "24:00"}, "Write a time as 18:30"),
            ({"weekday": "mon", "start": "18:60"}, "Write a time as 18:30"),
            ({"weekday": "mon", "start": "18:30+02:00"}, "Write a time as 18:30"),
            ({"weekday": "mon", "start": "18:30", "minutes": 0}, "length of at least one minute"),
        ],
    )
    def test_a_weekly_time_that_is_none_is_said_beside_it(self, office: Office, slot: dict, words: str) -> None:
        """SCH-2: a weekday, an hour of 0 to 23, a minute of 0 to 59."""
        with pytest.raises(InvalidInput, match=words) as refused:
            perform(office.desk("priya"), "group.preview", {**MONDAYS, "slots": [slot]})

        assert set(refused.value.problems) == {"slots"}

    def test_a_first_day_that_is_none_is_said(self, office: Office) -> None:
        with pytest.raises(InvalidInput) as refused:
            perform(office.desk("priya"), "group.preview", {**MONDAYS, "starts_on": "2027-02-31"})

        assert set(refused.value.problems) == {"starts_on"}

    def test_a_group_on_a_day_that_never_comes_is_refused_and_nothing_stands(self, office: Office) -> None:
        """SCH-5, SCH-16: closed for ever; the search ends and the field is named."""
        desk = office.desk("priya")
        perform(office.desk("jo"), "closure.add", {"from": "2026-12-01", "to": "2046-12-01", "reason": "Sold"})

        with pytest.raises(InvalidInput, match="No free date was found within five years") as refused:
            perform(desk, "group.preview", MONDAYS)

        assert set(refused.value.problems) == {"closures"}
        assert perform(desk, "group.list", {"ended_too": True}) == ()


def dates(office: Office, group: str) -> list[tuple[str, object]]:
    return [(one.title, one.starts_at) for one in perform(office.desk("jo"), "group.show", {"group": group}).sessions]


def try_at_once(*acts: object) -> list[object]:
    """Run these acts at the same moment; gives what each came to."""
    start, found = threading.Barrier(len(acts)), [None] * len(acts)

    def run(at: int, act: object) -> None:
        start.wait()
        try:
            found[at] = act()
        except AppError as refused:
            found[at] = refused

    threads = [threading.Thread(target=run, args=(at, act)) for at, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return found


@both_engines
class TestTwoPeople:
    def test_exactly_one_of_two_moves_the_same_session_and_the_other_looks_again(self, office: Office) -> None:
        """SCH-18: what the second saw is gone; nothing of it is saved, and a fresh preview is right."""
        priya, sam = office.desk("priya"), office.desk("sam")
        group = a_group(priya)
        session = first_session(priya, group)
        moves = [
            {"session": session, "starts_at": f"2026-{day}T18:30", "later_too": True, "reason": "Hall closed"}
            for day in ("12-03", "12-04")
        ]
        saved = [
            {**move, "preview": perform(desk, "session.preview_move", move).preview}
            for desk, move in zip((priya, sam), moves, strict=True)
        ]

        found = try_at_once(
            lambda: perform(priya, "session.move", saved[0]), lambda: perform(sam, "session.move", saved[1])
        )

        late = [at for at, one in enumerate(found) if isinstance(one, Stale)]
        assert len(late) == 1
        (winner,) = {0, 1} - set(late)
        first = next(at for title, at in dates(office, group) if title == "Foundation 1")
        assert f"{first:%m-%d}" == moves[winner]["starts_at"][5:10]
        fresh = perform((priya, sam)[late[0]], "session.preview_move", moves[late[0]])
        assert next(one for one in fresh.before if one.title == "Foundation 1").starts_at == first

    def test_one_facilitator_is_never_given_to_two_groups_at_once(self, office: Office) -> None:
        """SCH-27: plans are changed one after the other, so that the second meets what the first took."""
        priya, sam = office.desk("priya"), office.desk("sam")
        plans = [{**MONDAYS, "code": code, "facilitators": ["priya"]} for code in ("A", "B")]
        opened = [
            {**plan, "preview": perform(desk, "group.preview", plan).preview}
            for desk, plan in zip((priya, sam), plans, strict=True)
        ]

        found = try_at_once(
            lambda: perform(priya, "group.open", opened[0]), lambda: perform(sam, "group.open", opened[1])
        )

        assert sum(isinstance(one, Stale | NotAllowed) for one in found) == 1
        assert len(perform(priya, "group.list", {})) == 1


class TestDatabaseGone:
    def test_a_database_that_goes_away_in_the_middle_of_a_move_leaves_the_plan_whole(self, office: Office) -> None:
        """SCH-18: all of it or nothing; the sentence says that nothing was saved, and the next try succeeds."""
        desk = office.desk("priya")
        group = a_group(desk)
        move = {
            "session": first_session(desk, group),
            "starts_at": "2026-12-03T18:30",
            "later_too": True,
            "reason": "x",
        }
        seen = perform(desk, "session.preview_move", move)
        before, engine, updates = dates(office, group), office.programme.engine, []

        def gone(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
            if statement.startswith("UPDATE session"):
                updates.append(statement)
            if len(updates) > 0 and "history" in statement and statement.startswith("INSERT"):
                raise OperationalError(statement, None, Exception("connection is lost"))

        event.listen(engine, "before_cursor_execute", gone)
        with pytest.raises(Unavailable, match="Not saved"):
            perform(desk, "session.move", {**move, "preview": seen.preview})
        event.remove(engine, "before_cursor_execute", gone)

        assert updates
        assert dates(office, group) == before
        assert perform(desk, "session.move", {**move, "preview": seen.preview}).changed == seen.changed


class TestNothingElseMoves:
    def test_booked_contacts_and_catch_ups_stay_whatever_moves(self, office: Office) -> None:
        """SCH-21: real 1-2-1s and catch-ups never move with others; placeholders do."""
        group, (adam,) = placed(office)
        desk = office.desk("priya")
        session = first_session(desk, group)
        missed = [{"case": adam, "code": "AAME", "reason": "Doctor"}]
        perform(desk, "register.take", {"session": session, "marks": missed, "head_count": 0})
        perform(desk, "one_to_one.book", {"case": adam, "key": "pre_group", "starts_at": "2026-12-02T10:00"})
        late = {"case": adam, "sessions_covered": [session], "starts_at": "2026-12-10T14:00"}
        perform(desk, "catch_up.book", late)

        def booked() -> list[object]:
            return [(one.title, one.starts_at) for one in perform(desk, "one_to_one.list", {"case": adam})]

        before = booked()
        second = next(
            one.session for one in perform(desk, "group.show", {"group": group}).sessions if one.title == "Foundation 2"
        )
        move = {"session": second, "starts_at": "2026-12-16T18:30", "later_too": True, "reason": "Hall closed"}
        perform(desk, "session.move", {**move, "preview": perform(desk, "session.preview_move", move).preview})
        change = {"group": group, "slots": [{"weekday": "thu", "start": "10:00"}]}
        perform(desk, "group.change", {**change, "preview": perform(desk, "group.preview_change", change).preview})

        assert len(before) == 2
        assert booked() == before
