"""The men of a group on its page, by keyboard: who leaves, who goes to another group, who comes back (P9)."""

from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from app.programme.desk import ProgrammeDesk
from tests.made_before import made_before
from tests.offices import Office
from tests.programme.flows import a_group
from tests.programme.peer_flows import a_peer_group, came_to, may_start, welcomed
from tests.programme.test_waiting import another
from tests.ui.accessibility import check_screen, settle
from tests.ui.programme_screens import cards, here, opened, place, press, shown_words, write
from tests.ui.show import Signed
from ui.kit.dialogs import SecondPerson
from ui.kit.tokens import Look
from ui.programme.groups.people import PeoplePart
from ui.programme.groups.screen import GroupScreen


def people(signed: Signed) -> PeoplePart:
    """The part on its men, in front."""
    screen = here(signed)
    assert isinstance(screen, GroupScreen)
    screen.tabs.setCurrentWidget(screen.people)
    screen.people.table.setFocus()
    settle()
    return screen.people


def key(part: PeoplePart, which: Qt.Key) -> None:
    QTest.keyClick(part.table, which)
    settle()


@made_before
def two_men(desk: ProgrammeDesk) -> tuple[str, str, str]:
    """A group that lies ahead with two men in it."""
    group = a_group(desk, starts_on="2027-01-12")
    adam, ben = another(desk, "Adam"), another(desk, "Ben")
    for case in (adam, ben):
        perform(desk, "group.allocate", {"group": group, "case": case})
    return group, adam, ben


def members(desk: ProgrammeDesk, group: str) -> list[str]:
    return [row.case for row in perform(desk, "group.show", {"group": group}).members]


def test_every_man_has_the_same_lines_in_the_same_places(qtbot: QtBot, office: Office) -> None:
    """CLR-3, CASE-10."""
    desk = office.desk("priya")
    group, _adam, ben = two_men(desk)
    pause = {"kind": "health", "reason": "Operation", "review_on": "2027-02-10"}
    perform(desk, "case.hold", {"case": ben, **pause, "keeps_seat": False, "may_attend": False})

    with opened(qtbot, desk, "group", group) as signed:
        part = people(signed)
        lines = [part.table.rows.row_at(at) for at in range(part.table.rows.rowCount())]
        first = shown_words(part.card)
        key(part, Qt.Key.Key_Down)
        second = shown_words(part.card)
        screen = here(signed)
        assert isinstance(screen, GroupScreen)
        details = shown_words(screen.details)

    assert [line.seat for line in lines] == ["Has it", "On hold, not kept"]
    assert [line.next for line in lines] == ["Tue 26 Jan, 18:30", "None planned"]
    assert len({line.clearance for line in lines}) == 1
    assert lines[0].clearance in first
    assert lines[1].clearance in second
    assert "1 of 12 taken" in details, "a hold that keeps no seat takes none"


def test_leaving_is_seen_before_it_is_done_and_names_the_new_state(qtbot: QtBot, office: Office) -> None:
    """CASE-4 to 6."""
    desk = office.desk("priya")
    group, adam, ben = two_men(desk)

    with opened(qtbot, desk, "group", group) as signed:
        part = people(signed)
        key(part, Qt.Key.Key_L)
        form = part.leaving.form
        before = shown_words(part.leaving.effects)
        form.editor("to").fill("not_ready")
        settle()
        effects, still = shown_words(part.leaving.effects), members(desk, group)
        write(form.editor("note"), "His work has changed")
        press("Ctrl+Enter", part.leaving.act)
        lacking = [form.editor(name).inner.accessibleDescription() for name in ("reason_code", "review_on")]
        form.editor("reason_code").fill("personal")
        write(form.editor("review_on"), "1 march 2027")
        press("Ctrl+Enter", part.leaving.act)

        assert "Place in TUE-1" not in before
        assert "Ends today; the seat is free at once" in effects
        assert "29 sessions ahead → He no longer comes to them" in effects
        assert still == [adam, ben]
        assert lacking == ["Choose a reason for this move.", "Set the day on which this is looked at again."]
        assert members(desk, group) == [ben]
        assert part.right.currentIndex() == 0
        assert part.table.rows.rowCount() == 1
    page = perform(office.desk("jo"), "case.show", {"case": adam})
    assert (page.state, page.review_on) == ("not_ready", date(2027, 3, 1))


def test_whoever_was_second_sees_the_case_as_it_stands_and_keeps_what_was_typed(qtbot: QtBot, office: Office) -> None:
    """CASE-2."""
    desk = office.desk("priya")
    group, adam, _ben = two_men(desk)

    with opened(qtbot, desk, "group", group) as signed:
        part = people(signed)
        key(part, Qt.Key.Key_L)
        form = part.leaving.form
        form.editor("to").fill("back_to_referrer")
        settle()
        form.editor("reason_code").fill("personal")
        write(form.editor("note"), "He asks for another evening")
        perform(office.desk("jo"), "case.move", {"case": adam, "to": "breach", "reason_code": "attitude"})
        press("Ctrl+Enter", part.leaving.act)
        told, kept = shown_words(part.leaving), form.values()
        press("Ctrl+Enter", part.leaving.act)

    assert "Someone else saved first." in told
    assert "it is now “Breach being looked into”" in told
    assert "Breach being looked into → Back to court or referrer" in told
    assert kept["note"] == "He asks for another evening"
    assert perform(office.desk("jo"), "case.show", {"case": adam}).state == "back_to_referrer"


