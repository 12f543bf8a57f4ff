"""After somebody left the records get a new key; a break at any step is mended at the next start (SEC-34)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.errors import Damaged, Locked
from app.core.paths import Profile
from app.crypto.keyring.keyslots import KeyslotFile
from app.desk.catalogue import perform
from app.programme.entry import read_roster
from app.start.opening import ProgrammeOffice
from app.start.partner_opening import PartnerOffice
from app.start.people.rekey import Swap, finish, is_owed, rekey
from app.start.profile import PARTNER, held_open
from app.store.engine import embedded
from app.store.work import Store
from tests.house.floors import TOP
from tests.start.profiles import quiet

pytestmark = pytest.mark.usefixtures("quick")
STEPS = ("copied", "slots", "intent", "database", "keyslots", "done")
SIDE = "programme"
CHILD = """
import os, sys
from pathlib import Path
from app.core.paths import Profile
from app.start.opening import ProgrammeOffice
from app.start.people import rekey as of
whole = of.rekey
def broken(swap, store, opened, roster):
    whole(swap, store, opened, roster, lambda at: at == sys.argv[2] and os.kill(os.getpid(), 9))
of.rekey = broken
ProgrammeOffice(Profile(Path(sys.argv[1]))).sign_in("jo", "pw-jo")
"""


class Broken(Exception):
    """The current went."""


@pytest.fixture(scope="module")
def left(cheaply: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office that somebody has just left; nobody has signed in since."""
    folder = tmp_path_factory.mktemp("left") / "profile"
    shutil.copytree(cheaply, folder)
    profile = Profile(folder)
    shutil.copy(profile.keyslots(SIDE), folder / "with-kofi.json")
    office = ProgrammeOffice(profile)
    jo = office.sign_in("jo", "pw-jo")
    kofi = next(row.user for row in perform(jo, "people.show", {}) if row.login == "kofi")
    perform(jo, "people.remove", {"user": kofi})
    office.keep_mark(jo)
    office.close()
    return folder


@pytest.fixture
def profile(left: Path, tmp_path: Path) -> Profile:
    shutil.copytree(left, tmp_path / "profile")
    return Profile(tmp_path / "profile")


def key_now(profile: Profile, login: str = "jo") -> tuple[int, bytes]:
    """Version and value of the key that this person's slot gives."""
    office = ProgrammeOffice(profile)
    known, _store = office.recognise(login, f"pw-{login}")
    office.close()
    return known.opened.db_key.version, known.opened.db_key.value


def is_still_owed(profile: Profile) -> bool:
    office = ProgrammeOffice(profile)
    _known, store = office.recognise("jo", "pw-jo")
    owed = is_owed(read_roster(store, office.about.inst), office.place.slots())
    office.close()
    return owed


def left_over(profile: Profile) -> list[str]:
    """What a re-key lays down on its way."""
    return sorted(one.name for one in profile.folder.iterdir() if one.name.startswith("rekey-") or ".new" in one.name)


def sign_in(profile: Profile, login: str = "jo") -> tuple[str, ...]:
    """Sign in as the program does; gives the user names of who works here, to see that the records are whole."""
    office = ProgrammeOffice(profile)
    desk = office.sign_in(login, f"pw-{login}")
    assert login != "jo" or perform(desk, "audit.verify", {}).ok
    names = tuple(row.login for row in perform(desk, "people.list", {}))
    office.keep_mark(desk)
    office.close()
    return names


def test_the_next_sign_in_of_a_manager_gives_the_records_a_new_key(profile: Profile) -> None:
    version, old = key_now(profile)
    owed = is_still_owed(profile)

    names = sign_in(profile)

    assert (version, owed) == (1, True)
    assert key_now(profile)[0] == 2
    assert not is_still_owed(profile)
    assert left_over(profile) == []
    assert "kofi" not in names
    assert sign_in(profile, "priya") == names, "everybody who is here has the new key"
    store = Store(embedded(profile.database(SIDE), old, guarded_memory=False), SIDE)
    with pytest.raises(Damaged), store.work(reading=True) as work:
        work.session.connection()
    store.close()


def test_who_left_opens_nothing_with_a_sign_in_file_kept_from_before(profile: Profile) -> None:
    """T12, T6: the old file put back opens no record, nor does a copy lie about that its key would open."""
    profile.backups.mkdir(exist_ok=True)
    for before in ("restore", "upgrade"):
        shutil.copy(profile.database(SIDE), profile.backups / f"{SIDE}-before-{before}.db")
    sign_in(profile)
    assert list(profile.backups.glob(f"{SIDE}-before-*")) == []
    assert not profile.keyslots(SIDE).with_name("programme.keyslots.json.bak").exists()
    shutil.copy(profile.folder / "with-kofi.json", profile.keyslots(SIDE))

    with pytest.raises((Damaged, Locked)):
        ProgrammeOffice(profile).sign_in("kofi", "pw-kofi")


def test_a_facilitator_does_not_change_keys(profile: Profile) -> None:
    sign_in(profile, "priya")

    assert key_now(profile)[0] == 1
    assert is_still_owed(profile)


