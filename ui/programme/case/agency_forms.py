"""Says as data what is asked about family court, children, agencies, past and needs, and in a line what stands."""

from collections.abc import Callable, Sequence

from app.core.language import _
from app.domain import labels
from app.domain.answers import Answer
from app.domain.legal import child_plans, mappa_categories, mappa_levels, mappa_statuses
from app.programme.legal.around import BackgroundSaid, ChildSaid
from app.programme.legal.mappa import MANAGED, MappaSaid
from app.programme.legal.orders import ProceedingsSaid
from app.programme.legal.shown import BackgroundRow, ChildShown, LegalFile, ProtectionRow
from app.programme.rules.background import (
    DECLINED,
    MONITORED,
    Topic,
    answer_words,
    questions,
    topics,
)
from app.programme.rules.orders import WITHOUT_END, names_a_place, place_words
from ui.kit.choice import Option
from ui.kit.dates import day, partial_day
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, Problems, Values, answers, options
from ui.kit.widgets import facts


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


def background_form() -> FormSpec:
    """One topic of his past, his needs or his background: what is known of it, and who says so."""
    words, asked = {topic.value: title for topic, title in topics().items()}, questions()
    ways = {name: text for name, text in answer_words().items() if name != DECLINED}

    def has(*names: Topic) -> Callable[[Values], bool]:
        return lambda values: values.get("topic") in names

    def question(topic: Topic) -> Field:
        choices = options(answer_words() if topic in MONITORED else ways)
        help_ = _("For figures only. He need not answer.") if topic in MONITORED else ""
        return Field(f"is_{topic}", asked[topic], Kind.SEGMENTS, choices=choices, help=help_, when=has(topic))

    return FormSpec(
        BackgroundSaid,
        (
            Field(
                "topic",
                _("About"),
                Kind.CHOICE,
                required=True,
                choices=options(words),
                help=_("What stands of it is filled in. What stood before stays in his history."),
            ),
            *(question(topic) for topic in asked),
            Field(
                "text",
                _("What is known"),
                Kind.LINES,
                lines=2,
                help=_("Facts, not labels. No address, no telephone number: he may read it."),
                when=lambda values: bool(values.get("topic")),
            ),
            Field("on", _("Day of the offence"), Kind.PARTIAL_DATE, when=has(Topic.INDEX_OFFENCE)),
            Field("until", _("Last day of bail"), Kind.DATE, when=has(Topic.BAIL)),
            Field(
                "source",
                _("Who says so"),
                Kind.CHOICE,
                required=True,
                choices=options(labels.evidence_sources()),
                when=lambda values: bool(values.get("topic")),
            ),
        ),
        check=_says_something,
        extra=frozenset(f"is_{topic}" for topic in asked),
    )


def _says_something(values: Values) -> Problems:
    """Words, or an answer: a topic that is chosen and left empty says nothing (NEV-14)."""
    if not values.get("text") and not values.get(f"is_{values.get('topic')}"):
        return {"text": _("Write what is known, or say that it is not known.")}
    return no_place("text")(values)


def background_said(values: Values) -> Values:
    """What was typed as the act takes it: the one question of its topic is the answer."""
    answer = values.get(f"is_{values.get('topic')}")
    plain = {name: value for name, value in values.items() if not name.startswith("is_")}
    return {**plain, "answer": answer} if answer else plain


def background_known(one: BackgroundRow) -> dict[str, object]:
    """What stands of a topic, as the form takes it."""
    return {
        "topic": one.topic, f"is_{one.topic}": one.answer or None, "text": one.text or None, "on": one.on or None,
        "until": one.until.isoformat() if one.until else None, "source": one.source_code or None,
    }  # fmt: skip


def follow_topic(form: Form, rows: Sequence[BackgroundRow]) -> None:
    """Fill the form with what stands of the topic that is chosen, unless something else was typed already."""
    stands: dict[object, dict[str, object]] = {row.topic.value: background_known(row) for row in rows}
    shown: list[object] = [None]

    def follow() -> None:
        values = form.values()
        topic, was = values.get("topic"), stands.get(shown[0], {})
        if topic == shown[0]:
            return
        shown[0] = topic
        if all(was.get(name) == value for name, value in values.items() if name != "topic"):
            form.fill(stands.get(topic, {}))

    form.edited.connect(follow)


def background_now(rows: Sequence[BackgroundRow]) -> str:
    """Everything of which somebody said something, a line each."""
    said = [_("{what}: {words}").format(what=one.title, words=background_line(one)) for one in rows if one.turns]
    return "\n".join(said) or _("Nobody has asked yet")


def background_line(one: BackgroundRow) -> str:
    """What stands of a topic, who says so and since when."""
    said = _("said {day}").format(day=day(one.said_on)) if one.said_on else ""
    return facts(one.words, one.source, said)


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


def referrer_line(legal: LegalFile) -> str:
    """Who has him, and how they are reached."""
    return facts(legal.organisation, legal.officer, legal.officer_email, legal.officer_phone, legal.officer_reference)


def order_line(legal: LegalFile) -> str:
    """Ground, reference, and from when until when."""
    kind = labels.legal_kinds().get(legal.kind, legal.kind)
    begins = _("from {day}").format(day=day(legal.starts_on)) if legal.starts_on else ""
    ends = _("until {day}").format(day=day(legal.ends_on)) if legal.ends_on else _("last day not known")
    return facts(kind, legal.reference, begins, "" if legal.kind in WITHOUT_END else ends)


def protection_line(one: ProtectionRow) -> str:
    """What kind, and whether it holds."""
    until = _("last day {day}").format(day=day(one.last_day)) if one.last_day else ""
    return facts(one.kind, one.words, until)


def family_line(legal: LegalFile) -> str:
    """Whether there are any, where they stand, and when he is next in court."""
    court = legal.proceedings
    said = {Answer.YES: _("Yes"), Answer.NO: _("None")}.get(court.answer, _("Not known"))
    ahead = _("next in court on {day}").format(day=day(court.next_on)) if court.next_on else ""
    ended = court.ended_on if court.ended_on[:1].isdigit() else ""
    return facts(said, court.stage, ahead, _("ended {day}").format(day=partial_day(ended)) if ended else "")


def mappa_line(legal: LegalFile) -> str:
    """Whether agencies manage him together, how closely, who leads, and when they look again."""
    row = legal.mappa
    review = _("reviewed on {day}").format(day=day(row.review_on)) if row.review_on else ""
    return facts(row.words, row.level, row.category, row.lead_agency, row.coordinator, review)


def child_words(child: ChildShown) -> str:
    """Name and age as far as anybody knows."""
    born = partial_day(child.date_of_birth) if child.date_of_birth[:1].isdigit() else ""
    return facts(child.name or _("A child"), _("born {day}").format(day=born) if born else "")


def child_below(child: ChildShown) -> str:
    """What he is to the child, and under which plan it is; never where it lives (NEV-20)."""
    his = _("he is: {relation}").format(relation=child.relation) if child.relation else ""
    worker = _("social worker {name}").format(name=child.social_worker) if child.social_worker else ""
    return facts(his, child.plan or _("Plan not known"), worker)


def children_line(legal: LegalFile) -> str:
    """Every child he is known to have, each with its plan."""
    return "; ".join(facts(child_words(one), one.plan) for one in legal.children) or _("None is known of.")
