"""Looks for anything of hers in a report's text, file name and metadata; only the partner desk sees it (REP-7)."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

_NEAR_PLACE = 86
_NEAR_FROM = 5
_LONG = 9
_SHORT = 3
_TELLING_DIGITS = 6
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_TOKEN = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+(?:['\u2019]+(?:[^\W_][\u0300-\u036f]*)+)*")
_DIGITS = {
    "zero": "0",
    "oh": "0",
    "o": "0",
    "nought": "0",
    "naught": "0",
    "nil": "0",
    "one": "1",
    "two": "2",
    "three": "3",
}
_DIGITS |= {"four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9"}
_DIGITS |= {
    "nul": "0",
    "een": "1",
    "twee": "2",
    "drie": "3",
    "vier": "4",
    "vijf": "5",
    "zes": "6",
    "zeven": "7",
    "acht": "8",
}
_DIGITS |= {"negen": "9"}
_TIMES = {"double": 2, "dubbel": 2, "triple": 3, "treble": 3}
_SHORTENED = {"rd": "road", "st": "street", "ave": "avenue", "av": "avenue", "ln": "lane", "dr": "drive", "cl": "close"}
# "St" may be a saint or a street: both are written the same way before they are compared.
_SHORTENED |= {"ct": "court", "sq": "square", "saint": "street", "cres": "crescent", "pl": "place", "tce": "terrace"}
_PLAIN_PLACE = frozenset(
    re.split(
        " ",
        "the of and at a school primary junior infant secondary high academy college nursery street road lane avenue "
        "drive close court square crescent place terrace flat house ltd limited company office shop store hospital",
    )
)
_LOOKALIKES = {"0": "[0oO]", "o": "[0oO]", "1": "[1iIlL]", "i": "[1iIlL]", "l": "[1iIlL]", "5": "[5sS]", "s": "[5sS]"}


class KnownKind(StrEnum):
    """What a value of the partner desk is, which decides how it is looked for."""

    NAME = "name"
    NICKNAME = "nickname"
    PHONE = "phone"
    EMAIL = "email"
    POSTCODE = "postcode"
    ADDRESS = "address"
    WORKPLACE = "workplace"
    SCHOOL = "school"
    CODE_PHRASE = "code_phrase"
    SOURCE = "source"
    CONTACT_DAY = "contact_day"


@dataclass(frozen=True)
class KnownValue:
    """Something that only the partner desk knows, and of whom."""

    kind: KnownKind
    value: str
    of: str

    def __repr__(self) -> str:
        return f"<known {self.kind}>"


@dataclass(frozen=True)
class Finding:
    """Where in which text something of hers stands; `start` and `end` are places in that text as it was given."""

    where: str
    kind: KnownKind
    of: str
    start: int
    end: int
    is_near: bool = False


@dataclass(frozen=True)
class _Word:
    """A word of the text, folded, and where it stands."""

    text: str
    start: int
    end: int
    is_capital: bool


Hit = tuple[int, int, bool]


def findings(
    texts: Mapping[str, str], known: Iterable[KnownValue], his_words: Iterable[str] = ()
) -> tuple[Finding, ...]:
    """Everything of hers in the texts (`text`, `file name`, each metadata field), in order of place.

    `his_words` are words of his own name and address, which may stand in his report although she shares them.
    """
    allowed = frozenset(word.text for text in his_words for word in _words(text))
    values = tuple(known)
    found: set[Finding] = set()
    for where, text in texts.items():
        words = _words(text)
        for one in values:
            hits = _LOOKING_FOR[one.kind](one.value, text, words, allowed)
            found |= {Finding(where, one.kind, one.of, start, end, near) for start, end, near in hits}
    return tuple(sorted(found, key=lambda one: (one.where, one.start, one.end, one.kind, one.of, one.is_near)))


def _words(text: str) -> tuple[_Word, ...]:
    """The words of a text in small letters without accents, possessive s or invisible characters."""
    return tuple(
        _Word(_folded(found[0]), found.start(), found.end(), found[0][0].isupper())
        for found in _TOKEN.finditer(_blanked(text))
    )


def _blanked(text: str) -> str:
    """The same text, same length, with accents kept and invisible characters turned into an apostrophe that joins."""
    return _INVISIBLE.sub("'", text)


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold().replace("\u2019", "'"))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return plain.removesuffix("'s").replace("'", "")


def _names(value: str, _text: str, words: Sequence[_Word], allowed: frozenset[str]) -> set[Hit]:
    """Each word of a name, exactly or nearly, also broken in two by a space or a line's hyphen."""
    hits: set[Hit] = set()
    for name in {word.text for word in _words(value)} - allowed:
        hits |= {(word.start, word.end, word.text != name) for word in words if _is_name(word, name, allowed)}
        pairs = pairwise(words)
        hits |= {(a.start, b.end, False) for a, b in pairs if a.text + b.text == name and len(name) > _SHORT}
    return hits


