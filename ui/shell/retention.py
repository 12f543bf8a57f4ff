"""Shows the records whose time is over, deletes them by list with two names, and keeps certificates (RET-3)."""

from functools import partial
from typing import Generic, TypeVar

from PySide6.QtWidgets import QWidget

from app.core.language import _, ngettext
from app.core.shapes import Nothing
from app.desk.retention import Certificate, DueLine, HasKeeping, KeepingPage, ListDeleted
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton
from ui.kit.dates import day
from ui.kit.dialogs import SecondName, SecondPerson
from ui.kit.layouts import Column as Below
from ui.kit.layouts import Flow, SideBySide, empty, vertical
from ui.kit.paged_model import Column
from ui.kit.table import DataTable
from ui.kit.tokens import SPACE_2, Tone
from ui.kit.widgets import Card, facts, words
from ui.shell.screen import Context, Screen

D = TypeVar("D", bound=HasKeeping)
MOST_CERTIFICATES = 8


def columns() -> tuple[Column[DueLine], ...]:
    """Number and name, class, counted from when, due since when, and what keeps it."""
    return (
        Column(_("Record"), lambda row: row.reference, strong=True),
        Column(_("Name"), lambda row: row.name),
        Column(_("Kept as"), lambda row: row.kept_words),
        Column(_("Since"), lambda row: day(row.since)),
        Column(_("Due"), lambda row: day(row.due_on)),
        Column(
            _("State"), lambda row: _("Goes") if row.is_free else _("Held"),
            tone=lambda row: Tone.MUTE if row.is_free else Tone.WARN,
        ),
        Column(_("Why"), lambda row: row.held_because, small=True),
    )  # fmt: skip


class RetentionPage(Screen[D], Generic[D]):
    """The list, what deletes it, and what went before; a side adds how one of its records is held."""

    cares_for = frozenset({"case", "partner", "retention"})
    holds_at = ""

    def __init__(self, ctx: Context[D]) -> None:
        super().__init__(ctx, _("Keeping and deleting"))
        self.card: SecondPerson | None = None
        self._rows: tuple[DueLine, ...] = ()
        self.says = Banner("", "", Tone.WARN)
        self.table: DataTable[DueLine] = DataTable(columns(), _("Records whose time is over"))
        self.none = words(_("Nothing is due. How long each kind is kept stands in the settings."))
        self.body.addWidget(self.says)
        self.body.addWidget(self.none)
        self.body.addWidget(self.table, 1)
        self._made = vertical(gap=SPACE_2)
        gone = Card(_("Certificates"))
        gone.add(words(_("Numbers only. No backup holds what went after the day that is named."), "small"))
        gone.body.addLayout(self._made)
        self.held = Card(_("Hold"))
        self.held.add(words(_("A hold stops deletion at once. Ending it needs a second person."), "small"))
        self.hold_it = KeyButton(_("Hold or end the hold"), icon="lock", small=True)
        self.held.add(Flow(self.hold_it))
        self.body.addWidget(SideBySide(Below(self.held), Below(gone), shares=(1, 1)))
        self.delete = self.primary(_("Delete this list for good"), icon="trash")

    def _connect(self) -> None:
        self.says.hide()
        self.delete.clicked.connect(lambda _on: self._ask())
        self.hold_it.clicked.connect(lambda _on: self._hold())

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self.read(partial(self.desk.keeping.list, Nothing()), self._show)

    def _show(self, page: KeepingPage) -> None:
        self._rows = page.due
        free = sum(row.is_free for row in page.due)
        count = ngettext("{count} record goes", "{count} records go", free).format(count=free)
        self.set_title(_("Keeping and deleting"), facts(count, _("two names, and no way back")))
        self.says.setVisible(bool(page.reasons))
        if page.reasons:
            self.says.say(_("Nothing can be deleted now"), "\n".join(page.reasons), Tone.WARN)
        self.none.setVisible(not page.due)
        self.table.setVisible(bool(page.due))
        self.hold_it.setEnabled(bool(page.due))
        self.table.show_rows(page.due, lambda row: row.record)
        self.delete.setEnabled(free > 0 and not page.reasons)
        empty(self._made)
        for made in page.certificates[:MOST_CERTIFICATES]:
            self._made.addWidget(words(certificate_words(made)))
        if not page.certificates:
            self._made.addWidget(words(_("Nothing was deleted yet."), "small"))

    def _ask(self) -> None:
        free = tuple(row.record for row in self._rows if row.is_free)
        said = ngettext("{count} record is deleted for good.", "{count} records are deleted for good.", len(free))
        self.card = SecondPerson(self, said.format(count=len(free)), partial(self._delete, free))
        self.card.open()

    def _delete(self, records: tuple[str, ...], second: SecondName) -> None:
        def run() -> Certificate:
            self.desk.seat.confirm(second.user, second.password)
            return self.desk.keeping.delete(ListDeleted(records=records, second=second.user))

        if self.card is not None:
            self.change(run, self._gone, self.card.close_with)

    def _gone(self, made: Certificate) -> None:
        if self.card is not None:
            self.card.close_with(None)
        self.toast(certificate_words(made))
        self.refresh()

    def _hold(self) -> None:
        if chosen := self.table.chosen_id():
            self.go(self.holds_at, chosen)

    def first_focus(self) -> QWidget | None:
        return self.table if self._rows else None

    def panes(self) -> list[QWidget]:
        return [self.table, self.held]


class RetentionScreen(RetentionPage[D], Generic[D]):
    """A hold is set on a page of its own."""

    def __init__(self, ctx: Context[D]) -> None:
        super().__init__(ctx)
        self._wire()

    def _wire(self) -> None:
        self._connect()


def certificate_words(made: Certificate) -> str:
    """One deletion, in numbers."""
    said = ngettext(
        "{day}: {count} record with {rows} rows, by {by} and {second}. No backup holds it from {complete} on.",
        "{day}: {count} records with {rows} rows, by {by} and {second}. No backup holds them from {complete} on.",
        made.records,
    )
    return said.format(
        day=day(made.on), count=made.records, rows=made.rows, by=made.by, second=made.second,
        complete=day(made.complete_on),
    )  # fmt: skip
