"""Shows who works here and who waits to join; a manager lets in once two people have compared a number (P28, SEC-4)."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.errors import InvalidInput
from app.core.language import _, ngettext
from app.core.shapes import Nothing, UserId
from app.domain.roles import SIDE_OF, Role, Side, role_words
from app.programme.desk import ProgrammeDesk
from app.programme.people.changing import RolesGiven
from app.programme.people.first_officer import SafetyApproved, SafetyCompared
from app.programme.people.joining import NewcomerChosen, NewcomerRow, PersonAdmitted, StaffRow
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton
from ui.kit.card_table import CardTable
from ui.kit.choice import Option
from ui.kit.dates import day
from ui.kit.dialogs import interrupt
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind
from ui.kit.layouts import Column as Below
from ui.kit.layouts import Flow, SideBySide
from ui.kit.paged_model import Column
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, words
from ui.shell.screen import Context, FormScreen

MANAGER, TRUSTEE = "manager", "trustee"
MOST_WAITING, MOST_STAFF = 4, 14


def staff_columns() -> tuple[Column[StaffRow], ...]:
    """Name, role, user name, and whether the recovery kit is confirmed."""
    return (
        Column(_("Name"), lambda row: row.label, strong=True),
        Column(_("Role"), lambda row: ", ".join(row.role_words).capitalize()),
        Column(_("Recovery kit"), kit_words, tone=lambda row: Tone.MUTE if has_kit(row) else Tone.WARN),
        Column(_("User name"), lambda row: row.login, small=True),
    )


def has_kit(row: StaffRow) -> bool:
    """Whether nothing is to be done about this person's kit."""
    return row.kit_confirmed_on is not None or not row.is_active


def kit_words(row: StaffRow) -> str:
    """Since when the kit counts; who has left needs none."""
    if not row.is_active:
        return _("Has left")
    return day(row.kit_confirmed_on) if row.kit_confirmed_on else _("Not confirmed")


def waiting_columns() -> tuple[Column[NewcomerRow], ...]:
    """Name, the role asked for, and what stands in the way."""
    return (
        Column(_("Waits to join"), lambda row: row.label, strong=True),
        Column(_("As"), lambda row: row.role_words),
        Column(
            _("State"), lambda row: _("Cannot join") if row.problem else _("Compare the number"),
            tone=lambda row: Tone.STOP if row.problem else Tone.INFO,
        ),
        Column(_("User name"), lambda row: row.login, small=True),
    )  # fmt: skip


