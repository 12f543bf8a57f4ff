"""Is the delivery log: what left the building, to whom, why and how; and what is done when a copy went wrong."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.errors import InvalidInput
from app.core.language import _, ngettext
from app.domain.roles import Role
from app.programme.desk import ProgrammeDesk
from app.programme.left.incidents import IncidentClosed, IncidentRecorded, IncidentRow, IncidentsWanted
from app.programme.report_rows import DisclosureRow, DisclosuresWanted
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton
from ui.kit.dates import clock, here, short_day
from ui.kit.form import Form
from ui.kit.layouts import Column as Below
from ui.kit.layouts import Flow, SideBySide
from ui.kit.table import DataTable
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, EmptyState, words
from ui.programme.left.columns import CopyLines, close_form, details, left_columns, wrong_form
from ui.shell.screen import Context, FormScreen


class LeftScreen(FormScreen[ProgrammeDesk]):
    """Up and Down choose a copy; beside it stand its line of the log and its incident. Opened with a copy."""

    is_for_staff = True
    cares_for = frozenset({"letter", "report", "incident"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("What has left the building"))
        self._copies: dict[str, DisclosureRow] = {}
        self._troubled: dict[str, IncidentRow] = {}
        self._wanted = ""
        self.table: DataTable[DisclosureRow] = DataTable(left_columns(self._troubled), _("What has left the building"))
        self.none = EmptyState(_("Nothing has left the building yet."))
        self.clock = Banner("", "", Tone.STOP)
        self.about = Card(_("This copy"))
        self.lines = CopyLines()
        self.about.add(self.lines)
        self.wrong = Card(_("It went wrong"))
        self.form = Form(wrong_form(), _("It went wrong"))
        self.note_wrong = KeyButton(_("Record the incident"), small=True)
        self.wrong.add(self.form)
        self.wrong.add(Flow(self.note_wrong))
        self.end = Card(_("How it ended"))
        self.ending = Form(close_form(), _("How it ended"), has_keys=False)
        self.close_it = KeyButton(_("Close the incident"), small=True)
        self.closed = words("")
        for part in (self.closed, self.ending, Flow(self.close_it)):
            self.end.add(part)
        left = Below(self.none, self.table, is_filled=True)
        left.box.setStretchFactor(self.table, 1)
        right = Below(self.clock, self.about, self.end, self.wrong)
        self.right = right
        self.body.addWidget(SideBySide(left, right, shares=(3, 2)), 1)
        self._wire()

    def _wire(self) -> None:
        self.table.row_changed.connect(lambda _id: self._show_one())
        self.note_wrong.clicked.connect(self._record)
        self.close_it.clicked.connect(self._close)

    def open(self, subject: str | None = None) -> None:
        if subject != self.subject:
            self._wanted = subject or ""
        super().open(subject)
        self.read(partial(self.desk.incidents.list, IncidentsWanted(closed_too=True)), self._take, "incidents")
        self.read(partial(self.desk.papers.disclosures, DisclosuresWanted()), self._show)

    def _take(self, rows: tuple[IncidentRow, ...]) -> None:
        self._troubled.clear()
        for row in sorted(rows, key=lambda one: one.closed_at is None):
            self._troubled[row.disclosure] = row
        self._show_one()

    def _show(self, rows: tuple[DisclosureRow, ...]) -> None:
        self._copies = {row.disclosure: row for row in rows}
        self.show_content()
        count = ngettext("{count} copy", "{count} copies", len(rows)).format(count=len(rows)) if rows else ""
        self.set_title(_("What has left the building"), count)
        self.table.show_rows(rows, lambda row: row.disclosure)
        if self._wanted in self._copies:
            self.table.choose(self._wanted)
        self._wanted = ""
        for part, is_on in ((self.none, not rows), (self.table, bool(rows)), (self.right, bool(rows))):
            part.setVisible(is_on)
        self._show_one()

    def _show_one(self) -> None:
        row = self._copies.get(self.table.chosen_id())
        if row is None:
            return
        incident = self._troubled.get(row.disclosure)
        self.lines.show_lines(details(row))
        is_open = incident is not None and incident.closed_at is None
        self.clock.setVisible(is_open)
        self.wrong.setVisible(not is_open)
        self.end.setVisible(incident is not None)
        if not self.form.is_edited():
            now = self.ctx.clock.now().astimezone(self.ctx.clock.zone)
            self.form.fill({"on": now.date().isoformat(), "at": f"{now:%H:%M}"})
        if incident is not None:
            self._show_incident(incident)

    def _show_incident(self, incident: IncidentRow) -> None:
        ends = here(incident.due_at)
        until = _("The clock ends on {day} at {time}").format(day=short_day(ends.date()), time=clock(ends))
        late = _("The 72 hours are over")
        told = ", ".join(incident.told) or _("nobody yet")
        self.clock.say(
            late if incident.is_overdue else until,
            _("{what}. Told: {told}.").format(what=incident.words, told=told),
            Tone.STOP if incident.is_overdue else Tone.WARN,
            "clock",
        )
        is_manager = self.ctx.person.role == Role.MANAGER.value
        is_open = incident.closed_at is None
        told_by = _("{person}: {what}").format(person=incident.by, what=incident.what)
        ended = _("Closed by {person}: {what}").format(person=incident.closed_by, what=incident.decision)
        waits = "" if is_manager else _("A manager closes it.")
        self.closed.setText("\n".join(part for part in (told_by, waits if is_open else ended) if part))
        for part in (self.ending, self.close_it):
            part.setVisible(is_open and is_manager)

    def _record(self) -> None:
        values = self.form.values()
        told = [one.strip() for one in str(values.get("told", "")).split(",") if one.strip()]
        when = f"{values.get('on', '')}T{values.get('at', '')}"
        draft = self.form.draft_as(IncidentRecorded, disclosure=self.table.chosen_id(), when=when, whom_told=told)
        if draft is not None:
            self.change(partial(self.desk.incidents.record, draft), self._recorded, self._refused)

    def _recorded(self, _row: IncidentRow) -> None:
        self.toast(_("Recorded. It stands on Today until it is closed."))
        self.form.clear()
        self.refresh()

    def _close(self) -> None:
        incident = self._troubled.get(self.table.chosen_id())
        if incident is None:
            return
        draft = self.ending.draft_as(IncidentClosed, incident=incident.incident)
        if draft is not None:
            self.change(partial(self.desk.incidents.close, draft), self._was_closed, self._not_closed)

    def _was_closed(self, _row: IncidentRow) -> None:
        self.toast(_("Closed."))
        self.ending.clear()
        self.refresh()

    def _not_closed(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            self.ending.show_problems(error.problems)
        else:
            self.show_problem(error)

    def first_focus(self) -> QWidget:
        return self.table

    def panes(self) -> list[QWidget]:
        return [self.table, self.right]
