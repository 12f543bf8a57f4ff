"""Knows the only parts a paper's file may be made of, so that nothing can hide between them (R6, R7)."""

import re
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from app.core.language import _
from reports.kit.finish import COLOURS, PRODUCER, colours, written, xmp
from reports.kit.logo import Logo
from reports.kit.traces import strings

_KEYS = frozenset(
    """
    A ActualText Alt Ascent BaseFont CapHeight Contents Count CreationDate Descent DestOutputProfile DisplayDocTitle
    Filter FirstChar Flags Font FontBBox FontDescriptor FontFile2 FontName ID Info ItalicAngle K Kids Lang LastChar
    Length Length1 Marked MarkInfo MCID MediaBox Metadata MissingWidth ModDate N Name Nums O
    OutputConditionIdentifier OutputIntents P Pages Parent ParentTree ParentTreeNextKey Pg ProcSet Producer
    Resources Root S Scope Size StemV StructParents StructTreeRoot Subtype Tabs Title ToUnicode Type
    ViewerPreferences Widths
    """.split()  # noqa: SIM905 - a list to read
)
_VALUES = frozenset(
    """
    Artifact Catalog Column Document Figure FlateDecode Font FontDescriptor Footer GTS_PDFA1 H1 H2 H3 Header ImageB
    ImageC ImageI Layout MCR Metadata OutputIntent P Page Pages Pagination PDF Row S StructElem StructTreeRoot Table
    TD Text TH TR TrueType XML
    """.split()  # noqa: SIM905 - a list to read
)
_FONT = re.compile(r"/(F\d+\+\d+|[A-Z]{6}\+(AtkinsonHyperlegible|NotoSans(Arabic|Hebrew)?)-(Regular|Bold))")
_OPERATORS = frozenset(
    """
    B B* BDC BT EMC ET Q RG S T* TL Td Tf Tj Tm Tw b b* c cm d f f* g h j J l m n q re rg w
    """.split()  # noqa: SIM905 - a list to read
)
_OF_A_PICTURE = frozenset("BitsPerComponent ColorSpace DeviceRGB Height Image Width XObject".split())  # noqa: SIM905 - a list to read
_PICTURE = re.compile(r"/FormXob\.[0-9a-f]{32}")
_MOMENT = re.compile(r"D:(\d{14})Z")
_TITLES = ("Report", "Letter")
_STRING = re.compile(rb"\((?:\\.|[^\\()])*\)", re.DOTALL)


def problems(raw: bytes, pdf: Pdf, logo: Logo | None = None) -> Iterator[str]:
    """Everything about the file that a paper of ours never has; a picture only if it is this very logo."""
    objects = list(_reachable(pdf))
    yield from _outside(raw, pdf, objects)
    yield from _metadata(pdf)
    named = _KEYS | _VALUES | (_OF_A_PICTURE if logo else frozenset())
    for holder in objects:
        yield from _names(holder, named)
    known = {part.objgen for part in _streams(pdf)} | _pictures(pdf, logo)
    for holder in objects:
        if isinstance(holder, Stream) and holder.objgen not in known:
            yield _("The file holds a stream that is neither page, font nor metadata.")
    for number, page in enumerate(pdf.pages, start=1):
        yield from _page(number, page, named)
    if sum(_is_drawn(step) for page in pdf.pages for step in pikepdf.parse_content_stream(page)) > 1:
        yield _("The logo stands on the paper more than once.")


def texts(pdf: Pdf) -> Iterator[str]:
    """Every text string of the file but the metadata, which is compared as a whole."""
    skipped = {pdf.trailer.Info.objgen} if "/Info" in pdf.trailer else set()
    for holder in _reachable(pdf):
        if holder.objgen not in skipped:
            yield from (text for text in strings(holder) if text not in (str(pdf.Root.get("/Lang", "")), COLOURS))
    for page in pdf.pages:
        for step in pikepdf.parse_content_stream(page):
            if str(step.operator) == "BDC":
                yield from (text for operand in step.operands for text in strings(operand))


def _outside(raw: bytes, pdf: Pdf, objects: list[Object]) -> Iterator[str]:
    """Bytes before, between and behind the objects, earlier versions, and objects that nothing points to."""
    if written(pdf) != raw:
        yield _("The file holds bytes that do not belong to its pages.")
    if len(pdf.objects) != len(objects):
        yield _("The file holds objects that nothing on its pages uses.")


