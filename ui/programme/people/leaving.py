"""Lets a colleague go: what hangs on them, who takes it, and what ends (P28; security.md section 8, Leaver)."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.errors import InvalidInput
from app.core.language import _, ngettext
from app.core.shapes import UserId
from app.programme.desk import ProgrammeDesk
from app.programme.people.changing import HeldRow, LeaverChosen, Leaving, PersonRemoved, Removed
from ui.kit.card_table import CardTable
from ui.kit.choice import Option
from ui.kit.dialogs import interrupt
from ui.kit.editors import ChoiceEditor
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind
from ui.kit.layouts import Column as Below
from ui.kit.layouts import SideBySide
from ui.kit.paged_model import Column
from ui.kit.widgets import Card, facts, words
from ui.shell.screen import Context, Crumb, FormScreen

MOST_HELD = 14


def kind_words(kind: str) -> str:
    """What kind of thing hangs on somebody."""
    return {"case": _("Case"), "group": _("Group"), "session": _("Session"), "report": _("Report")}[kind]


def held_columns() -> tuple[Column[HeldRow], ...]:
    """Kind, and which."""
    return (
        Column(_("What"), lambda row: kind_words(row.kind), small=True),
        Column(_("Hangs on this person"), lambda row: row.words, strong=True),
    )


class LeavingScreen(FormScreen[ProgrammeDesk]):
    """The subject is the person who leaves."""

    cares_for = frozenset({"person", "case", "group"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Let somebody go"))
        self._leaving: Leaving | None = None
        self.table: CardTable[HeldRow] = CardTable(held_columns(), _("What hangs on this person"), most=MOST_HELD)
        self.hangs = Card(margin=12)
        self.hangs.add(self.table)
        self.nothing = words(_("Nothing hangs on this person: no case, no group, no session, no report."))
        ask, ends = Card(_("Who takes it")), Card(_("What ends"))
        self.form = Form(
            FormSpec(PersonRemoved, (Field("hand_over_to", _("Takes all of it"), Kind.CHOICE),)), _("Who takes it")
        )
        ask.add(self.form)
        self.ask = ask
        for line in (
            _("The way in: name and password open nothing any more, nor does the recovery kit."),
            _("What was released to this person is closed. What they have read they keep in their head."),
            _("Copies of the records that were made before stay readable to whoever has the old keys."),
        ):
            ends.add(words(line))
        self.body.addWidget(SideBySide(Below(self.hangs, self.nothing), Below(ask, ends), shares=(3, 2)), 1)
        self.let_go = self.primary(_("Let go"), "Ctrl+Enter", "door-exit")
        self._wire()

    def _wire(self) -> None:
        self.let_go.clicked.connect(lambda _on: self._ask_once_more())

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        if not subject:
            self.show_empty(_("Choose somebody under People and roles first."))
            return
        self.read(partial(self.desk.staff_changes.leaving, LeaverChosen(user=UserId(subject))), self._show)

    def _show(self, leaving: Leaving) -> None:
        self._leaving = leaving
        self.show_content()
        count = len(leaving.to_hand_over)
        crumbs = (Crumb(_("People and roles"), "people"), Crumb(_("Let somebody go")))
        told = ngettext("{count} thing to hand over", "{count} things to hand over", count).format(count=count)
        self.set_title(
            _("Let {name} go").format(name=leaving.label), facts(told if count else _("nothing to hand over")), crumbs
        )
        self.table.show_rows(leaving.to_hand_over, lambda row: f"{row.kind} {row.about}")
        for part in (self.hangs, self.ask):
            part.setVisible(bool(count))
        self.nothing.setVisible(not count)
        editor = self.form.editor("hand_over_to")
        if isinstance(editor, ChoiceEditor):
            editor.offer([Option(one.user, one.label) for one in leaving.takers])

    def _ask_once_more(self) -> None:
        leaving = self._leaving
        draft = self.form.draft_as(PersonRemoved, user=UserId(self.subject or ""))
        if leaving is None or draft is None:
            return
        if leaving.to_hand_over and draft.hand_over_to is None:
            self.form.show_problems({"hand_over_to": _("Say who takes it.")})
            return
        lines = (_("They cannot sign in from now on. This cannot be taken back; they would join as somebody new."),)
        heading = _("Let {name} go?").format(name=leaving.label)
        interrupt(self, heading, lines, _("Let go"), _("Not now"), partial(self._remove, draft))

    def _remove(self, draft: PersonRemoved) -> None:
        self.change(partial(self.desk.staff_changes.remove, draft), self._removed, self._refused)

    def _removed(self, removed: Removed) -> None:
        self.form.clear()
        self.toast(_("Done. This person cannot sign in any more."))
        self.go("people", removed.user)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            self.form.show_problems(error.problems)
        else:
            self.show_problem(error)

    def first_focus(self) -> QWidget:
        held = self._leaving is not None and bool(self._leaving.to_hand_over)
        return self.form.editor("hand_over_to") if held else self.let_go

    def panes(self) -> list[QWidget]:
        return [self.table, self.form]
