"""Hunts for planted marks in anything a program makes: bytes, texts, files, databases, papers, in many spellings."""

import base64
import io
import json
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote, quote_plus

import pikepdf
import pypdfium2
from sqlalchemy import MetaData, select
from sqlalchemy.orm import Session

DEEPEST, LONGEST = 6, 64 * 1024 * 1024
ZLIB_HEADS = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda", b"\x1f\x8b\x08")


@dataclass(frozen=True)
class Sighting:
    """Where a mark was found, in which spelling, and what stood around it."""

    place: str
    form: str
    around: str

    def __str__(self) -> str:
        return f"{self.place} as {self.form}: {self.around}"


@dataclass(frozen=True)
class Stem:
    """What all marks of one kind begin with; what follows tells the field."""

    text: str

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        """The same text as programs write it: composed, decomposed, without accents, as digits only."""
        plain = unicodedata.normalize("NFD", self.text)
        bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
        whole = unicodedata.normalize("NFC", self.text)
        found = {whole, whole.upper(), plain, bare}
        if self.text.startswith("0"):
            digits = re.sub(r"\D", "", self.text)
            kept = digits[1:]  # after the nought that a country code replaces
            found |= {
                digits,
                kept,
                f"{kept[:4]} {kept[4:]}",
                f"{kept[:4]}-{kept[4:]}",
                f"{kept[:4]} {kept[4:7]} {kept[7:]}",
            }
        return tuple(sorted(found))

    @cached_property
    def needles(self) -> dict[str, frozenset[bytes]]:
        """Every spelling in every encoding, forwards and backwards."""
        found: dict[str, set[bytes]] = {}
        for text in self.spellings:
            for spelling in {text, text[::-1]}:
                for name, needle in encoded(spelling):
                    found.setdefault(name if spelling == text else f"{name} reversed", set()).add(needle)
        return {name: frozenset(needles) for name, needles in found.items()}


def encoded(text: str) -> Iterator[tuple[str, bytes]]:
    """One text in each encoding that a file, a paper or an address may carry it in."""
    raw = text.encode("utf-8")
    yield "utf-8", raw
    yield "latin-1", text.encode("latin-1", "replace")
    for way in ("utf-16-le", "utf-16-be", "utf-32-le"):
        yield way, text.encode(way)
    yield "json", json.dumps(text)[1:-1].encode()
    yield "python", ascii(text)[1:-1].encode()
    yield "html", text.encode("ascii", "xmlcharrefreplace")
    yield "hex html", re.sub(r"&#(\d+);", lambda one: f"&#x{int(one[1]):x};", html(text)).encode()
    yield "url", quote(text, safe="").encode()
    yield "form", quote_plus(text).encode()
    yield (
        "pdf octal",
        "".join(
            chr(byte) if 31 < byte < 127 else f"\\{byte:03o}" for byte in text.encode("latin-1", "replace")
        ).encode(),
    )
    for way in ("utf-8", "utf-16-le", "utf-16-be"):
        bits = text.encode(way)
        yield f"hex of {way}", bits.hex().encode()
        yield f"spaced hex of {way}", bits.hex(" ").encode()
        for at in range(3):
            yield f"base64 of {way}", inside(base64.b64encode, bits, at, 3, 4)
            yield f"url base64 of {way}", inside(base64.urlsafe_b64encode, bits, at, 3, 4)
        for at in range(4):
            yield f"ascii85 of {way}", inside(base64.a85encode, bits, at, 4, 5)
            yield f"base85 of {way}", inside(base64.b85encode, bits, at, 4, 5)
        for at in range(5):
            yield f"base32 of {way}", inside(base64.b32encode, bits, at, 5, 8)


