"""A second program's files and releases: backups, recovery set, tombstones, marks, and a whole profile opened."""

import hmac
import json
import os
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.crypto.second import (
    Key,
    Place,
    Seed,
    b64,
    cj,
    decrypt,
    domain,
    hkdf,
    hpke_open,
    hpke_seal,
    kek_of_kit,
    kek_of_password,
    login_id,
    lp,
    need,
    read_cj,
    seal,
    sha,
    signed_by,
    slot_mac,
    split,
    u32,
    unb64,
    unseal,
)  # fmt: skip
from tests.crypto.second_signed import (
    SAFETY,
    By,
    Json,
    Roster,
    Row,
    chained,
    granted,
    statement,
)

PIECE = 65_536


# E6


def release(by: By, approver: By, key: Key, team: Key, told: Json, text: str) -> bytes:
    """The row of a release; its body is signed by both and sealed under its own key, that key for the team."""
    said = statement("release", by, id=key.id, by=by.user, approver=approver.user, never_with_him=True,
                     text_sha256=sha256(text.encode()).hexdigest(), **told)  # fmt: skip
    to_sign = domain("handrail/releasesig/v1") + sha("handrail/release/v1", said)
    body = lp(said) + by.seed.sign(to_sign) + approver.seed.sign(to_sign) + lp(text)
    sealed = seal(key, Place(by.inst, "release", key.id, "body", 1), body)
    return b"\x01" + lp(sealed) + lp(seal(team, Place(by.inst, "release", key.id, "team_key", 1), key.value))


def released(row: bytes, id: str, roster: Roster, key: Key | None = None, team: Key | None = None) -> tuple[Json, str]:
    """What a release says, for a reader by its key or for the team by theirs."""
    version, sealed, for_team = split(row, 1, None, None)
    need(version == b"\x01", "version")
    if team is not None:
        key = Key(id, 1, unseal(team, Place(roster.inst, "release", id, "team_key", 1), for_team))
    assert key is not None
    told, mine, yours, text = split(
        unseal(key, Place(roster.inst, "release", id, "body", 1), sealed), None, 64, 64, None
    )
    said, to_sign = read_cj(told), domain("handrail/releasesig/v1") + sha("handrail/release/v1", told)
    need(said["never_with_him"] is True and said["by"] != said["approver"] and said["to"], "a release of two, for some")
    need(sha256(text).hexdigest() == said["text_sha256"], "another text")
    signed_by(roster.entitled(said["by"], said["roster_seq"], *SAFETY)["ed25519"], mine, to_sign)
    signed_by(roster.person(said["approver"], said["roster_seq"])["ed25519"], yours, to_sign)
    return said, text.decode()


# E8


def backup(by: By, header: Json, to: dict[str, bytes], inner: Json, content: bytes) -> bytes:
    """One backup file; `header` without format, suite, maker, prefix and recipients."""
    key, prefix = os.urandom(32), os.urandom(7)
    told = domain("handrail/backup/wrap/v1") + bytes.fromhex(by.inst) + bytes.fromhex(header["backup_id"])
    known = [{"to": user, "pk": pk.hex(), "ct": b64(hpke_seal(pk, told + pk, key))} for user, pk in to.items()]
    head = cj({"format": "HRB1", "suite": 1, "inst": by.inst, "by": by.user, "roster_seq": by.roster_seq,
               "nonce_prefix": prefix.hex(), "recipients": known, **header})  # fmt: skip
    front = b"HRB1" + u32(len(head)) + head
    mac = hmac.digest(hkdf(key, domain("handrail/backup/header/v1")), front, "sha256")
    sig = by.seed.sign(domain("handrail/backupsig/v1") + sha256(front).digest())
    inside = cj({**inner, "content_len": len(content), "content_sha256": sha256(content).hexdigest()})
    body, aes = lp(inside) + content, AESGCM(hkdf(key, domain("handrail/backup/body/v1")))
    pieces = [body[at : at + PIECE] for at in range(0, len(body), PIECE)]
    chunks = (
        aes.encrypt(prefix + u32(at) + bytes([at == len(pieces) - 1]), one, sha256(front).digest())
        for at, one in enumerate(pieces)
    )
    return front + mac + sig + b"".join(chunks)


