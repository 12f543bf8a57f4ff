"""An officer whose password was seen gets new keys of her own: what opened before opens nothing new (T8, T12)."""

import shutil
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.bridge import recovered
from app.bridge.desk import BridgeDesk
from app.core.errors import AppError, InvalidInput, Locked, NotAllowed
from app.core.paths import Profile
from app.crypto.keyring.grants import named_in
from app.crypto.keyring.keyslots import KeyslotFile
from app.desk.backups import BackupWanted
from app.desk.catalogue import perform
from app.start.opening import ProgrammeOffice
from app.start.own_login import KitTyped
from app.start.partner import screens
from app.start.partner_opening import PartnerOffice
from app.start.partner_trust import own_keys
from app.start.partner_window import PartnerWindow
from tests.start.test_kit_window import active, press
from tests.start.trustees import JO, MAYA, NEW, Codes
from tests.ui.accessibility import check_screen
from tests.ui.programme_screens import cards, shown_words
from tests.ui.show import themed
from ui.kit.tokens import Accent
from ui.partner.team.own_keys import HerPasswordScreen, OwnKeysScreen
from ui.shell.kit_card import KitCard

S = TypeVar("S", bound=QWidget)
WENDY = ("wendy", "pw-wendy")
pytestmark = pytest.mark.usefixtures("derived_once")


@pytest.fixture
def profile(trusted: tuple[Path, Codes], tmp_path: Path) -> Profile:
    shutil.copytree(trusted[0], tmp_path / "trusted")
    return Profile(tmp_path / "trusted")


def change_own(desk: BridgeDesk, password: str = MAYA[1], new: str = NEW) -> str:
    """As at the page: both passwords, the kit, two groups of it typed back; gives its code."""
    kit = desk.own_keys.seat.own_keys.draw(password, new)
    groups = [kit.code.split()[at] for at in kit.asked]
    assert perform(desk, "own_keys.change", {"groups": groups}).safety_number == kit.safety_number
    return kit.code


def signed_in(profile: Profile, login: str = "maya", password: str = NEW) -> tuple[PartnerOffice, BridgeDesk]:
    office = PartnerOffice(profile)
    return office, office.sign_in(login, password)


def left(office: PartnerOffice, desk: BridgeDesk) -> None:
    office.keep_mark(desk)
    office.close()


def test_new_keys_open_everything_and_the_old_ones_nothing_that_comes_after(profile: Profile) -> None:
    old_slots = {side: profile.keyslots(side).read_bytes() for side in ("programme", "partner")}
    office, desk = signed_in(profile, *MAYA)
    before = desk.seat.ledger.seed
    team = desk.leavers.seat.vault.team
    change_own(desk)

    assert perform(desk, "partner.list", {}), "she goes on at the same desk"
    while not desk.leavers.go_on().is_done:
        pass
    assert desk.leavers.seat.vault.team.version == team.version + 1, "whoever knew hers knew the team's (section 8)"
    left(office, desk)
    with pytest.raises(Locked):
        PartnerOffice(profile).sign_in(*MAYA)
    office, desk = signed_in(profile)
    (line,) = perform(desk, "partner.list", {})
    assert line.is_closed_to_me is False, "also a restricted record that she is named for (SEC-12)"
    assert perform(desk, "partner.show", {"partner": line.partner}).number == "S-0001"
    assert perform(desk, "vault.verify", {}).ok
    assert perform(desk, "team.trustees", {}).is_laid_down
    assert {"own_keys.change", "own_keys.changed"} <= {row.act for row in perform(desk, "access_log.show", {})}
    versions = {
        side: {named_in(one.dbkey)[2] for one in KeyslotFile.read(profile.keyslots(side)).slots} for side in old_slots
    }
    assert versions == {"programme": {2}, "partner": {2}}, "both databases have new keys"
    for row in desk.leavers.seat.read_roster().people:
        assert row.user != desk.seat.person.id or row.ed25519 != before.ed25519_public
    left(office, desk)
    other, wendy = signed_in(profile, *WENDY)
    assert perform(wendy, "partner.list", {})
    assert perform(wendy, "vault.verify", {}).ok
    left(other, wendy)
    his = ProgrammeOffice(profile)
    assert perform(his.sign_in(*JO), "audit.verify", {}).ok
    his.close()
    for side, kept in old_slots.items():
        profile.keyslots(side).write_bytes(kept)
    with pytest.raises(AppError):
        PartnerOffice(profile).sign_in(*MAYA)


