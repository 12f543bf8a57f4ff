"""Holds the programmes this office knows, each in all its versions; who is pinned to one finds it here (PACK-2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from app.core.errors import Missing
from app.domain.pack import Pack, shipped_packs, version_number
from app.store.work import Work


class Pinned(Protocol):
    """A case or a group: both name a programme and the version they began with."""

    programme: str
    pack_version: str


@dataclass(frozen=True)
class Shelf:
    """Every version of every programme this office knows, in no order that matters."""

    packs: tuple[Pack, ...]

    def newest(self) -> dict[str, Pack]:
        """Of each programme the newest version, by code."""
        ordered = sorted(self.packs, key=lambda pack: version_number(pack.version))
        return {pack.code: pack for pack in ordered}

    def of(self, code: str, version: str) -> Pack:
        """One version of one programme. Raises Missing."""
        for pack in self.packs:
            if (pack.code, pack.version) == (code, version):
                return pack
        raise Missing


def shelf_of(work: Work) -> Shelf:  # noqa: ARG001 - an office's own versions stand in its records
    """The programmes of this office as they stand in this transaction."""
    return _shipped()


def pack_of(work: Work, pinned: Pinned) -> Pack:
    """The programme of a case or a group, in the version it began with (PACK-2)."""
    return shelf_of(work).of(pinned.programme, pinned.pack_version)


def packs_now(work: Work) -> Mapping[str, Pack]:
    """Of each programme the version that new cases and groups begin with, by code."""
    return shelf_of(work).newest()


@lru_cache(maxsize=1)
def _shipped() -> Shelf:
    return Shelf(shipped_packs())
