"""Keeps the language a group speaks, and says how it fits a man's (SCH-35)."""

from collections.abc import Collection

from sqlalchemy import func, select

from app.core.language import _
from app.programme.moments import after
from app.programme.rules.placement import same_language
from app.programme.seat import ProgrammeSeat
from app.store.work import Work
from models.programme.placing import GroupLanguage

LONGEST_LANGUAGE = 40


def languages(work: Work, groups: Collection[str]) -> dict[str, str]:
    """The language each group speaks, where somebody has said."""
    query = select(GroupLanguage.group_id, GroupLanguage.language).where(GroupLanguage.group_id.in_(groups))
    return {row.group_id: row.language for row in work.session.execute(query.order_by(GroupLanguage.at))}


def language_problems(language: str | None) -> dict[str, str]:
    """What is wrong with a language as it is typed, by field."""
    if len((language or "").strip()) > LONGEST_LANGUAGE:
        return {"language": _("Write one language, in a word.")}
    return {}


def say_language(work: Work, seat: ProgrammeSeat, group: str, language: str) -> None:
    """Note what a group speaks from now on; empty when nobody knows."""
    newest = select(func.max(GroupLanguage.at)).where(GroupLanguage.group_id == group)
    last, now = work.session.execute(newest).scalar(), seat.clock.now()
    at = now if last is None else after(last, now)
    work.add(GroupLanguage(group_id=group, language=language, at=at, by_user=seat.person.id))
    work.changed("group", group)


def fit_words(his: str, its: str) -> str:
    """How his language and the group's go together; nothing is said where neither is known."""
    if his and its:
        both = _("Speaks {his}, as the group does.")
        words = both if same_language(his, its) else _("Speaks {his}; the group speaks {its}.")
        return words.format(his=his, its=its)
    if his:
        return _("Speaks {his}; nobody has said what the group speaks.").format(his=his)
    return _("His language is not known; the group speaks {its}.").format(its=its) if its else ""
