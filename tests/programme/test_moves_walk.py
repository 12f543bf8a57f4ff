"""Walks men through any sequence of moves: history stays whole, places and sessions agree with the table."""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest
from sqlalchemy import func, select

from app.core.errors import AppError
from app.desk.catalogue import perform
from app.domain.moves import MOVES, CaseState, Cause, Membership, Move, ReasonCode, reasons_for
from app.domain.pack_parts import Completion, CompletionKind
from app.programme.packs import shelf
from app.programme.planned import expected
from models.programme.attendance import Mark
from models.programme.case import Case, CaseEvent
from models.programme.crossing import BoxItem
from models.programme.group import Member, Session
from tests.offices import Office, both_engines
from tests.programme.flows import ANSWERS, a_group
from tests.programme.test_registers import placed

STEPS = 70
HAS_A_PLACE = {CaseState.PLACED, CaseState.ON_PROGRAMME, CaseState.BREACH}
ONWARD = HAS_A_PLACE | {CaseState.WAITING, CaseState.COMPLETED}
Given = dict[str, object]
Happened = tuple[str, str, str, str, str, str, str]


@dataclass(frozen=True)
class Seen:
    """Everything a move may touch, as it stands in the records."""

    states: dict[str, tuple[str, int]]
    events: dict[str, tuple[Happened, ...]]
    places: dict[str, tuple[tuple[object, ...], ...]]
    sessions: dict[str, tuple[str, str | None]]
    marks: frozenset[str]
    told: int

    def of(self, case: str) -> tuple[object, ...]:
        """What is one man's own."""
        return (self.states[case], self.events[case], self.places[case])


