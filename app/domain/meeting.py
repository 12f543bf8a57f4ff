"""Says what can be decided on a man at a case-management meeting; both halves use the same words (MTG-1)."""

from app.core.language import _


def decision_words() -> dict[str, str]:
    """Each decision in words; a meeting writes a level down, it does not make one (RSK-3)."""
    return {
        "no_change": _("No change"),
        "raise": _("Raise"),
        "lower": _("Lower"),
        "action": _("Action"),
    }
