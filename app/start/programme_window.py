"""Wires the programme desk's window: first run, sign-in in a job, the desk, lock; it paints before it loads."""

import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess, QTimer

from app.core import log
from app.core.clock import Clock
from app.core.errors import AppError, SignInFileDamaged, error_name
from app.core.language import _, use
from app.core.paths import Profile
from app.core.settings import default_of
from app.domain.roles import Role, role_words
from app.start.office_rounds import OfficeRounds
from app.start.people.newcomer import place_of
from app.start.profile import PARTNER, PROGRAMME, About, clock_of, has_office, held_open, is_demonstration, read_about
from app.start.way_in import JoinPages, Sitting, WayBackPages, load_meanwhile
from ui.kit.jobs import ThreadedJobs
from ui.kit.problems import problem_of
from ui.shell.desk_page import Bands
from ui.shell.lock import Idle
from ui.shell.screen import Person, ScreenSpec
from ui.shell.sign_in import SignInPage
from ui.shell.window import Kept, Program, ShellWindow

if TYPE_CHECKING:
    from app.programme.desk import ProgrammeDesk
    from app.start.opening import ProgrammeOffice

SIDE = "programme"
MARK_EVERY_MS = 300_000
Screens = Callable[[], Sequence[ScreenSpec["ProgrammeDesk"]]]


@dataclass(frozen=True, slots=True)
class Making:
    """How an office and the demonstration are made: the same as on the command line."""

    office: Callable[[Profile, bytes, dict[str, str]], None]
    demonstration: Callable[[Profile], None]


