"""NEV-1: no screen of the programme side, and nothing that a window leaves elsewhere, tells anything of hers."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.start.programme import screens
from app.start.programme_window import ProgrammeWindow
from tests.never.hunt import Hunt, Sighting, told
from tests.never.lived import Lived
from tests.never.marked import HIM, HUNT, NUMBER, READERS, WORD, mark
from tests.never.windows import everything_said, outside, sign_in, visit, wait, windows
from tests.start.test_windows import no_making
from tests.ui.show import themed
from ui.shell.palette import Palette

pytestmark = pytest.mark.xdist_group("lived")
TYPED = ("", "qu", "zal", "07700", "partner", "daniel")
ROLE = {"priya": "facilitator", "jo": "manager"}


def texts(said: Iterator[tuple[str, str]]) -> dict[str, set[str]]:
    """What was said, by place."""
    found: dict[str, set[str]] = {}
    for place, text in said:
        found.setdefault(place, set()).add(text)
    return found


def hunted(hunt: Hunt, said: dict[str, set[str]]) -> list[Sighting]:
    """What a hunt finds in texts by place."""
    return [one for place, some in said.items() for one in hunt.in_value(place, sorted(some))]


@contextmanager
def at_his_desk(qtbot: QtBot, lived: Lived, login: str) -> Iterator[ProgrammeWindow]:
    """The real window of the programme desk with this person signed in."""
    with themed():
        running = ProgrammeWindow(lived.profile, screens, no_making(), lived.ends)
        running.show()
        assert running.window is not None
        try:
            sign_in(qtbot, running, login)
            yield running
        finally:
            running.close()


def pages_behind(running: ProgrammeWindow, here: QWidget | None) -> list[QWidget]:
    """The pages opened since sign-in but this one: each was read while it was shown, and all are once at the end."""
    assert running.window is not None
    page = running.window.desk_page
    assert page is not None
    return [one for one in page.made if one is not here]


def palette_says(running: ProgrammeWindow, typed: str) -> dict[str, set[str]]:
    """Everything that stands in the window while these letters are in the palette."""
    assert running.window is not None
    running.window.open_palette()
    palette = running.window.findChildren(Palette)[-1]
    search = palette.findChild(QLineEdit)
    assert search is not None
    QTest.keyClicks(search, typed)
    said = texts(everything_said(*pages_behind(running, None)))
    QTest.keyClick(search, Qt.Key.Key_Escape)
    return said


class TestWindows:
    """Every screen of the programme desk, its palette, and what it leaves outside."""

    @pytest.mark.parametrize("login", READERS)
    def test_no_screen_says_a_mark_in_any_text_tip_list_or_accessible_word(
        self, qtbot: QtBot, lived_copy: Lived, login: str
    ) -> None:
        said: dict[str, set[str]] = {}
        titles: set[str] = set()
        known: dict[str, set[str]] = {}

        def look(screen: str, *, at_all: bool = False) -> None:
            titles.update(window.windowTitle() for window in windows() if window.isVisible())
            before = known.setdefault(re.split("[ ,]", screen)[0], set())
            assert running.window is not None
            behind = () if at_all else pages_behind(running, running.window.screen)
            for place, some in texts(everything_said(*behind)).items():
                if new := some - before:
                    said.setdefault(f"{screen}: {place}", set()).update(new)
                    before |= new

        with at_his_desk(qtbot, lived_copy, login) as running:
            visited = visit(qtbot, running, lived_copy.subjects, look)
            for typed in TYPED:
                said[f"palette {typed!r}"] = {one for some in palette_says(running, typed).values() for one in some}
            look("everything at the end", at_all=True)
            said["outside"] = {f"{place} {text}" for place, text in outside()}
            wait(qtbot, running)

        found = hunted(HUNT, said)
        assert not found, told(found)
        assert set(visited) == {one.key for one in screens() if not one.roles or ROLE[login] in one.roles}
        assert titles == {"Handrail"}
        assert {re.split("[: ,]", place)[0] for place in (one.place for one in hunted(HIM, said))} >= {
            "cases",
            "case",
        }

    def test_a_leak_in_any_part_of_a_window_would_be_found(self, qtbot: QtBot) -> None:
        label = QLabel("Nothing")
        qtbot.addWidget(label)
        label.setObjectName("planted")
        ways: dict[str, Any] = {
            "text": label.setText, "title": label.setWindowTitle, "tool tip": label.setToolTip,
            "status": label.setStatusTip, "help": label.setWhatsThis, "accessible name": label.setAccessibleName,
            "accessible description": label.setAccessibleDescription,
            "property": lambda text: label.setProperty("note", text),
        }  # fmt: skip
        for way, plant in ways.items():
            plant(f"{WORD} {NUMBER}8")
            assert hunted(HUNT, texts(everything_said())), way
            plant("")
            assert not hunted(HUNT, texts(everything_said())), way

    def test_a_leak_in_a_list_the_clipboard_or_the_settings_would_be_found(self, qtbot: QtBot, tmp_path: Path) -> None:
        from PySide6.QtGui import QStandardItem, QStandardItemModel
        from PySide6.QtWidgets import QListView

        view, model = QListView(), QStandardItemModel()
        qtbot.addWidget(view)
        item = QStandardItem("Nothing")
        model.appendRow(item)
        view.setModel(model)
        item.setData(f"{NUMBER}8", Qt.ItemDataRole.UserRole + 3)
        assert hunted(HUNT, texts(everything_said()))
        item.setData(None, Qt.ItemDataRole.UserRole + 3)
        assert not hunted(HUNT, texts(everything_said()))

        QApplication.clipboard().setText(mark("copied"))
        assert hunted(HUNT, texts(outside()))
        QApplication.clipboard().clear()
        settings = QSettings()
        settings.setValue("recent", mark("recent"))
        settings.sync()
        assert hunted(HUNT, texts(outside()))
        settings.clear()
        settings.sync()
        assert not hunted(HUNT, texts(outside()))

    def test_nothing_is_left_in_the_home_or_the_surroundings(self, lived: Lived, no_home: Path) -> None:
        found = HUNT.in_folder(no_home) + HUNT.in_value("environment", dict(os.environ))

        assert not found, told(found)
        (no_home / "recent.xbel").write_text(mark("recent"), "utf-8")
        assert HUNT.in_folder(no_home)
        (no_home / "recent.xbel").unlink()
