"""Keeps the device secret and the mark in the system keychain, or, plainly weaker, in the profile (SEC-27, SEC-28)."""

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from keyring.backends import SecretService, Windows, kwallet, macOS
from keyring.errors import KeyringError, PasswordDeleteError

from app.core.errors import Damaged, InvalidInput, Unavailable
from app.core.language import _
from app.crypto.encode import b64, id_bytes, unb64
from app.crypto.files import put_file

SERVICE = "Handrail"
ENTRY_LIMIT = 1200
DEVICE_SECRET_LENGTH = 32
BACKENDS = (Windows.WinVaultKeyring, macOS.Keyring, SecretService.Keyring, kwallet.DBusKeyring)


class Backend(Protocol):
    """What is needed of a system keychain."""

    def get_password(self, service: str, username: str) -> str | None:
        """The entry, or None."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Write the entry."""

    def delete_password(self, service: str, username: str) -> None:
        """Remove the entry."""


class Devices(Protocol):
    """Where this computer keeps, for one person and profile, the device secret and the mark."""

    protection: str

    def secret(self, inst: str, user: str) -> bytes | None:
        """The device secret; None when this computer has none, then the kit is asked for (SEC-29)."""

    def keep_secret(self, inst: str, user: str, secret: bytes) -> None:
        """Remember the device secret."""

    def mark(self, inst: str, user: str) -> bytes | None:
        """The sealed mark (SEC-18)."""

    def keep_mark(self, inst: str, user: str, envelope: bytes) -> None:
        """Remember the sealed mark."""

    def forget(self, inst: str, user: str) -> None:
        """Remove both."""


class Keychain:
    """The operating system's keychain, reached through one given backend and no other."""

    protection = "keychain"

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def secret(self, inst: str, user: str) -> bytes | None:
        """See `Devices`."""
        return _checked_secret(self._get(inst, user, "device"))

    def keep_secret(self, inst: str, user: str, secret: bytes) -> None:
        """See `Devices`."""
        self._set(inst, user, "device", secret)

    def mark(self, inst: str, user: str) -> bytes | None:
        """See `Devices`."""
        return self._get(inst, user, "mark")

    def keep_mark(self, inst: str, user: str, envelope: bytes) -> None:
        """See `Devices`."""
        self._set(inst, user, "mark", envelope)

    def forget(self, inst: str, user: str) -> None:
        """See `Devices`."""
        for what in ("device", "mark"):
            try:
                self._backend.delete_password(SERVICE, _name(inst, user, what))
            except PasswordDeleteError:
                continue
            except (KeyringError, OSError) as problem:
                raise _unreachable() from problem

    def works(self) -> bool:
        """Whether an entry written now can be read back; asked when a person is enrolled, never later."""
        try:
            self._backend.set_password(SERVICE, "try", "try")
            found = self._backend.get_password(SERVICE, "try")
            self._backend.delete_password(SERVICE, "try")
        except (KeyringError, OSError, RuntimeError):
            return False
        return found == "try"

    def _get(self, inst: str, user: str, what: str) -> bytes | None:
        try:
            entry = self._backend.get_password(SERVICE, _name(inst, user, what))
        except (KeyringError, OSError) as problem:
            raise _unreachable() from problem
        return None if entry is None else unb64(entry)

    def _set(self, inst: str, user: str, what: str, value: bytes) -> None:
        entry = b64(value)
        if len(entry) >= ENTRY_LIMIT:
            raise InvalidInput({"entry": _("This is too long for the keychain of some computers.")})
        try:
            self._backend.set_password(SERVICE, _name(inst, user, what), entry)
        except (KeyringError, OSError) as problem:
            raise _unreachable() from problem


class DeviceFiles:
    """The weaker fallback: files in the profile that only their owner can read (SEC-28)."""

    protection = "file"

    def __init__(self, profile: Path) -> None:
        self._folder = profile / "device"

    def secret(self, inst: str, user: str) -> bytes | None:
        """See `Devices`."""
        return _checked_secret(self._read(inst, user, "secret"))

    def keep_secret(self, inst: str, user: str, secret: bytes) -> None:
        """See `Devices`."""
        self._write(inst, user, "secret", secret)

    def mark(self, inst: str, user: str) -> bytes | None:
        """See `Devices`."""
        return self._read(inst, user, "mark")

    def keep_mark(self, inst: str, user: str, envelope: bytes) -> None:
        """See `Devices`."""
        self._write(inst, user, "mark", envelope)

    def forget(self, inst: str, user: str) -> None:
        """See `Devices`."""
        for what in ("secret", "mark"):
            self._path(inst, user, what).unlink(missing_ok=True)

    def _read(self, inst: str, user: str, what: str) -> bytes | None:
        path = self._path(inst, user, what)
        if not self._folder.exists():
            return None
        _check_private(self._folder.lstat(), stat.S_ISDIR)
        try:
            file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        except FileNotFoundError:
            return None
        except OSError as problem:
            raise _not_private() from problem
        with os.fdopen(file, "rb") as source:
            _check_private(os.fstat(source.fileno()), stat.S_ISREG)
            return unb64(source.read(ENTRY_LIMIT).decode("ascii", "replace"))

    def _write(self, inst: str, user: str, what: str, value: bytes) -> None:
        path = self._path(inst, user, what)
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            _check_private(self._folder.lstat(), stat.S_ISDIR)
            put_file(path, b64(value).encode("ascii"))
        except OSError as problem:
            raise Unavailable.of_disk(problem, saving=False) from problem

    def _path(self, inst: str, user: str, what: str) -> Path:
        id_bytes(inst)
        return self._folder / f"{id_bytes(user).hex()}.{what}"


def find_keychain(backends: tuple[type[Backend], ...] = BACKENDS) -> Keychain | None:
    """The first of the four system keychains that works here; never the library's own choice (SEC-27)."""
    for kind in backends:
        if getattr(kind, "viable", True):
            found = Keychain(kind())
            if found.works():
                return found
    return None


def device_files(profile: Path) -> DeviceFiles:
    """The fallback, where files can be closed to others; on Windows only the Credential Manager will do."""
    if sys.platform == "win32":
        raise Unavailable(_("The Credential Manager of this computer does not answer. Handrail cannot be set up."))
    return DeviceFiles(profile)


def _checked_secret(secret: bytes | None) -> bytes | None:
    if secret is not None and len(secret) != DEVICE_SECRET_LENGTH:
        raise Damaged
    return secret


def _name(inst: str, user: str, what: str) -> str:
    return f"{inst}/{user}/{what}"


def _check_private(found: os.stat_result, is_kind: Callable[[int], bool]) -> None:
    """Right kind of thing, ours, and closed to everyone else."""
    if not is_kind(found.st_mode) or found.st_mode & 0o077 or found.st_uid != os.geteuid():
        raise _not_private()


def _not_private() -> Damaged:
    return Damaged(_("Others can read this computer's own secret. It is not used. Tell your manager."))


def _unreachable() -> Unavailable:
    return Unavailable(_("The keychain of this computer does not answer. Unlock it and try again."))
