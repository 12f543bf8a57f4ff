"""Is the card for two people on one register: both marks side by side, and which of each part counts (ATT-14)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QLineEdit, QScrollArea, QWidget

from app.core.language import _
from app.core.shapes import SessionId, convert
from app.programme.attendance.correcting import MarkCorrected
from app.programme.attendance.parts import part_labels
from ui.kit import theme
from ui.kit.buttons import RoundChoice
from ui.kit.dates import clock
from ui.kit.dialogs import StopCard
from ui.kit.layouts import Column, SideBySide, vertical
from ui.kit.widgets import Card, facts, words
from ui.programme.register.marks import Typed, said

MARK = "mark"
ONE_BY_ONE = ("engagement", "task", "concern", "note")
TOGETHER = ("code", "minutes", "late_minutes", "left_early_minutes", "reason", "came_back")
LONGEST = 300


@dataclass(frozen=True)
class Clash:
    """One man whom two people marked otherwise: what stands in the register, what is typed here."""

    theirs: Typed
    mine: Typed

    def parts(self, length: int) -> tuple[str, ...]:
        """The parts in which both differ; what is not typed here is no difference."""
        found = [MARK] if self.mine.code and _together(self.mine, length) != _together(self.theirs, length) else []
        found += [
            name
            for name in ONE_BY_ONE
            if getattr(self.mine, name) and getattr(self.mine, name) != getattr(self.theirs, name)
        ]
        return tuple(found)


def _together(line: Typed, length: int) -> tuple[object, ...]:
    """A mark with its times and reason: they belong to one another and are chosen as one."""
    minutes = line.minutes
    if line.came and minutes is None:
        minutes = length - (line.late_minutes or 0) - (line.left_early_minutes or 0)
    values = {name: getattr(line, name) or None for name in TOGETHER} | {"minutes": minutes or None}
    return (*values.values(), line.came_back)


def clash_words(line: Typed, part: str, length: int) -> str:
    """What one of both says in one part."""
    if part != MARK:
        value = getattr(line, part)
        if part == "task":
            return {"yes": _("Yes"), "part": _("Part"), "no": _("No")}.get(str(value), "") or _("empty")
        return str(value or "") or _("empty")
    minutes = _together(line, length)[1]
    there = _("{count} minutes").format(count=minutes) if minutes else ""
    return facts(said(line), there, line.reason)


def correction_of(clash: Clash, session: SessionId, mine: Sequence[str], reason: str, length: int) -> MarkCorrected:
    """The saved mark with those parts laid over it that were chosen from here. Raises InvalidInput."""
    given: dict[str, object] = {"session": session, "case": clash.mine.row.case, "reason": reason}
    if clash.theirs.row.mark is not None:
        given["seen"] = clash.theirs.row.mark.turn
    if MARK in mine:
        line = clash.mine
        given |= {"code": line.code, "mark_reason": line.reason or None}
        given["time_out"] = None if line.came_back is None else {"came_back": line.came_back}
        if line.came:
            given["minutes"] = _together(line, length)[1] or 0
            given |= {"late_minutes": line.late_minutes, "left_early_minutes": line.left_early_minutes}
    for name in ONE_BY_ONE:
        if name in mine:
            given[name] = getattr(clash.mine, name)
    if "note" in mine:
        given["seen_note"] = clash.theirs.note or None
    return convert(given, MarkCorrected)


class ClashCard(StopCard):
    """Someone else saved first: nothing is lost. For each part choose whose words count; the other stays visible."""

    def __init__(
        self, parent: QWidget, clashes: Sequence[Clash], length: int, zone: tzinfo, given: Callable[["ClashCard"], None]
    ) -> None:
        lines = (_("Both are kept. Choose for each line which one counts; the other stays in the record."),)
        heading = _("Someone else saved first")
        super().__init__(parent, heading, lines, _("Save what I chose"), _("Decide later"))
        self.left, self._given, self._length, self._zone = tuple(clashes), given, length, zone
        self._mine: dict[tuple[str, str], RoundChoice] = {}
        inside = QWidget()
        box = vertical(inside, gap=10)
        for clash in self.left:
            box.addWidget(self._of_man(clash))
        box.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        self.middle.addWidget(scroll, 1)
        self.reason = QLineEdit(_("Two people took this register."))
        self.reason.setMaxLength(500)
        self.reason.setAccessibleName(_("Why yours counts"))
        label = words(_("Why yours counts"))
        label.setBuddy(self.reason)
        self.middle.addWidget(label)
        self.middle.addWidget(self.reason)
        self.resize(theme.current().px(820), theme.current().px(560))

    def _of_man(self, clash: Clash) -> QWidget:
        mark = clash.theirs.row.mark
        who = mark.by if mark else ""
        at = clock(mark.at.astimezone(self._zone)) if mark else ""
        note = _("{person} saved at {time}").format(person=who, time=at)
        card = Card(clash.theirs.called, note=note)
        labels = part_labels() | {MARK: part_labels()["code"]}
        for part in clash.parts(self._length):
            theirs, mine = (_short(clash_words(line, part, self._length)) for line in (clash.theirs, clash.mine))
            card.add(words(labels[part], "strong"))
            card.add(self._pair(clash, part, labels[part], ((who, theirs), (_("You"), mine))))
        return card

    def _pair(self, clash: Clash, part: str, label: str, sides: tuple[tuple[str, str], ...]) -> QWidget:
        """Both side by side; theirs counts until somebody chooses, yours where theirs says nothing."""
        group, boxes, columns = QButtonGroup(self), [], []
        for who, text in sides:
            box = RoundChoice(who)
            box.setAccessibleName(f"{clash.theirs.called}, {label}, {who}: {text}")
            group.addButton(box)
            boxes.append(box)
            columns.append(Column(box, words(text)))
        first, second = boxes
        is_empty = part != MARK and not getattr(clash.theirs, part)
        (second if is_empty else first).setChecked(True)
        self._mine[str(clash.mine.row.case), part] = second
        return SideBySide(*columns, shares=(1, 1), stacks_under=420)

    def chosen(self, clash: Clash) -> tuple[str, ...]:
        """The parts of one man in which what is typed here counts."""
        case = str(clash.mine.row.case)
        return tuple(part for (id, part), box in self._mine.items() if id == case and box.isChecked())

    def accept(self) -> None:
        """Hand the choice on; the card stays until `close_with(None)`."""
        if self.reason.text().strip():
            self.act.setEnabled(False)
            self._given(self)

    def close_with(self, error: Exception | None) -> None:
        """Close after success; after an error say it and keep what was chosen."""
        self.act.setEnabled(True)
        if error is None:
            super().accept()
        else:
            self.show_error(error)


def _short(text: str) -> str:
    """Long notes are read in the register; here their beginning tells them apart."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
