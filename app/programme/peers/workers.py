"""Keeps what peer workers do well and how they are stood by: competences with evidence, and supervision (PEER-10)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.core.errors import InvalidInput, Missing
from app.core.language import _
from app.core.shapes import Draft, LongText, Nothing, Row, ShortText, UserId, field
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.peer import Competence, Paid, Supervised, competence_words, paid_words, supervised_words
from app.domain.roles import Reach, Role
from app.programme.office import names_of
from app.programme.rights import Right
from app.programme.rules.peers import rating_problems
from app.programme.seat import ProgrammeSeat, own_groups
from app.store.work import Work
from models.programme.account import Account
from models.programme.group import Group
from models.programme.peer import CompetenceRating, PeerWorker, Supervision


class WorkerDescribed(Draft):
    """What is agreed with a peer worker; what nobody knows is said so."""

    user: UserId
    paid: Paid = Paid.UNKNOWN
    since: date | None = None
    does: ShortText | None = None


class CompetencesRated(Draft):
    """Competences as rated on one day, each with what shows it; one left out is not known."""

    user: UserId
    ratings: dict[Competence, int]
    evidence: dict[Competence, LongText] = field(default_factory=dict)
    on: date | None = None


class SupervisionHeld(Draft):
    """One entry of the log, and when the next is due."""

    user: UserId
    kind: Supervised = Supervised.SUPERVISION
    on: date | None = None
    notes: LongText | None = None
    next_on: date | None = None


class CompetenceRow(Row):
    """One competence: its newest rating, what showed it, and the one before."""

    key: str
    words: str
    rating: int | None
    before: int | None
    evidence: str
    on: date | None


class LogRow(Row):
    """One entry of the supervision log."""

    on: date
    kind: str
    words: str
    notes: str
    next_on: date | None
    by: str


class WorkerRow(Row):
    """A peer worker as the supervision page shows them."""

    user: UserId
    name: str
    paid: str
    paid_words: str
    since: date | None
    does: str
    groups: tuple[str, ...]
    competences: tuple[CompetenceRow, ...]
    log: tuple[LogRow, ...]
    next_on: date | None
    is_late: bool


class PeerWorkers(Noun):
    """What is done for the people who guide from their own experience."""

    seat: ProgrammeSeat

    @act("peer_worker.describe", Right.SUPERVISE)
    def describe(self, work: Work, draft: WorkerDescribed) -> WorkerRow:
        """Record what a peer worker does, whether paid or voluntary, and since when (PEER-10)."""
        _refuse(work, self.seat, draft.user)
        if draft.since is not None and draft.since > self.seat.clock.today():
            raise InvalidInput({"since": _("This date lies after today.")})
        does = (draft.does or "").strip() or None
        row = PeerWorker(user_id=draft.user, paid=Paid(draft.paid).value, since=draft.since, does=does)
        row.at, row.by_user = self.seat.clock.now(), self.seat.person.id
        work.add(row)
        return self._changed(work, draft.user)

    @act("competence.rate", Right.SUPERVISE)
    def rate(self, work: Work, draft: CompetencesRated) -> WorkerRow:
        """Rate competences from 0 to 4, each with what was seen; one that is not rated stays not known (PEER-10)."""
        _refuse(work, self.seat, draft.user)
        ratings = {Competence(key): value for key, value in draft.ratings.items()}
        evidence = {Competence(key): text.strip() for key, text in draft.evidence.items()}
        problems, on = rating_problems(ratings, evidence), draft.on or self.seat.clock.today()
        if on > self.seat.clock.today():
            problems["on"] = _("This date lies after today.")
        if problems:
            raise InvalidInput(problems)
        work.add(
            CompetenceRating(
                user_id=draft.user,
                on_day=on,
                ratings={key.value: value for key, value in ratings.items()},
                evidence={key.value: text for key, text in evidence.items() if key in ratings},
                at=self.seat.clock.now(),
                by_user=self.seat.person.id,
                by_label=self.seat.person.label,
            )
        )
        return self._changed(work, draft.user)

    @act("supervision.record", Right.SUPERVISE)
    def supervise(self, work: Work, draft: SupervisionHeld) -> WorkerRow:
        """Record supervision, a session observed, a talk afterwards or a training, and when the next is (PEER-10)."""
        _refuse(work, self.seat, draft.user)
        on, problems = draft.on or self.seat.clock.today(), dict[str, str]()
        if on > self.seat.clock.today():
            problems["on"] = _("This date lies after today.")
        if draft.next_on is not None and draft.next_on <= on:
            problems["next_on"] = _("The next one comes after this one.")
        if problems:
            raise InvalidInput(problems)
        work.add(
            Supervision(
                user_id=draft.user,
                on_day=on,
                kind=Supervised(draft.kind).value,
                notes=(draft.notes or "").strip() or None,
                next_on=draft.next_on,
                at=self.seat.clock.now(),
                by_user=self.seat.person.id,
                by_label=self.seat.person.label,
            )
        )
        return self._changed(work, draft.user)

    @act("supervision.show", Right.SUPERVISE, kind=Kind.LIST)
    def show(self, work: Work, _draft: Nothing) -> tuple[WorkerRow, ...]:
        """Show the peer workers within reach: competences, log, and who is due for supervision (P26)."""
        names = peer_workers(work, self.seat)
        return tuple(worker_row(work, self.seat, user) for user in names)

    def _changed(self, work: Work, user: str) -> WorkerRow:
        work.changed("supervision", user)
        return worker_row(work, self.seat, user)


def peer_workers(work: Work, seat: ProgrammeSeat) -> dict[str, str]:
    """Names of the peer workers this person stands by: all, or those of the groups they run."""
    query = select(Account.id, Account.label, Account.roles).where(Account.is_active.is_(True)).order_by(Account.label)
    found = {row.id: row.label for row in work.session.execute(query) if Role.PEER_WORKER.value in row.roles}
    if seat.reach(Right.SUPERVISE) is Reach.ALL:
        return found
    mine = own_groups(work, seat.person)
    rows = work.session.scalars(select(Group.facilitators).where(Group.id.in_(mine)))
    beside = {user for users in rows for user in users or ()}
    return {user: name for user, name in found.items() if user in beside}


def worker_row(work: Work, seat: ProgrammeSeat, user: str) -> WorkerRow:
    """One peer worker with the newest of everything."""
    agreed = work.session.scalars(
        select(PeerWorker).where(PeerWorker.user_id == user).order_by(PeerWorker.at.desc()).limit(1)
    ).one_or_none()
    log = log_of(work, user)
    next_on = next_day(log)
    paid = Paid(agreed.paid) if agreed else Paid.UNKNOWN
    groups = work.session.execute(select(Group.code, Group.facilitators).where(Group.ended_on.is_(None)))
    return WorkerRow(
        user=UserId(user),
        name=names_of(work.session, [user]).get(user, ""),
        paid=paid.value,
        paid_words=paid_words(paid),
        since=agreed.since if agreed else None,
        does=(agreed.does or "") if agreed else "",
        groups=tuple(sorted(row.code for row in groups if user in (row.facilitators or ()))),
        competences=_competences(work, user),
        log=tuple(_log_row(row) for row in log),
        next_on=next_on,
        is_late=next_on is not None and next_on < seat.clock.today(),
    )


def log_of(work: Work, user: str) -> tuple[Supervision, ...]:
    """Somebody's supervision, the newest first."""
    query = select(Supervision).where(Supervision.user_id == user)
    return tuple(work.session.scalars(query.order_by(Supervision.on_day.desc(), Supervision.at.desc())))


