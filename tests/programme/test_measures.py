"""Questionnaires through the door: what his programme asks, corrections with history, and what an answer sets off."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.core.errors import InvalidInput, Missing, NotAllowed, Stale
from app.desk.catalogue import perform
from app.domain.pack_parts import Measure
from app.programme.packs import shelf
from tests.offices import Office, both_engines
from tests.programme.flows import a_case
from tests.programme.test_registers import first_session, inbox, placed

ASKED = (
    Measure("top", ("start", "review", "exit", "post_exit"), "client", "not confirmed"),
    Measure("core10", ("t0", "t1", "t3"), "client", "office"),
    Measure("expectation_review", ("review",), "client", "own"),
    Measure("her_own", ("t0",), "partner", "own"),
)
TOP = {"measure": "top", "stage": "start", "on": "2026-11-02"}
CORE = {"measure": "core10", "stage": "t0", "on": "2026-11-02", "scores": {f"item_{n}": 2 for n in range(1, 6)}}
EXPECTED = {"measure": "expectation_review", "stage": "review", "on": "2026-11-02"}


@pytest.fixture(autouse=True)
def asked() -> Iterator[None]:
    """Every programme asks these questionnaires, and counts hours to 1 and 5."""
    plain = shelf.shipped_packs()
    packs = tuple(replace(pack, measures=ASKED, milestones_hours=(1, 5)) for pack in plain)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shelf, "_shipped", lambda: shelf.Shelf(packs))
        yield


def today(office: Office, login: str = "priya") -> list[tuple[str, str, str]]:
    """What is due about questionnaires."""
    rows = perform(office.desk(login), "today.show", {}).rows
    return [(row.act, row.words, row.detail) for row in rows if row.act.startswith("measure.")]


def confirmed(office: Office) -> None:
    """The office holds the licence of TOP."""
    perform(office.desk("jo"), "settings.set", {"key": "measure.top_licence", "value": True})


@both_engines
class TestRecording:
    """13.2, 13.3"""

    def test_top_1_what_is_typed_is_kept_and_what_nobody_answered_stays_unknown(self, office: Office) -> None:
        """TOP-1: weeks 7, 7, 0, 3 are 17; a week missing leaves the total unknown."""
        desk = office.desk("priya")
        scores = {"alcohol": [7, 7, 0, 3], "alcohol_amount": 8.5, "crack": [1, "unknown", 0, 0], "quality_of_life": 10}
        case = a_case(desk)
        confirmed(office)

        saved = perform(desk, "measure.record", {"case": case, **TOP, "scores": scores})
        shown = perform(desk, "measure.list", {"case": case})

        figures = {one.key: one.value for one in saved.figures}
        assert (figures["alcohol"], figures["crack"], figures["quality_of_life"]) == (17, "unknown", 10)
        assert figures["cannabis"] == "unknown"
        assert [one.entry for one in shown.entries] == [saved.entry]
        assert {one.key: one.said for one in shown.entries[0].scores}["crack"] == "1, not known, 0, 0"

    def test_a_correction_is_a_new_row_and_the_old_one_stays_visible_with_its_reason(self, office: Office) -> None:
        """ATT-4 in kind: appended, never overwritten; two who correct at once are told."""
        desk = office.desk("priya")
        case = a_case(desk)
        first = perform(desk, "measure.record", {"case": case, **CORE, "scores": {"total": 12}}).entry
        right = {"case": case, **CORE, "scores": {"total": 21}, "corrects": first}

        with pytest.raises(InvalidInput, match="why it is corrected"):
            perform(desk, "measure.record", right)
        with pytest.raises(InvalidInput, match="recorded for that day already"):
            perform(desk, "measure.record", {"case": case, **CORE})
        perform(desk, "measure.record", {**right, "reason": "Digits swapped"})
        with pytest.raises(Stale):
            perform(desk, "measure.record", {**right, "reason": "Digits swapped"})

        (entry,) = perform(desk, "measure.list", {"case": case}).entries
        assert [one.value for one in entry.figures] == [21]
        assert [([one.said for one in old.scores], old.reason) for old in entry.earlier] == [(["12"], "Digits swapped")]

    def test_core_10_a_risk_item_above_nought_is_raised_the_same_day_and_moves_nothing(self, office: Office) -> None:
        """10.2, SCR-11: worker and supervisor are to be told; no score decides."""
        desk = office.desk("priya")
        case = a_case(desk)
        before = perform(desk, "case.show", {"case": case}).state

        calm = perform(desk, "measure.record", {"case": case, **CORE})
        raised = perform(
            desk, "measure.record", {"case": case, **CORE, "stage": "t1", "scores": {"total": 33, "risk_item": 1}}
        )

        (event,) = perform(desk, "risk.list", {"case": case})
        assert (calm.red_event, calm.above_cut_off) == ("", "unknown")
        assert (raised.red_event, raised.above_cut_off) == (event.event, "yes")
        assert event.kind == "measure_risk_item"
        assert {"worker", "supervisor"} <= {one.who for one in event.told}
        assert event.clock_due.date().isoformat() == "2026-11-02"
        assert ("red_event", case) in inbox(office)
        assert perform(desk, "case.show", {"case": case}).state == before


class TestWhatIsAsked:
    """SUB-5, SUB-6, and the wall."""

    def test_one_of_the_other_desk_is_no_more_there_than_one_that_nobody_knows(self, office: Office) -> None:
        """NEV-1: the same words, and no trace in the list."""
        desk = office.desk("priya")
        case = a_case(desk)
        said = []
        for name in ("her_own", "no_such"):
            with pytest.raises(InvalidInput) as refused:
                perform(desk, "measure.record", {"case": case, **CORE, "measure": name})
            said.append(refused.value.problems)

        assert said[0] == said[1]
        assert "her_own" not in str(said)
        assert "her_own" not in str(perform(desk, "measure.list", {"case": case}))

    def test_a_stage_or_a_field_that_is_not_asked_is_named_with_those_that_are(self, office: Office) -> None:
        """13.2: beside the field, nothing saved."""
        desk = office.desk("priya")
        case = a_case(desk)

        with pytest.raises(InvalidInput, match="t0, t1, t3"):
            perform(desk, "measure.record", {"case": case, **CORE, "stage": "review"})
        with pytest.raises(InvalidInput) as refused:
            perform(desk, "measure.record", {"case": case, **CORE, "on": "2026-11-03", "scores": {"item_1": 5}})

        assert set(refused.value.problems) == {"on", "scores.item_1"}
        assert perform(desk, "measure.list", {"case": case}).entries == ()

    def test_what_the_office_may_not_show_it_cannot_record_either(self, office: Office) -> None:
        """10.1: the fields are hidden until the licence is confirmed, and no other way leads past that."""
        desk = office.desk("priya")
        given = {"case": a_case(desk), **TOP, "scores": {"quality_of_life": 10}}

        with pytest.raises(NotAllowed, match="licence of this questionnaire is not confirmed"):
            perform(desk, "measure.record", given)
        confirmed(office)
        saved = perform(desk, "measure.record", given)

        assert [one.said for one in saved.scores if one.key == "quality_of_life"] == ["10"]

    def test_sub_6_only_one_service_fills_in_top_for_one_client(self, office: Office) -> None:
        """SUB-6: over all his cases; a slip of the pen in the first one can be corrected."""
        desk = office.desk("priya")
        case = a_case(desk)
        given = {"case": case, **TOP, "scores": {"quality_of_life": 10}}
        confirmed(office)
        first = perform(desk, "measure.record", {**given, "source_service": "Harbour Recovry"})

        with pytest.raises(InvalidInput, match="Harbour Recovry fills this in"):
            perform(desk, "measure.record", {**given, "stage": "review"})
        right = {"source_service": "Harbour Recovery", "corrects": first.entry, "reason": "Name of the service"}
        perform(desk, "measure.record", {**given, **right})
        saved = perform(desk, "measure.record", {**given, "stage": "review", "source_service": "HARBOUR recovery"})

        assert saved.source_service == "HARBOUR recovery"

    def test_sub_5_a_no_is_raised_or_brought_to_the_meeting_and_never_ends_his_place(self, office: Office) -> None:
        """SUB-5: violence is raised, use waits for the meeting, unless the worker says otherwise."""
        desk = office.desk("priya")
        case = a_case(desk)
        state = perform(desk, "case.show", {"case": case}).state
        violence = {"violence_stopped": "no", "violence_source": "police"}

        raised = perform(desk, "measure.record", {"case": case, **EXPECTED, "scores": violence})
        both = {"violence_stopped": "no", "violence_source": "his_own", "use_stopped": "no"}
        later = {"case": case, **EXPECTED, "on": "2026-11-01"}
        waits = perform(desk, "measure.record", {**later, "scores": both, "follow": "meeting"})

        events = perform(desk, "risk.list", {"case": case})
        assert [(one.event, one.kind) for one in events] == [(raised.red_event, "new_violence")]
        assert (raised.for_meeting, waits.for_meeting, waits.red_event) == (False, True, "")
        assert ("measure.discuss", "Bring to the case meeting: Daniel O.", "Expectation review") in today(office)
        decided = perform(desk, "measure.discuss", {"entry": waits.entry, "decision": "Seen again in two weeks."})
        assert decided.decision == "Seen again in two weeks."
        with pytest.raises(NotAllowed):
            perform(desk, "measure.discuss", {"entry": waits.entry, "decision": "Again"})
        assert "measure.discuss" not in [act for act, _words, _detail in today(office)]
        assert perform(desk, "case.show", {"case": case}).state == state

    def test_a_case_of_somebody_else_is_not_there(self, office: Office) -> None:
        """UX-13: for reading, recording and deciding alike."""
        entry = perform(
            office.desk("priya"), "measure.record", {"case": (case := a_case(office.desk("priya"))), **CORE}
        )

        for name, given in (
            ("measure.list", {"case": case}),
            ("measure.record", {"case": case, **CORE}),
            ("measure.discuss", {"entry": entry.entry, "decision": "So be it"}),
        ):
            with pytest.raises(Missing):
                perform(office.desk("sam"), name, given)


class TestDue:
    """Today names what his programme asks at each stage."""

    def test_a_stage_comes_up_when_it_is_reached_and_goes_when_it_is_filled_in(self, office: Office) -> None:
        """13.2: at the start and at the late milestone; TOP only once its licence is confirmed (10.1)."""
        group, (case,) = placed(office)
        desk = office.desk("priya")
        marks = [{"case": case, "code": "ATTC", "minutes": 150}]
        perform(desk, "register.take", {"session": first_session(desk, group), "marks": marks, "head_count": 1})
        office.clock.move_to(datetime(2026, 12, 2, 9, 0, tzinfo=UTC))
        seen = today(office)
        confirmed(office)
        shown = today(office)
        given = {"case": case, "measure": "core10", "stage": "t1", "on": "2026-12-01", "scores": {"total": 9}}
        perform(desk, "measure.record", given)

        assert seen == [("measure.record", "Fill in CORE-10: Adam O.", "T1, start")]
        top = ("measure.record", "Fill in TOP: Adam O.", "Start")
        assert set(shown) == {*seen, top}
        assert today(office) == [top]

    def test_sub_5_the_expectation_review_is_due_once_the_late_milestone_is_reached(self, office: Office) -> None:
        """SUB-5, ATT-7: with 4.9 hours of 5 it is not."""
        group, (case,) = placed(office)
        desk = office.desk("priya")
        sessions = [
            one.session for one in perform(desk, "group.show", {"group": group}).sessions if one.kind == "group"
        ]
        seen = []
        for session, day, minutes in zip(sessions, (25, 2), (150, 144), strict=False):
            office.clock.move_to(datetime(2026, 11 if day > 20 else 12, day, 9, 0, tzinfo=UTC))
            marks = [{"case": case, "code": "ATTC", "minutes": minutes}]
            perform(desk, "register.take", {"session": session, "marks": marks, "head_count": 1})
            office.clock.move_to(datetime(2026, 12, 2, 9, 0, tzinfo=UTC))
        office.clock.move_to(datetime(2026, 12, 12, 9, 0, tzinfo=UTC))
        seen.append(today(office))
        perform(desk, "register.correct", {"session": sessions[1], "case": case, "minutes": 150, "reason": "Stayed"})

        due = ("measure.record", "Fill in Expectation review: Adam O.", "Review")
        assert due not in seen[0]
        assert due in today(office)


def test_sub_1_and_2_a_screen_keeps_its_result_and_leads_to_a_referral_by_the_service(office: Office) -> None:
    """SUB-1, SUB-2: tool, version, day, worker and result, no items; what does not fit together is asked."""
    desk = office.desk("priya")
    sent = a_case(desk, source="substance_service")
    other = a_case(desk, given_name="Mark", external_reference="X2")
    given = {"tool": "Brief tool", "version": "2", "on": "2026-11-01", "worker": "K Reed"}

    fits = perform(desk, "substance.screen", {"case": sent, **given, "result": "possible"})
    odd = perform(desk, "substance.screen", {"case": sent, **given, "result": "no_sign"})
    elsewhere = perform(desk, "substance.screen", {"case": other, **given, "result": "clear"})

    assert (fits.refers, fits.asks, fits.words) == (True, "", "Possible sign")
    assert odd.refers is False
    assert "without a sign" in odd.asks
    assert "came another way" in elsewhere.asks
    with pytest.raises(InvalidInput):
        perform(desk, "substance.screen", {"case": sent, **given, "result": "item 3"})
    with pytest.raises(InvalidInput) as refused:
        perform(desk, "substance.screen", {"case": sent, **given, "on": "2026-11-03", "worker": " ", "result": "clear"})
    assert set(refused.value.problems) == {"on", "worker"}
