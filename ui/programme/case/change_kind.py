"""Asks what changes about a case: something of ours, or what a court or an agency decided; one of all of them."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.language import _
from ui.kit.choice import Option, SegmentedChoice
from ui.kit.layouts import Flow, vertical
from ui.programme.case.change_forms import kinds
from ui.programme.case.legal_forms import legal_kinds_of_change


class WhatChanges(QWidget):
    """Two groups of which one option is chosen in all; beside one another where there is room."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.ours = SegmentedChoice(_("What changes"), kinds(), "move")
        self.courts = SegmentedChoice(_("What a court or an agency decided"), legal_kinds_of_change())
        vertical(self).addWidget(Flow(self.ours, self.courts))
        for one, other in ((self.ours, self.courts), (self.courts, self.ours)):
            one.chosen.connect(lambda value, other=other: self._choose(value, other))

    @property
    def held(self) -> SegmentedChoice:
        """The group that holds what is chosen: it gets the keyboard."""
        return self.courts if self.courts.value() else self.ours

    @property
    def options(self) -> tuple[Option, ...]:
        """All that can be chosen."""
        return (*self.ours.options, *self.courts.options)

    def value(self) -> str:
        """What is chosen."""
        return self.courts.value() or self.ours.value()

    def words(self) -> str:
        """The same in words."""
        return self.courts.words() or self.ours.words()

    def offer(self, options: Sequence[Option]) -> None:
        """What can change of ours in the state of the case; what a court decides can be said in every state."""
        kept = self.courts.value()
        self.ours.offer(options)
        self.set_value(kept or self.ours.value())

    def set_value(self, value: str) -> None:
        """Show what is chosen without telling anyone."""
        is_courts = any(option.value == value for option in self.courts.options)
        self.courts.set_value(value if is_courts else "")
        self.ours.set_value("" if is_courts else value)

    def choose(self, value: str) -> None:
        """Choose as a person does."""
        is_courts = any(option.value == value for option in self.courts.options)
        (self.courts if is_courts else self.ours).choose(value)

    def _choose(self, value: str, other: SegmentedChoice) -> None:
        other.set_value("")
        self.chosen.emit(value)
