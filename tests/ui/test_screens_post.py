"""Letters by keyboard: chosen, read as printed, sent by hand or by post, held, put aside (P22)."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from tests.offices import Office
from tests.programme.flows import prepared
from tests.programme.samples_papers import a_letter, with_place
from tests.programme.test_letters import HOME, issue, refused
from tests.programme.test_registers import placed
from tests.ui.accessibility import check_screen
from tests.ui.programme_screens import a_printer, cards, confirm, here, opened, press, write
from tests.ui.show import EVENING, Signed
from ui.kit.dialogs import BeforeAfter
from ui.programme.post import screen as letters_page
from ui.programme.post.screen import PostScreen
from ui.shell import printing


def post(signed: Signed) -> PostScreen:
    screen = here(signed)
    assert isinstance(screen, PostScreen)
    return screen


def sent(office: Office) -> list[tuple[str, str]]:
    return [(line.kind.value, line.state) for line in perform(office.desk("priya"), "letter.list", {})]


def test_an_owed_letter_is_read_as_printed_and_sent_by_hand(qtbot: QtBot, office: Office, tmp_path: Path) -> None:
    with_place(office)
    folder = tmp_path / "out"
    folder.mkdir()
    with opened(qtbot, office.desk("priya"), "post") as signed:
        screen = post(signed)
        assert screen.sheet.pages.isVisible()
        assert "Adam O." not in screen.table.rows.row_at(0).words
        screen.sheet.form.fill({"channel": "by_hand", "to_folder": str(folder)})

        press("Ctrl+Return", screen)

        (file,) = folder.iterdir()
        assert file.read_bytes().startswith(b"%PDF")
        assert file.name in screen.sheet.done.findChildren(type(screen.sheet.password))[1].text()
        assert sent(office) == [("joining", "sent")]
        assert not screen.issue.isVisible()


def test_by_post_the_address_is_read_back_first_and_what_was_typed_stays(
    qtbot: QtBot, office: Office, tmp_path: Path
) -> None:
    """REP-12."""
    case = prepared(office.desk("priya"), contact=HOME)
    with opened(qtbot, office.desk("priya"), "post", case) as signed:
        screen = post(signed)
        screen.other.fill("attendance")
        assert "4 Quay Street" in screen.sheet.envelope.text()
        screen.sheet.form.fill({"to_folder": str(tmp_path)})

        press("Ctrl+Return", screen)
        told = screen.sheet.form.editor("read_back").inner.accessibleDescription()
        screen.sheet.form.fill({"read_back": True})
        press("Ctrl+Return", screen)

        assert told == "Read the address back before it goes by post."
        assert sent(office) == [("attendance", "sent")]


def test_bad_news_is_shown_with_its_day_and_stays(qtbot: QtBot, office: Office, tmp_path: Path) -> None:
    """REP-14."""
    office.clock.move_to(EVENING)
    refused(office)
    with opened(qtbot, office.desk("priya"), "post") as signed:
        screen = post(signed)
        screen.sheet.form.fill({"channel": "by_hand", "to_folder": str(tmp_path)})

        press("Ctrl+Return", screen)

        assert screen.sheet.waits.isVisible()
        assert screen.error_bar.isVisible()
        assert sent(office) == []


def test_many_go_one_after_the_other_after_their_addresses_were_read(
    qtbot: QtBot, office: Office, tmp_path: Path
) -> None:
    """REP-12: one who gave no address gets his by hand; one that waits stays on the list."""
    folder = tmp_path / "out"
    folder.mkdir()
    placed(office, 2, with_clearance=False)
    refused(office)
    with opened(qtbot, office.desk("priya"), "post") as signed:
        screen = post(signed)
        screen.sheet.form.fill({"to_folder": str(folder)})
        screen.many.click()
        card = next(one for one in cards() if isinstance(one, BeforeAfter))
        told = [card.table.rows.row_at(at).after for at in range(card.table.rows.rowCount())]
        card.act.click()

        assert told == ["By hand", "By hand"]
        assert sent(office) == [("joining", "sent"), ("joining", "sent")]
        assert len(list(folder.iterdir())) == 2
        assert not screen.batch.stop.isVisible()
        assert [row.words for row in screen._owed.values()] == ["We cannot offer you a place"]


def test_what_has_gone_is_printed_in_one_go_without_a_file(
    qtbot: QtBot, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REP-11: each was noted first; what the printer refuses is not noted again, and stays to be printed."""
    printed, home = a_printer(monkeypatch), tmp_path / "home"
    home.mkdir()
    monkeypatch.setattr(Path, "home", lambda: home)
    placed(office, 2, with_clearance=False)
    with opened(qtbot, office.desk("priya"), "post") as signed:
        screen = post(signed)
        assert not screen.printing.isVisible()
        screen.many.click()
        cards()[0].act.click()
        assert sent(office) == [("joining", "to_print")] * 2
        assert "2 papers" in screen.printing.about.text()
        works = printing.print_pages
        monkeypatch.setattr(printing, "print_pages", lambda _pages, _name: False)
        screen.printing.print.click()
        cards()[0].act.click()
        qtbot.waitUntil(lambda: "could not be printed" in screen.printing.about.text())
        monkeypatch.setattr(printing, "print_pages", works)
        assert check_screen(signed.window, screen) == []

        confirm(qtbot, screen.printing)

        assert printed == [2, 2]
        assert sent(office) == [("joining", "sent")] * 2
        assert list(home.iterdir()) == []
        assert not screen.printing.print.isVisible()


