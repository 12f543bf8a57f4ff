"""Prints a progress report: frozen values in, PDF bytes out, no question asked of anything (REP-4)."""

from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

from app.core.errors import NotAllowed
from app.core.language import Speaking, _
from reports.kit.figures import Step, StepState
from reports.kit.page import Column, Paper, Surround
from reports.kit.words import day, partial_day
from reports.programme.progress import (
    Block,
    BlockState,
    Goal,
    ProgressReport,
    problems,
)
from reports.programme.progress_words import (
    achievement_words,
    all_minutes,
    attendance_facts,
    hours_words,
    level_words,
    limits,
    mark_words,
    source_words,
    summary_sentences,
)

TITLE = "Report"
_LANGUAGES = {"en": "en-GB"}


def render(data: ProgressReport, out: BinaryIO) -> None:
    """Write the report as PDF. The same data give the same bytes; a value of a wrong source is refused (REP-5)."""
    if wrong := problems(data):
        raise NotAllowed(*wrong)
    with Speaking(data.language):
        out.write(laid_out(data).printed(data.made_at))


def laid_out(data: ProgressReport, on: type[Paper] = Paper) -> Paper:
    """The same parts in the same order for every man (UX-32), on whichever kind of paper."""
    surround = Surround(office=data.office, marking=data.marking, foot=tuple(_foot(data)), is_draft=data.is_draft)
    paper = on(surround, title=TITLE, language=_LANGUAGES.get(data.language, data.language))
    _identity(paper, data)
    _attendance(paper, data)
    _work(paper, data)
    _goals(paper, data)
    _risk(paper, data)
    for title, words in (
        (_("Concerns and what we have done"), data.concerns),
        (_("What comes next"), data.next_steps),
        (_("What this report does not say"), "\n\n".join(limits())),
    ):
        paper.section(title)
        paper.text(words)
    paper.section(_("About this report"))
    paper.facts(_about(data))
    return paper


def _identity(paper: Paper, data: ProgressReport) -> None:
    paper.heading(_("Progress report"))
    paper.subtitle(data.programme)
    paper.facts(
        [
            (_("Name"), data.name),
            (_("Date of birth"), partial_day(data.born)),
            (_("Our reference"), data.reference),
            (_("Legal basis"), data.legal_basis),
            (_("For"), data.recipient),
            (_("Covers"), _("{first} to {last}").format(first=day(data.covers_from), last=day(data.covers_to))),
        ]
    )
    paper.section(_("Summary"), numbered=False)
    paper.text(summary_sentences(data), barred=True)
    if data.summary:
        paper.text(data.summary)


def _attendance(paper: Paper, data: ProgressReport) -> None:
    paper.section(_("Attendance"))
    steps = [Step(block.name, _caption(block), StepState(block.state)) for block in data.blocks]
    paper.track(steps, "; ".join(f"{step.name}: {step.caption}" for step in steps))
    seen = data.attendance
    done = all_minutes(seen)
    paper.share(done, seen.required_minutes, hours_words(seen))
    paper.facts(attendance_facts(seen))
    paper.part(_("Absences by class"))
    paper.table(
        [Column(_("Class"), 3), Column(_("Sessions"), 1)],
        [(mark_words(absence.mark), str(absence.count)) for absence in data.absences],
    )
    paper.part(_("Session by session"))
    paper.table(
        [Column(_("Session"), 2.8), Column(_("Date"), 2.4), Column(_("Attendance"), 2.6), Column(_("Reason"), 2.6)],
        [(line.session, day(line.on), mark_words(line.mark), line.reason) for line in data.sessions],
    )


def _caption(block: Block) -> str:
    if block.state == BlockState.AHEAD and not block.attended:
        return _("not started")
    return _("{count} of {whole}").format(count=block.attended, whole=block.planned)


def _work(paper: Paper, data: ProgressReport) -> None:
    paper.section(_("What he has worked on"))
    if not data.blocks:
        paper.text("")
    for block in data.blocks:
        paper.part(block.name)
        paper.text(block.worked_on)


def _goals(paper: Paper, data: ProgressReport) -> None:
    paper.section(_("Goals"))
    paper.table(
        [
            Column(_("Goal"), 2.7),
            Column(_("Area"), 2.1),
            Column(_("Set on"), 2.75),
            Column(_("Kept"), 1.4),
            Column(_("What shows it"), 3),
        ],
        [
            (goal.text, goal.area, day(goal.set_on), achievement_words(goal.achievement), _evidence(goal))
            for goal in data.goals
        ],
    )


def _evidence(goal: Goal) -> str:
    if not goal.evidence:
        return _("None recorded.")
    return _("{words} Source: {source}.").format(words=goal.evidence, source=source_words(goal.source))


def _risk(paper: Paper, data: ProgressReport) -> None:
    paper.section(_("Risk"))
    paper.table(
        [Column(_("Tool"), 3), Column(_("Level"), 1.4), Column(_("Date"), 2), Column(_("Source"), 2)],
        [(risk.tool, level_words(risk.level), day(risk.on), source_words(risk.source)) for risk in data.risks],
    )
    paper.part(_("Factors"))
    paper.table(
        [Column(_("Factor"), 4), Column(_("Source"), 1.5)],
        [(factor.words, source_words(factor.source)) for factor in data.risk_factors],
    )


def _about(data: ProgressReport) -> list[tuple[str, str]]:
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


def _cleared(data: ProgressReport) -> str:
    """The paper is cleared as it stands, so its bytes cannot name the day: without clearance it is never issued."""
    if data.cleared_on is None and not data.is_draft:
        return _("Before it was issued")
    return _not_yet(data.cleared_on)


def _foot(data: ProgressReport) -> Iterator[str]:
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
