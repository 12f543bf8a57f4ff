"""Gives the safety team's keys to an officer who was approved; what is not granted to her she cannot open (SEC-10)."""

from app.core.shapes import new_id
from app.crypto.envelope import Key
from app.crypto.keyring.grants import make_grant
from app.crypto.person import Signer
from app.crypto.roster import Roster, RosterPerson
from app.partner.seat import PartnerSeat
from app.store.work import Work
from models.partner.base import TeamGrant


def give_team_keys(work: Work, seat: PartnerSeat, roster: Roster, person: RosterPerson) -> None:
    """Every version of K_safety held here: the newest for what is sealed from now on, the older to read the log."""
    giver = Signer(roster.inst, seat.person.id, seat.ledger.seed, roster.head.seq)
    for key in seat.vault.team_keys:
        give_team_key(work, giver, roster, key, person)


def give_team_key(work: Work, giver: Signer, roster: Roster, key: Key, person: RosterPerson) -> None:
    """One version of K_safety to one officer, as signed."""
    row = make_grant(giver, roster, "safety", key, person)
    work.add(TeamGrant(id=new_id(), version=1, user_id=person.user, row=row))
