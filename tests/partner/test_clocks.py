"""She hears from us in time: first attempt, varied attempts, what was agreed, his start and his end (PRT-2, PRT-6)."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import NotAllowed
from app.core.shapes import CaseId, Nothing, PartnerId
from app.desk.catalogue import perform
from app.domain.calendar import OfficeCalendar, Region
from app.partner.contacts import ContactMade
from app.partner.partners import OfPartner
from app.partner.rules.clocks import Clock, ClockKind, Days, His, Pace, Tried, clock_of
from app.partner.rules.safe_contact import AttemptOutcome, WayKind
from app.partner.safe_plans import CardAsked
from tests.bridge.samples import a_case, a_plan, her_record, later
from tests.made_before import made_before
from tests.offices import Office, both_engines
from tests.programme.flows import a_group, waiting

DETAILS = date(2026, 11, 2)
DAYS, PACE = Days(OfficeCalendar(Region.ENGLAND_AND_WALES)), Pace()
NOBODY, SPOKE = AttemptOutcome.NO_ANSWER, AttemptOutcome.SPOKE_SAFE


def tried(day: int, outcome: AttemptOutcome = NOBODY, hour: int = 10, next_on: date | None = None) -> Tried:
    return Tried(datetime(2026, 11, day, hour, tzinfo=UTC), outcome, next_on)


def clock(*attempts: Tried, state: str = "trying", his: tuple[His, ...] = ()) -> Clock | None:
    return clock_of(state, DETAILS, attempts, his, DAYS, PACE)


@pytest.mark.parametrize(
    ("attempts", "his", "kind", "due"),
    [
        ((), (), ClockKind.FIRST, date(2026, 11, 4)),
        ((tried(3),), (), ClockKind.VARIED, date(2026, 11, 5)),
        ((tried(3), tried(3, hour=10), tried(4)), (), ClockKind.VARIED, date(2026, 11, 6)),
        ((tried(3), tried(4), tried(6, hour=15)), (), ClockKind.NOT_REACHED, date(2026, 11, 10)),
        ((tried(3, SPOKE, next_on=date(2026, 11, 20)),), (), ClockKind.AGREED, date(2026, 11, 20)),
        ((), (His(first_session_on=date(2026, 11, 3)),), ClockKind.BEFORE_START, date(2026, 11, 3)),
        ((tried(3, SPOKE),), (His(ended_on=date(2026, 11, 13)),), ClockKind.AFTER_END, date(2026, 11, 20)),
    ],
)
def test_prt_6_the_clock_that_ends_first(
    attempts: tuple[Tried, ...], his: tuple[His, ...], kind: ClockKind, due: date
) -> None:
    assert clock(*attempts, his=his) == Clock(kind, due)


def test_prt_6_a_talk_ends_the_attempts_and_a_contact_after_his_end_ends_that_clock() -> None:
    assert clock(tried(3, SPOKE)) is None
    assert clock(tried(16), tried(3, SPOKE), his=(His(ended_on=date(2026, 11, 13)),)) is None


RUNNING = His(first_session_on=date(2026, 11, 3), last_session_on=date(2027, 1, 19))


def test_prt_6_while_he_is_with_us_she_hears_from_us_every_few_weeks_and_before_his_end() -> None:
    talked = tried(10, SPOKE)
    late = Tried(datetime(2027, 1, 11, 10, tzinfo=UTC), SPOKE)

    assert clock(talked, state="in_service", his=(RUNNING,)) == Clock(ClockKind.REGULAR, date(2026, 12, 22))
    assert clock(talked, state="not_reached", his=(RUNNING,)) == Clock(ClockKind.BEFORE_END, date(2027, 1, 19))
    assert clock(late, state="not_reached", his=(RUNNING,)) is None
    assert clock(talked, state="in_service") is None, "nothing runs without him"
    assert clock(talked, state="declined", his=(RUNNING,)) is None


def test_prt_2_declining_is_not_closing_and_only_what_she_agreed_is_owed() -> None:
    said_no = AttemptOutcome.DECLINED
    his = (His(ended_on=date(2026, 11, 13)),)

    assert clock(tried(3, said_no), state="declined", his=his) is None
    agreed = clock(tried(3, said_no, next_on=date(2026, 12, 1)), state="declined", his=his)
    assert agreed == Clock(ClockKind.AGREED, date(2026, 12, 1))


@given(st.lists(st.tuples(st.integers(3, 20), st.sampled_from(AttemptOutcome)), max_size=6))
def test_who_cannot_be_contacted_safely_has_no_clock_that_urges_a_call(made: list[tuple[int, AttemptOutcome]]) -> None:
    attempts = [tried(day, outcome) for day, outcome in made]

    assert clock(*attempts, state="not_safe_to_contact", his=(His(ended_on=date(2026, 11, 2)),)) is None


def a_talk(office: Office, partner: PartnerId, outcome: AttemptOutcome, next_on: date | None = None) -> ContactMade:
    at = office.clock.now()
    return ContactMade(partner=partner, at=at, way=WayKind.CALL, outcome=outcome, next_on=next_on)


@made_before
def planned(office: Office) -> PartnerId:
    partner = her_record(office, a_case(office))
    office.partner_desk().safe_plans.set(a_plan(partner, DETAILS))
    return partner


@both_engines
def test_three_attempts_at_different_times_come_before_not_reached(office: Office) -> None:
    partner = planned(office)
    desk = office.partner_desk()
    (first,) = desk.clocks.list(Nothing())
    for day in (3, 4):
        later(office, day, 10)
        desk.contacts.record(a_talk(office, partner, NOBODY))
    with pytest.raises(NotAllowed):
        desk.contacts.not_reached(CardAsked(partner=partner))
    later(office, 5, 11)
    desk.contacts.record(a_talk(office, partner, NOBODY))
    (last,) = desk.clocks.list(Nothing())
    later(office, 12, 10)

    desk.contacts.not_reached(CardAsked(partner=partner))

    assert (first.kind, first.due_on, first.is_late) == (ClockKind.FIRST, date(2026, 11, 4), False)
    assert (last.kind, last.due_on) == (ClockKind.NOT_REACHED, date(2026, 11, 9))
    assert desk.partners.show(OfPartner(partner=partner)).state == "not_reached"
    assert desk.clocks.list(Nothing()) == ()


def test_who_declined_stands_in_the_list_for_the_day_she_agreed(office: Office) -> None:
    partner = planned(office)
    desk = office.partner_desk()
    later(office, 3, 10)
    desk.contacts.record(a_talk(office, partner, AttemptOutcome.DECLINED))
    assert desk.contacts.due(Nothing()) == ()
    later(office, 4, 10)
    desk.contacts.record(a_talk(office, partner, AttemptOutcome.DECLINED, date(2026, 12, 1)))

    assert [line.state for line in desk.contacts.due(Nothing())] == ["declined"]
    assert [line.kind for line in desk.clocks.list(Nothing())] == [ClockKind.AGREED]


@both_engines
def test_his_first_session_and_his_end_run_a_clock_and_leave_no_trace_on_his_side(office: Office) -> None:
    priya = office.desk("priya")
    group, case = a_group(priya), waiting(priya)
    perform(priya, "group.allocate", {"group": group, "case": case})
    partner = her_record(office, CaseId(case))
    first = min(one.starts_at for one in perform(priya, "group.show", {"group": group}).sessions if one.starts_at)
    desk = office.partner_desk()
    desk.safe_plans.set(a_plan(partner, DETAILS))
    later(office, 9, 10)
    desk.contacts.record(a_talk(office, partner, NOBODY))
    (before,) = desk.clocks.list(Nothing())

    later(office, 9, 11)
    desk.contacts.record(a_talk(office, partner, SPOKE))
    (regular,) = desk.clocks.list(Nothing())
    later(office, 11, 10)
    perform(priya, "case.move", {"case": case, "to": "withdrawn", "reason_code": "personal"})
    told = perform(priya, "case.show", {"case": case})
    (after,) = desk.clocks.list(Nothing())

    assert (before.kind, before.due_on) == (ClockKind.BEFORE_START, first.date())
    assert (regular.kind, regular.due_on) == (ClockKind.REGULAR, date(2026, 12, 21))
    assert (after.kind, after.due_on) == (ClockKind.AFTER_END, date(2026, 11, 18))
    assert perform(priya, "case.show", {"case": case}) == told
