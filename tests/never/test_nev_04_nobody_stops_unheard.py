"""NEV-4: he is stopped, excluded or drops out and the safety team is not told the same day."""

import pytest
from sqlalchemy import func, select

from app.core.errors import Unavailable
from app.desk.catalogue import perform
from app.desk.ledger import Ledger
from models.programme.attendance import Mark, Register
from models.programme.crossing import BoxItem
from tests.offices import Office
from tests.programme.test_registers import first_session, inbox, placed

STOPS = [
    ("group.leave", {"to": "waiting", "reason_code": "operational"}),
    ("case.move", {"to": "withdrawn", "reason_code": "own_request"}),
    ("case.move", {"to": "deselected", "reason_code": "missed_too_many", "second": "jo"}),
    ("case.move", {"to": "breach", "reason_code": "missed_too_many"}),
]


class PenThatFails(Ledger):
    """A chain that cannot be written to just now."""

    def append(self, *_given: object, **_more: object) -> None:
        raise Unavailable


def counted(office: Office) -> tuple[int, ...]:
    with office.programme.work() as work:
        return tuple(
            work.session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (Mark, Register, BoxItem)
        )


def test_whoever_did_not_come_or_did_not_comply_is_told_with_the_register(office: Office) -> None:
    group, (adam, ben, carl, dean) = placed(office, 4)
    desk = office.desk("priya")
    marks = [
        {"case": adam, "code": "AAME", "reason": "Doctor"},
        {"case": ben, "code": "ATSH", "minutes": 30, "reason": "He shouted"},
        {"case": carl, "code": "AFTC", "minutes": 150, "reason": "He slept"},
        {"case": dean, "code": "ATTC", "minutes": 150},
    ]

    perform(desk, "register.take", {"session": first_session(desk, group), "marks": marks, "head_count": 3})

    assert {case for kind, case in inbox(office) if kind == "absent"} == {adam, ben, carl}


def test_an_absence_is_never_saved_without_its_notice(office: Office) -> None:
    group, (case,) = placed(office)
    desk = office.desk("priya")
    session, before = first_session(desk, group), counted(office)
    pen = desk.seat.ledger
    desk.seat.ledger = PenThatFails(pen.tables, pen.roster_table, pen.inst, pen.dev, pen.user, pen.seed)
    marks = [{"case": case, "code": "UAAB", "reason": "no reason given"}]

    with pytest.raises(Unavailable):
        perform(desk, "register.take", {"session": session, "marks": marks, "head_count": 0})

    assert counted(office) == before


@pytest.mark.parametrize(("act", "given"), STOPS, ids=[str(given["to"]) for _act, given in STOPS])
def test_a_stop_is_in_the_inbox_when_it_is_saved(office: Office, act: str, given: dict) -> None:
    _group, (case,) = placed(office)
    before = [line for line in inbox(office) if line[1] == case]

    perform(office.desk("mo" if "second" in given else "priya"), act, {"case": case, **given})

    assert len([line for line in inbox(office) if line[1] == case]) == len(before) + 1
