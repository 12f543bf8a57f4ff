"""Holds that every numbered rule of delivery has a test that cites it, by its number as the domain writes it."""

import re
from pathlib import Path

import pytest

from tests.house.floors import TOP

HERE = Path(__file__).name
# Domain, sections 4 to 9: referrals, moves, screening, gates, groups, schedule, registers, contacts, peers, and packs.
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
def test_a_rule_of_delivery_has_a_test_that_names_it(rule: str) -> None:
    assert rule in CITED
