"""Lets a colleague in at the programme desk: her own keys, a number compared aloud, a manager's signature (E4)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Annotated

from sqlalchemy import select

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import Draft, Meta, Nothing, Row, UserId
from app.crypto.kit import safety_number
from app.crypto.person import Signer
from app.crypto.roster import Roster, approve_subject, next_event, person_subject
from app.crypto.roster_state import APPROVAL_DAYS, RosterEvent
from app.desk import roll
from app.desk.act import Kind, act
from app.desk.newcomers import Newcomer, check_number
from app.desk.seat import Noun
from app.domain.roles import SIDE_OF, Reach, Role, Side, role_words
from app.programme.entry import NewPerson, add_account
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.programme.task_rows import Round, TaskRow
from app.store.work import Work
from models.programme.account import Account
from models.programme.base import ChainHead
from models.programme.base import Roster as RosterRow

Name = Annotated[str, Meta(min_length=1, max_length=80)]
Label = Annotated[str, Meta(min_length=1, max_length=200)]


class PersonPrepared(Draft):
    """A new colleague: the name she signs in with, her name as shown, her role. Her password is typed beside it."""

    name: Name
    label: Label
    role: Role


class NewcomerChosen(Draft):
    """Somebody who waits to join, by the id on her join file."""

    person: UserId


class PersonAdmitted(NewcomerChosen):
    """Who is let in, and the safety number that both read to each other."""

    safety_number: str


class NewcomerRow(Row):
    """Somebody who waits; `problem` says why she cannot be let in as she is. `is_first`: to begin the safety team."""

    person: UserId
    login: str
    label: str
    role: str
    role_words: str
    safety_number: str
    problem: str = ""
    is_first: bool = False


class StaffRow(Row):
    """Somebody of this desk; without a confirmed kit a lost password is the end of her keys."""

    user: UserId
    login: str
    label: str
    roles: tuple[str, ...]
    role_words: tuple[str, ...]
    kit_confirmed_on: date | None = None
    is_active: bool = True


class TurnedAway(Row):
    """Whose join file went."""

    person: UserId


class Joins(Noun):
    """Those who come. Acts of the manager are signed into the list of staff with her own key."""

    seat: ProgrammeSeat

    @act("people.show", Right.PREPARE_PEOPLE, kind=Kind.LIST)
    def show(self, work: Work, _draft: Nothing) -> tuple[StaffRow, ...]:
        """Show who works at this desk and who has left, with roles and the day of the recovery kit."""
        accounts = work.session.scalars(select(Account).order_by(Account.is_active.desc(), Account.label)).all()
        return tuple(staff_row(one) for one in accounts if is_of_this_desk(one))

    @act("people.waiting", Right.PREPARE_PEOPLE, kind=Kind.LIST)
    def waiting(self, work: Work, _draft: Nothing) -> tuple[NewcomerRow, ...]:
        """Show who made her keys and waits for a manager, who asks to begin the safety team, and new trustees."""
        newcomers = tuple(self._row(work, one) for one in self.seat.sign_in_files.waiting())
        roster = self.seat.ledger.roster(work)
        first = tuple(first_row(one) for one in self.seat.sign_in_files.first_of_team())
        trustees = (trustee_row(roster, one) for one in trustees_waiting(roster, self.seat.clock.now()))
        return (*newcomers, *first, *trustees)

    @act("people.prepare", Right.PREPARE_PEOPLE)
    def prepare(self, work: Work, draft: PersonPrepared) -> NewcomerRow:
        """Make a new colleague's keys while she sits here and types her own password; a manager lets her in."""
        if SIDE_OF[draft.role] is not Side.PROGRAMME:
            raise InvalidInput({"role": _("This role belongs to the other desk.")})
        files = self.seat.sign_in_files
        if files.is_taken(draft.name) or has_login(work, draft.name):
            raise InvalidInput({"name": name_is_taken()})
        return self._row(work, files.prepare(draft.name, draft.label, draft.role))

    @act("people.admit", Right.PEOPLE)
    def admit(self, work: Work, draft: PersonAdmitted) -> StaffRow:
        """Let somebody in whose safety number was compared with her: list of staff, name, her way in (SEC-4).

        A trustee is approved by it, and gets neither name nor way in: their keys are on paper (E4).
        """
        if (event := self._trustee(work, draft.person)) is not None:
            return self._approve_trustee(work, event, draft.safety_number)
        newcomer = self._chosen(draft.person)
        newcomer.check_number(draft.safety_number)
        roster = self.seat.ledger.roster(work)
        if problem := self._problem(work, newcomer):
            raise InvalidInput({"person": problem})
        if roster.now.active(newcomer.person.user) is None:
            roster = self._added(work, newcomer)
        account = self._account(work, newcomer)
        by = Signer(roster.inst, self.seat.person.id, self.seat.ledger.seed, roster.head.seq)
        work.after.append(lambda: self.seat.sign_in_files.let_in(newcomer.person.user, by, roster))
        work.changed("person", account.id)
        return staff_row(account)

    @act("people.turn_away", Right.PREPARE_PEOPLE)
    def turn_away(self, work: Work, draft: NewcomerChosen) -> TurnedAway:
        """Throw a join file away: the numbers differed, or she does not come after all."""
        if self._trustee(work, draft.person) is not None:
            raise NotAllowed(
                _("Do not approve. Tell the safety team: they draw a new paper, and this one ends after 14 days.")
            )
        chosen = self._chosen(draft.person).person.user
        work.after.append(lambda: self.seat.sign_in_files.turn_away(chosen))
        work.changed("person", chosen)
        return TurnedAway(person=UserId(chosen))

    def _trustee(self, work: Work, person: str) -> RosterEvent | None:
        """The event of a trustee who waits for a manager."""
        waiting = trustees_waiting(self.seat.ledger.roster(work), self.seat.clock.now())
        return next((one for one in waiting if one.user == person), None)

    def _approve_trustee(self, work: Work, event: RosterEvent, read_out: str) -> StaffRow:
        """The manager's signature under what an officer signed, once the number on the paper was compared."""
        row = trustee_row(self.seat.ledger.roster(work), event)
        check_number(row.safety_number, read_out)
        sign(work, self.seat, "approve", approve_subject(event))
        work.changed("person", row.person)
        return StaffRow(
            user=row.person, login="", label=row.label, roles=(row.role,), role_words=(row.role_words,)
        )  # fmt: skip

    def _added(self, work: Work, newcomer: Newcomer) -> Roster:
        """The manager's signature under her keys; at once, as for every role of this desk (E4)."""
        one = newcomer.person
        return sign(work, self.seat, "add", person_subject(one.user, one.label, one.roles, one))

    def _account(self, work: Work, newcomer: Newcomer) -> Account:
        """Her name in the office's list; one who comes back with the keys she had stands there already."""
        known = work.session.get(Account, newcomer.person.user)
        if known is None:
            one = newcomer.person
            return add_account(work, NewPerson(one.user, newcomer.login, one.label, newcomer.role))
        known.login, known.label, known.is_active = newcomer.login, newcomer.person.label, True
        known.roles = sorted(newcomer.person.roles)
        work.session.flush()
        return known

    def _chosen(self, person: str) -> Newcomer:
        for one in self.seat.sign_in_files.waiting():
            if one.person.user == person:
                return one
        raise InvalidInput({"person": _("Nobody with these keys waits to join. Look at the list again.")})

    def _problem(self, work: Work, newcomer: Newcomer) -> str:
        """Why she cannot be let in as she is; somebody half let in by a crash may go on."""
        roster, files = self.seat.ledger.roster(work), self.seat.sign_in_files
        present = roster.now.active(newcomer.person.user)
        if present is not None:
            is_half_in = present.has_keys_of(newcomer.person) and not files.has_slot(present.user)
            return "" if is_half_in else _("Somebody already works here under this file. Throw it away.")
        if any(one.active and one.shares_a_key_with(newcomer.person) for one in roster.people):
            return _("These are the keys of somebody who already works here. Throw the file away.")
        is_taken = files.is_taken(newcomer.login) or has_login(work, newcomer.login, newcomer.person.user)
        return name_is_taken() if is_taken else ""

    def _row(self, work: Work, one: Newcomer) -> NewcomerRow:
        return NewcomerRow(
            person=UserId(one.person.user), login=one.login, label=one.person.label, role=one.role.value,
            role_words=role_words(one.role), safety_number=one.safety_number, problem=self._problem(work, one),
        )  # fmt: skip


