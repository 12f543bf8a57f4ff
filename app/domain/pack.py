"""Reads a pack file: every problem at once with its line, or the programme it describes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import time
from fractions import Fraction
from importlib.resources import files
from typing import Any

from app.core.errors import InvalidInput
from app.core.language import _
from app.domain import pack_parts as parts
from app.domain.pack_check import content_problems, content_warnings
from app.domain.pack_lines import Lines, lines_of
from app.domain.pack_model import Content, Pack, Totals, content_key
from app.domain.pack_shape import TESTS, Problem, read_toml, shape_problems, syntax

__all__ = [
    "Content",
    "Pack",
    "Problem",
    "Reading",
    "Totals",
    "content_key",
    "load_pack",
    "published_pack",
    "read_pack",
    "read_pack_file",
    "shipped_packs",
    "shipped_texts",
    "version_number",
]


@dataclass(frozen=True)
class Reading:
    """What came of reading a pack file: the pack when nothing is wrong, and what its author should see."""

    file: str
    pack: Pack | None
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def read_pack(text: str, file: str, known: Iterable[Pack] = ()) -> Reading:
    """Read and check a pack file against domain.md 6.3; `known` are the versions already loaded (PACK-3)."""
    tables, problems = read_toml(text)
    if problems:
        return Reading(file, None, problems, ())
    lines = lines_of(text)
    problems = shape_problems(tables, lines) or content_problems(tables, lines)
    if problems:
        return Reading(file, None, problems, ())
    pack, there = _build(tables), tuple(known)
    problems = (*_version_problems(pack, there, lines), *_entry_problems(pack, there, lines))
    return Reading(file, None if problems else pack, problems, content_warnings(tables, lines))


def read_pack_file(raw: bytes, file: str, known: Iterable[Pack] = ()) -> Reading:
    """The same for the bytes of a file, whatever they are."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        line = raw[: bad.start].count(b"\n") + 1
        words = _("A programme file is text in UTF-8; this is not.")
        return Reading(file, None, (syntax(words, line),), ())
    return read_pack(text.replace("\r\n", "\n"), file, known)


def load_pack(text: str, file: str) -> Pack:
    """The programme of a pack file; raises InvalidInput with a line for every problem."""
    reading = read_pack(text, file)
    if reading.pack is None:
        raise InvalidInput(
            {f"{place}. {problem.key}": str(problem) for place, problem in enumerate(reading.problems, 1)},
            _("The programme file {file} cannot be used: {why}").format(file=file, why=reading.problems[0]),
        )
    return reading.pack


def published_pack(text: str) -> Pack:
    """The programme of a text that was checked when it was published; later rules do not touch it (PACK-3)."""
    tables, _problems = read_toml(text)
    return _build(tables)


def shipped_texts() -> dict[str, str]:
    """The text of every pack file that comes with the product, by file name."""
    folder = files("resources") / "packs"
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return {file.name: file.read_text("utf-8") for file in found}


def shipped_packs() -> tuple[Pack, ...]:
    """Every programme that comes with the product."""
    return tuple(load_pack(text, file) for file, text in shipped_texts().items())


def version_number(version: str) -> tuple[int, int]:
    """A version as numbers, so that 1.10 comes after 1.9."""
    major, _dot, minor = version.partition(".")
    return int(major), int(minor)


def _entry_problems(pack: Pack, known: tuple[Pack, ...], lines: Lines) -> tuple[Problem, ...]:
    """A programme that must come first is one that the office has (PEER-11)."""
    here = {other.code for other in known}
    missing = [code for code in pack.entry_requires if here and code not in here]
    words, allowed = _("{name} does not exist."), ", ".join(sorted(here))
    line = lines.of("entry", "requires")
    return tuple(Problem("E-REF", "entry.requires", words.format(name=code), line, allowed) for code in missing)


def _version_problems(pack: Pack, known: tuple[Pack, ...], lines: Lines) -> tuple[Problem, ...]:
    """A version in use never changes; a correction is a greater version (PACK-3, E-VERSION)."""
    earlier = [other for other in known if other.code == pack.code]
    if not earlier or pack in earlier:
        return ()
    newest = max(earlier, key=lambda other: version_number(other.version)).version
    if version_number(pack.version) > version_number(newest):
        return ()
    words = _("Version {newest} is already here. A change needs a greater version.").format(newest=newest)
    return (Problem("E-VERSION", "pack.version", words, lines.of("pack", "version"), f"> {newest}"),)


