"""NEV-15: a risk level is never lowered by attendance, by time or by a score nobody named."""

from datetime import UTC, datetime

from app.desk.catalogue import perform
from tests.offices import Office, both_engines
from tests.programme.flows import a_case
from tests.programme.test_risks import result


@both_engines
class TestNever15:
    """High stays high until somebody records a lower result of the same tool."""

    def test_time_and_a_past_review_date_lower_nothing(self, office: Office) -> None:
        desk = office.desk("priya")
        case = a_case(desk)
        result(desk, case, results={"partner": "high"}, review_on="2026-11-20")

        office.clock.move_to(datetime(2027, 11, 2, 9, 0, tzinfo=UTC))

        assert perform(desk, "case.show", {"case": case}).risk.level == "high"
        assert perform(desk, "case.list", {}).rows[0].risk == "high"

    def test_a_result_that_does_not_know_and_another_tool_that_is_low_lower_nothing(self, office: Office) -> None:
        desk = office.desk("priya")
        case = a_case(desk)
        result(desk, case, results={"partner": "high"})

        result(desk, case, results={"partner": None})
        result(desk, case, tool="OVP", results={"score": 3}, level="low")

        assert perform(desk, "case.show", {"case": case}).risk.level == "high"

    def test_a_new_result_of_the_same_tool_with_a_name_does(self, office: Office) -> None:
        desk = office.desk("priya")
        case = a_case(desk)
        result(desk, case, results={"partner": "high"})

        result(desk, case, results={"partner": "low"}, assessor="P Osei")

        assert perform(desk, "case.show", {"case": case}).risk.level == "low"
