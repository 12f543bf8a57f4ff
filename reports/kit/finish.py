"""Turns drawn pages into the finished file: structure tree, language, fixed metadata, and what an archive asks for."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from io import BytesIO
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from reports.kit.tagging import Element

PRODUCER = "Handrail"
PDF_VERSION = "1.7"
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" \
{aims_at}
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<pdf:Producer>{producer}</pdf:Producer>
<xmp:CreateDate>{made}</xmp:CreateDate>
<xmp:ModifyDate>{made}</xmp:ModifyDate>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
_ARCHIVE = """xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>"""
_COPY = """xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>"""
COLOURS = "sRGB"


def finished(drawn: bytes, root: Element, *, title: str, language: str, made_at: datetime) -> bytes:
    """The same pages with their structure, language and fixed metadata; equal input gives equal bytes (R6)."""
    with Pdf.open(BytesIO(drawn)) as pdf:
        _hang_tree(pdf, root)
        pdf.Root.Lang = String(language)
        pdf.Root.MarkInfo = Dictionary(Marked=True)
        pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        for key in ("/Outlines", "/PageMode", "/Trans"):
            if key in pdf.Root:
                del pdf.Root[key]
        for page in pdf.pages:
            for key in ("/Trans", "/Rotate"):
                if key in page.obj:
                    del page.obj[key]
        _describe(pdf, title, made_at)
        once = written(pdf)
    # Writing what was just read settles the order of objects: from here on the bytes never change (R8).
    with Pdf.open(BytesIO(once)) as pdf:
        return written(pdf)


def written(pdf: Pdf) -> bytes:
    """The bytes of a document, with an /ID that comes from the content only (R6)."""
    if "/ID" in pdf.trailer:
        del pdf.trailer["/ID"]
    out = BytesIO()
    pdf.save(
        out,
        force_version=PDF_VERSION,
        fix_metadata_version=False,
        compress_streams=True,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        deterministic_id=True,
    )
    return out.getvalue()


def xmp(title: str, made_at: datetime, *, for_archive: bool = True) -> bytes:
    """The whole metadata packet; the leak gate compares it byte by byte (R6).

    The paper that is kept says PDF/A-2b. A copy with a password is no archive: it says PDF/UA-1, as readers ask for.
    """
    made = made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    aims_at = _ARCHIVE if for_archive else _COPY
    return _XMP.format(title=escape(title), producer=PRODUCER, made=made, aims_at=aims_at).encode()


@cache
def colours() -> bytes:
    """The colour profile that every paper carries, so that it looks the same in thirty years (PDF/A-2b)."""
    return (files("resources") / "paper" / "srgb.icc").read_bytes()


def _describe(pdf: Pdf, title: str, made_at: datetime) -> None:
    """Title, producer and date, and nothing else."""
    moment = String(made_at.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ"))
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    pdf.trailer.Info = pdf.make_indirect(
        Dictionary(Title=String(title), Producer=String(PRODUCER), CreationDate=moment, ModDate=moment)
    )
    packet = pdf.make_stream(xmp(title, made_at), Type=Name.Metadata, Subtype=Name.XML)
    pdf.Root.Metadata = packet
    profile = pdf.make_stream(colours(), N=3)
    pdf.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFA1,
                OutputConditionIdentifier=String(COLOURS),
                DestOutputProfile=profile,
            )
        ]
    )


def _hang_tree(pdf: Pdf, root: Element) -> None:
    """Write the elements as the document's structure tree, and the way back from each mark to its element."""
    pages = [page.obj for page in pdf.pages]
    back: list[dict[int, Object]] = [{} for _page in pages]
    tree = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    tree.K = _node(pdf, root, tree, pages, back)
    numbers = Array()
    for number, (page, marks) in enumerate(zip(pages, back, strict=True)):
        page.StructParents = number
        page.Tabs = Name.S
        numbers.append(number)
        numbers.append(pdf.make_indirect(Array([marks[mark] for mark in sorted(marks)])))
    tree.ParentTree = pdf.make_indirect(Dictionary(Nums=numbers))
    tree.ParentTreeNextKey = len(pages)
    pdf.Root.StructTreeRoot = tree


def _node(pdf: Pdf, element: Element, parent: Object, pages: Sequence[Object], back: list[dict[int, Object]]) -> Object:
    """One element and everything below it."""
    node = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{element.role}"), P=parent))
    if element.alt:
        node.Alt = String(element.alt)
    if element.spoken:
        node.ActualText = String(element.spoken)
    if element.scope:
        node.A = Dictionary(O=Name.Table, Scope=Name(f"/{element.scope}"))
    kids = Array()
    for page, mark in element.marks:
        kids.append(Dictionary(Type=Name.MCR, Pg=pages[page], MCID=mark))
        back[page][mark] = node
    for kid in element.kids:
        kids.append(_node(pdf, kid, node, pages, back))
    if len(kids):
        node.K = kids
    return node