def backed_up(file: bytes, roster: Roster, user: str, seed: Seed) -> tuple[Json, Json, bytes]:
    """Header, inner head and content of a backup, for one it is sealed to."""
    size = int.from_bytes(file[4:8], "big")
    front, mac, sig, rest = (
        file[: 8 + size],
        file[8 + size : 40 + size],
        file[40 + size : 104 + size],
        file[104 + size :],
    )
    head = read_cj(front[8:])
    need(file[:4] == b"HRB1" and (head["format"], head["suite"], head["inst"]) == ("HRB1", 1, roster.inst), "front")
    (mine,) = [one for one in head["recipients"] if one["to"] == user]
    told = domain("handrail/backup/wrap/v1") + bytes.fromhex(head["inst"]) + bytes.fromhex(head["backup_id"])
    key = hpke_open(seed.bundle[:32], told + bytes.fromhex(mine["pk"]), unb64(mine["ct"]))
    need(hmac.digest(hkdf(key, domain("handrail/backup/header/v1")), front, "sha256") == mac, "header")
    maker = roster.entitled(head["by"], head["roster_seq"], *(SAFETY if head["db"] == "partner" else ()))
    signed_by(maker["ed25519"], sig, domain("handrail/backupsig/v1") + sha256(front).digest())
    aes, aad = hkdf(key, domain("handrail/backup/body/v1")), sha256(front).digest()
    body, number, prefix = b"", 0, bytes.fromhex(head["nonce_prefix"])
    while rest:
        one, rest = rest[: PIECE + 16], rest[PIECE + 16 :]
        body += decrypt(aes, prefix + u32(number) + bytes([not rest]), one, aad)
        number += 1
    length = int.from_bytes(body[:4], "big")
    inner, content = read_cj(body[4 : 4 + length]), body[4 + length :]
    need((inner["content_len"], inner["content_sha256"]) == (len(content), sha256(content).hexdigest()), "content")
    return head, inner, content


# E9


def recovery_items(by: By, roster: Roster, kind: str, key: Key) -> list[Json]:
    """One for each pair of trustees."""
    trustees, made = sorted(user for user in roster.now.people if "trustee" in roster.now.roles(user)), []
    for i, j in combinations(trustees, 2):
        pk_i, pk_j = (roster.now.people[one]["x25519"] for one in (i, j))
        told = statement("recovery", by, kind=kind, key_id=key.id, key_ver=key.version, i=i, j=j, pk_i=pk_i, pk_j=pk_j,
                         by=by.user)  # fmt: skip
        digest, info = sha256(told).digest(), domain("handrail/recovery/v1")
        inner = hpke_seal(bytes.fromhex(pk_j), info + b"\x02" + digest, key.value)
        ct = hpke_seal(bytes.fromhex(pk_i), info + b"\x01" + digest, inner)
        sig = by.seed.sign(domain("handrail/recoverysig/v1") + digest + ct)
        made.append({"statement": b64(told), "ct": b64(ct), "sig": sig.hex()})
    return made


def recovered(item: Json, roster: Roster, seeds: dict[str, Seed]) -> tuple[str, Key]:
    """The kind and key that two trustees open together."""
    told, ct = unb64(item["statement"]), unb64(item["ct"])
    said, digest, info = read_cj(told), sha256(told).digest(), domain("handrail/recovery/v1")
    givers = SAFETY | ({"manager"} if said["kind"] == "programme" else set())
    giver = roster.entitled(said["by"], said["roster_seq"], *givers)
    signed_by(giver["ed25519"], bytes.fromhex(item["sig"]), domain("handrail/recoverysig/v1") + digest + ct)
    inner = hpke_open(seeds[said["i"]].bundle[:32], info + b"\x01" + digest, ct)
    return said["kind"], Key(
        said["key_id"], said["key_ver"], hpke_open(seeds[said["j"]].bundle[:32], info + b"\x02" + digest, inner)
    )


# E5: tombstones, marks


def tombstone(by: By, db: str, head: tuple[int, str], table: str, id: str, day: str) -> Row:
    data = statement("tomb", by, db=db, seq=head[0] + 1, prev=head[1], table=table, id=id, date=day, reason="erased",
                     by=by.user)  # fmt: skip
    return head[0] + 1, data, by.seed.sign(domain("handrail/tombsig/v1") + sha("handrail/tomb/v1", data))


