"""Shows two editions of a report beside one another, with the words that went and the words that came (F9)."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QGridLayout, QTextEdit, QWidget

from app.core.language import _
from app.programme.report_rows import ReportPage
from app.programme.reporting.versions import Span, VersionRow, changed
from ui.kit import theme
from ui.kit.dates import clock, day
from ui.kit.editors import ChoiceBox
from ui.kit.theme import set_property
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, words
from ui.programme.reports.parts import TOP, GrowingText


class ComparedVersions(Card):
    """An earlier edition at the left, the one on the screen at the right, part by part."""

    chosen = Signal()
    is_for_staff = True

    def __init__(self) -> None:
        super().__init__(_("Earlier versions"), margin=20)
        self.which = ChoiceBox()
        self.which.setAccessibleName(_("Which earlier version"))
        self.about = words("", "small")
        self._box = QWidget()
        self._grid = QGridLayout(self._box)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._page: ReportPage | None = None
        self._versions: dict[int, VersionRow] = {}
        for part in (self.about, self.which, self._box):
            self.add(part)
        self.body.addStretch(1)
        self.which.currentIndexChanged.connect(lambda _at: self._compare())

    def show_versions(self, page: ReportPage, versions: Sequence[VersionRow]) -> None:
        """Offer every edition but the newest, the latest of them first."""
        self._page, self._versions = page, {one.edition: one for one in versions if one.edition < page.edition}
        self.about.setText(
            _("At the left what it said then, at the right what it says now. What went and what came is marked.")
            if self._versions
            else _("There is no earlier version.")
        )
        self.which.setVisible(bool(self._versions))
        self.which.blockSignals(True)
        self.which.clear()
        for edition, one in self._versions.items():
            said = _("edition {number}").format(number=edition)
            self.which.addItem(facts(said, one.by, day(one.at.date()), clock(one.at)), edition)
        self.which.blockSignals(False)
        self._compare()

    def _compare(self) -> None:
        for old in self._box.findChildren(QWidget):
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        version = self._versions.get(self.which.currentData())
        if version is None or self._page is None:
            return
        row = 0
        for key, heading in self._page.headings:
            before, after = version.sections.get(key, ""), self._page.sections.get(key, "")
            if not before and not after:
                continue
            gone, come = changed(before, after)
            self._grid.addWidget(words(heading, "strong"), row, 0, 1, 2)
            then, now = _("{part}, then").format(part=heading), _("{part}, now").format(part=heading)
            self._grid.addWidget(_text(then, before, gone, Tone.WARN), row + 1, 0, TOP)
            self._grid.addWidget(_text(now, after, come, Tone.OK), row + 1, 1, TOP)
            row += 2


def _text(name: str, text: str, spans: Sequence[Span], tone: Tone) -> GrowingText:
    """One part as it is read, with places that differ marked; struck or underlined says it without colour."""
    made = GrowingText(name)
    made.setPlainText(text)
    made.setReadOnly(True)
    set_property(made, "look", "paper")
    pair = theme.current().tokens.warn if tone is Tone.WARN else theme.current().tokens.ok
    look = QTextCharFormat()
    look.setBackground(QColor(pair.ground))
    look.setForeground(QColor(pair.ink))
    look.setFontStrikeOut(tone is Tone.WARN)
    look.setFontUnderline(tone is not Tone.WARN)
    marks = []
    for first, last in spans:
        cursor = QTextCursor(made.document())
        cursor.setPosition(first)
        cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
        mark = QTextEdit.ExtraSelection()
        mark.cursor, mark.format = cursor, look
        marks.append(mark)
    made.setExtraSelections(marks)
    return made
