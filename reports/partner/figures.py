"""Prints the sheet of a quarter: counts of ten or more for the whole service, and the words around them (STA-6)."""

from datetime import date, datetime
from functools import cache
from typing import BinaryIO

from app.core.language import Speaking, _
from app.core.shapes import Row
from reports.kit import gate
from reports.kit.gate import A_DAY, A_MOMENT, fixed_words
from reports.kit.logo import Logo
from reports.kit.page import Column, Paper, Surround
from reports.kit.traces import forms
from reports.kit.words import day, of, tag_of


class FigureLine(Row):
    """One count with its name. A share has its N; what is too small has neither, and looks alike for every reason."""

    words: str
    count: int | None = None
    of: int | None = None


class FiguresSheet(Row):
    """Everything the sheet may print: the quarter, and lines for the service and for what women said."""

    office: str
    first: date
    last: date
    service: tuple[FigureLine, ...]
    said: tuple[FigureLine, ...]
    made_on: date
    made_at: datetime
    language: str = "en"
    logo: Logo | None = None


def render(sheet: FiguresSheet, out: BinaryIO) -> None:
    """Write the sheet as PDF; the same values give the same bytes."""
    with Speaking(sheet.language):
        out.write(laid_out(sheet).printed(sheet.made_at))


def leaks(sheet: FiguresSheet, pdf: bytes) -> tuple[str, ...]:
    """What stands on it and comes from nowhere in its values; empty means it may go (R8)."""
    with Speaking(sheet.language):
        allowed = (*forms(sheet), *(figure_words(one) for one in (*sheet.service, *sheet.said)))
        return gate.problems(pdf, allowed, _template_words(sheet.language), logo=sheet.logo)


def plain(sheet: FiguresSheet) -> str:
    """The same lines as the text that crosses to its readers."""
    with Speaking(sheet.language):
        head = _("Figures of {first} to {last}").format(first=day(sheet.first), last=day(sheet.last))
        lines = [f"{one.words}: {figure_words(one)}" for one in (*sheet.service, *sheet.said)]
        return "\n".join([head, *lines, *_caveats()])


def figure_words(line: FigureLine) -> str:
    """The count, or the one text for everything that is too small (STA-5)."""
    if line.count is None:
        return _("< 10")
    return str(line.count) if line.of is None else of(line.count, line.of)


def laid_out(sheet: FiguresSheet) -> Paper:
    """The parts of the sheet, the same in every quarter and every office."""
    foot = (_("Made on {day}.").format(day=day(sheet.made_on)),)
    surround = Surround(office=sheet.office, marking=_("Internal"), foot=foot, is_draft=False, logo=sheet.logo)
    paper = Paper(surround, title="Report", language=tag_of(sheet.language))
    paper.heading(_("Figures of a quarter"))
    paper.subtitle(_("{first} to {last}").format(first=day(sheet.first), last=day(sheet.last)))
    for title, lines in ((_("The service"), sheet.service), (_("As women see it"), sheet.said)):
        paper.section(title, numbered=False)
        rows = [(one.words, figure_words(one)) for one in lines]
        paper.table([Column(_("What"), 5), Column(_("Figure"), 2)], rows)
    for words in _caveats():
        paper.text(words)
    return paper


def _caveats() -> tuple[str, ...]:
    """How the figures are to be read; the same on every sheet (STA-5, STA-7)."""
    return (
        _("“< 10” stands where fewer than ten are in a figure, or fewer than ten are not in it."),
        _("This quarter only, and the whole service. Perceived, by those who answered; not an effect of anything."),
        _("Finishing a programme is not proof that anybody is safe."),
    )


@cache
def _template_words(language: str) -> frozenset[str]:
    """The fixed words of the sheet, from one about nobody (R8)."""
    line = (FigureLine(words=""),)
    samples = [
        FiguresSheet(office="", first=A_DAY, last=A_DAY, service=lines, said=lines, made_on=A_DAY, made_at=A_MOMENT,
                     language=language)
        for lines in ((), line)
    ]  # fmt: skip
    with Speaking(language):
        return fixed_words(laid_out(sample) for sample in samples)
