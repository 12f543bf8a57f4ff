"""Changes what a colleague may do, and lets somebody go: what hangs on them is passed on first (P28, section 8)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import Draft, Row, UserId
from app.crypto.roster import remove_subject, roles_subject
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.moves import OPEN, CaseState, state_words
from app.domain.roles import SIDE_OF, Role, Side, reasons_not_to_hold
from app.programme.case_moves import Happened, note_event
from app.programme.people.joining import StaffRow, colleague, sign, staff_row
from app.programme.rights import Right
from app.programme.rules.issue import ReportState
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.account import Account
from models.programme.base import Grant
from models.programme.case import Case
from models.programme.document import Report
from models.programme.group import Group, Session

OPEN_STATES = tuple(state.value for state in OPEN)
RUNS = frozenset({Role.FACILITATOR.value, Role.MANAGER.value, Role.PEER_WORKER.value})
CASEWORK = frozenset({Role.FACILITATOR.value, Role.MANAGER.value})
PLANNED = "planned"


class HeldRow(Row):
    """One thing that hangs on a person: its kind, its id and its words; never a man's name."""

    kind: str
    about: str
    words: str


@dataclass(frozen=True)
class Held:
    """Everything that hangs on a person."""

    cases: Sequence[Case]
    groups: Sequence[Group]
    sessions: Sequence[Session]
    reports: Sequence[Report]

    def rows(self) -> tuple[HeldRow, ...]:
        """As it is listed: by number and code."""
        return (
            *(HeldRow(kind="case", about=one.id, words=_words(one)) for one in self.cases),
            *(HeldRow(kind="group", about=one.id, words=one.code) for one in self.groups),
            *(HeldRow(kind="session", about=one.id, words=one.title) for one in self.sessions),
            *(HeldRow(kind="report", about=one.id, words=_("A report to read second")) for one in self.reports),
        )

    def roles_wanted(self) -> frozenset[str]:
        """Of which roles one is needed to take all of it."""
        if self.cases or self.reports:
            return CASEWORK
        return RUNS if self.groups or self.sessions else frozenset()


def held_by(work: Work, user: str) -> Held:
    """What hangs on this person: open cases, groups that run, contacts ahead, reports that wait for their eyes."""
    cases = select(Case).where(Case.assigned_to == user, Case.state.in_(OPEN_STATES)).order_by(Case.number)
    groups = select(Group).where(Group.ended_on.is_(None)).order_by(Group.code)
    named = or_(Session.facilitators.is_not(None), Session.cover != [])
    ahead = select(Session).where(Session.status == PLANNED, named).order_by(Session.starts_at)
    waiting = (ReportState.SECOND_READER.value,)
    reports = select(Report).where(Report.asked_reader == user, Report.state.in_(waiting))
    return Held(
        work.session.scalars(cases).all(),
        [one for one in work.session.scalars(groups) if user in one.facilitators],
        [one for one in work.session.scalars(ahead) if user in (*one.cover, *(one.facilitators or ()))],
        work.session.scalars(reports).all(),
    )


def hand_over(work: Work, seat: ProgrammeSeat, held: Held, user: str, to: str) -> None:
    """Pass all of it on; who comes after stands nowhere twice, and each case says so in its history (CASE-7)."""
    for case in held.cases:
        case.assigned_to = to
        note_event(work, seat, case.id, Happened("assigned"))
        work.changed("case", case.id)
    for group in held.groups:
        group.facilitators = _with(group.facilitators, user, to)
        work.changed("group", group.id)
    for session in held.sessions:
        session.cover = _with(session.cover, user, to)
        if session.facilitators is not None:
            session.facilitators = _with(session.facilitators, user, to)
        work.changed("session", session.id)
    for report in held.reports:
        report.asked_reader = to if report.author != to else None
        work.changed("report", report.id)
    work.session.flush()


def _with(people: Iterable[str], user: str, to: str) -> list[str]:
    return list(dict.fromkeys(to if one == user else one for one in people))


def _words(case: Case) -> str:
    return _("{reference}, {state}").format(reference=case.reference, state=state_words(CaseState(case.state)).lower())


class RolesGiven(Draft):
    """What somebody is from now on."""

    user: UserId
    roles: tuple[Role, ...]


class LeaverChosen(Draft):
    """Somebody who leaves."""

    user: UserId


class PersonRemoved(LeaverChosen):
    """Who leaves, and who takes what hangs on them."""

    hand_over_to: UserId | None = None


class Taker(Row):
    """Somebody who may take it all."""

    user: UserId
    label: str


