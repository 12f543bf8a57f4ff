"""Looks for the same person among the office's earlier referrals, and never anywhere else (REF-1 to REF-4)."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.shapes import CaseId, Row
from app.domain.answers import Answer, PartialDate
from app.domain.moves import OPEN, CaseState, state_words
from app.programme.rules.doubles import Earlier, Likeness, likeness
from app.programme.rules.incoming import Known, ReferralRead
from models.programme.case import Case
from models.programme.client import Client


class PossibleDuplicate(Row):
    """An earlier case that may be the same person's: number and state, nothing else (REF-1)."""

    case: CaseId
    reference: str
    state: str
    state_words: str


def known_date(text: str) -> Known:
    """A stored partial date as the rules take it; what is not known stays not known (REF-7)."""
    if text in {Answer.UNKNOWN.value, Answer.NOT_ASKED.value, ""}:
        return Answer.NOT_ASKED if text == Answer.NOT_ASKED.value else Answer.UNKNOWN
    return PartialDate.parse(text)


def earlier_referrals(session: Session) -> tuple[Earlier, ...]:
    """Every referral of this office as the rules compare it, oldest first, named by its number."""
    query = (
        select(
            Case.number,
            Case.source,
            Case.received_on,
            Case.programme,
            Case.external_reference,
            Case.state,
            Client.given_name,
            Client.family_name,
            Client.date_of_birth,
            Client.phone,
        )
        .join(Client, Client.id == Case.client_id)
        .order_by(Case.number)
    )
    return tuple(
        Earlier(
            called=f"P-{row.number:04d}",
            given_name=row.given_name,
            family_name=row.family_name,
            date_of_birth=known_date(row.date_of_birth),
            source=row.source,
            received_on=row.received_on,
            programme=row.programme,
            external_reference=row.external_reference or "",
            phone=row.phone or "",
            is_open=CaseState(row.state) in OPEN,
        )
        for row in session.execute(query)
    )


def alike(new: ReferralRead, earlier: Iterable[Earlier]) -> dict[Likeness, tuple[str, ...]]:
    """The numbers of earlier referrals by how they resemble the new one; those unlike are left out."""
    found: dict[Likeness, tuple[str, ...]] = {}
    for one in earlier:
        if (kind := likeness(new, one)) is not Likeness.NONE:
            found[kind] = (*found.get(kind, ()), one.called)
    return found


def cases_called(session: Session, references: Iterable[str]) -> tuple[PossibleDuplicate, ...]:
    """The cases behind these numbers, with their state in words."""
    numbers = [int(reference.rpartition("-")[2]) for reference in references]
    query = select(Case.id, Case.number, Case.state).where(Case.number.in_(numbers)).order_by(Case.number)
    return tuple(
        PossibleDuplicate(
            case=CaseId(row.id),
            reference=f"P-{row.number:04d}",
            state=row.state,
            state_words=state_words(CaseState(row.state)),
        )
        for row in session.execute(query)
    )
