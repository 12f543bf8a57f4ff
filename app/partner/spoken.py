"""Says the codes of her desk in words, without blame and without a promise of safety; used by every screen of hers."""

from app.core.language import _
from app.domain.codes import LawfulBasis
from app.partner.rules.clocks import ClockKind
from app.partner.rules.marac import Sort, Step
from app.partner.rules.safe_contact import AttemptOutcome, WayKind
from app.partner.rules.telling import ToldOutcome, Wants

OUTCOMES = tuple(AttemptOutcome)


def service_state_words(state: str) -> str:
    """Where the service stands with her (PRT-2); an unknown code is shown as it came."""
    return {
        "new": _("New"),
        "trying": _("Trying to reach her"),
        "in_service": _("In contact"),
        "declined": _("No contact wanted now"),
        "not_safe_to_contact": _("Not safe to contact"),
        "not_reached": _("Not reached"),
        "closed": _("Closed"),
        "restricted": _("For named officers"),
        "damaged": _("Damaged: do not rely on it"),
    }.get(state, state)


def relation_words(relation: str) -> str:
    """Who she is to him (PRT-1)."""
    return {
        "partner": _("Partner"),
        "ex_partner": _("Ex-partner"),
        "new_partner": _("New partner"),
        "co_parent": _("Parent of his child"),
        "family": _("Family"),
        "other": _("Other"),
    }.get(relation, relation)


def outcome_words(outcome: str) -> str:
    """How an attempt ended, as an act of who did it (PRT-5)."""
    return {
        AttemptOutcome.SPOKE_SAFE.value: _("Spoke with her"),
        AttemptOutcome.SPOKE_UNSAFE_ENDED.value: _("Spoke with her, ended: not safe"),
        AttemptOutcome.SOMEONE_ELSE_NO_MESSAGE.value: _("Someone else answered, no message left"),
        AttemptOutcome.NO_ANSWER.value: _("No answer"),
        AttemptOutcome.NUMBER_WRONG.value: _("The number is wrong"),
        AttemptOutcome.DECLINED.value: _("She does not want contact now"),
        AttemptOutcome.ASKED_LATER.value: _("She asked us to try later"),
        AttemptOutcome.LETTER_ONLY.value: _("She wants letters only"),
        AttemptOutcome.CANNOT_CONTACT_SAFELY.value: _("She cannot be contacted safely"),
        "damaged": _("Damaged: do not rely on it"),
    }.get(outcome, outcome)


def feeling_words(feeling: str) -> str:
    """How safe she says she feels."""
    return {
        "much_safer": _("Much safer"),
        "safer": _("Safer"),
        "same": _("About the same"),
        "less_safe": _("Less safe"),
        "much_less_safe": _("Much less safe"),
        "unknown": _("Not known"),
    }.get(feeling, feeling)


def rules_words(rules: str) -> str:
    """Whether her safe-contact rules were checked in a talk."""
    return {
        "no_change": _("Checked with her, no change"),
        "changed": _("Checked with her, changed"),
        "not_asked": _("Not asked"),
    }.get(rules, rules)


def by_way_words(way: str) -> str:
    """By which way an attempt was made."""
    return {
        WayKind.CALL.value: _("Call"),
        WayKind.TEXT.value: _("Text message"),
        WayKind.EMAIL.value: _("E-mail"),
        WayKind.POST.value: _("Post"),
    }.get(way, way)


def run_state_words(state: str) -> str:
    """What became of a request for clearance, seen at this desk only."""
    return {
        "waiting": _("Waiting"),
        "ready": _("Ready for its run"),
        "held": _("Held"),
        "given": _("Given"),
    }.get(state, state)


def release_state_words(state: str) -> str:
    """Where a release stands."""
    return {
        "asked": _("Waits for approval"),
        "declined": _("Declined"),
        "approved": _("Goes with the next run"),
        "sent": _("Its readers have it"),
        "withdrawn": _("Withdrawn"),
    }.get(state, state)


