"""Shows what is kept of the chosen contact with what can be done about it, and both views over time (F6, SCH-34)."""

from collections.abc import Iterable
from datetime import datetime

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from app.core.language import _, ngettext
from app.programme.case_file.contacts import ContactFile
from app.programme.case_file.telling import graded, told_lines
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton
from ui.kit.dates import day
from ui.kit.entries import EntryCard
from ui.kit.layouts import Column, Flow, vertical
from ui.kit.rows import FactRow
from ui.kit.sharing import Veil
from ui.kit.tokens import Tone
from ui.kit.widgets import facts

PLANNED, CATCH_UP = "planned", "catch_up"


class Chosen(QWidget):
    """The chosen contact: its lines, and the buttons that fit what became of it."""

    def __init__(self) -> None:
        super().__init__()
        self.card = EntryCard(_("The chosen contact"))
        self.move_it = KeyButton(_("Another time"), icon="calendar-time", small=True)
        self.cancel = KeyButton(_("Cancel it"), icon="calendar-off", small=True)
        self.sign = KeyButton(_("Note a signature"), icon="pencil", small=True)
        self.correct = KeyButton(_("Correct the text"), icon="history", small=True)
        self.register = KeyButton(_("Open its register"), icon="clipboard-check", small=True)
        self.steps = (self.move_it, self.cancel, self.sign, self.correct, self.register)
        self._row = Flow(*self.steps)
        box = vertical(self)
        box.addWidget(self.card)
        box.addWidget(self._row)

    def show_contact(self, row: ContactFile, every: Iterable[ContactFile], now: datetime) -> None:
        """What is kept of it; one that is booked and has nothing to tell yet has no card."""
        is_planned, begun = row.status == PLANNED, row.starts_at is not None and row.starts_at <= now
        lines = told_lines(row, every)
        self.card.clear()
        self.card.say_note(row.state)
        count = ngettext("{count} minute", "{count} minutes", row.minutes or 0).format(count=row.minutes)
        self.card.add(FactRow("message", row.title, facts(row.words, count if row.minutes else "")))
        self.card.pairs(lines)
        has_told = not is_planned or bool(lines) or row.kind == CATCH_UP
        self.card.setVisible(has_told)
        fits = {
            self.move_it: is_planned and not begun,
            self.cancel: is_planned and not begun,
            self.sign: row.review is not None,
            self.correct: row.review is not None,
            self.register: row.kind == CATCH_UP,
        }
        for button, does in fits.items():
            button.setVisible(does)
        self._row.setVisible(any(fits.values()))
        self.setVisible(has_told or any(fits.values()))


class Notice(Banner):
    """A word above the form; one that is kept stays until something else is saved, however often the page loads."""

    def __init__(self) -> None:
        super().__init__("", "", Tone.INFO)
        self._kept: tuple[str, str, Tone] | None = None
        self.hide()

    def tell(self, heading: str, below: str, tone: Tone = Tone.INFO) -> None:
        """Say it now."""
        self.say(heading, below, tone)
        self.show()

    def keep(self, heading: str, below: str, tone: Tone) -> None:
        """Say it each time the page has been loaded."""
        self._kept = (heading, below, tone)

    def forget(self) -> None:
        """Something else is done now."""
        self._kept = None

    def show_kept(self) -> None:
        """Say again what is kept."""
        if self._kept is not None:
            self.tell(*self._kept)


class Above(Veil):
    """What stands above the form, away on a shared screen; with nothing in it to show it takes no room."""

    def __init__(self, *parts: QWidget) -> None:
        super().__init__(Column(*parts, is_filled=True))
        self._parts = parts
        for part in parts:
            part.installEventFilter(self)
        self._settle()

    def eventFilter(self, _part: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.ShowToParent, QEvent.Type.HideToParent}:
            self._settle()
        return False

    def _settle(self) -> None:
        self.setVisible(any(not part.isHidden() for part in self._parts))


class ViewsCard(EntryCard):
    """Each time both views were in, the newest first; one view alone is not shown (F6)."""

    def __init__(self) -> None:
        super().__init__(_("Both views over time"))
        self.hide()

    def show_views(self, contacts: Iterable[ContactFile]) -> None:
        """How he saw it and how we did, each time."""
        said = _("He: {his}. We: {ours}.")
        lines = [
            (day(row.starts_at.date()), said.format(his=graded(row.his_view), ours=graded(row.our_view)))
            for row in contacts
            if row.his_view and row.our_view and row.starts_at is not None
        ]
        self.clear()
        self.pairs(lines)
        self.setVisible(bool(lines))
