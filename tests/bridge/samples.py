"""Shared beginnings for tests of what crosses: a case whose details were passed, a clearance that was asked."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from app.core.shapes import CaseId, PartnerId, new_id
from app.domain.answers import Answer
from app.domain.codes import ReferralSource
from app.partner.partners import CaseLink, PartnerOpened
from app.partner.rules.safe_contact import WayKind
from app.partner.safe_plans import HoursGiven, PlanSet, WayGiven
from app.programme.details import DetailsGiven, PersonNamed
from app.programme.notices import Notice, NoticeKind, seal, seal_all
from app.programme.referral_form import ReferralReceived
from tests.made_before import made_before
from tests.offices import Office

if TYPE_CHECKING:
    from app.desk.seat import Seat

HER_NUMBER = "07700 900501"
HER_NAME = "Zuleika"


@made_before
def a_case(office: Office, given_name: str = "Daniel") -> CaseId:
    """A referral received by priya."""
    draft = ReferralReceived(
        given_name=given_name, family_name="Okoro", date_of_birth="1988-04-12", source=ReferralSource.PROBATION,
        received_on=date(2026, 10, 30), programme="bbr",
    )  # fmt: skip
    return office.desk("priya").referrals.receive(draft).case


def details_passed(office: Office, case: CaseId) -> None:
    """He named her, and it went through the one-way box."""
    her = PersonNamed(relation="partner", given_name=HER_NAME, family_name="Voss", phone=HER_NUMBER)
    office.desk("priya").referrals.pass_partner_details(DetailsGiven(case=case, people=(her,)))


def clearance_asked(office: Office, case: CaseId, group: str) -> None:
    """A case asks for clearance in a group, as every case does."""
    seat: Seat = office.desk("priya").seat
    with seat.open_work() as work:
        seal(work, seat, NoticeKind.CLEARANCE_ASKED, case, {"group": group})
        seat.ledger.append(work, "test.ask", seat.clock.now())


def report_asked(office: Office, case: CaseId, text: str, sha256: str = "ab" * 32) -> str:
    """A report asks for its check."""
    seat: Seat = office.desk("priya").seat
    report = new_id()
    with seat.open_work() as work:
        body = {"report": report, "text": text, "sha256": sha256, "author": seat.person.id}
        seal(work, seat, NoticeKind.REPORT, case, body)
        seat.ledger.append(work, "test.ask", seat.clock.now())
    return report


def asked_in_part(office: Office, case: CaseId) -> str:
    """A long report asks for its check, and the second of its three parts never comes."""
    seat: Seat = office.desk("priya").seat
    report = new_id()
    said = {"report": report, "sha256": "ab" * 32, "author": seat.person.id, "parts": 3}
    with seat.open_work() as work:
        parts = [Notice(NoticeKind.REPORT, case, said | {"text": f"Piece {at}.", "part": at}) for at in (1, 3)]
        seal_all(work, seat, parts)
        seat.ledger.append(work, "test.ask", seat.clock.now())
    return report


@made_before
def her_record(office: Office, case: CaseId, login: str = "maya", given_name: str = HER_NAME) -> PartnerId:
    """Her record, linked to the case."""
    draft = PartnerOpened(
        given_name=given_name, family_name="Voss", phone=HER_NUMBER, address="3 Quince Row",
        link=CaseLink(case=case, relation="partner"),
    )  # fmt: skip
    return office.partner_desk(login).partners.open(draft).partner


def a_plan(partner: PartnerId, checked_on: date, **changed: object) -> PlanSet:
    """Weekdays nine to twelve by telephone, nothing else."""
    fields: dict[str, object] = {
        "partner": partner,
        "ways": (WayGiven(kind=WayKind.CALL, to=HER_NUMBER, may_leave_message=Answer.NO),),
        "times": (HoursGiven(days=("mon", "tue", "wed", "thu", "fri"), start="09:00", end="12:00"),),
        "if_someone_else_answers": "Say wrong number and end the call",
        "dropped_call": "Do not ring back",
        "checked_on": checked_on,
        "said_by_her": True,
    }
    return PlanSet(**(fields | changed))


def later(office: Office, day: int, hour: int, minute: int = 0, month: int = 11) -> None:
    """Move the office's clock to a day of November 2026."""
    office.clock.move_to(datetime(2026, month, day, hour, minute))  # noqa: DTZ001  the office's wall time
