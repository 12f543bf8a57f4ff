"""Takes signatures that come days after a review, and corrects its text; nothing is overwritten (REV-1)."""

from collections.abc import Iterator
from datetime import date, timedelta

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import CaseId, Draft, Line, LongText, ShortText, to_builtins
from app.desk.act import act
from app.desk.seat import Noun
from app.domain.roles import Reach
from app.programme.office import number_setting
from app.programme.packs.shelf import pack_of
from app.programme.reviews import Attendee, AttendeeRole, ReviewRow, gap_problems, reviews_of, role_words
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.programme.task_rows import Round, TaskRow
from app.store.work import Work
from models.programme.attendance import ReviewSignature, ThreeWayReview
from models.programme.case import Case


class ReviewSigned(Draft):
    """Who signed a review and on which day; a name is needed only for somebody who was not there."""

    case: CaseId
    review: str
    role: AttendeeRole
    signed_on: date
    name: ShortText | None = None


class ReviewCorrected(Draft):
    """What was written wrongly in a review, and why it is changed; what is left out stays as it is."""

    case: CaseId
    review: str
    reason: Line
    attendees: tuple[Attendee, ...] | None = None
    outstanding: tuple[Line, ...] | None = None
    onward: LongText | None = None
    relapse_plan: LongText | None = None
    views: dict[str, str | int] | None = None
    missing_reason: Line | None = None


class Signing(Noun):
    """What is done with a review after it was held."""

    seat: ProgrammeSeat

    @act("three_way.sign", Right.TAKE_REGISTER, about="case")
    def sign(self, work: Work, draft: ReviewSigned) -> ReviewRow:
        """Note that somebody signed a review, on the day or later; completion does not wait for it (REV-1, CASE-8)."""
        review = _review(work, draft.case, draft.review)
        known = {str(one["role"]): str(one["name"]) for one in review.attendees}
        name = (draft.name or known.get(draft.role, "")).strip()
        if problems := self._problems(draft, review, name):
            raise InvalidInput(problems)
        shown = _shown(work, review)
        if (str(draft.role), name) in {(one.role, one.name) for one in shown.signatures}:
            raise NotAllowed(_("{name} has signed this already.").format(name=name))
        work.add(
            ReviewSignature(
                review_id=review.id,
                case_id=review.case_id,
                role=str(draft.role),
                name=name,
                signed_on=draft.signed_on,
                at=self.seat.clock.now(),
                by_user=self.seat.person.id,
                by_label=self.seat.person.label,
            )
        )
        work.session.flush()
        work.changed("case", review.case_id)
        return _shown(work, review)

    @act("three_way.correct", Right.TAKE_REGISTER, about="case")
    def correct(self, work: Work, draft: ReviewCorrected) -> ReviewRow:
        """Correct what was written in a review; the old text stays, and the new one is signed anew (REV-1, REV-2)."""
        review = _review(work, draft.case, draft.review)
        if not draft.reason.strip():
            raise InvalidInput({"reason": _("Write what was wrong.")})
        attendees = review.attendees if draft.attendees is None else [to_builtins(one) for one in draft.attendees]
        missing = review.missing_reason if draft.missing_reason is None else draft.missing_reason.strip()
        gap, problems = gap_problems(pack_of(work, work.get(Case, review.case_id)), attendees, missing)
        if problems:
            raise InvalidInput(problems)
        said = {
            "attendees": attendees,
            "missing_reason": missing if gap else None,
            "outstanding": review.outstanding if draft.outstanding is None else list(draft.outstanding),
            "onward": review.onward if draft.onward is None else draft.onward,
            "relapse_plan": review.relapse_plan if draft.relapse_plan is None else draft.relapse_plan,
            "views": review.views if draft.views is None else dict(draft.views),
        }
        if all(getattr(review, name) == value for name, value in said.items()):
            raise InvalidInput({"reason": _("Nothing is different from what stands there.")})
        if draft.attendees is None:
            said["attendees"] = [{**one, "signed": False} for one in attendees]
        newer = work.add(
            ThreeWayReview(
                session_id=review.session_id,
                case_id=review.case_id,
                held_on=review.held_on,
                correction_reason=draft.reason.strip(),
                at=max(self.seat.clock.now(), review.at + timedelta(microseconds=1)),
                by_user=self.seat.person.id,
                **said,
            )
        )
        work.session.flush()
        work.changed("case", review.case_id)
        return _shown(work, newer)

    def _problems(self, draft: ReviewSigned, review: ThreeWayReview, name: str) -> dict[str, str]:
        problems: dict[str, str] = {}
        if not name:
            problems["name"] = _("Write the name of who signed.")
        if draft.signed_on < review.held_on:
            problems["signed_on"] = _("This day lies before the review.")
        elif draft.signed_on > self.seat.clock.today():
            problems["signed_on"] = _("This day lies ahead. Note it once it is signed.")
        return problems


def signatures_due(round_: Round) -> Iterator[TaskRow]:
    """A review that somebody who was there has still to sign: one row for each (REV-1)."""
    if round_.seat.reach(Right.TAKE_REGISTER) is Reach.NONE:
        return
    days = timedelta(days=number_setting(round_.work.session, "review.sign_days"))
    for review in reviews_of(round_.work, list(round_.cases)):
        if review.counts and review.to_sign:
            who = ", ".join(role_words(role) for role in review.to_sign)
            words = _("Get the review signed: {name}, {who}").format(name=round_.name(review.case), who=who)
            yield round_.row("three_way.sign", review.session, review.held_on + days, words)


def _review(work: Work, case_id: str, id: str) -> ThreeWayReview:
    """The newest text of a review of his. Raises InvalidInput for another man's, NotAllowed for an older text."""
    review = work.get(ThreeWayReview, id)
    if review.case_id != case_id:
        raise InvalidInput({"review": _("This is not a review of his.")})
    if not _shown(work, review).counts:
        raise NotAllowed(_("This review was corrected meanwhile. Look at the newer text."))
    return review


def _shown(work: Work, review: ThreeWayReview) -> ReviewRow:
    return next(row for row in reviews_of(work, [review.case_id]) if row.review == review.id)
