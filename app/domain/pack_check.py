"""Finds what is wrong in a pack although every key has the right type: codes, blocks, gates, numbers, doses."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from re import compile as pattern
from typing import Any

from app.core.language import _
from app.domain.pack_lines import Lines
from app.domain.pack_parts import CompletionKind, Intervention, PackState
from app.domain.pack_refs import CODE, GATES, reference_problems
from app.domain.pack_shape import Problem, named

_BLOCK_KEY = pattern(r"[a-z0-9_]{1,40}")
_EVENING = pattern(r"([01]\d|2[0-3]):[0-5]\d")
_TEMPLATE = pattern(r"[a-z0-9_-]{1,80}(\.[a-z]{2,4})?")
_VERSION = pattern(r"(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})")
NEVER_WITHOUT = GATES[:3]
LONGEST_MINUTES = 600
MOST_CONTACTS = 400
LONGEST_GAP_WEEKS = 520
HIGHEST_GRADE = 4
Tables = Mapping[str, Any]
_RANGES = {
    ("group", "min"): (1, 200),
    ("group", "max"): (1, 200),
    ("group", "facilitators_min"): (1, 20),
    ("group", "interval_weeks"): (1, 52),
    ("group", "holiday_step_weeks"): (1, 52),
    ("group", "slots_min"): (1, 50),
    ("group", "slots_max"): (1, 50),
    ("lifecycle", "next_review_months"): (1, 120),
    ("lifecycle", "pilot_groups_max"): (1, 100),
    ("attendance", "max_consecutive"): (1, 400),
    ("attendance", "max_total"): (1, 400),
    ("attendance", "late_after_min"): (1, LONGEST_MINUTES),
}
_RANGES_IN_LISTS = {
    ("pack", "block", "gap_before_weeks"): (0, LONGEST_GAP_WEEKS),
    ("pack", "block", "gap_after_weeks"): (0, LONGEST_GAP_WEEKS),
    ("pack", "task", "days"): (0, LONGEST_GAP_WEEKS * 7),
    ("pack", "report_at", "after_week"): (1, LONGEST_GAP_WEEKS),
    ("screening", "criterion", "denial_at_most"): (0, HIGHEST_GRADE),
}


def content_problems(tables: Tables, lines: Lines) -> tuple[Problem, ...]:
    """Every error of domain.md 6.3 that is not about a key's type, by line; needs tables of the right shape."""
    checks: tuple[Callable[[Tables, Lines], Iterator[Problem]], ...] = (
        _code,
        _blocks,
        _review,
        _letters,
        reference_problems,
        _gates,
        _partner,
        _numbers,
        _list_numbers,
    )
    found = (problem for check in checks for problem in check(tables, lines))
    return tuple(sorted(found, key=lambda problem: problem.line or 0))


def content_warnings(tables: Tables, lines: Lines) -> tuple[Problem, ...]:
    """What a pack may do but its author should see (W-DOSE, W-SOURCE)."""
    return (*_dose(tables, lines), *_sources(tables, lines))


def _code(tables: Tables, lines: Lines) -> Iterator[Problem]:
    pack = tables["pack"]
    if pack["schema"] != 1:
        yield Problem("E-TYPE", "pack.schema", _("This format is not known."), lines.of("pack", "schema"), "1")
    if not CODE.fullmatch(pack["code"]):
        line = lines.of("pack", "code")
        yield Problem("E-CODE", "pack.code", _("This code cannot be used."), line, "a-z 0-9 _, 2-20")
    if not _VERSION.fullmatch(pack["version"]):
        line = lines.of("pack", "version")
        yield Problem("E-VERSION", "pack.version", _("This is not a version."), line, "major.minor")


