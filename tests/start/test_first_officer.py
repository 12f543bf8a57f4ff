"""A safety team is begun in an office that stands: number compared, both sign, then her desk is made (UX-19, E4)."""

import json
import shutil
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.core.errors import Damaged, InvalidInput, Locked, NotAllowed
from app.core.paths import Profile
from app.desk.catalogue import perform
from app.desk.newcomers import Newcomer
from app.programme.desk import ProgrammeDesk
from app.start import partner_founding
from app.start.opening import ProgrammeOffice
from app.start.partner import screens
from app.start.partner_founding import go_on_alone
from app.start.partner_opening import PartnerOffice
from app.start.partner_window import EmptyWindow
from app.start.people.newcomer import make_keys, place_of
from app.start.profile import ASKED, read_about
from app.start.programme_commands import make_office
from tests.start.profiles import OFFICE, made_once
from tests.start.test_kit_window import here, wait_for
from tests.start.test_putting_back_window import filled
from tests.ui.programme_screens import shown_words
from tests.ui.show import themed
from ui.kit.tokens import Accent
from ui.shell.first_run import DoorsPage
from ui.shell.join import JoinedPage, JoinPage
from ui.shell.own_login import FormPage
from ui.shell.sign_in import SignInPage

JO, HERS = ("jo", "pw-jo"), "four plain words here"
pytestmark = pytest.mark.usefixtures("derived_once")


