"""Records risk results and red events of one case, and keeps each event's clock until everybody has been told."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import CaseId, convert, replaced
from app.domain import labels
from app.programme.case_page import CasePage
from app.programme.cases import CaseAsked
from app.programme.desk import ProgrammeDesk
from app.programme.red_events import EventRow
from app.programme.risks import EventClosed, EventNamed, EventRaised, EventsWanted, ResultRecorded
from ui.kit.buttons import KeyButton
from ui.kit.choice import Option, SegmentedChoice
from ui.kit.dates import clock, here, read_time, short_day
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, Problems, Values, options
from ui.kit.layouts import Column, Flow, SideBySide
from ui.kit.rows import ActionRow, FactRow
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, Chip, facts, line, words
from ui.programme.case.overview import ResultsCard, RiskLine
from ui.shell.screen import Context, Crumb, Screen

ITEMS = ("partner", "others", "children")
OF_RESULT = frozenset({*ITEMS})
OF_EVENT = frozenset({"on", "at", "have_heard"})


class Look(NamedTuple):
    """The case and its red events."""

    page: CasePage
    events: tuple[EventRow, ...]


def look(desk: ProgrammeDesk, subject: str) -> Look:
    """What to show for a case, or for the case of an event that is due (Today names the event)."""
    for event in desk.risks.list(EventsWanted()):
        if event.event == subject:
            subject = event.case
            break
    case = CaseId(subject)
    return Look(desk.cases.show(CaseAsked(case=case)), desk.risks.list(EventsWanted(case=case)))


def result_form() -> FormSpec:
    """A tool's result as it was received; a level nobody knows stays not known (RSK-1)."""
    levels = options(labels.risk_levels())
    return FormSpec(
        ResultRecorded,
        (
            Field("tool", _("Tool"), required=True, hint=_("SARA, or another")),
            Field("version", _("Version")),
            Field("taken_on", _("Taken on"), Kind.DATE, required=True),
            Field("assessor", _("Assessed by"), required=True),
            Field("partner", _("Risk to a partner"), Kind.CHOICE, choices=levels),
            Field("others", _("Risk to others"), Kind.CHOICE, choices=levels),
            Field("children", _("Risk to children"), Kind.CHOICE, choices=levels),
            Field("sources_used", _("Sources used"), Kind.TICKS, choices=options(labels.evidence_sources())),
            Field("review_on", _("Look again on"), Kind.DATE),
        ),
        check=_one_item,
        extra=OF_RESULT,
    )


def _one_item(values: Values) -> Problems:
    found = any(values.get(name) for name in ITEMS)
    return {} if found else {"partner": _("Write at least one level; one that nobody knows is “not known”.")}


def event_form() -> FormSpec:
    """What happened, when, where it comes from, and who has been told already (RED-1)."""
    return FormSpec(
        EventRaised,
        (
            Field("kind", _("What kind"), Kind.CHOICE, required=True, choices=options(labels.red_kinds())),
            Field("what", _("What happened"), Kind.LINES, required=True, help=_("What he did, in plain words.")),
            Field("on", _("On which day"), Kind.DATE, required=True),
            Field("at", _("At what time"), Kind.TIME),
            Field("source_class", _("How we know"), Kind.CHOICE, required=True, choices=options(labels.red_sources())),
            Field("have_heard", _("Told already"), Kind.TICKS, choices=options(told_by_us())),
        ),
        extra=OF_EVENT,
    )


def told_by_us() -> dict[str, str]:
    """Those whom a worker tells; the safety team is told by the act itself."""
    return {who: text for who, text in labels.those_told().items() if who != "safety_team"}


class EventCard(Card):
    """One open red event: its clock, and a tick for each who was told now."""

    closed = Signal(str)
    acknowledged = Signal(str)
    told = Signal(str, str)

    def __init__(self, event: EventRow, is_manager: bool, late: bool) -> None:
        super().__init__(labels.red_kinds().get(event.kind, event.kind))
        due = here(event.clock_due)
        by = _("everybody told by {day}, {time}").format(day=short_day(due.date()), time=clock(due))
        self.add(Flow(Chip(by, Tone.STOP if late else Tone.WARN, "clock")))
        self.add(words(event.what))
        for one in event.told:
            who = labels.those_told().get(one.who, one.who)
            if one.at is not None:
                at = here(one.at)
                when = _("told {day}, {time}").format(day=short_day(at.date()), time=clock(at))
                self.add(FactRow("circle-check", who, when))
            else:
                row = ActionRow(who, _("not told yet"), _("Told now"))
                row.acted.connect(partial(self.told.emit, event.event, one.who))
                self.add(row)
        buttons = Flow()
        if is_manager and not event.acknowledged:
            seen = KeyButton(_("Acknowledge"), small=True)
            seen.setAccessibleName(_("Acknowledge: {what}").format(what=self.accessibleName()))
            seen.clicked.connect(partial(self.acknowledged.emit, event.event))
            buttons.add(seen)
        close = KeyButton(_("Close"), small=True)
        close.setAccessibleName(_("Close: {what}").format(what=self.accessibleName()))
        close.clicked.connect(partial(self.closed.emit, event.event))
        buttons.add(close)
        self.add(line())
        self.add(buttons)


