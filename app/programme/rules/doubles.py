"""Tells whether a referral was here before: the same one again, the same man with an open case, or perhaps the same."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rapidfuzz import fuzz

from app.core.language import _
from app.domain.answers import PartialDate
from app.programme.rules.incoming import ImportOutcome, Known, Problem, ReadRow, ReferralRead

_NEAR = 85
ANY_YEAR = ("year", None)


class Likeness(StrEnum):
    """How a referral resembles an earlier one, strongest first."""

    SAME_REFERRAL = "same_referral"
    REFERENCE_OF_ANOTHER = "reference_of_another"
    OPEN_CASE = "open_case"
    POSSIBLE = "possible"
    NONE = "none"


@dataclass(frozen=True)
class Earlier:
    """What is known of an earlier referral; `called` names it: "P-0012", "line 5", or the words of REF-4."""

    called: str
    given_name: str
    family_name: str
    date_of_birth: Known
    source: str
    received_on: date
    programme: str
    external_reference: str = ""
    phone: str = ""
    is_open: bool = True


@dataclass(frozen=True)
class Settled:
    """How a line ends beside everything that was there before it, with every problem of the line."""

    outcome: ImportOutcome
    problems: tuple[Problem, ...]
    same_as: str = ""
    possible_duplicates: tuple[str, ...] = ()


class Kept:
    """Earlier referrals, kept by what two that are alike must share: reference, telephone or year of birth.

    So a line of a sheet is compared with a few of them, however many there are (REF-1 to REF-3, P12).
    """

    def __init__(self, earlier: Iterable[Earlier]) -> None:
        self._all: list[Earlier] = []
        self._by: defaultdict[tuple[str, str | int | None], list[int]] = defaultdict(list)
        for one in earlier:
            self.add(one)

    def add(self, one: Earlier) -> None:
        """One more, the last of them."""
        for key in _shared(one):
            self._by[key].append(len(self._all))
        self._all.append(one)

    def like(self, new: ReferralRead) -> tuple[Earlier, ...]:
        """Those that may be alike, in their order; whose birth date is not known may be like anybody (REF-7)."""
        keys = _shared(new)
        if ANY_YEAR in keys:
            return tuple(self._all)
        found = {at for key in (*keys, ANY_YEAR) for at in self._by.get(key, ())}
        return tuple(self._all[at] for at in sorted(found))


def _shared(one: Earlier | ReferralRead) -> tuple[tuple[str, str | int | None], ...]:
    born = one.date_of_birth.year if isinstance(one.date_of_birth, PartialDate) else None
    words = (("reference", one.external_reference), ("phone", one.phone))
    return (*((kind, said) for kind, said in words if said), ("year", born))


def earlier_of(referral: ReferralRead, called: str) -> Earlier:
    """A referral just read, as the lines after it must see it."""
    return Earlier(
        called=called,
        given_name=referral.given_name,
        family_name=referral.family_name,
        date_of_birth=referral.date_of_birth,
        source=referral.source,
        received_on=referral.received_on,
        programme=referral.programme,
        external_reference=referral.external_reference,
        phone=referral.phone,
    )


def settle(row: ReadRow, earlier: Sequence[Earlier], columns: Sequence[str] = ("", "")) -> Settled:
    """End a line: `earlier` holds the cases of the office and the lines above that were imported.

    REF-3 before REF-2 before REF-1. `columns` are the heads of reference and family name, for the problems' place.
    """
    if row.referral is None:
        return Settled(ImportOutcome.REFUSED, (*row.refusals, *row.questions))
    found = [(likeness(row.referral, one), one.called) for one in earlier]
    reference_column, name_column = columns
    for kind, outcome, column, words in (
        (
            Likeness.SAME_REFERRAL,
            ImportOutcome.ALREADY_KNOWN,
            reference_column,
            _("This referral is already here: {earlier}."),
        ),
        (
            Likeness.REFERENCE_OF_ANOTHER,
            ImportOutcome.REFUSED,
            reference_column,
            _("Another person came in under this reference on the same day: {earlier}. Mend the reference."),
        ),
        (
            Likeness.OPEN_CASE,
            ImportOutcome.REFUSED,
            name_column,
            _("The same person has an open case in this programme: {earlier}. No second one was made."),
        ),
    ):
        called = next((name for like, name in found if like is kind), "")
        if called:
            return Settled(outcome, (Problem(column=column, words=words.format(earlier=called)),), same_as=called)
    possible = tuple(dict.fromkeys(name for like, name in found if like is Likeness.POSSIBLE))
    words = _("This may be the same person as {earlier}. Decide: same person, different person, or stop.")
    doubts = tuple(Problem(column=name_column, words=words.format(earlier=name)) for name in possible)
    problems = (*row.questions, *doubts)
    outcome = ImportOutcome.IMPORTED_WITH_QUESTIONS if problems else ImportOutcome.IMPORTED
    return Settled(outcome, problems, possible_duplicates=possible)


def likeness(new: ReferralRead, old: Earlier) -> Likeness:
    """How a new referral resembles an earlier one (REF-1, REF-2, REF-3); it never looks at the partner desk (REF-4)."""
    same_reference = bool(new.external_reference) and new.external_reference == old.external_reference
    same_phone = bool(new.phone) and new.phone == old.phone
    birth = _births(new.date_of_birth, old.date_of_birth)
    if birth == "different" and not (same_reference or same_phone):
        return Likeness.NONE  # whatever the names are, which take longest to compare
    near = _near_name(new, old)
    if new.source == old.source and new.received_on == old.received_on:
        if same_reference:
            return Likeness.SAME_REFERRAL if near or birth == "same" else Likeness.REFERENCE_OF_ANOTHER
        if _is_same_without_reference(new, old):
            return Likeness.SAME_REFERRAL
    is_same_person = near and birth == "same" and (same_reference or _folded(new) == _folded(old))
    if is_same_person and old.is_open and new.programme == old.programme:
        return Likeness.OPEN_CASE
    if same_reference or (near and birth != "different") or same_phone:
        return Likeness.POSSIBLE
    return Likeness.NONE


def _is_same_without_reference(new: ReferralRead, old: Earlier) -> bool:
    """A line that never had a reference is known again by name, birth date and programme, letter for letter."""
    nameless = not new.external_reference and not old.external_reference
    return nameless and (_folded(new), new.date_of_birth, new.programme) == (
        _folded(old),
        old.date_of_birth,
        old.programme,
    )


def _births(new: Known, old: Known) -> str:
    """Whether two dates of birth are the same, could be, or differ; one that is not known could be any (REF-7)."""
    if not isinstance(new, PartialDate) or not isinstance(old, PartialDate):
        return "could"
    if new == old and new.is_complete:
        return "same"
    return "could" if new.could_match(old) else "different"


def _near_name(new: ReferralRead, old: Earlier) -> bool:
    """True for the same name and for near spellings, in either order of given and family name."""
    return are_near(_folded(new), _folded(old))


def are_near(one: str, other: str) -> bool:
    """The same for two names that are folded already."""
    return fuzz.token_sort_ratio(one, other, score_cutoff=_NEAR) >= _NEAR


def _folded(person: ReferralRead | Earlier) -> str:
    return folded_name(person.given_name, person.family_name)


def folded_name(given_name: str, family_name: str) -> str:
    """Both names in small letters without accents."""
    text = f"{given_name} {family_name}".casefold()
    if text.isascii():
        return text
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
