"""Is the part of a group's page on its men: state, clearance, next contact, seat; leave, transfer, return (P9)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QWidget

from app.core.language import _
from app.core.shapes import CaseId, GroupId
from app.programme.desk import ProgrammeDesk
from app.programme.peers.welcome import PeerReturned, Welcomed
from app.programme.waiting.members import AwayRow, MemberRow
from ui.kit.buttons import KeyButton
from ui.kit.dates import clock, day, short_day
from ui.kit.layouts import Column as Below
from ui.kit.layouts import Flow, SideBySide, vertical
from ui.kit.paged_model import Column
from ui.kit.rows import ClearanceLine, FactRow
from ui.kit.sharing import called, short_of
from ui.kit.table import DataTable
from ui.kit.tokens import Tone
from ui.kit.widgets import Card, facts, words
from ui.programme.asking import PlacesCard
from ui.programme.groups.leaving import LeaveCard
from ui.shell.screen import Screen

Offers = Callable[[Screen[ProgrammeDesk]], PlacesCard]


@dataclass(frozen=True)
class PersonLine:
    """One man of the list: in the group, or away for now."""

    case: str
    name: str
    reference: str
    state: str
    about: str
    next: str = ""
    seat: str = ""
    keeps_seat: bool = True
    clearance: str = ""
    order_ends: str = ""
    is_away: bool = False


def person_line(row: MemberRow) -> PersonLine:
    """A man who is in the group."""
    came = _("came to {done} of {all}").format(done=row.attended, all=row.offered) if row.offered else ""
    since = _("in the group since {day}").format(day=day(row.since))
    return PersonLine(
        case=row.case,
        name=row.name,
        reference=row.reference,
        state=row.state_words,
        about=facts(row.reference, since, came),
        next=_next_words(row),
        seat=row.seat_words,
        keeps_seat=row.keeps_seat,
        clearance=row.clearance,
        order_ends=day(row.order_ends_on) if row.order_ends_on else _("No order"),
    )


def away_line(row: AwayRow) -> PersonLine:
    """A man who may come back (PEER-7)."""
    since = _("away since {day}").format(day=day(row.since))
    return PersonLine(row.case, row.name, row.reference, row.state_words, facts(row.reference, since), is_away=True)


def _next_words(row: MemberRow) -> str:
    if row.next_at is None:
        return _("None planned")
    return _("{day}, {time}").format(day=short_day(row.next_at.date()), time=clock(row.next_at))


def person_columns() -> tuple[Column[PersonLine], ...]:
    """Who is in the group; the clearance line is the same for every man, in the same place (CLR-3)."""
    return (
        Column(_("Participant"), lambda row: called(row.name), strong=True, width=190),
        Column(_("State"), lambda row: row.state, tone=lambda row: Tone.INFO if row.is_away else Tone.MUTE),
        Column(_("Next contact"), lambda row: row.next),
        Column(_("Seat"), lambda row: row.seat, small=True),
        Column(_("Safety clearance"), lambda row: row.clearance, small=True),
    )


class PeopleTable(DataTable[PersonLine]):
    """The men by keyboard: Enter opens his page, L leaves, T transfers, W welcomes back."""

    leave_wanted = Signal()
    transfer_wanted = Signal()
    return_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(person_columns(), _("People in this group"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = {
            Qt.Key.Key_L: self.leave_wanted,
            Qt.Key.Key_T: self.transfer_wanted,
            Qt.Key.Key_W: self.return_wanted,
        }
        wanted = keys.get(Qt.Key(event.key())) if event.modifiers() == Qt.KeyboardModifier.NoModifier else None
        if wanted is not None and self.chosen_id():
            wanted.emit()
            return
        super().keyPressEvent(event)


class PersonCard(Card):
    """The man the keyboard is at, and what can be done about his place."""

    def __init__(self) -> None:
        super().__init__(_("His place"))
        self.none = words(_("Nobody is in this group yet. Give places under Candidates."))
        self.who = words("", "h2")
        self.about = words("", "small")
        self.clearance = ClearanceLine()
        self.facts = Below(is_filled=True)
        self.way_back = words(
            _("His history stays. He needs no new intake; safety clearance is asked again, as for every man."), "small"
        )
        self.leave = KeyButton(_("Leaves the group"), "L", icon="door-exit")
        self.transfer = KeyButton(_("To another group"), "T", icon="arrow-forward-up")
        self.back = KeyButton(_("Welcome back"), "W", icon="user-plus")
        self.back.setAutoDefault(True)
        self.page = KeyButton(_("Open his page"), "Enter", icon="user")
        for part in (self.none, self.who, self.about, self.clearance, self.facts, self.way_back):
            self.add(part)
        self.add(Flow(self.leave, self.transfer, self.back, self.page))
        self.body.addStretch(1)

    def show_person(self, line: PersonLine | None) -> None:
        """Show another man; the same lines in the same places for everybody."""
        self.none.setVisible(line is None)
        is_in, is_away = line is not None and not line.is_away, line is not None and line.is_away
        anyone: tuple[QWidget, ...] = (self.who, self.about, self.page)
        members: tuple[QWidget, ...] = (self.clearance, self.facts, self.leave, self.transfer)
        for parts, is_shown in ((anyone, line is not None), (members, is_in), ((self.way_back, self.back), is_away)):
            for part in parts:
                part.setVisible(is_shown)
        if line is None:
            return
        self.who.setText(short_of(line.name))
        self.about.setText(line.about)
        self.clearance.show_words(line.clearance)
        for old in self.facts.findChildren(FactRow):
            self.facts.box.removeWidget(old)
            old.hide()
            old.deleteLater()
        for icon, caption, value in (
            ("calendar-time", _("Next contact"), line.next),
            ("user-plus", _("Seat"), line.seat),
            ("calendar", _("Order ends"), line.order_ends),
        ):
            self.facts.box.addWidget(FactRow(icon, caption, value, strong_first=False))


def scrolled(part: QWidget) -> QScrollArea:
    """A part that is higher than its room scrolls by itself; the names of the parts stay in view."""
    around = QScrollArea()
    around.setWidgetResizable(True)
    around.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    around.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    around.setWidget(part)
    return around


class PeoplePart(QWidget):
    """The men at the left; at the right the chosen one, or the one thing that is done about his place."""

    changed = Signal()

    def __init__(self, screen: Screen[ProgrammeDesk], offers: Offers) -> None:
        super().__init__()
        self._screen = screen
        self._group = GroupId("")
        self._lines: dict[str, PersonLine] = {}
        self._told = ""
        self.table = PeopleTable()
        self.card, self.leaving, self.places = PersonCard(), LeaveCard(screen), offers(screen)
        self.give = KeyButton(_("Move him there"), "Ctrl+Enter")
        moving = QWidget()
        below = vertical(moving)
        below.addWidget(self.places)
        below.addWidget(Flow(self.give))
        below.addStretch(1)
        self.right = QStackedWidget()
        for page in (self.card, self.leaving, moving):
            self.right.addWidget(scrolled(page))
        box = vertical(self)
        box.setContentsMargins(0, 12, 0, 0)
        box.addWidget(SideBySide(self.table, self.right, shares=(2, 1)))
        self._wire()

    def _wire(self) -> None:
        self.table.row_changed.connect(self._tell)
        self.table.row_chosen.connect(partial(self._screen.go, "case"))
        self.table.leave_wanted.connect(self.leave)
        self.table.transfer_wanted.connect(self.transfer)
        self.table.return_wanted.connect(self.welcome_back)
        self.card.leave.clicked.connect(self.leave)
        self.card.transfer.clicked.connect(self.transfer)
        self.card.back.clicked.connect(self.welcome_back)
        self.card.page.clicked.connect(lambda: self._screen.go("case", self.table.chosen_id()))
        self.give.clicked.connect(self.places.give)
        for ended in (self.leaving.left, self.places.placed):
            ended.connect(self._done)
        for closed in (self.leaving.closed, self.places.closed):
            closed.connect(self._close)

    def show_men(self, group: GroupId, members: Sequence[MemberRow], away: Sequence[AwayRow]) -> None:
        """Show who is in a group, and below them who may come back."""
        self._group = group
        lines = [*map(person_line, members), *map(away_line, away)]
        self._lines = {line.case: line for line in lines}
        self.table.show_rows(lines, lambda line: line.case)
        self._tell(self.table.chosen_id())

    def leave(self) -> None:
        """L: where he goes, and what that does."""
        line = self._chosen(away=False)
        if line is not None:
            self.right.setCurrentIndex(1)
            self.leaving.ask(line.case, self._group, facts(short_of(line.name), line.reference))

    def transfer(self) -> None:
        """T: his best places in other groups, with what he has covered and what he would miss (SCH-31)."""
        line = self._chosen(away=False)
        if line is not None:
            self.right.setCurrentIndex(2)
            self.places.look(line.case)

    def welcome_back(self) -> None:
        """W: his place again, without a new intake (PEER-7)."""
        line = self._chosen(away=True)
        if line is not None:
            draft = PeerReturned(group=self._group, case=CaseId(line.case))
            self._screen.change(partial(self._screen.desk.welcomes.welcome_back, draft), self._came_back)

    def kept(self) -> dict[str, object]:
        """What is typed about one who leaves, or who goes to another group; empty when nothing is."""
        leaves: dict[str, object] = {"leaves": self.leaving.kept()} if self.leaving.is_edited() else {}
        return leaves | ({"moves": moves} if (moves := self.places.kept()) else {})

    def restore(self, kept: dict[str, object], group: str) -> None:
        """Show again what was typed about one of them."""
        leaves, moves = kept.get("leaves"), kept.get("moves")
        self._group = GroupId(group)
        if isinstance(moves, dict):
            self.right.setCurrentIndex(2)
            self.places.restore(moves)
        if isinstance(leaves, dict):
            self.right.setCurrentIndex(1)
            self.leaving.restore(leaves, group)

    def _came_back(self, _welcomed: Welcomed) -> None:
        self._screen.toast(_("He is back in the group. He takes part once safety clearance is given."))
        self.changed.emit()

    def _chosen(self, *, away: bool) -> PersonLine | None:
        line = self._lines.get(self.table.chosen_id())
        return line if line is not None and line.is_away == away else None

    def _tell(self, case: str) -> None:
        self.card.show_person(self._lines.get(case))
        if case != self._told and not self.leaving.is_edited() and not self.places.kept():
            self.right.setCurrentIndex(0)
        self._told = case

    def _done(self) -> None:
        self._close()
        self.changed.emit()

    def _close(self) -> None:
        self.right.setCurrentIndex(0)
        self.table.setFocus()
