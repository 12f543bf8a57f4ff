"""The editors behind a form's fields: each gives a plain value, says when it changed, and knows what it cannot read."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QSizePolicy, QStyle, QStyleOptionComboBox, QWidget

from app.core.language import _
from ui.kit import dates, theme
from ui.kit.buttons import TickBox
from ui.kit.choice import Option, SegmentedChoice
from ui.kit.form_spec import Field, Kind
from ui.kit.layouts import Flow, vertical
from ui.kit.theme import set_property


class Editor(QWidget):
    """One field's editor. `value()` is a plain value or None for blank; `unreadable()` says why it cannot be read."""

    edited = Signal()

    def __init__(self, field: Field, inner: QWidget) -> None:
        super().__init__()
        self.field = field
        self.inner = inner
        box = vertical(self, gap=0)
        grows = field.kind not in {Kind.ANSWER, Kind.SEGMENTS, Kind.NUMBER, Kind.TIME}
        box.addWidget(inner, 0, Qt.AlignmentFlag(0) if grows else Qt.AlignmentFlag.AlignLeft)
        inner.setAccessibleName(field.label.replace("&", ""))
        self.setFocusProxy(inner)

    def value(self) -> object:
        """The plain value, None when blank."""
        return None

    def fill(self, value: object) -> None:
        """Show a plain value; an editor without one shows nothing."""

    def unreadable(self) -> str:
        """Why what is typed is not a value of this kind; empty when it is."""
        return ""

    def describe(self, text: str, is_bad: bool) -> None:
        """The field's description for a screen reader: its problem or its help (A16)."""
        self.inner.setAccessibleDescription(text)
        set_property(self.inner, "bad", "yes" if is_bad else "no")


class TextEditor(Editor):
    """One line of text, or a password. Paste and password managers work (A20)."""

    def __init__(self, field: Field) -> None:
        self.edit = QLineEdit()
        super().__init__(field, self.edit)
        self.edit.setPlaceholderText(field.hint)
        self.edit.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if field.kind is Kind.SECRET:
            self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        if field.kind in {Kind.NUMBER, Kind.TIME}:
            self.edit.setMaximumWidth(theme.current().px(96))
        self.edit.textChanged.connect(lambda _text: self.edited.emit())

    def value(self) -> object:
        text = self.edit.text() if self.field.kind is Kind.SECRET else self.edit.text().strip()
        return text or None

    def fill(self, value: object) -> None:
        self.edit.setText("" if value is None else str(value))


class ReadEditor(TextEditor):
    """A line that is read as something: a number, a date, part of a date, a time. Tidied when left."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._read, self._show, self._words = READINGS[field.kind]
        self.edit.editingFinished.connect(self._tidy)

    def value(self) -> object:
        return self._read(self.edit.text())

    def fill(self, value: object) -> None:
        self.edit.setText("" if value is None else self._show(value))

    def unreadable(self) -> str:
        return self._words() if self.edit.text().strip() and self.value() is None else ""

    def _tidy(self) -> None:
        value = self.value()
        if value is not None and self._show(value) != self.edit.text():
            self.edit.setText(self._show(value))


def _day_value(text: str) -> object:
    day = dates.read_day(text)
    return day.isoformat() if day else None


def _time_value(text: str) -> object:
    time = dates.read_time(text)
    return dates.clock(time) if time else None


def _number_value(text: str) -> object:
    return int(text) if text.strip().isdigit() else None


Reading = tuple[Callable[[str], object], Callable[[object], str], Callable[[], str]]
READINGS: dict[Kind, Reading] = {
    Kind.NUMBER: (_number_value, str, lambda: _("Write a whole number.")),
    Kind.DATE: (
        _day_value,
        lambda value: dates.partial_day(str(value)),
        lambda: _("Write a date, as 24 November 2026 or 24/11/2026."),
    ),
    Kind.PARTIAL_DATE: (
        dates.read_partial_day,
        lambda value: dates.partial_day(str(value)),
        lambda: _("Write a year, a month and year, or a date: 1988, April 1988 or 12 April 1988."),
    ),
    Kind.TIME: (_time_value, str, lambda: _("Write a time, as 18:30.")),
}


class LinesEditor(Editor):
    """Several lines of text; Tab leaves it."""

    def __init__(self, field: Field) -> None:
        self.edit = _Lines(field.lines)
        super().__init__(field, self.edit)
        self.edit.setPlaceholderText(field.hint)
        self.edit.textChanged.connect(self.edited)

    def value(self) -> object:
        return self.edit.toPlainText().strip() or None

    def fill(self, value: object) -> None:
        self.edit.setPlainText("" if value is None else str(value))


class _Lines(QPlainTextEdit):
    """As high as its lines need at any text size."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self._lines = lines
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        line = QFontMetrics(theme.current().font("body")).lineSpacing()
        return QSize(240, line * self._lines + theme.current().px(22))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())


