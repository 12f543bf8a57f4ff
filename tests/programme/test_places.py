"""Places given, kept, left and changed: late entry, transfer, return, and two clerks at once (SCH-29 to 36, CLR-1)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from app.core.errors import AppError, InvalidInput, NotAllowed, Stale
from app.desk.catalogue import perform
from models.programme.crossing import ClearanceAsked
from models.programme.group import Member
from models.programme.placing import CoveragePlan
from tests.offices import Office, both_engines
from tests.programme.flows import a_group, cleared, waiting
from tests.programme.peer_flows import a_peer_group, came_to, may_start, welcomed
from tests.programme.test_registers import first_session, inbox, placed
from tests.programme.test_waiting import another

LATE = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)  # two group sessions after the first on 24 November
PLAN = [
    {"content": "foundation-1", "how": "catch_up", "due_on": "2027-01-10"},
    {"content": "foundation-2", "how": "one_to_one", "due_on": "2027-01-10"},
]


def count(office: Office, table: type, **where: object) -> int:
    with office.programme.work() as work:
        query = select(func.count()).select_from(table).filter_by(**where)
        return work.session.execute(query).scalar_one()


def attended(office: Office, group: str, case: str) -> None:
    """He came to the first session of his group."""
    desk = office.desk("priya")
    session = first_session(desk, group)
    marks = [{"case": case, "code": "ATTC", "minutes": 150}]
    perform(desk, "register.take", {"session": session, "marks": marks, "head_count": 1})


class TestLateEntry:
    """SCH-30: later than the programme allows only by a manager's reason and a coverage plan."""

    def test_a_late_entry_needs_a_manager_a_reason_and_a_plan_for_each_content_he_missed(self, office: Office) -> None:
        desk, jo = office.desk("priya"), office.desk("jo")
        group, case = a_group(desk), waiting(desk)
        office.clock.move_to(LATE)
        given = {"group": group, "case": case}

        (row,) = perform(desk, "group.candidates", {"group": group})
        with pytest.raises(NotAllowed, match="nobody new"):
            perform(jo, "group.allocate", given)
        with pytest.raises(InvalidInput) as no_plan:
            perform(jo, "group.allocate", {**given, "override_reason": "Agreed with his officer"})
        wrong = [{**PLAN[0], "content": "foundation-6"}]
        with pytest.raises(InvalidInput, match="not missed"):
            perform(jo, "group.allocate", {**given, "override_reason": "Agreed", "coverage_plan": wrong})
        past = [{**one, "due_on": "2026-11-01"} for one in PLAN]
        with pytest.raises(InvalidInput, match="lies ahead"):
            perform(jo, "group.allocate", {**given, "override_reason": "Agreed", "coverage_plan": past})
        saved = perform(jo, "group.allocate", {**given, "override_reason": "Agreed", "coverage_plan": PLAN})

        assert [one.content for one in row.missed] == ["foundation-1", "foundation-2"]
        assert row.needs_override
        assert "Foundation 1, Foundation 2" in no_plan.value.problems["coverage_plan"]
        assert (saved.state, count(office, CoveragePlan)) == ("placed", 2)
        owed = perform(desk, "case.attendance", {"case": case}).coverage
        assert [one.state for one in owed if one.key == "foundation-1"] == ["owed"]

    def test_a_facilitator_gives_the_place_with_a_managers_own_password_and_with_nobody_elses(
        self, office: Office
    ) -> None:
        """SCH-30, ROL-4."""
        desk = office.desk("priya")
        group, case = a_group(desk), waiting(desk)
        office.clock.move_to(LATE)
        given = {"group": group, "case": case, "override_reason": "His officer asks for it", "coverage_plan": PLAN}

        with pytest.raises(NotAllowed, match="Only a manager"):
            perform(desk, "group.allocate", given)
        with pytest.raises(NotAllowed, match="may not be the second name"):
            perform(desk, "group.allocate", {**given, "second": "sam"})
        saved = perform(desk, "group.allocate", {**given, "second": "jo"})

        (event,) = (one for one in perform(desk, "case.history", {"case": case}) if "asks for it" in one.detail)
        assert (saved.state, event.by) == ("placed", "Priya Nair and Jo Adeyemi")

    def test_a_newcomer_gets_only_what_lies_ahead(self, office: Office) -> None:
        """SCH-29: future group items only, none past, no 1-2-1 made for him."""
        desk, jo = office.desk("priya"), office.desk("jo")
        group, case = a_group(desk), waiting(desk)
        office.clock.move_to(LATE)
        given = {"group": group, "case": case, "override_reason": "Agreed", "coverage_plan": PLAN}
        perform(jo, "group.allocate", given)

        shown = perform(jo, "group.show", {"group": group}).sessions
        groups = [one for one in shown if one.kind == "group"]
        expected = {
            one.title: [row.case for row in perform(jo, "register.open", {"session": one.session}).rows]
            for one in groups[:4]
        }

        assert expected == {"Foundation 1": [], "Foundation 2": [], "Foundation 3": [case], "Foundation 4": [case]}
        assert perform(desk, "one_to_one.list", {"case": case}) == ()


