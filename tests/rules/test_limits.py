"""Proves that limits ask for a letter or a decision once, by the counter of the pack, in any order (ATT-8, ATT-9)."""

from hypothesis import given

from app.domain.codes import MarkCode as C
from app.programme.rules.limits import Done, LimitKind, is_done, limit_steps
from tests.rules.plans import BBR, a_pack
from tests.rules.test_attendance import ANY_MARKS, in_a_row

WARNING, CONSECUTIVE, TOTAL = LimitKind


def kinds(steps):
    return [(one.kind, one.limit) for one in steps]


def test_limits_ask_by_the_counter_the_pack_names():
    """ATT-9: warnings at one and two, a decision at three in a row or five in all; accepted absences ask nothing."""
    rules = BBR.attendance

    assert limit_steps(rules, in_a_row(*[C.AAME] * 6)) == ()
    assert kinds(limit_steps(rules, in_a_row(C.UAAB))) == [(WARNING, 1)]
    three = limit_steps(rules, in_a_row(C.UAAB, C.UAAB, C.UAAB))
    assert kinds(three) == [(WARNING, 1), (WARNING, 2), (CONSECUTIVE, 3)]
    assert three[2].session == in_a_row(C.UAAB, C.UAAB, C.UAAB)[2].session, "the decision is about the third of them"
    five = limit_steps(rules, in_a_row(C.UAAB, C.UAAB, C.ATTC, C.UAAB, C.UAAB, C.ATTC, C.UAAB))
    assert kinds(five) == [(WARNING, 1), (WARNING, 2), (TOTAL, 5)]


def test_a_pack_that_counts_every_absence_counts_accepted_ones():
    """ATT-9: the pack says which counter."""
    rules = a_pack(attendance="max_consecutive = 2").attendance

    assert kinds(limit_steps(rules, in_a_row(C.AAME, C.AAHO))) == [(CONSECUTIVE, 2)]
    assert limit_steps(rules, in_a_row(C.AASD, C.RSSR, C.AAME)) == ()


def test_one_row_of_misses_asks_for_one_decision_and_a_new_row_for_another():
    """ATT-9: done for a row is done for all of it, however long it grows."""
    rules = BBR.attendance
    long = [one for one in limit_steps(rules, in_a_row(*[C.UAAB] * 4)) if one.kind is CONSECUTIVE]
    two_rows = [C.UAAB, C.UAAB, C.UAAB, C.ATTC, C.UAAB, C.UAAB, C.UAAB]
    first, second = (one for one in limit_steps(rules, in_a_row(*two_rows)) if one.kind is CONSECUTIVE)

    done = [Done("consecutive", 3, first.in_a_row[-1])]
    assert len(long) == 1
    assert is_done(long[0], [Done("consecutive", 3, long[0].in_a_row[0])])
    assert (is_done(first, done), is_done(second, done)) == (True, False)


def test_a_letter_that_was_written_is_not_asked_again_when_an_earlier_miss_is_corrected():
    """ATT-9, ATT-13."""
    after = limit_steps(BBR.attendance, in_a_row(C.AAME, C.UAAB))

    assert is_done(after[0], [Done("warning", 1, "another session")])


@given(ANY_MARKS)
def test_the_order_of_marking_never_changes_what_is_asked(marks):
    ordered = sorted(marks, key=lambda mark: mark.starts_at)

    assert limit_steps(BBR.attendance, marks) == limit_steps(BBR.attendance, ordered)
