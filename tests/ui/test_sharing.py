"""Screen-share safe by keyboard: what goes away, what stays, and the desk that locks instead (UX-37)."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from tests.offices import Office
from tests.programme import flows
from tests.ui.accessibility import check_screen
from tests.ui.example import ExampleScreen, ReferralDesk
from tests.ui.programme_screens import here, opened, shown_words
from tests.ui.show import Signed, themed
from ui.kit import sharing
from ui.shell.desk_page import Bands
from ui.shell.keys import commands
from ui.shell.lock import LockedPage
from ui.shell.screen import ScreenSpec
from ui.shell.share import SharingBand, is_mirrored

SHIFTED = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def share(window: object) -> None:
    """Ctrl+Shift+H where the keyboard is."""
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_H, SHIFTED)


def a_window(qtbot: QtBot, bands: Bands | None = None) -> Signed:
    signed = Signed([ScreenSpec("referrals", "Referrals", "inbox", ExampleScreen)], ReferralDesk(), bands=bands)
    qtbot.addWidget(signed.window)
    return signed


def test_whole_names_become_short_and_staff_pages_close_until_the_same_key_ends_it(
    qtbot: QtBot, office: Office
) -> None:
    """UX-37: the list stays and is short; a screening is closed, its buttons, its verbs and its words."""
    desk = office.desk("priya")
    case = flows.screened(desk)
    with opened(qtbot, desk, "referrals") as signed:
        table = here(signed).table
        before = table.rows.index(0, 1).data()
        share(signed.window)
        after = table.rows.index(0, 1).data()
        signed.window.go("screening", case)
        screen = here(signed)
        said, verbs = shown_words(screen.veil), screen.filled.isEnabled()
        offered = {one.words for one in commands(signed.window.desk_page, signed.window.go, signed.window.lock, "")}
        complaints = check_screen(signed.window, screen)
        share(signed.window)

        assert (before, after) == ("Daniel Okoro", "Daniel O.")
        assert said.startswith("Hidden while the screen is shared.")
        assert not verbs
        assert "Record verdict" not in offered
        assert complaints == []
        assert screen.filled.isEnabled()
        assert "Man" in shown_words(screen.veil)


def test_what_is_typed_on_a_page_that_closes_is_there_again(qtbot: QtBot, office: Office) -> None:
    """UX-7: nothing typed is lost."""
    desk = office.desk("priya")
    case = flows.a_case(desk)
    with opened(qtbot, desk, "case_change", case) as signed:
        screen = here(signed)
        screen.form.editor("note").fill("He rang")
        for _time in range(2):
            share(signed.window)

        assert screen.form.values()["note"] == "He rang"
        assert screen.form.isVisible()


def test_a_three_way_review_turns_it_on_and_no_key_ends_it_while_he_is_in_the_room(
    qtbot: QtBot, office: Office
) -> None:
    """F6: the form stays; what was said before is away; another page brings everything back."""
    desk = office.desk("priya")
    group, case = flows.a_group(desk), flows.waiting(desk)
    perform(desk, "group.allocate", {"group": group, "case": case})
    flows.cleared(office, (case, group))
    at = office.clock.local().replace(hour=10, minute=0).strftime("%Y-%m-%dT%H:%M")
    perform(desk, "one_to_one.book", {"case": case, "key": "review-1", "starts_at": at})
    with opened(qtbot, desk, "review", case) as signed:
        screen = here(signed)
        signed.window.share()
        held, form = sharing.current().is_on, screen.sheet.isVisible()
        hidden = screen.since.isVisible()
        signed.window.go("today")

        assert held
        assert form
        assert not hidden
        assert not sharing.current().is_on


def test_a_desk_under_protection_locks_instead(qtbot: QtBot) -> None:
    """UX-37: it has no such mode, and no button for it."""
    with themed():
        signed = a_window(qtbot, Bands(protect=("Partner desk.", "Only the safety team.")))
        named = shown_words(signed.window)
        share(signed.window)
        qtbot.waitUntil(lambda: isinstance(signed.window.centralWidget(), LockedPage))

        assert "Screen-share" not in named


def test_the_button_and_the_line_say_which_way_it_stands(qtbot: QtBot) -> None:
    with themed():
        signed = a_window(qtbot)
        band = signed.window.findChild(SharingBand)
        off, is_there = shown_words(signed.window), band.isVisible()
        share(signed.window)
        on = shown_words(signed.window)

        assert "Screen-share safe: off" in off
        assert not is_there
        assert "Screen-share safe: on" in on
        assert band.isVisible()


@pytest.mark.parametrize(
    ("places", "is_same"),
    [([], False), ([(0, 0)], False), ([(0, 0), (1920, 0)], False), ([(0, 0), (0, 0)], True), ([(0, 0), (9, 9)], True)],
)
def test_two_displays_that_show_the_same_are_told(places: Sequence[tuple[int, int]], is_same: bool) -> None:
    assert is_mirrored([QRect(*place, 1920, 1080) for place in places]) is is_same


@given(st.lists(st.sampled_from(["turn", "hold", "let go", "hold another", "let another go"]), max_size=12))
def test_it_is_on_exactly_while_somebody_or_something_wants_it(steps: list[str]) -> None:
    """A model: what a key does, and what holds it whatever is pressed."""
    state, by_hand, reasons = sharing.Sharing(), False, set()
    for step in steps:
        if step == "turn":
            by_hand = by_hand if reasons else not by_hand
            state.turn()
            continue
        reason = "mirror" if "another" in step else "review"
        (reasons.add if step.startswith("hold") else reasons.discard)(reason)
        state.hold(reason, step.startswith("hold"))

        assert state.is_held == bool(reasons)
    assert state.is_on == (by_hand or bool(reasons))


@pytest.mark.parametrize(
    ("name", "short"),
    [("Daniel Okoro", "Daniel O."), ("Daniel O.", "Daniel O."), ("Hassan", "Hassan"), ("Jan van der Berg", "Jan B.")],
)
def test_a_short_name_stays_as_it_is(name: str, short: str) -> None:
    assert sharing.short_of(name) == short
