"""Reads what is kept on a man besides his attendance: notes, consent, screening, decisions and holds."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select

from app.core.language import _, ngettext
from app.core.shapes import Row, SessionId
from app.domain import labels
from app.domain.pack_parts import BlockKind
from app.domain.roles import Reach
from app.programme.details import GIVEN, REFUSED
from app.programme.measures.substance import ScreenRow, screen_row, screens_of
from app.programme.packs.shelf import pack_of
from app.programme.peers.meetings import note_tags
from app.programme.rights import Right
from app.programme.rules.peers import is_peer_support
from app.programme.screening_rounds import is_unseen
from app.programme.seat import ProgrammeSeat
from app.programme.standing import local_day
from app.store.work import Work
from models.programme.attendance import SessionNote
from models.programme.case import Case, Consent, Decision, DenialRating, DetailsPassed, Hold
from models.programme.group import Session


class NoteFile(Row):
    """A note as it counts now, or why nobody writes one; `versions` counts what it said before too (ATT-12)."""

    session: SessionId
    title: str
    on: datetime | None
    text: str
    waived_reason: str
    by: str
    at: datetime
    versions: int
    tags: tuple[str, ...]
    is_taggable: bool


class KeptRow(Row):
    """One thing that was recorded: what, what it says in short, when, by whom, and its reason in full."""

    kind: str
    words: str
    on: date
    by: str
    detail: str


class RecordsShown(Row):
    """Everything on record, the newest of each kind first."""

    notes: tuple[NoteFile, ...]
    consents: tuple[KeptRow, ...]
    decisions: tuple[KeptRow, ...]
    ratings: tuple[KeptRow, ...]
    ratings_unseen: bool
    screens: tuple[ScreenRow, ...]
    holds: tuple[KeptRow, ...]


def records_shown(work: Work, seat: ProgrammeSeat, case: Case) -> RecordsShown:
    """The file of one man. A first rating of grade 4 stays unseen until a second one is in (DEN-3)."""
    unseen = is_unseen(work, seat, case.id)
    return RecordsShown(
        notes=_notes(work, seat, case),
        consents=(*_consents(work, case.id), *_details(work, seat, case.id)),
        decisions=_decisions(work, seat, case.id),
        ratings=() if unseen else _ratings(work, seat, case.id),
        ratings_unseen=unseen,
        screens=tuple(screen_row(row, case.source) for row in screens_of(work, case.id)),
        holds=_holds(work, case.id),
    )


def _notes(work: Work, seat: ProgrammeSeat, case: Case) -> tuple[NoteFile, ...]:
    """Each note as it counts now; those of a peer group's evening carry tags (domain.md 13.6)."""
    query = select(SessionNote, Session.title, Session.starts_at).join(Session, Session.id == SessionNote.session_id)
    rows = work.session.execute(query.where(SessionNote.case_id == case.id).order_by(SessionNote.at)).all()
    newest = {note.session_id: (note, title, starts_at) for note, title, starts_at in rows}
    tags, evenings = note_tags(work, list(newest)), _own_evenings(work, seat, case, list(newest))
    counts: dict[str, int] = {}
    for note, _title, _at in rows:
        counts[note.session_id] = counts.get(note.session_id, 0) + 1
    files = [
        NoteFile(
            session=SessionId(note.session_id),
            title=title,
            on=starts_at,
            text=note.text or "",
            waived_reason=note.waived_reason or "",
            by=note.by_label,
            at=note.at,
            versions=counts[note.session_id],
            tags=tags.get((note.session_id, case.id), ()),
            is_taggable=note.session_id in evenings,
        )
        for note, title, starts_at in newest.values()
    ]
    return tuple(sorted(files, key=lambda one: one.on or one.at, reverse=True))


