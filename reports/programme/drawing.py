"""Draws the parts that reports share, each in one place: attendance, goals, risk and what a writer says (UX-32)."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from app.core.language import _
from reports.kit.figures import Bar, Step, StepState
from reports.kit.page import Column, Paper
from reports.kit.words import capital, day, hours, partial_day
from reports.programme.documents import Kind, Report
from reports.programme.headings import (
    attendee_words,
    ending_words,
    heading,
    profile_words,
    verdict_words,
)
from reports.programme.parts import AbsenceCount, Attendance, Block, BlockState, Change, Ended, Goal, SessionLine
from reports.programme.words import (
    achievement_words,
    all_minutes,
    attendance_facts,
    figure_sentences,
    hours_words,
    level_words,
    limits,
    mark_words,
    met_words,
    monthly,
    out_of_words,
    source_words,
    when,
)


def identity(paper: Paper, data: Report, *, with_period: bool) -> None:
    """Whose report, for whom and on what basis (REP-1)."""
    rows = [
        (_("Name"), data.name),
        (_("Date of birth"), partial_day(data.born)),
        (_("Our reference"), data.reference),
        (_("Legal basis"), data.legal_basis),
        (_("For"), data.recipient),
    ]
    if with_period:
        covers = _("{first} to {last}").format(first=day(data.covers_from), last=day(data.covers_to))
        rows.append((_("Covers"), covers))
    paper.facts(rows)


def summary(paper: Paper, data: Report) -> None:
    """What the report comes to in sentences, then the limits, then the author's own words (REP-2)."""
    paper.section(_("Summary"), numbered=False)
    paper.text(" ".join((*_sentences(data), *limits())), barred=True)
    if data.summary:
        paper.text(data.summary)


def _sentences(data: Report) -> Iterator[str]:
    seen: Attendance | None = getattr(data, "attendance", None)
    ended: Ended | None = getattr(data, "ended", None)
    if seen is not None:
        first, planned = figure_sentences(data.name, seen)
        yield first
        if ended is None:
            yield planned
    if ended is not None:
        dated = _("{how}, {day}.").format(how=ending_words(ended.how), day=when(ended.on))
        yield dated if ended.on is not None else f"{ending_words(ended.how)}."
    if data.kind in (Kind.ACCEPTANCE, Kind.NOT_SUITABLE):
        yield _decided_words(data)


def _decided_words(data: Any) -> str:  # noqa: ANN401 - either of the two reports on a decision
    if data.decided is None:
        return _("No decision is recorded.")
    return _("{verdict}, decided on {day}.").format(
        verdict=verdict_words(data.decided.verdict), day=day(data.decided.on)
    )


def decision(paper: Paper, data: Any) -> None:  # noqa: ANN401 - either of the two reports on a decision
    """What was decided and when, and what it stood on: each criterion, how it came out and why (PATH-7, DEN-6)."""
    paper.section(_("Decision"))
    known = data.decided
    criteria = known.criteria if known else ()
    paper.facts(
        [
            (_("Decision"), verdict_words(known.verdict) if known else ""),
            (_("Decided on"), when(known.on if known else None)),
        ]
    )
    paper.part(_("What it stood on"))
    paper.table(
        [Column(_("Criterion"), 3), Column(_("Outcome"), 1.3), Column(_("Why"), 3.4), Column(_("Source"), 2)],
        [(one.criterion, capital(met_words(one.outcome)), one.why, one.stands_in) for one in criteria],
    )


def programme_asks(paper: Paper, data: Any) -> None:  # noqa: ANN401 - any report with these fields
    """How many sessions and hours the programme asks for."""
    paper.section(_("What the programme asks of him"))
    paper.facts(
        [
            (_("Group sessions"), str(data.planned_sessions)),
            (_("Hours"), hours(data.required_minutes)),
        ]
    )


def ending(paper: Paper, data: Any) -> None:  # noqa: ANN401 - any report with these fields
    """How and when his time with us ended, as the records have it (CASE-8)."""
    paper.section(_("The end"))
    paper.facts([(_("How it ended"), ending_words(data.ended.how)), (_("On"), when(data.ended.on))])


