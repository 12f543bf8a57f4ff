"""Says which 1-2-1s and reviews of the plan have no date for a man, and by when each is due (SCH-8, SCH-9)."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from app.core.language import _, ngettext
from app.core.shapes import CaseId, Draft, GroupId, Row, SessionId
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.pack import Content, Pack, content_key
from app.domain.pack_parts import BlockKind
from app.domain.roles import Reach
from app.programme.catch_ups import only, places_within_reach
from app.programme.days.kept import Due, owing
from app.programme.marks import marks_of_all
from app.programme.one_to_ones import IN_A_GROUP
from app.programme.packs.shelf import pack_of
from app.programme.planned import PLANNED, WindowRow, is_deadline, local
from app.programme.register_rows import men_of
from app.programme.rights import Right
from app.programme.rules.progress import held_contents
from app.programme.seat import ProgrammeSeat
from app.programme.task_rows import Round, TaskRow
from app.store.work import Work
from models.programme.case import Case
from models.programme.group import Group, Member, Session

SOON = timedelta(days=7)
ALONE = (BlockKind.ONE_TO_ONE.value, BlockKind.REVIEW.value)


class UndatedWanted(Draft):
    """Whose: everybody's within reach, or one group's or one man's; those that can wait only when asked for."""

    group: GroupId | None = None
    case: CaseId | None = None
    later_too: bool = False


class UndatedRow(Row):
    """A 1-2-1 or review of the plan that has no date for this man.

    `after` and `before` are the group sessions around it; `missed` is the last attempt, which stays beside it (SCH-34).
    """

    case: CaseId
    reference: str
    name: str
    group: GroupId
    group_code: str
    key: str
    title: str
    kind: str
    minutes: int
    window: WindowRow | None
    after: str
    before: str
    due: date | None
    is_overdue: bool
    missed: SessionId | None
    missed_on: date | None


@dataclass(frozen=True)
class Undated:
    """One content without a date for one man: where it stands in the plan, and the attempt that came to nothing.

    `after` and `before` are the group sessions around it.
    """

    case: Case
    group: Group
    content: Content
    placed: Session | None
    due: date | None
    last: Session | None
    after: str
    before: str

    @property
    def starts(self) -> date:
        """From when on it can be held."""
        return (self.placed.window_from if self.placed else None) or date.min


class UndatedContacts(Noun):
    """What is looked up about contacts that have no date."""

    seat: ProgrammeSeat

    @act("one_to_one.owed", Right.TAKE_REGISTER, kind=Kind.LIST)
    def list(self, work: Work, draft: UndatedWanted) -> tuple[UndatedRow, ...]:
        """List 1-2-1s and reviews of the plan without a date, the soonest due first (SCH-8, SCH-9, SCH-34)."""
        cases: Collection[str] | None = only(draft.case)
        today = self.seat.clock.today()
        if cases is None and draft.group is None and not draft.later_too:
            cases = owing(work, (Due.CONTACT_SOON,), today, today + SOON)
        places = places_within_reach(work, self.seat, draft.group, cases)
        found = [one for one in undated(work, self.seat, places) if draft.later_too or is_soon(one, today)]
        names = men_of(work, {one.case.id for one in found})
        return tuple(
            UndatedRow(
                case=CaseId(one.case.id),
                reference=one.case.reference,
                name=names[one.case.id].short,
                group=GroupId(one.group.id),
                group_code=one.group.code,
                key=one.content.key,
                title=one.content.title,
                kind=one.content.kind.value,
                minutes=one.content.minutes,
                window=_window(one.placed),
                after=one.after,
                before=one.before,
                due=one.due,
                is_overdue=one.due is not None and one.due < today,
                missed=SessionId(one.last.id) if one.last else None,
                missed_on=_day(self.seat, one.last.starts_at) if one.last else None,
            )
            for one in found
        )


def undated(work: Work, seat: ProgrammeSeat, places: Collection[tuple[Case, Group]]) -> tuple[Undated, ...]:
    """Every such content of these men, the soonest due first; what was over before he joined is not his (SCH-29)."""
    men = [(case, group) for case, group in places if case.state in IN_A_GROUP]
    ids = {case.id for case, _group in men}
    plan, tried = _placeholders(work, {group.id for _case, group in men}), _tried(work, ids)
    marks, joined = marks_of_all(work, seat, ids), _joined(work, ids)
    found = []
    for case, group in men:
        his, pack = tried.get(case.id, {}), pack_of(work, case)
        had = held_contents(pack, marks.get(case.id, ())) | {key for key, one in his.items() if one.status == PLANNED}
        for content, after, before in _alone(pack):
            placed = plan[group.id].get(content.key)
            due = _due(seat, pack, placed)
            is_over = due is not None and due < _day(seat, joined[case.id]) and bool(after)
            if content.key not in had and not is_over:
                found.append(Undated(case, group, content, placed, due, his.get(content.key), after, before))
    return tuple(sorted(found, key=lambda one: (one.due or date.max, one.case.number, one.content.key)))


