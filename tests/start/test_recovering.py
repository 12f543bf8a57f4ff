"""An officer who lost password and kit comes back with two trustees' codes, with new keys, and it is logged (T13)."""

import contextlib
import shutil
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.core.errors import AppError, Damaged, InvalidInput, Locked, Missing, NotAllowed, Unavailable
from app.core.paths import Profile
from app.core.shapes import CaseId
from app.crypto.files import put_file
from app.crypto.kdf import user_key
from app.crypto.keyring import slots
from app.crypto.keyring.grants import named_in
from app.crypto.keyring.keyslots import KeyslotFile
from app.crypto.kit import code_text
from app.desk.backups import BackupWanted
from app.desk.catalogue import perform
from app.partner.partners import CaseLink, PartnerOpened
from app.programme.entry import read_roster
from app.start.opening import ProgrammeOffice
from app.start.partner import screens
from app.start.partner_bench import of_keys
from app.start.partner_opening import PartnerOffice
from app.start.partner_trust import laying_out
from app.start.partner_trust.laying_out import TwoBackups, lay_out
from app.start.partner_trust.recovering import ByTrustees, CodesTyped
from app.start.partner_window import PartnerWindow
from app.start.people.rekey import Swap, rekey
from tests.start.profiles import handrail
from tests.start.test_kit_window import here, press, wait_for
from tests.start.trustees import with_trustees
from tests.ui.show import themed
from ui.kit.tokens import Accent
from ui.partner.team.codes import CodesPage
from ui.shell.own_login import ForgotPage, NextKitPage

JO, MAYA, WENDY = ("jo", "pw-jo"), ("maya", "pw-maya"), ("wendy", "pw-wendy")
NEW = "four plain words here"
DERIVED = cache(user_key)
Codes = dict[str, str]


@pytest.fixture(autouse=True)
def derived_once(monkeypatch: pytest.MonkeyPatch, quick: list[float]) -> list[float]:
    """The same password and salt give the same key, so it is derived once; a wrong try pauses here, not in time."""
    monkeypatch.setattr(slots, "user_key", DERIVED)
    return quick


@pytest.fixture(scope="module")
def kept(cheaply: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Codes]:
    """An office with a record and three trustees, made once."""
    folder = tmp_path_factory.mktemp("trusted") / "profile"
    shutil.copytree(cheaply, folder)
    team = PartnerOffice(Profile(folder))
    desk = team.sign_in(*MAYA)
    asked = PartnerOpened(given_name="Zuleika", link=CaseLink(case=CaseId("ab" * 16), relation="partner"))
    partner = desk.partners.open(asked).partner
    named = [one.user for one in perform(desk, "team.show", {}).officers]
    perform(desk, "partner.restrict", {"partner": partner, "named": named})
    team.keep_mark(desk)
    team.close()
    return folder, with_trustees(Profile(folder), JO, MAYA)


@pytest.fixture
def office(kept: tuple[Path, Codes], tmp_path: Path) -> tuple[Profile, Codes]:
    shutil.copytree(kept[0], tmp_path / "trusted")
    return Profile(tmp_path / "trusted"), kept[1]


def typed(codes: Codes, names: tuple[str, str] = ("Chair", "Solicitor"), login: str = "maya") -> CodesTyped:
    return CodesTyped(login, codes[names[0]], codes[names[1]], NEW)


def groups(back: ByTrustees) -> tuple[str, ...]:
    return tuple(back.kit.code.split()[at] for at in back.kit.asked)


def came_back(profile: Profile, given: CodesTyped) -> PartnerOffice:
    team = PartnerOffice(profile)
    back = team.way_by_trustees(given)
    back.finish(groups(back))
    return team


def test_any_two_let_her_back_in_and_she_reads_everything(office: tuple[Profile, Codes]) -> None:
    profile, codes = office
    before = profile.keyslots("partner").read_bytes()

    for pair in combinations(codes, 2):
        back = PartnerOffice(profile).way_by_trustees(typed(codes, pair))  # type: ignore[arg-type]
        assert profile.keyslots("partner").read_bytes() == before, "nothing is changed before the kit is typed back"
    back.finish(groups(back))
    team = PartnerOffice(profile)
    desk = team.sign_in("maya", NEW)

    (line,) = perform(desk, "partner.list", {})
    assert (line.number, line.is_closed_to_me) == ("S-0001", False), "a restricted record that she is named for too"
    assert perform(desk, "partner.show", {"partner": line.partner}).number == "S-0001"
    assert perform(desk, "vault.verify", {}).ok
    log = perform(desk, "access_log.show", {})
    (said,) = [row for row in log if row.act == "team.recover"]
    assert said.by == "Maya Okafor"
    assert len(said.reason.split(", ")) == 2
    with pytest.raises(Locked):
        team.sign_in(*MAYA)
    team.keep_mark(desk)
    team.close()
    other = PartnerOffice(profile)
    assert perform(other.sign_in(*WENDY), "partner.list", {})
    other.close()
    his = ProgrammeOffice(profile)
    assert perform(his.sign_in(*JO), "audit.verify", {}).ok
    his.close()


