"""Shows a count as n of N with its share, hides what is too small, and reads an office's bands (STA-1 to 5, RSK-2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

SMALLEST_SHOWN = 10


@dataclass(frozen=True)
class Rate:
    """n of N with the name of its base; without N there is no rate (STA-1)."""

    n: int
    of: int
    base: str

    @property
    def is_hidden(self) -> bool:
        """True when the base is too small to be shown (STA-5)."""
        return self.of < SMALLEST_SHOWN

    @property
    def percent(self) -> int | None:
        """Whole percent, half up; None when hidden (STA-2)."""
        return None if self.is_hidden else percent(self.n, self.of)

    @property
    def percent_exact(self) -> Decimal | None:
        """Percent with one decimal, half up; None when hidden (STA-2)."""
        return None if self.is_hidden else percent_to_one_place(self.n, self.of)


def percent(n: int, of: int) -> int:
    """Whole percent of a count, half up; refuses a base of nothing."""
    return int(_rounded(Fraction(100 * n, of), "1"))


def percent_to_one_place(n: int, of: int) -> Decimal:
    """Percent with one decimal, half up."""
    return _rounded(Fraction(100 * n, of), "0.1")


def points(before: int, after: int) -> int:
    """The difference of two percentages, in percentage points (STA-3)."""
    return after - before


def percent_change(before: int | Fraction, after: int | Fraction) -> int:
    """The relative change in percent of what it was, half up away from zero (STA-3)."""
    return int(_rounded(Fraction(100) * (Fraction(after) - Fraction(before)) / Fraction(before), "1"))


def _rounded(value: Fraction, place: str) -> Decimal:
    """Exact half up: scaled to whole steps first, so that no division hides a half."""
    step = Fraction(place)
    steps, rest = divmod(abs(value), step)
    whole = int(steps) + (1 if 2 * rest >= step else 0)
    size = (Decimal(whole) * Decimal(place)).quantize(Decimal(place), ROUND_HALF_UP)
    return -size if value < 0 and size else size


def hide_small(cells: Mapping[str, int]) -> dict[str, int | None]:
    """A programme-side breakdown: every cell from 1 to 9 becomes None, shown "< 10"; zero is hidden too (STA-5)."""
    return {key: told(count) for key, count in cells.items()}


def told(count: int) -> int | None:
    """A count that may be shown; None for a small one (STA-5)."""
    return count if count >= SMALLEST_SHOWN else None


def hide_beside_total(cells: Mapping[str, int]) -> dict[str, int | None]:
    """A programme-side breakdown whose total stands beside it: what the total less the rest gives away is hidden too.

    The next smallest goes with a cell that stands hidden alone, or with several that add up to a small number (STA-5).
    """
    hidden = {key for key, count in cells.items() if count < SMALLEST_SHOWN}
    while hidden and hidden != set(cells) and _gives_away(cells, hidden):
        hidden.add(min((key for key in cells if key not in hidden), key=lambda key: (cells[key], key)))
    return {key: None if key in hidden else count for key, count in cells.items()}


def hide_what_can_be_subtracted(cells: Mapping[str, int], total_is_shown: bool = True) -> dict[str, int | None]:
    """A breakdown that touches partners: small cells and small complements are hidden, and the next smallest too
    when a total would give one away (STA-5)."""
    total = sum(cells.values())
    hidden = {key for key, count in cells.items() if count < SMALLEST_SHOWN or 0 < total - count < SMALLEST_SHOWN}
    while total_is_shown and hidden and hidden != set(cells) and _gives_away(cells, hidden):
        hidden.add(min((key for key in cells if key not in hidden), key=lambda key: (cells[key], key)))
    return {key: None if key in hidden else count for key, count in cells.items()}


def _gives_away(cells: Mapping[str, int], hidden: set[str]) -> bool:
    """One hidden cell is the total less the rest; several may add up to a small number."""
    return len(hidden) == 1 or sum(cells[key] for key in hidden) < SMALLEST_SHOWN


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
