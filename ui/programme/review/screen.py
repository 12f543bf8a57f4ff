"""Is the page of a man's own contacts: his goals, a 1-2-1, the three-way review, and booking the next (P16, F6)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import CaseId, Draft, SessionId
from app.programme.case_file.contacts import ContactFile
from app.programme.desk import ProgrammeDesk
from app.programme.one_to_ones import ContactBooked, ContactRecorded, ContactRow, ContactSaved
from app.programme.own_contacts.changes import ContactCancelled, ContactMoved
from app.programme.own_contacts.signing import ReviewCorrected, ReviewSigned
from app.programme.register_rows import RegisterShown
from app.programme.registers import SessionAsked
from app.programme.reviews import ReviewRecorded, ReviewRow, ReviewSaved
from ui.kit.form import Form
from ui.kit.form_spec import FormSpec
from ui.kit.tokens import Tone
from ui.programme.asking import problems_of_when, starts_at_of
from ui.programme.review.changing import (
    as_written,
    cancel_form,
    correction_form,
    correction_given,
    move_form,
    sign_form,
)
from ui.programme.review.form import contact_given, review_given
from ui.programme.review.page import ContactPage
from ui.shell.screen import Context, Screen


@dataclass(frozen=True)
class Step:
    """What saving does: the input it makes, the act that takes it, and what is shown then."""

    draft: Draft | None
    act: Callable[..., object]
    done: Callable[..., None]


class ReviewScreen(ContactPage):
    """Opened with a case: his contacts and goals at the left, the contact that is due at the right."""

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx)
        self._wire()

    def _wire(self) -> None:
        self.save.clicked.connect(self._save)
        self.book.clicked.connect(self.ask_booking)
        self.table.row_changed.connect(self.show_contact)
        self.told.move_it.clicked.connect(lambda: self._ask("move", move_form(), _("Another time")))
        self.told.cancel.clicked.connect(lambda: self._ask("cancel", cancel_form(), _("Cancel this contact")))
        self.told.sign.clicked.connect(self._ask_signature)
        self.told.correct.clicked.connect(self._ask_correction)
        self.told.register.clicked.connect(lambda: self.go("register", self.table.chosen_id()))

    def _ask(self, what: str, spec: FormSpec, title: str) -> None:
        """Put the form of a change in the place of the one that is there."""
        row = self.chosen()
        if row is not None:
            self.put_form(lambda: Form(spec, title), f"{what} {row.session}", title)
            self.sheet.start()

    def _ask_signature(self) -> None:
        row = self.chosen()
        if row is not None and row.review is not None:
            self._ask("sign", sign_form(row.review), _("Who signed"))
            if self.form is not None and row.review.to_sign:
                today = self.ctx.clock.today().isoformat()
                self.form.fill({"role": row.review.to_sign[0], "signed_on": today})

    def _ask_correction(self) -> None:
        row = self.chosen()
        if row is not None and row.review is not None:
            self._ask("correct", correction_form(), _("Correct this review"))
            if self.form is not None:
                self.form.fill(as_written(row.review))

    def _save(self) -> None:
        if self.form is None or self.case is None or not self.sheet.isVisible():
            return
        self.notice.forget()
        step = self._step(self.form, self.case.case, self.chosen())
        if step is not None and step.draft is not None:
            self.change(partial(step.act, step.draft), step.done, self._refused)

    def _step(self, form: Form, case: CaseId, row: ContactFile | None) -> Step | None:
        shape = form.spec.draft
        if shape is ContactBooked:
            return Step(form.draft(case=case, starts_at=starts_at_of(form)), self.desk.one_to_ones.book, self._booked)
        if row is None:
            return None
        if shape is ContactRecorded:
            given = contact_given(form.values(), self.goals.looked_at())
            return Step(form.draft(session=row.session, **given), self.desk.one_to_ones.record, self._recorded)
        if shape is ReviewRecorded:
            given = review_given(form.values(), self.goals.looked_at())
            return Step(form.draft(case=case, session=row.session, **given), self.desk.reviews.record, self._reviewed)
        return self._change_step(form, case, row)

    def _change_step(self, form: Form, case: CaseId, row: ContactFile) -> Step | None:
        """What is done to a contact after it was booked or held."""
        shape, changes = form.spec.draft, self.desk.contact_changes
        if shape is ContactMoved:
            return Step(form.draft(session=row.session, starts_at=starts_at_of(form)), changes.move, self._booked)
        if shape is ContactCancelled:
            return Step(form.draft(session=row.session), changes.cancel, self._cancelled)
        if row.review is None:
            return None
        about = {"case": case, "review": row.review.review}
        if shape is ReviewSigned:
            return Step(form.draft(**about), self.desk.signing.sign, self._signed)
        if shape is ReviewCorrected:
            given = correction_given(form.values())
            return Step(form.draft(**about, **given), self.desk.signing.correct, self._corrected)
        return None

    def _booked(self, row: ContactRow) -> None:
        self.wanted = row.session
        self._go_on(" ".join((_("Booked."), *row.warnings)))

    def _cancelled(self, row: ContactRow) -> None:
        self.wanted = row.session
        self._go_on(_("Cancelled. It stays in his record."))

    def _signed(self, row: ReviewRow) -> None:
        self.wanted = row.session
        self._go_on(_("Signature noted."))

    def _corrected(self, row: ReviewRow) -> None:
        self.wanted = row.session
        self._go_on(_("Corrected. It is signed anew; the earlier text stays."))

    def _recorded(self, saved: ContactSaved) -> None:
        self.wanted = saved.session
        missing = ", ".join(saved.not_asked)
        if saved.red_event:
            below = _("The safety team has been told. Note under Risk and safety who else was.")
            self.notice.keep(_("A red event was raised."), below, Tone.WARN)
        elif saved.ask_red_event:
            below = _("Raise it from Risk and safety, or note why not.")
            self.notice.keep(_("Does this need a red event?"), below, Tone.INFO)
        self._go_on(_("Saved. Not asked: {questions}.").format(questions=missing) if missing else _("Saved."))

    def _reviewed(self, saved: ReviewSaved) -> None:
        self.wanted = saved.review.session
        offered = saved.completion.offered
        self._go_on(_("Saved. Completion can now be offered.") if offered else _("Saved."))

    def _go_on(self, said: str) -> None:
        self.goals.clear()
        self.sheet.forget()
        self.toast(said)
        self.refresh()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput) and self.form is not None:
            found = {_field_of(name): text for name, text in error.problems.items()}
            self.form.show_problems(problems_of_when(found))
        else:
            self.show_problem(error)


def _field_of(name: str) -> str:
    """The field of a form for a part of an act's input: `asked.safety` is asked as `safety`."""
    first, _dot, rest = name.partition(".")
    named = {"session": "summary", "attendees": "client", "mark": "code", "happened": "held", "views": "his_view"}
    return rest if first == "asked" and rest else named.get(first, first)


class ContactScreen(ReviewScreen):
    """The same page opened with one contact, as Today and the schedule name it."""

    def open(self, subject: str | None = None) -> None:
        if subject != self.subject:
            self.begin(subject or "")
        Screen.open(self, subject)
        self.read(partial(self.desk.registers.open, SessionAsked(session=SessionId(subject or ""))), self._found)

    def _found(self, shown: RegisterShown) -> None:
        if shown.rows:
            self.load(shown.rows[0].case)
        else:
            self.show_empty(_("There is nothing here."))
