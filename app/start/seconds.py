"""Checks second people: at a window each types name and password, in a script they are listed (ROL-4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar, runtime_checkable

from app.core.clock import Clock
from app.core.errors import Locked
from app.crypto.keyring.slots import Opened
from app.desk.seat import Person
from app.start.remembered import Remembered
from app.store.work import Store

STAYS_CONFIRMED = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whose password was just checked, with what their slot gave."""

    opened: Opened
    person: Person
    remembered: Remembered
    first_seen: str = ""


class HasPerson(Protocol):
    """What an office of either side knows of somebody whose password was just checked."""

    @property
    def person(self) -> Person:
        """Who it is."""


K = TypeVar("K", bound=HasPerson)
K_co = TypeVar("K_co", bound=HasPerson, covariant=True)


class Recognises(Protocol[K_co]):
    """An office of either side that says who somebody is by name and password."""

    clock: Clock

    def recognise(self, login: str, password: str) -> tuple[K_co, *tuple[Store, ...]]:
        """Who this is. Raises Locked."""


@runtime_checkable
class KnowsSeconds(Protocol):
    """Second people whose keys are at hand for the act they confirmed: what two must sign, two sign (E4)."""

    def known_as(self, user: str, /) -> Known | None:
        """The keys of the person with this id."""


class VerifiedSeconds(Generic[K]):
    """Second people at a window: each types name and password, which counts for two minutes and one use (ROL-4)."""

    def __init__(self, office: Recognises[K]) -> None:
        self._office = office
        self._confirmed: dict[str, tuple[K, datetime]] = {}
        self._taken: dict[str, K] = {}

    def offer(self, login: str, password: str) -> Person:
        """Check the password of somebody standing by. Raises Locked."""
        known = self._office.recognise(login, password)[0]
        self._confirmed[login.casefold()] = (known, self._office.clock.now())
        return known.person

    def take(self, login: str, /) -> Person | None:
        """The person behind this user name if they confirmed lately; used up by asking."""
        known, at = self._confirmed.pop(login.casefold(), (None, None))
        if known is None or at is None or self._office.clock.now() - at > STAYS_CONFIRMED:
            return None
        self._taken = {known.person.id: known}
        return known.person

    def known_as(self, user: str, /) -> K | None:
        """Their keys, for the one act they just confirmed."""
        return self._taken.pop(user, None)


class ListedSeconds(Generic[K]):
    """Second people in a script: each is checked with their own password from the list that was handed in."""

    def __init__(self, office: Recognises[K], passwords: Mapping[str, str]) -> None:
        self._office = office
        self._passwords = passwords
        self._checked: dict[str, K] = {}

    def take(self, login: str, /) -> Person | None:
        """The person behind this user name if the password on the list opens their slot."""
        if login not in self._checked and login in self._passwords:
            try:
                self._checked[login] = self._office.recognise(login, self._passwords[login])[0]
            except Locked:
                return None
        return self._checked[login].person if login in self._checked else None

    def known_as(self, user: str, /) -> K | None:
        """Their keys, for an act they confirmed."""
        return next((one for one in self._checked.values() if one.person.id == user), None)
