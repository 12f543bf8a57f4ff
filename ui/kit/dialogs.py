"""Pages that stop a person on purpose: the interruption card, the second name, before and after."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QShowEvent
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


class AgreeCard(StopCard):
    """Asks another person to agree with something only they have; the card stays until `close_with(None)`.

    While what they agreed to is done it tells each step, and with `stop` its safe button ends that at the next one.
    """

    def __init__(
        self, parent: QWidget, heading: str, lines: Sequence[str], stop: Callable[[], None] | None = None
    ) -> None:
        super().__init__(parent, heading, lines, _("Agree"), _("Not now"))
        self._stop = stop
        self._is_working = False
        self.secret = QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.returnPressed.connect(self.accept)
        self.working = Banner("", "", Tone.INFO)
        self.working.hide()
        self.box.insertWidget(self.box.indexOf(self.problem), self.working)

    def ask(self, label: str, edit: QLineEdit) -> None:
        """One more field, under its words."""
        edit.setAccessibleName(label)
        caption = words(label)
        caption.setBuddy(edit)
        self.middle.addWidget(caption)
        self.middle.addWidget(edit)

    def accept(self) -> None:
        """Hand on what was typed, once; the card closes only when it was right."""
        if not self.act.isEnabled():
            return
        self.act.setEnabled(False)
        self.problem.hide()
        self.hand_on()

    def hand_on(self) -> None:
        """What each kind of card does with what was typed."""

    def tell(self, heading: str, below: str) -> None:
        """What is being done now; the safe button stops it where that can be done."""
        if not self._is_working:
            self._is_working = True
            self.stay.setVisible(self._stop is not None)
            self.stay.say(_("Stop"))
        self.working.say(heading, below, Tone.INFO)
        self.working.show()
        self.adjustSize()

    def reject(self) -> None:
        """Not now; or, while something is being done, stop it and wait for its word."""
        if not self._is_working:
            super().reject()
        elif self._stop is not None and self.stay.isEnabled():
            self.stay.setEnabled(False)
            self.stay.say(_("Stopping"))
            self._stop()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The desk locks: nothing stays on the screen, and what runs ends at its next step."""
        if self._is_working and self._stop is not None:
            self._stop()
        self._is_working = False
        super().closeEvent(event)

    def close_with(self, error: Exception | None) -> None:
        """Close after success; after an error empty the secret, say the sentence and stay."""
        self._is_working = False
        self.working.hide()
        self.act.setEnabled(True)
        self.stay.setEnabled(True)
        self.stay.show()
        self.stay.say(_("Not now"))
        if error is None:
            super().accept()
            return
        self.secret.clear()
        self.show_error(error)
        self.secret.setFocus()


class SecondPerson(AgreeCard):
    """Asks another person for their own user name and password; it never says which part was wrong (SEC-56).

    `given` gets both; an error is shown in the card.
    """

    def __init__(
        self, parent: QWidget, what: str, given: Callable[[SecondName], None], stop: Callable[[], None] | None = None
    ) -> None:
        lines = (what, _("Another person must agree, with their own name and password."))
        super().__init__(parent, _("A second name is needed"), lines, stop)
        self._given = given
        self.user, self.password = QLineEdit(), self.secret
        self.ask(_("Second person's user name"), self.user)
        self.ask(_("Second person's password"), self.password)
        self.user.returnPressed.connect(self.password.setFocus)
        self.start = self.user

    def hand_on(self) -> None:
        """Both, as they were typed."""
        self._given(SecondName(self.user.text().strip(), self.password.text()))


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
