"""His past, his needs and his background: said by whom, kept whole, shown where they count (domain.md 4.1)."""

from datetime import date

import pytest

from app.core.errors import InvalidInput, Missing, Stale
from app.desk.catalogue import perform
from app.programme.rules.background import (
    OF_HIMSELF,
    BackgroundGiven,
    Topic,
    background_entry,
    background_problems,
    is_on_bail,
    known,
    said_words,
)
from models.programme.case import Case
from models.programme.client import Client
from tests.offices import Office, both_engines
from tests.programme.flows import a_case, waiting

TODAY = date(2026, 11, 2)
OFFENCE = {"topic": "index_offence", "answer": "yes", "text": "Hit his partner", "on": "2026-03", "source": "court"}
BAIL = {"topic": "bail", "answer": "yes", "text": "Not to go near her home", "until": "2027-03-01", "source": "police"}
POLISH = {"topic": "interpreter", "answer": "yes", "text": "Polish", "source": "his_own"}


def say(office: Office, case: str, login: str = "priya", **given: object) -> object:
    return perform(office.desk(login), "case.set_background", {"case": case, **given})


def stands(office: Office, case: str) -> dict[str, tuple[str, str]]:
    """What is shown of each topic of which somebody said something."""
    shown = perform(office.desk("priya"), "case.show_legal", {"case": case}).background
    assert [one.topic for one in shown] == list(Topic), "every topic is there, asked or not (REF-7)"
    return {one.topic.value: (one.words, one.source) for one in shown if one.turns}


@both_engines
def test_what_came_with_a_referral_and_what_is_learnt_later_stand_with_who_said_so(office: Office) -> None:
    """REF-7, NEV-18: nothing is written over, a partial day stays partial, what nobody asked stays not known."""
    case = a_case(office.desk("priya"), background=[OFFENCE, BAIL, POLISH])
    before = stands(office, case)

    say(office, case, **{**OFFENCE, "answer": "unknown", "text": "He says he does not remember", "source": "his_own"})
    say(office, case, topic="housing", answer="unknown")
    kept = say(office, case, topic="ethnicity", answer="declined", source="his_own")

    assert before == {
        "index_offence": ("Against a partner or ex-partner: yes; Hit his partner; March 2026", "Court papers"),
        "bail": ("Is on bail: yes; Not to go near her home; until 1 March 2027", "Police"),
        "interpreter": ("Needs one: yes; Polish", "Himself"),
    }
    now = stands(office, case)
    assert now["index_offence"][0].startswith("Against a partner or ex-partner: not known; He says he does not")
    assert now["housing"] == ("Needs help with it: not known", "The referrer")
    assert (kept.words, kept.turns) == ("Does not want to say", 1)
    told = [row for row in perform(office.desk("priya"), "case.history", {"case": case}) if "background" in row.kind]
    assert [(row.words, row.by) for row in told] == [
        ("Known of him: ethnicity", "Priya Nair"), ("Known of him: housing", "Priya Nair"),
        ("Known of him: index offence", "Priya Nair"),
    ]  # fmt: skip
    with office.desk("priya").seat.store.work() as work:
        whole = work.get(Case, case)
        of_person = work.get(Client, whole.client_id).background or []
    assert [one["topic"] for one in whole.background or []] == ["index_offence", "bail", "index_offence", "housing"]
    assert [one["topic"] for one in of_person] == ["interpreter", "ethnicity"]
    assert {Topic(one["topic"]) for one in of_person} <= OF_HIMSELF


def test_what_belongs_to_the_person_goes_with_him_to_a_next_case(office: Office) -> None:
    """REF-1: also where it turns out later that he is the same man; what belongs to one referral stays with it."""
    desk = office.desk("priya")
    first = a_case(desk, background=[POLISH])
    perform(desk, "case.move", {"case": first, "to": "withdrawn", "reason_code": "personal"})
    literacy = {"topic": "literacy", "answer": "yes", "source": "observed"}
    second = a_case(desk, received_on="2026-11-01", external_reference="X9", background=[OFFENCE, literacy])

    perform(desk, "referral.answer_duplicates", {"case": second, "answer": "same_person", "same_as": first})

    assert set(stands(office, second)) == {"interpreter", "literacy", "index_offence"}
    assert set(stands(office, first)) == {"interpreter", "literacy"}