def next_day(log: Sequence[Supervision]) -> date | None:
    """The day that was set for the next one, unless one was held since (PEER-10)."""
    next_on = next((row.next_on for row in log if row.next_on is not None), None)
    if next_on is None or any(row.on_day >= next_on for row in log if row.next_on is None):
        return None
    return next_on


def _competences(work: Work, user: str) -> tuple[CompetenceRow, ...]:
    query = select(CompetenceRating).where(CompetenceRating.user_id == user)
    rated = tuple(work.session.scalars(query.order_by(CompetenceRating.on_day.desc(), CompetenceRating.at.desc())))
    rows = []
    for one in Competence:
        here = [row for row in rated if one.value in row.ratings]
        newest = here[0] if here else None
        rows.append(
            CompetenceRow(
                key=one.value,
                words=competence_words(one),
                rating=newest.ratings[one.value] if newest else None,
                before=here[1].ratings[one.value] if len(here) > 1 else None,
                evidence=newest.evidence.get(one.value, "") if newest else "",
                on=newest.on_day if newest else None,
            )
        )
    return tuple(rows)


def _log_row(row: Supervision) -> LogRow:
    words = supervised_words(Supervised(row.kind))
    return LogRow(
        on=row.on_day, kind=row.kind, words=words, notes=row.notes or "", next_on=row.next_on, by=row.by_label
    )


def _refuse(work: Work, seat: ProgrammeSeat, user: str) -> None:
    """Somebody who is no peer worker, or none of those this person stands by, is not there (UX-13)."""
    if user not in peer_workers(work, seat) or user == seat.person.id:
        raise Missing
