"""Fills her database with invented records and their links, for measuring alone."""

from sqlalchemy import select

from app.core.shapes import new_id
from app.crypto.envelope import Key, Place
from app.partner.partners import LinkRecord, PartnerRecord
from app.partner.seat import PartnerSeat
from models.partner.partner import Link, Partner, PartnerKey

AT_ONCE = 100


def record_ids(seat: PartnerSeat) -> list[str]:
    """Every record there is."""
    with seat.store.work(reading=True) as work:
        return list(work.session.scalars(select(Partner.id)))


def envelopes(seat: PartnerSeat) -> list[tuple[Key, Place, bytes]]:
    """Everything that a search through all records opens, with what opens it: her keys, her records, her links."""
    vault = seat.vault
    with seat.open_work() as work:
        hers = list(work.session.scalars(select(Partner)))
        teams = [*work.session.scalars(select(PartnerKey)), *work.session.scalars(select(Link))]
        found = [(vault.partner_key(work, row.id), vault.place(row), bytes(row.doc)) for row in hers]
    return found + [(vault.team, vault.place(row), bytes(row.doc)) for row in teams]


def fill(seat: PartnerSeat, count: int) -> None:
    """So many invented records, each under a key of its own and linked to a case, as her records are."""
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
                link = LinkRecord(partner=partner, case=new_id(), relation="partner", since=body.opened_on, until=None)
                seat.vault.keep_for_team(work, Link(id=new_id()), link)
            seat.ledger.append(work, "partner.open", seat.clock.now())
