"""Decides when and how she may be reached, and says why not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated

from app.core.language import _
from app.core.shapes import Meta, Row
from app.domain.answers import Answer
from app.domain.calendar import Closure, OfficeCalendar, day_words

PLAN_DAYS = 60
FIRST_ATTEMPT_DAYS = 2
ATTEMPTS_BEFORE_NOT_REACHED = 3

ClockTime = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class Weekday(StrEnum):
    """Days as scripts write them."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


class WayKind(StrEnum):
    """A way of reaching her."""

    CALL = "call"
    TEXT = "text"
    EMAIL = "email"
    POST = "post"


class AttemptOutcome(StrEnum):
    """How an attempt ended (PRT-5)."""

    SPOKE_SAFE = "spoke_safe"
    SPOKE_UNSAFE_ENDED = "spoke_unsafe_ended"
    SOMEONE_ELSE_NO_MESSAGE = "someone_else_no_message"
    NO_ANSWER = "no_answer"
    NUMBER_WRONG = "number_wrong"
    DECLINED = "declined"
    ASKED_LATER = "asked_later"
    LETTER_ONLY = "letter_only"
    CANNOT_CONTACT_SAFELY = "cannot_contact_safely"


class Way(Row, frozen=True):
    """One number or address, and whether a message may be left there: only a plain yes is a yes."""

    kind: WayKind
    to: str
    may_leave_message: Answer = Answer.UNKNOWN
    confirmed_not_shared: Answer = Answer.UNKNOWN


class Hours(Row, frozen=True):
    """Hours on some days of the week, local time; the end is not included."""

    days: tuple[Weekday, ...]
    start: ClockTime
    end: ClockTime


class SafePlan(Row, frozen=True):
    """How, when and when never to reach her, as she said it on a day (PRT-3)."""

    ways: tuple[Way, ...]
    times: tuple[Hours, ...]
    if_someone_else_answers: str
    dropped_call: str
    checked_on: date
    expires_on: date
    never_times: tuple[Hours, ...] = ()
    nevers: tuple[str, ...] = ()
    may_answer: str = ""
    she_says: str = ""
    code_phrase: str = ""
    caller_id: str = ""
    language: str = ""
    interpreter: Answer = Answer.NOT_ASKED
    children_near: str = ""


class CardLine(Row, frozen=True):
    """One line of what must be read before a number is shown; `key` names it, `recorded` is false for a gap."""

    label: str
    words: str
    key: str = ""
    recorded: bool = True


@dataclass(frozen=True)
class Permission:
    """Whether an attempt may be made: reasons against it, and whether the safety lead must be told at once (PRT-4)."""

    reasons: tuple[str, ...] = ()
    tell_lead: bool = False


def expiry(checked_on: date, days: int = PLAN_DAYS) -> date:
    """The last day on which a plan holds without being checked again (PRT-3, a setting)."""
    return checked_on + timedelta(days=days)


def problems_of_plan(plan: SafePlan, today: date, days: int = PLAN_DAYS) -> dict[str, str]:
    """What a plan still lacks, by field; a plan with gaps is never saved as one that allows something (NEV-5)."""
    problems = _problems_of_ways(plan) | _problems_of_times(plan)
    if not plan.if_someone_else_answers.strip():
        problems["if_someone_else_answers"] = _("Say what to do if someone else answers.")
    if not plan.dropped_call.strip():
        problems["dropped_call"] = _("Say what to do when the call drops.")
    if plan.checked_on > today:
        problems["checked_on"] = _("The plan cannot have been checked after today.")
    if not plan.checked_on <= plan.expires_on <= expiry(plan.checked_on, days):
        problems["expires_on"] = _("A plan holds at most {days} days after it was checked.").format(days=days)
    return problems


def _problems_of_ways(plan: SafePlan) -> dict[str, str]:
    if not plan.ways or any(not way.to.strip() for way in plan.ways):
        return {"ways": _("Name at least one safe way, each with its number or address.")}
    if any(way.kind is WayKind.POST and way.confirmed_not_shared is not Answer.YES for way in plan.ways):
        return {"ways": _("Post is a way only when she confirmed that nobody else opens it there.")}
    return {}


