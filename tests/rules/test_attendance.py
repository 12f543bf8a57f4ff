"""Proves that counts come from registers alone, in any order of marking, and never round up (ATT, CASE-3, CASE-8)."""

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.codes import MARKS, MarkCode
from app.programme.rules.attendance import (
    Mark,
    MarkGiven,
    RegisterGiven,
    SessionKind,
    consecutive_missed,
    consecutive_unacceptable,
    has_reached,
    is_late,
    mark_problems,
    minutes_present,
    missed_in_all,
    not_recorded_words,
    register_problems,
    tells_safety_team,
    totals,
)
from app.programme.rules.progress import Covered, completion, coverage, held_contents, milestones_reached, started_on
from tests.rules.plans import BBR, a_pack

FIRST = datetime.fromisoformat("2026-12-07 18:30")
C = MarkCode


def a_mark(code=C.ATTC, minutes=None, week=0, kind=SessionKind.GROUP, covers=(), planned=150, group="G1"):
    if minutes is None:
        minutes = planned if code and MARKS[code].attended else 0
    return Mark(f"s{week}{kind}", FIRST + timedelta(weeks=week), kind, code, minutes, planned, covers, group)


def in_a_row(*codes):
    return [a_mark(code, week=week) for week, code in enumerate(codes)]


ANY_MARKS = st.lists(st.one_of(st.none(), st.sampled_from(MarkCode)), max_size=8).flatmap(
    lambda codes: st.permutations(in_a_row(*codes))
)


def test_the_published_vector_of_four_marks():
    marks = [
        a_mark(C.ATTC, 150, 0),
        a_mark(C.AFTC, 60, 1),
        a_mark(C.ATSH, 30, 2),
        a_mark(C.AAME, 0, 3),
    ]

    counted = totals(marks)

    assert (counted.attended, counted.compliant, counted.minutes, counted.offered) == (3, 2, 240, 4)


def test_kinds_are_counted_apart_and_summed():
    marks = [a_mark(minutes=150), a_mark(minutes=60, week=1, kind=SessionKind.ONE_TO_ONE, planned=60)]
    counted = totals(marks)

    assert counted.by_kind[SessionKind.GROUP].minutes == 150
    assert counted.by_kind[SessionKind.ONE_TO_ONE].attended == 1
    assert counted.by_kind[SessionKind.CATCH_UP].offered == 0
    assert counted.hours == Fraction(7, 2)


def test_not_recorded_is_neither_absent_nor_present():
    """ATT-1: who has no mark stays not recorded, and counts as neither."""
    counted = totals([a_mark(None), a_mark(week=1)])

    assert (counted.offered, counted.attended, counted.compliant, counted.not_recorded) == (2, 1, 1, 1)
    assert consecutive_missed([a_mark(None)]) == 0


def test_a_dose_of_29_9_hours_is_not_30():
    assert not has_reached(1794, 30)
    assert has_reached(1800, 30)
    assert (
        milestones_reached(BBR, [a_mark(minutes=150, week=week) for week in range(11)] + [a_mark(minutes=144, week=12)])
        == ()
    )
    assert milestones_reached(BBR, [a_mark(minutes=150, week=week) for week in range(12)]) == (30,)


@given(ANY_MARKS)
def test_the_order_of_marking_never_changes_what_is_counted(marks):
    ordered = sorted(marks, key=lambda mark: mark.starts_at)

    assert totals(marks) == totals(ordered)
    assert consecutive_missed(marks) == consecutive_missed(ordered)
    assert consecutive_unacceptable(marks) == consecutive_unacceptable(ordered)
    assert started_on(BBR, marks) == started_on(BBR, ordered)
    assert completion(BBR, marks) == completion(BBR, ordered)


@pytest.mark.parametrize(
    ("codes", "missed", "unacceptable"),
    [
        ((C.UAAB, C.AAME, C.UAAB), 3, 2),
        ((C.UAAB, C.ATTC, C.UAAB), 1, 1),
        ((C.UAAB, C.RSSR, C.UAAB), 2, 2),
        ((C.UAAB, C.ATSS, C.UAAB), 2, 2),
        ((C.UAAB, C.AASD), 1, 1),
        ((C.AAME, C.RSOF), 2, 0),
        ((C.UAAB, C.UAAB, C.ATSH), 0, 0),
        ((C.UAAB, None, C.UAAB), 2, 2),
    ],
)
def test_misses_in_a_row(codes, missed, unacceptable):
    assert consecutive_missed(in_a_row(*codes)) == missed
    assert consecutive_unacceptable(in_a_row(*codes)) == unacceptable


