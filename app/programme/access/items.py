"""Gathers what this desk holds about a man, item by item, for his own reading; nothing of the partner desk (R12)."""

from collections.abc import Iterator

from sqlalchemy import select

from app.core.language import _
from app.domain import labels
from app.domain.answers import Answer
from app.domain.answers import words as answer_words
from app.domain.calendar import day_words
from app.domain.codes import LawfulBasis, mark_words
from app.domain.legal import LegalEvent
from app.domain.moves import CaseState, state_words
from app.domain.names import full_name
from app.programme.access.recorded import Held, recorded, said
from app.programme.access.shapes import ItemKind
from app.programme.case_file.contacts import contact_files
from app.programme.case_file.records import records_shown
from app.programme.case_record import ROUTE_BEFORE, ROUTE_SAID, event_words, goal_rows
from app.programme.left.words import bases, what_words
from app.programme.marks import marks_of
from app.programme.packs.shelf import pack_of
from app.programme.rules.background import known, said_words, topics
from app.programme.rules.issue import routes
from app.programme.rules.orders import protections
from app.programme.screening_rounds import is_unseen
from app.programme.seat import ProgrammeSeat
from app.programme.standing import local_day
from app.store.work import Work
from models.programme.attendance import GoalReview, Mark
from models.programme.case import Case, CaseEvent, Consent, Decision, DenialRating, Hold, RedEvent
from models.programme.client import Client
from models.programme.document import Disclosure
from models.programme.group import Session
from models.programme.meeting import Meeting, MeetingItem
from reports.kit.words import partial_day

UNKNOWN = "unknown"


def held_about(work: Work, seat: ProgrammeSeat, case: Case) -> tuple[Held, ...]:
    """Everything but what he told us about others: that is no part of this pack, and leaves no gap (RET-9, R12)."""
    found = [*_himself(work, seat, case), *_records(work, seat, case), *_contacts(work, seat, case)]
    found += [*_sessions(work, seat, case), *_goals(work, case), *_risks(work, seat, case), *_others(work, seat, case)]
    found += recorded(work, seat, case)
    return tuple(sorted((one for one in found if one.text.strip()), key=lambda one: (one.on, one.key)))


def _himself(work: Work, seat: ProgrammeSeat, case: Case) -> Iterator[Held]:
    client = work.get(Client, case.client_id)
    born = partial_day(client.date_of_birth) if client.date_of_birth else ""
    known = (
        (_("Name"), full_name(client.given_name, client.family_name)), (_("Known as"), client.known_as),
        (_("Date of birth"), born), (_("Telephone"), client.phone), (_("E-mail"), client.email),
        (_("Address"), client.address), (_("Language"), client.language), (_("Needs"), client.needs),
        (_("Gender"), "" if client.gender == UNKNOWN else client.gender),
    )  # fmt: skip
    yield Held(key="client", kind=ItemKind.WHO, on=case.received_on, text=said(known), is_free=False)
    sent = (
        (_("Sent by"), labels.sources().get(case.source, case.source)),
        (_("Organisation"), case.referrer_organisation), (_("Officer"), case.referrer_officer),
        (_("Legal basis"), labels.legal_kinds().get(case.legal_kind, case.legal_kind)),
        (_("Order or licence"), case.legal_reference),
        (_("Order begins"), case.order_starts_on), (_("Order ends"), case.order_ends_on),
        (_("Their reference"), case.referrer_reference), (_("Outside reference"), case.external_reference),
        (_("Programme"), pack_of(work, case).title), (_("Our number"), case.reference),
        (_("Where it stands"), state_words(CaseState(case.state))),
        (_("Family court"), answer_words(Answer(case.family_proceedings))),
        (_("Ended"), partial_day(case.family_ended_on) if case.family_ended_on else ""),
        (_("Stage"), case.family_stage), (_("Next hearing"), case.family_next_on),
        (_("Reports to who sent you"), answer_words(Answer(case.reporting_route))),
    )  # fmt: skip
    yield Held(key="referral", kind=ItemKind.REFERRAL, on=case.received_on, text=said(sent), is_free=False)
    yield from _route(work, seat, case)
    yield from _courts(work, seat, case)
    yield from _background(case, client)
    if case.reason:
        reason = Held(key="reason", kind=ItemKind.REFERRAL, on=case.received_on, text=case.reason, is_free=True)
        yield reason