def buried(file: bytes, db: str, roster: Roster) -> list[Json]:
    """The entries of a tombstone file, each checked."""
    value = read_cj(file, "v", "inst", "db", "items")
    need((value["v"], value["inst"], value["db"]) == (1, roster.inst, db), "another list")
    rows = [(at, *split(unb64(one), None, 64)) for at, one in enumerate(value["items"], 1)]
    may = SAFETY if db == "partner" else {"manager"}
    return chained("tomb", rows, lambda event: roster.entitled(event["by"], event["roster_seq"], *may))


def mark_key(seed: Seed, user: str, use: str = "mark") -> Key:
    return Key(user, 1, hkdf(seed.bundle, domain(f"handrail/{use}/v1")))


class Profile:
    """A whole office opened by one person with password and device secret, or by kit."""

    def __init__(self, folder: Path, login: str) -> None:
        self.folder = folder
        about = json.loads((folder / "profile.json").read_text("utf-8"))
        self.inst = str(about["inst"])
        self.login, self.open = login_id(self.inst, login), dict[str, Any]()
        self.seed, self.user, self.grants = Seed(bytes(64)), "", dict[str, bytes]()

    def slot(self, db: str) -> Json:
        file = read_cj((self.folder / f"{db}.keyslots.json").read_bytes(), "v", "inst", "db", "slots")
        need((file["v"], file["inst"], file["db"]) == (1, self.inst, db), "another office")
        need([one["user"] for one in file["slots"]] == sorted(one["user"] for one in file["slots"]), "order")
        (mine,) = [one for one in file["slots"] if one["login"] == self.login]
        return dict(mine)

    def unlock(self, db: str, password: str = "", code: bytes = b"") -> "Profile":
        """The person's seed from the slot of this database."""
        slot = self.slot(db)
        self.user = slot["user"]
        part = slot["kit"] if code else slot["pw"]
        if code:
            kek, gen, name = kek_of_kit(code, part["salt"], self.inst, self.user), part["gen"], "kitslot"
        else:
            kek, gen, name = (
                kek_of_password(password, self.device, part["kdf"], self.inst, self.user, db),
                slot["gen"],
                "keyslot",
            )
        place = Place(self.inst, f"{db}.{name}", self.user, "seed", gen)
        self.seed = Seed(unseal(Key(self.user, gen, kek), place, unb64(part["seed"])))
        return self

    @property
    def device(self) -> bytes:
        return self._kept("secret")

    def database(self, db: str) -> Any:
        """The database by its granted key; the slot's MAC holds under the same key."""
        slot = self.slot(db)
        said, key = granted(unb64(slot["dbkey"]), self.seed)
        need(said["kind"] == {"programme": "programme", "partner": "partnerdb"}[db] and key.id == self.inst, "grant")
        need(slot_mac(key.value, self.inst, db, slot) == slot["mac"], "slot")
        self.grants[db] = unb64(slot["dbkey"])
        self.open[db] = connected(self.folder / f"{db}.db", key.value)
        return self.open[db]

    def roster(self) -> Roster:
        """The list of staff, and whether each database key was given by somebody who might."""
        rows = self.open["programme"].execute("SELECT seq, bytes, sig FROM roster ORDER BY seq").fetchall()
        found = Roster(self.inst).read(rows)
        for row in self.grants.values():
            granted(row, self.seed, found)
        return found

    def mark(self) -> Json:
        kept = self._kept("mark")
        place = Place(self.inst, "highwater", self.user, "doc", 1)
        return read_cj(
            unseal(mark_key(self.seed, self.user), place, kept), "v", "inst", "user", "heads", "gens", "tombs"
        )

    def _kept(self, what: str) -> bytes:
        """An entry of the keychain's stand-in: base64 as in a keychain (SEC-27, SEC-28)."""
        return unb64((self.folder / "device" / f"{self.user}.{what}").read_text("ascii"))

    def close(self) -> None:
        for one in self.open.values():
            one.close()


def connected(file: Path, key: bytes) -> Any:
    """A SQLCipher file under a raw key (SEC-30)."""
    raw = sqlcipher.connect(str(file), isolation_level=None)
    raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return raw
