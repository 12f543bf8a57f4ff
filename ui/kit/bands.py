"""Bands and banners: risk, problems, protection, practice, and the short word after an act."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from app.core.language import _
from ui.kit import sharing, theme
from ui.kit.buttons import KeyButton
from ui.kit.layouts import horizontal, vertical
from ui.kit.problems import Problem
from ui.kit.theme import set_property
from ui.kit.tokens import SPACE_1, SPACE_2, SPACE_3, SPACE_4, Tone
from ui.kit.widgets import Icon, words

TOAST_MS = 6000
ICONS = {
    Tone.OK: "clock-check",
    Tone.WARN: "alert-triangle",
    Tone.STOP: "alert-circle",
    Tone.INFO: "bulb",
    Tone.MUTE: "info-circle",
}


def announce(widget: QWidget, text: str) -> None:
    """Say something through the screen reader (A17)."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


class Banner(QFrame):
    """A tint, a 6 px bar, an icon, a bold line and a plain one. Never blinks."""

    def __init__(self, heading: str, below: str = "", tone: Tone = Tone.INFO, icon: str = "") -> None:
        super().__init__()
        self.setObjectName("banner")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._row = horizontal(self, gap=SPACE_3)
        self._row.setContentsMargins(SPACE_4, SPACE_2, SPACE_3, SPACE_2)
        self._icon = Icon(icon or ICONS[tone], tone.value)
        self._heading = words(heading, "strong", tone.value)
        self._below = words(below, "body", tone.value)
        lines = vertical(gap=0)
        lines.addWidget(self._heading)
        lines.addWidget(self._below)
        self._row.addWidget(self._icon)
        self._row.addLayout(lines, 1)
        self.say(heading, below, tone, icon)

    def say(self, heading: str, below: str, tone: Tone, icon: str = "") -> None:
        """Change words and meaning together."""
        set_property(self, "tone", tone.value)
        self._icon.show_icon(icon or ICONS[tone], tone.value)
        for label, text in ((self._heading, heading), (self._below, below)):
            set_property(label, "tone", tone.value)
            label.setText(text)
        self._below.setVisible(bool(below))
        self.setAccessibleName(heading)

    def add(self, widget: QWidget) -> None:
        """Put a button at the right end."""
        self._row.addWidget(widget)


class RiskBanner(Banner):
    """Level and dates only; never a reason (UX-2). Low risk has none. The notes button is the same, empty or full."""

    notes_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("", "", Tone.WARN)
        self.notes = KeyButton(_("Staff-only notes"), icon="eye-off")
        self.notes.clicked.connect(self.notes_wanted)
        self.add(self.notes)
        self._is_due = True
        sharing.current().changed.connect(self._follow)

    def show_risk(self, level: str, words_of_level: str, dates: str) -> None:
        """Level is low, medium, high or unknown."""
        is_high = level == "high"
        more = _("Read staff-only notes before you meet him.") if is_high else ""
        self.say(words_of_level, " ".join(part for part in (dates, more) if part), Tone.STOP if is_high else Tone.WARN)
        self._is_due = level != "low"
        self._follow()

    def _follow(self) -> None:
        """Neither level nor notes while the screen is shared (UX-37)."""
        self.setVisible(self._is_due and not sharing.current().is_on)


class ErrorBar(Banner):
    """What happened and what is safe, above the content; typed text is never cleared."""

    retried = Signal()

    def __init__(self) -> None:
        super().__init__("", "", Tone.STOP)
        self.retry = KeyButton(_("Try again"), "F5")
        self.close_it = KeyButton(_("Close this message"), icon="x", look="plain")
        self.close_it.fold(True)
        self.retry.clicked.connect(self._retry)
        self.close_it.clicked.connect(self.hide)
        self.add(self.retry)
        self.add(self.close_it)
        self.hide()

    def show_problem(self, problem: Problem) -> None:
        """Show it and say it."""
        self.say(problem.heading, "\n".join(problem.sentences), problem.tone)
        self.retry.setVisible(problem.may_retry)
        self.show()
        announce(self, problem.words)

    def _retry(self) -> None:
        self.hide()
        self.retried.emit()


class ProtectBand(QFrame):
    """Solid colour, lock, words, countdown; on top of every page of a protected desk."""

    def __init__(self, heading: str, below: str) -> None:
        super().__init__()
        self.setObjectName("protect")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = horizontal(self, gap=SPACE_3)
        row.setContentsMargins(SPACE_4, SPACE_2, SPACE_4, SPACE_2)
        row.addWidget(Icon("shield-lock", "on_protect"))
        row.addWidget(words(heading, "strong", "protect", wraps=False))
        row.addWidget(words(below, "body", "protect"), 1)
        self._left = words("", "body", "protect", wraps=False)
        row.addWidget(self._left)

    def show_seconds(self, seconds: int) -> None:
        """How long until it locks by itself."""
        clock = f"{seconds // 60}:{seconds % 60:02d}"
        self._left.setText(_("Locks in {clock}").format(clock=clock))


class PracticeBand(QFrame):
    """Stands on every page of a practice profile and cannot be closed (UX-16)."""

    def __init__(self, more: str = "") -> None:
        super().__init__()
        self.setObjectName("practice")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = horizontal(self, gap=SPACE_3)
        row.setContentsMargins(SPACE_4, SPACE_1, SPACE_4, SPACE_1)
        row.addWidget(Icon("info-circle", "warn", 16))
        row.addWidget(words(_("Demonstration. Invented people."), "strong", "warn", wraps=False))
        row.addWidget(words(more, "small", "warn"), 1)


class Toast(QFrame):
    """A short word at the bottom: six seconds, waits under the pointer or focus, no names in it (UX-8, A17)."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self._take: Callable[[], None] | None = None
        self.setObjectName("toast")
        row = horizontal(self, gap=SPACE_4)
        row.setContentsMargins(SPACE_4, SPACE_2, SPACE_2, SPACE_2)
        self._text = words("", "body", wraps=False)
        self._undo = KeyButton(_("Undo"), "Ctrl+Z", small=True)
        self._undo.clicked.connect(self._take_back)
        row.addWidget(self._text)
        row.addWidget(self._undo)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TOAST_MS)
        self._timer.timeout.connect(self._end)
        self.hide()

    def say(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """Show and announce a sentence; `undo` puts Ctrl+Z beside it."""
        self._take = undo
        self._text.setText(text)
        self._undo.setVisible(undo is not None)
        self.place()
        self.show()
        self.raise_()
        self._timer.start()
        announce(self, text)

    def place(self) -> None:
        """Keep to the middle of the bottom of the page."""
        self.adjustSize()
        room: QRect = self._over.rect()
        gap = theme.current().px(24)
        self.move(max(0, (room.width() - self.width()) // 2), room.height() - self.height() - gap)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start()
        super().leaveEvent(event)

    def _take_back(self) -> None:
        self.hide()
        if self._take is not None:
            self._take()

    def _end(self) -> None:
        if self._undo.hasFocus():
            self._timer.start()
        else:
            self.hide()
