"""Moving sessions: what was previewed is what is saved; catch-ups make up for what a man has missed."""

from datetime import UTC, datetime

import pytest

from app.core.errors import InvalidInput, NotAllowed, Stale
from app.desk.catalogue import perform
from app.programme.desk import ProgrammeDesk
from tests.offices import Office, both_engines
from tests.programme.flows import a_group
from tests.programme.test_registers import first_session, placed


def dates(desk: ProgrammeDesk, group: str) -> dict[str, str]:
    """The day of each session by its title."""
    sessions = perform(desk, "group.show", {"group": group}).sessions
    return {one.title: f"{one.starts_at:%Y-%m-%d %H:%M}" for one in sessions}


@both_engines
class TestMoving:
    def test_this_and_all_later_sessions_move_exactly_as_previewed(self, office: Office) -> None:
        """SCH-18, SCH-20, SCH-28: what was shown is what is saved; the old time stays in history."""
        desk = office.desk("priya")
        group = a_group(desk)
        session = first_session(desk, group)
        move = {"session": session, "starts_at": "2026-12-01T18:30", "later_too": True, "reason": "Hall closed"}

        seen = perform(desk, "session.preview_move", move)
        saved = perform(desk, "session.move", {**move, "preview": seen.preview})

        after = dates(desk, group)
        assert saved.changed == seen.changed > 20
        meetings = [f"{one.starts_at:%Y-%m-%d}" for one in seen.before if one.kind == "group"]
        assert meetings[:2] == ["2026-11-24", "2026-12-01"]
        assert (after["Foundation 1"], after["Foundation 2"]) == ("2026-12-01 18:30", "2026-12-08 18:30")
        moved = next(one for one in perform(desk, "group.show", {"group": group}).sessions if one.session == session)
        assert [(one.kind, one.words) for one in moved.moved_because] == [
            ("moved", "Moved from 24 November 2026 at 18:30. Hall closed")
        ]

    def test_a_move_is_refused_when_the_plan_changed_since_the_preview(self, office: Office) -> None:
        """SCH-18: the second of two people is told, and looks again."""
        desk = office.desk("priya")
        group = a_group(desk)
        session = first_session(desk, group)
        move = {"session": session, "starts_at": "2026-12-01T18:30", "later_too": True, "reason": "Hall closed"}
        seen = perform(desk, "session.preview_move", move)
        first = perform(desk, "session.preview_move", {**move, "starts_at": "2026-11-25T18:30"})
        other = {**move, "starts_at": "2026-11-25T18:30", "preview": first.preview}
        perform(desk, "session.move", other)
        before = dates(desk, group)

        with pytest.raises(Stale):
            perform(desk, "session.move", {**move, "preview": seen.preview})

        assert dates(desk, group) == before


class TestRefusing:
    def test_a_day_off_is_kept_only_with_a_reason(self, office: Office) -> None:
        """SCH-27: a warning, kept with a reason."""
        desk = office.desk("priya")
        group = a_group(desk)
        move = {"session": first_session(desk, group), "starts_at": "2026-12-25T18:30"}
        seen = perform(desk, "session.preview_move", move)

        with pytest.raises(InvalidInput, match="Christmas Day"):
            perform(desk, "session.move", {**move, "preview": seen.preview})

        assert perform(desk, "session.move", {**move, "preview": seen.preview, "reason": "They asked"}).changed >= 1

    def test_two_sessions_of_a_group_are_never_at_one_time(self, office: Office) -> None:
        desk = office.desk("priya")
        group = a_group(desk)

        move = {"session": first_session(desk, group), "starts_at": "2026-12-01T19:00"}

        with pytest.raises(NotAllowed, match="another session at this time"):
            perform(desk, "session.preview_move", move)

    def test_a_facilitator_in_two_places_needs_cover(self, office: Office) -> None:
        desk = office.desk("priya")
        group = a_group(desk)
        a_group(desk, code="WED-1", slots=[{"weekday": "wed", "start": "18:30"}], facilitators=["priya"])
        move = {"session": first_session(desk, group), "starts_at": "2026-11-25T18:30"}

        with pytest.raises(NotAllowed, match="Name who covers"):
            perform(desk, "session.preview_move", move)

        assert perform(desk, "session.preview_move", {**move, "cover": ["jo"]}).preview

    def test_a_session_with_a_register_is_moved_by_a_manager_only(self, office: Office) -> None:
        """SCH-22: to put a wrong date right; its marks move with it."""
        group, (adam,) = placed(office)
        desk = office.desk("priya")
        session = first_session(desk, group)
        marks = [{"case": adam, "code": "ATTC", "minutes": 150}]
        perform(desk, "register.take", {"session": session, "marks": marks, "head_count": 1})
        move = {"session": session, "starts_at": "2026-11-23T18:30", "reason": "Wrong date"}

        with pytest.raises(NotAllowed, match="Only a manager"):
            perform(desk, "session.preview_move", move)

        seen = perform(office.desk("jo"), "session.preview_move", move)
        assert [one.title for one in seen.after if one.kind == "group"] == ["Foundation 1"]


