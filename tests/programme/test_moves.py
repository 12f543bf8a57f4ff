"""Moves seen before they are done, completing, reopening and undoing, and holds (CASE-1 to 12)."""

from datetime import UTC, datetime, timedelta

import pytest

from app.core.errors import InvalidInput, NotAllowed, Stale
from app.desk.catalogue import perform
from tests.made_before import made_before
from tests.offices import Office
from tests.programme.flows import a_case, a_group, a_referral, waiting
from tests.programme.samples_reports import NEEDED, issued
from tests.programme.test_places import attended
from tests.programme.test_referrals import box
from tests.programme.test_registers import inbox, placed
from tests.programme.test_waiting import another

HOLD = {"kind": "health", "reason": "Operation", "review_on": "2027-01-15"}


@made_before
def nearly(office: Office, *, with_review: bool = True) -> tuple[str, str]:
    """A man who has had everything: one session, a catch-up for all the others, his 1-2-1s and his review."""
    group, (adam,) = placed(office)
    attended(office, group, adam)
    desk = office.desk("priya")
    if with_review:
        reviewed(office, adam)
    sessions = [one.session for one in perform(desk, "group.show", {"group": group}).sessions if one.kind == "group"]
    given = {"case": adam, "sessions_covered": sessions[1:], "starts_at": "2026-11-25T10:00", "minutes": 300}
    catch_up = perform(desk, "catch_up.book", given).session
    talks = []
    for day, key in enumerate(("pre_group", "pre_group", "one_to_one_a", "one_to_one_b"), 26):
        booked = {"case": adam, "key": key, "starts_at": f"2026-11-{day}T15:00"}
        talks.append(perform(desk, "one_to_one.book", booked).session)
    office.clock.move_to(datetime(2026, 12, 1, 9, 0, tzinfo=UTC))
    for talk in talks:
        perform(desk, "one_to_one.record", {"session": talk, "happened": True, "summary": "Goals.", "minutes": 60})
    marks = [{"case": adam, "code": "ATTC", "minutes": 300}]
    perform(desk, "register.take", {"session": catch_up, "marks": marks, "head_count": 1})
    return group, adam


def reviewed(office: Office, case: str, on: str = "2026-11-24") -> None:
    """His three-way review."""
    people = [{"role": role, "name": role} for role in ("client", "facilitator", "officer")]
    review = {"held_on": on, "mark": {"code": "ATTC", "minutes": 60}, "attendees": people}
    perform(office.desk("priya"), "three_way.record", {"case": case, **review})


def acts(office: Office, login: str = "priya") -> list[str]:
    return [row.act for row in perform(office.desk(login), "today.show", {}).rows]


