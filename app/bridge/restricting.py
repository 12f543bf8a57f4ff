"""Keeps a record for named officers only, under a key that the team's does not open, and gives it back (SEC-12)."""

from collections.abc import Iterable
from typing import Annotated

from sqlalchemy import select

from app.bridge.annexes import ANNEX, AnnexRecord
from app.bridge.erased import sole_cases, taken_of
from app.bridge.inbox import NOTHING
from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import Draft, Meta, PartnerId, Row, UserId, convert, replaced, to_json
from app.desk.act import Kind, act
from app.domain.roles import Role, role_words
from app.partner.entries import Moved, keep_entry
from app.partner.partners import LinkRecord, OfPartner, PartnerRecord, shown_name
from app.partner.restricted import keep_for, named_for, open_to_team
from app.partner.rights import Right
from app.partner.seat import PartnerNoun
from app.store.work import Work
from models.partner.partner import Link
from models.partner.team import TeamEntry

FEWEST_NAMED = 2


class RecordRestricted(Draft):
    """Whose record, and who of the team opens it from now on."""

    partner: PartnerId
    named: Annotated[tuple[UserId, ...], Meta(min_length=1)]


class TeamMember(Row):
    """Somebody of the team, and whether the record is kept for them."""

    user: UserId
    label: str
    role_words: str
    is_named: bool
    is_me: bool


class RestrictionPage(Row):
    """Who opens a record: the whole team, or those who are named."""

    partner: PartnerId
    number: str
    name: str
    is_restricted: bool
    officers: tuple[TeamMember, ...]


class Restrictions(PartnerNoun):
    """What the team does with a record that not everybody of it may know: she is a colleague's sister, say."""

    @act("restriction.show", Right.READ_PARTNER, kind=Kind.OPEN)
    def show(self, work: Work, draft: OfPartner) -> RestrictionPage:
        """Show who opens her record; only somebody who does is told."""
        record = self.seat.vault.read(work, self.seat.vault.hers(work, draft.partner), PartnerRecord)
        return self._page(work, draft.partner, record)

    @act("partner.restrict", Right.WRITE_PARTNER)
    def restrict(self, work: Work, draft: RecordRestricted) -> RestrictionPage:
        """Keep her record for these officers; from the commit on no other key opens a row of hers."""
        seat, partner = self.seat, draft.partner
        record = seat.vault.read(work, seat.vault.hers(work, partner), PartnerRecord)
        self._check(draft.named)
        self._move_in(work, partner)
        self._number_links(work, partner, record.number)
        keep_for(work, seat.vault, seat.ledger.signer(work), seat.read_roster(), partner, sorted(set(draft.named)))
        work.changed("partner", partner)
        return self._page(work, partner, record)

    @act("partner.unrestrict", Right.WRITE_PARTNER)
    def unrestrict(self, work: Work, draft: OfPartner) -> RestrictionPage:
        """Open her record to the whole team again."""
        seat, partner = self.seat, draft.partner
        record = seat.vault.read(work, seat.vault.hers(work, partner), PartnerRecord)
        if partner not in named_for(work):
            raise NotAllowed(_("The whole team opens this record already."))
        self._number_links(work, partner, 0)
        open_to_team(work, seat.vault, partner)
        work.changed("partner", partner)
        return self._page(work, partner, record)

    def _check(self, named: Iterable[str]) -> None:
        """Only people of the team; two of them where there are two, so that one who leaves does not lose it."""
        now, chosen = self.seat.read_roster().now, set(named)
        known = {user for user in chosen if (one := now.active(user)) is not None and one.is_safety}
        if known != chosen:
            raise InvalidInput({"named": _("Only people of the safety team can be named.")})
        if len(chosen) < min(FEWEST_NAMED, now.safety_count):
            raise InvalidInput({"named": _("Name two at least: what one person alone opens is lost with her.")})

    def _move_in(self, work: Work, partner: str) -> None:
        """What the team kept of her alone goes into her record: what he wrote of her, her halves of meetings (E1)."""
        seat, vault = self.seat, self.seat.vault
        for taken, said in taken_of(work, vault, partner):
            moved = Moved(kind=said.kind, id=taken.id, on=seat.clock.today(), body=said.body)
            keep_entry(work, seat, partner, moved=moved)
            vault.change_for_team(work, taken, replaced(said, body=NOTHING))
        cases = sole_cases(work, vault, partner)
        for row in work.session.scalars(select(TeamEntry)).all():
            body = vault.read_for_team(row, dict)
            if body.get("kind") == ANNEX and body.get("case") in cases:
                half = convert(body, AnnexRecord)
                text = to_json(half).decode("utf-8")
                moved = Moved(kind=ANNEX, id=half.meeting, on=seat.clock.today(), body=text)
                keep_entry(work, seat, partner, moved=moved)
                work.session.delete(row)

    def _number_links(self, work: Work, partner: str, number: int) -> None:
        """Each link of hers tells the team that there is such a record, by its number alone."""
        for row in work.session.scalars(select(Link)).all():
            body = self.seat.vault.read_for_team(row, LinkRecord)
            if body.partner == partner and body.number != number:
                self.seat.vault.change_for_team(work, row, replaced(body, number=number))

    def _page(self, work: Work, partner: PartnerId, record: PartnerRecord) -> RestrictionPage:
        named, me = named_for(work).get(partner, ()), self.seat.person.id
        team = (one for one in self.seat.read_roster().people if one.active and one.is_safety)
        officers = (
            TeamMember(
                user=UserId(one.user), label=one.label, role_words=role_words(Role(min(one.roles))),
                is_named=one.user in named, is_me=one.user == me,
            )
            for one in team
        )  # fmt: skip
        return RestrictionPage(
            partner=partner, number=record.reference, name=shown_name(record), is_restricted=bool(named),
            officers=tuple(sorted(officers, key=lambda one: one.label)),
        )  # fmt: skip
