"""Paints figures of many men: bars with their numbers, hatched where one is not told, and means at first and last."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.language import _
from ui.kit import theme
from ui.kit.tokens import RING

TALL = 10_000
WORDS = Qt.AlignmentFlag.AlignVCenter.value | Qt.TextFlag.TextWordWrap.value
BAR, GAP, LABEL_SHARE, HATCHED = 20, 12, 0.45, 0.55
POINT = 7


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its key, its words, its number as it is said; None is not told, and its bar has no length to read."""

    key: str
    words: str
    count: int | None
    said: str


@dataclass(frozen=True, slots=True)
class Span:
    """A mean at first and at last on a scale from nought to the most it can be."""

    words: str
    below: str
    start: float
    end: float
    start_said: str
    end_said: str
    most: int


class _Lines(QWidget):
    """Rows of words at the left and a drawing at the right, each as high as its words need."""

    least = 34

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.labels: list[tuple[str, str]] = []  # the words of each row, and the small words below them
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def hug(self) -> None:
        """As high as its rows at the width it has."""
        height = sum(self._heights(self.width())) or 1
        self.setMinimumHeight(height)
        self.setMaximumHeight(height)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(320), self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(200), self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.hug()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.hug()

    def label_width(self, width: int) -> int:
        """As wide as the longest words, within their share of the room."""
        now = theme.current()
        body, small = QFontMetrics(now.font("body")), QFontMetrics(now.font("small"))
        natural = max(
            (max(body.horizontalAdvance(one), small.horizontalAdvance(below)) for one, below in self.labels),
            default=0,
        )
        return min(natural + now.px(4), int(width * LABEL_SHARE))

    def boxes(self) -> list[QRectF]:
        """Where each row is."""
        found, top = [], 0
        for height in self._heights(self.width()):
            found.append(QRectF(0, top, self.width(), height))
            top += height
        return found

    def _heights(self, width: int) -> list[int]:
        now = theme.current()
        room = self.label_width(width)
        return [
            max(now.px(self.least), self._high(one, "body", room) + self._high(below, "small", room) + now.px(10))
            for one, below in self.labels
        ]

    def _high(self, text: str, size: str, room: int) -> int:
        if not text:
            return 0
        metrics = QFontMetrics(theme.current().font(size))
        return metrics.boundingRect(QRect(0, 0, max(1, room), TALL), WORDS, text).height()

    def paint_label(self, painter: QPainter, box: QRectF, at: int, ink: str) -> None:
        """The words of a row, and below them the small ones."""
        now = theme.current()
        words, below = self.labels[at]
        room = self.label_width(self.width())
        high, low = self._high(words, "body", room), self._high(below, "small", room)
        top = box.center().y() - (high + low) / 2
        left = box.left() + now.px(4)
        painter.setFont(now.font("body"))
        painter.setPen(QColor(ink))
        painter.drawText(QRectF(left, top, room, high), WORDS, words)
        if below:
            painter.setFont(now.font("small"))
            painter.setPen(QColor(now.tokens.ink_2))
            painter.drawText(QRectF(left, top + high, room, low), WORDS, below)


class FigureBars(_Lines):
    """Up and Down walk the bars, Enter opens what stands behind one, Left and Right step the period (F10).

    One focus stop for all; the bar is spoken as it is reached.
    """

    chosen = Signal(str)
    stepped = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._bars: tuple[Bar, ...] = ()
        self._most, self._at = 1, 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("own_ring", True)

    def show_bars(self, bars: Sequence[Bar], most: int = 0) -> None:
        """Show other bars; `most` is the number of the longest, if that is not one of them."""
        self._bars = tuple(bars)
        self.labels = [(bar.words, "") for bar in bars]
        self._most = max([most, 1, *(bar.count or 0 for bar in bars)])
        self.choose(min(self._at, max(0, len(self._bars) - 1)))
        self.hug()

    def bars(self) -> tuple[Bar, ...]:
        """What is shown."""
        return self._bars

    def choose(self, at: int) -> None:
        """Put the keyboard at a bar, and tell it."""
        self._at = at
        said = self._name
        if self._bars:
            bar = self._bars[at]
            said = _("{name}: {words}, {number}. {place} of {all}").format(
                name=self._name, words=bar.words, number=bar.said, place=at + 1, all=len(self._bars)
            )
        self.setAccessibleName(said)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        key = Qt.Key(event.key())
        if key in moves and self._bars:
            self.choose(max(0, min(len(self._bars) - 1, self._at + moves[key])))
        elif key in steps:
            self.stepped.emit(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._bars:
            self.chosen.emit(self._bars[self._at].key)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._bar_at(event.position())
        if at is not None:
            self.choose(at)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = self._bar_at(event.position())
        if at is not None:
            self.chosen.emit(self._bars[at].key)

    def _bar_at(self, place: QPointF) -> int | None:
        return next((at for at, box in enumerate(self.boxes()) if box.contains(place)), None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = self.label_width(self.width()) + now.px(GAP)
        aside = max((QFontMetrics(now.font("body", True)).horizontalAdvance(bar.said) for bar in self._bars), default=0)
        room = max(1.0, self.width() - left - aside - now.px(GAP) - 2 * RING)
        for at, (bar, box) in enumerate(zip(self._bars, self.boxes(), strict=True)):
            self.paint_label(painter, box, at, now.tokens.ink)
            wide = room * (HATCHED if bar.count is None else bar.count / self._most)
            drawn = QRectF(left, box.center().y() - now.px(BAR) / 2, max(2.0, wide), now.px(BAR))
            self._paint_bar(painter, drawn, is_told=bar.count is not None)
            painter.setFont(now.font("body", True))
            painter.setPen(QColor(now.tokens.ink))
            said = QRectF(drawn.right() + now.px(8), box.top(), aside + now.px(8), box.height())
            painter.drawText(said, Qt.AlignmentFlag.AlignVCenter, bar.said)
            if self.hasFocus() and at == self._at:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(now.tokens.focus), RING))
                painter.drawRoundedRect(box.adjusted(RING / 2, RING / 2, -RING / 2, -RING / 2), 5, 5)
        painter.end()

    @staticmethod
    def _paint_bar(painter: QPainter, drawn: QRectF, *, is_told: bool) -> None:
        """Filled, or hatched in one length for every number that is not told."""
        tokens = theme.current().tokens
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.primary))
        if not is_told:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.fillRect(drawn, QColor(tokens.surface))
            brush = painter.brush()
            brush.setStyle(Qt.BrushStyle.BDiagPattern)
            brush.setColor(QColor(tokens.control))
            painter.fillRect(drawn, brush)
            return
        painter.drawRoundedRect(drawn, 3, 3)


