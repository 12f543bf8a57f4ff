"""A sheet is looked at and made with one key."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.offices import Office
from tests.programme.flows import prepared
from tests.ui.accessibility import check_screen
from tests.ui.programme_screens import here, opened, press
from ui.programme.sheets.screen import SheetScreen


def test_a_sheet_is_seen_and_made(qtbot: QtBot, office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    case = prepared(office.desk("priya"))
    with opened(qtbot, office.desk("priya"), "sheet", f"statement/{case}") as signed:
        screen = here(signed)
        assert isinstance(screen, SheetScreen)
        assert check_screen(signed.window, screen) == []
        screen.form.fill({"to_folder": str(folder)})
        press("Ctrl+S", screen)

        (file,) = folder.iterdir()
        assert file.name in screen.done.findChildren(type(screen.pages.note))[1].text()
        signed.window.go("sheet", f"file/{case}")
        press("Ctrl+S", here(signed))
        assert screen.form.editor("basis").inner.accessibleDescription()
