"""Fills the sheets from the records: the statement, who signs in, his goals, the men of a meeting, facts of a file."""

from datetime import UTC, datetime, time

from sqlalchemy import select

from app.core.errors import NotAllowed
from app.core.language import Speaking, _
from app.domain.answers import Answer
from app.domain.codes import mark_words
from app.domain.labels import risk_levels
from app.domain.moves import CaseState, state_words
from app.domain.names import full_name
from app.programme.case_list import short_name
from app.programme.case_record import event_words, goal_rows
from app.programme.facts import Period, facts_of
from app.programme.left.counting import CohortWanted
from app.programme.left.outcome_lines import lines_of
from app.programme.left.outcomes import outcomes_page
from app.programme.left.words import what_words
from app.programme.legal.shown import in_short
from app.programme.letters.facts import his_language
from app.programme.marks import marks_of, marks_of_all
from app.programme.meetings.agenda import why_words
from app.programme.office import office_logo, place_name, setting
from app.programme.packs.shelf import pack_of
from app.programme.reach import cases_within_reach
from app.programme.register_rows import men_on
from app.programme.rules.attendance import SessionKind, totals
from app.programme.seat import ProgrammeSeat
from app.programme.standing import local_day
from app.store.work import Work
from models.programme.case import Case, CaseEvent
from models.programme.client import Client
from models.programme.document import Disclosure
from models.programme.group import Group, Session
from models.programme.meeting import Meeting, MeetingItem
from reports.programme.sheets.rows import (
    DatedFact,
    FileSheet,
    GoalLine,
    GoalsSheet,
    Head,
    ManLine,
    MeetingSheet,
    Sheet,
    SignInSheet,
    StatementSheet,
    StatisticsLine,
    StatisticsPart,
    StatisticsSheet,
)


def statement(work: Work, seat: ProgrammeSeat, case_id: str) -> Sheet:
    """The statement of understanding in the version that must be signed now (GATE-1)."""
    client = _client(work, case_id)
    return StatementSheet(
        head=_head(work, seat, his_language(work, client)),
        name=full_name(client.given_name, client.family_name),
        version=str(setting(work.session, "consent.current_version")) or "1",
        explained_by=seat.person.label,
    )


def goals(work: Work, seat: ProgrammeSeat, case_id: str) -> Sheet:
    """His goals as they were last looked at (ONE-2)."""
    client = _client(work, case_id)
    language = his_language(work, client)
    with Speaking(language):
        rows = goal_rows(work, case_id)
    return GoalsSheet(
        head=_head(work, seat, language),
        name=full_name(client.given_name, client.family_name),
        goals=tuple(GoalLine(text=row.text, area=row.area, set_on=row.set_on, kept=row.words) for row in rows),
    )


def file(work: Work, seat: ProgrammeSeat, case_id: str) -> Sheet:
    """Moves, sessions and papers with their days; no word that anybody wrote about him."""
    case = work.get(Case, case_id)
    client = work.get(Client, case.client_id)
    seen = facts_of(work, seat, case, Period(case.received_on, seat.clock.today())).attendance
    marks = marks_of(work, seat, case_id)
    query = select(Session.id, Session.title).where(Session.id.in_([one.session for one in marks]))
    titles = {row.id: row.title for row in work.session.execute(query)}
    events = select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.at)
    copies = select(Disclosure).where(Disclosure.case_id == case_id).order_by(Disclosure.at)
    return FileSheet(
        head=_head(work, seat),
        name=full_name(client.given_name, client.family_name),
        born="" if client.date_of_birth == Answer.UNKNOWN.value else client.date_of_birth,
        reference=case.reference,
        programme=pack_of(work, case).title,
        received_on=case.received_on,
        state=state_words(CaseState(case.state)),
        offered=seen.offered,
        attended=seen.attended,
        moves=tuple(
            DatedFact(on=local_day(seat, row.at), what=event_words(row)) for row in work.session.scalars(events)
        ),
        sessions=tuple(
            DatedFact(on=one.starts_at.date(), what=f"{titles[one.session]}: {mark_words(one.code)}") for one in marks
        ),
        papers=tuple(
            DatedFact(on=local_day(seat, row.at), what=f"{what_words(row.what)}: {row.recipient}")
            for row in work.session.scalars(copies)
        ),
    )


