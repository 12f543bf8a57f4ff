"""Is the part of a group's page on its registers: every man, every session, one letter a mark (P9)."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.language import _
from app.core.shapes import GroupId
from app.domain.codes import MarkCode, mark_words
from app.programme.attendance.grid import GroupMarks, ManMarked, MarksWanted, SessionBegun
from app.programme.desk import ProgrammeDesk
from ui.kit.dates import short_day
from ui.kit.layouts import vertical
from ui.kit.letters import legend, letter_of
from ui.kit.mark_table import MarkLine, MarkTable
from ui.kit.rows import Mark
from ui.kit.sharing import called, current, short_of
from ui.kit.widgets import EmptyState, facts, words
from ui.shell.screen import Screen


class RegistersPart(QWidget):
    """Men down, sessions across; the cell that is chosen is said in words below, Enter opens its register."""

    session_wanted = Signal(str)

    def __init__(self, screen: Screen[ProgrammeDesk]) -> None:
        super().__init__()
        self._screen = screen
        self._found = GroupMarks(sessions=(), men=())
        self.none = EmptyState("")
        self.table = MarkTable(_("Registers of this group"))
        self.said = words("", "small")
        self.legend = legend()
        box = vertical(self)
        box.setContentsMargins(0, 12, 0, 0)
        box.addWidget(self.none)
        box.addWidget(self.table, 1)
        box.addWidget(self.said)
        box.addWidget(self.legend)
        self.table.cell_changed.connect(self._tell)
        current().changed.connect(self._follow)
        self.table.session_chosen.connect(lambda at: self.session_wanted.emit(str(self._found.sessions[at].session)))

    def ask(self, group: GroupId) -> None:
        """Read all marks of the group."""
        wanted = partial(self._screen.desk.group_registers.show, MarksWanted(group=group))
        self._screen.read(wanted, self._show, "registers")

    def _follow(self) -> None:
        """Whole names, or short ones while the screen is shared (UX-37)."""
        self._show(self._found)

    def _show(self, found: GroupMarks) -> None:
        self._found = found
        is_there = bool(found.sessions and found.men)
        self.none.say("" if is_there else _("No session has begun yet. Registers stand here once they are taken."))
        self.none.setVisible(not is_there)
        for part in (self.table, self.said, self.legend):
            part.setVisible(is_there)
        heads = [str(one.number) for one in found.sessions]
        self.table.show_grid(heads, [line_of(man, found) for man in found.men])

    def _tell(self, row: int, column: int) -> None:
        man = self._found.men[row]
        if column >= len(self._found.sessions):
            self.said.setText(facts(short_of(man.name), man.reference, total_of(man)))
            return
        session = self._found.sessions[column]
        came = _("{count} came").format(count=session.attended) if session.has_register else ""
        self.said.setText(facts(short_of(man.name), meaning_of(session, man.codes[column], man), came))


def line_of(man: ManMarked, found: GroupMarks) -> MarkLine:
    """One man as a line of the grid."""
    marks = tuple(
        mark_of(session, code, man) if code or (man.is_member and not session.has_register) else None
        for session, code in zip(found.sessions, man.codes, strict=True)
    )
    name = called(man.name) if man.is_member else _("{name}, left").format(name=called(man.name))
    return MarkLine(name, marks, total_of(man))


def mark_of(session: SessionBegun, code: MarkCode | None, man: ManMarked) -> Mark:
    """A cell: its letter and tint, and everything it says in words."""
    said = meaning_of(session, code, man)
    if code is None:
        return Mark(str(session.number), "", said)
    letter, tone = letter_of(code)
    return Mark(str(session.number), letter, said, tone)


def meaning_of(session: SessionBegun, code: MarkCode | None, man: ManMarked) -> str:
    """Which session, when, and what he was marked; what nobody recorded is not known (NEV-14)."""
    if code is None and session.is_not_held:
        said = _("Not held")
    elif code is None and (session.has_register or not man.is_member):
        said = _("He was not on this register")
    else:
        said = mark_words(code)
    return facts(session.title, short_day(session.starts_at.date()) if session.starts_at else "", said)


def total_of(man: ManMarked) -> str:
    """n of N: the sessions he came to, of those he has a mark for."""
    return _("{count} of {all}").format(count=man.attended, all=sum(code is not None for code in man.codes))
