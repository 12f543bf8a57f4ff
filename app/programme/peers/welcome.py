"""Takes a new man into a peer group in half a minute, and one who was away back in (PEER-1, 2, 4, 7, 8, 9, 11)."""

from dataclasses import replace
from datetime import date
from typing import Annotated

from sqlalchemy import select

from app.core.errors import InvalidInput, Missing, NotAllowed
from app.core.language import _
from app.core.shapes import CaseId, Draft, GroupId, Meta, Row, ShortText, UserId, to_builtins
from app.desk.act import act
from app.desk.seat import Noun, Person
from app.domain.answers import Answer
from app.domain.codes import ReferralSource, SourceClass, Verdict
from app.domain.moves import CaseState
from app.domain.roles import Role
from app.programme import screening_rounds as rounds
from app.programme.case_moves import Happened, MoveAsked, begin_assessment, move_case, note_event
from app.programme.duplicates import alike, earlier_like
from app.programme.moments import moment_for
from app.programme.office import number_setting, setting
from app.programme.packs.shelf import pack_of
from app.programme.peers.enquiries import Heard, welcome_heard
from app.programme.peers.meetings import next_meeting
from app.programme.reach import by_first_name
from app.programme.referral_form import LegalBasis, ReferralReceived, as_read, new_case, new_client
from app.programme.register_rows import first_names_in
from app.programme.rights import Right
from app.programme.rules.cells import tidy_name
from app.programme.rules.peers import entry_due, is_peer_support, reasons_not_welcome, with_open_door
from app.programme.screening_rows import criterion_rows, gate_rows
from app.programme.seat import ProgrammeSeat
from app.programme.waiting.candidates import candidate, group_now
from app.programme.waiting.seats import Fit, SeatDraft, give_seat, lock, refuse_seat, take_seat
from app.store.work import Work
from models.programme.account import Account
from models.programme.case import Case, Consent, Decision
from models.programme.group import Group, Member

AGREEMENTS, MESSAGING = "peer_agreements", "messaging_risks"
VersionText = Annotated[str, Meta(min_length=1, max_length=20)]


class PeerWelcomed(Draft):
    """A new man as he is met: first name, how he heard of us, the programme's few questions, the agreements signed."""

    group: GroupId
    first_name: ShortText
    answers: dict[str, Answer]
    agreements_signed: bool
    agreements_version: VersionText | None = None
    heard_from: ShortText | None = None
    messaging_explained: bool = False
    enquiry: str | None = None
    second: str | None = None


class PeerReturned(Draft):
    """A man who was away and comes back."""

    group: GroupId
    case: CaseId


class Welcomed(Row):
    """Who came in, by when he comes to his first meeting, and when the next one is."""

    case: CaseId
    name: str
    entry_due: date
    next_on: date | None


class Welcomes(Noun):
    """What is done at the door of a peer group."""

    seat: ProgrammeSeat

    @act("peer.welcome", Right.PEER_GROUP, about="group")
    def welcome(self, work: Work, draft: PeerWelcomed) -> Welcomed:
        """Take a new man in: exclusions asked, agreements signed, his place given; he starts once his gates pass."""
        group = _open_group(work, draft.group)
        if problems := _problems(work, draft):
            raise InvalidInput(problems)
        case = _new_case(work, self.seat, group, draft)
        second = _second(work, self.seat, draft)
        _decide(work, self.seat, case, draft, second)
        _sign(work, self.seat, case, draft)
        move_case(work, self.seat, case, MoveAsked(CaseState.WAITING, second=second))
        take_seat(work, self.seat, self._fit(work, case, group), SeatDraft(group=draft.group, case=CaseId(case.id)))
        welcome_heard(work, self.seat, case, group, Heard(draft.first_name, draft.heard_from, draft.enquiry))
        return self._welcomed(work, case, group)

    @act("peer.welcome_back", Right.PEER_GROUP, about="group")
    def welcome_back(self, work: Work, draft: PeerReturned) -> Welcomed:
        """Give a man who was away his place again, without a new intake; clearance is asked anew (PEER-7, CLR-1)."""
        group, case = _open_group(work, draft.group), work.get(Case, draft.case)
        if not _was_here(work, group, case):
            raise Missing
        if not pack_of(work, group).group.return_guarantee or case.state != CaseState.AWAY.value:
            raise NotAllowed(_("He is not away from a group that keeps a way back."))
        give_seat(work, self.seat, self._fit(work, case, group), SeatDraft(group=draft.group, case=draft.case))
        return self._welcomed(work, case, group)

    def _fit(self, work: Work, case: Case, group: Group) -> Fit:
        """The man and the group, once nothing stands against his place; its gates hold at the register (PEER-9)."""
        lock(work, {group.id})
        now_in = group_now(work, self.seat, group)
        opened = replace(now_in, pack=with_open_door(now_in.pack))
        fit = Fit(case, group, candidate(work, self.seat, case), opened)
        try:
            refuse_seat(work, self.seat, fit, SeatDraft(group=GroupId(group.id), case=CaseId(case.id)))
        except NotAllowed:
            if by_first_name(self.seat):
                raise NotAllowed(_("He cannot have a place tonight. Ask the coordinator of the group.")) from None
            raise
        return fit

    def _welcomed(self, work: Work, case: Case, group: Group) -> Welcomed:
        ahead = next_meeting(work, self.seat, group.id)
        days = number_setting(work.session, "peer.entry_days")
        work.changed("group", group.id)
        return Welcomed(
            case=CaseId(case.id),
            name=first_names_in(work, group.id)[case.id],
            entry_due=entry_due(self.seat.clock.today(), days),
            next_on=ahead.starts_at.astimezone(self.seat.clock.zone).date() if ahead and ahead.starts_at else None,
        )


