"""A number in a report's text comes from the registers and is right on the day that is printed (REP-4)."""

import pytest

from app.core.errors import NotAllowed
from app.desk.catalogue import perform
from app.programme.rules.wording import WordingKind, wordings
from tests.offices import Office, both_engines
from tests.programme.flows import prepared
from tests.programme.samples_reports import a_draft, clear
from tests.programme.test_reports import CAME, ILL, attended, shown, text_of

BOUND = "He came to [attended] and has done [hours_done] hours."


@both_engines
def test_a_figure_in_the_text_is_printed_as_the_registers_have_it_on_the_day(office: Office) -> None:
    report = a_draft(office, case=attended(office, CAME, ILL), sections={"summary": BOUND})
    desk = office.desk("priya")
    says = {one.key: one.says for one in shown(office, report).phrases}
    perform(desk, "report.ask_second_reader", {"report": report, "reader": "sam"})
    perform(office.desk("sam"), "report.sign_off", {"report": report})
    clear(office, report)
    perform(desk, "report.issue", {"report": report})

    needed = {"basis": "public_task", "necessity": "He attends under a court order."}
    copy = perform(desk, "report.deliver", {"report": report, **needed})

    text = " ".join(text_of(copy.content, copy.password).split())
    assert says["attended"] == "1 of 2 (50%)"
    assert "He came to 1 of 2 (50%) and has done 2.5 hours." in text
    assert shown(office, report).sections["summary"] == BOUND


def test_a_figure_is_said_in_the_language_of_the_paper(office: Office) -> None:
    report = a_draft(office, language="nl", sections={"summary": "Hij kwam [attended], laatst [latest_session]."})

    says = {one.key: (one.label, one.says) for one in shown(office, report).phrases}

    assert says["latest_session"] == ("Day of the latest session attended", "Niet bekend")


def test_a_figure_that_does_not_exist_goes_no_further(office: Office) -> None:
    report = a_draft(office, sections={"summary": "He came to [atended]."})

    with pytest.raises(NotAllowed, match="atended"):
        perform(office.desk("priya"), "report.ask_second_reader", {"report": report, "reader": "sam"})


def kinds(text: str) -> list[WordingKind]:
    return [one.kind for one in wordings({"summary": text})]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("He successfully completed the programme and is safe.", WordingKind.MUST_NOT_STAND),
        ("Hij heeft het programma met succes afgerond.", WordingKind.MUST_NOT_STAND),
        ("Zij bevestigde dat.", WordingKind.MUST_NOT_STAND),
        ("She provoked him that night.", WordingKind.BLAMES_HER),
        ("Her drinking led to it.", WordingKind.BLAMES_HER),
        ("Het werd uitgelokt door haar.", WordingKind.BLAMES_HER),
        ("Hij is een leugenaar.", WordingKind.LABEL),
        ("Na de ruzie ging hij weg.", WordingKind.HIDDEN_ACTOR),
        ("Naar verluidt dronk hij.", WordingKind.SOURCE),
        ("He came to 8 of 9 sessions.", WordingKind.FIGURE),
        ("He attended 89% of them.", WordingKind.FIGURE),
    ],
)
def test_the_fixed_lists_point_at_it(text: str, kind: WordingKind) -> None:
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "He can name three early signs of his own anger.",
        "He said in session 4 that he pushed a door against her.",
        "He finished the sessions on 3 March.",
        "Hij noemde drie vroege tekenen van zijn boosheid.",
        "He came to [attended].",
    ],
)
def test_plain_words_about_what_he_did_are_left_alone(text: str) -> None:
    assert kinds(text) == []


def test_a_result_whose_source_may_not_be_told_is_left_out_of_the_paper_and_named_to_the_writer(office: Office) -> None:
    """RSK-5, REP-5: the newest of each tool; one such source among others is enough."""
    case = prepared(office.desk("priya"))
    result = {"case": case, "taken_on": "2026-11-02", "assessor": "J Marsh", "results": {"partner": "high"}}
    perform(
        office.desk("priya"), "risk.record_result", {**result, "tool": "B-SAFER", "sources_used": ["court", "other"]}
    )

    report = a_draft(office, case=case)

    facts = shown(office, report).facts
    assert [one.tool for one in facts.risks] == ["SARA"]
    assert facts.left_out == ("B-SAFER of 2 November 2026 is left out: not all its sources may stand in a report.",)
