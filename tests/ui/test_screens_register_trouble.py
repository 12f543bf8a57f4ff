"""The register when something is in the way: somebody was first, too many words, two hundred men, no database."""

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QRadioButton
from pytestqt.qtbot import QtBot

from app.core.changes import Changed
from app.desk.catalogue import perform
from models.programme.case import Case
from models.programme.client import Client
from models.programme.group import Member
from tests.offices import Office
from tests.programme.test_register_faults import GONE, gone_at
from tests.ui.accessibility import check_screen
from tests.ui.programme_screens import shown_words
from tests.ui.show import themed
from tests.ui.test_screens_register import CONTROL, Keys, card_of, marks_of, men_in_a_group, opened
from ui.kit.dialogs import BeforeAfter
from ui.programme.register.cells import MARK
from ui.programme.register.clash import ClashCard


@pytest.fixture(autouse=True)
def look() -> Iterator[None]:
    with themed():
        yield


def sams(office: Office, session: str, case: str, **mark: object) -> None:
    """Sam saves his mark of one man."""
    marks = [{"case": case, **mark}]
    came = int(str(mark["code"]).startswith("AT"))
    perform(office.desk("sam"), "register.take", {"session": session, "marks": marks, "head_count": came})


def choose(card: ClashCard, words: str) -> None:
    """Press what is called so on the card."""
    next(one for one in card.findChildren(QRadioButton) if words in one.accessibleName()).click()


class TestSomebodyWasFirst:
    def test_both_are_shown_side_by_side_and_each_part_is_chosen(self, qtbot: QtBot, office: Office) -> None:
        """ATT-14: nothing is overwritten, what is typed stays, the one not chosen stays in the record."""
        session, (andrew, _babak) = men_in_a_group(office, "Andrew Park", "Babak Rahimi")
        _signed, screen = opened(qtbot, office, session)
        keys = Keys()
        keys.press("2", "3", "1")
        screen.grid.choose(andrew)
        keys.press("Enter", "He spoke of his week.")
        screen.panel.back.click()
        sams(office, session, andrew, code="AAME", reason="Doctor", note="He rang at noon.")
        screen.foot.count.setFocus()
        keys.press("2", "Ctrl+S")

        card = card_of(ClashCard)
        told = shown_words(card)
        for words in (
            "Andrew P.",
            "Sam Lee",
            "Doctor",
            "Late",
            "135 minutes",
            "He spoke of his week.",
            "He rang at noon.",
        ):
            assert words in told
        assert marks_of(office, session) == [("Andrew Park", "AAME"), ("Babak Rahimi", "")]
        choose(card, "Andrew P., Mark, You")
        card.act.click()

        row = perform(office.desk("priya"), "register.open", {"session": session}).rows[0]
        assert (row.mark.code, row.mark.minutes, row.mark.turn, row.note) == ("ATTC", 135, 2, "He rang at noon.")
        assert row.mark.correction_reason == "Two people took this register."
        assert [line.code for line in screen.grid.lines] == ["ATTC", "ATTC"]
        assert screen.clashes == {}
        keys.press("Ctrl+S")
        assert marks_of(office, session) == [("Andrew Park", "ATTC"), ("Babak Rahimi", "ATTC")]

    def test_what_is_decided_later_waits_and_survives_a_lock(self, qtbot: QtBot, office: Office) -> None:
        session, (andrew,) = men_in_a_group(office, "Andrew Park")
        signed, screen = opened(qtbot, office, session)
        Keys().press("1")
        sams(office, session, andrew, code="UAAB", reason="No reason given")

        screen.on_changed(frozenset({Changed("register", session)}))
        assert screen.notice.accessibleName() == "1 man was marked otherwise."
        signed.window.lock()
        kept = signed.kept[0][0]
        again, fresh = opened(qtbot, office, session)
        again.window.restore([kept])
        fresh.compare.click()
        card_of(ClashCard).reject()

        assert list(fresh.clashes) == [andrew]
        assert fresh.is_edited()

    def test_what_both_say_alike_is_no_clash(self, qtbot: QtBot, office: Office) -> None:
        session, (andrew, _babak) = men_in_a_group(office, "Andrew Park", "Babak Rahimi")
        _signed, screen = opened(qtbot, office, session)
        keys = Keys()
        keys.press("1", "5")
        sams(office, session, andrew, code="ATTC", minutes=150)
        screen.foot.count.setFocus()

        keys.press("1", "Ctrl+S")

        assert marks_of(office, session) == [("Andrew Park", "ATTC"), ("Babak Rahimi", "UAAB")]
        assert screen.clashes == {}

    @pytest.mark.parametrize("scale", [1.0, 1.5])
    def test_the_card_keeps_every_rule(self, qtbot: QtBot, office: Office, scale: float) -> None:
        session, (andrew,) = men_in_a_group(office, "Andrew Park")
        with themed(scale=scale):
            signed, screen = opened(qtbot, office, session)
            Keys().press("2", "3")
            sams(office, session, andrew, code="AAME", reason="Doctor")
            screen.on_changed(frozenset({Changed("register", session)}))
            assert check_screen(signed.window, screen) == []  # type: ignore[arg-type]
            screen.compare.click()
            card = card_of(ClashCard)
            boxes = card.findChildren(QRadioButton)
            assert len({one.accessibleName() for one in boxes}) == len(boxes)
            card.reject()