class ChoiceBox(QComboBox):
    """A drop-down painted with our own arrow; the wheel never changes an answer by accident."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        self.style().drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option, painter, self)
        self.style().drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option, painter, self)
        now = theme.current()
        middle = QPointF(self.width() - now.px(28), self.height() / 2)
        now.paint_icon(painter, "chevron-down", now.tokens.ink_2, middle.x(), middle.y(), 18)
        painter.end()


class ChoiceEditor(Editor):
    """One of a list; the first entry is blank until somebody chooses."""

    def __init__(self, field: Field) -> None:
        self.box = ChoiceBox()
        super().__init__(field, self.box)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(12)
        self.box.addItem(field.hint or _("Choose"), None)
        self._wanted: object = None
        self._offer(field.choices)
        self.box.currentIndexChanged.connect(lambda _at: self.edited.emit())

    def offer(self, choices: Sequence[Option]) -> None:
        """Other choices than the form was made with; what was chosen, or was to be shown, stays when it is there."""
        chosen = self.value() or self._wanted
        self.box.blockSignals(True)
        while self.box.count() > 1:
            self.box.removeItem(1)
        self._offer(choices)
        self.fill(chosen)
        self.box.blockSignals(False)

    def offered(self) -> list[object]:
        """The values that can be chosen."""
        return [self.box.itemData(at) for at in range(1, self.box.count())]

    def _offer(self, choices: Sequence[Option]) -> None:
        for option in choices:
            self.box.addItem(option.words, option.value)

    def value(self) -> object:
        return self.box.currentData()

    def fill(self, value: object) -> None:
        self._wanted = value
        self.box.setCurrentIndex(max(0, self.box.findData(value)))


class SegmentsEditor(Editor):
    """A choice in one row: yes, no, not known."""

    def __init__(self, field: Field) -> None:
        self.choice = SegmentedChoice(field.label.replace("&", ""), field.choices)
        super().__init__(field, self.choice)
        self.choice.chosen.connect(lambda _value: self.edited.emit())

    def value(self) -> object:
        return self.choice.value() or None

    def fill(self, value: object) -> None:
        self.choice.set_value("" if value is None else str(value))

    def describe(self, text: str, is_bad: bool) -> None:
        set_property(self.choice, "bad", "yes" if is_bad else "no")
        chosen = [option.words for option in self.choice.options if option.value == self.choice.value()]
        self.choice.setAccessibleDescription(". ".join(part for part in (*chosen, text) if part))


class TickEditor(Editor):
    """One statement that is true or not."""

    def __init__(self, field: Field) -> None:
        self.tick = TickBox(field.hint or field.label)
        super().__init__(field, self.tick)
        self.tick.setAccessibleName((field.hint or field.label).replace("&", ""))
        self.tick.toggled.connect(lambda _on: self.edited.emit())

    def value(self) -> object:
        return self.tick.isChecked()

    def fill(self, value: object) -> None:
        self.tick.setChecked(bool(value))


class TicksEditor(Editor):
    """Any of a few, each with its own tick."""

    def __init__(self, field: Field) -> None:
        self._ticks = {one.value: TickBox(one.words[:1].upper() + one.words[1:]) for one in field.choices}
        flow = Flow(*self._ticks.values(), gap=14)
        super().__init__(field, flow)
        for tick in self._ticks.values():
            tick.toggled.connect(lambda _on: self.edited.emit())
        if self._ticks:
            self.setFocusProxy(next(iter(self._ticks.values())))

    def value(self) -> object:
        return [value for value, tick in self._ticks.items() if tick.isChecked()] or None

    def fill(self, value: object) -> None:
        wanted = {str(one) for one in value} if isinstance(value, list | tuple | set | frozenset) else set()
        for one, tick in self._ticks.items():
            tick.setChecked(one in wanted)


EDITORS: dict[Kind, type[Editor]] = {
    Kind.TEXT: TextEditor,
    Kind.SECRET: TextEditor,
    Kind.NUMBER: ReadEditor,
    Kind.DATE: ReadEditor,
    Kind.TIME: ReadEditor,
    Kind.PARTIAL_DATE: ReadEditor,
    Kind.LINES: LinesEditor,
    Kind.CHOICE: ChoiceEditor,
    Kind.ANSWER: SegmentsEditor,
    Kind.SEGMENTS: SegmentsEditor,
    Kind.TICK: TickEditor,
    Kind.TICKS: TicksEditor,
}


def editor_for(field: Field) -> Editor:
    """The editor of a field's kind."""
    made: Callable[[Field], Editor] = EDITORS[field.kind]
    return made(field)


def keep_private(root: QWidget) -> None:
    """Tell every text field below `root` to be forgotten by keyboards and never dragged out of (SEC-50)."""
    hints = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
    for line in root.findChildren(QLineEdit):
        line.setInputMethodHints(line.inputMethodHints() | hints)
        line.setDragEnabled(False)
    for lines in root.findChildren(QPlainTextEdit):
        lines.setInputMethodHints(lines.inputMethodHints() | hints)
