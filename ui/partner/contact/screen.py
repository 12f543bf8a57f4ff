"""Takes an officer through a contact: rules first, then the number for 20 seconds, then what was said (W6, F5)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.bridge.desk import BridgeDesk
from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import CaseId, Nothing, PartnerId
from app.partner.contacts import ContactRow, ContactSaved
from app.partner.partners import OfPartner, PartnerPage
from app.partner.safe_plans import CardAsked, ContactCard, NumberAsked, NumberShown
from ui.kit import theme
from ui.kit.buttons import KeyButton
from ui.kit.dates import clock, day
from ui.kit.editors import keep_private
from ui.kit.form import Form
from ui.kit.layouts import Column, SideBySide, horizontal
from ui.kit.widgets import Card, facts, words
from ui.partner.contact.card import BeforeYouCall, DangerCard, next_words
from ui.partner.contact.form import EarlierContacts, contact_of, form
from ui.shell.screen import Context, Crumb, FormScreen, Verb

HIGH_ENOUGH = 660


@dataclass(frozen=True)
class Found:
    """Everything the page shows of her, read in one go."""

    page: PartnerPage
    card: ContactCard
    earlier: tuple[ContactRow, ...]
    cases: tuple[str, ...]


class ContactScreen(FormScreen[BridgeDesk]):
    """Before you call on the left, the contact's record on the right (mock 06)."""

    cares_for = frozenset({"partner"})

    def __init__(self, ctx: Context[BridgeDesk]) -> None:
        super().__init__(ctx, _("Contact"))
        self._found: Found | None = None
        self.plain(_("Hide now"), "Esc Esc", "eye-off").clicked.connect(self.ctx.shell.unlock_again)
        self.card = BeforeYouCall()
        self.form = Form(form(), name=_("Record this contact"))
        keep_private(self.form)
        right = Card(_("Record this contact"))
        right.add(self.form)
        self._foot = horizontal()
        self._foot.addWidget(words(_("Kept in her record only. Nothing is shared from here."), "small"), 1)
        right.body.addLayout(self._foot)
        self.filled = self.save = KeyButton(_("Save contact"), "Ctrl+S", look="filled")
        self._is_in_head = False
        self._foot.addWidget(self.save)
        self.verbs.append(Verb(self.save.accessibleName(), self.save.click, "Ctrl+S"))
        self.earlier = EarlierContacts()
        side = Column(right, self.earlier, is_filled=True)
        side.box.setStretch(1, 1)
        self.body.addWidget(SideBySide(self.card, side, shares=(26, 30)), 1)
        self._wire()

    def _wire(self) -> None:
        self.save.clicked.connect(lambda _on: self._save())
        self.card.show_wanted.connect(self._show_or_mask)
        self.card.call_held.connect(self.ctx.shell.hold_idle)

    def open(self, subject: str | None = None) -> None:
        is_new = subject != self.subject
        super().open(subject)
        if is_new:
            self._begin_form()
        self.read(self._load, self._show)

    def _begin_form(self) -> None:
        """An empty form for another person: by telephone, now."""
        self.form.clear()
        self.form.fill({"way": "call", "clock": clock(self.ctx.clock.local())})

    def _load(self) -> Found:
        partner = PartnerId(self.subject or "")
        page = self.desk.partners.show(OfPartner(partner=partner))
        numbers = {line.case: line.reference for line in self.desk.his_cases.list(Nothing())}
        asked = CardAsked(partner=partner)
        cases = tuple(sorted(numbers[CaseId(link.case)] for link in page.links if link.case in numbers))
        return Found(page, self.desk.safe_plans.card(asked), self.desk.contacts.list(asked), cases)

    def _show(self, found: Found) -> None:
        self._found = found
        self.show_content()
        last = day(found.earlier[0].at.astimezone(self.ctx.clock.zone).date()) if found.earlier else ""
        self.set_title(
            _("Contact with {number}").format(number=found.page.number),
            facts(
                _("Linked programme case {numbers}").format(numbers=", ".join(found.cases)) if found.cases else "",
                _("Worker {name}").format(name=found.page.worker),
                _("Last contact {day}").format(day=last) if last else _("No contact yet"),
            ),
            (
                Crumb(_("Partner records"), "partners"),
                Crumb(found.page.number, "partner", self.subject),
                Crumb(_("Contact")),
            ),
        )
        self.card.show_card(found.card, self.ctx.clock.local())
        self.earlier.show_contacts(found.earlier, self.ctx.clock.zone)

    def _show_or_mask(self) -> None:
        if self.card.number.is_shown:
            self.card.cover()
            return
        if self._found is not None and self._found.card.reasons_not_to:
            self._stop(self._found.card.reasons_not_to, self._reveal)
            return
        self._reveal()

    def _reveal(self, danger: str | None = None) -> None:
        reason = _("Contact in danger") if danger else _("Contact in a safe time")
        asked = NumberAsked(
            partner=PartnerId(self.subject or ""), reason=reason, rules_read=self.card.tick.isChecked(), danger=danger
        )
        self.change(
            partial(self.desk.safe_plans.show_number, asked),
            self._number,
            partial(self._not_saved, again=self._reveal),
        )

    def _number(self, shown: NumberShown) -> None:
        self.form.editor("clock").fill(clock(self.ctx.clock.local()))
        self.card.show_number(shown.number, shown.seconds)

    def _stop(self, reasons: tuple[str, ...], again: Callable[[str], None]) -> None:
        after = next_words(self._found.card, self.ctx.clock.local()) if self._found else ""
        DangerCard(self, reasons, after, again).open()

    def _save(self, danger: str | None = None) -> None:
        draft = contact_of(self.form, self.subject or "", self.ctx.clock.today(), danger)
        if draft is not None:
            self.change(
                partial(self.desk.contacts.record, draft), self._saved, partial(self._not_saved, again=self._save)
            )

    def _saved(self, _saved: ContactSaved) -> None:
        has_changed = self.form.values().get("rules_confirmed") == "changed"
        self._begin_form()
        self.toast(_("Saved."))
        if has_changed:
            self.go("plan", self.subject)
        else:
            self.refresh()

    def _not_saved(self, error: Exception, again: Callable[[str], None]) -> None:
        if isinstance(error, InvalidInput):
            problems = dict(error.problems)
            if "at" in problems:
                problems["clock"] = problems.pop("at")
            self.form.show_problems(problems)
        elif isinstance(error, NotAllowed) and self._found is not None and self._found.card.has_plan:
            self._stop(error.reasons, again)
        else:
            self.show_problem(error)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_save(event.size().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._place_save(self.height())

    def _place_save(self, height: int) -> None:
        """Below the form as long as it can be seen there without scrolling; in the title row otherwise (A13)."""
        is_short = height < theme.current().px(HIGH_ENOUGH)
        if is_short == self._is_in_head:
            return
        self._is_in_head = is_short
        policy = Qt.FocusPolicy.StrongFocus if is_short else Qt.FocusPolicy.NoFocus
        self.card.now.setFocusPolicy(policy)
        if is_short:
            self._foot.removeWidget(self.save)
            self._buttons.add(self.save)
        else:
            if (flow := self._buttons.layout()) is not None:
                flow.removeWidget(self.save)
            self._foot.addWidget(self.save)

    def first_focus(self) -> QWidget:
        return self.card.now if self._is_in_head else self.card.tick

    def panes(self) -> list[QWidget]:
        return [self.card, self.form, self.save]
