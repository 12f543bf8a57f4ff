"""Reports: figures from registers, words of a writer, the eyes of somebody else, and nothing leaves another way."""

from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from sqlalchemy import func, select

from app.core.errors import InvalidInput, Missing, NotAllowed, Stale
from app.desk.catalogue import acts_of, perform
from app.programme.desk import ProgrammeDesk
from app.programme.papers import signed_paper
from models.programme.crossing import ClearanceAsked
from models.programme.document import Paper, Report
from reports.kit.traces import painted
from tests.made_before import made_before
from tests.offices import Office, both_engines
from tests.programme.flows import a_group, cleared, prepared, waiting
from tests.programme.samples_reports import (
    NEEDED,
    SAMPLES,
    WORDS,
    a_draft,
    cleared_report,
    issued,
    with_reader,
)
from tests.reports.every import picture


def shown(office: Office, report: str, login: str = "priya") -> object:
    return perform(office.desk(login), "report.show", {"report": report})


@made_before
def attended(office: Office, *marks: dict[str, object] | None) -> str:
    """A man in a group, with these marks for its first sessions; None leaves a session without its register."""
    desk = office.desk("priya")
    group, case = a_group(desk), waiting(desk)
    perform(desk, "group.allocate", {"group": group, "case": case})
    cleared(office, (case, group))
    sessions = [one for one in perform(desk, "group.show", {"group": group}).sessions if one.kind == "group"]
    for session, mark in zip(sessions, marks, strict=False):
        office.clock.move_to(datetime.fromisoformat(str(session.ends_at)))
        if mark is not None:
            came = int(mark["code"] in ("ATTC", "AFTC"))
            given = {"session": session.session, "marks": [{"case": case, **mark}], "head_count": came}
            perform(office.desk("priya"), "register.take", given)
    return case


CAME = {"code": "ATTC", "minutes": 150}
LATE = {"code": "ATTC", "late_minutes": 20}
ILL = {"code": "AAME", "reason": "Chest infection, note seen"}


@both_engines
class TestOnBothEngines:
    def test_a_report_goes_its_whole_way_and_the_bytes_that_leave_are_those_that_were_cleared(
        self, office: Office
    ) -> None:
        report = cleared_report(office)
        desk = office.desk("priya")

        out = perform(desk, "report.issue", {"report": report})
        copy = perform(desk, "report.deliver", {"report": report, **NEEDED})

        assert out.sha256 == copy.sha256_cleared == shown(office, report).sha256
        assert copy.sha256_delivered == sha256(copy.content).hexdigest() != copy.sha256_cleared
        assert shown(office, report).state == "delivered"
        (row,) = perform(desk, "disclosure.list", {})
        assert (row.recipient, row.basis, row.approver, row.by) == (
            "J Marsh, Northmarsh Probation", "public_task", "Sam Lee", "Priya Nair",
        )  # fmt: skip
        assert (row.sha256_cleared, row.sha256_delivered) == (copy.sha256_cleared, copy.sha256_delivered)

    def test_a_refused_sign_off_leaves_nothing_behind(self, office: Office) -> None:
        report = with_reader(office)

        with pytest.raises(NotAllowed):
            perform(office.desk("priya"), "report.sign_off", {"report": report})

        assert shown(office, report).state == "second_reader"
        with office.programme.work(reading=True) as work:
            assert work.session.scalar(select(func.count()).select_from(Paper)) == 0
            assert work.session.scalar(select(func.count()).select_from(ClearanceAsked)) == 0

    def test_a_report_of_somebody_elses_case_is_not_there(self, office: Office) -> None:
        report = a_draft(office)

        for act, more in (("report.show", {}), ("report.edit", {}), ("report.preview", {}), ("report.issue", {})):
            with pytest.raises(Missing):
                perform(office.desk("sam"), act, {"report": report, **more})
        assert perform(office.desk("sam"), "report.list", {}) == ()

    def test_an_edition_that_was_changed_meanwhile_is_not_overwritten(self, office: Office) -> None:
        report = a_draft(office)
        edit = {"report": report, "seen": 1, "sections": {"concerns": "None this month."}}
        perform(office.desk("jo"), "report.edit", edit)

        with pytest.raises(Stale):
            perform(office.desk("priya"), "report.edit", edit)


