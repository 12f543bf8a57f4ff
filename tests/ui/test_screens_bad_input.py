"""Bad input of planning, typed in the window: a sentence beside its field, what was typed stays, nothing is kept."""

from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from tests.offices import Office
from tests.programme.flows import a_group
from tests.programme.test_registers import first_session
from tests.ui.accessibility import settle
from tests.ui.programme_screens import here, opened, place, press, shown_words, write
from ui.programme.groups.new import NewGroupScreen
from ui.programme.groups.screen import GroupScreen
from ui.programme.packs.editor import PackEditScreen

FIELD_OF_WORDS = {"start": "weekdays"}
"""Where a sentence stands that is about a weekly time as a whole."""
FAULTS = {
    'key="route", text="Index offence is IPV, or admits an episode", any_of=["index_ipv", "admits_24m"]': (
        'key="route", text="Index offence is IPV, or admits an episode", any_of=["route", "admits_24m"]'
    ),
    'after_block="my_thinking"': 'after_block="my_thoughts"',
    "gap_before_weeks=6": "gap_before_weeks=-1",
    'title="My Emotions {n}", kind="group", count=6, minutes=150': (
        'title="My Emotions {n}", kind="group", count=6, minutes=0'
    ),
}


def test_a_group_that_cannot_be_is_refused_beside_its_field_and_all_that_was_typed_stays(
    qtbot: QtBot, office: Office
) -> None:
    """SCH-2, SCH-5, SCH-16: no such day, no length, an hour that never comes, a day that is closed for ever."""
    perform(office.desk("jo"), "closure.add", {"from": "2027-12-01", "to": "2046-12-01", "reason": "Sold"})

    with opened(qtbot, office.desk("priya"), "new_group") as signed:
        screen = here(signed)
        assert isinstance(screen, NewGroupScreen)
        assert screen.form is not None
        form, found = screen.form, {}
        form.fill({"programme": "bbr", "code": "Monday evening", "weekdays": ["mon"], "start": "18:30"})

        def refused(field: str, typed: str) -> str:
            """Try it with this in the field; gives what its description says then."""
            form.fill({field: None})
            QTest.keyClicks(form.editor(field).inner, typed)
            press("Ctrl+Return")
            settle()
            assert form.isVisible(), "the plan is not shown"
            return form.editor(FIELD_OF_WORDS.get(field, field)).inner.accessibleDescription()

        found["31 February"] = refused("starts_on", "31/02/2027")
        still = form.editor("starts_on").inner.text()
        form.fill({"starts_on": "2027-01-04"})
        found["no length"] = refused("minutes", "0")
        form.fill({"minutes": None, "weekdays": ["sun"], "starts_on": "2027-03-28"})
        found["clock change"] = refused("start", "0130")
        form.fill({"weekdays": ["mon"], "start": "18:30"})
        found["never"] = refused("starts_on", "6 december 2027")

        assert still == "31/02/2027"
        assert "date" in found["31 February"]
        assert found["no length"] == "A session lasts at least one minute."
        assert "No free date was found within five years." in found["never"]
        assert form.values() == {
            "programme": "bbr", "code": "Monday evening", "weekdays": ["mon"], "start": "18:30",
            "starts_on": "2027-12-06",
        }  # fmt: skip
        assert perform(office.desk("priya"), "group.list", {"ended_too": True}) == ()
        assert "There is no 01:30 on 28 March 2027: the clocks go forward." in found["clock change"]


def test_a_session_is_not_moved_to_a_day_or_an_hour_that_never_comes(qtbot: QtBot, office: Office) -> None:
    """SCH-18, SCH-19: the reason and the choice stay; the plan is as it was."""
    desk = office.desk("priya")
    group = a_group(desk)
    before = [one.starts_at for one in perform(desk, "group.show", {"group": group}).sessions]

    with opened(qtbot, desk, "group", group) as signed:
        page = here(signed)
        assert isinstance(page, GroupScreen)
        page._move(first_session(desk, group), "2026-11-17T18:30")
        form = page.session.form
        form.editor("scope").fill("only")
        write(form.editor("reason"), "The hall is closed")
        found = []
        for day, start in (("31/02/2027", "1830"), ("28 march 2027", "0130")):
            form.fill({"on": None, "at": None})
            QTest.keyClicks(form.editor("on").inner, day)
            QTest.keyClicks(form.editor("at").inner, start)
            page.session.see.click()
            settle()
            found.append(shown_words(form) + form.editor("on").inner.accessibleDescription())

        assert "date" in found[0]
        assert "There is no 01:30 on 28 March 2027: the clocks go forward. Choose another time." in found[1]
        assert form.values()["reason"] == "The hall is closed"
        assert [one.starts_at for one in perform(desk, "group.show", {"group": group}).sessions] == before


def test_a_programme_with_a_loop_a_block_that_is_missing_a_gap_of_minus_one_and_a_session_of_no_length(
    qtbot: QtBot, office: Office
) -> None:
    """6.3, E-LOOP, E-REF, E-NUMBER, E-BLOCK: each fault with its line, none of it can be published, the text stays."""
    with opened(qtbot, office.desk("ada"), "pack", "bbr") as signed:
        press("F2")
        screen = here(signed)
        assert isinstance(screen, PackEditScreen)
        text = screen.text.toPlainText()
        assert [one for one in FAULTS if text.count(one) != 1] == []
        for whole, broken in FAULTS.items():
            text = text.replace(whole, broken)
        screen.text.setPlainText(text)
        qtbot.waitUntil(lambda: screen.found.rows.rowCount() >= len(FAULTS), timeout=20_000)
        rows = [screen.found.rows.row_at(at) for at in range(screen.found.rows.rowCount())]
        screen.publish.click()
        settle()

        lines = text.splitlines()
        found = {one.code: lines[one.line - 1] for one in rows if one.line}
        assert {"E-LOOP", "E-REF", "E-NUMBER", "E-BLOCK"} <= set(found)
        assert ("after_block" in found["E-REF"], "minutes=0" in found["E-BLOCK"]) == (True, True)
        assert "gap_before_weeks=-1" in found["E-NUMBER"]
        assert not screen.publish.isEnabled()
        assert place(signed)[0] == "pack_edit"
        assert screen.text.toPlainText() == text
