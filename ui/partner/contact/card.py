"""Shows what must be read before a call, keeps the number masked until then, and stops what her plan forbids."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetrics, QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.language import _
from app.core.shapes import Draft, Line
from app.partner.rules.safe_contact import CardLine
from app.partner.safe_plans import ContactCard
from ui.kit import theme
from ui.kit.bands import Banner, announce
from ui.kit.buttons import KeyButton, TickBox
from ui.kit.dates import clock, short_day, weekdays
from ui.kit.dialogs import StopCard
from ui.kit.editors import keep_private
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind
from ui.kit.layouts import Column, Flow, vertical
from ui.kit.rows import FactRow
from ui.kit.tokens import SPACE_2, SPACE_3, Tone
from ui.kit.widgets import Card, words

MS = 1000
CALL_MINUTES = 20
ALWAYS = frozenset({"times", "ways", "never", "someone_else", "she_says", "drops", "checked"})
ICONS = {
    "times": ("calendar-time", "primary"), "ways": ("phone", "primary"), "never": ("message-off", "stop"),
    "may_answer": ("users", "primary"), "someone_else": ("user-question", "primary"), "she_says": ("key", "primary"),
    "code": ("key", "primary"), "drops": ("phone-x", "primary"), "caller_id": ("eye-off", "primary"),
    "language": ("message", "primary"), "children": ("users", "primary"), "checked": ("refresh", "warn"),
}  # fmt: skip


def moment_words(at: datetime) -> str:
    """Tuesday 10:05: near moments, as a person says them."""
    return f"{weekdays()[at.weekday()]} {clock(at)}"


def far_words(at: datetime, now: datetime) -> str:
    """Within a week the day's name is enough; later the date stands with it."""
    is_near = (at.date() - now.date()).days < len(weekdays())
    return moment_words(at) if is_near else f"{short_day(at.date())}, {clock(at)}"


def next_words(card: ContactCard, now: datetime) -> str:
    """When the next safe time begins, or that none is known."""
    text = card.safe_after if card.safe_until else card.next_safe_time
    if not text:
        return _("No later safe time is known.") if card.safe_until else _("No safe time is known.")
    return _("Next: {moment}.").format(moment=far_words(datetime.fromisoformat(text), now))


class MaskedNumber(QWidget):
    """A number that is painted, so that nothing can read, copy or speak it while it is masked (UX-39)."""

    def __init__(self) -> None:
        super().__init__()
        self._masked, self._number = "", ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.cover("")

    @property
    def is_shown(self) -> bool:
        """True while the whole number can be seen."""
        return bool(self._number)

    def cover(self, masked: str | None = None) -> None:
        """Hide the number; with a text, another masked one."""
        self._masked = self._masked if masked is None else masked
        self._number = ""
        self._say(_("Her number is masked."))

    def show_number(self, number: str) -> None:
        """Show it whole; somebody who hears instead of sees is told it."""
        self._number = number
        self._say(_("Her number: {number}").format(number=number))
        announce(self, self.accessibleName())

    def _say(self, name: str) -> None:
        self.setAccessibleName(name)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.current().font("display"))
        return QSize(metrics.horizontalAdvance(self._number or self._masked) + 4, metrics.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.current().font("display"))
        painter.setPen(QColor(theme.current().tokens.ink))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, self._number or self._masked)
        painter.end()


