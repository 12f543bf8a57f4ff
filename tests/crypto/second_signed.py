"""A second program's signed things: roster, logs, grants, what crosses the wall, backups; from the design alone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from tests.crypto.second import (
    Key,
    Seed,
    b64,
    cj,
    domain,
    hpke_open,
    hpke_seal,
    lp,
    need,
    pad,
    read_cj,
    sha,
    signed_by,
    split,
    unpad,
)  # fmt: skip

Json = dict[str, Any]
Row = tuple[int, bytes, bytes]
SAFETY = {"safety_officer", "safety_lead"}
PERSON = ("user", "label", "x25519", "ed25519", "roles")
FIRST = "0" * 64
FORTNIGHT = timedelta(days=14)


@dataclass(frozen=True)
class By:
    """Who signs, and up to which event of the roster they had read."""

    inst: str
    user: str
    seed: Seed
    roster_seq: int


def moment(ts: str) -> datetime:
    return datetime.fromisoformat(ts)


# E4


@dataclass(frozen=True)
class State:
    """Who is who after one event of the roster."""

    people: dict[str, Json] = field(default_factory=dict)
    team: tuple[int, str] = (0, "")
    backup: tuple[int, str] = (0, "")

    def roles(self, user: str) -> set[str]:
        return set(self.people.get(user, {"roles": ()})["roles"])

    def officers(self) -> list[str]:
        return [user for user in self.people if self.roles(user) & SAFETY]


class Roster:
    """The list of staff, each event checked by the table of E4."""

    def __init__(self, inst: str) -> None:
        self.inst, self.seq, self.hash = inst, 0, FIRST
        self.states = [State()]
        self.waiting: dict[int, tuple[Json, str]] = {}

    @property
    def now(self) -> State:
        return self.states[-1]

    def read(self, rows: list[Row]) -> "Roster":
        for seq, data, sig in rows:
            event = read_cj(data, "t", "inst", "seq", "prev", "ts", "type", "subject", "by")
            found = sha("handrail/roster/v1", data)
            place = (event["t"], event["inst"], event["seq"], event["prev"])
            need(place == ("handrail/roster/v1", self.inst, self.seq + 1, self.hash) and seq == event["seq"], "chain")
            signed_by(self._key_of(event), sig, domain("handrail/rostersig/v1") + found)
            self.states.append(self._after(event, found.hex()))
            self.seq, self.hash = seq, found.hex()
        return self

    def next(self, kind: str, subject: Json, by: By, ts: str) -> Row:
        event = {"t": "handrail/roster/v1", "inst": self.inst, "seq": self.seq + 1, "prev": self.hash, "ts": ts,
                 "type": kind, "subject": subject, "by": by.user}  # fmt: skip
        data = cj(event)
        return self.seq + 1, data, by.seed.sign(domain("handrail/rostersig/v1") + sha("handrail/roster/v1", data))

    def _key_of(self, event: Json) -> str:
        """The first manager and a founding officer sign with the key that is only being named."""
        person = event["subject"] if event["type"] == "genesis" else self.now.people.get(event["by"])
        if person is None and event["type"] == "approve":
            person = self.waiting[event["subject"]["seq"]][0]["subject"]
        need(person, "an unknown signer")
        return str(person["ed25519"])

    def _after(self, event: Json, found: str) -> State:
        kind, subject, by = event["type"], event["subject"], event["by"]
        if kind == "approve":
            first, _hash = self.waiting.pop(subject["seq"])
            need(_hash == subject["hash"] and first["by"] != by, "approve")
            need(moment(event["ts"]) - moment(first["ts"]) <= FORTNIGHT, "too late")
            need(self._may_approve(first, by), "who approves")
            return self._done(first)
        need(self._may(event), f"who may {kind}")
        if self._waits(event):
            self.waiting[event["seq"]] = (event, found)
            return self.now
        return self._done(event)

    def _waits(self, event: Json) -> bool:
        kind, subject = event["type"], event["subject"]
        to_safety = bool(set(subject.get("roles", ())) & SAFETY)
        return kind in ("found_safety", "trustee", "baseline") or (kind in ("add", "set_roles") and to_safety)

    def _may(self, event: Json) -> bool:
        kind, roles = event["type"], self.now.roles(event["by"])
        is_safety = bool(roles & SAFETY)
        if kind == "genesis":
            return self.seq == 0 and "manager" in event["subject"]["roles"]
        if kind == "found_safety":
            return "manager" in roles and not self.now.team[0]
        if kind in ("trustee", "team_key", "backup_key"):
            return is_safety or (kind == "backup_key" and "manager" in roles and not self.now.officers())
        if kind in ("add", "set_roles", "remove"):
            told = set(event["subject"].get("roles") or self.now.roles(event["subject"]["user"]))
            return is_safety if told & {*SAFETY, "trustee"} else "manager" in roles
        return bool(roles)

    def _may_approve(self, first: Json, by: str) -> bool:
        roles = self.now.roles(by)
        if first["type"] == "found_safety":
            own: bool = first["subject"]["user"] == by
            return own
        if first["type"] == "trustee":
            return "manager" in roles
        return bool(roles & SAFETY) or ("trustee" in roles and len(self.now.officers()) == 1)

    def _done(self, event: Json) -> State:
        kind, subject, people = event["type"], event["subject"], dict(self.now.people)
        if kind in ("team_key", "backup_key"):
            made = (subject["ver"], subject["pk"])
            last = (self.now.team if kind == "team_key" else self.now.backup)[0]
            need(made[0] == last + 1, "version")
            return State(people, made, self.now.backup) if kind == "team_key" else State(people, self.now.team, made)
        if kind == "remove":
            del people[subject["user"]]
        elif kind == "set_roles":
            people[subject["user"]] = {**people[subject["user"]], "roles": subject["roles"]}
        elif set(subject) == set(PERSON):
            people[subject["user"]] = subject
        return State(people, self.now.team, self.now.backup)

    def person(self, user: str, seq: int) -> Json:
        need(0 < seq <= self.seq and user in self.states[seq].people, "nobody by then")
        found: Json = self.states[seq].people[user]
        return found

    def entitled(self, user: str, seq: int, *roles: str) -> Json:
        found = self.person(user, seq)
        need(not roles or set(found["roles"]) & set(roles), "not entitled")
        need("trustee" not in found["roles"], "a trustee is no staff")
        return found


# signed statements


def statement(kind: str, signer: By, /, **fields: Any) -> bytes:
    return cj({"t": f"handrail/{kind}/v1", "inst": signer.inst, "roster_seq": signer.roster_seq, **fields})


def grant(kind: str, key: Key, to: Json, by: By) -> bytes:
    told = statement("grant", by, kind=kind, key_id=key.id, key_ver=key.version, to_user=to["user"],
                     to_pk=to["x25519"], by_user=by.user)  # fmt: skip
    digest = sha256(told).digest()
    ct = hpke_seal(bytes.fromhex(to["x25519"]), domain("handrail/grant/v1") + digest, key.value)
    return b"\x01" + lp(told) + ct + by.seed.sign(domain("handrail/grantsig/v1") + digest + ct)


def granted(row: bytes, seed: Seed, roster: Roster | None = None) -> tuple[Json, Key]:
    """What a grant says and gives; with a roster, whether its giver and receiver might."""
    version, told, ct, sig = split(row, 1, None, 80, 64)
    said, digest = read_cj(told), sha256(told).digest()
    need(version == b"\x01" and said["to_pk"] == seed.x25519.hex(), "not for this key")
    if roster is not None:
        of_hers = said["kind"] in ("partnerdb", "login_partner", "safety", "partner")
        givers = {"programme": {"manager", *SAFETY}, "login_programme": {"manager"}}.get(said["kind"], SAFETY)
        giver = roster.entitled(said["by_user"], said["roster_seq"], *givers)
        to = roster.entitled(said["to_user"], said["roster_seq"], *(SAFETY if of_hers else ()))
        need(to["x25519"] == said["to_pk"], "another key")
        signed_by(giver["ed25519"], sig, domain("handrail/grantsig/v1") + digest + ct)
    value = hpke_open(seed.bundle[:32], domain("handrail/grant/v1") + digest, ct)
    return said, Key(said["key_id"], said["key_ver"], value)


def chained(
    kind: str, rows: list[Row], check: Callable[[Json], Json], head: tuple[int, str] = (0, FIRST)
) -> list[Json]:
    """The events of one chain, each checked against the one before and its signer's key."""
    events, (seq, last), read = [], head, 0
    names = {"audit": ("audit", "auditsig"), "tomb": ("tomb", "tombsig")}[kind]
    for number, data, sig in rows:
        event = read_cj(data)
        found = sha(f"handrail/{names[0]}/v1", data)
        need((number, event["seq"], event["prev"]) == (seq + 1, seq + 1, last), "chain")
        need(event["roster_seq"] >= read, "the roster it read fell")
        signed_by(check(event)["ed25519"], sig, domain(f"handrail/{names[1]}/v1") + found)
        events.append(event)
        seq, last, read = number, found.hex(), event["roster_seq"]
    return events