class TestFacts:
    def test_the_figures_are_those_of_the_registers_with_their_source_rows(self, office: Office) -> None:
        case = attended(office, CAME, LATE, ILL)

        saved = perform(office.desk("priya"), "report.draft", {"case": case, "type": "progress"})

        seen = saved.facts.attendance
        assert (seen.offered, seen.attended, seen.compliant, seen.not_recorded) == (3, 2, 3, 0)
        assert seen.group_minutes == 150 + (150 - 20)
        assert (seen.late_minutes, seen.planned) == (20, 24)
        assert [(one.mark.value, one.count) for one in saved.facts.absences] == [("AAME", 1)]
        assert [one.code.value for one in saved.facts.sessions] == ["ATTC", "ATTC", "AAME"]
        assert all(one.mark and one.session for one in saved.facts.sessions)
        assert next(one for one in saved.facts.blocks if one.key == "foundation").attended == 2

    def test_a_session_without_a_mark_is_not_recorded_and_never_an_absence(self, office: Office) -> None:
        case = attended(office, CAME, None)

        saved = perform(office.desk("priya"), "report.draft", {"case": case, "type": "progress"})

        seen = saved.facts.attendance
        assert (seen.offered, seen.attended, seen.not_recorded) == (2, 1, 1)
        assert saved.facts.absences == ()
        assert "attendance" in {gap.key for gap in saved.gaps}

    def test_a_corrected_mark_counts_as_it_was_corrected(self, office: Office) -> None:
        case = attended(office, ILL)
        desk = office.desk("priya")
        session = perform(desk, "report.draft", {"case": case}).facts.sessions[0].session
        change = {"session": session, "case": case, "code": "ATTC", "minutes": 150, "reason": "Wrong man marked"}
        perform(desk, "register.correct", change)

        saved = perform(desk, "report.draft", {"case": case})

        assert (saved.facts.attendance.offered, saved.facts.attendance.attended) == (1, 1)

    def test_hours_of_each_kind_stand_apart_and_agree_with_the_page_of_the_case(self, office: Office) -> None:
        case = attended(office, CAME, ILL)
        desk = office.desk("priya")
        today = office.clock.today().isoformat()
        for start, goal in (("09:00", {"text": "Walk away"}), ("10:00", None)):
            booking = {"case": case, "key": "pre_group", "starts_at": f"{today}T{start}"}
            session = perform(desk, "one_to_one.book", booking).session
            (known,) = perform(desk, "case.goals", {"case": case}) or (None,)
            looked = {"goal": known.goal, "achievement": 0.5, "evidence": "He said so"} if known else {}
            given = {"session": session, "happened": True, "late_minutes": 10, "summary": "Short."}
            perform(desk, "one_to_one.record", {**given, "goals": [goal or looked]})

        facts = perform(desk, "report.draft", {"case": case}).facts

        counted = perform(desk, "case.attendance", {"case": case})
        seen = facts.attendance
        assert (seen.group_minutes, seen.one_to_one_minutes, seen.catch_up_minutes) == (150, 100, 0)
        assert seen.group_minutes + seen.one_to_one_minutes == counted.minutes
        assert [(goal.text, goal.achievement.value, goal.evidence) for goal in facts.goals] == [
            ("Walk away", "part", "He said so")
        ]

    def test_who_was_not_at_the_review_is_printed_with_the_reason(self, office: Office) -> None:
        """REV-2: beside the session, from the newest text of the review."""
        case = attended(office, CAME)
        desk = office.desk("priya")
        there = [{"role": "client", "name": "Adam Okoro"}, {"role": "facilitator", "name": "Priya Nair"}]
        held = {"held_on": office.clock.today().isoformat(), "mark": {"code": "ATTC", "minutes": 60}}
        saved = perform(desk, "three_way.record", {"case": case, **held, "attendees": there, "missing_reason": "Ill"})
        given = {"case": case, "review": saved.review.review, "reason": "He was on leave"}
        perform(desk, "three_way.correct", {**given, "missing_reason": "On leave"})

        facts = perform(desk, "report.draft", {"case": case}).facts

        assert [one.reason for one in facts.sessions if one.kind == "review"] == ["Not there: his officer. On leave"]

    def test_only_the_days_of_the_period_are_counted(self, office: Office) -> None:
        case = attended(office, CAME, CAME)
        desk = office.desk("priya")
        days = [one.on for one in perform(desk, "report.draft", {"case": case}).facts.sessions]

        period = {"from": "2026-10-26", "to": days[0].isoformat()}
        saved = perform(desk, "report.draft", {"case": case, "period": period})

        assert [one.on for one in saved.facts.sessions] == days[:1]

    def test_a_period_that_lies_ahead_or_runs_backwards_is_refused(self, office: Office) -> None:
        case = prepared(office.desk("priya"))

        for first, last in (("2026-11-01", "2026-12-01"), ("2026-11-02", "2026-11-01")):
            with pytest.raises(InvalidInput) as refused:
                perform(office.desk("priya"), "report.draft", {"case": case, "period": {"from": first, "to": last}})
            assert "period" in refused.value.problems

    def test_what_is_not_known_is_said_as_a_gap(self, office: Office) -> None:
        case = prepared(office.desk("priya"), date_of_birth="unknown", legal_basis=None, referrer=None)

        saved = perform(office.desk("priya"), "report.draft", {"case": case})

        assert {"born", "legal_basis", "recipient", "summary", "goals"} <= {gap.key for gap in saved.gaps}

    def test_a_risk_result_with_a_source_that_may_not_be_told_is_left_out_and_named(self, office: Office) -> None:
        desk = office.desk("priya")
        case = prepared(desk)
        result = {"tool": "B-SAFER", "taken_on": "2026-11-02", "assessor": "J Marsh", "results": {"partner": "high"}}
        perform(desk, "risk.record_result", {"case": case, **result, "sources_used": ["court", "other"]})

        saved = perform(desk, "report.draft", {"case": case})

        assert [(risk.tool, risk.source.value) for risk in saved.facts.risks] == [("SARA", "court")]
        assert any("B-SAFER" in gap.words for gap in saved.gaps)


