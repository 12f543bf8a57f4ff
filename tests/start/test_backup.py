"""Makes and proves a backup as a person at a command line does (SEC-57 to SEC-59)."""

import os
from pathlib import Path

from app.core.paths import Profile
from app.crypto.backup import read_front
from app.start.commands import DONE
from tests.start.profiles import handrail


def backup(profile: Profile, *words: str, login: str = "jo", **other: object):
    return handrail("backup", *words, "--as", login, "--profile", str(profile.folder), "--passwords", "0", **other)


def test_a_backup_is_made_proved_and_proved_again(profile: Profile, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (profile.backups / "scratch-left").mkdir(parents=True)

    made = backup(profile, "--to", str(stick))

    (file,) = stick.iterdir()
    assert (made.returncode, made.stderr) == (DONE, "")
    assert f"Backup made: {file}" in made.stdout
    assert "Proved: restored beside and found whole" in made.stdout
    assert "It opens with the key of: Jo" in made.stdout
    assert "The safety team's records are not in this file." in made.stdout
    assert "cannot put a backup in place of a lost office yet" in made.stdout
    assert not list(profile.backups.glob("scratch-*"))
    with file.open("rb") as stream:
        header = read_front(stream)
    assert header.label.keyslots == profile.keyslots("programme").read_bytes()
    if os.name == "posix":
        assert file.stat().st_mode & 0o077 == 0

    again = backup(profile, "--check", str(file))
    assert again.returncode == DONE
    assert "Proved" in again.stdout
    assert "Backup made" not in again.stdout
