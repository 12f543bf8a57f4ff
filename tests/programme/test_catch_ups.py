"""Catch-ups: who owes what and by when, one session that several men share, and what each of them has then had."""

from datetime import UTC, datetime

import pytest

from app.core.errors import InvalidInput, Missing, NotAllowed
from app.desk.catalogue import perform
from app.programme.desk import ProgrammeDesk
from tests.made_before import made_before
from tests.offices import Office, both_engines
from tests.programme.flows import waiting
from tests.programme.test_registers import first_session, placed

ILL = {"code": "AAME", "reason": "Ill"}
THURSDAY = "2026-11-26T18:30"
AFTER = datetime(2026, 11, 26, 21, 30, tzinfo=UTC)


def missed_by(office: Office, count: int = 3) -> tuple[ProgrammeDesk, str, list[str]]:
    """A first session that nobody came to, and the desk of who held it."""
    session, cases = nobody_came(office, count)
    return office.desk("priya"), session, cases


@made_before
def nobody_came(office: Office, count: int) -> tuple[str, list[str]]:
    """A first session and those who missed it."""
    group, cases = placed(office, count)
    desk = office.desk("priya")
    session = first_session(desk, group)
    given = {"session": session, "marks": [{"case": case, **ILL} for case in cases], "head_count": 0}
    perform(desk, "register.take", given)
    return session, cases


@both_engines
class TestShared:
    def test_a_shared_catch_up_is_one_session_with_one_register_for_several_men(self, office: Office) -> None:
        """SCH-33, SCH-31: one register; each has caught up what he owed."""
        desk, session, (adam, ben, carl) = missed_by(office)

        wanted = {"case": adam, "sessions_covered": [session], "with": [ben, carl], "starts_at": THURSDAY}
        made = perform(desk, "catch_up.book", wanted)
        office.clock.move_to(AFTER)
        shown = perform(desk, "register.open", {"session": made.session})
        marks = [{"case": adam, "code": "ATTC", "minutes": 150}, {"case": ben, "code": "ATTC", "minutes": 150}]
        marks.append({"case": carl, "code": "UAAB", "reason": "no reason given"})
        perform(desk, "register.take", {"session": made.session, "marks": marks, "head_count": 2})

        assert made.cases == (adam, ben, carl)
        assert {row.case for row in shown.rows} == {adam, ben, carl}
        states = {}
        for case in (adam, ben, carl):
            lines = perform(desk, "case.attendance", {"case": case}).coverage
            states[case] = next(one.state for one in lines if one.key == "foundation-1")
        assert states == {adam: "caught_up", ben: "caught_up", carl: "owed"}
        assert [row.case for row in perform(desk, "catch_up.list", {})] == [carl]

    def test_a_shared_catch_up_stays_without_the_man_who_leaves_and_is_cancelled_without_the_last(
        self, office: Office
    ) -> None:
        """CASE-5: it stays without him; where he was the only one left it is cancelled, kept and marked."""
        desk, session, (adam, ben) = missed_by(office, 2)
        wanted = {"case": adam, "sessions_covered": [session], "with": [ben], "starts_at": THURSDAY}
        made = perform(desk, "catch_up.book", wanted)
        gone = {"to": "waiting", "reason_code": "operational"}

        perform(desk, "group.leave", {"case": adam, **gone})
        (row,) = perform(desk, "one_to_one.list", {"case": ben})
        left = perform(desk, "catch_up.leave", {"session": made.session, "case": ben, "reason": "He works now"})

        assert (row.session, row.status) == (made.session, "planned")
        assert (left.cases, left.sessions[0].status) == ((), "cancelled")


@both_engines
class TestCancelling:
    def test_a_cancelled_catch_up_is_kept_and_what_was_missed_is_owed_again(self, office: Office) -> None:
        """CASE-5, SCH-33: kept and marked; the same time may be given to somebody else."""
        desk, session, (adam, ben) = missed_by(office, 2)
        wanted = {"sessions_covered": [session], "starts_at": THURSDAY}
        made = perform(desk, "catch_up.book", {"case": adam, **wanted})

        done = perform(desk, "catch_up.cancel", {"session": made.session, "reason": "The hall is shut"})
        perform(desk, "catch_up.book", {"case": ben, **wanted})

        assert (done.cases, done.sessions[0].status) == ((), "cancelled")
        assert [row.case for row in perform(desk, "catch_up.list", {})] == [adam]
        assert [row.status for row in perform(desk, "one_to_one.list", {"case": adam})] == ["cancelled"]

    def test_what_is_past_or_no_catch_up_is_not_cancelled_and_a_reason_is_asked(self, office: Office) -> None:
        """ATT-16: a session that has begun is held or not held, never cancelled."""
        desk, session, (adam,) = missed_by(office, 1)
        made = perform(desk, "catch_up.book", {"case": adam, "sessions_covered": [session], "starts_at": THURSDAY})

        with pytest.raises(InvalidInput, match="not a catch-up"):
            perform(desk, "catch_up.cancel", {"session": session, "reason": "No"})
        with pytest.raises(InvalidInput, match="Write why"):
            perform(desk, "catch_up.cancel", {"session": made.session, "reason": " "})
        office.clock.move_to(AFTER)
        with pytest.raises(NotAllowed, match="not ahead any more"):
            perform(desk, "catch_up.cancel", {"session": made.session, "reason": "Too late"})


