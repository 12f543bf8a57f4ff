"""Knows whether others can see this screen, and puts away what they must not read (UX-37, NEV-19)."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.language import _
from ui.kit.layouts import vertical
from ui.kit.widgets import words


class Sharing(QObject):
    """Screen-share safe, on or off: by hand, or held on for as long as there is a reason."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._by_hand = False
        self._reasons: set[str] = set()

    @property
    def is_on(self) -> bool:
        """Whether names are short and notes and risk text are away."""
        return self._by_hand or bool(self._reasons)

    @property
    def is_held(self) -> bool:
        """Whether it stays on whatever somebody presses."""
        return bool(self._reasons)

    def turn(self) -> None:
        """On or off by hand; what holds it on goes on holding it."""
        self._change(not self._by_hand if not self.is_held else self._by_hand, self._reasons)

    def hold(self, reason: str, is_held: bool) -> None:
        """It stays on while there is this reason: he is in the room, or a second display shows the same."""
        self._change(self._by_hand, self._reasons | {reason} if is_held else self._reasons - {reason})

    def _change(self, by_hand: bool, reasons: set[str]) -> None:
        before = self.is_on, self.is_held
        self._by_hand, self._reasons = by_hand, set(reasons)
        if before != (self.is_on, self.is_held):
            self.changed.emit()


class _Now:
    """The one state of this program; a window begins with a new one."""

    sharing: Sharing | None = None


def begin() -> Sharing:
    """A new window: nothing is shared yet."""
    _Now.sharing = Sharing()
    return _Now.sharing


def current() -> Sharing:
    """The state that counts now."""
    return _Now.sharing or begin()


def called(name: str) -> str:
    """A name as it may be shown now: whole, or first name and initial while the screen is shared."""
    return short_of(name) if current().is_on else name


def short_of(name: str) -> str:
    """First name and initial of a whole name; a name that is short already stays."""
    first, *rest = name.split()
    return f"{first} {rest[-1][0]}." if rest else name


class Veil(QWidget):
    """Holds what must not be read on a shared screen; while it is away one line says so, the same for everybody."""

    def __init__(self, inside: QWidget | None = None, *, is_private: bool = True) -> None:
        super().__init__()
        self._is_private = is_private
        self.inside = inside or QWidget()
        self.said = words(_("Hidden while the screen is shared."), "small")
        outer = vertical(self)
        outer.addWidget(self.said, 0, Qt.AlignmentFlag.AlignTop)
        outer.addWidget(self.inside, 1)
        self.box: QVBoxLayout | None = vertical(self.inside) if inside is None else None
        current().changed.connect(self.follow)
        self.follow()

    @property
    def is_drawn(self) -> bool:
        """Whether what is inside is away now."""
        return self._is_private and current().is_on

    def follow(self) -> None:
        """Show what is inside, or the line in its place."""
        self.inside.setVisible(not self.is_drawn)
        self.said.setVisible(self.is_drawn)