class TestSecondReader:
    def test_nobody_reads_his_own_words(self, office: Office) -> None:
        report = a_draft(office)
        perform(office.desk("jo"), "report.edit", {"report": report, "sections": {"concerns": "None."}})

        for writer in ("priya", "jo"):
            with pytest.raises(NotAllowed):
                perform(office.desk("priya"), "report.ask_second_reader", {"report": report, "reader": writer})

    def test_only_the_reader_who_was_asked_can_sign(self, office: Office) -> None:
        report = with_reader(office)

        with pytest.raises(NotAllowed):
            perform(office.desk("mo"), "report.sign_off", {"report": report})
        assert perform(office.desk("sam"), "report.sign_off", {"report": report}).state == "awaiting_clearance"

    def test_a_reader_signs_at_the_writers_seat_with_their_own_password(self, office: Office) -> None:
        report = with_reader(office)

        saved = perform(office.desk("priya"), "report.sign_off", {"report": report, "second": "sam"})

        assert saved.state == "awaiting_clearance"
        assert shown(office, report).second_reader == "Sam Lee"

    def test_the_second_name_must_have_confirmed(self, office: Office) -> None:
        report = with_reader(office)

        with pytest.raises(NotAllowed):
            perform(office.desk("priya", seconds=()), "report.sign_off", {"report": report, "second": "sam"})

    def test_what_nobody_wrote_anything_in_cannot_be_handed_over(self, office: Office) -> None:
        report = a_draft(office, sections={})

        with pytest.raises(NotAllowed):
            perform(office.desk("priya"), "report.ask_second_reader", {"report": report, "reader": "sam"})

    def test_someone_who_may_not_sign_is_not_taken_as_reader(self, office: Office) -> None:
        report = a_draft(office)

        for name in ("ada", "maya", "nobody"):
            with pytest.raises(InvalidInput) as refused:
                perform(office.desk("priya"), "report.ask_second_reader", {"report": report, "reader": name})
            assert "reader" in refused.value.problems

    def test_given_back_it_is_a_draft_with_the_comment_in_its_history(self, office: Office) -> None:
        report = with_reader(office)

        perform(office.desk("sam"), "report.give_back", {"report": report, "comment": "Say who did it."})

        page = shown(office, report)
        assert page.state == "draft"
        assert [(one.kind, one.note) for one in page.events][-1] == ("given_back", "Say who did it.")

    def test_figures_or_a_logo_that_changed_since_the_hand_over_are_never_signed(
        self, office: Office, tmp_path: Path
    ) -> None:
        case = attended(office, CAME, None)
        desk = office.desk("priya")
        saved = perform(desk, "report.draft", {"case": case, "sections": {"summary": WORDS}})
        perform(desk, "report.ask_second_reader", {"report": saved.report, "reader": "sam"})
        file = tmp_path / "logo.png"
        file.write_bytes(picture())
        perform(office.desk("jo"), "settings.set_logo", {"file": str(file)})
        with pytest.raises(Stale):
            perform(office.desk("sam"), "report.sign_off", {"report": saved.report})
        perform(desk, "report.ask_second_reader", {"report": saved.report, "reader": "sam"})
        late = next(one.session for one in saved.facts.sessions if one.mark is None)
        marks = [{"case": case, "code": "UAAB", "reason": "no reason given"}]
        perform(desk, "register.take", {"session": late, "marks": marks, "head_count": 0})

        with pytest.raises(Stale):
            perform(office.desk("sam"), "report.sign_off", {"report": saved.report})
        perform(desk, "report.ask_second_reader", {"report": saved.report, "reader": "sam"})

        assert perform(office.desk("sam"), "report.sign_off", {"report": saved.report}).state == "awaiting_clearance"
        assert shown(office, saved.report).facts.attendance.not_recorded == 0
        with office.desk("sam").seat.open_work(reading=True) as work:
            paper = signed_paper(work, work.get(Report, saved.report))
            with pikepdf.open(BytesIO(paper.content)) as pdf:
                assert len(pdf.pages[0].get_images()) == 1


