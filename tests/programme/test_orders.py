"""What courts and agencies do after a referral: kept with what stood before, and what hangs on it follows."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from app.core.errors import InvalidInput, Missing, Stale
from app.desk.catalogue import perform
from app.programme.rules.orders import names_a_place, protections
from models.programme.case import Case
from tests.offices import Office, both_engines
from tests.programme.flows import a_case, a_group, prepared, waiting

KNOWS = "The officer wrote to us."
ENDS = "2027-06-30"


def ordered(office: Office, come_to: Callable[..., str] = a_case, **more: object) -> str:
    """A man under a court order that ends, who has come so far: referred, or what is named."""
    basis = {"kind": "court_requirement", "reference": "CO 77", "starts_on": "2026-09-01", "ends_on": ENDS}
    told = {"reporting_route": "yes", "reporting_reason": "Asked for.", "legal_basis": basis}
    return come_to(office.desk("priya"), **{**told, **more})


def order(office: Office, case: str, change: str, login: str = "priya", **said: object) -> object:
    return perform(office.desk(login), "case.set_order", {"case": case, "change": change, "reason": KNOWS, **said})


def protect(office: Office, case: str, change: str, **said: object) -> object:
    given = {"case": case, "change": change, "reason": KNOWS, **said}
    return perform(office.desk("priya"), "case.set_protection", given)


def legal(office: Office, case: str) -> object:
    return perform(office.desk("priya"), "case.show_legal", {"case": case})


def history(office: Office, case: str) -> list[tuple[str, str]]:
    found = perform(office.desk("priya"), "case.history", {"case": case})
    return [(row.words, row.detail) for row in found if "_said" in row.kind or row.kind.startswith("order_")]


def asked(office: Office, words: str) -> list[tuple[str, str]]:
    found = perform(office.desk("priya"), "today.show", {}).rows
    return [(row.words, row.detail) for row in found if words in row.words]


def at(office: Office, *day: int) -> None:
    office.clock.move_to(datetime(*day, 9, 0, tzinfo=UTC))


def test_an_order_that_is_extended_has_a_later_end_and_both_stand_in_his_history(office: Office) -> None:
    """REF-8: the reader stays who he was, so the way of reporting is not asked anew."""
    case = ordered(office)

    kept = order(office, case, "extended", ends_on="2027-12-31")
    page = perform(office.desk("priya"), "case.show", {"case": case})

    assert (str(kept.was_ends_on), str(kept.ends_on), kept.route.value, kept.warnings) == (
        ENDS,
        "2027-12-31",
        "yes",
        (),
    )
    assert (str(page.order_ends_on), page.route_reason) == ("2027-12-31", "Asked for.")
    assert history(office, case) == [("Order extended: last day 30 June 2027, now 31 December 2027", KNOWS)]
    shown = legal(office, case)
    assert (str(shown.starts_on), shown.reference) == ("2026-09-01", "CO 77"), "what came with the referral is kept"


def test_a_revoked_order_asks_whether_we_may_report_what_the_risk_is_and_whether_he_goes_on(office: Office) -> None:
    """REF-8, RED-5, SCH-36: what follows is said at once and stands on Today."""
    case, desk = ordered(office, waiting), office.desk("priya")
    group = a_group(desk)
    perform(desk, "group.allocate", {"group": group, "case": case})

    kept = order(office, case, "revoked", ends_on="2026-11-02")
    at(office, 2026, 11, 3)

    assert kept.route.value == "unknown"
    assert kept.warnings[0].endswith("of his lie after the end of the order; the last is on 29 June 2027.")
    assert kept.warnings[1].startswith("His order is over and his case is open")
    assert asked(office, "may still report") != []
    assert perform(desk, "case.show", {"case": case}).route_now.value == "unknown"
    again = order(office, case, "made", kind="voluntary", route="no")
    assert (again.ends_on, again.route.value, again.warnings) == (None, "no", ())
    assert asked(office, "may still report") == []


def test_what_cannot_be_is_refused_by_field_and_changes_nothing(office: Office) -> None:
    """REF-7, CASE-2: no day is guessed, and nothing is written over what somebody else wrote meanwhile."""
    case = ordered(office)
    seen = str(perform(office.desk("priya"), "case.show", {"case": case}).version)
    refused = [
        ({"change": "extended", "ends_on": "2027-01-31"}, "ends_on"),
        ({"change": "extended"}, "ends_on"),
        ({"change": "revoked"}, "ends_on"),
        ({"change": "ended", "ends_on": "2027-12-31"}, "ends_on"),
        ({"change": "varied", "starts_on": "2028-01-01"}, "ends_on"),
        ({"change": "varied", "ends_on": "2027-02-31"}, "ends_on"),
        ({"change": "made", "kind": "unknown"}, "kind"),
        ({"change": "corrected"}, "change"),
        ({"change": "varied", "kind": "licence", "reason": "  "}, "reason"),
    ]
    for given, field in refused:
        with pytest.raises(InvalidInput) as found:
            order(office, case, **given)  # type: ignore[arg-type]  # the reason is one of the fields
        assert set(found.value.problems) == {field}, given

    assert history(office, case) == []
    order(office, case, "varied", kind="licence", seen=seen)
    with pytest.raises(Stale):
        order(office, case, "extended", ends_on="2028-01-31", seen=seen)
    with pytest.raises(Missing):
        order(office, case, "extended", "sam", ends_on="2028-01-31")


def test_an_end_that_nobody_knows_is_not_known_and_no_end_at_all(office: Office) -> None:
    """NEV-14: unknown is a word; ground, reference and beginning each leave their line."""
    case = ordered(office)

    order(office, case, "corrected", kind="licence", reference="L 9", starts_on="unknown", ends_on="unknown")

    shown = legal(office, case)
    assert (shown.kind, shown.reference, shown.starts_on, shown.ends_on) == ("licence", "L 9", None, None)
    assert {words for words, _reason in history(office, case)} == {
        "Order corrected: last day 30 June 2027, now not known",
        "Legal ground: Requirement of a court order, now Licence",
        "Order or licence: its reference before",
        "Begins: 1 September 2026, now not known",
    }


def test_a_protective_order_is_shown_varied_and_ended_and_what_was_said_of_it_stays(office: Office) -> None:
    """NEV-18, NEV-14: the one that came with the referral too; without a known end nobody may take it for over."""
    first = {"kind": "Non-molestation order", "conditions": "Not to go near her home", "expires_on": "2026-12-01"}
    case = ordered(office, orders=[first])
    made = protect(office, case, "made", kind="Restraining order", conditions="No contact", expires_on="unknown")

    protect(office, case, "extended", order="0", expires_on="2027-12-01")
    protect(office, case, "varied", order=made.order, conditions="Contact by letter through a solicitor")
    in_force = legal(office, case).protections
    protect(office, case, "revoked", order=made.order, ended_on="2026-11-01")

    assert [(one.kind, str(one.last_day), one.stands, one.conditions) for one in in_force] == [
        ("Restraining order", "None", "unknown", "Contact by letter through a solicitor"),
        ("Non-molestation order", "2027-12-01", "in_force", "Not to go near her home"),
    ]
    assert [(one.kind, one.stands) for one in legal(office, case).protections] == [
        ("Non-molestation order", "in_force"), ("Restraining order", "over"),
    ]  # fmt: skip
    with office.desk("priya").seat.store.work() as work:
        kept = work.get(Case, case).orders
    assert [one.get("conditions") for one in kept if one.get("key") == made.order][:2] == [
        "No contact", "Contact by letter through a solicitor",
    ]  # fmt: skip
    assert [one.turns for one in protections(kept)] == [2, 3]


HERS = ("Not within 100 m of 12 Elm Road NG7 2AB", "niet bij 1012 ab", "Not to ring 07700 900123", "+31 6 1234 5678")


def test_no_address_or_number_of_hers_gets_into_an_order(office: Office) -> None:
    """NEV-7: he may read his record; the words that are refused are given back with what to write."""
    case, found = ordered(office), []

    for text in HERS:
        with pytest.raises(InvalidInput) as refused:
            protect(office, case, "made", kind="Restraining order", conditions=text)
        with pytest.raises(InvalidInput) as at_intake:
            a_case(office.desk("priya"), orders=[{"kind": "Restraining order", "conditions": text}], given_name="Ewan")
        found.append((set(refused.value.problems), set(at_intake.value.problems)))

    assert found == [({"conditions"}, {"orders"})] * len(HERS)
    assert legal(office, case).protections == ()
    assert not any(map(names_a_place, ("Order 123456 of 2 Nov 2026", "Not within 100 m of her home", "", None)))


def test_orders_made_and_ending_and_a_family_court_ask_for_the_rating_again(office: Office) -> None:
    """RED-5: each is a reason of its own, until a newer result stands."""
    case, desk = ordered(office, prepared), office.desk("priya")
    result = {"tool": "SARA", "assessor": "J Marsh", "results": {"partner": "medium"}}

    def rated(day: str) -> None:
        perform(desk, "risk.record_result", {"case": case, **result, "taken_on": day})

    found = []
    at(office, 2026, 11, 3)
    protect(office, case, "made", kind="Restraining order", expires_on="2026-11-10")
    found.append(asked(office, "Rate the risk again"))
    rated("2026-11-03")
    at(office, 2026, 11, 4)
    found.append(asked(office, "Rate the risk again"))
    perform(desk, "case.set_proceedings", {"case": case, "answer": "yes", "reason": KNOWS, "next_on": "2026-12-09"})
    found.append(asked(office, "Rate the risk again"))
    rated("2026-11-04")
    at(office, 2026, 11, 10)
    found.append(asked(office, "Rate the risk again"))

    row = "Rate the risk again: Daniel O."
    assert found == [
        [(row, "An order was made")], [], [(row, "Family proceedings have begun")],
        [(row, "A protective order has ended")],
    ]  # fmt: skip


def test_family_proceedings_are_said_with_their_stage_and_next_day(office: Office) -> None:
    """REF-6, NEV-14: a day that does not exist is refused, and what nobody said stays not known."""
    case, desk = ordered(office), office.desk("priya")
    before = legal(office, case).proceedings
    said = {"case": case, "answer": "yes", "reason": KNOWS, "stage": "First hearing"}

    with pytest.raises(InvalidInput) as refused:
        perform(desk, "case.set_proceedings", {**said, "next_on": "2027-02-30"})
    kept = perform(desk, "case.set_proceedings", {**said, "next_on": "2026-12-09"})

    now = legal(office, case).proceedings
    assert (before.answer.value, before.stage, before.next_on) == ("unknown", "", None)
    assert set(refused.value.problems) == {"next_on"}
    assert (kept.was.value, kept.now.value) == ("unknown", "yes")
    assert (now.answer.value, now.stage, str(now.next_on)) == ("yes", "First hearing", "2026-12-09")
    assert history(office, case) == [("Family proceedings: not known, now yes", KNOWS)]


MANAGED = {
    "status": "managed",
    "category": "2",
    "level": "2",
    "lead_agency": "Northmarsh Probation",
    "coordinator": "T Vale",
}


def mappa(office: Office, case: str, **said: object) -> object:
    return perform(office.desk("priya"), "risk.record_mappa", {"case": case, **MANAGED, **said})


@both_engines
def test_mappa_is_kept_with_its_review_and_asked_about_on_the_day(office: Office) -> None:
    """RSK-7, RSK-3: category, level, lead agency, coordinator and review, under a name; what stood before stays."""
    case = ordered(office)
    nobody = legal(office, case).mappa.status

    mappa(office, case, review_on="2026-12-01")
    early = asked(office, "MAPPA")
    at(office, 2026, 12, 2)
    due = asked(office, "MAPPA")
    mappa(office, case, level="1", review_on="2027-06-01")

    now = legal(office, case).mappa
    assert (nobody, early) == ("not_asked", [])
    assert due == [("Ask what the MAPPA review decided: Daniel O.", "Northmarsh Probation")]
    assert (now.level, now.category, now.lead_agency, now.coordinator, str(now.review_on), now.by) == (
        "Level 1: one agency", "Category 2: violent and other sexual offences", "Northmarsh Probation", "T Vale",
        "2027-06-01", "Priya Nair",
    )  # fmt: skip
    assert asked(office, "MAPPA") == []
    assert history(office, case) == [
        ("Managed under MAPPA", "Level 1: one agency, Northmarsh Probation"),
        ("Managed under MAPPA", "Level 2: several agencies, Northmarsh Probation"),
    ]


def test_mappa_needs_who_leads_and_when_it_is_reviewed_and_counts_as_no_risk_result(office: Office) -> None:
    """RSK-7, GATE-5: it opens no gate and silences no rating; who is not managed has no level."""
    case = a_case(office.desk("priya"))

    with pytest.raises(InvalidInput) as refused:
        mappa(office, case, lead_agency=" ")
    with pytest.raises(InvalidInput) as over:
        mappa(office, case, review_on="2026-11-01")
    mappa(office, case, review_on="2026-12-01")
    page = perform(office.desk("priya"), "case.show", {"case": case})
    mappa(office, case, status="not_managed", review_on=None)

    now = legal(office, case).mappa
    assert (set(refused.value.problems), set(over.value.problems)) == ({"lead_agency", "review_on"}, {"review_on"})
    assert page.risk.level == "unknown"
    assert [gate.passed for gate in page.gates if gate.key == "risk_result"] == [False]
    assert (now.status, now.level, now.lead_agency, now.review_on) == ("not_managed", "", "", None)


def test_what_courts_and_agencies_decided_is_part_of_his_own_pack(office: Office) -> None:
    """RET-8: what is held about him is his to read, line by line."""
    case, desk = ordered(office), office.desk("priya")
    order(office, case, "extended", ends_on="2027-12-31")
    protect(office, case, "made", kind="Restraining order", conditions="No contact", expires_on="2027-03-01")
    mappa(office, case, review_on="2026-12-01")
    request = perform(desk, "subject_access.prepare", {"case": case, "requested_on": "2026-11-02"}).request

    texts = "\n".join(one.text for one in perform(desk, "subject_access.show", {"request": request}).items)

    for words in ("Order or licence: CO 77", "now 31 December 2027", "Restraining order, No contact", "under MAPPA"):
        assert words in texts


def test_another_officer_gets_the_reports_and_another_organisation_is_asked_anew(office: Office) -> None:
    """REP-11, REF-8: a report names whoever has him now; who it was before stays in his history."""
    case, desk = ordered(office), office.desk("priya")
    report = perform(desk, "report.draft", {"case": case, "sections": {"summary": "He comes."}}).report

    def said(**given: str) -> object:
        return perform(desk, "case.set_referrer", {"case": case, "reason": KNOWS, **given})

    with pytest.raises(InvalidInput) as same:
        said(officer="J Marsh")
    with pytest.raises(InvalidInput) as no_way:
        said(email="somewhere")
    officer = said(officer="R Stone", email="r.stone@example.org", phone="07700 900456")
    before = legal(office, case)
    court = said(organisation="Eastmarsh Probation", officer="")

    now = legal(office, case)
    assert (set(same.value.problems), set(no_way.value.problems)) == ({"officer"}, {"email"})
    assert (officer.changed, officer.route.value, officer.papers) == (("officer", "email", "phone"), "yes", (report,))
    assert officer.warnings[0].startswith("1 report that has not gone was begun for the one before")
    assert (before.officer, before.officer_phone) == ("R Stone", "07700 900456")
    assert (court.route.value, now.organisation, now.officer) == ("unknown", "Eastmarsh Probation", "")
    again = perform(desk, "report.draft", {"case": case, "sections": {"summary": "He comes."}}).report
    assert perform(desk, "report.show", {"report": again}).facts.recipient == "Eastmarsh Probation"
    assert [reason for words, reason in history(office, case) if words == "Another referrer or officer"][-1] == (
        "Before: J Marsh. " + KNOWS
    )


def test_a_child_that_becomes_known_is_among_those_who_are_minded_and_one_put_down_by_mistake_is_not(
    office: Office,
) -> None:
    """RED-1, NEV-18, NEV-20: a plan that changes keeps what it was; no address gets in; danger asks for more."""
    case, desk = ordered(office), office.desk("priya")
    danger = {
        "case": case,
        "kind": "new_partner",
        "what": "He said so.",
        "when": "2026-11-02",
        "source_class": "his_own",
    }

    def said(**given: object) -> object:
        return perform(desk, "case.set_child", {"case": case, "reason": KNOWS, **given})

    def heard() -> set[str]:
        return {one.who for one in perform(desk, "risk.raise", danger).told}

    nobody = heard()
    child = said(name="Ayo", date_of_birth="2019", relation="father", plan="cin")
    now = heard()
    said(child=child.child, plan="cp")
    (shown,) = legal(office, case).children
    problems = []
    for given in ({}, {"name": "Ayo", "date_of_birth": "2031"}, {"relation": "father, 9 Heron Mews NG7 2AB"},
                  {"child": "9", "plan": "cp"}, {"is_mistake": True, "name": "Ayo"}):  # fmt: skip
        with pytest.raises(InvalidInput) as refused:
            said(**given)
        problems.append(set(refused.value.problems))
    gone = said(child=child.child, is_mistake=True)

    assert (now - nobody, gone.known) == ({"childrens_services"}, 0)
    assert (shown.name, shown.date_of_birth, shown.relation, shown.plan) == (
        "Ayo",
        "2019",
        "father",
        "Child protection",
    )
    assert problems == [{"name"}, {"date_of_birth"}, {"relation"}, {"child"}, {"child"}]
    assert legal(office, case).children == ()
    assert [reason for words, reason in history(office, case) if words == "A child of his"] == [
        f"Written down by mistake. {KNOWS}", f"Plan: child in need, now child protection. {KNOWS}",
        f"Became known; plan: child in need. {KNOWS}",
    ]  # fmt: skip
    assert heard() == nobody
