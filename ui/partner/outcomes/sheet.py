"""Shows the sheet of a quarter as it would be printed, asks for its release, and writes one that has left (STA-6)."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.bridge.desk import BridgeDesk
from app.bridge.figures import OfQuarter, SheetPage, SheetTaken, SheetWritten, last_quarters
from app.bridge.release_shapes import ReleaseMade
from app.core.errors import InvalidInput
from app.core.language import _
from app.partner.spoken import release_state_words
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton
from ui.kit.dates import day
from ui.kit.editors import ChoiceBox
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec
from ui.kit.layouts import Column, Flow, SideBySide
from ui.kit.printed import PrintedPages
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, words
from ui.shell.screen import Context, Crumb, FormScreen


class FiguresScreen(FormScreen[BridgeDesk]):
    """The printed page at the left; at the right where it stands, who will read it, and the paper once it has left."""

    cares_for = frozenset({"release"})

    def __init__(self, ctx: Context[BridgeDesk]) -> None:
        super().__init__(ctx, _("Sheet of a quarter"))
        self._page: SheetPage | None = None
        self.ask = self.primary(_("Ask for its release"), "Ctrl+Enter", "mail")
        self.quarter = ChoiceBox()
        self.quarter.setAccessibleName(_("Quarter"))
        for one in last_quarters(ctx.clock.today()):
            said = _("{year}, quarter {number}").format(year=one.year, number=one.number)
            self.quarter.addItem(said, one.code)
        self.stands = Banner("", "", Tone.INFO)
        self.printed = PrintedPages()
        choose = Card(_("Quarter"))
        choose.add(self.quarter)
        self.about = Card(_("Before it leaves"))
        self.readers, self.hidden = words(""), words("", "small")
        for part in (
            words(_("Readers"), "small-strong"), self.readers,
            words(_("Hidden: fewer than ten are in it, or not in it"), "small-strong"),
            self.hidden,
        ):  # fmt: skip
            self.about.add(part)
        self.about.add(words(_("Somebody else of the team approves it among the releases. One sheet a quarter.")))
        self.paper = Card(_("As a paper"))
        self.form = Form(paper_form(), _("As a paper"), has_keys=False)
        self.write = KeyButton(_("Write the paper"), icon="download", small=True)
        self.paper.add(self.form)
        self.paper.add(Flow(self.write))
        right = Column(choose, self.stands, self.about, self.paper)
        self.body.addWidget(SideBySide(self.printed, right, shares=(7, 5), stacks_under=900), 1)
        self._wire()

    def _wire(self) -> None:
        self.quarter.currentIndexChanged.connect(lambda _at: self.refresh())
        self.ask.clicked.connect(lambda _on: self._ask())
        self.write.clicked.connect(lambda _on: self._write())

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        wanted = OfQuarter(quarter=str(self.quarter.currentData()))
        self.read(partial(self.desk.figures.prepare, wanted), self._show)

    def _show(self, page: SheetPage) -> None:
        self._page = page
        self.show_content()
        span = _("{first} to {last}").format(first=day(page.first), last=day(page.last))
        self.set_title(
            _("Sheet of a quarter"), facts(span, _("whole service")), (Crumb(_("Outcomes"), "outcomes"),
                                                                    Crumb(_("Sheet of a quarter"))),
        )  # fmt: skip
        self.printed.show_pages(page.pages, _("As it would be printed."))
        comes = _("It goes with the first run from {day} on, whatever stands on it.").format(day=day(page.goes_on))
        if page.state:
            self.stands.say(facts(release_state_words(page.state), page.by), comes, Tone.INFO, "mail")
        else:
            self.stands.say(_("Nobody has asked for its release"), comes, Tone.INFO, "mail")
        self.readers.setText(", ".join(page.readers) or _("Nobody: no manager works here."))
        self.hidden.setText("\n".join(page.suppressed) or _("Nothing"))
        self.ask.setVisible(page.may_ask)
        has_left = page.state == "sent"
        self.paper.setVisible(has_left)
        if has_left and not self.form.is_edited():
            self.form.fill({"to_folder": str(Path.home())})

    def _ask(self) -> None:
        if self._page is not None and self._page.may_ask:
            wanted = OfQuarter(quarter=self._page.quarter)
            self.change(partial(self.desk.figures.release, wanted), self._asked)

    def _asked(self, _made: ReleaseMade) -> None:
        self.toast(_("Asked for. Somebody else of the team approves it among the releases."))
        self.refresh()

    def _write(self) -> None:
        if self._page is None:
            return
        draft = self.form.draft_as(SheetTaken, release=self._page.release)
        if draft is not None:
            self.change(partial(self.desk.figures.write, draft), self._written, self._refused)

    def _written(self, made: SheetWritten) -> None:
        self.form.clear()
        self.toast(_("Written: {file}").format(file=Path(made.file).name))
        self.refresh()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            self.form.show_problems(error.problems)
        else:
            self.show_problem(error)

    def first_focus(self) -> QWidget:
        return self.quarter

    def panes(self) -> list[QWidget]:
        return [self.quarter, self.about]


def paper_form() -> FormSpec:
    """For whom the paper is, why, and where its file goes; both stand in the log of this desk."""
    return FormSpec(
        SheetTaken,
        (
            Field("recipient", _("For whom"), required=True),
            Field("why", _("Why"), required=True, help=_("Kept sealed in the log of this desk.")),
            Field("to_folder", _("Folder"), required=True, help=_("Its file name says nothing.")),
        ),
    )
