"""Peer support at the door, in meetings and afterwards: every rule of domain.md 5.5 through the acts (PEER-1 to 11)."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from app.core.errors import InvalidInput, Missing, NotAllowed
from app.desk.catalogue import perform
from app.domain.peer import Agreement
from models.programme.peer import Evening
from tests.offices import Office, both_engines
from tests.programme.flows import a_group
from tests.programme.peer_flows import (
    PEER_PLAN,
    a_newcomer,
    a_peer_group,
    came_to,
    evening_of,
    may_start,
    meetings,
    welcomed,
)


class TestTheDoor:
    @both_engines
    def test_a_new_man_is_in_at_once_and_starts_only_when_his_gates_have_passed(self, office: Office) -> None:
        """PEER-1, PEER-2, PEER-4, PEER-9: no screening, entry by 16 November; stood down until GATE-1 to 3 pass."""
        group = a_peer_group(office)

        saved = perform(office.desk("pete"), "peer.welcome", a_newcomer(group, messaging_explained=True))

        assert (saved.name, saved.entry_due, saved.next_on) == ("Hassan", date(2026, 11, 16), date(2026, 11, 3))
        case = perform(office.desk("priya"), "case.show", {"case": saved.case})
        assert (case.state, case.given_name, case.family_name) == ("placed", "Hassan", "")
        (man,) = perform(office.desk("pete"), "peer_group.show", {"group": group}).men
        assert (man.name, man.takes_part, man.entry_due) == ("Hassan", False, date(2026, 11, 16))

        session = meetings(office, group)[0]
        office.clock.move_to(evening_of(office, session, group))
        marks = [{"case": saved.case, "code": "ATTC", "minutes": 120}]
        given = {"session": session, "marks": marks, "head_count": 1}
        with pytest.raises(NotAllowed, match="does not take part yet"):
            perform(office.desk("pete"), "register.take", given)

    def test_his_clearance_is_asked_when_his_details_are_known_and_he_starts_by_a_register(
        self, office: Office
    ) -> None:
        """PEER-9: the same partner-safety gate as any group; asked without details it would be judged in the dark."""
        group = a_peer_group(office)
        case = welcomed(office, group)
        assert perform(office.partner_desk("maya"), "clearance.list", {}) == ()

        may_start(office, group, case)
        came_to(office, group, case, 1)

        assert perform(office.desk("priya"), "case.show", {"case": case}).state == "on_programme"
        (man,) = perform(office.desk("pete"), "peer_group.show", {"group": group}).men
        assert (man.takes_part, man.entry_due, man.meetings) == (True, None, 1)

    @pytest.mark.parametrize("criterion", ["no_confusion", "no_use_in_meetings"])
    def test_only_the_two_exclusions_keep_a_man_out_and_both_are_asked(self, office: Office, criterion: str) -> None:
        """PEER-1: everyone is welcome but for severe confusion and for use during meetings."""
        group = a_peer_group(office)
        answers = {"no_confusion": "no", "no_use_in_meetings": "no"}

        with pytest.raises(InvalidInput) as refused:
            perform(office.desk("pete"), "peer.welcome", a_newcomer(group, answers={**answers, criterion: "yes"}))
        with pytest.raises(InvalidInput) as unasked:
            perform(office.desk("pete"), "peer.welcome", a_newcomer(group, answers={}))

        assert list(refused.value.problems) == [f"answers.{criterion}"]
        assert list(unasked.value.problems) == ["answers.no_confusion", "answers.no_use_in_meetings"]
        assert perform(office.desk("jo"), "case.list", {}).total == 0

    def test_the_agreements_are_signed_beforehand_in_the_version_in_force(self, office: Office) -> None:
        """PEER-4: told beforehand and signed, with their version."""
        group = a_peer_group(office)
        pete = office.desk("pete")

        with pytest.raises(InvalidInput, match=r"agreements"):
            perform(pete, "peer.welcome", a_newcomer(group, agreements_signed=False))
        with pytest.raises(InvalidInput) as older:
            perform(pete, "peer.welcome", a_newcomer(group, agreements_version="0"))

        assert older.value.problems == {"agreements_version": "Version 1 of the agreements must be signed."}
        page = perform(pete, "peer_group.show", {"group": group})
        assert (len(page.agreements), page.agreements_version) == (len(Agreement), "1")

    def test_no_region_and_no_end_date_are_asked_and_the_group_goes_on(self, office: Office) -> None:
        """PEER-8: no region limit, no end date; only that the risks of a messaging group were explained is kept."""
        group = a_peer_group(office)
        case = welcomed(office, group, messaging_explained=True)

        page = perform(office.desk("priya"), "case.show", {"case": case})
        shown = perform(office.desk("priya"), "group.show", {"group": group})

        assert page.moves
        assert (shown.rolling, page.completion_offered) == (True, False)

    def test_only_a_peer_group_takes_somebody_at_the_door(self, office: Office) -> None:
        group = a_group(office.desk("priya"), facilitators=["priya", "pete"])

        with pytest.raises(NotAllowed, match="by a referral"):
            perform(office.desk("pete"), "peer.welcome", a_newcomer(group, answers={}))

    def test_no_peer_group_is_opened_without_a_named_clinical_partner(self, office: Office) -> None:
        """PEER-9: an experienced clinical partner is mandatory."""
        nobody = {key: value for key, value in PEER_PLAN.items() if key != "clinical_partner"}

        with pytest.raises(InvalidInput) as refused:
            perform(office.desk("jo"), "group.preview", nobody)

        assert list(refused.value.problems) == ["clinical_partner"]
        group = a_peer_group(office)
        named = {"group": group, "clinical_partner": "Dr B Stone"}
        assert perform(office.desk("jo"), "peer_group.name_partner", named).clinical_partner == "Dr B Stone"
        with pytest.raises(InvalidInput):
            perform(office.desk("jo"), "peer_group.name_partner", {**named, "clinical_partner": " "})

    def test_another_peer_workers_group_is_not_there(self, office: Office) -> None:
        group = a_peer_group(office, facilitators=["priya", "sam"])

        for name, given in (("peer_group.show", {}), ("peer.welcome", a_newcomer(group)), ("enquiry.list", {})):
            with pytest.raises(Missing):
                perform(office.desk("pete"), name, {"group": group, **given})
        assert perform(office.desk("pete"), "peer_group.list", {}) == ()


class TestRequests:
    def test_a_request_is_answered_the_same_day_and_one_that_is_not_stands_on_today(self, office: Office) -> None:
        """PEER-3: received and answered time are logged; unanswered it is due today and overdue tomorrow."""
        group = a_peer_group(office)
        pete = office.desk("pete")
        made = perform(pete, "enquiry.record", {"group": group, "received_at": "2026-11-02T08:30", "first_name": "Ali"})
        due = [row for row in perform(pete, "today.show", {}).rows if row.act == "enquiry.answer"]
        assert [row.part for row in due] == ["today"]

        office.clock.move_to(datetime(2026, 11, 3, 9, tzinfo=UTC))
        late = [row for row in perform(pete, "today.show", {}).rows if row.act == "enquiry.answer"]
        answered = {"group": group, "enquiry": made.enquiry, "ended": "comes"}
        row = perform(pete, "enquiry.answer", answered)

        assert [row.part for row in late] == ["overdue"]
        assert (row.same_day, row.words) == (False, "Comes to a meeting")
        again = {"group": group, "received_at": "2026-11-03T08:00", "answered_at": "2026-11-03T08:20"}
        assert perform(pete, "enquiry.record", again).same_day
        assert not [row for row in perform(pete, "today.show", {}).rows if row.act == "enquiry.answer"]

    def test_times_that_cannot_be_are_named(self, office: Office) -> None:
        group = a_peer_group(office)

        for changes, name in (
            ({"received_at": "soon"}, "received_at"),
            ({"received_at": "2026-11-02T23:00"}, "received_at"),
            ({"received_at": "2026-11-02T08:30", "answered_at": "2026-11-02T08:00"}, "answered_at"),
            ({"received_at": "2026-11-02T08:30", "ended": "comes"}, "answered_at"),
        ):
            with pytest.raises(InvalidInput) as refused:
                perform(office.desk("pete"), "enquiry.record", {"group": group, **changes})
            assert list(refused.value.problems) == [name]

    def test_a_man_who_is_welcomed_closes_his_earlier_request(self, office: Office) -> None:
        group = a_peer_group(office)
        pete = office.desk("pete")
        made = perform(pete, "enquiry.record", {"group": group, "received_at": "2026-11-02T08:30", "first_name": "Ali"})

        welcomed(office, group, "Ali", enquiry=made.enquiry)

        (row,) = perform(pete, "enquiry.list", {"group": group})
        assert (row.same_day, row.ended, row.heard_from) == (True, "comes", "A friend")


class TestMeetings:
    def test_a_time_out_is_a_skill_used_and_no_absence(self, office: Office) -> None:
        """PEER-6: left, came back, follow-up; it is counted beside the meetings and never as missed."""
        group = a_peer_group(office)
        case = welcomed(office, group)
        may_start(office, group, case)
        session = next(one for one in meetings(office, group) if evening_of(office, one, group) > office.clock.now())
        office.clock.move_to(evening_of(office, session, group))
        out = {"came_back": True, "follow_up": "He rang the next day."}
        marks = [{"case": case, "code": "ATTC", "minutes": 120, "time_out": out}]

        saved = perform(office.desk("pete"), "register.take", {"session": session, "marks": marks, "head_count": 1})

        (man,) = perform(office.desk("pete"), "peer_group.show", {"group": group}).men
        assert (man.meetings, man.time_outs, saved.follow_ups) == (1, 1, ())
        assert [one.time_out for one in man.strip if one.code] == [True]

    def test_after_four_meetings_a_talk_is_due_and_nobody_is_kept_out(self, office: Office) -> None:
        """PEER-5: four meetings and no review stand on the overdue list; a fifth meeting is attended as ever."""
        group = a_peer_group(office)
        case = welcomed(office, group)
        may_start(office, group, case)
        came_to(office, group, case, 4)
        pete = office.desk("pete")

        (due,) = perform(pete, "responsibility.due", {})
        came_to(office, group, case, 1)
        row = next(row for row in perform(pete, "today.show", {}).rows if row.act == "responsibility.review")

        assert (due.words, due.meetings) == ("Fourth meeting: talk with Hassan", 4)
        assert (row.words, row.part) == ("Meeting 5: talk with Hassan", "overdue")
        saved = perform(pete, "responsibility.review", {"case": case, "outcome": "in_part"})
        assert (saved.ended, perform(pete, "responsibility.due", {})) == (False, ())

    def test_who_still_blames_only_others_is_ended_by_two_and_not_by_a_peer_worker(self, office: Office) -> None:
        """PEER-5: ended with the code `blames_only_others`; a peer worker notes it, a manager is the second name."""
        group = a_peer_group(office)
        case = welcomed(office, group)
        may_start(office, group, case)
        came_to(office, group, case, 4)
        given = {"case": case, "outcome": "blames_only_others"}

        with pytest.raises(NotAllowed, match="facilitator or manager"):
            perform(office.desk("pete"), "responsibility.review", {**given, "second": "jo"})
        noted = perform(office.desk("pete"), "responsibility.review", given)
        asked = [row.words for row in perform(office.desk("priya"), "today.show", {}).rows if row.act == "case.move"]
        ended = perform(office.desk("priya"), "responsibility.review", {**given, "second": "jo"})

        assert (noted.to_be_ended, ended.ended) == (True, True)
        assert asked == ["End his place: Hassan"]
        history = perform(office.desk("priya"), "case.history", {"case": case})
        assert history[0].words == "Moved to “Ended by the service”"
        assert ("excluded", case) in [
            (line.kind, line.case) for line in perform(office.partner_desk("maya"), "inbox.list", {})
        ]

    def test_who_was_away_is_welcomed_back_without_a_new_intake_and_cleared_anew(self, office: Office) -> None:
        """PEER-7: away, then placed again by one act; his meetings stay, his clearance is asked once more (CLR-1)."""
        group = a_peer_group(office)
        case = welcomed(office, group)
        may_start(office, group, case)
        came_to(office, group, case, 1)
        perform(office.desk("priya"), "case.move", {"case": case, "to": "away", "reason_code": "own_request"})
        pete = office.desk("pete")
        (away,) = perform(pete, "peer_group.show", {"group": group}).away

        perform(pete, "peer.welcome_back", {"group": group, "case": case})

        page = perform(pete, "peer_group.show", {"group": group})
        assert (away.name, page.away) == ("Hassan", ())
        assert (page.men[0].meetings, page.men[0].takes_part) == (1, False)
        assert perform(office.desk("priya"), "case.show", {"case": case}).clearance == "Awaiting safety clearance"
        with pytest.raises(NotAllowed):
            perform(pete, "peer.welcome_back", {"group": group, "case": case})


class TestEvenings:
    def test_themes_are_the_groups_and_name_nobody(self, office: Office) -> None:
        group = a_peer_group(office)
        welcomed(office, group)
        session = meetings(office, group)[0]
        pete = office.desk("pete")

        with pytest.raises(InvalidInput) as refused:
            perform(pete, "theme.record", {"session": session, "themes": ["Anger at home", "hassan’s brother"]})
        saved = perform(
            pete, "theme.record", {"session": session, "themes": ["Anger at home"], "tags": ["hope", "hope"]}
        )

        assert list(refused.value.problems) == ["themes.1"]
        assert (saved.themes, saved.tags) == (("Anger at home",), ("hope",))

    def test_the_same_evening_saved_again_is_no_second_row(self, office: Office) -> None:
        group = a_peer_group(office)
        session = meetings(office, group)[0]
        given = {"session": session, "themes": ["Anger at home"], "tags": ["hope"]}
        for _time in range(2):
            perform(office.desk("pete"), "theme.record", given)
        perform(office.desk("pete"), "theme.record", {**given, "tags": []})

        with office.programme.work(reading=True) as work:
            assert work.session.scalar(select(func.count()).select_from(Evening)) == 2

    def test_who_led_which_part_stays_beside_the_themes_and_the_guard_may_stop_the_meeting(
        self, office: Office
    ) -> None:
        group = a_peer_group(office, programme="steps12", code="STEPS-1")
        session = meetings(office, group)[0]
        pete = office.desk("pete")
        perform(pete, "theme.record", {"session": session, "themes": ["Honesty"]})
        user = office.people["priya"].id

        with pytest.raises(InvalidInput, match="process guard"):
            perform(pete, "evening.record", {"session": session, "stopped_reason": "Two men shouted"})
        given = {"session": session, "roles": [{"part": "guard", "user": user}], "stopped_reason": "Two men shouted"}
        saved = perform(pete, "evening.record", given)

        assert (saved.themes, saved.stopped_reason) == (("Honesty",), "Two men shouted")
        assert [role.part for role in saved.roles] == ["Aim", "Newcomers", "Round", "Step", "Talk", "guard"]
        assert [role.name for role in saved.roles if role.name] == ["Priya Nair"]

    def test_steps_are_his_own_in_any_order_and_again(self, office: Office) -> None:
        group = a_peer_group(office, programme="steps12", code="STEPS-1")
        case = welcomed(office, group)
        pete = office.desk("pete")

        for step in (9, 2, 9):
            shown = perform(pete, "step.record", {"case": case, "step": step})

        assert shown.taken == ("Justice", "Hope", "Justice")
        assert [row.times for row in shown.steps if row.times] == [1, 2]
        with pytest.raises(InvalidInput, match="12 steps"):
            perform(pete, "step.record", {"case": case, "step": 13})

    def test_a_programme_without_named_steps_has_none_to_take(self, office: Office) -> None:
        group = a_peer_group(office)

        with pytest.raises(InvalidInput, match="no named steps"):
            perform(office.desk("pete"), "step.record", {"case": welcomed(office, group), "step": 1})

    def test_tags_stand_on_a_note_that_was_written(self, office: Office) -> None:
        group = a_peer_group(office)
        case = welcomed(office, group)
        pete, session = office.desk("pete"), meetings(office, group)[0]
        given = {"session": session, "case": case, "tags": ["meaning", "meaning"]}

        with pytest.raises(InvalidInput, match="note first"):
            perform(pete, "note.tag", given)
        perform(pete, "note.write", {"session": session, "case": case, "text": "He spoke of work."})

        assert perform(pete, "note.tag", given).tags == ("meaning",)
        (mine,) = perform(pete, "evening.show", {"session": session}).notes
        (note,) = perform(office.desk("jo"), "case.records", {"case": case}).notes
        perform(office.desk("jo"), "note.tag", {**given, "tags": ["hope"]})
        assert (mine.case, mine.tags) == (case, ("meaning",))
        assert (note.tags, note.is_taggable) == (("meaning",), True)
        assert perform(pete, "evening.show", {"session": session}).notes[0].tags == ("hope",)

    def test_a_peer_worker_is_shown_only_the_notes_they_wrote(self, office: Office) -> None:
        group = a_peer_group(office)
        case = welcomed(office, group)
        session = meetings(office, group)[0]
        perform(office.desk("priya"), "note.write", {"session": session, "case": case, "text": "He spoke of work."})

        assert perform(office.desk("pete"), "evening.show", {"session": session}).notes == ()
        assert len(perform(office.desk("priya"), "evening.show", {"session": session}).notes) == 1


class TestWorkers:
    def test_competences_are_rated_with_evidence_and_supervision_is_logged(self, office: Office) -> None:
        """PEER-10: paid or voluntary, since when, eight competences 0 to 4 with evidence, supervision log."""
        user, jo = office.people["pete"].id, office.desk("jo")
        perform(jo, "peer_worker.describe", {"user": user, "paid": "voluntary", "since": "2025-03-01"})

        with pytest.raises(InvalidInput) as bare:
            perform(jo, "competence.rate", {"user": user, "ratings": {"firmness": 3}})
        with pytest.raises(InvalidInput) as high:
            perform(jo, "competence.rate", {"user": user, "ratings": {"firmness": 5}, "evidence": {"firmness": "x"}})
        given = {"user": user, "ratings": {"firmness": 3}, "evidence": {"firmness": "He stopped a quarrel."}}
        perform(jo, "competence.rate", given)
        row = perform(jo, "supervision.record", {"user": user, "notes": "All well", "next_on": "2026-11-09"})

        assert list(bare.value.problems) == ["evidence.firmness"]
        assert list(high.value.problems) == ["ratings.firmness"]
        assert (row.paid, row.since, len(row.competences)) == ("voluntary", date(2025, 3, 1), 8)
        assert {one.key: one.rating for one in row.competences}["firmness"] == 3
        assert {one.key: one.rating for one in row.competences}["stigma"] is None
        due = [one for one in perform(jo, "today.show", {}).rows if one.act == "supervision.record"]
        assert [one.words for one in due] == ["Supervision: Pete Moss"]

    def test_a_facilitator_stands_by_those_of_own_groups_alone(self, office: Office) -> None:
        user = office.people["pete"].id
        before = perform(office.desk("priya"), "supervision.show", {})

        a_peer_group(office)

        assert before == ()
        assert [row.name for row in perform(office.desk("priya"), "supervision.show", {})] == ["Pete Moss"]
        with pytest.raises(Missing):
            perform(office.desk("sam"), "supervision.record", {"user": user})

    def test_the_rung_is_kept_over_time_and_blocks_nothing(self, office: Office) -> None:
        group = a_peer_group(office)
        case = welcomed(office, group)
        priya = office.desk("priya")

        perform(priya, "motivation.record", {"case": case, "rung": "external", "pressures": ["court"]})
        given = {"case": case, "rung": "identified", "note": "He asked for the book."}
        rows = perform(priya, "motivation.record", given)

        assert [row.rung for row in rows] == ["external", "identified"]
        assert [row.note for row in rows] == ["", "He asked for the book."]
        with pytest.raises(NotAllowed):
            perform(office.desk("pete"), "motivation.show", {"case": case})
