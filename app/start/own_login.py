"""Keeps one person's way in beside the records: password, recovery kit, wrong tries, and the way back in with a kit."""

import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from app.core import log
from app.core.clock import Clock
from app.core.errors import Damaged, InvalidInput, Locked, SignInFileDamaged, Unavailable, error_name
from app.core.language import _
from app.core.paths import Profile
from app.crypto.files import SLOTS_FILE, put_file, turn
from app.crypto.kdf import self_test
from app.crypto.keyring.devices import Devices
from app.crypto.keyring.keyslots import KeyslotFile
from app.crypto.keyring.slots import Opened
from app.crypto.kit import CODE_LENGTH, code_bytes, code_text, device_bytes, device_text, safety_number
from app.crypto.person import Seed
from app.desk.own_login import check_groups, check_new_password, groups_asked, nothing_typed
from app.desk.seat import Kit, Prepared
from app.start.profile import About
from app.start.remembered import Remembered, devices_of

T = TypeVar("T")
MOST_TRIES = 10
PAUSE_S = 1.0
CLOSED_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Place:
    """The sign-in file of one side of one office, and where this computer keeps what belongs to a person."""

    profile: Profile
    about: About
    side: str
    needed: Callable[["Place", str], bytes | None] | None = None

    @property
    def devices(self) -> Devices:
        """Where device secrets and marks lie."""
        return devices_of(self.about, self.profile)

    def slots(self) -> KeyslotFile:
        """The sign-in file as it stands now."""
        return KeyslotFile.read(self.profile.keyslots(self.side))

    def secret(self, user: str) -> bytes | None:
        """This computer's secret for a person, as the slot in the sign-in file needs it."""
        return self.needed(self, user) if self.needed else self.devices.secret(self.about.inst, user)

    def remembered(self, user: str, seed: Seed) -> Remembered:
        """A person's mark."""
        return Remembered(self.devices, self.about.inst, user, seed)

    def rewrite(self, change: Callable[[KeyslotFile], KeyslotFile], side: str = "") -> None:
        """Change a sign-in file as it stands now; both programs do so one after the other, so that no slot is lost."""
        path = self.profile.keyslots(side or self.side)
        with turn(self.profile.folder, SLOTS_FILE):
            change(KeyslotFile.read(path)).write(path)

    def open(self, tries: "Tries", login: str, password: str) -> tuple[Opened, Remembered]:
        """What a name and a password open, once it is no older sign-in file (E3)."""
        with self.copy_offered():
            slots = self.slots()
        user = slots.user_of(login)
        secret = self.secret(user) if user else None

        def attempt() -> Opened:
            with self.copy_offered():
                return slots.open_slot(login, password, secret)

        opened = tries.count(attempt)
        with self.copy_offered():
            if slots.inst != self.about.inst:
                raise Damaged(_("The sign-in file belongs to another office. Do not go on."))
            remembered = self.remembered(opened.user, opened.seed)
            if opened.gen < remembered.mark().gens.get(self.side, 0):
                raise Damaged(_("An older sign-in file was put back. Do not go on; tell your manager."))
        return opened, remembered

    @contextmanager
    def copy_offered(self) -> Iterator[None]:
        """Whatever is wrong with the sign-in file, the copy beside it is offered and checked alike (section 12)."""
        try:
            yield
        except Damaged as wrong:
            if not self._copy.exists():
                raise
            raise SignInFileDamaged(str(wrong)) from wrong

    def take_copy(self, tries: "Tries", login: str, password: str) -> None:
        """Put the copy from before the last change in place, if this password opens it and it is not too old (SEC-18).

        The file that does not hold stays beside it. Raises Locked, or Damaged for a copy that does not hold either.
        """
        path = self.profile.keyslots(self.side)
        with turn(self.profile.folder, SLOTS_FILE):
            slots = KeyslotFile.read(self._copy)
            user = slots.user_of(login)
            secret = self.secret(user) if user else None
            opened = tries.count(lambda: slots.open_slot(login, password, secret))
            least = self.remembered(opened.user, opened.seed).mark().gens.get(self.side, 0)
            if (slots.inst, slots.db) != (self.about.inst, self.side) or opened.gen < least:
                raise Damaged(_("The copy is older than what you saw last. Restore a backup, or use your kit there."))
            if path.exists():
                put_file(path.with_name(path.name + ".damaged"), path.read_bytes())
            put_file(path, slots.to_bytes())

    @property
    def _copy(self) -> Path:
        path = self.profile.keyslots(self.side)
        return path.with_name(path.name + ".bak")

    def put(self, slots: KeyslotFile, opened: Opened) -> int:
        """Write the changed file first and then the mark: the old slot opens or the new one, never neither (E3).

        Once the new one opens it is saved: a mark that cannot be kept now is kept at the next sign-in, and a disk that
        took the file and then failed has taken it.
        """
        gen = opened.gen + 1
        try:
            self.rewrite(lambda now: now.taking(slots, opened.user))
        except Unavailable as late:
            if not any((one.user, one.gen) == (opened.user, gen) for one in self.slots().slots):
                raise
            log.event("slots.late", error_name(late), level="error")
        try:
            self.remembered(opened.user, opened.seed).keep({}, {self.side: gen})
        except Unavailable as later:
            log.event("mark.later", error_name(later), level="error")
        return gen

    def new_kit(self, user: str, owner: str, seed: Seed, secret: bytes) -> tuple[bytes, Kit]:
        """A fresh code, and the kit that shows it."""
        code, inst = os.urandom(CODE_LENGTH), self.about.inst
        number = safety_number(inst, user, seed.x25519_public, seed.ed25519_public)
        today = self.about.clock().today()
        return code, Kit(owner, code_text(code), device_text(secret), number, inst, user, today, groups_asked())


