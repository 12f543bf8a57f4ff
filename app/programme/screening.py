"""Screens a man for a programme: answers with their source, every criterion explained, and a person's decision."""

from datetime import date

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import CaseId, Draft, LongText, Row, replaced, to_builtins
from app.desk.act import Kind, act
from app.desk.seat import Noun, Person
from app.domain.answers import Answer, PartialDate
from app.domain.codes import SourceClass, Verdict
from app.domain.moves import MOVES, CaseState, ReasonCode, state_words
from app.programme import screening_rounds as rounds
from app.programme.case_moves import MoveAsked, begin_assessment, move_case, refuse_stale
from app.programme.moments import moment_for
from app.programme.office import closures, number_setting, office_calendar, setting
from app.programme.packs.shelf import pack_of
from app.programme.referrals import duplicates_are_open, earlier_cases
from app.programme.rights import Right
from app.programme.rules.verdict import Decided, is_override, needs_second, reasons_not_to_decide
from app.programme.screening_rounds import Picture
from app.programme.screening_rows import ScreeningPage, criterion_rows, gate_rows, page
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case, Decision

DECIDED_FROM = (CaseState.REFERRED, CaseState.ASSESSING, CaseState.NOT_READY, CaseState.WAITING)
REFUSING = (Verdict.NOT_SUITABLE, Verdict.NOT_ELIGIBLE)


class AnswerGiven(Draft):
    """What was answered to one criterion; "not known" is an answer (SCR-2)."""

    answer: Answer
    note: LongText | None = None
    on: str | None = None
    source: SourceClass = SourceClass.HIS_OWN


class ScreeningAnswered(Draft):
    """Answers by criterion."""

    case: CaseId
    answers: dict[str, AnswerGiven]
    assessed_on: date | None = None


class ScreeningAsked(Draft):
    """Which case's screening to show."""

    case: CaseId


class VerdictGiven(Draft):
    """What a person decides, and what stands beside it (SCR-4 to SCR-6)."""

    case: CaseId
    verdict: Verdict
    seen: str | None = None
    reason_code: ReasonCode | None = None
    reason: LongText | None = None
    review_on: date | None = None
    second: str | None = None


class DecisionSaved(Row):
    """The decision and where the case stands now; a refusing letter to him waits for `letter_from` (REP-14)."""

    decision: str
    case: CaseId
    state: str
    state_words: str
    letter_from: date | None = None


class Screenings(Noun):
    """What is done in a screening; the rules suggest, a person decides."""

    seat: ProgrammeSeat

    @act("screening.show", Right.READ_CASE, kind=Kind.OPEN, about="case")
    def show(self, work: Work, draft: ScreeningAsked) -> ScreeningPage:
        """Show every criterion with outcome, reason and source line, the suggestion, and the gates in words (SCR-1)."""
        case = work.get(Case, draft.case)
        return replaced(page(work, self.seat, case), earlier=earlier_cases(work, case))

    @act("screening.answer", Right.WRITE_CASE, about="case")
    def answer(self, work: Work, draft: ScreeningAnswered) -> ScreeningPage:
        """Record answers to criteria; the first one begins the assessment (SCR-7, SCR-10)."""
        case = work.get(Case, draft.case)
        if problems := _answer_problems(work, self.seat, case, draft):
            raise InvalidInput(problems)
        begin_assessment(work, self.seat, case)
        screening = rounds.open_round(work, self.seat, case, draft.assessed_on)
        for criterion, given in draft.answers.items():
            rounds.put_answer(
                work, self.seat, screening, rounds.Said(criterion, given.answer, given.note, given.on, given.source)
            )
        work.changed("case", case.id)
        return page(work, self.seat, case)

    @act("screening.decide", Right.DECIDE, about="case")
    def decide(self, work: Work, draft: VerdictGiven) -> DecisionSaved:
        """Decide; a refusal or override takes a second person, and all it stood on is frozen (SCR-5 to 7)."""
        case = work.get(Case, draft.case)
        refuse_stale(case, draft.seen)
        if CaseState(case.state) not in DECIDED_FROM:
            words = _("A decision is made in assessment. This case is “{state}”.")
            raise NotAllowed(words.format(state=state_words(CaseState(case.state))))
        picture = rounds.picture(work, self.seat, case)
        _refuse(work, self.seat, case, draft, picture)
        second = _second(work, self.seat, draft, picture)
        decision = _keep(work, self.seat, case, draft, picture, second)
        _move_by_verdict(work, self.seat, case, draft, second)
        return self._saved(work, case, decision)

    def _saved(self, work: Work, case: Case, decision: Decision) -> DecisionSaved:
        state = CaseState(case.state)
        held_until = None
        if Verdict(decision.verdict) in REFUSING:
            office = office_calendar(work.session)
            window = number_setting(work.session, "notice.window_days")
            held_until = office.after_working_days(self.seat.clock.today(), window, closures(work.session))
        return DecisionSaved(
            decision=decision.id,
            case=CaseId(case.id),
            state=state.value,
            state_words=state_words(state),
            letter_from=held_until,
        )


