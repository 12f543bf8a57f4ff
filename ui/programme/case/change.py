"""Moves a case, reopens it, pauses it, corrects what is known, says who may have reports and what courts decided."""

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.errors import InvalidInput, Stale
from app.core.language import _, ngettext
from app.core.shapes import CaseId
from app.domain.answers import Answer
from app.domain.moves import CaseState
from app.programme.accounts import PeopleWanted, PersonRow
from app.programme.case_page import CasePage
from app.programme.cases import CaseAsked
from app.programme.desk import ProgrammeDesk
from app.programme.legal.shown import LegalAsked, LegalFile
from app.programme.moves.changes import CaseBack, ReportingKept
from ui.kit.form import Form
from ui.kit.layouts import SideBySide
from ui.kit.widgets import Card, facts, words
from ui.programme.case.agency_forms import follow_topic
from ui.programme.case.change_forms import COURTS, REFERRER, form_for, hint, kinds, known
from ui.programme.case.change_fresh import clashes
from ui.programme.case.change_kind import WhatChanges
from ui.programme.case.change_move import STEPS, MoveSide
from ui.programme.case.change_saving import Asked, Ends, Saving
from ui.programme.case.legal_forms import legal_known
from ui.shell.screen import Context, Crumb, Screen


class Look(NamedTuple):
    """The case, who could take it, and what courts and agencies say of him."""

    page: CasePage
    people: tuple[PersonRow, ...]
    legal: LegalFile


def look(desk: ProgrammeDesk, case: CaseId) -> Look:
    """All of it in one job."""
    legal = desk.legal_files.show(LegalAsked(case=case))
    return Look(desk.cases.show(CaseAsked(case=case)), desk.people.list(PeopleWanted()), legal)


