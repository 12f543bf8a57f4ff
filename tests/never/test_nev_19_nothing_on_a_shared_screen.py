"""NEV-19: a screen that others see shows no whole name, no note and no word about risk, on any page of his desk."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.start.programme import screens
from app.start.programme_window import ProgrammeWindow
from tests.never.lived import Lived
from tests.never.windows import sign_in, visit, wait
from tests.start.test_windows import no_making
from tests.ui.show import themed

pytestmark = pytest.mark.xdist_group("lived")
AWAY = ("Okoro", "Hart", "spoke of Sunday", "three early signs", "Risk: medium")
READ = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


def readable(window: QWidget) -> list[tuple[str, str]]:
    """What stands on the screen now."""
    found = []
    for one in window.findChildren(QWidget):
        if not one.isVisible():
            continue
        if isinstance(one, QLabel | QLineEdit):
            found.append((type(one).__name__, one.text()))
        if isinstance(one, QPlainTextEdit):
            found.append((type(one).__name__, one.toPlainText()))
        if isinstance(one, QAbstractItemView) and (model := one.model()) is not None:
            places = ((row, column) for row in range(model.rowCount()) for column in range(model.columnCount()))
            found += [("list", str(model.index(*place).data(role) or "")) for place in places for role in READ]
        found += [(type(one).__name__, text) for text in (one.accessibleName(), one.toolTip()) if text]
    return found


def test_nothing_of_a_man_but_a_short_name_stands_on_any_shared_page(qtbot: QtBot, lived_copy: Lived) -> None:
    """UX-37."""
    with themed():
        running = ProgrammeWindow(lived_copy.profile, screens, no_making(), lived_copy.ends)
        running.show()
        try:
            sign_in(qtbot, running, "priya")
            window = running.window
            assert window is not None
            window.share()
            found: set[tuple[str, str, str]] = set()

            def look(place: str) -> None:
                found.update((place, where, away) for where, text in readable(window) for away in AWAY if away in text)

            visit(qtbot, running, lived_copy.subjects, look)
            assert not found

            window.share()
            about = {
                "reports": None,
                "case": lived_copy.subjects["case"][0],
                "report": lived_copy.subjects["report"][0],
            }
            for key, subject in about.items():
                window.go(key, subject)
                wait(qtbot, running)
                look(key)
            assert {away for _place, _where, away in found} >= {"three early signs", "Risk: medium"}
        finally:
            running.close()
