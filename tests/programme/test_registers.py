"""Registers: append-only, counted in the room, and told to the safety team in the same moment."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import event, text

from app.core.errors import Damaged, InvalidInput, Missing, Stale
from app.desk.catalogue import perform
from app.programme.desk import ProgrammeDesk
from tests.made_before import made_before
from tests.offices import Office, both_engines
from tests.programme.flows import a_group, cleared, waiting

FIRST_EVENING = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)  # after the first group session


def first_session(desk: ProgrammeDesk, group: str) -> str:
    """The first group session of the plan."""
    shown = perform(desk, "group.show", {"group": group})
    return next(one.session for one in shown.sessions if one.kind == "group")


@made_before
def placed(office: Office, count: int = 1, *, with_clearance: bool = True) -> tuple[str, list[str]]:
    """A group with so many men in it, the clock after its first session."""
    desk = office.desk("priya")
    group = a_group(desk)
    names = ("Adam", "Ben", "Carl", "Dean")[:count]
    cases = [waiting(desk, given_name=name, external_reference=f"X31000{n}") for n, name in enumerate(names)]
    for case in cases:
        perform(desk, "group.allocate", {"group": group, "case": case})
    if with_clearance:
        cleared(office, *((case, group) for case in cases))
    office.clock.move_to(FIRST_EVENING)
    return group, cases


def inbox(office: Office) -> list[tuple[str, str]]:
    """What reached the safety team, by kind and case."""
    return [(line.kind, line.case) for line in perform(office.partner_desk("maya"), "inbox.list", {})]


@both_engines
class TestTaking:
    def test_a_register_is_saved_and_the_absence_is_in_the_safety_teams_inbox(self, office: Office) -> None:
        group, (adam, ben) = placed(office, 2)
        desk = office.desk("priya")
        session = first_session(desk, group)

        marks = [
            {"case": adam, "code": "ATTC", "minutes": 150},
            {"case": ben, "code": "UAAB", "reason": "no reason given"},
        ]
        saved = perform(desk, "register.take", {"session": session, "marks": marks, "head_count": 1})
        shown = perform(desk, "register.open", {"session": session})

        assert (saved.recorded, saved.not_recorded) == (2, ())
        assert {row.case: row.mark.code for row in shown.rows} == {adam: "ATTC", ben: "UAAB"}
        assert [one.case for one in saved.started] == [adam]
        assert ("absent", ben) in inbox(office)
        assert ("started", adam) in inbox(office)
        assert perform(desk, "case.show", {"case": adam}).state == "on_programme"

    def test_the_same_register_sent_again_makes_no_new_row_and_another_mark_is_a_clash(self, office: Office) -> None:
        """ATT-4, ATT-14: merged mark by mark; a clash is shown, never overwritten."""
        group, (adam, ben) = placed(office, 2)
        priya, sam = office.desk("priya"), office.desk("sam")
        session = first_session(priya, group)
        marks = [{"case": adam, "code": "ATTC", "late_minutes": 15}]

        first = perform(priya, "register.take", {"session": session, "marks": marks, "head_count": 1})
        again = perform(sam, "register.take", {"session": session, "marks": marks, "head_count": 1})
        more = [*marks, {"case": ben, "code": "AAME", "reason": "Doctor"}]
        merged = perform(sam, "register.take", {"session": session, "marks": more, "head_count": 1})
        other = [{"case": adam, "code": "ATTC", "minutes": 150}]
        with pytest.raises(Stale, match="Priya Nair recorded"):
            perform(sam, "register.take", {"session": session, "marks": other, "head_count": 1})

        assert (first.recorded, again.recorded, merged.recorded) == (1, 0, 1)
        assert [one.name for one in first.not_recorded] == ["Ben Okoro"]
        rows = {row.case: row.mark for row in perform(priya, "register.open", {"session": session}).rows}
        assert (rows[adam].minutes, rows[adam].turn, rows[ben].code) == (135, 1, "AAME")

    def test_a_correction_keeps_the_old_mark_says_what_changes_and_tells_the_safety_team(self, office: Office) -> None:
        group, (adam,) = placed(office)
        desk = office.desk("priya")
        session = first_session(desk, group)
        marks = [{"case": adam, "code": "ATTC", "minutes": 150}]
        perform(desk, "register.take", {"session": session, "marks": marks, "head_count": 1})
        wanted = {"session": session, "case": adam, "code": "UAAB", "reason": "Wrong line"}

        shown = perform(desk, "register.preview_correction", wanted)
        saved = perform(desk, "register.correct", wanted)

        assert {one.key for one in shown.changed} == {"code", "attended", "minutes", "start"}
        assert saved.changed == shown.changed
        assert [(one.code, one.turn) for one in (*saved.history, saved.mark)] == [("ATTC", 1), ("UAAB", 2)]
        assert saved.mark.correction_reason == "Wrong line"
        assert perform(desk, "case.show", {"case": adam}).state == "placed"
        assert ("mark_corrected", adam) in inbox(office)
        assert ("moved", adam) in inbox(office)

    def test_a_register_that_is_not_of_my_group_is_not_there_for_me(self, office: Office) -> None:
        desk = office.desk("priya")
        session = first_session(desk, a_group(desk, facilitators=["priya"]))

        with pytest.raises(Missing):
            perform(office.desk("sam"), "register.open", {"session": session})

    def test_three_absences_take_no_more_statements_than_one(self, office: Office) -> None:
        group, (adam, *others) = placed(office, 4)
        desk = office.desk("priya")
        given = {"session": first_session(desk, group), "head_count": 0}
        said: list[str] = []
        event.listen(desk.seat.store.engine, "before_cursor_execute", lambda *what: said.append(what[2]))

        perform(desk, "register.take", {**given, "marks": [{"case": adam, "code": "UAAB", "reason": "unknown"}]})
        for_one = len(said)
        absent = [{"case": case, "code": "UAAB", "reason": "unknown"} for case in others]
        saved = perform(desk, "register.take", {**given, "marks": absent})

        assert {one.case for one in saved.follow_ups} == set(others)
        assert len(said) <= 2 * for_one


class TestRefusing:
    def test_a_head_count_that_differs_needs_a_reason_and_leaves_nothing_behind(self, office: Office) -> None:
        group, (adam,) = placed(office)
        desk = office.desk("priya")
        given = {"session": first_session(desk, group), "marks": [{"case": adam, "code": "ATTC", "minutes": 150}]}

        with pytest.raises(InvalidInput, match="You counted 2"):
            perform(desk, "register.take", {**given, "head_count": 2})

        shown = perform(desk, "register.open", {"session": given["session"]})
        assert (shown.rows[0].mark, shown.savings) == (None, 0)
        perform(desk, "register.take", {**given, "head_count": 2, "head_count_reason": "A visitor"})

    def test_a_register_ahead_cannot_be_taken(self, office: Office) -> None:
        desk = office.desk("priya")
        session = first_session(desk, a_group(desk))

        with pytest.raises(InvalidInput, match="has not begun"):
            perform(desk, "register.take", {"session": session, "marks": [], "head_count": 0})

    def test_a_manager_who_does_not_run_the_group_says_why_he_takes_the_register(self, office: Office) -> None:
        """ATT-6."""
        group, (adam,) = placed(office)
        manager = office.desk("jo")
        session = first_session(manager, group)
        given = {"session": session, "marks": [{"case": adam, "code": "ATTC", "minutes": 150}], "head_count": 1}

        with pytest.raises(InvalidInput, match="You do not run this group"):
            perform(manager, "register.take", given)

        assert perform(manager, "register.take", {**given, "reason": "Both are ill"}).recorded == 1

    def test_one_case_changed_behind_the_program_stops_the_whole_register(self, office: Office) -> None:
        group, (adam, ben) = placed(office, 2)
        desk = office.desk("priya")
        session = first_session(desk, group)
        came = {"session": session, "marks": [{"case": adam, "code": "ATTC", "minutes": 150}], "head_count": 1}
        both = {**came, "marks": [*came["marks"], {"case": ben, "code": "AAME", "reason": "Doctor"}]}
        with desk.seat.store.engine.begin() as connection:
            changed = text("UPDATE \"case\" SET programme = 'other' WHERE id = :id")
            connection.execute(changed, {"id": bytes.fromhex(ben)})

        with pytest.raises(Damaged, match="changed outside the program"):
            perform(desk, "register.take", both)

        assert inbox(office).count(("absent", ben)) == 0
        assert perform(desk, "register.take", came).recorded == 1

    def test_accepted_by_judgement_takes_a_manager(self, office: Office) -> None:
        group, (adam,) = placed(office)
        desk = office.desk("priya")
        marks = [{"case": adam, "code": "CO05", "reason": "Funeral"}]

        given = {"session": first_session(desk, group), "marks": marks, "head_count": 0}
        with pytest.raises(InvalidInput, match="Only a manager"):
            perform(desk, "register.take", given)


class TestWhatFollows:
    def test_after_hours_the_on_call_number_is_phoned_for_every_absence(self, office: Office) -> None:
        group, (adam,) = placed(office)
        desk = office.desk("priya")
        marks = [{"case": adam, "code": "UAAB", "reason": "no reason given"}]

        saved = perform(desk, "register.take", {"session": first_session(desk, group), "marks": marks, "head_count": 0})

        noted = perform(desk, "register.phoned", {"session": saved.session})
        assert [one.case for one in saved.phone_now] == [adam]
        assert noted.at == FIRST_EVENING
        assert [(one.kind, f"{one.due}") for one in saved.follow_ups] == [
            ("absence", "2026-11-25"),
            ("warning", "2026-11-25"),
        ]


@both_engines
class TestOwed:
    def test_a_register_is_owed_until_taken_and_then_the_notes_are(self, office: Office) -> None:
        group, (adam,) = placed(office)
        desk = office.desk("priya")
        session = first_session(desk, group)

        owed = [row.session for row in perform(desk, "register.owed", {})]
        on_today = {row.act for row in perform(desk, "today.show", {}).rows if row.about == session}
        marks = [{"case": adam, "code": "ATTC", "minutes": 150}]
        saved = perform(desk, "register.take", {"session": session, "marks": marks, "head_count": 1})

        assert session not in owed, "two hours after the end, not before"
        assert on_today == {"register.take"}
        assert [one.case for one in saved.notes_owed] == [adam]
        assert [row.case for row in perform(desk, "notes.owed", {})] == [adam]
        perform(desk, "note.write", {"session": session, "case": adam, "text": "Talked about Sunday."})
        other = {"session": session, "case": adam, "text": "Talked about Monday."}
        with pytest.raises(InvalidInput, match="why this note is corrected"):
            perform(desk, "note.write", other)
        again = perform(desk, "note.write", {**other, "reason": "Wrong day"})
        assert [one.text for one in (*again.history, again.note)] == ["Talked about Sunday.", "Talked about Monday."]
        assert perform(desk, "notes.owed", {}) == ()

    def test_an_untaken_register_is_owed_two_hours_after_the_end_and_a_session_not_held_owes_none(
        self, office: Office
    ) -> None:
        group, _cases = placed(office)
        desk = office.desk("priya")
        session = first_session(desk, group)
        office.clock.move_to(datetime(2026, 11, 24, 23, 1, tzinfo=UTC))

        owed = [row.session for row in perform(desk, "register.owed", {})]
        elsewhere = perform(office.desk("sam"), "register.owed", {"group": "0" * 32})
        perform(desk, "session.not_held", {"session": session, "reason": "The hall was locked"})

        assert owed == [session]
        assert elsewhere == ()
        assert perform(desk, "register.owed", {}) == ()
        with pytest.raises(InvalidInput, match="was not held"):
            perform(desk, "register.take", {"session": session, "marks": [], "head_count": 0})

    def test_the_safety_team_hears_once_that_attendance_is_not_known_yet(self, office: Office) -> None:
        _group, (adam,) = placed(office)
        desk = office.desk("priya")
        early = perform(desk, "register.tell_owed", {})
        office.clock.move_to(datetime(2026, 11, 24, 23, 1, tzinfo=UTC))

        first = perform(desk, "register.tell_owed", {})
        again = perform(desk, "register.tell_owed", {})

        assert (early.told, first.told, again.told) == (0, 1, 0)
        assert inbox(office).count(("absent", adam)) == 1


@both_engines
class TestCorrectingEveryPart:
    def test_all_parts_and_the_note_are_corrected_in_one_go_and_what_is_null_is_cleared(self, office: Office) -> None:
        """ATT-4, ATT-12: left out stays, null clears, one new row each; the old ones stay."""
        group, (adam,) = placed(office)
        desk = office.desk("priya")
        session = first_session(desk, group)
        late = {"code": "ATTC", "late_minutes": 15, "engagement": 4, "task": "yes", "concern": "Pale", "note": "Bus"}
        perform(desk, "register.take", {"session": session, "marks": [{"case": adam, **late}], "head_count": 1})
        cleared = {"late_minutes": None, "engagement": None, "concern": None, "note": None}
        wanted = {"session": session, "case": adam, "task": "part", "reason": "Mixed up", "seen": 1, **cleared}

        shown = perform(desk, "register.preview_correction", wanted)
        perform(desk, "register.correct", wanted)

        assert {one.key: (one.before, one.after) for one in shown.parts} == {
            "minutes": ("135", "150"), "late_minutes": ("15", ""), "engagement": ("4", ""), "task": ("Yes", "Part"),
            "concern": ("Pale", ""), "note": ("Bus", ""),
        }  # fmt: skip
        row = perform(desk, "register.open", {"session": session}).rows[0]
        assert (row.mark.minutes, row.mark.late_minutes, row.mark.engagement, row.mark.task) == (
            150,
            None,
            None,
            "part",
        )
        assert (row.mark.concern, row.note, row.mark.turn) == ("", "", 2)
        assert row.note_owed, "a note that is taken back is owed again"
        assert [one.case for one in perform(desk, "notes.owed", {})] == [adam]

    def test_the_history_says_who_wrote_what_when_and_why(self, office: Office) -> None:
        group, (adam,) = placed(office)
        priya, sam = office.desk("priya"), office.desk("sam")
        session = first_session(priya, group)
        marks = [{"case": adam, "code": "UAAB", "reason": "No reason given", "note": "Ring him"}]
        perform(priya, "register.take", {"session": session, "marks": marks, "head_count": 0})
        one = {"session": session, "case": adam, "reason": "He rang"}
        perform(
            sam, "register.correct", {**one, "code": "AAME", "mark_reason": "Doctor", "note": "He was at the doctor"}
        )

        rows = perform(priya, "register.history", {"session": session, "case": adam})

        first, second = "Absent, not acceptable", "Absent, accepted: medical"
        assert [
            (row.by, row.reason, {part.key: (part.before, part.after) for part in row.changes}) for row in rows
        ] == [
            ("Sam Lee", "He rang", {"code": (first, second), "reason": ("No reason given", "Doctor")}),
            ("Sam Lee", "He rang", {"note": ("Ring him", "He was at the doctor")}),
            ("Priya Nair", "", {"code": ("", first)}),
            ("Priya Nair", "", {"note": ("", "Ring him")}),
        ]

    def test_a_correction_made_on_an_older_note_or_mark_is_refused(self, office: Office) -> None:
        """ATT-14."""
        group, (adam,) = placed(office)
        priya, sam = office.desk("priya"), office.desk("sam")
        session = first_session(priya, group)
        marks = [{"case": adam, "code": "ATTC", "minutes": 150, "note": "First"}]
        perform(priya, "register.take", {"session": session, "marks": marks, "head_count": 1})
        one = {"session": session, "case": adam, "reason": "Wrong"}
        perform(sam, "register.correct", {**one, "note": "Second"})

        with pytest.raises(Stale):
            perform(priya, "register.correct", {**one, "note": "Third", "seen_note": "First"})

        assert perform(priya, "register.open", {"session": session}).rows[0].note == "Second"

    def test_a_reason_that_a_mark_must_have_is_not_cleared(self, office: Office) -> None:
        group, (adam,) = placed(office)
        desk = office.desk("priya")
        session = first_session(desk, group)
        marks = [{"case": adam, "code": "UAAB", "reason": "No reason given"}]
        perform(desk, "register.take", {"session": session, "marks": marks, "head_count": 0})
        wanted = {"session": session, "case": adam, "mark_reason": None, "reason": "Not known"}

        with pytest.raises(InvalidInput) as refused:
            perform(desk, "register.correct", wanted)

        assert refused.value.problems == {"mark_reason": "This mark needs a reason."}
