"""The cards of the participant page: pathway, attendance, record, what to do next, goals, details."""

from datetime import date

from PySide6.QtWidgets import QWidget

from app.core.language import _, ngettext
from app.domain import labels
from app.domain.codes import MarkCode
from app.domain.legal import LegalEvent
from app.programme.case_file.way import PathwayStep
from app.programme.case_page import CasePage, RiskRow
from app.programme.case_record import GoalRow, RecordRow, StripCell
from ui.kit.bands import Banner
from ui.kit.dates import clock, day, here, short_day
from ui.kit.hours import HoursBar, Milestone, hours_words
from ui.kit.layouts import Column, Flow
from ui.kit.letters import letter_of
from ui.kit.pathway import PathwayStepper, Step, StepState
from ui.kit.rows import ActionRow, AttendanceStrip, FactRow, Mark
from ui.kit.sharing import Veil, current
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, Chip, facts, words

GOAL_TONES = {1.0: Tone.OK, 0.5: Tone.INFO, 0.0: Tone.MUTE}
HIGH = ("high", "very_high")
ICONS = {
    "mark": "users-group",
    "move": "arrow-right",
    "received": "inbox",
    "risk_result": "alert-triangle",
    "red_event_raised": "flag",
    "red_event_closed": "flag",
    "held": "calendar-off",
    "hold_lifted": "calendar-time",
    "reporting": "file-text",
    "reporting_before": "file-text",
    **{one.value: "certificate" for one in LegalEvent},
    "assigned": "user",
    "measure": "clipboard-check",
    "measure_corrected": "clipboard-check",
    "substance_screen": "clipboard-check",
}
FEW = 6


