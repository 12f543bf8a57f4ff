"""Narrows a list of participants: programme, worker, group, order, and filters that a person keeps under a name."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.core.language import _
from app.programme.finding.cases import FilterChoices
from app.programme.finding.views import ViewRow
from ui.kit import theme
from ui.kit.buttons import KeyButton
from ui.kit.dialogs import StopCard
from ui.kit.editors import ChoiceBox
from ui.kit.layouts import Flow
from ui.kit.widgets import words

Pairs = Sequence[tuple[str, str]]


class Narrowing(QObject):
    """The choices below the tabs. `changed` tells that the list must be asked for again."""

    changed = Signal()
    view_chosen = Signal(str)

    def __init__(self, orders: Pairs) -> None:
        super().__init__()
        self.programme = choice(_("Programme"), ((_("Any programme"), ""),))
        self.worker = choice(_("Worker"), ((_("Any worker"), ""),))
        self.group = choice(_("Group"), ((_("Any group"), ""),))
        self.order = choice(_("Order"), orders)
        self.kept = choice(_("Kept filters"), ((_("Kept filters"), ""),))
        self.keep = KeyButton(_("Keep these filters"), "Ctrl+Shift+K", small=True)
        self.forget = KeyButton(_("Forget them"), small=True)
        self.forget.hide()
        self._row = Flow(self.programme, self.worker, self.group, self.order, self.kept, self.keep, self.forget)
        for box in self._boxes().values():
            box.currentIndexChanged.connect(lambda _at: self.changed.emit())
        self.kept.currentIndexChanged.connect(self._choose_kept)

    def _boxes(self) -> dict[str, ChoiceBox]:
        return {"programme": self.programme, "assigned_to": self.worker, "group": self.group, "sort": self.order}

    def row(self) -> Flow:
        """The choices in one row that wraps."""
        return self._row

    def offer(self, choices: FilterChoices) -> None:
        """What there is to narrow to; what was chosen stays."""
        for box, some in (
            (self.programme, choices.programmes),
            (self.worker, choices.workers),
            (self.group, choices.groups),
        ):
            _offer(box, [(one.words, one.value) for one in some])
        self.worker.setVisible(len(choices.workers) > 1)

    def offer_kept(self, kept: Sequence[ViewRow], chosen: str = "") -> None:
        """The filters that this person keeps."""
        _offer(self.kept, [(one.name, one.name) for one in kept], chosen)
        self.kept.setVisible(bool(kept))
        self.forget.setVisible(bool(self.kept.currentData()))

    def values(self) -> dict[str, str]:
        """What is chosen, by the name of the filter; nothing for what is left open."""
        return {name: str(box.currentData()) for name, box in self._boxes().items() if box.currentData()}

    def fill(self, values: Mapping[str, str]) -> None:
        """Show these choices without telling anyone."""
        for name, box in self._boxes().items():
            box.blockSignals(True)
            box.setCurrentIndex(max(0, box.findData(values.get(name, ""))))
            box.blockSignals(False)

    def sort_by(self, sort: str) -> None:
        """Sort as a head was pressed; an order that the choices do not name becomes one of them."""
        at = self.order.findData(sort)
        if at < 0:
            self.order.blockSignals(True)
            self.order.addItem(_("By the column pressed"), sort)
            self.order.blockSignals(False)
            at = self.order.count() - 1
        self.order.setCurrentIndex(at)

    def is_open(self) -> bool:
        """Whether nothing is narrowed."""
        return not self.values()

    def _choose_kept(self, _at: int) -> None:
        name = str(self.kept.currentData() or "")
        self.forget.setVisible(bool(name))
        if name:
            self.view_chosen.emit(name)


class NameCard(StopCard):
    """Asks under which name the filters are kept."""

    def __init__(self, parent: QWidget, given: Callable[[str], None]) -> None:
        lines = (_("You find them again in “Kept filters”. Nobody else sees them. Do not write anybody's name here."),)
        super().__init__(parent, _("Keep these filters"), lines, _("Keep"), _("Not now"))
        self._given = given
        self.name = QLineEdit()
        self.name.setMaxLength(80)
        self.name.setAccessibleName(_("Name of the filters"))
        label = words(_("Name of the filters"))
        label.setBuddy(self.name)
        self.middle.addWidget(label)
        self.middle.addWidget(self.name)
        self.name.returnPressed.connect(self.accept)
        self.start = self.name

    def accept(self) -> None:
        """Hand the name on; an empty one keeps the card open."""
        if self.name.text().strip():
            super().accept()
            self._given(self.name.text().strip())


def choice(name: str, entries: Pairs) -> ChoiceBox:
    """A drop-down with its name for a screen reader."""
    box = ChoiceBox()
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(16)
    box.setMinimumWidth(theme.current().px(170))
    for text, value in entries:
        box.addItem(text, value)
    return box


def _offer(box: ChoiceBox, entries: Pairs, chosen: str | None = None) -> None:
    wanted = box.currentData() if chosen is None else chosen
    box.blockSignals(True)
    while box.count() > 1:
        box.removeItem(1)
    for text, value in entries:
        box.addItem(text, value)
    box.setCurrentIndex(max(0, box.findData(wanted)))
    box.blockSignals(False)
