"""Reads the source for what no import contract can see: forbidden calls, stray colours, addresses, machine paths."""

import ast
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.house.floors import FLOORS, TOP, kept_texts, product_files

pytestmark = pytest.mark.xdist_group("words")  # so that each file is read by one runner only
FILES = [file for file in product_files() if file.name != "__init__.py"]
STYLE_HOME = Path("ui/kit/theme.py")
COLOUR_HOME = Path("ui/kit/tokens.py")
PARAGRAPH_HOME = Path("reports/kit")
CLOCK_HOME = Path("app/core/clock.py")
THREAD_HOME = Path("ui/kit/jobs.py")
EMBEDDED_HOME = Path("app/crypto")

PLAIN_WORDS = frozenset({"mam", "peer", "weekly"})

FORBIDDEN_CALLS = {"eval", "exec", "__import__", "compile"}
FORBIDDEN_MODULES = {"random", "pickle", "marshal", "shelve", "dill"}
HEX_COLOUR = re.compile(r"""["'\s:(]#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})\b""")
NAMED_COLOUR = re.compile(r"\bQColor\(\s*[\"'\d]|\bcolor\s*:\s*(?:rgb|white|black|red|green|blue|grey|gray)\b")
REGISTRY = re.compile(
    r"https?://[^\s\"'<>)]*(?:pypi|pythonhosted|devpi|artifactory|nexus|/simple\b|registry\.npmjs|proxy\.golang)[^\s\"'<>)]*"
    r"|--(?:extra-)?index-url\b|--find-links\b",
    re.IGNORECASE,
)
MACHINE_PATH = re.compile(
    r"(?<![\w.])/(?:work/(?:main|shared)|root/|opt/(?:wheels|pypi)|tmp/brief|home/[a-z]\w*/)|[A-Z]:\\\\?Users\\"
)
MOBILE = re.compile(r"(?<![\w.+])(?:\+44\s?7|07)\d{3}[ ]?\d{3}[ ]?\d{3}(?!\w)")
INVENTED_MOBILE = re.compile(r"(?:\+44\s?7700|07700)\s?900\s?\d{3}$")
EMAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
INVENTED_DOMAINS = ("example.org", "example.com", "example.net")


@dataclass(frozen=True)
class Facts:
    """What one reading of a source file finds."""

    imported: frozenset[str]
    imported_names: frozenset[str]
    called: frozenset[str]
    words: frozenset[str]
    forbidden: tuple[str, ...]
    pasted: tuple[str, ...]


@cache
def facts(file: Path) -> Facts:
    """One file, read once for all the questions below."""
    return facts_of(ast.parse((TOP / file).read_text("utf-8"), filename=str(file)))


def facts_of(module: ast.Module) -> Facts:
    nodes = list(ast.walk(module))
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    return Facts(
        frozenset(imported(nodes)),
        frozenset(
            alias.name for node in nodes if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names
        ),
        frozenset(called(node) for node in calls),
        frozenset(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)),
        tuple(forbidden_calls(calls)),
        tuple(statements_from_text(calls)),
    )


