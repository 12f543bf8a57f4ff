"""Screening: every criterion explained, a person decides, and the blocking decisions take two."""

import pytest

from app.core.errors import InvalidInput, Missing, NotAllowed, Stale
from app.desk.catalogue import perform
from tests.offices import Office, both_engines
from tests.programme.flows import ANSWERS, a_case, prepared, rate, screened, waiting


def criterion(page: object, key: str) -> object:
    """One criterion of a page."""
    return next(row for row in page.criteria if row.key == key)


@both_engines
class TestDeciding:
    """The decision on both engines."""

    def test_a_man_who_meets_everything_is_suggested_as_suitable_and_waits_for_a_place(self, office: Office) -> None:
        desk = office.desk("priya")
        case = screened(desk)

        page = perform(desk, "screening.show", {"case": case})
        saved = perform(desk, "screening.decide", {"case": case, "verdict": "suitable", "seen": page.state})

        assert page.suggested == "suitable"
        assert {row.outcome for row in page.criteria if row.required} == {"met"}
        assert all(row.reason and row.source for row in page.criteria)
        assert saved.state == "waiting"

    def test_a_refusing_decision_without_a_second_person_leaves_nothing_behind(self, office: Office) -> None:
        desk = office.desk("priya")
        case = screened(desk)
        refusing = {"case": case, "verdict": "not_eligible", "reason_code": "other", "reason": "x"}

        with pytest.raises(NotAllowed):
            perform(desk, "screening.decide", refusing)

        page = perform(desk, "screening.show", {"case": case})
        assert (page.state, page.decisions) == ("assessing", ())

    def test_a_stale_view_is_refused_and_the_fresh_state_is_named(self, office: Office) -> None:
        desk = office.desk("priya")
        case = screened(desk)

        with pytest.raises(Stale, match="In assessment"):
            perform(desk, "screening.decide", {"case": case, "verdict": "suitable", "seen": "referred"})

    def test_nobody_else_decides_on_a_case_that_is_not_theirs(self, office: Office) -> None:
        case = screened(office.desk("priya"))

        with pytest.raises(Missing):
            perform(office.desk("sam"), "screening.decide", {"case": case, "verdict": "suitable"})
        with pytest.raises(NotAllowed):
            perform(office.desk("ada"), "screening.decide", {"case": case, "verdict": "suitable"})


class TestSuggestion:
    """What is not known, and who must agree."""

    def test_a_referral_alone_cannot_be_decided_and_says_what_is_missing(self, office: Office) -> None:
        desk = office.desk("priya")
        case = a_case(desk)

        page = perform(desk, "screening.show", {"case": case})

        assert page.suggested == "cannot_decide"
        assert {"heterosexual", "victim_partner", "route", "motivated", "discusses"} == set(page.missing)
        with pytest.raises(NotAllowed):
            perform(desk, "screening.decide", {"case": case, "verdict": "suitable"})

    def test_nothing_of_the_partner_desk_is_a_source(self, office: Office) -> None:
        """SCR-10: an answer names where it came from, and nobody can say that it came from her."""
        desk = office.desk("priya")
        case = a_case(desk)

        for source in ("partner", "safety_team", "release"):
            given = {"case": case, "answers": {"motivated": {"answer": "yes", "source": source}}}
            with pytest.raises(InvalidInput, match="source"):
                perform(desk, "screening.answer", given)

        assert perform(desk, "screening.show", {"case": case}).suggested == "cannot_decide"

    def test_an_override_needs_the_reason_in_words_and_a_manager(self, office: Office) -> None:
        """SCR-5, SCR-6."""
        desk = office.desk("priya")
        case = prepared(desk)
        perform(desk, "screening.answer", {"case": case, "answers": {**ANSWERS, "motivated": {"answer": "no"}}})
        override = {"case": case, "verdict": "suitable"}

        with pytest.raises(InvalidInput) as no_reason:
            perform(desk, "screening.decide", {**override, "second": "jo"})
        with pytest.raises(NotAllowed):
            perform(desk, "screening.decide", {**override, "reason": "Begins next month.", "second": "sam"})
        saved = perform(desk, "screening.decide", {**override, "reason": "Begins next month.", "second": "jo"})

        assert "reason" in no_reason.value.problems
        assert saved.state == "waiting"
        (decision,) = perform(desk, "screening.show", {"case": case}).decisions
        assert (decision.suggested, decision.second) == ("not_ready", "Jo Adeyemi")

    def test_no_reason_and_no_second_person_opens_a_gate_that_failed(self, office: Office) -> None:
        desk = office.desk("priya")
        case = a_case(desk)
        rate(desk, case, 2)
        perform(desk, "screening.answer", {"case": case, "answers": ANSWERS})
        forced = {"case": case, "verdict": "suitable", "reason": "It is urgent.", "second": "jo"}

        with pytest.raises(NotAllowed, match="statement of understanding"):
            perform(desk, "screening.decide", forced)

    def test_not_ready_needs_its_review_date(self, office: Office) -> None:
        desk = office.desk("priya")
        case = prepared(desk)
        perform(desk, "screening.answer", {"case": case, "answers": {**ANSWERS, "motivated": {"answer": "no"}}})
        decided = {"case": case, "verdict": "not_ready", "reason_code": "motivation"}

        with pytest.raises(InvalidInput) as refused:
            perform(desk, "screening.decide", decided)
        saved = perform(desk, "screening.decide", {**decided, "review_on": "2026-12-15"})

        assert set(refused.value.problems) == {"review_on"}
        assert saved.state == "not_ready"

    def test_the_letter_that_refuses_him_waits_for_the_notice_window(self, office: Office) -> None:
        desk = office.desk("priya")
        case = prepared(desk, gender="woman")
        perform(desk, "screening.answer", {"case": case, "answers": ANSWERS})

        refused = {"case": case, "verdict": "not_eligible", "reason_code": "operational", "second": "sam"}
        saved = perform(desk, "screening.decide", refused)

        assert (saved.state, str(saved.letter_from)) == ("not_eligible", "2026-11-03")

    def test_a_decision_freezes_what_it_stood_on_and_later_answers_begin_a_new_round(self, office: Office) -> None:
        """SCR-7."""
        desk = office.desk("priya")
        case = waiting(desk)

        perform(desk, "screening.answer", {"case": case, "answers": {"motivated": {"answer": "no"}}})
        page = perform(desk, "screening.show", {"case": case})

        assert [row.verdict for row in page.decisions] == ["suitable"]
        assert criterion(page, "motivated").outcome == "not_met"
        assert not next(gate.passed for gate in page.gates if gate.key == "decision")


