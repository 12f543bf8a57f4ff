"""A record is held, freed and erased at her desk's window, with a reason and a second officer (RET-2)."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.core.errors import Missing
from app.partner.partners import OfPartner
from tests.offices import Office
from tests.ui.accessibility import check_screen
from tests.ui.her_desk import Story, a_story, her_window
from tests.ui.programme_screens import press, write
from tests.ui.show import Signed
from ui.partner.erasure.screen import ErasureScreen
from ui.partner.partners.lists import PartnersScreen


@pytest.fixture
def story(office: Office) -> Story:
    return a_story(office)


@pytest.fixture
def signed(qtbot: QtBot, office: Office, story: Story) -> Iterator[Signed]:
    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        signed.window.go("erasure", story.planned)
        yield signed


def page_of(signed: Signed) -> ErasureScreen:
    screen = signed.window.screen
    assert isinstance(screen, ErasureScreen)
    return screen


def agree(screen: ErasureScreen, name: str) -> None:
    assert screen.card is not None
    screen.card.user.clear()
    write(screen.card.user, name)
    write(screen.card.password, f"pw-{name}")
    screen.card.act.click()


def test_a_record_is_erased_with_a_reason_and_a_second_officer(signed: Signed, office: Office, story: Story) -> None:
    screen = page_of(signed)
    assert "record" in screen.goes.text()
    assert "no backup holds it any more from 22 February 2027 on" in screen.complete.text()
    assert check_screen(signed.window, screen) == []
    screen.erase.click()
    assert screen.card is None, "a reason first"
    write(screen.form.editor("reason"), "She asked us to")

    screen.erase.click()
    agree(screen, "maya")
    assert screen.card.problem.isVisible()  # type: ignore[union-attr]
    assert screen.form.values()["reason"] == "She asked us to"
    agree(screen, "wendy")

    assert isinstance(signed.window.screen, PartnersScreen)
    with pytest.raises(Missing):
        office.partner_desk().partners.show(OfPartner(partner=story.planned))


def test_a_hold_is_set_at_once_and_ended_by_two(signed: Signed) -> None:
    screen = page_of(signed)
    write(screen.form.editor("reason"), "Court has asked")
    screen.keep.click()
    assert (screen.says.accessibleName(), screen.erase.isEnabled()) == (
        "Held since 24 November 2026: Court has asked", False
    )  # fmt: skip
    assert screen.keep.isHidden()
    assert check_screen(signed.window, screen) == []
    write(screen.form.editor("reason"), "The court is done")

    screen.end.click()
    agree(screen, "wendy")

    assert screen.says.isHidden()
    assert screen.erase.isEnabled()
    assert not screen.is_edited()


def test_what_was_typed_is_kept_and_the_page_without_a_record_says_what_to_do(signed: Signed) -> None:
    screen = page_of(signed)
    write(screen.form.editor("reason"), "She asked")
    press("Tab")

    assert screen.kept() == {"reason": "She asked"}
    signed.window.go("erasure")
    assert screen.is_edited()
