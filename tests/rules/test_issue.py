"""A report leaves only read by another person and cleared, and any edit starts it again (REP-6, NEV-2)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import Answer
from app.domain.calendar import OfficeCalendar, Region
from app.programme.rules import issue
from app.programme.rules.issue import Channel, Delivery, ReportState, Standing
from reports.programme.letters.rows import BAD_NEWS, LetterKind

CALENDAR = OfficeCalendar(Region.ENGLAND_AND_WALES)
DRAFT = Standing(ReportState.DRAFT, frozenset({"priya"}))
BYTES, OTHER_BYTES = "a" * 64, "b" * 64
STEPS = ("edit", "ask", "sign", "clear", "issue", "deliver", "give back")
PEOPLE = ("priya", "tom", "ines")


def cleared() -> Standing:
    """A report written by Priya, read by Tom and cleared."""
    signed = issue.after_sign_off(issue.after_asking(DRAFT, "tom"), "tom", BYTES)
    return issue.after_clearance(signed, BYTES)


def test_the_whole_way_leads_from_draft_to_delivered() -> None:
    ready = cleared()

    assert issue.reasons_not_to_issue(ready, BYTES) == ()
    assert issue.after_delivery(issue.after_issue(ready)).state is ReportState.DELIVERED


def test_the_writer_never_signs() -> None:
    asked = issue.after_asking(DRAFT, "priya")

    assert issue.reasons_not_to_ask_reader(DRAFT, "priya")
    assert issue.reasons_not_to_sign(asked, "priya") == ("You wrote this report, so someone else must sign it off.",)


def test_a_reader_who_changed_the_text_has_become_a_writer() -> None:
    edited = issue.after_asking(issue.after_edit(DRAFT, "tom"), "tom")

    assert issue.reasons_not_to_sign(edited, "tom")
    assert issue.reasons_not_to_sign(replace(edited, asked_reader="ines"), "ines") == ()


def test_only_the_reader_who_was_asked_signs_and_only_after_reading_all() -> None:
    asked = issue.after_asking(DRAFT, "tom")

    assert issue.reasons_not_to_sign(asked, "ines")
    assert issue.reasons_not_to_sign(asked, "tom", read_whole=False)
    assert issue.reasons_not_to_sign(asked, "tom") == ()


@pytest.mark.parametrize("before", [DRAFT, issue.after_asking(DRAFT, "tom"), cleared()])
def test_any_edit_voids_reader_and_clearance(before: Standing) -> None:
    after = issue.after_edit(before, "priya")

    assert after.state is ReportState.DRAFT
    assert (after.second_reader, after.signed_sha256, after.cleared_sha256) == (None, None, None)
    assert after.edition == before.edition + 1
    assert issue.reasons_not_to_issue(after, BYTES)


def test_a_clearance_for_other_bytes_changes_nothing() -> None:
    signed = issue.after_sign_off(issue.after_asking(DRAFT, "tom"), "tom", BYTES)

    assert issue.after_clearance(signed, OTHER_BYTES) == signed
    assert issue.after_clearance(DRAFT, BYTES) == DRAFT


def test_one_changed_byte_stops_the_issue() -> None:
    """REP-10."""
    assert issue.reasons_not_to_issue(cleared(), OTHER_BYTES)
    assert issue.reasons_not_to_issue(cleared(), "")


@pytest.mark.parametrize("route", [Answer.NO, Answer.UNKNOWN, Answer.NOT_ASKED])
def test_a_reader_who_may_not_or_perhaps_may_not_have_it_gets_nothing(route: Answer) -> None:
    """REP-13."""
    assert issue.reasons_not_to_issue(cleared(), BYTES, route_open=route)


def test_what_was_issued_is_never_edited_or_issued_again() -> None:
    """NEV-18."""
    out = issue.after_issue(cleared())

    assert issue.reasons_not_to_edit(out)
    assert issue.reasons_not_to_issue(out, BYTES)
    assert issue.reasons_not_to_edit(cleared()) == ()


def test_gaps_keep_a_draft_from_the_second_reader() -> None:
    assert issue.reasons_not_to_ask_reader(DRAFT, "tom", ["goals"]) == ("This is still missing: goals.",)


def step(standing: Standing, name: str, by: str, sha256: str) -> Standing:
    """One step as an act would take it: only when nothing speaks against it."""
    moves = {
        "edit": (issue.reasons_not_to_edit(standing), issue.after_edit(standing, by)),
        "ask": (issue.reasons_not_to_ask_reader(standing, by), issue.after_asking(standing, by)),
        "sign": (issue.reasons_not_to_sign(standing, by), issue.after_sign_off(standing, by, sha256)),
        "clear": ((), issue.after_clearance(standing, sha256)),
        "issue": (issue.reasons_not_to_issue(standing, sha256), issue.after_issue(standing)),
        "deliver": (() if standing.state is ReportState.ISSUED else ("no",), issue.after_delivery(standing)),
        "give back": (() if standing.state is ReportState.SECOND_READER else ("no",), issue.after_return(standing)),
    }
    reasons, after = moves[name]
    return standing if reasons else after


@given(st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from(PEOPLE), st.sampled_from((BYTES, OTHER_BYTES)))))
def test_no_order_of_steps_lets_a_report_out_unread_or_uncleared(steps: list[tuple[str, str, str]]) -> None:
    standing = DRAFT
    for name, by, sha256 in steps:
        standing = step(standing, name, by, sha256)

    if standing.state in {ReportState.CLEARED, ReportState.ISSUED, ReportState.DELIVERED}:
        assert standing.second_reader is not None
        assert standing.second_reader not in standing.writers
        assert standing.signed_sha256 == standing.cleared_sha256 is not None


def test_waiting_shows_one_text_and_after_three_working_days_one_more_by_age_alone() -> None:
    waiting = issue.after_sign_off(issue.after_asking(DRAFT, "tom"), "tom", BYTES)
    friday = datetime(2026, 11, 20, 10, tzinfo=UTC)

    before = issue.clearance_line(waiting, friday, date(2026, 11, 24), CALENDAR)
    after = issue.clearance_line(waiting, friday, date(2026, 11, 25), CALENDAR)

    assert before == ("Awaiting safety clearance",)
    assert after == ("Awaiting safety clearance", "Check figures, names, places and wording, or wait.")


def test_a_given_clearance_shows_its_day_and_nothing_else() -> None:
    line = issue.clearance_line(cleared(), None, date(2026, 11, 30), CALENDAR, date(2026, 11, 25))

    assert line == ("Safety clearance given, 25 November 2026",)


def a_delivery(channel: Channel = Channel.SECURE_EMAIL, **changed: object) -> Delivery:
    return Delivery("J Marsh", channel, "public_task", "Court review", **changed)  # type: ignore[arg-type]


def test_a_delivery_names_reader_basis_and_need() -> None:
    out = issue.after_issue(cleared())

    assert issue.problems_of_delivery(out, a_delivery()) == {}
    assert set(issue.problems_of_delivery(cleared(), Delivery("", Channel.PORTAL, "because", " "))) == {
        "report",
        "recipient",
        "basis",
        "necessity",
    }


def test_post_needs_an_address_read_back_and_never_goes_where_he_shares_it() -> None:
    out = issue.after_issue(cleared())

    assert set(issue.problems_of_delivery(out, a_delivery(Channel.POST))) == {"recipient"}
    assert issue.problems_of_delivery(out, a_delivery(Channel.POST, read_back=True)) == {}
    shared = a_delivery(Channel.POST, read_back=True, shares_address=Answer.YES)
    assert set(issue.problems_of_delivery(out, shared)) == {"channel"}


def test_a_second_copy_to_the_same_reader_is_noticed() -> None:
    assert issue.copy_number("J Marsh", []) == 1
    assert issue.copy_number(" j  marsh", ["J Marsh", "P Osei"]) == 2


@pytest.mark.parametrize("kind", sorted(BAD_NEWS))
def test_bad_news_waits_a_working_day_for_every_case_alike(kind: LetterKind) -> None:
    ends = issue.notice_ends(date(2026, 12, 24), CALENDAR)

    assert ends == date(2026, 12, 29)
    assert issue.reasons_not_to_send(kind, ends, date(2026, 12, 28))
    assert issue.reasons_not_to_send(kind, ends, ends) == ()
    assert issue.reasons_not_to_send(kind, ends, date(2026, 12, 24), manager_called_lead=True) == ()


def test_an_ordinary_letter_does_not_wait() -> None:
    assert issue.reasons_not_to_send(LetterKind.JOINING, date(2026, 12, 29), date(2026, 12, 24)) == ()


def test_what_was_said_of_the_way_before_the_end_of_an_order_counts_until_then() -> None:
    """REF-8: on the last day it still counts; closed stays closed, not known stays not known."""
    ends, said = date(2026, 12, 20), date(2026, 12, 20)
    after = date(2026, 12, 21)

    assert issue.route_now(Answer.YES, said, ends, ends) is Answer.YES
    assert issue.route_now(Answer.YES, said, ends, after) is Answer.UNKNOWN
    assert issue.route_now(Answer.YES, after, ends, after) is Answer.YES
    assert issue.route_now(Answer.YES, said, None, after) is Answer.YES
    assert [issue.route_now(one, said, ends, after) for one in (Answer.NO, Answer.UNKNOWN)] == [
        Answer.NO, Answer.UNKNOWN,
    ]  # fmt: skip


def test_each_reader_has_a_way_of_their_own_and_the_most_careful_word_counts() -> None:
    """REF-8, REP-13: closed to one reader, open to another; a name within a longer one is found, half a word is not."""
    on = date(2026, 11, 2)
    referrer = issue.Route("", Answer.YES, "Asked for.", on)
    said = [{"reader": "Cafcass", "route": "yes", "why": "First", "said_on": "2026-11-01"},
            {"reader": "CAFCASS", "route": "no", "why": "No order", "said_on": "2026-11-02"},
            {"reader": "Family court", "route": "yes", "why": "Ordered", "said_on": "2026-11-02"}]  # fmt: skip
    others = issue.routes(said)

    def why(recipient: str, referrer: issue.Route = referrer) -> tuple[str, str]:
        found = issue.route_to(recipient, referrer, ("Northmarsh Probation", "J Marsh"), others)
        return found.route.value, found.why

    assert [one.reader for one in others] == ["CAFCASS", "Family court"]
    assert why("P Vale, cafcass, Northmarsh") == ("no", "No order")
    assert why("J Marsh, Northmarsh Probation") == ("yes", "Asked for.")
    assert why("Children's services") == ("yes", "Asked for."), "of whom nothing was said has the referrer's way"
    closed = issue.Route("", Answer.NO, "Over", on)
    assert why("Family Court, Eastmarsh", closed) == ("yes", "Ordered")
    assert why("J Marsh, family court", closed) == ("no", "Over"), "who is both has the more careful word"
    assert why("Children's services", closed) == ("no", "Over")
    assert not issue.is_reader("Cafcassia", "Cafcass")
    assert not issue.is_reader("Cafcass", " - "), "a name of no words is nobody"
