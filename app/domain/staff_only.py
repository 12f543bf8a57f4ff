"""Names what a text for staff alone is for, how much care it asks for, and what is not to be raised (domain.md 11)."""

from enum import StrEnum

from app.core.language import _


class Purpose(StrEnum):
    """What the reader needs it for; it is used for nothing else (R2)."""

    PLAN = "plan"
    SESSION = "session"
    CONTACT = "contact"
    MEETING = "meeting"
    REPORT = "report"


class Caution(StrEnum):
    """How much care, without a reason."""

    CARE = "care"
    GREAT_CARE = "great_care"


class Topic(StrEnum):
    """What is not to be raised with him, without a reason."""

    HOME = "home"
    FAMILY = "family"
    CHILDREN = "children"
    WORK = "work"
    MONEY = "money"
    COURT = "court"
    PAST = "past"
    PLANS = "plans"


def purpose_words() -> dict[str, str]:
    """Each purpose in words, in the order of a list."""
    return {
        Purpose.PLAN: _("Plan the work with him"),
        Purpose.SESSION: _("Run his group"),
        Purpose.CONTACT: _("A 1-2-1 or review"),
        Purpose.MEETING: _("The case meeting"),
        Purpose.REPORT: _("A report about him"),
    }


def caution_words() -> dict[str, str]:
    """Each level of care in words."""
    return {
        Caution.CARE: _("Take care"),
        Caution.GREAT_CARE: _("Take great care: speak to your manager before you meet him"),
    }


def topic_words() -> dict[str, str]:
    """Each topic in words."""
    return {
        Topic.HOME: _("Where anyone lives"),
        Topic.FAMILY: _("The family"),
        Topic.CHILDREN: _("The children"),
        Topic.WORK: _("Work"),
        Topic.MONEY: _("Money"),
        Topic.COURT: _("Courts and orders"),
        Topic.PAST: _("What happened before"),
        Topic.PLANS: _("Plans for the next weeks"),
    }


FIGURES = "figures/"


def figures_purpose(quarter: str) -> str:
    """What stands as the purpose of a sheet of figures: it names its quarter (STA-6)."""
    return f"{FIGURES}{quarter}"


def quarter_named(purpose: str) -> str:
    """The quarter of a sheet of figures; empty for a text about one man."""
    return purpose.removeprefix(FIGURES) if purpose.startswith(FIGURES) else ""


def purpose_said(purpose: str) -> str:
    """The purpose of any text that crossed, in words."""
    if quarter := quarter_named(purpose):
        return _("Figures of {quarter}").format(quarter=quarter)
    return purpose_words().get(purpose, purpose)
