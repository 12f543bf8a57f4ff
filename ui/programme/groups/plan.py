"""Shows a group's plan as lines with their skipped dates, and as months, each the twin of the other (SCH-10, UX-9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QStyleOptionViewItem

from app.core.language import _, ngettext
from app.programme.planned import SessionRow
from ui.kit import theme
from ui.kit.dates import clock, short_day
from ui.kit.paged_model import ROW_ROLE, Column, Index
from ui.kit.table import CELL_GAP, DataTable, RowPainter
from ui.kit.tokens import Tone
from ui.kit.widgets import facts

BLOCK, SESSION, SKIPPED, AGREED = "block", "session", "skipped", "agreed"
A_WEEK, LEFT, RIGHT = 7, Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
MIDDLE = Qt.AlignmentFlag.AlignVCenter
WRAPS = MIDDLE.value | LEFT.value | Qt.TextFlag.TextWordWrap.value
WHAT, SKIPPED_ICON = 2, 28


def region_words(region: str) -> str:
    """A holiday region as a person says it (SCH-14)."""
    named = {
        "ENG-WLS": _("England and Wales"),
        "SCT": _("Scotland"),
        "NIR": _("Northern Ireland"),
        "NL": _("Netherlands"),
    }
    return named.get(region, "")


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line of a plan: the head of a block, a session, a skipped date, or a contact whose time is agreed later."""

    id: str
    kind: str
    number: str = ""
    on: date | None = None
    what: str = ""
    where: str = ""
    state: str = ""
    clash: str = ""


def plan_lines(sessions: Sequence[SessionRow], place: str = "", region: str = "") -> tuple[PlanLine, ...]:
    """Sessions in pack order with a head for each block, and every skipped date before what it shifted (SCH-10)."""
    lines: list[PlanLine] = []
    shown: set[date] = set()
    block, meetings = "", 0
    for at, row in enumerate(sessions):
        if row.key != block and row.kind == "group":
            lines.append(_head(sessions, row, at))
        block = row.key
        for one in row.moved_because:
            if one.day is not None and one.day not in shown:
                shown.add(one.day)
                lines.append(_skipped(one.day, one.kind, one.words, region))
        meetings += row.kind == "group"
        lines.append(_line(row, at, meetings, place, sum(one.key == row.key for one in sessions)))
    return tuple(lines)


def _head(sessions: Sequence[SessionRow], row: SessionRow, at: int) -> PlanLine:
    count = sum(one.key == row.key for one in sessions)
    words = ngettext("{block}, {count} session", "{block}, {count} sessions", count)
    follows = next((one for one in sessions[at:] if one.key != row.key), None)
    note = _("then a 1-2-1, at a time agreed with him") if follows and follows.placeholder else ""
    return PlanLine(f"block {at}", BLOCK, what=words.format(block=row.block, count=count), where=note)


def _skipped(on: date, kind: str, words: str, region: str) -> PlanLine:
    reason = words.split(": ", 1)[-1]
    holiday = _("public holiday, {region}").format(region=region) if region else _("public holiday")
    source = holiday if kind == "holiday" else _("our closure list")
    return PlanLine(f"skipped {on}", SKIPPED, on=on, what=_("{reason}: no session").format(reason=reason), where=source)


def _line(row: SessionRow, at: int, meetings: int, place: str, of: int) -> PlanLine:
    id_ = str(row.session or f"planned {at}")
    is_counted = of > 1 and row.title.endswith(f" {row.number}")
    title = _("{session} of {count}").format(session=row.title, count=of) if is_counted else row.title
    if row.placeholder:
        window = row.window
        times = _("Between {first} and {last}") if window and window.to else _("From {first}")
        first = short_day(window.from_day) if window else ""
        last = short_day(window.to) if window and window.to else ""
        where = times.format(first=first, last=last) if window else _("At a time agreed with him")
        return PlanLine(id_, AGREED, what=title, where=where, state=row.status)
    times = _hours(row)
    on = row.starts_at.date() if row.starts_at else None
    return PlanLine(id_, SESSION, str(meetings), on, title, facts(times, place), row.status, " ".join(row.clash))


