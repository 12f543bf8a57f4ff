"""Shows the log of requests for contact: record one, note that it was answered, see whether it was the same day."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.language import _, ngettext
from app.core.shapes import GroupId
from app.domain.peer import Asked, EnquiryEnd, enquiry_words
from app.programme.desk import ProgrammeDesk
from app.programme.peers.enquiries import EnquiriesWanted, EnquiryAnswered, EnquiryMade, EnquiryRow
from ui.kit.choice import Option
from ui.kit.dates import clock, short_day
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind
from ui.kit.layouts import Column as Below
from ui.kit.layouts import SideBySide
from ui.kit.paged_model import Column
from ui.kit.table import DataTable
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, words
from ui.shell.screen import Context, Crumb, FormScreen


def request_columns() -> tuple[Column[EnquiryRow], ...]:
    """Who, when it came, whether it was answered that day, what became of it."""
    return (
        Column(_("First name"), lambda row: row.first_name or _("Not said"), strong=True),
        Column(_("Came"), _when),
        Column(_("Answered"), answered_words, tone=answered_tone),
        Column(_("What became of it"), lambda row: row.words),
        Column(_("How he heard"), lambda row: row.heard_from, small=True),
    )


def _when(row: EnquiryRow) -> str:
    return _("{day}, {time}").format(day=short_day(row.received_at.date()), time=clock(row.received_at))


def answered_words(row: EnquiryRow) -> str:
    """The same day, later, or not yet (PEER-3)."""
    if row.answered_at is None:
        return _("Not yet")
    return _("The same day") if row.same_day else _("Later, {day}").format(day=short_day(row.answered_at.date()))


def answered_tone(row: EnquiryRow) -> Tone:
    """What is not answered stands out."""
    return Tone.WARN if row.answered_at is None else Tone.OK if row.same_day else Tone.MUTE


def request_form() -> FormSpec:
    """A request as it came; the day and time now are filled in."""
    kinds = (Option(Asked.FIRST.value, _("First time")), Option(Asked.LATER.value, _("Again")))
    return FormSpec(
        EnquiryMade,
        (
            Field("day", _("Day it came"), Kind.DATE, required=True),
            Field("time", _("Time it came"), Kind.TIME, required=True),
            Field("first_name", _("First name")),
            Field("asked", _("Which request"), Kind.SEGMENTS, choices=kinds),
            Field("heard_from", _("How he heard of us")),
            Field("note", _("What he asks"), Kind.LINES, lines=2),
        ),
        extra=frozenset({"day", "time"}),
    )


class RequestsScreen(FormScreen[ProgrammeDesk]):
    """The log at the left; at the right a new request. Enter on one notes that it was answered now."""

    is_for_staff = True
    cares_for = frozenset({"enquiry"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Requests for contact"))
        self._rows: tuple[EnquiryRow, ...] = ()
        self.table: DataTable[EnquiryRow] = DataTable(request_columns(), _("Requests for contact"))
        self.none = words(_("Nobody has asked yet."), "body")
        log = Card(margin=12)
        log.add(self.none)
        log.add(self.table)
        self.form = Form(request_form(), _("A new request"))
        sheet = Card(_("A new request"))
        sheet.add(self.form)
        self.body.addWidget(SideBySide(Below(log), Below(sheet), shares=(3, 2)), 1)
        self.answered = self.plain(_("Answered now"), "Ctrl+Enter", "phone-check")
        self.save = self.primary(_("Save request"), "Ctrl+S")
        self._wire()

    def _wire(self) -> None:
        self.save.clicked.connect(self._save)
        self.answered.clicked.connect(lambda: self._answer(self.table.chosen_id()))
        self.table.row_chosen.connect(self._answer)
        self.table.row_changed.connect(lambda _id: self._enable())

    def open(self, subject: str | None = None) -> None:
        if subject != self.subject or not self.form.is_edited():
            self._fill_now()
        super().open(subject)
        wanted = EnquiriesWanted(group=GroupId(subject or ""))
        self.read(partial(self.desk.enquiries.list, wanted), self._show)

    def _fill_now(self) -> None:
        now = self.ctx.clock.local()
        self.form.clear()
        self.form.fill({"day": now.date().isoformat(), "time": f"{now:%H:%M}", "asked": Asked.FIRST.value})

    def _show(self, rows: tuple[EnquiryRow, ...]) -> None:
        self._rows = rows
        self.show_content()
        waiting = sum(row.answered_at is None for row in rows)
        said = ngettext("{count} is not answered yet", "{count} are not answered yet", waiting).format(count=waiting)
        crumbs = (Crumb(_("Group"), "my_group", self.subject), Crumb(_("Requests for contact")))
        rule = _("Each is answered on the day it comes.")
        self.set_title(_("Requests for contact"), said if waiting else rule, crumbs)
        self.none.setVisible(not rows)
        self.table.setVisible(bool(rows))
        self.table.show_rows(rows, lambda row: row.enquiry)
        self._enable()

    def _chosen(self) -> EnquiryRow | None:
        return next((row for row in self._rows if row.enquiry == self.table.chosen_id()), None)

    def _enable(self) -> None:
        row = self._chosen()
        self.answered.setEnabled(row is not None and row.answered_at is None)

    def _answer(self, id_: str) -> None:
        row = next((one for one in self._rows if one.enquiry == id_), None)
        if row is not None and row.answered_at is None:
            draft = EnquiryAnswered(group=GroupId(self.subject or ""), enquiry=row.enquiry, ended=EnquiryEnd.THINKS)
            self.change(partial(self.desk.enquiries.answer, draft), self._noted)

    def _noted(self, row: EnquiryRow) -> None:
        self.toast(_("Answered: {words}.").format(words=enquiry_words(EnquiryEnd(row.ended))))
        self.refresh()

    def _save(self) -> None:
        values = self.form.values()
        at = f"{values.get('day')}T{values.get('time')}"
        draft = self.form.draft_as(EnquiryMade, group=self.subject or "", received_at=at)
        if draft is not None:
            self.change(partial(self.desk.enquiries.record, draft), self._saved, self._refused)

    def _saved(self, _row: EnquiryRow) -> None:
        self._fill_now()
        self.toast(_("Saved. It is to be answered today."))
        self.refresh()

    def _refused(self, error: Exception) -> None:
        problems = getattr(error, "problems", None)
        if problems:
            fields = {"received_at": "time"}
            self.form.show_problems({fields.get(name, name): text for name, text in problems.items()})
        else:
            self.show_problem(error)

    def first_focus(self) -> QWidget:
        return self.form.editor("first_name")

    def panes(self) -> list[QWidget]:
        return [self.table, self.form]
