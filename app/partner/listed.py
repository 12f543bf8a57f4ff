"""Says what does not open: of a record for named officers whom to ask (SEC-12); whose plan is in doubt (A7)."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime

from app.core.language import _
from app.core.shapes import CaseId, PartnerId, Row
from app.partner.restricted import named_for
from app.partner.seat import PartnerSeat
from app.store.work import MappedClass, Work

_NUMBER, _DAY = re.compile(r"\+?\d[\d ()/-]{4,}\d"), re.compile(r"\d{4}-\d{2}-\d{2}")


class PartnerLine(Row):
    """One line of a list: number and name, never her way of being reached.

    A restricted record names in `kept_for` whom to ask; who is none of them sees that, its number and the case alone.
    """

    partner: PartnerId
    number: str
    name: str
    state: str
    worker: str
    cases: tuple[CaseId, ...]
    kept_for: tuple[str, ...] = ()
    is_closed_to_me: bool = False


def unread_lines(
    every: Collection[str],
    named: Mapping[str, tuple[str, ...]],
    mine: Collection[str],
    numbers: Mapping[str, str],
    cases: Mapping[str, list[CaseId]],
    wanted: str,
) -> list[PartnerLine]:
    """The records that do not open here: kept for named officers, which a search finds by number alone, or damaged."""
    return [
        PartnerLine(
            partner=PartnerId(one), number=numbers.get(one, ""), name="",
            state="restricted" if one in named else "damaged", worker="", cases=tuple(sorted(cases.get(one, ()))),
            kept_for=named.get(one, ()), is_closed_to_me=one in named,
        )
        for one in every
        if one not in mine and (one not in named or wanted in numbers.get(one, "").casefold())
    ]  # fmt: skip


def who_to_ask(work: Work, seat: PartnerSeat) -> dict[str, tuple[str, ...]]:
    """The names of those who open each restricted record (SEC-12)."""
    names = {one.user: one.label for one in seat.read_roster().people if one.active}
    return {
        partner: tuple(sorted(names[user] for user in users if user in names))
        for partner, users in named_for(work).items()
    }


def in_doubt(
    work: Work, seat: PartnerSeat, table: MappedClass, newest: Mapping[str, tuple[str, datetime]]
) -> frozenset[str]:
    """Whose newest row, given with its moment, may be one that does not open: all but who wrote one after it.

    One that is gone, and of which nobody can tell whose it was, may have been anybody's. Where an entry of the log does
    not hold, a row may have stood in it: only one that was written after it is believed.
    """
    hurt, name = seat.vault.hurt_in(table), table.__tablename__
    at = seat.ledger.written_at(work, name, hurt)
    late = seat.ledger.since_torn(work, name, [id for id, _at in newest.values()])
    older = {partner for partner, (id, _at) in newest.items() if id not in late}
    hers = ((id, one) for id, partner in hurt.items() for one in ([partner] if partner else newest))
    return frozenset(older).union(
        one for id, one in hers if id not in at or one not in newest or newest[one][1] <= at[id]
    )  # fmt: skip


def reference_of(number: int) -> str:
    """The readable number, `S-0001`."""
    return f"S-{number:04d}"


def with_numbers_masked(text: str) -> str:
    """A text as a page may show it before her rules were read: its numbers masked, days left alone (UX-4)."""
    return _NUMBER.sub(lambda hit: hit[0] if _DAY.fullmatch(hit[0]) else masked(hit[0]), text)


def masked(phone: str | None) -> str:
    """First two and last two digits, for recognising a number without telling it."""
    digits = "".join(sign for sign in phone or "" if sign.isdigit())
    if len(digits) < 6:  # noqa: PLR2004  shorter ones would be told almost whole
        return _("No number")
    return f"{digits[:2]}••• ••• •{digits[-2:]}"
