"""Today says which report a programme asks for, and which lies with whom; a wait for clearance says nothing (REP-8)."""

from datetime import datetime, timedelta

from app.desk.catalogue import perform
from tests.offices import Office, both_engines
from tests.programme.flows import a_group, cleared, waiting
from tests.programme.samples_reports import WORDS, a_draft, signed, with_reader


def rows(office: Office, login: str = "priya") -> list[tuple[str, str]]:
    """The act and the words of every row about a report."""
    found = perform(office.desk(login), "today.show", {}).rows
    return [(row.act, row.words) for row in found if row.act.startswith("report.")]


def halfway(office: Office) -> str:
    """A man in a group whose block before the mid-way report has just ended."""
    desk = office.desk("priya")
    group, case = a_group(desk), waiting(desk)
    perform(desk, "group.allocate", {"group": group, "case": case})
    cleared(office, (case, group))
    sessions = [one for one in perform(desk, "group.show", {"group": group}).sessions if one.kind == "group"]
    office.clock.move_to(datetime.fromisoformat(str(sessions[0].ends_at)) + timedelta(minutes=1))
    came = [{"case": case, "code": "ATTC", "minutes": 120}]
    perform(desk, "register.take", {"session": sessions[0].session, "marks": came, "head_count": 1})
    last = max(datetime.fromisoformat(str(one.ends_at)) for one in sessions if one.key == "my_thinking")
    office.clock.move_to(last - timedelta(hours=3))
    assert rows(office) == []
    office.clock.move_to(last + timedelta(hours=1))
    return case


@both_engines
class TestOnBothEngines:
    def test_the_programme_asks_for_a_report_until_somebody_begins_it(self, office: Office) -> None:
        case = halfway(office)
        asked = rows(office)

        saved = perform(office.desk("priya"), "report.draft", {"case": case, "type": "midway"})

        page = perform(office.desk("priya"), "report.show", {"report": saved.report})
        assert asked == [("report.draft", "Write the mid-way report: Daniel O.")]
        assert page.due_on == office.clock.today() + timedelta(days=10)
        assert rows(office) == []
        office.clock.move_to(office.clock.now() + timedelta(days=5))
        assert rows(office) == [("report.edit", "Finish the mid-way report: Daniel O.")]

    def test_a_second_reader_is_told_and_nobody_while_it_waits_for_clearance(self, office: Office) -> None:
        report = with_reader(office)

        assert rows(office, "sam") == [("report.sign_off", "Read the progress report as second reader: Daniel O.")]
        assert rows(office, "priya") == []
        perform(office.desk("sam"), "report.sign_off", {"report": report})
        assert rows(office, "sam") == rows(office, "priya") == []


def test_a_day_that_was_set_stands_on_the_board_with_the_way_of_reporting(office: Office) -> None:
    report = a_draft(office, due_on="2026-12-01")

    (line,) = perform(office.desk("priya"), "report.list", {})
    perform(office.desk("priya"), "report.edit", {"report": report, "sections": {"concerns": WORDS}})

    assert (str(line.due_on), line.route.value) == ("2026-12-01", "unknown")
    assert str(perform(office.desk("priya"), "report.show", {"report": report}).due_on) == "2026-12-01"


def test_a_report_that_waits_shows_the_same_whether_it_is_held_or_not(office: Office) -> None:
    report = signed(office)
    before = rows(office)
    officer = office.partner_desk("maya")
    perform(officer, "report.check", {"report": report})

    perform(officer, "report.hold", {"report": report, "reason": "A name is in it."})

    assert rows(office) == before == []
