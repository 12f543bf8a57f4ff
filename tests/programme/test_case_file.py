"""The file of one man: his whole attendance in a few questions, contacts that stay, records and results as received."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import event

from app.core.errors import Missing
from app.desk.catalogue import perform
from app.domain.pack import shipped_packs
from app.domain.pack_parts import Completion, CompletionKind
from app.programme.case_file.way import milestones, shape_of
from app.programme.days.kept import outdate
from models.programme.attendance import Mark
from models.programme.group import Session
from tests.offices import Office, both_engines
from tests.programme.flows import a_case, prepared, rate, screened
from tests.programme.test_one_to_ones import REVIEW, booked
from tests.programme.test_registers import first_session, placed

ACTS = ("case.marks", "case.contacts", "case.records", "case.results", "measure.list")


def long_ago(office: Office, case: str, count: int) -> None:
    """So many group sessions of earlier years, each with a mark and every third corrected."""
    first = datetime(2020, 1, 7, 18, 30, tzinfo=UTC)
    with office.programme.work() as work:
        for week in range(count):
            at = first + timedelta(weeks=week)
            session = work.add(
                Session(
                    order=week,
                    key="foundation",
                    number=1,
                    title=f"Meeting {week + 1}",
                    kind="group",
                    status="held",
                    starts_at=at,
                    ends_at=at + timedelta(minutes=150),
                    planned_minutes=150,
                    covers=[],
                )
            )
            for turn in (1, 2) if week % 3 == 0 else (1,):
                work.add(
                    Mark(
                        session_id=session.id,
                        case_id=case,
                        turn=turn,
                        code="ATTC",
                        minutes=150 - turn,
                        correction_reason="Left early" if turn == 2 else None,
                        at=at + timedelta(hours=3),
                        by_user=office.people["priya"].id,
                        by_label="Priya Nair",
                    )
                )
        outdate(work, office.clock.today())  # as every act does for whom it changes


@both_engines
class TestAttendance:
    def test_a_correction_shows_what_the_mark_was_before_and_why(self, office: Office) -> None:
        """ATT-4: the newest counts, the old stays visible; SUB-4: use in a session is a mark with its reason."""
        group, (case,) = placed(office)
        desk = office.desk("priya")
        session = first_session(desk, group)
        mark = {"case": case, "code": "AFTC", "minutes": 150, "reason": "use_in_session"}
        perform(desk, "register.take", {"session": session, "marks": [mark], "head_count": 1})
        right = {"session": session, "case": case, "code": "ATSH", "minutes": 60, "reason": "Was sent home"}
        perform(desk, "register.correct", right)

        shown = perform(desk, "case.marks", {"case": case})

        line = next(one for one in shown.lines if one.session == session)
        assert (line.number, line.came, line.mark.code, line.mark.minutes) == (1, "yes", "ATSH", 60)
        assert (line.mark.correction_reason, line.mark.reason) == ("Was sent home", "Came under the influence")
        assert [(old.code, old.minutes, old.by) for old in line.earlier] == [("AFTC", 150, "Priya Nair")]
        assert (shown.use_in_session, shown.limits.max_consecutive, shown.limits.max_total) == (1, 3, 5)
        ahead = [one for one in shown.lines if one.session != session]
        assert {(one.came, one.mark, one.status) for one in ahead} == {("unknown", None, "planned")}

    def test_three_hundred_sessions_are_read_with_as_few_questions_as_one(self, office: Office) -> None:
        """Long histories ask no more of the database than short ones."""
        case = a_case(office.desk("priya"))
        desk, said = office.desk("priya"), list[str]()
        event.listen(office.programme.engine, "before_cursor_execute", lambda *what: said.append(what[2]))
        long_ago(office, case, 3)
        said.clear()
        perform(desk, "case.marks", {"case": case})
        for_three = len(said)
        long_ago(office, case, 297)
        said.clear()

        shown = perform(desk, "case.marks", {"case": case})

        assert len(said) <= for_three
        assert len(shown.lines) == 300
        assert sum(bool(one.earlier) for one in shown.lines) == 100


class TestTheRest:
    def test_a_case_with_nothing_yet_has_every_part_and_each_is_empty(self, office: Office) -> None:
        """REF-7: empty is nobody asked, and no part fails for it."""
        desk = office.desk("priya")
        case = a_case(desk)

        marks, contacts, records, results, sheet = (perform(desk, name, {"case": case}) for name in ACTS)

        assert (marks.lines, contacts, results, sheet.entries) == ((), (), (), ())
        assert (records.notes, records.consents, records.decisions, records.screens) == ((), (), (), ())
        way = perform(desk, "case.show", {"case": case}).way
        assert (way.shape, way.hours, way.member_since, way.meetings) == ("blocks", "0.0", None, ())

    def test_what_is_somebody_elses_is_not_there(self, office: Office) -> None:
        """UX-13: as for a true miss."""
        case = a_case(office.desk("priya"))

        for name in ACTS:
            with pytest.raises(Missing):
                perform(office.desk("sam"), name, {"case": case})

    def test_a_missed_contact_stays_and_names_the_one_that_was_booked_again(self, office: Office) -> None:
        """SCH-34: both stay visible; REV-1: the review with who was there."""
        _group, (case,) = placed(office)
        desk = office.desk("priya")
        missed = booked(office, case)
        perform(desk, "one_to_one.record", {"session": missed, "happened": False, "summary": "He did not come."})
        again = booked(office, case, starts_at="2026-11-27T15:00")
        perform(desk, "three_way.record", {"case": case, **REVIEW})

        files = {one.session: one for one in perform(desk, "case.contacts", {"case": case})}

        assert (files[missed].state, files[missed].booked_again) == ("Missed, booked again", again)
        assert (files[again].state, files[again].again_of, files[again].code) == ("Booked", missed, "")
        assert files[missed].summary == "He did not come."
        review = next(one for one in files.values() if one.review is not None)
        assert (review.state, len(review.review.attendees if review.review else ())) == ("Held", 3)

    def test_records_hold_what_was_decided_and_hide_a_rating_until_the_second_is_in(self, office: Office) -> None:
        """DEN-3, DEN-4: the second worker does not see the first grade; its rater does."""
        desk = office.desk("priya")
        case = prepared(desk)
        rate(desk, case, 4)

        own = perform(desk, "case.records", {"case": case})
        unseen = perform(office.desk("jo"), "case.records", {"case": case})

        assert [row.words[:15] for row in own.ratings] == ["Denial: Extreme", "Denial: Partial"]
        assert (unseen.ratings, unseen.ratings_unseen) == ((), True)
        assert [row.words for row in own.consents] == [
            "Explained and signed", "Partner details passed on, 1 person",
        ]  # fmt: skip
        assert "Amy" not in str(own)

    def test_results_stay_as_received_with_bands_that_only_display(self, office: Office) -> None:
        """RSK-1, RSK-2, RSK-4: unknown is null and not rated; 75 and 74 of OGRS3 are high and medium."""
        desk = office.desk("priya")
        case = a_case(desk)
        given = {"case": case, "assessor": "J Marsh"}
        partly = {"partner": "medium", "others": "high", "children": "unknown"}
        perform(desk, "risk.record_result", {**given, "tool": "SARA", "taken_on": "2026-10-01", "results": partly})
        for day, value in (("2026-10-02", 75), ("2026-10-03", 74)):
            values = {"ogrs3": value}
            perform(desk, "risk.record_result", {**given, "tool": "OGRS3", "taken_on": day, "results": values})
        before = perform(desk, "case.show", {"case": case}).risk.level

        later, earlier, sara = perform(desk, "case.results", {"case": case})

        assert [(row.values[0].band, row.counts) for row in (later, earlier)] == [("Medium", "yes"), ("High", "no")]
        assert (sara.level, sara.rated, sara.of, before) == ("high", 2, 3, "high")
        assert [value.said for value in sara.values if value.value == "unknown"] == ["Not known"]

    def test_a_screen_of_the_service_answers_the_criterion_that_asks_for_it(self, office: Office) -> None:
        """SUB-1, NEV-14: declined leaves it not known; the records keep every result."""
        desk = office.desk("priya")
        case = screened(desk, source="substance_service")
        given = {"case": case, "tool": "Brief tool", "on": "2026-11-01", "worker": "K Reed"}
        for result in ("clear", "declined"):
            perform(desk, "substance.screen", {**given, "result": result})

        screens = perform(desk, "case.records", {"case": case}).screens

        assert [(one.result, one.refers) for one in screens] == [("declined", False), ("clear", True)]


def test_att_7_29_9_hours_are_not_30() -> None:
    """ATT-7: the dose is exact; nothing is rounded up to a threshold, neither in the rule nor in its words."""
    plain = shipped_packs()[0]
    hours = Completion(CompletionKind.HOURS, Fraction(60), needs_review=True)
    pack = replace(plain, completion=hours, milestones_hours=(Fraction(30),))

    assert shape_of(pack) == "hours"
    assert [one.reached for one in milestones(pack, 30 * 60 - 1)] == [False, False]
    assert [(one.words, one.reached) for one in milestones(pack, 30 * 60)] == [("30", True), ("60", False)]
    assert shape_of(replace(plain, blocks=(replace(plain.blocks[1], count=None),))) == "meetings"
