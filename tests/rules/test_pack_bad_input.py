"""Proves that no text can break the reading of a pack, and that each fault is told with its line and field (6.3)."""

import ast
import os
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.pack import read_pack, read_pack_file, shipped_packs, shipped_texts
from app.domain.pack_compare import Differs, compare
from app.domain.pack_lines import lines_of
from app.domain.pack_words import adds_up, lines_of_pack, sections
from tests.house.floors import TOP

TEXTS = shipped_texts()
BBR, PEER, MAM = TEXTS["bbr.toml"], TEXTS["peer.toml"], TEXTS["mam.toml"]
FIELDS = [
    (BBR, "gap_before_weeks=6", "gap_before_weeks=-1", "E-NUMBER", "pack.block[review].gap_before_weeks"),
    (BBR, "count=6, minutes=150", "count=6, minutes=0", "E-BLOCK", "pack.block[foundation].minutes"),
    (BBR, 'after_block="my_thinking"', 'after_block="gone"', "E-REF", "pack.report_at[1].after_block"),
    (BBR, 'any_of=["index_ipv", "admits_24m"]', 'any_of=["route"]', "E-LOOP", "screening.criterion[route]"),
    (BBR, "count=6, minutes=150", "count=401, minutes=150", "E-BLOCK", "pack.block[foundation].count"),
    (BBR, 'stages = ["assessment"', 'stages = ["never"', "E-REF", "denial.stages"),
    (BBR, 'attendees = ["client"', 'attendees = ["judge"', "E-REF", "review.required_attendees"),
    (BBR, 'result_required = ["any"]', 'result_required = ["dice"]', "E-REF", "risk.result_required"),
    (BBR, "denial_at_most=3", "denial_at_most=5", "E-NUMBER", "screening.criterion[discusses].denial_at_most"),
    (BBR, "{age=18}", '{age="old"}', "E-TYPE", "screening.criterion[adult].value_at_least"),
    (BBR, "admitted_on=24}", "admitted_on=0}", "E-TYPE", "screening.criterion[admits_24m].within_months"),
    (BBR, "min = 4", "min = 0", "E-NUMBER", "group.min"),
    (BBR, "[30, 60]", "[30, -60]", "E-NUMBER", "dose.milestones_hours"),
    (BBR, "warnings = [1, 2]", "warnings = [0]", "E-NUMBER", "attendance.warnings"),
    (BBR, 'title = "Building Better Relationships"', 'title = ""', "E-KEY", "pack.title"),
    (BBR, "max = 12", "max = 99999999999999999999", "E-NUMBER", "group.max"),
    (BBR, "late_after_min = 15", "late_after_min = 15.5", "E-TYPE", "attendance.late_after_min"),
    (MAM, "hours = 60", "hours = inf", "E-NUMBER", "completion.hours"),
    (MAM, "hours = 60", "hours = nan", "E-TYPE", "completion.hours"),
    (MAM, "hours = 60", "hours = 90", "W-DOSE", "completion.hours"),
    (MAM, 'clinical_partner = "The drug', 'clinical_partner = "" # "', "E-KEY", "lifecycle.clinical_partner"),
    (PEER, 'key="dilemma"', 'key="share"', "E-REF", "pack.coverage[share].key"),
    (PEER, 'when="attended_4"', 'when="attended_0"', "E-REF", "pack.task[responsibility_review].when"),
    (PEER, "days=14", "days=-1", "E-NUMBER", "pack.task[entry].days"),
    (PEER, '["consent", "partner_details"', '["consent"', "E-GATE", "gates.required"),
    (PEER, 'kind = "none"', 'kind = "none"\n[entry]\nrequires = ["peer"]', "E-LOOP", "entry.requires"),
    (PEER, 'kind = "none"', 'kind = "none"\n[entry]\nrequires = ["No such"]', "E-REF", "entry.requires"),
]


@pytest.mark.parametrize(("text", "old", "new", "code", "key"), FIELDS)
def test_a_fault_names_its_code_its_field_and_its_line(text, old, new, code, key):
    """domain.md 6.3: an error says where it stands and what it is about."""
    assert old in text
    changed = text.replace(old, new, 1)
    lines = changed.splitlines()

    reading = read_pack(changed, "office.toml")

    found = {(one.code, one.key): one.line for one in (*reading.problems, *reading.warnings)}
    assert (code, key) in found
    assert new.splitlines()[-1] in lines[found[(code, key)] - 1]


