"""NEV-3: a place goes live before consent, partner details or a lawful reason, and clearance."""

import pytest

from app.core.errors import NotAllowed
from app.desk.catalogue import perform
from app.domain.codes import MARKS
from tests.offices import Office
from tests.programme.test_registers import first_session, placed

ATTENDED = [code.value for code, means in MARKS.items() if means.attended]


@pytest.mark.parametrize("code", ATTENDED)
def test_while_the_clearance_is_awaited_no_attended_code_is_saved(office: Office, code: str) -> None:
    group, (case,) = placed(office, with_clearance=False)
    desk = office.desk("priya")
    session = first_session(desk, group)
    marks = [{"case": case, "code": code, "minutes": 100, "reason": "He came"}]

    shown = perform(desk, "register.open", {"session": session})
    with pytest.raises(NotAllowed, match="another group or wait"):
        perform(desk, "register.take", {"session": session, "marks": marks, "head_count": 1})

    assert shown.rows[0].stood_down
    assert shown.rows[0].default_code == "AASD"
    assert perform(desk, "register.open", {"session": session}).rows[0].mark is None
    assert perform(desk, "case.show", {"case": case}).state == "placed"


def test_a_correction_is_no_way_around_the_gate(office: Office) -> None:
    group, (case,) = placed(office, with_clearance=False)
    desk = office.desk("priya")
    session = first_session(desk, group)
    marks = [{"case": case, "code": "AASD", "reason": "Waiting"}]
    perform(desk, "register.take", {"session": session, "marks": marks, "head_count": 0})

    wanted = {"session": session, "case": case, "code": "ATTC", "minutes": 150, "reason": "He was there"}
    with pytest.raises(NotAllowed):
        perform(desk, "register.correct", wanted)

    assert perform(desk, "case.show", {"case": case}).state == "placed"
