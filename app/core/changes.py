"""Says what a screen may care about after a commit, and to whom."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

DAMAGE = "damage"  # not a record that was saved: something that does not open was met


@dataclass(frozen=True, slots=True)
class Changed:
    """A record of this kind and id was saved; no value travels."""

    kind: str
    id: str


Listener = Callable[[frozenset[Changed]], None]


class Changes:
    """Passes facts from finished acts to whoever listens, once, in order."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Hear of every set of facts from now on; call what comes back to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def publish(self, facts: Iterable[Changed]) -> None:
        """Tell every listener; nothing happens for an empty set."""
        if told := frozenset(facts):
            for listener in tuple(self._listeners):
                listener(told)
