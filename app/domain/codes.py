"""Lists the codes a record may carry: attendance, sources, legal bases, reasons, holds; one table each."""

from dataclasses import dataclass
from enum import StrEnum

from app.core.language import _


class MarkCode(StrEnum):
    """Attendance codes of domain.md section 8; no code at all means not recorded."""

    ATTC = "ATTC"
    AFTC = "AFTC"
    ATSH = "ATSH"
    ATSS = "ATSS"
    UAAB = "UAAB"
    AAME = "AAME"
    AARE = "AARE"
    AAHO = "AAHO"
    AAEM = "AAEM"
    AAFC = "AAFC"
    AACL = "AACL"
    AARC = "AARC"
    AASD = "AASD"
    AAAA = "AAAA"
    CO05 = "CO05"
    RSSR = "RSSR"
    RSOF = "RSOF"


@dataclass(frozen=True)
class MarkMeans:
    """What a mark says: came or not, complied or not, and what must stand beside it."""

    attended: bool
    compliant: bool
    needs_reason: bool
    needs_manager: bool = False
    counts_in_runs: bool = True


_ACCEPTED = MarkMeans(attended=False, compliant=True, needs_reason=True)
_OURS = MarkMeans(attended=False, compliant=True, needs_reason=True, counts_in_runs=False)

MARKS: dict[MarkCode, MarkMeans] = {
    MarkCode.ATTC: MarkMeans(attended=True, compliant=True, needs_reason=False),
    MarkCode.AFTC: MarkMeans(attended=True, compliant=False, needs_reason=True),
    MarkCode.ATSH: MarkMeans(attended=True, compliant=False, needs_reason=True),
    MarkCode.ATSS: MarkMeans(attended=True, compliant=True, needs_reason=True, counts_in_runs=False),
    MarkCode.UAAB: MarkMeans(attended=False, compliant=False, needs_reason=True),
    MarkCode.AAME: _ACCEPTED,
    MarkCode.AARE: _ACCEPTED,
    MarkCode.AAHO: _ACCEPTED,
    MarkCode.AAEM: _ACCEPTED,
    MarkCode.AAFC: _ACCEPTED,
    MarkCode.AACL: _ACCEPTED,
    MarkCode.AARC: _ACCEPTED,
    MarkCode.AASD: _OURS,
    MarkCode.AAAA: _ACCEPTED,
    MarkCode.CO05: MarkMeans(attended=False, compliant=True, needs_reason=True, needs_manager=True),
    MarkCode.RSSR: _OURS,
    MarkCode.RSOF: _ACCEPTED,
}
CAME = tuple(code.value for code, means in MARKS.items() if means.attended)


def mark_words(code: MarkCode | None) -> str:
    """The label of a mark; labels are ours and may be translated, codes are the referrer's."""
    if code is None:
        return _("Not recorded")
    return {
        MarkCode.ATTC: _("Came, took part"),
        MarkCode.AFTC: _("Came, did not comply"),
        MarkCode.ATSH: _("Sent home: behaviour"),
        MarkCode.ATSS: _("Sent home: our reason"),
        MarkCode.UAAB: _("Absent, not acceptable"),
        MarkCode.AAME: _("Absent, accepted: medical"),
        MarkCode.AARE: _("Absent, accepted: religious"),
        MarkCode.AAHO: _("Absent, accepted: holiday"),
        MarkCode.AAEM: _("Absent, accepted: work"),
        MarkCode.AAFC: _("Absent, accepted: family or childcare"),
        MarkCode.AACL: _("Absent, accepted: court or legal"),
        MarkCode.AARC: _("Absent, accepted: in custody"),
        MarkCode.AASD: _("Stood down"),
        MarkCode.AAAA: _("Absent, accepted: other"),
        MarkCode.CO05: _("Absent, accepted by judgement"),
        MarkCode.RSSR: _("Rescheduled by us"),
        MarkCode.RSOF: _("Rescheduled by him"),
    }[code]


