"""Prints pages on paper, on a printer that a person named, and never into a file (R9, UX-18)."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

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
