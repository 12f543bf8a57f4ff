"""Opens both programs' windows on a real office: sign-in in a job, the desk, lock, and what was typed coming back."""

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.core.errors import InvalidInput, Missing, Unavailable
from app.core.paths import Profile
from app.programme.accounts import SettingGiven
from app.start.drafts import Drafts
from app.start.first_run import FirstRun, described
from app.start.partner_window import PartnerWindow
from app.start.programme_window import Making, ProgrammeWindow
from tests.doubles import InlineJobs
from tests.ui.show import themed
from ui.shell.desk_page import DeskPage
from ui.shell.first_run import DoorsPage, OfficeGiven, OfficePage
from ui.shell.lock import LockedPage
from ui.shell.screen import Context, Screen, ScreenSpec
from ui.shell.sign_in import SignInPage

TYPED = "he said he would come on Thursday"


class Notebook(Screen[object]):
    """A screen with one line that is never saved."""

    def __init__(self, ctx: Context[object]) -> None:
        super().__init__(ctx, "Notebook")
        self.line = QLineEdit()
        self.line.setAccessibleName("Line")
        self.body.addWidget(self.line)

    def kept(self) -> dict[str, object]:
        return {"line": self.line.text()} if self.line.text() else {}

    def restore(self, kept: dict[str, object]) -> None:
        self.line.setText(str(kept["line"]))


def screens() -> tuple[ScreenSpec[object], ...]:
    return (ScreenSpec("notebook", "Notebook", "notes", Notebook),)


def no_making() -> Making:
    return Making(lambda _profile, _text, _passwords: None, lambda _profile: None)


def sign_in(qtbot: QtBot, running: ProgrammeWindow | PartnerWindow, login: str, password: str) -> None:
    """Type both and press the button, as a person does; wait for the answer."""
    assert running.window is not None
    page = running.window.centralWidget()
    assert isinstance(page, SignInPage)
    page.user.setText(login)
    page.password.setText(password)
    page.button.click()
    qtbot.waitUntil(running.jobs.is_idle, timeout=20_000)


def test_sign_in_lock_and_sign_in_again_brings_back_what_was_typed(qtbot: QtBot, profile: Profile) -> None:
    with themed():
        running = ProgrammeWindow(profile, screens, no_making())
        running.show()
        assert running.window is not None

        sign_in(qtbot, running, "priya", "wrong")
        page = running.window.centralWidget()
        assert isinstance(page, SignInPage)
        assert page.problem.text() == "That did not match."
        sign_in(qtbot, running, "priya", "pw-priya")
        assert isinstance(running.window.centralWidget(), DeskPage)
        notebook = running.window.screen
        assert isinstance(notebook, Notebook)
        notebook.line.setText(TYPED)
        running.window.lock()

        assert isinstance(running.window.centralWidget(), LockedPage)
        assert running.desk is None
        drafts = list(profile.drafts("programme").iterdir())
        assert len(drafts) == 1
        assert TYPED.encode() not in drafts[0].read_bytes()

        running.window.centralWidget().unlock.click()
        sign_in(qtbot, running, "jo", "pw-jo")
        assert isinstance(running.window.screen, Notebook)
        assert running.window.screen.line.text() == "", "a draft is its writer's alone"
        running.window.lock()
        running.window.centralWidget().unlock.click()
        sign_in(qtbot, running, "priya", "pw-priya")
        assert isinstance(running.window.screen, Notebook)
        assert running.window.screen.line.text() == TYPED
        assert len(list(profile.drafts("programme").iterdir())) == 1, "a crash right now would lose nothing"
        running.window.screen.line.clear()
        running._sitting.keep_now()
        assert not list(profile.drafts("programme").iterdir())
        running.close()


def test_what_is_typed_is_sealed_while_one_types_and_survives_a_power_cut(qtbot: QtBot, profile: Profile) -> None:
    with themed():
        running = ProgrammeWindow(profile, screens, no_making())
        running.show()
        assert running.window is not None
        sign_in(qtbot, running, "priya", "pw-priya")
        notebook = running.window.screen
        assert isinstance(notebook, Notebook)
        notebook.line.setText("first")
        running._sitting.keep_now()
        notebook.line.setText(TYPED)
        running._sitting.keep_now()

        ledger = running.desk.seat.ledger if running.desk else None
        assert ledger is not None
        lying = Drafts(profile, "programme", ledger.inst, ledger.user, ledger.seed).take()

        assert [one.values for one in lying] == [{"line": TYPED}]
        running.close()


