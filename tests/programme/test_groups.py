"""Groups: what is previewed is what is opened; who may be placed in them, and what asks for his clearance."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from app.core.errors import InvalidInput, Missing, NotAllowed, Stale
from app.desk.catalogue import perform
from models.programme.account import Closure
from models.programme.crossing import BoxItem, ClearanceAsked
from models.programme.group import Group, Session
from tests.offices import Office, both_engines
from tests.programme.flows import a_group, cleared, waiting

PLAN = {
    "programme": "bbr",
    "code": "TUE-1",
    "starts_on": "2026-11-10",
    "slots": [{"weekday": "tue", "start": "18:30"}],
    "facilitators": ["priya", "sam"],
}


def rows(office: Office, table: type) -> int:
    """How many rows a table has."""
    with office.programme.work() as work:
        return work.session.execute(select(func.count()).select_from(table)).scalar_one()


@both_engines
class TestOpening:
    def test_a_group_is_opened_exactly_as_it_was_previewed(self, office: Office) -> None:
        """SCH-1, SCH-12, SCH-18: in pack order, with the place and people of the group."""
        desk = office.desk("priya")

        seen = perform(desk, "group.preview", PLAN)
        made = perform(desk, "group.open", {**PLAN, "preview": seen.preview})
        shown = perform(desk, "group.show", {"group": made.group})

        assert len(seen.sessions) == 29
        assert [(one.title, one.starts_at) for one in shown.sessions] == [
            (one.title, one.starts_at) for one in seen.sessions
        ]
        assert f"{shown.sessions[0].starts_at:%Y-%m-%d %H:%M}" == "2026-11-10 18:30"
        assert [one.label for one in shown.facilitators] == ["Priya Nair", "Sam Lee"]
        assert [line.code for line in perform(desk, "group.list", {})] == ["TUE-1"]

    def test_a_plan_that_changed_since_its_preview_is_not_opened(self, office: Office) -> None:
        desk = office.desk("priya")
        seen = perform(desk, "group.preview", PLAN)
        with office.programme.work() as work:
            day = datetime(2026, 11, 24, tzinfo=UTC)
            work.add(Closure(from_day=day.date(), to_day=day.date(), reason="Flood", added_at=day, added_by="21" * 16))

        with pytest.raises(Stale):
            perform(desk, "group.open", {**PLAN, "preview": seen.preview})

        assert (rows(office, Group), rows(office, Session)) == (0, 0)


class TestPlanning:
    def test_a_skipped_day_is_named_and_a_closure_of_the_group_stays_with_it(self, office: Office) -> None:
        """SCH-10, SCH-16: each skipped day with its reason."""
        desk = office.desk("priya")
        plan = {**PLAN, "closures": [{"from": "2026-11-24", "to": "2026-11-24", "reason": "No heating"}]}

        seen = perform(desk, "group.preview", plan)
        made = perform(desk, "group.open", {**plan, "preview": seen.preview})

        moved = next(one for one in seen.sessions if one.title == "Foundation 1")
        assert f"{moved.starts_at:%Y-%m-%d}" == "2026-12-01"
        assert [one.words for one in moved.moved_because] == ["24 November 2026: No heating"]
        session = perform(desk, "group.show", {"group": made.group}).sessions[2]
        back = {"session": session.session, "starts_at": "2026-11-24T18:30"}
        assert any("No heating" in words for words in perform(desk, "session.preview_move", back).warnings)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"programme": "none"}, "programme"),
            ({"slots": [{"weekday": "someday", "start": "18:30"}]}, "slots"),
            ({"slots": [{"weekday": "tue", "start": "half six"}]}, "slots"),
            ({"facilitators": ["priya", "priya"]}, "facilitators"),
            ({"facilitators": ["maya"]}, "facilitators"),
            ({"seats": 13}, "seats"),
            ({"place": "nowhere"}, "place"),
            ({"region": "FR"}, "region"),
            ({"code": "  "}, "code"),
        ],
    )
    def test_what_cannot_be_planned_is_said_by_field(self, office: Office, changes: dict, field: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            perform(office.desk("priya"), "group.preview", {**PLAN, **changes})

        assert set(refused.value.problems) == {field}

    @pytest.mark.parametrize("id", ["TUE-1", "", "0" * 32])
    def test_what_is_no_groups_id_is_not_there(self, office: Office, id: str) -> None:
        with pytest.raises(Missing):
            perform(office.desk("priya"), "group.show", {"group": id})

    def test_a_group_that_meets_no_more_and_has_nobody_is_listed_only_when_asked(self, office: Office) -> None:
        desk = office.desk("priya")
        a_group(desk)
        office.clock.move_to(datetime(2027, 12, 1, tzinfo=UTC))

        assert perform(desk, "group.list", {}) == ()
        assert [(one.code, one.is_over) for one in perform(desk, "group.list", {"ended_too": True})] == [
            ("TUE-1", True)
        ]

    def test_a_code_is_used_once(self, office: Office) -> None:
        """SCH-38: whatever its case."""
        desk = office.desk("priya")
        a_group(desk)

        with pytest.raises(InvalidInput, match="has this code"):
            perform(desk, "group.preview", {**PLAN, "code": "tue-1"})

    def test_only_a_manager_brings_in_a_group_that_began_in_the_past(self, office: Office) -> None:
        """SCH-13: its past sessions owe a register or a reason."""
        plan = {**PLAN, "starts_on": "2026-09-01"}
        seen = perform(office.desk("priya"), "group.preview", plan)

        with pytest.raises(NotAllowed, match="Only a manager"):
            perform(office.desk("priya"), "group.open", {**plan, "preview": seen.preview})

        assert perform(office.desk("jo"), "group.open", {**plan, "preview": seen.preview}).group


@both_engines
class TestPlacing:
    def test_placing_a_man_asks_his_clearance_in_the_same_moment_and_shows_the_one_line(self, office: Office) -> None:
        desk = office.desk("priya")
        case, group = waiting(desk), a_group(desk)
        before = rows(office, BoxItem)

        placed = perform(desk, "group.allocate", {"group": group, "case": case})

        assert (placed.state, placed.clearance) == ("placed", "Awaiting safety clearance")
        assert (rows(office, ClearanceAsked), rows(office, BoxItem)) == (1, before + 1)
        shown = perform(desk, "group.show", {"group": group})
        assert [(one.case, one.clearance, one.cleared) for one in shown.members] == [
            (case, "Awaiting safety clearance", False)
        ]
        cleared(office, (case, group))
        (member,) = perform(desk, "group.show", {"group": group}).members
        assert member.clearance.startswith("Safety clearance given, ")

    def test_leaving_names_the_new_state_and_the_safety_team_hears_of_it(self, office: Office) -> None:
        desk = office.desk("priya")
        case, group = waiting(desk), a_group(desk)
        perform(desk, "group.allocate", {"group": group, "case": case})

        left = perform(desk, "group.leave", {"case": case, "to": "waiting", "reason_code": "operational"})

        assert (left.from_state, left.to, left.left_group) == ("placed", "waiting", "TUE-1")
        assert left.dropped_sessions == 29
        shown = perform(desk, "group.show", {"group": group})
        assert (shown.members, [one.case for one in shown.waiting]) == ((), [case])
        kinds = [line.kind for line in perform(office.partner_desk("maya"), "inbox.list", {}) if line.case == case]
        assert "moved" in kinds

    def test_a_case_of_somebody_elses_is_not_there(self, office: Office) -> None:
        case, group = waiting(office.desk("priya")), a_group(office.desk("priya"))

        with pytest.raises(Missing):
            perform(office.desk("sam"), "group.allocate", {"group": group, "case": case})

        assert rows(office, ClearanceAsked) == 0


class TestReasonsNotTo:
    def test_a_full_group_takes_nobody_but_by_a_managers_reason(self, office: Office) -> None:
        desk = office.desk("priya")
        group = a_group(desk, seats=1)
        first, second = waiting(desk), waiting(desk, given_name="Ben", external_reference="X310001")
        perform(desk, "group.allocate", {"group": group, "case": first})
        given = {"group": group, "case": second}

        rows_shown = perform(desk, "group.candidates", {"group": group})
        with pytest.raises(NotAllowed, match="no free seat"):
            perform(desk, "group.allocate", given)
        with pytest.raises(NotAllowed, match="Only a manager"):
            perform(desk, "group.allocate", {**given, "override_reason": "Agreed"})

        assert [(one.case, one.reasons_not_to) for one in rows_shown] == [(second, ("There is no free seat.",))]
        assert perform(office.desk("jo"), "group.allocate", {**given, "override_reason": "Agreed"}).state == "placed"

    def test_a_closed_group_takes_nobody_once_its_first_session_was_held(self, office: Office) -> None:
        desk = office.desk("priya")
        group, case = a_group(desk), waiting(desk)
        office.clock.move_to(datetime(2026, 11, 24, 21, 0, tzinfo=UTC))

        with pytest.raises(NotAllowed, match="nobody new"):
            perform(desk, "group.allocate", {"group": group, "case": case})

    def test_a_man_on_hold_is_a_candidate_with_his_reason(self, office: Office) -> None:
        desk = office.desk("priya")
        group, case = a_group(desk), waiting(desk)
        hold = {"kind": "legal", "reason": "Appeal", "review_on": "2026-12-01"}
        perform(desk, "case.hold", {"case": case, **hold})

        (row,) = perform(desk, "group.candidates", {"group": group})
        with pytest.raises(NotAllowed, match="open hold"):
            perform(desk, "group.allocate", {"group": group, "case": case})

        assert any("open hold" in words for words in row.reasons_not_to)

    def test_nobody_is_in_two_groups(self, office: Office) -> None:
        desk = office.desk("priya")
        group, other, case = a_group(desk), a_group(desk, code="TUE-2"), waiting(desk)
        perform(desk, "group.allocate", {"group": group, "case": case})

        with pytest.raises(NotAllowed, match="in a group already"):
            perform(desk, "group.allocate", {"group": other, "case": case})

    @pytest.mark.parametrize("said_of_the_newcomer", [True, False])
    def test_two_men_who_must_not_meet_are_never_placed_together(
        self, office: Office, *, said_of_the_newcomer: bool
    ) -> None:
        """NEV-9: whichever of the two it was said of."""
        desk = office.desk("priya")
        group, first = a_group(desk), waiting(desk)
        second = waiting(desk, given_name="Ben", external_reference="X310001")
        perform(desk, "group.allocate", {"group": group, "case": first})
        pair = (second, first) if said_of_the_newcomer else (first, second)
        perform(desk, "case.set_limits", {"case": pair[0], "not_with": [pair[1]]})

        (row,) = perform(desk, "group.candidates", {"group": group})
        with pytest.raises(NotAllowed, match="must not meet him"):
            perform(desk, "group.allocate", {"group": group, "case": second})
        given = {"group": group, "case": second, "override_reason": "Agreed"}
        with pytest.raises(NotAllowed, match="must not meet him"):
            perform(office.desk("jo"), "group.allocate", given)

        assert row.reasons_not_to == ("Somebody in this group must not meet him.",)

    def test_a_man_who_cannot_come_at_its_times_is_not_placed(self, office: Office) -> None:
        desk = office.desk("priya")
        group, case = a_group(desk), waiting(desk)
        limits = {"case": case, "cannot_attend": [{"weekday": "tue", "start": "18:30"}]}
        perform(desk, "case.set_limits", limits)

        with pytest.raises(NotAllowed, match="at the times of this group"):
            perform(desk, "group.allocate", {"group": group, "case": case})
