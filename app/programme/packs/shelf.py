"""Holds the programmes this office knows, each in all its versions; who is pinned to one finds it here (PACK-2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Protocol, TypeVar

from sqlalchemy import select

from app.core.errors import Missing
from app.domain.pack import Pack, published_pack, shipped_packs, version_number
from app.domain.pack_parts import PackState
from app.store.work import Work, once
from models.programme.pack import PackEvent, PackVersion

T = TypeVar("T", PackVersion, PackEvent)
TRIED_OUT = (PackState.PILOT, PackState.ACTIVE, PackState.REVISE)


class Pinned(Protocol):
    """A case or a group: both name a programme and the version they began with."""

    programme: str
    pack_version: str


@dataclass(frozen=True)
class Shelf:
    """Every version of every programme this office knows, each with the state in force for it."""

    packs: tuple[Pack, ...]
    _by_place: dict[tuple[str, str], Pack] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_place", {(pack.code, pack.version): pack for pack in self.packs})

    def newest(self) -> dict[str, Pack]:
        """Of each programme the version that cases and groups begin with, by code.

        The newest that is more than a draft counts; a programme that is retired, or only a draft, is not here.
        """
        begun = [pack for pack in self.packs if pack.lifecycle.state is not PackState.DRAFT]
        ordered = sorted(begun, key=lambda pack: version_number(pack.version))
        newest = {pack.code: pack for pack in ordered}
        return {code: pack for code, pack in newest.items() if pack.lifecycle.state in TRIED_OUT}

    def of(self, code: str, version: str) -> Pack:
        """One version of one programme. Raises Missing."""
        if (code, version) not in self._by_place:
            raise Missing
        return self._by_place[(code, version)]

    def versions(self, code: str) -> tuple[Pack, ...]:
        """Every version of one programme, the newest first. Raises Missing."""
        found = [pack for pack in self.packs if pack.code == code]
        if not found:
            raise Missing
        return tuple(sorted(found, key=lambda pack: version_number(pack.version), reverse=True))


def shelf_of(work: Work) -> Shelf:
    """The programmes of this office as they stand in this transaction: those that ship, and its own."""
    stored, events = stored_versions(work), events_of(work)
    known = work.session.info.get("shelf")
    if known is None or known[0] is not stored or known[1] is not events:
        known = work.session.info["shelf"] = (stored, events, _shelf(stored, events))
    shelf: Shelf = known[2]
    return shelf


def pack_of(work: Work, pinned: Pinned) -> Pack:
    """The programme of a case or a group, in the version it began with (PACK-2)."""
    return shelf_of(work).of(pinned.programme, pinned.pack_version)


def packs_now(work: Work) -> Mapping[str, Pack]:
    """Of each programme the version that new cases and groups begin with, by code."""
    return shelf_of(work).newest()


def stored_versions(work: Work) -> Sequence[PackVersion]:
    """The office's own versions, as they were published; compared with the chain (SEC-17)."""
    return once(work.session, PackVersion.__tablename__, lambda: _read(work, PackVersion))


def events_of(work: Work) -> Sequence[PackEvent]:
    """What happened to each version, in order; compared with the chain (SEC-17)."""
    return once(work.session, PackEvent.__tablename__, lambda: _read(work, PackEvent))


def _read(work: Work, table: type[T]) -> Sequence[T]:
    rows = sorted(work.session.scalars(select(table)), key=lambda row: (row.code, version_number(row.number), row.at))
    work.compare(rows)
    return tuple(rows)


def _shelf(stored: Sequence[PackVersion], events: Sequence[PackEvent]) -> Shelf:
    """What ships and what the office wrote; where both have a version, the office's own is the one in use (PACK-3)."""
    if not stored and not events:
        return _shipped()
    packs = {(pack.code, pack.version): pack for pack in _shipped().packs}
    packs |= {(row.code, row.number): as_written(row.text) for row in stored}
    return Shelf(tuple(_in_force(pack, events) for pack in packs.values()))


def _in_force(pack: Pack, events: Sequence[PackEvent]) -> Pack:
    """The pack with the state and the clinical partner that were recorded last."""
    named = sorted((one for one in events if one.code == pack.code), key=lambda one: (one.at, one.turn))
    steps = [one for one in named if one.number == pack.version]
    state = PackState(max(steps, key=lambda one: one.turn).state) if steps else pack.lifecycle.state
    partners = [one.recorded["clinical_partner"] for one in named if one.recorded.get("clinical_partner")]
    partner = partners[-1] if partners else pack.lifecycle.clinical_partner
    return replace(pack, lifecycle=replace(pack.lifecycle, state=state, clinical_partner=partner))


@lru_cache(maxsize=1)
def _shipped() -> Shelf:
    return Shelf(shipped_packs())


@lru_cache(maxsize=64)
def as_written(text: str) -> Pack:
    """The pack of a published text, read once."""
    return published_pack(text)
