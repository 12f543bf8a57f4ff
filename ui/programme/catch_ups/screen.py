"""Plans catch-ups across groups: who owes what and by when, booked for one man or for several at once (P13, SCH-33)."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import Nothing, SessionId, convert
from app.programme.catch_ups import CatchUpCancelled, CatchUpLeft, CatchUpLine, CatchUpMade, CatchUpsWanted
from app.programme.desk import ProgrammeDesk
from app.programme.group_list import GroupChoices
from ui.kit.buttons import KeyButton
from ui.kit.choice import Option, SegmentedChoice
from ui.kit.layouts import Column as Below
from ui.kit.layouts import Flow, SideBySide
from ui.kit.table import DataTable
from ui.kit.widgets import EmptyState, words
from ui.programme.catch_ups.booking import BookingPanel
from ui.programme.catch_ups.columns import ALL, BOOKED, OVERDUE, OWED, columns, count_words, empties, id_of, late, tabs
from ui.shell.screen import Context, Screen


class CatchUpsPage(Screen[ProgrammeDesk]):
    """The list at the left, the soonest due first; at the right the one that is booked now."""

    cares_for = frozenset({"case", "register", "session", "group"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Catch-ups"))
        self._every: tuple[CatchUpLine, ...] = ()
        self._shown: dict[str, CatchUpLine] = {}
        self._titles: dict[str, str] = {}
        self._rooms: dict[str, str] = {}
        self._at, self._wanted = 0, ""
        self.tabs = SegmentedChoice(_("Which catch-ups"), tabs(), OWED)
        self.filter = SegmentedChoice(_("Which programme"), [Option(ALL, _("All programmes"))], ALL)
        self.clear = KeyButton(_("Clear filters"), "Ctrl+Shift+X", small=True)
        self.table: DataTable[CatchUpLine] = DataTable(columns(self._rooms), _("Catch-ups"))
        self.panel = BookingPanel()
        self.none = EmptyState("")
        self.legend = words(_("Up and Down to choose · Enter to book as shown · Tab to change it"), "small")
        left = Below(self.table, self.legend, is_filled=True)
        left.box.setStretchFactor(self.table, 1)
        self.both = SideBySide(left, self.panel, shares=(8, 5))
        self.body.addWidget(Flow(self.tabs, self.filter, self.clear))
        self.body.addWidget(self.none)
        self.body.addWidget(self.both, 1)
        self.open_case = self.plain(_("Open his page"), "Alt+O", "user")
        self.book = self.primary(_("Book"), "Ctrl+B", "calendar-plus")

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self.read(partial(self.desk.groups.choices, Nothing()), self._offer, "choices")
        self.read(partial(self.desk.catch_ups.list, CatchUpsWanted(booked_too=True)), self._take)

    def _offer(self, choices: GroupChoices) -> None:
        self._titles = {one.code: one.title for one in choices.programmes}
        self._rooms.update({one.code: one.name for one in choices.places})
        self.panel.offer(choices, self._rooms)
        self._show()

    def _take(self, rows: tuple[CatchUpLine, ...]) -> None:
        self._every = rows
        if self.subject and self.subject != self._wanted:
            self._wanted = self.subject
            his = next((row for row in rows if row.case == self.subject), None)
            self.tabs.set_value(BOOKED if his is not None and his.booked else OWED)
            self.filter.set_value(ALL)
            self._show(id_of(his) if his else "")
        else:
            self._show()

    def _show(self, wanted: str = "") -> None:
        """Put the list up; the keyboard stays where it was, or goes to the one that came next."""
        self.show_content()
        self.set_title(_("Catch-ups"), count_words(self._every))
        codes = dict.fromkeys(row.programme for row in self._every)
        self.filter.offer(
            [Option(ALL, _("All programmes")), *(Option(one, self._titles.get(one, one)) for one in codes)]
        )
        self.filter.setVisible(len(codes) > 1)
        tab, programme = self.tabs.value(), self.filter.value()
        rows = [row for row in self._every if programme in (ALL, row.programme) and self._is_in(tab, row)]
        before = self.table.chosen_id()
        self._shown = {id_of(row): row for row in rows}
        self.table.show_rows(rows, id_of)
        if wanted:
            self.table.choose(wanted)
        elif rows and before not in self._shown:
            self.table.selectRow(min(self._at, len(rows) - 1))
        is_filtered = (tab, programme) != (OWED, ALL)
        self.none.say("" if rows else empties()[tab] if programme == ALL else _("No one matches."))
        self.clear.setVisible(is_filtered and not rows)
        self.none.setVisible(not rows)
        self.both.setVisible(bool(rows))
        self.open_case.setVisible(bool(rows))
        for part in (self.book, self.legend):
            part.setVisible(bool(rows) and tab != BOOKED)
        self._show_one()

    @staticmethod
    def _is_in(tab: str, row: CatchUpLine) -> bool:
        return {OWED: row.booked is None, OVERDUE: late(row), BOOKED: row.booked is not None}[tab]

    def _show_one(self) -> None:
        row = self.here()
        if row is None or (self.panel.is_about(row) and self.panel.is_edited()):
            return
        self._at = max(self.table.rows.row_of(id_of(row)), 0)
        self.panel.show_row(row, self._others(row))

    def _others(self, row: CatchUpLine) -> list[CatchUpLine]:
        """Who owes the same and has nothing booked for it; of a booked one, who is down for it too."""
        same = [one for one in self._every if one.case != row.case and one.programme == row.programme]
        if row.booked is not None:
            return [one for one in same if one.booked == row.booked]
        return [one for one in same if one.key == row.key and one.booked is None]

    def here(self) -> CatchUpLine | None:
        """The one the keyboard is at."""
        return self._shown.get(self.table.chosen_id())

    def is_edited(self) -> bool:
        return self.here() is not None and self.panel.is_edited()

    def kept(self) -> dict[str, object]:
        if not self.is_edited():
            return {}
        return {"tab": self.tabs.value(), "id": self.table.chosen_id(), "typed": self.panel.values()}

    def restore(self, kept: dict[str, object]) -> None:
        self.tabs.set_value(str(kept.get("tab", OWED)))
        self._show(str(kept.get("id", "")))
        typed = kept.get("typed")
        if isinstance(typed, dict):
            self.panel.restore(typed)

    def first_focus(self) -> QWidget:
        return self.table if self._shown else self.tabs

    def panes(self) -> list[QWidget]:
        return [self.tabs, self.table, self.panel]


class CatchUpsScreen(CatchUpsPage):
    """Up and Down choose, Enter or Ctrl+B books what the form says, Ctrl+Z takes it back."""

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx)
        self._wire()

    def _wire(self) -> None:
        self.tabs.chosen.connect(lambda _tab: self._change_list())
        self.filter.chosen.connect(lambda _code: self._change_list())
        self.clear.clicked.connect(self._clear)
        self.table.row_changed.connect(lambda _id: self._show_one())
        self.table.row_chosen.connect(lambda _id: self._book())
        self.book.clicked.connect(self._book)
        self.open_case.clicked.connect(self._open_case)
        self.panel.cancel.clicked.connect(self._cancel)
        self.panel.stays_away.clicked.connect(self._leave)

    def _change_list(self) -> None:
        self._at = 0
        self.panel.forget()
        self._show()

    def _clear(self) -> None:
        self.tabs.set_value(OWED)
        self.filter.set_value(ALL)
        self._change_list()
        self.first_focus().setFocus()

    def _open_case(self) -> None:
        if (row := self.here()) is not None:
            self.go("case", row.case)

    def _book(self) -> None:
        row = self.here()
        if row is None or row.booked is not None:
            return
        draft = self.panel.booking()
        if draft is not None:
            self.change(partial(self.desk.catch_ups.book_catch_up, draft), self._booked, self._refused)

    def _booked(self, made: CatchUpMade) -> None:
        self.toast(_("Booked."), partial(self._take_back, made.session))
        self._settled()

    def _take_back(self, session: SessionId) -> None:
        """Ctrl+Z: it was booked by mistake."""
        draft = convert({"session": session, "reason": _("Booked by mistake.")}, CatchUpCancelled)
        self.change(partial(self.desk.catch_ups.cancel, draft), self._cancelled)

    def _cancel(self) -> None:
        draft = self.panel.cancelling()
        if isinstance(draft, CatchUpCancelled):
            self.change(partial(self.desk.catch_ups.cancel, draft), self._cancelled, self._refused)

    def _leave(self) -> None:
        draft = self.panel.leaving()
        if isinstance(draft, CatchUpLeft):
            self.change(partial(self.desk.catch_ups.leave, draft), self._cancelled, self._refused)

    def _cancelled(self, _made: CatchUpMade) -> None:
        self.toast(_("Cancelled. It is owed again."))
        self._settled()

    def _settled(self) -> None:
        self.panel.forget()
        self.refresh()
        self.table.setFocus()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            self.panel.refuse(error.problems)
        else:
            self.show_problem(error)
