"""Months of days as one painted picture; a click chooses a day. A screen says how each looks (SCH-10, P25)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.language import months
from ui.kit import theme

A_WEEK = 7
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
BETWEEN = 0.3  # of a cell, between two months beside one another


@dataclass(frozen=True, slots=True)
class DayLook:
    """How one day is painted: its ground, the line around it, the ink of its number; None is left away."""

    ink: str
    ground: str | None = None
    edge: str | None = None
    under: str | None = None
    is_bold: bool = False


class MonthGrid(QWidget):
    """Up to `abreast` months in a row, fewer where there is less room; as high as its months need."""

    day_chosen = Signal(object)
    CELL, HIGH, HEAD, BELOW = 24, 18, 22, 10

    def __init__(self, abreast: int) -> None:
        super().__init__()
        self._abreast = abreast
        self._months: tuple[date, ...] = ()
        self._chosen: date | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def look(self, _on: date) -> DayLook:
        """How a day is painted: plain here; each screen says it for its own days."""
        return DayLook(theme.current().tokens.ink_2)

    def title(self, month: date) -> str:
        """What stands above a month."""
        return months()[month.month - 1]

    def show_months(self, shown: Sequence[date]) -> None:
        """Show these months, each by its first day."""
        self._months = tuple(shown)
        self.updateGeometry()
        self.update()

    def show_chosen(self, on: date | None) -> None:
        """Ring the day of the line that the keyboard is at."""
        self._chosen = on
        self.update()

    def boxes(self) -> list[tuple[date, QRectF]]:
        """Every day that is shown and its box."""
        return [each for month, corner in self._corners() for each in self._days_of(month, corner)]

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return sum(self._heights(width)) or theme.current().px(self.HEAD)

    def sizeHint(self) -> QSize:
        width = max(self.width(), theme.current().px(self.CELL * A_WEEK * min(3, self._abreast)))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(self.CELL * A_WEEK), self.heightForWidth(max(1, self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        hit = next((on for on, box in self.boxes() if box.contains(QPointF(event.position()))), None)
        if hit is not None:
            self.day_chosen.emit(hit)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for month, corner in self._corners():
            painter.setFont(now.font("small", True))
            painter.setPen(QColor(now.tokens.ink))
            head = QRectF(corner.x() + now.px(2), corner.y(), self.width(), now.px(self.HEAD))
            painter.drawText(head, LEFT, self.title(month))
            for on, box in self._days_of(month, corner):
                paint_day(painter, on, box, self.look(on), on == self._chosen)
        painter.end()

    def _in_a_row(self, width: int) -> int:
        return max(1, min(self._abreast, width // theme.current().px(self.CELL * A_WEEK)))

    def _rows(self, width: int) -> Iterator[tuple[date, ...]]:
        a_row = self._in_a_row(width)
        return (self._months[at : at + a_row] for at in range(0, len(self._months), a_row))

    def _heights(self, width: int) -> list[int]:
        px = theme.current().px
        around = px(self.HEAD) + px(self.BELOW)
        return [around + px(self.HIGH) * max(weeks_of(month) for month in row) for row in self._rows(width)]

    def _corners(self) -> list[tuple[date, QPointF]]:
        wide = self.width() / self._in_a_row(self.width())
        found, top = [], 0.0
        for row, height in zip(self._rows(self.width()), self._heights(self.width()), strict=True):
            found += [(month, QPointF(at * wide, top)) for at, month in enumerate(row)]
            top += height
        return found

    def _days_of(self, month: date, corner: QPointF) -> Iterator[tuple[date, QRectF]]:
        px = theme.current().px
        cell = min(px(self.CELL), self.width() / self._in_a_row(self.width()) / (A_WEEK + BETWEEN))
        top, high = corner.y() + px(self.HEAD), px(self.HIGH)
        for past in range((following(month) - month).days):
            on = month + timedelta(days=past)
            down = (month.weekday() + past) // A_WEEK
            yield on, QRectF(corner.x() + on.weekday() * cell, top + down * high, cell, high)


class DayKey(QWidget):
    """What a painted day means, for a legend: the day as it is painted in its month."""

    def __init__(self, look: Callable[[], DayLook]) -> None:
        super().__init__()
        self._look = look
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(MonthGrid.CELL), theme.current().px(MonthGrid.HIGH))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_day(painter, None, QRectF(self.rect()), self._look())
        painter.end()


def paint_day(painter: QPainter, on: date | None, box: QRectF, look: DayLook, is_chosen: bool = False) -> None:
    """One day in its box; without a day the number is left away, as in a legend."""
    now = theme.current()
    cell = box.adjusted(1.5, 1, -1.5, -1)
    if look.ground or look.edge:
        painter.setPen(QPen(QColor(look.edge), 1.5) if look.edge else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.ground) if look.ground else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(cell, 4, 4)
    if look.under:
        painter.setPen(QPen(QColor(look.under), 2))
        painter.drawLine(cell.bottomLeft() + QPointF(3, 1), cell.bottomRight() + QPointF(-3, 1))
    if is_chosen:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(now.tokens.focus), 2))
        painter.drawRoundedRect(box, 5, 5)
    if on:
        painter.setFont(now.font("small", look.is_bold))
        painter.setPen(QColor(look.ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(on.day))


def months_between(first: date, last: date) -> tuple[date, ...]:
    """The first days of the months from one day to another, both included."""
    found, month = [], first.replace(day=1)
    while month <= last:
        found.append(month)
        month = following(month)
    return tuple(found)


def following(month: date) -> date:
    """The first day of the month after."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def weeks_of(month: date) -> int:
    """How many rows of seven days a month needs, from its first day."""
    return -(-(month.weekday() + (following(month) - month).days) // A_WEEK)
