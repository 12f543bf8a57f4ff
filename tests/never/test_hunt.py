"""Proves that the hunt finds: a planted leak for each encoding, wrapping and kind of file; none where there is none."""

import base64
import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.never.hunt import Hunt, inside

WORD, NUMBER = "Quézalwynd", "07700 90070"
LEAK, CALL = f"{WORD}ab", f"{NUMBER}8"
HUNT = Hunt(WORD, NUMBER)


def packed(name: str, raw: bytes) -> bytes:
    """One file in a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, raw)
    return out.getvalue()


def paper(draw: Callable[[Canvas], None]) -> bytes:
    """A compressed PDF."""
    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=1)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def white(canvas: Canvas) -> None:
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(50, 50, LEAK)


def spread(canvas: Canvas) -> None:
    """Each letter is an operation of its own."""
    for at, sign in enumerate(CALL):
        canvas.drawString(50 + 6 * at, 500, sign)


WAYS: dict[str, Callable[[str], bytes]] = {
    "utf-8": lambda text: text.encode(),
    "upper case": lambda text: text.upper().encode(),
    "utf-16-le": lambda text: text.encode("utf-16-le"),
    "utf-16-be": lambda text: text.encode("utf-16-be"),
    "latin-1": lambda text: text.encode("latin-1"),
    "hex": lambda text: text.encode().hex().encode(),
    "upper hex": lambda text: text.encode().hex().upper().encode(),
    "base64 at 0": lambda text: base64.b64encode(text.encode()),
    "base64 at 1": lambda text: base64.b64encode(b"x" + text.encode()),
    "base64 at 2": lambda text: base64.b64encode(b"xy" + text.encode()),
    "url base64": lambda text: base64.urlsafe_b64encode(b"x" + text.encode()),
    "ascii85 at 1": lambda text: base64.a85encode(b"x" + text.encode() + b"xyz"),
    "ascii85 at 2": lambda text: base64.a85encode(b"xy" + text.encode() + b"xyz"),
    "base32": lambda text: base64.b32encode(b"xy" + text.encode() + b"xyzxyz"),
    "url": lambda text: quote(text).encode(),
    "json": lambda text: json.dumps({"a": text}).encode(),
    "html": lambda text: text.encode("ascii", "xmlcharrefreplace"),
    "reversed": lambda text: text[::-1].encode(),
    "zlib": lambda text: b"before" + zlib.compress(text.encode()) + b"after",
    "gzip": lambda text: gzip.compress(text.encode()),
    "zip in a zip": lambda text: packed("a.zip", packed("b.txt", text.encode())),
    "zlib of base64 of utf-16": lambda text: zlib.compress(base64.b64encode(text.encode("utf-16-le"))),
}


@pytest.mark.parametrize("leak", [LEAK, CALL], ids=["word", "number"])
@pytest.mark.parametrize("way", WAYS)
def test_a_leak_in_each_encoding_is_found(way: str, leak: str) -> None:
    raw = b"\x00some bytes before " + WAYS[way](leak) if "zip" not in way else WAYS[way](leak)

    assert HUNT.in_bytes("planted", raw)


@pytest.mark.parametrize(
    "text", ["07700900708", "+447700900708", "+44 7700 900708", "7700-900-708", "QUEZALWYND", "Que\u0301zalwynd"]
)
def test_a_leak_that_was_rewritten_is_found(text: str) -> None:
    assert HUNT.in_text("planted", text)


@pytest.mark.parametrize(
    "draw", [lambda page: page.drawString(50, 500, LEAK), white, spread, lambda page: page.drawString(50, 5000, CALL),
             lambda page: page.setAuthor(LEAK), lambda page: (page.bookmarkPage("a"), page.addOutlineEntry(LEAK, "a"))],
    ids=["visible", "white", "letter by letter", "off the page", "author", "bookmark"],
)  # fmt: skip
def test_a_leak_in_a_paper_is_found_where_a_plain_search_finds_nothing(draw: Callable[[Canvas], None]) -> None:
    raw = paper(draw)

    assert HUNT.in_bytes("planted", raw)


def test_a_leak_in_an_attachment_of_a_paper_is_found() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper(lambda page: page.drawString(50, 500, "Nothing")))) as document:
        document.attachments["note.txt"] = pikepdf.AttachedFileSpec(document, CALL.encode())
        document.save(out, compress_streams=True)

    assert HUNT.in_bytes("planted", out.getvalue())


def test_a_leak_in_a_folder_is_found_in_a_file_deep_down_and_in_a_name(tmp_path: Path) -> None:
    (tmp_path / "drafts" / "programme").mkdir(parents=True)
    (tmp_path / "drafts" / "programme" / "a").write_bytes(zlib.compress(LEAK.encode()))
    (tmp_path / f"{LEAK}.txt").write_text("", "utf-8")

    assert {one.place.split(" > ")[0] for one in HUNT.in_folder(tmp_path, "profile")} == {
        "profile/drafts/programme/a",
        f"name of profile/{LEAK}.txt",
    }


def test_a_leak_deep_in_plain_values_is_found() -> None:
    value = {"rows": [{"words": ("a", {"b": CALL})}, {LEAK: 1}]}

    assert len({one.around for one in HUNT.in_value("planted", value)}) >= 2


def test_nothing_is_found_where_nothing_is() -> None:
    clean = paper(lambda page: page.drawString(50, 500, "He came on Tuesday; call 07700 900123"))

    assert HUNT.in_bytes("clean", clean) == []
    assert HUNT.in_value("clean", {"phone": "07700 900123", "name": "Quentin Wynd"}) == []


def test_whole_groups_of_an_encoding_are_the_same_at_their_offset() -> None:
    for before in range(3):
        whole = base64.b64encode(b"x" * before + LEAK.encode() + b"yyyy")
        assert inside(base64.b64encode, LEAK.encode(), before, 3, 4) in whole
