"""Paints a year as twelve months: filled for sessions, outlined in amber for a day off, ruled for leave (P25)."""

from collections.abc import Mapping
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.language import _, months
from ui.kit import theme
from ui.programme.schedule.grid import A_WEEK, LEFT, NOTHING
from ui.programme.schedule.lines import Day

MONTHS, WEEKS = 12, 6


class YearGrid(QWidget):
    """Twelve months, as many beside one another as there is room; a click chooses a day."""

    day_chosen = Signal(object)
    CELL, HIGH, HEAD = 24, 18, 22

    def __init__(self) -> None:
        super().__init__()
        self._year = 1
        self._days: Mapping[date, Day] = {}
        self._today = self._chosen = date(1, 1, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_year(self, year: int, days: Mapping[date, Day], today: date) -> None:
        """Show the days of a year."""
        self._year, self._days, self._today = year, days, today
        met = sum(len(day.sessions) for day in days.values())
        words = _("{year}: {met} sessions on {days} days, {off} days off, {away} days on which somebody is away.")
        self.setAccessibleName(
            words.format(
                year=year,
                met=met,
                days=sum(bool(day.sessions) for day in days.values()),
                off=sum(bool(day.off) for day in days.values()),
                away=sum(bool(day.away) for day in days.values()),
            )
        )
        self.update()

    def show_chosen(self, on: date | None) -> None:
        """Ring the day of the line that the keyboard is at."""
        self._chosen = on or date(1, 1, 1)
        self.update()

    def _a_row(self, width: int) -> int:
        return max(1, min(4, width // theme.current().px(self.CELL * A_WEEK)))

    def _month_high(self) -> int:
        px = theme.current().px
        return px(self.HEAD) + px(self.HIGH) * WEEKS + px(10)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._month_high() * -(-MONTHS // self._a_row(width))

    def sizeHint(self) -> QSize:
        width = max(self.width(), theme.current().px(self.CELL * A_WEEK * 3))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(self.CELL * A_WEEK), self.heightForWidth(max(1, self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def boxes(self) -> list[tuple[date, QRectF]]:
        """Every day of the year and its box."""
        return [one for month in range(MONTHS) for one in self._days_of(month)]

    def _corner(self, month: int) -> QPointF:
        a_row = self._a_row(self.width())
        return QPointF(month % a_row * self.width() / a_row, month // a_row * self._month_high())

    def _days_of(self, month: int) -> list[tuple[date, QRectF]]:
        px, corner = theme.current().px, self._corner(month)
        cell = min(px(self.CELL), self.width() / self._a_row(self.width()) / (A_WEEK + 0.3))
        first = date(self._year, month + 1, 1)
        found, on = [], first
        while on.month == first.month and on.year == first.year:
            across, down = on.weekday(), (first.weekday() + on.day - 1) // A_WEEK
            top = corner.y() + px(self.HEAD) + down * px(self.HIGH)
            found.append((on, QRectF(corner.x() + across * cell, top, cell, px(self.HIGH))))
            on += timedelta(days=1)
        return found

    def mousePressEvent(self, event: QMouseEvent) -> None:
        hit = next((on for on, box in self.boxes() if box.contains(QPointF(event.position()))), None)
        if hit is not None:
            self.day_chosen.emit(hit)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for month in range(MONTHS):
            corner = self._corner(month)
            painter.setFont(now.font("small", True))
            painter.setPen(QColor(now.tokens.ink))
            head = QRectF(corner.x() + now.px(2), corner.y(), self.width(), now.px(self.HEAD))
            painter.drawText(head, LEFT, months()[month])
            for on, box in self._days_of(month):
                paint_day(painter, on, box, self._days.get(on, NOTHING), on == self._chosen)
        painter.end()


def paint_day(painter: QPainter, on: date, box: QRectF, day: Day, is_chosen: bool = False) -> None:
    """One day: filled for sessions, outlined in amber for a day off, with a rule below for leave or a closed room."""
    now = theme.current()
    t = now.tokens
    cell = box.adjusted(1.5, 1, -1.5, -1)
    painter.setPen(QPen(QColor(t.warn.ink), 1.5) if day.off else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(t.primary if day.sessions else t.warn.ground if day.off else t.surface))
    if day.off or day.sessions:
        painter.drawRoundedRect(cell, 4, 4)
    if day.away or day.closed:
        painter.setPen(QPen(QColor(t.warn.ink if day.closed else t.info.ink), 2))
        painter.drawLine(cell.bottomLeft() + QPointF(3, 1), cell.bottomRight() + QPointF(-3, 1))
    if is_chosen:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(t.focus), 2))
        painter.drawRoundedRect(box, 5, 5)
    painter.setFont(now.font("small", bool(day.sessions)))
    painter.setPen(QColor(t.on_primary if day.sessions else t.warn.ink if day.off else t.ink_2))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(on.day))


class DayKey(QWidget):
    """What a painted day of the year means, in a legend."""

    def __init__(self, day: Day) -> None:
        super().__init__()
        self._day = day
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(YearGrid.CELL), theme.current().px(YearGrid.HIGH))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_day(painter, date(1, 1, 7), QRectF(self.rect()), self._day)
        painter.end()
