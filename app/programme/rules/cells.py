"""Reads single cells as offices type them: dates, names, telephone numbers, yes and no, children."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import phonenumbers
from rapidfuzz import fuzz

from app.domain.answers import Answer, PartialDate
from app.programme.rules.columns import plain

_FIRST_HALF = ("january", "february", "march", "april", "may", "june")
_MONTHS = (*_FIRST_HALF, "july", "august", "september", "october", "november", "december")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[T ][\d:.]+Z?)?")
_MONTH_YEAR = re.compile(r"(\d{1,2})[/.](\d{4})")
_WRITTEN = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?)?([a-z]{3,9})\.?,?\s+(\d{4}|\d{2})")
_WEEKDAY = re.compile(r"^(mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(day)?,?\s+")
_NOT_KNOWN = frozenset({"unknown", "not known", "n/k", "nk", "?", "??", "tbc", "dont know", "don't know", "onbekend"})
_YES = frozenset({"y", "yes", "true", "ja", "j", "x", "✓", "✔"})
_NO = frozenset({"n", "no", "false", "nee", "none"})
_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})", re.IGNORECASE)
_WORD = 3
_NEAR = 85
_EMAIL = re.compile(r"[^\s@,;<>\"()]+@[^\s@,;<>\"()]+\.[^\s@,;<>\"().]{2,}")
_CHILDREN = re.compile(
    r"(\d{1,2})(?:\s*(?:child(?:ren)?|kids?))?\s*(?:\(\s*(\d{1,2}(?:\s*(?:,|&|and|\+)\s*\d{1,2})*)\s*\))?\s*[-,;]?\s*(.*)"
)
_PLANS = {
    "cp plan": "cp",
    "cp": "cp",
    "cpp": "cp",
    "child protection": "cp",
    "child protection plan": "cp",
    "cin": "cin",
}
_PLANS |= {"cin plan": "cin", "child in need": "cin", "lac": "looked_after", "looked after": "looked_after"}
_SPEAKS_OF_HER = re.compile(
    r"\b(partners?|ex|exes|wife|spouse|fianc[eé]e?"
    r"|girlfriends?|gf|missus|mrs|miss|ms|she|shes|her|hers|herself|woman|women"
    r"|female|lady|girl|sisters?|mothers?|mum|mam|mom|nan|grandmother|aunt|daughters?|sons?|child|children|kids?|baby|school"
    r"|nursery|refuge|shelter|victims?|survivors?|complainant|pregnant|marac|idva|dash|moved (in|out|to)"
    r"|do not (write|call|phone|ring|contact)|not to be (told|contacted)"
    r"|zij|haar|vrouw|vriendin|zus|moeder|dochter|slachtoffer|kinderen)\b"
)
_SOURCES = (
    ("self", r"self|himself|zelf"),
    ("family_court", r"cafcass|family court"),
    ("childrens_services", r"csc|children|social care|social services|mash|early help"),
    ("probation", r"probation|hmpps|nps|offender manag\w*|reclassering"),
    ("court", r"courts?|magistrates?"),
    ("police", r"police|constabulary|politie"),
    ("substance_service", r"recovery|drugs?|alcohol|substance|addiction|turning point|change grow live"),
    ("health", r"nhs|health|gp|hospital|camhs|cmht|surgery"),
)
_LEGAL = (
    ("voluntary", r"none|no order|voluntary|self"),
    ("licence", r"licen[cs]e|parole"),
    ("family_direction", r"family|direction|cafcass|contact order|child arrangements"),
    ("child_plan", r"cp|cin|child protection|child in need|plan"),
    ("court_requirement", r"order|requirement|suspended|sso|community|sentence|rar"),
)
_GENDERS = {"m": "man", "male": "man", "man": "man", "f": "woman", "female": "woman", "woman": "woman"}


class DateState(StrEnum):
    """What became of a date's cell."""

    READ = "read"
    EMPTY = "empty"
    NOT_KNOWN = "not_known"
    IMPOSSIBLE = "impossible"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class DateRead:
    """A date's cell: the date when there is one, and otherwise why there is none."""

    state: DateState
    value: PartialDate | None = None


