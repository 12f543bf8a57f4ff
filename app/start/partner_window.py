"""Wires the partner desk's window: sign-in in a job, the desk; a lock seals what was typed and ends the process."""

import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from app.core import log
from app.core.changes import DAMAGE, Changed
from app.core.clock import Clock
from app.core.errors import AppError, Damaged, Missing, SignInFileDamaged, error_name
from app.core.language import _, use
from app.core.paths import Profile
from app.core.settings import default_of
from app.core.shapes import Nothing
from app.domain.roles import Role, role_words
from app.start.people.newcomer import place_of
from app.start.profile import ASKED, PARTNER, clock_of, has_office, held_open, is_demonstration, read_about
from app.start.way_in import FirstOfficerPages, JoinPages, Sitting, load_meanwhile
from ui.kit.jobs import ThreadedJobs
from ui.kit.problems import problem_of
from ui.shell.desk_page import Bands
from ui.shell.lock import Idle
from ui.shell.screen import Person, ScreenSpec
from ui.shell.sign_in import SignInPage
from ui.shell.window import Kept, Program, ShellWindow

if TYPE_CHECKING:
    from app.bridge.desk import BridgeDesk
    from app.bridge.keeping import DamageLine
    from app.bridge.leaving import RotationRow
    from app.start.partner_opening import PartnerOffice
    from app.start.partner_trust.recovering import CodesTyped

SIDE = "partner"
RUNS_EVERY_MS = 60_000
Screens = Callable[[], Sequence[ScreenSpec["BridgeDesk"]]]


def end_process() -> None:
    """Gone at once and with everything it held; clearing memory within a process was not enough (SEC-6)."""
    os._exit(0)


