"""A second program that writes into a living office what the product then reads: the same files, the same rules."""

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.crypto.second import (
    Key,
    Place,
    Seed,
    b64,
    cj,
    kek_of_kit,
    kek_of_password,
    login_id,
    lp,
    read_cj,
    seal,
    sha,
    slot_mac,
    unb64,
)
from tests.crypto.second_files import Profile, backup, mark_key, recovery_items, release, tombstone
from tests.crypto.second_reader import OF_HER, Reader, plain
from tests.crypto.second_signed import By, Json, audit_event, box_item, clearance, grant, granted, row_digest

LOGS = {"programme": ("history", "chain_head", "seen"), "partner": ("audit", "audit_head", "")}
NAMES = {"programme": "his", "partner": "hers"}
COST = {"alg": "argon2id", "v": 19, "m_kib": 65_536, "t": 3, "p": 1}


def new_id() -> str:
    return os.urandom(16).hex()


@dataclass
class Writer:
    """One sitting of one officer, at one moment, from one workstation."""

    reader: Reader
    ts: str
    dev: str

    @property
    def me(self) -> By:
        return By(self.reader.inst, self.reader.user, self.reader.seed, self.reader.people.seq)

    def head(self, db: str) -> tuple[int, str]:
        query = f"SELECT seq, hash FROM {LOGS[db][1]} WHERE chain = ?"  # noqa: S608  names from this file
        seq, found = self.raw(db).execute(query, (db,)).fetchone()
        return int(seq), str(found)

    def raw(self, db: str) -> Any:
        return getattr(self.reader, NAMES[db])

    def write(self, db: str, act: str, rows: list[tuple[str, Json]], *, gone: list[tuple[str, str, int]] = (),
              by: By | None = None) -> None:  # fmt: skip
        """Rows and one event that names each of them, in one transaction (SEC-16)."""
        event, head, seen = LOGS[db]
        raw, signer = self.raw(db), by or self.me
        raw.execute("BEGIN IMMEDIATE")
        objs = [{"table": table, "id": id, "ver": ver, "sha256": None} for table, id, ver in gone]
        for table, id, _ver in gone:
            raw.execute(f"DELETE FROM {table} WHERE id = ?", (bytes.fromhex(id),))  # noqa: S608  names from this file
        for table, row in rows:
            marks = ", ".join("?" * len(row))
            names = ", ".join(f'"{name}"' for name in row)
            raw.execute(f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({marks})", tuple(row.values()))  # noqa: S608  names from this file
            objs.append({"table": table, "id": row["id"].hex(), "ver": row["version"], "sha256": digest_of(table, row)})
        objs.sort(key=lambda one: (one["table"], one["id"]))
        before = self.head(db)
        if db == "partner":
            place = Place(self.reader.inst, "audit", self.reader.inst, "d", before[0] + 1)
            told = seal(self.reader.newest, place, cj({"act": act, "objs": objs, "note": None}))
            link, found = audit_event(signer, db, before, self.ts, self.dev, "sealed", [], told)
        else:
            link, found = audit_event(signer, db, before, self.ts, self.dev, act, objs, None)
        raw.execute(f"INSERT INTO {event} VALUES (?, ?, ?)", link)  # noqa: S608  names from this file
        raw.execute(f"UPDATE {head} SET seq = ?, hash = ? WHERE chain = ?", (link[0], found, db))  # noqa: S608  names from this file
        for one in objs if seen else ():
            place_of = (one["table"], bytes.fromhex(one["id"]), link[0])
            raw.execute(f"INSERT OR REPLACE INTO {seen} VALUES (?, ?, ?)", place_of)  # noqa: S608  names from this file
        raw.execute("COMMIT")

    def sealed(self, table: str, id: str, version: int, partner: str, key: Key, body: Json) -> tuple[str, Json]:
        """One row of hers under her key."""
        envelope = seal(key, Place(self.reader.inst, table, id, "doc", version), cj(body))
        ids = {"id": bytes.fromhex(id), "partner_id": bytes.fromhex(partner)}
        return table, {**ids, "version": version, "doc": envelope}

    def for_team(self, table: str, column: str, id: str, version: int, content: bytes) -> tuple[str, Json]:
        """One row under K_safety."""
        envelope = seal(self.reader.newest, Place(self.reader.inst, table, id, column, version), content)
        return table, {"id": bytes.fromhex(id), "version": version, column: envelope}

    def open_record(self, body: Json, link: Json) -> str:
        """A new record with a key of its own, which the team's key wraps."""
        key = Key(new_id(), 1, os.urandom(32))
        rows = [
            self.sealed("partner", key.id, 1, key.id, key, body),
            self.for_team("partner_key", "key", key.id, 1, key.value),
            self.for_team("link", "doc", new_id(), 1, cj({**link, "partner": key.id})),
        ]
        self.write("partner", "partner.open", rows)
        return key.id

    def grant_again(self, user: str) -> None:
        """K_safety once more for a colleague, in place of the grant she had."""
        (id, version), person = self.reader.hers.execute(
            "SELECT id, version FROM team_grant WHERE user_id = ?", (bytes.fromhex(user),)
        ).fetchone(), self.reader.people.now.people[user]  # fmt: skip
        row = grant("safety", self.reader.newest, person, self.me)
        cols = {"id": id, "version": version + 1, "user_id": bytes.fromhex(user), "row": row}
        self.write("partner", "team.grant", [("team_grant", cols)])

    def release_to(self, reader: str, approver: By, case: str, text: str, expires: str) -> str:
        """A release that two signed, with its key for one reader."""
        key = Key(new_id(), 1, os.urandom(32))
        basis = {"kind": "safeguarding", "consent": None, "note": "asked by phone"}
        told = {"case": case, "ts": self.ts, "purpose": "plan", "to": [reader], "caution": None, "do_not_raise": None,
                "basis": basis, "expires": expires}  # fmt: skip
        stored = release(self.me, approver, key, self.reader.newest, told, text)
        given = grant("release", key, self.reader.people.now.people[reader], self.me)
        rows = [
            ("release", {"id": bytes.fromhex(key.id), "version": 1, "row": stored, "withdrawal": None}),
            ("key_grant", {"id": os.urandom(16), "version": 1, "user_id": bytes.fromhex(reader), "row": given}),
        ]
        self.write("programme", "safety", rows)
        return key.id

    def clear(self, case: str, about: str) -> str:
        """The one answer there is, for one case."""
        id = new_id()
        ids = {"id": bytes.fromhex(id), "version": 1, "case_id": bytes.fromhex(case), "about": bytes.fromhex(about)}
        stored = clearance(self.me, id, case, about, self.ts)
        row = {**ids, "statement": stored, "given_at": self.ts.replace("Z", ".000000Z")}
        self.write("programme", "safety", [("clearance", row)])
        return id

    def drop(self, by: By, case: str, body: Json) -> str:
        """A fact for the one-way box, from a colleague of the programme desk."""
        id = new_id()
        row = box_item(by, self.reader.people, id, case, self.ts, body)
        cols = {"id": bytes.fromhex(id), "version": 1, "row": row, "at": self.ts.replace("Z", ".000000Z")}
        self.write("programme", "case.hold", [("box_item", cols)], by=by)
        return id

    def enrol(self, manager: By, login: str, label: str, password: str) -> str:
        """A new facilitator, by a manager: roster, account, slot with her own seed, her device's secret."""
        reader, seed, user, secret = self.reader, Seed(os.urandom(64)), new_id(), os.urandom(32)
        person = {"user": user, "label": label, "x25519": seed.x25519.hex(), "ed25519": seed.ed25519.hex(),
                  "roles": ["facilitator"]}  # fmt: skip
        link = reader.people.next("add", person, manager, self.ts)
        reader.people.read([link])
        reader.his.execute("INSERT INTO roster VALUES (?, ?, ?)", link)
        head = (reader.people.seq, reader.people.hash)
        reader.his.execute("UPDATE chain_head SET seq = ?, hash = ? WHERE chain = 'roster'", head)
        row = {"login": login, "label": label, "roles": '["facilitator"]', "is_active": 1, "kit_confirmed_on": None}
        manager = By(manager.inst, manager.user, manager.seed, reader.people.seq)
        self.write(
            "programme", "people.add", [("account", {"id": bytes.fromhex(user), "version": 1, **row})], by=manager
        )
        key = granted(reader.grants["programme"], reader.seed)[1]
        kdf = {**COST, "salt": os.urandom(16).hex()}
        kek = kek_of_password(password, secret, kdf, reader.inst, user, "programme")
        sealed = seal(Key(user, 1, kek), Place(reader.inst, "programme.keyslot", user, "seed", 1), seed.bundle)
        slot = {"user": user, "login": login_id(reader.inst, login), "gen": 1, "pw": {"kdf": kdf, "seed": b64(sealed)},
                "kit": None, "dbkey": b64(grant("programme", key, person, manager))}  # fmt: skip
        self._put_slot("programme", slot, key.value)
        self._put_device(user, "secret", secret)
        heads = {"roster": (reader.people.seq, reader.people.hash), "programme": self.head("programme")}
        self._put_mark(user, seed, heads, {"programme": 1}, {})
        return user

    def make_kit(self, owner: Profile, password: str, code: bytes) -> None:
        """A kit for somebody whose seed is open: a new part of the slot, one generation further, the password anew."""
        slot, inst, user = owner.slot("programme"), owner.inst, owner.user
        gen, salt, kdf = slot["gen"] + 1, os.urandom(16).hex(), {**COST, "salt": os.urandom(16).hex()}
        by_password = kek_of_password(password, owner.device, kdf, inst, user, "programme")
        parts = {}
        for name, kek in (("keyslot", by_password), ("kitslot", kek_of_kit(code, salt, inst, user))):
            place = Place(inst, f"programme.{name}", user, "seed", gen)
            parts[name] = b64(seal(Key(user, gen, kek), place, owner.seed.bundle))
        told = {
            "pw": {"kdf": kdf, "seed": parts["keyslot"]},
            "kit": {"gen": gen, "salt": salt, "seed": parts["kitslot"]},
        }
        key = granted(self.reader.grants["programme"], self.reader.seed)[1]
        self._put_slot("programme", {**slot, **told, "gen": gen}, key.value)

    def _put_slot(self, db: str, slot: Json, key: bytes) -> None:
        file = self.reader.folder / f"{db}.keyslots.json"
        kept = read_cj(file.read_bytes())
        slot = {**slot, "mac": slot_mac(key, self.reader.inst, db, slot)}
        slots = [*(one for one in kept["slots"] if one["user"] != slot["user"]), slot]
        file.write_bytes(cj({**kept, "slots": sorted(slots, key=lambda one: str(one["user"]))}))

    def erase(self, partner: str) -> None:
        """A record with its key and all that hangs on it, and the signed line that keeps it from coming back."""
        gone: list[tuple[str, str, int]] = []
        for table in (*OF_HER, "partner_key"):
            column = "id" if table in ("partner", "partner_key") else "partner_id"
            query = f"SELECT id, version FROM {table} WHERE {column} = ?"  # noqa: S608  names from this file
            rows = self.reader.hers.execute(query, (bytes.fromhex(partner),)).fetchall()
            gone += [(table, id.hex(), version) for id, version in rows]
        file = self.reader.folder / "tombstones.partner.json"
        kept = read_cj(file.read_bytes())
        last = lp_split(unb64(kept["items"][-1]))
        head = (len(kept["items"]), sha("handrail/tomb/v1", last).hex())
        line = tombstone(self.me, "partner", head, "partner", partner, self.ts[:10])
        self.reader.hers.execute("INSERT INTO tombstone VALUES (?, ?, ?)", line)
        file.write_bytes(cj({**kept, "items": [*kept["items"], b64(lp(line[1]) + line[2])]}))
        self.write("partner", "partner.erase", [], gone=gone)

    def keep_mark(self) -> None:
        """What this officer's computer saw last (SEC-18)."""
        heads = {"roster": (self.reader.people.seq, self.reader.people.hash), **{db: self.head(db) for db in LOGS}}
        gens, tombs = self.reader.mark()["gens"], {"partner": len(self.reader.erased())}
        self._put_mark(self.reader.user, self.reader.seed, heads, gens, tombs)

    def _put_mark(self, user: str, seed: Seed, heads: dict[str, tuple[int, str]], gens: Json, tombs: Json) -> None:
        """SEC-28: the fallback holds base64, as a keychain does."""
        told = {"v": 1, "inst": self.reader.inst, "user": user, "gens": gens, "tombs": tombs,
                "heads": {name: {"seq": seq, "hash": found} for name, (seq, found) in heads.items()}}  # fmt: skip
        kept = seal(mark_key(seed, user), Place(self.reader.inst, "highwater", user, "doc", 1), cj(told))
        self._put_device(user, "mark", kept)

    def _put_device(self, user: str, what: str, value: bytes) -> None:
        file = self.reader.folder / "device" / f"{user}.{what}"
        file.write_text(b64(value), "ascii")
        file.chmod(0o600)

    def lay_down(self) -> None:
        """The recovery set written anew, with nothing of what was there."""
        reader, items = self.reader, list[Json]()
        his, hers = (granted(reader.grants[db], reader.seed)[1] for db in ("programme", "partner"))
        wanted = [("programme", his), ("partnerdb", hers), ("safety", reader.newest)]
        team = {key.id for _id, key in wanted}
        under_team = {id for id, _version, _value in reader.for_team("partner_key", "key")}
        restricted = [key for id, key in reader.partner_keys().items() if id not in under_team | team]
        for kind, key in (*wanted, *(("partner", key) for key in restricted)):
            items += recovery_items(self.me, reader.people, kind, key)
        (reader.folder / "recovery.json").write_bytes(cj({"v": 1, "inst": reader.inst, "items": items}))

    def back_up(self, db: str, folder: Path, app: str, schema: str, to: dict[str, bytes]) -> Path:
        """A backup of one database: a copy under a fresh key, sealed to these, named by the newest event of its log."""
        reader, key, copy = self.reader, os.urandom(32), folder / f"{db}.copy"
        self.write(db, "safety" if db == "programme" else "backup.make", [])
        raw = self.raw(db)
        raw.execute(f"ATTACH DATABASE '{copy}' AS copy KEY \"x'{key.hex()}'\"")
        raw.execute("SELECT sqlcipher_export('copy')").fetchall()
        tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
        rows = {one: raw.execute(f'SELECT count(*) FROM "{one}"').fetchone()[0] for one in tables}  # noqa: S608  names from the schema
        raw.execute("DETACH DATABASE copy")
        heads = {db: self.head(db), "roster": (reader.people.seq, reader.people.hash)}
        told = {name: {"seq": seq, "hash": found} for name, (seq, found) in heads.items()}
        inner = {"db_key": key.hex(), "heads": told, "marker": heads[db][1][:32], "rows": rows}
        stones = reader.folder / f"tombstones.{db}.json"
        header = {"backup_id": new_id(), "db": db, "storage": "embedded", "created": self.ts, "app": app,
                  "schema": schema, "keyslots": b64((reader.folder / f"{db}.keyslots.json").read_bytes()),
                  "recovery": b64((reader.folder / "recovery.json").read_bytes()),
                  "tombstones": b64(stones.read_bytes() if stones.exists() else b"")}  # fmt: skip
        file = folder / f"{db}-second.hrb"
        file.write_bytes(backup(self.me, header, to, inner, copy.read_bytes()))
        copy.unlink()
        return file


def digest_of(table: str, row: Json) -> str:
    """What an event says of a row: of an envelope its hash, of any other that of its columns (E5)."""
    envelope = next((row[name] for name in ("doc", "key", "sk") if name in row), None)
    if envelope is not None:
        return sha256(envelope).hexdigest()
    cols = {name: plain(name, cell) for name, cell in row.items() if name not in ("id", "version")}
    if "is_active" in cols:
        cols["is_active"] = bool(cols["is_active"])
    return row_digest(table, row["id"].hex(), row["version"], cols)


def lp_split(stored: bytes) -> bytes:
    """The signed bytes of `lp(bytes) ‖ sig`."""
    return stored[4 : 4 + int.from_bytes(stored[:4], "big")]
