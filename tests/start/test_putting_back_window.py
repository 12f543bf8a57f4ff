"""Her records are put back at her own windows: beside, proved, then in place, by an officer and those with a paper."""

import shutil
import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.core import language
from app.core.clock import Clock
from app.core.errors import InvalidInput
from app.core.paths import Profile
from app.desk.backups import BackupWanted
from app.desk.catalogue import perform
from app.desk.storage import BESIDE, READING, Progress
from app.start.partner import screens
from app.start.partner_opening import PartnerOffice
from app.start.partner_window import EmptyWindow, PartnerWindow
from app.start.profile import has_office
from tests.start.test_each_step_of_the_team import SECOND
from tests.start.test_kit_window import here, wait_for
from tests.start.trustees import MAYA, NEW, Codes
from tests.ui.accessibility import named, settle, targets_large_enough, text_whole
from tests.ui.show import themed
from ui.kit.jobs import ThreadedJobs
from ui.kit.tokens import Accent, Look
from ui.partner.team.trustees import CodesPage
from ui.partner.vault.putting_back import CodePage, FilesPage, WorkingPage, back_page, manager_page, office_page
from ui.partner.vault.screen import HerBackupsScreen, TrusteeCard
from ui.shell.backup_words import step_words
from ui.shell.first_run import DoorsPage
from ui.shell.own_login import FormPage, NextKitPage
from ui.shell.sign_in import SignInPage
from ui.shell.window import Program, ShellWindow

pytestmark = pytest.mark.usefixtures("derived_once")


@pytest.fixture
def office(trusted: tuple[Path, Codes], tmp_path: Path) -> tuple[Profile, Codes]:
    """A backup of both desks, and one record more since."""
    shutil.copytree(trusted[0], tmp_path / "trusted")
    profile = Profile(tmp_path / "trusted")
    team = PartnerOffice(profile)
    desk = team.sign_in(*MAYA)
    desk.backups.make(BackupWanted())
    desk.partners.open(SECOND)
    team.keep_mark(desk)
    team.close()
    return profile, trusted[1]


def signed_in(qtbot: QtBot, running: PartnerWindow) -> None:
    """Her name and password, and whatever page comes."""
    page = here(running)
    assert isinstance(page, SignInPage)
    page.user.setText(MAYA[0])
    page.password.setText(MAYA[1])
    page.button.click()
    qtbot.waitUntil(running.jobs.is_idle, timeout=60_000)


def backups_of(qtbot: QtBot, running: PartnerWindow) -> HerBackupsScreen:
    """The page of backups, in front."""
    running.show()
    signed_in(qtbot, running)
    running.window.go("backups")
    wait_for(qtbot, running, HerBackupsScreen)
    screen = running.window.screen
    assert isinstance(screen, HerBackupsScreen)
    return screen


def asked(screen: HerBackupsScreen) -> TrusteeCard:
    """The card for a backup of her own records."""
    screen.table.selectRow(next(at for at, row in enumerate(screen._rows) if row.is_own))
    screen.back.click()
    assert isinstance(screen.card, TrusteeCard)
    return screen.card


def said(card: TrusteeCard) -> str:
    return " ".join(one.text() for one in card.problem.findChildren(QLabel)) if card.problem.isVisible() else ""


def until_stopped(progress: Progress, step: int) -> None:
    """A step that takes as long as somebody needs to press *Stop*, in the place of one."""
    for _tenth in range(300):
        if progress.is_stopped:
            break
        time.sleep(0.1)
    at_once(progress, step)


at_once = Progress.at


def test_an_officer_puts_a_backup_back_when_a_trustee_has_typed_their_code(
    qtbot: QtBot, office: tuple[Profile, Codes]
) -> None:
    """E4: nobody else's code will do, his file is not put back here, and the desk ends when the copy waits."""
    profile, codes = office
    ended: list[str] = []
    with themed(Accent.PLUM):
        running = PartnerWindow(profile, screens, leave=lambda: ended.append("gone"))
        screen = backups_of(qtbot, running)
        screen.table.selectRow(next(at for at, row in enumerate(screen._rows) if not row.is_own))
        screen.back.click()
        refused = (screen.card, screen.says.accessibleName())
        card, told = asked(screen), []
        for code in ("", "000G", codes["Chair"][::-1]):
            card.secret.setText(code)
            card.act.click()
            qtbot.waitUntil(lambda: running.jobs.is_idle() and card.act.isEnabled(), timeout=60_000)
            told.append(said(card))
        card.secret.setText(codes["Chair"])
        hidden = card.secret.displayText()
        card.shown.click()
        shown = card.secret.displayText()
        card.act.click()
        card.accept()
        qtbot.waitUntil(lambda: bool(ended), timeout=60_000)
        running.close()

        again = PartnerWindow(profile, screens, leave=lambda: None)
        again.show()
        signed_in(qtbot, again)
        page = here(again)
        assert isinstance(page, SignInPage)
        once = page.problem.text()
        signed_in(qtbot, again)
        assert again.desk is not None
        lines = perform(again.desk, "partner.list", {})
        acts = [row.act for row in perform(again.desk, "access_log.show", {})]
        again.window.lock()
        again.close()

    assert refused == (None, "This file holds the programme desk's records.")
    assert (codes["Chair"] == hidden, codes["Chair"] == shown) == (False, True)
    assert "A trustee must agree" in told[0]
    assert all(told), told
    assert "put back from a backup" in once
    assert len(lines) == 1
    assert "backup.restore" in acts


