"""Lists what only named officers open: the others see a number, the case and whom to ask, and nothing else (SEC-12)."""

from collections.abc import Collection, Mapping

from app.core.shapes import CaseId, PartnerId, Row
from app.partner.restricted import named_for
from app.partner.seat import PartnerSeat
from app.store.work import Work


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


def closed_lines(
    named: Mapping[str, tuple[str, ...]],
    mine: Collection[str],
    numbers: Mapping[str, str],
    cases: Mapping[str, list[CaseId]],
    wanted: str,
) -> list[PartnerLine]:
    """The restricted records that this officer does not open; a search finds them by number alone."""
    return [
        PartnerLine(
            partner=PartnerId(one), number=numbers[one], name="", state="restricted", worker="",
            cases=tuple(sorted(cases[one])), kept_for=users, is_closed_to_me=True,
        )
        for one, users in named.items()
        if one not in mine and one in numbers and wanted in numbers[one].casefold()
    ]  # fmt: skip


def who_to_ask(work: Work, seat: PartnerSeat) -> dict[str, tuple[str, ...]]:
    """The names of those who open each restricted record (SEC-12)."""
    names = {one.user: one.label for one in seat.read_roster().people if one.active}
    return {
        partner: tuple(sorted(names[user] for user in users if user in names))
        for partner, users in named_for(work).items()
    }


def reference_of(number: int) -> str:
    """The readable number, `S-0001`."""
    return f"S-{number:04d}"
