"""A line of an office's sheet is read as a careful colleague would read it, and her details stay apart."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.shapes import convert, to_json
from app.domain.answers import Answer, PartialDate
from app.programme.details import PersonNamed
from app.programme.referral_form import LegalBasis, ReferralReceived
from app.programme.rules import cells
from app.programme.rules.cells import DateState
from app.programme.rules.columns import guess
from app.programme.rules.incoming import ImportOutcome, KeptApart, ProgrammeOffered, Reader, ReadRow
from app.programme.rules.reading import read_row

TODAY = date(2026, 11, 22)
PROGRAMMES = (
    ProgrammeOffered("bbr", "Building Better Relationships", weeks=24),
    ProgrammeOffered("mm", "Men and Masculinities", weeks=26, aliases=("Masculinity course",)),
)
A_MAN = {
    "Date of referral": "15/01/2026",
    "Referrer": "P. Osei",
    "Agency": "Eastwold Probation",
    "Ref no": "X310037",
    "Surname": "Hughes",
    "Forename": "Mark",
    "DOB": "13 May 1991",
    "Address": "73 Church Road",
    "Postcode": "zz60 9gh",
    "Mobile": "07700 900101",
    "Email": "mark@example.org",
    "Order type": "Community order",
    "Order end": "09.07.27",
    "IPV?": "yes",
    "Last incident": "17/12/2023",
    "Partner name": "Becca Nowak",
    "Partner tel": "07700 900501",
    "Children": "2 (4, 7)",
    "Programme": "BBR",
    "Notes": "",
}
HEADER = tuple(A_MAN)
READER = Reader(HEADER, guess(HEADER), PROGRAMMES, TODAY)
HERS = ("Partner name", "Partner tel")


def read(**changed: str) -> ReadRow:
    """Read the line of an ordinary man with some cells changed; `Partner_tel` stands for the head "Partner tel"."""
    line = A_MAN | {head.replace("_", " "): text for head, text in changed.items()}
    assert set(line) == set(A_MAN)
    return read_row(4, tuple(line.values()), READER)


def asked(row: ReadRow) -> list[str]:
    return [question.column for question in row.questions]


def refused(row: ReadRow) -> list[str]:
    return [refusal.column for refusal in row.refusals]


def test_an_ordinary_line_is_imported_with_every_field_typed() -> None:
    row = read()

    assert row.outcome is ImportOutcome.IMPORTED
    assert row.referral is not None
    assert row.referral.as_input() == {
        "given_name": "Mark",
        "family_name": "Hughes",
        "date_of_birth": "1991-05-13",
        "gender": "unknown",
        "contact": {"phone": "+447700900101", "email": "mark@example.org", "address": "73 Church Road, ZZ60 9GH"},
        "source": "probation",
        "referrer": {"organisation": "Eastwold Probation", "officer": "P. Osei", "reference": "X310037"},
        "legal_basis": {"kind": "court_requirement", "ends_on": "2027-07-09"},
        "received_on": "2026-01-15",
        "programme": "bbr",
        "reason": "The referrer's sheet says that the index offence was against a partner.\n"
        "Last incident: 2023-12-17.\nAges of the children when he was referred: 4, 7.",
        "children": ({"plan": "unknown"}, {"plan": "unknown"}),
        "external_reference": "X310037",
    }
    assert (row.referral.children.count, row.referral.children.ages) == (2, (4, 7))


@pytest.mark.parametrize(
    "typed", ["09/01/2026", "2026-01-09", "9 January 2026", "09.01.26", "9th Jan 2026", "Fri 9 Jan 26"]
)
def test_every_style_of_date_is_read_day_first(typed: str) -> None:
    assert cells.read_date(typed).value == PartialDate(2026, 1, 9)


@pytest.mark.parametrize(
    ("typed", "value"), [("May 1991", (1991, 5)), ("1991", (1991,)), ("1991-05", (1991, 5)), ("05/1991", (1991, 5))]
)
def test_a_part_of_a_date_stays_a_part(typed: str, value: tuple[int, ...]) -> None:
    assert cells.read_date(typed).value == PartialDate(*value)


@pytest.mark.parametrize("typed", ["31/02/1985", "04/13/1991", "29 February 2025", "1985-00-10", "00.01.85"])
def test_a_day_that_cannot_exist_is_never_moved(typed: str) -> None:
    assert cells.read_date(typed).state is DateState.IMPOSSIBLE


@given(st.dates(date(1930, 1, 1), TODAY), st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%d %b %Y"]))
def test_any_date_written_in_any_style_comes_back_as_itself(day: date, style: str) -> None:
    assert cells.read_date(day.strftime(style), latest=TODAY).value == PartialDate.of(day)


@given(st.dates(date(1926, 11, 23), TODAY))
def test_a_birth_year_of_two_digits_never_lies_in_the_future(day: date) -> None:
    found = cells.read_date(day.strftime("%d.%m.%y"), latest=TODAY).value

    assert found is not None
    assert found.year <= TODAY.year
    assert found.year % 100 == day.year % 100


def test_an_impossible_birth_date_is_not_known_with_a_question() -> None:
    row = read(DOB="31/02/1985")

    assert row.outcome is ImportOutcome.IMPORTED_WITH_QUESTIONS
    assert row.referral is not None
    assert row.referral.date_of_birth is Answer.UNKNOWN
    assert asked(row) == ["DOB"]


def test_a_boy_of_sixteen_is_a_question_that_a_person_answers() -> None:
    row = read(DOB="14/08/2009")

    assert asked(row) == ["DOB"]
    assert row.referral is not None
    assert row.referral.date_of_birth == PartialDate(2009, 8, 14)


def test_a_partial_birth_date_that_can_be_under_eighteen_is_a_question() -> None:
    assert asked(read(DOB="2008")) == ["DOB"]
    assert asked(read(DOB="2007")) == []


@pytest.mark.parametrize("typed", ["", "31.02.26", "January 2026", "soon", "23/11/2026"])
def test_a_line_without_the_day_it_was_received_is_refused(typed: str) -> None:
    row = read(**{"Date of referral": typed})

    assert row.outcome is ImportOutcome.REFUSED
    assert row.referral is None
    assert refused(row) == ["Date of referral"]


def test_an_order_too_short_for_the_programme_is_a_question() -> None:
    assert asked(read(**{"Order end": "01/07/2026"})).count("Order end") == 2
    assert asked(read(**{"Order end": "2026-12-24"})) == []


@pytest.mark.parametrize(
    ("typed", "code"),
    [("bbr", "bbr"), ("B.B.R.", "bbr"), ("Men & Masculinities", "mm"), ("M&M", "mm"), ("masculinity course", "mm")],
)
def test_a_programme_is_known_by_title_code_alias_and_initials(typed: str, code: str) -> None:
    row = read(Programme=typed)

    assert row.referral is not None
    assert row.referral.programme == code
    assert row.outcome is ImportOutcome.IMPORTED


def test_a_misspelt_programme_is_a_question_and_a_strange_one_is_refused() -> None:
    assert asked(read(Programme="Men and Masculinites")) == ["Programme"]
    assert refused(read(Programme="Anger management")) == ["Programme"]
    assert refused(read(Programme="")) == ["Programme"]


@pytest.mark.parametrize("cell", ['=HYPERLINK("x","y")', "@SUM(A1)", "-2+3+cmd|' /C calc'!A0", "+A1", " =1", "\uff1d1"])
def test_a_formula_in_any_column_is_not_taken(cell: str) -> None:
    row = read(Notes=cell)

    assert asked(row) == ["Notes"]
    assert row.referral is not None
    assert row.referral.note == ""


@pytest.mark.parametrize("cell", ["+44 7700 900100", "-", "- seen on Monday", "+447700900100", "-5"])
def test_numbers_and_dashes_are_no_formulas(cell: str) -> None:
    assert not cells.is_formula(cell)


@pytest.mark.parametrize(
    "note",
    [
        "Partner has moved in with her sister, do NOT write to Mill Road",
        "His ex says otherwise",
        "Becca works nights",
        "Beca Nowack called",
        "ring 07700 900599 instead",
        "lives at ZZ1 2AB now",
        "write to someone@example.org",
        "ex-wife present",
        "SHE IS AFRAID",
        "spoke to the school",
        "Haar zus weet het",
    ],
)
def test_a_note_that_seems_to_speak_of_her_is_reported_and_never_repeated(note: str) -> None:
    """NEV-10, NEV-20: what was written of her or a child is not taken into his record."""
    row = read(Notes=note)

    assert asked(row) == ["Notes"]
    assert row.referral is not None
    assert row.referral.note == ""
    assert note not in repr(row)
    assert not set(note.split()) & {"Becca", "Mill"} & set(row.questions[0].words.split())


def test_a_note_of_his_own_is_taken_even_with_a_name_they_share() -> None:
    row = read(**{"Partner name": "Becca Hughes", "Notes": "Mr Hughes works shifts until March, call 07700 900101"})

    assert row.questions == ()
    assert row.referral is not None
    assert row.referral.note.startswith("Mr Hughes works shifts")


def test_words_beside_yes_or_no_are_kept_unless_they_speak_of_her() -> None:
    plain = read(**{"IPV?": "No - ABH on neighbour"}).referral
    telling = read(**{"IPV?": "No - ABH on her brother"})

    assert plain is not None
    assert (plain.index_ipv, plain.index_offence) == (Answer.NO, "ABH on neighbour")
    assert telling.referral is not None
    assert telling.referral.index_offence == ""
    assert asked(telling) == ["IPV?"]


def test_empty_is_not_asked_and_a_question_mark_is_not_known() -> None:
    empty, unsure = read(**{"IPV?": ""}).referral, read(**{"IPV?": "?"}).referral

    assert empty is not None
    assert unsure is not None
    assert (empty.index_ipv, unsure.index_ipv) == (Answer.NOT_ASKED, Answer.UNKNOWN)


def test_her_details_go_apart_and_leave_no_trace_in_what_stays() -> None:
    row = read()

    assert row.her.hand_over() == (
        {"relation": "partner", "given_name": "Becca", "family_name": "Nowak", "phone": "+447700900501"},
    )
    assert not {"Becca", "Nowak", "900501"} & set(repr(row).replace("'", " ").split())
    assert row.referral is not None
    assert "Becca" not in str(row.referral.as_input())


def test_a_cell_longer_than_its_field_is_a_question_and_not_cut() -> None:
    row = read(Agency="Eastwold Probation " * 20)

    assert asked(row)[0] == "Agency"
    assert row.referral is not None
    assert row.referral.organisation == ""


def test_what_is_read_fits_the_act_that_receives_it() -> None:
    row = read(Address="x " * 190, **{"Order end": "July 2027", "Partner name": "Nomi " * 30})

    assert row.referral is not None
    taken = convert(row.referral.as_input() | {"received_on": "2026-01-15"}, ReferralReceived)
    people = tuple(convert(person, PersonNamed) for person in row.her.hand_over())
    assert taken.legal_basis == LegalBasis(kind="court_requirement")
    assert "The order ends in 2027-07." in str(taken.reason)
    assert len(people) == 1


def test_her_details_cannot_be_printed_encoded_or_formatted() -> None:
    her = KeptApart([{"given_name": "Becca"}])

    assert "Becca" not in f"{her!r} {her!s}"
    with pytest.raises(TypeError):
        f"{her:>10}"
    with pytest.raises(TypeError):
        to_json(her)


def test_words_in_her_telephone_column_are_no_number_and_travel_as_words() -> None:
    row = read(**{"Partner tel": "won't say"})

    assert asked(row) == ["Partner tel"]
    assert row.her.hand_over()[0] == {
        "relation": "partner",
        "given_name": "Becca",
        "family_name": "Nowak",
        "note": "won't say",
    }
    assert "won't say" not in repr(row)


def test_a_number_that_is_also_hers_is_never_recorded_as_his() -> None:
    """NEV-7: two columns of an office's sheet may hold one number; his record never gets hers."""
    row = read(Mobile="+44 7700 900501")

    assert asked(row) == ["Mobile"]
    assert row.referral is not None
    assert row.referral.phone == ""


