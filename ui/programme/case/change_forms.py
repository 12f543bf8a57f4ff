"""Says as data what can change about a case: the form of each kind of change."""

from collections.abc import Callable, Mapping
from functools import partial

from app.core.language import _
from app.domain import labels
from app.domain.answers import Answer
from app.domain.moves import MOVES, OPEN, CaseState, ReasonCode, reasons_for
from app.programme.accounts import PersonRow
from app.programme.case_page import CasePage, ReaderRow
from app.programme.cases import CaseMoveAsked, CasesGiven, ClientCorrected, HoldAsked, HoldEnded
from app.programme.legal.shown import LegalFile
from app.programme.moves.changes import CaseReopened, CompletionUndone, ReportingSaid
from app.programme.rules.moves import LONGEST_NOTE
from ui.kit.choice import Option
from ui.kit.dates import day
from ui.kit.form_spec import Field, FormSpec, Kind, Problems, Values, answers, options
from ui.kit.widgets import facts
from ui.programme.case.legal_forms import legal_form, legal_hint

REFERRER, ANOTHER = "referrer", "another"
NAMES = ("given_name", "family_name", "known_as")
COURTS = frozenset({"referrer", "order", "protection", "family", "child", "mappa", "background"})
SHOWN = (*NAMES, "date_of_birth", "gender", "language", "phone", "email", "address", "shares_address", "needs")


def form_for(kind: str, page: CasePage, people: tuple[PersonRow, ...], legal: LegalFile | None = None) -> FormSpec:
    """The form of one kind of change."""
    if kind in COURTS:
        return legal_form(kind, legal)
    forms: dict[str, Callable[[], FormSpec]] = {
        "move": partial(_move_form, page),
        "reopen": partial(_back_form, CaseReopened),
        "undo": partial(_back_form, CompletionUndone),
        "hold": _hold_form,
        "lift": partial(_lift_form, page),
        "correct": _correct_form,
        "give": partial(_give_form, people),
        "reporting": partial(_reporting_form, page),
    }
    return forms[kind]()


def _move_form(page: CasePage) -> FormSpec:
    """Where to, and what the table of moves asks beside it (CASE-1)."""
    state = CaseState(page.state)
    moves = {CaseState(one.to): MOVES[state, CaseState(one.to)] for one in page.moves}

    def asks(name: str) -> Callable[[Mapping[str, object]], bool]:
        return lambda values: bool(values.get("to")) and getattr(moves[CaseState(str(values["to"]))], name)

    def check(values: Values) -> Problems:
        """What the table asks for, before anybody's second name is asked."""
        found: Problems = {}
        if asks("needs_reason")(values) and not values.get("reason_code"):
            found["reason_code"] = _("Choose a reason for this move.")
        if values.get("reason_code") == ReasonCode.OTHER.value and not values.get("note"):
            found["note"] = _("The reason “other” needs words.")
        if len(str(values.get("note") or "")) > LONGEST_NOTE:
            found["note"] = _("A note has at most {most} characters.").format(most=LONGEST_NOTE)
        return found

    return FormSpec(
        CaseMoveAsked,
        (
            Field("to", _("Move to"), Kind.CHOICE, required=True, choices=[Option(o.to, o.words) for o in page.moves]),
            Field("reason_code", _("Reason"), Kind.CHOICE, when=asks("needs_reason")),
            Field("review_on", _("Look again on"), Kind.DATE, required=True, when=asks("needs_review_on")),
            Field("note", _("In one sentence")),
        ),
        check=check,
    )


def reasons_to(target: str) -> tuple[Option, ...]:
    """The reasons that may stand beside a move to this state, in the order of the list."""
    allowed = {code.value for code in reasons_for(CaseState(target))} if target else set[str]()
    return options({code: text for code, text in labels.reasons().items() if code in allowed})


def _back_form(draft: type[CaseReopened]) -> FormSpec:
    """Why a closed case is taken up again, or a completion was a mistake (CASE-7, CASE-9)."""
    help_ = _("It stands in his history under your name and the manager’s.")
    return FormSpec(draft, (Field("reason", _("Why"), required=True, help=help_),))


def _hold_form() -> FormSpec:
    """A pause laid over the state (CASE-10)."""
    return FormSpec(
        HoldAsked,
        (
            Field("kind", _("Kind of hold"), Kind.CHOICE, required=True, choices=options(labels.holds())),
            Field("reason", _("Why"), required=True),
            Field("review_on", _("Look again on"), Kind.DATE, required=True),
            Field("keeps_seat", _("Keeps his seat in the group"), Kind.TICK),
            Field("may_attend", _("May attend meanwhile"), Kind.TICK),
        ),
    )


def _lift_form(page: CasePage) -> FormSpec:
    """Which hold ends, and why."""
    open_holds = {hold.kind: labels.holds().get(hold.kind, hold.kind) for hold in page.holds}
    return FormSpec(
        HoldEnded,
        (
            Field("kind", _("Hold"), Kind.CHOICE, required=True, choices=options(open_holds)),
            Field("reason", _("Why it ends"), required=True),
        ),
    )


