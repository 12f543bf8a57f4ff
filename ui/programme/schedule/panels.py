"""Are the parts beside the schedule: adding a closure and what it hits, days off of a year, and a calendar file."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from app.core.errors import InvalidInput
from app.core.language import _, ngettext
from app.programme.desk import ProgrammeDesk
from app.programme.planning.calendar_files import CalendarFile, CalendarWanted
from app.programme.planning.closures import ClosureAdded, ClosureSaved
from app.programme.planning.hits import HitRow
from app.programme.planning.holidays import HolidayGiven, HolidayRow, HolidayTaken, HolidayYear, YearVouched
from app.programme.planning.schedule import NamedRow
from ui.kit.bands import Banner, announce
from ui.kit.buttons import KeyButton
from ui.kit.dates import clock, short_day
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind, options
from ui.kit.layouts import Flow
from ui.kit.paged_model import Column
from ui.kit.table import DataTable
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, words
from ui.programme.schedule.lines import choices_of, region_words
from ui.shell.screen import Screen


class Panel(Card):
    """A part that takes the place of the list until it is closed with Esc."""

    closed = Signal()

    def __init__(self, screen: Screen[ProgrammeDesk], title: str) -> None:
        super().__init__(title)
        self._screen = screen
        self.back = KeyButton(_("Back to the list"), "Esc", small=True)
        self.back.clicked.connect(self.closed)

    def refuse(self, form: Form, error: Exception) -> None:
        """Beside the fields where it can be."""
        if isinstance(error, InvalidInput):
            names = {"from": "from_day"}
            form.show_problems({names.get(name, name): text for name, text in error.problems.items()})
        else:
            self._screen.show_problem(error)


def closure_form(named: Sequence[NamedRow]) -> FormSpec:
    """From when to when, what is closed or who is away, and why."""
    return FormSpec(
        ClosureAdded,
        (
            Field("first", _("&First day"), Kind.DATE, required=True),
            Field("to", _("&Last day"), Kind.DATE, help=_("Leave it blank for one day.")),
            Field("of", _("&What is closed"), Kind.CHOICE, hint=_("Whole office"), choices=options(choices_of(named))),
            Field("reason", _("Wh&y"), required=True, help=_("Everybody here reads it. For leave: no illness.")),
        ),
        extra=frozenset({"first", "of"}),
    )


class ClosurePanel(Panel):
    """Adds days on which nothing meets, or somebody's leave; then shows what they hit (SCH-16)."""

    saved = Signal(object)

    def __init__(self, screen: Screen[ProgrammeDesk]) -> None:
        super().__init__(screen, _("Add a closure or leave"))
        self.form: Form | None = None
        self.save = KeyButton(_("Save closure"), "Ctrl+S")
        self.buttons = Flow(self.save, self.back)
        self.add(self.buttons)
        self.body.addStretch(1)
        self.save.clicked.connect(self._save)

    def ask(self, named: Sequence[NamedRow], day: str) -> None:
        """Ask for a closure, from the day that is chosen."""
        if self.form is not None:
            self.body.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
        self.form = Form(closure_form(named), _("Add a closure or leave"))
        self.body.insertWidget(1, self.form)
        self.form.show()
        self.form.fill({"first": day})
        self.form.editor("first").setFocus()

    def _save(self) -> None:
        if self.form is None:
            return
        values = self.form.values()
        first, of = str(values.get("first", "")), str(values.get("of", ""))
        where = of.partition(":")[2] or None
        given: dict[str, object] = {"from": first, "where": where}
        if "to" not in values:
            given["to"] = first
        draft = self.form.draft_as(ClosureAdded, **given)
        if draft is not None:
            act = partial(self._screen.desk.closures.add, draft)
            self._screen.change(act, self._saved, partial(self.refuse, self.form))

    def _saved(self, saved: ClosureSaved) -> None:
        if self.form is not None:
            self.form.clear()
        self.saved.emit(saved.hit)


def hit_columns() -> tuple[Column[HitRow], ...]:
    """What is hit, when, and where it could go."""
    return (
        Column(_("Session"), lambda row: f"{row.group_code}, {row.title}", strong=True),
        Column(_("When"), lambda row: f"{short_day(row.starts_at.date())}, {clock(row.starts_at)}"),
        Column(_("Could go to"), _offer_words, tone=lambda row: Tone.INFO if row.offer else Tone.WARN),
    )


