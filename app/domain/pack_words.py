"""Says a programme in plain words, line by line: what a screen shows of one version and compares between two."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.core.language import _, ngettext
from app.domain.pack_model import Pack
from app.domain.pack_parts import Block, CatchUpBy, Criterion, DatesAre, Measure, PackTask, Test
from app.domain.pack_tables import (
    attendees,
    catch_ups,
    completions,
    entries,
    facts,
    gates,
    interventions,
    kinds,
    outcomes,
    reports,
    risk_tools,
    roles,
    starts,
)
from app.domain.questionnaires import questionnaire, stage_words


@dataclass(frozen=True)
class PackLine:
    """One thing a pack sets: in which section, by which key it is found again, its name, what it says, its source."""

    section: str
    key: str
    label: str
    words: str
    source: str = ""


def lines_of_pack(pack: Pack) -> tuple[PackLine, ...]:
    """Everything a pack sets, in the order in which a colleague would tell it."""
    parts = (_about, _contents, _coverage, _group, _finishing, _attendance, _screening, _measures, _papers, _life)
    return tuple(line for part in parts for line in part(pack))


def adds_up(pack: Pack) -> str:
    """The totals in one sentence (PACK-1)."""
    totals, block = pack.totals(), pack.blocks[-1]
    if pack.is_open_ended and not totals.contacts:
        return _("Meetings of {minutes} minutes without an end.").format(minutes=block.minutes)
    counts = (
        (totals.group, ngettext("{n} group session", "{n} group sessions", totals.group)),
        (totals.one_to_one, ngettext("{n} 1-2-1", "{n} 1-2-1s", totals.one_to_one)),
        (totals.review, ngettext("{n} review", "{n} reviews", totals.review)),
    )
    contacts = ngettext("{n} contact", "{n} contacts", totals.contacts).format(n=totals.contacts)
    of = ", ".join(words.format(n=count) for count, words in counts if count)
    told = _("{contacts}: {of}. {hours} group hours.").format(
        contacts=contacts, of=of, hours=number(totals.group_hours)
    )
    return told + " " + _("Then it goes on without an end.") if pack.is_open_ended else told


def number(value: Fraction | float) -> str:
    """A number as people say it: 60, 2.5."""
    return f"{float(value):g}"


def _about(pack: Pack) -> Iterator[PackLine]:
    yield PackLine("about", "title", _("Title"), pack.title)
    yield PackLine("about", "discreet_title", _("Discreet title"), pack.discreet_title)
    yield PackLine("about", "intervention", _("Kind"), interventions()[pack.intervention])
    yield PackLine("about", "sources", _("Sources"), ", ".join(pack.sources))


def _contents(pack: Pack) -> Iterator[PackLine]:
    titles = {topic.key: topic.title for topic in pack.coverage}
    for place, block in enumerate(pack.blocks, 1):
        label = block.name if block.title else _("Named sessions")
        yield PackLine("contents", block.key, f"{place}. {label}", "; ".join(_block(block, titles)))


def _block(block: Block, titles: dict[str, str]) -> Iterator[str]:
    count = _("no end") if block.count is None else f"{block.count} ×"
    yield f"{count} {kinds()[block.kind]}, " + _("{minutes} minutes").format(minutes=block.minutes)
    yield from _dates(block)
    covered = ", ".join(titles[key] for key in block.coverage)
    for words, parts in (
        (_("in this order: {parts}"), ", ".join(block.titles)),
        (_("covers {parts}"), covered),
        (_("order of the meeting: {parts}"), ", ".join(block.meeting_order)),
    ):
        if parts:
            yield words.format(parts=parts)


def _dates(block: Block) -> Iterator[str]:
    if block.gap_before_weeks:
        yield _("{weeks} weeks after what comes before").format(weeks=block.gap_before_weeks)
    if block.gap_after_weeks:
        yield _("{weeks} weeks before what comes after").format(weeks=block.gap_after_weeks)
    if block.date_is is DatesAre.DEADLINE:
        yield _("its date is the last day to hold it")
    if not block.takes_slot:
        yield _("takes no time of the group")
    if not block.required and block.count is not None:
        yield _("nobody owes it")


def _coverage(pack: Pack) -> Iterator[PackLine]:
    for topic in pack.coverage:
        blocks = [block for block in pack.blocks if topic.key in block.coverage]
        words = ", ".join(block.name if block.title else block.key for block in blocks)
        yield PackLine("coverage", topic.key, topic.title, words or _("no block covers it"))


def _group(pack: Pack) -> Iterator[PackLine]:
    group = pack.group
    yield PackLine("group", "entry", _("Newcomers"), entries()[group.entry])
    size = (
        _("{least} to {most}; more needs a manager")
        if not group.max_warns
        else _("{least} to {most}; more is warned of")
    )
    yield PackLine("group", "size", _("Size"), size.format(least=group.smallest, most=group.largest))
    weeks = ngettext("every week", "every {n} weeks", group.interval_weeks).format(n=group.interval_weeks)
    if group.slots_max > 1:
        weeks = _("{weeks}, {least} to {most} times").format(weeks=weeks, least=group.slots_min, most=group.slots_max)
    yield PackLine("group", "rhythm", _("Rhythm"), weeks)
    yield PackLine("group", "holiday", _("A holiday moves it by"), _weeks(group.holiday_step_weeks))
    staff = _("at least {n}").format(n=group.facilitators_min)
    if group.mixed_facilitators:
        staff += ", " + _("a woman and a man")
    yield PackLine("group", "staff", _("In the room"), staff)
    if group.roles:
        yield PackLine("group", "roles", _("Roles of a meeting"), ", ".join(group.roles))
    if group.evening_from:
        yield PackLine("group", "evening", _("Evening"), _("from {time}").format(time=f"{group.evening_from:%H:%M}"))
    yield PackLine("group", "starts", _("He has started with"), starts()[group.start_counts_from])
    if group.return_guarantee:
        yield PackLine("group", "return", _("Return"), _("he may come back without a new intake"))
    if pack.entry_requires:
        yield PackLine("group", "requires", _("To be completed first"), ", ".join(pack.entry_requires))


def _weeks(count: int) -> str:
    return ngettext("{n} week", "{n} weeks", count).format(n=count)


def _finishing(pack: Pack) -> Iterator[PackLine]:
    done = pack.completion
    words = completions()[done.kind].format(hours=number(done.hours or 0))
    if done.needs_review:
        words = _("{words}, and the review is held").format(words=words)
    yield PackLine("finishing", "kind", _("Completed when"), words)
    if pack.milestones_hours:
        hours = ", ".join(number(one) for one in pack.milestones_hours)
        yield PackLine("finishing", "milestones", _("Milestones"), _("{hours} hours").format(hours=hours))


def _attendance(pack: Pack) -> Iterator[PackLine]:
    rules = pack.attendance
    none = _("no limit")
    counted = _("only those not acceptable") if rules.count_only_unacceptable else _("every absence")
    yield PackLine("attendance", "counts", _("Counted"), counted)
    yield PackLine("attendance", "row", _("In a row, at most"), str(rules.max_consecutive or none))
    yield PackLine("attendance", "total", _("In all, at most"), str(rules.max_total or none))
    if rules.warnings:
        yield PackLine("attendance", "warnings", _("Letter after"), ", ".join(str(one) for one in rules.warnings))
    yield PackLine("attendance", "catch_up", _("Catch up by"), catch_ups()[CatchUpBy(rules.catch_up_by)])
    if rules.late_after_min:
        late = _("{minutes} minutes").format(minutes=rules.late_after_min)
        yield PackLine("attendance", "late", _("Late after"), late)
    if rules.min_share_present:
        share = f"{float(rules.min_share_present):.0%}"
        yield PackLine("attendance", "share", _("Covered only with"), _("{share} of its time").format(share=share))


def _screening(pack: Pack) -> Iterator[PackLine]:
    titles = {one.key: one.text for one in pack.criteria}
    for one in pack.criteria:
        words = "; ".join(_criterion(one, titles))
        yield PackLine("screening", one.key, one.text, words, one.source)
    yield PackLine("screening", "gates", _("Before he starts"), ", ".join(gates()[key] for key in pack.gates))
    if pack.risk.result_required:
        tools = ", ".join(risk_tools().get(tool, tool.upper()) for tool in pack.risk.result_required)
        yield PackLine("screening", "risk", _("Risk result"), tools)
    names = {block.key: block.name if block.title else block.key for block in pack.blocks}
    for key, label, stages in (
        ("risk_review", _("Risk looked at again"), pack.risk.review_at),
        ("denial", _("Denial rated"), pack.denial.stages),
        ("motivation", _("Motivation rated"), pack.denial.motivation_stages),
    ):
        if stages:
            yield PackLine("screening", key, label, ", ".join(_stage(stage, names) for stage in stages))


def _criterion(one: Criterion, titles: dict[str, str]) -> Iterator[str]:
    combines = one.test in (Test.ANY_OF, Test.ALL_OF, Test.NOT)
    wanted = ", ".join(titles[word] if combines else word for word in one.wanted)
    about = facts().get(one.about, one.about)
    yield {
        Test.ANSWER: _("asked for: {wanted}").format(wanted={"yes": _("yes"), "no": _("no")}.get(wanted, wanted)),
        Test.EQUALS: _("{about} is {wanted}").format(about=about, wanted=wanted),
        Test.VALUE_AT_LEAST: _("{about} is {limit} or more").format(about=about, limit=number(one.limit)),
        Test.WITHIN_MONTHS: _("{about} within {limit} months").format(about=about, limit=number(one.limit)),
        Test.DENIAL_AT_MOST: _("denial grade {limit} or less").format(limit=number(one.limit)),
        Test.ANY_OF: _("one of these is met: {wanted}").format(wanted=wanted),
        Test.ALL_OF: _("all of these are met: {wanted}").format(wanted=wanted),
        Test.NOT: _("this is not met: {wanted}").format(wanted=wanted),
    }[one.test]
    yield outcomes()[one.when_not_met]
    if not one.required:
        yield _("may stay unknown")
    if one.local:
        yield _("off until an office switches it on")


def _stage(stage: str, names: dict[str, str]) -> str:
    return names.get(stage) or stage_words(stage) or stage


def _measures(pack: Pack) -> Iterator[PackLine]:
    names = {block.key: block.name if block.title else block.key for block in pack.blocks}
    for one in (measure for measure in pack.measures if measure.side == "client"):
        yield PackLine("measures", one.key, questionnaire(one.key).title, _measure(one, names), one.licence)


def _measure(one: Measure, names: dict[str, str]) -> str:
    return ", ".join(_stage(stage, names) for stage in one.stages)


def _papers(pack: Pack) -> Iterator[PackLine]:
    names = {block.key: block.name if block.title else block.key for block in pack.blocks}
    for at in pack.report_at:
        after = names.get(at.after_block or "", "") or _("week {n}").format(n=at.after_week)
        key = f"{at.report}-{at.after_block or at.after_week}"
        yield PackLine("papers", key, reports()[at.report], _("after {what}").format(what=after))
    if pack.review_attendees:
        there = ", ".join(attendees()[one] for one in pack.review_attendees)
        yield PackLine("papers", "review", _("At the review"), there)
    for letter in pack.letters:
        yield PackLine("papers", letter.key, letter.key, f"{letter.template} {letter.version} ({letter.language})")
    for task in pack.tasks:
        yield PackLine("papers", f"task-{task.key}", _task_name(task), _task(task, names))


def _task_name(task: PackTask) -> str:
    known = {"entry": _("First meeting held"), "responsibility_review": _("Talk about responsibility")}
    return known.get(task.key, task.key.replace("_", " ").capitalize())


def _task(task: PackTask, names: dict[str, str]) -> str:
    if task.attended:
        when = _("after {n} meetings attended").format(n=task.attended)
    elif task.after_block:
        when = _("after {what}").format(what=names.get(task.after_block, task.after_block))
    else:
        moments = {
            "decision": _("the decision"),
            "placed": _("the placing"),
            "start": _("the start"),
            "end": _("the end"),
        }
        when = _("after {what}").format(what=moments[task.when])
    days = ngettext("{n} day", "{n} days", task.days).format(n=task.days)
    return f"{days} {when}, {roles()[task.role]}"


def _life(pack: Pack) -> Iterator[PackLine]:
    life = pack.lifecycle
    if life.clinical_partner:
        yield PackLine("life", "clinical_partner", _("Clinical partner"), life.clinical_partner)
    if life.next_review_months:
        months = _("every {n} months").format(n=life.next_review_months)
        yield PackLine("life", "review", _("Looked at again"), months)
    most = ngettext("{n} group at a time", "{n} groups at a time", life.pilot_groups_max)
    yield PackLine("life", "pilot", _("As a pilot"), most.format(n=life.pilot_groups_max))


def sections() -> Sequence[tuple[str, str]]:
    """The sections in order, with their headings."""
    return (
        ("about", _("What it is")),
        ("contents", _("Contents")),
        ("coverage", _("Coverage map")),
        ("group", _("Groups")),
        ("finishing", _("Completion")),
        ("attendance", _("Attendance")),
        ("screening", _("Screening")),
        ("measures", _("Questionnaires")),
        ("papers", _("Reports and tasks")),
        ("life", _("Review of the programme")),
    )
