"""Deletes her records by list when their time is over: two of the team, a certificate of numbers (RET-3, RET-4)."""

from datetime import date, datetime

from sqlalchemy import select

from app.bridge.erased import bury, erase_rows
from app.bridge.erasures import Erasures
from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import Nothing, Row, convert, new_id
from app.desk.act import Kind, act
from app.desk.retention import Certificate, DueLine, KeepingPage, ListDeleted, complete_on
from app.partner.contacts import ContactRecord
from app.partner.entries import all_entries
from app.partner.partners import records, shown_name
from app.partner.rights import Right
from app.partner.rules.keeping import KeptAs, Terms, hold_of, kept_as, kept_until
from app.partner.rules.safe_contact import AttemptOutcome
from app.partner.seat import PartnerNoun
from app.partner.settings import ROW
from app.store.work import Work
from models.partner.partner import Contact
from models.partner.safety import SafetyEntry
from models.partner.team import TeamEntry

DELETION = "deletion"


class Deleted(Row):
    """What the envelope of a certificate holds: numbers, and two names (RET-3)."""

    on: str
    by_label: str
    second_label: str
    records: int
    rows: int
    kind: str = DELETION


class Keeping(PartnerNoun):
    """How long her records are kept, and how they go. A record kept for named officers is in their list alone."""

    @act("retention.list", Right.READ_PARTNER, kind=Kind.LIST)
    def list(self, work: Work, _draft: Nothing) -> KeepingPage:
        """List her records whose time is over, by class and day, with what keeps them; and what went before."""
        reasons = Erasures(self.seat).clock_reasons()
        return KeepingPage(due=self._due(work), reasons=tuple(reasons), certificates=self._certificates(work))

    @act("retention.delete", Right.WRITE_PARTNER)
    def delete(self, work: Work, draft: ListDeleted) -> Certificate:
        """Delete these records for good, with a second officer; no restored copy brings them back (RET-7)."""
        if reasons := Erasures(self.seat).clock_reasons():
            raise NotAllowed(*reasons)
        due = {line.record: line for line in self._due(work)}
        wanted = sorted(set(draft.records))
        if set(wanted) - set(due):
            raise InvalidInput({"records": _("Choose from the records that are due.")})
        if kept := [due[one].reference for one in wanted if not due[one].is_free]:
            said = _("These are kept: {records}. Look at each first.")
            raise NotAllowed(said.format(records=", ".join(sorted(kept))))
        other = self.seat.second(draft.second, Right.APPROVE)
        rows = 0
        for partner in wanted:
            rows += erase_rows(work, self.seat.vault, partner)
            bury(work, self.seat, partner)
        made = Deleted(
            on=self.seat.clock.today().isoformat(), by_label=self.seat.person.label, second_label=other.label,
            records=len(wanted), rows=rows,
        )  # fmt: skip
        self.seat.vault.keep_for_team(work, TeamEntry(id=new_id()), made)
        work.after.append(self.seat.storage.clean)
        work.changed("partner", wanted[0])
        return _certificate(made)

    def _due(self, work: Work) -> tuple[DueLine, ...]:
        terms, today = self._terms(), self.seat.clock.today()
        made, kept_of = self.seat.vault.of_each(work, Contact, ContactRecord), all_entries(work, self.seat)
        because_of = Erasures(self.seat).kept_because(work)
        vault = self.seat.vault
        hurt = {*vault.hurt_in(Contact).values(), *vault.hurt_in(SafetyEntry).values()}
        is_in_doubt = ROW in vault.hurt_in(TeamEntry) or self.seat.ledger.torn(work) > 0
        found = []
        for partner, record in records(work, self.seat):
            tried = made.get(partner, ())
            days = [datetime.fromisoformat(one.at).astimezone(self.seat.clock.zone).date() for _id, one in tried]
            last = max(days, default=date.fromisoformat(record.opened_on))
            kept = kept_as(AttemptOutcome(one.outcome) for _id, one in tried)
            due_on = kept_until(record.state, kept, last, terms)
            if due_on is None or due_on > today:
                continue
            hold = hold_of(kept_of.get(partner, ()))
            because = hold.reason if hold else " ".join(because_of(partner))
            if partner in hurt or is_in_doubt:
                because = _("Something is damaged: when its time is over is not known.")
            found.append(
                DueLine(
                    record=partner, reference=record.reference, name=shown_name(record), kept_as=kept.value,
                    kept_words=kept_words(kept), since=last, due_on=due_on, held_since=hold.on if hold else None,
                    held_because=because,
                )
            )  # fmt: skip
        return tuple(sorted(found, key=lambda line: (line.due_on, line.reference)))

    def _terms(self) -> Terms:
        return Terms(*self.seat.numbers("keep.service_years", "keep.not_reached_months", "keep.no_service_weeks"))

    def _certificates(self, work: Work) -> tuple[Certificate, ...]:
        bodies = self.seat.vault.each_for_team(work, work.session.scalars(select(TeamEntry)), dict)
        made = [convert(body, Deleted) for _row, body in bodies if body.get("kind") == DELETION]
        return tuple(_certificate(one) for one in sorted(made, key=lambda one: one.on, reverse=True))


def kept_words(kept: KeptAs) -> str:
    """How the service stood with her, as it is said."""
    return {
        KeptAs.SERVICE: _("With service"),
        KeptAs.NOT_REACHED: _("Never reached"),
        KeptAs.NO_SERVICE: _("Reached, no service"),
    }[kept]


def _certificate(made: Deleted) -> Certificate:
    day = date.fromisoformat(made.on)
    return Certificate(
        on=day, by=made.by_label, second=made.second_label, records=made.records, people=made.records, rows=made.rows,
        complete_on=complete_on(day),
    )  # fmt: skip
