"""A list of staff that got shorter stops her desk; an officer, a manager and a trustee agree on the way on (SEC-15)."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.bridge.desk import BridgeDesk
from app.core.errors import AppError, Damaged, Locked, NotAllowed
from app.core.paths import Profile
from app.desk.backups import BackupWanted
from app.desk.catalogue import perform
from app.start.opening import ProgrammeOffice
from app.start.partner import screens
from app.start.partner_opening import PartnerOffice
from app.start.partner_window import PartnerWindow
from app.start.profile import PARTNER
from app.start.remembered import WasPutBack
from app.start.storage.pending import finish_pending
from tests.start.profiles import handrail
from tests.start.test_kit_window import here, wait_for
from tests.start.test_putting_back_window import filled, signed_in
from tests.start.trustees import JO, MAYA, Codes
from tests.ui.programme_screens import shown_words
from tests.ui.show import themed
from ui.kit.tokens import Accent
from ui.partner.vault.putting_back import CodePage, FilesPage, WorkingPage
from ui.shell.own_login import FormPage
from ui.shell.sign_in import SignInPage

PRIYA = ("priya", "pw-priya")
pytestmark = pytest.mark.usefixtures("derived_once")


@pytest.fixture
def office(trusted: tuple[Path, Codes], tmp_path: Path) -> tuple[Profile, Codes, Path]:
    """A backup of the programme desk; then the list of staff gets one entry more, which both have seen."""
    shutil.copytree(trusted[0], tmp_path / "trusted")
    profile = Profile(tmp_path / "trusted")
    his, team = ProgrammeOffice(profile), PartnerOffice(profile)
    jo = his.sign_in(*JO)
    (made,) = jo.backups.make(BackupWanted())
    his.close()
    shutil.copyfile(profile.database("programme"), tmp_path / "yesterday.db")
    maya = team.sign_in(*MAYA)
    one_more(maya)
    team.keep_mark(maya)
    team.close()
    his.keep_mark(his.sign_in(*JO))
    his.close()
    return profile, trusted[1], Path(made.file)


def one_more(desk: BridgeDesk) -> None:
    """An officer signs for a fourth trustee."""
    paper = desk.seat.trustee_codes.draw("Treasurer", desk.seat.clock.today())  # type: ignore[attr-defined]
    perform(desk, "team.trustee", {"label": "Treasurer", "groups": tuple(paper.code.split()[at] for at in paper.asked)})


def test_a_shorter_list_of_staff_stops_her_desk_and_says_both_its_ends(
    office: tuple[Profile, Codes, Path], tmp_path: Path
) -> None:
    """The failure table: before any open or seal; both numbers are said, and what to do."""
    profile, _codes, _file = office
    hers = profile.database("partner").read_bytes()
    shutil.copyfile(tmp_path / "yesterday.db", profile.database("programme"))

    for one, who in ((PartnerOffice(profile), MAYA), (ProgrammeOffice(profile), JO)):
        with pytest.raises(Damaged, match=r"ends at entry (\d+); this computer saw entry (\d+) before") as told:
            one.sign_in(*who)
        numbers = [int(word) for word in str(told.value).replace(";", "").replace(".", "").split() if word.isdigit()]
        assert numbers[1] == numbers[0] + 1
        assert "a newer one is needed: tell your manager now" in str(told.value)
        one.close()

    assert profile.database("partner").read_bytes() == hers, "nothing was written"


def test_three_put_his_records_back_at_her_desk_and_each_is_told_once(office: tuple[Profile, Codes, Path]) -> None:
    """E4: it alone, with a trustee; the manager's key opens the backup, and everybody signs on."""
    profile, codes, file = office
    profile.database("programme").unlink()
    chair, team = ("Chair", codes["Chair"]), PartnerOffice(profile)
    with pytest.raises(NotAllowed, match="with a manager and a trustee"):
        ProgrammeOffice(profile).put_back(file, JO, PRIYA)
    wrong: tuple[tuple[tuple[str, str], tuple[str, str], type[AppError]], ...] = (
        (JO, ("Chair", codes["Solicitor"]), Locked), (JO, ("Nobody", codes["Chair"]), Locked), (PRIYA, chair, Locked),
        (("jo", "pw-priya"), chair, Locked),
    )  # fmt: skip
    for manager, trustee, kind in wrong:
        with pytest.raises(kind):
            team.put_his_back(file, MAYA, manager, trustee)
    assert not list(profile.folder.glob("programme.db*")), "nothing waits"

    waits = team.put_his_back(file, MAYA, JO, chair)
    assert finish_pending(profile, "programme", PARTNER)
    with pytest.raises(WasPutBack, match="put back from a backup"):
        team.sign_in(*MAYA)
    desk = team.sign_in(*MAYA)

    assert waits.had > waits.entries
    assert not desk.seat.read_only
    assert perform(desk, "vault.verify", {}).ok
    assert len(perform(desk, "partner.list", {})) == 1
    assert "Treasurer" not in [row.label for row in perform(desk, "team.trustees", {}).trustees]
    one_more(desk)
    team.keep_mark(desk)
    team.close()
    his = ProgrammeOffice(profile)
    his.have_seen(*JO)
    jo = his.sign_in(*JO)
    assert perform(jo, "audit.verify", {}).ok
    assert [row.label for row in perform(jo, "people.waiting", {})] == ["Treasurer"]
    assert jo.backups.make(BackupWanted())
    his.close()


