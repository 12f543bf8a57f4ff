"""Answers a woman who asks for her own file: item after item, two names, a way that is safe, then the paper (RET-8)."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.bridge.desk import BridgeDesk
from app.bridge.papers import FileDecided, FileGiven, FilePage, FileRequested, FileSigned, PaperCopy
from app.core.errors import InvalidInput
from app.core.language import _, ngettext
from app.core.shapes import PartnerId
from app.partner.her_file import FileItem
from app.partner.partners import OfPartner
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton
from ui.kit.dates import day, short_day
from ui.kit.dialogs import SecondName, SecondPerson
from ui.kit.editors import keep_private
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, Values, options
from ui.kit.layouts import Column as Below
from ui.kit.layouts import Flow, SideBySide
from ui.kit.paged_model import Column
from ui.kit.table import DataTable
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, words
from ui.shell.screen import Context, Crumb, Screen

TONES = {"": Tone.WARN, "give": Tone.OK, "cut": Tone.INFO, "keep": Tone.MUTE}


class FilePaper(Screen[BridgeDesk]):
    """The items at the left, the chosen one with its decision at the right; opened with a record."""

    cares_for = frozenset({"partner"})

    def __init__(self, ctx: Context[BridgeDesk]) -> None:
        super().__init__(ctx, _("Her own file"))
        self._page: FilePage | None = None
        self.card: SecondPerson | None = None
        self.says = Banner("", "", Tone.INFO, "user")
        self.password = words("", "h2")
        self.begin = Card(_("She asks for her file"))
        month = _("From this day one month runs. Every item of her record is listed for a decision.")
        self.begin.add(words(month, "small"))
        self.asking = Form(ask_form(), _("She asks for her file"), has_keys=False)
        self.take_in = KeyButton(_("Take the request in"), small=True)
        self.begin.add(self.asking)
        self.begin.add(Flow(self.take_in))
        self.table: DataTable[FileItem] = DataTable(item_columns(), _("Items of her file"))
        self.item = Card(_("This item"))
        self.text = words("")
        self.form = Form(decide_form(), _("Decision"))
        self.decide = KeyButton(_("Save and go on"), "Alt+S", small=True)
        for part in (self.text, self.form, Flow(self.decide)):
            self.item.add(part)
        self.way = Card(_("Give it to her"))
        self.giving = Form(give_form(), _("Give it to her"), has_keys=False)
        self.way.add(self.giving)
        for form in (self.form, self.giving):
            keep_private(form)
        left = Below(self.table, is_filled=True)
        left.box.setStretchFactor(self.table, 1)
        self.both = SideBySide(left, Below(self.item, self.way), shares=(1, 1))
        for above in (self.says, self.password, self.begin):
            self.body.addWidget(above)
        self.body.addWidget(self.both, 1)
        self.next = self.primary(_("Sign with a second person"), "Ctrl+Enter", "shield-check")

    def open(self, subject: str | None = None) -> None:
        if subject != self.subject:
            self._page = None
            self.password.clear()
            self.form.clear()
        super().open(subject)
        if subject is None:
            self.show_empty(_("Open a record first."))
            return
        self.read(partial(self.desk.papers.show, OfPartner(partner=PartnerId(subject))), self._show)

    def _show(self, page: FilePage) -> None:
        self._page = page
        self.show_content()
        is_open = page.state in {"deciding", "signed"}
        self.begin.setVisible(not is_open)
        self.both.setVisible(is_open)
        self.says.setVisible(bool(page.state))
        self.password.setVisible(bool(self.password.text()))
        crumbs = (Crumb(_("Partner records"), "partners"), Crumb(page.number, "partner", page.partner))
        due = _("due {day}").format(day=day(page.due_on)) if page.due_on and is_open else ""
        self.set_title(_("Her own file"), facts(page.name, due), (*crumbs, Crumb(_("Her own file"))))
        count = ngettext("{count} item to decide", "{count} items to decide", page.open_items)
        by = _("Signed by {first} and {second}").format(first=page.signed_by, second=page.second)
        said = {
            "deciding": count.format(count=page.open_items) if page.open_items else _("Every item is decided"),
            "signed": _("Signed. Ask her how it reaches her safely."), "given": _("Given to her"),
        }.get(page.state, "")  # fmt: skip
        two = _("Two of the team read the decisions and sign.")
        self.says.say(said, by if page.signed_by else two, Tone.INFO, "user")
        self.table.show_rows(page.items, lambda row: row.item)
        self.item.setVisible(bool(page.items))
        self.way.setVisible(page.state == "signed")
        self.next.setVisible(is_open)
        self.next.setEnabled(page.state == "signed" or not page.open_items)
        self.next.say(_("Give it to her") if page.state == "signed" else _("Sign with a second person"))
        if page.state == "signed" and not self.giving.is_edited():
            self.giving.fill({"to_folder": str(Path.home())})
        if not is_open and not self.asking.is_edited():
            self.asking.fill({"requested_on": self.ctx.clock.today().isoformat()})
        self._show_item()

    def _show_item(self) -> None:
        row = self.here()
        if row is not None:
            self.text.setText(row.text)
            self.form.show_problems({})
            self.form.clear()
            cut = row.cut_text or row.text
            self.form.fill({"outcome": row.outcome or None, "why": row.why or None, "cut_text": cut})

    def here(self) -> FileItem | None:
        """The item the keyboard is at."""
        page = self._page
        return next((one for one in page.items if one.item == self.table.chosen_id()), None) if page else None

    def is_edited(self) -> bool:
        is_open = self._page is not None and self._page.state in {"deciding", "signed"}
        return is_open and (self.form.is_edited() or self.giving.is_edited())

    def first_focus(self) -> QWidget:
        return self.table if self.both.isVisibleTo(self) else self.asking.editor("requested_on")

    def panes(self) -> list[QWidget]:
        return [self.begin, self.table, self.item, self.way]


class HerFileScreen(FilePaper):
    """Alt+S saves a decision and goes to the next open item; Ctrl+Enter signs, and later gives."""

    def __init__(self, ctx: Context[BridgeDesk]) -> None:
        super().__init__(ctx)
        self._wire()

    def _wire(self) -> None:
        self.take_in.clicked.connect(lambda _on: self._take_in())
        self.table.row_changed.connect(lambda _id: self._show_item())
        self.decide.clicked.connect(lambda _on: self._decide())
        self.next.clicked.connect(lambda _on: self._go_on())

    def _take_in(self) -> None:
        draft = self.asking.draft_as(FileRequested, partner=self.subject)
        if draft is not None:
            self.change(partial(self.desk.papers.prepare, draft), self._taken, partial(self._say, self.asking))

    def _taken(self, page: FilePage) -> None:
        self.asking.clear()
        self.password.clear()
        self._show(page)

    def _decide(self) -> None:
        row = self.here()
        draft = self.form.draft_as(FileDecided, partner=self.subject, item=row.item) if row else None
        if draft is not None:
            self.change(partial(self.desk.papers.decide, draft), self._decided, partial(self._say, self.form))

    def _decided(self, page: FilePage) -> None:
        self.form.clear()
        self._show(page)
        if wanted := next((one.item for one in page.items if not one.outcome), ""):
            self.table.choose(wanted)

    def _go_on(self) -> None:
        page = self._page
        if page is None or not self.next.isEnabled():
            return
        if page.state == "deciding":
            told = _("A second officer has read every decision and signs it.")
            self.card = SecondPerson(self, told, partial(self._sign, page.partner))
            self.card.open()
            return
        draft = self.giving.draft_as(FileGiven, partner=page.partner)
        if draft is not None:
            self.change(partial(self.desk.papers.give, draft), self._given, partial(self._say, self.giving))

    def _sign(self, partner: PartnerId, second: SecondName) -> None:
        def run() -> FilePage:
            self.desk.seat.confirm(second.user, second.password)
            return self.desk.papers.sign(FileSigned(partner=partner, second=second.user))

        if self.card is not None:
            self.change(run, self._signed, self.card.close_with)

    def _signed(self, page: FilePage) -> None:
        if self.card is not None:
            self.card.close_with(None)
        self.toast(_("Signed. Nothing has left yet."))
        self._show(page)

    def _given(self, copy: PaperCopy) -> None:
        self.giving.clear()
        self.toast(_("Written. Tell its password another way."))
        self.password.setText(copy.password)
        self.password.setAccessibleName(_("Password of the paper: {password}").format(password=copy.password))
        self.refresh()

    def _say(self, form: Form, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            form.show_problems(error.problems)
        else:
            self.show_problem(error)


def item_columns() -> tuple[Column[FileItem], ...]:
    """Of which day, what was decided, what it is and how it begins."""
    return (
        Column(_("Day"), lambda row: short_day(row.on), width=100),
        Column(_("Decision"), decision_words, width=130, tone=lambda row: TONES[row.outcome]),
        Column(_("What"), lambda row: row.kind, strong=True, width=150),
        Column(_("Begins"), lambda row: " · ".join(row.text.splitlines())[:60], width=190),
    )


def decision_words(row: FileItem) -> str:
    """What was decided, or that nobody has."""
    return outcomes().get(row.outcome, _("Not decided"))


def outcomes() -> dict[str, str]:
    """What can be done with an item."""
    return {"give": _("Give it"), "cut": _("Give it with parts taken out"), "keep": _("Do not give it")}


def ask_form() -> FormSpec:
    """When she asked."""
    return FormSpec(FileRequested, (Field("requested_on", _("She asked on"), Kind.DATE, required=True),))


def decide_form() -> FormSpec:
    """What is done with one item; not to give all of it needs a why."""
    return FormSpec(
        FileDecided,
        (
            Field("outcome", _("Decision"), Kind.CHOICE, required=True, choices=options(outcomes())),
            Field("cut_text", _("What she gets to read"), Kind.LINES, lines=5, when=_is_cut),
            Field("why", _("Why"), when=_is_less, help=_("Another person in it, or serious harm: in a sentence.")),
        ),
    )


def give_form() -> FormSpec:
    """By which way it reaches her, and how we know that this is safe now."""
    ways = {
        "in_person": _("Handed to her"), "post": _("By post, as her plan allows"),
        "email": _("By e-mail, as her plan allows"),
    }  # fmt: skip
    return FormSpec(
        FileGiven,
        (
            Field("way", _("How it reaches her"), Kind.CHOICE, required=True, choices=options(ways)),
            Field("why_safe", _("How we know it is safe"), Kind.LINES, required=True, lines=2,
                  help=_("Where will she keep it? Who else opens her post? What did she say today?")),
            Field("to_folder", _("Folder for the file"), required=True, help=_("Its file name says nothing.")),
        ),
    )  # fmt: skip


def _is_cut(values: Values) -> bool:
    return values.get("outcome") == "cut"


def _is_less(values: Values) -> bool:
    return values.get("outcome") in {"cut", "keep"}