class TestListing:
    def test_everybody_within_reach_who_owes_is_listed_with_the_day_the_time_and_the_room(self, office: Office) -> None:
        """SCH-33: due 14 days after the block's last session; the suggested time is free for him and the room."""
        desk, session, (adam, ben) = missed_by(office, 2)
        perform(desk, "one_to_one.book", {"case": ben, "key": "pre_group", "starts_at": "2026-11-25T18:30"})

        first, second = perform(desk, "catch_up.list", {})

        assert {(row.case, row.session, row.key) for row in (first, second)} == {
            (adam, session, "foundation-1"),
            (ben, session, "foundation-1"),
        }
        assert f"{first.due}" == "2027-01-12"
        times = {row.case: f"{row.suggested_at:%m-%d %H:%M}" for row in (first, second)}
        assert times == {adam: "11-25 18:30", ben: "11-26 18:30"}, "he has something else on Wednesday"
        assert perform(office.desk("sam"), "catch_up.list", {"group": "0" * 32}) == ()

    def test_what_is_booked_is_not_owed_and_not_booked_twice(self, office: Office) -> None:
        desk, session, (adam,) = missed_by(office, 1)
        wanted = {"case": adam, "sessions_covered": [session], "starts_at": THURSDAY}
        made = perform(desk, "catch_up.book", wanted)

        (line,) = perform(desk, "catch_up.list", {"booked_too": True})
        with pytest.raises(InvalidInput, match="booked already"):
            perform(desk, "catch_up.book", {**wanted, "starts_at": "2026-11-27T18:30"})

        assert perform(desk, "catch_up.list", {}) == ()
        assert (line.booked, f"{line.booked_at:%d %H:%M}") == (made.session, "26 18:30")

    def test_a_session_that_was_not_held_is_owed_by_everybody(self, office: Office) -> None:
        """ATT-16: a session that was not held covers nobody."""
        group, (adam, ben) = placed(office, 2)
        desk = office.desk("priya")
        perform(desk, "session.not_held", {"session": first_session(desk, group), "reason": "The hall was locked"})

        assert {row.case for row in perform(desk, "catch_up.list", {})} == {adam, ben}

    def test_an_overdue_catch_up_stands_on_today_until_it_is_booked(self, office: Office) -> None:
        desk, session, (adam,) = missed_by(office, 1)
        early = [row.act for row in perform(desk, "today.show", {}).rows]
        office.clock.move_to(datetime(2027, 1, 14, 9, 0, tzinfo=UTC))

        (late,) = [row for row in perform(desk, "today.show", {}).rows if row.act == "catch_up.book"]
        wanted = {"case": adam, "sessions_covered": [session], "starts_at": "2027-01-15T18:30"}
        perform(desk, "catch_up.book", wanted)

        assert "catch_up.book" not in early
        assert (late.about, late.part, late.words) == (adam, "overdue", "Book a catch-up: Adam O., Foundation 1")
        assert "catch_up.book" not in [row.act for row in perform(desk, "today.show", {}).rows]


class TestRefusing:
    def test_a_man_out_of_reach_is_not_there_for_me(self, office: Office) -> None:
        desk, session, (adam,) = missed_by(office, 1)
        stranger = waiting(office.desk("jo"), given_name="Zed", external_reference="X319999")

        wanted = {"case": adam, "sessions_covered": [session], "with": [stranger], "starts_at": THURSDAY}

        with pytest.raises(Missing):
            perform(desk, "catch_up.book", wanted)

    def test_nobody_is_booked_where_he_or_the_worker_is_expected_elsewhere(self, office: Office) -> None:
        """SCH-27: the man and whoever holds it are in one place at a time."""
        desk, session, (adam,) = missed_by(office, 1)
        wanted = {"case": adam, "sessions_covered": [session], "starts_at": "2026-12-01T18:30"}

        with pytest.raises(InvalidInput, match="expected elsewhere") as refused:
            perform(desk, "catch_up.book", wanted)

        assert "starts_at" in refused.value.problems

    def test_of_several_men_it_is_said_who_is_expected_elsewhere(self, office: Office) -> None:
        """SCH-27."""
        desk, session, (adam, ben) = missed_by(office, 2)
        talk = {"case": ben, "key": "pre_group", "starts_at": THURSDAY, "facilitator": "jo"}
        perform(office.desk("jo"), "one_to_one.book", talk)

        with pytest.raises(InvalidInput, match="P-0002: expected elsewhere"):
            perform(
                desk,
                "catch_up.book",
                {"case": adam, "sessions_covered": [session], "with": [ben], "starts_at": THURSDAY},
            )
