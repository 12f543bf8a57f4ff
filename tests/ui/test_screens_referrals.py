"""Referrals by keyboard: the list, the form, the one-way box, consent, and who is known before."""

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.domain.moves import CaseState
from app.programme.cases import CaseAsked
from models.programme.case import Case, DetailsPassed
from tests.offices import Office
from tests.programme import flows
from tests.ui.accessibility import check_screen, settle
from tests.ui.programme_screens import cards, here, opened, place, press, shown_words, write
from ui.kit.tokens import Look
from ui.programme.referrals import screen as referrals_screen
from ui.programme.referrals.intake import ReferralScreen
from ui.programme.referrals.screen import ReferralsScreen
from ui.shell.screen import Screen


def form_of(screen: Screen[object]) -> ReferralScreen:
    assert isinstance(screen, ReferralScreen)
    return screen


def fill_person(
    screen: ReferralScreen, given: str = "Marcus", family: str = "Thorne", born: str = "14 feb 1991"
) -> None:
    for name, text in (("given_name", given), ("family_name", family), ("date_of_birth", born)):
        write(screen.person.editor(name), text)
    screen.person.editor("source").inner.setFocus()
    screen.person.editor("source").fill("probation")
    screen.person.editor("programme").fill("bbr")


def name_her(screen: ReferralScreen) -> None:
    screen.box.editor("way").choice.choose("given")
    settle()
    screen.people.add_button.click()
    write(screen.people.forms[0].editor("given_name"), "Quillsworth")


def sign(screen: ReferralScreen) -> None:
    screen.consent.editor("outcome").choice.choose("signed")
    settle()
    for name, text in (("version", "1"), ("explained_on", "2/11/2026"), ("signed_on", "2/11/2026"), ("witness", "Sam")):
        write(screen.consent.editor(name), text)


def stored(office: Office) -> list[Case]:
    with office.programme.work(reading=True) as work:
        return list(work.session.scalars(select(Case).order_by(Case.number)))


