"""Says what a move would do before it is done: his place, his sessions, papers, tasks, who is told (CASE-4, CASE-5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.core.language import _, ngettext
from app.core.shapes import Row
from app.domain import labels
from app.domain.calendar import day_words
from app.domain.moves import MOVES, CaseState, Cause, Membership, Move, reasons_for, state_words
from app.domain.pack_parts import BlockKind
from app.programme.case_moves import facts_of
from app.programme.marks import marks_of
from app.programme.memberships.effects import Effects, effects_of
from app.programme.office import closures, number_setting, office_calendar
from app.programme.packs.shelf import pack_of
from app.programme.planned import local
from app.programme.rules import moves as rules
from app.programme.rules.issue import notice_ends
from app.programme.rules.moves import PaperDue, papers_due
from app.programme.rules.placement import GroupNow, joins
from app.programme.rules.progress import completion
from app.programme.seat import ProgrammeSeat
from app.programme.waiting.candidates import group_now
from app.programme.waiting.seats import had_contents, missed_rows
from app.store.work import Work
from models.programme.case import Case
from models.programme.group import Group, Session

CAUSES = {
    "move": Cause.MANUAL,
    "leave": Cause.LEAVE,
    "place": Cause.ALLOCATE,
    "transfer": Cause.ALLOCATE,
    "reopen": Cause.REOPEN,
    "undo": Cause.UNDO,
}


class ReasonChoice(Row):
    """A reason that may stand beside this move."""

    code: str
    words: str


class TargetChoice(Row):
    """A state he can go to from here in the same way."""

    to: str
    words: str


class Needs(Row):
    """What the move asks for: a reason from the list, a day to look again, a second name and whose."""

    reason: bool
    reasons: tuple[ReasonChoice, ...]
    review_on: bool
    second: bool
    second_is_manager: bool


class ChangeLine(Row):
    """One thing before and after."""

    what: str
    before: str
    after: str


class MovePreview(Row):
    """A move as it would be; `seen` goes back with the act, which is refused when the case has changed (CASE-2)."""

    case: str
    reference: str
    from_state: str
    to: str
    seen: str
    reasons_not_to: tuple[str, ...]
    needs: Needs
    changes: tuple[ChangeLine, ...]
    papers: tuple[str, ...]
    tasks: tuple[str, ...]
    told: str
    left_group: str
    kept_sessions: int
    dropped_sessions: int
    completed_on: date | None
    targets: tuple[TargetChoice, ...] = ()


@dataclass(frozen=True)
class Way:
    """Which act would make the move, where to, and into which group."""

    name: str
    to: CaseState
    group: Group | None = None

    @property
    def cause(self) -> Cause:
        """The cause in the table of moves."""
        return CAUSES[self.name]


def preview(work: Work, seat: ProgrammeSeat, case: Case, way: Way) -> MovePreview:
    """Everything the move would do, in words that are the same for every case (CASE-11, CLR-3)."""
    move = _line(case, way)
    reasons = _reasons_not_to(work, seat, case, way)
    effects = effects_of(work, case.id, move, seat.clock.now()) if move else Effects()
    done = completion(pack_of(work, case), marks_of(work, seat, case.id)).completed_on
    ends = way.to is CaseState.COMPLETED
    return MovePreview(
        case=case.id,
        reference=case.reference,
        from_state=case.state,
        to=way.to.value,
        seen=str(case.version),
        reasons_not_to=reasons,
        needs=_needs(way.to, move),
        changes=tuple(_changes(work, seat, case, way, (move, effects))) if move else (),
        papers=_papers(work, seat, way) if move else (),
        tasks=_tasks(way, move) if move else (),
        told=_told(move),
        left_group=effects.group.code if move and effects.group and _ends(move, way) else "",
        kept_sessions=effects.behind,
        dropped_sessions=effects.dropped,
        completed_on=done if ends else None,
        targets=_targets(work, seat, case, way),
    )


def _line(case: Case, way: Way) -> Move | None:
    """The line of the table; going over to another group begins with the line of leaving."""
    target = CaseState.WAITING if way.name == "transfer" else way.to
    return MOVES.get((CaseState(case.state), target))


def _reasons_not_to(work: Work, seat: ProgrammeSeat, case: Case, way: Way) -> tuple[str, ...]:
    """Why the table refuses it; whether a group takes him is asked of the group (CASE-1, SCH-35)."""
    target, cause = way.to, way.cause
    if way.name == "transfer":
        target, cause = CaseState.WAITING, Cause.LEAVE
    asked = rules.MoveAsked(
        target, cause, seat.person.id, min(reasons_for(target)), "-", seat.clock.today(), second="-"
    )
    return rules.reasons_not_to_move(pack_of(work, case), facts_of(work, seat, case), asked)


def _targets(work: Work, seat: ProgrammeSeat, case: Case, way: Way) -> tuple[TargetChoice, ...]:
    """Where else he can go in the same way: who leaves his group is asked for his new state in one act (CASE-6)."""
    found = rules.targets_from(pack_of(work, case), facts_of(work, seat, case), way.cause)
    return tuple(TargetChoice(to=target.value, words=state_words(target)) for target in found)


def _needs(target: CaseState, move: Move | None) -> Needs:
    allowed = {code.value for code in reasons_for(target)}
    choices = tuple(ReasonChoice(code=code, words=words) for code, words in labels.reasons().items() if code in allowed)
    return Needs(
        reason=bool(move and move.needs_reason),
        reasons=choices if move and move.needs_reason else (),
        review_on=bool(move and move.needs_review_on),
        second=bool(move and move.needs_second),
        second_is_manager=bool(move and rules.takes_a_manager(target, move)),
    )


def _ends(move: Move, way: Way) -> bool:
    return move.membership is Membership.END or way.name == "transfer"


def _changes(
    work: Work, seat: ProgrammeSeat, case: Case, way: Way, found: tuple[Move, Effects]
) -> Iterator[ChangeLine]:
    move, effects = found
    state, target = CaseState(case.state), way.to
    if way.name == "transfer" and state is CaseState.ON_PROGRAMME:
        target = state
    yield ChangeLine(what=_("Where he stands"), before=state_words(state), after=state_words(target))
    yield from _place(move, effects, way)
    if effects.ahead:
        count = len(effects.ahead)
        before = ngettext("{count} session ahead", "{count} sessions ahead", count).format(count=count)
        yield ChangeLine(what=_("Sessions of the group"), before=before, after=_("He no longer comes to them"))
    for session in effects.alone:
        yield ChangeLine(what=session.title, before=_when(seat, session), after=_("Cancelled, and kept as cancelled"))
    for session in effects.shared:
        yield ChangeLine(what=session.title, before=_when(seat, session), after=_("Goes on without him"))
    if way.group is not None:
        yield from _joins(work, seat, case, way.group)
    if way.name == "undo":
        yield ChangeLine(what=_("Papers that say so"), before=_("Issued"), after=_("Marked withdrawn; letters drafted"))
    if way.name == "reopen":
        yield ChangeLine(what=_("Decision"), before=_("Kept as it was"), after=_("A new screening begins"))


def _place(move: Move, effects: Effects, way: Way) -> Iterator[ChangeLine]:
    """His seat: kept, paused, taken up again or free at once (SCH-32)."""
    if way.name == "undo":
        yield ChangeLine(what=_("His place"), before=_("Ended"), after=_("Back in the same group, if it still runs"))
    if effects.group is None:
        return
    code = effects.group.code
    after = {
        Membership.KEEP: _("Stays"),
        Membership.SUSPEND: _("His seat is kept; registers show him stood down"),
        Membership.RESUME: _("He comes again"),
        Membership.END: _("Ends today; the seat is free at once"),
    }.get(move.membership)
    if after:
        yield ChangeLine(what=_("Place in {group}").format(group=code), before=_("Has it"), after=after)


def _joins(work: Work, seat: ProgrammeSeat, case: Case, group: Group) -> Iterator[ChangeLine]:
    """What he comes to in a new group, what he must make up, and that his clearance is asked (SCH-29, CLR-1)."""
    now_in, now = group_now(work, seat, group), seat.clock.local().replace(tzinfo=None)
    ahead = [one for one in joins(now_in, now) if one.kind is BlockKind.GROUP and one.starts_at]
    words = ngettext("{count} session, from {day}", "{count} sessions, from {day}", len(ahead))
    days = [one.starts_at.date() for one in ahead if one.starts_at]
    after = words.format(count=len(ahead), day=day_words(min(days))) if days else _("No session lies ahead")
    yield ChangeLine(what=_("Place in {group}").format(group=group.code), before=_("None"), after=after)
    if had := had_contents(work, seat, case, now_in):
        kept = ngettext("{count} content stays his", "{count} contents stay his", len(had)).format(count=len(had))
        yield ChangeLine(what=_("What he has covered"), before=kept, after=kept)
    if lacking := _lacking(now_in, had):
        yield ChangeLine(what=_("To make up"), before=_("Held before he came"), after=lacking)
    asked = _("Asked as he is placed, for every man alike")
    yield ChangeLine(what=_("Safety clearance"), before=_("Not asked in this group"), after=asked)


def _lacking(now_in: GroupNow, had: frozenset[str]) -> str:
    return ", ".join(row.title for row in missed_rows(now_in, had))


def _when(seat: ProgrammeSeat, session: Session) -> str:
    at = local(seat.clock, session.starts_at)
    return _("{day}, {time}").format(day=day_words(at.date()), time=f"{at:%H:%M}") if at else _("No date yet")


def _papers(work: Work, seat: ProgrammeSeat, way: Way) -> tuple[str, ...]:
    """The papers that follow; bad news to him waits for the notice window, the same for every case (REP-14)."""
    days = number_setting(work.session, "notice.window_days")
    free = notice_ends(seat.clock.today(), office_calendar(work.session), closures(work.session), days)
    words = {
        PaperDue.JOINING: _("A letter to him about his place"),
        PaperDue.BAD_NEWS: _("A letter to him, held until {day}").format(day=day_words(free)),
        PaperDue.REFERRER: _("A letter to the referrer"),
        PaperDue.COMPLETION: _("The completion report"),
        PaperDue.CORRECTION: _("A correcting letter to everybody who had a paper that says so"),
    }
    return tuple(words[one] for one in papers_due(way.to, is_undo=way.name == "undo"))


def _tasks(way: Way, move: Move) -> tuple[str, ...]:
    """What stands on Today afterwards because of it."""
    return tuple(
        words
        for words, follows in (
            (_("Go on with the screening"), way.to is CaseState.ASSESSING),
            (_("Look again on the day that is set"), move.needs_review_on),
            (_("Send each correcting letter"), way.name == "undo"),
        )
        if follows
    )


def _told(move: Move | None) -> str:
    if move is None or not move.tells_safety_team:
        return _("No notice goes out for this step, whoever he is.")
    return _("The safety team is told in the same moment: what and when, no reason. So it is for every case.")
