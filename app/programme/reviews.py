"""Records the three-way review of client, programme and officer; nobody from the partner side attends (REV-1 to 4)."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from sqlalchemy import select

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import CaseId, Draft, Line, LongText, Row, SessionId, ShortText, to_builtins
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.codes import MarkCode
from app.domain.pack import Pack
from app.domain.pack_parts import BlockKind
from app.programme.marking import MarkTyped
from app.programme.one_to_ones import content_to_book, mark_contact, own_session
from app.programme.packs.shelf import pack_of
from app.programme.placing import group_of
from app.programme.planned import PLANNED
from app.programme.progress import CompletionRow, GoalGiven, GoalRow, attendance_row, goal_rows, write_goals
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.attendance import ReviewSignature, ThreeWayReview
from models.programme.case import Case
from models.programme.group import Session

NOON = time(12, 0)
AttendeeRole = Literal["client", "facilitator", "officer", "manager", "peer_worker", "interpreter", "other"]


class Attendee(Draft):
    """Somebody at the review: name, role, and whether they signed."""

    role: AttendeeRole
    name: ShortText
    signed: bool = False


class ReviewMark(Draft):
    """His own mark for the review; the review counts only when he complied (REV-4)."""

    code: MarkCode
    minutes: int | None = None
    late_minutes: int | None = None
    reason: Line | None = None


class ReviewRecorded(Draft):
    """A three-way review as it was held; a required person who was missing needs a reason (REV-2)."""

    case: CaseId
    held_on: date
    mark: ReviewMark
    attendees: tuple[Attendee, ...]
    goals: tuple[GoalGiven, ...] = ()
    outstanding: tuple[Line, ...] = ()
    onward: LongText | None = None
    relapse_plan: LongText | None = None
    views: dict[str, str | int] | None = None
    missing_reason: Line | None = None
    session: SessionId | None = None


class ReviewsWanted(Draft):
    """Whose reviews."""

    case: CaseId


class SignatureRow(Row):
    """Who signed a review, and on which day."""

    role: str
    name: str
    on: date


class ReviewRow(Row):
    """A three-way review as it was recorded; `gap` says why required people, `missing`, were not there.

    `counts` is true for the newest text of its session; `to_sign` names the roles that were there and have not signed.
    """

    review: str
    case: CaseId
    session: SessionId
    held_on: date
    attendees: tuple[dict[str, Any], ...]
    gap: str
    missing: tuple[str, ...]
    outstanding: tuple[str, ...]
    onward: str
    relapse_plan: str
    views: dict[str, Any]
    signatures: tuple[SignatureRow, ...]
    to_sign: tuple[str, ...]
    counts: bool
    correction_reason: str


class ReviewSaved(Row):
    """The review, his goals, and whether completion can now be offered (CASE-8)."""

    review: ReviewRow
    mark: str
    goals: tuple[GoalRow, ...]
    completion: CompletionRow


class Reviews(Noun):
    """What is done about three-way reviews."""

    seat: ProgrammeSeat

    @act("three_way.record", Right.TAKE_REGISTER, about="case")
    def record(self, work: Work, draft: ReviewRecorded) -> ReviewSaved:
        """Record the review with his mark; it counts towards completion only when he complied (REV-1 to REV-4)."""
        case = work.get(Case, draft.case)
        pack = pack_of(work, case)
        attendees = [to_builtins(one) for one in draft.attendees]
        gap, problems = gap_problems(pack, attendees, draft.missing_reason)
        if draft.held_on > self.seat.clock.today():
            problems["held_on"] = _("This day lies ahead. A review is recorded once it was held.")
        if problems:
            raise InvalidInput(problems)
        session = _review_session(work, self.seat, case, draft)
        given = draft.mark
        typed = MarkTyped(
            case=draft.case,
            code=MarkCode(given.code),
            minutes=given.minutes,
            late_minutes=given.late_minutes,
            reason=given.reason,
        )
        mark, _started = mark_contact(work, self.seat, session, typed)
        write_goals(work, self.seat, session, case.id, draft.goals)
        review = work.add(
            ThreeWayReview(
                session_id=session.id,
                case_id=case.id,
                held_on=draft.held_on,
                attendees=attendees,
                missing_reason=(draft.missing_reason or None) if gap else None,
                outstanding=list(draft.outstanding),
                onward=draft.onward,
                relapse_plan=draft.relapse_plan,
                views=dict(draft.views or {}),
                at=self.seat.clock.now(),
                by_user=self.seat.person.id,
            )
        )
        work.session.flush()
        return ReviewSaved(
            review=next(row for row in reviews_of(work, [case.id]) if row.review == review.id),
            mark=mark.code,
            goals=goal_rows(work, case.id),
            completion=attendance_row(work, self.seat, case).completion,
        )

    @act("three_way.list", Right.READ_CASE, kind=Kind.LIST, about="case")
    def list(self, work: Work, draft: ReviewsWanted) -> tuple[ReviewRow, ...]:
        """List a man's three-way reviews with who signed, the newest first; a corrected text stays (REV-1)."""
        return reviews_of(work, [draft.case])


