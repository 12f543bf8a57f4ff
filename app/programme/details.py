"""Passes on what he says about the people at risk from him; nothing of it stays at this desk (GATE-2, NEV-7)."""

from typing import Literal

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import CaseId, Draft, Line, LongText, Row, ShortText, to_builtins
from app.desk.seat import Person, Seat
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
