"""Checks on request that everything is as the signed logs left it, and says the first thing that is not (SEC-17)."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.bridge.desk import BridgeDesk
from app.bridge.keeping import VaultChecked
from app.core.language import _
from app.core.shapes import Nothing
from ui.kit.bands import Banner, announce
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, words
from ui.shell.screen import Context, Screen


class VaultScreen(Screen[BridgeDesk]):
    """One button; what was found stands above what it looked at."""

    def __init__(self, ctx: Context[BridgeDesk]) -> None:
        super().__init__(ctx, _("Check the records"))
        self.says = Banner("", "", Tone.OK)
        what = Card(_("What is looked at"))
        for line in (
            _("Every entry of both signed logs: its number, its link, its signature."),
            _("Every record of both desks, compared with what the log last said of it."),
            _("Every envelope of this desk, opened. A record kept for others only is let be."),
            _("The list of what was erased."),
        ):
            what.add(words(line))
        what.add(words(_("Each backup makes the same check by itself. It changes nothing."), "small"))
        self.body.addWidget(self.says)
        self.body.addWidget(what)
        self.body.addStretch(1)
        self.check = self.primary(_("Check now"))
        self._wire()

    def _wire(self) -> None:
        self.says.hide()
        self.check.clicked.connect(lambda _on: self._check())

    def _check(self) -> None:
        self.check.setEnabled(False)
        self.says.say(_("Working"), "", Tone.INFO)
        self.says.show()
        self.read(partial(self.desk.vaults.verify, Nothing()), self._found, "check")

    def show_problem(self, error: Exception) -> None:
        self.check.setEnabled(True)
        self.says.hide()
        super().show_problem(error)

    def _found(self, checked: VaultChecked) -> None:
        self.check.setEnabled(True)
        if checked.ok:
            told = _("{events} entries followed, {erased} erased records on the list.")
            below = told.format(events=checked.events, erased=checked.erased)
            self.says.say(_("Everything is as the logs left it."), below, Tone.OK)
        else:
            told = _("Do not rely on it. Change nothing, keep this computer as it is, and tell your manager now.")
            self.says.say(checked.first_problem or "", told, Tone.STOP)
        announce(self, self.says.accessibleName())

    def first_focus(self) -> QWidget | None:
        return self.check
