"""A DASH result never hides a referral; an incident in the Marac year never passes unasked (RSK-8 to 10, NEV-12)."""

from datetime import date

import pytest

from app.core.errors import InvalidInput
from app.core.shapes import PartnerId, replaced
from app.desk.catalogue import perform
from app.domain.answers import Answer, Outcome
from app.partner.dangers import DangerSaved, DashTaken, HerPlanSet, MaracMade, SafetyPage
from app.partner.partners import OfPartner
from app.partner.rules.marac import Sort, Step
from tests.bridge.samples import a_case, her_record, later
from tests.offices import Office, both_engines

TODAY = date(2026, 11, 2)
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


def a_dash(partner: PartnerId, ticks: int = 5, not_known: int = 0, **changed: object) -> DashTaken:
    """A result with so many numbers answered yes and so many not known; the rest no, and no referral."""
    answers = (YES,) * ticks + (UNKNOWN,) * not_known
    fields: dict[str, object] = {
        "partner": partner, "version": "Local form 3", "on": TODAY, "mode": "call", "safe_to_talk": YES,
        "answers": answers + (NO,) * (24 - len(answers)), "judgement": NO, "decision": "not_refer", "incidents": 0,
    }  # fmt: skip
    return DashTaken(**(fields | changed))


def a_step(
    partner: PartnerId, step: Step, on: date, words: str = "He waited at her work.", **more: object
) -> MaracMade:
    return MaracMade(partner=partner, step=step, on=on, words=words, **more)  # type: ignore[arg-type]


def page(office: Office, partner: PartnerId) -> SafetyPage:
    return office.partner_desk().dangers.show(OfPartner(partner=partner))


@both_engines
class TestOnBothEngines:
    def test_a_result_is_kept_with_its_answers_its_band_and_what_speaks_for_a_referral(self, office: Office) -> None:
        partner = her_record(office, a_case(office))
        desk = office.partner_desk()

        saved = desk.dangers.record_dash(a_dash(partner, 13, 1, incidents=None, reason="She asks for time."))

        row = page(office, partner).results[0]
        assert (row.entry, saved.referral_needed) == (saved.entry, False)
        assert (row.result.ticks, row.result.open, row.result.incidents) == (13, 1, None)
        assert (row.band, row.highest_band) == ("medium", "high")
        assert {one.key: one.outcome for one in row.criteria} == {
            "judgement": Outcome.NOT_MET, "ticks": Outcome.UNKNOWN, "escalation": Outcome.UNKNOWN,
        }  # fmt: skip

    def test_a_referral_opens_a_year_in_which_an_incident_waits_until_it_is_decided(self, office: Office) -> None:
        partner = her_record(office, a_case(office))
        desk = office.partner_desk()
        sent = desk.dangers.record_marac(a_step(partner, Step.REFERRAL, date(2026, 6, 1)))
        again = desk.dangers.record_marac(a_step(partner, Step.INCIDENT, date(2026, 10, 30)))

        asked = page(office, partner).waiting
        decided = desk.dangers.record_marac(a_step(partner, Step.NOT_REFERRED, TODAY, "Known to the last meeting."))

        assert (sent.referral_needed, sent.flag_until) == (False, date(2027, 6, 1))
        assert again.referral_needed
        assert len(asked) == 1
        assert "30 October 2026" in asked[0]
        assert not decided.referral_needed
        assert page(office, partner).waiting == ()


def refused(office: Office, draft: DashTaken) -> dict[str, str]:
    with pytest.raises(InvalidInput) as found:
        office.partner_desk().dangers.record_dash(draft)
    return found.value.problems


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"safe_to_talk": UNKNOWN}, "safe_to_talk"),
        ({"on": date(2026, 11, 3)}, "on"),
        ({"answers": (Answer.NOT_ASKED,) * 24}, "answers"),
        ({"judgement": YES, "decision": "refer"}, "judgement_words"),
        ({"review_on": date(2026, 11, 1)}, "review_on"),
        ({"ticks": 14}, "reason"),
        ({"incidents": 3, "reason": " "}, "reason"),
    ],
    ids=["before asking", "a day to come", "nothing asked", "no words", "looked at before", "14 ticks", "escalation"],
)
def test_a_result_that_lacks_something_is_refused_beside_its_field(
    office: Office, changed: dict[str, object], field: str
) -> None:
    partner = her_record(office, a_case(office))

    problems = refused(office, a_dash(partner, **changed))  # type: ignore[arg-type]

    assert list(problems) == [field]
    assert page(office, partner).results == ()