def emptied(card: Card, keep: int) -> Card:
    """Take away what a card shows below its first parts, to show it anew."""
    while card.body.count() > keep:
        item = card.body.takeAt(keep)
        if item is not None and (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
    return card


class RiskLine(Banner):
    """Level and dates only, never a reason; low risk has no banner, and nobody's has one while it is shared (UX-2)."""

    def __init__(self) -> None:
        super().__init__("", "", Tone.WARN)
        self._is_due = False
        current().changed.connect(self._follow)

    def show_risk(self, risk: RiskRow) -> None:
        """The newest result."""
        heading = _("Risk: {level}").format(level=labels.risk_levels().get(risk.level, risk.level).lower())
        below = _("No assessment yet. It is needed before a verdict.")
        if risk.taken_on is not None:
            below = _("Assessed on {day}.").format(day=day(risk.taken_on))
        if risk.review_on is not None:
            below += " " + _("Next review by {day}.").format(day=day(risk.review_on))
        self.say(heading, below, Tone.STOP if risk.level in HIGH else Tone.WARN, "alert-triangle")
        self._is_due = risk.level not in ("low", "none_recorded")
        self._follow()

    def _follow(self) -> None:
        self.setVisible(self._is_due and not current().is_on)


class CourtsLine(Banner):
    """Orders that hold and agencies that work together on him: known before anything else, away while it is shared."""

    def __init__(self) -> None:
        super().__init__("", "", Tone.INFO, "shield-lock")
        self._is_said = False
        current().changed.connect(self._follow)
        self._follow()

    def show_courts(self, courts: tuple[str, ...]) -> None:
        """One line; nothing where nothing is known."""
        count = ngettext("An order or agency to mind", "Orders and agencies to mind", len(courts))
        self.say(count, facts(*courts), Tone.INFO, "shield-lock")
        self._is_said = bool(courts)
        self._follow()

    def _follow(self) -> None:
        self.setVisible(self._is_said and not current().is_on)


def step_of(step: PathwayStep) -> Step:
    """One block of the way: how much of it is done."""
    if step.of is None:
        count = _("{done} done").format(done=step.done)
    elif step.kind in ("one_to_one", "review") and step.of == 1:
        count = _("done") if step.done else _("three-way") if step.kind == "review" else _("not yet")
    else:
        count = _("{done} of {all}").format(done=step.done, all=step.of)
    if step.is_now:
        return Step(step.title, _("{count}, now").format(count=count), StepState.NOW)
    is_done = step.of is not None and step.done >= step.of
    return Step(step.title, count, StepState.DONE if is_done else StepState.LATER)


class PathwayCard(Card):
    """Where he is in his programme: its blocks, its hours, or his last meetings, as the programme is shaped (UX-9)."""

    def __init__(self) -> None:
        super().__init__(_("Pathway"), note=" ")
        self.steps = PathwayStepper()
        self.hours = HoursBar()
        self.meetings = AttendanceStrip()
        self.no_meetings = words(_("No meeting yet."), "small")
        for part in (self.steps, self.hours, self.meetings, self.no_meetings):
            self.add(part)

    def show_page(self, page: CasePage) -> None:
        """How much is done in all, in the shape of his programme."""
        way = page.way
        self.steps.setVisible(way.shape == "blocks")
        self.hours.setVisible(way.shape == "hours")
        self.meetings.setVisible(way.shape == "meetings" and bool(way.meetings))
        self.no_meetings.setVisible(way.shape == "meetings" and not way.meetings)
        if way.shape == "hours":
            milestones = [
                Milestone(one.hours, _("{hours} h").format(hours=one.words), one.reached) for one in way.milestones
            ]
            self.hours.show_hours(way.hours, way.minutes, milestones)
            review = next((step for step in page.pathway if step.kind == "review"), None)
            held = _("three-way review held") if review is not None and review.done else _("three-way review to come")
            self.say_note(facts(hours_words(way.hours, milestones), held if review is not None else ""))
        elif way.shape == "meetings":
            self.meetings.show_marks([mark_of(cell) for cell in way.meetings])
            since = _("member since {day}").format(day=day(way.member_since)) if way.member_since else ""
            self.say_note(facts(_("his last meetings") if way.meetings else "", since))
        else:
            contacts = _("{done} of {all} contacts done").format(done=page.contacts_done, all=page.contacts_of)
            hours = _("{done} of {all} group hours").format(done=page.group_hours, all=page.group_hours_of)
            self.say_note(facts(contacts, hours))
            self.steps.show_steps([step_of(step) for step in page.pathway])


def mark_of(cell: StripCell) -> Mark:
    """A session of the strip with its letter; nothing recorded stays empty."""
    if not cell.code:
        return Mark(str(cell.number))
    letter, tone = letter_of(MarkCode(cell.code))
    return Mark(str(cell.number), letter, cell.words, tone)


def share(page: CasePage) -> str:
    """n of N with its percentage; never a percentage alone."""
    if not page.offered:
        return ""
    return _("{done} of {all} sessions ({percent}%)").format(
        done=page.attended, all=page.offered, percent=page.percent or 0
    )


def record_line(row: RecordRow) -> QWidget:
    """One entry of the record: what, then when and by whom."""
    at = here(row.at)
    when = _("{day}, {time}").format(day=short_day(at.date()), time=clock(at))
    return FactRow(ICONS.get(row.kind, "notes"), row.words, facts(when, row.detail, row.by))


class AttendanceCard(Card):
    """The strip of his sessions, and the newest entries of the record."""

    def __init__(self) -> None:
        super().__init__(_("Attendance"), note=" ")
        self.strip = AttendanceStrip()
        self.none = words("")
        self.add(self.strip)
        self.add(self.none)
        self.add(words(_("Recent record"), "h2"))
        self._keep = self.body.count()

    def show_page(self, page: CasePage) -> None:
        """The sessions of his group and what was done with him lately."""
        self.say_note(share(page))
        self.strip.show_marks([mark_of(cell) for cell in page.strip])
        self.strip.setVisible(bool(page.strip))
        self.none.setText("" if page.strip else _("No sessions yet. He is not in a group."))
        self.none.setVisible(not page.strip)
        emptied(self, self._keep)
        self.add(Veil(Column(*(record_line(row) for row in page.record[:FEW]))))
        self.body.addStretch(1)


class GoalsCard(Card):
    """His goals in his own words."""

    def __init__(self) -> None:
        super().__init__(_("His goals"))
        self._keep = self.body.count()

    def show_goals(self, goals: tuple[GoalRow, ...]) -> None:
        """Each goal and how far it was kept."""
        emptied(self, self._keep)
        if not goals:
            self.add(words(_("No goals yet. Agree the first with him."), "small"))
        for goal in goals:
            self.add(words(goal.text))
            reviewed = _("reviewed {day}").format(day=day(goal.reviewed_on)) if goal.reviewed_on else ""
            when = reviewed or _("set {day}").format(day=day(goal.set_on))
            tone = GOAL_TONES.get(goal.achievement, Tone.MUTE) if goal.achievement is not None else Tone.MUTE
            self.add(Flow(Chip(goal.words, tone), words(when, "small", wraps=False)))


class NextCard(Card):
    """What is to be done for him, the most urgent first."""

    def __init__(self) -> None:
        super().__init__(_("Do next"))
        self._keep = self.body.count()
        self.rows: list[ActionRow] = []

    def show_tasks(self, page: CasePage, verb_of: dict[str, str], today: date) -> list[ActionRow]:
        """At most five; each with its button."""
        tasks = page.do_next
        emptied(self, self._keep)
        self.rows = []
        if not tasks:
            self.add(words(_("Nothing is due for him."), "small"))
        for task in tasks[: FEW - 1]:
            due = here(task.due).date()
            late = (today - due).days
            when = (
                ngettext("{count} day late", "{count} days late", late).format(count=late)
                if late > 0
                else _("Due {day}").format(day=short_day(due))
            )
            row = ActionRow(without_name(task.words, page), when, verb_of.get(task.act, _("Open")))
            self.rows.append(row)
            self.add(row)
        return self.rows


def without_name(text: str, page: CasePage) -> str:
    """A task's words on his own page: his name says nothing new there."""
    verb, _colon, rest = text.partition(": ")
    for name in (page.name, page.short_name):
        rest = rest.removeprefix(name).removeprefix(", ")
    return f"{verb}: {rest}" if rest else verb


class ResultsCard(Card):
    """Every result as received, newest first; an old one is never overwritten (RSK-4)."""

    def __init__(self) -> None:
        super().__init__(_("Results"))
        self._keep = self.body.count()

    def show_results(self, results: tuple[RiskRow, ...]) -> None:
        """Tool, level and days."""
        emptied(self, self._keep)
        if not results:
            self.add(words(_("No assessment yet. It is needed before a verdict."), "small"))
        for row in results:
            taken = day(row.taken_on) if row.taken_on else ""
            again = _("again by {day}").format(day=day(row.review_on)) if row.review_on else ""
            level = labels.risk_levels().get(row.level, row.level)
            self.add(FactRow("clipboard-check", facts(row.tool, level), facts(taken, again)))
