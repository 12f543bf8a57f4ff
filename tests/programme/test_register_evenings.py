"""Registers: how long an evening lasted, who held it, all of a group on one page, and what is taken back."""

from datetime import UTC, datetime

import pytest

from app.core.errors import InvalidInput, Missing, NotAllowed
from app.desk.catalogue import perform
from app.programme.planned import CANCELLED, plan_of
from models.programme.account import Place
from tests.offices import Office, both_engines
from tests.programme.flows import a_group
from tests.programme.test_registers import FIRST_EVENING, first_session, placed


@both_engines
class TestLengthAndHolders:
    def test_a_longer_session_counts_with_the_minutes_it_lasted(self, office: Office) -> None:
        """ATT-2, ATT-7: up to the actual length if longer was recorded; the dose has them."""
        group, (adam, ben) = placed(office, 2)
        desk = office.desk("priya")
        given = {"session": first_session(desk, group), "head_count": 2, "actual_minutes": 180}
        marks = [{"case": adam, "code": "ATTC", "minutes": 180}, {"case": ben, "code": "ATTC", "late_minutes": 20}]

        with pytest.raises(InvalidInput, match="0 to 150"):
            perform(desk, "register.take", {**given, "actual_minutes": None, "marks": marks})
        perform(desk, "register.take", {**given, "marks": marks})

        shown = perform(desk, "register.open", {"session": given["session"]})
        assert (shown.actual_minutes, shown.about.minutes) == (180, 150)
        assert {row.case: row.mark.minutes for row in shown.rows} == {adam: 180, ben: 160}
        assert perform(desk, "case.attendance", {"case": adam}).minutes == 180
        fixed = {"session": given["session"], "case": ben, "late_minutes": 10, "reason": "Ten, not twenty"}
        assert perform(desk, "register.correct", fixed).mark.minutes == 170
        perform(desk, "register.take", {**given, "actual_minutes": 150, "marks": []})
        assert perform(desk, "register.open", {"session": given["session"]}).actual_minutes is None
        fixed = {"session": given["session"], "case": ben, "concern": "Pale", "reason": "Forgotten"}
        assert perform(desk, "register.correct", fixed).mark.minutes == 170, "times that nobody touched stay"

    def test_a_length_that_is_hard_to_believe_is_asked_about_once(self, office: Office) -> None:
        """ATT-2: a question, never a limit."""
        group, (adam,) = placed(office)
        desk = office.desk("priya")
        marks = [{"case": adam, "code": "ATTC", "minutes": 400}]
        given = {"session": first_session(desk, group), "head_count": 1, "actual_minutes": 400, "marks": marks}

        with pytest.raises(InvalidInput, match="Did it last 400 minutes") as refused:
            perform(desk, "register.take", given)

        assert set(refused.value.problems) == {"actual_minutes"}
        assert perform(desk, "register.open", {"session": given["session"]}).savings == 0
        assert perform(desk, "register.take", {**given, "actual_is_right": True}).recorded == 1

    def test_who_held_it_is_kept_with_each_saving_and_the_group_shows_the_shares(self, office: Office) -> None:
        """ATT-6: who actually held it, cover noted; a session of which nobody said it is not known (NEV-14)."""
        group, (adam,) = placed(office)
        desk, ids = office.desk("priya"), {name: one.id for name, one in office.people.items()}
        plan = [one for one in perform(desk, "group.show", {"group": group}).sessions if one.kind == "group"]
        office.clock.move_to(plan[2].starts_at)
        marks = [{"case": adam, "code": "ATTC", "minutes": 150}]
        for at, held in ((0, ["priya", "sam"]), (1, ["priya", "mo"]), (2, None)):
            given = {"session": plan[at].session, "marks": marks, "head_count": 1, "held_by": held}
            perform(desk, "register.take", given)
        perform(desk, "register.take", {"session": plan[0].session, "marks": [], "head_count": 1, "held_by": ["priya"]})

        shown = perform(desk, "group.continuity", {"group": group})

        assert [(one.held_by, one.stood_in) for one in shown.sessions] == [
            (("Priya Nair",), ()), (("Priya Nair", "Mo Grant"), ("Mo Grant",)), ((), ()),
        ]  # fmt: skip
        assert [(one.label, one.runs_group, one.held, one.of) for one in shown.people] == [
            ("Priya Nair", True, 2, 2), ("Mo Grant", False, 1, 2), ("Sam Lee", True, 0, 2),
        ]  # fmt: skip
        people = perform(desk, "register.open", {"session": plan[2].session}).holders
        assert {one.user for one in people if one.held} == {ids["priya"], ids["sam"]}, "as planned until said"

    def test_its_page_names_the_room_as_people_call_it(self, office: Office) -> None:
        with office.programme.work() as work:
            work.add(Place(code="room-2", name="Room 2", region="ENG-WLS"))
        desk = office.desk("priya")
        session = first_session(desk, a_group(desk, place="room-2"))

        assert perform(desk, "register.open", {"session": session}).place == "Room 2"

    def test_all_registers_of_a_group_stand_on_one_page_with_the_newest_marks(self, office: Office) -> None:
        """P9: men by sessions that have begun; who left stands below; what nobody recorded is not known (NEV-14)."""
        group, (adam, ben) = placed(office, 2)
        desk = office.desk("priya")
        plan = [one for one in perform(desk, "group.show", {"group": group}).sessions if one.kind == "group"]
        office.clock.move_to(plan[2].starts_at)
        came, not_here = {"code": "ATTC", "minutes": 150}, {"code": "UAAB", "reason": "no reason given"}
        marks = [{"case": adam, **came}, {"case": ben, **not_here}]
        perform(desk, "register.take", {"session": plan[0].session, "marks": marks, "head_count": 1})
        mended = {"session": plan[0].session, "case": ben, "code": "ATTC", "minutes": 150, "reason": "Sat behind Adam"}
        perform(desk, "register.correct", mended)
        perform(desk, "case.move", {"case": adam, "to": "withdrawn", "reason_code": "own_request"})

        shown = perform(desk, "group.marks", {"group": group})

        assert [(one.number, one.has_register, one.attended) for one in shown.sessions] == [
            (1, True, 2), (2, False, 0), (3, False, 0),
        ]  # fmt: skip
        assert [(man.case, man.is_member, man.codes, man.attended) for man in shown.men] == [
            (ben, True, ("ATTC", None, None), 1), (adam, False, ("ATTC", None, None), 1),
        ]  # fmt: skip

    def test_a_session_that_was_cancelled_is_none_of_its_registers(self, office: Office) -> None:
        group = a_group(office.desk("priya"))
        with office.programme.work() as work:
            first = next(one for one in plan_of(work, group) if one.kind == "group")
            first.status = CANCELLED
        office.clock.move_to(FIRST_EVENING)

        assert perform(office.desk("priya"), "group.marks", {"group": group}).sessions == ()

    def test_the_registers_of_a_group_are_for_those_who_run_it_and_for_managers(self, office: Office) -> None:
        group = a_group(office.desk("priya"), facilitators=["priya"])

        with pytest.raises(Missing):
            perform(office.desk("sam"), "group.marks", {"group": group})

        assert not perform(office.desk("sam"), "group.show", {"group": group}).is_mine
        assert perform(office.desk("mo"), "group.show", {"group": group}).is_mine

    @pytest.mark.parametrize("named", [[], ["nobody"], ["maya"], ["priya", "priya"]])
    def test_who_held_it_works_at_this_desk(self, office: Office, named: list[str]) -> None:
        group, (adam,) = placed(office)
        desk = office.desk("priya")
        marks = [{"case": adam, "code": "ATTC", "minutes": 150}]
        given = {"session": first_session(desk, group), "marks": marks, "head_count": 1, "held_by": named}

        with pytest.raises(InvalidInput) as refused:
            perform(desk, "register.take", given)

        assert set(refused.value.problems) == {"held_by"}


