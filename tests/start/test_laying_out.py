"""Two trustees' codes and two files lay a whole office out anew where no password and no kit is left (E8, E9, T13)."""

import shutil
from pathlib import Path

import pytest

from app.core.errors import AppError, Damaged, InvalidInput, Locked, NotAllowed, Unavailable
from app.core.paths import Profile
from app.crypto.files import put_file
from app.crypto.keyring.keyslots import KeyslotFile
from app.crypto.kit import code_text
from app.desk.backups import BackupWanted
from app.desk.catalogue import perform
from app.start.partner_opening import PartnerOffice
from app.start.partner_trust import laying_out
from app.start.partner_trust.laying_out import TwoBackups, lay_out
from app.start.profile import has_office
from tests.start.each_step import KILLED, Begin, run, spread
from tests.start.profiles import handrail
from tests.start.trustees import MAYA, NEW, Codes, came_back, typed

pytestmark = pytest.mark.usefixtures("derived_once")


@pytest.fixture
def sticks(trusted: tuple[Path, Codes], tmp_path: Path) -> tuple[Path, Path, Codes]:
    """What is left of an office that burnt down: both desks' backups, and the trustees' papers."""
    profile, codes = Profile(tmp_path / "trusted"), trusted[1]
    shutil.copytree(trusted[0], profile.folder)
    stick, team = tmp_path / "stick", PartnerOffice(profile)
    stick.mkdir()
    hers, his = team.sign_in(*MAYA).backups.make(BackupWanted(to=str(stick)))
    assert "two trustees together" in hers.opened_by
    assert "two trustees together" in his.opened_by
    team.close()
    shutil.rmtree(profile.folder)
    return Path(his.file), Path(hers.file), codes


def test_two_trustees_lay_both_desks_out_on_an_empty_computer_and_an_officer_comes_back(
    sticks: tuple[Path, Path, Codes], tmp_path: Path
) -> None:
    """E8, E9, T13: no password and no kit is left, only two papers and the two files."""
    his, hers, codes = sticks
    fresh = Profile(tmp_path / "new")
    words = ("restore", str(hers), "--his", str(his), "--as", "maya", "--trustee", "Chair", "--other", "Solicitor")

    told = handrail(
        *words, "--profile", str(fresh.folder), "--passwords", "0", passwords={**codes, "maya": NEW}, program="partner"
    )

    assert told.returncode == 0, told.stderr
    assert told.stdout.count("The records stand here again") == 2
    assert "Sign in with the new password" in told.stdout
    team = PartnerOffice(fresh)
    desk = team.sign_in("maya", NEW)
    (line,) = perform(desk, "partner.list", {})
    assert not line.is_closed_to_me, "the key of a restricted record came back to an officer who was named"
    assert perform(desk, "vault.verify", {}).ok
    assert (team.about.practice, team.about.safety_desk, team.about.region) == (True, True, "ENG-WLS")
    assert desk.backups.make(BackupWanted())
    team.close()
    with pytest.raises(NotAllowed, match="already"):
        lay_out(fresh, TwoBackups(his, hers, (codes["Chair"], codes["Solicitor"])))


def test_a_wrong_code_or_file_lays_out_nothing_at_all(sticks: tuple[Path, Path, Codes], tmp_path: Path) -> None:
    his, hers, codes = sticks
    fresh, torn, two = Profile(tmp_path / "new"), tmp_path / "torn.hrb", (codes["Chair"], codes["Solicitor"])
    torn.write_bytes(hers.read_bytes()[:-70_000])
    asked: dict[str, tuple[TwoBackups, type[AppError]]] = {
        "one paper twice": (TwoBackups(his, hers, (two[0], two[0])), Locked),
        "nobody's code": (TwoBackups(his, hers, (two[0], code_text(bytes(range(1, 21))))), Locked),
        "a misread code": (TwoBackups(his, hers, (two[0], "000G")), InvalidInput),
        "the files swapped": (TwoBackups(hers, his, two), InvalidInput),
        "no file": (TwoBackups(his, tmp_path / "none.hrb", two), InvalidInput),
        "a torn file": (TwoBackups(his, torn, two), Damaged),
    }

    told = {}
    for what, (given, _kind) in asked.items():
        with pytest.raises(AppError) as refused:
            lay_out(fresh, given)
        told[what] = refused.type
        left = [path.name for path in fresh.folder.iterdir() if path.name != "backups"] if fresh.folder.exists() else []
        assert left == [], what

    assert told == {what: kind for what, (_given, kind) in asked.items()}


def test_a_kill_at_any_step_leaves_nothing_in_the_way_of_the_same_papers(
    sticks: tuple[Path, Path, Codes], tmp_path: Path
) -> None:
    """T15: what was begun is no office; begun again it stands, and what was acknowledged stands already."""
    his, hers, codes = sticks
    given = TwoBackups(his, hers, (codes["Chair"], codes["Solicitor"]))

    def deed(folder: Path, begin: Begin) -> object:
        begin()
        return [str(back.entries) for back in lay_out(Profile(folder), given)]

    whole = run(tmp_path / "whole", deed)
    assert whole.done
    for at in spread(len(whole.steps)):
        fresh = Profile(tmp_path / f"killed-{at}")
        told = run(fresh.folder, deed, at, KILLED)
        assert told.was_killed, (at, told)
        if not has_office(fresh):
            lay_out(fresh, given)
        team = came_back(fresh, typed(codes))
        desk = team.sign_in("maya", NEW)
        assert perform(desk, "vault.verify", {}).ok, (at, told)
        team.close()
        assert not list(fresh.backups.rglob("scratch-*")), "copies whose keys are gone are swept"


def test_a_full_disk_at_any_file_leaves_no_half_of_an_office(
    sticks: tuple[Path, Path, Codes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T16: begun again with the same papers, it is laid out as if nothing had been."""
    his, hers, codes = sticks
    fresh, given = Profile(tmp_path / "new"), TwoBackups(his, hers, (codes["Chair"], codes["Solicitor"]))
    written: list[str] = []
    full_at = ["programme.keyslots.json", "partner.keyslots.json", "recovery.json"]

    def put(path: Path, data: bytes) -> None:
        written.append(path.name)
        if full_at and path.name == full_at[0]:
            del full_at[0]
            raise OSError(28, "No space left on device")
        put_file(path, data)

    monkeypatch.setattr(laying_out, "put_file", put)
    while full_at:
        with pytest.raises(Unavailable):
            lay_out(fresh, given)
        assert [path.name for path in fresh.folder.iterdir() if path.name != "backups"] == []

    lay_out(fresh, given)

    assert written[-1] == "recovery.json"
    assert came_back(fresh, typed(codes)).about.inst == KeyslotFile.read(fresh.keyslots("partner")).inst