def test_the_new_kit_counts_and_the_trustees_open_what_is_new(office: tuple[Profile, Codes]) -> None:
    profile, codes = office
    back = PartnerOffice(profile).way_by_trustees(typed(codes))
    back.finish(groups(back))
    team = PartnerOffice(profile)
    desk = team.sign_in("maya", NEW)
    assert desk.seat.own_login.has_kit()
    assert perform(desk, "team.trustees", {}).is_laid_down
    team.close()

    again = came_back(profile, typed(codes, ("Solicitor", "Safeguarding lead"), "wendy"))

    assert perform(again.sign_in("wendy", NEW), "partner.list", {})
    again.close()


def test_after_new_keys_both_databases_get_new_ones_too_and_an_old_sign_in_file_opens_neither(
    office: tuple[Profile, Codes],
) -> None:
    """Section 8: what was lost may be known to somebody; the old password and the old file are no way in."""
    profile, codes = office
    old = {side: profile.keyslots(side).read_bytes() for side in ("programme", "partner")}
    team = came_back(profile, typed(codes))
    team.sign_in("maya", NEW)
    team.close()

    versions = {side: named_in(KeyslotFile.read(profile.keyslots(side)).slots[0].dbkey)[2] for side in old}
    for side, kept in old.items():
        profile.keyslots(side).write_bytes(kept)

    assert versions == {"programme": 2, "partner": 2}
    with pytest.raises(AppError):
        PartnerOffice(profile).sign_in(*MAYA)


def test_wrong_names_and_codes_are_one_sentence_and_are_counted(
    office: tuple[Profile, Codes], derived_once: list[float]
) -> None:
    """SEC-56: an unknown name, a manager's name, one trustee twice, a foreign paper."""
    profile, codes = office
    foreign, chair = code_text(bytes(range(100, 120))), codes["Chair"]
    wrong = [
        CodesTyped("nobody", chair, codes["Solicitor"], NEW), CodesTyped("jo", chair, codes["Solicitor"], NEW),
        CodesTyped("maya", chair, chair, NEW), CodesTyped("maya", chair, foreign, NEW),
    ]  # fmt: skip

    for given in wrong:
        with pytest.raises(Locked) as refused:
            PartnerOffice(profile).way_by_trustees(given)
        assert str(refused.value) == "That did not match."

    assert len(derived_once) == len(wrong)


def test_a_code_that_was_misread_is_told_beside_its_field(office: tuple[Profile, Codes]) -> None:
    profile, codes = office
    with pytest.raises(InvalidInput) as refused:
        PartnerOffice(profile).way_by_trustees(CodesTyped("maya", codes["Chair"], "000U", NEW))
    assert refused.value.problems == {"second": "That code does not read. Check each group against the paper."}
    back = PartnerOffice(profile).way_by_trustees(typed(codes))
    with pytest.raises(InvalidInput, match="do not match the kit"):
        back.finish(("0000", "0000"))

    PartnerOffice(profile).sign_in(*MAYA)


def test_without_what_is_laid_down_it_says_so(office: tuple[Profile, Codes]) -> None:
    profile, codes = office
    whole = profile.recovery.read_bytes()
    profile.recovery.write_bytes(whole[:-9])
    with pytest.raises(Damaged):
        PartnerOffice(profile).way_by_trustees(typed(codes))
    profile.recovery.unlink()
    with pytest.raises(Missing, match="Nothing is laid down"):
        PartnerOffice(profile).way_by_trustees(typed(codes))

    desk = PartnerOffice(profile).sign_in(*MAYA)

    assert perform(desk, "team.trustees", {}).is_laid_down, "the next sign-in of an officer lays it down again"