def _problems_of_times(plan: SafePlan) -> dict[str, str]:
    problems = {} if plan.times else {"times": _("Name at least one safe time.")}
    for name, hours in (("times", plan.times), ("never_times", plan.never_times)):
        if any(not one.days or one.start >= one.end for one in hours):
            problems[name] = _("Each time needs its days, and must end after it starts.")
    return problems


def reasons_not_to_call(plan: SafePlan | None, at: datetime) -> tuple[str, ...]:
    """Empty when calling is safe now. No plan and an expired plan are always a reason (NEV-5)."""
    return reasons_not_to_use(plan, WayKind.CALL, at)


def reasons_not_to_use(plan: SafePlan | None, kind: WayKind, at: datetime) -> tuple[str, ...]:
    """Empty when this way may be used at this local moment; every reason is given, not only the first (PRT-4)."""
    if plan is None:
        return (_("There is no safe-contact plan. Do not contact her."),)
    reasons = []
    if at.date() > plan.expires_on:
        reasons.append(_("The plan ran out on {day}. Check it with her first.").format(day=day_words(plan.expires_on)))
    if at.date() < plan.checked_on:
        reasons.append(_("The plan was checked after this moment."))
    if not any(way.kind is kind for way in plan.ways):
        reasons.append(_("The plan does not allow this way."))
    if kind is not WayKind.POST:
        if any(_covers(hours, at) for hours in plan.never_times):
            reasons.append(_("This is a time when she must never be contacted."))
        if not any(_covers(hours, at) for hours in plan.times):
            reasons.append(_("This is not a safe time."))
    return tuple(reasons)


def reasons_not_to_leave_message(plan: SafePlan | None, way: Way, at: datetime) -> tuple[str, ...]:
    """Empty only when the plan says yes for this very number; not known is no permission (NEV-5)."""
    reasons = reasons_not_to_use(plan, way.kind, at)
    if plan is not None and way not in plan.ways:
        reasons += (_("This number or address is not in the plan."),)
    if way.may_leave_message is not Answer.YES:
        reasons += (_("Leave no message: she has not allowed it for this number."),)
    return reasons


def permission(plan: SafePlan | None, way: Way, at: datetime, danger_reason: str = "") -> Permission:
    """May this attempt be made? In danger yes, with a reason, and the safety lead is told at once (PRT-4)."""
    reasons = reasons_not_to_use(plan, way.kind, at)
    if plan is not None and way not in plan.ways and not reasons:
        reasons = (_("This number or address is not in the plan."),)
    if reasons and danger_reason.strip():
        return Permission(tell_lead=True)
    return Permission(reasons)


def next_safe_time(plan: SafePlan | None, at: datetime, kind: WayKind = WayKind.CALL) -> datetime | None:
    """The first local moment from now on when this way is safe while the plan holds; None when there is none."""
    if plan is None:
        return None
    if not reasons_not_to_use(plan, kind, at):
        return at
    edges = {time.fromisoformat(hours.start) for hours in plan.times}
    edges |= {time.fromisoformat(hours.end) for hours in plan.never_times}
    day = max(at.date(), plan.checked_on)
    last = min(plan.expires_on, day + timedelta(days=PLAN_DAYS * 2))
    while day <= last:
        for edge in sorted(edges):
            moment = datetime.combine(day, edge, at.tzinfo)
            if moment >= at and not reasons_not_to_use(plan, kind, moment):
                return moment
        day += timedelta(days=1)
    return None


