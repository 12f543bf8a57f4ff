"""Fills a letter from the records: his name, his dates, what was decided; and whether it may go by post (R10)."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import or_, select

from app.core.errors import InvalidInput, NotAllowed
from app.core.language import _
from app.desk.seat import Person
from app.domain.answers import Answer
from app.domain.codes import MARKS, MarkCode, ReferralSource
from app.domain.moves import CaseState
from app.domain.names import full_name
from app.programme.facts import Period, facts_of
from app.programme.marks import marks_of
from app.programme.office import office_logo, place_name, setting
from app.programme.packs.shelf import pack_of
from app.programme.planned import PLANNED
from app.programme.rights import Right
from app.programme.rules.progress import completion
from app.programme.seat import ProgrammeSeat
from app.programme.standing import local_day
from app.store.work import Work
from models.programme.case import Case, Hold
from models.programme.client import Client
from models.programme.delivery import CatchUpMan
from models.programme.document import Letter as LetterGone
from models.programme.group import Group, Member, Session
from reports.programme.letters.rows import (
    ATTENDING,
    DATED,
    AttendanceLetter,
    DatesLetter,
    DecisionLetter,
    Head,
    Letter,
    LetterKind,
    Meeting,
)

LANGUAGES = {"en": frozenset({"en", "english", "engels"}), "nl": frozenset({"nl", "dutch", "nederlands"})}
ALONE = frozenset({"one_to_one", "review"})
STATES: dict[str, LetterKind] = {
    CaseState.BREACH.value: LetterKind.BREACH,
    CaseState.AWAY.value: LetterKind.ENDED,
    CaseState.WITHDRAWN.value: LetterKind.ENDED,
    CaseState.BACK_TO_REFERRER.value: LetterKind.ENDED,
    CaseState.DESELECTED.value: LetterKind.EXCLUDED,
    CaseState.NOT_SUITABLE.value: LetterKind.NOT_SUITABLE,
    CaseState.NOT_ELIGIBLE.value: LetterKind.NOT_SUITABLE,
    CaseState.COMPLETED.value: LetterKind.COMPLETED,
}


def letter_of(
    work: Work, seat: ProgrammeSeat, case: Case, kind: LetterKind, *, session: str = "", address: str = ""
) -> Letter:
    """The letter as the records stand now. Raises NotAllowed when nothing in them asks for one of this kind."""
    head = _head(work, seat, case, address)
    if kind in DATED:
        meetings = _meetings_for(work, seat, case, kind, session)
        if not meetings:
            raise NotAllowed(_("No such date lies ahead of him, so there is nothing to write."))
        return DatesLetter(kind=kind, head=head, meetings=meetings)
    seen = facts_of(work, seat, case, Period(case.received_on, seat.clock.today())).attendance
    if kind in ATTENDING:
        missed = missed_days(work, seat, case, only_last=kind is LetterKind.MISSED)
        if kind is not LetterKind.ATTENDANCE and not missed:
            raise NotAllowed(_("He has missed nothing that counts."))
        return AttendanceLetter(
            kind=kind,
            head=head,
            offered=seen.offered,
            attended=seen.attended,
            first_on=seen.first_on,
            until=seat.clock.today(),
            missed=() if kind is LetterKind.ATTENDANCE else missed,
            meetings=() if kind is LetterKind.ATTENDANCE else meetings_ahead(work, seat, case)[:1],
        )
    since, until = _decided(work, seat, case, kind)
    return DecisionLetter(
        kind=kind,
        head=head,
        since=since,
        until=until,
        offered=seen.offered,
        attended=seen.attended,
        is_referrer_told=case.source != ReferralSource.SELF.value and kind is not LetterKind.SUSPENDED,
    )


def meetings_ahead(
    work: Work, seat: ProgrammeSeat, case: Case, kinds: frozenset[str] | None = None
) -> tuple[Meeting, ...]:
    """The dates on which he is expected, of his group and his own, from now on."""
    return tuple(_meeting(work, seat, one) for one in sessions_ahead(work, seat, case, kinds))


def sessions_ahead(
    work: Work, seat: ProgrammeSeat, case: Case, kinds: frozenset[str] | None = None
) -> tuple[Session, ...]:
    """The planned sessions of his group and his own that have not begun."""
    found = all_ahead(work, seat, {case.id: case})[case.id]
    return tuple(one for one in found if kinds is None or one.kind in kinds)


def all_ahead(work: Work, seat: ProgrammeSeat, cases: Mapping[str, Case]) -> dict[str, list[Session]]:
    """The same for many men: as many questions as for one (P8)."""
    query = select(Member.case_id, Member.group_id).where(
        Member.case_id.in_(list(cases)), Member.left_at.is_(None), Member.suspended.is_(False)
    )
    groups = {row.case_id: row.group_id for row in work.session.execute(query)}
    down = select(CatchUpMan.session_id, CatchUpMan.case_id).where(
        CatchUpMan.case_id.in_(list(cases)), CatchUpMan.left_at.is_(None)
    )
    shared = {(row.session_id, row.case_id) for row in work.session.execute(down)}
    of_groups = Session.group_id.in_(set(groups.values())) & Session.case_id.is_(None) & (Session.kind != "catch_up")
    his = or_(Session.case_id.in_(list(cases)), Session.id.in_({id for id, _case in shared}), of_groups)
    ahead = select(Session).where(
        his, Session.status == PLANNED, Session.is_placeholder.is_(False), Session.starts_at > seat.clock.now()
    )
    found: dict[str, list[Session]] = {id: [] for id in cases}
    together: dict[str, list[str]] = defaultdict(list)
    for id, case in ((groups[id], id) for id in cases if id in groups):
        together[id].append(case)
    catching_up: dict[str, list[str]] = defaultdict(list)
    for session_id, case in shared:
        catching_up[session_id].append(case)
    for one in work.session.scalars(ahead.order_by(Session.starts_at)):
        in_group = together[one.group_id or ""] if one.case_id is None and one.kind != "catch_up" else ()
        for id in {*in_group, *catching_up[one.id], *((one.case_id,) if one.case_id in found else ())}:
            found[id].append(one)
    return found


def missed_days(work: Work, seat: ProgrammeSeat, case: Case, *, only_last: bool) -> tuple[date, ...]:
    """The days of unexplained absences, or of all that count where his programme counts them all (ATT-9)."""
    counts_all = not only_last and not pack_of(work, case).attendance.count_only_unacceptable
    counted = {MarkCode.UAAB}
    if counts_all:
        counted |= {code for code, means in MARKS.items() if not means.attended and means.counts_in_runs}
    missed = [one.starts_at.date() for one in marks_of(work, seat, case.id) if one.code in counted]
    return tuple(missed[-1:] if only_last else missed)


def _meetings_for(work: Work, seat: ProgrammeSeat, case: Case, kind: LetterKind, session: str) -> tuple[Meeting, ...]:
    if kind in (LetterKind.JOINING, LetterKind.DATES):
        return meetings_ahead(work, seat, case)
    kinds = ALONE if kind is LetterKind.APPOINTMENT else frozenset({"catch_up"})
    found = [one for one in sessions_ahead(work, seat, case, kinds) if session in ("", one.id)]
    return tuple(_meeting(work, seat, one) for one in found[:1])


def _meeting(work: Work, seat: ProgrammeSeat, session: Session) -> Meeting:
    begins = session.starts_at or seat.clock.now()
    group = work.session.get(Group, session.group_id) if session.group_id else None
    return Meeting(
        what=session.title,
        on=local_day(seat, begins),
        begins=_time(seat, begins),
        ends=_time(seat, session.ends_at or begins),
        place=place_name(work.session, session.place or (group.place if group else None)),
    )


def _time(seat: ProgrammeSeat, at: datetime) -> str:
    return f"{at.astimezone(seat.clock.zone):%H:%M}"


def _decided(work: Work, seat: ProgrammeSeat, case: Case, kind: LetterKind) -> tuple[date, date | None]:
    """Since when it is so, and until when."""
    if kind is LetterKind.SUSPENDED:
        hold = _pause(work, case)
        return hold.from_day, hold.review_on
    if STATES.get(case.state) is not kind:
        raise NotAllowed(_("His case does not stand so. Look at his page, then write the letter that fits."))
    if kind is LetterKind.COMPLETED:
        done = completion(pack_of(work, case), marks_of(work, seat, case.id)).completed_on
        return done or local_day(seat, case.state_since), None
    return local_day(seat, case.state_since), case.review_on


def saved_on(work: Work, seat: ProgrammeSeat, case: Case, kind: LetterKind) -> date:
    """The day on which what the letter tells was saved: the notice window runs from it (REP-14)."""
    if kind is LetterKind.SUSPENDED:
        return local_day(seat, _pause(work, case).at)
    return local_day(seat, case.state_since) if kind in STATES.values() else seat.clock.today()


def _pause(work: Work, case: Case) -> Hold:
    """The open hold that keeps him away. Raises NotAllowed."""
    query = select(Hold).where(Hold.case_id == case.id, Hold.lifted_on.is_(None), Hold.may_attend.is_(False))
    hold = work.session.scalars(query.order_by(Hold.at.desc()).limit(1)).one_or_none()
    if hold is None:
        raise NotAllowed(_("His sessions are not paused."))
    return hold


def _head(work: Work, seat: ProgrammeSeat, case: Case, address: str) -> Head:
    client, session = work.get(Client, case.client_id), work.session
    return Head(
        office=str(setting(session, "office.name")),
        office_address=str(setting(session, "paper.address")),
        office_phone=str(setting(session, "paper.phone")),
        label=str(setting(session, "paper.discreet_label")),
        name=full_name(client.given_name, client.family_name),
        address=address,
        written_on=seat.clock.today(),
        made_at=datetime.combine(seat.clock.today(), time(), UTC),
        signed_by=seat.person.label,
        language=his_language(work, client),
        logo=office_logo(session),
    )


def his_language(work: Work, client: Client) -> str:
    """The language he is written to in: his own where papers speak it, else that of the office's land (UX-31)."""
    said = (client.language or "").strip().casefold()
    known = next((code for code, names in LANGUAGES.items() if said in names), None)
    return known or ("nl" if str(setting(work.session, "office.region")).startswith("NL") else "en")