def written(part: str) -> Callable[[Paper, Report], None]:
    """A part in the writer's own words under its heading."""

    def draw(paper: Paper, data: Report) -> None:
        paper.section(heading(part, data.kind))
        paper.text(getattr(data, part))

    return draw


def figures(paper: Paper, data: Any) -> None:  # noqa: ANN401 - any report with these fields
    """The figures of the registers without their sessions."""
    paper.section(_("Attendance"))
    seen = data.attendance
    paper.share(all_minutes(seen), seen.required_minutes, hours_words(seen))
    paper.facts(attendance_facts(seen))
    absences: tuple[AbsenceCount, ...] | None = getattr(data, "absences", None)
    if absences is not None:
        _absences(paper, absences)


def attendance(paper: Paper, data: Any) -> None:  # noqa: ANN401 - any report with these fields
    """How far he is, the figures, month by month, then session by session."""
    paper.section(_("Attendance"))
    steps = [Step(block.name, _caption(block), StepState(block.state)) for block in data.blocks]
    paper.track(steps, "; ".join(f"{step.name}: {step.caption}" for step in steps))
    seen = data.attendance
    paper.share(all_minutes(seen), seen.required_minutes, hours_words(seen))
    paper.facts(attendance_facts(seen))
    _absences(paper, data.absences)
    paper.part(_("Attended, month by month"))
    _months(paper, data.sessions)
    paper.part(_("Session by session"))
    paper.table(
        [Column(_("Session"), 2.8), Column(_("Date"), 2.4), Column(_("Attendance"), 2.6), Column(_("Reason"), 2.6)],
        [(line.session, day(line.on), mark_words(line.mark), line.reason) for line in data.sessions],
    )


def _absences(paper: Paper, absences: tuple[AbsenceCount, ...]) -> None:
    paper.part(_("Absences by class"))
    paper.table(
        [Column(_("Class"), 3), Column(_("Sessions"), 1)],
        [(mark_words(absence.mark), str(absence.count)) for absence in absences],
    )


def _months(paper: Paper, sessions: tuple[SessionLine, ...]) -> None:
    """A small chart: of the contacts with a mark, how many he came to."""
    lines = [
        Bar(month.name, out_of_words(month.came, month.held), month.came, month.held) for month in monthly(sessions)
    ]
    paper.bars(lines, "; ".join(f"{line.name}: {line.words}" for line in lines))


def _caption(block: Block) -> str:
    if block.state == BlockState.AHEAD and not block.attended:
        return _("not started")
    return out_of_words(block.attended, block.planned)


def work(paper: Paper, data: Any) -> None:  # noqa: ANN401 - any report with these fields
    """What he has worked on in each block, in behaviour words (REP-1)."""
    paper.section(_("What he has worked on"))
    if not data.blocks:
        paper.text("")
    for block in data.blocks:
        paper.part(block.name)
        paper.text(block.worked_on)


def goals(paper: Paper, data: Any) -> None:  # noqa: ANN401 - any report with these fields
    """His goals, how far each was kept and what shows it (ONE-2)."""
    paper.section(_("Goals"))
    paper.table(
        [
            Column(_("Goal"), 2.55),
            Column(_("Area"), 2.1),
            Column(_("Set on"), 2.75),
            Column(_("Kept"), 1.7),
            Column(_("What shows it"), 2.85),
        ],
        [
            (
                goal.text,
                goal.area or _("Not named"),
                day(goal.set_on),
                capital(achievement_words(goal.achievement)),
                _evidence(goal),
            )
            for goal in data.goals
        ],
    )


def _evidence(goal: Goal) -> str:
    if not goal.evidence:
        return _("None recorded.")
    return _("{words} Source: {source}.").format(words=goal.evidence, source=source_words(goal.source))


def risk(paper: Paper, data: Any) -> None:  # noqa: ANN401 - any report with these fields
    """Tool, level, day and source of each result, and factors with their source (RSK-1, REP-5)."""
    paper.section(_("Risk"))
    paper.table(
        [Column(_("Tool"), 3), Column(_("Level"), 1.4), Column(_("Date"), 2), Column(_("Source"), 2)],
        [
            (risk.tool, capital(level_words(risk.level)), day(risk.on), capital(source_words(risk.source)))
            for risk in data.risks
        ],
    )
    paper.part(_("Factors"))
    paper.table(
        [Column(_("Factor"), 4), Column(_("Source"), 1.5)],
        [(factor.words, capital(source_words(factor.source))) for factor in data.risk_factors],
    )


