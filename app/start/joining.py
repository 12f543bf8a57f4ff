"""Passes what waits for a signature as small files: who joins, roster entries, new keys laid ready (section 8)."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core import log
from app.core.errors import Damaged, Newer, Unavailable, error_name
from app.core.paths import Profile
from app.core.shapes import new_id
from app.crypto.encode import b64, cj, domain, is_id, login_id, nfc, parse_cj, unb64
from app.crypto.envelope import Key, open_sealed
from app.crypto.envelope import Place as Spot
from app.crypto.files import put_file
from app.crypto.kdf import Login, hkdf
from app.crypto.keyring.devices import DEVICE_SECRET_LENGTH
from app.crypto.keyring.keyslots import KeyslotFile, prepare_slot
from app.crypto.keyring.slots import Slot, read_half
from app.crypto.person import Seed
from app.crypto.roster import Roster, RosterPerson, person_subject
from app.crypto.roster_read import PERSON
from app.crypto.statements import Link, Shape, check_shape, is_number, is_text, one_of
from app.ops.office import OfficeUser
from app.start.own_login import Place

SIDE, HIS_SIDE = "partner", "programme"
LARGEST = 1024 * 1024
APPROVED = "roster-approved.json"
Row = tuple[int, bytes, bytes]


@dataclass(frozen=True, slots=True)
class JoinFile:
    """`join-<user>.json`: who wants to join, with public keys, and her own sealed half of a sign-in slot."""

    inst: str
    name: str
    person: RosterPerson
    half: Slot

    def subject(self) -> dict[str, object]:
        """How a roster event names this person."""
        return person_subject(self.person.user, self.person.label, self.person.roles, self.person)

    def write(self, folder: Path) -> None:
        """Put the file where a colleague's desk finds it."""
        pw, kit = self.half.pw, self.half.kit
        body = {
            "v": 1, "inst": self.inst, "person": self.subject(), "login": nfc(self.name),
            "pw": pw.plain() if pw else None, "kit": kit.plain() if kit else None,
        }  # fmt: skip
        put_file(join_path(folder, self.person.user), cj(body))


def prepare(place: Place, user: OfficeUser, password: str) -> JoinFile:
    """Somebody about to join: keys, device secret and the own half of a sign-in slot; the public half is put down."""
    seed, person, secret, about = Seed.new(), new_id(), os.urandom(DEVICE_SECRET_LENGTH), place.about
    place.devices.keep_secret(about.inst, person, secret)
    place.remembered(person, seed).keep({}, {place.side: 1})
    login = Login(about.inst, person, place.side)
    half = prepare_slot(place.profile.folder, login, user.name, seed, password, secret)
    public = RosterPerson(person, user.label, seed.x25519_public, seed.ed25519_public, frozenset({user.role.value}))
    made = JoinFile(about.inst, user.name, public, half)
    made.write(place.profile.folder)
    return made


def join_path(folder: Path, user: str) -> Path:
    """Where one person's join file lies."""
    return folder / f"join-{user}.json"


def join_files(profile: Profile) -> tuple[JoinFile, ...]:
    """Everybody who waits to join, in order of id."""
    return tuple(read_join(path) for path in sorted(profile.folder.glob("join-*.json")))


def read_join(path: Path) -> JoinFile:
    """One join file. Raises Damaged for anything but the exact shape, before any work is done for it, or Newer."""
    value = parse_cj(small(path))
    if isinstance(value, dict) and value.get("v") != 1:
        raise Newer
    body = check_shape(
        value,
        {
            "v": is_number,
            "inst": is_id,
            "person": _is_map,
            "login": is_text,
            "pw": _is_map,
            "kit": lambda kit: kit is None or _is_map(kit),
        },
    )
    person = check_shape(body.value("person"), PERSON)
    roles = person.value("roles")
    user, name, inst = person.text("user"), body.text("login"), body.text("inst")
    known = RosterPerson(
        user, person.text("label"), bytes.fromhex(person.text("x25519")), bytes.fromhex(person.text("ed25519")),
        frozenset(roles if isinstance(roles, list) else ()),
    )  # fmt: skip
    return JoinFile(inst, name, known, read_half(user, login_id(inst, name), body.value("pw"), body.value("kit")))


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Roster entries for the other desk."""
    put_file(path, cj({"v": 1, "rows": [[seq, b64(data), b64(sig)] for seq, data, sig in rows]}))


def read_rows(path: Path) -> tuple[Row, ...]:
    """Roster entries from the other desk, by shape alone; the roster's own rules judge them."""
    rows = check_shape(parse_cj(small(path)), {"v": is_number, "rows": lambda value: isinstance(value, list)}).value(
        "rows"
    )
    return tuple(_row(item) for item in rows) if isinstance(rows, list) else ()


