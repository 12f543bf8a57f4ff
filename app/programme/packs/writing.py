"""Reads what an office wrote, and gives the text of a programme to go on writing from (6.3)."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from app.core.errors import InvalidInput
from app.core.language import _
from app.domain.pack import Pack, Reading, read_pack, read_pack_file, shipped_packs, shipped_texts, version_number
from app.domain.pack_lines import lines_of
from app.domain.pack_refs import CODE
from app.domain.pack_shape import LARGEST
from app.programme.packs.rows import CopiedPack
from app.programme.packs.shelf import as_written, shelf_of, stored_versions
from app.store.work import Work


def read_given(file: str | None, text: str | None, known: Iterable[Pack]) -> Reading:
    """What a file or a text holds. Raises InvalidInput when neither or both are given, or the file is not there."""
    if (file is None) == (text is None):
        raise InvalidInput({"file": _("Give a file or a text, not both.")})
    if text is not None:
        return read_pack(text, "text", known)
    return read_pack_file(_bytes_of(file or ""), Path(file or "").name, known)


def text_of(file: str | None, text: str | None) -> str:
    """The text itself, as it is kept."""
    if text is not None:
        return text
    return _bytes_of(file or "").decode("utf-8-sig").replace("\r\n", "\n")


def known_packs(work: Work) -> tuple[Pack, ...]:
    """Every version as it was written, so that equal and other content can be told apart (PACK-3)."""
    written = {(pack.code, pack.version): pack for pack in shipped_packs()}
    written |= {(row.code, row.number): as_written(row.text) for row in stored_versions(work)}
    return tuple(written.values())


def text_of_version(work: Work, pack: Pack) -> str:
    """The text of a version: the office's own, or that of the file that ships."""
    place = (pack.code, pack.version)
    for row in stored_versions(work):
        if (row.code, row.number) == place:
            return row.text
    return next(text for text in shipped_texts().values() if _place(text) == place)


def _place(text: str) -> tuple[str, str]:
    pack = as_written(text)
    return pack.code, pack.version


def written_as_next(work: Work, pack: Pack) -> CopiedPack:
    """The text with the next version number in it: one more than the newest."""
    newest = shelf_of(work).versions(pack.code)[0]
    major, minor = version_number(newest.version)
    version = f"{major}.{minor + 1}"
    text = _with(text_of_version(work, pack), {"version": version})
    return CopiedPack(code=pack.code, version=version, based_on=f"{pack.code} {pack.version}", text=text)


def written_as(work: Work, pack: Pack, code: str, title: str | None) -> CopiedPack:
    """The text under another code, as version 1.0 of its own."""
    if not CODE.fullmatch(code):
        raise InvalidInput({"new_code": _("A code has 2 to 20 signs: a-z, 0-9 and _.")})
    if any(other.code == code for other in shelf_of(work).packs):
        raise InvalidInput({"new_code": _("Another programme has this code.")})
    called = (title or "").strip() or _("{title}, our own").format(title=pack.title)
    text = _with(text_of_version(work, pack), {"code": code, "title": called, "version": "1.0"})
    return CopiedPack(code=code, version="1.0", based_on=f"{pack.code} {pack.version}", text=text)


def _with(text: str, values: Mapping[str, str]) -> str:
    """The text with these keys of its first table written anew; everything else, notes too, stays as it was."""
    lines, where = text.splitlines(), lines_of(text)
    for key, value in values.items():
        line = where.of("pack", key)
        if line is not None:
            indent = lines[line - 1][: len(lines[line - 1]) - len(lines[line - 1].lstrip())]
            lines[line - 1] = f"{indent}{key} = {_quoted(value)}"
    return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    """A text as TOML writes it."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(sign if sign.isprintable() else " " for sign in escaped) + '"'


def _bytes_of(file: str) -> bytes:
    try:
        with Path(file).open("rb") as stream:
            return stream.read(4 * LARGEST + 1)
    except (OSError, ValueError) as gone:
        raise InvalidInput({"file": _("This file cannot be read.")}) from gone
