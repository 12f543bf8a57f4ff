"""Holds two versions of a programme side by side: what was added, removed and changed, in words."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.language import _, ngettext
from app.programme.desk import ProgrammeDesk
from app.programme.packs.packs import PacksCompared
from app.programme.packs.rows import ComparedPage, ComparedRow
from ui.kit.choice import Option, SegmentedChoice
from ui.kit.layouts import Flow, SideBySide
from ui.kit.paged_model import Column
from ui.kit.table import DataTable
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, EmptyState, facts, words
from ui.shell.screen import Context, Crumb, Screen

PARTS = 3
TONES = {"same": Tone.MUTE, "changed": Tone.WARN, "added": Tone.OK, "removed": Tone.STOP}


def differs() -> dict[str, str]:
    """How a line of one version stands to the other."""
    return {"same": _("same"), "changed": _("changed"), "added": _("added"), "removed": _("removed")}


def columns() -> tuple[Column[ComparedRow], ...]:
    """Where, what, before and after."""
    return (
        Column(_("What"), lambda row: row.label, strong=True, width=260),
        Column(_("Where"), lambda row: row.heading, small=True),
        Column(_("How"), lambda row: differs()[row.differs], tone=lambda row: TONES[row.differs]),
        Column(_("Before"), lambda row: said(row.before), width=330),
        Column(_("After"), lambda row: said(row.after), width=330),
    )


def said(text: str) -> str:
    """A line without its name, in one line; what is not there is said so."""
    return " · ".join(text.splitlines()[1:]) if text else _("not there")


class PackCompareScreen(Screen[ProgrammeDesk]):
    """Two versions side by side. The subject is code, earlier version, later version."""

    cares_for = frozenset({"pack"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Compare versions"))
        self._page: ComparedPage | None = None
        choices = (Option("changes", _("What differs")), Option("all", _("Everything")))
        self.which = SegmentedChoice(_("Which lines"), choices, "changes")
        self.why = words("", "body")
        self.table: DataTable[ComparedRow] = DataTable(columns(), _("Two versions"))
        self.before, self.after = Card(_("Before")), Card(_("After"))
        self.was, self.now = words(""), words("")
        self.before.add(self.was)
        self.after.add(self.now)
        self.none = EmptyState(_("Nothing differs between these versions."))
        self.both = SideBySide(self.before, self.after, shares=(1, 1))
        for part in (Flow(self.which), self.why, self.none):
            self.body.addWidget(part)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.both)
        self.open_it = self.primary(_("Open the later version"), "Ctrl+Enter")
        self._wire()

    def _wire(self) -> None:
        self.which.chosen.connect(lambda _which: self._fill())
        self.table.row_changed.connect(self._tell)
        self.open_it.clicked.connect(self._open_later)

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        parts = (subject or "").split(" ")
        if len(parts) != PARTS:
            self.show_empty(_("Choose a programme and two of its versions first."))
            return
        wanted = PacksCompared(code=parts[0], before=parts[1], after=parts[2])
        self.read(partial(self.desk.packs.compare, wanted), self._show)

    def _show(self, page: ComparedPage) -> None:
        self._page = page
        self.show_content()
        changed = sum(row.differs != "same" for row in page.rows)
        count = ngettext("{count} line differs", "{count} lines differ", changed).format(count=changed)
        self.set_title(
            _("{title}: {before} and {after}").format(title=page.title, before=page.before, after=page.after),
            count,
            (Crumb(_("Packs"), "packs"), Crumb(page.code, "pack", page.code), Crumb(_("Compare"))),
        )
        self.why.setText(facts(page.changes, page.reasons))
        self.why.setVisible(bool(self.why.text()))
        self._fill()

    def _fill(self) -> None:
        page = self._page
        if page is None:
            return
        everything = self.which.value() == "all"
        rows = [row for row in page.rows if everything or row.differs != "same"]
        self.table.show_rows(rows, _id)
        for part in (self.table, self.both):
            part.setVisible(bool(rows))
        self.none.setVisible(not rows)
        self._tell(self.table.chosen_id())

    def _tell(self, chosen: str) -> None:
        """The chosen line whole, on both sides."""
        rows = self._page.rows if self._page else ()
        row = next((one for one in rows if _id(one) == chosen), None)
        for label, text in ((self.was, row.before if row else ""), (self.now, row.after if row else "")):
            label.setText(text or _("not there"))

    def _open_later(self) -> None:
        if self._page is not None:
            self.go("pack", f"{self._page.code} {self._page.after}")

    def first_focus(self) -> QWidget:
        """The lines."""
        return self.table if self.table.rows.rowCount() else self.which

    def panes(self) -> list[QWidget]:
        """The choice, then the lines."""
        return [self.which, self.table]


def _id(row: ComparedRow) -> str:
    return f"{row.section} {row.key}"
