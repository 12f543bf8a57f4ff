"""Lists her records (W4), and whom to contact by the safe time that closes soonest (W3)."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from app.bridge.desk import BridgeDesk
from app.core.language import _, ngettext
from app.core.shapes import Nothing, PartnerId
from app.partner.partners import PartnerSought
from app.partner.rules.clocks import ClockKind
from app.partner.safe_plans import CardAsked
from ui.kit.buttons import KeyButton
from ui.kit.dates import clock, full_day
from ui.kit.editors import keep_private
from ui.kit.layouts import Flow, horizontal
from ui.kit.table import DataTable
from ui.kit.widgets import facts, words
from ui.partner.partners.columns import DueRow, RecordRow, due_columns, moment, record_columns
from ui.shell.screen import Context, Screen, Verb

FEWEST_LETTERS = 2


class PartnersScreen(Screen[BridgeDesk]):
    """Every record of the team; found by name, number or telephone, in memory only (SEC-43)."""

    cares_for = frozenset({"partner", "contact"})

    def __init__(self, ctx: Context[BridgeDesk]) -> None:
        super().__init__(ctx, _("Partner records"))
        self.new = self.plain(_("New record"), "Ctrl+N", "user-plus")
        self.open_it = self.primary(_("Open"), "Enter")
        self.sought = QLineEdit()
        self.sought.setAccessibleName(_("Find a record"))
        self.sought.setPlaceholderText(_("Name, S-number or telephone"))
        caption = words(_("Find"), wraps=False)
        caption.setBuddy(self.sought)
        self.clear = KeyButton(_("Clear filters"), "Ctrl+Shift+X", "x")
        bar = horizontal()
        bar.addWidget(caption)
        bar.addWidget(self.sought, 1)
        bar.addWidget(self.clear)
        self.body.addLayout(bar)
        keep_private(self)
        self.table: DataTable[RecordRow] = DataTable(record_columns(ctx.clock.zone), name=_("Partner records"))
        self.body.addWidget(self.table, 1)
        self._no_match = words(_("No one matches. Clear filters."))
        self._no_match.hide()
        self.body.addWidget(self._no_match)
        self._wire()

    def _wire(self) -> None:
        self.new.clicked.connect(lambda _on: self.go("partner_new"))
        self.open_it.setAutoDefault(True)
        self.open_it.clicked.connect(lambda _on: self._open_chosen())
        self.table.row_chosen.connect(partial(self.go, "partner"))
        self.sought.returnPressed.connect(self.refresh)
        self.clear.clicked.connect(lambda _on: self._clear())
        QShortcut(QKeySequence("Ctrl+F"), self, self.sought.setFocus, context=Qt.ShortcutContext.WindowShortcut)
        self.verbs.append(Verb(_("Find a record"), self.sought.setFocus, "Ctrl+F", "search"))

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self.read(partial(self._load, self.sought.text().strip()), self._show)

    def _load(self, sought: str) -> tuple[RecordRow, ...]:
        found = (
            self.desk.partners.find(PartnerSought(words=sought))
            if len(sought) >= FEWEST_LETTERS
            else self.desk.partners.list(Nothing())
        )
        due = {line.partner: line for line in self.desk.contacts.due(Nothing())}
        return tuple(RecordRow(line, due.get(line.partner)) for line in found)

    def _show(self, rows: tuple[RecordRow, ...]) -> None:
        is_filtered = len(self.sought.text().strip()) >= FEWEST_LETTERS
        if not rows and not is_filtered:
            self.show_empty(_("You have no partner records."))
            return
        self.show_content()
        self._no_match.setVisible(not rows)
        self.clear.setEnabled(is_filtered)
        self.open_it.setEnabled(bool(rows))
        count = len(rows)
        self.set_title(_("Partner records"), ngettext("{count} record", "{count} records", count).format(count=count))
        self.table.show_rows(rows, lambda row: row.line.partner)

    def _open_chosen(self) -> None:
        if chosen := self.table.chosen_id():
            self.go("partner", chosen)

    def _clear(self) -> None:
        self.sought.clear()
        self.refresh()
        self.table.setFocus()

    def first_focus(self) -> QWidget:
        return self.table

    def panes(self) -> list[QWidget]:
        return [self.sought, self.table]


class DueScreen(Screen[BridgeDesk]):
    """Sorted by the safe window that closes soonest, not by due date."""

    cares_for = frozenset({"partner", "contact"})

    def __init__(self, ctx: Context[BridgeDesk]) -> None:
        super().__init__(ctx, _("Contacts due"))
        self._tried: frozenset[str] = frozenset()
        self.record = self.plain(_("Open record"), "Ctrl+Shift+O", "address-book")
        self.start = self.primary(_("Start contact"), "Enter", "phone")
        self.none_open = words("", "strong")
        self.body.addWidget(self.none_open)
        self.give_up = KeyButton(_("Not reached"), small=True)
        self.enough = Flow(words(_("Tried at enough different times."), "strong", wraps=False), self.give_up)
        self.enough.hide()
        self.body.addWidget(self.enough)
        self.table: DataTable[DueRow] = DataTable(due_columns(ctx.clock.zone), name=_("Contacts due"))
        self.body.addWidget(self.table, 1)
        self._wire()

    def _wire(self) -> None:
        self.start.setAutoDefault(True)
        self.start.clicked.connect(lambda _on: self._go("contact"))
        self.record.clicked.connect(lambda _on: self._go("partner"))
        self.give_up.clicked.connect(lambda _on: self._not_reached())
        self.table.row_changed.connect(lambda _row: self._settle())
        self.table.row_chosen.connect(partial(self.go, "contact"))

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self.read(self._load, self._show)

    def _load(self) -> tuple[DueRow, ...]:
        return tuple(DueRow(one.line, one.clock) for one in self.desk.clocks.calls(Nothing()))

    def _show(self, rows: tuple[DueRow, ...]) -> None:
        done = (row.clock for row in rows if row.clock and row.clock.kind is ClockKind.NOT_REACHED)
        self._tried = frozenset(clock.partner for clock in done)
        now = self.ctx.clock.local()
        if not rows:
            self.show_empty(_("No one is to be contacted now."))
            return
        self.show_content()
        open_now = sum(row.line.is_safe_now for row in rows)
        upcoming = min((row.line.next_safe_time for row in rows if row.line.next_safe_time), default=None)
        after = moment(upcoming, self.ctx.clock.zone, _("none known"))
        self.none_open.setText(_("No one has a safe time open now. Next: {moment}.").format(moment=after))
        self.none_open.setVisible(open_now == 0)
        self.set_title(
            _("Contacts due"),
            facts(
                full_day(now.date()), clock(now),
                ngettext("{count} safe time open now", "{count} safe times open now", open_now).format(count=open_now),
                _("the one that closes soonest first"),
            ),
        )  # fmt: skip
        self.table.show_rows(rows, lambda row: row.line.partner)
        self._settle()

    def _settle(self) -> None:
        """Only who was tried often enough can be counted as not reached."""
        self.enough.setVisible(self.table.chosen_id() in self._tried)

    def _not_reached(self) -> None:
        asked = CardAsked(partner=PartnerId(self.table.chosen_id()))
        self.change(partial(self.desk.contacts.not_reached, asked), lambda _done: self._counted())

    def _counted(self) -> None:
        self.toast(_("Counted as not reached. A new contact changes it."))
        self.refresh()

    def _go(self, key: str) -> None:
        if chosen := self.table.chosen_id():
            self.go(key, chosen)

    def first_focus(self) -> QWidget:
        return self.table

    def panes(self) -> list[QWidget]:
        return [self.table]
