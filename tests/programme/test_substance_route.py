"""The way in through a drug or alcohol service, on the programme that has it: SUB-1 to SUB-6 and its hours."""

from app.desk.catalogue import perform
from app.programme.desk import ProgrammeDesk
from tests.offices import Office
from tests.programme.flows import a_case
from tests.programme.test_case_file import long_ago

ROUTE = {"programme": "mam", "source": "substance_service"}
SCREEN = {"tool": "Brief tool", "version": "1", "on": "2026-11-01", "worker": "K Reed"}


def outcome(desk: ProgrammeDesk, case: str) -> tuple[str, str]:
    """What the criterion of the substance screen says, and why."""
    shown = perform(desk, "screening.show", {"case": case})
    return next((one.outcome, one.reason) for one in shown.criteria if one.key == "substance_screen")


def due(desk: ProgrammeDesk) -> list[str]:
    """What is to be filled in."""
    return [row.words for row in perform(desk, "today.show", {}).rows if row.act == "measure.record"]


def test_sub_1_the_result_answers_the_criterion_and_what_nobody_said_stays_not_known(office: Office) -> None:
    """SUB-1, SUB-2, NEV-14: possible or clear meets it, no sign does not, declined or not asked is not known."""
    desk = office.desk("priya")
    case = a_case(desk, **ROUTE)
    seen = [outcome(desk, case)[0]]

    for result in ("possible", "no_sign", "declined", "not_asked", "clear"):
        perform(desk, "substance.screen", {"case": case, **SCREEN, "result": result})
        seen.append(outcome(desk, case)[0])

    assert seen == ["unknown", "met", "not_met", "unknown", "unknown", "met"]


def test_sub_3_no_place_without_the_details_of_people_at_risk(office: Office) -> None:
    """SUB-3, GATE-2: the gate stands in this programme too."""
    desk = office.desk("priya")
    case = a_case(desk, **ROUTE)

    gates = {gate.key: gate.passed for gate in perform(desk, "screening.show", {"case": case}).gates}

    assert gates["partner_details"] is False


def test_sub_4_use_in_a_session_is_no_criterion(office: Office) -> None:
    """SUB-4: it is a reason of a mark; no programme may ask it when screening."""
    shown = perform(office.desk("priya"), "screening.show", {"case": a_case(office.desk("priya"), **ROUTE)})

    assert not [one.key for one in shown.criteria if "use_in_session" in one.key]


def test_sub_5_the_expectations_are_looked_at_once_the_milestone_is_reached_and_not_a_minute_earlier(
    office: Office,
) -> None:
    """SUB-5, ATT-7: 29.8 hours are not 30; his page shows the hours as they are."""
    desk = office.desk("priya")
    case = a_case(desk, **ROUTE)
    long_ago(office, case, 12)
    before = due(desk), perform(desk, "case.show", {"case": case}).way
    long_ago(office, case, 1)
    after = due(desk), perform(desk, "case.show", {"case": case}).way

    assert "Fill in Expectation review: Daniel O." not in before[0]
    assert "Fill in Expectation review: Daniel O." in after[0]
    assert (before[1].shape, before[1].hours, [one.reached for one in before[1].milestones]) == (
        "hours", "29.7", [False, False],
    )  # fmt: skip
    assert [(one.words, one.reached) for one in after[1].milestones] == [("30", True), ("60", False)]
    given = {"case": case, "measure": "expectation_review", "stage": "milestone", "on": "2026-11-02"}
    scores = {"violence_stopped": "yes", "violence_source": "police", "use_stopped": "unknown"}
    perform(desk, "measure.record", {**given, "scores": scores})
    assert due(desk) == []


def test_each_programme_has_the_shape_its_file_gives_it(office: Office) -> None:
    """UX-9: blocks, hours or meetings, and no questionnaire of the other desk."""
    desk = office.desk("priya")
    cases = {}
    for number, code in enumerate(("bbr", "weekly", "mam", "peer", "steps12")):
        cases[code] = a_case(desk, programme=code, given_name=f"Man{number}", external_reference=f"X{number}")

    shapes = {code: perform(desk, "case.show", {"case": case}).way.shape for code, case in cases.items()}
    asked = {
        code: [one.measure for one in perform(desk, "measure.list", {"case": case}).offered]
        for code, case in cases.items()
    }

    assert shapes == {"bbr": "blocks", "weekly": "blocks", "mam": "hours", "peer": "meetings", "steps12": "meetings"}
    assert asked == {
        "bbr": [], "weekly": ["mirabal_six", "core10"], "mam": ["top", "expectation_review"],
        "peer": ["perceived_six", "motivation"], "steps12": ["perceived_six", "motivation"],
    }  # fmt: skip
