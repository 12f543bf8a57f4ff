"""Clearances and report checks: the same columns for every case, and what is found is seen here only (W9, W10)."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.core.shapes import Nothing
from app.partner.partners import CaseLink, PartnerLinked
from models.programme.group import Group, Member
from tests.bridge.samples import asked_in_part, report_asked
from tests.offices import Office
from tests.ui.accessibility import check_screen
from tests.ui.her_desk import GROUP, Story, a_story, all_asked, her_window, press, spoken
from tests.ui.show import Signed
from ui.partner.clearances.reports import ReportChecksScreen
from ui.partner.clearances.screen import ClearancesScreen


@pytest.fixture
def story(office: Office) -> Story:
    return a_story(office)


@pytest.fixture
def signed(qtbot: QtBot, office: Office, story: Story) -> Iterator[Signed]:
    all_asked(office, story)
    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        yield signed


def clearances(signed: Signed) -> ClearancesScreen:
    signed.window.go("clearances")
    screen = signed.window.screen
    assert isinstance(screen, ClearancesScreen)
    return screen


def checks(signed: Signed) -> ReportChecksScreen:
    signed.window.go("report_checks")
    screen = signed.window.screen
    assert isinstance(screen, ReportChecksScreen)
    return screen


def states(office: Office, subject: str) -> dict[str, str]:
    lines = office.partner_desk().clearances.list(Nothing())
    return {line.reference: line.state for line in lines if line.subject == subject}


def test_space_marks_the_case_ready_for_its_own_run(signed: Signed, office: Office) -> None:
    page = clearances(signed)
    chosen = page.table.rows.index(page.table.currentIndex().row(), 0).data()

    press(signed.window, Qt.Key.Key_Space)

    assert states(office, "case")[chosen] == "ready"
    assert sorted(states(office, "case").values()) == ["ready", "waiting"]


def test_space_in_the_reason_writes_a_space_and_marks_nothing(signed: Signed, office: Office) -> None:
    page = clearances(signed)

    QTest.keyClicks(page.form.editor("reason").edit, "She moves house")

    assert page.form.values()["reason"] == "She moves house"
    assert set(states(office, "case").values()) == {"waiting"}


def test_a_hold_needs_a_reason_and_says_that_it_looks_like_waiting(signed: Signed, office: Office) -> None:
    page = clearances(signed)
    page.hold.click()
    assert page.form.editor("reason").edit.accessibleDescription() == "Fill this in."

    QTest.keyClicks(page.form.editor("reason").edit, "She moves house this week")
    page.hold.click()

    assert "held" in states(office, "case").values()
    assert "A hold looks like waiting to everybody else." in spoken(page)


def test_a_clash_is_seen_here_and_cannot_be_marked(signed: Signed, office: Office, story: Story) -> None:
    link = CaseLink(case=story.other, relation="ex_partner")
    office.partner_desk().partners.link(PartnerLinked(partner=story.planned, link=link))
    both_in_one_group(office, story)

    page = clearances(signed)

    assert "Two men of this group are linked to the same partner or family." in spoken(page)
    assert not page.ready.isEnabled()
    press(signed.window, Qt.Key.Key_Space)
    assert set(states(office, "case").values()) == {"waiting"}


def test_every_case_has_the_same_columns_with_or_without_a_record(signed: Signed) -> None:
    page = clearances(signed)

    for row in range(2):
        assert all(page.table.rows.index(row, at).data() for at in range(len(page.table.columns)))


def test_what_is_hers_in_a_report_is_named_and_underlined(signed: Signed) -> None:
    page = checks(signed)

    said = spoken(page.found)
    assert "1 thing of hers stands in the text." in said
    assert "“Zuleika”" in said
    marked = [page.text.toPlainText()[one.cursor.selectionStart() : one.cursor.selectionEnd()] for one in
              page.text.extraSelections()]  # fmt: skip
    assert set(marked) == {"Zuleika"}


def test_a_clean_report_is_cleared_by_a_person_with_one_chord(signed: Signed, office: Office, story: Story) -> None:
    report = report_asked(office, story.other, "He attended nine of ten sessions.")
    page = checks(signed)
    page.table.choose(report)
    assert "Nothing that is known here was found." in spoken(page.found)

    press(signed.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert states(office, "report") == {"P-0001": "waiting", "P-0002": "ready"}


def test_a_report_that_did_not_come_whole_is_told_and_nothing_of_it_shown(
    signed: Signed, office: Office, story: Story
) -> None:
    """REP-7: neither cleared nor kept silent; the report chosen next is shown whole again."""
    asked_in_part(office, story.other)
    page = checks(signed)
    row = next(at for at in range(2) if page.table.rows.index(at, 3).data() == "Not all has come")
    page.table.setCurrentIndex(page.table.rows.index(row, 0))

    assert "1 part of this report is missing." in spoken(page.found)
    assert page.text.toPlainText() == ""
    assert not page.clear.isEnabled()
    assert not page.hold.isEnabled()

    page.table.setCurrentIndex(page.table.rows.index(1 - row, 0))
    assert "Zuleika" in page.text.toPlainText()
    assert page.clear.isEnabled()


def test_a_report_is_held_with_its_reason(signed: Signed, office: Office) -> None:
    page = checks(signed)
    QTest.keyClicks(page.form.editor("reason").edit, "It names her")

    page.hold.click()

    assert states(office, "report") == {"P-0001": "held"}


def test_repeats_of_one_author_about_one_case_are_counted(signed: Signed, office: Office, story: Story) -> None:
    """REP-9."""
    report_asked(office, story.case, "He attended ten of ten sessions.")

    page = checks(signed)

    assert [page.table.rows.index(row, 4).data() for row in range(2)] == ["2", "2"]


@pytest.mark.parametrize(
    ("key", "said"), [("clearances", "No case is waiting for a run."), ("report_checks", "No report is waiting.")]
)
def test_an_empty_list_says_so_in_one_line(qtbot: QtBot, office: Office, key: str, said: str) -> None:
    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        signed.window.go(key)

        assert said in spoken(signed.window.screen)


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("key", ["clearances", "report_checks"])
def test_both_pages_pass_the_accessibility_checks(
    qtbot: QtBot, office: Office, story: Story, key: str, scale: float
) -> None:
    all_asked(office, story)
    with her_window(office, scale=scale) as signed:
        qtbot.addWidget(signed.window)
        signed.window.go(key)

        assert check_screen(signed.window, signed.window.screen) == []


def both_in_one_group(office: Office, story: Story) -> None:
    """Two men in one group."""
    now = office.clock.now()
    with office.programme.work() as work:
        work.session.add(
            Group(
                id=GROUP, version=1, code="TUE-1", programme="bbr", pack_version="1", region="ENG-WLS",
                starts_on=now.date(), slots=[], seats=10, created_at=now, created_by="21" * 16,
            )
        )  # fmt: skip
        work.session.flush()
        for at, case in enumerate((story.case, story.other)):
            row = Member(
                id=f"{at:02x}" * 16, version=1, group_id=GROUP, case_id=case, joined_at=now, joined_by="21" * 16
            )
            work.session.add(row)
