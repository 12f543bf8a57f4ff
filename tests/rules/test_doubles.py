"""A referral that was here before makes no second case, and one that may have been is a question."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.answers import Answer, PartialDate
from app.domain.pack import shipped_packs
from app.ops.exchange import Notice, Sheet, SheetRow
from app.programme.rules.columns import guess
from app.programme.rules.doubles import Earlier, Kept, Settled, earlier_of, settle
from app.programme.rules.incoming import ImportOutcome, ProgrammeOffered, Reader, ReadRow
from app.programme.rules.reading import read_row
from app.programme.rules.whole_sheet import offered, read_sheet

HEADER = ("Date of referral", "Agency", "Ref no", "Surname", "Forename", "DOB", "Mobile", "Programme")
READER = Reader(
    HEADER, guess(HEADER), (ProgrammeOffered("bbr", "Building Better Relationships", 24),), date(2026, 11, 22)
)


def a_line(
    *,
    on: str = "2026-01-27",
    ref: str = "X310074",
    family: str = "Kowalski",
    dob: str = "18.11.82",
    phone: str = "",
    line: int = 5,
) -> ReadRow:
    return read_row(line, (on, "Northmarsh Probation", ref, family, "Tomasz", dob, phone, "BBR"), READER)


def an_earlier(**changed: object) -> Earlier:
    given: dict[str, object] = {
        "called": "P-0003",
        "given_name": "Tomasz",
        "family_name": "Kowalski",
        "date_of_birth": PartialDate(1982, 11, 18),
        "source": "probation",
        "received_on": date(2026, 1, 27),
        "programme": "bbr",
        "external_reference": "X310074",
    }
    return Earlier(**{**given, **changed})  # type: ignore[arg-type]


def settled(row: ReadRow, *earlier: Earlier) -> Settled:
    return settle(row, earlier, ("Ref no", "Surname"))


def test_the_same_line_again_is_already_known_and_says_where() -> None:
    first = a_line()
    assert first.referral is not None

    again = settled(a_line(line=35), earlier_of(first.referral, "line 5"))

    assert (again.outcome, again.same_as) == (ImportOutcome.ALREADY_KNOWN, "line 5")


def test_a_line_without_a_reference_is_known_again_by_name_birth_date_and_day() -> None:
    assert settled(a_line(ref=""), an_earlier(external_reference="")).outcome is ImportOutcome.ALREADY_KNOWN


def test_a_near_spelling_under_the_same_reference_on_another_day_makes_no_second_open_case() -> None:
    found = settled(a_line(on="2026-03-30", family="KOWALSKY"), an_earlier())

    assert found.outcome is ImportOutcome.REFUSED
    assert "P-0003" in found.problems[0].words


def test_the_same_man_with_a_closed_case_is_a_question() -> None:
    found = settled(a_line(on="2026-03-30"), an_earlier(is_open=False))

    assert (found.outcome, found.possible_duplicates) == (ImportOutcome.IMPORTED_WITH_QUESTIONS, ("P-0003",))


def test_another_man_under_the_same_reference_is_never_dropped_silently() -> None:
    found = settled(a_line(family="Abernathy-Jones", dob="1970-01-01"), an_earlier())

    assert found.outcome is ImportOutcome.REFUSED
    assert found.problems[0].column == "Ref no"


@pytest.mark.parametrize(
    "earlier",
    [
        an_earlier(external_reference="", date_of_birth=PartialDate(1982)),
        an_earlier(external_reference="", date_of_birth=Answer.UNKNOWN),
        an_earlier(external_reference="", family_name="Kowalsky"),
        an_earlier(external_reference="", family_name="Other", given_name="Man", phone="+447700900102"),
        an_earlier(received_on=date(2025, 1, 1), family_name="Other", given_name="Man"),
    ],
)
def test_a_near_name_that_could_fit_a_reference_or_a_telephone_number_is_a_question(earlier: Earlier) -> None:
    found = settled(a_line(on="2026-03-30", phone="07700 900102"), earlier)

    assert found.outcome is ImportOutcome.IMPORTED_WITH_QUESTIONS
    assert found.possible_duplicates == ("P-0003",)


@pytest.mark.parametrize(
    "earlier",
    [
        an_earlier(external_reference="X1", date_of_birth=PartialDate(1990, 1, 1)),
        an_earlier(external_reference="", family_name="Nowak", given_name="Piotr"),
    ],
)
def test_a_stranger_is_no_question(earlier: Earlier) -> None:
    assert settled(a_line(on="2026-03-30"), earlier).outcome is ImportOutcome.IMPORTED


def test_a_whole_sheet_knows_its_own_doubles_and_a_second_time_nothing_is_new() -> None:
    lines = (
        ("2026-01-27", "Northmarsh Probation", "X310074", "Kowalski", "Tomasz", "18.11.82", "", "BBR"),
        ("2026-02-01", "Northmarsh Probation", "X310080", "Shah", "Imran", "1981", "", "BBR"),
        ("2026-01-27", "Northmarsh Probation", "X310074", "Kowalski", "Tomasz", "18.11.82", "", "BBR"),
        ("", "Northmarsh Probation", "X310090", "Cobb", "Neil", "1969-01-16", "", "BBR"),
    )
    rows = tuple(SheetRow(line=at, cells=cells) for at, cells in enumerate(lines, start=2))
    notice = Notice(line=3, column="Surname", words="Removed.")
    sheet = Sheet(header=HEADER, header_line=1, rows=rows, left_out=(), notices=(notice,))

    first = read_sheet(sheet, READER, ())
    imported = [earlier_of(one.row.referral, "P-1") for one in first[:2] if one.row.referral is not None]
    second = read_sheet(sheet, READER, imported)

    assert [one.settled.outcome.value for one in first] == [
        "imported",
        "imported_with_questions",
        "already_known",
        "refused",
    ]
    assert first[2].settled.same_as == "line 2"
    assert {one.settled.outcome.value for one in second} == {"already_known", "refused"}


def test_the_fewest_weeks_of_a_pack_come_from_its_own_blocks() -> None:
    bbr = next(pack for pack in shipped_packs() if pack.code == "bbr")

    found = offered(bbr)

    assert (found.code, found.title) == ("bbr", "Building Better Relationships")
    assert 12 <= found.weeks <= 40


def test_a_refused_line_keeps_its_refusals_and_its_questions() -> None:
    found = settled(a_line(on="", dob="31/02/1985"), an_earlier())

    assert found.outcome is ImportOutcome.REFUSED
    assert {problem.column for problem in found.problems} == {"Date of referral", "DOB"}


@pytest.mark.parametrize(
    "born", [PartialDate(1982, 11, 18), PartialDate(1982), PartialDate(1990, 1, 1), Answer.UNKNOWN]
)
def test_a_line_ends_the_same_beside_those_that_share_something_as_beside_everybody(born: PartialDate | Answer) -> None:
    """REF-1 to REF-3: who shares no reference, telephone or year of birth is never alike, and is not compared."""
    others = (
        an_earlier(called="P-1"),
        an_earlier(called="P-2", external_reference="X2"),
        an_earlier(called="P-3", external_reference="", phone="+447700900123", date_of_birth=PartialDate(1990)),
        an_earlier(called="P-4", external_reference="X4", date_of_birth=Answer.UNKNOWN, is_open=False),
        an_earlier(called="P-5", external_reference="X5", date_of_birth=PartialDate(1982), family_name="Kowalsky"),
        an_earlier(called="P-6", external_reference="X6", date_of_birth=PartialDate(1971, 2, 3)),
    )
    for ref, phone in (("X310074", ""), ("X9", "07700 900123"), ("", ""), ("X4", "")):
        row = a_line(ref=ref, phone=phone, dob="18.11.82")
        assert row.referral is not None
        row = replace(row, referral=replace(row.referral, date_of_birth=born))
        few = Kept(others).like(row.referral)

        assert settled(row, *few) == settled(row, *others)
        assert isinstance(born, Answer) or "P-6" not in {one.called for one in few}
