"""Pages that stop a person on purpose: the interruption card, the second name, before and after."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from app.core.language import _
from ui.kit import theme
from ui.kit.bands import Banner
from ui.kit.buttons import KeyButton
from ui.kit.card_table import CardTable
from ui.kit.layouts import Column as Below
from ui.kit.layouts import horizontal, vertical
from ui.kit.paged_model import Column
from ui.kit.problems import problem_of
from ui.kit.tokens import SPACE_1, SPACE_3, SPACE_4, SPACE_5, Tone
from ui.kit.widgets import words

TITLE = "Handrail"


class StopCard(QDialog):
    """A page over the page: one heading, a few lines, two buttons, the safe one focused. Esc is the safe one."""

    def __init__(
        self, parent: QWidget, heading: str, lines: Sequence[str], act: str, stay: str, key: str = "Ctrl+Enter"
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(TITLE)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(heading)
        self.box = vertical(self, gap=SPACE_4, margin=SPACE_5)
        self.box.addWidget(words(heading, "h1"))
        for line in lines:
            self.box.addWidget(words(line))
        self.act = KeyButton(act, key, look="filled")
        self.stay = KeyButton(stay, "Esc")
        self.act.clicked.connect(self.accept)
        self.stay.clicked.connect(self.reject)
        self.middle = vertical(gap=SPACE_4)
        self.box.addLayout(self.middle)
        self.problem = Banner("", "", Tone.STOP)
        self.problem.hide()
        self.box.addWidget(self.problem)
        row = horizontal(gap=SPACE_3)
        row.addStretch(1)
        row.addWidget(self.stay)
        row.addWidget(self.act)
        self.box.addLayout(row)
        self.setMinimumWidth(min(theme.current().px(560), parent.window().width() - 48))
        self.start: QWidget = self.stay

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.start.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        here = self.focusWidget()
        if is_enter and isinstance(here, KeyButton):
            here.click()
            return
        if not is_enter:
            super().keyPressEvent(event)

    def show_error(self, error: Exception) -> None:
        """Say what went wrong and stay open."""
        problem = problem_of(error)
        self.problem.say(problem.heading, " ".join(problem.sentences), problem.tone)
        self.problem.show()
        self.adjustSize()


def interrupt(
    parent: QWidget, heading: str, lines: Sequence[str], act: str, stay: str, then: Callable[[], None]
) -> StopCard:
    """Show an interruption card; `then` runs when the person goes on. Only for acts that cannot be undone."""
    card = StopCard(parent, heading, lines, act, stay)
    card.accepted.connect(then)
    card.open()
    return card


@dataclass(frozen=True)
class SecondName:
    """What the second person gave: their user name and their own password. Never kept."""

    user: str
    password: str


class SecondPerson(StopCard):
    """Asks another person for their own user name and password; it never says which part was wrong (SEC-56).

    `given` gets both, and the card stays until `close_with(None)`; an error is shown in the card.
    """

    def __init__(self, parent: QWidget, what: str, given: Callable[[SecondName], None]) -> None:
        lines = (what, _("Another person must agree, with their own name and password."))
        super().__init__(parent, _("A second name is needed"), lines, _("Agree"), _("Not now"))
        self._given = given
        self.user, self.password = QLineEdit(), QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        for label, edit in (
            (_("Second person's user name"), self.user),
            (_("Second person's password"), self.password),
        ):
            edit.setAccessibleName(label)
            caption = words(label)
            caption.setBuddy(edit)
            self.middle.addWidget(caption)
            self.middle.addWidget(edit)
        self.user.returnPressed.connect(self.password.setFocus)
        self.password.returnPressed.connect(self.accept)
        self.start = self.user

    def accept(self) -> None:
        """Hand both on; the card closes only when it was right."""
        self.act.setEnabled(False)
        self._given(SecondName(self.user.text().strip(), self.password.text()))

    def close_with(self, error: Exception | None) -> None:
        """Close after success; after an error empty the password, say the sentence and stay."""
        self.act.setEnabled(True)
        if error is None:
            super().accept()
            return
        self.password.clear()
        self.show_error(error)
        self.password.setFocus()


@dataclass(frozen=True)
class Change:
    """One line of a cascade: what, before, after, why."""

    id: str
    what: str
    before: str
    after: str
    why: str = ""


class BeforeAfter(StopCard):
    """Shows everything a change touches, before and after; the button counts it."""

    def __init__(
        self, parent: QWidget, heading: str, changes: Sequence[Change], act: str, notes: Sequence[str] = ()
    ) -> None:
        super().__init__(parent, heading, (), act, _("Leave as it is"))
        columns: tuple[Column[Change], ...] = (
            Column(_("What"), lambda row: row.what, strong=True),
            Column(_("Before"), lambda row: row.before),
            Column(_("After"), lambda row: row.after),
        )
        if any(row.why for row in changes):
            columns += (Column(_("Why"), lambda row: row.why, small=True),)
        self.table: CardTable[Change] = CardTable(columns, heading)
        self.table.show_rows(changes, lambda row: row.id)
        self.middle.addWidget(self.table, 1)
        if notes:
            self.middle.addWidget(Below(*(words(note, "small") for note in notes), gap=SPACE_1, is_filled=True))
        self.resize(theme.current().px(760), theme.current().px(480))
