"""A case as a whole: its page, its list, its moves, holds and corrections."""

import pytest
from sqlalchemy import event

from app.core.errors import InvalidInput, Missing, NotAllowed, Stale
from app.desk.catalogue import perform
from models.programme.case import Case
from tests.offices import Office, both_engines
from tests.programme.flows import a_case, prepared, waiting
from tests.programme.test_referrals import box


@both_engines
class TestMoving:
    """CASE-1 to CASE-7, CASE-12."""

    def test_an_ending_move_tells_the_safety_team_in_the_same_moment(self, office: Office) -> None:
        desk = office.desk("priya")
        case = waiting(desk)

        moved = perform(desk, "case.move", {"case": case, "to": "withdrawn", "reason_code": "moved_away"})

        assert (moved.from_state, moved.to) == ("waiting", "withdrawn")
        told = box(office)[-1]
        assert (told.kind, told.data) == ("stopped", {"from": "waiting", "to": "withdrawn", "on": "2026-11-02"})
        newest = perform(desk, "case.history", {"case": case})[0]
        assert (newest.words, newest.by) == ("Moved to “Withdrawn”", "Priya Nair")

    def test_a_move_that_the_table_does_not_have_is_refused_and_nothing_is_told(self, office: Office) -> None:
        desk = office.desk("priya")
        case = waiting(desk)
        before = len(box(office))

        for target in ("completed", "on_programme", "placed", "waiting"):
            with pytest.raises(NotAllowed):
                perform(desk, "case.move", {"case": case, "to": target, "reason_code": "other", "note": "x"})

        assert len(box(office)) == before
        assert perform(desk, "case.show", {"case": case}).state == "waiting"

    def test_a_stale_view_is_refused(self, office: Office) -> None:
        desk = office.desk("priya")
        case = waiting(desk)
        move = {"case": case, "to": "withdrawn", "reason_code": "moved_away", "seen": "assessing"}

        with pytest.raises(Stale, match="Waiting for a place"):
            perform(desk, "case.move", move)

    def test_a_missing_reason_is_named_by_its_field(self, office: Office) -> None:
        desk = office.desk("priya")
        case = waiting(desk)

        with pytest.raises(InvalidInput) as no_reason:
            perform(desk, "case.move", {"case": case, "to": "withdrawn"})
        with pytest.raises(InvalidInput) as no_words:
            perform(desk, "case.move", {"case": case, "to": "withdrawn", "reason_code": "other"})

        assert (set(no_reason.value.problems), set(no_words.value.problems)) == ({"reason_code"}, {"note"})

    def test_only_a_manager_is_second_when_the_service_ends_it(self, office: Office) -> None:
        desk = office.desk("priya")
        case = waiting(desk)
        perform(desk, "case.move", {"case": case, "to": "back_to_referrer", "reason_code": "attitude"})
        ended = {"case": case, "to": "deselected", "reason_code": "attitude"}

        with pytest.raises(NotAllowed):
            perform(desk, "case.move", {**ended, "second": "sam"})
        perform(desk, "case.move", {**ended, "second": "jo"})

        assert box(office)[-1].kind == "excluded"


class TestHolds:
    """CASE-10."""

    def test_a_hold_lies_over_the_state_and_lifting_returns_to_it(self, office: Office) -> None:
        desk = office.desk("priya")
        case = waiting(desk)
        hold = {"case": case, "kind": "health", "reason": "Operation", "review_on": "2026-11-30", "from": "2026-11-02"}

        perform(desk, "case.hold", hold)
        held = perform(desk, "case.show", {"case": case})
        with pytest.raises(NotAllowed, match="of this kind"):
            perform(desk, "case.hold", hold)
        perform(desk, "case.lift_hold", {"case": case, "kind": "health", "reason": "Well again."})

        assert (held.state, [one.kind for one in held.holds]) == ("waiting", ["health"])
        assert not next(gate.passed for gate in held.gates if gate.key == "seat")
        lifted = perform(desk, "case.show", {"case": case})
        assert (lifted.state, lifted.holds) == ("waiting", ())
        assert [item.kind for item in box(office)][-2:] == ["held", "held"]
        assert "Operation" not in str([item.data for item in box(office)])


