"""Shows peer groups: who is in one and since when, the last twelve meetings, who is away, what the door asks."""

from datetime import date, datetime

from sqlalchemy import select

from app.core.errors import InvalidInput
from app.core.shapes import CaseId, Draft, GroupId, Nothing, Row, SessionId, ShortText
from app.desk.act import Kind, act
from app.desk.seat import Noun
from app.domain.moves import CaseState
from app.domain.pack_parts import Test
from app.domain.peer import Agreement, agreement_words
from app.programme.office import names_of, place_name, setting
from app.programme.packs.shelf import pack_of
from app.programme.peers.entries import entry_of
from app.programme.peers.meetings import Marked, evenings_of, is_owed, last_meetings, marks_in, next_meeting
from app.programme.peers.reach import groups_within_reach, members_of, names_in
from app.programme.peers.steps import steps_of
from app.programme.peers.talks import came_on, reviews_of, talks_due
from app.programme.planned import SlotRow, local, slot_rows, stored_slots, with_register
from app.programme.register_rows import gates_seen, men_of
from app.programme.rights import Right
from app.programme.rules.peers import named_steps, partner_problems
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.case import Case
from models.programme.group import Group, Member, Session


class PeerGroupAsked(Draft):
    """Which group."""

    group: GroupId


class PartnerNamed(Draft):
    """Who is the clinical partner of a group from now on."""

    group: GroupId
    clinical_partner: ShortText


class PeerGroupLine(Row):
    """A peer group in a list."""

    group: GroupId
    code: str
    title: str
    place: str
    slots: tuple[SlotRow, ...]
    staff: tuple[str, ...]
    clinical_partner: str
    members: int
    next_at: datetime | None
    owed: int


class StripMark(Row):
    """One of the last twelve meetings for one man; `before` he was a member nothing is expected."""

    session: SessionId
    on: date
    code: str
    late: bool
    time_out: bool
    before: bool


class PeerMan(Row):
    """One man of a peer group. Whether he takes part yet is the one thing said of his gates."""

    case: CaseId
    name: str
    since: date
    takes_part: bool
    strip: tuple[StripMark, ...]
    meetings: int
    time_outs: int
    entry_due: date | None
    talk: str
    talked_on: date | None
    last_step: str


class AwayMan(Row):
    """A man who is away for now: there is a way back for him (PEER-7)."""

    case: CaseId
    name: str
    since: date


class MeetingRow(Row):
    """One of the last twelve meetings."""

    session: SessionId
    on: date
    starts_at: datetime
    title: str
    status: str
    has_register: bool
    is_owed: bool
    themes: tuple[str, ...]
    tags: tuple[str, ...]


class DoorQuestion(Row):
    """A question of the short talk, as the programme asks it, and the answer with which he is welcome."""

    key: str
    words: str
    welcome: str


class PeerGroupPage(Row):
    """A peer group as its page shows it."""

    about: PeerGroupLine
    men: tuple[PeerMan, ...]
    away: tuple[AwayMan, ...]
    meetings: tuple[MeetingRow, ...]
    next_session: SessionId | None
    due_session: SessionId | None
    questions: tuple[DoorQuestion, ...]
    agreements: tuple[str, ...]
    agreements_version: str
    steps: tuple[str, ...]
    keeps_a_way_back: bool


class PeerGroups(Noun):
    """What is done with peer groups as a whole."""

    seat: ProgrammeSeat

    @act("peer_group.list", Right.PEER_GROUP, kind=Kind.LIST)
    def list(self, work: Work, _draft: Nothing) -> tuple[PeerGroupLine, ...]:
        """List the peer groups one works with, by their next meeting."""
        lines = [_line(work, self.seat, group) for group in groups_within_reach(work, self.seat)]
        return tuple(sorted(lines, key=lambda line: (line.next_at is None, str(line.next_at), line.code)))

    @act("peer_group.show", Right.PEER_GROUP, kind=Kind.OPEN, about="group")
    def show(self, work: Work, draft: PeerGroupAsked) -> PeerGroupPage:
        """Show a peer group: its men with the last twelve meetings, who is away, what was spoken of (F13)."""
        return _page(work, self.seat, work.get(Group, draft.group))

    @act("peer_group.name_partner", Right.PLAN_GROUP)
    def name_partner(self, work: Work, draft: PartnerNamed) -> PeerGroupLine:
        """Name who is the clinical partner of a peer group from now on (PEER-9)."""
        group = work.get(Group, draft.group)
        if problems := partner_problems(pack_of(work, group), draft.clinical_partner):
            raise InvalidInput(problems)
        group.clinical_partner = draft.clinical_partner.strip()
        work.changed("group", group.id)
        return _line(work, self.seat, group)


def _line(work: Work, seat: ProgrammeSeat, group: Group) -> PeerGroupLine:
    ahead = next_meeting(work, seat, group.id)
    begun = last_meetings(work, group.id, seat.clock.now())
    taken = with_register(work, begun)
    return PeerGroupLine(
        group=GroupId(group.id),
        code=group.code,
        title=pack_of(work, group).title,
        place=place_name(work.session, group.place),
        slots=slot_rows(stored_slots(group)),
        staff=tuple(names_of(work.session, group.facilitators).values()),
        clinical_partner=group.clinical_partner or "",
        members=len(members_of(work, group.id)),
        next_at=local(seat.clock, ahead.starts_at) if ahead else None,
        owed=sum(is_owed(one, taken) for one in begun),
    )


