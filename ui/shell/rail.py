"""The left rail: mark, desk, places with icon and word, the person, and the lock."""

from collections.abc import Sequence
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStyle, QStyleOption, QWidget

from app.core.language import _
from ui.kit import theme
from ui.kit.buttons import KeyButton
from ui.kit.layouts import horizontal, vertical
from ui.kit.tokens import RAIL, RAIL_FOLDED, SPACE_1, SPACE_3
from ui.kit.widgets import words
from ui.shell.screen import Person, ScreenSpec

D = TypeVar("D")
POSTS = ((7.0, 17.0, 21.0), (13.0, 14.0, 21.0), (19.0, 11.0, 21.0))


class Mark(QWidget):
    """The product's mark: a rail on three posts. Decorative; the word stands beside it."""

    SIDE = 34

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        side = theme.current().px(self.SIDE)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(now.tokens.rail_mark))
        painter.drawRoundedRect(QRectF(self.rect()), now.px(8), now.px(8))
        painter.scale(now.scale * self.SIDE / 28, now.scale * self.SIDE / 28)
        painter.setPen(QPen(QColor(now.tokens.rail_ink), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(5, 16), QPointF(23, 7))
        for x, top, bottom in POSTS:
            painter.drawLine(QPointF(x + 1, top - 1), QPointF(x + 1, bottom))
        painter.end()


class Rail(QWidget):
    """Places Ctrl+1 to Ctrl+9; icons only when there is little room."""

    place_chosen = Signal(str)
    lock_wanted = Signal()

    def __init__(self, desk_name: str, person: Person, places: Sequence[ScreenSpec[D]]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAccessibleName(_("Places"))
        self._places: dict[str, KeyButton] = {}
        box = vertical(self, gap=2)
        box.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_3)
        box.addLayout(self._head(desk_name))
        box.addSpacing(SPACE_3)
        for number, place in enumerate(places, start=1):
            box.addWidget(self._place(number, place))
        box.addStretch(1)
        self._name = words(person.name, "strong", "rail")
        self._role = words(person.role_words[:1].upper() + person.role_words[1:], "small", "rail-dim")
        box.addWidget(self._name)
        box.addWidget(self._role)
        box.addSpacing(SPACE_1)
        self._lock = KeyButton(_("Lock"), "Ctrl+L", "lock", look="rail")
        self._lock.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._lock.clicked.connect(self.lock_wanted)
        box.addWidget(self._lock)
        self.fold(False)

    def _head(self, desk_name: str) -> QHBoxLayout:
        head = horizontal(gap=10)
        head.setContentsMargins(SPACE_1, 0, 0, 0)
        head.addWidget(Mark())
        lines = vertical(gap=0)
        self._product = words("Handrail", "h2", "rail")
        self._desk = words(desk_name, "small", "rail-dim")
        lines.addWidget(self._product)
        lines.addWidget(self._desk)
        head.addLayout(lines, 1)
        return head

    def _place(self, number: int, place: ScreenSpec[D]) -> KeyButton:
        button = KeyButton(place.word, "", place.icon, look="place")
        button.setCheckable(True)
        button.setAutoExclusive(False)
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        button.setToolTip(f"Ctrl+{number}")
        button.clicked.connect(partial(self._choose, place.key))
        QShortcut(QKeySequence(f"Ctrl+{number}"), self, partial(self._choose, place.key))
        self._places[place.key] = button
        return button

    def _choose(self, key: str, *_ignored: object) -> None:
        self.place_chosen.emit(key)

    def show_here(self, key: str) -> None:
        """Mark the place the page belongs to."""
        for name, button in self._places.items():
            button.setChecked(name == key)
            button.updateGeometry()

    def fold(self, is_folded: bool) -> None:
        """56 px icons, or words beside them."""
        for button in (*self._places.values(), self._lock):
            button.fold(is_folded)
        for label in (self._name, self._role, self._product, self._desk):
            label.setVisible(not is_folded)
        self.setFixedWidth(theme.current().px(RAIL_FOLDED + 8 if is_folded else RAIL))

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOption()
        option.initFrom(self)
        painter = QPainter(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        painter.end()
