"""After any history of acts the days that are kept of a man are those that the rules tell of his records (P8)."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.bridge.past import clear_past
from app.core.errors import AppError
from app.core.shapes import Row
from app.desk.catalogue import perform
from app.domain.moves import OPEN
from app.ops.lots import Lots
from app.partner.seat import PartnerSeat
from app.programme import task_rows, today
from app.programme.crowd.fill import fill
from app.programme.days import kept as rules
from app.programme.days.kept import Due, forget, outdated
from app.programme.seat import ProgrammeSeat
from app.programme.settling import settle as settling
from app.programme.settling.rules import Days, days_of
from app.programme.settling.settle import settle
from app.programme.task_rows import Round
from models.programme.attendance import ThreeWayReview
from models.programme.case import Case
from models.programme.due import DueDay, DueOutdated
from models.programme.group import Member, Session
from tests.offices import Office, both_engines
from tests.programme.flows import a_case
from tests.programme.test_crowd import practice
from tests.programme.test_one_to_ones import REVIEW
from tests.programme.test_registers import placed
from tests.programme.test_risks import RAISED

MEN, STEPS, TURNS, LINES = 40, 45, 9, 10
Given = dict[str, object]
RESULT = {"tool": "SARA", "assessor": "J Marsh", "results": {"partner": "medium"}}
CODES = ("ATTC", "ATTC", "UAAB", "UAAB", "AAME", "AFTC")


def kept(office: Office) -> Days:
    with office.programme.work(reading=True) as work:
        return {(row.case_id, Due(row.kind)): row.day for row in work.session.scalars(select(DueDay))}


def told(office: Office, seat: ProgrammeSeat) -> tuple[Days, frozenset[str]]:
    """What the rules say of everybody now, and of whom something was changed since."""
    with office.programme.work(reading=True) as work:
        cases = {one.id: one for one in work.session.scalars(select(Case))}
        return days_of(work, seat, cases), outdated(work, seat.clock.today())


def unlisted(office: Office, seat: ProgrammeSeat, changed: frozenset[str]) -> list[tuple[str, object]]:
    """Rows of Today that the kept days do not find, or that are due before the day that is kept of them."""
    wrong: list[tuple[str, object]] = []
    with office.programme.work(reading=True) as work:
        round_ = Round(work, seat, None)
        every = [id for id in work.session.scalars(select(Case.id)) if id not in changed]
        for kind in [one for one in today.KINDS if one.is_kept and one.cases is not None]:
            asked = kind.cases(round_) if kind.cases else []
            lines = asked if isinstance(asked, list) else [(id, day) for id, day in work.session.execute(asked)]
            lines = [line for line in lines if line[0] not in changed]
            found = Counter[object]()
            for first in range(0, len(lines), LINES):
                some = lines[first : first + LINES]
                rows = list(kind.rows(round_.among(id for id, _day in some)))
                wrong += [(kind.key, row) for row in rows if row.due.date() < some[0][1]]
                if kind.proves and kind.proves(round_):
                    wrong += [(kind.key, some)] if len(rows) < sum(day < round_.today for _id, day in some) else []
                found.update(rows)
            wrong += [(kind.key, row) for row in Counter[object](kind.rows(round_.among(every))) - found]
    return wrong


class History:
    """An office in which anything happens that changes what is due of somebody."""

    def __init__(self, office: Office) -> None:
        self.office, self.desk = office, office.desk("jo")
        with office.programme.work(reading=True) as work:
            here = select(Member.case_id).where(Member.left_at.is_(None)).order_by(Member.case_id)
            self.men = work.session.scalars(here).all()
            ahead = select(Session.id).where(Session.status == "planned", Session.starts_at.is_not(None))
            self.ahead = work.session.scalars(ahead.where(Session.case_id.is_(None)).order_by(Session.id)).all()

    def rows(self, name: str, given: Given | None = None) -> Sequence[Row]:
        found: Sequence[Row] = perform(self.desk, name, given or {})
        return found

    def reviews(self) -> list[tuple[str, str]]:
        with self.office.programme.work(reading=True) as work:
            newest_first = select(ThreeWayReview).order_by(ThreeWayReview.at.desc()).limit(4)
            return [(one.case_id, one.id) for one in work.session.scalars(newest_first)]

    def one_act(self, what: int, lots: Lots) -> tuple[str, Given]:
        """An act, with an input that may fit."""
        today, case = self.office.clock.now().date(), lots.one_of(self.men)
        ahead = {"starts_at": f"{today + timedelta(days=1 + lots.number(20))}T08:30", "reason": "It fits"}
        move = {"to": "away", "reason_code": "operational"}
        if what in (0, 1, 2) and (owed := self.rows("register.owed")):
            return "register.take", self.register(lots, lots.one_of(owed))
        if what == 3 and (asked := self.rows("follow_up.list")):
            row = lots.one_of(asked)
            about = {name: getattr(row, name) for name in ("case", "session", "kind", "limit")}
            return "follow_up.done", {**about, "words": "Rang him"}
        if what == 4 and (lacking := self.rows("catch_up.list")):
            row = lots.one_of(lacking)
            return "catch_up.book", {**ahead, "case": row.case, "sessions_covered": [row.session]}
        if what == 5 and (undated := self.rows("one_to_one.owed", {"later_too": True})):
            row = lots.one_of(undated)
            return "one_to_one.book", {**ahead, "case": row.case, "key": row.key}
        if what == 6 and (undated := self.rows("one_to_one.owed", {"later_too": True})):
            of_reviews = [row.case for row in undated if row.kind == "review"] or [case]
            return "three_way.record", {"case": lots.one_of(of_reviews), **REVIEW, "held_on": today.isoformat()}
        if what == 8 and lots.happens(50) and (letters := self.rows("letter.owed")):
            row = lots.one_of(letters)
            about = {"case": row.case, "kind": row.kind.value, "about": row.about}
            return "letter.put_aside", {**about, "because": "told_by_phone"}
        if what == 7 and (reviews := self.reviews()):
            reviewed, review = lots.one_of(reviews)
            return "three_way.sign", {
                "case": reviewed, "review": review, "role": lots.one_of(("client", "officer", "facilitator")),
                "name": "A. Name", "signed_on": today.isoformat(),
            }  # fmt: skip
        return lots.one_of((
            ("session.not_held", {"session": lots.one_of(self.ahead), "reason": "The hall was locked"}),
            ("case.move", {"case": case, **move}),
            ("risk.raise", {"case": case, **RAISED}),
            ("risk.record_result", {"case": case, **RESULT, "taken_on": today.isoformat()}),
            ("settings.set", {"key": "catch_up.block_days", "value": 3 + lots.number(20)}),
            ("responsibility.review", {"case": case, "outcome": lots.one_of(("in_part", "blames_only_others"))}),
            ("report.draft", {"case": case, "type": lots.one_of(("midway", "acceptance", "completion"))}),
            ("report.put_aside", {
                "case": case, "type": lots.one_of(("midway", "acceptance")), "because": "Later",
                "until": f"{today + timedelta(days=1 + lots.number(40))}",
            }),
            ("settings.set", {"key": "peer.entry_days", "value": 7 + lots.number(20)}),
        ))  # fmt: skip

    def register(self, lots: Lots, row: Row) -> Given:
        """Everybody on it came or did not; one was a worry."""
        marks = []
        shown = perform(self.desk, "register.open", {"session": row.session})  # type: ignore[attr-defined]  # a register's
        for man in [one for one in shown.rows if not one.gates and not one.stood_down]:
            code = lots.one_of(CODES)
            was_there = code in ("ATTC", "AFTC")
            about = {"minutes": shown.about.minutes} if was_there else {}
            worry = {"concern": "He spoke of following her"} if was_there and lots.happens(20) else {}
            marks.append({"case": man.case, "code": code, "reason": "He said so", **about, **worry})
        there = sum("minutes" in one for one in marks)
        return {"session": row.session, "marks": marks, "head_count": there, "reason": "It was late"}  # type: ignore[attr-defined]  # as above


@both_engines
def test_what_is_kept_is_what_the_rules_tell_after_any_history(office: Office) -> None:
    """An act outdates in its own transaction whose days it changes, and nobody else's are other than the rules say."""
    placed(office, 4)
    seat = practice(office)
    fill(seat, MEN)
    officer = office.partner_desk("maya").seat
    assert isinstance(officer, PartnerSeat)
    clear_past(officer)
    first, nobody = told(office, seat)
    assert (kept(office), nobody) == (first, frozenset()), "a filled office is told at once"
    history, done, seen = History(office), Counter[str](), {kind for _case, kind in first}

    for step in range(STEPS):
        lots = Lots("due", step)
        office.clock.move_to(office.clock.now() + timedelta(hours=lots.number(60)))
        name, given = history.one_act(step % TURNS, lots)
        desk = office.desk("ada") if name.startswith("settings") else history.desk
        try:
            perform(desk, name, given)
        except AppError:
            continue
        done[name] += 1
        after, changed = told(office, seat)
        assert {at: day for at, day in kept(office).items() if at[0] not in changed} == {
            at: day for at, day in after.items() if at[0] not in changed
        }, (step, name)
        assert step % 9 or unlisted(office, history.desk.seat, changed) == [], (step, name)
        if step % 4 == 0:
            settle(seat)
            assert (kept(office), told(office, seat)[1]) == (after, frozenset()), (step, name)
            seen |= {kind for _case, kind in after}

    assert len(done) >= 8, done
    assert seen >= set(Due) - {Due.COMPLETED, Due.RATING, Due.ENTRY}, seen


