"""Checks a report's text against all that only this desk knows, and clears or holds it (W10, REP-7 to REP-9)."""

from datetime import datetime
from functools import partial
from typing import Annotated
from zoneinfo import ZoneInfo

from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from app.bridge.desk import BridgeDesk
from app.bridge.report_checks import OfReport, ReportChecked, ReportHeld, ReportLine, ReportMarked
from app.core.language import _, ngettext
from app.core.shapes import Draft, Meta, Nothing, ReportId
from app.partner.spoken import finding_words, run_state_words
from ui.kit import theme
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton
from ui.kit.dates import clock, short_day
from ui.kit.editors import keep_private
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind
from ui.kit.layouts import Column as Stack
from ui.kit.layouts import SideBySide, vertical
from ui.kit.paged_model import Column, numbers
from ui.kit.rows import FactRow
from ui.kit.table import DataTable
from ui.kit.tokens import SPACE_2, Tone
from ui.kit.widgets import Card, facts, words
from ui.shell.screen import Context, Crumb, FormScreen

TONES = {"waiting": Tone.INFO, "ready": Tone.OK, "held": Tone.WARN, "given": Tone.MUTE}


class Held(Draft):
    """Why the report must wait."""

    reason: Annotated[str, Meta(min_length=3, max_length=500)]


