"""Screening: every criterion explained, a person decides, and the blocking decisions take two."""

import pytest

from app.core.errors import InvalidInput, Missing, NotAllowed, Stale
from app.desk.catalogue import perform
from tests.offices import Office, both_engines
from tests.programme.flows import ANSWERS, a_case, prepared, rate, screened, waiting


@both_engines
class TestDeciding:
    """The decision on both engines."""

    def test_a_man_who_meets_everything_is_suggested_as_suitable_and_waits_for_a_place(self, office: Office) -> None:
        desk = office.desk("priya")
        case = screened(desk)

        page = perform(desk, "screening.show", {"case": case})
        saved = perform(desk, "screening.decide", {"case": case, "verdict": "suitable", "seen": page.state})

        assert page.suggested == "suitable"
        assert {row.outcome for row in page.criteria if row.required} == {"met"}
        assert all(row.reason and row.source for row in page.criteria)
        assert saved.state == "waiting"

    def test_a_decision_leaves_nothing_behind_when_the_second_person_is_missing(self, office: Office) -> None:
        desk = office.desk("priya")
        case = screened(desk)

        with pytest.raises(NotAllowed):
            perform(desk, "screening.decide", {"case": case, "verdict": "not_eligible", "reason_code": "other", "reason": "x"})

        page = perform(desk, "screening.show", {"case": case})
        assert page.state == "assessing"
        assert page.decisions == ()
