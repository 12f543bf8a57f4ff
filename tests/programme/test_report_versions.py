"""What a report said before is kept and can be held against what it says now (REP-6)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Missing
from app.desk.catalogue import perform
from app.programme.reporting.versions import changed
from tests.offices import Office, both_engines
from tests.programme.samples_reports import a_draft


def said(office: Office, report: str) -> list[tuple[int, str]]:
    found = perform(office.desk("priya"), "report.versions", {"report": report})
    return [(one.edition, one.sections["summary"]) for one in found]


@both_engines
def test_each_sitting_is_one_version_and_the_newest_comes_first(office: Office) -> None:
    report = a_draft(office, sections={"summary": "One."})
    for after, words in ((timedelta(minutes=5), "One, two."), (timedelta(hours=2), "Three.")):
        office.clock.move_to(office.clock.now() + after)
        perform(office.desk("priya"), "report.edit", {"report": report, "sections": {"summary": words}})

    assert said(office, report) == [(3, "Three."), (2, "One, two.")]


def test_another_hand_is_another_version_and_nobody_else_reads_them(office: Office) -> None:
    report = a_draft(office, sections={"summary": "One."})
    perform(office.desk("jo"), "report.edit", {"report": report, "sections": {"summary": "Two."}})

    assert said(office, report) == [(2, "Two."), (1, "One.")]
    with pytest.raises(Missing):
        perform(office.desk("sam"), "report.versions", {"report": report})


def test_the_places_that_differ_are_whole_words() -> None:
    before, after = "He came twice. He said no.", "He came three times. He said no."

    gone, come = changed(before, after)

    assert [before[first:last] for first, last in gone] == ["twice."]
    assert [after[first:last] for first, last in come] == ["three times."]


@given(before=st.text(max_size=60), after=st.text(max_size=60))
def test_whatever_was_written_the_places_lie_inside_and_equal_texts_have_none(before: str, after: str) -> None:
    gone, come = changed(before, after)

    assert all(0 <= first < last <= len(before) for first, last in gone)
    assert all(0 <= first < last <= len(after) for first, last in come)
    assert changed(before, before) == ((), ())
