"""Puts figures of the registers into a writer's text, so that no number is typed by hand (REP-4)."""

from PySide6.QtCore import Signal

from app.core.language import _
from app.programme.report_rows import ReportPage
from ui.kit.buttons import KeyButton
from ui.kit.editors import ChoiceBox
from ui.kit.layouts import Flow
from ui.kit.widgets import Card, words


class FiguresCard(Card):
    """Each figure with what it says now; in the text it stands as [attended] and is printed as it is on the day."""

    is_for_staff = True
    inserted = Signal(str)

    def __init__(self) -> None:
        super().__init__(_("Figures for your text"))
        self.which = ChoiceBox()
        self.which.setAccessibleName(_("Which figure"))
        self.insert = KeyButton(_("Insert"), "Ctrl+Shift+F", small=True)
        self.insert.clicked.connect(self._insert)
        self.add(words(_("It is printed as the registers have it on the day."), "small"))
        for part in (self.which, Flow(self.insert)):
            self.add(part)
        self._shown: tuple[str, ...] = ()

    def show_report(self, page: ReportPage) -> None:
        """Offer the figures of this report while it is written."""
        self.setVisible(bool(page.phrases) and page.may_edit and page.state == "draft")
        lines = tuple(_("{what}: {says}").format(what=one.label, says=one.says) for one in page.phrases)
        if lines == self._shown:
            return
        self._shown = lines
        self.which.clear()
        for line, one in zip(lines, page.phrases, strict=True):
            self.which.addItem(line, one.key)

    def _insert(self) -> None:
        if self.which.currentData() is not None:
            self.inserted.emit(f"[{self.which.currentData()}]")
