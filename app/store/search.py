"""Finds people and notes by the beginnings of their words: FTS5 or tsvector behind one question; programme side only.

The index is kept by the database itself, in the transaction of the row it stands for (migration `2026_11_27_search`).
Nothing of hers is ever in it (SEC-43).
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from sqlalchemy import Subquery, bindparam, column, select, table, text
from sqlalchemy.orm import Session

from models.base.tables import Id

LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "\u0131": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
)
BETWEEN = re.compile(r"[\W_]+")
CASE_NUMBER = re.compile(r"p-?(\d{1,9})")
DIGITS_ALONE = re.compile(r"[\d\s()+-]+")
LONGEST_WORD, MOST_WORDS, SHORTEST_PHONE = 60, 8, 5
WORDS = "words"


class Among(Enum):
    """What is searched: names, numbers, references and telephones of cases, or what was written about them."""

    PEOPLE = ("search_people", "search_person")
    NOTES = ("search_notes", "search_note")


@dataclass(frozen=True)
class Question:
    """What was typed, as words to look for; each may be met by one of several spellings, by its beginning."""

    words: tuple[tuple[str, ...], ...]


def question(typed: str) -> Question | None:
    """The words to look for; None when there is nothing to ask, as for one letter or signs alone."""
    folded = fold(typed)
    if phone := _phone(folded):
        return Question((phone,))
    words: list[tuple[str, ...]] = []
    for part in folded.split():
        if number := CASE_NUMBER.fullmatch(part):
            words.append((f"p{number[1]}", f"p{number[1].zfill(4)}"))
            continue
        words.extend((word[:LONGEST_WORD],) for word in BETWEEN.split(part) if word)
    asked = tuple(one for one in words if len(one[0]) > 1 or one[0].isdecimal())
    return Question(asked[:MOST_WORDS]) if asked else None


def fold(typed: str) -> str:
    """Small letters without their marks, as the index holds them."""
    apart = unicodedata.normalize("NFD", typed[:400]).casefold()
    return "".join(one for one in apart if not unicodedata.combining(one)).translate(LETTERS)


def found(session: Session, asked: Question, among: Among) -> tuple[Subquery, dict[str, str]]:
    """What matches: `id`, which grows with every entry, and `case_id`; with it what the query is given when it is run.

    The caller joins, orders and limits.
    """
    is_server = session.get_bind().dialect.name == "postgresql"
    if is_server:
        words = " & ".join("(" + " | ".join(f"'{one}':*" for one in some) + ")" for some in asked.words)
    else:
        words = " AND ".join("(" + " OR ".join(f'"{one}" *' for one in some) + ")" for some in asked.words)
    return _matching(among, is_server), {WORDS: words}


@lru_cache(maxsize=2 * len(Among))
def _matching(among: Among, is_server: bool) -> Subquery:
    """Made once: every key that is typed asks (P5)."""
    index, rows = among.value
    entries = table(rows, column("id"), column("case_id", Id()), column("words"))
    if is_server:
        match = entries.c.words.op("@@")(text("CAST(:words AS tsquery)").bindparams(bindparam(WORDS)))
        return select(entries.c.id, entries.c.case_id).where(match).subquery()
    hits = table(index, column("rowid"), column(index))
    by_row = hits.join(entries, entries.c.id == hits.c.rowid)
    said = select(hits.c.rowid.label("id"), entries.c.case_id).select_from(by_row)
    return said.where(hits.c[index].op("MATCH")(bindparam(WORDS))).subquery()


def _phone(folded: str) -> tuple[str, ...]:
    """A telephone however it is spaced: with the country's number, or as it is dialled here."""
    digits = re.sub(r"\D", "", folded)
    if not DIGITS_ALONE.fullmatch(folded.strip()) or len(digits) < SHORTEST_PHONE:
        return ()
    return (digits[2:] if digits.startswith("00") else digits,)
