"""Prints a letter to him: frozen values in, PDF bytes out; says which words it may carry (R8, REP-4)."""

from functools import cache
from typing import BinaryIO

from app.core.language import Speaking, _
from reports.kit import gate
from reports.kit.gate import A_DAY, A_MOMENT, fixed_words
from reports.kit.page import Column, Paper, Surround
from reports.kit.traces import forms
from reports.kit.words import day, of, tag_of
from reports.programme.letters.rows import (
    ATTENDING,
    DATED,
    AttendanceLetter,
    DatesLetter,
    DecisionLetter,
    Head,
    Letter,
    LetterKind,
    Meeting,
)
from reports.programme.letters.words import closing, sentences, subject

TITLE = "Letter"
PART = 12


def render(letter: Letter, out: BinaryIO) -> None:
    """Write the letter as PDF; the same values give the same bytes."""
    with Speaking(letter.head.language):
        out.write(laid_out(letter).printed(letter.head.made_at))


def leaks(letter: Letter, pdf: bytes) -> tuple[str, ...]:
    """What stands in this letter and comes from nowhere in its values; empty means it may go (R8)."""
    words = template_words(letter.kind, letter.head.language)
    return gate.problems(pdf, _allowed(letter), words, logo=letter.head.logo)


def laid_out(letter: Letter) -> Paper:
    """Address, day, subject, what is said, the dates, the ending: the same parts for every man (UX-32)."""
    head = letter.head
    surround = Surround(
        office=head.office, marking=_("Private"), foot=tuple(_foot(head)), is_draft=False, logo=head.logo
    )
    paper = Paper(surround, title=TITLE, language=tag_of(head.language))
    paper.text("\n".join(part for part in (head.name, head.address) if part))
    paper.gap(PART)
    paper.text(day(head.written_on))
    paper.gap(PART)
    paper.heading(subject(letter.kind))
    if head.label:
        paper.subtitle(head.label)
    greeting = _("Dear {name},").format(name=head.name)
    for words in (greeting, *sentences(letter)):
        paper.text(words)
    meetings = () if isinstance(letter, DecisionLetter) else letter.meetings
    if meetings:
        paper.section(_("Your dates"), numbered=False)
        paper.table(
            [Column(_("Session"), 3), Column(_("Day"), 2.6), Column(_("Time"), 1.7), Column(_("Where"), 2.4)],
            [(one.what, day(one.on), _time(one), one.place or _("We will tell you")) for one in meetings],
        )
    for words in closing(letter):
        paper.text(words)
    if head.office_phone:
        by_phone = _("You can call us on {number}.").format(number=head.office_phone)
        paper.text(by_phone)
    paper.gap(PART)
    paper.ending(_("Yours sincerely,"), "\n".join(part for part in (head.signed_by, head.office) if part))
    return paper


@cache
def template_words(kind: LetterKind, language: str) -> frozenset[str]:
    """The fixed words of one kind of letter, gathered from samples about nobody (R8)."""
    with Speaking(language):
        return fixed_words(laid_out(sample) for sample in _samples(kind, language))


def _time(one: Meeting) -> str:
    return _("{begins} to {ends}").format(begins=one.begins, ends=one.ends)


def _foot(head: Head) -> tuple[str, ...]:
    """Where we are; nothing about what we do."""
    return (", ".join(head.office_address.split("\n")),) if head.office_address else ()


def _allowed(letter: Letter) -> tuple[str, ...]:
    with Speaking(letter.head.language):
        if isinstance(letter, DatesLetter):
            return tuple(forms(letter))
        shares = (of(letter.attended, letter.offered),)
        counts = (str(len(letter.missed)),) if isinstance(letter, AttendanceLetter) else ()
        return (*forms(letter), *shares, *counts)


def _samples(kind: LetterKind, language: str) -> tuple[Letter, ...]:
    """Letters that say every fixed word of their kind and nothing of anybody."""
    head = Head(
        office="", office_address="", office_phone="0", label="", name="", address="", written_on=A_DAY,
        made_at=A_MOMENT, signed_by="", language=language,
    )  # fmt: skip
    meeting = Meeting(what="", on=A_DAY, begins="", ends="", place="")
    if kind in DATED:
        return tuple(DatesLetter(kind=kind, head=head, meetings=(meeting,) * count) for count in (1, 2))
    if kind in ATTENDING:
        return tuple(
            AttendanceLetter(
                kind=kind, head=head, offered=count - 1, attended=0, first_on=A_DAY, until=A_DAY,
                missed=(A_DAY,) * count, meetings=(meeting,),
            )
            for count in (1, 2)
        )  # fmt: skip
    return tuple(
        DecisionLetter(kind=kind, head=head, since=A_DAY, until=until, offered=0, attended=0, is_referrer_told=told)
        for until, told in ((None, False), (A_DAY, True))
    )
