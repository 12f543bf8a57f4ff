"""Gives each act of the way in an input that fits, for the role and act matrix; the case is Priya's."""

from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

from app.desk.catalogue import perform
from tests.offices import Office
from tests.programme.flows import ANSWERS, a_case, a_referral, prepared, rate, screened, waiting
from tests.programme.test_imports import LINES, sheet
from tests.programme.test_risks import RAISED

Sample = Callable[[Office], dict[str, object]]


def with_case(make: Callable[..., str], **rest: object) -> Sample:
    """An input about a case of Priya's that has come so far."""
    return lambda office: {"case": make(office.desk("priya")), **rest}


def a_meeting(office: Office) -> dict[str, object]:
    """A prepared meeting about one man, and what is decided on him."""
    case = a_case(office.desk("priya"))
    meeting = perform(office.desk("jo"), "meeting.prepare", {"on": "2026-11-09", "cases": [case]}).meeting
    return {"meeting": meeting, "items": [{"case": case, "decision": "no_change"}]}


def held(office: Office) -> dict[str, object]:
    """A case on hold."""
    case = waiting(office.desk("priya"))
    hold = {"kind": "health", "reason": "Operation", "review_on": "2026-12-01"}
    perform(office.desk("priya"), "case.hold", {"case": case, **hold})
    return {"case": case, "kind": "health", "reason": "Well again."}


def raised(office: Office) -> dict[str, object]:
    """A red event that Mo raised in Priya's case, with everybody told."""
    case = a_case(office.desk("priya"))
    told = ["manager", "referrer", "safety_team"]
    event = perform(office.desk("mo"), "risk.raise", {"case": case, **RAISED, "told": told}).event
    return {"event": event}


def differing(office: Office) -> dict[str, object]:
    """Two ratings that differ."""
    case = prepared(office.desk("priya"))
    rate(office.desk("priya"), case, 4)
    rate(office.desk("sam"), case, 1)
    return {"case": case, "discusses": "yes", "reason": "He spoke of one evening."}


RATED = {"admits": "both", "grade": 1, "basis": "Interview"}
RESULT = {"tool": "SARA", "taken_on": "2026-11-02", "assessor": "J Marsh", "results": {"partner": "low"}}

SAMPLES: dict[str, Sample] = {
    "referral.receive": lambda _office: a_referral(),
    "referral.choices": lambda _office: {},
    "referral.find_duplicates": lambda _office: {"given_name": "Daniel", "family_name": "Okoro"},
    "referral.time_left": lambda _office: {"programme": "bbr", "ends_on": "2028-10-31"},
    "referral.answer_duplicates": with_case(a_case, answer="different_person"),
    "referral.pass_partner_details": with_case(a_case, refused=True),
    "referral.list": lambda _office: {},
    "referral.counts": lambda _office: {},
    "consent.record": with_case(a_case, version="1", explained_on="2026-11-02"),
    "denial.rate": with_case(a_case, **RATED),
    "denial.settle": differing,
    "screening.show": with_case(a_case),
    "screening.answer": with_case(a_case, answers=ANSWERS),
    "screening.decide": with_case(screened, verdict="suitable"),
    "case.list": lambda _office: {},
    "case.show": with_case(a_case),
    "staff_only.open": with_case(a_case),
    "meeting.agenda": lambda _office: {},
    "meeting.list": lambda _office: {},
    "meeting.show": lambda office: {"meeting": a_meeting(office)["meeting"]},
    "meeting.prepare": lambda office: {"on": "2026-11-09", "cases": [a_case(office.desk("priya"))]},
    "meeting.record": lambda office: {**a_meeting(office), "attendees": ["Jo Adeyemi"]},
    "staff_only.acknowledge": with_case(a_case),
    "case.history": with_case(a_case),
    "case.move": with_case(a_case, to="withdrawn", reason_code="own_request"),
    "case.hold": with_case(a_case, kind="legal", reason="Appeal", review_on="2026-12-01"),
    "case.lift_hold": held,
    "case.assign": lambda office: {
        "cases": [a_case(office.desk("priya"))],
        "to_user": office.people["sam"].id,
    },
    "client.correct": with_case(a_case, fields={"language": "Polish"}),
    "risk.record_result": with_case(a_case, **RESULT),
    "risk.raise": with_case(a_case, **RAISED),
    "risk.tell": raised,
    "risk.acknowledge": raised,
    "risk.close": raised,
    "risk.list": lambda _office: {},
    "import.referrals": lambda _office: {"file": sheet(Path(mkdtemp()), *LINES), "dry_run": True},
    "today.show": lambda _office: {},
    "settings.show": lambda _office: {},
    "settings.logo": lambda _office: {},
    "settings.set_logo": lambda _office: {},
    "settings.set": lambda _office: {"key": "notice.window_days", "value": 2},
    "people.list": lambda _office: {},
    "audit.show": lambda _office: {},
    "audit.verify": lambda _office: {},
}
