"""Today: what is due, for whom, and never a word of what the man may not see."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.core.errors import NotAllowed
from app.desk.catalogue import acts_of, perform
from app.programme import task_rows
from app.programme.desk import ProgrammeDesk
from tests.offices import Office, both_engines
from tests.programme.flows import a_case, prepared, screened, waiting
from tests.programme.test_registers import placed
from tests.programme.test_risks import RAISED


def rows(office: Office, login: str) -> list[tuple[str, str, str]]:
    """Act, words and part of what somebody has to do."""
    return [(row.act, row.words, row.part) for row in perform(office.desk(login), "today.show", {}).rows]


@both_engines
class TestToday:
    """today.show"""

    def test_the_way_in_is_one_row_a_case_and_moves_on_with_it(self, office: Office) -> None:
        desk = office.desk("priya")
        a_case(desk, received_on="2026-11-02")
        seen = [rows(office, "priya")]
        prepared(desk, given_name="Mark", external_reference="X2", received_on="2026-11-02")
        seen.append(rows(office, "priya"))

        assert seen[0] == [("screening.answer", "Begin the assessment: Daniel O.", "week")]
        assert seen[1] == [*seen[0], ("screening.decide", "Decide: Mark O.", "later")]

    def test_what_was_due_before_now_is_overdue_and_comes_first(self, office: Office) -> None:
        desk = office.desk("priya")
        screened(desk, received_on="2026-11-02")
        a_case(desk, given_name="Mark", external_reference="X2", received_on="2026-11-02")

        office.clock.move_to(datetime(2026, 11, 5, 9, 0, tzinfo=UTC))

        assert [part for _act, _words, part in rows(office, "priya")] == ["overdue", "later"]

    def test_every_role_has_a_list_and_only_its_own_work_in_it(self, office: Office) -> None:
        a_case(office.desk("priya"))
        other = a_case(office.desk("jo"), given_name="Lee", external_reference="X3")
        perform(office.desk("jo"), "case.assign", {"cases": [other], "to_user": office.people["sam"].id})

        assert [words for _act, words, _part in rows(office, "priya")] == ["Begin the assessment: Daniel O."]
        assert [words for _act, words, _part in rows(office, "sam")] == ["Begin the assessment: Lee O."]
        assert len(rows(office, "jo")) == 2
        assert [rows(office, login) for login in ("ada", "pete", "una")] == [[], [], []]

    def test_a_manager_hears_of_a_case_that_nobody_has(self, office: Office) -> None:
        a_case(office.desk("jo"))

        assert "case.assign" in [act for act, _words, _part in rows(office, "jo")]

    def test_a_day_to_look_again_and_an_order_that_ends_come_up_in_time(self, office: Office) -> None:
        """REF-8: after its end a report may no longer have a lawful reader."""
        desk = office.desk("priya")
        case = waiting(desk, legal_basis={"kind": "licence", "ends_on": "2026-12-20"})
        hold = {"case": case, "kind": "legal", "reason": "Appeal", "review_on": "2026-11-30"}
        perform(desk, "case.hold", hold)
        before = rows(office, "priya")

        office.clock.move_to(datetime(2026, 11, 25, 9, 0, tzinfo=UTC))

        assert {act for act, _words, _part in before} == {"report.draft", "waiting.offers"}, (
            "an order too short is said at once"
        )
        found = {act for act, _words, _part in rows(office, "priya")}
        assert found == {"case.lift_hold", "case.set_reporting", "report.draft", "waiting.offers"}

    def test_of_many_the_first_are_listed_and_the_others_counted(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """P8: a list of hundreds is read by nobody; what is left out is due later and is said to be there."""
        monkeypatch.setattr(task_rows, "FIRST", 3)
        for day, name in enumerate(("Ed", "Di", "Cy", "Bo", "Al"), start=5):
            who = {"given_name": name, "family_name": f"{name}son", "date_of_birth": f"198{day}"}
            a_case(office.desk("priya"), **who, external_reference=name, received_on=f"2026-10-0{day}")

        page = perform(office.desk("priya"), "today.show", {})

        assert [row.words for row in page.rows] == [f"Begin the assessment: {one}." for one in ("Ed E", "Di D", "Cy C")]
        assert [(more.kind, more.count, more.part) for more in page.more] == [("referrals", 2, "overdue")]

    def test_no_pile_of_older_things_hides_a_red_event_or_the_register_of_tonight(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """RED-3, ATT-11: with more that is late than the list is long, both stand in it all the same."""
        monkeypatch.setattr(task_rows, "FIRST", 4)
        monkeypatch.setattr(task_rows, "SURE", 2)
        desk = office.desk("priya")
        _group, (case,) = placed(office)
        for number in range(6):
            a_case(desk, given_name=f"Lee{'abcdef'[number]}", external_reference=f"X{number}", received_on="2026-10-01")
        perform(desk, "risk.raise", {"case": case, **RAISED, "when": office.clock.today().isoformat()})

        page = perform(desk, "today.show", {})

        assert len(page.rows) == 4
        assert {"register.take", "risk.tell"} <= {row.act for row in page.rows}
        assert [row.due for row in page.rows] == sorted(row.due for row in page.rows)
        assert len({(row.act, row.about) for row in page.rows}) == 4, "nothing stands there twice"

    def test_what_is_always_listed_does_not_make_it_read_everything_that_is_older(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """P8: a red event of today is later than all that fills the list; the look ends where the list is full."""
        monkeypatch.setattr(task_rows, "FIRST", 4)
        monkeypatch.setattr(task_rows.Look.go_on, "__defaults__", (1,))
        desk, looks, first = office.desk("priya"), list[str](), date(2026, 7, 6)
        cases = [
            a_case(desk, given_name=f"Lee{name}", external_reference=name, received_on=f"{first + week * timedelta(7)}")
            for week, name in enumerate("abcdefghijkl")
        ]
        perform(desk, "risk.raise", {"case": cases[0], **RAISED, "when": "2026-11-02"})
        real = task_rows.Look.go_on

        def counted(look: task_rows.Look, *most: int) -> None:
            looks.append(look.kind.key)
            real(look, *most)

        monkeypatch.setattr(task_rows.Look, "go_on", counted)
        rows = perform(desk, "today.show", {}).rows

        assert {"risk.tell", "screening.answer"} <= {row.act for row in rows}
        assert 1 <= looks.count("referrals") <= 6

    def test_every_row_names_an_act_of_this_desk(self, office: Office) -> None:
        desk = office.desk("priya")
        a_case(desk)
        prepared(desk, given_name="Mark", external_reference="X2")

        assert {act for act, _words, _part in rows(office, "priya")} <= set(acts_of(ProgrammeDesk))


class TestSettings:
    """settings.*, people.list, audit.show"""

    def test_a_setting_is_changed_by_those_who_may_and_shown_with_its_default(self, office: Office) -> None:
        ada, priya = office.desk("ada"), office.desk("priya")

        perform(ada, "settings.set", {"key": "notice.window_days", "value": 3})
        perform(ada, "settings.set", {"key": "notice.window_days", "value": 4})
        with pytest.raises(NotAllowed):
            perform(priya, "settings.set", {"key": "notice.window_days", "value": 0})

        (row,) = perform(priya, "settings.show", {"key": "notice.window_days"})
        assert (row.value, row.default) == (4, 1)
        assert perform(office.desk("jo"), "audit.verify", {}).ok

    def test_nobody_of_the_other_desk_stands_in_the_list_of_people(self, office: Office) -> None:
        people = perform(office.desk("priya"), "people.list", {})

        assert {row.login for row in people} == {"jo", "mo", "priya", "sam", "ada", "pete", "una"}

    def test_a_facilitator_sees_their_own_entries_of_the_log_and_a_manager_all(self, office: Office) -> None:
        a_case(office.desk("priya"))
        a_case(office.desk("sam"), given_name="Mark", external_reference="X2")

        assert {row.by for row in perform(office.desk("priya"), "audit.show", {})} == {"Priya Nair"}
        assert {row.by for row in perform(office.desk("una"), "audit.show", {})} == {"Priya Nair", "Sam Lee"}
