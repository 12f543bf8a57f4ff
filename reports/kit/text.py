"""Makes every paragraph of every paper: the one place that hands text to ReportLab, always through the escaper (R5)."""

from collections.abc import Iterator
from copy import copy
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph

from reports.kit import fonts, rtl
from reports.kit.escape import markup, shown
from reports.kit.tagging import Element

INK, INK_2, TEAL, LINE = HexColor("#17212B"), HexColor("#43515E"), HexColor("#0B5A66"), HexColor("#C9D0D5")
RULE = HexColor("#76838E")


def _style(name: str, size: float, leading: float, *, bold: bool = False, **more: Any) -> ParagraphStyle:
    settings = {"textColor": INK, "splitLongWords": 1, "allowOrphans": 1, "allowWidows": 1, **more}
    font = fonts.BOLD if bold else fonts.REGULAR
    return ParagraphStyle(name, fontName=font, fontSize=size, leading=leading, **settings)


STYLES = {
    "H1": _style("H1", 22, 27, bold=True, spaceBefore=2),
    "subtitle": _style("subtitle", 13, 18, textColor=INK_2, spaceAfter=8),
    "H2": _style("H2", 14, 19, bold=True, spaceBefore=14, spaceAfter=4),
    "H3": _style("H3", 11, 15, bold=True, spaceBefore=7, spaceAfter=2),
    "P": _style("P", 11, 15, spaceAfter=6),
    "draft": _style("draft", 13, 18, bold=True, spaceAfter=6),
    "barred": _style("barred", 11, 15, leftIndent=10, spaceAfter=6),
    "cell": _style("cell", 11, 15),
    "cell_strong": _style("cell_strong", 11, 15, bold=True),
    "cell_head": _style("cell_head", 9.5, 13, bold=True, textColor=INK_2),
    "label": _style("label", 9.5, 12, bold=True, alignment=1),
    "caption": _style("caption", 9.5, 12, textColor=INK_2, alignment=1),
    "figure_line": _style("figure_line", 11, 15),
}


class TaggedParagraph(Paragraph):  # type: ignore[misc]
    """A paragraph that belongs to an element of the structure tree, also after it was split over two pages."""

    element: Element | None = None
    repeats = False
    bar = False
    _measured: tuple[float, float] | None = None
    _broken: tuple[float, Any] | None = None

    def tall(self, width: float) -> float:
        """Its height at a width; a table asks for the same one again and again, and breaking lines is the dear part."""
        if self._measured is None or self._measured[0] != width:
            self._measured = width, float(self.wrap(width, 1e6)[1])
        return self._measured[1]

    def split(self, width: float, height: float) -> list["TaggedParagraph"]:
        """Both halves belong to the same element; the lower one keeps its lines: breaking them is the dear part."""
        halves: list[TaggedParagraph] = super().split(width, height)
        for half in halves:
            half.element, half.repeats, half.bar = self.element, self.repeats, self.bar
        if len(halves) == 2 and self.blPara.kind == 0:  # noqa: PLR2004 - an upper and a lower half, all in one piece
            rest = copy(self.blPara)
            rest.lines = self.blPara.lines[len(halves[0].blPara.lines) :]
            halves[1].keep_lines(width, rest)
        return halves

    def keep_lines(self, width: float, lines: Any) -> None:  # noqa: ANN401 - ReportLab has no types
        """Take these lines at this width as they are."""
        self._broken = width, lines

    def breakLines(self, width: Any) -> Any:  # noqa: N802, ANN401 - ReportLab calls it by this name and has no types
        """The lines as they were broken before the split, as long as the room is the same."""
        if self._broken is not None and self._broken[0] == self.width:
            return self._broken[1]
        return super().breakLines(width)

    def draw(self) -> None:
        """Draw as marked content; a table's head that comes again on the next page is furniture."""
        if self.bar:
            self._draw_bar()
        if self.repeats and self.element is not None and self.element.marks:
            with self.canv.artifact("/Type /Pagination"):
                super().draw()
            return
        with self.canv.content(self.element):
            super().draw()

    def _draw_bar(self) -> None:
        canvas = self.canv
        with canvas.artifact():
            canvas.saveState()
            canvas.setFillColor(TEAL)
            canvas.rect(0, 0, 3, self.height, stroke=0, fill=1)
            canvas.restoreState()


