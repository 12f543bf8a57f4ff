"""Is the page of a man's own contacts: his goals, a 1-2-1, the three-way review, and booking the next (P16, F6)."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import CaseId, Draft, SessionId
from app.domain.pack_parts import BlockKind
from app.programme.case_page import CasePage
from app.programme.cases import CaseAsked
from app.programme.desk import ProgrammeDesk
from app.programme.one_to_ones import ContactBooked, ContactRecorded, ContactRow, ContactSaved, ContactWanted
from app.programme.progress import CaseWanted, GoalRow
from app.programme.register_rows import RegisterShown
from app.programme.registers import SessionAsked
from app.programme.reviews import ReviewRecorded, ReviewSaved
from ui.kit.bands import Banner
from ui.kit.dates import day
from ui.kit.form import Form
from ui.kit.layouts import Column as Below
from ui.kit.layouts import SideBySide
from ui.kit.rows import FactRow
from ui.kit.table import DataTable
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, words
from ui.programme.review.form import (
    GoalsCard,
    booking_form,
    contact_columns,
    contact_given,
    one_to_one_form,
    review_given,
    three_way_form,
)
from ui.shell.screen import Context, Crumb, Screen

ONE_TO_ONE, REVIEW, PLANNED = "one_to_one", "review", "planned"
RECENT = 4


class ContactPage(Screen[ProgrammeDesk]):
    """What the page shows: his contacts, his goals, what happened since, and the form that is due."""

    cares_for = frozenset({"case", "register"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("1-2-1 and review"))
        self._case: CasePage | None = None
        self._contacts: tuple[ContactRow, ...] = ()
        self._wanted = ""
        self.form: Form | None = None
        self._made_for: tuple[str, str] = ("", "")
        self.table: DataTable[ContactRow] = DataTable(contact_columns(), _("His own contacts"))
        self.since = Card(_("Since last time"))
        self.goals = GoalsCard()
        self.notice = Banner("", "", Tone.INFO)
        self.notice.hide()
        self.sheet = Card()
        self.title = words("", "h2")
        self.sheet.add(self.title)
        contacts = Card(_("His own contacts"), margin=12)
        contacts.add(self.table)
        left = Below(contacts, self.since, self.goals)
        right = Below(self.notice, self.sheet)
        self.body.addWidget(SideBySide(left, right, shares=(2, 3)), 1)
        self.book = self.plain(_("Book a contact"), "Ctrl+B", "calendar-plus")
        self.save = self.primary(_("Save"), "Ctrl+S")

    def open(self, subject: str | None = None) -> None:
        if subject != self.subject:
            self._made_for = ("", "")
        super().open(subject)
        self._load(CaseId(subject or ""))

    def _load(self, case: CaseId) -> None:
        self.read(partial(self.desk.cases.show, CaseAsked(case=case)), self._show_case, "case")
        self.read(partial(self.desk.progress.goals, CaseWanted(case=case)), self._show_goals, "goals")
        self.read(partial(self.desk.one_to_ones.list, ContactWanted(case=case)), self._show, "contacts")

    def _show_case(self, case: CasePage) -> None:
        self._case = case
        crumbs = (Crumb(_("Participants"), "cases"), Crumb(case.reference, "case", case.case), Crumb(_("1-2-1")))
        self.set_title(_("1-2-1 and review with {name}").format(name=case.short_name), case.programme_title, crumbs)
        for old in self.since.findChildren(FactRow):
            self.since.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        attended = _("{done} of {all} sessions").format(done=case.attended, all=case.offered)
        self.since.add(FactRow("users-group", _("Attended"), attended, strong_first=False))
        for one in case.record[:RECENT]:
            self.since.add(FactRow("history", facts(day(one.at.date()), one.by), one.words, strong_first=False))

    def _show_goals(self, goals: tuple[GoalRow, ...]) -> None:
        self.goals.show_goals(goals)

    def _show(self, contacts: tuple[ContactRow, ...]) -> None:
        self._contacts = contacts
        self.show_content()
        self.table.show_rows(contacts, lambda row: row.session)
        planned = [row for row in contacts if row.status == PLANNED]
        chosen = next((row for row in planned if row.session == self._wanted), next(iter(planned), None))
        if chosen is not None:
            self.table.choose(chosen.session)
            self._show_contact(chosen.session)
        else:
            self._ask_booking()

    def _chosen(self) -> ContactRow | None:
        return next((row for row in self._contacts if row.session == self.table.chosen_id()), None)

    def _show_contact(self, _id: str) -> None:
        """The form of a contact that is booked; what was held is only shown."""
        row = self._chosen()
        if row is None:
            return
        if row.status != PLANNED:
            self._say(_("{title} is recorded.").format(title=row.title), _("Its mark is corrected from the register."))
            self._put_form(None, "", "")
            return
        begun = row.starts_at is not None and row.starts_at <= self.ctx.clock.now()
        self.notice.hide()
        if not begun:
            when = day(row.starts_at.date()) if row.starts_at else ""
            self._say(_("This contact is booked for {day}.").format(day=when), _("It is recorded once it was held."))
        make = three_way_form if row.kind == REVIEW else one_to_one_form
        self._put_form(lambda: Form(make(), row.title), row.session, row.title)

    def _ask_booking(self) -> None:
        contents = self._contents()
        if not contents:
            self._say(_("Nothing is left to book."), "")
            self._put_form(None, "", "")
            return
        self.notice.hide()
        self._put_form(lambda: Form(booking_form(contents), _("Book a contact")), "book", _("Book a contact"))
        if self.form is not None:
            self.form.editor("key").setFocus()

    def _contents(self) -> dict[str, str]:
        """The 1-2-1s and the review of his programme."""
        steps = self._case.pathway if self._case else ()
        return {step.key: step.title for step in steps if step.kind != BlockKind.GROUP.value}

    def _put_form(self, make: Callable[[], Form] | None, made_for: str, title: str) -> None:
        """Show another form; the same one keeps what is typed in it."""
        self.sheet.setVisible(make is not None)
        self.save.setEnabled(make is not None)
        if self._made_for == (str(self.subject), made_for):
            return
        self._made_for = (str(self.subject), made_for)
        for old in [*self.sheet.findChildren(Form)]:
            self.sheet.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.form = make() if make else None
        if self.form is not None:
            self.title.setText(title)
            self.sheet.add(self.form)
            self.form.show()
            self._prefill(made_for)

    def _prefill(self, made_for: str) -> None:
        row = next((one for one in self._contacts if one.session == made_for), None)
        if self.form is None or row is None or row.kind != REVIEW or self._case is None:
            return
        held = row.starts_at.date() if row.starts_at else self.ctx.clock.today()
        officer = self._case.officer
        known = {"held_on": held.isoformat(), "client": self._case.name, "facilitator": self.ctx.person.name}
        self.form.fill({**known, **({"officer": officer} if officer else {})})

    def _say(self, heading: str, below: str) -> None:
        self.notice.say(heading, below, Tone.INFO)
        self.notice.show()

    def is_edited(self) -> bool:
        return self.form is not None and self.sheet.isVisible() and self.form.is_edited()

    def kept(self) -> dict[str, object]:
        return self.form.values() if self.form is not None and self.is_edited() else {}

    def restore(self, kept: dict[str, object]) -> None:
        if self.form is not None:
            self.form.fill(kept)

    def first_focus(self) -> QWidget:
        return self.table

    def panes(self) -> list[QWidget]:
        return [self.table, self.goals, self.sheet]


class ReviewScreen(ContactPage):
    """Opened with a case: his contacts and goals at the left, the contact that is due at the right."""

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx)
        self._wire()

    def _wire(self) -> None:
        self.save.clicked.connect(self._save)
        self.book.clicked.connect(self._ask_booking)
        self.table.row_changed.connect(self._show_contact)

    def _save(self) -> None:
        if self.form is None or self._case is None:
            return
        row = self._chosen()
        shape = self.form.spec.draft
        if shape is ContactBooked:
            self._save_booking(self.form, self._case.case)
        elif row is not None and shape is ContactRecorded:
            given = contact_given(self.form.values(), self.goals.looked_at())
            self._run(self.form.draft(session=row.session, **given), self.desk.one_to_ones.record, self._recorded)
        elif row is not None and shape is ReviewRecorded:
            given = review_given(self.form.values(), self.goals.looked_at())
            draft = self.form.draft(case=self._case.case, session=row.session, **given)
            self._run(draft, self.desk.reviews.record, self._reviewed)

    def _save_booking(self, form: Form, case: CaseId) -> None:
        values = form.values()
        starts_at = f"{values.get('on', '')}T{values.get('at', '')}"
        self._run(form.draft(case=case, starts_at=starts_at), self.desk.one_to_ones.book, self._booked)

    def _run(self, draft: Draft | None, act: Callable[..., object], done: Callable[..., None]) -> None:
        if draft is not None:
            self.change(partial(act, draft), done, self._refused)

    def _booked(self, row: ContactRow) -> None:
        self._wanted = row.session
        self._empty_form()
        self.toast(_("Booked.") if not row.warnings else " ".join((_("Booked."), *row.warnings)))
        self.refresh()

    def _recorded(self, saved: ContactSaved) -> None:
        self._empty_form()
        self.toast(_("Saved."))
        self.refresh()
        if saved.ask_red_event:
            self._say(_("Does this need a red event?"), _("Raise it from Risk and safety, or note why not."))

    def _reviewed(self, saved: ReviewSaved) -> None:
        self._empty_form()
        self.refresh()
        offered = saved.completion.offered
        self.toast(_("Saved. Completion can now be offered.") if offered else _("Saved."))

    def _empty_form(self) -> None:
        self.goals.clear()
        self._made_for = ("", "")
        if self.form is not None:
            self.form.clear()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput) and self.form is not None:
            named = {"starts_at": "on", "session": "summary", "attendees": "client", "mark": "code", "happened": "held"}
            self.form.show_problems(
                {named.get(name.split(".")[0], name): text for name, text in error.problems.items()}
            )
        else:
            self.show_problem(error)


class ContactScreen(ReviewScreen):
    """The same page opened with one contact, as Today and the schedule name it."""

    def open(self, subject: str | None = None) -> None:
        Screen.open(self, subject)
        self._wanted = subject or ""
        self.read(partial(self.desk.registers.open, SessionAsked(session=SessionId(subject or ""))), self._found)

    def _found(self, shown: RegisterShown) -> None:
        if shown.rows:
            self._load(shown.rows[0].case)
        else:
            self.show_empty(_("There is nothing here."))
