"""Is the list of what delivery owes: notes, registers never taken, and what marks ask for, each settled in place."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.errors import InvalidInput
from app.core.language import _, ngettext
from app.core.shapes import CaseId, Nothing
from app.programme.attendance.follow_ups import FollowUpRow, FollowUpSettled, FollowUpsWanted
from app.programme.desk import ProgrammeDesk
from app.programme.group_list import GroupChoices
from app.programme.one_to_ones import ContactBooked
from app.programme.owed import NoteOwed, NoteWaived, NoteWritten, OwedWanted, RegisterOwed, SessionNotHeld
from app.programme.own_contacts.owed import UndatedRow, UndatedWanted
from ui.kit.choice import SegmentedChoice
from ui.kit.form import Form
from ui.kit.layouts import Column as Below
from ui.kit.layouts import Flow, SideBySide
from ui.kit.table import DataTable
from ui.kit.widgets import Card, EmptyState, facts, words
from ui.programme.asking import offer_rooms, problems_of_when, starts_at_of
from ui.programme.owed.columns import (
    AFTER,
    CONTACTS,
    NOTES,
    REGISTERS,
    Owing,
    booking_form,
    columns,
    contact_owing,
    done_form,
    follow_up_owing,
    not_held_form,
    note_form,
    note_owing,
    register_owing,
    tabs,
    waiver_form,
)
from ui.shell.screen import Context, Screen


class OwedPage(Screen[ProgrammeDesk]):
    """What is owed at the left, the oldest first; at the right the one that is written now."""

    is_for_staff = True
    cares_for = frozenset({"register", "case", "group"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("What is owed"))
        self._notes: tuple[NoteOwed, ...] = ()
        self._registers: tuple[RegisterOwed, ...] = ()
        self._follow_ups: tuple[FollowUpRow, ...] = ()
        self._undated: tuple[UndatedRow, ...] = ()
        self._shown: dict[str, Owing] = {}
        self._at = 0
        self._writes_waiver = False
        self.tabs = SegmentedChoice(_("What is owed"), tabs(), NOTES)
        self.table: DataTable[Owing] = DataTable(columns(), name=_("What is owed"))
        self.none = EmptyState("")
        self.sheet = Card()
        self.heading, self.below = words("", "h2"), words("", "small")
        self.note = Form(note_form(), _("Note for his record"))
        self.waiver = Form(waiver_form(), _("Waive the note"), has_keys=False)
        self.done = Form(done_form(), _("What was done"), has_keys=False)
        self.not_held = Form(not_held_form(), _("Session not held"), has_keys=False)
        self.booking = Form(booking_form(), _("Book this contact"), has_keys=False)
        self.forms = (self.note, self.waiver, self.done, self.not_held, self.booking)
        for part in (self.heading, self.below, *self.forms):
            self.sheet.add(part)
        self.sheet.body.addStretch(1)
        self.body.addWidget(Flow(self.tabs))
        self.body.addWidget(self.none)
        self.body.addWidget(SideBySide(Below(self.table, is_filled=True), self.sheet, shares=(1, 1)), 1)
        self.waive = self.plain(_("No note needed"), "Alt+W", "message-off")
        self.take = self.plain(_("Record register"), "Ctrl+R", "clipboard-check")
        self.save = self.primary(_("Save and go on"), "Ctrl+S")

    def open(self, subject: str | None = None) -> None:
        if subject != self.subject and subject:
            self.tabs.set_value(subject if subject in {NOTES, REGISTERS, CONTACTS} else AFTER)
        super().open(subject)
        case = CaseId(subject) if subject and subject not in {NOTES, REGISTERS, AFTER, CONTACTS} else None
        self.read(partial(self.desk.owed.notes, OwedWanted()), self._show_notes, "notes")
        self.read(partial(self.desk.owed.registers, OwedWanted()), self._show_registers, "registers")
        self.read(partial(self.desk.follow_ups.list, FollowUpsWanted(case=case)), self._show_follow_ups, "after")
        self.read(partial(self.desk.undated.list, UndatedWanted()), self._show_undated, "contacts")
        self.read(partial(self.desk.groups.choices, Nothing()), self._show_choices, "choices")

    def _show_notes(self, rows: tuple[NoteOwed, ...]) -> None:
        self._notes = rows
        self._show()

    def _show_registers(self, rows: tuple[RegisterOwed, ...]) -> None:
        self._registers = rows
        self._show()

    def _show_follow_ups(self, rows: tuple[FollowUpRow, ...]) -> None:
        self._follow_ups = tuple(row for row in rows if self.ctx.person.role == "manager" or not row.for_manager)
        self._show()

    def _show_undated(self, rows: tuple[UndatedRow, ...]) -> None:
        self._undated = rows
        self._show()

    def _show_choices(self, choices: GroupChoices) -> None:
        offer_rooms(self.booking, choices.places)

    def _show(self) -> None:
        """Put the list of the tab up; the keyboard stays where it was, or goes to the one that came next."""
        self.show_content()
        counts = (
            ngettext("{count} note", "{count} notes", len(self._notes)).format(count=len(self._notes)),
            ngettext("{count} register", "{count} registers", len(self._registers)).format(count=len(self._registers)),
            ngettext("{count} follow-up", "{count} follow-ups", len(self._follow_ups)).format(
                count=len(self._follow_ups)
            ),
            ngettext("{count} 1-2-1", "{count} 1-2-1s", len(self._undated)).format(count=len(self._undated)),
        )
        self.set_title(_("What is owed"), facts(*counts))
        today = self.ctx.clock.today()
        made = {
            NOTES: [note_owing(row, today) for row in self._notes],
            REGISTERS: [register_owing(row, today) for row in self._registers],
            AFTER: [follow_up_owing(row, today) for row in self._follow_ups],
            CONTACTS: [contact_owing(row, today) for row in self._undated],
        }[self.tabs.value()]
        before = self.table.chosen_id()
        self._shown = {one.id: one for one in made}
        self.table.show_rows(made, lambda one: one.id)
        if made and before not in self._shown:
            self.table.selectRow(min(self._at, len(made) - 1))
        self._show_one()

    def _show_one(self) -> None:
        """What is asked about the one the keyboard is at; what was typed about another is not carried over."""
        one, tab = self.here(), self.tabs.value()
        empty = {
            NOTES: _("No notes are owed."),
            REGISTERS: _("Every register was taken."),
            AFTER: _("Nothing is left to follow up."),
            CONTACTS: _("Every 1-2-1 whose time has come has a date."),
        }[tab]
        self.none.say("" if one else empty)
        self.none.setVisible(one is None)
        self.table.setVisible(one is not None)
        self.sheet.setVisible(one is not None)
        self.save.setEnabled(one is not None)
        is_manager = self.ctx.person.role == "manager"
        self.waive.setVisible(tab == NOTES and is_manager and one is not None)
        self.take.setVisible(tab == REGISTERS and one is not None)
        form = self.form()
        for part in self.forms:
            part.setVisible(part is form)
        if one is not None:
            self._at = max(self.table.rows.row_of(one.id), 0)
            self.heading.setText(one.heading)
            self.below.setText(one.below)

    def here(self) -> Owing | None:
        """The one the keyboard is at."""
        return self._shown.get(self.table.chosen_id())

    def form(self) -> Form:
        """The form that settles it."""
        if self.tabs.value() == NOTES:
            return self.waiver if self._writes_waiver else self.note
        return {REGISTERS: self.not_held, CONTACTS: self.booking}.get(self.tabs.value(), self.done)

    def is_edited(self) -> bool:
        return self.here() is not None and self.form().is_edited()

    def kept(self) -> dict[str, object]:
        if not self.is_edited():
            return {}
        return {"tab": self.tabs.value(), "id": self.table.chosen_id(), "typed": self.form().values()}

    def restore(self, kept: dict[str, object]) -> None:
        self.tabs.set_value(str(kept.get("tab", NOTES)))
        self._show()
        self.table.choose(str(kept.get("id", "")))
        typed = kept.get("typed")
        for name, value in typed.items() if isinstance(typed, dict) else ():
            self.form().editor(name).fill(value)

    def first_focus(self) -> QWidget:
        return self.table if self._shown else self.tabs

    def panes(self) -> list[QWidget]:
        return [self.tabs, self.table, self.sheet]


class OwedScreen(OwedPage):
    """Up and Down choose, Enter writes, Ctrl+S saves and goes to the next."""

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx)
        self._wire()

    def _wire(self) -> None:
        self.tabs.chosen.connect(lambda _tab: self._change_tab())
        self.table.row_changed.connect(lambda _id: self._walked())
        self.table.row_chosen.connect(lambda _id: self._write())
        self.save.clicked.connect(self._save)
        self.take.clicked.connect(self._open_register)
        self.waive.clicked.connect(self._ask_waiver)

    def _change_tab(self) -> None:
        self._writes_waiver, self._at = False, 0
        self._clear_forms()
        self._show()

    def _walked(self) -> None:
        self._writes_waiver = False
        self._clear_forms()
        self._show_one()

    def _clear_forms(self) -> None:
        for form in self.forms:
            form.clear()

    def _write(self) -> None:
        if self.tabs.value() == REGISTERS:
            self._open_register()
        elif self.here() is not None:
            self._focus_form()

    def _focus_form(self) -> None:
        form = self.form()
        form.editor(form.spec.fields[0].name).setFocus()

    def _open_register(self) -> None:
        one = self.here()
        if one is not None and isinstance(one.row, RegisterOwed):
            self.go("register", one.row.session)

    def _ask_waiver(self) -> None:
        self._writes_waiver = not self._writes_waiver
        self._show_one()
        self._focus_form()

    def _save(self) -> None:
        one = self.here()
        if one is None:
            return
        work = self._note_work(one) or self._other_work(one)
        if work is not None:
            self.change(work, self._saved, self._refused)

    def _note_work(self, one: Owing) -> Callable[[], object] | None:
        row, form = one.row, self.form()
        if not isinstance(row, NoteOwed):
            return None
        if form is self.waiver:
            waiver = form.draft_as(NoteWaived, session=row.session, case=row.case)
            return partial(self.desk.owed.waive, waiver) if waiver else None
        note = form.draft_as(NoteWritten, session=row.session, case=row.case)
        return partial(self.desk.owed.write, note) if note else None

    def _other_work(self, one: Owing) -> Callable[[], object] | None:
        row, form = one.row, self.form()
        if isinstance(row, RegisterOwed):
            why = form.draft_as(SessionNotHeld, session=row.session)
            return partial(self.desk.owed.not_held, why) if why else None
        if isinstance(row, FollowUpRow):
            limit: dict[str, object] = {} if row.limit is None else {"limit": row.limit}
            done = form.draft_as(FollowUpSettled, case=row.case, session=row.session, kind=row.kind, **limit)
            return partial(self.desk.follow_ups.done, done) if done else None
        if isinstance(row, UndatedRow):
            at = starts_at_of(form)
            booking = form.draft_as(ContactBooked, case=row.case, key=row.key, starts_at=at)
            return partial(self.desk.one_to_ones.book, booking) if booking else None
        return None

    def _saved(self, _saved: object) -> None:
        self._writes_waiver = False
        self._clear_forms()
        self.toast(_("Saved."))
        self.refresh()
        self.table.setFocus()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            self.form().show_problems(problems_of_when(error.problems))
        else:
            self.show_problem(error)
