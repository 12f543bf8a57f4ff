"""Says as data what is asked when a court or an agency decided something: order, protection, family court, MAPPA."""

from collections.abc import Callable, Mapping

from app.core.language import _
from app.domain import labels
from app.domain.answers import Answer
from app.domain.legal import (
    OVER,
    OrderChange,
    change_words,
    mappa_categories,
    mappa_levels,
    mappa_statuses,
)
from app.programme.legal.mappa import MANAGED, MappaSaid
from app.programme.legal.orders import OrderSaid, ProceedingsSaid, ProtectionSaid
from app.programme.legal.referrer import ReferrerSaid
from app.programme.legal.shown import LegalFile, ProtectionRow
from app.programme.rules.orders import WITHOUT_END, names_a_place, place_words
from ui.kit.choice import Option
from ui.kit.form_spec import Field, FormSpec, Kind, Problems, Values, answers, options
from ui.programme.case.legal_lines import family_line, mappa_line, order_line, protection_line, referrer_line

NO_END = "end_unknown"
SAYS_ALL = frozenset({OrderChange.MADE.value, OrderChange.VARIED.value, OrderChange.CORRECTED.value})
Asks = Callable[[Values], bool]


def legal_kinds_of_change() -> tuple[Option, ...]:
    """What a court or an agency can have decided; possible in every state of a case."""
    return (
        Option("referrer", _("Referrer")),
        Option("order", _("Order or licence")),
        Option("protection", _("Protective order")),
        Option("family", _("Family proceedings")),
        Option("mappa", _("MAPPA")),
    )


def legal_form(kind: str, legal: LegalFile | None) -> FormSpec:
    """The form of one of them; `legal` is what stands now."""
    forms: Mapping[str, Callable[[], FormSpec]] = {
        "referrer": _referrer_form,
        "order": _order_form,
        "protection": lambda: _protection_form(legal.protections if legal else ()),
        "family": _family_form,
        "mappa": _mappa_form,
    }
    return forms[kind]()


def legal_known(kind: str, legal: LegalFile) -> dict[str, object]:
    """What stands now, where a form goes on from it."""
    court, agencies = legal.proceedings, legal.mappa
    if kind == "referrer":
        return {
            "organisation": legal.organisation, "officer": legal.officer, "email": legal.officer_email,
            "phone": legal.officer_phone, "reference": legal.officer_reference,
        }  # fmt: skip
    if kind == "family":
        known: dict[str, object] = {"answer": court.answer.value, "stage": court.stage, "ended_on": court.ended_on}
        return {**known, "next_on": court.next_on.isoformat() if court.next_on else None}
    if kind == "mappa" and agencies.status == MANAGED:
        return {
            "status": agencies.status, "category": agencies.category_code, "level": agencies.level_code,
            "lead_agency": agencies.lead_agency, "coordinator": agencies.coordinator,
        }  # fmt: skip
    return {}


def legal_hint(kind: str, legal: LegalFile) -> str:
    """What stands now, said above the form."""
    said = {
        "referrer": lambda: referrer_line(legal) or _("Not known"),
        "order": lambda: order_line(legal),
        "protection": lambda: "; ".join(protection_line(one) for one in legal.protections) or _("None is known"),
        "family": lambda: family_line(legal),
        "mappa": lambda: mappa_line(legal),
    }
    return _("Now: {what}").format(what=said[kind]())


def _is(*changes: str) -> Asks:
    return lambda values: values.get("change") in changes


def _referrer_form() -> FormSpec:
    """Who has him now; reports are addressed to whoever stands here."""
    return FormSpec(
        ReferrerSaid,
        (
            Field("organisation", _("Organisation")),
            Field("officer", _("Officer")),
            Field("email", _("Officer’s e-mail")),
            Field("phone", _("Officer’s telephone")),
            Field("reference", _("Officer’s reference")),
            Field(
                "route",
                _("May we report to this reader"),
                Kind.ANSWER,
                choices=answers(),
                help=_("Left open, it is asked anew when the organisation is another one."),
            ),
            Field(
                "reason",
                _("How you know"),
                required=True,
                help=_("It stands in his history under your name. He may read it."),
            ),
        ),
    )


