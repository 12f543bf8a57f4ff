"""Reads both databases before an officer sits down, and writes the first rows of a new safety team."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.core.shapes import new_id
from app.crypto import chain
from app.crypto.envelope import Key, Place, seal
from app.crypto.kit import key_id_of
from app.crypto.person import Seed, x25519_public
from app.crypto.roster import Roster, approve_subject, baseline_subject, next_event
from app.crypto.statements import Head, Link
from app.desk import roll
from app.desk.ledger import Ledger, Written
from app.desk.seat import Person
from app.desk.whole import RecallingLedger
from app.partner.seat import TABLES as HER_TABLES
from app.partner.seat import opening, sealing
from app.partner.vault import Vault
from app.programme import entry
from app.programme.keeping import stones
from app.programme.office import setting
from app.programme.seat import TABLES as HIS_TABLES
from app.store.work import Store, Work
from models.partner.base import TeamGrant
from models.partner.tables import METADATA
from models.partner.team import TeamKey
from models.programme.base import ChainHead
from models.programme.base import Roster as RosterRow

__all__ = [
    "METADATA",
    "WRITABLE",
    "Team",
    "found_team",
    "her_ledger",
    "his_ledger",
    "keys_of_box",
    "person_of",
    "read_roster",
    "team_grants",
]

# The only tables of the programme database that the partner process may write (SEC-19, SEC-33).
WRITABLE = frozenset({"clearance", "release", "key_grant", "roster", "chain_head", "history", "seen", "box_item"})


@dataclass(frozen=True, slots=True)
class Team:
    """What a new safety team begins with."""

    key: Key
    box_private: bytes
    grants: Sequence[tuple[str, bytes]]
    team_event: Link


def read_roster(his: Store, inst: str) -> Roster:
    """The verified roster, read without a trace."""
    return entry.read_roster(his, inst)


def person_of(his: Store, roster: Roster, user: str, login: str) -> Person:
    """Who somebody is now; an officer who joined later has no line in his list of people: her name is as typed."""
    with his.work(reading=True) as work:
        return entry.person_of(work, roster, user, login)


def is_practice(his: Store) -> bool:
    """Whether this office holds invented people only."""
    with his.work(reading=True) as work:
        return entry.is_practice(work)


def region_of(his: Store) -> str:
    """Which part of the country the office keeps the holidays and the hours of."""
    with his.work(reading=True) as work:
        return str(setting(work.session, "office.region"))


def his_ledger(user: str, seed: Seed, *, inst: str, dev: str) -> Ledger:
    """Her pen for the programme chain: whatever was done, it says `safety` (SEC-22)."""
    return Ledger(HIS_TABLES, RosterRow, inst=inst, dev=dev, user=user, seed=seed, wrap=neutrally)


def neutrally(_seq: int, _act: str, objects: Sequence[chain.ObjectDigest], _note: str | None) -> Written:
    """Every event of the partner process in the programme chain reads the same."""
    return Written("safety", objects, None)


def her_ledger(vault: Vault, user: str, seed: Seed, dev: str, his: Store) -> RecallingLedger:
    """Her pen for her own chain: what was done stands only in the sealed part (E5)."""
    return RecallingLedger(
        HER_TABLES, None, inst=vault.inst, dev=dev, user=user, seed=seed, wrap=sealing(vault), unwrap=opening(vault),
        read_roster=lambda: read_roster(his, vault.inst),
    )  # fmt: skip


def team_grants(store: Store, user: str) -> tuple[bytes, ...]:
    """The rows that give this person the team's key, as signed."""
    with store.work(reading=True) as work:
        rows = work.session.execute(select(TeamGrant.row).where(TeamGrant.user_id == user)).scalars()
        return tuple(bytes(row) for row in rows)


def keys_of_box(store: Store, vault: Vault, roster: Roster) -> dict[int, bytes]:
    """The private keys of the one-way box by the version that the roster gives their public halves."""
    published = {state.team_key.pk: state.team_key.ver for state in roster.states if state.team_key is not None}
    found: dict[int, bytes] = {}
    with store.work(reading=True) as work:
        for row in work.session.execute(select(TeamKey)).scalars():
            private = vault.open_for_team(row)
            if (ver := published.get(x25519_public(private))) is not None:
                found[ver] = private
    return found


