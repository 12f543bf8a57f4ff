"""A list leaves by keyboard, and an office says what stands on its papers."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from tests.offices import Office
from tests.programme.samples_papers import ASKED
from tests.reports.every import A_LOGO, picture
from tests.ui.accessibility import check_screen
from tests.ui.programme_screens import here, opened, press
from ui.programme.documents.screen import DocumentsScreen
from ui.programme.exports.screen import ExportsScreen


def test_a_list_is_made_with_its_reader_and_reason(qtbot: QtBot, office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    with opened(qtbot, office.desk("jo"), "exports") as signed:
        screen = here(signed)
        assert isinstance(screen, ExportsScreen)
        screen.form.fill({"list": "statistics", "recipient": "The funder", "to_folder": str(folder)})
        press("Ctrl+S", screen)
        told = screen.form.editor("basis").inner.accessibleDescription()
        screen.form.fill(ASKED)
        press("Ctrl+S", screen)

        assert told
        (file,) = folder.iterdir()
        assert file.suffix == ".xlsx"
        assert screen.done.isVisible()
        assert screen.table.rows.rowCount() == 1


def test_only_what_was_changed_is_saved(qtbot: QtBot, office: Office) -> None:
    with opened(qtbot, office.desk("ada"), "documents") as signed:
        screen = here(signed)
        assert isinstance(screen, DocumentsScreen)
        screen.form.fill({"name": "Northmarsh Office", "days": 2})
        press("Ctrl+S", screen)

        known = {row.key: row.value for row in perform(office.desk("jo"), "settings.show", {})}
        assert (known["office.name"], known["notice.window_days"]) == ("Northmarsh Office", 2)
        log = perform(office.desk("jo"), "audit.show", {"act": "settings.set"})
        assert len(log) == 2
        screen.form.fill({"days": 99})
        press("Ctrl+S", screen)
        assert screen.form.editor("days").inner.accessibleDescription()


def test_a_logo_is_chosen_stands_on_every_paper_and_is_taken_off(
    qtbot: QtBot, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, broken = tmp_path / "logo.png", tmp_path / "broken.png"
    file.write_bytes(picture())
    broken.write_bytes(picture()[:200])
    chosen = [str(broken), str(file)]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_asked: (chosen.pop(0), ""))
    with opened(qtbot, office.desk("ada"), "documents") as signed:
        screen = here(signed)
        assert isinstance(screen, DocumentsScreen)
        assert not screen.logo.take_off.isVisible()
        screen.form.fill({"name": "Not saved yet"})
        screen.logo.choose.click()
        QApplication.processEvents()
        assert screen.error_bar.isVisible()
        screen.logo.choose.click()
        QApplication.processEvents()
        assert screen.logo.picture.isVisible()
        assert check_screen(signed.window, screen) == []
        assert screen.form.values()["name"] == "Not saved yet"
        kept = perform(office.desk("jo"), "settings.logo", {})
        assert kept.sha256 == A_LOGO.sha256
        screen.logo.take_off.click()
        QApplication.processEvents()
        assert not screen.logo.picture.isVisible()
        assert perform(office.desk("jo"), "settings.logo", {}).picture == b""
        screen.form.clear()


@pytest.mark.parametrize("page", ["exports", "documents"])
def test_both_pages_keep_every_rule(qtbot: QtBot, office: Office, page: str) -> None:
    with opened(qtbot, office.desk("jo"), page, scale=1.5) as signed:
        assert check_screen(signed.window, here(signed)) == []
