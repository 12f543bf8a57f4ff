"""A request for his file by keyboard: taken in, item after item, signed by two (RET-8)."""

from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from tests.offices import Office
from tests.programme.flows import prepared
from tests.ui.accessibility import check_screen
from tests.ui.programme_screens import here, opened, press
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
