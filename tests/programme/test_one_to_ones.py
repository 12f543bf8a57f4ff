"""1-2-1s and the three-way review: his own mark, his goals, and nothing of a change at home kept here."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

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


ASKED = {
    "safety": "He sleeps at his brother’s when he is angry.",
    "responsibility": "He says “I pushed her”, not “it happened”.",
    "skills": "Time-out, twice.",
    "home_task": "Diary on four days.",
    "barriers": "Shifts on Tuesdays.",
}


@both_engines
class TestWhatEachAsks:
    def test_the_six_are_asked_and_what_was_not_asked_is_said_and_never_counts_as_no(self, office: Office) -> None:
        """ONE-3."""
        _group, (adam,) = placed(office)
        desk = office.desk("priya")
        some = {name: ASKED[name] for name in ("safety", "skills")}
        given = {"session": booked(office, adam), "happened": True, "summary": "Short.", "asked": some}

        saved = perform(desk, "one_to_one.record", {**given, "change": "none"})

        assert saved.not_asked == ("Responsibility", "Home task", "What gets in the way")
        (shown,) = perform(desk, "case.contacts", {"case": adam})
        assert shown.answers == {**some, "home": "asked"}
        assert not saved.ask_red_event
        assert ("new_partner", adam) not in inbox(office)

    def test_whatever_he_answers_about_home_the_record_here_is_the_same(self, office: Office) -> None:
        """ONE-3, NEV-1: that it was asked stays; no word and no sign of the answer does."""
        _group, men = placed(office, 3)
        desk = office.desk("priya")
        said = ({"change": "none"}, {"change": "other", "change_at_home": "zq-he-moved-out"}, {"change_at_home": "zq"})
        for case, more in zip(men, said, strict=True):
            at = f"2026-11-24T1{3 + men.index(case)}:00"
            given = {
                "session": booked(office, case, starts_at=at),
                "happened": True,
                "summary": "Short.",
                "asked": ASKED,
            }
            perform(desk, "one_to_one.record", {**given, **more})

        kept = [perform(desk, "case.contacts", {"case": case})[0].answers for case in men]

        assert kept == [{**ASKED, "home": "asked"}] * 3
        with office.programme.work() as work:
            written = [str(row) for row in work.session.execute(text("SELECT * FROM one_to_one"))]
        assert not any("zq" in row for row in written)


@pytest.mark.parametrize("change", ["new_partner", "pregnancy", "reconciliation"])
def test_a_new_partner_a_pregnancy_or_a_reconciliation_raises_a_red_event_by_itself(
    office: Office, change: str
) -> None:
    """ONE-4, NEV-21: the event has its clock and no detail; what he said is sealed to the safety team."""
    _group, (adam,) = placed(office)
    desk = office.desk("priya")
    given = {"session": booked(office, adam), "happened": True, "summary": "Went well.", "change": change}

    saved = perform(desk, "one_to_one.record", {**given, "change_at_home": "zq-quenby"})

    (event,) = perform(desk, "risk.list", {"case": adam})
    assert (saved.red_event, saved.ask_red_event, event.kind) == (change, False, change)
    assert event.what == "He named it in a 1-2-1. What he said is with the safety team."
    assert {line for line in inbox(office) if line[1] == adam} >= {("new_partner", adam), ("red_event", adam)}
    pages = [event, *perform(desk, "case.contacts", {"case": adam}), perform(desk, "case.history", {"case": adam})]
    assert not any(b"quenby" in to_json(page) for page in pages)


class TestWhatIsRefused:
    def test_the_next_date_is_never_before_this_one(self, office: Office) -> None:
        """ONE-1."""
        _group, (adam,) = placed(office)
        given = {"session": booked(office, adam), "happened": True, "summary": "Short.", "next_on": "2026-11-23"}

        with pytest.raises(InvalidInput, match="Next date is before this one") as refused:
            perform(office.desk("priya"), "one_to_one.record", given)

        assert set(refused.value.problems) == {"next_on"}

    def test_words_about_a_change_do_not_stand_beside_no_change(self, office: Office) -> None:
        """ONE-4: what he said is not lost, and nothing is saved."""
        _group, (adam,) = placed(office)
        given = {"session": booked(office, adam), "happened": True, "summary": "Short.", "change": "none"}

        with pytest.raises(InvalidInput, match="nothing changed"):
            perform(office.desk("priya"), "one_to_one.record", {**given, "change_at_home": "She is back"})

        assert inbox(office).count(("new_partner", adam)) == 0

    def test_one_view_alone_is_kept_and_not_shown(self, office: Office) -> None:
        """F6: both are shown once both are in."""
        _group, (adam, ben) = placed(office, 2)
        desk = office.desk("priya")
        for case, views, at in ((adam, {"his": 2}, "14:00"), (ben, {"his": 2, "ours": 4}, "15:00")):
            session = booked(office, case, starts_at=f"2026-11-24T{at}")
            given = {"session": session, "happened": True, "summary": "Short.", "views": views}
            perform(desk, "one_to_one.record", given)

        (one,), (both,) = (perform(desk, "case.contacts", {"case": case}) for case in (adam, ben))

        assert (one.his_view, one.our_view, one.one_view) == ("", "", True)
        assert (both.his_view, both.our_view, both.one_view) == ("2", "4", False)


@both_engines
class TestSigning:
    def test_the_officer_signs_days_later_and_completion_never_waits_for_it(self, office: Office) -> None:
        """REV-1, CASE-8."""
        _group, (adam,) = placed(office)
        desk = office.desk("priya")
        attendees = [{**one, "signed": one["role"] != "officer"} for one in REVIEW["attendees"]]
        saved = perform(desk, "three_way.record", {"case": adam, **REVIEW, "attendees": attendees})
        assert saved.review.to_sign == ("officer",)
        assert not saved.completion.review_is_owed, "the mark counts, not the signature"
        due = [row.words for row in perform(desk, "today.show", {}).rows if row.act == "three_way.sign"]
        assert due == ["Get the review signed: Adam O., his officer"]
        office.clock.move_to(datetime(2026, 12, 1, 9, 0, tzinfo=UTC))

        given = {"case": adam, "review": saved.review.review, "role": "officer", "signed_on": "2026-11-30"}
        signed = perform(desk, "three_way.sign", given)

        assert signed.to_sign == ()
        on = {one.role: (one.name, one.on.isoformat()) for one in signed.signatures}
        assert on["officer"] == ("J Marsh", "2026-11-30")
        assert on["client"] == ("Adam Okoro", "2026-11-24")
        assert not [row for row in perform(desk, "today.show", {}).rows if row.act == "three_way.sign"]
        with pytest.raises(NotAllowed, match="signed this already"):
            perform(desk, "three_way.sign", given)

    def test_a_correction_keeps_the_old_text_and_is_signed_anew(self, office: Office) -> None:
        """REV-1, REV-2."""
        _group, (adam,) = placed(office)
        desk = office.desk("priya")
        first = perform(desk, "three_way.record", {"case": adam, **REVIEW, "onward": "None"}).review
        given = {"case": adam, "review": first.review, "reason": "Agreed by telephone"}

        newer = perform(desk, "three_way.correct", {**given, "onward": "Peer group on Mondays"})

        assert (newer.onward, newer.correction_reason) == ("Peer group on Mondays", "Agreed by telephone")
        assert newer.to_sign == ("client", "facilitator", "officer")
        rows = perform(desk, "three_way.list", {"case": adam})
        assert [(row.onward, row.counts) for row in rows] == [("Peer group on Mondays", True), ("None", False)]
        (shown,) = perform(desk, "case.contacts", {"case": adam})
        assert shown.review.review == newer.review
        with pytest.raises(NotAllowed, match="corrected meanwhile"):
            perform(desk, "three_way.correct", {**given, "onward": "Other"})


class TestSigningRefused:
    def test_days_names_and_other_mens_reviews(self, office: Office) -> None:
        """REV-1."""
        _group, (adam, ben) = placed(office, 2)
        desk = office.desk("priya")
        review = perform(desk, "three_way.record", {"case": adam, **REVIEW}).review.review
        given = {"case": adam, "review": review, "role": "client", "signed_on": "2026-11-24"}

        for changed, field in (
            ({"signed_on": "2026-11-23"}, "signed_on"),
            ({"signed_on": "2026-12-24"}, "signed_on"),
            ({"role": "manager"}, "name"),
            ({"case": ben}, "review"),
        ):
            with pytest.raises(InvalidInput) as refused:
                perform(desk, "three_way.sign", {**given, **changed})
            assert set(refused.value.problems) == {field}

    def test_a_correction_says_what_was_wrong_and_keeps_the_reason_of_a_gap(self, office: Office) -> None:
        """REV-2."""
        _group, (adam,) = placed(office)
        desk = office.desk("priya")
        review = perform(desk, "three_way.record", {"case": adam, **REVIEW}).review.review
        given = {"case": adam, "review": review, "reason": "He was not there"}

        with pytest.raises(InvalidInput, match="Nothing is different"):
            perform(desk, "three_way.correct", given)
        with pytest.raises(InvalidInput, match="his officer"):
            perform(desk, "three_way.correct", {**given, "attendees": REVIEW["attendees"][:2]})
        with pytest.raises(InvalidInput, match="what was wrong"):
            perform(desk, "three_way.correct", {**given, "reason": " ", "onward": "Peer group"})
