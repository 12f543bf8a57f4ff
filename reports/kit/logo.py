"""Takes a picture file apart into bare pixels, and draws the office's logo at the top right of a first page (R7)."""

import zlib
from hashlib import sha256
from io import BytesIO

from PIL import Image, ImageOps
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import Row
from reports.kit.tagging import Element

ROOM = (45 * mm, 15 * mm)
_MOST_PIXELS, _LEAST_PIXELS = (540, 180), 24
_PER_MM, _LEAST_PER_MM = 12, 6
LARGEST_FILE, _LARGEST_SIDE = 2_000_000, 6_000
_FORMATS = ("PNG", "JPEG")


class Logo(Row):
    """The office's logo as a paper carries it: so many pixels of red, green and blue, packed, and nothing else."""

    width: int
    height: int
    pixels: bytes

    @property
    def sha256(self) -> str:
        """What these very pixels are known by."""
        return sha256(b"%d %d " % (self.width, self.height) + self.rgb()).hexdigest()

    def rgb(self) -> bytes:
        """The pixels, three bytes each, row by row."""
        return zlib.decompress(self.pixels)

    def size(self) -> tuple[float, float]:
        """Width and height on paper in points: it fills its room, unless that would show its pixels."""
        scale = min(ROOM[0] / self.width, ROOM[1] / self.height, mm / _LEAST_PER_MM)
        return self.width * scale, self.height * scale

    def png(self) -> bytes:
        """The same as a picture file, for a window."""
        out = BytesIO()
        Image.frombytes("RGB", (self.width, self.height), self.rgb()).save(out, format="PNG")
        return out.getvalue()


def read_logo(content: bytes) -> Logo:
    """The pixels of a PNG or JPEG, on white and as small as print needs; what else the file held is gone.

    Raises InvalidInput (`file`) for anything else, and before a picture is unpacked that would fill the memory.
    """
    if len(content) > LARGEST_FILE:
        raise InvalidInput({"file": _("This file is larger than 2 MB. Choose a smaller picture.")})
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as picture:
            if max(picture.size) > _LARGEST_SIDE or min(picture.size) < _LEAST_PIXELS:
                raise InvalidInput({"file": _("A logo has between 24 and 6,000 pixels on each side.")})
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (OSError, ValueError, SyntaxError, EOFError, zlib.error, Image.DecompressionBombError) as broken:
        raise InvalidInput({"file": _("This is no picture that can be read. Choose a PNG or JPEG file.")}) from broken
    upright.thumbnail(_MOST_PIXELS, Image.Resampling.LANCZOS)
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(upright, mask=upright.getchannel("A"))
    return Logo(width=paper.width, height=paper.height, pixels=zlib.compress(paper.tobytes()))


class Emblem(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """The logo at the right edge, beside what is written next; named by its element, or furniture without one."""

    def __init__(self, logo: Logo, element: Element | None) -> None:
        super().__init__()
        self.logo, self.element = logo, element

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """It takes no height of its own: the text beside it keeps clear."""
        self.width = width
        return width, 0

    def draw(self) -> None:
        """The pixels themselves: no file is opened."""
        wide, high = self.logo.size()
        image = ImageReader(Image.frombytes("RGB", (self.logo.width, self.logo.height), self.logo.rgb()))
        with self.canv.content(self.element) if self.element else self.canv.artifact():
            self.canv.drawImage(image, self.width - wide, -high, wide, high)