@dataclass(slots=True)
class Tries:
    """Counts wrong tries at one side of an office: each costs a second, the tenth closes sign-in for a while.

    The program refuses, no key does: whoever has the files and a debugger is stopped by Argon2id and the device secret.
    """

    profile: Profile
    side: str
    clock: Clock
    pause: Callable[[float], None] = time.sleep

    def count(self, attempt: Callable[[], T]) -> T:
        """Let somebody try: refused while sign-in is closed, counted when it was wrong. Raises Locked.

        Before anything else this program proves that it still computes what it should (SEC-47). Raises Damaged.
        """
        self_test()
        self.check()
        try:
            opened = attempt()
        except Locked:
            self._wrong()
            raise
        if self._kept() != (0, None):
            self._keep(0, None)
        return opened

    def check(self) -> None:
        """Refused while sign-in is closed. Raises Locked."""
        until, now = self._kept()[1], self.clock.now()
        if until is not None and now < until <= now + CLOSED_FOR:
            opens = until.astimezone(self.clock.zone).strftime("%H:%M")
            raise Locked(_("Too many tries. Sign in again from {clock}.").format(clock=opens))

    def _wrong(self) -> None:
        count = self._kept()[0] + 1
        self._keep(*((0, self.clock.now() + CLOSED_FOR) if count >= MOST_TRIES else (count, None)))
        self.pause(PAUSE_S)

    def _kept(self) -> tuple[int, datetime | None]:
        try:
            kept = json.loads(self._path.read_bytes())
            until = datetime.fromisoformat(kept["until"]) if kept["until"] else None
            return int(kept["wrong"]), until if until is None or until.tzinfo else None
        except (OSError, ValueError, KeyError, TypeError):
            return 0, None

    def _keep(self, wrong: int, until: datetime | None) -> None:
        text = json.dumps({"wrong": wrong, "until": until.isoformat() if until else None})
        try:
            put_file(self._path, text.encode("ascii"))
        except OSError:
            log.event("tries.lost", level="error")

    @property
    def _path(self) -> Path:
        return self.profile.folder / f"tries-{self.side}.json"


