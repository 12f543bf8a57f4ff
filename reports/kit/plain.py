"""Draws the same parts as a paper with ReportLab and nothing else: the floor that reports are measured against (P9)."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from app.core.language import _
from reports.kit import fonts
from reports.kit.figures import Bar, Step
from reports.kit.page import MARGIN, WIDTH, Column, Paper, Surround
from reports.kit.text import plain_words


class PlainPaper(Paper):
    """Takes the calls of `Paper` and prints them without tags, structure, fixed bytes or split cells; never issued."""

    def __init__(self, surround: Surround, *, title: str, language: str) -> None:
        super().__init__(surround, title=title, language=language)
        self._drawn: list[Paragraph | Table] = []

    def heading(self, text: str) -> None:
        """The paper's name."""
        self._line(text, "H1")

    def subtitle(self, text: str) -> None:
        """The line below the name."""
        self._line(text, "subtitle")

    def section(self, text: str, *, numbered: bool = True) -> None:
        """A section's head; the floor does not count them."""
        self._line(text, "H2" if numbered else "H3")

    def part(self, text: str) -> None:
        """A part of a section."""
        self._line(text, "H3")

    def text(self, text: str, *, barred: bool = False) -> None:
        """Sentences."""
        for words in text.split("\n\n") or [_("None recorded.")]:
            self._line(words or _("None recorded."), "barred" if barred else "P")

    def facts(self, rows: Sequence[tuple[str, str]]) -> None:
        """Names and values."""
        self._table(
            [[plain_words(name, "cell_strong"), plain_words(value, "cell")] for name, value in rows], [0.3, 0.7]
        )

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
        """A table with its head."""
        head = [plain_words(column.head, "cell_head") for column in columns]
        whole = sum(column.share for column in columns)
        shares = [column.share / whole for column in columns]
        self._table([head, *([plain_words(text, "cell") for text in row] for row in rows)], shares)

    def track(self, steps: Sequence[Step], alt: str) -> None:
        """The way as a row of words."""
        if steps:
            self._table([[plain_words(step.name, "label") for step in steps]], [1 / len(steps)] * len(steps))
        self._line(alt, "P")

    def share(self, count: int, of: int, words: str) -> None:
        """A share in words."""
        self._line(f"{words} {count} / {of}", "P")

    def bars(self, bars: Sequence[Bar], alt: str) -> None:
        """The chart as a table of words."""
        if bars:
            self._table([[plain_words(bar.name, "cell"), plain_words(bar.words, "cell")] for bar in bars], [0.3, 0.7])
        self._line(alt, "P")

    def printed(self, made_at: datetime) -> bytes:
        """The pages as ReportLab leaves them."""
        out = BytesIO()
        document = SimpleDocTemplate(
            out, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=33 * 2.835, bottomMargin=37 * 2.835,
            title=self._title, lang=self._language, creationDate=made_at,
        )  # fmt: skip
        document.build(self._drawn, onFirstPage=self._around, onLaterPages=self._around)
        return out.getvalue()

    def _line(self, text: str, style: str) -> None:
        self._drawn.append(plain_words(text, style))

    def _table(self, cells: list[list[Paragraph]], shares: list[float]) -> None:
        self._drawn.append(Table(cells, colWidths=[WIDTH * share for share in shares], repeatRows=0))

    def _around(self, canvas: Canvas, _document: SimpleDocTemplate) -> None:
        canvas.setFont(fonts.REGULAR, 9.5)
        canvas.drawString(MARGIN, A4[1] - MARGIN, f"{self._surround.office}  {self._surround.marking}")
        for at, line in enumerate(self._surround.foot):
            canvas.drawString(MARGIN, MARGIN + 12.5 * at, line)
