"""Nothing lost, nothing doubled, whatever the order of moves: random lives of a group (SCH-18 to SCH-26)."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import InvalidInput
from app.domain.calendar import Closure
from app.domain.pack_parts import BlockKind
from app.programme.rules.moving import (
    MoveWanted,
    Preview,
    Running,
    Session,
    Status,
    preview_change,
    preview_move,
    preview_start_only,
    reasons_not_to_move_session,
    top_up,
)
from app.programme.rules.schedule import Days, PlannedItem, Slot, plan
from tests.rules.plans import ENGLAND, a_pack, on

BLOCKS = """{key="pre", title="Talk {n}", kind="one_to_one", count=2, minutes=60},
{key="a", title="A {n}", kind="group", count=5, minutes=150, gap_after_weeks=1},
{key="mid", title="Middle talk", kind="one_to_one", count=1, minutes=60},
{key="b", title="B {n}", kind="group", count=4, minutes=150},
{key="end", title="Review", kind="review", count=1, minutes=60, gap_before_weeks=2, date_is="deadline"},"""
ENDLESS = """{key="talk", title="Meeting {n}", kind="group", minutes=120},"""
START = on("2027-01-04")
TIMES = (time(10), time(14), time(18, 30))
SLOT = st.builds(Slot, st.integers(0, 6), st.sampled_from(TIMES))
STEP = st.one_of(
    st.tuples(st.just("move one"), st.integers(0, 12), st.integers(-10, 40), st.sampled_from(TIMES)),
    st.tuples(st.just("move later"), st.integers(0, 12), st.integers(-10, 40), st.sampled_from(TIMES)),
    st.tuples(st.just("change slots"), st.lists(SLOT, min_size=1, max_size=3, unique=True)),
    st.tuples(st.just("change start"), st.integers(-20, 60)),
    st.tuples(st.just("start only"), st.integers(-20, 60)),
    st.tuples(st.just("close"), st.integers(0, 250), st.integers(0, 10)),
    st.tuples(st.just("time goes by"), st.integers(1, 40)),
    st.tuples(st.just("register"), st.integers(0, 12)),
    st.tuples(st.just("not held"), st.integers(0, 12)),
    st.tuples(st.just("join")),
    st.tuples(st.just("top up")),
)


@dataclass
class Life:
    """A group that lives through steps, as the acts would let it, and complains of what must never be."""

    group: Running
    days: Days
    now: datetime
    typed: set[str] = field(default_factory=set)

    def step(self, step: tuple) -> None:
        what, *given = step
        getattr(self, "_" + what.replace(" ", "_"))(*given)

    def _move_one(self, which: int, by: int, at: time, *, later_too: bool = False) -> None:
        one = self.group.sessions[which % len(self.group.sessions)]
        if one.item.starts_at is None:
            return
        to = datetime.combine(one.item.starts_at.date() + timedelta(days=by), at)
        wanted = MoveWanted(one.key, to, later_too=later_too)
        if reasons_not_to_move_session(self.group, wanted, self.now):
            return
        seen = preview_move(self.group, wanted, self.days, self.now)
        moved = next(item for item in seen.after if item.key == one.key)
        if moved.kind is BlockKind.GROUP and any(meet(moved, other) for other in seen.after if other.key != one.key):
            return  # refused by the check of a date typed by hand (SCH-27)
        self._keep(seen, named=one.key)

    def _move_later(self, which: int, by: int, at: time) -> None:
        self._move_one(which, by, at, later_too=True)

    def _change_slots(self, slots: list[Slot]) -> None:
        try:
            seen = preview_change(self.group, slots, self.group.starts_on, self.days, self.now)
        except InvalidInput:
            return
        if not overlapping(slots):
            self.group = replace(self.group, slots=tuple(slots))
            self._keep(seen, is_in_order=True)

    def _change_start(self, by: int) -> None:
        start = self.group.starts_on + timedelta(days=by)
        seen = preview_change(self.group, self.group.slots, start, self.days, self.now)
        self.group = replace(self.group, starts_on=start)
        self._keep(seen, is_in_order=True)

    def _start_only(self, by: int) -> None:
        start = self.group.starts_on + timedelta(days=by)
        seen = preview_start_only(self.group, start, self.days, self.now)
        self.group = replace(self.group, starts_on=start)
        self._keep(seen, is_only_leading=True)

    def _close(self, after: int, length: int) -> None:
        first = START + timedelta(days=after)
        closure = Closure(first, first + timedelta(days=length), "Closed")
        self.days = Days(ENGLAND, (*self.days.closures, closure))

    def _time_goes_by(self, by: int) -> None:
        self.now += timedelta(days=by)

    def _register(self, which: int) -> None:
        self._settle(which, lambda one: replace(one, status=Status.HELD, has_register=True))

    def _not_held(self, which: int) -> None:
        self._settle(which, lambda one: replace(one, status=Status.NOT_HELD))

    def _settle(self, which: int, settled) -> None:
        at = which % len(self.group.sessions)
        one = self.group.sessions[at]
        begun = one.item.starts_at is not None and one.item.starts_at <= self.now
        if begun and one.status is Status.PLANNED and one.item.kind is BlockKind.GROUP:
            sessions = (*self.group.sessions[:at], settled(one), *self.group.sessions[at + 1 :])
            self.group = replace(self.group, sessions=sessions, ever_had_members=True)

    def _join(self) -> None:
        self.group = replace(self.group, ever_had_members=True)

    def _top_up(self) -> None:
        if self.group.pack.is_open_ended:
            seen = top_up(self.group, self.days, self.now.date())
            assert seen.after[: len(seen.before)] == seen.before, "a top-up moved something (SCH-11)"
            self._keep(seen)

    def _keep(
        self, seen: Preview, named: str = "", *, is_in_order: bool = False, is_only_leading: bool = False
    ) -> None:
        """Check what the preview does, then take it over as saving would."""
        before = {one.key: one for one in self.group.sessions}
        keys = [item.key for item in seen.after]
        assert keys[: len(before)] == list(before), "a content was lost, doubled or out of its place (SCH-25)"
        assert len(set(keys)) == len(keys)
        fresh = [one for one in seen.after if one.key not in before or one.starts_at != before[one.key].item.starts_at]
        for item in fresh:
            was = before.get(item.key)
            if item.key == named or was is None:
                continue
            assert not was.has_register, "a session with a register moved (SCH-22)"
            assert self.days.off(item.starts_at.date()) is None, "planned on a day off (SCH-24)"
            if self.group.ever_had_members:
                assert item.starts_at >= self.now, "moved into the past (SCH-22)"
                is_past = was.item.starts_at is not None and was.item.starts_at <= self.now
                assert not is_past or was.status is Status.NOT_HELD, "the past moved (SCH-22)"
        if is_in_order:
            times = [item.starts_at for item in fresh if item.starts_at]
            assert times == sorted(times), "out of the programme's order (SCH-25)"
        if is_only_leading:
            assert all(item.key.startswith("pre") for item in fresh), "more than the leading talks moved (SCH-26)"
        self._take_over(seen, {item.key for item in fresh})
        self._no_two_at_once({item.key for item in fresh} | {named})

    def _take_over(self, seen: Preview, fresh: set[str]) -> None:
        before = {one.key: one for one in self.group.sessions}
        sessions = []
        for item in seen.after:
            was = before.get(item.key, Session(item))
            status = Status.PLANNED if item.key in fresh and was.status is Status.NOT_HELD else was.status
            sessions.append(replace(was, item=item, status=status))
        self.group = replace(self.group, sessions=tuple(sessions))

    def _no_two_at_once(self, fresh: Iterable[str]) -> None:
        meetings = [one.item for one in self.group.sessions if one.item.kind is BlockKind.GROUP]
        new = [item for item in meetings if item.key in set(fresh)]
        hit = [(a.key, b.key) for a in new for b in meetings if a.key != b.key and meet(a, b)]
        assert not hit, "two sessions of the group at one time"


def meet(one: PlannedItem, other: PlannedItem) -> bool:
    if other.kind is not BlockKind.GROUP or not (one.starts_at and one.ends_at and other.starts_at and other.ends_at):
        return False
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def overlapping(slots: list[Slot]) -> bool:
    return len({slot.at for slot in slots}) < len(slots)


@pytest.mark.parametrize(("blocks", "completion"), [(BLOCKS, 'kind = "all"'), (ENDLESS, 'kind = "none"')])
@settings(max_examples=80)
@given(steps=st.lists(STEP, min_size=1, max_size=14), slots=st.sampled_from([(0,), (0, 3)]), every=st.integers(1, 2))
def test_nothing_is_lost_or_doubled_whatever_the_order_of_moves(
    blocks: str, completion: str, steps: list[tuple], slots: tuple[int, ...], every: int
) -> None:
    """SCH-18 to SCH-26: contents, registers, the past, days off and the order of what is planned again."""
    pack = a_pack(blocks, completion, interval=every)
    weekly = tuple(Slot(day, time(18, 30)) for day in slots)
    made = plan(pack, START, weekly, ENGLAND)
    group = Running(pack, weekly, START, tuple(map(Session, made.items)), ever_had_members=False)
    life = Life(group, Days(ENGLAND), datetime.combine(date(2026, 12, 28), time(9)))

    for step in steps:
        life.step(step)