class TestPreview:
    """case.preview_move"""

    def test_leaving_says_what_becomes_of_place_sessions_and_papers_and_changes_nothing(self, office: Office) -> None:
        """CASE-4, CASE-5, REP-14."""
        group, (adam,) = placed(office)
        desk = office.desk("priya")
        perform(desk, "one_to_one.book", {"case": adam, "key": "pre_group", "starts_at": "2026-11-27T15:00"})

        seen = perform(desk, "case.preview_move", {"case": adam, "to": "deselected"})
        done = perform(
            desk, "group.leave", {"case": adam, "to": "deselected", "reason_code": "attitude", "second": "jo"}
        )

        lines = {line.what: (line.before, line.after) for line in seen.changes}
        assert lines["Where he stands"] == ("Placed", "Ended by the service")
        assert lines["Place in TUE-1"] == ("Has it", "Ends today; the seat is free at once")
        assert lines["Sessions of the group"] == ("26 sessions ahead", "He no longer comes to them")
        assert lines["Pre-group 1-2-1 1"] == ("27 November 2026, 15:00", "Cancelled, and kept as cancelled")
        assert seen.papers == ("A letter to him, held until 25 November 2026", "A letter to the referrer")
        assert (seen.needs.reason, seen.needs.second, seen.needs.second_is_manager) == (True, True, True)
        assert seen.told.startswith("The safety team is told")
        assert (seen.left_group, seen.kept_sessions, seen.dropped_sessions) == (
            done.left_group, done.kept_sessions, done.dropped_sessions,
        )  # fmt: skip
        assert perform(desk, "group.show", {"group": group}).members == ()

    def test_it_says_the_same_for_every_case(self, office: Office) -> None:
        """CASE-11, CLR-3: the words hang on the move alone."""
        desk = office.desk("priya")
        with_details = waiting(desk)
        without = a_case(desk, given_name="Mark", external_reference="X2")

        told = [
            perform(desk, "case.preview_move", {"case": case, "to": "withdrawn"}).told
            for case in (with_details, without)
        ]

        assert told[0] == told[1]

    def test_a_place_is_seen_with_its_sessions_and_that_clearance_is_asked(self, office: Office) -> None:
        desk = office.desk("priya")
        group, case = a_group(desk), waiting(desk)

        seen = perform(desk, "case.preview_move", {"case": case, "way": "place", "group": group})

        lines = {line.what: line.after for line in seen.changes}
        assert lines["Place in TUE-1"] == "24 sessions, from 24 November 2026"
        assert lines["Safety clearance"] == "Asked as he is placed, for every man alike"
        assert seen.papers == ("A letter to him about his place",)

    def test_going_over_says_what_is_left_what_comes_and_what_stays(self, office: Office) -> None:
        group, (adam,) = placed(office)
        desk = office.desk("priya")
        attended(office, group, adam)
        other = a_group(desk, code="WED-1", slots=[{"weekday": "wed", "start": "18:30"}], starts_on="2027-01-06")

        seen = perform(desk, "case.preview_move", {"case": adam, "way": "transfer", "group": other})

        lines = {line.what: line.after for line in seen.changes}
        assert lines["Where he stands"] == "On programme"
        assert lines["Place in TUE-1"] == "Ends today; the seat is free at once"
        assert lines["Place in WED-1"].startswith("24 sessions, from ")
        assert lines["What he has covered"] == "1 content stays his"
        assert seen.reasons_not_to == ()

    @pytest.mark.parametrize(
        ("given", "field"), [({}, "to"), ({"way": "place"}, "group"), ({"way": "transfer"}, "group")]
    )
    def test_what_is_missing_is_named_by_its_field(self, office: Office, given: dict[str, str], field: str) -> None:
        desk = office.desk("priya")

        with pytest.raises(InvalidInput) as refused:
            perform(desk, "case.preview_move", {"case": a_case(desk), **given})

        assert set(refused.value.problems) == {field}

    def test_a_move_outside_the_table_is_shown_as_refused_naming_both_states(self, office: Office) -> None:
        """CASE-1."""
        desk = office.desk("priya")

        seen = perform(desk, "case.preview_move", {"case": waiting(desk), "to": "completed"})

        assert "“Waiting for a place”" in seen.reasons_not_to[0]
        assert "“Completed”" in seen.reasons_not_to[0]
        assert seen.changes == ()


class TestCompleting:
    """CASE-3, CASE-8."""

    def test_it_is_offered_once_all_is_there_and_dated_by_the_last_contact(self, office: Office) -> None:
        _group, adam = nearly(office, with_review=False)
        desk = office.desk("priya")

        before = acts(office)
        with pytest.raises(NotAllowed, match="do not show that he has completed"):
            perform(desk, "case.move", {"case": adam, "to": "completed"})
        reviewed(office, adam)
        office.clock.move_to(datetime(2027, 1, 12, 9, 0, tzinfo=UTC))
        row = next(row for row in perform(desk, "today.show", {}).rows if row.act == "case.move")
        seen = perform(desk, "case.preview_move", {"case": adam, "to": "completed"})
        done = perform(desk, "case.move", {"case": adam, "to": "completed"})

        assert "case.move" not in before
        assert row.words == "Record that he has completed: Adam O."
        assert (f"{row.due:%Y-%m-%d}", seen.completed_on.isoformat()) == ("2026-11-29", "2026-11-29")
        assert (seen.papers, seen.tasks) == (("The completion report",), ())
        assert (done.to, done.left_group) == ("completed", "TUE-1")
        told = box(office)[-1]
        assert (told.kind, told.data["completed_on"]) == ("ended_on", "2026-11-29")


