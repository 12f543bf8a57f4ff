"""What he did reaches her worker the same day; silence reaches the lead; what she is told is what she wants (NEV-4)."""

from datetime import date, datetime

import pytest

from app.core.errors import InvalidInput
from app.core.shapes import Nothing
from app.desk.catalogue import perform
from app.programme.notices import NoticeKind, seal
from tests.bridge.samples import a_case, her_record, later
from tests.offices import Office, both_engines


def crossed(office: Office, case: str, kind: NoticeKind, /, *, urgent: bool = False, **told: object) -> None:
    """Something he did, sealed in the act that made it true."""
    seat = office.desk("priya").seat
    with seat.open_work() as work:
        seal(work, seat, kind, case, told, urgent=urgent)
        seat.ledger.append(work, "test.cross", seat.clock.now())


def late(office: Office) -> list[str]:
    return [one.words for one in perform(office.partner_desk("wendy"), "news.late", {})]


def due(office: Office) -> list[str]:
    return sorted(one.kind for one in perform(office.partner_desk(), "update.due", {}))


def told(office: Office, partner: str, outcome: str, **more: object) -> None:
    items = [one.item for one in perform(office.partner_desk(), "update.due", {}) if one.is_to_tell]
    given = {"partner": partner, "items": items, "at": office.clock.now().isoformat(), "way": "call", **more}
    perform(office.partner_desk(), "partner.update_told", {**given, "outcome": outcome})


@both_engines
def test_an_absence_nobody_took_in_reaches_the_lead_at_five_and_a_red_event_at_half_time(office: Office) -> None:
    """RED-2: silence goes on at half time."""
    case = a_case(office)
    crossed(office, case, NoticeKind.ABSENT, code="UAAB")
    crossed(office, case, NoticeKind.RED_EVENT, urgent=True, kind="looks_for_her", what="Asked where she lives.")
    lines = perform(office.partner_desk(), "inbox.list", {})
    assert [(one.kind, one.is_late) for one in lines] == [("red_event", False), ("absent", False)]
    assert lines[1].due_at == datetime(2026, 11, 2, 17, 0, tzinfo=office.clock.zone)

    seen = []
    for hour, minute in ((9, 29), (9, 30), (16, 59), (17, 0)):
        later(office, 2, hour, minute)
        seen.append(len(late(office)))
    assert seen == [0, 1, 1, 2]

    for line in lines:
        perform(office.partner_desk(), "inbox.take", {"item": line.item})
    assert late(office) == []


def test_what_came_in_the_evening_waits_for_the_next_working_days_hour(office: Office) -> None:
    case = a_case(office)
    later(office, 6, 21, 0)  # a Friday
    crossed(office, case, NoticeKind.ABSENT, code="UAAB")

    (line,) = perform(office.partner_desk(), "inbox.list", {})

    assert line.due_at == datetime(2026, 11, 9, 17, 0, tzinfo=office.clock.zone)


def test_she_hears_what_she_wants_to_hear_and_what_touches_her_safety_before_she_was_asked(office: Office) -> None:
    """PRT-7, PRT-8."""
    case = a_case(office)
    partner = her_record(office, case)
    for kind in (NoticeKind.STARTED, NoticeKind.ABSENT, NoticeKind.STOPPED, NoticeKind.NEW_PARTNER):
        crossed(office, case, kind)
    seen = {"not_asked": due(office)}
    for wants in ("all", "safety_only", "none"):
        perform(office.partner_desk(), "partner.set_updates", {"partner": partner, "wants": wants, "way": "by text"})
        seen[wants] = due(office)
    page = perform(office.partner_desk(), "update.show", {"partner": partner})

    assert seen == {
        "not_asked": ["stopped"], "all": ["absent", "started", "stopped"], "safety_only": ["stopped"], "none": [],
    }  # fmt: skip
    assert (page.wants, page.wants_way) == ("none", "by text")


def test_declining_contact_leaves_the_warnings_that_touch_her_safety(office: Office) -> None:
    case = a_case(office)
    partner = her_record(office, case)
    perform(office.partner_desk(), "partner.set_updates", {"partner": partner, "wants": "all"})
    for kind in (NoticeKind.ABSENT, NoticeKind.EXCLUDED):
        crossed(office, case, kind)
    declined = {"way": "call", "outcome": "declined", "at": office.clock.now().isoformat(), "danger": "first call"}

    perform(office.partner_desk(), "contact.record", {"partner": partner, **declined})

    assert due(office) == ["excluded"]


def test_news_stays_due_until_she_was_told_or_somebody_says_why_not(office: Office) -> None:
    case = a_case(office)
    partner = her_record(office, case)
    crossed(office, case, NoticeKind.STOPPED)
    later(office, 3, 9)
    told(office, partner, "not_reached")
    (line,) = perform(office.partner_desk(), "update.due", {})
    assert (line.tell_by, line.is_late) == (date(2026, 11, 2), True)
    with pytest.raises(InvalidInput) as refused:
        told(office, partner, "decided_not_to")
    assert list(refused.value.problems) == ["words"]

    told(office, partner, "told", words="She will stay with her sister.")

    assert due(office) == []
    page = perform(office.partner_desk(), "update.show", {"partner": partner})
    assert sorted((one.told.outcome, one.told.news) for one in page.told) == [
        ("not_reached", ("He was stopped",)), ("told", ("He was stopped",)),
    ]  # fmt: skip


def test_she_is_told_nothing_of_another_man_of_before_or_of_what_lies_ahead(office: Office) -> None:
    case, other = a_case(office), a_case(office, "Ewan")
    crossed(office, case, NoticeKind.STOPPED)
    later(office, 3, 9)
    partner = her_record(office, case)
    crossed(office, other, NoticeKind.STOPPED)

    assert due(office) == []
    items = [one.item for one in office.partner_desk().inbox.list(Nothing())]
    for wrong in ({"items": items}, {"at": "2026-11-04T09:00:00", "items": items}):
        given = {"partner": partner, "at": office.clock.now().isoformat(), "way": "call", "outcome": "told", **wrong}
        with pytest.raises(InvalidInput):
            perform(office.partner_desk(), "partner.update_told", given)


def test_nev_12_a_red_event_within_the_marac_year_asks_for_a_decision_whatever_she_wants(office: Office) -> None:
    case = a_case(office)
    partner = her_record(office, case)
    step = {"partner": partner, "step": "referral", "on": "2026-10-01"}
    perform(office.partner_desk(), "marac.record", step)
    perform(office.partner_desk(), "partner.set_updates", {"partner": partner, "wants": "none"})
    later(office, 2, 10)
    crossed(office, case, NoticeKind.RED_EVENT, urgent=True, kind="new_violence", what="Told in group.")

    (line,) = perform(office.partner_desk(), "update.due", {})
    assert (line.asks_marac, line.is_to_tell) == (True, False)
    incident = {"partner": partner, "step": "incident", "on": "2026-11-02", "words": "He said so in the group."}
    perform(office.partner_desk(), "marac.record", incident)

    assert due(office) == []
