"""Says whether this computer's clock fits the log, before anything is removed for good (T18)."""

from contextlib import closing
from datetime import datetime, timedelta, tzinfo

from sqlalchemy import select

from app.core.language import _
from app.crypto.chain import parse
from app.desk.ledger import Ledger
from app.domain.calendar import day_words
from app.store.work import Store

THIS_SESSION, CLOCK_AHEAD, CLOCK_BEHIND = timedelta(hours=1), timedelta(hours=48), timedelta(minutes=5)
APART, LATELY = timedelta(hours=24), timedelta(days=30)
LOOKED_AT = 200


def _moments(store: Store, ledger: Ledger, most: int = LOOKED_AT) -> list[datetime]:
    events = ledger.tables.event
    with store.work(reading=True) as work:
        newest = work.session.scalars(select(events.bytes).order_by(events.seq.desc()).limit(most)).all()
    return [parse(bytes(data)).ts for data in newest]


def clock_is_steady(store: Store, ledger: Ledger, now: datetime) -> bool:
    """Whether this computer's clock fits the log, this hour's own entries left out; else no backup is removed."""
    moments = _moments(store, ledger)
    before = [one for one in moments if abs(now - one) > THIS_SESSION]
    return all(one <= now + CLOCK_BEHIND for one in moments) and (not before or now - max(before) <= CLOCK_AHEAD)


def clock_doubt(store: Store, ledger: Ledger, now: datetime, zone: tzinfo) -> str:
    """What to say where this computer's clock does not fit the log's newest entry; nothing where it does (T18)."""
    newest = max(_moments(store, ledger), default=now)
    if newest - CLOCK_BEHIND <= now <= newest + CLOCK_AHEAD:
        return ""
    said = _("This computer says it is {now}. The newest entry of the log is of {newest}. Is the clock right?")
    return said.format(now=_spoken(now.astimezone(zone)), newest=_spoken(newest.astimezone(zone)))


def _spoken(at: datetime) -> str:
    return f"{day_words(at.date())}, {at:%H:%M}"


def was_seen_a_day_ago(store: Store, ledger: Ledger, now: datetime) -> bool:
    """Two sightings a day apart: somebody worked here a day ago or more, and lately; else nothing is erased."""
    events = ledger.tables.event
    newest = select(events.bytes).order_by(events.seq.desc()).execution_options(yield_per=LOOKED_AT)
    with store.work(reading=True) as work, closing(work.session.scalars(newest)) as found:
        for data in found:
            at = parse(bytes(data)).ts
            if at > now + CLOCK_BEHIND:
                return False
            if now - at >= APART:
                return now - at <= LATELY
    return False
