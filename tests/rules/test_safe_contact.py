"""She is reached only as her plan says, and every reason against it is told (NEV-5, PRT-3, PRT-4)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import InvalidInput
from app.core.shapes import from_json, replaced, to_json
from app.domain.answers import Answer
from app.domain.calendar import OfficeCalendar, Region
from app.partner.rules import safe_contact
from app.partner.rules.safe_contact import AttemptOutcome, Hours, SafePlan, Way, WayKind, Weekday

LONDON = ZoneInfo("Europe/London")
MOBILE = Way(kind=WayKind.CALL, to="+447700900501")
PLAN = SafePlan(
    ways=(MOBILE,),
    times=(Hours(days=(Weekday.MON, Weekday.WED), start="10:00", end="12:00"),),
    never_times=(Hours(days=(Weekday.MON,), start="11:00", end="11:30"),),
    nevers=("never on school holidays",),
    if_someone_else_answers="Say it is the dentist's survey.",
    dropped_call="Do not ring back.",
    checked_on=date(2026, 11, 2),
    expires_on=date(2027, 1, 1),
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A local moment in November 2026; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=LONDON)


def test_inside_a_safe_time_nothing_speaks_against_a_call() -> None:
    assert safe_contact.reasons_not_to_call(PLAN, at(23, 10)) == ()


@pytest.mark.parametrize("moment", [at(23, 9, 59), at(23, 12), at(24, 10), at(22, 10)])
def test_outside_the_safe_times_is_a_reason(moment: datetime) -> None:
    assert safe_contact.reasons_not_to_call(PLAN, moment) == ("This is not a safe time.",)


def test_a_never_wins_over_a_safe_time() -> None:
    assert safe_contact.reasons_not_to_call(PLAN, at(23, 11, 15)) == (
        "This is a time when she must never be contacted.",
    )


def test_the_last_day_of_a_plan_still_serves_and_the_next_never_does() -> None:
    plan = replaced(PLAN, expires_on=date(2026, 11, 23))

    assert safe_contact.reasons_not_to_call(plan, at(23, 10)) == ()
    assert "ran out on 23 November 2026" in safe_contact.reasons_not_to_call(plan, at(25, 10))[0]


def test_without_a_plan_nothing_is_allowed() -> None:
    assert safe_contact.reasons_not_to_call(None, at(23, 10))
    assert safe_contact.next_safe_time(None, at(23, 10)) is None


def test_a_way_that_is_not_in_the_plan_is_a_reason() -> None:
    assert safe_contact.reasons_not_to_use(PLAN, WayKind.TEXT, at(23, 10)) == ("The plan does not allow this way.",)


@pytest.mark.parametrize("said", [Answer.UNKNOWN, Answer.NOT_ASKED, Answer.NO])
def test_a_message_needs_a_plain_yes_for_that_number(said: Answer) -> None:
    way = replaced(MOBILE, may_leave_message=said)
    plan = replaced(PLAN, ways=(way,))

    assert safe_contact.reasons_not_to_leave_message(plan, way, at(23, 10))
    allowed = replaced(MOBILE, may_leave_message=Answer.YES)
    assert safe_contact.reasons_not_to_leave_message(replaced(PLAN, ways=(allowed,)), allowed, at(23, 10)) == ()
    assert safe_contact.reasons_not_to_leave_message(plan, allowed, at(23, 10))


def test_a_strange_number_is_refused_even_in_a_safe_time() -> None:
    assert safe_contact.permission(PLAN, replaced(MOBILE, to="+447700900999"), at(23, 10)).reasons


def test_danger_allows_with_a_reason_and_the_lead_is_told() -> None:
    refused = safe_contact.permission(PLAN, MOBILE, at(24, 3), "  ")
    allowed = safe_contact.permission(PLAN, MOBILE, at(24, 3), "He said he is on his way to her.")
    ordinary = safe_contact.permission(PLAN, MOBILE, at(23, 10), "He said he is on his way to her.")

    assert refused.reasons
    assert (allowed.reasons, allowed.tell_lead) == ((), True)
    assert (ordinary.reasons, ordinary.tell_lead) == ((), False)


def test_the_next_safe_time_steps_over_a_never() -> None:
    assert safe_contact.next_safe_time(PLAN, at(23, 10, 30)) == at(23, 10, 30)
    assert safe_contact.next_safe_time(PLAN, at(23, 11, 10)) == at(23, 11, 30)
    assert safe_contact.next_safe_time(PLAN, at(23, 12)) == at(25, 10)


def test_after_the_plan_has_run_out_there_is_no_next_safe_time() -> None:
    assert safe_contact.next_safe_time(replaced(PLAN, expires_on=date(2026, 11, 24)), at(23, 12)) is None


HOURS = st.builds(
    lambda days, start, length: Hours(
        days=tuple(sorted(days)), start=f"{start:02}:00", end=f"{min(start + length, 23):02}:59"
    ),
    st.sets(st.sampled_from(Weekday), min_size=1),
    st.integers(0, 23),
    st.integers(0, 5),
)
MOMENTS = st.integers(0, 90 * 24 * 60).map(lambda minutes: at(1, 0) + timedelta(minutes=minutes))


@given(st.lists(HOURS, max_size=2), st.lists(HOURS, max_size=2), MOMENTS)
@settings(deadline=None)
def test_a_next_safe_time_is_always_safe_and_nothing_safe_is_skipped(
    times: list[Hours], nevers: list[Hours], moment: datetime
) -> None:
    plan = replaced(PLAN, times=tuple(times), never_times=tuple(nevers))

    found = safe_contact.next_safe_time(plan, moment)

    assert found is None or (found >= moment and not safe_contact.reasons_not_to_call(plan, found))
    hours = (moment.replace(tzinfo=None) + timedelta(hours=ahead) for ahead in range(0, 24 * 8, 3))
    for probe in (hour.replace(tzinfo=LONDON) for hour in hours):
        if not safe_contact.reasons_not_to_call(plan, probe):
            assert found is not None
            assert found <= probe


def test_the_card_tells_the_rules_first_and_never_the_number() -> None:
    lines = safe_contact.card(PLAN, at(23, 10))

    labels = [line.label for line in lines]
    assert labels.index("Now") < labels.index("Safe times") < labels.index("If someone else answers")
    assert lines[0].words == "Safe now."
    assert "900501" not in str(lines)
    assert next(line.words for line in lines if line.label == "Never") == (
        "Mon 11:00 to 11:30; never on school holidays"
    )


def test_a_plan_with_gaps_says_which_fields_are_missing() -> None:
    bare = replaced(PLAN, ways=(), times=(), if_someone_else_answers=" ", dropped_call="", expires_on=date(2027, 1, 2))

    assert set(safe_contact.problems_of_plan(bare, date(2026, 11, 2))) == {
        "ways",
        "times",
        "if_someone_else_answers",
        "dropped_call",
        "expires_on",
    }
    assert safe_contact.problems_of_plan(PLAN, date(2026, 11, 2)) == {}


def test_hours_that_end_before_they_start_and_shared_post_are_refused() -> None:
    backwards = replaced(PLAN, times=(Hours(days=(Weekday.MON,), start="22:00", end="02:00"),))
    shared = replaced(PLAN, ways=(Way(kind=WayKind.POST, to="1 Mill Lane"),))

    assert set(safe_contact.problems_of_plan(backwards, PLAN.checked_on)) == {"times"}
    assert set(safe_contact.problems_of_plan(shared, PLAN.checked_on)) == {"ways"}
    assert set(safe_contact.problems_of_plan(PLAN, date(2026, 11, 1))) == {"checked_on"}


def test_a_plan_survives_json_and_a_time_without_two_digits_does_not() -> None:
    written = to_json(PLAN)

    assert from_json(SafePlan, written) == PLAN
    with pytest.raises(InvalidInput):
        from_json(SafePlan, written.replace(b"10:00", b"9:00"))


def test_not_reached_needs_three_different_times_and_nobody_spoken_to() -> None:
    tries = [(at(23, 10), AttemptOutcome.NO_ANSWER), (at(23, 10, 5), AttemptOutcome.NO_ANSWER)]
    more = [*tries, (at(25, 10), AttemptOutcome.NO_ANSWER), (at(25, 11), AttemptOutcome.SOMEONE_ELSE_NO_MESSAGE)]

    assert not safe_contact.may_be_called_not_reached(tries)
    assert not safe_contact.may_be_called_not_reached(more[:3])
    assert safe_contact.may_be_called_not_reached(more)
    assert not safe_contact.may_be_called_not_reached([*more, (at(30, 10), AttemptOutcome.ASKED_LATER)])


def test_the_first_attempt_is_due_two_working_days_after_the_details() -> None:
    calendar = OfficeCalendar(Region.ENGLAND_AND_WALES)

    assert safe_contact.first_attempt_due(date(2026, 12, 24), calendar) == date(2026, 12, 30)
