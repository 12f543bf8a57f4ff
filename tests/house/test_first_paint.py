"""Only Qt, cryptography and the file's driver are loaded before the window is there; the rest comes meanwhile (P1)."""

import subprocess
import sys

import pytest

from tests.house.floors import TOP

LATER = ("sqlalchemy", "alembic", "reportlab", "pikepdf", "pypdfium2", "psycopg", "openpyxl", "rapidfuzz")
LISTING = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print(" ".join(sorted({name.split(".")[0] for name in sys.modules})))
"""


@pytest.mark.parametrize("window", ["programme_window", "partner_window"])
def test_nothing_is_loaded_before_the_first_paint_that_can_come_after_it(window: str) -> None:
    names = ("app.start.application", f"app.start.{window}")

    fresh = subprocess.run(
        [sys.executable, "-c", LISTING, *names], cwd=TOP, capture_output=True, text=True, check=False
    )

    assert fresh.returncode == 0, fresh.stderr
    assert set(fresh.stdout.split()) & set(LATER) == set()
