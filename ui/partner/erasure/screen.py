"""Erases a record for good, or holds it: what goes, what is in the way, when no backup has it any more (RET-2)."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from app.bridge.desk import BridgeDesk
from app.bridge.erasures import Erased, ErasureAsked, ErasurePage, HoldEnded, HoldSet, OfErasure
from app.core.language import _, ngettext
from app.core.shapes import PartnerId
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton
from ui.kit.dates import day
from ui.kit.dialogs import SecondName, SecondPerson
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec
from ui.kit.layouts import Column, Flow, SideBySide
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, words
from ui.shell.retention import RetentionScreen
from ui.shell.screen import Context, Crumb, FormScreen

R = TypeVar("R")


def reason_form() -> FormSpec:
    """Why; it stands sealed in the log of this desk alone."""
    why = Field("reason", _("Reason"), required=True, help=_("Kept sealed in this desk's log, nowhere else."))
    return FormSpec(HoldSet, (why,))


class ErasureScreen(FormScreen[BridgeDesk]):
    """The reason first; then hold, end the hold, or erase with a second person."""

    cares_for = frozenset({"partner"})

    def __init__(self, ctx: Context[BridgeDesk]) -> None:
        super().__init__(ctx, _("Erase or hold"))
        self.card: SecondPerson | None = None
        self.says = Banner("", "", Tone.STOP)
        self.goes, self.complete = words("", "strong"), words("")
        self.stays = words(_("The list of erased records keeps a number and a day, no name. No backup brings it back."))
        self.box = words(_("What he wrote of her lies sealed in the one-way box for 180 days; it is not shown again."))
        self.form = Form(reason_form(), _("Reason"), has_keys=False)
        self.keep = KeyButton(_("Hold: nothing may be deleted"), icon="lock")
        self.end = KeyButton(_("End the hold"), icon="lock")
        what, why = Card(_("What goes")), Card(_("Why"))
        for part in (self.goes, self.complete, self.stays, self.box):
            what.add(part)
        why.add(self.form)
        why.add(Flow(self.keep, self.end))
        self.body.addWidget(self.says)
        self.body.addWidget(SideBySide(Column(what), Column(why), shares=(1, 1)), 1)
        self.erase = self.primary(_("Erase for good"), icon="trash")
        self._wire()

    def _wire(self) -> None:
        self.says.hide()
        self.erase.clicked.connect(lambda _on: self._ask(self._erase, _("The whole record is erased for good.")))
        self.end.clicked.connect(lambda _on: self._ask(self._end_hold, _("The record may be deleted again.")))
        self.keep.clicked.connect(lambda _on: self._hold())

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self.erase.setEnabled(False)  # until the record was read: it may be one that only named officers open
        if subject is None:
            self.show_empty(_("Open a record first, then choose Erase or hold."))
            return
        self.read(partial(self.desk.erasures.show, OfErasure(partner=PartnerId(subject))), self._show)

    def _show(self, page: ErasurePage) -> None:
        self.show_content()
        crumbs = (Crumb(_("Partner records"), "partners"), Crumb(page.number, "partner", page.partner))
        self.set_title(_("Erase or hold"), facts(page.number, page.name), crumbs)
        count = ngettext("{count} record and its key", "{count} records and their key", page.records)
        self.goes.setText(count.format(count=page.records))
        self.complete.setText(
            _("Erased today, no backup holds it any more from {day} on.").format(day=day(page.complete_on))
        )
        self.keep.setVisible(page.held_since is None)
        self.end.setVisible(page.held_since is not None)
        self.erase.setEnabled(not page.reasons)
        self.says.setVisible(bool(page.reasons))
        if page.held_since is not None:
            since = _("Held since {day}: {reason}").format(day=day(page.held_since), reason=page.held_because)
            self.says.say(since, "\n".join(page.reasons), Tone.WARN)
        elif page.reasons:
            self.says.say(_("Not now"), "\n".join(page.reasons), Tone.WARN)

    def _hold(self) -> None:
        draft = self.form.draft_as(HoldSet, partner=self.subject) if self.subject else None
        if draft is not None:
            self.change(partial(self.desk.erasures.hold, draft), self._held, self._refused)

    def _held(self, page: ErasurePage) -> None:
        self.form.clear()
        self._show(page)

    def _ask(self, then: Callable[[HoldSet, SecondName], None], what: str) -> None:
        """A second person of the team, once there is a reason."""
        draft = self.form.draft_as(HoldSet, partner=self.subject) if self.subject else None
        if draft is not None:
            self.card = SecondPerson(self, what, partial(then, draft))
            self.card.open()

    def _erase(self, why: HoldSet, second: SecondName) -> None:
        asked = ErasureAsked(partner=why.partner, reason=why.reason, second=second.user)
        self._with(second, partial(self.desk.erasures.erase, asked), self._gone)

    def _end_hold(self, why: HoldSet, second: SecondName) -> None:
        ended = HoldEnded(partner=why.partner, reason=why.reason, second=second.user)
        self._with(second, partial(self.desk.erasures.end_hold, ended), self._freed)

    def _with(self, second: SecondName, work: Callable[[], R], done: Callable[[R], None]) -> None:
        def run() -> R:
            self.desk.seat.confirm(second.user, second.password)
            return work()

        if self.card is not None:
            self.change(run, done, self.card.close_with)

    def _freed(self, page: ErasurePage) -> None:
        self._close()
        self._held(page)

    def _gone(self, erased: Erased) -> None:
        self._close()
        self.form.clear()
        self.toast(_("Erased. No backup holds it from {day} on.").format(day=day(erased.complete_on)))
        self.go("partners")

    def _close(self) -> None:
        if self.card is not None:
            self.card.close_with(None)

    def first_focus(self) -> QWidget | None:
        return self.form.editor("reason")


class HerRetentionScreen(RetentionScreen[BridgeDesk]):
    """The records whose time is over; a hold is set on the page of the record (RET-4)."""

    holds_at = "erasure"
