"""Wires the programme desk's window: first run, sign-in in a job, the desk, lock; it paints before it loads."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.core import log
from app.core.clock import Clock
from app.core.errors import AppError, error_name
from app.core.language import _, use
from app.core.paths import Profile
from app.core.settings import default_of
from app.domain.roles import Role, role_words
from app.start.drafts import Drafts, Typed
from app.start.first_run import FirstRun, Making
from app.start.profile import PARTNER, PROGRAMME, About, clock_of, has_office, held_open, read_about
from ui.kit.jobs import ThreadedJobs
from ui.kit.problems import problem_of
from ui.shell.desk_page import Bands
from ui.shell.lock import Idle
from ui.shell.neighbour import start as start_neighbour
from ui.shell.screen import Person, ScreenSpec
from ui.shell.sign_in import SignInPage
from ui.shell.window import Kept, Program, ShellWindow

if TYPE_CHECKING:
    from app.programme.desk import ProgrammeDesk
    from app.start.opening import ProgrammeOffice

SIDE = "programme"
MARK_EVERY_MS = 300_000
Screens = Callable[[], Sequence[ScreenSpec["ProgrammeDesk"]]]


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
        self._marks.start()

    def show(self) -> None:
        """The first page: doors where there is no office yet, else sign-in. Raises Unavailable when open already."""
        if has_office(self.profile):
            self._hold()
        self.window = ShellWindow(self._program())
        self._first_page()
        self.window.show()

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
        return Program(_("Programme desk"), clock, self.jobs, self._locked, self._first_page, bands, idle)

    def _samples(self) -> str:
        return _("Sign in with facilitator, manager or another role, password demo.")

    def _first_page(self) -> None:
        if self.window is None:
            return
        about = self.about
        if about is None:
            self._first_run = FirstRun(self.profile, self.jobs, self.window.show_page, self._making, self._begin_again)
            self._first_run.show_doors()
            return
        use(about.language)
        other = (_("Safety desk"), self._open_safety_desk)
        practice = [self._samples()] if about.practice else None
        self._page = SignInPage(_("Programme desk"), self._sign_in, other if about.practice else None, practice)
        self.window.show_page(self._page)

    def _open_safety_desk(self) -> None:
        """Start the other program and hear nothing back (UX-12)."""
        start_neighbour(PARTNER, self.profile.folder)

    def _begin_again(self, profile: Profile) -> None:
        """An office stands now: hold it, and show its own window with its own bands."""
        old, self.profile = self.window, profile
        self.show()
        if old is not None:
            old.close()
            old.deleteLater()

    def _sign_in(self, login: str, password: str) -> None:
        self.jobs.change(self._page, partial(self._open, login, password), self._entered, self._refused)

    def _open(self, login: str, password: str) -> "ProgrammeDesk":
        """Everything heavy, off the window's thread."""
        from app.start.opening import ProgrammeOffice

        if self._office is None:
            self._office = ProgrammeOffice(self.profile, self._at)
        return self._office.sign_in(login, password)

    def _refused(self, error: Exception) -> None:
        self._page.refuse(str(error) if isinstance(error, AppError) else problem_of(error).words)

    def _entered(self, desk: "ProgrammeDesk") -> None:
        person = desk.seat.person
        role = min(person.roles, key=list(Role).index)
        self.desk = desk
        if self.window is None:
            return
        self.window.enter(self._screens(), desk, Person(person.label, role_words(role), role.value), desk.seat.changes)
        self.window.restore([Kept(one.key, one.subject, one.values) for one in self._drafts(desk).take()])

    def _keep_mark(self) -> None:
        """Every few minutes this computer remembers how far was seen (SEC-18)."""
        if self.desk is not None and self._office is not None:
            work = partial(self._office.keep_mark, self.desk)
            self.jobs.change(
                self, work, lambda _kept: None, lambda error: log.event("mark.keep", error_name(error), level="error")
            )

    def _locked(self, kept: tuple[Kept, ...]) -> None:
        """Seal what was typed, remember how far was seen, drop the keys and close the records (SEC-48)."""
        self.jobs.close()
        if self.desk is not None and self._office is not None:
            self._drafts(self.desk).keep(Typed(one.key, one.subject, one.values) for one in kept)
            self._office.keep_mark(self.desk)
            self._office.close()
        self.desk = self._office = None
        self.jobs.reopen()

    def _drafts(self, desk: "ProgrammeDesk") -> Drafts:
        ledger = desk.seat.ledger
        return Drafts(self.profile, SIDE, ledger.inst, ledger.user, ledger.seed)
