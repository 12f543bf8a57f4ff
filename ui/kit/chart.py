"""Paints one figure over time, and shares that moved: hollow start, filled latest, labels at the points, Alt+T."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.language import _
from ui.kit import theme
from ui.kit.card_table import CardTable
from ui.kit.dates import short_day
from ui.kit.layouts import vertical
from ui.kit.paged_model import Align, Column
from ui.kit.widgets import facts

HIGH, POINT = 132, 5
SPAN_NAMES = 0.36  # of the width
CENTRE = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, slots=True)
class Point:
    """A day and a figure; None is not known, and leaves a gap, never a nought."""

    on: date
    stage: str
    value: float | None
    said: str


class LineChart(QWidget):
    """One line from nought to the most it can be; direct labels, no colour alone."""

    def __init__(self) -> None:
        super().__init__()
        self._points: tuple[Point, ...] = ()
        self._most = 1.0
        self._limit: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_points(self, name: str, points: Sequence[Point], most: float, limit: float | None = None) -> None:
        """Show another line; `limit` is a dashed level, such as an office's cut-off."""
        self._points, self._most, self._limit = tuple(points), max(most, 1.0), limit
        said = "; ".join(facts(short_day(one.on), one.stage, one.said) for one in self._points)
        self.setAccessibleName(f"{name}: {said}" if said else name)
        self.update()

    def sizeHint(self) -> QSize:
        px = theme.current().px
        return QSize(px(320), px(HIGH) + 2 * QFontMetrics(theme.current().font("small")).height())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(180), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = self._room()
        self._paint_axis(painter, room)
        places = [(one, self._place(room, at, one)) for at, one in enumerate(self._points)]
        known = [(one, place) for one, place in places if one.value is not None]
        painter.setPen(QPen(QColor(theme.current().tokens.primary), 2))
        for (_one, start), (_other, end) in pairwise(known):
            painter.drawLine(start, end)
        for one, place in places:
            self._paint_point(painter, room, one, place, is_last=bool(known) and one is known[-1][0])
        painter.end()

    def _room(self) -> QRectF:
        now = theme.current()
        line, side = QFontMetrics(now.font("small")).height(), now.px(34)
        return QRectF(side, line + now.px(4), max(1, self.width() - side - now.px(24)), now.px(HIGH) - now.px(12))

    def _place(self, room: QRectF, at: int, one: Point) -> QPointF:
        step = room.width() / max(1, len(self._points))
        return QPointF(room.left() + step * (at + 0.5), self._level(room, one.value or 0))

    def _level(self, room: QRectF, value: float) -> float:
        return room.bottom() - room.height() * min(1.0, value / self._most)

    def _paint_axis(self, painter: QPainter, room: QRectF) -> None:
        now = theme.current()
        painter.setFont(now.font("small"))
        for value in (0.0, self._most):
            level = self._level(room, value)
            painter.setPen(QPen(QColor(now.tokens.line), 1))
            painter.drawLine(QPointF(room.left(), level), QPointF(room.right(), level))
            painter.setPen(QColor(now.tokens.ink_2))
            box = QRectF(0, level - now.px(10), room.left() - now.px(6), now.px(20))
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{value:g}")
        if self._limit is not None:
            level = self._level(room, self._limit)
            painter.setPen(QPen(QColor(now.tokens.ink_2), 1.5, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(room.left(), level), QPointF(room.right(), level))

    def _paint_point(self, painter: QPainter, room: QRectF, one: Point, place: QPointF, is_last: bool) -> None:
        now = theme.current()
        metrics = QFontMetrics(now.font("small", True))
        wide = max(metrics.horizontalAdvance(one.said), metrics.horizontalAdvance(short_day(one.on))) + now.px(8)
        painter.setFont(now.font("small"))
        painter.setPen(QColor(now.tokens.ink_2))
        below = QRectF(place.x() - wide / 2, room.bottom() + now.px(4), wide, metrics.height())
        painter.drawText(below, CENTRE, short_day(one.on))
        painter.setFont(now.font("small", True))
        painter.setPen(QColor(now.tokens.ink))
        if one.value is None:
            painter.drawText(QRectF(place.x() - wide / 2, room.center().y(), wide, metrics.height()), CENTRE, "?")
            return
        radius = now.px(POINT)
        painter.drawText(
            QRectF(place.x() - wide / 2, place.y() - radius - metrics.height(), wide, metrics.height()),
            CENTRE,
            one.said,
        )
        painter.setPen(QPen(QColor(now.tokens.primary), 2))
        painter.setBrush(QColor(now.tokens.primary if is_last else now.tokens.surface))
        painter.drawEllipse(place, radius, radius)


def point_columns() -> tuple[Column[Point], ...]:
    """The same points as a table."""
    return (
        Column(_("Stage"), lambda point: point.stage, strong=True),
        Column(_("Day"), lambda point: short_day(point.on)),
        Column(_("Figure"), lambda point: point.said, align=Align.RIGHT),
    )


class ChartWithTwin(QWidget):
    """A chart, or in its place the table of its points: Alt+T turns one into the other (section 8)."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.chart = LineChart()
        self.table: CardTable[Point] = CardTable(point_columns(), name, most=6)
        box = vertical(self)
        box.addWidget(self.chart)
        box.addWidget(self.table)
        self.table.hide()
        QShortcut(QKeySequence("Alt+T"), self, self.turn)

    def show_points(self, name: str, points: Sequence[Point], most: float, limit: float | None = None) -> None:
        """Show another figure in both."""
        self.chart.show_points(name, points, most, limit)
        self.table.setAccessibleName(_("{name} as a table").format(name=name))
        self.table.show_rows(points, lambda point: f"{point.on.isoformat()} {point.stage}")

    def turn(self) -> None:
        """Table instead of chart, or back."""
        self.table.setVisible(self.table.isHidden())
        self.chart.setVisible(self.table.isHidden())
        if self.table.isVisible():
            self.table.setFocus()


@dataclass(frozen=True, slots=True)
class Span:
    """A share then and lately, each as n of N; None is too small to be shown."""

    name: str
    start: float | None
    latest: float | None
    start_said: str
    latest_said: str

    @property
    def said(self) -> str:
        """Both in one line, or once what both are."""
        if self.start is None and self.latest is None and self.start_said == self.latest_said:
            return self.start_said
        return _("{start}, then {latest}").format(start=self.start_said, latest=self.latest_said)


class SpanChart(QWidget):
    """Shares that moved, one line each: hollow start, filled latest, the percentages at the points (08b)."""

    def __init__(self) -> None:
        super().__init__()
        self._spans: tuple[Span, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_spans(self, name: str, spans: Sequence[Span]) -> None:
        """Show other shares."""
        self._spans = tuple(spans)
        said = "; ".join(f"{one.name}: {one.said}" for one in self._spans)
        self.setAccessibleName(f"{name}: {said}" if said else name)
        self.updateGeometry()
        self.update()

    def _high(self) -> int:
        line = QFontMetrics(theme.current().font("small")).height()
        return line + QFontMetrics(theme.current().font("body")).height() + theme.current().px(16)

    def sizeHint(self) -> QSize:
        below = QFontMetrics(theme.current().font("small")).height() + theme.current().px(8)
        return QSize(theme.current().px(480), max(1, len(self._spans)) * self._high() + below)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(260), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        below = QFontMetrics(now.font("small")).height() + now.px(8)
        left = self.width() * SPAN_NAMES
        room = QRectF(left + now.px(44), 0, self.width() - left - now.px(84), self.height() - below)
        painter.setFont(now.font("small"))
        for percent in range(0, 101, 25):
            x = room.left() + room.width() * percent / 100
            painter.setPen(QPen(QColor(now.tokens.line), 1))
            painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))
            painter.setPen(QColor(now.tokens.ink_2))
            painter.drawText(QRectF(x - now.px(30), room.bottom(), now.px(60), below), CENTRE, f"{percent}%")
        for at, one in enumerate(self._spans):
            self._paint_span(painter, one, room, at * self._high())
        painter.end()

    def _paint_span(self, painter: QPainter, one: Span, room: QRectF, top: float) -> None:
        now = theme.current()
        line, wide = now.px(4), room.left() - now.px(52)
        body, small = QFontMetrics(now.font("body")).height(), QFontMetrics(now.font("small")).height()
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for font, ink, y, high, words in (
            ("body", now.tokens.ink, top + line, body, one.name),
            ("small", now.tokens.ink_2, top + line + body, small, one.said),
        ):
            painter.setFont(now.font(font))
            painter.setPen(QColor(ink))
            cut = QFontMetrics(now.font(font)).elidedText(words, Qt.TextElideMode.ElideRight, int(wide))
            painter.drawText(QRectF(0, y, wide, high), left, cut)
        middle = top + self._high() / 2
        known = [value for value in (one.start, one.latest) if value is not None]
        places = [QPointF(room.left() + room.width() * value / 100, middle) for value in known]
        painter.setPen(QPen(QColor(now.tokens.primary), 3))
        if len(places) > 1:
            painter.drawLine(places[0], places[1])
        self._paint_ends(painter, one, room, middle)

    def _paint_ends(self, painter: QPainter, one: Span, room: QRectF, middle: float) -> None:
        """The two points with their percentages outside of the line between them."""
        now = theme.current()
        radius, gap = now.px(7), now.px(12)
        for value, other, is_latest in ((one.start, one.latest, False), (one.latest, one.start, True)):
            if value is None:
                continue
            x = room.left() + room.width() * value / 100
            painter.setPen(QPen(QColor(now.tokens.primary), 3))
            painter.setBrush(QColor(now.tokens.primary if is_latest else now.tokens.surface))
            painter.drawEllipse(QPointF(x, middle), radius, radius)
            painter.setFont(now.font("small", is_latest))
            painter.setPen(QColor(now.tokens.ink))
            is_left = other is not None and (value < other or (value == other and is_latest))
            wide = now.px(48)
            box = QRectF(x - gap - wide if is_left else x + gap, middle - now.px(12), wide, now.px(24))
            side = Qt.AlignmentFlag.AlignRight if is_left else Qt.AlignmentFlag.AlignLeft
            painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, f"{value:g}%")


def span_columns() -> tuple[Column[Span], ...]:
    """The same shares as a table."""
    return (
        Column(_("What"), lambda one: one.name, strong=True),
        Column(_("At the start"), lambda one: one.start_said, align=Align.RIGHT),
        Column(_("Lately"), lambda one: one.latest_said, align=Align.RIGHT),
    )


class SpansWithTwin(QWidget):
    """The shares as a picture, or in its place as a table: Alt+T, or a button, turns one into the other."""

    turned = Signal(bool)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.chart = SpanChart()
        self.table: CardTable[Span] = CardTable(span_columns(), name, most=8)
        box = vertical(self)
        box.addWidget(self.chart)
        box.addWidget(self.table)
        self.table.hide()

    def show_spans(self, spans: Sequence[Span]) -> None:
        """Show other shares in both."""
        self.chart.show_spans(self._name, spans)
        self.table.setAccessibleName(_("{name} as a table").format(name=self._name))
        self.table.show_rows(spans, lambda one: one.name)

    def turn(self) -> None:
        """Table instead of chart, or back."""
        self.table.setVisible(self.table.isHidden())
        self.chart.setVisible(self.table.isHidden())
        self.turned.emit(not self.table.isHidden())
