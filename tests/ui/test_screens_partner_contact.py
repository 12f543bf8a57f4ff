"""Before a call, the call, and its record: rules first, then the number for 20 seconds (W6, F5)."""

from collections.abc import Iterator
from random import Random

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.core.shapes import PartnerId
from app.partner.partners import OfPartner
from app.partner.safe_plans import CardAsked
from models.partner.partner import Reveal
from tests.bridge.samples import HER_NUMBER, later
from tests.offices import Office
from tests.ui.accessibility import check_screen
from tests.ui.her_desk import ALT, CTRL, Story, a_story, her_window, press, spoken
from tests.ui.show import Signed
from ui.partner.contact.card import DangerCard
from ui.partner.contact.screen import ContactScreen
from ui.shell.lock import Watch
from ui.shell.window import Kept

WALKS, STEPS = 40, 12


@pytest.fixture
def story(office: Office) -> Story:
    return a_story(office)


@pytest.fixture
def signed(qtbot: QtBot, office: Office, story: Story) -> Iterator[Signed]:
    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        signed.window.go("contact", story.planned)
        yield signed


def page_of(signed: Signed) -> ContactScreen:
    screen = signed.window.screen
    assert isinstance(screen, ContactScreen)
    return screen


def reveals(office: Office) -> int:
    with office.partner.work(reading=True) as work:
        return len(work.session.execute(select(Reveal)).scalars().all())


def seconds_pass(page: ContactScreen, seconds: int) -> None:
    for _second in range(seconds):
        page.card.second_passed()


def test_the_page_opens_with_her_rules_and_a_masked_number(signed: Signed) -> None:
    page = page_of(signed)

    assert page.card.tick.hasFocus()
    assert not page.card.show_it.isEnabled()
    assert HER_NUMBER not in spoken(signed.window)
    assert "07••" not in page.card.number.accessibleName()
    assert "Tuesday and Thursday, 09:30 to 11:30" in spoken(signed.window)
    assert page.card.now.accessibleName() == "Now is inside a safe time"


def test_two_keys_show_the_number_for_twenty_seconds_and_leave_one_line_in_the_log(
    signed: Signed, office: Office
) -> None:
    page = page_of(signed)

    press(signed.window, Qt.Key.Key_Space)
    press(signed.window, Qt.Key.Key_S, ALT)

    assert page.card.number.accessibleName() == f"Her number: {HER_NUMBER}"
    assert reveals(office) == 1
    seconds_pass(page, 19)
    assert page.card.number.is_shown
    seconds_pass(page, 1)
    assert not page.card.number.is_shown
    assert HER_NUMBER not in spoken(signed.window)


def test_on_a_call_the_idle_lock_waits_and_any_other_lock_does_not(signed: Signed) -> None:
    page = page_of(signed)
    watch = signed.window.findChild(Watch)
    page.card.tick.setChecked(True)
    page.card.show_it.click()

    page.card.on_call.click()

    for _second in range(20 * 60):
        watch.tick()
    assert not signed.kept, "twenty minutes of talk do not lock"
    for _second in range(300):
        watch.tick()
    assert signed.kept, "idle time counts again"


def test_a_record_that_closes_gives_the_idle_lock_back(signed: Signed) -> None:
    page = page_of(signed)
    watch = signed.window.findChild(Watch)
    page.card.tick.setChecked(True)
    page.card.show_it.click()
    page.card.on_call.click()
    page.form.fill(page.form.values())

    signed.window.go("due")
    for _second in range(300):
        watch.tick()

    assert signed.kept


def test_taking_the_tick_back_or_leaving_the_page_masks_the_number(signed: Signed, story: Story) -> None:
    page = page_of(signed)
    for leave in (lambda: page.card.tick.setChecked(False), lambda: signed.window.go("due")):
        signed.window.go("contact", story.planned)
        page.card.tick.setChecked(True)
        page.card.show_it.click()
        page.form.fill(page.form.values())
        assert page.card.number.is_shown

        leave()

        assert not page.card.number.is_shown


def test_no_walk_over_the_page_shows_the_number_before_the_rules_are_read(signed: Signed, story: Story) -> None:
    page = page_of(signed)
    rng = Random(412)  # noqa: S311  a walk, not a secret
    steps = (
        page.card.show_it.click, page.card.tick.click, page.refresh, page.card.show_wanted.emit,
        lambda: signed.window.go("due"), lambda: signed.window.go("contact", story.planned),
        lambda: press(signed.window, Qt.Key.Key_S, ALT),
    )  # fmt: skip
    for _walk in range(WALKS):
        for step in rng.choices(steps, k=STEPS):
            step()
            page.form.fill(page.form.values())
            assert page.card.tick.isChecked() or not page.card.number.is_shown


def test_outside_her_safe_time_waiting_is_the_focused_button_and_nothing_is_shown(
    signed: Signed, office: Office
) -> None:
    later(office, 24, 13)
    page = page_of(signed)
    page.refresh()
    page.card.tick.setChecked(True)

    page.card.show_it.click()

    stop = page.findChild(DangerCard)
    assert stop.focusWidget() is stop.stay
    assert "Next: Thursday 09:30." in spoken(stop)
    stop.stay.click()
    assert not page.card.number.is_shown
    assert reveals(office) == 0


def test_in_danger_a_reason_is_asked_and_kept_with_the_showing(signed: Signed, office: Office) -> None:
    later(office, 24, 13)
    page = page_of(signed)
    page.refresh()
    page.card.tick.setChecked(True)
    page.card.show_it.click()
    stop = page.findChild(DangerCard)

    stop.act.click()
    assert stop.isVisible(), "without a reason it stays"
    QTest.keyClicks(stop.form.editor("danger").edit, "He left saying he would find her.")
    stop.act.click()

    assert page.card.number.is_shown
    assert reveals(office) == 1


