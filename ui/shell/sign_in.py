"""The sign-in page of both desks: name, password, one sentence for every failure, no last user (UX-12)."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QLineEdit, QWidget

from app.core.language import _
from ui.kit import theme
from ui.kit.bands import PracticeBand, announce
from ui.kit.buttons import KeyButton
from ui.kit.layouts import Flow, horizontal, vertical
from ui.kit.tokens import SPACE_2, SPACE_4, SPACE_5
from ui.kit.widgets import Card, words
from ui.shell.rail import Mark

WIDTH = 400


class SignInPage(QWidget):
    """Asks for user name and password and calls `sign_in`; `refuse` says the one sentence, `busy` waits for the keys.

    `other_desk` is a setting of the computer: the words of a button and what it starts. Paste works (A20).
    """

    def __init__(
        self,
        desk_name: str,
        sign_in: Callable[[str, str], None],
        other_desk: tuple[str, Callable[[], None]] | None = None,
        practice: Sequence[str] | None = None,
        forgot: Callable[[], None] | None = None,
        new_here: Callable[[], None] | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("page")
        self._sign_in = sign_in
        outer = vertical(self, gap=0)
        if practice is not None:
            outer.addWidget(PracticeBand("  ·  ".join(practice)))
        outer.addStretch(2)
        card = Card(margin=SPACE_5)
        card.setAccessibleName(_("Sign in"))
        card.setFixedWidth(theme.current().px(WIDTH))
        card.body.setSpacing(SPACE_2)
        self._head(card, desk_name)
        self.user = self._field(card, _("User name"))
        self.password = self._field(card, _("Password"))
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.problem = words("", "problem")
        self.problem.hide()
        card.add(self.problem)
        self.button = KeyButton(_("Sign in"), "Enter", look="filled")
        self.button.setAutoDefault(True)
        buttons = Flow(self.button)
        if other_desk is not None:
            other = KeyButton(other_desk[0], icon="door-exit")
            other.clicked.connect(lambda _on: other_desk[1]())
            buttons.add(other)
        if forgot is not None:
            self.forgot = lost = KeyButton(_("Forgot password"), icon="key")
            lost.clicked.connect(lambda _on: forgot())
            buttons.add(lost)
        if new_here is not None:
            self.new_here = join = KeyButton(_("I am new here"), icon="user-plus")
            join.clicked.connect(lambda _on: new_here())
            buttons.add(join)
        self.copy: KeyButton | None = None
        self.other_way: KeyButton | None = None
        self._buttons = buttons
        card.body.addSpacing(SPACE_2)
        card.add(buttons)
        middle = horizontal(gap=0)  # an alignment would keep the card as high as it began, and cut a long sentence
        middle.addStretch()
        middle.addWidget(card)
        middle.addStretch()
        outer.addLayout(middle)
        outer.addStretch(3)
        self._wire()

    def _head(self, card: Card, desk_name: str) -> None:
        row = horizontal(gap=SPACE_4)
        row.addWidget(Mark())
        lines = vertical(gap=0)
        lines.addWidget(words("Handrail", "h1"))
        lines.addWidget(words(desk_name, "small"))
        row.addLayout(lines, 1)
        card.body.addLayout(row)
        card.body.addSpacing(SPACE_2)

    def _field(self, card: Card, label: str) -> QLineEdit:
        edit = QLineEdit()
        edit.setAccessibleName(label)
        caption = words(label)
        caption.setBuddy(edit)
        card.add(caption)
        card.add(edit)
        return edit

    def _wire(self) -> None:
        self.user.returnPressed.connect(self.password.setFocus)
        self.password.returnPressed.connect(self._try)
        self.button.clicked.connect(self._try)
        self.setFocusProxy(self.user)

    def _try(self) -> None:
        if self.button.isEnabled():
            self.busy(True)
            self._sign_in(self.user.text().strip(), self.password.text())

    def busy(self, is_busy: bool) -> None:
        """While the keys are made the page waits."""
        self.button.setEnabled(not is_busy)
        self.button.say(_("Opening") if is_busy else _("Sign in"))

    def offer_copy(self, sign_in: Callable[[str, str], None]) -> None:
        """The sign-in file does not hold: say what to do, and offer the copy from before its last change (E3)."""
        self.refuse(
            self.problem.text() + " " + _("To try the copy from before its last change, type the password again.")
        )
        if self.copy is None:
            self.copy = KeyButton(_("Sign in with the copy"), icon="history")
            self.copy.clicked.connect(lambda _on: sign_in(self.user.text().strip(), self.password.text()))
            self._buttons.add(self.copy)

    def offer(self, words: str, go: Callable[[], None]) -> None:
        """One more way on, where signing in is none."""
        if self.other_way is None:
            self.other_way = KeyButton(words, icon="history")
            self.other_way.clicked.connect(lambda _on: go())
            self._buttons.add(self.other_way)

    def refuse(self, sentence: str = "") -> None:
        """The same words whatever was wrong; the user name stays, the password goes (SEC-56)."""
        self.busy(False)
        self.problem.setText(sentence or _("That did not match."))
        self.problem.show()
        self.password.clear()
        self.password.setAccessibleDescription(self.problem.text())
        self.password.setFocus()
        announce(self, self.problem.text())
