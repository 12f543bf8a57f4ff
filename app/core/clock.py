"""Is the only place that asks the time, so that every rule and every test can be told what time it is."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from app.core.errors import InvalidInput
from app.core.language import _

ZONES = {"ENG-WLS": "Europe/London", "SCT": "Europe/London", "NIR": "Europe/London", "NL": "Europe/Amsterdam"}


class Clock:
    """The system's time, in the office's zone. Everything stored is UTC; everything shown is local."""

    def __init__(self, zone: str = "Europe/London") -> None:
        self.zone = ZoneInfo(zone)

    def now(self) -> datetime:
        """This moment, aware, UTC, to the microsecond."""
        return datetime.now(UTC)

    def local(self) -> datetime:
        """This moment as the office's clock shows it, aware."""
        return self.now().astimezone(self.zone)

    def today(self) -> date:
        """The office's calendar day."""
        return self.local().date()

    def at(self, naive: datetime) -> datetime:
        """The UTC moment of an office-local wall time (schedules are planned in wall time)."""
        return naive.replace(tzinfo=self.zone).astimezone(UTC)

    def skips(self, naive: datetime) -> bool:
        """Whether the clocks on the wall go forward over this time, so that it never comes."""
        return self.at(naive).astimezone(self.zone).replace(tzinfo=None) != naive


class FrozenClock(Clock):
    """A clock that stands until it is moved: for scripts in practice profiles, and for tests."""

    def __init__(self, at: datetime, zone: str = "Europe/London") -> None:
        super().__init__(zone)
        self._now = at.astimezone(UTC) if at.tzinfo else self.at(at)

    def now(self) -> datetime:
        """The moment it was set to."""
        return self._now

    def move_to(self, at: datetime) -> None:
        """Set the clock forward to `at` (naive = office-local). Raises InvalidInput when that lies in the past."""
        moment = at.astimezone(UTC) if at.tzinfo else self.at(at)
        if moment < self._now:
            raise InvalidInput({"at": _("The clock of a script never goes back.")})
        self._now = moment


def zone_of(region: str) -> str:
    """The time zone name of an office's region; an unknown region keeps London time."""
    return ZONES.get(region, "Europe/London")
