"""Lists the men behind one number of the page of outcomes, where there are ten or more (F10, STA-8)."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.language import _, ngettext
from app.core.shapes import to_json
from app.programme.desk import ProgrammeDesk
from app.programme.left.counting import CohortWanted, read_wanted
from app.programme.left.outcomes import BehindPage, BehindRow, BehindWanted
from ui.kit.paged_model import Column
from ui.kit.sharing import called
from ui.kit.table import DataTable
from ui.kit.widgets import facts
from ui.shell.screen import Context, Crumb, Screen


def behind_columns() -> tuple[Column[BehindRow], ...]:
    """Who stands behind a number."""
    return (
        Column(_("Participant"), lambda row: called(row.name), strong=True),
        Column(_("Case"), lambda row: row.reference),
        Column(_("Programme"), lambda row: row.programme),
        Column(_("Stands"), lambda row: row.state_words),
    )


class BehindScreen(Screen[ProgrammeDesk]):
    """The men behind one number; Enter opens one."""

    is_for_staff = True
    cares_for = frozenset({"case"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Behind a number"))
        self.table: DataTable[BehindRow] = DataTable(behind_columns(), _("The men behind this number"))
        self.body.addWidget(self.table, 1)
        self.primary(_("Open"), "Ctrl+Enter", "user").clicked.connect(self._open_chosen)
        self._wire()

    def _wire(self) -> None:
        self.table.row_chosen.connect(partial(self.go, "case"))

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        wanted = read_wanted(BehindWanted, subject or "")
        if wanted is None:
            self.show_empty(_("Choose a number on the page of outcomes first."))
            return
        self._wanted = wanted
        self.read(partial(self.desk.outcomes.cases, self._wanted), self._show)

    def _show(self, page: BehindPage) -> None:
        self.show_content()
        cohort = CohortWanted(
            from_=self._wanted.from_, to=self._wanted.to, by=self._wanted.by, programme=self._wanted.programme,
            site=self._wanted.site,
        )  # fmt: skip
        way = (Crumb(_("Outcomes"), "outcomes", to_json(cohort).decode()), Crumb(page.words))
        shown = ""
        if page.total > len(page.rows):
            shown = _("the first {count} are shown").format(count=len(page.rows))
        men = ngettext("{count} man", "{count} men", page.total).format(count=page.total)
        self.set_title(page.words, facts(men, shown), way)
        self.table.show_rows(page.rows, lambda row: row.case)

    def _open_chosen(self, _on: bool = False) -> None:
        if self.table.chosen_id():
            self.go("case", self.table.chosen_id())

    def first_focus(self) -> QWidget:
        return self.table
