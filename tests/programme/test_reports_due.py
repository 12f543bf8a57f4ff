"""Today says which report a programme asks for, and which lies with whom; a wait for clearance says nothing (REP-8)."""

from datetime import date, datetime, timedelta

import pytest

from app.core.errors import InvalidInput
from app.desk.catalogue import perform
from tests.offices import Office, both_engines
from tests.programme.flows import a_group, cleared, waiting
from tests.programme.samples_reports import WORDS, a_draft, asked_for_one, signed, with_reader
from tests.programme.test_moves import nearly


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


def written(office: Office, login: str = "priya") -> list[tuple[str, str]]:
    """What is to be written, with what stands beside it."""
    found = perform(office.desk(login), "today.show", {}).rows
    return [(row.words, row.detail) for row in found if row.act == "report.draft"]


def test_a_decision_and_an_end_ask_for_a_report_to_the_referrer_each_until_it_is_begun(office: Office) -> None:
    """PATH-7, domain.md section 12: acceptance and refusal after the decision, the others after the end."""
    desk, manager = office.desk("priya"), office.desk("jo")
    group, case = a_group(desk), waiting(desk)
    perform(desk, "group.allocate", {"group": group, "case": case})
    accepted = written(office)
    (row,) = [one for one in perform(desk, "today.show", {}).rows if one.act == "report.draft"]
    perform(desk, "report.draft", {"case": case, "type": "acceptance"})
    begun = written(office)
    perform(manager, "case.move", {"case": case, "to": "back_to_referrer", "reason_code": "recall"})

    assert accepted == [("Write the acceptance report: Daniel O.", "P-0001, route not known")]
    assert row.due.date() == office.clock.today() + timedelta(days=10)
    assert begun == []
    assert written(office) == [("Write the non-completion report: Daniel O.", "P-0001, route not known")]


def test_his_completion_asks_for_its_report_and_for_that_on_his_review(office: Office) -> None:
    _group, adam = nearly(office)
    perform(office.desk("priya"), "case.move", {"case": adam, "to": "completed"})

    words = [words for words, _detail in written(office)]

    assert words == ["Write the completion report: Adam O.", "Write the review report: Adam O."]
    perform(office.desk("priya"), "report.draft", {"case": adam, "type": "completion"})
    assert [words for words, _detail in written(office)] == words[1:]


def test_nobody_waits_for_a_report_on_who_came_by_himself_or_where_the_route_is_closed(office: Office) -> None:
    """REP-13; and an office may say that no event asks for a report."""
    desk = office.desk("priya")
    alone = {"source": "self", "legal_basis": {"kind": "voluntary"}, "given_name": "Lee", "external_reference": "X2"}
    waiting(desk, **alone)
    closed = {"reporting_route": "no", "reporting_reason": "Its court has closed the proceedings."}
    waiting(desk, **closed, given_name="Ed", external_reference="X3", date_of_birth="1979")
    waiting(desk)
    first = [words for words, _detail in written(office)]
    perform(office.desk("jo"), "settings.set", {"key": "report.by_event", "value": False})

    assert first == ["Write the acceptance report: Daniel O."]
    assert written(office) == []


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


class TestPutAside:
    """A report that is due is written later: who said so, why, until when; then Today asks again."""

    def test_it_leaves_today_stands_on_the_board_and_comes_back_on_its_day(self, office: Office) -> None:
        asked = asked_for_one(office)
        desk, until = office.desk("priya"), date.fromisoformat(str(asked["until"]))
        before = written(office)

        line = perform(desk, "report.put_aside", asked)

        assert before == [("Write the acceptance report: Daniel O.", "P-0001, route not known")]
        assert (written(office), written(office, "jo")) == ([], [])
        assert (line.state, line.author, line.due_on) == ("put_aside", "Priya Nair", until)
        assert line.words == "Put aside until 9 November 2026: His officer is away."
        assert perform(desk, "report.list", {}) == (line,)
        assert perform(desk, "report.list", {"state": "draft"}) == ()
        history = perform(desk, "case.show", {"case": asked["case"]})
        assert "Acceptance report: put aside until 9 November 2026" in str(history)
        office.clock.move_to(office.clock.now() + timedelta(days=7))
        assert written(office) == [
            ("Write the acceptance report: Daniel O.", "P-0001, route not known, put aside by Priya Nair")
        ]
        assert perform(desk, "report.list", {}) == ()
        (row,) = [one for one in perform(desk, "today.show", {}).rows if one.act == "report.draft"]
        assert (row.due.date(), row.part) == (date(2026, 11, 12), "week"), "ten days after the decision, as before"

    def test_a_later_day_takes_the_place_of_an_earlier_one_and_beginning_it_ends_both(self, office: Office) -> None:
        asked = asked_for_one(office)
        desk, later = office.desk("priya"), office.clock.today() + timedelta(days=20)
        perform(desk, "report.put_aside", asked)
        line = perform(desk, "report.put_aside", {**asked, "until": f"{later}"})
        office.clock.move_to(office.clock.now() + timedelta(days=8))
        still = written(office)
        report = perform(desk, "report.draft", {"case": asked["case"], "type": "acceptance"}).report

        assert (line.due_on, still) == (later, [])
        assert [one.report for one in perform(desk, "report.list", {})] == [report]

    def test_only_what_is_asked_for_and_not_for_longer_than_it_is(self, office: Office) -> None:
        asked = asked_for_one(office)
        desk, today = office.desk("priya"), office.clock.today()
        wrong = (
            {**asked, "type": "progress"},
            {**asked, "until": f"{today}"},
            {**asked, "until": f"{today + timedelta(days=61)}"},
            {**asked, "because": " "},
        )

        found = []
        for one in wrong:
            with pytest.raises(InvalidInput) as refused:
                perform(desk, "report.put_aside", one)
            found.append(set(refused.value.problems))

        assert found == [{"type"}, {"until"}, {"until"}, {"because"}]
        assert [words for words, _detail in written(office)] == ["Write the acceptance report: Daniel O."]
