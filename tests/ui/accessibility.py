"""The accessibility checks A01 to A13 as functions: run `check_screen` over every screen of both desks."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QImage, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QScrollArea,
    QWidget,
)

from ui.kit import theme
from ui.kit.buttons import KeyButton, TickBox
from ui.kit.choice import SegmentedChoice
from ui.kit.ring import REACH
from ui.kit.tokens import TARGET, contrast
from ui.kit.widgets import Chip
from ui.shell.screen import Screen
from ui.shell.tour import name_of

PLAIN_KEYS_ALLOWED = {"F1", "F2", "F5", "F6", "F8", "Esc", "Shift+F6", "Shift+F8"}


def check_screen(window: QWidget, screen: Screen[object], *, is_read: bool = False) -> list[str]:
    """Every complaint about a shown screen, each beginning with its assertion's number; empty is good.

    `is_read`: Tab must also go as one reads the page.
    """
    QAccessible.setActive(True)
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    settle()
    checks: tuple[Callable[[QWidget], list[str]], ...] = (
        named,
        pixmaps_named,
        cells_named,
        partial(tab_goes_round, is_read=is_read),
        shortcuts_unique,
        access_keys_unique,
        single_keys,
        targets_large_enough,
        text_whole,
    )
    found = [complaint for check in checks for complaint in check(window)]
    return found + filled_button_visible(screen)


def settle() -> None:
    """Let layouts and paints catch up: each round may ask for another, and a quiet one costs nothing."""
    for _round in range(12):
        QApplication.processEvents()
    QTest.qWait(1)


def shown(root: QWidget, kind: type[QWidget] = QWidget) -> Iterator[QWidget]:
    """Visible widgets below a root."""
    return (one for one in root.findChildren(kind) if one.isVisible())


def label(widget: QWidget) -> str:
    """How a complaint names a widget."""
    return f"{type(widget).__name__} {name_of(widget)!r}"


def named(root: QWidget) -> list[str]:
    """A01: every visible focusable widget has a name."""
    return [
        f"A01 {type(one).__name__} in {type(one.parentWidget()).__name__} has no name"
        for one in shown(root)
        if one.focusPolicy() != Qt.FocusPolicy.NoFocus
        and one.focusProxy() is None
        and not name_of(one)
        and not is_inner(one)
    ]


def is_inner(widget: QWidget) -> bool:
    """Parts that Qt makes inside its own controls."""
    return widget.objectName().startswith("qt_") or isinstance(widget.parentWidget(), QAbstractItemView)


def pixmaps_named(root: QWidget) -> list[str]:
    """A02: a label with a picture has a name."""
    return [
        f"A02 a picture in {label(one.parentWidget())} has no name"
        for one in shown(root, QLabel)
        if not one.pixmap().isNull() and not one.accessibleName()
    ]


def cells_named(root: QWidget) -> list[str]:
    """A03: a cell says row subject, column and value; an empty one says so."""
    found = []
    for table in shown(root, QAbstractItemView):
        model = table.model()
        for column in range(model.columnCount() if model.rowCount() and table.accessibleName() else 0):
            index = model.index(0, column)
            if (
                index.data() is not None
                and model.columnCount() > 1
                and not index.data(Qt.ItemDataRole.AccessibleTextRole)
            ):
                found.append(f"A03 a cell of {label(table)} in column {column} says nothing")
    return found


def stops(root: QWidget) -> list[QWidget]:
    """Every control that Tab should visit."""
    return [
        one
        for one in shown(root)
        if one.isEnabled()
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.focusProxy() is None
        and not is_inner(one)
    ]


def tab_goes_round(root: QWidget, *, is_read: bool = False) -> list[str]:
    """A04 and A09: Tab visits each control once and returns; each lies whole inside its viewport when it has focus."""
    wanted = stops(root)
    if not wanted:
        return []
    wanted[0].setFocus(Qt.FocusReason.TabFocusReason)
    seen: list[QWidget] = []
    complaints = []
    for _ in range(len(wanted) * 2 + 4):
        now = QApplication.focusWidget()
        if now is None or now in seen:
            break
        seen.append(now)
        complaints += outside_its_viewport(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
        if QApplication.focusWidget() is now:
            return [*complaints, f"A04 Tab cannot leave {label(now)}"]
    settle()
    missed = [one for one in wanted if one not in seen and not is_exclusive(one)]
    complaints += goes_back_up(seen) if is_read else []
    return complaints + [f"A04 Tab never reaches {label(one)}" for one in missed]


def goes_back_up(seen: list[QWidget]) -> list[str]:
    """A04: Tab goes as one reads: down, or to the right; never up to what stands above and no further right."""
    found = []
    for one, following in pairwise(seen):
        before, after = place_of(one), place_of(following)
        if after.bottom() <= before.top() and after.left() <= before.left():
            found.append(f"A04 Tab goes back up from {label(one)} to {label(following)}")
    return found


def place_of(widget: QWidget) -> QRect:
    """Where a control lies on its page, wherever the page is scrolled to."""
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)) + scrolled(widget), widget.size())


def scrolled(widget: QWidget) -> QPoint:
    """How far the areas around a control are scrolled."""
    by, parent = QPoint(0, 0), widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            by += QPoint(parent.horizontalScrollBar().value(), parent.verticalScrollBar().value())
        parent = parent.parentWidget()
    return by


def is_exclusive(widget: QWidget) -> bool:
    """One of a group of which Tab visits the chosen one only."""
    return isinstance(widget, QAbstractButton) and widget.autoExclusive()


def outside_its_viewport(widget: QWidget) -> list[str]:
    """A09: the focused widget is not cut off by the area it scrolls in."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            place = QRect(widget.mapTo(parent.viewport(), QPoint(0, 0)), widget.size())
            room = parent.viewport().rect()
            fits = room.height() < place.height() or room.contains(place)
            return [] if fits else [f"A09 {label(widget)} is cut off when it has the keyboard"]
        parent = parent.parentWidget()
    return []


