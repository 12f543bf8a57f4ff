"""Prints a man's own file for him: the items that two people decided to give, and the same words about the rest."""

from datetime import date
from typing import BinaryIO

from app.core.language import Speaking, _
from app.core.shapes import Row
from reports.kit import gate
from reports.kit.gate import A_DAY, A_MOMENT, fixed_words
from reports.kit.page import Paper, Surround
from reports.kit.traces import forms
from reports.kit.words import day, tag_of
from reports.programme.sheets.rows import Head


class AccessItem(Row):
    """One item that is given: what it is, from which day, and what it says."""

    kind: str
    on: date
    text: str


class AccessPack(Row):
    """Everything the pack may print; what is not given is not here and leaves no gap (R12)."""

    head: Head
    name: str
    requested_on: date
    items: tuple[AccessItem, ...]


def render(pack: AccessPack, out: BinaryIO) -> None:
    """Write the pack as PDF; the same values give the same bytes."""
    with Speaking(pack.head.language):
        out.write(_laid_out(pack).printed(pack.head.made_at))


def leaks(pack: AccessPack, pdf: bytes) -> tuple[str, ...]:
    """What stands in it and comes from nowhere in its values; empty means it may go on (R8)."""
    head = Head(office="", label="", made_on=A_DAY, made_at=A_MOMENT, language=pack.head.language)
    item = (AccessItem(kind="", on=A_DAY, text="1"),)
    samples = [AccessPack(head=head, name="", requested_on=A_DAY, items=items) for items in ((), item)]
    with Speaking(pack.head.language):
        words = fixed_words(_laid_out(sample) for sample in samples)
        return gate.problems(pdf, forms(pack), words, logo=pack.head.logo)


def _laid_out(pack: AccessPack) -> Paper:
    head = pack.head
    foot = (_("Made on {day}.").format(day=day(head.made_on)),)
    surround = Surround(office=head.office, marking=_("Private"), foot=foot, is_draft=False, logo=head.logo)
    paper = Paper(surround, title="Letter", language=tag_of(head.language))
    paper.heading(_("What we hold about you"))
    paper.subtitle(head.label)
    paper.facts([(_("Name"), pack.name), (_("You asked on"), day(pack.requested_on))])
    for words in (
        _("These are the records of this service about you, in the order of their days."),
        _("The law lets us leave out what is about other people, or what could do somebody serious harm."),
        _("You may ask us to put right what is wrong, to explain our decision, or complain to the authority."),
    ):
        paper.text(words)
    paper.section(_("Records"), numbered=False)
    if not pack.items:
        paper.text("")
    for item in pack.items:
        paper.part(f"{day(item.on)} · {item.kind}")
        paper.text(item.text)
    return paper
