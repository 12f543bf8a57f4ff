"""Makes every paragraph of every paper: the one place that hands text to ReportLab, always through the escaper (R5)."""

from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph

from reports.kit import fonts
from reports.kit.escape import markup
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

    def tall(self, width: float) -> float:
        """Its height at a width; a table asks for the same one again and again, and breaking lines is the dear part."""
        if self._measured is None or self._measured[0] != width:
            self._measured = width, float(self.wrap(width, 1e6)[1])
        return self._measured[1]

    def split(self, width: float, height: float) -> list["TaggedParagraph"]:
        """Both halves belong to the same element."""
        halves: list[TaggedParagraph] = super().split(width, height)
        for half in halves:
            half.element, half.repeats, half.bar = self.element, self.repeats, self.bar
        return halves

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


def paragraph(text: str, style: str, element: Element | None = None, *, repeats: bool = False) -> TaggedParagraph:
    """A paragraph of plain text in one of the paper's styles; nothing in the text can be markup (R5)."""
    fonts.ready()
    look = STYLES[style]
    made = TaggedParagraph(markup(text, look.fontName), look)
    made.element, made.repeats, made.bar = element, repeats, style == "barred"
    return made


def plain_words(text: str, style: str) -> Paragraph:
    """The same words as ReportLab alone sets them, untagged: for measuring, never for a paper that is issued (P9)."""
    fonts.ready()
    look = STYLES[style]
    return Paragraph(markup(text, look.fontName), look)
