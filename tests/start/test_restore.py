"""Puts a backup in place of the records: agreed by two, told to everybody, nothing at all when a check is refused."""

import os
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import delete

from app.bridge.erased import bury, erase_rows
from app.core.errors import AppError, Damaged, InvalidInput, Locked, NotAllowed, Unavailable
from app.core.paths import Profile
from app.core.shapes import CaseId, Nothing
from app.crypto.backup import read_front
from app.crypto.kdf import user_key
from app.crypto.keyring import slots
from app.crypto.kit import code_text, trustee_seed
from app.crypto.roster import Roster, approve_subject, next_event, person_subject
from app.desk.backups import BackupChosen, BackupNamed, BackupWanted
from app.desk.catalogue import perform
from app.partner.partners import CaseLink, PartnerOpened
from app.programme.desk import ProgrammeDesk
from app.programme.entry import read_roster, roster_rows, welcome
from app.start.opening import ProgrammeOffice
from app.start.partner_opening import PartnerOffice
from app.start.profile import PARTNER, held_open
from app.start.remembered import WasPutBack
from app.start.storage.pending import swap_of
from models.partner.base import Tombstone

JO, PRIYA, MAYA = (("jo", "pw-jo"), ("priya", "pw-priya"), ("maya", "pw-maya"))
DERIVED = cache(user_key)
CHAIR = ("Chair", code_text(bytes(range(20))))


