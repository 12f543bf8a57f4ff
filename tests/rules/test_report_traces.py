"""What gives a source away without a word of hers: phrases of telling, and days close to a contact (REP-3, REP-7)."""

from datetime import date

import pytest

from app.partner.rules.report_check import KnownKind
from app.partner.rules.report_traces import contact_days, source_phrases

TALK, HIS = (date(2026, 11, 24), "p"), date(2026, 11, 17)


def phrases(text: str) -> list[str]:
    return [text[one.start : one.end] for one in source_phrases({"text": text})]


@pytest.mark.parametrize(
    "text",
    [
        "She told us that he shouts.", "His ex-partner reports fear.", "The victim has disclosed two incidents.",
        "According to his partner he drinks.", "Information from the safety team suggests care.",
        "We have been told that he moved.", "His partner feels safer.", "He is in contact with his ex partner.",
        "The women's safety officer asked.", "The children have said so.", "It was heard at MARAC.",
        "A third party wrote to us.",
    ],
)  # fmt: skip
def test_who_told_it_is_found(text: str) -> None:
    assert len(phrases(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "He told us that he shouts.", "He named three early signs.", "He said that his partner left in May.",
        "His father reports to probation.", "He attended 24 of 26 sessions.", "He looked at the children's drawing.",
    ],
)  # fmt: skip
def test_his_own_account_is_no_finding(text: str) -> None:
    assert phrases(text) == []


@pytest.mark.parametrize(
    ("said", "is_near"),
    [
        ("24 November 2026", False), ("24 Nov", False), ("24th of November", False), ("2026-11-24", False),
        ("24/11/2026", False), ("24.11.26", False), ("23 November 2026", True), ("25/11/2026", True),
    ],
)  # fmt: skip
def test_a_day_close_to_a_contact_is_found_however_it_is_written(said: str, is_near: bool) -> None:
    text = f"On {said} there was a change."

    (one,) = contact_days({"text": text}, [TALK], [HIS])

    assert (text[one.start : one.end], one.of, one.is_near, one.kind) == (said, "p", is_near, KnownKind.CONTACT_DAY)


@pytest.mark.parametrize("said", ["17 November 2026", "22 November 2026", "31/02/2026", "24 sessions", "1.5 hours"])
def test_his_own_days_far_days_and_figures_are_no_finding(said: str) -> None:
    assert contact_days({"text": f"On {said} he came."}, [TALK], [HIS]) == ()


def test_a_day_of_his_that_is_also_hers_tells_nothing() -> None:
    assert contact_days({"text": "On 24 November 2026 he came."}, [TALK], [TALK[0]]) == ()


def test_a_day_without_its_year_at_the_turn_of_one_is_read_as_the_closest() -> None:
    assert len(contact_days({"text": "On 1 January he rang."}, [(date(2026, 12, 31), "p")], [])) == 1
