"""What was held survives a move to another version, under a map that says so, or is said to be owed (PACK-4)."""

from app.programme.rules.versions import OWED, carry_over
from tests.rules.plans import a_pack

OLD = a_pack(
    '{key="a", title="A {n}", kind="group", count=2, minutes=60},'
    '{key="b", title="B {n}", kind="group", count=2, minutes=60},'
    '{key="talk", title="Talk", kind="one_to_one", count=1, minutes=60},'
)
NEW = a_pack(
    '{key="a", title="A {n}", kind="group", count=1, minutes=60},'
    '{key="c", title="C {n}", kind="group", count=2, minutes=60},'
    '{key="talk", title="Talk", kind="group", count=1, minutes=60},'
)
OPEN = a_pack('{key="m", title="Meeting {n}", kind="group", minutes=60},', 'kind = "none"')


def said(had, **given):
    return carry_over(OLD, NEW, had, given)


def test_what_the_new_version_has_too_stays_itself():
    assert said(["a-1"]).becomes == {"a-1": "a-1"}
    assert carry_over(OPEN, OPEN, ["m-1", "m-40"], {}).becomes == {"m-1": "m-1", "m-40": "m-40"}


def test_what_is_gone_becomes_another_content_or_is_owed():
    carried = said(["a-1", "a-2", "b-1"], **{"a-2": OWED, "b-1": "c-2"})

    assert (carried.problems, carried.becomes) == ({}, {"a-1": "a-1", "a-2": OWED, "b-1": "c-2"})
    assert carried.renamed == {"b-1": "c-2"}


def test_each_content_that_is_gone_is_asked_for_by_name():
    assert said(["a-2", "b-1"]).problems == {
        "coverage_map.a-2": "A 2 is not in version 1.0. Say what it becomes, or that it is owed.",
        "coverage_map.b-1": "B 1 is not in version 1.0. Say what it becomes, or that it is owed.",
    }


def test_a_map_that_cannot_hold_is_refused_beside_its_content():
    """Nothing counts twice, nothing changes its kind, no key means two things."""
    refused = {
        "b-1": said(["b-1", "b-2"], **{"b-1": "c-1", "b-2": "c-1"}).problems,
        "nowhere": said(["b-1"], **{"b-1": "nowhere"}).problems,
        "here": said(["a-1"], **{"a-1": OWED}).problems,
        "kind": said(["talk-1"]).problems,
        "old": said(["b-1"], **{"b-1": "a-1"}).problems,
        "idle": said(["a-1"], **{"b-2": OWED}).problems,
    }

    assert {name: list(found) for name, found in refused.items()} == {
        "b-1": ["coverage_map.b-2"],
        "nowhere": ["coverage_map.b-1"],
        "here": ["coverage_map.a-1"],
        "kind": ["coverage_map.talk-1"],
        "old": ["coverage_map.b-1"],
        "idle": ["coverage_map.b-2"],
    }
