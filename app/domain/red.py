"""Lists the red events of the programme side: whom each must reach, and by when (RED-1, domain.md 10.2)."""

from dataclasses import dataclass
from enum import StrEnum


class RedKind(StrEnum):
    """What can happen that has a clock. What she alone tells is no kind here: it stays at her desk."""

    THREAT_TO_LIFE = "threat_to_life"
    WEAPON = "weapon"
    STRANGULATION = "strangulation"
    THREAT_TO_CHILDREN = "threat_to_children"
    SUICIDAL_OR_HOMICIDAL = "suicidal_or_homicidal"
    NEW_VIOLENCE = "new_violence"
    DROPPED_OUT = "dropped_out"
    EXCLUDED = "excluded"
    TOLD_UNSUITABLE = "told_unsuitable"
    NOT_ATTENDING = "not_attending"
    SUSPECTS_CONTACT = "suspects_contact"
    LOOKS_FOR_HER = "looks_for_her"
    TURNS_UP = "turns_up"
    NEW_PARTNER = "new_partner"
    PREGNANCY = "pregnancy"
    RECONCILIATION = "reconciliation"
    CHILD_CONTACT = "child_contact"
    ORDER_BREACH = "order_breach"
    ARREST = "arrest"
    RELEASE = "release"
    RECALL = "recall"
    CHANGE_OF_ADDRESS = "change_of_address"
    RELAPSE = "relapse"
    MEASURE_RISK_ITEM = "measure_risk_item"
    CHILD_CONCERN = "child_concern"


RATE_AGAIN = frozenset(
    {
        *(RedKind.THREAT_TO_LIFE, RedKind.WEAPON, RedKind.STRANGULATION, RedKind.THREAT_TO_CHILDREN),
        *(RedKind.SUICIDAL_OR_HOMICIDAL, RedKind.NEW_VIOLENCE, RedKind.LOOKS_FOR_HER, RedKind.TURNS_UP),
        *(RedKind.NEW_PARTNER, RedKind.PREGNANCY, RedKind.RECONCILIATION, RedKind.CHILD_CONTACT),
        *(RedKind.ORDER_BREACH, RedKind.ARREST, RedKind.RELEASE, RedKind.RECALL, RedKind.RELAPSE),
    }
)
"""After these a result of before is taken again (RSK-4, RED-5); an absence alone is none of them."""


class Told(StrEnum):
    """Who must hear of a red event."""

    POLICE = "police"
    MANAGER = "manager"
    SAFETY_TEAM = "safety_team"
    REFERRER = "referrer"
    CHILDRENS_SERVICES = "childrens_services"
    SUBSTANCE_SERVICE = "substance_service"
    WORKER = "worker"
    SUPERVISOR = "supervisor"


class RedSource(StrEnum):
    """Where a red event came from (RED-1)."""

    HIS_OWN = "his_own"
    GROUP = "group"
    OBSERVED = "observed"
    REFERRER = "referrer"
    POLICE = "police"
    CHILD = "child"
    OTHER = "other"


class RedClock(StrEnum):
    """By when everybody must have been told; an office may set another (domain.md 10.2)."""

    AT_ONCE = "at_once"
    SAME_DAY = "same_day"
    NEXT_WORKING_DAY = "next_working_day"


@dataclass(frozen=True)
class RedMeans:
    """What a red event asks for."""

    told: tuple[Told, ...]
    clock: RedClock
    if_children: tuple[Told, ...] = ()


_LIFE = RedMeans((Told.POLICE, Told.MANAGER, Told.SAFETY_TEAM), RedClock.AT_ONCE)
_STOPPED = RedMeans((Told.SAFETY_TEAM,), RedClock.SAME_DAY)
_NEAR_HER = RedMeans((Told.SAFETY_TEAM, Told.MANAGER), RedClock.SAME_DAY)
_FAMILY = RedMeans((Told.SAFETY_TEAM,), RedClock.SAME_DAY, if_children=(Told.CHILDRENS_SERVICES,))
_LAW = RedMeans((Told.SAFETY_TEAM, Told.REFERRER), RedClock.SAME_DAY)

RED: dict[RedKind, RedMeans] = {
    RedKind.THREAT_TO_LIFE: _LIFE,
    RedKind.WEAPON: _LIFE,
    RedKind.STRANGULATION: _LIFE,
    RedKind.THREAT_TO_CHILDREN: _LIFE,
    RedKind.SUICIDAL_OR_HOMICIDAL: _LIFE,
    RedKind.NEW_VIOLENCE: RedMeans((Told.SAFETY_TEAM, Told.REFERRER, Told.MANAGER), RedClock.SAME_DAY),
    RedKind.DROPPED_OUT: _STOPPED,
    RedKind.EXCLUDED: _STOPPED,
    RedKind.TOLD_UNSUITABLE: _STOPPED,
    RedKind.NOT_ATTENDING: _STOPPED,
    RedKind.SUSPECTS_CONTACT: _NEAR_HER,
    RedKind.LOOKS_FOR_HER: _NEAR_HER,
    RedKind.TURNS_UP: _NEAR_HER,
    RedKind.NEW_PARTNER: _FAMILY,
    RedKind.PREGNANCY: _FAMILY,
    RedKind.RECONCILIATION: _FAMILY,
    RedKind.CHILD_CONTACT: _FAMILY,
    RedKind.ORDER_BREACH: _LAW,
    RedKind.ARREST: _LAW,
    RedKind.RELEASE: _LAW,
    RedKind.RECALL: _LAW,
    RedKind.CHANGE_OF_ADDRESS: _LAW,
    RedKind.RELAPSE: RedMeans((Told.SAFETY_TEAM, Told.SUBSTANCE_SERVICE), RedClock.NEXT_WORKING_DAY),
    RedKind.MEASURE_RISK_ITEM: RedMeans((Told.WORKER, Told.SUPERVISOR), RedClock.SAME_DAY),
    RedKind.CHILD_CONCERN: RedMeans((Told.CHILDRENS_SERVICES,), RedClock.SAME_DAY),
}