def _hours(row: SessionRow) -> str:
    if row.starts_at is None or row.ends_at is None:
        return _("No date yet")
    return _("{start} to {end}").format(start=clock(row.starts_at), end=clock(row.ends_at))


def state_of_session(line: PlanLine) -> str:
    """What a line says about a session that is over or cannot be; nothing while it is planned."""
    if line.clash:
        return _("Taken")
    words = {"held": _("Held"), "not_held": _("Not held"), "cancelled": _("Cancelled")}
    return words.get(line.state, "")


def plan_columns(with_state: bool = False) -> tuple[Column[PlanLine], ...]:
    """Number, date, session, when and where; on a running group also what became of it."""
    columns: tuple[Column[PlanLine], ...] = (
        Column(_("No."), lambda line: line.number or "–"),
        Column(_("Date"), lambda line: short_day(line.on) if line.on else ""),
        Column(_("Session"), lambda line: line.what, width=236),
        Column(_("When and where"), lambda line: line.where, small=True),
    )
    if not with_state:
        return columns
    tones = {"held": Tone.OK, "not_held": Tone.WARN, "cancelled": Tone.MUTE}
    state = Column[PlanLine](
        _("State"),
        state_of_session,
        tone=lambda line: Tone.STOP if line.clash else tones.get(line.state, Tone.MUTE),
    )
    return (*columns[:3], state, columns[3])