def _offer_words(row: HitRow) -> str:
    if row.needs == "cover":
        return _("Needs cover")
    return f"{short_day(row.offer.date())}, {clock(row.offer)}" if row.offer else _("No free time found")


class HitsPanel(Panel):
    """The sessions that a closure hits; nothing has moved, Enter goes to the move with the offer filled in."""

    wanted = Signal(str)

    def __init__(self, screen: Screen[ProgrammeDesk]) -> None:
        super().__init__(screen, _("What this hits"))
        self.about = words("", "small")
        self.table: DataTable[HitRow] = DataTable(hit_columns(), _("Sessions that are hit"))
        self._rows: dict[str, HitRow] = {}
        self.add(self.about)
        self.add(self.table, 1)
        self.go = KeyButton(_("Move it, or name cover"), "Enter")
        self.add(Flow(self.go, self.back))
        self.table.row_chosen.connect(self._choose)
        self.go.clicked.connect(lambda: self._choose(self.table.chosen_id()))

    def show_hits(self, rows: Sequence[HitRow]) -> None:
        """Show them; nothing moves by itself."""
        self._rows = {row.session: row for row in rows}
        said = ngettext(
            "{count} session is hit. Nothing has moved.", "{count} sessions are hit. Nothing has moved.", len(rows)
        )
        self.about.setText(said.format(count=len(rows)))
        self.table.show_rows(rows, lambda row: row.session)
        self.table.setFocus()
        announce(self, self.about.text())

    def _choose(self, id_: str) -> None:
        row = self._rows.get(id_)
        if row is not None:
            offer = f"{row.offer:%Y-%m-%dT%H:%M}" if row.offer else "cover" if row.needs == "cover" else ""
            self.wanted.emit("/".join((row.group, row.session, offer)))


def holiday_columns() -> tuple[Column[HolidayRow], ...]:
    """Day, name, and whether the office closes on it."""
    kinds = {"holiday": _("Public holiday"), "added": _("Added by the office"), "works": _("The office works")}
    tones = {"holiday": Tone.WARN, "added": Tone.INFO, "works": Tone.OK}
    return (
        Column(_("Day"), lambda row: short_day(row.day), strong=True),
        Column(_("What"), lambda row: row.words),
        Column(_("State"), lambda row: kinds[row.kind], tone=lambda row: tones[row.kind]),
    )


class HolidayTable(DataTable[HolidayRow]):
    """The days off of a year: Delete works on the chosen one, or closes again."""

    turned = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.chosen_id():
            self.turned.emit(self.chosen_id())
            return
        super().keyPressEvent(event)


