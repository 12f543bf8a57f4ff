"""Every colour pair the product uses can be told apart, in every theme of both desks (A10)."""

import re
from pathlib import Path

import pytest

from ui.kit.tokens import Accent, Look, Tokens, Tone, contrast, tokens_for

TEXT, OTHER = 4.5, 3.0
THEMES = [(look, accent) for look in Look for accent in Accent]


def text_pairs(t: Tokens) -> dict[str, tuple[str, str]]:
    pairs = {f"{tone.value} chip": (t.tone(tone).ink, t.tone(tone).ground) for tone in Tone}
    for ground in ("surface", "canvas", "zebra", "hover"):
        pairs |= {f"{ink} on {ground}": (getattr(t, ink), getattr(t, ground)) for ink in ("ink", "ink_2", "ink_3")}
    pairs |= {f"ink on {ground}": (t.ink, getattr(t, ground)) for ground in ("wash", "protect_ground")}
    pairs |= {"filled button": (t.on_primary, t.primary), "filled, hovered": (t.on_primary, t.primary_hover)}
    pairs |= {"protect band": (t.on_protect, t.protect), "selection": (t.selection.ink, t.selection.ground)}
    pairs |= {
        "rail": (t.rail_ink, t.rail),
        "rail, dim": (t.rail_dim, t.rail),
        "here": (t.rail_here.ink, t.rail_here.ground),
    }
    return pairs | {"rail, hovered": (t.rail_ink, t.rail_mark), "toast": (t.surface, t.ink)}


def other_pairs(t: Tokens) -> dict[str, tuple[str, str]]:
    pairs = {
        f"{part} on {ground}": (getattr(t, part), getattr(t, ground))
        for part in ("control", "focus", "primary")
        for ground in ("surface", "canvas", "zebra")
    }
    return pairs | {"ring on rail": (t.focus_rail, t.rail), "protect edge": (t.protect, t.protect_ground)}


@pytest.mark.parametrize(("look", "accent"), THEMES)
def test_a10_words_can_be_read(look: Look, accent: Accent) -> None:
    t = tokens_for(look, accent)

    ratios = {name: contrast(*pair) for name, pair in text_pairs(t).items()}

    assert {name: ratio for name, ratio in ratios.items() if ratio < TEXT} == {}


@pytest.mark.parametrize(("look", "accent"), THEMES)
def test_a10_borders_and_rings_can_be_seen(look: Look, accent: Accent) -> None:
    t = tokens_for(look, accent)

    ratios = {name: contrast(*pair) for name, pair in other_pairs(t).items()}

    assert {name: ratio for name, ratio in ratios.items() if ratio < OTHER} == {}


def test_a11_no_other_file_names_a_colour() -> None:
    files = [*Path("ui").rglob("*.py"), *Path("resources/style").glob("*.qss")]

    guilty = [
        str(file)
        for file in files
        if file.name != "tokens.py" and re.search(r"#[0-9A-Fa-f]{3,8}\b", file.read_text("utf-8"))
    ]

    assert len(files) > 20
    assert guilty == []


def test_only_the_theme_sets_a_style_sheet() -> None:
    guilty = [str(file) for file in Path("ui").rglob("*.py") if "setStyleSheet(" in file.read_text("utf-8")]

    assert guilty == [str(Path("ui/kit/theme.py"))]


def test_black_on_white_is_21_to_1() -> None:
    assert round(contrast("#000000", "#FFFFFF"), 2) == 21.0
    assert round(contrast("#0B5A66", "#FFFFFF"), 2) == 7.87
