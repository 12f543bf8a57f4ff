"""Describes each questionnaire whose answers may be entered: fields, limits, sum; never the wording of a question."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from app.core.language import _
from app.domain.codes import Motivation
from app.domain.red import RedKind

WEEKS = 4
DAYS_IN_A_WEEK = 7
TOTAL = "total"
RISK_ITEM = "risk_item"


class Asks(StrEnum):
    """What kind of answer a field takes."""

    DAYS = "days"
    NUMBER = "number"
    ANSWER = "answer"
    CHOICE = "choice"
    WORDS = "words"


class Scoring(StrEnum):
    """Where a questionnaire's one figure comes from; a profile has none."""

    PROFILE = "profile"
    TYPED = "typed"
    PRORATED = "prorated"


@dataclass(frozen=True)
class Item:
    """One field: its key, its words, what it takes and its limits. DAYS are those of weeks 4, 3, 2 and 1."""

    key: str
    words: str
    asks: Asks = Asks.NUMBER
    low: int = 0
    high: int = 10
    section: str = ""
    unit: str = ""
    choices: tuple[str, ...] = ()
    is_figure: bool = True
    is_whole: bool = True


@dataclass(frozen=True)
class Alarm:
    """An answer that makes a red event; one that may wait can go to the case meeting instead (10.2, SUB-5)."""

    item: str
    kind: RedKind
    on_no: bool = False
    may_wait: bool = False
    waits_unless_asked: bool = False


@dataclass(frozen=True)
class Questionnaire:
    """A questionnaire as an office enters it. No score of it ever decides anything (SCR-11)."""

    key: str
    title: str
    items: tuple[Item, ...]
    scoring: Scoring = Scoring.PROFILE
    caveat: str = ""
    alarms: tuple[Alarm, ...] = ()
    one_service: bool = False
    at_milestone: bool = False
    shown_by: str = ""
    cut_off: str = ""
    difference: str = ""

    def item(self, key: str) -> Item | None:
        """The field with this key."""
        return next((item for item in self.items if item.key == key), None)


def questionnaires() -> dict[str, Questionnaire]:
    """Every questionnaire whose fields are known here; any other that a programme names takes one total from paper."""
    known = (_top(), _core(), _six_areas(), _six_results(), _motivation(), _expectations(), *_totals())
    return {one.key: one for one in known}


def questionnaire(key: str) -> Questionnaire:
    """The questionnaire of a programme: a known one, or one total typed from its paper."""
    known = questionnaires().get(key)
    return known or _one_total(key, key.replace("_", " ").capitalize(), 1000)


def stage_words(stage: str) -> str:
    """A stage as a worker says it; a block's key is left to the programme's own title."""
    return {
        "assessment": _("At assessment"),
        "start": _("Start"),
        "review": _("Review"),
        "exit": _("Exit"),
        "post_exit": _("After exit"),
        "end": _("End"),
        "quarterly": _("Every quarter"),
        "milestone": _("At the milestone"),
        "t0": _("T0, first contact"),
        "t1": _("T1, start"),
        "t2": _("T2, middle"),
        "t3": _("T3, end"),
        "t4": _("T4, six months after"),
    }.get(stage, "")


def exact(value: int | float) -> Fraction:
    """A typed number as it is written, so that nothing is nearly a limit."""
    return Fraction(str(value))


def _top() -> Questionnaire:
    """The Treatment Outcomes Profile, all its fields (13.2); shown once the office has confirmed its licence."""
    units, grams, spliffs = _("units a day"), _("g a day"), _("spliffs a day")
    substances = (
        ("alcohol", _("Alcohol"), units),
        ("opiates", _("Opiates"), grams),
        ("crack", _("Crack"), grams),
        ("cocaine", _("Cocaine"), grams),
        ("amphetamines", _("Amphetamines"), grams),
        ("cannabis", _("Cannabis"), spliffs),
        ("other", _("Another substance"), grams),
    )
    use, needles, crime, health = _("Substances"), _("Injecting"), _("Crime"), _("Health, work and housing")
    items: list[Item] = []
    for key, words, unit in substances:
        amount = _("{substance}, amount on a using day").format(substance=words)
        items.append(Item(f"{key}_amount", amount, high=1000, section=use, unit=unit, is_figure=False, is_whole=False))
        items.append(_days(key, words, use))
    items.append(Item("other_name", _("Name of the other substance"), Asks.WORDS, section=use, is_figure=False))
    items += [
        _days("injected", _("Injected"), needles),
        _answer("shared_needle", _("With a needle or syringe of somebody else"), needles),
        _answer("shared_equipment", _("With a spoon, water or filter of somebody else"), needles),
        _days("shoplifting", _("Shoplifting"), crime),
        _days("drug_selling", _("Selling drugs"), crime),
        _answer("vehicle_theft", _("Theft from or of a vehicle"), crime),
        _answer("other_theft", _("Other theft or burglary"), crime),
        _answer("fraud", _("Fraud, forgery or stolen goods"), crime),
        _days("assault", _("Assault or violence"), crime),
        Item("psychological_health", _("Psychological health"), high=20, section=health),
        _days("paid_work", _("Paid work"), health),
        _days("education", _("College or school"), health),
        Item("physical_health", _("Physical health"), high=20, section=health),
        _answer("acute_housing_problem", _("Acute housing problem"), health),
        _answer("risk_of_eviction", _("At risk of eviction"), health),
        Item("quality_of_life", _("Quality of life"), high=20, section=health),
    ]
    return Questionnaire(
        "top",
        _("TOP"),
        tuple(items),
        caveat=_(
            "Treatment Outcomes Profile, the last 28 days. A week that was not answered leaves its total unknown; "
            "a nought is an answer."
        ),
        alarms=(Alarm("assault", RedKind.MEASURE_RISK_ITEM),),
        one_service=True,
        shown_by="measure.top_licence",
    )