def _answer_problems(work: Work, seat: ProgrammeSeat, case: Case, draft: ScreeningAnswered) -> dict[str, str]:
    """Only criteria of his programme, only dates that exist; an assessment does not lie ahead."""
    known = {one.key for one in pack_of(work, case).criteria}
    problems: dict[str, str] = {}
    for criterion, given in draft.answers.items():
        if criterion not in known:
            words = _("This programme has no such criterion. It has: {criteria}.")
            problems[f"answers.{criterion}"] = words.format(criteria=", ".join(sorted(known)))
        elif given.on is not None and not _is_date(given.on):
            problems[f"answers.{criterion}.on"] = _("Write the date as 2025-03-14, 2025-03 or 2025.")
    if draft.assessed_on is not None and draft.assessed_on > seat.clock.today():
        problems["assessed_on"] = _("This date lies after today.")
    return problems


def _is_date(text: str) -> bool:
    try:
        PartialDate.parse(text)
    except ValueError:
        return False
    return True


def _refuse(work: Work, seat: ProgrammeSeat, case: Case, draft: VerdictGiven, picture: Picture) -> None:
    """First what no field can mend (gates, denial, the missing second person), then the fields (SCR-5, SCR-6)."""
    verdict = Verdict(draft.verdict)
    also = bool(setting(work.session, "screening.suitable_needs_second"))
    mended = Decided(verdict, seat.person.id, draft.reason or "-", draft.second, draft.review_on or seat.clock.today())
    reasons = reasons_not_to_decide(mended, picture.suggestion, picture.gates, picture.denial, also_for_suitable=also)
    if verdict is Verdict.SUITABLE and duplicates_are_open(work, case.id):
        reasons = (*reasons, _("Say first whether he is the same person as in the earlier case."))
    if reasons:
        raise NotAllowed(*reasons)
    problems: dict[str, str] = {}
    if is_override(verdict, picture.suggestion) and not (draft.reason or "").strip():
        problems["reason"] = _("You decide otherwise than suggested. Write why.")
    if verdict is not Verdict.SUITABLE and draft.reason_code is None and not (draft.reason or "").strip():
        problems["reason_code"] = _("Choose a reason for this decision.")
    needs_review = verdict is Verdict.NOT_READY or (
        verdict is Verdict.NOT_SUITABLE and picture.denial.needs_review_date
    )
    if needs_review and draft.review_on is None:
        problems["review_on"] = _("Set the day on which this is looked at again.")
    if draft.review_on is not None and draft.review_on <= seat.clock.today():
        problems["review_on"] = _("The day on which this is looked at again lies after today.")
    if problems:
        raise InvalidInput(problems)


def _second(work: Work, seat: ProgrammeSeat, draft: VerdictGiven, picture: Picture) -> Person | None:
    """The second person where one is needed; an override takes a manager (SCR-5, ROL-4)."""
    also = bool(setting(work.session, "screening.suitable_needs_second"))
    verdict = Verdict(draft.verdict)
    if not needs_second(verdict, picture.suggestion, also_for_suitable=also):
        return None
    overrides = is_override(verdict, picture.suggestion)
    return seat.second(draft.second, Right.OVERRIDE if overrides else Right.COUNTERSIGN)


def _reason_code(draft: VerdictGiven) -> str | None:
    """The code chosen; written words without one count as *other*."""
    if draft.reason_code is not None:
        return ReasonCode(draft.reason_code).value
    return ReasonCode.OTHER.value if (draft.reason or "").strip() and draft.verdict != Verdict.SUITABLE else None


def _keep(
    work: Work, seat: ProgrammeSeat, case: Case, draft: VerdictGiven, picture: Picture, second: Person | None
) -> Decision:
    """Freeze answers, outcomes, pack version, names and time, and close the round (SCR-7)."""
    screening = rounds.open_round(work, seat, case)
    decision = work.add(
        Decision(
            case_id=case.id,
            screening_id=screening.id,
            verdict=Verdict(draft.verdict).value,
            suggested=picture.suggestion.verdict.value,
            reason_code=_reason_code(draft),
            reason=draft.reason,
            review_on=draft.review_on,
            frozen={
                "assessed_on": picture.assessed_on.isoformat(),
                "criteria": [to_builtins(row) for row in criterion_rows(picture)],
                "gates": [to_builtins(row) for row in gate_rows(picture.gates)],
                "missing": list(picture.suggestion.missing),
                "denial": {"grade": picture.denial.grade, "reason": picture.denial.reason},
            },
            pack_version=case.pack_version,
            at=moment_for(work, seat, Decision, case.id),
            by_user=seat.person.id,
            by_label=seat.person.label,
            second_user=second.id if second else None,
            second_label=second.label if second else None,
        )
    )
    screening.decided_at = decision.at
    return decision


def _move_by_verdict(work: Work, seat: ProgrammeSeat, case: Case, draft: VerdictGiven, second: Person | None) -> None:
    """Move the case as the verdict says, through assessment where the table has no straight way."""
    verdict = Verdict(draft.verdict)
    target = CaseState.WAITING if verdict is Verdict.SUITABLE else CaseState(verdict.value)
    code, note = _reason_code(draft), (draft.reason or "")[:500] or None
    asked = MoveAsked(target, reason_code=code, note=note, review_on=draft.review_on, second=second)
    source = CaseState(case.state)
    if source is target is CaseState.WAITING:
        return
    if (source, target) not in MOVES:
        step = None if source is CaseState.REFERRED else code or ReasonCode.OTHER.value
        move_case(work, seat, case, MoveAsked(CaseState.ASSESSING, reason_code=step, note=note or _("New decision.")))
    move_case(work, seat, case, asked)
