"""The fields of a referral as data, and how what was typed becomes the input of the acts."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import Draft, convert, replaced
from app.domain import labels
from app.domain.codes import SourceClass
from app.domain.legal import child_plans
from app.programme.consents import ConsentGiven
from app.programme.details import DetailsGiven, PersonNamed
from app.programme.referral_form import (
    Child,
    Contact,
    LegalBasis,
    ProtectiveOrder,
    ReferralReceived,
    Referrer,
)
from app.programme.rules.background import MONITORED, Topic, questions, topics
from ui.kit.buttons import KeyButton
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, Problems, Section, Values, answers, options
from ui.kit.layouts import Flow, horizontal, vertical
from ui.kit.widgets import line, words

D = TypeVar("D", bound=Draft)
CONTACT = {"phone": "phone", "email": "email", "address": "address", "shares_address": "shares_address"}
REFERRER = {
    "organisation": "organisation",
    "officer": "officer",
    "officer_email": "email",
    "officer_phone": "phone",
    "officer_reference": "reference",
}
LEGAL = {"legal_kind": "kind", "legal_reference": "reference", "starts_on": "starts_on", "ends_on": "ends_on"}
ASKED = (Topic.INDEX_OFFENCE, Topic.CONVICTIONS, Topic.BAIL)
BACKGROUND = frozenset({*Topic, *(f"is_{topic}" for topic in ASKED), "more", "offence_on", "bail_until", "said_by"})
NESTED = frozenset({*CONTACT, *REFERRER, *LEGAL, *BACKGROUND, "born_unknown"})


def person_form() -> FormSpec:
    """Who he is, who sends him and on what ground, and why (domain.md 4.1)."""
    return FormSpec(
        ReferralReceived,
        (*_about_him(), *_about_referral(), *_about_reason(), *_about_background()),
        check=_person_problems,
        extra=NESTED,
    )


def _about_him() -> tuple[Field | Section, ...]:
    genders = {"man": _("Man"), "woman": _("Woman"), "other": _("Another word"), "unknown": _("Not known")}
    return (
        Section(_("About him")),
        Field("given_name", _("First name"), required=True),
        Field("family_name", _("Family name"), required=True),
        Field("known_as", _("Known as")),
        Field(
            "date_of_birth",
            _("Date of birth"),
            Kind.PARTIAL_DATE,
            help=_("A year, or a month and year, is enough."),
            when=lambda values: not values.get("born_unknown"),
        ),
        Field("born_unknown", _("His date of birth is not known"), Kind.TICK),
        Field("gender", _("Gender"), Kind.CHOICE, choices=options(genders)),
        Field("language", _("Language")),
        Field("needs", _("Needs"), help=_("Interpreter, reading, hearing, health.")),
        Field("phone", _("His telephone")),
        Field("email", _("His e-mail")),
        Field("address", _("His address")),
        Field("shares_address", _("Shares his address with a partner"), Kind.ANSWER, choices=answers()),
    )


def _about_referral() -> tuple[Field | Section, ...]:
    return (
        Section(_("Who sends him, and on what ground")),
        Field("programme", _("Programme"), Kind.CHOICE, required=True),
        Field("source", _("Referred by"), Kind.CHOICE, required=True, choices=options(labels.sources())),
        Field("received_on", _("Received on"), Kind.DATE, required=True),
        Field("organisation", _("Organisation")),
        Field("officer", _("Officer")),
        Field("officer_email", _("Officer’s e-mail")),
        Field("officer_phone", _("Officer’s telephone")),
        Field("officer_reference", _("Officer’s reference")),
        Field("external_reference", _("Reference on the papers"), help=_("CRN or another number.")),
        Field("legal_kind", _("Legal ground"), Kind.CHOICE, choices=options(labels.legal_kinds())),
        Field("legal_reference", _("Order or licence"), when=_has_ground),
        Field("starts_on", _("Begins on"), Kind.DATE, when=_has_ground),
        Field("ends_on", _("Ends on"), Kind.DATE, when=_has_ground),
        Field(
            "family_proceedings",
            _("Family proceedings"),
            Kind.ANSWER,
            choices=answers(),
            help=_("Yes also where they have ended: say when."),
        ),
        Field(
            "family_ended_on",
            _("They ended on"),
            Kind.PARTIAL_DATE,
            help=_("Empty while they go on. A year, or a month and year, is enough."),
            when=_in_family_court,
        ),
        Field("reporting_route", _("May we report to the referrer"), Kind.ANSWER, choices=answers()),
        Field(
            "reporting_reason",
            _("Why, or why not"),
            help=_("A closed way needs a reason: it is shown to who writes the report."),
            when=_route_is_said,
        ),
    )


def _about_reason() -> tuple[Field | Section, ...]:
    return (
        Section(_("Why now")),
        Field(
            "reason", _("Reason for referral"), Kind.LINES, help=_("What he did, in plain words. Facts, not labels.")
        ),
    )


def _about_background() -> tuple[Field | Section, ...]:
    """His past, his needs and his background: asked where something of it came with the referral (domain.md 4.1)."""

    def more(values: Values) -> bool:
        return bool(values.get("more"))

    def asked(topic: Topic) -> Field:
        return Field(f"is_{topic}", questions()[topic], Kind.ANSWER, choices=answers(), when=more)

    def on_bail(values: Values) -> bool:
        return more(values) and values.get(f"is_{Topic.BAIL}") == "yes"

    offence, convictions, bail = (asked(topic) for topic in ASKED)
    rest = [(topic, title) for topic, title in topics().items() if topic not in ASKED]
    only_counted = _("For figures only. He need not answer.")
    return (
        Section(_("His past and his needs")),
        Field("more", _("Something is known of his past, his needs or his background"), Kind.TICK),
        Field("said_by", _("Who says so"), Kind.CHOICE, choices=options(labels.evidence_sources()), when=more),
        Field(Topic.INDEX_OFFENCE, topics()[Topic.INDEX_OFFENCE], when=more),
        Field("offence_on", _("Day of the offence"), Kind.PARTIAL_DATE, when=more),
        offence,
        convictions,
        Field(Topic.CONVICTIONS, topics()[Topic.CONVICTIONS], Kind.LINES, lines=2, when=more),
        bail,
        Field(Topic.BAIL, _("What it forbids"), help=_("No address or number: write “her home”."), when=on_bail),
        Field("bail_until", _("Last day of bail"), Kind.DATE, when=on_bail),
        *(Field(topic, title, help=only_counted if topic in MONITORED else "", when=more) for topic, title in rest),
    )


def _background_of(values: Values) -> list[dict[str, object]]:
    """What was typed of each topic, as the act takes it; of what nobody typed there is nothing (REF-7)."""
    found = []
    for topic in Topic:
        said = {"text": values.get(topic), "answer": values.get(f"is_{topic}")}
        if topic is Topic.INDEX_OFFENCE:
            said["on"] = values.get("offence_on")
        if topic is Topic.BAIL:
            said["until"] = values.get("bail_until")
        if given := {name: value for name, value in said.items() if value}:
            found.append({**given, "topic": topic.value, "source": values.get("said_by") or SourceClass.REFERRER.value})
    return found


def _has_ground(values: Values) -> bool:
    return values.get("legal_kind") not in (None, "voluntary", "unknown")


def _in_family_court(values: Values) -> bool:
    return values.get("family_proceedings") == "yes"


def _route_is_said(values: Values) -> bool:
    return values.get("reporting_route") in ("yes", "no")


def _person_problems(values: Values) -> Problems:
    if not values.get("born_unknown") and not values.get("date_of_birth"):
        return {"date_of_birth": _("Write it, or tick that it is not known.")}
    return {}


def child_form(_number: int) -> FormSpec:
    """One child as known from him or the referrer."""
    return FormSpec(
        Child,
        (
            Field("name", _("Child’s name")),
            Field("date_of_birth", _("Child’s date of birth"), Kind.PARTIAL_DATE),
            Field("relation", _("He is the child’s")),
            Field("lives_with", _("Lives with")),
            Field("plan", _("Plan"), Kind.CHOICE, choices=options(child_plans())),
            Field("social_worker", _("Social worker")),
        ),
    )


def order_form(_number: int) -> FormSpec:
    """One order that protects somebody from him."""
    return FormSpec(
        ProtectiveOrder,
        (
            Field("kind", _("Kind of order"), required=True),
            Field("conditions", _("What it forbids"), help=_("No address or number: write “her home”, “the school”.")),
            Field("expires_on", _("Order ends on"), Kind.DATE),
        ),
    )


def person_named_form(_number: int) -> FormSpec:
    """One person as he names them; goes into the one-way box."""
    relations = {
        "partner": _("Partner"),
        "ex_partner": _("Ex-partner"),
        "new_partner": _("New partner"),
        "co_parent": _("Parent of his child"),
        "family": _("Family"),
        "other": _("Someone else"),
    }
    return FormSpec(
        PersonNamed,
        (
            Field("relation", _("Relation to him"), Kind.CHOICE, choices=options(relations)),
            Field("given_name", _("Their first name")),
            Field("family_name", _("Their family name")),
            Field("phone", _("Their telephone")),
            Field("email", _("Their e-mail")),
            Field("address", _("Their address")),
            Field("note", _("What else he says"), Kind.LINES, lines=2),
        ),
    )


def box_form() -> FormSpec:
    """What he gives, that he refuses, or the lawful reason why there is nothing to give (GATE-2)."""
    ways = {"given": _("Given"), "refused": _("Refused"), "lawful": _("None to give")}
    return FormSpec(
        DetailsGiven,
        (
            Field("way", _("Details"), Kind.SEGMENTS, choices=options(ways)),
            Field(
                "lawful_reason",
                _("Why there are none"),
                Kind.CHOICE,
                required=True,
                choices=options(labels.no_details_reasons()),
                help=_("A second person confirms this."),
                when=lambda values: values.get("way") == "lawful",
            ),
            Field(
                "corrects_earlier",
                _("This corrects what he gave before"),
                Kind.TICK,
                when=lambda values: values.get("way") == "given",
            ),
        ),
        extra=frozenset({"way"}),
    )


def consent_form() -> FormSpec:
    """Limited confidentiality: explained, then signed before a witness, or declined (GATE-1)."""
    ways = {"signed": _("Signed"), "explained": _("Explained only"), "declined": _("Declined")}
    return FormSpec(
        ConsentGiven,
        (
            Field("outcome", _("Statement"), Kind.SEGMENTS, choices=options(ways)),
            Field("version", _("Version of the form"), required=True, when=_has_outcome),
            Field("explained_on", _("Explained on"), Kind.DATE, required=True, when=_has_outcome),
            Field("signed_on", _("Signed on"), Kind.DATE, required=True, when=lambda v: v.get("outcome") == "signed"),
            Field("witness", _("Witness"), required=True, when=lambda v: v.get("outcome") == "signed"),
            Field("declined", _("What he said"), required=True, when=lambda v: v.get("outcome") == "declined"),
        ),
        extra=frozenset({"outcome"}),
    )


def _has_outcome(values: Values) -> bool:
    return bool(values.get("outcome"))


def referral_of(form: Form, children: "Several", orders: "Several", **answered: object) -> ReferralReceived | None:
    """The whole referral, or None after showing what must be mended."""
    values = form.values()
    listed = {
        "children": children.values(), "orders": orders.values(), "background": _background_of(values),
    }  # fmt: skip
    born = {} if values.get("date_of_birth") else {"date_of_birth": "unknown"}
    plain = form.draft_as(ReferralReceived, **born, **listed, **answered)
    if plain is None:
        return None
    try:
        parts = {
            "contact": _part(values, CONTACT, Contact),
            "referrer": _part(values, REFERRER, Referrer),
            "legal_basis": _part(values, LEGAL, LegalBasis),
        }
    except InvalidInput as refused:
        form.show_problems(refused.problems)
        return None
    return replaced(plain, **parts)


def _part(values: Values, names: Mapping[str, str], shape: type[D]) -> D | None:
    found = {inner: values[outer] for outer, inner in names.items() if values.get(outer) is not None}
    try:
        return convert(found, shape) if found else None
    except InvalidInput as refused:
        outer_of = {inner: outer for outer, inner in names.items()}
        raise InvalidInput({outer_of.get(name, name): text for name, text in refused.problems.items()}) from refused


class Several(QWidget):
    """Any number of small forms of one kind: people, children, orders; each can be taken away again."""

    edited = Signal()

    def __init__(self, spec_of: Callable[[int], FormSpec], one: Callable[[int], str], add: str) -> None:
        super().__init__()
        self._spec_of, self._one = spec_of, one
        self.forms: list[Form] = []
        self._blocks: list[QWidget] = []
        box = vertical(self)
        self._list = vertical()
        box.addLayout(self._list)
        self.add_button = KeyButton(add, icon="plus", small=True)
        self.add_button.clicked.connect(self.add)
        box.addWidget(Flow(self.add_button))

    def add(self) -> Form:
        """One more, empty, with the keyboard in it."""
        number = len(self.forms) + 1
        form = Form(self._spec_of(number), self._one(number), has_keys=False)
        for field in form.spec.fields:
            inner = form.editor(field.name).inner
            inner.setAccessibleName(f"{self._one(number)}: {inner.accessibleName()}")
        form.edited.connect(self.edited)
        block = QWidget()
        lines = vertical(block)
        lines.addWidget(line())
        head = horizontal()
        head.addWidget(words(self._one(number), "strong"), 1)
        remove = KeyButton(_("Take away"), icon="x", small=True)
        remove.setAccessibleName(_("Take away: {what}").format(what=self._one(number)))
        remove.clicked.connect(lambda: self._remove(form))
        head.addWidget(remove)
        lines.addLayout(head)
        lines.addWidget(form)
        self._list.addWidget(block)
        self.forms.append(form)
        self._blocks.append(block)
        self.edited.emit()
        form.editor(form.spec.fields[0].name).setFocus()
        return form

    def _remove(self, form: Form) -> None:
        at = self.forms.index(form)
        self.forms.pop(at)
        block = self._blocks.pop(at)
        block.hide()
        block.deleteLater()
        self.add_button.setFocus()
        self.edited.emit()

    def clear(self) -> None:
        """Take all away."""
        for form in tuple(self.forms):
            self._remove(form)

    def fill(self, many: object) -> None:
        """Show plain values again (after a lock)."""
        self.clear()
        for one in many if isinstance(many, list) else ():
            if isinstance(one, dict):
                self.add().fill(one)

    def values(self) -> list[Values]:
        """What each form holds; a form in which nothing is filled in is left out."""
        return [values for form in self.forms if (values := form.values())]

    def is_whole(self) -> bool:
        """True when every form can be read; shows the problems of those that cannot."""
        return not [form for form in self.forms if form.values() and form.draft() is None]
