"""Knows what this office has set for itself: settings, region, closures, and the names of its people."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.settings import Value, default_of
from app.domain.calendar import Closure, OfficeCalendar, Region
from app.store.work import once
from models.programme.account import Account, OfficeSetting
from models.programme.account import Closure as ClosureRow


def setting(session: Session, key: str) -> Value:
    """The value this office has set, or the default."""
    query = select(OfficeSetting.key, OfficeSetting.value)
    known = once(session, OfficeSetting.__tablename__, lambda: {row.key: row.value for row in session.execute(query)})
    if key not in known:
        return default_of(key)
    return tuple(known[key]) if isinstance(known[key], list) else known[key]


def number_setting(session: Session, key: str) -> int:
    """A setting that is a whole number."""
    return int(str(setting(session, key)))


def office_calendar(session: Session, region: str | None = None) -> OfficeCalendar:
    """The working days of the office, or of another region it works in (SCH-14)."""
    return OfficeCalendar(Region(region or str(setting(session, "office.region"))))


def closures(session: Session, where: Iterable[str] = ()) -> tuple[Closure, ...]:
    """The closures of the whole office, and of these places and groups (SCH-16)."""
    places = set(where)
    query = select(ClosureRow.from_day, ClosureRow.to_day, ClosureRow.reason, ClosureRow.where)
    rows = once(session, ClosureRow.__tablename__, lambda: session.execute(query).all())
    return tuple(
        Closure(row.from_day, row.to_day, row.reason) for row in rows if row.where is None or row.where in places
    )


def names_of(session: Session, ids: Iterable[str | None]) -> dict[str, str]:
    """The names of people as shown, by id."""
    wanted = {one for one in ids if one}
    rows = session.execute(select(Account.id, Account.label).where(Account.id.in_(wanted))).all() if wanted else ()
    return {row.id: row.label for row in rows}
