"""Gives the key of a restricted record to named officers only; the team's key does not open it (SEC-12)."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from app.core.errors import Damaged
from app.crypto.envelope import Key
from app.crypto.person import Signer
from app.crypto.roster import Roster
from app.partner.team import give_partner_key
from app.partner.vault import Vault
from app.store.work import Work
from models.base.sealed import Sealed
from models.partner.base import Base, PartnerGrant
from models.partner.partner import PartnerKey


def named_for(work: Work) -> dict[str, tuple[str, ...]]:
    """Who is named for each restricted record, by id."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in work.session.scalars(select(PartnerGrant)):
        found[one.partner_id].add(one.user_id)
    return {partner: tuple(sorted(users)) for partner, users in found.items()}


def keep_for(work: Work, vault: Vault, giver: Signer, roster: Roster, partner: str, named: Iterable[str]) -> None:
    """A new key for her record, granted to these officers alone; what opened it before opens nothing any more."""
    grant(work, giver, roster, _renewed(work, vault, partner), named)


def grant(work: Work, giver: Signer, roster: Roster, key: Key, named: Iterable[str]) -> None:
    """The key of a restricted record to each of these officers, as signed."""
    for user in named:
        person = roster.person_at(user)
        if person is not None:
            give_partner_key(work, giver, roster, key, person)


def open_to_team(work: Work, vault: Vault, partner: str) -> None:
    """A new key for her record, under the team's key again."""
    vault.wrap(work, _renewed(work, vault, partner))


def _renewed(work: Work, vault: Vault, partner: str) -> Key:
    """Every row of hers under a new key. Raises Damaged for an altered one: it would never open again (SEC-17)."""
    rows = rows_of(work, partner)
    work.compare(rows)
    new, damaged = vault.reseal(work, vault.key_now(work, partner), rows)
    if damaged:
        raise Damaged
    drop_keys(work, partner)
    return new


def drop_keys(work: Work, partner: str) -> None:
    """Delete whatever her record's key is kept in."""
    wrap = work.session.get(PartnerKey, partner)
    grants = work.session.scalars(select(PartnerGrant).where(PartnerGrant.partner_id == partner)).all()
    for row in (*([wrap] if wrap is not None else []), *grants):
        work.session.delete(row)
    work.session.flush()


def rows_of(work: Work, partner: str) -> list[Any]:
    """Every row of hers, of whatever table."""
    tables = (one.class_ for one in Base.registry.mappers if issubclass(one.class_, Sealed))
    return [row for one in tables for row in work.session.scalars(select(one).where(one.partner_id == partner))]