def links_after(roster: Roster, rows: Sequence[Row]) -> tuple[Link, ...]:
    """New entries as links once they have been verified on top of a roster. Raises Damaged."""
    extended = roster.extended(rows)
    return tuple(Link(seq, data, sig, extended.hashes[seq]) for seq, data, sig in rows)


def small(path: Path) -> bytes:
    """The bytes of a file that must be small."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as gone:
        raise Damaged from gone
    if len(data) > LARGEST:
        raise Damaged
    return data


def _row(item: object) -> Row:
    if not isinstance(item, list) or len(item) != len(("seq", "bytes", "sig")) or type(item[0]) is not int:
        raise Damaged
    return item[0], unb64(item[1]), unb64(item[2])


def _is_map(value: object) -> bool:
    return isinstance(value, dict)


@dataclass(frozen=True)
class Ready:
    """`own-keys-<user>.json`: everything that counts once the list of staff names the new keys; useless before.

    Both slots and every grant are sealed to the new keys, those under the new password. `before` is the device secret
    that the old slot still needs, sealed under the new one: whatever a break leaves, one of the two passwords opens.
    """

    inst: str
    user: str
    before: bytes
    slots: dict[str, KeyslotFile]
    grants: tuple[bytes, ...]
    mark: bytes

    def write(self, folder: Path) -> None:
        """Put it beside the sign-in files. Raises Unavailable."""
        body = {
            "v": 1, "inst": self.inst, "user": self.user, "before": b64(self.before), "mark": b64(self.mark),
            **{side: b64(slots.to_bytes()) for side, slots in self.slots.items()},
            "grants": [b64(row) for row in self.grants],
        }  # fmt: skip
        try:
            put_file(ready_path(folder, self.user), cj(body))
        except OSError as full:
            raise Unavailable.of_disk(full) from full


def ready_path(folder: Path, user: str) -> Path:
    """Where one officer's new keys lie until they are put."""
    return folder / f"own-keys-{user}.json"


def read_ready(place: Place, user: str | None) -> Ready | None:
    """What lies there for this person; a file that is none is nothing, and is noted."""
    folder = place.profile.folder
    if user is None or not ready_path(folder, user).exists():
        return None
    try:
        value = parse_cj(small(ready_path(folder, user)))
        if isinstance(value, dict) and value.get("v") != 1:
            raise Newer
        body = check_shape(value, {**_READY, "inst": one_of(place.about.inst), "user": one_of(user)})
        files = {side: KeyslotFile.from_bytes(unb64(body.text(side)), folder) for side in (HIS_SIDE, SIDE)}
        grants = body.value("grants")
        rows = tuple(unb64(row) for row in grants) if isinstance(grants, list) else ()
        return Ready(place.about.inst, user, unb64(body.text("before")), files, rows, unb64(body.text("mark")))
    except Damaged as broken:
        log.event("own_keys.unreadable", error_name(broken), level="error")
        return None


def secret_of(place: Place, user: str) -> bytes | None:
    """The device secret that the slot in the sign-in file needs: while new keys lie ready, the one before them."""
    kept = place.devices.secret(place.about.inst, user)
    ready = read_ready(place, user)
    if ready is None or kept is None:
        return kept
    try:
        return open_sealed(device_key(user, kept), device_spot(place, user), ready.before)
    except Damaged:
        return kept


def drop_ready(place: Place, user: str) -> None:
    """New keys that never counted go; the device secret from before stands again first."""
    if read_ready(place, user) is not None:
        before = secret_of(place, user)
        if before is not None and before != place.devices.secret(place.about.inst, user):
            place.devices.keep_secret(place.about.inst, user, before)
    ready_path(place.profile.folder, user).unlink(missing_ok=True)


def device_key(user: str, secret: bytes) -> Key:
    """What seals an older device secret under a newer one."""
    return Key(user, 1, hkdf(secret, domain("handrail/device/v1")))


def device_spot(place: Place, user: str) -> Spot:
    """Where it stands."""
    return Spot(place.about.inst, "device", user, "secret", 1)


def _is_list(value: object) -> bool:
    return isinstance(value, list)


_READY: Shape = {
    "v": is_number,
    HIS_SIDE: is_text,
    SIDE: is_text,
    "before": is_text,
    "mark": is_text,
    "grants": _is_list,
}
