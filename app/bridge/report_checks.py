"""Checks a report against all that only this desk knows; what is found is shown here alone (REP-7 to REP-9)."""

import re
from datetime import date, datetime
from typing import Annotated

from sqlalchemy import select

from app.bridge.clearances import lacking, mark, take_in
from app.bridge.deliveries import ClearingRecord, State, requests
from app.bridge.inbox import case_numbers
from app.core.errors import Missing
from app.core.shapes import CaseId, Draft, Meta, Nothing, ReportId, Row
from app.crypto.dropbox import DropboxItem
from app.desk.act import act
from app.partner.contacts import contacts_of
from app.partner.entries import children_of, entries
from app.partner.partners import links, records, refuse_unless_named
from app.partner.rights import Right
from app.partner.rules.report_check import KnownKind, KnownValue, findings
from app.partner.rules.report_traces import contact_days, source_phrases
from app.partner.rules.safe_contact import SafePlan, WayKind
from app.partner.safe_plans import current_plan
from app.partner.seat import PartnerNoun, PartnerSeat
from app.store.work import Work
from models.partner.team import Clearing
from models.programme.case import Case
from models.programme.client import Client
from models.programme.group import Member, Session

POSTCODE = re.compile(r"\b[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}\b|\b\d{4} ?[A-Za-z]{2}\b")


class OfReport(Draft):
    """Which report."""

    report: ReportId


class ReportHeld(Draft):
    """A report that must wait, and why; the why never leaves this desk."""

    report: ReportId
    reason: Annotated[str, Meta(min_length=3, max_length=500)]


class ReportLine(Row):
    """One report that waits for its check; `asked` counts how often this author asked about this case (REP-9).

    One of which `missing` parts have not come has no run and can be neither checked nor cleared.
    """

    report: ReportId
    case: CaseId
    reference: str
    asked_at: datetime
    run_at: datetime | None
    state: State
    asked: int
    missing: int = 0


class FindingRow(Row):
    """Something of hers in the text: what kind, and its place; the text itself stands beside."""

    kind: str
    start: int
    end: int
    is_near: bool


class ReportChecked(Row):
    """The text as it would leave, and what was found in it; `left_out` counts records kept from who checks."""

    report: ReportId
    reference: str
    text: str
    findings: tuple[FindingRow, ...]
    state: State
    run_at: datetime
    left_out: int = 0


class ReportMarked(Row):
    """What became of the report here."""

    state: State
    run_at: datetime


class ReportChecks(PartnerNoun):
    """What a safety officer does with a report before it leaves."""

    @act("report.waiting", Right.CLEAR)
    def waiting(self, work: Work, _draft: Nothing) -> tuple[ReportLine, ...]:
        """Take in and list the reports that wait for their check."""
        take_in(work, self.seat)
        with self.seat.look_at_his() as his:
            numbers, part = case_numbers(his), lacking(his, self.seat)
        found = [record for _row, record in requests(work, self.seat) if record.subject == "report"]
        lines = [_line(record, numbers, found) for record in found]
        lines += [_in_part(item, missing, numbers) for item, missing in part]
        return tuple(sorted(lines, key=lambda line: (line.state == "given", line.asked_at)))

    @act("report.check", Right.CLEAR)
    def check(self, work: Work, draft: OfReport) -> ReportChecked:
        """Compare the report's text with everything known here; the findings stand only here (REP-7)."""
        take_in(work, self.seat)
        _row, record = _newest(work, self.seat, draft.report)
        refuse_unless_named(work, self.seat, record.case)
        with self.seat.look_at_his() as his:
            numbers, own = case_numbers(his), his_words(his, record.case)
            days = _his_days(his, self.seat, record.case)
        text, opened = {"text": record.text}, records(work, self.seat)
        hits = [*findings(text, known_values(work, self.seat), own), *source_phrases(text)]
        hits += contact_days(text, _contacts(work, self.seat, record.case), days)
        hits.sort(key=lambda hit: (hit.start, hit.end))
        rows = tuple(FindingRow(kind=hit.kind.value, start=hit.start, end=hit.end, is_near=hit.is_near) for hit in hits)
        return ReportChecked(
            report=draft.report, reference=numbers.get(record.case, ""), text=record.text, findings=rows,
            state=record.state, run_at=datetime.fromisoformat(record.run_at),
            left_out=len({link.partner for link in links(work, self.seat)} - {id for id, _one in opened}),
        )  # fmt: skip

    @act("report.clear", Right.CLEAR)
    def clear(self, work: Work, draft: OfReport) -> ReportMarked:
        """Mark the report clear; it is cleared at the next run (REP-8)."""
        row, record = _newest(work, self.seat, draft.report)
        refuse_unless_named(work, self.seat, record.case)
        marked = mark(work, self.seat, row, record, "ready", None)
        return ReportMarked(state=marked.state, run_at=marked.run_at)

    @act("report.hold", Right.CLEAR)
    def hold(self, work: Work, draft: ReportHeld) -> ReportMarked:
        """Hold the report. Its author sees what every author sees: awaiting safety clearance (SEC-22)."""
        row, record = _newest(work, self.seat, draft.report)
        marked = mark(work, self.seat, row, record, "held", draft.reason)
        return ReportMarked(state=marked.state, run_at=marked.run_at)


