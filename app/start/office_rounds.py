"""Looks for the office's own rounds at sign-in and every few minutes, beside whatever one does (SCH-11, ATT-11)."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core import log
from app.core.errors import error_name
from app.core.shapes import Nothing
from app.domain.roles import Reach
from ui.kit.jobs import ThreadedJobs

if TYPE_CHECKING:
    from app.programme.desk import ProgrammeDesk


class OfficeRounds(QObject):
    """Asks on a reading thread whether anything is due, and only then does it; a failure is tried again next time."""

    def __init__(self, parent: QObject, jobs: ThreadedJobs) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._desk: ProgrammeDesk | None = None

    def begin(self, desk: "ProgrammeDesk") -> None:
        """Somebody has signed in: the first look."""
        self._desk = desk
        self.look()

    def end(self) -> None:
        """The desk is locked: nothing is looked at any more."""
        self._desk = None

    def look(self) -> None:
        """Is anything due that is nobody's task but the office's?"""
        if self._desk is not None:
            self._jobs.read(self, partial(_is_due, self._desk), self._do, _note_failure, "rounds")

    def _do(self, is_due: bool) -> None:
        if is_due and self._desk is not None:
            self._jobs.change(self, partial(_do, self._desk), lambda _done: None, _note_failure)


def _is_due(desk: "ProgrammeDesk") -> bool:
    """Nobody whose role does none is asked, so that nothing is refused behind their back.

    The days that are kept for Today are told anew first, which is no act of anybody (P8).
    """
    from app.programme.rights import Right
    from app.programme.seat import ProgrammeSeat
    from app.programme.settling.settle import settle_beside

    if isinstance(desk.seat, ProgrammeSeat):
        settle_beside(desk.seat)
    return desk.seat.reach(Right.DO_ROUNDS) is not Reach.NONE and desk.rounds.due(Nothing()).is_due


def _do(desk: "ProgrammeDesk") -> None:
    desk.rounds.rounds(Nothing())


def _note_failure(error: Exception) -> None:
    log.event("rounds", error_name(error), level="error")
