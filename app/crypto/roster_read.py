"""Reads the checked bytes of a roster event into what the rules of E4 look at."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from app.core.errors import Newer
from app.crypto.encode import is_id, ts_moment
from app.crypto.roster_state import (
    PROGRAMME_ROLES,
    SAFETY_ROLES,
    TRUSTEE,
    Baseline,
    KeyVersion,
    RosterEvent,
    RosterPerson,
)
from app.crypto.statements import (
    EVENT,
    Shape,
    Statement,
    check_shape,
    is_code,
    is_hash,
    is_number,
    is_seq,
    is_text,
    one_of,
)


def read_event(statement: Statement, event_hash: str) -> RosterEvent:
    """The event; a type this version does not know is `Newer`, a misshapen subject `Damaged`."""
    kind = statement.text("type")
    if kind not in _SUBJECTS:
        raise Newer
    shape, read = _SUBJECTS[kind]
    subject = check_shape(statement.value("subject"), shape)
    ts = ts_moment(statement.text("ts"))
    return read(RosterEvent(statement.number("seq"), ts, kind, statement.text("by"), event_hash), subject)


def _with_person(event: RosterEvent, subject: Statement) -> RosterEvent:
    person = RosterPerson(
        subject.text("user"),
        subject.text("label"),
        bytes.fromhex(subject.text("x25519")),
        bytes.fromhex(subject.text("ed25519")),
        _roles(subject),
    )
    return replace(event, user=person.user, person=person)


def _with_approval(event: RosterEvent, subject: Statement) -> RosterEvent:
    return replace(event, approves=(subject.number("seq"), subject.text("hash")))


def _with_user(event: RosterEvent, subject: Statement) -> RosterEvent:
    return replace(event, user=subject.text("user"))


def _with_roles(event: RosterEvent, subject: Statement) -> RosterEvent:
    return replace(event, user=subject.text("user"), roles=_roles(subject))


def _with_key(event: RosterEvent, subject: Statement) -> RosterEvent:
    return replace(event, key=KeyVersion(subject.number("ver"), bytes.fromhex(subject.text("pk"))))


def _with_versions(event: RosterEvent, subject: Statement) -> RosterEvent:
    return replace(event, versions=(subject.number("reader"), subject.number("writer")))


def _with_baseline(event: RosterEvent, subject: Statement) -> RosterEvent:
    kept = Baseline(subject.text("chain"), subject.number("seq"), subject.text("hash"), event.seq)
    return replace(event, baseline=kept)


def _roles(subject: Statement) -> frozenset[str]:
    value = subject.value("roles")
    return frozenset(value) if isinstance(value, list) else frozenset()


def _is_roles(value: object) -> bool:
    """Some roles, each once, in order, of one desk (SEC-9)."""
    if not isinstance(value, list) or not value or not all(isinstance(role, str) for role in value):
        return False
    known = any(set(value) <= desk for desk in (PROGRAMME_ROLES, SAFETY_ROLES, TRUSTEE))
    return known and value == sorted(set(value))


ROSTER_EVENT: Shape = MappingProxyType({**EVENT, "type": is_code, "subject": lambda value: isinstance(value, dict)})
PERSON: Shape = MappingProxyType(
    {"user": is_id, "label": is_text, "x25519": is_hash, "ed25519": is_hash, "roles": _is_roles}
)
_KEY: Shape = MappingProxyType({"ver": is_seq, "pk": is_hash})
_BASELINE: Shape = MappingProxyType({"chain": one_of("programme", "partner", "roster"), "seq": is_seq, "hash": is_hash})
_SUBJECTS: Mapping[str, tuple[Shape, Callable[[RosterEvent, Statement], RosterEvent]]] = MappingProxyType(
    {
        "genesis": (PERSON, _with_person),
        "found_safety": (PERSON, _with_person),
        "add": (PERSON, _with_person),
        "trustee": (PERSON, _with_person),
        "rotate_key": (PERSON, _with_person),
        "approve": (MappingProxyType({"seq": is_seq, "hash": is_hash}), _with_approval),
        "remove": (MappingProxyType({"user": is_id}), _with_user),
        "set_roles": (MappingProxyType({"user": is_id, "roles": _is_roles}), _with_roles),
        "team_key": (_KEY, _with_key),
        "backup_key": (_KEY, _with_key),
        "min_version": (MappingProxyType({"reader": is_number, "writer": is_number}), _with_versions),
        "baseline": (_BASELINE, _with_baseline),
    }
)