class RiskScreen(Screen[ProgrammeDesk]):
    """Levels and clocks at the left, what is recorded now at the right (P17, P18)."""

    is_for_staff = True
    cares_for = frozenset({"case"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Risk and safety"))
        self._case = CaseId("")
        self.level = RiskLine()
        self.events = Column()
        self.results = ResultsCard()
        self.kind = SegmentedChoice(_("What to record"), kinds(), "result")
        self.result = Form(result_form(), _("Risk result"))
        self.red_event = Form(event_form(), _("Red event"), has_keys=False)
        self.red_event.hide()
        right = Card(_("Record"))
        for part in (Flow(self.kind), self.result, self.red_event):
            right.add(part)
        left = Column(self.level, self.events, self.results)
        self.body.addWidget(SideBySide(left, Column(right), shares=(1, 1)), 1)
        self.save = self.primary(_("Save result"), "Ctrl+S")
        self._wire()

    def _wire(self) -> None:
        self.kind.chosen.connect(self._show_form)
        self.save.clicked.connect(self._save)

    def _show_form(self, kind: str) -> None:
        self.result.setVisible(kind == "result")
        self.red_event.setVisible(kind == "event")
        self.save.say(_("Save result") if kind == "result" else _("Raise now"))

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        if subject is None:
            self.show_empty(_("Choose a participant first."))
            return
        self.read(partial(look, self.desk, subject), self._show)

    def _show(self, found: Look) -> None:
        page = found.page
        self._case = page.case
        self.show_content()
        self.set_title(
            _("Risk and safety: {name}").format(name=page.short_name),
            facts(page.state_words, page.group, page.lead),
            (Crumb(_("Participants"), "cases"), Crumb(page.reference, "case", page.case), Crumb(_("Risk and safety"))),
        )
        self.level.show_risk(page.risk)
        self.results.show_results(page.results)
        self._show_events(found.events)

    def _show_events(self, events: tuple[EventRow, ...]) -> None:
        while self.events.box.count():
            item = self.events.box.takeAt(0)
            if item is not None and (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        now = self.ctx.clock.now()
        for event in events:
            card = EventCard(event, self.ctx.person.role == "manager", event.clock_due < now)
            card.closed.connect(self._close)
            card.acknowledged.connect(self._acknowledge)
            card.told.connect(self._tell)
            self.events.box.addWidget(card)
        self.events.setVisible(bool(events))

    def _save(self) -> None:
        if self.kind.value() == "event":
            self._raise()
            return
        values = self.result.values()
        results = {name: str(values[name]) for name in ITEMS if values.get(name)}
        draft = self.result.draft_as(ResultRecorded, case=self._case, results=results)
        if draft is not None:
            self.change(partial(self.desk.risks.record_result, draft), self._saved(self.result), self._refused)

    def _raise(self) -> None:
        values = self.red_event.values()
        day_of, time_of = values.get("on"), read_time(str(values.get("at") or ""))
        when = f"{day_of}T{time_of:%H:%M}" if time_of else str(day_of)
        draft = self.red_event.draft_as(EventRaised, case=self._case, when=when)
        if draft is None:
            return
        told = values.get("have_heard")
        draft = replaced(draft, told=tuple(told) if isinstance(told, list) else ())
        self.change(partial(self.desk.risks.raise_event, draft), self._saved(self.red_event), self._refused)

    def _saved(self, form: Form) -> Callable[[object], None]:
        def done(_result: object) -> None:
            form.clear()
            self.toast(_("Saved."))
            self.refresh()

        return done

    def _tell(self, event: str, who: str) -> None:
        draft = convert({"event": event, "told": [who]}, EventClosed)
        self.change(partial(self.desk.risks.tell, draft), lambda _row: self.refresh())

    def _close(self, event: str) -> None:
        draft = EventClosed(event=event)
        self.change(partial(self.desk.risks.close, draft), lambda _row: self.refresh())

    def _acknowledge(self, event: str) -> None:
        draft = EventNamed(event=event)
        self.change(partial(self.desk.risks.acknowledge, draft), lambda _row: self.refresh())

    def _refused(self, error: Exception) -> None:
        form = self.red_event if self.kind.value() == "event" else self.result
        if isinstance(error, InvalidInput):
            problems = {"on" if name == "when" else name: text for name, text in error.problems.items()}
            form.show_problems(problems)
        else:
            self.show_problem(error)

    def is_edited(self) -> bool:
        """True while something typed is not saved."""
        return self.result.is_edited() or self.red_event.is_edited()

    def kept(self) -> dict[str, object]:
        """Both forms as they stand."""
        if not self.is_edited():
            return {}
        return {"kind": self.kind.value(), "result": self.result.values(), "event": self.red_event.values()}

    def restore(self, kept: dict[str, object]) -> None:
        """Show again what a lock kept."""
        self.kind.set_value(str(kept.get("kind", "result")))
        self._show_form(self.kind.value())
        for form, name in ((self.result, "result"), (self.red_event, "event")):
            values = kept.get(name)
            if isinstance(values, dict):
                form.fill(values)

    def first_focus(self) -> QWidget:
        """The choice of what to record."""
        return self.kind

    def panes(self) -> list[QWidget]:
        """What stands, then what is recorded."""
        return [self.events, self.kind, self.result if self.kind.value() == "result" else self.red_event]


def kinds() -> tuple[Option, ...]:
    """What can be recorded here."""
    return Option("result", _("Risk result")), Option("event", _("Red event"))
