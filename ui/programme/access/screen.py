"""Answers a man who asks for his file: the month, item after item, two names, the safety check, then the pack."""

from functools import partial

from app.core.language import _, ngettext
from app.core.shapes import CaseId, convert, replaced
from app.programme.access.shapes import (
    AccessAsked,
    AccessCopy,
    AccessGiven,
    AccessLine,
    AccessPage,
    AccessPrepared,
    AccessSigned,
    AccessWanted,
    ItemDecided,
    ItemRow,
    ItemsDecided,
)
from app.programme.case_page import CasePage
from app.programme.cases import CaseAsked
from app.programme.desk import ProgrammeDesk
from app.programme.rules.issue import ON_PAPER
from ui.kit.dates import day
from ui.kit.form_spec import Values
from ui.kit.widgets import facts
from ui.programme.access.columns import ask_form, decide_form, give_form
from ui.programme.asking import with_second
from ui.shell.own_file import FileForms, FileWords, OwnFilePage, Stands, item_columns
from ui.shell.printing import PrintCard, ToPrint
from ui.shell.screen import Context, Crumb

OF_CASE = "case/"


def file_words() -> FileWords:
    """What the page says of his file."""
    return FileWords(
        title=_("His request for his file"),
        asks=_("He asks for his file"),
        month=_("From this day one month runs. Every item of his file is listed for a decision."),
        items=_("Items of his file"),
        gives=_("Give it to him"),
    )


class AccessScreen(OwnFilePage[ProgrammeDesk, ItemRow]):
    """Opened with a request, or `case/…`."""

    is_for_staff = True
    cares_for = frozenset({"access"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(
            ctx, file_words(), FileForms(ask_form(), decide_form(), give_form(), item_columns(lambda row: row.words))
        )
        self.printing = PrintCard(self, _("Print this copy"))
        self.right.box.insertWidget(0, self.printing)
        self._page: AccessPage | None = None
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
            self.printing.offer(())
        super().open(subject)
        if subject and subject.startswith(OF_CASE):
            self.read(partial(self._look, CaseId(subject.removeprefix(OF_CASE))), self._show_open_ones)
        elif subject:
            self.read(partial(self.desk.access_requests.show, AccessAsked(request=subject)), self._show)
        else:
            self.show_empty(_("Open a request from Today or from his page."))

    def _look(self, case: CaseId) -> tuple[tuple[AccessLine, ...], CasePage]:
        return self.desk.access_requests.list(AccessWanted(case=case)), self.desk.cases.show(CaseAsked(case=case))

    def _show_open_ones(self, found: tuple[tuple[AccessLine, ...], CasePage]) -> None:
        rows, page = found
        if rows:
            self.go("access", rows[0].request)
            return
        self.show_new()
        crumbs = (Crumb(_("Participants"), "cases"), Crumb(page.reference, "case", page.case), Crumb(_("His file")))
        self.set_title(_("His request for his file"), page.short_name, crumbs)

    def _show(self, page: AccessPage) -> None:
        self._page = page
        crumbs = (Crumb(_("Participants"), "cases"), Crumb(page.reference, "case", page.case))
        due = _("due {day}").format(day=day(page.due_on))
        count = ngettext("{count} item to decide", "{count} items to decide", page.open_items)
        is_open = page.state == "deciding"
        still = count.format(count=page.open_items) if is_open and page.open_items else ""
        by = _("Signed by {first} and {second}").format(first=page.signed_by, second=page.second)
        self.show_stands(Stands(
            items=page.items, open_items=page.open_items, said=still or page.state_words,
            below=by if page.signed_by else _("Two people read the decisions and sign."),
            may_sign=is_open, may_decide=is_open, may_give=page.state in {"cleared", "given"},
        ))  # fmt: skip
        self.set_title(_("His request for his file"), facts(page.name, due), (*crumbs, Crumb(_("His file"))))

    def values_of(self, row: ItemRow) -> Values:
        """With the ground, and what the other person said."""
        return {**super().values_of(row), "ground": row.ground or None, "other_asked": row.other_asked}

    def _take_in(self) -> None:
        draft = self.asking.draft_as(AccessPrepared, case=(self.subject or "").removeprefix(OF_CASE))
        if draft is not None:
            refused = partial(self._refused_in, self.asking)
            self.change(
                partial(self.desk.access_requests.prepare, draft), lambda page: self.go("access", page.request), refused
            )

    def _decide(self, row: ItemRow) -> None:
        said = self.form.draft_as(ItemDecided, item=row.item)
        if said is not None and self._page is not None:
            draft = ItemsDecided(request=self._page.request, items=(said,))
            refused = partial(self._refused_in, self.form)
            self.change(partial(self.desk.access_requests.decide, draft), self._decided, refused)

    def _decided(self, page: AccessPage) -> None:
        self.form.clear()
        self._show(page)
        self.go_to_open()

    def _ask_second(self) -> None:
        if self._page is not None:
            told = _("A second person has read every decision and signs it.")
            with_second(self, told, partial(self._sign, self._page.request), self._signed)

    def _sign(self, request: str, second: str) -> AccessPage:
        return self.desk.access_requests.sign(convert({"request": request, "second": second}, AccessSigned))

    def _signed(self, page: AccessPage) -> None:
        self.toast(_("Signed. It awaits safety clearance like every paper."))
        self._show(page)

    def _give(self) -> None:
        page, refused = self._page, partial(self._refused_in, self.giving)
        draft = self.giving.draft_as(AccessGiven, request=page.request) if page else None
        if page is None or draft is None:
            return
        if draft.channel == "post" and page.address_is_new:
            told = _("A second person checks the address that was changed today.")
            with_second(self, told, partial(self._give_with, draft), self._given, refused)
        else:
            self.change(partial(self.desk.access_requests.give, draft), self._given, refused)

    def _give_with(self, draft: AccessGiven, second: str) -> AccessCopy:
        return self.desk.access_requests.give(replaced(draft, second=second))

    def _given(self, copy: AccessCopy) -> None:
        self.toast(_("Noted as given. Tell its password another way."))
        self.show_password(copy.password, _("Password of the pack: {password}").format(password=copy.password))
        goes_on_paper = self.giving.values().get("channel") in ON_PAPER
        self.printing.offer([ToPrint(copy.content, copy.password)] if goes_on_paper else (), copy.request)
        self.giving.clear()
        self.refresh()