class TestTooManyWords:
    def test_a_note_of_10001_characters_names_the_man_and_the_limit_and_stays(
        self, qtbot: QtBot, office: Office
    ) -> None:
        """ATT-12: the sentence says who and how many; nothing is saved, nothing is lost, not even by a lock."""
        session, (_andrew, babak) = men_in_a_group(office, "Andrew Park", "Babak Rahimi")
        signed, screen = opened(qtbot, office, session)
        keys = Keys()
        keys.press("1", "1")
        screen.grid.choose(babak)
        keys.press("Enter")
        note = screen.panel.form.editor("note").inner
        note.setPlainText("x" * 10_001)
        screen.panel.back.click()
        screen.foot.count.setFocus()
        keys.press("2", "Ctrl+S")

        words = (
            "Babak R., Note for his record: 10001 characters are too many, at most 10000. What you typed is still here."
        )
        assert screen.notice.accessibleName() == words
        assert marks_of(office, session) == [("Andrew Park", ""), ("Babak Rahimi", "")]
        assert note.hasFocus()
        signed.window.lock()
        kept = signed.kept[0][0]
        again, fresh = opened(qtbot, office, session)
        again.window.restore([kept])
        assert [len(line.note) for line in fresh.grid.lines] == [0, 10_001]

        fresh.grid.choose(babak)
        keys.press("Enter")
        fresh.panel.form.editor("note").inner.setPlainText("x" * 10_000)
        fresh.panel.back.click()
        QTest.keyClick(fresh.grid, Qt.Key.Key_S, CONTROL)
        row = perform(office.desk("priya"), "register.open", {"session": session}).rows[1]
        assert len(row.note) == 10_000


class TestTwoHundredMen:
    def test_the_register_opens_takes_keys_and_saves(self, qtbot: QtBot, office: Office) -> None:
        """UX-3: one key a man, as fast at the end as at the start; measured in time of this process."""
        session, (andrew,) = men_in_a_group(office, "Andrew Park")
        crowd(office, andrew, 199)
        begun = time.process_time()
        _signed, screen = opened(qtbot, office, session)
        opened_in = time.process_time() - begun
        QTest.keyClick(screen.grid, Qt.Key.Key_Home, CONTROL)
        screen.grid.setCurrentIndex(screen.grid.model_.index(0, MARK))
        begun = time.process_time()
        for _man in range(200):
            QTest.keyClick(screen.grid, Qt.Key.Key_5)
        typed_in = time.process_time() - begun
        screen.foot.count.setFocus()
        begun = time.process_time()
        Keys().press("0", "Ctrl+S")
        saved_in = time.process_time() - begun

        assert len(screen.grid.lines) == 200
        assert {code for _name, code in marks_of(office, session)} == {"UAAB"}
        assert typed_in / 200 < 0.03, "no key is felt"
        assert max(opened_in, saved_in) < 5


