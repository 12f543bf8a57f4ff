"""Says in words what each part of a mark or note is, and which parts two writings of it differ in (ATT-4)."""

from app.core.language import _
from app.core.shapes import Row
from app.domain import labels
from app.domain.codes import MarkCode, mark_words
from app.programme.marking import PARTS
from models.programme.attendance import Mark, SessionNote

NOTE = "note"
WORDS_OF_SOMEBODY = frozenset({"reason", "concern", NOTE})


class PartChange(Row):
    """One part that was written otherwise: what it is, what stood there, what stands there now."""

    key: str
    label: str
    before: str
    after: str


def part_labels() -> dict[str, str]:
    """What each part is called, in the order a person reads them."""
    return {
        "code": _("Mark"),
        "minutes": _("Minutes present"),
        "late_minutes": _("Minutes late"),
        "left_early_minutes": _("Left early by minutes"),
        "reason": _("Reason of the mark"),
        "engagement": _("Engagement"),
        "task": _("Task done"),
        "time_out": _("Time-out"),
        "concern": _("Concern"),
        NOTE: _("Note for his record"),
    }


def part_words(mark: Mark, key: str) -> str:
    """What a part says, in words; empty when nothing stands there."""
    value = getattr(mark, key)
    if value is None:
        return ""
    if key == "code":
        return mark_words(MarkCode(value))
    if key == "reason":
        return labels.mark_reasons().get(value, str(value))
    if key == "task":
        return {"yes": _("Yes"), "part": _("Part"), "no": _("No")}.get(value, str(value))
    if key == "time_out":
        back = _("He came back") if value.get("came_back") else _("He did not come back")
        return " ".join(text for text in (back, value.get("follow_up") or "") if text)
    return str(value)


def changed_parts(earlier: Mark, later: Mark) -> tuple[PartChange, ...]:
    """The parts in which two writings of one mark differ: any of them counts as a change (ATT-4)."""
    return tuple(
        PartChange(key=key, label=label, before=part_words(earlier, key), after=part_words(later, key))
        for key, label in part_labels().items()
        if key in PARTS and getattr(earlier, key) != getattr(later, key)
    )


def note_change(before: str | None, after: str | None) -> PartChange:
    """A note that says something else, or nothing any more."""
    return PartChange(key=NOTE, label=part_labels()[NOTE], before=before or "", after=after or "")


def note_words(note: SessionNote) -> str:
    """What a note says: its text, or that none is needed and why."""
    if note.waived_reason:
        return _("No note needed: {reason}").format(reason=note.waived_reason)
    return note.text or ""
