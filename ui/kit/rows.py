"""Rows people act on or read: a task with its button, a fact with its icon, a strip of attendance."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.language import _
from ui.kit import theme
from ui.kit.buttons import KeyButton
from ui.kit.layouts import horizontal, vertical
from ui.kit.theme import set_property
from ui.kit.tokens import SPACE_2, SPACE_3, Tone
from ui.kit.widgets import Card, Chip, Icon, words


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do: verb first, why or when below, and the button that does it."""

    id: str
    title: str
    below: str
    icon: str
    action: str
    when: str = ""
    chip: str = ""
    tone: Tone = Tone.INFO
    is_due_now: bool = False


class TaskRow(Card):
    """One task as a card; the one due now is filled and shows its key (mock 01)."""

    acted = Signal(str)

    def __init__(self, task: Task) -> None:
        super().__init__(face="now" if task.is_due_now else "", margin=0)
        self.task = task
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = horizontal(gap=SPACE_3)
        row.setContentsMargins(SPACE_3 + 2, 5, SPACE_3 - 1, 5)
        row.addWidget(Icon(task.icon, "primary" if task.is_due_now else "ink_2"))
        lines = vertical(gap=0)
        lines.addWidget(words(task.title, "strong"))
        if task.below:
            lines.addWidget(words(task.below, "small"))
        row.addLayout(lines, 1)
        if task.when:
            row.addWidget(words(task.when, "small", wraps=False))
        if task.chip:
            row.addWidget(Chip(task.chip, task.tone))
        look = "filled" if task.is_due_now else "plain"
        self.button = KeyButton(task.action, "Enter" if task.is_due_now else "", look=look, small=not task.is_due_now)
        self.button.setAccessibleName(f"{task.action}: {task.title}")
        self.button.setAutoDefault(True)
        self.button.clicked.connect(lambda: self.acted.emit(task.id))
        row.addWidget(self.button)
        self.body.addLayout(row)


class FactRow(QWidget):
    """An icon, a small caption and a value, in either order: rules before a call, a line of a record."""

    def __init__(self, icon: str, first: str, second: str, tone: str = "primary", strong_first: bool = True) -> None:
        super().__init__()
        row = horizontal(self, gap=SPACE_3)
        row.addWidget(Icon(icon, tone), 0, Qt.AlignmentFlag.AlignTop)
        lines = vertical(gap=0)
        lines.addWidget(words(first, "strong" if strong_first else "small"))
        lines.addWidget(words(second, "small" if strong_first else "strong"))
        row.addLayout(lines, 1)


class ActionRow(QWidget):
    """Two lines and a button, inside a card: "Do next" (mock 03)."""

    acted = Signal()

    def __init__(self, title: str, below: str, action: str) -> None:
        super().__init__()
        row = horizontal(self, gap=SPACE_2)
        lines = vertical(gap=0)
        lines.addWidget(words(title, "strong"))
        lines.addWidget(words(below, "small"))
        row.addLayout(lines, 1)
        self.button = KeyButton(action, small=True)
        self.button.setAccessibleName(f"{action}: {title}")
        self.button.clicked.connect(self.acted)
        row.addWidget(self.button)


class ClearanceLine(Card):
    """The one text and the date: same place and colour for every case, no hover, no details (section 8, UX-6)."""

    def __init__(self) -> None:
        super().__init__(margin=SPACE_3)
        row = horizontal(gap=SPACE_3)
        row.addWidget(Icon("shield-check", "ink_2"))
        lines = vertical(gap=0)
        self._text = words(_("Awaiting safety clearance"), "strong")
        lines.addWidget(self._text)
        lines.addWidget(words(_("The same step and the same words for every case."), "small"))
        row.addLayout(lines, 1)
        self.body.addLayout(row)

    def show_words(self, text: str) -> None:
        """The one text as the rule words it for every case."""
        self._text.setText(text)

    def show_date(self, day: str) -> None:
        """The day it was given, in words; an empty text while it is awaited."""
        given = _("Safety clearance given, {day}").format(day=day)
        self._text.setText(given if day else _("Awaiting safety clearance"))


@dataclass(frozen=True, slots=True)
class Mark:
    """One session of the strip: its number, the letter in it, what the letter means."""

    number: str
    letter: str = ""
    meaning: str = ""
    tone: Tone = Tone.OK


class AttendanceStrip(QWidget):
    """A cell a session with letter and tint, dashed while nothing is recorded; wraps when narrow."""

    CELL, STEP, HIGH = 25, 28, 52

    def __init__(self, marks: Sequence[Mark] = ()) -> None:
        super().__init__()
        self._marks: tuple[Mark, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_marks(marks)

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Show another strip."""
        self._marks = tuple(marks)
        said = ", ".join(f"{mark.number} {mark.meaning or _('not recorded')}" for mark in self._marks)
        self.setAccessibleName(_("Attendance by session: {marks}").format(marks=said))
        self.updateGeometry()
        self.update()

    def _a_row(self, width: int) -> int:
        return max(1, width // theme.current().px(self.STEP))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = -(-len(self._marks) // self._a_row(width))
        return theme.current().px(self.HIGH) * max(1, rows)

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(300), self.heightForWidth(max(self.width(), 1)))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(self.STEP * 4), self.heightForWidth(max(self.width(), 1)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        a_row = self._a_row(self.width())
        for at, mark in enumerate(self._marks):
            left, top = (at % a_row) * now.px(self.STEP), (at // a_row) * now.px(self.HIGH)
            self._paint_mark(painter, mark, QRectF(left + 0.5, top + 0.5, now.px(self.CELL) - 1, now.px(28) - 1))
        painter.end()

    def _paint_mark(self, painter: QPainter, mark: Mark, box: QRectF) -> None:
        now = theme.current()
        paint_mark(painter, mark, box)
        painter.setFont(now.font("small"))
        painter.setPen(QColor(now.tokens.ink_2))
        height = QFontMetrics(now.font("small")).height()
        painter.drawText(
            QRectF(box.left() - 4, box.bottom() + 2, box.width() + 8, height), Qt.AlignmentFlag.AlignCenter, mark.number
        )


def paint_mark(painter: QPainter, mark: Mark, box: QRectF) -> None:
    """The letter of a mark on its tint; a dashed line while nothing is recorded."""
    now = theme.current()
    t = now.tokens
    pair = t.tone(mark.tone)
    pen = QPen(QColor(pair.ink if mark.letter else t.control), 1)
    pen.setStyle(Qt.PenStyle.SolidLine if mark.letter else Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(QColor(pair.ground if mark.letter else t.surface))
    painter.drawRoundedRect(box, 7, 7)
    painter.setFont(now.font("small", True))
    painter.setPen(QColor(pair.ink))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, mark.letter)


def mark_now(card: Card, is_now: bool) -> None:
    """Give a card the tint of what is due now."""
    set_property(card, "face", "now" if is_now else "")
