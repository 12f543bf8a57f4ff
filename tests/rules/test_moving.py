"""Proves that moving and planning again lose nothing, double nothing and leave the past alone (SCH-18 to 27, 33)."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.calendar import Closure
from app.programme.rules.by_hand import check_date
from app.programme.rules.catch_up import Owed, due_by, overdue, suggested_time
from app.programme.rules.moving import (
    MoveWanted,
    Running,
    Session,
    Status,
    preview_change,
    preview_move,
    preview_start_only,
    reasons_not_to_move_session,
    top_up,
)
from app.programme.rules.schedule import Days, Slot, plan
from tests.rules.plans import BBR, ENGLAND, MONDAY, TUESDAY, a_pack, on

DAYS = Days(ENGLAND)
BEFORE = datetime.fromisoformat("2026-11-23 10:00")
OPEN_ENDED = '{key="talk", title="Meeting {n}", kind="group", minutes=120},'


def at(text):
    return datetime.fromisoformat(text)


def a_group(pack=BBR, slots=(MONDAY,), start="2026-12-07", members=True, registers=(), not_held=()):
    sessions = tuple(
        Session(item, Status.NOT_HELD if item.key in not_held else Status.PLANNED, item.key in registers)
        for item in plan(pack, on(start), slots, ENGLAND).items
    )
    return Running(pack, tuple(slots), on(start), sessions, members)


def starts(items):
    return {item.key: item.starts_at for item in items}


def test_moving_one_session_leaves_all_others_where_they_are():
    group = a_group()
    seen = preview_move(group, MoveWanted("foundation-2", at("2027-01-06 18:30")), DAYS, BEFORE)

    assert seen.changed == ("foundation-2",)
    assert starts(seen.after)["foundation-2"] == at("2027-01-06 18:30")
    assert starts(seen.before)["foundation-2"] == at("2027-01-04 18:30")


def test_this_and_later_follow_the_queue_from_the_end_of_the_moved_session():
    """SCH-20, SCH-23: later in pack order; a move to a day without a slot uses up none."""
    group = a_group()
    seen = preview_move(group, MoveWanted("foundation-2", at("2027-01-06 18:30"), later_too=True), DAYS, BEFORE)
    after = starts(seen.after)

    assert after["foundation-1"] == at("2026-12-21 18:30")
    assert after["foundation-3"] == at("2027-01-11 18:30")
    assert seen.changed == ("foundation-2",)
    later = preview_move(group, MoveWanted("foundation-2", at("2027-01-11 18:30"), later_too=True), DAYS, BEFORE)
    assert starts(later.after)["foundation-3"] == at("2027-01-18 18:30")
    assert starts(later.after)["my_emotions-1"] == at("2027-04-12 18:30")


def test_the_queue_goes_on_later_the_same_day_when_a_slot_begins_after_the_end():
    """SCH-23: also later the same day."""
    pack = a_pack()
    slots = (Slot(0, time(10), 60), Slot(0, time(18), 60))
    seen = preview_move(
        a_group(pack, slots, "2027-01-04"), MoveWanted("core-1", at("2027-01-11 10:00"), later_too=True), DAYS, BEFORE
    )

    assert starts(seen.after)["core-2"] == at("2027-01-11 18:00")


def test_gaps_and_holidays_are_applied_again_when_later_ones_follow():
    """SCH-24: as when the plan was made."""
    seen = preview_move(
        a_group(), MoveWanted("my_relationships-6", at("2027-07-19 18:30"), later_too=True), DAYS, BEFORE
    )

    assert starts(seen.after)["review-1"] == at("2027-09-06 18:30")
    assert [why.kind for why in seen.after[-1].moved_because] == ["gap", "holiday"]


def test_windows_follow_the_sessions_around_them():
    """SCH-8, SCH-21: placeholders move with the sessions around them."""
    seen = preview_move(a_group(), MoveWanted("my_thinking-6", at("2027-03-17 18:30")), DAYS, BEFORE)
    talk = next(item for item in seen.after if item.key == "one_to_one_a-1")

    assert talk.window.first == on("2027-03-18")
    assert set(seen.changed) == {"my_thinking-6", "one_to_one_a-1"}


def test_the_past_and_every_register_stay_once_there_were_members():
    """SCH-22: only what lies ahead moves, and nothing into the past."""
    now = at("2027-01-20 09:00")
    group = a_group(registers=["foundation-1", "foundation-3"])
    seen = preview_move(group, MoveWanted("foundation-2", at("2027-01-25 18:30"), later_too=True), DAYS, now)

    moved = {item.key for item in seen.after if item.starts_at != starts(seen.before)[item.key]} - {"foundation-2"}
    assert moved
    assert not moved & {"foundation-1", "foundation-3", "foundation-4"}
    assert all(item.starts_at >= now for item in seen.after if item.key in moved)


def test_a_group_that_never_had_members_may_be_rebuilt_into_the_past():
    """SCH-22: wholly, past included."""
    now = at("2027-06-01 09:00")
    seen = preview_change(a_group(members=False), [TUESDAY], on("2026-12-01"), DAYS, now)

    assert starts(seen.after)["pre_group-1"] == at("2026-12-01 18:30")


def test_planning_again_keeps_what_has_begun_and_starts_after_now():
    """SCH-25: *not held* is planned again; what was kept stays."""
    now = at("2027-01-20 09:00")
    group = a_group(registers=["foundation-1"], not_held=["foundation-2"])
    seen = preview_change(group, [TUESDAY], on("2026-12-07"), DAYS, now)
    after = starts(seen.after)

    assert after["foundation-1"] == at("2026-12-21 18:30")
    assert after["foundation-2"] == at("2027-01-26 18:30")
    assert after["foundation-4"] == at("2027-01-18 18:30")
    assert after["foundation-5"] == at("2027-02-02 18:30")


def test_changing_only_the_start_moves_the_talks_before_the_group():
    """SCH-26: the rest stays."""
    seen = preview_start_only(a_group(), on("2026-11-30"), DAYS, BEFORE)

    assert starts(seen.after)["pre_group-1"] == at("2026-11-30 18:30")
    assert starts(seen.after)["foundation-1"] == at("2026-12-21 18:30")
    assert set(seen.changed) == {"pre_group-1", "pre_group-2"}


def test_an_open_ended_group_is_topped_up_and_nothing_planned_moves():
    """SCH-11: further by what is missing to 26 weeks."""
    group = a_group(a_pack(OPEN_ENDED, 'kind = "none"', interval=2), start="2027-01-04")
    seen = top_up(group, DAYS, on("2027-03-01"))

    assert seen.after[: len(seen.before)] == seen.before
    assert seen.after[len(seen.before)].starts_at == at("2027-07-05 18:30")
    assert seen.after[-1].starts_at.date() < on("2027-08-30")


def test_a_group_every_two_weeks_stays_in_step_after_a_move():
    group = a_group(a_pack(interval=2), start="2027-01-04")
    seen = preview_move(group, MoveWanted("core-2", at("2027-01-20 18:30"), later_too=True), DAYS, BEFORE)

    assert seen.changed == ("core-2",)


def test_moving_in_an_open_ended_group_loses_no_meeting():
    group = a_group(a_pack(OPEN_ENDED, 'kind = "none"'), start="2027-01-04")
    seen = preview_move(group, MoveWanted("talk-3", at("2027-03-01 18:30"), later_too=True), DAYS, BEFORE)

    assert [item.key for item in seen.after] == [item.key for item in seen.before]


@settings(max_examples=60, deadline=None)
@given(
    which=st.integers(0, 12),
    shift=st.integers(-20, 60),
    now_after=st.integers(-30, 120),
    registers=st.sets(st.integers(0, 12), max_size=4),
    members=st.booleans(),
    new_day=st.integers(0, 6),
)
def test_no_item_is_lost_or_doubled_and_kept_ones_never_move(which, shift, now_after, registers, members, new_day):
    blocks = """{key="pre", title="Talk {n}", kind="one_to_one", count=1, minutes=60},
    {key="a", title="A {n}", kind="group", count=6, minutes=150, gap_after_weeks=2},
    {key="b", title="B {n}", kind="group", count=5, minutes=150},
    {key="end", title="Review", kind="review", count=1, minutes=60, gap_before_weeks=3, date_is="deadline"},"""
    pack = a_pack(blocks)
    keys = [content.key for content in pack.contents()]
    group = a_group(pack, start="2027-01-04", members=members, registers=[keys[n] for n in registers])
    now = at("2027-01-04 18:30") + timedelta(days=now_after)
    moved = group.sessions[which].item
    wanted = MoveWanted(moved.key, moved.starts_at + timedelta(days=shift), later_too=True)

    for seen in (
        preview_move(group, wanted, DAYS, now),
        preview_change(group, [Slot(new_day, time(10))], on("2027-01-11"), DAYS, now),
    ):
        assert [item.key for item in seen.after] == keys
        for key in seen.changed:
            item = next(one for one in seen.after if one.key == key)
            is_named = key == wanted.key and item.starts_at == wanted.starts_at
            only_window = item.starts_at == starts(seen.before)[key]
            assert only_window or is_named or key not in {keys[n] for n in registers}
            assert only_window or is_named or not members or item.starts_at >= now
        fresh = [item for item in seen.after if item.starts_at != starts(seen.before)[item.key]]
        times = [item.starts_at for item in fresh]
        assert len(times) == len(set(times))


@pytest.mark.parametrize(
    ("wanted", "is_allowed"),
    [
        (MoveWanted("nothing-1", at("2027-01-06 18:30")), False),
        (MoveWanted("foundation-1", at("2026-12-22 18:30")), False),
        (MoveWanted("foundation-1", at("2026-12-22 18:30"), reason="Wrong date", by_manager=True), True),
        (MoveWanted("foundation-1", at("2027-12-22 18:30"), reason="Wrong date", by_manager=True), False),
        (MoveWanted("foundation-2", at("2027-01-04 18:30"), minutes=180), False),
        (MoveWanted("foundation-2", at("2027-01-04 18:30"), minutes=120), False),
        (MoveWanted("foundation-2", at("2027-01-04 18:30"), minutes=120, reason="Fire alarm"), True),
        (MoveWanted("foundation-2", at("2026-12-30 18:30")), True),
        (MoveWanted("foundation-3", at("2027-01-11 18:30"), minutes=180), True),
        (MoveWanted("foundation-3", at("2027-01-11 18:30"), minutes=0), False),
    ],
)
def test_what_a_session_named_by_hand_may_become(wanted, is_allowed):
    """SCH-19, SCH-22: past: shorter with a reason, never longer; with a register: a manager, with a reason."""
    now = at("2027-01-11 19:00")
    group = a_group(registers=["foundation-1"])

    assert (reasons_not_to_move_session(group, wanted, now) == ()) is is_allowed


def test_a_date_typed_by_hand_is_checked():
    """SCH-27: a day off, outside the slots, out of order, beyond an order."""
    group, easter = a_group(), Days(ENGLAND, (Closure(on("2027-01-06"), on("2027-01-06"), "Training"),))
    item = next(one.item for one in group.sessions if one.key == "foundation-2")

    def moved(text):
        start = at(text)
        return replace(item, starts_at=start, ends_at=start + timedelta(minutes=150))

    assert check_date(group, item, easter) == replace(check_date(group, item, easter), refused=(), warned=())
    closed = check_date(group, moved("2027-01-06 18:30"), easter)
    assert closed.warned == ("6 January 2027 is a day off: Training.", "This is outside the group's weekly times.")
    assert "This is out of the programme's order." in check_date(group, moved("2027-02-22 18:30"), DAYS).warned
    assert check_date(group, item, DAYS, order_ends=[on("2027-01-04")]).warned == ()
    assert check_date(group, item, DAYS, order_ends=[on("2027-01-03")]).warned == (
        "The order of a member ends before this date.",
    )
    assert check_date(group, moved("2027-01-05 18:30"), DAYS).warned == ("This is outside the group's weekly times.",)


def test_a_catch_up_is_due_a_fortnight_after_its_block_or_with_the_pack():
    """SCH-33: by the pack."""
    items = plan(BBR, on("2026-12-07"), [MONDAY], ENGLAND).items
    to_the_end = replace(BBR, attendance=a_pack(attendance='catch_up_by = "pack_end"').attendance)

    assert due_by(BBR, items, "foundation-3") == on("2027-02-15")
    assert due_by(to_the_end, items, "foundation-3") == on("2027-07-12")
    assert due_by(a_pack(), items, "foundation-3") is None
    late = [Owed("c1", "foundation-3", on("2027-02-15")), Owed("c2", "x", None)]
    assert overdue(late, on("2027-02-15")) == ()
    assert overdue(late, on("2027-02-16")) == (late[0],)


def test_a_catch_up_is_suggested_on_the_first_day_without_a_session_at_a_slots_hour():
    """SCH-33: the first time that would do."""
    items = plan(BBR, on("2026-12-07"), [MONDAY], ENGLAND).items
    missed = next(item for item in items if item.key == "foundation-1")

    assert suggested_time(missed, items, [MONDAY], DAYS, BEFORE, 60) == at("2026-12-22 18:30")
    assert suggested_time(missed, items, [MONDAY], DAYS, at("2026-12-24 20:00"), 60) == at("2026-12-29 18:30")


def test_a_catch_up_goes_before_a_session_when_every_day_has_one():
    items = plan(a_pack(), date(2027, 1, 4), [MONDAY], ENGLAND).items
    every_day = [replace(items[0], starts_at=at("2027-01-04 18:30") + timedelta(days=n)) for n in range(80)]

    assert suggested_time(items[0], every_day, [MONDAY], DAYS, BEFORE, 60) == at("2027-01-05 17:15")


def test_a_slot_that_a_kept_session_takes_is_passed_over():
    """SCH-25: no slot is given twice."""
    group = a_group(a_pack(), start="2027-01-04")
    put_off = preview_move(group, MoveWanted("core-1", at("2027-01-25 18:30")), DAYS, BEFORE)
    after_it = replace(group, sessions=tuple(Session(item) for item in put_off.after))

    seen = preview_move(after_it, MoveWanted("core-2", at("2027-01-12 18:30"), later_too=True), DAYS, BEFORE)

    assert [starts(seen.after)[f"core-{n}"].date().isoformat() for n in (1, 2, 3, 4)] == [
        "2027-01-25",
        "2027-01-12",
        "2027-01-18",
        "2027-02-01",
    ]


def test_a_session_with_a_register_is_put_right_by_a_manager_with_a_reason_and_by_nobody_else():
    """SCH-22, SCH-19: each of the two is asked for; a session of one minute ends after it starts."""
    group, later = a_group(registers=["foundation-1"]), at("2026-12-24 09:00")
    right = MoveWanted("foundation-1", at("2026-12-22 18:30"), reason="Wrong date", by_manager=True)

    def why(wanted):
        return reasons_not_to_move_session(group, wanted, later)

    assert why(right) == ()
    assert len(why(replace(right, by_manager=False))) == 1
    assert len(why(replace(right, reason=" "))) == 1
    assert why(MoveWanted("foundation-2", at("2027-01-05 18:30"), minutes=1)) == ()
    assert why(MoveWanted("foundation-2", at("2027-01-05 18:30"), minutes=0)) == ("A session ends after it starts.",)
    assert why(MoveWanted("foundation-9", at("2027-01-05 18:30"))) == ("This session is not in the plan of the group.",)


def test_what_had_no_date_is_given_one_of_an_hour():
    """SCH-7, SCH-19: an item that takes no slot has no length of its own yet; a session that is not there moves not."""
    blocks = """{key="talk", title="Talk", kind="one_to_one", count=1, minutes=45, takes_slot=false},
    {key="a", title="A {n}", kind="group", count=2, minutes=60},"""
    group = a_group(a_pack(blocks))

    seen = preview_move(group, MoveWanted("talk-1", at("2026-12-09 10:00")), DAYS, BEFORE)

    (talk,) = [item for item in seen.after if item.key == "talk-1"]
    assert (talk.starts_at, talk.ends_at) == (at("2026-12-09 10:00"), at("2026-12-09 11:00"))
    with pytest.raises(KeyError):
        preview_move(group, MoveWanted("talk-2", at("2026-12-09 10:00")), DAYS, BEFORE)
