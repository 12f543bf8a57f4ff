"""Shows who waits, in the order of need: risk, then days, then whose order ends first (SCH-35, PATH-2)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median_low

from sqlalchemy import select

from app.core.shapes import CaseId, Draft, GroupId, Row
from app.domain import labels
from app.domain.moves import CaseState, state_words
from app.domain.names import full_name
from app.programme.case_list import short_name
from app.programme.office import names_of, number_setting
from app.programme.packs.shelf import pack_of, packs_now
from app.programme.reach import cases_within_reach
from app.programme.risks import UNKNOWN
from app.programme.rules.finishing import outlook
from app.programme.rules.gates import Gate
from app.programme.seat import ProgrammeSeat
from app.programme.waiting.candidates import groups_now
from app.programme.waiting.known import (
    Risk,
    clearance_gates,
    earliest_for,
    margin_of,
    meeting_groups,
    notes_of,
    places_of,
    risks_of,
    runs_begun_today,
    waiting_since,
)
from app.store.work import Work
from models.programme.case import Case
from models.programme.client import Client
from models.programme.group import Group

PAGE = 200
NEED = ("very_high", "high", UNKNOWN, "medium", "low", "none_recorded")


class WaitingWanted(Draft):
    """Whose waiting list: of one programme or all; men who were placed and await their clearance are on it too."""

    programme: str | None = None
    page: int = 1
    size: int = PAGE


class WaitingLine(Row):
    """One man on the waiting list. `clearance` is the one line that every placed case has (CLR-3, CLR-4)."""

    case: CaseId
    reference: str
    name: str
    short_name: str
    programme: str
    programme_title: str
    referred_by: str
    state: str
    state_words: str
    since: date
    days: int
    is_long: bool
    risk: str
    risk_on: date | None
    order_ends_on: date | None
    place: GroupId | None
    place_code: str
    place_begins: date | None
    finish: str
    finish_words: str
    clearance: str
    note: str
    lead: str


class ProgrammeCount(Row):
    """How many wait for one programme."""

    programme: str
    title: str
    count: int


class WaitingPage(Row):
    """The list, and what it adds up to."""

    rows: tuple[WaitingLine, ...]
    total: int
    median_days: int | None
    limit_days: int
    over_limit: int
    awaiting_clearance: int
    programmes: tuple[ProgrammeCount, ...]


@dataclass(frozen=True)
class _Place:
    """Where he is, or where he could be: the group, his first evening there, and its last date."""

    group: str
    code: str
    begins: date | None
    ends: date | None


def waiting_page(work: Work, seat: ProgrammeSeat, wanted: WaitingWanted) -> WaitingPage:
    """The page asked for; as many queries for one man as for two hundred."""
    everybody, lines = _listed(work, seat)
    cases = [case for case in everybody if wanted.programme in (None, case.programme)]
    since, risks = waiting_since(work, seat, cases), risks_of(work, [case.id for case in cases])
    cases.sort(key=lambda case: _need(case, risks.get(case.id, Risk()), since[case.id]))
    size = max(1, min(wanted.size, 1000))
    first = (max(wanted.page, 1) - 1) * size
    limit = number_setting(work.session, "waiting.limit_days")
    days = [(seat.clock.today() - day).days for day in since.values()]
    return WaitingPage(
        rows=_rows(work, seat, cases[first : first + size], since, lines),
        total=len(cases),
        median_days=median_low(days) if days else None,
        limit_days=limit,
        over_limit=sum(count > limit for count in days),
        awaiting_clearance=sum(case.id in lines for case in cases),
        programmes=_counts(work, everybody),
    )


def _listed(work: Work, seat: ProgrammeSeat) -> tuple[list[Case], dict[str, Gate]]:
    """Who waits for a place, and who has one and awaits his clearance, with the line of each of those (CLR-3)."""
    states = (CaseState.WAITING.value, CaseState.PLACED.value)
    query = select(Case).where(cases_within_reach(work, seat.person), Case.state.in_(states))
    found = list(work.session.scalars(query))
    gates = clearance_gates(work, seat, [case for case in found if case.state == CaseState.PLACED.value])
    lines = {id: gate for id, gate in gates.items() if not gate.passed}
    return [case for case in found if case.state == CaseState.WAITING.value or case.id in lines], lines


def _need(case: Case, risk: Risk, since: date) -> tuple[int, date, date, int]:
    """Risk first (one that nobody knows stands above a medium one), then who waits longest, then the order's end."""
    return NEED.index(risk.level), since, case.order_ends_on or date.max, case.number


