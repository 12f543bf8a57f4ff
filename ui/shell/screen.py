"""The ground every screen stands on: title row, loading, empty and error states, jobs, and leaving without loss."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Generic, Protocol, TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.core.changes import Changed
from app.core.clock import Clock
from app.core.language import _
from ui.kit.bands import ErrorBar, announce
from ui.kit.buttons import KeyButton
from ui.kit.jobs import Jobs
from ui.kit.layouts import Flow, FlowLayout, horizontal, vertical
from ui.kit.problems import Place, Problem, problem_of
from ui.kit.tokens import SPACE_1, SPACE_3, SPACE_5
from ui.kit.widgets import EmptyState, words

D = TypeVar("D")
R = TypeVar("R")
LOADING_MS = 300


class Shell(Protocol):
    """What a screen may ask of the window."""

    def go(self, key: str, subject: str | None = None) -> None: ...
    def back(self) -> None: ...
    def toast(self, text: str, undo: Callable[[], None] | None = None) -> None: ...
    def unlock_again(self) -> None: ...


@dataclass(frozen=True)
class Person:
    """Who sits here: name and role in words, and the role's key."""

    name: str
    role_words: str
    role: str


@dataclass(frozen=True)
class Context(Generic[D]):
    """Everything a screen is given: the desk's acts, jobs, the clock, the window, the person."""

    desk: D
    jobs: Jobs
    clock: Clock
    shell: Shell
    person: Person


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


class Screen(QWidget, Generic[D]):
    """One page. A subclass builds in `__init__` (last line `self._wire()`), loads in `open`, connects in `_wire`.

    `cares_for` names the kinds of records whose change makes it load again.
    """

    cares_for: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, ctx: Context[D], title: str = "") -> None:
        super().__init__()
        self.setObjectName("page")
        self.ctx = ctx
        self.desk = ctx.desk
        self.subject: str | None = None
        self.filled: KeyButton | None = None
        self.verbs: list[Verb] = []
        self._waiting = 0
        self._outer = vertical(self, gap=SPACE_3)
        self._outer.setContentsMargins(SPACE_5, 16, SPACE_5, 16)
        self._build_head(title)
        self.error_bar = ErrorBar()
        self.error_bar.retried.connect(self.refresh)
        self._outer.addWidget(self.error_bar)
        self._loading = words(_("Loading"), "small")
        self._loading.hide()
        self._outer.addWidget(self._loading)
        self._empty = EmptyState("")
        self._empty.hide()
        self._outer.addWidget(self._empty, 1)
        self._build_body()
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(LOADING_MS)
        self._slow.timeout.connect(self._loading.show)

    def _build_head(self, title: str) -> None:
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
        self._buttons.hide()
        self._outer.addLayout(head)

    def _build_body(self) -> None:
        self._scroll = QScrollArea()
        self._scroll.setObjectName("scrolled")
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        content.setObjectName("body")
        self.body: QVBoxLayout = vertical(content, gap=SPACE_3)
        self._scroll.setWidget(content)
        self._outer.addWidget(self._scroll, 1)

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

    def _crumb(self, crumb: Crumb) -> QWidget:
        if not crumb.key:
            return words(crumb.words, "small", wraps=False)
        link = KeyButton(crumb.words, look="crumb")
        link.clicked.connect(partial(self.go, crumb.key, crumb.subject))
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
        self.verbs.append(Verb(widget.accessibleName(), widget.click, widget.key))
        return widget

    def add_chip(self, chip: QWidget) -> None:
        """Put a chip before the buttons of the title row."""
        self._buttons.add(chip)
        self._buttons.show()

    def show_content(self) -> None:
        """The page itself."""
        self._empty.hide()
        self._scroll.show()

    def show_empty(self, why: str) -> None:
        """One line why nothing is here; the filled button fills it."""
        self._empty.say(why)
        self._scroll.hide()
        self._empty.show()
        announce(self, why)

    def show_problem(self, error: Exception) -> None:
        """The one way a failed job is shown: bar, plain page, unlock page, or beside fields by the screen."""
        problem = problem_of(error)
        if problem.place is Place.PAGE:
            self.show_empty(problem.heading)
        elif problem.place is Place.UNLOCK:
            self.ctx.shell.unlock_again()
        else:
            self.show_in_bar(problem)

    def show_in_bar(self, problem: Problem) -> None:
        """Above the content, nothing cleared."""
        self.error_bar.show_problem(problem)

    def open(self, subject: str | None = None) -> None:
        """Load what is to be shown. A subclass starts a job here."""
        self.subject = subject

    def refresh(self) -> None:
        """Load again (F5, or a record changed)."""
        self.open(self.subject)

    def on_changed(self, changed: frozenset[Changed]) -> None:
        """Load again when a record this screen cares for was saved, unless that would lose typing."""
        if any(fact.kind in self.cares_for for fact in changed) and not self.is_edited():
            self.refresh()

    def is_edited(self) -> bool:
        """True while something typed here is not saved."""
        return False

    def kept(self) -> dict[str, object]:
        """What was typed and must survive a lock, as plain values; empty when there is nothing."""
        return {}

    def restore(self, kept: dict[str, object]) -> None:
        """Show again what `kept` gave."""

    def panes(self) -> list[QWidget]:
        """What F6 moves between besides the rail; a screen with several parts says so."""
        return [self]

    def first_focus(self) -> QWidget | None:
        """Where the keyboard starts; the filled button when a screen says nothing else."""
        return self.filled

    def read(self, work: Callable[[], R], done: Callable[[R], None], key: str = "page") -> None:
        """Run a reading act and show its answer; a newer question makes an older answer unwanted."""
        self._begin()
        self.ctx.jobs.read(self, work, partial(self._finish, done), self._fail, key)

    def change(
        self, work: Callable[[], R], done: Callable[[R], None], failed: Callable[[Exception], None] | None = None
    ) -> None:
        """Run a changing act, in order. `failed` may put problems beside fields; the rest comes to `show_problem`."""
        self._begin()
        self.ctx.jobs.change(self, work, partial(self._finish, done), partial(self._fail, then=failed))

    def toast(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """A short word after an act; no names in it."""
        self.ctx.shell.toast(text, undo)

    def go(self, key: str, subject: str | None = None, *_ignored: object) -> None:
        """Open another screen by its key."""
        self.ctx.shell.go(key, subject)

    def _begin(self) -> None:
        self._waiting += 1
        self._slow.start()

    def _end(self) -> None:
        self._waiting -= 1
        if self._waiting <= 0:
            self._slow.stop()
            self._loading.hide()

    def _finish(self, done: Callable[[R], None], result: R) -> None:
        self._end()
        self.error_bar.hide()
        done(result)

    def _fail(self, error: Exception, then: Callable[[Exception], None] | None = None) -> None:
        self._end()
        (then or self.show_problem)(error)


@dataclass(frozen=True)
class ScreenSpec(Generic[D]):
    """A screen in the list of a program: key, word, icon, whether it has a place on the rail, for which roles."""

    key: str
    word: str
    icon: str
    make: Callable[[Context[D]], Screen[D]]
    in_rail: bool = True
    roles: frozenset[str] = frozenset()
    belongs_to: str = ""

    def is_for(self, role: str) -> bool:
        """No roles named: for everyone at this desk. Not for a role: not there at all (UX-13)."""
        return not self.roles or role in self.roles
