"""Says which cases have been kept long enough, each by its own class, and which of them are held (RET-2, RET-3)."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from sqlalchemy import exists, func, select

from app.core.language import _
from app.desk.retention import DueLine
from app.domain.calendar import months_after, months_before
from app.domain.moves import CLOSED, CaseState, state_words
from app.domain.names import full_name
from app.programme.office import number_setting
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case, CaseEvent, reference_of
from models.programme.client import Client
from models.programme.document import Incident
from models.programme.keeping import LegalHold

STARTED, NOT_STARTED = "started", "not_started"
SHORT_MONTH = timedelta(days=3)  # so many days at the end of a month count as its last in February


def kept_words(kept_as: str) -> str:
    """The class of a case, as it is said."""
    return _("Started") if kept_as == STARTED else _("Never started")


def due_lines(work: Work, seat: ProgrammeSeat, only: Iterable[str] | None = None) -> tuple[DueLine, ...]:
    """Every case whose time is over, the longest first; of these cases alone, if they are named."""
    due = [Case.state.in_([state.value for state in CLOSED]), Case.state_since < _closed_before(work, seat)]
    if only is not None:
        due.append(Case.id.in_(list(only)))
    query = select(Case.id, Case.number, Case.state, Case.state_since, Client.given_name, Client.family_name)
    query = query.join(Client, Client.id == Case.client_id).where(*due)
    begins = (CaseEvent.case_id == Case.id, CaseEvent.to_state == CaseState.ON_PROGRAMME.value)
    begun = set(work.session.scalars(select(Case.id).where(*due, exists().where(*begins))))
    held, wrong, found = holds(work), open_incidents(work, seat), []
    months = {kept_as: months_kept(work, kept_as) for kept_as in (STARTED, NOT_STARTED)}
    for row in work.session.execute(query):
        closed_on = row.state_since.astimezone(seat.clock.zone).date()
        hold, kept_as = held.get(row.id), STARTED if row.id in begun else NOT_STARTED
        since, why = (hold.on_day, hold.reason) if hold else (wrong.get(row.id), "")
        found.append(
            DueLine(
                record=row.id, reference=reference_of(row.number), name=full_name(row.given_name, row.family_name),
                kept_as=kept_as, kept_words=f"{kept_words(kept_as)}, {state_words(CaseState(row.state))}",
                since=closed_on, due_on=months_after(closed_on, months[kept_as]),
                held_since=since, held_because=why or (open_words() if since else ""),
            )
        )  # fmt: skip
    today = seat.clock.today()
    return tuple(sorted((one for one in found if one.due_on <= today), key=lambda one: (one.due_on, one.reference)))


def _closed_before(work: Work, seat: ProgrammeSeat) -> datetime:
    """Nothing that was closed later is due, of whichever class: those alone are read, and then judged each (P8)."""
    shortest = min(months_kept(work, STARTED), months_kept(work, NOT_STARTED))
    last = months_before(seat.clock.today(), shortest) + SHORT_MONTH
    return seat.clock.at(datetime.combine(last + timedelta(days=1), time()))


def months_kept(work: Work, kept_as: str) -> int:
    """How long a class is kept."""
    if kept_as == STARTED:
        return 12 * number_setting(work.session, "keep.started_years")
    return number_setting(work.session, "keep.not_started_months")


def open_incidents(work: Work, seat: ProgrammeSeat) -> dict[str, date]:
    """Since when something that went wrong with a paper of a case waits to be closed; until then it is kept."""
    query = select(Incident.case_id, func.min(Incident.at)).where(Incident.closed_at.is_(None))
    rows = work.session.execute(query.group_by(Incident.case_id))
    return {case: at.astimezone(seat.clock.zone).date() for case, at in rows}


def open_words() -> str:
    """Why a case with an open incident is not deleted."""
    return _("A delivery that went wrong is not closed yet.")


def holds(work: Work) -> dict[str, LegalHold]:
    """The hold that stands, by case."""
    rows = work.session.scalars(select(LegalHold).where(LegalHold.ended_on.is_(None)))
    return {one.case_id: one for one in rows}
