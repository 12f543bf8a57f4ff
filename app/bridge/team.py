"""Lets an officer into the safety team: enrolled by one, approved by another, a number compared twice (SEC-4, E4)."""

from collections.abc import Iterable
from datetime import datetime

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import Draft, Nothing, Row, UserId
from app.crypto.person import Seed
from app.crypto.recovery import trustees_of
from app.crypto.roster import Link, Roster, approve_subject, next_event, person_subject
from app.crypto.roster_state import RosterEvent
from app.desk import roll
from app.desk.act import Kind, act
from app.desk.newcomers import Newcomer
from app.domain.roles import Role, role_words
from app.partner.rights import Right
from app.partner.seat import PartnerNoun, PartnerSeat
from app.partner.team import give_team_keys
from app.store.work import Work
from models.programme.base import ChainHead
from models.programme.base import Roster as RosterRow


class OfficerChosen(Draft):
    """Somebody who waits to join the team, by the id on her join file."""

    person: UserId


class OfficerCompared(OfficerChosen):
    """The same, with the safety number that both read to each other."""

    safety_number: str


class OfficerApproved(OfficerCompared):
    """The same; where the team is one officer, the trustee who stands by with their code (E4)."""

    trustee: str = ""


class OfficerRow(Row):
    """One officer, or somebody who wants to become one. `step`: `asks`, `enrolled` or `in`."""

    user: UserId
    label: str
    role: str
    role_words: str
    step: str
    safety_number: str = ""
    login: str = ""
    enrolled_by: str = ""
    enrolled_at: datetime | None = None
    may_approve: bool = False
    needs_trustee: bool = False
    problem: str = ""


class TeamPage(Row):
    """The team as the signed list of staff has it, and who wants to join."""

    officers: tuple[OfficerRow, ...]
    is_one_officer: bool
    trustees: tuple[str, ...] = ()


