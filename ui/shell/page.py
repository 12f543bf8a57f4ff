"""What every page is drawn on: the title row with its way here and its buttons, the bar, the body, the empty state."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.core.language import _
from ui.kit import theme
from ui.kit.bands import ErrorBar, announce
from ui.kit.buttons import KeyButton
from ui.kit.layouts import Flow, FlowLayout, horizontal, tab_before, vertical
from ui.kit.problems import Problem
from ui.kit.ring import REACH
from ui.kit.sharing import Veil, current
from ui.kit.tokens import SPACE_1, SPACE_3, SPACE_5
from ui.kit.widgets import EmptyState, words

MOST_OF_A_ROW = 0.55


@dataclass(frozen=True)
class Crumb:
    """One step of the way here: words, and the place it leads to (none: just words)."""

    words: str
    key: str = ""
    subject: str | None = None


@dataclass(frozen=True)
class Verb:
    """Something the palette offers on this screen (A05)."""

    words: str
    run: Callable[[], None]
    key: str = ""
    icon: str = "arrow-right"


class MoreButton(KeyButton):
    """The menu at the end of every title row: the keys of this screen, and help always last (A22)."""

    keys_wanted = Signal()
    help_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(_("More"), icon="dots")
        self.fold(True)
        self.clicked.connect(self.open_menu)

    def menu_of(self) -> QMenu:
        """What it offers; the menu goes by itself when it closes."""
        menu = QMenu(self)
        menu.setAccessibleName(_("More"))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Keys of this screen") + "\tCtrl+/", self.keys_wanted.emit)
        menu.addAction(_("Help") + "\tF1", self.help_wanted.emit)
        return menu

    def open_menu(self, _on: bool = False) -> None:
        """Show it below the button."""
        menu = self.menu_of()
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
        menu.setActiveAction(menu.actions()[0])


class TitledPage(QWidget):
    """Breadcrumb, title, one line of facts, at most two plain buttons and one filled, and below them the body.

    A page `is_for_staff` is closed while the screen is shared (UX-37).
    """

    crumb_chosen = Signal(str, str)
    is_for_staff: ClassVar[bool] = False

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self.setObjectName("page")
        self.filled: KeyButton | None = None
        self._is_ordered = False
        self.verbs: list[Verb] = []
        self._outer = vertical(self, gap=SPACE_3 - REACH)  # the body keeps room for a focus ring at its edges
        self._outer.setContentsMargins(SPACE_5 - REACH, 16, SPACE_5 - REACH, 16 - REACH)
        top = vertical(gap=SPACE_3 - REACH)
        top.setContentsMargins(REACH, 0, REACH, 0)
        self._outer.addLayout(top)
        top.addLayout(self._built_head(title))
        self._below = horizontal()
        self._below.addStretch(1)
        top.addLayout(self._below)
        theme.current().changed.connect(self._place_buttons)
        self.error_bar = ErrorBar()
        top.addWidget(self.error_bar)
        self._loading = words(_("Loading"), "small")
        self._loading.hide()
        top.addWidget(self._loading)
        self._empty = EmptyState("")
        self._empty.hide()
        self._outer.addWidget(self._empty, 1)
        self._build_body()

    def _built_head(self, title: str) -> QHBoxLayout:
        self._crumbs = Flow(gap=SPACE_1)
        self._crumbs.hide()
        self._title = words(title, "h1")
        self._facts = words("", "small")
        self._facts.hide()
        lines = vertical(gap=0)
        for part in (self._crumbs, self._title, self._facts):
            lines.addWidget(part)
        self._buttons = Flow()
        self._buttons.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        head = horizontal(gap=SPACE_3)
        head.addLayout(lines, 1)
        head.addWidget(self._buttons, 0, Qt.AlignmentFlag.AlignVCenter)
        self.more_menu = MoreButton()
        self.at_the_end = horizontal(gap=SPACE_1)
        self.at_the_end.addWidget(self.more_menu, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addLayout(self.at_the_end)
        self._buttons.hide()
        self._head = head
        return head

    def _place_buttons(self) -> None:
        """Beside the title, or below it where they would squeeze it (UX-29)."""
        is_below = self._buttons.sizeHint().width() > MOST_OF_A_ROW * self.width()
        if is_below != (self._below.indexOf(self._buttons) >= 0):
            old, new, at = (self._head, self._below, 0) if is_below else (self._below, self._head, 1)
            old.removeWidget(self._buttons)
            new.insertWidget(at, self._buttons, 0, Qt.AlignmentFlag.AlignVCenter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_buttons()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._order()

    def _order(self) -> None:
        """Tab goes as one reads, whatever was made first: the way here, the title row, then the body (A04)."""
        if self._is_ordered or not self.isVisible():
            return
        self._is_ordered = True
        tab_before(self.more_menu, [one for one in self._head_stops() if one is not self.more_menu])

    def _head_stops(self) -> list[QWidget]:
        """What can have the keyboard above the body, from left to right."""
        rows: list[QWidget] = [self._crumbs, self._buttons]
        found = [one for row in rows for one in row.findChildren(QWidget)]
        ends = (self.at_the_end.itemAt(at) for at in range(self.at_the_end.count()))
        found += [part for item in ends if item is not None and (part := item.widget()) is not None]
        return [one for one in found if one.focusPolicy() & Qt.FocusPolicy.TabFocus]

    def _build_body(self) -> None:
        self._scroll = QScrollArea()
        self._scroll.setObjectName("scrolled")
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        content.setObjectName("body")
        self.body: QVBoxLayout = vertical(content, gap=SPACE_3, margin=REACH)
        self._scroll.setWidget(content)
        self.veil = Veil(self._scroll, is_private=self.is_for_staff)
        self.veil.said.setMargin(REACH)
        self._outer.addWidget(self.veil, 1)
        current().changed.connect(self._follow_sharing)
        self._follow_sharing()

    def _follow_sharing(self) -> None:
        """A closed page does nothing either."""
        self._buttons.setEnabled(not self.veil.is_drawn)

    def set_title(self, title: str, facts_line: str = "", crumbs: Sequence[Crumb] = ()) -> None:
        """Title, one line of facts, and the way here with the case number (never in the window's title, UX-8)."""
        self._title.setText(title)
        self._facts.setText(facts_line)
        self._facts.setVisible(bool(facts_line))
        layout = self._crumbs.layout()
        while isinstance(layout, FlowLayout) and layout.count():
            item = layout.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for at, crumb in enumerate(crumbs):
            if at:
                self._crumbs.add(words("›", "small", wraps=False))
            self._crumbs.add(self._crumb(crumb))
        self._crumbs.setVisible(bool(crumbs))
        self._is_ordered = self._is_ordered and not crumbs
        self._order()

    def _crumb(self, crumb: Crumb) -> QWidget:
        if not crumb.key:
            return words(crumb.words, "small", wraps=False)
        link = KeyButton(crumb.words, look="crumb")
        link.clicked.connect(lambda _on: self.crumb_chosen.emit(crumb.key, crumb.subject or ""))
        return link

    def primary(self, text: str, key: str = "Ctrl+Enter", icon: str = "") -> KeyButton:
        """The one filled button, with its key."""
        self.filled = KeyButton(text, key, icon, look="filled")
        return self.add_to_head(self.filled)

    def plain(self, text: str, key: str = "", icon: str = "") -> KeyButton:
        """One of at most two plain buttons; make them before the filled one."""
        return self.add_to_head(KeyButton(text, key, icon))

    def add_to_head(self, widget: KeyButton) -> KeyButton:
        """Put a button into the title row."""
        self._buttons.add(widget)
        self._buttons.show()
        self._place_buttons()
        self.verbs.append(Verb(widget.accessibleName(), widget.click, widget.key))
        return widget

    def add_chip(self, chip: QWidget) -> None:
        """Put a chip before the buttons of the title row."""
        self._buttons.add(chip)
        self._buttons.show()

    def lead_to(self, widget: QWidget) -> None:
        """The keyboard goes there, and it comes into sight once the page has found its place."""
        widget.setFocus()
        QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(widget))

    def go_to_top(self) -> None:
        """Show the page from its beginning: another record than the one that was read here."""
        self._scroll.verticalScrollBar().setValue(0)

    def show_content(self) -> None:
        """The page itself."""
        self._empty.hide()
        self.veil.show()

    def show_empty(self, why: str) -> None:
        """One line why nothing is here; the filled button fills it."""
        self._empty.say(why)
        self.veil.hide()
        self._empty.show()
        announce(self, why)

    def show_in_bar(self, problem: Problem) -> None:
        """Above the content, nothing cleared."""
        self.error_bar.show_problem(problem)
