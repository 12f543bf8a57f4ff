"""Records where a man's wish to change comes from and who presses him, and shows it over time (DEN-5)."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.language import _
from app.core.shapes import CaseId
from app.domain import labels
from app.programme.case_page import CasePage
from app.programme.cases import CaseAsked
from app.programme.desk import ProgrammeDesk
from app.programme.peers.talks import RungRow, RungsAsked, RungSeen
from ui.kit.dates import day
from ui.kit.entries import EntryCard
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, options
from ui.kit.layouts import Column, SideBySide
from ui.kit.rows import FactRow
from ui.kit.widgets import Card, facts, words
from ui.shell.screen import Context, Crumb, FormScreen

Look = tuple[CasePage, tuple[RungRow, ...]]


def look(desk: ProgrammeDesk, case: CaseId) -> Look:
    """Who he is, and the rungs on which he was seen."""
    return desk.cases.show(CaseAsked(case=case)), desk.talks.rungs(RungsAsked(case=case))


def rung_form() -> FormSpec:
    """One rung of the ladder, who presses from outside, and what shows it."""
    return FormSpec(
        RungSeen,
        (
            Field("rung", _("He wants to change"), Kind.CHOICE, required=True, choices=options(labels.motivations())),
            Field("pressures", _("Who presses him"), Kind.TICKS, choices=options(labels.pressures())),
            Field("on", _("Seen on"), Kind.DATE, required=True),
            Field("note", _("What shows it"), Kind.LINES, lines=3),
        ),
    )


class MotivationScreen(FormScreen[ProgrammeDesk]):
    """A new rung at the left, earlier ones at the right; each stays. Opened with a case."""

    is_for_staff = True
    cares_for = frozenset({"case"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Wish to change"))
        self.form = Form(rung_form(), _("Wish to change"))
        sheet = Card(_("Where his wish to change comes from"))
        sheet.add(words(_("It may go up or down. It never decides anything by itself."), "small"))
        sheet.add(self.form)
        self.earlier = EntryCard(_("Over time"))
        self.body.addWidget(SideBySide(Column(sheet), Column(self.earlier), shares=(1, 1)), 1)
        self.save = self.primary(_("Save"), "Ctrl+S")
        self._wire()

    def _wire(self) -> None:
        self.save.clicked.connect(self._save)

    def open(self, subject: str | None = None) -> None:
        is_other = subject != self.subject
        super().open(subject)
        if subject is None:
            self.show_empty(_("Choose a participant first."))
            return
        if is_other or not self.form.is_edited():
            self._fill()
        self.read(partial(look, self.desk, CaseId(subject)), self._show)

    def _fill(self) -> None:
        self.form.clear()
        self.form.fill({"on": self.ctx.clock.today().isoformat()})

    def _show(self, found: Look) -> None:
        page, rungs = found
        self.show_content()
        crumbs = (
            Crumb(_("Participants"), "cases"), Crumb(page.reference, "case", page.case), Crumb(_("Wish to change")),
        )  # fmt: skip
        title = _("Wish to change: {name}").format(name=page.short_name)
        self.set_title(title, facts(page.state_words, page.programme_title), crumbs)
        self.earlier.clear()
        if not rungs:
            self.earlier.say(_("Nothing is recorded yet."))
        for row in reversed(rungs):
            self.earlier.add(FactRow("arrow-forward-up", rung_words(row), facts(day(row.on), row.by, row.note)))

    def _save(self) -> None:
        draft = self.form.draft_as(RungSeen, case=self.subject)
        if draft is not None:
            self.change(partial(self.desk.talks.rung, draft), self._saved, self._refused)

    def _saved(self, _rungs: tuple[RungRow, ...]) -> None:
        self._fill()
        self.toast(_("Saved."))
        self.refresh()

    def first_focus(self) -> QWidget:
        """The ladder."""
        return self.form.editor("rung")

    def panes(self) -> list[QWidget]:
        """The form, then what was seen before."""
        return [self.form, self.earlier]


def rung_words(row: RungRow) -> str:
    """A rung in words, with whoever presses him."""
    known = labels.pressures()
    pressed = ", ".join(known.get(one, one) for one in row.pressures)
    rung = labels.motivations().get(row.rung, row.rung)
    return _("{rung}: {who}").format(rung=rung, who=pressed) if pressed else rung