@dataclass(frozen=True)
class ChildrenRead:
    """How many children, ages where given, and the plan; `is_whole` is false when words were left over."""

    count: int | None
    ages: tuple[int, ...] = ()
    plan: str = "unknown"
    is_whole: bool = True


def is_formula(cell: str) -> bool:
    """True for a cell that a spreadsheet program might run (R11); telephone numbers, figures and dashes are not."""
    text = unicodedata.normalize("NFKC", cell).strip()
    if text.startswith(("=", "@")):
        return True
    return text.startswith(("+", "-")) and not re.fullmatch(r"[+-](\s.*|[\d\s().,/+-]*)", text, re.DOTALL)


def read_date(cell: str, *, latest: date | None = None) -> DateRead:
    """A date, day first, in any of the usual styles; a part of one stays a part. An impossible day is never moved.

    `latest` decides a two-digit year: the newest that does not lie after it; without it the year is in this century.
    """
    text = " ".join(unicodedata.normalize("NFKC", cell).casefold().replace(",", " ").split())
    if not text:
        return DateRead(DateState.EMPTY)
    if text in _NOT_KNOWN:
        return DateRead(DateState.NOT_KNOWN)
    parts = _parts(_WEEKDAY.sub("", text))
    if parts is None:
        return DateRead(DateState.UNCLEAR)
    year_text, month, day = parts
    year = int(year_text)
    if len(year_text) == len("26"):
        year += 2000
        if latest is not None and year > latest.year:
            year -= 100
    try:
        value = PartialDate(year, month, day)
    except (ValueError, TypeError):
        return DateRead(DateState.IMPOSSIBLE)
    return DateRead(DateState.READ, value)


def _parts(text: str) -> tuple[str, int | None, int | None] | None:
    """Year as written, month and day of a date in one of the styles; None when it is none."""
    if not text.isascii():
        return None
    if found := _DAY_FIRST.fullmatch(text):
        return found[3], int(found[2]), int(found[1])
    if found := _YEAR_FIRST.fullmatch(text):
        return found[1], int(found[2]), int(found[3]) if found[3] else None
    if found := _MONTH_YEAR.fullmatch(text):
        return found[2], int(found[1]), None
    if (found := _WRITTEN.fullmatch(text)) and (month := _month(found[2])):
        return found[3], month, int(found[1]) if found[1] else None
    return (text, None, None) if re.fullmatch(r"(19|20)\d\d", text) else None


def _month(word: str) -> int | None:
    """The month that a whole or shortened English name means."""
    found = [
        at
        for at, name in enumerate(_MONTHS, start=1)
        if name.startswith(word) or (word == "sept" and name == "september")
    ]
    return found[0] if len(found) == 1 else None


def age_on(born: PartialDate, day: date) -> tuple[int, int]:
    """The lowest and the highest age that he can have on a day."""
    first, last = born.range()
    return tuple(day.year - at.year - ((day.month, day.day) < (at.month, at.day)) for at in (last, first))  # type: ignore[return-value]


def tidy_name(cell: str) -> str:
    """A name with single spaces; one shouted or whispered throughout gets its capitals, any other stays as typed."""
    name = " ".join(unicodedata.normalize("NFC", cell).replace("\u2019", "'").split()).strip(" ,;.")
    if not any(char.isalpha() for char in name):
        return ""
    if name not in {name.upper(), name.lower()} or len(name) == 1:
        return name
    spaced = re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), name)
    return re.sub(r"\bMc([a-z])", lambda found: "Mc" + found[1].upper(), spaced)


def split_name(cell: str) -> tuple[str, str]:
    """Given and family name of "Okoro, Daniel" or "Daniel Okoro"; a single word is a given name."""
    family, comma, given = cell.partition(",")
    if comma and given.strip():
        return tidy_name(given), tidy_name(family)
    words = tidy_name(cell).split()
    return (" ".join(words[:-1]), words[-1]) if len(words) > 1 else (" ".join(words), "")


def read_phone(cell: str, region: str) -> str:
    """The first number in a cell in international form, or nothing when there is none ("won't say")."""
    text = unicodedata.normalize("NFKC", cell)[:200]
    for found in phonenumbers.PhoneNumberMatcher(text, region, leniency=phonenumbers.Leniency.POSSIBLE):
        return str(phonenumbers.format_number(found.number, phonenumbers.PhoneNumberFormat.E164))
    return ""