def test_nev_12_fourteen_ticks_without_a_referral_say_why_in_words(office: Office) -> None:
    partner = her_record(office, a_case(office))

    assert refused(office, a_dash(partner, 14)) == {"reason": "14 ticks and not referred needs a reason."}


def test_a_decision_to_refer_waits_until_the_referral_has_gone(office: Office) -> None:
    partner = her_record(office, a_case(office))
    desk = office.partner_desk()

    saved = desk.dangers.record_dash(a_dash(partner, 14, decision="refer"))
    before = page(office, partner).waiting
    desk.dangers.record_marac(a_step(partner, Step.REFERRAL, TODAY))

    assert saved.referral_needed
    assert [words[:21] for words in before] == ["DASH of 2 November 20"]
    assert page(office, partner).waiting == ()


def test_an_incident_on_the_day_of_a_referral_but_written_after_it_still_waits(office: Office) -> None:
    partner = her_record(office, a_case(office))
    desk = office.partner_desk()
    desk.dangers.record_marac(a_step(partner, Step.REFERRAL, TODAY))
    later(office, 2, 15)

    desk.dangers.record_marac(a_step(partner, Step.INCIDENT, TODAY))

    assert len(page(office, partner).waiting) == 1


def test_a_second_referral_inside_the_year_is_shown_as_a_repeat(office: Office) -> None:
    partner = her_record(office, a_case(office))
    desk = office.partner_desk()
    for on in (date(2026, 1, 10), date(2026, 11, 1)):
        desk.dangers.record_marac(a_step(partner, Step.REFERRAL, on))

    assert [row.sort for row in page(office, partner).steps] == [Sort.REPEAT, Sort.FIRST]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"on": date(2026, 11, 3)}, "on"),
        ({"words": " "}, "words"),
        ({"incident_on": date(2026, 11, 3)}, "incident_on"),
    ],
)
def test_a_step_that_lacks_something_is_refused(office: Office, changed: dict[str, object], field: str) -> None:
    partner = her_record(office, a_case(office))
    fields = {"partner": partner, "step": Step.INCIDENT, "on": TODAY, "words": "He rang 40 times."} | changed

    with pytest.raises(InvalidInput) as found:
        office.partner_desk().dangers.record_marac(MaracMade(**fields))  # type: ignore[arg-type]

    assert list(found.value.problems) == [field]


def test_the_local_numbers_are_settings_of_the_team(office: Office) -> None:
    partner = her_record(office, a_case(office))
    agreed = {"dash.referral_ticks": 10, "dash.bands": ["1 standard", "8 high"]}
    perform(office.partner_desk("wendy"), "settings.set", {"values": agreed})

    assert refused(office, a_dash(partner, 10)) == {"reason": "10 ticks and not referred needs a reason."}
    saved = office.partner_desk().dangers.record_dash(a_dash(partner, 9))

    assert isinstance(saved, DangerSaved)
    assert page(office, partner).results[0].band == "high"


@both_engines
def test_her_plan_keeps_her_order_and_a_change_is_a_whole_new_one(office: Office) -> None:
    partner = her_record(office, a_case(office))
    desk = office.partner_desk()
    first = HerPlanSet(partner=partner, on=TODAY, priorities=("Sleep", " ", "School"), steps="A bag at her sister's.")
    desk.dangers.set_plan(first)
    later(office, 3, 10)
    desk.dangers.set_plan(replaced(first, priorities=("School",), on=date(2026, 11, 1)))

    held = page(office, partner).plan

    assert held is not None
    assert (held.plan.priorities, held.plan.on, held.by) == (("School",), date(2026, 11, 1), "Maya Okafor")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"on": date(2026, 11, 3)}, "on"),
        ({"priorities": (" ",)}, "priorities"),
        ({"steps": ""}, "steps"),
        ({"review_on": date(2026, 11, 1)}, "review_on"),
    ],
)
def test_a_plan_that_lacks_something_is_refused(office: Office, changed: dict[str, object], field: str) -> None:
    partner = her_record(office, a_case(office))
    fields = {"partner": partner, "on": TODAY, "priorities": ("Sleep",), "steps": "A bag ready."} | changed

    with pytest.raises(InvalidInput) as found:
        office.partner_desk().dangers.set_plan(HerPlanSet(**fields))  # type: ignore[arg-type]

    assert list(found.value.problems) == [field]
