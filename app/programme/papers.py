"""Makes a report's bytes, issues the very bytes that were signed and cleared, and notes every copy that leaves."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from sqlalchemy import select

from app.core.errors import InvalidInput, Missing, NotAllowed
from app.core.language import _
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.answers import Answer
from app.domain.calendar import OfficeCalendar
from app.ops.leaving import write_copy
from app.programme.office import names_of, office_calendar
from app.programme.reach import cases_within_reach
from app.programme.report_rows import (
    CopyMade,
    DisclosureRow,
    DisclosuresWanted,
    Issued,
    OfReport,
    PreviewAsked,
    PreviewMade,
    ReportDelivered,
)
from app.programme.reporting.clearing import cleared_on
from app.programme.reporting.filling import paper_data
from app.programme.reporting.outcomes import named_reader, route_for
from app.programme.rights import Right
from app.programme.rules import issue
from app.programme.rules.issue import Delivery, ReportState, Standing
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case
from models.programme.client import Client
from models.programme.document import Disclosure, Paper, Report, ReportEvent
from models.programme.placing import PaperWithdrawn
from reports.kit import preview
from reports.kit.delivery import add_password, neutral_name
from reports.programme.allowed import leaks
from reports.programme.documents import Report as ReportRow
from reports.programme.pages import render

PASSWORD_WORDS = 4
WROTE = ("drafted", "edited")
TAKEN_BACK = "withdrawn"
_BEGIN, _MIDDLE = "bdfgklmnprstvz", "aeiou"


class Papers(Noun):
    """What is done with the paper a report becomes."""

    seat: ProgrammeSeat

    @act("report.preview", Right.WRITE_REPORT, kind=Kind.OPEN, about="report")
    def preview(self, work: Work, draft: PreviewAsked) -> PreviewMade:
        """Show the pages of a report as they would be printed; until it is signed off each says that it is a draft."""
        report = work.get(Report, draft.report)
        is_signed = report.signed_off_at is not None
        pdf = bytes(signed_paper(work, report).content) if is_signed else rendered(paper_data(work, self.seat, report))
        count = preview.page_count(pdf)
        if draft.page is not None and draft.page > count:
            raise InvalidInput({"page": _("There is no such page.")})
        wanted = range(count) if draft.page is None else (draft.page - 1,)
        return PreviewMade(
            report=report.id,
            page_count=count,
            pages=tuple(preview.png(pdf, number, dpi=draft.dpi) for number in wanted),
            sha256=sha256(pdf).hexdigest(),
            is_draft=not is_signed,
        )

    @act("report.issue", Right.WRITE_REPORT, about="report")
    def issue(self, work: Work, draft: OfReport) -> Issued:
        """Issue the very bytes that were signed off and cleared; anything else is refused (NEV-2, REP-10, REP-13)."""
        report = work.get(Report, draft.report)
        case = work.get(Case, report.case_id)
        standing = standing_of(work, self.seat, report)
        if standing.state is ReportState.AWAITING_CLEARANCE:
            raise NotAllowed(_("Awaiting safety clearance."))
        if standing.signed_sha256 is None:
            raise NotAllowed(*issue.reasons_not_to_issue(standing, ""))
        paper = signed_paper(work, report)
        recipient, digest = named_reader(report), sha256(paper.content).hexdigest()
        said = route_for(case, recipient)
        route = Answer.NO if said.route is Answer.NO else Answer.YES
        if reasons := issue.reasons_not_to_issue(standing, digest, route_open=route, why=said.why):
            raise NotAllowed(*reasons)
        report.state = issue.after_issue(standing).state.value
        note_step(work, self.seat, report, "issued")
        return Issued(
            report=report.id,
            state=report.state,
            words=issue.state_words(ReportState.ISSUED),
            paper=paper.id,
            file=paper.name,
            sha256=digest,
            recipient=recipient,
            notes=_route_notes(said.route, route_for(case, recipient, self.seat.clock.today()).route),
        )

    @act("report.deliver", Right.WRITE_REPORT, about="report")
    def deliver(self, work: Work, draft: ReportDelivered) -> CopyMade:
        """Make one copy for one reader behind a password, and note who gets it, why and how (REP-11, REP-12)."""
        report = work.get(Report, draft.report)
        case = work.get(Case, report.case_id)
        standing = standing_of(work, self.seat, report)
        recipient = draft.recipient or named_reader(report)
        asked = Delivery(
            recipient, draft.channel, draft.basis, draft.necessity, draft.proof or "", draft.read_back,
            _shares_address(work, case, draft),
        )  # fmt: skip
        if problems := issue.problems_of_delivery(standing, asked):
            raise InvalidInput(problems)
        if (said := route_for(case, recipient)).route is Answer.NO:
            raise NotAllowed(*issue.closed_route(said.why))
        paper = signed_paper(work, report)
        password = four_words()
        content = add_password(bytes(paper.content), password)
        file = paper.name if draft.to_folder is None else write_copy(Path(draft.to_folder) / paper.name, content)
        earlier = work.session.scalars(select(Disclosure.recipient).where(Disclosure.paper_id == paper.id)).all()
        row = work.add(_disclosure(self.seat, report, paper, asked, content, issue.copy_number(recipient, earlier)))
        report.state = issue.after_delivery(standing).state.value
        note_step(work, self.seat, report, "delivered")
        return CopyMade(
            disclosure=row.id,
            report=report.id,
            state=report.state,
            words=issue.state_words(ReportState.DELIVERED),
            file=file,
            content=content,
            password=password,
            sha256_cleared=paper.sha256,
            sha256_delivered=row.sha256_delivered or "",
            copy_number=row.copy_number,
            notes=_copy_notes(report, recipient, row.copy_number),
        )

    @act("disclosure.list", Right.WRITE_REPORT, kind=Kind.LIST)
    def disclosures(self, work: Work, draft: DisclosuresWanted) -> tuple[DisclosureRow, ...]:
        """List what has left the building, newest first, and what of it was taken back since (RET-1, CASE-9)."""
        query = select(Disclosure, Case, PaperWithdrawn.at).join(Case, Case.id == Disclosure.case_id)
        query = query.outerjoin(PaperWithdrawn, PaperWithdrawn.paper_id == Disclosure.paper_id)
        query = query.where(cases_within_reach(work, self.seat.person))
        if draft.case is not None:
            query = query.where(Disclosure.case_id == draft.case)
        rows = work.session.execute(query.order_by(Disclosure.at.desc(), Disclosure.id)).all()
        names = names_of(work.session, [one for row, *_rest in rows for one in (row.approver, row.by_user)])
        return tuple(_disclosure_row(row, case, names, gone) for row, case, gone in rows)


@dataclass(frozen=True)
class Clearing:
    """What the text about clearance may lean on, and nothing else: the day it was given, and the working days.

    `taken_back`: the reports that went out by mistake and no longer stand (CASE-9).
    """

    given: Mapping[str, date]
    calendar: OfficeCalendar
    taken_back: frozenset[str]


def clearing_of(work: Work, seat: ProgrammeSeat, reports: Sequence[Report]) -> Clearing:
    """The same for several reports at once."""
    query = select(ReportEvent.report_id).where(ReportEvent.report_id.in_([report.id for report in reports]))
    gone = frozenset(work.session.scalars(query.where(ReportEvent.kind == TAKEN_BACK)))
    return Clearing(given_on(work, seat, reports), office_calendar(work.session), gone)


def standing_of(work: Work, seat: ProgrammeSeat, report: Report) -> Standing:
    """Where a report stands: its writers, its reader, and what the safety team signed for these bytes (REP-6)."""
    query = select(ReportEvent.by_user).where(ReportEvent.report_id == report.id, ReportEvent.kind.in_(WROTE))
    return standing_with(report, given_on(work, seat, [report]), work.session.scalars(query))


def standing_with(report: Report, given: Mapping[str, date], writers: Iterable[str] = ()) -> Standing:
    """The same from what is already known; enough for a list, where nobody asks who wrote in it."""
    standing = Standing(
        state=ReportState(report.state),
        writers=frozenset({report.author, *writers}),
        edition=report.edition,
        asked_reader=report.asked_reader,
        second_reader=report.second_reader,
        signed_sha256=report.doc_sha256,
    )
    if report.doc_sha256 is None or report.id not in given:
        return standing
    if standing.state is ReportState.AWAITING_CLEARANCE:
        return issue.after_clearance(standing, report.doc_sha256)
    return replace(standing, cleared_sha256=report.doc_sha256)


def given_on(work: Work, seat: ProgrammeSeat, reports: Sequence[Report]) -> dict[str, date]:
    """By report, the day on which the safety team signed for exactly its present bytes (E6); no line, no clearance."""
    return cleared_on(work, seat, {one.id: (one.case_id, one.doc_sha256) for one in reports if one.doc_sha256})


def rendered(data: ReportRow) -> bytes:
    """The paper's bytes: the same values give the same bytes."""
    out = BytesIO()
    render(data, out)
    return out.getvalue()


