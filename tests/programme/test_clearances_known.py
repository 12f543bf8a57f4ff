"""A clearance is checked once while somebody is signed in, and again when its bytes are others (E6, NEV-3, P6)."""

import pytest
from sqlalchemy import select

from app.core.errors import Damaged
from app.crypto.clearance import Clearance, verify_clearance
from app.crypto.roster import Roster
from app.desk.catalogue import perform
from app.programme import seat as seats
from models.programme.crossing import Clearance as ClearanceRow
from tests.offices import Office
from tests.programme.test_registers import first_session, placed


def test_each_clearance_is_checked_once_and_anew_when_its_bytes_are_others(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[bytes] = []

    def check(stored: bytes, inst: str, roster: Roster) -> Clearance:
        checked.append(stored)
        return verify_clearance(stored, inst, roster)

    monkeypatch.setattr(seats, "verify_clearance", check)
    group, _men = placed(office, 2)
    checked.clear()
    desk = office.desk("priya")
    asked = {"session": first_session(desk, group)}

    first, again = perform(desk, "register.open", asked), perform(desk, "register.open", asked)
    assert [row.gates for row in first.rows] == [row.gates for row in again.rows] == [(), ()]
    assert len(checked) == len(set(checked)) == 2

    with office.programme.work() as work:
        row = work.session.scalars(select(ClearanceRow)).first()
        assert row is not None
        row.statement = row.statement[:-1] + bytes([row.statement[-1] ^ 1])
    with pytest.raises(Damaged):
        perform(desk, "register.open", asked)