NEW_ADDRESS = timedelta(hours=24)


def is_new(seat: ProgrammeSeat, client: Client) -> bool:
    """Changed less than a day ago (R10)."""
    changed = client.address_changed_at
    return changed is not None and seat.clock.now() - changed < NEW_ADDRESS


def posted_to(address: str | None, *, read_back_in: str, is_read_back: bool, is_shared: bool) -> str:
    """The address that stands on it. Raises InvalidInput; `read_back_in` is the field that says somebody read it back.

    Whether he shares it is what he told us himself; nothing is compared with the partner desk (REP-12).
    """
    problems = {}
    if not (address or "").strip():
        problems["address"] = _("There is no address. Write one, or choose another way.")
    if not is_read_back:
        problems[read_back_in] = _("Read the address back before it goes by post.")
    if is_shared:
        problems["channel"] = _("He shares this address. Choose another way.")
    if problems:
        raise InvalidInput(problems)
    return (address or "").strip()


def posted_again(
    seat: ProgrammeSeat, client: Client, kept: LetterGone, *, is_read_back: bool, second: str | None
) -> None:
    """The same letter goes where it says itself, if he lives there still. Raises InvalidInput, NotAllowed (R10)."""
    printed = str(kept.values.get("head", {}).get("address", ""))
    is_his, changed = printed == (client.address or "").strip(), client.address_changed_at
    if not is_his and changed is not None and changed > kept.at:
        raise InvalidInput({"channel": _("His address has changed since. Write a new letter.")})
    is_shared = is_his and shares(client)
    posted_to(printed, read_back_in="read_back", is_read_back=is_read_back, is_shared=is_shared)
    if is_his:
        checked_by(seat, client, second)


def shares(client: Client) -> bool:
    """Whether he told us that he shares his address with a partner (section 4.1)."""
    return client.shares_address == Answer.YES.value


def checked_by(seat: ProgrammeSeat, client: Client, second: str | None) -> Person | None:
    """Who checked an address of today; nobody is needed for an older one. Raises NotAllowed (R10)."""
    if not is_new(seat, client):
        return None
    if not second:
        raise NotAllowed(_("This address was changed today. A second person must check it."))
    return seat.second(second, Right.COUNTERSIGN)
