"""Reads, changes and safely writes the keyslot file of one database (E3)."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from app.core.errors import Damaged, InvalidInput, Locked, Newer
from app.core.language import _
from app.crypto.encode import cj, is_id, login_id, parse_cj
from app.crypto.files import replace_file, turn
from app.crypto.kdf import Cost, Login, user_key
from app.crypto.keyring.slots import (
    Opened,
    Slot,
    kit_part,
    open_with_code,
    open_with_password,
    open_with_seed,
    password_part,
    read_slot,
)
from app.crypto.person import Seed
from app.crypto.statements import check_shape, is_number, one_of

SIZE_LIMIT = 1024 * 1024
SLOT_LIMIT = 200


@dataclass(frozen=True)
class NewWay:
    """What a person with new keys signs in with; without the code of a kit they have none until one is confirmed."""

    password: str = field(repr=False)
    device_secret: bytes = field(repr=False)
    code: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class KeyslotFile:
    """All slots of one database; a change gives a new one. In `folder` Argon2 takes its turn."""

    inst: str
    db: str
    slots: tuple[Slot, ...]
    folder: Path

    @classmethod
    def read(cls, path: Path) -> Self:
        """The file at a path, bounds checked before any work (T26)."""
        try:
            with path.open("rb") as file:
                data = file.read(SIZE_LIMIT + 1)
        except FileNotFoundError as problem:
            raise Damaged(_("The sign-in file is missing.")) from problem
        return cls.from_bytes(data, path.parent)

    @classmethod
    def from_bytes(cls, data: bytes, folder: Path) -> Self:
        """The same from bytes that were kept elsewhere (PostgreSQL, a backup)."""
        if len(data) > SIZE_LIMIT:
            raise _unreadable()
        value = parse_cj(data)
        if isinstance(value, dict) and value.get("v") != 1:
            raise Newer
        body = check_shape(
            value, {"v": is_number, "inst": is_id, "db": one_of("programme", "partner"), "slots": _is_list}
        )
        found = body.value("slots")
        slots = tuple(read_slot(item) for item in found) if isinstance(found, list) else ()
        users = [slot.user for slot in slots]
        if users != sorted(set(users)) or len({slot.login for slot in slots}) != len(slots):
            raise _unreadable()
        return cls(body.text("inst"), body.text("db"), slots, folder)

    def to_bytes(self) -> bytes:
        """The file's exact bytes."""
        plain = [{**slot.plain(), "mac": slot.mac.hex()} for slot in self.slots]
        return cj({"v": 1, "inst": self.inst, "db": self.db, "slots": plain})

    def write(self, path: Path) -> None:
        """Replace the file in one step; the previous one stays as `.bak`."""
        replace_file(path, self.to_bytes())

    def user_of(self, login_name: str) -> str | None:
        """Whose login name this is, to find her device secret; say nothing to the person when it is nobody's."""
        wanted = login_id(self.inst, login_name)
        return next((slot.user for slot in self.slots if slot.login == wanted), None)

    def open_slot(self, login_name: str, password: str, device_secret: bytes | None, *, least_gen: int = 0) -> Opened:
        """Sign in. Wrong name, password or device secret are one `Locked`, in the same time (SEC-56)."""
        user = self.user_of(login_name)
        slot = self._slot(user) if user else None
        with turn(self.folder):
            if slot is None or slot.pw is None or device_secret is None:
                user_key(password, bytes(32), bytes(16), self._login(user or self.inst), Cost())
                raise Locked
            opened = open_with_password(slot, self._login(slot.user), password, device_secret)
        return _fresh(opened, least_gen)

    def open_kit(self, login_name: str, code: bytes, *, least_gen: int = 0) -> Opened:
        """Open with the code of a kit, to set a new password and a new kit next."""
        user = self.user_of(login_name)
        if user is None:
            raise Locked
        return _fresh(open_with_code(self._slot(user), self._login(user), code), least_gen)

    def has_kit(self, user: str) -> bool:
        """Whether this person ever typed part of a kit back; until then nothing but the password opens."""
        return self._slot(user).kit is not None

    def open_dbkey(self, user: str, seed: Seed) -> Opened:
        """The database key for a person whose seed is already open: an officer in the programme file (SEC-11)."""
        if user not in {slot.user for slot in self.slots}:
            raise Locked
        return open_with_seed(self._slot(user), self._login(user), seed)

    def add_slot(self, slot: Slot, dbkey: bytes, value: bytes) -> Self:
        """One more person: her prepared slot, the row of her grant (E2), and the database key that closes it."""
        if slot.user in {other.user for other in self.slots} or slot.login in {other.login for other in self.slots}:
            raise InvalidInput({"login": _("This login name is taken. Choose another.")})
        if len(self.slots) >= SLOT_LIMIT:
            raise InvalidInput({"login": _("There is no room for more people.")})
        return self._with(replace(slot, dbkey=dbkey), value)

    def change_password(self, opened: Opened, password: str, device_secret: bytes) -> Self:
        """A new password over the same seed; the kit stays. It rotates no key, and the screen says so."""
        slot, gen = self._slot(opened.user), opened.gen + 1
        with turn(self.folder):
            pw = password_part(opened.seed, password, device_secret, self._login(opened.user), gen)
        return self._with(replace(slot, gen=gen, pw=pw), opened.db_key.value)

    def renew(self, opened: Opened, password: str, device_secret: bytes, code: bytes) -> Self:
        """A new password, or the same again, and a new kit in one step: the older kit ends (section 8)."""
        slot, login, gen = self._slot(opened.user), self._login(opened.user), opened.gen + 1
        with turn(self.folder):
            pw = password_part(opened.seed, password, device_secret, login, gen)
        kit = kit_part(opened.seed, code, login, gen)
        return self._with(replace(slot, gen=gen, pw=pw, kit=kit), opened.db_key.value)

    def with_new_keys(self, user: str, seed: Seed, way: NewWay, dbkey: bytes, value: bytes) -> Self:
        """The same login over other keys of hers: after two trustees opened the office, or when somebody knew hers."""
        slot, login = self._slot(user), self._login(user)
        gen = slot.gen + 1
        with turn(self.folder):
            pw = password_part(seed, way.password, way.device_secret, login, gen)
        kit = kit_part(seed, way.code, login, gen) if way.code is not None else None
        return self._with(replace(slot, gen=gen, pw=pw, kit=kit, dbkey=dbkey), value)

    def regrant(self, user: str, dbkey: bytes, value: bytes) -> Self:
        """The same slot over a new database key: her grant of it, and the key that closes the slot."""
        return self._with(replace(self._slot(user), dbkey=dbkey), value)

    def taking(self, other: Self, user: str) -> Self:
        """This file with one person's slot as it stands in another: what someone else wrote meanwhile stays."""
        return self._put(other._slot(user))

    def without(self, user: str) -> Self:
        """The file without this person's slot."""
        return replace(self, slots=tuple(slot for slot in self.slots if slot.user != user))

    def _with(self, slot: Slot, value: bytes) -> Self:
        return self._put(slot.closed_with(self.inst, self.db, value))

    def _put(self, slot: Slot) -> Self:
        others = [other for other in self.slots if other.user != slot.user]
        return replace(self, slots=tuple(sorted([*others, slot], key=lambda other: other.user)))

    def _slot(self, user: str) -> Slot:
        found = next((slot for slot in self.slots if slot.user == user), None)
        if found is None:
            raise Locked
        return found

    def _login(self, user: str) -> Login:
        return Login(self.inst, user, self.db)


def prepare_slot(
    folder: Path, login: Login, name: str, seed: Seed, password: str, device_secret: bytes, code: bytes | None = None
) -> Slot:
    """A person's own half of her slot, made at her own desk; `add_slot` closes it with a grant."""
    with turn(folder):
        pw = password_part(seed, password, device_secret, login, 1)
    kit = kit_part(seed, code, login, 1) if code is not None else None
    return Slot(login.user, login_id(login.inst, name), 1, pw, kit, b"")


def bare_slot(inst: str, user: str, name: str) -> Slot:
    """An officer's slot in the programme file: no seed there, whatever she types (SEC-11)."""
    return Slot(user, login_id(inst, name), 0, None, None, b"")


def _fresh(opened: Opened, least_gen: int) -> Opened:
    if opened.gen < least_gen:
        raise Damaged(_("An older sign-in file was put back. Do not go on; tell your manager."))
    return opened


def _is_list(value: object) -> bool:
    return isinstance(value, list) and len(value) <= SLOT_LIMIT


def _unreadable() -> Damaged:
    return Damaged(_("The sign-in file cannot be read. Do not go on; use its backup copy."))
