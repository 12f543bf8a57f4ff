"""Lists case-management meetings and builds the agenda of the next one, which fills itself (P19, F8)."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.errors import InvalidInput
from app.core.language import _, ngettext
from app.core.shapes import Nothing
from app.domain import labels
from app.programme.desk import ProgrammeDesk
from app.programme.meetings.agenda import why_words
from app.programme.meetings.shapes import AgendaAsked, AgendaRow, MeetingLine, MeetingPage, MeetingPrepared
from ui.kit.choice import Option
from ui.kit.dates import day
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind
from ui.kit.layouts import Column as Stack
from ui.kit.layouts import SideBySide
from ui.kit.paged_model import Column, numbers
from ui.kit.table import DataTable
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, words
from ui.shell.screen import Context, Screen

Found = tuple[tuple[MeetingLine, ...], tuple[AgendaRow, ...]]


class MeetingsScreen(Screen[ProgrammeDesk]):
    """The next agenda on the left, with its reasons; what was held on the right."""

    is_for_staff = True
    cares_for = frozenset({"meeting", "case", "register"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Meetings"))
        self._rows: tuple[AgendaRow, ...] = ()
        self._kept: dict[str, object] = {}
        self.form: Form | None = None
        self.build = self.primary(_("Build the agenda"), "Ctrl+Enter", "calendar-plus")
        self.agenda = Card(_("Next meeting"), note=_("filled from what happened since"))
        self._none = words(_("Nothing to discuss was found."))
        self.agenda.add(self._none)
        self.table: DataTable[MeetingLine] = DataTable(columns(), _("Meetings"))
        self.table.none = _("No meeting was prepared yet. Build the agenda prepares one.")
        held = Card(_("Meetings"))
        held.add(self.table, 1)
        self.body.addWidget(SideBySide(Stack(self.agenda), Stack(held, is_filled=True), shares=(6, 5)), 1)
        self._wire()

    def _wire(self) -> None:
        self.build.clicked.connect(lambda _on: self._build())
        self.table.row_chosen.connect(partial(self.go, "meeting"))

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self.read(self._load, self._show)

    def _load(self) -> Found:
        return self.desk.meetings.list(Nothing()), self.desk.meetings.agenda(AgendaAsked())

    def _show(self, found: Found) -> None:
        lines, rows = found
        self.show_content()
        said = ngettext("{count} man to discuss", "{count} men to discuss", len(rows)).format(count=len(rows))
        self.set_title(_("Meetings"), facts(said, _("no source in any minutes")))
        self.table.show_rows(lines, lambda row: row.meeting)
        self._none.setVisible(not rows)
        self.build.setEnabled(bool(rows))
        if self.form is not None and (self.form.is_edited() or rows == self._rows):
            return
        self._rows = rows
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        if rows:
            self.form = Form(agenda_form(rows), _("Next meeting"))
            self.agenda.add(self.form)
            self.form.fill({"on": self.ctx.clock.today().isoformat(), "cases": [row.case for row in rows]})
            self.restore(self._kept)

    def _build(self) -> None:
        draft = self.form.draft_as(MeetingPrepared) if self.form is not None else None
        if draft is not None:
            self.change(partial(self.desk.meetings.prepare, draft), self._built, self._refused)

    def _built(self, page: MeetingPage) -> None:
        if self.form is not None:
            self.form.fill({})
        self.go("meeting", page.meeting)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput) and self.form is not None:
            self.form.show_problems(error.problems)
        else:
            self.show_problem(error)

    def is_edited(self) -> bool:
        return self.form is not None and self.form.is_edited()

    def kept(self) -> dict[str, object]:
        return self.form.values() if self.form is not None and self.form.is_edited() else {}

    def restore(self, kept: dict[str, object]) -> None:
        self._kept = {} if self.form is not None else dict(kept)
        for name, value in kept.items() if self.form is not None else ():
            if self.form is not None:
                self.form.editor(name).fill(value)

    def first_focus(self) -> QWidget | None:
        return self.form.editor("on") if self.form is not None else self.table

    def panes(self) -> list[QWidget]:
        return [self.agenda, self.table]


def agenda_form(rows: Sequence[AgendaRow]) -> FormSpec:
    """The day, and each man with the reasons for him, ticked."""
    said = why_words()
    men = [
        Option(row.case, facts(row.reference, row.name, ", ".join(said.get(one, one) for one in row.why)))
        for row in rows
    ]
    return FormSpec(
        MeetingPrepared,
        (
            Field("on", _("&Date"), Kind.DATE, required=True),
            Field("cases", _("&Men"), Kind.TICKS, required=True, choices=men),
        ),
    )


def columns() -> tuple[Column[MeetingLine], ...]:
    """Date, men, state, by whom."""
    return (
        Column(_("Date"), lambda row: day(row.on), strong=True),
        numbers(_("Men"), lambda row: str(row.men)),
        Column(_("State"), state_words, tone=lambda row: Tone.MUTE if row.closed_at else Tone.INFO),
        Column(_("Prepared by"), lambda row: row.by),
    )


def state_words(row: MeetingLine) -> str:
    """Open, or its minutes are closed."""
    return _("Minutes closed") if row.closed_at else _("Open")


def level_words(level: str | None) -> str:
    """A level in words, never a reason (UX-2)."""
    return labels.risk_levels().get(level or "", _("Not known"))


def due_words(on: date | None) -> str:
    """Until when, or nothing."""
    return day(on) if on else ""
