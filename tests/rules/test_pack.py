"""Proves what a programme pack adds up to, and that every mistake in one is named with its line."""

from datetime import time
from fractions import Fraction

import pytest

from app.core.errors import InvalidInput
from app.domain.pack import load_pack, read_pack, shipped_packs, shipped_texts
from app.domain.pack_parts import BlockKind, Intervention, Test, WhenNotMet

BBR = shipped_texts()["bbr.toml"]


def changed(*pairs):
    text = BBR
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def codes(text, **more):
    reading = read_pack(text, "office.toml", **more)
    return [problem.code for problem in (*reading.problems, *reading.warnings)]


def test_building_better_relationships_adds_up_as_published():
    """PACK-1: 29 contacts, 60 group hours."""
    totals = load_pack(BBR, "bbr.toml").totals()

    assert (totals.group, totals.one_to_one, totals.review, totals.contacts) == (24, 4, 1, 29)
    assert totals.group_hours == Fraction(60)


def test_every_shipped_pack_reads_without_problem_or_warning():
    for file, text in shipped_texts().items():
        reading = read_pack(text, file)
        assert (reading.problems, reading.warnings) == ((), ())
    assert "bbr" in {pack.code for pack in shipped_packs()}


PACKS = {pack.code: pack for pack in shipped_packs()}


def test_the_five_programmes_of_the_field_ship_in_the_state_their_sources_allow():
    """PACK-6: where the source is thin a programme begins as a pilot, with a clinical partner named."""
    states = {code: pack.lifecycle.state.value for code, pack in PACKS.items()}

    assert states == {"bbr": "active", "mam": "pilot", "peer": "pilot", "steps12": "pilot", "weekly": "active"}
    assert all(pack.lifecycle.clinical_partner for pack in PACKS.values() if pack.lifecycle.state.value == "pilot")


def test_no_programme_ships_without_the_gates_that_keep_her_safe():
    """PEER-9: the first three gates hold for support groups too."""
    assert all({"consent", "partner_details", "clearance"} <= set(pack.gates) for pack in PACKS.values())
    assert all(criterion.source for pack in PACKS.values() for criterion in pack.criteria)


def test_men_and_masculinities_plans_more_hours_than_it_completes_with():
    pack = PACKS["mam"]
    totals = pack.totals()

    assert (totals.group, totals.review, totals.group_hours) == (26, 1, Fraction(65))
    assert (pack.completion.kind.value, pack.completion.hours, pack.milestones_hours) == ("hours", 60, (30,))
    assert pack.completion.needs_review
    assert pack.measures[0].stages == ("start", "review", "exit", "post_exit")
    assert {topic for block in pack.blocks for topic in block.coverage} == {topic.key for topic in pack.coverage}
    assert (pack.attendance.max_total, pack.attendance.max_consecutive) == (None, None)


def test_the_weekly_programme_covers_its_eight_topics_in_26_evenings():
    pack = PACKS["weekly"]

    assert (pack.totals().contacts, pack.totals().group_hours) == (26, Fraction(65))
    assert [block.coverage for block in pack.blocks] == [(topic.key,) for topic in pack.coverage]
    assert len(pack.coverage) == 8
    assert (pack.group.entry.value, pack.group.mixed_facilitators) == ("block_start", True)


@pytest.mark.parametrize("code", ["peer", "steps12"])
def test_a_support_group_goes_on_every_two_weeks_and_takes_a_man_back(code):
    pack = PACKS[code]

    assert pack.is_open_ended
    assert pack.contents() == ()
    assert (pack.group.interval_weeks, pack.group.entry.value, pack.group.return_guarantee) == (2, "any", True)
    assert (pack.group.smallest, pack.group.largest, pack.group.max_warns) == (5, 10, True)
    assert pack.group.evening_from == time(17)
    assert pack.completion.kind.value == "none"
    assert [task.attended for task in pack.tasks] == [None, 4]
    assert (pack.attendance.max_total, pack.attendance.warnings) == (None, ())


def test_twelve_named_steps_follow_each_other_and_begin_again():
    (block,) = PACKS["steps12"].blocks
    steps = [content.title for content in PACKS["steps12"].endless_contents(open_items=14)]

    assert steps[:12] == list(block.titles)
    assert steps[12:] == ["Honesty", "Hope"]
    assert block.meeting_order == ("Aim", "Newcomers", "Round", "Step", "Talk")


def test_contents_stand_in_file_order_and_are_named():
    titles = [content.title for content in load_pack(BBR, "bbr.toml").contents()]

    assert titles[:3] == ["Pre-group 1-2-1 1", "Pre-group 1-2-1 2", "Foundation 1"]
    assert titles[14] == "1-2-1 after My Thinking"
    assert titles[-1] == "Three-way review"


def test_a_pack_is_typed_to_its_leaves():
    pack = load_pack(BBR, "bbr.toml")
    by_key = {criterion.key: criterion for criterion in pack.criteria}

    assert pack.intervention is Intervention.BEHAVIOUR_CHANGE
    assert pack.block("review").kind is BlockKind.REVIEW
    assert by_key["admits_24m"].test is Test.WITHIN_MONTHS
    assert (by_key["admits_24m"].about, by_key["admits_24m"].limit) == ("latest_admitted_on", 24)
    assert by_key["route"].wanted == ("index_ipv", "admits_24m")
    assert by_key["discusses"].when_not_met is WhenNotMet.NOT_SUITABLE
    assert by_key["discusses"].source == "Norfolk BBR page, Denial"
    assert by_key["man"].source == "Norfolk BBR page, Assessment and suitability"


