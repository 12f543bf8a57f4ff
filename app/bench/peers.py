"""Holds a report against what an office would print it with: LibreOffice and WeasyPrint, where they are (P9).

A report is asked for one at a time, so each of the two is started for it, as a script of an office would; most of what
they take is that start. Many reports laid into one file cost LibreOffice little more than one.
"""

import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from html import escape
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from app.bench.harness import Budget, Contest, Measured, measured, timed
from app.bench.stores import five_pages
from app.core.language import _
from reports.kit.figures import Bar, Step
from reports.kit.page import Column, Paper, Surround
from reports.programme.pages import laid_out, render

AT_MOST = 0.2  # at least five times as fast
LONGEST_S = 300
ARCHIVE = '{"PDFUACompliance":{"type":"boolean","value":"true"},"SelectPdfVersion":{"type":"long","value":"2"}}'
LOOKS = """
@page { size: A4; margin: 33mm 20mm 37mm }
body { font: 12pt sans-serif } table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid #999; text-align: left; vertical-align: top; padding: 2pt }
"""
Words = Callable[[str, Path, Path], list[str]]


def libreoffice(program: str, page: Path, folder: Path) -> list[str]:
    """How LibreOffice is asked: tagged and for the archive, as ours is, and away from anybody's settings."""
    user = f"-env:UserInstallation={(folder / 'user').as_uri()}"
    options = ["--headless", "--infilter=HTML (StarWriter)", "--convert-to", f"pdf:writer_pdf_Export:{ARCHIVE}"]
    return [program, user, *options, "--outdir", str(folder), str(page)]


def weasyprint(program: str, page: Path, folder: Path) -> list[str]:
    """How WeasyPrint is asked: it tags its pages too, as ours do."""
    return [program, "--pdf-variant", "pdf/ua-1", str(page), str(folder / f"{page.stem}.pdf")]


PEERS: tuple[tuple[str, str, Words], ...] = (
    ("LibreOffice", "soffice", libreoffice),
    ("WeasyPrint", "weasyprint", weasyprint),
)


def against_peers() -> Iterator[Measured]:
    """P9 once more for each of the two that is on this computer; who has neither gets no line."""
    data = five_pages()
    for name, command, words in PEERS:
        if program := shutil.which(command):
            work = _("a five-page report beside {name}").format(name=name)
            budget = Budget("P9", work, _("the same report by {name}").format(name=name), AT_MOST)
            with TemporaryDirectory(prefix="handrail-bench-") as folder:
                peer = partial(timed, asked(program, words, Path(folder)))
                yield measured(Contest(budget, partial(timed, lambda: render(data, BytesIO())), peer))


def asked(program: str, words: Words, folder: Path) -> Callable[[], None]:
    """Lays the report into a file and gives what has it printed; a peer that prints nothing is no result.

    Raises CalledProcessError or TimeoutExpired where the other program fails, FileNotFoundError where it left no paper.
    """
    page = folder / "report.html"
    page.write_text(as_html(), encoding="utf-8")

    def printed() -> None:
        command = words(program, page, folder)
        subprocess.run(command, check=True, capture_output=True, timeout=LONGEST_S)  # noqa: S603  found on the PATH, fixed words
        (folder / "report.pdf").unlink()

    return printed


def as_html() -> str:
    """The invented man's report of the bench as a page of HTML."""
    paper = laid_out(five_pages(), HtmlPaper)
    if not isinstance(paper, HtmlPaper):
        raise TypeError
    return paper.page()


class HtmlPaper(Paper):
    """Takes the calls of `Paper` and writes them as HTML: the same words, tables and lists for another program."""

    def __init__(self, surround: Surround, *, title: str, language: str) -> None:
        super().__init__(surround, title=title, language=language)
        self._written: list[str] = []

    def page(self) -> str:
        """All of it as one file."""
        head = f'<html lang="{self._language}"><head><meta charset="utf-8"><title>{self._title}</title>'
        return f"{head}<style>{LOOKS}</style></head><body>{''.join(self._written)}</body></html>"

    def heading(self, text: str) -> None:
        """The paper's name."""
        self._write("h1", text)

    def subtitle(self, text: str) -> None:
        """The line below the name."""
        self._write("p", text)

    def section(self, text: str, *, numbered: bool = True) -> None:
        """A section's head."""
        self._write("h2" if numbered else "h3", text)

    def part(self, text: str) -> None:
        """A part of a section."""
        self._write("h3", text)

    def text(self, text: str, *, barred: bool = False) -> None:
        """Sentences."""
        for words in text.split("\n\n"):
            self._write("blockquote" if barred else "p", words or _("None recorded."))

    def facts(self, rows: Sequence[tuple[str, str]]) -> None:
        """Names and values."""
        self._table("", [f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows])

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
        """A table with its head."""
        head = "".join(f"<th>{escape(column.head)}</th>" for column in columns)
        cells = ["".join(f"<td>{escape(text)}</td>" for text in row) for row in rows]
        self._table(f"<thead><tr>{head}</tr></thead>", [f"<tr>{row}</tr>" for row in cells])

    def track(self, steps: Sequence[Step], alt: str) -> None:
        """The way as a row of words."""
        self._table("", ["<tr>" + "".join(f"<td>{escape(step.name)}</td>" for step in steps) + "</tr>"])
        self._write("p", alt)

    def share(self, count: int, of: int, words: str) -> None:
        """A share in words."""
        self._write("p", f"{words} {count} / {of}")

    def bars(self, bars: Sequence[Bar], alt: str) -> None:
        """The chart as a table of words."""
        self._table("", [f"<tr><td>{escape(bar.name)}</td><td>{escape(bar.words)}</td></tr>" for bar in bars])
        self._write("p", alt)

    def _write(self, tag: str, text: str) -> None:
        self._written.append(f"<{tag}>{escape(text)}</{tag}>")

    def _table(self, head: str, rows: Sequence[str]) -> None:
        self._written.append(f"<table>{head}<tbody>{''.join(rows)}</tbody></table>")
