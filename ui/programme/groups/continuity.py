"""Is the part of a group's page on who held its sessions: person by person, and session by session (ATT-6)."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.language import _
from app.core.shapes import GroupId
from app.domain.counts import percent
from app.programme.attendance.continuity import Continuity, ContinuityWanted, HolderShare, SessionHeld
from app.programme.desk import ProgrammeDesk
from ui.kit.card_table import CardTable
from ui.kit.dates import clock, short_day
from ui.kit.layouts import SideBySide, vertical
from ui.kit.paged_model import Column
from ui.kit.tokens import Tone
from ui.kit.widgets import EmptyState, words
from ui.shell.screen import Screen


def people_columns() -> tuple[Column[HolderShare], ...]:
    """Who, whether they run the group, and n of N with its percentage."""
    return (
        Column(_("Person"), lambda row: row.label, strong=True),
        Column(
            _("Part"),
            lambda row: _("Runs the group") if row.runs_group else _("Stood in"),
            tone=lambda row: Tone.OK if row.runs_group else Tone.INFO,
        ),
        Column(_("Held"), share_words),
    )


def session_columns() -> tuple[Column[SessionHeld], ...]:
    """When, which, who held it, and who of them stood in."""
    return (
        Column(_("When"), _when),
        Column(_("Session"), lambda row: row.title, strong=True),
        Column(_("Held by"), lambda row: ", ".join(row.held_by) or _("Not known")),
        Column(_("Stood in"), lambda row: ", ".join(row.stood_in), small=True),
    )


def share_words(row: HolderShare) -> str:
    """n of N with its percentage; never a percentage alone."""
    if not row.of:
        return _("Not known")
    words_of = _("{held} of {all} ({percent}%)")
    return words_of.format(held=row.held, all=row.of, percent=percent(row.held, row.of))


def _when(row: SessionHeld) -> str:
    if row.starts_at is None:
        return ""
    return _("{day}, {time}").format(day=short_day(row.starts_at.date()), time=clock(row.starts_at))


class ContinuityPart(QWidget):
    """The same faces, or not: people at the left, sessions at the right; Enter opens a register."""

    session_wanted = Signal(str)

    def __init__(self, screen: Screen[ProgrammeDesk]) -> None:
        super().__init__()
        self._screen = screen
        self.known = words("", "small")
        self.none = EmptyState("")
        self.people: CardTable[HolderShare] = CardTable(people_columns(), _("Who held how many sessions"))
        self.sessions: CardTable[SessionHeld] = CardTable(session_columns(), _("Who held which session"))
        self.tables = SideBySide(self.people, self.sessions, shares=(4, 7))
        box = vertical(self)
        box.setContentsMargins(0, 12, 0, 0)
        for part in (self.known, self.none):
            box.addWidget(part)
        box.addWidget(self.tables, 1)
        self.sessions.row_chosen.connect(self.session_wanted)

    def ask(self, group: GroupId) -> None:
        """Read who held what."""
        wanted = ContinuityWanted(group=group)
        self._screen.read(partial(self._screen.desk.continuities.show, wanted), self._show, "continuity")

    def _show(self, found: Continuity) -> None:
        held = len(found.sessions)
        told = _("Known for {known} of {all} sessions held. A register says who held its session.")
        self.known.setText(told.format(known=found.known, all=held))
        self.none.say("" if held else _("No session was held yet."))
        self.none.setVisible(not held)
        for part in (self.known, self.tables):
            part.setVisible(bool(held))
        self.people.show_rows(found.people, lambda row: str(row.user))
        self.sessions.show_rows(tuple(reversed(found.sessions)), lambda row: str(row.session))