def as_it_stands(seat: ProgrammeSeat, report: str) -> bytes:
    """A report's paper as it would be printed now: until it is signed off each page says that it is a draft."""
    with seat.open_work(reading=True) as work:
        return rendered(paper_data(work, seat, work.get(Report, report)))


def checked(data: ReportRow) -> bytes:
    """The paper's bytes once the leak gate has traced every word of them; refused otherwise (R8)."""
    pdf = rendered(data)
    if problems := leaks(data, pdf):
        raise NotAllowed(*problems)
    return pdf


def keep_signed(work: Work, seat: ProgrammeSeat, report: Report, pdf: bytes) -> Paper:
    """Keep the bytes that were signed, so that an update of this program between now and issue cannot alter them."""
    digest, at = sha256(pdf).hexdigest(), seat.clock.now()
    return work.add(
        Paper(report_id=report.id, name=neutral_name(), sha256=digest, content=pdf, at=at, by_user=seat.person.id)
    )


def signed_paper(work: Work, report: Report) -> Paper:
    """The paper whose bytes were signed in this edition; an earlier edition's is never given. Raises Missing."""
    query = select(Paper.id).where(Paper.report_id == report.id, Paper.sha256 == report.doc_sha256)
    found = work.session.scalars(query.order_by(Paper.at.desc()).limit(1)).one_or_none()
    if found is None:
        raise Missing
    return work.get(Paper, found)


