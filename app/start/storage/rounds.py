"""Makes the day's backup beside whatever one does; red when none was proved for eight days (SEC-58, SEC-59)."""

from functools import partial

from PySide6.QtCore import QObject, QTimer

from app.core import log
from app.core.errors import error_name
from app.core.language import _
from app.core.shapes import Nothing
from app.desk.backups import BackupWanted, HasBackups, Keep
from app.desk.storage import BackupState
from app.domain.roles import Reach
from ui.kit.jobs import Jobs
from ui.shell.backup_words import overdue_words
from ui.shell.window import ShellWindow

LOOK_EVERY_MS = 300_000
LOOKS_AFTER_A_FAILURE = 12


class BackupRounds(QObject):
    """Looks at sign-in and every few minutes, on a reading thread, so that nothing that is saved waits for it.

    It needs a person whose key opens a backup; for everybody else it does nothing and says nothing. The first sign-in
    of a day and a desk left open over midnight are the same to it: there is no backup of today.
    """

    def __init__(self, window: ShellWindow, jobs: Jobs, desk: HasBackups) -> None:
        super().__init__(window)
        self._window, self._jobs, self._desk = window, jobs, desk
        self._wait = 0
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Somebody has signed in."""
        if self._desk.seat.reach(Keep.BACKUP) is not Reach.NONE:
            self._timer.start()
            self.look()

    def end(self) -> None:
        """The desk locks: what is under way stops at its next step."""
        self._timer.stop()
        self._desk.seat.storage.progress.stop()
        self.deleteLater()

    def look(self) -> None:
        """Is there a backup of today, and was one proved lately?"""
        self._wait = max(0, self._wait - 1)
        self._jobs.read(self, partial(self._desk.backups.show, Nothing()), self._found, self._failed, "backups")

    def _found(self, state: BackupState) -> None:
        if state.is_due and self._wait == 0:
            work = partial(self._desk.backups.make, BackupWanted())
            self._jobs.read(self, work, lambda _made: self.look(), self._failed, "backup")
        elif (page := self._window.desk_page) is not None:
            if state.is_overdue:
                page.warn(overdue_words(), _("Look at the backups"), partial(self._window.go, "backups"), "backups")
            else:
                page.calm("backups")
            if state.is_short:
                words = _("The disk of this computer is full. Make room on it, then lock and sign in again.")
                page.warn(words, _("Look at the backups"), partial(self._window.go, "backups"), "disk")

    def _failed(self, error: Exception) -> None:
        """The log says by code that it was not done; it is tried again in an hour, and the line is red by then."""
        log.event("backup", error_name(error), level="error")
        is_first, self._wait = self._wait == 0, LOOKS_AFTER_A_FAILURE
        if is_first:
            self.look()
