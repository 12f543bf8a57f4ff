"""Says what becomes of what a group has had when it goes on with another version of its programme (PACK-4)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from app.core.language import _
from app.domain.pack import Content, Pack

OWED = "owed"
LONGEST_NUMBER = 4


@dataclass(frozen=True)
class Carried:
    """What was had, by content key, and what it becomes: a content of the new version, or owed when it is gone."""

    becomes: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def renamed(self) -> dict[str, str]:
        """Contents that have another key in the new version."""
        return {old: new for old, new in self.becomes.items() if new not in (old, OWED)}


def carry_over(old: Pack, new: Pack, had: Iterable[str], given: Mapping[str, str]) -> Carried:
    """What was had stays itself where the new version has it; for the rest `given` says what it becomes, or owed.

    A content may only become one that the old version does not have: the same key would mean two things at once.
    """
    before, after = _contents(old, had), _contents(new, given.values())
    problems = {f"coverage_map.{key}": _("Nothing of this was held.") for key in given if key not in set(had)}
    becomes: dict[str, str] = {}
    for key in had:
        wanted = given.get(key, key if key in after or _has(new, key) else "")
        if words := _why_not(key, wanted, before, after, new):
            problems[f"coverage_map.{key}"] = words
        elif wanted in becomes.values() and wanted != OWED:
            problems[f"coverage_map.{key}"] = _("Two contents cannot become the same.")
        else:
            becomes[key] = wanted
    return Carried(becomes, problems)


def _why_not(key: str, wanted: str, before: Mapping[str, Content], after: Mapping[str, Content], new: Pack) -> str:
    """Why this content cannot become that one; empty when it can."""
    if not wanted:
        return _("{title} is not in version {n}. Say what it becomes, or that it is owed.").format(
            title=before[key].title, n=new.version
        )
    if wanted == key:
        same = _contents(new, [key]).get(key)
        if same is None or same.kind is not before[key].kind:
            return _("This is another kind of contact in the new version.")
        return ""
    if _has(new, key):
        return _("The new version has this content under the same key, so it stays what it is.")
    if wanted == OWED:
        return ""
    if wanted not in after:
        return _("The new version has no such content.")
    if wanted in before:
        return _("This key meant something else before. Give the content a key of its own in the new version.")
    return "" if after[wanted].kind is before[key].kind else _("This is another kind of contact in the new version.")


def _has(pack: Pack, key: str) -> bool:
    return key in _contents(pack, [key])


def _contents(pack: Pack, keys: Iterable[str]) -> dict[str, Content]:
    """Every content with an end, and of an open-ended block as many as these keys name."""
    return {content.key: content for content in _reaching(pack, keys)}


def _reaching(pack: Pack, keys: Iterable[str]) -> Iterator[Content]:
    blocks = {block.key for block in pack.blocks if block.is_open_ended}
    named = [(block, number) for block, _dash, number in (key.rpartition("-") for key in keys) if block in blocks]
    numbers = [int(number) for _block, number in named if number.isdecimal() and len(number) <= LONGEST_NUMBER]
    return pack.endless_contents(open_items=max(numbers, default=0))
