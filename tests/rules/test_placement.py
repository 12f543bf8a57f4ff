"""Proves that no place goes live while a gate is open, and that a refusal says why (GATE-1 to 7, SCH-29 to 36)."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from app.domain.answers import Answer
from app.domain.codes import HoldKind, MarkCode, NoDetailsBecause, Verdict
from app.domain.moves import CaseState
from app.programme.rules.gates import Clearance, Consent, Standing, gates, reasons_no_seat, reasons_not_to_mark
from app.programme.rules.placement import (
    Candidate,
    GroupNow,
    Hold,
    in_order_of_need,
    joins,
    may_join,
    missed_before,
    placement_warnings,
    reasons_not_to_place,
)
from app.programme.rules.schedule import plan
from tests.rules.plans import BBR, ENGLAND, MONDAY, a_pack, on

TODAY = date(2026, 11, 23)
NOW = datetime.fromisoformat("2026-11-23 10:00")


def a_standing(**more):
    facts = {
        "today": TODAY,
        "consent": Consent("3", Answer.YES, Answer.YES),
        "consent_version": "3",
        "details_given": Answer.YES,
        "clearance": Clearance(on("2026-11-16"), on("2026-11-19")),
        "verdict": Verdict.SUITABLE,
        "risk_tools": (("sara", on("2027-03-01")),),
    }
    return Standing(**facts | more)


def a_man(state=CaseState.WAITING, standing=None, **more):
    return Candidate("c1", state, standing or a_standing(), **more)


def a_group(pack=BBR, members=(), seats=12, held=(), **more):
    items = plan(pack, on("2026-12-07"), [MONDAY], ENGLAND).items
    return GroupNow(pack, items, frozenset(members), seats, held=frozenset(held), **more)


def passed(**more):
    return {gate.key: gate for gate in gates(BBR, a_standing(**more), ENGLAND)}


def why_not(man=None, group=None, now=NOW, **more):
    return reasons_not_to_place(man or a_man(), group or a_group(), ENGLAND, now, **more)


def test_a_programme_that_only_warns_of_a_full_group_still_takes_him():
    """Peer groups: eight to ten is best, more is seen and not refused (domain.md 6.2)."""
    pack = a_pack()
    evening = replace(pack, group=replace(pack.group, max_warns=True))
    full = {"members": ("c2", "c3"), "seats": 2}

    assert why_not(group=a_group(pack, **full)) == ("There is no free seat.",)
    assert why_not(group=a_group(evening, **full)) == ()
    assert "larger than the programme advises" in " ".join(placement_warnings(a_man(), a_group(evening, **full)))


def test_a_man_with_every_gate_passed_can_be_placed():
    assert all(gate.passed for gate in passed().values())
    assert why_not() == ()


@pytest.mark.parametrize(
    ("gate", "change"),
    [
        ("consent", {"consent": None}),
        ("consent", {"consent": Consent("2", Answer.YES, Answer.YES)}),
        ("consent", {"consent": Consent("3", Answer.YES, Answer.UNKNOWN)}),
        ("consent", {"consent": Consent("3", Answer.UNKNOWN, Answer.YES)}),
        ("partner_details", {"details_given": Answer.UNKNOWN}),
        ("partner_details", {"details_given": Answer.NO}),
        ("partner_details", {"details_given": Answer.NO, "no_details_because": NoDetailsBecause.DEATH}),
        ("decision", {"verdict": None}),
        ("decision", {"verdict": Verdict.NOT_READY}),
        ("decision", {"verdict_is_current": False}),
        ("risk_result", {"risk_tools": ()}),
        ("risk_result", {"risk_tools": (("sara", on("2026-11-22")),)}),
    ],
)
def test_a_gate_that_is_open_keeps_him_from_a_place(gate, change):
    """GATE-1, GATE-2, GATE-4, GATE-5."""
    shut = passed(**change)[gate]

    assert not shut.passed
    assert why_not(a_man(standing=a_standing(**change))) == (shut.words,)


def test_a_lawful_reason_with_a_second_name_passes_the_details_gate():
    change = {
        "details_given": Answer.NO,
        "no_details_because": NoDetailsBecause.NO_ONE_IN_SCOPE,
        "no_details_second": "ben",
    }

    assert passed(**change)["partner_details"].passed


def test_the_clearance_gate_says_one_thing_before_and_one_after():
    waiting, given = passed(clearance=Clearance(on("2026-11-19")))["clearance"], passed()["clearance"]

    assert (waiting.passed, waiting.words) == (False, "Awaiting safety clearance")
    assert passed(clearance=None)["clearance"].words == waiting.words
    assert (given.passed, given.words) == (True, "Safety clearance given, 19 November 2026")


def test_a_long_wait_says_by_age_alone_to_choose_another_group():
    asked = on("2026-11-02")
    ten, eleven = (
        passed(clearance=Clearance(asked), today=day)["clearance"] for day in (on("2026-11-16"), on("2026-11-17"))
    )

    assert ten.words == "Awaiting safety clearance"
    assert eleven.words == "Choose another group or wait"
    assert not eleven.passed


def test_a_clearance_not_used_within_eight_weeks_lapses_and_a_used_one_holds():
    given = on("2026-11-19")
    last, after = given + timedelta(weeks=8), given + timedelta(weeks=8, days=1)
    unused, used = Clearance(on("2026-11-16"), given), Clearance(on("2026-11-16"), given, on("2026-12-07"))

    assert passed(clearance=unused, today=last)["clearance"].passed
    assert passed(clearance=unused, today=after)["clearance"].words == "Awaiting safety clearance"
    assert passed(clearance=used, today=after)["clearance"].passed


def test_placing_does_not_wait_for_the_clearance_but_every_attended_mark_does():
    shut = gates(BBR, a_standing(clearance=Clearance(TODAY)), ENGLAND)

    assert why_not(a_man(standing=a_standing(clearance=None))) == ()
    for code in (MarkCode.ATTC, MarkCode.AFTC, MarkCode.ATSH, MarkCode.ATSS):
        assert reasons_not_to_mark(code, shut) == ("Awaiting safety clearance",)
    assert reasons_not_to_mark(MarkCode.AASD, shut) == ()
    assert reasons_not_to_mark(MarkCode.ATTC, gates(BBR, a_standing(), ENGLAND)) == ()


@pytest.mark.parametrize("state", [state for state in CaseState if state not in {CaseState.WAITING, CaseState.AWAY}])
def test_only_who_waits_or_is_away_can_be_placed(state):
    assert why_not(a_man(state)) == ("He is not waiting for a place.",)
    assert in_order_of_need([a_man(state)]) == ()


def test_of_two_with_one_order_end_who_came_first_stands_first():
    """SCH-35: the same list each time it is opened."""
    ends = on("2027-08-22")
    men = [
        replace(a_man(number=number, order_ends_on=ends), case=case) for case, number in (("a", 9), ("b", 7), ("c", 8))
    ]

    assert [one.number for one in in_order_of_need(men)] == [7, 8, 9]


@pytest.mark.parametrize(
    "man",
    [
        a_man(is_in_a_group=True),
        a_man(holds=(Hold(HoldKind.HEALTH, may_attend=False),)),
        a_man(denial_grade=4),
        a_man(non_associations=frozenset({"c9"})),
        a_man(language="nl"),
        a_man(cannot_attend=[(0, time(18, 30))]),
    ],
)
def test_what_is_about_him_refuses_whoever_overrides(man):
    group = a_group(members=["c9"], language="en")

    assert len(why_not(man, group)) == 1
    assert why_not(man, group, overridden=True) == why_not(man, group)


def test_a_hold_that_lets_him_attend_does_not_refuse():
    assert why_not(a_man(holds=(Hold(HoldKind.SERVICE, may_attend=True),))) == ()


def test_a_hold_or_a_non_association_shuts_the_seat_gate_and_refuses_attended_marks():
    """GATE-6."""
    reasons = reasons_no_seat(is_held=True, meets_somebody=True)
    shut = gates(BBR, a_standing(reasons_no_seat=reasons), ENGLAND)

    assert len(reasons) == 2
    assert reasons_not_to_mark(MarkCode.ATTC, shut) == (" ".join(reasons),)
    assert reasons_no_seat(is_held=False, meets_somebody=False) == ()


def test_an_earlier_programme_may_be_asked_for():
    pack = replace(BBR, entry_requires=("weekly",))

    assert why_not(group=a_group(pack)) == ("He must have completed another programme first: weekly.",)
    assert why_not(a_man(completed_packs=frozenset({"weekly"})), a_group(pack)) == ()


def test_a_full_group_refuses_unless_a_manager_overrides():
    full = a_group(members=[f"m{n}" for n in range(12)])

    assert why_not(group=full) == ("There is no free seat.",)
    assert why_not(group=full, overridden=True) == ()


def test_a_closed_group_takes_nobody_after_its_first_session_was_held():
    begun = a_group(held=["foundation-1"])
    later = datetime.fromisoformat("2027-01-05 09:00")

    assert why_not(now=later) == ()
    assert why_not(group=begun, now=later) == ("This group takes nobody new at this point.",)


def test_a_group_open_at_block_starts_takes_newcomers_only_before_a_block():
    blocks = """{key="a", title="A {n}", kind="group", count=2, minutes=60},
    {key="b", title="B {n}", kind="group", count=2, minutes=60},"""
    group = a_group(a_pack(blocks, entry="block_start"), held=["a-1"])
    dates = [item.starts_at for item in group.items]

    assert [may_join(group, moment) for moment in dates] == [False, True, False, False]


def test_an_open_group_always_takes_newcomers():
    assert may_join(a_group(a_pack(entry="any"), held=["core-1"]), datetime.fromisoformat("2027-03-01 09:00"))


def test_a_newcomer_gets_what_lies_ahead_and_no_past_one_to_one():
    keys = [item.key for item in joins(a_group(), datetime.fromisoformat("2027-04-06 09:00"))]

    assert "foundation-1" not in keys
    assert "one_to_one_a-1" not in keys
    assert keys[:3] == ["pre_group-1", "pre_group-2", "my_emotions-2"]
    assert keys[-1] == "review-1"


def test_an_order_that_ends_before_the_last_item_is_warned_about():
    man = a_man(order_ends_on=on("2027-08-22"))

    (ends, small) = placement_warnings(man, a_group())
    assert ends == "His order ends on 22 August 2027, before the last date of this group, 23 August 2027."
    assert "smaller" in small
    assert placement_warnings(a_man(order_ends_on=on("2027-08-23")), a_group(members="abcd")) == ()


def test_who_has_least_time_left_comes_first():
    men = [
        replace(a_man(order_ends_on=ends), case=name)
        for name, ends in [("none", None), ("late", on("2028-01-01")), ("soon", on("2027-08-01"))]
    ]

    assert [man.case for man in in_order_of_need(men)] == ["soon", "late", "none"]


def test_a_newcomer_before_the_end_of_the_first_block_gets_its_talks_and_none_whose_window_is_over():
    """SCH-29: the talks before the group whenever he comes; of the others those whose last day is not over yet."""
    group = a_group()
    last = next(item for item in group.items if item.key == "one_to_one_a-1").window.last

    on_it = [item.key for item in joins(group, datetime.combine(last, time(23)))]
    after = [item.key for item in joins(group, datetime.combine(last + timedelta(days=1), time(1)))]

    assert "one_to_one_a-1" in on_it
    assert "one_to_one_a-1" not in after
    assert after[:2] == ["pre_group-1", "pre_group-2"]


def test_a_latecomer_makes_up_what_this_group_has_had_and_he_has_not():
    """SCH-30, SCH-31: nothing that lies ahead, nothing he had elsewhere, no talk."""
    group = a_group(held=["foundation-1", "foundation-2", "foundation-3", "pre_group-1"])

    assert [one.key for one in missed_before(group, ["foundation-2"])] == ["foundation-1", "foundation-3"]


def test_who_began_with_another_version_is_asked_a_manager_and_who_did_not_begin_is_not():
    """PACK-4, SCH-30: a manager may accept it with a reason."""
    begun = a_man(has_begun=True, pack_version="0.9")

    assert why_not(begun) == ("He began with version 0.9 of the programme; this group runs version 1.0.",)
    assert why_not(begun, overridden=True) == ()
    assert why_not(a_man(pack_version="0.9")) == ()
    assert why_not(a_man(has_begun=True, pack_version="1.0")) == ()


def test_a_group_is_small_until_he_makes_it_as_many_as_the_programme_asks_for():
    """SCH-36: four with him are enough, three are not; its first meeting to come is the next one and none after."""
    small = "This group is still smaller than the programme asks for."
    group = a_group()

    assert small in placement_warnings(a_man(), a_group(members="ab"))
    assert small not in placement_warnings(a_man(), a_group(members="abc"))
    assert group.begins_after(group.times[0] - timedelta(minutes=1)) == group.times[0]
    assert group.begins_after(group.times[0]) == group.times[1]
    assert group.begins_after(group.times[-1]) is None
