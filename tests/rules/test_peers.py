"""The rules of peer support without an office: vectors of domain.md 16, and what themes and ratings may say."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain.answers import Outcome
from app.domain.calendar import OfficeCalendar, Region
from app.domain.codes import Verdict
from app.domain.moves import CaseState
from app.domain.pack import shipped_packs
from app.domain.pack_parts import WhenNotMet
from app.domain.peer import Competence, ReviewOutcome
from app.programme.rules.gates import Standing
from app.programme.rules.peers import (
    Reviewed,
    entry_due,
    first_names,
    is_answered_the_same_day,
    is_peer_support,
    is_to_be_ended,
    meeting_order,
    named_steps,
    partner_problems,
    rating_problems,
    reasons_not_welcome,
    review_due,
    step_problems,
    texts_with_names,
    with_open_door,
)
from app.programme.rules.placement import Candidate, GroupNow, reasons_not_to_place
from app.programme.rules.verdict import Judged

PACKS = {pack.code: pack for pack in shipped_packs()}
PEER = [pack for pack in PACKS.values() if is_peer_support(pack)]
OTHERS = [pack for pack in PACKS.values() if not is_peer_support(pack)]
FIRST = date(2026, 11, 3)


def every_other_week(count: int) -> list[date]:
    return [FIRST + timedelta(weeks=2 * number) for number in range(count)]


def test_entry_is_due_two_weeks_after_the_decision() -> None:
    """PEER-2: decided Mon 2 Nov 2026, due Mon 16 Nov 2026."""
    assert entry_due(date(2026, 11, 2), 14) == date(2026, 11, 16)


@pytest.mark.parametrize(
    ("answered", "same"),
    [
        (None, False),
        (datetime(2026, 11, 2, 23, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 3, 0, 1, tzinfo=UTC), False),
    ],
)
def test_a_request_is_answered_on_the_day_it_came(answered: datetime | None, same: bool) -> None:
    """PEER-3: the day counts, not the hours."""
    received = datetime(2026, 11, 2, 22, 0, tzinfo=UTC)

    assert is_answered_the_same_day(received, answered) is same


def test_four_meetings_without_a_review_make_it_due_since_the_fourth() -> None:
    """PEER-5: 4 meetings, no review: overdue list."""
    assert review_due(every_other_week(3), (), 4) is None
    assert review_due(every_other_week(4), (), 4) == every_other_week(4)[3]
    assert review_due(every_other_week(9), (), 4) == every_other_week(4)[3]


def test_a_review_in_part_is_due_again_after_as_many_meetings_and_others_are_not() -> None:
    """PEER-5: who takes responsibility is not asked again; "in part" is, four meetings later."""
    meetings = every_other_week(8)
    held = [Reviewed(meetings[3], outcome) for outcome in ReviewOutcome]

    due = [review_due(meetings, [one], 4) for one in held]

    assert due == [None, meetings[7], None]
    assert [is_to_be_ended([one]) for one in held] == [False, False, True]
    assert not is_to_be_ended([held[2], Reviewed(meetings[5], ReviewOutcome.IN_PART)])


@pytest.mark.parametrize("text", ["Hassan spoke", "what HASSAN's brother did", "Renée was there", "renee", "o’brien"])
def test_a_theme_that_names_somebody_is_found(text: str) -> None:
    assert texts_with_names(["Anger", text], ["Hassan", "Renée", "O’Brien"]) == (1,)


def test_a_theme_without_a_name_stands() -> None:
    assert texts_with_names(["Anger at home", "Hassanal", "", "7 steps"], ["Hassan", "A", ""]) == ()


def test_a_name_that_is_an_everyday_word_counts_with_a_capital() -> None:
    texts = ["What I will do", "What Will did", "WILL's week", "a mark of respect", "I hope", "hassan hopes"]

    assert texts_with_names(texts, ["Will", "Mark", "Hope", "Hassan"]) == (1, 2, 5)


def test_men_of_one_name_are_told_apart_in_the_order_they_came() -> None:
    names = first_names([("a", "Hassan"), ("b", "Ali"), ("c", "hassan"), ("d", " Hassan ")])

    assert names == {"a": "Hassan", "b": "Ali", "c": "hassan 2", "d": "Hassan 3"}


@pytest.mark.parametrize("rating", [-1, 5, 40])
def test_a_rating_goes_from_0_to_4_and_rests_on_evidence(rating: int) -> None:
    """PEER-10: eight competences, 0 to 4, with evidence; nothing rated is nothing known."""
    assert list(rating_problems({Competence.FIRMNESS: rating}, {Competence.FIRMNESS: "x"})) == ["ratings.firmness"]
    assert list(rating_problems({Competence.FIRMNESS: 0}, {})) == ["evidence.firmness"]
    assert rating_problems({Competence.FIRMNESS: 0}, {Competence.FIRMNESS: "x"}) == {}
    assert list(rating_problems({}, {})) == ["ratings"]
    assert len(Competence) == 8


def test_peer_groups_need_a_named_clinical_partner_and_no_other_group_does() -> None:
    """PEER-9: the clinical partner is mandatory in peer support."""
    assert len(PEER) == 2
    assert all(partner_problems(pack, " ") and not partner_problems(pack, "Dr A Lang") for pack in PEER)
    assert not any(partner_problems(pack, None) for pack in OTHERS)


@pytest.mark.parametrize("pack", PEER, ids=lambda pack: pack.code)
def test_the_partner_safety_gates_stand_in_every_peer_programme(pack) -> None:  # type: ignore[no-untyped-def]
    """PEER-9: GATE-1 to GATE-3 apply; the open door takes none of them from the register."""
    assert {"consent", "partner_details", "clearance"} <= set(pack.gates)
    assert with_open_door(pack).gates == ("decision",)
    assert all(with_open_door(other) is other for other in OTHERS)


def test_named_steps_and_the_order_of_an_evening_come_from_the_programme() -> None:
    twelve = [pack for pack in PACKS.values() if named_steps(pack)]

    assert [len(named_steps(pack).titles) for pack in twelve] == [12]
    assert all(len(meeting_order(pack)) == 5 for pack in PEER)
    assert [step_problems(twelve[0], number) for number in (1, 12)] == [{}, {}]
    assert step_problems(twelve[0], 0)
    assert step_problems(OTHERS[0], 1)


def test_a_programme_may_ask_for_an_earlier_one_at_the_door_too() -> None:
    """PEER-11: `entry.requires` holds, whether or not the door is open."""
    pack = with_open_door(replace(PEER[0], entry_requires=("weekly",)))
    group = GroupNow(pack, (), frozenset(), 10)
    standing = Standing(FIRST, verdict=Verdict.SUITABLE)
    office, now = OfficeCalendar(Region("ENG-WLS")), datetime(2026, 11, 3, 9, tzinfo=UTC)

    without = reasons_not_to_place(Candidate("a", CaseState.WAITING, standing), group, office, now)
    done = Candidate("a", CaseState.WAITING, standing, completed_packs=frozenset({"weekly"}))

    assert without == ("He must have completed another programme first: weekly.",)
    assert reasons_not_to_place(done, group, office, now) == ()


def test_everyone_is_welcome_but_for_what_is_asked_of_all() -> None:
    """PEER-1: an exclusion that holds or that nobody has asked; what is not required keeps nobody out."""

    def judged(key: str, outcome: Outcome, *, required: bool = True) -> Judged:
        return Judged(key, f"About {key}", outcome, "", "", WhenNotMet.NOT_SUITABLE, required)

    found = reasons_not_welcome(
        [
            judged("clear", Outcome.MET), judged("confused", Outcome.NOT_MET), judged("use", Outcome.UNKNOWN),
            judged("liked", Outcome.NOT_MET, required=False),
        ]
    )  # fmt: skip

    assert found == {
        "confused": "He cannot come in now: “About confused”. Talk with the clinical partner of the group.",
        "use": "Answer this first: “About use”.",
    }
