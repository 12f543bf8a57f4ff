"""Deletes his records by list, two names, a certificate of numbers; a legal hold stops it at once (RET-2, RET-3)."""

from collections import Counter
from datetime import date
from typing import Any

from sqlalchemy import select

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import CaseId, Draft, Nothing, Row
from app.desk.act import Kind, act
from app.desk.retention import Certificate, DueLine, KeepingPage, ListDeleted, Reason, complete_on
from app.desk.seat import Noun
from app.domain.names import full_name
from app.ops.sightings import was_seen_a_day_ago
from app.programme.keeping.deleting import delete_case, stale_disclosures, stale_enquiries
from app.programme.keeping.due import due_lines, holds
from app.programme.keeping.stones import bury
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case
from models.programme.client import Client
from models.programme.keeping import Deletion, LegalHold


class HoldSet(Draft):
    """Whose case is held, and why."""

    case: CaseId
    reason: Reason


class HoldEnded(Draft):
    """Whose case may be deleted again, why, and who agrees."""

    case: CaseId
    reason: Reason
    second: str


class CaseHold(Draft):
    """Whose hold."""

    case: CaseId


class HeldPage(Row):
    """Whether a case is held, since when and why."""

    case: CaseId
    reference: str
    name: str
    held_since: date | None
    held_because: str


class Keeping(Noun):
    """What is kept, how long, and how it goes."""

    seat: ProgrammeSeat

    @act("retention.list", Right.OVERRIDE, kind=Kind.LIST)
    def list(self, work: Work, _draft: Nothing) -> KeepingPage:
        """List the closed cases whose time is over, by class and day, with what holds them; and what went before."""
        rows = work.session.scalars(select(Deletion).order_by(Deletion.on_day.desc(), Deletion.id))
        return KeepingPage(
            due=due_lines(work, self.seat),
            reasons=self._reasons(),
            certificates=tuple(_certificate(row) for row in rows),
        )

    @act("retention.delete", Right.OVERRIDE)
    def delete(self, work: Work, draft: ListDeleted) -> Certificate:
        """Delete these cases for good, with a second person; no restored copy brings them back (RET-7)."""
        wanted = set(draft.records)
        due = {line.record: line for line in due_lines(work, self.seat, wanted)}
        self._check(wanted, due)
        other = self.seat.second(draft.second, Right.COUNTERSIGN)
        rows = Counter[str]()
        kinds = Counter[str]()
        for case in [work.get(Case, id) for id in sorted(wanted)]:
            kinds[f"{case.received_on.year} {case.programme} {case.state}"] += 1
            rows.update(delete_case(work, case, self.seat.clock.today()))
            bury(work, self.seat, case.id)
        rows["kept_disclosure"] += stale_disclosures(work, self.seat)
        rows["enquiry"] += stale_enquiries(work, self.seat)
        today, me = self.seat.clock.today(), self.seat.person.label
        counts: dict[str, Any] = {"rows": dict(+rows), "cases": dict(kinds)}
        kept = work.add(Deletion(on_day=today, by_label=me, second_label=other.label, counts=counts))
        work.after.append(self.seat.storage.clean)
        work.changed("retention", kept.id)
        return _certificate(kept)

    @act("legal_hold.show", Right.OVERRIDE, kind=Kind.OPEN, about="case")
    def held(self, work: Work, draft: CaseHold) -> HeldPage:
        """Show whether a case is held, and why."""
        work.get(Case, draft.case)
        return self._held(work, draft.case)

    @act("legal_hold.set", Right.OVERRIDE)
    def hold(self, work: Work, draft: HoldSet) -> HeldPage:
        """Keep a case from being deleted, at once and with a reason (RET-2)."""
        work.get(Case, draft.case)
        if draft.case in holds(work):
            raise NotAllowed(_("This case is held already."))
        me, today = self.seat.person, self.seat.clock.today()
        work.add(LegalHold(case_id=draft.case, on_day=today, reason=draft.reason, by_user=me.id, by_label=me.label))
        work.changed("case", draft.case)
        return self._held(work, draft.case)

    @act("legal_hold.end", Right.OVERRIDE)
    def end_hold(self, work: Work, draft: HoldEnded) -> HeldPage:
        """End the hold, with a reason and a second person (RET-2)."""
        hold = holds(work).get(draft.case)
        if hold is None:
            raise NotAllowed(_("This case is not held."))
        other = self.seat.second(draft.second, Right.COUNTERSIGN)
        hold.ended_on, hold.end_reason = self.seat.clock.today(), draft.reason
        hold.ended_by_label, hold.second_label = self.seat.person.label, other.label
        work.session.flush()
        work.changed("case", draft.case)
        return self._held(work, draft.case)

    def _held(self, work: Work, case_id: CaseId) -> HeldPage:
        case = work.session.get_one(Case, case_id)
        client, hold = work.session.get_one(Client, case.client_id), holds(work).get(case_id)
        return HeldPage(
            case=case_id, reference=case.reference, name=full_name(client.given_name, client.family_name),
            held_since=hold.on_day if hold else None, held_because=hold.reason if hold else "",
        )  # fmt: skip

    def _check(self, wanted: set[str], due: dict[str, DueLine]) -> None:
        if reasons := self._reasons():
            raise NotAllowed(*reasons)
        if wanted - set(due):
            raise InvalidInput({"records": _("Choose from the cases that are due.")})
        if held := [line.reference for line in due.values() if line.held_since is not None]:
            said = _("These are held: {cases}. End the hold, or close what went wrong with a delivery, first.")
            raise NotAllowed(said.format(cases=", ".join(sorted(held))))

    def _reasons(self) -> tuple[str, ...]:
        """Nothing goes for good while this computer's clock is in doubt (T18)."""
        seat = self.seat
        if was_seen_a_day_ago(seat.store, seat.ledger, seat.clock.now()):
            return ()
        return (_("This computer's clock is far from the log. Look at it, sign in, and try again after a day."),)


def _certificate(row: Deletion) -> Certificate:
    rows: dict[str, int] = row.counts["rows"]
    return Certificate(
        on=row.on_day, by=row.by_label, second=row.second_label, records=rows.get("case", 0),
        people=rows.get("client", 0), rows=sum(rows.values()), complete_on=complete_on(row.on_day),
    )  # fmt: skip
