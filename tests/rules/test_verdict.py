"""Proves that screening explains itself, never takes unknown for no, and never decides alone (SCR, DEN)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import Answer, Outcome, PartialDate
from app.domain.codes import Admits, Verdict
from app.domain.pack import load_pack, shipped_texts
from app.programme.rules.denial import DenialRating, judge_denial, rating_problems
from app.programme.rules.gates import Gate
from app.programme.rules.verdict import (
    Decided,
    Screened,
    denial_view,
    judge,
    needs_second,
    reasons_not_to_decide,
    suggest,
)

TEXT = shipped_texts()["bbr.toml"]
BBR = load_pack(TEXT, "bbr.toml")
TODAY = date(2026, 11, 22)
PASSED = [Gate(key, True, key) for key in ("consent", "partner_details", "risk_result")]


def a_rating(grade=1, admits=Admits.BOTH, by="ana", second_to=None, settled=Answer.NOT_ASKED, name="r1", day=1):
    at = datetime(2026, 11, 1, 10, tzinfo=UTC) + timedelta(days=day)
    return DenialRating(name, at, by, grade, admits, second_to, settled)


def a_screening(answers=None, facts=None, born="1990-05-01", ratings=None, on=TODAY):
    said = dict.fromkeys(("heterosexual", "victim_partner", "index_ipv", "motivated"), Answer.YES)
    return Screened(
        on,
        said | (answers or {}),
        {"gender": "man"} | (facts or {}),
        PartialDate.parse(born) if born else None,
        (a_rating(),) if ratings is None else ratings,
    )


def outcome(key, **more):
    return next(one for one in judge(BBR, a_screening(**more)) if one.key == key)


def verdict(**more):
    return suggest(judge(BBR, a_screening(**more)))


@pytest.mark.parametrize(
    ("admitted", "expected"),
    [
        ("2024-11-23", Outcome.MET),
        ("2024-11-22", Outcome.MET),
        ("2024-11-21", Outcome.NOT_MET),
        ("2024-11", Outcome.UNKNOWN),
        ("2024-12", Outcome.MET),
        ("2023", Outcome.NOT_MET),
    ],
)
def test_an_episode_within_24_months_opens_the_second_route(admitted, expected):
    """SCR-8."""
    given_facts = {"latest_admitted_on": PartialDate.parse(admitted)}
    judged = outcome("route", answers={"index_ipv": Answer.NO}, facts=given_facts)

    assert judged.outcome is expected


def test_two_years_before_29_february_is_the_28th():
    """SCR-8."""
    facts = {"latest_admitted_on": PartialDate.parse("2026-02-28")}

    assert outcome("admits_24m", facts=facts, on=date(2028, 2, 29)).outcome is Outcome.MET


def test_every_criterion_says_why_and_where_the_rule_comes_from():
    """SCR-1."""
    for one in judge(BBR, a_screening(facts={"latest_admitted_on": PartialDate.parse("2026-01")})):
        assert one.reason
        assert one.source.startswith("Norfolk BBR page")
    assert outcome("adult").reason == "36 years old on 22 November 2026; the limit is 18 or more."


@pytest.mark.parametrize(
    ("born", "expected"),
    [("2008-11-22", Outcome.MET), ("2008-11-23", Outcome.NOT_MET), ("2008", Outcome.UNKNOWN), (None, Outcome.UNKNOWN)],
)
def test_age_is_taken_on_the_assessment_date_and_a_year_may_not_tell(born, expected):
    """SCR-9."""
    assert outcome("adult", born=born).outcome is expected


def test_a_man_who_meets_everything_is_suggested_suitable():
    assert verdict().verdict is Verdict.SUITABLE


def test_not_eligible_comes_before_everything_else():
    """SCR-3."""
    suggestion = verdict(
        answers={"heterosexual": Answer.NO, "motivated": Answer.NO, "victim_partner": Answer.UNKNOWN},
        ratings=(a_rating(4, Admits.NONE),),
    )

    assert suggestion.verdict is Verdict.NOT_ELIGIBLE
    assert suggestion.because == ("Offended within a heterosexual relationship: no.",)


def test_a_required_unknown_means_that_nobody_can_decide_yet():
    """SCR-2, SCR-3."""
    suggestion = verdict(answers={"victim_partner": Answer.UNKNOWN, "motivated": Answer.NO})

    assert suggestion.verdict is Verdict.CANNOT_DECIDE
    assert suggestion.missing == ("victim_partner",)


def test_a_man_without_motivation_is_suitable_but_not_ready():
    assert verdict(answers={"motivated": Answer.NO}).verdict is Verdict.NOT_READY


def test_a_warning_never_changes_the_suggestion():
    """SCR-3."""
    admitted = {"latest_admitted_on": PartialDate.parse("2026-01-01")}

    assert verdict(answers={"index_ipv": Answer.NO}, facts=admitted).verdict is Verdict.SUITABLE


@given(
    st.dictionaries(
        st.sampled_from(["heterosexual", "victim_partner", "index_ipv", "motivated"]), st.sampled_from(Answer)
    )
)
def test_what_nobody_knows_never_refuses_a_man(answers):
    known = {key: answer for key, answer in answers.items() if answer is not Answer.NO}

    assert verdict(answers=known).verdict in {Verdict.SUITABLE, Verdict.CANNOT_DECIDE}


@given(
    st.dictionaries(
        st.sampled_from(["heterosexual", "victim_partner", "motivated"]), st.just(Answer.UNKNOWN), min_size=1
    )
)
def test_what_nobody_knows_never_makes_a_man_suitable(answers):
    """SCR-2."""
    assert verdict(answers=answers).verdict is Verdict.CANNOT_DECIDE


def test_extreme_denial_is_not_suitable_and_needs_a_second_rater_and_a_review_date():
    """DEN-1, DEN-3."""
    ratings = (a_rating(4, Admits.NONE),)
    view = denial_view(BBR, ratings)
    suggestion = verdict(ratings=ratings)

    assert suggestion.verdict is Verdict.NOT_SUITABLE
    assert view.needs_second_rater
    assert view.needs_review_date
    refusals = reasons_not_to_decide(Decided(Verdict.NOT_SUITABLE, "ana", second="ben"), suggestion, PASSED, view)
    assert len(refusals) == 2


def test_two_extreme_ratings_and_a_review_date_may_be_decided():
    ratings = (a_rating(4, Admits.NONE), a_rating(4, Admits.NONE, "ben", "r1", name="r2", day=2))
    decided = Decided(Verdict.NOT_SUITABLE, "ana", second="ben", review_on=date(2027, 2, 1))

    assert reasons_not_to_decide(decided, verdict(ratings=ratings), PASSED, denial_view(BBR, ratings)) == ()


def test_nobody_with_extreme_denial_is_called_suitable_whatever_is_written():
    ratings = (a_rating(4, Admits.NONE),)
    decided = Decided(Verdict.SUITABLE, "ana", "He is ready", "ben")

    assert reasons_not_to_decide(decided, verdict(ratings=ratings), PASSED, denial_view(BBR, ratings))


def test_two_workers_who_differ_leave_it_unknown_until_a_manager_decides():
    """DEN-3."""
    first = a_rating(4, Admits.NONE)
    second = a_rating(2, Admits.UNCONVICTED_ONLY, "ben", "r1", name="r2", day=2)

    open_view = judge_denial((first, second))
    assert (open_view.outcome, open_view.needs_manager) == (Outcome.UNKNOWN, True)
    for answer, expected, grade in ((Answer.YES, Outcome.MET, 2), (Answer.NO, Outcome.NOT_MET, 4)):
        settled = a_rating(2, Admits.UNCONVICTED_ONLY, "ben", "r1", answer, "r2", 2)
        view = judge_denial((first, settled))
        assert (view.outcome, view.grade, view.needs_manager) == (expected, grade, False)
        assert view.needs_review_date is (grade == 4), "who discusses nothing is looked at again (DEN-1)"


def test_a_grade_lies_between_0_and_4() -> None:
    """DEN-1, DEN-2."""
    assert [set(rating_problems(grade, Admits.BOTH, "ana")) for grade in (-1, 0, 4, 5)] == [
        {"grade"}, set(), set(), {"grade"},
    ]  # fmt: skip


def test_the_newest_complete_rating_counts():
    """DEN-4."""
    older, newer = a_rating(4, Admits.NONE), a_rating(2, name="r2", day=9)

    assert judge_denial((newer, older)).outcome is Outcome.MET
    unfinished = DenialRating("r3", newer.rated_at + timedelta(days=1), "ana", 4, is_complete=False)
    assert judge_denial((older, newer, unfinished)).grade == 2


def test_discussing_only_unconvicted_behaviour_meets_the_denial_rule():
    """DEN-2."""
    assert outcome("discusses", ratings=(a_rating(3, Admits.UNCONVICTED_ONLY),)).outcome is Outcome.MET


@pytest.mark.parametrize("grade", [0, 1, 2, 3])
def test_admitting_nothing_while_discussing_is_refused_as_contradictory(grade):
    """DEN-2."""
    assert "admits" in rating_problems(grade, Admits.NONE, "ana")


def test_the_second_rating_is_made_by_another_worker():
    assert rating_problems(4, Admits.NONE, "ana", a_rating(4)) == {
        "rated_by": "The second rating is made by another worker."
    }
    assert rating_problems(4, Admits.NONE, "ben", a_rating(4)) == {}


@pytest.mark.parametrize("decision", [Verdict.NOT_READY, Verdict.NOT_SUITABLE, Verdict.NOT_ELIGIBLE])
def test_another_verdict_than_suggested_needs_a_reason_and_a_second_person(decision):
    """SCR-5."""
    suggestion, view = verdict(), denial_view(BBR, (a_rating(),))
    bare = Decided(decision, "ana", review_on=TODAY)
    full = Decided(decision, "ana", "Agreed with his officer", "ben", TODAY)

    assert needs_second(decision, suggestion)
    assert len(reasons_not_to_decide(bare, suggestion, PASSED, view)) == 2
    assert reasons_not_to_decide(full, suggestion, PASSED, view) == ()


def test_the_second_person_is_never_the_first():
    decided = Decided(Verdict.NOT_READY, "ana", "Because", "ana", TODAY)

    assert reasons_not_to_decide(decided, verdict(), PASSED, denial_view(BBR, (a_rating(),))) == (
        "The second person must be somebody else.",
    )


def test_cannot_decide_is_no_decision():
    """SCR-4."""
    decided = Decided(Verdict.CANNOT_DECIDE, "ana", "x", "ben")

    assert reasons_not_to_decide(decided, verdict(), PASSED, denial_view(BBR, (a_rating(),)))


@pytest.mark.parametrize("shut", ["consent", "partner_details", "risk_result"])
def test_a_failed_gate_cannot_be_overridden_by_a_verdict(shut):
    """SCR-6."""
    gates = [Gate(gate.key, gate.key != shut, f"{gate.key} is open") for gate in PASSED]
    decided = Decided(Verdict.SUITABLE, "ana", "In a hurry", "ben")

    assert reasons_not_to_decide(decided, verdict(), gates, denial_view(BBR, (a_rating(),))) == (f"{shut} is open",)


def test_a_local_criterion_is_judged_only_where_an_office_switched_it_on():
    test = 'equals={sara_overall=["medium", "high"]}, local=true, when_not_met="not_ready"'
    line = f' {{key="sara", text="SARA medium or high", {test}}},\n'
    pack = load_pack(TEXT.replace("criterion = [\n", "criterion = [\n" + line), "local.toml")

    assert "sara" not in [one.key for one in judge(pack, a_screening())]
    on = judge(pack, a_screening(facts={"sara_overall": "low"}), ["sara"])
    assert suggest(on).verdict is Verdict.NOT_READY
    assert suggest(judge(pack, a_screening(), ["sara"])).missing == ("sara",)
