"""A copy that went wrong has a clock of 72 hours that stands on Today until a manager closes it (REP-11)."""

from datetime import timedelta

import pytest

from app.core.errors import InvalidInput, NotAllowed
from app.desk.catalogue import perform
from tests.offices import Office, both_engines
from tests.programme.samples_papers import gone, wrong


@both_engines
def test_the_clock_runs_from_noticing_until_a_manager_closes_it(office: Office) -> None:
    copy = gone(office)
    office.clock.move_to(office.clock.now() + timedelta(hours=3))
    noticed = office.clock.now().replace(second=0, microsecond=0)
    made = perform(office.desk("priya"), "incident.record", wrong(office, copy, whom_told=["Jo Adeyemi"]))

    due = [row.due for row in perform(office.desk("priya"), "today.show", {}).rows if row.act == "incident.close"]
    office.clock.move_to(office.clock.now() + timedelta(hours=73))
    (late,) = perform(office.desk("jo"), "incident.list", {})
    end = {"incident": made.incident, "reported": "reported", "decision": "Two people check each envelope."}
    with pytest.raises(NotAllowed):
        perform(office.desk("priya"), "incident.close", end)
    closed = perform(office.desk("jo"), "incident.close", end)

    assert (made.due_at - noticed, due) == (timedelta(hours=72), [made.due_at])
    assert (late.is_overdue, late.told, late.recipient) == (True, ("Jo Adeyemi",), "Daniel Okoro")
    assert (closed.is_overdue, closed.closed_by) == (False, "Jo Adeyemi")
    assert perform(office.desk("jo"), "incident.list", {}) == ()
    with pytest.raises(NotAllowed, match="closed already"):
        perform(office.desk("jo"), "incident.close", end)


def test_it_cannot_be_noticed_before_the_copy_left_or_after_now(office: Office) -> None:
    copy = gone(office)

    for when in ("2026-11-01T08:00", "2027-01-01T08:00"):
        with pytest.raises(InvalidInput) as refused:
            perform(office.desk("priya"), "incident.record", wrong(office, copy, when=when))
        assert set(refused.value.problems) == {"when"}
