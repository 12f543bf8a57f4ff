"""Sets her safe-contact plan with what she said herself; every change shows old and new before it holds (W7)."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.bridge.desk import BridgeDesk
from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import PartnerId
from app.partner.safe_plans import CardAsked, ContactCard, PlanSaved, PlanShown
from ui.kit.bands import Banner
from ui.kit.buttons import TickBox
from ui.kit.dates import day
from ui.kit.dialogs import BeforeAfter, Change
from ui.kit.editors import keep_private
from ui.kit.form import Form
from ui.kit.layouts import Column
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, words
from ui.partner.plan.form import changes, form, has_new_address, plan_of, values_of
from ui.shell.screen import Context, Crumb, FormScreen

if TYPE_CHECKING:
    from app.partner.rules.safe_contact import SafePlan


class Confirm(BeforeAfter):
    """Old and new of each change, and what must be true before it holds; he may have supplied a number (PRT-9)."""

    def __init__(self, parent: QWidget, found: tuple[Change, ...], is_new: bool, then: Callable[[bool], None]) -> None:
        super().__init__(parent, _("Did she tell you this herself, today?"), found, _("Save plan"))
        self.herself = TickBox(_("She told me this herself, today"))
        self.read_back = TickBox(_("I read the new number or address back to her and she confirmed it"))
        self.middle.addWidget(self.herself)
        if is_new:
            self.middle.addWidget(self.read_back)
            self.middle.addWidget(words(_("Ask her: does it also change orders, court papers or letters?"), "small"))
        self._ticks = (self.herself, self.read_back) if is_new else (self.herself,)
        for tick in self._ticks:
            tick.toggled.connect(self._settle)
        self.accepted.connect(partial(then, is_new))
        self._settle()

    def _settle(self, *_ignored: object) -> None:
        self.act.setEnabled(all(tick.isChecked() for tick in self._ticks))


class PlanScreen(FormScreen[BridgeDesk]):
    """The whole plan on one page, then old and new, then two questions."""

    cares_for = frozenset({"partner"})

    def __init__(self, ctx: Context[BridgeDesk]) -> None:
        super().__init__(ctx, _("Safe-contact plan"))
        self._before: SafePlan | None = None
        self.save = self.primary(_("Save plan"), "Ctrl+S")
        self.note = Banner(
            _("Set it only with what she says herself."),
            _("He may supply a number. A plan from anybody else is not a plan."),
            Tone.INFO,
        )
        self.form = Form(form(), name=_("Safe-contact plan"))
        keep_private(self.form)
        card = Card()
        card.add(self.form)
        self.body.addWidget(Column(self.note, card))
        self._wire()

    def _wire(self) -> None:
        self.save.clicked.connect(lambda _on: self._look())

    def open(self, subject: str | None = None) -> None:
        if subject != self.subject:
            self.form.clear()
        super().open(subject)
        self.read(self._load, self._show)

    def _load(self) -> tuple[ContactCard, PlanShown]:
        asked = CardAsked(partner=PartnerId(self.subject or ""))
        return self.desk.safe_plans.card(asked), self.desk.safe_plans.show(asked)

    def _show(self, found: tuple[ContactCard, PlanShown]) -> None:
        card, shown = found
        self._before = shown.plan
        self.show_content()
        self.set_title(
            _("Safe-contact plan of {number}").format(number=card.number),
            facts(
                _("Checked {day}").format(day=day(card.checked_on)) if card.checked_on else _("No plan yet"),
                _("holds until {day}").format(day=day(card.expires_on)) if card.expires_on else "",
            ),
            (
                Crumb(_("Partner records"), "partners"),
                Crumb(card.number, "partner", self.subject),
                Crumb(_("Safe-contact plan")),
            ),
        )
        if not self.form.is_edited():
            self.form.fill(values_of(shown.plan) if shown.plan else {})

    def _look(self) -> None:
        """Old and new, before anything holds."""
        values = self.form.values()
        today = self.ctx.clock.today().isoformat()
        if "checked_on" not in values:
            self.form.editor("checked_on").fill(today)
            values = self.form.values()
        if self.form.draft(partner=self.subject, ways=[], times=[], said_by_her=False) is None:
            return
        new = has_new_address(values, self._before)
        Confirm(self, changes(values, self._before), new, partial(self._save, values)).open()

    def _save(self, values: dict[str, object], read_back: bool) -> None:
        try:
            draft = plan_of(values, self.subject or "", self._before, said_by_her=True, read_back=read_back)
        except InvalidInput as refused:
            self._refused(refused)
            return
        self.change(partial(self.desk.safe_plans.set, draft), self._saved, self._refused)

    def _saved(self, _saved: PlanSaved) -> None:
        self.form.clear()
        self.toast(_("Saved. From now on only this plan holds."))
        self.go("partner", self.subject)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            names = {"ways": "call_to", "times": "when", "never_times": "never_when"}
            self.form.show_problems({names.get(name, name): text for name, text in error.problems.items()})
        else:
            self.show_problem(error)

    def first_focus(self) -> QWidget:
        return self.form.editor("call_to")

    def panes(self) -> list[QWidget]:
        return [self.form, self.save]
