"""Shows a man's own contacts, held, missed and booked again, and his goals with how far each was kept over time."""

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.core.language import _, ngettext
from app.core.shapes import CaseId
from app.programme.case_file.case_file import FileAsked
from app.programme.case_file.contacts import ContactFile
from app.programme.case_file.telling import told_lines
from app.programme.desk import ProgrammeDesk
from app.programme.progress import CaseWanted, GoalRow
from ui.kit.buttons import KeyButton
from ui.kit.card_table import CardTable
from ui.kit.dates import day, short_day
from ui.kit.entries import EntryCard
from ui.kit.layouts import Column, Flow, SideBySide
from ui.kit.paged_model import Column as Shown
from ui.kit.rows import FactRow
from ui.kit.sharing import Veil
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, Chip, facts, line, words
from ui.programme.case.overview import GOAL_TONES
from ui.programme.case.part import Part, moment_words


@dataclass(frozen=True)
class Met:
    """What this tab asks for."""

    contacts: tuple[ContactFile, ...]
    goals: tuple[GoalRow, ...]


class ContactsPart(Part):
    """Contacts at the left with what was said in the chosen one; goals at the right (ONE-1, ONE-2, SCH-34)."""

    key = "contacts"

    def __init__(self) -> None:
        super().__init__()
        self._contacts: tuple[ContactFile, ...] = ()
        self._case = CaseId("")
        self.table: CardTable[ContactFile] = CardTable(contact_columns(), _("His own contacts"), most=8)
        self.none = words(_("No 1-2-1 is booked yet. Book the first with him."), "small")
        self.chosen = EntryCard(_("The chosen contact"))
        self.goals = EntryCard(_("His goals"))
        self.record = KeyButton(_("Record or book a contact"), icon="message")
        contacts = Card(_("His own contacts"))
        for part in (self.table, self.none, Flow(self.record)):
            contacts.add(part)
        left = Column(contacts, Veil(self.chosen))
        self.box.addWidget(SideBySide(left, Column(self.goals), shares=(1, 1)))
        self.box.addStretch(1)
        self.table.row_changed.connect(self._show_contact)
        self.table.row_chosen.connect(lambda session: self.wanted.emit("contact", session))
        self.record.clicked.connect(lambda: self.wanted.emit("review", self._case))

    def ask(self, desk: ProgrammeDesk, case: CaseId) -> Met:
        """His contacts and his goals."""
        self._case = case
        return Met(desk.case_file.contacts(FileAsked(case=case)), desk.progress.goals(CaseWanted(case=case)))

    def show_found(self, found: Met) -> None:
        """Show both."""
        self._contacts = found.contacts
        self.table.setVisible(bool(found.contacts))
        self.none.setVisible(not found.contacts)
        self.chosen.setVisible(bool(found.contacts))
        self.table.show_rows(found.contacts, lambda row: row.session)
        self._show_goals(found.goals)

    def _show_contact(self, session: str) -> None:
        one = next((row for row in self._contacts if row.session == session), None)
        if one is None:
            return
        self.chosen.clear()
        self.chosen.say_note(one.state)
        minutes = ngettext("{count} minute", "{count} minutes", one.minutes or 0).format(count=one.minutes)
        below = facts(moment_words(one.starts_at), one.words, minutes if one.minutes else "")
        self.chosen.add(FactRow("message", one.title, below))
        self.chosen.pairs(told_lines(one, self._contacts))
        if not one.summary and one.review is None:
            self.chosen.say(_("Nothing is written about it yet."))

    def _show_goals(self, goals: tuple[GoalRow, ...]) -> None:
        self.goals.clear()
        self.goals.say_note(_("{count} set").format(count=len(goals)) if goals else "")
        if not goals:
            self.goals.say(_("No goals yet. Agree the first with him."))
        for at, goal in enumerate(goals):
            if at:
                self.goals.add(line())
            self.goals.add(words(goal.text, "strong"))
            step = _("Step: {step}").format(step=goal.step) if goal.step else ""
            self.goals.add(words(facts(goal.area, step, _("set {day}").format(day=day(goal.set_on))), "small"))
            looked = Flow(gap=6)
            for review in goal.reviews:
                said = _("{day}: {kept}").format(day=short_day(review.on), kept=kept_words(review.achievement).lower())
                looked.add(Chip(said, GOAL_TONES.get(review.achievement, Tone.MUTE)))
            if goal.reviews:
                self.goals.add(looked)
                if evidence := goal.reviews[-1].evidence:
                    self.goals.add(words(evidence, "small"))
            else:
                self.goals.add(Flow(Chip(_("Not looked at yet"), Tone.MUTE)))

    def panes(self) -> list[QWidget]:
        """The contacts, the chosen one, the goals."""
        return [self.table, self.chosen, self.goals]


def contact_columns() -> tuple[Shown[ContactFile], ...]:
    """Which contact, when, and what became of it."""
    return (
        Shown(_("Contact"), lambda row: row.title, strong=True),
        Shown(_("When"), lambda row: moment_words(row.starts_at)),
        Shown(_("State"), lambda row: row.state, tone=tone_of),
    )


def tone_of(row: ContactFile) -> Tone:
    """Held, missed, or still ahead."""
    if row.status == "planned":
        return Tone.INFO
    return Tone.OK if row.minutes else Tone.WARN


def kept_words(achievement: float) -> str:
    """Not yet, kept in part, kept (ONE-2)."""
    return {0.0: _("Not yet"), 0.5: _("In part"), 1.0: _("Kept")}.get(achievement, "")