def test_an_open_ended_pack_repeats_its_titles_and_counts_no_end():
    pack = load_pack(changed((', count=6, minutes=150, coverage=["relationships"]', ", minutes=150"), *LAST), "x.toml")
    items = [content.title for content in pack.endless_contents(open_items=2)]

    assert pack.is_open_ended
    assert items[-2:] == ["My Relationships 1", "My Relationships 2"]
    assert pack.totals().group == 18


REVIEW = next(line for line in BBR.splitlines(keepends=True) if 'key="review"' in line)
LAST = ((REVIEW, ""), ("needs_review = true", "needs_review = false"))

WRONG = [
    ("E-SYNTAX", [("[risk]", "[risk")]),
    ("E-KEY", [("entry = ", "entries = ")]),
    ("E-KEY", [("[review]", "[revue]")]),
    ("E-TYPE", [("min = 4", 'min = "four"')]),
    ("E-TYPE", [('entry = "closed"', 'entry = "shut"')]),
    ("E-TYPE", [("needs_review = true", "needs_review = 1")]),
    ("E-CODE", [('code = "bbr"', 'code = "BBR!"')]),
    ("E-VERSION", [('version = "1.0"', 'version = "one"')]),
    ("E-BLOCK", [("count=2", "count=0")]),
    ("E-BLOCK", [("minutes=150", "minutes=601")]),
    ("E-BLOCK", [('key="my_thinking"', 'key="foundation"')]),
    ("E-BLOCK", [('title="Foundation {n}"', 'titles=["One", "Two"]')]),
    ("E-BLOCK", [('title="Foundation {n}", ', "")]),
    ("E-BLOCK", [("count=2, ", "")]),
    ("E-REVIEW", [('kind="review", count=1', 'kind="review", count=2')]),
    ("E-REVIEW", [(REVIEW, "")]),
    ("E-REF", [('coverage=["thinking"]', 'coverage=["sport"]')]),
    ("E-REF", [('after_block="my_thinking"', 'after_block="sport"')]),
    ("E-REF", [('any_of=["index_ipv", "admits_24m"]', 'any_of=["nobody"]')]),
    ("E-REF", [("equals={gender=", "equals={shoe=")]),
    ("E-LOOP", [('any_of=["index_ipv", "admits_24m"]', 'any_of=["route"]')]),
    ("E-TEST", [("denial_at_most=3, ", "")]),
    ("E-TEST", [("denial_at_most=3", 'denial_at_most=3, answer="yes"')]),
    ("E-REF", [("report_at = ", 'task = [{key="t", when="tuesday", days=1, role="facilitator"}]\nreport_at = ')]),
    ("E-REF", [("report_at = ", 'task = [{key="t", when="start", days=1, role="nobody"}]\nreport_at = ')]),
    ("E-NUMBER", [("slots_max = 2", 'evening_from = "25:00"')]),
    ("E-GATE", [('"clearance", ', "")]),
    ("E-NUMBER", [("min = 4", "min = 40")]),
    ("E-NUMBER", [("gap_before_weeks=6", "gap_before_weeks=-6")]),
    ("E-NUMBER", [('kind = "all"', 'kind = "hours"\nhours = 0')]),
    ("E-NUMBER", [("late_after_min = 15", "min_share_present = 1.5")]),
    (
        "E-LICENCE",
        [
            (
                "report_at = ",
                'measure = [{key="m", stages=["t0"], side="client", licence="l", items=["x"]}]\nreport_at = ',
            )
        ],
    ),
    ("W-DOSE", [("[30, 60]", "[30, 90]")]),
    ("W-SOURCE", [("source = ", "#")]),
]


@pytest.mark.parametrize(("code", "pairs"), WRONG)
def test_each_mistake_is_named(code, pairs):
    assert code in codes(changed(*pairs))


def test_a_problem_says_line_key_and_what_is_allowed():
    text = changed(("date_is=", "date_was="))
    (problem,) = read_pack(text, "office.toml").problems

    assert "date_was" in text.splitlines()[problem.line - 1]
    assert problem.key == "pack.block[review].date_was"
    assert "date_is" in problem.allowed


def test_all_problems_are_told_at_once_and_refuse_the_pack():
    text = changed(("min = 4", "min = 40"), ('"clearance", ', ""))

    with pytest.raises(InvalidInput) as refused:
        load_pack(text, "office.toml")
    assert len(refused.value.problems) == 2


def test_a_loop_is_found_however_far_it_runs():
    text = changed(
        ('key="index_ipv", text="Index offence is IPV", answer="yes"', 'key="index_ipv", text="x", not="admits_24m"'),
        ("within_months={latest_admitted_on=24}", 'all_of=["route"]'),
    )

    assert codes(text).count("E-LOOP") == 3


def test_a_version_in_use_never_changes():
    """PACK-3."""
    first = load_pack(BBR, "bbr.toml")

    assert codes(BBR, known=[first]) == []
    assert codes(changed(("max = 12", "max = 10")), known=[first]) == ["E-VERSION"]
    assert codes(changed(("max = 12", "max = 10"), ('version = "1.0"', 'version = "0.9"')), known=[first]) == [
        "E-VERSION"
    ]
    assert codes(changed(("max = 12", "max = 10"), ('version = "1.0"', 'version = "1.10"')), known=[first]) == []
