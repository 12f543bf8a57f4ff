"""Opens what staff may know and he may not: the same button, record, words and time for every man (XNG-2, UX-6)."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Annotated

from sqlalchemy import select

from app.core.errors import InvalidInput, Missing, Stale
from app.core.language import _
from app.core.shapes import CaseId, Draft, Meta, Row, SessionId
from app.crypto.release import readable
from app.crypto.release_said import Release
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.calendar import quarter_of
from app.domain.roles import Reach
from app.domain.staff_only import quarter_named
from app.programme.notices import Notice, NoticeKind, seal_all
from app.programme.office import number_setting
from app.programme.planned import expected
from app.programme.register_rows import men_of
from app.programme.rights import Right
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.base import Grant
from models.programme.case import Case
from models.programme.crossing import Release as ReleaseRow
from models.programme.group import Session

# More would not fit the one size that every item of the box has (E7).
MOST_READ = 40


class ReadingAsked(Draft):
    """One man, or all who are expected at a session."""

    case: CaseId | None = None
    session: SessionId | None = None


class ReadingDone(Draft):
    """The same, with the ids of what was shown; another text since then asks to be read first."""

    case: CaseId | None = None
    session: SessionId | None = None
    seen: tuple[str, ...] | None = None


class ReadingMan(Row):
    """One man of a reading."""

    case: CaseId
    reference: str
    name: str


class ReadingText(Row):
    """One text: never to be used with him, no source, no reason."""

    id: str
    case: CaseId
    text: str
    purpose: str
    until: datetime
    caution: str | None
    do_not_raise: str | None


class Reading(Row):
    """What there is to read, often nothing."""

    men: tuple[ReadingMan, ...]
    releases: tuple[ReadingText, ...]


class ReadingKept(Row):
    """That a reading was done: the same record whatever there was to read."""

    done_at: datetime
    men: int


class FiguresAsked(Draft):
    """Of which quarter, as in 2026-Q3; all that are there when none is named."""

    quarter: Annotated[str, Meta(pattern=r"^\d{4}-Q[1-4]$")] | None = None


class FiguresText(Row):
    """One sheet, as two people signed it."""

    quarter: str
    text: str
    until: datetime


class FiguresPage(Row):
    """The sheets that are here, the newest first, and the day from which the next one comes (STA-6)."""

    sheets: tuple[FiguresText, ...]
    next_on: date


class FigureSheets(Noun):
    """What a manager reads of the whole service, one sheet a quarter."""

    seat: ProgrammeSeat

    @act("figures.show", Right.READ_FIGURES, kind=Kind.LIST)
    def show(self, work: Work, draft: FiguresAsked) -> FiguresPage:
        """Show the sheets of figures that came, and when the next one comes: the same day in every office (STA-6)."""
        found = [
            FiguresText(quarter=quarter_named(one.purpose), text=one.text, until=one.expires)
            for one in _readable(work, self.seat)
            if one.case is None and draft.quarter in (None, quarter_named(one.purpose))
        ]
        days, today = number_setting(work.session, "outcomes.sheet_days"), self.seat.clock.today()
        quarter = quarter_of(today).before
        due = quarter.leaves_on(days)
        sheets = tuple(sorted(found, key=lambda one: one.quarter, reverse=True))
        return FiguresPage(sheets=sheets, next_on=due if today < due else quarter.next.leaves_on(days))


class StaffOnly(Noun):
    """What a worker reads before meeting a man, and never raises with him (XNG-3)."""

    seat: ProgrammeSeat

    @act("staff_only.open", Right.READ_CASE, kind=Kind.OPEN, about="case")
    def open(self, work: Work, draft: ReadingAsked) -> Reading:
        """Show the texts that are addressed to this reader, for one man or for all of a session."""
        cases = _cases(work, self.seat, draft)
        men = men_of(work, cases)
        found = _texts(work, self.seat, cases)
        return Reading(
            men=tuple(ReadingMan(case=CaseId(id), reference=man.case.reference, name=man.short)
                      for id, man in men.items()),
            releases=tuple(
                ReadingText(
                    id=one.id, case=CaseId(one.case or ""), text=one.text, purpose=one.purpose, until=one.expires,
                    caution=one.caution, do_not_raise=one.do_not_raise,
                )
                for one in found
            ),
        )  # fmt: skip

    @act("staff_only.acknowledge", Right.WRITE_CASE, about="case")
    def acknowledge(self, work: Work, draft: ReadingDone) -> ReadingKept:
        """Note that it was read and will not be raised with him; one sealed item for each man, all of one size (E7)."""
        cases = _cases(work, self.seat, draft)
        read = [one for one in _texts(work, self.seat, cases) if one.case is not None]
        if draft.seen is not None and set(draft.seen) != {one.id for one in read}:
            raise Stale(_("There is something else to read now. Read it first."))
        seal_all(work, self.seat, [_notice(case, read) for case in sorted(cases)])
        return ReadingKept(done_at=self.seat.clock.now(), men=len(cases))


def _notice(case: str, read: Collection[Release]) -> Notice:
    """The same fields for every man, padded to one size."""
    return Notice(NoticeKind.STAFF_ONLY_READ, case, {"read": [one.id for one in read if one.case == case][:MOST_READ]})


def _cases(work: Work, seat: ProgrammeSeat, draft: ReadingAsked | ReadingDone) -> tuple[str, ...]:
    """The men this is about. Raises Missing for one that is not there or not this person's (UX-13)."""
    if (draft.case is None) == (draft.session is None):
        raise InvalidInput({"case": _("Name one man or one session.")})
    if draft.case is not None:
        return (work.get(Case, draft.case).id,)
    session = work.get(Session, draft.session or "")
    if work.reach is Reach.OWN and not seat.is_own(work, seat.person, "session", session.id):
        raise Missing
    return expected(work, session)


def _texts(work: Work, seat: ProgrammeSeat, cases: Collection[str]) -> tuple[Release, ...]:
    """Every text addressed to this reader is opened, then those about these men are picked: the same time for all."""
    return tuple(one for one in _readable(work, seat) if one.case in cases)


def _readable(work: Work, seat: ProgrammeSeat) -> tuple[Release, ...]:
    """Every text addressed to this reader that holds."""
    kept = work.session.execute(select(ReleaseRow).where(ReleaseRow.withdrawal.is_(None))).scalars().all()
    work.compare(kept)
    given = work.session.execute(select(Grant.row).where(Grant.user_id == seat.person.id)).scalars()
    return readable(
        {row.id: bytes(row.row) for row in kept}, [bytes(row) for row in given], seat.ledger.seed,
        seat.ledger.roster(work), user=seat.person.id, now=seat.clock.now(),
    )  # fmt: skip
