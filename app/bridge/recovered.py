"""Gives an officer new keys in both databases: two trustees opened the office for her, or she asks (section 8, E4)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.bridge.entry import heads_of, her_ledger, his_ledger
from app.core import log
from app.core.errors import NotAllowed
from app.core.language import _
from app.core.shapes import Row, replaced
from app.crypto.envelope import Key
from app.crypto.person import Seed
from app.crypto.roster import Link, Roster, RosterPerson, approve_subject, next_event, person_subject
from app.crypto.statements import Head
from app.desk import roll
from app.desk.act import act
from app.desk.ledger import Ledger
from app.desk.own_login import KitGroups
from app.desk.seat import Person
from app.domain.roles import Role
from app.partner.rights import Right
from app.partner.rotation import begin, keep, running
from app.partner.seat import PartnerNoun
from app.partner.team import Gives, give_keys_anew, take_rows
from app.partner.trustees import Trustee
from app.partner.vault import Vault
from app.store.work import Store, Work
from models.programme.base import ChainHead
from models.programme.base import Roster as RosterRow

ACT, CHANGED = "team.recover", "own_keys.changed"


class KeysChanged(Row):
    """The number by which others know the new keys; it stands on the kit too (SEC-4)."""

    safety_number: str


class OwnKeys(PartnerNoun):
    """Officers whose password or open desk somebody saw. What is secret is typed into the page, never into a draft."""

    @act("own_keys.change", Right.OWN_LOGIN)
    def change(self, work: Work, draft: KitGroups) -> KeysChanged:
        """Give oneself new keys, a new password and a new kit; what opened before opens nothing new (section 8).

        The team's keys follow at once, and both databases' at the next sign-in: whoever knew hers knew those too.
        """
        found = running(work, self.seat)
        if found is not None and found[1].step == "list":
            raise NotAllowed(_("The team's keys are being changed at this moment. Try again in a minute."))
        put, number = self.seat.own_keys.change(draft.groups)
        work.after.append(put)
        work.changed("team", self.seat.person.id)
        return KeysChanged(safety_number=number)


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


def list_own_keys(his: Store, pen: Ledger, roster: Roster, link: Link, now: datetime) -> None:
    """The list of staff: her old keys signed for the new ones. The log says `safety`, by the new ones (SEC-22)."""
    with his.work() as work:
        if pen.roster(work).head != roster.head:
            raise NotAllowed(_("The list of staff was changed at this moment. Nothing of yours changed. Try again."))
        roll.extend_roster(work, RosterRow, ChainHead, roster, (link,))
        pen.append(work, "safety", now)


@dataclass(frozen=True)
class HandedOn:
    """Somebody whose new keys are put in place before she sits at her desk: a break came between."""

    user: str
    role: Role
    ledger: Ledger
    vault: Vault

    @property
    def person(self) -> Person:
        """Who she is, as far as giving keys needs it."""
        return Person(self.user, "", "", frozenset({self.role}))


def take_grants(work: Work, me: Gives, roster: Roster, grants: Sequence[bytes], now: datetime) -> None:
    """What was granted to her new keys, in place of what the old ones had; the team's keys begin to change.

    Nothing happens where it was done before. A change of keys that is going on is begun anew: the old keys knew it.
    """
    person = roster.now.people[me.person.id]
    if not take_rows(work, person, grants):
        return
    found = running(work, me)
    if found is not None and found[1].step == "list":
        log.event("own_keys.team_later", level="error")  # whoever let somebody go this minute finishes that first
    else:
        if found is not None:
            keep(work, me, found[0], replaced(found[1], step="done"))
        begin(work, me, roster, "", "", now.isoformat())
    me.ledger.append(work, CHANGED, now)


def heads_now(her: Store, his: Store, vault: Vault, who: Returning) -> dict[str, Head]:
    """What she has seen from now on."""
    return heads_of(_pens(her, his, vault, who))


def _pens(her: Store, his: Store, vault: Vault, who: Returning) -> tuple[tuple[Store, Ledger], tuple[Store, Ledger]]:
    user = who.person.user
    at_his = his_ledger(user, who.seed, inst=vault.inst, dev=who.dev)
    return (his, at_his), (her, her_ledger(vault, user, who.seed, who.dev, his))
