"""The fixed words of reports: names of marks and levels, sentences about numbers, the limits statement."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from app.core.language import _, months, ngettext
from app.domain.codes import MARKS, MarkCode
from reports.kit.words import day, hours, of, percent
from reports.programme.parts import Achievement, Attendance, Level, Mark, Met, SessionLine, Source


def mark_words(mark: Mark) -> str:
    """What a mark is called on paper."""
    return {
        Mark.TOOK_PART: _("Attended"),
        Mark.DID_NOT_COMPLY: _("Attended, did not comply"),
        Mark.SENT_HOME_BEHAVIOUR: _("Sent home because of his behaviour"),
        Mark.SENT_HOME_OURS: _("Sent home, our reason"),
        Mark.NOT_ACCEPTED: _("Absent, not acceptable"),
        Mark.MEDICAL: _("Absent, accepted: medical"),
        Mark.RELIGIOUS: _("Absent, accepted: religious"),
        Mark.HOLIDAY: _("Absent, accepted: holiday"),
        Mark.WORK: _("Absent, accepted: work"),
        Mark.FAMILY: _("Absent, accepted: family or childcare"),
        Mark.LEGAL: _("Absent, accepted: court or legal"),
        Mark.CUSTODY: _("Absent, in custody"),
        Mark.STOOD_DOWN: _("Absent, stood down"),
        Mark.OTHER: _("Absent, other accepted reason"),
        Mark.JUDGEMENT: _("Absent, accepted by judgement"),
        Mark.MOVED_BY_US: _("Rescheduled by us"),
        Mark.MOVED_BY_HIM: _("Rescheduled by him"),
        Mark.NOT_RECORDED: _("Not recorded"),
    }[mark]


def level_words(level: Level) -> str:
    """What a risk level is called on paper."""
    return {
        Level.LOW: _("low"),
        Level.MEDIUM: _("medium"),
        Level.HIGH: _("high"),
        Level.VERY_HIGH: _("very high"),
        Level.UNKNOWN: _("not known"),
    }[level]


def met_words(outcome: Met) -> str:
    """How a criterion came out (SCR-1)."""
    return {Met.MET: _("met"), Met.NOT_MET: _("not met"), Met.UNKNOWN: _("not known")}[outcome]


def achievement_words(achievement: Achievement) -> str:
    """How far a goal was reached, in words (ONE-2)."""
    return {
        Achievement.NOT_YET: _("not yet"),
        Achievement.PART: _("part"),
        Achievement.KEPT: _("kept"),
        Achievement.NOT_REVIEWED: _("not reviewed"),
    }[achievement]


def source_words(source: Source) -> str:
    """Where something comes from, for the reader (REP-5)."""
    return {
        Source.OFFICE: _("our office"),
        Source.REGISTER: _("our registers"),
        Source.OWN: _("his own words"),
        Source.OBSERVED: _("seen by our staff"),
        Source.REFERRER: _("the referrer"),
        Source.POLICE: _("the police"),
        Source.COURT: _("the court"),
    }[source]


def when(known: date | None) -> str:
    """A day, or that it is not known: never a blank (NEV-14)."""
    return _("Not known") if known is None else day(known)


def limits() -> tuple[str, ...]:
    """What this report does not say, the same in every report (REP-2, NEV-17)."""
    return (
        _("Attending or finishing a programme is not evidence that anyone is safe."),
        _("This report uses only what may be told to the person named in it."),
        _("Do not use this report alone to decide about contact."),
    )


def figure_sentences(name: str, seen: Attendance) -> tuple[str, ...]:
    """The numbers of a report in sentences; the next session is named only while one is planned (REP-4)."""
    return (
        _("{name} has attended {share} group sessions and {done} of {whole} hours.").format(
            name=name,
            share=of(seen.attended, seen.offered),
            done=hours(all_minutes(seen)),
            whole=hours(seen.required_minutes),
        ),
        _("His last session is planned for {day}.").format(day=day(seen.planned_end))
        if seen.planned_end
        else _("The day of his last session is not known."),
    )


def all_minutes(seen: Attendance) -> int:
    """Group, one-to-one and catch-up together; nothing is rounded up to a threshold (ATT-7)."""
    return seen.group_minutes + seen.one_to_one_minutes + seen.catch_up_minutes


def hours_words(seen: Attendance) -> str:
    """Hours done of hours required; nothing of nothing has no percentage (REP-4)."""
    done = all_minutes(seen)
    if seen.required_minutes <= 0:
        return _("{done} hours").format(done=hours(done))
    share = percent(done, seen.required_minutes)
    return _("{done} of {whole} hours ({percent}%)").format(
        done=hours(done), whole=hours(seen.required_minutes), percent=share
    )


def attendance_facts(seen: Attendance) -> list[tuple[str, str]]:
    """The figures of the registers, every percentage with its n of N (REP-4)."""
    return [
        (_("Sessions offered"), _("{offered} of {planned} planned").format(offered=seen.offered, planned=seen.planned)),
        (_("Attended"), of(seen.attended, seen.offered)),
        (_("Caught up"), ngettext("{count} session", "{count} sessions", seen.caught_up).format(count=seen.caught_up)),
        (_("Complied"), of(seen.compliant, seen.offered)),
        (
            _("Not recorded"),
            ngettext("{count} session", "{count} sessions", seen.not_recorded).format(count=seen.not_recorded),
        ),
        (
            _("Hours"),
            _("Group {group}, one-to-one {single}, catch-up {caught}; {whole} required").format(
                group=hours(seen.group_minutes),
                single=hours(seen.one_to_one_minutes),
                caught=hours(seen.catch_up_minutes),
                whole=hours(seen.required_minutes),
            ),
        ),
        (_("Late"), _late(seen)),
        (_("Left early"), ngettext("{count} time", "{count} times", seen.left_early).format(count=seen.left_early)),
        (_("First session attended"), when(seen.first_on)),
        (_("Latest session attended"), when(seen.last_on)),
        (_("Planned end"), when(seen.planned_end)),
    ]


def _late(seen: Attendance) -> str:
    times = ngettext("{count} time", "{count} times", seen.late).format(count=seen.late)
    minutes = ngettext("{count} minute in all", "{count} minutes in all", seen.late_minutes)
    return f"{times}, {minutes.format(count=seen.late_minutes)}"


@dataclass(frozen=True)
class Month:
    """Of the contacts of one month that have a mark: how many there were and to how many he came."""

    name: str
    came: int
    held: int


def monthly(sessions: Iterable[SessionLine]) -> tuple[Month, ...]:
    """The contacts of a report by month, in order; one without a mark is in no month's count (NEV-14)."""
    marked = [line for line in sessions if line.mark != Mark.NOT_RECORDED]
    found = []
    for (year, month), lines in groupby(sorted(marked, key=lambda one: one.on), key=lambda one: _month_of(one.on)):
        came = [MARKS[MarkCode(line.mark)].attended for line in lines]
        found.append(Month(_("{month} {year}").format(month=months()[month - 1], year=year), sum(came), len(came)))
    return tuple(found)


def _month_of(on: date) -> tuple[int, int]:
    return on.year, on.month


def out_of_words(count: int, whole: int) -> str:
    """As in "2 of 6"."""
    return _("{count} of {whole}").format(count=count, whole=whole)
