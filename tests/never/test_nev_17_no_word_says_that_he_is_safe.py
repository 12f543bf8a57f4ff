"""NEV-17, WRD-1, STA-7: no sentence here says that he is safe, cured or changed, or calls a figure an effect."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.floors import TOP, product_files

SPOKEN = {"_", "ngettext"}
CLAIMS = re.compile(
    r"\b(?:he|men|man|client|participant)\b(?:\s\w+){0,2}\s(?:is|are|was|were|became|become)\s(?:now\s|completely\s)?"
    r"(?:safe|cured|changed|reformed|no danger|no risk)\b"
    r"|\b(?:cured|reformed|rehabilitated)\b|\bno longer (?:violent|dangerous|a risk)\b|\bsuccess rates?\b",
    re.IGNORECASE,
)
EFFECTS = re.compile(r"\b(?:effects?|effective(?:ness)?|impact of|caused by|thanks to)\b", re.IGNORECASE)
FIGURES = ("app/programme/left", "ui/programme/outcomes", "ui/partner/outcomes", "app/bridge/outcomes.py")


def sentences(file: Path) -> Iterator[str]:
    """Everything in a file that a person may read."""
    for node in ast.walk(ast.parse((TOP / file).read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SPOKEN:
            yield from (one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str))


def manual() -> Iterator[tuple[Path, str]]:
    """The pages behind F1."""
    for page in sorted((TOP / "resources" / "manual").rglob("*.md")):
        yield page, page.read_text("utf-8")


def test_no_sentence_says_that_he_is_safe_cured_or_changed() -> None:
    said = [(file.as_posix(), one) for file in product_files() for one in sentences(file) if CLAIMS.search(one)]
    said += [(page.name, found[0]) for page, text in manual() for found in CLAIMS.finditer(text)]

    assert said == []


def test_no_figure_is_called_an_effect() -> None:
    of_figures = [file for file in product_files() if file.as_posix().startswith(FIGURES)]

    assert of_figures
    assert [(file.name, one) for file in of_figures for one in sentences(file) if EFFECTS.search(one)] == []


@pytest.mark.parametrize(
    "claim", ["He is safe.", "Men who finish are changed for good.", "Cured of it", "no longer violent", "Success rate"]
)
def test_a_claim_is_found(claim: str) -> None:
    assert CLAIMS.search(claim)


@pytest.mark.parametrize("plain", ["Is it safe now?", "He has changed his address.", "A way that is safe for her"])
def test_plain_words_are_left_alone(plain: str) -> None:
    assert not CLAIMS.search(plain)
