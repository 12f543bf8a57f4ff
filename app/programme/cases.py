"""Shows cases, moves them, holds them, gives them to a worker and corrects what is known of the person."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from app.core.errors import InvalidInput, Missing, NotAllowed, Stale
from app.core.language import _
from app.core.shapes import CaseId, Draft, Line, LongText, Row, UserId, field
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.codes import HoldKind
from app.domain.moves import CaseState, ReasonCode
from app.programme.case_moves import (
    CaseMoved,
    Happened,
    MoveAsked,
    facts_of,
    move_case,
    move_second,
    note_event,
    refuse_stale,
)
from app.programme.case_page import CasePage, case_page
from app.programme.case_record import RecordRow, event_rows
from app.programme.finding.lists import CaseRows, CasesWanted, case_rows
from app.programme.marks import marks_of
from app.programme.memberships.effects import member_of
from app.programme.notices import NoticeKind, seal
from app.programme.packs.shelf import pack_of
from app.programme.reach import may_write_case
from app.programme.referral_form import birth_problems, gender_code, is_worker, phone_of
from app.programme.rights import Right
from app.programme.rules.cells import tidy_name
from app.programme.rules.moves import reasons_not_to_hold
from app.programme.rules.progress import completion
from app.programme.screening_rounds import screen_anew
from app.programme.seat import ProgrammeSeat
from app.programme.waiting.candidates import group_now
from app.programme.waiting.seats import lock
from app.store.work import Work
from models.programme.case import Case, Hold
from models.programme.client import Client
from models.programme.document import Report
from models.programme.group import Group

NAMES = ("given_name", "family_name", "known_as")
FREE = ("language", "email", "address", "needs")
CORRECTABLE = (*NAMES, *FREE, "date_of_birth", "gender", "phone", "shares_address")
ANSWERS = ("yes", "no", "unknown")


class CaseAsked(Draft):
    """Which case."""

    case: CaseId


class CaseMoveAsked(Draft):
    """Where a case is to go, and what stands beside it."""

    case: CaseId
    to: CaseState
    seen: str | None = None
    reason_code: ReasonCode | None = None
    review_on: date | None = None
    note: LongText | None = None
    second: str | None = None


class HoldAsked(Draft):
    """A pause laid over a state (CASE-10)."""

    case: CaseId
    kind: HoldKind
    reason: Line
    review_on: date
    from_day: date | None = field(name="from", default=None)
    keeps_seat: bool = True
    may_attend: bool = False


class HoldEnded(Draft):
    """Which hold is lifted, and why."""

    case: CaseId
    kind: HoldKind
    reason: Line


class HoldSaved(Row):
    """The hold, and the state that stays underneath."""

    hold: str
    state: str


class CasesGiven(Draft):
    """Cases that a worker takes over."""

    cases: tuple[CaseId, ...]
    to_user: UserId
    reason: Line | None = None


class CasesAssigned(Row):
    """The cases that changed hands."""

    assigned: tuple[CaseId, ...]


class ClientCorrected(Draft):
    """What is to be corrected about the person; only the fields named are changed."""

    case: CaseId
    fields: dict[str, str]
    seen: int | None = None
    reason: Line | None = None


class CorrectionSaved(Row):
    """What changed, and which papers on their way quote the case."""

    changed: tuple[str, ...]
    papers_quoting: tuple[str, ...]


class Cases(Noun):
    """What is done with a case as a whole."""

    seat: ProgrammeSeat

    @act("case.list", Right.READ_CASE, kind=Kind.LIST)
    def list(self, work: Work, draft: CasesWanted) -> CaseRows:
        """List cases within reach, page by page."""
        return case_rows(work, self.seat, draft)

    @act("case.show", Right.READ_CASE, kind=Kind.OPEN, about="case")
    def show(self, work: Work, draft: CaseAsked) -> CasePage:
        """Show the participant page: who he is, where he stands, what comes next."""
        return case_page(work, self.seat, work.get(Case, draft.case))

    @act("case.history", Right.READ_CASE, kind=Kind.OPEN, about="case")
    def history(self, work: Work, draft: CaseAsked) -> tuple[RecordRow, ...]:
        """Show everything that happened to a case, newest first (CASE-7)."""
        return event_rows(work, work.get(Case, draft.case).id)

    @act("case.move", Right.WRITE_CASE, about="case")
    def move(self, work: Work, draft: CaseMoveAsked) -> CaseMoved:
        """Move a case to another state, with the reason, review date and second name the table asks for (CASE-1)."""
        case = work.get(Case, draft.case)
        refuse_stale(case, draft.seen)
        target = CaseState(draft.to)
        asked = MoveAsked(
            target,
            reason_code=ReasonCode(draft.reason_code).value if draft.reason_code else None,
            note=draft.note,
            review_on=draft.review_on,
            second=move_second(self.seat, case, target, draft.second),
            told=self._completed_on(work, case) if target is CaseState.COMPLETED else {},
        )
        moved = move_case(work, self.seat, case, asked)
        if target is CaseState.ASSESSING:
            screen_anew(work, self.seat, case)
        return moved

    @act("case.hold", Right.WRITE_CASE, about="case")
    def hold(self, work: Work, draft: HoldAsked) -> HoldSaved:
        """Lay a hold over the state; he stays where he is and does not attend unless it says so (CASE-10)."""
        case, kind, today = work.get(Case, draft.case), HoldKind(draft.kind), self.seat.clock.today()
        lock(work, (), case.id)
        is_open = _open_hold(work, case.id, kind) is not None
        reasons = reasons_not_to_hold(facts_of(work, self.seat, case), is_open, draft.reason, draft.review_on, today)
        if reasons:
            raise NotAllowed(*reasons)
        hold = work.add(
            Hold(
                case_id=case.id, kind=kind.value, reason=draft.reason, from_day=draft.from_day or today,
                review_on=draft.review_on, keeps_seat=draft.keeps_seat, may_attend=draft.may_attend,
                at=self.seat.clock.now(), by_user=self.seat.person.id,
            )
        )  # fmt: skip
        told = {"kind": kind.value, "from": hold.from_day.isoformat()}
        self._tell(work, case, Happened("held", note=draft.reason), told)
        return HoldSaved(hold=hold.id, state=case.state)

    @act("case.lift_hold", Right.WRITE_CASE, about="case")
    def lift_hold(self, work: Work, draft: HoldEnded) -> HoldSaved:
        """Lift a hold; the case is where it was (CASE-10)."""
        case, kind = work.get(Case, draft.case), HoldKind(draft.kind)
        member = member_of(work, case.id)
        lock(work, {member.group_id} if member else (), case.id)
        hold = _open_hold(work, case.id, kind)
        if hold is None:
            raise NotAllowed(_("There is no open hold of this kind."))
        if not draft.reason.strip():
            raise InvalidInput({"reason": _("Write why the hold ends.")})
        self._refuse_without_seat(work, case, hold)
        hold.lifted_on = self.seat.clock.today()
        lifted = {"kind": kind.value, "lifted_on": hold.lifted_on.isoformat()}
        self._tell(work, case, Happened("hold_lifted", note=draft.reason), lifted)
        return HoldSaved(hold=hold.id, state=case.state)

    @act("case.assign", Right.WRITE_CASE)
    def assign(self, work: Work, draft: CasesGiven) -> CasesAssigned:
        """Give cases to a worker; a facilitator only their own, a manager any."""
        if not is_worker(work, draft.to_user):
            raise InvalidInput({"to_user": _("Choose somebody who works with cases.")})
        for case_id in draft.cases:
            if not may_write_case(work, self.seat, case_id):
                raise Missing
            case = work.get(Case, case_id)
            case.assigned_to = draft.to_user
            note_event(work, self.seat, case.id, Happened("assigned", note=draft.reason))
            work.changed("case", case.id)
        return CasesAssigned(assigned=draft.cases)

    @act("client.correct", Right.WRITE_CASE, about="case")
    def correct(self, work: Work, draft: ClientCorrected) -> CorrectionSaved:
        """Correct what is known of the person; says which papers on their way quote the case."""
        case = work.get(Case, draft.case)
        client = work.get(Client, case.client_id)
        if draft.seen is not None and draft.seen != client.version:
            raise Stale
        if problems := _correction_problems(draft, self.seat.clock.today()):
            raise InvalidInput(problems)
        changed = []
        for name, text in draft.fields.items():
            value = _cleaned(name, text)
            if getattr(client, name) != value:
                setattr(client, name, value)
                changed.append(name)
        if "address" in changed:
            client.address_changed_at = self.seat.clock.now()
        note_event(work, self.seat, case.id, Happened("corrected", note=draft.reason))
        work.changed("case", case.id)
        return CorrectionSaved(changed=tuple(changed), papers_quoting=_papers(work, case.id))

    def _completed_on(self, work: Work, case: Case) -> dict[str, str]:
        """The day of the last of the contacts that make it complete; never the day on which it was typed (CASE-8)."""
        day = completion(pack_of(work, case), marks_of(work, self.seat, case.id)).completed_on
        return {"completed_on": day.isoformat()} if day else {}

    def _refuse_without_seat(self, work: Work, case: Case, hold: Hold) -> None:
        """A seat that was not kept may have gone to somebody else meanwhile (CASE-10)."""
        member = member_of(work, case.id)
        if hold.keeps_seat or member is None:
            return
        now_in = group_now(work, self.seat, work.get(Group, member.group_id))
        if not now_in.free_seats:
            words = _("His seat in {group} has been given away. Take him out of the group first, then lift the hold.")
            raise NotAllowed(words.format(group=now_in.code))

    def _tell(self, work: Work, case: Case, happened: Happened, told: Mapping[str, object]) -> None:
        """Note it in the history and seal the bare fact to the safety team (CASE-12)."""
        note_event(work, self.seat, case.id, happened)
        seal(work, self.seat, NoticeKind.HELD, case.id, told)
        work.changed("case", case.id)


def _open_hold(work: Work, case_id: str, kind: HoldKind) -> Hold | None:
    query = select(Hold).where(Hold.case_id == case_id, Hold.kind == kind.value, Hold.lifted_on.is_(None))
    return work.session.scalars(query).one_or_none()


def _correction_problems(draft: ClientCorrected, today: date) -> dict[str, str]:
    problems: dict[str, str] = {}
    for name, text in draft.fields.items():
        if name not in CORRECTABLE:
            allowed = ", ".join(CORRECTABLE)
            problems[f"fields.{name}"] = _("There is no such field. It can be: {fields}.").format(fields=allowed)
        elif name in ("given_name", "family_name") and not tidy_name(text):
            problems[f"fields.{name}"] = _("Write his name.")
        elif name == "shares_address" and text not in ANSWERS:
            problems[f"fields.{name}"] = _("Write yes, no or unknown.")
        elif name == "date_of_birth":
            problems |= {f"fields.{key}": words for key, words in birth_problems(text, today).items()}
    if not draft.fields:
        problems["fields"] = _("Name what is to be corrected.")
    return problems


def _cleaned(name: str, text: str) -> str | None:
    """A field's text as it is kept; an emptied optional one is nothing, not an empty word."""
    if name in ("given_name", "family_name"):
        return tidy_name(text)
    if name == "gender":
        return gender_code(text)
    if name == "phone":
        return phone_of(text)
    return text.strip() or None if name in (*FREE, "known_as") else text


def _papers(work: Work, case_id: str) -> tuple[str, ...]:
    """Reports of this case that have not left yet."""
    query = select(Report.id).where(Report.case_id == case_id, Report.state.not_in(("issued", "delivered")))
    return tuple(work.session.scalars(query))
