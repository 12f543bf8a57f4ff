"""Proves that not known never becomes no, and that a partial date never becomes more exact."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import Answer, Outcome, PartialDate, all_of, any_of, not_, outcome_of, words

OUTCOMES = st.lists(st.sampled_from(list(Outcome)), max_size=6)


@given(OUTCOMES)
def test_not_turns_any_of_into_all_of(outcomes):
    turned = [not_(outcome) for outcome in outcomes]

    assert not_(any_of(outcomes)) is all_of(turned)


@given(OUTCOMES)
def test_an_unknown_never_becomes_met_or_not_met_by_itself(outcomes):
    with_unknown = [*outcomes, Outcome.UNKNOWN]

    assert any_of(with_unknown) is not Outcome.NOT_MET
    assert all_of(with_unknown) is not Outcome.MET


@pytest.mark.parametrize("answer", [Answer.UNKNOWN, Answer.NOT_ASKED])
def test_an_answer_nobody_knows_is_neither_met_nor_not_met(answer):
    assert outcome_of(answer) is Outcome.UNKNOWN
    assert outcome_of(answer, wanted=Answer.NO) is Outcome.UNKNOWN
    assert words(answer) == "not known"


def test_a_wanted_no_is_met_by_no():
    assert outcome_of(Answer.NO, wanted=Answer.NO) is Outcome.MET
    assert outcome_of(Answer.YES, wanted=Answer.NO) is Outcome.NOT_MET


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1988", date(1988, 1, 1), date(1988, 12, 31)),
        ("1988-02", date(1988, 2, 1), date(1988, 2, 29)),
        ("1988-04-12", date(1988, 4, 12), date(1988, 4, 12)),
    ],
)
def test_a_partial_date_spans_every_day_it_can_mean(text, first, last):
    partial = PartialDate.parse(text)

    assert partial.range() == (first, last)
    assert str(partial) == text


@pytest.mark.parametrize("text", ["", "88", "1988-4", "1988-13", "1988-02-30", "12/04/1988", "1988-04-12x"])
def test_what_is_not_a_date_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        PartialDate.parse(text)


def test_a_year_could_match_a_day_in_it_and_not_one_outside():
    year, inside, outside = (PartialDate.parse(text) for text in ("1988", "1988-04-12", "1989-04-12"))

    assert year.could_match(inside)
    assert inside.could_match(year)
    assert not year.could_match(outside)


@given(st.dates())
def test_a_whole_date_comes_back_as_it_was(day):
    partial = PartialDate.of(day)

    assert PartialDate.parse(str(partial)) == partial
    assert partial.range() == (day, day)
