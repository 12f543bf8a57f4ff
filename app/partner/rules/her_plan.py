"""Keeps her safety plan as she orders it: what matters most to her stands first."""

from datetime import date

from app.core.language import _
from app.core.shapes import Row


class HerPlan(Row, frozen=True):
    """A whole plan as made with her on a day; a change is a new one. `priorities` are hers, in her order."""

    on: date
    priorities: tuple[str, ...]
    steps: str
    turns_to: str = ""
    children: str = ""
    review_on: date | None = None


def problems(plan: HerPlan, today: date) -> dict[str, str]:
    """What a plan still lacks, by field."""
    found: dict[str, str] = {}
    if plan.on > today:
        found["on"] = _("This lies in the future.")
    if not any(one.strip() for one in plan.priorities):
        found["priorities"] = _("Begin with what matters most to her.")
    if not plan.steps.strip():
        found["steps"] = _("Write at least one step that is hers to take.")
    if plan.review_on is not None and plan.review_on < plan.on:
        found["review_on"] = _("The next date is before this one.")
    return found
