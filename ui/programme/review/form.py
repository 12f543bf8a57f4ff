"""What is asked about a man's own contacts: booking one, a 1-2-1, the three-way review, and his goals (F6)."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QLineEdit, QWidget

from app.core.language import _
from app.programme.attendance.asked import HOME, NO_CHANGE, question_words
from app.programme.case_file.contacts import ContactFile
from app.programme.case_file.telling import short_state
from app.programme.one_to_ones import ContactBooked, ContactRecorded
from app.programme.progress import GoalRow
from app.programme.reviews import ReviewRecorded
from ui.kit.choice import Option, SegmentedChoice
from ui.kit.dates import clock, day, short_day
from ui.kit.form_spec import Field, FormSpec, Kind, Section, Values, options
from ui.kit.layouts import Flow, vertical
from ui.kit.paged_model import Column
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, Chip, facts, words
from ui.programme.asking import WHEN, when_fields

HELD, NOT_HELD = "yes", "no"
NEW_GOALS = ("goal_1", "goal_2", "goal_3")
QUESTIONS = ("safety", "responsibility", "skills", "home_task", "barriers")
KEPT: dict[str, float] = {"not_yet": 0, "part": 0.5, "kept": 1}
PRESENT = "ATTC"
THERE = ("client", "facilitator", "officer", "other")


def contact_columns() -> tuple[Column[ContactFile], ...]:
    """His own contacts with their dates and what became of them (SCH-34)."""
    return (
        Column(_("Contact"), lambda row: row.title, strong=True),
        Column(_("State"), short_state, tone=_tone),
        Column(_("When"), _when),
    )


def _when(row: ContactFile) -> str:
    return f"{short_day(row.starts_at.date())}, {clock(row.starts_at)}" if row.starts_at else _("No date yet")


def _tone(row: ContactFile) -> Tone:
    if row.status == "planned":
        return Tone.INFO
    return Tone.OK if row.minutes else Tone.MUTE if row.status == "cancelled" else Tone.WARN


def booking_form(contents: Mapping[str, str]) -> FormSpec:
    """Which contact, and when."""
    return FormSpec(
        ContactBooked,
        (
            Field("key", _("Which contact"), Kind.CHOICE, required=True, choices=options(contents)),
            *when_fields(),
            Field("reason", _("Why then"), help=_("Only when something stands against this day.")),
        ),
        extra=WHEN,
    )


def _was_held(values: Values) -> bool:
    return values.get("held") == HELD


def _was_missed(values: Values) -> bool:
    return values.get("held") == NOT_HELD


def _has_changed(values: Values) -> bool:
    return _was_held(values) and values.get("change") not in (None, NO_CHANGE)


def changes() -> dict[str, str]:
    """What he may say of his home; the last four are sealed, three of them raise a red event (ONE-4)."""
    return {
        NO_CHANGE: _("He says that nothing changed"),
        "new_partner": _("A new partner"),
        "pregnancy": _("A pregnancy"),
        "reconciliation": _("Together again"),
        "other": _("Something else"),
    }


def _asked_each_time() -> tuple[Field | Section, ...]:
    """The six questions; one left blank was not asked (ONE-3)."""
    named = question_words()
    help_ = _("Sealed as you save. It cannot be read again here.")
    return (
        Section(_("Asked each time"), _("Leave blank what was not asked."), when=_was_held),
        *(Field(name, words_, Kind.LINES, lines=2, when=_was_held) for name, words_ in named.items() if name != HOME),
        Field("change", named[HOME], Kind.CHOICE, choices=options(changes()), hint=_("Not asked"), when=_was_held),
        Field("change_at_home", _("What he said of it"), Kind.LINES, lines=2, help=help_, when=_has_changed),
    )


def absences() -> dict[str, str]:
    """Why he was not there, or that nobody knows yet."""
    return {
        "UAAB": _("No reason yet"),
        "AAME": _("Medical"),
        "AAEM": _("Work"),
        "AAFC": _("Family or childcare"),
        "AACL": _("Court or legal"),
        "AAHO": _("Holiday"),
        "AARE": _("Religious"),
        "AARC": _("In custody"),
        "RSSR": _("Moved by us"),
        "RSOF": _("Moved by him"),
    }


def views() -> tuple[Option, ...]:
    """One to five."""
    return tuple(Option(str(one), str(one), str(one)) for one in range(1, 6))


def one_to_one_form() -> FormSpec:
    """A 1-2-1: held or not, what was said, next goals, both views, next date (ONE-1 to ONE-4)."""
    held = (
        Option(HELD, _("Held"), _("H held")[0], Tone.OK),
        Option(NOT_HELD, _("Not held"), _("N not held")[0], Tone.WARN),
    )
    numbered = (_("Next goal, in his words"), _("Second goal"), _("Third goal"))
    return FormSpec(
        ContactRecorded,
        (
            Field("held", _("The contact was"), Kind.SEGMENTS, required=True, choices=held),
            Field("late_minutes", _("Late by minutes"), Kind.NUMBER, when=_was_held),
            Field("code", _("Why not"), Kind.CHOICE, choices=options(absences()), when=_was_missed),
            Field("reason", _("Reason"), when=_was_missed),
            Field("summary", _("What happened"), Kind.LINES, required=True, lines=4),
            *(Field(name, label, when=_was_held) for name, label in zip(NEW_GOALS, numbered, strict=True)),
            Field("his_view", _("How he sees it"), Kind.SEGMENTS, choices=views(), when=_was_held),
            Field("our_view", _("How you see it"), Kind.SEGMENTS, choices=views(), when=_was_held),
            *_asked_each_time(),
            Section(_("After it")),
            Field("concern", _("Concern"), Kind.LINES, lines=2),
            Field("next_on", _("Next date"), Kind.DATE),
        ),
        extra=frozenset({"held", "his_view", "our_view", *NEW_GOALS, *QUESTIONS}),
        check=_missed_problem,
    )


def _missed_problem(values: Values) -> dict[str, str]:
    missed = _was_missed(values) and not values.get("code")
    return {"code": _("Choose a reason, or say that there is none yet.")} if missed else {}


def three_way_form() -> FormSpec:
    """The review of him, us and his officer; nobody from elsewhere attends (REV-1 to REV-3)."""
    marks = {PRESENT: _("Came and took part"), "AFTC": _("Came, did not comply"), "UAAB": _("Did not come")}
    signed = {"client": _("He"), "facilitator": _("Facilitator"), "officer": _("Officer")}
    return FormSpec(
        ReviewRecorded,
        (
            Field("held_on", _("Held on"), Kind.DATE, required=True),
            Section(_("Who was there")),
            Field("client", _("Him"), hint=_("His name")),
            Field("facilitator", _("Facilitator"), hint=_("Name")),
            Field("officer", _("His officer"), hint=_("Name")),
            Field("other", _("Somebody else"), hint=_("Name")),
            Field("signed", _("Signed by"), Kind.TICKS, choices=options(signed)),
            Field("missing_reason", _("Reason if missing"), help=_("It is printed on the review.")),
            Field("code", _("His mark"), Kind.CHOICE, required=True, choices=options(marks)),
            Field("reason", _("Reason of the mark"), when=lambda values: values.get("code") not in (None, PRESENT)),
            Section(_("What was agreed")),
            Field("outstanding", _("What remains"), Kind.LINES, help=_("One line each.")),
            Field("onward", _("Onward plan"), Kind.LINES, help=_("Peer group, other service, people he can call.")),
            Field("relapse_plan", _("Plan for a relapse"), Kind.LINES),
            Section(_("Views")),
            Field("his_view", _("His"), Kind.LINES, lines=2),
            Field("our_view", _("Ours"), Kind.LINES, lines=2),
            Field("officer_view", _("His officer’s"), Kind.LINES, lines=2),
        ),
        extra=frozenset({*THERE, "signed", "code", "reason", "his_view", "our_view", "officer_view"}),
    )


def contact_given(values: Mapping[str, object], goals: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """The parts of a 1-2-1 that the form asks in its own way."""
    new = [{"text": values[name]} for name in NEW_GOALS if values.get(name)]
    seen = {"his": values.get("his_view"), "ours": values.get("our_view")}
    given: dict[str, object] = {"happened": values.get("held") == HELD, "goals": [*goals, *new]}
    given["views"] = {name: int(str(value)) for name, value in seen.items() if value}
    given["asked"] = {name: values[name] for name in QUESTIONS if values.get(name)}
    return given


def review_given(values: Mapping[str, object], goals: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """The parts of a three-way review that the form asks in its own way."""
    ticked = values.get("signed")
    signed = set(ticked) if isinstance(ticked, list) else set()
    there = [{"role": role, "name": values[role], "signed": role in signed} for role in THERE if values.get(role)]
    mark: dict[str, object] = {"code": values.get("code")}
    if values.get("code") in {PRESENT, "AFTC"}:
        mark["late_minutes"] = 0
    if values.get("reason"):
        mark["reason"] = values["reason"]
    elif values.get("code") == "UAAB":
        mark["reason"] = _("No reason given")
    named = {"his": "his_view", "ours": "our_view", "officer": "officer_view"}
    return {
        "mark": mark,
        "attendees": there,
        "goals": list(goals),
        "outstanding": [line for line in str(values.get("outstanding", "")).splitlines() if line.strip()],
        "views": {name: values[field] for name, field in named.items() if values.get(field)},
    }


class GoalsCard(Card):
    """Each goal in his words: kept, part or not yet, and one sentence that shows it (ONE-2)."""

    def __init__(self) -> None:
        super().__init__(_("His goals"))
        self._parts: dict[str, tuple[SegmentedChoice, QLineEdit]] = {}
        self._shown: tuple[GoalRow, ...] = ()
        self._box = QWidget()
        self._lines = vertical(self._box, gap=8)
        self.empty = words(_("No goals yet. Agree the first with him."), "small")
        self.add(self.empty)
        self.add(self._box)

    def show_goals(self, goals: Sequence[GoalRow]) -> None:
        """Show his goals, the newest looks last."""
        if self._shown == tuple(goals):
            return
        typed = {goal: (choice.value(), shown.text()) for goal, (choice, shown) in self._parts.items()}
        self._shown = tuple(goals)
        for old in self._box.findChildren(QWidget):
            if old.parent() is self._box:
                self._lines.removeWidget(old)
                old.hide()
                old.deleteLater()
        self._parts = {goal.goal: self._add(goal) for goal in goals}
        for goal, (kept, said) in typed.items():
            if goal in self._parts:
                self._parts[goal][0].set_value(kept)
                self._parts[goal][1].setText(said)
        self.empty.setVisible(not goals)

    def _add(self, goal: GoalRow) -> tuple[SegmentedChoice, QLineEdit]:
        named = {"not_yet": _("Not yet"), "part": _("Part"), "kept": _("Kept")}
        tones = {"not_yet": Tone.WARN, "part": Tone.INFO, "kept": Tone.OK}
        kept = tuple(Option(key, text, tone=tones[key]) for key, text in named.items())
        choice = SegmentedChoice(_("How far: {goal}").format(goal=goal.text), kept)
        shown = QLineEdit()
        shown.setAccessibleName(_("What shows it: {goal}").format(goal=goal.text))
        shown.setPlaceholderText(_("One sentence that shows it"))
        step = _("Step: {step}").format(step=goal.step) if goal.step else ""
        about = facts(_("Set on {day}").format(day=day(goal.set_on)), goal.area, step)
        parts = (words(goal.text, "strong"), words(about, "small"), *_thread(goal, named), choice, shown)
        for part in parts:
            self._lines.addWidget(part)
        return choice, shown

    def looked_at(self) -> list[dict[str, object]]:
        """What was said about each goal in this contact."""
        given = []
        for goal, (choice, shown) in self._parts.items():
            if choice.value():
                evidence = {"evidence": shown.text().strip()} if shown.text().strip() else {}
                given.append({"goal": goal, "achievement": KEPT[choice.value()], **evidence})
        return given

    def clear(self) -> None:
        """Empty what was said."""
        for choice, shown in self._parts.values():
            choice.set_value("")
            shown.clear()


def _thread(goal: GoalRow, named: Mapping[str, str]) -> tuple[QWidget, ...]:
    """How far it was kept each time it was looked at, with what showed it last (ONE-2)."""
    if not goal.reviews:
        return (Flow(Chip(_("Not looked at yet"), Tone.MUTE)),)
    tones = {0: Tone.WARN, 0.5: Tone.INFO, 1: Tone.OK}
    looked = Flow(gap=6)
    for review in goal.reviews:
        kept = next((named[key].lower() for key, value in KEPT.items() if value == review.achievement), "")
        looked.add(Chip(_("{day}: {kept}").format(day=short_day(review.on), kept=kept), tones[review.achievement]))
    evidence = goal.reviews[-1].evidence
    return (looked, words(evidence, "small")) if evidence else (looked,)
