"""Shows a plan as months: filled for a session, outlined for a skipped date, the twin of the lines (SCH-10)."""

from collections.abc import Iterable
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from app.core.language import _, months
from ui.kit import theme
from ui.kit.dates import day
from ui.kit.widgets import Card
from ui.programme.groups.plan import SESSION, SKIPPED, PlanLine

A_WEEK = 7
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class Months(QWidget):
    """The same plan as months: filled for a session, outlined for a skipped date; two months beside one another."""

    day_chosen = Signal(object)
    CELL, HIGH, HEAD = 25, 17, 21

    def __init__(self) -> None:
        super().__init__()
        self._met: frozenset[date] = frozenset()
        self._skipped: frozenset[date] = frozenset()
        self._months: tuple[date, ...] = ()
        self._chosen: date | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_plan(self, lines: Iterable[PlanLine]) -> None:
        """Show the days of a plan."""
        lines = tuple(lines)
        self._met = frozenset(line.on for line in lines if line.kind == SESSION and line.on)
        self._skipped = frozenset(line.on for line in lines if line.kind == SKIPPED and line.on)
        every = sorted(self._met | self._skipped)
        self._months = _months_between(every[0], every[-1]) if every else ()
        if every:
            words = _("Calendar from {first} to {last}: {met} sessions, {skipped} dates skipped.")
            self.setAccessibleName(
                words.format(first=day(every[0]), last=day(every[-1]), met=len(self._met), skipped=len(self._skipped))
            )
        self.updateGeometry()
        self.update()

    def show_chosen(self, on: date | None) -> None:
        """Ring the day of the line that the keyboard is at."""
        self._chosen = on
        self.update()

    def _a_row(self, width: int) -> int:
        return max(1, min(2, width // theme.current().px(self.CELL * A_WEEK)))

    def _weeks(self, first: date) -> int:
        following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
        return (first.weekday() + (following - first).days + 6) // A_WEEK

    def _rows(self, width: int) -> list[tuple[date, ...]]:
        a_row = self._a_row(width)
        return [self._months[at : at + a_row] for at in range(0, len(self._months), a_row)]

    def _heights(self, width: int) -> list[int]:
        px = theme.current().px
        return [
            px(self.HEAD) + px(self.HIGH) * max(self._weeks(month) for month in row) + px(10)
            for row in self._rows(width)
        ]

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return sum(self._heights(width)) or theme.current().px(self.HEAD)

    def sizeHint(self) -> QSize:
        width = max(self.width(), theme.current().px(self.CELL * A_WEEK * 2))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(self.CELL * A_WEEK), self.heightForWidth(max(1, self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def days(self) -> list[tuple[date, QRectF]]:
        """Every day that is shown and its box."""
        return [(on, box) for month, left, top in self._places() for on, box in self._days_of(month, left, top)]

    def _places(self) -> list[tuple[date, float, float]]:
        found, top = [], 0.0
        for row, height in zip(self._rows(self.width()), self._heights(self.width()), strict=True):
            wide = self.width() / self._a_row(self.width())
            found += [(month, at * wide, top) for at, month in enumerate(row)]
            top += height
        return found

    def _days_of(self, month: date, left: float, top: float) -> list[tuple[date, QRectF]]:
        px = theme.current().px
        cell = min(px(self.CELL), self.width() / self._a_row(self.width()) / (A_WEEK + 0.3))
        boxes, on = [], month
        while on.month == month.month:
            across, down = on.weekday(), (month.weekday() + on.day - 1) // A_WEEK
            boxes.append(
                (on, QRectF(left + across * cell, top + px(self.HEAD) + down * px(self.HIGH), cell, px(self.HIGH)))
            )
            on += timedelta(days=1)
        return boxes

    def mousePressEvent(self, event: QMouseEvent) -> None:
        hit = next((on for on, box in self.days() if box.contains(QPointF(event.position()))), None)
        if hit is not None:
            self.day_chosen.emit(hit)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for month, left, top in self._places():
            painter.setFont(now.font("small", True))
            painter.setPen(QColor(now.tokens.ink))
            title = f"{months()[month.month - 1]} {month.year}"
            painter.drawText(QRectF(left + now.px(2), top, self.width(), now.px(self.HEAD)), LEFT, title)
            for on, box in self._days_of(month, left, top):
                self._paint_day(painter, on, box)
        painter.end()

    def _paint_day(self, painter: QPainter, on: date, box: QRectF) -> None:
        now = theme.current()
        t = now.tokens
        cell = box.adjusted(2, 1, -2, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if on in self._met:
            painter.setBrush(QColor(t.primary))
            painter.drawRoundedRect(cell, 4, 4)
        elif on in self._skipped:
            painter.setBrush(QColor(t.warn.ground))
            painter.setPen(QPen(QColor(t.warn.ink), 1.5))
            painter.drawRoundedRect(cell, 4, 4)
        if on == self._chosen:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(t.focus), 2))
            painter.drawRoundedRect(box.adjusted(0, 0, 0, 0), 5, 5)
        ink = t.on_primary if on in self._met else t.warn.ink if on in self._skipped else t.ink_2
        painter.setFont(now.font("small", on in self._met))
        painter.setPen(QColor(ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(on.day))


class Calendar(Card):
    """The months in a card of their own, scrolling when there are many."""

    def __init__(self) -> None:
        super().__init__(_("Calendar"))
        self.months = Months()
        scrolled = QScrollArea()
        scrolled.setWidgetResizable(True)
        scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scrolled.setFrameShape(QFrame.Shape.NoFrame)
        scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scrolled.setWidget(self.months)
        scrolled.viewport().setAutoFillBackground(False)
        self.months.setAutoFillBackground(False)
        self.add(scrolled, 1)


class DayKey(QWidget):
    """What a filled and an outlined day mean, painted as they are in the months."""

    def __init__(self, is_skipped: bool) -> None:
        super().__init__()
        self._is_skipped = is_skipped
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(16), theme.current().px(14))

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = theme.current().tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(t.warn.ground if self._is_skipped else t.primary))
        painter.setPen(QPen(QColor(t.warn.ink if self._is_skipped else t.primary), 1.5))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()


def _months_between(first: date, last: date) -> tuple[date, ...]:
    found, month = [], first.replace(day=1)
    while month <= last:
        found.append(month)
        month = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    return tuple(found)
