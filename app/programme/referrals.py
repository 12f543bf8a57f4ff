"""Takes in a referral: looks for earlier ones, opens the case, passes on what he says about people at risk."""

from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Annotated, Literal

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import aliased

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.core.shapes import CaseId, Draft, Meta, Nothing, Row, ShortText
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.moves import OPEN, CaseState, state_words
from app.domain.names import full_name
from app.programme.case_moves import Happened, note_event
from app.programme.details import DetailsGiven, DetailsTaken, pass_on
from app.programme.duplicates import PossibleDuplicate, alike, cases_called, earlier_like
from app.programme.office import names_of
from app.programme.packs.shelf import pack_of, packs_now
from app.programme.reach import cases_within_reach
from app.programme.referral_form import (
    ReferralReceived,
    add_background,
    as_read,
    family_words,
    new_case,
    new_client,
    phone_of,
    problems_of,
)
from app.programme.rights import Right
from app.programme.rules.doubles import Likeness
from app.programme.seat import ProgrammeSeat
from app.programme.waiting.seats import ask_once_known
from app.programme.waiting.time_left import TimeLeft, time_left, times_left
from app.store.plans import not_looked_up
from app.store.work import Work
from models.programme.case import Case, CaseEvent, reference_of
from models.programme.client import Client

ENOUGH = TimeLeft()
DUPLICATES_OPEN = "duplicates_open"
DUPLICATES_ANSWERED = "duplicates_answered"
DECIDED = "decided"
TAB_OF: dict[CaseState, str] = {
    CaseState.REFERRED: "new",
    CaseState.ASSESSING: "screening",
    CaseState.NOT_READY: "screening",
}


class ReferralSaved(Row):
    """The new case, the earlier ones that may be the same person's, and a word of warning (REF-1, REF-6)."""

    case: CaseId
    reference: str
    possible_duplicates: tuple[PossibleDuplicate, ...]
    family_words: str = ""


class PersonAsked(Draft):
    """What the duplicate check needs as soon as it is typed."""

    given_name: ShortText
    family_name: ShortText
    date_of_birth: str = "unknown"
    phone: ShortText | None = None
    external_reference: ShortText | None = None
    programme: str = ""


class DuplicatesAnswered(Draft):
    """A person's answer: the same person as in an earlier case, or a different one."""

    case: CaseId
    answer: Literal["same_person", "different_person"]
    same_as: CaseId | None = None


class ReferralsWanted(Draft):
    """Which tab of the referrals, all of them when none is named; and at most how many, those that came last."""

    tab: Literal["new", "screening", "decided"] | None = None
    most: Annotated[int, Meta(ge=1, le=1000)] | None = None


class ReferralCounts(Row):
    """How many referrals stand on each tab."""

    new: int
    screening: int
    decided: int


class ProgrammeAsked(Row):
    """A programme that a referral may ask for."""

    code: str
    title: str


class TimeAsked(Draft):
    """A programme and the end of an order, as soon as both are typed."""

    programme: str
    ends_on: date


class ReferralRow(Row):
    """One line of the referrals screen; `finish` says whether his order leaves time for the programme (PATH-2)."""

    case: CaseId
    reference: str
    name: str
    programme: str
    source: str
    organisation: str
    received_on: date
    days: int
    state: str
    state_words: str
    tab: str
    review_on: date | None
    assigned_to: str
    duplicates_open: bool
    finish: str = ""
    finish_words: str = ""


