"""What scores add up to: the vectors of TOP, CORE-10 and the bands, and never a nought where nobody answered."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as any_of

from app.core.settings import default_of
from app.domain.calendar import months_after
from app.domain.counts import band_of
from app.domain.questionnaires import Asks, Scoring, questionnaire, questionnaires
from app.domain.red import RedKind
from app.programme.risks import highest
from app.programme.rules.measure_days import Due, Pace, Way, due_of
from app.programme.rules.measuring import (
    alarms_of,
    change,
    core_score,
    days_in_all,
    figures,
    plain,
    read_scores,
    source_problems,
)

PACE = Pace(days=14, review_weeks=13, after_months=6)
RECEIVED, STARTED, ENDED = date(2026, 9, 1), date(2026, 10, 6), date(2027, 6, 8)


def test_top_1_a_week_that_was_not_answered_makes_the_total_unknown_and_nought_is_an_answer() -> None:
    """TOP-1: weeks 7, 7, 0, 3 are 17 days; any week missing gives none; zero is not missing."""
    assert days_in_all([7, 7, 0, 3]) == 17
    assert days_in_all([0, 0, 0, 0]) == 0
    assert [days_in_all([7 if at != gap else "unknown" for at in range(4)]) for gap in range(4)] == [None] * 4


@given(any_of.lists(any_of.one_of(any_of.integers(0, 7), any_of.just("unknown")), min_size=4, max_size=4))
def test_top_1_a_total_is_the_sum_or_nothing(weeks: list[int | str]) -> None:
    """TOP-1, NEV-14: unknown never becomes a number."""
    total = days_in_all(weeks)

    assert total is None if "unknown" in weeks else total == sum(int(one) for one in weeks)


def test_top_2_a_change_is_told_of_those_who_have_both_with_the_percentage_of_the_means() -> None:
    """TOP-2: quality of life 10 to 14 of one man is +40%, n = 1; a man with one point only is not counted."""
    one = change([(Fraction(10), Fraction(14))])
    several = change(
        [(Fraction(10), Fraction(14)), (Fraction(20), Fraction(10)), (Fraction(3), None), (None, Fraction(9))]
    )

    assert one is not None
    assert (one.n, one.mean_start, one.mean_end, one.percent) == (1, 10, 14, 40)
    assert several is not None
    assert (several.n, several.mean_start, several.mean_end, several.percent) == (2, 15, 12, -20)
    assert change([(None, Fraction(9)), (Fraction(3), None)]) is None


def test_top_2_no_percentage_stands_on_a_mean_of_nothing() -> None:
    """TOP-2: from none to some is a difference, not a percentage."""
    found = change([(Fraction(0), Fraction(4))])

    assert found is not None
    assert (found.n, found.percent) == (1, None)


def test_core_10_fills_one_gap_with_the_mean_and_gives_no_score_with_two() -> None:
    """CORE-10: nine items sum 18, one missing: 20; two missing: no score; ten items: their sum."""
    assert core_score([2] * 9 + [None]) == 20
    assert core_score([2] * 8 + [None] * 2) is None
    assert core_score([4, 0, 1, 2, 3, 4, 0, 1, 2, 3]) == 20
    assert core_score([2] * 8 + [1, None]) == Fraction(170, 9)


def test_core_10_takes_the_total_of_the_paper_when_no_item_is_known() -> None:
    """CORE-10 (13.3): the items when any is there, else the total as typed."""
    core = questionnaire("core10")

    assert [one.value for one in figures(core, {"total": 11})] == [11]
    assert [one.value for one in figures(core, {"total": 11, "item_1": 2})] == [None]
    assert [one.value for one in figures(core, {})] == [None]


def test_core_10_a_risk_item_above_nought_rings_and_an_unknown_one_does_not() -> None:
    """10.2: CORE-10 risk item or TOP assault > 0."""
    core, top = questionnaire("core10"), questionnaire("top")

    assert [alarm.kind for alarm in alarms_of(core, {"item_6": 1})] == [RedKind.MEASURE_RISK_ITEM]
    assert [alarm.kind for alarm in alarms_of(core, {"total": 30, "risk_item": 2})] == [RedKind.MEASURE_RISK_ITEM]
    assert [alarm.kind for alarm in alarms_of(top, {"assault": [0, "unknown", 0, 1]})] == [RedKind.MEASURE_RISK_ITEM]
    assert alarms_of(core, {"item_6": 0, "item_5": 4, "risk_item": "unknown"}) == ()
    assert alarms_of(top, {"assault": [0, 0, 0, 0], "shoplifting": [7, 7, 7, 7]}) == ()


def test_sub_5_only_a_plain_no_asks_for_something_and_violence_names_its_source() -> None:
    """SUB-5: yes, no or unknown, his own word or the police."""
    asked = questionnaire("expectation_review")

    assert [alarm.kind for alarm in alarms_of(asked, {"violence_stopped": "no"})] == [RedKind.NEW_VIOLENCE]
    assert [alarm.kind for alarm in alarms_of(asked, {"use_stopped": "no"})] == [RedKind.RELAPSE]
    assert alarms_of(asked, {"violence_stopped": "unknown", "use_stopped": "yes"}) == ()
    assert list(source_problems({"violence_stopped": "no"})) == ["scores.violence_source"]
    assert source_problems({"violence_stopped": "unknown"}) == {}
    _scores, problems = read_scores(asked, {"violence_stopped": "no", "violence_source": "partner"})
    assert problems == {"scores.violence_source": "It can be: his_own, police, unknown."}


def test_an_answer_outside_its_limits_is_refused_beside_its_field() -> None:
    """13.2: days are 0 to 7 a week, health is 0 to 20; a field that is not there is named with those that are."""
    top = questionnaire("top")
    _scores, problems = read_scores(
        top, {"alcohol": [8, 0, 0, 0], "crack": [1, 2, 3], "quality_of_life": 21, "fraud": "maybe", "weather": 1}
    )

    assert set(problems) == {f"scores.{key}" for key in ("alcohol", "crack", "quality_of_life", "fraud", "weather")}
    assert problems["scores.quality_of_life"] == "Write a whole number from 0 to 20."
    assert "alcohol" in problems["scores.weather"]
    assert read_scores(top, {}) == ({}, {"scores": "Write at least one answer; one that nobody gave is “unknown”."})
    assert "scores" in read_scores(top, {"alcohol": ["unknown"] * 4, "fraud": None})[1]


def test_nothing_that_is_owned_by_others_ships_its_wording_and_profiles_have_no_total() -> None:
    """10.1, 13.5, 13.6: totals only; the six areas and the six results have no total; ours say so."""
    known = questionnaires()

    assert {item.words for item in known["core10"].items if item.key.startswith("item_")} == {
        f"Item {number}" for number in range(1, 11)
    }
    assert [item.key for item in known["wemwbs"].items] == ["total"]
    for key in ("mirabal_six", "perceived_six"):
        assert known[key].scoring is Scoring.PROFILE
        assert [(item.asks, item.low, item.high) for item in known[key].items] == [(Asks.NUMBER, 0, 10)] * 6
    assert "Not the Mirabal instrument" in known["mirabal_six"].caveat
    assert "Perceived" in known["perceived_six"].caveat
    assert [item.key for item in questionnaire("our_own_sheet").items] == ["total"]


@pytest.mark.parametrize(
    ("tool", "value", "band"),
    [
        ("ogrs3", "75", "high"), ("ogrs3", "74", "medium"), ("ovp", "60", "high"), ("ovp", "59", "medium"),
        ("rsr", "3.00", "high"), ("rsr", "2.99", "medium"), ("ogrs3", "0", "low"),
    ],
)  # fmt: skip
def test_rsk_2_bands_come_from_the_offices_table_by_lower_limits(tool: str, value: str, band: str) -> None:
    """RSK-2: OGRS3 75/74, OVP 60/59, RSR 3.00/2.99 are high/medium each; for display only."""
    table = default_of(f"risk.bands.{tool}")

    assert isinstance(table, tuple)
    assert band_of(table, Fraction(value)) == band


def test_rsk_2_a_value_below_every_limit_or_a_broken_table_has_no_band() -> None:
    """RSK-2: no gap is filled by guessing."""
    assert band_of(("10 standard", "14 high"), Fraction(9)) is None
    assert band_of(("high", "x medium", ""), Fraction(9)) is None
    assert band_of(("14 high", "10 medium", "0 standard"), Fraction(13)) == "medium"


def test_rsk_1_the_higher_rating_counts_and_an_unknown_one_is_never_a_nought() -> None:
    """RSK-1: partner medium, others high: overall high; an unknown item stays unknown."""
    assert highest(["medium", "high"]) == "high"
    assert highest(["unknown", "medium"]) == "medium"
    assert highest(["unknown", "unknown"]) == "unknown"


def test_a_figure_is_cut_and_never_rounded_over_a_limit() -> None:
    """STA-2: 10.99 is not 11."""
    assert [plain(Fraction(one)) for one in ("10.99", "11", "-2.55", "-0.04", "18.88")] == [
        "10.9", "11", "-2.5", "0", "18.8",
    ]  # fmt: skip


def test_a_stage_is_due_when_it_is_reached_and_not_again() -> None:
    """13.2, 13.4: start, review, exit and after the exit, in that order."""
    stages = ("start", "review", "exit", "post_exit")
    way = Way(received_on=RECEIVED)
    started = Way(received_on=RECEIVED, started_on=STARTED)
    ended = Way(received_on=RECEIVED, started_on=STARTED, ended_on=ENDED)
    begun = ("start", STARTED)

    assert due_of("top", stages, way, (), PACE) is None
    assert due_of("top", stages, started, (), PACE) == Due("top", "start", STARTED + timedelta(days=14))
    assert due_of("top", stages, started, (begun,), PACE) == Due("top", "review", STARTED + timedelta(weeks=13))
    assert due_of("top", stages, ended, (begun,), PACE) == Due("top", "exit", ENDED + timedelta(days=14))
    after = due_of("top", stages, ended, (begun, ("exit", ENDED)), PACE)
    assert after == Due("top", "post_exit", months_after(ENDED, 6))
    assert due_of("top", stages, ended, (begun, ("exit", ENDED), ("post_exit", ENDED)), PACE) is None


def test_a_quarter_begins_anew_with_every_entry() -> None:
    """13.6: rated every quarter while he is here."""
    started = Way(received_on=RECEIVED, started_on=STARTED)
    held = (("quarterly", date(2026, 10, 20)), ("quarterly", date(2027, 1, 19)))

    assert due_of("six", ("quarterly",), started, held, PACE) == Due("six", "quarterly", date(2027, 4, 20))


def test_what_belongs_before_the_start_is_not_asked_once_he_has_started() -> None:
    """13.4: T0 is first contact."""
    assert due_of("core", ("t0",), Way(RECEIVED), (), PACE) == Due("core", "t0", RECEIVED + timedelta(days=14))
    assert due_of("core", ("t0",), Way(RECEIVED, STARTED), (), PACE) is None
