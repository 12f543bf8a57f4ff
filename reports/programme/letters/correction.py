"""Prints a letter that corrects a paper sent by mistake: template words and typed facts, to one reader (CASE-9)."""

from datetime import date, datetime
from typing import BinaryIO

from app.core.language import _
from app.core.shapes import Row
from reports.kit import gate
from reports.kit.gate import A_DAY, A_MOMENT, fixed_words
from reports.kit.logo import Logo
from reports.kit.page import Paper, Surround
from reports.kit.traces import forms
from reports.kit.words import day, tag_of

PART = 12


class CorrectionLetter(Row):
    """From whom, to whom, on which day, and the words as they were drafted from typed facts."""

    office: str
    office_address: str
    marking: str
    recipient: str
    written_on: date
    made_at: datetime
    signed_by: str
    text: str
    logo: Logo | None = None


def render(letter: CorrectionLetter, out: BinaryIO) -> None:
    """Write the letter as PDF; the same values give the same bytes."""
    out.write(_laid_out(letter).printed(letter.made_at))


def leaks(letter: CorrectionLetter, pdf: bytes) -> tuple[str, ...]:
    """What stands in it and comes from nowhere in its values; empty means it may go (R8)."""
    sample = CorrectionLetter(
        office="", office_address="", marking="", recipient="", written_on=A_DAY, made_at=A_MOMENT, signed_by="",
        text="1",
    )  # fmt: skip
    return gate.problems(pdf, forms(letter), fixed_words([_laid_out(sample)]), logo=letter.logo)


def _laid_out(letter: CorrectionLetter) -> Paper:
    foot = (", ".join(letter.office_address.split("\n")),) if letter.office_address else ()
    surround = Surround(office=letter.office, marking=letter.marking, foot=foot, is_draft=False, logo=letter.logo)
    paper = Paper(surround, title="Letter", language=tag_of("en"))
    paper.text(letter.recipient)
    paper.gap(PART)
    paper.text(day(letter.written_on))
    paper.gap(PART)
    paper.heading(_("Correction of a paper we sent"))
    paper.gap(PART / 2)
    paper.text(letter.text)
    paper.ending(_("Yours sincerely,"), "\n".join(part for part in (letter.signed_by, letter.office) if part))
    return paper
