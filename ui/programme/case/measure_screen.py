"""Fills in a questionnaire from paper, corrects one, or notes what the case meeting decided on an answer."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import CaseId
from app.programme.case_page import CasePage
from app.programme.cases import CaseAsked
from app.programme.desk import ProgrammeDesk
from app.programme.measures.entries import EntryRow, MeasureSheet, OfferedRow
from app.programme.measures.measures import CaseNamed, MeasureRecorded, MeetingHeld
from ui.kit.bands import Banner
from ui.kit.choice import Option, SegmentedChoice
from ui.kit.dates import day
from ui.kit.entries import EntryCard
from ui.kit.form import Form
from ui.kit.layouts import Column, Flow, SideBySide
from ui.kit.rows import ActionRow
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, words
from ui.programme.case.measure_form import measure_form, meeting_form, said_scores, score_key, scores_of
from ui.shell.screen import Context, Crumb, Screen

Look = tuple[CasePage, MeasureSheet]
MEETING = "meeting"


def look(desk: ProgrammeDesk, case: CaseId) -> Look:
    """Who he is, and his questionnaires."""
    return desk.cases.show(CaseAsked(case=case)), desk.measures.list(CaseNamed(case=case))


class Before(Column):
    """What waits for the case meeting, and what was filled in before; each can be gone on with."""

    wanted = Signal(str)

    def __init__(self) -> None:
        self.waiting = EntryCard(_("For the case meeting"))
        self.earlier = EntryCard(_("Filled in before"))
        super().__init__(self.waiting, self.earlier)

    def show_waiting(self, sheet: MeasureSheet) -> None:
        """Answers that the case meeting has not looked at yet."""
        self.waiting.clear()
        waiting = [row for row in sheet.entries if row.for_meeting and row.discussed_on is None]
        self.waiting.setVisible(bool(waiting))
        for row in waiting:
            line = ActionRow(row.title, facts(row.stage_words, day(row.on)), _("Note the decision"))
            line.acted.connect(partial(self.wanted.emit, f"{row.entry}/{MEETING}"))
            self.waiting.add(line)

    def show_earlier(self, sheet: MeasureSheet, measure: str) -> None:
        """The entries of one questionnaire, newest first."""
        self.earlier.clear()
        rows = [row for row in sheet.entries if row.measure == measure]
        if not rows:
            self.earlier.say(_("Not filled in yet."))
        for row in rows:
            line = ActionRow(row.stage_words, facts(day(row.on), row.by), _("Correct"))
            line.acted.connect(partial(self.wanted.emit, row.entry))
            self.earlier.add(line)


class MeasureScreen(Screen[ProgrammeDesk]):
    """Opened with a case; `case/entry` corrects it, `case/entry/meeting` notes what was decided (13.2, SUB-5)."""

    is_for_staff = True

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Questionnaires"))
        self._sheet: MeasureSheet | None = None
        self._wanted: tuple[str, ...] = ()
        self._made_for = ""
        self._which = ""
        self._typed: dict[str, dict[str, object]] = {}
        self.form: Form | None = None
        self.choice: SegmentedChoice | None = None
        self.notice = Banner("", "", Tone.INFO)
        self.notice.hide()
        self.which = Card(_("Which one"), margin=12)
        self.before = Before()
        self.sheet = Card()
        self.title = words("", "h2")
        self.caveat = words("", "small")
        self.sheet.add(self.title)
        self.sheet.add(self.caveat)
        self.body.addWidget(self.which)
        self.body.addWidget(SideBySide(Column(self.notice, self.sheet), self.before, shares=(13, 7)), 1)
        self.save = self.primary(_("Save"), "Ctrl+S")
        self._wire()

    def _wire(self) -> None:
        self.save.clicked.connect(self._save)
        self.before.wanted.connect(lambda rest: self.go("measure", f"{self.case}/{rest}"))

    @property
    def case(self) -> CaseId:
        """The case this page is about."""
        return CaseId((self.subject or "").partition("/")[0])

    def open(self, subject: str | None = None) -> None:
        if subject != self.subject:
            self._made_for = ""
            self._typed = {}
        super().open(subject)
        if subject is None:
            self.show_empty(_("Choose a participant first."))
            return
        self._wanted = tuple(subject.split("/")[1:])
        self.read(partial(look, self.desk, self.case), self._show)

    def _show(self, found: Look) -> None:
        page, self._sheet = found
        crumbs = (
            Crumb(_("Participants"), "cases"), Crumb(page.reference, "case", page.case), Crumb(_("Questionnaires")),
        )  # fmt: skip
        title = _("Questionnaires: {name}").format(name=page.short_name)
        self.set_title(title, facts(page.state_words, page.group, page.programme_title), crumbs)
        if not self._sheet.offered:
            self.save.setEnabled(False)
            self.show_empty(_("His programme asks no questionnaire."))
            return
        self.save.setEnabled(True)
        self.show_content()
        self.before.show_waiting(self._sheet)
        entry = self._entry()
        if entry is not None and MEETING in self._wanted:
            self._ask_decision(entry)
        else:
            self._offer(self._sheet.offered, entry)

    def _entry(self) -> EntryRow | None:
        rows = self._sheet.entries if self._sheet else ()
        return next((row for row in rows if row.entry in self._wanted), None)

    def _offer(self, offered: tuple[OfferedRow, ...], entry: EntryRow | None) -> None:
        """The questionnaires of his programme, the first chosen; a correction leaves no choice."""
        self._empty_choice()
        if entry is not None:
            self.which.hide()
            self._ask(entry.measure)
            return
        self.which.show()
        wanted = self._which if self._which in {one.measure for one in offered} else offered[0].measure
        choices = [Option(one.measure, one.title) for one in offered]
        self.choice = SegmentedChoice(_("Which questionnaire"), choices, wanted)
        self.choice.chosen.connect(self._ask)
        self.which.add(Flow(self.choice))
        self._ask(wanted)

    def _empty_choice(self) -> None:
        for old in self.which.findChildren(Flow):
            self.which.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.choice = None

    def _ask(self, measure: str) -> None:
        """The form of one questionnaire; the same one keeps what is typed in it."""
        one = next(row for row in (self._sheet.offered if self._sheet else ()) if row.measure == measure)
        self._which = measure
        if self._sheet is not None:
            self.before.show_earlier(self._sheet, measure)
        is_closed = not one.is_shown
        self.notice.setVisible(is_closed)
        self.sheet.setVisible(not is_closed)
        self.save.setEnabled(not is_closed)
        if is_closed:
            below = _("A manager or an administrator confirms it in the settings; then its fields are shown here.")
            self.notice.say(_("The licence of this questionnaire is not confirmed."), below, Tone.INFO)
            return
        entry = self._entry()
        self.title.setText(one.title if entry is None else _("Correct: {title}").format(title=one.title))
        self.caveat.setText(one.caveat)
        self.caveat.setVisible(bool(one.caveat))
        key = facts(measure, entry.entry if entry else "")
        if self._put(key, lambda: Form(measure_form(one, entry is not None), one.title)) and self.form is not None:
            self.form.fill(_before(one, entry) if entry else {"on": self.ctx.clock.today().isoformat()})
            for name, value in self._typed.pop(key, {}).items():
                self.form.editor(name).fill(value)

    def _ask_decision(self, entry: EntryRow) -> None:
        self.which.hide()
        self.notice.hide()
        self.title.setText(_("What the case meeting decided: {title}").format(title=entry.title))
        self.caveat.setText(_("An expectation that is not met never ends his place by itself."))
        self._put(MEETING, lambda: Form(meeting_form(), _("What was decided")))

    def _put(self, made_for: str, make: Callable[[], Form]) -> bool:
        """Show another form; True when it is a new one. What was typed into the one before comes back with it."""
        if self._made_for == made_for and self.form is not None:
            return False
        if self._made_for and self.form is not None and self.form.is_edited():
            self._typed[self._made_for] = self.form.values()
        self._made_for = made_for
        for old in self.sheet.findChildren(Form):
            self.sheet.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.form = make()
        self.sheet.add(self.form)
        self.form.show()
        return True

    def _save(self) -> None:
        if self.form is None or self._sheet is None:
            return
        entry = self._entry()
        if self._made_for == MEETING and entry is not None:
            held = self.form.draft_as(MeetingHeld, entry=entry.entry)
            if held is not None:
                self.change(partial(self.desk.measures.discuss, held), self._saved, self._refused)
            return
        one = next(row for row in self._sheet.offered if row.measure == self._which)
        fixed: dict[str, object] = {
            "case": self.case,
            "measure": one.measure,
            "scores": scores_of(one, self.form.values()),
        }
        if entry is not None:
            fixed["corrects"] = entry.entry
        draft = self.form.draft_as(MeasureRecorded, **fixed)
        if draft is not None:
            self.change(partial(self.desk.measures.record, draft), self._saved, self._refused)

    def _saved(self, row: EntryRow) -> None:
        if self.form is not None:
            self.form.clear()
        self._made_for = ""
        self.toast(_("Saved. A red event was raised.") if row.red_event else _("Saved."))
        self.go("case", f"{self.case}/measures")

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput) and self.form is not None and "measure" not in error.problems:
            self.form.show_problems({_field(name): text for name, text in error.problems.items()})
        else:
            self.show_problem(error)

    def is_edited(self) -> bool:
        """True while answers are typed and not saved."""
        return self.form is not None and self.sheet.isVisible() and self.form.is_edited()

    def kept(self) -> dict[str, object]:
        """Which questionnaire, and what is typed."""
        return {"which": self._which, "values": self.form.values()} if self.form and self.is_edited() else {}

    def restore(self, kept: dict[str, object]) -> None:
        """Show again what a lock kept."""
        if self.choice is not None:
            self.choice.set_value(str(kept.get("which", self._which)))
            self._ask(self.choice.value())
        values = kept.get("values")
        if self.form is not None and isinstance(values, dict):
            for name, value in values.items():
                self.form.editor(name).fill(value)

    def first_focus(self) -> QWidget | None:
        """Which questionnaire, or the form when there is no choice."""
        return self.choice or self.form or self.save

    def panes(self) -> list[QWidget]:
        """The choice, the form, what was filled in before."""
        return [self.which, self.sheet, self.before]


def _before(one: OfferedRow, entry: EntryRow) -> dict[str, object]:
    """What an entry says, as the form shows it."""
    scores = {score.key: score.score for score in entry.scores}
    known: dict[str, object] = {"stage": entry.stage, "on": entry.on.isoformat()}
    service = {"source_service": entry.source_service} if entry.source_service else {}
    return {**known, **service, **said_scores(one, scores)}


def _field(name: str) -> str:
    """The form's field for a problem of the act; one about all scores stands beside the day."""
    kind, _dot, key = name.partition(".")
    if kind == "scores":
        return score_key(key) if key else "on"
    return "reason" if name == "corrects" else name
