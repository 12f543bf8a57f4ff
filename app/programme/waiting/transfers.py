"""Takes a man from one group to another in one act, with everything he has covered; says what a group speaks."""

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import Draft, GroupId, Line, Row, ShortText
from app.desk.act import act
from app.desk.seat import Noun
from app.domain.moves import CaseState, Cause, ReasonCode
from app.programme.case_moves import MoveAsked, move_case, refuse_stale
from app.programme.memberships.effects import member_of
from app.programme.notices import NoticeKind
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.programme.waiting.candidates import as_if_he_left, candidate, group_now
from app.programme.waiting.seats import Fit, Placed, SeatDraft, give_seat, had_contents, lock, refuse_seat
from app.programme.waiting.spoken import language_problems, say_language
from app.store.work import Work
from models.programme.case import Case
from models.programme.group import Group

HAS_A_PLACE = (CaseState.PLACED.value, CaseState.ON_PROGRAMME.value)


class CaseTransferred(SeatDraft):
    """A case that goes over to another group of its programme; the reason is *transfer* when none is named."""

    reason_code: ReasonCode = ReasonCode.TRANSFER
    note: Line | None = None


class Transferred(Placed, kw_only=True):
    """His new place, what he left, and how much of the programme stays his (SCH-31)."""

    left_group: str
    dropped_sessions: int
    contents_kept: int
    contents_of: int


class LanguageSaid(Draft):
    """The language a group speaks; empty when nobody knows."""

    group: GroupId
    language: ShortText


class LanguageSaved(Row):
    """The language as it stands."""

    group: GroupId
    language: str


class Transfers(Noun):
    """What is done when a man changes groups."""

    seat: ProgrammeSeat

    @act("group.transfer", Right.PLACE, about="case")
    def transfer(self, work: Work, draft: CaseTransferred) -> Transferred:
        """Leave one group and join another in one act: dose and contents stay, clearance is asked anew (SCH-31)."""
        case, group = work.get(Case, draft.case), work.get(Group, draft.group)
        refuse_stale(case, draft.seen)
        member = member_of(work, case.id)
        if case.state not in HAS_A_PLACE:
            raise NotAllowed(_("He has no place that he could leave. Give him one from the waiting list."))
        if member is not None and member.group_id == group.id:
            raise InvalidInput({"group": _("He is in this group already.")})
        lock(work, {group.id, member.group_id} if member else {group.id})
        fit = Fit(case, group, as_if_he_left(candidate(work, self.seat, case)), group_now(work, self.seat, group))
        refuse_seat(work, self.seat, fit, draft)
        was_on_programme = case.state == CaseState.ON_PROGRAMME.value
        code, tell = ReasonCode(draft.reason_code).value, NoticeKind.MOVED
        left = move_case(
            work, self.seat, case, MoveAsked(CaseState.WAITING, Cause.LEAVE, code, draft.note, notice=tell)
        )
        placed = give_seat(work, self.seat, fit, draft)
        if was_on_programme:
            move_case(work, self.seat, case, MoveAsked(CaseState.ON_PROGRAMME, Cause.REGISTER, notice=tell))
        if member is not None:
            work.changed("group", member.group_id)
        return Transferred(
            member=placed.member,
            case=placed.case,
            group=placed.group,
            state=case.state,
            sessions=placed.sessions,
            clearance=placed.clearance,
            warnings=placed.warnings,
            left_group=left.left_group or "",
            dropped_sessions=left.dropped_sessions,
            contents_kept=len(had_contents(work, self.seat, case, fit.now_in)),
            contents_of=len([one for one in fit.now_in.pack.contents() if one.block.required]),
        )

    @act("group.set_language", Right.PLAN_GROUP)
    def set_language(self, work: Work, draft: LanguageSaid) -> LanguageSaved:
        """Say which language a group speaks; who speaks another one is no candidate for it (SCH-35)."""
        group, language = work.get(Group, draft.group), draft.language.strip()
        if problems := language_problems(language):
            raise InvalidInput(problems)
        say_language(work, self.seat, group.id, language)
        return LanguageSaved(group=GroupId(group.id), language=language)
