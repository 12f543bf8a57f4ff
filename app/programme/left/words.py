"""Says in words what left the building, which report, letter, sheet or list, and on what basis."""

from app.core.language import _
from app.domain.codes import LawfulBasis
from reports.programme.documents import Kind
from reports.programme.headings import title
from reports.programme.letters.rows import LetterKind
from reports.programme.letters.words import subject


def what_words(what: str) -> str:
    """The name of one thing in the delivery log, as people call it."""
    group, _dot, name = what.partition(".")
    if group == "report" and name in set(Kind):
        return title(Kind(name))
    if group == "letter" and name in set(LetterKind):
        return _("Letter: {subject}").format(subject=subject(LetterKind(name)))
    return {
        "access.pack": _("His file, at his request"),
        "letter.correction": _("Correcting letter"),
        "sheet.statement": _("Statement to sign"),
        "sheet.goals": _("His goals"),
        "sheet.file": _("Facts of his file"),
    }.get(what, what)


def bases() -> dict[str, str]:
    """Each lawful basis on which a paper may go out, in words (domain.md section 14)."""
    return {
        LawfulBasis.PUBLIC_TASK: _("Public task"),
        LawfulBasis.COURT_ORDER: _("Court order"),
        LawfulBasis.LEGAL_OBLIGATION: _("Legal obligation"),
        LawfulBasis.SAFEGUARDING: _("Safeguarding"),
        LawfulBasis.CRIME_PREVENTION: _("Preventing crime"),
        LawfulBasis.VITAL_INTEREST: _("Vital interest"),
        LawfulBasis.LEGITIMATE_INTEREST: _("Legitimate interest"),
        LawfulBasis.CONSENT: _("His consent"),
    }
