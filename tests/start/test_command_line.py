"""Uses both programs as a command line does: catalogue, scripts, exit codes, passwords that stand nowhere."""

import json
from pathlib import Path

import pytest

from app.core.errors import Damaged, InvalidInput, Locked, Missing, NotAllowed
from app.core.paths import Profile
from app.start.commands import BUG, FAILED, LOCKED, REFUSED, code_of, guarded, moment, read_passwords
from app.start.profile import PROGRAMME, deepest_mount, held_open
from tests.start.profiles import OFFICE, PASSWORDS, handrail, play

REFERRAL = {
    "given_name": "Daniel", "family_name": "Okoro", "date_of_birth": "1988-04-12", "source": "probation",
    "received_on": "2026-03-02", "programme": "bbr",
}  # fmt: skip


TOO_EARLY = {"case": "$daniel.case", "verdict": "suitable"}


@pytest.mark.parametrize("program", ["programme", "partner"])
def test_the_catalogue_names_every_act_with_its_right_and_schemas(program: str) -> None:
    shown = handrail("acts", "--json", program=program)

    catalogue = json.loads(shown.stdout)
    assert (shown.returncode, catalogue["format"]) == (0, "handrail-acts/1")
    assert catalogue["acts"]
    for act in catalogue["acts"]:
        assert set(act) == {"name", "right", "kind", "purpose", "input", "result"}
        assert act["kind"] in {"change", "open", "list"}
        assert act["purpose"].endswith((".", ")"))
        assert isinstance(act["input"], dict)


def test_the_catalogue_of_his_desk_holds_no_act_of_hers() -> None:
    names = {act["name"] for act in json.loads(handrail("acts", "--json").stdout)["acts"]}

    assert "referral.receive" in names
    assert not {name for name in names if name.startswith(("partner.", "safe_plan.", "contact.", "inbox.", "release."))}


def test_a_script_says_one_line_for_each_step_and_fills_in_what_was_saved(profile: Profile, tmp_path: Path) -> None:
    steps = [
        {"as": "priya", "do": "referral.receive", "with": REFERRAL, "save": "daniel"},
        {"at": "2026-03-09T10:00", "as": "priya", "do": "screening.show", "with": {"case": "$daniel.case"}},
        {"as": "priya", "do": "screening.decide", "with": TOO_EARLY, "expect": "NotAllowed"},
    ]  # fmt: skip

    ran = play(profile, steps, tmp_path, clock="2026-03-02T09:00")

    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    assert ran.returncode == 0, ran.stderr
    assert [(line["step"], line["do"], line["ok"]) for line in lines] == [
        (1, "referral.receive", True),
        (2, "screening.show", True),
        (3, "screening.decide", True),
    ]
    assert lines[0]["result"]["reference"] == "P-0001"
    assert lines[2]["error"]["type"] == "NotAllowed"


