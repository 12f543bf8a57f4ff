"""Gives every clearance in the same words by the same runs, so that waiting tells nothing (CLR-1 to CLR-5, REP-8)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import select

from app.bridge.deliveries import ClearingRecord, State, deliver, requests
from app.bridge.inbox import box_items, case_numbers, keep_taken
from app.bridge.release_records import give_in_run
from app.bridge.runs import calendar_of, latest_run, runs_for
from app.core.errors import Damaged, Missing, NotAllowed
from app.core.language import _
from app.core.shapes import CaseId, Draft, Meta, Nothing, Row, new_id, replaced
from app.crypto.clearance import Clearance as Statement
from app.crypto.clearance import make_clearance
from app.crypto.dropbox import DropboxItem
from app.crypto.encode import b64
from app.desk.act import Kind, act
from app.partner.partners import LinkRecord, links, links_that_open
from app.partner.rights import Right
from app.partner.rules.clearing import Asked, clashes, drawn_run, given_in_run
from app.partner.seat import PartnerNoun, PartnerSeat
from app.store.work import Work
from models.partner.team import Clearing
from models.programme.group import Member

REQUESTS = ("clearance_asked", "report")


class CaseInGroup(Draft):
    """One request: a case in a group."""

    case: CaseId
    group: str


class CaseHeld(Draft):
    """A request that must wait, and why; the why never leaves this desk."""

    case: CaseId
    group: str
    reason: Annotated[str, Meta(min_length=3, max_length=500)]


class ClearanceLine(Row):
    """One request, with the same columns for every case."""

    id: str
    subject: str
    case: CaseId
    reference: str
    about: str
    asked_at: datetime
    run_at: datetime
    state: State
    clash: bool
    partners: int


class Marked(Row):
    """What became of a request here."""

    state: State
    run_at: datetime


class RunMade(Row):
    """How many answers a run gave; None when no run was due."""

    run_at: datetime | None
    given: int


class Clearances(PartnerNoun):
    """What a safety officer does so that he may start, or a report may leave."""

    @act("clearance.list", Right.CLEAR, kind=Kind.LIST)
    def list(self, work: Work, _draft: Nothing) -> tuple[ClearanceLine, ...]:
        """List every request, those taken in and not yet given first, the same columns for all."""
        linked = _by_case(links_that_open(work, self.seat))
        with self.seat.look_at_his() as his:
            numbers, groups = case_numbers(his), groups_of_cases(his)
        found = [(row.id, record) for row, record in requests(work, self.seat) if record.subject != "run"]
        lines = (_line(id, record, numbers, linked, groups) for id, record in found)
        return tuple(sorted(lines, key=lambda line: (line.state == "given", line.run_at, line.id)))

    @act("clearance.give", Right.CLEAR)
    def give(self, work: Work, draft: CaseInGroup) -> Marked:
        """Mark a case ready for the run that was drawn for it (CLR-2). Refused while a clash stands (CLR-4, NEV-9)."""
        take_in(work, self.seat)
        row, record = _of_case(work, self.seat, draft.case, draft.group)
        if _has_clash(work, self.seat, record):
            raise NotAllowed(_("Another man in this group is linked to the same partner or family."))
        return mark(work, self.seat, row, record, "ready", None)

    @act("clearance.hold", Right.CLEAR)
    def hold(self, work: Work, draft: CaseHeld) -> Marked:
        """Hold a request. Nothing is written outside this desk: it looks like waiting (SEC-22)."""
        take_in(work, self.seat)
        row, record = _of_case(work, self.seat, draft.case, draft.group)
        return mark(work, self.seat, row, record, "held", draft.reason)

    @act("clearance.run", Right.CLEAR)
    def run(self, work: Work, _draft: Nothing) -> RunMade:
        """Make the run that is due: all answers in one go, sorted by id, and one event even when there are none."""
        take_in(work, self.seat)
        return RunMade(run_at=None, given=0) if (due := _due(work, self.seat)) is None else _make(work, self.seat, due)


def take_in(work: Work, seat: PartnerSeat) -> int:
    """Take in every request that stands in the box and draw its run at once, before anyone acts on it (CLR-2)."""
    known = {(one.subject, one.case, one.about, one.asked_at) for _row, one in requests(work, seat)}
    with seat.look_at_his() as his:
        items = [item for item in box_items(his, seat) if item.kind in REQUESTS]
        calendar, off = calendar_of(his)
        times = {subject: runs_for(seat, subject) for subject in ("case", "report")}
    count = 0
    for parts in _together(items):
        item, record = parts[0], _asked(parts)
        if (record.subject, record.case, record.about, record.asked_at) in known:
            continue
        local = item.ts.astimezone(seat.clock.zone)
        if record.subject == "case":
            run_at = drawn_run(local, times["case"], calendar, seat.draw, off)
        else:
            run_at = latest_run(local, times["report"], calendar, off, after=True)
        for one in parts:
            keep_taken(work, seat, one)
        record = replaced(record, run_at=run_at.isoformat())
        seat.vault.keep_for_team(work, Clearing(id=new_id()), record)
        count += 1
    return count


def _together(items: Iterable[DropboxItem]) -> Iterator[tuple[DropboxItem, ...]]:
    """Each request by itself; a long paper's parts in their order, and only when every one of them is there.

    What lacks a part stays in the box, for a text that was read in part only must never be cleared (REP-7).
    """
    for missing, found in _by_paper(items):
        if not missing:
            yield found


def lacking(his: Work, seat: PartnerSeat) -> tuple[tuple[DropboxItem, int], ...]:
    """Long papers that have not come whole: the first part that is there, and how many are not."""
    items = [item for item in box_items(his, seat) if item.kind in REQUESTS]
    return tuple((found[0], missing) for missing, found in _by_paper(items) if missing)


def _by_paper(items: Iterable[DropboxItem]) -> Iterator[tuple[int, tuple[DropboxItem, ...]]]:
    """How many parts of each paper are missing, and those that are there, in their order; most are of one."""
    long: dict[tuple[int, str, datetime, object, object], dict[int, DropboxItem]] = {}
    for item in items:
        data = _data(item)
        part, parts = data.get("part"), data.get("parts")
        if not (isinstance(part, int) and isinstance(parts, int)):
            yield 0, (item,)
            continue
        whole = (parts, item.case, item.ts, data.get("report"), data.get("sha256"))
        long.setdefault(whole, {})[part] = item
    for (parts, *_rest), found in long.items():
        is_whole = (len(found), min(found), max(found)) == (parts, 1, parts)
        yield 0 if is_whole else max(parts - len(found), 1), tuple(found[number] for number in sorted(found))


def _data(item: DropboxItem) -> dict[str, Any]:
    return item.data if isinstance(item.data, dict) else {}


def _asked(parts: Sequence[DropboxItem]) -> ClearingRecord:
    """What asks for clearance as a record of ours."""
    item, data = parts[0], _data(parts[0])
    is_report, text = item.kind == "report", "".join(str(_data(one).get("text", "")) for one in parts)
    return ClearingRecord(
        subject="report" if is_report else "case", case=item.case,
        about=str(data.get("report") if is_report else data.get("group")), asked_at=item.ts.isoformat(), run_at="",
        doc_sha256=str(data["sha256"]) if is_report else None, text=text,
        author=str(data.get("author", "")),
    )  # fmt: skip


def mark(
    work: Work, seat: PartnerSeat, row: Clearing, record: ClearingRecord, state: State, reason: str | None
) -> Marked:
    """Move a request on this desk only."""
    if record.state == "given":
        raise NotAllowed(_("This clearance has been given already."))
    ready_at = seat.clock.now().isoformat() if state == "ready" else None
    record = replaced(record, state=state, reason=reason, by=seat.person.id, ready_at=ready_at)
    seat.vault.change_for_team(work, row, record)
    work.changed("clearance", row.id)
    return Marked(state=state, run_at=datetime.fromisoformat(record.run_at))


def linked_partners(work: Work, seat: PartnerSeat) -> dict[str, frozenset[str]]:
    """The partners linked to each case. Raises Damaged when a link does not open: it may be the clash (CLR-4)."""
    return _by_case(links(work, seat))


def _by_case(some: Iterable[LinkRecord]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for link in some:
        found.setdefault(link.case, set()).add(link.partner)
    return {case: frozenset(partners) for case, partners in found.items()}


def groups_of_cases(his: Work) -> dict[str, frozenset[str]]:
    """The cases that are in each group now, from his database."""
    found: dict[str, set[str]] = {}
    for row in his.session.execute(select(Member.group_id, Member.case_id).where(Member.left_at.is_(None))):
        found.setdefault(row.group_id, set()).add(row.case_id)
    return {group: frozenset(cases) for group, cases in found.items()}


def _has_clash(work: Work, seat: PartnerSeat, record: ClearingRecord) -> bool:
    with seat.look_at_his() as his:
        groups = groups_of_cases(his)
    return bool(clashes(record.case, groups.get(record.about, frozenset()), linked_partners(work, seat)))


def _of_case(work: Work, seat: PartnerSeat, case: str, group: str) -> tuple[Clearing, ClearingRecord]:
    """The newest request of this case in this group. Raises Missing."""
    found = [pair for pair in requests(work, seat) if (pair[1].case, pair[1].about) == (case, group)]
    if not found:
        raise Missing
    return max(found, key=lambda pair: pair[1].asked_at)


def _line(
    id: str,
    record: ClearingRecord,
    numbers: dict[str, str],
    linked: dict[str, frozenset[str]],
    groups: dict[str, frozenset[str]],
) -> ClearanceLine:
    return ClearanceLine(
        id=id, subject=record.subject, case=CaseId(record.case), reference=numbers.get(record.case, ""),
        about=record.about, asked_at=datetime.fromisoformat(record.asked_at),
        run_at=datetime.fromisoformat(record.run_at), state=record.state,
        clash=bool(clashes(record.case, groups.get(record.about, frozenset()), linked)),
        partners=len(linked.get(record.case, ())),
    )  # fmt: skip


def _due(work: Work, seat: PartnerSeat) -> datetime | None:
    """The latest run time that has passed and was not made yet."""
    now = seat.clock.local()
    with seat.look_at_his() as his:
        calendar, off = calendar_of(his)
        latest = max(latest_run(now, runs_for(seat, subject), calendar, off) for subject in ("case", "report"))
    made = [record.run_at for _row, record in requests(work, seat) if record.subject == "run"]
    return None if made and datetime.fromisoformat(max(made, key=datetime.fromisoformat)) >= latest else latest


def _make(work: Work, seat: PartnerSeat, run_at: datetime) -> RunMade:
    """Sign every answer of this run here; what stands signed is delivered once this desk has committed (SEC-42)."""
    waiting = {row.id: (row, record) for row, record in requests(work, seat) if record.subject != "run"}
    asked = [
        Asked(id, datetime.fromisoformat(one.run_at), _moment(one.ready_at), _must_wait(work, seat, one))
        for id, (_row, one) in waiting.items()
    ]
    given = given_in_run(asked, run_at)
    for id in given:
        row, record = waiting[id]
        statement = Statement(id, record.case, record.subject, record.about, record.doc_sha256, seat.clock.now())
        stored = make_clearance(seat.ledger.signer(work), seat.read_roster(), statement)
        seat.vault.change_for_team(work, row, replaced(record, state="given", given=b64(stored)))
    stamp = run_at.isoformat()
    made = ClearingRecord(subject="run", case="", about="", asked_at=stamp, run_at=stamp, state="given")
    seat.vault.keep_for_team(work, Clearing(id=new_id()), made)
    give_in_run(work, seat, stamp)
    work.after.append(lambda: deliver(seat, always=True))
    work.changed("clearance", "")
    return RunMade(run_at=run_at, given=len(given))


def _must_wait(work: Work, seat: PartnerSeat, record: ClearingRecord) -> bool:
    """Not marked ready, or a clash has come up since (CLR-4), or may have: it looks like waiting, as ever (SEC-22)."""
    if record.state != "ready" or seat.ledger.torn(work):
        return True
    if record.subject != "case":
        return False
    try:
        return _has_clash(work, seat, record)
    except Damaged:
        return True


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
