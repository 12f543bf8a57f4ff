"""Sign-in files that are older, torn or not yet remembered: what stops, what is offered (security.md section 12)."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app.core.errors import AppError, Damaged, SignInFileDamaged, Unavailable
from app.core.paths import Profile
from app.crypto.keyring.devices import DeviceFiles
from app.desk.catalogue import perform
from app.start.opening import ProgrammeOffice
from app.start.partner_opening import PartnerOffice
from app.start.programme_window import ProgrammeWindow
from tests.start.test_failures import profile
from tests.start.test_windows import no_making, screens
from tests.ui.accessibility import settle
from tests.ui.show import themed
from ui.kit.tokens import Accent
from ui.shell.sign_in import SignInPage

__all__ = ["profile"]


@pytest.mark.usefixtures("quick")
def test_an_older_sign_in_file_put_back_stops_the_desk(profile: Profile) -> None:
    office = ProgrammeOffice(profile)
    older = profile.keyslots("programme").read_bytes()
    desk = office.sign_in("jo", "pw-jo")
    desk.seat.own_login.offer("pw-jo", "a longer password for Jo")
    perform(desk, "password.change", {})
    office.close()
    office.sign_in("jo", "a longer password for Jo")
    office.close()
    profile.keyslots("programme").write_bytes(older)

    with pytest.raises(Damaged, match="An older sign-in file was put back"):
        ProgrammeOffice(profile).sign_in("jo", "pw-jo")


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("office", "login", "side"), [(ProgrammeOffice, "jo", "programme"), (PartnerOffice, "maya", "partner")]
)
def test_a_torn_sign_in_file_offers_its_copy_which_is_checked_alike(
    office: type[ProgrammeOffice | PartnerOffice], login: str, side: str, profile: Profile
) -> None:
    path = profile.keyslots(side)
    copy, whole = path.with_name(path.name + ".bak"), path.read_bytes()
    flipped = whole.replace(b'"gen":1', b'"gen":2', 1)
    password = f"pw-{login}"

    def entering() -> None:
        office(profile).sign_in(login, password)

    def taking() -> None:
        office(profile).place.take_copy(office(profile).tries, login, password)

    def refused(attempt: Callable[[], None]) -> type[AppError]:
        with pytest.raises(AppError) as told:
            attempt()
        return told.type

    copy.write_bytes(whole)
    for torn in (whole[:-5], whole.replace(b'"v":1', b'"v": 1', 1), b""):
        path.write_bytes(torn)
        assert refused(entering) is SignInFileDamaged
    for bad in (whole[:-5], flipped.replace(b'"mac":"', b'"mac":"0', 1)):
        copy.write_bytes(bad)
        assert refused(taking) is Damaged
        assert path.read_bytes() == b"", "nothing was put in place"
    copy.unlink()
    assert refused(entering) is Damaged, "there is nothing to offer"
    copy.write_bytes(whole)
    desk = office(profile)
    desk.place.take_copy(desk.tries, login, password)

    assert desk.sign_in(login, password).seat.person.login == login
    assert path.read_bytes() == whole
    assert path.with_name(path.name + ".damaged").read_bytes() == b""
    desk.close()


@pytest.mark.usefixtures("quick")
def test_a_copy_that_is_older_than_what_she_saw_is_not_taken(profile: Profile) -> None:
    """SEC-18: the copy from before her new password would let the old one in again."""
    office, path = ProgrammeOffice(profile), profile.keyslots("programme")
    desk = office.sign_in("jo", "pw-jo")
    desk.seat.own_login.offer("pw-jo", "a longer password for Jo")
    perform(desk, "password.change", {})
    office.close()
    path.write_bytes(b"{}")

    with pytest.raises(Damaged, match="The copy is older than what you saw last"):
        office.place.take_copy(office.tries, "jo", "pw-jo")

    assert path.read_bytes() == b"{}"


def test_the_window_offers_the_copy_and_signs_in_by_it(qtbot: QtBot, profile: Profile) -> None:
    path = profile.keyslots("programme")
    path.with_name(path.name + ".bak").write_bytes(path.read_bytes())
    path.write_bytes(path.read_bytes()[:-5])
    with themed(Accent.TEAL):
        running = ProgrammeWindow(profile, screens, no_making())
        running.show()
        assert running.window is not None
        page = running.window.centralWidget()
        assert isinstance(page, SignInPage)
        page.user.setText("jo")
        page.password.setText("pw-jo")
        page.button.click()
        qtbot.waitUntil(lambda: page.copy is not None, timeout=20_000)
        said, offered = page.problem.text(), page.copy
        assert offered is not None
        running.window.resize(1366, 768)
        settle()
        assert page.problem.height() >= page.problem.heightForWidth(page.problem.width()), "no line of it is cut"
        assert offered.visibleRegion().boundingRect().size() == offered.size()
        page.password.setText("pw-jo")
        offered.click()
        qtbot.waitUntil(lambda: running.desk is not None, timeout=20_000)
        running.window.lock()
        running.close()

    assert "To try the copy from before its last change" in said


@pytest.mark.usefixtures("quick")
def test_a_new_password_is_saved_though_this_computer_cannot_remember_it_yet(
    profile: Profile, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """E3, SEC-18: what opens is not told as “not saved”; the next sign-in keeps the mark, then the old file stops."""
    office, older = ProgrammeOffice(profile), profile.keyslots("programme").read_bytes()
    desk = office.sign_in("jo", "pw-jo")
    desk.seat.own_login.offer("pw-jo", "a longer password for Jo")
    with monkeypatch.context() as patch:
        patch.setattr(DeviceFiles, "keep_mark", away)
        assert perform(desk, "password.change", {}).gen == 2
    assert "mark.later Unavailable" in caplog.text
    office.close()

    office.sign_in("jo", "a longer password for Jo")
    office.close()
    profile.keyslots("programme").write_bytes(older)
    with pytest.raises(Damaged, match="An older sign-in file was put back"):
        ProgrammeOffice(profile).sign_in("jo", "pw-jo")


def away(*_given: object) -> None:
    raise Unavailable
