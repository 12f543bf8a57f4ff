"""An office's own sheet: every line ends in one of four ways, her columns go to the box, and twice changes nothing."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.core.errors import InvalidInput, NotAllowed
from app.desk.catalogue import perform
from models.programme.base import History
from models.programme.case import Case
from models.programme.crossing import BoxItem
from tests.offices import Office, both_engines
from tests.programme.test_referrals import box, every_byte

HEADER = "Date of referral,Agency,Ref no,Surname,Forename,DOB,Order end,Programme,Partner name,Notes"
LINES = (
    "2026-10-01,Northmarsh Probation,X1,OKORO,Daniel,12/04/1988,31/10/2028,BBR,Zqmarkgiven Zqmarkfamily,",
    "2 October 2026,Northmarsh CSC,X2,Hughes,Mark,1990,,BBR,,Zqmarknote: his partner moved to her sister",
    "03.10.26,Northmarsh Probation,X3,Nowak,Piotr,1997-04-23,,No such course,Zqmarkother One,",
    "2026-10-01,Northmarsh Probation,X1,Okoro,Daniel,12.04.88,31/10/2028,BBR,Zqmarkgiven Zqmarkfamily,",
)


def sheet(folder: Path, *lines: str) -> str:
    """A sheet with these lines under a title row and the header, and a total line."""
    file = folder / "referrals.csv"
    text = "\n".join(("Northmarsh referrals 2026,,,,,,,,,", HEADER, *lines, "TOTAL,,,4,,,,,,"))
    file.write_text(text, "utf-8-sig")
    return str(file)


def counts(office: Office) -> tuple[int, ...]:
    """How many cases, sealed items and log entries there are."""
    with office.programme.work(reading=True) as work:
        return tuple(
            work.session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (Case, BoxItem, History)
        )


@both_engines
class TestImporting:
    """import.referrals"""

    def test_every_line_ends_with_its_outcome_and_its_reasons(self, office: Office, tmp_path: Path) -> None:
        taken = perform(office.desk("priya"), "import.referrals", {"file": sheet(tmp_path, *LINES)})

        assert [(row.line, row.outcome) for row in taken.rows] == [
            (3, "imported"),
            (4, "imported_with_questions"),
            (5, "refused"),
            (6, "already_known"),
        ]
        assert [row.reference for row in taken.rows] == ["P-0001", "P-0002", "", ""]
        assert [one.column for one in taken.rows[1].problems] == ["Notes"]
        assert [(one.line, one.kind) for one in taken.left_out] == [(1, "title"), (2, "header"), (7, "total")]

    def test_her_column_goes_to_the_box_and_nothing_of_hers_stays(self, office: Office, tmp_path: Path) -> None:
        taken = perform(office.desk("priya"), "import.referrals", {"file": sheet(tmp_path, *LINES)})

        (item,) = box(office)
        assert (item.kind, item.case) == ("details", taken.rows[0].case)
        assert item.data["people"][0]["given_name"] == "Zqmarkgiven"
        assert b"Okoro" in every_byte(office), "the hunt must be able to find what is there"
        assert b"Zqmark" not in every_byte(office)
        assert "Zqmark" not in repr(taken)

    def test_a_second_import_of_the_same_file_changes_nothing(self, office: Office, tmp_path: Path) -> None:
        desk, file = office.desk("priya"), sheet(tmp_path, *LINES)
        perform(desk, "import.referrals", {"file": file})
        cases, items, _entries = counts(office)

        again = perform(desk, "import.referrals", {"file": file})

        assert {row.outcome for row in again.rows} == {"already_known", "refused"}
        assert counts(office)[:2] == (cases, items)

    def test_a_dry_run_shows_the_same_result_and_leaves_no_trace(self, office: Office, tmp_path: Path) -> None:
        desk, file = office.desk("priya"), sheet(tmp_path, *LINES)

        dry = perform(desk, "import.referrals", {"file": file, "dry_run": True})
        untouched = counts(office)
        real = perform(desk, "import.referrals", {"file": file})

        assert untouched == (0, 0, 0)
        assert [(row.line, row.outcome, row.problems) for row in dry.rows] == [
            (row.line, row.outcome, row.problems) for row in real.rows
        ]

    def test_a_fault_half_way_leaves_nothing_half_done(
        self, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desk = office.desk("priya")
        lines = [f"2026-10-0{n},Police,Y{n},Man{'abc'[n]},Sam,19{60 + 9 * n}-01-01,,BBR,Her Name," for n in (1, 2)]
        boxes = iter([True, False])
        monkeypatch.setattr("app.programme.imports.pass_on", lambda *_given: next(boxes) or fail())

        with pytest.raises(NotAllowed):
            perform(desk, "import.referrals", {"file": sheet(tmp_path, *lines)})

        assert counts(office)[:2] == (0, 0)


class TestMapping:
    """A mapping that can be saved and used again."""

    def test_the_mapping_that_was_used_comes_back_and_can_be_given(self, office: Office, tmp_path: Path) -> None:
        desk, file = office.desk("priya"), sheet(tmp_path, *LINES)

        first = perform(desk, "import.referrals", {"file": file, "dry_run": True})
        again = perform(desk, "import.referrals", {"file": file, "dry_run": True, "mapping": first.columns})

        assert first.columns["Surname"] == "family_name"
        assert again.rows == first.rows

    def test_a_column_of_hers_can_never_be_mapped_to_a_field_of_his(self, office: Office, tmp_path: Path) -> None:
        """NEV-7: not by hand either."""
        wrong = {"Date of referral": "received_on", "Programme": "programme", "Surname": "family_name",
                 "Forename": "given_name", "Partner name": "reason"}  # fmt: skip

        given = {"file": sheet(tmp_path, *LINES), "mapping": wrong}
        with pytest.raises(InvalidInput) as refused:
            perform(office.desk("priya"), "import.referrals", given)

        assert set(refused.value.problems) == {"Partner name"}

    @pytest.mark.parametrize("file", ["nothing.csv", "."])
    def test_a_file_that_is_not_there_is_refused_in_words(self, office: Office, tmp_path: Path, file: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            perform(office.desk("priya"), "import.referrals", {"file": str(tmp_path / file)})

        assert set(refused.value.problems) == {"file"}


def fail() -> None:
    """Stands for a box that refuses."""
    raise NotAllowed("no box")