class Team(PartnerNoun):
    """Who is of the safety team. Two people sign for each who joins; nobody of the other desk can (SEC-14)."""

    @act("team.show", Right.ENROL, kind=Kind.LIST)
    def show(self, _work: Work, _draft: Nothing) -> TeamPage:
        """Show the team, and who asks to join or waits for a second person."""
        roster = self.seat.read_roster()
        newcomers = self.seat.sign_in_files.waiting()
        asking = [self._asking(roster, one) for one in newcomers]
        asked = {row.user for row in asking}
        here = (_row(one.user, one.label, one.roles, "in") for one in roster.people if one.active and one.is_safety)
        rows = (*asking, *(row for row in here if row.user not in asked))
        names = tuple(roster.now.people[user].label for user in trustees_of(roster))
        return TeamPage(officers=rows, is_one_officer=roster.now.safety_count == 1, trustees=names)

    @act("team.enrol", Right.ENROL)
    def enrol(self, work: Work, draft: OfficerCompared) -> OfficerRow:
        """Sign that these are her keys, once the number was compared; void until a second person approves."""
        newcomer, roster = self._chosen(draft.person), self.seat.read_roster()
        newcomer.check_number(draft.safety_number)
        if problem := self._problem(roster, newcomer):
            raise InvalidInput({"person": problem})
        if _waiting_for(roster, self.seat.clock.now(), newcomer) is not None:
            raise NotAllowed(_("She is enrolled already. A second person approves."))
        one = newcomer.person
        roster = self._sign(roster, "add", person_subject(one.user, one.label, one.roles, one))
        work.changed("team", one.user)
        return self._asking(roster, newcomer)

    @act("team.approve", Right.ENROL)
    def approve(self, work: Work, draft: OfficerApproved) -> OfficerRow:
        """Approve whom a colleague enrolled, after comparing the number again; only now she gets the team's keys.

        Where the team is one officer, a trustee approves here with their code whom she enrolled (E4).
        """
        newcomer, roster = self._chosen(draft.person), self.seat.read_roster()
        newcomer.check_number(draft.safety_number)
        if problem := self._problem(roster, newcomer):
            raise InvalidInput({"person": problem})
        if not _is_half_in(roster, newcomer):
            waiting = _waiting_for(roster, self.seat.clock.now(), newcomer)
            if waiting is None:
                raise NotAllowed(_("Nobody of the team enrolled her yet, or it was more than 14 days ago."))
            roster = self._approved(roster, waiting, draft.trustee)
        person = roster.now.people[newcomer.person.user]
        give_team_keys(work, self.seat, roster, person)
        by = self.seat.ledger.signer(work)
        work.after.append(lambda: self.seat.sign_in_files.let_in(person.user, by, roster))
        work.changed("team", person.user)
        return _row(person.user, person.label, person.roles, "in")

    @act("team.turn_away", Right.ENROL)
    def turn_away(self, work: Work, draft: OfficerChosen) -> OfficerRow:
        """Throw a join file away: the numbers differed, or she does not come after all."""
        newcomer = self._chosen(draft.person)
        chosen = newcomer.person.user
        work.after.append(lambda: self.seat.sign_in_files.turn_away(chosen))
        work.changed("team", chosen)
        return self._asking(self.seat.read_roster(), newcomer)

    def _approved(self, roster: Roster, waiting: RosterEvent, trustee: str) -> Roster:
        """The second signature: an officer's who did not enrol her, or a trustee's while there is one officer."""
        if waiting.by != self.seat.person.id:
            return self._sign(roster, "approve", approve_subject(waiting))
        if roster.now.safety_count > 1:
            raise NotAllowed(_("You enrolled her. Somebody else of the team approves."))
        other = self.seat.trustee_codes.take(roster, trustee)
        if other is None:
            raise NotAllowed(_("You are the only officer. A trustee approves here, with their code."))
        return extend(self.seat, roster, "approve", approve_subject(waiting), other.user, other.seed)

    def _sign(self, roster: Roster, kind: str, subject: dict[str, object]) -> Roster:
        """One more event of the list of staff, in his database, before this desk's own event is committed (SEC-42)."""
        return extend(self.seat, roster, kind, subject, self.seat.person.id, self.seat.ledger.seed)

    def _chosen(self, person: str) -> Newcomer:
        for one in self.seat.sign_in_files.waiting():
            if one.person.user == person:
                return one
        raise InvalidInput({"person": _("Nobody with these keys waits to join. Look at the list again.")})

    def _problem(self, roster: Roster, newcomer: Newcomer) -> str:
        """Why she cannot be let in as she is; somebody half let in by a crash may go on."""
        if _is_half_in(roster, newcomer):
            return ""
        if roster.now.active(newcomer.person.user) is not None:
            return _("Somebody already works here under this file. Throw it away.")
        if any(one.active and one.shares_a_key_with(newcomer.person) for one in roster.people):
            return _("These are the keys of somebody who already works here. Throw the file away.")
        if self.seat.sign_in_files.is_taken(newcomer.login):
            return _("Somebody here signs in with this user name already. Choose another.")
        return ""

    def _asking(self, roster: Roster, one: Newcomer) -> OfficerRow:
        waiting = _waiting_for(roster, self.seat.clock.now(), one)
        by = roster.person_at(waiting.by) if waiting else None
        is_mine = waiting is not None and waiting.by == self.seat.person.id
        needs_trustee = is_mine and roster.now.safety_count == 1 and not _is_half_in(roster, one)
        return OfficerRow(
            user=UserId(one.person.user), label=one.person.label, role=one.role.value, role_words=role_words(one.role),
            step="enrolled" if waiting or _is_half_in(roster, one) else "asks", safety_number=one.safety_number,
            login=one.login, enrolled_by=by.label if by else "", enrolled_at=waiting.ts if waiting else None,
            may_approve=_is_half_in(roster, one) or (waiting is not None and not is_mine), needs_trustee=needs_trustee,
            problem=self._problem(roster, one),
        )  # fmt: skip


def extend(seat: PartnerSeat, roster: Roster, kind: str, subject: dict[str, object], by: str, seed: Seed) -> Roster:
    """Sign an event into the list of staff in his database, whose log says no more of it than `safety` (SEC-22)."""
    link: Link = next_event(roster.head, roster.inst, seat.clock.now(), kind, subject, by, seed)
    with seat.his.work() as his:
        extended = roll.extend_roster(his, RosterRow, ChainHead, roster, (link,))
        seat.his_ledger.append(his, "safety", seat.clock.now())
    return extended


def _waiting_for(roster: Roster, now: datetime, newcomer: Newcomer) -> RosterEvent | None:
    """The event that waits for exactly these keys."""
    for one in roster.waiting(now):
        if one.kind == "add" and one.person is not None and one.person.user == newcomer.person.user:
            return one if one.person.has_keys_of(newcomer.person) else None
    return None


def _is_half_in(roster: Roster, newcomer: Newcomer) -> bool:
    """Approved, and then something broke before her way in was written."""
    present = roster.now.active(newcomer.person.user)
    return present is not None and present.has_keys_of(newcomer.person)


def _row(user: str, label: str, roles: Iterable[str], step: str) -> OfficerRow:
    role = Role(min(roles))
    return OfficerRow(user=UserId(user), label=label, role=role.value, role_words=role_words(role), step=step)
