"""Gives the team new keys after an officer left, step by step; a break is gone on from (section 8)."""

import os
from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import func, select

from app.core.errors import Damaged
from app.core.shapes import Row, UserId, convert, new_id, replaced
from app.crypto.envelope import Key
from app.crypto.person import Signer, x25519_public
from app.crypto.roster import Roster
from app.partner.restricted import drop_keys, grant, named_for, rows_of
from app.partner.seat import PartnerSeat
from app.partner.team import Gives, give_team_key
from app.store.work import Work
from models.base.sealed import Sealed, TeamSealed
from models.partner.base import Base
from models.partner.partner import PartnerKey
from models.partner.team import TeamEntry, TeamKey

ROTATION = "rotation"
BATCH = 50
Step = Literal["list", "wraps", "records", "restricted", "done"]


class Rotation(Row):
    """How far the change of the team's keys is; sealed under the new one. `cursor`: the last partner done, by id.

    Without a `leaver` nobody goes: somebody else may know the keys.
    """

    leaver: UserId
    leaver_label: str
    began_at: str
    box_key: str
    step: Step = "list"
    cursor: str = ""
    done: int = 0
    total: int = 0
    damaged: int = 0
    waits_for: tuple[str, ...] = ()
    kind: str = ROTATION

    @property
    def percent_left(self) -> int:
        """How much of the old rows is still under old keys, rounded up: nothing is called done before it is."""
        if self.step == "done":
            return 0
        if self.step == "restricted":
            return 1
        if self.step != "records" or not self.total:
            return 100
        return -(-100 * (self.total - self.done) // self.total)


def begin(work: Work, seat: Gives, roster: Roster, leaver: str, label: str, now: str) -> None:
    """Step 1, all in one transaction: a new K_safety for those who stay, a new key of the box, and where we are.

    What is sealed from the commit on is sealed under the new key; until then nothing is.
    """
    vault = seat.vault
    new = Key(vault.team.key_id, vault.team.version + 1, os.urandom(32))
    giver = Signer(roster.inst, seat.person.id, seat.ledger.seed, roster.head.seq)
    for person in roster.people:
        if person.active and person.is_safety and person.user != leaver:
            give_team_key(work, giver, roster, new, person)
    private, row = os.urandom(32), TeamKey(id=new_id(), version=1)
    row.doc = vault.seal_plain(new, row, private)
    work.add(row)
    record = Rotation(leaver=UserId(leaver), leaver_label=label, began_at=now, box_key=x25519_public(private).hex())
    state = TeamEntry(id=new_id(), version=1)
    state.doc = vault.seal_under(new, state, record)
    work.add(state)
    work.after.append(lambda: vault.turn_to(new))


def running(work: Work, seat: Gives) -> tuple[TeamEntry, Rotation] | None:
    """The change of keys that is not finished, if there is one."""
    for row in work.session.scalars(select(TeamEntry)):
        body = seat.vault.read_for_team(row, dict)
        if body.get("kind") == ROTATION and body.get("step") != "done":
            return row, convert(body, Rotation)
    return None


def keep(work: Work, seat: Gives, row: TeamEntry, record: Rotation) -> Rotation:
    """Remember how far it is, in the same transaction as what was done."""
    seat.vault.change_for_team(work, row, record)
    return record


def rewrap(work: Work, seat: PartnerSeat, row: TeamEntry, record: Rotation) -> Rotation:
    """Step 3: every K_partner under the new K_safety, and everything else that was under the old one."""
    damaged = 0
    for table in _tables(TeamSealed):
        rows = [one for one in work.session.scalars(select(table)) if one.id != row.id]
        sound = _sound(work, rows)
        damaged += len(rows) - len(sound)
        for one in sound:
            try:
                seat.vault.reseal_for_team(one)
            except Damaged:
                damaged += 1
    total = work.session.scalar(select(func.count()).select_from(PartnerKey)) or 0
    return keep(work, seat, row, replaced(record, step="records", total=total, damaged=damaged))


def renew_some(work: Work, seat: PartnerSeat, row: TeamEntry, record: Rotation, most: int = BATCH) -> Rotation:
    """Step 5: a new K_partner for the next partners, and every row of theirs under it; restricted ones come last."""
    query = select(PartnerKey).order_by(PartnerKey.id)
    if record.cursor:
        query = query.where(PartnerKey.id > record.cursor)
    wraps = work.session.scalars(query.limit(most)).all()
    if not wraps:
        return renew_restricted(work, seat, row, record)
    ids = [one.id for one in wraps]
    rows = [
        one for table in _tables(Sealed) for one in work.session.scalars(select(table).where(table.partner_id.in_(ids)))
    ]
    sound, whole = _sound(work, rows), _sound(work, wraps)
    damaged = len(rows) - len(sound) + len(wraps) - len(whole)
    for wrap in whole:
        try:
            damaged += seat.vault.renew(work, wrap, [one for one in sound if one.partner_id == wrap.id])
        except Damaged:
            damaged += 1
    done = min(record.done + len(ids), record.total)
    return keep(work, seat, row, replaced(record, cursor=ids[-1], done=done, damaged=record.damaged + damaged))


def renew_restricted(work: Work, seat: PartnerSeat, row: TeamEntry, record: Rotation) -> Rotation:
    """The records that the leaver was named for, under keys she never had; each by somebody who opens it (SEC-12).

    It is not done before that: the record says for whom it waits.
    """
    roster, waits, damaged = seat.read_roster(), set[str](), record.damaged
    for partner, named in named_for(work).items():
        if record.leaver and record.leaver not in named:
            continue
        stay = [user for user in named if user != record.leaver and roster.is_safety(user)]
        if seat.person.id in stay:
            rows = rows_of(work, partner)
            sound = _sound(work, rows)
            new, broken = seat.vault.reseal(work, seat.vault.key_now(work, partner), sound)
            damaged += len(rows) - len(sound) + broken
            drop_keys(work, partner)
            grant(work, seat.ledger.signer(work), roster, new, stay)
        elif stay:
            waits.update(stay)
        else:
            drop_keys(work, partner)
    step: Step = "restricted" if waits else "done"
    if (step, tuple(sorted(waits))) == (record.step, record.waits_for):
        return record
    return keep(
        work, seat, row,
        replaced(record, step=step, done=record.total, damaged=damaged, waits_for=tuple(sorted(waits))),
    )  # fmt: skip


def _sound(work: Work, rows: Sequence[Any]) -> list[Any]:
    """The rows that are as the log left them: sealing another anew would make an old or altered one pass (SEC-17)."""
    try:
        work.compare(rows)
    except Damaged:
        return [one for one in rows if _is_as_left(work, one)]
    return list(rows)


def _is_as_left(work: Work, row: Any) -> bool:  # noqa: ANN401  a row of any of her tables
    try:
        work.compare([row])
    except Damaged:
        return False
    return True


def _tables(kind: type) -> list[Any]:
    """Every table of hers of this kind."""
    return [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, kind)]
