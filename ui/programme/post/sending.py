"""Is the sheet beside a letter: its pages, its envelope, the way it goes, and the password when it has one (P22)."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.core.language import _
from app.programme.letters.rows import LetterGone, LetterIssued, LetterPage, LetterPutAside
from app.programme.rules.issue import ON_PAPER
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton
from ui.kit.dates import day
from ui.kit.form import Form
from ui.kit.layouts import Column, Flow
from ui.kit.printed import PrintedPages
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, words
from ui.programme.post.columns import aside_form, sending_form
from ui.shell.printing import PrintCard, ToPrint, has_printer


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

    def show_gone(self, gone: LetterGone) -> None:
        """Where the file lies, and the words that open it."""
        way = _("Tell its password another way than you send it.") if gone.password else _("Print it.")
        file = gone.file if self.form.values().get("to_folder") else ""
        below = "\n".join(line for line in (file, way, *gone.notes) if line)
        self.done.say(_("The letter is made and noted as sent."), below, Tone.OK, "mail")
        if not gone.password:
            self.printing.queue([ToPrint(gone.content)])
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
        return self.form.draft_as(LetterIssued, case=page.case, kind=page.kind.value, about=page.about, seen=page.seen)

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
