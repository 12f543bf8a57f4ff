"""Shows a man's own contacts, what was said in the chosen one, his goals over time and both views (P16)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.language import _
from app.core.shapes import CaseId, Nothing
from app.domain.moves import CaseState
from app.programme.case_file.case_file import FileAsked
from app.programme.case_file.contacts import ContactFile
from app.programme.case_page import CasePage
from app.programme.cases import CaseAsked
from app.programme.desk import ProgrammeDesk
from app.programme.group_list import GroupChoices
from app.programme.own_contacts.owed import UndatedRow, UndatedWanted
from app.programme.progress import CaseWanted, GoalRow
from ui.kit.card_table import CardTable
from ui.kit.dates import day
from ui.kit.entries import EntryCard
from ui.kit.form import Form
from ui.kit.layouts import Column as Below
from ui.kit.layouts import SideBySide
from ui.kit.rows import FactRow
from ui.kit.sharing import Veil
from ui.kit.widgets import Card, facts
from ui.programme.review.form import GoalsCard, booking_form, contact_columns, one_to_one_form, three_way_form
from ui.programme.review.sheet import FormSheet
from ui.programme.review.told import CATCH_UP, PLANNED, Above, Chosen, Notice, ViewsCard
from ui.shell.screen import Context, Crumb, Screen

REVIEW = "review"
RECENT = 4
HAS_PLACE = {CaseState.PLACED.value, CaseState.ON_PROGRAMME.value}


@dataclass(frozen=True)
class Met:
    """His contacts, and those of the plan that have no date."""

    contacts: tuple[ContactFile, ...]
    undated: tuple[UndatedRow, ...]


class ContactPage(Screen[ProgrammeDesk]):
    """What the page shows: his contacts, his goals, what happened since, and the form that is due."""

    cares_for = frozenset({"case", "register"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("1-2-1 and review"))
        self.case: CasePage | None = None
        self.wanted = ""
        self._met = Met((), ())
        self.table: CardTable[ContactFile] = CardTable(contact_columns(), _("His own contacts"), most=8)
        self.table.none = _("No contact is booked yet.")
        self.since = EntryCard(_("Since last time"))
        self.goals = GoalsCard()
        self.views = ViewsCard()
        self.notice = Notice()
        self.told = Chosen()
        self.sheet = FormSheet()
        contacts = Card(_("His own contacts"), margin=12)
        contacts.add(self.table)
        left = Below(contacts, Veil(self.since), self.goals, self.views)
        right = Below(Above(self.notice, self.told), self.sheet)
        self.body.addWidget(SideBySide(left, right, shares=(2, 3)), 1)
        self.book = self.plain(_("Book a contact"), "Ctrl+B", "calendar-plus")
        self.save = self.primary(_("Save"), "Ctrl+S")

    def open(self, subject: str | None = None) -> None:
        if subject != self.subject:
            self.begin("")
        super().open(subject)
        self.load(CaseId(subject or ""))

    def begin(self, wanted: str) -> None:
        """Another man or contact: nothing of the one before stays."""
        self.sheet.forget()
        self.notice.forget()
        self.wanted = wanted

    def load(self, case: CaseId) -> None:
        """Ask for everything the page shows of him."""
        self.read(partial(self.desk.cases.show, CaseAsked(case=case)), self._show_case, "case")
        self.read(partial(self.desk.progress.goals, CaseWanted(case=case)), self._show_goals, "goals")
        self.read(partial(_met, self.desk, case), self._show, "contacts")
        self.read(partial(self.desk.groups.choices, Nothing()), self._show_choices, "choices")

    def _show_case(self, case: CasePage) -> None:
        self.case = case
        crumbs = (Crumb(_("Participants"), "cases"), Crumb(case.reference, "case", case.case), Crumb(_("1-2-1")))
        self.set_title(_("1-2-1 and review with {name}").format(name=case.short_name), case.programme_title, crumbs)
        self.since.clear()
        attended = _("{done} of {all} sessions").format(done=case.attended, all=case.offered)
        self.since.add(FactRow("users-group", _("Attended"), attended, strong_first=False))
        for one in case.record[:RECENT]:
            self.since.add(FactRow("history", facts(day(one.at.date()), one.by), one.words, strong_first=False))

    def _show_goals(self, goals: tuple[GoalRow, ...]) -> None:
        self.goals.show_goals(goals)

    def _show_choices(self, choices: GroupChoices) -> None:
        self.sheet.know_rooms(choices.places)

    def _show(self, met: Met) -> None:
        self._met = met
        self.show_content()
        self.table.show_rows(met.contacts, lambda row: row.session)
        self.views.show_views(met.contacts)
        self.sheet.know_undated(met.undated)
        planned = sorted((row for row in met.contacts if row.status == PLANNED), key=_by_time)
        rows = {str(row.session): row for row in met.contacts}
        chosen = rows.get(self.wanted) or next(iter(planned), None)
        if chosen is not None:
            self.table.choose(chosen.session)
            self.show_contact(chosen.session)
        else:
            self.ask_booking()

    def chosen(self) -> ContactFile | None:
        """The contact the keyboard is at."""
        return next((row for row in self._met.contacts if row.session == self.table.chosen_id()), None)

    def show_contact(self, _id: str) -> None:
        """The form of a contact that is booked; what became of another is told, with what can be done about it."""
        row = self.chosen()
        if row is None:
            return
        self.told.show_contact(row, self._met.contacts, self.ctx.clock.now())
        begun = row.starts_at is not None and row.starts_at <= self.ctx.clock.now()
        self.notice.hide()
        if row.status != PLANNED or row.kind == CATCH_UP:
            self.put_form(None, "", "")
        else:
            if not begun:
                when = day(row.starts_at.date()) if row.starts_at else ""
                heading = _("This contact is booked for {day}.").format(day=when)
                self.notice.tell(heading, _("It is recorded once it was held."))
            make = three_way_form if row.kind == REVIEW else one_to_one_form
            self.put_form(lambda: Form(make(), row.title), row.session, row.title)
        self.sheet.be_with_him(row.kind == REVIEW and row.status == PLANNED)
        self.notice.show_kept()

    def ask_booking(self) -> None:
        """Which contact of the plan gets a date."""
        self.told.hide()
        self.notice.hide()
        self.sheet.be_with_him(False)
        if not self._met.undated:
            has_place = self.case is None or self.case.state in HAS_PLACE
            below = "" if has_place else _("Contacts of the programme are booked once he has a place in a group.")
            self.notice.tell(_("Nothing is left to book."), below)
            self.put_form(None, "", "")
            self.notice.show_kept()
            return
        contents = {row.key: row.title for row in self._met.undated}
        self.put_form(lambda: Form(booking_form(contents), _("Book a contact")), "book", _("Book a contact"))
        self.notice.show_kept()
        if self.form is not None:
            self.form.editor("key").setFocus()

    def put_form(self, make: Callable[[], Form] | None, made_for: str, title: str) -> None:
        """Show another form; the same one keeps what is typed in it."""
        self.save.setEnabled(make is not None)
        if self.sheet.put(make, (str(self.subject), made_for), title):
            self._prefill(made_for)

    @property
    def form(self) -> Form | None:
        """The form that is filled in now."""
        return self.sheet.form

    def _prefill(self, made_for: str) -> None:
        row = next((one for one in self._met.contacts if one.session == made_for), None)
        if self.form is None or row is None or row.kind != REVIEW or self.case is None:
            return
        held = row.starts_at.date() if row.starts_at else self.ctx.clock.today()
        known = {"held_on": held.isoformat(), "client": self.case.name, "facilitator": self.ctx.person.name}
        self.form.fill({**known, **({"officer": self.case.officer} if self.case.officer else {})})

    def is_edited(self) -> bool:
        return self.sheet.is_edited()

    def kept(self) -> dict[str, object]:
        return self.form.values() if self.form is not None and self.is_edited() else {}

    def restore(self, kept: dict[str, object]) -> None:
        if self.form is not None:
            self.form.fill(kept)

    def first_focus(self) -> QWidget:
        return self.table

    def panes(self) -> list[QWidget]:
        return [self.table, self.goals, self.sheet]


def _met(desk: ProgrammeDesk, case: CaseId) -> Met:
    """His contacts, and what has no date; both in one job, for they are shown together."""
    undated = desk.undated.list(UndatedWanted(case=case, later_too=True))
    return Met(desk.case_file.contacts(FileAsked(case=case)), undated)


def _by_time(row: ContactFile) -> tuple[bool, str]:
    return row.starts_at is None, row.starts_at.isoformat() if row.starts_at else ""
