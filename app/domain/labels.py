"""Says each code of a record in the words a person reads; one table per code, in the order a list shows them."""

from app.core.language import _
from app.domain.answers import Answer
from app.domain.codes import (
    Admits,
    DenialForm,
    HoldKind,
    LegalBasisKind,
    Motivation,
    NoDetailsBecause,
    Pressure,
    ReferralSource,
    SourceClass,
    Verdict,
)
from app.domain.moves import ReasonCode
from app.domain.red import RedKind, RedSource, Told

UNKNOWN = "unknown"
USE_IN_SESSION = "use_in_session"


def finishes() -> dict[str, str]:
    """Whether his order leaves time for the programme, in two words; nothing while there is enough (PATH-2)."""
    return {"cannot": _("Too short"), "soon": _("Running out")}


def sources() -> dict[str, str]:
    """Who sent him."""
    return {
        ReferralSource.PROBATION: _("Probation"),
        ReferralSource.COURT: _("Court"),
        ReferralSource.FAMILY_COURT: _("Family court"),
        ReferralSource.CHILDRENS_SERVICES: _("Children’s services"),
        ReferralSource.POLICE: _("Police"),
        ReferralSource.HEALTH: _("Health service"),
        ReferralSource.SUBSTANCE_SERVICE: _("Alcohol or drug service"),
        ReferralSource.SELF: _("Himself"),
        ReferralSource.OTHER_SERVICE: _("Another service"),
    }


def route_words(route: Answer) -> str:
    """Whether the way of reporting to a reader is open; not known is said, never taken for open (REF-8, REP-13)."""
    return {Answer.YES: _("Open"), Answer.NO: _("Closed")}.get(route, _("Not known"))


def legal_kinds() -> dict[str, str]:
    """On what ground he comes."""
    return {
        LegalBasisKind.COURT_REQUIREMENT: _("Requirement of a court order"),
        LegalBasisKind.LICENCE: _("Licence"),
        LegalBasisKind.FAMILY_DIRECTION: _("Direction of a family court"),
        LegalBasisKind.CHILD_PLAN: _("Plan for a child"),
        LegalBasisKind.VOLUNTARY: _("Of his own will"),
        LegalBasisKind.OTHER: _("Another ground"),
        UNKNOWN: _("Not known"),
    }


def evidence_sources() -> dict[str, str]:
    """Where an answer in a screening comes from."""
    return {
        SourceClass.HIS_OWN: _("Himself"),
        SourceClass.OBSERVED: _("Seen by a worker"),
        SourceClass.REFERRER: _("The referrer"),
        SourceClass.POLICE: _("Police"),
        SourceClass.COURT: _("Court papers"),
        SourceClass.DOCUMENT: _("Another document"),
        SourceClass.OTHER: _("Another source"),
    }


def verdicts() -> dict[str, str]:
    """What is decided, in the order of the page."""
    return {
        Verdict.SUITABLE: _("Suitable"),
        Verdict.NOT_READY: _("Suitable, not ready"),
        Verdict.NOT_SUITABLE: _("Not suitable"),
        Verdict.NOT_ELIGIBLE: _("Not eligible"),
        Verdict.CANNOT_DECIDE: _("Cannot be decided yet"),
    }


def grades() -> dict[str, str]:
    """The grades of denial in one or two words (domain.md 5.2)."""
    return {
        "0": _("Accepts"),
        "1": _("Minimises"),
        "2": _("Partial"),
        "3": _("Denies index"),
        "4": _("Extreme"),
    }


def admissions() -> dict[str, str]:
    """What he admits to."""
    return {
        Admits.BOTH: _("What he was convicted of, and more"),
        Admits.CONVICTED_ONLY: _("Only what he was convicted of"),
        Admits.UNCONVICTED_ONLY: _("Only what he was not convicted of"),
        Admits.NONE: _("Nothing"),
        Admits.UNKNOWN: _("Not known"),
    }


