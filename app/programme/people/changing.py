"""Changes what a colleague may do, and lets somebody go: list of staff, hand-over, way in, release keys (section 8)."""

from collections.abc import Iterable

from sqlalchemy import select

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import Draft, Row, UserId
from app.crypto.roster import remove_subject, roles_subject
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.roles import SIDE_OF, Role, Side, reasons_not_to_hold
from app.programme.people.handing_over import Held, HeldRow, hand_over, held_by
from app.programme.people.joining import StaffRow, colleague, sign, staff_row
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.account import Account
from models.programme.base import Grant


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
