"""Keeps the rules of peer support: who is welcome, what is due by when, what may not name anybody (PEER-1 to 11)."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from app.core.language import _
from app.domain.answers import Outcome
from app.domain.pack import Pack
from app.domain.pack_parts import Block, BlockKind, Intervention
from app.domain.peer import Competence, ReviewOutcome
from app.programme.rules.verdict import Judged

RATINGS = range(5)
SHORTEST_NAME = 2
# First names that are words of every evening, in English and Dutch.
EVERYDAY = frozenset({
    "art", "bill", "chance", "curt", "faith", "frank", "grant", "guy",
    "hope", "joy", "lot", "mark", "miles", "pat", "ray", "rich", "rob", "rod", "rose", "ties", "wil", "will", "wolf",
})  # fmt: skip


@dataclass(frozen=True)
class Reviewed:
    """One responsibility review: its day and how it came out."""

    on: date
    outcome: ReviewOutcome


def is_peer_support(pack: Pack) -> bool:
    """Whether a programme is peer support: its own door, a named clinical partner, first names."""
    return pack.intervention is Intervention.PEER_SUPPORT


def named_steps(pack: Pack) -> Block | None:
    """The block whose items are named steps that a man takes in any order; most programmes have none."""
    blocks = (block for block in pack.blocks if block.is_open_ended and block.titles)
    return next((block for block in blocks if block.kind is BlockKind.GROUP), None)


def meeting_order(pack: Pack) -> tuple[str, ...]:
    """The parts of an evening in order, where the programme names them."""
    return next((block.meeting_order for block in pack.blocks if block.meeting_order), ())


def reasons_not_welcome(judged: Iterable[Judged]) -> dict[str, str]:
    """By criterion; empty when he is welcome: everyone is but for the exclusions, and each is asked (PEER-1)."""
    words = {
        Outcome.NOT_MET: _("He cannot come in now: “{text}”. Talk with the clinical partner of the group."),
        Outcome.UNKNOWN: _("Answer this first: “{text}”."),
    }
    asked = [one for one in judged if one.required and one.outcome in words]
    return {one.key: words[one.outcome].format(text=one.text) for one in asked}


def with_open_door(pack: Pack) -> Pack:
    """Peer support lets him come to the door at once: its gates hold at the register, where nobody marks him (PEER-9).

    Every other programme looks at them before a place is given.
    """
    return replace(pack, gates=tuple(key for key in pack.gates if key == "decision")) if is_peer_support(pack) else pack


def entry_due(decided_on: date, days: int) -> date:
    """By when he comes to his first meeting: two weeks after the decision, counted in days (PEER-2)."""
    return decided_on + timedelta(days=days)


def is_answered_the_same_day(received_at: datetime, answered_at: datetime | None) -> bool:
    """Whether a request for contact was answered on the day it came; both in the office's time (PEER-3)."""
    return answered_at is not None and answered_at.date() == received_at.date()


def review_due(meetings: Sequence[date], reviews: Sequence[Reviewed], every: int) -> date | None:
    """The day since which a responsibility review is due; None while it is not (PEER-5).

    Due from the Nth meeting he came to. After one that came out "in part", N more meetings later.
    """
    came = sorted(meetings)
    if not reviews:
        return came[every - 1] if len(came) >= every else None
    last = max(reviews, key=lambda one: one.on)
    if last.outcome is not ReviewOutcome.IN_PART:
        return None
    since = [day for day in came if day > last.on]
    return since[every - 1] if len(since) >= every else None


def is_to_be_ended(reviews: Sequence[Reviewed]) -> bool:
    """Still blaming only others at the newest review: somebody decides that he is ended (PEER-5)."""
    newest = max(reviews, key=lambda one: one.on, default=None)
    return newest is not None and newest.outcome is ReviewOutcome.BLAMES_ONLY_OTHERS


def texts_with_names(texts: Sequence[str], names: Iterable[str]) -> tuple[int, ...]:
    """Which of these texts name somebody of the group: themes are the group's and name nobody.

    A name that is an everyday word too ("I will") counts where it is written with a capital.
    """
    wanted = {part for name in names for part in _words(name) if len(part) >= SHORTEST_NAME}
    return tuple(place for place, text in enumerate(texts) if wanted & _may_be_names(text))


def _may_be_names(text: str) -> set[str]:
    """The words of a text, without everyday words in small letters."""
    small = {form for word in _cut(text) if word[0].islower() for form in _folded_forms(word)}
    large = {form for word in _cut(text) if not word[0].islower() for form in _folded_forms(word)}
    return (small - EVERYDAY) | large


def _words(text: str) -> list[str]:
    """The words of a text in small letters without accents; a name in the genitive is the name."""
    return [form for word in _cut(text) for form in _folded_forms(word)]


def _cut(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", unicodedata.normalize("NFC", text))


def _folded_forms(word: str) -> tuple[str, ...]:
    folded = unicodedata.normalize("NFKD", word.casefold())
    return _forms("".join(char for char in folded if not unicodedata.combining(char)))


def _forms(word: str) -> tuple[str, ...]:
    bare = re.sub(r"['’]s?$", "", word)
    return (word,) if bare == word else (word, bare)


def first_names(people: Sequence[tuple[str, str]]) -> dict[str, str]:
    """First names by id; two men of one name are told apart by a number, in the order they came in."""
    seen: Counter[str] = Counter()
    found = {}
    for id_, name in people:
        first = name.strip()
        seen[first.casefold()] += 1
        turn = seen[first.casefold()]
        found[id_] = first if turn == 1 else f"{first} {turn}"
    return found


def rating_problems(ratings: Mapping[Competence, int], evidence: Mapping[Competence, str]) -> dict[str, str]:
    """Each rating goes from 0 to 4 and rests on something seen; what nobody rated stays not known (PEER-10)."""
    problems = {}
    if not ratings:
        problems["ratings"] = _("Rate at least one competence.")
    for one, rating in ratings.items():
        if rating not in RATINGS:
            problems[f"ratings.{one.value}"] = _("A rating goes from 0 to 4.")
        elif not evidence.get(one, "").strip():
            problems[f"evidence.{one.value}"] = _("Write what you saw or heard that shows this.")
    return problems


def step_problems(pack: Pack, number: int) -> dict[str, str]:
    """Any of the programme's steps, in any order and as often as he likes."""
    block = named_steps(pack)
    if block is None:
        return {"step": _("This programme has no named steps.")}
    if not 1 <= number <= len(block.titles):
        return {"step": _("Choose one of the {count} steps.").format(count=len(block.titles))}
    return {}


def partner_problems(pack: Pack, clinical_partner: str | None) -> dict[str, str]:
    """Every peer group has a named clinical partner with experience; no other group needs one (PEER-9)."""
    if not is_peer_support(pack) or (clinical_partner or "").strip():
        return {}
    return {"clinical_partner": _("Name the clinical partner of this group. Without one it cannot be opened.")}
