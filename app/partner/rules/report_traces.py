"""Finds in a report what gives a source away though no word of hers stands in it: phrases, and days (REP-3, REP-7)."""

import re
from collections.abc import Collection, Iterator
from datetime import date, timedelta

from app.partner.rules.report_check import Finding, KnownKind

NEAR_DAYS = 1
_HER = r"(?:(?:his|the) (?:ex[- ]?)?(?:partner|wife|girlfriend|spouse)|(?:the|his) (?:victim|survivor)|she|her mother)"
_SAYS = (
    r"(?:(?:has |had )?(?:told|tells|reports|reported|confirms|confirmed|disclosed|discloses|stated|states|says|said"
    r"|informed|mentioned|described|fears|is afraid|feels|felt))"
)
_SOURCES = (
    rf"{_HER} {_SAYS}",
    r"(?:according to|information from|as reported by|confirmed by|we (?:heard|know) from)"
    r" (?:her\b|she\b|his (?:ex[- ]?)?partner|the (?:victim|survivor|family|children|safety (?:team|worker|officer)))",
    r"(?:women.s|partner) safety (?:officer|worker|team|service)",
    r"(?:partner|victim) (?:link worker|support service)",
    r"the child(?:ren)? (?:has |have )?(?:told|said|says|say|disclosed|reported)",
    r"(?:in (?:contact|touch) with|has spoken to|spoke with) (?:her\b|(?:his|the) (?:ex[- ]?)?partner|the victim)",
    r"we (?:have been told|have been informed|are aware|understand|have learn(?:ed|t)) (?:that|of|about)",
    r"(?:a third party|an anonymous source|a confidential source|another source)",
    r"(?-i:MARAC|Marac|IDVA|ISVA|DASH)\b",
)
_SOURCE = re.compile("|".join(rf"\b{one}" for one in _SOURCES), re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?:{'|'.join(_MONTHS)})[a-z]*"
_DAY = re.compile(
    r"\b(?:(?P<iso>\d{4}-\d{2}-\d{2})"
    r"|(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: of)?[ .]+(?P<word>" + _MONTH + r")\.?(?:,? (?P<year>\d{4}))?"
    r"|(?P<first>\d{1,2})[/.](?P<second>\d{1,2})[/.](?P<short>\d{4}|\d{2}))\b",
    re.IGNORECASE,
)


def source_phrases(texts: dict[str, str]) -> tuple[Finding, ...]:
    """Every place that says, or lets one guess, who told it. A fixed list: a person still reads the text."""
    return tuple(
        Finding(where, KnownKind.SOURCE, "", found.start(), found.end())
        for where, text in texts.items()
        for found in _SOURCE.finditer(text)
    )


def contact_days(
    texts: dict[str, str], contacts: Collection[tuple[date, str]], his_days: Collection[date]
) -> tuple[Finding, ...]:
    """Every day in a text that lies within a day of a contact with her and is none of his own days."""
    own = frozenset(his_days)
    found = set()
    for where, text in texts.items():
        for day, start, end in _days(text, [on for on, _of in contacts]):
            for on, of in contacts:
                if abs((day - on).days) <= NEAR_DAYS and day not in own:
                    found.add(Finding(where, KnownKind.CONTACT_DAY, of, start, end, day != on))
    return tuple(sorted(found, key=lambda one: (one.where, one.start, one.of)))


def _days(text: str, near: Collection[date]) -> Iterator[tuple[date, int, int]]:
    """Each day of a text; one without its year is read as the one closest to a contact."""
    for hit in _DAY.finditer(text):
        for day in _readings(hit, near):
            yield day, hit.start(), hit.end()


def _readings(hit: re.Match[str], near: Collection[date]) -> Iterator[date]:
    if hit["iso"]:
        yield from _date(*(int(part) for part in hit["iso"].split("-")))
        return
    if hit["word"]:
        month = 1 + _MONTHS.index(hit["word"][:3].casefold())
        years = {int(hit["year"])} if hit["year"] else {(one + timedelta(days=shift)).year for one in near
                                                        for shift in (-NEAR_DAYS, NEAR_DAYS)}  # fmt: skip
        for year in sorted(years):
            yield from _date(year, month, int(hit["day"]))
        return
    year = int(hit["short"]) + (2000 if len(hit["short"]) == len("26") else 0)
    yield from _date(year, int(hit["second"]), int(hit["first"]))


def _date(year: int, month: int, day: int) -> Iterator[date]:
    """The day, when the calendar has it."""
    try:
        yield date(year, month, day)
    except ValueError:
        return