def test_a_new_result_ends_the_day_on_which_another_was_asked_for(office: Office) -> None:
    """RED-5: the day that was kept goes when he is rated again, also when it was told long before."""
    seat, desk = practice(office), office.desk("jo")
    case = a_case(desk)
    perform(desk, "risk.record_result", {"case": case, **RESULT, "taken_on": "2026-10-30"})
    perform(desk, "risk.raise", {"case": case, **RAISED})
    settle(seat)
    asked = kept(office)

    perform(desk, "risk.record_result", {"case": case, **RESULT, "taken_on": "2026-11-02"})
    settle(seat)

    assert (case, Due.RATED_AGAIN) in asked
    assert asked[case, Due.RATED_AGAIN] == date(2026, 11, 1)
    assert kept(office)[case, Due.RATED_AGAIN] == date(2028, 10, 31), "the day on which his order ends"


def test_today_is_right_before_the_days_are_told_anew_and_tells_them(office: Office) -> None:
    """Whoever was changed is looked at; a look leaves no line in the log and outdates nobody."""
    seat, desk = practice(office), office.desk("jo")
    fill(seat, MEN)
    office.clock.move_to(office.clock.now() + timedelta(days=1))
    before = perform(desk, "today.show", {}).rows
    with office.programme.work() as work:
        here = work.session.scalars(select(Member.case_id).where(Member.left_at.is_(None))).all()
        for case in here:
            forget(work, case)
            work.session.add(DueOutdated(case_id=case))
    entries = len(perform(office.desk("una"), "audit.show", {}))

    assert perform(desk, "today.show", {}).rows == before
    assert len(kept(office)) > 0
    settle(seat)
    assert perform(desk, "today.show", {}).rows == before
    with office.programme.work(reading=True) as work:
        assert work.session.scalar(select(func.count()).select_from(DueOutdated)) == 0
    assert len(perform(office.desk("una"), "audit.show", {})) == entries


