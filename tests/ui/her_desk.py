"""Sits an officer down at her desk's window for the tests of its screens: an invented office, its people, its day."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.core.shapes import CaseId, PartnerId
from app.partner.contacts import ContactMade
from app.partner.rules.safe_contact import AttemptOutcome, WayKind
from app.partner.safe_plans import HoursGiven
from app.start.partner import screens
from tests.bridge.samples import a_case, a_plan, clearance_asked, details_passed, her_record, report_asked
from tests.made_before import made_before
from tests.offices import Office
from tests.ui.show import Signed, key_at_window, themed
from ui.kit.tokens import Accent, Look
from ui.shell.desk_page import Bands
from ui.shell.screen import Person

CHECKED = date(2026, 11, 2)
GROUP = "ab" * 16
BANDS = Bands(
    protect=("Partner desk.", "Only the safety team can open this. Each view is logged here and nowhere else.")
)
TEXT = "He attended nine of ten sessions. Zuleika was named by him. He was late once."


@dataclass(frozen=True)
class Story:
    """Who is in the office."""

    planned: PartnerId
    unplanned: PartnerId
    case: CaseId
    other: CaseId


@made_before
def a_story(office: Office) -> Story:
    """Two records, one with a plan for Tuesday and Thursday morning; now it is Tuesday 24 November, 10:05."""
    desk = office.partner_desk()
    case, other = a_case(office), a_case(office, "Ewan")
    planned = her_record(office, case)
    unplanned = her_record(office, other, given_name="Yara")
    hours = (HoursGiven(days=("tue", "thu"), start="09:30", end="11:30"),)
    desk.safe_plans.set(a_plan(planned, CHECKED, times=hours, nevers=("No voicemail",), caller_id="Withhold ours"))
    office.clock.move_to(datetime(2026, 11, 5, 9, 41))  # noqa: DTZ001  the office's wall time
    desk.contacts.record(
        ContactMade(partner=planned, at=office.clock.now(), way=WayKind.CALL, outcome=AttemptOutcome.NO_ANSWER)
    )
    office.clock.move_to(datetime(2026, 11, 24, 10, 5))  # noqa: DTZ001
    return Story(planned, unplanned, case, other)


def all_asked(office: Office, story: Story) -> None:
    """Something in every list: details, two requests for clearance, a report."""
    details_passed(office, story.case)
    clearance_asked(office, story.case, GROUP)
    clearance_asked(office, story.other, GROUP)
    report_asked(office, story.case, TEXT)


@contextmanager
def her_window(
    office: Office,
    look: Look = Look.LIGHT,
    scale: float = 1.0,
    login: str = "maya",
    role: str = "safety_officer",
) -> Iterator[Signed]:
    """Her desk's window, signed in, with every screen of the program."""
    with themed(Accent.PLUM, look, scale):
        person = Person("M. Okafor", "Safety officer", role)
        desk = office.partner_desk(login)
        signed = Signed(screens(), desk, bands=BANDS, clock=office.clock, person=person, desk_name="Partner desk")
        stop = desk.seat.changes.subscribe(signed.changes.publish)
        signed.window.resize(1366, 768)
        yield signed
        stop()
        signed.window.close()
    themed_back()


def themed_back() -> None:
    """Other tests begin in the colour of the other desk."""
    with themed():
        pass


def press(window: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key as the person presses it: whatever has the keyboard gets it."""
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    key_at_window(key, modifiers)


CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def spoken(window: QWidget) -> str:
    """Every name, value, description and help text a screen reader could find in a window."""
    QAccessible.setActive(True)
    found: list[str] = []

    def walk(node: QAccessibleInterface | None) -> None:
        if node is None or not node.isValid():
            return
        kinds = (QAccessible.Text.Name, QAccessible.Text.Value, QAccessible.Text.Description, QAccessible.Text.Help)
        found.extend(node.text(kind) for kind in kinds)
        for at in range(node.childCount()):
            walk(node.child(at))

    walk(QAccessible.queryAccessibleInterface(window))
    return "\n".join(found)