def test_misses_in_all_are_what_he_missed_and_never_what_the_office_moved():
    """ATT-8, ATT-9: accepted ones too where the programme counts them; coming and not recorded are no misses."""
    marks = in_a_row(C.UAAB, C.AAME, C.ATTC, C.RSSR, C.AASD, None, C.ATSH, C.UAAB)

    assert missed_in_all(marks, only_unacceptable=True) == 2
    assert missed_in_all(marks, only_unacceptable=False) == 3


def test_the_safety_team_hears_of_every_absence_and_of_two_kinds_of_coming():
    silent = {code for code in MarkCode if not tells_safety_team(code)}

    assert silent == {C.ATTC, C.ATSS}


@pytest.mark.parametrize(
    ("given_mark", "field"),
    [
        (MarkGiven(C.ATTC), "minutes"),
        (MarkGiven(C.ATTC, 151), "minutes"),
        (MarkGiven(C.ATTC, -1), "minutes"),
        (MarkGiven(C.ATTC, 140, late_minutes=15), "minutes"),
        (MarkGiven(C.ATTC, late_minutes=160), "minutes"),
        (MarkGiven(C.ATTC, late_minutes=-10), "minutes"),
        (MarkGiven(C.AAME, 10, reason="ill"), "minutes"),
        (MarkGiven(C.AAME), "reason"),
        (MarkGiven(C.UAAB, reason="  "), "reason"),
        (MarkGiven(C.ATSH, 30), "reason"),
        (MarkGiven(C.CO05, reason="family"), "code"),
    ],
)
def test_a_mark_that_does_not_hold_together_is_refused(given_mark, field):
    assert set(mark_problems(given_mark, 150)) == {field}


@pytest.mark.parametrize(
    ("given_mark", "minutes"),
    [
        (MarkGiven(C.ATTC, 150), 150),
        (MarkGiven(C.ATTC, 0), 0),
        (MarkGiven(C.ATTC, 135, late_minutes=15), 135),
        (MarkGiven(C.ATTC, late_minutes=15, left_early_minutes=20), 115),
        (MarkGiven(C.AFTC, 60, reason="phone"), 60),
        (MarkGiven(C.UAAB, reason="no reason given"), 0),
        (MarkGiven(C.CO05, reason="funeral", by_manager=True), 0),
    ],
)
def test_a_mark_that_holds_together_gives_its_minutes(given_mark, minutes):
    """ATT-2: minutes, or late and left-early minutes from which they follow."""
    assert mark_problems(given_mark, 150) == {}
    assert minutes_present(given_mark, 150) == minutes


def test_a_session_that_ran_longer_allows_more_minutes():
    assert mark_problems(MarkGiven(C.ATTC, 170), 150)
    assert mark_problems(MarkGiven(C.ATTC, 170), 150, 180) == {}


def test_late_is_only_a_label():
    assert is_late(MarkGiven(C.ATTC, late_minutes=15), BBR.attendance)
    assert not is_late(MarkGiven(C.ATTC, late_minutes=14), BBR.attendance)


def test_a_head_count_that_differs_needs_a_reason():
    """ATT-3: the room is counted apart from the marks."""
    marks = {"Adam": MarkGiven(C.ATTC, 150), "Ben": MarkGiven(C.UAAB, reason="none given"), "Carl": None}

    problems = register_problems(RegisterGiven(marks, 2), FIRST, FIRST)
    assert problems == {"head_count": "You counted 2. The register says 1. Correct one, or say why."}
    assert register_problems(RegisterGiven(marks, 2, "A visitor"), FIRST, FIRST) == {}
    assert register_problems(RegisterGiven(marks, 1), FIRST, FIRST) == {}
    not_counted = RegisterGiven(marks, None, "A visitor")
    assert register_problems(not_counted, FIRST, FIRST) == {"head_count": "Count the people in the room."}
    assert not_recorded_words(RegisterGiven(marks, 1)) == "Not recorded yet: Carl."


def test_a_register_for_a_session_ahead_is_refused():
    """ATT-5."""
    empty = RegisterGiven({}, 0)

    assert "session" in register_problems(empty, FIRST, FIRST - timedelta(minutes=1))


