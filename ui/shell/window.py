"""The one window of a program: sign-in, the desk, the neutral page; its title is always the product's name (UX-8)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import ModuleType
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from app.core.changes import Changed, Changes
from app.core.clock import Clock
from app.core.language import _
from ui.kit import sharing
from ui.kit.bands import Toast
from ui.kit.dates import live_in
from ui.kit.jobs import Jobs
from ui.kit.ring import FocusRing
from ui.shell import share
from ui.shell.desk_page import Bands, DeskPage, Kept
from ui.shell.lock import Idle, LockedPage, Watch
from ui.shell.screen import Context, Person, Screen, ScreenSpec

__all__ = ["Kept", "Program", "ShellWindow"]
D = TypeVar("D")
TITLE = "Handrail"
STEP = 0.25


@dataclass(frozen=True)
class Program:
    """What one program tells its window: the desk's name, its bands, its idle rule, and what a lock does.

    `locked` gets the unsaved work and drops keys; `unlock` shows the sign-in page again.
    """

    desk_name: str
    clock: Clock
    jobs: Jobs
    locked: Callable[[tuple[Kept, ...]], None]
    unlock: Callable[[], None]
    bands: Bands = field(default_factory=Bands)
    idle: Idle = field(default_factory=Idle)
    manual: str = ""


class ShellWindow(QMainWindow):
    """Shows one page at a time and is the only thing that knows which."""

    _told = Signal(object)
    locked = Signal()

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._program = program
        live_in(program.clock.zone)
        self.setWindowTitle(TITLE)
        self.resize(1366, 768)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            self._ring = FocusRing(app, self)
            self._watch = Watch(app, program.idle, self)
        self._watch.lock_wanted.connect(self.lock)
        self._watch.warned.connect(self._warn)
        self.hold_idle, self.lock_after = self._watch.hold, self._watch.lock_after
        self.show_help = lambda: pressed().read_help(self, self.desk_page, program.manual)
        self.show_keys = lambda: pressed().read_keys(self, self.desk_page)
        self.calm = lambda: self.desk_page.calm() if self.desk_page else None
        self.can_share, now = program.bands.can_share, sharing.begin()
        self.share = now.turn if self.can_share else self.lock
        self._mirrors = share.Mirrors(now, self) if self.can_share else None
        self._told.connect(self._on_changed)
        self._deaf: Callable[[], None] | None = None
        self._toast = Toast(self)
        self._keys()

    def _keys(self) -> None:
        keys: dict[str, Callable[[], None]] = {
            "Ctrl+K": self.open_palette,
            "F5": lambda: self.screen.refresh() if self.screen else None,
            "Alt+Left": self.back,
            "F6": lambda: pressed().next_pane(self.desk_page, 1),
            "Shift+F6": lambda: pressed().next_pane(self.desk_page, -1),
            "Ctrl++": lambda: pressed().resize_text(STEP),
            "Ctrl+=": lambda: pressed().resize_text(STEP),
            "Ctrl+-": lambda: pressed().resize_text(-STEP),
            "Ctrl+0": lambda: pressed().resize_text(0.0),
            share.KEY: self.share,
            "F1": self.show_help,
            "Ctrl+/": self.show_keys,
        }
        for key, act in keys.items():
            QShortcut(QKeySequence(key), self, act)

    @property
    def desk_page(self) -> DeskPage[object] | None:
        """The signed-in page, or None."""
        page = self.centralWidget()
        return page if isinstance(page, DeskPage) else None

    @property
    def screen(self) -> Screen[object] | None:  # type: ignore[override]
        """The screen that is shown, or None when nobody is signed in."""
        return self.desk_page.screen if self.desk_page else None

    def show_page(self, page: QWidget) -> None:
        """Replace everything by one page: sign-in, first run, or the neutral page."""
        self._watch.stop()
        self._replace(page)

    def enter(
        self, specs: Sequence[ScreenSpec[D]], desk: D, person: Person, changes: Changes, start: str = "",
        about: str | None = None,
    ) -> None:  # fmt: skip
        """Somebody signed in: make the desk and open its first place, or the one asked for."""
        ctx = Context(desk=desk, jobs=self._program.jobs, clock=self._program.clock, shell=self, person=person)
        self._replace(DeskPage(self._program.desk_name, specs, ctx, self._program.bands))
        page = self.desk_page
        if page is None:
            return
        page.rail.place_chosen.connect(self.go)
        page.rail.lock_wanted.connect(self.lock)
        self._deaf = changes.subscribe(self._told.emit)
        self._watch.seconds_left.connect(page.show_seconds)
        self._watch.start()
        self.go(start or next(iter(page.specs)), about)

    def _replace(self, page: QWidget) -> None:
        if self._deaf is not None:
            self._deaf()
            self._deaf = None
        old = self.takeCentralWidget()
        if old is not None:
            old.hide()
            old.deleteLater()
        self.setCentralWidget(page)
        self._toast.hide()
        self._toast.raise_()
        page.setFocus()
        if isinstance(page, LockedPage):
            page.unlock.setFocus()

    def go(self, key: str, subject: str | None = None) -> None:
        """Open a screen by its key; asks first when something typed would be left behind."""
        self._leave(partial(self._go, key, subject))

    def _go(self, key: str, subject: str | None, is_back: bool = False) -> None:
        page = self.desk_page
        if page is None:
            return
        if is_back:
            page.way.behind.pop()
        elif page.way.here is not None and page.way.here != (key, subject):
            page.way.behind.append(page.way.here)
        page.way.here = (key, subject)
        page.show_screen(key, subject)

    def back(self) -> None:
        """The screen before this one."""
        page = self.desk_page
        if page is not None and page.way.behind:
            self._leave(partial(self._go, *page.way.behind[-1], is_back=True))

    def _leave(self, then: Callable[[], None]) -> None:
        if self.screen is None or not self.screen.is_edited():
            then()
            return
        from ui.kit.dialogs import interrupt  # loaded after the paint (P1)

        def go(left: Screen[object] = self.screen) -> None:
            then()
            if self.desk_page is not None:
                self.desk_page.forget(left)  # no lock seals what was typed; it does not come back at the next sign-in

        interrupt(
            self,
            _("Leave without saving?"),
            (_("What you typed here is not saved yet."),),
            _("Leave without saving"),
            _("Stay here"),
            go,
        )

    def toast(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """A short word at the bottom; `undo` puts Ctrl+Z beside it."""
        self._toast.say(text, undo)

    def unlock_again(self) -> None:
        """The key is gone: keep what was typed, lock, and ask for the password."""
        self.lock()

    def lock(self) -> None:
        """Replace the page, close every dialog, hand over what was typed (SF1)."""
        page = self.desk_page
        if page is None:
            return
        kept = page.typed()
        for other in QApplication.topLevelWidgets():
            if other is not self and other.isVisible():
                other.close()
        clipboard = QApplication.clipboard()
        if clipboard.ownsClipboard():
            clipboard.clear()
        self.show_page(LockedPage(self._program.clock, self._program.unlock))
        self.activateWindow()
        self._program.locked(kept)
        self.locked.emit()

    def restore(self, kept: Sequence[Kept]) -> None:
        """Show again, after the unlock, what was typed before the lock."""
        page = self.desk_page
        for one in kept if page is not None else ():
            if page is not None and one.key in page.specs:
                self._go(one.key, one.subject)
                if self.screen is not None:
                    self.screen.restore(one.values)

    def _warn(self) -> None:
        self.toast(_("Locks in {seconds} seconds. Press any key to stay.").format(seconds=self._program.idle.warn))

    def open_palette(self) -> None:
        """Ctrl+K: verbs first, then places (UX-25)."""
        page = self.desk_page
        if page is None:
            return
        from ui.shell.palette import Palette  # loaded after the paint (P1)

        found = pressed().finder(page, self._program.jobs, self.go)
        Palette(self, pressed().commands(page, self.go, self.lock, self._program.manual), found).open()

    def _on_changed(self, changed: frozenset[Changed]) -> None:
        if self.screen is not None:
            self.screen.on_changed(changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._toast.isVisible():
            self._toast.place()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.lock()
        event.accept()


def pressed() -> ModuleType:
    """What the keys of a desk do: with the palette and the manual it is loaded after the paint (P1)."""
    from ui.shell import keys

    return keys
