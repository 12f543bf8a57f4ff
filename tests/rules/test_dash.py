"""The bands, the three criteria and the repeat year by the book's examples and by any numbers (RSK-9, RSK-10)."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import Answer, Outcome
from app.partner.rules import marac
from app.partner.rules.dash import SLOTS, DashResult, Local, band, criteria, problems, speaks_for_referral
from app.partner.rules.marac import Dated, MaracStep, Sort, Step

PLYMOUTH = Local()
TODAY = date(2026, 11, 2)


def a_result(*answers: Answer, **changed: object) -> DashResult:
    rest = (Answer.NO,) * (SLOTS - len(answers))
    fields: dict[str, object] = {
        "version": "3", "on": TODAY, "mode": "call", "answers": (*answers, *rest), "judgement": Answer.NO,
        "referred": False, "incidents": 0,
    }  # fmt: skip
    return DashResult(**(fields | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ticks", "words"),
    [
        (0, "none_recorded"),
        (1, "standard"),
        (9, "standard"),
        (10, "medium"),
        (13, "medium"),
        (14, "high"),
        (24, "high"),
    ],
)
def test_rsk_9_the_published_bands(ticks: int, words: str) -> None:
    assert band(ticks, PLYMOUTH.bands) == words


def test_rsk_9_judgement_alone_is_enough_and_the_band_stays() -> None:
    result = a_result(*[Answer.YES] * 8, judgement=Answer.YES, judgement_words="He has found her twice.")

    assert [one.key for one in criteria(result, PLYMOUTH) if one.outcome is Outcome.MET] == ["judgement"]
    assert speaks_for_referral(result, PLYMOUTH) is Outcome.MET
    assert band(result.ticks, PLYMOUTH.bands) == "standard"


@given(
    st.lists(st.sampled_from(Answer), min_size=SLOTS, max_size=SLOTS), st.none() | st.integers(0, 9), st.integers(1, 24)
)
def test_nev_14_what_is_not_known_never_counts_as_no(answers: list[Answer], incidents: int | None, limit: int) -> None:
    result, local = a_result(*answers, incidents=incidents), Local(ticks=limit)
    ticks, escalation = (one.outcome for one in criteria(result, local)[1:])

    if_all_yes = sum(answer is not Answer.NO for answer in answers)
    assert (ticks is Outcome.NOT_MET) == (if_all_yes < limit)
    assert (ticks is Outcome.MET) == (answers.count(Answer.YES) >= limit)
    assert (escalation is Outcome.UNKNOWN) == (incidents is None)


@given(
    st.lists(st.sampled_from(Answer), min_size=SLOTS, max_size=SLOTS), st.sampled_from(Answer),
    st.none() | st.integers(0, 9), st.booleans(), st.sampled_from(["", "  ", "She asks for time."]),
)  # fmt: skip
def test_nev_12_nothing_that_speaks_for_a_referral_is_saved_without_one_or_a_reason(
    answers: list[Answer], judgement: Answer, incidents: int | None, referred: bool, reason: str
) -> None:
    result = a_result(*answers, judgement=judgement, incidents=incidents, referred=referred, reason=reason)

    found = problems(result, PLYMOUTH, Answer.YES, TODAY)

    is_called_for = speaks_for_referral(result, PLYMOUTH) is Outcome.MET
    assert ("reason" in found) == (is_called_for and not referred and not reason.strip())


@pytest.mark.parametrize(
    ("incident", "sort", "flag"),
    [
        (date(2026, 1, 9), Sort.FIRST, None),
        (date(2026, 1, 10), Sort.REPEAT, date(2027, 1, 10)),
        (date(2027, 1, 10), Sort.REPEAT, date(2027, 1, 10)),
        (date(2027, 1, 11), Sort.NEW, None),
    ],
)
def test_rsk_10_the_same_day_twelve_months_later_still_counts(incident: date, sort: Sort, flag: date | None) -> None:
    referrals = (date(2026, 1, 10),)

    assert marac.sort_of(incident, referrals, 12) is sort
    assert marac.flag_until(referrals, incident, 12) == flag


@given(st.integers(0, 800), st.integers(0, 400))
def test_nev_12_every_incident_in_the_year_waits_and_a_later_decision_ends_it(days: int, after: int) -> None:
    sent, happened = date(2026, 1, 10), date.fromordinal(date(2026, 1, 10).toordinal() + days)
    decided = date.fromordinal(happened.toordinal() + after)
    written = [datetime(2029, 1, day, tzinfo=UTC) for day in (1, 2, 3)]
    steps = [
        Dated(at=at, step=MaracStep(step=step, on=on, words="what happened"))
        for at, step, on in zip(written, (Step.REFERRAL, Step.INCIDENT, Step.NOT_REFERRED), (sent, happened, decided),
                                strict=True)
    ]  # fmt: skip

    assert bool(marac.waiting(steps[:2], (), 12)) == (happened <= date(2027, 1, 10))
    assert marac.waiting(steps, (), 12) == ()
