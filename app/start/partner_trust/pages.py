"""Leads through her ways in without a password: lost kit, records that do not open, no office (section 8, T13)."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtWidgets import QWidget

from app.core.errors import InvalidInput, Locked
from app.core.language import _
from app.core.paths import Profile
from app.crypto.kit import code_bytes
from app.desk.storage import BESIDE, READING, BackupRestored, Progress
from app.start.way_in import Office, WayBackPages
from ui.kit.jobs import Jobs
from ui.kit.widgets import words
from ui.shell.first_run import Door, DoorsPage

if TYPE_CHECKING:
    from app.start.own_login import Place
    from app.start.partner_trust.recovering import ByTrustees, CodesTyped
    from ui.partner.team.trustees import CodesGiven
    from ui.partner.vault.putting_back import BackWanted, CodePage, KitWanted, ManagerTyped, OfficeWanted
    from ui.shell.own_login import FormPage

SIDE, HIS_SIDE = "partner", "programme"
R = TypeVar("R")
Show = Callable[[QWidget], None]


class TeamOffice(Office, Protocol):
    """The partner desk's office, as far as its ways in go."""

    def way_by_trustees(self, typed: "CodesTyped", /) -> "ByTrustees":
        """Open with two trustees' codes."""

    def put_back(
        self, file: Path, first: tuple[str, str], trustee: tuple[str, str], progress: Progress | None = None
    ) -> BackupRestored:
        """Put a backup of her records in place."""

    def put_his_back(
        self, file: Path, officer: tuple[str, str], manager: tuple[str, str], trustee: tuple[str, str],
        progress: Progress | None = None,
    ) -> BackupRestored:  # fmt: skip
        """Put a backup of his records in place, where the list of staff gets shorter by it."""

    @property
    def place(self) -> "Place":
        """Where this office's files lie."""


class TrusteePages(WayBackPages):
    """The same pages, with a way on from the first for whom the kit is lost too."""

    def __init__(
        self,
        show: Show,
        jobs: Jobs,
        office: Callable[[], TeamOffice],
        sign_in: Callable[[str, str, str], None],
        leave: Callable[[], None],
    ) -> None:
        super().__init__(show, jobs, office, sign_in, leave)
        self._team = office
        self._without_kit = (_("The kit is lost too"), self._ask_trustees)

    def come_back(self, typed: "CodesTyped") -> None:
        """Both codes were typed just now, on other pages."""
        self._ask_trustees()
        self._codes.go_on.setEnabled(False)
        self._codes.form.fill({"login": typed.login})
        self._open_with(typed)

    def _ask_trustees(self) -> None:
        from ui.partner.team.trustees import CodesPage

        self._codes = CodesPage(self._open_by_codes, self._leave)
        self._show(self._codes)

    def _open_by_codes(self, given: "CodesGiven") -> None:
        from app.start.partner_trust.recovering import CodesTyped

        self._open_with(CodesTyped(given.login, given.first, given.second, given.new))

    def _open_with(self, typed: "CodesTyped") -> None:
        page = self._codes
        self._jobs.change(page, lambda: self._team().way_by_trustees(typed), self._opened, page.show_error)


class _CodesThenWork:
    """What both ways of restoring share: each trustee types alone, then it is done step by step."""

    def __init__(self, show: Show, jobs: Jobs) -> None:
        self._show, self._jobs = show, jobs

    def _ask_code(self, title: str, then: Callable[[str], None], back: Callable[[], None], said: str = "") -> None:
        from ui.partner.vault.putting_back import CodePage

        page = CodePage(title, lambda code: self._read(page, code, then), back)
        self._show(page)
        if said:
            page.refuse(said)

    def _read(self, page: "CodePage", code: str, then: Callable[[str], None]) -> None:
        """A misread digit is told at once, beside the field: the code itself is tried with the backup."""
        try:
            code_bytes(code)
        except InvalidInput as misread:
            page.show_error(InvalidInput({"code": str(misread)}))
            return
        then(code)

    def _work(
        self, title: str, steps: Sequence[str], work: Callable[[Progress], R], done: Callable[[R], None],
        failed: Callable[[Exception], None],
    ) -> None:  # fmt: skip
        from ui.partner.vault.putting_back import WorkingPage

        progress = Progress()
        page = WorkingPage(title, steps, READING, progress)
        self._show(page)
        self._jobs.change(page, lambda: work(progress), done, failed)