@dataclass
class Walk:
    """An office with two men, one walk through it, and which lines of the table it went along."""

    office: Office
    cases: list[str]
    groups: list[str]
    chance: Random
    lines: Counter[tuple[CaseState, CaseState]] = field(default_factory=Counter)
    refused: int = 0
    booked: int = 0

    def state(self, case: str) -> CaseState:
        with self.office.programme.work(reading=True) as work:
            return CaseState(work.get(Case, case).state)

    def look(self) -> Seen:
        with self.office.programme.work(reading=True) as work:
            events: dict[str, list[Happened]] = {case: [] for case in self.cases}
            for one in work.session.scalars(select(CaseEvent).order_by(CaseEvent.at)):
                said = (one.id, one.kind, one.from_state, one.to_state, one.reason_code, one.by_user, one.second_user)
                events[one.case_id].append(tuple(str(part or "") for part in said))  # type: ignore[arg-type]
            places: dict[str, list[tuple[object, ...]]] = {case: [] for case in self.cases}
            for one in work.session.scalars(select(Member).order_by(Member.joined_at, Member.id)):
                places[one.case_id].append((one.id, one.group_id, one.left_at, one.suspended))
            cases = {row.id: (row.state, row.version) for row in work.session.scalars(select(Case))}
            return Seen(
                cases,
                {case: tuple(rows) for case, rows in events.items()},
                {case: tuple(rows) for case, rows in places.items()},
                {row.id: (row.status, row.case_id) for row in work.session.scalars(select(Session))},
                frozenset(work.session.scalars(select(Mark.id))),
                work.session.execute(select(func.count()).select_from(BoxItem)).scalar_one(),
            )

    def step(self) -> None:
        """One act on one man; refused it leaves no trace, done it does what the table says and nothing else."""
        case = self.chance.choice(self.cases)
        act, given = self.asked(case, self.state(case))
        before = self.look()
        try:
            perform(self.office.desk("priya"), act, given)
        except AppError:
            assert self.look() == before, f"{act} was refused and changed something"
            self.refused += 1
            return
        after = self.look()
        moved = self.agrees_with_the_table(case, act, before, after)
        self.others_are_untouched(case, before, after)
        self.place_agrees_with_state(case, after)
        self.booked += act == "one_to_one.book"
        for source, target in moved:
            self.lines[source, target] += 1
            self.does_what_its_line_says(case, MOVES[source, target], before, after)
        if act in ("case.move", "group.leave", "case.reopen"):
            is_told = any(MOVES[line].tells_safety_team for line in moved)
            assert (after.told > before.told) == is_told, "CASE-12"

    def asked(self, case: str, state: CaseState) -> tuple[str, Given]:
        """An act that the table knows from here, with what it asks for; one in four is anything at all."""
        known = [(target, move.cause) for (source, target), move in MOVES.items() if source is state]
        chance, is_meant = self.chance, self.chance.random() < 0.75
        if state in HAS_A_PLACE and chance.random() < 0.3:
            return self.a_contact(case)
        if not is_meant or not known:
            return self.anything(case)
        to, cause = chance.choices(known, [5 if target in ONWARD else 1 for target, _cause in known])[0]
        fitting = sorted(code.value for code in reasons_for(to) if code is not ReasonCode.OTHER)
        move: Given = {"case": case, "to": to.value, "reason_code": chance.choice(fitting), "second": "jo"}
        move |= {"review_on": "2027-03-01", "note": chance.choice([None, "He said so"])}
        back: Given = {"case": case, "reason": "He is back", "second": "jo"}
        acts: dict[Cause, tuple[str, Given]] = {
            Cause.MANUAL: ("case.move", move),
            Cause.LEAVE: ("group.leave", move),
            Cause.ALLOCATE: ("group.allocate", {"group": chance.choice(self.groups), "case": case}),
            Cause.REOPEN: ("case.reopen", back),
            Cause.UNDO: ("case.undo_completion", back),
        }
        if cause is Cause.REGISTER:
            return self.a_register(case) if to is CaseState.ON_PROGRAMME else self.a_correction(case)
        if (state, to) == (CaseState.ASSESSING, CaseState.WAITING):
            self.is_answered(case)
            return "screening.decide", {"case": case, "verdict": "suitable"}
        return acts[cause]

    def anything(self, case: str) -> tuple[str, Given]:
        """Any act with any input."""
        chance, to = self.chance, self.chance.choice(list(CaseState))
        move: Given = {
            "case": case, "to": to.value, "reason_code": chance.choice([None, *ReasonCode]),
            "review_on": chance.choice([None, "2027-03-01"]), "second": chance.choice([None, "sam", "priya", "jo"]),
        }  # fmt: skip
        back: Given = {"case": case, "reason": chance.choice(["", "He is back"]), "second": move["second"]}
        ways: list[tuple[str, Given]] = [
            ("case.move", move),
            ("group.leave", move),
            ("case.reopen", back),
            ("case.undo_completion", back),
            ("group.allocate", {"group": chance.choice(self.groups), "case": case}),
            self.a_contact(case),
        ]
        return chance.choice(ways)

    def a_contact(self, case: str) -> tuple[str, Given]:
        """A contact of his own, booked on a day ahead."""
        key = self.chance.choice(["pre_group", "one_to_one_a", "one_to_one_b"])
        day = self.office.clock.now() + timedelta(days=self.chance.randint(1, 40))
        return "one_to_one.book", {"case": case, "key": key, "starts_at": f"{day:%Y-%m-%d}T10:15"}

    def is_answered(self, case: str) -> None:
        """Every criterion of an open screening, where there is one."""
        with suppress(AppError):
            perform(self.office.desk("priya"), "screening.answer", {"case": case, "answers": ANSWERS})

    def a_register(self, case: str) -> tuple[str, Given]:
        """His group meets, and he comes or does not."""
        session = self.next_session(case)
        marks = [{"case": case, "code": "ATTC", "minutes": 150}]
        if self.chance.random() < 0.3:
            marks = [{"case": case, "code": "UAAB", "minutes": 0}]
        return "register.take", {"session": session, "marks": marks, "head_count": int(marks[0]["code"] == "ATTC")}

    def next_session(self, case: str) -> str:
        """The next meeting of his group, and the clock after it."""
        with self.office.programme.work(reading=True) as work:
            query = select(Session.id, Session.ends_at).join(Member, Member.group_id == Session.group_id)
            query = query.where(Member.case_id == case, Member.left_at.is_(None), Session.case_id.is_(None))
            query = query.where(Session.starts_at > self.office.clock.now()).order_by(Session.starts_at).limit(1)
            row = work.session.execute(query).one_or_none()
        if row is None:
            return "0" * 32
        self.office.clock.move_to(datetime.fromisoformat(str(row.ends_at)))
        return str(row.id)

    def a_correction(self, case: str) -> tuple[str, Given]:
        """A mark of his is turned round."""
        with self.office.programme.work(reading=True) as work:
            query = select(Mark.session_id).where(Mark.case_id == case).order_by(Mark.at.desc()).limit(1)
            session = work.session.scalars(query).one_or_none() or "0" * 32
        code, minutes = self.chance.choice([("UAAB", 0), ("ATTC", 150)])
        given: Given = {"session": session, "case": case, "code": code, "minutes": minutes, "reason": "Misread"}
        return "register.correct", given

    def agrees_with_the_table(
        self, case: str, act: str, before: Seen, after: Seen
    ) -> list[tuple[CaseState, CaseState]]:
        """History is only added to, is one chain, and ends where the case stands (CASE-1, CASE-7)."""
        old, new = before.events[case], after.events[case]
        assert new[: len(old)] == old, "history was altered"
        chain = [(one[2], one[3]) for one in new if one[1] == "move"]
        assert all(first[1] == second[0] for first, second in pairwise(chain)), chain
        assert chain[-1][1] == after.states[case][0]
        moved = []
        for _id, kind, source, target, reason, by, second in new[len(old) :]:
            if kind != "move":
                continue
            line = (CaseState(source), CaseState(target))
            assert line in MOVES, f"{act} went from {source} to {target}"
            assert bool(reason) or not MOVES[line].needs_reason
            assert (second not in ("", by)) or not MOVES[line].needs_second, "ROL-4"
            moved.append(line)
        return moved

    def others_are_untouched(self, case: str, before: Seen, after: Seen) -> None:
        for other in self.cases:
            assert other == case or after.of(other) == before.of(other)
        assert before.marks <= after.marks, "past marks stay"
        assert set(before.sessions) <= set(after.sessions), "nothing is lost"

    def place_agrees_with_state(self, case: str, after: Seen) -> None:
        """One place at most; registers ahead expect exactly the men who have one (CASE-4, CASE-5)."""
        state = CaseState(after.states[case][0])
        held = [place for place in after.places[case] if place[2] is None]
        assert len(held) <= 1
        was_undone = state is CaseState.ON_PROGRAMME and not held
        assert bool(held) == (state in HAS_A_PLACE) or was_undone, f"{state} with {len(held)} places"
        assert all(place[3] == (state is CaseState.BREACH) for place in held)
        with self.office.programme.work(reading=True) as work:
            for group in self.groups:
                query = select(Session).where(Session.group_id == group, Session.case_id.is_(None))
                query = query.where(Session.starts_at > self.office.clock.now(), Session.kind == "group")
                is_in = any(place[1] == group for place in held)
                ahead = work.session.scalars(query.order_by(Session.starts_at)).all()
                for session in (*ahead[:1], *ahead[-1:]):
                    assert (case in expected(work, session)) == is_in

    def does_what_its_line_says(self, case: str, move: Move, before: Seen, after: Seen) -> None:
        """A place ends with what lay ahead of him alone; it is kept, paused or taken up as the line says (CASE-5)."""
        had = [place for place in before.places[case] if place[2] is None]
        has = [place for place in after.places[case] if place[2] is None]
        if move.membership is Membership.END:
            assert has == []
            with self.office.programme.work(reading=True) as work:
                query = select(Session.id).where(
                    Session.case_id == case, Session.status == "planned", Session.starts_at > self.office.clock.now()
                )
                assert work.session.scalars(query).all() == []
        elif move.membership in (Membership.KEEP, Membership.SUSPEND, Membership.RESUME):
            assert [place[:2] for place in has] == [place[:2] for place in had]
        elif move.membership is Membership.NONE:
            assert has == had == []


