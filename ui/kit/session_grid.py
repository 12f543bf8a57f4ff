"""A grid of sessions walked by arrows: one cell each with letter and tint; the chosen one is told (section 8)."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen

from app.core.language import _
from ui.kit import theme
from ui.kit.rows import AttendanceStrip, Mark
from ui.kit.tokens import RING


class SessionGrid(AttendanceStrip):
    """Left, Right, Up, Down, Home and End move; the cell is spoken as it is reached. One focus stop for all."""

    cell_chosen = Signal(int)

    def __init__(self, name: str) -> None:
        self._at = 0
        self._name = name
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("own_ring", True)

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Show other sessions; the keyboard stands at the last that bears a mark."""
        super().show_marks(marks)
        marked = [at for at, mark in enumerate(self._marks) if mark.letter]
        self.choose(marked[-1] if marked else 0)
        self.setVisible(bool(self._marks))

    def chosen(self) -> int:
        """The place of the cell that is chosen."""
        return self._at

    def choose(self, at: int) -> None:
        """Put the keyboard at a cell and tell it."""
        if not self._marks:
            self.setAccessibleName(self._name)
            return
        self._at = max(0, min(len(self._marks) - 1, at))
        mark = self._marks[self._at]
        said = _("{name}: {number}, {meaning}. {place} of {all}").format(
            name=self._name,
            number=mark.number,
            meaning=mark.meaning or _("not recorded"),
            place=self._at + 1,
            all=len(self._marks),
        )
        self.setAccessibleName(said)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))
        self.update()
        self.cell_chosen.emit(self._at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, last = self._a_row(self.width()), len(self._marks) - 1
        key = Qt.Key
        moves = {key.Key_Left: -1, key.Key_Right: 1, key.Key_Up: -row, key.Key_Down: row}
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif event.key() in moves:
            self.choose(self._at + moves[key(event.key())])
        elif event.key() in {key.Key_Home, key.Key_End}:
            self.choose(0 if event.key() == key.Key_Home else last)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        now, row = theme.current(), self._a_row(self.width())
        column, line = int(event.position().x()) // now.px(self.STEP), int(event.position().y()) // now.px(self.HIGH)
        at = line * row + column
        if column < row and at < len(self._marks):
            self.choose(at)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _paint_mark(self, painter: QPainter, mark: Mark, box: QRectF) -> None:
        super()._paint_mark(painter, mark, box)
        if self._marks[self._at] is not mark:
            return
        now = theme.current()
        ink = now.tokens.focus if self.hasFocus() else now.tokens.ink
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(ink), RING if self.hasFocus() else 2))
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 7, 7)
