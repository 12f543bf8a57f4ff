"""Prints papers that may leave on a printer that is named and confirmed first, one after the other, never a file (R9).

A copy that was noted in the delivery log is offered with its bytes; a sheet is noted in the moment in which printing it
was confirmed. What the printer refused stays in the queue and is not noted again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from app.core.language import _, ngettext
from reports.kit import preview
from ui.kit.bands import announce
from ui.kit.buttons import KeyButton
from ui.kit.dialogs import interrupt
from ui.kit.editors import ChoiceBox
from ui.kit.layouts import Flow
from ui.kit.widgets import Card, words
from ui.shell.kit_card import is_paper, paper_printers
from ui.shell.screen import Screen

DOCUMENT, DPI = "Handrail", 200
Make = Callable[[Callable[["ToPrint"], None]], None]
"""Makes and notes a paper, and hands it on to be printed."""


@dataclass(frozen=True)
class ToPrint:
    """One paper in the queue: its bytes as they leave, the password when it has one, and what follows its print."""

    content: bytes
    password: str = ""
    printed: Callable[[], None] = lambda: None


def has_printer() -> bool:
    """Whether this computer can put ink on paper; by the names alone, a look that costs nothing."""
    return any(map(is_paper, QPrinterInfo.availablePrinterNames()))


class PrintCard(Card):
    """Offers what is to be printed here: the printer is chosen, then said aloud and confirmed, then it prints.

    `prepare` says how the paper that is shown is made and noted once printing was confirmed, or None after saying what
    is missing; without it the papers are `offer`ed or `queue`d, as copies that stand in the delivery log already.
    """

    is_for_staff = True

    def __init__(
        self,
        screen: Screen[Any],
        title: str,
        prepare: Callable[[], Make | None] | None = None,
    ) -> None:
        super().__init__(title)
        self._screen, self._prepare = screen, prepare
        self._queue: list[ToPrint] = []
        self._printed, self._about, self._told, self._is_halted = 0, "", "", False
        self.which = ChoiceBox()
        self.which.setAccessibleName(_("Printer"))
        self.about = words("", "small")
        self.print = KeyButton(_("Print"), icon="printer", small=True)
        self.stop = KeyButton(_("Stop"), "Esc Esc", small=True)
        self.drop = KeyButton(_("Do not print"), small=True)
        self.print.clicked.connect(lambda _on: self._ask())
        self.stop.clicked.connect(lambda _on: self._halt())
        self.drop.clicked.connect(lambda _on: self.offer(()))
        for part in (self.about, self.which, Flow(self.print, self.stop, self.drop)):
            self.add(part)
        self.stop.hide()
        self.hide()

    def offer(self, papers: Sequence[ToPrint], about: str = "") -> None:
        """Offer to print these; nothing to print hides the card. `about` names the record they belong to."""
        self._queue, self._printed, self._about = list(papers), 0, about
        self.setVisible(bool(papers))
        if papers:
            many = ngettext("{count} paper to print.", "{count} papers to print.", len(papers))
            one = _("The pages as they leave, without a password.")
            self._show(one if len(papers) == 1 else many.format(count=len(papers)))

    def queue(self, papers: Sequence[ToPrint]) -> None:
        """Offer to print these too, after those that were not printed yet."""
        self.offer((*self._queue, *papers))

    def offer_to_make(self, told: str) -> None:
        """Offer to print what is shown: it is made when that was confirmed. `told` says what is noted then."""
        self._told, self._queue, self._printed = told, [], 0
        self._show(told)
        self.show()

    def show_record(self, about: str) -> None:
        """Gone with the record it belonged to."""
        if about != self._about:
            self.offer(())

    def _show(self, told: str) -> None:
        printers, chosen = paper_printers(), self.which.currentData()
        self.which.clear()
        for name in printers:
            self.which.addItem(name, name)
        self.which.setCurrentIndex(max(0, self.which.findData(chosen)))
        none = _("This computer has no printer for paper. Make the file, and print it on a computer of yours.")
        self.about.setText(told if printers else none)
        self._busy(is_on=False)

    def _busy(self, *, is_on: bool) -> None:
        self.stop.setVisible(is_on)
        self.print.setVisible(self.which.count() > 0 and not is_on)
        self.drop.setVisible(bool(self._queue) and not is_on)
        self.which.setVisible(self.which.count() > 0)
        self.which.setEnabled(not is_on)

    def _ask(self) -> None:
        """Say on which printer the pages come out, before they do (REP-11, UX-18)."""
        printer = self.which.currentData()
        make = None if self._queue or self._prepare is None else self._prepare()
        if printer is None or (make is None and not self._queue):
            return
        count = max(1, len(self._queue))
        asked = ngettext("Print this paper?", "Print these {count} papers?", count).format(count=count)
        lines = (
            _("Printer: {name}.").format(name=printer),
            _("Be at the printer. The pages have names on them."),
        )
        interrupt(self._screen, asked, lines, _("Print"), _("Not now"), partial(self._begin, str(printer), make))

    def _begin(self, printer: str, make: Make | None) -> None:
        self._printed, self._is_halted = 0, False
        self._busy(is_on=len(self._queue) > 1)
        if make is None:
            self._print_next(printer)
        else:
            make(partial(self._made, printer))

    def _made(self, printer: str, paper: ToPrint) -> None:
        self._queue = [paper]
        self._print_next(printer)

    def _print_next(self, printer: str) -> None:
        if self._queue:
            drawn = partial(preview.pages, self._queue[0].content, dpi=DPI, password=self._queue[0].password)
            self._screen.read(drawn, partial(self._print, printer), "print")
        elif self._printed:
            self._screen.toast(_("Sent to the printer. Take the pages from it now."))
            self._end()

    def _print(self, printer: str, pages: Sequence[bytes]) -> None:
        if not print_pages(pages, printer):
            told = _("It could not be printed. Look at the printer, then print again.")
            if self._printed:
                told = _("{count} printed. ").format(count=self._printed) + told
            self._show(told)
            announce(self, told)
            self._screen.toast(told)
            return
        self._queue.pop(0).printed()
        self._printed += 1
        told = _("{count} of {whole} printed").format(count=self._printed, whole=self._printed + len(self._queue))
        if self._queue and self._is_halted:
            self._show(told)
            return
        self.about.setText(told)
        self._print_next(printer)

    def _halt(self) -> None:
        """The paper on its way comes out whole; what is left stays here to be printed."""
        self._is_halted = True
        self.stop.hide()

    def _end(self) -> None:
        if self._prepare is not None:
            self.offer_to_make(self._told)
            return
        self._busy(is_on=False)
        for part in (self.print, self.which):
            part.hide()
        self.about.setText(_("Printed."))


def print_pages(pages: Sequence[bytes], name: str) -> bool:
    """Print these pictures (PNG), one to a page; false when nothing came of it or it would have become a file."""
    printer = QPrinter(QPrinterInfo.printerInfo(name))
    if printer.outputFormat() is not QPrinter.OutputFormat.NativeFormat or printer.outputFileName():
        return False
    printer.setDocName(DOCUMENT)
    printer.setFullPage(True)
    painter = QPainter(printer)
    for number, page in enumerate(pages):
        if number and not printer.newPage():
            painter.end()
            return False
        paint_page(painter, printer.paperRect(QPrinter.Unit.DevicePixel), page)
    return painter.end()


def paint_page(painter: QPainter, room: QRectF, page: bytes) -> None:
    """One page as large as the paper lets it be, never stretched."""
    picture = QImage.fromData(page)
    size = picture.size().toSizeF()
    share = min(room.width() / max(1.0, size.width()), room.height() / max(1.0, size.height()))
    painter.drawImage(QRectF(0, 0, size.width() * share, size.height() * share), picture)