def numbers_in(text: str, region: str) -> frozenset[str]:
    """Every telephone number in a text, in international form."""
    found = phonenumbers.PhoneNumberMatcher(text[:4000], region, leniency=phonenumbers.Leniency.POSSIBLE)
    return frozenset(phonenumbers.format_number(one.number, phonenumbers.PhoneNumberFormat.E164) for one in found)


def read_email(cell: str) -> str:
    """An e-mail address as typed, or nothing when it is none."""
    text = cell.strip()
    return text if _EMAIL.fullmatch(text) else ""


def tidy_postcode(cell: str) -> str:
    """A British postcode in capitals with its space; anything else with single spaces, as typed."""
    found = _POSTCODE.fullmatch(cell.strip())
    return f"{found[1]} {found[2]}".upper() if found else " ".join(cell.split())


def read_answer(cell: str) -> tuple[Answer, str]:
    """Yes, no, not known or not asked, and the words that stood behind ("No - ABH on neighbour")."""
    text = " ".join(unicodedata.normalize("NFKC", cell).split())
    if not text:
        return Answer.NOT_ASKED, ""
    first, _mark, rest = text.partition(" ") if text.casefold() not in _NOT_KNOWN else (text, "", "")
    said = first.casefold().strip(",.;:-")
    rest = rest.strip(" -,:;")
    if said in _YES:
        return Answer.YES, rest
    if said in _NO:
        return Answer.NO, rest
    return Answer.UNKNOWN, "" if text.casefold() in _NOT_KNOWN else text


def read_children(cell: str) -> ChildrenRead:
    """How many and how old, from "2 (4, 7)", "1 baby" or "3 - CP plan"; empty means nobody asked (REF-7)."""
    text = " ".join(unicodedata.normalize("NFKC", cell).casefold().split())
    if not text or text in _NOT_KNOWN:
        return ChildrenRead(None)
    if text in {"none", "no", "0", "nil"}:
        return ChildrenRead(0)
    found = _CHILDREN.fullmatch(text) if text.isascii() else None
    if found is None:
        return ChildrenRead(None, is_whole=False)
    count = int(found[1])
    ages = tuple(int(age) for age in re.findall(r"\d+", found[2] or ""))
    rest = found[3].strip()
    if rest in {"baby", "babies"} and not ages:
        return ChildrenRead(count, ages=(0,) * count)
    fits = not ages or len(ages) == count
    return ChildrenRead(count, ages if fits else (), _PLANS.get(rest, "unknown"), fits and (not rest or rest in _PLANS))


def speaks_of_her(text: str, names: Sequence[str], numbers: frozenset[str], region: str) -> bool:
    """True when a note seems to speak of a partner or child: by a word, her name, any number or postcode in it.

    `names` are words of her name that are not also his, `numbers` his own telephone numbers. Too careful is right here.
    """
    folded = " ".join(unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'").split())
    if _SPEAKS_OF_HER.search(re.sub(r"[_\-/'.]", " ", folded)) or _SPEAKS_OF_HER.search(folded):
        return True
    words = [word for word in re.findall(r"[^\W\d_]+", folded) if len(word) >= _WORD]
    hers = [name.casefold() for name in names if len(name) >= _WORD]
    if any(fuzz.ratio(word, name) >= _NEAR for word in words for name in hers):
        return True
    return bool(numbers_in(folded, region) - numbers or _POSTCODE.search(folded) or _EMAIL.search(folded))


def source_kind(sender: str) -> str:
    """The kind of referrer that an agency's name tells, or nothing."""
    return _first(_SOURCES, sender)


def legal_kind(text: str) -> str:
    """The kind of order or licence that words tell, or nothing."""
    return _first(_LEGAL, text)


def read_gender(cell: str) -> str:
    """The code of a gender; anything else is not known."""
    return _GENDERS.get(cell.strip().casefold(), Answer.UNKNOWN.value)


def _first(table: Sequence[tuple[str, str]], text: str) -> str:
    """The first kind whose words stand in a text."""
    words = plain(text)
    return next((kind for kind, pattern in table if re.search(rf"\b({pattern})\b", words)), "")
