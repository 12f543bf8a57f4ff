"""What is asked for her plan, a DASH result and a step of Marac, and the lines that show what was recorded."""

from app.core.language import _, ngettext
from app.domain.answers import Answer, Outcome
from app.partner.dangers import MODES, CriterionRow, DashRow, DashTaken, HerPlanSet, MaracMade, MaracRow, PlanRow
from app.partner.rules.dash import SLOTS
from app.partner.rules.marac import Step
from app.partner.spoken import band_words, dash_mode_words, sort_words, step_words
from ui.kit.dates import day
from ui.kit.form_spec import Field, FormSpec, Kind, Values, answers, options
from ui.kit.layouts import empty, vertical
from ui.kit.rows import FactRow
from ui.kit.tokens import SPACE_2
from ui.kit.widgets import Card, facts, line, words

STEP_ICONS = {Step.REFERRAL: "mail", Step.INCIDENT: "alert-triangle", Step.NOT_REFERRED: "x"}


def dash_form() -> FormSpec:
    """A result as taken with her (RSK-8, RSK-9); its numbers stand beside it."""
    decisions = {"refer": _("Refer"), "not_refer": _("Do not refer")}
    return FormSpec(
        DashTaken,
        (
            Field(
                "safe_to_talk", _("&Safe to talk"), Kind.ANSWER, required=True, choices=answers(),
                help=_("Ask first: how long she can talk, if it is safe now, what contact is safe."),
            ),
            Field("on", _("&Date"), Kind.DATE, required=True),
            Field(
                "mode", _("&How"), Kind.CHOICE, required=True, choices=options({m: dash_mode_words(m) for m in MODES})
            ),
            Field("version", _("&Form"), required=True, hint=_("Version, as printed on it")),
            Field(
                "incidents", _("&Incidents in 12 months"), Kind.NUMBER, help=_("Leave it empty when nobody knows.")
            ),
            Field("judgement", _("You &judge: refer"), Kind.ANSWER, required=True, choices=answers()),
            Field("judgement_words", _("What you judge &by"), Kind.LINES, required=True, lines=2, when=judged),
            Field("decision", _("Decisi&on"), Kind.SEGMENTS, required=True, choices=options(decisions)),
            Field("reason", _("&Why not"), Kind.LINES, lines=2, when=not_referred),
            Field("review_on", _("&Look again on"), Kind.DATE),
        ),
    )  # fmt: skip


def marac_form() -> FormSpec:
    """A referral, an incident, or why one is not referred (RSK-10)."""
    return FormSpec(
        MaracMade,
        (
            Field("step", _("&What"), Kind.CHOICE, required=True, choices=options({s: step_words(s) for s in Step})),
            Field("on", _("&Date"), Kind.DATE, required=True),
            Field("incident_on", _("&For what happened on"), Kind.DATE, when=referral),
            Field("words", _("&In a few words"), Kind.LINES),
        ),
    )


def plan_form() -> FormSpec:
    """Her safety plan, from what matters most to her."""
    first = _("A line each, in her order. It is her plan, not ours.")
    return FormSpec(
        HerPlanSet,
        (
            Field("first", _("What &matters most"), Kind.LINES, required=True, help=first),
            Field("steps", _("&Steps she takes"), Kind.LINES, required=True),
            Field("turns_to", _("Who she t&urns to"), Kind.LINES, lines=2),
            Field("children", _("For the chil&dren"), Kind.LINES, lines=2),
            Field("on", _("Made with her o&n"), Kind.DATE, required=True),
            Field("review_on", _("&Look again on"), Kind.DATE),
        ),
        extra=frozenset({"first"}),
    )


def plan_values(row: PlanRow | None) -> Values:
    """The plan that holds, as the form shows it; the day is asked anew."""
    if row is None:
        return {}
    plan = row.plan
    return {
        "first": "\n".join(plan.priorities), "steps": plan.steps, "turns_to": plan.turns_to or None,
        "children": plan.children or None, "on": None, "review_on": None,
    }  # fmt: skip


def judged(values: Values) -> bool:
    """Asked only for a judgement of yes."""
    return values.get("judgement") == Answer.YES.value


def not_referred(values: Values) -> bool:
    """Asked only when it is not referred."""
    return values.get("decision") == "not_refer"


