"""Keeps what the safety team sets for itself: runs, clocks, how long records stay; for all cases at once (W16)."""

from app.core.errors import InvalidInput
from app.core.language import _
from app.core.settings import BY_KEY, HER_KEYS, HERS, Value, checked
from app.core.shapes import Draft, Nothing, Row, convert
from app.desk.act import Kind, act
from app.domain.counts import limits_of
from app.partner.rights import Right
from app.partner.rules.clearing import read_runs
from app.partner.seat import PartnerNoun, PartnerSeat
from app.partner.vault import BROKEN
from app.store.work import Work
from models.partner.team import TeamEntry

# One row for all: an id of its own that says nothing, and no second one however often they are changed.
ROW, KIND = "5e771265" + "0" * 24, "settings"
BANDS = frozenset({"standard", "medium", "high"})
RUNS = frozenset({"clearance.case_runs", "clearance.report_runs"})


class SettingsGiven(Draft):
    """New values by key; what is not named stays."""

    values: dict[str, Value]


class HerSettingRow(Row):
    """One setting: its sentence, its value, and the value a new office starts with."""

    key: str
    words: str
    value: Value
    default: Value
    low: int
    high: int


class Kept(Row):
    """What the envelope of the row holds."""

    kind: str
    values: dict[str, Value]


class HerSettings(PartnerNoun):
    """What the safety lead decides for the whole team; the programme desk neither sees nor sets it."""

    @act("settings.show", Right.READ_PARTNER, kind=Kind.LIST)
    def show(self, work: Work, _draft: Nothing) -> tuple[HerSettingRow, ...]:
        """Show every setting of the safety team with its sentence and its default."""
        return _rows(_kept(work, self.seat))

    @act("settings.set", Right.SETTINGS)
    def set(self, work: Work, draft: SettingsGiven) -> tuple[HerSettingRow, ...]:
        """Change settings for all cases at once; none is changed when one does not fit."""
        problems, given = {}, {}
        for key, value in draft.values.items():
            if reason := _problem(key, value):
                problems[key] = reason
            else:
                given[key] = checked(key, value)
        if problems:
            raise InvalidInput(problems)
        values = _kept(work, self.seat) | given
        row, body = work.session.get(TeamEntry, ROW), Kept(kind=KIND, values=values)
        if row is None:
            self.seat.vault.keep_for_team(work, TeamEntry(id=ROW), body)
        else:
            self.seat.vault.change_for_team(work, row, body)
        work.note = ", ".join(f"{key}: {_said(value)}" for key, value in sorted(given.items()))
        work.changed("setting", "safety")
        return _rows(values)


def her_values(seat: PartnerSeat) -> dict[str, Value]:
    """Every setting of the safety team as it stands now."""
    with seat.store.work(reading=True) as work:
        kept = _kept(work, seat)
    return {one.key: kept.get(one.key, one.default) for one in HERS}


def _kept(work: Work, seat: PartnerSeat) -> dict[str, Value]:
    """What was set; a value that a later version bounds otherwise gives way to the default.

    What the office had set before these were the team's own holds until the lead says otherwise. A damaged row gives
    way too, said on every page: without settings nobody could be called tonight. The lead mends it by saving them anew.
    """
    begun = {key: value for key, value in seat.begun().items() if not _problem(key, value)}
    row = work.session.get(TeamEntry, ROW)
    if row is None:
        return begun
    try:
        work.compare([row])
        body = seat.vault.read_for_team(row, dict)
    except BROKEN:
        seat.vault.hurt[TeamEntry.__tablename__, ROW] = ""
        return begun
    seat.vault.hurt.pop((TeamEntry.__tablename__, ROW), None)
    return begun | {key: value for key, value in convert(body, Kept).values.items() if not _problem(key, value)}


def _rows(kept: dict[str, Value]) -> tuple[HerSettingRow, ...]:
    return tuple(
        HerSettingRow(
            key=one.key, words=_(one.words), value=kept.get(one.key, one.default), default=one.default,
            low=one.low, high=one.high,
        )
        for one in HERS
    )  # fmt: skip


def _problem(key: str, value: Value) -> str:
    """Why a value does not fit its setting; empty when it does."""
    if key not in HER_KEYS:
        return _("There is no such setting.")
    try:
        fits = checked(key, value)
    except InvalidInput as refused:
        one = BY_KEY[key]
        is_number = isinstance(one.default, int)
        return _("From {low} to {high}.").format(low=one.low, high=one.high) if is_number else str(refused)
    if isinstance(fits, str) and len(fits) > BY_KEY[key].high:
        return _("At most {count} letters.").format(count=BY_KEY[key].high)
    if isinstance(fits, tuple) and not (_are_runs(fits) if key in RUNS else _are_bands(fits)):
        return _("Write it as in: {example}").format(example=_said(BY_KEY[key].default))
    return ""


def _are_runs(words: tuple[str, ...]) -> bool:
    """Whether every line is a run: a day and a time, or a time."""
    try:
        return bool(read_runs(words).times)
    except ValueError:
        return False


def _are_bands(words: tuple[str, ...]) -> bool:
    """Whether every line is a lower limit with a band that this desk has words for."""
    found = limits_of(words)
    return len(found) == len(words) > 0 and all(band in BANDS for _limit, band in found)


def _said(value: Value) -> str:
    """A value in one line."""
    return ", ".join(value) if isinstance(value, tuple) else str(value)
