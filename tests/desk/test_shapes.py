"""What a person reads when a value does not fit: the field's name and a sentence, never the words of a library."""

from datetime import date, datetime
from typing import Annotated

import pytest

from app.core.errors import InvalidInput
from app.core.shapes import Draft, Meta, convert


class Asked(Draft):
    day: date | None = None
    at: datetime | None = None
    count: Annotated[int, Meta(ge=1, le=3)] = 1
    name: Annotated[str, Meta(min_length=3, max_length=5)] = "abc"
    names: tuple[str, ...] = ()


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"day": "2026-02-31"}, "day", "There is no such date. Write it like 2026-03-14."),
        ({"at": "2026-03-14"}, "at", "There is no such date. Write it like 2026-03-14T18:30."),
        ({"day": 3}, "day", "This must be a date like 2026-03-14."),
        ({"count": 0}, "count", "This is too little: at least 1."),
        ({"count": 4}, "count", "This is too much: at most 3."),
        ({"count": "two"}, "count", "This must be a whole number."),
        ({"name": "ab"}, "name", "This is too short: at least 3."),
        ({"name": "abcdef"}, "name", "This is too long: at most 5."),
        ({"names": ["a", 1]}, "names[1]", "This must be text."),
    ],
)
def test_a_value_that_does_not_fit_is_told_with_its_field_in_a_sentence(
    given: dict[str, object], field: str, words: str
) -> None:
    with pytest.raises(InvalidInput) as told:
        convert(given, Asked)

    assert told.value.problems == {field: words}