def _metadata(pdf: Pdf) -> Iterator[str]:
    """Title, producer, one date: exactly these, in both places (R6)."""
    told = {str(key): str(value) for key, value in pdf.trailer.get("/Info", Dictionary()).items()}
    moment = _MOMENT.fullmatch(told.get("/CreationDate", ""))
    if moment is None or told.get("/Title") not in _TITLES:
        yield _("The metadata lack the fixed title or date.")
        return
    fixed = {"/Title": told["/Title"], "/Producer": PRODUCER, "/CreationDate": moment[0], "/ModDate": moment[0]}
    if told != fixed:
        yield _("The metadata hold more than the fixed set.")
    made_at = datetime.strptime(moment[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    if "/Metadata" not in pdf.Root or pdf.Root.Metadata.read_bytes() != xmp(told["/Title"], made_at):
        yield _("The metadata packet is not the fixed one.")
    if not re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", str(pdf.Root.get("/Lang", ""))):
        yield _("The language of the file is not a language.")


def _names(holder: Object, named: frozenset[str]) -> Iterator[str]:
    """Keys and names outside the known set: scripts, attachments, links, layers, forms all show here (R7)."""
    for name in _names_in(holder):
        is_logo = "XObject" in named and _PICTURE.fullmatch(name)
        if name[1:] not in named and not _FONT.fullmatch(name) and not is_logo:
            yield _("The file holds a part that papers never have: {name}").format(name=name)


def _names_in(holder: object) -> Iterator[str]:
    if isinstance(holder, Name):
        yield str(holder)
    elif isinstance(holder, Dictionary | Stream):
        for key, part in holder.items():
            yield str(key)
            yield from _direct(part)
    elif isinstance(holder, Array):
        for part in holder:
            yield from _direct(part)


def _direct(part: object) -> Iterator[str]:
    if not (isinstance(part, Object) and part.is_indirect):
        yield from _names_in(part)


def _page(number: int, page: pikepdf.Page, named: frozenset[str]) -> Iterator[str]:
    """Only text and lines are drawn; no comment hides in the drawing."""
    for step in pikepdf.parse_content_stream(page):
        if str(step.operator) not in _OPERATORS and not ("XObject" in named and _is_drawn(step)):
            yield _("Page {number} draws in a way that papers never do: {how}").format(number=number, how=step.operator)
        for operand in step.operands:
            yield from _names(operand, named)
    contents = page.obj.Contents
    drawn = contents.read_bytes() if isinstance(contents, Stream) else b"%"
    if b"%" in _STRING.sub(b"", drawn):
        yield _("Page {number} holds a comment.").format(number=number)


def _is_drawn(step: pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage) -> bool:
    """Whether this draws a picture."""
    return str(step.operator) == "Do"


def _pictures(pdf: Pdf, logo: Logo | None) -> set[tuple[int, int]]:
    """The picture that is this very logo: the same pixels, packed the same way, described by these words and no more.

    Bytes behind the packed pixels would be read by nobody, so the packed bytes themselves are compared.
    """
    if logo is None:
        return set()
    packed = zlib.compress(logo.rgb())  # not `logo.pixels`: another machine may have packed those otherwise
    shape = {
        "/Type": Name.XObject, "/Subtype": Name.Image, "/Width": logo.width, "/Height": logo.height,
        "/BitsPerComponent": 8, "/ColorSpace": Name.DeviceRGB, "/Filter": Name.FlateDecode, "/Length": len(packed),
    }  # fmt: skip
    found = [one for page in pdf.pages for one in page.resources.get("/XObject", Dictionary()).values()]
    return {one.objgen for one in found if dict(one.items()) == shape and one.read_raw_bytes() == packed}


def _streams(pdf: Pdf) -> Iterator[Object]:
    """The streams a paper needs."""
    if "/Metadata" in pdf.Root:
        yield pdf.Root.Metadata
    for intent in pdf.Root.get("/OutputIntents", ()):
        if intent.DestOutputProfile.read_bytes() == colours():
            yield intent.DestOutputProfile
    for page in pdf.pages:
        yield page.obj.Contents
        for font in page.resources.get("/Font", Dictionary()).values():
            yield from (part for part in (font.get("/ToUnicode"), font.FontDescriptor.get("/FontFile2")) if part)


def _reachable(pdf: Pdf) -> Iterator[Object]:
    """Every indirect object that the trailer leads to, and the trailer itself is judged by its keys."""
    seen: set[tuple[int, int]] = set()
    waiting: list[object] = [part for key, part in pdf.trailer.items() if key != "/ID"]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Object) and part.is_indirect:
            if part.objgen in seen:
                continue
            seen.add(part.objgen)
            yield part
        if isinstance(part, Dictionary | Stream):
            waiting.extend(child for _key, child in part.items())
        elif isinstance(part, Array):
            waiting.extend(part)
