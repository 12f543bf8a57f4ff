"""Kills and fills the disk at steps of saving, password change, rotation, backup and restore (section 16, T15, T16)."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.core.errors import Locked
from app.core.paths import Profile
from app.desk.backups import BackupChosen, BackupNamed, BackupWanted
from app.desk.catalogue import perform
from app.programme.desk import ProgrammeDesk
from app.start.opening import ProgrammeOffice
from app.store.copies import check_file
from tests.start.each_step import FULL, KILLED, Begin, Deed, Told, run
from tests.start.test_command_line import REFERRAL

pytestmark = pytest.mark.usefixtures("derived_once")
SIDE, NEW = "programme", "a longer password for Jo"
DISK_IS_FULL = "Not saved. The disk is full. Your draft is kept. Make room, then save again."
COMES_LATER = "The disk is full. Nothing is lost. Make room, then try again."
NO_BACKUP = "The backup could not be read or written. Is the disk there, with room? Nothing half-made is kept."
NO_ROOM = "The folder of this office cannot be written. Is the disk there, and is there room?"
FAULTS = (KILLED, FULL)
STEPS_EACH = int(os.environ.get("HANDRAIL_STEPS_EACH", "3"))  # 0: every step there is


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


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: what stands before, what is done, what holds after, and what a full disk may say."""

    before: Callable[[Profile], None]
    deed: Deed
    holds: Callable[[ProgrammeDesk, Told], None]
    says: tuple[str, ...]


ROWS = {
    "saving": Row(nothing_before, saving, is_saved, (DISK_IS_FULL,)),
    "password": Row(nothing_before, new_password, is_changed, (DISK_IS_FULL, COMES_LATER)),
    "rotation": Row(with_somebody_gone, rotation, is_rotated, (DISK_IS_FULL, COMES_LATER)),
    "backup": Row(nothing_before, backup, is_backed_up, (DISK_IS_FULL, NO_BACKUP)),
    "restore": Row(with_a_backup, restore, is_restored, (DISK_IS_FULL, NO_BACKUP, COMES_LATER, NO_ROOM)),
}


def opened_again(profile: Profile, told: Told) -> tuple[ProgrammeOffice, ProgrammeDesk]:
    """As the same person next morning: the desk opens, by the new password where that was acknowledged."""
    office = ProgrammeOffice(profile)
    for password in (NEW,) if told.done == NEW else ("pw-jo", NEW):
        try:
            office.have_seen("jo", password)
        except Locked:
            continue
        return office, office.sign_in("jo", password)
    raise AssertionError(told)


def spread(count: int) -> list[int]:
    """Steps from the first to the last; all of them when asked."""
    if not STEPS_EACH or count <= STEPS_EACH:
        return list(range(1, count + 1))
    return sorted({1 + round(at * (count - 1) / (STEPS_EACH - 1)) for at in range(STEPS_EACH)})


@pytest.mark.parametrize("name", ROWS)
def test_whatever_breaks_at_a_step_nothing_acknowledged_is_lost(cheaply: Path, tmp_path: Path, name: str) -> None:
    row, base = ROWS[name], tmp_path / "base"
    shutil.copytree(cheaply, base)
    row.before(Profile(base))
    whole = broken(row, base, tmp_path / "whole", 0, "")
    assert not whole.error, whole.words
    assert len(whole.steps) >= 2 * len(FAULTS), "there is something to break"
    said = set()
    for fault in FAULTS:
        for at in spread(len(whole.steps)):
            told = broken(row, base, tmp_path / f"{fault}-{at}", at, fault)
            assert told.was_killed == (fault == KILLED), (fault, at, told)
            assert told.error in ("", "Unavailable"), (fault, at, told)
            assert told.words in ("", *row.says), (fault, at, told)
            said.add(told.words)
    assert said - {""}, "a full disk is told"


def broken(row: Row, base: Path, folder: Path, at: int, fault: str) -> Told:
    """The deed on a copy of the office, broken there; then the office is opened, looked through and closed."""
    shutil.copytree(base, folder)
    profile = Profile(folder)
    told = run(folder, row.deed, at, fault)
    office, desk = opened_again(profile, told)
    try:
        row.holds(desk, told)
        assert perform(desk, "audit.verify", {}).ok, (at, fault, told)
        begun = (".new", ".restored", ".part", *((".tmp",) if fault == FULL else ()))
        left = [one.name for one in folder.rglob("*") if one.name.endswith(begun)]
        assert left == [], (at, fault, told)
    finally:
        office.close()
    check_file(
        profile.database(SIDE),
        desk.seat.own_login.place.slots()
        .open_dbkey(  # type: ignore[attr-defined]
            desk.seat.person.id, desk.seat.ledger.seed
        )
        .db_key.value,
    )
    shutil.rmtree(folder)
    return told
