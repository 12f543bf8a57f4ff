"""NEV-13: a red event is never closed by its raiser, and never without the time told."""

import pytest

from app.core.errors import NotAllowed
from app.desk.catalogue import perform
from tests.offices import Office, both_engines
from tests.programme.flows import a_case

WEAPON = {"kind": "weapon", "what": "He keeps a knife in the car.", "when": "2026-11-02", "source_class": "group"}


@both_engines
class TestNever13:
    """Both halves of the rule, each alone."""

    def test_its_raiser_never_closes_it_even_when_everybody_was_told(self, office: Office) -> None:
        jo, mo = office.desk("jo"), office.desk("mo")
        event = perform(jo, "risk.raise", {"case": a_case(jo), **WEAPON, "told": ["police", "manager"]}).event

        with pytest.raises(NotAllowed, match="Somebody else"):
            perform(jo, "risk.close", {"event": event, "told": ["police", "manager", "safety_team"]})

        assert not perform(mo, "risk.list", {})[0].closed
        assert perform(mo, "risk.close", {"event": event}).closed

    def test_nobody_closes_it_while_a_time_is_missing(self, office: Office) -> None:
        jo, mo = office.desk("jo"), office.desk("mo")
        event = perform(jo, "risk.raise", {"case": a_case(jo), **WEAPON, "told": ["manager"]}).event

        with pytest.raises(NotAllowed, match="the police"):
            perform(mo, "risk.close", {"event": event, "decision": "Done."})

        told = {"who": "police", "at": "2026-11-02T08:45", "channel": "telephone"}
        assert perform(mo, "risk.close", {"event": event, "told": [told]}).closed
