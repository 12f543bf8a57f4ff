"""The list of what is due at both desks by real events: read, held, and deleted with a second person (RET-2, RET-3)."""

from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from app.core.errors import Missing
from app.desk.catalogue import perform
from tests.bridge.test_keeping_list import with_contact
from tests.bridge.test_keeping_list import worked_until as her_days
from tests.offices import Office
from tests.programme.flows import waiting
from tests.programme.test_keeping import closed, years_later
from tests.ui.accessibility import check_screen, settle
from tests.ui.her_desk import her_window
from tests.ui.programme_screens import here, opened, press, shown_words, write
from ui.partner.erasure.screen import ErasureScreen
from ui.partner.today.screen import TodayScreen
from ui.programme.keeping.screen import HisRetentionScreen, LegalHoldScreen
from ui.shell.retention import RetentionPage


def agree(screen: RetentionPage | LegalHoldScreen, name: str) -> None:
    assert screen.card is not None
    screen.card.user.clear()
    write(screen.card.user, name)
    write(screen.card.password, f"pw-{name}")
    screen.card.act.click()
    settle()


def test_a_manager_holds_one_frees_it_and_deletes_the_list(qtbot: QtBot, office: Office) -> None:
    goes = closed(office, waiting(office.desk("priya")))
    years_later(office, 2)
    with opened(qtbot, office.desk("jo"), "retention") as signed:
        screen = here(signed)
        assert isinstance(screen, HisRetentionScreen)
        assert "Never started, Withdrawn" in str(screen.table.rows.index(0, 2).data())
        assert check_screen(signed.window, screen) == []
        press("Space", screen.hold_it)
        settle()
        hold = here(signed)
        assert isinstance(hold, LegalHoldScreen)
        assert check_screen(signed.window, hold) == []
        hold.keep.click()
        settle()
        assert "Fill this in" in shown_words(hold)
        write(hold.form.editor("reason"), "A serious case review")
        hold.keep.click()
        settle()
        assert "Held since" in shown_words(hold)
        signed.window.go("retention")
        settle()
        assert not screen.delete.isEnabled(), "what is held does not go"
        assert "A serious case review" in str(screen.table.rows.index(0, 6).data())
        signed.window.go("legal_hold", goes)
        settle()
        write(hold.form.editor("reason"), "The review is done")
        hold.end.click()
        agree(hold, "mo")
        signed.window.go("retention")
        settle()

        screen.delete.click()
        agree(screen, "jo")
        assert screen.card is not None
        assert screen.card.problem.isVisible(), "the second is somebody else"
        agree(screen, "mo")

        assert "1 record with" in shown_words(screen)
        assert "by Jo Adeyemi and Mo Grant" in shown_words(screen)
        assert "Nothing is due." in shown_words(screen)
    with pytest.raises(Missing):
        perform(office.desk("jo"), "case.show", {"case": goes})


def test_an_officer_sees_what_is_due_of_hers_and_deletes_it_with_another(qtbot: QtBot, office: Office) -> None:
    partner = with_contact(office, "Amy", "declined")
    her_days(office, date(2026, 12, 20))
    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        signed.window.go("retention")
        settle()
        screen = signed.window.screen
        assert isinstance(screen, RetentionPage)
        assert check_screen(signed.window, screen) == []
        screen.hold_it.click()
        settle()
        assert isinstance(signed.window.screen, ErasureScreen)
        signed.window.go("retention")
        settle()

        screen.delete.click()
        agree(screen, "wendy")

        assert "Nothing is due." in shown_words(screen)
    with pytest.raises(Missing):
        perform(office.partner_desk(), "partner.show", {"partner": partner})


def test_her_day_says_that_something_is_due_and_a_desk_that_is_only_read_shows_its_day(
    qtbot: QtBot, office: Office
) -> None:
    with_contact(office, "Amy", "declined")
    her_days(office, date(2026, 12, 20))
    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        signed.window.go("today")
        settle()
        today = signed.window.screen
        assert isinstance(today, TodayScreen)
        assert "1 record has been kept long enough" in shown_words(today)
        today.desk.seat.read_only = "The log does not hold."
        today.refresh()
        settle()
        assert "1 record has been kept long enough" in shown_words(today)
        assert "Nothing is saved" not in shown_words(today)
        next(row for row in today._rows if row.task.id == "retention:").button.click()
        settle()
        assert isinstance(signed.window.screen, RetentionPage)
