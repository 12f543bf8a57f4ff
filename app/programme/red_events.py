"""Keeps the clock and the list of a red event: who must hear of it, by when, and who has been told (RED-1 to RED-3)."""

from datetime import UTC, datetime, time

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.shapes import CaseId, Draft, LongText, Row, ShortText
from app.domain.red import RED, RedClock, RedKind, RedSource, Told
from app.programme.case_moves import Happened, note_event
from app.programme.notices import NoticeKind, has_safety_team, seal
from app.programme.office import closures, office_calendar
from app.programme.rules.orders import children_of
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case, RedEvent
from models.programme.client import Client

END_OF_DAY = 17
LAST_HOUR = 23


class ToldSomebody(Draft):
    """Who was told of a red event, when, and how."""

    who: Told
    at: str
    channel: ShortText | None = None


class ToldRow(Row):
    """One that must be told, and whether it has a time."""

    who: str
    at: datetime | None
    channel: str


class Danger(Draft):
    """What became known, when it happened, and who has been told of it already."""

    kind: RedKind
    what: LongText
    when: str
    source_class: RedSource
    told: tuple[ToldSomebody | str, ...] = ()


class EventRow(Row):
    """A red event with its clock."""

    event: str
    case: CaseId
    kind: str
    what: str
    raised_at: datetime
    clock_due: datetime
    told: tuple[ToldRow, ...]
    acknowledged: bool
    closed: bool


def raise_red(work: Work, seat: ProgrammeSeat, case: Case, danger: Danger) -> RedEvent:
    """Start the clock of a red event, and tell the safety team in the same moment (RED-1, RED-2)."""
    happened = moment_of(seat, danger.when)
    if happened is None or happened > seat.clock.now():
        raise InvalidInput({"when": _("Write when it happened, as 2026-11-02 or 2026-11-02T14:30, not after now.")})
    kind, source, now = RedKind(danger.kind), RedSource(danger.source_class), seat.clock.now()
    told = who_must_hear(work, case, kind)
    if has_safety_team(work, seat):
        crossing = {"kind": kind.value, "what": danger.what, "when": danger.when, "source": source.value}
        seal(work, seat, NoticeKind.RED_EVENT, case.id, crossing, urgent=True)
        told = with_told(told, Told.SAFETY_TEAM, now, "passed")
    event = work.add(
        RedEvent(
            case_id=case.id,
            kind=kind.value,
            what=danger.what,
            happened_at=happened,
            source_class=source.value,
            told=all_told(seat, told, danger.told),
            due_at=due_at(work, seat, RED[kind].clock),
            raised_at=now,
            raised_by=seat.person.id,
        )
    )
    note_event(work, seat, case.id, Happened("red_event_raised", to_state=kind.value))
    work.changed("case", case.id)
    return event


def reasons_not_to_close(event: RedEvent, person: str) -> tuple[str, ...]:
    """Empty when this person may close the event now (RED-3)."""
    reasons = []
    if event.raised_by == person:
        reasons.append(_("Somebody else than the person who raised it closes it."))
    if missing := [one["who"] for one in event.told if not one["at"]]:
        reasons.append(
            _("No time stands beside: {who}.").format(who=", ".join(told_words(Told(one)) for one in missing))
        )
    return tuple(reasons)


def told_words(who: Told) -> str:
    """The words a person reads for somebody who must be told."""
    return {
        Told.POLICE: _("the police"),
        Told.MANAGER: _("the programme manager"),
        Told.SAFETY_TEAM: _("the safety team"),
        Told.REFERRER: _("the referrer"),
        Told.CHILDRENS_SERVICES: _("children's services"),
        Told.SUBSTANCE_SERVICE: _("the substance service"),
        Told.WORKER: _("his worker"),
        Told.SUPERVISOR: _("the supervisor"),
    }[who]


def event_row(event: RedEvent) -> EventRow:
    """A red event as shown."""
    return EventRow(
        event=event.id,
        case=CaseId(event.case_id),
        kind=event.kind,
        what=event.what,
        raised_at=event.raised_at,
        clock_due=event.due_at,
        told=tuple(
            ToldRow(
                who=one["who"],
                at=datetime.fromisoformat(one["at"]) if one["at"] else None,
                channel=one.get("channel") or "",
            )
            for one in event.told
        ),
        acknowledged=event.acknowledged_at is not None,
        closed=event.closed_at is not None,
    )


def moment_of(seat: ProgrammeSeat, text: str) -> datetime | None:
    """A day or a time of day in the office's zone as a moment; None when it is neither."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else seat.clock.at(found)


def who_must_hear(work: Work, case: Case, kind: RedKind) -> list[dict[str, str | None]]:
    """Everybody who must hear of it, without a time yet."""
    means = RED[kind]
    has_children = bool(children_of(work.get(Client, case.client_id).children))
    told = (*means.told, *(means.if_children if has_children else ()))
    return [{"who": who.value, "at": None, "channel": None} for who in told]


def with_told(
    told: list[dict[str, str | None]], who: Told, at: datetime, channel: str | None
) -> list[dict[str, str | None]]:
    """The list with a time beside somebody; one who was not on it is added."""
    line = {"who": who.value, "at": at.isoformat(), "channel": channel}
    rest = [one for one in told if one["who"] != who.value]
    return [*rest, line]


def all_told(
    seat: ProgrammeSeat, told: list[dict[str, str | None]], more: tuple[ToldSomebody | str, ...]
) -> list[dict[str, str | None]]:
    """The list with everybody who has been told meanwhile; a bare name was told now. A time never lies ahead."""
    now = seat.clock.now()
    for one in more:
        if isinstance(one, str):
            if one not in set(Told):
                allowed = ", ".join(who.value for who in Told)
                raise InvalidInput({"told": _("Write who was told as one of: {allowed}.").format(allowed=allowed)})
            told = with_told(told, Told(one), now, None)
            continue
        at = moment_of(seat, one.at)
        if at is None or at > now:
            raise InvalidInput({"told": _("Write when they were told, as 2026-11-02T14:30, not after now.")})
        told = with_told(told, Told(one.who), at, one.channel)
    return told


def due_at(work: Work, seat: ProgrammeSeat, clock: RedClock) -> datetime:
    """By when everybody must have been told: now, by the end of the day, or by the end of the next working day."""
    now = seat.clock.local()
    if clock is RedClock.AT_ONCE:
        return seat.clock.now()
    day = now.date()
    if clock is RedClock.NEXT_WORKING_DAY:
        day = office_calendar(work.session).after_working_days(day, 1, closures(work.session))
    hour = END_OF_DAY if day > now.date() or now.hour < END_OF_DAY else LAST_HOUR
    return seat.clock.at(datetime.combine(day, time(hour)))
