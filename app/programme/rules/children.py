"""Works out which children a man is known to have from all that was ever said of them; pure, no tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.answers import Answer

UNKNOWN = Answer.UNKNOWN.value
FIELDS = ("name", "date_of_birth", "relation", "plan", "social_worker")


@dataclass(frozen=True)
class KnownChild:
    """One child as last said by him or the referrer. `key`: which; what nobody knows is empty or "unknown"."""

    key: str
    name: str = ""
    date_of_birth: str = UNKNOWN
    relation: str = ""
    plan: str = UNKNOWN
    social_worker: str = ""


def children_of(entries: Sequence[Mapping[str, object]]) -> tuple[KnownChild, ...]:
    """Every child, without those that were written down by mistake; what was said before stays in the list (NEV-18).

    Of each child the first entry has its place in the list as key, a later one names it.
    """
    found: dict[str, KnownChild] = {}
    for at, entry in enumerate(entries):
        key = str(entry.get("key") or at)
        if entry.get("is_mistake"):
            found.pop(key, None)
            continue
        said = {name: str(entry.get(name) or "") for name in FIELDS}
        found[key] = KnownChild(
            key=key,
            name=said["name"],
            date_of_birth=said["date_of_birth"] or UNKNOWN,
            relation=said["relation"],
            plan=said["plan"] or UNKNOWN,
            social_worker=said["social_worker"],
        )
    return tuple(found.values())


def child_entry(
    entries: Sequence[Mapping[str, object]], key: str, said: Mapping[str, str], *, is_mistake: bool
) -> dict[str, object]:
    """The next entry: what is named now over what stood; a child without a key is a new one."""
    stood: dict[str, object] = {}
    for at, entry in enumerate(entries):
        if key and str(entry.get("key") or at) == key:
            stood = dict(entry)
    more = {"is_mistake": True} if is_mistake else {}
    return {**stood, **said, **more, "key": key or str(len(entries))}
