"""Samples of input for the acts that find cases and show long lists of them."""

from collections.abc import Callable

from tests.offices import Office
from tests.programme.flows import a_case

SAMPLES: dict[str, Callable[[Office], dict[str, object]]] = {
    "case.ids": lambda _office: {"sort": "name"},
    "case.rows": lambda office: {"cases": [a_case(office.desk("priya"))]},
    "case.find": lambda _office: {"words": "okoro"},
}
