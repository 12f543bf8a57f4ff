"""Shows what an act does before it is done: each thing before and after, why it cannot be, and what follows."""

from collections.abc import Sequence

from app.core.language import _
from ui.kit.dialogs import Change
from ui.kit.layouts import Column, Flow
from ui.kit.tokens import SPACE_1, Tone
from ui.kit.widgets import Card, Chip, words


class EffectsCard(Card):
    """Lines of before and after below one another; hidden while there is nothing to say."""

    def __init__(self, title: str = "") -> None:
        super().__init__(title or _("What this does"))
        self._keep = self.body.count()
        self.hide()

    def show_changes(self, changes: Sequence[Change], reasons_not_to: Sequence[str], notes: Sequence[str]) -> None:
        """Everything the act would do, or every reason why it cannot be done."""
        self.forget()
        if reasons_not_to:
            self.add(Flow(Chip(_("Not now"), Tone.WARN)))
            self.add(words(" ".join(reasons_not_to)))
        for change in changes:
            self.add(_line(change))
        for note in notes:
            self.add(words(note, "small"))
        self.setVisible(bool(changes or reasons_not_to))

    def forget(self) -> None:
        """Nothing is chosen."""
        while self.body.count() > self._keep:
            item = self.body.takeAt(self._keep)
            if item is not None and (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.hide()


def _line(change: Change) -> Column:
    """What, then before and after in one line."""
    both = _("{before} → {after}").format(before=change.before, after=change.after)
    text = change.after if change.before == change.after else both
    return Column(words(change.what, "strong"), words(text, "small"), gap=SPACE_1, is_filled=True)
