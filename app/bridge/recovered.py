"""Gives an officer new keys in both databases once two trustees opened the office for her (section 8, E4)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.bridge.entry import heads_of, her_ledger, his_ledger
from app.crypto.envelope import Key
from app.crypto.person import Seed
from app.crypto.roster import Roster, RosterPerson, approve_subject, next_event, person_subject
from app.crypto.statements import Head
from app.desk import roll
from app.desk.ledger import Ledger
from app.partner.team import give_keys_anew
from app.partner.trustees import Trustee
from app.partner.vault import Vault
from app.store.work import Store
from models.programme.base import ChainHead
from models.programme.base import Roster as RosterRow

ACT = "team.recover"


@dataclass(frozen=True)
class Returning:
    """Who comes back, with which new keys, and on what computer."""

    person: RosterPerson
    seed: Seed = field(repr=False)
    dev: str
    now: datetime


def check_whole(her: Store, his: Store, vault: Vault, who: Returning) -> None:
    """Every link and signature of both logs: who comes back has seen nothing that a tail could follow. Damaged."""
    for store, pen in _pens(her, his, vault, who):
        with store.work(reading=True) as work:
            pen.verify(work)


def list_new_keys(his: Store, roster: Roster, vault: Vault, who: Returning, by: Sequence[Trustee]) -> Roster:
    """The list of staff: one trustee signs for her new keys, the other approves. The log says `safety` (SEC-22)."""
    first, second = by
    subject = person_subject(who.person.user, who.person.label, who.person.roles, who.seed)
    said = next_event(roster.head, roster.inst, who.now, "rotate_key", subject, first.user, first.seed)
    yes = next_event(said.head, roster.inst, who.now, "approve", approve_subject(said.head), second.user, second.seed)
    with his.work() as work:
        extended = roll.extend_roster(work, RosterRow, ChainHead, roster, (said, yes))
        his_ledger(who.person.user, who.seed, inst=vault.inst, dev=who.dev).append(work, "safety", who.now)
    return extended


def grant_again(
    her: Store, his: Store, roster: Roster, vault: Vault, who: Returning, restricted: Sequence[Key],
    by: Sequence[Trustee],
) -> None:  # fmt: skip
    """The team's keys for her new ones, and those of records she is named for (SEC-12); what the lost ones had goes.

    Her log names both trustees.
    """
    person = roster.now.people[who.person.user]
    pen = her_ledger(vault, person.user, who.seed, who.dev, his)
    with her.work() as work:
        give_keys_anew(work, pen.signer(work), roster, (vault.team_keys, restricted), person)
        pen.append(work, ACT, who.now, ", ".join(roster.now.people[one.user].label for one in by))


def heads_now(her: Store, his: Store, vault: Vault, who: Returning) -> dict[str, Head]:
    """What she has seen from now on."""
    return heads_of(_pens(her, his, vault, who))


def _pens(her: Store, his: Store, vault: Vault, who: Returning) -> tuple[tuple[Store, Ledger], tuple[Store, Ledger]]:
    user = who.person.user
    at_his = his_ledger(user, who.seed, inst=vault.inst, dev=who.dev)
    return (his, at_his), (her, her_ledger(vault, user, who.seed, who.dev, his))
