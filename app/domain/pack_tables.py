"""Says each code that a pack may hold in the words a person reads."""

from app.core.language import _
from app.domain.pack_parts import (
    BlockKind,
    CatchUpBy,
    CompletionKind,
    Entry,
    Intervention,
    StartCountsFrom,
    WhenNotMet,
)


def interventions() -> dict[str, str]:
    """Home Office types, and peer support."""
    return {
        Intervention.HELP_SEEKING: _("Help seeking"),
        Intervention.EARLY_RESPONSE: _("Early response"),
        Intervention.BEHAVIOUR_CHANGE: _("Behaviour change"),
        Intervention.INTENSIVE: _("Intensive"),
        Intervention.PEER_SUPPORT: _("Peer support"),
    }


def kinds() -> dict[str, str]:
    """What a block is made of."""
    return {
        BlockKind.GROUP: _("group session"),
        BlockKind.ONE_TO_ONE: _("1-2-1"),
        BlockKind.REVIEW: _("three-way review"),
    }


def entries() -> dict[str, str]:
    """When somebody new may join (SCH-30)."""
    return {
        Entry.CLOSED: _("until the first group session"),
        Entry.BLOCK_START: _("before a block begins"),
        Entry.ANY: _("at any meeting"),
    }


def starts() -> dict[str, str]:
    """Which contact is a start."""
    return {
        StartCountsFrom.GROUP_SESSION: _("his first group session"),
        StartCountsFrom.ANY_CONTACT: _("any first contact"),
    }


def completions() -> dict[str, str]:
    """What makes a case complete (CASE-8)."""
    return {
        CompletionKind.ALL: _("every content is attended or caught up"),
        CompletionKind.HOURS: _("{hours} hours are attended"),
        CompletionKind.NONE: _("never; it goes on as long as he comes"),
    }


def catch_ups() -> dict[str, str]:
    """Until when missed content is made up."""
    return {
        CatchUpBy.BLOCK_END: _("the end of its block"),
        CatchUpBy.PACK_END: _("the end of the programme"),
        CatchUpBy.NONE: _("not asked for"),
    }


def outcomes() -> dict[str, str]:
    """What follows when a criterion is not met."""
    return {
        WhenNotMet.NOT_ELIGIBLE: _("else not eligible"),
        WhenNotMet.NOT_SUITABLE: _("else not suitable"),
        WhenNotMet.NOT_READY: _("else suitable, not ready"),
        WhenNotMet.WARN: _("else a warning"),
    }


def gates() -> dict[str, str]:
    """What must be passed before any contact is held (domain.md 5.3)."""
    return {
        "consent": _("statement of understanding"),
        "partner_details": _("partner details"),
        "clearance": _("safety clearance"),
        "decision": _("decision"),
        "risk_result": _("risk result"),
        "seat": _("seat"),
    }


def risk_tools() -> dict[str, str]:
    """Tools whose names are not initials."""
    return {"any": _("any tool"), "b_safer": "B-SAFER", "rosh": "RoSH", "substance_screen": _("substance screen")}


def facts() -> dict[str, str]:
    """What a criterion may look at."""
    return {
        "gender": _("gender"),
        "age": _("age"),
        "latest_admitted_on": _("the latest episode he admits"),
        "admits": _("what he admits"),
        "motivation": _("motivation"),
        "substance_result": _("the substance screen"),
        "order_weeks_left": _("weeks left of the order"),
        "sara_to_partner": _("SARA, to a partner"),
        "sara_to_others": _("SARA, to others"),
        "sara_overall": _("SARA, overall"),
        "ogrs3": "OGRS3",
        "ovp": "OVP",
        "rsr": "RSR",
        "rosh": "RoSH",
    }


def reports() -> dict[str, str]:
    """Every report there is, in the order of a man's way; a pack may ask for any."""
    return {
        "acceptance": _("Acceptance report"),
        "not_suitable": _("Report: not suitable"),
        "progress": _("Progress report"),
        "midway": _("Mid-way report"),
        "concern": _("Concern report"),
        "completion": _("Completion report"),
        "non_completion": _("Non-completion report"),
        "three_way_review": _("Review report"),
        "court": _("Court report"),
        "cafcass": _("Report to Cafcass"),
        "childrens_services": _("Report to children’s services"),
        "substance": _("Report to the substance service"),
    }


def attendees() -> dict[str, str]:
    """Who is to be at a three-way review."""
    return {
        "client": _("the participant"),
        "facilitator": _("a facilitator"),
        "officer": _("the officer"),
        "manager": _("the manager"),
        "peer_worker": _("a peer worker"),
        "referrer": _("the referrer"),
        "interpreter": _("an interpreter"),
    }


def roles() -> dict[str, str]:
    """Whose task it is."""
    return {
        "facilitator": _("facilitator"),
        "manager": _("manager"),
        "administrator": _("administrator"),
        "peer_worker": _("peer worker"),
    }