def review(paper: Paper, data: Any) -> None:  # noqa: ANN401 - any report with these fields
    """When the review was, who sat there and who did not, what is still to do (REV-1 to REV-3)."""
    paper.section(_("The review"))
    held = data.held
    if held is None:
        paper.text(_("No review is recorded."))
        return
    missing = ", ".join(map(attendee_words, held.missing)) or _("Nobody")
    paper.facts(
        [
            (_("Held on"), day(held.on)),
            (_("Present"), capital(", ".join(map(attendee_words, held.present)))),
            (_("Missing"), capital(missing)),
        ]
    )
    paper.part(_("Still to do"))
    paper.text("\n\n".join(held.outstanding))
    paper.part(_("What he goes on to"))
    paper.text(held.onward)


def changes(paper: Paper, data: Any) -> None:  # noqa: ANN401 - any report with these fields
    """What he said of the last 28 days, first and last time: a chart, then the same as a table (TOP-1, TOP-2)."""
    paper.section(_("Change in his profile (TOP)"))
    known = data.changes
    if known is None:
        paper.text(_("There are not two filled-in profiles to compare."))
        return
    first, latest = day(known.first_on), day(known.latest_on)
    lines = [bar for one in known.lines for bar in _pair(one)]
    paper.bars(lines, "; ".join(f"{line.name} {line.words}" for line in lines))
    paper.table(
        [Column(_("Figure"), 3), Column(_("First, {day}").format(day=first), 2.2),
         Column(_("Newest, {day}").format(day=latest), 2.2)],
        [(profile_words(one.item), _figure(one.first, one.out_of), _figure(one.latest, one.out_of))
         for one in known.lines],
    )  # fmt: skip
    paper.text(_("His own answers. What is not known is never nought."))


def _pair(one: Change) -> Iterator[Bar]:
    """Two bars for a figure that is known both times."""
    if one.first is not None and one.latest is not None:
        yield Bar(profile_words(one.item), _("first {share}").format(share=_figure(one.first, one.out_of)), one.first,
                  one.out_of)  # fmt: skip
        yield Bar("", _("newest {share}").format(share=_figure(one.latest, one.out_of)), one.latest, one.out_of)


def _figure(value: int | None, out_of: int) -> str:
    return _("Not known") if value is None else out_of_words(value, out_of)


def about(data: Report) -> list[tuple[str, str]]:
    """Author, second reader, clearance, version and copy (REP-1)."""
    return [
        (_("Written by"), data.author),
        (_("Second reader"), data.second_reader or _("Not yet read")),
        (_("Signed off"), _not_yet(data.read_on)),
        (_("Cleared"), _cleared(data)),
        (_("Report"), _("{number}, version {version}").format(number=data.number, version=data.version)),
        (
            _("Copy"),
            _("{copy} of {copies}, for {recipient}").format(
                copy=data.copy_number, copies=data.copies, recipient=data.recipient
            ),
        ),
        (_("Day of the figures"), day(data.figures_on)),
    ]


def _not_yet(done_on: date | None) -> str:
    return _("Not yet") if done_on is None else day(done_on)


def _cleared(data: Report) -> str:
    """The paper is cleared as it stands, so its bytes cannot name the day: without clearance it is never issued."""
    if data.cleared_on is None and not data.is_draft:
        return _("Before it was issued")
    return _not_yet(data.cleared_on)


def foot(data: Report) -> Iterator[str]:
    """Author and second reader; do not share; copy, version and day of the figures (experience.md section 9)."""
    if data.second_reader and data.read_on:
        yield _("Written by {author}. Read and signed off by {reader}, {day}.").format(
            author=data.author, reader=data.second_reader, day=day(data.read_on)
        )
    else:
        yield _("Written by {author}. Not yet read by a second person.").format(author=data.author)
    yield _("Do not share with the person named or anyone else without asking us first.")
    yield _("Report {number}, version {version}. Figures on {day}. Copy {copy} of {copies}, for {recipient}.").format(
        copy=data.copy_number,
        copies=data.copies,
        recipient=data.recipient,
        number=data.number,
        version=data.version,
        day=day(data.figures_on),
    )
