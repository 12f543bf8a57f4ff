"""Follow-ups: what marks ask for stands on Today until somebody says what was done."""

from datetime import timedelta

import pytest

from app.core.errors import InvalidInput, NotAllowed
from app.desk.catalogue import perform
from app.programme.desk import ProgrammeDesk
from tests.offices import Office, both_engines
from tests.programme.test_registers import placed


def missed(office: Office, group: str, case: str, count: int) -> list[str]:
    """So many group sessions in a row that he did not come to, without a reason."""
    desk = office.desk("priya")
    sessions = [one for one in perform(desk, "group.show", {"group": group}).sessions if one.kind == "group"]
    for one in sessions[:count]:
        if office.clock.now() < one.ends_at:
            office.clock.move_to(one.ends_at + timedelta(minutes=5))
        marks = [{"case": case, "code": "UAAB", "reason": "no reason given"}]
        perform(desk, "register.take", {"session": one.session, "marks": marks, "head_count": 0})
    return [str(one.session) for one in sessions]


def on_today(desk: ProgrammeDesk) -> list[str]:
    """What Today says is to be done after marks."""
    return [row.words for row in perform(desk, "today.show", {}).rows if row.act == "follow_up.done"]


@both_engines
def test_a_letter_and_a_call_stay_on_today_until_they_are_done_and_the_decision_is_the_managers(
    office: Office,
) -> None:
    """ATT-9: letter task at each warning, decision task for the manager at the limit; done ones stay in the record."""
    group, (adam,) = placed(office)
    priya, jo = office.desk("priya"), office.desk("jo")
    first, second, third, *_rest = missed(office, group, adam, 3)

    before, decision = on_today(priya), [words for words in on_today(jo) if words.startswith("Decide")]
    letter = {"case": adam, "session": first, "kind": "warning", "limit": 1, "words": "Sent on 25 November"}
    perform(priya, "follow_up.done", letter)
    decide = {"case": adam, "session": third, "kind": "consecutive", "limit": 3, "words": "Back to court"}
    with pytest.raises(NotAllowed, match="manager"):
        perform(priya, "follow_up.done", decide)
    decided = perform(jo, "follow_up.done", decide)

    assert before.count("Write the warning letter: Adam O., 1 missed") == 1
    assert not [words for words in before if words.startswith("Decide")]
    assert decision == ["Decide with his officer: Adam O., 3 missed in a row"]
    assert "Write the warning letter: Adam O., 1 missed" not in on_today(priya)
    assert "Write the warning letter: Adam O., 2 missed" in on_today(priya)
    assert not [words for words in on_today(jo) if words.startswith("Decide")]
    assert (decided.done, decided.done_by) == ("Back to court", "Jo Adeyemi")
    every = perform(jo, "follow_up.list", {"case": adam, "done_too": True})
    assert {(one.kind, one.session) for one in every if one.kind == "warning" and not one.done} == {("warning", second)}
    assert perform(jo, "case.show", {"case": adam}).state == "placed", "a limit never moves a case by itself"


class TestSettling:
    def test_a_call_is_settled_when_he_comes_again_or_the_mark_is_corrected(self, office: Office) -> None:
        group, (adam,) = placed(office)
        desk = office.desk("priya")
        (first, *_rest) = missed(office, group, adam, 1)

        asked = [one.kind for one in perform(desk, "follow_up.list", {})]
        perform(
            desk,
            "register.correct",
            {"session": first, "case": adam, "code": "AAME", "mark_reason": "Ill", "reason": "He rang"},
        )

        assert asked == ["absence", "warning"]
        assert perform(desk, "follow_up.list", {}) == ()

    def test_a_concern_asks_for_a_red_event_or_a_reason(self, office: Office) -> None:
        """ONE-1, RED-1: a concern stays on Today until a red event is raised or somebody says why not."""
        group, (adam,) = placed(office)
        desk = office.desk("priya")
        session = next(
            one.session for one in perform(desk, "group.show", {"group": group}).sessions if one.kind == "group"
        )
        marks = [{"case": adam, "code": "ATTC", "minutes": 150, "concern": "He spoke of following somebody"}]
        saved = perform(desk, "register.take", {"session": session, "marks": marks, "head_count": 1})

        before = on_today(desk)
        raised = {"case": adam, "kind": "looks_for_her", "what": "He follows her", "when": "2026-11-24T20:00"}
        office.clock.move_to(office.clock.now() + timedelta(minutes=1))
        perform(desk, "risk.raise", {**raised, "source_class": "group"})

        assert [one.kind for one in saved.follow_ups] == ["concern"]
        assert before == ["Look at the concern: Adam O."]
        assert on_today(desk) == []

    def test_what_nobody_asked_for_cannot_be_done(self, office: Office) -> None:
        group, (adam,) = placed(office)
        (first, *_rest) = missed(office, group, adam, 1)
        given = {"case": adam, "session": first, "kind": "total", "limit": 5, "words": "Nothing"}

        with pytest.raises(InvalidInput, match="Nothing of this kind"):
            perform(office.desk("jo"), "follow_up.done", given)
        with pytest.raises(InvalidInput, match="what was done"):
            perform(office.desk("jo"), "follow_up.done", {**given, "kind": "absence", "limit": None, "words": " "})
