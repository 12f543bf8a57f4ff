"""Holds that the numbered rules of the domain have a test that cites them, by the number the domain writes."""

import re
from pathlib import Path

import pytest

from tests.house.floors import TOP

HERE = Path(__file__).name
# Delivery (domain, sections 4 to 9), what crosses, what leaves, what is counted and kept, and what must never happen.
RULES = {
    "REF": range(1, 9),
    "SCR": range(1, 12),
    "DEN": range(1, 7),
    "GATE": range(1, 8),
    "CLR": range(1, 6),
    "CASE": range(1, 13),
    "SCH": range(1, 39),
    "ATT": range(1, 17),
    "ONE": range(1, 5),
    "REV": range(1, 5),
    "PEER": range(1, 12),
    "PACK": range(1, 7),
    "SUB": range(1, 7),
    "PRT": range(1, 11),
    "RSK": (*range(1, 6), *range(7, 12)),
    "RED": range(1, 6),
    "MTG": range(1, 6),
    "XNG": (1, 2, 3, 4, 6),
    "REP": range(1, 15),
    "RET": (1, 2, 3, 4, 5, 7, 8, 9, 10),
    "ROL": range(1, 5),
    "STA": range(1, 9),
    "TOP": range(1, 3),
    "WRD": range(1, 3),
    "NEV": range(1, 23),
}
NUMBERED = [f"{name}-{number}" for name, numbers in RULES.items() for number in numbers]


def cited() -> set[str]:
    """Every rule a test names: `SCH-25`, or `test_sch_25_...`."""
    texts = [file.read_text("utf-8") for file in (TOP / "tests").rglob("test_*.py") if file.name != HERE]
    found = {one.upper() for text in texts for one in re.findall(r"\b[A-Z]{2,5}-\d+\b", text)}
    named = {
        f"{name.upper()}-{int(number)}" for text in texts for name, number in re.findall(r"test_([a-z]+)_(\d+)_", text)
    }
    return found | named


CITED = cited()


@pytest.mark.parametrize("rule", NUMBERED)
def test_a_rule_has_a_test_that_names_it(rule: str) -> None:
    assert rule in CITED
