"""Loads the programme desk in a process of its own and looks at what really came with it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.floors import TOP, module_name, product_files

HERS = ("partner", "bridge")
LISTING = """
import json, sys, importlib
for name in json.loads(sys.argv[1]):
    importlib.import_module(name)
roots = ("app", "models", "reports", "resources", "ui")
print(json.dumps(sorted(name for name in sys.modules if name.split(".")[0] in roots)))
"""


def is_hers(name: str) -> bool:
    """*partner* or *bridge* stands in the path of everything of hers, alone or before an underscore."""
    return any(part.split("_")[0] in HERS for part in name.split("."))


def is_run_by_its_tool(file: Path) -> bool:
    """Alembic runs its env.py itself; it is not imported."""
    return file.name == "env.py"


def loaded_with(names: list[str]) -> list[str]:
    """Names of our modules that are in memory of a fresh process after these were imported."""
    fresh = subprocess.run(
        [sys.executable, "-c", LISTING, json.dumps(names)], cwd=TOP, capture_output=True, text=True, check=False
    )
    assert fresh.returncode == 0, fresh.stderr
    return list(json.loads(fresh.stdout))


def modules_of_his_side() -> list[str]:
    """The program handrail first, then everything of his side and of shared ground."""
    names = [module_name(file) for file in product_files() if not is_run_by_its_tool(file)]
    his = [name for name in names if not is_hers(name)]
    return sorted(his, key=lambda name: (name != "app.start.programme", name))


def test_nothing_of_hers_is_loaded_with_the_programme_desk() -> None:
    loaded = loaded_with(modules_of_his_side())

    assert "app.core.errors" in loaded
    assert not [name for name in loaded if is_hers(name)]


def test_a_module_of_hers_would_be_seen() -> None:
    assert [name for name in loaded_with(["app.partner"]) if is_hers(name)] == ["app.partner"]


@pytest.mark.parametrize(
    "name",
    ["app.partner.plans", "models.partner", "app.bridge.desk", "app.start.partner_bench", "app.start.partner_opening"],
)
def test_her_modules_are_known_by_their_path(name: str) -> None:
    assert is_hers(name)


def test_every_module_opens_by_itself() -> None:
    """Each module imports in any order: no file depends on another having been loaded first."""
    names = [module_name(file) for file in product_files() if not is_run_by_its_tool(file)]

    assert loaded_with(sorted(names, reverse=True))