class TestUndo:
    """case.undo_completion (CASE-9)"""

    def test_his_place_returns_papers_are_taken_back_and_letters_are_owed_until_sent(self, office: Office) -> None:
        group, adam = nearly(office)
        desk = office.desk("priya")
        offered = acts(office)
        perform(desk, "case.move", {"case": adam, "to": "completed"})
        office.clock.move_to(office.clock.now() + timedelta(hours=1))
        report = issued_report(office, adam)

        with pytest.raises(NotAllowed):
            perform(desk, "case.undo_completion", {"case": adam, "reason": "Wrong man", "second": "sam"})
        undone = perform(desk, "case.undo_completion", {"case": adam, "reason": "Wrong man", "second": "jo"})

        assert "case.move" in offered, "the review was recorded first, the catch-up last"
        assert (undone.state, undone.group, undone.papers_withdrawn) == ("on_programme", "TUE-1", (report,))
        assert [one.recipient for one in undone.letters] == ["J Marsh, Northmarsh Probation"]
        (member,) = perform(desk, "group.show", {"group": group}).members
        assert (member.case, undone.sessions > 0) == (adam, True)
        history = [row.words for row in perform(desk, "case.history", {"case": adam})]
        assert "Moved to “Completed”" in history
        assert history[0] == "Moved to “On programme”"
        (letter,) = perform(desk, "correction.list", {"case": adam})
        assert "mistake of ours" in letter.text
        assert "correction.send" in acts(office)
        assert [row.words for row in perform(desk, "report.list", {"case": adam})] == ["Taken back"]
        perform(desk, "case.move", {"case": adam, "to": "withdrawn", "reason_code": "personal"})
        assert "correction.send" in acts(office), "a letter is owed also when the case is closed again"
        gone = {"letter": letter.letter, "sent_on": office.clock.today().isoformat(), "channel": "secure_email"}
        printed = perform(desk, "correction.print", {"letter": gone["letter"]})
        assert (len(printed.pages), printed.file[:7]) == (1, "Letter-")
        perform(desk, "correction.send", gone)
        with pytest.raises(NotAllowed, match="already"):
            perform(desk, "correction.send", gone)
        assert "correction.send" not in acts(office)
        left = {row.what: row.taken_back for row in perform(desk, "disclosure.list", {"case": adam})}
        assert left["letter.correction"] is None
        assert left["report.progress"] is not None, "a copy that was taken back says so where it is looked up"
        steps = [one.kind for one in perform(desk, "report.show", {"report": report}).events]
        assert "withdrawn" in steps
        assert [kind for kind, case in inbox(office) if case == adam].count("moved") == 1


class TestUndoRefused:
    def test_only_a_completed_case_with_a_reason_and_a_fresh_view_and_a_group_that_is_over_is_said(
        self, office: Office
    ) -> None:
        _group, adam = nearly(office)
        desk = office.desk("priya")
        given = {"case": adam, "reason": "Wrong man", "second": "jo"}

        with pytest.raises(NotAllowed):
            perform(desk, "case.undo_completion", given)
        perform(desk, "case.move", {"case": adam, "to": "completed"})
        with pytest.raises(InvalidInput):
            perform(desk, "case.undo_completion", {**given, "reason": "  "})
        with pytest.raises(Stale, match="Completed"):
            perform(desk, "case.undo_completion", {**given, "seen": "on_programme"})
        office.clock.move_to(datetime(2028, 1, 10, 9, 0, tzinfo=UTC))
        undone = perform(desk, "case.undo_completion", given)
        other = a_group(desk, code="NEW", starts_on="2028-02-01")
        saved = perform(desk, "group.transfer", {"case": adam, "group": other})

        assert (undone.group, undone.warnings) == ("", ("His group runs no more. Give him another one.",))
        assert (saved.state, saved.left_group) == ("on_programme", "")


class TestReopen:
    """case.reopen"""

    def test_the_old_decision_is_kept_and_no_place_is_given_without_a_new_one(self, office: Office) -> None:
        """SCR-7, CASE-7, ROL-4."""
        desk = office.desk("priya")
        case = waiting(desk)
        perform(desk, "case.move", {"case": case, "to": "withdrawn", "reason_code": "personal"})

        seen = perform(desk, "case.preview_move", {"case": case, "way": "reopen"})
        with pytest.raises(NotAllowed):
            perform(desk, "case.reopen", {"case": case, "reason": "He is back", "second": "sam"})
        back = perform(desk, "case.reopen", {"case": case, "reason": "He is back", "second": "jo"})
        with pytest.raises(NotAllowed, match="no decision that he is suitable"):
            perform(desk, "case.move", {"case": case, "to": "waiting"})

        page = perform(desk, "screening.show", {"case": case})
        assert (back.state, len(page.decisions)) == ("assessing", 1)
        assert seen.tasks == ("Go on with the screening",)
        assert not next(gate.passed for gate in page.gates if gate.key == "decision")
        newest = perform(desk, "case.history", {"case": case})[0]
        assert (newest.detail, newest.by) == ("He is back", "Priya Nair and Jo Adeyemi")
        assert box(office)[-1].kind == "moved"

    def test_not_beside_another_open_case_of_the_same_programme(self, office: Office) -> None:
        """REF-2."""
        desk = office.desk("priya")
        first = waiting(desk)
        perform(desk, "case.move", {"case": first, "to": "withdrawn", "reason_code": "personal"})
        again = perform(
            desk,
            "referral.receive",
            {**a_referral(external_reference="X2"), "duplicate_answer": "same_person", "same_as": first},
        )

        with pytest.raises(NotAllowed, match="P-0002"):
            perform(desk, "case.reopen", {"case": first, "reason": "He is back", "second": "jo"})

        assert again.reference == "P-0002"

    def test_an_open_case_is_not_reopened(self, office: Office) -> None:
        desk = office.desk("priya")

        with pytest.raises(NotAllowed):
            perform(desk, "case.reopen", {"case": waiting(desk), "reason": "He is back", "second": "jo"})