def _blocks(tables: Tables, lines: Lines) -> Iterator[Problem]:
    blocks, seen = tables["pack"]["block"], set[str]()
    if not blocks:
        yield Problem("E-BLOCK", "pack.block", _("A programme needs at least one block."), lines.of("pack", "block"))
    for place, block in enumerate(blocks):
        last = place == len(blocks) - 1
        for key, words in _block_faults(block, is_last=last, is_double=block["key"] in seen):
            line = lines.of("pack", "block", place, key)
            yield Problem("E-BLOCK", f"pack.block[{block['key']}].{key}", words, line)
        seen.add(block["key"])


def _block_faults(block: Tables, *, is_last: bool, is_double: bool) -> Iterator[tuple[str, str]]:
    if is_double:
        yield "key", _("Another block has this key.")
    if not _BLOCK_KEY.fullmatch(block["key"]):
        yield "key", _("This key cannot be used: a-z, 0-9 and _ only.")
    if not 1 <= block["minutes"] <= LONGEST_MINUTES:
        yield "minutes", _("Minutes go from 1 to 600.")
    if block.get("count") is None and not is_last:
        yield "count", _("A block without an end must be the last.")
    yield from _count_faults(block)


def _count_faults(block: Tables) -> Iterator[tuple[str, str]]:
    count, titles = block.get("count"), block.get("titles")
    if count is not None and count < 1:
        yield "count", _("A block needs at least one contact.")
    if count is not None and count > MOST_CONTACTS:
        yield "count", _("A block has at most {most} contacts.").format(most=MOST_CONTACTS)
    if ("title" in block) == (titles is not None):
        yield "title", _("Give either one title or a list of titles.")
    if titles is not None and (not titles or (count is not None and len(titles) != count)):
        yield "titles", _("There must be a title for each contact.")


def _letters(tables: Tables, lines: Lines) -> Iterator[Problem]:
    """A template is named inside the programme's own folder, never by a way out of it (PACK-5)."""
    for place, letter in enumerate(tables["pack"].get("letter", [])):
        if not _TEMPLATE.fullmatch(letter["template"]):
            words = _("A template is a name in the programme's own folder, without a way to it.")
            line = lines.of("pack", "letter", place, "template")
            yield Problem("E-CODE", f"pack.letter[{letter['key']}].template", words, line, "a-z 0-9 _ -")


def _review(tables: Tables, lines: Lines) -> Iterator[Problem]:
    blocks = tables["pack"]["block"]
    reviews = [place for place, block in enumerate(blocks) if block["kind"] == "review"]
    if sum(blocks[place].get("count") or 1 for place in reviews) > 1:
        key = blocks[reviews[-1]]["key"]
        line = lines.of("pack", "block", reviews[-1], "kind")
        yield Problem("E-REVIEW", f"pack.block[{key}]", _("A programme has one review at most."), line)
    if tables["completion"].get("needs_review") and not reviews:
        line = lines.of("completion", "needs_review")
        yield Problem("E-REVIEW", "completion.needs_review", _("There is no review to hold."), line)


def _gates(tables: Tables, lines: Lines) -> Iterator[Problem]:
    for gate in NEVER_WITHOUT:
        if gate not in tables["gates"]["required"]:
            words = _("The gate {gate} can never be left out.").format(gate=gate)
            yield Problem("E-GATE", "gates.required", words, lines.of("gates", "required"), ", ".join(GATES))


def _partner(tables: Tables, lines: Lines) -> Iterator[Problem]:
    """A pilot and every support group have a clinical partner (6.4, PEER-9)."""
    life = tables["lifecycle"]
    is_peer = tables["pack"]["intervention"] == Intervention.PEER_SUPPORT
    if (is_peer or life["state"] == PackState.PILOT) and not life.get("clinical_partner", "").strip():
        words = _("A pilot and a support group need a clinical partner.")
        yield Problem("E-KEY", "lifecycle.clinical_partner", words, lines.of("lifecycle", "clinical_partner"))