@pytest.mark.parametrize("step", ["list_new_keys", "grant_again", "heads_now"])
def test_a_break_at_any_step_is_begun_again_from_the_start(
    office: tuple[Profile, Codes], step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T15."""
    profile, codes = office
    from app.bridge import recovered

    whole = getattr(recovered, step)

    class Broken(Exception):
        """The current went."""

    def broken(*given: object) -> None:
        whole(*given)
        raise Broken

    back = PartnerOffice(profile).way_by_trustees(typed(codes))
    with monkeypatch.context() as patch:
        patch.setattr(recovered, step, broken)
        with pytest.raises(Broken):
            back.finish(groups(back))

    with pytest.raises(Locked, match="Your keys were changed"):
        PartnerOffice(profile).sign_in(*MAYA)  # nothing may be signed with the old ones

    team = came_back(profile, typed(codes))

    assert perform(team.sign_in("maya", NEW), "partner.list", {})
    team.close()


def test_keys_laid_down_by_a_stranger_are_not_used(
    office: tuple[Profile, Codes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """T6: entries that nobody entitled signed."""
    profile, codes = office
    monkeypatch.setattr("app.crypto.recovery.verify", lambda *_given: False)

    with pytest.raises(AppError, match="not from this office"):
        PartnerOffice(profile).way_by_trustees(typed(codes))


def test_at_the_window_two_trustees_type_their_codes_and_she_types_her_next_kit_back(
    qtbot: QtBot, office: tuple[Profile, Codes]
) -> None:
    profile, codes = office
    with themed(Accent.PLUM):
        running = PartnerWindow(profile, screens, leave=lambda: None)
        qtbot.addWidget(running.window)
        running.show()
        qtbot.waitUntil(running.jobs.is_idle, timeout=60_000)
        running._page.forgot.click()
        wait_for(qtbot, running, ForgotPage)
        forgot = here(running)
        assert isinstance(forgot, ForgotPage)
        forgot.other.click()
        wait_for(qtbot, running, CodesPage)
        page = here(running)
        assert isinstance(page, CodesPage)
        page.form.fill({"login": "maya", "first": codes["Chair"], "second": codes["Chair"], "new": NEW, "again": NEW})
        press(running, "Ctrl+Enter")
        qtbot.waitUntil(lambda: running.jobs.is_idle() and page.go_on.isEnabled(), timeout=30_000)
        refused = [line.text() for line in page.problem.findChildren(QLabel)]
        page.form.editor("second").fill(codes["Solicitor"])
        press(running, "Ctrl+Enter")
        wait_for(qtbot, running, NextKitPage)
        kit = here(running)
        assert isinstance(kit, NextKitPage)
        parts = kit.card._kit.code.split()
        kit.card.form.fill(dict(zip(("first", "second"), (parts[at] for at in kit.card._kit.asked), strict=True)))
        press(running, "Ctrl+Enter")
        qtbot.waitUntil(lambda: running.desk is not None and running.jobs.is_idle(), timeout=60_000)
        assert running.desk is not None
        acts = [row.act for row in perform(running.desk, "access_log.show", {})]
        running.close()

    assert "That did not match." in refused
    assert {"team.recover", "team.recovered"} <= set(acts)


def test_the_command_gives_new_keys_and_asks_for_a_kit_later(office: tuple[Profile, Codes]) -> None:
    profile, codes = office
    words = ("recover", "--as", "maya", "--first", "Chair", "--second", "Solicitor", "--passwords", "0")
    told = ("--profile", str(profile.folder))

    wrong = handrail(*words, *told, passwords={**codes, "Solicitor": codes["Chair"], "maya": NEW}, program="partner")
    right = handrail(*words, *told, passwords={**codes, "maya": NEW}, program="partner")

    assert wrong.returncode != 0
    assert "That did not match." in wrong.stderr
    assert right.returncode == 0, right.stderr
    assert "Sign in with the new password" in right.stdout
    team = PartnerOffice(profile)
    assert not team.sign_in("maya", NEW).seat.own_login.has_kit()
    team.close()


@pytest.fixture
def sticks(office: tuple[Profile, Codes], tmp_path: Path) -> tuple[Path, Path, Codes]:
    """What is left of an office that burnt down: both desks' backups, and the trustees' papers."""
    profile, codes = office
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


@pytest.mark.parametrize("broken_at", ["laid", ""])
def test_after_a_change_of_the_databases_key_the_same_papers_open_it_also_when_it_was_broken_off(
    office: tuple[Profile, Codes], broken_at: str
) -> None:
    """SEC-25: laid down ahead by whoever changes it, the old key beside it until the new one is in use."""
    profile, codes = office
    his = ProgrammeOffice(profile)
    jo = his.sign_in(*JO)
    kofi = next(row.user for row in perform(jo, "people.show", {}) if row.login == "kofi")
    perform(jo, "people.remove", {"user": kofi})
    his.keep_mark(jo)
    his.close()
    known, store = his.recognise(*JO)

    def step(at: str) -> None:
        if at == broken_at:
            raise Unavailable

    with contextlib.suppress(Unavailable):
        rekey(Swap(profile, "programme"), store, known.opened, read_roster(store, his.about.inst), step)
    his.close()

    team = came_back(profile, typed(codes))

    assert perform(team.sign_in("maya", NEW), "partner.list", {})
    team.close()


def test_a_live_office_is_never_filled_with_invented_records_to_be_measured(
    office: tuple[Profile, Codes], monkeypatch: pytest.MonkeyPatch
) -> None:
    profile, _codes = office
    monkeypatch.setattr(PartnerOffice, "is_practice", False)

    with pytest.raises(NotAllowed, match="practice office"):
        of_keys(profile, {"safety_officer": NEW}, ["P10"])