def shortcuts_unique(root: QWidget) -> list[str]:
    """A05: no chord means two things at once."""
    live = [
        one
        for one in root.findChildren(QShortcut)
        if one.isEnabled() and one.parent().isVisible() and one.parent().isEnabled()
    ]
    counts = Counter(one.key().toString() for one in live)
    return [f"A05 {key} is used {count} times" for key, count in counts.items() if count > 1]


def access_keys_unique(root: QWidget) -> list[str]:
    """A06: no letter is underlined twice."""
    texts = [
        one.text() for one in shown(root) if isinstance(one, QLabel | QAbstractButton) and isinstance(one.text(), str)
    ]
    letters = Counter(text[text.index("&") + 1].lower() for text in texts if "&" in text[:-1] and "&&" not in text)
    return [f"A06 Alt+{letter} is used {count} times" for letter, count in letters.items() if count > 1]


def single_keys(root: QWidget) -> list[str]:
    """A07: no shortcut of the window is a bare letter or digit."""
    keys = (one.key().toString() for one in root.findChildren(QShortcut))
    return [f"A07 {key} alone acts anywhere" for key in keys if "+" not in key and key not in PLAIN_KEYS_ALLOWED]


def targets_large_enough(root: QWidget) -> list[str]:
    """A12: everything that can be clicked is at least 24 by 24."""
    return [
        f"A12 {label(one)} is {one.width()} by {one.height()}"
        for one in shown(root, QAbstractButton)
        if (one.width() < TARGET or one.height() < TARGET) and not is_inner(one)
    ]


def text_whole(root: QWidget) -> list[str]:
    """A13: no words are cut off and nothing but a table scrolls sideways."""
    found = [f"A13 {label(one)} is cut off" for one in shown(root) if is_cut(one)]
    return found + [
        f"A13 {label(area)} is wider than its room: {area.widget().minimumSizeHint().width()}"
        for area in shown(root, QScrollArea)
        if area.widget() is not None and area.widget().minimumSizeHint().width() > area.viewport().width() + 1
    ]


def is_cut(one: QWidget) -> bool:
    """Too small for its words."""
    hint = one.sizeHint()
    if isinstance(one, KeyButton | Chip | SegmentedChoice):
        ignores_width = one.sizePolicy().horizontalPolicy() == one.sizePolicy().Policy.Ignored and not isinstance(
            one, KeyButton
        )
        return (hint.width() > one.width() + 1 and not ignores_width) or hint.height() > one.height() + 1
    if isinstance(one, TickBox):
        return one.heightForWidth(one.width()) > one.height() + 1
    if isinstance(one, QLabel) and one.text():
        if one.wordWrap():
            return one.heightForWidth(one.width()) > one.height() + 1 or longest_word(one) > one.width() + 1
        return hint.width() > one.width() + 1 or hint.height() > one.height() + 1
    return False


def longest_word(one: QLabel) -> int:
    """The width of a label's longest word."""
    return max((one.fontMetrics().horizontalAdvance(word) for word in one.text().replace("&", "").split()), default=0)


def filled_button_visible(screen: Screen[object]) -> list[str]:
    """A13: the filled button can be seen without scrolling."""
    button = screen.filled
    if button is None or not button.isVisibleTo(screen):
        return []
    place = QRect(button.mapTo(screen, QPoint(0, 0)), button.size())
    return [] if screen.rect().contains(place) else [f"A13 the filled button {label(button)} is outside the page"]


def ring_shows(window: QWidget, target: QWidget) -> list[str]:
    """A08: with focus, pixels around the control change to a colour that stands out at 3 : 1 or more."""
    other = next((one for one in stops(window) if one is not target), None)
    if other is None:
        return ["A08 there is nothing else to put the keyboard on"]
    other.setFocus(Qt.FocusReason.TabFocusReason)
    settle()
    before = window.grab().toImage()
    target.setFocus(Qt.FocusReason.TabFocusReason)
    settle()
    after = window.grab().toImage()
    at = target.mapTo(window, QPoint(0, 0)) - QPoint(REACH, REACH)
    x, y = max(0, at.x() + 1), at.y() + REACH + target.height() // 2
    old, new = pixel(before, x, y), pixel(after, x, y)
    if old == new:
        return [f"A08 {label(target)} looks the same with focus"]
    return [] if contrast(old, new) >= 3 else [f"A08 the ring of {label(target)} is {contrast(old, new):.2f} : 1"]


def pixel(image: QImage, x: int, y: int) -> str:
    """A pixel's colour in six digits."""
    return image.pixelColor(x, y).name()


def smallest_text() -> float:
    """Points of the smallest token at this text size."""
    return theme.current().font("small").pointSizeF()
