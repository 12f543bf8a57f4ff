"""Says where a group stands, from who was in it and what was held; nobody types it (SCH-37)."""

from dataclasses import dataclass
from enum import StrEnum

from app.core.language import _


class GroupState(StrEnum):
    """Where a group stands."""

    PLANNED = "planned"
    RUNNING = "running"
    COMPLETE = "complete"
    ENDED = "ended"


@dataclass(frozen=True)
class InGroup:
    """Who was ever in a group: how many, how many are still in it, how many completed the programme from it."""

    ever: int = 0
    still: int = 0
    completed: int = 0


def is_complete(men: InGroup) -> bool:
    """It has had members, none is still in it, at least one completed; an empty group is never complete (SCH-37)."""
    return men.ever > 0 and men.still == 0 and men.completed > 0


def group_state(men: InGroup, *, held: int, has_ended: bool) -> GroupState:
    """Planned before its first session was held, then running, then complete or ended."""
    if is_complete(men):
        return GroupState.COMPLETE
    if has_ended:
        return GroupState.ENDED
    return GroupState.RUNNING if held else GroupState.PLANNED


def state_words(state: GroupState) -> str:
    """A state as a person reads it."""
    named = {
        GroupState.PLANNED: _("Planned"),
        GroupState.RUNNING: _("Running"),
        GroupState.COMPLETE: _("Complete"),
        GroupState.ENDED: _("Ended"),
    }
    return named[state]
