"""Counts what registers say: came, complied, minutes, misses in a row, limits, and who must be told (ATT-1 to 15)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from app.core.language import _, ngettext
from app.domain.codes import MARKS, MarkCode
from app.domain.pack_parts import AttendanceRules

TOLD_THOUGH_HE_CAME = frozenset({MarkCode.ATSH, MarkCode.AFTC})


class SessionKind(StrEnum):
    """What kind of contact a mark belongs to; shown apart and summed (ATT-7)."""

    GROUP = "group"
    ONE_TO_ONE = "one_to_one"
    REVIEW = "review"
    CATCH_UP = "catch_up"


@dataclass(frozen=True)
class Mark:
    """The newest mark of one man for one session that was held; no code means not recorded."""

    session: str
    starts_at: datetime
    kind: SessionKind
    code: MarkCode | None
    minutes: int | None
    planned_minutes: int
    covers: tuple[str, ...] = ()
    group: str = ""

    @property
    def came(self) -> bool:
        """True only when a register says so; not recorded is not "no" (NEV-14)."""
        return self.code is not None and MARKS[self.code].attended

    @property
    def complied(self) -> bool:
        """Complied, as the referrer's codes count it: an accepted absence complies."""
        return self.code is not None and MARKS[self.code].compliant


@dataclass(frozen=True)
class Tally:
    """Counts of some marks; minutes that nobody wrote down are counted as unknown, not as none."""

    offered: int = 0
    attended: int = 0
    compliant: int = 0
    minutes: int = 0
    not_recorded: int = 0
    minutes_unknown: int = 0

    @property
    def hours(self) -> Fraction:
        """Minutes as exact hours: 29.9 is not 30 (ATT-7)."""
        return Fraction(self.minutes, 60)


@dataclass(frozen=True)
class Totals(Tally):
    """The tally of all marks, and each kind apart (ATT-7)."""

    by_kind: Mapping[SessionKind, Tally] = field(default_factory=dict)


def totals(marks: Iterable[Mark]) -> Totals:
    """Attended, compliant and minutes, summed and by kind (ATT-7)."""
    seen = tuple(marks)
    whole = _tally(seen)
    kinds = {kind: _tally([mark for mark in seen if mark.kind is kind]) for kind in SessionKind}
    return Totals(
        whole.offered,
        whole.attended,
        whole.compliant,
        whole.minutes,
        whole.not_recorded,
        whole.minutes_unknown,
        by_kind=kinds,
    )


def _tally(marks: Sequence[Mark]) -> Tally:
    came = [mark for mark in marks if mark.came]
    return Tally(
        offered=len(marks),
        attended=len(came),
        compliant=sum(mark.complied for mark in marks),
        minutes=sum(mark.minutes or 0 for mark in came),
        not_recorded=sum(mark.code is None for mark in marks),
        minutes_unknown=sum(mark.minutes is None for mark in came),
    )


def has_reached(minutes: int, hours: Fraction | int) -> bool:
    """Whether a dose has reached so many hours; nothing is rounded up to a threshold (ATT-7)."""
    return Fraction(minutes, 60) >= hours


def is_absence(code: MarkCode) -> bool:
    """Did not come, accepted or not."""
    return not MARKS[code].attended


def tells_safety_team(code: MarkCode) -> bool:
    """Every absence, sent home for behaviour, and came without complying: same day (ATT-10, NEV-4)."""
    return is_absence(code) or code in TOLD_THOUGH_HE_CAME


def consecutive_missed(marks: Iterable[Mark]) -> int:
    """Not attended in a row, up to the latest session; an accepted absence adds to it (ATT-8)."""
    return _run(marks, only_unacceptable=False)


def consecutive_unacceptable(marks: Iterable[Mark]) -> int:
    """Unacceptable absences in a row; an accepted one neither adds nor breaks, coming breaks (ATT-8)."""
    return _run(marks, only_unacceptable=True)


def _run(marks: Iterable[Mark], *, only_unacceptable: bool) -> int:
    counted = 0
    for mark in sorted(marks, key=lambda mark: mark.starts_at):
        if mark.code is None or not MARKS[mark.code].counts_in_runs:
            continue
        if MARKS[mark.code].attended:
            counted = 0
        elif mark.code is MarkCode.UAAB or not only_unacceptable:
            counted += 1
    return counted


