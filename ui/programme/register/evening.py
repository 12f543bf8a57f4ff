"""Is the bar below the register: who held the session, how long it lasted, and the cards that ask once more (ATT-6)."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.core.language import _
from app.programme.register_rows import HolderRow, PhoneDue
from ui.kit import theme
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton, TickBox
from ui.kit.dates import clock
from ui.kit.dialogs import StopCard
from ui.kit.editors import ChoiceBox
from ui.kit.layouts import Flow, horizontal
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, words


class EveningBar(Card):
    """Filled from the plan, so that nobody types what is known; who was not there is unticked."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__(margin=8)
        self._planned, self._recorded = 0, False
        self.is_edited = False
        self._people: dict[str, HolderRow] = {}
        self.ticks: dict[str, TickBox] = {}
        self._flow = Flow(gap=14)
        self.more = ChoiceBox()
        self.more.setAccessibleName(_("Somebody else held it"))
        self.more.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.more.setMinimumContentsLength(12)
        self.minutes = QLineEdit()
        self.minutes.setMaxLength(4)
        self.minutes.setAccessibleName(_("Minutes it lasted"))
        label, self._of = words(_("It &lasted"), wraps=False), words("", "small", wraps=False)
        label.setBuddy(self.minutes)
        row = horizontal(gap=12)
        row.addWidget(words(_("Held by"), wraps=False))
        row.addWidget(self._flow, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.more)
        for part in (label, self.minutes, self._of):
            row.addWidget(part)
        self.body.addLayout(row)
        self.minutes.textEdited.connect(lambda _text: self._tell())
        self.more.activated.connect(lambda _at: self._add())
        theme.current().changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.minutes.setFixedWidth(theme.current().px(64))
        self.more.setMinimumWidth(theme.current().px(170))

    def show_evening(self, people: Sequence[HolderRow], planned: int, actual: int | None) -> None:
        """Show the people of this session and its length; what is ticked and typed stays when it is shown again."""
        held = self.holders() if self.is_edited else tuple(str(one.user) for one in people if one.held)
        self._people = {str(one.user): one for one in people}
        self._planned, self._recorded = planned, actual is not None
        if not self.is_edited:
            self.minutes.setText(str(actual or planned))
        self._of.setText(_("of {count} min planned").format(count=planned))
        self._show_ticks(held)

    def clear(self) -> None:
        """Forget who and how long: it is saved, or this is another session."""
        self._people, self.is_edited = {}, False
        self._show_ticks(())
        self.minutes.clear()

    def holders(self) -> tuple[str, ...]:
        """The ids of who is ticked."""
        return tuple(id for id, tick in self.ticks.items() if tick.isChecked())

    def length(self) -> int:
        """How long it lasted, as typed; as planned when nothing readable is typed."""
        return self.typed_minutes() or self._planned

    def typed_minutes(self) -> int | None:
        """The minutes that are typed, when they are a number."""
        text = self.minutes.text().strip()
        return int(text) if text.isdigit() else None

    def minutes_to_save(self) -> int | None:
        """What the act is told: nothing while it was as planned and never was recorded otherwise."""
        length = self.length()
        return length if self._recorded or length != self._planned else None

    def kept(self) -> dict[str, object]:
        """Who is ticked and how long it lasted, to survive a lock."""
        return {"held_by": list(self.holders()), "minutes": self.minutes.text()} if self.is_edited else {}

    def restore(self, kept: dict[str, object]) -> None:
        """Show again what was ticked and typed."""
        held, minutes = kept.get("held_by"), kept.get("minutes")
        self.is_edited = self.is_edited or bool(kept)
        if isinstance(held, list) and self._people:
            self._show_ticks(tuple(str(one) for one in held))
        if isinstance(minutes, str) and minutes:
            self.minutes.setText(minutes)

    def _tell(self) -> None:
        self.is_edited = True
        self.edited.emit()

    def _show_ticks(self, held: Sequence[str]) -> None:
        for old in self.ticks.values():
            self._flow.take(old)
        self.ticks = {}
        for id, one in self._people.items():
            if one.is_named or id in held:
                cover = _("{person}, standing in").format(person=one.label)
                self._tick(id, cover if one.is_cover else one.label, is_on=id in held)
        self._offer()

    def _tick(self, id: str, label: str, *, is_on: bool) -> None:
        box = TickBox(label)
        box.setAccessibleName(_("Held by {person}").format(person=label))
        box.setChecked(is_on)
        box.toggled.connect(lambda _on: self._tell())
        self._flow.add(box)
        self.ticks[id] = box

    def _offer(self) -> None:
        self.more.clear()
        self.more.addItem(_("Somebody else"), "")
        for id, one in self._people.items():
            if id not in self.ticks:
                self.more.addItem(one.label, id)
        self.more.setVisible(self.more.count() > 1)

    def _add(self) -> None:
        id = str(self.more.currentData() or "")
        if id:
            self._tick(id, self._people[id].label, is_on=True)
            self._offer()
            self._tell()


class PhoneBanner(Banner):
    """After hours the on-call number stands here until somebody says that it was phoned (ATT-10)."""

    def __init__(self) -> None:
        super().__init__("", "", Tone.WARN, "phone")
        self.phoned = KeyButton(_("I have phoned"), icon="phone-check")
        self.add(self.phoned)
        self.hide()

    def show_due(self, due: PhoneDue | None) -> None:
        """Show the number, or when it was phoned; nothing while nobody is to be phoned."""
        self.setVisible(due is not None)
        if due is None:
            return
        number = _("On-call number: {number}").format(number=due.number)
        missing = _("No on-call number is set for this office. Ask your manager.")
        if due.phoned_at is None:
            self.say(due.words, number if due.number else missing, Tone.WARN, "phone")
        else:
            self.say(_("Phoned at {time}.").format(time=clock(due.phoned_at)), "", Tone.OK, "phone-check")
        self.phoned.setVisible(due.phoned_at is None)


class ReasonCard(StopCard):
    """Asks why, before something is taken back."""

    def __init__(self, parent: QWidget, heading: str, line: str, act: str, given: Callable[[str], None]) -> None:
        super().__init__(parent, heading, (line,), act, _("Leave as it is"))
        self._given = given
        self.reason = QLineEdit()
        self.reason.setMaxLength(500)
        self.reason.setAccessibleName(_("Reason"))
        label = words(_("Reason"))
        label.setBuddy(self.reason)
        self.middle.addWidget(label)
        self.middle.addWidget(self.reason)
        self.reason.returnPressed.connect(self.accept)
        self.start = self.reason

    def accept(self) -> None:
        """Hand the reason on; the card stays until `close_with(None)`."""
        if self.reason.text().strip():
            self.act.setEnabled(False)
            self._given(self.reason.text().strip())

    def close_with(self, error: Exception | None) -> None:
        """Close after success; after an error say it and keep what was typed."""
        self.act.setEnabled(True)
        if error is None:
            super().accept()
        else:
            self.show_error(error)