class PuttingBackPages(_CodesThenWork):
    """From records that do not open to the sign-in that finds a backup in their place (E4).

    `sign_in` shows the sign-in page; it gets the officer's name once a copy waits.
    """

    def __init__(
        self, show: Show, jobs: Jobs, office: Callable[[], TeamOffice], sign_in: Callable[[str], None]
    ) -> None:
        super().__init__(show, jobs)
        self._office, self._sign_in = office, sign_in

    def start(self, kept: "BackWanted | None" = None, error: Exception | None = None) -> None:
        """Which backup, and who opens it; after an error once more, with what was typed but the password."""
        from ui.partner.vault.putting_back import back_page

        self._asking = page = back_page(self._look, partial(self._sign_in, ""))
        _again(self._show, page, {"file": kept.file, "login": kept.login} if kept else {}, error)

    def _look(self, wanted: "BackWanted") -> None:
        """What the file holds says who is asked: a trustee for hers, a manager and a trustee for his (E4)."""
        asked = {SIDE: self._ask_trustee, HIS_SIDE: self._ask_manager}
        page, work = self._asking, partial(self._holds, Path(wanted.file))
        self._jobs.change(page, work, lambda side: asked[side](wanted), page.show_error)

    def _holds(self, file: Path) -> str:
        from app.start.partner_putting_back import side_of

        return side_of(file, self._office().place.about.inst)

    def _ask_trustee(self, wanted: "BackWanted") -> None:
        self._ask_code(_("A trustee"), partial(self._put_back, wanted), partial(self.start, wanted))

    def _ask_manager(self, wanted: "BackWanted") -> None:
        from ui.partner.vault.putting_back import manager_page

        self._show(manager_page(partial(self._ask_third, wanted), partial(self.start, wanted)))

    def _ask_third(self, wanted: "BackWanted", manager: "ManagerTyped") -> None:
        back = partial(self._ask_manager, wanted)
        self._ask_code(_("A trustee"), partial(self._put_his_back, wanted, manager), back)

    def _put_his_back(self, wanted: "BackWanted", manager: "ManagerTyped", code: str) -> None:
        def work(progress: Progress) -> BackupRestored:
            officer, second = (wanted.login, wanted.password), (manager.login, manager.password)
            return self._office().put_his_back(Path(wanted.file), officer, second, ("", code), progress)

        self._restore(_("Putting the programme desk's records back"), wanted, work)

    def _put_back(self, wanted: "BackWanted", code: str) -> None:
        def work(progress: Progress) -> BackupRestored:
            first = (wanted.login, wanted.password)
            return self._office().put_back(Path(wanted.file), first, ("", code), progress)

        self._restore(_("Putting a backup back"), wanted, work)

    def _restore(self, title: str, wanted: "BackWanted", work: Callable[[Progress], BackupRestored]) -> None:
        from ui.shell.backup_words import step_words

        steps = [step_words(at) for at in range(READING, BESIDE + 1)]
        self._work(title, steps, work, partial(self._put, wanted), partial(self.start, wanted))

    def _put(self, wanted: "BackWanted", _back: BackupRestored) -> None:
        self._sign_in(wanted.login)


