"""Judges a release before it may be asked for or approved: no quote, nothing of hers, no way back (XNG-1)."""

import re
from collections.abc import Collection, Mapping
from datetime import date, timedelta

from app.core.language import _
from app.domain.answers import Answer
from app.partner.rules.report_check import KnownValue, findings
from app.partner.rules.report_traces import source_phrases

WORDS_IN_A_ROW = 5
LONGEST_DAYS = 92
# The four ways in which a text gives her away though nothing in it is hers (F7).
PROMPTS = ("could_tell_who", "only_she_knows", "timing_tells", "childs_words")
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")


def quoted(text: str, hers: Collection[str]) -> str:
    """The first words of the text that stand in a row in something she said; empty when there are none (XNG-1)."""
    said = [f" {' '.join(_words(one))} " for one in hers]
    words = _words(text)
    for at in range(len(words) - WORDS_IN_A_ROW + 1):
        row = " ".join(words[at : at + WORDS_IN_A_ROW])
        if any(f" {row} " in one for one in said):
            return row
    return ""


def text_problem(text: str, hers: Collection[str], known: Collection[KnownValue], his_words: Collection[str]) -> str:
    """Why this text may not leave, in words; empty when nothing was found."""
    if row := quoted(text, hers):
        return _("This quotes her: “{words}”. Say it in new words, without a source.").format(words=row)
    if told := source_phrases({"text": text}):
        found = text[told[0].start : told[0].end]
        return _("“{words}” says where it comes from. Leave it out.").format(words=found)
    hits = findings({"text": text}, known, his_words)
    if hits:
        found = text[hits[0].start : hits[0].end]
        return _("“{words}” is known only at this desk. Leave it out.").format(words=found)
    return ""


def expiry_problem(expires_on: date, today: date, longest: int = LONGEST_DAYS) -> str:
    """A release holds for a time that somebody can oversee."""
    if expires_on <= today:
        return _("Choose a day that is still to come.")
    if expires_on > today + timedelta(days=longest):
        return _("At most {days} days. A new release can follow.").format(days=longest)
    return ""


def prompt_problems(answers: Mapping[str, Answer]) -> dict[str, str]:
    """What stands against approving it: anything but a plain no to one of the four questions (SEC-20)."""
    asked = {
        "could_tell_who": _("He could work out who said this. Change the text, or decline."),
        "only_she_knows": _("Only she knows this. Change the text, or decline."),
        "timing_tells": _("Its timing tells. Decline, and ask again later."),
        "childs_words": _("These are a child’s words. They are never released."),
    }
    open_still = _("Answer this first. Not known is not no.")
    return {
        key: asked[key] if answers[key] is Answer.YES else open_still
        for key in PROMPTS
        if answers[key] is not Answer.NO
    }


def _words(text: str) -> list[str]:
    return [word.casefold().replace("\u2019", "'") for word in _WORD.findall(text)]
