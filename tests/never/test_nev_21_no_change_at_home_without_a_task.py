"""NEV-21: he names a new partner or a change at home and the safety team has no task."""

import pytest

from app.core.errors import Unavailable
from app.desk.catalogue import perform
from app.domain import labels
from models.programme.attendance import OneToOne
from models.programme.case import RedEvent
from tests.never.test_nev_04_nobody_stops_unheard import PenThatFails, counted
from tests.offices import Office
from tests.programme.test_one_to_ones import booked
from tests.programme.test_registers import placed

SAID = "zq-she lives with him"


def told_of(office: Office, case: str, change: str | None) -> dict[str, object]:
    """A 1-2-1 that was held, with what he said of his home."""
    given = {"session": booked(office, case), "happened": True, "summary": "He came.", "change_at_home": SAID}
    return given if change is None else {**given, "change": change}


@pytest.mark.parametrize("change", ["new_partner", "pregnancy", "reconciliation", "other", None])
def test_every_change_he_names_is_a_task_of_the_safety_team_with_his_words(office: Office, change: str | None) -> None:
    """ONE-4: in the same moment, whichever it is; three of them urgent as a red event too."""
    _group, (case,) = placed(office)

    perform(office.desk("priya"), "one_to_one.record", told_of(office, case, change))

    maya = office.partner_desk("maya")
    lines = [line for line in perform(maya, "inbox.list", {}) if line.case == case]
    (new,) = [line for line in lines if line.kind == "new_partner"]
    details = {one.label: one.words for one in perform(maya, "inbox.take", {"item": new.item}).details}
    kind = labels.red_kinds().get(change or "")
    assert details == {"he_said": SAID, **({"change": kind} if kind else {})}
    assert [line.kind for line in lines if line.urgent] == (["red_event"] if kind else [])


def test_a_change_is_never_saved_without_its_task(office: Office) -> None:
    """The 1-2-1, the red event and the sealed words are kept together or not at all."""
    _group, (case,) = placed(office)
    given = told_of(office, case, "new_partner")
    before = counted(office)
    desk = office.desk("priya")
    pen = desk.seat.ledger
    desk.seat.ledger = PenThatFails(pen.tables, pen.roster_table, pen.inst, pen.dev, pen.user, pen.seed)

    with pytest.raises(Unavailable):
        perform(desk, "one_to_one.record", given)

    assert counted(office) == before
    with office.programme.work() as work:
        assert not work.session.query(OneToOne).count()
        assert not work.session.query(RedEvent).count()


def test_that_nothing_changed_makes_no_task(office: Office) -> None:
    _group, (case,) = placed(office)
    given = {"session": booked(office, case), "happened": True, "summary": "He came.", "change": "none"}

    perform(office.desk("priya"), "one_to_one.record", given)

    kinds = {line.kind for line in perform(office.partner_desk("maya"), "inbox.list", {}) if line.case == case}
    assert not kinds & {"new_partner", "red_event"}
