"""Lists what marks ask for until it is done: a call, a letter, a decision, a look at a concern (ATT-9, RED-1)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, select

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import CaseId, Draft, LongText, Row, SessionId, replaced
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.codes import MARKS, MarkCode
from app.domain.roles import Reach
from app.programme.days.kept import Due, owing
from app.programme.marks import marks_of_all, that_counts
from app.programme.moments import moment_for
from app.programme.office import closures, office_calendar
from app.programme.packs.shelf import pack_of
from app.programme.reach import cases_within_reach
from app.programme.register_follow import ABSENCE, CONCERN, asked_words
from app.programme.register_rows import men_of
from app.programme.rights import Right
from app.programme.rules.attendance import Mark
from app.programme.rules.limits import Done, LimitKind, is_done, limit_steps
from app.programme.seat import ProgrammeSeat
from app.programme.task_rows import AT_ONCE, Round, TaskRow
from app.store.work import Work
from models.programme.attendance import Mark as MarkRow
from models.programme.attendance import OneToOne
from models.programme.case import Case, RedEvent
from models.programme.delivery import FollowUpDone
from models.programme.group import Member, Session

MANAGERS = frozenset({LimitKind.CONSECUTIVE.value, LimitKind.TOTAL.value})
KEPT = (Due.FOLLOW_UP, Due.CONCERN)
MISSED = tuple(code.value for code, means in MARKS.items() if not means.attended and means.counts_in_runs)


class FollowUpsWanted(Draft):
    """What is still to be done after marks: of everybody within reach, or of one man; done ones when asked for."""

    case: CaseId | None = None
    done_too: bool = False


class FollowUpSettled(Draft):
    """What was done about something that a mark asked for; `limit` where it is a letter or a decision."""

    case: CaseId
    session: SessionId
    kind: str
    words: LongText
    limit: int | None = None


class FollowUpRow(Row):
    """One thing that a mark asks for. Decisions are a manager's, with the man's officer (ATT-9)."""

    case: CaseId
    reference: str
    name: str
    session: SessionId
    title: str
    kind: str
    limit: int | None
    due: date
    words: str
    for_manager: bool
    is_overdue: bool
    done: str = ""
    done_at: datetime | None = None
    done_by: str = ""


@dataclass(frozen=True)
class Asked:
    """One thing that a mark asks for, and when it was noticed that it is asked."""

    case: str
    session: str
    kind: str
    limit: int | None
    on: date


class FollowUps(Noun):
    """What is done about what marks ask for."""

    seat: ProgrammeSeat

    @act("follow_up.list", Right.TAKE_REGISTER, kind=Kind.LIST)
    def list(self, work: Work, draft: FollowUpsWanted) -> tuple[FollowUpRow, ...]:
        """List the calls, letters, decisions and concerns that marks ask for, the soonest due first (ATT-9)."""
        query = select(Case).where(_whose(work, self.seat, draft.case))
        query = query if draft.case else query.where(Case.id.in_(owing(work, KEPT, self.seat.clock.today())))
        cases = {one.id: one for one in work.session.scalars(query)}
        still = _rows(work, self.seat, open_follow_ups(work, self.seat, cases))
        return (*still, *(_done_rows(work, self.seat, draft.case) if draft.done_too else ()))

    @act("follow_up.done", Right.TAKE_REGISTER, about="case")
    def done(self, work: Work, draft: FollowUpSettled) -> FollowUpRow:
        """Say what was done; it leaves the list and Today, and stays in the record (ATT-9)."""
        if not draft.words.strip():
            raise InvalidInput({"words": _("Write what was done.")})
        if draft.kind in MANAGERS and self.seat.reach(Right.OVERRIDE) is Reach.NONE:
            raise NotAllowed(_("The manager decides this with his officer."))
        case = work.get(Case, draft.case)
        wanted = (draft.session, draft.kind, draft.limit)
        still = open_follow_ups(work, self.seat, {case.id: case})
        if wanted not in {(one.session, one.kind, one.limit) for one in still}:
            raise InvalidInput({"kind": _("Nothing of this kind is open for him. Look at the list again.")})
        at = moment_for(work, self.seat, FollowUpDone, case.id)
        work.add(
            FollowUpDone(
                case_id=case.id, session_id=draft.session, kind=draft.kind, limit=draft.limit,
                words=draft.words.strip(), at=at, by_user=self.seat.person.id, by_label=self.seat.person.label,
            )
        )  # fmt: skip
        work.changed("case", case.id)
        return _done_rows(work, self.seat, case.id)[0]


def open_follow_ups(work: Work, seat: ProgrammeSeat, cases: Mapping[str, Case]) -> tuple[Asked, ...]:
    """What the marks of these men ask for and nobody has done yet; a miss is settled once he has come again (ATT-9).

    Of very many, those who may owe something are looked at (P8).
    """
    if len(cases) > AT_ONCE:
        cases = {id: cases[id] for id in owing(work, KEPT, seat.clock.today()) if id in cases}
    return (*after_misses(work, seat, cases), *noted_concerns(work, seat, cases))


def after_misses(work: Work, seat: ProgrammeSeat, cases: Mapping[str, Case]) -> tuple[Asked, ...]:
    """Calls, letters and decisions, of those who are in a group now."""
    marks, done = _marks(work, seat, cases), _done(work, cases)
    found: list[Asked] = []
    for id, counted in marks.items():
        steps = limit_steps(pack_of(work, cases[id]).attendance, counted)
        found += [
            Asked(id, one.session, one.kind.value, one.limit, one.on) for one in steps if not is_done(one, done[id])
        ]
        called = {one.session for one in done[id] if one.kind == ABSENCE}
        found += [
            Asked(id, one.session, ABSENCE, None, one.starts_at.date())
            for one in _since_he_came(counted)
            if one.code is MarkCode.UAAB and one.session not in called
        ]
    return tuple(found)


def follow_ups_due(round_: Round) -> Iterator[TaskRow]:
    """Calls and letters for who works with him, decisions for the manager, until they are done (ATT-9)."""
    if round_.seat.reach(Right.TAKE_REGISTER) is Reach.NONE:
        return
    cases = {id: case for id, (case, _client) in round_.cases.items()}
    is_manager = round_.seat.reach(Right.OVERRIDE) is not Reach.NONE
    office = round_.office
    for one in after_misses(round_.work, round_.seat, cases):
        if one.kind not in MANAGERS or is_manager:
            due = office.after_working_days(one.on, 1)
            yield round_.row("follow_up.done", one.case, due, _task_words(one, round_.name(one.case)))


def concerns_due(round_: Round) -> Iterator[TaskRow]:
    """Concerns that nobody has looked at (RED-1)."""
    if round_.seat.reach(Right.TAKE_REGISTER) is Reach.NONE:
        return
    cases = {id: case for id, (case, _client) in round_.cases.items()}
    for one in noted_concerns(round_.work, round_.seat, cases):
        yield round_.row("follow_up.done", one.case, one.on, _task_words(one, round_.name(one.case)))


def _task_words(one: Asked, name: str) -> str:
    return {
        ABSENCE: _("Ask why he did not come: {name}"),
        CONCERN: _("Look at the concern: {name}"),
        LimitKind.WARNING.value: _("Write the warning letter: {name}, {count} missed"),
        LimitKind.CONSECUTIVE.value: _("Decide with his officer: {name}, {count} missed in a row"),
        LimitKind.TOTAL.value: _("Decide with his officer: {name}, {count} missed in all"),
    }[one.kind].format(name=name, count=one.limit)


def _whose(work: Work, seat: ProgrammeSeat, case: str | None) -> ColumnElement[bool]:
    """In a query: cases within reach that are in a group now, or the one that is asked for."""
    in_a_group = select(Member.case_id).where(Member.left_at.is_(None))
    return cases_within_reach(work, seat.person) & (Case.id == case if case else Case.id.in_(in_a_group))


def _marks(work: Work, seat: ProgrammeSeat, cases: Collection[str]) -> dict[str, tuple[Mark, ...]]:
    """The marks of those who are in a group now and have missed something."""
    missed = (
        select(MarkRow.case_id)
        .join(Member, (Member.case_id == MarkRow.case_id) & Member.left_at.is_(None))
        .where(MarkRow.minutes == 0, MarkRow.code.in_(MISSED), MarkRow.case_id.in_(cases))
        .distinct()
    )
    return marks_of_all(work, seat, tuple(work.session.scalars(missed)))


def _done(work: Work, cases: Collection[str]) -> dict[str, list[Done]]:
    found: dict[str, list[Done]] = defaultdict(list)
    for row in work.session.scalars(select(FollowUpDone).where(FollowUpDone.case_id.in_(cases))):
        found[row.case_id].append(Done(row.kind, row.limit, row.session_id))
    return found


def noted_concerns(work: Work, seat: ProgrammeSeat, cases: Collection[str]) -> tuple[Asked, ...]:
    """Concerns that were noted with a mark or in a 1-2-1 and have led to no red event since (RED-1, ONE-1)."""
    noted, alone = _noted().where(MarkRow.case_id.in_(cases)), _said_alone().where(OneToOne.case_id.in_(cases))
    said = [row for query in (noted, alone) for row in work.session.execute(query)]
    raised: dict[str, datetime] = {
        row.case_id: row.at
        for row in work.session.execute(
            select(RedEvent.case_id, func.max(RedEvent.raised_at).label("at"))
            .where(RedEvent.case_id.in_({one.case_id for one in said}))
            .group_by(RedEvent.case_id)
        )
    }
    done = _done(work, {one.case_id for one in said})
    looked_at = {(id, one.session) for id, every in done.items() for one in every if one.kind == CONCERN}
    return tuple(
        dict.fromkeys(
            Asked(one.case_id, one.session_id, CONCERN, None, one.at.astimezone(seat.clock.zone).date())
            for one in said
            if (one.case_id not in raised or raised[one.case_id] < one.at)
            and (one.case_id, one.session_id) not in looked_at
        )
    )


def _noted() -> Select[str, str, datetime]:
    """Concerns noted with a mark that counts."""
    noted = select(MarkRow.case_id, MarkRow.session_id, MarkRow.at)
    return noted.where(MarkRow.concern.is_not(None), that_counts(MarkRow))


def _said_alone() -> Select[str, str, datetime]:
    """Concerns noted in a 1-2-1."""
    return select(OneToOne.case_id, OneToOne.session_id, OneToOne.at).where(OneToOne.concern.is_not(None))


def _since_he_came(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks after the last session he came to."""
    ordered = sorted(marks, key=lambda one: one.starts_at)
    last = max((at for at, one in enumerate(ordered) if one.came), default=-1)
    return tuple(ordered[last + 1 :])


