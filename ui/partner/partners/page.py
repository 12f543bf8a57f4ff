"""Shows one record of hers: what may be done now, her rules, his case read only, and the history (W5)."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.bridge.desk import BridgeDesk
from app.bridge.his_cases import HisCase, HisLine, OfCase
from app.core.errors import InvalidInput, Missing
from app.core.language import _
from app.core.shapes import CaseId, Nothing, PartnerId
from app.partner.contacts import ContactRow
from app.partner.dangers import SafetyPage
from app.partner.partners import CaseLink, LinkRecord, OfPartner, PartnerLinked, PartnerPage, PartnerUnlinked
from app.partner.safe_plans import CardAsked, ContactCard
from app.partner.spoken import band_words, feeling_words, outcome_words, relation_words, service_state_words
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton
from ui.kit.dates import clock, day, partial_day, short_day
from ui.kit.layouts import Column, Flow, SideBySide, empty, vertical
from ui.kit.rows import FactRow
from ui.kit.tokens import SPACE_2, Tone
from ui.kit.widgets import Card, facts, words
from ui.partner.partners.links import LinkEnded, LinksCard
from ui.shell.screen import Context, Crumb, Screen, Verb

MOST_CONTACTS, MOST_MARKS = 15, 4
OF_PLAN = (
    ("times", "calendar-time"), ("ways", "phone"), ("never", "message-off"), ("someone_else", "user-question"),
    ("drops", "phone-x"), ("checked", "refresh"),
)  # fmt: skip
MARK_ICONS = {"yes": "check", "no": "x", "unknown": "help"}


@dataclass(frozen=True)
class Found:
    """Everything the page shows, read in one go."""

    page: PartnerPage
    card: ContactCard
    contacts: tuple[ContactRow, ...]
    cases: tuple[tuple[LinkRecord, HisCase | None], ...]
    every: tuple[HisLine, ...]
    safety: SafetyPage


class PartnerScreen(Screen[BridgeDesk]):
    """Three columns: her plan and the record, his case, what was said so far."""

    cares_for = frozenset({"partner", "contact"})

    def __init__(self, ctx: Context[BridgeDesk]) -> None:
        super().__init__(ctx, _("Partner record"))
        self.plan = self.plain(_("Safe-contact plan"), "F2", "calendar-time")
        self.start = self.primary(_("Start contact"), "Enter", "phone")
        self.now = Banner("", "", Tone.OK)
        self.body.addWidget(self.now)
        self.danger = Banner("", "", Tone.STOP, "flag")
        self.danger.hide()
        self.body.addWidget(self.danger)
        self.rules, self._rules = _card(_("Safe-contact plan"))
        self.record, self._record = _card(_("Record"))
        self.his, self._his = _card(_("His case"), _("read only"))
        self.links = LinksCard()
        self.history, self._history = _card(_("Contacts"))
        self.safety = Card(_("Safety"))
        self._newest = words("", "small")
        self.open_safety = KeyButton(_("Plan, DASH and Marac"), "Ctrl+Shift+S", small=True)
        self.verbs.append(
            Verb(self.open_safety.accessibleName(), self.open_safety.click, "Ctrl+Shift+S", "shield-lock")
        )
        self.their = KeyButton(_("Children"), "Ctrl+Shift+K", small=True)
        self.measures = KeyButton(_("Her view over time"), "Ctrl+Shift+M", small=True)
        self.verbs.append(Verb(self.their.accessibleName(), self.their.click, "Ctrl+Shift+K", "home"))
        self.verbs.append(Verb(self.measures.accessibleName(), self.measures.click, "Ctrl+Shift+M", "chart-bar"))
        for part in (self._newest, Flow(self.open_safety, self.their, self.measures)):
            self.safety.add(part)
        self.verbs.append(Verb(_("Erase or hold"), lambda: self.go("erasure", self.subject), icon="trash"))
        self.verbs.append(Verb(_("Her own file"), lambda: self.go("her_file", self.subject), icon="file-text"))
        self.verbs.append(Verb(_("Named officers"), lambda: self.go("restriction", self.subject), icon="lock"))
        self.release = KeyButton(_("New release"), "Ctrl+Shift+R", small=True)
        self.verbs.append(Verb(self.release.accessibleName(), self.release.click, "Ctrl+Shift+R", "mail"))
        self.updates = KeyButton(_("What she is told"), "Ctrl+Shift+U", small=True)
        self.verbs.append(Verb(self.updates.accessibleName(), self.updates.click, "Ctrl+Shift+U", "message"))
        self.history.add(Flow(self.updates, self.release))
        left = Column(self.rules, self.safety, self.record)
        middle = Column(self.his, self.links)
        self.body.addWidget(SideBySide(left, middle, Column(self.history), shares=(4, 4, 4), stacks_under=880), 1)
        self._wire()

    def _wire(self) -> None:
        self.start.setAutoDefault(True)
        self.start.clicked.connect(lambda _on: self.go("contact", self.subject))
        self.open_safety.clicked.connect(lambda _on: self.go("safety", self.subject))
        self.updates.clicked.connect(lambda _on: self.go("updates", self.subject))
        self.release.clicked.connect(lambda _on: self.go("release_new", self.subject))
        self.plan.clicked.connect(lambda _on: self.go("plan", self.subject))
        self.links.linked.connect(self._link)
        self.links.ended.connect(self._unlink)
        self.their.clicked.connect(lambda _on: self.go("children", self.subject))
        self.measures.clicked.connect(lambda _on: self.go("her_measures", self.subject))

    def open(self, subject: str | None = None) -> None:
        if subject != self.subject:
            self.links.clear()
        super().open(subject)
        self.read(self._load, self._show)

    def _load(self) -> Found:
        partner = PartnerId(self.subject or "")
        page = self.desk.partners.show(OfPartner(partner=partner))
        asked = CardAsked(partner=partner)
        opened = date.fromisoformat(page.opened_on)
        cases = tuple((link, self._case(link, opened)) for link in page.links)
        every = self.desk.his_cases.list(Nothing())
        card, said = self.desk.safe_plans.card(asked), self.desk.contacts.list(asked)
        return Found(page, card, said, cases, every, self.desk.dangers.show(OfPartner(partner=partner)))

    def _case(self, link: LinkRecord, opened: date) -> HisCase | None:
        """His case as it stands; one that is gone leaves the link with a plain word."""
        try:
            return self.desk.his_cases.show(OfCase(case=CaseId(link.case), details_on=opened))
        except Missing:
            return None

    def _show(self, found: Found) -> None:
        page = found.page
        self.show_content()
        self.set_title(
            facts(page.number, page.name),
            facts(
                service_state_words(page.state),
                ", ".join(case.reference for _link, case in found.cases if case),
                _("Worker {name}").format(name=page.worker),
                _("Opened {day}").format(day=partial_day(page.opened_on)),
            ),
            (Crumb(_("Partner records"), "partners"), Crumb(page.number)),
        )
        self._show_now(found.card)
        self._show_danger(found.safety)
        self._show_rules(found.card)
        self._show_record(page)
        self._show_his(found.cases)
        due = min(
            (case.first_attempt_by for _link, case in found.cases if case and case.first_attempt_by), default=None
        )
        self._show_history(found.contacts, due)
        self.links.show_links(found.every, found.cases)

    def _show_now(self, card: ContactCard) -> None:
        if not card.has_plan:
            self.now.say(_("There is no safe-contact plan"), _("Do not contact her before she has set one."), Tone.STOP)
        elif card.reasons_not_to:
            self.now.say(_("It is not a safe time"), " ".join(card.reasons_not_to), Tone.WARN)
        else:
            self.now.say(_("Now is inside a safe time"), _("Read the rules before you call."), Tone.OK)

    def _show_danger(self, safety: SafetyPage) -> None:
        """What waits for a decision, or the year in which a new incident is a repeat (NEV-12)."""
        newest = safety.results[0] if safety.results else None
        self._newest.setText(
            facts(_("DASH of {day}").format(day=day(newest.result.on)), band_words(newest.band))
            if newest
            else _("No DASH result yet.")
        )
        self.danger.setVisible(bool(safety.waiting) or safety.flag_until is not None)
        if safety.waiting:
            self.danger.say(_("This waits for a decision"), "\n".join(safety.waiting), Tone.STOP, "flag")
        elif safety.flag_until is not None:
            until = _("Marac year until {day}").format(day=day(safety.flag_until))
            self.danger.say(
                until, _("A new incident, reported or not, is a repeat. Ctrl+Shift+S records it."), Tone.WARN, "flag"
            )

    def _show_rules(self, card: ContactCard) -> None:
        empty(self._rules)
        lines = {line.key: line for line in card.lines}
        for key, icon in OF_PLAN:
            if key in lines:
                said = lines[key].words
                self._rules.addWidget(FactRow(icon, lines[key].label, said[:1].upper() + said[1:], strong_first=False))
        if not lines:
            self._rules.addWidget(words(_("None yet. Set it with what she says herself."), "small"))

    def _show_record(self, page: PartnerPage) -> None:
        empty(self._record)
        for icon, label, said in (
            ("phone", _("Number on record"), page.masked_phone),
            ("home", _("Address"), _("On record, masked") if page.has_address else _("Not known")),
            ("message", _("Language"), page.language or _("Not known")),
            ("notes", _("Note"), page.note or _("None")),
        ):
            self._record.addWidget(FactRow(icon, label, said, strong_first=False))

    def _show_his(self, cases: tuple[tuple[LinkRecord, HisCase | None], ...]) -> None:
        empty(self._his)
        for link, case in cases:
            ended = _("ended {day}").format(day=partial_day(link.until)) if link.until else ""
            self._his.addWidget(words(facts(relation_words(link.relation), ended), "small-strong"))
            if case is None:
                self._his.addWidget(words(_("This case is not there any more."), "small"))
                continue
            zone = self.ctx.clock.zone
            since = day(case.state_since.astimezone(zone).date())
            self._his.addWidget(FactRow("user", facts(case.reference, case.name), facts(case.state, since)))
            for icon, first, second, tone in court_rows(case):
                self._his.addWidget(FactRow(icon, first, second, tone))
            at = case.next_at.astimezone(zone) if case.next_at else None
            when = f"{short_day(at.date())}, {clock(at)}" if at else _("No date is set")
            self._his.addWidget(FactRow("users-group", case.group or _("No group"), facts(_("Next"), when)))
            came = _("{attended} of {recorded} recorded sessions attended").format(
                attended=case.attended, recorded=case.recorded
            )
            self._his.addWidget(FactRow("list-check", came if case.recorded else _("No session recorded yet"), ""))
            for mark in case.marks[:MOST_MARKS]:
                on = short_day(mark.at.astimezone(zone).date()) if mark.at else _("No date is set")
                tone = "warn" if mark.came == "no" else "ink_2"
                self._his.addWidget(FactRow(MARK_ICONS[mark.came], facts(on, mark.title), mark.words, tone, False))

    def _show_history(self, rows: tuple[ContactRow, ...], due: date | None) -> None:
        empty(self._history)
        zone = self.ctx.clock.zone
        for row in rows[:MOST_CONTACTS]:
            at = row.at.astimezone(zone)
            when = facts(f"{short_day(at.date())}, {clock(at)}", row.by)
            felt = feeling_words(row.how_safe) if row.how_safe != "unknown" else ""
            self._history.addWidget(FactRow("phone", when, facts(outcome_words(row.outcome), felt), strong_first=False))
            if row.notes:
                self._history.addWidget(words(row.notes))
        if not rows:
            said = _("New. First attempt is due by {day}.").format(day=short_day(due)) if due else _("No contact yet.")
            self._history.addWidget(words(said))

    def _link(self, draft: CaseLink) -> None:
        linked = PartnerLinked(partner=PartnerId(self.subject or ""), link=draft)
        self.change(partial(self.desk.partners.link, linked), self._linked, partial(self._refused, False))

    def _unlink(self, draft: LinkEnded) -> None:
        ended = PartnerUnlinked(partner=PartnerId(self.subject or ""), link=draft.link, reason=draft.reason)
        self.change(partial(self.desk.partners.unlink, ended), self._linked, partial(self._refused, True))

    def _linked(self, _made: object) -> None:
        self.links.clear()
        self.toast(_("Saved."))
        self.refresh()

    def _refused(self, is_ending: bool, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            self.links.show_problems(error.problems, is_ending=is_ending)
        else:
            self.show_problem(error)

    def is_edited(self) -> bool:
        return self.links.is_edited()

    def kept(self) -> dict[str, object]:
        return self.links.kept()

    def restore(self, kept: dict[str, object]) -> None:
        self.links.restore(kept)

    def panes(self) -> list[QWidget]:
        return [self.start, self.links]


def _card(title: str, note: str = "") -> tuple[Card, QVBoxLayout]:
    """A card with a layout of its own for what changes."""
    card = Card(title, note=note)
    lines = vertical(gap=SPACE_2)
    card.body.addLayout(lines)
    return card, lines


def court_rows(case: HisCase) -> list[tuple[str, str, str, str]]:
    """What protects her and until when: icon, what, what it forbids, tone; one that is over is warned of."""
    ends = _("last day {day}").format(day=day(case.ground_ends)) if case.ground_ends else _("last day not known")
    found = [("certificate", case.ground, ends, "ink_2")] if case.ground else []
    for one in case.protections:
        until = _("last day {day}").format(day=day(one.last_day)) if one.last_day else ""
        tone = "warn" if one.stands == "over" else "primary"
        found.append(("shield-lock", facts(one.kind, one.words, until), one.conditions, tone))
    if case.court_on is not None:
        found.append(("calendar", _("Family court on {day}").format(day=day(case.court_on)), "", "ink_2"))
    if case.mappa:
        found.append(("users-group", _("MAPPA"), case.mappa, "ink_2"))
    return found
