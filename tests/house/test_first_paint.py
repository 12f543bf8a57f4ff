"""Little more than Qt is loaded before the window is there; the rest comes while a password is typed (P1)."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.core.paths import Profile
from app.start.profile import About, write_about
from tests.house.floors import TOP

LIBRARIES = {"PySide6", "shiboken6", "msgspec", "platformdirs", "typing_extensions"}
OURS = {
    "app.bench": "painted",
    "app.core": "changes clock errors language log paths settings shapes",
    "app.crypto": "encode files",
    "app.domain": "roles",
    "app.start": "application commands profile way_in",
    "app.start.people": "newcomer",
    "app.start.storage": "command",
    "ui.kit": "bands buttons dates jobs layouts problems ring sharing theme tokens widgets",
    "ui.shell": "desk_page lock neighbour page rail page rail screen share sign_in window",
}
WINDOWS = {
    "programme": "bench_site office_rounds programme programme_bench programme_commands programme_window tour",
    "partner": "partner partner_bench partner_commands partner_guard partner_window",
}
TO_THE_PAINT = """
import sys
from app.bench.painted import FirstPaint
from app.core.paths import Profile
from app.start import application as makes
from app.start.{side} import window
from ui.kit.tokens import Accent
from pathlib import Path

app = makes.application(Accent.TEAL)

def painted():
    for name, module in list(sys.modules.items()):
        print(name, getattr(module, "__file__", None) or "", sep=" ", flush=True)
    app.quit()

FirstPaint(app, painted)
window(Profile(Path(sys.argv[1])))
"""


def loaded(side: str, folder: Path) -> dict[str, str]:
    """Every module there is when the window of an office has been painted, with its file."""
    profile = Profile(folder)
    write_about(profile, About("0" * 32, "1" * 32, "england-and-wales", "file", practice=True))
    profile.keyslots(side).write_bytes(b"{}")
    words = [sys.executable, "-c", TO_THE_PAINT.format(side=side), str(folder)]

    ended = subprocess.run(words, cwd=TOP, capture_output=True, text=True, check=False, timeout=60)

    assert ended.returncode == 0, ended.stderr
    return dict(line.split(" ", 1) for line in ended.stdout.splitlines())


@pytest.mark.parametrize("side", ["programme", "partner"])
def test_nothing_is_loaded_before_the_first_paint_that_can_come_after_it(side: str, tmp_path: Path) -> None:
    """What is not in these lists is loaded in `load_meanwhile`, or where it is first used."""
    found = loaded(side, tmp_path)

    here = {name for name in found if name.startswith(("app.", "ui.", "models.", "reports."))}
    rooms = {name for name in here if found[name].endswith("__init__.py")}
    known = {f"{room}.{name}" for room, names in OURS.items() for name in names.split()}
    known |= {f"app.start.{name}" for name in WINDOWS[side].split()}
    foreign = {name.split(".")[0] for name, file in found.items() if "site-packages" in file}
    others = {name for name in foreign if not name.startswith("_")}
    assert sorted(here - rooms - known) == []
    assert sorted(others - LIBRARIES) == []
