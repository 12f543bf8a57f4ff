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
    assert "it holds: Programme desk." in made.stdout
    assert not list(profile.backups.glob("scratch-*")), "what a crash left goes when the office is opened"
    with file.open("rb") as stream:
        header = read_front(stream)
    assert header.label.keyslots == profile.keyslots("programme").read_bytes()
    if os.name == "posix":
        assert file.stat().st_mode & 0o077 == 0

    again = backup(profile, "--check", str(file))
    assert again.returncode == DONE
    assert "Proved" in again.stdout
    assert "Backup made" not in again.stdout


def test_her_program_backs_up_both_desks(profile: Profile, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (profile.backups / "partner" / "scratch-left").mkdir(parents=True)

    made = backup(profile, "--to", str(stick), login="maya", program="partner")

    assert (made.returncode, made.stderr) == (DONE, "")
    assert [file.name.partition("-")[0] for file in sorted(stick.iterdir())] == ["partner", "programme"]
    assert "it holds: Partner desk." in made.stdout
    assert not list((profile.backups / "partner").iterdir())