def html(text: str) -> str:
    """With numbered characters."""
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def inside(encode: object, bits: bytes, at: int, unit: int, signs: int) -> bytes:
    """What stands for `bits` whatever comes before and after: the whole groups when it begins at this offset."""
    from_whole = (unit - at) % unit
    whole = bits[from_whole : from_whole + (len(bits) - from_whole) // unit * unit]
    coded: bytes = encode(whole)  # type: ignore[operator]
    return coded[: len(whole) // unit * signs]


SHORTEST, SHORTEST_CODED = 5, 8


class Hunt:
    """Looks for stems in whatever it is given and gives the sightings; empty is good."""

    def __init__(self, *stems: str) -> None:
        self.loose: dict[bytes, str] = {}
        self.strict: dict[bytes, str] = {}
        for stem in map(Stem, stems):
            for form, needles in stem.needles.items():
                coded = any(way in form for way in ("base64", "ascii85", "base85", "base32"))
                strict = coded and "base32" not in form
                for needle in needles:
                    if len(needle) >= (SHORTEST_CODED if coded else SHORTEST):
                        (self.strict if strict else self.loose).setdefault(needle if strict else needle.lower(), form)

    def in_bytes(self, place: str, raw: bytes, depth: int = 0) -> list[Sighting]:
        """Everything found in these bytes, and in whatever is packed inside them."""
        low = raw.lower()
        found = [self._seen(place, form, raw, low.find(needle)) for needle, form in self.loose.items() if needle in low]
        found += [
            self._seen(place, form, raw, raw.find(needle)) for needle, form in self.strict.items() if needle in raw
        ]
        if depth < DEEPEST:
            for name, inner in unpacked(raw):
                found += self.in_bytes(f"{place} > {name}", inner, depth + 1)
        return found

    def in_text(self, place: str, text: str) -> list[Sighting]:
        """Everything found in a text, also when it is spread by blanks or hidden signs."""
        found = self.in_bytes(place, text.encode("utf-8", "surrogatepass"))
        closed = "".join(sign for sign in text if sign.isalnum())
        return found or self.in_bytes(f"{place} (blanks closed)", closed.encode("utf-8", "surrogatepass"))

    def in_value(self, place: str, value: object) -> list[Sighting]:
        """Everything found in plain values, however deep; all texts are read in one go."""
        texts = [one for one in leaves(value) if isinstance(one, str)]
        found = self.in_text(place, " \n ".join(texts))
        for raw in leaves(value):
            if isinstance(raw, bytes):
                found += self.in_bytes(place, raw)
        return found

    def in_folder(self, folder: Path, name: str = "") -> list[Sighting]:
        """Everything found in the files below a folder, in their names too."""
        found = []
        for path in sorted(folder.rglob("*")):
            place = f"{name or folder.name}/{path.relative_to(folder)}"
            found += self.in_text(f"name of {place}", path.name)
            if path.is_file() and not path.is_symlink():
                found += self.in_bytes(place, path.read_bytes())
        return found

    def in_database(self, place: str, session: Session, metadata: MetaData) -> list[Sighting]:
        """Everything found in every column of every row of every table."""
        found = []
        for table in metadata.sorted_tables:
            rows = [dict(row) for row in session.execute(select(table)).mappings()]
            found += self.in_value(f"{place}.{table.name}", rows)
        return found

    def _seen(self, place: str, form: str, raw: bytes, at: int) -> Sighting:
        return Sighting(place, form, repr(raw[max(0, at - 20) : at + 60]))


def leaves(value: object) -> Iterator[str | bytes]:
    """Texts and bytes of plain values, keys too."""
    if isinstance(value, bytes | bytearray | memoryview):
        yield bytes(value)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield str(key)
            yield from leaves(inner)
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from leaves(inner)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def unpacked(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """What is packed inside: papers, zip members, zlib and gzip streams, encoded blocks."""
    if raw.startswith(b"%PDF"):
        yield from paper_parts(raw)
    if raw.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            yield "names", "\n".join(packed.namelist()).encode()
            yield from ((one.filename, packed.read(one)) for one in packed.infolist())
    for head in ZLIB_HEADS:
        at = raw.find(head)
        while at != -1:
            if plain := inflated(raw[at:]):
                yield f"stream at {at}", plain
            at = raw.find(head, at + 1)


def inflated(raw: bytes) -> bytes:
    """The stream that begins here; nothing when there is none worth the name."""
    try:
        plain = zlib.decompressobj(47).decompress(raw, LONGEST)
    except zlib.error:
        return b""
    return plain if len(plain) >= SHORTEST else b""


def paper_parts(raw: bytes, password: str = "") -> Iterator[tuple[str, bytes]]:
    """Everything a PDF holds: page texts as read, every stream decoded, every string of every object.

    One that wants a password is hunted as the bytes it is; whoever has the password opens it first.
    """
    try:
        opened = pikepdf.open(io.BytesIO(raw), password=password)
    except pikepdf.PasswordError:
        return
    with opened as paper:
        for number, thing in enumerate(paper.objects):
            if isinstance(thing, pikepdf.Stream):
                try:
                    yield f"object {number}", thing.read_bytes()
                except pikepdf.PdfError:
                    yield f"object {number}", thing.read_raw_bytes()
            yield f"strings of object {number}", "\n".join(strings_of(thing)).encode("utf-8", "surrogatepass")
    read = pypdfium2.PdfDocument(raw, password=password or None)
    try:
        for at in range(len(read)):
            page = read[at]
            words = page.get_textpage()
            text = words.get_text_bounded(-1e5, -1e5, 1e5, 1e5)
            yield f"page {at + 1}", f"{text}\n{''.join(text.split())}".encode("utf-8", "surrogatepass")
            words.close()
            page.close()
    finally:
        read.close()


def strings_of(thing: object, depth: int = 0) -> Iterator[str]:
    """Strings and names of one object of a paper, without going into the objects it points to."""
    if isinstance(thing, pikepdf.String | pikepdf.Name):
        yield str(thing)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream) and depth < DEEPEST:
        for key, value in thing.items():
            yield key
            if not getattr(value, "is_indirect", False):
                yield from strings_of(value, depth + 1)
    elif isinstance(thing, pikepdf.Array) and depth < DEEPEST:
        for value in thing:
            if not getattr(value, "is_indirect", False):
                yield from strings_of(value, depth + 1)


def told(sightings: Iterable[Sighting]) -> str:
    """A list to read when a test fails."""
    return "\n".join(sorted({str(one)[:300] for one in sightings}))
