"""The table of every list: rows by keyboard, chips in cells, a ring at the row, words for a screen reader."""

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from app.core.language import _
from ui.kit import sharing, theme
from ui.kit.jobs import Jobs
from ui.kit.paged_model import Align, Column, Index, PagedModel, key_of
from ui.kit.tokens import RING, ROW, Tone
from ui.kit.widgets import paint_chip

R = TypeVar("R")
MOST_SAMPLED = 60
NARROWEST, STEP, CELL_GAP = 40, 16, 10
WIDEN = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
FLAGS = {align: Qt.AlignmentFlag.AlignVCenter.value | align.value.value for align in Align}
State = QAbstractItemView.SelectionMode


class RowPainter(QStyledItemDelegate):
    """Paints cells from tokens: zebra, selection, chips, and the ring round the row that has the keyboard (UX-26)."""

    def __init__(self, table: "DataTable[R]") -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        return QSize(40, self._table.row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        now, rect, at = theme.current(), option.rect, index.row()
        t = now.tokens
        is_chosen = at in self._table.lit
        ground = t.selection.ground if is_chosen else t.zebra if at % 2 else t.surface
        painter.fillRect(rect, theme.colour(ground))
        row, column = self._table.rows.row_at(at), self._table.columns[index.column()]
        text = self._table.rows.shown(row, column)
        gap = now.px(CELL_GAP)
        box = QRectF(rect).adjusted(gap, 0, -gap, 0)
        if row is not None and column.tone is not None and text:
            self._paint_chip(now, painter, box, text, row, column)
        else:
            self._paint_text(now, painter, box, text, row, column, t.selection.ink if is_chosen else t.ink)
        if at == self._table.ringed:
            self._paint_ring(painter, rect, index.column())

    def _paint_chip(
        self, now: theme.Theme, painter: QPainter, box: QRectF, text: str, row: R, column: Column[R]
    ) -> None:
        metrics = now.metrics("small", True)
        icon = column.icon(row) if column.icon else ""
        width = min(box.width(), metrics.horizontalAdvance(text) + now.px(22) + (now.px(22) if icon else 0))
        height = min(box.height() - 4, metrics.height() + now.px(6))
        chip = QRectF(box.left(), box.center().y() - height / 2, width, height)
        paint_chip(painter, chip, text, column.tone(row) if column.tone else Tone.MUTE, icon, is_edged=False)

    def _paint_text(
        self, now: theme.Theme, painter: QPainter, box: QRectF, text: str, row: R | None, column: Column[R], ink: str
    ) -> None:
        if row is not None and column.icon and (name := column.icon(row)):
            now.paint_icon(painter, name, now.tokens.ink_2, box.left(), box.center().y())
            box = box.adjusted(now.px(28), 0, 0, 0)
        if not text:
            return
        size = "small" if column.small else "body"
        painter.setFont(now.font(size, column.strong))
        painter.setPen(theme.colour(now.tokens.ink_2 if column.small and ink == now.tokens.ink else ink))
        shown, flags = text, FLAGS[column.align]
        if box.height() > self._table.row_height():
            flags |= Qt.TextFlag.TextWordWrap.value
        elif row is not None:
            shown = now.metrics(size, column.strong).elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, flags, shown)

    def _paint_ring(self, painter: QPainter, rect: QRect, column: int) -> None:
        painter.save()
        painter.setClipRect(rect)
        painter.setPen(QPen(QColor(theme.current().tokens.focus), RING))
        half, last = RING / 2, self._table.model().columnCount() - 1
        left = half if column == 0 else -20
        right = -half if column == last else 20
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawRoundedRect(QRectF(rect).adjusted(left, half, right, -half), 5, 5)
        painter.restore()


