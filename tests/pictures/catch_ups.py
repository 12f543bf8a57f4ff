"""Shows the planner of catch-ups over invented rows: the screen itself, without an office."""

from dataclasses import replace
from datetime import date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from app.core.shapes import CaseId, GroupId, SessionId, UserId
from app.programme.catch_ups import CatchUpLine
from app.programme.group_list import GroupChoices, PlaceChoice
from app.programme.group_rows import FacilitatorRow
from ui.programme.catch_ups.screen import CatchUpsScreen
from ui.shell.screen import Context

ZONE = ZoneInfo("Europe/London")
MEN = (
    ("Roy D.", "P-0002", "What abuse is 3", "what-3", date(2026, 11, 17), True),
    ("Carl V.", "P-0007", "What abuse is 3", "what-3", date(2026, 11, 17), True),
    ("Ian F.", "P-0003", "Choosing 2", "choice-2", date(2026, 12, 2), False),
)


def owed(name: str, case: str, title: str, key: str, due: date, is_overdue: bool) -> CatchUpLine:
    """One content that an invented man has not had."""
    return CatchUpLine(
        session=SessionId(f"{case}{key}"),
        key=key,
        title=title,
        due=due,
        is_overdue=is_overdue,
        suggested_at=datetime(2026, 11, 26, 18, 30, tzinfo=ZONE),
        case=CaseId(case),
        reference=case,
        name=name,
        group=GroupId("g"),
        group_code="WED-1",
        programme="weekly",
        missed_on=date(2026, 11, 3),
        minutes=150,
        place="main",
        booked=None,
        booked_at=None,
    )


def catch_ups(ctx: Context[object]) -> CatchUpsScreen:
    """P13, the screen itself over invented rows."""
    choices = GroupChoices(
        programmes=(),
        places=(PlaceChoice(code="main", name="Northgate"),),
        people=(FacilitatorRow(user=UserId("u"), label="Priya Nair", lead=False),),
    )
    rows = tuple(owed(*man) for man in MEN)
    desk = SimpleNamespace(
        groups=SimpleNamespace(choices=lambda _asked: choices), catch_ups=SimpleNamespace(list=lambda _asked: rows)
    )
    return CatchUpsScreen(replace(ctx, desk=desk))  # type: ignore[arg-type]  # what the screen reads, and no more