class KitPages(_CodesThenWork):
    """From an office without her desk to the sign-in page of one: a backup and an officer's kit on paper (E8, E9).

    `done` goes on at that page; `leave` ends the program.
    """

    def __init__(
        self, show: Show, jobs: Jobs, profile: Profile, done: Callable[[], None], leave: Callable[[], None]
    ) -> None:
        super().__init__(show, jobs)
        self._profile, self._done, self._leave = profile, done, leave

    def start(self, kept: "KitWanted | None" = None, error: Exception | None = None) -> None:
        """The file and the paper; after an error once more, with what was typed but the code."""
        from ui.partner.vault.putting_back import kit_page

        page = kit_page(self._lay_out, self._leave)
        _again(self._show, page, {"file": kept.file, "login": kept.login, "number": kept.number} if kept else {}, error)

    def _lay_out(self, wanted: "KitWanted") -> None:
        from app.start.partner_from_nothing import lay_out
        from app.start.profile import PARTNER, check_place, held_open
        from app.start.storage.paper import Paper
        from ui.shell.backup_words import step_words

        try:
            code_bytes(wanted.code)
        except InvalidInput as misread:
            self.start(wanted, InvalidInput({"code": str(misread)}))
            return

        def work(progress: Progress) -> None:
            check_place(self._profile.folder)
            with held_open(self._profile, PARTNER):
                lay_out(self._profile, Path(wanted.file), Paper(wanted.login, wanted.code, wanted.number), progress)

        steps = [step_words(at) for at in range(READING, BESIDE + 1)]
        self._work(_("Laying her records out"), steps, work, lambda _none: self._done(), partial(self.start, wanted))


class LayingOutPages(_CodesThenWork):
    """From an empty computer to an office that stands again, and an officer who comes back by the same codes (E8, E9).

    `done` gets what opens it.
    """

    def __init__(self, show: Show, jobs: Jobs, profile: Profile, done: Callable[["CodesTyped"], None]) -> None:
        super().__init__(show, jobs)
        self._profile, self._done = profile, done

    def show_doors(self) -> None:
        """What her program shows where no office stands."""
        below = _(
            "When no password and no kit is left: two trustees with their papers, and the newest backup of each desk."
        )
        anew = _("Lay an office out anew")
        page = DoorsPage((Door(anew, below, anew, self.start),))
        page.box.addWidget(words(_("A new office begins at the programme desk: start Handrail there first."), "small"))
        self._show(page)

    def start(self, kept: "OfficeWanted | None" = None, error: Exception | None = None) -> None:
        """Both files and the officer; after an error once more, with what was typed but the passwords."""
        from ui.partner.vault.putting_back import office_page

        page = office_page(self._ask_first, self.show_doors)
        _again(self._show, page, {"hers": kept.hers, "his": kept.his, "login": kept.login} if kept else {}, error)

    def _ask_first(self, wanted: "OfficeWanted", said: str = "") -> None:
        self._ask_code(_("The first trustee"), partial(self._ask_second, wanted), partial(self.start, wanted), said)

    def _ask_second(self, wanted: "OfficeWanted", first: str) -> None:
        back = partial(self._ask_first, wanted)
        self._ask_code(_("The second trustee"), partial(self._lay_out, wanted, first), back)

    def _lay_out(self, wanted: "OfficeWanted", first: str, second: str) -> None:
        from app.start.partner_trust.laying_out import TwoBackups, lay_out
        from app.start.partner_trust.recovering import CodesTyped
        from app.start.profile import PARTNER, check_place, held_open

        def work(progress: Progress) -> None:
            check_place(self._profile.folder)
            with held_open(self._profile, PARTNER):
                lay_out(self._profile, TwoBackups(Path(wanted.his), Path(wanted.hers), (first, second)), progress)

        def failed(error: Exception) -> None:
            if isinstance(error, Locked):
                self._ask_first(wanted, str(error))
            else:
                self.start(wanted, error)

        typed = CodesTyped(wanted.login, first, second, wanted.new)
        steps = (
            _("Reading both backups"), _("Looking at every page of the programme desk's"),
            _("Comparing the programme desk's records with the log"), _("Looking at every page of the partner desk's"),
            _("Comparing the partner desk's records with the log"), _("Laying both out"),
        )  # fmt: skip
        self._work(_("Laying an office out anew"), steps, work, lambda _none: self._done(typed), failed)


def _again(show: Show, page: "FormPage[R]", kept: dict[str, str], error: Exception | None) -> None:  # type: ignore[type-var]  # any form page
    """Show a page, with what was typed before and what was wrong with it: beside its field where there is one."""
    show(page)
    if kept:
        page.form.fill(kept)
    if error is not None:
        page.show_error(error)