def note_step(work: Work, seat: ProgrammeSeat, report: Report, kind: str, note: str | None = None) -> None:
    """Write one step of a report's way with who and when, and tell the screens."""
    work.add(
        ReportEvent(
            report_id=report.id, edition=report.edition, kind=kind, note=note, at=seat.clock.now(),
            by_user=seat.person.id, by_label=seat.person.label,
        )
    )  # fmt: skip
    work.changed("report", report.id)


def four_words() -> str:
    """A password of four made-up words that can be said on the telephone; about 68 bits from the system's source."""
    return "-".join(_word() for _place in range(PASSWORD_WORDS))


def _word() -> str:
    return "".join(secrets.choice(letters) for letters in (_BEGIN, _MIDDLE, _BEGIN, _MIDDLE, _BEGIN))


def _shares_address(work: Work, case: Case, draft: ReportDelivered) -> Answer:
    """Only a paper that goes to his own address can come into a shared home (REP-12)."""
    if draft.to_address != "his":
        return Answer.NOT_ASKED
    return Answer(work.get(Client, case.client_id).shares_address)


def _route_notes(said: Answer, route: Answer) -> tuple[str, ...]:
    if route is Answer.YES:
        return ()
    if said is Answer.YES:
        return (_("The order has ended. That this reader may have reports was said before. Find out before it goes."),)
    return (_("It is not known whether the way of reporting to this reader is still open. Find out before it goes."),)


def _copy_notes(report: Report, recipient: str, copy: int) -> tuple[str, ...]:
    named = named_reader(report)
    notes = []
    if copy > 1:
        notes.append(_("This reader has had it before: this is copy {number}.").format(number=copy))
    if named and issue.copy_number(recipient, [named]) == 1:
        notes.append(_("The paper itself names another reader: {reader}.").format(reader=named))
    return tuple(notes)


def _disclosure(
    seat: ProgrammeSeat, report: Report, paper: Paper, asked: Delivery, content: bytes, copy: int
) -> Disclosure:
    return Disclosure(
        case_id=report.case_id,
        paper_id=paper.id,
        what=f"report.{report.type}",
        recipient=asked.recipient.strip(),
        basis=asked.basis,
        necessity=asked.necessity,
        channel=asked.channel.value,
        proof=asked.proof or None,
        approver=report.second_reader or report.author,
        sha256_cleared=paper.sha256,
        sha256_delivered=sha256(content).hexdigest(),
        copy_number=copy,
        at=seat.clock.now(),
        by_user=seat.person.id,
    )


def _disclosure_row(row: Disclosure, case: Case, names: dict[str, str], taken_back: datetime | None) -> DisclosureRow:
    return DisclosureRow(
        disclosure=row.id,
        case=case.id,
        reference=case.reference,
        what=row.what,
        recipient=row.recipient,
        basis=row.basis,
        necessity=row.necessity,
        channel=row.channel,
        proof=row.proof or "",
        approver=names.get(row.approver, ""),
        by=names.get(row.by_user, ""),
        at=row.at,
        copy_number=row.copy_number,
        sha256_cleared=row.sha256_cleared,
        sha256_delivered=row.sha256_delivered or "",
        taken_back=taken_back,
    )
