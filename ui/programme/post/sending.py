"""Is the sheet beside a letter: its pages, its envelope, the way it goes, and the password when it has one (P22)."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import replaced
from app.programme.desk import ProgrammeDesk
from app.programme.letters.rows import LetterAgain, LetterGone, LetterIssued, LetterLine, LetterPage, LetterPutAside
from app.programme.rules.issue import ON_PAPER, Channel
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton
from ui.kit.dates import day
from ui.kit.form import Form
from ui.kit.layouts import Column, Flow
from ui.kit.printed import PrintedPages
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, words
from ui.programme.asking import with_second
from ui.programme.post.columns import again_form, aside_form, sending_form
from ui.shell.printing import PrintCard, ToPrint, has_printer
from ui.shell.screen import Screen


class LetterSheet(Column):
    """The letter as printed, then how it goes; what was typed stays while the same letter is shown.

    `may_be_sooner`: a manager can let bad news go before its day (REP-14). `printing` holds the letters that have gone
    and are still to be printed: another letter can be looked at meanwhile.
    """

    def __init__(self, printing: PrintCard, *, may_be_sooner: bool) -> None:
        super().__init__()
        self.printing = printing
        self._may_be_sooner = may_be_sooner
        self._page: LetterPage | None = None
        self.waits = Banner("", "", Tone.WARN, "hourglass")
        self.done = Banner("", "", Tone.OK, "mail")
        self.password = words("", "h2")
        self.pages = PrintedPages()
        self.envelope_card = Card(_("On the envelope"))
        self.envelope = words("")
        self.envelope_card.add(self.envelope)
        self.envelope_card.add(words(_("No sender, no programme, no reference outside."), "small"))
        self.way = Card(_("How it goes"))
        self.note = words("", "small")
        self.form = Form(sending_form(), _("How it goes"))
        self.way.add(self.note)
        self.way.add(self.form)
        self.aside = Card(_("No letter"))
        self.why = Form(aside_form(), _("No letter"), has_keys=False)
        self.put_aside = KeyButton(_("Put aside"), small=True)
        self.aside.add(self.why)
        self.aside.add(Flow(self.put_aside))
        for at, part in enumerate((self.printing, *self._parts())):
            self.box.insertWidget(at, part)
        self.forget()

    def _parts(self) -> tuple[QWidget, ...]:
        """What belongs to the letter that is shown, from the top."""
        return (self.waits, self.done, self.password, self.way, self.envelope_card, self.pages, self.aside)

    @property
    def page(self) -> LetterPage | None:
        """The letter that is shown."""
        return self._page

    def show_letter(self, page: LetterPage) -> None:
        """Show this letter; what was typed about another one is not carried over."""
        before, self._page = self._page, page
        is_same = before is not None and (before.case, before.kind, before.about) == (page.case, page.kind, page.about)
        if not is_same:
            self._begin(page)
        self.waits.setVisible(not page.is_free)
        words_of_wait = _("This letter can go from {day}").format(day=day(page.free_on))
        why = _("It is held as long for every man, so that others can be told first.")
        self.waits.say(words_of_wait, why, Tone.WARN, "hourglass")
        self.form.ask("sooner", self._may_be_sooner and not page.is_free)
        self.note.setText("\n".join((*self._warnings(page), *page.missing)))
        self.note.setVisible(bool(self.note.text()))
        self.envelope.setText("\n".join(page.envelope))
        self.envelope_card.setVisible(bool(page.address))
        self.pages.show_pages(page.pages, _("As it would be printed. Nothing in it can be typed."))
        self.aside.setVisible(bool(page.about))
        for part in (self.way, self.pages):
            part.show()

    def show_gone(self, gone: LetterGone, printed: Callable[[], None]) -> None:
        """Where the file lies, and the words that open it; `printed` is told once it came out of the printer."""
        way = _("Tell its password another way than you send it.") if gone.password else _("Print it.")
        file = gone.file if self.form.values().get("to_folder") else ""
        below = "\n".join(line for line in (file, way, *gone.notes) if line)
        self.done.say(_("The letter is made and noted as sent."), below, Tone.OK, "mail")
        if not gone.password:
            self.printing.queue([ToPrint(gone.content, printed=printed)])
        self.done.show()
        self.password.setText(gone.password)
        self.password.setAccessibleName(_("Password of this letter: {password}").format(password=gone.password))
        self.password.setVisible(bool(gone.password))
        for part in (self.waits, self.way, self.envelope_card, self.pages, self.aside):
            part.hide()
        self._page = None

    def forget(self) -> None:
        """No letter is shown, and what was typed belongs to nobody."""
        self._page = None
        for part in self._parts():
            part.hide()
        self.form.clear()
        self.why.clear()

    def issue(self) -> LetterIssued | None:
        """What is to be sent, or None after showing what is missing."""
        page = self._page
        if page is None:
            return None
        said = self.form.values()
        if not said.get("to_folder") and not (said.get("channel") in ON_PAPER and has_printer()):
            self.form.show_problems({"to_folder": _("Choose the folder for the file.")})
            return None
        about = {"case": page.case, "kind": page.kind.value, "about": page.about, "seen": page.seen}
        return self.form.draft_as(LetterIssued, **about, to_print=not said.get("to_folder"))

    def aside_asked(self) -> LetterPutAside | None:
        """That no letter is written, and why."""
        page = self._page
        if page is None:
            return None
        return self.why.draft_as(LetterPutAside, case=page.case, kind=page.kind.value, about=page.about)

    def is_edited(self) -> bool:
        """True while something was typed that is not saved."""
        return self._page is not None and (self.form.is_edited() or self.why.is_edited())

    def _begin(self, page: LetterPage) -> None:
        self.done.hide()
        self.password.clear()
        self.password.hide()
        self.form.show_problems({})
        self.why.clear()
        self.form.fill(
            {
                "channel": "post" if page.address and page.shares_address != "yes" else "by_hand",
                "to_address": "his" if page.address else "other",
                "address": None, "read_back": False, "sooner": None,
                "to_folder": "" if has_printer() else str(Path.home()),
            }
        )  # fmt: skip

    @staticmethod
    def _warnings(page: LetterPage) -> tuple[str, ...]:
        """What he told us of his address, and nothing else (REP-12)."""
        if page.shares_address == "yes":
            return (_("He shares his address. Choose another way."),)
        if page.address_is_new:
            return (_("This address was changed today. A second person must check it."),)
        return ()


class AgainSheet(Column):
    """A letter that has gone, once more from its kept bytes: printed if it never was, else a second copy, and why."""

    def __init__(self, screen: Screen[ProgrammeDesk], printing: PrintCard, printed: Callable[[str], None]) -> None:
        super().__init__()
        self.printing = printing
        self._screen, self._printed = screen, printed
        self._line: LetterLine | None = None
        self.card = Card(_("Once more"))
        self.told = words("", "small")
        self.form = Form(again_form(), _("Once more"), has_keys=False)
        self.again = KeyButton(_("Send once more"), small=True)
        self.again.clicked.connect(lambda _on: self._once_more())
        self.noted = words("")
        self.password = words("", "h2")
        for part in (self.told, self.form, Flow(self.again), self.noted, self.password):
            self.card.add(part)
        self.box.insertWidget(0, self.printing)
        self.box.insertWidget(1, self.card)
        self.show_line(None)

    def show_line(self, line: LetterLine | None) -> None:
        """This letter of the list; one that was never written cannot go."""
        before, is_same = self._line, False
        if before is None or line is None or line.letter != before.letter:
            self.noted.hide()
            self.password.hide()
        if line is not None and before is not None:
            is_same = (line.letter, line.state) == (before.letter, before.state)
        self._line = line
        has_bytes = line is not None and line.state != "put_aside"
        self.card.setVisible(has_bytes)
        if line is None or not has_bytes or is_same:
            return
        is_first = line.state == "to_print"
        new = _("The same pages, noted as another copy with your reason.")
        self.told.setText(_("It has not been printed yet. Nothing more is noted.") if is_first else new)
        self.form.clear()
        self.form.fill({"channel": "by_hand", "to_folder": "" if has_printer() else str(Path.home())})
        self.form.ask("because", not is_first)
        self.form.ask("channel", not is_first)
        self.again.setText(_("Print it now") if is_first else _("Send once more"))

    def asked(self) -> LetterAgain | None:
        """What is to go once more, or None after showing what is missing."""
        said = self.form.values()
        if self._line is None:
            return None
        way = said.get("channel") or Channel.BY_HAND.value
        if not said.get("to_folder") and not (way in ON_PAPER and has_printer()):
            self.form.show_problems({"to_folder": _("Choose the folder for the file.")})
            return None
        fixed = {"letter": self._line.letter, "channel": way, "to_print": not said.get("to_folder")}
        return self.form.draft_as(LetterAgain, **fixed)

    def _once_more(self) -> None:
        draft = self.asked()
        if draft is not None:
            self._screen.change(
                partial(self._screen.desk.letters.again, draft), self._went, partial(self._refused, draft)
            )

    def _went(self, gone: LetterGone) -> None:
        """Offer its pages to the printer, or show the words that open its file."""
        self.password.setText(gone.password)
        self.password.setVisible(bool(gone.password))
        self.noted.setText("\n".join((_("The letter is made and noted as sent."), *gone.notes)))
        self.noted.show()
        if not gone.password:
            self.printing.queue([ToPrint(gone.content, printed=partial(self._printed, gone.letter))])
        self._screen.refresh()

    def _refused(self, draft: LetterAgain, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            self.form.show_problems(error.problems)
        elif isinstance(error, NotAllowed) and draft.second is None and draft.channel == "post":
            asked = _("A second person checks the address that was changed today.")
            again = self._screen.desk.letters.again
            with_second(self._screen, asked, lambda second: again(replaced(draft, second=second)), self._went)
        else:
            self._screen.show_problem(error)

    def is_edited(self) -> bool:
        """True while a reason was typed that is not saved."""
        return self.card.isVisible() and bool(self.form.values().get("because"))
