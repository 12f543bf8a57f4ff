"""Decides who may sign which roster event, and what it changes; the table of E4 in code."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from app.crypto.roster_state import PROGRAMME_ROLES, SAFETY_ROLES, TRUSTEE, RosterEvent, RosterPerson, RosterState

Rule = Callable[[RosterState, RosterEvent], bool]


def breaks_a_rule(state: RosterState, event: RosterEvent) -> bool:
    """Whether this event may not follow this state; then the chain is invalid from here."""
    if (event.kind == "genesis") != (event.seq == 1):
        return True
    if not _MAY_SIGN[event.kind](state, event):
        return True
    return event.kind != "approve" and not fits(state, event)


def fits(state: RosterState, event: RosterEvent) -> bool:
    """Whether the event can take effect now; asked when it is signed and again when it is approved."""
    if event.person is not None:
        return _person_fits(state, event, event.person)
    if event.kind == "remove":
        return _subject(state, event) is not None
    if event.kind == "set_roles":
        person = _subject(state, event)
        return person is not None and any(person.roles <= desk and event.roles <= desk for desk in _DESKS)
    if event.key is not None:
        current = state.team_key if event.kind == "team_key" else state.backup_key
        return event.key.ver == (current.ver if current else 0) + 1
    return True


def must_wait(state: RosterState, event: RosterEvent) -> bool:
    """Whether a second person has to approve before the event takes effect."""
    if event.kind in {"found_safety", "trustee", "baseline"}:
        return True
    if event.kind == "add":
        return event.person is not None and event.person.is_safety
    if event.kind == "set_roles":
        return bool(event.roles & SAFETY_ROLES)
    if event.kind == "rotate_key":
        return event.by != event.user and state.holds(event.by, "trustee")
    return False


def apply(state: RosterState, event: RosterEvent) -> RosterState:
    """The state after an event that broke no rule."""
    state = replace(state, seq=event.seq)
    if event.approves is not None:
        approved = state.waiting[event.approves[0]]
        return _take_effect(state.without_waiting(approved.seq), approved)
    state = state.without_waiting(*(seq for seq, held in state.waiting.items() if _ousts(event, held)))
    return state.with_waiting(event) if must_wait(state, event) else _take_effect(state, event)


def _take_effect(state: RosterState, event: RosterEvent) -> RosterState:
    if event.person is not None:
        state = state.with_person(event.person)
        if event.kind == "rotate_key":
            state = state.without_waiting(
                *(s for s, held in state.waiting.items() if event.user in (held.by, held.user))
            )
        return state
    person = _subject(state, event)
    if person is not None and event.kind == "remove":
        return state.with_person(replace(person, active=False))
    if person is not None and event.kind == "set_roles":
        return state.with_person(replace(person, roles=event.roles))
    if event.baseline is not None:
        return replace(state, baselines=(*state.baselines, event.baseline))
    if event.kind == "team_key":
        return replace(state, team_key=event.key)
    if event.kind == "backup_key":
        return replace(state, backup_key=event.key)
    return replace(state, min_version=event.versions)


def _ousts(event: RosterEvent, held: RosterEvent) -> bool:
    if event.person is None or held.person is None or event.user != held.user:
        return False
    return not event.person.has_keys_of(held.person)


def _subject(state: RosterState, event: RosterEvent) -> RosterPerson | None:
    return state.active(event.user) if event.user else None


def _person_fits(state: RosterState, event: RosterEvent, person: RosterPerson) -> bool:
    others = (other for other in state.people.values() if other.active and other.user != person.user)
    if any(person.shares_a_key_with(other) for other in others):
        return False
    present = state.active(person.user)
    if event.kind == "rotate_key":
        return present is not None and present.roles == person.roles
    if present is not None:
        return False
    return any(person.roles <= desk for desk in _ROLES_OF[event.kind])


def _genesis(_state: RosterState, event: RosterEvent) -> bool:
    return event.person is not None and event.by == event.user and "manager" in event.person.roles


def _found_safety(state: RosterState, event: RosterEvent) -> bool:
    return state.team_key is None and state.holds(event.by, "manager")


def _keeper_of(state: RosterState, event: RosterEvent) -> bool:
    person = event.person or _subject(state, event)
    if person is None:
        return False
    if person.roles <= PROGRAMME_ROLES:
        return state.holds(event.by, "manager")
    return state.is_safety(event.by)


def _by_safety(state: RosterState, event: RosterEvent) -> bool:
    return state.is_safety(event.by)


def _rotate_key(state: RosterState, event: RosterEvent) -> bool:
    person = _subject(state, event)
    if person is None or event.by == event.user:
        return person is not None
    if person.is_trustee:
        return False
    return state.holds(event.by, "trustee" if person.is_safety else "manager")


def _backup_key(state: RosterState, event: RosterEvent) -> bool:
    if state.is_safety(event.by):
        return True
    return not state.safety_was_ever_active and state.holds(event.by, "manager")


def _min_version(state: RosterState, event: RosterEvent) -> bool:
    return state.holds(event.by, "manager", "safety_lead")


def _baseline(state: RosterState, event: RosterEvent) -> bool:
    return state.holds(event.by, "manager") if _is_managers_baseline(state, event) else state.is_safety(event.by)


def _is_managers_baseline(state: RosterState, event: RosterEvent) -> bool:
    chain = event.baseline.chain if event.baseline else ""
    return chain == "programme" or (chain == "roster" and state.team_key is None)


def _approve(state: RosterState, event: RosterEvent) -> bool:
    seq, named = event.approves or (0, "")
    held = state.waiting.get(seq)
    if held is None or held.hash != named or held.by == event.by or event.is_too_late(held):
        return False
    return _may_approve(state, event, held) and fits(state, held)


def _may_approve(state: RosterState, event: RosterEvent, held: RosterEvent) -> bool:
    if held.kind == "found_safety":
        return state.team_key is None and event.by == held.user
    if held.kind == "trustee":
        return state.holds(event.by, "manager")
    if held.kind == "rotate_key":
        return state.holds(event.by, "trustee")
    if held.kind == "baseline":
        managers = _is_managers_baseline(state, held)
        return state.active(event.by) is not None if managers else state.holds(event.by, "trustee")
    return state.is_safety(event.by) or (state.safety_count == 1 and state.holds(event.by, "trustee"))


_DESKS = (PROGRAMME_ROLES, SAFETY_ROLES)
_ROLES_OF: Mapping[str, tuple[frozenset[str], ...]] = MappingProxyType(
    {"genesis": (PROGRAMME_ROLES,), "found_safety": (SAFETY_ROLES,), "add": _DESKS, "trustee": (TRUSTEE,)}
)
_MAY_SIGN: Mapping[str, Rule] = MappingProxyType(
    {
        "genesis": _genesis,
        "found_safety": _found_safety,
        "add": _keeper_of,
        "trustee": _by_safety,
        "approve": _approve,
        "remove": _keeper_of,
        "set_roles": _keeper_of,
        "rotate_key": _rotate_key,
        "team_key": _by_safety,
        "backup_key": _backup_key,
        "min_version": _min_version,
        "baseline": _baseline,
    }
)
