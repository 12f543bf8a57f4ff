"""Proves what each state of a pack allows and asks for (domain.md 6.4)."""

import pytest

from app.domain.pack_life import (
    LEADS_TO,
    MUST_RECORD,
    next_review,
    pack_state_words,
    reasons_not_to_open_group,
    reasons_not_to_set_state,
    record_words,
    records_asked,
    records_owed,
    state_of_next,
)
from app.domain.pack_parts import PackState
from tests.rules.plans import a_pack, on

P = PackState


@pytest.mark.parametrize(
    ("state", "open_groups", "is_allowed"),
    [
        (P.DRAFT, 0, False),
        (P.PILOT, 1, True),
        (P.PILOT, 2, False),
        (P.REVISE, 0, False),
        (P.ACTIVE, 50, True),
        (P.RETIRED, 0, False),
    ],
)
def test_a_group_opens_only_where_the_state_allows_it(state, open_groups, is_allowed):
    assert (reasons_not_to_open_group(a_pack(), state, open_groups) == ()) is is_allowed


@pytest.mark.parametrize("state", [state for state in P if LEADS_TO[state]])
def test_leaving_a_state_needs_everything_it_must_record(state):
    for target in LEADS_TO[state]:
        full = dict.fromkeys(records_asked(state, target), "written")
        assert reasons_not_to_set_state(state, target, full) == ()
        for name in full:
            assert record_words()[name] in reasons_not_to_set_state(state, target, full | {name: " "})[0]


def test_who_retires_a_programme_says_what_was_learned():
    """6.4: shared lessons."""
    full = dict.fromkeys(MUST_RECORD[P.ACTIVE], "written")

    assert records_owed(P.ACTIVE, P.RETIRED, full) == ("shared_lessons",)


def test_everything_that_must_be_recorded_has_words():
    assert {name for names in MUST_RECORD.values() for name in names} == set(record_words())


def test_a_review_is_due_on_its_day_or_after_the_months_of_the_pack():
    assert next_review(on("2026-11-30"), 3, None) == on("2027-02-28")
    assert next_review(on("2026-11-30"), 3, on("2027-01-05")) == on("2027-01-05")
    assert next_review(on("2026-11-30"), None, None) is None


def test_what_was_revised_is_tried_out_again():
    assert {state: state_of_next(state) for state in P} == {state: state for state in P} | {P.REVISE: P.PILOT}


@pytest.mark.parametrize("state", P)
@pytest.mark.parametrize("target", P)
def test_no_pack_skips_its_pilot_or_comes_back_from_retirement(state, target):
    full = {name: "written" for names in MUST_RECORD.values() for name in names}
    refused = reasons_not_to_set_state(state, target, full)

    assert bool(refused) is (target not in LEADS_TO[state])
    if refused:
        assert pack_state_words(state) in refused[0]
