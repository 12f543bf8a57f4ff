"""Lays out a paper: A4, head and foot, numbered sections, tables and figures, tagged as it is drawn (UX-30)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, CondPageBreak, Flowable, Frame, PageTemplate, Spacer

from app.core.language import _
from reports.kit import fonts, rtl
from reports.kit.escape import one_line, paragraphs, shown
from reports.kit.figures import Bar, Chart, ShareBar, Step, Track
from reports.kit.finish import finished
from reports.kit.logo import Emblem, Logo
from reports.kit.rows import Cells, Grid, Rows
from reports.kit.tagging import Element, TaggedCanvas
from reports.kit.text import INK, INK_2, RULE, TEAL, paragraph, pieces

MARGIN = 20 * mm
WIDTH = A4[0] - 2 * MARGIN
_HEAD, _FOOT = 13 * mm, 17 * mm
_SMALL = 9.5
_DRAFT, _HAND = 8.0, 32.0
_ROOM_FOR_SECTION, _ROOM_FOR_PART = 120, 90
_CLEAR = 12.0
_FRAME = {"leftPadding": 0, "rightPadding": 0, "topPadding": 0, "bottomPadding": 0}


@dataclass(frozen=True)
class Surround:
    """What stands on every page around the text (experience.md section 9)."""

    office: str
    marking: str
    foot: tuple[str, ...]
    is_draft: bool
    logo: Logo | None = None


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, and its share of the width."""

    head: str
    share: float