def denial_forms() -> dict[str, str]:
    """How he denies or minimises, as a worker would say it."""
    return {
        DenialForm.FACT: _("says it did not happen"),
        DenialForm.MEMORY: _("says he does not remember"),
        DenialForm.RESPONSIBILITY: _("says it was not his doing"),
        DenialForm.INTENT: _("says he did not mean it"),
        DenialForm.HARM: _("minimises harm"),
        DenialForm.FREQUENCY_OR_SEVERITY: _("minimises how often or how bad"),
        DenialForm.JUSTIFICATION: _("justifies it"),
        DenialForm.BLAMES_PARTNER: _("blames the person he hurt"),
        DenialForm.BLAMES_SYSTEM: _("blames police or courts"),
        DenialForm.BLAMES_SUBSTANCE: _("blames alcohol or drugs"),
        DenialForm.BLAMES_UPBRINGING: _("blames his upbringing"),
    }


def motivations() -> dict[str, str]:
    """Where his wish to change comes from; it never blocks alone (DEN-5)."""
    return {
        Motivation.UNKNOWN: _("Not known"),
        Motivation.NONE_SEEN: _("None seen"),
        Motivation.EXTERNAL: _("Because others press him"),
        Motivation.INTROJECTED: _("Because he feels he should"),
        Motivation.IDENTIFIED: _("Because he sees why it matters"),
        Motivation.INTEGRATED: _("Because it is part of who he wants to be"),
        Motivation.INTRINSIC: _("For its own sake"),
    }


def pressures() -> dict[str, str]:
    """Who presses him from outside."""
    return {
        Pressure.COURT: _("court"),
        Pressure.CHILDRENS_SERVICES: _("children’s services"),
        Pressure.FAMILY: _("family"),
        Pressure.WORK: _("work"),
        Pressure.OTHER: _("someone else"),
    }


def no_details_reasons() -> dict[str, str]:
    """Lawful reasons to have no details; each needs a second name (GATE-2)."""
    return {
        NoDetailsBecause.NO_ONE_IN_SCOPE: _("There is nobody in scope"),
        NoDetailsBecause.ALREADY_SUPPLIED_BY_REFERRER: _("The referrer has given them"),
        NoDetailsBecause.DEATH: _("Death"),
    }


def holds() -> dict[str, str]:
    """Why a case is paused (CASE-10)."""
    return {
        HoldKind.HEALTH: _("Health"),
        HoldKind.LEGAL: _("Legal proceedings"),
        HoldKind.CUSTODY: _("In custody"),
        HoldKind.DEFERRED_BY_COURT: _("Deferred by the court"),
        HoldKind.DEPRIORITISED: _("Other cases go first"),
        HoldKind.SERVICE: _("Our service cannot offer it now"),
    }


def risk_levels() -> dict[str, str]:
    """How high a risk stands; a level, never a reason (UX-2)."""
    return {
        "none_recorded": _("None recorded"),
        "low": _("Low"),
        "medium": _("Medium"),
        "high": _("High"),
        "very_high": _("Very high"),
        UNKNOWN: _("Not known"),
    }


def reasons() -> dict[str, str]:
    """Why a case moved or ended, in the order of domain.md 4.3."""
    code = ReasonCode
    return {
        code.DUPLICATE: _("Recorded twice"),
        code.ERROR: _("Recorded in error"),
        code.COURSE_UNAVAILABLE: _("No such programme can be offered"),
        code.TRANSFER: _("Moved to another service"),
        code.NOT_ENOUGH_TIME: _("Not enough time left on the order"),
        code.RELEASED: _("Released"),
        code.SENTENCE_ENDED: _("Sentence ended"),
        code.ORDER_ENDED: _("Order ended"),
        code.DEPORTED: _("Deported"),
        code.RISK_SCORES_CHANGED: _("Risk scores changed"),
        code.PERSONAL: _("Personal circumstances"),
        code.PERSONAL_SAFETY: _("His own safety"),
        code.OTHER: _("Another reason"),
        code.DEATH: _("Death"),
        code.HEALTH: _("Health"),
        code.SOLICITORS_ADVICE: _("Solicitor’s advice"),
        code.MOTIVATION: _("Motivation"),
        code.NON_ASSOCIATION: _("Must not meet another participant"),
        code.RECALL: _("Recalled"),
        code.MOVED_AWAY: _("Moved away"),
        code.OWN_REQUEST: _("His own request"),
        code.ATTITUDE: _("Attitude"),
        code.BEHAVIOUR_IN_SESSION: _("Behaviour in the session"),
        code.BEHAVIOUR_OUTSIDE: _("Behaviour outside the session"),
        code.TROUBLE_WITH_MEMBERS: _("Trouble with other participants"),
        code.MISSED_TOO_MANY: _("Missed too many sessions"),
        code.ALCOHOL_DRUGS: _("Alcohol or drugs"),
        code.NEW_VIOLENCE: _("New violence"),
        code.ORDER_BREACHED: _("Order breached"),
        code.DETAILS_REFUSED: _("Refused to give details"),
        code.BLAMES_ONLY_OTHERS: _("Blames only others"),
        code.OPERATIONAL: _("Operational reasons"),
    }


