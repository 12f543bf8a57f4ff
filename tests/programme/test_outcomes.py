"""What came of a period's referrals: counted once, small numbers hidden everywhere, a list behind each number."""

from io import BytesIO

import pikepdf
import pytest
from python_calamine import CalamineWorkbook

from app.core.errors import InvalidInput, NotAllowed
from app.desk.catalogue import perform
from app.domain.counts import hide_beside_total
from app.programme.crowd.fill import fill
from app.programme.left.counting import CohortWanted, ways_of
from app.programme.left.outcomes import OutcomesPage
from app.programme.marks import marks_of_all
from app.programme.packs.shelf import pack_of
from app.programme.rules.cohort import Stage, Way
from app.programme.rules.progress import milestones_reached, started_on
from app.programme.seat import ProgrammeSeat
from models.programme.account import OfficeSetting
from models.programme.case import Case
from tests.offices import Office, both_engines
from tests.programme.flows import a_case, day
from tests.programme.samples_papers import ASKED

EVER = {"from": "2021-01-01", "to": "2026-12-31"}


def crowded(office: Office, cases: int = 120) -> Office:
    """The office with so many invented men, five years back."""
    with office.programme.work() as work:
        work.session.add(OfficeSetting(key="office.practice", value=True))
    seat = office.desk("jo").seat
    assert isinstance(seat, ProgrammeSeat)
    fill(seat, cases)
    return office


def shown(office: Office, **more: object) -> OutcomesPage:
    page = perform(office.desk("jo"), "outcomes.show", {**EVER, **more})
    assert isinstance(page, OutcomesPage)
    return page


def test_fewer_than_ten_have_no_figure_on_the_page_in_the_sheet_or_on_paper(office: Office) -> None:
    """STA-5, NEV-16."""
    for number in range(9):
        a_case(office.desk("jo"), given_name=f"A{number}x", external_reference=f"Y{number}")

    page = shown(office)
    made = perform(
        office.desk("jo"), "export.make", {"list": "statistics", "form": "csv", **ASKED, "first": "2026-01-01"}
    )

    assert page.is_small
    assert (page.waits, page.left_early, page.measures) == ((), (), ())
    lines = made.content.decode("utf-8-sig").splitlines()
    assert lines[1:] == ['"How far men came","Referred","< 10","","",""']
    with pytest.raises(NotAllowed):
        perform(office.desk("jo"), "outcomes.cases", {**EVER, "what": "stage/referred"})


def test_what_a_total_would_give_away_is_hidden_with_it() -> None:
    """STA-5: 23 in all, 11 and 12 shown, would tell the one that is hidden."""
    assert hide_beside_total({"a": 11, "b": 8, "c": 30}) == {"a": None, "b": None, "c": 30}
    assert hide_beside_total({"a": 11, "b": 6, "c": 6}) == {"a": 11, "b": None, "c": None}
    assert hide_beside_total({"a": 40, "b": 12}) == {"a": 40, "b": 12}
    assert hide_beside_total({"a": 3}) == {"a": None}


@both_engines
class TestManyMen:
    """STA-1 to STA-8 over men with years of registers."""

    def test_counted_in_the_database_as_the_rules_count_each_man(self, office: Office) -> None:
        """CASE-3, ATT-4, ATT-7: the one question says what the registers of each man say, read alone."""
        seat = crowded(office).desk("jo").seat
        assert isinstance(seat, ProgrammeSeat)
        with seat.open_work(reading=True) as work:
            ways = {
                way.case: way
                for way in ways_of(work, seat, CohortWanted(from_=day("2021-01-01"), to=day("2026-12-31")))
            }
            marks = marks_of_all(work, seat, list(ways))
            for case in work.session.query(Case).where(Case.id.in_(ways)):
                way, pack, his = ways[case.id], pack_of(work, case), marks.get(case.id, ())
                began = started_on(pack, his)
                assert way.days_to_start == (None if began is None else (began - case.received_on).days)
                assert (Stage.STARTED in way.reached) == (began is not None)
                assert (Stage.MILESTONE in way.reached) == bool(milestones_reached(pack, his))
        page = shown(office)
        assert not page.is_small
        assert page.cohort.total == len(ways) == 120
        self._adds_up(page, list(ways.values()))
        self._behind(office, page)

    def _adds_up(self, page: OutcomesPage, ways: list[Way]) -> None:
        assert page.started == sum(Stage.STARTED in way.reached for way in ways)
        early, before = sum(way.left_early for way in ways), sum(way.left_before for way in ways)
        assert (page.left_early_in_all or early, page.left_before_in_all or before) == (early, before)
        for row in (*page.waits, *page.left_early, *page.left_before):
            assert row.count is None or row.count >= 10
        assert sum(row.count or 0 for row in page.waits) <= page.started

    def _behind(self, office: Office, page: OutcomesPage) -> None:
        """F10: as many men stand behind a number as it says; a facilitator sees own ones alone."""
        for row in (*page.waits, *page.left_before, *page.missing):
            if row.count is not None:
                behind = perform(office.desk("jo"), "outcomes.cases", {**EVER, "what": row.key})
                assert (behind.total, len(behind.rows), behind.words) == (row.count, row.count, row.words)
        own = perform(office.desk("priya"), "outcomes.show", EVER)
        assert own.cohort.total < page.cohort.total
        with pytest.raises(InvalidInput):
            perform(office.desk("jo"), "outcomes.cases", {**EVER, "what": "stage/cured"})

    def test_the_same_lines_stand_on_the_sheet_and_on_the_paper(self, office: Office) -> None:
        """STA-1: every rate with n, N and the name of its base; REP-4."""
        crowded(office, 60)
        asked = {"list": "statistics", **ASKED, "first": "2021-01-01", "by": "referred"}

        sheet = perform(office.desk("jo"), "export.make", {**asked, "form": "xlsx"})
        paper = perform(office.desk("jo"), "export.make", {**asked, "form": "pdf"})

        rows = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()[1:]
        assert len(rows) == sheet.rows == paper.rows
        assert rows[0][:3] == ["How far men came", "Referred", 60.0]
        assert all(row[3] and row[5] for row in rows if row[4])
        with pikepdf.open(BytesIO(paper.content)) as document:
            assert document.Root.MarkInfo.Marked
            assert str(document.Root.Lang) == "en-GB"
        assert paper.file.endswith(".pdf")


def test_only_the_return_is_made_as_a_paper(office: Office) -> None:
    with pytest.raises(InvalidInput) as refused:
        perform(office.desk("jo"), "export.make", {"list": "left", "form": "pdf", **ASKED})

    assert set(refused.value.problems) == {"form"}