def who_waits(round_: Round) -> Iterator[TaskRow]:
    """Who asks to join and which trustee waits, for a manager: nobody comes in before the number was compared (E4)."""
    seat = round_.seat
    if round_.only is not None or seat.reach(Right.PEOPLE) is not Reach.ALL:
        return
    files = seat.sign_in_files
    for newcomer in (*files.waiting(), *files.first_of_team()):
        words = _("Compare the number: {name} wants to join").format(name=newcomer.person.label)
        yield round_.row("people.admit", newcomer.person.user, round_.today, words, role_words(newcomer.role))
    for event in trustees_waiting(seat.ledger.roster(round_.work), seat.clock.now()):
        row = trustee_row(seat.ledger.roster(round_.work), event)
        words = _("Approve the trustee: {name}").format(name=row.label)
        yield round_.row("people.admit", row.person, event.ts + timedelta(days=APPROVAL_DAYS), words, row.role_words)


def staff_row(account: Account) -> StaffRow:
    """One line of the list of people."""
    return StaffRow(
        user=UserId(account.id), login=account.login, label=account.label, roles=tuple(account.roles),
        role_words=tuple(role_words(Role(role)) for role in account.roles), kit_confirmed_on=account.kit_confirmed_on,
        is_active=account.is_active,
    )  # fmt: skip


