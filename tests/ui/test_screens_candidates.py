"""Who could come into a group, on its page: reasons, two clerks at once, a late entry that a manager accepts (P9)."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from app.programme.desk import ProgrammeDesk
from tests.offices import Office
from tests.programme.flows import a_group
from tests.programme.test_waiting import another
from tests.ui.accessibility import check_screen, settle
from tests.ui.programme_screens import cards, here, opened, press, shown_words, write
from tests.ui.show import Signed
from ui.kit.dialogs import SecondPerson
from ui.kit.tokens import Look
from ui.programme.groups.candidates import CandidatesPart
from ui.programme.groups.screen import GroupScreen

LATE = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)


def candidates(signed: Signed) -> CandidatesPart:
    """The part on who could come in, in front."""
    screen = here(signed)
    assert isinstance(screen, GroupScreen)
    screen.tabs.setCurrentWidget(screen.candidates)
    screen.candidates.table.setFocus()
    settle()
    return screen.candidates


def choose(part: CandidatesPart, case: str) -> None:
    part.table.choose(case)
    settle()


def members(desk: ProgrammeDesk, group: str) -> list[str]:
    return [row.case for row in perform(desk, "group.show", {"group": group}).members]


def until(day: str) -> dict[str, object]:
    return {"kind": "court_requirement", "ends_on": day}


def test_every_reason_and_the_same_line_on_clearance_stand_beside_each_man(qtbot: QtBot, office: Office) -> None:
    """SCH-35, CLR-4."""
    desk = office.desk("priya")
    group = a_group(desk, starts_on="2027-01-12")
    adam = another(desk, "Adam", language="Polish")
    ben = another(desk, "Ben", language="English", legal_basis=until("2027-03-01"))
    perform(desk, "group.set_language", {"group": group, "language": "English"})

    with opened(qtbot, desk, "group", group) as signed:
        part = candidates(signed)
        said = {}
        for case in (adam, ben):
            choose(part, case)
            said[case] = (shown_words(part.card), part.card.give.isEnabled())
        choose(part, ben)
        QTest.keyClick(part.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        settle()

    assert "This group speaks another language." in said[adam][0]
    assert "Speaks Polish; the group speaks English." in said[adam][0]
    assert "Speaks English, as the group does." in said[ben][0]
    assert "His order ends on 1 March 2027, before the last date of this group" in said[ben][0]
    assert (said[adam][1], said[ben][1]) == (False, True)
    assert all("Awaiting safety clearance" in words for words, _open in said.values())
    assert members(desk, group) == [ben]


def test_who_was_second_is_told_that_the_last_seat_was_taken_and_by_whom_it_was_given(
    qtbot: QtBot, office: Office
) -> None:
    desk, jo = office.desk("priya"), office.desk("jo")
    group = a_group(desk, seats=1, starts_on="2027-01-12")
    adam, ben = another(desk, "Adam"), another(desk, "Ben")

    with opened(qtbot, desk, "group", group) as signed:
        part = candidates(signed)
        choose(part, ben)
        was_open = part.card.give.accessibleName(), part.card.form
        perform(jo, "group.allocate", {"group": group, "case": adam})
        press("Ctrl+Enter", part.card.give)
        told, asks = shown_words(part), part.card.form
        row = part.table.rows.row_at(part.table.rows.row_of(ben))

    assert was_open == ("Give him the place", None)
    assert "There is no free seat." in told
    assert "The last seat was taken on 24 November 2026, 20:40. It was given by Jo Adeyemi." in told
    assert asks is not None, "what a manager could accept is asked at once"
    assert row.needs_override
    assert members(desk, group) == [adam]


def test_a_case_that_moved_meanwhile_is_shown_as_it_stands(qtbot: QtBot, office: Office) -> None:
    """CASE-2."""
    desk = office.desk("priya")
    group, adam = a_group(desk, starts_on="2027-01-12"), another(desk, "Adam")

    with opened(qtbot, desk, "group", group) as signed:
        part = candidates(signed)
        perform(office.desk("jo"), "case.move", {"case": adam, "to": "assessing", "reason_code": "personal"})
        press("Ctrl+Enter", part.card.give)

        assert members(desk, group) == []
        assert "it is now “In assessment”" in shown_words(part)
        assert "No one is waiting." in shown_words(part.card)


def test_a_late_entry_asks_a_manager_beside_a_facilitator_and_a_plan_for_each_content(
    qtbot: QtBot, office: Office
) -> None:
    """SCH-30, ROL-4."""
    desk = office.desk("priya")
    group, adam, ben = a_group(desk), another(desk, "Adam"), another(desk, "Ben")
    office.clock.move_to(LATE)

    with opened(qtbot, desk, "group", group) as signed:
        part = candidates(signed)
        choose(part, adam)
        seen = shown_words(part.card)
        press("Ctrl+Enter", part.card.give)
        lacking = part.card.form.editor("override_reason").inner.accessibleDescription()
        write(part.card.form.editor("override_reason"), "His officer asks for it")
        choose(part, ben)
        choose(part, adam)
        kept = part.card.form.values()
        form = part.card.form
        form.editor("how").fill("catch_up")
        write(form.editor("due_on"), "10 january 2027")
        form.editor("each").fill(True)
        settle()
        form.editor("how foundation-2").fill("one_to_one")
        press("Ctrl+Enter", part.card.give)
        (card,) = cards()
        assert isinstance(card, SecondPerson)
        placed = []
        for login in ("sam", "jo"):
            card.user.setText(login)
            card.password.setText("typed rightly")
            card.act.click()
            settle()
            placed.append(members(desk, group))

    assert "Held before he would come: Foundation 1, Foundation 2." in seen
    assert lacking == "Fill this in."
    assert kept["override_reason"] == "His officer asks for it"
    assert placed == [[], [adam]]
    (event,) = (one for one in perform(desk, "case.history", {"case": adam}) if "His officer asks" in one.detail)
    assert event.by == "Priya Nair and Jo Adeyemi"


def test_what_a_manager_typed_outlives_a_lock(qtbot: QtBot, office: Office) -> None:
    """UX-7."""
    desk = office.desk("jo")
    group, adam, ben = a_group(office.desk("priya")), another(desk, "Adam"), another(desk, "Ben")
    office.clock.move_to(LATE)

    with opened(qtbot, desk, "group", group) as signed:
        part = candidates(signed)
        other = next(case for case in (adam, ben) if case != part.table.chosen_id())
        choose(part, other)
        write(part.card.form.editor("override_reason"), "His officer asks for it")
        kept = here(signed).kept()
    with opened(qtbot, desk, "group", group) as signed:
        here(signed).restore(kept)
        settle()
        part = here(signed).candidates  # type: ignore[attr-defined]

        assert part.table.chosen_id() == other
        assert part.card.form.values()["override_reason"] == "His officer asks for it"
        assert part.card.isVisible()


def test_no_one_is_waiting_is_said(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")
    with opened(qtbot, desk, "group", a_group(desk)) as signed:
        part = candidates(signed)

        assert "No one is waiting." in shown_words(part.card)
        assert not part.card.give.isVisible()


@pytest.mark.parametrize(("look", "scale"), [(Look.LIGHT, 1.0), (Look.DARK, 1.0), (Look.LIGHT, 1.5)])
def test_the_part_keeps_every_rule(qtbot: QtBot, office: Office, look: Look, scale: float) -> None:
    desk = office.desk("priya")
    group, adam = a_group(desk), another(desk, "Adam")
    office.clock.move_to(LATE)
    with opened(qtbot, desk, "group", group, look=look, scale=scale) as signed:
        part = candidates(signed)
        choose(part, adam)
        found = check_screen(signed.window, here(signed))
        part.card.form.editor("each").fill(True)
        settle()

        assert found + check_screen(signed.window, here(signed)) == []
