"""Finds what a move does to a man's place and to the sessions ahead of him, before it is done and as it is (CASE-5)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.core.language import _
from app.domain.moves import Membership, Move
from app.programme.planned import CANCELLED, PLANNED
from app.programme.rules.moves import FutureSession, what_is_dropped
from app.programme.together.sharing import leave_shared, shared_ahead
from app.store.work import Work
from models.programme.group import Group, Member, Session


@dataclass(frozen=True)
class Effects:
    """His place now, how many sessions lie behind him in it, and what becomes of those ahead.

    `ahead`: dated sessions of his group that he no longer comes to; `alone`: contacts with him alone, cancelled;
    `shared`: catch-ups that go on without him.
    """

    member: Member | None = None
    group: Group | None = None
    behind: int = 0
    ahead: tuple[Session, ...] = ()
    alone: tuple[Session, ...] = ()
    shared: tuple[Session, ...] = ()

    @property
    def dropped(self) -> int:
        """How many sessions he is taken off (CASE-4)."""
        return len(self.ahead) + len(self.alone) + len(self.shared)


def effects_of(work: Work, case_id: str, move: Move, at: datetime) -> Effects:
    """What this move would do to his place and to the sessions ahead; nothing is changed."""
    member = member_of(work, case_id)
    group = work.session.get(Group, member.group_id) if member else None
    if move.membership is not Membership.END:
        return Effects(member, group)
    ahead = _group_sessions(work, member, at)
    own, shared = _own_contacts(work, case_id, at), shared_ahead(work, case_id, at)
    future = [FutureSession(one.id, is_group=True, is_shared=True) for one in ahead]
    future += [FutureSession(one.id, is_group=False, is_shared=False) for one in own]
    future += [FutureSession(one.id, is_group=False, is_shared=True) for one in shared]
    dropped = what_is_dropped(move, future)
    return Effects(
        member,
        group,
        behind=_behind(work, member, at),
        ahead=ahead,
        alone=tuple(one for one in own if one.id in dropped.cancelled),
        shared=tuple(one for one in shared if one.id in dropped.taken_off),
    )


def make_true(work: Work, case_id: str, effects: Effects, move: Move, at: datetime, reason_code: str | None) -> None:
    """End, pause or resume his place; contacts with him alone are kept as cancelled, shared ones go on (CASE-5)."""
    member = effects.member
    if member is not None and move.membership in (Membership.SUSPEND, Membership.RESUME):
        member.suspended = move.membership is Membership.SUSPEND
    if move.membership is not Membership.END:
        return
    for session in effects.alone:
        session.status, session.not_held_reason = CANCELLED, left_words()
    for session in effects.shared:
        leave_shared(work, session, case_id, at, left_words())
    if member is not None:
        member.left_at, member.left_reason = at, reason_code


def left_words() -> str:
    """Why a contact ahead was cancelled when he left; one that somebody cancelled has their reason."""
    return _("He left before this was held.")


def member_of(work: Work, case_id: str) -> Member | None:
    """His place in a group now."""
    query = select(Member).where(Member.case_id == case_id, Member.left_at.is_(None))
    return work.session.scalars(query).one_or_none()


def _group_sessions(work: Work, member: Member | None, at: datetime) -> tuple[Session, ...]:
    if member is None:
        return ()
    query = select(Session).where(
        Session.group_id == member.group_id, Session.case_id.is_(None), Session.starts_at > at
    )
    return tuple(work.session.scalars(query.order_by(Session.starts_at)))


def _behind(work: Work, member: Member | None, at: datetime) -> int:
    """How many dated sessions his group has had since he joined."""
    if member is None:
        return 0
    query = select(func.count()).where(
        Session.group_id == member.group_id, Session.case_id.is_(None),
        Session.starts_at <= at, Session.starts_at >= member.joined_at,
    )  # fmt: skip
    return work.session.execute(query).scalar_one()


def _own_contacts(work: Work, case_id: str, at: datetime) -> tuple[Session, ...]:
    """His own 1-2-1s, reviews and catch-ups that are booked and lie ahead."""
    query = select(Session).where(Session.case_id == case_id, Session.status == PLANNED, Session.starts_at > at)
    return tuple(work.session.scalars(query.order_by(Session.starts_at)))
