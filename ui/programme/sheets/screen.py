"""Shows a sheet, prints it or makes its file: statement, goals, facts of a file, who signs in, meeting pack."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.core.language import _
from app.core.shapes import convert, replaced
from app.programme.desk import ProgrammeDesk
from app.programme.left.sheets import SheetAsked, SheetMade, SheetShown, SheetWanted
from app.programme.left.words import bases
from ui.kit.bands import Banner
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, options
from ui.kit.layouts import Column as Below
from ui.kit.layouts import SideBySide
from ui.kit.printed import PrintedPages
from ui.kit.tokens import Tone
from ui.kit.widgets import Card
from ui.shell.printing import Make, PrintCard, ToPrint
from ui.shell.screen import Context, FormScreen

FOR_SOMEBODY = ("recipient", "basis", "necessity")


def sheet_form() -> FormSpec:
    """Where the file goes; for the facts of a file, to whom, on what basis and why (RET-1)."""
    return FormSpec(
        SheetWanted,
        (
            Field("recipient", _("For"), required=True, help=_("The person or office that gets it.")),
            Field("basis", _("Lawful basis"), Kind.CHOICE, required=True, choices=options(bases())),
            Field("necessity", _("Why it is needed"), required=True),
            Field("to_folder", _("Folder for the file"), required=True, help=_("Its file name says nothing.")),
        ),
    )


class SheetScreen(FormScreen[ProgrammeDesk]):
    """Opened with the kind of sheet and what it is of, as `goals/…`."""

    is_for_staff = True

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Sheet"))
        self._kind, self._about = "", ""
        self.done = Banner("", "", Tone.OK, "printer")
        self.done.hide()
        self.pages = PrintedPages()
        self.form = Form(sheet_form(), _("The file"))
        card = Card(_("The file"))
        card.add(self.form)
        self.printing = PrintCard(self, _("On paper"), self._to_print)
        self.body.addWidget(self.done)
        self.body.addWidget(SideBySide(Below(self.pages), Below(self.printing, card), shares=(3, 2)), 1)
        self.make = self.primary(_("Make the file"), "Ctrl+S", "printer")
        self._wire()

    def _wire(self) -> None:
        self.make.clicked.connect(self._make)

    def open(self, subject: str | None = None) -> None:
        is_other = subject != self.subject
        super().open(subject)
        self._kind, _slash, self._about = (subject or "").partition("/")
        self.make.setEnabled(bool(self._about))
        if not self._about:
            self.show_empty(_("Open a sheet from his page, from a register or from a meeting."))
            return
        for name in FOR_SOMEBODY:
            self.form.ask(name, self._kind == "file")
        if is_other:
            self.done.hide()
            self.form.clear()
            self.form.fill({"to_folder": str(Path.home())})
        asked = convert({"sheet": self._kind, "about": self._about}, SheetAsked)
        self.read(partial(self.desk.sheets.show, asked), self._show)

    def _show(self, shown: SheetShown) -> None:
        self.show_content()
        self.set_title(shown.words)
        self.pages.show_pages(shown.pages, _("As it would be printed. Nothing in it can be typed."))
        self.printing.offer_to_make(_("It is noted as gone when you confirm."))

    def _to_print(self) -> Make | None:
        """How the sheet that is shown is made and noted, without a file; None after saying what is missing (RET-1)."""
        draft = self.form.draft_as(SheetWanted, sheet=self._kind, about=self._about)
        return None if draft is None else partial(self._print, replaced(draft, to_folder=None))

    def _print(self, draft: SheetWanted, then: Callable[[ToPrint], None]) -> None:
        self.change(partial(self.desk.sheets.make, draft), partial(self._printed, then), self._refused)

    def _printed(self, then: Callable[[ToPrint], None], made: SheetMade) -> None:
        self.done.say(_("Noted as gone."), "\n".join(made.notes), Tone.OK, "printer")
        self.done.show()
        then(ToPrint(made.content))

    def _make(self) -> None:
        draft = self.form.draft_as(SheetWanted, sheet=self._kind, about=self._about)
        if draft is not None:
            self.change(partial(self.desk.sheets.make, draft), self._made, self._refused)

    def _made(self, made: SheetMade) -> None:
        below = "\n".join((made.file, *made.notes))
        self.done.say(_("The file is made. Print it from there."), below, Tone.OK, "printer")
        self.done.show()

    def first_focus(self) -> QWidget:
        return self.make
