"""Draws a form from its spec, reads it into a draft, and shows problems beside the fields (three lines of defence)."""

from collections.abc import Mapping
from typing import TypeVar, cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QWidget

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import Draft, convert
from ui.kit import theme
from ui.kit.bands import Banner, announce
from ui.kit.editors import Editor, editor_for
from ui.kit.form_spec import Field, FormSpec, Kind, Problems, Section, Values
from ui.kit.layouts import Reflowing, turn_label, vertical
from ui.kit.problems import problem_of
from ui.kit.tokens import SPACE_1, SPACE_2, SPACE_3, SPACE_4, Tone
from ui.kit.widgets import words

D = TypeVar("D", bound=Draft)
LABEL, NARROW = 170, 460


class _FieldRow(Reflowing):
    """Label, editor, help and problem of one field; the label goes on top when there is no room beside."""

    def __init__(self, field: Field, label: int) -> None:
        super().__init__()
        self.field = field
        self._beside = label
        self.editor: Editor = editor_for(field)
        self._label = words("" if field.kind is Kind.TICK and not field.hint else field.label, "body")
        inner = self.editor.focusProxy() or self.editor
        self._label.setBuddy(inner)
        self._help = words(field.help, "hint")
        self._problem = words("", "problem")
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE_2)
        side = vertical(gap=SPACE_1)
        for part in (self.editor, self._help, self._problem):
            side.addWidget(part)
        self._row.addWidget(self._label, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(side, 1)
        self._help.setVisible(bool(field.help))
        self._problem.hide()
        self._label.setVisible(bool(self._label.text()))
        self.editor.describe(field.help, is_bad=False)

    def say(self, text: str) -> None:
        """Other words than the field's help, or its help again."""
        self._help.setText(text or self.field.help)
        self._help.setVisible(bool(self._help.text()))
        if self._problem.isHidden():
            self.editor.describe(self._help.text(), is_bad=False)

    def show_problem(self, text: str) -> None:
        """Put the words beside the field, and into its description (A16)."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
        self.editor.describe(text or self._help.text(), is_bad=bool(text))

    def reflow(self, width: int) -> None:
        px = theme.current().px
        is_narrow = width < px(NARROW - LABEL + self._beside)
        turn_label(self._row, self._label, is_narrow, self._beside)
        self._label.setContentsMargins(0, 0 if is_narrow else px(8), 0, 0)


class Form(QWidget):
    """A form made from a `FormSpec`. `draft()` gives the act's input or shows what must be mended.

    Only one form of a page listens to F8; the others are made with `has_keys=False`. `label` is how wide the words
    beside the fields may be: more where they are sentences.
    """

    edited = Signal()

    def __init__(self, spec: FormSpec, name: str, has_keys: bool = True, label: int = LABEL) -> None:
        super().__init__()
        self.spec = spec
        self._label_width = label
        self.setAccessibleName(name)
        self._rows: dict[str, _FieldRow] = {}
        self._bad: list[str] = []
        self._unasked: set[str] = set()
        self._before: Values = {}
        self._box = vertical(self, gap=SPACE_3)
        self._summary = Banner("", "", Tone.STOP)
        self._summary.hide()
        self._box.addWidget(self._summary)
        self._headings: list[tuple[Section, QWidget]] = []
        for row in spec.rows:
            self._box.addWidget(self._field(row) if isinstance(row, Field) else self._heading(row))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._settle)
        self._wire(has_keys)
        self._settle()
        self._before = self.values()

    def _field(self, field: Field) -> QWidget:
        row = _FieldRow(field, self._label_width)
        self._rows[field.name] = row
        return row

    def _heading(self, section: Section) -> QWidget:
        heading = _heading(section.title, section.below)
        self._headings.append((section, heading))
        return heading

    def _wire(self, has_keys: bool) -> None:
        for row in self._rows.values():
            row.editor.edited.connect(self._timer.start)
        if not has_keys:
            return
        QShortcut(QKeySequence("F8"), self, lambda: self.go_to_problem(1), context=Qt.ShortcutContext.WindowShortcut)
        QShortcut(
            QKeySequence("Shift+F8"), self, lambda: self.go_to_problem(-1), context=Qt.ShortcutContext.WindowShortcut
        )

    def editor(self, name: str) -> Editor:
        """The editor of a field."""
        return self._rows[name].editor

    def last_stop(self) -> QWidget:
        """Where the keyboard is last in the form: what stands below it may follow in the order of Tab."""
        editor = list(self._rows.values())[-1].editor
        return editor.focusProxy() or editor

    def say(self, name: str, text: str) -> None:
        """What follows from what was typed, below its field; it is no problem. An empty text shows the help again."""
        self._rows[name].say(text)

    def ask(self, name: str, is_asked: bool) -> None:
        """Ask a field or leave it out, as the page around the form decides."""
        if is_asked == (name in self._unasked):
            (self._unasked.discard if is_asked else self._unasked.add)(name)
            self._settle()

    def values(self) -> Values:
        """What is filled in, as plain values; blank and hidden fields are left out."""
        found: Values = {}
        for name, row in self._rows.items():
            value = row.editor.value()
            if value is not None and not row.isHidden():
                found[name] = value
        return found

    def fill(self, values: Mapping[str, object]) -> None:
        """Show plain values; fields not named keep what they have. What is shown counts as unedited."""
        for name, value in values.items():
            if name in self._rows:
                self._rows[name].editor.fill(value)
        self._show_asked()
        self._before = self.values()
        self.edited.emit()

    def put_back(self, typed: Mapping[str, object]) -> None:
        """Show again what was typed and not saved: it counts as edited, and what it asks for is asked."""
        for name, value in typed.items():
            if name in self._rows:
                self._rows[name].editor.fill(value)
        self._show_asked()

    def clear(self) -> None:
        """Empty every field."""
        self.fill(dict.fromkeys(self._rows))
        self.show_problems({})

    def is_edited(self) -> bool:
        """True when something was typed since the form was filled."""
        return self.values() != self._before

    def draft(self, **fixed: object) -> Draft | None:
        """The act's input with `fixed` added (ids the form does not ask), or None after showing the problems."""
        values = self.values()
        problems = self._problems(values)
        if not problems:
            asked = {name: value for name, value in values.items() if name not in self.spec.extra}
            try:
                return convert(asked | fixed, self.spec.draft)
            except InvalidInput as refused:
                problems = refused.problems
        self.show_problems(problems)
        return None

    def draft_as(self, shape: type[D], **fixed: object) -> D | None:
        """`draft()` for mypy: the shape must be the spec's."""
        return cast("D | None", self.draft(**fixed)) if shape is self.spec.draft else None

    def _problems(self, values: Values) -> Problems:
        found: Problems = {}
        for name, row in self._rows.items():
            if row.isHidden():
                continue
            if words_of := row.editor.unreadable():
                found[name] = words_of
            elif row.field.required and values.get(name) in (None, False):
                found[name] = _("Fill this in.")
        return found or self.spec.check(values)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Words beside the fields, a summary on top that is announced, focus to the first (A16)."""
        self._bad = [name for name in self._rows if name in problems]
        for name, row in self._rows.items():
            row.show_problem(problems.get(name, ""))
        if not problems:
            self._summary.hide()
            return
        problem = problem_of(InvalidInput(dict(problems)))
        other = [text for name, text in problems.items() if name not in self._rows]
        self._summary.say(problem.heading, " ".join(other), Tone.STOP)
        self._summary.show()
        announce(self, problem.words)
        if self._bad:
            self._rows[self._bad[0]].editor.setFocus()

    def go_to_problem(self, by: int) -> None:
        """F8: the next field to mend; Shift+F8: the one before."""
        if not self._bad:
            return
        here = [
            at for at, name in enumerate(self._bad) if self._rows[name].editor.isAncestorOf(self.focusWidget() or self)
        ]
        at = (here[0] + by) % len(self._bad) if here else 0
        self._rows[self._bad[at]].editor.setFocus()

    def _settle(self) -> None:
        self._show_asked()
        self.edited.emit()

    def _show_asked(self) -> None:
        values = {name: row.editor.value() for name, row in self._rows.items()}
        for name, row in self._rows.items():
            if row.field.when is not None or name in self._unasked or row.isHidden():
                row.setVisible(name not in self._unasked and (row.field.when is None or row.field.when(values)))
        for section, heading in self._headings:
            if section.when is not None:
                heading.setVisible(section.when(values))


def _heading(title: str, below: str) -> QWidget:
    box = QWidget()
    lines = vertical(box, gap=0)
    lines.setContentsMargins(0, SPACE_4, 0, 0)
    lines.addWidget(words(title, "h2"))
    if below:
        lines.addWidget(words(below, "small"))
    return box
