"""Says whether a denial rating meets the denial rule, and when a second rater or a manager must look (DEN-1 to 5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.language import _
from app.domain.answers import Answer, Outcome
from app.domain.codes import Admits

EXTREME_GRADE = 4
MEETS_AT_MOST = 3


@dataclass(frozen=True)
class DenialRating:
    """One rating by one worker; `second_to` names the rating it looks at again (DEN-3).

    `settled` is the manager's decision when two such ratings differ: does he discuss past aggression?
    """

    id: str
    rated_at: datetime
    rated_by: str
    grade: int
    admits: Admits = Admits.UNKNOWN
    second_to: str | None = None
    settled: Answer = Answer.NOT_ASKED
    is_complete: bool = True


@dataclass(frozen=True)
class DenialView:
    """What the ratings say today: grade, outcome, reason, and who must still look."""

    outcome: Outcome
    reason: str
    grade: int | None = None
    needs_second_rater: bool = False
    needs_manager: bool = False

    @property
    def needs_review_date(self) -> bool:
        """Extreme denial always needs a review date (DEN-1)."""
        return self.grade == EXTREME_GRADE


def rating_problems(grade: int, admits: Admits, rated_by: str, first: DenialRating | None = None) -> dict[str, str]:
    """What is wrong with a rating before it is saved, by field (DEN-2, DEN-3)."""
    problems: dict[str, str] = {}
    if not 0 <= grade <= EXTREME_GRADE:
        problems["grade"] = _("The grade goes from 0 to 4.")
    elif admits is Admits.NONE and grade <= MEETS_AT_MOST:
        problems["admits"] = _(
            "He admits nothing, but the grade says that he discusses something. Correct one of them."
        )
    if first is not None and first.rated_by == rated_by:
        problems["rated_by"] = _("The second rating is made by another worker.")
    return problems


def judge_denial(ratings: Sequence[DenialRating], at_most: int = MEETS_AT_MOST) -> DenialView:
    """The newest complete rating counts; a grade 4 waits for its second rater (DEN-1, DEN-3, DEN-4)."""
    complete = sorted((rating for rating in ratings if rating.is_complete), key=lambda rating: rating.rated_at)
    if not complete:
        return DenialView(Outcome.UNKNOWN, _("Denial has not been rated."))
    newest = complete[-1]
    first = next((rating for rating in complete if rating.id == newest.second_to), None)
    if first is not None:
        return _two(first, newest, at_most)
    outcome = Outcome.MET if newest.grade <= at_most else Outcome.NOT_MET
    return DenialView(outcome, _one_reason(newest.grade, at_most), newest.grade, newest.grade == EXTREME_GRADE)


def _two(first: DenialRating, second: DenialRating, at_most: int) -> DenialView:
    if (first.grade <= at_most) == (second.grade <= at_most):
        outcome = Outcome.MET if second.grade <= at_most else Outcome.NOT_MET
        return DenialView(outcome, _one_reason(second.grade, at_most), second.grade)
    grade = max(first.grade, second.grade)
    if not second.settled.is_known:
        words = _("Two workers rated denial {first} and {second}. A manager must decide.")
        reason = words.format(first=first.grade, second=second.grade)
        return DenialView(Outcome.UNKNOWN, reason, grade, needs_manager=True)
    discusses = second.settled is Answer.YES
    words = (
        _("Two workers rated denial {first} and {second}. The manager decided that he discusses past aggression.")
        if discusses
        else _("Two workers rated denial {first} and {second}. The manager decided that he discusses nothing.")
    )
    outcome = Outcome.MET if discusses else Outcome.NOT_MET
    settled_grade = min(first.grade, second.grade) if discusses else grade
    return DenialView(outcome, words.format(first=first.grade, second=second.grade), settled_grade)


def _one_reason(grade: int, at_most: int) -> str:
    if grade > at_most:
        return _("Denial is rated {grade}; the limit is {limit}.").format(grade=grade, limit=at_most)
    return _("Denial is rated {grade}, within the limit of {limit}.").format(grade=grade, limit=at_most)
