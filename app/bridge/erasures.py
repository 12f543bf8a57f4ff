"""Erases her record for good: two of the team, a reason, a signed line that keeps it so; a hold stops it (RET-2)."""

from collections.abc import Callable
from datetime import date

from app.bridge.erased import bury, counted, erase_rows, hers_alone
from app.bridge.release_records import releases
from app.core.errors import NotAllowed
from app.core.language import _
from app.core.shapes import Draft, Line, PartnerId, Row
from app.desk.act import Kind, act
from app.desk.retention import complete_on
from app.ops.sightings import was_seen_a_day_ago
from app.partner.entries import entries, keep_entry
from app.partner.partners import PartnerRecord, links_that_open, shown_name
from app.partner.rights import Right
from app.partner.rules.keeping import Hold, hold_of
from app.partner.seat import PartnerNoun
from app.store.work import Work
from models.partner.partner import Link, Partner

STANDING = frozenset({"approved", "sent"})


class OfErasure(Draft):
    """Whose record."""

    partner: PartnerId


class ErasureAsked(Draft):
    """Whose record, why, and who of the team agrees; the reason stands sealed in the log alone."""

    partner: PartnerId
    reason: Line
    second: str


class HoldSet(Draft):
    """Why nothing of her record may be deleted."""

    partner: PartnerId
    reason: Line


class HoldEnded(Draft):
    """Why it may be deleted again, and who of the team agrees."""

    partner: PartnerId
    reason: Line
    second: str


class ErasurePage(Row):
    """What would go, what stands in the way, and from when on no backup would hold it any more."""

    partner: PartnerId
    number: str
    name: str
    records: int
    held_since: date | None
    held_because: str
    reasons: tuple[str, ...]
    complete_on: date


class Erased(Row):
    """How many records went, and from when on no backup holds them any more."""

    records: int
    erased_on: date
    complete_on: date


class Erasures(PartnerNoun):
    """What two of the team do with a record that must go, and what keeps it."""

    @act("erasure.show", Right.READ_PARTNER, kind=Kind.OPEN, about="partner")
    def show(self, work: Work, draft: OfErasure) -> ErasurePage:
        """Show what an erasure would take away, what stands in its way, and when it would be complete."""
        self.seat.vault.hers(work, draft.partner)
        return self._page(work, draft.partner)

    @act("partner.erase", Right.WRITE_PARTNER, about="partner")
    def erase(self, work: Work, draft: ErasureAsked) -> Erased:
        """Erase her record, her key and all that hangs on it, with a second person; no restore brings it back."""
        self.seat.vault.hers(work, draft.partner)
        if reasons := self._reasons(work, draft.partner):
            raise NotAllowed(*reasons)
        other = self.seat.second(draft.second, Right.APPROVE)
        gone = erase_rows(work, self.seat.vault, draft.partner)
        bury(work, self.seat, draft.partner)
        work.note = f"{draft.reason} / {other.label}"
        work.after.append(self.seat.storage.clean)
        work.changed("partner", draft.partner)
        today = self.seat.clock.today()
        return Erased(records=gone, erased_on=today, complete_on=complete_on(today))

    @act("legal_hold.set", Right.WRITE_PARTNER, about="partner")
    def hold(self, work: Work, draft: HoldSet) -> ErasurePage:
        """Keep her record from being erased, at once and with a reason (RET-2)."""
        if hold_of(entries(work, self.seat, draft.partner)) is not None:
            raise NotAllowed(_("This record is held already."))
        hold = Hold(on=self.seat.clock.today(), reason=draft.reason)
        keep_entry(work, self.seat, draft.partner, hold=hold)
        return self._page(work, draft.partner)

    @act("legal_hold.end", Right.WRITE_PARTNER, about="partner")
    def end_hold(self, work: Work, draft: HoldEnded) -> ErasurePage:
        """End the hold, with a reason and a second person (RET-2)."""
        if hold_of(entries(work, self.seat, draft.partner)) is None:
            raise NotAllowed(_("This record is not held."))
        other = self.seat.second(draft.second, Right.APPROVE)
        ended = Hold(on=self.seat.clock.today(), reason=draft.reason, ends=True, second=other.label)
        keep_entry(work, self.seat, draft.partner, hold=ended)
        return self._page(work, draft.partner)

    def _page(self, work: Work, partner: PartnerId) -> ErasurePage:
        row = work.session.get_one(Partner, partner)
        record = self.seat.vault.read(work, row, PartnerRecord)
        hold = hold_of(entries(work, self.seat, partner))
        return ErasurePage(
            partner=partner, number=record.reference, name=shown_name(record),
            records=counted(work, self.seat.vault, partner), held_since=hold.on if hold else None,
            held_because=hold.reason if hold else "", reasons=self._reasons(work, partner),
            complete_on=complete_on(self.seat.clock.today()),
        )  # fmt: skip

    def _reasons(self, work: Work, partner: PartnerId) -> tuple[str, ...]:
        """What stands in the way of an erasure."""
        hold = hold_of(entries(work, self.seat, partner))
        held = (_("This record is held. End the hold first."),) if hold is not None else ()
        return (*held, *self.kept_because(work)(partner), *self.clock_reasons())

    def kept_because(self, work: Work) -> Callable[[str], tuple[str, ...]]:
        """By record what must be settled first: a release from it that still stands. Both lists are opened once."""
        linked, hurt = links_that_open(work, self.seat), self.seat.vault.hurt_in(Link)
        standing = {one.case for _row, one in releases(work, self.seat) if one.state in STANDING}

        def reasons(partner: str) -> tuple[str, ...]:
            if hurt:
                return (_("A link to a case is damaged: what hangs on this record is not known."),)
            stands = not standing.isdisjoint(hers_alone(linked, partner)) if standing else False
            return (_("A release from this record still stands. Withdraw it first."),) if stands else ()

        return reasons

    def clock_reasons(self) -> tuple[str, ...]:
        """Nothing goes for good while this computer's clock is in doubt (T18)."""
        seat = self.seat
        if was_seen_a_day_ago(seat.store, seat.ledger, seat.clock.now()):
            return ()
        return (_("This computer's clock is far from the log. Look at it, sign in, and try again after a day."),)