class PlanPainter(RowPainter):
    """Paints heads of blocks on a wash and skipped dates on amber, as bands over the whole width."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(ROW_ROLE)
        if not isinstance(line, PlanLine) or line.kind not in {BLOCK, SKIPPED}:
            super().paint(painter, option, index)
            return
        is_here = index.row() == self._table.currentIndex().row()
        now = theme.current()
        t = now.tokens
        pair_ink = t.primary if line.kind == BLOCK else t.warn.ink
        painter.fillRect(option.rect, QColor(t.wash if line.kind == BLOCK else t.warn.ground))
        box = QRectF(option.rect).adjusted(now.px(10), 0, -now.px(10), 0)
        painter.setPen(QColor(pair_ink))
        if line.kind == BLOCK:
            self._paint_head(painter, box, line)
        else:
            self._paint_skipped(painter, box, line, index.column())
        if is_here and self._table.hasFocus():
            self._paint_ring(painter, option.rect, index.column())

    def _paint_head(self, painter: QPainter, box: QRectF, line: PlanLine) -> None:
        now = theme.current()
        painter.setFont(now.font("small", True))
        painter.drawText(box, MIDDLE | LEFT, line.what)
        painter.setFont(now.font("small"))
        painter.setPen(QColor(now.tokens.ink_2))
        taken = QFontMetrics(now.font("small", True)).horizontalAdvance(line.what) + now.px(24)
        room = box.adjusted(taken, 0, 0, 0)
        if QFontMetrics(now.font("small")).horizontalAdvance(line.where) <= room.width():
            painter.drawText(room, MIDDLE | RIGHT, line.where)

    def _paint_skipped(self, painter: QPainter, box: QRectF, line: PlanLine, column: int) -> None:
        now = theme.current()
        texts = ("", short_day(line.on) if line.on else "", line.what)
        text = texts[column] if column < len(texts) else line.where if column == self._last() else ""
        if column == len(texts) - 1:
            now.paint_icon(painter, "calendar-off", now.tokens.warn.ink, box.left(), box.center().y())
            box = box.adjusted(now.px(SKIPPED_ICON), 0, 0, 0)
        font = now.font("body" if column == 1 else "small")
        painter.setFont(font)
        if box.height() > self._table.row_height():
            painter.drawText(box, WRAPS, text)
        else:
            shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
            painter.drawText(box, MIDDLE | LEFT, shown)

    def _last(self) -> int:
        return len(self._table.columns) - 1


class PlanTable(DataTable[PlanLine]):
    """A plan by keyboard: Delete asks to skip the date of the line, M to move the session."""

    skip_wanted = Signal(str)
    move_wanted = Signal(str)

    def __init__(self, name: str, with_state: bool = False) -> None:
        self._is_folded = False
        super().__init__(plan_columns(with_state), name)
        self.setItemDelegate(PlanPainter(self))
        self._lines: dict[str, PlanLine] = {}

    def row_height(self) -> int:
        return max(theme.current().px(31), QFontMetrics(theme.current().font("body")).height() + 8)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fit(self) -> None:
        super()._fit()
        self._fold()

    def _width_of(self, column: Column[PlanLine]) -> tuple[int, int]:
        """A day on which nothing meets has a picture before its words."""
        room = theme.current().px(SKIPPED_ICON) if column is self.columns[WHAT] else 0
        most, whole = super()._width_of(column)
        return most + room, whole + room

    def _fold(self) -> None:
        """Where there is no room beside, what and where wrap into rows that are higher: a plan never scrolls sideways.

        Widths that somebody chose stay as they are.
        """
        last = len(self.columns) - 1
        if self._widths or not self.rows.rowCount():
            return
        wanted = {at: self._width_of(column)[0] for at, column in enumerate(self.columns)}
        room = self.viewport().width() - sum(width for at, width in wanted.items() if at not in (WHAT, last))
        is_folded = wanted[WHAT] + wanted[last] > room > 0
        if is_folded:
            wanted[WHAT] = max(min(wanted[WHAT], room // 2), room - wanted[last])
            wanted[last] = room - wanted[WHAT]
        elif not self._is_folded:
            return
        self._is_folded, self._is_fitting = is_folded, True
        for at in (WHAT, last):
            self.setColumnWidth(at, wanted[at])
        for at in range(self.rows.rowCount()):
            self.setRowHeight(at, max(self._height_at(at, column) for column in (WHAT, last)))
        self._is_fitting = False

    def _height_at(self, at: int, column: int) -> int:
        """How high a row must be for what a column says in it; a head of a block runs over the whole width."""
        line, now = self.rows.row_at(at), theme.current()
        if line is None or line.kind == BLOCK or not self._is_folded:
            return self.row_height()
        is_small = line.kind == SKIPPED or self.columns[column].small
        icon = SKIPPED_ICON if line.kind == SKIPPED and column == WHAT else 0
        width = self.columnWidth(column) - 2 * now.px(CELL_GAP) - now.px(icon)
        metrics = now.metrics("small" if is_small else "body")
        asked = metrics.boundingRect(0, 0, width, now.px(900), WRAPS, self.columns[column].value(line)).height()
        return self.row_height() if asked <= metrics.height() else asked + now.px(12)

    def show_lines(self, lines: Sequence[PlanLine]) -> None:
        """Show a plan; the keyboard stays on the line it was at."""
        self._lines = {line.id: line for line in lines}
        self.clearSpans()
        self.show_rows(lines, lambda line: line.id)
        for at, line in enumerate(lines):
            if line.kind == BLOCK:
                self.setSpan(at, 0, 1, len(self.columns))
        if lines and lines[0].kind == BLOCK and self.currentIndex().row() == 0:
            self.selectRow(1)

    def line(self) -> PlanLine | None:
        """The line the keyboard is at."""
        return self._lines.get(self.chosen_id())

    def choose_day(self, on: date) -> None:
        """Put the keyboard at the line of a day."""
        found = next((line for line in self._lines.values() if line.on == on), None)
        if found is not None:
            self.choose(found.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if is_plain and event.key() == Qt.Key.Key_Delete:
            self.skip_wanted.emit(self.chosen_id())
        elif is_plain and event.key() == Qt.Key.Key_M:
            self.move_wanted.emit(self.chosen_id())
        else:
            super().keyPressEvent(event)
