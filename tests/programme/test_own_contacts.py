"""Contacts with one man: those without a date, those moved or cancelled, and every attempt that stays visible."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from app.core.errors import InvalidInput, NotAllowed
from app.desk.catalogue import perform
from app.domain.roles import Reach
from app.programme.catch_ups import places_within_reach
from app.programme.own_contacts.owed import is_soon, undated
from models.programme.group import Session
from tests.offices import Office, both_engines
from tests.programme.flows import a_group, waiting
from tests.programme.test_one_to_ones import REVIEW, booked
from tests.programme.test_planning import rooms
from tests.programme.test_planning_faults import try_at_once
from tests.programme.test_registers import first_session, placed

HE_WORKS = {"reason": "He works then"}


def titles(office: Office, **asked: object) -> list[str]:
    """What has no date, by title."""
    return [one.title for one in perform(office.desk("priya"), "one_to_one.owed", asked)]


@both_engines
class TestWithoutADate:
    def test_each_contact_of_the_plan_without_a_date_is_listed_by_the_day_it_is_due(self, office: Office) -> None:
        """SCH-8, SCH-9: a placeholder has a window between group sessions, a review a day to hold it by."""
        _group, (adam,) = placed(office)

        rows = perform(office.desk("priya"), "one_to_one.owed", {"case": adam, "later_too": True})

        keys = ["pre_group-1", "pre_group-2", "one_to_one_a-1", "one_to_one_b-1", "review-1"]
        assert [one.key for one in rows] == keys
        assert [one.due for one in rows] == sorted(one.due for one in rows)
        assert [one.is_overdue for one in rows] == [True, True, False, False, False]
        assert (rows[0].after, rows[0].before) == ("", "Foundation 1")
        assert (rows[2].after, rows[2].before) == ("My Thinking 6", "My Emotions 1")
        assert rows[2].window.from_day <= rows[2].due == rows[2].window.to
        assert titles(office) == [rows[0].title, rows[1].title], "the others can wait"

    def test_a_contact_with_a_date_leaves_the_list_and_a_missed_one_comes_back_with_its_attempt(
        self, office: Office
    ) -> None:
        """SCH-34."""
        _group, (adam,) = placed(office)
        desk = office.desk("priya")
        session = booked(office, adam)
        assert titles(office) == ["Pre-group 1-2-1 2"]

        perform(desk, "one_to_one.record", {"session": session, "happened": False, "summary": "Did not come."})

        first, second = perform(desk, "one_to_one.owed", {"case": adam})
        assert (first.title, first.missed, first.missed_on) == ("Pre-group 1-2-1 1", session, date(2026, 11, 24))
        assert (second.title, second.missed) == ("Pre-group 1-2-1 2", None)

    def test_today_asks_for_a_date_once_for_each_man(self, office: Office) -> None:
        _group, (adam, _ben) = placed(office, 2)
        booked(office, adam)

        rows = [one for one in perform(office.desk("priya"), "today.show", {}).rows if one.act == "one_to_one.book"]

        assert sorted(one.words for one in rows) == [
            "Book his contact: Adam O., Pre-group 1-2-1 2",
            "Book his contacts: Ben O., 2 without a date",
        ]
        assert {one.part for one in rows} == {"overdue"}


class TestNewcomer:
    def test_a_newcomer_owes_the_first_talks_and_nothing_that_was_over_before_he_came(self, office: Office) -> None:
        """SCH-29."""
        desk, jo = office.desk("priya"), office.desk("jo")
        group, case = a_group(desk), waiting(desk)
        office.clock.move_to(datetime(2027, 3, 3, 9, 0, tzinfo=UTC))  # after the time of the 1-2-1 between two blocks
        (row,) = perform(desk, "group.candidates", {"group": group})
        plan = [{"content": one.content, "how": "catch_up", "due_on": "2027-06-10"} for one in row.missed]
        given = {"group": group, "case": case, "override_reason": "Agreed with his officer", "coverage_plan": plan}
        perform(jo, "group.allocate", given)

        rows = perform(desk, "one_to_one.owed", {"case": case, "later_too": True})

        assert [one.key for one in rows] == ["pre_group-1", "pre_group-2", "one_to_one_b-1", "review-1"]


class TestMoving:
    @both_engines
    def test_a_moved_contact_keeps_the_time_it_had_and_why(self, office: Office) -> None:
        """SCH-28: the old time stays in history."""
        _group, (adam,) = placed(office)
        desk = office.desk("priya")
        session = booked(office, adam, starts_at="2026-11-26T15:00")

        moved = perform(desk, "one_to_one.move", {"session": session, "starts_at": "2026-11-27T16:00", **HE_WORKS})

        assert f"{moved.starts_at:%d %H:%M}" == "27 16:00"
        (shown,) = perform(desk, "case.contacts", {"case": adam})
        assert shown.moved == ("Moved from 26 November 2026 at 15:00. He works then",)

    def test_it_may_overlap_its_own_old_time(self, office: Office) -> None:
        _group, (adam,) = placed(office)
        session = booked(office, adam, starts_at="2026-11-26T15:00")
        given = {"session": session, "starts_at": "2026-11-26T15:30", **HE_WORKS}

        assert perform(office.desk("priya"), "one_to_one.move", given).starts_at.minute == 30

    def test_it_never_goes_where_he_or_the_worker_or_the_room_is_taken(self, office: Office) -> None:
        """SCH-27: the same check as at booking."""
        _group, (adam, ben) = placed(office, 2)
        desk = office.desk("priya")
        session = booked(office, adam, starts_at="2026-11-26T15:00")
        booked(office, ben, starts_at="2026-11-27T15:00")

        with pytest.raises(InvalidInput, match="Name who covers") as refused:
            perform(desk, "one_to_one.move", {"session": session, "starts_at": "2026-11-27T15:30", **HE_WORKS})
        assert set(refused.value.problems) == {"facilitator"}
        with pytest.raises(InvalidInput, match="expected elsewhere"):
            perform(desk, "one_to_one.move", {"session": session, "starts_at": "2026-12-01T19:00", **HE_WORKS})

    def test_a_reason_and_a_time_ahead_are_asked_for(self, office: Office) -> None:
        _group, (adam,) = placed(office)
        session = booked(office, adam, starts_at="2026-11-26T15:00")
        desk = office.desk("priya")

        with pytest.raises(InvalidInput, match="why it is moved"):
            perform(desk, "one_to_one.move", {"session": session, "starts_at": "2026-11-27T15:00", "reason": " "})
        with pytest.raises(InvalidInput, match="has passed"):
            perform(desk, "one_to_one.move", {"session": session, "starts_at": "2026-11-20T15:00", **HE_WORKS})

    def test_what_has_begun_is_recorded_and_never_moved_away(self, office: Office) -> None:
        """ATT-10, NEV-4: an absence is not hidden by another date."""
        _group, (adam,) = placed(office)
        session = booked(office, adam)

        for act, more in (("one_to_one.move", {"starts_at": "2026-11-27T15:00"}), ("one_to_one.cancel", {})):
            with pytest.raises(NotAllowed, match="It has begun"):
                perform(office.desk("priya"), act, {"session": session, **HE_WORKS, **more})


@both_engines
class TestCancelling:
    def test_every_attempt_stays_missed_cancelled_and_booked_again(self, office: Office) -> None:
        """SCH-34: both stay visible."""
        _group, (adam,) = placed(office)
        desk = office.desk("priya")
        missed = booked(office, adam)
        perform(desk, "one_to_one.record", {"session": missed, "happened": False, "summary": "Did not come."})
        cancelled = booked(office, adam, starts_at="2026-11-26T15:00")
        perform(desk, "one_to_one.cancel", {"session": cancelled, "reason": "The room is flooded"})

        again = booked(office, adam, starts_at="2026-11-27T15:00")

        shown = {one.session: one for one in perform(desk, "case.contacts", {"case": adam})}
        states = [shown[one].state for one in (missed, cancelled, again)]
        assert states == ["Missed, booked again", "Cancelled", "Booked"]
        assert shown[cancelled].why == "The room is flooded"
        assert (shown[again].again_of, shown[missed].booked_again) == (cancelled, cancelled)


class TestAgain:
    def test_a_review_in_which_he_did_not_comply_is_booked_again(self, office: Office) -> None:
        """REV-4."""
        _group, (adam,) = placed(office)
        mark = {"code": "AFTC", "minutes": 60, "reason": "He shouted"}
        perform(office.desk("priya"), "three_way.record", {"case": adam, **REVIEW, "mark": mark})

        assert "Three-way review" in titles(office, case=adam, later_too=True)
        assert booked(office, adam, key="review", starts_at="2026-11-26T15:00")


@both_engines
class TestTwoPeople:
    def test_one_room_is_never_given_to_two_men_at_once(self, office: Office) -> None:
        """SCH-27: one books there while the other moves a contact there; the second meets what the first took."""
        rooms(office)
        _group, (adam, ben) = placed(office, 2)
        priya, sam = office.desk("priya"), office.desk("sam")
        held = {"place": "room-1", "starts_at": "2026-11-27T15:00"}
        first = {"case": ben, "key": "pre_group-1", "starts_at": "2026-11-26T15:00"}
        session = perform(sam, "one_to_one.book", first).session

        found = try_at_once(
            lambda: perform(priya, "one_to_one.book", {"case": adam, "key": "pre_group-1", **held}),
            lambda: perform(sam, "one_to_one.move", {"session": session, **held, **HE_WORKS}),
        )

        (refused,) = [one for one in found if isinstance(one, InvalidInput)]
        assert set(refused.problems) == {"place"}

    def test_a_catch_up_and_a_talk_are_never_given_one_room_at_once(self, office: Office) -> None:
        """SCH-27, SCH-33."""
        rooms(office)
        group, (adam, ben) = placed(office, 2)
        priya, sam = office.desk("priya"), office.desk("sam")
        held = {"place": "room-1", "starts_at": "2026-11-27T15:00"}
        missed = {"case": ben, "sessions_covered": [first_session(priya, group)]}

        found = try_at_once(
            lambda: perform(priya, "one_to_one.book", {"case": adam, "key": "pre_group-1", **held}),
            lambda: perform(sam, "catch_up.book", {**missed, **held}),
        )

        (refused,) = [one for one in found if isinstance(one, InvalidInput)]
        assert set(refused.problems) == {"place"}

    def test_one_contact_is_never_booked_twice_at_once(self, office: Office) -> None:
        """SCH-8: the second hears that it is booked."""
        _group, (adam,) = placed(office)
        given = {"case": adam, "key": "pre_group-1"}
        times = ((office.desk("priya"), "2026-11-26T15:00"), (office.desk("sam"), "2026-11-27T15:00"))

        found = try_at_once(
            *(partial(perform, desk, "one_to_one.book", {**given, "starts_at": at}) for desk, at in times)
        )

        assert sum(isinstance(one, NotAllowed) for one in found) == 1
        assert len(perform(office.desk("priya"), "one_to_one.list", {"case": adam})) == 1


@both_engines
def test_who_is_looked_at_for_the_list_are_all_who_stand_in_it(office: Office) -> None:
    """P8: the rows of a look at everybody, on any day, after a failed attempt, where the plan lacks one."""
    group, (adam,) = placed(office)
    seat, counts = office.desk("jo").seat, set()

    def as_told() -> list[tuple[str, str]]:
        with office.programme.work(reading=True) as work:
            work.reach = Reach.ALL
            everybody = undated(work, seat, places_within_reach(work, seat))
            return [(one.case.id, one.content.key) for one in everybody if is_soon(one, seat.clock.today())]

    def compare() -> None:
        listed = [(row.case, row.key) for row in perform(office.desk("jo"), "one_to_one.owed", {})]
        counts.add(len(listed))
        assert listed == as_told()

    kinds = ("one_to_one", "review")
    plan = select(Session).where(Session.group_id == group, Session.case_id.is_(None), Session.kind.in_(kinds))
    later = timedelta(weeks=26)
    compare()
    with office.programme.work() as work:
        for one in work.session.scalars(plan):
            one.starts_at = one.starts_at and one.starts_at + later
            one.window_from, one.window_to = one.window_from and one.window_from + later, None
    compare()
    for moved in (50, -50):
        with office.programme.work() as work:
            for one in work.session.scalars(plan):
                one.number += moved
        compare()
    with office.programme.work() as work:
        last = work.session.scalars(plan.order_by(Session.order.desc())).first()
        assert last is not None
        attempt = {"case_id": adam, "kind": last.kind, "key": last.key, "number": last.number, "order": 0}
        work.session.add(
            Session(**attempt, title=last.title, planned_minutes=60, starts_at=last.starts_at, status="cancelled")
        )
    compare()
    for _weeks in range(8):
        compare()
        office.clock.move_to(office.clock.now() + timedelta(weeks=4))

    assert len(counts) > 2
