"""What both windows do around a sign-in: the way in for somebody new, the way back with a kit, idle time, drafts."""

import gc
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from app.core.language import _
from app.core.paths import Profile
from app.start.people.newcomer import has_join_file, place_of
from ui.kit.jobs import Jobs
from ui.shell.window import Kept, ShellWindow

if TYPE_CHECKING:
    from app.desk.newcomers import Newcomer
    from app.desk.seat import Kit, Seat
    from app.start.drafts import Drafts
    from app.start.own_login import KitTyped, Place, WayBack
    from ui.shell.join import BeginTyped, NewHere
    from ui.shell.own_login import KitUsed

PARTNER_SIDE = "partner"
KEEP_EVERY_MS = 5_000
LOAD_AFTER_MS = 60


def load_meanwhile(owner: QObject, jobs: Jobs, load: Callable[[], object]) -> None:
    """Once the sign-in page is painted, load what the desk needs while a password is typed (P1, P2).

    Nothing waits for it, and what fails here fails again, with its words, at sign-in.
    """

    def loaded() -> None:
        load()
        gc.freeze()  # what a program is made of stays to its end: nobody looks through it for garbage again (P3, P4)

    QTimer.singleShot(
        LOAD_AFTER_MS, owner, lambda: jobs.read(owner, loaded, lambda _loaded: None, lambda _failed: None, "load")
    )


class Office(Protocol):
    """An office of either side, as far as its way in goes."""

    def way_back(self, typed: "KitTyped") -> "WayBack":
        """Open with a kit."""


class ComesBack(Protocol):
    """What opened instead of the password; nothing is changed until two groups of the next kit were typed back."""

    @property
    def login(self) -> str:
        """Their user name."""

    @property
    def new(self) -> str:
        """The password they chose."""

    @property
    def kit(self) -> "Kit":
        """The kit that is typed back."""

    @property
    def arrival(self) -> str:
        """How the log says that they came."""

    def finish(self, groups: tuple[str, ...], /) -> int:
        """Put it in place, once two groups of the kit were typed back."""


class WayBackPages:
    """The pages from *Forgot password* to the desk; each step runs off the window's thread.

    `sign_in` gets name, new password and how they came back, once the next kit was typed back; `leave` shows the
    sign-in page.
    """

    _without_kit: tuple[str, Callable[[], None]] | None = None

    def __init__(
        self,
        show: Callable[[QWidget], None],
        jobs: Jobs,
        office: Callable[[], Office],
        sign_in: Callable[[str, str, str], None],
        leave: Callable[[], None],
    ) -> None:
        self._show, self._jobs, self._office, self._sign_in, self._leave = show, jobs, office, sign_in, leave

    def start(self) -> None:
        """Ask for the kit."""
        from ui.shell.own_login import ForgotPage

        self._asking = ForgotPage(self._open, self._leave, self._without_kit)
        self._show(self._asking)

    def _open(self, used: "KitUsed") -> None:
        from app.start.own_login import KitTyped

        typed = KitTyped(used.login, used.code, used.device_secret, used.new)
        page = self._asking
        self._jobs.change(page, lambda: self._office().way_back(typed), self._opened, page.show_error)

    def _opened(self, back: "ComesBack") -> None:
        from ui.shell.own_login import NextKitPage

        self._next = NextKitPage(back.kit, partial(self._finish, back))
        self._show(self._next)

    def _finish(self, back: "ComesBack", groups: tuple[str, str]) -> None:
        page, arrival = self._next, back.arrival
        done = partial(self._sign_in, back.login, back.new, arrival)
        self._jobs.change(page, lambda: back.finish(groups), lambda _gen: done(), page.show_error)


class JoinPages:
    """The pages from *I am new here* to the number that is read aloud; making the keys runs off the window's thread."""

    def __init__(
        self, show: Callable[[QWidget], None], jobs: Jobs, place: Callable[[], "Place"], who: str,
        leave: Callable[[], None],
    ) -> None:  # fmt: skip
        self._show, self._jobs, self._place, self._who, self._leave = show, jobs, place, who, leave

    def start(self) -> None:
        """Ask who is new."""
        from app.start.people.newcomer import roles_of
        from ui.shell.join import JoinPage

        self._asking = JoinPage(roles_of(self._place().side), self._make, self._leave)
        self._show(self._asking)

    def _make(self, typed: "NewHere") -> None:
        from app.start.people.newcomer import make_keys

        page = self._asking
        work = partial(make_keys, self._place(), typed.name, typed.label, typed.role, typed.new)
        self._jobs.change(page, work, self._made, page.show_error)

    def _made(self, newcomer: "Newcomer") -> None:
        from ui.shell.join import JoinedPage

        self._show(JoinedPage(newcomer, self._who, self._leave))


