"""Opens, shows, finds and links her record; what is known of her stands in envelopes only her workers open."""

from typing import Annotated

from sqlalchemy import select

from app.core.errors import Damaged, InvalidInput, Missing, NotAllowed
from app.core.language import _
from app.core.shapes import CaseId, Draft, Line, LongText, Meta, Nothing, PartnerId, Row, ShortText, new_id, replaced
from app.desk.act import Kind, act
from app.partner.listed import PartnerLine, masked, reference_of, unread_lines, who_to_ask
from app.partner.restricted import named_for
from app.partner.rights import Right
from app.partner.seat import PartnerNoun, PartnerSeat
from app.store.work import Work
from models.partner.partner import Link, Partner

RELATIONS = ("partner", "ex_partner", "new_partner", "co_parent", "family", "other")
SERVICE_STATES = ("new", "trying", "in_service", "declined", "not_safe_to_contact", "not_reached", "closed")
SEARCH_CAP = 20_000
Relation = Annotated[str, Meta(pattern="^(partner|ex_partner|new_partner|co_parent|family|other)$")]
Day = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class CaseLink(Draft):
    """Which case she belongs to and how (PRT-1)."""

    case: CaseId
    relation: Relation
    since: Day | None = None
    until: Day | None = None


class PartnerOpened(Draft):
    """A new record: what is known of her so far."""

    given_name: ShortText
    link: CaseLink
    family_name: ShortText = ""
    chosen_name: ShortText | None = None
    phone: ShortText | None = None
    email: ShortText | None = None
    address: Line | None = None
    nicknames: Line | None = None
    workplace: Line | None = None
    language: ShortText | None = None
    note: LongText | None = None
    item: str | None = None


class OfPartner(Draft):
    """Which record."""

    partner: PartnerId


class PartnerLinked(Draft):
    """One more case she belongs to."""

    partner: PartnerId
    link: CaseLink


class PartnerUnlinked(Draft):
    """One link that holds no more, and why; it is kept with its end, never deleted."""

    partner: PartnerId
    link: str
    reason: Annotated[str, Meta(min_length=3, max_length=500)]
    until: Day | None = None


class PartnerSought(Draft):
    """Words to look for in her records."""

    words: Annotated[str, Meta(min_length=2, max_length=100)]


class PartnerRecord(Row):
    """What the envelope of a record holds."""

    number: int
    given_name: str
    family_name: str
    state: str
    opened_on: str
    worker: str
    worker_label: str
    chosen_name: str | None = None
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    language: str | None = None
    note: str | None = None
    nicknames: str | None = None
    workplace: str | None = None

    @property
    def reference(self) -> str:
        """The readable number, `S-0001`."""
        return reference_of(self.number)


class LinkRecord(Row):
    """What the envelope of a link holds; of a restricted record also its number (SEC-12)."""

    partner: str
    case: str
    relation: str
    since: str | None = None
    until: str | None = None
    reason: str = ""
    id: str = ""
    number: int = 0

    @property
    def reference(self) -> str:
        """The readable number of a restricted record, which its envelope does not give to everybody."""
        return reference_of(self.number)


class PartnerOpen(Row):
    """The new record."""

    partner: PartnerId
    number: str


class PartnerPage(Row):
    """Her record as its page shows it; numbers and addresses stay masked (UX-4)."""

    partner: PartnerId
    number: str
    name: str
    state: str
    worker: str
    opened_on: str
    language: str | None
    note: str | None
    masked_phone: str
    has_address: bool
    links: tuple[LinkRecord, ...]


class Linked(Row):
    """The link that was made."""

    link: str


class Partners(PartnerNoun):
    """What a safety officer does with her record."""

    @act("partner.open", Right.WRITE_PARTNER)
    def open(self, work: Work, draft: PartnerOpened) -> PartnerOpen:
        """Open a record for her, under a key of its own, and link it to his case."""
        partner_id = PartnerId(new_id())
        known = [record.number for _id, record in records(work, self.seat)]
        known += [one.number for one in links_that_open(work, self.seat)]
        unread = len(self.seat.vault.hurt_in(Partner))  # what does not open has a number too
        number = 1 + max(known, default=0) + unread
        self.seat.vault.new_partner_key(work, partner_id)
        body = PartnerRecord(
            number=number, given_name=draft.given_name, family_name=draft.family_name, state="new",
            opened_on=self.seat.clock.today().isoformat(), worker=self.seat.person.id,
            worker_label=self.seat.person.label, chosen_name=draft.chosen_name, phone=draft.phone, email=draft.email,
            address=draft.address, language=draft.language, note=draft.note, nicknames=draft.nicknames,
            workplace=draft.workplace,
        )  # fmt: skip
        self.seat.vault.keep(work, Partner(id=partner_id, partner_id=partner_id), body)
        add_link(work, self.seat, partner_id, draft.link)
        work.changed("partner", partner_id)
        return PartnerOpen(partner=partner_id, number=body.reference)

    @act("partner.show", Right.READ_PARTNER, kind=Kind.OPEN)
    def show(self, work: Work, draft: OfPartner) -> PartnerPage:
        """Show her record; her number and address stay masked."""
        record = self.seat.vault.read(work, self.seat.vault.hers(work, draft.partner), PartnerRecord)
        return PartnerPage(
            partner=draft.partner, number=record.reference, name=shown_name(record), state=record.state,
            worker=record.worker_label, opened_on=record.opened_on, language=record.language, note=record.note,
            masked_phone=masked(record.phone), has_address=bool(record.address),
            links=tuple(link for link in links_that_open(work, self.seat) if link.partner == draft.partner),
        )  # fmt: skip

    @act("partner.list", Right.READ_PARTNER, kind=Kind.LIST)
    def list(self, work: Work, _draft: Nothing) -> tuple[PartnerLine, ...]:
        """List the team's records by number."""
        return lines(work, self.seat, "")

    @act("partner.find", Right.READ_PARTNER, kind=Kind.LIST)
    def find(self, work: Work, draft: PartnerSought) -> tuple[PartnerLine, ...]:
        """Find records by name, number or phone, in memory only (SEC-43)."""
        return lines(work, self.seat, draft.words)

    @act("partner.link", Right.WRITE_PARTNER)
    def link(self, work: Work, draft: PartnerLinked) -> Linked:
        """Link her to one more case (PRT-1)."""
        self.seat.vault.hers(work, draft.partner)
        made = add_link(work, self.seat, draft.partner, draft.link)
        work.changed("partner", draft.partner)
        return Linked(link=made)

    @act("partner.unlink", Right.WRITE_PARTNER)
    def unlink(self, work: Work, draft: PartnerUnlinked) -> Linked:
        """End a link: from that day on his news is none of hers; what was before stays (PRT-1, ROL-2)."""
        self.seat.vault.hers(work, draft.partner)
        row = work.get(Link, draft.link)
        body = self.seat.vault.read_for_team(row, LinkRecord)
        if body.partner != draft.partner:
            raise Missing
        if body.until is not None:
            raise NotAllowed(_("This link has ended already."))
        until = draft.until or self.seat.clock.today().isoformat()
        if until > self.seat.clock.today().isoformat() or until < (body.since or until):
            raise InvalidInput({"until": _("A day from its beginning until today.")})
        self.seat.vault.change_for_team(work, row, replaced(body, until=until, reason=draft.reason))
        work.changed("partner", draft.partner)
        return Linked(link=row.id)