def test_a_new_device_secret_counts_too_and_the_new_kit_is_the_way_back(profile: Profile) -> None:
    office, desk = signed_in(profile, *MAYA)
    user, place = desk.seat.person.id, office.place
    before = place.secret(user)
    desk.backups.make(BackupWanted())
    due = [perform(desk, "backup.list", {}).is_due]
    code = change_own(desk)
    due.append(perform(desk, "backup.list", {}).is_due)
    left(office, desk)

    assert due == [False, True], "the day's backup is made once more, so that one of today opens with her keys (SEC-58)"
    assert place.secret(user) not in (None, before), "what a seen computer kept opens no copy made later (SEC-27)"
    back = PartnerOffice(profile).way_back(KitTyped("maya", code, "", "seven green lamps in a row"))
    back.finish(tuple(back.kit.code.split()[at] for at in back.kit.asked))
    office, desk = signed_in(profile, "maya", "seven green lamps in a row")
    assert perform(desk, "partner.list", {})
    left(office, desk)


def test_nothing_changes_before_the_kit_is_typed_back_or_with_a_wrong_password(profile: Profile) -> None:
    office, desk = signed_in(profile, *MAYA)
    keys = desk.own_keys.seat.own_keys
    with pytest.raises(NotAllowed, match="on the page"):
        perform(desk, "own_keys.change", {"groups": ["0000", "0000"]})
    for password, new, field in (("not hers", NEW, "password"), (MAYA[1], "short", "new"), (MAYA[1], MAYA[1], "new")):
        with pytest.raises(InvalidInput) as refused:
            keys.draw(password, new)
        assert list(refused.value.problems) == [field]
    keys.draw(MAYA[1], NEW)
    with pytest.raises(InvalidInput, match="do not match the kit"):
        perform(desk, "own_keys.change", {"groups": ["0000", "0000"]})
    left(office, desk)

    assert not list(profile.folder.glob("own-keys-*"))
    office, desk = signed_in(profile, *MAYA)
    left(office, desk)


class Broken(BaseException):
    """The current went."""


