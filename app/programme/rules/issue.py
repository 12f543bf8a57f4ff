"""Decides what may happen to a report next: nobody signs his own words, and nothing leaves unread or uncleared."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from app.core.language import _
from app.domain.answers import Answer
from app.domain.calendar import Closure, OfficeCalendar, day_words
from app.domain.codes import LawfulBasis
from reports.programme.letters.rows import BAD_NEWS, LetterKind

WAIT_SHOWN_AFTER = 3
NOTICE_DAYS = 1
INCIDENT_HOURS = 72
BASES = tuple(basis.value for basis in LawfulBasis)
CAREFUL = (Answer.NO, Answer.UNKNOWN, Answer.NOT_ASKED, Answer.YES)


class ReportState(StrEnum):
    """Where a report stands on its one way (REP-6)."""

    DRAFT = "draft"
    SECOND_READER = "second_reader"
    AWAITING_CLEARANCE = "awaiting_clearance"
    CLEARED = "cleared"
    ISSUED = "issued"
    DELIVERED = "delivered"


class Channel(StrEnum):
    """How a paper goes out (REP-11)."""

    POST = "post"
    SECURE_EMAIL = "secure_email"
    BY_HAND = "by_hand"
    PORTAL = "portal"


ON_PAPER = frozenset({Channel.POST, Channel.BY_HAND})
"""The ways on which a paper goes without a password: it is printed."""


def channels() -> dict[str, str]:
    """Each way in words."""
    return {
        Channel.SECURE_EMAIL: _("Secure e-mail"),
        Channel.POST: _("Post"),
        Channel.BY_HAND: _("By hand"),
        Channel.PORTAL: _("Portal"),
    }


@dataclass(frozen=True)
class Standing:
    """A report's place on its way: who wrote any of it, who read it, and the hash that each of them stands for."""

    state: ReportState
    writers: frozenset[str]
    edition: int = 1
    asked_reader: str | None = None
    second_reader: str | None = None
    signed_sha256: str | None = None
    cleared_sha256: str | None = None


@dataclass(frozen=True)
class Delivery:
    """How one copy goes to one reader; `read_back` says that a person chose the address and read it back (REP-12)."""

    recipient: str
    channel: Channel
    basis: str
    necessity: str
    proof: str = ""
    read_back: bool = False
    shares_address: Answer = Answer.NOT_ASKED


def state_words(state: ReportState) -> str:
    """The words for a state; a hold and a wait have the same (REP-8, CLR-3)."""
    return {
        ReportState.DRAFT: _("Draft"),
        ReportState.SECOND_READER: _("With the second reader"),
        ReportState.AWAITING_CLEARANCE: _("Awaiting safety clearance"),
        ReportState.CLEARED: _("Cleared"),
        ReportState.ISSUED: _("Issued"),
        ReportState.DELIVERED: _("Delivered"),
    }[state]


def reasons_not_to_edit(standing: Standing) -> tuple[str, ...]:
    """Empty while the report is still in the house; what was issued is never changed (NEV-18)."""
    if standing.state in {ReportState.ISSUED, ReportState.DELIVERED}:
        return (_("This report has been issued. It cannot be changed; write a new one."),)
    return ()


def after_edit(standing: Standing, by: str) -> Standing:
    """Any edit is a new edition in draft: reading and clearance of the old one are void (REP-6, NEV-2)."""
    return Standing(ReportState.DRAFT, standing.writers | {by}, standing.edition + 1)


def reasons_not_to_ask_reader(standing: Standing, reader: str, gaps: Iterable[str] = ()) -> tuple[str, ...]:
    """Empty when this person can read it second: another one than the writers, and nothing missing in the draft."""
    reasons = []
    if standing.state not in {ReportState.DRAFT, ReportState.SECOND_READER}:
        reasons.append(_("Only a draft can be sent to a second reader."))
    if reader in standing.writers:
        reasons.append(_("The second reader must be someone who did not write any of this report."))
    reasons += [_("This is still missing: {gap}.").format(gap=gap) for gap in gaps]
    return tuple(reasons)


