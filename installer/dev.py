"""Sets everything up from a fresh clone and starts the app or its tests: `python3 installer/dev.py run` or `test`.

Standard library only. A second run starts at once: a stamp in `.venv` says what was installed.
Exit codes: 0 done, 1 a step or a test failed, 2 this machine lacks something; the sentence printed says what.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
VENV = TOP / ".venv"
PRIVATE_UV = TOP / ".uv"
LOCK = TOP / "requirements.lock"
BIN = "Scripts" if os.name == "nt" else "bin"
EXE = ".exe" if os.name == "nt" else ""
OLDEST = (3, 11)
# What Qt opens when it starts, and the Debian or Ubuntu package that brings it.
ALWAYS = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libstdc++.so.6": "libstdc++6",
    "libxkbcommon.so.0": "libxkbcommon0",
}
WITH_DISPLAY = {
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


def stop(sentence: str) -> int:
    """Say what this machine lacks, and end with 2."""
    print(sentence, file=sys.stderr)
    return 2


def has_display() -> bool:
    """Windows and macOS always have one; elsewhere the session says so."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def loads(library: str) -> bool:
    """Whether the system finds a shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_packages() -> list[str]:
    """Debian packages this machine still needs, in order."""
    if not sys.platform.startswith("linux"):
        return []
    wanted = {**ALWAYS, **WITH_DISPLAY} if has_display() else ALWAYS
    packages = {package for library, package in wanted.items() if not loads(library)}
    if importlib.util.find_spec("ensurepip") is None and not found_uv():
        packages.add("python3-venv")
    return sorted(packages)


def quietly(*command: str) -> bool:
    """Whether a command works; nothing of it is shown."""
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def install_packages(packages: list[str]) -> bool:
    """Install system packages with apt as root or with a sudo that does not ask."""
    if not shutil.which("apt-get"):
        return False
    if os.geteuid() == 0:
        apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    elif shutil.which("sudo") and quietly("sudo", "-n", "true"):
        apt = ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    else:
        return False
    install = [*apt, "install", "-y", "--no-install-recommends", *packages]
    print("Installing", " ".join(packages), flush=True)
    if subprocess.run(install, check=False, stdout=subprocess.DEVNULL).returncode == 0:
        return True
    subprocess.run([*apt, "update"], check=False, stdout=subprocess.DEVNULL)
    return subprocess.run(install, check=False).returncode == 0


def found_uv() -> str | None:
    """uv from the PATH, or the private one."""
    private = PRIVATE_UV / BIN / f"uv{EXE}"
    on_path = shutil.which("uv")
    if on_path and quietly(on_path, "--version"):
        return on_path
    return str(private) if private.exists() else None


def private_uv() -> str:
    """Put the uv of the lock, checked against its hash, into a place of its own."""
    block = re.search(r"^uv==.*(?:\n\s+--hash=\S+.*)+", LOCK.read_text("utf-8"), re.MULTILINE)
    if block is None:
        raise SystemExit(stop("requirements.lock names no uv. Take the file from a clean clone."))
    print("Fetching uv", flush=True)
    subprocess.run([sys.executable, "-m", "venv", str(PRIVATE_UV)], check=True)
    only = PRIVATE_UV / "uv.txt"
    only.write_text(block.group() + "\n", "utf-8")
    pip = [str(PRIVATE_UV / BIN / "python"), "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps"]
    subprocess.run([*pip, "-r", str(only)], check=True)
    return str(PRIVATE_UV / BIN / f"uv{EXE}")


def wanted_stamp() -> str:
    """Changes when the lock, the project's own entry points, the place or Python change."""
    parts = [LOCK.read_bytes(), (TOP / "pyproject.toml").read_bytes(), str(TOP).encode(), sys.version.encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def set_up() -> None:
    """Make `.venv` hold exactly what the lock says, and the project itself, unless the stamp says it does."""
    stamp = VENV / "handrail.stamp"
    wanted = wanted_stamp()
    if stamp.exists() and stamp.read_text("utf-8") == wanted:
        return
    uv = found_uv() or private_uv()
    inside = {**os.environ, "VIRTUAL_ENV": str(VENV)}
    print("Installing what requirements.lock names into .venv", flush=True)
    steps = [
        ["venv", "--quiet", "--allow-existing", "--python", sys.executable, str(VENV)],
        ["pip", "sync", "--quiet", "--require-hashes", "--compile-bytecode", str(LOCK)],
        ["pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", str(TOP)],
    ]
    for step in steps:
        subprocess.run([uv, *step], cwd=TOP, env=inside, check=True)
    stamp.write_text(wanted, "utf-8")


def program(name: str) -> str:
    """A command that lives in `.venv`."""
    return str(VENV / BIN / f"{name}{EXE}")


def run(rest: list[str]) -> int:
    """Open the demonstration office; without a display play the tour and say where its pictures lie."""
    return show_office(rest) if has_display() else play_tour(rest)


def show_office(rest: list[str]) -> int:
    """The programme desk's window, on an office of invented people that is made once and kept in `demo-profile`."""
    handrail, profile = program("handrail"), str(TOP / "demo-profile")
    if not Path(profile).exists():
        print("Making the demonstration office", flush=True)
        made = subprocess.run([handrail, "demo", "--profile", profile], cwd=TOP, check=False).returncode
        if made != 0:
            shutil.rmtree(profile, ignore_errors=True)
            return made
    print("Sign in as facilitator, manager or administrator; the password is demo.", flush=True)
    return subprocess.run([handrail, "--profile", profile, *rest], cwd=TOP, check=False).returncode


def play_tour(rest: list[str]) -> int:
    """Every step off screen, into `tour-out`."""
    out = TOP / "tour-out"
    command = [program("handrail"), "tour", "--out", str(out), *rest]
    code = subprocess.run(command, cwd=TOP, env=offscreen(), check=False).returncode
    print(f"No display here, so the tour ran off screen. Pictures, papers and summary.json lie in {out}")
    return code


def offscreen() -> dict[str, str]:
    """The surroundings in which Qt paints without a display.

    Deriving a key fills 256 MiB; in large pages that takes half the time. Another C library does not read the setting.
    """
    return {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1", **os.environ, "QT_QPA_PLATFORM": "offscreen"}


def test(rest: list[str]) -> int:
    """Run every test, two at a time, off screen; names of files or options of pytest narrow it."""
    two_at_a_time = ("-n", "2", "--dist", "loadgroup", "--no-loadscope-reorder")
    command = [program("python"), "-m", "pytest", "-q", *two_at_a_time, *rest]
    return subprocess.run(command, cwd=TOP, env=offscreen(), check=False).returncode


def main(words: list[str]) -> int:
    """Check, set up, start."""
    doors = {"run": run, "test": test}
    if not words or words[0] not in doors:
        return stop("Say what to do: python3 installer/dev.py run, or python3 installer/dev.py test.")
    if sys.version_info < OLDEST:
        return stop(f"Handrail needs Python 3.11 or later; this is {sys.version.split()[0]}.")
    packages = missing_packages()
    if packages and not install_packages(packages):
        return stop(f"Some system libraries are missing. Please run: sudo apt-get install -y {' '.join(packages)}")
    try:
        set_up()
    except subprocess.CalledProcessError as failed:
        return stop(f"Setting up did not finish: {' '.join(map(str, failed.cmd[:3]))} ended with {failed.returncode}.")
    return doors[words[0]](words[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
