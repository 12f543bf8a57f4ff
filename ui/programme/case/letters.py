"""Shows the letters that correct a paper sent by mistake, with their words, and notes when each has gone (CASE-9)."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.core.language import _, ngettext
from app.core.shapes import CaseId
from app.programme.desk import ProgrammeDesk
from app.programme.moves.corrections import CorrectionRow, CorrectionsWanted, LetterGone, PaperOfLetter
from app.programme.rules.issue import channels
from ui.kit.buttons import KeyButton
from ui.kit.card_table import CardTable
from ui.kit.dates import day, short_day
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, options
from ui.kit.layouts import Column as Below
from ui.kit.layouts import Flow, SideBySide
from ui.kit.paged_model import Column
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, words
from ui.shell.printing import Make, PrintCard, ToPrint
from ui.shell.screen import Context, Crumb, FormScreen

MOST = 6


def letter_columns() -> tuple[Column[CorrectionRow], ...]:
    """To whom, and whether it has gone."""
    return (
        Column(_("Goes to"), lambda row: row.recipient, strong=True),
        Column(_("State"), state_words, tone=lambda row: Tone.OK if row.sent_on else Tone.WARN),
    )


def state_words(row: CorrectionRow) -> str:
    """When it went, or by when it must."""
    if row.sent_on is not None:
        return _("Gone {day}").format(day=short_day(row.sent_on))
    return _("To send by {day}").format(day=short_day(row.due_on))


def gone_form() -> FormSpec:
    """When and how it went, and what shows it (RET-1, REP-11)."""
    return FormSpec(
        LetterGone,
        (
            Field("sent_on", _("Gone on"), Kind.DATE, required=True),
            Field("channel", _("How it went"), Kind.CHOICE, required=True, choices=options(channels())),
            Field("proof", _("Proof of sending"), help=_("A tracking number or the time of the e-mail.")),
        ),
    )


class LettersScreen(FormScreen[ProgrammeDesk]):
    """Letters at the left with the chosen one in full; at the right how it went. Opened with a case."""

    is_for_staff = True
    cares_for = frozenset({"case"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Correcting letters"))
        self._rows: tuple[CorrectionRow, ...] = ()
        self.table: CardTable[CorrectionRow] = CardTable(letter_columns(), _("Correcting letters"), most=MOST)
        self.letter = Card(_("The letter"))
        self.text = words("")
        self.letter.add(self.text)
        self.paper = KeyButton(_("Make its file"), icon="printer", small=True)
        self.file = words("", "small")
        self.letter.add(Flow(self.paper))
        self.letter.add(self.file)
        self.printing = PrintCard(self, _("On paper"), self._to_print)
        self.sheet = Card(_("It has gone"))
        self.form = Form(gone_form(), _("It has gone"))
        below = _("Send these words by a secure way, to this reader alone. Then note here that it has gone.")
        self.sheet.add(words(below, "small"))
        self.sheet.add(self.form)
        letters = Card(margin=12)
        letters.add(self.table)
        self.body.addWidget(SideBySide(Below(letters, self.letter), Below(self.sheet, self.printing), shares=(3, 2)))
        self.body.addStretch(1)
        self.save = self.primary(_("Note that it has gone"), "Ctrl+S")
        self._wire()

    def _wire(self) -> None:
        self.save.clicked.connect(self._save)
        self.paper.clicked.connect(self._make_file)
        self.table.row_changed.connect(self._tell)

    def open(self, subject: str | None = None) -> None:
        is_other = subject != self.subject
        super().open(subject)
        if subject is None:
            self.show_empty(_("Choose a participant first."))
            return
        if is_other or not self.form.is_edited():
            self._fill()
        asked = CorrectionsWanted(case=CaseId(subject), sent_too=True)
        self.read(partial(self.desk.corrections.list, asked), self._show)

    def _fill(self) -> None:
        self.form.clear()
        self.form.fill({"sent_on": self.ctx.clock.today().isoformat()})

    def _show(self, rows: tuple[CorrectionRow, ...]) -> None:
        self._rows = rows
        if not rows:
            self.show_empty(_("No paper about him was taken back, so no letter is owed."))
            self.save.setEnabled(False)
            return
        self.show_content()
        owed = sum(row.sent_on is None for row in rows)
        count = ngettext("{count} to send", "{count} to send", owed).format(count=owed) if owed else _("All have gone")
        crumbs = (Crumb(_("Participants"), "cases"), Crumb(rows[0].reference, "case", rows[0].case))
        self.set_title(_("Correcting letters"), facts(count), (*crumbs, Crumb(_("Correcting letters"))))
        self.table.show_rows(sorted(rows, key=lambda row: row.sent_on is not None), lambda row: row.letter)
        self._tell(self.table.chosen_id())

    def _tell(self, letter: str) -> None:
        row = next((one for one in self._rows if one.letter == letter), None)
        self.letter.setVisible(row is not None)
        self.file.clear()
        if row is not None:
            self.letter.say_note(_("to {reader}").format(reader=row.recipient))
            self.text.setText(row.text)
            self.printing.offer_to_make(_("Note above that it has gone when it has."))
        is_owed = row is not None and row.sent_on is None
        self.sheet.setVisible(is_owed)
        self.save.setEnabled(is_owed)

    def _to_print(self) -> Make | None:
        """How the chosen letter is drawn for the printer; that it went is noted by hand, with its way."""
        asked = PaperOfLetter(letter=self.table.chosen_id())
        return partial(self._print, asked) if asked.letter else None

    def _print(self, asked: PaperOfLetter, then: Callable[[ToPrint], None]) -> None:
        self.change(partial(self.desk.corrections.print, asked), lambda made: then(ToPrint(made.content)))

    def _make_file(self) -> None:
        """Its file in the home folder, under a name that says nothing."""
        asked = PaperOfLetter(letter=self.table.chosen_id(), to_folder=str(Path.home()))
        self.change(partial(self.desk.corrections.print, asked), lambda made: self.file.setText(made.file))

    def _save(self) -> None:
        draft = self.form.draft_as(LetterGone, letter=self.table.chosen_id())
        if draft is not None:
            self.change(partial(self.desk.corrections.send, draft), self._saved, self._refused)

    def _saved(self, row: CorrectionRow) -> None:
        self._fill()
        self.toast(_("Noted as gone on {day}.").format(day=day(row.sent_on or row.due_on)))
        self.refresh()
        owed = next((one.letter for one in self._rows if one.sent_on is None), "")
        if owed:
            self.table.choose(owed)

    def first_focus(self) -> QWidget:
        """The letters."""
        return self.table

    def panes(self) -> list[QWidget]:
        """The letters, then how the chosen one went."""
        return [self.table, self.form]
