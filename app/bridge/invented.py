"""Fills her database with invented records, for measuring alone."""

from sqlalchemy import select

from app.core.shapes import new_id
from app.partner.partners import PartnerRecord
from app.partner.seat import PartnerSeat
from models.partner.partner import Partner

AT_ONCE = 100


def record_ids(seat: PartnerSeat) -> list[str]:
    """Every record there is."""
    with seat.store.work(reading=True) as work:
        return list(work.session.scalars(select(Partner.id)))


def fill(seat: PartnerSeat, count: int) -> None:
    """So many invented records, each under a key of its own."""
    for first in range(0, count, AT_ONCE):
        with seat.open_work() as work:
            for number in range(first, min(count, first + AT_ONCE)):
                partner = new_id()
                seat.vault.new_partner_key(work, partner)
                body = PartnerRecord(
                    number=number + 1, given_name=f"Invented {number}", family_name="Person", state="new",
                    opened_on=seat.clock.today().isoformat(), worker=seat.person.id, worker_label=seat.person.label,
                    phone="07700 900123", note="An invented note of some length, as a busy officer writes it.",
                )  # fmt: skip
                seat.vault.keep(work, Partner(id=partner, partner_id=partner), body)
            seat.ledger.append(work, "partner.open", seat.clock.now())
