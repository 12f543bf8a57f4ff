"""Planning an office's year: its own holidays, closures, leave and what they hit; rooms and people taken once."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.core.errors import InvalidInput, NotAllowed, Stale
from app.desk.catalogue import perform
from models.programme.account import Place
from tests.offices import Office
from tests.programme.flows import a_group
from tests.programme.samples_planning import FILE
from tests.programme.test_registers import FIRST_EVENING, first_session, inbox, placed


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

    def test_a_new_group_meets_no_taken_room_and_cover_answers_for_busy_people(self, office: Office) -> None:
        """SCH-27, P10: the row says what is in its way; nothing is stored while it is."""
        rooms(office)
        desk = office.desk("priya")
        a_group(desk, place="room-2")
        plan = {
            "programme": "bbr",
            "code": "TUE-2",
            "starts_on": "2026-11-10",
            "slots": [{"weekday": "tue", "start": "19:00"}],
            "facilitators": ["sam"],
            "place": "room-2",
        }

        seen = perform(desk, "group.preview", plan)

        first = next(one for one in seen.sessions if one.kind == "group")
        assert first.clash == (
            "Room 2 is taken. Free at 16:00.",
            "Sam Lee is at TUE-1, Foundation 1 then. Name who covers.",
        )
        with pytest.raises(NotAllowed, match=r"Foundation 1, 24 November 2026: Room 2 is taken.*And at \d+ more"):
            perform(desk, "group.open", {**plan, "preview": seen.preview})
        covered = {**plan, "place": "room-1", "cover": ["mo"]}
        seen = perform(desk, "group.preview", covered)
        assert not any(one.clash for one in seen.sessions)
        made = perform(desk, "group.open", {**covered, "preview": seen.preview})
        (mo,) = {one.user for one in perform(desk, "group.choices", {}).people if one.label == "Mo Grant"}
        assert {one.cover for one in made.sessions if one.kind == "group"} == {(mo,)}


MONDAYS = {
    "programme": "bbr",
    "code": "MON-1",
    "starts_on": "2026-12-07",
    "slots": [{"weekday": "mon", "start": "18:30"}],
    "facilitators": ["priya"],
}


class TestByHand:
    def test_dates_are_moved_by_hand_before_the_group_is_opened(self, office: Office) -> None:
        """F2, SCH-20: one date alone, or it and all later ones; each says where it stood."""
        desk = office.desk("priya")
        alone = {"key": "foundation", "number": 1, "starts_at": "2026-12-23T18:30"}
        later = {"key": "foundation", "number": 3, "starts_at": "2027-01-25T18:30", "later_too": True}

        plain = perform(desk, "group.preview", MONDAYS)
        seen = perform(desk, "group.preview", {**MONDAYS, "moves": [alone, later]})
        made = perform(desk, "group.open", {**MONDAYS, "moves": [alone, later], "preview": seen.preview})

        def days(shown: object) -> list[str]:
            return [f"{one.starts_at:%Y-%m-%d}" for one in shown.sessions if one.key == "foundation"]

        assert days(plain)[:4] == ["2026-12-21", "2027-01-04", "2027-01-11", "2027-01-18"]
        assert days(seen)[:4] == ["2026-12-23", "2027-01-04", "2027-01-25", "2027-02-01"]
        assert days(made) == days(seen)
        first = next(one for one in made.sessions if one.key == "foundation")
        assert [one.words for one in first.moved_because] == ["Moved by hand from 21 December 2026 at 18:30."]
        assert any("outside the group's weekly times" in words for words in seen.warnings)

    @pytest.mark.parametrize(
        ("move", "words"),
        [
            ({"key": "nothing", "number": 1, "starts_at": "2026-12-23T18:30"}, "not in the plan"),
            ({"key": "foundation", "number": 1, "starts_at": "2027-01-04T19:00"}, "another session at this time"),
            ({"key": "foundation", "number": 1, "starts_at": "31 February"}, "Write a day and a time"),
        ],
    )
    def test_a_date_that_cannot_be_is_said_beside_the_moves(self, office: Office, move: dict, words: str) -> None:
        """SCH-27: what is typed is checked before anything is stored."""
        with pytest.raises(InvalidInput, match=words) as refused:
            perform(office.desk("priya"), "group.preview", {**MONDAYS, "moves": [move]})

        assert set(refused.value.problems) == {"moves"}

    def test_his_own_contact_meets_his_group_the_room_and_whoever_holds_it(self, office: Office) -> None:
        """SCH-27: refused where he or the worker is elsewhere; a day off and his order are kept with a reason."""
        rooms(office)
        _group, (adam,) = placed(office)
        desk = office.desk("priya")
        talk = {"case": adam, "key": "pre_group"}

        with pytest.raises(InvalidInput) as refused:
            perform(desk, "one_to_one.book", {**talk, "starts_at": "2026-12-01T19:00"})
        assert set(refused.value.problems) == {"starts_at", "facilitator"}
        perform(desk, "one_to_one.book", {**talk, "starts_at": "2026-12-02T10:00", "place": "room-1"})
        other = {"facilitator": "jo", "place": "room-1", "starts_at": "2026-12-02T10:30"}
        with pytest.raises(InvalidInput, match=r"Room 1 is taken at 10:30\. Free at 11:00\."):
            perform(desk, "one_to_one.book", {**talk, **other})
        with pytest.raises(InvalidInput, match="25 December 2026 is a day off: Christmas Day") as refused:
            perform(desk, "one_to_one.book", {**talk, "starts_at": "2026-12-25T10:00"})
        assert set(refused.value.problems) == {"reason"}
        asked = {"starts_at": "2026-12-25T10:00", "reason": "He is alone that day"}
        assert perform(desk, "one_to_one.book", {**talk, **asked}).warnings


class TestCover:
    def test_somebody_stands_in_for_whoever_is_away(self, office: Office) -> None:
        """SCH-27, SCH-16: the task goes once somebody is named; a busy person is refused."""
        desk, manager = office.desk("priya"), office.desk("jo")
        group = a_group(desk)
        session = first_session(desk, group)
        office.clock.move_to(datetime(2026, 11, 10, 9, tzinfo=UTC))
        perform(manager, "closure.add", {"from": "2026-11-24", "to": "2026-11-24", "reason": "Leave", "where": "priya"})

        def tasks() -> list[tuple[str, str]]:
            rows = perform(desk, "today.show", {}).rows
            return [(one.words, one.about) for one in rows if one.act == "session.set_cover"]

        assert tasks() == [("Name who covers: TUE-1, Foundation 1", f"{group}/{session}")]
        free = perform(desk, "session.free_for_cover", {"session": session})
        assert [one.label for one in free] == ["Jo Adeyemi", "Mo Grant", "Pete Moss"]
        covered = perform(desk, "session.set_cover", {"session": session, "cover": ["jo"], "instead_of": ["priya"]})
        assert (len(covered.cover), tasks()) == (1, [])
        with pytest.raises(InvalidInput, match="runs the group already"):
            perform(desk, "session.set_cover", {"session": session, "cover": ["sam"]})
        a_group(desk, code="TUE-2", slots=[{"weekday": "tue", "start": "19:00"}], facilitators=["mo"])
        with pytest.raises(InvalidInput, match="Mo Grant, who covers, is at TUE-2"):
            perform(desk, "session.set_cover", {"session": session, "cover": ["mo"], "instead_of": ["priya"]})

    def test_a_session_on_a_day_off_is_a_task_until_it_moves(self, office: Office) -> None:
        """SCH-16: nothing moves by itself; whoever plans is told."""
        desk, manager = office.desk("priya"), office.desk("jo")
        a_group(desk)
        office.clock.move_to(datetime(2026, 11, 10, 9, tzinfo=UTC))
        perform(manager, "closure.add", {"from": "2026-11-24", "to": "2026-11-24", "reason": "Flood"})

        rows = [one for one in perform(desk, "today.show", {}).rows if one.act == "session.move"]

        assert [(one.words, one.detail) for one in rows] == [
            ("Move the session: TUE-1, Foundation 1", "24 November 2026: Flood")
        ]


class TestRounds:
    def test_a_round_tells_of_registers_never_taken_whoever_is_at_the_desk(self, office: Office) -> None:
        """ATT-11: once, for the whole office, and it leaves nothing in the log when nothing is due."""
        _group, (adam,) = placed(office)
        administrator = office.desk("ada")
        assert not perform(administrator, "office.rounds_due", {}).is_due
        office.clock.move_to(FIRST_EVENING + timedelta(hours=4))

        assert perform(administrator, "office.rounds_due", {}).is_due
        done = perform(administrator, "office.rounds", {})

        assert (done.told, perform(administrator, "office.rounds", {}).told) == (1, 0)
        assert ("absent", adam) in inbox(office)
        assert not perform(administrator, "office.rounds_due", {}).is_due

    def test_a_group_without_an_end_is_planned_further_and_nothing_twice(self, office: Office) -> None:
        """SCH-11: 26 weeks ahead from whatever day it is; the second round has nothing to do."""
        desk = office.desk("priya")
        group = a_group(desk, programme="peer", clinical_partner="Dr Ann Bell", starts_on="2026-11-10")
        before = perform(desk, "group.show", {"group": group}).sessions
        assert not perform(desk, "office.rounds_due", {}).is_due
        office.clock.move_to(datetime(2027, 2, 1, 9, tzinfo=UTC))

        assert perform(desk, "office.rounds_due", {}).is_due
        planned = perform(desk, "office.rounds", {}).planned

        after = perform(desk, "group.show", {"group": group}).sessions
        assert planned == len(after) - len(before) > 4
        assert after[: len(before)] == before
        assert [one.number for one in after] == list(range(1, len(after) + 1))
        assert after[-1].starts_at.date() > date(2027, 7, 10)
        assert perform(desk, "office.rounds", {}).planned == 0
        perform(desk, "group.end", {"group": group, "reason": "Nobody comes"})
        office.clock.move_to(datetime(2027, 6, 1, 9, tzinfo=UTC))
        assert not perform(desk, "office.rounds_due", {}).is_due


class TestEnding:
    def test_a_group_ends_when_nobody_is_in_it_and_its_dates_are_taken_back(self, office: Office) -> None:
        """SCH-37: refused while somebody is in it or a register is owed; an empty group is never complete."""
        group, (adam,) = placed(office)
        desk, manager = office.desk("priya"), office.desk("jo")
        with pytest.raises(
            NotAllowed, match=r"Still in this group: Adam O\. \(P-0001\).*Registers are owed: 24 November"
        ):
            perform(desk, "group.end", {"group": group, "reason": "Too few men"})
        session = first_session(desk, group)
        marks = [{"case": adam, "code": "ATTC", "minutes": 150}]
        perform(desk, "register.take", {"session": session, "marks": marks, "head_count": 1})
        perform(desk, "group.leave", {"case": adam, "to": "waiting", "reason_code": "operational"})
        with pytest.raises(Stale):
            perform(desk, "group.end", {"group": group, "reason": "Too few men", "seen": "planned"})

        ended = perform(desk, "group.end", {"group": group, "reason": "Too few men", "seen": "running"})

        shown = perform(desk, "group.show", {"group": group})
        assert (ended.state, shown.state_words, shown.ended_reason) == ("ended", "Ended", "Too few men")
        assert {one.status for one in shown.sessions if one.session != session} == {"cancelled"}
        assert perform(desk, "group.list", {}) == ()
        with pytest.raises(NotAllowed, match="has ended"):
            perform(desk, "group.preview_change", {"group": group, "starts_on": "2027-01-05"})
        with pytest.raises(NotAllowed, match="Your role"):
            perform(desk, "group.resume", {"group": group, "reason": "By mistake"})
        again = perform(manager, "group.resume", {"group": group, "reason": "By mistake"})
        assert (again.state, again.sessions) == ("running", 28)
        assert {one.status for one in perform(desk, "group.show", {"group": group}).sessions} == {"planned", "held"}

    def test_a_code_is_used_once_and_one_facilitator_leads(self, office: Office) -> None:
        """SCH-38: a code is unique whatever its case; exactly one leads; nobody is listed twice."""
        desk = office.desk("priya")
        group = a_group(desk)

        assert [one.lead for one in perform(desk, "group.show", {"group": group}).facilitators] == [True, False]
        for changes in ({"code": "tue-1"}, {"code": "X", "facilitators": ["priya", "PRIYA"]}):
            with pytest.raises(InvalidInput):
                a_group(desk, **changes)


def test_a_line_of_a_group_names_its_room_in_words(office: Office) -> None:
    rooms(office)
    desk = office.desk("priya")
    a_group(desk, place="room-2")

    (line,) = perform(desk, "group.list", {})

    assert (line.place, line.place_name) == ("room-2", "Room 2")