def _numbers(tables: Tables, lines: Lines) -> Iterator[Problem]:
    for (table, key), (least, most) in _RANGES.items():
        value = tables.get(table, {}).get(key, least)
        if not least <= value <= most:
            words = _("This number cannot be right.")
            yield Problem("E-NUMBER", f"{table}.{key}", words, lines.of(table, key), f"{least}-{most}")
    for table, key, words in _wrong_numbers(tables):
        yield Problem("E-NUMBER", f"{table}.{key}", words, lines.of(table, key))


def _wrong_numbers(tables: Tables) -> Iterator[tuple[str, str, str]]:
    group, attendance, completion = tables["group"], tables.get("attendance", {}), tables["completion"]
    milestones = tables.get("dose", {}).get("milestones_hours", [])
    needs_hours = completion["kind"] == CompletionKind.HOURS
    tests = (
        ("group", "min", group["min"] > group["max"], _("The smallest group is larger than the largest.")),
        (
            "group",
            "slots_min",
            group.get("slots_min", 1) > group.get("slots_max", 1),
            _("The fewest is above the most."),
        ),
        (
            "group",
            "evening_from",
            not _is_time(group.get("evening_from")),
            _("This is not a time. Write it like 17:00."),
        ),
        ("completion", "hours", completion.get("hours", 1) <= 0, _("Hours must be more than nothing.")),
        ("completion", "kind", needs_hours and "hours" not in completion, _("Say how many hours complete it.")),
        ("dose", "milestones_hours", any(one <= 0 for one in milestones), _("Hours must be more than nothing.")),
        ("attendance", "min_share_present", not _is_share(attendance), _("A share lies between 0 and 1.")),
        ("attendance", "warnings", min(attendance.get("warnings", []), default=1) < 1, _("Count from one absence on.")),
    )
    return ((table, key, words) for table, key, is_wrong, words in tests if is_wrong)


def _is_time(given: str | None) -> bool:
    return given is None or _EVENING.fullmatch(given) is not None


def _is_share(attendance: Tables) -> bool:
    share: float = attendance.get("min_share_present", 0)
    return 0 <= share <= 1


def _list_numbers(tables: Tables, lines: Lines) -> Iterator[Problem]:
    for (table, listed, key), (least, most) in _RANGES_IN_LISTS.items():
        for place, entry in enumerate(tables.get(table, {}).get(listed, [])):
            if not least <= entry.get(key, least) <= most:
                words = _("A gap cannot be negative.") if key.startswith("gap") else _("This number cannot be right.")
                path = f"{named((table, listed, place), entry)}.{key}"
                line = lines.of(table, listed, place, key)
                yield Problem("E-NUMBER", path, words, line, f"{least}-{most}")


def _dose(tables: Tables, lines: Lines) -> Iterator[Problem]:
    blocks = tables["pack"]["block"]
    if any("count" not in block for block in blocks):
        return
    asked = [*tables.get("dose", {}).get("milestones_hours", []), tables["completion"].get("hours", 0)]
    planned = Fraction(sum(block["count"] * block["minutes"] for block in blocks), 60)
    wanted = max(Fraction(str(hours)) for hours in asked)
    if planned < wanted:
        in_completion = "hours" in tables["completion"]
        table, key = ("completion", "hours") if in_completion else ("dose", "milestones_hours")
        words = _("Only {planned} hours are planned, fewer than the {wanted} that are asked for.")
        told = words.format(planned=f"{float(planned):g}", wanted=f"{float(wanted):g}")
        yield Problem("W-DOSE", f"{table}.{key}", told, lines.of(table, key))


def _sources(tables: Tables, lines: Lines) -> Iterator[Problem]:
    screening = tables.get("screening", {})
    for place, criterion in enumerate(screening.get("criterion", [])):
        if not criterion.get("source") and not screening.get("source"):
            line = lines.of("screening", "criterion", place)
            yield Problem("W-SOURCE", f"screening.criterion[{criterion['key']}]", _("No source is named."), line)