@both_engines
class TestTransfer:
    """group.transfer (SCH-31, CLR-1)."""

    def test_what_he_has_covered_goes_with_him_and_his_clearance_is_asked_anew(self, office: Office) -> None:
        group, (adam,) = placed(office)
        desk, jo = office.desk("priya"), office.desk("jo")
        attended(office, group, adam)
        other = a_group(desk, code="WED-1", slots=[{"weekday": "wed", "start": "18:30"}], starts_on="2027-01-06")

        saved = perform(desk, "group.transfer", {"case": adam, "group": other})
        page, hours = (perform(jo, name, {"case": adam}) for name in ("case.show", "case.attendance"))

        assert (saved.left_group, saved.state, saved.contents_kept) == ("TUE-1", "on_programme", 1)
        assert (page.group, page.state, page.clearance) == ("WED-1", "on_programme", "Awaiting safety clearance")
        assert (hours.minutes, [one.group for one in hours.coverage if one.key == "foundation-1"]) == (150, ["TUE-1"])
        assert count(office, ClearanceAsked, case_id=adam) == 2
        assert (count(office, Member, case_id=adam), count(office, Member, case_id=adam, left_at=None)) == (2, 1)
        kinds = [kind for kind, case in inbox(office) if case == adam]
        assert kinds.count("started") == 1
        assert kinds.count("moved") == 2
        moves = [row.words for row in perform(desk, "case.history", {"case": adam}) if row.kind == "move"][:3]
        assert moves == ["Moved to “On programme”", "Moved to “Placed”", "Moved to “Waiting for a place”"]

    def test_until_the_new_clearance_the_register_shows_him_stood_down(self, office: Office) -> None:
        """GATE-7, CLR-1, CLR-5: the clearance names case and group and serves no other."""
        group, (adam,) = placed(office)
        desk = office.desk("priya")
        attended(office, group, adam)
        other = a_group(desk, code="WED-1", slots=[{"weekday": "wed", "start": "18:30"}], starts_on="2026-11-25")
        office.clock.move_to(LATE)
        perform(desk, "group.transfer", {"case": adam, "group": other})
        office.clock.move_to(datetime(2026, 12, 9, 21, 30, tzinfo=UTC))
        session = first_session(desk, other)

        (row,) = perform(desk, "register.open", {"session": session}).rows
        marks = [{"case": adam, "code": "ATTC", "minutes": 150}]
        with pytest.raises(NotAllowed, match="Awaiting safety clearance"):
            perform(desk, "register.take", {"session": session, "marks": marks, "head_count": 1})

        assert (row.default_code, row.gates) == ("AASD", ("Awaiting safety clearance",))