def _build(tables: Mapping[str, Any]) -> Pack:
    pack, screening, risk = tables["pack"], tables.get("screening", {}), tables.get("risk", {})
    return Pack(
        code=pack["code"],
        title=pack["title"],
        discreet_title=pack["discreet_title"],
        version=pack["version"],
        intervention=parts.Intervention(pack["intervention"]),
        sources=tuple(pack["sources"]),
        coverage=tuple(parts.Coverage(**topic) for topic in pack.get("coverage", [])),
        blocks=tuple(_block(block) for block in pack["block"]),
        report_at=tuple(
            parts.ReportAt(at["report"], at.get("after_block"), at.get("after_week"))
            for at in pack.get("report_at", [])
        ),
        measures=tuple(
            parts.Measure(one["key"], tuple(one["stages"]), one["side"], one["licence"])
            for one in pack.get("measure", [])
        ),
        letters=tuple(parts.Letter(**letter) for letter in pack.get("letter", [])),
        tasks=tuple(parts.PackTask(**task) for task in pack.get("task", [])),
        lifecycle=_lifecycle(tables["lifecycle"]),
        group=_group(tables["group"]),
        entry_requires=tuple(tables.get("entry", {}).get("requires", [])),
        completion=_completion(tables["completion"]),
        milestones_hours=tuple(_exact(hours) for hours in tables.get("dose", {}).get("milestones_hours", [])),
        attendance=_attendance(tables.get("attendance", {})),
        screening_source=screening.get("source", ""),
        criteria=tuple(_criterion(one, screening.get("source", "")) for one in screening.get("criterion", [])),
        denial=_denial(tables.get("denial", {})),
        gates=tuple(tables["gates"]["required"]),
        risk=parts.RiskRules(tuple(risk.get("result_required", [])), tuple(risk.get("review_at", []))),
        review_attendees=tuple(tables.get("review", {}).get("required_attendees", [])),
    )


def _exact(number: float) -> Fraction:
    """A number as it is written, so that 29.9 is not nearly 30 (ATT-7)."""
    return Fraction(str(number))


def _block(block: Mapping[str, Any]) -> parts.Block:
    return parts.Block(
        key=block["key"],
        kind=parts.BlockKind(block["kind"]),
        count=block.get("count"),
        minutes=block["minutes"],
        title=block.get("title", ""),
        titles=tuple(block.get("titles", [])),
        required=block.get("required", True),
        takes_slot=block.get("takes_slot", True),
        gap_before_weeks=block.get("gap_before_weeks", 0),
        gap_after_weeks=block.get("gap_after_weeks", 0),
        date_is=parts.DatesAre(block.get("date_is", "date")),
        coverage=tuple(block.get("coverage", [])),
        meeting_order=tuple(block.get("meeting_order", [])),
    )


def _denial(denial: Mapping[str, Any]) -> parts.DenialRules:
    return parts.DenialRules(tuple(denial.get("stages", [])), tuple(denial.get("motivation_stages", [])))


def _lifecycle(life: Mapping[str, Any]) -> parts.Lifecycle:
    return parts.Lifecycle(
        parts.PackState(life["state"]),
        life.get("clinical_partner", ""),
        life.get("next_review_months"),
        life.get("pilot_groups_max", 2),
    )


def _group(group: Mapping[str, Any]) -> parts.GroupShape:
    interval = group.get("interval_weeks", 1)
    return parts.GroupShape(
        entry=parts.Entry(group["entry"]),
        smallest=group["min"],
        largest=group["max"],
        facilitators_min=group.get("facilitators_min", 2),
        mixed_facilitators=group.get("mixed_facilitators", False),
        interval_weeks=interval,
        holiday_step_weeks=group.get("holiday_step_weeks", interval),
        slots_min=group.get("slots_min", 1),
        slots_max=group.get("slots_max", 1),
        start_counts_from=parts.StartCountsFrom(group.get("start_counts_from", "group_session")),
        return_guarantee=group.get("return_guarantee", False),
        max_warns=group.get("max_warns", False),
        evening_from=time.fromisoformat(group["evening_from"]) if "evening_from" in group else None,
        roles=tuple(group.get("roles", [])),
    )


def _completion(completion: Mapping[str, Any]) -> parts.Completion:
    hours = completion.get("hours")
    return parts.Completion(
        parts.CompletionKind(completion["kind"]),
        None if hours is None else _exact(hours),
        completion.get("needs_review", False),
    )


def _attendance(attendance: Mapping[str, Any]) -> parts.AttendanceRules:
    return parts.AttendanceRules(
        max_consecutive=attendance.get("max_consecutive"),
        max_total=attendance.get("max_total"),
        warnings=tuple(attendance.get("warnings", [])),
        catch_up_by=parts.CatchUpBy(attendance.get("catch_up_by", "none")),
        late_after_min=attendance.get("late_after_min"),
        min_share_present=_exact(attendance.get("min_share_present", 0)),
        count_only_unacceptable=attendance.get("count_only_unacceptable", False),
    )


def _criterion(one: Mapping[str, Any], default_source: str) -> parts.Criterion:
    test = parts.Test(next(name for name in TESTS if name in one))
    judged = parts.Criterion(
        key=one["key"],
        text=one["text"],
        source=one.get("source") or default_source,
        required=one.get("required", True),
        local=one.get("local", False),
        when_not_met=parts.WhenNotMet(one["when_not_met"]),
        test=test,
    )
    return _with_test(judged, one[test.value])


def _with_test(criterion: parts.Criterion, value: int | str | list[str] | Mapping[str, Any]) -> parts.Criterion:
    """The criterion with what its test asks about, the words it wants and its limit."""
    if isinstance(value, int):
        return replace(criterion, limit=_exact(value))
    if not isinstance(value, Mapping):
        return replace(criterion, wanted=(value,) if isinstance(value, str) else tuple(value))
    ((about, asked),) = value.items()
    if criterion.test is parts.Test.EQUALS:
        return replace(criterion, about=about, wanted=(asked,) if isinstance(asked, str) else tuple(asked))
    return replace(criterion, about=about, limit=_exact(asked))
