"""Gathers what was written down about a man table by table, for his own file: whatever he may read stands here (RET-6).

`models.programme.tables` says of each column whose it is; a test holds that table and these lines together.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import select

from app.core.language import _
from app.core.shapes import Row
from app.domain import labels
from app.domain.answers import Answer
from app.domain.answers import words as answer_words
from app.domain.calendar import day_words
from app.domain.legal import LegalEvent, child_plans, mappa_categories, mappa_levels, mappa_statuses
from app.domain.peer import Chime, ReviewOutcome, chime_words, outcome_words
from app.programme.access.shapes import ItemKind
from app.programme.attendance.asked import question_words
from app.programme.attendance.parts import part_labels, part_words
from app.programme.case_file.results import result_rows
from app.programme.case_record import ROUTE_BEFORE, ROUTE_SAID, event_words
from app.programme.measures.entries import entry_row, newest
from app.programme.measures.substance import result_words
from app.programme.packs.shelf import pack_of
from app.programme.reviews import reviews_of
from app.programme.rules.orders import children_of
from app.programme.seat import ProgrammeSeat
from app.programme.standing import local_day
from app.store.work import Work
from models.programme.attendance import Mark, OneToOne
from models.programme.case import Case, CaseEvent, CriterionAnswer, Mappa, Screening
from models.programme.client import Client
from models.programme.delivery import CatchUpMan, FollowUpDone
from models.programme.document import AccessRequest, Incident, Letter, Report
from models.programme.group import Group, Member, Session
from models.programme.keeping import LegalHold
from models.programme.measure import MeasureEntry, SubstanceScreen
from models.programme.peer import Enquiry, MotivationRung, NoteTags, ResponsibilityReview, StepTaken
from models.programme.placing import CorrectingLetter, PaperWithdrawn, PlacementNote
from reports.kit.words import partial_day
from reports.programme.documents import Kind
from reports.programme.headings import title

OF_COURTS = {*LegalEvent, ROUTE_SAID, ROUTE_BEFORE}
Lines = Iterable[tuple[str, object]]


class Held(Row):
    """One thing that is held: what it says, from which day, and whether somebody wrote it in free words."""

    key: str
    kind: ItemKind
    on: date
    text: str
    is_free: bool


def said(known: Lines) -> str:
    """Names and values, one a line; what is empty leaves no line, and a day is said in words."""
    lines = ((name, day_words(value) if isinstance(value, date) else str(value or "")) for name, value in known)
    return "\n".join(f"{name}: {value}" if name else value for name, value in lines if value)


def recorded(work: Work, seat: ProgrammeSeat, case: Case) -> Iterator[Held]:
    """Every record of his that has no page of its own on his file's list."""
    yield from _events(work, seat, case)
    yield from _around(work, case)
    yield from _answers(work, seat, case)
    yield from _results(work, case)
    yield from _measures(work, case)
    yield from _sessions(work, seat, case)
    yield from _reviews(work, case)
    yield from _peers(work, seat, case)
    yield from _papers(work, seat, case)
    yield from _office(work, seat, case)


def _events(work: Work, seat: ProgrammeSeat, case: Case) -> Iterator[Held]:
    """What happened to his case; a line with a reason in somebody's words is an item of its own."""
    plain = []
    for row in _of(work, CaseEvent, case):
        if row.kind in OF_COURTS:
            continue
        on, words = local_day(seat, row.at), event_words(row)
        reason = labels.reasons().get(row.reason_code or "", row.reason_code or "")
        text = ". ".join(part for part in (words, reason) if part)
        if row.note:
            yield Held(key=f"event/{row.id}", kind=ItemKind.EVENT, on=on, text=f"{text}\n{row.note}", is_free=True)
        else:
            plain.append((on, text))
    if plain:
        lines = "\n".join(f"{day_words(on)}: {text}" for on, text in plain)
        yield Held(key="events", kind=ItemKind.EVENT, on=plain[-1][0], text=lines, is_free=False)