def test_the_idle_time_is_the_one_the_office_set(qtbot: QtBot, profile: Profile) -> None:
    with themed():
        running = ProgrammeWindow(profile, screens, no_making())
        running.show()
        assert running.window is not None
        sign_in(qtbot, running, "jo", "pw-jo")
        assert running.desk is not None
        running.desk.settings.set(SettingGiven(key="lock.programme_minutes", value=1))
        running.window.lock()
        assert isinstance(running.window.centralWidget(), LockedPage)
        running.window.centralWidget().unlock.click()
        sign_in(qtbot, running, "jo", "pw-jo")

        for _second in range(60):
            running.window._watch.tick()
        qtbot.waitUntil(lambda: isinstance(running.window.centralWidget(), LockedPage), timeout=5_000)
        running.close()


def test_a_second_window_on_the_same_office_does_not_open(qtbot: QtBot, profile: Profile) -> None:
    with themed():
        first = ProgrammeWindow(profile, screens, no_making())
        first.show()
        with pytest.raises(Unavailable, match="already open"):
            ProgrammeWindow(profile, screens, no_making()).show()
        first.close()

        again = ProgrammeWindow(profile, screens, no_making())
        again.show()
        again.close()


def test_the_partner_desk_ends_at_lock_and_seals_what_was_typed(qtbot: QtBot, profile: Profile) -> None:
    ended: list[bool] = []
    with themed():
        running = PartnerWindow(profile, screens, leave=lambda: ended.append(True))
        running.show()
        sign_in(qtbot, running, "maya", "pw-maya")
        notebook = running.window.screen
        assert isinstance(notebook, Notebook)
        notebook.line.setText(TYPED)

        running.window.lock()

        assert ended == [True]
        assert not running.window.isVisible()
        (draft,) = profile.drafts("partner").iterdir()
        assert TYPED.encode() not in draft.read_bytes()
        running.close()


def test_the_partner_window_says_when_there_is_no_partner_desk(profile: Profile) -> None:
    profile.keyslots("partner").unlink()

    with pytest.raises(Missing, match="no partner desk"):
        PartnerWindow(profile, screens)


def test_where_there_is_no_office_the_doors_stand(qtbot: QtBot, tmp_path: Path) -> None:
    with themed():
        running = ProgrammeWindow(Profile(tmp_path / "new"), screens, no_making())
        running.show()

        assert running.window is not None
        assert isinstance(running.window.centralWidget(), DoorsPage)
        running.close()


GIVEN = OfficeGiven(
    office="Northgate",
    region="ENG-WLS",
    language="en",
    people={
        "manager": {"name": "Jo Adeyemi", "user": "jo", "password": "four plain words here"},
        "safety": {"name": "Maya Okafor", "user": "maya", "password": "other plain words here"},
    },
)


def test_the_office_that_was_typed_is_one_that_can_be_made_and_holds_no_password() -> None:
    from app.ops.office import check_passwords, read_office

    text, passwords = described(GIVEN)

    office = read_office(text)
    check_passwords(office, passwords)
    assert [user.role.value for user in office.users] == ["manager", "safety_officer"]
    assert not office.practice
    assert b"words" not in text
    assert json.loads(text)["name"] == "Northgate"


def test_a_refused_office_stays_on_the_page_with_its_reason(qtbot: QtBot, tmp_path: Path) -> None:
    def refuse(_profile: Profile, _text: bytes, _passwords: dict[str, str]) -> None:
        raise InvalidInput({"users": "Two people have the same user name."})

    shown: list[object] = []
    begun: list[Profile] = []
    with themed():
        making = Making(refuse, lambda _profile: None)
        run = FirstRun(Profile(tmp_path), InlineJobs(), shown.append, making, begun.append)
        run.ask_office()
        page = shown[0]
        assert isinstance(page, OfficePage)
        qtbot.addWidget(page)
        run._create(page, GIVEN)

        assert not begun
        assert page.problem.isVisibleTo(page)
