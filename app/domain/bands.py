"""Reads an office's table of bands by their lower limits, as "75 high" (RSK-2)."""

from collections.abc import Sequence
from fractions import Fraction


def band_of(table: Sequence[str], value: Fraction) -> str | None:
    """The band of a value in an office's table of lower limits, as "75 high"; none below the lowest (RSK-2)."""
    found = None
    for limit, band in sorted(limits_of(table), key=lambda one: one[0]):
        if value >= limit:
            found = band
    return found


def limits_of(table: Sequence[str]) -> tuple[tuple[Fraction, str], ...]:
    """A table of bands as limits and words; a line that is not a number and a word is left out."""
    limits = []
    for line in table:
        number, _gap, band = line.strip().partition(" ")
        try:
            limits.append((Fraction(number), band.strip()))
        except (ValueError, ZeroDivisionError):
            continue
    return tuple(limit for limit in limits if limit[1])