def after_asking(standing: Standing, reader: str) -> Standing:
    """The draft lies with its second reader."""
    return replace(standing, state=ReportState.SECOND_READER, asked_reader=reader)


def after_return(standing: Standing) -> Standing:
    """The second reader gives it back; it is a draft again."""
    return replace(standing, state=ReportState.DRAFT, asked_reader=None)


def reasons_not_to_sign(standing: Standing, by: str, *, read_whole: bool = True) -> tuple[str, ...]:
    """Empty when this person may sign it off; a writer never may (REP-6, NEV-2)."""
    reasons = []
    if standing.state is not ReportState.SECOND_READER:
        reasons.append(_("This report is not with a second reader."))
    if by in standing.writers:
        reasons.append(_("You wrote this report, so someone else must sign it off."))
    elif standing.asked_reader is not None and by != standing.asked_reader:
        reasons.append(_("Another second reader was asked."))
    if not read_whole:
        reasons.append(_("Read the whole text first."))
    return tuple(reasons)


def after_sign_off(standing: Standing, by: str, sha256: str) -> Standing:
    """Signed for exactly these bytes; clearance is asked at once, for every report alike (REP-8)."""
    return replace(standing, state=ReportState.AWAITING_CLEARANCE, second_reader=by, signed_sha256=sha256)


def after_clearance(standing: Standing, sha256: str) -> Standing:
    """Cleared, if the clearance is for the bytes that were signed; any other changes nothing (NEV-2)."""
    if standing.state is not ReportState.AWAITING_CLEARANCE or sha256 != standing.signed_sha256:
        return standing
    return replace(standing, state=ReportState.CLEARED, cleared_sha256=sha256)


def route_now(route: Answer, said_on: date, order_ends_on: date | None, today: date) -> Answer:
    """Whether a reader may have a report today, from what was said of it and the day on which it was said (REF-8).

    An order that ended since may have taken the lawful reader with it: then an open way is not known to be open.
    """
    is_over = order_ends_on is not None and said_on <= order_ends_on < today
    return Answer.UNKNOWN if route is Answer.YES and is_over else route


@dataclass(frozen=True)
class Route:
    """Whether one reader may have reports, why, and since when that is said (REF-8); no name: the referrer."""

    reader: str
    route: Answer
    why: str
    said_on: date


def routes(entries: Sequence[Mapping[str, object]]) -> tuple[Route, ...]:
    """What was said last of each reader besides the referrer; nothing that was said is written over (NEV-18)."""
    found: dict[tuple[str, ...], Route] = {}
    for entry in entries:
        name, route, why, on = (str(entry[part]) for part in ("reader", "route", "why", "said_on"))
        found[_worded(name)] = Route(name, Answer(route), why, date.fromisoformat(on))
    return tuple(found.values())


def is_reader(recipient: str, reader: str) -> bool:
    """Whether what goes to `recipient` goes to this reader: its words stand there one after another."""
    whole, part = _worded(recipient), _worded(reader)
    return bool(part) and any(whole[at : at + len(part)] == part for at in range(len(whole)))


def route_to(recipient: str, referrer: Route, names: Iterable[str], others: Iterable[Route]) -> Route:
    """What was said of whoever gets a paper: each reader has an answer of their own (REP-13).

    `names`: the referrer's, which counts where nothing was said. Of several that fit the most careful counts.
    """
    fitting = [one for one in others if is_reader(recipient, one.reader)]
    if not fitting or any(is_reader(recipient, name) for name in names):
        fitting.append(referrer)
    return min(fitting, key=lambda one: CAREFUL.index(one.route))