def card(plan: SafePlan, at: datetime) -> tuple[CardLine, ...]:
    """What is read before a number is shown, in this order; no number or address stands in it (UX-4)."""
    reasons = reasons_not_to_call(plan, at)
    lines = (
        ("now", _("Now"), " ".join(reasons) or _("Safe now.")),
        ("times", _("Safe times"), "; ".join(hours_in_full(hours) for hours in plan.times)),
        ("ways", _("Ways"), ", ".join(dict.fromkeys(way_words(way.kind) for way in plan.ways))),
        ("never", _("Never"), "; ".join((*(hours_words(hours) for hours in plan.never_times), *plan.nevers))),
        ("may_answer", _("Who may answer"), plan.may_answer),
        ("someone_else", _("If someone else answers"), plan.if_someone_else_answers),
        ("she_says", _("What she says"), plan.she_says),
        ("code", _("Code phrase"), plan.code_phrase),
        ("drops", _("If the call drops"), plan.dropped_call),
        ("caller_id", _("Caller ID"), plan.caller_id),
        ("language", _("Language"), plan.language),
        ("children", _("Children near"), plan.children_near),
        ("checked", _("Last checked"), day_words(plan.checked_on)),
    )
    return tuple(
        CardLine(key=key, label=label, words=words or _("Nothing recorded."), recorded=bool(words))
        for key, label, words in lines
    )


def safe_until(plan: SafePlan | None, at: datetime, kind: WayKind = WayKind.CALL) -> datetime | None:
    """When the safe time that is open now closes, by its end or by a time that is never allowed; None outside one."""
    if plan is None or reasons_not_to_use(plan, kind, at):
        return None
    edges = {hours.end for hours in plan.times} | {hours.start for hours in plan.never_times}
    for edge in sorted(edges):
        moment = datetime.combine(at.date(), time.fromisoformat(edge), at.tzinfo)
        if moment > at and reasons_not_to_use(plan, kind, moment):
            return moment
    return datetime.combine(at.date() + timedelta(days=1), time(), at.tzinfo)


def first_attempt_due(
    details_on: date, calendar: OfficeCalendar, closures: Iterable[Closure] = (), days: int = FIRST_ATTEMPT_DAYS
) -> date:
    """The last day for the first attempt after details came (PRT-6, a setting)."""
    return calendar.after_working_days(details_on, days, closures)


def may_be_called_not_reached(
    attempts: Sequence[tuple[datetime, AttemptOutcome]], least: int = ATTEMPTS_BEFORE_NOT_REACHED
) -> bool:
    """True after enough attempts that reached nobody, each on another day or in another hour (PRT-6)."""
    in_vain = {AttemptOutcome.NO_ANSWER, AttemptOutcome.SOMEONE_ELSE_NO_MESSAGE}
    times = {(at.date(), at.hour) for at, outcome in attempts if outcome in in_vain}
    return len(times) >= least and all(outcome in in_vain for _at, outcome in attempts)


def hours_words(hours: Hours) -> str:
    """Hours as a person reads them: Mon, Wed 10:00-12:00."""
    names = {
        Weekday.MON: _("Mon"),
        Weekday.TUE: _("Tue"),
        Weekday.WED: _("Wed"),
        Weekday.THU: _("Thu"),
        Weekday.FRI: _("Fri"),
        Weekday.SAT: _("Sat"),
        Weekday.SUN: _("Sun"),
    }
    days = ", ".join(names[day] for day in hours.days)
    return _("{days} {start} to {end}").format(days=days, start=hours.start, end=hours.end)


def hours_in_full(hours: Hours) -> str:
    """Hours as they are said: Tuesday and Thursday, 09:30 to 11:30."""
    every = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
    names = [every[at] for at, day in enumerate(Weekday) if day in hours.days]
    if names == list(every[:5]):
        days = _("{first} to {last}").format(first=names[0], last=names[-1])
    elif len(names) > 1:
        days = _("{some} and {last}").format(some=", ".join(names[:-1]), last=names[-1])
    else:
        days = "".join(names)
    return _("{days}, {start} to {end}").format(days=days, start=hours.start, end=hours.end)


def way_words(kind: WayKind) -> str:
    """A way as a person reads it."""
    return {
        WayKind.CALL: _("call"),
        WayKind.TEXT: _("text message"),
        WayKind.EMAIL: _("e-mail"),
        WayKind.POST: _("post"),
    }[kind]


def _covers(hours: Hours, at: datetime) -> bool:
    """True inside the hours on one of their days; written with two digits, times compare as text."""
    return tuple(Weekday)[at.weekday()] in hours.days and hours.start <= f"{at:%H:%M}" < hours.end
