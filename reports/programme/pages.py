"""Prints a report: frozen values in, PDF bytes out, no question asked of anything (REP-4)."""

from collections.abc import Callable
from typing import Any, BinaryIO

from app.core.errors import NotAllowed
from app.core.language import Speaking, _
from reports.kit.page import Paper, Surround
from reports.kit.words import tag_of
from reports.programme import drawing as draw
from reports.programme.documents import Kind, Report, has, problems
from reports.programme.headings import title
from reports.programme.words import limits

TITLE = "Report"
Part = Callable[[Paper, Any], None]

_COURSE: tuple[Part, ...] = (draw.attendance, draw.work, draw.goals, draw.risk)
_END: tuple[Part, ...] = (draw.written("next_steps"),)
ORDER: dict[Kind, tuple[Part, ...]] = {
    Kind.ACCEPTANCE: (draw.decision, draw.programme_asks, draw.written("agreed"), *_END),
    Kind.NOT_SUITABLE: (draw.decision, *_END),
    Kind.PROGRESS: (*_COURSE, draw.written("concerns"), *_END),
    Kind.MIDWAY: (*_COURSE, draw.written("concerns"), draw.written("ahead"), *_END),
    Kind.CONCERN: (
        draw.written("concerns"), draw.written("done"), draw.written("asked"), draw.figures, draw.risk, *_END,
    ),
    Kind.COMPLETION: (draw.ending, *_COURSE, draw.written("concerns"), draw.written("ahead"), *_END),
    Kind.NON_COMPLETION: (draw.ending, draw.written("how_it_ended"), *_COURSE, draw.written("concerns"), *_END),
    Kind.THREE_WAY_REVIEW: (draw.review, draw.figures, draw.goals, *_END),
    **dict.fromkeys(
        (Kind.COURT, Kind.CAFCASS, Kind.CHILDRENS_SERVICES),
        (draw.written("question"), *_COURSE, draw.written("concerns"), draw.written("answer"), *_END),
    ),
    Kind.SUBSTANCE: (draw.figures, draw.changes, *_END),
}  # fmt: skip


def render(data: Report, out: BinaryIO) -> None:
    """Write the report as PDF. The same data give the same bytes; a value of a wrong source is refused (REP-5)."""
    if wrong := problems(data):
        raise NotAllowed(*wrong)
    with Speaking(data.language):
        out.write(laid_out(data).printed(data.made_at))


def laid_out(data: Report, on: type[Paper] = Paper) -> Paper:
    """The parts of this kind of report, the same for every man (UX-32), on whichever kind of paper."""
    surround = Surround(
        office=data.office, marking=data.marking, foot=tuple(draw.foot(data)), is_draft=data.is_draft, logo=data.logo
    )
    paper = on(surround, title=TITLE, language=tag_of(data.language))
    paper.heading(title(data.kind))
    paper.subtitle(data.programme)
    draw.identity(paper, data, with_period=has(data.kind, "attendance"))
    draw.summary(paper, data)
    for part in ORDER[data.kind]:
        part(paper, data)
    paper.section(_("What this report does not say"))
    paper.text("\n\n".join(limits()))
    paper.section(_("About this report"))
    paper.facts(draw.about(data))
    return paper
