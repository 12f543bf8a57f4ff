"""The office's own rounds run beside whoever is at the desk; nothing is noted of those who do none (SCH-11)."""

from datetime import timedelta

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from app.start.office_rounds import OfficeRounds
from models.programme.base import History
from tests.doubles import InlineJobs
from tests.offices import Office
from tests.programme.test_registers import FIRST_EVENING, inbox, placed


def lines(office: Office) -> int:
    """How many lines the log has."""
    with office.programme.work() as work:
        return work.session.execute(select(func.count()).select_from(History)).scalar_one()


def test_a_round_is_done_at_sign_in_when_it_is_due_and_by_nobody_who_may_not(qtbot: QtBot, office: Office) -> None:
    _group, (adam,) = placed(office)
    office.clock.move_to(FIRST_EVENING + timedelta(hours=4))
    parent = QObject()
    rounds = OfficeRounds(parent, InlineJobs())  # type: ignore[arg-type]
    before = lines(office)

    rounds.begin(office.desk("una"))
    assert lines(office) == before
    rounds.begin(office.desk("sam"))
    assert ("absent", adam) in inbox(office)
    after = lines(office)
    rounds.look()
    rounds.end()
    rounds.look()

    assert lines(office) == after > before
