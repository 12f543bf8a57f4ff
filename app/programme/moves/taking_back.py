"""Takes back the papers of a completion that was a mistake, and keeps the letters that are owed for them (CASE-9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from app.core.language import _
from app.domain.calendar import day_words
from app.domain.names import full_name
from app.programme.office import closures, office_calendar
from app.programme.papers import TAKEN_BACK, note_step
from app.programme.rules.issue import ReportState
from app.programme.seat import ProgrammeSeat
from app.programme.standing import local_day
from app.store.work import Work
from models.programme.case import Case
from models.programme.client import Client
from models.programme.document import Disclosure, Paper, Report
from models.programme.placing import CorrectingLetter, PaperWithdrawn

COMPLETION = "completion"
OUT = (ReportState.ISSUED.value, ReportState.DELIVERED.value)


@dataclass(frozen=True)
class TakenBack:
    """The papers that no longer stand, and the letters drafted for them."""

    papers: tuple[Paper, ...]
    letters: tuple[CorrectingLetter, ...]


def take_back(work: Work, seat: ProgrammeSeat, case: Case, since: datetime, reason: str) -> TakenBack:
    """Mark withdrawn what was issued on the strength of the completion, and draft a letter to each who had it."""
    papers = _papers(work, case, since)
    for paper in papers:
        work.add(
            PaperWithdrawn(
                paper_id=paper.id,
                case_id=case.id,
                reason=reason,
                at=seat.clock.now(),
                by_user=seat.person.id,
                by_label=seat.person.label,
            )
        )
        note_step(work, seat, work.get(Report, paper.report_id), TAKEN_BACK, reason)
    return TakenBack(papers, _letters(work, seat, case, papers))


def withdrawn_papers(work: Work, case_id: str) -> frozenset[str]:
    """The papers of a case that no longer stand."""
    return frozenset(work.session.scalars(select(PaperWithdrawn.paper_id).where(PaperWithdrawn.case_id == case_id)))


def _papers(work: Work, case: Case, since: datetime) -> tuple[Paper, ...]:
    """Completion papers, and whatever else was issued after the completion was recorded: it may say so too."""
    query = select(Paper).join(Report, Report.id == Paper.report_id)
    query = query.where(Report.case_id == case.id, Report.state.in_(OUT), Paper.sha256 == Report.doc_sha256)
    query = query.where(or_(Report.type == COMPLETION, Paper.at >= since))
    gone = withdrawn_papers(work, case.id)
    return tuple(paper for paper in work.session.scalars(query.order_by(Paper.at)) if paper.id not in gone)


def _letters(work: Work, seat: ProgrammeSeat, case: Case, papers: Sequence[Paper]) -> tuple[CorrectingLetter, ...]:
    """One letter to each recipient of the delivery log, however many copies they had."""
    query = select(Disclosure).where(Disclosure.paper_id.in_([paper.id for paper in papers]))
    newest = {_folded(row.recipient): row for row in work.session.scalars(query.order_by(Disclosure.at))}
    due = office_calendar(work.session).after_working_days(seat.clock.today(), 1, closures(work.session))
    letters = [
        CorrectingLetter(
            case_id=case.id,
            disclosure_id=row.id,
            recipient=row.recipient,
            text=_text(work, seat, case, row),
            due_on=due,
            at=seat.clock.now(),
            by_user=seat.person.id,
        )
        for row in newest.values()
    ]
    work.add_all(letters)
    return tuple(letters)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _text(work: Work, seat: ProgrammeSeat, case: Case, sent: Disclosure) -> str:
    """Template words and typed facts alone (REP-6)."""
    client = work.get(Client, case.client_id)
    words = _(
        "On {day} we sent you a paper about {name}, {reference}. It said that he had completed his programme."
        " That was a mistake of ours: he has not completed it. Please take the paper out of your records and destroy"
        " it, and tell us that you have done so. Where you have passed it on, please pass this letter on as well."
    )
    name = full_name(client.given_name, client.family_name)
    return words.format(day=day_words(local_day(seat, sent.at)), name=name, reference=case.reference)
