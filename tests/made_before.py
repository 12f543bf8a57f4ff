"""Lets what many tests begin with be done once: the office that a builder led to is kept, and copied for the next."""

import dataclasses
import os
import shutil
from collections import Counter, OrderedDict
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast
from weakref import WeakKeyDictionary

import pytest
from sqlalchemy import Connection, event

from app.core.clock import FrozenClock
from app.store.work import Store
from tests.postgres import Cluster

P = ParamSpec("P")
R = TypeVar("R")
SIDES = ("programme", "partner")
AT_MOST = {"sqlite": 24, "postgresql": 10}
AS_THEY_ARE = (str, int, float, bool, bytes, date, datetime, type(None))


@dataclass(frozen=True)
class Kept:
    """Where the records of an office lie as a builder left them, when it ended, and what it gave."""

    copies: tuple[str, ...]
    until: datetime
    given: object


class Files:
    """The two encrypted files of one test."""

    def __init__(self, here: Path, shelf: Path) -> None:
        self._here, self._shelf = here, shelf

    def take(self) -> tuple[str, ...]:
        """Copy both beside the templates."""
        mark = os.urandom(8).hex()
        return tuple(str(shutil.copy(self._here / f"{side}.db", self._shelf / f"{mark}-{side}.db")) for side in SIDES)

    def put(self, copies: tuple[str, ...]) -> None:
        """Lay copies where the test's own files are."""
        for side, copy in zip(SIDES, copies, strict=True):
            shutil.copy(copy, self._here / f"{side}.db")

    def forget(self, copies: tuple[str, ...]) -> None:
        for copy in copies:
            Path(copy).unlink()


class Databases:
    """The two databases of one test on the private server."""

    def __init__(self, server: Cluster, *names: str) -> None:
        self._server, self._names = server, names

    def take(self) -> tuple[str, ...]:
        """Copy both inside the server."""
        mark = os.urandom(8).hex()
        copies = tuple(f"kept_{side}_{mark}" for side in SIDES)
        for name, copy in zip(self._names, copies, strict=True):
            self._server.run(f'create database "{copy}" template "{name}"')
        return copies

    def put(self, copies: tuple[str, ...]) -> None:
        """Lay copies where the test's own databases are."""
        for name, copy in zip(self._names, copies, strict=True):
            self._server.drop(name)
            self._server.run(f'create database "{name}" template "{copy}"')

    def forget(self, copies: tuple[str, ...]) -> None:
        for copy in copies:
            self._server.drop(copy)


BEGUN: "WeakKeyDictionary[Store, Beginning]" = WeakKeyDictionary()


@dataclass(eq=False)
class Beginning:
    """Whether an office is still as it was founded, what it knows outside its records, and how they are copied."""

    stores: tuple[Store, ...]
    clock: FrozenClock
    records: Files | Databases
    beside: Callable[[], object]
    is_untouched: bool = True

    def __post_init__(self) -> None:
        for store in self.stores:
            BEGUN[store] = self
            event.listen(store.engine, "commit", self._written)

    @property
    def kind(self) -> str:
        """Which engine it is: what is kept of one is of no use to the other."""
        return self.stores[0].engine.dialect.name

    def _written(self, connection: Connection) -> None:
        if not connection.get_execution_options().get("reading", False):
            self.is_untouched = False

    def let_go(self) -> None:
        """Every connection is closed, so that files and databases can be copied."""
        for store in self.stores:
            store.engine.dispose()


KEPT: OrderedDict[tuple[object, ...], Kept] = OrderedDict()
ASKED: Counter[tuple[object, ...]] = Counter()


def begins(
    stores: tuple[Store, Store], clock: FrozenClock, beside: Callable[[], object], folder: Path,
    request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    """What builders lead to may be kept for others, but where a test alters the product or hunts in what is left."""
    if "monkeypatch" in request.fixturenames or "never" in request.path.parts:
        return
    if stores[0].is_embedded:
        records: Files | Databases = Files(folder, request.getfixturevalue("embedded_templates"))
    else:
        names = [str(store.engine.url.database) for store in stores]
        records = Databases(request.getfixturevalue("postgres_templates"), *names)
    Beginning(stores, clock, records, beside)


def made_before(build: Callable[P, R]) -> Callable[P, R]:
    """Keep what a builder leads to from an office just founded, by what it was given, and lay a copy the next time.

    The first argument is the office or a desk in it; the others and the answer are plain. An office that was written to
    already, or a builder that changes more than records and the clock, is simply built.
    """

    @wraps(build)
    def built(*args: P.args, **named: P.kwargs) -> R:
        first = cast("Any", args[0] if args else named["office"])
        seat = getattr(first, "seat", None)
        begun = BEGUN.get(seat.store if seat else first.programme)
        given = (*args[1:], *(one for one in sorted(named.items()) if one[1] is not first))
        if begun is None or not begun.is_untouched or not are_plain(*given):
            return build(*args, **named)
        key = (build.__module__, build.__qualname__, seat.person.login if seat else "", given, begun.clock.now())
        return cast("R", laid(begun, repr(key), lambda: build(*args, **named)))

    return built


def laid(begun: Beginning, key: str, build: Callable[[], object]) -> object:
    """A copy of what is kept under a key, or what is built now, and kept for the next."""
    place = (begun.kind, key)
    known = KEPT.get(place)
    if known is not None:
        KEPT.move_to_end(place)
        begun.let_go()
        begun.records.put(known.copies)
        begun.is_untouched = False
        begun.clock.move_to(known.until)
        return deepcopy(known.given)
    before = begun.beside()
    given = build()
    ASKED[place] += 1
    is_asked_again = ASKED[place] > (begun.kind == "postgresql")  # a copy inside a server costs more than one of files
    if is_asked_again and are_plain(given) and begun.beside() == before:
        begun.let_go()
        keep(begun, place, Kept(begun.records.take(), begun.clock.now(), deepcopy(given)))
    return given


def keep(begun: Beginning, place: tuple[object, ...], kept: Kept) -> None:
    """Keep one more; the one that was not asked for longest goes."""
    KEPT[place] = kept
    mine = [one for one in KEPT if one[0] == begun.kind]
    if len(mine) > AT_MOST[begun.kind]:
        begun.records.forget(KEPT.pop(mine[0]).copies)


def are_plain(*values: Any) -> bool:
    """True for values that mean the same in another test: words, numbers, days, and what is made of them."""
    return all(
        are_plain(*one.values()) if isinstance(one, dict)
        else are_plain(*one) if isinstance(one, list | tuple)
        else are_plain(*vars(one).values()) if dataclasses.is_dataclass(one) and hasattr(one, "__dict__")
        else isinstance(one, AS_THEY_ARE)
        for one in values
    )  # fmt: skip