class CaseChangeScreen(Screen[ProgrammeDesk]):
    """One change to a case at a time; a move shows beside the form what it does before it is done (P15, CASE-4).

    Opened with a case, or with `case/kind`.
    """

    is_for_staff = True

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Change"))
        self._page: CasePage | None = None
        self._people: tuple[PersonRow, ...] = ()
        self._legal: LegalFile | None = None
        self._stored: dict[str, object] = {}
        self._kept: dict[str, object] = {}
        ends = Ends(
            lambda _saved: self._away(_("Saved."), "case", self.case),
            lambda _given: self._away(_("Saved."), "cases"),  # he may be somebody else's now: the list, not his page
            self._is_back,
            self._said,
            lambda found: self._away(" ".join((_("Saved."), *found)), "case", f"{self.case}/records"),
            self._refused,
        )
        self._saving = Saving(self, ends)
        self.form: Form | None = None
        self.kind = WhatChanges()
        self.card, self.side = Card(), MoveSide(self)
        self._hint = words("", "small")
        self.card.add(self._hint)
        self._room = QVBoxLayout()
        self.card.body.addLayout(self._room)
        self.card.body.addStretch(1)
        self.body.addWidget(self.kind)
        self.body.addWidget(SideBySide(self.card, self.side, shares=(1, 1)))
        self.body.addStretch(1)
        self.save = self.primary(_("Save change"), "Ctrl+S")
        self._wire()

    def _wire(self) -> None:
        self.kind.chosen.connect(lambda _kind: self._put_form({}))
        self.save.clicked.connect(self._save)
        self.side.looked.connect(lambda: self.save.setEnabled(self.side.is_ready))
        self.side.outdated.connect(self._read_anew)

    @property
    def case(self) -> CaseId:
        """The case that changes."""
        return CaseId((self.subject or "").partition("/")[0])

    def open(self, subject: str | None = None) -> None:
        before = self.case
        super().open(subject)
        if subject is None:
            self.show_empty(_("Choose a participant first."))
            return
        kind = subject.partition("/")[2]
        kept = self.kept() if self.case == before else {}
        self._kept = kept or ({"kind": kind} if kind else {})
        self.read(partial(look, self.desk, self.case), self._show)

    def _show(self, found: Look) -> None:
        self.side.fresh.hide()
        self._set_page(found)
        self.restore(self._kept)

    def _set_page(self, found: Look) -> None:
        page = self._page = found.page
        self._people, self._legal = found.people, found.legal
        self.show_content()
        self.set_title(
            _("Change: {name}").format(name=page.short_name),
            facts(page.state_words, page.group, page.lead),
            (Crumb(_("Participants"), "cases"), Crumb(page.reference, "case", page.case), Crumb(_("Change"))),
        )
        self.kind.offer(kinds(CaseState(page.state)))

    def _put_form(self, typed: Mapping[str, object]) -> None:
        """The form of the chosen kind; what was typed before is shown as typed, not as stored."""
        page = self._page
        if page is None:
            return
        if self.form is not None:
            self.form.hide()
            self._room.removeWidget(self.form)
            self.form.deleteLater()
        kind = self.kind.value()
        self.form = Form(form_for(kind, page, self._people, self._legal), self.kind.words())
        self._room.addWidget(self.form)
        stored: dict[str, dict[str, object]] = {"correct": known(page), "hold": {"keeps_seat": True}}
        stored["reporting"] = {"who": REFERRER}
        if self._legal is not None:
            stored |= {one: legal_known(one, self._legal) for one in COURTS}
        if kind == "background" and self._legal is not None:
            follow_topic(self.form, self._legal.background)
        self._stored = stored.get(kind, {})
        self.form.fill(self._stored)
        self.side.setVisible(kind in STEPS)
        self.side.begin(page, kind, self.form)
        for name in sorted(typed, key=lambda name: name != "to"):
            self.form.editor(name).fill(typed[name])
            self.side.look()
        self._hint.setText(hint(page, kind, self._legal))
        self._hint.setVisible(bool(self._hint.text()))

    def _read_anew(self) -> None:
        """Somebody was first: read again, keep what was typed, and show both (CASE-2)."""
        self.read(partial(look, self.desk, self.case), self._show_fresh)

    def _show_both(self, found: Look) -> None:
        """Two people corrected the same man: what each changed is kept, a field of both is chosen."""
        was, before, form = self._page, self._stored, self.form
        if was is None or form is None:
            return
        values = form.values()
        names = [field.name for field in form.spec.fields]
        typed = {name: values.get(name) for name in names if values.get(name) != before.get(name)}
        self._set_page(found)
        self._put_form(typed)
        self.side.show()
        self.side.none.hide()
        if self.form is not None:
            both = clashes(self.form, typed, before, self._stored)
            self.side.fresh.show_clashes((was, found.page), both, self.form)

    def _show_fresh(self, found: Look) -> None:
        if self.kind.value() == "correct":
            self._show_both(found)
            return
        was, typed, kind = self._page, self.form.values() if self.form else {}, self.kind.value()
        self._set_page(found)
        left = ""
        if self.kind.value() != kind:
            typed, left = {}, str(typed.get("note") or typed.get("reason") or "")
        is_kept = bool(typed) and typed.get("to") in (None, *(one.to for one in found.page.moves))
        if not is_kept:
            typed.pop("to", None)
        self._put_form(typed)
        if was is not None:
            if self.kind.value() not in STEPS:  # nothing but what somebody else did stands there
                self.side.show()
                self.side.none.hide()
            self.side.fresh.show_fresh(was, found.page, is_kept, left)
        if self.form is not None:
            self.form.editor(self.form.spec.fields[0].name).setFocus()

    def _save(self) -> None:
        if self._page is not None and self.form is not None:
            page, form, seen = self._page, self.form, self.side.shown
            asked = Asked(
                self.case, self.kind.words(), form, page.client_version, self._stored, seen, str(page.version)
            )
            self._saving.save(self.kind.value(), asked)

    def _is_back(self, back: CaseBack) -> None:
        """What came back with it; letters that are owed now are the next thing to do (CASE-9)."""
        count = len(back.letters)
        text = ngettext("{count} correcting letter is drafted.", "{count} correcting letters are drafted.", count)
        said = text.format(count=count) if count else _("Saved.")
        self._away(" ".join((said, *back.warnings)), "letters" if count else "case", self.case)

    def _said(self, kept: ReportingKept) -> None:
        """A way that is closed stops what is on its way: how much that is, is said at once (REP-13)."""
        count = len(kept.papers) if kept.now is Answer.NO else 0
        text = ngettext(
            "{count} report that has not gone cannot go any more.",
            "{count} reports that have not gone cannot go any more.",
            count,
        )
        said = " ".join((_("Saved."), text.format(count=count))) if count else _("Saved.")
        self._away(said, "case", f"{self.case}/records")

    def _away(self, said: str, *to: str) -> None:
        """Say it, with nothing typed any more, and go there."""
        self.toast(said)
        self._put_form({})
        self.go(*to)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, Stale):
            self._read_anew()
        elif isinstance(error, InvalidInput) and self.form is not None:
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
        """Show again what a lock kept; while the case is not read yet, it waits for it."""
        self._kept = kept
        kind = str(kept.get("kind", ""))
        if self._page is not None:
            if any(option.value == kind for option in self.kind.options):
                self.kind.set_value(kind)
            self._put_form({name: value for name, value in kept.items() if name != "kind"})

    def first_focus(self) -> QWidget:
        """The choice of what changes."""
        return self.kind.held

    def panes(self) -> list[QWidget]:
        """The choice, the form, what the step does."""
        return [self.kind.held, self.card, self.side]
