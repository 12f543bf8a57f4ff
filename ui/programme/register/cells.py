"""Paints the cells of the register, and the two bars around it: what each key means, and the head count (section 8)."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from app.core.language import _
from ui.kit import theme
from ui.kit.layouts import Flow, horizontal
from ui.kit.sharing import current
from ui.kit.tokens import RING, ROW, Tone
from ui.kit.widgets import Card, Chip, KeyLegend, paint_chip, words
from ui.programme.register.marks import Ask, Choice, Typed, choices, counts, face, said

Index = QModelIndex | QPersistentModelIndex
NAME, MARK, LATE, ENGAGED, TASK, CONCERN, NOTE = range(7)
WIDTHS = (150, 246, 86, 100, 94, 112, 200)
NOWHERE = QModelIndex()
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
FOR_STAFF = frozenset({CONCERN, NOTE})  # away while the screen is shared (UX-37)
LINE_ROLE = Qt.ItemDataRole.UserRole + 1


class RegisterModel(QAbstractTableModel):
    """The lines as they are typed; a cell says man, column and value to a screen reader (A03)."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.lines: tuple[Typed, ...] = ()
        current().changed.connect(self._follow)

    def _follow(self) -> None:
        if self.lines:
            self.dataChanged.emit(self.index(0, CONCERN), self.index(len(self.lines) - 1, NOTE))

    def show(self, lines: Sequence[Typed]) -> None:
        """Show other men, or the same ones read again."""
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()

    def put(self, at: int, line: Typed) -> None:
        """Change one man's line."""
        self.lines = (*self.lines[:at], line, *self.lines[at + 1 :])
        self.dataChanged.emit(self.index(at, 0), self.index(at, NOTE))

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(WIDTHS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return heads()[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_words(line, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            value = said(line) if index.column() == MARK else cell_words(line, index.column())
            if index.column() == NAME:
                return line.called
            return f"{line.called}, {heads()[index.column()]}: {value or _('empty')}"
        return line if role == LINE_ROLE else None


def heads() -> tuple[str, ...]:
    """The heads of the columns."""
    return (
        _("Participant"),
        _("Attendance"),
        _("Late by"),
        _("Engagement"),
        _("Task done"),
        _("Concern"),
        _("Note for his record"),
    )


def cell_words(line: Typed, column: int) -> str:
    """What a cell shows."""
    if column == LATE:
        return _("{count} min").format(count=line.late_minutes) if line.late_minutes else ""
    words = {
        NAME: line.called,
        MARK: face(line).words,
        ENGAGED: str(line.engagement or ""),
        TASK: {"yes": _("Yes"), "part": _("Part"), "no": _("No")}.get(line.task, ""),
        CONCERN: _("Raised") if line.concern else "",
    }
    if column in FOR_STAFF and current().is_on:
        return ""
    return words.get(column, line.note or _reason_shown(line))


def _reason_shown(line: Typed) -> str:
    return "" if line.reason in ("", face(line).words) else line.reason


class CellPainter(QStyledItemDelegate):
    """Chip fills the cell, an empty one is dashed, the ring lies inside the cell (section 8)."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        return QSize(40, theme.current().px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        now = theme.current()
        line: Typed = index.data(LINE_ROLE)
        rect = QRectF(option.rect)
        painter.fillRect(rect, QColor(now.tokens.zebra if index.row() % 2 else now.tokens.surface))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.column() == MARK:
            self._paint_mark(painter, rect.adjusted(now.px(8), now.px(4), -now.px(8), -now.px(4)), line)
        else:
            self._paint_words(painter, rect.adjusted(now.px(10), 0, -now.px(8), 0), line, index.column())
        grid = self.parent()
        if isinstance(grid, QTableView) and grid.hasFocus() and index == grid.currentIndex():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(now.tokens.focus), RING))
            painter.drawRoundedRect(rect.adjusted(1.5, 1.5, -1.5, -1.5), 6, 6)
        painter.restore()

    @staticmethod
    def _paint_mark(painter: QPainter, box: QRectF, line: Typed) -> None:
        now = theme.current()
        look = face(line)
        if line.code or line.asked:
            paint_chip(painter, box, look.words, look.tone, look.icon)
            if line.came_back is not None:
                painter.setFont(now.font("small", True))
                painter.setPen(QColor(now.tokens.tone(look.tone).ink))
                right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
                painter.drawText(box.adjusted(0, 0, -now.px(10), 0), right, _("time-out"))
            return
        painter.setPen(QPen(QColor(now.tokens.control), 1, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), box.height() / 2, box.height() / 2)
        painter.setPen(QColor(now.tokens.ink_2))
        painter.setFont(now.font("small"))
        painter.drawText(box.adjusted(now.px(13), 0, 0, 0), LEFT, look.words)

    @staticmethod
    def _paint_words(painter: QPainter, box: QRectF, line: Typed, column: int) -> None:
        now = theme.current()
        words = cell_words(line, column)
        ink, font = now.tokens.ink, now.font("small" if column == NOTE else "body", column == NAME)
        if column == CONCERN and words:
            ink = now.tokens.warn.ink
            now.paint_icon(painter, "flag", ink, box.left(), box.center().y())
            box = box.adjusted(now.px(26), 0, 0, 0)
        painter.setFont(font)
        painter.setPen(QColor(now.tokens.ink_2 if column == NOTE else ink))
        shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, LEFT, shown)


class LegendKey(KeyLegend):
    """A key of the legend that a mouse may press."""

    pressed = Signal()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.pressed.emit()


class Legend(Card):
    """Which key means what; in its place the question that a key asks."""

    chosen = Signal(object)
    answered = Signal(int)
    rest_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(margin=8)
        self._flow = Flow(gap=12)
        self.add(self._flow)
        self.show_keys()

    def show_keys(self) -> None:
        """The keys of the register."""
        self._empty_out()
        for choice in choices():
            key = LegendKey(f"{choice.digit} {choice.letter}", choice.words)
            key.pressed.connect(partial(self._tell, choice))
            self._flow.add(key)
        self._flow.add(KeyLegend("0", _("Clear")))
        rest = LegendKey("Ctrl+Shift+P", _("rest present"))
        rest.pressed.connect(self.rest_wanted)
        self._flow.add(rest)

    def show_question(self, ask: Ask) -> None:
        """The numbered answers to one question."""
        self._empty_out()
        self._flow.add(words(ask.words, "strong", wraps=False))
        for at, detail in enumerate(ask.details):
            key = LegendKey(str(at + 1), detail.words)
            key.pressed.connect(partial(self.answered.emit, at))
            self._flow.add(key)
        self._flow.add(KeyLegend("Esc", _("take it back")))

    def _tell(self, choice: Choice) -> None:
        self.chosen.emit(choice)

    def _empty_out(self) -> None:
        for old in self._flow.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            self._flow.take(old)


class HeadCount(Card):
    """How many are recorded and how many were counted in the room; they must agree, or say why (ATT-3)."""

    typed = Signal(str)
    done = Signal()

    def __init__(self) -> None:
        super().__init__(margin=12)
        self.recorded = words("", "strong", wraps=False)
        self.chips = Flow(gap=6)
        self.count, self.reason = QLineEdit(), QLineEdit()
        self.count.setMaxLength(3)
        self._fit()
        self.count.setAccessibleName(_("Head count"))
        self.reason.setAccessibleName(_("Why the head count differs"))
        self.reason.setPlaceholderText(_("Why do they differ?"))
        label = words(_("&Head count"), wraps=False)
        label.setTextFormat(Qt.TextFormat.AutoText)
        label.setBuddy(self.count)
        self.verdict = Chip("", Tone.MUTE)
        row = horizontal(gap=12)
        row.addWidget(self.recorded)
        row.addWidget(self.chips, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(label)
        row.addWidget(self.count)
        row.addWidget(self.verdict)
        self.body.addLayout(row)
        self.add(self.reason)
        self.count.textEdited.connect(self.typed)
        self.count.returnPressed.connect(self.done)
        self.reason.returnPressed.connect(self.done)
        theme.current().changed.connect(self._fit)

    def _fit(self) -> None:
        self.count.setFixedWidth(theme.current().px(56))

    def number(self) -> int | None:
        """The head count, when one is typed."""
        text = self.count.text().strip()
        return int(text) if text.isdigit() else None

    def show_counts(self, lines: tuple[Typed, ...], is_asked: bool) -> None:
        """Show how the marks and the head count stand to one another."""
        recorded, came = sum(1 for one in lines if one.code), sum(1 for one in lines if one.came)
        self.recorded.setText(_("{count} of {all} recorded").format(count=recorded, all=len(lines)))
        for old in self.chips.findChildren(Chip):
            self.chips.take(old)
        for text, tone in counts(lines):
            self.chips.add(Chip(text, tone))
        counted = self.number()
        differs = counted is not None and counted != came
        agree = _("agrees with the register")
        differ = _("you counted {counted}, the register says {came}").format(counted=counted, came=came)
        self.verdict.setVisible(counted is not None)
        self.verdict.say(differ if differs else agree, Tone.WARN if differs else Tone.OK)
        self.reason.setVisible(differs and (is_asked or recorded == len(lines)))
