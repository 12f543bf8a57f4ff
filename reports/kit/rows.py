"""Lays out a table that may run over pages: the head comes again, a tall row is split, no text is lost."""

from dataclasses import dataclass, field
from typing import Any

from reportlab.platypus import Flowable

from reports.kit.text import LINE, RULE, TaggedParagraph, paragraph

_PAD = 4.0
_GAP = 8.0
_WORTH_SPLITTING = 60.0

Cells = tuple[TaggedParagraph, ...]


@dataclass(frozen=True)
class Grid:
    """The columns of a table in points and its head, empty when the first column is the head."""

    widths: tuple[float, ...]
    head: Cells = field(default=())


class Rows(Flowable):  # type: ignore[misc]
    """Some rows of a table. Splitting gives two of these over the same grid."""

    def __init__(self, grid: Grid, rows: list[Cells]) -> None:
        super().__init__()
        self.grid, self.rows = grid, rows
        self.spaceBefore, self.spaceAfter = 2, 8

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """The height of all rows with the head."""
        self.width, self.height = width, self._height(self.grid.head) + sum(map(self._height, self.rows))
        return self.width, self.height

    def split(self, _width: float, height: float) -> list["Rows"]:
        """As many rows as fit, then the rest; a row that is tall by itself is split inside its cells."""
        room = height - self._height(self.grid.head)
        taken: list[Cells] = []
        for row in self.rows:
            needed = self._height(row)
            if needed > room:
                break
            taken.append(row)
            room -= needed
        rest = self.rows[len(taken) :]
        if rest and room >= _WORTH_SPLITTING and self._height(rest[0]) > 2 * _WORTH_SPLITTING:
            upper, lower = self._split_row(rest[0], room)
            taken, rest = [*taken, upper], [lower, *rest[1:]]
        if not taken:
            return []
        return [Rows(self.grid, part) for part in (taken, rest) if part]

    def draw(self) -> None:
        """Rules first, as furniture, then cell after cell in reading order."""
        y = self.height
        for number, row in enumerate([self.grid.head, *self.rows] if self.grid.head else self.rows):
            height = self._height(row)
            self._rule(y - height, strong=bool(self.grid.head) and number == 0)
            x = 0.0
            for cell, width in zip(row, self.grid.widths, strict=True):
                _width, tall = cell.wrap(width - _GAP, height)
                cell.drawOn(self.canv, x, y - _PAD - tall)
                x += width
            y -= height

    def _rule(self, y: float, *, strong: bool) -> None:
        canvas: Any = self.canv
        with canvas.artifact():
            canvas.saveState()
            canvas.setStrokeColor(RULE if strong else LINE)
            canvas.setLineWidth(1 if strong else 0.5)
            canvas.line(0, y, self.width, y)
            canvas.restoreState()

    def _height(self, row: Cells) -> float:
        if not row:
            return 0.0
        tallest = max(cell.tall(width - _GAP) for cell, width in zip(row, self.grid.widths, strict=True))
        return tallest + 2 * _PAD

    def _split_row(self, row: Cells, room: float) -> tuple[Cells, Cells]:
        halves = [
            _split_cell(cell, width - _GAP, room - 2 * _PAD) for cell, width in zip(row, self.grid.widths, strict=True)
        ]
        return tuple(upper for upper, _lower in halves), tuple(lower for _upper, lower in halves)


def _split_cell(cell: TaggedParagraph, width: float, room: float) -> tuple[TaggedParagraph, TaggedParagraph]:
    """The part of a cell that fits and the rest; the rest of a short cell is an empty one."""
    cell.wrap(width, room)
    parts = cell.split(width, room)
    if len(parts) == 2:  # noqa: PLR2004 - an upper and a lower half
        return parts[0], parts[1]
    return cell, paragraph("", "cell")