class Referrals(Noun):
    """What is done with a referral until it is screened."""

    seat: ProgrammeSeat

    @act("referral.receive", Right.RECEIVE_REFERRAL)
    def receive(self, work: Work, draft: ReferralReceived) -> ReferralSaved:
        """Open a case for a referral; says which earlier cases may be the same person's (REF-1 to REF-3)."""
        return receive_referral(work, self.seat, draft)

    @act("referral.choices", Right.RECEIVE_REFERRAL, kind=Kind.LIST)
    def choices(self, work: Work, _draft: Nothing) -> tuple[ProgrammeAsked, ...]:
        """List the programmes that a referral may ask for, by title."""
        offered = sorted(packs_now(work).values(), key=lambda pack: pack.title)
        return tuple(ProgrammeAsked(code=pack.code, title=pack.title) for pack in offered)

    @act("referral.find_duplicates", Right.RECEIVE_REFERRAL, kind=Kind.LIST)
    def find_duplicates(self, work: Work, draft: PersonAsked) -> tuple[PossibleDuplicate, ...]:
        """List earlier cases that may be the same person's, while the form is still being filled (REF-1)."""
        read = as_read(
            draft.given_name,
            draft.family_name,
            draft.date_of_birth,
            phone=phone_of(draft.phone),
            external_reference=draft.external_reference,
            programme=draft.programme,
        )
        found = alike(read, earlier_like(work.session, read))
        return cases_called(work.session, (called for kind in found.values() for called in kind))

    @act("referral.time_left", Right.RECEIVE_REFERRAL, kind=Kind.LIST)
    def time_left(self, work: Work, draft: TimeAsked) -> TimeLeft:
        """Say whether an order leaves time for a whole programme, while the form is still being filled (PATH-2)."""
        pack = packs_now(work).get(draft.programme)
        if pack is None:
            raise InvalidInput({"programme": _("This office has no such programme.")})
        return time_left(work, self.seat, pack, draft.ends_on)

    @act("referral.answer_duplicates", Right.WRITE_CASE, about="case")
    def answer_duplicates(self, work: Work, draft: DuplicatesAnswered) -> ReferralSaved:
        """Answer the duplicate check of a case: the same person as an earlier one, or a different one (REF-1)."""
        case = work.get(Case, draft.case)
        if draft.answer == "same_person":
            _join(work, case, draft.same_as)
        note_event(work, self.seat, case.id, Happened(DUPLICATES_ANSWERED, note=draft.answer))
        work.changed("case", case.id)
        return ReferralSaved(case=CaseId(case.id), reference=case.reference, possible_duplicates=())

    @act("referral.pass_partner_details", Right.WRITE_CASE, about="case")
    def pass_partner_details(self, work: Work, draft: DetailsGiven) -> DetailsTaken:
        """Pass on what he says about people at risk, or that he refuses; it can never be read back here (GATE-2)."""
        case = work.get(Case, draft.case)
        second = self.seat.second(draft.second, Right.COUNTERSIGN) if draft.lawful_reason else None
        passed = pass_on(work, self.seat, case, draft, second)
        if not draft.refused:
            ask_once_known(work, self.seat, case.id)
        return passed

    @act("referral.list", Right.READ_CASE, kind=Kind.LIST)
    def list(self, work: Work, draft: ReferralsWanted) -> tuple[ReferralRow, ...]:
        """List referrals by tab, oldest first: new, in screening, decided."""
        return referral_rows(work, self.seat, draft)

    @act("referral.counts", Right.READ_CASE, kind=Kind.LIST)
    def counts(self, work: Work, _draft: Nothing) -> ReferralCounts:
        """Count the referrals on each tab."""
        within = cases_within_reach(work, self.seat.person)
        found = Counter[str]()
        for state, count in work.session.execute(select(Case.state, func.count()).where(within).group_by(Case.state)):
            found[TAB_OF.get(CaseState(state), DECIDED)] += count
        return ReferralCounts(new=found["new"], screening=found["screening"], decided=found[DECIDED])


def receive_referral(work: Work, seat: ProgrammeSeat, draft: ReferralReceived) -> ReferralSaved:
    """The body of `referral.receive`; an import uses it too, so that both keep the same rules."""
    if problems := problems_of(work, seat, draft):
        raise InvalidInput(problems)
    read = as_read(
        draft.given_name,
        draft.family_name,
        draft.date_of_birth,
        phone=phone_of(draft.contact.phone if draft.contact else None),
        external_reference=draft.external_reference,
        programme=draft.programme,
        source=draft.source.value,
        received_on=draft.received_on,
    )
    found = alike(read, earlier_like(work.session, read))
    _refuse_known(found, draft)
    possible = [name for kind in (Likeness.OPEN_CASE, Likeness.POSSIBLE) for name in found.get(kind, ())]
    if draft.same_as is not None:
        client = _client_of(work, draft.same_as, draft.programme)
    else:
        client = new_client(work, draft).id
    case = new_case(work, seat, draft, client)
    add_background(seat, case, work.get(Client, client), draft.background)
    note_event(work, seat, case.id, Happened("received", to_state=CaseState.REFERRED.value))
    if possible or draft.same_as:
        kind = DUPLICATES_ANSWERED if draft.duplicate_answer else DUPLICATES_OPEN
        note_event(work, seat, case.id, Happened(kind, note=draft.duplicate_answer))
    work.changed("case", case.id)
    return ReferralSaved(
        case=CaseId(case.id),
        reference=case.reference,
        possible_duplicates=cases_called(work.session, possible),
        family_words=family_words(work, case),
    )


def duplicates_are_open(work: Work, case_id: str) -> bool:
    """Whether somebody must still say if he is the same person as in an earlier case (PATH-1)."""
    query = select(CaseEvent.kind).where(
        CaseEvent.case_id == case_id, CaseEvent.kind.in_((DUPLICATES_OPEN, DUPLICATES_ANSWERED))
    )
    kinds = set(work.session.scalars(query))
    return DUPLICATES_OPEN in kinds and DUPLICATES_ANSWERED not in kinds


