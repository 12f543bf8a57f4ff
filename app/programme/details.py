"""Passes on what he says about the people at risk from him; nothing of it stays at this desk (GATE-2, NEV-7)."""

from typing import Literal

from sqlalchemy import select

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _, ngettext
from app.core.shapes import CaseId, Draft, Line, LongText, Row, ShortText, to_builtins
from app.desk.seat import Person, Seat
from app.domain.calendar import day_words
from app.domain.codes import NoDetailsBecause
from app.programme.moments import moment_for
from app.programme.notices import NoticeKind, seal
from app.store.work import Work
from models.programme.case import Case, DetailsPassed

GIVEN = "given"
REFUSED = "refused"
LAWFUL = "lawful_reason"
Relation = Literal["partner", "ex_partner", "new_partner", "co_parent", "family", "other"]


class PersonNamed(Draft):
    """One person as he names them."""

    relation: Relation = "partner"
    given_name: ShortText | None = None
    family_name: ShortText | None = None
    phone: ShortText | None = None
    email: ShortText | None = None
    address: Line | None = None
    note: LongText | None = None


class DetailsGiven(Draft):
    """What he gives, that he refuses, or the lawful reason why there is nothing to give."""

    case: CaseId
    people: tuple[PersonNamed, ...] = ()
    refused: bool = False
    lawful_reason: NoDetailsBecause | None = None
    second: str | None = None
    corrects_earlier: bool = False


class DetailsTaken(Row):
    """Only how many people were passed on; what was said can never be read back here."""

    passed: int


def problems_of(draft: DetailsGiven) -> dict[str, str]:
    """What is wrong before anything is sealed; the words never repeat what was typed."""
    chosen = [bool(draft.people), draft.refused, draft.lawful_reason is not None]
    if sum(chosen) != 1:
        return {"people": _("Record the people he names, or that he refuses, or the lawful reason: one of the three.")}
    for number, person in enumerate(draft.people, 1):
        if not any((person.given_name, person.family_name, person.phone, person.email, person.address, person.note)):
            return {"people": _("Nothing is written about person {number}.").format(number=number)}
    return {}


def pass_on(work: Work, seat: Seat, case: Case, draft: DetailsGiven, second: Person | None) -> DetailsTaken:
    """Seal it to the safety team and keep that it was done, by whom and for how many people (SEC-23)."""
    if problems := problems_of(draft):
        raise InvalidInput(problems)
    if draft.lawful_reason is not None and second is None:
        raise NotAllowed(_("This needs a second person with their own password."))
    outcome = GIVEN if draft.people else REFUSED if draft.refused else LAWFUL
    if outcome == GIVEN:
        people = [{key: value for key, value in to_builtins(one).items() if value} for one in draft.people]
        seal(work, seat, NoticeKind.DETAILS, case.id, {"people": people, "corrects_earlier": draft.corrects_earlier})
    else:
        reason = NoDetailsBecause(draft.lawful_reason).value if draft.lawful_reason else None
        seal(work, seat, NoticeKind.DETAILS_REFUSED, case.id, {"outcome": outcome, "lawful_reason": reason})
    work.add(
        DetailsPassed(
            case_id=case.id,
            outcome=outcome,
            people=len(draft.people),
            lawful_reason=NoDetailsBecause(draft.lawful_reason).value if draft.lawful_reason else None,
            second_user=second.id if second else None,
            at=moment_for(work, seat, DetailsPassed, case.id),
            by_user=seat.person.id,
        )
    )
    work.changed("case", case.id)
    return DetailsTaken(passed=len(draft.people))


def details_line(work: Work, seat: Seat, case_id: str) -> str:
    """The status line of the one-way box; what was said is not here."""
    query = select(DetailsPassed).where(DetailsPassed.case_id == case_id).order_by(DetailsPassed.at.desc())
    newest = work.session.scalars(query.limit(1)).one_or_none()
    if newest is None:
        return _("Partner details are not given yet.")
    on = day_words(newest.at.astimezone(seat.clock.zone).date())
    if newest.outcome == GIVEN:
        words = ngettext(
            "Passed to the safety team, {count} person, {date}",
            "Passed to the safety team, {count} people, {date}",
            newest.people,
        )
        return words.format(count=newest.people, date=on)
    if newest.outcome == REFUSED:
        return _("He refused to give partner details, {date}").format(date=on)
    return _("No details to give, for a lawful reason, {date}").format(date=on)
