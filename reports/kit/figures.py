"""Paints the two small pictures of a paper: how far he is along the programme, and a share of a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from reportlab.platypus import Flowable

from reports.kit import fonts
from reports.kit.escape import one_line
from reports.kit.tagging import Element
from reports.kit.text import RULE, TEAL, TaggedParagraph, paragraph

_PER_LINE = 6
_RADIUS = 6.0
_LINE_HEIGHT = 58.0


@dataclass(frozen=True)
class Bar:
    """One bar of a chart: its name, its numbers in words, and the share it is filled to."""

    name: str
    words: str
    count: int
    of: int

    @property
    def share(self) -> float:
        """Between nothing and all of it; of nothing it is nothing."""
        return min(1.0, max(0.0, self.count / self.of)) if self.of > 0 else 0.0


class StepState(StrEnum):
    """Where a step of the way stands; shape says it too, so that grey print is enough."""

    DONE = "done"
    NOW = "now"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Step:
    """One stop on the way: its name, a caption such as "2 of 6", and whether he is past it."""

    name: str
    caption: str
    state: StepState


class Track(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """A row of circles joined by a line; at most six in a row."""

    def __init__(self, steps: Sequence[Step], element: Element) -> None:
        super().__init__()
        self.lines = [steps[at : at + _PER_LINE] for at in range(0, len(steps), _PER_LINE)]
        self.element = element
        self.spaceBefore = self.spaceAfter = 4

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """The whole width, a fixed height for each row of circles."""
        self.width, self.height = width, _LINE_HEIGHT * len(self.lines)
        return self.width, self.height

    def split(self, _width: float, height: float) -> list["Track"]:
        """Break between two rows of circles; both halves are the same figure."""
        fit = int(height // _LINE_HEIGHT)
        if fit < 1 or fit >= len(self.lines):
            return []
        halves = [Track([], self.element), Track([], self.element)]
        halves[0].lines, halves[1].lines = self.lines[:fit], self.lines[fit:]
        return halves

    def draw(self) -> None:
        """All in one mark: the figure's alternative text says the same in words."""
        with self.canv.content(self.element):
            for number, steps in enumerate(self.lines):
                self._draw_line(steps, self.height - number * _LINE_HEIGHT)

    def _draw_line(self, steps: Sequence[Step], top: float) -> None:
        room = self.width / min(_PER_LINE, max(4, len(steps)))
        y = top - _RADIUS - 4
        for number, step in enumerate(steps):
            middle = room * (number + 0.5)
            if number:
                self._join(middle - room + _RADIUS + 3, middle - _RADIUS - 3, y, is_done=step.state != StepState.AHEAD)
            _circle(self.canv, middle, y, step.state)
            below = y - _RADIUS - 4
            for text, style, font in ((step.name, "label", fonts.BOLD), (step.caption, "caption", fonts.REGULAR)):
                words = _short(text, style, font, room - 6)
                _width, tall = words.wrap(room - 6, _LINE_HEIGHT)
                words.drawOn(self.canv, middle - room / 2 + 3, below - tall)
                below -= tall

    def _join(self, start: float, end: float, y: float, *, is_done: bool) -> None:
        canvas = self.canv
        canvas.saveState()
        canvas.setStrokeColor(TEAL if is_done else RULE)
        canvas.setLineWidth(1.6 if is_done else 0.8)
        canvas.line(start, y, end, y)
        canvas.restoreState()


class ShareBar(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """A bar filled to a share, with the share in words beside it: never a bar without its numbers (REP-4)."""

    _LENGTH = 150.0

    def __init__(self, bar: Bar, element: Element) -> None:
        super().__init__()
        self.bar, self.element = bar, element
        self.spaceBefore, self.spaceAfter = 2, 6

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """One line of text high."""
        self.width, self.height = width, 18.0
        return self.width, self.height

    def draw(self) -> None:
        """An outline, its filled part, and the words."""
        with self.canv.content(self.element):
            _fill(self.canv, self.bar, 0, 5, self._LENGTH, 9)
            _line(self.canv, self.bar.words, self._LENGTH + 10, 2, self.width - self._LENGTH - 10)


class Chart(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """Bars below one another: a name, a bar, its numbers. Splitting gives two charts of one figure."""

    _NAME, _LENGTH, _TALL = 0.32, 0.38, 17.0

    def __init__(self, bars: Sequence[Bar], element: Element) -> None:
        super().__init__()
        self.bars, self.element = bars, element
        self.spaceBefore, self.spaceAfter = 2, 8

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """The whole width, one line for each bar."""
        self.width, self.height = width, self._TALL * len(self.bars)
        return self.width, self.height

    def split(self, _width: float, height: float) -> list["Chart"]:
        """As many bars as fit, then the rest."""
        fit = int(height // self._TALL)
        if fit < 1 or fit >= len(self.bars):
            return []
        return [Chart(self.bars[:fit], self.element), Chart(self.bars[fit:], self.element)]

    def draw(self) -> None:
        """All in one mark: the figure's alternative text says the same in words."""
        name, length = self.width * self._NAME, self.width * self._LENGTH
        with self.canv.content(self.element):
            for at, bar in enumerate(self.bars):
                y = self.height - (at + 1) * self._TALL
                _line(self.canv, bar.name, 0, y + 1, name - 8)
                _fill(self.canv, bar, name, y + 4, length, 9)
                _line(self.canv, bar.words, name + length + 10, y + 1, self.width - name - length - 10)


def _fill(canvas: Any, bar: Bar, x: float, y: float, length: float, tall: float) -> None:  # noqa: ANN401  ReportLab has no types
    """The bar's outline and its filled part."""
    canvas.saveState()
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.8)
    canvas.setFillColor(TEAL)
    if bar.share:
        canvas.rect(x, y, length * bar.share, tall, stroke=0, fill=1)
    canvas.rect(x, y, length, tall, stroke=1, fill=0)
    canvas.restoreState()


def _line(canvas: Any, text: str, x: float, y: float, room: float) -> None:  # noqa: ANN401  ReportLab has no types
    """One line of words at a place."""
    words = paragraph(fonts.fitted(one_line(text), fonts.REGULAR, 11, room), "figure_line")
    words.wrap(room, 18)
    words.drawOn(canvas, x, y)


def _short(text: str, style: str, font: str, room: float) -> TaggedParagraph:
    """A label of at most two lines."""
    return paragraph(fonts.fitted(one_line(text), font, 9.5, room * 1.7), style)


def _circle(canvas: Any, x: float, y: float, state: StepState) -> None:  # noqa: ANN401  ReportLab has no types
    """Full with a tick, a ring with a dot, or an empty ring."""
    canvas.saveState()
    canvas.setStrokeColor(RULE if state == StepState.AHEAD else TEAL)
    canvas.setFillColor(TEAL)
    canvas.setLineWidth({StepState.DONE: 1.0, StepState.NOW: 2.6, StepState.AHEAD: 1.2}[state])
    canvas.circle(x, y, _RADIUS, stroke=1, fill=int(state == StepState.DONE))
    if state == StepState.NOW:
        canvas.circle(x, y, 2.2, stroke=0, fill=1)
    if state == StepState.DONE:
        canvas.setStrokeColor("#FFFFFF")
        canvas.setLineWidth(1.5)
        canvas.lines([(x - 2.8, y - 0.2, x - 0.9, y - 2.2), (x - 0.9, y - 2.2, x + 3, y + 2.4)])
    canvas.restoreState()