def test_a_script_that_does_not_fit_is_refused_before_its_first_step(profile: Profile, tmp_path: Path) -> None:
    steps = [
        {"as": "priya", "do": "referral.receive", "with": REFERRAL},
        {"as": "priya", "do": "referral.receive", "with": {"surname": "Okoro"}},
    ]

    ran = play(profile, steps, tmp_path)

    assert (ran.returncode, ran.stdout) == (REFUSED, "")
    assert "surname" in ran.stderr
    assert "family_name" in ran.stderr


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"format": "handrail-script/1", steps', "This input does not fit. This is not JSON, from byte 32 on.\n"),
        ('{"format": "other"}', "This input does not fit. format: This is not written as it must be.\n"),
        (
            '{"format": "handrail-script/1", "steps": [{"as": "jo", "act": "today.show"}]}',
            "This input does not fit. steps[0]: There is no field act here.\n",
        ),
    ],
)
def test_a_broken_script_is_refused_with_one_plain_sentence(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "script.json"
    file.write_text(text, "utf-8")

    ran = handrail("script", str(file), "--profile", str(tmp_path), "--passwords", "0")

    assert (ran.returncode, ran.stdout, ran.stderr) == (REFUSED, "", told)


def test_a_step_that_goes_wrong_stops_the_script(profile: Profile, tmp_path: Path) -> None:
    steps = [
        {"as": "priya", "do": "referral.receive", "with": REFERRAL | {"programme": "none"}},
        {"as": "priya", "do": "referral.receive", "with": REFERRAL},
    ]

    ran = play(profile, steps, tmp_path, clock="2026-03-02T09:00")

    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    assert ran.returncode == FAILED
    assert [line["ok"] for line in lines] == [False]
    assert "programme" in lines[0]["error"]["problems"]


def test_a_wrong_password_ends_with_its_own_code_and_one_sentence(profile: Profile, tmp_path: Path) -> None:
    file = tmp_path / "script.json"
    file.write_text('{"format": "handrail-script/1", "steps": []}', "utf-8")

    ran = handrail(
        "migrate", "--as", "jo", "--profile", str(profile.folder), "--passwords", "0", passwords={"jo": "wrong"}
    )

    assert (ran.returncode, ran.stdout, ran.stderr) == (LOCKED, "", "That did not match.\n")


def test_a_second_process_on_the_same_office_hears_a_clear_sentence(profile: Profile, tmp_path: Path) -> None:
    with held_open(profile, PROGRAMME):
        ran = play(profile, [], tmp_path)

    assert (ran.returncode, ran.stderr) == (FAILED, "Handrail is already open on this computer.\n")


def test_where_there_is_no_office_nothing_is_made(tmp_path: Path) -> None:
    ran = play(Profile(tmp_path / "nowhere"), [], tmp_path)

    assert (ran.returncode, ran.stderr) == (FAILED, "There is no office in this folder.\n")
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("text", ["", "[]", '{"jo": 1}', '"jo"', "pw-jo"])
def test_passwords_of_another_shape_are_refused_and_never_shown(tmp_path: Path, text: str) -> None:
    file = tmp_path / "passwords.json"
    file.write_text(text, "utf-8")

    with pytest.raises(InvalidInput) as told:
        read_passwords(str(file))

    assert "pw-jo" not in str(told.value)


def test_each_kind_of_error_has_its_exit_code() -> None:
    codes = [code_of(error) for error in (InvalidInput({}), NotAllowed("no"), Missing(), Locked(), Damaged())]

    assert codes == [REFUSED, FAILED, FAILED, LOCKED, FAILED]


def test_our_own_mistake_ends_in_a_short_code_without_any_value(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> int:
        raise KeyError("Daniel Okoro")

    code = guarded(broken)

    told = capsys.readouterr().err
    assert code == BUG
    assert "Okoro" not in told + caplog.text
    assert "KeyError" in caplog.text


def test_a_clock_that_is_no_clock_is_refused() -> None:
    with pytest.raises(InvalidInput):
        moment("tomorrow")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"users": [{"name": "maya", "label": "Maya", "role": "safety_officer"}]}, "users"),
        ({"region": "ATLANTIS"}, "region"),
        ({"storage": "somewhere"}, "storage"),
        ({"surprise": 1}, "surprise"),
        (
            {
                "users": [
                    {"name": "jo", "label": "Jo", "role": "manager"},
                    {"name": "JO", "label": "J", "role": "auditor"},
                ]
            },
            "users",
        ),
    ],
)
def test_an_office_file_that_does_not_fit_makes_nothing(tmp_path: Path, change: dict[str, object], field: str) -> None:
    file = tmp_path / "office.json"
    file.write_text(json.dumps(OFFICE | change), "utf-8")

    ran = handrail("init", "--profile", str(tmp_path / "new"), "--office", str(file), "--passwords", "0")

    assert ran.returncode == REFUSED
    assert field in ran.stderr
    assert not (tmp_path / "new").exists()


