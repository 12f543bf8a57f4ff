"""Checks the records on request and says the first thing that is wrong (SEC-17); puts a backup of hers back (E4)."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QLineEdit, QWidget

from app.bridge.desk import BridgeDesk
from app.bridge.keeping import DamageLine, VaultChecked
from app.core.language import _, ngettext
from app.core.shapes import Nothing
from app.desk.backups import BackupChosen
from app.desk.storage import BackupRestored, BackupRow
from ui.kit.bands import Banner, announce
from ui.kit.buttons import TickBox
from ui.kit.dialogs import AgreeCard
from ui.kit.layouts import empty, vertical
from ui.kit.rows import FactRow
from ui.kit.tokens import SPACE_2, Tone
from ui.kit.widgets import Card, facts, words
from ui.shell.backups import BackupsScreen
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


class TrusteeCard(AgreeCard):
    """Asks a trustee for the code on their paper; `given` gets it, an error is shown in the card."""

    def __init__(self, parent: QWidget, what: str, given: Callable[[str], None], stop: Callable[[], None]) -> None:
        lines = (what, _("A trustee sits here with you and types the code on their paper. You look away."))
        super().__init__(parent, _("A trustee must agree"), lines, stop)
        self._given = given
        self.ask(_("Code of a trustee"), self.secret)
        self.shown = TickBox(_("Show what I type"))
        self.shown.toggled.connect(self._show_code)
        self.middle.addWidget(self.shown)
        self.start = self.secret

    def _show_code(self, is_shown: bool) -> None:
        self.secret.setEchoMode(QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password)

    def hand_on(self) -> None:
        """The code, as it was typed."""
        self._given(self.secret.text())


class HerBackupsScreen(BackupsScreen[BridgeDesk]):
    """The page of backups, where only her own records are put back, and never by officers alone."""

    def _agreement(self, row: BackupRow, on: str, at: str) -> AgreeCard:
        lost = _("Everything written since {day}, {clock} goes. This desk ends then: start it again and sign in.")
        given = partial(self._put_back, BackupChosen(file=row.file, second=""))
        return TrusteeCard(self, lost.format(day=on, clock=at), given, self.desk.seat.storage.progress.stop)

    def _restored(self, chosen: BackupChosen, secret: str) -> BackupRestored:
        self.desk.trustees.seat.trustee_codes.offer(secret)
        return self.desk.backups.restore(chosen)