class TestDenial:
    """DEN-1 to DEN-4."""

    def test_a_grade_4_is_rated_again_by_somebody_who_does_not_see_it(self, office: Office) -> None:
        priya, sam, jo = office.desk("priya"), office.desk("sam"), office.desk("jo")
        case = prepared(priya)
        first = rate(priya, case, 4)
        hidden = perform(jo, "screening.show", {"case": case})
        task = [row.act for row in perform(sam, "today.show", {}).rows if row.about == case]

        with pytest.raises(NotAllowed):
            rate(priya, case, 4)
        second = rate(sam, case, 4)

        assert first.needs_second_rater
        assert (hidden.denial.grade, criterion(hidden, "discusses").outcome) == (None, "unknown")
        assert "4" not in hidden.denial.reason
        assert task == ["denial.rate"]
        assert (second.rule_outcome, second.needs_second_rater) == ("not_met", False)
        assert perform(jo, "screening.show", {"case": case}).denial.grade == 4

    def test_two_ratings_that_differ_wait_for_a_manager(self, office: Office) -> None:
        priya = office.desk("priya")
        case = prepared(priya)
        rate(priya, case, 4)
        rate(office.desk("sam"), case, 2)

        before = perform(priya, "screening.show", {"case": case})
        settled = {"case": case, "discusses": "yes", "reason": "He spoke of one evening in the second interview."}
        with pytest.raises(NotAllowed):
            perform(priya, "denial.settle", settled)
        after = perform(office.desk("jo"), "denial.settle", settled)

        assert (before.denial.needs_manager, criterion(before, "discusses").outcome) == (True, "unknown")
        assert after.rule_outcome == "met"

    def test_to_admit_nothing_and_discuss_something_is_a_contradiction(self, office: Office) -> None:
        desk = office.desk("priya")
        case = a_case(desk)

        with pytest.raises(InvalidInput) as refused:
            rate(desk, case, 2, admits="none")

        assert set(refused.value.problems) == {"admits"}

    def test_a_worker_without_the_case_may_only_rate_what_waits_for_a_second(self, office: Office) -> None:
        case = a_case(office.desk("priya"))

        with pytest.raises(Missing):
            rate(office.desk("sam"), case, 2)


class TestConsent:
    """GATE-1."""

    def test_signed_and_witnessed_in_the_current_version_opens_the_gate(self, office: Office) -> None:
        desk, jo = office.desk("priya"), office.desk("jo")
        case = a_case(desk)
        perform(jo, "settings.set", {"key": "consent.current_version", "value": "2"})
        steps = ({"version": "2", "explained_on": "2026-11-01"}, {"signed_on": "2026-11-02"}, {"witness": "Sam Lee"})

        seen, given = [], {"case": case}
        for step in ({**steps[0], "version": "1", **steps[1], **steps[2]}, *steps):
            given = {**given, **step} if step is not steps[0] else {"case": case, **step}
            perform(desk, "consent.record", given)
            page = perform(desk, "screening.show", {"case": case})
            seen.append(next(gate.passed for gate in page.gates if gate.key == "consent"))

        assert seen == [False, False, False, True]

    @pytest.mark.parametrize(
        ("field", "given"),
        [
            ("explained_on", {"explained_on": "2026-11-03"}),
            ("signed_on", {"explained_on": "2026-11-02", "signed_on": "2026-11-01"}),
            ("declined", {"explained_on": "2026-11-01", "signed_on": "2026-11-01", "declined": "No."}),
        ],
    )
    def test_dates_that_cannot_be_are_refused(self, office: Office, field: str, given: dict) -> None:
        desk = office.desk("priya")
        case = a_case(desk)

        with pytest.raises(InvalidInput) as refused:
            perform(desk, "consent.record", {"case": case, "version": "1", **given})

        assert set(refused.value.problems) == {field}
