"""All registers of a group as a grid: what an empty cell means, in words too (ATT-1, NEV-14)."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.core.shapes import CaseId, SessionId
from app.domain.codes import MarkCode
from app.programme.attendance.grid import GroupMarks, ManMarked, SessionBegun
from tests.ui.show import themed
from ui.kit import sharing
from ui.programme.groups.registers import RegistersPart, line_of, meaning_of

CAME, ABSENT = MarkCode.ATTC, MarkCode.UAAB
NOT_ON_IT = "Foundation 1  ·  Tue 10 Nov  ·  He was not on this register"


@pytest.fixture(autouse=True)
def look(qtbot: QtBot) -> Iterator[None]:
    with themed():
        sharing.begin()
        yield


def a_session(number: int, *, has_register: bool = True, is_not_held: bool = False) -> SessionBegun:
    """The first, second or third Tuesday of a group."""
    at = datetime(2026, 11, 3 + 7 * number, 18, 30, tzinfo=UTC)
    return SessionBegun(
        session=SessionId(f"{number}"), number=number, title=f"Foundation {number}", starts_at=at,
        has_register=has_register, is_not_held=is_not_held, attended=1,
    )  # fmt: skip


def a_man(name: str, *codes: MarkCode | None, is_member: bool = True) -> ManMarked:
    """A man with these marks."""
    came = sum(code is CAME for code in codes)
    return ManMarked(
        case=CaseId(name), reference="P-0412", name=name, is_member=is_member, codes=codes, attended=came
    )  # fmt: skip


def test_who_joined_late_has_an_empty_cell_for_what_was_before_him_and_it_is_no_absence() -> None:
    found = GroupMarks(sessions=(a_session(1), a_session(2)), men=(late := a_man("Daniel Okoro", None, CAME),))

    line = line_of(late, found)

    assert line.marks[0] is None
    assert line.marks[1] is not None
    assert line.total == "1 of 1"
    assert meaning_of(found.sessions[0], None, late) == NOT_ON_IT


def test_a_register_that_nobody_took_is_not_recorded_for_who_is_in_the_group_and_empty_for_who_left() -> None:
    here, gone = a_man("Adam Hart", None), a_man("Ben Stone", None, is_member=False)
    found = GroupMarks(sessions=(a_session(1, has_register=False),), men=(here, gone))

    first, second = (line_of(man, found).marks[0] for man in found.men)

    assert first is not None
    assert "Not recorded" in meaning_of(found.sessions[0], None, here)
    assert second is None
    assert meaning_of(found.sessions[0], None, gone) == NOT_ON_IT


def test_a_session_that_was_not_held_says_so_and_covers_nobody() -> None:
    """ATT-16."""
    session = a_session(1, has_register=False, is_not_held=True)

    assert "Not held" in meaning_of(session, None, a_man("Adam Hart", None))


def test_the_keyboard_on_an_empty_cell_hears_what_it_means(qtbot: QtBot) -> None:
    men = (a_man("Adam Hart", ABSENT, CAME), a_man("Daniel Okoro", None, CAME))
    part = RegistersPart(None)  # type: ignore[arg-type]  # nothing is read here
    qtbot.addWidget(part)
    part.show()
    part._show(GroupMarks(sessions=(a_session(1), a_session(2)), men=men))
    part.table.setFocus()

    said = set()
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Up, Qt.Key.Key_Down):
        QTest.keyClick(part.table, key)
        said.add(part.said.text())

    assert {text for text in said if "Foundation 1" in text} == {
        "Adam H.  ·  Foundation 1  ·  Tue 10 Nov  ·  Absent, not acceptable  ·  1 came",
        f"Daniel O.  ·  {NOT_ON_IT}  ·  1 came",
    }