@pytest.fixture(autouse=True)
def derived_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests sign in many times: the same password and salt give the same key, so it is derived once."""
    monkeypatch.setattr(slots, "user_key", DERIVED)


def named(desk: ProgrammeDesk) -> str:
    (row,) = perform(desk, "settings.show", {"key": "office.name"})  # type: ignore[misc]
    return str(row.value)


def backed_up_then_changed(office: ProgrammeOffice) -> tuple[ProgrammeDesk, str]:
    """A backup, and a change after it."""
    desk = office.sign_in(*JO)
    (made,) = desk.backups.make(BackupWanted())
    perform(desk, "settings.set", {"key": "office.name", "value": "Harbour"})
    office.keep_mark(desk)
    return desk, made.file


def roster_of(office: ProgrammeOffice) -> Roster:
    assert office.store is not None
    return read_roster(office.store, office.about.inst)


def test_a_desk_puts_a_backup_back_with_a_second_person_and_each_is_told_once(profile: Profile) -> None:
    office = ProgrammeOffice(profile)
    desk, file = backed_up_then_changed(office)
    before = roster_of(office).head.seq
    desk.seat.confirm(*PRIYA)

    waits = desk.backups.restore(BackupChosen(file=file, second="priya"))
    assert named(desk) == "Harbour", "nothing changes under people's hands"
    office.close()
    with pytest.raises(WasPutBack, match=f"to entry {waits.entries}. You had seen entry {waits.had}"):
        office.sign_in(*JO)
    desk = office.sign_in(*JO)

    assert waits.had > waits.entries
    assert named(desk) != "Harbour"
    assert "backup.restore" in [row.act for row in perform(desk, "audit.show", {})]  # type: ignore[attr-defined]
    assert roster_of(office).head.seq == before + 2
    assert roster_of(office).now.baselines[-1].seq == waits.entries
    assert perform(desk, "audit.verify", {}).ok  # type: ignore[attr-defined]
    assert (profile.backups / "programme-before-restore.db").exists()
    assert desk.backups.make(BackupWanted())
    office.close()
    again = ProgrammeOffice(profile)
    assert named(again.sign_in(*JO)) != "Harbour", "it is told once"
    again.close()


def test_an_old_agreement_excuses_no_older_file(profile: Profile, tmp_path: Path) -> None:
    """SEC-15: whoever knows of one restore is told again when the records fall back once more."""
    office = ProgrammeOffice(profile)
    desk, file = backed_up_then_changed(office)
    desk.seat.confirm(*PRIYA)
    desk.backups.restore(BackupChosen(file=file, second="priya"))
    office.close()
    office.have_seen(*JO)
    office.close()
    old = profile.database("programme").read_bytes()
    office.have_seen(*JO)
    office.close()

    profile.database("programme").write_bytes(old)

    for _try in range(2):
        office = ProgrammeOffice(profile)
        assert "older than what this computer saw" in office.sign_in(*JO).seat.read_only
        office.close()


def test_records_that_do_not_open_any_more_are_put_back_without_a_desk(profile: Profile) -> None:
    office = ProgrammeOffice(profile)
    _desk, file = backed_up_then_changed(office)
    office.close()
    profile.database("programme").write_bytes(os.urandom(8192))

    with pytest.raises(Damaged):
        ProgrammeOffice(profile).sign_in(*JO)
    office = ProgrammeOffice(profile)
    office.put_back(Path(file), JO, PRIYA)
    office.have_seen(*JO)

    assert named(office.sign_in(*JO)) != "Harbour"
    office.close()


def test_a_refused_check_restores_nothing(profile: Profile, tmp_path: Path) -> None:
    office = ProgrammeOffice(profile)
    desk, file = backed_up_then_changed(office)
    data = bytearray(Path(file).read_bytes())
    data[-2000] ^= 1
    torn = tmp_path / "torn.hrb"
    torn.write_bytes(data)
    strange = tmp_path / "strange.hrb"
    with Path(file).open("rb") as stream:
        front = len(read_front(stream).front)
    data = bytearray(Path(file).read_bytes())
    data[front - 1] ^= 1  # of the maker's signature
    strange.write_bytes(data)
    standing = profile.database("programme").read_bytes()

    def asked(what: str, second: str | None = "priya") -> type[Exception]:
        if second is not None:
            desk.seat.confirm(second, f"pw-{second}")
        with pytest.raises(AppError) as refused:
            desk.backups.restore(BackupChosen(file=what, second=second or "priya"))
        return refused.type

    assert asked(str(torn)) is Damaged
    assert asked(str(tmp_path / "none.hrb")) is InvalidInput
    desk.seat.confirm(*PRIYA)
    with pytest.raises(Damaged, match=r"not made by somebody who may make one here. Nothing of it was used\."):
        desk.backups.restore(BackupChosen(file=str(strange), second="priya"))
    assert asked(file, None) is NotAllowed
    with pytest.raises(Locked):
        office.put_back(Path(file), PRIYA, JO)
    assert not swap_of(profile, "programme").is_pending
    assert not list(profile.folder.glob("*.restored*"))
    assert profile.database("programme").read_bytes()[:4096] == standing[:4096]
    office.close()


def test_while_the_other_program_is_open_what_waits_goes_on_waiting(profile: Profile) -> None:
    office = ProgrammeOffice(profile)
    desk, file = backed_up_then_changed(office)
    desk.seat.confirm(*PRIYA)
    desk.backups.restore(BackupChosen(file=file, second="priya"))
    office.close()

    with held_open(profile, PARTNER), pytest.raises(Unavailable, match="already open"):
        office.sign_in(*JO)

    assert swap_of(profile, "programme").is_pending
    office.have_seen(*JO)
    assert not swap_of(profile, "programme").is_pending
    office.close()


def with_a_trustee(profile: Profile) -> None:
    """The list of staff names a trustee: an officer says it, a manager agrees."""
    office, team = ProgrammeOffice(profile), PartnerOffice(profile)
    jo, maya = office.sign_in(*JO).seat, team.sign_in(*MAYA).seat
    seed = trustee_seed(bytes(range(20)), office.about.inst, "23" * 16)
    roster, now = roster_of(office), office.clock.now()
    subject = person_subject("23" * 16, CHAIR[0], ["trustee"], seed)
    said = next_event(roster.head, roster.inst, now, "trustee", subject, maya.person.id, maya.ledger.seed)
    yes = next_event(said.head, roster.inst, now, "approve", approve_subject(said.head), jo.person.id, jo.ledger.seed)
    with jo.store.work() as work:
        welcome(work, roster, (said, yes), ())
    assert roster_rows(jo.store)[-1][0] == roster.head.seq + 2
    office.close()
    team.close()


def test_ret_7_what_was_erased_after_the_backup_stays_erased(profile: Profile) -> None:
    with_a_trustee(profile)
    team = PartnerOffice(profile)
    desk = team.sign_in(*MAYA)
    opened = PartnerOpened(given_name="Zuleika", link=CaseLink(case=CaseId("ab" * 16), relation="partner"))
    partner = desk.partners.open(opened).partner
    hers, _his = desk.backups.make(BackupWanted())
    with desk.seat.open_work() as work:
        erase_rows(work, desk.seat.vault, partner)
        bury(work, desk.seat, partner)
        desk.seat.ledger.append(work, "partner.erase", desk.seat.clock.now())
    desk.seat.storage.clean()
    team.keep_mark(desk)
    team.close()

    team.put_back(Path(hers.file), MAYA, CHAIR)
    team.have_seen(*MAYA)
    again = team.sign_in(*MAYA)

    assert again.partners.list(Nothing()) == ()
    assert again.backups.make(BackupWanted()), "the log says of each record how it was left"
    for is_file_gone in (False, True):
        with again.seat.store.work() as work:
            work.session.execute(delete(Tombstone))
        if is_file_gone:
            profile.tombstones("partner").unlink()
            team.close()
            with pytest.raises(Damaged, match="shorter than what this computer saw"):
                team.sign_in(*MAYA)
        else:
            team.close()
            again = team.sign_in(*MAYA)  # the file beside the records holds the list
    team.close()


def test_her_records_are_put_back_by_an_officer_and_a_trustees_code(profile: Profile) -> None:
    with_a_trustee(profile)
    team = PartnerOffice(profile)
    desk = team.sign_in(*MAYA)
    hers, _his = desk.backups.make(BackupWanted())
    desk.backups.prove(BackupNamed(file=hers.file))
    team.keep_mark(desk)
    team.close()
    profile.database("partner").unlink()

    with pytest.raises(Damaged, match="missing from this computer"):
        PartnerOffice(profile).sign_in(*MAYA)
    for wrong in (("Chair", code_text(bytes(range(1, 21)))), ("Nobody", CHAIR[1])):
        with pytest.raises(Locked):
            team.put_back(Path(hers.file), MAYA, wrong)
    waits = team.put_back(Path(hers.file), MAYA, CHAIR)
    with pytest.raises(WasPutBack):
        team.sign_in(*MAYA)
    again = team.sign_in(*MAYA)

    assert waits.had > waits.entries
    assert again.backups.make(BackupWanted())
    team.close()
