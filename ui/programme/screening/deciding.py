"""The right side of a screening: how denial is rated, what the rules suggest, and what a person decides."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from app.core.language import _
from app.core.shapes import CaseId
from app.domain import labels
from app.domain.codes import Verdict
from app.programme.denials import DenialRated, DenialSettled
from app.programme.screening import VerdictGiven
from app.programme.screening_rows import DenialRow, ScreeningPage
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton, RoundChoice
from ui.kit.choice import GradeChoice, Option
from ui.kit.dates import short_day
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, Problems, Values, options
from ui.kit.layouts import Flow, horizontal
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, Chip, words
from ui.programme.screening.criteria import GateMark, because

REFUSING = (Verdict.NOT_SUITABLE, Verdict.NOT_ELIGIBLE)
SHOWN_GATES = ("consent", "partner_details", "risk_result", "clearance")
CHOICES = (Verdict.SUITABLE, Verdict.NOT_READY, Verdict.NOT_SUITABLE, Verdict.NOT_ELIGIBLE)


def rating_form() -> FormSpec:
    """A worker's rating beside its grade (domain.md 5.2)."""
    return FormSpec(
        DenialRated,
        (
            Field("admits", _("He admits"), Kind.CHOICE, required=True, choices=options(labels.admissions())),
            Field("forms", _("Forms heard"), Kind.TICKS, choices=options(labels.denial_forms())),
            Field("note", _("His words"), Kind.LINES, lines=2),
            Field(
                "latest_admitted_on",
                _("Latest he admits"),
                Kind.PARTIAL_DATE,
                help=_("The day, month or year of the latest episode he admits."),
            ),
            Field("motivation", _("Wants to change"), Kind.CHOICE, choices=options(labels.motivations())),
            Field("pressures", _("Pressed by"), Kind.TICKS, choices=options(labels.pressures())),
            Field("basis", _("Stands on"), required=True, hint=_("Interview, and its date")),
        ),
    )


def settle_form() -> FormSpec:
    """A manager's decision between two ratings that differ (DEN-3)."""
    says = {"yes": _("Discusses some"), "no": _("Discusses nothing")}
    return FormSpec(
        DenialSettled,
        (
            Field("discusses", _("Past aggression"), Kind.SEGMENTS, required=True, choices=options(says)),
            Field("reason", _("Why"), required=True),
        ),
    )