class TestCatchUp:
    def test_a_catch_up_covers_what_was_missed_and_nothing_twice(self, office: Office) -> None:
        group, (adam,) = placed(office)
        desk = office.desk("priya")
        session = first_session(desk, group)
        missed = [{"case": adam, "code": "AAME", "reason": "Doctor"}]
        perform(desk, "register.take", {"session": session, "marks": missed, "head_count": 0})
        wanted = {"case": adam, "sessions_covered": [session], "starts_at": "2026-11-26T18:30"}

        (owed,) = perform(desk, "catch_up.owed", {"case": adam})
        booked = perform(desk, "catch_up.book", wanted)
        office.clock.move_to(datetime(2026, 11, 26, 22, 0, tzinfo=UTC))
        marks = [{"case": adam, "code": "ATTC", "minutes": 150}]
        perform(desk, "register.take", {"session": booked.session, "marks": marks, "head_count": 1})

        lines = {one.title: one.state for one in perform(desk, "case.attendance", {"case": adam}).coverage}
        assert (owed.session, owed.is_overdue) == (session, False)
        assert f"{owed.due} {owed.suggested_at:%Y-%m-%d %H:%M}" == "2027-01-12 2026-11-25 18:30"
        assert perform(desk, "catch_up.owed", {"case": adam}) == ()
        assert booked.sessions[0].title == "Foundation 1 (catch-up)"
        assert (lines["Foundation 1"], lines["Foundation 2"]) == ("caught_up", "owed")
        with pytest.raises(InvalidInput, match="had this already"):
            perform(desk, "catch_up.book", {**wanted, "starts_at": "2026-11-27T18:30"})


@both_engines
class TestPlanningAgain:
    def test_new_weekly_times_plan_what_is_ahead_and_keep_what_was_held(self, office: Office) -> None:
        """SCH-25: no content lost or doubled."""
        group, (adam,) = placed(office)
        desk = office.desk("priya")
        session = first_session(desk, group)
        marks = [{"case": adam, "code": "ATTC", "minutes": 150}]
        perform(desk, "register.take", {"session": session, "marks": marks, "head_count": 1})
        change = {"group": group, "slots": [{"weekday": "thu", "start": "10:00"}]}

        seen = perform(desk, "group.preview_change", change)
        perform(desk, "group.change", {**change, "preview": seen.preview})

        after = dates(desk, group)
        assert after["Foundation 1"] == "2026-11-24 18:30"
        assert after["Foundation 2"] == "2026-11-26 10:00"
        assert len(after) == 29
        with pytest.raises(Stale):
            perform(desk, "group.change", {**change, "preview": seen.preview})


class TestClosures:
    def test_a_closure_shows_what_it_hits_and_moves_nothing(self, office: Office) -> None:
        """SCH-16: shown, offered, and never moved by itself."""
        desk, manager = office.desk("priya"), office.desk("jo")
        group = a_group(desk)
        before = dates(desk, group)
        given = {"from": "2026-11-23", "to": "2026-11-25", "reason": "Flood", "where": "TUE-1"}

        saved = perform(manager, "closure.add", given)

        assert [one.title for one in saved.hit] == ["Foundation 1"]
        assert dates(desk, group) == before
        assert [(one.where, one.reason) for one in perform(desk, "closure.list", {})] == [("TUE-1", "Flood")]
        perform(manager, "closure.remove", {"closure": saved.closure.closure})
        assert perform(desk, "closure.list", {}) == ()

    def test_other_people_take_over_from_now_on(self, office: Office) -> None:
        """SCH-12: for what lies ahead."""
        desk = office.desk("priya")
        group = a_group(desk)
        change = {"group": group, "facilitators": ["sam"]}
        seen = perform(desk, "group.preview_change", change)

        perform(desk, "group.change", {**change, "preview": seen.preview})

        assert (seen.changed, seen.letters) == (0, ())
        assert [one.label for one in perform(desk, "group.show", {"group": group}).facilitators] == ["Sam Lee"]