def _around(work: Work, case: Case) -> Iterator[Held]:
    """His children as he or the referrer named them, and the agencies that manage him together (RSK-7)."""
    for child in children_of(work.get(Client, case.client_id).children):
        born = "" if child.date_of_birth == "unknown" else partial_day(child.date_of_birth)
        known = (
            (_("Child"), child.name), (_("Date of birth"), born), (_("Relation"), child.relation),
            (_("Plan"), child_plans().get(child.plan, child.plan)), (_("Social worker"), child.social_worker),
        )  # fmt: skip
        key = f"child/{child.key}"
        yield Held(key=key, kind=ItemKind.REFERRAL, on=case.received_on, text=said(known), is_free=True)
    for row in _of(work, Mappa, case):
        known = (
            ("", mappa_statuses().get(row.status, row.status)),
            ("", mappa_categories().get(row.category, row.category)), ("", mappa_levels().get(row.level, row.level)),
            (_("Lead agency"), row.lead_agency), (_("Next review"), row.review_on),
        )  # fmt: skip
        yield Held(key=f"mappa/{row.id}", kind=ItemKind.RISK, on=row.said_on, text=said(known), is_free=True)


def _answers(work: Work, seat: ProgrammeSeat, case: Case) -> Iterator[Held]:
    """What was answered to each criterion of a screening, as it counts now (SCR-10)."""
    texts = {one.key: one.text for one in pack_of(work, case).criteria}
    sources, yes_no = labels.evidence_sources(), set(Answer)
    for screening in _of(work, Screening, case, Screening.number):
        query = select(CriterionAnswer).where(CriterionAnswer.screening_id == screening.id)
        rows = {row.criterion: row for row in work.session.scalars(query.order_by(CriterionAnswer.at))}
        for key, row in rows.items():
            answer = answer_words(Answer(row.answer)) if row.answer in yes_no else row.answer
            known = (
                (texts.get(key, key), answer), (_("On"), partial_day(row.on_date) if row.on_date else ""),
                (_("Source"), sources.get(row.source_class, row.source_class)), ("", row.note),
                (_("Screened on"), screening.assessed_on),
            )  # fmt: skip
            on = screening.assessed_on or local_day(seat, row.at)
            yield Held(key=f"answer/{row.id}", kind=ItemKind.DECISION, on=on, text=said(known), is_free=True)


def _results(work: Work, case: Case) -> Iterator[Held]:
    for row in result_rows(work, case.id):
        values = "; ".join(f"{one.key.replace('_', ' ')}: {one.said.lower()}" for one in row.values)
        known = (
            ("", f"{row.tool} {row.version}".strip()),
            (_("Level"), labels.risk_levels().get(row.level, row.level)), (_("Values"), values),
            (_("Assessor"), row.assessor), (_("Next review"), row.review_on),
        )  # fmt: skip
        yield Held(key=f"risk/{row.result}", kind=ItemKind.RISK, on=row.taken_on, text=said(known), is_free=True)


def _measures(work: Work, case: Case) -> Iterator[Held]:
    """His own scores are his to read (domain.md section 2)."""
    pack = pack_of(work, case)
    for entry in newest(tuple(_of(work, MeasureEntry, case, MeasureEntry.on_day))):
        row = entry_row(work, pack, entry)
        known = (
            ("", f"{row.title}. {row.stage_words}".strip(" .")), *((one.words, one.said) for one in row.scores),
            (_("From"), row.source_service), (_("Decided"), row.decision),
        )  # fmt: skip
        is_free = bool(row.decision)
        yield Held(key=f"measure/{entry.id}", kind=ItemKind.MEASURE, on=row.on, text=said(known), is_free=is_free)
    for screen in _of(work, SubstanceScreen, case):
        tool = f"{screen.tool} {screen.tool_version}".strip()
        text = f"{tool}: {result_words().get(screen.result, screen.result)}"
        yield Held(key=f"screen/{screen.id}", kind=ItemKind.MEASURE, on=screen.on_day, text=text, is_free=False)