def _own_evenings(work: Work, seat: ProgrammeSeat, case: Case, sessions: Collection[str]) -> frozenset[str]:
    """Meetings of his peer group among these that this person works with."""
    if not is_peer_support(pack_of(work, case)):
        return frozenset()
    rows = work.session.scalars(select(Session.id).where(Session.id.in_(sessions), Session.kind == BlockKind.GROUP))
    is_all, person = seat.reach(Right.PEER_GROUP) is Reach.ALL, seat.person
    return frozenset(id for id in rows if is_all or seat.is_own(work, person, "session", id))


def _consents(work: Work, case_id: str) -> tuple[KeptRow, ...]:
    query = select(Consent).where(Consent.case_id == case_id).order_by(Consent.at.desc())
    return tuple(
        KeptRow(
            kind="consent",
            words=_signed_words(row),
            on=row.signed_on or row.explained_on,
            by=_("Witness: {name}").format(name=row.witness) if row.witness else _("No witness"),
            detail=row.declined or _("Version {version} of the statement").format(version=row.form_version),
        )
        for row in work.session.scalars(query)
    )


def _signed_words(row: Consent) -> str:
    if row.declined:
        return _("Explained, declined")
    return _("Explained and signed") if row.signed_on else _("Explained, not signed")


def _details(work: Work, seat: ProgrammeSeat, case_id: str) -> tuple[KeptRow, ...]:
    """That details were passed on and for how many people; what was said can never be read here (GATE-2)."""
    query = select(DetailsPassed).where(DetailsPassed.case_id == case_id).order_by(DetailsPassed.at.desc())
    rows = []
    for row in work.session.scalars(query):
        if row.outcome == GIVEN:
            count = ngettext(
                "Partner details passed on, {count} person", "Partner details passed on, {count} people", row.people
            )
            words = count.format(count=row.people)
        else:
            words = (
                _("Partner details refused") if row.outcome == REFUSED else _("No partner details, for a lawful reason")
            )
        lawful = labels.no_details_reasons().get(row.lawful_reason or "", "")
        rows.append(KeptRow(kind="details", words=words, on=local_day(seat, row.at), by="", detail=lawful))
    return tuple(rows)


def _decisions(work: Work, seat: ProgrammeSeat, case_id: str) -> tuple[KeptRow, ...]:
    query = select(Decision).where(Decision.case_id == case_id).order_by(Decision.at.desc())
    return tuple(
        KeptRow(
            kind="decision",
            words=labels.verdicts()[row.verdict],
            on=local_day(seat, row.at),
            by=_two(row.by_label, row.second_label),
            detail=row.reason or labels.reasons().get(row.reason_code or "", ""),
        )
        for row in work.session.scalars(query)
    )


def _ratings(work: Work, seat: ProgrammeSeat, case_id: str) -> tuple[KeptRow, ...]:
    """Every rating of denial and motivation; each one is a new row and the newest complete one counts (DEN-4)."""
    query = select(DenialRating).where(DenialRating.case_id == case_id).order_by(DenialRating.at.desc())
    return tuple(
        KeptRow(
            kind="rating",
            words=_("Denial: {grade}. Motivation: {motivation}").format(
                grade=labels.grades()[str(row.grade)], motivation=labels.motivations()[row.motivation].lower()
            ),
            on=local_day(seat, row.at),
            by=row.by_label,
            detail=row.basis,
        )
        for row in work.session.scalars(query)
    )


def _holds(work: Work, case_id: str) -> tuple[KeptRow, ...]:
    query = select(Hold).where(Hold.case_id == case_id).order_by(Hold.from_day.desc(), Hold.at.desc())
    return tuple(
        KeptRow(
            kind="hold_lifted" if row.lifted_on else "hold",
            words=labels.holds()[row.kind],
            on=row.from_day,
            by=_hold_words(row),
            detail=row.reason,
        )
        for row in work.session.scalars(query)
    )


def _hold_words(row: Hold) -> str:
    if row.lifted_on is None:
        return _("Open. Seat kept") if row.keeps_seat else _("Open. Seat not kept")
    return _("Lifted")


def _two(first: str, second: str | None) -> str:
    return _("{first} and {second}").format(first=first, second=second) if second else first
