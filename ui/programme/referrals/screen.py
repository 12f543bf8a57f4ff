"""Lists referrals by where they stand: new, in screening, decided; opens the next step of each."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.language import _, ngettext
from app.core.shapes import Nothing, convert
from app.domain import labels
from app.domain.moves import CaseState
from app.programme.desk import ProgrammeDesk
from app.programme.referrals import ReferralCounts, ReferralRow, ReferralsWanted
from ui.kit.choice import Option, SegmentedChoice
from ui.kit.dates import short_day
from ui.kit.layouts import Flow
from ui.kit.paged_model import Align, Column
from ui.kit.sharing import called
from ui.kit.table import DataTable
from ui.kit.tokens import Tone
from ui.kit.widgets import EmptyState, facts, words
from ui.shell.screen import Context, Screen

MOST = 500
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
        Column(_("Name"), lambda row: called(row.name), width=200),
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


@dataclass(frozen=True)
class Found:
    """A tab with its rows, and how many stand on each."""

    tab: str
    rows: tuple[ReferralRow, ...]
    counts: ReferralCounts


def looked_at(desk: ProgrammeDesk, tab: str, goes_on: bool) -> Found:
    """The rows of one tab, those that came last where there are very many; no other is read (P8)."""
    counts = desk.referrals.counts(Nothing())
    if goes_on and not on_tab(counts, tab):
        tab = next((one.value for one in tabs() if on_tab(counts, one.value)), "new")
    rows = desk.referrals.list(convert({"tab": tab, "most": MOST}, ReferralsWanted))
    return Found(tab, rows, counts)


def on_tab(counts: ReferralCounts, tab: str) -> int:
    """How many stand on it."""
    return {"new": counts.new, "screening": counts.screening}.get(tab, counts.decided)


def hint_words(*, is_all: bool) -> str:
    """The keys of the list; where it is cut, that earlier ones are found among the participants."""
    keys = _("Up and Down to choose, Enter to open")
    if is_all:
        return keys
    return facts(keys, _("the last {most} are listed, find earlier ones with Ctrl+K").format(most=MOST))


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
        self.hint = words(hint_words(is_all=True), "small")
        self.body.addWidget(self.hint)
        self.new = self.primary(_("New referral"), "Ctrl+N")
        self._wire()

    def _wire(self) -> None:
        self.new.clicked.connect(partial(self.go, "referral", None))
        self.table.row_chosen.connect(self._open_row)
        self.tabs.chosen.connect(lambda _tab: self._look())

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        if subject in {option.value for option in self.tabs.options}:
            self.tabs.set_value(str(subject))
        self._look(goes_on=True)

    def _look(self, *, goes_on: bool = False) -> None:
        """Ask for the tab that is shown; when it is opened empty, for the first that is not."""
        self.read(partial(looked_at, self.desk, self.tabs.value(), goes_on), self._show)

    def _show(self, found: Found) -> None:
        self._rows, counts = found.rows, found.counts
        self.show_content()
        self.set_title(
            _("Referrals"),
            facts(
                ngettext("{count} new", "{count} new", counts.new).format(count=counts.new),
                _("{count} in screening").format(count=counts.screening),
                _("{count} decided").format(count=counts.decided),
            ),
        )
        if not counts.new + counts.screening + counts.decided:
            self.show_empty(_("No referrals waiting."))
            return
        self.tabs.set_value(found.tab)
        self.table.show_rows(found.rows, lambda row: row.case)
        self.table.setVisible(bool(found.rows))
        self.hint.setVisible(bool(found.rows))
        self.hint.setText(hint_words(is_all=len(found.rows) >= on_tab(counts, found.tab)))
        self.none.say("" if found.rows else _("No referrals waiting here."))
        self.none.setVisible(not found.rows)

    def _open_row(self, case: str) -> None:
        row = next(row for row in self._rows if row.case == case)
        self.go("case" if row.tab == "decided" else "screening", case)

    def first_focus(self) -> QWidget:
        """The list when there is one to choose from."""
        return self.table if self._rows else self.new

    def panes(self) -> list[QWidget]:
        """The tabs, then the list."""
        return [self.tabs, self.table]
