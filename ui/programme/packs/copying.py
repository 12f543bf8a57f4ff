"""Asks for the code of a programme that an office makes out of another."""

from PySide6.QtWidgets import QLineEdit, QWidget

from app.core.language import _
from ui.kit.dialogs import StopCard
from ui.kit.widgets import words


class CopyCard(StopCard):
    """Which code the office's own programme has; the rest is written on the next page."""

    def __init__(self, parent: QWidget, title: str) -> None:
        heading = _("Copy “{title}” as your own programme").format(title=title)
        lines = (_("The copy begins as a draft. Everything in it can be changed; the programme it comes from stays."),)
        super().__init__(parent, heading, lines, _("Write the copy"), _("Leave as it is"))
        self.code = QLineEdit()
        self.code.setAccessibleName(_("Code of the copy"))
        self.code.setMaxLength(20)
        caption = words(_("Code of the copy: 2 to 20 signs, a-z, 0-9 and _"))
        caption.setBuddy(self.code)
        self.middle.addWidget(caption)
        self.middle.addWidget(self.code)
        self.code.returnPressed.connect(self.accept)
        self.start = self.code

    def accept(self) -> None:
        """Only with a code."""
        if self.code.text().strip():
            super().accept()
        else:
            self.code.setFocus()
