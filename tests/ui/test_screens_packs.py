"""Programmes at a window: read, compared, written with faults by line, published, recorded; each role its part."""

import pytest
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from tests.offices import Office
from tests.programme.samples_packs import NEXT, REVIEW
from tests.ui.accessibility import check_screen, settle
from tests.ui.programme_screens import cards, here, opened, place, press, shown_words, write
from ui.kit.tokens import Look
from ui.programme.packs.compare import PackCompareScreen
from ui.programme.packs.editor import PackEditScreen
from ui.programme.packs.screen import CopyCard, PackScreen, PacksScreen
from ui.programme.packs.step import PackStepScreen

SAID = {"changes": "At most ten men.", "reasons": "The room is small."}


def published(office: Office) -> None:
    perform(office.desk("ada"), "pack.publish", {"text": NEXT, **SAID})


def test_the_list_opens_a_programme_in_plain_words(qtbot: QtBot, office: Office) -> None:
    with opened(qtbot, office.desk("ada"), "packs") as signed:
        screen = here(signed)
        assert isinstance(screen, PacksScreen)
        titles = [screen.table.rows.row_at(at).title for at in range(screen.table.rows.rowCount())]
        screen.table.choose("bbr")
        press("Return", screen.table)
        said = shown_words(here(signed))

        assert len(titles) == 5
        assert place(signed) == ("pack", "bbr")
        assert "29 contacts: 24 group sessions, 4 1-2-1s, 1 review. 60 group hours." in said
        assert "Source: Norfolk BBR page, Denial" in said
        assert "6 × group session, 150 minutes; covers My Thinking" in said


def test_a_facilitator_reads_and_finds_nothing_to_write_with(qtbot: QtBot, office: Office) -> None:
    with opened(qtbot, office.desk("priya"), "pack", "mam") as signed:
        screen = here(signed)
        assert isinstance(screen, PackScreen)
        page = signed.window.desk_page
        assert page is not None

        assert "Men and Masculinities" in shown_words(screen)
        assert screen.filled is None
        assert {key for key in page.specs if key.startswith("pack")} == {"packs", "pack", "pack_compare"}


def test_a_next_version_is_written_with_its_faults_by_line_and_published(qtbot: QtBot, office: Office) -> None:
    """6.3: F8 goes to the line of the next fault; what is typed stays."""
    with opened(qtbot, office.desk("ada"), "pack", "bbr") as signed:
        press("F2")
        screen = here(signed)
        assert isinstance(screen, PackEditScreen)
        text = screen.text.toPlainText()
        assert 'version = "1.1"' in text
        broken = text.replace("late_after_min = 15", "late_after_min = 0").replace(
            "gap_before_weeks=6", "gap_before_weeks=-1"
        )
        screen.text.setPlainText(broken)
        screen.text.moveCursor(QTextCursor.MoveOperation.Start)
        qtbot.waitUntil(lambda: screen.found.rows.rowCount() == 2)
        may_publish = screen.publish.isEnabled()
        lines = []
        for _turn in range(2):
            press("F8", screen.text)
            lines.append(broken.splitlines()[screen.text.textCursor().blockNumber()])
        screen.text.setPlainText(text.replace("max = 12", "max = 10"))
        qtbot.waitUntil(screen.publish.isEnabled)
        screen.publish.click()
        asked = screen.form.editor("changes").inner.accessibleDescription()
        write(screen.form.editor("changes"), SAID["changes"])
        write(screen.form.editor("reasons"), SAID["reasons"])
        screen.publish.click()
        settle()

        assert not may_publish
        assert "gap_before_weeks=-1" in lines[0]
        assert "late_after_min = 0" in lines[1]
        assert asked == "Fill this in."
        assert place(signed) == ("pack", "bbr 1.1")
        assert SAID["changes"] in shown_words(here(signed))


def test_a_copy_asks_for_its_code_and_is_taken_in_as_a_draft(qtbot: QtBot, office: Office) -> None:
    with opened(qtbot, office.desk("ada"), "pack", "weekly") as signed:
        press("Ctrl+N")
        (card,) = cards()
        assert isinstance(card, CopyCard)
        card.code.setText("evening_26")
        card.act.click()
        settle()
        screen = here(signed)
        assert isinstance(screen, PackEditScreen)
        assert 'code = "evening_26"' in screen.text.toPlainText()
        screen.publish.click()
        settle()

        assert place(signed) == ("pack", "evening_26 1.0")
        assert perform(office.desk("ada"), "pack.show", {"code": "evening_26"}).state == "draft"


def test_two_versions_stand_side_by_side(qtbot: QtBot, office: Office) -> None:
    published(office)

    with opened(qtbot, office.desk("priya"), "pack_compare", "bbr 1.0 1.1") as signed:
        screen = here(signed)
        assert isinstance(screen, PackCompareScreen)
        few = screen.table.rows.rowCount()
        said = shown_words(screen)
        screen.which.choose("all")

        assert few == 1
        assert "4 to 12; more needs a manager" in said
        assert "4 to 10; more needs a manager" in said
        assert SAID["reasons"] in said
        assert screen.table.rows.rowCount() > 30


def test_a_pilot_is_reviewed_and_becomes_active(qtbot: QtBot, office: Office) -> None:
    """6.4: every field is asked for; a refusal stands beside its field."""
    with opened(qtbot, office.desk("jo"), "pack_step", "mam 1.0") as signed:
        screen = here(signed)
        assert isinstance(screen, PackStepScreen)
        assert screen.kind is not None
        screen.kind.choose("active")
        screen.save.click()
        assert screen.form is not None
        asked = screen.form.editor("harms").inner.accessibleDescription()
        screen.form.fill({**REVIEW, "review_date": "2020-01-01"})
        screen.save.click()
        settle()
        late = screen.form.editor("review_date").inner.accessibleDescription()
        screen.form.fill({"review_date": REVIEW["review_date"]})
        screen.save.click()
        settle()

        assert asked == "Fill this in."
        assert late == "Name a day that lies ahead."
        assert place(signed) == ("pack", "mam 1.0")
        assert "Became: active" in shown_words(here(signed))


def test_what_is_typed_outlives_a_lock(qtbot: QtBot, office: Office) -> None:
    with opened(qtbot, office.desk("ada"), "pack_edit", "bbr") as signed:
        screen = here(signed)
        assert isinstance(screen, PackEditScreen)
        screen.text.setPlainText("[pack]\n")
        kept = screen.kept()
        screen.text.setPlainText("")
        screen.restore(kept)

        assert screen.text.toPlainText() == "[pack]\n"
        assert screen.is_edited()


@pytest.mark.parametrize("subject", [None, "nowhere", "bbr 9.9"])
def test_a_programme_that_is_not_there_is_said_plainly(qtbot: QtBot, office: Office, subject: str | None) -> None:
    with opened(qtbot, office.desk("ada"), "pack", subject) as signed:
        said = shown_words(here(signed))

        assert "There is nothing here." in said or "Choose a programme first." in said


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize(
    ("key", "subject"),
    [
        ("packs", None),
        ("pack", "bbr"),
        ("pack_compare", "bbr 1.0 1.1"),
        ("pack_edit", "bbr"),
        ("pack_step", "mam 1.0"),
    ],
)
def test_every_page_of_programmes_can_be_used_by_everybody(
    qtbot: QtBot, office: Office, key: str, subject: str | None, scale: float
) -> None:
    """A01 to A14 on each page, at both sizes."""
    published(office)

    with opened(qtbot, office.desk("ada"), key, subject, look=Look.DARK, scale=scale) as signed:
        assert check_screen(signed.window, here(signed)) == []
