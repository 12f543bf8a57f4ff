"""Finds what is wrong in a pack although every key has the right type: numbers, references, gates and tests."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from re import compile as pattern
from typing import Any

from app.core.language import _
from app.domain.pack_shape import TESTS, Problem, line_of

_CODE = pattern(r"[a-z0-9_]{2,20}")
_BLOCK_KEY = pattern(r"[a-z0-9_]{1,40}")
_ATTENDED = pattern(r"attended_[1-9]\d?")
_EVENING = pattern(r"([01]\d|2[0-3]):[0-5]\d")
_VERSION = pattern(r"(0|[1-9]\d*)\.(0|[1-9]\d*)")
GATES = ("consent", "partner_details", "clearance", "decision", "risk_result", "seat")
NEVER_WITHOUT = GATES[:3]
LONGEST_MINUTES = 600
HIGHEST_GRADE = 4
STAGES = (
    *("assessment", "start", "review", "exit", "post_exit", "end", "quarterly", "milestone"),
    *("t0", "t1", "t2", "t3", "t4"),
)
RATED_AT = {"stages": ("assessment", "end"), "motivation_stages": ("assessment", "quarterly", "end")}
TASK_WHEN = ("decision", "placed", "start", "end")
TASK_ROLES = ("facilitator", "manager", "administrator", "peer_worker")
REPORTS = (
    "acceptance",
    "not_suitable",
    "progress",
    "midway",
    "concern",
    "completion",
    "non_completion",
    "three_way_review",
    "substance",
    "court",
)
ATTENDEES = ("client", "facilitator", "officer", "manager", "peer_worker", "referrer", "interpreter")
RISK_TOOLS = ("any", "sara", "b_safer", "odara", "ogrs3", "ovp", "rsr", "rosh", "oasys", "substance_screen")
FACTS = (
    "gender",
    "age",
    "latest_admitted_on",
    "admits",
    "motivation",
    "ogrs3",
    "ovp",
    "rsr",
    "rosh",
    "sara_to_partner",
    "sara_to_others",
    "sara_overall",
    "substance_result",
    "order_weeks_left",
)
Tables = Mapping[str, Any]


def content_problems(tables: Tables, text: str) -> tuple[Problem, ...]:
    """Every error of domain.md 6.3 that is not about a key's type; needs tables of the right shape."""
    checks: tuple[Callable[[Tables, str], Iterator[Problem]], ...] = (
        _code,
        _blocks,
        _review,
        _block_references,
        _word_references,
        _criteria,
        _loops,
        _gates,
        _numbers,
    )
    return tuple(problem for check in checks for problem in check(tables, text))


def content_warnings(tables: Tables, text: str) -> tuple[Problem, ...]:
    """What a pack may do but its author should see (W-DOSE, W-SOURCE)."""
    return (*_dose(tables, text), *_sources(tables, text))


def _code(tables: Tables, text: str) -> Iterator[Problem]:
    pack = tables["pack"]
    if pack["schema"] != 1:
        line = line_of(text, "pack", "schema")
        yield Problem("E-TYPE", "pack.schema", _("This format is not known."), line, "1")
    if not _CODE.fullmatch(pack["code"]):
        line = line_of(text, "pack", "code")
        yield Problem("E-CODE", "pack.code", _("This code cannot be used."), line, "a-z 0-9 _, 2-20")
    if not _VERSION.fullmatch(pack["version"]):
        line = line_of(text, "pack", "version")
        yield Problem("E-VERSION", "pack.version", _("This is not a version."), line, "major.minor")


def _blocks(tables: Tables, text: str) -> Iterator[Problem]:
    blocks, seen = tables["pack"]["block"], set[str]()
    if not blocks:
        line = line_of(text, "pack", "block")
        yield Problem("E-BLOCK", "pack.block", _("A programme needs at least one block."), line)
    for place, block in enumerate(blocks):
        last = place == len(blocks) - 1
        for key, words in _block_faults(block, is_last=last, is_double=block["key"] in seen):
            line = line_of(text, "pack.block", key, block["key"])
            yield Problem("E-BLOCK", f"pack.block[{block['key']}].{key}", words, line)
        seen.add(block["key"])


def _block_faults(block: Tables, *, is_last: bool, is_double: bool) -> Iterator[tuple[str, str]]:
    count, titles = block.get("count"), block.get("titles")
    if is_double:
        yield "key", _("Another block has this key.")
    if not _BLOCK_KEY.fullmatch(block["key"]):
        yield "key", _("This key cannot be used.")
    if count is not None and count < 1:
        yield "count", _("A block needs at least one contact.")
    if not 1 <= block["minutes"] <= LONGEST_MINUTES:
        yield "minutes", _("Minutes go from 1 to 600.")
    if ("title" in block) == (titles is not None):
        yield "title", _("Give either one title or a list of titles.")
    if titles is not None and (not titles or (count is not None and len(titles) != count)):
        yield "titles", _("There must be a title for each contact.")
    if count is None and not is_last:
        yield "count", _("A block without an end must be the last.")


