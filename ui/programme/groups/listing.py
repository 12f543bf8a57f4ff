"""Lists the groups of an office: those that run and are planned, and those that ended (P8)."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.language import _, ngettext
from app.programme.desk import ProgrammeDesk
from app.programme.group_list import GroupLine
from app.programme.groups import GroupsWanted
from ui.kit.choice import Option, SegmentedChoice
from ui.kit.dates import clock, short_day
from ui.kit.layouts import Flow
from ui.kit.paged_model import Align, Column
from ui.kit.table import DataTable
from ui.kit.tokens import Tone
from ui.kit.widgets import facts
from ui.shell.screen import Context, Screen

PLANNERS = frozenset({"facilitator", "manager"})
RUNNING, ENDED = "running", "ended"


def state_of(line: GroupLine) -> str:
    """Which tab it stands under: a complete group that nobody ended yet still asks to be ended (SCH-37)."""
    return ENDED if line.ended_on else line.state


def group_columns() -> tuple[Column[GroupLine], ...]:
    """Name, programme, next session, how far, seats, state."""
    tones = {"running": Tone.OK, "planned": Tone.INFO, "complete": Tone.INFO}
    return (
        Column(_("Group"), lambda line: line.code, strong=True),
        Column(_("State"), lambda line: line.state_words, tone=lambda line: tones.get(line.state, Tone.MUTE)),
        Column(_("Next session"), _next_words),
        Column(_("Session"), lambda line: line.next_title),
        Column(_("Held"), lambda line: _("{done} of {all}").format(done=line.held, all=line.of), align=Align.RIGHT),
        Column(_("Seats"), lambda line: _("{done} of {all}").format(done=line.taken, all=line.seats), Align.RIGHT),
        Column(_("Programme"), lambda line: line.title, small=True),
    )


def _next_words(line: GroupLine) -> str:
    if line.next_at is None:
        return _("None planned")
    return _("{day}, {time}").format(day=short_day(line.next_at.date()), time=clock(line.next_at))


class GroupsScreen(Screen[ProgrammeDesk]):
    """The groups of the office by their next session; Enter opens one."""

    cares_for = frozenset({"group", "register"})

    def __init__(self, ctx: Context[ProgrammeDesk]) -> None:
        super().__init__(ctx, _("Groups"))
        self._lines: tuple[GroupLine, ...] = ()
        tabs = (Option(RUNNING, _("Running and planned")), Option(ENDED, _("Ended")))
        self.which = SegmentedChoice(_("Which groups"), tabs, RUNNING)
        self.table: DataTable[GroupLine] = DataTable(group_columns(), _("Groups"))
        self.body.addWidget(Flow(self.which))
        self.body.addWidget(self.table, 1)
        if ctx.person.role in PLANNERS:
            self.primary(_("New group"), "Ctrl+N", "plus").clicked.connect(partial(self.go, "new_group"))
        self._wire()

    def _wire(self) -> None:
        self.which.chosen.connect(lambda _value: self._show_tab())
        self.table.row_chosen.connect(partial(self.go, "group"))

    def open(self, subject: str | None = None) -> None:
        super().open(subject)
        self.read(partial(self.desk.groups.list, GroupsWanted(ended_too=True)), self._show)

    def _show(self, lines: tuple[GroupLine, ...]) -> None:
        self._lines = lines
        if not lines:
            self.show_empty(_("No groups yet. Start from a programme."))
            return
        self.show_content()
        self._show_tab()

    def _show_tab(self) -> None:
        wants_ended = self.which.value() == ENDED
        lines = [line for line in self._lines if (state_of(line) == ENDED) == wants_ended]
        men = sum(line.members for line in lines)
        self.set_title(
            _("Groups"),
            facts(
                ngettext("{count} group", "{count} groups", len(lines)).format(count=len(lines)),
                ngettext("{count} man", "{count} men", men).format(count=men),
            ),
        )
        self.table.show_rows(lines, lambda line: line.group)

    def first_focus(self) -> QWidget:
        return self.table

    def panes(self) -> list[QWidget]:
        return [self.which, self.table]
