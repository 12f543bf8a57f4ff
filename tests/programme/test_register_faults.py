"""What goes wrong with a register: a database that goes, clocks that change, a note that is too long."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from app.core.errors import InvalidInput, Unavailable
from app.desk.catalogue import perform
from tests.offices import Office, both_engines
from tests.programme.flows import a_group, cleared, waiting
from tests.programme.test_registers import first_session, inbox, placed

GONE = {
    "locked": ("database is locked", "Not saved. The records cannot be reached"),
    "read_only": ("attempt to write a readonly database", "Not saved. The disk does not answer"),
    "full": ("database or disk is full", "Not saved. The disk is full"),
    "vanished": ("unable to open database file", "Not saved. The records cannot be reached"),
}


@contextmanager
def gone_at(office: Office, table: str, kind: str) -> Iterator[list[str]]:
    """The database fails when the first row of this table is written, as it does when it goes in the middle."""
    met: list[str] = []

    def fail(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if re.match(rf'INSERT INTO "?\w*{table}"? ', statement):
            met.append(statement)
            raise OperationalError(statement, None, Exception(GONE[kind][0]))

    event.listen(office.programme.engine, "before_cursor_execute", fail)
    try:
        yield met
    finally:
        event.remove(office.programme.engine, "before_cursor_execute", fail)


class TestDatabaseGone:
    @pytest.mark.parametrize("table", ["mark", "session_note", "history"])
    @pytest.mark.parametrize("kind", GONE)
    def test_nothing_of_a_register_is_half_saved(self, office: Office, kind: str, table: str) -> None:
        """ATT-4, ATT-10: marks, note, head count and what the safety team hears are saved together or not at all."""
        group, (adam,) = placed(office)
        desk = office.desk("priya")
        marks = [{"case": adam, "code": "AFTC", "minutes": 150, "reason": "Slept", "note": "He slept."}]
        given = {"session": first_session(desk, group), "marks": marks, "head_count": 1, "actual_minutes": 170}
        told = inbox(office)

        with gone_at(office, table, kind) as met, pytest.raises(Unavailable, match=GONE[kind][1]):
            perform(desk, "register.take", given)

        shown = perform(desk, "register.open", {"session": given["session"]})
        assert met
        assert (shown.savings, shown.rows[0].mark, shown.rows[0].note, shown.actual_minutes) == (0, None, "", None)
        assert (shown.about.status, inbox(office)) == ("planned", told)
        assert perform(desk, "register.take", given).recorded == 1

    @pytest.mark.parametrize("table", ["mark", "session_note"])
    @pytest.mark.parametrize("kind", GONE)
    def test_nothing_of_a_correction_is_half_saved(self, office: Office, kind: str, table: str) -> None:
        """ATT-13."""
        group, (adam,) = placed(office)
        desk = office.desk("priya")
        session = first_session(desk, group)
        marks = [{"case": adam, "code": "ATTC", "minutes": 150, "note": "Before"}]
        perform(desk, "register.take", {"session": session, "marks": marks, "head_count": 1})
        told = inbox(office)
        wanted = {"session": session, "case": adam, "minutes": 120, "note": "After", "reason": "He left early"}

        with gone_at(office, table, kind), pytest.raises(Unavailable, match=GONE[kind][1]):
            perform(desk, "register.correct", wanted)

        row = perform(desk, "register.open", {"session": session}).rows[0]
        assert (row.mark.minutes, row.mark.turn, row.note, inbox(office)) == (150, 1, "Before", told)
        assert perform(desk, "register.correct", wanted).mark.minutes == 120


@both_engines
def test_a_database_that_takes_no_more_writing_says_so_and_keeps_the_register_whole(office: Office) -> None:
    """The engines' own refusal, not a double of it."""
    group, (adam,) = placed(office)
    desk = office.desk("priya")
    given = {
        "session": first_session(desk, group),
        "marks": [{"case": adam, "code": "ATTC", "minutes": 150}],
        "head_count": 1,
    }
    engine = office.programme.engine

    def shut(connection: object, cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("INSERT INTO register"):
            is_embedded = office.programme.is_embedded
            cursor.execute("PRAGMA query_only = ON" if is_embedded else "SET TRANSACTION READ ONLY")  # type: ignore[attr-defined]

    event.listen(engine, "before_cursor_execute", shut)
    with pytest.raises(Unavailable, match="Not saved"):
        perform(desk, "register.take", given)
    event.remove(engine, "before_cursor_execute", shut)
    engine.dispose()

    assert perform(desk, "register.open", {"session": given["session"]}).savings == 0
    assert perform(desk, "register.take", given).recorded == 1


def test_a_note_of_10001_characters_is_refused_and_one_of_10000_is_kept(office: Office) -> None:
    """ATT-12."""
    group, (adam,) = placed(office)
    desk = office.desk("priya")
    mark = {"case": adam, "code": "ATTC", "minutes": 150}
    given = {"session": first_session(desk, group), "head_count": 1}

    with pytest.raises(InvalidInput, match="at most 10000") as refused:
        perform(desk, "register.take", {**given, "marks": [{**mark, "note": "x" * 10_001}]})
    perform(desk, "register.take", {**given, "marks": [{**mark, "note": "x" * 10_000}]})
    with pytest.raises(InvalidInput, match="at most 10000"):
        perform(desk, "register.correct", {**given_one(given, adam), "note": "x" * 10_001, "reason": "Longer"})

    assert set(refused.value.problems) == {"marks[0].note"}
    assert len(perform(desk, "register.open", {"session": given["session"]}).rows[0].note) == 10_000


def given_one(given: dict, case: str) -> dict:
    """One man of a register."""
    return {"session": given["session"], "case": case}


CHANGES = [
    pytest.param("2027-03-27", "23:30", id="march_over_the_night"),
    pytest.param("2027-03-28", "00:30", id="march_over_the_hour"),
    pytest.param("2027-10-31", "00:30", id="october_over_the_hour"),
    pytest.param("2027-10-31", "18:30", id="october_in_the_evening"),
]
MINUTES = timedelta(minutes=150)


def a_group_meeting_on(office: Office, day: str, start: str) -> str:
    """A group whose plan has a session on this day at this time; the clock stands a month before, on a Monday."""
    on = date.fromisoformat(day)
    monday = on - timedelta(days=on.weekday() + 28)
    office.clock.move_to(datetime.combine(monday, time(9)))
    slot = {"weekday": f"{on:%a}".lower(), "start": start}
    begins = on - timedelta(weeks=3)
    return a_group(office.desk("priya"), code="NIGHT", starts_on=begins.isoformat(), slots=[slot])


def on_day(office: Office, group: str, day: str) -> tuple[str, datetime]:
    """The session of a group on this day, and when it begins."""
    plan = perform(office.desk("priya"), "group.show", {"group": group}).sessions
    found = next(one for one in plan if one.kind == "group" and f"{one.starts_at:%Y-%m-%d}" == day)
    return str(found.session), found.starts_at


@pytest.mark.parametrize(("day", "start"), CHANGES)
def test_a_register_over_a_clock_change_has_its_own_times_minutes_and_hours_owed(
    office: Office, day: str, start: str
) -> None:
    """SCH-4, ATT-2, ATT-5, ATT-11: 150 minutes are 150 minutes, two hours are two hours, whatever the wall says."""
    group, desk = a_group_meeting_on(office, day, start), office.desk("priya")
    case = waiting(desk)
    perform(desk, "group.allocate", {"group": group, "case": case})
    cleared(office, (case, group))
    session, starts_at = on_day(office, group, day)
    given = {"session": session, "marks": [{"case": case, "code": "ATTC", "late_minutes": 20}], "head_count": 1}

    begins = starts_at.astimezone(UTC)
    office.clock.move_to(begins - timedelta(minutes=1))
    with pytest.raises(InvalidInput, match="has not begun"):
        perform(desk, "register.take", given)
    office.clock.move_to(begins)
    shown = perform(desk, "register.open", {"session": session})
    office.clock.move_to(begins + MINUTES + timedelta(minutes=119))
    early = [one.session for one in perform(desk, "register.owed", {})]
    office.clock.move_to(begins + MINUTES + timedelta(minutes=120))
    late = [one.owed_from.astimezone(UTC) for one in perform(desk, "register.owed", {}) if one.session == session]
    perform(desk, "register.take", given)

    assert f"{shown.about.starts_at:%Y-%m-%d %H:%M}" == f"{day} {start}"
    assert shown.about.ends_at.astimezone(UTC) - begins == MINUTES
    assert shown.can_be_taken
    assert (session in early, late) == (False, [begins + MINUTES + timedelta(hours=2)])
    row = perform(desk, "register.open", {"session": session}).rows[0]
    assert (row.mark.minutes, perform(desk, "case.attendance", {"case": case}).minutes) == (130, 130)


@pytest.mark.parametrize(("day", "start"), CHANGES)
def test_a_calendar_file_says_the_same_moment_over_a_clock_change(office: Office, day: str, start: str) -> None:
    """SCH-28."""
    group = a_group_meeting_on(office, day, start)
    _session, starts_at = on_day(office, group, day)

    content = perform(office.desk("priya"), "calendar.export", {"group": group}).content

    events = Calendar.from_ical(content).walk("VEVENT")
    ends = {one.decoded("dtstart"): one.decoded("dtend") for one in events}
    assert ends[starts_at.astimezone(UTC)] - starts_at.astimezone(UTC) == MINUTES
