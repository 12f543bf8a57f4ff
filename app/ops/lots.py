"""Draws everything about invented people from a name alone, so that the same office comes out every time."""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import shake_128
from importlib.resources import files
from typing import TypeVar

from app.core.shapes import Draft, from_json

T = TypeVar("T")
FIRST_BYTES = 2048


class Stock(Draft):
    """Names, places and sentences to draw from. It stands in `resources/demo/crowd.json`; nobody in it ever lived."""

    places: tuple[dict[str, str], ...]
    staff: tuple[str, ...]
    given: tuple[str, ...]
    family: tuple[str, ...]
    streets: tuple[str, ...]
    officers: tuple[str, ...]
    reasons: tuple[str, ...]
    notes: tuple[str, ...]
    summaries: tuple[str, ...]
    goals: tuple[str, ...]
    areas: tuple[str, ...]
    absences: tuple[tuple[str, str], ...]
    hold_reasons: tuple[str, ...]


@lru_cache(maxsize=1)
def stock() -> Stock:
    """What there is to draw from."""
    return from_json(Stock, (files("resources") / "demo" / "crowd.json").read_bytes())


class Lots:
    """A bag of lots with a name on it: the same name, the same lots in the same order.

    The last part of the name is mostly a number. Ids begin with it, so that rows of a hundred thousand people are
    written about where they come to lie; spread over the whole file, every page was written again and again.
    """

    def __init__(self, *name: object) -> None:
        self._hash = shake_128("/".join(map(str, name)).encode())
        self._first = name[-1].to_bytes(4, "big") if isinstance(name[-1], int) else b""
        self._drawn = self._hash.digest(FIRST_BYTES)
        self._at = 0

    def id(self) -> str:
        """An id for a row."""
        return (self._first + self._take(16 - len(self._first))).hex()

    def number(self, below: int) -> int:
        """A whole number from 0, below a limit."""
        return int.from_bytes(self._take(4), "big") % below

    def happens(self, percent: float) -> bool:
        """True so many times in a hundred."""
        return self.number(10_000) < percent * 100

    def one_of(self, some: Sequence[T]) -> T:
        """One of these."""
        return some[self.number(len(some))]

    def weighed(self, some: Sequence[tuple[T, int]]) -> T:
        """One of these, each as often as its weight says."""
        at = self.number(sum(weight for _one, weight in some))
        for one, weight in some:
            at -= weight
            if at < 0:
                return one
        raise ValueError("nothing to draw from")

    def _take(self, count: int) -> bytes:
        if self._at + count > len(self._drawn):
            self._drawn = self._hash.digest(len(self._drawn) * 4)
        self._at += count
        return self._drawn[self._at - count : self._at]