class TestPage:
    """What a worker sees of one man."""

    def test_the_page_says_where_he_stands_with_every_count_as_n_of_n(self, office: Office) -> None:
        desk = office.desk("priya")
        case = waiting(desk)

        page = perform(desk, "case.show", {"case": case})

        assert (page.short_name, page.reference, page.state_words) == ("Daniel O.", "P-0001", "Waiting for a place")
        assert [(step.done, step.of) for step in page.pathway] == [
            (0, 2), (0, 6), (0, 6), (0, 1), (0, 6), (0, 1), (0, 6), (0, 1),
        ]  # fmt: skip
        assert [step.is_now for step in page.pathway].count(True) == 1
        assert (page.contacts_done, page.contacts_of, page.group_hours_of) == (0, 29, "60.0")
        assert (page.attended, page.offered, page.percent) == (0, 0, None)
        assert page.clearance == "Awaiting safety clearance"
        assert page.risk.level == "medium"

    def test_the_clearance_line_is_the_same_whether_or_not_details_were_given(self, office: Office) -> None:
        desk = office.desk("priya")
        with_details, without = prepared(desk), a_case(desk, given_name="Mark", external_reference="X2")

        lines = {perform(desk, "case.show", {"case": case}).clearance for case in (with_details, without)}

        assert lines == {"Awaiting safety clearance"}

    def test_opening_a_page_is_noted_in_the_log_and_changes_nothing(self, office: Office) -> None:
        desk, jo = office.desk("priya"), office.desk("jo")
        case = a_case(desk)

        perform(desk, "case.show", {"case": case})

        newest = perform(jo, "audit.show", {"limit": 1})[0]
        assert (newest.act, newest.by, newest.records) == ("case.show", "Priya Nair", 0)
        assert perform(jo, "audit.verify", {}).ok


class TestList:
    """case.list"""

    def test_it_finds_by_words_state_and_number_within_reach_only(self, office: Office) -> None:
        desk = office.desk("priya")
        waiting(desk)
        a_case(desk, given_name="Mark", family_name="Hughes", external_reference="X2")
        a_case(office.desk("sam"), given_name="Lee", family_name="Bright", external_reference="X3")

        def found(login: str, **wanted: object) -> list[str]:
            return [row.reference for row in perform(office.desk(login), "case.list", wanted).rows]

        assert found("priya") == ["P-0001", "P-0002"]
        assert found("jo") == ["P-0001", "P-0002", "P-0003"]
        assert found("priya", words="hugh") == ["P-0002"]
        assert found("priya", words="p-0001") == ["P-0001"]
        assert found("priya", states=["waiting"]) == ["P-0001"]
        assert found("priya", words="bright") == []
        assert found("jo", page=2, size=2) == ["P-0003"]

    def test_a_longer_list_takes_no_more_queries(self, office: Office) -> None:
        desk = office.desk("priya")
        counts = []
        for number in range(6):
            man = {"given_name": f"Man{'abcdef'[number]}", "family_name": f"{'uvwxyz'[number]}om"}
            a_case(desk, **man, external_reference=f"X{number}", date_of_birth=f"19{60 + number}-01-0{number + 1}")
            with Counted(office) as queries:
                perform(desk, "case.list", {})
            counts.append(len(queries))

        assert len(set(counts)) == 1


class TestCorrecting:
    """client.correct, case.assign"""

    def test_only_the_fields_named_change_and_a_stale_correction_is_refused(self, office: Office) -> None:
        desk = office.desk("priya")
        case = a_case(desk)
        fixed = {"case": case, "fields": {"phone": "07700 900123", "given_name": "DANIEL"}, "seen": 1}

        saved = perform(desk, "client.correct", fixed)
        with pytest.raises(Stale):
            perform(desk, "client.correct", fixed)

        page = perform(desk, "case.show", {"case": case})
        assert saved.changed == ("phone",)
        assert (page.phone, page.name) == ("+447700900123", "Daniel Okoro")

    def test_a_field_that_is_not_his_and_a_date_that_cannot_be_are_refused(self, office: Office) -> None:
        desk = office.desk("priya")
        case = a_case(desk)

        with pytest.raises(InvalidInput) as refused:
            perform(desk, "client.correct", {"case": case, "fields": {"state": "x", "date_of_birth": "1988-13"}})

        assert set(refused.value.problems) == {"fields.state", "fields.date_of_birth"}

    def test_a_case_given_to_another_worker_is_theirs_at_once(self, office: Office) -> None:
        priya, sam = office.desk("priya"), office.desk("sam")
        case = a_case(priya)

        perform(priya, "case.assign", {"cases": [case], "to_user": office.people["sam"].id})

        assert perform(sam, "case.show", {"case": case}).lead == "Sam Lee"
        with pytest.raises(Missing):
            perform(priya, "case.show", {"case": case})
        with pytest.raises(InvalidInput):
            perform(sam, "case.assign", {"cases": [case], "to_user": office.people["ada"].id})


def test_a_record_changed_outside_the_program_is_noticed(office: Office) -> None:
    desk, jo = office.desk("priya"), office.desk("jo")
    a_case(desk)

    with office.programme.work() as work:
        work.session.execute(Case.__table__.update().values(state="waiting"))

    checked = perform(jo, "audit.verify", {})
    assert not checked.ok
    assert "case" in (checked.first_problem or "")


class Counted:
    """Counts the statements that reach the database."""

    def __init__(self, office: Office) -> None:
        self.engine = office.programme.engine
        self.queries: list[str] = []

    def __enter__(self) -> list[str]:
        event.listen(self.engine, "before_cursor_execute", self._note)
        return self.queries

    def __exit__(self, *_what: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self._note)

    def _note(self, _conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        self.queries.append(statement)
