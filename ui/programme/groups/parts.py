"""Is the part beside those who wait for a group: every reason for and against, and the place (SCH-29 to 36)."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.language import _
from app.core.shapes import GroupId
from app.programme.desk import ProgrammeDesk
from app.programme.placing import CandidateRow
from app.programme.waiting.seats import Placed, SeatDraft
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton
from ui.kit.dates import day
from ui.kit.layouts import Flow, SideBySide, vertical
from ui.kit.paged_model import Column
from ui.kit.table import DataTable
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, words
from ui.shell.screen import Screen


def candidate_columns() -> tuple[Column[CandidateRow], ...]:
    """Who waits, who has least time left first, and whether anything stands against a place now (SCH-35)."""
    return (
        Column(_("Participant"), lambda row: row.name, strong=True),
        Column(_("Case"), lambda row: row.reference),
        Column(_("Order ends"), lambda row: day(row.order_ends_on) if row.order_ends_on else _("No order")),
        Column(
            _("A place now"),
            lambda row: _("Not now") if row.reasons_not_to else _("Possible"),
            tone=lambda row: Tone.WARN if row.reasons_not_to else Tone.OK,
        ),
    )


class WaitingPart(QWidget):
    """Who waits at the left; at the right every reason for and against, and the place (SCH-29 to 36)."""

    placed = Signal()

    def __init__(self, screen: Screen[ProgrammeDesk]) -> None:
        super().__init__()
        self._screen = screen
        self._group = GroupId("")
        self._rows: tuple[CandidateRow, ...] = ()
        self.table: DataTable[CandidateRow] = DataTable(candidate_columns(), _("Waiting for a place"))
        self.side = Card(_("A place in this group"))
        self.who = words("", "strong")
        self.reasons = Banner("", "", Tone.WARN)
        self.give = KeyButton(_("Give him the place"), icon="user-plus")
        same = words(_("Safety clearance is asked as he is placed, for every man alike."), "small")
        for part in (self.who, self.reasons, Flow(self.give), same):
            self.side.add(part)
        self.side.body.addStretch(1)
        box = vertical(self)
        box.setContentsMargins(0, 12, 0, 0)
        box.addWidget(SideBySide(self.table, self.side, shares=(3, 2)))
        self.table.row_changed.connect(self._tell)
        self.give.clicked.connect(self._give)

    def show_candidates(self, group: GroupId, rows: Sequence[CandidateRow]) -> None:
        """Show who waits for a place in this group's programme."""
        self._group, self._rows = group, tuple(rows)
        self.table.show_rows(rows, lambda row: row.case)
        self._tell("")

    def _chosen(self) -> CandidateRow | None:
        return next((row for row in self._rows if row.case == self.table.chosen_id()), None)

    def _tell(self, _id: str) -> None:
        row = self._chosen()
        against = row.reasons_not_to if row else ()
        warnings = row.warnings if row else ()
        self.who.setText(row.name if row else _("No one is waiting."))
        self.reasons.say(_("Not now") if against else _("Look at this"), "\n".join((*against, *warnings)), Tone.WARN)
        self.reasons.setVisible(bool(against or warnings))
        self.give.setEnabled(row is not None and not against)

    def _give(self) -> None:
        row = self._chosen()
        if row is not None:
            draft = SeatDraft(group=self._group, case=row.case)
            self._screen.change(partial(self._screen.desk.placings.allocate, draft), self._given)

    def _given(self, placed: Placed) -> None:
        self._screen.toast(_("He has the place. {clearance}.").format(clearance=placed.clearance.rstrip(".")))
        self.placed.emit()
