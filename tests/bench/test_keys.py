"""The budgets of her side measure the very work they name, on few records (P10, P11, a leaver's new keys)."""

import pytest

from app.desk.catalogue import perform
from app.start.partner_trust import measured
from models.base.sealed import Sealed, TeamSealed
from tests.bridge.test_leaving import granted, unlocked, versions
from tests.offices import Office


def test_new_keys_for_every_record_a_search_through_them_and_the_log(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    granted(office)
    for name, few in (("LEAVERS_RECORDS", 60), ("RECORDS", 80), ("ENTRIES", 40)):
        monkeypatch.setattr(measured, name, few)
    desk = unlocked(office, "maya")

    keys = measured.leaver(desk)
    renewed = (versions(office, Sealed), versions(office, TeamSealed))
    others = [measured.search(desk), measured.log_verified(desk)]

    assert (keys.name, keys.rounds, keys.at_most, keys.holds) == ("KEYS", 1, 60_000, True)
    assert renewed == ({2}, {2})
    assert [one.name for one in others] == ["P10", "P11"]
    assert all(one.ratio is not None and one.ratio > 0 for one in others)
    assert len(perform(unlocked(office, "maya"), "partner.list", {})) == 80
