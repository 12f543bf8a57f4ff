"""Her children and her view over time by real events: places locked, a gap for what she leaves out (PRT-10, 13.4)."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from tests.offices import Office
from tests.ui.accessibility import settle
from tests.ui.her_desk import CTRL, a_story, her_window, press, spoken
from tests.ui.programme_screens import shown_words, write
from ui.kit.buttons import KeyButton
from ui.partner.children.screen import ChildrenScreen
from ui.partner.measures.screen import HerMeasuresScreen

PLACE = "9 Weir Bank"


def pushed(screen: ChildrenScreen, name: str) -> None:
    """A button by the words a screen reader says."""
    next(one for one in screen.findChildren(KeyButton) if one.accessibleName() == name).click()
    settle()


def test_a_child_is_kept_and_its_places_show_only_with_a_reason_and_for_a_while(qtbot: QtBot, office: Office) -> None:
    story = a_story(office)
    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        signed.window.go("partner", story.planned)
        press(signed.window, Qt.Key.Key_K, CTRL | Qt.KeyboardModifier.ShiftModifier)
        settle()
        screen = signed.window.screen
        assert isinstance(screen, ChildrenScreen)
        write(screen.form.editor("given_name"), "Noor")
        write(screen.form.editor("address"), PLACE)
        assert screen.kept() == {"given_name": "Noor", "address": PLACE}
        screen.form.fill({"on": "2026-11-24"})
        press(signed.window, Qt.Key.Key_S, CTRL)
        settle()
        assert "Noor" in shown_words(screen)
        assert PLACE not in spoken(signed.window)

        pushed(screen, "Show address and school of Noor")
        assert "Fill this in." in shown_words(screen)
        assert PLACE not in spoken(signed.window)
        write(screen.why.editor("reason"), "meeting at the school")
        pushed(screen, "Show address and school of Noor")
        assert PLACE in shown_words(screen)
        screen._mask.timeout.emit()
        settle()

        assert PLACE not in spoken(signed.window)
        pushed(screen, "Change Noor")
        assert screen.form.values()["given_name"] == "Noor"
        assert "address" not in screen.form.values()


def test_her_figures_are_kept_and_shown_with_a_gap_for_what_she_leaves_out(qtbot: QtBot, office: Office) -> None:
    story = a_story(office)
    perform(office.partner_desk(), "partner.measure", {
        "partner": story.planned, "stage": "t0", "on": "2026-11-02", "scores": {"safety": 2}})  # fmt: skip
    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        signed.window.go("her_measures", story.planned)
        settle()
        screen = signed.window.screen
        assert isinstance(screen, HerMeasuresScreen)
        screen.form.fill({"stage": "t1", "on": "2026-11-24"})
        press(signed.window, Qt.Key.Key_S, CTRL)
        settle()
        assert "at least one figure" in shown_words(screen)
        screen.form.fill({"safety": 5})
        press(signed.window, Qt.Key.Key_S, CTRL)
        settle()

        assert len(perform(office.partner_desk(), "partner.measures", {"partner": story.planned}).rows) == 2
        assert screen.chart.chart.accessibleName().count("not known") == 2
        screen.area.setCurrentIndex(screen.area.findData("safety"))
        assert "T0, first contact  ·  2" in screen.chart.chart.accessibleName()
        assert "T1, start  ·  5" in screen.chart.chart.accessibleName()
