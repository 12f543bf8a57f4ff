"""Lets a list leave as a sheet: which, for whom, on what basis and why; and shows what has left before (R11, RET-1)."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.core.language import _, ngettext
from app.core.shapes import Nothing
from app.programme.desk import ProgrammeDesk
from app.programme.left.counting import CohortWanted, read_wanted
from app.programme.left.exports import ListAsked, ListGoneRow, ListMade
from app.programme.left.lists import list_words
from app.programme.left.words import bases
from ui.kit.bands import Banner
from ui.kit.card_table import CardTable
from ui.kit.dates import here, short_day
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, Values, options
from ui.kit.layouts import Column as Below
from ui.kit.layouts import SideBySide
from ui.kit.paged_model import Align, Column
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, words
from ui.shell.screen import Context, FormScreen

MOST = 12
WITH_PERIOD = frozenset({"attendance", "statistics", "left"})


def export_form() -> FormSpec:
    """Which list, in which form, for whom and why."""
    forms = {"xlsx": _("Workbook (XLSX)"), "csv": _("Text (CSV)"), "pdf": _("Paper (PDF)")}
    return FormSpec(
        ListAsked,
        (
            Field("list", _("List"), Kind.CHOICE, required=True, choices=options(list_words())),
            Field("first", _("From"), Kind.DATE, when=_has_period, help=_("Blank: the last quarter.")),
            Field("last", _("Until"), Kind.DATE, when=_has_period),
            Field("form", _("As"), Kind.SEGMENTS, required=True, choices=options(forms)),
            Field("recipient", _("For"), required=True, help=_("The person or office that gets it.")),
            Field("basis", _("Lawful basis"), Kind.CHOICE, required=True, choices=options(bases())),
            Field("necessity", _("Why it is needed"), required=True),
            Field("to_folder", _("Folder for the file"), required=True, help=_("Its file name says nothing.")),
        ),
    )


def _has_period(values: Values) -> bool:
    return values.get("list") in WITH_PERIOD


def gone_columns() -> tuple[Column[ListGoneRow], ...]:
    """What left, for whom, when and by whom."""
    return (
        Column(_("List"), lambda row: row.words, strong=True),
        Column(_("For"), lambda row: row.recipient),
        Column(_("On"), lambda row: short_day(here(row.at).date())),
        Column(_("Rows"), lambda row: str(row.rows), Align.RIGHT),
        Column(_("By"), lambda row: row.by, small=True),
    )


class ExportsScreen(FormScreen[ProgrammeDesk]):
    """The form at the left, what has left at the right."""

    is_for_staff = True
    cares_for = frozenset({"export"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Lists and figures"))
        self._only: dict[str, str] = {}
        self.done = Banner("", "", Tone.OK, "download")
        self.done.hide()
        self.form = Form(export_form(), _("A list that leaves"))
        self.table: CardTable[ListGoneRow] = CardTable(gone_columns(), _("Lists that have left"), most=MOST)
        self.none = words(_("No list has left yet."), "small")
        card, gone = Card(_("A list that leaves")), Card(_("What has left"), margin=12)
        self.narrowed = Banner("", "", Tone.INFO, "filter")
        self.narrowed.hide()
        card.add(self.narrowed)
        card.add(self.form)
        small = _("Names are shortened. Numbers below ten are hidden in the return. Nothing in a cell can run.")
        card.add(words(small, "small"))
        gone.add(self.none)
        gone.add(self.table)
        self.body.addWidget(self.done)
        self.body.addWidget(SideBySide(Below(card), Below(gone), shares=(1, 1)))
        self.body.addStretch(1)
        self.make = self.primary(_("Make the file"), "Ctrl+S", "download")
        self._wire()

    def _wire(self) -> None:
        self.make.clicked.connect(self._make)

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        if not self.form.is_edited():
            self._fill(subject or "")
        self.read(partial(self.desk.exports.list, Nothing()), self._show)

    def _fill(self, asked: str = "") -> None:
        """The empty form, or what the page of outcomes shows: list, form, and the cohort as JSON."""
        self.form.clear()
        self._only = {}
        given = {"form": "xlsx", "to_folder": str(Path.home())}
        name, form, cohort = [*asked.split(" ", 2), "", "", ""][:3]
        wanted = read_wanted(CohortWanted, cohort)
        if wanted is not None:
            given |= {"list": name, "form": form, "first": wanted.from_.isoformat(), "last": wanted.to.isoformat()}
            only = {"by": wanted.by, "programme": wanted.programme, "site": wanted.site}
            self._only = {key: value for key, value in only.items() if value}
        self.form.fill(given)
        self.narrowed.say(_("As the page of outcomes shows it, with the same narrowing."), "", Tone.INFO, "filter")
        self.narrowed.setVisible(bool(self._only))

    def _show(self, rows: tuple[ListGoneRow, ...]) -> None:
        self.show_content()
        self.table.show_rows(rows, lambda row: row.gone)
        self.table.setVisible(bool(rows))
        self.none.setVisible(not rows)

    def _make(self) -> None:
        draft = self.form.draft_as(ListAsked, **self._only)
        if draft is not None:
            self.change(partial(self.desk.exports.make, draft), self._made, self._refused)

    def _made(self, made: ListMade) -> None:
        count = ngettext("{count} row", "{count} rows", made.rows).format(count=made.rows)
        self.done.say(_("The file is made: {rows}.").format(rows=count), made.file, Tone.OK, "download")
        self.done.show()
        self._fill()
        self.subject = None
        self.refresh()

    def first_focus(self) -> QWidget:
        return self.form.editor("list")
