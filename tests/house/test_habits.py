"""Holds habits no checker knows: no state in modules, frozen shapes, a test for every never-event of the spine."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from tests.house.floors import TOP, product_files

FILES = [file for file in product_files() if file.name != "__init__.py"]
CHANGING = {"append", "extend", "insert", "add", "update", "setdefault", "pop", "popitem", "clear", "remove", "discard"}
FROZEN_ROOMS = ("app/domain", "app/crypto", "app/programme/rules", "app/partner/rules", "reports")
# An entry needs a reason and a date.
STATE_ALLOWED = {
    "app/core/language.py": {"_process"},  # 2026-11-22: one language for a whole program, set once at its start
}
NEVER_EVENTS = (1, 2, 3, 6, 8, 13, 14, 15, 19)


def tree(file: Path) -> ast.Module:
    return ast.parse((TOP / file).read_text("utf-8"), filename=str(file))


def module_names(module: ast.Module) -> set[str]:
    """Names bound at the top of a module."""
    names: set[str] = set()
    for node in module.body:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if is_bound(node) else []
        names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


def is_bound(node: ast.stmt) -> bool:
    return isinstance(node, ast.AnnAssign | ast.AugAssign)


def changed_names(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """Names a function changes in place, less those it binds itself."""
    own = {argument.arg for argument in ast.walk(function) if isinstance(argument, ast.arg)}
    own |= {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    changed: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Global):
            changed |= set(node.names)
            own -= set(node.names)
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
            changed |= {node.value.id} if isinstance(node.value, ast.Name) else set()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGING:
            changed |= {node.func.value.id} if isinstance(node.func.value, ast.Name) else set()
    return changed - own


def state_of(module: ast.Module) -> set[str]:
    """Names at the top of a module that its functions change: state, which belongs to a seat or a window."""
    functions = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return module_names(module) & {name for function in functions for name in changed_names(function)}


def unfrozen(module: ast.Module) -> list[str]:
    """Data classes that can be changed after they were made."""
    found = []
    for node in ast.walk(module):
        if not isinstance(node, ast.ClassDef):
            continue
        for decorator in node.decorator_list:
            words = ast.unparse(decorator)
            is_data = re.match(r"(?:dataclasses\.)?dataclass(?:\(|$)", words)
            if is_data and "frozen=True" not in words:
                found.append(node.name)
    return found


def test_a_module_keeps_no_state() -> None:
    assert not {
        f"{file}: {name}" for file in FILES for name in state_of(tree(file)) - STATE_ALLOWED.get(file.as_posix(), set())
    }


def test_data_is_frozen() -> None:
    rooms = [file for file in FILES if file.as_posix().startswith(FROZEN_ROOMS)]

    assert rooms
    assert not {f"{file}: {name}" for file in rooms for name in unfrozen(tree(file))}


@pytest.mark.parametrize(
    "planted",
    [
        "SEEN = []\ndef f(x):\n    SEEN.append(x)\n",
        "seen = {}\ndef f(x):\n    seen[x] = 1\n",
        "count = 0\ndef f():\n    global count\n    count += 1\n",
    ],
)
def test_state_in_a_module_is_seen(planted: str) -> None:
    assert state_of(ast.parse(planted))


def test_a_name_of_ones_own_is_not_state() -> None:
    assert not state_of(ast.parse("rows = ()\ndef f(x):\n    rows = []\n    rows.append(x)\n    return rows\n"))


def test_a_data_class_that_thaws_is_seen() -> None:
    assert unfrozen(ast.parse("@dataclass(slots=True)\nclass Row:\n    a: int\n")) == ["Row"]


@pytest.mark.parametrize("number", NEVER_EVENTS)
def test_a_never_event_has_a_test_named_by_its_number(number: int) -> None:
    tests = sorted((TOP / "tests" / "never").glob(f"test_nev_{number:02}_*.py"))

    assert tests
    assert all(re.search(r"^def test_|^    def test_", test.read_text("utf-8"), re.MULTILINE) for test in tests)


def test_both_programs_begin_where_the_project_says() -> None:
    scripts = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]

    assert set(scripts) == {"handrail", "handrail-partner"}
    for target in scripts.values():
        module, function = target.split(":")
        source = ast.parse(TOP.joinpath(*module.split(".")).with_suffix(".py").read_text("utf-8"))
        assert function in {node.name for node in source.body if isinstance(node, ast.FunctionDef)}


def test_no_test_is_left_out_quietly() -> None:
    """A skipped test proves nothing; what cannot run here says so in a condition, not in a mark."""
    marks = re.compile(r"pytest\.mark\.(?:skip|xfail)\b|pytest\.xfail\(|unittest\.skip\b")
    tests = [path for path in (TOP / "tests").rglob("*.py") if path.name != "test_habits.py"]

    assert not [str(path.relative_to(TOP)) for path in tests if marks.search(path.read_text("utf-8"))]


def test_nothing_is_left_unbuilt_behind_a_name() -> None:
    words = re.compile(r"\braise NotImplementedError\b|#\s*(?:TODO|FIXME|XXX)\b")

    assert not [str(file) for file in FILES if words.search((TOP / file).read_text("utf-8"))]