def test_a_person_without_a_password_stops_the_making(tmp_path: Path) -> None:
    file = tmp_path / "office.json"
    file.write_text(json.dumps(OFFICE), "utf-8")
    without = {name: word for name, word in PASSWORDS.items() if name != "wendy"}

    ran = handrail(
        "init", "--profile", str(tmp_path / "new"), "--office", str(file), "--passwords", "0", passwords=without
    )

    assert ran.returncode == REFUSED
    assert "wendy" in ran.stderr


def test_an_office_is_never_made_over_another(profile: Profile, tmp_path: Path) -> None:
    file = tmp_path / "office.json"
    file.write_text(json.dumps(OFFICE), "utf-8")
    before = profile.database("programme").read_bytes()

    ran = handrail("init", "--profile", str(profile.folder), "--office", str(file), "--passwords", "0")

    assert (ran.returncode, ran.stderr) == (FAILED, "There is already an office in this folder.\n")
    assert profile.database("programme").read_bytes() == before


def test_a_pack_is_checked_without_a_profile(tmp_path: Path) -> None:
    shipped = Path("resources/packs/weekly.toml").read_text("utf-8")
    broken, thin = tmp_path / "broken.toml", tmp_path / "thin.toml"
    broken.write_text(shipped.replace("count=4, minutes=150", "count=4, minutes=0", 1), "utf-8")
    thin.write_text(shipped.replace("[30, 60]", "[90]").replace("source = ", "# source = ", 1), "utf-8")

    told = [handrail("pack", "check", str(file)) for file in (broken, thin, tmp_path / "gone.toml")]

    assert [one.returncode for one in told] == [REFUSED, 0, REFUSED]
    line = next(n for n, words in enumerate(broken.read_text("utf-8").splitlines(), 1) if "minutes=0" in words)
    assert told[0].stdout.startswith(f"broken.toml: E-BLOCK line {line}, pack.block[responsibility].minutes: ")
    assert "1 problem" in told[0].stderr
    assert ["W-DOSE" in told[1].stdout, "W-SOURCE" in told[1].stdout] == [True, True]
    assert "thin.toml can be used" in told[1].stdout
    assert told[2].stderr == "file: This file cannot be read.\n"


def test_the_kind_of_disk_is_that_of_the_deepest_mount() -> None:
    mounts = [("/", "ext4"), ("/srv", "nfs4"), ("/srv/jo/disk", "ext4")]

    assert deepest_mount(mounts, Path("/srv/jo/office")) == "nfs4"
    assert deepest_mount(mounts, Path("/srv/jo/disk/office")) == "ext4"
    assert deepest_mount(mounts, Path("/opt/office")) == "ext4"


SHEET = """Surname,Forename,DOB,Referral date,Programme,Reference,Partner name,Partner tel
Okoro,Daniel,12/04/1988,02/03/2026,BBR,NG24017,Amara Okoro,07700 900501
Baranski,Marek,31/02/1990,03/03/2026,BBR,NG24018,,
"""


def test_a_sheet_is_looked_at_taken_in_and_known_the_second_time(profile: Profile, tmp_path: Path) -> None:
    sheet = tmp_path / "referrals.csv"
    sheet.write_text(SHEET, "utf-8")

    def outcomes(*more: str) -> list[str]:
        words = ("import", "referrals", str(sheet), "--as", "jo", "--profile", str(profile.folder), "--passwords", "0")
        ran = handrail(*words, *more)
        assert ran.returncode == 0, ran.stderr
        assert "Amara" not in ran.stdout + ran.stderr
        return [line["outcome"] for line in map(json.loads, ran.stdout.splitlines()) if "outcome" in line]

    looked = outcomes("--dry-run")
    taken = outcomes()
    again = outcomes()

    assert looked == taken
    assert all(outcome.startswith("imported") for outcome in taken)
    assert again == ["already_known", "already_known"]


def test_the_built_program_can_read_a_sheet_in_a_child_of_its_own() -> None:
    from app.ops.exchange import HIDDEN_ARGUMENT

    ran = handrail(HIDDEN_ARGUMENT, passwords=SHEET)

    assert ran.returncode == 0
    assert json.loads(ran.stdout)["rows"][1][0] == "Okoro"
