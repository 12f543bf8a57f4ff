"""The window: its title, its places, its palette, leaving without loss, and locking from any state."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QScrollArea, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.core.changes import Changed
from app.core.errors import Unavailable
from tests.ui.example import ExampleScreen, ReferralDesk
from tests.ui.show import Signed, key_at_window, themed
from ui.kit.dialogs import StopCard, interrupt
from ui.shell.lock import LockedPage
from ui.shell.palette import Palette
from ui.shell.screen import Context, Screen, ScreenSpec
from ui.shell.sign_in import SignInPage

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def signed(qtbot: QtBot) -> Iterator[Signed]:
    with themed():
        specs = [
            ScreenSpec("referrals", "Referrals", "inbox", ExampleScreen),
            ScreenSpec("groups", "Groups", "users-group", ExampleScreen),
            ScreenSpec("evidence", "Evidence", "target", ExampleScreen, roles=frozenset({"manager"})),
        ]
        signed = Signed(specs, ReferralDesk())
        qtbot.addWidget(signed.window)
        yield signed


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    key_at_window(key, modifier)
    QTest.qWait(10)


def words_of(window: QWidget) -> str:
    return " ".join(
        [label.text() for label in window.findChildren(QLabel)]
        + [one.accessibleName() for one in window.findChildren(QWidget)]
    )


def test_a23_the_title_is_the_products_name_and_nothing_else(signed: Signed) -> None:
    signed.window.go("groups", "P-0412")

    assert signed.window.windowTitle() == "Handrail"
    assert signed.window.windowFilePath() == ""


def test_ctrl_and_a_digit_open_the_places(signed: Signed) -> None:
    press(Qt.Key.Key_2, CTRL)

    assert signed.window.desk_page.way.here == ("groups", None)


def test_a_place_of_another_role_is_not_there_at_all(signed: Signed) -> None:
    assert "Evidence" not in words_of(signed.window)
    assert "evidence" not in signed.window.desk_page.specs


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize("state", ["page", "dialog", "menu", "palette"])
def test_sf1_ctrl_l_locks_from_any_state(signed: Signed, state: str) -> None:
    window = signed.window
    menu = QMenu(window)
    menu.addAction("Something")
    if state == "dialog":
        interrupt(window, "Release?", ["Daniel O."], "Release", "Keep", lambda: None)
    elif state == "menu":
        menu.popup(window.mapToGlobal(window.rect().center()))
    elif state == "palette":
        window.open_palette()
    QTest.qWait(10)

    press(Qt.Key.Key_L, CTRL)

    assert isinstance(window.centralWidget(), LockedPage)
    assert len(signed.kept) == 1
    assert not [one for one in window.findChildren(StopCard) if one.isVisible()]


def test_sf1_escape_twice_locks_and_once_does_not(signed: Signed) -> None:
    press(Qt.Key.Key_Escape)
    assert not isinstance(signed.window.centralWidget(), LockedPage)

    press(Qt.Key.Key_Escape)

    assert isinstance(signed.window.centralWidget(), LockedPage)


def test_two_slow_escapes_do_not_lock(signed: Signed, qtbot: QtBot) -> None:
    press(Qt.Key.Key_Escape)
    qtbot.wait(650)
    press(Qt.Key.Key_Escape)

    assert not isinstance(signed.window.centralWidget(), LockedPage)


def test_a_locked_window_holds_no_name_and_loses_no_draft(signed: Signed, qtbot: QtBot) -> None:
    QTest.keyClicks(signed.window.screen.form.editor("name").edit, "Marcus T.")

    signed.window.lock()
    qtbot.wait(20)

    said = words_of(signed.window)
    assert not [name for name in ("Daniel", "Marcus", "Priya", "P-0412") if name in said]
    assert "20:40" in said
    assert [kept.values["name"] for kept in signed.kept[0]] == ["Marcus T."]


def test_what_was_typed_is_there_again_after_the_unlock(signed: Signed) -> None:
    QTest.keyClicks(signed.window.screen.form.editor("name").edit, "Marcus T.")
    specs, person = list(signed.window.desk_page.specs.values()), signed.person
    signed.window.lock()

    signed.window.enter(specs, ReferralDesk(), person, signed.changes)
    signed.window.restore(signed.kept[0])

    assert signed.window.screen.form.values()["name"] == "Marcus T."


def test_nobody_there_warns_and_then_locks(signed: Signed) -> None:
    watch = signed.window._watch
    warned = []
    watch.warned.connect(lambda: warned.append(True))

    for _second in range(280):
        watch.tick()
    assert warned == [True]
    assert not isinstance(signed.window.centralWidget(), LockedPage)
    for _second in range(20):
        watch.tick()

    assert isinstance(signed.window.centralWidget(), LockedPage)


def test_any_key_starts_the_idle_time_again(signed: Signed) -> None:
    for _second in range(290):
        signed.window._watch.tick()
    press(Qt.Key.Key_Down)
    for _second in range(290):
        signed.window._watch.tick()

    assert not isinstance(signed.window.centralWidget(), LockedPage)


def test_leaving_with_something_typed_asks_first(signed: Signed, qtbot: QtBot) -> None:
    QTest.keyClicks(signed.window.screen.form.editor("name").edit, "Marcus T.")

    signed.window.go("groups")

    card = signed.window.findChild(StopCard)
    assert signed.window.desk_page.way.here == ("referrals", None)
    qtbot.waitUntil(card.stay.hasFocus)
    card.act.click()
    assert signed.window.desk_page.way.here == ("groups", None)


def test_what_was_left_without_saving_is_neither_sealed_by_the_lock_nor_there_on_the_way_back(
    signed: Signed, qtbot: QtBot
) -> None:
    """A draft that somebody threw away must not open by itself at the next sign-in (UX-38)."""
    QTest.keyClicks(signed.window.screen.form.editor("name").edit, "Marcus T.")
    signed.window.go("groups")
    card = signed.window.findChild(StopCard)
    qtbot.waitUntil(card.stay.hasFocus)
    card.act.click()

    signed.window.go("referrals")
    again = signed.window.screen.form.values().get("name")
    signed.window.lock()

    assert not again
    assert signed.kept == [()]


class LongPage(Screen[object]):
    """A page of one record that is higher than the window."""

    def __init__(self, ctx: Context[object]) -> None:
        super().__init__(ctx, "Record")
        self.body.addSpacing(3000)


def test_another_record_is_shown_from_its_beginning(qtbot: QtBot) -> None:
    """His risk stands on top: after a long page of one man it is not out of sight on the next one's."""
    with themed():
        window = Signed([ScreenSpec("case", "Participant", "user", LongPage)], object()).window
        qtbot.addWidget(window)
        window.go("case", "P-0412")
        bar = window.screen.findChild(QScrollArea).verticalScrollBar()
        qtbot.waitUntil(lambda: bar.maximum() > 2000)
        bar.setValue(2000)

        window.go("case", "P-0412")
        same = bar.value()
        window.go("case", "P-0451")

        assert (same, bar.value()) == (2000, 0)


