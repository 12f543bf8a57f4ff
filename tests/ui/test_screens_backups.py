"""Backups at both desks' windows: made and proved beside one's work, a copy elsewhere, red after eight days (UX-21)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.core.errors import Damaged
from app.core.shapes import Nothing
from app.desk.backups import BackupWanted
from app.desk.storage import BackupRestored, Progress
from app.start.storage.rounds import LOOKS_AFTER_A_FAILURE, BackupRounds
from tests.bridge.samples import a_case, her_record
from tests.offices import Office
from tests.ops.test_storage import at_hers, at_his, home
from tests.ui.accessibility import check_screen
from tests.ui.her_desk import her_window
from tests.ui.programme_screens import here, opened, press, write
from tests.ui.show import Signed
from ui.kit.bands import Banner
from ui.shell.backup_words import size_words, step_words
from ui.shell.backups import BackupsScreen

__all__ = ["home"]


@pytest.fixture
def signed(qtbot: QtBot, office: Office, home: Path) -> Iterator[Signed]:
    with opened(qtbot, at_his(office, home), "backups") as signed:
        yield signed


def page_of(signed: Signed) -> BackupsScreen:
    screen = here(signed)
    assert isinstance(screen, BackupsScreen)
    return screen


def said(banner: Banner) -> str:
    return banner.accessibleName() if banner.isVisible() else ""


def red_lines(signed: Signed) -> list[str]:
    page = signed.window.desk_page
    assert page is not None
    return [one.accessibleName() for around in page._warnings.values() for one in around.findChildren(Banner)]


def test_a_backup_is_made_by_its_key_and_proved_again_by_return(signed: Signed) -> None:
    screen = page_of(signed)
    assert screen.none.isVisible()

    press("Ctrl+B", screen)

    assert said(screen.says) == "Proved: restored beside and found whole."
    assert screen.table.model().rowCount() == 1
    assert "Last proved 24 Nov" in screen._facts.text()
    screen.says.hide()
    screen.table.setFocus()
    screen.table.selectRow(0)
    press("Return", screen.table)
    assert said(screen.says) == "Proved: restored beside and found whole."
    assert check_screen(signed.window, screen) == []


def test_a_copy_goes_to_the_folder_that_was_typed_and_a_wrong_one_is_told_beside_it(
    signed: Signed, tmp_path: Path
) -> None:
    screen, stick = page_of(signed), tmp_path / "stick"
    stick.mkdir()
    write(screen.form.editor("to"), str(tmp_path / "nowhere"))
    screen.copy.click()
    assert "no such folder" in screen.form.editor("to").inner.accessibleDescription()
    assert screen.is_edited()

    screen.form.editor("to").fill(str(stick))
    screen.copy.click()

    assert len(list(stick.glob("*.hrb"))) == 1
    assert "Last copy elsewhere: 24 Nov" in screen.away.text()


def test_a_folder_is_chosen_and_a_file_elsewhere_is_proved(
    signed: Signed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = page_of(signed)
    (tmp_path / "wrong.hrb").write_bytes(b"not a backup")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_given: str(tmp_path))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_given: (str(tmp_path / "wrong.hrb"), ""))

    screen.browse.click()
    screen.check.click()

    assert screen.form.values()["to"] == str(tmp_path)
    assert screen.error_bar.isVisible()
    assert "not a backup file" in screen.error_bar.accessibleName() + "".join(
        one.text() for one in screen.error_bar.findChildren(type(screen.away))
    )


def test_a_backup_is_put_back_after_a_second_name_and_the_desk_locks(signed: Signed, office: Office) -> None:
    screen, asked = page_of(signed), list[tuple[str, str]]()

    def put_back(file: Path, second: str) -> BackupRestored:
        asked.append((file.suffix, second))
        return BackupRestored(made_at=office.clock.now(), entries=7, had=9)

    screen.desk.seat.storage.put_back = put_back
    press("Ctrl+B", screen)
    assert screen.back.isVisible()
    screen.table.selectRow(0)

    screen.back.click()
    first = screen.card
    write(first.user, "nobody")
    write(first.password, "pw-nobody")
    first.act.click()
    assert first.problem.isVisible()
    assert (asked, first.user.text(), first.password.text()) == ([], "nobody", "")
    first.user.clear()
    write(first.user, "mo")
    write(first.password, "pw-mo")
    first.act.click()

    assert asked == [(".hrb", office.people["mo"].id)]
    assert signed.window.desk_page is None


def test_what_is_being_done_is_told_step_by_step(signed: Signed) -> None:
    screen = page_of(signed)
    told = []
    for step in range(6):
        screen.desk.seat.storage.progress.step = step
        screen._show_step()
        told.append(said(screen.says))

    assert told[1:] == [f"Step {step} of 5" for step in range(1, 6)]
    assert len({step_words(step) for step in range(6)}) == 6
    assert [size_words(size) for size in (5, 300_000, 5_400_000)] == ["1 KB", "293 KB", "5.1 MB"]


def test_her_desk_lists_both_databases(qtbot: QtBot, office: Office, home: Path) -> None:
    her_record(office, a_case(office))
    at_hers(office, home).backups.make(BackupWanted())
    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        page = signed.window.desk_page
        assert page is not None
        page._ctx.desk.seat.storage = at_hers(office, home).seat.storage
        signed.window.go("backups")
        screen = signed.window.screen

        assert isinstance(screen, BackupsScreen)
        assert screen.table.model().rowCount() == 2
        assert check_screen(signed.window, screen) == []


def test_sec_58_the_days_backup_makes_itself_and_only_once(signed: Signed, home: Path) -> None:
    desk = page_of(signed).desk
    rounds = BackupRounds(signed.window, page_of(signed).ctx.jobs, desk)

    rounds.begin()
    rounds.look()

    assert len(list(home.glob("*.hrb"))) == 1
    assert red_lines(signed) == []
    rounds.end()
    assert desk.seat.storage.progress.is_stopped


def test_sec_59_the_line_is_red_after_eight_days_without_a_proof_and_goes_with_one(
    signed: Signed, office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    desk = page_of(signed).desk
    desk.backups.make(BackupWanted())
    office.clock.move_to(office.clock.now() + timedelta(days=9))
    rounds = BackupRounds(signed.window, page_of(signed).ctx.jobs, desk)

    def broken(_self: Progress, _step: int) -> None:
        raise Damaged

    with monkeypatch.context() as patch:
        patch.setattr(Progress, "at", broken)
        rounds.begin()
    assert red_lines(signed) == ["No backup was proved in the last 8 days."]
    assert desk.backups.show(Nothing()).is_overdue
    assert "backup Damaged" in caplog.text

    for _look in range(LOOKS_AFTER_A_FAILURE):
        rounds.look()
    assert red_lines(signed) == []
    rounds.end()


def test_nothing_is_made_and_nothing_is_said_for_somebody_whose_key_opens_no_backup(
    qtbot: QtBot, office: Office, home: Path
) -> None:
    with opened(qtbot, at_his(office, home, "priya"), "today") as signed:
        rounds = BackupRounds(signed.window, here(signed).ctx.jobs, here(signed).desk)
        rounds.begin()

        assert not home.exists()
        assert red_lines(signed) == []
