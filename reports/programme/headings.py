"""Names every report and every part of it that a writer fills, in the order of the paper."""

from app.core.language import _
from app.domain.pack_tables import reports
from reports.programme.documents import WRITTEN, Kind, has
from reports.programme.parts import Attendee, Ending, Profile, Verdict


def title(kind: Kind) -> str:
    """What a report is called, on its first page and on the board."""
    return reports()[kind]


def heading(part: str, kind: Kind) -> str:
    """The heading above a part in a writer's own words."""
    if kind is Kind.CONCERN and part == "concerns":
        return _("What worries us")
    if kind is Kind.NOT_SUITABLE and part == "next_steps":
        return _("What we suggest instead")
    return {
        "summary": _("Summary"),
        "question": _("What we were asked"),
        "agreed": _("What we agreed with him"),
        "concerns": _("Concerns and what we have done"),
        "done": _("What we have done"),
        "asked": _("What we ask of you"),
        "how_it_ended": _("How it ended"),
        "ahead": _("What is still ahead of him"),
        "answer": _("Our answer"),
        "next_steps": _("What comes next"),
    }[part]


def written_parts(kind: Kind) -> tuple[str, ...]:
    """The parts of a report that its writer fills, in the order of the paper; those of the blocks stand between."""
    return tuple(part for part in WRITTEN if has(kind, part))


def before_blocks(kind: Kind) -> tuple[str, ...]:
    """The parts a writer fills that stand above what he has worked on."""
    return tuple(part for part in ("summary", "question", "how_it_ended") if has(kind, part))


def verdict_words(verdict: Verdict) -> str:
    """The decision in words."""
    return {
        Verdict.SUITABLE: _("Suitable for this programme"),
        Verdict.NOT_READY: _("Suitable, not ready yet"),
        Verdict.NOT_SUITABLE: _("Not suitable for this programme"),
        Verdict.NOT_ELIGIBLE: _("Not eligible for this programme"),
    }[verdict]


def ending_words(how: Ending) -> str:
    """How his time ended; never "successfully" (NEV-17)."""
    return {
        Ending.COMPLETED: _("He attended what the programme asks for"),
        Ending.WITHDRAWN: _("He left before the end"),
        Ending.DESELECTED: _("We ended his place"),
        Ending.BACK_TO_REFERRER: _("Sent back to the referrer"),
        Ending.AWAY: _("He left and may return"),
        Ending.NOT_ENDED: _("His time with us has not ended"),
    }[how]


def attendee_words(role: Attendee) -> str:
    """In which role somebody sat at a review."""
    return {
        Attendee.CLIENT: _("the person named"),
        Attendee.FACILITATOR: _("a facilitator"),
        Attendee.OFFICER: _("the officer"),
        Attendee.MANAGER: _("the manager"),
        Attendee.PEER_WORKER: _("a peer worker"),
        Attendee.REFERRER: _("the referrer"),
        Attendee.INTERPRETER: _("an interpreter"),
        Attendee.OTHER: _("somebody else"),
    }[role]


def profile_words(item: Profile) -> str:
    """A figure of the Treatment Outcomes Profile; our words, never those of its paper."""
    return {
        Profile.ALCOHOL: _("Alcohol"),
        Profile.OPIATES: _("Opiates"),
        Profile.CRACK: _("Crack"),
        Profile.COCAINE: _("Cocaine"),
        Profile.AMPHETAMINES: _("Amphetamines"),
        Profile.CANNABIS: _("Cannabis"),
        Profile.OTHER: _("Another substance"),
        Profile.INJECTED: _("Injected"),
        Profile.SHOPLIFTING: _("Shoplifting"),
        Profile.DRUG_SELLING: _("Selling drugs"),
        Profile.ASSAULT: _("Assault or violence"),
        Profile.PSYCHOLOGICAL_HEALTH: _("Psychological health"),
        Profile.PAID_WORK: _("Paid work"),
        Profile.EDUCATION: _("College or school"),
        Profile.PHYSICAL_HEALTH: _("Physical health"),
        Profile.QUALITY_OF_LIFE: _("Quality of life"),
    }[item]
