"""Checks on request that everything is as the signed logs left it, and says the first thing that is not (SEC-17)."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.bridge.desk import BridgeDesk
from app.bridge.keeping import DamageLine, VaultChecked
from app.core.language import _, ngettext
from app.core.shapes import Nothing
from ui.kit.bands import Banner, announce
from ui.kit.layouts import empty, vertical
from ui.kit.rows import FactRow
from ui.kit.tokens import SPACE_2, Tone
from ui.kit.widgets import Card, facts, words
from ui.shell.screen import Context, Screen

MOST_NAMED = 4


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
        self.broken = Card(_("What does not open, or is not as it was left"))
        self._broken = vertical(gap=SPACE_2)
        self.broken.body.addLayout(self._broken)
        self.broken.add(words(_("Everything else can be used."), "small"))
        self.broken.hide()
        for part in (self.says, self.broken, what):
            self.body.addWidget(part)
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
        self.broken.hide()
        if not checked.ok:
            self.read(partial(self.desk.vaults.damage, Nothing()), self._list, "damage")
        if checked.ok:
            told = _("{events} entries followed, {erased} erased records on the list.")
            below = told.format(events=checked.events, erased=checked.erased)
            self.says.say(_("Everything is as the logs left it."), below, Tone.OK)
        else:
            told = _("Do not rely on it. Change nothing, keep this computer as it is, and tell your manager now.")
            self.says.say(checked.first_problem or "", told, Tone.STOP)
        announce(self, self.says.accessibleName())

    def _list(self, lines: tuple[DamageLine, ...]) -> None:
        empty(self._broken)
        for line in lines:
            self._broken.addWidget(FactRow("alert-triangle", whose_words(line), facts(*line.what), "stop"))
        self.broken.setVisible(bool(lines))

    def first_focus(self) -> QWidget | None:
        return self.check


def whose_words(line: DamageLine) -> str:
    """Whose something damaged is."""
    if line.number:
        return line.number
    return _("A record whose number cannot be read") if line.partner else _("Of the team, or of an unknown record")


def warning_of(lines: tuple[DamageLine, ...]) -> str:
    """The red line on every page while something of hers does not open; her number is all that it names."""
    numbers = [line.number for line in lines if line.number]
    told = _("Damaged or altered: {what}. Do not rely on it, and tell your manager now. The rest can be used.")
    named = numbers[:MOST_NAMED]
    if len(numbers) > MOST_NAMED:
        more = len(numbers) - MOST_NAMED
        named.append(ngettext("{count} more record", "{count} more records", more).format(count=more))
    if len(numbers) < len(lines):
        named.append(_("entries of this desk") if not numbers else _("and entries of this desk"))
    return told.format(what=", ".join(named))