class FirstOfficerPages:
    """From an office without a safety team to the sign-in page of her desk, a manager beside or at a telephone (UX-19).

    `go_on` does the next step for a name and a password and says which; `done` shows the sign-in page of the new desk.
    """

    def __init__(
        self, show: Callable[[QWidget], None], jobs: Jobs, profile: Profile, go_on: Callable[[str, str], str],
        done: Callable[[], object],
    ) -> None:  # fmt: skip
        self._show, self._jobs, self._profile, self._next, self._done = show, jobs, profile, go_on, done
        self.from_backup: Callable[[], None] = self.ask
        who = _("Read this number to a manager, in person or by telephone: they compare it at People and roles.")
        self._joining = JoinPages(show, jobs, partial(place_of, profile, PARTNER_SIDE), who, self.ask)

    def show_doors(self) -> None:
        """Begin, go on with what was begun, or lay out what stood before."""
        from ui.shell.first_run import Door, DoorsPage

        first, on, backup = _("Begin the safety team"), _("Go on beginning"), _("Lay it out from a backup")
        below = _("You are the first safety officer. You make your keys; a manager compares a number with you.")
        further = _("Your keys are made already: sign for yourself, and then make the team's keys.")
        before = _("Is there a backup of it, and your kit on paper? Then its records are laid out here again.")
        begun = (Door(on, further, on, self.ask),) if has_join_file(self._profile, PARTNER_SIDE) else ()
        doors = (*begun, Door(first, below, first, self._joining.start), Door(backup, before, backup, self.from_backup))
        self._show(DoorsPage(doors, (_("There is no partner desk in this office yet."), "")))

    def ask(self) -> None:
        """Her name and password; what is next is known by what lies there."""
        from ui.shell.join import begin_page

        self._asking = page = begin_page(self._go_on, self.show_doors)
        self._show(page)

    def _go_on(self, typed: "BeginTyped") -> None:
        work = partial(self._next, typed.login, typed.password)
        self._jobs.change(self._asking, work, self._told, self._asking.show_error)

    def _told(self, step: str) -> None:
        if step == "begun":
            self._done()
            return
        page, waits = self._asking, _("A manager has not compared your number yet, at People and roles.")
        signed = _("You have signed. The manager lets the team begin now, at People and roles; then press Go on again.")
        page.go_on.setEnabled(True)
        page.refuse(signed if step == "signed" else waits)


class Sitting(QObject):
    """One person at the window from sign-in to lock: what they type is sealed every few seconds (SEC-48, UX-7)."""

    def __init__(self, window: ShellWindow, jobs: Jobs, seat: "Seat", drafts: "Drafts") -> None:
        super().__init__(window)
        self._window, self._jobs, self._seat, self._drafts = window, jobs, seat, drafts
        self._last: tuple[Kept, ...] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(KEEP_EVERY_MS)
        self._timer.timeout.connect(self.keep_now)

    def begin(self, *, is_practice: bool, idle_minutes: int) -> None:
        """Show again what was typed before; ask for the kit until it is confirmed (UX-18)."""
        self._window.lock_after(60 * idle_minutes)
        found = tuple(Kept(one.key, one.subject, one.values) for one in self._drafts.take())
        self._window.restore(found)
        self._say_what_is_wrong(is_practice=is_practice)
        if not is_practice and not self._seat.own_login.has_kit():
            self._ask_for_kit(is_first=not found)
        self._timer.start()

    def _say_what_is_wrong(self, *, is_practice: bool) -> None:
        """What is only read, a list of staff seen first, a clock that does not fit: on top of every page (T7, T18)."""
        page, seat = self._window.desk_page, self._seat
        if page is not None and seat.read_only:
            words = _("Read only: nothing is saved at this desk. {why}").format(why=seat.read_only)
            if "backups" in page.specs:
                page.warn(words, _("Save the evidence"), partial(self._window.go, "backups"), "read_only")
            else:
                page.warn(words, _("Lock"), self._window.lock, "read_only")
        if page is not None and seat.first_seen:
            page.warn(seat.first_seen, _("The numbers are the same"), partial(page.calm, "first"), "first")
        if page is not None and seat.clock_doubt and not is_practice:
            page.warn(seat.clock_doubt, _("It is right"), partial(page.calm, "clock"), "clock")

    def _ask_for_kit(self, *, is_first: bool) -> None:
        page = self._window.desk_page
        if page is None or "kit" not in page.specs:
            return
        words = _("No real data yet. Your kit is not confirmed.")
        page.warn(words, _("Confirm your kit"), partial(self._window.go, "kit"))
        if is_first:
            self._window.go("kit")

    def keep_now(self) -> None:
        """Seal what stands on the screens now; a screen that is still loading has not shown its draft again yet."""
        page = self._window.desk_page
        if page is not None and self._jobs.is_idle():
            self.keep(page.typed())

    def keep(self, kept: tuple[Kept, ...]) -> None:
        """Seal this; what was sealed before goes."""
        from app.start.drafts import Typed

        if kept != self._last:
            written = self._drafts.keep(Typed(one.key, one.subject, one.values) for one in kept)
            self._last = kept if written == len(kept) else None

    def seal_with(self, drafts: "Drafts") -> None:
        """The same person's drafts by the keys they have now; what only older keys open goes."""
        if drafts != self._drafts:
            self._drafts.keep(())
            self._drafts, self._last = drafts, None

    def end(self, kept: tuple[Kept, ...]) -> None:
        """The lock: the last word of every screen is sealed."""
        self._timer.stop()
        self.keep(kept)
        self.deleteLater()
