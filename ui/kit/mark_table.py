"""A grid of people by sessions: one letter a cell, names and heads stay while it scrolls (experience.md section 8)."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from app.core.language import _
from ui.kit import theme
from ui.kit.paged_model import NOWHERE, Index
from ui.kit.rows import Mark, paint_mark
from ui.kit.tokens import RING

CELL, HIGH, NAMES, SUM = 34, 36, 190, 90


@dataclass(frozen=True, slots=True)
class MarkLine:
    """One person: a cell for each session, None where he was not expected to have one, and what they add up to."""

    name: str
    marks: tuple[Mark | None, ...]
    total: str = ""


class MarkModel(QAbstractTableModel):
    """Lines by sessions, and the total as the last column; small, so all of it is here."""

    def __init__(self) -> None:
        super().__init__()
        self.heads: tuple[str, ...] = ()
        self.lines: tuple[MarkLine, ...] = ()

    def show(self, heads: Sequence[str], lines: Sequence[MarkLine]) -> None:
        """Show another grid."""
        self.beginResetModel()
        self.heads, self.lines = tuple(heads), tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.heads) + bool(self.heads)

    def mark(self, index: Index) -> Mark | None:
        """The mark in a cell; None in the last column and where there is none."""
        marks = self.lines[index.row()].marks
        return marks[index.column()] if index.column() < len(marks) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line, mark = self.lines[index.row()], self.mark(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return line.total if index.column() == len(self.heads) else mark.letter if mark else ""
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = (
                line.total if index.column() == len(self.heads) else mark.meaning if mark else _("not on this register")
            )
            return f"{line.name}: {said}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            if orientation == Qt.Orientation.Vertical:
                return self.lines[section].name
            return self.heads[section] if section < len(self.heads) else _("In all")
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Vertical:
            return int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        return None


class CellPainter(QStyledItemDelegate):
    """Paints a letter on its tint, and the ring at the cell that has the keyboard."""

    def __init__(self, table: "MarkTable") -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        now, model = theme.current(), self._table.grid
        t = now.tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(option.rect, QColor(t.zebra if index.row() % 2 else t.surface))
        box = QRectF(option.rect).adjusted(3, 4, -3, -4)
        mark = model.mark(index)
        if mark is not None:
            paint_mark(painter, mark, box)
        elif index.column() == len(model.heads):
            painter.setFont(now.font("small"))
            painter.setPen(QColor(t.ink))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(index.data() or ""))
        if index == self._table.currentIndex():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(t.focus if self._table.hasFocus() else t.ink), RING))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(2, 2, -2, -2), 6, 6)


class MarkTable(QTableView):
    """Arrows move from cell to cell; Enter or a double click chooses the session of the cell."""

    cell_changed = Signal(int, int)
    session_chosen = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.grid = MarkModel()
        self.setModel(self.grid)
        self.setAccessibleName(name)
        self.setProperty("own_ring", True)
        self.setItemDelegate(CellPainter(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.doubleClicked.connect(self._choose)
        self.selectionModel().currentChanged.connect(self._tell)

    def show_grid(self, heads: Sequence[str], lines: Sequence[MarkLine]) -> None:
        """Show another grid; the keyboard stands at the newest session of the first line."""
        px = theme.current().px
        self.grid.show(heads, lines)
        self.horizontalHeader().setDefaultSectionSize(px(CELL))
        self.verticalHeader().setDefaultSectionSize(px(HIGH))
        self.verticalHeader().setFixedWidth(px(NAMES))
        if heads:
            self.setColumnWidth(len(heads), px(SUM))
        if heads and lines:
            self.setCurrentIndex(self.grid.index(0, len(heads) - 1))

    def sizeHint(self) -> QSize:
        px = theme.current().px
        return QSize(px(NAMES + CELL * 12), px(HIGH * (len(self.grid.lines) + 2)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _tell(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.viewport().update()
        if now.isValid():
            self.cell_changed.emit(now.row(), now.column())

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid() and index.column() < len(self.grid.heads):
            self.session_chosen.emit(index.column())