def _page(work: Work, seat: ProgrammeSeat, group: Group) -> PeerGroupPage:
    pack, begun = pack_of(work, group), last_meetings(work, group.id, seat.clock.now())
    ahead, block = next_meeting(work, seat, group.id), named_steps(pack)
    taken = with_register(work, begun)
    due = next((one for one in begun if is_owed(one, taken)), begun[-1] if begun else None)
    return PeerGroupPage(
        about=_line(work, seat, group),
        men=_men(work, seat, group, begun),
        away=_away(work, seat, group),
        meetings=_meetings(work, seat, begun, taken),
        next_session=SessionId(ahead.id) if ahead else None,
        due_session=SessionId(due.id) if due else None,
        questions=tuple(
            DoorQuestion(key=one.key, words=one.text, welcome=next(iter(one.wanted), ""))
            for one in pack.criteria
            if one.test is Test.ANSWER and not one.local
        ),
        agreements=tuple(agreement_words(one) for one in Agreement),
        agreements_version=str(setting(work.session, "peer.agreements_version")),
        steps=block.titles if block else (),
        keeps_a_way_back=pack.group.return_guarantee,
    )


def _meetings(
    work: Work, seat: ProgrammeSeat, begun: tuple[Session, ...], taken: frozenset[str]
) -> tuple[MeetingRow, ...]:
    evenings = evenings_of(work, [one.id for one in begun])
    rows = []
    for one in begun:
        at, evening = local(seat.clock, one.starts_at), evenings.get(one.id)
        if at is None:
            continue
        rows.append(
            MeetingRow(
                session=SessionId(one.id),
                on=at.date(),
                starts_at=at,
                title=one.title,
                status=one.status,
                has_register=one.id in taken,
                is_owed=is_owed(one, taken),
                themes=tuple(evening.themes or ()) if evening else (),
                tags=tuple(evening.tags or ()) if evening else (),
            )
        )
    return tuple(rows)


def _men(work: Work, seat: ProgrammeSeat, group: Group, begun: tuple[Session, ...]) -> tuple[PeerMan, ...]:
    ids = members_of(work, group.id)
    cases = [man.case for man in men_of(work, ids).values()]
    shut, names = gates_seen(work, seat, cases), names_in(work, seat, group)
    marks, steps = marks_in(work, seat, [group.id]).get(group.id, {}), steps_of(work, ids)
    talks = {row.case: row.words for row in talks_due(work, seat, ids) if row.group == group.id}
    held, places = reviews_of(work, ids), _places(work, seat, group)
    rows = []
    for case in sorted(cases, key=lambda case: names[case.id].casefold()):
        his, since = marks.get(case.id, {}), places[case.id]
        rows.append(
            PeerMan(
                case=CaseId(case.id),
                name=names[case.id],
                since=since,
                takes_part=not shut[case.id],
                strip=_strip(seat, begun, his, since),
                meetings=len(came_on(his)),
                time_outs=sum(one.time_out for one in his.values()),
                entry_due=entry_of(work, seat, case, since),
                talk=talks.get(CaseId(case.id), ""),
                talked_on=max((one.on for one in held.get(case.id, ())), default=None),
                last_step=steps[case.id][-1].title if case.id in steps else "",
            )
        )
    return tuple(rows)


def _strip(
    seat: ProgrammeSeat, begun: tuple[Session, ...], marks: dict[str, Marked], since: date
) -> tuple[StripMark, ...]:
    cells = []
    for one in begun:
        mark, at = marks.get(one.id), local(seat.clock, one.starts_at)
        if at is None:
            continue
        cells.append(
            StripMark(
                session=SessionId(one.id),
                on=at.date(),
                code=mark.code.value if mark else "",
                late=mark is not None and mark.is_late,
                time_out=mark is not None and mark.time_out,
                before=mark is None and at.date() < since,
            )
        )
    return tuple(cells)


def _places(work: Work, seat: ProgrammeSeat, group: Group) -> dict[str, date]:
    """Since when each man is in the group, by his present place."""
    query = select(Member.case_id, Member.joined_at).where(Member.group_id == group.id, Member.left_at.is_(None))
    return {row.case_id: row.joined_at.astimezone(seat.clock.zone).date() for row in work.session.execute(query)}


def _away(work: Work, seat: ProgrammeSeat, group: Group) -> tuple[AwayMan, ...]:
    """Who was here and is away for now; only in programmes that keep a way back (PEER-7)."""
    query = (
        select(Member.case_id, Member.left_at)
        .join(Case, Case.id == Member.case_id)
        .where(Member.group_id == group.id, Case.state == CaseState.AWAY.value, Member.left_at.is_not(None))
        .order_by(Member.left_at)
    )
    left = {row.case_id: row.left_at for row in work.session.execute(query)}
    names = names_in(work, seat, group)
    return tuple(
        AwayMan(case=CaseId(case), name=names[case], since=at.astimezone(seat.clock.zone).date())
        for case, at in sorted(left.items(), key=lambda one: names[one[0]].casefold())
    )
