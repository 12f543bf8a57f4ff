"""Says what a pack's state allows, and what must be recorded before it moves on (domain.md 6.4, PACK-6)."""

from collections.abc import Mapping
from datetime import date

from app.core.language import _
from app.domain.calendar import months_after
from app.domain.pack_model import Pack
from app.domain.pack_parts import PackState

LEADS_TO: dict[PackState, tuple[PackState, ...]] = {
    PackState.DRAFT: (PackState.PILOT,),
    PackState.PILOT: (PackState.REVISE, PackState.ACTIVE, PackState.RETIRED),
    PackState.REVISE: (PackState.PILOT, PackState.RETIRED),
    PackState.ACTIVE: (PackState.REVISE, PackState.RETIRED),
    PackState.RETIRED: (),
}
MUST_RECORD: dict[PackState, tuple[str, ...]] = {
    PackState.DRAFT: ("clinical_partner", "extra_training", "other_formats_reviewed", "partner_safety_answer"),
    PackState.PILOT: (
        "evaluation_partner",
        "managers_consulted",
        "review_date",
        "what_happened",
        "dropouts",
        "harms",
        "evidence_to_go_on",
    ),
    PackState.REVISE: ("new_version", "changes", "reasons"),
    PackState.ACTIVE: ("last_review",),
    PackState.RETIRED: ("shared_lessons",),
}


def pack_state_words(state: PackState) -> str:
    """The words a person reads for a pack's state; papers of a pilot say "pilot"."""
    return {
        PackState.DRAFT: _("draft"),
        PackState.PILOT: _("pilot"),
        PackState.REVISE: _("being revised"),
        PackState.ACTIVE: _("active"),
        PackState.RETIRED: _("retired"),
    }[state]


def reasons_not_to_open_group(pack: Pack, state: PackState, open_groups: int) -> tuple[str, ...]:
    """Empty when a new group of this pack may be opened; `state` is the one in force now (6.4)."""
    if state is PackState.DRAFT:
        return (_("This programme is a draft: it can only be looked at."),)
    if state is PackState.REVISE:
        return (_("This programme is being revised: no new groups."),)
    if state is PackState.RETIRED:
        return (_("This programme is retired: running groups finish, no new ones begin."),)
    if state is PackState.PILOT and open_groups >= pack.lifecycle.pilot_groups_max:
        words = _("A pilot runs at most {most} groups at a time.")
        return (words.format(most=pack.lifecycle.pilot_groups_max),)
    return ()


def reasons_not_to_set_state(state: PackState, target: PackState, recorded: Mapping[str, str]) -> tuple[str, ...]:
    """Empty when the pack may go from one state to the other with what is recorded (6.4)."""
    if target not in LEADS_TO[state]:
        words = _("A programme that is {source} cannot become {target}.")
        return (words.format(source=pack_state_words(state), target=pack_state_words(target)),)
    labels = record_words()
    lacking = [labels[name] for name in records_owed(state, target, recorded)]
    return (_("Still to be recorded: {names}.").format(names=", ".join(lacking)),) if lacking else ()


def records_asked(state: PackState, target: PackState) -> tuple[str, ...]:
    """What must be recorded to leave a state for another; who retires a programme shares what was learned."""
    lessons = MUST_RECORD[PackState.RETIRED] if target is PackState.RETIRED else ()
    return (*MUST_RECORD[state], *lessons)


def records_owed(state: PackState, target: PackState, recorded: Mapping[str, str]) -> tuple[str, ...]:
    """What of it is still missing."""
    return tuple(name for name in records_asked(state, target) if not recorded.get(name, "").strip())


def record_words() -> dict[str, str]:
    """What is recorded about a programme, as a form asks it (6.4)."""
    return {
        "clinical_partner": _("Clinical partner"),
        "extra_training": _("Extra training of the leaders"),
        "other_formats_reviewed": _("Formats of others, reviewed"),
        "partner_safety_answer": _("How partners are kept safe"),
        "evaluation_partner": _("Who evaluates"),
        "managers_consulted": _("Other managers consulted"),
        "review_date": _("Review date"),
        "what_happened": _("What happened"),
        "dropouts": _("Who left, and why"),
        "harms": _("Harms"),
        "evidence_to_go_on": _("Evidence to go on"),
        "new_version": _("New version"),
        "changes": _("What changed"),
        "reasons": _("Why"),
        "last_review": _("What the last review found"),
        "shared_lessons": _("What others should learn from it"),
    }


def next_review(since: date, months: int | None, set_on: date | None) -> date | None:
    """The day on which a programme is looked at again: as set, else so many months after the last step."""
    if set_on is not None or months is None:
        return set_on
    return months_after(since, months)


def state_of_next(state: PackState) -> PackState:
    """How the next version begins: as the one before it, but what was revised is tried out again (6.4)."""
    return PackState.PILOT if state is PackState.REVISE else state