def basis_words() -> dict[str, str]:
    """On what lawful basis something leaves this desk, her consent first (domain.md 14)."""
    return {
        LawfulBasis.CONSENT: _("Her consent"),
        LawfulBasis.SAFEGUARDING: _("Safeguarding"),
        LawfulBasis.VITAL_INTEREST: _("Vital interest"),
        LawfulBasis.CRIME_PREVENTION: _("Preventing crime"),
        LawfulBasis.LEGAL_OBLIGATION: _("Legal obligation"),
        LawfulBasis.PUBLIC_TASK: _("Public task"),
        LawfulBasis.LEGITIMATE_INTEREST: _("Legitimate interest"),
        LawfulBasis.COURT_ORDER: _("Court order"),
        LawfulBasis.COUNSELLING: _("Counselling"),
    }


def told_words(outcome: str) -> str:
    """How telling her ended."""
    return {
        ToldOutcome.TOLD.value: _("Told"),
        ToldOutcome.NOT_REACHED.value: _("Not reached: still to be told"),
        ToldOutcome.ASKED_LATER.value: _("She asked us to try later"),
        ToldOutcome.NOT_SAFE.value: _("It was not safe: still to be told"),
        ToldOutcome.DECIDED_NOT_TO.value: _("Not told, for a reason"),
    }.get(outcome, outcome)


def wants_words(wants: str) -> str:
    """What she wants to hear of him (PRT-7)."""
    return {
        Wants.NONE.value: _("Nothing"),
        Wants.SAFETY_ONLY.value: _("What touches her safety"),
        Wants.ALL.value: _("Everything"),
        Wants.NOT_ASKED.value: _("Not asked yet: until then what touches her safety"),
    }.get(wants, wants)


def finding_words(kind: str) -> str:
    """What kind of thing of hers stands in a text (REP-7)."""
    return {
        "name": _("Name"),
        "nickname": _("Name she is called by"),
        "phone": _("Telephone number"),
        "email": _("E-mail address"),
        "address": _("Address"),
        "postcode": _("Postcode"),
        "work": _("Place of work"),
        "workplace": _("Place of work"),
        "school": _("School"),
        "code_phrase": _("Code phrase agreed with her"),
        "source": _("Says who told it"),
        "contact_day": _("Close to the day of a contact with her"),
    }.get(kind, kind)


def dash_mode_words(mode: str) -> str:
    """How a DASH was done with her."""
    return {"in_person": _("In person"), "call": _("By telephone"), "video": _("By video")}.get(mode, mode)


def clock_words(kind: ClockKind) -> str:
    """Why she should hear from us by a day (PRT-6)."""
    return {
        ClockKind.FIRST: _("First attempt"),
        ClockKind.VARIED: _("Another time"),
        ClockKind.NOT_REACHED: _("Reached or not"),
        ClockKind.AGREED: _("Agreed"),
        ClockKind.BEFORE_START: _("Before he begins"),
        ClockKind.REGULAR: _("Regular contact"),
        ClockKind.BEFORE_END: _("Before his end"),
        ClockKind.AFTER_END: _("After his end"),
    }[kind]


def band_words(band: str) -> str:
    """The local band of a result; the lowest says that nothing was recorded, never that she is safe (NEV-17)."""
    return {
        "none_recorded": _("None recorded"),
        "standard": _("Standard"),
        "medium": _("Medium"),
        "high": _("High"),
    }.get(band, band)


def step_words(step: Step) -> str:
    """What was recorded about Marac."""
    return {
        Step.REFERRAL: _("Referral went"),
        Step.INCIDENT: _("New incident"),
        Step.NOT_REFERRED: _("Not referred"),
    }[step]


def sort_words(sort: Sort) -> str:
    """What something counts as, by the last referral before it (RSK-10)."""
    return {
        Sort.FIRST: _("no referral before it"),
        Sort.REPEAT: _("repeat, within the year of a referral"),
        Sort.NEW: _("new, after the year of the last referral"),
    }[sort]


def damaged_words(table: str) -> str:
    """What does not open, as a person at this desk calls it."""
    return {
        "partner": _("the record itself"),
        "partner_key": _("the key of the record"),
        "safe_plan": _("a safe-contact plan"),
        "contact": _("a contact"),
        "reveal": _("a showing of the number"),
        "safety_entry": _("an entry on her safety"),
        "link": _("a link to a case"),
        "taken": _("something that was taken in"),
        "box_item": _("something that came in"),
        "clearing": _("a request for clearance"),
        "team_entry": _("a release, a setting or another entry of the team"),
        "office_setting": _("a setting from before"),
        "team_key": _("a key of the team"),
        "audit": _("an entry of the log"),
    }.get(table, table)
