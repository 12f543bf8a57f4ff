"""Draws hours done of hours wanted as one bar with its milestones; nothing is rounded up to one (ATT-7)."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.language import _
from ui.kit import theme
from ui.kit.tokens import RADIUS

BAR, GAP = 22, 6


@dataclass(frozen=True, slots=True)
class Milestone:
    """A number of hours that counts, in words, and whether it is reached."""

    hours: float
    words: str
    is_reached: bool


class HoursBar(QWidget):
    """A bar from nought to the last milestone; each milestone is a tick with its words below (F13)."""

    def __init__(self) -> None:
        super().__init__()
        self._minutes = 0
        self._milestones: tuple[Milestone, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_hours(self, done: str, minutes: int, milestones: Sequence[Milestone]) -> None:
        """Show the hours done as words, exact minutes for the length, and what they count towards."""
        self._minutes, self._milestones = minutes, tuple(milestones)
        self.setAccessibleName(hours_words(done, self._milestones))
        self.update()

    def sizeHint(self) -> QSize:
        px = theme.current().px
        return QSize(px(300), px(BAR + GAP) + QFontMetrics(theme.current().font("small", True)).height())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(160), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(0.5, 0.5, self.width() - 1, now.px(BAR) - 1)
        painter.setPen(QPen(QColor(now.tokens.control), 1))
        painter.setBrush(QColor(now.tokens.surface))
        painter.drawRoundedRect(room, RADIUS, RADIUS)
        self._paint_done(painter, room)
        for milestone in self._milestones:
            self._paint_milestone(painter, room, milestone)
        painter.end()

    def _end(self) -> float:
        return max((one.hours for one in self._milestones), default=1.0)

    def _paint_done(self, painter: QPainter, room: QRectF) -> None:
        share = min(1.0, self._minutes / 60 / self._end())
        if share <= 0:
            return
        painter.save()
        painter.setClipRect(QRectF(room.left(), room.top(), room.width() * share, room.height()))
        painter.setBrush(QColor(theme.current().tokens.primary))
        painter.drawRoundedRect(room, RADIUS, RADIUS)
        painter.restore()

    def _paint_milestone(self, painter: QPainter, room: QRectF, milestone: Milestone) -> None:
        now = theme.current()
        at = room.left() + room.width() * milestone.hours / self._end()
        if milestone.hours < self._end():
            painter.setPen(QPen(QColor(now.tokens.on_primary if milestone.is_reached else now.tokens.ink), 2))
            painter.drawLine(int(at), int(room.top()) + 1, int(at), int(room.bottom()))
        font = now.font("small", milestone.is_reached)
        painter.setFont(font)
        painter.setPen(QColor(now.tokens.ink if milestone.is_reached else now.tokens.ink_2))
        width = QFontMetrics(font).horizontalAdvance(milestone.words) + 2
        left = min(max(0.0, at - width / 2), self.width() - width)
        box = QRectF(left, room.bottom() + now.px(GAP), width, QFontMetrics(font).height())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, milestone.words)


def hours_words(done: str, milestones: Sequence[Milestone]) -> str:
    """20.0 of 30 hours, then 60: what is next, and what comes after it."""
    ahead = [one for one in milestones if not one.is_reached]
    if not ahead:
        return _("{done} hours, every milestone reached").format(done=done) if milestones else ""
    named = _("{done} of {next} hours").format(done=done, next=_number(ahead[0].hours))
    rest = ", ".join(_number(one.hours) for one in ahead[1:])
    return _("{named}, then {rest}").format(named=named, rest=rest) if rest else named


def _number(hours: float) -> str:
    return f"{hours:g}"
