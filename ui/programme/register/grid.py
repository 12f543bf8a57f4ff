"""Is the grid a facilitator fills by keyboard: digits mark and move down, ten men take ten keys (UX-3, F3)."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from app.core.language import _
from ui.kit import theme
from ui.kit.bands import announce
from ui.programme.register.cells import (
    ENGAGED,
    LATE,
    LEFT,
    MARK,
    NAME,
    NOTE,
    TASK,
    WIDTHS,
    CellPainter,
    RegisterModel,
    heads,
)
from ui.programme.register.marks import (
    WRITE,
    Ask,
    Choice,
    Typed,
    choices,
    cleared,
    face,
    filled,
    marked,
    said,
    time_out,
)

PLAIN = {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier, Qt.KeyboardModifier.ShiftModifier}
MOST_LATE = 999


class MarkGrid(QTableView):
    """The grid as a table: who is where, how wide, and where the keyboard goes."""

    marks_changed = Signal()
    asked = Signal(object)
    note_wanted = Signal(str)
    reason_wanted = Signal(str)
    correction_wanted = Signal(str)
    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.model_ = RegisterModel(self)
        self.setModel(self.model_)
        self.setAccessibleName(_("Register"))
        self.setProperty("own_ring", True)
        self.setItemDelegate(CellPainter(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head.setStretchLastSection(True)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setDefaultAlignment(LEFT)
        self.setMinimumHeight(160)
        self._choices = choices()
        self._ask: Ask | None = None
        self._before: Typed | None = None
        self.selectionModel().currentChanged.connect(lambda *_at: self.viewport().update())
        theme.current().changed.connect(self._fit)
        self._fit()

    @property
    def lines(self) -> tuple[Typed, ...]:
        """What is typed about every man."""
        return self.model_.lines

    def here(self) -> Typed | None:
        """The line the keyboard is at."""
        row = self.currentIndex().row()
        return self.lines[row] if 0 <= row < len(self.lines) else None

    def show_lines(self, lines: Sequence[Typed]) -> None:
        """Show the men; the keyboard goes to the first attendance cell that is not recorded, or the first."""
        self._ask = None
        self.model_.show(lines)
        empty = [at for at, line in enumerate(lines) if not line.code]
        self.setCurrentIndex(self.model_.index(empty[0] if empty else 0, MARK))
        self._fit()

    def choose(self, case: str) -> None:
        """Put the keyboard at the attendance cell of a man."""
        found = [at for at, line in enumerate(self.lines) if str(line.row.case) == case]
        if found:
            self.setCurrentIndex(self.model_.index(found[0], MARK))

    def put(self, line: Typed) -> None:
        """Change the line of one man from outside: a note, a reason."""
        at = next(at for at, one in enumerate(self.lines) if one.row.case == line.row.case)
        self._put(at, line)

    def mark_rest_present(self) -> int:
        """Fill only empty cells; says how many."""
        empty = [at for at, line in enumerate(self.lines) if not line.code]
        for at in empty:
            self.model_.put(at, marked(self.lines[at], self._choices[0]))
        if empty:
            self.marks_changed.emit()
        return len(empty)

    def _put(self, at: int, line: Typed) -> None:
        self.model_.put(at, line)
        self.marks_changed.emit()

    def _walk(self, by: int) -> None:
        """Left and Right; the minutes of a man who is not late are no stop."""
        line, column = self.here(), self.currentIndex().column() + by
        if column == LATE and line is not None and not line.late_minutes:
            column += by
        if MARK <= column <= NOTE:
            self.setCurrentIndex(self.model_.index(self.currentIndex().row(), column))

    def _fit(self) -> None:
        now = theme.current()
        self.verticalHeader().setDefaultSectionSize(max(now.px(40), QFontMetrics(now.font("body")).height() + 14))
        for column, width in enumerate(self._widths()):
            self.setColumnWidth(column, width)

    def _widths(self) -> list[int]:
        """As designed where there is room; else as wide as the words need."""
        now = theme.current()
        bold, small = QFontMetrics(now.font("body", True)), QFontMetrics(now.font("small", True))
        wanted = [
            max(now.px(width), small.horizontalAdvance(heads()[at]) + now.px(24)) for at, width in enumerate(WIDTHS)
        ]
        called = max((bold.horizontalAdvance(line.called) for line in self.lines), default=0) + now.px(24)
        wanted[NAME] = max(wanted[NAME], called)
        if sum(wanted) > self.viewport().width():
            marks = max((small.horizontalAdvance(face(line).words) for line in self.lines), default=0) + now.px(58)
            wanted[NAME], wanted[MARK] = max(called, now.px(80)), min(wanted[MARK], marks)
        return wanted

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class RegisterGrid(MarkGrid):
    """Arrows walk, digits or letters mark and move down, Enter opens the note. Single keys act only here (A07)."""

    def __init__(self) -> None:
        super().__init__()
        self.doubleClicked.connect(lambda _index: self._open_note())

    def is_asking(self) -> bool:
        """True while a key has asked and has no answer yet."""
        return self._ask is not None

    def press(self, choice: Choice) -> None:
        """Mark the man the keyboard is at, as the key does."""
        line, at = self.here(), self.currentIndex().row()
        if line is None or self._is_locked(line):
            return
        if line.row.stood_down and choice.digit not in {"4", "5", "7"}:
            self.refused.emit(" ".join(line.row.gates))
            return
        self._before = line
        self._put(at, marked(line, choice))
        if choice.ask is None:
            self._step()
        else:
            self._question(choice.ask)

    def answer(self, number: int) -> None:
        """Give the numbered answer to what is asked."""
        line, ask = self.here(), self._ask
        if line is None or ask is None or not 0 <= number < len(ask.details):
            return
        detail = ask.details[number]
        self._put(self.currentIndex().row(), filled(line, detail))
        self._ask = None
        if detail.fills.get(WRITE):
            self.asked.emit(None)
            self.reason_wanted.emit(str(line.row.case))
        elif detail.then is not None:
            self._question(detail.then)
        else:
            self.asked.emit(None)
            self._step()

    def drop_question(self) -> None:
        """Take back the mark that asked (Esc)."""
        if self._ask is not None and self._before is not None:
            self._put(self.currentIndex().row(), self._before)
        self._ask = None
        self.asked.emit(None)

    def _question(self, ask: Ask) -> None:
        self._ask = ask
        self.asked.emit(ask)
        numbered = ", ".join(f"{at} {one.words}" for at, one in enumerate(ask.details, start=1))
        announce(self, f"{ask.words} {numbered}")

    def _is_locked(self, line: Typed) -> bool:
        if line.is_saved:
            self.correction_wanted.emit(str(line.row.case))
        return line.is_saved

    def _step(self) -> None:
        line = self.here()
        if line is not None:
            announce(self, f"{line.called}: {said(line)}")
        at = self.currentIndex()
        if at.row() + 1 < len(self.lines):
            self.setCurrentIndex(self.model_.index(at.row() + 1, at.column()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = event.text().upper() if event.modifiers() in PLAIN else ""
        if self._ask is not None:
            self._answer_key(event, typed)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and event.modifiers() in PLAIN:
            self._open_note()
        elif event.key() == Qt.Key.Key_F2 and (line := self.here()) is not None:
            self._is_locked(line)
        elif event.key() in {Qt.Key.Key_Left, Qt.Key.Key_Right} and event.modifiers() in PLAIN:
            self._walk(1 if event.key() == Qt.Key.Key_Right else -1)
        elif not (typed.strip() and self._act_on(typed)) and not self._is_clearing(event):
            super().keyPressEvent(event)

    def _answer_key(self, event: QKeyEvent, typed: str) -> None:
        if event.key() == Qt.Key.Key_Escape or event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self.drop_question()
        elif typed.isdigit():
            self.answer(int(typed) - 1)

    def _act_on(self, typed: str) -> bool:
        line, column = self.here(), self.currentIndex().column()
        if line is None:
            return False
        if column in {LATE, ENGAGED, TASK}:
            return self._type_detail(line, column, typed)
        found = [one for one in self._choices if typed in {one.digit, one.letter.upper()}]
        if found:
            self.press(found[0])
        elif typed == "0":
            self._clear(line)
        elif typed == _("T time-out")[0] and line.came and not line.is_saved:
            self._before = line
            self._question(time_out())
        return True

    def _type_detail(self, line: Typed, column: int, typed: str) -> bool:
        if self._is_locked(line):
            return True
        at = self.currentIndex().row()
        if column == LATE and typed.isdigit():
            minutes = int(f"{line.late_minutes or ''}{typed}")
            self._put(at, replace(line, late_minutes=minutes if minutes <= MOST_LATE else line.late_minutes))
        elif column == ENGAGED and typed in set("012345"):
            self._put(at, replace(line, engagement=int(typed) or None))
            self._step()
        elif column == TASK and typed in (tasks := dict(zip(_("YPN") + "123", ("yes", "part", "no") * 2, strict=True))):
            self._put(at, replace(line, task=tasks[typed]))
            self._step()
        return True

    def _is_clearing(self, event: QKeyEvent) -> bool:
        line, column = self.here(), self.currentIndex().column()
        if event.key() not in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace} or line is None or self._is_locked(line):
            return False
        parts: dict[int, dict[str, object]] = {
            LATE: {"late_minutes": None},
            ENGAGED: {"engagement": None},
            TASK: {"task": ""},
        }
        if column in parts:
            self._put(self.currentIndex().row(), replace(line, **parts[column]))  # type: ignore[arg-type]
        else:
            self._clear(line)
        return True

    def _clear(self, line: Typed) -> None:
        if not self._is_locked(line):
            self._put(self.currentIndex().row(), cleared(line))

    def _open_note(self) -> None:
        line = self.here()
        if line is not None:
            self.note_wanted.emit(str(line.row.case))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._ask is not None:
            self.drop_question()
        super().mousePressEvent(event)
