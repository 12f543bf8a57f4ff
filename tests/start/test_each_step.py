"""Kills and fills the disk at steps of saving, password change, rotation, backup and restore (section 16, T15, T16)."""

import shutil
from pathlib import Path

import pytest

from app.core.paths import Profile
from app.desk.backups import BackupChosen, BackupNamed, BackupWanted
from app.desk.catalogue import perform
from app.programme.desk import ProgrammeDesk
from app.start.opening import ProgrammeOffice
from tests.start.each_step import COMES_LATER, DISK_IS_FULL, NO_BACKUP, NO_ROOM, AtDesk, Begin, Row, Told
from tests.start.test_command_line import REFERRAL

pytestmark = pytest.mark.usefixtures("derived_once")
NEW = "a longer password for Jo"
AT_HIS = AtDesk(ProgrammeOffice, "jo", NEW, "audit.verify", ("programme",))


def saving(folder: Path, begin: Begin) -> object:
    desk = ProgrammeOffice(Profile(folder)).sign_in("priya", "pw-priya")
    begin()
    return perform(desk, "referral.receive", REFERRAL).reference


def new_password(folder: Path, begin: Begin) -> object:
    desk = ProgrammeOffice(Profile(folder)).sign_in("jo", "pw-jo")
    desk.seat.own_login.offer("pw-jo", NEW)
    begin()
    perform(desk, "password.change", {})
    return NEW


def rotation(folder: Path, begin: Begin) -> object:
    office = ProgrammeOffice(Profile(folder))
    begin()
    office.sign_in("jo", "pw-jo")
    return "in"


def backup(folder: Path, begin: Begin) -> object:
    desk = ProgrammeOffice(Profile(folder)).sign_in("jo", "pw-jo")
    begin()
    (made,) = desk.backups.make(BackupWanted())
    return made.file


def restore(folder: Path, begin: Begin) -> object:
    office = ProgrammeOffice(Profile(folder))
    desk = office.sign_in("jo", "pw-jo")
    (file,) = (folder / "backups").glob("*.hrb")
    desk.seat.confirm("priya", "pw-priya")
    begin()
    desk.backups.restore(BackupChosen(file=str(file), second="priya"))
    office.close()
    office.have_seen("jo", "pw-jo")
    return "in place"


def with_somebody_gone(profile: Profile) -> None:
    office = ProgrammeOffice(profile)
    jo = office.sign_in("jo", "pw-jo")
    kofi = next(row.user for row in perform(jo, "people.show", {}) if row.login == "kofi")
    perform(jo, "people.remove", {"user": kofi})
    office.keep_mark(jo)
    office.close()


def with_a_backup(profile: Profile) -> None:
    office = ProgrammeOffice(profile)
    jo = office.sign_in("jo", "pw-jo")
    jo.backups.make(BackupWanted())
    perform(jo, "settings.set", {"key": "office.name", "value": "Harbour"})
    office.keep_mark(jo)
    office.close()


def nothing_before(_profile: Profile) -> None:
    """The office as it is."""


def is_saved(desk: ProgrammeDesk, told: Told) -> None:
    total = perform(desk, "case.list", {}).total
    assert total in ((1,) if told.done else (0, 1))


def is_changed(desk: ProgrammeDesk, told: Told) -> None:
    assert desk.seat.person.login == "jo", "one of the two passwords opened; when the new one was said to, that one"
    assert told.done in (None, NEW)
    changed = "password.change" in [row.act for row in perform(desk, "audit.show", {})]
    gen = next(one.gen for one in desk.seat.own_login.place.slots().slots if one.user == desk.seat.person.id)  # type: ignore[attr-defined]
    assert changed or gen == 1, "whatever opens now stands in the log (SEC-16)"


def is_rotated(desk: ProgrammeDesk, _told: Told) -> None:
    slots = desk.seat.own_login.place.slots()  # type: ignore[attr-defined]
    assert slots.open_dbkey(desk.seat.person.id, desk.seat.ledger.seed).db_key.version == 2
    assert "kofi" not in [row.login for row in perform(desk, "people.list", {})]


def is_backed_up(desk: ProgrammeDesk, told: Told) -> None:
    files = [str(file) for file in (Profile(_folder(desk)).backups).glob("*.hrb")]
    assert told.done is None or files == [told.done]
    for file in files:
        assert desk.backups.prove(BackupNamed(file=file)).entries, "whatever has the name of a backup is one"


def is_restored(desk: ProgrammeDesk, told: Told) -> None:
    (row,) = perform(desk, "settings.show", {"key": "office.name"})
    assert told.done is None or row.value != "Harbour"


def _folder(desk: ProgrammeDesk) -> Path:
    return desk.seat.own_login.place.profile.folder  # type: ignore[attr-defined, no-any-return]


ROWS = {
    "saving": Row(nothing_before, saving, is_saved, (DISK_IS_FULL,)),
    "password": Row(nothing_before, new_password, is_changed, (DISK_IS_FULL, COMES_LATER)),
    "rotation": Row(with_somebody_gone, rotation, is_rotated, (DISK_IS_FULL, COMES_LATER)),
    "backup": Row(nothing_before, backup, is_backed_up, (DISK_IS_FULL, NO_BACKUP)),
    "restore": Row(with_a_backup, restore, is_restored, (DISK_IS_FULL, NO_BACKUP, COMES_LATER, NO_ROOM)),
}


@pytest.mark.parametrize("name", ROWS)
def test_whatever_breaks_at_a_step_nothing_acknowledged_is_lost(cheaply: Path, tmp_path: Path, name: str) -> None:
    row, base = ROWS[name], tmp_path / "base"
    shutil.copytree(cheaply, base)
    row.before(Profile(base))
    AT_HIS.hold(row, base, tmp_path)