class TestWords:
    @pytest.mark.parametrize(
        "text",
        ["He is safe now.", "She confirms this.", "He is no longer a risk.", "Heard at Marac.", "The DASH score."],
    )
    def test_what_must_not_stand_in_a_report_holds_it_back(self, office: Office, text: str) -> None:
        report = a_draft(office, sections={"summary": text})

        with pytest.raises(NotAllowed):
            perform(office.desk("priya"), "report.ask_second_reader", {"report": report, "reader": "sam"})

    def test_other_wordings_are_pointed_at_and_hold_nothing_up(self, office: Office) -> None:
        report = a_draft(office, sections={"summary": "He is manipulative. She was hit. Apparently he dashed off."})

        assert [one.kind for one in shown(office, report).wordings] == ["label", "hidden_actor", "source"]
        asked = perform(office.desk("priya"), "report.ask_second_reader", {"report": report, "reader": "sam"})
        assert asked.state == "second_reader"

    def test_a_part_the_report_does_not_have_is_refused_with_those_it_has(self, office: Office) -> None:
        with pytest.raises(InvalidInput) as refused:
            a_draft(office, sections={"gossip": "x"})

        assert "next_steps" in refused.value.problems["sections.gossip"]

    def test_words_stand_on_the_paper_under_their_block(self, office: Office) -> None:
        report = issued(office, sections={"foundation": "He kept the time-out plan twice."})

        copy = perform(office.desk("priya"), "report.deliver", {"report": report, **NEEDED})

        assert "He kept the time-out plan twice." in text_of(copy.content, copy.password)


def test_every_act_on_reports_has_a_sample_that_works(office: Office) -> None:
    ours = {name for name in acts_of(ProgrammeDesk) if name.partition(".")[0] in ("report", "disclosure")}

    assert ours == set(SAMPLES)
    for name in ("report.draft", "report.list", "disclosure.list"):
        perform(office.desk("priya"), name, SAMPLES[name](office))


def text_of(content: bytes, password: str) -> str:
    """What can be read on a copy, opened with its password."""
    with pikepdf.open(BytesIO(content), password=password) as document:
        out = BytesIO()
        document.save(out, encryption=False)
    return painted(out.getvalue())
