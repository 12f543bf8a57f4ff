"""Looks for the same person among the office's earlier referrals, and never anywhere else (REF-1 to REF-4)."""

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import Row as Fetched
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.core.shapes import CaseId, Row
from app.domain.answers import Answer, PartialDate
from app.domain.moves import OPEN, CaseState, state_words
from app.programme.rules.doubles import Earlier, Likeness, are_near, folded_name, likeness
from app.programme.rules.incoming import Known, ReferralRead
from models.programme.case import Case, reference_of
from models.programme.client import Client

AT_ONCE = 500
NOT_A_DATE = (Answer.UNKNOWN.value, Answer.NOT_ASKED.value, "")
_EARLIER = cast(
    "Select[Any]",
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
    .order_by(Case.number),
)


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
    return tuple(_as_earlier(row) for row in session.execute(_EARLIER))


def earlier_like(session: Session, new: ReferralRead) -> tuple[Earlier, ...]:
    """Those of them that the rules may find alike: by reference, telephone, or name with a birth date that could match.

    Nobody else is read whole, so that one new man among 100,000 costs no second of waiting; `alike` judges these.
    """
    ids = {*_of_same_reference(session, new), *_of_same_phone(session, new), *_of_near_name(session, new)}
    chosen = sorted(ids)
    found: list[Fetched[Any]] = []
    for at in range(0, len(chosen), AT_ONCE):
        found.extend(session.execute(_EARLIER.where(Case.id.in_(chosen[at : at + AT_ONCE]))))
    return tuple(_as_earlier(row) for row in sorted(found, key=lambda row: row.number))


def _of_same_reference(session: Session, new: ReferralRead) -> Iterable[str]:
    if not new.external_reference:
        return ()
    return session.scalars(select(Case.id).where(Case.external_reference == new.external_reference))


def _of_same_phone(session: Session, new: ReferralRead) -> Iterable[str]:
    if not new.phone:
        return ()
    return session.scalars(select(Case.id).join(Client, Client.id == Case.client_id).where(Client.phone == new.phone))


def _of_near_name(session: Session, new: ReferralRead) -> Iterable[str]:
    """The cases of men whose name is near, born in the same year or at a time that is not known (REF-7)."""
    query = select(Client.id, Client.given_name, Client.family_name)
    if isinstance(new.date_of_birth, PartialDate):
        born = func.trim(Client.date_of_birth)
        in_year = func.substr(born, 1, 4) == f"{new.date_of_birth.year:04d}"
        query = query.where(in_year | born.in_(NOT_A_DATE))
    name = folded_name(new.given_name, new.family_name)
    rows = session.execute(query)
    men = [row.id for row in rows if are_near(name, folded_name(row.given_name, row.family_name))]
    for at in range(0, len(men), AT_ONCE):
        yield from session.scalars(select(Case.id).where(Case.client_id.in_(men[at : at + AT_ONCE])))


def _as_earlier(row: Fetched[Any]) -> Earlier:
    return Earlier(
        called=reference_of(row.number),
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
            reference=reference_of(row.number),
            state=row.state,
            state_words=state_words(CaseState(row.state)),
        )
        for row in session.execute(query)
    )
