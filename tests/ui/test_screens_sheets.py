"""A sheet is looked at, made with one key, or printed and noted in the same moment."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from tests.offices import Office
from tests.programme.flows import prepared
from tests.ui.accessibility import check_screen
from tests.ui.programme_screens import a_printer, cards, confirm, here, opened, press, shown_words
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


def test_a_sheet_is_noted_when_printing_it_is_confirmed_and_a_second_copy_is_noticed(
    qtbot: QtBot, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RET-1, REP-11."""
    printed, desk = a_printer(monkeypatch), office.desk("priya")
    case = prepared(desk)

    def noted() -> list[tuple[str, int]]:
        return [(row.what, row.copy_number) for row in perform(desk, "disclosure.list", {"case": case})]

    with opened(qtbot, desk, "sheet", f"goals/{case}") as signed:
        screen = here(signed)
        assert isinstance(screen, SheetScreen)
        screen.printing.print.click()
        assert noted() == [], "nothing left before somebody confirmed it"
        for card in cards():
            card.reject()
        for _copy in range(2):
            confirm(qtbot, screen.printing)

        assert sorted(noted()) == [("sheet.goals", 1), ("sheet.goals", 2)]
        assert "copy 2" in shown_words(screen.done)
        signed.window.go("sheet", f"file/{case}")
        screen.printing.print.click()
        assert cards() == [], "for whom and why is asked first"

    assert len(printed) == 2
