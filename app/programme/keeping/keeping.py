"""Deletes his records by list, two names, a certificate of numbers; a legal hold stops it at once (RET-2, RET-3)."""

from collections import Counter
from datetime import date, timedelta
from typing import Annotated, Any

from sqlalchemy import select

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import CaseId, Draft, Line, Meta, Nothing, Row
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.ops.sightings import was_seen_a_day_ago
from app.programme.keeping.deleting import delete_case, stale_disclosures
from app.programme.keeping.due import DueLine, due_lines, holds
from app.programme.keeping.stones import bury
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case
from models.programme.keeping import Deletion, LegalHold

BACKUPS_DAYS = 90
Reason = Annotated[Line, Meta(min_length=3)]


class ListDeleted(Draft):
    """Which cases go, and who agrees."""

    cases: Annotated[tuple[CaseId, ...], Meta(min_length=1, max_length=200)]
    second: str


class HoldSet(Draft):
    """Whose case is held, and why."""

    case: CaseId
    reason: Reason


class HoldEnded(Draft):
    """Whose case may be deleted again, why, and who agrees."""

    case: CaseId
    reason: Reason
    second: str


class Certificate(Row):
    """What was deleted, in numbers; from when on no backup holds it any more (RET-3)."""

    on: date
    by: str
    second: str
    cases: int
    people: int
    rows: int
    complete_on: date


class KeepingPage(Row):
    """What is due, what stands in the way of deleting now, and the certificates so far, the newest first."""

    due: tuple[DueLine, ...]
    reasons: tuple[str, ...]
    certificates: tuple[Certificate, ...]


class HeldRow(Row):
    """Whether a case is held."""

    case: CaseId
    is_held: bool


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
        wanted = set(draft.cases)
        due = {line.case: line for line in due_lines(work, self.seat, wanted)}
        self._check(wanted, due)
        other = self.seat.second(draft.second, Right.COUNTERSIGN)
        rows = Counter[str]()
        kinds = Counter[str]()
        for case in [work.get(Case, id) for id in sorted(wanted)]:
            line = due[CaseId(case.id)]
            kinds[f"{case.received_on.year} {case.programme} {case.state}"] += 1
            rows.update(delete_case(work, case, self.seat.clock.today()))
            bury(work, self.seat, line.case)
        rows["kept_disclosure"] += stale_disclosures(work, self.seat)
        today, me = self.seat.clock.today(), self.seat.person.label
        counts: dict[str, Any] = {"rows": dict(+rows), "cases": dict(kinds)}
        kept = work.add(Deletion(on_day=today, by_label=me, second_label=other.label, counts=counts))
        work.after.append(self.seat.storage.clean)
        work.changed("retention", kept.id)
        return _certificate(kept)

    @act("legal_hold.set", Right.OVERRIDE)
    def hold(self, work: Work, draft: HoldSet) -> HeldRow:
        """Keep a case from being deleted, at once and with a reason (RET-2)."""
        work.get(Case, draft.case)
        if draft.case in holds(work):
            raise NotAllowed(_("This case is held already."))
        me, today = self.seat.person, self.seat.clock.today()
        work.add(LegalHold(case_id=draft.case, on_day=today, reason=draft.reason, by_user=me.id, by_label=me.label))
        work.changed("case", draft.case)
        return HeldRow(case=draft.case, is_held=True)

    @act("legal_hold.end", Right.OVERRIDE)
    def end_hold(self, work: Work, draft: HoldEnded) -> HeldRow:
        """End the hold, with a reason and a second person (RET-2)."""
        hold = holds(work).get(draft.case)
        if hold is None:
            raise NotAllowed(_("This case is not held."))
        other = self.seat.second(draft.second, Right.COUNTERSIGN)
        hold.ended_on, hold.end_reason = self.seat.clock.today(), draft.reason
        hold.ended_by_label, hold.second_label = self.seat.person.label, other.label
        work.changed("case", draft.case)
        return HeldRow(case=draft.case, is_held=False)

    def _check(self, wanted: set[CaseId], due: dict[CaseId, DueLine]) -> None:
        if reasons := self._reasons():
            raise NotAllowed(*reasons)
        if wanted - set(due):
            raise InvalidInput({"cases": _("Choose from the cases that are due.")})
        if held := [line.reference for line in due.values() if line.held_since is not None]:
            said = _("These are held: {cases}. End the hold first.")
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
        on=row.on_day, by=row.by_label, second=row.second_label, cases=rows.get("case", 0),
        people=rows.get("client", 0), rows=sum(rows.values()), complete_on=row.on_day + timedelta(days=BACKUPS_DAYS),
    )  # fmt: skip
