"""Says until when each piece of news of him must be taken in (RED-2)."""

from collections.abc import Callable
from datetime import datetime, time

from app.bridge.runs import calendar_of
from app.crypto.dropbox import DropboxItem
from app.partner.rules.telling import acknowledge_by
from app.partner.seat import PartnerSeat
from app.programme.office import setting
from app.store.work import Work


def deadlines(his: Work, seat: PartnerSeat) -> Callable[[DropboxItem], datetime]:
    """Until when each piece of news must be taken in, by the office's settings and working days (RED-2)."""
    calendar, off = calendar_of(his)
    hour = time.fromisoformat(str(setting(his.session, "register.late_message_at")))
    minutes = seat.number("news.urgent_minutes")

    def due(item: DropboxItem) -> datetime:
        came = item.ts.astimezone(seat.clock.zone)
        return acknowledge_by(came, is_urgent=item.urgent, minutes=minutes, at=hour, calendar=calendar, off=off)

    return due
