"""Marks cases ready for the run that was drawn for each, or holds them; the same columns for every case (W9, CLR-2)."""

from functools import partial
from typing import Annotated
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.bridge.clearances import CaseHeld, CaseInGroup, ClearanceLine, Marked
from app.bridge.desk import BridgeDesk
from app.core.language import _, ngettext
from app.core.shapes import Draft, Meta, Nothing
from app.partner.spoken import run_state_words
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton
from ui.kit.dates import clock, short_day
from ui.kit.editors import keep_private
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind
from ui.kit.layouts import Column as Stack
from ui.kit.layouts import SideBySide
from ui.kit.paged_model import Column, numbers
from ui.kit.table import DataTable
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, words
from ui.shell.screen import Context, FormScreen

TONES = {"waiting": Tone.INFO, "ready": Tone.OK, "held": Tone.WARN, "given": Tone.MUTE}


class Held(Draft):
    """Why something must wait."""

    reason: Annotated[str, Meta(min_length=3, max_length=500)]


class Markable(DataTable[ClearanceLine]):
    """A list in which Space marks the row, and only while the list has the keyboard (A07)."""

    marked = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.marked.emit(self.chosen_id())
            return
        super().keyPressEvent(event)


class ClearancesScreen(FormScreen[BridgeDesk]):
    """Every case that waits on the left, what this desk alone may know of it on the right."""

    cares_for = frozenset({"clearance", "partner"})

    def __init__(self, ctx: Context[BridgeDesk]) -> None:
        super().__init__(ctx, _("Clearances"))
        self._lines: dict[str, ClearanceLine] = {}
        self.reports = self.plain(_("Report checks"), "", "file-text")
        self.ready = self.primary(_("Mark ready for its run"), "Space", "shield-check")
        self.table = Markable(columns(ctx.clock.zone), name=_("Cases waiting for a run"))
        self.about = Card(_("This case"))
        self.clash = Banner(_("Two men of this group are linked to the same partner or family."), "", Tone.STOP)
        self._said = words("", "body")
        for part in (self.clash, self._said):
            self.about.add(part)
        self.form = Form(
            FormSpec(Held, (Field("reason", _("Why it must &wait"), Kind.LINES, required=True, lines=3),)), _("Hold")
        )
        keep_private(self.form)
        self.hold = KeyButton(_("Hold this case"), small=True)
        hold = Card(_("Hold"))
        hold.add(words(_("A hold looks like waiting to everybody else. The reason never leaves this desk."), "small"))
        hold.add(self.form)
        hold.add(self.hold)
        self.body.addWidget(SideBySide(self.table, Stack(self.about, hold), shares=(7, 4)), 1)
        self._wire()

    def _wire(self) -> None:
        self.reports.clicked.connect(lambda _on: self.go("report_checks"))
        self.ready.clicked.connect(lambda _on: self._mark(self.table.chosen_id()))
        self.table.marked.connect(self._mark)
        self.table.row_changed.connect(self._show_about)
        self.hold.clicked.connect(lambda _on: self._hold())

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self.change(partial(self.desk.clearances.run, Nothing()), self._load)

    def _load(self, _made: object = None) -> None:
        self.read(partial(self.desk.clearances.list, Nothing()), self._show)

    def _show(self, rows: tuple[ClearanceLine, ...]) -> None:
        cases = [row for row in rows if row.subject == "case"]
        waiting = [row for row in cases if row.state != "given"]
        if not cases:
            self.show_empty(_("No case is waiting for a run."))
            return
        self.show_content()
        self._lines = {row.id: row for row in cases}
        self.set_title(
            _("Clearances"),
            facts(
                ngettext("{count} case waits", "{count} cases wait", len(waiting)).format(count=len(waiting)),
                _("every case gets its run by lot, within three runs"),
            ),
        )
        self.table.show_rows(cases, lambda row: row.id)
        self._show_about(self.table.chosen_id())

    def _show_about(self, id_: str) -> None:
        line = self._lines.get(id_)
        self.about.setVisible(line is not None)
        self.ready.setEnabled(line is not None and line.state in {"waiting", "held"} and not line.clash)
        self.hold.setEnabled(line is not None and line.state != "given")
        if line is None:
            return
        self.clash.setVisible(line.clash)
        linked = ngettext("{count} record is linked", "{count} records are linked", line.partners)
        run = moment(line, self.ctx.clock.zone)
        self._said.setText(
            "\n".join(
                part
                for part in (
                    facts(line.reference, run_state_words(line.state)),
                    _("Its run: {moment}").format(moment=run),
                    self._after(line),
                    linked.format(count=line.partners),
                )
                if part
            )
        )

    def _after(self, line: ClearanceLine) -> str:
        """What becomes of a case whose run went by without it."""
        has_passed = line.run_at <= self.ctx.clock.now() and line.state in {"waiting", "ready", "held"}
        return _("Its run has passed: it goes with the first run after it is ready.") if has_passed else ""

    def _mark(self, id_: str) -> None:
        line = self._lines.get(id_)
        if line is not None:
            asked = CaseInGroup(case=line.case, group=line.about)
            self.change(partial(self.desk.clearances.give, asked), self._marked)

    def _marked(self, marked: Marked) -> None:
        at = marked.run_at.astimezone(self.ctx.clock.zone)
        self.toast(_("Ready. It goes out {day} at {time}.").format(day=short_day(at.date()), time=clock(at)))
        self._load()

    def _hold(self) -> None:
        line = self._lines.get(self.table.chosen_id())
        draft = self.form.draft_as(Held)
        if line is not None and draft is not None:
            held = CaseHeld(case=line.case, group=line.about, reason=draft.reason)
            self.change(partial(self.desk.clearances.hold, held), self._was_held, self._refused)

    def _was_held(self, _marked: Marked) -> None:
        self.form.clear()
        self.toast(_("Held. To everybody else it still waits."))
        self._load()

    def first_focus(self) -> QWidget:
        return self.table

    def panes(self) -> list[QWidget]:
        return [self.table, self.form]


def columns(zone: ZoneInfo) -> tuple[Column[ClearanceLine], ...]:
    """The same for every case; a clash is seen here only (CLR-4)."""
    return (
        Column(_("Case"), lambda row: row.reference, strong=True),
        Column(_("Asked"), lambda row: asked(row, zone)),
        Column(_("Its run"), lambda row: moment(row, zone)),
        Column(_("State"), lambda row: run_state_words(row.state), tone=lambda row: TONES[row.state]),
        Column(
            _("Clash"), lambda row: _("Clash") if row.clash else _("None"),
            tone=lambda row: Tone.STOP if row.clash else Tone.MUTE,
        ),
        numbers(_("Records"), lambda row: str(row.partners)),
    )  # fmt: skip


def asked(row: ClearanceLine, zone: ZoneInfo) -> str:
    """When it was asked."""
    at = row.asked_at.astimezone(zone)
    return f"{short_day(at.date())} {clock(at)}"


def moment(row: ClearanceLine, zone: ZoneInfo) -> str:
    """The run that was drawn for it."""
    at = row.run_at.astimezone(zone)
    return f"{short_day(at.date())} {clock(at)}"
