"""Samples of input for the acts that find cases and show long lists of them."""

from collections.abc import Callable

from app.desk.catalogue import perform
from tests.offices import Office
from tests.programme.flows import a_case

VIEW: dict[str, object] = {"screen": "cases", "name": "Waiting", "filters": {"tab": "waiting"}}


def kept_view(office: Office) -> dict[str, object]:
    """Filters that the manager keeps."""
    perform(office.desk("jo"), "view.keep", VIEW)
    return {"screen": "cases", "name": "Waiting"}


SAMPLES: dict[str, Callable[[Office], dict[str, object]]] = {
    "case.ids": lambda _office: {"sort": "name"},
    "case.rows": lambda office: {"cases": [a_case(office.desk("priya"))]},
    "case.filters": lambda _office: {},
    "view.list": lambda _office: {"screen": "cases"},
    "view.keep": lambda _office: VIEW,
    "view.forget": kept_view,
    "view.keep_widths": lambda _office: {"screen": "cases", "widths": {"name": 180}},
    "case.find": lambda _office: {"words": "okoro"},
}
