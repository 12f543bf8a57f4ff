"""Risk: results kept as received, red events with a clock that somebody else stops."""

from datetime import timedelta

import pytest

from app.core.errors import InvalidInput, Missing, NotAllowed
from app.desk.catalogue import perform
from tests.offices import Office, both_engines
from tests.programme.flows import a_case, waiting
from tests.programme.test_referrals import box

RAISED = {
    "kind": "new_violence",
    "what": "He says he hit her.",
    "when": "2026-11-01",
    "source_class": "his_own",
}


def result(desk: object, case: str, **changes: object) -> object:
    """One risk result."""
    given = {"tool": "SARA", "taken_on": "2026-11-02", "assessor": "J Marsh", "results": {"partner": "medium"}}
    return perform(desk, "risk.record_result", {"case": case, **given, **changes})


@both_engines
class TestRedEvents:
    """RED-1 to RED-3."""

    def test_the_safety_team_is_told_when_it_is_raised_and_the_clock_runs(self, office: Office) -> None:
        desk = office.desk("priya")
        case = a_case(desk)

        raised = perform(desk, "risk.raise", {"case": case, **RAISED})

        told = {one.who: one.at for one in raised.told}
        assert set(told) == {"safety_team", "referrer", "manager"}
        assert (told["safety_team"], told["manager"]) == (office.clock.now(), None)
        assert raised.clock_due.isoformat() == "2026-11-02T17:00:00+00:00"
        item = box(office)[-1]
        assert (item.kind, item.urgent, item.data["kind"]) == ("red_event", True, "new_violence")

    def test_a_manager_acknowledges_once_and_it_stays_on_today_until_it_is_closed(self, office: Office) -> None:
        priya, jo = office.desk("priya"), office.desk("jo")
        case = a_case(priya)
        event = perform(priya, "risk.raise", {"case": case, **RAISED}).event

        def today(desk: object) -> list[str]:
            return [row.act for row in perform(desk, "today.show", {}).rows if row.about == event]

        before = today(jo)
        with pytest.raises(NotAllowed):
            perform(priya, "risk.acknowledge", {"event": event})
        perform(jo, "risk.acknowledge", {"event": event})
        with pytest.raises(NotAllowed):
            perform(jo, "risk.acknowledge", {"event": event})

        assert (before, today(jo), today(priya)) == (["risk.acknowledge"], ["risk.close"], ["risk.tell"])
        perform(jo, "risk.close", {"event": event, "told": ["manager", "referrer"], "decision": "Meeting on Friday."})
        assert today(jo) == []
        assert perform(jo, "risk.list", {"case": case}) == ()
        assert len(perform(jo, "risk.list", {"case": case, "closed_too": True})) == 1

    def test_it_stays_on_today_when_his_case_is_closed(self, office: Office) -> None:
        """RED-3: open ones stay, whatever becomes of his case."""
        desk = office.desk("priya")
        case = waiting(desk)
        given = {"kind": "new_violence", "what": "He pushed a man.", "when": "2026-11-02", "source_class": "police"}
        perform(desk, "risk.raise", {"case": case, **given})

        perform(desk, "case.move", {"case": case, "to": "withdrawn", "reason_code": "personal"})

        for login, act in (("priya", "risk.tell"), ("jo", "risk.acknowledge")):
            assert act in [row.act for row in perform(office.desk(login), "today.show", {}).rows]
        assert "risk.tell" not in [row.act for row in perform(office.desk("sam"), "today.show", {}).rows]

    def test_another_workers_event_is_not_there(self, office: Office) -> None:
        event = perform(office.desk("priya"), "risk.raise", {"case": a_case(office.desk("priya")), **RAISED}).event

        with pytest.raises(Missing):
            perform(office.desk("sam"), "risk.close", {"event": event})

    @pytest.mark.parametrize("when", ["2026-11-03", "yesterday", ""])
    def test_a_time_that_lies_ahead_or_is_none_is_refused(self, office: Office, when: str) -> None:
        """RED-4: what was told by telephone is written down with its own time."""
        desk = office.desk("priya")
        case = a_case(desk)

        with pytest.raises(InvalidInput) as refused:
            perform(desk, "risk.raise", {"case": case, **RAISED, "when": when})

        assert set(refused.value.problems) == {"when"}
        assert box(office) == []


class TestResults:
    """RSK-1, RSK-4."""

    def test_the_higher_of_two_ratings_is_the_level_and_the_number_rated_is_said(self, office: Office) -> None:
        desk = office.desk("priya")

        saved = result(desk, a_case(desk), results={"partner": "medium", "others": "high", "third": None})

        assert (saved.level, saved.rated, saved.of) == ("high", 2, 3)

    def test_children_s_services_are_told_when_there_are_children(self, office: Office) -> None:
        desk = office.desk("priya")
        case = a_case(desk, children=[{"plan": "cin"}])

        raised = perform(desk, "risk.raise", {"case": case, **RAISED, "kind": "new_partner"})

        assert {one.who for one in raised.told} == {"safety_team", "childrens_services"}


class TestRatedAgain:
    """RSK-4, RED-5: a result of before does not hold for ever."""

    @staticmethod
    def due(office: Office) -> list[tuple[str, str | None]]:
        rows = perform(office.desk("priya"), "today.show", {}).rows
        return [(row.about, row.detail) for row in rows if row.words.startswith("Rate the risk again")]

    def test_an_arrest_after_the_newest_result_asks_for_another_and_a_new_one_ends_it(self, office: Office) -> None:
        desk = office.desk("priya")
        case = a_case(desk)
        arrested = {"case": case, **RAISED, "kind": "arrest", "when": "2026-11-02"}
        result(desk, case, taken_on="2026-10-30")
        perform(desk, "risk.raise", arrested | {"when": "2026-10-29"})
        before = self.due(office)
        perform(desk, "risk.raise", arrested)
        asked = self.due(office)
        result(desk, case, taken_on="2026-11-02")

        assert before == []
        assert asked == [(case, "Arrest")]
        assert self.due(office) == []

    def test_what_happened_on_the_day_of_the_result_and_was_written_down_after_it_counts(self, office: Office) -> None:
        desk = office.desk("priya")
        case = a_case(desk)
        result(desk, case, taken_on="2026-11-02")
        office.clock.move_to(office.clock.now() + timedelta(hours=1))

        perform(desk, "risk.raise", {"case": case, **RAISED, "when": "2026-11-02"})

        assert [about for about, _why in self.due(office)] == [case]

    def test_an_absence_asks_for_nothing_and_the_end_of_his_order_does_on_its_day(self, office: Office) -> None:
        desk = office.desk("priya")
        case = a_case(desk, legal_basis={"kind": "licence", "ends_on": "2026-11-20"})
        result(desk, case, taken_on="2026-10-30")
        perform(desk, "risk.raise", {"case": case, **RAISED, "kind": "not_attending", "when": "2026-11-02"})
        before = self.due(office)

        office.clock.move_to(office.clock.now() + timedelta(days=18))

        assert before == []
        assert self.due(office) == [(case, "His order has ended")]

    def test_who_was_never_rated_is_not_asked_for_again(self, office: Office) -> None:
        desk = office.desk("priya")
        perform(desk, "risk.raise", {"case": a_case(desk), **RAISED})

        assert self.due(office) == []