def red_kinds() -> dict[str, str]:
    """What can happen that has a clock (domain.md 10.2)."""
    kind = RedKind
    return {
        kind.THREAT_TO_LIFE: _("Threat to life"),
        kind.WEAPON: _("Weapon"),
        kind.STRANGULATION: _("Strangulation"),
        kind.THREAT_TO_CHILDREN: _("Threat to children"),
        kind.SUICIDAL_OR_HOMICIDAL: _("Speaks of killing himself or others"),
        kind.NEW_VIOLENCE: _("New violence"),
        kind.DROPPED_OUT: _("Stopped coming"),
        kind.EXCLUDED: _("Excluded"),
        kind.TOLD_UNSUITABLE: _("Was told that he is not suitable"),
        kind.NOT_ATTENDING: _("Does not attend"),
        kind.SUSPECTS_CONTACT: _("Believes that we speak with others about him"),
        kind.LOOKS_FOR_HER: _("Looks for a partner or ex-partner"),
        kind.TURNS_UP: _("Turned up where he must not be"),
        kind.NEW_PARTNER: _("New partner"),
        kind.PREGNANCY: _("Pregnancy"),
        kind.RECONCILIATION: _("Lives with a partner again"),
        kind.CHILD_CONTACT: _("Contact with children changed"),
        kind.ORDER_BREACH: _("Breach of an order"),
        kind.ARREST: _("Arrest"),
        kind.RELEASE: _("Release"),
        kind.RECALL: _("Recall"),
        kind.CHANGE_OF_ADDRESS: _("Change of address"),
        kind.RELAPSE: _("Relapse"),
        kind.MEASURE_RISK_ITEM: _("Risk item in a questionnaire"),
        kind.CHILD_CONCERN: _("Concern for a child"),
    }


def red_sources() -> dict[str, str]:
    """Where a red event came from (RED-1)."""
    return {
        RedSource.HIS_OWN: _("Himself"),
        RedSource.GROUP: _("The group"),
        RedSource.OBSERVED: _("Seen by a worker"),
        RedSource.REFERRER: _("The referrer"),
        RedSource.POLICE: _("Police"),
        RedSource.CHILD: _("A child"),
        RedSource.OTHER: _("Another source"),
    }


def those_told() -> dict[str, str]:
    """Who can be told of a red event."""
    return {
        Told.POLICE: _("Police"),
        Told.MANAGER: _("Programme manager"),
        Told.REFERRER: _("Referrer"),
        Told.CHILDRENS_SERVICES: _("Children’s services"),
        Told.SUBSTANCE_SERVICE: _("Substance service"),
        Told.WORKER: _("His worker"),
        Told.SUPERVISOR: _("Supervisor"),
        Told.SAFETY_TEAM: _("Safety team"),
    }


def mark_reasons() -> dict[str, str]:
    """Reasons of a mark that are counted; a register keeps the words (SUB-4)."""
    return {USE_IN_SESSION: _("Came under the influence")}


def decision_words() -> dict[str, str]:
    """Each decision in words; a meeting writes a level down, it does not make one (RSK-3)."""
    return {
        "no_change": _("No change"),
        "raise": _("Raise"),
        "lower": _("Lower"),
        "action": _("Action"),
    }
