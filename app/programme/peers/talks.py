"""Records the talk about responsibility after several meetings, and on which rung a man's wish to change stands."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from sqlalchemy import select

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import CaseId, Draft, LongText, Nothing, Row
from app.desk.act import Kind, act
from app.desk.seat import Noun, Person
from app.domain.codes import Motivation, Pressure
from app.domain.moves import CaseState, ReasonCode
from app.domain.peer import ReviewOutcome, outcome_words
from app.programme.case_moves import MoveAsked, move_case, move_second
from app.programme.moments import moment_for
from app.programme.office import number_setting
from app.programme.packs.shelf import pack_of
from app.programme.peers.meetings import Marked, marks_in
from app.programme.peers.reach import groups_within_reach, members_in, names_for
from app.programme.reach import by_first_name
from app.programme.rights import Right
from app.programme.rules.peers import Reviewed, is_peer_support, review_due
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case
from models.programme.group import Group
from models.programme.peer import MotivationRung, ResponsibilityReview

FOURTH = 4


class TalkHeld(Draft):
    """A talk about responsibility and how it came out; with `second` a man who blames only others is ended (PEER-5)."""

    case: CaseId
    outcome: ReviewOutcome
    on: date | None = None
    note: LongText | None = None
    second: str | None = None


class RungSeen(Draft):
    """On which rung he stands, and who presses him from outside (DEN-5)."""

    case: CaseId
    rung: Motivation
    pressures: tuple[Pressure, ...] = ()
    on: date | None = None
    note: LongText | None = None


class RungsAsked(Draft):
    """Whose rungs."""

    case: CaseId


class TalkSaved(Row):
    """The talk as it stands, whether it ended his place, and whether somebody must still decide that."""

    case: CaseId
    on: date
    outcome: str
    words: str
    ended: bool
    to_be_ended: bool


class TalkDue(Row):
    """A man with whom the talk is due, since when, and at how many meetings he has been."""

    group: str
    group_code: str
    case: CaseId
    name: str
    meetings: int
    due: date
    words: str


class RungRow(Row):
    """One rung on one day."""

    on: date
    rung: str
    pressures: tuple[str, ...]
    by: str
    note: str


class Talks(Noun):
    """What is done about responsibility and motivation in peer support."""

    seat: ProgrammeSeat

    @act("responsibility.review", Right.PEER_GROUP, about="case")
    def review(self, work: Work, draft: TalkHeld) -> TalkSaved:
        """Record the talk after several meetings; it blocks no attendance, and ending him takes a manager (PEER-5)."""
        case, on = work.get(Case, draft.case), draft.on or self.seat.clock.today()
        if not is_peer_support(pack_of(work, case)):
            raise NotAllowed(_("This talk belongs to peer support."))
        if on > self.seat.clock.today():
            raise InvalidInput({"on": _("This date lies after today.")})
        outcome = ReviewOutcome(draft.outcome)
        second = self._second(case, draft)
        work.add(
            ResponsibilityReview(
                case_id=case.id,
                on_day=on,
                outcome=outcome.value,
                note=(draft.note or "").strip() or None,
                at=moment_for(work, self.seat, ResponsibilityReview, case.id),
                by_user=self.seat.person.id,
                by_label=self.seat.person.label,
            )
        )
        if second is not None:
            code = ReasonCode.BLAMES_ONLY_OTHERS.value
            move_case(work, self.seat, case, MoveAsked(CaseState.DESELECTED, reason_code=code, second=second))
        work.changed("case", case.id)
        return TalkSaved(
            case=draft.case,
            on=on,
            outcome=outcome.value,
            words=outcome_words(outcome),
            ended=second is not None,
            to_be_ended=second is None and outcome is ReviewOutcome.BLAMES_ONLY_OTHERS,
        )

    @act("responsibility.due", Right.PEER_GROUP, kind=Kind.LIST)
    def due(self, work: Work, _draft: Nothing) -> tuple[TalkDue, ...]:
        """List with whom the talk about responsibility is due or overdue, who waits longest first (PEER-5)."""
        return talks_due(work, self.seat)

    @act("motivation.record", Right.WRITE_CASE, about="case")
    def rung(self, work: Work, draft: RungSeen) -> tuple[RungRow, ...]:
        """Record on which rung of the self-determination ladder he stands; it never blocks anything (DEN-5)."""
        case, on = work.get(Case, draft.case), draft.on or self.seat.clock.today()
        if on > self.seat.clock.today():
            raise InvalidInput({"on": _("This date lies after today.")})
        work.add(
            MotivationRung(
                case_id=case.id,
                on_day=on,
                rung=Motivation(draft.rung).value,
                pressures=[Pressure(one).value for one in draft.pressures],
                note=(draft.note or "").strip() or None,
                at=moment_for(work, self.seat, MotivationRung, case.id),
                by_user=self.seat.person.id,
                by_label=self.seat.person.label,
            )
        )
        work.changed("case", case.id)
        return _rungs(work, case.id)

    @act("motivation.show", Right.READ_CASE, kind=Kind.OPEN, about="case")
    def rungs(self, work: Work, draft: RungsAsked) -> tuple[RungRow, ...]:
        """Show the rungs on which a man was seen, over time."""
        return _rungs(work, work.get(Case, draft.case).id)

    def _second(self, case: Case, draft: TalkHeld) -> Person | None:
        """Who agrees that he is ended; nobody asked means that it waits for a decision (ROL-4)."""
        if draft.second is None:
            return None
        if ReviewOutcome(draft.outcome) is not ReviewOutcome.BLAMES_ONLY_OTHERS:
            raise InvalidInput({"second": _("A second person is only asked when his place is ended.")})
        if by_first_name(self.seat):
            raise NotAllowed(_("A facilitator or manager ends his place."))
        return move_second(self.seat, case, CaseState.DESELECTED, draft.second)


def talks_due(work: Work, seat: ProgrammeSeat, only: Collection[str] | None = None) -> tuple[TalkDue, ...]:
    """The men of groups within reach with whom the talk is due; being overdue keeps nobody from a meeting (PEER-5)."""
    found = tuple(talks_in(work, seat, groups_within_reach(work, seat, only), only))
    names = names_for(work, seat, [(group, case) for group, case, _count, _since in found])
    rows = [_due(group.id, group.code, case, names[case], count, since) for group, case, count, since in found]
    return tuple(sorted(rows, key=lambda row: (row.due, row.name)))


def talks_in(
    work: Work, seat: ProgrammeSeat, groups: Collection[Group], only: Collection[str] | None = None
) -> Iterator[tuple[Group, str, int, date]]:
    """With whom of these groups the talk is due, at how many meetings he has been, and since when it is (PEER-5)."""
    if not groups:
        return
    every, members = talk_after(work), members_in(work, [group.id for group in groups], only)
    cases = [one.case_id for some in members.values() for one in some]
    marks, held = marks_in(work, seat, members, cases), reviews_of(work, cases)
    for group in groups:
        for one in members.get(group.id, ()):
            meetings = came_on(marks.get(group.id, {}).get(one.case_id, {}))
            since = review_due(meetings, held.get(one.case_id, ()), every)
            if since is not None:
                yield group, one.case_id, len(meetings), since


def talk_after(work: Work) -> int:
    """After how many meetings the talk is due (PEER-5)."""
    return number_setting(work.session, "peer.review_after_meetings")


def came_on(marks: Mapping[str, Marked]) -> tuple[date, ...]:
    """The days of the meetings he came to, in order."""
    return tuple(sorted(one.on for one in marks.values() if one.came))


def reviews_of(work: Work, cases: Collection[str]) -> dict[str, tuple[Reviewed, ...]]:
    """The talks that were held, by case."""
    query = select(ResponsibilityReview).where(ResponsibilityReview.case_id.in_(cases))
    found: dict[str, list[Reviewed]] = {}
    for row in work.session.scalars(query.order_by(ResponsibilityReview.on_day, ResponsibilityReview.at)):
        found.setdefault(row.case_id, []).append(Reviewed(row.on_day, ReviewOutcome(row.outcome)))
    return {case: tuple(rows) for case, rows in found.items()}


def _due(group: str, code: str, case: str, name: str, meetings: int, since: date) -> TalkDue:
    words = _("Meeting {count}: talk with {name}").format(count=meetings, name=name)
    if meetings == FOURTH:
        words = _("Fourth meeting: talk with {name}").format(name=name)
    return TalkDue(
        group=group, group_code=code, case=CaseId(case), name=name, meetings=meetings, due=since, words=words
    )


def _rungs(work: Work, case_id: str) -> tuple[RungRow, ...]:
    query = select(MotivationRung).where(MotivationRung.case_id == case_id)
    rows = work.session.scalars(query.order_by(MotivationRung.on_day, MotivationRung.at))
    return tuple(
        RungRow(on=row.on_day, rung=row.rung, pressures=tuple(row.pressures), by=row.by_label, note=row.note or "")
        for row in rows
    )
