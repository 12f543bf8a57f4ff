"""Columns of an office's sheet are found by their words, mapped by a person, and a mapping is kept."""

import pytest

from app.core.errors import InvalidInput
from app.programme.rules import columns
from app.programme.rules.columns import LEFT_OUT, guess, saved
from app.programme.rules.incoming import Reader
from app.programme.rules.reading import read_row
from tests.rules.test_reading import A_MAN, HEADER, PROGRAMMES, TODAY


def test_a_column_is_found_by_its_words_and_a_strange_one_is_listed() -> None:
    header = (
        "Referral Date",
        "SURNAME",
        "First name",
        "Programe",
        "Shoe size",
        "Ex-partner's mobile",
        "Victim's work place",
    )

    mapping = guess(header)

    assert dict(mapping.columns) == {
        "Referral Date": "received_on",
        "SURNAME": "family_name",
        "First name": "given_name",
        "Programe": "programme",
        "Ex-partner's mobile": "her_phone",
        "Victim's work place": "her_note",
    }
    assert mapping.unknown == ("Shoe size",)


def test_a_mapping_can_be_saved_and_laid_on_another_sheet() -> None:
    again = saved(guess(HEADER).to_json()).for_header((*HEADER, "Colour"))

    assert dict(again.columns) == dict(guess(HEADER).columns)
    assert again.unknown == ("Colour",)


@pytest.mark.parametrize(
    "text",
    [
        '{"format": "handrail-mapping/1", "columns": {"Partner tel": "phone"}}',
        '{"format": "handrail-mapping/1", "columns": {"Surname": "shoe_size"}}',
        '{"format": "handrail-mapping/2", "columns": {}}',
        '{"format": "handrail-mapping/1", "columns": {}, "extra": 1}',
        "[]",
        "",
    ],
)
def test_a_mapping_that_would_make_hers_his_or_is_not_ours_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        saved(text)


def test_a_sheet_without_a_needed_column_or_with_two_for_one_field_is_refused() -> None:
    with pytest.raises(InvalidInput) as missing:
        guess(("Surname", "Forename", "Programme"))
    with pytest.raises(InvalidInput) as twice:
        columns.checked(dict(guess(HEADER).columns) | {"Tel": "phone"}, ())

    assert "received_on" in missing.value.problems
    assert "phone" in twice.value.problems


def test_a_column_left_out_by_the_mapping_asks_nothing() -> None:
    mapping = columns.ColumnMapping(dict(guess(HEADER).columns) | {"Notes": LEFT_OUT})
    reader = Reader(HEADER, mapping, PROGRAMMES, TODAY)

    row = read_row(4, tuple((A_MAN | {"Notes": "=1"}).values()), reader)

    assert row.questions == ()
    assert row.referral is not None
    assert row.referral.note == ""
