"""A man's own contacts by keyboard: booking, a 1-2-1 with goals, the three-way review, and what is sealed."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.desk.catalogue import perform
from tests.made_before import made_before
from tests.offices import Office
from tests.programme.flows import a_group, cleared, waiting
from tests.ui.accessibility import check_screen
from tests.ui.programme_screens import shown_words
from tests.ui.show import Signed, themed
from ui.programme.review.screen import ContactScreen, ReviewScreen
from ui.shell.screen import ScreenSpec

CONTROL = Qt.KeyboardModifier.ControlModifier


@made_before
def a_man(office: Office) -> str:
    """A man with a place in a group, cleared to come."""
    desk = office.desk("priya")
    group, case = a_group(desk), waiting(desk)
    perform(desk, "group.allocate", {"group": group, "case": case})
    cleared(office, (case, group))
    return case


def booked(office: Office, case: str, key: str) -> str:
    """A contact that was booked for ten in the morning and has begun."""
    begun = (office.clock.local() + timedelta(days=1)).replace(hour=10, minute=0)
    given = {"case": case, "key": key, "starts_at": begun.strftime("%Y-%m-%dT%H:%M")}
    session = str(perform(office.desk("priya"), "one_to_one.book", given).session)
    office.clock.move_to(begun + timedelta(hours=2))
    return session


def opened(qtbot: QtBot, office: Office, key: str, subject: str) -> tuple[Signed, ReviewScreen]:
    specs = [
        ScreenSpec("review", "1-2-1 and review", "message", ReviewScreen),
        ScreenSpec("contact", "1-2-1 and review", "message", ContactScreen, in_rail=False),
    ]
    signed = Signed(specs, office.desk("priya"))  # type: ignore[arg-type]
    qtbot.addWidget(signed.window)
    clock = signed.window._program.clock
    if clock.now() < office.clock.now():
        clock.move_to(office.clock.now())
    signed.window.go(key, subject)
    screen = signed.window.screen
    assert isinstance(screen, ReviewScreen)
    return signed, screen


class TestOneToOne:
    def test_a_contact_is_booked_from_the_page(self, qtbot: QtBot, office: Office) -> None:
        case = a_man(office)
        with themed():
            _signed, screen = opened(qtbot, office, "review", case)
            form = screen.form
            form.editor("key").fill("pre_group-1")
            QTest.keyClicks(form.editor("on").inner, "30 november 2026")
            QTest.keyClicks(form.editor("at").inner, "1000")

            QTest.keyClick(form.editor("at").inner, Qt.Key.Key_S, CONTROL)

            (row,) = perform(office.desk("priya"), "one_to_one.list", {"case": case})
            assert (row.title, row.status) == ("Pre-group 1-2-1 1", "planned")
            assert screen.table.chosen_id() == row.session

    def test_a_held_contact_keeps_its_mark_and_the_next_goal_in_his_words(self, qtbot: QtBot, office: Office) -> None:
        case = a_man(office)
        session = booked(office, case, "pre_group")
        with themed():
            _signed, screen = opened(qtbot, office, "contact", session)
            form = screen.form
            QTest.keyClicks(form.editor("held").inner, "h")
            QTest.keyClicks(form.editor("summary").inner, "We spoke about early signs.")
            qtbot.waitUntil(lambda: form.editor("goal_1").isVisible())
            QTest.keyClicks(form.editor("goal_1").inner, "I leave the room before I shout.")

            screen.save.click()

            (goal,) = perform(office.desk("priya"), "case.goals", {"case": case})
            assert goal.text == "I leave the room before I shout."
            (row,) = perform(office.desk("priya"), "one_to_one.list", {"case": case})
            assert row.status == "held"

    def test_after_saving_the_page_stays_with_what_was_saved(self, qtbot: QtBot, office: Office) -> None:
        """UX: an empty form after a save looks as if nothing had been kept."""
        case = a_man(office)
        session = booked(office, case, "pre_group")
        with themed():
            _signed, screen = opened(qtbot, office, "contact", session)
            screen.form.fill({"held": "yes", "summary": "We spoke about early signs."})

            screen.save.click()

            assert screen.table.chosen_id() == session
            assert not screen.sheet.isVisible()
            qtbot.waitUntil(lambda: "We spoke about early signs." in shown_words(screen.told))

    def test_what_he_says_of_a_change_at_home_is_sealed_and_gone_from_the_page(
        self, qtbot: QtBot, office: Office
    ) -> None:
        case = a_man(office)
        session = booked(office, case, "pre_group")
        with themed():
            _signed, screen = opened(qtbot, office, "contact", session)
            form = screen.form
            form.fill({"held": "yes", "summary": "Short.", "change": "other", "change_at_home": "zq-new-partner"})

            screen.save.click()

            assert screen.form is None or "zq-new-partner" not in str(screen.form.values())
            page = perform(office.desk("priya"), "case.show", {"case": case})
            assert "zq-new-partner" not in str(page)
            assert screen.notice.accessibleName() == "Does this need a red event?"

    def test_a_contact_that_was_not_held_needs_its_reason(self, qtbot: QtBot, office: Office) -> None:
        case = a_man(office)
        session = booked(office, case, "pre_group")
        with themed():
            _signed, screen = opened(qtbot, office, "contact", session)
            screen.form.fill({"held": "no", "summary": "He did not come."})

            screen.save.click()

            words = screen.form.editor("code").inner.accessibleDescription()
            assert words == "Choose a reason, or say that there is none yet."

    def test_the_six_are_asked_and_what_was_left_out_is_said(self, qtbot: QtBot, office: Office) -> None:
        """ONE-3: blank is not asked, and never "no"."""
        case = a_man(office)
        session = booked(office, case, "pre_group")
        with themed():
            _signed, screen = opened(qtbot, office, "contact", session)
            form = screen.form
            assert not form.editor("safety").isVisible()
            QTest.keyClicks(form.editor("held").inner, "h")
            qtbot.waitUntil(lambda: form.editor("safety").isVisible())
            form.fill({"summary": "Short.", "safety": "He sleeps at his brother’s.", "his_view": "2", "our_view": "4"})
            assert screen.sheet.seen.text() == "He sees it at 2 of 5, you at 4 of 5."

            screen.save.click()

            (kept,) = perform(office.desk("priya"), "case.contacts", {"case": case})
            assert kept.answers == {"safety": "He sleeps at his brother’s."}
            assert screen.views.isVisible()
            shown = [label.text() for label in screen.views.findChildren(QLabel)]
            assert "He: 2 of 5. We: 4 of 5." in shown

    def test_a_new_partner_raises_the_red_event_and_the_page_says_so(self, qtbot: QtBot, office: Office) -> None:
        """ONE-4."""
        case = a_man(office)
        session = booked(office, case, "pre_group")
        with themed():
            _signed, screen = opened(qtbot, office, "contact", session)
            screen.form.fill({"held": "yes", "summary": "Short.", "change": "new_partner", "change_at_home": "zq-name"})

            screen.save.click()

            assert screen.notice.accessibleName() == "A red event was raised."
            assert "zq-name" not in " ".join(label.text() for label in screen.findChildren(QLabel))
            assert [one.kind for one in perform(office.desk("priya"), "risk.list", {"case": case})] == ["new_partner"]

    def test_a_next_date_before_this_one_is_refused_beside_its_field(self, qtbot: QtBot, office: Office) -> None:
        """ONE-1: and what was typed stays."""
        case = a_man(office)
        session = booked(office, case, "pre_group")
        with themed():
            _signed, screen = opened(qtbot, office, "contact", session)
            screen.form.fill({"held": "yes", "summary": "Long talk.", "next_on": "2026-11-02"})

            screen.save.click()

            assert screen.form.editor("next_on").inner.accessibleDescription() == "Next date is before this one."
            assert screen.form.values()["summary"] == "Long talk."


class TestBookedContact:
    def test_it_gets_another_time_or_is_cancelled_with_a_reason_and_stays_in_sight(
        self, qtbot: QtBot, office: Office
    ) -> None:
        """SCH-28, SCH-34."""
        case = a_man(office)
        desk = office.desk("priya")
        given = {"case": case, "key": "pre_group", "starts_at": "2026-11-30T10:00"}
        session = str(perform(desk, "one_to_one.book", given).session)
        with themed():
            _signed, screen = opened(qtbot, office, "contact", session)

            screen.told.move_it.click()
            form = screen.form
            form.fill({"on": "2026-12-03", "at": "11:00"})
            screen.save.click()
            assert form.editor("reason").inner.accessibleDescription() == "Fill this in."
            form.editor("reason").fill("He works then")
            screen.save.click()
            (row,) = perform(desk, "case.contacts", {"case": case})
            assert f"{row.starts_at:%d %H}" == "03 11"
            assert "Moved from 30 November 2026 at 10:00. He works then" in told(screen)

            screen.told.cancel.click()
            screen.form.editor("reason").fill("The room is flooded")
            screen.save.click()
            (row,) = perform(desk, "case.contacts", {"case": case})
            assert (row.status, row.why) == ("cancelled", "The room is flooded")
            assert screen.table.rows.rowCount() == 1
            assert "The room is flooded" in told(screen)

    def test_the_time_of_the_plan_and_the_missed_attempt_stand_below_the_booking(
        self, qtbot: QtBot, office: Office
    ) -> None:
        """SCH-8, SCH-34."""
        case = a_man(office)
        session = booked(office, case, "pre_group")
        desk = office.desk("priya")
        perform(desk, "one_to_one.record", {"session": session, "happened": False, "summary": "He did not come."})
        with themed():
            _signed, screen = opened(qtbot, office, "review", case)

            screen.form.editor("key").fill("pre_group-1")
            screen.form.edited.emit()

            assert "before Foundation 1" in screen.sheet.seen.text()
            assert "not held on" in screen.sheet.seen.text()


def told(screen: ReviewScreen) -> str:
    """What the card of the chosen contact says."""
    QApplication.processEvents()
    return " ".join(label.text() for label in screen.told.findChildren(QLabel) if label.isVisibleTo(screen))


class TestThreeWayReview:
    def test_the_officer_signs_later_and_the_text_is_corrected_with_a_reason(
        self, qtbot: QtBot, office: Office
    ) -> None:
        """REV-1."""
        case = a_man(office)
        session = booked(office, case, "review")
        with themed():
            _signed, screen = opened(qtbot, office, "contact", session)
            screen.form.fill({"officer": "J. Marsh", "signed": ["client", "facilitator"], "code": "ATTC"})
            screen.save.click()
            assert "Still to sign" in told(screen)

            screen.told.sign.click()
            assert screen.form.values()["role"] == "officer"
            screen.form.editor("signed_on").fill(office.clock.today().isoformat())
            screen.save.click()
            assert "Still to sign" not in told(screen)

            screen.told.correct.click()
            screen.form.editor("onward").fill("Peer group on Mondays")
            screen.form.editor("reason").fill("Agreed by telephone")
            screen.save.click()

            newest, first = perform(office.desk("priya"), "three_way.list", {"case": case})
            assert (newest.onward, newest.correction_reason) == ("Peer group on Mondays", "Agreed by telephone")
            assert {one.role for one in first.signatures} == {"client", "facilitator", "officer"}
            assert newest.to_sign == ("client", "facilitator", "officer")

    def test_a_missing_officer_needs_a_reason_and_the_review_is_kept(self, qtbot: QtBot, office: Office) -> None:
        case = a_man(office)
        session = booked(office, case, "review")
        with themed():
            _signed, screen = opened(qtbot, office, "contact", session)
            form = screen.form
            form.fill({"officer": None, "code": "ATTC", "onward": "Peer group on Mondays"})

            screen.save.click()
            assert "his officer" in form.editor("missing_reason").inner.accessibleDescription()
            QTest.keyClicks(form.editor("missing_reason").inner, "On leave")
            screen.save.click()

            (review,) = perform(office.desk("priya"), "three_way.list", {"case": case})
            assert (review.gap, review.onward) == ("On leave", "Peer group on Mondays")
            assert {one["role"] for one in review.attendees} == {"client", "facilitator"}


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_page_keeps_every_rule(qtbot: QtBot, office: Office, scale: float) -> None:
    case = a_man(office)
    session = booked(office, case, "review")
    with themed(scale=scale):
        signed, screen = opened(qtbot, office, "contact", session)

        assert check_screen(signed.window, screen) == []  # type: ignore[arg-type]


def test_every_state_of_the_page_keeps_every_rule(qtbot: QtBot, office: Office) -> None:
    """A13: booked ahead, another time, cancelling, held, signing, correcting."""
    case = a_man(office)
    session = booked(office, case, "review")
    desk = office.desk("priya")
    there = [{"role": role, "name": name} for role, name in (("client", "Daniel Okoro"), ("facilitator", "Priya Nair"))]
    held = {"held_on": office.clock.today().isoformat(), "mark": {"code": "ATTC", "minutes": 60}}
    given = {"case": case, "session": session, **held, "attendees": there, "missing_reason": "On leave"}
    perform(desk, "three_way.record", given)
    perform(desk, "one_to_one.book", {"case": case, "key": "pre_group", "starts_at": "2026-12-03T10:00"})
    with themed(scale=1.5):
        signed, screen = opened(qtbot, office, "review", case)
        for step in (screen.told.move_it, screen.told.cancel):
            step.click()
            assert check_screen(signed.window, screen) == []  # type: ignore[arg-type]
        screen.table.choose(session)
        screen.show_contact(session)
        for step in (screen.told.sign, screen.told.correct):
            step.click()
            assert check_screen(signed.window, screen) == []  # type: ignore[arg-type]


def test_the_form_begins_at_the_top_when_nothing_stands_above_it(qtbot: QtBot, office: Office) -> None:
    """UX-29: an empty place leaves no gap; what comes into it shows it again."""
    case = a_man(office)
    booked(office, case, "pre_group")
    with themed(scale=1.5):
        _signed, screen = opened(qtbot, office, "review", case)
        QTest.qWait(10)
        alone = screen.sheet.y()
        screen.notice.tell("Look", "at this")
        QTest.qWait(10)

        assert alone == 0
        assert screen.sheet.y() > 0
        assert screen.notice.isVisible()