def _open_group(work: Work, group_id: str) -> Group:
    group = work.get(Group, group_id)
    if not is_peer_support(pack_of(work, group)):
        raise NotAllowed(_("Only a peer group takes somebody in at the door. Take him in by a referral."))
    if group.ended_on is not None:
        raise NotAllowed(_("This group has ended."))
    return group


def _problems(work: Work, draft: PeerWelcomed) -> dict[str, str]:
    problems = {}
    if not tidy_name(draft.first_name):
        problems["first_name"] = _("Write his first name.")
    if not draft.agreements_signed:
        problems["agreements_signed"] = _("The agreements are told beforehand and signed.")
    current = str(setting(work.session, "peer.agreements_version"))
    if draft.agreements_version not in (None, current):
        words = _("Version {version} of the agreements must be signed.")
        problems["agreements_version"] = words.format(version=current)
    return problems


def _new_case(work: Work, seat: ProgrammeSeat, group: Group, draft: PeerWelcomed) -> Case:
    """A referral by himself with what is known: a first name. The rest is asked before he starts."""
    given = ReferralReceived(
        given_name=tidy_name(draft.first_name),
        family_name="",
        date_of_birth=Answer.UNKNOWN.value,
        source=ReferralSource.SELF,
        received_on=seat.clock.today(),
        programme=group.programme,
        legal_basis=LegalBasis(kind="voluntary"),
        assign_to=_coordinator(work, group),
    )
    read = as_read(given.given_name, "", given.date_of_birth, programme=group.programme)
    found = alike(read, earlier_like(work.session, read))
    case = new_case(work, seat, given, new_client(work, given).id)
    case.pack_version = group.pack_version
    note_event(work, seat, case.id, Happened("received", to_state=CaseState.REFERRED.value))
    if any(found.values()):
        note_event(work, seat, case.id, Happened("duplicates_open"))
    work.changed("case", case.id)
    return case


def _coordinator(work: Work, group: Group) -> UserId | None:
    """The first of those who run the group who also works with cases: what is to be done before he starts is theirs."""
    rows = work.session.execute(select(Account.id, Account.roles).where(Account.is_active.is_(True)))
    casework = {row.id for row in rows if {Role.FACILITATOR.value, Role.MANAGER.value} & set(row.roles)}
    return next((UserId(user) for user in group.facilitators if user in casework), None)


def _second(work: Work, seat: ProgrammeSeat, draft: PeerWelcomed) -> Person | None:
    """A second person only where the office asks one for every decision as suggested (SCR-5)."""
    if not setting(work.session, "screening.suitable_needs_second"):
        return None
    return seat.second(draft.second, Right.COUNTERSIGN)


def _decide(work: Work, seat: ProgrammeSeat, case: Case, draft: PeerWelcomed, second: Person | None) -> None:
    """The short talk as a decision: his answers judged by the programme's criteria and frozen (PEER-1, SCR-7)."""
    begin_assessment(work, seat, case)
    screening = rounds.open_round(work, seat, case)
    known = {one.key for one in pack_of(work, case).criteria}
    if unknown := sorted(set(draft.answers) - known):
        raise InvalidInput({f"answers.{key}": _("This programme has no such criterion.") for key in unknown})
    for key, answer in draft.answers.items():
        rounds.put_answer(work, seat, screening, rounds.Said(key, answer, None, None, SourceClass.HIS_OWN))
    seen = rounds.picture(work, seat, case)
    if refused := reasons_not_welcome(seen.judged):
        raise InvalidInput({f"answers.{key}": words for key, words in refused.items()})
    frozen = {
        "assessed_on": seen.assessed_on.isoformat(),
        "criteria": [to_builtins(row) for row in criterion_rows(seen)],
        "gates": [to_builtins(row) for row in gate_rows(seen.gates)],
        "missing": [],
        "denial": {"grade": None, "reason": ""},
    }
    decision = work.add(
        Decision(
            case_id=case.id,
            screening_id=screening.id,
            verdict=Verdict.SUITABLE.value,
            suggested=seen.suggestion.verdict.value,
            frozen=frozen,
            pack_version=case.pack_version,
            at=moment_for(work, seat, Decision, case.id),
            by_user=seat.person.id,
            by_label=seat.person.label,
            second_user=second.id if second else None,
            second_label=second.label if second else None,
        )
    )
    screening.decided_at = decision.at


def _sign(work: Work, seat: ProgrammeSeat, case: Case, draft: PeerWelcomed) -> None:
    """The agreements with their version; and that the risks of a messaging group were explained (PEER-4, PEER-8)."""
    version, today = str(setting(work.session, "peer.agreements_version")), seat.clock.today()
    signed = [AGREEMENTS, MESSAGING] if draft.messaging_explained else [AGREEMENTS]
    for kind in signed:
        work.add(
            Consent(
                case_id=case.id,
                kind=kind,
                form_version=version,
                explained_on=today,
                signed_on=today if kind == AGREEMENTS else None,
                at=moment_for(work, seat, Consent, case.id),
                by_user=seat.person.id,
            )
        )


def _was_here(work: Work, group: Group, case: Case) -> bool:
    query = select(Member.id).where(Member.group_id == group.id, Member.case_id == case.id)
    return work.session.execute(query.limit(1)).first() is not None