def called(node: ast.Call) -> str:
    """The last name of what is called: `run` for `subprocess.run(...)`."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def imported(nodes: Iterable[ast.AST]) -> set[str]:
    """First names of all modules a file imports, wherever the import stands."""
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    return names


def forbidden_calls(calls: Iterable[ast.Call]) -> list[str]:
    found = []
    for node in calls:
        name = called(node)
        if isinstance(node.func, ast.Name) and name in FORBIDDEN_CALLS:
            found.append(f"{name} in line {node.lineno}")
        if name == "load" and isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "yaml":
            found.append(f"yaml.load in line {node.lineno}")
        if any(word.arg == "shell" and ast.unparse(word.value) == "True" for word in node.keywords):
            found.append(f"shell=True in line {node.lineno}")
        if name == "import_module" or (name == "system" and ast.unparse(node.func) == "os.system"):
            found.append(f"{name} in line {node.lineno}")
    return found


def statements_from_text(calls: Iterable[ast.Call]) -> list[str]:
    """Places where SQL is pasted together from values instead of bound (SEC: static rules)."""
    found = []
    for node in calls:
        if called(node) not in {"text", "execute", "exec_driver_sql", "executescript"} or not node.args:
            continue
        first = node.args[0]
        pasted = isinstance(first, ast.BinOp) and isinstance(first.op, ast.Add | ast.Mod)
        formatted = isinstance(first, ast.Call) and called(first) == "format"
        if isinstance(first, ast.JoinedStr) or pasted or formatted:
            found.append(f"line {node.lineno}: {ast.unparse(first)}")
    return found


def test_no_file_runs_text_as_code() -> None:
    assert not [f"{file}: {call}" for file in FILES for call in facts(file).forbidden]


def test_no_file_imports_what_is_never_safe() -> None:
    assert not [str(file) for file in FILES if facts(file).imported & FORBIDDEN_MODULES]


def test_statements_are_bound_not_pasted() -> None:
    """Bind values; only what the engine cannot bind may be written out."""
    pasted = [f"{file}, {line}" for file in FILES for line in facts(file).pasted]

    assert not [line for line in pasted if not re.search(r"PRAGMA|SET LOCAL|NOTIFY|ATTACH|VACUUM", line)]


def test_settings_of_qt_are_never_used() -> None:
    """Nothing about anyone is remembered beside the database, least of all at the partner desk."""
    assert not [str(file) for file in FILES if "QSettings" in facts(file).imported_names]


def test_threads_have_one_door() -> None:
    users = [
        str(file)
        for file in FILES
        if file != THREAD_HOME and ("threading" in facts(file).imported or "QThread" in facts(file).imported_names)
    ]

    assert not users


def test_only_the_log_writes_to_the_log() -> None:
    """A reader of the logs learns nothing about anyone: codes and ids go through app/core/log.py alone."""
    assert {str(file) for file in FILES if "logging" in facts(file).imported} <= {"app/core/log.py"}


def test_no_window_spins_its_own_loop() -> None:
    spinning = [str(file) for file in FILES if "processEvents" in facts(file).called]

    assert [line for line in spinning if not line.startswith(("ui/shell/tour", "app/bench"))] == []


def test_there_is_one_style_sheet() -> None:
    homes = {file for file in FILES if "setStyleSheet" in facts(file).called}

    assert homes <= {STYLE_HOME}


def test_colours_live_with_the_tokens() -> None:
    strays = [
        f"{file}: {match.group().strip()}"
        for file in FILES
        if file.parts[0] == "ui" and file != COLOUR_HOME and not file.stem.startswith("tokens")
        for pattern in (HEX_COLOUR, NAMED_COLOUR)
        for match in pattern.finditer((TOP / file).read_text("utf-8"))
    ]

    assert not strays


def test_a_paragraph_is_made_only_by_the_escaper() -> None:
    strays = [
        str(file)
        for file in FILES
        if PARAGRAPH_HOME not in file.parents and "Paragraph" in facts(file).called | facts(file).imported_names
    ]

    assert not strays


def test_the_cipher_of_records_is_named_in_one_place() -> None:
    strays = [
        str(file)
        for file in FILES
        if EMBEDDED_HOME not in file.parents and {"AESGCM", "ChaCha20Poly1305", "Cipher"} & facts(file).imported_names
    ]

    assert not strays


def test_no_code_knows_a_programme_by_name() -> None:
    packs = sorted((TOP / "resources" / "packs").glob("*.toml"))
    names = {name for pack in packs for name in (pack.stem, *pack_names(pack))}
    strays = [f"{file}: {name}" for file in FILES for name in names if knows_programme(name, file)]

    assert {"bbr", *PLAIN_WORDS} <= names
    assert not strays


def pack_names(file: Path) -> list[str]:
    """The names by which a pack is known: its code and its title."""
    pack = tomllib.loads(file.read_text("utf-8"))["pack"]
    return [pack["code"], pack["title"]]


def knows_programme(name: str, file: Path) -> bool:
    """Whether a file holds this name; a code that people also say as a word counts where it is a value of its own."""
    if name in PLAIN_WORDS:
        return name in facts(file).words
    return name_stands_in(name, (TOP / file).read_text("utf-8"))


def name_stands_in(name: str, text: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) is not None


def test_no_address_of_a_package_registry_is_kept() -> None:
    assert not matches(REGISTRY, but_not={"tests/house/test_words.py"})


def test_no_path_of_one_machine_is_kept() -> None:
    assert not matches(MACHINE_PATH, but_not={"tests/house/test_words.py"})


def test_every_mobile_number_is_invented() -> None:
    """Ofcom keeps 07700 900000 to 900999 free for drama."""
    found = matches(MOBILE, but_not={"tests/house/test_words.py", "requirements.lock"})

    assert not [line for line in found if not INVENTED_MOBILE.search(line)]


def test_every_mail_address_is_invented() -> None:
    found = matches(EMAIL, but_not={"tests/house/test_words.py", "requirements.lock"})

    real = [line for line in found if not line.endswith(INVENTED_DOMAINS)]
    assert not [line for line in real if "LICENSE" not in line.split(":")[0]], "only a licence names its author"


def matches(pattern: re.Pattern[str], but_not: set[str]) -> list[str]:
    return [
        f"{file}: {match.group()}"
        for file, text in kept_texts()
        if file.as_posix() not in but_not
        for match in pattern.finditer(text)
    ]


@pytest.mark.parametrize(
    ("pattern", "planted"),
    [
        (HEX_COLOUR, 'colour = "#1a2b3c"'),
        (NAMED_COLOUR, 'QColor("red")'),
        (REGISTRY, "https://pypi.org/simple/pytest"),
        (REGISTRY, "--extra-index-url https://mirror.example.org"),
        (MACHINE_PATH, "see /root/notes.txt"),
        (MACHINE_PATH, "/work/main/app"),
        (MOBILE, "call 07911 123456"),
        (EMAIL, "someone@real.co.uk"),
    ],
)
def test_a_pattern_finds_what_it_looks_for(pattern: re.Pattern[str], planted: str) -> None:
    assert pattern.search(planted)


@pytest.mark.parametrize("line", ["eval(x)", "yaml.load(f)", "run(c, shell=True)", "os.system(c)", "import_module(n)"])
def test_a_forbidden_call_is_found(line: str) -> None:
    assert facts_of(ast.parse(line)).forbidden


@pytest.mark.parametrize("line", ['text(f"select {x}")', 'execute("a" + b)', 'text("{}".format(x))'])
def test_a_pasted_statement_is_found(line: str) -> None:
    assert facts_of(ast.parse(line)).pasted


def test_the_floors_are_where_they_are_looked_for() -> None:
    assert all((TOP / floor).is_dir() for floor in FLOORS)