class Paper:
    """A paper under construction: say what stands on it from top to bottom, then have it `printed`."""

    def __init__(self, surround: Surround, *, title: str, language: str) -> None:
        fonts.ready()
        self._surround, self._title, self._language = surround, title, language
        self._root = Element("Document")
        self._section = 0
        self._story: list[Flowable] = []
        self._beside, self._width = 0.0, 0.0
        if surround.logo is not None:
            self._emblem(surround.logo)

    def heading(self, text: str) -> None:
        """The paper's name, once."""
        self._put(text, "H1", "H1")
        if self._surround.is_draft:
            self._put(_("DRAFT, not for use"), "draft", "P")

    def subtitle(self, text: str) -> None:
        """The line below the name."""
        self._put(text, "subtitle", "P")

    def gap(self, points: float) -> None:
        """Nothing, so high: room for a hand, or between the parts of a letter."""
        self._story.append(Spacer(WIDTH, points))
        self._beside -= points

    def section(self, text: str, *, numbered: bool = True) -> None:
        """A part of the paper; the same parts in the same order for every man (UX-32)."""
        if numbered:
            self._section += 1
            text = f"{self._section}. {text}"
        self._below()
        self._story.append(CondPageBreak(_ROOM_FOR_SECTION))
        self._put(text, "H2", "H2")

    def part(self, text: str) -> None:
        """A part of a section."""
        self._below()
        self._story.append(CondPageBreak(_ROOM_FOR_PART))
        self._put(text, "H3", "H3")

    def text(self, text: str, *, barred: bool = False) -> None:
        """Sentences; an empty text says so, because a gap would speak (UX-32)."""
        for words in paragraphs(text) or (_("None recorded."),):
            self._put(words, "barred" if barred else "P", "P")

    def ending(self, words: str, signed: str) -> None:
        """How a letter ends, with room for a hand above the name; never torn apart between two pages."""
        self._below()
        self._story.append(CondPageBreak(_ROOM_FOR_PART + _HAND))
        self.text(words)
        self.gap(_HAND)
        self.text(signed)

    def facts(self, rows: Sequence[tuple[str, str]]) -> None:
        """Names and values, each name the head of its row; an empty value says that it is not known (NEV-14)."""
        self._below()
        table = self._root.child("Table")
        cells: list[Cells] = []
        for name, value in rows:
            row = table.child("TR")
            cells.append(
                (
                    paragraph(name, "cell_strong", row.child("TH", scope="Row")),
                    paragraph(value.strip() or _("Not known"), "cell", row.child("TD")),
                )
            )
        self._story.append(Rows(Grid((WIDTH * 0.3, WIDTH * 0.7)), cells))

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
        """A table with a head that comes again on each page; without rows it says so."""
        if not rows:
            self.text("")
            return
        self._below()
        table = self._root.child("Table")
        first = table.child("TR")
        head = tuple(
            paragraph(column.head, "cell_head", first.child("TH", scope="Column"), repeats=True) for column in columns
        )
        cells: list[Cells] = []
        for row in rows:
            line = table.child("TR")
            cells.append(tuple(paragraph(text, "cell", line.child("TD")) for text in row))
        whole = sum(column.share for column in columns)
        self._story.append(Rows(Grid(tuple(WIDTH * column.share / whole for column in columns), head), cells))

    def track(self, steps: Sequence[Step], alt: str) -> None:
        """How far along the way, as a picture that says the same in words."""
        if steps:
            self._story.append(Track(steps, self._root.child("Figure", alt=one_line(alt))))

    def share(self, count: int, of: int, words: str) -> None:
        """A bar with its numbers beside it (REP-4)."""
        self._story.append(ShareBar(Bar("", words, count, of), self._root.child("Figure", alt=one_line(words))))

    def bars(self, bars: Sequence[Bar], alt: str) -> None:
        """A small chart, each bar with its numbers beside it; without bars it says so (REP-4)."""
        if bars:
            self._story.append(Chart(bars, self._root.child("Figure", alt=one_line(alt))))
        else:
            self.text("")

    def printed(self, made_at: datetime) -> bytes:
        """Draw everything and finish the file. The same paper gives the same bytes (R6)."""
        out = BytesIO()
        head = _HEAD + (_DRAFT if self._surround.is_draft else 0)
        frame = Frame(MARGIN, MARGIN + _FOOT, WIDTH, A4[1] - 2 * MARGIN - head - _FOOT, **_FRAME)
        document = BaseDocTemplate(out, pagesize=A4, invariant=1, pageCompression=0, initialFontName=fonts.REGULAR)
        document.addPageTemplates([PageTemplate(frames=[frame], onPage=self._draw_head)])
        document.build(self._story, canvasmaker=partial(self._canvas))
        return finished(out.getvalue(), self._root, title=self._title, language=self._language, made_at=made_at)

    def _put(self, text: str, style: str, role: str) -> None:
        element = self._root.child(role)
        for number, piece in enumerate(parts := list(pieces(text)), start=1):
            made = paragraph(piece, style, element, clear=self._width if self._beside > 0 else 0)
            if number < len(parts):
                made.style = ParagraphStyle(style, made.style, spaceAfter=0)
            self._story.append(made)
            if self._beside > 0:
                self._beside -= made.tall(WIDTH) + made.style.spaceAfter
        if element.spoken:
            element.spoken = shown(text)

    def _emblem(self, logo: Logo) -> None:
        """The logo, read out as the office's name; what stands beside it keeps clear of it."""
        office = one_line(self._surround.office)
        self._story.append(Emblem(logo, self._root.child("Figure", alt=office) if office else None))
        width, self._beside = logo.size()
        self._width = width + _CLEAR

    def _below(self) -> None:
        """What takes the whole width begins below the logo."""
        if self._beside > 0:
            self._story.append(Spacer(WIDTH, self._beside))
            self._beside = 0

    def _canvas(self, *args: Any, **settings: Any) -> TaggedCanvas:
        return TaggedCanvas(*args, **{**settings, "initialFontName": fonts.REGULAR, "foot": self._draw_foot})

    def _draw_head(self, canvas: TaggedCanvas, _document: BaseDocTemplate) -> None:
        """Office, marking, the one rule, and DRAFT while it is one (UX-33)."""
        top = A4[1] - MARGIN
        with _furniture(canvas, "Header"):
            marking = fonts.fitted(one_line(self._surround.marking), fonts.BOLD, 11, WIDTH * 0.4)
            room = WIDTH - fonts.width(marking, fonts.BOLD, 11) - 12
            canvas.setFillColor(TEAL)
            _write(
                canvas,
                MARGIN,
                top - 10,
                fonts.fitted(one_line(self._surround.office), fonts.BOLD, 11, room),
                fonts.BOLD,
                11,
            )
            canvas.setFillColor(INK)
            right = A4[0] - MARGIN - fonts.width(marking, fonts.BOLD, 11)
            _write(canvas, right, top - 10, marking, fonts.BOLD, 11)
            canvas.setFillColor(TEAL)
            canvas.rect(MARGIN, top - 15 - mm, WIDTH, mm, stroke=0, fill=1)
            if self._surround.is_draft:
                canvas.setFillColor(INK)
                _write(canvas, MARGIN, top - 15 - mm - 11, _("DRAFT, not for use"), fonts.BOLD, _SMALL)

    def _draw_foot(self, canvas: TaggedCanvas, page: int, pages: int) -> None:
        """Who wrote and read it, whose copy it is, and page x of y."""
        number = _("Page {page} of {pages}").format(page=page, pages=pages)
        aside = fonts.width(number, fonts.REGULAR, _SMALL)
        with _furniture(canvas, "Footer"):
            canvas.setStrokeColor(RULE)
            canvas.setLineWidth(0.5)
            y = MARGIN + _FOOT - 10
            canvas.line(MARGIN, y, A4[0] - MARGIN, y)
            canvas.setFillColor(INK_2)
            for at, line in enumerate(self._surround.foot):
                y -= 12.5
                room = WIDTH if at else WIDTH - aside - 12
                _write(
                    canvas, MARGIN, y, fonts.fitted(one_line(line), fonts.REGULAR, _SMALL, room), fonts.REGULAR, _SMALL
                )
            _write(canvas, A4[0] - MARGIN - aside, MARGIN + _FOOT - 22.5, number, fonts.REGULAR, _SMALL)


@contextmanager
def _furniture(canvas: TaggedCanvas, kind: str) -> Iterator[None]:
    """Head and foot: not part of the text that a screen reader reads out."""
    with canvas.artifact(f"/Type /Pagination /Subtype /{kind}"):
        canvas.saveState()
        yield
        canvas.restoreState()


def _write(canvas: TaggedCanvas, x: float, y: float, text: str, font: str, size: float) -> None:
    """One line of text, each piece in the font that can draw it."""
    for name, piece in fonts.runs(rtl.visual(text), font):
        canvas.setFont(name, size)
        canvas.drawString(x, y, piece)
        x += canvas.stringWidth(piece, name, size)