def _route(work: Work, seat: ProgrammeSeat, case: Case) -> Iterator[Held]:
    """Each reason that was given why his referrer may have reports or not, with its day (REF-8)."""
    query = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind.in_((ROUTE_SAID, ROUTE_BEFORE)))
    rows = work.session.scalars(query).all()
    if case.reporting_reason not in {row.note for row in rows}:
        reason = case.reporting_reason or ""  # what is empty is no item
        yield Held(key="route", kind=ItemKind.REFERRAL, on=case.received_on, text=reason, is_free=True)
    for number, entry in enumerate(case.other_readers or ()):
        (one,) = routes([entry])
        text = f"{one.reader}: {labels.route_words(one.route).lower()}. {one.why}"
        yield Held(key=f"reader/{number}", kind=ItemKind.REFERRAL, on=one.said_on, text=text, is_free=True)
    for row in rows:
        on = case.received_on if row.kind == ROUTE_BEFORE else local_day(seat, row.at)
        yield Held(key=f"route/{row.id}", kind=ItemKind.REFERRAL, on=on, text=row.note or "", is_free=True)


def _courts(work: Work, seat: ProgrammeSeat, case: Case) -> Iterator[Held]:
    """Orders that protect somebody, as each was last said, and every line on orders, courts and agencies (RET-8)."""
    for one in protections(case.orders):
        known = (one.kind, one.conditions, day_words(one.last_day) if one.last_day else "")
        text = ", ".join(part for part in known if part)
        on = one.said_on or case.received_on
        yield Held(key=f"protection/{one.key}", kind=ItemKind.REFERRAL, on=on, text=text, is_free=True)
    kinds = sorted({*LegalEvent} - {LegalEvent.BACKGROUND})  # of which every entry is an item itself
    query = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind.in_(kinds))
    for row in work.session.scalars(query):
        text = ". ".join(part for part in (event_words(row), row.note) if part)
        yield Held(key=f"court/{row.id}", kind=ItemKind.REFERRAL, on=local_day(seat, row.at), text=text, is_free=True)


def _background(case: Case, client: Client) -> Iterator[Held]:
    """Everything that was ever said of his past, his needs and his background, with its day (RET-8)."""
    for number, entry in enumerate((*(client.background or ()), *(case.background or ()))):
        (one,) = known([entry]).values()
        text, on = f"{topics()[one.topic]}: {said_words(one)}", one.said_on or case.received_on
        yield Held(key=f"background/{number}", kind=ItemKind.WHO, on=on, text=text, is_free=True)


def _records(work: Work, seat: ProgrammeSeat, case: Case) -> Iterator[Held]:
    for note in records_shown(work, seat, case).notes:
        on = local_day(seat, note.on or note.at)
        text = f"{note.title}: {note.text}" if note.text else ""
        yield Held(key=f"note/{note.session}", kind=ItemKind.NOTE, on=on, text=text, is_free=True)
    yield from _agreed(work, case)
    yield from _decided(work, seat, case)


def _agreed(work: Work, case: Case) -> Iterator[Held]:
    """The statement as it was explained and signed, and pauses; a pause has its reason in somebody's words."""
    for row in work.session.scalars(select(Consent).where(Consent.case_id == case.id)):
        known = (
            ("", _("Statement of understanding, version {version}").format(version=row.form_version)),
            (_("Explained"), row.explained_on), (_("Signed"), row.signed_on), (_("Declined"), row.declined),
        )  # fmt: skip
        on, is_free = row.signed_on or row.explained_on, bool(row.declined)
        yield Held(key=f"consent/{row.id}", kind=ItemKind.DECISION, on=on, text=said(known), is_free=is_free)
    for hold in work.session.scalars(select(Hold).where(Hold.case_id == case.id)):
        paused = (
            (_("Put on hold"), labels.holds().get(hold.kind, hold.kind)), ("", hold.reason),
            (_("Next review"), hold.review_on), (_("Until"), hold.lifted_on),
        )  # fmt: skip
        text = said(paused)
        yield Held(key=f"hold/{hold.id}", kind=ItemKind.DECISION, on=hold.from_day, text=text, is_free=True)


