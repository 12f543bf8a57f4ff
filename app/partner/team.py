"""Gives the safety team's keys to an officer who was approved; what is not granted to her she cannot open (SEC-10)."""

from collections.abc import Callable, Iterable
from typing import Protocol

from sqlalchemy import ColumnElement, select

from app.core.shapes import new_id
from app.crypto.envelope import Key
from app.crypto.keyring.grants import is_for, is_to, make_grant, named_in, open_grant
from app.crypto.person import Seed, Signer
from app.crypto.roster import Roster, RosterPerson
from app.desk.ledger import Ledger
from app.desk.seat import Person
from app.partner.key_ring import OpensGrant
from app.partner.vault import Vault
from app.store.work import Work
from models.partner.base import PartnerGrant, TeamGrant

RECORD = "partner"


class Gives(Protocol):
    """The seat of an officer who gives keys."""

    @property
    def person(self) -> Person:
        """Who she is."""

    @property
    def ledger(self) -> Ledger:
        """What she signs with."""

    @property
    def vault(self) -> Vault:
        """The keys she has."""


def give_team_keys(work: Work, seat: Gives, roster: Roster, person: RosterPerson) -> None:
    """Every version of K_safety held here: the newest for what is sealed from now on, the older to read the log."""
    giver = Signer(roster.inst, seat.person.id, seat.ledger.seed, roster.head.seq)
    for key in seat.vault.team_keys:
        give_team_key(work, giver, roster, key, person)


def restricted_keys(work: Work) -> set[tuple[str, str, int]]:
    """Kind, id and version of every key of a restricted record that is in use now, as its grants name it."""
    return {named_in(bytes(one.row)) for one in work.session.scalars(select(PartnerGrant))}


def give_keys_anew(
    work: Work, giver: Signer, roster: Roster, keys: tuple[Iterable[Key], Iterable[Key]], person: RosterPerson
) -> None:  # fmt: skip
    """The team's keys, and those of restricted records that she is named for, to somebody who has new keys.

    What was given to the old ones opens nothing and goes; a record she is not named for stays closed to her.
    """
    team, restricted = keys
    named = {one.partner_id for one in work.session.scalars(select(PartnerGrant).where(_is_for(PartnerGrant, person)))}
    for table in (TeamGrant, PartnerGrant):
        for row in work.session.scalars(select(table).where(_is_for(table, person))):
            work.session.delete(row)
    work.session.flush()
    for key in team:
        give_team_key(work, giver, roster, key, person)
    for key in restricted:
        if key.key_id in named:
            give_partner_key(work, giver, roster, key, person)


def take_rows(work: Work, person: RosterPerson, grants: Iterable[bytes]) -> bool:
    """These grants in place of those that her old keys had; False where her new ones have all of them already.

    What a colleague gave to the new ones meanwhile stays. A restricted record comes along only in the version that the
    old keys had: whoever gave it another key since then decided anew who is named (SEC-12).
    """
    now, gone = set[tuple[str, str, int]](), set[tuple[str, str, int]]()
    held = [
        *work.session.scalars(select(TeamGrant).where(TeamGrant.user_id == person.user)),
        *work.session.scalars(select(PartnerGrant).where(PartnerGrant.user_id == person.user)),
    ]
    for row in held:
        if is_to(bytes(row.row), person):
            now.add(named_in(bytes(row.row)))
        else:
            gone.add(named_in(bytes(row.row)))
            work.session.delete(row)
    work.session.flush()
    for grant in grants:
        kind, key_id, version = named_in(grant)
        if (kind, key_id, version) in now or (kind == RECORD and (kind, key_id, version) not in gone):
            continue
        if kind == RECORD:
            work.add(PartnerGrant(id=new_id(), version=1, partner_id=key_id, user_id=person.user, row=grant))
        else:
            work.add(TeamGrant(id=new_id(), version=1, user_id=person.user, row=grant))
    return bool(gone)


def _is_for(table: type[TeamGrant] | type[PartnerGrant], person: RosterPerson) -> ColumnElement[bool]:
    return table.user_id == person.user


def give_team_key(work: Work, giver: Signer, roster: Roster, key: Key, person: RosterPerson) -> None:
    """One version of K_safety to one officer, as signed."""
    row = make_grant(giver, roster, "safety", key, person)
    work.add(TeamGrant(id=new_id(), version=1, user_id=person.user, row=row))


def give_partner_key(work: Work, giver: Signer, roster: Roster, key: Key, person: RosterPerson) -> None:
    """The key of one restricted record to one named officer, as signed (SEC-12)."""
    row = make_grant(giver, roster, RECORD, key, person)
    work.add(PartnerGrant(id=new_id(), version=1, partner_id=key.key_id, user_id=person.user, row=row))


def opener(user: str, seed: Seed, read_roster: Callable[[], Roster]) -> OpensGrant:
    """How this officer opens the restricted records that she is named for, and no other."""

    def opens(grant: PartnerGrant) -> Key | None:
        if grant.user_id != user or not is_for(bytes(grant.row), seed):
            return None
        return open_grant(bytes(grant.row), seed, read_roster(), kind=RECORD, key_id=grant.partner_id)

    return opens
