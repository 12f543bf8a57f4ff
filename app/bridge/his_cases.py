"""Shows an officer what she may know of him: his case, his group and whether he came; it reads and never writes."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.bridge.runs import calendar_of
from app.core.errors import Missing
from app.core.shapes import CaseId, Draft, Nothing, Row
from app.desk.act import Kind, act
from app.domain.codes import MARKS, MarkCode, mark_words
from app.domain.labels import legal_kinds
from app.domain.legal import mappa_levels
from app.domain.moves import CaseState, state_words
from app.partner.rights import Right
from app.partner.rules.safe_contact import first_attempt_due
from app.partner.seat import PartnerNoun
from app.programme.legal.mappa import MANAGED, mappa_of
from app.programme.legal.shown import ProtectionRow, bail_row, protection_rows
from app.programme.together.sharing import shared_by
from app.store.work import Work
from models.programme.attendance import Mark
from models.programme.case import Case, reference_of
from models.programme.client import Client
from models.programme.group import Group, Member, Session

NEWEST_MARKS = 8


class OfCase(Draft):
    """Which case; with the day her details came, the day of the first attempt is counted (PRT-6)."""

    case: CaseId
    details_on: date | None = None


class HisLine(Row):
    """One case to choose from: number, first name with initial, state in words."""

    case: CaseId
    reference: str
    name: str
    state: str


class HisMark(Row):
    """One session of his: when, what it was, and whether he came. Not recorded is said as such."""

    at: datetime | None
    title: str
    words: str
    came: str


class HisCase(Row):
    """What her page shows of his case: read only, as it stands on his side now; orders with all that they forbid."""

    case: CaseId
    reference: str
    name: str
    programme: str
    state: str
    state_since: datetime
    group: str
    next_at: datetime | None
    next_title: str
    attended: int
    recorded: int
    marks: tuple[HisMark, ...]
    first_attempt_by: date | None = None
    ground: str = ""
    ground_ends: date | None = None
    protections: tuple[ProtectionRow, ...] = ()
    court_on: date | None = None
    mappa: str = ""


class HisCases(PartnerNoun):
    """What a safety officer reads of his side."""

    @act("his_case.list", Right.READ_PARTNER, kind=Kind.LIST)
    def list(self, _work: Work, _draft: Nothing) -> tuple[HisLine, ...]:
        """List his cases by number, to link her record to one."""
        with self.seat.look_at_his() as his:
            rows = his.session.execute(
                select(Case.id, Case.number, Case.state, Client.given_name, Client.family_name)
                .join(Client, Client.id == Case.client_id)
                .order_by(Case.number)
            )
            return tuple(
                HisLine(
                    case=CaseId(row.id), reference=reference_of(row.number), state=state_words(CaseState(row.state)),
                    name=_short(row.given_name, row.family_name),
                )
                for row in rows
            )  # fmt: skip

    @act("his_case.show", Right.READ_PARTNER, kind=Kind.OPEN)
    def show(self, _work: Work, draft: OfCase) -> HisCase:
        """Show one case: state, group, next session and whether he came of late."""
        now = self.seat.clock.now()
        with self.seat.look_at_his() as his:
            case = his.session.get(Case, draft.case)
            client = None if case is None else his.session.get(Client, case.client_id)
            if case is None or client is None:
                raise Missing
            group = _group(his, case.id)
            coming = _next(his, case.id, group.id if group else None, now)
            marks = _marks(his, case.id)
            calendar, off = calendar_of(his)
            first = self.seat.number("contact.first_attempt_days")
            by = first_attempt_due(draft.details_on, calendar, off, first) if draft.details_on else None
            return HisCase(
                case=draft.case, reference=case.reference, name=_short(client.given_name, client.family_name),
                programme=case.programme.upper(), state=state_words(CaseState(case.state)),
                state_since=case.state_since, group=group.code if group else "",
                next_at=coming.starts_at if coming else None, next_title=coming.title if coming else "",
                attended=sum(one.came == "yes" for one in marks), recorded=len(marks), marks=marks[:NEWEST_MARKS],
                first_attempt_by=by, **_courts(his, case, now.astimezone(self.seat.clock.zone).date()),
            )  # fmt: skip


def _courts(his: Work, case: Case, today: date) -> dict[str, Any]:
    """What protects her and what is about to end: his order, protective orders, family court, how he is managed."""
    managed = mappa_of(his, case.id)
    return {
        "ground": legal_kinds().get(case.legal_kind, case.legal_kind),
        "ground_ends": case.order_ends_on,
        "protections": (*((bail,) if (bail := bail_row(case, today)) else ()), *protection_rows(case, today)),
        "court_on": case.family_next_on,
        "mappa": mappa_levels()[managed.level] if managed is not None and managed.status == MANAGED else "",
    }


def _short(given: str, family: str) -> str:
    """First name and initial: enough to know him by."""
    return f"{given} {family[:1]}." if family else given


def _group(his: Work, case: str) -> Group | None:
    """The group he is in now."""
    found = select(Group).join(Member, Member.group_id == Group.id)
    return his.session.execute(found.where(Member.case_id == case, Member.left_at.is_(None))).scalars().first()


def _next(his: Work, case: str, group: str | None, now: datetime) -> Session | None:
    """The next session of his group, one he shares, or his own."""
    own = (Session.case_id == case) | Session.id.in_(shared_by(case))
    if group is not None:
        own |= (Session.group_id == group) & Session.case_id.is_(None)
    found = select(Session).where(own, Session.starts_at >= now, Session.status == "planned")
    return his.session.execute(found.order_by(Session.starts_at).limit(1)).scalars().first()


def _marks(his: Work, case: str) -> tuple[HisMark, ...]:
    """The mark that counts for each of his sessions, newest first (ATT-4)."""
    rows = [
        (row[0], row[1])
        for row in his.session.execute(
            select(Mark, Session).join(Session, Session.id == Mark.session_id).where(Mark.case_id == case)
        )
    ]
    newest: dict[str, tuple[Mark, Session]] = {}
    for mark, session in sorted(rows, key=lambda pair: pair[0].turn):
        newest[session.id] = (mark, session)
    found = [_mark(mark, session) for mark, session in newest.values()]
    dated = [one for one in found if one.at is not None]
    return (
        *sorted(dated, key=lambda one: one.at.timestamp() if one.at else 0.0, reverse=True),
        *(one for one in found if one.at is None),
    )


def _mark(mark: Mark, session: Session) -> HisMark:
    known = {code.value for code in MarkCode}
    code = MarkCode(mark.code) if mark.code in known else None
    came = "unknown" if code is None else "yes" if MARKS[code].attended else "no"
    return HisMark(at=session.starts_at, title=session.title, words=mark_words(code), came=came)
