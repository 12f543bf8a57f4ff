"""Is the table that stands in a card: as high as its rows, as wide as its card; words wrap and stay in sight."""

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QResizeEvent

from ui.kit import theme
from ui.kit.paged_model import Column
from ui.kit.table import CELL_GAP, DataTable

R = TypeVar("R")
TALL, MOST_FOLDED = 10_000, 200
MOST_TURNS = 3  # a scroll bar that comes takes a little of the room


class CardTable(DataTable[R]):
    """A short list among other cards, with every row here: nothing in it is read by scrolling sideways (UX-29).

    It is as high as its rows, up to `most`; more of them scroll. With `most` 0 it takes the height it is given.
    A list of hundreds keeps rows of one line: it is looked through, not read.
    """

    def __init__(self, columns: Sequence[Column[R]], name: str, most: int = 0) -> None:
        self._most, self._is_folding = most, False
        super().__init__(columns, name)

    def _fit(self) -> None:
        if self._is_folding:
            return
        self._is_folding, room = True, -1
        for _turn in range(MOST_TURNS):
            if room == self.viewport().width():
                break
            room = self.viewport().width()
            super()._fit()
            heights = [self.row_height()] * self.rows.rowCount()
            self._hug(self._folded(room) if len(heights) <= MOST_FOLDED else heights)
        self._is_folding = False

    def _folded(self, room: int) -> list[int]:
        """Columns that share the room, and rows as high as their words then need; how high each is."""
        self._is_fitting = True
        natural = [self.columnWidth(at) for at in range(len(self.columns))]
        for at, width in enumerate(shared(natural, [self._least_of(at) for at in range(len(natural))], room)):
            self.setColumnWidth(at, width)
        heights = [self._height_of(at) for at in range(self.rows.rowCount())]
        for at, height in enumerate(heights):
            self.setRowHeight(at, height)
        self._is_fitting = False
        return heights

    def _hug(self, heights: list[int]) -> None:
        if self._most:
            rows = sum(heights[: self._most]) or self.row_height()
            height = self.horizontalHeader().sizeHint().height() + rows + 2 * self.frameWidth() + 2
            self.setMinimumHeight(height)
            self.setMaximumHeight(height)

    def _least_of(self, at: int) -> int:
        """A column keeps its head and its longest word; one that somebody made wide stays so; a chip is whole."""
        column = self.columns[at]
        width = self.columnWidth(at)
        if column.tone is not None or at in self._widths:
            return width
        now = theme.current()
        body = now.metrics("small" if column.small else "body", column.strong)
        words = {word for row in range(self.rows.rowCount()) for word in self._text(row, column).split()}
        longest = max((body.horizontalAdvance(word) for word in words), default=0)
        head = now.metrics("small", True).horizontalAdvance(column.head)
        return min(width, max(head + now.px(28), longest + now.px(24) + (now.px(28) if column.icon else 0)))

    def _height_of(self, row: int) -> int:
        """As high as the cell that needs the most lines."""
        now, highest = theme.current(), self.row_height()
        for at, column in enumerate(self.columns):
            if column.tone is None and (text := self._text(row, column)):
                body = now.metrics("small" if column.small else "body", column.strong)
                width = self.columnWidth(at) - 2 * now.px(CELL_GAP) - (now.px(28) if column.icon else 0)
                room, wraps = QRect(0, 0, max(1, width), TALL), Qt.TextFlag.TextWordWrap.value
                one, all_ = (body.boundingRect(room, wraps, said).height() for said in ("x", text))
                highest = max(highest, self.row_height() + all_ - one)
        return highest

    def _text(self, row: int, column: Column[R]) -> str:
        return self.rows.shown(self.rows.row_at(row), column)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()


def shared(natural: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """The widths columns would like, made to fit: the widest give first, none below its least, short ones stay whole.

    What cannot fit is left as it is least; then, and only then, the table scrolls sideways.
    """
    widths = [max(pair) for pair in zip(natural, least, strict=True)]
    while (over := sum(widths) - room) > 0 and (able := [at for at, one in enumerate(widths) if one > least[at]]):
        most = max(widths[at] for at in able)
        widest = [at for at in able if widths[at] == most]
        floor = max((widths[at] for at in able if widths[at] < most), default=0)
        gives = min(-(-over // len(widest)), most - floor)
        for at in widest:
            widths[at] = max(least[at], most - gives)
    return widths