class ReferralSource(StrEnum):
    """Who sent him (domain.md 4.1)."""

    PROBATION = "probation"
    COURT = "court"
    FAMILY_COURT = "family_court"
    CHILDRENS_SERVICES = "childrens_services"
    POLICE = "police"
    HEALTH = "health"
    SUBSTANCE_SERVICE = "substance_service"
    SELF = "self"
    OTHER_SERVICE = "other_service"


class LegalBasisKind(StrEnum):
    """On what legal ground he comes (domain.md 4.1)."""

    COURT_REQUIREMENT = "court_requirement"
    LICENCE = "licence"
    FAMILY_DIRECTION = "family_direction"
    CHILD_PLAN = "child_plan"
    VOLUNTARY = "voluntary"
    OTHER = "other"


class LawfulBasis(StrEnum):
    """On what lawful basis something is kept or given out (domain.md section 14)."""

    CONSENT = "consent"
    PUBLIC_TASK = "public_task"
    LEGITIMATE_INTEREST = "legitimate_interest"
    VITAL_INTEREST = "vital_interest"
    LEGAL_OBLIGATION = "legal_obligation"
    SAFEGUARDING = "safeguarding"
    CRIME_PREVENTION = "crime_prevention"
    COUNSELLING = "counselling"
    COURT_ORDER = "court_order"


class SourceClass(StrEnum):
    """Where an input of a screening came from; nothing from the partner desk is a source (SCR-10)."""

    HIS_OWN = "his_own"
    OBSERVED = "observed"
    REFERRER = "referrer"
    POLICE = "police"
    COURT = "court"
    DOCUMENT = "document"
    OTHER = "other"


class HoldKind(StrEnum):
    """Why a case is paused; none of these says "because of her" (CASE-10, CASE-11)."""

    HEALTH = "health"
    LEGAL = "legal"
    CUSTODY = "custody"
    DEFERRED_BY_COURT = "deferred_by_court"
    DEPRIORITISED = "deprioritised"
    SERVICE = "service"


class Admits(StrEnum):
    """What he admits to (domain.md 5.2)."""

    NONE = "none"
    UNCONVICTED_ONLY = "unconvicted_only"
    CONVICTED_ONLY = "convicted_only"
    BOTH = "both"
    UNKNOWN = "unknown"


class DenialForm(StrEnum):
    """How he denies or minimises (domain.md 5.2)."""

    FACT = "fact"
    MEMORY = "memory"
    RESPONSIBILITY = "responsibility"
    INTENT = "intent"
    HARM = "harm"
    FREQUENCY_OR_SEVERITY = "frequency_or_severity"
    JUSTIFICATION = "justification"
    BLAMES_PARTNER = "blames_partner"
    BLAMES_SYSTEM = "blames_system"
    BLAMES_SUBSTANCE = "blames_substance"
    BLAMES_UPBRINGING = "blames_upbringing"


class Motivation(StrEnum):
    """The self-determination ladder; it never blocks alone (DEN-5)."""

    NONE_SEEN = "none_seen"
    EXTERNAL = "external"
    INTROJECTED = "introjected"
    IDENTIFIED = "identified"
    INTEGRATED = "integrated"
    INTRINSIC = "intrinsic"
    UNKNOWN = "unknown"


class Pressure(StrEnum):
    """Who presses him from outside (domain.md 5.2)."""

    COURT = "court"
    CHILDRENS_SERVICES = "childrens_services"
    FAMILY = "family"
    WORK = "work"
    OTHER = "other"


class Verdict(StrEnum):
    """What is decided about a case; `cannot_decide` is only ever a suggestion (SCR-4)."""

    SUITABLE = "suitable"
    NOT_READY = "not_ready"
    NOT_SUITABLE = "not_suitable"
    NOT_ELIGIBLE = "not_eligible"
    CANNOT_DECIDE = "cannot_decide"


class NoDetailsBecause(StrEnum):
    """Lawful reasons to have no partner details; each needs a second name (GATE-2)."""

    NO_ONE_IN_SCOPE = "no_one_in_scope"
    ALREADY_SUPPLIED_BY_REFERRER = "already_supplied_by_referrer"
    DEATH = "death"