class ProgrammeWindow(QObject):
    """The program while it runs: which profile, who holds it open, who is signed in."""

    def __init__(
        self, profile: Profile, screens: Screens, making: Making,
        at: datetime | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.profile = profile
        self.jobs = ThreadedJobs(self)
        self.desk: ProgrammeDesk | None = None
        self.window: ShellWindow | None = None
        self._office: ProgrammeOffice | None = None
        self._screens, self._making, self._at = screens, making, at
        self._held = ExitStack()
        self._marks = QTimer(self)
        self._marks.setInterval(MARK_EVERY_MS)
        self._marks.timeout.connect(self._keep_mark)
        self._rounds = OfficeRounds(self, self.jobs)
        self._marks.timeout.connect(self._rounds.look)
        self._marks.start()

    def show(self) -> None:
        """The first page: doors where there is no office yet, else sign-in. Raises Unavailable when open already."""
        if has_office(self.profile):
            self._hold()
        self.window = ShellWindow(self._program())
        self._first_page()
        self.window.show()
        load_meanwhile(self, self.jobs, self._load)

    def _load(self) -> object:
        from app.start.opening import make_ready

        make_ready()
        return self._screens()

    def close(self) -> None:
        """End of the program: lock, wait for what runs, let the next one in."""
        if self.window is not None:
            self.window.close()
        self.jobs.close()
        self._held.close()

    @property
    def about(self) -> About | None:
        """What stands beside the records, where there is an office."""
        return read_about(self.profile) if has_office(self.profile) else None

    def _hold(self) -> None:
        self._held.enter_context(held_open(self.profile, PROGRAMME))

    def _program(self) -> Program:
        about = self.about
        clock = clock_of(about, self._at) if about else Clock()
        bands = Bands(is_practice=about.practice, practice_more=self._samples()) if about else Bands()
        idle = Idle(after=60 * int(str(default_of("lock.programme_minutes"))))
        return Program(_("Programme desk"), clock, self.jobs, self._locked, self._first_page, bands, idle, SIDE)

    def _samples(self) -> str:
        is_sample = is_demonstration(self.profile, SIDE, Role.FACILITATOR)
        return _("Sign in with facilitator, manager or another role, password demo.") if is_sample else ""

    def _first_page(self) -> None:
        if self.window is None:
            return
        about = self.about
        if about is None:
            from app.start.first_run import FirstRun

            self._first_run = FirstRun(self.profile, self.jobs, self.window.show_page, self._making, self._begin_again)
            self._first_run.show_doors()
            return
        use(about.language)
        other = (_("Safety desk"), self._open_safety_desk) if about.safety_desk or about.practice else None
        practice = [self._samples()] if about.practice else None
        who = _("Read this number to a manager, in person or by telephone. They let you in.")
        place = partial(place_of, self.profile, SIDE)
        self._joining = JoinPages(self.window.show_page, self.jobs, place, who, self._first_page)
        self._page = SignInPage(
            _("Programme desk"), self._sign_in, other, practice, self._forgot, self._joining.start
        )  # fmt: skip
        self.window.show_page(self._page)

    def _open_safety_desk(self) -> None:
        """Start the other program, beside this one or on the path; pass no secret and hear nothing back (UX-12)."""
        beside = str(Path(sys.executable).parent)
        if program := shutil.which(PARTNER, path=beside) or shutil.which(PARTNER):
            QProcess.startDetached(program, ["--profile", str(self.profile.folder)])

    def _begin_again(self, profile: Profile) -> None:
        """An office stands now: hold it, and show its own window with its own bands."""
        old, self.profile = self.window, profile
        self.show()
        if old is not None:
            old.close()
            old.deleteLater()

    def _sign_in(self, login: str, password: str, arrival: str = "desk.open", *, by_copy: bool = False) -> None:
        """By the copy, where the sign-in file does not hold: it is put in place first, if it does (section 12)."""
        work = partial(self._open, login, password, arrival, by_copy=by_copy)
        self.jobs.change(self._page, work, self._entered, self._refused)

    def _open(self, login: str, password: str, arrival: str, *, by_copy: bool) -> "tuple[ProgrammeDesk, int]":
        """Everything heavy, off the window's thread: the desk, and after how many minutes it locks."""
        office = self._opened_office()
        if by_copy:
            office.place.take_copy(office.tries, login, password)
        desk = office.sign_in(login, password, arrival=arrival)
        return desk, office.idle_minutes(desk)

    def _opened_office(self) -> "ProgrammeOffice":
        from app.start.opening import ProgrammeOffice

        if self._office is None:
            self._office = ProgrammeOffice(self.profile, self._at)
        return self._office

    def _forgot(self) -> None:
        if self.window is not None:
            show, came_back = self.window.show_page, self._came_back
            self._way_back = WayBackPages(show, self.jobs, self._opened_office, came_back, self._first_page)
            self._way_back.start()

    def _came_back(self, login: str, password: str, arrival: str) -> None:
        """The next kit was typed back: sign in with the new password, and let the history say how."""
        self._first_page()
        self._page.busy(True)
        self._sign_in(login, password, arrival)

    def _refused(self, error: Exception) -> None:
        self._page.refuse(str(error) if isinstance(error, AppError) else problem_of(error).words)
        if isinstance(error, SignInFileDamaged):
            self._page.offer_copy(partial(self._sign_in, by_copy=True))

    def _entered(self, opened: "tuple[ProgrammeDesk, int]") -> None:
        from app.start.drafts import Drafts  # its keys are loaded after the paint (P1)

        desk, minutes = opened
        person = desk.seat.person
        role = min(person.roles, key=list(Role).index)
        self.desk = desk
        if self.window is None or self._office is None:
            return
        self.window.enter(self._screens(), desk, Person(person.label, role_words(role), role.value), desk.seat.changes)
        ledger = desk.seat.ledger
        drafts = Drafts(self.profile, SIDE, ledger.inst, ledger.user, ledger.seed)
        self._sitting = Sitting(self.window, self.jobs, desk.seat, drafts)
        self._sitting.begin(is_practice=self._office.is_practice, idle_minutes=minutes)
        is_kept = not desk.seat.read_only
        if is_kept:
            self._rounds.begin(desk)
        from app.start.storage.rounds import BackupRounds

        self._backups = BackupRounds(self.window, self.jobs, desk)
        if is_kept and not self._office.is_practice:
            self._backups.begin()

    def _keep_mark(self) -> None:
        """Every few minutes this computer remembers how far was seen (SEC-18)."""
        if self.desk is not None and self._office is not None:
            work = partial(self._office.keep_mark, self.desk)
            self.jobs.change(
                self, work, lambda _kept: None, lambda error: log.event("mark.keep", error_name(error), level="error")
            )

    def _locked(self, kept: tuple[Kept, ...]) -> None:
        """Seal what was typed, remember how far was seen, drop the keys and close the records (SEC-48)."""
        if self.desk is not None:
            self._backups.end()
        self.jobs.close()
        self._rounds.end()
        if self.desk is not None and self._office is not None:
            self._sitting.end(kept)
            self._office.keep_mark(self.desk)
            self._office.close()
        self.desk = self._office = None
        self.jobs.reopen()