def earlier_cases(work: Work, case: Case) -> tuple[PossibleDuplicate, ...]:
    """The earlier cases that may be the same person's, while nobody has said; empty after that."""
    if not duplicates_are_open(work, case.id):
        return ()
    client = work.get(Client, case.client_id)
    read = as_read(
        client.given_name,
        client.family_name,
        client.date_of_birth,
        phone=client.phone,
        external_reference=case.external_reference,
        programme=case.programme,
    )
    found = alike(read, (one for one in earlier_like(work.session, read) if one.called != case.reference))
    return cases_called(work.session, (called for kind in found.values() for called in kind))


def _refuse_known(found: dict[Likeness, tuple[str, ...]], draft: ReferralReceived) -> None:
    """The same referral again, another man's reference, and a second open case are refused (REF-2, REF-3)."""
    if same := found.get(Likeness.SAME_REFERRAL):
        raise NotAllowed(_("This referral is already here: {case}. No second case was made.").format(case=same[0]))
    if other := found.get(Likeness.REFERENCE_OF_ANOTHER):
        words = _("Another person came in under this reference on the same day: {case}.")
        raise InvalidInput({"external_reference": words.format(case=other[0])})
    if (running := found.get(Likeness.OPEN_CASE)) and draft.duplicate_answer != "different_person":
        words = _("The same person has an open case in this programme: {case}. No second case was made.")
        raise NotAllowed(words.format(case=running[0]))


def _client_of(work: Work, earlier: str, programme: str, but_not: str | None = None) -> str:
    """The person of an earlier case, unless he has an open case in this programme already (REF-2)."""
    client = work.get(Case, earlier).client_id
    rows = work.session.execute(
        select(Case.id, Case.number, Case.state).where(Case.client_id == client, Case.programme == programme)
    )
    for row in rows:
        if row.id != but_not and CaseState(row.state) in OPEN:
            words = _("The same person has an open case in this programme: {case}. No second case was made.")
            raise NotAllowed(words.format(case=reference_of(row.number)))
    return client


def _join(work: Work, case: Case, earlier: str | None) -> None:
    """Hang a case on the person of an earlier one; never by itself, only because somebody said so (REF-1)."""
    if earlier is None or earlier == case.id:
        raise InvalidInput({"same_as": _("Choose the earlier case of the same person.")})
    told = work.get(Client, case.client_id).background
    case.client_id = _client_of(work, earlier, case.programme, but_not=case.id)
    if told:
        person = work.get(Client, case.client_id)
        person.background = [*(person.background or ()), *told]


def referral_rows(work: Work, seat: ProgrammeSeat, wanted: ReferralsWanted) -> tuple[ReferralRow, ...]:
    """The cases within reach as lines of the referrals screen, oldest first; of one tab, or all of them."""
    last_first = (Case.received_on.desc(), Case.number.desc())
    query = (
        select(Case, Client.given_name, Client.family_name)
        .join(Client, Client.id == Case.client_id)
        .where(cases_within_reach(work, seat.person))
        .order_by(*last_first)
        .limit(wanted.most)
    )
    if wanted.tab is not None:
        states = [state.value for state in CaseState if TAB_OF.get(state, DECIDED) == wanted.tab]
        query = query.where((Case.state if wanted.most is None else not_looked_up(Case.state)).in_(states))
    found = list(reversed(work.session.execute(query).all()))
    names = names_of(work.session, (row.Case.assigned_to for row in found))
    asked, left = open_checks(work), times_left(work, seat, [row.Case for row in found])
    today = seat.clock.today()
    return tuple(
        ReferralRow(
            case=CaseId(row.Case.id),
            reference=row.Case.reference,
            name=full_name(row.given_name, row.family_name),
            programme=pack_of(work, row.Case).title,
            source=row.Case.source,
            organisation=row.Case.referrer_organisation or "",
            received_on=row.Case.received_on,
            days=(today - row.Case.received_on).days,
            state=row.Case.state,
            state_words=state_words(CaseState(row.Case.state)),
            tab=TAB_OF.get(CaseState(row.Case.state), DECIDED),
            review_on=row.Case.review_on,
            assigned_to=names.get(row.Case.assigned_to or "", ""),
            duplicates_open=row.Case.id in asked,
            finish=left.get(row.Case.id, ENOUGH).finish,
            finish_words=left.get(row.Case.id, ENOUGH).words,
        )
        for row in found
    )


def checks_asked() -> Select[str]:
    """The cases whose duplicate check nobody has answered, inside a query."""
    answer = aliased(CaseEvent)
    is_answered = exists().where(answer.case_id == CaseEvent.case_id, answer.kind == DUPLICATES_ANSWERED)
    return select(CaseEvent.case_id).where(CaseEvent.kind == DUPLICATES_OPEN, ~is_answered)


def open_checks(work: Work, cases: Collection[str] | None = None) -> frozenset[str]:
    """The same, read; asked of some `cases`, they alone are."""
    query = checks_asked()
    return frozenset(work.session.scalars(query if cases is None else query.where(CaseEvent.case_id.in_(cases))))
