"""Lists referrals by where they stand: new, in screening, decided; opens the next step of each."""

from collections import Counter
from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.language import _, ngettext
from app.domain import labels
from app.domain.moves import CaseState
from app.programme.desk import ProgrammeDesk
from app.programme.referrals import ReferralRow, ReferralsWanted
from ui.kit.choice import Option, SegmentedChoice
from ui.kit.dates import short_day
from ui.kit.layouts import Flow
from ui.kit.paged_model import Align, Column
from ui.kit.table import DataTable
from ui.kit.tokens import Tone
from ui.kit.widgets import EmptyState, facts, words
from ui.shell.screen import Context, Screen

TONES = {
    CaseState.REFERRED: Tone.INFO,
    CaseState.ASSESSING: Tone.INFO,
    CaseState.NOT_READY: Tone.WARN,
    CaseState.WAITING: Tone.OK,
    CaseState.PLACED: Tone.OK,
    CaseState.ON_PROGRAMME: Tone.OK,
    CaseState.COMPLETED: Tone.OK,
}


def tabs() -> tuple[Option, ...]:
    """The three places a referral can be in."""
    return Option("new", _("New")), Option("screening", _("In screening")), Option("decided", _("Decided"))


def columns() -> tuple[Column[ReferralRow], ...]:
    """What the list shows of a referral; the number names the row."""
    return (
        Column(_("Case"), lambda row: row.reference, strong=True),
        Column(_("Name"), lambda row: row.name, width=200),
        Column(_("State"), lambda row: row.state_words, tone=lambda row: TONES.get(CaseState(row.state), Tone.MUTE)),
        Column(_("Days"), lambda row: str(row.days), align=Align.RIGHT),
        Column(_("Received"), lambda row: short_day(row.received_on)),
        Column(_("Referred by"), referrer, width=220),
        Column(_("Programme"), lambda row: row.programme, width=220),
        Column(_("To do"), to_do, tone=lambda _row: Tone.WARN),
        Column(_("Worker"), lambda row: row.assigned_to),
    )


def referrer(row: ReferralRow) -> str:
    """Who sent him, with the office where it is known."""
    return ", ".join(part for part in (labels.sources().get(row.source, row.source), row.organisation) if part)


def to_do(row: ReferralRow) -> str:
    """What stands open beside the screening itself."""
    if row.duplicates_open:
        return _("Known before?")
    if row.finish_words:
        return _("Order: {time}").format(time=labels.finishes().get(row.finish, row.finish).lower())
    return _("Look again {day}").format(day=short_day(row.review_on)) if row.review_on else ""


class ReferralsScreen(Screen[ProgrammeDesk]):
    """The referrals within reach, oldest first (P4)."""

    cares_for = frozenset({"case"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Referrals"))
        self._rows: tuple[ReferralRow, ...] = ()
        self.tabs = SegmentedChoice(_("Which referrals"), tabs(), "new")
        self.table: DataTable[ReferralRow] = DataTable(columns(), name=_("Referrals"))
        self.none = EmptyState("")
        self.none.hide()
        self.body.addWidget(Flow(self.tabs))
        self.body.addWidget(self.none, 1)
        self.body.addWidget(self.table, 1)
        self.hint = words(_("Up and Down to choose, Enter to open"), "small")
        self.body.addWidget(self.hint)
        self.new = self.primary(_("New referral"), "Ctrl+N")
        self._wire()

    def _wire(self) -> None:
        self.new.clicked.connect(partial(self.go, "referral", None))
        self.table.row_chosen.connect(self._open_row)
        self.tabs.chosen.connect(lambda _tab: self._fill())

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        if subject in {option.value for option in self.tabs.options}:
            self.tabs.set_value(str(subject))
        self.read(partial(self.desk.referrals.list, ReferralsWanted()), self._show)

    def _show(self, rows: tuple[ReferralRow, ...]) -> None:
        self._rows = rows
        self.show_content()
        counts = Counter(row.tab for row in rows)
        self.set_title(
            _("Referrals"),
            facts(
                ngettext("{count} new", "{count} new", counts["new"]).format(count=counts["new"]),
                _("{count} in screening").format(count=counts["screening"]),
                _("{count} decided").format(count=counts["decided"]),
            ),
        )
        if not rows:
            self.show_empty(_("No referrals waiting."))
            return
        if not counts[self.tabs.value()]:
            self.tabs.set_value(next((one.value for one in self.tabs.options if counts[one.value]), "new"))
        self._fill()

    def _fill(self) -> None:
        shown = [row for row in self._rows if row.tab == self.tabs.value()]
        self.table.show_rows(shown, lambda row: row.case)
        self.table.setVisible(bool(shown))
        self.hint.setVisible(bool(shown))
        self.none.say("" if shown else _("No referrals waiting here."))
        self.none.setVisible(not shown)

    def _open_row(self, case: str) -> None:
        row = next(row for row in self._rows if row.case == case)
        self.go("case" if row.tab == "decided" else "screening", case)

    def first_focus(self) -> QWidget:
        """The list when there is one to choose from."""
        return self.table if self._rows else self.new

    def panes(self) -> list[QWidget]:
        """The tabs, then the list."""
        return [self.tabs, self.table]
