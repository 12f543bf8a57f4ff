"""An officer answers her request for her file, and his for his own words, from first day to paper (RET-8, RET-9)."""

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.bridge.samples import HER_NUMBER, a_case, details_passed
from tests.bridge.test_papers import a_woman
from tests.offices import Office
from tests.ui.accessibility import check_screen
from tests.ui.her_desk import ALT, CTRL, her_window, press, spoken
from ui.kit.dialogs import SecondPerson
from ui.partner.papers.own_words import OwnWordsScreen
from ui.partner.papers.screen import HerFileScreen


def agree(card: SecondPerson | None) -> None:
    """Wendy stands by and agrees with her own password."""
    assert card is not None
    card.user.setText("wendy")
    card.password.setText("pw-wendy")
    card.act.click()


def test_her_request_goes_from_the_first_day_to_the_paper(qtbot: QtBot, office: Office, tmp_path: Path) -> None:
    partner = a_woman(office)
    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        signed.window.go("her_file", partner)
        screen = signed.window.screen
        assert isinstance(screen, HerFileScreen)
        assert check_screen(signed.window, screen) == []
        screen.take_in.click()
        assert not screen.next.isEnabled()
        assert HER_NUMBER not in spoken(signed.window)
        waiting = next(one.item for one in screen._page.items if not one.outcome)  # type: ignore[union-attr]
        screen.table.choose(waiting)
        screen.form.fill({"outcome": "cut", "cut_text": "Spoke with you."})
        press(signed.window, Qt.Key.Key_S, ALT)
        assert "Say why." in spoken(signed.window)
        screen.form.fill({"outcome": "cut", "cut_text": "Spoke with you.", "why": "about her sister"})
        press(signed.window, Qt.Key.Key_S, ALT)
        assert screen.says.accessibleName().startswith("Every item is decided")
        assert check_screen(signed.window, screen) == []

        screen.next.click()
        agree(screen.card)
        assert screen.way.isVisibleTo(screen)
        screen.giving.fill({"way": "post", "why_safe": "She asked for it today.", "to_folder": str(tmp_path)})
        screen.next.click()

        assert screen.password.text().count("-") == 3
        assert [file.suffix for file in tmp_path.glob("Letter-*")] == [".pdf"]
        assert check_screen(signed.window, screen) == []


def test_his_own_words_are_looked_at_and_decided_by_two(qtbot: QtBot, office: Office, tmp_path: Path) -> None:
    case = a_case(office)
    details_passed(office, case)
    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        signed.window.go("own_words", case)
        screen = signed.window.screen
        assert isinstance(screen, OwnWordsScreen)
        assert HER_NUMBER not in spoken(signed.window), "a number is masked until her rules were read (UX-4)"
        assert "Telephone: 07••• ••• •01" in spoken(signed.window)
        assert check_screen(signed.window, screen) == []
        screen.form.fill({"decision": "give", "risk": "He knows all of it.", "to_folder": str(tmp_path)})

        press(signed.window, Qt.Key.Key_Return, CTRL)
        agree(screen.card)

        assert [file.suffix for file in tmp_path.glob("Letter-*")] == [".pdf"]
        assert "Given, by Maya Okafor and Wendy Mair." in spoken(signed.window)