def reviews_of(work: Work, cases: Collection[str]) -> tuple[ReviewRow, ...]:
    """Every review of these men with its signatures, the newest first."""
    query = select(ThreeWayReview).where(ThreeWayReview.case_id.in_(cases)).order_by(ThreeWayReview.at.desc())
    reviews = work.session.scalars(query).all()
    later = select(ReviewSignature).where(ReviewSignature.review_id.in_([one.id for one in reviews]))
    signed: dict[str, list[SignatureRow]] = {one.id: _signed_there(one) for one in reviews}
    for row in work.session.scalars(later.order_by(ReviewSignature.signed_on, ReviewSignature.at)):
        signed[row.review_id].append(SignatureRow(role=row.role, name=row.name, on=row.signed_on))
    newest: dict[str, str] = {}
    for one in reviews:
        newest.setdefault(one.session_id, one.id)
    return tuple(
        _review_row(work, one, tuple(signed[one.id]), counts=newest[one.session_id] == one.id) for one in reviews
    )


def gaps_printed(work: Work, case_id: str) -> dict[str, str]:
    """Who was not at each review of his and why, as it is printed beside the session (REV-2)."""
    words = _("Not there: {roles}. {why}")
    return {
        row.session: words.format(roles=", ".join(role_words(role) for role in row.missing), why=row.gap)
        for row in reviews_of(work, [case_id])
        if row.counts and row.missing
    }


def _signed_there(review: ThreeWayReview) -> list[SignatureRow]:
    """Those who signed on the day itself."""
    return [
        SignatureRow(role=one["role"], name=one["name"], on=review.held_on)
        for one in review.attendees
        if one.get("signed")
    ]


def _review_row(work: Work, review: ThreeWayReview, signatures: tuple[SignatureRow, ...], *, counts: bool) -> ReviewRow:
    required = pack_of(work, work.get(Case, review.case_id)).review_attendees
    there, signed = {str(one["role"]) for one in review.attendees}, {one.role for one in signatures}
    return ReviewRow(
        review=review.id,
        case=CaseId(review.case_id),
        session=SessionId(review.session_id),
        held_on=review.held_on,
        attendees=tuple(review.attendees),
        gap=review.missing_reason or "",
        missing=tuple(role for role in required if role not in there),
        outstanding=tuple(review.outstanding),
        onward=review.onward or "",
        relapse_plan=review.relapse_plan or "",
        views=review.views,
        signatures=signatures,
        to_sign=tuple(role for role in required if role in there and role not in signed),
        counts=counts,
        correction_reason=review.correction_reason or "",
    )


def gap_problems(
    pack: Pack, attendees: Iterable[dict[str, Any]], missing: str | None
) -> tuple[tuple[str, ...], dict[str, str]]:
    """The roles that the programme asks for and that nobody at the review had, and what is to be mended (REV-2)."""
    people = tuple(attendees)
    there = {str(one["role"]) for one in people}
    gap = tuple(role for role in pack.review_attendees if role not in there)
    problems: dict[str, str] = {}
    if gap and not (missing or "").strip():
        words = _("Not there: {roles}. Write why; it will be printed.")
        problems["missing_reason"] = words.format(roles=", ".join(role_words(role) for role in gap))
    if any(not str(one["name"]).strip() for one in people):
        problems["attendees"] = _("Write the name of everybody who was there.")
    return gap, problems


def role_words(role: str) -> str:
    """The words a person reads for a role at a review; another role is shown as the programme's file names it."""
    return {
        "client": _("the man himself"),
        "facilitator": _("a facilitator"),
        "officer": _("his officer"),
        "manager": _("the programme manager"),
        "peer_worker": _("a peer support worker"),
    }.get(role, role)


def _review_session(work: Work, seat: ProgrammeSeat, case: Case, draft: ReviewRecorded) -> Session:
    """The review that was booked for him, put on the day it was held; else a new one (SCH-9)."""
    query = select(Session).where(
        Session.case_id == case.id, Session.kind == BlockKind.REVIEW.value, Session.status == PLANNED
    )
    if draft.session is not None:
        query = query.where(Session.id == draft.session)
    booked = work.session.scalars(query.order_by(Session.starts_at)).first()
    if draft.session is not None and booked is None:
        raise InvalidInput({"session": _("This review is not booked for him.")})
    if booked is None:
        pack = pack_of(work, case)
        block = next((one.key for one in pack.blocks if one.kind is BlockKind.REVIEW), "")
        content = content_to_book(work, seat, case, block, None)
        booked = work.add(own_session(pack, content, case.id, group_of(work, case.id)))
    if booked.starts_at is None or booked.starts_at.astimezone(seat.clock.zone).date() != draft.held_on:
        _put_on(seat, booked, draft.held_on)
    work.session.flush()
    return booked


def _put_on(seat: ProgrammeSeat, session: Session, day: date) -> None:
    """The day is what was said; the hour is not known, so noon stands, or now when noon is still ahead."""
    now = seat.clock.now()
    session.starts_at = min(seat.clock.at(datetime.combine(day, NOON)), now)
    session.ends_at = session.starts_at + timedelta(minutes=session.planned_minutes)
