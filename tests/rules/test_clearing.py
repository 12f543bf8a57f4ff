"""Clearances come alike for every case, and a report is looked through for anything of hers (CLR-2, CLR-4, REP-7)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.calendar import OfficeCalendar, Region
from app.partner.rules import clearing
from app.partner.rules.clearing import CASE_RUNS, REPORT_RUNS, Asked, Draw
from app.partner.rules.report_check import Finding, KnownKind, KnownValue, findings

LONDON = ZoneInfo("Europe/London")
CALENDAR = OfficeCalendar(Region.ENGLAND_AND_WALES)
MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=LONDON) + timedelta(minutes=minutes)
)


def at(month: int, day: int, hour: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=LONDON)


def test_case_runs_are_twice_a_week_and_report_runs_twice_a_day() -> None:
    assert clearing.runs_from(at(11, 23, 13), CASE_RUNS, CALENDAR, 2) == (at(11, 24), at(11, 26))
    assert clearing.runs_from(at(11, 27, 13), REPORT_RUNS, CALENDAR, 2) == (at(11, 27, 16), at(11, 30))


def test_no_run_is_held_on_a_holiday() -> None:
    assert clearing.runs_from(at(12, 25, 0), REPORT_RUNS, CALENDAR, 1) == (at(12, 29),)


@given(MOMENTS, st.integers(0, 2))
@settings(deadline=None)
def test_a_drawn_run_is_never_in_the_first_two_working_days(asked: datetime, drawn: int) -> None:
    run = clearing.drawn_run(asked, CASE_RUNS, CALENDAR, lambda _count: drawn)

    assert run.date() > CALENDAR.after_working_days(asked.date(), 2)
    assert CALENDAR.is_working_day(run.date())


def always(drawn: int) -> Draw:
    return lambda _count: drawn


def test_the_run_is_one_of_three_by_the_draw_alone() -> None:
    runs = [clearing.drawn_run(at(11, 23), CASE_RUNS, CALENDAR, always(drawn)) for drawn in range(3)]

    assert runs == [at(11, 26), at(12, 1), at(12, 3)]


def test_a_run_gives_what_is_ready_in_order_of_id_and_nothing_early_late_or_held() -> None:
    run, before = at(11, 26), at(11, 24)
    requests = [
        Asked("c", run, ready_at=before),
        Asked("a", run, ready_at=before),
        Asked("early", run + timedelta(days=5), ready_at=before),
        Asked("not ready", run),
        Asked("ready later", run, ready_at=run + timedelta(minutes=1)),
        Asked("held", run, ready_at=before, held=True),
    ]

    assert clearing.given_in_run(requests, run) == ("a", "c")
    assert "ready later" in clearing.given_in_run(requests, at(12, 1))


def test_cases_that_touch_the_same_partner_clash_in_one_group_only() -> None:
    """CLR-4, NEV-9."""
    links = {"p1": frozenset({"s1", "s2"}), "p2": frozenset({"s2"}), "p3": frozenset({"s3"})}

    found = clearing.clashes("p1", ["p1", "p2", "p3", "p4"], links)

    assert [(clash.other_case, clash.shared) for clash in found] == [("p2", frozenset({"s2"}))]
    assert clearing.clashes("p1", ["p3", "p4"], links) == ()
    assert clearing.clashes("p4", ["p1", "p2"], links) == ()


def test_an_unused_clearance_lapses_after_eight_weeks() -> None:
    assert clearing.lapses_on(date(2026, 11, 26)) == date(2027, 1, 21)


HERS = (
    KnownValue(KnownKind.NAME, "Becca Nowak", "s1"),
    KnownValue(KnownKind.NAME, "Jo", "s1"),
    KnownValue(KnownKind.NICKNAME, "Bexy", "s1"),
    KnownValue(KnownKind.PHONE, "+447700900501", "s1"),
    KnownValue(KnownKind.EMAIL, "becca.n@example.org", "s1"),
    KnownValue(KnownKind.POSTCODE, "ZZ60 9GH", "s1"),
    KnownValue(KnownKind.ADDRESS, "14 Orchard Mill Road", "s1"),
    KnownValue(KnownKind.WORKPLACE, "Larkspur Bakery Ltd", "s1"),
    KnownValue(KnownKind.SCHOOL, "St Anselm's Primary School", "s1"),
)


def kinds(text: str, his: tuple[str, ...] = ()) -> set[KnownKind]:
    return {finding.kind for finding in findings({"text": text}, HERS, his)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("He spoke of BECCA.", KnownKind.NAME),
        ("Becca's view", KnownKind.NAME),
        ("Beccca was there", KnownKind.NAME),
        ("Mrs Novak", KnownKind.NAME),
        ("Mrs Nowka", KnownKind.NAME),
        ("Bec-\nca", KnownKind.NAME),
        ("Be\u200bcca", KnownKind.NAME),
        ("Be\u0301cca", KnownKind.NAME),
        ("a talk with Jo on Monday", KnownKind.NAME),
        ("he calls her bexy", KnownKind.NICKNAME),
        ("ring 07700 900501", KnownKind.PHONE),
        ("ring 0770-0900.501", KnownKind.PHONE),
        ("0044 (0)7700 900 501", KnownKind.PHONE),
        ("oh double seven double oh nine double zero five zero one", KnownKind.PHONE),
        ("ends in 900501", KnownKind.PHONE),
        ("٠٧٧٠٠٩٠٠٥٠١", KnownKind.PHONE),
        ("BECCA.N@example.org", KnownKind.EMAIL),
        ("becca.n (at) example org is no address but becca . n@example . org is", KnownKind.EMAIL),
        ("zz609gh", KnownKind.POSTCODE),
        ("ZZ6O 9GH", KnownKind.POSTCODE),
        ("the flat in Orchard Mill Rd", KnownKind.ADDRESS),
        ("14, orchard mill road", KnownKind.ADDRESS),
        ("works at larkspur bakery", KnownKind.WORKPLACE),
        ("Larkspurr Bakery Limited", KnownKind.WORKPLACE),
        ("met outside Saint Anselm's primary school", KnownKind.SCHOOL),
    ],
)
def test_what_is_hers_is_found_however_it_is_written(text: str, kind: KnownKind) -> None:
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Attended 20 of 24 sessions, 50.0 of 60.0 hours. One absence, acceptable.",
        "He set two goals: ring his sponsor, and leave the room before he shouts.",
        "He lives in Station Road and was at school in the north.",
        "seven of nine sessions; one, two, three late arrivals",
        "job applications: 3; joke",
        "the novel he read; becoming a father",
    ],
)
def test_an_ordinary_text_has_no_finding(text: str) -> None:
    assert kinds(text) == set()


def test_a_name_they_share_is_no_finding_and_her_own_still_is() -> None:
    assert kinds("Mr Nowak attended.", ("Piotr Nowak",)) == set()
    assert kinds("Mr Nowak and Becca", ("Piotr Nowak",)) == {KnownKind.NAME}


def test_an_address_they_share_is_no_finding_when_it_is_his() -> None:
    assert KnownKind.ADDRESS not in kinds("Address: 14 Orchard Mill Road", ("14 Orchard Mill Road",))


def test_a_finding_names_the_place_in_the_text_as_given_and_the_text() -> None:
    text = "Zoë said nothing. Becca did."

    found = findings({"text": text, "file name": "report-becca.pdf"}, HERS[:1])

    assert found[0] == Finding("file name", KnownKind.NAME, "s1", 7, 12)
    assert text[found[1].start : found[1].end] == "Becca"


def test_a_known_value_does_not_print_itself() -> None:
    assert "Becca" not in repr(HERS)


MIXED = st.sampled_from(["", " ", "  ", "-", ".", " / ", "\n"])


@given(st.text(max_size=60), st.text(max_size=60), st.lists(MIXED, min_size=10, max_size=10))
@settings(deadline=None)
def test_her_number_is_found_in_any_text_with_any_spacing(before: str, after: str, gaps: list[str]) -> None:
    number = "0" + "".join(digit + gap for digit, gap in zip("7700900501", gaps, strict=True))

    assert KnownKind.PHONE in kinds(f"{before} word {number} word {after}")


@given(st.text(max_size=200), st.text(max_size=30), st.sampled_from(KnownKind))
@settings(deadline=None)
def test_any_text_and_any_value_can_be_compared(text: str, value: str, kind: KnownKind) -> None:
    for finding in findings({"text": text}, (KnownValue(kind, value, "s1"),)):
        assert 0 <= finding.start < finding.end <= len(text)


@given(
    st.from_regex(r"[A-Z][a-z]{3,9}", fullmatch=True),
    st.text(max_size=40),
    st.sampled_from([str.upper, str.lower, str]),
)
@settings(deadline=None)
def test_any_name_is_found_in_any_case(name: str, around: str, style: type[str]) -> None:
    text = f"{around} {style(name)} {around}"

    assert findings({"text": text}, (KnownValue(KnownKind.NAME, name, "s1"),))