def sign_in(work: Work, seat: ProgrammeSeat, session_id: str) -> Sheet:
    """Who is expected at a session, by first name and initial, under the discreet label."""
    session = work.get(Session, session_id)
    if session.starts_at is None or session.group_id is None:
        raise NotAllowed(_("This session has no date yet."))
    group = work.get(Group, session.group_id)
    zone, begins = seat.clock.zone, session.starts_at
    ends = session.ends_at or begins
    return SignInSheet(
        head=_head(work, seat),
        on=local_day(seat, begins),
        begins=f"{begins.astimezone(zone):%H:%M}",
        ends=f"{ends.astimezone(zone):%H:%M}",
        place=place_name(work.session, session.place or group.place),
        names=tuple(sorted(man.short for man in men_on(work, session).values())),
    )


def meeting(work: Work, seat: ProgrammeSeat, meeting_id: str) -> Sheet:
    """The men of a meeting in their order, each with why and how his coming stands (MTG-1)."""
    found = work.get(Meeting, meeting_id)
    query = select(MeetingItem, Case, Client).join(Case, Case.id == MeetingItem.case_id)
    query = query.join(Client, Client.id == Case.client_id).where(
        MeetingItem.meeting_id == found.id, cases_within_reach(work, seat.person)
    )
    rows = work.session.execute(query.order_by(MeetingItem.order)).all()
    marks = marks_of_all(work, seat, [case.id for _item, case, _client in rows])
    men = []
    for item, case, client in rows:
        group = totals(marks.get(case.id, ())).by_kind[SessionKind.GROUP]
        men.append(
            ManLine(
                reference=case.reference,
                name=short_name(client),
                why=", ".join(why_words().get(one, one) for one in item.why),
                level=risk_levels().get(item.level_before, item.level_before),
                attended=group.attended,
                offered=group.offered,
                courts=in_short(work, seat.clock.today(), case),
            )
        )
    return MeetingSheet(head=_head(work, seat), on=found.on_day, men=tuple(men))


def statistics(work: Work, seat: ProgrammeSeat, wanted: CohortWanted) -> StatisticsSheet:
    """The statistics return, as the page of outcomes shows it: words and figures, no man (STA-1, STA-5)."""
    page = outcomes_page(work, seat, wanted)
    parts: dict[str, list[StatisticsLine]] = {}
    for line in lines_of(page):
        of = "" if line.of is None else str(line.of)
        percent = "" if line.percent is None else f"{line.percent}%"
        said = StatisticsLine(words=line.words, figure=str(line.figure), of=of, percent=percent, base=line.base)
        parts.setdefault(line.part, []).append(said)
    titles = {one.key: one.words for one in (*page.programmes, *page.sites)}
    return StatisticsSheet(
        head=_head(work, seat),
        by=by_words()[wanted.by],
        first=wanted.from_,
        last=wanted.to,
        programme=titles.get(wanted.programme or "", _("All programmes")),
        site=titles.get(wanted.site or "", _("All sites")),
        parts=tuple(StatisticsPart(words=words, lines=tuple(lines)) for words, lines in parts.items()),
    )


def by_words() -> dict[str, str]:
    """Which day puts a referral into the period (STA-4)."""
    return {"referred": _("Referrals received in the period"), "ended": _("Referrals that ended in the period")}


def _head(work: Work, seat: ProgrammeSeat, language: str = "en") -> Head:
    today = seat.clock.today()
    return Head(
        office=str(setting(work.session, "office.name")),
        label=str(setting(work.session, "paper.discreet_label")),
        made_on=today,
        made_at=datetime.combine(today, time(), UTC),
        language=language,
        logo=office_logo(work.session),
    )


def _client(work: Work, case_id: str) -> Client:
    return work.get(Client, work.get(Case, case_id).client_id)
