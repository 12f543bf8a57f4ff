"""Is what every part of an invented past writes on: the rows on their way, who works there, and which day it is."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.core.clock import Clock
from app.desk.bulk import Bulk
from app.domain.calendar import OfficeCalendar
from models.programme.case import CaseEvent

CASELOAD = 250  # referrals of the first worker over all years, however large the office is
PHONES = 1000  # the numbers that belong to nobody: each is given to one man or two, the last who came


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who wrote a record: id and name as it then was."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Site:
    """A place where groups meet; an office without places has one without a name."""

    code: str | None
    office: OfficeCalendar


@dataclass(frozen=True)
class Ground:
    """Everything a story of the past needs besides the man himself."""

    bulk: Bulk
    clock: Clock
    today: date
    workers: tuple[Worker, ...]
    manager: Worker
    sites: tuple[Site, ...]
    cases: int
    last_number: int

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """The moment of an office-local time."""
        return self.clock.at(datetime.combine(day, time(hour, minute)))

    def worker(self, number: int) -> Worker:
        """Whose this is; the first worker has so many of them and no more, whatever the size of the office."""
        if len(self.workers) == 1 or number % max(4, self.cases // CASELOAD) == 0:
            return self.workers[0]
        return self.workers[1 + number % (len(self.workers) - 1)]

    def phone(self, number: int) -> str | None:
        """A number that belongs to nobody, for those who came last."""
        back = self.last_number - number
        return f"+447700900{back % PHONES:03d}" if back < PHONES else None


@dataclass
class Diary:
    """The history of one case as it grows; two entries never share a moment."""

    ground: Ground
    case: str
    last: datetime | None = None

    def note(
        self,
        id: str,
        at: datetime,
        kind: str,
        by: Worker,
        *,
        move: tuple[str | None, str] | None = None,
        reason: str | None = None,
        second: Worker | None = None,
    ) -> datetime:
        """One entry; gives the moment at which it stands."""
        when = at if self.last is None or at > self.last else self.last + timedelta(microseconds=1)
        self.last = when
        self.ground.bulk.keep(
            CaseEvent,
            id=id,
            case_id=self.case,
            at=when,
            kind=kind,
            from_state=move[0] if move else None,
            to_state=move[1] if move else None,
            reason_code=reason,
            by_user=by.id,
            by_label=by.label,
            second_user=second.id if second else None,
            second_label=second.label if second else None,
        )
        return when
