"""Invented pages of a change of case: what a move does beside its form, and what somebody else changed meanwhile."""

from types import SimpleNamespace
from typing import Any

from PySide6.QtWidgets import QWidget

from app.programme.case_page import MoveRow
from app.programme.desk import ProgrammeDesk
from app.programme.moves.preview import ChangeLine, MovePreview, Needs
from ui.kit.effects import EffectsCard
from ui.kit.form import Form
from ui.kit.layouts import Column, SideBySide
from ui.kit.widgets import Card, facts
from ui.programme.asking import show_move
from ui.programme.case.change_forms import form_for, reasons_to
from ui.programme.case.change_fresh import FreshCard, clashes
from ui.shell.screen import Context, Crumb, Screen

PAGE: Any = SimpleNamespace(state="placed", record=(), moves=(MoveRow(to="deselected", words="Ended by the service"),))
SEEN = MovePreview(
    case="1", reference="P-0412", from_state="placed", to="deselected", seen="4", reasons_not_to=(),
    needs=Needs(reason=True, reasons=(), review_on=False, second=True, second_is_manager=True),
    changes=(
        ChangeLine(what="Where he stands", before="Placed", after="Ended by the service"),
        ChangeLine(what="Place in TUE-1", before="Has it", after="Ends today; the seat is free at once"),
        ChangeLine(what="Sessions of the group", before="26 sessions ahead", after="He no longer comes to them"),
    ),
    papers=("A letter to him, held until 25 November 2026", "A letter to the referrer"), tasks=(),
    told="The safety team is told in the same moment: what and when, no reason. So it is for every case.",
    left_group="TUE-1", kept_sessions=0, dropped_sessions=26, completed_on=None,
)  # fmt: skip


class MovePage(Screen[ProgrammeDesk]):
    """P15: a move as it is seen before it is made."""

    kind = "move"

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx)
        self.form = Form(form_for(self.kind, PAGE, ()), "Change")
        self.side = self.beside()
        card = Card()
        card.add(self.form)
        card.body.addStretch(1)
        self.body.addWidget(SideBySide(card, Column(self.side), shares=(1, 1)))
        self.body.addStretch(1)
        self.primary("Save change", "Ctrl+S")

    def beside(self) -> QWidget:
        """What the move does."""
        self.form.editor("reason_code").offer(reasons_to("deselected"))  # type: ignore[attr-defined]
        self.form.fill({"to": "deselected", "reason_code": "missed_too_many"})
        effects = EffectsCard()
        show_move(effects, SEEN)
        return effects

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        crumbs = (Crumb("Participants", "today"), Crumb("P-0412"), Crumb("Change"))
        self.set_title("Change: Daniel O.", facts("Placed", "TUE-1", "Priya Nair"), crumbs)

    def first_focus(self) -> QWidget:
        return self.form


class ClashPage(MovePage):
    """Someone else saved first: both values of each field, and a choice."""

    kind = "correct"

    def beside(self) -> QWidget:
        """What was typed, and what stands."""
        typed: dict[str, object] = {"phone": "07700 900123", "gender": "unknown", "address": "4 Mill Lane"}
        stands: dict[str, object] = {"phone": "07700 900456", "gender": "man", "address": "5 Mill Lane"}
        self.form.fill(typed)
        fresh = FreshCard()
        fresh.show_clashes((PAGE, PAGE), clashes(self.form, typed, {}, stands), self.form)
        return fresh
