"""She is reached only as she said: number after the rules, contacts inside the plan, danger with a reason (NEV-5)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.core.errors import InvalidInput, Missing, NotAllowed
from app.core.shapes import Nothing, PartnerId
from app.partner.contacts import ContactMade
from app.partner.partners import OfPartner, PartnerSought
from app.partner.rules.safe_contact import AttemptOutcome, WayKind
from app.partner.safe_plans import CardAsked, NumberAsked
from tests.bridge.samples import HER_NAME, HER_NUMBER, a_case, a_plan, her_record, later
from tests.made_before import made_before
from tests.offices import Office, both_engines

TODAY = date(2026, 11, 2)


@made_before
def with_plan(office: Office) -> PartnerId:
    partner = her_record(office, a_case(office))
    office.partner_desk().safe_plans.set(a_plan(partner, TODAY))
    return partner


def a_contact(office: Office, partner: PartnerId, **changed: object) -> ContactMade:
    fields: dict[str, object] = {
        "partner": partner,
        "at": office.clock.now(),
        "way": WayKind.CALL,
        "outcome": AttemptOutcome.SPOKE_SAFE,
    }
    return ContactMade(**(fields | changed))


@both_engines
class TestOnBothEngines:
    def test_her_record_is_opened_shown_masked_and_found_in_memory(self, office: Office) -> None:
        partner = her_record(office, a_case(office))
        desk = office.partner_desk("wendy")

        page = desk.partners.show(OfPartner(partner=partner))

        assert (page.number, page.name) == ("S-0001", f"{HER_NAME} Voss")
        assert page.masked_phone == "07••• ••• •01"
        assert HER_NUMBER not in str(page)
        assert [line.number for line in desk.partners.find(PartnerSought(words="zuleika"))] == ["S-0001"]
        assert desk.partners.find(PartnerSought(words="nobody")) == ()

    def test_a_contact_is_kept_and_moves_the_service_state(self, office: Office) -> None:
        """PRT-5: how an attempt ended moves what is owed."""
        partner = with_plan(office)
        desk = office.partner_desk()

        desk.contacts.record(a_contact(office, partner, notes="She is worried about the weekend."))

        assert desk.partners.show(OfPartner(partner=partner)).state == "in_service"
        assert [row.outcome for row in desk.contacts.list(CardAsked(partner=partner))] == ["spoke_safe"]


def test_the_number_is_not_shown_before_the_rules_are_read(office: Office) -> None:
    partner = with_plan(office)

    with pytest.raises(NotAllowed):
        office.partner_desk().safe_plans.show_number(
            NumberAsked(partner=partner, reason="first call", rules_read=False)
        )


def test_the_number_is_shown_inside_her_safe_time(office: Office) -> None:
    partner = with_plan(office)

    shown = office.partner_desk().safe_plans.show_number(
        NumberAsked(partner=partner, reason="first call", rules_read=True)
    )

    assert (shown.number, shown.seconds) == (HER_NUMBER, 20)


@pytest.mark.parametrize(("day", "hour"), [(2, 13), (7, 10)], ids=["after noon", "on Saturday"])
def test_outside_her_safe_time_only_danger_with_a_reason_shows_the_number(office: Office, day: int, hour: int) -> None:
    partner = with_plan(office)
    later(office, day, hour)
    desk = office.partner_desk()

    with pytest.raises(NotAllowed):
        desk.safe_plans.show_number(NumberAsked(partner=partner, reason="call", rules_read=True))
    danger = NumberAsked(partner=partner, reason="call", rules_read=True, danger="He left saying he would find her.")
    assert desk.safe_plans.show_number(danger).number == HER_NUMBER


def test_an_expired_plan_shows_no_number_and_takes_no_call(office: Office) -> None:
    partner = with_plan(office)
    office.clock.move_to(office.clock.now() + timedelta(days=63, hours=1))
    desk = office.partner_desk()

    with pytest.raises(NotAllowed):
        desk.safe_plans.show_number(NumberAsked(partner=partner, reason="call", rules_read=True))
    with pytest.raises(NotAllowed):
        desk.contacts.record(a_contact(office, partner))
    assert desk.safe_plans.card(CardAsked(partner=partner)).reasons_not_to


@pytest.mark.parametrize(
    "changed",
    [
        {"way": WayKind.TEXT},
        {"message_left": True},
        {"at": datetime(2026, 10, 31, 10, tzinfo=UTC)},
    ],
    ids=["a way that is not in the plan", "a message she did not allow", "before the plan was made"],
)
def test_a_contact_outside_the_plan_is_refused(office: Office, changed: dict[str, object]) -> None:
    partner = with_plan(office)

    with pytest.raises(NotAllowed):
        office.partner_desk().contacts.record(a_contact(office, partner, **changed))


def test_a_contact_without_any_plan_is_refused(office: Office) -> None:
    partner = her_record(office, a_case(office))

    with pytest.raises(NotAllowed):
        office.partner_desk().contacts.record(a_contact(office, partner))


def test_a_plan_that_he_supplied_is_refused(office: Office) -> None:
    partner = her_record(office, a_case(office))

    with pytest.raises(NotAllowed):
        office.partner_desk().safe_plans.set(a_plan(partner, TODAY, said_by_her=False))


def test_a_plan_with_gaps_is_refused_by_field(office: Office) -> None:
    partner = her_record(office, a_case(office))

    with pytest.raises(InvalidInput) as refused:
        office.partner_desk().safe_plans.set(a_plan(partner, TODAY, times=(), if_someone_else_answers=" "))

    assert set(refused.value.problems) == {"times", "if_someone_else_answers"}


def test_contacts_due_come_by_the_safe_time_that_closes_soonest(office: Office) -> None:
    now_safe = with_plan(office)
    none_yet = her_record(office, a_case(office, "Ewan"), given_name="Yara")

    lines = office.partner_desk().contacts.due(Nothing())

    assert [line.partner for line in lines] == [now_safe, none_yet]
    assert [line.is_safe_now for line in lines] == [True, False]


def test_a_record_that_is_not_there_is_nothing(office: Office) -> None:
    with pytest.raises(Missing):
        office.partner_desk().partners.show(OfPartner(partner=PartnerId("ab" * 16)))
