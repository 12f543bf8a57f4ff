"""Gives each act on programmes an input that fits, for the role and act matrix."""

from collections.abc import Callable

from app.domain.pack import shipped_texts
from tests.offices import Office

Given = dict[str, object]
NEXT = shipped_texts()["bbr.toml"].replace('version = "1.0"', 'version = "1.1"').replace("max = 12", "max = 10")
OWN = shipped_texts()["bbr.toml"].replace('code = "bbr"', 'code = "our_own"')
REVIEW = {
    "evaluation_partner": "The university",
    "managers_consulted": "Northgate and Harbour Road",
    "review_date": "2027-05-01",
    "what_happened": "Two groups ran to their end.",
    "dropouts": "Three, all moved away.",
    "harms": "None seen.",
    "evidence_to_go_on": "Figures of both groups.",
}

SAMPLES: dict[str, Callable[[Office], Given]] = {
    "pack.list": lambda _office: {},
    "pack.show": lambda _office: {"code": "bbr"},
    "pack.compare": lambda _office: {"code": "bbr", "before": "1.0", "text": NEXT},
    "pack.check": lambda _office: {"text": NEXT},
    "pack.copy": lambda _office: {"code": "bbr"},
    "pack.load": lambda _office: {"text": OWN},
    "pack.publish": lambda _office: {"text": NEXT, "changes": "At most ten.", "reasons": "The room is small."},
    "pack.set_state": lambda _office: {"code": "mam", "version": "1.0", "state": "active", "recorded": REVIEW},
    "pack.record": lambda _office: {"code": "mam", "version": "1.0", "recorded": {"harms": "None seen."}},
}
