"""What the house tests look at: the product's files, its packages and everything git would keep."""

import subprocess
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
FLOORS = ("app", "models", "reports", "ui")
ROOTS = (*FLOORS, "resources")
SHARED = frozenset(
    {
        "app.bench",
        "app.bridge",
        "app.core",
        "app.crypto",
        "app.decisions",
        "app.desk",
        "app.domain",
        "app.ops",
        "app.start",
        "app.store",
        "models.base",
        "models.migrations",
        "reports.kit",
        "ui.kit",
        "ui.shell",
    }
)


def is_migration_step(file: Path) -> bool:
    """Steps are named by date and are written once; only env.py beside them is product code."""
    return file.parent.parent.name == "migrations" and file.name != "__init__.py"


def product_files() -> list[Path]:
    """Every Python file of the four floors, relative to the top, without the steps of migrations."""
    found = (file for floor in FLOORS for file in sorted((TOP / floor).rglob("*.py")))
    return [file.relative_to(TOP) for file in found if not is_migration_step(file)]


def module_name(file: Path) -> str:
    """The dotted name under which a file is imported."""
    parts = file.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def kept_files() -> list[Path]:
    """Every file git holds or would hold, relative to the top."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=TOP,
        capture_output=True,
        text=True,
        check=True,
    )
    names = sorted({name for name in listed.stdout.split("\0") if name})
    return [Path(name) for name in names if (TOP / name).is_file()]


def kept_texts() -> list[tuple[Path, str]]:
    """Every kept file that is text, with its text."""
    texts = []
    for file in kept_files():
        raw = (TOP / file).read_bytes()
        if b"\0" not in raw:
            texts.append((file, raw.decode("utf-8", errors="replace")))
    return texts