class PartnerWindow(QObject):
    """The program while it runs. `leave` ends it; only a test, which has other things to do, hands in another."""

    _heard = Signal(object)

    def __init__(
        self, profile: Profile, screens: Screens, at: datetime | None = None, leave: Callable[[], None] = end_process
    ) -> None:
        super().__init__()
        self.profile = profile
        self.about = read_about(profile)
        if not profile.keyslots(SIDE).exists():
            raise Missing(_("There is no partner desk in this office yet."))
        self.jobs = ThreadedJobs(self)
        self.desk: BridgeDesk | None = None
        self._office: PartnerOffice | None = None
        self._screens, self._at, self._leave = screens, at, leave
        self._held = ExitStack()
        self._held.enter_context(held_open(profile, PARTNER))
        use(self.about.language)
        self.window = ShellWindow(self._program())
        self._runs = QTimer(self)
        self._runs.setInterval(RUNS_EVERY_MS)
        self._runs.timeout.connect(self._run_clearances)
        self._heard.connect(self._look_for_damage)
        self._show_sign_in()

    def show(self) -> None:
        """The sign-in page."""
        self.window.show()
        load_meanwhile(self, self.jobs, self._load)

    def _load(self) -> tuple[object, ...]:
        from app.start.partner_opening import PartnerOffice

        return PartnerOffice, self._screens()

    def _show_sign_in(self, put_back_by: str = "") -> None:
        """`put_back_by`: who just let a backup wait, which is put in place when anybody signs in (SEC-15)."""
        practice = [self._samples()] if self.about.practice else None
        who = _("Read this number to an officer, in person or by telephone. One enrols you, another approves.")
        place = partial(place_of, self.profile, SIDE)
        self._joining = JoinPages(self.window.show_page, self.jobs, place, who, self._show_sign_in)
        self._page = SignInPage(_("Partner desk"), self._sign_in, None, practice, self.come_back, self._joining.start)
        self.window.show_page(self._page)
        if put_back_by:
            self._page.user.setText(put_back_by)
            self._page.refuse(_("The backup was found whole. Sign in: it is put in place then."))

    def close(self) -> None:
        """Without a lock: nobody signed in, or the end of a test."""
        self.jobs.close()
        if self._office is not None:
            self._office.close()
        self._held.close()

    def _program(self) -> Program:
        idle = Idle(after=60 * int(str(default_of("lock.partner_minutes"))))
        protect = (
            _("Partner desk."),
            _("Only the safety team can open this. Each view is logged here and nowhere else."),
        )
        bands = Bands(protect=protect, is_practice=self.about.practice, practice_more=self._samples())
        clock = clock_of(self.about, self._at)
        return Program(_("Partner desk"), clock, self.jobs, self._locked, self._leave, bands, idle, SIDE)

    def _samples(self) -> str:
        is_sample = is_demonstration(self.profile, SIDE, Role.SAFETY_OFFICER)
        return _("Sign in with safety_officer or safety_lead, password demo.") if is_sample else ""

    def _sign_in(self, login: str, password: str, arrival: str = "desk.open", *, by_copy: bool = False) -> None:
        """By the copy, where the sign-in file does not hold: it is put in place first, if it does (section 12)."""
        work = partial(self._open, login, password, arrival, by_copy=by_copy)
        self.jobs.change(self._page, work, self._entered, self._refused)

    def _open(self, login: str, password: str, arrival: str, *, by_copy: bool) -> "tuple[BridgeDesk, int]":
        """Everything heavy, off the window's thread: the desk, and after how many minutes it ends."""
        office = self._opened_office()
        if by_copy:
            office.place.take_copy(office.tries, login, password)
        desk = office.sign_in(login, password, arrival=arrival)
        return desk, office.idle_minutes(desk)

    def _opened_office(self) -> "PartnerOffice":
        from app.start.partner_opening import PartnerOffice

        if self._office is None:
            self._office = PartnerOffice(self.profile, self._at)
        return self._office

    def come_back(self, typed: "CodesTyped | None" = None) -> None:
        """The ways in without a password; by two codes at once, where the office was laid out with them now (E9)."""
        from app.start.partner_trust.pages import TrusteePages

        show, came_back = self.window.show_page, self._came_back
        self._way_back = TrusteePages(show, self.jobs, self._opened_office, came_back, self._show_sign_in)
        if typed is None:
            self._way_back.start()
        else:
            self._way_back.come_back(typed)

    def _came_back(self, login: str, password: str, arrival: str) -> None:
        """The next kit was typed back: sign in with the new password, and let the history say how."""
        self._show_sign_in()
        self._page.busy(True)
        self._sign_in(login, password, arrival)

    def _refused(self, error: Exception) -> None:
        from app.start.partner_trust.pages import PuttingBackPages
        from app.start.remembered import WasPutBack

        self._page.refuse(str(error) if isinstance(error, AppError) else problem_of(error).words)
        if isinstance(error, SignInFileDamaged):
            self._page.offer_copy(partial(self._sign_in, by_copy=True))
        elif isinstance(error, Damaged) and not isinstance(error, WasPutBack):
            show, office = self.window.show_page, self._opened_office
            self._backs = PuttingBackPages(show, self.jobs, office, self._show_sign_in)
            self._page.offer(_("Put a backup back"), self._backs.start)

    def _entered(self, opened: "tuple[BridgeDesk, int]") -> None:
        from app.start.drafts import Drafts  # its keys are loaded after the paint (P1)

        desk, minutes = opened
        person = desk.seat.person
        role = min(person.roles, key=list(Role).index)
        self.desk = desk
        desk.seat.changes.subscribe(self._heard.emit)
        self.window.enter(self._screens(), desk, Person(person.label, role_words(role), role.value), desk.seat.changes)
        is_kept = not desk.seat.read_only
        if is_kept:
            self._runs.start()
            self._run_clearances()
        ledger = desk.seat.ledger
        self._drafts = partial(Drafts, self.profile, SIDE, ledger.inst, ledger.user)
        self._sitting = Sitting(self.window, self.jobs, desk.seat, self._drafts(ledger.seed))
        self._sitting.begin(is_practice=self.about.practice, idle_minutes=minutes)
        if is_kept and not self.about.practice:
            from app.start.storage.rounds import BackupRounds

            BackupRounds(self.window, self.jobs, desk).begin()

    def _look_for_damage(self, told: frozenset[Changed]) -> None:
        """Something does not open: a red line on every page until the lock, whoever met it (section 12)."""
        from ui.partner.vault.screen import warning_of

        def say(lines: "tuple[DamageLine, ...]") -> None:
            if (page := self.window.desk_page) is not None and lines:
                page.warn(warning_of(lines), _("Check the records"), partial(self.window.go, "vault"), DAMAGE)

        if self.desk is not None and any(one.kind == DAMAGE for one in told):
            self.jobs.read(self.window, partial(self.desk.vaults.damage, Nothing()), say, self._not_run, DAMAGE)

    def _run_clearances(self) -> None:
        """The runs make themselves at their times, while she is signed in and at her next sign-in (CLR-2)."""
        if self.desk is not None:
            desk = self.desk
            self.jobs.change(self, lambda: desk.clearances.run(Nothing()), lambda _made: None, self._not_run)
            self._renew_keys()

    def _renew_keys(self) -> None:
        """After an officer left the change of keys goes on by itself, also from where a break left it (section 8)."""
        if self.desk is not None:
            self.jobs.change(self, self.desk.leavers.go_on, self._renewed, self._not_run)

    def _renewed(self, row: "RotationRow") -> None:
        """When nothing is left to renew, what two trustees can open follows (SEC-25)."""
        if not row.is_done and not row.waits_for:
            self._renew_keys()
        elif self.desk is not None:
            self.jobs.change(self, self.desk.trustees.keep, lambda _kept: None, self._not_run)

    def _not_run(self, error: Exception) -> None:
        """It is tried again in a minute; the log says by code that it was not done."""
        log.event("clearance.run", error_name(error), level="error")

    def _locked(self, kept: tuple[Kept, ...]) -> None:
        """Seal what was typed, remember how far was seen, and end (SEC-6, SEC-48)."""
        self.window.hide()
        if self.desk is not None and self._office is not None:
            self._sitting.seal_with(self._drafts(self.desk.seat.ledger.seed))  # she may have new keys since she came
            self._sitting.end(kept)
            self._office.keep_mark(self.desk)
        self.desk = None
        self._leave()