class BeforeYouCall(Card):
    """Safe now or not, times, way, never, who else may answer, and only then the number (UX-4, F5)."""

    show_wanted = Signal()
    call_held = Signal(int)

    def __init__(self) -> None:
        super().__init__(_("Before you call"), face="protect")
        self.now = Banner("", "", Tone.STOP)
        self.add(self.now)
        self._rows = QWidget()
        self._lines = vertical(self._rows, gap=SPACE_2)
        self.add(self._rows)
        self._gaps = words("", "small")
        self.add(self._gaps)
        self.body.addStretch(1)
        self.tick = TickBox(_("I have read this and it is safe to call now"))
        self.add(self.tick)
        self.number = MaskedNumber()
        self.show_it = KeyButton(_("Show for {seconds} seconds").format(seconds=20), "Alt+S")
        self.on_call = TickBox(_("On a call: keep this desk open for {minutes} minutes").format(minutes=CALL_MINUTES))
        self.add(Flow(self.number, self.show_it, gap=SPACE_3))
        self.add(self.on_call)
        self._left = 0
        self._timer = QTimer(self)
        self._timer.setInterval(MS)
        self._timer.timeout.connect(self.second_passed)
        self.tick.toggled.connect(self._settle)
        self.show_it.clicked.connect(self.show_wanted)
        self.on_call.toggled.connect(lambda is_on: self.call_held.emit(CALL_MINUTES * 60 if is_on else 0))
        self._settle()

    def show_card(self, card: ContactCard, now: datetime) -> None:
        """Show her rules as they stand; whatever was ticked or shown before is taken back."""
        self.cover()
        self.number.cover(card.masked_phone if card.has_plan else _("No number"))
        self._show_now(card, now)
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        caller = next((line.words for line in card.lines if line.key == "caller_id" and line.recorded), "")
        for line in card.lines:
            if line.key in ICONS and line.key != "caller_id" and (line.recorded or line.key in ALWAYS):
                self._lines.addWidget(_row(line, card, now, caller))
        gaps = [line.label for line in card.lines if line.key in ICONS and line.key not in ALWAYS and not line.recorded]
        self._gaps.setText(_("Not recorded: {what}.").format(what=", ".join(gaps)))
        self._gaps.setVisible(bool(gaps))
        self.tick.setEnabled(card.has_plan)
        is_safe = not card.reasons_not_to
        said = _("I have read this and it is safe to call now") if is_safe else _("I have read this")
        self.tick.setText(said)
        self.tick.setAccessibleName(said)
        self.tick.setChecked(False)
        self._settle()

    def _show_now(self, card: ContactCard, now: datetime) -> None:
        after = next_words(card, now)
        if card.safe_until:
            until = clock(datetime.fromisoformat(card.safe_until))
            here = _("{moment}. Safe until {until}.").format(moment=moment_words(now), until=until)
            self.now.say(_("Now is inside a safe time"), f"{here} {after}", Tone.OK)
            return
        heading = _("It is not a safe time") if card.has_plan else _("There is no safe-contact plan")
        why = " ".join(card.reasons_not_to)
        self.now.say(heading, f"{moment_words(now)}. {why} {after}", Tone.STOP)

    def show_number(self, number: str, seconds: int) -> None:
        """Unmask it for a few seconds."""
        self.number.show_number(number)
        self.on_call.show()
        self._left = seconds
        self.show_it.say(_("Mask now"))
        self._timer.start()
        self.say_note(_("Masked again in {seconds} s").format(seconds=seconds))

    def cover(self) -> None:
        """Mask the number and be ready to show it again; again is another line in the log."""
        self._timer.stop()
        self.number.cover()
        self.say_note("")
        self.show_it.say(_("Show for {seconds} seconds").format(seconds=20))

    def second_passed(self) -> None:
        """One second nearer to the mask."""
        self._left -= 1
        self.say_note(_("Masked again in {seconds} s").format(seconds=self._left))
        if self._left <= 0:
            self.cover()

    def _settle(self, *_ignored: object) -> None:
        self.show_it.setEnabled(self.tick.isChecked())
        if not self.tick.isChecked():
            self.on_call.setChecked(False)
            self.on_call.hide()
            self.cover()

    def hideEvent(self, event: QHideEvent) -> None:
        self.tick.setChecked(False)
        self.cover()
        super().hideEvent(event)


def _row(line: CardLine, card: ContactCard, now: datetime, caller: str) -> FactRow:
    icon, tone = ICONS[line.key]
    said = line.words[:1].upper() + line.words[1:]
    if line.key == "ways" and caller:
        said = f"{said}. {caller}"
    if line.key == "checked" and card.checked_on:
        days = (now.date() - card.checked_on).days
        ago = _("today") if days == 0 else _("yesterday") if days == 1 else _("{days} days ago").format(days=days)
        said = _("{day}, {ago}. Check again on this call.").format(day=line.words, ago=ago)
    return FactRow(icon, line.label, said, tone, strong_first=False)


class DangerReason(Draft):
    """Why it could not wait."""

    danger: Line


class DangerCard(StopCard):
    """Stops an attempt that her plan does not allow. Waiting is the safe button; danger needs its reason (PRT-4)."""

    def __init__(self, parent: QWidget, reasons: Sequence[str], after: str, in_danger: Callable[[str], None]) -> None:
        lines = (" ".join(reasons), after, _("In danger, say why. The safety lead is told."))
        super().__init__(parent, _("It is not a safe time."), lines, _("There is danger"), _("Wait"))
        self._in_danger = in_danger
        spec = FormSpec(DangerReason, (Field("danger", _("Why it cannot &wait"), Kind.LINES, required=True, lines=2),))
        self.form = Form(spec, name=_("Danger"))
        keep_private(self.form)
        self.middle.addWidget(Column(self.form, is_filled=True))
        self.stay.setFocus()

    def accept(self) -> None:
        """Go on only with a reason."""
        draft = self.form.draft_as(DangerReason)
        if draft is not None:
            super().accept()
            self._in_danger(draft.danger)
