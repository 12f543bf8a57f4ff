"""A choice in one row with one focus stop: met, not met, not known; grades nought to four."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.kit import theme
from ui.kit.tokens import RADIUS, Tone

CENTRE = Qt.AlignmentFlag.AlignCenter
WRAPPED = Qt.AlignmentFlag.AlignHCenter.value | Qt.AlignmentFlag.AlignTop.value | Qt.TextFlag.TextWordWrap.value


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer: its value, its words, the single key that gives it, what it means."""

    value: str
    words: str
    key: str = ""
    tone: Tone = Tone.PLAIN


class SegmentedChoice(QWidget):
    """Left and Right move, the option's key chooses and steps on, Up and Down step; nothing is chosen for you.

    `stepped` tells the row above or below to take the keyboard. Single keys work only with focus here (UX-22, A07).
    """

    chosen = Signal(str)
    stepped = Signal(int)

    def __init__(self, name: str, options: Sequence[Option], value: str = "") -> None:
        super().__init__()
        self.options = tuple(options)
        self._value = value
        self._is_locked = False
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_value(value)

    def value(self) -> str:
        """The value chosen, or an empty text."""
        return self._value

    def words(self) -> str:
        """The words of the value chosen."""
        return next((option.words for option in self.options if option.value == self._value), "")

    def set_value(self, value: str) -> None:
        """Show a value without telling anyone."""
        self._value = value
        self.setAccessibleDescription(self.words())
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
        self.update()

    def offer(self, options: Sequence[Option]) -> None:
        """Other options than it was made with; what was chosen stays when it is among them, else the first is."""
        if tuple(options) == self.options:
            return
        self.options = tuple(options)
        values = [option.value for option in self.options]
        self.set_value(self._value if self._value in values else values[0])
        self.updateGeometry()

    def choose(self, value: str) -> None:
        """Choose as a person does."""
        if self.isEnabled() and value != self._value:
            self.set_value(value)
            self.chosen.emit(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, typed = event.key(), event.text().lower()
        for option in self.options:
            if typed and typed == option.key.lower() and event.modifiers() == Qt.KeyboardModifier.NoModifier:
                self.choose(option.value)
                self.stepped.emit(1)
                return
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        moves = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if key in moves:
            self._move(moves[Qt.Key(key)])
        elif key in steps:
            self.stepped.emit(steps[Qt.Key(key)])
        else:
            super().keyPressEvent(event)

    def _move(self, by: int) -> None:
        values = [option.value for option in self.options]
        at = values.index(self._value) + by if self._value in values else (0 if by > 0 else len(values) - 1)
        self.choose(values[max(0, min(len(values) - 1, at))])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for option, box in zip(self.options, self.boxes(), strict=True):
            if box.contains(event.position()):
                self.choose(option.value)

    def middle_of(self, value: str) -> QPoint:
        """Where to click for a value."""
        at = [option.value for option in self.options].index(value)
        return self.boxes()[at].center().toPoint()

    def boxes(self) -> list[QRectF]:
        """The box of each option."""
        widths = self._widths()
        stretch = self.width() / max(1, sum(widths))
        boxes, left = [], 0.0
        for width in widths:
            boxes.append(QRectF(left, 0, width * stretch, self.height()))
            left += width * stretch
        return boxes

    def _widths(self) -> list[int]:
        now = theme.current()
        metrics = QFontMetrics(now.font("small", True))
        return [max(now.px(50), metrics.horizontalAdvance(option.words) + now.px(28)) for option in self.options]

    def sizeHint(self) -> QSize:
        now = theme.current()
        return QSize(sum(self._widths()), max(now.px(30), QFontMetrics(now.font("small", True)).height() + now.px(12)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        t = now.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape = QPainterPath()
        shape.addRoundedRect(frame, RADIUS, RADIUS)
        painter.fillPath(shape, QColor(t.surface))
        painter.setClipPath(shape)
        for option, box in zip(self.options, self.boxes(), strict=True):
            is_on = option.value == self._value
            pair = t.tone(option.tone) if option.tone is not Tone.PLAIN else t.selection
            if is_on:
                painter.fillRect(box, QColor(pair.ground))
            painter.setPen(QColor(pair.ink if is_on else t.ink_2))
            painter.setFont(now.font("small", is_on))
            painter.drawText(box, CENTRE, option.words)
            if box.left() > 0:
                painter.setPen(QPen(QColor(t.control), 1))
                painter.drawLine(box.topLeft(), box.bottomLeft())
            if is_on and t.outlined:
                painter.setPen(QPen(QColor(pair.ink), 3))
                painter.drawRect(box.adjusted(2, 2, -2, -2))
        painter.setClipping(False)
        painter.setPen(QPen(QColor(t.control), 1))
        painter.drawPath(shape)
        painter.end()


class GradeChoice(SegmentedChoice):
    """Grades as separate boxes, the key large and its words below; boxes wrap when there is no room."""

    GAP = 8

    def __init__(self, name: str, options: Sequence[Option], value: str = "") -> None:
        super().__init__(name, options, value)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def boxes(self) -> list[QRectF]:
        gap, a_row = theme.current().px(self.GAP), self._a_row(self.width())
        width = (self.width() - gap * (a_row - 1)) / a_row
        high = self._box_height(width)
        return [
            QRectF(at % a_row * (width + gap), at // a_row * (high + gap), width, high)
            for at in range(len(self.options))
        ]

    def _a_row(self, width: int) -> int:
        metrics = QFontMetrics(theme.current().font("small", True))
        words = (word for option in self.options for word in option.words.split())
        gap = theme.current().px(self.GAP)
        needed = max((metrics.horizontalAdvance(word) for word in words), default=0) + theme.current().px(10)
        return max(1, min(len(self.options), (width + gap) // (needed + gap)))

    def _box_height(self, width: float) -> int:
        now = theme.current()
        metrics = QFontMetrics(now.font("small", True))
        room = QRectF(0, 0, max(1.0, width - 4), 10_000).toRect()
        text = max((metrics.boundingRect(room, WRAPPED, option.words).height() for option in self.options), default=0)
        return QFontMetrics(now.font("body", True)).height() + text + now.px(14)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        gap, a_row = theme.current().px(self.GAP), self._a_row(width)
        rows = -(-len(self.options) // a_row)
        return rows * self._box_height((width - gap * (a_row - 1)) / a_row) + gap * (rows - 1)

    def sizeHint(self) -> QSize:
        width = max(self.width(), theme.current().px(120))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(120), self.heightForWidth(max(self.width(), theme.current().px(120))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        t = now.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = QFontMetrics(now.font("body", True)).height() + now.px(6)
        for option, box in zip(self.options, self.boxes(), strict=True):
            is_on = option.value == self._value
            painter.setPen(QPen(QColor(t.primary if is_on else t.control), 2 if is_on else 1))
            painter.setBrush(QColor(t.selection.ground if is_on else t.surface))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), RADIUS, RADIUS)
            painter.setPen(QColor(t.selection.ink if is_on else t.ink))
            painter.setFont(now.font("body", True))
            painter.drawText(
                QRectF(box.left(), box.top() + now.px(4), box.width(), top - now.px(4)),
                CENTRE,
                option.key or option.value,
            )
            painter.setFont(now.font("small", is_on))
            painter.drawText(
                QRectF(box.left() + 2, box.top() + top, box.width() - 4, box.height() - top - 4), WRAPPED, option.words
            )
        painter.end()
