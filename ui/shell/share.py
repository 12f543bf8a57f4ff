"""Is screen-share safe as one sees it: the button of every page, the line on top, a display that shows the same."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from app.core.language import _
from ui.kit.bands import Banner, announce
from ui.kit.buttons import KeyButton
from ui.kit.layouts import vertical
from ui.kit.sharing import Sharing, current
from ui.kit.tokens import SPACE_4, SPACE_5, Tone

KEY = "Ctrl+Shift+H"


class ShareButton(KeyButton):
    """On the top row of each page, the same everywhere (UX-37, mock 01)."""

    def __init__(self) -> None:
        super().__init__(_("Screen-share safe: off"), icon="eye")
        self.fold(True)
        self.clicked.connect(lambda _on: current().turn())
        current().changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Say which way it stands."""
        is_on = current().is_on
        self.say(state_words(), "eye-off" if is_on else "eye")
        self.setToolTip(f"{self.accessibleName()}  {KEY}")


class SharingBand(QWidget):
    """One line on top of every page while it is on; when something holds it on there is nothing to press."""

    def __init__(self) -> None:
        super().__init__()
        box = vertical(self, gap=0)
        box.setContentsMargins(SPACE_5, SPACE_4, SPACE_5, 0)
        self.banner = Banner("", "", Tone.INFO, "eye-off")
        self.end = KeyButton(_("Show everything again"), small=True)
        self.end.setToolTip(KEY)
        self.end.clicked.connect(lambda _on: current().turn())
        self.banner.add(self.end)
        box.addWidget(self.banner)
        current().changed.connect(self._change)
        self.follow()

    def follow(self) -> None:
        """Show it while it is on."""
        now = current()
        said = _("Screen-share safe: names are short, notes and risk are hidden.")
        held = _("It stays on while he is in the room or a second display shows the same.") if now.is_held else ""
        self.banner.say(said, held, Tone.INFO, "eye-off")
        self.end.setVisible(not now.is_held)
        self.setVisible(now.is_on)

    def _change(self) -> None:
        self.follow()
        announce(self, state_words())


def state_words() -> str:
    """Which way it stands."""
    return _("Screen-share safe: on") if current().is_on else _("Screen-share safe: off")


class Mirrors(QObject):
    """Watches the displays: one that shows the same as another turns it on by itself, where the system tells."""

    def __init__(self, sharing: Sharing, parent: QObject) -> None:
        super().__init__(parent)
        self._sharing = sharing
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenAdded.connect(self._meet)
            app.screenRemoved.connect(self.look)
        for screen in QGuiApplication.screens():
            screen.geometryChanged.connect(self.look)
        self.look()

    def _meet(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self.look)
        self.look()

    def look(self, *_ignored: object) -> None:
        """Compare where the displays lie."""
        self._sharing.hold("mirror", is_mirrored([screen.geometry() for screen in QGuiApplication.screens()]))


def is_mirrored(places: Sequence[QRect]) -> bool:
    """True when two displays show the same part of the desktop."""
    return any(one.intersects(other) for at, one in enumerate(places) for other in places[at + 1 :])
