"""Knows the letter and the tint of a mark, the same on every page that shows one (experience.md section 6)."""

from PySide6.QtWidgets import QWidget

from app.core.language import _
from app.domain.codes import MARKS, MarkCode
from ui.kit.layouts import Flow
from ui.kit.tokens import Tone
from ui.kit.widgets import Chip


def letter_of(code: MarkCode) -> tuple[str, Tone]:
    """The letter of the register for a mark (experience.md section 6)."""
    special = {
        MarkCode.ATTC: (_("P"), Tone.OK),
        MarkCode.AFTC: (_("N"), Tone.WARN),
        MarkCode.UAAB: (_("U"), Tone.STOP),
        MarkCode.ATSH: (_("S"), Tone.WARN),
        MarkCode.ATSS: (_("S"), Tone.MUTE),
    }
    if code in special:
        return special[code]
    return (_("E"), Tone.MUTE) if MARKS[code].counts_in_runs else (_("X"), Tone.MUTE)


def legend() -> QWidget:
    """What each letter says (experience.md section 6)."""
    known = (MarkCode.ATTC, MarkCode.AFTC, MarkCode.AAME, MarkCode.UAAB, MarkCode.ATSH, MarkCode.AASD)
    named = (
        _("came"), _("did not take part"), _("absent, accepted"), _("no reason yet"), _("sent home"), _("not expected"),
    )  # fmt: skip
    chips = (Chip(f"{letter_of(code)[0]}  {name}", letter_of(code)[1]) for code, name in zip(known, named, strict=True))
    return Flow(*chips, gap=6)
