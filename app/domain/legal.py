"""Says what can happen to an order, to one that protects somebody, and in a family court, in codes and in words."""

from enum import StrEnum

from app.core.language import _
from app.domain.answers import Answer

UNKNOWN = Answer.UNKNOWN.value


class OrderChange(StrEnum):
    """What a court, or whoever carries an order out, did to it."""

    MADE = "made"
    EXTENDED = "extended"
    VARIED = "varied"
    ENDED = "ended"
    REVOKED = "revoked"
    CORRECTED = "corrected"


OVER = frozenset({OrderChange.ENDED, OrderChange.REVOKED})
"""After these the order is no more, from the day that is said."""
ASKS_ANEW = OVER | {OrderChange.MADE, OrderChange.VARIED}
"""After these whoever could have reports may be somebody else, or nobody (REF-8)."""


class LegalEvent(StrEnum):
    """The lines that these changes leave in the history of a case."""

    ORDER = "order_said"
    ORDER_KIND = "order_kind"
    ORDER_REFERENCE = "order_reference"
    ORDER_STARTS = "order_starts"
    PROTECTION = "protection_said"
    PROCEEDINGS = "proceedings_said"
    MAPPA = "mappa_said"
    REFERRER = "referrer_said"
    CHILD = "child_said"
    BACKGROUND = "background_said"


def change_words() -> dict[str, str]:
    """What happened to an order, as a choice."""
    return {
        OrderChange.EXTENDED: _("It was extended"),
        OrderChange.VARIED: _("It was varied"),
        OrderChange.REVOKED: _("It was revoked"),
        OrderChange.ENDED: _("It ended early"),
        OrderChange.MADE: _("A new order or ground"),
        OrderChange.CORRECTED: _("It was written down wrongly"),
    }


def order_happened() -> dict[str, str]:
    """The same as a line of his history."""
    return {
        OrderChange.MADE: _("New order or ground"),
        OrderChange.EXTENDED: _("Order extended"),
        OrderChange.VARIED: _("Order varied"),
        OrderChange.ENDED: _("Order ended early"),
        OrderChange.REVOKED: _("Order revoked"),
        OrderChange.CORRECTED: _("Order corrected"),
    }


def protection_happened() -> dict[str, str]:
    """What happened to an order that protects somebody, as a line of his history."""
    return {
        OrderChange.MADE: _("Protective order made"),
        OrderChange.EXTENDED: _("Protective order extended"),
        OrderChange.VARIED: _("Protective order varied"),
        OrderChange.ENDED: _("Protective order ended"),
        OrderChange.REVOKED: _("Protective order revoked"),
        OrderChange.CORRECTED: _("Protective order corrected"),
    }


def mappa_levels() -> dict[str, str]:
    """How closely agencies work together on him."""
    return {
        "1": _("Level 1: one agency"),
        "2": _("Level 2: several agencies"),
        "3": _("Level 3: several agencies, senior"),
        UNKNOWN: _("Level not known"),
    }


def mappa_categories() -> dict[str, str]:
    """On what ground he is managed."""
    return {
        "1": _("Category 1: sexual offences, notification"),
        "2": _("Category 2: violent and other sexual offences"),
        "3": _("Category 3: other dangerous offences"),
        "4": _("Category 4: terrorism"),
        UNKNOWN: _("Category not known"),
    }


def mappa_statuses() -> dict[str, str]:
    """Whether agencies manage him together."""
    return {
        "managed": _("Managed under MAPPA"),
        "not_managed": _("Not managed under MAPPA"),
        UNKNOWN: _("Not known whether he is managed under MAPPA"),
    }


def child_plans() -> dict[str, str]:
    """Under which plan of children's services a child is."""
    return {
        "none": _("No plan"),
        "cin": _("Child in need"),
        "cp": _("Child protection"),
        "looked_after": _("Looked after"),
        UNKNOWN: _("Not known"),
    }
