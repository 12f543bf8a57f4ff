"""Shows a group's plan as lines with their skipped dates, and as months, each the twin of the other (SCH-10, UX-9)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStyleOptionViewItem, QWidget

from app.core.language import _, ngettext
from app.programme.planned import SessionRow
from ui.kit import theme
from ui.kit.dates import clock, day, months, short_day
from ui.kit.paged_model import ROW_ROLE, Column, Index
from ui.kit.table import DataTable, RowPainter
from ui.kit.tokens import Tone
from ui.kit.widgets import facts

BLOCK, SESSION, SKIPPED, AGREED = "block", "session", "skipped", "agreed"
A_WEEK, LEFT, RIGHT = 7, Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
MIDDLE = Qt.AlignmentFlag.AlignVCenter
STATES = ("held", "not_held", "cancelled")


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
        lines.append(_line(row, at, meetings, place))
    return tuple(lines)


def _head(sessions: Sequence[SessionRow], row: SessionRow, at: int) -> PlanLine:
    count = sum(one.key == row.key for one in sessions)
    words = ngettext("{block}, {count} session", "{block}, {count} sessions", count)
    follows = next((one for one in sessions[at:] if one.key != row.key), None)
    note = _("then a 1-2-1, at a time agreed with him") if follows and follows.placeholder else ""
    return PlanLine(f"block {at}", BLOCK, what=words.format(block=row.block, count=count), where=note)


def _skipped(on: date, kind: str, words: str, region: str) -> PlanLine:
    reason = words.split(": ", 1)[-1]
    source = _("public holiday, {region}").format(region=region) if kind == "holiday" else _("our closure list")
    return PlanLine(f"skipped {on}", SKIPPED, on=on, what=_("{reason}: no session").format(reason=reason), where=source)


def _line(row: SessionRow, at: int, meetings: int, place: str) -> PlanLine:
    id_ = str(row.session or f"planned {at}")
    if row.placeholder:
        window = row.window
        times = _("Between {first} and {last}") if window and window.to else _("From {first}")
        first = short_day(window.from_day) if window else ""
        last = short_day(window.to) if window and window.to else ""
        where = times.format(first=first, last=last) if window else _("At a time agreed with him")
        return PlanLine(id_, AGREED, what=row.title, where=where, state=row.status)
    times = _hours(row)
    on = row.starts_at.date() if row.starts_at else None
    return PlanLine(id_, SESSION, str(meetings), on, row.title, facts(times, place), row.status)


def _hours(row: SessionRow) -> str:
    if row.starts_at is None or row.ends_at is None:
        return _("No date yet")
    return _("{start} to {end}").format(start=clock(row.starts_at), end=clock(row.ends_at))


def state_of_session(line: PlanLine) -> str:
    """What a line says about a session that is over; nothing while it is planned."""
    words = {"held": _("held"), "not_held": _("not held"), "cancelled": _("cancelled")}
    return words.get(line.state, "")


def plan_columns(with_state: bool = False) -> tuple[Column[PlanLine], ...]:
    """Number, date, session, when and where; on a running group also what became of it."""
    columns: tuple[Column[PlanLine], ...] = (
        Column(_("No."), lambda line: line.number or "–"),
        Column(_("Date"), lambda line: short_day(line.on) if line.on else ""),
        Column(_("Session"), lambda line: line.what),
        Column(_("When and where"), lambda line: line.where, small=True),
    )
    if not with_state:
        return columns
    tones = {"held": Tone.OK, "not_held": Tone.WARN, "cancelled": Tone.MUTE}
    state = Column[PlanLine](_("State"), state_of_session, tone=lambda line: tones.get(line.state, Tone.MUTE))
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
            box = box.adjusted(now.px(28), 0, 0, 0)
        font = now.font("body" if column == 1 else "small")
        painter.setFont(font)
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, MIDDLE | LEFT, shown)

    def _last(self) -> int:
        return len(self._table.columns) - 1


class PlanTable(DataTable[PlanLine]):
    """A plan by keyboard: Delete asks to skip the date of the line, M to move the session."""

    skip_wanted = Signal(str)
    move_wanted = Signal(str)

    def __init__(self, name: str, with_state: bool = False) -> None:
        super().__init__(plan_columns(with_state), name)
        self.setItemDelegate(PlanPainter(self))
        self._lines: dict[str, PlanLine] = {}

    def row_height(self) -> int:
        return max(theme.current().px(31), QFontMetrics(theme.current().font("body")).height() + 8)

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


class Months(QWidget):
    """The same plan as months: filled for a session, outlined for a skipped date; two months beside one another."""

    day_chosen = Signal(object)
    CELL, HIGH, HEAD = 27, 17, 21

    def __init__(self) -> None:
        super().__init__()
        self._met: frozenset[date] = frozenset()
        self._skipped: frozenset[date] = frozenset()
        self._months: tuple[date, ...] = ()
        self._chosen: date | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_plan(self, lines: Iterable[PlanLine]) -> None:
        """Show the days of a plan."""
        lines = tuple(lines)
        self._met = frozenset(line.on for line in lines if line.kind == SESSION and line.on)
        self._skipped = frozenset(line.on for line in lines if line.kind == SKIPPED and line.on)
        every = sorted(self._met | self._skipped)
        self._months = _months_between(every[0], every[-1]) if every else ()
        if every:
            words = _("Calendar from {first} to {last}: {met} sessions, {skipped} dates skipped.")
            self.setAccessibleName(
                words.format(first=day(every[0]), last=day(every[-1]), met=len(self._met), skipped=len(self._skipped))
            )
        self.updateGeometry()
        self.update()

    def show_chosen(self, on: date | None) -> None:
        """Ring the day of the line that the keyboard is at."""
        self._chosen = on
        self.update()

    def _a_row(self, width: int) -> int:
        return max(1, min(2, width // theme.current().px(self.CELL * A_WEEK)))

    def _weeks(self, first: date) -> int:
        following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
        return (first.weekday() + (following - first).days + 6) // A_WEEK

    def _rows(self, width: int) -> list[tuple[date, ...]]:
        a_row = self._a_row(width)
        return [self._months[at : at + a_row] for at in range(0, len(self._months), a_row)]

    def _heights(self, width: int) -> list[int]:
        px = theme.current().px
        return [
            px(self.HEAD) + px(self.HIGH) * max(self._weeks(month) for month in row) + px(10)
            for row in self._rows(width)
        ]

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return sum(self._heights(width)) or theme.current().px(self.HEAD)

    def sizeHint(self) -> QSize:
        width = max(self.width(), theme.current().px(self.CELL * A_WEEK * 2))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(self.CELL * A_WEEK), self.heightForWidth(max(1, self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def days(self) -> list[tuple[date, QRectF]]:
        """Every day that is shown and its box."""
        return [(on, box) for month, left, top in self._places() for on, box in self._days_of(month, left, top)]

    def _places(self) -> list[tuple[date, float, float]]:
        found, top = [], 0.0
        for row, height in zip(self._rows(self.width()), self._heights(self.width()), strict=True):
            wide = self.width() / self._a_row(self.width())
            found += [(month, at * wide, top) for at, month in enumerate(row)]
            top += height
        return found

    def _days_of(self, month: date, left: float, top: float) -> list[tuple[date, QRectF]]:
        px = theme.current().px
        cell = min(px(self.CELL), self.width() / self._a_row(self.width()) / (A_WEEK + 0.3))
        boxes, on = [], month
        while on.month == month.month:
            across, down = on.weekday(), (month.weekday() + on.day - 1) // A_WEEK
            boxes.append(
                (on, QRectF(left + across * cell, top + px(self.HEAD) + down * px(self.HIGH), cell, px(self.HIGH)))
            )
            on += timedelta(days=1)
        return boxes

    def mousePressEvent(self, event: QMouseEvent) -> None:
        hit = next((on for on, box in self.days() if box.contains(QPointF(event.position()))), None)
        if hit is not None:
            self.day_chosen.emit(hit)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for month, left, top in self._places():
            painter.setFont(now.font("small", True))
            painter.setPen(QColor(now.tokens.ink))
            title = f"{months()[month.month - 1]} {month.year}"
            painter.drawText(QRectF(left + now.px(2), top, self.width(), now.px(self.HEAD)), MIDDLE | LEFT, title)
            for on, box in self._days_of(month, left, top):
                self._paint_day(painter, on, box)
        painter.end()

    def _paint_day(self, painter: QPainter, on: date, box: QRectF) -> None:
        now = theme.current()
        t = now.tokens
        cell = box.adjusted(2, 1, -2, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if on in self._met:
            painter.setBrush(QColor(t.primary))
            painter.drawRoundedRect(cell, 4, 4)
        elif on in self._skipped:
            painter.setBrush(QColor(t.warn.ground))
            painter.setPen(QPen(QColor(t.warn.ink), 1.5))
            painter.drawRoundedRect(cell, 4, 4)
        if on == self._chosen:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(t.focus), 2))
            painter.drawRoundedRect(box.adjusted(0, 0, 0, 0), 5, 5)
        ink = t.on_primary if on in self._met else t.warn.ink if on in self._skipped else t.ink_2
        painter.setFont(now.font("small", on in self._met))
        painter.setPen(QColor(ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(on.day))


class DayKey(QWidget):
    """What a filled and an outlined day mean, painted as they are in the months."""

    def __init__(self, is_skipped: bool) -> None:
        super().__init__()
        self._is_skipped = is_skipped
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(16), theme.current().px(14))

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = theme.current().tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(t.warn.ground if self._is_skipped else t.primary))
        painter.setPen(QPen(QColor(t.warn.ink if self._is_skipped else t.primary), 1.5))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()


def _months_between(first: date, last: date) -> tuple[date, ...]:
    found, month = [], first.replace(day=1)
    while month <= last:
        found.append(month)
        month = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    return tuple(found)
