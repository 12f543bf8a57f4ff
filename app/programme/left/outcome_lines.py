"""Puts the page of outcomes into lines, the same for the table on screen, the sheet and the paper (STA-1, STA-5)."""

from collections.abc import Iterator, Sequence

from app.core.language import _
from app.core.shapes import Row
from app.domain.counts import SMALLEST_SHOWN, told
from app.programme.left.outcomes import OutcomesPage, PartRow
from app.programme.left.statistics import RateRow


class OutcomeLine(Row):
    """One figure with what it is of. `figure` is a count, a small one in words, days, or two means."""

    part: str
    words: str
    figure: int | str
    of: int | None = None
    percent: int | None = None
    base: str = ""


def small() -> str:
    """What stands for a number below ten."""
    return _("< {count}").format(count=SMALLEST_SHOWN)


def lines_of(page: OutcomesPage) -> tuple[OutcomeLine, ...]:
    """Every figure of the page in its order; with fewer than ten men there is one line, and no figure (STA-5)."""
    if page.is_small:
        return (OutcomeLine(part=flow_words(), words=page.cohort.stages[0].words, figure=small()),)
    return (
        *_flow(page),
        *_waits(page),
        *_left(_("Why men left early"), page.left_early, page.left_early_in_all, _("Started")),
        *_left(_("Why men ended before they started"), page.left_before, page.left_before_in_all, _("Referred")),
        *_measures(page),
    )


def flow_words() -> str:
    """What the first part is called."""
    return _("How far men came")


def _flow(page: OutcomesPage) -> Iterator[OutcomeLine]:
    part, rates = flow_words(), _("Rates")
    for stage in page.cohort.stages:
        yield OutcomeLine(part=part, words=stage.words, figure=stage.count)
    yield OutcomeLine(part=part, words=_("Still with us"), figure=page.cohort.still_here)
    for rate in page.cohort.rates:
        yield _rate(rates, rate)


def _rate(part: str, rate: RateRow) -> OutcomeLine:
    if rate.percent is None:
        return OutcomeLine(part=part, words=rate.words, figure=small(), base=rate.base)
    return OutcomeLine(part=part, words=rate.words, figure=rate.n, of=rate.of, percent=rate.percent, base=rate.base)


def _waits(page: OutcomesPage) -> Iterator[OutcomeLine]:
    part = _("Wait from referral to first session")
    median = page.cohort.median_days
    said = small() if median is None else _("{days} days").format(days=median)
    yield OutcomeLine(part=part, words=_("Median wait"), figure=said, of=told(page.started), base=_("Started"))
    yield from _parts(part, page.waits)


def _left(part: str, rows: Sequence[PartRow], in_all: int | None, base: str) -> Iterator[OutcomeLine]:
    yield OutcomeLine(part=part, words=_("In all"), figure=small() if in_all is None else in_all, base=base)
    if in_all is not None:
        yield from _parts(part, rows)


def _parts(part: str, rows: Sequence[PartRow]) -> Iterator[OutcomeLine]:
    for row in rows:
        yield OutcomeLine(part=part, words=row.words, figure=small() if row.count is None else row.count)


def _measures(page: OutcomesPage) -> Iterator[OutcomeLine]:
    part = _("Men’s own measures")
    for row in page.measures:
        words = _("{title}: {figure}").format(title=row.title, figure=row.words)
        if row.n is None:
            yield OutcomeLine(part=part, words=words, figure=small(), base=_("Started"))
            continue
        means = _("{start}, then {end}").format(start=row.start_said, end=row.end_said)
        answered = _("{words} (means of {n} men who answered both times)").format(words=words, n=row.n)
        yield OutcomeLine(part=part, words=answered, figure=means, of=row.of, base=_("Started"))