def known_values(work: Work, seat: PartnerSeat) -> tuple[KnownValue, ...]:
    """All that only this desk knows, of every record: names, ways of reaching her, places, her children (REP-7)."""
    known: list[KnownValue] = []
    for partner, record in records(work, seat):
        values = [
            (KnownKind.NAME, record.given_name), (KnownKind.NAME, record.family_name),
            (KnownKind.NICKNAME, record.chosen_name), (KnownKind.PHONE, record.phone),
            (KnownKind.EMAIL, record.email), (KnownKind.WORKPLACE, record.workplace), *_place(record.address),
        ]  # fmt: skip
        values += [(KnownKind.NICKNAME, one) for one in re.split(r"[,;/]", record.nicknames or "")]
        values += _of_plan(current_plan(work, seat, partner))
        for child, _entry in children_of(entries(work, seat, partner)):
            values += [(KnownKind.NAME, child.given_name), (KnownKind.SCHOOL, child.school), *_place(child.address)]
        known += [KnownValue(kind, value, partner) for kind, value in values if value and value.strip()]
    return tuple(known)


Values = list[tuple[KnownKind, str | None]]


def _place(address: str | None) -> Values:
    """An address, its postcode apart, and its first line, which tells as much."""
    if not address:
        return []
    parts = [part.strip() for part in re.split(r"[,\n]", address) if part.strip()]
    codes = [(KnownKind.POSTCODE, found[0]) for found in POSTCODE.finditer(address)]
    return [(KnownKind.ADDRESS, address), *((KnownKind.ADDRESS, part) for part in parts[:1]), *codes]


def _of_plan(plan: SafePlan | None) -> Values:
    """Every number and address of her plan, and the phrase agreed with her."""
    if plan is None:
        return []
    kinds = {WayKind.CALL: KnownKind.PHONE, WayKind.TEXT: KnownKind.PHONE, WayKind.EMAIL: KnownKind.EMAIL}
    ways: Values = []
    for way in plan.ways:
        ways += _place(way.to) if way.kind is WayKind.POST else [(kinds[way.kind], way.to)]
    return [*ways, (KnownKind.CODE_PHRASE, plan.code_phrase)]


def _contacts(work: Work, seat: PartnerSeat, case: str) -> list[tuple[date, str]]:
    """The days of every contact with somebody linked to this case."""
    linked = {link.partner for link in links(work, seat) if link.case == case}
    return [
        (datetime.fromisoformat(one.at).astimezone(seat.clock.zone).date(), partner)
        for partner in sorted(linked)
        for _id, one in contacts_of(work, seat, partner)
    ]


def _his_days(his: Work, seat: PartnerSeat, case: str) -> frozenset[date]:
    """Every day that stands in his own record: his sessions, held or planned, and the days of his case."""
    row = his.session.get(Case, case)
    if row is None:
        return frozenset()
    groups = select(Member.group_id).where(Member.case_id == case)
    his_own = Session.case_id == case
    query = select(Session.starts_at).where(his_own | Session.group_id.in_(groups), Session.starts_at.is_not(None))
    found = {at.astimezone(seat.clock.zone).date() for at in his.session.execute(query).scalars() if at is not None}
    return frozenset(found | {row.received_on, row.state_since.astimezone(seat.clock.zone).date()})


def his_words(his: Work, case: str) -> tuple[str, ...]:
    """His own name and address, which may stand in his report although she shares them."""
    row = his.session.get(Case, case)
    client = None if row is None else his.session.get(Client, row.client_id)
    return () if client is None else (client.given_name, client.family_name, client.address or "")


def _newest(work: Work, seat: PartnerSeat, report: str) -> tuple[Clearing, ClearingRecord]:
    """The newest request for this report. Raises Missing."""
    found = [pair for pair in requests(work, seat) if (pair[1].subject, pair[1].about) == ("report", report)]
    if not found:
        raise Missing
    return max(found, key=lambda pair: pair[1].asked_at)


def _line(record: ClearingRecord, numbers: dict[str, str], every: list[ClearingRecord]) -> ReportLine:
    again = sum(1 for one in every if (one.case, one.author) == (record.case, record.author))
    return ReportLine(
        report=ReportId(record.about), case=CaseId(record.case), reference=numbers.get(record.case, ""),
        asked_at=datetime.fromisoformat(record.asked_at), run_at=datetime.fromisoformat(record.run_at),
        state=record.state, asked=again,
    )  # fmt: skip


def _in_part(item: DropboxItem, missing: int, numbers: dict[str, str]) -> ReportLine:
    """A long report of which a part is still on its way, or lost: it is told, not kept silent."""
    about = str(item.data.get("report", "")) if isinstance(item.data, dict) else ""
    return ReportLine(
        report=ReportId(about), case=CaseId(item.case), reference=numbers.get(item.case, ""), asked_at=item.ts,
        run_at=None, state="waiting", asked=1, missing=missing,
    )  # fmt: skip
