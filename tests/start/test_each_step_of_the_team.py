"""Kills and fills the disk at steps of saving, password, own keys, rotation, re-key, backup and restore at hers.

Section 16, T15, T16: the rows of the table of breaks that the safety team has; a record of hers is never half there.
"""

import shutil
from pathlib import Path

import pytest

from app.bridge.desk import BridgeDesk
from app.core.paths import Profile
from app.core.shapes import CaseId
from app.crypto.keyring.grants import named_in
from app.crypto.keyring.keyslots import KeyslotFile
from app.desk.backups import BackupNamed, BackupWanted
from app.desk.catalogue import perform
from app.partner.partners import CaseLink, PartnerOpened
from app.start.opening import ProgrammeOffice
from app.start.partner_opening import SIDE, PartnerOffice
from app.start.profile import PARTNER
from app.start.storage.pending import finish_pending
from tests.start.each_step import COMES_LATER, DISK_IS_FULL, NO_BACKUP, NO_ROOM, AtDesk, Begin, Row, Told
from tests.start.trustees import MAYA, Codes

pytestmark = pytest.mark.usefixtures("derived_once")
NEW = "a longer password for Maya"
AT_HERS = AtDesk(PartnerOffice, "maya", NEW, "vault.verify", ("partner", "programme"))
SECOND = PartnerOpened(given_name="Yara", link=CaseLink(case=CaseId("cd" * 16), relation="partner"))


def saving(folder: Path, begin: Begin) -> object:
    desk = PartnerOffice(Profile(folder)).sign_in(*MAYA)
    begin()
    return desk.partners.open(SECOND).partner


def new_password(folder: Path, begin: Begin) -> object:
    desk = PartnerOffice(Profile(folder)).sign_in(*MAYA)
    desk.seat.own_login.offer(MAYA[1], NEW)
    begin()
    perform(desk, "password.change", {})
    return NEW


def new_keys(folder: Path, begin: Begin) -> object:
    desk = PartnerOffice(Profile(folder)).sign_in(*MAYA)
    kit = desk.own_keys.seat.own_keys.draw(MAYA[1], NEW)
    begin()
    perform(desk, "own_keys.change", {"groups": [kit.code.split()[at] for at in kit.asked]})
    return NEW


def leaver(folder: Path, begin: Begin) -> object:
    desk = PartnerOffice(Profile(folder)).sign_in(*MAYA)
    begin()
    let_go(desk)
    return "renewed"


def rekey(folder: Path, begin: Begin) -> object:
    office = PartnerOffice(Profile(folder))
    begin()
    office.sign_in(*MAYA)
    return "in"


def backup(folder: Path, begin: Begin) -> object:
    desk = PartnerOffice(Profile(folder)).sign_in(*MAYA)
    begin()
    return [made.file for made in desk.backups.make(BackupWanted())]


def restore(folder: Path, begin: Begin) -> object:
    profile = Profile(folder)
    office, (file,) = PartnerOffice(profile), profile.backups.glob("partner-*.hrb")
    paper = (folder / "paper.txt").read_text("ascii")
    begin()
    office.put_back(file, MAYA, ("Chair", paper))
    finish_pending(profile, SIDE, PARTNER)
    office.have_seen(*MAYA)
    return "in place"


def nothing_before(_profile: Profile) -> None:
    """The office as it is."""


def with_wendy_gone(profile: Profile) -> None:
    office = PartnerOffice(profile)
    desk = office.sign_in(*MAYA)
    let_go(desk)
    office.keep_mark(desk)
    office.close()


def with_a_backup(profile: Profile) -> None:
    office = PartnerOffice(profile)
    desk = office.sign_in(*MAYA)
    desk.backups.make(BackupWanted())
    desk.partners.open(SECOND)
    office.keep_mark(desk)
    office.close()


def let_go(desk: BridgeDesk) -> None:
    """Wendy leaves, and the change of the team's keys goes on until nothing is left, as the window does it."""
    officers = perform(desk, "team.show", {}).officers
    perform(desk, "team.remove", {"user": next(one.user for one in officers if one.label.startswith("Wendy"))})
    go_on(desk)


def go_on(desk: BridgeDesk) -> None:
    while not desk.leavers.go_on().is_done:
        pass
    desk.trustees.keep()


def is_saved(desk: BridgeDesk, told: Told) -> None:
    ids = [line.partner for line in perform(desk, "partner.list", {})]
    assert len(ids) in ((2,) if told.done else (1, 2))
    assert told.done is None or told.done in ids
    for one in ids:
        assert perform(desk, "partner.show", {"partner": one}).partner == one


def is_changed(desk: BridgeDesk, told: Told) -> None:
    assert desk.seat.person.login == "maya", "one of the two passwords opened; when the new one was said to, that one"
    assert told.done in (None, NEW)
    changed = "password.change" in [row.act for row in perform(desk, "access_log.show", {})]
    gen = next(one.gen for one in desk.seat.own_login.place.slots().slots if one.user == desk.seat.person.id)  # type: ignore[attr-defined]
    assert changed or gen == 1, "whatever opens now stands in the log (SEC-16)"


