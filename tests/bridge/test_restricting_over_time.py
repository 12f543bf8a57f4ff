"""A restricted record through comings, goings and new keys: only those who are named and here reach it (SEC-12)."""

from random import Random

import pytest

from app.desk.catalogue import perform
from tests.bridge.samples import a_case, her_record
from tests.bridge.test_leaving import finished, unlocked
from tests.bridge.test_restricting import OTHER, a_whole_record, joins, reached, restrict, three
from tests.offices import Office

__all__ = ["three"]


@pytest.mark.parametrize("seed", range(2))
def test_over_random_histories_only_those_who_are_named_and_here_reach_a_restricted_record(
    three: Office, seed: int
) -> None:
    """Proof 3 for restricted records: her own seed, every grant, every row, after any order of acts."""
    chance, here, named = Random(seed), ["maya", "wendy", OTHER], set[str]()  # noqa: S311  a history, no key
    partner = a_whole_record(three, a_case(three))
    for step in range(7):
        by = chance.choice(sorted(named & set(here)) or here)
        what = chance.choice(["restrict", "unrestrict", "leave"])
        if what == "restrict":
            named = set(chance.sample(here, 2))
            restrict(three, partner, *sorted(named), by=by)
        elif what == "unrestrict" and named:
            perform(unlocked(three, by), "partner.unrestrict", {"partner": partner})
            named = set()
        elif what == "leave" and len(here) > 2 and (goes := chance.choice(here)) != by:
            perform(unlocked(three, by), "team.remove", {"user": three.people[goes].id})
            here.remove(goes)
            named.discard(goes)
            finished(unlocked(three, by))
            joins(three, f"late{step}", *here)
            here.append(f"late{step}")
        everybody = [*here, *(one for one in three.people if one.startswith(("late", "ines", "wendy", "maya")))]
        for login in set(everybody):
            wanted = login in here and (login in named or not named)
            opened, rows = reached(three, login)
            assert (opened == rows) is wanted, (step, login, opened, rows)


def test_a_change_of_keys_without_a_leaver_renews_restricted_records_too(three: Office) -> None:
    partner = her_record(three, a_case(three))
    restrict(three, partner)
    perform(unlocked(three, OTHER), "team.renew", {})
    waits = ()
    for _step in range(8):
        waits = perform(unlocked(three, OTHER), "team.rotate", {}).waits_for

    finished(unlocked(three, "maya"))

    assert waits == ("Maya Okafor", "Wendy Mair"), "one who opens it must do it"
    with three.partner.work(reading=True) as work:
        assert unlocked(three, "wendy").seat.vault.key_now(work, partner).version == 3  # type: ignore[attr-defined]
