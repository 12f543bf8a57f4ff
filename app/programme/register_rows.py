"""Shows a register: who is expected, what is marked, what was corrected, and which gate keeps a man out (ATT-1)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select

from app.core.language import _
from app.core.shapes import CaseId, GroupId, Row, SessionId, UserId, replaced
from app.domain.codes import MARKS, MarkCode, mark_words
from app.domain.moves import CaseState
from app.domain.names import full_name
from app.programme.case_list import short_name
from app.programme.marks import marks_of_all
from app.programme.office import names_of, number_setting, place_name
from app.programme.packs.shelf import pack_of
from app.programme.planned import SessionRow, expected, session_row, with_register
from app.programme.reach import by_first_name
from app.programme.rules.attendance import Mark as Counted
from app.programme.rules.attendance import SessionKind, consecutive_missed, totals
from app.programme.rules.gates import Gate
from app.programme.rules.peers import first_names, is_peer_support
from app.programme.seat import ProgrammeSeat
from app.programme.standing import gates_of_all
from app.store.work import Work
from models.programme.attendance import Mark, Register, SessionNote
from models.programme.case import Case
from models.programme.client import Client
from models.programme.group import Group, Member, Session

WORDS = ("reason", "concern", "correction_reason")


class MarkRow(Row):
    """One mark as it was written; `turn` counts the corrections, the highest counts (ATT-4)."""

    code: str
    words: str
    minutes: int
    turn: int
    at: datetime
    by: str
    late_minutes: int | None = None
    left_early_minutes: int | None = None
    reason: str = ""
    time_out: dict[str, str | bool | None] | None = None
    engagement: int | None = None
    task: str | None = None
    concern: str = ""
    correction_reason: str = ""


class RegisterRow(Row):
    """One man on a register: his mark, his default, and the words of each gate that is open (GATE-7)."""

    case: CaseId
    reference: str
    name: str
    state: str
    gates: tuple[str, ...]
    stood_down: bool
    default_code: str | None
    mark: MarkRow | None
    note: str
    note_owed: bool
    last_time: str
    attended: int
    offered: int
    missed_in_a_row: int
    short: str = ""


class HolderRow(Row):
    """Somebody who may have held a session; `is_cover` stands in for whoever runs the group (ATT-6)."""

    user: UserId
    label: str
    is_named: bool
    is_cover: bool
    held: bool


class PhoneDue(Row):
    """What is phoned after hours: the number, the same words for every man, and when it was done (ATT-10)."""

    number: str
    words: str
    phoned_at: datetime | None = None


class RegisterShown(Row):
    """A register with everybody who is expected, and the head count of its last saving."""

    session: SessionId
    group: GroupId | None
    group_code: str
    about: SessionRow
    rows: tuple[RegisterRow, ...]
    head_count: int | None
    head_count_reason: str
    savings: int
    can_be_taken: bool
    why_not: str
    needs_reason_to_take: bool
    place: str = ""
    staff: tuple[str, ...] = ()
    of: int = 0
    is_peer_group: bool = False
    actual_minutes: int | None = None
    holders: tuple[HolderRow, ...] = ()
    phone: PhoneDue | None = None


@dataclass(frozen=True)
class Man:
    """A case with the name of its client."""

    case: Case
    name: str
    short: str = ""
    is_first_name: bool = False

    @property
    def reference(self) -> str:
        """His case number; nothing for a reader who knows him by first name."""
        return "" if self.is_first_name else self.case.reference

    @property
    def named(self) -> str:
        """How a sentence about a register names him."""
        return self.name if self.is_first_name else self.case.reference

    @property
    def called(self) -> str:
        """Name and number: two men may have one name."""
        return self.name if self.is_first_name else f"{self.name}, {self.case.reference}"


def men_of(work: Work, cases: Iterable[str]) -> dict[str, Man]:
    """Cases with their names, in the order in which they are called."""
    query = (
        select(Case, Client)
        .join(Client, Client.id == Case.client_id)
        .where(Case.id.in_(list(cases)))
        .order_by(Client.given_name, Client.family_name, Case.number)
    )
    return {
        row.Case.id: Man(row.Case, full_name(row.Client.given_name, row.Client.family_name), short_name(row.Client))
        for row in work.session.execute(query)
    }


def first_names_in(work: Work, group_id: str) -> dict[str, str]:
    """The first names of all who are or were in a group; a number stays with a man when another of his name leaves."""
    query = (
        select(Member.case_id, Client.known_as, Client.given_name)
        .join(Case, Case.id == Member.case_id)
        .join(Client, Client.id == Case.client_id)
        .where(Member.group_id == group_id)
        .order_by(Member.joined_at, Case.number)
    )
    people: dict[str, str] = {}
    for row in work.session.execute(query):
        people.setdefault(row.case_id, row.known_as or row.given_name)
    return first_names(tuple(people.items()))


def seen_by(work: Work, seat: ProgrammeSeat, session: Session, men: dict[str, Man]) -> dict[str, Man]:
    """The men as this person knows them: a peer worker by first name, and only in meetings of own groups."""
    if not by_first_name(seat):
        return men
    names = first_names_in(work, session.group_id or "")
    found = [Man(man.case, names[id], names[id], is_first_name=True) for id, man in men.items()]
    return {man.case.id: man for man in sorted(found, key=lambda man: man.name.casefold())}


def newest_marks(work: Work, session_id: str) -> dict[str, Mark]:
    """The mark that counts, for every case that has one in this session (ATT-4)."""
    rows = work.session.scalars(select(Mark).where(Mark.session_id == session_id).order_by(Mark.turn))
    return {row.case_id: row for row in rows}


def newest_notes(work: Work, session_id: str) -> dict[str, SessionNote]:
    """The note that counts, for every case that has one in this session (ATT-12)."""
    rows = work.session.scalars(
        select(SessionNote).where(SessionNote.session_id == session_id).order_by(SessionNote.at)
    )
    return {row.case_id: row for row in rows}


def men_on(work: Work, session: Session) -> dict[str, Man]:
    """Everybody on a register: who is expected, and who already has a mark."""
    return men_among(work, session, newest_marks(work, session.id))


def men_among(work: Work, session: Session, marks: Iterable[str]) -> dict[str, Man]:
    """Who is expected, and these who have a mark."""
    return men_of(work, {*expected(work, session), *marks})


def open_gates(work: Work, seat: ProgrammeSeat, case: Case) -> tuple[Gate, ...]:
    """The gates that keep him out now; a paused place is one of them (GATE-7, NEV-3)."""
    return open_gates_of_all(work, seat, [case])[case.id]


def open_gates_of_all(work: Work, seat: ProgrammeSeat, cases: Collection[Case]) -> dict[str, tuple[Gate, ...]]:
    """The same for several men at once, by case."""
    found = gates_of_all(work, seat, cases)
    return {case.id: (*(gate for gate in found[case.id] if not gate.passed), *_paused(case)) for case in cases}


def gates_seen(work: Work, seat: ProgrammeSeat, cases: Collection[Case]) -> dict[str, tuple[Gate, ...]]:
    """The open gates as this person may read them: a peer worker reads one sentence, whichever gate it is."""
    found = open_gates_of_all(work, seat, cases)
    if not by_first_name(seat):
        return found
    not_yet = (Gate("seat", passed=False, words=_("He does not take part yet.")),)
    return {id: not_yet if gates else () for id, gates in found.items()}


def _paused(case: Case) -> tuple[Gate, ...]:
    if case.state != CaseState.BREACH.value:
        return ()
    return (Gate("seat", passed=False, words=_("His place is paused while a breach is looked into.")),)


def register_shown(
    work: Work, seat: ProgrammeSeat, session: Session, marks: Mapping[str, Mark], saved: Sequence[Register]
) -> RegisterShown:
    """A register as its screen shows it, from the marks that count and every saving of it."""
    group = work.session.get(Group, session.group_id) if session.group_id else None
    notes = newest_notes(work, session.id)
    men = seen_by(work, seat, session, men_among(work, session, marks))
    gates = gates_seen(work, seat, [man.case for man in men.values()])
    counted = marks_of_all(work, seat, men)
    why_not = why_no_register(seat, session)
    pack = pack_of(work, group or next(iter(men.values())).case)
    row_of = partial(_first_name_row, work, seat, group.code if group else "") if by_first_name(seat) else _row
    return RegisterShown(
        session=SessionId(session.id),
        group=GroupId(group.id) if group else None,
        group_code=group.code if group else "",
        about=session_row(pack, seat.clock, session, with_register(work, [session])),
        rows=tuple(
            row_of(man, gates[id], counted.get(id, ()), marks.get(id), notes.get(id)) for id, man in men.items()
        ),
        head_count=saved[-1].head_count if saved else None,
        head_count_reason=(saved[-1].head_count_reason or "") if saved else "",
        savings=len(saved),
        can_be_taken=not why_not,
        why_not=why_not,
        needs_reason_to_take=not is_named(seat, group, session),
        place=place_name(work.session, session.place or (group.place if group else None)),
        staff=tuple(names_of(work.session, group.facilitators).values()) if group else (),
        is_peer_group=group is not None and is_peer_support(pack),
        actual_minutes=session.actual_minutes,
        of=next((block.count or 0 for block in pack.blocks if block.key == session.key), 0),
    )


def why_no_register(seat: ProgrammeSeat, session: Session) -> str:
    """Empty when a register can be taken now (ATT-5, ATT-16)."""
    if session.is_placeholder:
        return _("This is a place in the plan. Each man's own contact is booked and recorded for him.")
    if session.status not in ("planned", "held"):
        return _("This session was not held.")
    if session.starts_at is None or session.starts_at > seat.clock.now():
        return _("This session has not begun. A register cannot be taken yet.")
    return ""


def is_named(seat: ProgrammeSeat, group: Group | None, session: Session) -> bool:
    """Whether the person in the seat runs the group or this session, or is cover for it (ATT-6)."""
    named = (*(group.facilitators if group else ()), *(session.facilitators or ()), *session.cover)
    return seat.person.id in named or (group is None and not named)


def mark_row(mark: Mark) -> MarkRow:
    """A mark as shown."""
    return MarkRow(
        code=mark.code,
        words=mark_words(MarkCode(mark.code)),
        minutes=mark.minutes,
        turn=mark.turn,
        at=mark.at,
        by=mark.by_label,
        late_minutes=mark.late_minutes,
        left_early_minutes=mark.left_early_minutes,
        reason=mark.reason or "",
        time_out=mark.time_out,
        engagement=mark.engagement,
        task=mark.task,
        concern=mark.concern or "",
        correction_reason=mark.correction_reason or "",
    )


def mark_seen_by(work: Work, seat: ProgrammeSeat, mark: Mark) -> MarkRow:
    """A mark as this person may read it: to a peer worker the words of others stay closed, carried over ones too."""
    row = mark_row(mark)
    if not by_first_name(seat):
        return row
    query = select(Mark.reason, Mark.concern, Mark.correction_reason).where(
        Mark.session_id == mark.session_id, Mark.case_id == mark.case_id, Mark.by_user != seat.person.id
    )
    closed = {text for texts in work.session.execute(query) for text in texts}
    open_words = {name: text for name in WORDS if (text := getattr(row, name)) not in closed}
    return replaced(row, **{name: open_words.get(name, "") for name in WORDS})


def note_is_owed(mark: Mark | None, note: SessionNote | None) -> bool:
    """He came, and nobody has written a note or waived it (ATT-12)."""
    is_written = note is not None and bool(note.text or note.waived_reason)
    return mark is not None and MARKS[MarkCode(mark.code)].attended and not is_written


def _row(
    man: Man, gates: tuple[Gate, ...], counted: tuple[Counted, ...], mark: Mark | None, note: SessionNote | None
) -> RegisterRow:
    others = [one for one in counted if mark is None or one.session != mark.session_id]
    whole = totals(counted)
    return RegisterRow(
        case=CaseId(man.case.id),
        reference=man.reference,
        name=man.name,
        state=man.case.state,
        gates=tuple(gate.words for gate in gates),
        stood_down=bool(gates),
        default_code=MarkCode.AASD.value if gates else None,
        mark=mark_row(mark) if mark else None,
        note=(note.text or "") if note else "",
        note_owed=note_is_owed(mark, note),
        last_time=mark_words(others[-1].code) if others else "",
        attended=whole.attended,
        offered=whole.offered,
        missed_in_a_row=consecutive_missed(counted),
        short=man.short,
    )


def _first_name_row(
    work: Work,
    seat: ProgrammeSeat,
    group: str,
    man: Man,
    gates: tuple[Gate, ...],
    counted: tuple[Counted, ...],
    mark: Mark | None,
    note: SessionNote | None,
) -> RegisterRow:
    """What a peer worker may read: named here part by part, so that a new part of a row stays closed to them."""
    here = tuple(one for one in counted if one.group == group and one.kind is SessionKind.GROUP)
    seen = _row(man, gates, here, mark, note)
    return RegisterRow(
        case=seen.case,
        reference="",
        name=seen.name,
        state="",
        gates=seen.gates,
        stood_down=seen.stood_down,
        default_code=seen.default_code,
        mark=mark_seen_by(work, seat, mark) if mark else None,
        note=seen.note if note and note.by_user == seat.person.id else "",
        note_owed=False,
        last_time=seen.last_time,
        attended=seen.attended,
        offered=seen.offered,
        missed_in_a_row=seen.missed_in_a_row,
        short=seen.short,
    )


def owed_since(work: Work, seat: ProgrammeSeat) -> datetime:
    """Sessions that ended before this moment owe their register (ATT-11)."""
    return seat.clock.now() - timedelta(hours=number_setting(work.session, "register.owed_after_hours"))