def audit_event(by: By, chain: str, head: tuple[int, str], ts: str, dev: str, act: str, objs: list[Json],
                d: bytes | None) -> tuple[Row, str]:  # fmt: skip
    data = statement("audit", by, chain=chain, seq=head[0] + 1, prev=head[1], ts=ts, dev=dev, by=by.user, act=act,
                     objs=objs, d=None if d is None else b64(d))  # fmt: skip
    found = sha("handrail/audit/v1", data)
    return (head[0] + 1, data, by.seed.sign(domain("handrail/auditsig/v1") + found)), found.hex()


def row_digest(table: str, id: str, ver: int, cols: Json) -> str:
    return sha("handrail/row/v1", cj({"table": table, "id": id, "ver": ver, "cols": cols})).hex()


def clearance(by: By, id: str, case: str, about: str, ts: str) -> bytes:
    told = statement("clearance", by, id=id, case=case, subject="case", about=about, doc_sha256=None,
                     answer="cleared", by=by.user, ts=ts)  # fmt: skip
    return lp(told) + by.seed.sign(domain("handrail/clearancesig/v1") + sha("handrail/clearance/v1", told))


def cleared(stored: bytes, roster: Roster) -> Json:
    told, sig = split(stored, None, 64)
    said = read_cj(told)
    need(said["answer"] == "cleared", "no other answer exists")
    by = roster.entitled(said["by"], said["roster_seq"], *SAFETY)
    signed_by(by["ed25519"], sig, domain("handrail/clearancesig/v1") + sha("handrail/clearance/v1", told))
    return said