def test_a_safe_time_that_closed_while_the_page_stood_open_stops_the_call(signed: Signed, office: Office) -> None:
    page = page_of(signed)
    page.card.tick.setChecked(True)
    later(office, 24, 12)

    page.card.show_it.click()

    assert page.findChild(DangerCard) is not None
    page.findChild(DangerCard).stay.click()
    assert not page.card.number.is_shown


def test_a_talk_typed_by_keyboard_is_kept_and_moves_the_service_state(
    signed: Signed, office: Office, story: Story
) -> None:
    page = page_of(signed)
    page.form.editor("outcome").fill("spoke_safe")
    QTest.qWait(1)
    page.form.editor("how_safe").fill("same")
    page.form.editor("rules_confirmed").fill("no_change")
    page.form.editor("notes").setFocus()
    QTest.keyClicks(QApplication.focusWidget(), "She is worried about the weekend.")

    press(signed.window, Qt.Key.Key_S, CTRL)

    desk = office.partner_desk()
    newest = desk.contacts.list(CardAsked(partner=story.planned))[0]
    assert (newest.outcome, newest.how_safe, newest.notes) == (
        "spoke_safe",
        "same",
        "She is worried about the weekend.",
    )
    assert desk.partners.show(OfPartner(partner=story.planned)).state == "in_service"
    assert not page.is_edited()
    assert "Spoke with her" in spoken(page.earlier)


def test_a_number_in_the_notes_is_spotted_before_it_is_kept(signed: Signed, office: Office, story: Story) -> None:
    page = page_of(signed)
    before = len(office.partner_desk().contacts.list(CardAsked(partner=story.planned)))
    page.form.fill({"outcome": "no_answer", "notes": "Her new one is 07700 900 777"})

    page.save.click()

    assert "number" in page.form.editor("notes").edit.accessibleDescription()
    assert len(office.partner_desk().contacts.list(CardAsked(partner=story.planned))) == before


def test_a_call_that_lies_in_the_future_is_refused_beside_its_time(signed: Signed) -> None:
    page = page_of(signed)
    page.form.fill({"outcome": "no_answer", "clock": "18:00"})

    page.save.click()

    assert page.form.editor("clock").edit.accessibleDescription() == "This lies in the future."


def test_rules_that_changed_lead_to_her_plan(signed: Signed) -> None:
    page = page_of(signed)
    page.form.fill({"outcome": "spoke_safe"})
    page.form.fill({"how_safe": "safer", "rules_confirmed": "changed"})

    page.save.click()

    assert signed.window.desk_page.way.here[0] == "plan"


def test_what_was_typed_is_handed_over_when_the_desk_locks_and_the_number_is_gone(signed: Signed) -> None:
    page = page_of(signed)
    page.card.tick.setChecked(True)
    page.card.show_it.click()
    QTest.keyClicks(page.form.editor("notes").edit, "Half a sentence")

    press(signed.window, Qt.Key.Key_Escape)
    press(signed.window, Qt.Key.Key_Escape)
    QTest.qWait(1)

    assert [(one.key, one.values["notes"]) for one in signed.kept[0]] == [("contact", "Half a sentence")]
    assert HER_NUMBER not in spoken(signed.window)
    assert signed.window.windowTitle() == "Handrail"


@pytest.mark.parametrize(
    ("key", "field"),
    [("contact", "notes"), ("plan", "she_says"), ("partner", "relation"), ("partner_new", "given_name"),
     ("clearances", "reason")],
)  # fmt: skip
def test_what_a_lock_kept_stands_there_again_as_typed_and_not_as_saved(
    signed: Signed, story: Story, key: str, field: str
) -> None:
    subject = story.planned if key in {"contact", "plan", "partner"} else None
    signed.window.go(key, subject)
    value = "partner" if field == "relation" else "Half a sentence"

    signed.window.restore([Kept(key, subject, {field: value})])

    assert signed.window.screen.kept()[field] == value
    assert signed.window.screen.is_edited()


def test_without_a_plan_nothing_can_be_shown(signed: Signed, story: Story) -> None:
    signed.window.go("contact", story.unplanned)
    page = page_of(signed)

    assert not page.card.tick.isEnabled()
    assert not page.card.show_it.isEnabled()
    assert page.card.now.accessibleName() == "There is no safe-contact plan"


def test_a_record_that_is_not_there_is_a_plain_page(signed: Signed) -> None:
    signed.window.go("contact", PartnerId("ee" * 16))

    assert "There is nothing here." in spoken(signed.window)


@pytest.mark.parametrize(
    "key", ["contact", "plan", "partner", "partner_new", "partners", "clearances", "report_checks"]
)
def test_every_text_field_of_hers_is_forgotten_by_keyboards(signed: Signed, story: Story, key: str) -> None:
    signed.window.go(key, story.planned if key in {"contact", "plan", "partner"} else None)

    screen = signed.window.screen
    areas = [area for area in screen.findChildren(QPlainTextEdit) if not area.isReadOnly()]
    fields = [*screen.findChildren(QLineEdit), *areas]
    wanted = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
    assert fields
    assert all(field.inputMethodHints() & wanted == wanted for field in fields)


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_page_passes_the_accessibility_checks(qtbot: QtBot, office: Office, story: Story, scale: float) -> None:
    with her_window(office, scale=scale) as signed:
        qtbot.addWidget(signed.window)
        signed.window.go("contact", story.planned)

        assert check_screen(signed.window, signed.window.screen) == []
