"""Works out what an order is after something happened to it, and which children are known; pure, no tables."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from app.core.language import _
from app.domain.answers import Answer
from app.domain.codes import LegalBasisKind
from app.domain.legal import OVER, OrderChange

UNKNOWN = Answer.UNKNOWN.value
WITHOUT_END = frozenset({LegalBasisKind.VOLUNTARY.value, UNKNOWN})
POSTCODE = re.compile(r"\b(?:[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}|\d{4}\s?[A-Z]{2})\b", re.IGNORECASE)
TELEPHONE = re.compile(r"(?:\+|\b)\d(?:[\s()-]?\d){8,}\b")
Plain = Mapping[str, object]


@dataclass(frozen=True)
class Order:
    """The ground on which he comes, with its days; None: not known, or it has none."""

    kind: str = UNKNOWN
    reference: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


def order_after(change: OrderChange, said: Order) -> Order:
    """The order after a change; `said` is what the person named, laid over what stood.

    A ground without an end, as of his own will, has none afterwards either.
    """
    return replace(said, starts_on=None, ends_on=None) if said.kind in WITHOUT_END and change not in OVER else said


def order_problems(now: Order, then: Order, change: OrderChange, today: date) -> dict[str, str]:
    """What cannot be, by field: an extension that is shorter, an end before the beginning, nothing that differs."""
    if change is OrderChange.MADE and then.kind == UNKNOWN:
        return {"kind": _("Choose the ground on which he comes now.")}
    if then.starts_on and then.ends_on and then.ends_on < then.starts_on:
        return {"ends_on": _("It cannot end before it begins.")}
    if change is OrderChange.EXTENDED and (then.ends_on is None or (now.ends_on and then.ends_on <= now.ends_on)):
        return {"ends_on": _("Write the new last day: later than the one before.")}
    if change in OVER:
        return _over_problems(now, then, today)
    return {"change": _("Nothing is different yet.")} if now == then else {}


def _over_problems(now: Order, then: Order, today: date) -> dict[str, str]:
    """An order that is no more has a day since when; it cannot be a later one than the order had anyhow."""
    if then.ends_on is None or (then.ends_on == now.ends_on and then.ends_on > today):
        return {"ends_on": _("Write the day on which it ended or will end.")}
    if now.ends_on is not None and then.ends_on > now.ends_on:
        return {"ends_on": _("That is later than it would have ended. Choose “extended”, or check the day.")}
    return {}


def names_a_place(text: str | None) -> bool:
    """Whether words hold a postcode or a telephone number: hers must never stand in his record (NEV-7)."""
    return bool(text) and bool(POSTCODE.search(text or "") or TELEPHONE.search(text or ""))


def place_words() -> str:
    """What is said where words hold one."""
    return _("No address, postcode or telephone number here: he may read it. Write “her home”, “the school”.")


@dataclass(frozen=True)
class Protection:
    """One protective order as it stands now. `key`: which; `turns`: how often something was said of it."""

    key: str
    kind: str
    conditions: str = ""
    expires_on: date | None = None
    ended_on: date | None = None
    said_on: date | None = None
    turns: int = 1

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds, as far as anybody knows."""
        return min((day for day in (self.expires_on, self.ended_on) if day is not None), default=None)

    def stands(self, today: date) -> Literal["in_force", "over", "unknown"]:
        """Whether it holds today; without a known end it may, and nobody may take it for over (NEV-14)."""
        if self.last_day is None:
            return "unknown"
        return "over" if self.last_day < today else "in_force"


def protections(entries: Sequence[Plain]) -> tuple[Protection, ...]:
    """Every protective order as it was last said; nothing that was said is ever written over (NEV-18).

    Of each order the first entry has its place in the list as key, a later one names it.
    """
    found: dict[str, Protection] = {}
    for at, entry in enumerate(entries):
        key = str(entry.get("key") or at)
        found[key] = Protection(
            key=key,
            kind=str(entry.get("kind") or ""),
            conditions=str(entry.get("conditions") or ""),
            expires_on=_day(entry.get("expires_on")),
            ended_on=_day(entry.get("ended_on")),
            said_on=_day(entry.get("said_on")),
            turns=found[key].turns + 1 if key in found else 1,
        )
    return tuple(found.values())


def protection_problems(
    change: OrderChange, before: Protection | None, kind: str | None, ended_on: date | None, conditions: str | None
) -> dict[str, str]:
    """What is missing or must not stand there, by field (NEV-7)."""
    problems: dict[str, str] = {}
    if change is OrderChange.MADE and not (kind or "").strip():
        problems["kind"] = _("Write what kind of order it is.")
    if change is not OrderChange.MADE and before is None:
        problems["order"] = _("Choose which order.")
    if change in OVER and ended_on is None:
        problems["ended_on"] = _("Write the day on which it ended or will end.")
    places = {"kind": names_a_place(kind), "conditions": names_a_place(conditions)}
    return problems | {name: place_words() for name, has_place in places.items() if has_place}


def protection_entry(
    entries: Sequence[Plain], before: Protection | None, change: OrderChange, said: Plain, today: date
) -> dict[str, object]:
    """The next entry of one order: what is named now over what stood; an extension takes an early end back."""
    stood = _stood(entries, before.key if before else "")
    if change is OrderChange.EXTENDED:
        stood.pop("ended_on", None)
    key = str(len(entries)) if before is None else before.key
    return {**stood, **said, "key": key, "said_on": today.isoformat(), "change": change.value}


CHILD_FIELDS = ("name", "date_of_birth", "relation", "plan", "social_worker")


@dataclass(frozen=True)
class KnownChild:
    """One child as last said by him or the referrer. `key`: which; what nobody knows is empty or "unknown"."""

    key: str
    name: str = ""
    date_of_birth: str = UNKNOWN
    relation: str = ""
    plan: str = UNKNOWN
    social_worker: str = ""


def children_of(entries: Sequence[Plain]) -> tuple[KnownChild, ...]:
    """Every child, without those that were written down by mistake; what was said before stays in the list (NEV-18).

    Of each child the first entry has its place in the list as key, a later one names it.
    """
    found: dict[str, KnownChild] = {}
    for at, entry in enumerate(entries):
        key = str(entry.get("key") or at)
        if entry.get("is_mistake"):
            found.pop(key, None)
            continue
        said = {name: str(entry.get(name) or "") for name in CHILD_FIELDS}
        found[key] = KnownChild(
            key=key,
            name=said["name"],
            date_of_birth=said["date_of_birth"] or UNKNOWN,
            relation=said["relation"],
            plan=said["plan"] or UNKNOWN,
            social_worker=said["social_worker"],
        )
    return tuple(found.values())


def child_entry(entries: Sequence[Plain], key: str, said: Mapping[str, str], *, is_mistake: bool) -> dict[str, object]:
    """The next entry: what is named now over what stood; a child without a key is a new one."""
    more = {"is_mistake": True} if is_mistake else {}
    return {**_stood(entries, key), **said, **more, "key": key or str(len(entries))}


def _stood(entries: Sequence[Plain], key: str) -> dict[str, object]:
    """What was said last of the one with this key; nothing of a new one."""
    said = [entry for at, entry in enumerate(entries) if str(entry.get("key") or at) == key]
    return dict(said[-1]) if said else {}


def _day(text: object) -> date | None:
    return None if text in (None, "", UNKNOWN) else date.fromisoformat(str(text))
