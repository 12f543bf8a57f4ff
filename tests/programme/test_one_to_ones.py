"""1-2-1s and the three-way review: his own mark, his goals, and nothing of a change at home kept here."""

from datetime import UTC, datetime

import pytest

from app.core.errors import InvalidInput, Missing, NotAllowed
from app.core.shapes import to_json
from app.desk.catalogue import perform
from tests.offices import Office, both_engines
from tests.programme.flows import a_group, waiting
from tests.programme.test_registers import inbox, placed

REVIEW = {
    "held_on": "2026-11-24",
    "mark": {"code": "ATTC", "minutes": 60},
    "attendees": [
        {"role": "client", "name": "Adam Okoro"},
        {"role": "facilitator", "name": "Priya Nair"},
        {"role": "officer", "name": "J Marsh", "signed": True},
    ],
}


def booked(office: Office, case: str, **changes: object) -> str:
    """A first pre-group 1-2-1 on the afternoon of 23 November."""
    given = {"case": case, "key": "pre_group", "starts_at": "2026-11-24T15:00", **changes}
    return str(perform(office.desk("priya"), "one_to_one.book", given).session)


@both_engines
class TestRecording:
    def test_a_one_to_one_counts_as_a_contact_with_its_goals(self, office: Office) -> None:
        _group, (adam,) = placed(office)
        desk = office.desk("priya")
        session = booked(office, adam)
        goal = {"text": "Ring before I come home late", "area": "Respect"}

        first = perform(
            desk,
            "one_to_one.record",
            {"session": session, "happened": True, "late_minutes": 10, "summary": "Spoke of Sunday.", "goals": [goal]},
        )
        counted = perform(desk, "case.attendance", {"case": adam})

        assert (first.mark, first.minutes, first.ask_red_event) == ("ATTC", 50, False)
        assert [(one.text, one.achievement) for one in first.goals] == [(goal["text"], "not_reviewed")]
        assert (counted.attended, counted.minutes, counted.by_kind["one_to_one"].attended) == (1, 50, 1)
        assert counted.started_on is None, "only a group session is a start in this programme"
        assert perform(desk, "case.show", {"case": adam}).state == "placed"
        assert perform(desk, "notes.owed", {}) == (), "its summary is its note"

    def test_a_change_at_home_is_sealed_and_stands_nowhere_here(self, office: Office) -> None:
        """ONE-4."""
        _group, (adam,) = placed(office)
        desk = office.desk("priya")
        session = booked(office, adam)
        said = "I live with Quenby now"

        saved = perform(
            desk,
            "one_to_one.record",
            {"session": session, "happened": True, "summary": "Went well.", "change_at_home": said},
        )

        assert saved.ask_red_event
        assert ("new_partner", adam) in inbox(office)
        pages = [perform(desk, "case.show", {"case": adam}), perform(desk, "case.history", {"case": adam})]
        assert not any(b"Quenby" in to_json(page) for page in pages)

    def test_a_goal_is_kept_in_part_and_keeps_its_words(self, office: Office) -> None:
        """ONE-2: not yet, part or kept, with the words as they were."""
        _group, (adam,) = placed(office)
        desk = office.desk("priya")
        wanted = {"happened": True, "summary": "Short.", "goals": [{"text": "Walk away"}]}
        (goal,) = perform(desk, "one_to_one.record", {"session": booked(office, adam), **wanted}).goals

        second = booked(office, adam, starts_at="2026-11-24T17:00")
        looked = {"goal": goal.goal, "achievement": 0.5, "evidence": "He said so"}
        perform(desk, "one_to_one.record", {"session": second, **wanted, "goals": [looked]})

        (shown,) = perform(desk, "case.goals", {"case": adam})
        assert (shown.text, shown.achievement) == ("Walk away", 0.5)
        assert [(one.achievement, one.evidence) for one in shown.reviews] == [(0.5, "He said so")]