@dataclass
class SignedInLogin:
    """The way in of the person who just signed in, for the acts of `OwnLogins`."""

    place: Place
    login: str
    label: str
    user: str
    seed: Seed
    tries: Tries
    _typed: tuple[str, str] | None = field(default=None, repr=False)
    _waiting: tuple[bytes, Kit] | None = field(default=None, repr=False)

    def has_kit(self) -> bool:
        """Whether a kit was ever confirmed."""
        return self.place.slots().has_kit(self.user)

    def make_kit(self) -> Kit:
        """A new kit, the same one until it is confirmed; it opens nothing before that."""
        if self._waiting is None:
            self._waiting = self.place.new_kit(self.user, self.label, self.seed, self._secret())
        return self._waiting[1]

    def offer(self, password: str, new: str = "", /) -> None:
        """What was typed into the page just now; used up by the next act."""
        self._typed = (password, new)

    def change_password(self) -> Prepared:
        """A new password in place of the old one: new salt, same seed, next generation. Raises InvalidInput."""
        typed = password, new = self._take_typed()
        check_new_password(new, password)
        slots, opened, secret = self.check(password)
        return self._prepared(slots.change_password(opened, new, secret), opened, typed)

    def confirm_kit(self, groups: Sequence[str], /) -> Prepared:
        """The waiting kit, which opens this person's keys once it was put. Raises InvalidInput."""
        typed = password, _new = self._take_typed()
        if self._waiting is None:
            raise nothing_typed()
        code, kit = self._waiting
        check_groups(kit, tuple(groups))
        slots, opened, secret = self.check(password)
        return self._prepared(slots.renew(opened, password, secret, code), opened, typed, is_kit=True)

    def _prepared(
        self, slots: KeyslotFile, opened: Opened, typed: tuple[str, str], *, is_kit: bool = False
    ) -> Prepared:
        """Written once the entry stands in the log; where a full disk refuses it, what was typed serves once more."""

        def put() -> None:
            try:
                self.place.put(slots, opened)
            except Unavailable as failed:
                if failed.is_full:
                    self._typed = typed
                raise
            if is_kit:
                self._waiting = None

        return Prepared(opened.gen + 1, put)

    def check(self, password: str) -> tuple[KeyslotFile, Opened, bytes]:
        """Check the password again; it is beside the field that a wrong one is told, nobody is signed out for it."""
        slots, secret = self.place.slots(), self._secret()
        least = self.place.remembered(self.user, self.seed).mark().gens.get(self.place.side, 0)
        try:
            opened = self.tries.count(lambda: slots.open_slot(self.login, password, secret, least_gen=least))
        except Locked as wrong:
            raise InvalidInput({"password": str(wrong)}) from wrong
        return slots, opened, secret

    def _secret(self) -> bytes:
        secret = self.place.secret(self.user)
        if secret is None:
            raise Damaged(_("This computer's own secret for you is gone. Sign in again with your recovery kit."))
        return secret

    def _take_typed(self) -> tuple[str, str]:
        typed, self._typed = self._typed, None
        if typed is None:
            raise nothing_typed()
        return typed


@dataclass(frozen=True)
class KitTyped:
    """What somebody who forgot their password types: user name, code, device secret if asked, the new password."""

    login: str
    code: str = field(repr=False)
    device_secret: str = field(repr=False)
    new: str = field(repr=False)


@dataclass(frozen=True)
class WayBack:
    """What a kit opened. Nothing is changed until two groups of the next kit were typed back (E9: used once)."""

    place: Place
    login: str
    opened: Opened
    secret: bytes = field(repr=False)
    new: str = field(repr=False)
    code: bytes = field(repr=False)
    kit: Kit
    arrival: str = "kit.used"

    def finish(self, groups: Sequence[str], /) -> int:
        """New password and new kit in one step; the kit that was used opens nothing any more."""
        check_groups(self.kit, tuple(groups))
        devices, inst = self.place.devices, self.place.about.inst
        if devices.secret(inst, self.opened.user) is None:
            devices.keep_secret(inst, self.opened.user, self.secret)
        slots = self.place.slots().renew(self.opened, self.new, self.secret, self.code)
        return self.place.put(slots, self.opened)


def way_back(place: Place, tries: Tries, typed: KitTyped) -> WayBack:
    """Open with the code of a kit. A wrong name and a wrong code are one `Locked`; a misread one is told (SEC-56)."""
    check_new_password(typed.new)
    code = code_bytes(typed.code)
    given = _device_secret(typed.device_secret)
    slots = place.slots()
    opened = tries.count(lambda: slots.open_kit(typed.login, code))
    secret = place.secret(opened.user) or given
    if secret is None:
        words = _("This computer does not know you yet. Type the device secret from the kit too.")
        raise InvalidInput({"device_secret": words})
    _check_mark(place, opened)
    fresh, kit = place.new_kit(opened.user, typed.login, opened.seed, secret)
    return WayBack(place, typed.login, opened, secret, typed.new, fresh, kit)


def _device_secret(text: str) -> bytes | None:
    if not text.strip():
        return None
    try:
        return device_bytes(text)
    except InvalidInput as misread:
        raise InvalidInput({"device_secret": str(misread)}) from misread


def _check_mark(place: Place, opened: Opened) -> None:
    """An older sign-in file is refused also with a kit; a computer that never saw this person has nothing to say."""
    if place.devices.mark(place.about.inst, opened.user) is None:
        return
    if opened.gen < place.remembered(opened.user, opened.seed).mark().gens.get(place.side, 0):
        raise Damaged(_("An older sign-in file was put back. Do not go on; tell your manager."))
