"""The tabs of a page: arrows, Ctrl+PgUp and Ctrl+PgDn go along them, Alt with a number goes straight to one."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QTabBar, QToolButton, QWidget

from app.core.language import _


class Tabs(QTabBar):
    """The names of the parts of a page; the part itself is shown by whoever listens to `currentChanged`."""

    def __init__(self, parent: QWidget, name: str, titles: Sequence[str]) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        for at, title in enumerate(titles):
            self.addTab(title)
            self.setTabToolTip(at, f"Alt+{at + 1}")
            QShortcut(QKeySequence(f"Alt+{at + 1}"), self, partial(self.choose, at))
        QShortcut(QKeySequence("Ctrl+PgDown"), self, partial(self.step, 1))
        QShortcut(QKeySequence("Ctrl+PgUp"), self, partial(self.step, -1))
        for button, words in zip(self.findChildren(QToolButton), (_("Earlier tabs"), _("Later tabs")), strict=False):
            button.setAccessibleName(words)

    def choose(self, at: int) -> None:
        """Show one part, and put the keyboard at its name."""
        self.setCurrentIndex(at)
        self.setFocus()

    def step(self, by: int) -> None:
        """The next or the previous part, round and round."""
        self.choose((self.currentIndex() + by) % self.count())
