"""Paints a week, a month or a year of the schedule: sessions by their time, days off on amber with a reason (P25)."""

from collections.abc import Mapping
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.language import _
from ui.kit import theme
from ui.kit.dates import short_day, weekdays
from ui.kit.month_grid import DayLook, MonthGrid, months_between
from ui.programme.schedule.lines import Day

A_WEEK = 7
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
WRAPPED = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
NOTHING = Day()


class DayGrid(QWidget):
    """Seven days a row; a click chooses a day. The list beside it says the same by keyboard."""

    day_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._first, self._weeks = date(1, 1, 1), 1
        self._month: int | None = None
        self._days: Mapping[date, Day] = {}
        self._today = self._chosen = date(1, 1, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_days(self, first: date, weeks: int, days: Mapping[date, Day], today: date, month: int | None) -> None:
        """Show so many weeks from a Monday; days outside `month` are dim."""
        self._first, self._weeks, self._days, self._today, self._month = first, weeks, days, today, month
        met = sum(len(day.sessions) for day in days.values())
        off = sum(bool(day.off) for day in days.values())
        words = _("From {first} to {last}: {met} sessions, {off} days off.")
        last = first + timedelta(days=weeks * A_WEEK - 1)
        self.setAccessibleName(words.format(first=short_day(first), last=short_day(last), met=met, off=off))
        self.updateGeometry()
        self.update()

    def show_chosen(self, on: date | None) -> None:
        """Ring the day of the line that the keyboard is at."""
        self._chosen = on or date(1, 1, 1)
        self.update()

    def minimumSizeHint(self) -> QSize:
        px = theme.current().px
        return QSize(px(A_WEEK * 64), px(28) + self._weeks * px(58 if self._weeks > 1 else 160))

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def boxes(self) -> list[tuple[date, QRectF]]:
        """Every day that is shown and its box."""
        head, wide = theme.current().px(28), self.width() / A_WEEK
        high = max(1.0, (self.height() - head) / self._weeks)
        return [
            (self._first + timedelta(days=at), QRectF(at % A_WEEK * wide, head + at // A_WEEK * high, wide, high))
            for at in range(self._weeks * A_WEEK)
        ]

    def mousePressEvent(self, event: QMouseEvent) -> None:
        hit = next((on for on, box in self.boxes() if box.contains(QPointF(event.position()))), None)
        if hit is not None:
            self.day_chosen.emit(hit)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(now.font("small", True))
        painter.setPen(QColor(now.tokens.ink_2))
        wide = self.width() / A_WEEK
        for at, name in enumerate(weekdays()):
            box = QRectF(at * wide + now.px(6), 0, wide - now.px(8), now.px(28))
            painter.drawText(box, LEFT, _fitting(name, QFontMetrics(painter.font()), box.width()))
        for on, box in self.boxes():
            self._paint_day(painter, on, box)
        painter.end()

    def _paint_day(self, painter: QPainter, on: date, box: QRectF) -> None:
        now = theme.current()
        t, day = now.tokens, self._days.get(on, NOTHING)
        is_outside = self._month is not None and on.month != self._month
        cell = box.adjusted(1.5, 1.5, -1.5, -1.5)
        painter.setBrush(QColor(t.warn.ground if day.off else t.canvas if is_outside else t.surface))
        painter.setPen(QPen(QColor(t.warn.ink if day.off else t.line), 1))
        painter.drawRoundedRect(cell, 5, 5)
        if on == self._chosen:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(t.focus), 2))
            painter.drawRoundedRect(cell, 5, 5)
        inner = cell.adjusted(now.px(5), now.px(2), -now.px(4), -now.px(2))
        bold = now.font("small", True)
        high = QFontMetrics(bold).height()
        painter.setFont(bold)
        painter.setPen(QColor(t.primary if on == self._today else t.ink_3 if is_outside else t.ink))
        number = QRectF(inner.left(), inner.top(), inner.width(), high)
        painter.drawText(number, LEFT, str(on.day))
        self._paint_texts(painter, day, inner.adjusted(0, high, 0, 0), high)

    def _paint_texts(self, painter: QPainter, day: Day, room: QRectF, high: int) -> None:
        """The whole words where they fit below one another, else a line each and how many more there are."""
        now = theme.current()
        t = now.tokens
        texts = [(words, t.warn.ink) for words in day.off]
        texts += [(words, t.primary) for words in day.sessions]
        texts += [(words, t.warn.ink) for words in day.closed]
        texts += [(_("{name} away").format(name=name), t.info.ink) for name in day.away]
        painter.setFont(now.font("small"))
        metrics = QFontMetrics(now.font("small"))
        gap = now.px(3)
        is_whole = sum(wrapped_height(metrics, words, room.width()) + gap for words, _ink in texts) <= room.height()
        top = room.top()
        for at, (words, colour) in enumerate(texts):
            needs = wrapped_height(metrics, words, room.width()) if is_whole else high
            is_last = at == len(texts) - 1
            if top + needs + (0 if is_last else high) > room.bottom():
                painter.setPen(QColor(t.ink_2))
                box = QRectF(room.left(), top, room.width(), high)
                painter.drawText(box, LEFT, _("and {count} more").format(count=len(texts) - at))
                return
            painter.setPen(QColor(colour))
            box = QRectF(room.left(), top, room.width(), needs)
            painter.drawText(
                box, WRAPPED if is_whole else LEFT, words if is_whole else _fitting(words, metrics, box.width())
            )
            top += needs + (gap if is_whole else 0)


def wrapped_height(metrics: QFontMetrics, words: str, width: float) -> float:
    """How high words stand, wrapped to a width in pixels."""
    return metrics.boundingRect(QRectF(0, 0, width, 2**15).toRect(), WRAPPED, words).height()


def _fitting(words: str, metrics: QFontMetrics, width: float) -> str:
    return metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(width))


MONTHS_ABREAST = 4


class YearGrid(MonthGrid):
    """Twelve months; a click chooses a day."""

    def __init__(self) -> None:
        super().__init__(MONTHS_ABREAST)
        self._days: Mapping[date, Day] = {}

    def show_year(self, year: int, days: Mapping[date, Day]) -> None:
        """Show the days of a year."""
        self._days = days
        words = _("{year}: {met} sessions on {days} days, {off} days off, {away} days on which somebody is away.")
        self.setAccessibleName(
            words.format(
                year=year,
                met=sum(len(day.sessions) for day in days.values()),
                days=sum(bool(day.sessions) for day in days.values()),
                off=sum(bool(day.off) for day in days.values()),
                away=sum(bool(day.away) for day in days.values()),
            )
        )
        self.show_months(months_between(date(year, 1, 1), date(year, 12, 31)))

    def look(self, on: date) -> DayLook:
        return look_of(self._days.get(on, NOTHING))


def look_of(day: Day) -> DayLook:
    """Filled for sessions, outlined in amber for a day off, with a rule below for leave or a closed room."""
    t = theme.current().tokens
    return DayLook(
        ink=t.on_primary if day.sessions else t.warn.ink if day.off else t.ink_2,
        ground=t.primary if day.sessions else t.warn.ground if day.off else None,
        edge=t.warn.ink if day.off else None,
        under=t.warn.ink if day.closed else t.info.ink if day.away else None,
        is_bold=bool(day.sessions),
    )
