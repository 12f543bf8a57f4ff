"""NEV-1: what his desk saves as evidence is the same whatever is written at hers, and no file of hers lies in it."""

import json
from pathlib import Path

from app.core.paths import Profile
from app.desk.catalogue import perform
from app.start.opening import ProgrammeOffice
from app.start.partner_opening import PartnerOffice
from tests.start.test_command_line import REFERRAL
from tests.start.test_failures import put, worked_on

TOLD = {"format", "said", "at", "sha256", "seen", "found"}


def evidence(profile: Profile, folder: Path) -> dict[str, object]:
    """Saved at his desk, whose records are older than what was seen; the words that lie beside the files."""
    folder.mkdir()
    office = ProgrammeOffice(profile)
    saved = perform(office.sign_in("jo", "pw-jo"), "backup.evidence", {"to": str(folder)})
    office.close()
    place = Path(saved.folder)
    told: dict[str, object] = json.loads((place / "evidence.json").read_text("utf-8"))
    assert {file.name for file in place.iterdir()} == {*saved.files, "evidence.json"}
    assert list(folder.iterdir()) == [place]
    return told


def her_record_opened(profile: Profile, case: str) -> None:
    office = PartnerOffice(profile)
    desk = office.sign_in("maya", "pw-maya")
    perform(desk, "partner.open", {"given_name": "Yara", "link": {"case": case, "relation": "partner"}})
    assert len(perform(desk, "partner.list", {})) == 1
    office.close()


def test_what_his_desk_saves_as_evidence_is_the_same_whether_she_is_there(profile: Profile, tmp_path: Path) -> None:
    office = ProgrammeOffice(profile)
    case = perform(office.sign_in("jo", "pw-jo"), "referral.receive", REFERRAL).case
    office.close()
    put(profile, "programme", worked_on(office, "jo", "programme"))
    without = evidence(profile, tmp_path / "without")

    her_record_opened(profile, case)
    with_her = evidence(profile, tmp_path / "with")

    assert set(with_her) == TOLD
    assert {**with_her, "at": ""} == {**without, "at": ""}, "not a byte of it moves with her desk"
    assert all(name.startswith("programme.") for name in with_her["sha256"])  # type: ignore[attr-defined]  # JSON
    assert (set(with_her["seen"]), set(with_her["found"])) == ({"programme", "roster"}, {"programme"})  # type: ignore[call-overload]  # JSON


def test_what_her_desk_saves_does_not_say_how_much_is_done_there(profile: Profile, tmp_path: Path) -> None:
    """A3: whoever gets two such files could count the days on which somebody was in contact."""
    office = PartnerOffice(profile)
    put(profile, "partner", worked_on(office, "maya", "partner"))

    saved = perform(office.sign_in("maya", "pw-maya"), "backup.evidence", {"to": str(tmp_path)})
    office.close()
    told = json.loads((Path(saved.folder) / "evidence.json").read_text("utf-8"))

    assert (set(told), set(told["seen"])) == (TOLD, {"partner", "programme", "roster"})
    for when in ("seen", "found"):
        assert set(told[when]["partner"]) == {"hash"}
        assert set(told[when]["programme"]) == {"seq", "hash"}
    assert told["seen"]["partner"] != told["found"]["partner"], "who has the keys sees that it is another entry"
