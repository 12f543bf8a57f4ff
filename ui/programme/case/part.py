"""The ground of each tab of the participant page: it asks when it is opened, shows what came, and names its panes."""

from datetime import datetime
from typing import Any, ClassVar, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.language import _
from app.core.shapes import CaseId
from app.programme.desk import ProgrammeDesk
from ui.kit.dates import clock, here, short_day
from ui.kit.layouts import vertical
from ui.kit.sharing import Veil

Found = Any  # what the acts of one tab answer


class Tab(Protocol):
    """What the page asks of a tab: `ask` runs in a job and only reads, `show_found` gets its answer in the window."""

    key: ClassVar[str]
    is_fresh: bool

    def ask(self, desk: ProgrammeDesk, case: CaseId, /) -> Found: ...
    def show_found(self, found: Found, /) -> None: ...
    def panes(self) -> list[QWidget]: ...
    def setVisible(self, on: bool, /) -> None: ...


class Part(QWidget):
    """The ground of a tab: a column, a key by which it is opened, and a way to other screens.

    One that `is_for_staff` is closed while the screen is shared (UX-37).
    """

    key: ClassVar[str] = ""
    is_for_staff: ClassVar[bool] = False
    wanted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        inside = QWidget()
        self.box = vertical(inside)
        vertical(self).addWidget(Veil(inside, is_private=self.is_for_staff))
        self.is_fresh = False

    def panes(self) -> list[QWidget]:
        """What F6 goes through inside this tab."""
        return [self]


def moment_words(at: datetime | None) -> str:
    """A moment as its day and time in the office's zone."""
    if at is None:
        return _("No date yet")
    local = here(at)
    return _("{day}, {time}").format(day=short_day(local.date()), time=clock(local))