def test_a_support_group_without_a_clinical_partner_is_refused():
    """PEER-9, 6.4: the key is missing, so the line is that of its table."""
    text = PEER.replace('clinical_partner = "An', '# "', 1)

    (problem,) = read_pack(text, "x.toml").problems

    assert (problem.code, problem.key) == ("E-KEY", "lifecycle.clinical_partner")
    assert text.splitlines()[problem.line - 1] == "[lifecycle]"


@pytest.mark.parametrize(
    ("raw", "words", "line"),
    [
        (b"\xff\xfe", "UTF-8", 1),
        (BBR.encode() + b"\n# caf\xe9", "UTF-8", len(BBR.splitlines()) + 2),
        (b"", "missing", None),
        (b"a = 1\na = 2\n", "Cannot overwrite a value", 2),
        (b"[pack]\nschema = \n", "Invalid value", 2),
        (b"[pack\n", "Expected", 1),
        (b"x = [" + b"[" * 30_000, "deeper", None),
        (b"x = " + b"9" * 5_000, "longer", None),
        (b"#" * 300_000, "larger", None),
    ],
    ids=["latin", "one letter", "empty", "twice", "no value", "no end", "deep", "long number", "huge"],
)
def test_a_file_that_is_no_programme_is_refused_in_words(raw, words, line):
    """E-SYNTAX: whatever the bytes are."""
    problems = read_pack_file(raw, "office.toml").problems

    assert words in " ".join(str(problem) for problem in problems)
    assert problems[0].line == line


def test_a_file_from_another_editor_reads_the_same():
    saved = b"\xef\xbb\xbf" + BBR.replace("\n", "\r\n").encode()

    assert read_pack_file(saved, "a.toml") == read_pack_file(BBR.encode(), "a.toml")


def test_a_list_written_as_tables_has_its_lines_too():
    head, _block, tail = BBR.partition("block = [")
    rest = tail.partition("\n]\n")[2]
    tables = '[[pack.block]]\nkey = "a"\nkind = "group"\ntitle = "A"\nminutes = 0\ncount = 1\n'
    text = f"{head}\n{rest}{tables}{tables}"

    found = [one for one in read_pack(text, "x.toml").problems if one.key.endswith("minutes")]

    assert [text.splitlines()[one.line - 1] for one in found] == ["minutes = 0"] * 2
    assert len({one.line for one in found}) == 2


def test_a_programme_that_must_come_first_is_one_the_office_has():
    """PEER-11, E-REF."""
    text = PEER.replace("[completion]", '[entry]\nrequires = ["elsewhere"]\n[completion]', 1)
    known = shipped_packs()

    assert read_pack(text, "x.toml").pack is not None
    problems = read_pack(text.replace('version = "1.0"', 'version = "1.1"', 1), "x.toml", known).problems
    assert [one.code for one in problems] == ["E-REF"]


PIECES = (
    *("[", "]", "{", "}", "=", '"', "'", '"""', ",", "\n", ".", "#", "[[", "]]", "-1", "0", "1e400", "nan", "true"),
    *("2026-01-01", "key", "pack", "block", "[pack]", "minutes", "titles", "not", "any_of", "\\", "\x00", "é", "{n}"),
    "99999999999",
)
SOME_PIECE = st.sampled_from(PIECES)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(SOME_PIECE, max_size=30).map("".join)))
def test_any_text_is_read_or_refused_and_never_breaks(text):
    reading = read_pack(text, "any.toml")

    assert reading.pack is None
    assert reading.problems
    assert all(str(problem) for problem in reading.problems)


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(sorted(TEXTS)), st.data())
def test_a_programme_with_one_piece_changed_is_read_or_refused_and_never_breaks(file, data):
    text = TEXTS[file]
    tokens = list(re.finditer(r"[\w.\-]+|[\[\]{}=,\"]", text))
    place = data.draw(st.integers(0, len(tokens) - 1))
    piece = data.draw(st.one_of(SOME_PIECE, st.just(""), st.sampled_from([found.group() for found in tokens])))
    changed = text[: tokens[place].start()] + piece + text[tokens[place].end() :]

    reading = read_pack(changed, file)

    assert (reading.pack is None) is bool(reading.problems)
    last = changed.count("\n") + 1
    assert all(one.line is None or 1 <= one.line <= last for one in (*reading.problems, *reading.warnings))
    if reading.pack is not None:
        assert lines_of_pack(reading.pack)
        assert adds_up(reading.pack)


