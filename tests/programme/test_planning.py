"""Planning an office's year: its own holidays, closures, leave and what they hit; rooms and people taken once."""

from pathlib import Path

import pytest

from app.core.errors import InvalidInput, NotAllowed
from app.desk.catalogue import perform
from models.programme.account import Place
from tests.offices import Office
from tests.programme.flows import a_group
from tests.programme.samples_planning import FILE
from tests.programme.test_registers import first_session


def rooms(office: Office) -> None:
    """Two rooms of one site."""
    with office.programme.work() as work:
        for number in (1, 2):
            work.add(Place(code=f"room-{number}", name=f"Room {number}", region="ENG-WLS"))


class TestHolidays:
    def test_an_office_adds_a_day_off_and_sees_what_it_hits(self, office: Office) -> None:
        """SCH-14: the day is skipped from then on, and nothing that stands is moved."""
        desk, manager = office.desk("priya"), office.desk("jo")
        group = a_group(desk)

        added = perform(manager, "holiday.add", {"day": "2026-12-01", "words": "Day of a jubilee"})

        assert [(one.group_code, one.title, one.needs) for one in added.hit] == [("TUE-1", "Foundation 2", "move")]
        assert f"{added.hit[0].offer:%Y-%m-%d %H:%M}" == "2026-12-08 18:30"
        assert f"{perform(desk, 'group.show', {'group': group}).sessions[3].starts_at:%m-%d}" == "12-01"
        new = a_group(desk, code="TUE-2", facilitators=["sam"])
        shown = perform(desk, "group.show", {"group": new}).sessions[3]
        assert [one.words for one in shown.moved_because] == ["1 December 2026: Day of a jubilee"]
        with pytest.raises(InvalidInput, match="is a day off already"):
            perform(manager, "holiday.add", {"day": "2026-12-01", "words": "Again"})

    def test_an_office_works_on_a_holiday_and_closes_again(self, office: Office) -> None:
        """SCH-14: what the library knows is taken out and put back, without internet."""
        manager = office.desk("jo")
        day = {"day": "2026-12-28"}

        works = perform(manager, "holiday.remove", {**day, "reason": "Asked for by all"})
        closed = perform(manager, "holiday.add", {**day, "words": "Boxing Day"})

        kinds = {one.day.isoformat(): one.kind for one in works.days}
        assert (kinds["2026-12-28"], kinds["2026-12-25"]) == ("works", "holiday")
        assert {one.day.isoformat(): one.kind for one in closed.days}["2026-12-28"] == "holiday"
        with pytest.raises(InvalidInput, match="is no day off"):
            perform(manager, "holiday.remove", {"day": "2026-12-29", "reason": "x"})

    def test_good_friday_in_the_netherlands_is_a_setting(self, office: Office) -> None:
        """SCH-15: the setting reaches every plan of the region."""
        manager = office.desk("jo")
        perform(manager, "settings.set", {"key": "calendar.nl_good_friday", "value": False})

        days = {one.words for one in perform(manager, "holiday.list", {"region": "NL", "year": 2027}).days}

        assert "Goede vrijdag" not in days
        assert {"Bevrijdingsdag", "Koningsdag"} <= days

    def test_days_come_from_a_file_after_they_were_looked_at(self, office: Office, tmp_path: Path) -> None:
        """SCH-14: an office file adds days; what is known already is not added twice."""
        manager = office.desk("jo")

        seen = perform(manager, "holiday.load", {"file": str(FILE), "dry_run": True})
        assert "added" not in {one.kind for one in perform(manager, "holiday.list", {"year": 2027}).days}
        perform(manager, "holiday.load", {"file": str(FILE)})

        assert ([one.words for one in seen.added], seen.known) == (["Day of a jubilee"], 1)
        added = [one.words for one in perform(manager, "holiday.list", {"year": 2027}).days if one.kind == "added"]
        assert added == ["Day of a jubilee"]
        bad = tmp_path / "bad.ics"
        bad.write_text("no calendar", "utf-8")
        for file, words in ((str(bad), "no calendar file"), (str(tmp_path / "none.ics"), "no such file")):
            with pytest.raises(InvalidInput, match=words):
                perform(manager, "holiday.load", {"file": file})

    def test_a_year_that_the_office_vouches_for_is_known(self, office: Office) -> None:
        """SCH-17: never silently "no holidays"."""
        manager = office.desk("jo")

        before = perform(manager, "holiday.list", {"year": 2101})
        vouched = perform(manager, "holiday.vouch", {"year": 2101})
        back = perform(manager, "holiday.vouch", {"year": 2101, "known": False})

        assert [one.is_known for one in (before, vouched, back)] == [False, True, False]


class TestLeave:
    def test_leave_shows_which_sessions_need_cover_and_moves_nothing(self, office: Office) -> None:
        """SCH-16: a closure of one person hits what they run; the plan of the group stays."""
        desk, manager = office.desk("priya"), office.desk("jo")
        group = a_group(desk)
        given = {"from": "2026-11-23", "to": "2026-11-29", "reason": "Annual leave", "where": "priya"}

        saved = perform(manager, "closure.add", given)

        assert (saved.closure.where, saved.closure.whose) == ("Priya Nair", "person")
        assert [(one.title, one.needs, one.offer) for one in saved.hit] == [("Foundation 1", "cover", None)]
        assert perform(desk, "closure.hits", {"closure": saved.closure.closure}) == saved.hit
        move = {"session": first_session(desk, group), "starts_at": "2026-11-25T18:30"}
        shown = perform(desk, "session.preview_move", move)
        assert "Priya Nair is away on 25 November 2026: Annual leave." in shown.warnings
        with pytest.raises(InvalidInput, match="Choose a place, a group or a person"):
            perform(manager, "closure.add", {**given, "where": "nobody"})


class TestRooms:
    def test_a_taken_room_says_when_it_is_free_and_another_room_will_do(self, office: Office) -> None:
        """SCH-27: the same room at the same time is refused; SCH-12: one session may have its own room."""
        rooms(office)
        desk = office.desk("priya")
        group = a_group(desk, place="room-2", facilitators=["priya"])
        wednesday = [{"weekday": "wed", "start": "18:30", "minutes": 120}]
        a_group(desk, code="WED-1", slots=wednesday, facilitators=["sam"], place="room-2")
        move = {"session": first_session(desk, group), "starts_at": "2026-11-25T18:00"}

        with pytest.raises(NotAllowed, match=r"Room 2 is taken. Free at 16:00."):
            perform(desk, "session.preview_move", move)
        elsewhere = {**move, "place": "room-1", "reason": "They asked"}
        seen = perform(desk, "session.preview_move", elsewhere)
        perform(desk, "session.move", {**elsewhere, "preview": seen.preview})

        assert seen.rooms == ("Room 1", "Room 2")
        assert seen.people == ("Priya Nair",)
        with pytest.raises(InvalidInput, match="no such place"):
            perform(desk, "session.preview_move", {**move, "place": "room-9"})