def box_item(by: By, roster: Roster, id: str, case: str, ts: str, body: Json) -> bytes:
    version, pk = roster.states[by.roster_seq].team
    told = statement("dropbox", by, id=id, case=case, by=by.user, ts=ts, urgent=False, team_ver=version, team_pk=pk)
    digest, plain = sha256(told).digest(), pad(cj(body))
    plain = plain + bytes(max(0, 2048 - len(plain)))
    ct = hpke_seal(bytes.fromhex(pk), domain("handrail/dropbox/v1") + digest, plain)
    return b"\x01" + lp(told) + lp(ct) + by.seed.sign(domain("handrail/dropboxsig/v1") + digest + ct)


def box_opened(row: bytes, roster: Roster, private: dict[int, bytes]) -> tuple[Json, Json]:
    version, told, ct, sig = split(row, 1, None, None, 64)
    said, digest = read_cj(told), sha256(told).digest()
    need(version == b"\x01" and (said["team_ver"], said["team_pk"]) == roster.states[said["roster_seq"]].team, "team")
    by = roster.entitled(said["by"], said["roster_seq"])
    signed_by(by["ed25519"], sig, domain("handrail/dropboxsig/v1") + digest + ct)
    plain = hpke_open(private[said["team_ver"]], domain("handrail/dropbox/v1") + digest, ct)
    need(len(plain) >= 2048, "its length tells")
    return said, read_cj(plain.rstrip(b"\0")[:-1] if len(plain) == 2048 else unpad(plain), "kind", "data")