def crowd(office: Office, like: str, count: int) -> None:
    """So many more men in the group of this one; they wait for their clearance and stand down until then."""
    seat = office.desk("priya").seat
    with seat.open_work() as work:
        case = work.session.get(Case, like)
        client = work.session.get(Client, case.client_id)
        member = work.session.query(Member).filter(Member.case_id == like).one()
        for number in range(count):
            person = copied(client, given_name=f"Zed{number:03d}", external_reference=None)
            work.session.add(person)
            work.session.flush()
            one = copied(case, client_id=person.id, number=1000 + number, state="placed")
            work.session.add(one)
            work.session.flush()
            work.session.add(copied(member, case_id=one.id))
        work.session.flush()
        seat.ledger.append(work, "test.crowd", seat.clock.now())


def copied(row: object, **changes: object) -> object:
    """A row like this one, as another record."""
    names = [one.key for one in type(row).__mapper__.column_attrs if one.key not in {"id", "version"}]
    values = {name: getattr(row, name) for name in names} | changes
    return type(row)(**{name: value for name, value in values.items() if name in names})


class TestNoDatabase:
    @pytest.mark.parametrize("kind", GONE)
    def test_a_register_that_cannot_be_saved_stays_as_it_was_typed(
        self, qtbot: QtBot, office: Office, kind: str
    ) -> None:
        """P12: the bar says that nothing is saved; the same key saves when the database is back."""
        session, _cases = men_in_a_group(office, "Andrew Park", "Babak Rahimi")
        _signed, screen = opened(qtbot, office, session)
        keys = Keys()
        with gone_at(office, "mark", kind):
            keys.press("2", "3", "5", "Ctrl+Enter", "1")

        assert GONE[kind][1] in shown_words(screen.error_bar)
        assert [(line.code, line.late_minutes) for line in screen.grid.lines] == [("ATTC", 15), ("UAAB", None)]
        assert screen.foot.count.text() == "1"
        assert screen.kept()["head_count"] == "1"
        assert marks_of(office, session) == [("Andrew Park", ""), ("Babak Rahimi", "")]
        keys.press("Ctrl+S")
        assert marks_of(office, session) == [("Andrew Park", "ATTC"), ("Babak Rahimi", "UAAB")]
        assert not screen.error_bar.isVisible()

    @pytest.mark.parametrize("kind", GONE)
    def test_a_correction_that_cannot_be_saved_stays_as_it_was_typed(
        self, qtbot: QtBot, office: Office, kind: str
    ) -> None:
        session, (andrew,) = men_in_a_group(office, "Andrew Park")
        sams(office, session, andrew, code="ATTC", minutes=150)
        _signed, screen = opened(qtbot, office, session)
        Keys().press("F2")
        form = screen.panel.correction.form
        form.editor("minutes").fill(120)
        QTest.keyClicks(form.editor("reason").inner, "He left early")
        screen.panel.correction.check.click()
        with gone_at(office, "mark", kind):
            card_of(BeforeAfter).act.click()

        assert GONE[kind][1] in shown_words(screen.error_bar)
        assert (form.values()["minutes"], form.values()["reason"]) == (120, "He left early")
        assert screen.kept()["beside"]["values"]["minutes"] == 120
        screen.panel.correction.check.click()
        card_of(BeforeAfter).act.click()
        assert perform(office.desk("priya"), "register.open", {"session": session}).rows[0].mark.minutes == 120