def _review(tables: Tables, text: str) -> Iterator[Problem]:
    reviews = [block for block in tables["pack"]["block"] if block["kind"] == "review"]
    contacts = sum(block.get("count") or 1 for block in reviews)
    if contacts > 1:
        line = line_of(text, "pack.block", "kind", reviews[-1]["key"])
        yield Problem("E-REVIEW", f"pack.block[{reviews[-1]['key']}]", _("A programme has one review at most."), line)
    if tables["completion"].get("needs_review") and not reviews:
        line = line_of(text, "completion", "needs_review")
        yield Problem("E-REVIEW", "completion.needs_review", _("There is no review to hold."), line)


def _unknown(names: list[str], known: tuple[str, ...], path: str, line: int | None) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            words = _("{name} does not exist.").format(name=name)
            yield Problem("E-REF", path, words, line, ", ".join(known))


def _block_references(tables: Tables, text: str) -> Iterator[Problem]:
    pack = tables["pack"]
    blocks = tuple(block["key"] for block in pack["block"])
    topics = tuple(topic["key"] for topic in pack.get("coverage", []))
    for block in pack["block"]:
        line = line_of(text, "pack.block", "coverage", block["key"])
        yield from _unknown(block.get("coverage", []), topics, f"pack.block[{block['key']}].coverage", line)
    for at in pack.get("report_at", []):
        line = line_of(text, "pack", "report_at")
        yield from _unknown([at["report"]], REPORTS, "pack.report_at.report", line)
        after = [at["after_block"]] if "after_block" in at else []
        yield from _unknown(after, blocks, "pack.report_at.after_block", line)
        if ("after_block" in at) == ("after_week" in at):
            yield Problem("E-REF", "pack.report_at", _("Say after which block, or after which week."), line)
    for name, words in RATED_AT.items():
        stages = tables.get("denial", {}).get(name, [])
        line = line_of(text, "denial", name)
        yield from _unknown(stages, (*blocks, *words), f"denial.{name}", line)
    line = line_of(text, "risk", "review_at")
    yield from _unknown(tables.get("risk", {}).get("review_at", []), blocks, "risk.review_at", line)
    for measure in pack.get("measure", []):
        line = line_of(text, "pack.measure", "stages", measure["key"])
        yield from _unknown(measure["stages"], (*blocks, *STAGES), f"pack.measure[{measure['key']}].stages", line)
    when = (*TASK_WHEN, *(f"after_{key}" for key in blocks))
    for task in pack.get("task", []):
        line = line_of(text, "pack.task", "when", task["key"])
        if not _ATTENDED.fullmatch(task["when"]):
            yield from _unknown([task["when"]], (*when, "attended_4"), f"pack.task[{task['key']}].when", line)
        yield from _unknown([task["role"]], TASK_ROLES, f"pack.task[{task['key']}].role", line)


def _word_references(tables: Tables, text: str) -> Iterator[Problem]:
    lists = (
        ("gates", "required", GATES),
        ("risk", "result_required", RISK_TOOLS),
        ("review", "required_attendees", ATTENDEES),
    )
    for table, key, known in lists:
        yield from _unknown(tables.get(table, {}).get(key, []), known, f"{table}.{key}", line_of(text, table, key))


def _criteria(tables: Tables, text: str) -> Iterator[Problem]:
    criteria = tables.get("screening", {}).get("criterion", [])
    keys = tuple(criterion["key"] for criterion in criteria)
    for place, criterion in enumerate(criteria):
        path = f"screening.criterion[{criterion['key']}]"
        line = line_of(text, "screening.criterion", "key", criterion["key"])
        if criterion["key"] in keys[:place]:
            yield Problem("E-REF", path, _("Another criterion has this key."), line)
        tests = [test for test in TESTS if test in criterion]
        if len(tests) != 1:
            yield Problem("E-TEST", path, _("A criterion needs exactly one test."), line, ", ".join(TESTS))
        named = [*criterion.get("any_of", []), *criterion.get("all_of", [])]
        yield from _unknown([*named, *([criterion["not"]] if "not" in criterion else [])], keys, path, line)
        if criterion.get("any_of", True) == [] or criterion.get("all_of", True) == []:
            yield Problem("E-TEST", path, _("Name at least one criterion."), line)
        for test in ("equals", "value_at_least", "within_months"):
            yield from _fact_problems(criterion.get(test), test, path, line)