class Leaving(Row):
    """What hangs on somebody, and who may take it."""

    user: UserId
    label: str
    to_hand_over: tuple[HeldRow, ...]
    takers: tuple[Taker, ...]


class Removed(Row):
    """Who left, what was handed over, and how many release keys went."""

    user: UserId
    handed_over: tuple[HeldRow, ...]
    keys_deleted: int


class StaffChanges(Noun):
    """Those who change and go. A manager signs it; nobody does it to themselves."""

    seat: ProgrammeSeat

    @act("people.set_roles", Right.PEOPLE)
    def set_roles(self, work: Work, draft: RolesGiven) -> StaffRow:
        """Give a colleague other roles of this desk; what they already run must still be theirs to run."""
        account = self._other(work, draft.user)
        self._check_roles(work, account, draft.roles)
        roles = sorted(role.value for role in draft.roles)
        if roles == sorted(account.roles):
            return staff_row(account)
        if Role.MANAGER not in draft.roles:
            self._keep_a_manager(work, account.id)
        sign(work, self.seat, "set_roles", roles_subject(account.id, roles))
        account.roles = roles
        work.session.flush()
        work.changed("person", account.id)
        return staff_row(account)

    @act("people.leaving", Right.PEOPLE, kind=Kind.LIST)
    def leaving(self, work: Work, draft: LeaverChosen) -> Leaving:
        """Show what hangs on a colleague before they leave, and who may take it."""
        account = colleague(work, draft.user)
        held = held_by(work, account.id)
        takers = tuple(
            Taker(user=UserId(one.id), label=one.label) for one in self._takers(work, held) if one.id != account.id
        )
        return Leaving(user=UserId(account.id), label=account.label, to_hand_over=held.rows(), takers=takers)

    @act("people.remove", Right.PEOPLE)
    def remove(self, work: Work, draft: PersonRemoved) -> Removed:
        """Let a colleague go: hand over, sign it into the list of staff, take their way in and their release keys."""
        account = self._other(work, draft.user)
        self._keep_a_manager(work, account.id)
        held = held_by(work, account.id)
        rows = held.rows()
        self._pass_on(work, held, account.id, draft.hand_over_to)
        sign(work, self.seat, "remove", remove_subject(account.id))
        account.is_active = False
        grants = work.session.scalars(select(Grant).where(Grant.user_id == account.id)).all()
        for grant in grants:
            work.session.delete(grant)
        work.session.flush()
        leaver = account.id
        work.after.append(lambda: self.seat.sign_in_files.shut_out(leaver))
        work.changed("person", leaver)
        return Removed(user=UserId(leaver), handed_over=rows, keys_deleted=len(grants))

    def _other(self, work: Work, user: str) -> Account:
        """A colleague besides oneself."""
        if user == self.seat.person.id:
            raise NotAllowed(_("Nobody does this to themselves. Ask another manager."))
        return colleague(work, user)

    def _check_roles(self, work: Work, account: Account, roles: Iterable[Role]) -> None:
        wanted = set(roles)
        if any(SIDE_OF[role] is not Side.PROGRAMME for role in wanted) or (reasons_not_to_hold(wanted)):
            words = " ".join(reasons_not_to_hold(wanted)) or _("This role belongs to the other desk.")
            raise InvalidInput({"roles": words})
        needed = held_by(work, account.id).roles_wanted()
        if needed and not needed & {role.value for role in wanted}:
            words = _(
                "Cases or groups hang on this person that nobody with these roles may have. Hand them over first."
            )
            raise InvalidInput({"roles": words})

    def _keep_a_manager(self, work: Work, user: str) -> None:
        """An office without a manager could let nobody in any more."""
        people = self.seat.ledger.roster(work).people
        others = [one for one in people if one.active and Role.MANAGER.value in one.roles and one.user != user]
        if not others:
            raise NotAllowed(_("This is the only manager. Let another manager in first."))

    def _pass_on(self, work: Work, held: Held, user: str, to: str | None) -> None:
        """All of it to one colleague who may have it; with nothing to pass on nobody need be named."""
        if not held.rows():
            return
        if to is None:
            raise InvalidInput({"hand_over_to": _("Say who takes the cases, groups and reports of this person.")})
        if to == user or to not in {one.id for one in self._takers(work, held)}:
            raise InvalidInput({"hand_over_to": _("Choose a colleague who works with cases and groups.")})
        hand_over(work, self.seat, held, user, to)

    def _takers(self, work: Work, held: Held) -> list[Account]:
        wanted = held.roles_wanted()
        query = select(Account).where(Account.is_active.is_(True)).order_by(Account.label)
        return [one for one in work.session.scalars(query) if wanted & set(one.roles)]
