"""Lists participants within reach, narrowed by where they stand and by words, and opens one."""

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from app.core.language import _, ngettext
from app.domain import labels
from app.domain.moves import CLOSED, OPEN, CaseState
from app.programme.case_list import CaseRow
from app.programme.desk import ProgrammeDesk
from app.programme.finding.lists import CaseRows, CasesWanted
from ui.kit import theme
from ui.kit.buttons import KeyButton
from ui.kit.choice import Option, SegmentedChoice
from ui.kit.dates import short_day
from ui.kit.layouts import Flow
from ui.kit.paged_model import Align, Column
from ui.kit.table import DataTable
from ui.kit.tokens import Tone
from ui.kit.widgets import EmptyState, facts, words
from ui.shell.screen import Context, Screen

S = CaseState
MOST, PAUSE_MS = 1000, 200
TABS: dict[str, tuple[CaseState, ...]] = {
    "open": tuple(state for state in S if state in OPEN),
    "programme": (S.PLACED, S.ON_PROGRAMME, S.BREACH),
    "waiting": (S.WAITING, S.BACK_TO_REFERRER, S.AWAY),
    "screening": (S.REFERRED, S.ASSESSING, S.NOT_READY),
    "ended": tuple(state for state in S if state in CLOSED),
}
STATE_TONES = {
    S.REFERRED: Tone.INFO,
    S.ASSESSING: Tone.INFO,
    S.NOT_READY: Tone.WARN,
    S.WAITING: Tone.INFO,
    S.PLACED: Tone.OK,
    S.ON_PROGRAMME: Tone.OK,
    S.BREACH: Tone.WARN,
    S.BACK_TO_REFERRER: Tone.WARN,
}
RISK_TONES = {"low": Tone.MUTE, "medium": Tone.WARN, "high": Tone.STOP, "very_high": Tone.STOP, "unknown": Tone.INFO}


def tabs() -> tuple[Option, ...]:
    """Where a participant can stand."""
    return (
        Option("open", _("All open")),
        Option("programme", _("In a group")),
        Option("waiting", _("Waiting")),
        Option("screening", _("In screening")),
        Option("ended", _("Ended")),
    )


def columns() -> tuple[Column[CaseRow], ...]:
    """What the list shows; a level of risk, never a reason (UX-2)."""
    return (
        Column(_("Case"), lambda row: row.reference, strong=True),
        Column(_("Name"), lambda row: row.short_name, width=200),
        Column(_("State"), state_of, tone=lambda row: STATE_TONES.get(S(row.state), Tone.MUTE)),
        Column(_("Days"), lambda row: str(row.days_in_state), align=Align.RIGHT),
        Column(
            _("Risk"),
            lambda row: labels.risk_levels().get(row.risk, row.risk),
            tone=lambda row: RISK_TONES.get(row.risk, Tone.MUTE),
        ),
        Column(_("Group"), lambda row: row.group, width=180),
        Column(_("Look again"), lambda row: short_day(row.review_on) if row.review_on else ""),
        Column(_("Programme"), lambda row: row.programme, width=220),
        Column(_("Worker"), lambda row: row.lead),
    )


def state_of(row: CaseRow) -> str:
    """The state, and whether it is paused."""
    return _("{state}, on hold").format(state=row.state_words) if row.on_hold else row.state_words


class CasesScreen(Screen[ProgrammeDesk]):
    """The participants (P14)."""

    cares_for = frozenset({"case"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Participants"))
        self.tabs = SegmentedChoice(_("Which participants"), tabs(), "open")
        self.looked_for = QLineEdit()
        self.looked_for.setAccessibleName(_("Find by name or number"))
        self.looked_for.setPlaceholderText(_("Find by name or number"))
        self.looked_for.setMinimumWidth(theme.current().px(240))
        self.clear = KeyButton(_("Clear filters"), "Ctrl+Shift+X", small=True)
        self.table: DataTable[CaseRow] = DataTable(columns(), name=_("Participants"))
        self.none = EmptyState("")
        self.none.hide()
        self.body.addWidget(Flow(self.tabs, self.looked_for, self.clear))
        self.body.addWidget(self.none, 1)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(words(_("Up and Down to choose, Enter to open, Ctrl+F to find"), "small"))
        self.open_button = self.primary(_("Open"), "Enter")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._wire()

    def _wire(self) -> None:
        QShortcut(QKeySequence("Ctrl+F"), self, self.looked_for.setFocus)
        self.looked_for.textChanged.connect(lambda _text: self._pause.start())
        self.looked_for.returnPressed.connect(self.table.setFocus)
        self._pause.timeout.connect(self.refresh)
        self.tabs.chosen.connect(lambda _tab: self.refresh())
        self.clear.clicked.connect(self._clear)
        self.table.row_chosen.connect(partial(self.go, "case"))
        self.open_button.clicked.connect(lambda: self.go("case", self.table.chosen_id()))

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        found = self.looked_for.text().strip()
        states = () if found else TABS[self.tabs.value()]
        wanted = CasesWanted(states=states, words=found or None, size=MOST)
        self.read(partial(self.desk.cases.list, wanted), self._show)

    def _show(self, found: CaseRows) -> None:
        self.show_content()
        count = ngettext("{count} participant", "{count} participants", found.total).format(count=found.total)
        shown = _("the first {count} are shown").format(count=MOST) if found.total > MOST else ""
        self.set_title(_("Participants"), facts(count, shown))
        self.table.show_rows(found.rows, lambda row: row.case)
        self.table.setVisible(bool(found.rows))
        self.open_button.setEnabled(bool(found.rows))
        self.none.say("" if found.rows else _("No one matches."))
        self.none.setVisible(not found.rows)
        self.clear.setVisible(bool(self.looked_for.text()) or self.tabs.value() != "open")

    def _clear(self) -> None:
        self.looked_for.clear()
        self.tabs.set_value("open")
        self._pause.stop()
        self.refresh()
        self.table.setFocus()

    def first_focus(self) -> QWidget:
        """The list when there is one."""
        return self.table if self.table.rows.rowCount() else self.tabs

    def panes(self) -> list[QWidget]:
        """The filters, then the list."""
        return [self.tabs, self.table]