def test_while_the_other_program_is_open_the_key_stays_and_is_changed_the_next_time(profile: Profile) -> None:
    """SEC-32: rotation takes both locks."""
    with held_open(profile, PARTNER):
        sign_in(profile)
        assert key_now(profile)[0] == 1

    sign_in(profile)

    assert key_now(profile)[0] == 2


@pytest.mark.parametrize("at", STEPS)
def test_a_break_at_any_step_leaves_an_office_that_opens_and_is_mended(profile: Profile, at: str) -> None:
    office = ProgrammeOffice(profile)
    known, store = office.recognise("jo", "pw-jo")
    roster = read_roster(store, office.about.inst)

    def stop(step: str) -> None:
        if step == at:
            raise Broken

    with pytest.raises(Broken):
        rekey(Swap(profile, SIDE), store, known.opened, roster, stop)
    store.close()

    names = sign_in(profile)
    assert {"jo", "priya"} <= set(names)
    assert key_now(profile)[0] == 2
    assert left_over(profile) == []
    assert sign_in(profile, "priya") == names


@pytest.mark.parametrize("at", ["intent", "database"])
def test_a_killed_process_is_mended_by_the_next(profile: Profile, at: str) -> None:
    """T15."""
    killed = subprocess.run(
        [sys.executable, "-c", CHILD, str(profile.folder), at], cwd=TOP, check=False, env=quiet(), capture_output=True
    )
    assert killed.returncode == -9, killed.stderr

    assert {"jo", "priya"} <= set(sign_in(profile))
    assert key_now(profile)[0] == 2
    assert left_over(profile) == []


def test_what_was_begun_and_never_meant_is_dropped(profile: Profile) -> None:
    for new, _kept in Swap(profile, SIDE).pairs:
        new.write_bytes(os.urandom(64))

    finish(profile)

    assert left_over(profile) == []
    assert key_now(profile)[0] == 1


@pytest.mark.parametrize("which", [0, 1])
def test_an_intent_whose_files_are_not_the_ones_it_names_changes_nothing(profile: Profile, which: int) -> None:
    office = ProgrammeOffice(profile)
    known, store = office.recognise("jo", "pw-jo")
    roster = read_roster(store, office.about.inst)

    def stop(step: str) -> None:
        if step == "intent":
            raise Broken

    with pytest.raises(Broken):
        rekey(Swap(profile, SIDE), store, known.opened, roster, stop)
    store.close()
    new = Swap(profile, SIDE).pairs[which][0]
    new.write_bytes(new.read_bytes()[:-1] + b"?")

    finish(profile)

    assert left_over(profile) == []
    assert key_now(profile)[0] == 1


def test_a_sign_in_file_without_its_records_is_a_stop_and_never_a_guess(profile: Profile) -> None:
    office = ProgrammeOffice(profile)
    known, store = office.recognise("jo", "pw-jo")
    roster = read_roster(store, office.about.inst)

    def stop(step: str) -> None:
        if step == "database":
            raise Broken

    with pytest.raises(Broken):
        rekey(Swap(profile, SIDE), store, known.opened, roster, stop)
    (_db, _kept), (new, _slots) = Swap(profile, SIDE).pairs
    new.unlink()

    with pytest.raises(Damaged, match="Restore"):
        finish(profile)


def test_both_databases_get_new_keys_after_an_officer_left(cheaply: Path, tmp_path: Path) -> None:
    """Section 8, Leaver, safety: her sign-in files kept from before open neither."""
    shutil.copytree(cheaply, tmp_path / "profile")
    profile = Profile(tmp_path / "profile")
    kept = {side: profile.keyslots(side).read_bytes() for side in ("programme", "partner")}
    office = PartnerOffice(profile)
    maya = office.sign_in("maya", "pw-maya")
    wendy = next(row.user for row in perform(maya, "team.show", {}).officers if row.label == "Wendy Mair")
    perform(maya, "team.remove", {"user": wendy})
    while not perform(maya, "team.rotate", {}).is_done:
        continue
    office.keep_mark(maya)
    office.close()

    again = office.sign_in("maya", "pw-maya")

    assert perform(again, "partner.list", {}) == ()
    assert [key.version for key in again.seat.vault.team_keys] == [1, 2]
    versions = {
        side: KeyslotFile.read(profile.keyslots(side)).open_dbkey(again.seat.person.id, again.seat.ledger.seed)
        for side in kept
    }
    assert {side: one.db_key.version for side, one in versions.items()} == {"programme": 2, "partner": 2}
    office.keep_mark(again)
    office.close()
    assert "priya" in sign_in(profile, "jo")
    with pytest.raises(Locked):
        PartnerOffice(profile).sign_in("wendy", "pw-wendy")
    for side, data in kept.items():
        profile.keyslots(side).write_bytes(data)
    with pytest.raises((Damaged, Locked)):
        PartnerOffice(profile).sign_in("wendy", "pw-wendy")


def test_nothing_is_owed_in_an_office_nobody_left(cheaply: Path) -> None:
    profile = Profile(cheaply)
    slots = KeyslotFile.read(profile.keyslots(SIDE))

    assert slots.slots
    assert not is_still_owed(profile)