@both_engines
class TestTakingBack:
    def test_a_session_noted_as_not_held_by_mistake_owes_its_register_again(self, office: Office) -> None:
        """ATT-16: with a reason; what was noted stays to be read."""
        group, (adam,) = placed(office)
        desk = office.desk("priya")
        session = first_session(desk, group)
        wanted = {"session": session, "reason": "It was another week"}
        with pytest.raises(NotAllowed, match="not noted as not held"):
            perform(desk, "session.held_after_all", wanted)
        perform(desk, "session.not_held", {"session": session, "reason": "The hall was locked"})
        with pytest.raises(InvalidInput, match="why it was held"):
            perform(desk, "session.held_after_all", {**wanted, "reason": " "})

        perform(desk, "session.held_after_all", wanted)

        shown = perform(desk, "register.open", {"session": session})
        assert (shown.about.status, shown.can_be_taken) == ("planned", True)
        assert [one.words for one in shown.about.moved_because if one.kind == "not_held"] == [
            "Noted as not held: The hall was locked. Taken back: It was another week"
        ]
        marks = [{"case": adam, "code": "ATTC", "minutes": 150}]
        assert perform(desk, "register.take", {"session": session, "marks": marks, "head_count": 1}).recorded == 1


class TestPhoning:
    def test_the_number_stands_on_the_register_until_it_was_phoned(self, office: Office) -> None:
        """ATT-10: for any man, and no longer than until the next working day."""
        perform(office.desk("jo"), "settings.set", {"key": "office.on_call_number", "value": "07700 900199"})
        group, (adam,) = placed(office)
        desk = office.desk("priya")
        session = {"session": first_session(desk, group)}
        assert perform(desk, "register.open", session).phone is None
        marks = [{"case": adam, "code": "UAAB", "reason": "No reason given"}]
        perform(desk, "register.take", {**session, "marks": marks, "head_count": 0})

        due = perform(desk, "register.open", session).phone
        perform(desk, "register.phoned", session)
        done = perform(desk, "register.open", session).phone
        office.clock.move_to(datetime(2026, 11, 25, 8, 0, tzinfo=UTC))

        assert (due.number, due.phoned_at) == ("07700 900199", None)
        assert f"{done.phoned_at:%H:%M}" == "21:00"
        assert perform(desk, "register.open", session).phone is None