def test_ending_by_the_service_takes_a_managers_own_password(qtbot: QtBot, office: Office) -> None:
    """ROL-4."""
    desk = office.desk("priya")
    group, adam, _ben = two_men(desk)

    with opened(qtbot, desk, "group", group) as signed:
        part = people(signed)
        key(part, Qt.Key.Key_L)
        part.leaving.form.editor("to").fill("deselected")
        settle()
        part.leaving.form.editor("reason_code").fill("attitude")
        press("Ctrl+Enter", part.leaving.act)
        (card,) = cards()
        assert isinstance(card, SecondPerson)
        answers = []
        for login in ("sam", "jo"):
            card.user.setText(login)
            card.password.setText("typed rightly")
            card.act.click()
            settle()
            answers.append(adam in members(desk, group))

    assert answers == [True, False]


def test_another_group_is_offered_with_what_stays_his_and_taken_by_two_keys(qtbot: QtBot, office: Office) -> None:
    """SCH-31, CLR-1."""
    desk = office.desk("priya")
    group, adam, ben = two_men(desk)
    other = a_group(desk, code="WED-1", slots=[{"weekday": "wed", "start": "18:30"}], starts_on="2027-01-06")

    with opened(qtbot, desk, "group", group) as signed:
        part = people(signed)
        key(part, Qt.Key.Key_T)
        QTest.keyClick(part.places, Qt.Key.Key_1)
        settle()
        offered, before = shown_words(part.places), members(desk, group)
        press("Ctrl+Enter", part.give)

        assert "Another place for Adam O., now in TUE-1" in offered
        assert "Place in WED-1" in offered
        assert before == [adam, ben]
        assert (members(desk, group), members(desk, other)) == ([ben], [adam])
        assert part.table.rows.rowCount() == 1
        assert part.right.currentIndex() == 0


def test_who_is_away_stands_below_the_men_and_comes_back_by_enter(qtbot: QtBot, office: Office) -> None:
    """PEER-7."""
    group = a_peer_group(office)
    hassan = welcomed(office, group)
    may_start(office, group, hassan)
    came_to(office, group, hassan, 1)
    desk = office.desk("priya")
    perform(desk, "case.move", {"case": hassan, "to": "away", "reason_code": "own_request"})

    with opened(qtbot, desk, "group", group) as signed:
        part = people(signed)
        (line,) = (part.table.rows.row_at(at) for at in range(part.table.rows.rowCount()))
        key(part, Qt.Key.Key_L)
        stays = part.right.currentIndex()
        part.card.back.setFocus()
        press("Enter", part.card.back)

        assert (line.state, line.is_away) == ("Left, may return", True)
        assert stays == 0, "he cannot leave twice"
        assert members(desk, group) == [hassan]
        assert part.card.leave.isVisible()


def test_an_empty_group_says_what_fills_it_and_enter_opens_a_mans_page(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")
    empty = a_group(desk, code="EMPTY")
    group, adam, _ben = two_men(desk)

    with opened(qtbot, desk, "group", empty) as signed:
        said = shown_words(people(signed).card)
        signed.window.go("group", group)
        key(people(signed), Qt.Key.Key_Return)

        assert "Nobody is in this group yet." in said
        assert place(signed) == ("case", adam)


def test_what_was_typed_about_one_who_leaves_outlives_a_lock(qtbot: QtBot, office: Office) -> None:
    """UX-7."""
    desk = office.desk("priya")
    group, _adam, _ben = two_men(desk)

    with opened(qtbot, desk, "group", group) as signed:
        part = people(signed)
        key(part, Qt.Key.Key_L)
        part.leaving.form.editor("to").fill("waiting")
        settle()
        write(part.leaving.form.editor("note"), "He works late")
        kept = here(signed).kept()
        press("Esc", part.leaving.stay)
        forgotten = here(signed).is_edited()
        here(signed).restore(kept)
        settle()

        assert not forgotten
        assert part.leaving.form.values() == {"to": "waiting", "note": "He works late"}
        assert part.leaving.isVisible()


def test_what_was_typed_about_another_group_outlives_a_lock(qtbot: QtBot, office: Office) -> None:
    """UX-7: the place, the plan and the reason of a late entry, as they stood."""
    desk = office.desk("priya")
    group, _adam, _ben = two_men(desk)
    other = a_group(desk, code="WED-1", slots=[{"weekday": "wed", "start": "18:30"}], starts_on="2026-11-04")
    office.clock.move_to(datetime(2026, 11, 30, 9, 0, tzinfo=UTC))

    with opened(qtbot, desk, "group", group) as signed:
        part = people(signed)
        key(part, Qt.Key.Key_T)
        QTest.keyClick(part.places, Qt.Key.Key_1)
        settle()
        write(part.places.form.editor("override_reason"), "His other group ends")
        kept = here(signed).kept()
        part.places.close_it.click()
        forgotten = here(signed).is_edited()
        here(signed).restore(kept)
        settle()

        assert not forgotten
        assert part.places.chosen().group == other
        assert part.places.form.values()["override_reason"] == "His other group ends"
        assert here(signed).kept() == kept, "it outlives the next lock too"
        assert part.places.isVisible()


@pytest.mark.parametrize(("look", "scale"), [(Look.LIGHT, 1.0), (Look.DARK, 1.0), (Look.LIGHT, 1.5)])
def test_each_state_of_the_part_keeps_every_rule(qtbot: QtBot, office: Office, look: Look, scale: float) -> None:
    desk = office.desk("priya")
    group, _adam, _ben = two_men(desk)
    with opened(qtbot, desk, "group", group, look=look, scale=scale) as signed:
        part = people(signed)
        found = check_screen(signed.window, here(signed))
        key(part, Qt.Key.Key_L)
        part.leaving.form.editor("to").fill("not_ready")
        settle()
        found += check_screen(signed.window, here(signed))
        press("Esc", part.leaving.stay)
        key(part, Qt.Key.Key_T)
        found += check_screen(signed.window, here(signed))

        assert found == []
