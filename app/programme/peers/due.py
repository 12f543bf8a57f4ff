"""Says what a peer group still asks for: who is to come in, whom to talk with, whom to answer, who is supervised."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from app.core.language import _
from app.domain.calendar import day_words
from app.domain.peer import EnquiryEnd, ReviewOutcome
from app.domain.roles import Reach
from app.programme.days.kept import Due
from app.programme.peers.entries import entries_due
from app.programme.peers.reach import groups_named, names_for, runs_within_reach
from app.programme.peers.talks import reviews_of, talks_due
from app.programme.peers.workers import log_of, next_day, peer_workers
from app.programme.planned import local
from app.programme.reach import by_first_name
from app.programme.rights import Right
from app.programme.rules.peers import is_to_be_ended
from app.programme.standing import gates_of_all
from app.programme.task_rows import AHEAD, Kind, Round, TaskRow, may
from app.store.plans import not_looked_up
from models.programme.case import Case
from models.programme.group import Group, Member
from models.programme.peer import Enquiry, ResponsibilityReview

BEFORE_HE_STARTS = {"consent": "consent.record", "partner_details": "referral.pass_partner_details"}


def _todo(round_: Round) -> Iterator[TaskRow]:
    """Every task of the peer groups somebody works with but entries and talks; nothing for who has none."""
    if round_.seat.reach(Right.PEER_GROUP) is Reach.NONE:
        return
    yield from _to_be_ended(round_)
    yield from _requests(round_)
    yield from _supervision(round_)


def _entries(round_: Round) -> Iterator[TaskRow]:
    """By when he comes to his first meeting, and what the coordinator does before that (PEER-2, PEER-9)."""
    if round_.seat.reach(Right.PEER_GROUP) is Reach.NONE:
        return
    rows = entries_due(round_.work, round_.seat, round_.ids)
    for row in rows:
        words = _("Bring in: {name}, {group}").format(name=row.name, group=row.group_code)
        by = _("First meeting by {day}").format(day=day_words(row.due))
        yield round_.row("peer.entries_due", row.group, row.due, words, by)
    if by_first_name(round_.seat) or not rows:
        return
    cases = [round_.work.get(Case, row.case) for row in rows]
    gates = gates_of_all(round_.work, round_.seat, cases)
    for row in rows:
        for gate in gates[row.case]:
            if gate.key in BEFORE_HE_STARTS and not gate.passed:
                words = _("Before he starts: {name}").format(name=row.name)
                yield round_.row(BEFORE_HE_STARTS[gate.key], row.case, row.due, words, gate.words)


def _talks(round_: Round) -> Iterator[TaskRow]:
    """The talk after several meetings (PEER-5)."""
    if round_.seat.reach(Right.PEER_GROUP) is Reach.NONE:
        return
    for row in talks_due(round_.work, round_.seat, round_.ids):
        yield round_.row("responsibility.review", row.group, row.due, row.words, row.group_code)


def _is_last_talk() -> ColumnElement[bool]:
    """It is his newest talk, or one on the same day (PEER-5)."""
    newer = aliased(ResponsibilityReview)
    return ~exists().where(newer.case_id == ResponsibilityReview.case_id, newer.on_day > ResponsibilityReview.on_day)


def _to_be_ended(round_: Round) -> Iterator[TaskRow]:
    """A man who still blames only others and is to be ended (PEER-5); found by his talks, not among all men (P8)."""
    if by_first_name(round_.seat):
        return
    blames = ResponsibilityReview.outcome == ReviewOutcome.BLAMES_ONLY_OTHERS.value
    query = select(Member.case_id, Member.group_id).select_from(ResponsibilityReview)
    query = query.join(Member, Member.case_id == ResponsibilityReview.case_id)
    query = query.join(Group, Group.id == not_looked_up(Member.group_id)).where(blames, _is_last_talk())
    query = query.where(Member.left_at.is_(None), *runs_within_reach(round_.work, round_.seat))
    if round_.ids is not None:
        query = query.where(Member.case_id.in_(round_.ids))
    placed = {row.case_id: row.group_id for row in round_.work.session.execute(query)}
    groups = groups_named(round_.work, set(placed.values()))
    talks = {case: held for case, held in reviews_of(round_.work, placed).items() if is_to_be_ended(held)}
    names = names_for(round_.work, round_.seat, [(groups[placed[case]], case) for case in talks])
    for case, held in talks.items():
        words = _("End his place: {name}").format(name=names[case])
        because = _("He still blames only others.")
        yield round_.row("case.move", case, max(one.on for one in held), words, because)


def _requests(round_: Round) -> Iterator[TaskRow]:
    """A request for contact is answered on the day it came (PEER-3)."""
    if round_.only is not None:
        return
    query = select(Enquiry).join(Group, Group.id == not_looked_up(Enquiry.group_id))
    query = query.where(Enquiry.answered_at.is_(None), Enquiry.ended == EnquiryEnd.OPEN.value)
    query = query.where(*runs_within_reach(round_.work, round_.seat))
    asked = round_.work.session.scalars(query.order_by(Enquiry.received_at)).all()
    groups = groups_named(round_.work, {row.group_id for row in asked})
    for row in asked:
        came = local(round_.seat.clock, row.received_at)
        if came is not None:
            words = _("Answer a request for contact: {group}").format(group=groups[row.group_id].code)
            at = _("It came on {day} at {time}").format(day=day_words(came.date()), time=f"{came:%H:%M}")
            yield round_.row("enquiry.answer", row.group_id, came.date(), words, at)


def _supervision(round_: Round) -> Iterator[TaskRow]:
    """Who is due for supervision within a week (PEER-10)."""
    if round_.only is not None or round_.seat.reach(Right.SUPERVISE) is Reach.NONE:
        return
    for user, name in peer_workers(round_.work, round_.seat).items():
        next_on = next_day(log_of(round_.work, user))
        if next_on is not None and next_on <= round_.today + AHEAD:
            words = _("Supervision: {name}").format(name=name)
            yield round_.row("supervision.record", user, next_on, words)


OF_ALL = may(Right.PEER_GROUP, Reach.ALL)
KINDS = (
    Kind("entries", _entries, lambda round_: round_.kept(Due.ENTRY), is_kept=True, proves=OF_ALL),
    Kind("peers", _todo),
    Kind("talks", _talks, lambda round_: round_.kept(Due.TALK), is_kept=True, proves=OF_ALL),
)