class DataTable(QTableView, Generic[R]):
    """A list of rows: Up, Down, Home, End, type-ahead; Enter or a double click chooses a row.

    `lit` are the chosen rows, `ringed` the row with the keyboard; Qt is asked once a painting, not for every cell (P4).
    `none` stands in the list while it is empty.
    """

    row_chosen = Signal(str)
    row_changed = Signal(str)
    sort_wanted = Signal(str)
    widened = Signal()

    def __init__(self, columns: Sequence[Column[R]], name: str) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.lit: frozenset[int] = frozenset()
        self.ringed = -1
        self.rows: PagedModel[R] = PagedModel(columns, self)
        self.setModel(self.rows)
        self.setAccessibleName(name)
        self.setProperty("own_ring", True)
        self.setItemDelegate(RowPainter(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(State.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(any(column.sort for column in columns))
        head.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head.setStretchLastSection(True)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(160)
        head.sectionClicked.connect(self._want_sort)
        head.sectionResized.connect(self._note_width)
        self._widths: dict[int, int] = {}
        self._is_fitting = False
        self._cut: dict[int, tuple[int, int]] = {}
        self.none = _("Nothing is listed here yet.")
        self.doubleClicked.connect(lambda index: self.row_chosen.emit(self.rows.id_at(index.row())))
        self.selectionModel().currentRowChanged.connect(self._tell_row)
        theme.current().changed.connect(self._fit)
        sharing.current().changed.connect(self._fit)
        self._fit()

    def row_height(self) -> int:
        """One row at the person's text size."""
        return max(theme.current().px(ROW), theme.current().metrics("body").height() + 12)

    def show_rows(self, rows: Sequence[R], id_of: Callable[[R], str]) -> None:
        """Show rows that are here, keeping the chosen one when it is still among them."""
        before = self.chosen_id()
        self.rows.show(rows, id_of)
        self._after(before)

    def show_ids(
        self,
        ids: Sequence[str],
        fetch: Callable[[tuple[str, ...]], Sequence[R]],
        jobs: Jobs,
        first: Sequence[R] = (),
    ) -> None:
        """Show a long list whose rows are fetched when seen."""
        before = self.chosen_id()
        self.rows.show_ids(ids, fetch, jobs, first)
        self._after(before)

    def show_sorted(self, sort: str, descending: bool) -> None:
        """Mark the column by which the list is sorted; whoever shows it sorted it."""
        head = self.horizontalHeader()
        at = next((at for at, column in enumerate(self.columns) if column.sort and column.sort == sort), -1)
        head.setSortIndicatorShown(at >= 0)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        head.setSortIndicator(at, order)

    def widths(self) -> dict[str, int]:
        """The columns that somebody made wider or narrower, at 100 %."""
        scale = theme.current().px(100) / 100
        return {key_of(self.columns[at]): round(width / scale) for at, width in self._widths.items()}

    def set_widths(self, widths: Mapping[str, int]) -> None:
        """Make these columns as wide as they were left."""
        places = {key_of(column): at for at, column in enumerate(self.columns)}
        px = theme.current().px
        self._widths = {places[key]: px(width) for key, width in widths.items() if key in places}
        self._fit()

    def chosen_id(self) -> str:
        """The id of the row the keyboard is at, or an empty text."""
        index = self.currentIndex()
        return self.rows.id_at(index.row()) if index.isValid() else ""

    def choose(self, id_: str) -> None:
        """Put the keyboard at a row."""
        at = self.rows.row_of(id_)
        if at >= 0:
            self.selectRow(at)

    def _after(self, before: str) -> None:
        self._fit()
        if before and self.rows.row_of(before) >= 0:
            self.choose(before)
        elif self.rows.rowCount():
            self.selectRow(0)

    def _tell_row(self, index: QModelIndex) -> None:
        self.viewport().update()
        self.row_changed.emit(self.rows.id_at(index.row()) if index.isValid() else "")

    def _fit(self) -> None:
        """Rows as high as the text needs; columns as wide as head and first rows need, or as somebody made them."""
        self._is_fitting = True
        self.verticalHeader().setDefaultSectionSize(self.row_height())
        self._cut = {}
        for at, column in enumerate(self.columns):
            most, whole = self._width_of(column)
            self.setColumnWidth(at, self._widths.get(at) or most)
            if whole > most and at not in self._widths and column is not self.columns[-1]:
                self._cut[at] = (most, whole)
        self._is_fitting = False
        self._give_room()
        self.setAccessibleDescription("" if self.rows.rowCount() else self.none)
        self.viewport().update()

    def _give_room(self) -> None:
        """Columns whose words are cut take what no other column needs, as far as there is any."""
        others = [at for at in range(len(self.columns) - 1) if at not in self._cut]
        spare = self.viewport().width() - sum(map(self.columnWidth, others)) - max(self._width_of(self.columns[-1]))
        spare -= sum(most for most, _whole in self._cut.values())
        self._is_fitting = True
        for at, (most, whole) in self._cut.items():
            more = max(0, min(spare, whole - most))
            self.setColumnWidth(at, most + more)
            spare -= more
        self._is_fitting = False

    def _want_sort(self, at: int) -> None:
        if self.columns[at].sort:
            self.sort_wanted.emit(self.columns[at].sort)

    def _note_width(self, at: int, before: int, after: int) -> None:
        """Somebody drags a column's edge; the last column only takes what is left."""
        if not self._is_fitting and before and at < len(self.columns) - 1:
            self._widths[at] = after
            self.widened.emit()

    def _widen(self, by: int) -> None:
        """The column that the keyboard is at, wider or narrower."""
        at = max(0, self.currentIndex().column())
        self.setColumnWidth(at, max(theme.current().px(NARROWEST), self.columnWidth(at) + theme.current().px(by)))

    def _width_of(self, column: Column[R]) -> tuple[int, int]:
        """How wide a column is at most where room is short, and how wide its words are."""
        now = theme.current()
        is_strong = column.strong or column.tone is not None
        body = now.metrics("small" if column.small or column.tone else "body", is_strong)
        head = now.metrics("small", True).horizontalAdvance(column.head)
        sample = (self.rows.row_at(row) for row in range(min(MOST_SAMPLED, self.rows.rowCount())))
        texts = {self.rows.shown(row, column) for row in sample}
        widest = max((body.horizontalAdvance(text) for text in texts), default=0)
        extra = now.px(44 if column.tone else 24) + (now.px(28) if column.icon else 0)
        return max(head + now.px(28), min(widest + extra, now.px(column.width or 320))), widest + extra

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Left: -STEP, Qt.Key.Key_Right: STEP}.get(Qt.Key(event.key()))
        if by is not None and event.modifiers() == WIDEN:
            self._widen(by)
            return
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if (
            is_enter
            and event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
            and self.chosen_id()
        ):
            self.row_chosen.emit(self.chosen_id())
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        self.lit = frozenset(index.row() for index in self.selectionModel().selectedRows())
        self.ringed = self.currentIndex().row() if self.hasFocus() else -1
        super().paintEvent(event)
        if not self.rows.rowCount() and self.none:
            gap, painter = theme.current().px(CELL_GAP), QPainter(self.viewport())
            painter.setFont(theme.current().font("small"))
            painter.setPen(theme.colour(theme.current().tokens.ink_2))
            room = self.viewport().rect().adjusted(gap, gap, -gap, -gap)
            painter.drawText(room, Qt.TextFlag.TextWordWrap.value, self.none)
            painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._cut and event.oldSize().width() != event.size().width():
            self._give_room()
        self.viewport().update()