def _is_name(word: _Word, name: str, allowed: frozenset[str]) -> bool:
    """Short names only letter for letter, the shortest with a capital; longer ones also one or two letters off.

    A word of five letters is near only with a capital: otherwise "grade" would be Grace in every report.
    """
    if word.text == name:
        return len(name) >= _SHORT or word.is_capital
    shorter = min(len(word.text), len(name))
    if shorter < _NEAR_FROM or word.text in allowed or (shorter == _NEAR_FROM and not word.is_capital):
        return False
    slips = 2 if shorter >= _LONG else 1
    return OSA.distance(word.text, name, score_cutoff=slips) <= slips


def _phones(value: str, text: str, _words_of: Sequence[_Word], _allowed: frozenset[str]) -> set[Hit]:
    """A number with any spacing, with or without country code, in words, or only its last six figures."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", value))
    digits = re.sub(r"^(00)?44|^0+", "", digits)
    if len(digits) < _TELLING_DIGITS:
        return set()
    hits: set[Hit] = set()
    for run, places in _digit_runs(text):
        at = run.find(digits)
        if at >= 0:
            hits.add((places[at][0], places[at + len(digits) - 1][1], False))
        elif (at := run.find(digits[-_TELLING_DIGITS:])) >= 0:
            hits.add((places[at][0], places[at + _TELLING_DIGITS - 1][1], True))
    return hits


def _digit_runs(text: str) -> list[tuple[str, list[tuple[int, int]]]]:
    """Every unbroken run of figures and figure words in a text, with the place of each figure."""
    runs: list[tuple[str, list[tuple[int, int]]]] = []
    digits, places, times = "", [], 1
    for found in re.finditer(r"\d|[^\W\d_]+|(\n\s*\n)", text):
        digit = str(int(found[0])) if found[0].isdecimal() else _DIGITS.get(found[0].casefold(), "")
        if digit:
            digits += digit * times
            places += [found.span()] * times
            times = 1
        elif found[0].casefold() in _TIMES:
            times = _TIMES[found[0].casefold()]
        elif digits:
            runs.append((digits, places))
            digits, places, times = "", [], 1
    return [*runs, (digits, places)] if digits else runs


def _letters(value: str, text: str, _words_of: Sequence[_Word], _allowed: frozenset[str]) -> set[Hit]:
    """A postcode or e-mail address with anything between its characters, and with O for 0 or l for 1."""
    characters = [char for char in unicodedata.normalize("NFKC", value).casefold() if char.isalnum()]
    if len(characters) < _NEAR_FROM:
        return set()
    pattern = r"[\W_]{0,3}".join(_LOOKALIKES.get(char, re.escape(char)) for char in characters)
    found = re.finditer(rf"(?<![^\W_]){pattern}(?![^\W_])", text, re.IGNORECASE)
    return {(hit.start(), hit.end(), False) for hit in found}


def _places(value: str, _text: str, words: Sequence[_Word], allowed: frozenset[str]) -> set[Hit]:
    """An address, workplace or school: its words in a row exactly or nearly, or the telling ones alone in a row."""
    wanted = [_SHORTENED.get(word.text, word.text) for word in _words(value)]
    street = [word for word in wanted if not any(char.isdigit() for char in word)]
    telling = [word for word in street if word not in _PLAIN_PLACE and len(word) > _SHORT]
    hits = _in_a_row(wanted, words, allowed) | _in_a_row(street, words, allowed)
    return hits | (_in_a_row(telling, words, allowed) if len(telling) > 1 else set())


def _in_a_row(wanted: Sequence[str], words: Sequence[_Word], allowed: frozenset[str]) -> set[Hit]:
    """Where these words stand one after another; words that are all his own are no finding."""
    if not wanted or set(wanted) <= allowed | _PLAIN_PLACE or len("".join(wanted)) < _NEAR_FROM:
        return set()
    sought, size = " ".join(wanted), len(wanted)
    hits: set[Hit] = set()
    for at in range(len(words) - size + 1):
        row = words[at : at + size]
        written = " ".join(_SHORTENED.get(word.text, word.text) for word in row)
        if written == sought or fuzz.ratio(written, sought) >= _NEAR_PLACE:
            hits.add((row[0].start, row[-1].end, written != sought))
    return hits


def _nowhere(_value: str, _text: str, _words_of: Sequence[_Word], _allowed: frozenset[str]) -> set[Hit]:
    """What is no value of hers: `report_traces` looks for it."""
    return set()


_LOOKING_FOR: Mapping[KnownKind, Callable[[str, str, Sequence[_Word], frozenset[str]], set[Hit]]] = {
    KnownKind.NAME: _names,
    KnownKind.NICKNAME: _names,
    KnownKind.PHONE: _phones,
    KnownKind.EMAIL: _letters,
    KnownKind.POSTCODE: _letters,
    KnownKind.ADDRESS: _places,
    KnownKind.WORKPLACE: _places,
    KnownKind.SCHOOL: _places,
    KnownKind.CODE_PHRASE: _places,
    KnownKind.SOURCE: _nowhere,
    KnownKind.CONTACT_DAY: _nowhere,
}
