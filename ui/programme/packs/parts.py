"""The cards of a programme's page: what a version sets, line by line, its versions, its life."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.core.clock import Clock
from app.core.language import _
from app.domain.calendar import day_words
from app.domain.pack_parts import PackState
from app.programme.packs.rows import LifeRow, SectionRow, VersionRow
from ui.kit import theme
from ui.kit.buttons import KeyButton
from ui.kit.layouts import Flow, Reflowing, turn_label, vertical
from ui.kit.tokens import SPACE_1, SPACE_3, Tone
from ui.kit.widgets import Card, Chip, facts, words

LABEL, NARROW = 200, 460
STATE_TONES = {
    PackState.DRAFT: Tone.MUTE,
    PackState.PILOT: Tone.INFO,
    PackState.ACTIVE: Tone.OK,
    PackState.REVISE: Tone.WARN,
    PackState.RETIRED: Tone.MUTE,
}


def state_chip(state: str, state_words: str) -> Chip:
    """The state of a version; the word says it, the colour only repeats it."""
    return Chip(begun(state_words), STATE_TONES[PackState(state)])


def begun(words_of: str) -> str:
    """Words that stand by themselves begin with a capital."""
    return words_of[:1].upper() + words_of[1:]


class Told(Reflowing):
    """A name and what is said of it; the name goes on top when there is no room beside."""

    def __init__(self, label: str, said: str, source: str = "") -> None:
        super().__init__()
        self.setAccessibleName(facts(label, said, source))
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE_3)
        self._label = words(label, "small-strong")
        lines = vertical(gap=0)
        lines.addWidget(words(said))
        if source:
            lines.addWidget(words(_("Source: {source}").format(source=source), "hint"))
        self._row.addWidget(self._label, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(lines, 1)

    def reflow(self, width: int) -> None:
        is_narrow = width < theme.current().px(NARROW)
        turn_label(self._row, self._label, is_narrow, LABEL)
        self._row.setSpacing(SPACE_1 if is_narrow else SPACE_3)


def section_card(section: SectionRow) -> Card:
    """Everything under one heading."""
    card = Card(section.heading)
    for line in section.lines:
        card.add(Told(line.label, line.words, line.source))
    return card


class VersionsCard(Card):
    """Every version, the newest first; each opens, and can be held against the one that is shown."""

    opened = Signal(str)
    compared = Signal(str)

    def __init__(self, versions: Sequence[VersionRow], shown: str) -> None:
        super().__init__(_("Versions"))
        for one in versions:
            self.add(self._row(one, shown))

    def _row(self, one: VersionRow, shown: str) -> QWidget:
        row = QWidget()
        lines = vertical(row, gap=SPACE_1)
        head = Flow(words(_("Version {version}").format(version=one.version), "strong", wraps=False))
        head.add(state_chip(one.state, one.state_words))
        lines.addWidget(head)
        came = _("comes with Handrail") if one.is_shipped else _("written here by {name}").format(name=one.by)
        lines.addWidget(words(facts(came, day_words(one.at.date()) if one.at else ""), "small"))
        if one.changes:
            lines.addWidget(words(one.changes, "small"))
        if one.version != shown:
            show, hold = KeyButton(_("Show"), small=True), KeyButton(_("Compare"), small=True)
            show.setAccessibleName(_("Show version {version}").format(version=one.version))
            hold.setAccessibleName(_("Compare with version {version}").format(version=one.version))
            show.clicked.connect(lambda _on: self.opened.emit(one.version))
            hold.clicked.connect(lambda _on: self.compared.emit(one.version))
            lines.addWidget(Flow(show, hold))
        return row


def life_card(life: Sequence[LifeRow], clock: Clock) -> Card:
    """What was recorded about this version, the newest first."""
    card = Card(_("Its life so far"))
    if not life:
        card.add(words(_("Nothing is recorded yet."), "small"))
    for row in life:
        moved = row.was != row.state
        is_new = any(said.key == "new_version" for said in row.recorded)
        still = _("Published") if is_new else _("Recorded")
        head = _("Became: {state}").format(state=row.state_words) if moved else still
        card.add(words(head, "strong"))
        card.add(words(facts(day_words(row.at.astimezone(clock.zone).date()), row.by), "small"))
        for said in row.recorded:
            card.add(Told(said.label, said.said))
    return card


def refill(box: QVBoxLayout, widgets: Sequence[QWidget]) -> None:
    """Put these in place of what a column held."""
    while box.count():
        item = box.takeAt(0)
        if item is not None and (old := item.widget()) is not None:
            old.hide()
            old.deleteLater()
    for widget in widgets:
        box.addWidget(widget)
    box.addStretch(1)
