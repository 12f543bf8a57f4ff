"""Every clearance comes in the same words by the same runs, contact or none (CLR-1 to CLR-5, REP-8, SEC-22)."""

import json

import pytest
from sqlalchemy import select

from app.bridge.clearances import CaseHeld, CaseInGroup
from app.bridge.deliveries import deliver
from app.bridge.report_checks import OfReport, ReportHeld
from app.core.errors import Missing, NotAllowed
from app.core.shapes import Nothing, new_id
from app.crypto.clearance import verify_clearance
from models.programme.base import History
from models.programme.crossing import Clearance
from models.programme.group import Group, Member
from tests.bridge.samples import HER_NUMBER, a_case, asked_in_part, clearance_asked, her_record, later, report_asked
from tests.offices import INST, Office, both_engines


def given(office: Office) -> list[Clearance]:
    with office.programme.work(reading=True) as work:
        return list(work.session.execute(select(Clearance).order_by(Clearance.id)).scalars())


def his_acts(office: Office) -> list[str]:
    with office.programme.work(reading=True) as work:
        return [
            json.loads(row)["act"]
            for row in work.session.execute(select(History.bytes).order_by(History.seq)).scalars()
        ]


@both_engines
class TestOnBothEngines:
    def test_a_case_is_cleared_in_its_run_and_not_before_two_working_days(self, office: Office) -> None:
        case, group = a_case(office), new_id()
        clearance_asked(office, case, group)  # Monday 2 November 2026, 09:00
        desk = office.partner_desk()
        marked = desk.clearances.give(CaseInGroup(case=case, group=group))

        later(office, 3, 12, 30)
        assert desk.clearances.run(Nothing()).given == 0
        assert given(office) == []

        office.clock.move_to(marked.run_at)
        assert desk.clearances.run(Nothing()).given == 1
        said = verify_clearance(bytes(given(office)[0].statement), INST, office.roster)
        assert (said.case, said.about, said.subject) == (case, group, "case")
        assert marked.run_at.date().isoformat() >= "2026-11-05"

    def test_a_run_with_nothing_to_say_writes_the_same_one_event(self, office: Office) -> None:
        later(office, 3, 12, 30)

        made = office.partner_desk().clearances.run(Nothing())

        assert made.given == 0
        assert his_acts(office) == ["safety"]
        assert office.partner_desk().clearances.run(Nothing()).run_at is None
        assert his_acts(office) == ["safety"]

    def test_delivering_again_changes_nothing(self, office: Office) -> None:
        case, group = a_case(office), new_id()
        clearance_asked(office, case, group)
        desk = office.partner_desk()
        marked = desk.clearances.give(CaseInGroup(case=case, group=group))
        office.clock.move_to(marked.run_at)
        desk.clearances.run(Nothing())

        assert deliver(desk.seat) == 0
        assert len(given(office)) == 1


def test_a_hold_writes_nothing_on_his_side(office: Office) -> None:
    case, group = a_case(office), new_id()
    clearance_asked(office, case, group)
    before = his_acts(office)

    office.partner_desk().clearances.hold(CaseHeld(case=case, group=group, reason="She is moving house."))

    assert his_acts(office) == before
    later(office, 30, 12, 30)
    office.partner_desk().clearances.run(Nothing())
    assert given(office) == []


def test_two_men_linked_to_one_partner_are_never_cleared_for_one_group(office: Office) -> None:
    first, second = a_case(office), a_case(office, "Ewan")
    group = _group_with(office, first, second)
    clearance_asked(office, second, group)
    partner = her_record(office, first)
    desk = office.partner_desk()
    desk.clearances.give(CaseInGroup(case=second, group=group))  # no clash is known yet
    _link(office, partner, second)

    assert [line.clash for line in desk.clearances.list(Nothing())] == [True]
    later(office, 30, 12, 30)
    desk.clearances.run(Nothing())
    assert given(office) == []
    with pytest.raises(NotAllowed):
        desk.clearances.give(CaseInGroup(case=second, group=group))


def test_runs_are_drawn_for_each_request_alone(office: Office) -> None:
    desk = office.partner_desk()
    drawn = iter([0, 1, 2])
    desk.seat.draw = lambda _sides: next(drawn)
    for name in ("Bo", "Cy", "Di"):
        clearance_asked(office, a_case(office, name), new_id())

    desk.clearances.run(Nothing())

    assert len({line.run_at for line in desk.clearances.list(Nothing())}) == 3


def test_two_men_placed_in_one_group_at_the_same_moment_are_both_taken_in(office: Office) -> None:
    """CLR-1: a request is known by its case too, so that nobody waits for ever beside a man who came with him."""
    desk, group = office.partner_desk(), new_id()
    cases = [a_case(office, name) for name in ("Bo", "Cy")]

    for case in cases:
        clearance_asked(office, case, group)
        desk.clearances.run(Nothing())

    assert {line.case for line in desk.clearances.list(Nothing())} == set(cases)


def test_her_number_in_a_report_is_found_here_and_only_here(office: Office) -> None:
    case = a_case(office)
    her_record(office, case)
    report = report_asked(office, case, f"He said he would ring {HER_NUMBER.replace(' ', '')} every evening.")
    desk = office.partner_desk()
    before = his_acts(office)

    checked = desk.report_checks.check(OfReport(report=report))
    desk.report_checks.hold(ReportHeld(report=report, reason="Her number stands in it."))
    later(office, 4, 16, 30)
    desk.clearances.run(Nothing())

    assert [found.kind for found in checked.findings] == ["phone"]
    assert given(office) == []
    assert his_acts(office) == [*before, "safety"]


def test_a_clear_report_is_cleared_at_the_next_run_for_these_very_bytes(office: Office) -> None:
    report = report_asked(office, a_case(office), "He attended nine of ten sessions.", sha256="cd" * 32)
    desk = office.partner_desk()
    assert desk.report_checks.check(OfReport(report=report)).findings == ()
    desk.report_checks.clear(OfReport(report=report))

    later(office, 2, 12, 1)
    desk.clearances.run(Nothing())

    said = verify_clearance(bytes(given(office)[0].statement), INST, office.roster)
    assert (said.subject, said.about, said.doc_sha256) == ("report", report, "cd" * 32)


def test_a_report_of_which_a_part_is_missing_is_told_and_cannot_be_cleared(office: Office) -> None:
    """REP-7: silence would keep him waiting without anybody here knowing of it."""
    report = asked_in_part(office, a_case(office))
    desk = office.partner_desk()

    (line,) = desk.report_checks.waiting(Nothing())

    assert (line.report, line.missing, line.run_at) == (report, 1, None)
    for waits in (desk.report_checks.check, desk.report_checks.clear):
        with pytest.raises(Missing):
            waits(OfReport(report=report))


def _group_with(office: Office, *cases: str) -> str:
    seat = office.desk("jo").seat
    with seat.open_work() as work:
        group = work.add(
            Group(
                code="TUE", programme="bbr", pack_version="1.0", region="ENG-WLS",
                starts_on=office.clock.today(), slots=[],
                seats=12, created_at=office.clock.now(), created_by=seat.person.id,
            )
        )  # fmt: skip
        for case in cases:
            work.add(Member(group_id=group.id, case_id=case, joined_at=office.clock.now(), joined_by=seat.person.id))
        seat.ledger.append(work, "test.group", office.clock.now())
        return group.id


def _link(office: Office, partner: str, case: str) -> None:
    from app.partner.partners import CaseLink, PartnerLinked

    office.partner_desk().partners.link(PartnerLinked(partner=partner, link=CaseLink(case=case, relation="ex_partner")))