def trustees_waiting(roster: Roster, now: datetime) -> tuple[RosterEvent, ...]:
    """Whom the safety team appointed and no manager has approved yet."""
    return tuple(one for one in roster.waiting(now) if one.kind == "trustee")


def trustee_row(roster: Roster, event: RosterEvent) -> NewcomerRow:
    """A trustee as somebody who waits: no user name, for they sign in nowhere."""
    person, role = event.person, Role.TRUSTEE
    assert person is not None  # noqa: S101  every event of this kind has one (E4)
    return NewcomerRow(
        person=UserId(person.user), login="", label=person.label, role=role.value, role_words=role_words(role),
        safety_number=safety_number(roster.inst, person.user, person.x25519, person.ed25519),
    )  # fmt: skip


def first_row(one: Newcomer) -> NewcomerRow:
    """Somebody who asks to begin the safety team (UX-19)."""
    return NewcomerRow(
        person=UserId(one.person.user), login=one.login, label=one.person.label, role=one.role.value,
        role_words=role_words(one.role), safety_number=one.safety_number, is_first=True,
    )  # fmt: skip


def is_of_this_desk(account: Account) -> bool:
    """Whether somebody signs in here; who works at the other desk is not this list's to show (UX-13)."""
    return all(SIDE_OF[Role(role)] is Side.PROGRAMME for role in account.roles)


def colleague(work: Work, user: str) -> Account:
    """Somebody who works at this desk. Raises NotAllowed for whoever does not."""
    account = work.session.get(Account, user)
    if account is None or not account.is_active or not is_of_this_desk(account):
        raise NotAllowed(_("Nobody of this desk is meant by that."))
    return account


def sign(work: Work, seat: ProgrammeSeat, kind: str, subject: dict[str, object]) -> Roster:
    """One more event of the list of staff, signed by whoever sits here; gives the list with it (E4)."""
    roster = seat.ledger.roster(work)
    link = next_event(roster.head, roster.inst, seat.clock.now(), kind, subject, seat.person.id, seat.ledger.seed)
    return roll.extend_roster(work, RosterRow, ChainHead, roster, (link,))


def name_is_taken() -> str:
    """Why a user name will not do."""
    return _("Somebody here signs in with this user name already. Choose another.")


def has_login(work: Work, login: str, but: str = "") -> bool:
    """Whether somebody has, or had, this user name: the log would read as if it were one person."""
    rows = work.session.execute(select(Account.id, Account.login))
    return any(row.login.casefold() == login.casefold() for row in rows if row.id != but)
