"""An office that burnt down stands again on an empty computer, from a backup and one kit on paper (T13)."""

import shutil
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.core.errors import AppError, InvalidInput, Locked, NotAllowed
from app.core.paths import Profile
from app.core.shapes import CaseId, Nothing
from app.desk.backups import BackupWanted
from app.desk.catalogue import perform
from app.desk.seat import Kit
from app.partner.partners import CaseLink, PartnerOpened
from app.start import partner_from_nothing
from app.start.opening import ProgrammeOffice
from app.start.own_login import KitTyped
from app.start.partner import screens
from app.start.partner_opening import PartnerOffice
from app.start.partner_window import EmptyWindow
from app.start.storage.from_nothing import lay_out
from app.start.storage.paper import Paper
from tests.start.test_kit import asked_back, with_kit
from tests.ui.show import themed
from ui.kit.buttons import KeyButton
from ui.kit.tokens import Accent
from ui.partner.vault.putting_back import FilesPage
from ui.shell.own_login import ForgotPage

NEW = "seven green lamps in a row"
pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture
def profile(cheaply: Path, tmp_path: Path) -> Profile:
    shutil.copytree(cheaply, tmp_path / "burnt")
    return Profile(tmp_path / "burnt")


@pytest.fixture
def saved(profile: Profile, tmp_path: Path) -> tuple[Path, Kit]:
    """What is left of an office: a stick, and Jo's kit on paper."""
    office, stick = ProgrammeOffice(profile), tmp_path / "stick"
    stick.mkdir()
    kit = with_kit(office, "jo")
    desk = office.sign_in("jo", "pw-jo")
    perform(desk, "settings.set", {"key": "office.name", "value": "Harbour"})
    (made,) = desk.backups.make(BackupWanted(to=str(stick)))
    office.close()
    shutil.rmtree(profile.folder)
    return Path(made.file), kit


def test_the_office_stands_again_and_its_manager_signs_in_with_the_kit(saved: tuple[Path, Kit], tmp_path: Path) -> None:
    file, kit = saved
    fresh = Profile(tmp_path / "new")

    back = lay_out(fresh, file, Paper("jo", kit.code, kit.safety_number.lower()))
    office = ProgrammeOffice(fresh)
    way = office.way_back(KitTyped("jo", kit.code, kit.device_secret, NEW))
    way.finish(asked_back(way.kit))
    desk = office.sign_in("jo", NEW)

    (name,) = perform(desk, "settings.show", {"key": "office.name"})  # type: ignore[misc]
    assert name.value == "Harbour"
    assert back.entries > 0
    assert perform(desk, "audit.verify", {}).ok  # type: ignore[attr-defined]
    assert (office.about.practice, office.about.safety_desk) == (True, True)
    assert desk.backups.make(BackupWanted())
    office.close()
    with pytest.raises(NotAllowed, match="already"):
        lay_out(fresh, file, Paper("jo", kit.code, kit.safety_number))


def test_a_wrong_paper_or_a_torn_file_lays_nothing_out(saved: tuple[Path, Kit], tmp_path: Path) -> None:
    file, kit = saved
    torn = tmp_path / "torn.hrb"
    torn.write_bytes(file.read_bytes()[:-70_000])

    def refused(what: Path, paper: Paper) -> type[AppError]:
        fresh = Profile(tmp_path / "new")
        with pytest.raises(AppError) as told:
            lay_out(fresh, what, paper)
        left = [path.name for path in fresh.folder.iterdir() if path.name != "backups"] if fresh.folder.exists() else []
        assert left == []
        return told.type

    other = kit.safety_number[:-1] + ("0" if kit.safety_number[-1] != "0" else "1")
    swapped = kit.code[:-1] + ("0" if kit.code[-1] != "0" else "1")
    assert refused(file, Paper("jo", kit.code, other)) is InvalidInput
    assert refused(file, Paper("jo", swapped, kit.safety_number)) is InvalidInput, "E9: a code typed wrongly is told"
    assert refused(file, Paper("priya", kit.code, kit.safety_number)) is Locked
    assert refused(tmp_path / "none.hrb", Paper("jo", kit.code, kit.safety_number)) is InvalidInput
    assert issubclass(refused(torn, Paper("jo", kit.code, kit.safety_number)), AppError)


def laid_out_at_the_window(qtbot: QtBot, fresh: Profile, hers: Path, kit: Kit, number: str) -> tuple[str, str]:
    """As she does it: a wrong number, a misread code, then right; gives the first words that each was refused with."""
    given = {"file": str(hers), "login": "maya", "code": kit.code, "number": kit.safety_number}
    said = []
    with themed(Accent.PLUM):
        empty = EmptyWindow(fresh, screens, leave=lambda: None)
        empty.show()
        door = next(one for one in empty.window.findChildren(KeyButton) if one.text() == "Lay it out from a backup")
        door.click()
        for wrong in ({"number": number}, {"code": kit.code[:-4]}, {}):
            page = empty.window.centralWidget()
            assert isinstance(page, FilesPage)
            page.form.fill({**given, **wrong})
            page.go_on.click()
            qtbot.waitUntil(empty.jobs.is_idle, timeout=60_000)
            for name in wrong:
                again = empty.window.centralWidget()
                assert isinstance(again, FilesPage)
                said.append(again.form.editor(name).inner.accessibleDescription().partition(".")[0] + ".")
        assert empty.begun is not None
        assert isinstance(empty.begun.window.centralWidget(), ForgotPage)
        empty.begun.window.close()
        empty.close()
    first, second = said
    return first, second


def test_her_half_stands_again_beside_his_with_an_officers_kit(qtbot: QtBot, profile: Profile, tmp_path: Path) -> None:
    team, stick, fresh = PartnerOffice(profile), tmp_path / "stick", Profile(tmp_path / "new")
    stick.mkdir()
    kit = with_kit(team, "maya")
    team.close()
    office = ProgrammeOffice(profile)
    jos = with_kit(office, "jo")
    office.close()
    desk = team.sign_in("maya", "pw-maya")
    link = CaseLink(case=CaseId("ab" * 16), relation="partner")
    partner = desk.partners.open(PartnerOpened(given_name="Zuleika", link=link)).partner
    hers, his = (Path(made.file) for made in desk.backups.make(BackupWanted(to=str(stick))))
    team.close()
    shutil.rmtree(profile.folder)
    lay_out(fresh, his, Paper("jo", jos.code, jos.safety_number))

    for wrong in (Paper("maya", kit.code, jos.safety_number), Paper("jo", kit.code, kit.safety_number)):
        with pytest.raises((InvalidInput, Locked)):
            partner_from_nothing.lay_out(fresh, hers, wrong)
        assert not fresh.database("partner").exists()
    refused = laid_out_at_the_window(qtbot, fresh, hers, kit, jos.safety_number)
    assert refused == ("This is not the safety number of this backup.", "That code does not read.")
    again = PartnerOffice(fresh)
    way = again.way_back(KitTyped("maya", kit.code, kit.device_secret, NEW))
    way.finish(asked_back(way.kit))
    desk = again.sign_in("maya", NEW)

    assert [line.partner for line in desk.partners.list(Nothing())] == [partner]
    assert desk.vaults.verify(Nothing()).ok
    again.close()
    with pytest.raises(NotAllowed, match="already"):
        partner_from_nothing.lay_out(fresh, hers, Paper("maya", kit.code, kit.safety_number))
