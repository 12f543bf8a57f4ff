"""NEV-14: what nobody knows is never stored as no or as zero, on any way in."""

from sqlalchemy import select

from app.desk.catalogue import perform
from models.programme.case import Case, CriterionAnswer, RiskResult
from models.programme.client import Client
from tests.offices import Office, both_engines
from tests.programme.flows import a_case, a_referral
from tests.programme.test_imports import sheet


def stored(office: Office, table: type) -> object:
    """The only row of a table."""
    with office.programme.work(reading=True) as work:
        return work.session.scalars(select(table)).one()


@both_engines
class TestNever14:
    """A referral of which hardly anything is known."""

    def test_a_referral_keeps_not_known_as_not_known(self, office: Office) -> None:
        desk = office.desk("priya")
        bare = {key: a_referral()[key] for key in ("given_name", "family_name", "source", "received_on", "programme")}

        perform(desk, "referral.receive", {**bare, "date_of_birth": "unknown"})

        client, case = stored(office, Client), stored(office, Case)
        assert (client.date_of_birth, client.gender, client.shares_address) == ("unknown", "unknown", "unknown")
        assert (case.family_proceedings, case.legal_kind, case.reporting_route) == ("unknown", "unknown", "unknown")
        assert case.order_ends_on is None

    def test_an_answer_of_not_known_leaves_the_criterion_not_known(self, office: Office) -> None:
        desk = office.desk("priya")
        case = a_case(desk)

        page = perform(desk, "screening.answer", {"case": case, "answers": {"motivated": {"answer": "unknown"}}})

        assert stored(office, CriterionAnswer).answer == "unknown"
        assert {row.outcome for row in page.criteria if row.key in ("motivated", "heterosexual")} == {"unknown"}
        assert page.suggested == "cannot_decide"

    def test_a_risk_item_nobody_rated_is_not_counted_and_not_zero(self, office: Office) -> None:
        desk = office.desk("priya")
        given = {"tool": "SARA", "taken_on": "2026-11-02", "assessor": "J Marsh"}

        results = {"partner": None, "others": "unknown"}
        saved = perform(desk, "risk.record_result", {"case": a_case(desk), **given, "results": results})

        assert (saved.level, saved.rated, saved.of) == ("unknown", 0, 2)
        assert stored(office, RiskResult).results == {"partner": "unknown", "others": "unknown"}

    def test_an_empty_or_impossible_cell_of_a_sheet_is_not_known(self, office: Office, tmp_path) -> None:
        desk = office.desk("priya")

        file = sheet(tmp_path, "2026-10-01,Northmarsh Probation,X1,Okoro,Daniel,31/02/1988,,BBR,,")
        (row,) = perform(desk, "import.referrals", {"file": file}).rows

        assert row.outcome == "imported_with_questions"
        assert (stored(office, Client).date_of_birth, stored(office, Case).order_ends_on) == ("unknown", None)
