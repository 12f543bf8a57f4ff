"""The ground every screen stands on: title row, loading, empty and error states, jobs, and leaving without loss."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Generic, Protocol, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.core.changes import Changed
from app.core.clock import Clock
from app.core.errors import Damaged, InvalidInput
from app.core.language import _
from ui.kit.jobs import Jobs
from ui.kit.problems import Place, problem_of
from ui.shell.page import Crumb, TitledPage, Verb
from ui.shell.share import ShareButton

if TYPE_CHECKING:
    from ui.kit.form import Form

__all__ = ["Context", "Crumb", "FormScreen", "Found", "Person", "Screen", "ScreenSpec", "Shell", "Verb"]
D = TypeVar("D")
R = TypeVar("R")
LOADING_MS = 300
PAGE = "page"  # the reading that makes the page itself; any other key is a part of it


class Shell(Protocol):
    """What a screen may ask of the window; `can_share` where a desk has pages that others may see (UX-37)."""

    can_share: bool

    def go(self, key: str, subject: str | None = None) -> None: ...
    def back(self) -> None: ...
    def toast(self, text: str, undo: Callable[[], None] | None = None) -> None: ...
    def unlock_again(self) -> None: ...
    def open_palette(self) -> None: ...
    def hold_idle(self, seconds: int) -> None: ...
    def show_help(self) -> None: ...
    def show_keys(self) -> None: ...
    def calm(self) -> None: ...


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


class Screen(TitledPage, Generic[D]):
    """One page. A subclass builds in `__init__` (last line `self._wire()`), loads in `open`, connects in `_wire`.

    `cares_for` names the kinds of records whose change makes it load again.
    """

    cares_for: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, ctx: Context[D], title: str = "") -> None:
        super().__init__(title)
        self.ctx = ctx
        self.desk = ctx.desk
        self.subject: str | None = None
        self._reading: set[str] = set()
        self._changing = 0
        self._is_held = self._is_blank = False
        self._bare_title = title
        self.error_bar.retried.connect(self.refresh)
        self.crumb_chosen.connect(self.go)
        self.more_menu.keys_wanted.connect(ctx.shell.show_keys)
        self.more_menu.help_wanted.connect(ctx.shell.show_help)
        if ctx.shell.can_share:
            self.at_the_end.insertWidget(0, ShareButton())
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(LOADING_MS)
        self._slow.timeout.connect(self._loading.show)

    def show_problem(self, error: Exception) -> None:
        """The one way a failed job is shown: bar, plain page, unlock page, or beside fields by the screen."""
        problem = problem_of(error)
        if problem.place is Place.PAGE:
            self.show_empty(problem.heading)
        elif problem.place is Place.UNLOCK:
            self.ctx.shell.unlock_again()
        else:
            self.show_in_bar(problem)

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
        return bool(self.kept())

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

    def read(self, work: Callable[[], R], done: Callable[[R], None], key: str = PAGE) -> None:
        """Run a reading act and show its answer; a newer question makes an older answer unwanted.

        It waits by key, not by count: an unwanted answer never comes home.
        """
        self._reading.add(key)
        self._slow.start()
        read = partial(self._reading.discard, key)
        shown = partial(self._page_is_read, done) if key == PAGE else done
        failed = partial(self._fail, read, then=self._page_is_not_read if key == PAGE else None)
        self.ctx.jobs.read(self, work, partial(self._finish, read, shown), failed, key)

    def change(
        self, work: Callable[[], R], done: Callable[[R], None], failed: Callable[[Exception], None] | None = None
    ) -> None:
        """Run a changing act, in order. `failed` may put problems beside fields; the rest comes to `show_problem`."""
        self._changing += 1
        self._slow.start()
        self.ctx.jobs.change(
            self,
            work,
            partial(self._finish, self._change_ended, done),
            partial(self._fail, self._change_ended, then=failed),
        )

    def toast(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """A short word after an act; no names in it."""
        self.ctx.shell.toast(text, undo)

    def go(self, key: str, subject: str | None = None, *_ignored: object) -> None:
        """Open another screen by its key."""
        self.ctx.shell.go(key, subject or None)

    def _page_is_not_read(self, error: Exception) -> None:
        """A page that could not be read has nothing to act on: its filled button waits, unless something is typed."""
        if self.filled is not None and self.filled.isEnabled() and not self.is_edited():
            self.filled.setEnabled(False)
            self._is_held = True
        self.show_problem(error)
        if isinstance(error, Damaged) and not self.is_edited():  # what stood here is another's (section 12)
            self.set_title(self._bare_title)
            self.show_empty(_("Nothing is shown here: it does not open, or is not as it was left."))
            self._is_blank = True

    def _page_is_read(self, done: Callable[[R], None], result: R) -> None:
        """It was read: the button is as the screen itself wants it."""
        if self._is_held and self.filled is not None:
            self.filled.setEnabled(True)
        if self._is_blank:
            self.show_content()
        self._is_held = self._is_blank = False
        done(result)

    def _change_ended(self) -> None:
        self._changing -= 1

    def _end(self, ended: Callable[[], None]) -> None:
        ended()
        if not self._reading and not self._changing:
            self._slow.stop()
            self._loading.hide()

    def _finish(self, ended: Callable[[], None], done: Callable[[R], None], result: R) -> None:
        self._end(ended)
        self.error_bar.hide()
        done(result)

    def _fail(
        self, ended: Callable[[], None], error: Exception, then: Callable[[Exception], None] | None = None
    ) -> None:
        self._end(ended)
        (then or self.show_problem)(error)


class FormScreen(Screen[D]):
    """A page around one form: what is typed in it outlives a lock, and a refusal stands beside its field."""

    form: "Form"

    def is_edited(self) -> bool:
        """True while the form holds something that is not saved."""
        return self.form.is_edited()

    def kept(self) -> dict[str, object]:
        """What was typed into the form."""
        return self.form.values() if self.is_edited() else {}

    def restore(self, kept: dict[str, object]) -> None:
        """Show again what was typed into the form."""
        for name, value in kept.items():
            self.form.editor(name).fill(value)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            self.form.show_problems(error.problems)
        else:
            self.show_problem(error)


@dataclass(frozen=True)
class Found:
    """Something the palette found for a screen to open: its number and first name, and the record it is about."""

    words: str
    subject: str


@dataclass(frozen=True)
class ScreenSpec(Generic[D]):
    """A screen in the list of a program: key, word, icon, whether it has a place on the rail, for which roles.

    `rail_roles`: whose rail it stands on, when not everybody's who may open it.
    `find` lets the palette look for what this screen shows, while somebody types (UX-25).
    """

    key: str
    word: str
    icon: str
    make: Callable[[Context[D]], Screen[D]]
    in_rail: bool = True
    roles: frozenset[str] = frozenset()
    belongs_to: str = ""
    in_palette: bool = False
    rail_roles: frozenset[str] = frozenset()
    find: Callable[[D, str], Sequence[Found]] | None = None

    def is_for(self, role: str) -> bool:
        """No roles named: for everyone at this desk. Not for a role: not there at all (UX-13)."""
        return not self.roles or role in self.roles

    def seen_by(self, role: str) -> "ScreenSpec[D]":
        """As this role has it: a place on the rail, or by the palette for whom the rail has no room."""
        if not self.rail_roles or role in self.rail_roles:
            return self
        return replace(self, in_rail=False, in_palette=True)