def everybody(office: Office) -> frozenset[str]:
    """Whose case is open, or was within three months."""
    lately = office.clock.now() - timedelta(days=91)
    with office.programme.work(reading=True) as work:
        known = work.session.scalars(select(Case)).all()
        return frozenset(one.id for one in known if one.state in OPEN or one.state_since >= lately)


@both_engines
def test_other_rules_and_a_setting_tell_everybodys_days_anew_in_pieces(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P8: no day that other rules told is trusted; Today says of how many men it does not know yet, and then knows."""
    seat, desk = practice(office), office.desk("jo")
    fill(seat, MEN)
    settle(seat)
    here, days, before = everybody(office), kept(office), perform(desk, "today.show", {})
    assert len(here) > 9
    assert (told(office, seat)[1], before.untold) == (frozenset(), 0)

    perform(office.desk("ada"), "settings.set", {"key": "measure.days", "value": 20})
    by_setting = told(office, seat)[1]
    settle(seat)
    perform(office.desk("ada"), "settings.set", {"key": "measure.days", "value": 14})
    settle(seat)
    monkeypatch.setattr(rules, "RULES", rules.RULES + 1)
    by_rules = told(office, seat)[1]
    monkeypatch.setattr(task_rows, "AT_ONCE", 4)
    monkeypatch.setattr(settling, "AT_ONCE", 5)
    monkeypatch.setattr(today, "LOOK", 5)
    monkeypatch.setattr(today, "WHILE_WAITING", 10)
    first = perform(desk, "today.show", {})
    left = [perform(desk, "today.show", {"is_waiting": True}) for _turn in range(1 + len(here) // 10)]

    assert by_setting == by_rules == here
    assert first.untold == len(here) - 4
    assert [one.untold for one in left] == [max(0, len(here) - 9 - 10 * turn) for turn in range(len(left))]
    assert perform(desk, "today.show", {}) == before
    assert kept(office) == days
    assert told(office, seat)[1] == frozenset()


def test_a_seat_that_saves_nothing_looks_and_leaves_the_days_alone(office: Office) -> None:
    """Section 12: where the records are open for reading only, nothing is written behind anybody's back."""
    seat, desk = practice(office), office.desk("jo")
    fill(seat, MEN)
    with office.programme.work() as work:
        work.session.add(DueOutdated(case_id=work.session.scalars(select(Case.id).limit(1)).one()))
    desk.seat.read_only = "another computer saves here"

    perform(desk, "today.show", {})

    assert len(told(office, seat)[1]) == 1