def _fact_problems(table: Tables | None, test: str, path: str, line: int | None) -> Iterator[Problem]:
    if table is None:
        return
    if len(table) != 1:
        yield Problem("E-TEST", f"{path}.{test}", _("Name exactly one fact."), line, ", ".join(FACTS))
    yield from _unknown(list(table), FACTS, f"{path}.{test}", line)
    for value in table.values():
        if not _is_limit(value, test):
            yield Problem("E-TYPE", f"{path}.{test}", _("This has the wrong type."), line)


def _is_limit(value: object, test: str) -> bool:
    """A word or words for `equals`, whole months for `within_months`, a number for `value_at_least`."""
    if test == "equals":
        words = value if isinstance(value, list) else [value]
        return bool(words) and all(isinstance(word, str) for word in words)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and (test == "value_at_least" or (isinstance(value, int) and value > 0))


def _loops(tables: Tables, text: str) -> Iterator[Problem]:
    criteria = tables.get("screening", {}).get("criterion", [])
    leads_to = {
        one["key"]: [*one.get("any_of", []), *one.get("all_of", []), *([one["not"]] if "not" in one else [])]
        for one in criteria
    }
    for start, named in leads_to.items():
        reached, open_ends = set[str](), list(named)
        while open_ends:
            key = open_ends.pop()
            if key not in reached:
                reached.add(key)
                open_ends.extend(leads_to.get(key, []))
        if start in reached:
            words = _("This criterion refers to itself.")
            yield Problem(
                "E-LOOP", f"screening.criterion[{start}]", words, line_of(text, "screening.criterion", "key", start)
            )


def _gates(tables: Tables, text: str) -> Iterator[Problem]:
    for gate in NEVER_WITHOUT:
        if gate not in tables["gates"]["required"]:
            words = _("The gate {gate} can never be left out.").format(gate=gate)
            yield Problem("E-GATE", "gates.required", words, line_of(text, "gates", "required"), ", ".join(GATES))


def _numbers(tables: Tables, text: str) -> Iterator[Problem]:
    for table, key, is_wrong in _wrong_numbers(tables):
        if is_wrong:
            yield Problem("E-NUMBER", f"{table}.{key}", _("This number cannot be right."), line_of(text, table, key))
    for block in tables["pack"]["block"]:
        for key in ("gap_before_weeks", "gap_after_weeks"):
            if block.get(key, 0) < 0:
                line = line_of(text, "pack.block", key, block["key"])
                yield Problem("E-NUMBER", f"pack.block[{block['key']}].{key}", _("A gap cannot be negative."), line)


def _wrong_numbers(tables: Tables) -> Iterator[tuple[str, str, bool]]:
    group, attendance, completion = tables["group"], tables.get("attendance", {}), tables["completion"]
    yield "group", "min", not 1 <= group["min"] <= group["max"]
    yield "group", "evening_from", not _EVENING.fullmatch(group.get("evening_from", "17:00"))
    yield "group", "slots_min", not 1 <= group.get("slots_min", 1) <= group.get("slots_max", 1)
    for key in ("interval_weeks", "holiday_step_weeks", "facilitators_min"):
        yield "group", key, group.get(key, 1) < 1
    yield "completion", "hours", "hours" in completion and not completion["hours"] > 0
    yield "completion", "kind", completion["kind"] == "hours" and "hours" not in completion
    yield "dose", "milestones_hours", any(not hours > 0 for hours in tables.get("dose", {}).get("milestones_hours", []))
    yield "attendance", "min_share_present", not 0 <= attendance.get("min_share_present", 0) <= 1
    for key in ("max_consecutive", "max_total", "late_after_min"):
        yield "attendance", key, attendance.get(key, 1) < 1
    yield "attendance", "warnings", any(total < 1 for total in attendance.get("warnings", []))
    for criterion in tables.get("screening", {}).get("criterion", []):
        yield "screening", "criterion", not 0 <= criterion.get("denial_at_most", 0) <= HIGHEST_GRADE


def _dose(tables: Tables, text: str) -> Iterator[Problem]:
    blocks = tables["pack"]["block"]
    if any("count" not in block for block in blocks):
        return
    asked = [*tables.get("dose", {}).get("milestones_hours", []), tables["completion"].get("hours", 0)]
    planned = Fraction(sum(block["count"] * block["minutes"] for block in blocks), 60)
    if planned < max(Fraction(str(hours)) for hours in asked):
        line = line_of(text, "completion", "hours")
        yield Problem("W-DOSE", "completion.hours", _("Fewer hours are planned than the pack asks for."), line)


def _sources(tables: Tables, text: str) -> Iterator[Problem]:
    screening = tables.get("screening", {})
    for criterion in screening.get("criterion", []):
        if not criterion.get("source") and not screening.get("source"):
            line = line_of(text, "screening.criterion", "key", criterion["key"])
            yield Problem("W-SOURCE", f"screening.criterion[{criterion['key']}]", _("No source is named."), line)
