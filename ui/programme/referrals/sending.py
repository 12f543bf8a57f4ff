"""Sends a whole intake, one act after the other, and says how far it came."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from app.core.errors import AppError
from app.core.shapes import CaseId, replaced
from app.programme.consents import ConsentGiven
from app.programme.desk import ProgrammeDesk
from app.programme.details import DetailsGiven, DetailsTaken
from app.programme.referral_form import ReferralReceived


@dataclass(frozen=True)
class Intake:
    """Everything that one press sends: a new referral or a case that is here, and what goes with it."""

    case: CaseId
    referral: ReferralReceived | None
    details: DetailsGiven | None
    consent: ConsentGiven | None


@dataclass(frozen=True)
class Sent:
    """How far it came: the case, and the part that was refused with its reason."""

    case: CaseId
    refused: str = ""
    error: AppError | None = None


def send(desk: ProgrammeDesk, intake: Intake) -> Sent:
    """One act after the other; what is saved stays saved when a later one is refused."""
    case = intake.case
    if intake.referral is not None:
        case = desk.referrals.receive(intake.referral).case
    if intake.details is not None and intake.details.lawful_reason is None:
        details = replaced(intake.details, case=case)
        if error := _try(partial(desk.referrals.pass_partner_details, details)):
            return Sent(case, "details", error)
    if intake.consent is not None and (
        error := _try(partial(desk.consents.record, replaced(intake.consent, case=case)))
    ):
        return Sent(case, "consent", error)
    return Sent(case)


def _try(work: Callable[[], object]) -> AppError | None:
    try:
        work()
    except AppError as error:
        return error
    return None


def pass_lawful(desk: ProgrammeDesk, details: DetailsGiven, second: str) -> DetailsTaken:
    """A lawful reason with the name of whoever confirmed it (GATE-2)."""
    return desk.referrals.pass_partner_details(replaced(details, second=second))
