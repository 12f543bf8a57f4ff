"""Binds figures in a writer's own words to the records: `[attended]` is printed as the registers have it (REP-4)."""

from collections.abc import Mapping

from app.core.language import Speaking, _
from app.programme.report_rows import Facts, Language, Phrase
from app.programme.rules.wording import FIGURE
from reports.kit.words import hours, of
from reports.programme.documents import Kind, has
from reports.programme.words import all_minutes, hours_words, when


def phrases_of(facts: Facts, kind: Kind, language: Language) -> tuple[Phrase, ...]:
    """The figures a report of this kind may name, in the language of its paper."""
    if not has(kind, "attendance"):
        return ()
    seen = facts.attendance
    with Speaking(language):
        says = {
            "attended": of(seen.attended, seen.offered),
            "complied": of(seen.compliant, seen.offered),
            "hours": hours_words(seen),
            "hours_done": hours(all_minutes(seen)),
            "caught_up": str(seen.caught_up),
            "late": str(seen.late),
            "left_early": str(seen.left_early),
            "first_session": when(seen.first_on),
            "latest_session": when(seen.last_on),
            "planned_end": when(seen.planned_end),
            "goals": str(len(facts.goals)),
        }
    return tuple(Phrase(key=key, label=_labels()[key], says=words) for key, words in says.items())


def _labels() -> dict[str, str]:
    """What each figure is, in the language of the desk."""
    return {
        "attended": _("Group sessions attended of those offered"),
        "complied": _("Group sessions he complied with"),
        "hours": _("Hours done of those required"),
        "hours_done": _("Hours done"),
        "caught_up": _("Sessions caught up"),
        "late": _("How often he came late"),
        "left_early": _("How often he left early"),
        "first_session": _("Day of the first session attended"),
        "latest_session": _("Day of the latest session attended"),
        "planned_end": _("Planned end"),
        "goals": _("How many goals he has"),
    }


def bound(sections: Mapping[str, str], facts: Facts, kind: Kind, language: Language) -> dict[str, str]:
    """The writer's words with every figure as the records have it on the day; what is no figure stays as written."""
    says = {one.key: one.says for one in phrases_of(facts, kind, language)}
    return {part: FIGURE.sub(lambda found: says.get(found[1], found[0]), text) for part, text in sections.items()}
