"""Lists his records whose time is over, and holds one on a page of its own (RET-2)."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.language import _
from app.core.shapes import CaseId
from app.programme.desk import ProgrammeDesk
from app.programme.keeping.keeping import CaseHold, HeldPage, HoldEnded, HoldSet
from ui.kit.bands import Banner
from ui.kit.dates import day
from ui.kit.dialogs import SecondName, SecondPerson
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, words
from ui.shell.retention import RetentionScreen
from ui.shell.screen import Context, Crumb, FormScreen


class HisRetentionScreen(RetentionScreen[ProgrammeDesk]):
    """Opens the hold of the chosen case."""

    is_for_staff = True
    holds_at = "legal_hold"


class LegalHoldScreen(FormScreen[ProgrammeDesk]):
    """Why nothing of a case may be deleted, and with whom that ends."""

    is_for_staff = True
    cares_for = frozenset({"case"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Hold a record"))
        self.card: SecondPerson | None = None
        self.says = Banner("", "", Tone.WARN, "lock")
        why = Field("reason", _("Reason"), required=True, help=_("A court, a review, a complaint. Read by managers."))
        self.form = Form(FormSpec(HoldSet, (why,)), _("Reason"), has_keys=False)
        card = Card(_("Why"))
        card.add(words(_("While a hold stands, nothing of this record is deleted, whatever its time says.")))
        card.add(self.form)
        self.body.addWidget(self.says)
        self.body.addWidget(card)
        self.body.addStretch(1)
        self.end = self.plain(_("End the hold"), icon="lock")
        self.keep = self.primary(_("Hold: nothing may be deleted"), icon="lock")
        self._wire()

    def _wire(self) -> None:
        self.says.hide()
        self.keep.clicked.connect(lambda _on: self._hold())
        self.end.clicked.connect(lambda _on: self._ask())

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        if subject is None:
            self.show_empty(_("Choose a record under Keeping and deleting first."))
            return
        self.read(partial(self.desk.keeping.held, CaseHold(case=CaseId(subject))), self._show)

    def _show(self, page: HeldPage) -> None:
        self.show_content()
        crumbs = (Crumb(_("Keeping and deleting"), "retention"), Crumb(page.reference))
        self.set_title(_("Hold a record"), facts(page.reference, page.name), crumbs)
        is_held = page.held_since is not None
        self.says.setVisible(is_held)
        self.end.setVisible(is_held)
        self.keep.setVisible(not is_held)
        if page.held_since is not None:
            self.says.say(_("Held since {day}").format(day=day(page.held_since)), page.held_because, Tone.WARN, "lock")

    def _hold(self) -> None:
        draft = self.form.draft_as(HoldSet, case=self.subject) if self.subject else None
        if draft is not None:
            self.change(partial(self.desk.keeping.hold, draft), self._done, self._refused)

    def _ask(self) -> None:
        draft = self.form.draft_as(HoldSet, case=self.subject) if self.subject else None
        if draft is not None:
            self.card = SecondPerson(self, _("The record may be deleted again."), partial(self._end_hold, draft))
            self.card.open()

    def _end_hold(self, why: HoldSet, second: SecondName) -> None:
        ended = HoldEnded(case=why.case, reason=why.reason, second=second.user)

        def run() -> HeldPage:
            self.desk.seat.confirm(second.user, second.password)
            return self.desk.keeping.end_hold(ended)

        if self.card is not None:
            self.change(run, self._done, self.card.close_with)

    def _done(self, page: HeldPage) -> None:
        if self.card is not None:
            self.card.close_with(None)
            self.card = None
        self.form.clear()
        self._show(page)

    def first_focus(self) -> QWidget | None:
        return self.form.editor("reason")

    def panes(self) -> list[QWidget]:
        return [self.form, self.keep]