def test_alt_left_goes_back(signed: Signed) -> None:
    signed.window.go("groups")

    press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)

    assert signed.window.desk_page.way.here == ("referrals", None)


def test_the_palette_finds_verbs_before_places_and_runs_them(signed: Signed) -> None:
    press(Qt.Key.Key_K, CTRL)
    assert signed.window.findChild(Palette) is not None
    QTest.keyClicks(QApplication.focusWidget(), "gro")

    press(Qt.Key.Key_Return)

    assert signed.window.desk_page.way.here == ("groups", None)
    assert signed.window.findChild(Palette) is None


def test_a_record_saved_elsewhere_loads_the_page_again_but_not_over_typing(signed: Signed) -> None:
    screen = signed.window.screen
    screen.desk.rows.pop()
    signed.changes.publish({Changed("referral", "x")})
    QTest.qWait(10)
    assert screen.table.rows.rowCount() == 1

    QTest.keyClicks(screen.form.editor("name").edit, "Marcus T.")
    screen.desk.rows.pop()
    signed.changes.publish({Changed("referral", "x")})
    QTest.qWait(10)

    assert screen.table.rows.rowCount() == 1


def test_f6_goes_from_the_page_to_the_rail_and_back(signed: Signed) -> None:
    rail, table = signed.window.desk_page.rail, signed.window.screen.table
    table.setFocus()

    press(Qt.Key.Key_F6)
    assert rail.isAncestorOf(QApplication.focusWidget())
    press(Qt.Key.Key_F6)

    assert signed.window.screen.isAncestorOf(QApplication.focusWidget())


def test_the_sign_in_page_never_says_which_part_was_wrong(signed: Signed) -> None:
    tried: list[tuple[str, str]] = []
    page = SignInPage("Programme desk", lambda user, password: tried.append((user, password)))
    signed.window.show_page(page)
    QTest.keyClicks(page.user, "priya")
    QTest.keyClick(page.user, Qt.Key.Key_Return)
    QTest.keyClicks(page.password, "not it")
    QTest.keyClick(page.password, Qt.Key.Key_Return)

    page.refuse()

    assert tried == [("priya", "not it")]
    assert page.problem.text() == "That did not match."
    assert (page.user.text(), page.password.text()) == ("priya", "")


def test_a_closed_window_leaves_no_ear_behind(qtbot: QtBot) -> None:
    with themed():
        signed = Signed([ScreenSpec("referrals", "Referrals", "inbox", ExampleScreen)], ReferralDesk())
        watch, ring = signed.window._watch, signed.window._ring

        signed.window.close()
        signed.window.deleteLater()
        qtbot.waitUntil(lambda: not isValid(watch) and not isValid(ring))


def test_a_page_that_could_not_be_read_has_nothing_to_press_until_it_was(
    signed: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is acted on that nobody has seen; what somebody typed can still be saved."""
    signed.window.go("referrals")
    screen = signed.window.screen
    assert isinstance(screen, ExampleScreen)
    monkeypatch.setattr(screen.desk, "list", _away)
    screen.refresh()
    assert (screen.error_bar.isVisible(), screen.save.isEnabled()) == (True, False)

    screen.read(lambda: (), lambda _rows: None, "part")
    assert not screen.save.isEnabled()
    monkeypatch.undo()
    screen.refresh()
    assert (screen.error_bar.isVisible(), screen.save.isEnabled()) == (False, True)

    screen.form.editor("name").fill("Daniel")
    monkeypatch.setattr(screen.desk, "list", _away)
    screen.refresh()
    assert (screen.is_edited(), screen.save.isEnabled()) == (True, True)


def _away() -> tuple[object, ...]:
    raise Unavailable
