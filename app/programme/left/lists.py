"""Fills the lists that may leave as a sheet: who waits, referrals, attendance, the return, the delivery log (R11)."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Literal, NamedTuple

from sqlalchemy import select

from app.core.language import _
from app.domain.moves import CaseState
from app.ops.tables import Table, table_of
from app.programme.case_list import rows_of
from app.programme.left.counting import CohortWanted
from app.programme.left.outcome_lines import lines_of
from app.programme.left.outcomes import outcomes_page
from app.programme.left.words import bases, what_words
from app.programme.marks import marks_of_all
from app.programme.reach import cases_within_reach
from app.programme.rules.attendance import SessionKind, totals
from app.programme.rules.issue import channels
from app.programme.seat import ProgrammeSeat
from app.programme.standing import local_day
from app.programme.waiting.rows import WaitingLine, WaitingWanted, waiting_page
from app.store.work import Work
from models.programme.case import Case, reference_of
from models.programme.document import Disclosure
from models.programme.group import Member

MOST = 1000
BEFORE_A_PLACE = (CaseState.REFERRED.value, CaseState.ASSESSING.value, CaseState.NOT_READY.value)


class Span(NamedTuple):
    """The period that a list covers where it has one, and what the statistics return is narrowed to (STA-4)."""

    first: date
    last: date
    by: Literal["referred", "ended"] = "referred"
    programme: str | None = None
    site: str | None = None

    def wanted(self) -> CohortWanted:
        """The cohort of this span."""
        return CohortWanted(from_=self.first, to=self.last, by=self.by, programme=self.programme, site=self.site)


def waiting(work: Work, seat: ProgrammeSeat, _span: Span) -> Table:
    """Who waits for a place, as the waiting list shows it."""
    rows = list(_waiting_rows(work, seat))
    columns = (
        *_who(),
        (_("Programme"), _("The programme he was referred to")),
        (_("Waits since"), _("The day of the decision that he is suitable")),
        (_("Days"), _("Days from then until today")),
        (_("Order ends"), _("The last day of his order; empty when there is none or it is not known")),
        (_("Worker"), _("Who works with him")),
    )
    return table_of(
        _("Waiting list"),
        columns,
        [
            (row.reference, row.short_name, row.programme_title, row.since, row.days, row.order_ends_on, row.lead)
            for row in rows
        ],
    )


def _waiting_rows(work: Work, seat: ProgrammeSeat) -> Iterator[WaitingLine]:
    """Everybody who waits, page after page: a list that leaves is never cut short."""
    for number in count(1):
        page = waiting_page(work, seat, WaitingWanted(page=number, size=MOST))
        yield from page.rows
        if number * MOST >= page.total:
            return


def referrals(work: Work, seat: ProgrammeSeat, _span: Span) -> Table:
    """Referrals that wait for a decision."""
    query = select(Case.id).where(cases_within_reach(work, seat.person), Case.state.in_(BEFORE_A_PLACE))
    ids = list(work.session.scalars(query.order_by(Case.number)))
    columns = (
        *_who(),
        (_("Programme"), _("The programme he was referred to")),
        (_("Received"), _("The day the referral came in")),
        (_("State"), _("Where the case stands today")),
        (_("Days"), _("Days in this state")),
        (_("Order ends"), _("The last day of his order; empty when there is none or it is not known")),
        (_("Worker"), _("Who works with him")),
    )
    return table_of(
        _("Referrals"),
        columns,
        [
            (
                row.reference, row.short_name, row.programme, row.received_on, row.state_words, row.days_in_state,
                row.order_ends_on, row.lead,
            )
            for row in rows_of(work, seat, ids)
        ],
    )  # fmt: skip


def attendance(work: Work, seat: ProgrammeSeat, span: Span) -> Table:
    """What the registers say of each man who is in a group, over a period."""
    in_a_group = select(Member.case_id).where(Member.left_at.is_(None))
    query = select(Case.id).where(cases_within_reach(work, seat.person), Case.id.in_(in_a_group))
    ids = list(work.session.scalars(query.order_by(Case.number)))
    marks = marks_of_all(work, seat, ids)
    columns = (
        *_who(),
        (_("Group"), _("The group he is in now")),
        (_("Offered"), _("Group sessions with a mark of his in the period; one moved by us is not among them")),
        (_("Attended"), _("Of those, the ones he came to")),
        (_("Complied"), _("Of those, the ones that count as compliance: attended, or absent with an accepted reason")),
        (_("Minutes"), _("Minutes attended, group, one-to-one and catch-up together")),
    )
    rows = []
    for row in rows_of(work, seat, ids):
        his = [one for one in marks.get(row.case, ()) if span.first <= one.starts_at.date() <= span.last]
        seen = totals(his)
        group = seen.by_kind[SessionKind.GROUP]
        minutes = sum(kind.minutes for kind in seen.by_kind.values())
        rows.append((row.reference, row.short_name, row.group, group.offered, group.attended, group.compliant, minutes))
    return table_of(_("Attendance"), columns, rows)


def statistics(work: Work, seat: ProgrammeSeat, span: Span) -> Table:
    """What came of the referrals of a period, as the page shows it; a number below ten stands as "< 10" (STA-5)."""
    columns = (
        (_("Part"), _("The part of the page of outcomes")),
        (_("What"), _("A stage, a rate, a wait, a reason or a questionnaire; each referral is counted once")),
        (_("Figure"), _("How many; days where it says days; two means where it says then; < 10 is not told")),
        (_("Of"), _("The number of the base")),
        (_("Percent"), _("Whole percent, half up; empty where the base is smaller than ten")),
        (_("Base"), _("What the figure is of")),
    )
    lines = lines_of(outcomes_page(work, seat, span.wanted()))
    rows = [(one.part, one.words, one.figure, one.of, one.percent, one.base) for one in lines]
    return table_of(_("Statistics return"), columns, rows)


def left(work: Work, seat: ProgrammeSeat, span: Span) -> Table:
    """The delivery log of a period."""
    first = seat.clock.at(datetime.combine(span.first, time()))
    last = seat.clock.at(datetime.combine(span.last + timedelta(days=1), time()))
    query = select(Disclosure, Case.number).join(Case, Case.id == Disclosure.case_id)
    query = query.where(cases_within_reach(work, seat.person), Disclosure.at >= first, Disclosure.at < last)
    columns = (
        (_("Day"), _("When it left")),
        (_("Case"), _("The number of the case")),
        (_("What"), _("Which report or letter")),
        (_("Reader"), _("Who got it")),
        (_("Lawful basis"), _("On what basis it was given")),
        (_("Why"), _("Why this reader needed it")),
        (_("Way"), _("How it went")),
        (_("Copy"), _("Which copy it was for this reader")),
        (_("Fingerprint"), _("SHA-256 of the bytes that left")),
    )
    rows = [
        (
            local_day(seat, row.at), reference_of(number), what_words(row.what), row.recipient,
            bases().get(row.basis, row.basis), row.necessity, channels().get(row.channel, row.channel),
            row.copy_number, row.sha256_delivered or row.sha256_cleared,
        )
        for row, number in work.session.execute(query.order_by(Disclosure.at))
    ]  # fmt: skip
    return table_of(_("Delivery log"), columns, rows)


LISTS: dict[str, Callable[[Work, ProgrammeSeat, Span], Table]] = {
    "waiting": waiting,
    "referrals": referrals,
    "attendance": attendance,
    "statistics": statistics,
    "left": left,
}


def list_words() -> dict[str, str]:
    """What the lists are called."""
    return {
        "waiting": _("Waiting list"),
        "referrals": _("Referrals"),
        "attendance": _("Attendance"),
        "statistics": _("Statistics return"),
        "left": _("Delivery log"),
    }


def _who() -> tuple[tuple[str, str], ...]:
    return (
        (_("Case"), _("The number of the case")),
        (_("Name"), _("First name and initial")),
    )