class TestTransferRefused:
    def test_the_same_group_another_programme_and_no_place_are_refused(self, office: Office) -> None:
        desk = office.desk("priya")
        group, case, other = a_group(desk), waiting(desk), waiting(desk, given_name="Ben", external_reference="X-B")
        perform(desk, "group.allocate", {"group": group, "case": case})

        with pytest.raises(InvalidInput, match="already"):
            perform(desk, "group.transfer", {"case": case, "group": group})
        with pytest.raises(NotAllowed, match="no place"):
            perform(desk, "group.transfer", {"case": other, "group": group})

    def test_a_full_group_takes_him_only_by_a_managers_reason_and_a_stale_view_is_refused(self, office: Office) -> None:
        desk, jo = office.desk("priya"), office.desk("jo")
        full, group = a_group(desk, code="FULL", seats=1), a_group(desk)
        perform(desk, "group.allocate", {"group": full, "case": another(desk, "Adam")})
        case = waiting(desk)
        perform(desk, "group.allocate", {"group": group, "case": case})
        given = {"case": case, "group": full}

        with pytest.raises(NotAllowed, match="no free seat"):
            perform(desk, "group.transfer", given)
        with pytest.raises(Stale):
            perform(jo, "group.transfer", {**given, "override_reason": "Agreed", "seen": "waiting"})

        assert perform(desk, "case.show", {"case": case}).group == "TUE-1"
        assert perform(jo, "group.transfer", {**given, "override_reason": "Agreed"}).left_group == "TUE-1"

    def test_from_a_breach_there_is_no_way_but_the_tables(self, office: Office) -> None:
        """CASE-1: breach to waiting is not in the table."""
        desk = office.desk("priya")
        group, other, case = a_group(desk), a_group(desk, code="TUE-2"), waiting(desk)
        perform(desk, "group.allocate", {"group": group, "case": case})
        perform(desk, "case.move", {"case": case, "to": "breach", "reason_code": "order_breached"})

        with pytest.raises(NotAllowed):
            perform(desk, "group.transfer", {"case": case, "group": other})


class TestLeaving:
    def test_the_seat_of_a_leaver_is_free_at_once(self, office: Office) -> None:
        """SCH-32."""
        desk = office.desk("priya")
        group, first = a_group(desk, seats=1), waiting(desk)
        second = another(desk, "Ben")
        perform(desk, "group.allocate", {"group": group, "case": first})

        perform(desk, "group.leave", {"case": first, "to": "withdrawn", "reason_code": "moved_away"})

        assert perform(desk, "group.allocate", {"group": group, "case": second}).state == "placed"

    def test_a_shared_catch_up_goes_on_without_him_and_his_own_1_2_1_is_kept_as_cancelled(self, office: Office) -> None:
        """CASE-5."""
        group, (adam, ben) = placed(office, 2)
        desk = office.desk("priya")
        session = first_session(desk, group)
        absent = [{"case": case, "code": "UAAB", "reason": "unknown"} for case in (adam, ben)]
        perform(desk, "register.take", {"session": session, "marks": absent, "head_count": 0})
        when = {"sessions_covered": [session], "starts_at": "2026-11-26T18:30", "with": [ben]}
        perform(desk, "catch_up.book", {"case": adam, **when})
        perform(desk, "one_to_one.book", {"case": adam, "key": "pre_group", "starts_at": "2026-11-27T15:00"})

        left = perform(desk, "group.leave", {"case": adam, "to": "waiting", "reason_code": "operational"})

        his = {row.kind: row.status for row in perform(desk, "one_to_one.list", {"case": adam})}
        bens = {row.kind: row.status for row in perform(desk, "one_to_one.list", {"case": ben})}
        assert his == {"catch_up": "cancelled", "one_to_one": "cancelled"}
        assert bens == {"catch_up": "planned"}
        assert left.cancelled == ("Pre-group 1-2-1 1",)
        assert perform(desk, "case.attendance", {"case": adam}).offered == 1