class PeopleScreen(FormScreen[ProgrammeDesk]):
    """Waiting and working people on the left; on the right the one that is chosen."""

    cares_for = frozenset({"person"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("People and roles"))
        self._staff: dict[str, StaffRow] = {}
        self._newcomers: dict[str, NewcomerRow] = {}
        self._told = ""
        self.add = self.primary(_("New colleague"), "Ctrl+N", "user-plus")
        self.waiting: CardTable[NewcomerRow] = CardTable(
            waiting_columns(), _("People who wait to join"), most=MOST_WAITING
        )
        self.staff: CardTable[StaffRow] = CardTable(staff_columns(), _("People of this desk"), most=MOST_STAFF)
        self.waits, here = Card(margin=12), Card(margin=12)
        self.waits.add(self.waiting)
        here.add(self.staff)
        self._build_newcomer()
        self._build_person()
        self.body.addWidget(SideBySide(Below(self.waits, here), Below(self.newcomer, self.person), shares=(3, 2)), 1)
        self._wire()

    def _build_newcomer(self) -> None:
        """The number that is compared, and the two answers."""
        self.newcomer = Card(_("Compare this number"))
        self.number = words("", "h1")
        self.told = words("")
        self.problem = Banner("", "", Tone.STOP)
        self.same = KeyButton(_("The numbers are the same"), icon="check")
        self.differ = KeyButton(_("They differ"), icon="ban")
        self.answers = Flow(self.same, self.differ)
        for part in (self.number, self.told, self.problem, self.answers):
            self.newcomer.add(part)

    def _build_person(self) -> None:
        """What a colleague may do, and the way to let them go."""
        self.person = Card()
        self.name = words("", "h2")
        roles = tuple(Option(role.value, role_words(role)) for role in Role if SIDE_OF[role] is Side.PROGRAMME)
        self.form = Form(FormSpec(RolesGiven, (Field("roles", _("Roles"), Kind.TICKS, choices=roles),)), _("Roles"))
        self.save = KeyButton(_("Save roles"), "Ctrl+S", "device-floppy")
        self.leave = KeyButton(_("Let this person go"), icon="door-exit")
        self.changes = Flow(self.save, self.leave)
        self.why_not = words("", "small")
        for part in (self.name, self.form, self.changes, self.why_not):
            self.person.add(part)

    def _wire(self) -> None:
        self.add.clicked.connect(lambda _on: self.go("newcomer"))
        self.waiting.row_changed.connect(self._tell_newcomer)
        self.staff.row_changed.connect(self._tell_person)
        self.same.clicked.connect(lambda _on: self._admit())
        self.differ.clicked.connect(lambda _on: self._ask_away())
        self.save.clicked.connect(lambda _on: self._save())
        self.leave.clicked.connect(lambda _on: self.go("leaving", self.staff.chosen_id()))

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        joins = self.desk.joins
        self.read(lambda: (joins.waiting(Nothing()), joins.show(Nothing())), self._show)

    def _show(self, found: tuple[tuple[NewcomerRow, ...], tuple[StaffRow, ...]]) -> None:
        waiting, staff = found
        self._newcomers, self._staff = {row.person: row for row in waiting}, {row.user: row for row in staff}
        here = sum(row.is_active for row in staff)
        count = ngettext("{count} person works here", "{count} people work here", here).format(count=here)
        asks = ngettext("{count} waits to join", "{count} wait to join", len(waiting)).format(count=len(waiting))
        self.set_title(_("People and roles"), facts(count, asks if waiting else ""))
        self.waits.setVisible(bool(waiting))
        self.waiting.show_rows(waiting, lambda row: row.person)
        self.staff.show_rows(staff, lambda row: row.user)
        if self.subject:
            self.staff.choose(self.subject)
        self._tell_newcomer(self.waiting.chosen_id())
        self._tell_person(self.staff.chosen_id())

    def _tell_newcomer(self, id_: str) -> None:
        row = self._newcomers.get(id_)
        self.newcomer.setVisible(row is not None)
        if row is None:
            return
        is_manager = self.ctx.person.role == MANAGER
        self.number.setText(row.safety_number)
        self.number.setAccessibleName(_("Safety number {number}").format(number=row.safety_number))
        self.told.setText(_compared(row, is_manager=is_manager))
        self.problem.say(row.problem, "", Tone.STOP)
        self.problem.setVisible(bool(row.problem))
        self.differ.setVisible(row.role != TRUSTEE)
        self.same.setVisible(is_manager)
        self.same.setEnabled(not row.problem)

    def _tell_person(self, id_: str) -> None:
        row = self._staff.get(id_)
        self.person.setVisible(row is not None)
        if row is None:
            return
        self.name.setText(row.label)
        if id_ != self._told or not self.form.is_edited():
            self._told = id_
            self.form.fill({"roles": list(row.roles)})
            self.form.show_problems({})
        is_me, is_manager = id_ == self.desk.seat.person.id, self.ctx.person.role == MANAGER
        may = row.is_active and is_manager and not is_me
        self.changes.setVisible(may)
        self.form.setEnabled(may)
        self.why_not.setText(_why_not(row, is_me=is_me, is_manager=is_manager))
        self.why_not.setVisible(not may)

    def _admit(self) -> None:
        row = self._newcomers.get(self.waiting.chosen_id())
        if row is not None and row.is_first:
            _approve_first(self, row, same=True)
        elif row is not None:
            draft = PersonAdmitted(person=row.person, safety_number=row.safety_number)
            self.change(partial(self.desk.joins.admit, draft), self._admitted)

    def _admitted(self, row: StaffRow) -> None:
        is_trustee = TRUSTEE in row.roles
        self.toast(_("Approved.") if is_trustee else _("Let in. They sign in with their own password now."))
        self.open(None if is_trustee else row.user)

    def _ask_away(self) -> None:
        row = self._newcomers.get(self.waiting.chosen_id())
        if row is not None:
            lines = (
                _("These may be somebody else's keys. Nobody is let in with them; the file is thrown away."),
                _("Ask your colleague to make new keys under “I am new here”, and compare again."),
            )
            then = (
                partial(_approve_first, self, row, same=False) if row.is_first else partial(self._turn_away, row.person)
            )
            interrupt(self, _("Throw these keys away?"), lines, _("Throw away"), _("Keep"), then)

    def _turn_away(self, person: UserId) -> None:
        self.change(partial(self.desk.joins.turn_away, NewcomerChosen(person=person)), self._turned_away)

    def _turned_away(self, _row: object) -> None:
        self.toast(_("Thrown away. Nobody was let in."))
        self.refresh()

    def _save(self) -> None:
        draft = self.form.draft_as(RolesGiven, user=UserId(self.staff.chosen_id()))
        if draft is not None:
            self.change(partial(self.desk.staff_changes.set_roles, draft), self._saved, self._refused)

    def _saved(self, row: StaffRow) -> None:
        self.form.fill({"roles": list(row.roles)})
        self.toast(_("Saved. It counts from their next sign-in."))
        self.open(row.user)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            self.form.show_problems({name.partition(".")[0]: told for name, told in error.problems.items()})
        else:
            self.show_problem(error)

    def kept(self) -> dict[str, object]:
        """The roles ticked and not saved, and whose they are."""
        return {"about": self.staff.chosen_id(), **self.form.values()} if self.form.is_edited() else {}

    def restore(self, kept: dict[str, object]) -> None:
        """Show them again for the same person."""
        self.staff.choose(str(kept.get("about", "")))
        if "roles" in kept:
            self.form.editor("roles").fill(kept["roles"])

    def first_focus(self) -> QWidget:
        return self.waiting if self._newcomers else self.staff

    def panes(self) -> list[QWidget]:
        return [self.waiting, self.staff, self.form] if self._newcomers else [self.staff, self.form]


def _approve_first(screen: PeopleScreen, row: NewcomerRow, *, same: bool) -> None:
    """The one safety officer whom a manager lets begin: the first (UX-19)."""
    told = {
        "asked": _("Signed. She presses Go on at her own desk's program now; then press the same again here."),
        "begun": _("She begins the safety team now: she presses Go on at her own desk's program."),
        "stopped": _("Thrown away. Nobody was let in."),
    }

    def done(approved: SafetyApproved) -> None:
        screen.toast(told[approved.step])
        screen.refresh()

    draft = SafetyCompared(person=row.person, safety_number=row.safety_number, same=same)
    screen.change(partial(screen.desk.first_officers.approve, draft), done)


def _compared(row: NewcomerRow, *, is_manager: bool) -> str:
    """With whom the number is compared, and what follows when it differs."""
    if row.is_first:
        told = _(
            "{name} begins the safety team and reads you the same number, in person or by telephone. If it differs, "
            "everything stops. She signs for herself at her own desk's program; then press *the same* once more."
        )
    elif row.role == TRUSTEE:
        told = _("{name} reads you the number on the paper. If it differs, approve nothing and tell the safety team.")
    elif is_manager:
        told = _("{name} reads the same number to you, in person or by telephone. Then press what is true.")
    else:
        told = _("A manager compares this number with {name} and lets them in.")
    return told.format(name=row.label)


def _why_not(row: StaffRow, *, is_me: bool, is_manager: bool) -> str:
    """Why nothing can be changed about this person here."""
    if not row.is_active:
        return _("Has left. Nothing here opens with their keys any more.")
    if is_me:
        return _("Nobody changes their own roles. Ask another manager.")
    return "" if is_manager else _("A manager changes roles and lets people go.")
