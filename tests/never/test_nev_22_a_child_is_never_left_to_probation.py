"""NEV-22: a concern for a child is not over because probation knows of it."""

import pytest

from app.core.errors import NotAllowed
from app.desk.catalogue import perform
from tests.offices import Office
from tests.programme.flows import a_case

CONCERN = {
    "kind": "child_concern", "what": "He says that his son is afraid of him.", "when": "2026-11-02",
    "source_class": "his_own",
}  # fmt: skip


def test_it_stays_open_until_childrens_services_were_told_whoever_else_was(office: Office) -> None:
    priya, jo = office.desk("priya"), office.desk("jo")
    raised = perform(priya, "risk.raise", {"case": a_case(priya), **CONCERN})
    assert "childrens_services" in {one.who for one in raised.told}
    others = {"event": raised.event, "told": ["referrer", "police", "manager"], "decision": "Probation knows of it."}

    with pytest.raises(NotAllowed, match="children's services"):
        perform(jo, "risk.close", others)
    still_open = perform(jo, "risk.list", {})
    closed = perform(jo, "risk.close", {**others, "told": ["childrens_services"]})

    assert [row.event for row in still_open] == [raised.event]
    assert all(one.at is not None for one in closed.told)
    assert perform(jo, "risk.list", {}) == ()
