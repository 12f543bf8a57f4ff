"""Lets pages reflow instead of shrinking: wrapping rows, and columns that stack when there is no room (UX-29)."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QLayoutItem, QSizePolicy, QVBoxLayout, QWidget

from ui.kit import theme
from ui.kit.tokens import SPACE_2, SPACE_3

WIDEST = 16_777_215  # Qt's own: no limit


class FlowLayout(QLayout):
    """Lays widgets from left to right and wraps, as words do."""

    def __init__(self, parent: QWidget | None = None, gap: int = SPACE_2) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}  # by width: Qt asks for the same many times while a page is laid
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)
        if parent is not None:
            parent.setLayout(self)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._lay(QRect(0, 0, width, 0), is_trial=True)
        return self._heights[width]

    def sizeHint(self) -> QSize:
        shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() for size in shown) + self._gap * max(0, len(shown) - 1)
        return QSize(width, max((size.height() for size in shown), default=0))

    def minimumSize(self) -> QSize:
        sizes = [item.minimumSize() for item in self._items if not item.isEmpty()]
        return QSize(max((s.width() for s in sizes), default=0), max((s.height() for s in sizes), default=0))

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._lay(rect, is_trial=False)

    def _lay(self, rect: QRect, is_trial: bool) -> int:
        x, y, line = rect.x(), rect.y(), 0
        row: list[tuple[QLayoutItem, QRect]] = []
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint().boundedTo(QSize(max(rect.width(), 1), 100_000))
            if x > rect.x() and x + size.width() > rect.right() + 1:
                self._settle(row, line, is_trial)
                x, y, line, row = rect.x(), y + line + self._gap, 0, []
            row.append((item, QRect(QPoint(x, y), size)))
            x += size.width() + self._gap
            line = max(line, size.height())
        self._settle(row, line, is_trial)
        return y + line - rect.y()

    @staticmethod
    def _settle(row: list[tuple[QLayoutItem, QRect]], line: int, is_trial: bool) -> None:
        for item, place in () if is_trial else row:
            item.setGeometry(place.translated(0, (line - place.height()) // 2))


class Flow(QWidget):
    """A wrapping row of widgets: chips, key legends, small buttons."""

    def __init__(self, *widgets: QWidget, gap: int = SPACE_2) -> None:
        super().__init__()
        self._layout = FlowLayout(self, gap)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for widget in widgets:
            self._layout.addWidget(widget)

    def add(self, widget: QWidget) -> None:
        """Put one more at the end."""
        self._layout.addWidget(widget)

    def take(self, widget: QWidget, is_kept: bool = False) -> None:
        """Take one out; it is gone unless it is kept to be put back."""
        self._layout.removeWidget(widget)
        if not is_kept:
            widget.hide()
            widget.deleteLater()


class Reflowing(QWidget):
    """Arranged by the room it has: at every new size, and when the look or the text size changes (UX-29)."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.reflow(event.size().width())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.reflow(self.width())

    def reflow(self, width: int) -> None:
        """Arrange what is inside for this width in pixels."""


class SideBySide(Reflowing):
    """Columns beside one another that stack under a width; `shares` says how the room is divided."""

    def __init__(
        self, *columns: QWidget, shares: Iterable[int] = (), stacks_under: int = 780, gap: int = SPACE_3
    ) -> None:
        super().__init__()
        self._stacks_under = stacks_under
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(gap)
        parts = list(shares) or [1] * len(columns)
        for column, share in zip(columns, parts, strict=True):
            column.setSizePolicy(
                QSizePolicy.Policy.Ignored if share else QSizePolicy.Policy.Preferred,
                column.sizePolicy().verticalPolicy(),
            )
            self._layout.addWidget(column, share)

    def is_stacked(self) -> bool:
        """True when there was no room side by side."""
        return self._layout.direction() == QBoxLayout.Direction.TopToBottom

    def reflow(self, width: int) -> None:
        turn(self._layout, width < theme.current().px(self._stacks_under))


def turn(row: QBoxLayout, is_narrow: bool) -> None:
    """From left to right, or below one another where it is narrow."""
    wanted = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
    if row.direction() != wanted:
        row.setDirection(wanted)


def turn_label(row: QBoxLayout, label: QWidget, is_narrow: bool, beside: int) -> None:
    """A label of a fixed width beside its part (`beside`, pixels at 100 %), or as wide as both on top of it."""
    turn(row, is_narrow)
    across = QSizePolicy.Policy
    policy = QSizePolicy(across.Ignored if is_narrow else across.Fixed, across.Preferred)
    policy.setHeightForWidth(True)  # a label of two lines is as high as both
    label.setSizePolicy(policy)
    width = theme.current().px(beside)
    label.setMinimumWidth(0 if is_narrow else width)
    label.setMaximumWidth(WIDEST if is_narrow else width)


class Column(QWidget):
    """Widgets below one another with the usual gap; the last gap stretches unless told otherwise."""

    def __init__(self, *widgets: QWidget, gap: int = SPACE_3, is_filled: bool = False) -> None:
        super().__init__()
        self.box = vertical(self, gap=gap)
        for widget in widgets:
            self.box.addWidget(widget)
        if not is_filled:
            self.box.addStretch(1)


def empty(lines: QLayout) -> None:
    """Take everything out of a layout before it is shown anew."""
    while (item := lines.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


def tab_after(anchor: QWidget, stops: Sequence[QWidget]) -> None:
    """Tab comes to these behind `anchor`, in their order: what is made late still stands where one reads it."""
    for one, following in pairwise([anchor, *stops]):
        QWidget.setTabOrder(one, following)


def tab_before(anchor: QWidget, stops: Sequence[QWidget]) -> None:
    """Tab comes to these, in their order, and then to `anchor`."""
    tab_after(anchor, stops)
    if stops:
        QWidget.setTabOrder(stops[-1], anchor)


def vertical(parent: QWidget | None = None, gap: int = SPACE_3, margin: int = 0) -> QVBoxLayout:
    """A column without margins, or with the same on every side."""
    box = QVBoxLayout(parent) if parent is not None else QVBoxLayout()
    box.setContentsMargins(margin, margin, margin, margin)
    box.setSpacing(gap)
    return box


def horizontal(parent: QWidget | None = None, gap: int = SPACE_2, margin: int = 0) -> QHBoxLayout:
    """A row without margins, or with the same on every side."""
    box = QHBoxLayout(parent) if parent is not None else QHBoxLayout()
    box.setContentsMargins(margin, margin, margin, margin)
    box.setSpacing(gap)
    return box