def _rows(work: Work, seat: ProgrammeSeat, asked: Iterable[Asked]) -> tuple[FollowUpRow, ...]:
    found = tuple(asked)
    men = men_of(work, {one.case for one in found})
    query = select(Session.id, Session.title).where(Session.id.in_({one.session for one in found}))
    titles = {row.id: row.title for row in work.session.execute(query)}
    office, closed, today = office_calendar(work.session), closures(work.session), seat.clock.today()
    rows = []
    for one in found:
        due = one.on if one.kind == CONCERN else office.after_working_days(one.on, 1, closed)
        man = men[one.case]
        rows.append(
            FollowUpRow(
                case=CaseId(one.case), reference=man.reference, name=man.short, session=SessionId(one.session),
                title=titles[one.session], kind=one.kind, limit=one.limit, due=due,
                words=asked_words(one.kind, one.limit or 0), for_manager=one.kind in MANAGERS, is_overdue=due < today,
            )
        )  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (row.due, row.reference, row.kind)))


def _done_rows(work: Work, seat: ProgrammeSeat, case: str | None) -> tuple[FollowUpRow, ...]:
    """What was done, the newest first."""
    query = select(FollowUpDone).join(Case, Case.id == FollowUpDone.case_id).where(_whose(work, seat, case))
    done = work.session.scalars(query.order_by(FollowUpDone.at.desc())).all()
    zone = seat.clock.zone
    asked = [Asked(row.case_id, row.session_id, row.kind, row.limit, row.at.astimezone(zone).date()) for row in done]
    shown = {(row.case, row.session, row.kind, row.limit): row for row in _rows(work, seat, asked)}
    return tuple(
        replaced(
            shown[CaseId(row.case_id), SessionId(row.session_id), row.kind, row.limit],
            done=row.words, done_at=row.at.astimezone(zone), done_by=row.by_label, is_overdue=False,
        )
        for row in done
    )  # fmt: skip