def everything(but=(), review=C.ATTC, review_week=40):
    marks = [
        a_mark(week=week, covers=(content.key,), planned=content.minutes)
        for week, content in enumerate(BBR.contents())
        if content.key not in but and content.key != "review-1"
    ]
    return [*marks, a_mark(review, week=review_week, kind=SessionKind.REVIEW, planned=60)]


def test_completion_is_offered_on_the_date_of_the_last_contact():
    standing = completion(BBR, everything())

    assert standing.is_offered
    assert standing.completed_on == (FIRST + timedelta(weeks=40)).date()
    assert completion(BBR, everything(review_week=2)).completed_on == (FIRST + timedelta(weeks=27)).date()


def test_a_missed_content_keeps_completion_away_until_it_is_caught_up():
    marks = everything(but=["foundation-3"])
    caught_up = a_mark(week=45, kind=SessionKind.CATCH_UP, covers=("foundation-3",))

    assert completion(BBR, marks).owed == ("foundation-3",)
    assert not completion(BBR, marks).is_offered
    assert completion(BBR, [*marks, caught_up]).completed_on == (FIRST + timedelta(weeks=45)).date()


@pytest.mark.parametrize("code", [C.AFTC, C.UAAB, C.AAME, None])
def test_a_review_without_a_complied_mark_does_not_count(code):
    """REV-4."""
    standing = completion(BBR, everything(review=code))

    assert (standing.is_offered, standing.review_is_owed) == (False, True)


@pytest.mark.parametrize(("code", "is_held"), [(C.ATTC, True), (C.AFTC, False), (C.AAME, False), (None, False)])
def test_a_review_he_did_not_comply_with_is_booked_again(code, is_held):
    """REV-4, SCH-34: what need not be booked again is covered, or a review in which he complied."""
    review = a_mark(code, kind=SessionKind.REVIEW, covers=("review-1",), planned=60)
    came, missed = a_mark(covers=("foundation-1",)), a_mark(C.UAAB, week=1, covers=("foundation-2",))

    assert held_contents(BBR, [review, came, missed]) == {"foundation-1", *(["review-1"] if is_held else [])}


def test_a_dose_completes_by_hours_and_never_a_minute_early():
    pack = a_pack(completion='kind = "hours"\nhours = 30')
    eleven = [a_mark(week=week) for week in range(11)]

    assert completion(pack, [*eleven, a_mark(minutes=144, week=12)]).hours_short == Fraction(1, 10)
    done = completion(pack, [*eleven, a_mark(week=12), a_mark(week=13)])
    assert done.completed_on == (FIRST + timedelta(weeks=12)).date()


def test_a_pack_without_completion_never_offers_it():
    assert not completion(a_pack(completion='kind = "none"'), [a_mark(week=week) for week in range(60)]).is_offered


def test_start_is_the_first_attended_group_session_and_nothing_typed():
    talk = a_mark(week=0, kind=SessionKind.ONE_TO_ONE)
    marks = [a_mark(C.UAAB, week=1), a_mark(week=2), a_mark(week=3), talk]

    assert started_on(BBR, marks) == date(2026, 12, 21)
    assert started_on(BBR, [talk, a_mark(C.AAME, week=1)]) is None


def test_coverage_names_group_date_and_how_and_survives_a_change_of_group():
    marks = [
        a_mark(week=1, covers=("foundation-1",)),
        a_mark(week=9, covers=("foundation-1",), group="G2"),
        a_mark(week=4, kind=SessionKind.CATCH_UP, covers=("foundation-2",), group="G2"),
    ]
    lines = {line.content.key: line for line in coverage(BBR, marks)}

    assert (lines["foundation-1"].state, lines["foundation-1"].group) == (Covered.HAD, "G1")
    assert (lines["foundation-2"].state, lines["foundation-2"].on) == (Covered.CAUGHT_UP, date(2027, 1, 4))
    assert lines["foundation-3"].state is Covered.OWED
    assert "review-1" not in lines


def test_too_short_a_presence_leaves_the_content_owed_though_he_came():
    """ATT-15: below the share a pack asks for."""
    pack = a_pack(attendance="min_share_present = 0.5")
    short, enough = (a_mark(minutes=minutes, covers=("core-1",)) for minutes in (74, 75))

    assert coverage(pack, [short])[0].state is Covered.OWED
    assert totals([short]).attended == 1
    assert coverage(pack, [enough])[0].state is Covered.HAD