class TurnedParagraph(TaggedParagraph):
    """A paragraph with letters read from right to left: its lines are broken as they are read, then each is turned."""

    joined = ""
    from_right = False
    _broken_for = 0.0

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Break the text anew when the width is another; a half after a split has its lines already."""
        if self.joined and width != self._broken_for:
            self._broken_for = width
            room = width - self.style.leftIndent - self.style.rightIndent - 1
            lines = [line for part in self.joined.split("\n") for line in self._lines_of(part, room)]
            drawn = [markup(rtl.turned(line, from_right=self.from_right), self.style.fontName) for line in lines]
            self._setup("<br/>".join(drawn), self.style, None, None, str)
        found: tuple[float, float] = super().wrap(width, height)
        return found

    def _lines_of(self, text: str, room: float) -> Iterator[str]:
        """As many whole words to a line as there is room for."""
        line = ""
        for word in text.split():
            longer = f"{line} {word}".strip()
            if line and fonts.width(longer, self.style.fontName, self.style.fontSize) > room:
                yield line
                longer = word
            line = longer
        yield line


def _turned(text: str, look: ParagraphStyle) -> TurnedParagraph:
    """Read from the right when most of it is; a paragraph then begins there, a cell of a table stays at its left."""
    seen = shown(text)
    from_right = rtl.runs_right(seen)
    is_set_there = from_right and look.name in ("P", "barred")
    made = TurnedParagraph("", ParagraphStyle(look.name, look, alignment=TA_RIGHT) if is_set_there else look)
    made.joined, made.from_right = rtl.joined(seen), from_right
    return made


LONG = 3000
"""Signs: a longer text with line breaks or of several alphabets is set in pieces, or each page costs what is left."""


def pieces(text: str) -> Iterator[str]:
    """A paragraph as it is set: in one piece, or cut at ends of lines or sentences when it is long and not plain."""
    if len(text) <= 2 * LONG or ("\n" not in text and len(list(fonts.runs(text, fonts.REGULAR))) == 1):
        yield text
        return
    while len(text) > 2 * LONG and (at := _end_of_piece(text)):
        yield text[:at].rstrip()
        text = text[at:].lstrip()
    yield text


def _end_of_piece(text: str) -> int:
    """After a line, a sentence, a word, whichever comes last before the piece is long; nought when there is none."""
    for sign in ("\n", ". ", " "):
        if found := text.rfind(sign, LONG // 2, 2 * LONG) + 1:
            return found
    return 0


def paragraph(
    text: str, style: str, element: Element | None = None, *, repeats: bool = False, clear: float = 0
) -> TaggedParagraph:
    """A paragraph of plain text in one of the paper's styles; nothing in the text can be markup (R5).

    `clear`: so much room at its right stays free.
    """
    fonts.ready()
    look = ParagraphStyle(style, STYLES[style], rightIndent=clear) if clear else STYLES[style]
    is_turned = rtl.has_any(text)
    made = _turned(text, look) if is_turned else TaggedParagraph(markup(text, look.fontName), look)
    if is_turned and element is not None:
        element.spoken = shown(text)
    made.element, made.repeats, made.bar = element, repeats, style == "barred"
    return made


def plain_words(text: str, style: str) -> Paragraph:
    """The same words as ReportLab alone sets them, untagged: for measuring, never for a paper that is issued (P9)."""
    fonts.ready()
    look = STYLES[style]
    return Paragraph(markup(text, look.fontName), look)
