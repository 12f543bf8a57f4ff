"""Says as data what is asked about a family court, his children, and the agencies that manage him together."""

from collections.abc import Callable

from app.core.language import _
from app.domain.answers import Answer
from app.domain.legal import child_plans, mappa_categories, mappa_levels, mappa_statuses
from app.programme.legal.children import ChildSaid
from app.programme.legal.mappa import MANAGED, MappaSaid
from app.programme.legal.orders import ProceedingsSaid
from app.programme.legal.shown import ChildShown
from app.programme.rules.orders import names_a_place, place_words
from ui.kit.choice import Option
from ui.kit.form_spec import Field, FormSpec, Kind, Problems, Values, answers, options
from ui.programme.case.legal_lines import child_words


def family_form() -> FormSpec:
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
            reason_field(),
        ),
        check=no_place("stage", "reason"),
    )


def child_form(known: tuple[ChildShown, ...]) -> FormSpec:
    """A child that became known, or one of those that are known; a blank stays as it was."""

    def is_known(values: Values) -> bool:
        return bool(values.get("child"))

    def is_kept(values: Values) -> bool:
        return not values.get("is_mistake")

    return FormSpec(
        ChildSaid,
        (
            Field(
                "child",
                _("Which child"),
                Kind.CHOICE,
                choices=[Option(one.child, child_words(one)) for one in known],
                help=_("Leave it open for a new one. Never where it lives or learns, nor what it said."),
            ),
            Field("is_mistake", _("It was written down by mistake"), Kind.TICK, when=is_known),
            Field("name", _("Child’s name"), when=is_kept),
            Field("date_of_birth", _("Child’s date of birth"), Kind.PARTIAL_DATE, when=is_kept),
            Field("relation", _("He is the child’s"), when=is_kept),
            Field("plan", _("Plan"), Kind.CHOICE, choices=options(child_plans()), when=is_kept),
            Field("social_worker", _("Social worker"), when=is_kept),
            Field(
                "reason",
                _("How you know"),
                required=True,
                help=_("It stands in his history under your name. He may read it."),
            ),
        ),
        check=no_place("name", "relation", "social_worker", "reason"),
    )


def mappa_form() -> FormSpec:
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
        check=no_place("lead_agency", "coordinator"),
    )


def reason_field() -> Field:
    """What was decided, and how one knows."""
    return Field(
        "reason",
        _("What was decided, and how you know"),
        required=True,
        help=_("It stands in his history under your name. He may read it."),
    )


def no_place(*names: str) -> Callable[[Values], Problems]:
    """Words with a postcode or a telephone number are refused while they are typed (NEV-7)."""

    def check(values: Values) -> Problems:
        return {name: place_words() for name in names if names_a_place(str(values.get(name) or ""))}

    return check