def _sessions(work: Work, seat: ProgrammeSeat, case: Case) -> Iterator[Held]:
    """What stands beside a mark or a contact: lateness, a time-out, a concern, his words to each question."""
    names, beside = part_labels(), ("minutes", "late_minutes", "left_early_minutes", "engagement", "task")
    marks = {row.session_id: row for row in _of(work, Mark, case, Mark.turn)}
    titles = {one.id: one.title for one in work.session.scalars(select(Session).where(Session.id.in_(list(marks))))}
    for session, mark in marks.items():
        free = ("time_out", "concern")
        known = [(names[key], part_words(mark, key)) for key in (*beside, *free)]
        has_words = any(getattr(mark, key) for key in free)
        text = f"{titles.get(session, '')}\n{said(known)}"
        yield Held(
            key=f"beside/{session}", kind=ItemKind.SESSIONS, on=local_day(seat, mark.at), text=text, is_free=has_words
        )
    asked = question_words()
    for talk in {row.session_id: row for row in _of(work, OneToOne, case, OneToOne.at)}.values():
        known = [(asked.get(key, key), value) for key, value in (talk.answers or {}).items()]
        known.append((names["concern"], talk.concern or ""))
        on = local_day(seat, talk.at)
        yield Held(key=f"talk/{talk.session_id}", kind=ItemKind.CONTACT, on=on, text=said(known), is_free=True)
    for one in _of(work, Session, case):
        if one.not_held_reason and one.starts_at is not None:
            on, text = local_day(seat, one.starts_at), f"{one.title}: {one.not_held_reason}"
            yield Held(key=f"not_held/{one.id}", kind=ItemKind.SESSIONS, on=on, text=text, is_free=True)
    for shared in _of(work, CatchUpMan, case):
        on, text = local_day(seat, shared.added_at), shared.left_reason or ""
        yield Held(key=f"catch_up/{shared.id}", kind=ItemKind.SESSIONS, on=on, text=text, is_free=True)
    for done in _of(work, FollowUpDone, case):
        yield Held(
            key=f"done/{done.id}", kind=ItemKind.SESSIONS, on=local_day(seat, done.at), text=done.words, is_free=True
        )


def _reviews(work: Work, case: Case) -> Iterator[Held]:
    for row in reviews_of(work, [case.id]):
        if row.counts:
            known = (
                (_("Still to do"), "; ".join(row.outstanding)), (_("Afterwards"), row.onward),
                (_("Plan against relapse"), row.relapse_plan), (_("Who was not there, and why"), row.gap),
                *((name.replace("_", " ").capitalize(), value) for name, value in row.views.items()),
            )  # fmt: skip
            key = f"review/{row.review}"
            yield Held(key=key, kind=ItemKind.CONTACT, on=row.held_on, text=said(known), is_free=True)


def _peers(work: Work, seat: ProgrammeSeat, case: Case) -> Iterator[Held]:
    """What peer support wrote down: how he came, his steps, talks, tags of his notes (domain.md 13.6)."""
    for ask in _of(work, Enquiry, case):
        answered = local_day(seat, ask.answered_at) if ask.answered_at else ""
        known = (
            (_("First name"), ask.first_name), (_("Heard of us from"), ask.heard_from), (_("Answered"), answered),
            ("", ask.note),
        )  # fmt: skip
        on, is_free = local_day(seat, ask.received_at), bool(ask.note)
        yield Held(key=f"enquiry/{ask.id}", kind=ItemKind.REFERRAL, on=on, text=said(known), is_free=is_free)
    for step in _of(work, StepTaken, case):
        yield Held(key=f"step/{step.id}", kind=ItemKind.GOAL, on=step.on_day, text=step.title, is_free=False)
    for talk in _of(work, ResponsibilityReview, case):
        text = said((("", outcome_words(ReviewOutcome(talk.outcome))), ("", talk.note)))
        yield Held(key=f"responsibility/{talk.id}", kind=ItemKind.CONTACT, on=talk.on_day, text=text, is_free=True)
    for rung in _of(work, MotivationRung, case):
        pressed = ", ".join(labels.pressures().get(one, one) for one in rung.pressures)
        seen = labels.motivations().get(rung.rung, rung.rung)
        text = said((("", seen), (_("Pressed by"), pressed), ("", rung.note)))
        yield Held(key=f"rung/{rung.id}", kind=ItemKind.DECISION, on=rung.on_day, text=text, is_free=True)
    for tags in {row.session_id: row for row in _of(work, NoteTags, case, NoteTags.at)}.values():
        text = ", ".join(chime_words(Chime(one)) for one in tags.tags)
        on = local_day(seat, tags.at)
        yield Held(key=f"tags/{tags.session_id}", kind=ItemKind.NOTE, on=on, text=text, is_free=False)


