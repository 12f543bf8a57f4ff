"""Keeps a record for named officers, or opens it to the whole team again (SEC-12)."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.bridge.desk import BridgeDesk
from app.bridge.restricting import RecordRestricted, RestrictionPage, TeamMember
from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import PartnerId
from app.partner.partners import OfPartner
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton
from ui.kit.choice import Option
from ui.kit.dialogs import interrupt
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind
from ui.kit.layouts import Column, Flow, SideBySide, vertical
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, words
from ui.shell.screen import Context, Crumb, Screen


class RestrictionScreen(Screen[BridgeDesk]):
    """Who opens the record, ticked; what the others see of it beside."""

    cares_for = frozenset({"partner", "team"})

    def __init__(self, ctx: Context[BridgeDesk]) -> None:
        super().__init__(ctx, _("Named officers"))
        self._page: RestrictionPage | None = None
        self._kept: dict[str, object] = {}
        self.form: Form | None = None
        self.says = Banner("", "", Tone.INFO)
        self.who = Card(_("Who opens this record"))
        self._asked = vertical()
        self.who.body.addLayout(self._asked)
        self.everybody = KeyButton(_("Open it to the whole team"), icon="users")
        self.who.add(Flow(self.everybody))
        seen = Card(_("What the others see"))
        for line in (
            _("Its number, his case and whom to ask. No name, no plan, no contact, no date."),
            _("They do not check a report on his case, nor write a release from it: a named officer does."),
            _("What he wrote of her, and our halves of meetings about her alone, move into the record."),
        ):
            seen.add(words(line))
        kept = Card(_("What it cannot do"))
        kept.add(words(_("Whoever read the record before keeps what they read.")))
        kept.add(words(_("With no named officer reachable, nobody here opens her number.")))
        self.body.addWidget(self.says)
        self.body.addWidget(SideBySide(Column(self.who), Column(seen, kept), shares=(1, 1)), 1)
        self.keep = self.primary(_("Keep it for these"), "Ctrl+Enter", "lock")
        self._wire()

    def _wire(self) -> None:
        self.keep.clicked.connect(lambda _on: self._restrict())
        self.everybody.clicked.connect(lambda _on: self._ask_to_open())

    def open(self, subject: str | None = None) -> None:
        if subject != self.subject:
            self._forget_form()
        super().open(subject)
        if subject is None:
            self.show_empty(_("Open a record first, then choose Named officers."))
            return
        self.read(partial(self.desk.restrictions.show, OfPartner(partner=PartnerId(subject))), self._show)

    def _show(self, page: RestrictionPage) -> None:
        self.show_content()
        crumbs = (Crumb(_("Partner records"), "partners"), Crumb(page.number, "partner", page.partner))
        self.set_title(_("Named officers"), facts(page.number, page.name), (*crumbs, Crumb(_("Named officers"))))
        if page.is_restricted:
            named = ", ".join(one.label for one in page.officers if one.is_named)
            self.says.say(
                _("Only these open it: {names}").format(names=named), _("Each change makes a new key."), Tone.INFO
            )
        else:
            self.says.say(_("The whole team opens this record"), _("Tick who is to open it from now on."), Tone.INFO)
        self.everybody.setVisible(page.is_restricted)
        if self.form is None or (page != self._page and not self.form.is_edited()):
            self._forget_form()
            self.form = Form(form_of(page.officers), _("Named officers"), has_keys=False)
            self._asked.addWidget(self.form)
            self.form.fill({"named": [one.user for one in page.officers if one.is_named]})
            self.restore(self._kept)
        self._page = page

    def _forget_form(self) -> None:
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
        self.form = None

    def _restrict(self) -> None:
        draft = self.form.draft_as(RecordRestricted, partner=self.subject) if self.form and self.subject else None
        if draft is not None:
            self.change(partial(self.desk.restrictions.restrict, draft), self._restricted, self._refused)

    def _restricted(self, page: RestrictionPage) -> None:
        self._forget_form()
        self.toast(_("Kept for the named officers. Everything of it is under a new key."))
        if any(one.is_me and one.is_named for one in page.officers):
            self._show_anew(page)
        else:
            self.go("partners")

    def _ask_to_open(self) -> None:
        lines = (_("Everybody of the safety team reads all of it from now on."),)
        interrupt(self, _("Open it to the whole team?"), lines, _("Open it"), _("Not now"), self._open_it)

    def _open_it(self) -> None:
        asked = OfPartner(partner=PartnerId(self.subject or ""))
        self.change(partial(self.desk.restrictions.unrestrict, asked), self._opened)

    def _opened(self, page: RestrictionPage) -> None:
        self.toast(_("The whole team opens this record again."))
        self._forget_form()
        self._show_anew(page)

    def _show_anew(self, page: RestrictionPage) -> None:
        """The keyboard stays in the form, which is another one now."""
        self._show(page)
        if (start := self.first_focus()) is not None:
            start.setFocus()

    def _refused(self, error: Exception) -> None:
        if self.form is not None and isinstance(error, InvalidInput):
            self.form.show_problems(error.problems)
        else:
            self.show_problem(error)

    def is_edited(self) -> bool:
        return self.form is not None and self.form.is_edited()

    def kept(self) -> dict[str, object]:
        return dict(self.form.values()) if self.form is not None and self.form.is_edited() else {}

    def restore(self, kept: dict[str, object]) -> None:
        if self.form is None:
            self._kept = dict(kept)
            return
        self._kept = {}
        for name, value in kept.items():
            self.form.editor(name).fill(value)

    def first_focus(self) -> QWidget | None:
        return self.form.editor("named") if self.form is not None else None

    def panes(self) -> list[QWidget]:
        return [self.who, self.keep]


def form_of(officers: tuple[TeamMember, ...]) -> FormSpec:
    """Everybody of the team to choose from, two at least."""
    people = [
        Option(one.user, facts(one.label, one.role_words, _("you") if one.is_me else ""))
        for one in officers
    ]  # fmt: skip
    help_ = _("Two at least, so that nothing is lost when one leaves.")
    return FormSpec(
        RecordRestricted, (Field("named", _("&Officers"), Kind.TICKS, help_, required=True, choices=people),)
    )