@both_engines
class TestReturn:
    def test_who_comes_back_to_his_group_needs_a_new_clearance(self, office: Office) -> None:
        """CLR-1, PEER-7: the clearance of the first time serves no more; he is on the programme once he comes."""
        group, (adam,) = placed(office)
        desk = office.desk("priya")
        attended(office, group, adam)
        perform(desk, "group.leave", {"case": adam, "to": "waiting", "reason_code": "personal"})
        jo = office.desk("jo")
        again = {"group": group, "case": adam, "override_reason": "Back after two days"}
        perform(jo, "group.allocate", again)

        page = perform(jo, "case.show", {"case": adam})
        assert (page.state, page.clearance) == ("placed", "Awaiting safety clearance")
        cleared(office, (adam, group))
        page = perform(jo, "case.show", {"case": adam})
        assert page.clearance.startswith("Safety clearance given, ")
        session = perform(jo, "group.show", {"group": group}).sessions[5]
        absent = {"session": session.session, "marks": [{"case": adam, "code": "UAAB", "reason": "?"}], "head_count": 0}
        office.clock.move_to(session.ends_at + timedelta(hours=1))
        perform(desk, "register.take", absent)
        assert perform(jo, "case.show", {"case": adam}).state == "placed"


@both_engines
def test_two_clerks_at_once_for_the_last_seat_exactly_one_wins_and_the_other_is_told(office: Office) -> None:
    desk = office.desk("priya")
    group = a_group(desk, seats=1)
    cases = [waiting(desk), another(desk, "Ben")]
    clerks = [office.desk("jo"), office.desk("mo")]

    told = both_at_once(
        lambda: perform(clerks[0], "group.allocate", {"group": group, "case": cases[0]}),
        lambda: perform(clerks[1], "group.allocate", {"group": group, "case": cases[1]}),
    )

    won, lost = sorted(told)
    assert won == ""
    assert lost.startswith("There is no free seat. The last seat was taken on 2 November 2026, 09:00. It was given by ")
    assert len(perform(desk, "group.show", {"group": group}).members) == 1


@both_engines
def test_two_clerks_who_place_one_man_in_two_groups_are_told_and_he_has_one_place(office: Office) -> None:
    """CASE-4: one active group a case."""
    desk = office.desk("priya")
    groups, case = [a_group(desk), a_group(desk, code="TUE-2")], waiting(desk)
    clerks = [office.desk("jo"), office.desk("mo")]

    told = both_at_once(
        lambda: perform(clerks[0], "group.allocate", {"group": groups[0], "case": case}),
        lambda: perform(clerks[1], "group.allocate", {"group": groups[1], "case": case}),
    )

    assert sum(words == "" for words in told) == 1
    assert count(office, Member, case_id=case, left_at=None) == 1