def is_soon(one: Undated, today: date) -> bool:
    """Whether it is time to give it a date: its time has come or begins within a week, or an attempt failed."""
    return soon_on(one) <= today + SOON


def soon_on(one: Undated) -> date:
    """From which day on it is time to give it a date, but for the week before."""
    return date.min if one.last is not None else min(one.starts, one.due or date.max)


def contacts_due(round_: Round) -> Iterator[TaskRow]:
    """A man whose contact is due within a week or overdue and has no date: one row for him (SCH-8)."""
    if round_.seat.reach(Right.TAKE_REGISTER) is Reach.NONE:
        return
    mine: dict[str, list[Undated]] = defaultdict(list)
    last = round_.today + SOON
    for one in undated(round_.work, round_.seat, places_within_reach(round_.work, round_.seat, cases=round_.ids)):
        if one.due is not None and one.due <= last and one.case.id in round_.cases:
            mine[one.case.id].append(one)
    for case_id, owed in mine.items():
        again, first = (
            owed[0].last is not None,
            ngettext(
                "Book his contact: {name}, {title}", "Book his contacts: {name}, {count} without a date", len(owed)
            ),
        )
        words = _("Book again what he missed: {name}, {title}") if again and len(owed) == 1 else first
        titled = words.format(name=round_.name(case_id), title=owed[0].content.title, count=len(owed))
        yield round_.row("one_to_one.book", case_id, owed[0].due or round_.today, titled, owed[0].case.reference)


def _placeholders(work: Work, groups: Collection[str]) -> dict[str, dict[str, Session]]:
    """Where each group's plan keeps time for 1-2-1s and the review, by content (SCH-8)."""
    query = select(Session).where(Session.group_id.in_(groups), Session.case_id.is_(None))
    query = query.where(Session.kind.in_(ALONE))
    found: dict[str, dict[str, Session]] = {group: {} for group in groups}
    for one in work.session.scalars(query):
        found[str(one.group_id)][content_key(one.key, one.number)] = one
    return found


def _tried(work: Work, cases: Collection[str]) -> dict[str, dict[str, Session]]:
    """The last booking of each man for each content, whatever became of it (SCH-34)."""
    query = select(Session).where(Session.case_id.in_(cases), Session.starts_at.is_not(None))
    query = query.where(Session.kind.in_(ALONE))
    found: dict[str, dict[str, Session]] = defaultdict(dict)
    for one in work.session.scalars(query.order_by(Session.starts_at)):
        before = found[str(one.case_id)].get(content_key(one.key, one.number))
        if before is None or before.status != PLANNED:
            found[str(one.case_id)][content_key(one.key, one.number)] = one
    return found


def _joined(work: Work, cases: Collection[str]) -> dict[str, datetime]:
    """When each first joined a group of this case; a change of group does not begin it anew (SCH-31)."""
    query = select(Member.case_id, func.min(Member.joined_at).label("at")).where(Member.case_id.in_(cases))
    return {row.case_id: row.at for row in work.session.execute(query.group_by(Member.case_id))}


def _alone(pack: Pack) -> Iterator[tuple[Content, str, str]]:
    """What he has alone, with the titles of the group sessions before and after it; "" where there is none."""
    every = pack.contents()
    for at, content in enumerate(every):
        if content.kind is not BlockKind.GROUP:
            earlier = (one.title for one in reversed(every[:at]) if one.kind is BlockKind.GROUP)
            later = (one.title for one in every[at:] if one.kind is BlockKind.GROUP)
            yield content, next(earlier, ""), next(later, "")


def _due(seat: ProgrammeSeat, pack: Pack, placed: Session | None) -> date | None:
    """The last day: the end of its window, or of a review with a deadline the day to hold it by (SCH-8, SCH-9)."""
    if placed is None:
        return None
    day = _day(seat, placed.starts_at) if placed.starts_at else None
    return day if is_deadline(pack, placed.key) else placed.window_to or day


def _day(seat: ProgrammeSeat, at: datetime | None) -> date:
    shown = local(seat.clock, at)
    return shown.date() if shown else date.min


def _window(placed: Session | None) -> WindowRow | None:
    if placed is None or placed.window_from is None:
        return None
    return WindowRow(from_day=placed.window_from, to=placed.window_to)