def _decided(work: Work, seat: ProgrammeSeat, case: Case) -> Iterator[Held]:
    """Verdicts and ratings; a first rating of grade 4 stays unseen until a second one is in (DEN-3)."""
    for row in work.session.scalars(select(Decision).where(Decision.case_id == case.id)):
        known = (
            ("", labels.verdicts().get(row.verdict, row.verdict)),
            ("", labels.reasons().get(row.reason_code or "", row.reason_code)), ("", row.reason),
            (_("Next review"), row.review_on),
        )  # fmt: skip
        on = local_day(seat, row.at)
        yield Held(key=f"decision/{row.id}", kind=ItemKind.DECISION, on=on, text=said(known), is_free=True)
    if not is_unseen(work, seat, case.id):
        for rating in work.session.scalars(select(DenialRating).where(DenialRating.case_id == case.id)):
            yield _rated(seat, rating)


def _rated(seat: ProgrammeSeat, row: DenialRating) -> Held:
    forms, pressed = labels.denial_forms(), labels.pressures()
    since = "" if row.latest_admitted_on == UNKNOWN else partial_day(row.latest_admitted_on)
    known = (
        (_("Denial"), labels.grades().get(str(row.grade))), (_("Says he did"), labels.admissions().get(row.admits)),
        (_("Last said on"), since), (_("How"), ", ".join(forms.get(one, one) for one in row.forms)),
        (_("Motivation"), labels.motivations().get(row.motivation)),
        (_("Pressed by"), ", ".join(pressed.get(one, one) for one in row.pressures)), ("", row.basis), ("", row.note),
    )  # fmt: skip
    on = local_day(seat, row.at)
    return Held(key=f"rating/{row.id}", kind=ItemKind.DECISION, on=on, text=said(known), is_free=True)


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
    rows = goal_rows(work, case.id)
    query = select(GoalReview).where(GoalReview.goal_id.in_([row.goal for row in rows]))
    found = work.session.scalars(query.order_by(GoalReview.reviewed_on))
    seen = {one.goal_id: one.evidence or "" for one in found}
    for row in rows:
        looked = (row.words, row.reviewed_on, seen.get(row.goal, "")) if row.reviewed_on else ()
        known = (("", row.text), (_("Area"), row.area), (_("First step"), row.step), *(("", one) for one in looked))
        yield Held(key=f"goal/{row.goal}", kind=ItemKind.GOAL, on=row.set_on, text=said(known), is_free=True)


def _risks(work: Work, seat: ProgrammeSeat, case: Case) -> Iterator[Held]:
    for event in work.session.scalars(select(RedEvent).where(RedEvent.case_id == case.id)):
        kind, source = labels.red_kinds().get(event.kind, event.kind), labels.red_sources()
        known = (
            ("", kind), ("", event.what), (_("Source"), source.get(event.source_class, event.source_class)),
            (_("Decided"), event.decision),
        )  # fmt: skip
        text = said(known)
        on = local_day(seat, event.happened_at)
        yield Held(key=f"red/{event.id}", kind=ItemKind.RISK, on=on, text=text, is_free=True)


def _others(work: Work, seat: ProgrammeSeat, case: Case) -> Iterator[Held]:
    query = select(MeetingItem, Meeting.on_day).join(Meeting, Meeting.id == MeetingItem.meeting_id)
    for item, on in work.session.execute(query.where(MeetingItem.case_id == case.id)):
        levels = labels.risk_levels()
        known = (
            ("", item.note), (_("To do"), item.action), (_("Level before"), levels.get(item.level_before)),
            (_("Level after"), levels.get(item.level_after or "")),
        )  # fmt: skip
        text = said(known) if item.note or item.action or item.level_after else ""
        yield Held(key=f"meeting/{item.id}", kind=ItemKind.MEETING, on=on, text=text, is_free=True)
    for row in work.session.scalars(select(Disclosure).where(Disclosure.case_id == case.id)):
        text = f"{what_words(row.what)}: {row.recipient}. {bases().get(LawfulBasis(row.basis), row.basis)}"
        on = local_day(seat, row.at)
        yield Held(key=f"paper/{row.id}", kind=ItemKind.PAPER, on=on, text=text, is_free=False)