def missed_in_all(marks: Iterable[Mark], *, only_unacceptable: bool) -> int:
    """How many sessions were missed; what the office itself moved or stood down is not counted (ATT-8, ATT-9)."""
    return sum(
        mark.code is not None
        and MARKS[mark.code].counts_in_runs
        and not MARKS[mark.code].attended
        and (mark.code is MarkCode.UAAB or not only_unacceptable)
        for mark in marks
    )


@dataclass(frozen=True)
class MarkGiven:
    """A mark as it is typed, before it is saved."""

    code: MarkCode
    minutes: int | None = None
    late_minutes: int | None = None
    left_early_minutes: int | None = None
    reason: str = ""
    by_manager: bool = False


def minutes_present(given: MarkGiven, length: int) -> int | None:
    """Minutes given, or what late and left early leave of the session; None when nobody said (ATT-2)."""
    if is_absence(given.code):
        return 0
    if given.minutes is not None:
        return given.minutes
    if given.late_minutes is None and given.left_early_minutes is None:
        return None
    return length - (given.late_minutes or 0) - (given.left_early_minutes or 0)


def mark_problems(given: MarkGiven, planned_minutes: int, actual_minutes: int | None = None) -> dict[str, str]:
    """What is wrong with one mark, by field; the actual length counts where one was recorded (ATT-2)."""
    means = MARKS[given.code]
    problems = _minute_problems(given, actual_minutes or planned_minutes, max(planned_minutes, actual_minutes or 0))
    if means.needs_reason and not given.reason.strip():
        problems["reason"] = _("This mark needs a reason.")
    if means.needs_manager and not given.by_manager:
        problems["code"] = _("Only a manager may accept an absence by judgement.")
    return problems


def _minute_problems(given: MarkGiven, length: int, most: int) -> dict[str, str]:
    parts = (given.minutes, given.late_minutes, given.left_early_minutes)
    if is_absence(given.code):
        return {"minutes": _("Who did not come has no minutes.")} if any(parts) else {}
    present = minutes_present(given, length)
    if present is None:
        return {"minutes": _("Say how many minutes he was present.")}
    if not 0 <= present <= most or any(part is not None and part < 0 for part in parts):
        return {"minutes": _("Minutes present go from 0 to {length}.").format(length=most)}
    late_or_early = given.late_minutes is not None or given.left_early_minutes is not None
    if late_or_early and present != length - (given.late_minutes or 0) - (given.left_early_minutes or 0):
        return {"minutes": _("The minutes present and the minutes late or left early do not agree.")}
    return {}


def is_late(given: MarkGiven, rules: AttendanceRules) -> bool:
    """Only a label: late by at least the pack's minutes (ATT-2)."""
    return rules.late_after_min is not None and (given.late_minutes or 0) >= rules.late_after_min


@dataclass(frozen=True)
class RegisterGiven:
    """A register as it is typed: a mark or None for everybody expected, by name, and the head count."""

    marks: Mapping[str, MarkGiven | None]
    head_count: int | None
    head_count_reason: str = ""


def register_problems(given: RegisterGiven, starts_at: datetime, now: datetime) -> dict[str, str]:
    """What keeps a register from being saved: it lies ahead, or the head count differs unexplained (ATT-3, ATT-5)."""
    if starts_at > now:
        return {"session": _("This session has not begun. A register cannot be taken yet.")}
    if given.head_count is None:
        return {"head_count": _("Count the people in the room.")}
    marked = sum(mark is not None and not is_absence(mark.code) for mark in given.marks.values())
    if given.head_count != marked and not given.head_count_reason.strip():
        words = _("You counted {counted}. The register says {marked}. Correct one, or say why.")
        return {"head_count": words.format(counted=given.head_count, marked=marked)}
    return {}


def not_recorded_words(given: RegisterGiven) -> str:
    """Names everybody who has no mark yet; empty when all have one (ATT-1)."""
    names = [name for name, mark in given.marks.items() if mark is None]
    if not names:
        return ""
    words = ngettext("Not recorded yet: {names}.", "Not recorded yet: {names}.", len(names))
    return words.format(names=", ".join(names))
