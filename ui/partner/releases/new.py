"""Writes a release: the note it comes from on the left, new words on the right; nothing leaves from here (W11, F7)."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QWidget

from app.bridge.desk import BridgeDesk
from app.bridge.his_cases import HisLine
from app.bridge.release_shapes import ReaderRow, ReleaseAsked, ReleaseMade
from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import Nothing, PartnerId
from app.partner.contacts import ContactRow
from app.partner.partners import OfPartner, PartnerPage
from app.partner.safe_plans import CardAsked
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton
from ui.kit.dates import clock, short_day
from ui.kit.editors import keep_private
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind
from ui.kit.layouts import Column, Flow, SideBySide, empty, vertical
from ui.kit.tokens import SPACE_2, Tone
from ui.kit.widgets import Card, facts, words
from ui.partner.releases.forms import OF_CONSENT, new_form
from ui.shell.screen import Context, Crumb, Screen

MOST_NOTES = 12


@dataclass(frozen=True)
class Found:
    """What the page needs, read in one go."""

    cases: tuple[HisLine, ...]
    readers: tuple[ReaderRow, ...]
    page: PartnerPage | None
    notes: tuple[ContactRow, ...]


class NewReleaseScreen(Screen[BridgeDesk]):
    """Original left, new words right; opened from her record, or with nothing."""

    cares_for = frozenset({"contact"})

    def __init__(self, ctx: Context[BridgeDesk]) -> None:
        super().__init__(ctx, _("New release"))
        self.form: Form | None = None
        self._kept: dict[str, object] = {}
        self.ask = self.primary(_("Ask for approval"), "Ctrl+Enter", "mail")
        self.rule = Banner(
            _("What cannot wait is told by telephone"),
            _("A release goes to its readers with a run, never at once, so that its time tells nothing."),
            Tone.INFO,
        )
        self.original = Form(original_form(), _("What it comes from"), has_keys=False)
        keep_private(self.original)
        self.left = Card(_("What it comes from"), note=_("stays at this desk"))
        self.left.add(self.original)
        self._notes = vertical(gap=SPACE_2)
        self.left.body.addLayout(self._notes)
        self.right = Card(_("What leaves"), note=_("never to be used with him"))
        self.body.addWidget(self.rule)
        self.body.addWidget(SideBySide(Column(self.left), Column(self.right), shares=(5, 7), stacks_under=1000), 1)
        self._wire()

    def _wire(self) -> None:
        self.ask.clicked.connect(lambda _on: self._ask())

    def open(self, subject: str | None = None) -> None:
        if subject != self.subject and self.form is not None:
            self._forget_form()
            self.original.clear()
        super().open(subject)
        self.read(self._load, self._show)

    def _load(self) -> Found:
        page: PartnerPage | None = None
        notes: tuple[ContactRow, ...] = ()
        if self.subject:
            partner = PartnerId(self.subject)
            page = self.desk.partners.show(OfPartner(partner=partner))
            notes = self.desk.contacts.list(CardAsked(partner=partner))
        return Found(
            self.desk.his_cases.list(Nothing()), self.desk.releases.readers(Nothing()), page,
            tuple(one for one in notes if one.notes),
        )  # fmt: skip

    def _show(self, found: Found) -> None:
        self.show_content()
        number = found.page.number if found.page else ""
        crumbs = (Crumb(number, "partner", self.subject),) if number else ()
        self.set_title(
            _("New release"),
            facts(number, _("off by default, one way, as little as can be")),
            (Crumb(_("Releases"), "releases"), *crumbs, Crumb(_("New release"))),
        )
        hers = {link.case for link in found.page.links} if found.page else set()
        cases = [one for one in found.cases if not hers or one.case in hers]
        if self.form is None:
            self.form = Form(new_form(cases, found.readers), name=_("Release"))
            keep_private(self.form)
            self.right.add(self.form)
            if len(cases) == 1:
                self.form.fill({"case": cases[0].case})
            self.restore(self._kept)
        self._show_notes(found.notes)

    def _show_notes(self, notes: tuple[ContactRow, ...]) -> None:
        empty(self._notes)
        zone = self.ctx.clock.zone
        for one in notes[:MOST_NOTES]:
            at = one.at.astimezone(zone)
            when = f"{short_day(at.date())}, {clock(at)}"
            take = KeyButton(_("Take this note"), small=True)
            take.setAccessibleName(_("Take the note of {when}").format(when=when))
            take.clicked.connect(partial(self._take, one.notes or ""))
            self._notes.addWidget(words(facts(when, one.by), "small"))
            self._notes.addWidget(words(one.notes or ""))
            self._notes.addWidget(Flow(take))

    def _take(self, note: str, *_ignored: object) -> None:
        self.original.editor("original").fill(note)
        if self.form is not None:
            self.form.editor("text").setFocus()

    def _ask(self) -> None:
        if self.form is None:
            return
        values = self.form.values()
        agreed = {name: values[name] for name in OF_CONSENT if name in values}
        fixed: dict[str, object] = {"original": str(self.original.values().get("original") or "")}
        if agreed:
            fixed["consent"] = agreed
        draft = self.form.draft_as(ReleaseAsked, **fixed)
        if draft is not None:
            self.change(partial(self.desk.releases.propose, draft), self._asked, self._refused)

    def _asked(self, _made: ReleaseMade) -> None:
        self._forget_form()
        self.original.clear()
        self.toast(_("Asked. Somebody else of the team approves it."))
        self.go("releases")

    def _forget_form(self) -> None:
        """Another record, or done: the next one begins with an empty form of its own cases."""
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
        self.form, self._kept = None, {}

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput) and self.form is not None:
            self.form.show_problems({"how" if name == "consent" else name: said for name, said in
                                     error.problems.items()})  # fmt: skip
        else:
            self.show_problem(error)

    def is_edited(self) -> bool:
        return self.original.is_edited() or (self.form is not None and self.form.is_edited())

    def kept(self) -> dict[str, object]:
        if not self.is_edited():
            return {}
        return {**(self.form.values() if self.form else {}), **self.original.values()}

    def restore(self, kept: dict[str, object]) -> None:
        self._kept = {} if self.form is not None else dict(kept)
        if self.form is None:
            return
        for name, value in kept.items():
            (self.original if name == "original" else self.form).editor(name).fill(value)

    def first_focus(self) -> QWidget | None:
        return self.form.editor("text") if self.form is not None else self.ask

    def panes(self) -> list[QWidget]:
        return [self.left, self.right, self.ask]


def original_form() -> FormSpec:
    """The note that the new words come from; the approver reads both."""
    said = _("The approver reads it beside your words.")
    return FormSpec(ReleaseAsked, (Field("original", _("Not&e"), Kind.LINES, lines=4, help=said),))
