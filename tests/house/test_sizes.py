"""Keeps files, functions and classes small enough to be read in one sitting, and named by the worker's word."""

import ast
from collections import Counter
from pathlib import Path

from tests.house.floors import FLOORS, SHARED, TOP, product_files

FILES = product_files()
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
WEAK_NAMES = frozenset({"utils", "helpers", "common", "manager", "handler", "misc", "data", "info"})
MODULES_AT_MOST = 700  # decision 10
IN_A_FOLDER_AT_MOST = 50
FILE_AT_MOST = 400
FUNCTION_AT_MOST = 60
METHODS_AT_MOST = 20
ARGUMENTS_AT_MOST = 8
NINETY_FIFTH = 30


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, decorators not counted."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def arguments(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    given = node.args
    names = [argument.arg for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len([name for name in names if name not in {"self", "cls"}])


def weak_parts(file: Path) -> set[str]:
    return {part for word in (*file.parts[:-1], file.stem) for part in word.split("_") if part in WEAK_NAMES}


def too_much(file: Path) -> list[str]:
    """What keeps one file from being read in one sitting."""
    text, module = (TOP / file).read_text("utf-8"), parsed(file)
    if file.name == "__init__.py":
        return ["a folder's door is bare"] if text.strip() else []
    found = [f"{len(text.splitlines())} lines"] if len(text.splitlines()) > FILE_AT_MOST else []
    found += [] if ast.get_docstring(module) else ["say in one sentence what this file is for"]
    found += ["a name people say, please"] if weak_parts(file) else []
    return found + too_large(module)


def too_large(module: ast.Module) -> list[str]:
    """Functions and classes of a file that do more than one thing."""
    nodes = list(ast.walk(module))
    functions = [node for node in nodes if isinstance(node, FUNCTIONS)]
    classes = [node for node in nodes if isinstance(node, ast.ClassDef)]
    methods = {node.name: sum(isinstance(child, FUNCTIONS) for child in node.body) for node in classes}
    return [
        *(f"{node.name} is {length(node)} lines" for node in functions if length(node) > FUNCTION_AT_MOST),
        *(f"{node.name} takes {arguments(node)}" for node in functions if arguments(node) > ARGUMENTS_AT_MOST),
        *(f"{name} does too much: {count} methods" for name, count in methods.items() if count > METHODS_AT_MOST),
    ]


def parsed(file: Path) -> ast.Module:
    return ast.parse((TOP / file).read_text("utf-8"))


def test_a_file_can_be_read_in_one_sitting() -> None:
    assert not [f"{file}: {what}" for file in FILES for what in too_much(file)]


def test_what_is_too_large_is_named() -> None:
    long = "def walk():\n" + "    pass\n" * 60
    greedy = f"def ask({', '.join('abcdefghi')}):\n    pass\n"
    busy = "class Desk:\n" + "".join(f"    def act_{at}(self): ...\n" for at in range(21))

    found = [too_large(ast.parse(planted)) for planted in (long, greedy, busy, "def f(a):\n    return a\n")]

    assert found == [["walk is 61 lines"], ["ask takes 9"], ["Desk does too much: 21 methods"], []]


def test_nearly_every_function_is_short() -> None:
    lengths = sorted(length(node) for file in FILES for node in ast.walk(parsed(file)) if isinstance(node, FUNCTIONS))

    ninety_fifth = lengths[int(len(lengths) * 0.95)] if lengths else 0

    assert ninety_fifth <= NINETY_FIFTH


def test_nearly_every_file_is_short() -> None:
    lengths = sorted(len((TOP / file).read_text("utf-8").splitlines()) for file in FILES if file.name != "__init__.py")

    ninety_fifth = lengths[int(len(lengths) * 0.95)] if lengths else 0

    assert ninety_fifth <= 300


def test_the_house_does_not_sprawl() -> None:
    modules = [file for file in FILES if file.name != "__init__.py" and "migrations" not in file.parts]

    assert len(modules) <= MODULES_AT_MOST
    folders = Counter(file.parent for file in modules)
    assert [str(folder) for folder, count in folders.items() if count > IN_A_FOLDER_AT_MOST] == []


def test_every_folder_has_a_door() -> None:
    folders = {file.parent for floor in (*FLOORS, "resources") for file in (TOP / floor).rglob("*.py")}

    assert not [str(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()]


def test_every_folder_above_python_has_a_door() -> None:
    folders = {parent for file in FILES for parent in file.parents if parent != Path()}

    assert not [str(folder) for folder in sorted(folders) if not (TOP / folder / "__init__.py").exists()]


def test_every_package_stands_on_a_side_or_on_shared_ground() -> None:
    rooms = {".".join(file.parts[:2]) for file in FILES if len(file.parts) > 2}
    sides = {f"{floor}.{side}" for floor in FLOORS for side in ("programme", "partner")}

    assert rooms - SHARED == sides


def test_nothing_but_the_door_lies_on_a_floor() -> None:
    assert not [str(file) for file in FILES if len(file.parts) == 2 and file.name != "__init__.py"]


def test_her_things_are_named_by_their_path() -> None:
    """*partner* or *bridge* is in the path of everything of hers and of nothing else."""
    strays = [
        file.as_posix()
        for file in FILES
        if any(word in file.stem for word in ("partner", "bridge"))
        and not {"partner", "bridge"} & set(file.parts[:-1])
        and not (file.parent == Path("app/start") and file.stem.split("_")[0] == "partner")
    ]

    assert not strays
