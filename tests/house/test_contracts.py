"""Holds every import contract of pyproject.toml, and shows that each of them catches what it is for."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

import pytest
from grimp import ImportGraph
from importlinter.api import read_configuration
from importlinter.application import use_cases
from importlinter.application.user_options import UserOptions
from importlinter.domain.contract import registry

from tests.house.floors import ROOTS, TOP

# A contract may name a module that a later piece of work brings. Each entry says which.
ANNOUNCED: Mapping[str, str] = {
    "app.partner.releases": "releases (E6) come after the spine",
}
NAME_LISTS = ("source_modules", "forbidden_modules", "protected_modules", "allowed_importers", "modules", "ancestors")

PLANTED = [
    ("wall-app", "app.programme.planted", "models.partner"),
    ("wall-app", "app.programme.planted", "app.bridge"),
    ("wall-ui", "ui.programme.planted", "app.partner"),
    ("wall-models", "models.programme.planted", "models.partner"),
    ("wall-reports", "reports.programme.planted", "reports.partner"),
    ("wall-start", "app.start.programme", "app.partner"),
    ("shared", "app.ops.planted", "app.programme"),
    ("shared", "ui.kit.planted", "ui.partner"),
    ("bridge-only", "app.partner.planted", "models.programme"),
    ("strata", "app.core.planted", "models.base"),
    ("strata", "models.base.planted", "app.desk"),
    ("sides", "ui.partner.planted", "ui.programme"),
    ("screens-apart", "ui.programme.planted", "ui.programme.other"),
    ("her-tables", "app.desk.planted", "models.partner"),
    ("his-tables", "app.ops.planted", "models.programme"),
    ("keys", "app.desk.planted", "app.crypto.keyring"),
    ("qt", "app.desk.planted", "PySide6"),
    ("orm", "ui.shell.planted", "sqlalchemy"),
    ("orm", "reports.kit.planted", "models"),
    ("crypto", "app.store.planted", "cryptography"),
    ("pdf", "app.ops.planted", "reportlab"),
    ("json", "app.domain.planted", "msgspec"),
    ("cycles", "app.core.one", "app.core.two"),
]


def contracts() -> list[dict[str, Any]]:
    return read_configuration(str(TOP / "pyproject.toml"))["contracts_options"]


def exists(name: str) -> bool:
    path = TOP.joinpath(*name.split("."))
    return name.split(".", maxsplit=1)[0] not in ROOTS or path.is_dir() or path.with_suffix(".py").is_file()


def is_plain(name: str) -> bool:
    return "*" not in name and "(" not in name


def names_in(contract: dict[str, Any]) -> set[str]:
    """Every module a contract names in full."""
    named = {name for key in NAME_LISTS for name in contract.get(key, ())}
    if "containers" not in contract:
        named |= {part.strip() for layer in contract.get("layers", ()) for part in layer.split("|")}
    return {name for name in named if is_plain(name)}


def without(contract: dict[str, Any], absent: Iterable[str]) -> dict[str, Any]:
    """The same contract about the modules that stand today."""
    gone = set(absent)
    trimmed = dict(contract)
    for key in NAME_LISTS:
        if key in trimmed:
            trimmed[key] = [name for name in trimmed[key] if name not in gone]
    return trimmed


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> ImportGraph:
    options = read_configuration(str(TOP / "pyproject.toml"))
    use_cases._register_contract_types(UserOptions(options["session_options"], options["contracts_options"]))
    return use_cases._build_graph(
        root_package_names=list(ROOTS),
        include_external_packages=True,
        exclude_type_checking_imports=False,
        verbose=False,
        cache_dir=None,
    )


def is_kept(contract: dict[str, Any], graph: ImportGraph) -> tuple[bool, str]:
    """Whether a contract holds in this graph, and what breaks it."""
    trimmed = without(contract, {name for name in names_in(contract) if name not in graph.modules})
    session = read_configuration(str(TOP / "pyproject.toml"))["session_options"]
    checked = registry.get_contract_class(trimmed["type"])(
        name=trimmed["name"], session_options=session, contract_options=trimmed
    ).check(deepcopy(graph), verbose=False)
    return checked.kept, str(checked.metadata)


def with_modules(graph: ImportGraph, *names: str) -> ImportGraph:
    """A copy of the graph in which these modules stand, as far as they did not."""
    planted = deepcopy(graph)
    for name in names:
        if name not in planted.modules:
            planted.add_module(name, is_squashed=name.split(".")[0] not in ROOTS)
    return planted


@pytest.mark.parametrize("contract", contracts(), ids=lambda contract: contract["id"])
def test_a_contract_is_kept(contract: dict[str, Any], graph: ImportGraph) -> None:
    kept, broken_by = is_kept(contract, graph)

    assert kept, f"{contract['name']}: {broken_by}"


@pytest.mark.parametrize("contract", contracts(), ids=lambda contract: contract["id"])
def test_a_contract_names_only_modules_that_stand_or_are_announced(contract: dict[str, Any]) -> None:
    absent = {name for name in names_in(contract) if not exists(name)}

    assert absent <= set(ANNOUNCED)


def test_every_start_of_hers_is_held_to_the_bridge() -> None:
    """Modules of `app/start` are named one by one: a new one of hers must not be forgotten."""
    hers = {f"app.start.{file.stem}" for file in (TOP / "app" / "start").glob("partner*.py")}
    held = next(contract for contract in contracts() if contract["id"] == "bridge-only")

    assert hers <= set(held["source_modules"])


def test_an_announced_module_leaves_the_list_when_it_arrives() -> None:
    assert not [name for name in ANNOUNCED if exists(name)]


@pytest.mark.parametrize(("contract_id", "importer", "imported"), PLANTED)
def test_a_planted_import_breaks_its_contract(
    contract_id: str, importer: str, imported: str, graph: ImportGraph
) -> None:
    contract = next(contract for contract in contracts() if contract["id"] == contract_id)
    planted = with_modules(graph, importer, imported)

    planted.add_import(importer=importer, imported=imported)
    if contract_id == "cycles":
        planted.add_import(importer=imported, imported=importer)

    assert not is_kept(contract, planted)[0]


def test_the_wall_is_seen_through_a_third_module(graph: ImportGraph) -> None:
    wall = next(contract for contract in contracts() if contract["id"] == "wall-app")
    planted = with_modules(graph, "app.programme.planted", "app.core.harmless")

    planted.add_import(importer="app.programme.planted", imported="app.core.harmless")
    planted.add_import(importer="app.core.harmless", imported="app.partner")

    assert not is_kept(wall, planted)[0]


def test_every_contract_has_a_planted_import() -> None:
    assert {contract["id"] for contract in contracts()} == {contract_id for contract_id, *_ in PLANTED}
