"""Lists the words of peer support: agreements, competences, CHIME tags, and how talks and requests end."""

from enum import StrEnum

from app.core.language import _


class Agreement(StrEnum):
    """What is told beforehand and signed (PEER-4)."""

    CONFIDENTIAL = "confidential"
    NOT_OUTSIDE = "not_outside"
    SHARE = "share"
    NO_JUDGING = "no_judging"
    RESPECT = "respect"
    NO_AGGRESSION = "no_aggression"
    WATCH_OVER = "watch_over"


def agreement_words(one: Agreement) -> str:
    """An agreement as he reads it."""
    return {
        Agreement.CONFIDENTIAL: _("What is said here stays here, within the limits of the statement of understanding."),
        Agreement.NOT_OUTSIDE: _("We do not talk about each other outside."),
        Agreement.SHARE: _("To take part is to share."),
        Agreement.NO_JUDGING: _("We do not judge, interrupt or blame."),
        Agreement.RESPECT: _("We treat each other with respect."),
        Agreement.NO_AGGRESSION: _("No aggression, in words or otherwise."),
        Agreement.WATCH_OVER: _("We watch over each other."),
    }[one]


class Chime(StrEnum):
    """What helps a man on, as tags on themes and notes (domain.md 13.6)."""

    CONNECTEDNESS = "connectedness"
    HOPE = "hope"
    IDENTITY = "identity"
    MEANING = "meaning"
    EMPOWERMENT = "empowerment"


def chime_words(one: Chime) -> str:
    """A tag in words."""
    return {
        Chime.CONNECTEDNESS: _("Connectedness"),
        Chime.HOPE: _("Hope"),
        Chime.IDENTITY: _("Identity"),
        Chime.MEANING: _("Meaning"),
        Chime.EMPOWERMENT: _("Empowerment"),
    }[one]


class Competence(StrEnum):
    """The eight competences of a peer worker, each 0 to 4 with evidence (PEER-10, domain.md 13.6)."""

    OWN_EXPERIENCE = "own_experience"
    SENSITIVITY = "sensitivity"
    THERAPEUTIC_KNOWLEDGE = "therapeutic_knowledge"
    FIRMNESS = "firmness"
    ORGANISING = "organising"
    ORGANISATIONAL_AWARENESS = "organisational_awareness"
    FRUSTRATION_TOLERANCE = "frustration_tolerance"
    STIGMA = "stigma"


def competence_words(one: Competence) -> str:
    """A competence in words."""
    return {
        Competence.OWN_EXPERIENCE: _("Conveys own experience"),
        Competence.SENSITIVITY: _("Sensitivity"),
        Competence.THERAPEUTIC_KNOWLEDGE: _("Therapeutic knowledge"),
        Competence.FIRMNESS: _("Firmness"),
        Competence.ORGANISING: _("Organising"),
        Competence.ORGANISATIONAL_AWARENESS: _("Organisational awareness"),
        Competence.FRUSTRATION_TOLERANCE: _("Frustration tolerance"),
        Competence.STIGMA: _("Deals with stigma"),
    }[one]


class ReviewOutcome(StrEnum):
    """How a responsibility review came out (PEER-5)."""

    TAKES_RESPONSIBILITY = "takes_responsibility"
    IN_PART = "in_part"
    BLAMES_ONLY_OTHERS = "blames_only_others"


def outcome_words(one: ReviewOutcome) -> str:
    """An outcome in words: what he does, never what he is."""
    return {
        ReviewOutcome.TAKES_RESPONSIBILITY: _("Takes responsibility for what he did"),
        ReviewOutcome.IN_PART: _("In part: talk again"),
        ReviewOutcome.BLAMES_ONLY_OTHERS: _("Still blames only others"),
    }[one]


class Asked(StrEnum):
    """Whether a request for contact is somebody's first or a later one (PEER-3)."""

    FIRST = "first"
    LATER = "later"


class EnquiryEnd(StrEnum):
    """What became of a request for contact."""

    OPEN = "open"
    COMES = "comes"
    THINKS = "thinks"
    NOT_NOW = "not_now"
    ELSEWHERE = "elsewhere"


def enquiry_words(one: EnquiryEnd) -> str:
    """What became of a request, in words."""
    return {
        EnquiryEnd.OPEN: _("Not answered yet"),
        EnquiryEnd.COMES: _("Comes to a meeting"),
        EnquiryEnd.THINKS: _("Thinks about it"),
        EnquiryEnd.NOT_NOW: _("Not now"),
        EnquiryEnd.ELSEWHERE: _("Helped to another service"),
    }[one]


class Supervised(StrEnum):
    """What kind of entry stands in the supervision log (PEER-10)."""

    SUPERVISION = "supervision"
    OBSERVED = "observed"
    DEBRIEF = "debrief"
    TRAINING = "training"


def supervised_words(one: Supervised) -> str:
    """An entry of the log in words."""
    return {
        Supervised.SUPERVISION: _("Supervision"),
        Supervised.OBSERVED: _("Session observed"),
        Supervised.DEBRIEF: _("Talk after a meeting"),
        Supervised.TRAINING: _("Training"),
    }[one]


class Paid(StrEnum):
    """Whether a peer worker is paid or a volunteer; not known is said so (NEV-14)."""

    PAID = "paid"
    VOLUNTARY = "voluntary"
    UNKNOWN = "unknown"


def paid_words(one: Paid) -> str:
    """Paid or voluntary, in words."""
    return {Paid.PAID: _("Paid"), Paid.VOLUNTARY: _("Voluntary"), Paid.UNKNOWN: _("Not known")}[one]
