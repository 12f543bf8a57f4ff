"""Takes an invented man some way along, through the same acts as the windows, for tests that begin further on."""

from datetime import date, timedelta

from app.desk.catalogue import perform
from app.programme.desk import ProgrammeDesk
from tests.made_before import made_before
from tests.offices import Office

ANSWERS = {
    "heterosexual": {"answer": "yes", "source": "court"},
    "victim_partner": {"answer": "yes", "source": "court"},
    "index_ipv": {"answer": "yes", "source": "court"},
    "motivated": {"answer": "yes", "note": "I want to stop."},
}


def a_referral(**changes: object) -> dict[str, object]:
    """The input of a plain referral from probation."""
    given: dict[str, object] = {
        "given_name": "Daniel",
        "family_name": "Okoro",
        "date_of_birth": "1988-04-12",
        "gender": "man",
        "source": "probation",
        "received_on": "2026-10-26",
        "programme": "bbr",
        "legal_basis": {"kind": "court_requirement", "ends_on": "2028-10-31"},
        "referrer": {"organisation": "Northmarsh Probation", "officer": "J Marsh"},
        "external_reference": "X310000",
    }
    return given | changes


def a_case(desk: ProgrammeDesk, **changes: object) -> str:
    """A case just received."""
    return str(perform(desk, "referral.receive", a_referral(**changes)).case)


@made_before
def prepared(desk: ProgrammeDesk, **changes: object) -> str:
    """A case with details passed, consent signed, a risk result, and denial rated as partial."""
    case = a_case(desk, **changes)
    people = [{"relation": "partner", "given_name": "Amy", "family_name": "Okoro", "phone": "07700 900501"}]
    perform(desk, "referral.pass_partner_details", {"case": case, "people": people})
    today = desk.seat.clock.today().isoformat()
    signed = {"version": "1", "explained_on": today, "signed_on": today, "witness": "Sam Lee"}
    perform(desk, "consent.record", {"case": case, **signed})
    result = {
        "tool": "SARA",
        "taken_on": today,
        "assessor": "J Marsh",
        "results": {"partner": "medium", "others": "low"},
    }
    perform(desk, "risk.record_result", {"case": case, **result, "sources_used": ["court"]})
    rate(desk, case, 2)
    return case


def rate(desk: ProgrammeDesk, case: str, grade: int, **changes: object) -> object:
    """One denial rating."""
    given = {
        "admits": "none" if grade == 4 else "convicted_only",
        "grade": grade,
        "basis": "Interview, 2 November 2026",
    }
    return perform(desk, "denial.rate", {"case": case, **given, **changes})


@made_before
def screened(desk: ProgrammeDesk, **changes: object) -> str:
    """A case whose every criterion is answered; not decided yet."""
    case = prepared(desk, **changes)
    perform(desk, "screening.answer", {"case": case, "answers": ANSWERS})
    return case


@made_before
def waiting(desk: ProgrammeDesk, **changes: object) -> str:
    """A case decided suitable: waiting for a place."""
    case = screened(desk, **changes)
    perform(desk, "screening.decide", {"case": case, "verdict": "suitable"})
    return case


def day(text: str) -> date:
    """A date as tests write it."""
    return date.fromisoformat(text)


@made_before
def a_group(desk: ProgrammeDesk, **changes: object) -> str:
    """A group on Tuesdays from 10 November 2026, run by Priya and Sam; a second one meets earlier in the day."""
    plan: dict[str, object] = {
        "programme": "bbr",
        "code": "TUE-1",
        "starts_on": "2026-11-10",
        "slots": [{"weekday": "tue", "start": "18:30"}],
        "facilitators": ["priya", "sam"],
        **changes,
    }
    seen = perform(desk, "group.preview", plan)
    for start in ("15:30", "12:30", "09:30") if "slots" not in changes else ():
        if any(one.clash for one in seen.sessions):
            plan["slots"] = [{"weekday": "tue", "start": start}]
            seen = perform(desk, "group.preview", plan)
    return str(perform(desk, "group.open", {**plan, "preview": seen.preview}).group)


def cleared(office: Office, *pairs: tuple[str, str]) -> None:
    """The safety officer gives clearance for each case in its group, and the runs that were drawn are made."""
    officer = office.partner_desk("maya")
    for case, group in pairs:
        perform(officer, "clearance.give", {"case": case, "group": group})
    for _run in range(12):
        office.clock.move_to(office.clock.now() + timedelta(days=1))
        perform(officer, "clearance.run", {})
