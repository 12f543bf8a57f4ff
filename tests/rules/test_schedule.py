"""Proves that a plan loses nothing, doubles nothing, keeps its order and stays off days off (SCH-1 to 17)."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import InvalidInput
from app.domain.calendar import Closure, OfficeCalendar, Region
from app.domain.pack_parts import BlockKind
from app.programme.rules.schedule import Slot, plan, slot_problems
from tests.rules.plans import BBR, ENGLAND, MONDAY, TUESDAY, a_pack, days_of, on

SLOTS = st.lists(st.tuples(st.integers(0, 6), st.sampled_from([9, 13, 18])), min_size=1, max_size=3, unique=True)


def test_24_mondays_with_one_closed_week_end_on_21_june_2027():
    """SCH-3, SCH-5, SCH-16, F2: each Monday that is a holiday or closed is skipped, and no other."""
    closed = Closure(on("2026-12-21"), on("2026-12-27"), "Office closed")

    made = plan(a_pack(), on("2026-12-07"), [MONDAY], ENGLAND, [closed])

    mondays = {on("2026-12-07") + timedelta(weeks=n) for n in range(29)}
    assert sorted(mondays - set(days_of(made))) == [
        date(2026, 12, 21),
        date(2026, 12, 28),
        date(2027, 3, 29),
        date(2027, 5, 3),
        date(2027, 5, 31),
    ]
    assert (len(made.items), made.last_day) == (24, date(2027, 6, 21))


def test_24_tuesdays_with_two_closed_weeks_end_on_25_may_2027():
    """SCH-3, SCH-16, F2: two closed weeks shift the end by two."""
    closed = Closure(on("2026-12-21"), on("2027-01-03"), "Office closed")

    made = plan(a_pack(), on("2026-12-01"), [TUESDAY], ENGLAND, [closed])

    assert (len(made.items), made.last_day) == (24, date(2027, 5, 25))


def test_building_better_relationships_from_7_december_has_its_review_on_23_august():
    """SCH-1, SCH-6, SCH-7, SCH-9: items in file order, the review after its gap, as a deadline."""
    made = plan(BBR, on("2026-12-07"), [MONDAY], ENGLAND)
    by_key = {item.key: item for item in made.items}

    assert len(made.items) == 29
    assert by_key["my_relationships-6"].starts_at == datetime.fromisoformat("2027-07-12 18:30")
    assert by_key["my_relationships-6"].ends_at == datetime.fromisoformat("2027-07-12 21:00")
    assert by_key["review-1"].starts_at.date() == date(2027, 8, 23)
    assert by_key["review-1"].is_deadline
    assert [why.kind for why in by_key["review-1"].moved_because] == ["gap"]


def test_a_one_to_one_is_a_placeholder_with_a_window_between_its_group_sessions():
    """SCH-6, SCH-8: two pre-group talks stay together; each has its window."""
    by_key = {item.key: item for item in plan(BBR, on("2026-12-07"), [MONDAY], ENGLAND).items}

    assert by_key["pre_group-1"].window == by_key["pre_group-2"].window
    assert by_key["pre_group-1"].window.first == date(2026, 12, 7)
    assert by_key["one_to_one_a-1"].placeholder
    assert by_key["one_to_one_a-1"].window.first == date(2027, 3, 16)
    assert by_key["one_to_one_a-1"].window.last == date(2027, 4, 4)
    assert by_key["review-1"].window.last == date(2027, 8, 23)


def test_an_item_that_takes_no_slot_has_only_a_window():
    """SCH-7: without a slot it uses no place in the queue."""
    blocks = """{key="a", title="A {n}", kind="group", count=2, minutes=60},
    {key="talk", title="Talk", kind="one_to_one", count=1, minutes=60, takes_slot=false},
    {key="b", title="B {n}", kind="group", count=1, minutes=60},"""
    _first, second, talk, third = plan(a_pack(blocks), on("2027-01-04"), [MONDAY], ENGLAND).items

    assert talk.starts_at is None
    assert (talk.window.first, talk.window.last) == (on("2027-01-12"), on("2027-01-17"))
    assert third.starts_at - second.starts_at == timedelta(weeks=1)


def test_only_the_slot_that_meets_a_holiday_moves_and_another_may_come_first():
    """SCH-4, SCH-5, SCH-10: the other slot stays and comes first; the reason is kept."""
    slots = [Slot(0, time(18)), Slot(2, time(18))]
    made = plan(a_pack(), on("2027-03-22"), slots, ENGLAND)

    assert days_of(made)[:4] == [on("2027-03-22"), on("2027-03-24"), on("2027-03-31"), on("2027-04-05")]
    assert made.items[2].moved_because[0].words == "29 March 2027: Easter Monday"
    assert not made.items[3].moved_because


def test_a_group_every_two_weeks_steps_two_weeks_over_a_holiday_and_keeps_its_rhythm():
    """SCH-4, SCH-5: by whole steps of the holiday rule."""
    made = plan(a_pack(interval=2), on("2027-03-15"), [MONDAY], ENGLAND)

    assert days_of(made)[:3] == [on("2027-03-15"), on("2027-04-12"), on("2027-04-26")]


def test_the_larger_of_two_gaps_counts_and_restarts_every_slot():
    """SCH-6: the whole queue restarts."""
    blocks = """{key="a", title="A {n}", kind="group", count=3, minutes=60, gap_after_weeks=2},
    {key="b", title="B {n}", kind="group", count=2, minutes=60, gap_before_weeks=3},"""
    slots = [Slot(0, time(18)), Slot(3, time(18))]
    made = plan(a_pack(blocks), on("2027-01-04"), slots, ENGLAND)

    assert days_of(made) == [on(day) for day in ("2027-01-04", "2027-01-07", "2027-01-11", "2027-02-01", "2027-02-04")]


def test_two_slots_on_one_day_are_used_one_after_the_other():
    """SCH-2, SCH-4: several on one day, by their time; a slot has its own minutes."""
    slots = [Slot(0, time(18), 60), Slot(0, time(13), 60)]
    made = plan(a_pack(), on("2027-01-04"), slots, ENGLAND)

    assert [item.starts_at.hour for item in made.items[:4]] == [13, 18, 13, 18]
    assert made.items[0].ends_at - made.items[0].starts_at == timedelta(minutes=60)


@pytest.mark.parametrize(
    "slots",
    [
        [],
        [Slot(0, time(18)), Slot(0, time(19))],
        [Slot(6, time(23)), Slot(0, time(0, 30))],
        [Slot(7, time(18))],
        [Slot(0, time(18), 0)],
        [Slot(day, time(18)) for day in range(4)],
    ],
)
def test_slots_that_overlap_or_do_not_fit_the_pack_are_refused(slots):
    """SCH-2: overlaps, also over the end of the week; bad weekdays; too many or none."""
    assert slot_problems(a_pack(), slots)
    with pytest.raises(InvalidInput):
        plan(a_pack(), on("2027-01-04"), slots, ENGLAND)


def test_two_slots_overlap_over_the_end_of_the_week_too():
    """SCH-2: late on Sunday runs into Monday; one minute after it has ended is free, whatever the length of a slot."""
    late = Slot(6, time(23), 120)

    assert slot_problems(a_pack(), [Slot(0, time(0, 59)), late]) == {"slots": "Two of these times overlap."}
    assert slot_problems(a_pack(), [Slot(0, time(1)), late]) == {}
    assert slot_problems(a_pack(), [Slot(0, time(9)), Slot(0, time(11, 29))])
    assert slot_problems(a_pack(), [Slot(0, time(9)), Slot(0, time(11, 30))]) == {}


def test_an_open_ended_pack_is_planned_26_weeks_ahead():
    """SCH-11: 26 weeks and no further."""
    blocks = '{key="talk", title="Meeting {n}", kind="group", minutes=120},'
    made = plan(a_pack(blocks, 'kind = "none"', interval=2), on("2027-01-04"), [TUESDAY], ENGLAND)

    assert len(made.items) == 13
    assert made.last_day < on("2027-01-04") + timedelta(weeks=26)


def test_a_year_without_known_holidays_is_said_and_never_taken_for_none():
    """SCH-17: said, unless the office vouches for the year."""
    assert plan(a_pack(), on("2100-11-01"), [MONDAY], ENGLAND).warnings == (
        "No public holidays are known for 2101. Check these dates by hand.",
    )
    vouched = OfficeCalendar(Region.ENGLAND_AND_WALES, known_years=frozenset({2101}))
    assert plan(a_pack(), on("2100-11-01"), [MONDAY], vouched).warnings == ()
    assert plan(a_pack(), on("2027-11-01"), [MONDAY], ENGLAND).warnings == ()


def test_a_closure_without_end_is_refused_and_does_not_search_for_ever():
    closed = Closure(on("2027-01-01"), on("2047-01-01"), "Closed")

    with pytest.raises(InvalidInput, match="No free date"):
        plan(a_pack(), on("2027-01-04"), [MONDAY], ENGLAND, [closed])


@settings(max_examples=40, deadline=None)
@given(
    slots=SLOTS,
    start=st.dates(date(2024, 1, 1), date(2029, 12, 31)),
    closed=st.lists(st.tuples(st.integers(0, 200), st.integers(0, 20)), max_size=3),
    region=st.sampled_from(Region),
    interval=st.integers(1, 3),
)
def test_nothing_is_lost_or_doubled_nothing_lies_on_a_day_off_and_order_is_kept(slots, start, closed, region, interval):
    office = OfficeCalendar(region)
    closures = [
        Closure(start + timedelta(days=after), start + timedelta(days=after + long), "Closed") for after, long in closed
    ]
    blocks = """{key="pre", title="Talk {n}", kind="one_to_one", count=2, minutes=60},
    {key="a", title="A {n}", kind="group", count=7, minutes=150, gap_after_weeks=1},
    {key="b", title="B {n}", kind="group", count=6, minutes=150},
    {key="end", title="Review", kind="review", count=1, minutes=60, gap_before_weeks=4, date_is="deadline"},"""
    pack = a_pack(blocks, interval=interval)

    made = plan(pack, start, [Slot(day, time(hour)) for day, hour in slots], office, closures)

    assert [item.key for item in made.items] == [content.key for content in pack.contents()]
    starts = [item.starts_at for item in made.items]
    assert starts == sorted(set(starts))
    assert starts[0].date() >= start
    assert all(office.day_off(day.date(), closures) is None for day in starts)
    assert all((moment.weekday(), moment.hour) in slots for moment in starts)
    assert {item.kind for item in made.items if item.placeholder} == {BlockKind.ONE_TO_ONE, BlockKind.REVIEW}
