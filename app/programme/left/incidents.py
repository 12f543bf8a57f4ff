"""Keeps what went wrong with a paper that left: who noticed what, who was told, and the clock of 72 hours (REP-11)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select

from app.core.errors import InvalidInput, Missing, NotAllowed
from app.core.language import _
from app.core.shapes import CaseId, Draft, LongText, Row, ShortText
from app.desk.act import Kind as ActKind
from app.desk.act import act
from app.desk.seat import Noun
from app.domain.roles import Reach
from app.programme.moments import moment_for, moment_typed
from app.programme.reach import cases_within_reach, may_write_case
from app.programme.rights import Right
from app.programme.rules.issue import INCIDENT_HOURS
from app.programme.seat import ProgrammeSeat
from app.programme.task_rows import Kind, Round, TaskRow
from app.store.work import Work
from models.programme.case import Case
from models.programme.document import Disclosure, Incident

IncidentKind = Literal["wrong_reader", "wrong_address", "lost", "opened", "too_much"]
Reported = Literal["reported", "not_needed"]


class IncidentsWanted(Draft):
    """Which incidents: of one man or all within reach; closed ones too when asked for."""

    case: CaseId | None = None
    closed_too: bool = False


class IncidentRecorded(Draft):
    """What went wrong with one copy, when it was noticed (`when`, as 2026-11-02T18:30), and who has been told."""

    disclosure: ShortText
    kind: IncidentKind
    what: LongText
    when: str
    whom_told: tuple[ShortText, ...] = ()


class IncidentClosed(Draft):
    """How it ended: whether the authority was told, and what is done so that it does not happen again."""

    incident: ShortText
    reported: Reported
    decision: LongText


class IncidentRow(Row):
    """One incident with its clock."""

    incident: str
    case: CaseId
    reference: str
    disclosure: str
    recipient: str
    kind: str
    words: str
    what: str
    noticed_at: datetime
    due_at: datetime
    is_overdue: bool
    told: tuple[str, ...]
    by: str
    decision: str
    reported: str
    closed_at: datetime | None
    closed_by: str


class Incidents(Noun):
    """What is done when a paper went wrong."""

    seat: ProgrammeSeat

    @act("incident.list", Right.WRITE_REPORT, kind=ActKind.LIST)
    def list(self, work: Work, draft: IncidentsWanted) -> tuple[IncidentRow, ...]:
        """List incidents, the one whose clock ends first at the top (REP-11)."""
        query = select(Incident, Case, Disclosure).join(Case, Case.id == Incident.case_id)
        query = query.join(Disclosure, Disclosure.id == Incident.disclosure_id)
        query = query.where(cases_within_reach(work, self.seat.person))
        if draft.case is not None:
            query = query.where(Incident.case_id == draft.case)
        if not draft.closed_too:
            query = query.where(Incident.closed_at.is_(None))
        rows = work.session.execute(query.order_by(Incident.due_at, Incident.id)).all()
        return tuple(self._row(*row) for row in rows)

    @act("incident.record", Right.WRITE_REPORT)
    def record(self, work: Work, draft: IncidentRecorded) -> IncidentRow:
        """Record that a copy went wrong; from the moment of noticing 72 hours run (REP-11)."""
        copy = work.get(Disclosure, draft.disclosure)
        if not may_write_case(work, self.seat, copy.case_id):
            raise Missing
        noticed = moment_typed(self.seat.clock, draft.when, "when")
        if noticed > self.seat.clock.now():
            raise InvalidInput({"when": _("This lies after now.")})
        if noticed < copy.at:
            raise InvalidInput({"when": _("This copy had not left by then.")})
        if not draft.what.strip():
            raise InvalidInput({"what": _("Write what happened.")})
        incident = work.add(
            Incident(
                case_id=copy.case_id,
                disclosure_id=copy.id,
                kind=draft.kind,
                what=draft.what.strip(),
                noticed_at=noticed,
                due_at=noticed + timedelta(hours=INCIDENT_HOURS),
                told=[one.strip() for one in draft.whom_told if one.strip()],
                at=moment_for(work, self.seat, Incident, copy.case_id),
                by_user=self.seat.person.id,
                by_label=self.seat.person.label,
            )
        )
        work.changed("incident", incident.id)
        return self._row(incident, work.get(Case, copy.case_id), copy)

    @act("incident.close", Right.OVERRIDE)
    def close(self, work: Work, draft: IncidentClosed) -> IncidentRow:
        """Close an incident: the manager says whether it was reported, and what follows from it (REP-11)."""
        incident = work.get(Incident, draft.incident)
        if incident.closed_at is not None:
            raise NotAllowed(_("This incident is closed already."))
        if not draft.decision.strip():
            raise InvalidInput({"decision": _("Write what was decided.")})
        incident.decision, incident.reported = draft.decision.strip(), draft.reported
        incident.closed_at = self.seat.clock.now()
        incident.closed_by, incident.closed_label = self.seat.person.id, self.seat.person.label
        work.changed("incident", incident.id)
        return self._row(incident, work.get(Case, incident.case_id), work.get(Disclosure, incident.disclosure_id))

    def _row(self, incident: Incident, case: Case, copy: Disclosure) -> IncidentRow:
        return IncidentRow(
            incident=incident.id,
            case=CaseId(case.id),
            reference=case.reference,
            disclosure=copy.id,
            recipient=copy.recipient,
            kind=incident.kind,
            words=kind_words()[incident.kind],
            what=incident.what,
            noticed_at=incident.noticed_at,
            due_at=incident.due_at,
            is_overdue=incident.closed_at is None and incident.due_at < self.seat.clock.now(),
            told=tuple(incident.told),
            by=incident.by_label,
            decision=incident.decision or "",
            reported=incident.reported or "",
            closed_at=incident.closed_at,
            closed_by=incident.closed_label or "",
        )


def kind_words() -> dict[str, str]:
    """What can go wrong, in words."""
    return {
        "wrong_reader": _("Went to the wrong person"),
        "wrong_address": _("Went to the wrong address"),
        "lost": _("Lost on its way"),
        "opened": _("Opened by somebody else"),
        "too_much": _("Said more than it may"),
    }


def incidents_due(round_: Round) -> Iterator[TaskRow]:
    """Incidents stay on Today until a manager closes them, though the case be closed (REP-11)."""
    if round_.seat.reach(Right.WRITE_REPORT) is Reach.NONE:
        return
    is_manager = round_.seat.reach(Right.OVERRIDE) is not Reach.NONE
    for incident, name in round_.of_closed_too(Incident, Incident.case_id, Incident.closed_at.is_(None)):
        words = _("Close the incident: {name}") if is_manager else _("See the incident through: {name}")
        what = kind_words()[incident.kind]
        yield round_.row("incident.close", incident.disclosure_id, incident.due_at, words.format(name=name), what)


KINDS = (Kind("incidents", incidents_due),)
