"""Gives each act about questionnaires and the file of one man an input that fits, for the role and act matrix."""

from collections.abc import Callable

from tests.offices import Office
from tests.programme.flows import a_case

Given = dict[str, object]


def to_fill_in(office: Office) -> Given:
    """A questionnaire; whether his programme has it is asked behind the door."""
    scores = {"total": 12}
    return {
        "case": a_case(office.desk("priya")), "measure": "core10", "stage": "t0", "on": "2026-11-02", "scores": scores,
    }  # fmt: skip


def to_screen(office: Office) -> Given:
    """The result of a brief tool."""
    case = a_case(office.desk("priya"), source="substance_service")
    return {"case": case, "tool": "Brief tool", "on": "2026-11-02", "worker": "K Reed", "result": "possible"}


def a_file(office: Office) -> Given:
    """A case just received."""
    return {"case": a_case(office.desk("priya"))}


SAMPLES: dict[str, Callable[[Office], Given]] = {
    "measure.record": to_fill_in,
    "measure.list": a_file,
    "measure.discuss": lambda _office: {"entry": "00" * 16, "decision": "Look again in four weeks."},
    "substance.screen": to_screen,
    "case.marks": a_file,
    "case.contacts": a_file,
    "case.records": a_file,
    "case.results": a_file,
}
