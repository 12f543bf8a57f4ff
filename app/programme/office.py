"""Knows what this office has set for itself: settings, region, closures, and the names of its people."""

import base64
import zlib
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.settings import Value, default_of
from app.domain.calendar import GOOD_FRIDAY_NL, LIBERATION_DAY_NL, Closure, OfficeCalendar, Region
from app.domain.roles import Role
from app.store.work import once
from models.programme.account import Account, CalendarDay, OfficeSetting, Place
from models.programme.account import Closure as ClosureRow
from reports.kit.logo import Logo

OFF, WORKS, YEAR = "off", "works", "year"
LOGO = "paper.logo"  # its pixels stand beside the settings and are read by papers alone
NAMED = {"calendar.nl_good_friday": GOOD_FRIDAY_NL, "calendar.nl_liberation_day": LIBERATION_DAY_NL}


def setting(session: Session, key: str) -> Value:
    """The value this office has set, or the default."""
    query = select(OfficeSetting.key, OfficeSetting.value).where(OfficeSetting.key != LOGO)
    known = once(session, OfficeSetting.__tablename__, lambda: {row.key: row.value for row in session.execute(query)})
    if key not in known:
        return default_of(key)
    return tuple(known[key]) if isinstance(known[key], list) else known[key]


def office_logo(session: Session) -> Logo | None:
    """The logo that papers carry, packed anew: it may have been set at another computer; None when there is none."""
    row = session.scalars(select(OfficeSetting).where(OfficeSetting.key == LOGO)).one_or_none()
    if row is None or not row.value:
        return None
    pixels = zlib.decompress(base64.b64decode(row.value["pixels"]))
    return Logo(width=row.value["width"], height=row.value["height"], pixels=zlib.compress(pixels))


def keep_logo(session: Session, logo: Logo | None) -> None:
    """Let papers carry this logo from now on, or none."""
    row = session.scalars(select(OfficeSetting).where(OfficeSetting.key == LOGO)).one_or_none()
    if row is None:
        row = OfficeSetting(key=LOGO)
        session.add(row)
    row.value = {}
    if logo is not None:
        row.value = {"width": logo.width, "height": logo.height, "pixels": base64.b64encode(logo.pixels).decode()}


def number_setting(session: Session, key: str) -> int:
    """A setting that is a whole number."""
    return int(str(setting(session, key)))


def office_calendar(session: Session, region: str | None = None) -> OfficeCalendar:
    """The working days of the office, or of another region it works in, with its own days (SCH-14, SCH-15).

    Made once in a transaction for each region, and again after a day or a setting was changed (P8).
    """
    of = Region(region or str(setting(session, "office.region")))
    query = select(CalendarDay.region, CalendarDay.day, CalendarDay.kind, CalendarDay.words)
    rows = once(session, CalendarDay.__tablename__, lambda: session.execute(query).all())
    works_on = frozenset(name for key, name in NAMED.items() if setting(session, key) is False)
    made: dict[Region, tuple[object, frozenset[str], OfficeCalendar]] = session.info.setdefault("calendars", {})
    if of not in made or made[of][0] is not rows or made[of][1] != works_on:
        days = {
            kind: [row for row in rows if (row.region, row.kind) == (of.value, kind)] for kind in (OFF, WORKS, YEAR)
        }
        made[of] = (
            rows,
            works_on,
            OfficeCalendar(
                of,
                added=tuple((row.day, row.words) for row in days[OFF]),
                removed=frozenset(row.day for row in days[WORKS]),
                known_years=frozenset(row.day.year for row in days[YEAR]),
                works_on=works_on,
            ),
        )
    return made[of][2]


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


def people_who_run(session: Session) -> dict[str, str]:
    """Who works at this desk and may run sessions, by id, in the order of their names."""
    accounts = select(Account.id, Account.label, Account.roles).where(Account.is_active.is_(True))
    rows = session.execute(accounts.order_by(Account.label))
    runs = {Role.FACILITATOR.value, Role.MANAGER.value, Role.PEER_WORKER.value}
    return {row.id: row.label for row in rows if runs & set(row.roles)}


def places_of(session: Session) -> dict[str, str]:
    """What the places of this office are called, by code."""
    return {row.code: row.name for row in session.execute(select(Place.code, Place.name).order_by(Place.name))}


def place_name(session: Session, code: str | None) -> str:
    """What a place is called; the code of one that is no longer kept, and nothing where none is named."""
    return places_of(session).get(code, code) if code else ""