def test_what_never_came_out_stays_to_print_and_is_printed_from_its_kept_bytes(
    qtbot: QtBot, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REP-11: the page was left before the printer failed; the letter is not lost, and no second copy."""
    printed, letter = a_printer(monkeypatch), a_letter(office, to_print=True)
    with opened(qtbot, office.desk("priya"), "post") as signed:
        screen = post(signed)
        screen.tabs.choose("gone")
        screen.gone.choose(letter)
        asked = screen.again.again.text()
        assert check_screen(signed.window, screen) == []
        screen.again.again.click()
        confirm(qtbot, screen.again.printing)
        assert (asked, sent(office), len(printed)) == ("Print it now", [("attendance", "sent")], 1)
        qtbot.waitUntil(lambda: screen.again.again.text() == "Send once more")

        screen.again.again.click()
        told = screen.again.form.editor("because").inner.accessibleDescription()
        screen.again.form.fill({"because": "He lost it."})
        screen.again.again.click()
        confirm(qtbot, screen.again.printing)

        assert told == "Fill this in."
        assert "copy 2" in screen.again.noted.text()
        assert len(perform(office.desk("priya"), "disclosure.list", {})) == 2


def test_a_letter_without_a_folder_needs_a_printer(qtbot: QtBot, office: Office) -> None:
    with_place(office)
    with opened(qtbot, office.desk("priya"), "post") as signed:
        screen = post(signed)
        screen.sheet.form.fill({"channel": "by_hand", "to_folder": ""})
        press("Ctrl+Return", screen)

        assert screen.sheet.form.editor("to_folder").inner.accessibleDescription() == "Choose the folder for the file."
        assert sent(office) == []


def test_one_is_put_aside_with_its_reason(qtbot: QtBot, office: Office) -> None:
    with_place(office)
    with opened(qtbot, office.desk("priya"), "post") as signed:
        screen = post(signed)
        screen.sheet.put_aside.click()
        assert sent(office) == []
        screen.sheet.why.fill({"because": "told_in_person"})
        screen.sheet.put_aside.click()

        assert sent(office) == [("joining", "put_aside")]
        assert screen.none.isVisible()


def test_what_is_typed_survives_a_lock(qtbot: QtBot, office: Office) -> None:
    with_place(office)
    with opened(qtbot, office.desk("priya"), "post") as signed:
        screen = post(signed)
        screen.sheet.form.fill({"channel": "post", "to_address": "other"})
        write(screen.sheet.form.editor("address").inner, "9 New Road")
        kept = screen.kept()
        screen.sheet.forget()

        screen.restore(kept)
        QApplication.processEvents()

        assert screen.sheet.form.values()["address"] == "9 New Road"


def test_letters_keep_every_rule(qtbot: QtBot, office: Office) -> None:
    given = with_place(office)
    with opened(qtbot, office.desk("priya"), "post", str(given["case"]), scale=1.5) as signed:
        assert check_screen(signed.window, here(signed)) == []


def test_older_letters_come_below_when_they_are_asked_for(
    qtbot: QtBot, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P8: a page of them is read, and the keyboard goes to the first that is new."""
    given = with_place(office)
    for _time in range(3):
        issue(office, given)
    monkeypatch.setattr(letters_page, "A_PAGE", 2)
    with opened(qtbot, office.desk("priya"), "post") as signed:
        screen = post(signed)
        assert not screen.older.isVisible()
        screen.tabs.set_value("gone")
        screen.tabs.chosen.emit("gone")
        assert (screen.gone.rows.rowCount(), screen.older.isVisible()) == (2, True)

        screen.older.click()

        assert (screen.gone.rows.rowCount(), screen.gone.currentIndex().row()) == (3, 2)
        assert not screen.older.isVisible()
        screen.refresh()
        assert screen.gone.rows.rowCount() == 3
