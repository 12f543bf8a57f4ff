"""Gathers what this desk holds about a man, item by item, for his own reading; nothing of the partner desk (R12)."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from app.core.language import _
from app.core.shapes import Row
from app.domain import labels
from app.domain.calendar import day_words
from app.domain.codes import mark_words
from app.domain.legal import LegalEvent
from app.domain.names import full_name
from app.programme.access.shapes import ItemKind
from app.programme.case_file.contacts import contact_files
from app.programme.case_file.records import records_shown
from app.programme.case_record import ROUTE_BEFORE, ROUTE_SAID, event_words, goal_rows
from app.programme.left.words import what_words
from app.programme.marks import marks_of
from app.programme.packs.shelf import pack_of
from app.programme.rules.orders import protections
from app.programme.seat import ProgrammeSeat
from app.programme.standing import local_day
from app.store.work import Work
from models.programme.attendance import Mark
from models.programme.case import Case, CaseEvent, RedEvent, RiskResult
from models.programme.client import Client
from models.programme.document import Disclosure
from models.programme.group import Session
from models.programme.meeting import Meeting, MeetingItem
from reports.kit.words import partial_day

NOT_HIS = "details"


class Held(Row):
    """One thing that is held: what it says, from which day, and whether somebody wrote it in free words."""

    key: str
    kind: ItemKind
    on: date
    text: str
    is_free: bool


def held_about(work: Work, seat: ProgrammeSeat, case: Case) -> tuple[Held, ...]:
    """Everything but what he told us about others: that is no part of this pack, and leaves no gap (RET-9, R12)."""
    found = [*_himself(work, seat, case), *_records(work, seat, case), *_contacts(work, seat, case)]
    found += [*_sessions(work, seat, case), *_goals(work, case), *_risks(work, seat, case), *_others(work, seat, case)]
    return tuple(sorted((one for one in found if one.text.strip()), key=lambda one: (one.on, one.key)))


def _himself(work: Work, seat: ProgrammeSeat, case: Case) -> Iterator[Held]:
    client = work.get(Client, case.client_id)
    born = partial_day(client.date_of_birth) if client.date_of_birth else ""
    known = (
        (_("Name"), full_name(client.given_name, client.family_name)), (_("Known as"), client.known_as),
        (_("Date of birth"), born), (_("Telephone"), client.phone), (_("E-mail"), client.email),
        (_("Address"), client.address), (_("Language"), client.language), (_("Needs"), client.needs),
    )  # fmt: skip
    text = "\n".join(f"{name}: {value}" for name, value in known if value)
    yield Held(key="client", kind=ItemKind.WHO, on=case.received_on, text=text, is_free=False)
    sent = (
        (_("Sent by"), labels.sources().get(case.source, case.source)),
        (_("Organisation"), case.referrer_organisation), (_("Officer"), case.referrer_officer),
        (_("Legal basis"), labels.legal_kinds().get(case.legal_kind, case.legal_kind)),
        (_("Order or licence"), case.legal_reference),
        (_("Order ends"), day_words(case.order_ends_on) if case.order_ends_on else ""),
        (_("Programme"), pack_of(work, case).title),
    )  # fmt: skip
    text = "\n".join(f"{name}: {value}" for name, value in sent if value)
    yield Held(key="referral", kind=ItemKind.REFERRAL, on=case.received_on, text=text, is_free=False)
    yield from _route(work, seat, case)
    yield from _courts(work, seat, case)
    if case.reason:
        reason = Held(key="reason", kind=ItemKind.REFERRAL, on=case.received_on, text=case.reason, is_free=True)
        yield reason


def _route(work: Work, seat: ProgrammeSeat, case: Case) -> Iterator[Held]:
    """Each reason that was given why his referrer may have reports or not, with its day (REF-8)."""
    if case.reporting_said_on is None:
        reason = case.reporting_reason or ""  # what is empty is no item
        yield Held(key="route", kind=ItemKind.REFERRAL, on=case.received_on, text=reason, is_free=True)
    query = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind.in_((ROUTE_SAID, ROUTE_BEFORE)))
    for row in work.session.scalars(query):
        on = case.received_on if row.kind == ROUTE_BEFORE else local_day(seat, row.at)
        yield Held(key=f"route/{row.id}", kind=ItemKind.REFERRAL, on=on, text=row.note or "", is_free=True)


def _courts(work: Work, seat: ProgrammeSeat, case: Case) -> Iterator[Held]:
    """Orders that protect somebody, as each was last said, and every line on orders, courts and agencies (RET-8)."""
    for one in protections(case.orders):
        known = (one.kind, one.conditions, day_words(one.last_day) if one.last_day else "")
        text = ", ".join(part for part in known if part)
        on = one.said_on or case.received_on
        yield Held(key=f"protection/{one.key}", kind=ItemKind.REFERRAL, on=on, text=text, is_free=True)
    query = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind.in_(sorted(LegalEvent)))
    for row in work.session.scalars(query):
        text = ". ".join(part for part in (event_words(row), row.note) if part)
        yield Held(key=f"court/{row.id}", kind=ItemKind.REFERRAL, on=local_day(seat, row.at), text=text, is_free=True)


def _records(work: Work, seat: ProgrammeSeat, case: Case) -> Iterator[Held]:
    shown = records_shown(work, seat, case)
    for note in shown.notes:
        on = local_day(seat, note.on or note.at)
        text = f"{note.title}: {note.text}" if note.text else ""
        yield Held(key=f"note/{note.session}", kind=ItemKind.NOTE, on=on, text=text, is_free=True)
    for number, row in enumerate((*shown.consents, *shown.decisions, *shown.ratings, *shown.holds)):
        if row.kind != NOT_HIS:
            text = f"{row.words}. {row.detail}".strip()
            is_free = row.kind != "consent"
            yield Held(key=f"{row.kind}/{number}", kind=ItemKind.DECISION, on=row.on, text=text, is_free=is_free)


def _contacts(work: Work, seat: ProgrammeSeat, case: Case) -> Iterator[Held]:
    for one in contact_files(work, seat, case.id):
        views = ((_("How you saw it"), one.his_view), (_("How we saw it"), one.our_view))
        said = (one.summary, *(f"{whose}: {_view(view)}" for whose, view in views if view))
        text = "\n".join(part for part in said if part)
        if text and one.starts_at is not None:
            on = local_day(seat, one.starts_at)
            yield Held(key=f"contact/{one.session}", kind=ItemKind.CONTACT, on=on, text=text, is_free=True)


def _view(said: str) -> str:
    """A number says of how many; at a review it is words."""
    return _("{number} of 5").format(number=said) if said.isdigit() else said


def _sessions(work: Work, seat: ProgrammeSeat, case: Case) -> Iterator[Held]:
    marks = marks_of(work, seat, case.id)
    titles = {
        row.id: row.title
        for row in work.session.execute(
            select(Session.id, Session.title).where(Session.id.in_([one.session for one in marks]))
        )
    }
    lines = [f"{day_words(one.starts_at.date())}, {titles[one.session]}: {mark_words(one.code)}" for one in marks]
    if marks:
        on = marks[-1].starts_at.date()
        yield Held(key="sessions", kind=ItemKind.SESSIONS, on=on, text="\n".join(lines), is_free=False)
    said = select(Mark).where(Mark.case_id == case.id, Mark.reason.is_not(None)).order_by(Mark.turn)
    newest = {row.session_id: row for row in work.session.scalars(said)}
    for row in newest.values():
        text = f"{titles.get(row.session_id, '')}: {row.reason}"
        yield Held(
            key=f"mark/{row.session_id}", kind=ItemKind.SESSIONS, on=local_day(seat, row.at), text=text, is_free=True
        )


def _goals(work: Work, case: Case) -> Iterator[Held]:
    for row in goal_rows(work, case.id):
        yield Held(key=f"goal/{row.goal}", kind=ItemKind.GOAL, on=row.set_on, text=row.text, is_free=True)


def _risks(work: Work, seat: ProgrammeSeat, case: Case) -> Iterator[Held]:
    for row in work.session.scalars(select(RiskResult).where(RiskResult.case_id == case.id)):
        text = f"{row.tool}: {labels.risk_levels().get(row.level, row.level)}"
        yield Held(key=f"risk/{row.id}", kind=ItemKind.RISK, on=row.taken_on, text=text, is_free=True)
    for event in work.session.scalars(select(RedEvent).where(RedEvent.case_id == case.id)):
        text = "\n".join(part for part in (event.what, event.decision) if part)
        on = local_day(seat, event.happened_at)
        yield Held(key=f"red/{event.id}", kind=ItemKind.RISK, on=on, text=text, is_free=True)


def _others(work: Work, seat: ProgrammeSeat, case: Case) -> Iterator[Held]:
    query = select(MeetingItem, Meeting.on_day).join(Meeting, Meeting.id == MeetingItem.meeting_id)
    for item, on in work.session.execute(query.where(MeetingItem.case_id == case.id)):
        text = "\n".join(part for part in (item.note, item.action) if part)
        yield Held(key=f"meeting/{item.id}", kind=ItemKind.MEETING, on=on, text=text, is_free=True)
    for row in work.session.scalars(select(Disclosure).where(Disclosure.case_id == case.id)):
        text = f"{what_words(row.what)}: {row.recipient}"
        on = local_day(seat, row.at)
        yield Held(key=f"paper/{row.id}", kind=ItemKind.PAPER, on=on, text=text, is_free=False)