def are_new(desk: BridgeDesk, told: Told) -> None:
    """Her keys are the ones that the list of staff names, and everything opens with them, whichever password it was."""
    seat = desk.own_keys.seat
    profile = seat.own_login.place.profile  # type: ignore[attr-defined]
    me = seat.read_roster().now.people[seat.person.id]
    states = [state.active(seat.person.id) for state in seat.read_roster().states]
    changes = len({one.ed25519 for one in states if one is not None}) > 1
    assert me.ed25519 == seat.ledger.seed.ed25519_public
    assert told.done in (None, NEW)
    assert changes or not told.done
    assert not list(profile.folder.glob("own-keys-*")), "nothing is left to finish"
    go_on(desk)
    assert seat.vault.team.version == (2 if changes else 1), "the team's keys follow, once"
    (line,) = perform(desk, "partner.list", {})
    assert perform(desk, "partner.show", {"partner": line.partner}).name == "Zuleika"
    assert perform(desk, "team.trustees", {}).is_laid_down
    assert seat.own_login.has_kit() or not changes


def is_renewed(desk: BridgeDesk, told: Told) -> None:
    """Wendy is out and nothing is left under keys she had, or she is in and nothing was changed: never between."""
    go_on(desk)
    labels = [one.label for one in perform(desk, "team.show", {}).officers]
    is_out = not any(label.startswith("Wendy") for label in labels)
    logged = next((at for at, step in enumerate(told.steps) if step == "INSERT INTO audit"), len(told.steps))
    assert is_out or (not told.done and "saved" not in told.steps[logged:])
    assert desk.seat.vault.team.version == (2 if is_out else 1)  # type: ignore[attr-defined]
    (line,) = perform(desk, "partner.list", {})
    assert perform(desk, "partner.show", {"partner": line.partner}).name == "Zuleika"
    assert perform(desk, "team.trustees", {}).is_laid_down, "two trustees open what is new (SEC-25)"


def is_rekeyed(desk: BridgeDesk, _told: Told) -> None:
    profile = desk.seat.own_login.place.profile  # type: ignore[attr-defined]
    for side in ("partner", "programme"):
        slots = KeyslotFile.read(profile.keyslots(side)).slots
        assert {named_in(slot.dbkey)[2] for slot in slots} == {2}, side
    assert KeyslotFile.read(profile.keyslots(SIDE)).user_of("wendy") is None
    assert perform(desk, "team.trustees", {}).is_laid_down


def is_backed_up(desk: BridgeDesk, told: Told) -> None:
    profile = desk.seat.own_login.place.profile  # type: ignore[attr-defined]
    files = sorted(str(file) for file in profile.backups.glob("*.hrb"))
    assert told.done is None or files == sorted(told.done)  # type: ignore[call-overload]
    hers, his = ([file for file in files if Path(file).name.startswith(side)] for side in ("partner-", "programme-"))
    office = ProgrammeOffice(profile)
    manager = office.sign_in("jo", "pw-jo") if his else None
    for file in files:
        reader = desk if file in hers else manager  # SEC-57: his is opened by a manager, though an officer made it
        assert reader is not None
        assert reader.backups.prove(BackupNamed(file=file)).entries, "whatever has the name of a backup is one"
    office.close()


def is_restored(desk: BridgeDesk, told: Told) -> None:
    assert len(perform(desk, "partner.list", {})) in ((1,) if told.done else (1, 2))


ROWS = {
    "saving": Row(nothing_before, saving, is_saved, (DISK_IS_FULL,)),
    "password": Row(nothing_before, new_password, is_changed, (DISK_IS_FULL, COMES_LATER)),
    "own_keys": Row(nothing_before, new_keys, are_new, (DISK_IS_FULL, COMES_LATER, NO_ROOM)),
    "leaver": Row(nothing_before, leaver, is_renewed, (DISK_IS_FULL, COMES_LATER)),
    "rekey": Row(with_wendy_gone, rekey, is_rekeyed, (DISK_IS_FULL, COMES_LATER)),
    "backup": Row(nothing_before, backup, is_backed_up, (DISK_IS_FULL, NO_BACKUP)),
    "restore": Row(with_a_backup, restore, is_restored, (DISK_IS_FULL, NO_BACKUP, COMES_LATER, NO_ROOM)),
}


@pytest.mark.parametrize("name", ROWS)
def test_whatever_breaks_at_her_desk_nothing_acknowledged_is_lost(
    trusted: tuple[Path, Codes], tmp_path: Path, name: str
) -> None:
    row, base = ROWS[name], tmp_path / "base"
    shutil.copytree(trusted[0], base)
    (base / "paper.txt").write_text(trusted[1]["Chair"], "ascii")
    row.before(Profile(base))
    AT_HERS.hold(row, base, tmp_path)