@pytest.fixture
def short_programme() -> object:
    """Two and a half hours complete it, so that a walk of a few steps also completes and undoes."""
    done = Completion(kind=CompletionKind.HOURS, hours=Fraction(2), needs_review=False)
    packs = tuple(replace(pack, completion=done) for pack in shelf.shipped_packs())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shelf, "_shipped", lambda: shelf.Shelf(packs))
        yield


@both_engines
@pytest.mark.usefixtures("short_programme")
def test_any_sequence_of_moves_keeps_history_places_and_sessions_as_the_table_says(office: Office) -> None:
    """CASE-1 to CASE-12: a refused move changes nothing, a made one exactly what its line says."""
    group, cases = placed(office, 2)
    other = a_group(
        office.desk("priya"), code="WED-1", slots=[{"weekday": "wed", "start": "18:30"}], starts_on="2026-12-02"
    )
    walk = Walk(office, cases, [group, other], Random(3))  # noqa: S311 - the same walk each time

    for _step in range(STEPS):
        walk.step()

    assert len(walk.lines) >= 15, "the walk has to get about"
    assert (CaseState.COMPLETED, CaseState.ON_PROGRAMME) in walk.lines, "CASE-9"
    assert (walk.refused >= 10, walk.booked >= 3) == (True, True)
