"""Stands beside the form of a move and shows what the move does before it is done (CASE-4, CASE-5)."""

from functools import partial
from typing import Literal, cast

from PySide6.QtCore import Signal

from app.core.language import _
from app.core.shapes import CaseId
from app.domain.moves import CaseState
from app.programme.case_page import CasePage
from app.programme.desk import ProgrammeDesk
from app.programme.moves.changes import MoveLooked
from app.programme.moves.preview import MovePreview
from ui.kit.editors import ChoiceEditor
from ui.kit.effects import EffectsCard
from ui.kit.form import Form
from ui.kit.layouts import Column
from ui.kit.widgets import Card, words
from ui.programme.asking import show_move
from ui.programme.case.change_forms import reasons_to
from ui.programme.case.change_fresh import FreshCard
from ui.shell.screen import Screen

STEPS = ("move", "reopen", "undo")


class MoveSide(Column):
    """Asks for the preview of each step that is chosen; nothing is saved before it was seen (CASE-4, CASE-5)."""

    looked = Signal()
    outdated = Signal()

    def __init__(self, screen: Screen[ProgrammeDesk]) -> None:
        self.fresh, self.effects = FreshCard(), EffectsCard()
        self.none = Card(_("What this does"))
        self.none.add(words(_("What a step does is shown here before it is done."), "small"))
        super().__init__(self.fresh, self.none, self.effects)
        self._screen = screen
        self._page: CasePage | None = None
        self._form: Form | None = None
        self._kind = self._asked = ""
        self.shown: MovePreview | None = None

    @property
    def is_ready(self) -> bool:
        """False while what the chosen step does is still being asked for."""
        return not self._asked or self.shown is not None

    def begin(self, page: CasePage, kind: str, form: Form) -> None:
        """Stand beside another form."""
        self._page, self._kind, self._form = page, kind, form
        self.fresh.hide()
        self._forget()
        form.edited.connect(self.look)
        self.look()

    def look(self) -> None:
        """Show what the chosen step does; the same step is asked once."""
        page, step = self._page, self._step()
        if page is None or step == self._asked:
            return
        self._forget()
        self._asked = step
        if step:
            to = CaseState(step) if self._kind == "move" else None
            way = cast("Literal['move', 'reopen', 'undo']", self._kind)
            act = partial(
                self._screen.desk.case_changes.preview_move, MoveLooked(case=CaseId(page.case), to=to, way=way)
            )
            self._screen.read(act, self._show, "preview")
        self.looked.emit()

    def _step(self) -> str:
        """The state that is chosen, or the one way back; a form without steps has none."""
        if self._kind != "move" or self._form is None:
            return self._kind if self._kind in STEPS else ""
        to = str(self._form.values().get("to") or "")
        reason, choices = self._form.editor("reason_code"), reasons_to(to)
        if isinstance(reason, ChoiceEditor) and [option.value for option in choices] != reason.offered():
            reason.offer(choices)
        return to

    def _forget(self) -> None:
        self.shown, self._asked = None, ""
        self.effects.forget()
        self.none.show()

    def _show(self, seen: MovePreview) -> None:
        page = self._page
        if page is None or not self._asked:
            return
        if seen.seen != str(page.version):
            self.outdated.emit()
            return
        self.shown = seen
        self.none.hide()
        show_move(self.effects, seen)
        self.looked.emit()
