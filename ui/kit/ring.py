"""Draws the focus ring outside whatever has the keyboard, with a gap, in every theme (UX-26, A08, A09)."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QApplication, QScrollArea, QWidget
from shiboken6 import isValid

from ui.kit import theme
from ui.kit.tokens import RADIUS, RING, RING_GAP

REACH = RING + RING_GAP
MOVES = {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.LayoutRequest}


class _Ring(QWidget):
    """The painted ring: no focus, no mouse, nothing for a screen reader."""

    def __init__(self, parent: QWidget, target: QWidget) -> None:
        super().__init__(parent)
        self._on_rail = _is_on_rail(target)
        self._target = target
        self.setObjectName("focus-ring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Nothing once a list that was empty has rows: it paints the ring at the row."""
        if not isValid(self._target) or _has_own_ring(self._target):
            return
        tokens = theme.current().tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.focus_rail if self._on_rail else tokens.focus), RING))
        half = RING / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), RADIUS + RING, RADIUS + RING)
        painter.end()


class FocusRing(QObject):
    """Follows the keyboard focus through a window and its dialogs. Drawn inside, it would be cut off."""

    def __init__(self, app: QApplication, home: QWidget) -> None:
        super().__init__(home)
        self._home = home
        self._ring: _Ring | None = None
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        app.focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        self._let_go()
        if now is None or now.isWindow() or not _lives_in(now, self._home):
            return
        if _has_own_ring(now):
            _bring_into_view(now)
            return
        self._target = now.focusProxy() or now
        _bring_into_view(self._target)
        self._watch()

    def _let_go(self) -> None:
        for widget in self._watched:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._watched = []
        if self._ring is not None and isValid(self._ring):
            self._ring.hide()
            self._ring.deleteLater()
        self._ring = self._target = None

    def _watch(self) -> None:
        target = self._target
        if target is None:
            return
        host = target.parentWidget()
        self._watched = [target]
        while host is not None and not _is_end(host) and not host.rect().contains(_around(target, host)):
            self._watched.append(host)
            host = host.parentWidget()
        if host is None:
            return
        self._watched.append(host)
        for widget in self._watched:
            widget.installEventFilter(self)
        self._ring = _Ring(host, target)
        self._place()

    def _place(self) -> None:
        if self._ring is None or self._target is None or not (isValid(self._ring) and isValid(self._target)):
            return
        host = self._ring.parentWidget()
        if host is None:
            return
        self._ring.setGeometry(_around(self._target, host))
        self._ring.setVisible(self._target.isVisibleTo(host))
        self._ring.raise_()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in MOVES:
            self._place()
        return False


def _around(target: QWidget, host: QWidget) -> QRect:
    return QRect(target.mapTo(host, QPoint(0, 0)), target.size()).adjusted(-REACH, -REACH, REACH, REACH)


def _is_end(host: QWidget) -> bool:
    return host.isWindow() or isinstance(host.parentWidget(), QAbstractScrollArea)


def _is_on_rail(widget: QWidget | None) -> bool:
    while widget is not None:
        if widget.objectName() == "rail":
            return True
        widget = widget.parentWidget()
    return False


def _lives_in(widget: QWidget | None, home: QWidget) -> bool:
    while widget is not None and widget is not home:
        widget = widget.parentWidget()
    return widget is home


def _has_own_ring(widget: QWidget) -> bool:
    """Lists, tables and grids paint the ring at the row or cell that has the keyboard; an empty list has none."""
    is_empty = isinstance(widget, QAbstractItemView) and not widget.currentIndex().isValid()
    return bool(widget.property("own_ring")) and not is_empty


def _bring_into_view(widget: QWidget) -> None:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            _show_whole(parent, widget)
        parent = parent.parentWidget()


def _show_whole(area: QScrollArea, widget: QWidget) -> None:
    """Scroll until the whole control is seen; Qt's own way looks at a text's cursor only."""
    content = area.widget()
    if content is None or not content.isAncestorOf(widget):
        return
    place = QRect(widget.mapTo(content, QPoint(0, 0)), widget.size())
    if _has_own_ring(widget) and place.height() > area.viewport().height():
        return
    for corner in (place.bottomRight(), place.topLeft()):
        area.ensureVisible(corner.x(), corner.y(), REACH + 3, REACH + 3)
