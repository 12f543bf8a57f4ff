"""An officer who lost password and kit comes back with two trustees' codes, with new keys, and it is logged (T13)."""

import contextlib
import shutil
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from app.core.errors import AppError, Damaged, InvalidInput, Locked, Missing, NotAllowed, Unavailable
from app.core.paths import Profile
from app.crypto.keyring.grants import named_in
from app.crypto.keyring.keyslots import KeyslotFile
from app.crypto.kit import code_text
from app.desk.catalogue import perform
from app.programme.entry import read_roster
from app.start.opening import ProgrammeOffice
from app.start.partner import screens
from app.start.partner_bench import of_keys
from app.start.partner_opening import PartnerOffice
from app.start.partner_trust.recovering import CodesTyped
from app.start.partner_window import PartnerWindow
from app.start.people.rekey import Swap, rekey
from tests.start.profiles import handrail
from tests.start.test_kit_window import here, press, wait_for
from tests.start.trustees import JO, MAYA, NEW, Codes, came_back, groups, typed
from tests.ui.show import themed
from ui.kit.tokens import Accent
from ui.partner.team.trustees import CodesPage
from ui.shell.own_login import ForgotPage, NextKitPage

WENDY = ("wendy", "pw-wendy")
pytestmark = pytest.mark.usefixtures("derived_once")


@pytest.fixture
def office(trusted: tuple[Path, Codes], tmp_path: Path) -> tuple[Profile, Codes]:
    shutil.copytree(trusted[0], tmp_path / "trusted")
    return Profile(tmp_path / "trusted"), trusted[1]


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


def hidden_codes(page: CodesPage, code: str) -> None:
    """T10: neither code is read over a shoulder, each is shown by its own box alone, and typing on hides it again."""
    first, second = (page.form.editor(name).inner for name in ("first", "second"))
    one, other = page.shows
    assert isinstance(first, QLineEdit)
    assert isinstance(second, QLineEdit)

    def modes() -> tuple[QLineEdit.EchoMode, QLineEdit.EchoMode]:
        return first.echoMode(), second.echoMode()

    shown, hidden = QLineEdit.EchoMode.Normal, QLineEdit.EchoMode.Password
    assert modes() == (hidden, hidden)
    one.click()
    assert modes() == (shown, hidden)
    QTest.keyClicks(second, code)
    assert modes() == (hidden, hidden), "the next to type hides it"
    other.click()
    assert (modes(), second.displayText()) == ((hidden, shown), code)
    page.hide()
    page.show()
    assert (modes(), second.text()) == ((hidden, hidden), ""), "a page that was left keeps no code"


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
        hidden_codes(page, codes["Chair"])
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
