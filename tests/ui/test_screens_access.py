"""A request for his file by keyboard: taken in, item after item, signed by two, given and printed (RET-8)."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from tests.offices import Office
from tests.programme.flows import prepared
from tests.programme.samples_papers import asked_for, decided
from tests.programme.samples_reports import clear
from tests.ui.accessibility import check_screen
from tests.ui.programme_screens import a_printer, confirm, here, opened, press
from ui.programme.access.screen import AccessScreen


def test_a_request_is_taken_in_and_each_open_item_decided(qtbot: QtBot, office: Office) -> None:
    case = prepared(office.desk("priya"), reason="He hits when he drinks.")
    with opened(qtbot, office.desk("priya"), "access", f"case/{case}") as signed:
        screen = here(signed)
        assert isinstance(screen, AccessScreen)
        assert check_screen(signed.window, screen) == []
        screen.take_in.click()
        (line,) = perform(office.desk("priya"), "subject_access.list", {})
        assert screen.subject == line.request
        assert not screen.next.isEnabled()
        for _item in range(12):
            if screen.next.isEnabled():
                break
            still = next(one.item for one in screen._page.items if not one.outcome)
            screen.table.choose(still)
            screen.form.fill({"outcome": "keep"})
            press("Alt+S", screen)
            assert screen.form.editor("why").inner.accessibleDescription()
            screen.form.fill({"outcome": "give"})
            press("Alt+S", screen)

        assert screen.next.isEnabled()
        assert check_screen(signed.window, screen) == []


def test_what_is_typed_about_an_item_survives_a_lock(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")
    request = asked_for(office, reason="He hits when he drinks.")
    with opened(qtbot, desk, "access", request) as signed:
        screen = here(signed)
        assert isinstance(screen, AccessScreen)
        waiting = next(one.item for one in screen._page.items if not one.outcome)
        screen.table.choose(waiting)
        screen.form.put_back({"outcome": "keep", "why": "It is about his brother."})
        kept = screen.kept()
        screen.open("")
        screen.open(request)

        screen.restore(kept)

        assert screen.table.chosen_id() == waiting
        assert screen.form.values()["why"] == "It is about his brother."
        assert screen.is_edited()


def test_his_file_by_hand_is_printed_after_it_was_noted(
    qtbot: QtBot, office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """REP-11: the pages come out without the password that the file has."""
    printed, desk = a_printer(monkeypatch), office.desk("priya")
    request = decided(office, reason="He hits when he drinks.")
    perform(desk, "subject_access.sign", {"request": request, "second": "sam"})
    clear(office, request)
    with opened(qtbot, desk, "access", request) as signed:
        screen = here(signed)
        assert isinstance(screen, AccessScreen)
        screen.giving.fill({"channel": "by_hand", "to_folder": str(tmp_path)})
        screen.next.click()
        assert [row.what for row in perform(desk, "disclosure.list", {})] == ["access.pack"]
        assert screen.password.text().count("-") == 3

        confirm(qtbot, screen.printing)

    assert len(printed) == 1
