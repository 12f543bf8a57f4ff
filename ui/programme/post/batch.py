"""Sends many letters one after the other: each is looked at first, with way and address; it can be stopped (P22)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal

from app.core.errors import AppError
from app.core.language import _, ngettext
from app.programme.desk import ProgrammeDesk
from app.programme.letters.rows import LetterDrafted, LetterGone, LetterIssued, LetterPage, OwedLetter
from app.programme.rules.issue import Channel
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton
from ui.kit.dialogs import Change
from ui.kit.tokens import Tone
from ui.shell.printing import ToPrint, has_printer


@dataclass(frozen=True)
class Ready:
    """One letter of a batch as it was looked at: its page, or why it cannot go this way."""

    row: OwedLetter
    page: LetterPage | None
    why_not: str = ""

    @property
    def channel(self) -> Channel:
        """By post where his address is his own and not of today, else by hand (REP-12, R10)."""
        page = self.page
        is_safe = page is not None and bool(page.address) and page.shares_address != "yes" and not page.address_is_new
        return Channel.POST if is_safe else Channel.BY_HAND


def looked_at(desk: ProgrammeDesk, rows: Sequence[OwedLetter]) -> list[Ready]:
    """Each letter that may go now, as it would be printed; a refusal of one stops nobody else."""
    return [_look(desk, row) for row in rows if row.is_free]


def changes(ready: Sequence[Ready]) -> list[Change]:
    """What goes where, for reading before it goes."""
    return [
        Change(
            f"{one.row.case}/{one.row.about}",
            f"{one.row.reference} {one.row.name}",
            one.row.words,
            _("Stays here") if one.page is None else _("By post") if one.channel is Channel.POST else _("By hand"),
            one.why_not or (one.page.address.replace("\n", ", ") if one.page and one.channel is Channel.POST else ""),
        )
        for one in ready
    ]


class BatchBar(Banner):
    """How far a batch is; `stopped` when somebody presses stop, after the letter that is on its way."""

    stopped = Signal()

    def __init__(self) -> None:
        super().__init__("", "", Tone.INFO, "mail")
        self.stop = KeyButton(_("Stop"), "Esc Esc", small=True)
        self.stop.clicked.connect(self.stopped)
        self.add(self.stop)
        self._left: list[Ready] = []
        self._papers: list[ToPrint] = []
        self._failed: list[str] = []
        self._done, self._folder = 0, ""
        self.hide()

    def begin(self, ready: Sequence[Ready], folder: str) -> None:
        """Start counting; what cannot go is left out."""
        self._left = [one for one in ready if one.page is not None]
        self._done, self._failed, self._papers = 0, [], []
        self._folder = folder or ("" if has_printer() else str(Path.home()))
        self._say(is_over=False)

    def next_draft(self) -> LetterIssued | None:
        """The next letter to send; None when there is none left."""
        one = self._left.pop(0) if self._left else None
        page = one.page if one else None
        if one is None or page is None:
            return None
        to_folder = self._folder or None
        return LetterIssued(
            case=page.case, kind=page.kind, about=page.about, seen=page.seen, channel=one.channel,
            read_back=one.channel is Channel.POST, to_folder=to_folder, to_print=to_folder is None,
        )  # fmt: skip

    def count(self, name: str, error: Exception | None) -> None:
        """One more is done, or was refused."""
        if error is None:
            self._done += 1
        else:
            self._failed.append(f"{name}: {error}")
        self._say(is_over=False)

    def keep(self, gone: LetterGone, printed: Callable[[], None]) -> None:
        """Hold what has gone for the printer: on its way by post or by hand it has no password."""
        self._papers.append(ToPrint(gone.content, printed=printed))

    def papers(self) -> list[ToPrint]:
        """Those that are made, to be printed in the order in which they were read."""
        return list(self._papers)

    def forget(self) -> None:
        """Stop: nothing more goes; what was left stays on the list."""
        self._left = []

    def end(self) -> None:
        """All that goes has gone."""
        self._say(is_over=True)

    def _say(self, *, is_over: bool) -> None:
        whole = self._done + len(self._failed) + len(self._left)
        going = _("{count} of {whole} letters are made").format(count=self._done, whole=whole)
        over = ngettext("{count} letter is made", "{count} letters are made", self._done).format(count=self._done)
        below = "\n".join(line for line in (self._folder, *self._failed) if line)
        self.say(over if is_over else going, below, Tone.WARN if self._failed else Tone.INFO, "mail")
        self.stop.setVisible(not is_over)
        self.show()


def _look(desk: ProgrammeDesk, row: OwedLetter) -> Ready:
    draft = LetterDrafted(case=row.case, kind=row.kind, about=row.about)
    try:
        page = desk.letters.draft(draft)
        if Ready(row, page).channel is Channel.BY_HAND and page.address:
            page = desk.letters.draft(LetterDrafted(case=row.case, kind=row.kind, about=row.about, with_address=False))
    except AppError as refused:
        return Ready(row, None, str(refused))
    return Ready(row, page)