def records(work: Work, seat: PartnerSeat) -> tuple[tuple[str, PartnerRecord], ...]:
    """Every record of the team that this officer may open, by id; at most 20,000 (SEC-43, SEC-12)."""
    return tuple(seat.vault.each_record(work, PartnerRecord, SEARCH_CAP))


def links(work: Work, seat: PartnerSeat) -> tuple[LinkRecord, ...]:
    """Every link, opened: what is decided on them needs all. Raises Damaged when one does not open."""
    found = links_that_open(work, seat)
    if seat.vault.hurt_in(Link) or seat.ledger.torn(work):
        raise Damaged
    return found


def links_that_open(work: Work, seat: PartnerSeat) -> tuple[LinkRecord, ...]:
    """The links for a list, which goes on past one that is damaged; the desk says of it on every page (section 12)."""
    return tuple(replaced(body, id=id) for id, body in seat.vault.each_link(work, LinkRecord))


def restricted_of(work: Work, seat: PartnerSeat, case: str) -> tuple[str, ...]:
    """The restricted records linked to this case (SEC-12). Raises Damaged where a damaged link may be one of theirs."""
    found = links_that_open(work, seat)
    if seat.vault.hurt_in(Link) and named_for(work):
        raise Damaged
    return tuple(sorted({link.partner for link in found if link.number and link.case == case}))


def refuse_unless_named(work: Work, seat: PartnerSeat, case: str) -> None:
    """What needs her whole record is not done by somebody who may not open it. Raises KeptFrom."""
    for partner in restricted_of(work, seat, case):
        seat.vault.hers(work, partner)


def add_link(work: Work, seat: PartnerSeat, partner: str, link: CaseLink) -> str:
    """Keep a link; a second open link to the same case is refused."""
    if link.until is not None and link.since is not None and link.until < link.since:
        raise InvalidInput({"until": _("This ends before it begins.")})
    known = links_that_open(work, seat)
    if any(one.partner == partner and one.case == link.case and one.until is None for one in known):
        raise NotAllowed(_("She is linked to this case already."))
    number = max((one.number for one in known if one.partner == partner), default=0)
    body = LinkRecord(
        partner=partner, case=link.case, relation=link.relation, since=link.since, until=link.until, number=number
    )  # fmt: skip
    return seat.vault.keep_for_team(work, Link(id=new_id()), body).id


def lines(work: Work, seat: PartnerSeat, words: str) -> tuple[PartnerLine, ...]:
    """Records that hold these words, by number."""
    cases: dict[str, list[CaseId]] = {}
    numbers: dict[str, str] = {}
    for link in links_that_open(work, seat):
        cases.setdefault(link.partner, []).append(CaseId(link.case))
        numbers |= {link.partner: link.reference} if link.number else {}
    wanted, named = words.casefold().replace(" ", ""), who_to_ask(work, seat)
    mine = dict(records(work, seat))
    found = [
        PartnerLine(
            partner=PartnerId(id), number=record.reference, name=shown_name(record), state=record.state,
            worker=record.worker_label, cases=tuple(sorted(cases.get(id, ()))), kept_for=named.get(id, ()),
        )
        for id, record in mine.items()
        if not wanted or wanted in _searched(record)
    ]  # fmt: skip
    there = work.session.scalars(select(Partner.id).limit(SEARCH_CAP)).all()
    every = dict.fromkeys((*there, *seat.vault.hurt_in(Partner)))  # also what was taken away outside the program
    found += unread_lines(every, named, mine, numbers, cases, wanted)
    return tuple(sorted(found, key=lambda line: line.number))


def _searched(record: PartnerRecord) -> str:
    """Everything of a record that a search looks at."""
    parts = (record.reference, record.given_name, record.family_name, record.chosen_name, record.phone, record.email)
    return "|".join(part for part in parts if part).casefold().replace(" ", "")


def shown_name(record: PartnerRecord) -> str:
    """Her chosen name, or the name he or she gave."""
    return record.chosen_name or f"{record.given_name} {record.family_name}".strip()