class TestHolds:
    """CASE-10"""

    def test_while_held_the_register_proposes_stood_down_and_a_manager_is_asked_after_four_weeks(
        self, office: Office
    ) -> None:
        group, (adam,) = placed(office)
        desk = office.desk("priya")
        perform(desk, "case.hold", {"case": adam, **HOLD})
        session = next(one for one in perform(desk, "group.show", {"group": group}).sessions if one.kind == "group")

        (row,) = perform(desk, "register.open", {"session": session.session}).rows
        seats = perform(desk, "group.show", {"group": group}).free_seats
        office.clock.move_to(datetime(2026, 12, 23, 9, 0, tzinfo=UTC))
        words = [one.words for one in perform(office.desk("jo"), "today.show", {}).rows]

        assert (row.stood_down, row.default_code, seats) == (True, "AASD", 11)
        assert "Decide on the seat kept on hold: Adam O." in words

    def test_a_hold_that_lets_him_attend_changes_nothing_on_the_register(self, office: Office) -> None:
        group, (adam,) = placed(office)
        desk = office.desk("priya")
        perform(desk, "case.hold", {"case": adam, **HOLD, "may_attend": True})
        session = next(one for one in perform(desk, "group.show", {"group": group}).sessions if one.kind == "group")

        (row,) = perform(desk, "register.open", {"session": session.session}).rows

        assert (row.stood_down, row.default_code) == (False, None)

    def test_a_hold_that_begins_later_does_not_count_before(self, office: Office) -> None:
        desk = office.desk("priya")
        group, case = a_group(desk), waiting(desk)

        perform(desk, "case.hold", {"case": case, **HOLD, "from": "2026-12-01"})

        assert perform(desk, "group.allocate", {"group": group, "case": case}).state == "placed"

    def test_a_seat_that_is_not_kept_may_go_to_somebody_else_and_lifting_says_so(self, office: Office) -> None:
        desk = office.desk("priya")
        group, case, ben = a_group(desk, seats=1), waiting(desk), another(desk, "Ben")
        perform(desk, "group.allocate", {"group": group, "case": case})
        perform(desk, "case.hold", {"case": case, **HOLD, "keeps_seat": False})

        perform(desk, "group.allocate", {"group": group, "case": ben})
        with pytest.raises(NotAllowed, match="His seat in TUE-1 has been given away"):
            perform(desk, "case.lift_hold", {"case": case, "kind": "health", "reason": "Well again"})
        perform(desk, "group.leave", {"case": case, "to": "waiting", "reason_code": "health"})
        lifted = perform(desk, "case.lift_hold", {"case": case, "kind": "health", "reason": "Well again"})

        assert lifted.state == "waiting"


class TestTime:
    """PATH-2"""

    def test_the_last_day_to_begin_is_on_the_list_before_it_is_too_late(self, office: Office) -> None:
        desk = office.desk("priya")
        a_case(desk, legal_basis={"kind": "licence", "ends_on": "2027-08-20"})

        rows = {row.act: row for row in perform(desk, "today.show", {}).rows}
        office.clock.move_to(datetime(2027, 1, 4, 9, 0, tzinfo=UTC))
        later = {row.act: row.words for row in perform(desk, "today.show", {}).rows}

        assert rows["case.show"].words == "Find a place in time: Daniel O."
        assert rows["case.show"].detail.startswith("He must begin by ")
        assert later["case.show"] == "Tell his officer that he cannot finish in time: Daniel O."


def issued_report(office: Office, case: str) -> str:
    """A report about him that was issued and delivered."""
    report = issued(office, case=case)
    perform(office.desk("priya"), "report.deliver", {"report": report, **NEEDED})
    return report
