"""What stands inside the window while somebody is signed in: rail, bands, and the stack of screens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.kit import theme
from ui.kit.bands import Banner, PracticeBand, ProtectBand
from ui.kit.buttons import KeyButton
from ui.kit.layouts import horizontal, vertical
from ui.kit.tokens import RAIL_FOLDS_UNDER, SPACE_4, SPACE_5, Tone
from ui.shell.rail import Rail
from ui.shell.screen import Context, Found, Screen, ScreenSpec
from ui.shell.share import SharingBand

D = TypeVar("D")


@dataclass(frozen=True)
class Bands:
    """What every page of a desk carries on top: protection in words, practice in words; empty for none."""

    protect: tuple[str, str] | None = None
    is_practice: bool = False
    practice_more: str = ""

    @property
    def can_share(self) -> bool:
        """A desk under protection is never shown to others: it locks instead (UX-37)."""
        return self.protect is None


@dataclass(frozen=True)
class Kept:
    """Typed and not saved when the desk locked: to be sealed by the program, and shown again after."""

    key: str
    subject: str | None
    values: dict[str, object]


@dataclass
class Way:
    """Where the person has been, for Alt+Left."""

    behind: list[tuple[str, str | None]] = field(default_factory=list)
    here: tuple[str, str | None] | None = None


class DeskPage(QWidget, Generic[D]):
    """Makes each screen when it is first wanted, and keeps it until the lock."""

    def __init__(self, desk_name: str, specs: Sequence[ScreenSpec[D]], ctx: Context[D], bands: Bands) -> None:
        super().__init__()
        self.setObjectName("page")
        role = ctx.person.role
        self.specs = {spec.key: spec.seen_by(role) for spec in specs if spec.is_for(role)}
        self.rail = Rail(desk_name, ctx.person, [spec for spec in self.specs.values() if spec.in_rail][:9])
        self._ctx = ctx
        self._made: dict[str, Screen[D]] = {}
        self.way = Way()
        self.stack = QStackedWidget()
        self.protect: ProtectBand | None = None
        row = horizontal(self, gap=0)
        row.addWidget(self.rail)
        side = vertical(gap=0)
        if bands.is_practice:
            side.addWidget(PracticeBand(bands.practice_more))
        if bands.can_share:
            side.addWidget(SharingBand())
        if bands.protect:
            self.protect = ProtectBand(*bands.protect)
            around = vertical(margin=0)
            around.setContentsMargins(SPACE_5, SPACE_4, SPACE_5, 0)
            around.addWidget(self.protect)
            side.addLayout(around)
        self._side = side
        self._warnings: dict[str, QWidget] = {}
        side.addWidget(self.stack, 1)
        row.addLayout(side, 1)
        theme.current().changed.connect(self.fit)

    @property
    def screen(self) -> Screen[D] | None:  # type: ignore[override]
        """The screen that is shown."""
        here = self.stack.currentWidget()
        return here if isinstance(here, Screen) else None

    def look_for(self, typed: str) -> list[tuple[ScreenSpec[D], Found]]:
        """What the screens of this person find for these words, each with the screen that shows it."""
        able = [(spec, spec.find) for spec in self.specs.values() if spec.find is not None]
        return [(spec, one) for spec, look in able for one in look(self._ctx.desk, typed)]

    @property
    def offered(self) -> tuple[ScreenSpec[D], ...]:
        """Screens that the palette offers besides the places of the rail."""
        return tuple(spec for spec in self.specs.values() if spec.in_palette)

    def warn(self, sentence: str, action: str, act: Callable[[], None], of: str = "kit") -> None:
        """One red line about one matter on top of every page, with what ends it; `calm` takes it away."""
        self.calm(of)
        around = QWidget()
        box = vertical(around, gap=0)
        box.setContentsMargins(SPACE_5, SPACE_4, SPACE_5, 0)
        banner = Banner(sentence, "", Tone.STOP)
        button = KeyButton(action)
        button.clicked.connect(lambda _on: act())
        banner.add(button)
        box.addWidget(banner)
        self._warnings[of] = around
        self._side.insertWidget(self._side.indexOf(self.stack), around)

    def calm(self, of: str = "kit") -> None:
        """The red line about this is no longer true."""
        if (warning := self._warnings.pop(of, None)) is not None:
            warning.hide()
            warning.deleteLater()

    def typed(self) -> tuple[Kept, ...]:
        """What stands on the screens and is not saved."""
        return tuple(Kept(self.key_of(one), one.subject, values) for one in self.made if (values := one.kept()))

    @property
    def made(self) -> tuple[Screen[D], ...]:
        """All screens opened since sign-in."""
        return tuple(self._made.values())

    def key_of(self, screen: Screen[D]) -> str:
        """The key a screen was opened by."""
        return next(key for key, made in self._made.items() if made is screen)

    def forget(self, screen: Screen[D]) -> None:
        """A screen that was left without saving is made anew when it is wanted again; the one shown stays."""
        if screen is not self.screen and screen in self.made:
            del self._made[self.key_of(screen)]
            self.stack.removeWidget(screen)
            screen.deleteLater()

    def show_screen(self, key: str, subject: str | None) -> Screen[D]:
        """Open a screen of this person's list. An unknown key is our bug, not theirs."""
        spec = self.specs[key]
        if key not in self._made:
            self._made[key] = spec.make(self._ctx)
            self.stack.addWidget(self._made[key])
        screen = self._made[key]
        self.stack.setCurrentWidget(screen)
        self.rail.show_here(spec.belongs_to or spec.key)
        screen.error_bar.hide()
        screen.show_content()
        if screen.subject != subject:  # what stands on top of a record, its risk first, is never out of sight
            screen.go_to_top()
        screen.open(subject)
        if (start := screen.first_focus()) is not None:
            start.setFocus()
        return screen

    def show_seconds(self, seconds: int) -> None:
        """The countdown on the protect band, where there is one."""
        if self.protect is not None:
            self.protect.show_seconds(seconds)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Fold the rail when there is little room at this text size (UX-29)."""
        self.rail.fold(self.width() / theme.current().scale < RAIL_FOLDS_UNDER)
