"""The ground of each tab of the participant page: it asks when it is opened, shows what came, and names its panes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.language import _
from app.core.shapes import CaseId
from app.programme.desk import ProgrammeDesk
from ui.kit.dates import clock, short_day
from ui.kit.layouts import horizontal, vertical
from ui.kit.widgets import Card, words

Found = Any  # what the acts of one tab answer


class Tab(Protocol):
    """What the page asks of a tab: `ask` runs in a job and only reads, `show_found` gets its answer in the window."""

    key: ClassVar[str]
    is_fresh: bool

    def ask(self, desk: ProgrammeDesk, case: CaseId, /) -> Found: ...
    def show_found(self, found: Found, /) -> None: ...
    def panes(self) -> list[QWidget]: ...
    def setVisible(self, on: bool, /) -> None: ...


class Part(QWidget):
    """The ground of a tab: a column, a key by which it is opened, and a way to other screens."""

    key: ClassVar[str] = ""
    wanted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.box = vertical(self)
        self.is_fresh = False

    def panes(self) -> list[QWidget]:
        """What F6 goes through inside this tab."""
        return [self]


class EntryCard(Card):
    """A card that is filled anew each time: lines of caption and value, or one line why it is empty."""

    def __init__(self, title: str) -> None:
        super().__init__(title, note=" ")
        self._keep = self.body.count()

    def clear(self) -> None:
        """Take away what it shows."""
        while self.body.count() > self._keep:
            item = self.body.takeAt(self._keep)
            if item is not None and (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()

    def say(self, text: str) -> None:
        """One plain line."""
        self.add(words(text, "small"))

    def pair(self, caption: str, value: str) -> None:
        """A caption and its value; an empty value is left out."""
        if not value:
            return
        holder = QWidget()
        row = horizontal(holder)
        row.addWidget(words(caption, "small"), 2)
        row.addWidget(words(value), 5)
        self.add(holder)

    def pairs(self, lines: Sequence[tuple[str, str]]) -> None:
        """Several of them."""
        for caption, value in lines:
            self.pair(caption, value)


def moment_words(at: datetime | None) -> str:
    """A moment as its day and time in the office's zone."""
    if at is None:
        return _("No date yet")
    local = at.astimezone()
    return _("{day}, {time}").format(day=short_day(local.date()), time=clock(local))
