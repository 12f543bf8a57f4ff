"""Today, contacts due, her records and one record: what is shown, found, opened and never shown (W2 to W5)."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.core.shapes import Nothing
from app.desk.catalogue import perform
from app.partner.contacts import ContactMade
from app.partner.partners import OfPartner
from app.partner.rules.safe_contact import AttemptOutcome, Hours, SafePlan, Way, WayKind, Weekday, safe_until
from app.partner.safe_plans import HoursGiven, NumberAsked
from app.programme.details import DetailsGiven, PersonNamed
from models.programme.attendance import Mark
from models.programme.group import Session
from tests.bridge.samples import HER_NUMBER, a_case, a_plan, details_passed, her_record, later
from tests.offices import Office
from tests.ui.accessibility import check_screen, settle
from tests.ui.her_desk import CHECKED, Story, a_story, all_asked, her_window, press, spoken
from tests.ui.show import Signed
from ui.kit.rows import ActionRow
from ui.kit.table import DataTable
from ui.partner.partners.lists import DueScreen, PartnersScreen
from ui.partner.partners.new import NewPartnerScreen
from ui.partner.partners.page import PartnerScreen
from ui.partner.today.screen import TodayScreen


@pytest.fixture
def story(office: Office) -> Story:
    return a_story(office)


@pytest.fixture
def signed(qtbot: QtBot, office: Office, story: Story) -> Iterator[Signed]:
    all_asked(office, story)
    with her_window(office) as signed:
        qtbot.addWidget(signed.window)
        yield signed


def column(table: DataTable[object], at: int) -> list[str]:
    return [str(table.rows.index(row, at).data()) for row in range(table.rows.rowCount())]


def today(signed: Signed) -> TodayScreen:
    signed.window.go("today")
    screen = signed.window.screen
    assert isinstance(screen, TodayScreen)
    return screen


def due(signed: Signed) -> DueScreen:
    signed.window.go("due")
    screen = signed.window.screen
    assert isinstance(screen, DueScreen)
    return screen


def records(signed: Signed) -> PartnersScreen:
    signed.window.go("partners")
    screen = signed.window.screen
    assert isinstance(screen, PartnersScreen)
    return screen


def here(signed: Signed) -> tuple[str, str | None]:
    return signed.window.desk_page.way.here


class TestToday:
    def test_the_safe_time_that_is_open_stands_first_and_enter_opens_it(self, signed: Signed, story: Story) -> None:
        page = today(signed)
        assert page.first_focus().accessibleName() == "Start contact: Contact S-0001: safe until 11:30"

        press(signed.window, Qt.Key.Key_Return)

        assert here(signed) == ("contact", story.planned)

    def test_reports_and_cases_that_wait_have_their_rows(self, signed: Signed) -> None:
        said = spoken(today(signed))

        assert "Check a report about P-0001" in said
        assert "Mark 2 cases for their runs" in said

    def test_enter_on_an_item_reads_it_with_his_numbers_left_out(self, signed: Signed) -> None:
        page = today(signed)
        page.table.setFocus()

        press(signed.window, Qt.Key.Key_Return)

        said = spoken(page.item_card)
        assert "P-0001  ·  He gave details of people at risk" in said
        assert "Open S-0001" in said
        assert HER_NUMBER not in spoken(signed.window)
        assert "Read: Maya Okafor" in column(page.table, 3)

    def test_an_empty_day_names_the_next_safe_time(self, qtbot: QtBot, office: Office, story: Story) -> None:
        later(office, 24, 13)
        with her_window(office) as signed:
            qtbot.addWidget(signed.window)

            assert "Nothing came in. Next safe time: Thu 26 Nov  ·  09:30." in spoken(today(signed))

    def test_a_record_without_a_plan_is_to_be_checked(self, signed: Signed) -> None:
        assert "No plan yet" in spoken(today(signed).review_card)

    def test_the_lead_is_told_of_a_showing_outside_a_plan_and_an_officer_is_not(
        self, qtbot: QtBot, office: Office, story: Story
    ) -> None:
        later(office, 24, 13)
        asked = NumberAsked(partner=story.planned, reason="call", rules_read=True, danger="He said he would find her.")
        office.partner_desk().safe_plans.show_number(asked)
        for login, role, is_told in (("wendy", "safety_lead", True), ("maya", "safety_officer", False)):
            with her_window(office, login=login, role=role) as signed:
                qtbot.addWidget(signed.window)

                said = spoken(today(signed))

                assert ("He said he would find her." in said) is is_told


class TestContactsDue:
    def test_the_safe_time_that_closes_soonest_stands_first(self, signed: Signed, office: Office, story: Story) -> None:
        other = her_record(office, a_case(office, "Marek"), given_name="Odile")
        soon = (HoursGiven(days=("tue",), start="09:00", end="10:15"),)
        office.partner_desk().safe_plans.set(a_plan(other, CHECKED, times=soon))

        table = due(signed).table

        assert column(table, 0) == ["S-0003", "S-0001", "S-0002"]
        assert column(table, 1) == ["Now, until 10:15", "Now, until 11:30", "None known"]

    def test_enter_starts_the_contact(self, signed: Signed, story: Story) -> None:
        due(signed)

        press(signed.window, Qt.Key.Key_Return)

        assert here(signed) == ("contact", story.planned)

    def test_by_when_and_why_stands_beside_each_and_late_is_said(self, signed: Signed) -> None:
        table = due(signed).table

        assert column(table, 2) == ["Another time  ·  Mon 9 Nov  ·  late", "First attempt  ·  Wed 4 Nov  ·  late"]

    def test_not_reached_can_be_chosen_after_three_attempts_at_different_times(
        self, signed: Signed, office: Office, story: Story
    ) -> None:
        page = due(signed)
        assert not page.give_up.isVisible()
        for day, hour in ((24, 11), (26, 10)):
            later(office, day, hour)
            office.partner_desk().contacts.record(
                ContactMade(
                    partner=story.planned, at=office.clock.now(), way=WayKind.CALL, outcome=AttemptOutcome.NO_ANSWER
                )
            )
        page.refresh()
        page.table.choose(story.planned)

        page.give_up.click()

        assert column(page.table, 3)[0] == "Not reached"
        assert not page.give_up.isVisible()

    def test_with_no_safe_time_open_the_next_one_is_named(self, signed: Signed, office: Office) -> None:
        later(office, 24, 13)

        page = due(signed)

        assert "No one has a safe time open now. Next: Thu 26 Nov 09:30." in spoken(page)


class TestRecords:
    def test_a_record_is_found_by_name_and_by_telephone_and_no_number_is_shown(self, signed: Signed) -> None:
        page = records(signed)
        assert column(page.table, 0) == ["S-0001", "S-0002"]
        for sought in ("yara", "07700 900501"):
            page.sought.clear()
            QTest.keyClicks(page.sought, sought)
            QTest.keyClick(page.sought, Qt.Key.Key_Return)
            assert "S-0002" in column(page.table, 0)
        page.sought.clear()
        page.refresh()

        assert HER_NUMBER not in spoken(signed.window)

    def test_a_search_without_a_hit_offers_to_clear_it(self, signed: Signed) -> None:
        page = records(signed)
        QTest.keyClicks(page.sought, "nobody at all")
        QTest.keyClick(page.sought, Qt.Key.Key_Return)

        assert "No one matches. Clear filters." in spoken(page)
        page.clear.click()
        assert column(page.table, 0) == ["S-0001", "S-0002"]

    def test_no_records_are_said_in_one_line(self, qtbot: QtBot, office: Office) -> None:
        with her_window(office) as signed:
            qtbot.addWidget(signed.window)

            assert "You have no partner records." in spoken(records(signed))


class TestOneRecord:
    def page(self, signed: Signed, story: Story) -> PartnerScreen:
        signed.window.go("partner", story.planned)
        screen = signed.window.screen
        assert isinstance(screen, PartnerScreen)
        return screen

    def test_it_shows_his_case_read_only_and_whether_he_came(
        self, signed: Signed, office: Office, story: Story
    ) -> None:
        absent(office, story.case)
        restrained = {"kind": "Restraining order", "conditions": "Not to go near her home", "expires_on": "2027-03-01"}
        managed = {"status": "managed", "level": "2", "lead_agency": "Northmarsh Probation", "review_on": "2026-12-20"}
        known = {"case": story.case, "change": "made", "reason": "Court papers", **restrained}
        perform(office.desk("priya"), "case.set_protection", known)
        perform(office.desk("priya"), "risk.record_mappa", {"case": story.case, **managed})

        said = spoken(self.page(signed, story).his)

        assert "Restraining order  ·  In force  ·  last day 1 March 2027" in said, "what protects her (domain.md 2)"
        assert "Not to go near her home" in said
        assert "Level 2: several agencies" in said
        assert "P-0001  ·  Daniel O." in said
        assert "0 of 1 recorded sessions attended" in said
        assert "Absent" in said

    def test_enter_starts_a_contact(self, signed: Signed, story: Story) -> None:
        self.page(signed, story)

        press(signed.window, Qt.Key.Key_Return)

        assert here(signed) == ("contact", story.planned)

    def test_one_more_case_is_linked_from_the_page(self, signed: Signed, office: Office, story: Story) -> None:
        page = self.page(signed, story)
        page.links.form.fill({"case": story.other, "relation": "ex_partner"})

        page.links.link.click()

        found = office.partner_desk().partners.show(OfPartner(partner=story.planned)).links
        assert {(link.case, link.relation) for link in found} == {
            (story.case, "partner"), (story.other, "ex_partner"),
        }  # fmt: skip

    def test_a_link_is_ended_with_a_reason_and_stays_to_be_read(
        self, signed: Signed, office: Office, story: Story
    ) -> None:
        page = self.page(signed, story)
        (link,) = office.partner_desk().partners.show(OfPartner(partner=story.planned)).links
        page.links.end_form.fill({"link": link.id})
        page.links.end.click()
        assert "Fill this in." in spoken(page.links)
        page.links.end_form.fill({"link": link.id, "reason": "They have parted."})

        page.links.end.click()
        settle()

        (ended,) = office.partner_desk().partners.show(OfPartner(partner=story.planned)).links
        assert (ended.until, ended.reason) == ("2026-11-24", "They have parted.")
        assert "ended 24 November 2026" in spoken(page.his)

    def test_her_number_stays_masked(self, signed: Signed, story: Story) -> None:
        self.page(signed, story)

        assert HER_NUMBER not in spoken(signed.window)


class TestNewRecord:
    def page(self, signed: Signed, item: str | None = None) -> NewPartnerScreen:
        signed.window.go("partner_new", item)
        screen = signed.window.screen
        assert isinstance(screen, NewPartnerScreen)
        return screen

    def test_details_he_gave_fill_it_and_his_number_is_kept_unseen(
        self, signed: Signed, office: Office, story: Story
    ) -> None:
        details_passed(office, story.other)
        lines = office.partner_desk().inbox.list(Nothing())
        item = next(line for line in lines if line.kind == "details" and line.case == story.other)

        page = self.page(signed, item.item)

        assert page.form.values()["given_name"] == "Zuleika"
        assert page.form.values()["case"] == story.other
        assert HER_NUMBER not in spoken(signed.window)
        page.save.click()
        opened = office.partner_desk().partners.list(Nothing())[-1]
        kept = office.partner_desk().partners.show(OfPartner(partner=opened.partner))
        assert (opened.number, kept.masked_phone) == ("S-0003", "07••• ••• •01")
        assert here(signed) == ("partner", opened.partner)

    def test_of_several_people_the_chosen_one_fills_it(self, signed: Signed, office: Office, story: Story) -> None:
        people = (
            PersonNamed(relation="partner", given_name="Yara", family_name="Voss"),
            PersonNamed(relation="ex_partner", given_name="Odile", family_name="Marr", phone=HER_NUMBER),
        )
        office.desk("priya").referrals.pass_partner_details(DetailsGiven(case=story.other, people=people))
        lines = office.partner_desk().inbox.list(Nothing())
        page = self.page(
            signed, next(line.item for line in lines if line.case == story.other and line.kind == "details")
        )

        page.findChildren(ActionRow)[1].button.click()

        assert (page.form.values()["given_name"], page.form.values()["relation"]) == ("Odile", "ex_partner")
        page.save.click()
        opened = office.partner_desk().partners.list(Nothing())[-1]
        assert office.partner_desk().partners.show(OfPartner(partner=opened.partner)).masked_phone.endswith("01")

    def test_what_is_missing_is_named_beside_its_field(self, signed: Signed) -> None:
        page = self.page(signed)

        page.save.click()

        assert page.form.editor("given_name").edit.accessibleDescription() == "Fill this in."


def absent(office: Office, case: str) -> None:
    """One session to which he did not come, without a word."""
    with office.programme.work() as work:
        work.session.add(
            Session(
                id="5e" * 16, version=1, group_id=None, case_id=case, order=1, key="one", number=1,
                title="My Thinking 1",
                kind="one_to_one", status="held", starts_at=office.clock.now(), planned_minutes=60,
            )
        )  # fmt: skip
        work.session.flush()
        work.session.add(
            Mark(
                id="3a" * 16, version=1, session_id="5e" * 16, case_id=case, code="UAAB", minutes=0,
                reason="no reason given", at=office.clock.now(), by_user="21" * 16, by_label="Priya Nair",
            )
        )  # fmt: skip


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("key", ["today", "due", "partners", "partner", "partner_new"])
def test_each_page_passes_the_accessibility_checks(
    qtbot: QtBot, office: Office, story: Story, key: str, scale: float
) -> None:
    all_asked(office, story)
    with her_window(office, scale=scale) as signed:
        qtbot.addWidget(signed.window)
        signed.window.go(key, story.planned if key == "partner" else None)

        assert check_screen(signed.window, signed.window.screen) == []


def test_a_safe_time_closes_at_its_end_or_where_a_never_time_begins() -> None:
    day = datetime(2026, 11, 24, 10)  # noqa: DTZ001  the rule compares wall times
    plan = SafePlan(
        ways=(Way(kind=WayKind.CALL, to="07700 900501"),),
        times=(
            Hours(days=(Weekday.TUE,), start="09:00", end="11:00"),
            Hours(days=(Weekday.TUE,), start="11:00", end="13:00"),
        ),
        never_times=(Hours(days=(Weekday.TUE,), start="12:00", end="12:30"),),
        if_someone_else_answers="wrong number", dropped_call="wait", checked_on=CHECKED,
        expires_on=CHECKED.replace(month=12),
    )  # fmt: skip

    assert safe_until(plan, day) == day.replace(hour=12)
    assert safe_until(plan, day.replace(hour=12)) is None
    assert safe_until(None, day) is None
