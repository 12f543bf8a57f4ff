"""Answers a woman who asks for her own file: item after item, two names, a way that is safe, then the paper (RET-8)."""

from functools import partial

from app.bridge.desk import BridgeDesk
from app.bridge.papers import FileDecided, FileGiven, FilePage, FileRequested, FileSigned, PaperCopy
from app.core.language import _, ngettext
from app.core.shapes import PartnerId
from app.partner.her_file import FileItem
from app.partner.partners import OfPartner
from ui.kit.dates import day
from ui.kit.dialogs import SecondName, SecondPerson
from ui.kit.editors import keep_private
from ui.kit.form_spec import Field, FormSpec, Kind, options
from ui.kit.tokens import Tone
from ui.kit.widgets import facts
from ui.shell.own_file import (
    FileForms,
    FileWords,
    OwnFilePage,
    Stands,
    is_cut,
    is_less,
    item_columns,
    outcome_words,
)
from ui.shell.screen import Context, Crumb


def file_words() -> FileWords:
    """What the page says of her file."""
    return FileWords(
        title=_("Her own file"),
        asks=_("She asks for her file"),
        month=_("From this day one month runs. Every item of her record is listed for a decision."),
        items=_("Items of her file"),
        gives=_("Give it to her"),
    )


class HerFileScreen(OwnFilePage[BridgeDesk, FileItem]):
    """Opened with a record."""

    cares_for = frozenset({"partner"})

    def __init__(self, ctx: Context[BridgeDesk]) -> None:
        super().__init__(
            ctx, file_words(), FileForms(ask_form(), decide_form(), give_form(), item_columns(lambda row: row.kind))
        )
        self._page: FilePage | None = None
        self.card: SecondPerson | None = None
        for form in (self.form, self.giving):
            keep_private(form)
        self._wire()

    def _wire(self) -> None:
        self.request_wanted.connect(self._take_in)
        self.decision_wanted.connect(self._decide)
        self.signature_wanted.connect(self._ask_second)
        self.giving_wanted.connect(self._give)

    def open(self, subject: str | None = None) -> None:
        if subject != self.subject:
            self._page = None
            self.forget()
        super().open(subject)
        if subject is None:
            self.show_empty(_("Open a record first."))
            return
        self.read(partial(self.desk.papers.show, OfPartner(partner=PartnerId(subject))), self._show)

    def _show(self, page: FilePage) -> None:
        self._page = page
        is_open = page.state in {"deciding", "signed"}
        if is_open:
            self._show_open(page)
        else:
            self.show_new()
            self.says.say(_("Given to her"), "", Tone.OK, "user")
            self.says.setVisible(page.state == "given")
        crumbs = (Crumb(_("Partner records"), "partners"), Crumb(page.number, "partner", page.partner))
        due = _("due {day}").format(day=day(page.due_on)) if page.due_on and is_open else ""
        self.set_title(_("Her own file"), facts(page.name, due), (*crumbs, Crumb(_("Her own file"))))

    def _show_open(self, page: FilePage) -> None:
        count = ngettext("{count} item to decide", "{count} items to decide", page.open_items)
        by = _("Signed by {first} and {second}").format(first=page.signed_by, second=page.second)
        still = count.format(count=page.open_items) if page.open_items else _("Every item is decided")
        is_signed = page.state == "signed"
        self.show_stands(Stands(
            items=page.items, open_items=page.open_items,
            said=_("Signed. Ask her how it reaches her safely.") if is_signed else still,
            below=by if page.signed_by else _("Two of the team read the decisions and sign."),
            may_sign=not is_signed, may_decide=True, may_give=is_signed,
        ))  # fmt: skip

    def _take_in(self) -> None:
        draft = self.asking.draft_as(FileRequested, partner=self.subject)
        if draft is not None:
            self.change(partial(self.desk.papers.prepare, draft), self._taken, partial(self._refused_in, self.asking))

    def _taken(self, page: FilePage) -> None:
        self.asking.clear()
        self.password.clear()
        self._show(page)

    def _decide(self, row: FileItem) -> None:
        draft = self.form.draft_as(FileDecided, partner=self.subject, item=row.item)
        if draft is not None:
            self.change(partial(self.desk.papers.decide, draft), self._decided, partial(self._refused_in, self.form))

    def _decided(self, page: FilePage) -> None:
        self.form.clear()
        self._show(page)
        self.go_to_open()

    def _ask_second(self) -> None:
        if self._page is not None:
            told = _("A second officer has read every decision and signs it.")
            self.card = SecondPerson(self, told, partial(self._sign, self._page.partner))
            self.card.open()

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

    def _give(self) -> None:
        draft = self.giving.draft_as(FileGiven, partner=self.subject)
        if draft is not None:
            self.change(partial(self.desk.papers.give, draft), self._given, partial(self._refused_in, self.giving))

    def _given(self, copy: PaperCopy) -> None:
        self.giving.clear()
        self.toast(_("Written. Tell its password another way."))
        self.show_password(copy.password, _("Password of the paper: {password}").format(password=copy.password))
        self.refresh()


def ask_form() -> FormSpec:
    """When she asked."""
    return FormSpec(FileRequested, (Field("requested_on", _("She asked on"), Kind.DATE, required=True),))


def decide_form() -> FormSpec:
    """What is done with one item; not to give all of it needs a why."""
    return FormSpec(
        FileDecided,
        (
            Field("outcome", _("Decision"), Kind.CHOICE, required=True, choices=options(outcome_words())),
            Field("cut_text", _("What she gets to read"), Kind.LINES, lines=5, when=is_cut),
            Field("why", _("Why"), when=is_less, help=_("Another person in it, or serious harm: in a sentence.")),
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
