"""Reports at every step of their way, and one input for each act on reports and their papers."""

from collections.abc import Callable
from datetime import timedelta

from app.desk.catalogue import perform
from tests.made_before import made_before
from tests.offices import Office
from tests.programme.flows import prepared, waiting

WORDS = "He can name three early signs of his own anger."
NEEDED = {"basis": "public_task", "necessity": "He attends under a court order."}


@made_before
def a_draft(office: Office, **changes: object) -> str:
    """A draft by Priya about a man whose referral is complete."""
    desk = office.desk("priya")
    case = changes.pop("case", None) or prepared(desk)
    given = {"case": case, "type": "progress", "sections": {"summary": WORDS}, **changes}
    return str(perform(desk, "report.draft", given).report)


def another_man(office: Office) -> str:
    """A second case, of somebody else."""
    who = {"given_name": "Ewan", "family_name": "Hart", "date_of_birth": "1990-06-01", "external_reference": "X320000"}
    return prepared(office.desk("priya"), **who)


def with_reader(office: Office, **changes: object) -> str:
    """A report that lies with Sam."""
    report = a_draft(office, **changes)
    perform(office.desk("priya"), "report.ask_second_reader", {"report": report, "reader": "sam"})
    return report


@made_before
def signed(office: Office, **changes: object) -> str:
    """A report that Sam signed; it waits for the safety team."""
    report = with_reader(office, **changes)
    perform(office.desk("sam"), "report.sign_off", {"report": report})
    return report


def clear(office: Office, report: str) -> None:
    """The safety officer finds nothing, and the next run is made."""
    officer = office.partner_desk("maya")
    perform(officer, "report.check", {"report": report})
    perform(officer, "report.clear", {"report": report})
    office.clock.move_to(office.clock.now() + timedelta(days=1))
    perform(officer, "clearance.run", {})


@made_before
def cleared_report(office: Office, **changes: object) -> str:
    """A report that may be issued."""
    report = signed(office, **changes)
    clear(office, report)
    return report


@made_before
def issued(office: Office, **changes: object) -> str:
    """An issued report; nobody has it yet."""
    report = cleared_report(office, **changes)
    perform(office.desk("priya"), "report.issue", {"report": report})
    return report


def _edit(office: Office) -> dict[str, object]:
    return {"report": a_draft(office), "sections": {"next_steps": "He goes on with My Thinking."}}


def asked_for_one(office: Office) -> dict[str, object]:
    """A man whose decision asks for the report on it."""
    case = waiting(office.desk("priya"))
    until = office.clock.today() + timedelta(days=7)
    return {"case": case, "type": "acceptance", "until": f"{until}", "because": "His officer is away."}


SAMPLES: dict[str, Callable[[Office], dict[str, object]]] = {
    "report.draft": lambda office: {"case": prepared(office.desk("priya")), "type": "progress"},
    "report.edit": _edit,
    "report.ask_second_reader": lambda office: {"report": a_draft(office), "reader": "mo"},
    "report.give_back": lambda office: {"report": _open_to_anyone(office), "comment": "Say who did it."},
    "report.sign_off": lambda office: {"report": _open_to_anyone(office)},
    "report.versions": lambda office: {"report": a_draft(office)},
    "report.show": lambda office: {"report": a_draft(office)},
    "report.list": lambda _office: {},
    "report.put_aside": asked_for_one,
    "report.preview": lambda office: {"report": a_draft(office), "page": 1, "dpi": 48},
    "report.issue": lambda office: {"report": cleared_report(office)},
    "report.deliver": lambda office: {"report": issued(office), **NEEDED},
    "disclosure.list": lambda _office: {},
}


def _open_to_anyone(office: Office) -> str:
    """A draft by a writer who plays no other part, for whoever reads second."""
    desk = office.desk("mo")
    given = {"case": prepared(office.desk("priya")), "sections": {"summary": WORDS}}
    report = str(perform(desk, "report.draft", given).report)
    perform(desk, "report.ask_second_reader", {"report": report})
    return report
