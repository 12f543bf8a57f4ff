"""The first and the last tab of the participant page: what matters now, and everything that ever happened."""

from PySide6.QtWidgets import QWidget

from app.core.language import _, ngettext
from app.core.shapes import CaseId
from app.programme.case_page import CasePage
from app.programme.case_record import RecordRow
from app.programme.cases import CaseAsked
from app.programme.desk import ProgrammeDesk
from ui.kit.entries import EntryCard
from ui.kit.layouts import Column, SideBySide
from ui.kit.rows import ClearanceLine
from ui.programme.case.overview import AttendanceCard, GoalsCard, NextCard, record_line
from ui.programme.case.part import Part


class OverviewPart(Part):
    """Attendance and record at the left; what to do next, goals and the clearance line at the right (mock 03)."""

    key = "overview"

    def __init__(self) -> None:
        super().__init__()
        self.attendance, self.next, self.goals = AttendanceCard(), NextCard(), GoalsCard()
        self.clearance = ClearanceLine()
        right = Column(self.next, self.goals, self.clearance)
        self.box.addWidget(SideBySide(self.attendance, right, shares=(13, 7)), 1)

    def ask(self, desk: ProgrammeDesk, case: CaseId) -> CasePage:
        """The page itself; the screen has usually asked already."""
        return desk.cases.show(CaseAsked(case=case))

    def show_found(self, found: CasePage) -> None:
        """Show the cards; the tasks' buttons are connected by the screen."""
        self.attendance.show_page(found)
        self.goals.show_goals(found.goals)
        self.clearance.show_words(found.clearance)
        self.clearance.setVisible(bool(found.clearance))

    def panes(self) -> list[QWidget]:
        """Attendance, then what to do next."""
        return [self.attendance, self.next]


class HistoryPart(Part):
    """Everything that happened, newest first, under the name of whoever did it (CASE-7)."""

    key = "history"
    is_for_staff = True

    def __init__(self) -> None:
        super().__init__()
        self.events = EntryCard(_("History"))
        self.box.addWidget(self.events)
        self.box.addStretch(1)

    def ask(self, desk: ProgrammeDesk, case: CaseId) -> tuple[RecordRow, ...]:
        """Every event of the case."""
        return desk.cases.history(CaseAsked(case=case))

    def show_found(self, found: tuple[RecordRow, ...]) -> None:
        """Show them."""
        self.events.clear()
        count = ngettext("{count} entry", "{count} entries", len(found)).format(count=len(found))
        self.events.say_note(count if found else "")
        if not found:
            self.events.say(_("Nothing has happened yet."))
        for row in found:
            self.events.add(record_line(row))

    def panes(self) -> list[QWidget]:
        """The list."""
        return [self.events]
