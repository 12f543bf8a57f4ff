"""The tabs of the participant page and the page of questionnaires, by keyboard; nothing on them says why."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from app.domain.pack_parts import Measure
from app.programme.packs import shelf
from tests.made_before import made_before
from tests.offices import Office
from tests.programme.flows import a_case
from tests.programme.test_one_to_ones import booked
from tests.programme.test_registers import first_session, placed
from tests.ui.accessibility import check_screen, settle
from tests.ui.programme_screens import here, opened, place, press, shown_words, write
from tests.ui.show import Signed
from ui.kit.tokens import Look
from ui.programme.case.attendance import AttendancePart
from ui.programme.case.measure_screen import MeasureScreen
from ui.programme.case.measures import MeasuresPart
from ui.programme.case.part import Part
from ui.programme.case.records import RecordsPart
from ui.programme.case.screen import CaseScreen
from ui.programme.case.substance import SubstanceScreen

ASKED = (
    Measure("core10", ("t0", "t1"), "client", "office"),
    Measure("top", ("start", "review"), "client", "office"),
    Measure("expectation_review", ("review",), "client", "own"),
)


@pytest.fixture(autouse=True)
def asked() -> Iterator[None]:
    """Every programme asks these questionnaires."""
    packs = tuple(replace(pack, measures=ASKED) for pack in shelf.shipped_packs())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shelf, "_shipped", lambda: shelf.Shelf(packs))
        yield


@pytest.fixture
def case(office: Office) -> str:
    return a_man_with_work(office)


@made_before
def a_man_with_work(office: Office) -> str:
    """A man with a 1-2-1, a session that was corrected, a note, and two questionnaires."""
    group, (man,) = placed(office)
    desk = office.desk("priya")
    session = first_session(desk, group)
    mark = {"case": man, "code": "ATTC", "minutes": 150, "note": "He spoke of Sunday."}
    perform(desk, "register.take", {"session": session, "marks": [mark], "head_count": 1})
    perform(desk, "register.correct", {"session": session, "case": man, "minutes": 120, "reason": "He left early"})
    goal = {"text": "Leave the room in time."}
    talk = {"session": booked(office, man), "happened": True, "minutes": 60, "summary": "Spoke of home."}
    perform(desk, "one_to_one.record", {**talk, "goals": [goal]})
    for stage, total in (("t0", 24), ("t1", 15)):
        given = {"case": man, "measure": "core10", "stage": stage, "on": "2026-11-24", "scores": {"total": total}}
        perform(desk, "measure.record", given)
    return man


def page_of(signed: Signed) -> CaseScreen:
    screen = here(signed)
    assert isinstance(screen, CaseScreen)
    return screen


def part_of(signed: Signed, kind: type[Part]) -> Part:
    return next(part for part in page_of(signed).widgets if isinstance(part, kind))


def test_arrows_walk_the_grid_and_the_chosen_session_tells_its_correction(
    qtbot: QtBot, office: Office, case: str
) -> None:
    """ATT-4: the old mark stays visible with the reason."""
    with opened(qtbot, office.desk("priya"), "case", case) as signed:
        press("Alt+2")
        part = part_of(signed, AttendancePart)
        assert isinstance(part, AttendancePart)
        part.grid.setFocus()
        press("Home")
        first = part.grid.accessibleName()
        press("Right")
        words = shown_words(part.chosen)

        assert "Pre-group" in first
        assert "corrected: He left early" in words
        assert "Before: Came, took part" in words
        button = next(one for one in part.chosen.findChildren(QAbstractButton) if one.isVisible())
        button.click()
        assert place(signed)[0] == "register"


def test_a_note_stays_closed_until_enter_opens_it(qtbot: QtBot, office: Office, case: str) -> None:
    """UX-2: he may see this page for two seconds."""
    with opened(qtbot, office.desk("priya"), "case", f"{case}/records") as signed:
        part = part_of(signed, RecordsPart)
        assert isinstance(part, RecordsPart)
        closed = shown_words(page_of(signed))
        part.notes.setFocus()
        QTest.keyClick(part.notes, Qt.Key.Key_Return)
        settle()

        assert "He spoke of Sunday." not in closed
        assert "He spoke of Sunday." in shown_words(part.note)


def test_alt_t_turns_the_chart_into_a_table_and_back(qtbot: QtBot, office: Office, case: str) -> None:
    """F10, section 8: every chart has a table twin."""
    with opened(qtbot, office.desk("priya"), "case", f"{case}/measures") as signed:
        part = part_of(signed, MeasuresPart)
        assert isinstance(part, MeasuresPart)
        said = part.chart.chart.accessibleName()
        press("Alt+T")
        rows = part.chart.table.rows.rowCount()
        is_table = part.chart.table.isVisible() and not part.chart.chart.isVisible()
        press("Alt+T")

        assert "24" in said
        assert "15" in said
        assert (rows, is_table, part.chart.chart.isVisible()) == (2, True, True)
        assert "9 less (-38%, n = 1)" in shown_words(part)


def test_f6_goes_through_the_parts_of_a_tab(qtbot: QtBot, office: Office, case: str) -> None:
    with opened(qtbot, office.desk("priya"), "case", f"{case}/attendance") as signed:
        screen, part = page_of(signed), part_of(signed, AttendancePart)
        assert isinstance(part, AttendancePart)
        screen.tabs.setFocus()
        press("F6")

        assert part.grid.hasFocus()


def test_a_page_of_a_case_with_nothing_yet_says_so_on_every_tab(qtbot: QtBot, office: Office) -> None:
    case = a_case(office.desk("priya"))

    with opened(qtbot, office.desk("priya"), "case", case) as signed:
        said = []
        for at in range(8):
            press(f"Alt+{at + 1}")
            said.append(shown_words(page_of(signed).widgets[at]))

        empty = (
            "No sessions yet.", "He is not in a group.", "No goals yet.", "No assessment yet.",
            "Nothing is filled in yet.", "No notes yet.", "No report yet.", "Referral received",
        )  # fmt: skip
        assert [words for words, page in zip(empty, said, strict=True) if words not in page] == []


def test_a_questionnaire_is_filled_in_and_what_cannot_be_read_stands_beside_its_field(
    qtbot: QtBot, office: Office, case: str
) -> None:
    """CORE-10: a risk item above nought raises a red event; typed text stays when refused."""
    with opened(qtbot, office.desk("priya"), "measure", case) as signed:
        screen = here(signed)
        assert isinstance(screen, MeasureScreen)
        form = screen.form
        assert form is not None
        form.editor("stage").fill("t1")
        write(form.editor("on"), "")
        form.editor("on").fill("2026-11-23")
        write(form.editor("score_total"), "forty")
        press("Ctrl+S")
        unread = form.editor("score_total").inner.accessibleDescription()
        form.editor("score_total").fill("99")
        press("Ctrl+S")
        too_high = form.editor("score_total").inner.accessibleDescription()
        form.editor("score_total").fill("30")
        form.editor("score_risk_item").fill("1")
        press("Ctrl+S")

        assert (unread, too_high) == ("Write a number.", "Write a number from 0 to 40.")
        assert place(signed) == ("case", f"{case}/measures")
        assert len(perform(office.desk("jo"), "risk.list", {"case": case})) == 1


def test_a_questionnaire_is_corrected_with_a_reason(qtbot: QtBot, office: Office, case: str) -> None:
    entry = perform(office.desk("priya"), "measure.list", {"case": case}).entries[0]

    with opened(qtbot, office.desk("priya"), "measure", f"{case}/{entry.entry}") as signed:
        screen = here(signed)
        assert isinstance(screen, MeasureScreen)
        assert screen.form is not None
        screen.form.editor("score_total").fill("16")
        write(screen.form.editor("reason"), "Misread")
        press("Ctrl+S")

    shown = perform(office.desk("priya"), "measure.list", {"case": case}).entries[0]
    assert ([one.said for one in shown.figures], shown.earlier[0].reason) == (["16"], "Misread")


def test_fields_of_others_are_shown_once_the_licence_is_confirmed(qtbot: QtBot, office: Office, case: str) -> None:
    """10.1: TOP stands behind a setting."""
    said = []
    for confirmed in (False, True):
        perform(office.desk("jo"), "settings.set", {"key": "measure.top_licence", "value": confirmed})
        with opened(qtbot, office.desk("priya"), "measure", case) as signed:
            screen = here(signed)
            assert isinstance(screen, MeasureScreen)
            assert screen.choice is not None
            screen.choice.choose("top")
            said.append(shown_words(screen))

    assert "The licence of this questionnaire is not confirmed." in said[0]
    assert "Drug" not in said[0]
    assert "Quality of life" in said[1]


def test_what_the_meeting_decided_is_noted_from_the_page(qtbot: QtBot, office: Office, case: str) -> None:
    """SUB-5: a no that waits is settled by the meeting, and never ends his place."""
    given = {"measure": "expectation_review", "stage": "review", "on": "2026-11-24", "scores": {"use_stopped": "no"}}
    entry = perform(office.desk("priya"), "measure.record", {"case": case, **given}).entry

    with opened(qtbot, office.desk("priya"), "measure", f"{case}/{entry}/meeting") as signed:
        screen = here(signed)
        assert isinstance(screen, MeasureScreen)
        assert screen.form is not None
        write(screen.form.editor("decision"), "Seen by the service on Friday.")
        press("Ctrl+S")

    shown = perform(office.desk("priya"), "measure.list", {"case": case}).entries
    assert next(one for one in shown if one.entry == entry).decision == "Seen by the service on Friday."


def test_a_substance_screen_is_recorded_where_his_way_asks_for_it(qtbot: QtBot, office: Office) -> None:
    """SUB-1: offered on the page of a man whom the service sent, and on no other."""
    desk = office.desk("priya")
    sent = a_case(desk, source="substance_service")
    other = a_case(desk, given_name="Mark", external_reference="X2")
    offered = []
    for man in (sent, other):
        with opened(qtbot, office.desk("priya"), "case", man) as signed:
            press("Ctrl+N")
            offered.append(page_of(signed).records.by_key["substance"].isVisible())

    with opened(qtbot, office.desk("priya"), "substance", sent) as signed:
        screen = here(signed)
        assert isinstance(screen, SubstanceScreen)
        press("Ctrl+S")
        asked = screen.form.editor("worker").inner.accessibleDescription()
        for name, text in (("tool", "Brief tool"), ("on", "1/11/2026"), ("worker", "K Reed")):
            write(screen.form.editor(name), text)
        screen.form.editor("result").fill("clear")
        press("Ctrl+S")
        assert place(signed) == ("case", f"{sent}/records")
        assert "Brief tool: Clear sign" in shown_words(page_of(signed))

    assert (offered, asked) == ([True, False], "Fill this in.")


def test_what_is_typed_into_one_questionnaire_comes_back_after_a_look_at_another(
    qtbot: QtBot, office: Office, case: str
) -> None:
    with opened(qtbot, office.desk("priya"), "measure", case) as signed:
        screen = here(signed)
        assert isinstance(screen, MeasureScreen)
        assert screen.choice is not None
        assert screen.form is not None
        write(screen.form.editor("score_item_1"), "3")
        screen.choice.choose("expectation_review")
        screen.choice.choose("core10")

        assert screen.form.editor("score_item_1").value() == "3"


def test_every_tab_keeps_every_rule_of_access(qtbot: QtBot, office: Office, case: str) -> None:
    with opened(qtbot, office.desk("priya"), "case", case, look=Look.CONTRAST, scale=1.5) as signed:
        found = []
        for at in range(1, 8):
            page_of(signed).tabs.choose(at)
            found += check_screen(signed.window, here(signed))
        for key in ("measure", "substance"):
            signed.window.go(key, case)
            found += check_screen(signed.window, here(signed))

        assert found == []
