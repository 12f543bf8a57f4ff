"""Shows a report as it will read: locked facts, the writer's words with wording help, and the printed pages (F9)."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QResizeEvent,
    QTextCharFormat,
)
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QSizePolicy, QTextEdit, QWidget

from app.core.language import _, paper_languages
from app.programme.report_rows import Facts, FactSession, ReportPage, WordingRow
from reports.programme.documents import Kind, has
from reports.programme.headings import ending_words, title, verdict_words
from reports.programme.words import attendance_facts, limits, mark_words
from ui.kit import theme
from ui.kit.buttons import KeyButton
from ui.kit.dates import day, short_day
from ui.kit.layouts import Flow, vertical
from ui.kit.paged_model import Align, Column
from ui.kit.table import DataTable
from ui.kit.theme import set_property
from ui.kit.widgets import Card, Icon, facts, line, words

SHARED_MARGIN = 22
TOP = Qt.AlignmentFlag.AlignTop


class GrowingText(QPlainTextEdit):
    """As high as its words; wordings to mend are marked in the text."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        line = QFontMetrics(theme.current().font("body")).lineSpacing()
        lines = max(2, int(self.document().size().height()))
        return QSize(240, line * lines + theme.current().px(SHARED_MARGIN))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def mark(self, found: Sequence[str]) -> None:
        """Underline what should be said another way."""
        pair = theme.current().tokens.warn
        look = QTextCharFormat()
        look.setBackground(QColor(pair.ground))
        look.setForeground(QColor(pair.ink))
        look.setFontUnderline(True)
        marks = []
        for text in found:
            cursor = self.document().find(text)
            while not cursor.isNull():
                selection = QTextEdit.ExtraSelection()
                selection.cursor, selection.format = cursor, look
                marks.append(selection)
                cursor = self.document().find(text, cursor)
        self.setExtraSelections(marks)

    def go_to(self, text: str) -> None:
        """Put the keyboard at a wording."""
        cursor = self.document().find(text)
        if not cursor.isNull():
            self.setTextCursor(cursor)
        self.setFocus()


def session_columns() -> tuple[Column[FactSession], ...]:
    """The rows of the registers that the figures come from."""
    return (
        Column(_("Session"), lambda row: row.title, strong=True),
        Column(_("Date"), lambda row: short_day(row.on)),
        Column(_("Register says"), lambda row: mark_words(row.code)),
        Column(_("Minutes"), lambda row: _("not known") if row.minutes is None else str(row.minutes), Align.RIGHT),
        Column(_("Reason"), lambda row: row.reason, small=True),
    )