def referral(values: Values) -> bool:
    """Asked only for a referral."""
    return values.get("step") == Step.REFERRAL.value


def counted(ticks: int, not_known: int, not_asked: int) -> str:
    """How many of the numbers were ticked, not known and not asked; each said apart (NEV-14)."""
    said = ngettext("{count} tick of {of}", "{count} ticks of {of}", ticks).format(count=ticks, of=SLOTS)
    return facts(
        said,
        _("{count} not known").format(count=not_known) if not_known else "",
        _("{count} not asked").format(count=not_asked) if not_asked else "",
    )


def ranged(band: str, highest: str) -> str:
    """The band, and the higher one that open answers leave possible."""
    if highest == band:
        return band_words(band)
    return _("{band}, up to {highest} with what is open").format(band=band_words(band), highest=band_words(highest))


def spoken_for(rows: tuple[CriterionRow, ...]) -> str:
    """What speaks for a referral, and what nobody knows; what is below the local number is left out."""
    met = [one.words for one in rows if one.outcome is Outcome.MET]
    open_still = [one.words for one in rows if one.outcome is Outcome.UNKNOWN]
    return facts(
        _("for a referral: {what}").format(what=", ".join(met)) if met else "",
        _("not known if enough: {what}").format(what=", ".join(open_still)) if open_still else "",
    )


class History(Card):
    """A card of what was recorded, newest first, or why there is nothing."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self._lines = vertical(gap=SPACE_2)
        self.body.addLayout(self._lines)

    def _begin(self, nothing: str) -> None:
        empty(self._lines)
        if nothing:
            self._lines.addWidget(words(nothing, "small"))

    def _part(self, at: int) -> None:
        """A rule between two entries."""
        if at:
            self._lines.addWidget(line())

    def _say(self, *lines: str) -> None:
        for text in lines:
            if text:
                self._lines.addWidget(words(text, "small"))

    def show_plan(self, row: PlanRow | None) -> None:
        """The plan that holds, what matters most first."""
        self._begin("" if row else _("No safety plan yet. Begin with what matters most to her."))
        if row is None:
            return
        plan = row.plan
        for at, text in enumerate(plan.priorities, 1):
            self._lines.addWidget(words(f"{at}. {text}", "strong"))
        for icon, label, text in (
            ("list-check", _("Steps she takes"), plan.steps),
            ("users", _("Who she turns to"), plan.turns_to),
            ("home", _("For the children"), plan.children),
        ):
            if text:
                self._lines.addWidget(FactRow(icon, label, text, strong_first=False))
        again = _("Look again on {day}").format(day=day(plan.review_on)) if plan.review_on else ""
        self._say(facts(_("Made with her on {day}").format(day=day(plan.on)), row.by, again))

    def show_results(self, rows: tuple[DashRow, ...]) -> None:
        """Each DASH result with its band, the reasons and the decision."""
        self._begin("" if rows else _("No result yet."))
        for at, row in enumerate(rows):
            self._part(at)
            one = row.result
            said = counted(one.ticks, one.answers.count(Answer.UNKNOWN), one.answers.count(Answer.NOT_ASKED))
            when = facts(day(one.on), dash_mode_words(one.mode), row.by)
            self._lines.addWidget(FactRow("list-check", when, facts(ranged(row.band, row.highest_band), said),
                                          strong_first=False))  # fmt: skip
            decided = _("Referred") if one.referred else _("Not referred")
            self._say(facts(decided, spoken_for(row.criteria)), one.judgement_words, one.reason)
            if one.review_on:
                self._say(_("Look again on {day}").format(day=day(one.review_on)))

    def show_steps(self, rows: tuple[MaracRow, ...]) -> None:
        """Each step of Marac with what it counts as."""
        self._begin("" if rows else _("Nothing recorded."))
        for at, row in enumerate(rows):
            self._part(at)
            one = row.step
            sort = sort_words(row.sort) if one.step is not Step.NOT_REFERRED else ""
            said = facts(step_words(one.step), sort)
            self._lines.addWidget(FactRow(STEP_ICONS[one.step], facts(day(one.on), row.by), said, strong_first=False))
            self._say(one.words)
