"""Records a worker's rating of denial and motivation; a grade 4 waits for a second worker who rates unseen (DEN-3)."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Literal

from sqlalchemy import select

from app.core.errors import InvalidInput, Missing, NotAllowed
from app.core.language import _
from app.core.shapes import CaseId, Draft, LongText, Row
from app.desk.act import act
from app.desk.seat import Noun
from app.domain.answers import Answer, PartialDate
from app.domain.codes import Admits, DenialForm, Motivation, Pressure
from app.programme.case_moves import Happened, begin_assessment, note_event
from app.programme.moments import moment_for
from app.programme.reach import may_write_case
from app.programme.rights import Right
from app.programme.rules.denial import EXTREME_GRADE, DenialRating, DenialView, judge_denial, rating_problems
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case, CaseEvent
from models.programme.case import DenialRating as RatingRow

SETTLED = "denial_settled"


class Basis(Draft):
    """What a rating stands on: an interview or paper, and its day. Never what a partner says."""

    what: str
    on: date | None = None


class DenialRated(Draft):
    """One worker's rating."""

    case: CaseId
    admits: Admits
    grade: int
    basis: LongText | Basis | tuple[Basis, ...]
    latest_admitted_on: str = "unknown"
    forms: tuple[DenialForm, ...] = ()
    motivation: Motivation = Motivation.UNKNOWN
    pressures: tuple[Pressure, ...] = ()
    note: LongText | None = None


class DenialSaved(Row):
    """The rating, how the rule stands now, and whether another worker must rate."""

    rating: str
    rule_outcome: str
    reason: str
    needs_second_rater: bool
    needs_manager: bool
    needs_review_date: bool


class DenialSettled(Draft):
    """A manager's decision between two ratings that differ: does he discuss past aggression?"""

    case: CaseId
    discusses: Literal["yes", "no"] | bool
    reason: LongText


class Denials(Noun):
    """What is done about denial."""

    seat: ProgrammeSeat

    @act("denial.rate", Right.COUNTERSIGN)
    def rate(self, work: Work, draft: DenialRated) -> DenialSaved:
        """Rate denial and motivation; a grade 4 asks a second worker, who does not see it first (DEN-1 to 4)."""
        case = work.get(Case, draft.case)
        first = waiting_rating(work, case.id)
        if first is None and not may_write_case(work, self.seat, case.id):
            raise Missing
        problems = _problems(draft, self.seat.clock.today(), self.seat.person.id, first)
        if problems:
            raise InvalidInput(problems)
        begin_assessment(work, self.seat, case)
        saved = work.add(_row(work, self.seat, draft))
        if first is not None:
            note_event(work, self.seat, case.id, Happened("denial_second_rating"))
        work.changed("case", case.id)
        return _saved(saved.id, judge_denial(ratings_of(work, case.id)))

    @act("denial.settle", Right.OVERRIDE, about="case")
    def settle(self, work: Work, draft: DenialSettled) -> DenialSaved:
        """Decide, as a manager, between two grade-4 ratings that differ (DEN-3)."""
        case = work.get(Case, draft.case)
        if not judge_denial(ratings_of(work, case.id)).needs_manager:
            raise NotAllowed(_("There are no two ratings that differ."))
        if not draft.reason.strip():
            raise InvalidInput({"reason": _("Write the reason.")})
        answer = Answer.YES if draft.discusses in (True, "yes") else Answer.NO
        note_event(work, self.seat, case.id, Happened(SETTLED, to_state=answer.value, note=draft.reason[:500]))
        work.changed("case", case.id)
        ratings = ratings_of(work, case.id)
        return _saved(ratings[-1].id, judge_denial(ratings))


def ratings_of(work: Work, case_id: str) -> tuple[DenialRating, ...]:
    """A case's ratings as the rule reads them, oldest first; one that follows an open grade 4 is its second."""
    rows = _rows(work, case_id)
    settled = _settled(work, case_id)
    ratings: list[DenialRating] = []
    waiting: RatingRow | None = None
    for row in rows:
        second_to = waiting.id if waiting is not None and waiting.by_user != row.by_user else None
        pair_settled = settled if second_to and settled and settled.at >= row.at else None
        ratings.append(
            DenialRating(
                id=row.id,
                rated_at=row.at,
                rated_by=row.by_user,
                grade=row.grade,
                admits=Admits(row.admits),
                second_to=second_to,
                settled=Answer(pair_settled.to_state) if pair_settled and pair_settled.to_state else Answer.NOT_ASKED,
            )
        )
        waiting = row if row.grade == EXTREME_GRADE and second_to is None else None
    return tuple(ratings)


