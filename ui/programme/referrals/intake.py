"""Takes a referral in: who he is, who sends him, the one-way box, consent; or adds box and consent to a case."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.errors import AppError, InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import CaseId, Nothing, convert, replaced
from app.programme.case_page import CasePage
from app.programme.cases import CaseAsked
from app.programme.consents import ConsentGiven
from app.programme.desk import ProgrammeDesk
from app.programme.details import DetailsGiven
from app.programme.referrals import PersonAsked, ProgrammeAsked
from ui.kit.choice import Option
from ui.kit.editors import ChoiceEditor, TextEditor
from ui.kit.form import Form
from ui.kit.layouts import Column, SideBySide, horizontal
from ui.kit.widgets import Card, Icon, facts, words
from ui.programme.asking import EarlierCases, with_second
from ui.programme.referrals import form as fields
from ui.programme.referrals.order_time import OrderTime
from ui.programme.referrals.sending import Intake, Sent, pass_lawful, send
from ui.shell.screen import Context, Crumb, Screen

LOOKED_AT = ("given_name", "family_name", "date_of_birth", "phone", "external_reference")
NONE_YET = CaseId("")
ASKED = ("given_name", "family_name", "date_of_birth", "programme", "source", "received_on", "reason")


def _one_way() -> str:
    opened = _("A one-way box: it goes to the safety team and can never be opened or undone here.")
    return " ".join((opened, _("It is not kept as a draft.")))


def _offer(form: Form, programmes: tuple[ProgrammeAsked, ...]) -> None:
    """The programmes of this office; one that has only one is not asked which."""
    editor = form.editor("programme")
    if isinstance(editor, ChoiceEditor):
        editor.offer([Option(one.code, one.title) for one in programmes])
    if len(programmes) == 1 and not form.values().get("programme"):
        form.fill({"programme": programmes[0].code})


class StepLine(QWidget):
    """One line of "Check your answers": done, to be added, or able to wait."""

    def __init__(self, title: str) -> None:
        super().__init__()
        row = horizontal(self)
        self._icon = Icon("circle", "ink_3")
        row.addWidget(self._icon)
        row.addWidget(words(title), 1)
        self._state = words("", "small", wraps=False)
        row.addWidget(self._state)

    def say(self, is_done: bool, state: str) -> None:
        """Show how it stands."""
        self._icon.show_icon("circle-check" if is_done else "circle", "primary" if is_done else "ink_3")
        self._state.setText(state)


class ReferralScreen(Screen[ProgrammeDesk]):
    """The referral form on one scroll, with the check beside it (P5, flow F1)."""

    is_for_staff = True

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("New referral"))
        self.person = Form(fields.person_form(), _("New referral"))
        self.orders = fields.Several(
            fields.order_form, lambda number: _("Order {number}").format(number=number), _("Add a protective order")
        )
        self.his_children = fields.Several(
            fields.child_form, lambda number: _("Child {number}").format(number=number), _("Add a child")
        )
        self.box = Form(fields.box_form(), _("Partner details he gives"), has_keys=False)
        self.people = fields.Several(
            fields.person_named_form, lambda number: _("Person {number}").format(number=number), _("Add a person")
        )
        self.consent = Form(fields.consent_form(), _("Consent"), has_keys=False)
        self.earlier = EarlierCases()
        self.time = OrderTime(self, self.person)
        self._case = NONE_YET
        self._build()
        self.send_button = self.primary(_("Send to screening"))
        self._wire()

    def _build(self) -> None:
        self.about = Card()
        parts: tuple[QWidget, ...] = (self.person, self.orders, self.his_children)
        for part in parts:
            self.about.add(part)
        self.box_card = Card(_("Partner details he gives"))
        self.box_line = words(_one_way(), "small")
        inside: tuple[QWidget, ...] = (self.box_line, self.box, self.people)
        for part in inside:
            self.box_card.add(part)
        self.consent_card = Card(_("Consent"))
        self.consent_line = words(_("Explain limited confidentiality before he gives details or signs."), "small")
        self.consent_card.add(self.consent_line)
        self.consent_card.add(self.consent)
        self.check_card = Card(_("Check your answers"))
        titles = (_("About him"), _("Who sends him"), _("Why now"), _("Partner details"), _("Consent"))
        self.steps = [StepLine(title) for title in titles]
        for step in self.steps:
            self.check_card.add(step)
        left = Column(self.about, self.box_card, self.consent_card)
        self.body.addWidget(SideBySide(left, Column(self.check_card, self.time, self.earlier), shares=(13, 7)), 1)

    def _wire(self) -> None:
        self.send_button.clicked.connect(self._send)
        for part in (self.person, self.box, self.consent, self.orders, self.his_children, self.people):
            part.edited.connect(self._check)
        for name in LOOKED_AT:
            editor = self.person.editor(name)
            if isinstance(editor, TextEditor):
                editor.edit.editingFinished.connect(self._look)
        self._check()

    def open(self, subject: str | None = None) -> None:
        """A new referral; with a case, only the box and the consent of it."""
        super().open(subject)
        if subject is None and self._case == NONE_YET and self.is_edited():
            self.lead_to(self.first_focus())
            return
        self._case = CaseId(subject or NONE_YET)
        self._begin_anew()
        self.read(partial(self.desk.referrals.choices, Nothing()), partial(_offer, self.person), key="choices")
        self.about.setVisible(subject is None)
        self.check_card.setVisible(subject is None)
        self.box_line.setText(_one_way())
        self.send_button.say(_("Send to screening"))
        if subject is not None:
            self.read(partial(self.desk.cases.show, CaseAsked(case=CaseId(subject))), self._show_case)
            return
        note = _("Nothing is saved until you send it.")
        self.set_title(_("New referral"), note, (Crumb(_("Referrals"), "referrals"), Crumb(_("New referral"))))

    def _begin_anew(self) -> None:
        for form in (self.person, self.box, self.consent):
            form.clear()
        for several in (self.orders, self.his_children, self.people):
            several.clear()
        self.earlier.show_cases(())
        self.time.hide()
        self.person.fill({"received_on": self.ctx.clock.today().isoformat()})
        self._check()

    def _show_case(self, page: CasePage) -> None:
        self.show_content()
        self.box_line.setText(page.details_line)
        self.consent_line.setText(page.consent_line)
        self.send_button.say(_("Save and go on"))
        self.time.show_left(page.time_left)
        self.set_title(
            _("Details and consent: {name}").format(name=page.short_name),
            facts(page.state_words, page.programme_title),
            (Crumb(_("Referrals"), "referrals"), Crumb(page.reference, "screening", page.case), Crumb(_("Consent"))),
        )

    def _check(self) -> None:
        """Keep the list at the side true to what is filled in."""
        self.people.setVisible(self.box.values().get("way") == "given")
        given = self.person.values()
        his = all(given.get(name) for name in ("given_name", "family_name"))
        his = his and bool(given.get("date_of_birth") or given.get("born_unknown"))
        came = all(given.get(name) for name in ("programme", "source", "received_on"))
        needed, later = _("to add"), _("can follow")
        is_here = self._case != NONE_YET
        done = (
            (his or is_here, needed),
            (came or is_here, needed),
            (bool(given.get("reason")) or is_here, later),
            (bool(self.box.values().get("way")), later),
            (bool(self.consent.values().get("outcome")), later),
        )
        for step, (is_done, words_of) in zip(self.steps, done, strict=True):
            step.say(is_done, _("done") if is_done else words_of)

    def _look(self) -> None:
        """Is he known here? Asked as soon as there is a name with a date of birth, a telephone or a reference."""
        given = self.person.values()
        names = [given.get(name) for name in ("given_name", "family_name")]
        if not all(names) or not any(given.get(name) for name in LOOKED_AT[2:]):
            return
        asked = {name: given[name] for name in (*LOOKED_AT, "programme") if given.get(name)}
        draft = convert(asked, PersonAsked)
        self.read(partial(self.desk.referrals.find_duplicates, draft), self.earlier.show_cases, key="known")

    def _send(self) -> None:
        if self.earlier.is_open:
            self.show_problem(NotAllowed(_("Say first whether he is the same person as in the earlier case.")))
            return
        referral = None
        if self._case == NONE_YET:
            if not (self.orders.is_whole() and self.his_children.is_whole()):
                return
            referral = fields.referral_of(self.person, self.his_children, self.orders, **self.earlier.answer())
            if referral is None:
                return
        ready, details = self._details()
        consented, consent = self._consent()
        if ready and consented:
            intake = Intake(self._case, referral, details, consent)
            self.change(partial(send, self.desk, intake), partial(self._sent, details), self._refused)

    def _details(self) -> tuple[bool, DetailsGiven | None]:
        """Whether the box can be sent, and what is in it; an empty box is left for later."""
        way = self.box.values().get("way")
        if way is None:
            return True, None
        if not self.people.is_whole():
            return False, None
        people = self.people.values() if way == "given" else []
        if way == "given" and not people:
            self.box.show_problems({"way": _("Write who he names, or choose that he refuses.")})
            return False, None
        draft = self.box.draft_as(DetailsGiven, case=NONE_YET, people=people, refused=way == "refused")
        return draft is not None, draft

    def _consent(self) -> tuple[bool, ConsentGiven | None]:
        if self.consent.values().get("outcome") is None:
            return True, None
        draft = self.consent.draft_as(ConsentGiven, case=NONE_YET)
        return draft is not None, draft

    def _sent(self, details: DetailsGiven | None, sent: Sent) -> None:
        if self._case == NONE_YET:
            self._case = sent.case
            self.about.hide()
        if sent.error is not None:
            self._refused_in(sent.refused, sent.error)
        elif details is not None and details.lawful_reason is not None:
            given = replaced(details, case=sent.case)
            what = _("No partner details are given, for a lawful reason.")
            with_second(self, what, partial(pass_lawful, self.desk, given), lambda _taken: self._finished(sent.case))
        else:
            self._finished(sent.case)

    def _finished(self, case: str) -> None:
        self._case = NONE_YET
        self._begin_anew()
        self.toast(_("Saved."))
        self.go("screening", case)

    def _refused_in(self, part: str, error: AppError) -> None:
        """The referral is saved; the box or the consent waits for its correction."""
        form = self.box if part == "details" else self.consent
        if part == "consent":
            self.box.clear()
            self.people.clear()
        if isinstance(error, InvalidInput):
            form.show_problems(error.problems)
        else:
            self.show_problem(error)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            self.person.show_problems({name.removeprefix("background."): text for name, text in error.problems.items()})
        else:
            self.show_problem(error)

    def is_edited(self) -> bool:
        """True while anything typed is not sent."""
        return any(form.is_edited() for form in (self.person, self.box, self.consent)) or any(
            several.values() for several in (self.orders, self.his_children, self.people)
        )

    def kept(self) -> dict[str, object]:
        """All but the one-way box: what he says of others is never written down at this desk (NEV-7)."""
        if not self.is_edited():
            return {}
        return {
            "person": self.person.values(),
            "orders": self.orders.values(),
            "children": self.his_children.values(),
            "consent": self.consent.values(),
        }

    def restore(self, kept: dict[str, object]) -> None:
        """Show again what a lock kept."""
        for form, name in ((self.person, "person"), (self.consent, "consent")):
            values = kept.get(name)
            if isinstance(values, dict):
                form.fill(values)
        self.orders.fill(kept.get("orders"))
        self.his_children.fill(kept.get("children"))
        self.lead_to(self.first_focus())

    def first_focus(self) -> QWidget:
        """The first that is not filled in yet, so that a draft goes on where it was left (REF-5)."""
        asked = [(self.person, name) for name in ASKED] if self._case == NONE_YET else []
        for form, name in (*asked, (self.box, "way"), (self.consent, "outcome")):
            given = form.values()
            if not given.get(name) and not (name == "date_of_birth" and given.get("born_unknown")):
                return form.editor(name)
        return self.send_button

    def panes(self) -> list[QWidget]:
        """The cards from top to bottom, then the side."""
        found: list[QWidget] = [self.about, self.box_card, self.consent_card, self.earlier]
        return [one for one in found if one.isVisible()]
