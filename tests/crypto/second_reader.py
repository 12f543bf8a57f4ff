"""A second program that reads a whole office: every row of hers, both logs, all that crossed, backups and recovery."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from tests.crypto.second import (
    Key,
    Place,
    Seed,
    asked_for,
    b64,
    code_of,
    need,
    read_cj,
    shared_key_id,
    trustee_seed,
    unb64,
    unseal,
)  # fmt: skip
from tests.crypto.second_files import Profile, buried, recovered, released
from tests.crypto.second_signed import SAFETY, Json, box_opened, chained, cleared, granted, row_digest

OF_HER = ("partner", "contact", "reveal", "safe_plan", "safety_entry")
OF_THE_TEAM = ("link", "taken", "clearing", "team_entry")
CROSSED = {"key_grant": ("user_id", "row"), "release": ("row", "withdrawal"), "box_item": ("row", "at"),
           "clearance": ("case_id", "about", "statement", "given_at")}  # fmt: skip
IDS, MOMENTS = {"user_id", "case_id", "about"}, {"at", "given_at"}


class Reader(Profile):
    """One officer's whole view: her own seed, both databases, nothing else."""

    def __init__(self, folder: Path, login: str, password: str = "", seed: Seed | None = None, user: str = "") -> None:
        super().__init__(folder, login)
        if seed is None:
            self.unlock("partner", password)
        else:
            self.seed, self.user = seed, user
        self.his, self.hers = self.database("programme"), self.database("partner")
        self.people = self.roster()
        self.team = self._team_keys()
        self.box = dict(self._box_keys())

    def _team_keys(self) -> dict[tuple[str, int], Key]:
        rows = self.hers.execute("SELECT row FROM team_grant WHERE user_id = ?", (bytes.fromhex(self.user),)).fetchall()
        keys = [granted(row, self.seed, self.people) for (row,) in rows]
        need(all(said["kind"] == "safety" for said, _key in keys), "another kind")
        need({key.id for _said, key in keys} == {shared_key_id("safety", self.inst)}, "SEC-10")
        return {(key.id, key.version): key for _said, key in keys}

    @property
    def newest(self) -> Key:
        return max(self.team.values(), key=lambda key: key.version)

    def for_team(self, table: str, column: str) -> Iterator[tuple[str, int, bytes]]:
        """Every row of a table under K_safety: id, version, content."""
        for id, version, envelope in self.hers.execute(f"SELECT id, version, {column} FROM {table}").fetchall():  # noqa: S608  names from this file
            place = Place(self.inst, table, id.hex(), column, version)
            yield id.hex(), version, unseal(self.team[asked_for(envelope)], place, envelope)

    def _box_keys(self) -> Iterator[tuple[int, bytes]]:
        """The private keys of the one-way box, by the version whose public key the roster names."""
        known = {state.team[1]: state.team[0] for state in self.people.states if state.team[0]}
        for _id, _version, private in self.for_team("team_key", "sk"):
            yield known[Seed(private + bytes(32)).x25519.hex()], private

    def partner_keys(self) -> dict[str, Key]:
        """K_partner of every record, by the team's key or as it was granted to this officer (SEC-12)."""
        keys = {id: Key(id, version, value) for id, version, value in self.for_team("partner_key", "key")}
        mine = (bytes.fromhex(self.user),)
        for (row,) in self.hers.execute("SELECT row FROM partner_grant WHERE user_id = ?", mine).fetchall():
            said, key = granted(row, self.seed, self.people)
            need(said["kind"] == "partner" and key.id not in keys, "a restricted record is under no key of the team's")
            keys[key.id] = key
        return keys

    def records(self) -> dict[str, dict[str, Json]]:
        """Every record of hers and of the team, by table and id."""
        keys, found = self.partner_keys(), {table: dict[str, Json]() for table in (*OF_HER, *OF_THE_TEAM)}
        for table in OF_HER:
            rows = self.hers.execute(f"SELECT id, partner_id, version, doc FROM {table}").fetchall()  # noqa: S608  names from this file
            for id, partner, version, doc in rows:
                place = Place(self.inst, table, id.hex(), "doc", version)
                found[table][id.hex()] = read_cj(unseal(keys[partner.hex()], place, doc))
        for table in OF_THE_TEAM:
            found[table] = {id: read_cj(plain) for id, _version, plain in self.for_team(table, "doc")}
        return found

    def log(self, db: str) -> list[Json]:
        """One whole log, each event verified; of hers with what its sealed part says."""
        table, raw = {"programme": ("history", self.his), "partner": ("audit", self.hers)}[db]
        rows = raw.execute(f"SELECT seq, bytes, sig FROM {table} ORDER BY seq").fetchall()  # noqa: S608  names from this file
        may = SAFETY if db == "partner" else set()
        events = chained("audit", rows, lambda event: self.people.entitled(event["by"], event["roster_seq"], *may))
        need(all((one["chain"], one["inst"]) == (db, self.inst) for one in events), "another chain")
        return [self._unsealed(one) for one in events] if db == "partner" else events

    def _unsealed(self, event: Json) -> Json:
        need((event["act"], event["objs"]) == ("sealed", []), "in clear")
        envelope = unb64(event["d"])
        place = Place(self.inst, "audit", self.inst, "d", event["seq"])
        return {**event, **read_cj(unseal(self.team[asked_for(envelope)], place, envelope), "act", "objs", "note")}

    def last_words(self, db: str) -> dict[tuple[str, str], str | None]:
        """What the log says last of each object."""
        return {(one["table"], one["id"]): one["sha256"] for event in self.log(db) for one in event["objs"]}

    def as_they_are(self) -> dict[str, dict[tuple[str, str], str | None]]:
        """The digests of all envelope rows of hers, and of what crossed, computed from what lies there."""
        hers = {}
        for table, column in {
            **dict.fromkeys((*OF_HER, *OF_THE_TEAM), "doc"),
            "partner_key": "key",
            "team_key": "sk",
        }.items():
            for id, envelope in self.hers.execute(f"SELECT id, {column} FROM {table}").fetchall():  # noqa: S608  names from this file
                hers[table, id.hex()] = sha256(envelope).hexdigest()
        his = {}
        for table, columns in CROSSED.items():
            for row in self.his.execute(f"SELECT id, version, {', '.join(columns)} FROM {table}").fetchall():  # noqa: S608  names from this file
                cols = {name: plain(name, cell) for name, cell in zip(columns, row[2:], strict=True)}
                his[table, row[0].hex()] = row_digest(table, row[0].hex(), row[1], cols)
        return {"partner": hers, "programme": his}

    def crossed(self) -> Json:
        """Everything that went over the wall, opened and verified."""
        run = self.his.execute
        return {
            "box": [box_opened(row, self.people, self.box) for (row,) in run("SELECT row FROM box_item").fetchall()],
            "clearances": [cleared(one, self.people) for (one,) in run("SELECT statement FROM clearance").fetchall()],
            "releases": [
                released(row, id.hex(), self.people, team=self.newest)
                for id, row in run("SELECT id, row FROM release").fetchall()
            ],
        }

    def erased(self) -> list[Json]:
        return buried((self.folder / "tombstones.partner.json").read_bytes(), "partner", self.people)

    def by_trustees(self, *codes: str) -> dict[tuple[str, str, int], bytes]:
        """What two papers open of the recovery set, each as it is typed."""
        seeds: dict[str, Seed] = {}
        for user, person in self.people.now.people.items():
            for made in (trustee_seed(code_of(code), self.inst, user) for code in codes):
                if made.x25519.hex() == person["x25519"]:
                    seeds[user] = made
        kept = read_cj((self.folder / "recovery.json").read_bytes(), "v", "inst", "items")
        found = {}
        for item in kept["items"]:
            said = read_cj(unb64(item["statement"]))
            if {said["i"], said["j"]} <= set(seeds):
                kind, key = recovered(item, self.people, seeds)
                found[kind, key.id, key.version] = key.value
        return found


def plain(name: str, cell: object) -> object:
    """A cell as its digest has it: ids in hex, other bytes in base64, moments as ISO 8601 with their zone."""
    if isinstance(cell, bytes):
        return cell.hex() if name in IDS else b64(cell)
    return datetime.fromisoformat(cell).isoformat() if name in MOMENTS and isinstance(cell, str) else cell
