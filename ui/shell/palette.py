"""Ctrl+K: finds something to do or somewhere to go by typing a few letters (UX-25)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.core.language import _
from ui.kit import theme
from ui.kit.jobs import Jobs
from ui.kit.layouts import vertical
from ui.kit.tokens import SPACE_2, SPACE_4
from ui.kit.widgets import line, words

COMMAND = Qt.ItemDataRole.UserRole + 1
MOST = 9
PAUSE_MS = 90
MIDDLE = Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Command:
    """One entry: what it does in words, its icon, its key, and whether it is a verb or a place."""

    words: str
    icon: str
    key: str
    run: Callable[[], None]
    is_verb: bool = False


@dataclass(frozen=True)
class Finder:
    """Looks for records while somebody types: on a reading thread, and only among what is theirs."""

    jobs: Jobs
    find: Callable[[str], Sequence[Command]]


class Palette(QWidget):
    """Lies over the page, dims it, and takes the keyboard until Enter or Esc."""

    def __init__(self, window: QWidget, commands: Sequence[Command], finder: "Finder | None" = None) -> None:
        super().__init__(window)
        self._window = window
        self._commands = tuple(commands)
        self._finder, self._hits = finder, tuple[Command, ...]()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._find)
        self._before = window.focusWidget()
        self._card = QFrame(self)
        self._card.setObjectName("palette")
        box = vertical(self._card, gap=SPACE_2, margin=SPACE_4)
        self._search = QLineEdit()
        look = theme.current()
        self._search.addAction(look.icon("search", look.tokens.ink_2), QLineEdit.ActionPosition.LeadingPosition)
        self._search.setAccessibleName(_("Find or do anything"))
        self._list = QListView()
        self._list.setAccessibleName(_("What was found"))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setItemDelegate(_CommandPainter(self._list))
        self._list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._found = QStandardItemModel(self)
        self._list.setModel(self._found)
        for part in (self._search, self._list, line()):
            box.addWidget(part)
        box.addWidget(words(_("Case numbers and first names only. What you can find depends on your role."), "small"))
        self._search.textChanged.connect(self._typed)
        self._list.clicked.connect(lambda _index: self._run())
        self._search.installEventFilter(self)
        window.installEventFilter(self)

    def open(self) -> None:
        """Show it with everything in it."""
        self._filter("")
        self._place()
        self.show()
        self.raise_()
        self._search.setFocus()

    def close_it(self) -> None:
        """Go, and give the keyboard back."""
        self._window.removeEventFilter(self)
        self.hide()
        if self._before is not None:
            self._before.setFocus()
        self.deleteLater()

    def _place(self) -> None:
        px = theme.current().px
        self.setGeometry(self._window.rect())
        width = min(px(600), self.width() - 32)
        height = min(px(420), self.height() - 64)
        self._card.setGeometry((self.width() - width) // 2, min(px(104), (self.height() - height) // 2), width, height)

    def _typed(self, typed: str) -> None:
        self._hits = ()
        self._filter(typed)
        self._pause.start()

    def _find(self) -> None:
        """Ask for records that fit; an answer to older letters is dropped."""
        typed = self._search.text().strip()
        if self._finder is not None and typed:
            self._finder.jobs.read(
                self, partial(self._finder.find, typed), self._show_hits, lambda _error: None, key="palette"
            )

    def _show_hits(self, hits: Sequence[Command]) -> None:
        self._hits = tuple(hits)
        self._filter(self._search.text())

    def _filter(self, typed: str) -> None:
        wanted = typed.lower().split()
        hits = [command for command in self._commands if all(part in command.words.lower() for part in wanted)]
        self._found.clear()
        for heading, some in (
            (_("Do"), [c for c in hits if c.is_verb]),
            (_("Open"), self._hits),
            (_("Go to"), [c for c in hits if not c.is_verb]),
        ):
            if some:
                item = QStandardItem(heading)
                item.setFlags(Qt.ItemFlag.NoItemFlags)
                self._found.appendRow(item)
            for command in some[:MOST]:
                item = QStandardItem(command.words)
                item.setData(command, COMMAND)
                self._found.appendRow(item)
        if self._found.rowCount() > 1:
            self._list.setCurrentIndex(self._found.index(1, 0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self._place()
        if watched is self._search and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        keys: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Up: lambda: self._move(-1),
            Qt.Key.Key_Down: lambda: self._move(1),
            Qt.Key.Key_Return: self._run,
            Qt.Key.Key_Enter: self._run,
            Qt.Key.Key_Escape: self.close_it,
            Qt.Key.Key_Tab: lambda: self._move(1),
            Qt.Key.Key_Backtab: lambda: self._move(-1),
        }
        act = keys.get(event.key())
        if act is not None:
            act()
        return act is not None

    def _move(self, by: int) -> None:
        at = self._list.currentIndex().row() + by
        while 0 <= at < self._found.rowCount():
            if self._found.item(at).data(COMMAND) is not None:
                self._list.setCurrentIndex(self._found.index(at, 0))
                return
            at += by

    def _run(self) -> None:
        command = self._list.currentIndex().data(COMMAND)
        if isinstance(command, Command):
            self.close_it()
            command.run()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._card.geometry().contains(event.position().toPoint()):
            self.close_it()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        shade = QColor(theme.current().tokens.rail)
        shade.setAlphaF(0.55)
        painter.fillRect(self.rect(), shade)
        painter.end()


class _CommandPainter(QStyledItemDelegate):
    """Paints headings, and entries with icon, words and key."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        now = theme.current()
        height = QFontMetrics(now.font("body")).height()
        return QSize(100, height + now.px(18 if index.data(COMMAND) else 8))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        now = theme.current()
        t = now.tokens
        rect: QRect = option.rect
        state = option.state
        command = index.data(COMMAND)
        box = QRectF(rect).adjusted(now.px(8), 0, -now.px(12), 0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not isinstance(command, Command):
            painter.setFont(now.font("small", True))
            painter.setPen(QColor(t.ink_2))
            painter.drawText(box, MIDDLE, str(index.data()))
            return
        is_on = bool(state & QStyle.StateFlag.State_Selected)
        if is_on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.selection.ground))
            painter.drawRoundedRect(QRectF(rect), 6, 6)
        ink = t.selection.ink if is_on else t.ink
        now.paint_icon(painter, command.icon, ink, box.left() + now.px(4), box.center().y())
        painter.setPen(QColor(ink))
        painter.setFont(now.font("body", is_on))
        painter.drawText(box.adjusted(now.px(36), 0, 0, 0), MIDDLE, command.words)
        painter.setFont(now.font("small"))
        painter.drawText(box, MIDDLE | Qt.AlignmentFlag.AlignRight, command.key)