class EmptyWindow(QObject):
    """Her program where no desk of hers stands: it is laid out from a backup, and goes on in that desk's window.

    Where there is no office at all, two trustees do it; where only hers is missing, an officer's kit on paper.

    `begun` is that window, once there is one.
    """

    def __init__(self, profile: Profile, screens: Screens, leave: Callable[[], None] = end_process) -> None:
        from app.start.partner_trust.pages import KitPages, LayingOutPages

        super().__init__()
        self.profile = profile
        self.jobs = ThreadedJobs(self)
        self.begun: PartnerWindow | None = None
        self._screens, self._leave = screens, leave
        program = Program(_("Partner desk"), Clock(), self.jobs, lambda _kept: None, leave, manual=SIDE)
        self.window = ShellWindow(program)
        show = self.window.show_page
        self._pages: FirstOfficerPages | LayingOutPages
        if has_office(profile):
            self._pages = FirstOfficerPages(show, self.jobs, profile, self._go_on, self._begin)
            self._pages.from_backup = KitPages(show, self.jobs, profile, self._stands, self._pages.show_doors).start
        else:
            self._pages = LayingOutPages(show, self.jobs, profile, self._stands)
        self._pages.show_doors()

    def show(self) -> None:
        """The one door."""
        self.window.show()

    def close(self) -> None:
        """End of the program."""
        self.jobs.close()
        self.window.close()
        if self.begun is not None:
            self.begun.close()

    def _stands(self, typed: "CodesTyped | None" = None) -> None:
        """By two trustees' codes on to new keys; by a kit on to the page of a forgotten password, with that kit."""
        self._begin().come_back(typed)

    def _go_on(self, login: str, password: str) -> str:
        from app.start.partner_founding import go_on_alone

        return go_on_alone(self.profile, login, password)

    def _begin(self) -> PartnerWindow:
        """Her desk stands: its own window, at the sign-in page."""
        self.begun = PartnerWindow(self.profile, self._screens, leave=self._leave)
        self.begun.show()
        self.window.hide()
        return self.begun


def run(app: QApplication, profile: Profile, screens: Screens) -> int:
    """Show the window and stay until it goes; the last page is the process's end."""
    is_begun = has_office(profile) and not (profile.folder / ASKED).exists()  # else a team is still being begun (UX-19)
    stands = is_begun and profile.keyslots(SIDE).exists()
    window = PartnerWindow(profile, screens) if stands else EmptyWindow(profile, screens)
    window.show()
    code = app.exec()
    window.close()
    return code