def test_what_is_stopped_puts_nothing_back(
    qtbot: QtBot, office: tuple[Profile, Codes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The safe button ends it at its next step: not a file of it stays, and the desk is as it was."""
    profile, codes = office
    with themed(Accent.PLUM):
        running = PartnerWindow(profile, screens, leave=lambda: None)
        screen = backups_of(qtbot, running)
        card = asked(screen)
        monkeypatch.setattr(Progress, "at", until_stopped)
        card.secret.setText(codes["Chair"])
        card.act.click()
        screen._show_step()
        steps = (card.working.accessibleName(), card.stay.text())
        card.stay.click()
        qtbot.waitUntil(lambda: running.jobs.is_idle() and card.act.isEnabled(), timeout=60_000)
        stopped = said(card)
        card.stay.click()
        assert running.desk is not None
        lines = perform(running.desk, "partner.list", {})
        running.window.lock()
        running.close()

    assert steps == ("Step 1 of 4", "Stop")
    assert "Nothing half-made is kept." in stopped
    assert len(lines) == 2
    assert [one.name for one in profile.folder.rglob("*.restored*")] == []
    assert not (profile.folder / "restore-partner.json").exists()


def filled(page: QWidget, kind: type[FormPage], **values: str) -> None:  # type: ignore[type-arg]  # any form page
    """What is typed into a page, and its button."""
    assert isinstance(page, kind)
    page.form.fill(values)
    page.go_on.click()


def test_records_that_do_not_open_are_put_back_from_the_sign_in_page(
    qtbot: QtBot, office: tuple[Profile, Codes]
) -> None:
    """The window offers it where signing in is no way on; a wrong password and a wrong code come back with words."""
    profile, codes = office
    (file,) = (str(one) for one in profile.backups.glob("partner-*.hrb"))
    profile.database("partner").unlink()
    with themed(Accent.PLUM):
        running = PartnerWindow(profile, screens, leave=lambda: None)
        running.show()
        signed_in(qtbot, running)
        page = here(running)
        assert isinstance(page, SignInPage)
        assert page.other_way is not None
        page.other_way.click()
        filled(here(running), FilesPage, file=file, login="maya", password="wrong")
        wait_for(qtbot, running, CodePage)
        filled(here(running), CodePage, code="000G")
        misread = here(running)
        assert isinstance(misread, CodePage)
        said = misread.form.editor("code").inner.accessibleDescription()
        filled(misread, CodePage, code=codes["Chair"])
        wait_for(qtbot, running, FilesPage)
        again = here(running)
        assert isinstance(again, FilesPage)
        refused, kept = again.problem.accessibleName(), again.form.values()
        again.form.fill({"password": MAYA[1]})
        again.go_on.click()
        wait_for(qtbot, running, CodePage)
        filled(here(running), CodePage, code=codes["Chair"])
        working = here(running)
        assert isinstance(working, WorkingPage)
        wait_for(qtbot, running, SignInPage)
        stands = here(running)
        assert isinstance(stands, SignInPage)
        told = (stands.problem.text(), stands.user.text())
        signed_in(qtbot, running)
        signed_in(qtbot, running)
        assert running.desk is not None
        lines = perform(running.desk, "partner.list", {})
        running.window.lock()
        running.close()

    assert "That code does not read." in said
    assert (refused, kept["login"], kept.get("password")) == ("That did not match.", "maya", None)
    assert told == ("The backup was found whole. Sign in: it is put in place then.", "maya")
    assert len(lines) == 1


def test_two_trustees_lay_an_office_out_anew_at_a_window_and_an_officer_gets_in(
    qtbot: QtBot, office: tuple[Profile, Codes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """E8, E9, T13: each types alone; a paper that is nobody's begins again with the first; stopping leaves nothing."""
    profile, codes = office
    hers, his = (str(next(profile.backups.glob(f"{side}-*.hrb"))) for side in ("partner", "programme"))
    fresh = Profile(tmp_path / "new")
    given = {"hers": hers, "his": his, "login": "maya", "new": NEW, "again": NEW}
    with themed(Accent.PLUM):
        empty = EmptyWindow(fresh, screens, leave=lambda: None)
        empty.show()
        doors = here(empty)  # type: ignore[arg-type]  # a window like the other
        assert isinstance(doors, DoorsPage)
        doors.focusProxy().click()  # type: ignore[union-attr]
        filled(here(empty), FilesPage, **given | {"hers": his})  # type: ignore[arg-type]

        def typed(first: str, second: str) -> None:
            for name in (first, second):
                filled(here(empty), CodePage, code=codes[name])  # type: ignore[arg-type]

        typed("Chair", "Solicitor")
        wait_for(qtbot, empty, FilesPage)  # type: ignore[arg-type]
        wrong = here(empty).form.editor("hers").inner.accessibleDescription()  # type: ignore[arg-type, attr-defined]
        filled(here(empty), FilesPage, **given)  # type: ignore[arg-type]
        typed("Chair", "Chair")
        wait_for(qtbot, empty, CodePage)  # type: ignore[arg-type]
        refused = here(empty).problem.accessibleName()  # type: ignore[arg-type, attr-defined]
        monkeypatch.setattr(Progress, "at", until_stopped)
        typed("Chair", "Solicitor")
        working = here(empty)  # type: ignore[arg-type]
        assert isinstance(working, WorkingPage)
        working.stop.click()
        wait_for(qtbot, empty, FilesPage)  # type: ignore[arg-type]
        monkeypatch.setattr(Progress, "at", at_once)
        stopped = (here(empty).problem.accessibleName(), has_office(fresh))  # type: ignore[arg-type, attr-defined]
        filled(here(empty), FilesPage, new=NEW, again=NEW)  # type: ignore[arg-type]
        typed("Chair", "Solicitor")
        qtbot.waitUntil(lambda: empty.begun is not None and empty.begun.jobs.is_idle(), timeout=60_000)
        running = empty.begun
        assert running is not None
        kit = here(running)
        assert isinstance(kit, NextKitPage)
        parts = kit.card._kit.code.split()
        kit.card.form.fill(dict(zip(("first", "second"), (parts[at] for at in kit.card._kit.asked), strict=True)))
        kit.keep.click()
        qtbot.waitUntil(lambda: running.desk is not None and running.jobs.is_idle(), timeout=60_000)
        assert running.desk is not None
        lines = perform(running.desk, "partner.list", {})
        running.window.lock()
        empty.close()

    assert wrong == "This backup is of the other desk."
    assert refused == "That did not match."
    assert stopped == ("Stopped. Nothing half-made is kept.", False)
    assert len(lines) == 1
    assert not lines[0].is_closed_to_me, "the key of a restricted record came back too"


def nothing(*_given: object) -> None:
    """A page whose buttons lead nowhere."""


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("look", [Look.LIGHT, Look.DARK])
def test_the_pages_without_a_desk_keep_their_words_whole(qtbot: QtBot, look: Look, scale: float) -> None:
    """A13, A14: in a longer language too, with an error beside a field, and half way through the work."""
    language.use(language.PSEUDO)
    progress = Progress(step=5)
    steps = [step_words(at) for at in range(READING, BESIDE + 1)]
    with themed(Accent.PLUM, look, scale):
        window = ShellWindow(Program("Partner desk", Clock(), ThreadedJobs(), nothing, nothing))
        window.show()
        found = []
        for page in (
            back_page(nothing, nothing), office_page(nothing, nothing), CodePage("The first trustee", nothing, nothing),
            manager_page(nothing, nothing), CodesPage(nothing, nothing),
            WorkingPage("Putting a backup back", steps, READING, progress),
        ):  # fmt: skip
            window.show_page(page)
            if isinstance(page, FormPage):
                page.show_error(InvalidInput(dict.fromkeys(page.form.values(), "This does not read.")))
            settle()
            found += [*text_whole(window), *named(window), *targets_large_enough(window)]
        at = page.says.accessibleName()
        page.stop.click()
        window.close()
    language.use("en")

    assert found == []
    assert ("3" in at, "4" in at) == (True, True)
    assert progress.is_stopped