def _counts(work: Work, cases: Sequence[Case]) -> tuple[ProgrammeCount, ...]:
    counted, known = Counter(case.programme for case in cases), packs_now(work)
    titles = sorted((known[code].title if code in known else code, code) for code in counted)
    return tuple(ProgrammeCount(programme=code, title=title, count=counted[code]) for title, code in titles)


def _rows(
    work: Work, seat: ProgrammeSeat, cases: Sequence[Case], since: dict[str, date], lines: dict[str, Gate]
) -> tuple[WaitingLine, ...]:
    ids = [case.id for case in cases]
    clients = {one.id: one for one in work.session.scalars(select(Client).where(Client.id.in_(_clients_of(cases))))}
    risks, notes, places = risks_of(work, ids), notes_of(work, ids), _places(work, seat, cases)
    leads = names_of(work.session, (case.assigned_to for case in cases))
    runs, margin = runs_begun_today(work, seat, [pack_of(work, case) for case in cases]), margin_of(work)
    limit, today = number_setting(work.session, "waiting.limit_days"), seat.clock.today()
    found = []
    for case in cases:
        client, risk, place = clients[case.client_id], risks.get(case.id, Risk()), places.get(case.id)
        whole = runs[(case.programme, case.pack_version)]
        view = outlook(
            case.order_ends_on, whole, today, margin, place.ends if place else None, has_place=case.id in lines
        )
        days = (today - since[case.id]).days
        found.append(
            WaitingLine(
                case=CaseId(case.id),
                reference=case.reference,
                name=full_name(client.given_name, client.family_name),
                short_name=short_name(client),
                programme=case.programme,
                programme_title=pack_of(work, case).title,
                referred_by=labels.sources().get(case.source, case.source),
                state=case.state,
                state_words=state_words(CaseState(case.state)),
                since=since[case.id],
                days=days,
                is_long=days > limit,
                risk=risk.level,
                risk_on=risk.taken_on,
                order_ends_on=case.order_ends_on,
                place=GroupId(place.group) if place else None,
                place_code=place.code if place else "",
                place_begins=place.begins if place else None,
                finish=view.finish.value,
                finish_words=view.words,
                clearance=lines[case.id].words if case.id in lines else "",
                note=notes.get(case.id, ""),
                lead=leads.get(case.assigned_to or "", ""),
            )
        )
    return tuple(found)


def _clients_of(cases: Sequence[Case]) -> set[str]:
    return {case.client_id for case in cases}


def _places(work: Work, seat: ProgrammeSeat, cases: Sequence[Case]) -> dict[str, _Place]:
    """The place each has already, or the earliest one that fits him."""
    groups = meeting_groups(work, {case.programme for case in cases})
    codes, here = {group.id: group.code for group in groups}, places_of(work, [case.id for case in cases])
    found: dict[str, _Place] = {}
    for case_id, best in earliest_for(work, seat, [case for case in cases if case.id not in here]).items():
        if best is not None:
            begins = best.begins.date() if best.begins else None
            found[case_id] = _Place(best.group, codes[best.group], begins, best.ends)
    return found | _own_places(work, seat, groups, here)


def _own_places(work: Work, seat: ProgrammeSeat, groups: Sequence[Group], here: dict[str, str]) -> dict[str, _Place]:
    inside = [group for group in groups if group.id in set(here.values())]
    now_in, now = groups_now(work, seat, inside), seat.clock.local().replace(tzinfo=None)
    places = {}
    for group in inside:
        dates = [item.starts_at for item in now_in[group.id].items if item.starts_at]
        begins = min((at.date() for at in dates if at > now), default=None)
        ends = None if now_in[group.id].pack.is_open_ended else max((at.date() for at in dates), default=None)
        places[group.id] = _Place(group.id, group.code, begins, ends)
    return {case: places[group] for case, group in here.items() if group in places}