def _order_form() -> FormSpec:
    """What happened to his order; a blank stays as it was, but a new order takes over nothing of the one before."""

    def has_end(values: Values) -> bool:
        asks = bool(values.get("change")) and not values.get(NO_END)
        return asks and not (_is(*SAYS_ALL)(values) and values.get("kind") in WITHOUT_END)

    def may_be_unknown(values: Values) -> bool:
        return _is(*SAYS_ALL)(values) and values.get("kind") not in WITHOUT_END

    return FormSpec(
        OrderSaid,
        (
            Field("change", _("What happened"), Kind.CHOICE, required=True, choices=options(change_words())),
            Field(
                "kind",
                _("Legal ground"),
                Kind.CHOICE,
                choices=options(labels.legal_kinds()),
                help=_("What is left empty stays as it was; a new order takes over nothing."),
                when=_is(*SAYS_ALL),
            ),
            Field("reference", _("Order or licence"), when=_is(*SAYS_ALL)),
            Field("starts_on", _("Begins on"), Kind.DATE, when=may_be_unknown),
            Field("ends_on", _("Last day"), Kind.DATE, when=has_end),
            Field(NO_END, _("Its last day is not known"), Kind.TICK, when=may_be_unknown),
            Field(
                "route",
                _("May we still report to the referrer"),
                Kind.ANSWER,
                choices=answers(),
                help=_("Left open, it is asked anew after an end, a variation or a new order."),
            ),
            _reason(),
        ),
        check=_no_place("reason"),
        extra=frozenset({NO_END}),
    )


def _protection_form(known: tuple[ProtectionRow, ...]) -> FormSpec:
    """An order that protects somebody from him: a new one, or what happened to one that is known."""
    words = {OrderChange.MADE.value: _("A new one")} | {key: text for key, text in change_words().items() if known}
    words[OrderChange.MADE.value] = _("A new one")

    def check(values: Values) -> Problems:
        found = _no_place("conditions", "reason")(values)
        if values.get("change") == OrderChange.MADE.value and not values.get("kind"):
            found["kind"] = _("Write what kind of order it is.")
        return found

    return FormSpec(
        ProtectionSaid,
        (
            Field("change", _("What happened"), Kind.CHOICE, required=True, choices=options(words)),
            Field(
                "order",
                _("Which order"),
                Kind.CHOICE,
                required=True,
                choices=[Option(one.order, protection_line(one)) for one in known],
                when=lambda values: values.get("change") not in (None, "", OrderChange.MADE.value),
            ),
            Field("kind", _("Kind of order"), hint=_("Non-molestation, restraining, occupation"), when=_is(*SAYS_ALL)),
            Field(
                "conditions",
                _("What it forbids"),
                Kind.LINES,
                lines=2,
                help=_("No address or number: write “her home”, “the school”."),
                when=_is(*SAYS_ALL),
            ),
            Field("expires_on", _("Last day"), Kind.DATE, when=_is(*SAYS_ALL, OrderChange.EXTENDED.value)),
            Field("ended_on", _("It ended on"), Kind.DATE, when=_is(*(one.value for one in OVER))),
            _reason(),
        ),
        check=check,
    )


def _family_form() -> FormSpec:
    """Whether he is in a family court, where it stands, and when he is next there."""

    def goes_on(values: Values) -> bool:
        return values.get("answer") == Answer.YES.value

    return FormSpec(
        ProceedingsSaid,
        (
            Field(
                "answer",
                _("Family proceedings"),
                Kind.ANSWER,
                required=True,
                choices=answers(),
                help=_("Yes also where they have ended: say when."),
            ),
            Field("stage", _("Where they stand"), hint=_("First hearing, fact-finding, final order"), when=goes_on),
            Field("next_on", _("Next in court on"), Kind.DATE, when=goes_on),
            Field(
                "ended_on",
                _("They ended on"),
                Kind.PARTIAL_DATE,
                help=_("Empty while they go on. A year, or a month and year, is enough."),
                when=goes_on,
            ),
            _reason(),
        ),
        check=_no_place("stage", "reason"),
    )


def _mappa_form() -> FormSpec:
    """How agencies manage him together; who is managed has a lead agency and a review."""

    def managed(values: Values) -> bool:
        return values.get("status") == MANAGED

    return FormSpec(
        MappaSaid,
        (
            Field("status", _("MAPPA"), Kind.CHOICE, required=True, choices=options(mappa_statuses())),
            Field("category", _("Category"), Kind.CHOICE, choices=options(mappa_categories()), when=managed),
            Field("level", _("Level"), Kind.CHOICE, choices=options(mappa_levels()), when=managed),
            Field("lead_agency", _("Lead agency"), required=True, when=managed),
            Field("coordinator", _("Coordinator"), when=managed),
            Field(
                "review_on",
                _("Reviewed on"),
                Kind.DATE,
                required=True,
                help=_("Today asks on that day what was decided. No minutes are kept here."),
                when=managed,
            ),
        ),
        check=_no_place("lead_agency", "coordinator"),
    )


def _reason() -> Field:
    return Field(
        "reason",
        _("What was decided, and how you know"),
        required=True,
        help=_("It stands in his history under your name. He may read it."),
    )


def _no_place(*names: str) -> Callable[[Values], Problems]:
    """Words with a postcode or a telephone number are refused while they are typed (NEV-7)."""

    def check(values: Values) -> Problems:
        return {name: place_words() for name in names if names_a_place(str(values.get(name) or ""))}

    return check
