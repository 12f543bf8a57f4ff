"""Names, for the papers of this desk, which fixed words a paper may carry; the rule stands in the kit (R8)."""

from reports.kit.gate import A_DAY, A_MOMENT, fixed_words

__all__ = ["A_DAY", "A_MOMENT", "fixed_words"]
