"""Somebody new makes her keys at her own desk and is let in there: a real office, real files (section 8, Join)."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.errors import Damaged, InvalidInput, Locked
from app.core.paths import Profile
from app.crypto.encode import cj
from app.crypto.kit import safety_number
from app.crypto.person import Seed
from app.desk.catalogue import perform
from app.desk.newcomers import Newcomer
from app.start.opening import ProgrammeOffice
from app.start.own_login import Tries
from app.start.partner_opening import PartnerOffice
from app.start.people.files import StaffFiles
from app.start.people.newcomer import make_keys, place_of
from app.start.programme_window import ProgrammeWindow
from tests.start.profiles import handrail
from tests.start.test_windows import no_making, screens
from tests.ui.show import themed
from ui.shell.join import JoinedPage, JoinPage
from ui.shell.sign_in import SignInPage

WORDS = "nine quiet boats in the fog"


pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture
def profile(cheaply: Path, tmp_path: Path) -> Profile:
    shutil.copytree(cheaply, tmp_path / "profile")
    return Profile(tmp_path / "profile")


def nia(profile: Profile, side: str = "programme", role: str = "facilitator") -> Newcomer:
    return make_keys(place_of(profile, side), "nia", "Nia Bell", role, WORDS)


def files(profile: Profile, side: str = "programme") -> StaffFiles:
    """The tray as a colleague sees it who opens nothing in it."""
    return StaffFiles(place_of(profile, side), "ab" * 16, Seed.new())


def number_of(profile: Profile, login: str, side: str = "programme") -> str:
    """The safety number as it stands on the kit of this person."""
    place = place_of(profile, side)
    opened, _remembered = place.open(Tries(profile, side, place.about.clock()), login, f"pw-{login}")
    return safety_number(place.about.inst, opened.user, opened.seed.x25519_public, opened.seed.ed25519_public)


def test_she_signs_in_with_her_own_password_once_a_manager_let_her_in(profile: Profile) -> None:
    made = nia(profile)
    office = ProgrammeOffice(profile)
    with pytest.raises(Locked):
        office.sign_in("nia", WORDS)
    jo = office.sign_in("jo", "pw-jo")

    perform(jo, "people.admit", {"person": made.person.user, "safety_number": made.safety_number})

    hers = office.sign_in("nia", WORDS)
    asked = hers.seat.first_seen
    assert number_of(profile, "jo") in asked, "on the kit of who let her in, and on no list that somebody made (T7)"
    assert "Jo Adeyemi" in asked
    assert not jo.seat.first_seen
    assert not office.sign_in("nia", WORDS).seat.first_seen, "this computer has seen the list"
    assert hers.seat.person.label == "Nia Bell"
    assert not hers.seat.own_login.has_kit(), "she is asked for her kit first"
    assert not list(profile.folder.glob("join-*.json"))
    assert perform(hers, "case.list", {}) is not None
    perform(jo, "people.remove", {"user": made.person.user})
    with pytest.raises(Locked):
        office.sign_in("nia", WORDS)
    office.close()


def test_an_officer_signs_in_once_two_of_the_team_signed_and_has_no_seed_in_his_file(profile: Profile) -> None:
    """SEC-11, NEV-8: her name opens nothing at the other desk."""
    made = make_keys(place_of(profile, "partner"), "ines", "Ines Roth", "safety_officer", WORDS)
    given = {"person": made.person.user, "safety_number": made.safety_number}
    office = PartnerOffice(profile)
    maya = office.sign_in("maya", "pw-maya")
    perform(maya, "team.enrol", given)
    office.keep_mark(maya)
    with pytest.raises(Locked):
        office.sign_in("ines", WORDS)

    perform(office.sign_in("wendy", "pw-wendy"), "team.approve", given)

    hers = office.sign_in("ines", WORDS)
    assert number_of(profile, "wendy", "partner") in hers.seat.first_seen
    assert hers.seat.person.label == "Ines Roth"
    assert hers.seat.person.login == "ines"
    assert perform(hers, "partner.list", {}) == ()
    assert not hers.seat.own_login.has_kit()
    office.close()
    slots = json.loads(profile.keyslots("programme").read_bytes())["slots"]
    assert [(one["pw"], one["kit"]) for one in slots if one["user"] == made.person.user] == [(None, None)]
    with pytest.raises(Locked):
        ProgrammeOffice(profile).sign_in("ines", WORDS)
    assert not list(profile.folder.glob("join-*.json"))


def test_the_command_makes_the_same_keys_and_says_the_number(profile: Profile) -> None:
    words = ("join", "--profile", str(profile.folder), "--as", "nia", "--label", "Nia Bell", "--role", "auditor")

    made = handrail(*words, "--passwords", "0", passwords={"nia": WORDS})

    assert made.returncode == 0, made.stderr
    (one,) = files(profile).waiting()
    assert f"Safety number: {one.safety_number}" in made.stdout
    assert (one.login, one.person.label, one.role.value) == ("nia", "Nia Bell", "auditor")
    short = handrail(*words, "--passwords", "0", passwords={"nia": "short"})
    assert short.returncode == 2
    other = handrail(*words[:-1], "safety_officer", "--passwords", "0", passwords={"nia": WORDS})
    assert other.returncode == 2, "a role of the other desk is none here"


def forged(body: dict[str, Any]) -> dict[str, bytes]:
    """Whatever somebody could put in the place of a join file."""
    person, pw = body["person"], body["pw"]

    def of(**values: object) -> bytes:
        return cj({**body, **values})

    return {
        "nothing": b"", "cut": cj(body)[:-1], "noise": os.urandom(64), "deep": b"[" * 5000, "longer": cj(body) + b" ",
        "not canonical": json.dumps(body, indent=1).encode(), "huge": cj(body) + b" " * 2_000_000,
        "field less": cj({name: body[name] for name in body if name != "kit"}), "field more": of(extra=1),
        "newer": of(v=2), "another office": of(inst="ab" * 16), "no password": of(pw=None),
        "two roles": of(person={**person, "roles": ["facilitator", "manager"]}),
        "other desk": of(person={**person, "roles": ["safety_officer"]}),
        "other name": of(person={**person, "user": "cd" * 16}),
        "no work": of(pw={**pw, "kdf": {**pw["kdf"], "m_kib": 1024}}), "no kdf": of(pw={"kdf": {}, "seed": ""}),
        "giant work": of(pw={**pw, "kdf": {**pw["kdf"], "m_kib": 64 * 2**20}}),
    }  # fmt: skip


def test_a_file_that_is_not_exactly_a_join_file_of_this_desk_is_nobody(
    profile: Profile, caplog: pytest.LogCaptureFixture
) -> None:
    """T26: bounds before work."""
    path = profile.folder / f"join-{nia(profile).person.user}.json"
    whole = path.read_bytes()

    seen = {}
    for kind, data in forged(json.loads(whole)).items():
        path.write_bytes(data)
        seen[kind] = files(profile).waiting()

    assert {kind for kind, found in seen.items() if found} == set()
    assert "Nia" not in caplog.text
    path.write_bytes(whole)
    assert len(files(profile).waiting()) == 1


def test_keys_exchanged_after_the_number_was_read_out_let_nobody_in(profile: Profile) -> None:
    """T7: whoever can write into the folder puts other keys under her name."""
    read_out = nia(profile).safety_number
    for path in profile.folder.glob("join-*.json"):
        path.unlink()
    forged = nia(profile)
    office = ProgrammeOffice(profile)
    jo = office.sign_in("jo", "pw-jo")

    with pytest.raises(InvalidInput, match="not the safety number"):
        perform(jo, "people.admit", {"person": forged.person.user, "safety_number": read_out})

    office.close()


def test_a_slot_put_in_by_hand_for_somebody_the_list_of_staff_lacks_opens_nothing(profile: Profile) -> None:
    """E2: the grant names a person and a moment in the list of staff; a file alone makes nobody a colleague."""
    made = nia(profile)
    office = ProgrammeOffice(profile)
    jo = office.sign_in("jo", "pw-jo")
    person = {"person": made.person.user, "safety_number": made.safety_number}
    perform(jo, "people.admit", person)
    with_her = profile.keyslots("programme").read_bytes()
    perform(jo, "people.remove", {"user": made.person.user})
    profile.keyslots("programme").write_bytes(with_her)

    with pytest.raises(Damaged):
        office.sign_in("nia", WORDS)

    office.close()


def test_from_the_sign_in_page_to_the_number_by_keys_alone(qtbot: QtBot, profile: Profile) -> None:
    """UX-16: two passwords that differ are told beside the field, and nothing typed is lost."""
    with themed():
        running = ProgrammeWindow(profile, screens, no_making())
        running.show()
        assert running.window is not None
        page = running.window.centralWidget()
        assert isinstance(page, SignInPage)
        page.new_here.click()
        asking = running.window.centralWidget()
        assert isinstance(asking, JoinPage)
        QTest.qWait(20)
        for name, text in (("label", "Nia Bell"), ("name", "nia"), ("new", WORDS), ("again", "other")):
            editor = asking.form.editor(name)
            editor.setFocus()
            QTest.keyClicks(editor.focusProxy() or editor, text)
        asking.form.editor("role").fill("facilitator")
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert not list(profile.folder.glob("join-*.json"))
        asking.form.editor("again").fill(WORDS)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: isinstance(running.window.centralWidget(), JoinedPage), timeout=20_000)
        (one,) = files(profile).waiting()
        shown = running.window.centralWidget().findChildren(type(page.problem))
        assert one.safety_number in [label.text() for label in shown]
        QTest.qWait(20)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        assert isinstance(running.window.centralWidget(), SignInPage)
        running.close()
