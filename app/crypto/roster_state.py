"""Knows who was in the roster, with what keys and roles, right after each event (E4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType

PROGRAMME_ROLES = frozenset({"facilitator", "manager", "administrator", "peer_worker", "auditor"})
SAFETY_ROLES = frozenset({"safety_officer", "safety_lead"})
TRUSTEE = frozenset({"trustee"})
APPROVAL_DAYS = 14


@dataclass(frozen=True)
class RosterPerson:
    """A person as the roster knows her; public keys as bytes."""

    user: str
    label: str
    x25519: bytes
    ed25519: bytes
    roles: frozenset[str]
    active: bool = True

    @property
    def is_safety(self) -> bool:
        """An officer or lead of the safety team."""
        return bool(self.roles & SAFETY_ROLES)

    @property
    def is_trustee(self) -> bool:
        """A trustee: keys on paper, no login."""
        return self.roles == TRUSTEE

    def has_keys_of(self, other: "RosterPerson") -> bool:
        """The very same pair of keys."""
        return (self.x25519, self.ed25519) == (other.x25519, other.ed25519)

    def shares_a_key_with(self, other: "RosterPerson") -> bool:
        """Either key in common."""
        return self.x25519 == other.x25519 or self.ed25519 == other.ed25519


@dataclass(frozen=True)
class KeyVersion:
    """A public key of the team, or for backups, and its version."""

    ver: int
    pk: bytes


@dataclass(frozen=True)
class Baseline:
    """From which event on a chain is verified after a restore (SEC-15); `at` is the event that says so."""

    chain: str
    seq: int
    hash: str
    at: int


@dataclass(frozen=True)
class RosterEvent:
    """One signed event, read; its subject in the form its type gives it."""

    seq: int
    ts: datetime
    kind: str
    by: str
    hash: str
    user: str | None = None
    person: RosterPerson | None = None
    roles: frozenset[str] = frozenset()
    approves: tuple[int, str] | None = None
    key: KeyVersion | None = None
    versions: tuple[int, int] | None = None
    baseline: Baseline | None = None

    def is_too_late(self, waiting: "RosterEvent") -> bool:
        """Whether an approval comes more than 14 days after what it approves."""
        return self.ts - waiting.ts > timedelta(days=APPROVAL_DAYS)


@dataclass(frozen=True)
class RosterState:
    """Everything the roster says right after one event."""

    seq: int = 0
    people: Mapping[str, RosterPerson] = field(default_factory=lambda: MappingProxyType({}))
    waiting: Mapping[int, RosterEvent] = field(default_factory=lambda: MappingProxyType({}))
    team_key: KeyVersion | None = None
    backup_key: KeyVersion | None = None
    min_version: tuple[int, int] | None = None
    baselines: tuple[Baseline, ...] = ()
    safety_was_ever_active: bool = False

    def active(self, user: str) -> RosterPerson | None:
        """The person, if she is active."""
        person = self.people.get(user)
        return person if person is not None and person.active else None

    @property
    def safety_count(self) -> int:
        """How many officers and leads are active."""
        return sum(1 for person in self.people.values() if person.active and person.is_safety)

    def holds(self, user: str, *roles: str) -> bool:
        """Whether the person is active and has one of these roles."""
        person = self.active(user)
        return person is not None and bool(person.roles.intersection(roles))

    def is_safety(self, user: str) -> bool:
        """Whether the person is an active officer or lead."""
        return self.holds(user, *SAFETY_ROLES)

    def with_person(self, person: RosterPerson) -> "RosterState":
        """The state once this person is as given."""
        return replace(
            self,
            people=MappingProxyType({**self.people, person.user: person}),
            safety_was_ever_active=self.safety_was_ever_active or (person.active and person.is_safety),
        )

    def with_waiting(self, event: RosterEvent) -> "RosterState":
        """The state with one more event that needs a second person."""
        return replace(self, waiting=MappingProxyType({**self.waiting, event.seq: event}))

    def without_waiting(self, *seqs: int) -> "RosterState":
        """The state once these wait no more."""
        left = {seq: event for seq, event in self.waiting.items() if seq not in seqs}
        return replace(self, waiting=MappingProxyType(left))
