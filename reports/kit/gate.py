"""Stands between a finished paper and the door: what cannot be traced to its data does not leave (R8)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from io import BytesIO

import pikepdf

from app.core.language import _
from reports.kit import anatomy
from reports.kit.logo import Logo
from reports.kit.page import Paper
from reports.kit.traces import painted, streamed, tokens, untraced
from reports.kit.words import day

A_DAY = date(2002, 3, 2)
A_MOMENT = datetime(2002, 3, 2, tzinfo=UTC)


def problems(
    pdf: bytes, allowed: Iterable[str], template: Iterable[str], *, logo: Logo | None = None
) -> tuple[str, ...]:
    """Empty when every word of the paper is an allowed value or a template word, and its file holds nothing else.

    The one picture that may stand on it is this very `logo`, pixel for pixel, once; without one, none may.

    Read back with PDFium and with pikepdf, so that white, invisible, far-away and undrawn text is found too. It must
    run before a password is added. The words found are for the person who issues; they are never logged.
    """
    try:
        with pikepdf.open(BytesIO(pdf)) as document:
            if document.is_encrypted:
                return (_("A password was added before the check."),)
            pages = (str(number) for number in range(1, len(document.pages) + 1))
            known = frozenset().union(*map(tokens, [*allowed, *template, *pages]))
            found = [*anatomy.problems(pdf, document, logo)]
            texts = [painted(pdf), streamed(document), *anatomy.texts(document)]
    except (pikepdf.PdfError, pikepdf.PasswordError, AttributeError, KeyError, TypeError, ValueError) as broken:
        return (_("The paper cannot be read back: {why}").format(why=type(broken).__name__),)
    words = sorted({word for text in texts for word in untraced(text, known)})
    return tuple(
        dict.fromkeys([*found, *(_("This word comes from nowhere: {word}").format(word=word) for word in words)])
    )


def fixed_words(samples: Iterable[Paper]) -> frozenset[str]:
    """The words of these papers without the day that stands in every sample; single digits count as words.

    They are samples that hold no value of anybody: what is printed on them is what a paper may always carry (R8).
    """
    words = frozenset[str]().union(*(tokens(painted(paper.printed(A_MOMENT))) for paper in samples))
    return (words - tokens(day(A_DAY))) | tokens(" ".join(str(number) for number in range(10)))