def _core() -> Questionnaire:
    """CORE-10: the numbers ticked on the paper, by their place on it, or its total (13.3)."""
    items = [
        Item(f"item_{number}", _("Item {number}").format(number=number), high=4, is_figure=False)
        for number in range(1, 11)
    ]
    items.append(Item(TOTAL, _("Clinical score, if only the total is known"), high=40, is_figure=False, is_whole=False))
    items.append(Item(RISK_ITEM, _("Risk item, if only the total is known"), high=4, is_figure=False))
    return Questionnaire(
        "core10",
        _("CORE-10"),
        tuple(items),
        Scoring.PRORATED,
        caveat=_("One item missing: its place is filled with the mean. Two or more missing: no score."),
        alarms=(Alarm("item_6", RedKind.MEASURE_RISK_ITEM), Alarm(RISK_ITEM, RedKind.MEASURE_RISK_ITEM)),
        cut_off="measure.core10_cut_off",
        difference="measure.core10_difference",
    )


def _six_areas() -> Questionnaire:
    """Six areas of our own, 0 to 10, without a total (13.5)."""
    areas = (
        ("respectful_communication", _("Respectful communication")),
        ("space_for_action", _("Space for action")),
        ("safety", _("Safety and freedom from violence")),
        ("shared_parenting", _("Shared parenting")),
        ("awareness", _("His awareness")),
        ("safer_childhoods", _("Safer childhoods")),
    )
    return Questionnaire(
        "mirabal_six",
        _("Six areas"),
        _scales(areas),
        caveat=_("Our own scales from 0 to 10, as he sees it. Not the Mirabal instrument."),
    )


def _six_results() -> Questionnaire:
    """The six results that members of a support group rate for themselves (13.6)."""
    results = (
        ("aggression_control", _("Aggression control")),
        ("quality_of_life", _("Quality of life")),
        ("growth_and_meaning", _("Growth and meaning")),
        ("social_support", _("Social support and a kinder view of people")),
        ("helping_others", _("Helping others")),
        ("self_image", _("Self-image")),
    )
    return Questionnaire(
        "perceived_six",
        _("Six perceived results"),
        _scales(results),
        caveat=_(
            "Perceived: his own rating. The studies behind it had no data on violence and none from family, did not "
            "hear those who left, and members saw their problems as lasting."
        ),
    )


def _motivation() -> Questionnaire:
    rungs = tuple(rung.value for rung in Motivation if rung is not Motivation.UNKNOWN)
    rung = Item("rung", _("Where his wish to change comes from"), Asks.CHOICE, choices=rungs, is_figure=False)
    return Questionnaire("motivation", _("Motivation"), (rung,), caveat=_("It never blocks alone."))


def _expectations() -> Questionnaire:
    """What the substance route expects of him by its late milestone (SUB-5)."""
    items = (
        _answer("violence_stopped", _("Physical and sexual violence has stopped")),
        Item("violence_source", _("How we know"), Asks.CHOICE, choices=("his_own", "police"), is_figure=False),
        _answer("use_stopped", _("Substance use as a means has stopped or is much less")),
    )
    return Questionnaire(
        "expectation_review",
        _("Expectation review"),
        items,
        caveat=_("A “no” is raised or brought to the case meeting. It never ends his place by itself."),
        alarms=(
            Alarm("violence_stopped", RedKind.NEW_VIOLENCE, on_no=True, may_wait=True),
            Alarm("use_stopped", RedKind.RELAPSE, on_no=True, may_wait=True, waits_unless_asked=True),
        ),
        at_milestone=True,
    )


def _totals() -> tuple[Questionnaire, ...]:
    """Questionnaires that others own: their total and day, typed from the paper (10.1)."""
    return (
        _one_total("wemwbs", _("WEMWBS"), 70),
        _one_total("swemwbs", _("Short WEMWBS"), 35),
        _one_total("whoqol_bref", _("WHOQOL-BREF"), 130),
        _one_total("urica_dv", _("URICA-DV"), 1000),
        _one_total("safe_at_home", _("Safe At Home"), 1000),
        _one_total("cts2", _("CTS2"), 1000),
        _one_total("qpr", _("QPR"), 1000),
        _one_total("impact", _("Impact toolkit"), 1000),
        Questionnaire(
            "ipvras",
            _("IPVRAS"),
            tuple(
                Item(key, words, high=1000, is_whole=False)
                for key, words in (
                    ("system", _("Blames the system")),
                    ("victim", _("Blames the person he hurt")),
                    ("own_context", _("Blames his own circumstances")),
                )
            ),
            caveat=_("Subscale scores, typed from the paper."),
        ),
    )


def _one_total(key: str, title: str, high: int) -> Questionnaire:
    caveat = _("The total, typed from the paper.")
    return Questionnaire(key, title, (Item(TOTAL, _("Total"), high=high, is_whole=False),), Scoring.TYPED, caveat)


def _days(key: str, words: str, section: str) -> Item:
    return Item(key, words, Asks.DAYS, high=WEEKS * DAYS_IN_A_WEEK, section=section)


def _answer(key: str, words: str, section: str = "") -> Item:
    return Item(key, words, Asks.ANSWER, section=section, is_figure=False)


def _scales(scales: Sequence[tuple[str, str]]) -> tuple[Item, ...]:
    return tuple(Item(key, words) for key, words in scales)