def found_team(
    her: Store, his: Store, ledgers: tuple[Ledger, Ledger], team: Team, roster: Roster, now: datetime
) -> dict[str, Head]:
    """Her first rows, then the team's public key in the roster; before that nobody can seal to the team."""
    her_pen, his_pen = ledgers
    with her.work() as work:
        add_team_key(work, her_pen.inst, team)
        for user, row in team.grants:
            work.add(TeamGrant(id=new_id(), version=1, user_id=user, row=row))
        her_pen.append(work, "team.found", now)
        heads = {HER_TABLES.name: her_pen.head(work)}
    with his.work() as work:
        extended = roll.extend_roster(work, RosterRow, ChainHead, roster, (team.team_event,))
        his_pen.append(work, "team.found", now)
        return heads | {"roster": extended.head, HIS_TABLES.name: his_pen.head(work)}


def add_team_key(work: Work, inst: str, team: Team) -> None:
    """The private key of the one-way box under the team's key."""
    row_id = new_id()
    sealed = seal(team.key, Place(inst, "team_key", row_id, "sk", 1), team.box_private)
    work.add(TeamKey(id=row_id, version=1, doc=sealed))


def new_team_key(inst: str, value: bytes) -> Key:
    """K_safety, version 1 (SEC-10)."""
    return Key(key_id_of("safety", inst), 1, value)


def agree_on_hers(his: Store, pen: Ledger, head: Head, trustee: tuple[str, Seed], now: datetime) -> None:
    """The team goes on from this entry of her log: an officer says it, a trustee approves (E4)."""
    user, seed = trustee
    with his.work() as work:
        roster = pen.roster(work)
        subject = baseline_subject(HER_TABLES.name, head)
        said = next_event(roster.head, pen.inst, now, "baseline", subject, pen.user, pen.seed)
        yes = next_event(said.head, pen.inst, now, "approve", approve_subject(said.head), user, seed)
        roll.extend_roster(work, RosterRow, ChainHead, roster, (said, yes))
        pen.append(work, "team.baseline", now)


def listed_in(his: Store) -> tuple[tuple[int, bytes, bytes], ...]:
    """The list of staff as it is stored, for comparing it with another copy."""
    return entry.roster_rows(his)


@dataclass(frozen=True, slots=True)
class Three:
    """Who puts his records back where the list of staff gets shorter, each by user id and keys (E4)."""

    officer: tuple[str, Seed]
    manager: tuple[str, Seed]
    trustee: tuple[str, Seed]


def agree_on_his(
    work: Work, kept: Roster, roster: Roster, live: Sequence[tuple[int, bytes, bytes]], head: Head, three: Three,
    now: datetime,
) -> None:  # fmt: skip
    """In a restored copy of his: the list of staff goes on from its end, and his log from this entry (E4).

    An officer says the first and a trustee approves; a manager says the second and the officer approves.
    """
    links, at = list[Link](), roster.head
    for chain_, last, one, other in (
        ("roster", roster.head, three.officer, three.trustee),
        (HIS_TABLES.name, head, three.manager, three.officer),
    ):
        said = next_event(at, roster.inst, now, "baseline", baseline_subject(chain_, last), *one)
        yes = next_event(said.head, roster.inst, now, "approve", approve_subject(said.head), *other)
        links += [said, yes]
        at = yes.head
    entry.go_on_from(work, kept, roster, live, tuple(links))


def erased_of_his(work: Work, roster: Roster, copies: Iterable[bytes], least: int) -> None:
    """In a restored copy of his: the longest list of what was erased, and what it names is gone again (RET-7)."""
    stones.whole_list(work, roster.inst, roster, copies, least)


def heads_of(pens: Iterable[tuple[Store, Ledger]]) -> dict[str, Head]:
    """The newest event of each chain."""
    found: dict[str, Head] = {}
    for store, pen in pens:
        with store.work(reading=True) as work:
            found[pen.tables.name] = pen.head(work)
            found["roster"] = pen.roster(work).head
    return found
