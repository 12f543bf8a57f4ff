"""A report waits for its clearance: all look the same, and the safety team reads what will leave (REP-7, REP-8)."""

from datetime import datetime

import pytest
from sqlalchemy import event

from app.desk.catalogue import perform
from tests.bridge.samples import HER_NUMBER, her_record
from tests.offices import Office
from tests.programme.flows import prepared
from tests.programme.samples_reports import WORDS, a_draft, another_man, cleared_report, signed, with_reader


def shown(office: Office, report: str, login: str = "priya") -> object:
    return perform(office.desk(login), "report.show", {"report": report})


class TestClearance:
    def test_waiting_and_held_look_the_same_for_ever(self, office: Office) -> None:
        waits, held = signed(office), signed(office, case=another_man(office))
        officer = office.partner_desk("maya")
        perform(officer, "report.check", {"report": held})
        perform(officer, "report.hold", {"report": held, "reason": "Her street stands in it."})

        for day in (3, 6, 20):
            office.clock.move_to(datetime(2026, 11, day, 17, 0))  # noqa: DTZ001  the office's wall time
            perform(officer, "clearance.run", {})
            pages = [shown(office, one) for one in (waits, held)]
            assert len({(page.state, page.words, page.lines) for page in pages}) == 1

    def test_after_three_working_days_one_standard_line_stands_there_by_age_alone(self, office: Office) -> None:
        report = signed(office)  # Monday 2 November 2026
        assert shown(office, report).lines == ("Awaiting safety clearance",)

        office.clock.move_to(datetime(2026, 11, 4, 9, 0))  # noqa: DTZ001  the office's wall time
        assert len(shown(office, report).lines) == 1
        office.clock.move_to(datetime(2026, 11, 5, 9, 0))  # noqa: DTZ001  the office's wall time

        assert shown(office, report).lines[1] == "Check figures, names, places and wording, or wait."

    def test_the_safety_team_reads_the_text_that_will_leave(self, office: Office) -> None:
        report = signed(office)

        checked = perform(office.partner_desk("maya"), "report.check", {"report": report})

        assert WORDS in checked.text
        assert "Daniel Okoro" in checked.text

    @pytest.mark.parametrize("words_before", [0, 9, 10, 11, 12, 13, 14])
    def test_her_number_is_found_wherever_the_line_of_the_paper_breaks(self, office: Office, words_before: int) -> None:
        case = prepared(office.desk("priya"))
        her_record(office, case)
        text = "spoke " * words_before + f"and rings {HER_NUMBER} and 3 Quince Row and goes there every single evening."
        report = signed(office, case=case, sections={"summary": text})

        checked = perform(office.partner_desk("maya"), "report.check", {"report": report})

        assert {"phone", "address"} <= {found.kind for found in checked.findings}

    def test_the_board_asks_the_database_no_more_often_for_more_reports(self, office: Office) -> None:
        def questions() -> int:
            asked: list[str] = []
            engine = office.programme.engine
            note = lambda _c, _cursor, statement, *_more: asked.append(statement)  # noqa: E731
            event.listen(engine, "before_cursor_execute", note)
            perform(office.desk("priya"), "report.list", {})
            event.remove(engine, "before_cursor_execute", note)
            return len(asked)

        first = cleared_report(office)
        before = questions()
        for _copy in range(3):
            cleared_report(office, case=shown(office, first).case)

        assert before == questions()

    def test_the_board_shows_where_each_report_stands(self, office: Office) -> None:
        cleared_one = cleared_report(office)
        waits = a_draft(office, case=another_man(office))

        rows = perform(office.desk("jo"), "report.list", {})

        assert {row.report: row.state for row in rows} == {cleared_one: "cleared", waits: "draft"}
        assert [row.report for row in perform(office.desk("jo"), "report.list", {"state": "cleared"})] == [cleared_one]

    def test_the_reader_who_was_asked_finds_the_report_on_the_board(self, office: Office) -> None:
        report = with_reader(office)

        assert [row.report for row in perform(office.desk("sam"), "report.list", {})] == [report]
        assert shown(office, report, "sam").may_sign