@pytest.mark.parametrize("typed", ["", "none", "N/A", "-"])
def test_nobody_named_is_nobody_passed(typed: str) -> None:
    assert len(read(**{"Partner name": typed, "Partner tel": ""}).her) == 0


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [("OKORO", "Okoro"), ("O'NEILL", "O'Neill"), ("D'Arcy", "D'Arcy"), ("MacLeod", "MacLeod"),
     ("MCDONALD-SMITH", "McDonald-Smith"),
     ("zoë-lee", "Zoë-Lee"), ("  van  der Berg ", "van der Berg"), ("???", "")],
)  # fmt: skip
def test_names_are_tidied_and_never_invented(typed: str, tidy: str) -> None:
    assert cells.tidy_name(typed) == tidy


@pytest.mark.parametrize("head", ["Surname", "Forename"])
@pytest.mark.parametrize("typed", ["", "??", "Mark (see letter)", "M1"])
def test_a_line_without_both_names_is_refused(head: str, typed: str) -> None:
    assert refused(read(**{head: typed})) == [head]


@pytest.mark.parametrize(
    ("typed", "count", "ages", "plan", "whole"),
    [("2 (4, 7)", 2, (4, 7), "unknown", True), ("1 baby", 1, (0,), "unknown", True), ("3 - CP plan", 3, (), "cp", True),
     ("", None, (), "unknown", True), ("none", 0, (), "unknown", True), ("2 (4)", 2, (), "unknown", False),
     ("2 at St Anne's", 2, (), "unknown", False), ("Lily and Tom", None, (), "unknown", False)],
)  # fmt: skip
def test_children_are_read_as_far_as_nobody_has_to_guess(
    typed: str, count: int | None, ages: tuple[int, ...], plan: str, whole: bool
) -> None:
    found = cells.read_children(typed)

    assert (found.count, found.ages, found.plan, found.is_whole) == (count, ages, plan, whole)


@pytest.mark.parametrize(
    ("agency", "source"),
    [("Northmarsh CSC", "childrens_services"), ("Cafcass East", "family_court"), ("Self", "self"),
     ("Riverside Recovery", "substance_service"),
     ("Northmarsh Magistrates Court", "court"), ("Ace Ltd", "other_service")],
)  # fmt: skip
def test_the_kind_of_referrer_comes_from_the_agency(agency: str, source: str) -> None:
    row = read(Agency=agency)

    assert row.referral is not None
    assert row.referral.source == source
    assert asked(row) == (["Agency"] if source == "other_service" else [])
