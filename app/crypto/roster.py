"""Verifies and extends the signed, chained roster: whose public key is whose, the root of all trust (E4, SEC-4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from app.core.errors import Damaged, Newer
from app.core.language import _
from app.crypto.encode import cj, domain, is_id, nfc, parse_cj, ts_text
from app.crypto.person import Seed, verify
from app.crypto.roster_read import PERSON, ROSTER_EVENT, read_event
from app.crypto.roster_rules import apply, breaks_a_rule
from app.crypto.roster_state import APPROVAL_DAYS, Baseline, KeyVersion, RosterEvent, RosterPerson, RosterState
from app.crypto.statements import EMPTY, Head, Link, check_shape, digest, read_statement

__all__ = ["Head", "Link", "Roster", "RosterPerson", "genesis", "next_event", "verify_roster"]

KIND = "handrail/roster/v1"
Row = tuple[int, bytes, bytes]


@dataclass(frozen=True)
class Roster:
    """A roster whose every event has been verified. `states[n]` is the state right after event n."""

    inst: str
    states: tuple[RosterState, ...]
    hashes: tuple[str, ...]

    @property
    def head(self) -> Head:
        """The newest event."""
        return Head(len(self.hashes) - 1, self.hashes[-1])

    @property
    def now(self) -> RosterState:
        """The state after the newest event."""
        return self.states[-1]

    @property
    def people(self) -> tuple[RosterPerson, ...]:
        """Everyone who ever was in it, active or not, in order of id."""
        return tuple(self.now.people[user] for user in sorted(self.now.people))

    def at(self, seq: int | None = None) -> RosterState:
        """The state right after an event; an event that this roster lacks is `Damaged`."""
        if seq is None:
            return self.now
        if not 1 <= seq < len(self.states):
            raise Damaged(_("This names an entry that the list of staff does not have."))
        return self.states[seq]

    def person_at(self, user: str, seq: int | None = None) -> RosterPerson | None:
        """The person as she stood right after that event (now, without one)."""
        return self.at(seq).people.get(user)

    def team_key_at(self, seq: int | None = None) -> KeyVersion | None:
        """The safety team's public key right after that event."""
        return self.at(seq).team_key

    def backup_key_at(self, seq: int | None = None) -> KeyVersion | None:
        """The public key that backups are sealed to."""
        return self.at(seq).backup_key

    @property
    def min_version(self) -> tuple[int, int] | None:
        """The oldest reader and writer that may still be used (T24)."""
        return self.now.min_version

    def is_staff(self, user: str, seq: int | None = None) -> bool:
        """Active, and no trustee."""
        person = self.at(seq).active(user)
        return person is not None and not person.is_trustee

    def is_safety(self, user: str, seq: int | None = None) -> bool:
        """An active officer or lead."""
        return self.at(seq).is_safety(user)

    def holds(self, user: str, role: str, seq: int | None = None) -> bool:
        """Active, with this role."""
        return self.at(seq).holds(user, role)

    def waiting(self, now: datetime) -> tuple[RosterEvent, ...]:
        """What still waits for a second person and may still be approved."""
        limit = timedelta(days=APPROVAL_DAYS)
        return tuple(event for _seq, event in sorted(self.now.waiting.items()) if now - event.ts <= limit)

    def check_pin(self, pin: Head) -> None:
        """Hard stop when this history is shorter than, or other than, what this client saw before (SEC-15)."""
        if pin != EMPTY and (pin.seq >= len(self.hashes) or self.hashes[pin.seq] != pin.hash):
            raise Damaged(_("The list of staff is not the one this computer saw before. Nothing was opened."))

    def baseline_before(self, chain: str, pin: Head) -> Baseline | None:
        """The newest approved baseline of a chain from before a pin or mark: the way on after a restore (SEC-15)."""
        found = [line for line in self.now.baselines if line.chain == chain and line.seq <= pin.seq]
        return found[-1] if found else None

    def extended(self, rows: Iterable[Row]) -> "Roster":
        """This roster and more events, each verified; also the way to try an event before it is stored."""
        states, hashes = list(self.states), list(self.hashes)
        for row in rows:
            event = _verified_event(row, self.inst, states[-1], hashes)
            states.append(apply(states[-1], event))
            hashes.append(event.hash)
        return Roster(self.inst, tuple(states), tuple(hashes))


def verify_roster(rows: Iterable[Row], inst: str) -> Roster:
    """The roster of these rows, or `Damaged`: one broken rule and nothing of it is used.

    Rows that are the same to the byte were verified already: an act reads them every time, and they hardly change.
    """
    return _verified(tuple(rows), inst)


