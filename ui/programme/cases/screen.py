"""Lists participants within reach, narrowed by where they stand, by filters and by words, and opens one."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from app.core.language import _, ngettext
from app.core.shapes import CaseId, Nothing
from app.programme.case_list import CaseRow
from app.programme.desk import ProgrammeDesk
from app.programme.finding.cases import FilterChoices, RowsWanted, WordsTyped
from app.programme.finding.lists import CasesWanted
from app.programme.finding.views import ViewForgotten, ViewKept, Views, ViewsAsked, WidthsKept
from ui.kit import theme
from ui.kit.bands import announce
from ui.kit.buttons import KeyButton
from ui.kit.choice import SegmentedChoice
from ui.kit.layouts import Flow
from ui.kit.paged_model import PAGE, PackedIds
from ui.kit.table import DataTable
from ui.kit.widgets import EmptyState, facts, words
from ui.programme.cases.columns import TABS, columns, orders, tabs
from ui.programme.cases.filters import NameCard, Narrowing
from ui.shell.screen import Context, Found, Screen

PAUSE_MS, REST_MS = 90, 1500
LIST = "cases"
MOST_TYPED, IN_PALETTE = 200, 9


@dataclass(frozen=True)
class Listed:
    """The ids of the list, and the rows of its first page."""

    ids: PackedIds
    first: tuple[CaseRow, ...]


class CasesScreen(Screen[ProgrammeDesk]):
    """The participants (P14)."""

    cares_for = frozenset({"case"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Participants"))
        self.tabs = SegmentedChoice(_("Which participants"), tabs(), "open")
        self.looked_for = QLineEdit()
        self.looked_for.setAccessibleName(_("Find by name, number or words in a note"))
        self.looked_for.setPlaceholderText(_("Find by name, number or words in a note"))
        self.looked_for.setMinimumWidth(theme.current().px(300))
        self.looked_for.setMaxLength(200)
        self.clear = KeyButton(_("Clear filters"), "Ctrl+Shift+X", small=True)
        self.narrowing = Narrowing(orders())
        self.table: DataTable[CaseRow] = DataTable(columns(), name=_("Participants"))
        self.none = EmptyState("")
        self.none.hide()
        self.body.addWidget(Flow(self.tabs, self.looked_for, self.clear))
        self.body.addWidget(self.narrowing.row())
        self.body.addWidget(self.none, 1)
        self.body.addWidget(self.table, 1)
        legend = _(
            "Up and Down to choose, Enter to open, Ctrl+F to find, Ctrl+Shift+Left and Right for a column's width"
        )
        self.body.addWidget(words(legend, "small"))
        self.open_button = self.primary(_("Open"), "Enter")
        self._views = Views()
        self._has_choices = False
        self._pause, self._rest = _timer(self, PAUSE_MS), _timer(self, REST_MS)
        self._wire()

    def _wire(self) -> None:
        QShortcut(QKeySequence("Ctrl+F"), self, self.looked_for.setFocus)
        self.looked_for.textChanged.connect(lambda _text: self._pause.start())
        self.looked_for.returnPressed.connect(self.table.setFocus)
        self._pause.timeout.connect(self.refresh)
        self.tabs.chosen.connect(lambda _tab: self.refresh())
        self.narrowing.changed.connect(self.refresh)
        self.narrowing.view_chosen.connect(self._show_view)
        self.narrowing.keep.clicked.connect(lambda: NameCard(self, self._keep).open())
        self.narrowing.forget.clicked.connect(self._forget)
        self.clear.clicked.connect(self._clear)
        self.table.sort_wanted.connect(self._sort)
        self.table.widened.connect(self._rest.start)
        self._rest.timeout.connect(self._keep_widths)
        self.table.row_chosen.connect(partial(self.go, "case"))
        self.table.rows.failed.connect(self.show_problem)
        self.open_button.clicked.connect(lambda: self.go("case", self.table.chosen_id()))

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        if not self._has_choices:
            self._has_choices = True
            self.read(partial(self.desk.finding.filters, Nothing()), self._offer, key="choices")
            self.read(partial(self.desk.views.list, ViewsAsked(screen=LIST)), self._show_views, key="views")
        self.read(partial(self._list, self.wanted()), self._show)

    def wanted(self) -> CasesWanted:
        """What the tab, the filters and the words ask for."""
        found, chosen = self.looked_for.text().strip(), self.narrowing.values()
        sort = chosen.pop("sort", "")
        asked: dict[str, Any] = {**chosen, "states": () if found else TABS[self.tabs.value()], "words": found or None}
        if sort:
            asked |= {"sort": sort.removeprefix("-"), "descending": sort.startswith("-")}
        return CasesWanted(**asked)

    def _list(self, wanted: CasesWanted) -> Listed:
        """Ids and the first page in one go, so that nothing flickers."""
        ids = self.desk.finding.ids(wanted).ids
        return Listed(PackedIds(ids), self._rows(ids[:PAGE]))

    def _rows(self, ids: tuple[str, ...]) -> tuple[CaseRow, ...]:
        return self.desk.finding.rows(RowsWanted(cases=tuple(CaseId(id) for id in ids)))

    def _show(self, found: Listed) -> None:
        self.show_content()
        total = len(found.ids)
        count = ngettext("{count} participant", "{count} participants", total).format(count=f"{total:,}")
        self.set_title(_("Participants"), facts(count))
        wanted = self.wanted()
        self.table.show_ids(found.ids, self._rows, self.ctx.jobs, found.first)
        by_number = "" if wanted.words else "reference"
        self.table.show_sorted(wanted.sort or by_number, wanted.descending)
        self.table.setVisible(bool(total))
        self.open_button.setEnabled(bool(total))
        self.none.say("" if total else _("No one matches."))
        self.none.setVisible(not total)
        is_narrowed = bool(wanted.words) or self.tabs.value() != "open" or not self.narrowing.is_open()
        self.clear.setVisible(is_narrowed)
        self.narrowing.keep.setVisible(is_narrowed and not wanted.words)
        if wanted.words:
            announce(self, count)

    def _offer(self, choices: FilterChoices) -> None:
        self.narrowing.offer(choices)

    def _sort(self, column: str) -> None:
        """A head that is pressed sorts by it; pressed again, the other way round."""
        now = self.narrowing.values().get("sort", "") or "reference"
        asked = f"-{column}" if now == column else column
        self.narrowing.sort_by("" if asked == "reference" else asked)

    def _clear(self) -> None:
        self.looked_for.clear()
        self.tabs.set_value("open")
        self.narrowing.fill({})
        self.narrowing.offer_kept(self._views.kept)
        self._pause.stop()
        self.refresh()
        self.table.setFocus()

    def _show_views(self, views: Views) -> None:
        self._views = views
        self.narrowing.offer_kept(views.kept)
        if views.widths:
            self.table.set_widths(views.widths)

    def _show_view(self, name: str) -> None:
        view = next(view for view in self._views.kept if view.name == name)
        self.tabs.set_value(view.filters.get("tab", "open"))
        self.narrowing.fill(view.filters)
        self.looked_for.blockSignals(True)
        self.looked_for.clear()
        self.looked_for.blockSignals(False)
        self.refresh()

    def _keep(self, name: str) -> None:
        filters = {**self.narrowing.values(), "tab": self.tabs.value()}
        draft = ViewKept(screen=LIST, name=name, filters=filters)
        self.change(partial(self.desk.views.keep, draft), lambda kept: self._reload_views(kept.name))

    def _forget(self) -> None:
        name = str(self.narrowing.kept.currentData() or "")
        draft = ViewForgotten(screen=LIST, name=name)
        self.change(partial(self.desk.views.forget, draft), lambda _gone: self._reload_views(""))

    def _reload_views(self, chosen: str) -> None:
        def show(views: Views) -> None:
            self._views = views
            self.narrowing.offer_kept(views.kept, chosen)

        self.read(partial(self.desk.views.list, ViewsAsked(screen=LIST)), show, key="views")

    def _keep_widths(self) -> None:
        draft = WidthsKept(screen=LIST, widths=self.table.widths())
        self.change(partial(self.desk.views.keep_widths, draft), lambda _kept: None)

    def first_focus(self) -> QWidget:
        """The list when there is one."""
        return self.table if self.table.rows.rowCount() else self.tabs

    def panes(self) -> list[QWidget]:
        """The filters, then the list."""
        return [self.tabs, self.table]


def found_cases(desk: ProgrammeDesk, typed: str) -> tuple[Found, ...]:
    """What the palette finds of participants: case number and first name, nothing of what a note says (UX-25)."""
    hits = desk.finding.find(WordsTyped(words=typed[:MOST_TYPED], most=IN_PALETTE))
    words_of = _("{case}: {name}, {state}")
    return tuple(
        Found(words_of.format(case=hit.reference, name=hit.short_name, state=hit.state_words), hit.case) for hit in hits
    )


def _timer(owner: QWidget, after: int) -> QTimer:
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(after)
    return timer
