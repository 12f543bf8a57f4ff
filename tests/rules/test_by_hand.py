"""Proves what a date typed by hand is checked against, and that a taken room says when it is free (SCH-27)."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.programme.rules.by_hand import Shares, Takes, clashes, free_at

NAMES = {"room-2": "Room 2", "priya": "Priya Nair", "sam": "Sam Lee"}
DAY = date(2026, 12, 7)


def at(text: str, minutes: int = 150, **what: object) -> Takes:
    starts_at = datetime.combine(DAY, time.fromisoformat(text))
    return Takes(starts_at, starts_at + timedelta(minutes=minutes), **what)


def said(wanted: Takes, *others: Takes, stands_in: frozenset[str] = frozenset()) -> list[str]:
    return [clash.words for clash in clashes(wanted, others, NAMES, stands_in)]


def test_a_taken_room_says_when_it_is_free() -> None:
    """SCH-27, P10: the nearest time of the same day, before or after."""
    wanted = at("18:30", room="room-2")

    assert said(wanted, at("17:00", 120, room="room-2")) == ["Room 2 is taken. Free at 19:00."]
    assert said(at("17:30", 60, room="room-2"), at("18:00", room="room-2")) == ["Room 2 is taken. Free at 17:00."]
    assert said(wanted, at("07:00", 16 * 60, room="room-2")) == ["Room 2 is taken, all of that day."]
    assert said(wanted, at("17:00", 120, room="room-3")) == []


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ({"group": "g"}, "The group has another session at this time."),
        ({"men": frozenset({"adam"})}, "A member has another session at this time."),
        ({"staff": frozenset({"priya"})}, "Priya Nair is at WED-1, Foundation 2 then. Name who covers."),
    ],
)
def test_one_group_one_man_or_one_facilitator_is_never_at_two_places(what: dict[str, object], words: str) -> None:
    """SCH-27: each overlap has its own words."""
    other = replace(at("20:00"), words="WED-1, Foundation 2", **what)

    assert said(at("18:30", **what), other) == [words]
    assert said(at("18:30", **what), replace(other, starts_at=at("21:00").starts_at)) == []


def test_cover_answers_for_a_busy_facilitator_and_must_be_free_as_well() -> None:
    """SCH-27: a facilitator overlap is refused unless cover is named."""
    wanted = at("18:30", staff=frozenset({"priya"}))
    busy = at("20:00", staff=frozenset({"priya"}), words="WED-1, Foundation 2")

    assert said(wanted, busy, stands_in=frozenset({"sam"})) == []
    both = replace(busy, staff=frozenset({"priya", "sam"}))
    assert said(wanted, both, stands_in=frozenset({"sam"})) == ["Sam Lee, who covers, is at WED-1, Foundation 2 then."]


def test_the_kinds_of_clash_are_told_apart() -> None:
    """SCH-27: the caller decides by kind, never by words."""
    all_of_it = {"group": "g", "room": "room-2", "men": frozenset({"adam"}), "staff": frozenset({"priya", "sam"})}

    found = clashes(at("18:30", **all_of_it), [at("19:00", **all_of_it)], NAMES)

    assert [one.what for one in found] == [Shares.GROUP, Shares.ROOM, Shares.MAN, Shares.STAFF, Shares.STAFF]


@given(st.lists(st.tuples(st.integers(7 * 4, 22 * 4), st.integers(1, 16)), max_size=8), st.integers(7 * 4, 20 * 4))
def test_the_free_time_is_free_and_none_is_nearer(busy: list[tuple[int, int]], quarter: int) -> None:
    """SCH-27: whatever stands in the room, the time that is offered is free for as long as is wanted."""
    start = datetime.combine(DAY, datetime.min.time())

    def one(at_quarter: int, quarters: int) -> Takes:
        starts_at = start + timedelta(minutes=15 * at_quarter)
        return Takes(starts_at, starts_at + timedelta(minutes=15 * quarters), room="room-2")

    wanted, others = one(quarter, 6), [one(*each) for each in busy]
    free = free_at(wanted, others)
    tried = [one(each, 6) for each in range(7 * 4, 23 * 4 - 5)]
    open_times = [each.starts_at for each in tried if not any(each.meets(other) for other in others)]

    assert (free is None) == (not open_times)
    if free is not None:
        assert free in open_times
        assert abs(free - wanted.starts_at) == min(abs(each - wanted.starts_at) for each in open_times)