def test_where_the_list_does_not_get_shorter_the_programme_desk_puts_it_back(
    office: tuple[Profile, Codes, Path],
) -> None:
    profile, codes, file = office
    words = ("restore", str(file), "--as", "maya", "--manager", "jo", "--trustee", "Chair", "--passwords", "0")

    told = handrail(
        *words, "--profile", str(profile.folder), program="partner",
        passwords={**codes, "maya": MAYA[1], "jo": JO[1]},
    )  # fmt: skip

    assert told.returncode != 0
    assert "The programme desk puts it back." in told.stderr


def test_three_put_his_records_back_at_her_window_each_typing_alone(
    qtbot: QtBot, office: tuple[Profile, Codes, Path], tmp_path: Path
) -> None:
    """SEC-15: the sign-in page that says the list got shorter leads there; the backup says who is asked."""
    profile, codes, file = office
    shutil.copyfile(tmp_path / "yesterday.db", profile.database("programme"))
    with themed(Accent.PLUM):
        running = PartnerWindow(profile, screens, leave=lambda: None)
        running.show()
        signed_in(qtbot, running)
        page = here(running)
        assert isinstance(page, SignInPage)
        assert page.other_way is not None
        stopped = page.problem.text()
        page.other_way.click()
        filled(here(running), FilesPage, file=str(tmp_path / "none.hrb"), login="maya", password=MAYA[1])
        qtbot.waitUntil(running.jobs.is_idle, timeout=60_000)
        none = here(running).form.editor("file").inner.accessibleDescription()  # type: ignore[attr-defined]
        filled(here(running), FilesPage, file=str(file), login="maya", password=MAYA[1])
        qtbot.waitUntil(lambda: type(here(running)) is FormPage and running.jobs.is_idle(), timeout=60_000)
        told = shown_words(here(running))
        masked = here(running).form.editor("password").inner.echoMode()  # type: ignore[attr-defined]
        filled(here(running), FormPage, login="priya", password=PRIYA[1])
        filled(here(running), CodePage, code=codes["Chair"])
        wait_for(qtbot, running, FilesPage)
        refused = here(running).problem.accessibleName()  # type: ignore[attr-defined]
        filled(here(running), FilesPage, password=MAYA[1])
        qtbot.waitUntil(lambda: type(here(running)) is FormPage and running.jobs.is_idle(), timeout=60_000)
        filled(here(running), FormPage, login="jo", password=JO[1])
        filled(here(running), CodePage, code=codes["Chair"])
        assert isinstance(here(running), WorkingPage)
        wait_for(qtbot, running, SignInPage)
        waits = here(running).problem.text()  # type: ignore[attr-defined]
        signed_in(qtbot, running)
        once = here(running).problem.text()  # type: ignore[attr-defined]
        signed_in(qtbot, running)
        assert running.desk is not None
        assert perform(running.desk, "vault.verify", {}).ok
        running.window.lock()
        running.close()

    assert "ends at entry" in stopped
    assert none == "There is no such file."
    assert "you, a manager and a trustee agree to go on from there" in told
    assert masked is QLineEdit.EchoMode.Password
    assert refused.startswith("This backup was not made for you.")
    assert waits == "The backup was found whole. Sign in: it is put in place then."
    assert "put back from a backup" in once
