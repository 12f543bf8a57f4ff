"""Paints the pages of a finished paper as pictures, for the windows, the printer and the tour."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import pypdfium2

_POINTS_PER_INCH = 72


@dataclass(frozen=True)
class Picture:
    """One page as raw pixels, four bytes each: red, green, blue, alpha."""

    width: int
    height: int
    rgba: bytes


def page_count(pdf: bytes) -> int:
    """How many pages the paper has."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def picture(pdf: bytes, page: int, *, dpi: int = 96) -> Picture:
    """One page, counted from 0, as pixels a window can show."""
    image = _painted(pdf, page, dpi).convert("RGBA")
    return Picture(width=image.width, height=image.height, rgba=image.tobytes())


def png(pdf: bytes, page: int, *, dpi: int = 96) -> bytes:
    """One page, counted from 0, as a PNG file."""
    out = BytesIO()
    _painted(pdf, page, dpi).save(out, format="PNG")
    return out.getvalue()


def pages(pdf: bytes, *, dpi: int = 96, password: str = "") -> tuple[bytes, ...]:
    """Every page as a PNG file, in order; a copy that has a password needs it."""
    document = pypdfium2.PdfDocument(pdf, password=password or None)
    try:
        return tuple(_pictures(document, dpi))
    finally:
        document.close()


def _pictures(document: pypdfium2.PdfDocument, dpi: int) -> Iterator[bytes]:
    for page in document:
        out = BytesIO()
        page.render(scale=dpi / _POINTS_PER_INCH).to_pil().save(out, format="PNG")
        yield out.getvalue()


def _painted(pdf: bytes, page: int, dpi: int):  # type: ignore[no-untyped-def]  # noqa: ANN202
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[page].render(scale=dpi / _POINTS_PER_INCH).to_pil()
    finally:
        document.close()
