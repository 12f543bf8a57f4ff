"""Lets the first officer of a safety team in: a manager compares her number, she signs for herself (UX-19, E4)."""

from collections.abc import Iterable, Iterator
from typing import Literal

from sqlalchemy import select

from app.core.errors import Damaged, InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import Row, UserId
from app.crypto.person import Signer
from app.crypto.roster import Roster, person_subject
from app.crypto.roster_state import RosterEvent
from app.crypto.statements import Link
from app.desk import roll
from app.desk.act import act
from app.desk.newcomers import Newcomer, Rows
from app.desk.seat import Noun
from app.programme.entry import NewPerson, add_account
from app.programme.people.joining import PersonAdmitted, has_login, name_is_taken, sign
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.account import Account
from models.programme.base import ChainHead
from models.programme.base import Roster as RosterRow

Step = Literal["asked", "begun", "stopped"]


class SafetyCompared(PersonAdmitted):
    """Who asks to begin the safety team, her number as read aloud, and whether it is the same."""

    same: bool


class SafetyApproved(Row):
    """How far it is. `asked`: she signs at her own desk now; `begun`: she makes the team's keys there; `stopped`."""

    person: UserId
    step: Step


class FirstOfficers(Noun):
    """The one moment in which a manager has a say about the safety team: before it stands (SEC-14)."""

    seat: ProgrammeSeat

    @act("people.approve_safety", Right.PEOPLE)
    def approve(self, work: Work, draft: SafetyCompared) -> SafetyApproved:
        """Sign that these are her keys; once she signed too, let her begin the team. Different numbers stop everything.

        It is asked anew where the list of staff went on before she answered. Raises InvalidInput, NotAllowed.
        """
        roster, files = self.seat.ledger.roster(work), self.seat.sign_in_files
        if roster.team_key_at() is not None:
            raise NotAllowed(_("The safety team stands already. An officer of the team lets others in."))
        newcomer = self._chosen(draft.person)
        if not draft.same:
            work.after.append(lambda: files.turn_away(newcomer.person.user))
            return self._told(work, newcomer, "stopped")
        newcomer.check_number(draft.safety_number)
        self._check(work, roster, newcomer)
        if (begun := self._answered(work, roster, newcomer)) is not None:
            by = Signer(begun.inst, self.seat.person.id, self.seat.ledger.seed, begun.head.seq)
            work.after.append(lambda: files.let_first_in(newcomer.person.user, by, begun))
            return self._told(work, newcomer, "begun")
        if not any(_asked(roster.waiting(self.seat.clock.now()), newcomer)):
            one = newcomer.person
            sign(work, self.seat, "found_safety", person_subject(one.user, one.label, one.roles, one))
        rows = self._rows(work)
        work.after.append(lambda: files.ask_first(rows))
        return self._told(work, newcomer, "asked")

    def _told(self, work: Work, newcomer: Newcomer, step: Step) -> SafetyApproved:
        work.changed("person", newcomer.person.user)
        return SafetyApproved(person=UserId(newcomer.person.user), step=step)

    def _answered(self, work: Work, roster: Roster, newcomer: Newcomer) -> Roster | None:
        """The list of staff with her own signature, where her desk gave one that fits it as it stands."""
        if _is_in(roster, newcomer):
            return roster  # something broke before her slot was written
        rows = self.seat.sign_in_files.answer_of_first()
        try:
            extended = roster.extended(rows) if rows else roster
        except Damaged:
            return None
        if not _is_in(extended, newcomer):
            return None
        links = tuple(Link(seq, data, sig, extended.hashes[seq]) for seq, data, sig in rows)
        roll.extend_roster(work, RosterRow, ChainHead, roster, links)
        if work.session.get(Account, newcomer.person.user) is None:
            one = newcomer.person
            add_account(work, NewPerson(one.user, newcomer.login, one.label, newcomer.role))
        return extended

    def _check(self, work: Work, roster: Roster, newcomer: Newcomer) -> None:
        """Why she cannot begin. Raises InvalidInput."""
        one = newcomer.person
        if any(other.active and other.user != one.user and other.shares_a_key_with(one) for other in roster.people):
            raise InvalidInput({"person": _("These are the keys of somebody who already works here.")})
        if has_login(work, newcomer.login, one.user):
            raise InvalidInput({"person": name_is_taken()})

    def _chosen(self, person: str) -> Newcomer:
        for one in self.seat.sign_in_files.first_of_team():
            if one.person.user == person:
                return one
        raise InvalidInput({"person": _("Nobody with these keys waits to join. Look at the list again.")})

    def _rows(self, work: Work) -> Rows:
        found = work.session.execute(select(RosterRow.seq, RosterRow.bytes, RosterRow.sig).order_by(RosterRow.seq))
        return tuple((row.seq, bytes(row.bytes), bytes(row.sig)) for row in found)


def _asked(waiting: Iterable[RosterEvent], newcomer: Newcomer) -> Iterator[RosterEvent]:
    """A manager's signature under exactly these keys, that she may still answer."""
    for event in waiting:
        who = event.person
        if event.kind == "found_safety" and who is not None and who.user == newcomer.person.user:
            yield from (event,) if who.has_keys_of(newcomer.person) else ()


def _is_in(roster: Roster, newcomer: Newcomer) -> bool:
    known = roster.now.active(newcomer.person.user)
    return known is not None and known.has_keys_of(newcomer.person)
