"""The cohort flow counts each referral once, names every base, and hides what is too small (STA-1 to STA-5)."""

from app.programme.rules.cohort import Stage, Way, cohort

ALL = (Stage.REFERRED, Stage.ASSESSED, Stage.SUITABLE, Stage.STARTED, Stage.COMPLETED)


def ways(count: int, *stages: Stage, ended: str = "", days: int | None = None) -> list[Way]:
    return [Way(str(n), frozenset(stages), ended, not ended, days) for n in range(count)]


def test_each_stage_is_counted_once_and_rates_name_their_base() -> None:
    found = cohort([*ways(12, *ALL, ended="completed/", days=30), *ways(8, *ALL[:4], days=60), *ways(4, *ALL[:2])])

    assert (found.total, found.stages[Stage.ASSESSED], found.stages[Stage.STARTED]) == (24, 24, 20)
    rates = dict(found.rates)
    assert (rates["started"].n, rates["started"].of, rates["started"].base) == (20, 20, "suitable")
    assert rates["completed_of_started"].percent == 60
    assert (found.still_here, found.ended, found.median_days) == (12, {"completed/": 12}, 30)


def test_a_small_base_has_no_percentage_and_a_small_reason_no_count() -> None:
    found = cohort([*ways(9, *ALL[:2]), *ways(3, Stage.REFERRED, ended="withdrawn/health")])

    assert dict(found.rates)["suitable"].percent is None
    assert found.ended == {"withdrawn/health": None}
    assert found.median_days is None


def test_nobody_who_is_not_in_the_base_is_counted() -> None:
    """Whoever began without a decision on record does not make the rate larger than all."""
    found = cohort([*ways(10, Stage.REFERRED, Stage.SUITABLE), *ways(5, Stage.REFERRED, Stage.STARTED)])

    assert dict(found.rates)["started"].n == 0
