"""Is what happens when two people save one register: both marks are shown, and a person chooses (ATT-14)."""

from functools import partial

from app.core.errors import InvalidInput, Stale
from app.core.language import _
from app.programme.desk import ProgrammeDesk
from app.programme.register_rows import RegisterShown
from ui.programme.register.beside import RegisterBeside
from ui.programme.register.clash import Clash, ClashCard, correction_of
from ui.shell.screen import Context


class RegisterSettling(RegisterBeside):
    """The register that keeps what is typed here while somebody else was first, until it is settled."""

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx)
        self._wants_to_compare = False

    def _show(self, shown: RegisterShown) -> None:
        super()._show(shown)
        if self._wants_to_compare and self.clashes:
            self._compare()
        elif self._wants_to_compare:
            self._say(_("Someone else saved first. Their marks are here now. Save again for the rest."))
        self._wants_to_compare = False

    def _compare(self) -> None:
        """Both marks side by side; what is chosen from here is a correction of what stands there (ATT-14)."""
        if self.clashes:
            found, length = tuple(self.clashes.values()), self.about_evening.length()
            ClashCard(self, found, length, self.ctx.clock.zone, self._settle).open()

    def _settle(self, card: ClashCard) -> None:
        """One man after the other; whoever is settled is no clash any more."""
        if self._shown is None or not card.left:
            card.close_with(None)
            self.toast(_("Both are kept in the record. Save the rest of the register when you are ready."))
            self.refresh()
            return
        clash, length = card.left[0], self.about_evening.length()
        mine = card.chosen(clash)
        if not mine:
            self._settled(card, clash)
            return
        try:
            draft = correction_of(clash, self._shown.session, mine, card.reason.text().strip(), length)
        except InvalidInput as refused:
            card.close_with(refused)
            return
        act = partial(self.desk.registers.correct, draft)
        self.change(act, lambda _saved: self._settled(card, clash), partial(self._unsettled, card))

    def _settled(self, card: ClashCard, clash: Clash) -> None:
        self.clashes.pop(str(clash.mine.row.case), None)
        card.left = card.left[1:]
        self._settle(card)

    def _unsettled(self, card: ClashCard, error: Exception) -> None:
        """Nothing is lost: what was chosen stays, or both are shown again as they are now."""
        if isinstance(error, Stale):
            card.reject()
            self._wants_to_compare = True
            self.refresh()
        else:
            card.close_with(error)
