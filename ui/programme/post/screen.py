"""Sends letters to him: what is owed at the left, the letter and its way at the right, many in one go (P22)."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.errors import InvalidInput, Stale
from app.core.language import _, ngettext
from app.core.shapes import CaseId, convert, replaced
from app.domain.roles import Role
from app.programme.desk import ProgrammeDesk
from app.programme.letters.rows import (
    LetterDrafted,
    LetterGone,
    LetterIssued,
    LetterLine,
    LetterNamed,
    LetterPage,
    LettersGone,
    LettersWanted,
    OwedLetter,
)
from ui.kit.buttons import KeyButton
from ui.kit.choice import SegmentedChoice
from ui.kit.dialogs import BeforeAfter
from ui.kit.editors import ChoiceEditor
from ui.kit.form_spec import Field, Kind
from ui.kit.layouts import Column as Below
from ui.kit.layouts import Flow, SideBySide
from ui.kit.table import DataTable
from ui.kit.widgets import EmptyState, facts
from ui.programme.asking import with_second
from ui.programme.post.batch import BatchBar, Ready, changes, looked_at
from ui.programme.post.columns import (
    GONE,
    OWED,
    empties,
    gone_columns,
    id_of,
    kinds,
    owed_columns,
    tabs,
)
from ui.programme.post.sending import AgainSheet, LetterSheet
from ui.shell.printing import PrintCard
from ui.shell.screen import Context, Crumb, Screen

A_PAGE, MOST = 100, 500


class LettersPage(Screen[ProgrammeDesk]):
    """The lists; opened with a case it shows his letters alone, and lets one be written that nothing asked for."""

    cares_for = frozenset({"letter", "case"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Letters"))
        self._owed: dict[str, OwedLetter] = {}
        self._gone_rows: dict[str, LetterLine] = {}
        self.tabs = SegmentedChoice(_("Which letters"), tabs(), OWED)
        self.other = ChoiceEditor(
            Field("kind", _("Another letter to him"), Kind.CHOICE, choices=kinds(), hint=_("Another letter"))
        )
        self.table: DataTable[OwedLetter] = DataTable(owed_columns(), _("Letters to send"))
        self.gone: DataTable[LetterLine] = DataTable(gone_columns(), _("Letters that have gone"))
        self.older = KeyButton(_("Show older letters"), small=True)
        self._lines: tuple[LetterLine, ...] = ()
        self._has_older = False
        self.none = EmptyState("")
        self.printing = PrintCard(self, _("Print what has gone"))
        self.sheet = LetterSheet(self.printing, may_be_sooner=ctx.person.role == Role.MANAGER.value)
        self.again = AgainSheet(self, PrintCard(self, _("Print it")), self.printed)
        self.batch = BatchBar()
        which = Flow(self.tabs, self.other, self.older)
        left = Below(self.batch, which, self.none, self.table, self.gone, is_filled=True)
        left.box.setStretchFactor(self.table, 1)
        left.box.setStretchFactor(self.gone, 1)
        self.body.addWidget(SideBySide(left, Below(self.sheet, self.again), shares=(1, 1)), 1)
        self.many = self.plain(_("Send all that may go"), "Ctrl+Shift+S", "mail")
        self.issue = self.primary(_("Issue letter"), "Ctrl+Enter", "mail")

    def open(self, subject: str | None = None) -> None:
        if subject != self.subject:
            self.sheet.forget()
            self._lines = ()
        super().open(subject)
        wanted = LettersWanted(case=CaseId(subject)) if subject else LettersWanted()
        self.read(partial(self.desk.letters.owed, wanted), self._show_owed)
        gone = LettersGone(case=wanted.case, most=max(A_PAGE, min(len(self._lines), MOST)))
        self.read(partial(self.desk.letters.list, gone), partial(self._show_gone, gone), "gone")

    def _show_owed(self, rows: tuple[OwedLetter, ...]) -> None:
        self._owed = {id_of(row): row for row in rows}
        self.show_content()
        self._say_title()
        self.table.show_rows(rows, id_of)
        self._show_tab()

    def _say_title(self) -> None:
        """How many are owed, and how many of those below have not come out of a printer yet (REP-11)."""
        owed, waits = len(self._owed), sum(row.state == "to_print" for row in self._gone_rows.values())
        to_send = ngettext("{count} to send", "{count} to send", owed).format(count=owed) if owed else ""
        to_print = ngettext("{count} to print", "{count} to print", waits).format(count=waits) if waits else ""
        crumbs = (Crumb(_("Participants"), "cases"), Crumb(_("Participant"), "case", self.subject))
        path = (*crumbs, Crumb(_("Letters"))) if self.subject else ()
        self.set_title(_("Letters"), facts(*(part for part in (to_send, to_print) if part)), path)

    def _show_older(self) -> None:
        """The next page of those that have gone, below what stands here."""
        case = CaseId(self.subject) if self.subject else None
        asked = LettersGone(case=case, before=self._lines[-1].letter, most=A_PAGE)
        self.read(partial(self.desk.letters.list, asked), partial(self._show_gone, asked), "gone")

    def _show_gone(self, asked: LettersGone, rows: tuple[LetterLine, ...]) -> None:
        self._lines = rows if asked.before is None else (*self._lines, *rows)
        self._has_older = len(rows) == asked.most
        self._gone_rows = {row.letter: row for row in self._lines}
        self._say_title()
        self.gone.show_rows(self._lines, lambda row: row.letter)
        self.again.show_line(self._gone_rows.get(self.gone.chosen_id()))
        self._show_tab()
        if asked.before is not None and rows:
            self.gone.choose(rows[0].letter)
            self.gone.setFocus()

    def _show_tab(self) -> None:
        tab = self.tabs.value()
        rows = (self.table.rows if tab == OWED else self.gone.rows).rowCount()
        self.table.setVisible(tab == OWED and rows > 0)
        self.gone.setVisible(tab == GONE and rows > 0)
        self.older.setVisible(tab == GONE and self._has_older)
        self.none.say("" if rows else empties()[tab])
        self.none.setVisible(not rows)
        self.other.setVisible(bool(self.subject) and tab == OWED)
        self.sheet.setVisible(tab == OWED)
        self.again.setVisible(tab == GONE)
        self._show_button()

    def _show_button(self) -> None:
        self.issue.setVisible(self.tabs.value() == OWED and self.sheet.page is not None)
        self.many.setVisible(self.tabs.value() == OWED and sum(row.is_free for row in self._owed.values()) > 1)

    def printed(self, letter: str) -> None:
        """It came out: until then the list says that it is still to be printed."""
        self.change(partial(self.desk.letters.printed, LetterNamed(letter=letter)), lambda _line: self.refresh())

    def here(self) -> OwedLetter | None:
        """The letter the keyboard is at."""
        return self._owed.get(self.table.chosen_id())

    def is_edited(self) -> bool:
        return self.sheet.is_edited() or self.again.is_edited()

    def kept(self) -> dict[str, object]:
        page = self.sheet.page
        if page is None or not self.is_edited():
            return {}
        return {"kind": page.kind.value, "about": page.about, "case": page.case, "typed": self.sheet.form.values()}

    def first_focus(self) -> QWidget:
        return self.table if self._owed else self.tabs

    def panes(self) -> list[QWidget]:
        is_gone = self.tabs.value() == GONE
        return [self.tabs, self.gone, self.again] if is_gone else [self.tabs, self.table, self.sheet]


class PostScreen(LettersPage):
    """Up and Down choose, the letter stands beside it, Ctrl+Enter sends it."""

    is_for_staff = True

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx)
        self._wire()

    def _wire(self) -> None:
        self.tabs.chosen.connect(lambda _tab: self._show_tab())
        self.table.row_changed.connect(lambda _id: self._look())
        self.older.clicked.connect(self._show_older)
        self.gone.row_changed.connect(lambda id: self.again.show_line(self._gone_rows.get(id)))
        self.other.edited.connect(self._look_at_other)
        self.issue.clicked.connect(self._issue)
        self.sheet.put_aside.clicked.connect(self._put_aside)
        self.many.clicked.connect(self._look_at_many)
        self.batch.stopped.connect(self.batch.forget)

    def restore(self, kept: dict[str, object]) -> None:
        """Look at the same letter again, and put back what was typed."""
        typed = kept.get("typed")
        draft = convert({name: kept[name] for name in ("case", "kind", "about")}, LetterDrafted)
        self._ask(draft, dict(typed) if isinstance(typed, dict) else {})

    def _look(self) -> None:
        row = self.here()
        page = self.sheet.page
        if row is None or (page is not None and (page.case, page.kind, page.about) == (row.case, row.kind, row.about)):
            return
        self._ask(LetterDrafted(case=row.case, kind=row.kind, about=row.about), {})

    def _look_at_other(self) -> None:
        kind = self.other.value()
        if self.subject and kind:
            self._ask(convert({"case": self.subject, "kind": kind}, LetterDrafted), {})

    def _ask(self, draft: LetterDrafted, typed: dict[str, object]) -> None:
        self.read(partial(self.desk.letters.draft, draft), partial(self._show_letter, typed), "letter")

    def _show_letter(self, typed: dict[str, object], page: LetterPage) -> None:
        self.sheet.show_letter(page)
        if typed:
            self.sheet.form.fill(typed)
        self._show_button()

    def _issue(self) -> None:
        draft, page = self.sheet.issue(), self.sheet.page
        if draft is None or page is None:
            return
        if page.address_is_new and draft.channel == "post" and draft.to_address == "his":
            words = _("A second person checks the address that was changed today.")
            with_second(self, words, partial(self._issue_with, draft), self._gone, self._refused)
            return
        self.change(partial(self.desk.letters.issue, draft), self._gone, self._refused)

    def _issue_with(self, draft: LetterIssued, second: str) -> LetterGone:
        return self.desk.letters.issue(replaced(draft, second=second))

    def _gone(self, gone: LetterGone) -> None:
        self.toast(_("Noted as sent."))
        self.sheet.show_gone(gone, partial(self.printed, gone.letter))
        self.other.fill(None)
        self.refresh()
        self._show_button()

    def _put_aside(self) -> None:
        draft = self.sheet.aside_asked()
        if draft is not None:
            self.change(partial(self.desk.letters.put_aside, draft), self._put, self._aside_refused)

    def _put(self, _line: LetterLine) -> None:
        self.toast(_("Put aside."))
        self.sheet.forget()
        self.refresh()

    def _aside_refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            self.sheet.why.show_problems(error.problems)
        else:
            self.show_problem(error)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            self.sheet.form.show_problems(error.problems)
            return
        self.show_problem(error)
        page = self.sheet.page
        if isinstance(error, Stale) and page is not None:
            self._ask(LetterDrafted(case=page.case, kind=page.kind, about=page.about), self.sheet.form.values())

    def _look_at_many(self) -> None:
        rows = tuple(self._owed.values())
        self.read(partial(looked_at, self.desk, rows), self._ask_many, "batch")

    def _ask_many(self, ready: list[Ready]) -> None:
        """Each letter with its way and its address, to be read before any of them goes."""
        going = sum(one.page is not None for one in ready)
        act = ngettext("Send {count} letter", "Send {count} letters", going).format(count=going)
        read = _("By sending them you say that you have read each address back.")
        card = BeforeAfter(self, _("Letters that go now"), changes(ready), act, (read, _("Stop ends it at any time.")))
        card.accepted.connect(partial(self._begin_many, ready))
        card.open()

    def _begin_many(self, ready: list[Ready]) -> None:
        self.batch.begin(ready, str(self.sheet.form.values().get("to_folder") or ""))
        self.sheet.forget()
        self._send_next()

    def _send_next(self) -> None:
        draft = self.batch.next_draft()
        if draft is None:
            self.batch.end()
            self.printing.queue(self.batch.papers())
            self.refresh()
            return
        done, refused = partial(self._made_one, draft.case), partial(self._sent_one, draft.case)
        self.change(partial(self.desk.letters.issue, draft), done, refused)

    def _made_one(self, case: str, gone: LetterGone) -> None:
        self.batch.keep(gone, partial(self.printed, gone.letter))
        self._sent_one(case, None)

    def _sent_one(self, case: str, error: Exception | None) -> None:
        name = next((row.name for row in self._owed.values() if row.case == case), "")
        self.batch.count(name, error)
        self._send_next()