@pytest.mark.parametrize("at", ["before_listed", "listed", "granted", "slots"])
def test_a_break_leaves_one_way_in_and_the_next_sign_in_finishes_or_drops_it(
    profile: Profile, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T15: until the list of staff names them the old keys count, from then on the new ones; never neither."""
    office, desk = signed_in(profile, *MAYA)
    with monkeypatch.context() as patch:
        _break(patch, at)
        with pytest.raises(Broken):
            change_own(desk)
    office.close()
    counts, other = ((NEW, MAYA[1]), (MAYA[1], NEW))[at == "before_listed"]

    with pytest.raises(Locked) as refused:
        PartnerOffice(profile).sign_in("maya", other)
    office, desk = signed_in(profile, "maya", counts)

    assert str(refused.value) in (
        "That did not match.",
        "Your keys were changed. Sign in with the new password; that finishes it.",
        "The change of your keys was broken off before it counted. Use the password you had before.",
    )
    assert not list(profile.folder.glob("own-keys-*"))
    assert [line.is_closed_to_me for line in perform(desk, "partner.list", {})] == [False]
    while not desk.leavers.go_on().is_done:
        pass
    assert perform(desk, "vault.verify", {}).ok
    assert desk.leavers.seat.vault.team.version == (1 if at == "before_listed" else 2)
    left(office, desk)


def _break(patch: pytest.MonkeyPatch, at: str) -> None:
    """The current goes right after this step, or right before the list of staff is told."""
    where = {
        "before_listed": (recovered, "list_own_keys"), "listed": (recovered, "list_own_keys"),
        "granted": (recovered, "take_grants"), "slots": (own_keys, "_put_slots"),
    }[at]  # fmt: skip
    whole = getattr(*where)

    def broken(*given: object) -> None:
        if at != "before_listed":
            whole(*given)
        raise Broken

    patch.setattr(*where, broken)


def test_a_colleague_who_comes_first_after_the_break_takes_nothing_from_her(
    profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both databases get new keys then, granted to her new ones, while her slot still has the old password."""
    office, desk = signed_in(profile, *MAYA)
    with monkeypatch.context() as patch:
        _break(patch, "listed")
        with pytest.raises(Broken):
            change_own(desk)
    office.close()
    office, desk = signed_in(profile, *WENDY)
    left(office, desk)

    with pytest.raises(Locked, match="new password"):
        PartnerOffice(profile).sign_in(*MAYA)
    office, desk = signed_in(profile)

    assert [line.is_closed_to_me for line in perform(desk, "partner.list", {})] == [False]
    assert perform(desk, "vault.verify", {}).ok
    left(office, desk)


def test_with_the_new_kit_what_a_break_left_is_finished_too(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    office, desk = signed_in(profile, *MAYA)
    kit = desk.own_keys.seat.own_keys.draw(MAYA[1], NEW)
    with monkeypatch.context() as patch:
        _break(patch, "listed")
        with pytest.raises(Broken):
            perform(desk, "own_keys.change", {"groups": [kit.code.split()[at] for at in kit.asked]})
    office.close()

    back = PartnerOffice(profile).way_back(KitTyped("maya", kit.code, "", "seven green lamps in a row"))
    back.finish(tuple(back.kit.code.split()[at] for at in back.kit.asked))

    office, desk = signed_in(profile, "maya", "seven green lamps in a row")
    assert perform(desk, "partner.list", {})
    left(office, desk)


def test_at_the_window_she_types_both_passwords_and_the_kit_back_and_signs_in_anew(
    qtbot: QtBot, profile: Profile
) -> None:
    """With real keys; a draft of another page outlives the change, sealed under the new keys (SEC-48)."""
    gone: list[bool] = []
    with themed(Accent.PLUM):
        running = PartnerWindow(profile, screens, leave=lambda: gone.append(True))
        qtbot.addWidget(running.window)
        running.show()
        qtbot.waitUntil(running.jobs.is_idle, timeout=60_000)
        active(running)
        press(running, *MAYA[:1], "Enter", MAYA[1], "Enter")
        qtbot.waitUntil(lambda: running.desk is not None and running.jobs.is_idle(), timeout=60_000)
        page = go(running, "password", HerPasswordScreen)
        page.seen.click()
        page = here_is(running, OwnKeysScreen)
        active(running)
        press(running, "wrong old one", "Tab", NEW, "Tab", NEW, "Ctrl+Enter")
        qtbot.waitUntil(running.jobs.is_idle, timeout=60_000)
        refused = [line.text() for line in page.form.findChildren(QLabel) if line.isVisible()]
        page.form.fill({"password": MAYA[1], "new": NEW, "again": NEW})
        press(running, "Ctrl+Enter")
        qtbot.waitUntil(lambda: page.kit is not None and running.jobs.is_idle(), timeout=60_000)
        assert check_screen(running.window, page) == []
        page.kit.form.editor("first").setFocus()
        press(running, *both(page.kit), "Ctrl+Enter")
        (asked,) = cards()
        assert "at once" in shown_words(asked)
        asked.act.click()
        qtbot.waitUntil(lambda: page.leave.isVisible() and running.jobs.is_idle(), timeout=60_000)
        told = shown_words(page.says)
        page.leave.click()
        running.close()

    assert "That did not match." in refused
    assert told.startswith("Your new keys count, and every row of the team is under new ones.")
    assert gone, "the process ends at the lock (SEC-6)"
    with pytest.raises(Locked):
        PartnerOffice(profile).sign_in(*MAYA)
    office, desk = signed_in(profile)
    assert perform(desk, "partner.list", {})
    left(office, desk)


def go(running: PartnerWindow, key: str, kind: type[S]) -> S:
    running.window.go(key)
    return here_is(running, kind)


def here_is(running: PartnerWindow, kind: type[S]) -> S:
    screen = running.window.screen
    assert isinstance(screen, kind)
    return screen


def both(card: KitCard | None) -> tuple[str, str, str]:
    """Both groups as typed from the paper, with the key between them."""
    assert card is not None
    first, second = (card._kit.code.split()[at] for at in card._kit.asked)
    return first, "Tab", second
