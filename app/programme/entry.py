"""Reads, before anybody sits down, who works here; writes the first rows of a new office."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.core.errors import Damaged
from app.core.language import _
from app.core.settings import Value
from app.core.shapes import new_id
from app.crypto.person import Seed
from app.crypto.roster import Roster
from app.crypto.statements import Head, Link
from app.desk import roll
from app.desk.ledger import Ledger
from app.desk.seat import Person
from app.domain.roles import Role
from app.programme.seat import TABLES
from app.store.work import Store, Work
from models.programme.account import Account, OfficeSetting, Place
from models.programme.base import ChainHead
from models.programme.base import Roster as RosterRow
from models.programme.tables import METADATA

__all__ = [
    "METADATA",
    "NewPerson",
    "NewPlace",
    "found",
    "is_practice",
    "ledger_of",
    "person_of",
    "read_roster",
    "welcome",
]
PRACTICE = "office.practice"


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person about to be written into a new office."""

    id: str
    login: str
    label: str
    role: Role


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A site with its holiday region."""

    code: str
    name: str
    region: str


def read_roster(store: Store, inst: str) -> Roster:
    """The verified roster; the only thing read before a grant has been checked (E2)."""
    with store.work(reading=True) as work:
        return roll.read_roster(work, RosterRow, inst)


def ledger_of(user: str, seed: Seed, *, inst: str, dev: str) -> Ledger:
    """One person's pen for the programme chain."""
    return Ledger(TABLES, RosterRow, inst=inst, dev=dev, user=user, seed=seed)


def person_of(work: Work, roster: Roster, user: str, typed: str | None = None) -> Person:
    """Who somebody is now: keys and roles as the roster says, the login name as the office's list says, or as typed."""
    known = roster.now.active(user)
    login = work.session.execute(select(Account.login).where(Account.id == user)).scalar() or typed
    if known is None or login is None:
        raise Damaged(_("The list of staff does not have this person any more. Nothing was opened."))
    return Person(user, login, known.label, frozenset(Role(role) for role in known.roles))


def is_practice(work: Work) -> bool:
    """Whether this office holds invented people only; decided once, when it was made."""
    return work.session.execute(select(OfficeSetting.value).where(OfficeSetting.key == PRACTICE)).scalar() is True


def found(
    work: Work,
    links: tuple[Link, ...],
    people: Iterable[NewPerson],
    settings: Mapping[str, Value],
    places: Iterable[NewPlace],
) -> Head:
    """The first rows of an office: roster, names, settings, places. Gives the roster's head."""
    roll.keep_links(work, RosterRow, ChainHead, links)
    for person in people:
        add_account(work, person)
    for key, value in settings.items():
        work.add(OfficeSetting(id=new_id(), key=key, value=value))
    for place in places:
        work.add(Place(id=new_id(), code=place.code, name=place.name, region=place.region))
    return links[-1].head


def welcome(work: Work, roster: Roster, links: tuple[Link, ...], people: Iterable[NewPerson]) -> Roster:
    """More people in an office that stands: their roster events and names."""
    extended = roll.extend_roster(work, RosterRow, ChainHead, roster, links)
    for person in people:
        add_account(work, person)
    return extended


def roster_rows(store: Store) -> tuple[tuple[int, bytes, bytes], ...]:
    """The list of staff as it is stored, for comparing it with another copy."""
    with store.work(reading=True) as work:
        rows = work.session.execute(select(RosterRow.seq, RosterRow.bytes, RosterRow.sig).order_by(RosterRow.seq))
        return tuple((row.seq, bytes(row.bytes), bytes(row.sig)) for row in rows)


def go_on_from(
    work: Work, kept: Roster, roster: Roster, rows: Sequence[tuple[int, bytes, bytes]], agreed: tuple[Link, ...]
) -> Roster:
    """In a restored copy: what the list of staff gained since it was made, then what two people agreed on (E4)."""
    newer = tuple(
        Link(seq, data, sig, roster.hashes[seq]) for seq, data, sig in rows if kept.head.seq < seq <= roster.head.seq
    )
    if newer:
        roll.keep_links(work, RosterRow, ChainHead, newer)
    return roll.extend_roster(work, RosterRow, ChainHead, roster, agreed)


def add_account(work: Work, person: NewPerson) -> Account:
    """The name of somebody who works here."""
    return work.add(Account(id=person.id, login=person.login, label=person.label, roles=[person.role.value]))
