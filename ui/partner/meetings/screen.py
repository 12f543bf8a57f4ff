"""Writes her half of a case-management meeting in step with his by case number; it never leaves this desk (W12)."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.bridge.annexes import AnnexKept, AnnexLine, AnnexWritten, BothHalves, MeetingDay, OfMeeting
from app.bridge.desk import BridgeDesk
from app.core.language import _
from app.core.shapes import Nothing
from app.domain import labels
from ui.kit.bands import Banner
from ui.kit.card_table import CardTable
from ui.kit.dates import day
from ui.kit.editors import keep_private
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, Values, options
from ui.kit.layouts import Column as Stack
from ui.kit.layouts import SideBySide, empty, vertical
from ui.kit.paged_model import Column
from ui.kit.rows import FactRow
from ui.kit.table import DataTable
from ui.kit.tokens import SPACE_2, Tone
from ui.kit.widgets import Card, facts, words
from ui.shell.screen import Context, FormScreen


class MeetingsScreen(FormScreen[BridgeDesk]):
    """Dates and men on the left; his half, read only, and ours below it on the right."""

    cares_for = frozenset({"annex", "partner"})

    def __init__(self, ctx: Context[BridgeDesk]) -> None:
        super().__init__(ctx, _("Meetings"))
        self._halves: BothHalves | None = None
        self._case = ""
        self.save = self.primary(_("Save annex"), "Ctrl+S")
        self.rule = Banner(
            _("Bring risk, not quotes"), _("This half stays here. His side never learns that it is there."), Tone.INFO
        )
        self.days: CardTable[MeetingDay] = CardTable(day_columns(), _("Meetings"), most=4)
        self.men: DataTable[AnnexLine] = DataTable(man_columns(), _("Men with a record here"))
        self._none = words(_("No case in this meeting has a partner record of yours."))
        self.his, self._his = Card(_("His half"), note=_("read only")), vertical(gap=SPACE_2)
        self.his.body.addLayout(self._his)
        self.form = Form(annex_form(), _("Our half"))
        keep_private(self.form)
        self.ours = Card(_("Our half"), note=_("stays here"))
        self.ours.add(self.form)
        left = Stack(self.days, self._none, self.men, is_filled=True)
        left.box.setStretch(2, 1)
        self.body.addWidget(self.rule)
        self.body.addWidget(SideBySide(left, Stack(self.his, self.ours), shares=(1, 1), stacks_under=1000), 1)
        self._wire()

    def _wire(self) -> None:
        self.save.clicked.connect(lambda _on: self._save())
        self.days.row_changed.connect(self._open_day)
        self.men.row_changed.connect(self._choose)

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self.read(partial(self.desk.annexes.days, Nothing()), self._show)

    def _show(self, rows: tuple[MeetingDay, ...]) -> None:
        if not rows:
            self.save.setEnabled(False)
            self.show_empty(_("No meeting is prepared. The programme desk prepares them; our half follows here."))
            return
        self.show_content()
        self.set_title(_("Meetings"), facts(_("our half, in step with the programme desk’s by case number")))
        self.days.show_rows(rows, lambda row: row.meeting)
        self._open_day(self.days.chosen_id() or rows[0].meeting)

    def _open_day(self, meeting: str) -> None:
        if meeting:
            self.read(partial(self.desk.annexes.both, OfMeeting(meeting=meeting)), self._show_halves, key="both")

    def _show_halves(self, halves: BothHalves) -> None:
        self._halves = halves
        self._none.setVisible(not halves.lines)
        for part in (self.men, self.his, self.ours):
            part.setVisible(bool(halves.lines))
        self.save.setEnabled(bool(halves.lines))
        self.men.show_rows(halves.lines, lambda row: row.case)
        self._choose(self.men.chosen_id() or (halves.lines[0].case if halves.lines else ""))

    def _choose(self, case: str) -> None:
        row = next((one for one in self._halves.lines if one.case == case), None) if self._halves else None
        if row is None or (case == self._case and self.form.is_edited()):
            return
        self._case = case
        empty(self._his)
        levels = labels.risk_levels()
        level = facts(levels.get(row.level_before, ""), levels.get(row.level_after or "", ""))
        decided = labels.decision_words().get(row.his_decision or "", _("Open"))
        self._his.addWidget(FactRow("user", facts(row.reference, *row.numbers), facts(decided, level)))
        if row.his_action:
            self._his.addWidget(FactRow("list-check", _("Action"), row.his_action, strong_first=False))
        self.form.clear()
        self.form.fill(
            {
                "decision": row.decision, "risk": row.risk or None, "action": row.action or None,
                "owner": row.owner or None, "due_on": row.due_on.isoformat() if row.due_on else None,
            }
        )  # fmt: skip

    def _save(self) -> None:
        if self._halves is None:
            return
        draft = self.form.draft_as(AnnexWritten, meeting=self._halves.meeting, case=self._case)
        if draft is not None:
            self.change(partial(self.desk.annexes.annex, draft), self._saved, self._refused)

    def _saved(self, _kept: AnnexKept) -> None:
        self.form.fill({})
        self.toast(_("Saved. It stays here."))
        self.refresh()

    def first_focus(self) -> QWidget:
        return self.men

    def panes(self) -> list[QWidget]:
        return [self.days, self.men, self.form]


def day_columns() -> tuple[Column[MeetingDay], ...]:
    """Date, state, how many of ours, how many have their half."""
    return (
        Column(_("Date"), lambda row: day(row.on), strong=True),
        Column(_("State"), lambda row: _("Minutes closed") if row.is_closed else _("Open")),
        Column(_("Our half"), lambda row: _("{written} of {ours}").format(written=row.written, ours=row.ours)),
    )


def man_columns() -> tuple[Column[AnnexLine], ...]:
    """Case, our records, whether our half is written."""
    return (
        Column(_("Case"), lambda row: row.reference, strong=True),
        Column(_("Record"), lambda row: ", ".join(row.numbers)),
        Column(_("Our half"), lambda row: row.by or _("Not yet"), tone=lambda row: Tone.OK if row.by else Tone.WARN),
    )


def annex_form() -> FormSpec:
    """The same fields as his half, for her side (MTG-1)."""
    return FormSpec(
        AnnexWritten,
        (
            Field("decision", _("&Decision"), Kind.SEGMENTS, required=True, choices=options(labels.decision_words())),
            Field("risk", _("&Risk now"), Kind.LINES, required=True, lines=3, help=_("Without quoting her.")),
            Field("action", _("&Action"), Kind.LINES, lines=2),
            Field("owner", _("&Who"), when=has_action),
            Field("due_on", _("&Until"), Kind.DATE, when=has_action),
        ),
    )


def has_action(values: Values) -> bool:
    """Asked only when there is something to do."""
    return bool(str(values.get("action") or "").strip())
