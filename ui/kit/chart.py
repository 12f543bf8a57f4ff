"""Paints how one figure stands over time: hollow start, filled latest, labels at the points, a table twin (Alt+T)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
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
