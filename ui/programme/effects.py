"""Shows what a move does before it is done: before and after, the papers, and who is told, alike for every case."""

from app.core.language import _
from app.programme.moves.preview import ChangeLine, MovePreview
from ui.kit.layouts import Column
from ui.kit.tokens import SPACE_1, Tone
from ui.kit.widgets import Card, Chip, words


class MoveEffects(Card):
    """The lines of a preview; hidden while there is nothing to say."""

    def __init__(self, title: str = "") -> None:
        super().__init__(title or _("What this does"))
        self._keep = self.body.count()
        self.hide()

    def show_preview(self, seen: MovePreview) -> None:
        """Everything the move would do, or every reason why it cannot be made."""
        self.forget()
        if seen.reasons_not_to:
            self.add(Chip(_("Not now"), Tone.WARN))
            self.add(words(" ".join(seen.reasons_not_to)))
        for line in seen.changes:
            self.add(change_line(line))
        if seen.changes and seen.papers:
            self.add(words(_("Papers that follow: {papers}.").format(papers=", ".join(seen.papers)), "small"))
        if seen.changes:
            self.add(words(seen.told, "small"))
        self.setVisible(bool(seen.changes or seen.reasons_not_to))

    def forget(self) -> None:
        """Nothing is chosen."""
        while self.body.count() > self._keep:
            item = self.body.takeAt(self._keep)
            if item is not None and (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.hide()


def change_line(line: ChangeLine) -> Column:
    """What, then before and after in one line."""
    text = (
        line.after
        if line.before == line.after
        else _("{before} → {after}").format(before=line.before, after=line.after)
    )
    row = Column(words(line.what, "strong"), words(text, "small"), gap=SPACE_1, is_filled=True)
    row.setAccessibleName(
        _("{what}: before {before}, after {after}").format(what=line.what, before=line.before, after=line.after)
    )
    return row
