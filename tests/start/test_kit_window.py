"""Walks through the first day of an office at its own windows, with keys only: both halves, both kits, a way back."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.core.paths import Profile
from app.crypto.kit import code_text, device_text
from app.desk.seat import Kit
from app.start import programme_commands as bodies
from app.start.partner import screens as her_screens
from app.start.partner_window import PartnerWindow
from app.start.programme import screens
from app.start.programme_window import Making, ProgrammeWindow
from tests.ui.accessibility import check_screen
from tests.ui.show import Signed, themed
from ui.kit.bands import Banner
from ui.kit.tokens import Accent
from ui.shell.first_run import DoorsPage, OfficePage
from ui.shell.kit_card import KitCard, is_paper
from ui.shell.manual import ReadingPane
from ui.shell.own_login import ForgotPage, KitScreen, NextKitPage, PasswordScreen
from ui.shell.palette import Palette
from ui.shell.screen import ScreenSpec
from ui.shell.sign_in import SignInPage

FIRST, SECOND, THIRD = "four plain words here", "seven green lamps in a row", "three brown dogs on a wall"
HERS = "other plain words here"
RED = "No real data yet. Your kit is not confirmed."
Running = ProgrammeWindow | PartnerWindow


def press(running: Running, *keys: str) -> None:
    """Real key events to whatever has the keyboard: a text is typed, `Tab` and chords are pressed."""
    assert running.window is not None
    for key in keys:
        here = QApplication.focusWidget() or running.window
        if key == "Tab":
            QTest.keyClick(here, Qt.Key.Key_Tab)
        elif key == "Enter":
            QTest.keyClick(here, Qt.Key.Key_Return)
        elif key == "Ctrl+Enter":
            QTest.keyClick(here, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        elif key == "Ctrl+K":
            QTest.keyClick(here, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        else:
            QTest.keyClicks(here, key)


def here(running: Running) -> QWidget:
    """The page that fills the window."""
    assert running.window is not None
    return running.window.centralWidget()


def active(running: Running) -> None:
    """As long as a person needs to see a new page: it is laid out, and the window has the keyboard."""
    assert running.window is not None
    QTest.qWait(50)
    running.window.activateWindow()
    QTest.qWaitForWindowActive(running.window)


def wait_for(qtbot: QtBot, running: Running, kind: type[QWidget], seconds: int = 60) -> None:
    """Until the window shows this page or screen and nothing runs."""

    def shown() -> bool:
        assert running.window is not None
        return (isinstance(here(running), kind) or isinstance(running.window.screen, kind)) and running.jobs.is_idle()

    qtbot.waitUntil(shown, timeout=seconds * 1000)
    active(running)


def sign_in(qtbot: QtBot, running: Running, login: str, password: str, then: type[QWidget]) -> None:
    press(running, login, "Enter", password, "Enter")
    wait_for(qtbot, running, then)


def red_lines(running: Running) -> list[str]:
    assert running.window is not None
    return [one.accessibleName() for one in running.window.findChildren(Banner) if one.isVisible()]


def typed_back(running: Running, card: KitCard | None) -> list[str]:
    """The groups a person reads off the paper."""
    assert card is not None
    groups = card._kit.code.split()
    return [groups[at] for at in card._kit.asked]


def confirm(qtbot: QtBot, running: Running, password: str) -> str:
    """Type both groups and the password, with keys; gives the code."""
    assert running.window is not None
    screen = running.window.screen
    assert isinstance(screen, KitScreen)
    assert screen.card is not None
    code = screen.card._kit.code
    first, second = typed_back(running, screen.card)
    press(running, first, "Tab", second, "Tab", password, "Ctrl+Enter")
    qtbot.waitUntil(lambda: RED not in red_lines(running) and running.jobs.is_idle(), timeout=30_000)
    return code


def test_the_first_day_of_an_office_at_its_own_windows(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    profile = Profile(tmp_path / "office")
    with themed():
        running = ProgrammeWindow(profile, screens, Making(bodies.make_office, bodies.make_demonstration))
        running.show()
        active(running)
        assert isinstance(here(running), DoorsPage)
        press(running, "Enter")
        wait_for(qtbot, running, OfficePage)
        press(running, "Northgate", "Tab", "Tab", "Tab")
        for name, login, password in (("Jo Adeyemi", "jo", FIRST), ("Maya Okafor", "maya", HERS)):
            press(running, name, "Tab", login, "Tab", password, "Tab", password, "Tab")
        press(running, "Ctrl+Enter")
        wait_for(qtbot, running, SignInPage, seconds=120)

        assert profile.keyslots("partner").exists(), "both halves stand"
        sign_in(qtbot, running, "jo", FIRST, KitScreen)
        assert RED in red_lines(running)
        press(running, "AAAA", "Tab", "BBBB", "Tab", FIRST, "Ctrl+Enter")
        qtbot.waitUntil(running.jobs.is_idle, timeout=30_000)
        assert RED in red_lines(running), "a wrong group confirms nothing"
        assert running.window is not None
        running.window.go("today")
        assert RED in red_lines(running), "the red line stands on every page"
        assert not [one for one in running.window.findChildren(KitCard) if one.isVisible()]
        running.window.go("kit")
        active(running)
        code = confirm(qtbot, running, FIRST)

        lock_and_unlock(qtbot, running)
        forgotten_password(qtbot, running, code)
        changed_password(qtbot, running)
        running.close()
    her_first_sign_in(qtbot, profile)


def lock_and_unlock(qtbot: QtBot, running: Running) -> None:
    assert running.window is not None
    running.window.lock()
    active(running)
    press(running, "Enter")
    wait_for(qtbot, running, SignInPage)


def forgotten_password(qtbot: QtBot, running: Running, code: str) -> None:
    """With the kit from the sign-in page to a new password, a new kit, and the desk."""
    page = here(running)
    assert isinstance(page, SignInPage)
    page.forgot.click()
    wait_for(qtbot, running, ForgotPage)
    press(running, "jo", "Tab", code, "Tab", "Tab", SECOND, "Tab", SECOND, "Ctrl+Enter")
    wait_for(qtbot, running, NextKitPage)
    following = here(running)
    assert isinstance(following, NextKitPage)
    assert following.card._kit.code != code
    first, second = typed_back(running, following.card)
    press(running, first, "Tab", second, "Ctrl+Enter")
    qtbot.waitUntil(lambda: running.desk is not None and running.jobs.is_idle(), timeout=60_000)
    assert RED not in red_lines(running)


def changed_password(qtbot: QtBot, running: Running) -> None:
    """By the palette; a wrong old password is told beside its field and nobody is signed out."""
    assert running.window is not None
    press(running, "Ctrl+K")
    assert running.window.findChildren(Palette)
    press(running, "my password", "Enter")
    wait_for(qtbot, running, PasswordScreen)
    press(running, "not it", "Tab", THIRD, "Tab", THIRD, "Ctrl+Enter")
    qtbot.waitUntil(running.jobs.is_idle, timeout=30_000)
    assert "That did not match." in [label.text() for label in here(running).findChildren(QLabel) if label.isVisible()]
    screen = running.window.screen
    assert isinstance(screen, PasswordScreen)
    screen.form.clear()
    screen.form.editor("password").setFocus()
    press(running, SECOND, "Tab", THIRD, "Tab", THIRD, "Ctrl+Enter")
    qtbot.waitUntil(lambda: running.jobs.is_idle() and not screen.form.values(), timeout=30_000)
    lock_and_unlock(qtbot, running)
    press(running, "jo", "Enter", SECOND, "Enter")
    qtbot.waitUntil(running.jobs.is_idle, timeout=30_000)
    assert running.desk is None, "the old password is gone"
    press(running, THIRD, "Enter")
    qtbot.waitUntil(lambda: running.desk is not None and running.jobs.is_idle(), timeout=60_000)
    assert not isinstance(running.window.screen, KitScreen), "a confirmed kit is not asked for again"


def her_first_sign_in(qtbot: QtBot, profile: Profile) -> None:
    """The same page at the partner desk."""
    with themed(Accent.PLUM):
        hers = PartnerWindow(profile, her_screens, leave=lambda: None)
        hers.show()
        active(hers)
        sign_in(qtbot, hers, "maya", HERS, KitScreen)
        assert RED in red_lines(hers)
        confirm(qtbot, hers, HERS)
        hers.window.lock()
        hers.close()


@pytest.mark.parametrize(
    ("name", "is_real"),
    [
        ("HP LaserJet 4", True), ("Office printer, second floor", True), ("Microsoft Print to PDF", False),
        ("CUPS-PDF", False), ("Microsoft XPS Document Writer", False), ("OneNote (Desktop)", False), ("Fax", False),
        ("Save as file", False), ("", False),
    ],
)  # fmt: skip
def test_only_a_printer_that_puts_ink_on_paper_may_print_a_kit(name: str, is_real: bool) -> None:
    assert is_paper(name) is is_real
    assert is_paper("Second floor", name) is (is_real or not name)


class Unconfirmed:
    """A person whose kit was never confirmed, for looking at the page."""

    def has_kit(self) -> bool:
        return False

    def make_kit(self) -> Kit:
        code, secret = code_text(bytes(range(20))), device_text(bytes(range(0xE0, 0x100)))
        day = date(2026, 11, 24)
        return Kit("Priya Nair", code, secret, "9S4T 1E47 DTP2 3ESH 2Q3J", "10" * 16, "21" * 16, day, (2, 5))


SPECS = tuple(
    ScreenSpec(key, "", "key", make, in_rail=False, in_palette=True)
    for key, make in (("kit", KitScreen), ("password", PasswordScreen))
)


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("key", ["kit", "password"])
def test_both_pages_keep_every_rule_at_every_text_size(qtbot: QtBot, scale: float, key: str) -> None:
    desk = SimpleNamespace(seat=SimpleNamespace(own_login=Unconfirmed()))
    with themed(scale=scale):
        signed = Signed(SPECS, desk)
        qtbot.addWidget(signed.window)
        signed.window.go(key)
        assert signed.window.desk_page is not None
        signed.window.desk_page.warn(RED, "Confirm your kit", lambda: None)

        assert check_screen(signed.window, signed.window.screen) == []


def test_help_and_keys_are_read_over_the_page_and_close_again(qtbot: QtBot) -> None:
    desk = SimpleNamespace(seat=SimpleNamespace(own_login=Unconfirmed()))
    with themed():
        signed = Signed(SPECS, desk)
        qtbot.addWidget(signed.window)
        for key, modifier, found in (
            (Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier, "manual"),
            (Qt.Key.Key_Slash, Qt.KeyboardModifier.ControlModifier, "Ctrl+Enter Kit is kept"),
        ):
            QTest.keyClick(QApplication.focusWidget() or signed.window, key, modifier)
            pane = QApplication.activeModalWidget()
            assert isinstance(pane, ReadingPane)
            assert found in pane.text.toPlainText()
            QTest.keyClick(pane, Qt.Key.Key_Escape)
            qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
            signed.window.activateWindow()
            QTest.qWaitForWindowActive(signed.window)
        menu = signed.window.screen.more_menu.menu_of()
        assert [action.text().split("\t")[0] for action in menu.actions()] == ["Keys of this screen", "Help"]
        menu.actions()[1].trigger()
        assert isinstance(QApplication.activeModalWidget(), ReadingPane)
        QApplication.activeModalWidget().reject()