class DenialCard(Card):
    """The newest rating; choosing a grade begins a new one. A first grade 4 of another worker stays unseen."""

    changed = Signal()
    settled = Signal()

    def __init__(self, may_settle: bool) -> None:
        super().__init__(_("Denial and responsibility"))
        self._may_settle = may_settle
        self._shown = ""
        grades = tuple(Option(value, text, value) for value, text in labels.grades().items())
        self.grade = GradeChoice(_("Denial grade"), grades)
        self._forms = Flow()
        self._quote = words("")
        self._reason = words("", "small")
        self.rating = Form(rating_form(), _("New rating"), has_keys=False)
        self.settling = Form(settle_form(), _("Manager’s decision"), has_keys=False)
        self.settle = KeyButton(_("Settle the ratings"), small=True)
        for part in (self.grade, self._forms, self._quote, self._reason, self.rating, self.settling, self.settle):
            self.add(part)
        self.rating.hide()
        self.grade.chosen.connect(self._begin)
        self.grade.stepped.connect(lambda _by: self.rating.editor("admits").setFocus())
        self.rating.edited.connect(self.changed)
        self.settle.clicked.connect(self.settled)

    def show_denial(self, denial: DenialRow) -> None:
        """Show the newest rating, unless a new one is being written."""
        rated = _("rated by {who}, {day}")
        self.say_note(
            rated.format(who=denial.rated_by, day=short_day(denial.rated_on)) if denial.rated_on else _("not rated yet")
        )
        self._reason.setText(denial.reason)
        self._quote.setText(f"“{denial.words}”" if denial.words else "")
        self._quote.setVisible(bool(denial.words))
        self._show_forms(denial.forms)
        is_settling = denial.needs_manager and self._may_settle
        self.settling.setVisible(is_settling)
        self.settle.setVisible(is_settling)
        self._shown = "" if denial.grade is None else str(denial.grade)
        if not self.is_rating():
            self.grade.set_value(self._shown)

    def ask_unseen(self) -> None:
        """Ask for a rating and show nothing of an earlier one."""
        for part in (self._forms, self._quote, self.settling, self.settle):
            part.hide()
        self._reason.setText(_("Rate from your own interview."))

    def _show_forms(self, forms: tuple[str, ...]) -> None:
        layout = self._forms.layout()
        while layout is not None and (item := layout.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        said = labels.denial_forms()
        if forms:
            self._forms.add(words(_("Forms heard"), "small", wraps=False))
        for form in forms:
            self._forms.add(Chip(said.get(form, form), Tone.INFO))
        self._forms.setVisible(bool(forms))

    def _begin(self, _grade: str) -> None:
        self.rating.show()
        self.changed.emit()

    def is_rating(self) -> bool:
        """True while a new rating is being written."""
        return not self.rating.isHidden()

    def stop(self) -> None:
        """Put the new rating away."""
        self.rating.clear()
        self.rating.hide()
        self.grade.set_value(self._shown)

    def draft(self, case: str) -> DenialRated | None:
        """The new rating, or None after showing what must be mended."""
        return self.rating.draft_as(DenialRated, case=case, grade=int(self.grade.value()))

    def decision(self, case: str) -> DenialSettled | None:
        """What the manager decides between two ratings."""
        return self.settling.draft_as(DenialSettled, case=case)

    def kept(self) -> Values:
        """The new rating as plain values."""
        return {"grade": self.grade.value(), **self.rating.values()} if self.is_rating() else {}

    def restore(self, kept: Values) -> None:
        """Show a rating that was being written."""
        if kept:
            self.grade.set_value(str(kept.get("grade", "")))
            self.rating.fill({name: value for name, value in kept.items() if name != "grade"})
            self.rating.show()


def verdict_form() -> FormSpec:
    """What stands beside a verdict."""
    return FormSpec(
        VerdictGiven,
        (
            Field("reason_code", _("Reason"), Kind.CHOICE, choices=options(labels.reasons())),
            Field("reason", _("In one sentence")),
            Field("review_on", _("Look again on"), Kind.DATE),
        ),
    )


class VerdictCard(Card):
    """The suggestion above, four choices with none chosen for you, and the gates in words (SCR-3 to SCR-6)."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__(_("Verdict"))
        self._page: ScreeningPage | None = None
        self.banner = Banner("", "", Tone.INFO)
        self.add(self.banner)
        self._group = QButtonGroup(self)
        self.choices: dict[Verdict, RoundChoice] = {}
        self._notes = {verdict: words("", "small") for verdict in CHOICES}
        self._chips = {verdict: Chip(_("suggested"), Tone.INFO) for verdict in CHOICES}
        for verdict in CHOICES:
            self.add(self._line(verdict))
        self.form = Form(verdict_form(), _("Verdict"), has_keys=False)
        self.add(self.form)
        self._gates = Flow()
        self.add(self._gates)
        self.form.edited.connect(self.changed)
        self._show_fields()

    def _line(self, verdict: Verdict) -> QWidget:
        holder = QWidget()
        row = horizontal(holder)
        choice = RoundChoice(labels.verdicts()[verdict], verdict.value)
        self._group.addButton(choice)
        self.choices[verdict] = choice
        row.addWidget(choice)
        row.addWidget(self._chips[verdict])
        self._notes[verdict].setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._notes[verdict], 1)
        choice.clicked.connect(partial(self._choose, verdict))
        return holder

    def _choose(self, _verdict: Verdict) -> None:
        self._show_fields()
        self.changed.emit()

    @property
    def verdict(self) -> Verdict | None:
        """What is chosen; nothing until a person chooses."""
        return next((verdict for verdict, choice in self.choices.items() if choice.isChecked()), None)

    def show_page(self, page: ScreeningPage) -> None:
        """Show suggestion and gates as they stand."""
        self._page = page
        heading = _("Suggested: {verdict}").format(verdict=labels.verdicts()[page.suggested].lower())
        is_open = page.suggested == Verdict.CANNOT_DECIDE
        self.banner.say(heading, because(page), Tone.WARN if is_open else Tone.INFO)
        for verdict in CHOICES:
            differs, refuses = verdict != page.suggested, verdict in REFUSING
            self._chips[verdict].setVisible(not differs)
            needs = _("reason, second name") if differs or refuses else ""
            self._notes[verdict].setText(_("differs: reason, second name") if differs and not refuses else needs)
        self._show_gates(page)
        self._show_fields()

    def _show_gates(self, page: ScreeningPage) -> None:
        layout = self._gates.layout()
        while layout is not None and (item := layout.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for gate in page.gates:
            if gate.key in SHOWN_GATES:
                self._gates.add(GateMark(gate.passed, gate.words.rstrip(".")))

    def _show_fields(self) -> None:
        verdict = self.verdict
        named = {
            "reason_code": verdict not in (None, Verdict.SUITABLE),
            "reason": verdict is not None and (verdict is not Verdict.SUITABLE or self.is_override()),
            "review_on": verdict in (Verdict.NOT_READY, Verdict.NOT_SUITABLE),
        }
        for name, is_asked in named.items():
            self.form.ask(name, is_asked)

    def is_override(self) -> bool:
        """True when the choice differs from the suggestion (SCR-5)."""
        return self._page is not None and self.verdict is not None and self.verdict != self._page.suggested

    def needs_second(self) -> bool:
        """Whether somebody else must agree."""
        also = self._page is not None and self._page.suitable_needs_second
        return self.is_override() or self.verdict in REFUSING or (also and self.verdict is Verdict.SUITABLE)

    def problems(self) -> Problems:
        """What is missing beside the verdict, before anybody is asked to agree."""
        values = self.form.values()
        found: Problems = {}
        if self.verdict not in (None, Verdict.SUITABLE) and not (values.get("reason_code") or values.get("reason")):
            found["reason_code"] = _("Choose a reason for this decision.")
        if self.is_override() and not values.get("reason"):
            found["reason"] = _("You decide otherwise than suggested. Write why.")
        if self.verdict is Verdict.NOT_READY and not values.get("review_on"):
            found["review_on"] = _("Set the day on which this is looked at again.")
        return found

    def draft(self, case: str, seen: str) -> VerdictGiven | None:
        """The decision, or None after showing what must be mended."""
        if problems := self.problems():
            self.form.show_problems(problems)
            return None
        return self.form.draft_as(VerdictGiven, case=CaseId(case), seen=seen, verdict=self.verdict)

    def clear(self) -> None:
        """Nothing chosen."""
        self._group.setExclusive(False)
        for choice in self.choices.values():
            choice.setChecked(False)
        self._group.setExclusive(True)
        self.form.clear()
        self._show_fields()

    def kept(self) -> Values:
        """What is chosen and written."""
        return {"verdict": self.verdict.value, **self.form.values()} if self.verdict else {}

    def restore(self, kept: Values) -> None:
        """Show again what a lock kept."""
        if kept:
            self.choices[Verdict(str(kept["verdict"]))].setChecked(True)
            self._show_fields()
            self.form.fill({name: value for name, value in kept.items() if name != "verdict"})
