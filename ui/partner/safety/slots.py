"""Takes in the answers of a paper form by its numbers: a choice for each, a key for each, none chosen beforehand."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.core.language import _
from app.domain.answers import Answer
from app.partner.rules.dash import SLOTS
from ui.kit.choice import Option, SegmentedChoice
from ui.kit.form_spec import answers
from ui.kit.tokens import SPACE_1, SPACE_2, Tone
from ui.kit.widgets import words

COLUMNS = 2
TONES = {Answer.YES.value: Tone.WARN, Answer.NO.value: Tone.MUTE}


class SlotGrid(QWidget):
    """The numbers 1 to 24 in two columns; Y, N or K answers and steps on. One left alone was not asked (NEV-14)."""

    edited = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(SPACE_1)
        grid.setHorizontalSpacing(SPACE_2)
        a_column = -(-SLOTS // COLUMNS)
        self.choices: list[SegmentedChoice] = []
        for at in range(SLOTS):
            choice = SegmentedChoice(_("Number {number}").format(number=at + 1), ticks())
            choice.chosen.connect(lambda _value: self.edited.emit())
            choice.stepped.connect(partial(self._step, at))
            self.choices.append(choice)
            row, column = at % a_column, at // a_column * 2
            grid.addWidget(words(str(at + 1), "small-strong", wraps=False), row, column, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(choice, row, column + 1, Qt.AlignmentFlag.AlignLeft)
        for column in range(1, 2 * COLUMNS, 2):
            grid.setColumnStretch(column, 1)
        self.setFocusProxy(self.choices[0])

    def answers(self) -> tuple[Answer, ...]:
        """An answer for each number; what nobody chose was not asked."""
        return tuple(Answer(choice.value() or Answer.NOT_ASKED.value) for choice in self.choices)

    def fill(self, values: Sequence[str] = ()) -> None:
        """Show these answers; without any, every number is open again."""
        given = {at: value for at, value in enumerate(values) if value != Answer.NOT_ASKED.value}
        for at, choice in enumerate(self.choices):
            choice.set_value(given.get(at, ""))
        self.edited.emit()

    def is_edited(self) -> bool:
        """True once a number has an answer."""
        return any(choice.value() for choice in self.choices)

    def _step(self, at: int, by: int) -> None:
        self.choices[max(0, min(SLOTS - 1, at + by))].setFocus()


def ticks() -> tuple[Option, ...]:
    """The three answers; here a yes is no good news, and a no is not one either."""
    return tuple(Option(one.value, one.words, one.key, TONES.get(one.value, one.tone)) for one in answers())
