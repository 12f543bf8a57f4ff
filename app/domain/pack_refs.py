"""Finds every name in a pack that stands for nothing: blocks, topics, stages, words, criteria, rules in a circle."""

from collections.abc import Iterable, Iterator, Mapping
from re import compile as pattern
from typing import Any

from app.core.language import _
from app.domain.pack_lines import Lines
from app.domain.pack_shape import TESTS, Problem, named

Tables = Mapping[str, Any]
CODE = pattern(r"[a-z0-9_]{2,20}")
_ATTENDED = pattern(r"attended_[1-9]\d?")
GATES = ("consent", "partner_details", "clearance", "decision", "risk_result", "seat")
STAGES = (
    *("assessment", "start", "review", "exit", "post_exit", "end", "quarterly", "milestone"),
    *("t0", "t1", "t2", "t3", "t4"),
)
RATED_AT = {"stages": ("assessment", "end"), "motivation_stages": ("assessment", "quarterly", "end")}
TASK_WHEN = ("decision", "placed", "start", "end")
TASK_ROLES = ("facilitator", "manager", "administrator", "peer_worker")
REPORTS = (
    *("acceptance", "not_suitable", "progress", "midway", "concern", "completion", "non_completion"),
    *("three_way_review", "substance", "court", "cafcass", "childrens_services"),
)
ATTENDEES = ("client", "facilitator", "officer", "manager", "peer_worker", "referrer", "interpreter")
RISK_TOOLS = ("any", "sara", "b_safer", "odara", "ogrs3", "ovp", "rsr", "rosh", "oasys", "substance_screen")
FACTS = (
    *("gender", "age", "latest_admitted_on", "admits", "motivation", "ogrs3", "ovp", "rsr", "rosh"),
    *("sara_to_partner", "sara_to_others", "sara_overall", "substance_result", "order_weeks_left"),
)
WORD_LISTS = (
    ("gates", "required", GATES),
    ("risk", "result_required", RISK_TOOLS),
    ("review", "required_attendees", ATTENDEES),
)
MOST_MONTHS = 1200
LARGEST_LIMIT = 1_000_000


def reference_problems(tables: Tables, lines: Lines) -> Iterator[Problem]:
    """E-REF, E-LOOP and E-TEST of a pack of the right shape."""
    yield from _doubles(tables, lines)
    yield from _contents(tables, lines)
    yield from _stages(tables, lines)
    yield from _tasks(tables, lines)
    yield from _words(tables, lines)
    yield from _entry(tables, lines)
    yield from _criteria(tables, lines)
    yield from _loops(tables, lines)


def _unknown(names: Iterable[str], known: Iterable[str], path: str, line: int | None) -> Iterator[Problem]:
    allowed = tuple(known)
    for name in names:
        if name not in allowed:
            words = _("{name} does not exist.").format(name=name)
            yield Problem("E-REF", path, words, line, ", ".join(allowed))


def _doubles(tables: Tables, lines: Lines) -> Iterator[Problem]:
    lists = [("pack", listed) for listed in ("coverage", "measure", "letter", "task")]
    for path in (*lists, ("screening", "criterion")):
        entries = tables.get(path[0], {}).get(path[1], [])
        seen = set[str]()
        for place, entry in enumerate(entries):
            if entry["key"] in seen:
                line = lines.of(*path, place, "key")
                yield Problem("E-REF", f"{named((*path, place), entry)}.key", _("Another one has this key."), line)
            seen.add(entry["key"])


def _contents(tables: Tables, lines: Lines) -> Iterator[Problem]:
    pack = tables["pack"]
    blocks, topics = _blocks(tables), [topic["key"] for topic in pack.get("coverage", [])]
    for place, block in enumerate(pack["block"]):
        line = lines.of("pack", "block", place, "coverage")
        yield from _unknown(block.get("coverage", []), topics, f"pack.block[{block['key']}].coverage", line)
    for place, at in enumerate(pack.get("report_at", [])):
        path = f"pack.report_at[{place + 1}]"
        line = lines.of("pack", "report_at", place)
        yield from _unknown([at["report"]], REPORTS, f"{path}.report", line)
        yield from _unknown([at["after_block"]] if "after_block" in at else [], blocks, f"{path}.after_block", line)
        if ("after_block" in at) == ("after_week" in at):
            yield Problem("E-REF", path, _("Say after which block, or after which week."), line)


def _stages(tables: Tables, lines: Lines) -> Iterator[Problem]:
    blocks = _blocks(tables)
    for name, words in RATED_AT.items():
        stages = tables.get("denial", {}).get(name, [])
        yield from _unknown(stages, (*blocks, *words), f"denial.{name}", lines.of("denial", name))
    review_at = tables.get("risk", {}).get("review_at", [])
    yield from _unknown(review_at, blocks, "risk.review_at", lines.of("risk", "review_at"))
    for place, measure in enumerate(tables["pack"].get("measure", [])):
        line = lines.of("pack", "measure", place, "stages")
        yield from _unknown(measure["stages"], (*blocks, *STAGES), f"pack.measure[{measure['key']}].stages", line)


