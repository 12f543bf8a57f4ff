"""Offers several men their earliest places in one go; each gets an answer of his own."""

from collections.abc import Sequence

from app.core.errors import AppError
from app.core.language import _
from app.core.shapes import CaseId
from app.programme.desk import ProgrammeDesk
from app.programme.waiting.lists import OfferRow, OffersShown, OffersWanted
from app.programme.waiting.rows import WaitingLine
from app.programme.waiting.seats import SeatDraft
from app.programme.waiting.transfers import CaseTransferred
from ui.kit.dates import short_day
from ui.kit.dialogs import Change


def foreseen(lines: Sequence[WaitingLine]) -> list[Change]:
    """Where each would go as the list stands now."""
    return [
        Change(
            line.case,
            f"{line.reference} {line.short_name}",
            line.state_words,
            line.place_code or _("No place that fits"),
            short_day(line.place_begins) if line.place_begins else "",
        )
        for line in lines
    ]


def give_each(desk: ProgrammeDesk, lines: Sequence[WaitingLine]) -> list[Change]:
    """Give each his earliest place, one after the other; a refusal of one stops nobody else."""
    return [_give(desk, line) for line in lines]


def _give(desk: ProgrammeDesk, line: WaitingLine) -> Change:
    who = f"{line.reference} {line.short_name}"
    try:
        shown = desk.waitings.offers(OffersWanted(case=CaseId(line.case)))
        offer = next((one for one in shown.offers if one.is_open), None)
        if offer is None:
            return Change(line.case, who, line.state_words, _("No place that fits"), _reasons(shown))
        placed = _placed(desk, shown, offer)
    except AppError as refused:
        return Change(line.case, who, line.state_words, _("Not placed"), str(refused))
    return Change(line.case, who, line.state_words, offer.code, placed)


def _placed(desk: ProgrammeDesk, shown: OffersShown, offer: OfferRow) -> str:
    if shown.moves_from:
        return desk.transfers.transfer(CaseTransferred(group=offer.group, case=shown.case, seen=shown.seen)).clearance
    return desk.placings.allocate(SeatDraft(group=offer.group, case=shown.case, seen=shown.seen)).clearance


def _reasons(shown: OffersShown) -> str:
    return " ".join(dict.fromkeys(text for one in shown.offers for text in one.against)) or shown.none_words