def both_at_once(*acts: Callable[[], object]) -> list[str]:
    """Each act in a thread of its own, begun together; what each was told, empty when it went through."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        start.wait()
        try:
            act()
        except AppError as refused:
            return str(refused)
        return ""

    with ThreadPoolExecutor(len(acts)) as clerks:
        return list(clerks.map(run, acts))


def test_a_man_who_speaks_another_language_is_no_candidate_and_one_without_a_word_is(office: Office) -> None:
    """SCH-35: language."""
    desk = office.desk("priya")
    group = a_group(desk)
    waiting(desk, language="Polish")
    another(desk, "Ben")

    perform(desk, "group.set_language", {"group": group, "language": "English"})
    rows = {row.name: row.reasons_not_to for row in perform(desk, "group.candidates", {"group": group})}
    perform(desk, "group.set_language", {"group": group, "language": "polish "})
    later = {row.name: row.reasons_not_to for row in perform(desk, "group.candidates", {"group": group})}

    assert rows == {"Daniel Okoro": ("This group speaks another language.",), "Ben Okoro": ()}
    assert set(later.values()) == {()}
    with pytest.raises(InvalidInput):
        perform(desk, "group.set_language", {"group": group, "language": "x" * 41})


@both_engines
def test_a_new_group_says_what_it_speaks_and_each_candidate_how_that_goes_with_him(office: Office) -> None:
    """SCH-35."""
    desk = office.desk("priya")
    waiting(desk, language="Dutch")
    another(desk, "Ben")

    with pytest.raises(InvalidInput) as refused:
        a_group(desk, code="LONG", language="x" * 41)
    group = a_group(desk, language=" dutch ")
    rows = {row.name: row.language_words for row in perform(desk, "group.candidates", {"group": group})}

    assert set(refused.value.problems) == {"language"}
    assert perform(desk, "group.show", {"group": group}).language == "dutch"
    assert rows == {
        "Daniel Okoro": "Speaks Dutch, as the group does.",
        "Ben Okoro": "His language is not known; the group speaks dutch.",
    }


@both_engines
class TestWhoIsInAGroup:
    """group.show (P9): each man's seat and next contact; free seats as whoever gives a place counts them (CASE-10)."""

    def test_a_hold_that_keeps_no_seat_frees_it_and_says_so_and_each_next_contact_is_his_own(
        self, office: Office
    ) -> None:
        desk = office.desk("priya")
        group = a_group(desk, seats=3, starts_on="2027-01-12")
        adam, ben, carl = (another(desk, name) for name in ("Adam", "Ben", "Carl"))
        for case in (adam, ben, carl):
            perform(desk, "group.allocate", {"group": group, "case": case})
        pause = {"kind": "health", "reason": "Operation", "review_on": "2027-02-10", "may_attend": False}
        perform(desk, "case.hold", {"case": ben, **pause, "keeps_seat": False})
        perform(desk, "case.hold", {"case": carl, **pause, "keeps_seat": True})
        perform(desk, "one_to_one.book", {"case": carl, "key": "pre_group", "starts_at": "2026-12-02T10:00"})

        shown = perform(desk, "group.show", {"group": group})
        last = another(desk, "Dean")
        (row,) = perform(desk, "group.candidates", {"group": group})

        assert [one.seat_words for one in shown.members] == ["Has it", "On hold, not kept", "On hold, kept"]
        assert [f"{one.next_at:%m-%d %H}" if one.next_at else "" for one in shown.members] == [
            "01-26 18", "", "12-02 10",
        ]  # fmt: skip
        assert shown.free_seats == 1
        (line,) = perform(desk, "group.list", {})
        assert (line.members, line.taken, line.seats) == (3, 2, 3)
        assert (row.case, row.reasons_not_to) == (last, ())

    def test_one_who_leaves_is_asked_where_he_goes_and_may_go_wherever_the_table_says(self, office: Office) -> None:
        """CASE-6."""
        desk = office.desk("priya")
        group, case = a_group(desk, starts_on="2027-01-12"), another(desk, "Adam")
        perform(desk, "group.allocate", {"group": group, "case": case})

        seen = perform(desk, "case.preview_move", {"case": case, "way": "leave"})

        assert (seen.to, seen.reasons_not_to) == ("waiting", ())
        assert {one.to for one in seen.targets} == {
            "waiting", "assessing", "not_ready", "deselected", "back_to_referrer", "withdrawn",
        }  # fmt: skip


def test_who_is_away_stands_with_his_group_until_he_is_back(office: Office) -> None:
    """PEER-7."""
    group = a_peer_group(office)
    hassan = welcomed(office, group)
    may_start(office, group, hassan)
    came_to(office, group, hassan, 1)
    desk = office.desk("priya")
    perform(desk, "case.move", {"case": hassan, "to": "away", "reason_code": "own_request"})

    gone = perform(desk, "group.show", {"group": group})
    perform(desk, "peer.welcome_back", {"group": group, "case": hassan})
    back = perform(desk, "group.show", {"group": group})

    assert ([one.case for one in gone.away], gone.members) == ([hassan], ())
    assert (back.away, [one.case for one in back.members]) == ((), [hassan])
