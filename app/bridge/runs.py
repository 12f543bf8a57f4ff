"""Reads what was set, when clearances go out, which days the office works, and until when news is taken in (RED-2)."""

from collections.abc import Callable, Collection
from datetime import datetime, time, timedelta

from sqlalchemy import select

from app.core.errors import Damaged
from app.core.settings import HER_KEYS, Value
from app.crypto.dropbox import DropboxItem
from app.domain.calendar import Closure, OfficeCalendar
from app.partner.rules.clearing import RunTimes, read_runs, runs_from
from app.partner.rules.telling import acknowledge_by
from app.partner.seat import PartnerSeat
from app.partner.settings import her_values
from app.programme.office import closures, office_calendar, setting
from app.store.work import Work, snapshot
from models.programme.account import OfficeSetting

_LOOK_BACK_DAYS = 21


def calendar_of(his: Work) -> tuple[OfficeCalendar, tuple[Closure, ...]]:
    """The office's working days, and the days it is closed as a whole."""
    return office_calendar(his.session), closures(his.session)


def office_settings(seat: PartnerSeat, keys: Collection[str]) -> dict[str, Value]:
    """What the safety team set for itself, or the office, as it stands on his side; each is read once (SEC-19)."""
    hers = her_values(seat) if HER_KEYS.intersection(keys) else {}
    found = {key: hers[key] for key in keys if key in HER_KEYS}
    if len(found) == len(keys):
        return found
    with seat.look_at_his() as his:
        return found | {key: setting(his.session, key) for key in keys if key not in HER_KEYS}


def office_began(seat: PartnerSeat) -> dict[str, Value]:
    """What the office had set of the settings that are the team's own by now, if its log says the same (SEC-17).

    One that was put there behind the program counts for nothing, and is said as damaged.
    """
    found: dict[str, Value] = {}
    with seat.look_at_his() as his:
        for row in his.session.scalars(select(OfficeSetting).where(OfficeSetting.key.in_(sorted(HER_KEYS)))):
            try:
                seat.his_ledger.check_all(his, [snapshot(row)])
            except Damaged:
                seat.vault.hurt[OfficeSetting.__tablename__, row.id] = ""
            else:
                found[row.key] = tuple(row.value) if isinstance(row.value, list) else row.value
    return found


def runs_for(seat: PartnerSeat, subject: str) -> RunTimes:
    """The run times of cases (two a week) or of reports (twice each working day); both are settings (CLR-2, REP-8)."""
    words = seat.setting("clearance.case_runs" if subject == "case" else "clearance.report_runs")
    return read_runs(tuple(str(word) for word in words) if isinstance(words, tuple) else ())


def latest_run(
    moment: datetime, times: RunTimes, calendar: OfficeCalendar, off: tuple[Closure, ...], *, after: bool = False
) -> datetime:
    """The last run at or before a local moment; with `after`, the first one later than it."""
    if after:
        return runs_from(moment + timedelta(minutes=1), times, calendar, 1, off)[0]
    found = runs_from(moment - timedelta(days=_LOOK_BACK_DAYS), times, calendar, 4 * _LOOK_BACK_DAYS, off)
    return max(run for run in found if run <= moment)


def deadlines(his: Work, seat: PartnerSeat) -> Callable[[DropboxItem], datetime]:
    """Until when each piece of news must be taken in, by the office's settings and working days (RED-2)."""
    calendar, off = calendar_of(his)
    hour = time.fromisoformat(str(setting(his.session, "register.late_message_at")))
    minutes = seat.number("news.urgent_minutes")

    def due(item: DropboxItem) -> datetime:
        came = item.ts.astimezone(seat.clock.zone)
        return acknowledge_by(came, is_urgent=item.urgent, minutes=minutes, at=hour, calendar=calendar, off=off)

    return due