def _papers(work: Work, seat: ProgrammeSeat, case: Case) -> Iterator[Held]:
    """What was written on him for others to read, and what went wrong with a paper of his."""
    for row in _of(work, Report, case):
        period = " – ".join(day_words(day) for day in (row.period_from, row.period_to) if day)
        name = title(Kind(row.type)) if row.type in set(Kind) else row.type
        text = "\n".join(part for part in (name, period, *row.sections.values()) if part)
        on = local_day(seat, row.created_at)
        yield Held(key=f"report/{row.id}", kind=ItemKind.REPORT, on=on, text=text, is_free=True)
    for paper in _of(work, PaperWithdrawn, case):
        on = local_day(seat, paper.at)
        yield Held(key=f"withdrawn/{paper.id}", kind=ItemKind.PAPER, on=on, text=paper.reason, is_free=True)
    for letter in _of(work, CorrectingLetter, case):
        on = letter.sent_on or local_day(seat, letter.at)
        yield Held(key=f"correcting/{letter.id}", kind=ItemKind.PAPER, on=on, text=letter.text, is_free=True)
    for aside in _of(work, Letter, case):
        on, text = local_day(seat, aside.at), aside.because or ""
        yield Held(key=f"aside/{aside.id}", kind=ItemKind.PAPER, on=on, text=text, is_free=True)
    for wrong in _of(work, Incident, case):
        text = "\n".join(part for part in (wrong.what, wrong.decision) if part)
        on = local_day(seat, wrong.noticed_at)
        yield Held(key=f"incident/{wrong.id}", kind=ItemKind.PAPER, on=on, text=text, is_free=True)


def _office(work: Work, seat: ProgrammeSeat, case: Case) -> Iterator[Held]:
    """Where he had a place, what was minded, what was asked for and what holds his records."""
    for row in _of(work, Member, case):
        until = local_day(seat, row.left_at) if row.left_at else ""
        why = labels.reasons().get(row.left_reason or "", row.left_reason or "")
        known = ((_("Group"), work.get(Group, row.group_id).code), (_("Until"), until), (_("Left because"), why))
        on = local_day(seat, row.joined_at)
        yield Held(key=f"place/{row.id}", kind=ItemKind.EVENT, on=on, text=said(known), is_free=False)
    for note in _of(work, PlacementNote, case):
        on = local_day(seat, note.at)
        yield Held(key=f"minded/{note.id}", kind=ItemKind.EVENT, on=on, text=note.text, is_free=True)
    for asked in _of(work, AccessRequest, case):
        text = _("You asked for your file on {day}.").format(day=day_words(asked.requested_on))
        yield Held(key=f"asked/{asked.id}", kind=ItemKind.PAPER, on=asked.requested_on, text=text, is_free=False)
    for hold in _of(work, LegalHold, case):
        known = ((_("Kept from being deleted"), hold.reason), (_("Until"), hold.ended_on), ("", hold.end_reason))
        yield Held(key=f"kept/{hold.id}", kind=ItemKind.DECISION, on=hold.on_day, text=said(known), is_free=True)


def _of(work: Work, table: Any, case: Case, *order: Any) -> Iterable[Any]:  # noqa: ANN401  rows of any table
    """Rows of this table that are his, the oldest first."""
    return work.session.scalars(select(table).where(table.case_id == case.id).order_by(*(order or (table.id,)))).all()