class FigureSpans(_Lines):
    """A hollow point for the first mean and a filled one for the last, each row on a scale of its own."""

    least = 52

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._spans: tuple[Span, ...] = ()

    def show_spans(self, spans: Sequence[Span]) -> None:
        """Show other means."""
        self._spans = tuple(spans)
        self.labels = [(one.words, one.below) for one in spans]
        said = "; ".join(
            _("{words}, {below}: {start}, then {end}").format(
                words=one.words, below=one.below, start=one.start_said, end=one.end_said
            )
            for one in spans
        )
        self.setAccessibleName(f"{self._name}: {said}" if said else self._name)
        self.hug()

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetrics(now.font("small"))
        for at, (one, box) in enumerate(zip(self._spans, self.boxes(), strict=True)):
            self.paint_label(painter, box, at, now.tokens.ink)
            left = self.label_width(self.width()) + now.px(2 * GAP)
            right = self.width() - now.px(2 * GAP) - metrics.horizontalAdvance(str(one.most))
            track = QRectF(left, box.center().y(), max(1.0, right - left), 0)
            self._paint_track(painter, track, one)
            self._paint_means(painter, track, one)
        painter.end()

    @staticmethod
    def _paint_track(painter: QPainter, track: QRectF, one: Span) -> None:
        now = theme.current()
        painter.setPen(QPen(QColor(now.tokens.line), 1))
        painter.drawLine(track.topLeft(), track.topRight())
        painter.setFont(now.font("small"))
        painter.setPen(QColor(now.tokens.ink_2))
        high = now.px(20)
        end = QRectF(track.right() + now.px(6), track.y() - high / 2, now.px(60), high)
        painter.drawText(end, Qt.AlignmentFlag.AlignVCenter, str(one.most))
        start = QRectF(track.left() - now.px(6) - now.px(30), track.y() - high / 2, now.px(30), high)
        painter.drawText(start, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, "0")

    @staticmethod
    def _paint_means(painter: QPainter, track: QRectF, one: Span) -> None:
        now = theme.current()
        first, last = (
            QPointF(track.left() + track.width() * min(1.0, value / max(1, one.most)), track.y())
            for value in (one.start, one.end)
        )
        painter.setPen(QPen(QColor(now.tokens.primary), 3))
        painter.drawLine(first, last)
        painter.setPen(QPen(QColor(now.tokens.primary), 2))
        radius = now.px(POINT)
        for place, is_last in ((first, False), (last, True)):
            painter.setBrush(QColor(now.tokens.primary if is_last else now.tokens.surface))
            painter.drawEllipse(place, radius, radius)
        high = QFontMetrics(now.font("small", True)).height()
        for place, said, is_last in ((first, one.start_said, False), (last, one.end_said, True)):
            painter.setFont(now.font("small", is_last))
            painter.setPen(QColor(now.tokens.ink))
            above = is_last or abs(first.x() - last.x()) > now.px(40)
            top = place.y() - radius - high if above else place.y() + radius
            painter.drawText(QRectF(place.x() - now.px(30), top, now.px(60), high), Qt.AlignmentFlag.AlignCenter, said)