class ReportChecksScreen(FormScreen[BridgeDesk]):
    """Reports on the left, the text with its findings in the middle, what to do on the right."""

    cares_for = frozenset({"clearance"})

    def __init__(self, ctx: Context[BridgeDesk]) -> None:
        super().__init__(ctx, _("Report checks"))
        self._found: ReportChecked | None = None
        self._lacking: dict[str, ReportLine] = {}
        self.clear = self.primary(_("Clear"), "Ctrl+Enter", "circle-check")
        self.table: DataTable[ReportLine] = DataTable(columns(ctx.clock.zone), name=_("Reports waiting"))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(_("The report's text as it would leave"))
        read = Card(_("The text as it would leave"))
        read.add(self.text, 1)
        self.verdict = Banner("", "", Tone.OK)
        self.found = Card(_("Found in it"))
        self.found.add(self.verdict)
        self._hits: QVBoxLayout = vertical(gap=SPACE_2)
        self.found.body.addLayout(self._hits)
        self.form = Form(
            FormSpec(Held, (Field("reason", _("Why it must &wait"), Kind.LINES, required=True, lines=3),)), _("Hold")
        )
        keep_private(self.form)
        self.hold = KeyButton(_("Hold"), small=True)
        hold = Card(_("Hold"))
        hold.add(words(_("Its author sees what every author sees: awaiting safety clearance."), "small"))
        hold.add(self.form)
        hold.add(self.hold)
        left = Stack(self.table, read, is_filled=True)
        left.box.setStretch(0, 1)
        left.box.setStretch(1, 2)
        self.body.addWidget(SideBySide(left, Stack(self.found, hold), shares=(7, 4)), 1)
        self._wire()

    def _wire(self) -> None:
        self.clear.clicked.connect(lambda _on: self._clear())
        self.hold.clicked.connect(lambda _on: self._hold())
        self.table.row_changed.connect(self._check)

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self.change(partial(self.desk.report_checks.waiting, Nothing()), self._show)

    def _show(self, rows: tuple[ReportLine, ...]) -> None:
        if not rows:
            self.show_empty(_("No report is waiting."))
            self.clear.setEnabled(False)
            return
        self.show_content()
        waiting = sum(row.state != "given" for row in rows)
        self.set_title(
            _("Report checks"),
            facts(
                ngettext("{count} report waits", "{count} reports wait", waiting).format(count=waiting),
                _("what is found is shown here and nowhere else"),
            ),
            (Crumb(_("Clearances"), "clearances"), Crumb(_("Report checks"))),
        )
        self._lacking = {_id(row): row for row in rows if row.missing}
        self.table.show_rows(rows, _id)
        self._check(self.table.chosen_id())

    def _check(self, report: str) -> None:
        if (lacking := self._lacking.get(report)) is not None:
            self._show_lacking(lacking)
        elif report and (self._found is None or self._found.report != report):
            self.change(partial(self.desk.report_checks.check, OfReport(report=ReportId(report))), self._checked)

    def _show_lacking(self, line: ReportLine) -> None:
        """A report that has not come whole is not shown in part, and nothing can be done with it but to say so."""
        self._found = None
        self._wipe()
        self.verdict.say(
            ngettext(
                "{count} part of this report is missing.", "{count} parts of this report are missing.", line.missing
            ).format(count=line.missing),
            _("It cannot be checked yet. If it stays so until tomorrow, have the report sent for clearance again."),
            Tone.WARN,
        )
        self.clear.setEnabled(False)
        self.hold.setEnabled(False)

    def _wipe(self) -> None:
        self.text.clear()
        self.text.setExtraSelections([])
        while (item := self._hits.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _checked(self, found: ReportChecked) -> None:
        self._wipe()
        self._found = found
        self.text.setPlainText(found.text)
        self._mark_findings(found)
        places = {(hit.start, hit.end, hit.kind): hit for hit in found.findings}
        count = len(places)
        if count:
            said = ngettext(
                "{count} thing of hers stands in the text.", "{count} things of hers stand in the text.", count
            )
            self.verdict.say(said.format(count=count), _("Hold it, and talk to the safety lead."), Tone.STOP)
        else:
            below = _("A person still reads it: a check finds words, not meanings.")
            self.verdict.say(_("Nothing that is known here was found."), below, Tone.INFO)
        if found.left_out:
            left = ngettext(
                "Not compared with {count} record for named officers. Ask one of them to check it too.",
                "Not compared with {count} records for named officers. Ask one of them to check it too.",
                found.left_out,
            )
            self.verdict.say(
                self.verdict.accessibleName(), left.format(count=found.left_out), Tone.STOP if count else Tone.WARN
            )
        for hit in places.values():
            kind = facts(finding_words(hit.kind), _("near spelling") if hit.is_near else "")
            self._hits.addWidget(
                FactRow("alert-circle", kind, f"“{found.text[hit.start : hit.end]}”", "stop", strong_first=False)
            )
        self.clear.setEnabled(found.state in {"waiting", "held"})
        self.hold.setEnabled(found.state != "given")

    def _mark_findings(self, found: ReportChecked) -> None:
        """Tint and underline each place; the list beside says the same in words."""
        pair = theme.current().tokens.tone(Tone.STOP)
        marks = []
        for hit in found.findings:
            mark = QTextEdit.ExtraSelection()
            look = QTextCharFormat()
            look.setBackground(QColor(pair.ground))
            look.setForeground(QColor(pair.ink))
            look.setFontUnderline(True)
            cursor = QTextCursor(self.text.document())
            cursor.setPosition(hit.start)
            cursor.setPosition(hit.end, QTextCursor.MoveMode.KeepAnchor)
            mark.cursor, mark.format = cursor, look
            marks.append(mark)
        self.text.setExtraSelections(marks)

    def _clear(self) -> None:
        if self._found is not None:
            asked = OfReport(report=self._found.report)
            self.change(partial(self.desk.report_checks.clear, asked), self._marked)

    def _marked(self, marked: ReportMarked) -> None:
        at = marked.run_at.astimezone(self.ctx.clock.zone)
        self.toast(_("Clear. It goes out {day} at {time}.").format(day=short_day(at.date()), time=clock(at)))
        self._again()

    def _hold(self) -> None:
        draft = self.form.draft_as(Held)
        if self._found is not None and draft is not None:
            held = ReportHeld(report=self._found.report, reason=draft.reason)
            self.change(partial(self.desk.report_checks.hold, held), self._was_held, self._refused)

    def _was_held(self, _marked: ReportMarked) -> None:
        self.form.clear()
        self.toast(_("Held. Its author still reads: awaiting safety clearance."))
        self._again()

    def _again(self) -> None:
        self._found = None
        self.refresh()

    def first_focus(self) -> QWidget:
        return self.table

    def panes(self) -> list[QWidget]:
        return [self.table, self.text, self.form]


def columns(zone: ZoneInfo) -> tuple[Column[ReportLine], ...]:
    """Case, asked, run, state, and how often this author asked about this case (REP-9)."""
    return (
        Column(_("Case"), lambda row: row.reference, strong=True),
        Column(_("Asked"), lambda row: _moment(row.asked_at.astimezone(zone))),
        Column(_("Its run"), lambda row: "" if row.run_at is None else _moment(row.run_at.astimezone(zone))),
        Column(_("State"), _state, tone=lambda row: Tone.WARN if row.missing else TONES[row.state]),
        numbers(_("Times asked"), lambda row: str(row.asked)),
    )


def _id(line: ReportLine) -> str:
    """A report may stand here twice: once whole, as it was sent before, and once in part."""
    return f"{line.report} {line.asked_at.isoformat()}" if line.missing else line.report


def _state(line: ReportLine) -> str:
    return _("Not all has come") if line.missing else run_state_words(line.state)


def _moment(at: datetime) -> str:
    return f"{short_day(at.date())} {clock(at)}"