def test_enter_on_a_new_referral_opens_its_screening(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")
    case = flows.a_case(desk)

    with opened(qtbot, desk, "referrals") as signed:
        press("Return")

        assert place(signed) == ("screening", case)


def test_the_tabs_part_new_referrals_from_those_in_screening(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")
    flows.a_case(desk)
    flows.screened(desk, given_name="Marcus", family_name="Thorne", date_of_birth="1991", external_reference="X2")

    with opened(qtbot, desk, "referrals") as signed:
        screen = here(signed)
        assert isinstance(screen, ReferralsScreen)
        first = screen.table.rows.index(0, 1).data()
        screen.tabs.setFocus()
        press("Right")

        assert first == "Daniel Okoro"
        assert [screen.table.rows.index(row, 1).data() for row in range(screen.table.rows.rowCount())] == [
            "Marcus Thorne"
        ]


def test_a_tab_that_is_cut_says_how_earlier_ones_are_found(
    qtbot: QtBot, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P8: a tab reads its own rows, and of very many the last."""
    monkeypatch.setattr(referrals_screen, "MOST", 1)
    desk = office.desk("priya")
    flows.a_case(desk)
    flows.a_case(desk, given_name="Marcus", family_name="Thorne", date_of_birth="1991", external_reference="X2")

    with opened(qtbot, desk, "referrals") as signed:
        screen = here(signed)
        assert isinstance(screen, ReferralsScreen)

        assert screen.table.rows.rowCount() == 1
        assert "the last 1 are listed" in screen.hint.text()
        assert "2 new" in shown_words(screen)


def test_no_referrals_says_so_in_one_line(qtbot: QtBot, office: Office) -> None:
    with opened(qtbot, office.desk("priya"), "referrals") as signed:
        assert "No referrals waiting." in shown_words(here(signed))


def test_a_referral_typed_by_keyboard_goes_to_screening_with_box_and_consent(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")

    with opened(qtbot, desk, "referrals") as signed:
        press("Ctrl+N")
        screen = form_of(here(signed))
        fill_person(screen)
        name_her(screen)
        sign(screen)
        press("Ctrl+Return")

        (case,) = stored(office)
        page = desk.cases.show(CaseAsked(case=case.id))
        assert place(signed) == ("screening", case.id)
        assert (page.name, page.date_of_birth) == ("Marcus Thorne", "1991-02-14")
        assert page.details_line.startswith("Passed to the safety team, 1 person")
        assert page.consent_line == "Signed on 2 November 2026."


def test_what_went_into_the_box_is_nowhere_at_this_desk_again(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")

    with opened(qtbot, desk, "referral") as signed:
        screen = form_of(here(signed))
        fill_person(screen)
        name_her(screen)
        kept = str(screen.kept())
        press("Ctrl+Return")
        signed.window.go("referral", stored(office)[0].id)
        settle()

        assert "Quillsworth" not in kept
        assert "Quillsworth" not in shown_words(signed.window)
        assert "Passed to the safety team, 1 person" in shown_words(here(signed))


def test_an_unfinished_form_says_what_to_add_and_saves_nothing(qtbot: QtBot, office: Office) -> None:
    with opened(qtbot, office.desk("priya"), "referral") as signed:
        screen = form_of(here(signed))
        write(screen.person.editor("given_name"), "Marcus")
        press("Ctrl+Return")

        assert "things to put right" in shown_words(screen)
        assert screen.person.editor("family_name").inner.hasFocus()
        assert screen.person.editor("given_name").edit.text() == "Marcus"
        assert stored(office) == []


def test_a_man_known_before_is_asked_about_while_the_form_is_filled(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")
    flows.waiting(desk)
    office.desk("jo").cases.move(_ended(stored(office)[0].id))

    with opened(qtbot, desk, "referral") as signed:
        screen = form_of(here(signed))
        fill_person(screen, "Daniel", "Okoro", "1988-04-12")
        asked = shown_words(screen.earlier)
        press("Ctrl+Return")
        refused = len(stored(office))
        screen.earlier.findChildren(type(screen.earlier._choices[0]))[-1].click()
        press("Ctrl+Return", screen)

        assert "P-0001" in asked
        assert refused == 1
        assert len(stored(office)) == 2


def _ended(case: str) -> object:
    from app.programme.cases import CaseMoveAsked

    return CaseMoveAsked(case=case, to=CaseState.WITHDRAWN, reason_code="own_request")


def test_an_order_too_short_is_said_while_the_form_is_filled_in_the_list_and_at_screening(
    qtbot: QtBot, office: Office
) -> None:
    """PATH-2."""
    desk = office.desk("priya")
    case = flows.a_case(desk, legal_basis={"kind": "licence", "ends_on": "2027-02-01"})
    flows.waiting(desk, given_name="Ben", external_reference="X-B")

    with opened(qtbot, desk, "referral") as signed:
        screen = form_of(here(signed))
        fill_person(screen)
        screen.person.editor("programme").fill("bbr")
        screen.person.editor("legal_kind").fill("licence")
        settle()
        before = screen.time.isVisibleTo(screen)
        write(screen.person.editor("ends_on"), "1 february 2027")
        settle()
        typed = shown_words(screen.time)
        beside = screen.person.editor("ends_on").inner.accessibleDescription()
        screen.person.editor("ends_on").fill("2029-02-01")
        settle()
        long = screen.time.isVisibleTo(screen)
    with opened(qtbot, desk, "referrals") as signed:
        table = here(signed).table  # type: ignore[attr-defined]
        listed = table.rows.row_at(table.rows.row_of(case)).finish
        signed.window.go("screening", case)
        at_screening = shown_words(here(signed).time)  # type: ignore[attr-defined]
        signed.window.go("referral", case)
        of_the_case = shown_words(form_of(here(signed)).time)

    told = "Cannot finish in time: his order ends 1 February 2027; the programme and 4 weeks to spare take longer."
    assert (before, long) == (False, False)
    assert "Tell his officer." in typed
    assert all(told in words for words in (typed, beside, at_screening, of_the_case))
    assert listed == "cannot"


def test_a_lawful_reason_asks_a_second_person_by_name(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")

    with opened(qtbot, desk, "referral") as signed:
        screen = form_of(here(signed))
        fill_person(screen)
        screen.box.editor("way").choice.choose("lawful")
        settle()
        screen.box.editor("lawful_reason").fill("no_one_in_scope")
        press("Ctrl+Return")
        (card,) = cards()
        write(card.user, "sam")
        write(card.password, "anything")
        press("Ctrl+Return", card)

        with office.programme.work(reading=True) as work:
            row = work.session.scalars(select(DetailsPassed)).one()
        assert (row.outcome, row.second_user) == ("lawful_reason", office.people["sam"].id)
        assert place(signed)[0] == "screening"


def test_what_a_lock_kept_stands_in_the_form_again(qtbot: QtBot, office: Office) -> None:
    desk = office.desk("priya")

    with opened(qtbot, desk, "referral") as signed:
        first = form_of(here(signed))
        fill_person(first)
        kept = first.kept()
        first.his_children.add_button.click()
        signed.window.lock()

    with opened(qtbot, desk, "referral") as signed:
        screen = form_of(here(signed))
        screen.restore(kept)

        assert screen.person.editor("family_name").edit.text() == "Thorne"


def test_a_draft_goes_on_at_the_first_part_that_is_not_filled_in(qtbot: QtBot, office: Office) -> None:
    """REF-5: after a lock, and when one comes back to it from another page; nothing of it was sent."""
    desk = office.desk("priya")

    with opened(qtbot, desk, "referral") as signed:
        screen = form_of(here(signed))
        assert screen.first_focus() is screen.person.editor("given_name")
        fill_person(screen)
        kept = screen.kept()
        screen.refresh()
        came_back = signed.window.focusWidget()
        assert screen.person.editor("reason").isAncestorOf(came_back)
        signed.window.lock()

    with opened(qtbot, desk, "referral") as signed:
        screen = form_of(here(signed))
        screen.restore(kept)
        reason = screen.person.editor("reason")
        qtbot.waitUntil(lambda: not reason.visibleRegion().isEmpty())

        assert reason.isAncestorOf(signed.window.focusWidget())
    assert stored(office) == []


@pytest.mark.parametrize(("look", "scale"), [(Look.LIGHT, 1.0), (Look.DARK, 1.5)])
def test_the_list_and_the_form_keep_every_rule_of_access(
    qtbot: QtBot, office: Office, look: Look, scale: float
) -> None:
    desk = office.desk("priya")
    flows.a_case(desk)

    for key in ("referrals", "referral"):
        with opened(qtbot, desk, key, look=look, scale=scale) as signed:
            assert check_screen(signed.window, here(signed)) == []


def test_a_form_with_people_children_and_orders_keeps_every_rule_of_access(qtbot: QtBot, office: Office) -> None:
    with opened(qtbot, office.desk("priya"), "referral") as signed:
        screen = form_of(here(signed))
        name_her(screen)
        sign(screen)
        for several in (screen.orders, screen.his_children):
            several.add_button.click()
        settle()

        assert check_screen(signed.window, screen) == []
