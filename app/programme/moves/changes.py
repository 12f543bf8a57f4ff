"""Shows a move before it is done, reopens a case, undoes a completion, says who may have reports (CASE-1 to 9)."""

from typing import Literal

from sqlalchemy import select

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import CaseId, Draft, GroupId, Line, Row, ShortText
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.answers import Answer
from app.domain.moves import OPEN, CaseState, Cause, ReasonCode
from app.programme.case_moves import MoveAsked, move_case, move_second, refuse_stale
from app.programme.legal.orders import not_gone, say_route, say_route_of
from app.programme.memberships.effects import left_words
from app.programme.moves.preview import MovePreview, Way, preview
from app.programme.moves.taking_back import take_back
from app.programme.notices import NoticeKind
from app.programme.planned import CANCELLED, PLANNED
from app.programme.referral_form import YesNoUnknown
from app.programme.reporting.outcomes import named_reader, route_for
from app.programme.rights import Right
from app.programme.rules.issue import Route
from app.programme.screening_rounds import open_round
from app.programme.seat import ProgrammeSeat
from app.programme.waiting.candidates import group_now
from app.programme.waiting.seats import join, lock
from app.store.work import Work
from models.programme.case import Case, CaseEvent
from models.programme.document import Report
from models.programme.group import Group, Member, Session

WAYS = {"place": CaseState.PLACED, "transfer": CaseState.PLACED}
FIRST = {"leave": CaseState.WAITING}
WAYS |= {"reopen": CaseState.ASSESSING, "undo": CaseState.ON_PROGRAMME}


class MoveLooked(Draft):
    """A move to look at: by hand, by leaving a group, into a group, reopening, or undoing a completion.

    Whoever leaves a group without a new state yet is looked at as one who waits again.
    """

    case: CaseId
    to: CaseState | None = None
    way: Literal["move", "leave", "place", "transfer", "reopen", "undo"] = "move"
    group: GroupId | None = None


class CaseReopened(Draft):
    """A closed case that is taken up again, why, and the manager who agrees."""

    case: CaseId
    reason: Line
    second: str | None = None
    seen: str | None = None


class CompletionUndone(CaseReopened):
    """A completion that was a mistake, why, and the manager who agrees."""


class ReportingSaid(Draft):
    """Whether a reader may have reports from now on, and why, or how one knows it; `seen`: the version read.

    `reader`: who, as their name stands on papers, where it is not the referrer.
    """

    case: CaseId
    route: YesNoUnknown
    reason: Line
    reader: ShortText | None = None
    seen: str | None = None


class ReportingKept(Row):
    """What was said before and what stands now; `papers`: reports for this reader that have not gone yet."""

    case: CaseId
    was: Answer
    now: Answer
    papers: tuple[str, ...] = ()
    reader: str = ""


class LetterOwed(Row):
    """A correcting letter that is drafted and has not gone."""

    letter: str
    recipient: str


class CaseBack(Row):
    """Where the case is again; which papers no longer stand, who gets a letter, and the group he is back in."""

    case: CaseId
    state: str
    papers_withdrawn: tuple[str, ...] = ()
    letters: tuple[LetterOwed, ...] = ()
    group: str = ""
    sessions: int = 0
    warnings: tuple[str, ...] = ()


