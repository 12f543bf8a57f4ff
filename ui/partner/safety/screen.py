"""Records with her what she is in danger of and her safety plan; nothing of it leaves this desk (W8, RSK-11)."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.bridge.desk import BridgeDesk
from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import PartnerId
from app.domain.answers import Answer
from app.partner.dangers import DangerSaved, DashTaken, HerPlanSet, MaracMade, SafetyPage
from app.partner.partners import OfPartner
from app.partner.rules.dash import band
from ui.kit.bands import Banner
from ui.kit.choice import Option, SegmentedChoice
from ui.kit.dates import day
from ui.kit.editors import keep_private
from ui.kit.form import Form
from ui.kit.layouts import Column, Flow, SideBySide
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, words
from ui.partner.safety.forms import History, counted, dash_form, marac_form, plan_form, plan_values, ranged
from ui.partner.safety.slots import SlotGrid
from ui.shell.screen import Context, Crumb, Screen


class SafetyScreen(Screen[BridgeDesk]):
    """What was asked and decided on the left, the numbers and what stands so far on the right."""

    cares_for = frozenset({"partner"})

    def __init__(self, ctx: Context[BridgeDesk]) -> None:
        super().__init__(ctx, _("Safety"))
        self._page: SafetyPage | None = None
        self.save = self.primary(_("Save result"), "Ctrl+S")
        self.wait, self.flag = Banner("", "", Tone.STOP), Banner("", "", Tone.WARN, "flag")
        self.kind = SegmentedChoice(_("What to record"), kinds(), "dash")
        self.slots = SlotGrid(_("Answers by number"))
        self.count = words("", "small-strong")
        self.numbers = Card(_("Answers by number"), note=_("Y yes · N no · K not known"))
        self.numbers.add(self.slots)
        self.numbers.add(self.count)
        self.plan = History(_("Safety plan"))
        self.results, self.steps = History(_("DASH results")), History(_("Marac"))
        self.dash = Form(dash_form(), _("DASH result"))
        self.marac = Form(marac_form(), _("Marac"), has_keys=False)
        self.her_plan = Form(plan_form(), _("Safety plan"), has_keys=False)
        self.forms = {"dash": self.dash, "marac": self.marac, "plan": self.her_plan}
        record = Card(_("Record"))
        for part in (Flow(self.kind), *self.forms.values()):
            record.add(part)
        for banner in (self.wait, self.flag):
            self.body.addWidget(banner)
            banner.hide()
        side = Column(self.numbers, self.plan, self.results, self.steps)
        self.body.addWidget(SideBySide(Column(record), side, shares=(1, 1), stacks_under=1000), 1)
        keep_private(self)
        self._wire()
        self._show_kind("dash")

    def _wire(self) -> None:
        self.kind.chosen.connect(self._show_kind)
        self.slots.edited.connect(self._count)
        self.save.clicked.connect(lambda _on: self._save())

    def _show_kind(self, kind: str) -> None:
        for name, form in self.forms.items():
            form.setVisible(name == kind)
        self.numbers.setVisible(kind == "dash")
        self.save.say(_("Save result") if kind == "dash" else _("Save"))

    def open(self, subject: str | None = None) -> None:
        if subject != self.subject:
            self._clear()
        super().open(subject)
        self.read(partial(self.desk.dangers.show, OfPartner(partner=PartnerId(subject or ""))), self._show)

    def _clear(self) -> None:
        for form in self.forms.values():
            form.clear()
        self.slots.fill()

    def _show(self, page: SafetyPage) -> None:
        self._page = page
        self.show_content()
        self.set_title(
            _("Safety of {number}").format(number=page.number),
            facts(page.name, _("stays at this desk")),
            (
                Crumb(_("Partner records"), "partners"),
                Crumb(page.number, "partner", self.subject),
                Crumb(_("Safety")),
            ),
        )
        self.wait.setVisible(bool(page.waiting))
        self.wait.say(_("This waits for a decision"), "\n".join(page.waiting), Tone.STOP)
        self.flag.setVisible(page.flag_until is not None)
        if page.flag_until is not None:
            self.flag.say(
                _("Marac year until {day}").format(day=day(page.flag_until)),
                _("A new incident, reported or not, is a repeat. Record it here."), Tone.WARN, "flag",
            )  # fmt: skip
        self.plan.show_plan(page.plan)
        if not self.her_plan.is_edited():
            self.her_plan.fill(plan_values(page.plan))
        self.results.show_results(page.results)
        self.steps.show_steps(page.steps)
        self._count()

    def _count(self) -> None:
        """What the answers add up to while they are typed."""
        given = self.slots.answers()
        ticks, not_known = given.count(Answer.YES), given.count(Answer.UNKNOWN)
        not_asked = given.count(Answer.NOT_ASKED)
        said = counted(ticks, not_known, not_asked)
        if self._page is None or not self.slots.is_edited():
            self.count.setText(said)
            return
        bands, limit = self._page.bands, self._page.ticks_limit
        reached = _("reaches the local number for a referral, {limit}").format(limit=limit) if ticks >= limit else ""
        open_too = band(ticks + not_known + not_asked, bands)
        self.count.setText(facts(ranged(band(ticks, bands), open_too), said, reached))

    def _save(self) -> None:
        partner = PartnerId(self.subject or "")
        if self.kind.value() == "dash":
            answers = [answer.value for answer in self.slots.answers()]
            taken = self.dash.draft_as(DashTaken, partner=partner, answers=answers)
            if taken is not None:
                self.change(partial(self.desk.dangers.record_dash, taken), self._saved, self._refused)
            return
        if self.kind.value() == "plan":
            first = str(self.her_plan.values().get("first") or "").splitlines()
            plan = self.her_plan.draft_as(HerPlanSet, partner=partner, priorities=first)
            if plan is not None:
                self.change(partial(self.desk.dangers.set_plan, plan), self._saved, self._refused)
            return
        made = self.marac.draft_as(MaracMade, partner=partner)
        if made is not None:
            self.change(partial(self.desk.dangers.record_marac, made), self._saved, self._refused)

    def _saved(self, saved: DangerSaved) -> None:
        self.forms[self.kind.value()].clear()
        if self.kind.value() == "dash":
            self.slots.fill()
        self.toast(_("Saved. A referral is called for.") if saved.referral_needed else _("Saved."))
        self.refresh()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            found = {"first" if name == "priorities" else name: text for name, text in error.problems.items()}
            self.forms[self.kind.value()].show_problems(found)
        else:
            self.show_problem(error)

    def is_edited(self) -> bool:
        """True while something typed is not saved."""
        return self.slots.is_edited() or any(form.is_edited() for form in self.forms.values())

    def kept(self) -> dict[str, object]:
        """Every form and the numbers as they stand."""
        if not self.is_edited():
            return {}
        slots = [answer.value for answer in self.slots.answers()]
        return {"kind": self.kind.value(), "slots": slots} | {name: one.values() for name, one in self.forms.items()}

    def restore(self, kept: dict[str, object]) -> None:
        """Show again what a lock kept, as typed and not as saved."""
        kind = str(kept.get("kind", "dash"))
        self.kind.set_value(kind)
        self._show_kind(kind)
        for name, form in self.forms.items():
            values = kept.get(name)
            for field, value in values.items() if isinstance(values, dict) else ():
                form.editor(field).fill(value)
        slots = kept.get("slots")
        self.slots.fill([str(one) for one in slots] if isinstance(slots, list | tuple) else [])

    def first_focus(self) -> QWidget:
        """What has to be asked before anything else."""
        return self.dash.editor("safe_to_talk") if self.kind.value() == "dash" else self.kind

    def panes(self) -> list[QWidget]:
        """What is recorded, its numbers, and the button that keeps it."""
        kind = self.kind.value()
        return [self.kind, self.slots if kind == "dash" else self.forms[kind], self.save]


def kinds() -> tuple[Option, ...]:
    """What can be recorded here."""
    return Option("dash", _("DASH result")), Option("marac", _("Marac")), Option("plan", _("Safety plan"))
