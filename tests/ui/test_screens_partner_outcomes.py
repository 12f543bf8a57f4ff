"""An officer reads her desk's figures, and the sheet of a quarter goes from preview to a paper (W13, STA-6)."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from tests.bridge.test_outcomes import served
from tests.bridge.test_releases import NO
from tests.offices import Office
from tests.ui.accessibility import check_screen
from tests.ui.her_desk import ALT, CTRL, her_window, press
from ui.partner.outcomes.screen import OutcomesScreen
from ui.partner.outcomes.sheet import FiguresScreen


def test_the_figures_name_their_bases_and_turn_into_a_table(qtbot: QtBot, office: Office) -> None:
    served(office, women=12, reached=3, said=11)
    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        signed.window.go("outcomes")
        screen = signed.window.screen
        assert isinstance(screen, OutcomesScreen)

        assert screen.reached.figure == "3 of 12"
        assert screen.reached.below == "25%."
        assert screen.told.figure == "None yet"
        assert screen.missing.text().startswith("1 of 12 women are not in these figures.")
        assert "Safety and freedom from violence: 0 of 11, then 5 of 11" in screen.spans.chart.accessibleName()
        assert check_screen(signed.window, screen) == []

        press(signed.window, Qt.Key.Key_T, ALT)
        assert screen.spans.table.isVisible()
        assert screen.twin.accessibleName() == "Show as chart"
        assert check_screen(signed.window, screen) == []

        screen.period.setCurrentIndex(2)
        assert screen.read_so.text() == "Fewer than 10 women have answered, so no figures."
        assert not screen.spans.isVisible()


def test_a_sheet_is_asked_for_approved_and_written_as_a_paper(qtbot: QtBot, office: Office, tmp_path: Path) -> None:
    served(office, women=2, reached=1, said=1)
    office.clock.move_to(datetime(2027, 1, 20, 10, 0))  # noqa: DTZ001  the office's wall time
    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        signed.window.go("outcomes")
        press(signed.window, Qt.Key.Key_Return, CTRL)
        screen = signed.window.screen
        assert isinstance(screen, FiguresScreen)
        assert "Women linked to a man with us" in screen.hidden.text()
        assert not screen.paper.isVisibleTo(screen)
        assert check_screen(signed.window, screen) == []

        press(signed.window, Qt.Key.Key_Return, CTRL)
        assert screen.stands.accessibleName().startswith("Waits for approval")
        (line,) = perform(office.partner_desk(), "release.list", {})
        assert line.reference == "2026-Q4"
        perform(office.partner_desk("wendy"), "release.approve", {"release": line.release, **NO})
        office.clock.move_to(datetime(2027, 1, 20, 17, 0))  # noqa: DTZ001
        perform(office.partner_desk(), "clearance.run", {})
        screen.refresh()

        screen.form.editor("recipient").fill("The board")
        screen.form.editor("why").fill("Their yearly meeting")
        screen.form.editor("to_folder").fill(str(tmp_path))
        screen.write.click()
        assert [file.suffix for file in tmp_path.glob("Report-*")] == [".pdf"]
        assert check_screen(signed.window, screen) == []
