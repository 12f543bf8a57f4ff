"""Shows every release, and for each what it came from beside what leaves; approves, declines, withdraws (W11, F7)."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.bridge.desk import BridgeDesk
from app.bridge.release_shapes import (
    OfRelease,
    ReleaseApproved,
    ReleaseLine,
    ReleaseMade,
    ReleasePage,
    ReleaseStopped,
)
from app.core.errors import InvalidInput
from app.core.language import _, ngettext
from app.core.shapes import Nothing
from app.domain.staff_only import caution_words, purpose_said, topic_words
from app.partner.spoken import basis_words
from ui.kit.buttons import KeyButton
from ui.kit.dates import clock, day, short_day
from ui.kit.editors import keep_private
from ui.kit.form import Form
from ui.kit.layouts import Column, Flow, SideBySide, empty, vertical
from ui.kit.rows import FactRow
from ui.kit.table import DataTable
from ui.kit.tokens import SPACE_2
from ui.kit.widgets import Card, facts, words
from ui.partner.releases.forms import approval_form, columns, state_of, stop_form
from ui.shell.kit_card import TrusteeTyped, trustee_form
from ui.shell.screen import Context, Screen

Stop = Callable[[ReleaseStopped], ReleaseMade]
STOPPABLE = frozenset({"asked", "approved", "sent"})


class ReleasesScreen(Screen[BridgeDesk]):
    """The list on the left; on the right the original, the release, and what may be done with it."""

    cares_for = frozenset({"release"})

    def __init__(self, ctx: Context[BridgeDesk]) -> None:
        super().__init__(ctx, _("Releases"))
        self._page: ReleasePage | None = None
        self.new = self.plain(_("New release"), "Ctrl+N", "plus")
        self.approve = self.primary(_("Approve"), "Ctrl+Enter", "check")
        self.table: DataTable[ReleaseLine] = DataTable(columns(ctx.clock.zone), name=_("Releases"))
        self.original, self._original = _card(_("What it comes from"), _("stays at this desk"))
        self.release, self._release = _card(_("What leaves"), _("never to be used with him"))
        self.questions = Form(approval_form(), _("Before you approve"))
        self.approval = Card(_("Before you approve"))
        self.trustee = trustee_form(_("You are the only officer: a trustee reads what leaves and types it themselves."))
        self.approval.add(self.questions)
        self.approval.add(self.trustee)
        self.why = Form(stop_form(), _("Decline or withdraw"), has_keys=False)
        keep_private(self.why)
        self.decline, self.withdraw = KeyButton(_("Decline"), small=True), KeyButton(_("Withdraw"), small=True)
        self.stopping = Card(_("Decline or withdraw"))
        self._keeps = words(_("Readers keep what they have read."), "small")
        for part in (self._keeps, self.why, Flow(self.decline, self.withdraw)):
            self.stopping.add(part)
        both = SideBySide(Column(self.original), Column(self.release), shares=(1, 1), stacks_under=700)
        side = Column(both, self.approval, self.stopping)
        self.body.addWidget(SideBySide(self.table, side, shares=(5, 7), stacks_under=1000), 1)
        self._wire()
        self._show_page(None)

    def _wire(self) -> None:
        self.new.clicked.connect(lambda _on: self.go("release_new"))
        self.approve.clicked.connect(lambda _on: self._approve())
        self.decline.clicked.connect(lambda _on: self._stop(self.desk.releases.decline))
        self.withdraw.clicked.connect(lambda _on: self._stop(self.desk.releases.withdraw))
        self.table.row_changed.connect(self._open_row)

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self.read(partial(self.desk.releases.list, Nothing()), self._show)

    def _show(self, rows: tuple[ReleaseLine, ...]) -> None:
        if not rows:
            self.show_empty(_("Nothing was released. What stays here is safest here."))
            return
        self.show_content()
        mine = sum(row.waits_for_me for row in rows)
        waiting = ngettext("{count} waits for you", "{count} wait for you", mine).format(count=mine) if mine else ""
        self.set_title(_("Releases"), facts(waiting, _("they go with a run, never at once")))
        self.table.show_rows(rows, lambda row: row.release)
        self._open_row(self.table.chosen_id() or rows[0].release)

    def _open_row(self, release: str) -> None:
        if release:
            self.read(partial(self.desk.releases.show, OfRelease(release=release)), self._show_page, key="release")

    def _show_page(self, page: ReleasePage | None) -> None:
        if page is None or self._page is None or page.line.release != self._page.line.release:
            self.questions.clear()
            self.why.clear()
        self._page = page
        for card in (self.original, self.release):
            card.setVisible(page is not None)
        waits_for_trustee = page is not None and page.line.waits_for_trustee
        may_approve = page is not None and (page.line.waits_for_me or waits_for_trustee)
        self.trustee.setVisible(waits_for_trustee)
        self.approval.setVisible(may_approve)
        self.approve.setVisible(may_approve)
        self.stopping.setVisible(page is not None and page.line.state in STOPPABLE)
        self.decline.setVisible(may_approve)
        if page is None:
            return
        self._keeps.setVisible(page.line.state == "sent")
        empty(self._original)
        self._original.addWidget(words(page.original or _("No note was taken along.")))
        empty(self._release)
        self._release.addWidget(words(page.text, "strong"))
        for icon, label, said in self._said_of(page):
            if said:
                self._release.addWidget(FactRow(icon, label, said, strong_first=False))

    def _said_of(self, page: ReleasePage) -> tuple[tuple[str, str, str], ...]:
        zone = self.ctx.clock.zone
        readers = "\n".join(
            facts(one.label, _("read {when}").format(when=self._when(one.at)) if one.at else "") for one in page.readers
        )
        agreed = page.consent
        basis = facts(
            basis_words().get(page.basis, page.basis), page.note,
            facts(agreed.when, agreed.scope) if agreed else "",
        )  # fmt: skip
        state = facts(state_of(page.line), self._when(page.sent_at or page.approved_at), page.approver)
        return (
            ("target", _("For"), purpose_said(page.purpose)),
            ("users", _("Readers"), readers),
            ("calendar", _("Holds until"), day(page.line.expires.astimezone(zone).date())),
            ("certificate", _("Basis"), basis),
            ("alert-triangle", _("Care"), caution_words().get(page.caution or "", "")),
            ("message-off", _("Do not raise"), topic_words().get(page.do_not_raise or "", "")),
            ("info-circle", _("State"), state),
            ("notes", _("Why it was stopped"), page.said),
        )

    def _when(self, at: datetime | None) -> str:
        if at is None:
            return ""
        local = at.astimezone(self.ctx.clock.zone)
        return f"{short_day(local.date())}, {clock(local)}"

    def _approve(self) -> None:
        if self._page is None or not self.approval.isVisibleTo(self):
            return
        draft = self.questions.draft_as(ReleaseApproved, release=self._page.line.release)
        if self._page.line.waits_for_trustee:
            typed = self.trustee.draft_as(TrusteeTyped)
            if typed is None:
                return
            self.desk.trustees.seat.trustee_codes.offer(typed.code)
        if draft is not None:
            self.change(partial(self.desk.releases.approve, draft), self._done, self._not_approved)

    def _stop(self, how: Stop) -> None:
        draft = self.why.draft_as(ReleaseStopped, release=self._page.line.release) if self._page else None
        if draft is not None:
            self.change(partial(how, draft), self._done, self._not_stopped)

    def _done(self, made: ReleaseMade) -> None:
        said = {
            "approved": _("Approved. It goes with the next run."),
            "declined": _("Declined. Nothing of it leaves."),
            "withdrawn": _("Withdrawn. Readers keep what they have read."),
        }
        self.questions.clear()
        self.trustee.clear()
        self.why.clear()
        self.toast(said.get(made.state, _("Saved.")))
        self.refresh()

    def _not_approved(self, error: Exception) -> None:
        is_code = isinstance(error, InvalidInput) and "code" in error.problems
        self._refused(self.trustee if is_code else self.questions, error)

    def _not_stopped(self, error: Exception) -> None:
        self._refused(self.why, error)

    def _refused(self, form: Form, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            form.show_problems(error.problems)
        else:
            self.show_problem(error)

    def is_edited(self) -> bool:
        return self.questions.is_edited() or self.why.is_edited()

    def kept(self) -> dict[str, object]:
        return {**self.questions.values(), **self.why.values()} if self.is_edited() else {}

    def restore(self, kept: dict[str, object]) -> None:
        for name, value in kept.items():
            (self.why if name == "reason" else self.questions).editor(name).fill(value)

    def first_focus(self) -> QWidget:
        return self.table

    def panes(self) -> list[QWidget]:
        return [self.table, self.release, self.approval, self.stopping]


def _card(title: str, note: str) -> tuple[Card, QVBoxLayout]:
    card = Card(title, note=note)
    lines = vertical(gap=SPACE_2)
    card.body.addLayout(lines)
    return card, lines
