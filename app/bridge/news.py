"""Brings what he did to her worker the same day: a clock on every piece, silence to the lead, what she was told."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated

from app.bridge.inbox import NEWS, box_items, case_numbers, item_words, taken_items
from app.bridge.runs import deadlines
from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import CaseId, Draft, ItemId, LongText, Meta, Nothing, PartnerId, Row, ShortText, replaced
from app.crypto.dropbox import DropboxItem
from app.desk.act import Kind, act
from app.partner.dangers import marac_year
from app.partner.entries import SafetyRecord, all_entries, entries, keep_entry, told_of, wants_of
from app.partner.partners import LinkRecord, OfPartner, PartnerRecord, links_that_open, records, shown_name
from app.partner.rights import Right
from app.partner.rules.safe_contact import WayKind
from app.partner.rules.telling import (
    NEEDS_WORDS,
    Told,
    ToldOutcome,
    Wants,
    WantsChange,
    goes_to_lead,
    is_wanted,
    settled,
)
from app.partner.seat import PartnerNoun
from app.store.work import Work
from models.partner.safety import SafetyEntry
from models.partner.team import Taken

RED = "red_event"
Entries = tuple[tuple[str, SafetyRecord], ...]


class UpdateTold(Draft):
    """What she was told: which pieces of news, when, by which way, and how it ended."""

    partner: PartnerId
    items: Annotated[tuple[ItemId, ...], Meta(min_length=1)]
    at: datetime
    way: WayKind
    outcome: ToldOutcome
    words: LongText = ""


class UpdatesWanted(Draft):
    """What she wants to hear of him, and by which way, as she said it."""

    partner: PartnerId
    wants: Wants
    way: ShortText = ""


class NewsLate(Row):
    """A piece of news that nobody took in in time: what the safety lead sees."""

    item: ItemId
    case: CaseId
    reference: str
    words: str
    came_at: datetime
    due_at: datetime
    urgent: bool


class UpdateLine(Row):
    """Something she is still to be told, or that asks for a Marac decision first (PRT-7, RSK-10)."""

    partner: PartnerId
    number: str
    name: str
    item: ItemId
    reference: str
    kind: str
    words: str
    came_at: datetime
    tell_by: date
    is_late: bool
    is_to_tell: bool
    asks_marac: bool
    is_in_doubt: bool = False


class ToldRow(Row):
    """What she was told once, and by whom."""

    told: Told
    by: str


class UpdatesPage(Row):
    """Of one record: what she wants, what is still to be told, what she was told."""

    partner: PartnerId
    number: str
    name: str
    wants: Wants
    wants_way: str
    due: tuple[UpdateLine, ...]
    told: tuple[ToldRow, ...]
    marac_until: date | None


class UpdateKept(Row):
    """The entry that was written."""

    entry: str


class News(PartnerNoun):
    """What a safety officer does with what he did."""

    @act("news.late", Right.TEAM, kind=Kind.LIST)
    def late(self, work: Work, _draft: Nothing) -> tuple[NewsLate, ...]:
        """List what nobody took in in time, the oldest first: this is how silence reaches the lead (RED-2)."""
        taken, now = {*taken_items(work, self.seat), *self.seat.vault.hurt_in(Taken)}, self.seat.clock.now()
        with self.seat.look_at_his() as his:
            numbers, due_of = case_numbers(his), deadlines(his, self.seat)
            waiting = [one for one in box_items(his, self.seat) if one.kind in NEWS and one.id not in taken]
        found = []
        for item in waiting:
            due = due_of(item)
            if goes_to_lead(item.ts, due, is_urgent=item.urgent) <= now:
                found.append(
                    NewsLate(
                        item=ItemId(item.id), case=CaseId(item.case), reference=numbers.get(item.case, ""),
                        words=item_words(item), came_at=item.ts, due_at=due, urgent=item.urgent,
                    )
                )  # fmt: skip
        return tuple(sorted(found, key=lambda one: one.came_at))

    @act("update.due", Right.READ_PARTNER, kind=Kind.LIST)
    def due(self, work: Work, _draft: Nothing) -> tuple[UpdateLine, ...]:
        """List what somebody is still to be told, what is due first on top; who wants nothing is not in it (PRT-7).

        Where an entry of hers is damaged, what she wants and was told is in doubt, and the line says so.
        """
        found: list[UpdateLine] = []
        told = self._of_cases(work)
        kept = all_entries(work, self.seat)
        hurt, is_torn = set(self.seat.vault.hurt_in(SafetyEntry).values()), self.seat.ledger.torn(work) > 0
        for partner, record in records(work, self.seat):
            lines = told(partner, record, kept.get(partner, ()))
            found += (replaced(one, is_in_doubt=True) for one in lines) if is_torn or partner in hurt else lines
        return tuple(sorted(found, key=lambda one: (not one.asks_marac, one.tell_by, one.came_at)))

    @act("update.show", Right.READ_PARTNER, kind=Kind.OPEN)
    def show(self, work: Work, draft: OfPartner) -> UpdatesPage:
        """Show what she wants to hear, what is still to be told, and what she was told."""
        record = self.seat.vault.read(work, self.seat.vault.hers(work, draft.partner), PartnerRecord)
        found = entries(work, self.seat, draft.partner)
        said = max((one for _id, one in found if one.wants), key=lambda one: (one.at, one.turn), default=None)
        return UpdatesPage(
            partner=draft.partner, number=record.reference, name=shown_name(record), wants=wants_of(found),
            wants_way=said.wants.way if said is not None and said.wants is not None else "",
            due=tuple(self._of_cases(work)(draft.partner, record, found)),
            told=tuple(ToldRow(told=one.told, by=one.by_label) for _id, one in found if one.told is not None),
            marac_until=marac_year(found, self.seat),
        )  # fmt: skip

    @act("partner.update_told", Right.WRITE_PARTNER)
    def told(self, work: Work, draft: UpdateTold) -> UpdateKept:
        """Record what she was told of him, how and when; not telling needs a reason (PRT-7)."""
        record = self.seat.vault.read(work, self.seat.vault.hers(work, draft.partner), PartnerRecord)
        at = draft.at if draft.at.tzinfo else self.seat.clock.at(draft.at)
        known = {one.item: one.words for one in self._of_cases(work)(
            draft.partner, record, entries(work, self.seat, draft.partner))}  # fmt: skip
        problems = {
            "at": _("This lies in the future.") if at > self.seat.clock.now() else "",
            "items": "" if set(draft.items) <= set(known) else _("Choose from what is still to be told."),
            "words": _("Say why.") if draft.outcome in NEEDS_WORDS and not draft.words.strip() else "",
        }
        if found := {name: said for name, said in problems.items() if said}:
            raise InvalidInput(found)
        body = Told(
            on=at.astimezone(self.seat.clock.zone).date(), at=at.isoformat(), way=draft.way.value,
            outcome=draft.outcome, items=tuple(draft.items), news=tuple(known[one] for one in draft.items),
            words=draft.words,
        )  # fmt: skip
        return UpdateKept(entry=keep_entry(work, self.seat, draft.partner, told=body))

    @act("partner.set_updates", Right.WRITE_PARTNER)
    def set_updates(self, work: Work, draft: UpdatesWanted) -> UpdateKept:
        """Keep what she wants to hear of him: nothing, what touches her safety, or everything (PRT-7)."""
        if draft.wants is Wants.NOT_ASKED:
            raise InvalidInput({"wants": _("Ask her first.")})
        change = WantsChange(on=self.seat.clock.today(), wants=draft.wants, way=draft.way)
        return UpdateKept(entry=keep_entry(work, self.seat, draft.partner, wants=change))

    def _of_cases(self, work: Work) -> Callable[[str, PartnerRecord, Entries], list[UpdateLine]]:
        """How the news of all cases is read for one record: his side is looked at once, and as a whole (T5)."""
        with self.seat.look_at_his() as his:
            numbers, due_of = case_numbers(his), deadlines(his, self.seat)
            items = [one for one in box_items(his, self.seat) if one.kind in NEWS]
        linked = links_that_open(work, self.seat)

        def lines(partner: str, record: PartnerRecord, found: Entries) -> list[UpdateLine]:
            mine = [one for one in linked if one.partner == partner]
            return [
                line
                for item in items
                if self._is_about(item, mine, record)
                and (line := self._line(partner, record, found, item, numbers.get(item.case, ""), due_of(item)))
            ]

        return lines

    def _is_about(self, item: DropboxItem, mine: list[LinkRecord], record: PartnerRecord) -> bool:
        """News of a man she is linked to, since her record was opened and while the link holds."""
        on = item.ts.astimezone(self.seat.clock.zone).date().isoformat()
        return on >= record.opened_on and any(one.case == item.case and on <= (one.until or on) for one in mine)

    def _line(
        self, partner: str, record: PartnerRecord, found: Entries, item: DropboxItem, reference: str, due: datetime
    ) -> UpdateLine | None:
        """The line of one piece of news; None once nothing is left to do with it."""
        is_to_tell = is_wanted(item.kind, wants_of(found), record.state) and item.id not in settled(told_of(found))
        decided = any(one.marac is not None and datetime.fromisoformat(one.at) >= item.ts for _id, one in found)
        asks = item.kind == RED and marac_year(found, self.seat) is not None and not decided
        if record.state == "closed" or not (is_to_tell or asks):
            return None
        tell_by = due.astimezone(self.seat.clock.zone).date()
        return UpdateLine(
            partner=PartnerId(partner), number=record.reference, name=shown_name(record), item=ItemId(item.id),
            reference=reference, kind=item.kind, words=item_words(item), came_at=item.ts, tell_by=tell_by,
            is_late=tell_by < self.seat.clock.today(), is_to_tell=is_to_tell, asks_marac=asks,
        )  # fmt: skip
