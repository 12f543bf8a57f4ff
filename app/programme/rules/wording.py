"""Points at wordings of a writer from fixed lists, in English and Dutch; it knows nothing about her (REP-3, NEV-17)."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.core.language import _


class WordingKind(StrEnum):
    """Why a wording is pointed at (F9): from fixed lists, never from anything known about her."""

    MUST_NOT_STAND = "must_not_stand"
    BLAMES_HER = "blames_her"
    LABEL = "label"
    HIDDEN_ACTOR = "hidden_actor"
    SOURCE = "source"
    FIGURE = "figure"
    NO_SUCH_FIGURE = "no_such_figure"


@dataclass(frozen=True)
class Wording:
    """A wording in one part of a report that must go, or could be said better."""

    part: str
    kind: WordingKind
    found: str
    words: str


_SHE = r"(?:she|his (?:ex-?)?(?:partner|wife|girlfriend))"
_ZIJ = r"(?:zij|ze|zijn (?:ex-?)?(?:partner|vrouw|vriendin))"
FIGURE = re.compile(r"\[([a-z_]+)\]")
WORDINGS: dict[WordingKind, re.Pattern[str]] = {
    WordingKind.MUST_NOT_STAND: re.compile(
        r"\b(?:(?:he|she|everyone|the family|the children) (?:is|are|seems|appears|will be)(?: now)? safe"
        r"|(?:is|poses|presents)(?: now)?(?: no longer a| no| not a) (?:risk|danger)|no longer (?:dangerous|a risk)"
        r"|successfully (?:completed|finished)|(?:completed|finished)(?: \w+){0,3} successfully"
        rf"|{_SHE} (?:reports|reported|confirms|confirmed|disclosed|told us)"
        r"|in (?:contact|touch) with (?:his|the) (?:ex-?)?(?:partner|wife|girlfriend|victim)|marac|(?-i:DASH)"
        r"|(?:hij|zij|iedereen|het gezin) (?:is|lijkt)(?: nu)? veilig|geen (?:risico|gevaar) meer"
        r"|(?:succesvol|met succes) (?:afgerond|voltooid)"
        rf"|{_ZIJ} (?:meldt|meldde|bevestigt|bevestigde|vertelde ons))\b",
        re.IGNORECASE,
    ),
    WordingKind.BLAMES_HER: re.compile(
        rf"\b(?:{_SHE} (?:provoked|nagged|wound him up|started (?:it|the)|drove him|made him|pushed his buttons)"
        rf"|provoked by|(?:her|his partner's) (?:behaviour|drinking|nagging|jealousy) (?:led|caused|made|triggered)"
        rf"|{_ZIJ} (?:daagde hem uit|lokte|begon)|uitgelokt door)\b",
        re.IGNORECASE,
    ),
    WordingKind.LABEL: re.compile(
        r"\b(?:abuser|batterer|monster|liar|narcissist|manipulative|controlling man|in denial|bad father"
        r"|leugenaar|narcist|manipulator|slechte vader)\b",
        re.IGNORECASE,
    ),
    WordingKind.HIDDEN_ACTOR: re.compile(
        r"\b(?:was (?:hit|assaulted|pushed|hurt|injured)|they argued|(?:an|the) (?:incident|argument|altercation)"
        r"|volatile relationship|violence (?:occurred|happened)|het incident|de ruzie|er was geweld)\b",
        re.IGNORECASE,
    ),
    WordingKind.SOURCE: re.compile(
        r"\b(?:allegedly|apparently|reportedly|it is (?:believed|understood|thought)"
        r"|we (?:have heard|understand that)|vermoedelijk|naar verluidt|wij hebben gehoord)\b",
        re.IGNORECASE,
    ),
    WordingKind.FIGURE: re.compile(
        r"\b\d+ (?:of|out of|van de|van) (?:the )?\d+(?: \w+)? (?:sessions?|hours?|bijeenkomsten|uur)\b"
        r"|\b\d+(?:[.,]\d+)? ?%"
        r"|\b\d+ (?:sessions?|hours|bijeenkomsten|uren)\b",
        re.IGNORECASE,
    ),
}


def wordings(sections: Mapping[str, str], figures: Collection[str] = ()) -> tuple[Wording, ...]:
    """What the fixed lists find in a writer's own words, part by part; and figures that the records do not have."""
    found = [
        Wording(part, kind, match.group(), wording_words(kind))
        for part, text in sections.items()
        for kind, pattern in WORDINGS.items()
        for match in pattern.finditer(text)
    ]
    strange = [
        Wording(part, WordingKind.NO_SUCH_FIGURE, match.group(), wording_words(WordingKind.NO_SUCH_FIGURE))
        for part, text in sections.items()
        for match in FIGURE.finditer(text)
        if figures and match[1] not in figures
    ]
    return (*found, *strange)


def wording_words(kind: WordingKind) -> str:
    """What to do about a wording."""
    return {
        WordingKind.MUST_NOT_STAND: _("This must not stand in a report. Take it out."),
        WordingKind.BLAMES_HER: _("Say what he did. What anybody else did is no reason for it."),
        WordingKind.LABEL: _("Say what he did, not what he is."),
        WordingKind.HIDDEN_ACTOR: _("Say who did it."),
        WordingKind.SOURCE: _("Say who said it: he himself, the police, the court or the referrer."),
        WordingKind.FIGURE: _("Insert this figure from the registers, so that it is right on the day."),
        WordingKind.NO_SUCH_FIGURE: _("There is no such figure. Insert one from the list."),
    }[kind]
