"""Says as data what is asked when a court or an agency decided something: order, protection, family court, MAPPA."""

from collections.abc import Callable, Mapping

from app.core.language import _
from app.domain import labels
from app.domain.legal import (
    OVER,
    OrderChange,
    change_words,
)
from app.programme.legal.around import ReferrerSaid
from app.programme.legal.mappa import MANAGED
from app.programme.legal.orders import OrderSaid, ProtectionSaid
from app.programme.legal.shown import LegalFile, ProtectionRow
from app.programme.rules.orders import WITHOUT_END
from ui.kit.choice import Option
from ui.kit.form_spec import Field, FormSpec, Kind, Problems, Values, answers, options
from ui.programme.case.agency_forms import (
    background_form,
    background_now,
    child_form,
    children_line,
    family_form,
    family_line,
    mappa_form,
    mappa_line,
    no_place,
    order_line,
    protection_line,
    reason_field,
    referrer_line,
)

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
        Option("child", _("Children")),
        Option("mappa", _("MAPPA")),
    )


def legal_form(kind: str, legal: LegalFile | None) -> FormSpec:
    """The form of one of them; `legal` is what stands now."""
    forms: Mapping[str, Callable[[], FormSpec]] = {
        "referrer": _referrer_form,
        "order": _order_form,
        "protection": lambda: _protection_form(legal.protections if legal else ()),
        "family": family_form,
        "child": lambda: child_form(legal.children if legal else ()),
        "mappa": mappa_form,
        "background": background_form,
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
    if kind == "background":
        return {f"turns_{one.topic}": one.turns for one in legal.background}
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
        "child": lambda: children_line(legal),
        "mappa": lambda: mappa_line(legal),
        "background": lambda: background_now(legal.background),
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
            reason_field(),
        ),
        check=no_place("reason"),
        extra=frozenset({NO_END}),
    )


def _protection_form(known: tuple[ProtectionRow, ...]) -> FormSpec:
    """An order that protects somebody from him: a new one, or what happened to one that is known."""
    words = {OrderChange.MADE.value: _("A new one")} | {key: text for key, text in change_words().items() if known}
    words[OrderChange.MADE.value] = _("A new one")

    def check(values: Values) -> Problems:
        found = no_place("conditions", "reason")(values)
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
            reason_field(),
        ),
        check=check,
    )