def _correct_form() -> FormSpec:
    """What is known of him; only what differs is saved, and it stands in his history."""
    genders = {"man": _("Man"), "woman": _("Woman"), "other": _("Another word"), "unknown": _("Not known")}
    return FormSpec(
        ClientCorrected,
        (
            Field("given_name", _("First name"), required=True),
            Field("family_name", _("Family name"), required=True),
            Field("known_as", _("Known as")),
            Field("date_of_birth", _("Date of birth"), Kind.PARTIAL_DATE),
            Field("gender", _("Gender"), Kind.CHOICE, choices=options(genders)),
            Field("language", _("Language")),
            Field("phone", _("Telephone")),
            Field("email", _("E-mail")),
            Field("address", _("Address")),
            Field(
                "shares_address",
                _("Shares his address with a partner"),
                Kind.ANSWER,
                choices=answers(),
                help=_("His own word. Where he does, no letter goes there by post."),
            ),
            Field("needs", _("Needs")),
            Field("reason", _("Why it is corrected")),
        ),
        extra=frozenset(SHOWN),
    )


def _give_form(people: tuple[PersonRow, ...]) -> FormSpec:
    """Who takes him over."""
    workers = {str(one.user): one.label for one in people if {"facilitator", "manager"} & set(one.roles)}
    return FormSpec(
        CasesGiven,
        (
            Field("to_user", _("Give to"), Kind.CHOICE, required=True, choices=options(workers)),
            Field("reason", _("Why")),
        ),
    )


def _reporting_form(page: CasePage) -> FormSpec:
    """Whether a reader may have reports from now on, and why (REF-8); no answer is chosen beforehand."""
    help_ = _("It stands in his history under your name, and whoever writes his report reads it. He may read it too.")
    known = {one.reader: one.reader for one in page.other_readers}
    whose = {REFERRER: facts(_("The referrer"), page.organisation), **known, ANOTHER: _("Another reader")}
    return FormSpec(
        ReportingSaid,
        (
            Field("who", _("Reader"), Kind.CHOICE, required=True, choices=options(whose)),
            Field(
                "reader",
                _("Who that is"),
                required=True,
                hint=_("Cafcass, children’s services, another court"),
                help=_("As the name stands on the papers they get."),
                when=lambda values: values.get("who") == ANOTHER,
            ),
            Field("route", _("May we report to this reader"), Kind.ANSWER, required=True, choices=answers()),
            Field("reason", _("Why, or how you know"), required=True, help=help_),
        ),
        extra=frozenset({"who"}),
    )


def reader_of(values: Values) -> dict[str, object]:
    """The reader as the act takes it: nobody named is the referrer; a new one stands in the form itself."""
    who = values.get("who")
    return {} if who in (None, REFERRER, ANOTHER) else {"reader": who}


def kinds(state: CaseState = CaseState.REFERRED) -> tuple[Option, ...]:
    """What can change about a case in this state."""
    always = (
        Option("correct", _("Correct details")),
        Option("background", _("Past and needs")),
        Option("give", _("Give to a worker")),
        Option("reporting", _("Way of reporting")),
    )
    if state in OPEN:
        return (Option("move", _("Move")), Option("hold", _("Put on hold")), Option("lift", _("Lift a hold")), *always)
    return (Option(way_back(state), back_words(state)), *always)


def way_back(state: CaseState) -> str:
    """How a closed case is taken up again; nothing while it is open."""
    if state in OPEN:
        return ""
    return "undo" if state is CaseState.COMPLETED else "reopen"


def back_words(state: CaseState) -> str:
    """The same in words, for a button."""
    return {"reopen": _("Reopen"), "undo": _("Undo the completion")}.get(way_back(state), "")


def known(page: CasePage) -> dict[str, object]:
    """What is known of him, as the form takes it; what is not known is blank."""
    first, _space, family = page.name.partition(" ")
    found: dict[str, object] = {"given_name": page.given_name or first, "family_name": page.family_name or family}
    found["known_as"] = page.known_as or None
    for name in SHOWN[len(NAMES) :]:
        value = getattr(page, name)
        found[name] = (
            None if value in ("", "unknown", "not_asked") and name not in ("gender", "shares_address") else value
        )
    return found


def hint(page: CasePage, kind: str, legal: LegalFile | None = None) -> str:
    """Why nothing can be chosen, where that is so; for the way of reporting and for courts, what stands now."""
    if kind in COURTS and legal is not None:
        return legal_hint(kind, legal)
    if kind == "move" and not page.moves:
        return _("From here he is moved by a register, a place or a new screening.")
    if kind == "lift" and not page.holds:
        return _("There is no open hold.")
    said = "\n".join((route_line(page), *map(reader_line, page.other_readers)))
    return _("Now: {route}").format(route=said) if kind == "reporting" else ""


def reader_line(one: ReaderRow) -> str:
    """The same of another reader."""
    return facts(one.reader, labels.route_words(one.route), one.why, _("said {day}").format(day=day(one.said_on)))


def route_line(page: CasePage) -> str:
    """Whether his referrer may have reports, why, and since when that is said; asked anew after an order (REF-8)."""
    said = _("said {day}").format(day=day(page.route_said_on)) if page.route_said_on else ""
    is_over = page.route is Answer.YES and page.route_now is not Answer.YES
    over = _("the order has ended since: ask again") if is_over else ""
    return facts(labels.route_words(page.route), page.route_reason, said, over)