def _tasks(tables: Tables, lines: Lines) -> Iterator[Problem]:
    when = (*TASK_WHEN, *(f"after_{key}" for key in _blocks(tables)))
    for place, task in enumerate(tables["pack"].get("task", [])):
        path = f"pack.task[{task['key']}]"
        if not _ATTENDED.fullmatch(task["when"]):
            line = lines.of("pack", "task", place, "when")
            yield from _unknown([task["when"]], (*when, "attended_4"), f"{path}.when", line)
        yield from _unknown([task["role"]], TASK_ROLES, f"{path}.role", lines.of("pack", "task", place, "role"))


def _words(tables: Tables, lines: Lines) -> Iterator[Problem]:
    for table, key, known in WORD_LISTS:
        yield from _unknown(tables.get(table, {}).get(key, []), known, f"{table}.{key}", lines.of(table, key))


def _entry(tables: Tables, lines: Lines) -> Iterator[Problem]:
    """A programme asked for before this one; whether the office has it is seen when the pack is published."""
    for place, code in enumerate(tables.get("entry", {}).get("requires", [])):
        line = lines.of("entry", "requires", place)
        if not CODE.fullmatch(code):
            yield Problem("E-REF", "entry.requires", _("{name} does not exist.").format(name=code), line)
        if code == tables["pack"]["code"]:
            yield Problem("E-LOOP", "entry.requires", _("This programme asks for itself first."), line)


def _criteria(tables: Tables, lines: Lines) -> Iterator[Problem]:
    criteria = tables.get("screening", {}).get("criterion", [])
    keys = [criterion["key"] for criterion in criteria]
    for place, criterion in enumerate(criteria):
        path = f"screening.criterion[{criterion['key']}]"
        line = lines.of("screening", "criterion", place)
        tests = [test for test in TESTS if test in criterion]
        if len(tests) != 1:
            yield Problem("E-TEST", path, _("A criterion needs exactly one test."), line, ", ".join(TESTS))
        yield from _unknown(_named_by(criterion), keys, path, line)
        if criterion.get("any_of", True) == [] or criterion.get("all_of", True) == []:
            yield Problem("E-TEST", path, _("Name at least one criterion."), line)
        for test in ("equals", "value_at_least", "within_months"):
            yield from _fact_problems(criterion.get(test), test, path, line)


def _fact_problems(table: Tables | None, test: str, path: str, line: int | None) -> Iterator[Problem]:
    if table is None:
        return
    if len(table) != 1:
        yield Problem("E-TEST", f"{path}.{test}", _("Name exactly one fact."), line, ", ".join(FACTS))
    yield from _unknown(table, FACTS, f"{path}.{test}", line)
    for value in table.values():
        if not _is_limit(value, test):
            yield Problem("E-TYPE", f"{path}.{test}", _("This has the wrong type."), line, _LIMITS[test])


def _is_limit(value: object, test: str) -> bool:
    """A word or words for `equals`, whole months for `within_months`, a number for `value_at_least`."""
    if test == "equals":
        words = value if isinstance(value, list) else [value]
        return bool(words) and all(isinstance(word, str) for word in words)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    if test == "within_months":
        return isinstance(value, int) and 0 < value <= MOST_MONTHS
    return -LARGEST_LIMIT <= value <= LARGEST_LIMIT


_LIMITS = {"equals": "text, list of texts", "within_months": "1-1200", "value_at_least": "number"}


def _loops(tables: Tables, lines: Lines) -> Iterator[Problem]:
    criteria = tables.get("screening", {}).get("criterion", [])
    leads_to = {one["key"]: _named_by(one) for one in criteria}
    for place, one in enumerate(criteria):
        reached, open_ends = set[str](), list(leads_to[one["key"]])
        while open_ends:
            key = open_ends.pop()
            if key not in reached:
                reached.add(key)
                open_ends.extend(leads_to.get(key, []))
        if one["key"] in reached:
            line = lines.of("screening", "criterion", place)
            path = f"screening.criterion[{one['key']}]"
            yield Problem("E-LOOP", path, _("This criterion refers to itself."), line)


def _named_by(criterion: Tables) -> list[str]:
    """The criteria that this one hangs on."""
    named_not = [criterion["not"]] if "not" in criterion else []
    return [*criterion.get("any_of", []), *criterion.get("all_of", []), *named_not]


def _blocks(tables: Tables) -> list[str]:
    return [block["key"] for block in tables["pack"]["block"]]
