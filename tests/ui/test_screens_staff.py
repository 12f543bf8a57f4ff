"""The page of people by keyboard: a number compared, roles changed, somebody let go (P28)."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from app.domain.roles import Role
from tests.bridge.trustees import drawn
from tests.offices import Office
from tests.programme.flows import a_case
from tests.programme.samples_staff import a_newcomer
from tests.ui.accessibility import check_screen, settle
from tests.ui.programme_screens import cards, here, opened, place, press, shown_words, write
from tests.ui.show import EVENING
from ui.kit.tokens import Look
from ui.programme.people.joining import NewcomerScreen
from ui.programme.people.leaving import LeavingScreen
from ui.programme.people.screen import PeopleScreen


def people(office: Office, login: str) -> list[str]:
    return [row.login for row in perform(office.desk(login), "people.show", {}) if row.is_active]


def test_a_manager_reads_the_number_and_lets_in_with_one_button(qtbot: QtBot, office: Office) -> None:
    given = a_newcomer(office)

    with opened(qtbot, office.desk("jo"), "people") as signed:
        screen = here(signed)
        assert isinstance(screen, PeopleScreen)
        before = shown_words(screen.newcomer)
        press("Space", screen.same)
        settle()
        waits = screen.newcomer.isVisibleTo(screen)

    assert str(given["safety_number"]) in before
    assert "Nia Bell reads the same number to you" in before
    assert "nia" in people(office, "jo")
    assert not waits, "nobody waits any more"


def test_numbers_that_differ_throw_the_keys_away_after_a_word_of_warning(qtbot: QtBot, office: Office) -> None:
    """SEC-4."""
    a_newcomer(office)

    with opened(qtbot, office.desk("jo"), "people") as signed:
        screen = here(signed)
        assert isinstance(screen, PeopleScreen)
        press("Space", screen.differ)
        (card,) = cards()
        still = office.tray.waiting()
        press("Ctrl+Enter", card)
        settle()

    assert len(still) == 1
    assert office.tray.waiting() == ()
    assert "nia" not in people(office, "jo")


def test_an_administrator_prepares_and_sees_that_a_manager_lets_in(qtbot: QtBot, office: Office) -> None:
    with opened(qtbot, office.desk("ada"), "people") as signed:
        press("Ctrl+N", here(signed))
        settle()
        screen = here(signed)
        assert isinstance(screen, NewcomerScreen)
        for name, text in (("label", "Nia Bell"), ("name", "nia"), ("new", "one two three four")):
            write(screen.form.editor(name), text)
        screen.form.editor("role").fill("facilitator")
        write(screen.form.editor("again"), "one two three five")
        press("Ctrl+Enter", screen)
        unlike = office.tray.waiting()
        screen.form.editor("again").fill("one two three four")
        press("Ctrl+Enter", screen)
        settle()
        page = here(signed)
        assert isinstance(page, PeopleScreen)
        told, can = shown_words(page.newcomer), page.same.isVisibleTo(page)
        screen.open()
        left = screen.form.values()

    assert unlike == ()
    assert [one.login for one in office.tray.waiting()] == ["nia"]
    assert "A manager compares this number with Nia Bell" in told
    assert not can
    assert not {"new", "again"} & {name for name, value in left.items() if value}


def test_a_taken_user_name_is_told_beside_its_field_and_nothing_typed_is_lost(qtbot: QtBot, office: Office) -> None:
    with opened(qtbot, office.desk("ada"), "newcomer") as signed:
        screen = here(signed)
        assert isinstance(screen, NewcomerScreen)
        values = {"label": "Nia Bell", "name": "maya", "role": "facilitator", "new": "a" * 14, "again": "a" * 14}
        screen.form.fill(values)
        press("Ctrl+Enter", screen)
        settle()
        told = screen.form.editor("name").inner.accessibleDescription()

        assert "user name already" in told
        assert screen.form.values() == values


def test_roles_are_saved_for_the_one_chosen_and_never_for_oneself(qtbot: QtBot, office: Office) -> None:
    with opened(qtbot, office.desk("jo"), "people", office.people["una"].id) as signed:
        screen = here(signed)
        assert isinstance(screen, PeopleScreen)
        screen.form.editor("roles").fill(["auditor", "administrator"])
        assert screen.is_edited()
        kept = screen.kept()
        press("Ctrl+S", screen)
        settle()
        screen.staff.choose(office.people["jo"].id)
        settle()
        mine = (screen.form.isEnabled(), screen.why_not.text(), screen.changes.isVisibleTo(screen))

    assert kept["about"] == office.people["una"].id
    rows = {row.login: row.roles for row in perform(office.desk("jo"), "people.show", {})}
    assert rows["una"] == ("administrator", "auditor")
    assert mine == (False, "Nobody changes their own roles. Ask another manager.", False)


def test_who_leaves_is_asked_for_a_taker_and_once_more(qtbot: QtBot, office: Office) -> None:
    a_case(office.desk("priya"))
    office.tray.slots["priya"] = office.people["priya"].id

    with opened(qtbot, office.desk("jo"), "people", office.people["priya"].id) as signed:
        screen = here(signed)
        assert isinstance(screen, PeopleScreen)
        press("Space", screen.leave)
        settle()
        page = here(signed)
        assert isinstance(page, LeavingScreen)
        listed = [page.table.rows.row_at(at).words for at in range(page.table.rows.rowCount())]
        press("Ctrl+Enter", page)
        lacking = page.form.editor("hand_over_to").inner.accessibleDescription()
        page.form.editor("hand_over_to").fill(office.people["sam"].id)
        press("Ctrl+Enter", page)
        (card,) = cards()
        QTest.keyClick(card, Qt.Key.Key_Escape)
        settle()
        still = people(office, "jo")
        signed.window.activateWindow()
        QTest.qWaitForWindowActive(signed.window)
        press("Space", page.let_go)
        press("Ctrl+Enter", cards()[0])
        settle()
        then = place(signed)

    assert listed == ["P-0001, referred"]
    assert lacking == "Say who takes it."
    assert "priya" in still
    assert "priya" not in people(office, "jo")
    assert not office.tray.slots
    assert then == ("people", office.people["priya"].id)


@pytest.mark.parametrize("login", ["priya", "pete"])
def test_for_others_the_page_is_not_there(qtbot: QtBot, office: Office, login: str) -> None:
    """UX-13."""
    with opened(qtbot, office.desk(login), "today") as signed:
        page = signed.window.desk_page
        assert page is not None
        assert {"people", "newcomer", "leaving"}.isdisjoint(page.specs)


@pytest.mark.parametrize("key", ["people", "newcomer", "leaving"])
@pytest.mark.parametrize(("look", "scale"), [(Look.LIGHT, 1.0), (Look.DARK, 1.5), (Look.LIGHT, 2.0)])
def test_every_page_keeps_every_rule(qtbot: QtBot, office: Office, key: str, look: Look, scale: float) -> None:
    a_newcomer(office, role=Role.PEER_WORKER)
    a_case(office.desk("priya"))
    subject = office.people["priya"].id if key == "leaving" else None

    with opened(qtbot, office.desk("jo"), key, subject, look, scale) as signed:
        assert check_screen(signed.window, here(signed)) == []


def test_a_trustee_who_waits_is_approved_after_the_number_was_read(qtbot: QtBot, office: Office) -> None:
    office.clock.move_to(EVENING)
    drawn(office, "Chair")

    with opened(qtbot, office.desk("jo"), "people") as signed:
        screen = here(signed)
        assert isinstance(screen, PeopleScreen)
        told, may_differ = screen.told.text(), screen.differ.isVisibleTo(screen)
        press("Space", screen.same)
        settle()
        waits = screen.newcomer.isVisibleTo(screen)

    assert told.startswith("Chair reads you the number on the paper")
    assert not may_differ, "there is no file to throw away"
    assert not waits
    assert not perform(office.partner_desk(), "team.trustees", {}).trustees[0].is_waiting
