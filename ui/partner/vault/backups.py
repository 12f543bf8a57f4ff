"""Puts a backup of her records back at the partner desk: an officer chooses it, a trustee types their code (E4)."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QLineEdit, QWidget

from app.bridge.desk import BridgeDesk
from app.core.language import _
from app.desk.backups import BackupChosen
from app.desk.storage import BackupRestored, BackupRow
from ui.kit.buttons import TickBox
from ui.kit.dialogs import AgreeCard
from ui.shell.backups import BackupsScreen


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
