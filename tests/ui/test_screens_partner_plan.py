"""Her plan is set only with what she said, old and new shown first; times are read as people write them (W7, PRT-9)."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.core.errors import NotAllowed
from app.domain.answers import Answer
from app.partner.rules.safe_contact import Hours, WayKind, Weekday, hours_words
from app.partner.safe_plans import CardAsked, NumberAsked, WayGiven
from tests.bridge.samples import HER_NUMBER, a_plan
from tests.offices import Office
from tests.ui.accessibility import check_screen
from tests.ui.her_desk import CHECKED, CTRL, Story, a_story, her_window, press, spoken
from tests.ui.show import Signed
from ui.partner.plan.form import read_times
from ui.partner.plan.screen import Confirm, PlanScreen

NEW_NUMBER = "07700 900812"


@pytest.fixture
def story(office: Office) -> Story:
    return a_story(office)


@pytest.fixture
def signed(qtbot: QtBot, office: Office, story: Story) -> Iterator[Signed]:
    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        signed.window.go("plan", story.planned)
        yield signed


def page_of(signed: Signed) -> PlanScreen:
    screen = signed.window.screen
    assert isinstance(screen, PlanScreen)
    return screen


def asked(page: PlanScreen) -> Confirm:
    return page.findChildren(Confirm)[-1]


def number_of(office: Office, story: Story) -> str:
    given = NumberAsked(partner=story.planned, reason="first call", rules_read=True)
    return office.partner_desk().safe_plans.show_number(given).number


def hours() -> st.SearchStrategy[Hours]:
    clock = st.times().map(lambda at: f"{at:%H:%M}")
    days = st.sets(st.sampled_from(Weekday), min_size=1).map(
        lambda found: tuple(sorted(found, key=tuple(Weekday).index))
    )
    return st.builds(Hours, days=days, start=clock, end=clock)


@given(st.lists(hours(), max_size=4))
def test_times_shown_are_read_back_as_the_same_times(plan: list[Hours]) -> None:
    assert read_times("\n".join(hours_words(one) for one in plan)) == tuple(plan)


@pytest.mark.parametrize(
    ("typed", "days", "start"),
    [
        ("Tuesday and Thursday, 9.30 to 11:30", ("tue", "thu"), "09:30"),
        ("mon-fri 09:00-12:00", ("mon", "tue", "wed", "thu", "fri"), "09:00"),
        ("Sat 10:00 – 11:00", ("sat",), "10:00"),
    ],
)
def test_times_are_read_as_people_write_them(typed: str, days: tuple[str, ...], start: str) -> None:
    found = read_times(typed)

    assert found is not None
    assert (tuple(day.value for day in found[0].days), found[0].start) == (days, start)


@pytest.mark.parametrize("typed", ["mornings", "Tue 25:00 to 26:00", "Xday 09:00 to 10:00", "T 09:00 to 10:00"])
def test_times_that_are_not_clear_are_never_guessed(typed: str) -> None:
    assert read_times(typed) is None


def test_the_page_shows_the_plan_with_its_number_masked(signed: Signed) -> None:
    page = page_of(signed)

    assert page.form.values()["when"] == "Tue, Thu 09:30 to 11:30"
    assert HER_NUMBER not in spoken(signed.window)
    assert HER_NUMBER not in str(page.form.values())
    assert not page.is_edited()


def test_a_changed_rule_holds_only_after_she_is_named_as_its_source(
    signed: Signed, office: Office, story: Story
) -> None:
    page = page_of(signed)
    edit = page.form.editor("dropped_call").edit
    QTest.keyClick(edit, Qt.Key.Key_A, CTRL)
    QTest.keyClicks(edit, "Ring back once")
    press(signed.window, Qt.Key.Key_S, CTRL)

    stop = asked(page)
    assert not stop.act.isEnabled()
    assert not stop.read_back.isVisible()
    stop.herself.click()
    stop.act.click()

    card = office.partner_desk().safe_plans.card(CardAsked(partner=story.planned))
    assert "Ring back once" in [line.words for line in card.lines]
    assert card.checked_on == office.clock.today()
    assert number_of(office, story) == HER_NUMBER, "a number nobody typed stays what it was"


def test_old_and_new_stand_side_by_side(signed: Signed) -> None:
    page = page_of(signed)
    page.form.editor("dropped_call").fill("Ring back once")

    page.save.click()

    stop = asked(page)
    row = [stop.table.rows.index(0, column).data() for column in range(3)]
    assert row == ["If the call drops", "Do not ring back", "Ring back once"]
    stop.stay.click()
    assert page.is_edited(), "leaving it as it is loses nothing that was typed"


def test_a_new_number_needs_two_confirmations(signed: Signed, office: Office, story: Story) -> None:
    page = page_of(signed)
    page.form.editor("call_to").fill(NEW_NUMBER)
    page.save.click()

    stop = asked(page)
    stop.herself.click()
    assert not stop.act.isEnabled()
    stop.read_back.click()
    stop.act.click()

    assert number_of(office, story) == NEW_NUMBER


def test_the_act_itself_refuses_a_new_number_that_was_not_read_back(office: Office, story: Story) -> None:
    way = WayGiven(kind=WayKind.CALL, to=NEW_NUMBER, may_leave_message=Answer.NO)

    with pytest.raises(NotAllowed):
        office.partner_desk().safe_plans.set(a_plan(story.planned, CHECKED, ways=(way,)))


def test_a_way_without_a_number_keeps_the_one_that_is_known(office: Office, story: Story) -> None:
    way = WayGiven(kind=WayKind.CALL, to="", may_leave_message=Answer.YES)

    office.partner_desk().safe_plans.set(a_plan(story.planned, CHECKED, ways=(way,)))

    shown = office.partner_desk().safe_plans.show(CardAsked(partner=story.planned))
    assert number_of(office, story) == HER_NUMBER
    assert shown.plan is not None
    assert shown.plan.ways[0].may_leave_message is Answer.YES
    assert HER_NUMBER not in str(shown)


def test_a_first_plan_is_set_on_an_empty_page(signed: Signed, office: Office, story: Story) -> None:
    signed.window.go("plan", story.unplanned)
    page = page_of(signed)
    page.form.editor("call_to").fill(NEW_NUMBER)
    page.form.editor("when").fill("Mon-Fri 09:00 to 12:00")
    page.form.editor("if_someone_else_answers").fill("Wrong number")
    page.form.editor("dropped_call").fill("Wait")

    page.save.click()
    asked(page).herself.click()
    asked(page).act.click()

    assert office.partner_desk().safe_plans.card(CardAsked(partner=story.unplanned)).has_plan
    assert signed.window.desk_page.way.here == ("partner", story.unplanned)


def test_gaps_are_named_beside_their_fields(signed: Signed, story: Story) -> None:
    signed.window.go("plan", story.unplanned)
    page = page_of(signed)
    page.form.editor("when").fill("mornings")

    page.save.click()

    assert not page.findChildren(Confirm)
    assert page.form.editor("dropped_call").edit.accessibleDescription() == "Fill this in."


def test_a_plan_without_any_way_is_refused_at_its_first_way(signed: Signed) -> None:
    page = page_of(signed)
    page.form.editor("call_to").fill("")
    page.save.click()
    asked(page).herself.click()

    asked(page).act.click()

    assert "at least one safe way" in page.form.editor("call_to").edit.accessibleDescription()


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_page_passes_the_accessibility_checks(qtbot: QtBot, office: Office, story: Story, scale: float) -> None:
    with her_window(office, scale=scale) as signed:
        qtbot.addWidget(signed.window)
        signed.window.go("plan", story.planned)

        assert check_screen(signed.window, signed.window.screen) == []
