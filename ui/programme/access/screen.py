"""Answers a man who asks for his file: the month, item after item, two names, the safety check, then the pack."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.core.errors import InvalidInput
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
from app.programme.desk import ProgrammeDesk
from app.programme.rules.issue import ON_PAPER
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton
from ui.kit.dates import day
from ui.kit.form import Form
from ui.kit.layouts import Column as Below
from ui.kit.layouts import Flow, SideBySide
from ui.kit.table import DataTable
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, words
from ui.programme.access.columns import ask_form, decide_form, give_form, item_columns
from ui.programme.asking import with_second
from ui.shell.printing import PrintCard, ToPrint
from ui.shell.screen import Context, Crumb, Screen

OF_CASE = "case/"


class AccessPaper(Screen[ProgrammeDesk]):
    """The items at the left, the chosen one with its decision at the right. Opened with a request, or `case/…`."""

    is_for_staff = True
    cares_for = frozenset({"access"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("His request for his file"))
        self._page: AccessPage | None = None
        self.says = Banner("", "", Tone.INFO)
        self.password = words("", "h2")
        self.begin = Card(_("He asks for his file"))
        self.asking = Form(ask_form(), _("He asks for his file"), has_keys=False)
        self.take_in = KeyButton(_("Take the request in"), small=True)
        self.begin.add(
            words(_("From this day one month runs. Every item of his file is listed for a decision."), "small")
        )
        self.begin.add(self.asking)
        self.begin.add(Flow(self.take_in))
        self.table: DataTable[ItemRow] = DataTable(item_columns(), _("Items of his file"))
        self.item = Card(_("This item"))
        self.text = words("")
        self.form = Form(decide_form(), _("Decision"))
        self.decide = KeyButton(_("Save and go on"), "Alt+S", small=True)
        for part in (self.text, self.form, Flow(self.decide)):
            self.item.add(part)
        self.way = Card(_("Give it to him"))
        self.giving = Form(give_form(), _("Give it to him"), has_keys=False)
        self.way.add(self.giving)
        self.printing = PrintCard(self, _("Print this copy"))
        left = Below(self.table, is_filled=True)
        left.box.setStretchFactor(self.table, 1)
        self.both = SideBySide(left, Below(self.printing, self.item, self.way), shares=(1, 1))
        for above in (self.says, self.password, self.begin):
            self.body.addWidget(above)
        self.body.addWidget(self.both, 1)
        self.next = self.primary(_("Sign with a second person"), "Ctrl+Enter", "shield-check")

    def open(self, subject: str | None = None) -> None:
        if subject != self.subject:
            self._page = None
            self.printing.offer(())
            self.password.clear()
            self.form.clear()
        super().open(subject)
        if subject and subject.startswith(OF_CASE):
            wanted = AccessWanted(case=CaseId(subject.removeprefix(OF_CASE)))
            self.read(partial(self.desk.access_requests.list, wanted), self._show_open_ones)
        elif subject:
            self.read(partial(self.desk.access_requests.show, AccessAsked(request=subject)), self._show)
        else:
            self.show_empty(_("Open a request from Today or from his page."))

    def _show_open_ones(self, rows: tuple[AccessLine, ...]) -> None:
        if rows:
            self.go("access", rows[0].request)
            return
        self.show_content()
        for part, is_on in ((self.begin, True), (self.both, False), (self.says, False), (self.password, False)):
            part.setVisible(is_on)
        self.next.setVisible(False)
        self.asking.fill({"requested_on": self.ctx.clock.today().isoformat()})

    def _show(self, page: AccessPage) -> None:
        self._page = page
        self.show_content()
        self.begin.hide()
        self.both.show()
        crumbs = (Crumb(_("Participants"), "cases"), Crumb(page.reference, "case", page.case))
        due = _("due {day}").format(day=day(page.due_on))
        self.set_title(_("His request for his file"), facts(page.name, due), (*crumbs, Crumb(_("His file"))))
        count = ngettext("{count} item to decide", "{count} items to decide", page.open_items)
        still = count.format(count=page.open_items) if page.state == "deciding" and page.open_items else ""
        by = _("Signed by {first} and {second}").format(first=page.signed_by, second=page.second)
        ready = _("Two people read the decisions and sign.")
        self.says.say(still or page.state_words, by if page.signed_by else ready, Tone.INFO, "user")
        self.says.show()
        self.password.setVisible(bool(self.password.text()))
        self.table.show_rows(page.items, lambda row: row.item)
        is_open = page.state == "deciding"
        can_give = page.state in {"cleared", "given"}
        self.item.setVisible(bool(page.items))
        for part in (self.form, self.decide):
            part.setVisible(is_open)
        self.way.setVisible(can_give)
        self.next.setVisible(is_open or can_give)
        self.next.setEnabled(can_give or not page.open_items)
        self.next.say(_("Give it to him") if can_give else _("Sign with a second person"))
        if can_give and not self.giving.is_edited():
            self.giving.fill({"to_folder": str(Path.home())})
        self._show_item()

    def _show_item(self) -> None:
        row = self.here()
        if row is None:
            return
        self.text.setText(row.text)
        self.form.show_problems({})
        self.form.clear()
        self.form.fill(
            {
                "outcome": row.outcome or None, "ground": row.ground or None, "other_asked": row.other_asked,
                "cut_text": row.cut_text or row.text, "why": row.why or None,
            }
        )  # fmt: skip

    def here(self) -> ItemRow | None:
        """The item the keyboard is at."""
        page = self._page
        return next((one for one in page.items if one.item == self.table.chosen_id()), None) if page else None

    def is_edited(self) -> bool:
        return self._page is not None and self._page.state == "deciding" and self.form.is_edited()

    def first_focus(self) -> QWidget:
        return self.table if self._page is not None else self.asking.editor("requested_on")

    def panes(self) -> list[QWidget]:
        return [self.table, self.item]


class AccessScreen(AccessPaper):
    """Alt+S saves a decision and goes to the next open item; Ctrl+Enter signs, and later gives."""

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx)
        self._wire()

    def _wire(self) -> None:
        self.take_in.clicked.connect(self._take_in)
        self.table.row_changed.connect(lambda _id: self._show_item())
        self.decide.clicked.connect(self._decide)
        self.next.clicked.connect(self._go_on)

    def _take_in(self) -> None:
        case = (self.subject or "").removeprefix(OF_CASE)
        draft = self.asking.draft_as(AccessPrepared, case=case)
        if draft is not None:
            self.change(partial(self.desk.access_requests.prepare, draft), self._taken, self._not_taken)

    def _taken(self, page: AccessPage) -> None:
        self.go("access", page.request)

    def _not_taken(self, error: Exception) -> None:
        self._say(self.asking, error)

    def _decide(self) -> None:
        row, page = self.here(), self._page
        if row is None or page is None:
            return
        said = self.form.draft_as(ItemDecided, item=row.item)
        if said is not None:
            draft = ItemsDecided(request=page.request, items=(said,))
            self.change(partial(self.desk.access_requests.decide, draft), self._decided, self._refused)

    def _decided(self, page: AccessPage) -> None:
        self.form.clear()
        at = self.table.chosen_id()
        self._show(page)
        after = [one.item for one in page.items]
        later = after[after.index(at) + 1 :] + after[: after.index(at)]
        still = {one.item for one in page.items if not one.outcome}
        if wanted := next((item for item in later if item in still), ""):
            self.table.choose(wanted)

    def _go_on(self) -> None:
        page = self._page
        if page is None or not self.next.isEnabled():
            return
        if page.state == "deciding":
            told = _("A second person has read every decision and signs it.")
            with_second(self, told, partial(self._sign, page.request), self._signed)
            return
        draft, refused = self.giving.draft_as(AccessGiven, request=page.request), partial(self._say, self.giving)
        if draft is not None and draft.channel == "post" and page.address_is_new:
            told = _("A second person checks the address that was changed today.")
            with_second(self, told, partial(self._give_with, draft), self._given, refused)
        elif draft is not None:
            self.change(partial(self.desk.access_requests.give, draft), self._given, refused)

    def _give_with(self, draft: AccessGiven, second: str) -> AccessCopy:
        return self.desk.access_requests.give(replaced(draft, second=second))

    def _sign(self, request: str, second: str) -> AccessPage:
        return self.desk.access_requests.sign(convert({"request": request, "second": second}, AccessSigned))

    def _signed(self, page: AccessPage) -> None:
        self.toast(_("Signed. It awaits safety clearance like every paper."))
        self._show(page)

    def _given(self, copy: AccessCopy) -> None:
        self.toast(_("Noted as given. Tell its password another way."))
        self.password.setText(copy.password)
        self.password.setAccessibleName(_("Password of the pack: {password}").format(password=copy.password))
        goes_on_paper = self.giving.values().get("channel") in ON_PAPER
        self.printing.offer([ToPrint(copy.content, copy.password)] if goes_on_paper else (), copy.request)
        self.refresh()

    def _refused(self, error: Exception) -> None:
        self._say(self.form, error)

    def _say(self, form: Form, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            form.show_problems(error.problems)
        else:
            self.show_problem(error)
