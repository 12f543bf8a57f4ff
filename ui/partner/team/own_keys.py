"""Gives an officer new keys of her own when somebody may know her password or saw her desk open (section 8)."""

from functools import partial

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from app.bridge.desk import BridgeDesk
from app.bridge.leaving import RotationRow
from app.bridge.recovered import KeysChanged
from app.core.errors import InvalidInput
from app.core.language import _
from app.desk.own_login import KitGroups
from app.desk.seat import Kit
from ui.kit import theme
from ui.kit.bands import Banner
from ui.kit.dialogs import interrupt
from ui.kit.form import Form
from ui.kit.form_spec import FormSpec
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, words
from ui.shell.kit_card import WIDTH, KitCard, secret
from ui.shell.own_login import PasswordScreen, PasswordTyped, differ, new_password
from ui.shell.screen import Context, Screen


class HerPasswordScreen(PasswordScreen[BridgeDesk]):
    """The page of her password; from here on to new keys, where a new password alone would take nothing back."""

    def _wire(self) -> None:
        super()._wire()
        self.seen = self.plain(_("Somebody may know it"), icon="key")
        self.seen.clicked.connect(lambda _on: self.go("own_keys"))


class OwnKeysScreen(Screen[BridgeDesk]):
    """First both passwords, then the new kit typed back, then it counts; the kit is wiped when one leaves."""

    def __init__(self, ctx: Context[BridgeDesk]) -> None:
        super().__init__(ctx, _("New keys of my own"))
        self.kit: KitCard | None = None
        self.says = Banner("", "", Tone.OK)
        self.why = self._told()
        fields = (secret("password", _("Password until now")), *new_password())
        self.form = Form(FormSpec(PasswordTyped, fields, check=differ), _("A new password"), has_keys=False)
        self.asking = Card(_("A new password"))
        self.asking.add(self.form)
        for card in (self.why, self.asking):
            card.setMaximumWidth(theme.current().px(WIDTH))
        for part in (self.says, self.why, self.asking):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.leave = self.plain(_("Lock"), icon="lock")
        self.give = self.primary(_("Make the keys"), "Ctrl+Enter", "key")
        self._wire()

    def _told(self) -> Card:
        card = Card(_("When somebody may know your password, or saw this desk open"))
        for line in (
            _("You get new keys, a new password and a new kit. The old ones open nothing that is written from now on."),
            _("The team's keys change with yours at once, and both desks' records get new ones at the next sign-in."),
            _("What somebody copied before stays readable to them. Tell the safety lead what they may have seen."),
            _("Whom you enrolled and nobody approved yet has to be enrolled again."),
        ):
            card.add(words(line))
        return card

    def _wire(self) -> None:
        self.give.clicked.connect(lambda _on: self._draw() if self.kit is None else self._ask())
        self.leave.clicked.connect(lambda _on: self.ctx.shell.unlock_again())

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self._wipe()
        self.form.clear()
        self.says.hide()
        self.leave.hide()
        self.give.say(_("Make the keys"))
        self.give.show()
        self.why.show()
        self.asking.show()

    def first_focus(self) -> QWidget | None:
        return self.form.editor("password")

    def panes(self) -> list[QWidget]:
        return [self.why, self.asking]

    def _draw(self) -> None:
        typed = self.form.draft_as(PasswordTyped)
        if typed is not None:
            draw = partial(self.desk.own_keys.seat.own_keys.draw, typed.password, typed.new)
            self.change(draw, self._drawn, self._not_drawn)

    def _drawn(self, kit: Kit) -> None:
        self._wipe()
        self.form.clear()
        self.asking.hide()
        self.why.hide()
        told = _("Write it down or print it, and type two groups back. Until then your old keys count.")
        self.says.say(_("This kit takes the place of the old one."), told, Tone.INFO)
        self.says.show()
        self.kit = KitCard(kit, asks_password=False)
        self.body.insertWidget(1, self.kit)
        self.give.say(_("Change my keys"))
        self.kit.form.editor("first").setFocus()

    def _not_drawn(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            self.form.show_problems(dict(error.problems))
        else:
            self.show_problem(error)

    def _ask(self) -> None:
        typed = self.kit.typed() if self.kit is not None else None
        if typed is None:
            return
        lines = (
            _("Your old password and your old kit open nothing any more, at once."),
            _("Have you written the kit down? Without it a lost password needs two trustees."),
        )
        groups = KitGroups(groups=(typed.first, typed.second))
        then = partial(self.change, partial(self.desk.own_keys.change, groups), self._changed, self._not_changed)
        interrupt(self, _("Change your keys?"), lines, _("Change my keys"), _("Not now"), then)

    def _changed(self, _done: KeysChanged) -> None:
        self._wipe()
        self.give.hide()
        self.leave.show()
        self.leave.setFocus()
        self._went_on(RotationRow(is_done=False, percent_left=100))

    def _went_on(self, rotation: RotationRow) -> None:
        """Never “done” while an old row is left; it goes on by itself when she leaves the page or locks."""
        lock = _("Lock now and sign in with the new password: then both desks' records get new keys too.")
        if rotation.is_done:
            self.says.say(_("Your new keys count, and every row of the team is under new ones."), lock, Tone.OK)
        elif rotation.waits_for:
            waits = _("Records for named officers wait until one of these signs in: {names}.")
            self.says.say(_("Your new keys count."), waits.format(names=", ".join(rotation.waits_for)), Tone.WARN)
        else:
            told = _("Your new keys count. The team's: {percent} % of old rows left. Not finished.")
            self.says.say(told.format(percent=rotation.percent_left), lock, Tone.WARN)
            self.change(self.desk.leavers.go_on, self._went_on)
        self.says.show()

    def _not_changed(self, error: Exception) -> None:
        if self.kit is None or not self.kit.refuse(error):
            self.show_problem(error)

    def _wipe(self) -> None:
        if self.kit is not None:
            self.kit.hide()
            self.kit.deleteLater()
            self.kit = None

    def hideEvent(self, event: QHideEvent) -> None:
        self._wipe()
        self.form.clear()
        super().hideEvent(event)