class CaseChanges(Noun):
    """What is done about a case besides moving it."""

    seat: ProgrammeSeat

    @act("case.preview_move", Right.READ_CASE, kind=Kind.LIST, about="case")
    def preview_move(self, work: Work, draft: MoveLooked) -> MovePreview:
        """Show what a move does to his place, his sessions and the papers, and what it asks for (CASE-4, CASE-5)."""
        case = work.get(Case, draft.case)
        to = WAYS.get(draft.way, draft.to or FIRST.get(draft.way))
        if to is None:
            raise InvalidInput({"to": _("Choose where he moves to.")})
        needs_group = draft.way in ("place", "transfer")
        if needs_group and draft.group is None:
            raise InvalidInput({"group": _("Choose a group.")})
        group = work.get(Group, draft.group) if needs_group and draft.group is not None else None
        return preview(work, self.seat, case, Way(draft.way, CaseState(to), group))

    @act("case.reopen", Right.WRITE_CASE, about="case")
    def reopen(self, work: Work, draft: CaseReopened) -> CaseBack:
        """Take a closed case up again: the old decision is kept, a new screening begins (CASE-7, ROL-4)."""
        case = work.get(Case, draft.case)
        refuse_stale(case, draft.seen)
        self._refuse_another(work, case)
        move_case(work, self.seat, case, self._asked(case, draft, CaseState.ASSESSING, Cause.REOPEN))
        open_round(work, self.seat, case)
        return CaseBack(case=draft.case, state=case.state)

    @act("case.undo_completion", Right.WRITE_CASE, about="case")
    def undo_completion(self, work: Work, draft: CompletionUndone) -> CaseBack:
        """Undo a mistaken completion: his place returns, papers that say so are taken back (CASE-9)."""
        case = work.get(Case, draft.case)
        refuse_stale(case, draft.seen)
        asked = self._asked(case, draft, CaseState.ON_PROGRAMME, Cause.UNDO)
        done = _completed(work, case)
        move_case(work, self.seat, case, asked)
        taken = take_back(work, self.seat, case, done.at, draft.reason.strip()) if done else None
        group, sessions, warnings = self._back_in_group(work, case)
        return CaseBack(
            case=draft.case,
            state=case.state,
            papers_withdrawn=tuple(dict.fromkeys(paper.report_id for paper in taken.papers)) if taken else (),
            letters=tuple(LetterOwed(letter=one.id, recipient=one.recipient) for one in taken.letters) if taken else (),
            group=group.code if group else "",
            sessions=sessions,
            warnings=warnings,
        )

    @act("case.set_reporting", Right.WRITE_CASE, about="case")
    def set_reporting(self, work: Work, draft: ReportingSaid) -> ReportingKept:
        """Say anew whether a reader may have reports, and why; all that was said stays in his history (REF-8).

        It holds at once: a closed way stops issue and copies to this reader and to nobody else (REP-13). The same
        answer may be given again, as after the end of an order. Raises InvalidInput without a reason, Stale when the
        case was changed meanwhile.
        """
        case, reason = work.get(Case, draft.case), draft.reason.strip()
        refuse_stale(case, draft.seen)
        if not reason:
            raise InvalidInput({"reason": _("Write why, or how you know.")})
        now, reader = Answer(draft.route), " ".join((draft.reader or "").split())
        if reader:
            was = say_route_of(work, self.seat, case, Route(reader, now, reason, self.seat.clock.today()))
        else:
            was = say_route(work, self.seat, case, now, reason)
        work.changed("case", case.id)
        held = [work.get(Report, one) for one in not_gone(work, case.id)]
        theirs = tuple(one.id for one in held if route_for(case, named_reader(one)).reader == reader)
        return ReportingKept(case=draft.case, was=was, now=now, papers=theirs, reader=reader)

    def _asked(self, case: Case, draft: CaseReopened, to: CaseState, cause: Cause) -> MoveAsked:
        if not draft.reason.strip():
            raise InvalidInput({"reason": _("Write why.")})
        return MoveAsked(
            to=to,
            cause=cause,
            reason_code=ReasonCode.OTHER.value,
            note=draft.reason.strip(),
            second=move_second(self.seat, case, to, draft.second),
            notice=NoticeKind.MOVED,
        )

    def _refuse_another(self, work: Work, case: Case) -> None:
        """One open case of a person in a programme at a time (REF-2)."""
        open_states = [state.value for state in OPEN]
        query = select(Case).where(
            Case.client_id == case.client_id, Case.programme == case.programme, Case.id != case.id,
            Case.state.in_(open_states),
        )  # fmt: skip
        other = work.session.scalars(query.limit(1)).one_or_none()
        if other is not None:
            words = _("He has an open case in this programme already: {case}.")
            raise NotAllowed(words.format(case=other.reference))

    def _back_in_group(self, work: Work, case: Case) -> tuple[Group | None, int, tuple[str, ...]]:
        """Make him a member of the same group again if it still runs; what was cancelled for him is planned again."""
        query = select(Member).where(Member.case_id == case.id).order_by(Member.joined_at.desc()).limit(1)
        last = work.session.scalars(query).one_or_none()
        group = work.get(Group, last.group_id) if last else None
        now = self.seat.clock.now()
        if group is None or not self._runs(work, group):
            return None, 0, (_("His group runs no more. Give him another one."),)
        lock(work, {group.id})
        is_full = not group_now(work, self.seat, group).free_seats
        join(work, self.seat, case.id, group.id)
        own = select(Session).where(
            Session.case_id == case.id, Session.group_id == group.id, Session.status == CANCELLED,
            Session.starts_at > now, Session.not_held_reason == left_words(),
        )  # fmt: skip
        for session in work.session.scalars(own):
            session.status, session.not_held_reason = PLANNED, None
        ahead = select(Session.id).where(
            Session.group_id == group.id, Session.case_id.is_(None), Session.starts_at > now
        )
        work.changed("group", group.id)
        words = _("The group has one more than it has seats for.")
        return group, len(work.session.scalars(ahead).all()), (words,) if is_full else ()

    def _runs(self, work: Work, group: Group) -> bool:
        """It has not ended, and something of it lies ahead."""
        ahead = select(Session.id).where(Session.group_id == group.id, Session.case_id.is_(None))
        ahead = ahead.where(Session.starts_at > self.seat.clock.now()).limit(1)
        return group.ended_on is None and work.session.execute(ahead).first() is not None


def _completed(work: Work, case: Case) -> CaseEvent | None:
    """When the completion was recorded."""
    query = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.to_state == CaseState.COMPLETED.value)
    return work.session.scalars(query.order_by(CaseEvent.at.desc()).limit(1)).one_or_none()