@pytest.fixture
def profile(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Profile:
    """An office with a manager and nobody of a safety team."""

    def make(folder: Path) -> None:
        users = [{"name": "jo", "label": "Jo Adeyemi", "role": "manager"}]
        text = json.dumps({**OFFICE, "users": users}).encode()
        make_office(Profile(folder / "profile"), text, {"jo": JO[1]})

    shutil.copytree(made_once(tmp_path_factory, "alone", make) / "profile", tmp_path / "profile")
    return Profile(tmp_path / "profile")


def new_officer(profile: Profile, login: str = "maya") -> Newcomer:
    return make_keys(place_of(profile, "partner"), login, "Maya Okafor", "safety_officer", HERS)


def approved(profile: Profile, one: Newcomer, *, same: bool = True, number: str = "") -> str:
    """What the manager presses, at a desk opened for it; gives how far it is."""
    office = ProgrammeOffice(profile)
    jo = office.sign_in(*JO)
    try:
        given = {"person": one.person.user, "safety_number": number or one.safety_number, "same": same}
        step: str = perform(jo, "people.approve_safety", given).step
        assert perform(jo, "audit.verify", {}).ok
        return step
    finally:
        office.keep_mark(jo)
        office.close()


def waiting(jo: ProgrammeDesk) -> list[tuple[str, bool]]:
    return [(row.label, row.is_first) for row in perform(jo, "people.waiting", {})]


def stands(profile: Profile) -> None:
    """She signs in, both logs hold, the list of staff names the team, and nothing of the beginning lies there."""
    team = PartnerOffice(profile)
    desk = team.sign_in("maya", HERS)
    assert perform(desk, "vault.verify", {}).ok
    assert [(row.label, row.step) for row in perform(desk, "team.show", {}).officers] == [("Maya Okafor", "in")]
    assert desk.leavers.seat.read_roster().team_key_at() is not None
    team.keep_mark(desk)
    team.close()
    assert not [one.name for one in profile.folder.glob("*") if one.name.startswith(("join-", "roster-"))]
    assert read_about(profile).safety_desk


def test_the_first_officer_begins_a_team_with_a_managers_signature_and_her_own(profile: Profile) -> None:
    maya = new_officer(profile)
    office = ProgrammeOffice(profile)
    jo = office.sign_in(*JO)
    assert waiting(jo) == [("Maya Okafor", True)]
    assert "Compare the number: Maya Okafor wants to join" in [row.words for row in perform(jo, "today.show", {}).rows]
    office.close()

    steps = [go_on_alone(profile, "maya", HERS), approved(profile, maya), approved(profile, maya)]
    with pytest.raises(Locked):
        go_on_alone(profile, "maya", "not her password")
    with pytest.raises(Locked):
        go_on_alone(profile, "nobody", HERS)
    steps += [go_on_alone(profile, "Maya", HERS), approved(profile, maya), go_on_alone(profile, "maya", HERS)]

    assert steps == ["waits", "asked", "asked", "signed", "begun", "begun"]
    stands(profile)
    office = ProgrammeOffice(profile)
    jo = office.sign_in(*JO)
    assert waiting(jo) == []
    with pytest.raises(NotAllowed, match="stands already"):
        perform(jo, "people.approve_safety", {"person": "ab" * 16, "safety_number": "1", "same": True})
    office.close()


def test_another_number_and_they_differ_stop_everything(profile: Profile) -> None:
    """SEC-4, T7: nothing is signed for other keys, and the file is gone."""
    maya = new_officer(profile)
    with pytest.raises(InvalidInput, match="not the safety number"):
        approved(profile, maya, number="9S4T 1E47 DTP2 3ESH 2Q3J")
    assert not (profile.folder / ASKED).exists()

    assert approved(profile, maya, same=False) == "stopped"

    with pytest.raises(Locked):
        go_on_alone(profile, "maya", HERS)


def test_she_signs_only_for_herself(profile: Profile) -> None:
    """What the manager's desk laid down for her names somebody else's keys: nothing is signed (E4)."""
    maya, other = new_officer(profile), new_officer(profile, "mia")
    approved(profile, other)

    with pytest.raises(Damaged, match="not what she sent"):
        go_on_alone(profile, "maya", HERS)

    assert approved(profile, maya) == "asked", "the manager asks for her instead"
    assert go_on_alone(profile, "maya", HERS) == "signed"


def test_an_answer_to_an_older_list_of_staff_is_asked_for_again(profile: Profile) -> None:
    maya = new_officer(profile)
    approved(profile, maya)
    go_on_alone(profile, "maya", HERS)
    nia = make_keys(place_of(profile, "programme"), "nia", "Nia Bell", "facilitator", HERS)
    office = ProgrammeOffice(profile)
    jo = office.sign_in(*JO)
    perform(jo, "people.admit", {"person": nia.person.user, "safety_number": nia.safety_number})
    office.keep_mark(jo)
    office.close()

    steps = [approved(profile, maya), go_on_alone(profile, "maya", HERS), approved(profile, maya)]

    assert [*steps, go_on_alone(profile, "maya", HERS)] == ["asked", "signed", "begun", "begun"]
    stands(profile)


@pytest.mark.parametrize("step", ["bring_up_to_date", "_slots", "found_team", "write_about"])
def test_a_break_while_the_team_is_made_is_gone_on_from(
    profile: Profile, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T15: until the list of staff names the team what lies there is nothing; after that only the rest is done."""
    maya = new_officer(profile)
    approved(profile, maya)
    go_on_alone(profile, "maya", HERS)
    approved(profile, maya)

    class Broken(BaseException):
        """The current went."""

    where, name = (partner_founding.Founder, "_write_slots") if step == "_slots" else (partner_founding, step)
    whole = getattr(where, name)

    def broken(*given: object) -> None:
        whole(*given)
        raise Broken

    with monkeypatch.context() as patch:
        patch.setattr(where, name, broken)
        with pytest.raises(Broken):
            go_on_alone(profile, "maya", HERS)

    assert go_on_alone(profile, "maya", HERS) == "begun"
    stands(profile)


def test_at_both_windows_it_is_said_what_comes_next(qtbot: QtBot, profile: Profile) -> None:
    with themed(Accent.PLUM):
        empty = EmptyWindow(profile, screens, leave=lambda: None)
        empty.show()
        doors = here(empty)  # type: ignore[arg-type]  # a window like the other
        assert isinstance(doors, DoorsPage)
        said = shown_words(doors)
        doors.focusProxy().click()  # type: ignore[union-attr]
        typed = {"label": "Maya Okafor", "name": "maya", "role": "safety_officer", "new": HERS, "again": HERS}
        filled(here(empty), JoinPage, **typed)  # type: ignore[arg-type]
        wait_for(qtbot, empty, JoinedPage)  # type: ignore[arg-type]
        number = shown_words(here(empty))  # type: ignore[arg-type]
        here(empty).focusProxy().click()  # type: ignore[arg-type, union-attr]
        told = []
        for _turn in range(2):
            page = here(empty)  # type: ignore[arg-type]
            assert isinstance(page, FormPage)
            page.form.fill({"login": "maya", "password": HERS})
            page.go_on.click()
            qtbot.waitUntil(lambda: empty.jobs.is_idle() and page.go_on.isEnabled(), timeout=60_000)  # noqa: B023  now
            told.append(page.problem.accessibleName())
            office = ProgrammeOffice(profile)
            (maya,) = office.sign_in(*JO).seat.sign_in_files.first_of_team()
            office.close()
            approved(profile, maya)
        page.go_on.click()
        qtbot.waitUntil(lambda: empty.begun is not None and empty.begun.jobs.is_idle(), timeout=60_000)
        assert empty.begun is not None
        assert isinstance(here(empty.begun), SignInPage)
        empty.begun.window.hide()
        empty.close()

    assert "There is no partner desk in this office yet." in said
    assert maya.safety_number in number
    assert "has not compared your number yet" in told[0]
    assert "You have signed." in told[1]
    stands(profile)
