"""Proves where this computer keeps its own secret, and that others cannot read it or slip one in (SEC-27, SEC-28)."""

import stat

import pytest
from keyring.errors import KeyringLocked, PasswordDeleteError

from app.core.errors import Damaged, InvalidInput, Unavailable
from app.crypto.encode import b64
from app.crypto.keyring.devices import BACKENDS, DeviceFiles, Keychain, device_files, find_keychain
from tests.crypto.people import INST, U1, U2

SECRET, MARK = b"\xdd" * 32, b"\x01" * 630


class MemoryKeychain:
    """A keychain that lives as long as the test; `locked` as when its owner has not opened it."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        self._need_unlocked()
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._need_unlocked()
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._need_unlocked()
        if self.entries.pop((service, username), None) is None:
            raise PasswordDeleteError

    def _need_unlocked(self) -> None:
        if self.locked:
            raise KeyringLocked


class LockedKeychain(MemoryKeychain):
    """One that is there but does not open."""

    def __init__(self) -> None:
        super().__init__()
        self.locked = True


class AbsentKeychain(MemoryKeychain):
    """One of another operating system."""

    viable = False


class ForgetfulKeychain(MemoryKeychain):
    """The null keychain: takes everything, keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keeps nothing."""

    def delete_password(self, service: str, username: str) -> None:
        """Has nothing."""


@pytest.fixture(params=["keychain", "file"])
def devices(request, tmp_path):
    return Keychain(MemoryKeychain()) if request.param == "keychain" else device_files(tmp_path)


def test_secret_and_mark_come_back_for_their_own_person(devices):
    devices.keep_secret(INST, U1, SECRET)
    devices.keep_mark(INST, U1, MARK)
    devices.keep_mark(INST, U1, MARK[::-1])

    assert devices.secret(INST, U1) == SECRET
    assert devices.mark(INST, U1) == MARK[::-1]
    assert devices.secret(INST, U2) is None
    assert devices.mark(INST, U2) is None


def test_what_is_forgotten_is_gone(devices):
    devices.keep_secret(INST, U1, SECRET)

    devices.forget(INST, U1)
    devices.forget(INST, U1)

    assert devices.secret(INST, U1) is None


def test_a_secret_of_another_length_is_damaged(devices):
    devices.keep_secret(INST, U1, SECRET[:-1])

    with pytest.raises(Damaged):
        devices.secret(INST, U1)


def test_entries_carry_the_names_of_the_design():
    backend = MemoryKeychain()

    Keychain(backend).keep_secret(INST, U1, SECRET)
    Keychain(backend).keep_mark(INST, U1, MARK)

    assert set(backend.entries) == {("Handrail", f"{INST}/{U1}/device"), ("Handrail", f"{INST}/{U1}/mark")}
    assert all(len(entry) < 1200 for entry in backend.entries.values())
    with pytest.raises(InvalidInput):
        Keychain(backend).keep_mark(INST, U1, bytes(900))


def test_a_locked_keychain_is_said_and_never_replaced_by_files():
    keychain = Keychain(LockedKeychain())

    for use in (
        lambda: keychain.secret(INST, U1),
        lambda: keychain.keep_secret(INST, U1, SECRET),
        lambda: keychain.forget(INST, U1),
    ):
        with pytest.raises(Unavailable):
            use()


def test_the_first_keychain_that_keeps_what_it_is_given_is_taken():
    found = find_keychain((AbsentKeychain, LockedKeychain, ForgetfulKeychain, MemoryKeychain))

    assert found is not None
    assert isinstance(found._backend, MemoryKeychain)
    assert not isinstance(found._backend, AbsentKeychain | LockedKeychain | ForgetfulKeychain)
    assert found._backend.entries == {}
    assert find_keychain((AbsentKeychain, LockedKeychain, ForgetfulKeychain)) is None


def test_only_the_four_system_keychains_are_ever_tried():
    assert [f"{kind.__module__}.{kind.__qualname__}" for kind in BACKENDS] == [
        "keyring.backends.Windows.WinVaultKeyring",
        "keyring.backends.macOS.Keyring",
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.kwallet.DBusKeyring",
    ]


def test_the_fallback_is_for_its_owner_only(tmp_path):
    files = DeviceFiles(tmp_path)
    files.keep_secret(INST, U1, SECRET)

    path = tmp_path / "device" / f"{U1}.secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert (files.protection, Keychain(MemoryKeychain()).protection) == ("file", "keychain")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o660])
def test_a_secret_that_others_can_reach_is_not_used(tmp_path, mode):
    files = DeviceFiles(tmp_path)
    files.keep_secret(INST, U1, SECRET)
    (tmp_path / "device" / f"{U1}.secret").chmod(mode)

    with pytest.raises(Damaged):
        files.secret(INST, U1)


def test_a_folder_that_others_can_reach_is_not_used(tmp_path):
    files = DeviceFiles(tmp_path)
    files.keep_secret(INST, U1, SECRET)
    (tmp_path / "device").chmod(0o755)

    with pytest.raises(Damaged):
        files.secret(INST, U1)
    with pytest.raises(Damaged):
        files.keep_mark(INST, U1, MARK)


def test_links_are_not_followed(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    (elsewhere / "planted").write_text(b64(SECRET))
    (elsewhere / "planted").chmod(0o600)
    profile, other = tmp_path / "one", tmp_path / "two"
    profile.mkdir()
    other.mkdir()
    (profile / "device").symlink_to(elsewhere)
    files = DeviceFiles(other)
    files.keep_secret(INST, U1, SECRET)
    (other / "device" / f"{U2}.secret").symlink_to(elsewhere / "planted")

    for use in (
        lambda: DeviceFiles(profile).secret(INST, U1),
        lambda: DeviceFiles(profile).keep_secret(INST, U1, SECRET),
        lambda: files.secret(INST, U2),
    ):
        with pytest.raises(Damaged):
            use()


def test_a_person_is_never_a_path(tmp_path):
    with pytest.raises(Damaged):
        DeviceFiles(tmp_path).keep_secret(INST, "../../outside", SECRET)