def _worded(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", text.casefold()))


def closed_route(why: str | None) -> tuple[str, ...]:
    """That a reader may have no report, and the reason that was given for it (REF-8, REP-13)."""
    closed = _("The way of reporting to this reader is closed.")
    return (closed, _("The reason given: {reason}").format(reason=why)) if why else (closed,)


def reasons_not_to_issue(
    standing: Standing, sha256: str, *, route_open: Answer = Answer.YES, why: str = ""
) -> tuple[str, ...]:
    """Empty only for the very bytes that a second person signed and the safety team cleared (NEV-2, REP-13).

    `why` is the reason that the way of reporting is closed, where it is (REF-8).
    """
    reasons = []
    if standing.state in {ReportState.ISSUED, ReportState.DELIVERED}:
        reasons.append(_("This report has already been issued."))
    elif standing.state is not ReportState.CLEARED:
        reasons.append(_("This report is not cleared yet. Now: {state}.").format(state=state_words(standing.state)))
    if standing.second_reader is None or standing.second_reader in standing.writers:
        reasons.append(_("Nobody other than its writers has signed this report."))
    if not sha256 or {standing.signed_sha256, standing.cleared_sha256} != {sha256}:
        reasons.append(_("These are not the bytes that were signed and cleared."))
    if route_open is Answer.NO:
        reasons.extend(closed_route(why))
    elif route_open is not Answer.YES:
        reasons.append(_("It is not known whether this reader may still have a report. Find out first."))
    return tuple(reasons)


def after_issue(standing: Standing) -> Standing:
    """Issued: from here on nothing in it changes."""
    return replace(standing, state=ReportState.ISSUED)


def problems_of_delivery(standing: Standing, delivery: Delivery) -> dict[str, str]:
    """What is wrong with a delivery, by field (REP-11, REP-12); empty when it may go."""
    problems = {}
    if standing.state not in {ReportState.ISSUED, ReportState.DELIVERED}:
        problems["report"] = _("Only an issued report can be delivered.")
    if not delivery.recipient.strip():
        problems["recipient"] = _("Name who gets it.")
    if delivery.basis not in BASES:
        problems["basis"] = _("Choose the lawful basis from the list.")
    if not delivery.necessity.strip():
        problems["necessity"] = _("Say in a few words why this reader needs it.")
    if delivery.channel is Channel.POST and not delivery.read_back:
        problems["recipient"] = _("Read the address back before it goes by post.")
    if delivery.channel is Channel.POST and delivery.shares_address is Answer.YES:
        problems["channel"] = _("He shares this address. Choose another way.")
    return problems


def after_delivery(standing: Standing) -> Standing:
    """At least one copy is with its reader."""
    return replace(standing, state=ReportState.DELIVERED)


def copy_number(recipient: str, earlier: Iterable[str]) -> int:
    """Which copy this is for the same reader; anything above one is noticed and shown (REP-11)."""
    folded = " ".join(recipient.casefold().split())
    return 1 + sum(" ".join(name.casefold().split()) == folded for name in earlier)


def clearance_line(
    standing: Standing, asked: datetime | None, today: date, calendar: OfficeCalendar, cleared_on: date | None = None
) -> tuple[str, ...]:
    """The one text the writer sees, and after three working days, by age alone, the standard line (REP-8, CLR-3).

    Nothing here can tell a hold from a wait: it knows only the state and two dates.
    """
    if standing.state is ReportState.AWAITING_CLEARANCE:
        line = _("Awaiting safety clearance")
        if asked and calendar.working_days_between(asked.date(), today) >= WAIT_SHOWN_AFTER:
            return (line, _("Check figures, names, places and wording, or wait."))
        return (line,)
    if standing.cleared_sha256 and cleared_on:
        return (_("Safety clearance given, {day}").format(day=day_words(cleared_on)),)
    return ()


def notice_ends(
    saved_on: date, calendar: OfficeCalendar, closures: Iterable[Closure] = (), days: int = NOTICE_DAYS
) -> date:
    """The first day on which a letter of bad news may go, the same for every case (REP-14)."""
    return calendar.after_working_days(saved_on, days, closures)


def reasons_not_to_send(
    kind: LetterKind, ends: date, today: date, *, manager_called_lead: bool = False
) -> tuple[str, ...]:
    """Empty when a letter may go to him; bad news waits, unless a manager called the safety lead (REP-14)."""
    if kind not in BAD_NEWS or today >= ends or manager_called_lead:
        return ()
    return (
        _("This letter can go from {day}. A manager can send it sooner after a call to the safety lead.").format(
            day=day_words(ends)
        ),
    )
