"""Lists who waits, by risk and days, and gives a place in four keys: O, a digit, Ctrl+Enter (P7, mock 09, F12)."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.core.language import _, ngettext
from app.core.shapes import CaseId
from app.programme.desk import ProgrammeDesk
from app.programme.waiting.lists import NoteWritten
from app.programme.waiting.rows import WaitingLine, WaitingPage, WaitingWanted
from ui.kit.choice import Option, SegmentedChoice
from ui.kit.dialogs import BeforeAfter, Change, StopCard
from ui.kit.layouts import Column as Below
from ui.kit.layouts import Flow, SideBySide
from ui.kit.table import DataTable
from ui.kit.tokens import Tone
from ui.kit.widgets import Chip, EmptyState, facts, words
from ui.programme.waiting.columns import about, columns
from ui.programme.waiting.offering import OfferPanel, foreseen, give_each
from ui.shell.screen import Context, Screen, Verb

ALL, MOST, LONGEST_NOTE = "all", 500, 500


class WaitingTable(DataTable[WaitingLine]):
    """The list with its own keys: Space ticks, O offers, F2 writes the note."""

    def __init__(self, screen: "WaitingScreen") -> None:
        super().__init__(columns(lambda case: case in screen.ticked), _("Waiting list"))
        self._screen = screen

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        keys = {Qt.Key.Key_Space: self._screen.tick, Qt.Key.Key_O: self._screen.offer, Qt.Key.Key_F2: self._screen.note}
        act = keys.get(Qt.Key(event.key())) if plain else None
        if act is not None and self.chosen_id():
            act()
            return
        super().keyPressEvent(event)


class NoteCard(StopCard):
    """What to mind when a place is sought for him."""

    def __init__(self, parent: QWidget, row: WaitingLine) -> None:
        heading = _("Placement note: {name}, {case}").format(name=row.short_name, case=row.reference)
        why = _("A few words for whoever seeks a place. Nothing that came in confidence from somebody else.")
        super().__init__(parent, heading, (why,), _("Save note"), _("Leave as it is"))
        self.edit = QLineEdit(row.note)
        self.edit.setMaxLength(LONGEST_NOTE)
        self.edit.setAccessibleName(_("Placement note"))
        self.middle.addWidget(self.edit)
        self.edit.returnPressed.connect(self.accept)
        self.start = self.edit


class WaitingScreen(Screen[ProgrammeDesk]):
    """The waiting list (P7)."""

    is_for_staff = True
    cares_for = frozenset({"case", "group"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Waiting list"))
        self.ticked: set[str] = set()
        self._rows: dict[str, WaitingLine] = {}
        self._wanted = ""
        self.filter: SegmentedChoice | None = None
        self._room = QVBoxLayout()
        self.table = WaitingTable(self)
        self.panel = OfferPanel(self)
        self.about = words("", "small")
        self.over, self.cleared = Chip("", Tone.WARN, "hourglass"), Chip("", Tone.MUTE)
        self.ticks = Chip("", Tone.INFO, "square-check")
        self.none = EmptyState("")
        self._build()
        self.open_case = self.plain(_("Open"), "Enter")
        self.offer_it = self.primary(_("Offer a place"), "Ctrl+Enter", "user-plus")
        self._wire()

    def _build(self) -> None:
        legend = words(_("Up and Down to choose · O to offer · Space to tick · F2 for the note"), "small", wraps=False)
        left = Below(self.table, self.about, Flow(self.over, self.cleared, self.ticks, legend), is_filled=True)
        left.box.setStretchFactor(self.table, 1)
        self.both = SideBySide(left, self.panel, shares=(3, 2))
        self.body.addLayout(self._room)
        self.body.addWidget(self.none, 1)
        self.body.addWidget(self.both, 1)
        self.none.hide()

    def _wire(self) -> None:
        self.offer_it.clicked.connect(self._go_on)
        self.open_case.clicked.connect(lambda: self.go("case", self.table.chosen_id()))
        self.table.row_chosen.connect(partial(self.go, "case"))
        self.table.row_changed.connect(self._tell)
        self.panel.closed.connect(self._close)
        for then in (self.ticked.clear, self._close, self.refresh):
            self.panel.placed.connect(then)
        self.verbs += [
            Verb(_("Tick or untick"), self.tick, "Space"),
            Verb(_("Offer the chosen man a place"), self.offer, "O"),
            Verb(_("Write the placement note"), self.note, "F2"),
        ]

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        chosen = self.filter.value() if self.filter is not None else ALL
        wanted = WaitingWanted(programme=None if chosen == ALL else chosen, size=MOST)
        self.read(partial(self.desk.waitings.list, wanted), self._show)

    def _show(self, page: WaitingPage) -> None:
        self.show_content()
        self._rows = {row.case: row for row in page.rows}
        self.ticked &= set(self._rows)
        men = ngettext("{count} man waiting", "{count} men waiting", page.total).format(count=page.total)
        middle = _("median {days} days").format(days=page.median_days) if page.median_days is not None else ""
        over = _("{count} over the {days}-day limit").format(count=page.over_limit, days=page.limit_days)
        sorted_by = _("sorted by risk, then days waiting")
        self.set_title(_("Waiting list"), facts(men, middle, over if page.over_limit else "", sorted_by))
        self._show_filter(page)
        self.table.show_rows(page.rows, lambda row: row.case)
        self._chips(page)
        self.both.setVisible(bool(page.rows))
        self.none.say("" if page.rows else _("No one is waiting."))
        self.none.setVisible(not page.rows)
        self.offer_it.setEnabled(bool(page.rows))
        self.open_case.setEnabled(bool(page.rows))
        if self.subject in self._rows and self.subject != self._wanted:
            self._wanted = self.subject or ""
            self.table.choose(self._wanted)
            self.offer()
        self._tell(self.table.chosen_id())

    def _show_filter(self, page: WaitingPage) -> None:
        """One choice for each programme somebody waits for; it stays as it was chosen."""
        before = self.filter.value() if self.filter is not None else ALL
        options = [Option(ALL, _("All programmes"))]
        words_of = _("{title}, {count}")
        options += [Option(one.programme, words_of.format(title=one.title, count=one.count)) for one in page.programmes]
        if self.filter is not None and tuple(self.filter.options) == tuple(options):
            return
        if self.filter is not None:
            self.filter.hide()
            self._room.removeWidget(self.filter)
            self.filter.deleteLater()
        self.filter = SegmentedChoice(_("Which programme"), options, before)
        self.filter.chosen.connect(lambda _value: self.refresh())
        self.filter.setVisible(len(options) > 2)  # noqa: PLR2004 - everybody waits for the same one
        self._room.addWidget(self.filter)

    def _chips(self, page: WaitingPage) -> None:
        self.over.say(
            _("{count} over {days} days").format(count=page.over_limit, days=page.limit_days), Tone.WARN, "hourglass"
        )
        self.over.setVisible(bool(page.over_limit))
        self.cleared.say(_("{count} awaiting safety clearance").format(count=page.awaiting_clearance), Tone.MUTE)
        self.cleared.setVisible(bool(page.awaiting_clearance))
        self.ticks.say(_("{count} ticked").format(count=len(self.ticked)), Tone.INFO, "square-check")
        self.ticks.setVisible(bool(self.ticked))

    def tick(self) -> None:
        """Space: tick the chosen man, or take the tick away; what is ticked is offered in one go."""
        case = self.table.chosen_id()
        if case:
            self.ticked ^= {case}
            self.ticks.say(_("{count} ticked").format(count=len(self.ticked)), Tone.INFO, "square-check")
            self.ticks.setVisible(bool(self.ticked))
            self.table.viewport().update()

    def offer(self) -> None:
        """O: the three best places of the chosen man, or the earliest place of each who is ticked."""
        if len(self.ticked) > 1:
            self._offer_all()
        elif case := next(iter(self.ticked), self.table.chosen_id()):
            self.panel.look(case)

    def note(self) -> None:
        """F2: the placement note of the chosen man."""
        row = self._rows.get(self.table.chosen_id())
        if row is None:
            return
        card = NoteCard(self, row)
        card.accepted.connect(lambda: self._save_note(row, card.edit.text()))
        card.open()

    def _save_note(self, row: WaitingLine, text: str) -> None:
        draft = NoteWritten(case=CaseId(row.case), text=text)
        self.change(partial(self.desk.waitings.note, draft), lambda _saved: self.refresh())

    def _go_on(self) -> None:
        """Ctrl+Enter: give the chosen place when one is chosen, else look for one."""
        if self.panel.isVisible() and self.panel.chosen() is not None:
            self.panel.give()
        else:
            self.offer()

    def _offer_all(self) -> None:
        lines = [self._rows[case] for case in self._rows if case in self.ticked]
        heading = _("Give each his earliest place")
        act = ngettext("Offer {count} man his place", "Offer {count} men their places", len(lines))
        notes = [_("Safety clearance is asked as each is placed, for every man alike.")]
        card = BeforeAfter(self, heading, foreseen(lines), act.format(count=len(lines)), notes)
        card.accepted.connect(lambda: self.change(partial(give_each, self.desk, lines), self._answers))
        card.open()

    def _answers(self, answers: list[Change]) -> None:
        """What became of each; nobody is left without an answer."""
        self.ticked.clear()
        card = BeforeAfter(self, _("Each has an answer"), answers, _("Read"))
        card.stay.hide()
        card.start = card.act
        card.finished.connect(lambda _code: self.refresh())
        card.open()

    def _close(self) -> None:
        self.panel.hide()
        self.table.setFocus()

    def _tell(self, case: str) -> None:
        row = self._rows.get(case)
        self.about.setText(about(row) if row else "")

    def kept(self) -> dict[str, object]:
        """What was typed about a place for a manager."""
        return self.panel.kept()

    def restore(self, kept: dict[str, object]) -> None:
        """Show again what was typed about it."""
        self.panel.restore(kept)

    def first_focus(self) -> QWidget:
        """The list."""
        return self.table

    def panes(self) -> list[QWidget]:
        """The filter when there is one, the list, the places."""
        parts: list[QWidget] = [self.table]
        if self.filter is not None and self.filter.isVisible():
            parts.insert(0, self.filter)
        return [*parts, self.panel] if self.panel.isVisible() else parts
