"""Draws where a man is in his programme, and where a piece of work is in its steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import ClassVar

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.language import _
from ui.kit import theme
from ui.kit.layouts import Flow, horizontal
from ui.kit.widgets import Card, Icon, words

CENTRE = Qt.AlignmentFlag.AlignHCenter.value | Qt.AlignmentFlag.AlignTop.value | Qt.TextFlag.TextWordWrap.value
LEFT = Qt.AlignmentFlag.AlignVCenter.value | Qt.AlignmentFlag.AlignLeft.value
DISC, TOP = 26, 16


class StepState(Enum):
    """Done, now, or later."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Step:
    """One stop of the way: its words, its count in words, its state."""

    words: str
    count: str
    state: StepState


class PathwayStepper(QWidget):
    """Discs joined by a line; vertical when there is no room. One name for all, arrows stop at each (section 8)."""

    step_chosen = Signal(int)

    def __init__(self, steps: Sequence[Step] = ()) -> None:
        super().__init__()
        self._steps: tuple[Step, ...] = ()
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_steps(steps)

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show another way."""
        self._steps = tuple(steps)
        now = [at for at, step in enumerate(self._steps) if step.state is StepState.NOW]
        self._move_to(now[0] if now else 0)
        self.setVisible(bool(self._steps))
        self.updateGeometry()

    def _move_to(self, at: int) -> None:
        if not self._steps:
            return
        self._at = max(0, min(len(self._steps) - 1, at))
        step = self._steps[self._at]
        self.setAccessibleName(
            _("Pathway, step {number} of {all}, {step}, {count}").format(
                number=self._at + 1, all=len(self._steps), step=step.words, count=step.count
            )
        )
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        if event.key() in moves:
            self._move_to(self._at + moves[Qt.Key(event.key())])
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.step_chosen.emit(self._at)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        count = max(1, len(self._steps))
        along, length = (
            (event.position().y(), self.height()) if self._is_upright() else (event.position().x(), self.width())
        )
        self._move_to(int(along * count / max(1, length)))
        self.step_chosen.emit(self._at)

    def _column_needed(self) -> int:
        metrics = QFontMetrics(theme.current().font("small", True))
        widest = (
            metrics.horizontalAdvance(word) for step in self._steps for word in (step.words + " " + step.count).split()
        )
        return max(max(widest, default=0) + 12, theme.current().px(72))

    def _is_upright(self, width: int | None = None) -> bool:
        return (width if width is not None else self.width()) < self._column_needed() * len(self._steps)

    def _label_height(self, width: float) -> int:
        metrics = QFontMetrics(theme.current().font("small", True))
        room = QRectF(0, 0, max(1.0, width - 8), 10_000).toRect()
        tallest = 0
        for step in self._steps:
            heights = [metrics.boundingRect(room, CENTRE, text).height() for text in (step.words, step.count)]
            tallest = max(tallest, sum(heights))
        return tallest

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        px = theme.current().px
        if self._is_upright(width):
            return px(38) * len(self._steps)
        return px(DISC + TOP) + self._label_height(width / max(1, len(self._steps))) + px(6)

    def sizeHint(self) -> QSize:
        return QSize(600, self.heightForWidth(max(600, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(160), self.heightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centres = self._centres()
        for at, (one, other) in enumerate(pairwise(centres)):
            self._paint_link(painter, one, other, self._steps[at].state is StepState.DONE)
        for at, centre in enumerate(centres):
            self._paint_step(painter, self._steps[at], centre, is_stop=self.hasFocus() and at == self._at)
        painter.end()

    def _centres(self) -> list[QPointF]:
        px, count = theme.current().px, max(1, len(self._steps))
        if self._is_upright():
            return [QPointF(px(18), (at + 0.5) * self.height() / count) for at in range(len(self._steps))]
        return [QPointF((at + 0.5) * self.width() / count, px(TOP)) for at in range(len(self._steps))]

    def _paint_link(self, painter: QPainter, one: QPointF, other: QPointF, is_done: bool) -> None:
        t = theme.current().tokens
        gap = theme.current().px(DISC // 2 + 3)
        away = QPointF(0, gap) if self._is_upright() else QPointF(gap, 0)
        painter.setPen(QPen(QColor(t.primary if is_done else t.control), 3 if is_done else 1.5))
        painter.drawLine(one + away, other - away)

    def _paint_step(self, painter: QPainter, step: Step, centre: QPointF, is_stop: bool) -> None:
        now = theme.current()
        t = now.tokens
        paint_disc(painter, centre, step.state, now.px(DISC))
        is_now = step.state is StepState.NOW
        height = QFontMetrics(now.font("small", True)).height()
        painter.setPen(QColor(t.ink))
        painter.setFont(_underlined(now.font("small", is_now), is_stop))
        if self._is_upright():
            left = now.px(42)
            painter.drawText(QRectF(left, centre.y() - height, self.width() - left, height), LEFT, step.words)
            painter.setFont(now.font("small"))
            painter.setPen(QColor(t.ink_2))
            painter.drawText(QRectF(left, centre.y(), self.width() - left, height), LEFT, step.count)
            return
        width = self.width() / len(self._steps) - 8
        box = QRectF(centre.x() - width / 2, now.px(DISC + TOP - 6), width, self.height())
        used = painter.boundingRect(box, CENTRE, step.words)
        painter.drawText(box, CENTRE, step.words)
        painter.setFont(now.font("small"))
        painter.setPen(QColor(t.ink_2))
        painter.drawText(box.translated(0, used.height() + 1), CENTRE, step.count)


def _underlined(font: QFont, is_stop: bool) -> QFont:
    font.setUnderline(is_stop)
    return font


def paint_disc(painter: QPainter, centre: QPointF, state: StepState, side: int) -> None:
    """Done: filled with a tick. Now: thick ring with a dot. Later: thin ring."""
    now = theme.current()
    t, radius = now.tokens, side / 2
    if state is StepState.DONE:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(t.primary))
        painter.drawEllipse(centre, radius, radius)
        size = round(side / now.scale * 0.62)
        now.paint_icon(painter, "check", t.on_primary, centre.x() - now.px(size) / 2, centre.y(), size)
        return
    is_now = state is StepState.NOW
    painter.setPen(QPen(QColor(t.primary if is_now else t.control), 4 if is_now else 2))
    painter.setBrush(QColor(t.surface))
    painter.drawEllipse(centre, radius - 2, radius - 2)
    if is_now:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(t.primary))
        painter.drawEllipse(centre, radius / 3, radius / 3)


class WorkSteps(Card):
    """The numbered steps of a piece of work above its page: "1 Draft, 2 Second reader"."""

    MARKS: ClassVar[dict[StepState, tuple[str, str]]] = {
        StepState.DONE: ("circle-check", "primary"),
        StepState.NOW: ("circle-dot", "primary"),
        StepState.LATER: ("circle", "ink_3"),
    }

    def __init__(self, steps: Sequence[Step], note: str = "") -> None:
        super().__init__(margin=10)
        self._flow = Flow(gap=14)
        self._note = words(note, "small", wraps=False)
        self.head = None
        self.body.addWidget(self._flow)
        self.show_steps(steps)

    def show_steps(self, steps: Sequence[Step], note: str | None = None) -> None:
        """Show the steps in order, and the words at the end; earlier ones go."""
        for old in self._flow.findChildren(_WorkStep):
            self._flow.take(old)
        for number, step in enumerate(steps, start=1):
            self._flow.add(_WorkStep(number, step, *self.MARKS[step.state]))
        self._flow.take(self._note, is_kept=True)
        if note is not None:
            self._note.setText(note)
        self._flow.add(self._note)
        self._note.setVisible(bool(self._note.text()))


class _WorkStep(QWidget):
    """One numbered step."""

    def __init__(self, number: int, step: Step, icon: str, tone: str) -> None:
        super().__init__()
        row = horizontal(self, gap=8)
        row.addWidget(Icon(icon, tone))
        size = "strong" if step.state is StepState.NOW else "body"
        row.addWidget(words(f"{number} {step.words}", size, wraps=False))