class TestRefusing:
    def test_a_missed_one_to_one_is_an_absence_and_is_booked_again_beside_it(self, office: Office) -> None:
        _group, (adam,) = placed(office)
        desk = office.desk("priya")
        missed = booked(office, adam)
        perform(desk, "one_to_one.record", {"session": missed, "happened": False, "summary": "Did not come."})

        again = booked(office, adam, starts_at="2026-12-01T15:00")

        rows = {row.session: (row.number, row.status) for row in perform(desk, "one_to_one.list", {"case": adam})}
        assert rows == {missed: (1, "held"), again: (1, "planned")}
        assert ("absent", adam) in inbox(office)

    def test_nobody_is_expected_in_two_places(self, office: Office) -> None:
        _group, (adam,) = placed(office)

        with pytest.raises(InvalidInput, match="expected elsewhere"):
            booked(office, adam, starts_at="2026-12-01T19:00")

    def test_while_a_gate_is_open_no_contact_counts(self, office: Office) -> None:
        _group, (adam,) = placed(office, with_clearance=False)
        session = booked(office, adam)
        given = {"session": session, "happened": True, "summary": "He came."}

        with pytest.raises(NotAllowed, match="another group or wait"):
            perform(office.desk("priya"), "one_to_one.record", given)

    def test_no_contact_is_booked_before_he_has_a_place(self, office: Office) -> None:
        case = waiting(office.desk("priya"))

        with pytest.raises(NotAllowed, match="no place"):
            booked(office, case)

    def test_another_facilitators_man_is_not_there(self, office: Office) -> None:
        desk = office.desk("priya")
        case = waiting(desk)
        perform(desk, "group.allocate", {"group": a_group(desk, facilitators=["priya"]), "case": case})

        with pytest.raises(Missing):
            perform(
                office.desk("sam"),
                "one_to_one.book",
                {"case": case, "key": "pre_group", "starts_at": "2026-11-24T15:00"},
            )


@both_engines
class TestReview:
    def test_a_review_is_recorded_with_his_mark_and_completion_stays_derived(self, office: Office) -> None:
        _group, (adam,) = placed(office)
        desk = office.desk("priya")

        saved = perform(desk, "three_way.record", {"case": adam, **REVIEW, "outstanding": ["Foundation"]})

        assert saved.mark == "ATTC"
        assert not saved.completion.review_is_owed
        assert not saved.completion.offered, "the contents are still owed"
        assert len(saved.completion.owed) == 28
        assert [row.gap for row in perform(desk, "three_way.list", {"case": adam})] == [""]


class TestReviewRefused:
    def test_a_required_person_who_is_missing_needs_a_reason_that_is_printed(self, office: Office) -> None:
        """REV-2."""
        _group, (adam,) = placed(office)
        desk = office.desk("priya")
        without = {"case": adam, **REVIEW, "attendees": REVIEW["attendees"][:2]}

        with pytest.raises(InvalidInput, match="his officer"):
            perform(desk, "three_way.record", without)
        saved = perform(desk, "three_way.record", {**without, "missing_reason": "On leave"})

        assert saved.review.gap == "On leave"

    def test_a_review_in_which_he_did_not_comply_does_not_count(self, office: Office) -> None:
        _group, (adam,) = placed(office)
        mark = {"code": "AFTC", "minutes": 60, "reason": "He shouted"}

        saved = perform(office.desk("priya"), "three_way.record", {"case": adam, **REVIEW, "mark": mark})

        assert saved.completion.review_is_owed

    def test_nobody_from_the_partner_side_can_be_named_as_attendee(self, office: Office) -> None:
        """REV-3."""
        _group, (adam,) = placed(office)
        attendees = [*REVIEW["attendees"], {"role": "partner", "name": "Somebody"}]

        with pytest.raises(InvalidInput):
            perform(office.desk("priya"), "three_way.record", {"case": adam, **REVIEW, "attendees": attendees})

    def test_a_review_ahead_is_refused(self, office: Office) -> None:
        _group, (adam,) = placed(office)
        office.clock.move_to(datetime(2026, 11, 24, 22, 0, tzinfo=UTC))

        with pytest.raises(InvalidInput, match="lies ahead"):
            perform(office.desk("priya"), "three_way.record", {"case": adam, **REVIEW, "held_on": "2026-11-25"})