@lru_cache(maxsize=8)
def _verified(rows: tuple[Row, ...], inst: str) -> Roster:
    roster = Roster(inst, (RosterState(),), (EMPTY.hash,)).extended(rows)
    if roster.head.seq == 0:
        raise _invalid(1)
    return roster


def next_event(
    head: Head, inst: str, ts: datetime, kind: str, subject: Mapping[str, object], by: str, seed: Seed
) -> Link:
    """A signed event to follow a head. Try it with `Roster.extended` before storing it."""
    data = cj(
        {
            "t": KIND,
            "inst": inst,
            "seq": head.seq + 1,
            "prev": head.hash,
            "ts": ts_text(ts),
            "type": kind,
            "subject": dict(subject),
            "by": by,
        }
    )
    event_hash = digest(KIND, data)
    return Link(head.seq + 1, data, seed.sign(_to_sign(event_hash)), event_hash.hex())


def genesis(inst: str, ts: datetime, user: str, label: str, roles: Iterable[str], seed: Seed) -> Link:
    """The first event: the first manager, by her own key."""
    return next_event(EMPTY, inst, ts, "genesis", person_subject(user, label, roles, seed), user, seed)


def person_subject(user: str, label: str, roles: Iterable[str], keys: Seed | RosterPerson) -> dict[str, object]:
    """The subject of `genesis`, `found_safety`, `add`, `trustee` and `rotate_key`."""
    public = (keys.x25519_public, keys.ed25519_public) if isinstance(keys, Seed) else (keys.x25519, keys.ed25519)
    return {
        "user": user,
        "label": nfc(label),
        "x25519": public[0].hex(),
        "ed25519": public[1].hex(),
        "roles": sorted(roles),
    }


def approve_subject(event: Head | RosterEvent) -> dict[str, object]:
    """The subject of `approve`: exactly this event and no other."""
    return {"seq": event.seq, "hash": event.hash}


def remove_subject(user: str) -> dict[str, object]:
    """The subject of `remove`."""
    return {"user": user}


def roles_subject(user: str, roles: Iterable[str]) -> dict[str, object]:
    """The subject of `set_roles`."""
    return {"user": user, "roles": sorted(roles)}


def key_subject(ver: int, public: bytes) -> dict[str, object]:
    """The subject of `team_key` and `backup_key`."""
    return {"ver": ver, "pk": public.hex()}


def version_subject(reader: int, writer: int) -> dict[str, object]:
    """The subject of `min_version`."""
    return {"reader": reader, "writer": writer}


def baseline_subject(chain: str, head: Head) -> dict[str, object]:
    """The subject of `baseline`: the last event kept of a chain."""
    return {"chain": chain, "seq": head.seq, "hash": head.hash}


def _verified_event(row: Row, inst: str, state: RosterState, hashes: list[str]) -> RosterEvent:
    seq, data, signature = row
    event_hash = digest(KIND, data)
    public = _signing_key(data, state)
    if seq != len(hashes) or public is None or not verify(public, signature, _to_sign(event_hash)):
        raise _invalid(len(hashes))
    try:
        statement = read_statement(data, KIND, ROSTER_EVENT)
        if (statement.text("inst"), statement.number("seq"), statement.text("prev")) != (inst, seq, hashes[-1]):
            raise _invalid(seq)
        event = read_event(statement, event_hash.hex())
    except Damaged as problem:
        raise _invalid(seq) from problem
    kept = event.baseline
    if kept and kept.chain == "roster" and not (kept.seq < seq and hashes[kept.seq] == kept.hash):
        raise _invalid(seq)
    if breaks_a_rule(state, event):
        raise _invalid(seq)
    return event


def _signing_key(data: bytes, state: RosterState) -> bytes | None:
    """The key the signer has right now; newcomers who found or approve themselves bring their own."""
    try:
        value = parse_cj(data)
        if not isinstance(value, dict) or not is_id(value.get("by")):
            return None
        by = str(value["by"])
        subject = value.get("subject")
        if state.seq == 0:
            return bytes.fromhex(check_shape(subject, PERSON).text("ed25519"))
    except (Damaged, Newer):
        return None
    person = state.active(by)
    if person is not None:
        return person.ed25519
    held = state.waiting.get(subject["seq"]) if isinstance(subject, dict) and type(subject.get("seq")) is int else None
    return held.person.ed25519 if held and held.person and (held.kind, held.user) == ("found_safety", by) else None


def _to_sign(event_hash: bytes) -> bytes:
    return domain("handrail/rostersig/v1") + event_hash


def _invalid(seq: int) -> Damaged:
    return Damaged(_("The list of staff is not valid from entry {number} on. Nothing was opened.").format(number=seq))
