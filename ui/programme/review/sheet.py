"""Holds the one form of the page: booking, recording or changing a contact; the same one keeps what is typed in it."""

from collections.abc import Callable, Sequence

from PySide6.QtGui import QHideEvent, QShowEvent

from app.core.language import _
from app.programme.group_list import PlaceChoice
from app.programme.own_contacts.owed import UndatedRow
from ui.kit.dates import day
from ui.kit.form import Form
from ui.kit.sharing import current
from ui.kit.widgets import Card, facts, words
from ui.programme.asking import offer_rooms, time_of


class FormSheet(Card):
    """A card with a title, one form, and a line above it that says what the form makes visible."""

    def __init__(self) -> None:
        super().__init__()
        self.form: Form | None = None
        self._made_for: tuple[str, str] = ("", "")
        self._rooms: tuple[PlaceChoice, ...] = ()
        self._undated: tuple[UndatedRow, ...] = ()
        self._is_with_him = False
        self.title, self.seen = words("", "h2"), words("", "small")
        self.add(self.title)
        self.add(self.seen)

    def put(self, make: Callable[[], Form] | None, made_for: tuple[str, str], title: str) -> bool:
        """Show another form; true when it is a new one."""
        self.setVisible(make is not None)
        if self._made_for == made_for:
            return False
        self._made_for = made_for
        for old in self.findChildren(Form):
            self.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.form = make() if make else None
        if self.form is None:
            return False
        self.title.setText(title)
        self.add(self.form)
        self.form.show()
        self.form.edited.connect(self._show_seen)
        self._offer_rooms()
        self._show_seen()
        return True

    def be_with_him(self, is_with_him: bool) -> None:
        """He is in the room while a three-way review is written: screen-share safe is on by itself (F6, UX-37)."""
        self._is_with_him = is_with_him
        self._hold()

    def _hold(self) -> None:
        current().hold("three_way", self._is_with_him and self.isVisible())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._hold()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._hold()

    def forget(self) -> None:
        """The next form is a new one."""
        self._made_for = ("", "")
        if self.form is not None:
            self.form.clear()

    def start(self) -> None:
        """Put the keyboard on the first question."""
        if self.form is not None:
            self.form.editor(self.form.spec.fields[0].name).setFocus()

    def know_rooms(self, rooms: tuple[PlaceChoice, ...]) -> None:
        """The rooms of this office."""
        self._rooms = rooms
        self._offer_rooms()

    def know_undated(self, rows: Sequence[UndatedRow]) -> None:
        """What can be booked, with the time that the plan keeps for it."""
        self._undated = tuple(rows)

    def is_edited(self) -> bool:
        """True while something typed here is not saved."""
        return self.form is not None and self.isVisible() and self.form.is_edited()

    def _offer_rooms(self) -> None:
        if self.form is not None and any(field.name == "place" for field in self.form.spec.fields):
            offer_rooms(self.form, self._rooms)

    def _show_seen(self) -> None:
        """When the plan has the contact that is booked; both views side by side once both are in (F6, SCH-8)."""
        values = self.form.values() if self.form is not None else {}
        row = next((one for one in self._undated if one.key == values.get("key")), None)
        text = time_of(row) if row else ""
        if row is not None and row.missed_on is not None:
            text = facts(text, _("not held on {day}").format(day=day(row.missed_on)))
        his, ours = str(values.get("his_view", "")), str(values.get("our_view", ""))
        if his.isdigit() and ours.isdigit():
            text = _("He sees it at {his} of 5, you at {ours} of 5.").format(his=his, ours=ours)
        self.seen.setText(text)
        self.seen.setVisible(bool(text))