@pytest.mark.parametrize("text", ["x = [1, 2", "= = =", "[[[", '"', "a."])
def test_the_search_for_lines_ends_in_what_is_no_programme(text):
    assert lines_of(text).of("y") is None


def test_a_programme_is_told_in_known_sections_and_each_line_once():
    known = [section for section, _heading in sections()]
    for pack in shipped_packs():
        lines = lines_of_pack(pack)
        assert len({(line.section, line.key) for line in lines}) == len(lines)
        assert [line.section for line in lines] == sorted((line.section for line in lines), key=known.index)


def test_two_versions_differ_where_they_were_changed():
    older = read_pack(BBR, "bbr.toml").pack
    text = BBR.replace("max_total = 5", "max_total = 6").replace('coverage=["goals"]', 'coverage=["aims"]')
    newer = read_pack(text.replace('key="goals", title="Own goals"', 'key="aims", title="Aims"'), "bbr.toml").pack

    rows = [row for row in compare(older, newer) if row.differs is not Differs.SAME]

    assert {(row.section, row.key): row.differs.value for row in rows} == {
        ("contents", "pre_group"): "changed",
        ("contents", "one_to_one_a"): "changed",
        ("contents", "one_to_one_b"): "changed",
        ("coverage", "goals"): "removed",
        ("coverage", "aims"): "added",
        ("attendance", "total"): "changed",
    }
    total = next(row for row in rows if row.key == "total")
    assert (total.before.splitlines()[1], total.after.splitlines()[1]) == ("5", "6")
    assert all(row.differs is Differs.SAME for row in compare(older, older))


OUTSIDE = (
    "../../etc/passwd",
    "/etc/passwd",
    "..\\\\secret.txt",
    "C:/letters/one.txt",
    "letters/one",
    "..",
    "https://example.org/a",
)


@pytest.mark.parametrize("way", OUTSIDE)
def test_a_pack_names_no_file_outside_its_folder(way: str) -> None:
    """PACK-5: not by a letter's template, not by its own code, and there is no key for a file of another kind."""
    letter = f'letter = [{{key="warning", template="{way}", version="1", language="en"}}]\nreport_at = '
    named = read_pack(BBR.replace("report_at = ", letter, 1), "office.toml")
    coded = read_pack(BBR.replace('code = "bbr"', f'code = "{way}"', 1), "office.toml")
    asked = read_pack(BBR.replace("report_at = ", f'include = "{way}"\nreport_at = ', 1), "office.toml")

    assert [(one.code, one.key) for one in named.problems] == [("E-CODE", "pack.letter[warning].template")]
    assert ("E-CODE", "pack.code") in {(one.code, one.key) for one in coded.problems}
    assert ("E-KEY", "pack.include") in {(one.code, one.key) for one in asked.problems}


def test_a_plain_template_is_taken() -> None:
    """PACK-5."""
    letter = 'letter = [{key="warning", template="first-warning", version="1", language="en"}]\nreport_at = '

    assert read_pack(BBR.replace("report_at = ", letter, 1), "office.toml").problems == ()


def test_a_pack_runs_no_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """PACK-5: what looks like code in any text is a text, and what reads a pack has no way to run one."""
    ran: list[str] = []
    monkeypatch.setattr(os, "system", ran.append)
    code = "__import__('os').system('touch run') ${HOME} {0.__class__} %(x)s {{ 7*7 }}"
    text = BBR.replace('title = "Building Better Relationships"', f'title = "{code}"', 1)

    reading = read_pack(text, "office.toml")

    assert reading.pack is not None
    assert reading.pack.title == code
    assert ran == []
    runs = {"eval", "exec", "__import__", "import_module", "popen", "system"}
    for file in (TOP / "app" / "domain").glob("pack*.py"):
        calls = [node.func for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)]
        names = {one.id if isinstance(one, ast.Name) else getattr(one, "attr", "") for one in calls}
        assert not names & runs, file.name
