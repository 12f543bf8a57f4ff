"""Prints the copy that was just noted for its reader on a printer that is named first, never into a file (R9)."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from app.core.language import _
from app.programme.report_rows import ReportPage
from app.programme.rules.issue import Channel
from ui.kit.buttons import KeyButton
from ui.kit.editors import ChoiceBox
from ui.kit.layouts import Flow
from ui.kit.widgets import Card, words
from ui.shell.kit_card import paper_printers

ON_PAPER = frozenset({Channel.POST.value, Channel.BY_HAND.value})


class PrintCard(Card):
    """Only a copy that stands in the delivery log can be printed, and only while this page is open."""

    is_for_staff = True
    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(_("Print this copy"))
        self.which = ChoiceBox()
        self.which.setAccessibleName(_("Printer"))
        self.about = words("", "small")
        self.print = KeyButton(_("Print"), icon="printer", small=True)
        self.print.clicked.connect(self._print)
        for part in (self.about, self.which, Flow(self.print)):
            self.add(part)
        self._report = ""
        self.hide()

    def show_report(self, page: ReportPage) -> None:
        """Gone with the report it belonged to."""
        if page.report != self._report:
            self.hide()

    def offer(self, report: str, channel: str) -> None:
        """Offer to print a copy that goes on paper."""
        self._report = report
        printers = paper_printers()
        self.which.clear()
        for name in printers:
            self.which.addItem(name, name)
        self.about.setText(
            _("The pages that were signed and cleared, without a password. Take them from the printer yourself.")
            if printers
            else _("This computer has no printer for paper. Print the copy from the folder on a computer of yours.")
        )
        self.which.setVisible(bool(printers))
        self.print.setVisible(bool(printers))
        self.setVisible(channel in ON_PAPER)

    def _print(self) -> None:
        if self.which.currentData() is not None:
            self.wanted.emit(str(self.which.currentData()))


DOCUMENT = "Handrail"


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
