"""Prints two papers of this desk: her own file for her, and what he told us, in his words, for him (RET-8, RET-9)."""

from datetime import date, datetime
from functools import cache
from typing import BinaryIO, Literal

from app.core.language import Speaking, _
from app.core.shapes import Row
from reports.kit import gate
from reports.kit.gate import A_DAY, A_MOMENT, fixed_words
from reports.kit.page import Paper, Surround
from reports.kit.traces import forms
from reports.kit.words import day, tag_of

Audience = Literal["her", "him"]


class PaperItem(Row):
    """One thing that is given: what it is, of which day, and what it says."""

    kind: str
    on: date
    text: str


class OwnPaper(Row):
    """Everything such a paper may print; what is not given is not here and leaves no gap (R12)."""

    audience: Audience
    office: str
    name: str
    requested_on: date
    items: tuple[PaperItem, ...]
    made_on: date
    made_at: datetime
    language: str = "en"


def render(paper: OwnPaper, out: BinaryIO) -> None:
    """Write the paper as PDF; the same values give the same bytes."""
    with Speaking(paper.language):
        out.write(laid_out(paper).printed(paper.made_at))


def leaks(paper: OwnPaper, pdf: bytes) -> tuple[str, ...]:
    """What stands in it and comes from nowhere in its values; empty means it may go (R8)."""
    with Speaking(paper.language):
        return gate.problems(pdf, forms(paper), _template_words(paper.audience, paper.language))


def laid_out(given: OwnPaper) -> Paper:
    """Heading, whose it is, how to read it, and the items in the order of their days."""
    foot = (_("Made on {day}.").format(day=day(given.made_on)),)
    surround = Surround(office=given.office, marking=_("Private"), foot=foot, is_draft=False)
    paper = Paper(surround, title="Letter", language=tag_of(given.language))
    is_hers = given.audience == "her"
    paper.heading(_("What we hold about you") if is_hers else _("What you told us about others"))
    paper.facts([(_("Name"), given.name), (_("You asked on"), day(given.requested_on))])
    for words in _for_her() if is_hers else _for_him():
        paper.text(words)
    paper.section(_("Records"), numbered=False)
    if not given.items:
        paper.text("")
    for item in given.items:
        paper.part(f"{day(item.on)} · {item.kind}")
        paper.text(item.text)
    return paper


def _for_her() -> tuple[str, ...]:
    return (
        _("These are the records of this service about you, in the order of their days."),
        _("The law lets us leave out what is about other people, or what could do somebody serious harm."),
        _("You may ask us to put right what is wrong, to explain our decision, or complain to the authority."),
        _("Keep this where nobody else finds it. We can keep it for you, or read it with you."),
    )


def _for_him() -> tuple[str, ...]:
    """The same for every man: the paper says what he said, and nothing of what became of it (RET-9)."""
    return (
        _("You gave us these details. They are printed as you gave them, and nothing is added."),
        _("You may ask us to put right what is wrong, to explain our decision, or complain to the authority."),
    )


@cache
def _template_words(audience: Audience, language: str) -> frozenset[str]:
    """The fixed words of such a paper, from one about nobody (R8)."""
    item = (PaperItem(kind="", on=A_DAY, text="1"),)
    samples = [
        OwnPaper(audience=audience, office="", name="", requested_on=A_DAY, items=items, made_on=A_DAY,
                 made_at=A_MOMENT, language=language)
        for items in ((), item)
    ]  # fmt: skip
    with Speaking(language):
        return fixed_words(laid_out(sample) for sample in samples)
