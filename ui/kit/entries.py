"""Is a card that is filled anew each time: lines of caption and value, or one line why it is empty."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.kit.layouts import horizontal
from ui.kit.widgets import Card, words


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
        row.addWidget(words(caption, "small"), 2, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words(value), 5)
        self.add(holder)

    def pairs(self, lines: Iterable[tuple[str, str]]) -> None:
        """Several of them."""
        for caption, value in lines:
            self.pair(caption, value)