def test_what_cannot_be_is_refused_and_two_at_once_do_not_cover_each_other(office: Office) -> None:
    """NEV-7, NEV-14, CASE-2: each by its field; nothing is kept of it."""
    case = waiting(office.desk("priya"))
    refused = [
        ({"topic": "work"}, "text"),
        ({"topic": "work", "answer": "declined"}, "answer"),
        ({"topic": "interpreter", "answer": "yes"}, "text"),
        ({**BAIL, "text": "Not near 12 Elm Road NG7 2AB"}, "text"),
        ({**BAIL, "text": "Not to ring 07700 900123"}, "text"),
        ({**OFFENCE, "on": "2026-12"}, "on"),
        ({**OFFENCE, "on": "2026-02-30"}, "on"),
    ]
    for given, field in refused:
        with pytest.raises(InvalidInput) as found:
            say(office, case, **given)
        assert set(found.value.problems) == {field}, given
    with pytest.raises(InvalidInput) as at_intake:
        a_case(office.desk("priya"), given_name="Ewan", background=[BAIL, BAIL, {**OFFENCE, "on": "2031"}])
    say(office, case, "jo", topic="work", text="Night shifts", seen=0)
    with pytest.raises(Stale):
        say(office, case, topic="work", text="None", seen=0)
    with pytest.raises(Missing):
        say(office, case, "sam", topic="work", text="None")

    assert set(at_intake.value.problems) == {"background.bail", "background.index_offence"}
    assert stands(office, case) == {"work": ("Night shifts", "The referrer")}


def test_bail_stands_at_the_head_of_his_page_and_before_the_safety_officer_until_it_is_over(office: Office) -> None:
    """RED-5: what forbids him to go near her is what both desks must know first."""
    case = a_case(office.desk("priya"), background=[BAIL])

    page = perform(office.desk("priya"), "case.show", {"case": case})
    hers = perform(office.partner_desk("maya"), "his_case.show", {"case": case}).protections
    say(office, case, topic="bail", answer="no", source="court")
    over = perform(office.partner_desk("maya"), "his_case.show", {"case": case}).protections

    assert page.courts == ("Bail, until 1 March 2027",)
    assert [(one.kind, one.conditions, one.words) for one in hers] == [("Bail", "Not to go near her home", "In force")]
    assert over == ()
    assert perform(office.desk("priya"), "case.show", {"case": case}).courts == ()


def test_everything_that_was_said_is_part_of_his_own_pack(office: Office) -> None:
    """RET-8: what stood before too, each once, with its day."""
    desk = office.desk("priya")
    case = waiting(desk, background=[OFFENCE, POLISH])
    say(office, case, topic="index_offence", answer="no", text="It was his brother", source="his_own")
    request = perform(desk, "subject_access.prepare", {"case": case, "requested_on": "2026-11-02"}).request

    items = perform(desk, "subject_access.show", {"request": request}).items

    texts = [one.text for one in items if one.text.startswith(("Index offence:", "Interpreter", "Known of him"))]
    assert sorted(texts) == [
        "Index offence: Against a partner or ex-partner: no; It was his brother",
        "Index offence: Against a partner or ex-partner: yes; Hit his partner; March 2026",
        "Interpreter: Needs one: yes; Polish",
    ]


@pytest.mark.parametrize(
    ("said", "on", "expected"),
    [("yes", TODAY, True), ("yes", None, True), ("yes", date(2026, 11, 1), False), ("no", None, False)],
)
def test_bail_goes_on_through_its_last_day_and_without_one_for_all_we_know(
    said: str, on: date | None, expected: bool
) -> None:
    """NEV-14: no end known is not over."""
    given = BackgroundGiven(topic=Topic.BAIL, answer=said, until=on)  # type: ignore[arg-type]  # a word of the list

    (one,) = known([background_entry(given, TODAY, "Priya Nair")]).values()

    assert is_on_bail(one, TODAY) is expected
    assert not background_problems(given, TODAY)
    assert said_words(one).startswith("Is on bail: ")
