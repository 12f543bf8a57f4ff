"""Proves what each state of a pack allows and asks for (domain.md 6.4)."""

import pytest

from app.domain.pack_life import (
    LEADS_TO,
    MUST_RECORD,
    pack_state_words,
    reasons_not_to_open_group,
    reasons_not_to_set_state,
)
from app.domain.pack_parts import PackState
from tests.rules.plans import a_pack

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
    full = dict.fromkeys(MUST_RECORD[state], "written")

    for target in LEADS_TO[state]:
        assert reasons_not_to_set_state(state, target, full) == ()
        for name in full:
            assert name in reasons_not_to_set_state(state, target, full | {name: " "})[0]


@pytest.mark.parametrize("state", P)
@pytest.mark.parametrize("target", P)
def test_no_pack_skips_its_pilot_or_comes_back_from_retirement(state, target):
    full = {name: "written" for names in MUST_RECORD.values() for name in names}
    refused = reasons_not_to_set_state(state, target, full)

    assert bool(refused) is (target not in LEADS_TO[state])
    if refused:
        assert pack_state_words(state) in refused[0]