def rated(work: Work, cases: Collection[str]) -> frozenset[str]:
    """Those among these cases whose denial somebody has rated."""
    return frozenset(work.session.scalars(select(RatingRow.case_id).where(RatingRow.case_id.in_(cases))))


def waiting_rating(work: Work, case_id: str) -> DenialRating | None:
    """The grade 4 that nobody has rated again yet."""
    ratings = ratings_of(work, case_id)
    newest = ratings[-1] if ratings else None
    is_open = newest is not None and newest.grade == EXTREME_GRADE and newest.second_to is None
    return newest if is_open else None


def waiting_ratings(work: Work, cases: Collection[str]) -> Iterator[tuple[str, DenialRating]]:
    """Of these men those whose newest rating is a grade 4 that nobody has rated again, with that rating (DEN-3)."""
    extreme = select(RatingRow.case_id).where(RatingRow.case_id.in_(cases), RatingRow.grade == EXTREME_GRADE)
    for id in work.session.scalars(extreme.distinct()).all():
        waiting = waiting_rating(work, id)
        if waiting is not None:
            yield id, waiting


def newest_grades(work: Work, cases: Collection[str]) -> dict[str, int]:
    """The grade of each case's newest rating, by case; an extreme one counts once it was rated again (DEN-3)."""
    query = select(RatingRow.case_id, RatingRow.grade, RatingRow.by_user).where(RatingRow.case_id.in_(cases))
    grades: dict[str, int] = {}
    first: dict[str, str] = {}
    for row in work.session.execute(query.order_by(RatingRow.at, RatingRow.id)):
        is_second = first.get(row.case_id, row.by_user) != row.by_user
        grades[row.case_id] = row.grade
        first.pop(row.case_id, None)
        if row.grade == EXTREME_GRADE and not is_second:
            first[row.case_id] = row.by_user
    return {case: grade for case, grade in grades.items() if case not in first}


def newest_row(work: Work, case_id: str) -> RatingRow | None:
    """The last rating of a case."""
    rows = _rows(work, case_id)
    return rows[-1] if rows else None


def _rows(work: Work, case_id: str) -> list[RatingRow]:
    return list(
        work.session.scalars(select(RatingRow).where(RatingRow.case_id == case_id).order_by(RatingRow.at, RatingRow.id))
    )


def _settled(work: Work, case_id: str) -> CaseEvent | None:
    query = select(CaseEvent).where(CaseEvent.case_id == case_id, CaseEvent.kind == SETTLED)
    return work.session.scalars(query.order_by(CaseEvent.at.desc()).limit(1)).one_or_none()


def _problems(draft: DenialRated, today: date, rater: str, first: DenialRating | None) -> dict[str, str]:
    problems = rating_problems(draft.grade, Admits(draft.admits), rater, first)
    if "rated_by" in problems:
        raise NotAllowed(_("A grade 4 is rated again by another worker."))
    if draft.latest_admitted_on != Answer.UNKNOWN.value:
        try:
            begins, _ends = PartialDate.parse(draft.latest_admitted_on).range()
        except ValueError:
            problems["latest_admitted_on"] = _("Write the date as 2025-03-14, 2025-03 or 2025, or “unknown”.")
        else:
            if begins > today:
                problems["latest_admitted_on"] = _("This date lies after today.")
    if not _basis_words(draft).strip():
        problems["basis"] = _("Write what this rating stands on: the interview and its date.")
    return problems


def _basis_words(draft: DenialRated) -> str:
    """The basis as one text."""
    if isinstance(draft.basis, str):
        return draft.basis
    parts = (draft.basis,) if isinstance(draft.basis, Basis) else draft.basis
    return "; ".join(f"{one.what} {one.on.isoformat()}" if one.on else one.what for one in parts)


def _row(work: Work, seat: ProgrammeSeat, draft: DenialRated) -> RatingRow:
    return RatingRow(
        case_id=draft.case,
        admits=Admits(draft.admits).value,
        latest_admitted_on=draft.latest_admitted_on,
        forms=[DenialForm(form).value for form in draft.forms],
        grade=draft.grade,
        motivation=Motivation(draft.motivation).value,
        pressures=[Pressure(one).value for one in draft.pressures],
        basis=_basis_words(draft),
        note=draft.note,
        at=moment_for(work, seat, RatingRow, draft.case),
        by_user=seat.person.id,
        by_label=seat.person.label,
    )


def _saved(rating: str, view: DenialView) -> DenialSaved:
    return DenialSaved(
        rating=rating,
        rule_outcome=view.outcome.value,
        reason=view.reason,
        needs_second_rater=view.needs_second_rater,
        needs_manager=view.needs_manager,
        needs_review_date=view.needs_review_date,
    )