class HolidaysPanel(Panel):
    """The days off of a year: the library's, those the office adds, those on which it works (SCH-14, SCH-15)."""

    hit = Signal(object)

    def __init__(self, screen: Screen[ProgrammeDesk], *, may_change: bool) -> None:
        super().__init__(screen, _("Days off"))
        self._shown: HolidayYear | None = None
        self.unknown = Banner("", "", Tone.WARN)
        self.table = HolidayTable(holiday_columns(), _("Days off of this year"))
        spec = FormSpec(
            HolidayGiven,
            (
                Field("day", _("&Day"), Kind.DATE, required=True),
                Field("words", _("W&hat it is, or why the office works"), required=True),
            ),
        )
        self.form = Form(spec, _("A day off"), has_keys=False)
        self.add_day = KeyButton(_("Add this day off"))
        self.work_on = KeyButton(_("Work on this day"))
        self.vouch = KeyButton(_("This year's list is complete"), small=True)
        for part in (self.unknown, self.table):
            self.add(part, 1 if part is self.table else 0)
        self.change = (self.form, self.add_day, self.work_on)
        if may_change:
            self.add(self.form)
        self.add(Flow(*((self.add_day, self.work_on, self.vouch) if may_change else ()), self.back))
        self.table.row_changed.connect(self._fill)
        self.table.turned.connect(lambda _id: self.form.editor("words").setFocus())
        self.add_day.clicked.connect(self._add)
        self.work_on.clicked.connect(self._work_on)
        self.vouch.clicked.connect(self._vouch)

    def show_year(self, shown: HolidayYear) -> None:
        """Show a year's days off."""
        self._shown = shown
        self.say_note(f"{shown.year}, {region_words(shown.region)}")
        self.unknown.say(
            _("No holidays are known for {year}.").format(year=shown.year),
            _("Add the days off by hand, then say that the list is complete."),
            Tone.WARN,
        )
        self.unknown.setVisible(not shown.is_known)
        self.vouch.setVisible(not shown.is_known)
        self.table.show_rows(shown.days, lambda row: f"{row.day} {row.kind}")
        if shown.hit:
            self.hit.emit(shown.hit)

    def _fill(self, id_: str) -> None:
        row = next((one for one in self._shown.days if f"{one.day} {one.kind}" == id_), None) if self._shown else None
        if row is not None:
            self.form.fill({"day": row.day.isoformat(), "words": row.words if row.kind == "works" else None})

    def _add(self) -> None:
        draft = self.form.draft_as(HolidayGiven, region=self._shown.region if self._shown else None)
        if draft is not None:
            act = partial(self._screen.desk.holidays.add, draft)
            self._screen.change(act, self.show_year, partial(self.refuse, self.form))

    def _work_on(self) -> None:
        given = self.form.draft_as(HolidayGiven)
        if given is not None and self._shown is not None:
            draft = HolidayTaken(day=given.day, reason=given.words, region=self._shown.region)
            self._screen.change(partial(self._screen.desk.holidays.remove, draft), self.show_year, self._not_taken)

    def _not_taken(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            error = InvalidInput({"words" if name == "reason" else name: t for name, t in error.problems.items()})
        self.refuse(self.form, error)

    def _vouch(self) -> None:
        if self._shown is not None:
            draft = YearVouched(year=self._shown.year, region=self._shown.region)
            act = partial(self._screen.desk.holidays.vouch, draft)
            self._screen.change(act, self.show_year, partial(self.refuse, self.form))


class FilePanel(Panel):
    """Writes a calendar file of a room, a person or a group into a folder; nobody's name is in it (WRD-2)."""

    def __init__(self, screen: Screen[ProgrammeDesk]) -> None:
        super().__init__(screen, _("Calendar file"))
        self.form: Form | None = None
        self._groups: dict[str, str] = {}
        self.save = KeyButton(_("Save calendar file"), "Ctrl+S")
        self.add(words(_("No name of a man or a programme is in it. Take it in again after a change."), "small"))
        self.add(Flow(self.save, self.back))
        self.body.addStretch(1)
        self.save.clicked.connect(self._save)

    def ask(self, named: Sequence[NamedRow], wanted: str) -> None:
        """Ask whose calendar, and where it goes."""
        self._groups = {one.code: one.id for one in named if one.kind == "group"}
        if self.form is not None:
            self.body.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
        spec = FormSpec(
            CalendarWanted,
            (
                Field("of", _("&Whose calendar"), Kind.CHOICE, required=True, choices=options(choices_of(named))),
                Field("to_folder", _("F&older"), required=True, help=_("Its file name says nothing.")),
            ),
            extra=frozenset({"of"}),
        )
        self.form = Form(spec, _("Calendar file"))
        self.body.insertWidget(2, self.form)
        self.form.show()
        self.form.fill({"of": wanted or None, "to_folder": str(Path.home())})
        self.form.editor("of").setFocus()

    def _save(self) -> None:
        if self.form is None:
            return
        kind, _colon, code = str(self.form.values().get("of", "")).partition(":")
        fields = {"place": "place", "person": "facilitator", "group": "group"}
        value = self._groups.get(code, code) if kind == "group" else code
        given = {fields[kind]: value} if kind in fields else {}
        draft = self.form.draft_as(CalendarWanted, **given)
        if draft is not None:
            act = partial(self._screen.desk.calendar_files.export, draft)
            self._screen.change(act, self._saved, partial(self.refuse, self.form))

    def _saved(self, file: CalendarFile) -> None:
        said = ngettext("Saved, with {count} session.", "Saved, with {count} sessions.", file.sessions)
        self._screen.toast(said.format(count=file.sessions))
        self.closed.emit()
