"""Keeps the folders' short texts present and short, and the way in true."""

import re
from pathlib import Path

import pytest

from tests.house.floors import FLOORS, TOP
from ui.shell.manual import guides

ROOMS = sorted(door.parent.relative_to(TOP) for floor in FLOORS for door in (TOP / floor).glob("*/__init__.py"))
LINK = r"\]\((?!https?:|#)([^)#]+)\)"
MANUAL = TOP / "resources" / "manual"
SIDES = ("programme", "partner")
KEYS = r"(?:(?:Ctrl|Alt|Shift|Esc|F\d+|Enter|Space|Tab|Delete|Home|End|Up|Down|Left|Right|Pg\w+|[A-Z0-9/.])\+?)+"
SCREEN = r"""(?:ScreenSpec|below_\w+)\(\s*"([a-z_]+)\""""
GUIDES = {"programme": {"start_here", "first_run", "import_a_sheet", "scripts", "limits", "backups", "papers"}}
GUIDES["partner"] = GUIDES["programme"] - {"import_a_sheet", "backups", "papers"} | {"safety_officers", "putting_back"}
FOLDERS = [Path(name) for name in (*FLOORS, "resources", "tests", "installer")] + ROOMS


@pytest.mark.parametrize("folder", FOLDERS, ids=str)
def test_a_folder_says_in_a_few_lines_what_it_is_for(folder: Path) -> None:
    lines = (TOP / folder / "README.md").read_text("utf-8").splitlines()

    assert lines[0].startswith(f"# {folder.as_posix()}")
    assert 2 < len(lines) <= 20


def test_decisions_are_numbered_without_gaps_and_say_what_was_not_chosen() -> None:
    pages = sorted((TOP / "app" / "decisions").glob("*.md"))

    assert [page.name[:4] for page in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    for page in pages:
        text = page.read_text("utf-8")
        assert text.startswith(f"# {int(page.name[:4])}. ")
        for part in ("**Context.**", "**Decision.**", "**Cost.**", "**Not chosen.**"):
            assert part in text, f"{page.name} lacks {part}"


def test_the_way_in_names_the_two_commands_and_only_folders_that_stand() -> None:
    text = (TOP / "README.md").read_text("utf-8")
    named = re.findall(r"^    ([a-z]+)/ ", text, re.MULTILINE)

    assert "python3 installer/dev.py run" in text
    assert "python3 installer/dev.py test" in text
    assert named
    assert all((TOP / name).is_dir() for name in named)


def test_the_licence_is_the_one_the_project_names() -> None:
    assert 'license = "Apache-2.0"' in (TOP / "pyproject.toml").read_text("utf-8")
    assert "Apache License" in (TOP / "LICENSE").read_text("utf-8")[:200]


def test_a_link_in_a_kept_page_leads_somewhere() -> None:
    pages = [TOP / "README.md", TOP / "CHANGELOG.md", *sorted((TOP / "app" / "decisions").glob("*.md"))]
    links = [(page, link) for page in pages for link in re.findall(LINK, page.read_text("utf-8"))]

    assert not [f"{page.name}: {link}" for page, link in links if not (page.parent / link).exists()]


@pytest.mark.parametrize("side", SIDES)
def test_every_screen_has_its_page_of_the_manual_and_every_page_its_screen(side: str) -> None:
    screens = re.findall(SCREEN, (TOP / "app" / "start" / f"{side}.py").read_text("utf-8"))

    pages = {page.stem for page in (MANUAL / side).glob("*.md")}

    assert len(screens) > 5
    assert pages == set(screens)


@pytest.mark.parametrize("side", SIDES)
def test_the_guides_stand_and_start_here_comes_first(side: str) -> None:
    titles = [title for title, _text in guides(side)]

    assert titles[0] == "Start here"
    assert {page.stem for page in (MANUAL / side / "guide").glob("*.md")} == GUIDES[side]


@pytest.mark.parametrize("page", sorted(MANUAL.rglob("*.md")), ids=lambda page: page.relative_to(MANUAL).as_posix())
def test_a_page_of_the_manual_is_read_in_a_minute(page: Path) -> None:
    text = page.read_text("utf-8")

    assert text.startswith("# ")
    assert 4 < len(text.splitlines()) <= 40
    assert not re.search(LINK, text), "the reading pane leads nowhere"


def test_a_command_that_is_named_exists() -> None:
    known = {program: set(commands_of(program)) for program in ("handrail", "handrail-partner")}
    named = [
        (page.name, program, word)
        for page in (TOP / "README.md", *MANUAL.rglob("*.md"))
        for program, word in re.findall(r"(?:`|    )(handrail(?:-partner)?) ([a-z]+)", page.read_text("utf-8"))
    ]

    assert named
    assert not [one for one in named if one[2] not in known[one[1]]]


def test_what_a_manual_page_names_stands_in_a_window_with_those_words() -> None:
    """What is said in italics, and in bold within a sentence, is a button, a field or a page; or it is a key."""
    pages = {page: re.sub(r"`[^`]*`", "", page.read_text("utf-8")) for page in MANUAL.rglob("*.md")}
    said = spoken_of([*quoted_lines(), *(text.splitlines()[0] for text in pages.values())])
    named = [(page.name, name) for page, text in pages.items() for name in names_in(text)]

    assert len(named) > 200
    assert not [one for one in named if spoken_of([one[1]]) not in said]


def names_in(text: str) -> list[str]:
    """The names on a page, without keys and without the bold words that begin a paragraph or a point."""
    found = re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)|(?<=[\w,;:(] )\*\*([^*]+)\*\*", text)
    names = [" ".join((italic or bold).split()).strip(" .,:?") for italic, bold in found]
    return [name for name in names if not re.fullmatch(KEYS, name)]


def quoted_lines() -> list[str]:
    """Every line with a text in it, of the code of windows, acts and papers."""
    files = [file for floor in ("ui", "app", "reports") for file in (TOP / floor).rglob("*.py")]
    return [line for file in files for line in file.read_text("utf-8").splitlines() if '"' in line]


def spoken_of(texts: list[str]) -> str:
    """The words alone, small, with one space between: no marks of access keys, no quotes, no ends of lines."""
    return f" {' '.join(re.findall(r'[a-z0-9<>_]+', ' '.join(texts).replace('&', '').lower()))} "


def commands_of(program: str) -> list[str]:
    """The words a program knows: those of its own list, and those it takes from another file."""
    text = (TOP / "app" / "start" / f"{'partner' if program.endswith('partner') else 'programme'}.py").read_text(
        "utf-8"
    )
    return [*re.findall(r"""Command\(\s*"([a-z]+)\"""", text), *re.findall(r"(\w+)_command\(", text)]
