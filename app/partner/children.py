"""Records her children: needs, address, school and what a child said; the places stay locked (PRT-10, NEV-20)."""

from datetime import date
from typing import Annotated

from app.core.errors import InvalidInput, Missing, NotAllowed
from app.core.language import _
from app.core.shapes import Draft, Line, LongText, Meta, PartnerId, Row, ShortText, new_id, replaced
from app.desk.act import Kind, act
from app.domain.answers import Answer
from app.partner.entries import children_of, entries, keep_entry
from app.partner.partners import OfPartner, PartnerRecord, shown_name
from app.partner.rights import Right
from app.partner.rules.children import Child, problems
from app.partner.safe_plans import SHOWN_SECONDS, RevealRecord
from app.partner.seat import PartnerNoun
from app.store.work import Work
from models.partner.partner import Reveal


class ChildRecorded(Draft):
    """A child, or with `child` what changed about one; an address or school left empty stays as it was."""

    partner: PartnerId
    given_name: ShortText
    on: date
    child: str | None = None
    born: ShortText = ""
    lives_with: ShortText = ""
    needs: LongText = ""
    address: Line = ""
    school: Line = ""
    said: LongText = ""
    safeguarding: LongText = ""
    referred: Answer = Answer.NOT_ASKED
    referred_on: date | None = None


class PlaceAsked(Draft):
    """Why a child's address and school must be seen now."""

    partner: PartnerId
    child: str
    reason: Annotated[str, Meta(min_length=3, max_length=500)]


class ChildRow(Row):
    """One child with its places locked."""

    child: Child
    has_address: bool
    has_school: bool
    by: str


class ChildrenPage(Row):
    """The children of one record."""

    partner: PartnerId
    number: str
    name: str
    children: tuple[ChildRow, ...]


class ChildKept(Row):
    """The child, under the id it keeps."""

    child: str


class PlaceShown(Row):
    """Where a child lives and goes to school, to be masked again after so many seconds."""

    address: str
    school: str
    seconds: int


class Children(PartnerNoun):
    """What a safety officer keeps of her children."""

    @act("child.record", Right.WRITE_PARTNER)
    def record(self, work: Work, draft: ChildRecorded) -> ChildKept:
        """Record a child, or a change; nothing of it ever leaves this desk (NEV-20)."""
        found = children_of(entries(work, self.seat, draft.partner))
        before = {one.child: one for one, _entry in found}
        if draft.child is not None and draft.child not in before:
            raise Missing
        known = before.get(draft.child or "")
        child = Child(
            child=draft.child or new_id(), on=draft.on, given_name=draft.given_name, born=draft.born,
            lives_with=draft.lives_with, needs=draft.needs, said=draft.said, safeguarding=draft.safeguarding,
            address=draft.address.strip() or (known.address if known else ""),
            school=draft.school.strip() or (known.school if known else ""), referred=draft.referred,
            referred_on=draft.referred_on,
        )  # fmt: skip
        if wrong := problems(child, self.seat.clock.today()):
            raise InvalidInput(wrong)
        keep_entry(work, self.seat, draft.partner, child=child)
        return ChildKept(child=child.child)

    @act("child.list", Right.READ_PARTNER, kind=Kind.OPEN)
    def list(self, work: Work, draft: OfPartner) -> ChildrenPage:
        """Show her children; address and school stay locked."""
        record = self.seat.vault.read(work, self.seat.vault.hers(work, draft.partner), PartnerRecord)
        rows = (
            ChildRow(
                child=replaced(one, address="", school=""), has_address=bool(one.address), has_school=bool(one.school),
                by=entry.by_label,
            )
            for one, entry in children_of(entries(work, self.seat, draft.partner))
        )  # fmt: skip
        return ChildrenPage(
            partner=draft.partner, number=record.reference, name=shown_name(record), children=tuple(rows)
        )

    @act("child.show_place", Right.READ_PARTNER)
    def show_place(self, work: Work, draft: PlaceAsked) -> PlaceShown:
        """Show where a child lives and goes to school, and log it with its reason (RET-10)."""
        self.seat.vault.hers(work, draft.partner)
        found = {one.child: one for one, _entry in children_of(entries(work, self.seat, draft.partner))}
        if draft.child not in found:
            raise Missing
        child = found[draft.child]
        if not child.address and not child.school:
            raise NotAllowed(_("Neither an address nor a school is known."))
        person = self.seat.person
        log = RevealRecord(
            at=self.seat.clock.now().isoformat(), by=person.id, by_label=person.label, reason=draft.reason, danger=None
        )
        self.seat.vault.keep(work, Reveal(id=new_id(), partner_id=draft.partner), log)
        return PlaceShown(address=child.address, school=child.school, seconds=SHOWN_SECONDS)
