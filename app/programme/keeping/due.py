"""Says which cases have been kept long enough, each by its own class, and which of them are held (RET-2, RET-3)."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from app.core.language import _
from app.desk.retention import DueLine
from app.domain.calendar import months_after
from app.domain.moves import CLOSED, CaseState, state_words
from app.domain.names import full_name
from app.programme.office import number_setting
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case, CaseEvent
from models.programme.client import Client
from models.programme.keeping import LegalHold

STARTED, NOT_STARTED = "started", "not_started"


def kept_words(kept_as: str) -> str:
    """The class of a case, as it is said."""
    return _("Started") if kept_as == STARTED else _("Never started")


def due_lines(work: Work, seat: ProgrammeSeat, only: Iterable[str] | None = None) -> tuple[DueLine, ...]:
    """Every case whose time is over, the longest first; of these cases alone, if they are named."""
    query = select(Case, Client).join(Client, Client.id == Case.client_id)
    query = query.where(Case.state.in_([state.value for state in CLOSED]))
    if only is not None:
        query = query.where(Case.id.in_(list(only)))
    begun = set(
        work.session.scalars(select(CaseEvent.case_id).where(CaseEvent.to_state == CaseState.ON_PROGRAMME.value))
    )
    held, found = holds(work), []
    for case, client in work.session.execute(query):
        closed_on = case.state_since.astimezone(seat.clock.zone).date()
        hold, kept_as = held.get(case.id), STARTED if case.id in begun else NOT_STARTED
        found.append(
            DueLine(
                record=case.id, reference=case.reference, name=full_name(client.given_name, client.family_name),
                kept_as=kept_as, kept_words=f"{kept_words(kept_as)}, {state_words(CaseState(case.state))}",
                since=closed_on, due_on=kept_until(work, kept_as, closed_on),
                held_since=hold.on_day if hold else None, held_because=hold.reason if hold else "",
            )
        )  # fmt: skip
    today = seat.clock.today()
    return tuple(sorted((one for one in found if one.due_on <= today), key=lambda one: (one.due_on, one.reference)))


def kept_until(work: Work, kept_as: str, closed_on: date) -> date:
    """The day from which a case of this class may go."""
    if kept_as == STARTED:
        return months_after(closed_on, 12 * number_setting(work.session, "keep.started_years"))
    return months_after(closed_on, number_setting(work.session, "keep.not_started_months"))


def holds(work: Work) -> dict[str, LegalHold]:
    """The hold that stands, by case."""
    rows = work.session.scalars(select(LegalHold).where(LegalHold.ended_on.is_(None)))
    return {one.case_id: one for one in rows}