class ReportText(Card):
    """The sections in the order of the paper; facts and fixed text are locked, the rest is the writer's."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__(margin=20)
        self.editors: dict[str, GrowingText] = {}
        self._headings: tuple[tuple[str, str], ...] = ()
        self._before: dict[str, str] = {}
        self._last = ""
        self._box = QWidget()
        self._lines = vertical(self._box, gap=12)
        self.add(self._box)
        self.body.addStretch(1)
        self.rows: DataTable[FactSession] = DataTable(session_columns(), _("Source rows of the figures"))
        self.rows.hide()

    def show_report(self, page: ReportPage, may_edit: bool) -> None:
        """Show a report; text typed and not saved stays."""
        typed = self.sections() if self.is_edited() and self._headings == page.headings else {}
        self._build(page, may_edit)
        self._before, last = {key: page.sections.get(key, "") for key in self.editors}, self._last
        for key, editor in self.editors.items():
            text = typed.get(key, self._before[key])
            if editor.toPlainText() != text:
                editor.setPlainText(text)
            editor.setReadOnly(not may_edit)
            set_property(editor, "look", "" if may_edit else "paper")
            editor.mark([one.found for one in page.wordings if one.part == key])
        self._last = last

    def _build(self, page: ReportPage, may_edit: bool) -> None:
        shown = tuple(key for key, _words in page.headings if self._is_shown(page, key, may_edit))
        if page.headings == self._headings and tuple(self.editors) == shown:
            self._show_figures(page)
            return
        self._headings = page.headings
        self.rows.setParent(None)
        for old in self._box.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            self._lines.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.editors = {}
        self._add_figures(page)
        number = 1 + has(Kind(page.type), "attendance")
        for key, heading in page.headings:
            if key in shown:
                self._add_section(f"{number}. {heading}", key)
                number += 1
        fixed = _locked(f"{number}. " + _("What this report does not say"), _("fixed text"))
        for part in (fixed, words(" ".join(limits()))):
            self._lines.addWidget(part)

    @staticmethod
    def _is_shown(page: ReportPage, key: str, may_edit: bool) -> bool:
        """A block that he has not begun has no part to write; a part without words is nothing to read."""
        ahead = {block.key for block in page.facts.blocks if not block.attended}
        return bool(page.sections.get(key)) or (may_edit and key not in ahead)

    def _add_figures(self, page: ReportPage) -> None:
        self.about = words("", "small")
        self.figures = FiguresGrid()
        self.source = KeyButton(_("Show the source rows"), small=True)
        self.source.clicked.connect(self._toggle_rows)
        self.rows.hide()
        head = _locked("1. " + _("Attendance"), _("from the registers"))
        self.records = words("", "small-strong")
        known = (line(), head, self.figures) if has(Kind(page.type), "attendance") else ()
        source = (Flow(self.source), self.rows) if has(Kind(page.type), "sessions") else ()
        for part in (self.about, self.records, *known, *source):
            self._lines.addWidget(part)
        self._show_figures(page)

    def _show_figures(self, page: ReportPage) -> None:
        reader = _("for {reader}").format(reader=page.recipient) if page.recipient else _("reader not named yet")
        self.about.setText(
            facts(title(Kind(page.type)), page.facts.programme, reader, paper_languages()[page.language])
        )
        self.records.setText("\n".join(recorded(page.facts)))
        self.records.setVisible(bool(self.records.text()))
        self.figures.show_figures(attendance_facts(page.facts.attendance))
        self.rows.show_rows(page.facts.sessions, lambda row: row.session)

    def _toggle_rows(self) -> None:
        self.rows.setVisible(self.rows.isHidden())
        self.source.say(_("Show the source rows") if self.rows.isHidden() else _("Hide the source rows"))

    def _add_section(self, heading: str, key: str) -> None:
        editor = GrowingText(heading)
        editor.textChanged.connect(self.edited)
        editor.cursorPositionChanged.connect(partial(self._note_place, key))
        self.editors[key] = editor
        self._lines.addWidget(words(heading, "strong"))
        self._lines.addWidget(editor)
        editor.show()

    def _note_place(self, key: str) -> None:
        self._last = key

    def sections(self) -> dict[str, str]:
        """The writer's words by part."""
        return {key: editor.toPlainText().strip() for key, editor in self.editors.items()}

    def changed(self) -> dict[str, str]:
        """The parts whose words are not saved."""
        return {key: text for key, text in self.sections().items() if text != self._before.get(key, "").strip()}

    def is_edited(self) -> bool:
        """True while words are not saved."""
        return bool(self.changed())

    def fill(self, sections: Mapping[str, object]) -> None:
        """Show words that survived a lock."""
        for key, text in sections.items():
            if key in self.editors:
                self.editors[key].setPlainText(str(text))

    def insert(self, words: str) -> None:
        """Put words where the keyboard was last in the text, and the keyboard back there."""
        editor = self.editors.get(self._last) or next(iter(self.editors.values()), None)
        if editor is not None:
            editor.insertPlainText(words)
            editor.setFocus()

    def go_to(self, wording: WordingRow) -> None:
        """F8: to a wording that should be said another way."""
        if wording.part in self.editors:
            self.editors[wording.part].go_to(wording.found)


def recorded(found: Facts) -> Iterator[str]:
    """What the records say beside the figures: decision, end, review, the two profiles that are compared."""
    if found.decided is not None:
        yield facts(verdict_words(found.decided.verdict), _("decided on {day}").format(day=day(found.decided.on)))
    if found.ended is not None:
        yield facts(ending_words(found.ended.how), day(found.ended.on) if found.ended.on else _("no date"))
    if found.held is not None:
        yield _("Three-way review on {day}").format(day=day(found.held.on))
    if found.changes is not None:
        first, latest = day(found.changes.first_on), day(found.changes.latest_on)
        yield _("Profile (TOP) of {first} and of {latest}").format(first=first, latest=latest)


def _locked(heading: str, source: str) -> Flow:
    return Flow(words(heading, "strong", wraps=False), Icon("lock", "ink_2", 16), words(source, "small", wraps=False))


class FiguresGrid(QWidget):
    """The figures as the paper prints them, two beside one another (REP-4)."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        for column, share in enumerate((2, 3, 2, 3)):
            self._grid.setColumnStretch(column, share)

    def show_figures(self, figures: Sequence[tuple[str, str]]) -> None:
        """Show label and value of each."""
        for old in self.findChildren(QWidget):
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        half = (len(figures) + 1) // 2
        for at, (label, value) in enumerate(figures):
            row, left = at % half, 2 * (at // half)
            self._grid.addWidget(words(label, "small"), row, left, TOP)
            self._grid.addWidget(words(value, "small-strong"), row, left + 1, TOP)
