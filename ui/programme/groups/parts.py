"""Are the parts beside a group's lists: moving a session with before and after, and giving a man a place (P11, F4)."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.errors import InvalidInput
from app.core.language import _, ngettext
from app.core.shapes import GroupId, SessionId, convert, to_builtins
from app.programme.desk import ProgrammeDesk
from app.programme.owed import SessionNotHeld
from app.programme.placing import CandidateRow
from app.programme.planned import SessionRow
from app.programme.sessions import MoveSaved, MoveShown, MoveTried
from app.programme.waiting.seats import Placed, SeatDraft
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton
from ui.kit.choice import Option
from ui.kit.dates import clock, day, full_day, short_day
from ui.kit.dialogs import BeforeAfter, Change
from ui.kit.form import Form
from ui.kit.form_spec import Field, FormSpec, Kind
from ui.kit.layouts import Flow, SideBySide, vertical
from ui.kit.paged_model import Column
from ui.kit.table import DataTable
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, words
from ui.shell.screen import Screen

ONLY, LATER = "only", "later"


def move_form() -> FormSpec:
    """Where the session goes, and whether the later ones follow (SCH-20)."""
    scope = (Option(ONLY, _("Only this one")), Option(LATER, _("This and later")))
    return FormSpec(
        MoveTried,
        (
            Field("on", _("New day"), Kind.DATE, required=True),
            Field("at", _("Starts at"), Kind.TIME, required=True),
            Field("scope", _("Which sessions"), Kind.SEGMENTS, required=True, choices=scope),
            Field("reason", _("Why")),
        ),
        extra=frozenset({"on", "at", "scope"}),
    )


class SessionCard(Card):
    """What can be done with the session that is chosen in the plan: move it, or say that it was not held."""

    closed = Signal()

    def __init__(self, screen: Screen[ProgrammeDesk]) -> None:
        super().__init__()
        self._screen = screen
        self._row: SessionRow | None = None
        self.title = words("", "h2")
        self.form = Form(move_form(), _("Move this session"))
        self.see = KeyButton(_("See what moves"))
        self.not_held = KeyButton(_("It was not held"), small=True)
        self.close_it = KeyButton(_("Leave as it is"), "Esc", small=True)
        for part in (self.title, self.form, Flow(self.see, self.not_held, self.close_it)):
            self.add(part)
        self.see.clicked.connect(self._see)
        self.not_held.clicked.connect(self._say_not_held)
        self.close_it.clicked.connect(self.closed)
        self.body.addStretch(1)

    def show_session(self, row: SessionRow, is_begun: bool) -> None:
        """Show a session of the plan; one that has begun can be noted as not held."""
        self._row = row
        on = full_day(row.starts_at.date()) if row.starts_at else ""
        self.title.setText(_("Move {session}").format(session=row.title))
        self.setAccessibleName(_("{session}, {day}").format(session=row.title, day=on))
        at = clock(row.starts_at) if row.starts_at else None
        self.form.fill({"on": None, "at": at, "scope": None, "reason": None})
        self.form.show_problems({})
        self.not_held.setVisible(is_begun and row.status == "planned" and not row.has_register)

    def _draft(self) -> MoveTried | None:
        values = self.form.values()
        session = self._row.session if self._row else ""
        starts_at = f"{values.get('on', '')}T{values.get('at', '')}"
        later = values.get("scope") == LATER
        return self.form.draft_as(MoveTried, session=session, starts_at=starts_at, later_too=later)

    def _see(self) -> None:
        draft = self._draft()
        if draft is not None:
            act = partial(self._screen.desk.sessions.preview_move, draft)
            self._screen.change(act, partial(self._show_changes, draft), self._refused)

    def _show_changes(self, draft: MoveTried, shown: MoveShown) -> None:
        pairs = zip(shown.before, shown.after, strict=False)
        rows = [
            Change(
                f"{at}", after.title, _when(before), _when(after), "; ".join(one.words for one in after.moved_because)
            )
            for at, (before, after) in enumerate(pairs)
        ]
        act = ngettext("Move this session", "Move these {count} sessions", shown.changed).format(count=shown.changed)
        notes = [*shown.warnings, *(_("A letter is due: {letter}").format(letter=one) for one in shown.letters)]
        card = BeforeAfter(self._screen, _("What this moves"), rows, act, notes)
        card.accepted.connect(partial(self._move, draft, shown.preview))
        card.open()

    def _move(self, draft: MoveTried, preview: str) -> None:
        saved = convert({**to_builtins(draft), "preview": preview}, MoveSaved)
        self._screen.change(partial(self._screen.desk.sessions.move, saved), self._moved, self._refused)

    def _moved(self, _shown: object) -> None:
        self.closed.emit()
        self._screen.toast(_("Moved. Booked 1-2-1s and catch-ups stay where they are."))
        self._screen.refresh()

    def _say_not_held(self) -> None:
        reason = str(self.form.values().get("reason", "")).strip()
        if not reason:
            self.form.show_problems({"reason": _("Write why it was not held.")})
        elif self._row is not None and self._row.session is not None:
            draft = SessionNotHeld(session=SessionId(self._row.session), reason=reason)
            self._screen.change(partial(self._screen.desk.owed.not_held, draft), self._noted, self._refused)

    def _noted(self, _saved: object) -> None:
        self.closed.emit()
        self._screen.toast(_("Noted as not held. Nobody is marked for it."))
        self._screen.refresh()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, InvalidInput):
            self.form.show_problems(
                {"on" if name == "starts_at" else name: text for name, text in error.problems.items()}
            )
        else:
            self._screen.show_problem(error)


def _when(row: SessionRow) -> str:
    return f"{short_day(row.starts_at.date())}, {clock(row.starts_at)}" if row.starts_at else _("various times")


def candidate_columns() -> tuple[Column[CandidateRow], ...]:
    """Who waits, who has least time left first, and whether anything stands against a place now (SCH-35)."""
    return (
        Column(_("Participant"), lambda row: row.name, strong=True),
        Column(_("Case"), lambda row: row.reference),
        Column(_("Order ends"), lambda row: day(row.order_ends_on) if row.order_ends_on else _("No order")),
        Column(
            _("A place now"),
            lambda row: _("Not now") if row.reasons_not_to else _("Possible"),
            tone=lambda row: Tone.WARN if row.reasons_not_to else Tone.OK,
        ),
    )


class WaitingPart(QWidget):
    """Who waits at the left; at the right every reason for and against, and the place (SCH-29 to 36)."""

    placed = Signal()

    def __init__(self, screen: Screen[ProgrammeDesk]) -> None:
        super().__init__()
        self._screen = screen
        self._group = GroupId("")
        self._rows: tuple[CandidateRow, ...] = ()
        self.table: DataTable[CandidateRow] = DataTable(candidate_columns(), _("Waiting for a place"))
        self.side = Card(_("A place in this group"))
        self.who = words("", "strong")
        self.reasons = Banner("", "", Tone.WARN)
        self.give = KeyButton(_("Give him the place"), icon="user-plus")
        same = words(_("Safety clearance is asked as he is placed, for every man alike."), "small")
        for part in (self.who, self.reasons, Flow(self.give), same):
            self.side.add(part)
        self.side.body.addStretch(1)
        box = vertical(self)
        box.setContentsMargins(0, 12, 0, 0)
        box.addWidget(SideBySide(self.table, self.side, shares=(3, 2)))
        self.table.row_changed.connect(self._tell)
        self.give.clicked.connect(self._give)

    def show_candidates(self, group: GroupId, rows: Sequence[CandidateRow]) -> None:
        """Show who waits for a place in this group's programme."""
        self._group, self._rows = group, tuple(rows)
        self.table.show_rows(rows, lambda row: row.case)
        self._tell("")

    def _chosen(self) -> CandidateRow | None:
        return next((row for row in self._rows if row.case == self.table.chosen_id()), None)

    def _tell(self, _id: str) -> None:
        row = self._chosen()
        against = row.reasons_not_to if row else ()
        warnings = row.warnings if row else ()
        self.who.setText(row.name if row else _("No one is waiting."))
        self.reasons.say(_("Not now") if against else _("Look at this"), "\n".join((*against, *warnings)), Tone.WARN)
        self.reasons.setVisible(bool(against or warnings))
        self.give.setEnabled(row is not None and not against)

    def _give(self) -> None:
        row = self._chosen()
        if row is not None:
            draft = SeatDraft(group=self._group, case=row.case)
            self._screen.change(partial(self._screen.desk.placings.allocate, draft), self._given)

    def _given(self, placed: Placed) -> None:
        self._screen.toast(_("He has the place. {clearance}.").format(clearance=placed.clearance.rstrip(".")))
        self.placed.emit()
