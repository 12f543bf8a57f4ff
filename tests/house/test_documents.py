"""Keeps the folders' short texts present and short, and the way in true."""

import re
from pathlib import Path

import pytest

from tests.house.floors import FLOORS, TOP

ROOMS = sorted(door.parent.relative_to(TOP) for floor in FLOORS for door in (TOP / floor).glob("*/__init__.py"))
LINK = r"\]\((?!https?:|#)([^)#]+)\)"
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
