"""Names the roles people hold, the desk each belongs to, and how far a right reaches."""

from collections.abc import Iterable
from enum import StrEnum

from app.core.language import _


class Role(StrEnum):
    """Who somebody is at work (domain.md section 2)."""

    FACILITATOR = "facilitator"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"
    PEER_WORKER = "peer_worker"
    AUDITOR = "auditor"
    SAFETY_OFFICER = "safety_officer"
    SAFETY_LEAD = "safety_lead"
    TRUSTEE = "trustee"


class Side(StrEnum):
    """Which of the two desks somebody signs in at; a trustee signs in at neither."""

    PROGRAMME = "programme"
    PARTNER = "partner"
    NEITHER = "neither"


class Reach(StrEnum):
    """How far a right goes: not at all, to one's own records, or to all of the site."""

    NONE = "none"
    OWN = "own"
    ALL = "all"


SIDE_OF: dict[Role, Side] = {
    Role.FACILITATOR: Side.PROGRAMME,
    Role.MANAGER: Side.PROGRAMME,
    Role.ADMINISTRATOR: Side.PROGRAMME,
    Role.PEER_WORKER: Side.PROGRAMME,
    Role.AUDITOR: Side.PROGRAMME,
    Role.SAFETY_OFFICER: Side.PARTNER,
    Role.SAFETY_LEAD: Side.PARTNER,
    Role.TRUSTEE: Side.NEITHER,
}


def role_words(role: Role) -> str:
    """The words a person reads for a role."""
    return {
        Role.FACILITATOR: _("facilitator"),
        Role.MANAGER: _("programme manager"),
        Role.ADMINISTRATOR: _("administrator"),
        Role.PEER_WORKER: _("peer support worker"),
        Role.AUDITOR: _("auditor"),
        Role.SAFETY_OFFICER: _("safety officer"),
        Role.SAFETY_LEAD: _("safety lead"),
        Role.TRUSTEE: _("trustee"),
    }[role]


def reasons_not_to_hold(roles: Iterable[Role]) -> tuple[str, ...]:
    """Empty when one login may hold these roles together; never one of each desk (ROL-1, NEV-8)."""
    held = set(roles)
    if not held:
        return (_("Choose at least one role."),)
    sides = {SIDE_OF[role] for role in held}
    if {Side.PROGRAMME, Side.PARTNER} <= sides:
        return (_("One login cannot hold a role at both desks."),)
    if Side.NEITHER in sides:
        return (_("A trustee keeps a key on paper and has no login."),)
    return ()
