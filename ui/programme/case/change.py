"""Moves a case, pauses it, lifts a pause, corrects what is known of the person, or gives him to another worker."""

from functools import partial
from typing import NamedTuple

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import CaseId, convert, replaced
from app.domain.moves import MOVES, CaseState
from app.programme.accounts import PeopleWanted, PersonRow
from app.programme.case_moves import CaseMoved
from app.programme.case_page import CasePage
from app.programme.cases import CaseAsked, CaseMoveAsked, CasesGiven, ClientCorrected, HoldAsked, HoldEnded
from app.programme.desk import ProgrammeDesk
from ui.kit.choice import SegmentedChoice
from ui.kit.form import Form
from ui.kit.layouts import Flow
from ui.kit.widgets import Card, facts, words
from ui.programme.asking import with_second
from ui.programme.case.change_forms import SHOWN, form_for, hint, kinds, known
from ui.shell.screen import Context, Crumb, Screen


class Look(NamedTuple):
    """The case, and who could take it."""

    page: CasePage
    people: tuple[PersonRow, ...]


def look(desk: ProgrammeDesk, case: CaseId) -> Look:
    """Both reads in one job."""
    return Look(desk.cases.show(CaseAsked(case=case)), desk.people.list(PeopleWanted()))


class CaseChangeScreen(Screen[ProgrammeDesk]):
    """One change to a case at a time."""

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Change"))
        self._page: CasePage | None = None
        self._people: tuple[PersonRow, ...] = ()
        self._stored: dict[str, object] = {}
        self.form: Form | None = None
        self.kind = SegmentedChoice(_("What changes"), kinds(), "move")
        self.card = Card()
        self._hint = words("", "small")
        self.card.add(self._hint)
        self._room = QVBoxLayout()
        self.card.body.addLayout(self._room)
        self.body.addWidget(Flow(self.kind))
        self.body.addWidget(self.card)
        self.body.addStretch(1)
        self.save = self.primary(_("Save change"), "Ctrl+S")
        self._wire()

    def _wire(self) -> None:
        self.kind.chosen.connect(lambda _kind: self._put_form())
        self.save.clicked.connect(self._save)

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        if subject is None:
            self.show_empty(_("Choose a participant first."))
            return
        self.read(partial(look, self.desk, CaseId(subject)), self._show)

    def _show(self, found: Look) -> None:
        page = self._page = found.page
        self._people = found.people
        self.show_content()
        self.set_title(
            _("Change: {name}").format(name=page.short_name),
            facts(page.state_words, page.group, page.lead),
            (Crumb(_("Participants"), "cases"), Crumb(page.reference, "case", page.case), Crumb(_("Change"))),
        )
        self._put_form()

    def _put_form(self) -> None:
        page = self._page
        if page is None:
            return
        if self.form is not None:
            self.form.hide()
            self._room.removeWidget(self.form)
            self.form.deleteLater()
        kind = self.kind.value()
        words_of = next(option.words for option in self.kind.options if option.value == kind)
        self.form = Form(form_for(kind, page, self._people), words_of)
        self._room.addWidget(self.form)
        self._stored = {}
        if kind == "correct":
            self._stored = known(page)
            self.form.fill(self._stored)
        if kind == "hold":
            self.form.fill({"keeps_seat": True})
        self._hint.setText(hint(page, kind))
        self._hint.setVisible(bool(self._hint.text()))

    def _save(self) -> None:
        if self._page is None or self.form is None:
            return
        savers = {
            "move": self._move,
            "hold": self._hold,
            "lift": self._lift,
            "correct": self._correct,
            "give": self._give,
        }
        savers[self.kind.value()]()

    def _hold(self) -> None:
        draft = self.form.draft_as(HoldAsked, case=self.subject) if self.form is not None else None
        if draft is not None:
            self.change(partial(self.desk.cases.hold, draft), self._saved, self._refused)

    def _lift(self) -> None:
        draft = self.form.draft_as(HoldEnded, case=self.subject) if self.form is not None else None
        if draft is not None:
            self.change(partial(self.desk.cases.lift_hold, draft), self._saved, self._refused)

    def _move(self) -> None:
        page, form = self._page, self.form
        draft = form.draft_as(CaseMoveAsked, case=self.subject) if form is not None else None
        if page is None or draft is None:
            return
        draft = replaced(draft, seen=page.state)
        target = CaseState(draft.to)
        if MOVES[CaseState(page.state), target].needs_second:
            what = _("Move to “{state}”").format(state=next(m.words for m in page.moves if m.to == target))
            with_second(self, what, partial(self._move_with, draft), self._saved)
        else:
            self.change(partial(self.desk.cases.move, draft), self._saved, self._refused)

    def _move_with(self, draft: CaseMoveAsked, second: str) -> CaseMoved:
        return self.desk.cases.move(replaced(draft, second=second))

    def _correct(self) -> None:
        if self.form is None or self.form.draft(case=self.subject, fields={}) is None:
            return
        values = self.form.values()
        changed = {name: str(values.get(name) or "") for name in SHOWN if values.get(name) != self._stored.get(name)}
        if "date_of_birth" in changed and not changed["date_of_birth"]:
            changed["date_of_birth"] = "unknown"
        if not changed:
            self.form.show_problems({"given_name": _("Nothing is different yet.")})
            return
        plain = {"case": self.subject, "fields": changed, "reason": values.get("reason")}
        draft = convert(plain, ClientCorrected)
        self.change(partial(self.desk.cases.correct, draft), self._saved, self._refused)

    def _give(self) -> None:
        draft = self.form.draft_as(CasesGiven, cases=[self.subject]) if self.form is not None else None
        if draft is not None:
            self.change(partial(self.desk.cases.assign, draft), lambda _given: self._given(), self._refused)

    def _given(self) -> None:
        """He may be somebody else's now: the list, not his page."""
        self.toast(_("Saved."))
        self._put_form()
        self.go("cases")

    def _saved(self, _result: object) -> None:
        self.toast(_("Saved."))
        self._put_form()
        self.go("case", self.subject)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput) and self.form is not None:
            self.form.show_problems({name.removeprefix("fields."): text for name, text in error.problems.items()})
        else:
            self.show_problem(error)

    def is_edited(self) -> bool:
        """True while something typed is not saved."""
        return self.form is not None and self.form.is_edited()

    def kept(self) -> dict[str, object]:
        """The kind of change and what was typed."""
        return {"kind": self.kind.value(), **self.form.values()} if self.form is not None and self.is_edited() else {}

    def restore(self, kept: dict[str, object]) -> None:
        """Show again what a lock kept."""
        self.kind.set_value(str(kept.get("kind", "move")))
        self._put_form()
        if self.form is not None:
            self.form.fill({name: value for name, value in kept.items() if name != "kind"})

    def first_focus(self) -> QWidget:
        """The choice of what changes."""
        return self.kind

    def panes(self) -> list[QWidget]:
        """The choice, then the form."""
        return [self.kind, self.card]
