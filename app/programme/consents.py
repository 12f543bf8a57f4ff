"""Records that limited confidentiality was explained to him, signed and witnessed, or declined (GATE-1)."""

from datetime import date
from typing import Annotated

from sqlalchemy import select

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import CaseId, Draft, Line, Meta, Row, ShortText
from app.desk.act import act
from app.desk.seat import Noun
from app.domain.calendar import day_words
from app.programme.moments import moment_for
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case, Consent

STATEMENT = "statement_of_understanding"
KINDS = frozenset({STATEMENT, "limited_confidentiality"})


class ConsentGiven(Draft):
    """What was explained, when, and whether he signed before a witness."""

    case: CaseId
    version: Annotated[str, Meta(min_length=1, max_length=20)]
    explained_on: date
    kind: Annotated[str, Meta(pattern="^[a-z_]{2,40}$")] = STATEMENT
    signed_on: date | None = None
    witness: ShortText | None = None
    declined: Line | bool | None = None


class ConsentSaved(Row):
    """The record, and whether it opens the gate as far as signature and witness go."""

    consent: str
    is_signed: bool
    is_witnessed: bool


class Consents(Noun):
    """What is done about consent; a new signature is a new row, nothing is overwritten."""

    seat: ProgrammeSeat

    @act("consent.record", Right.WRITE_CASE, about="case")
    def record(self, work: Work, draft: ConsentGiven) -> ConsentSaved:
        """Record limited confidentiality as explained, signed and witnessed, or declined (GATE-1, PATH-3)."""
        case = work.get(Case, draft.case)
        if problems := problems_of(draft, self.seat.clock.today()):
            raise InvalidInput(problems)
        saved = work.add(
            Consent(
                case_id=case.id,
                kind=draft.kind,
                form_version=draft.version,
                explained_on=draft.explained_on,
                signed_on=draft.signed_on,
                witness=draft.witness or None,
                declined=_declined_words(draft.declined),
                at=moment_for(work, self.seat, Consent, case.id),
                by_user=self.seat.person.id,
            )
        )
        work.changed("case", case.id)
        return ConsentSaved(consent=saved.id, is_signed=saved.signed_on is not None, is_witnessed=bool(saved.witness))


def problems_of(draft: ConsentGiven, today: date) -> dict[str, str]:
    """Explained first, then signed; nothing lies ahead; signed and declined exclude each other."""
    problems: dict[str, str] = {}
    if draft.explained_on > today:
        problems["explained_on"] = _("This date lies after today.")
    if draft.signed_on is not None and draft.signed_on < draft.explained_on:
        problems["signed_on"] = _("It is explained before it is signed.")
    elif draft.signed_on is not None and draft.signed_on > today:
        problems["signed_on"] = _("This date lies after today.")
    if draft.declined and draft.signed_on is not None:
        problems["declined"] = _("He cannot have signed and declined at once.")
    return problems


def newest_consent(work: Work, case_id: str) -> Consent | None:
    """The statement as it stands: the last one recorded counts."""
    query = select(Consent).where(Consent.case_id == case_id, Consent.kind.in_(KINDS))
    return work.session.scalars(query.order_by(Consent.at.desc()).limit(1)).one_or_none()


def _declined_words(declined: str | bool | None) -> str | None:
    if isinstance(declined, str):
        return declined or None
    return _("Declined.") if declined else None


def consent_line(work: Work, case_id: str) -> str:
    """How consent stands, in one sentence."""
    consent = newest_consent(work, case_id)
    if consent is None:
        return _("Limited confidentiality has not been explained yet.")
    if consent.signed_on is None:
        return _("Explained on {date}, not signed.").format(date=day_words(consent.explained_on))
    return _("Signed on {date}.").format(date=day_words(consent.signed_on))
