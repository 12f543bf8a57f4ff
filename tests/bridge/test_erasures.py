"""Her record goes for good: two of the team, no hold, nothing left in the file, and no restored copy brings it back."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.bridge.erased import list_of_erased, stones, whole_list
from app.bridge.erasures import Erased, ErasureAsked, HoldEnded, HoldSet, OfErasure
from app.bridge.inbox import ItemTaken, box_items
from app.core.clock import FrozenClock
from app.core.errors import Damaged, Missing, NotAllowed, Unavailable
from app.core.shapes import Nothing, PartnerId
from app.crypto.backup import read_front
from app.crypto.encode import parse_cj
from app.crypto.tombstones import read_file
from app.desk.backups import BackupWanted
from app.desk.catalogue import perform
from app.ops.storage import OfficeStorage
from app.partner.partners import CaseLink, OfPartner, PartnerLinked
from models.base.sealed import Sealed
from models.partner.base import Base, Tombstone
from models.partner.partner import Link, PartnerKey
from models.partner.team import TeamEntry
from tests.bridge.samples import HER_NAME, a_case, a_plan, details_passed, her_record
from tests.offices import START, Office, both_engines
from tests.ops.test_storage import at_hers, home
from tests.partner.test_matrix import NO, RELEASE

__all__ = ["home"]
REASON = "She asked us to"


def asked(partner: PartnerId, second: str = "wendy") -> ErasureAsked:
    return ErasureAsked(partner=partner, reason=REASON, second=second)


def a_life(office: Office) -> PartnerId:
    """Her record with a plan, and what he wrote of her taken in."""
    case = a_case(office)
    details_passed(office, case)
    desk = office.partner_desk()
    partner = her_record(office, case)
    desk.safe_plans.set(a_plan(partner, office.clock.today()))
    with desk.seat.look_at_his() as his:
        (item,) = [one for one in box_items(his, desk.seat) if one.kind == "details"]
    desk.inbox.take(ItemTaken(item=item.id))
    office.clock.move_to(office.clock.now() + timedelta(days=3))
    return partner


def rows_of(office: Office, partner: str) -> int:
    """How many rows of hers stand in any table."""
    tables = [one.class_ for one in Base.registry.mappers if issubclass(one.class_, Sealed)]
    with office.partner.work(reading=True) as work:
        found = [
            work.session.scalar(select(func.count()).select_from(one).where(one.partner_id == partner))
            for one in tables
        ]
        keys = work.session.scalar(select(func.count()).select_from(PartnerKey).where(PartnerKey.id == partner))
        return sum(found) + keys  # type: ignore[arg-type]


@both_engines
def test_everything_of_hers_goes_and_a_signed_line_stays(office: Office) -> None:
    partner, desk = a_life(office), office.partner_desk()
    page = desk.erasures.show(OfErasure(partner=partner))

    gone = desk.erasures.erase(asked(partner))

    assert gone == Erased(
        records=page.records, erased_on=office.clock.today(), complete_on=office.clock.today() + timedelta(days=90)
    )
    assert page.records >= 3
    assert rows_of(office, partner) == 0
    with office.partner.work(reading=True) as work:
        assert work.session.scalar(select(func.count()).select_from(Link)) == 0
        (line,) = stones(work, desk.seat.vault.inst, office.roster).items
        newest = desk.seat.ledger.head(work).seq
        events = desk.seat.ledger._events(work, [newest])
    assert (line.table, line.id, line.reason, line.on) == ("partner", partner, "erased", office.clock.today())
    said = desk.seat.ledger.unwrap(events[newest])
    assert (said.act, said.note) == ("partner.erase", f"{REASON} / Wendy Mair")
    with pytest.raises(Missing):
        desk.partners.show(OfPartner(partner=partner))
    assert not [row for row in desk.inbox.list(Nothing()) if HER_NAME in str(row)]


def test_a_release_that_stands_must_be_withdrawn_first_and_one_of_hers_goes_with_her(office: Office) -> None:
    partner, desk = a_life(office), office.partner_desk()
    (case,) = [one.case for one in desk.partners.show(OfPartner(partner=partner)).links]
    asked_for = perform(desk, "release.propose", {"case": case, **RELEASE})
    with office.partner.work(reading=True) as work:
        assert work.session.scalar(select(func.count()).select_from(TeamEntry)) == 1
    perform(office.partner_desk("wendy"), "release.approve", {"release": asked_for.release, **NO})
    with pytest.raises(NotAllowed, match="Withdraw it first"):
        desk.erasures.erase(asked(partner))
    perform(desk, "release.withdraw", {"release": asked_for.release, "reason": "it is over"})

    desk.erasures.erase(asked(partner))

    with office.partner.work(reading=True) as work:
        assert work.session.scalar(select(func.count()).select_from(TeamEntry)) == 0


def test_another_partner_of_the_same_man_keeps_what_is_hers(office: Office) -> None:
    first, desk = a_life(office), office.partner_desk()
    (case,) = [one.case for one in desk.partners.show(OfPartner(partner=first)).links]
    other = her_record(office, a_case(office, "Ewan"), given_name="Yara")
    desk.partners.link(PartnerLinked(partner=other, link=CaseLink(case=case, relation="ex_partner")))

    desk.erasures.erase(asked(first))

    assert len(desk.partners.show(OfPartner(partner=other)).links) == 2
    assert rows_of(office, other) > 0


def test_ret_2_a_hold_stops_it_at_once_and_two_end_it(office: Office) -> None:
    partner, desk = a_life(office), office.partner_desk()

    held = desk.erasures.hold(HoldSet(partner=partner, reason="Court has asked"))
    with pytest.raises(NotAllowed, match="held"):
        desk.erasures.erase(asked(partner))
    with pytest.raises(NotAllowed, match="already"):
        desk.erasures.hold(HoldSet(partner=partner, reason="Again"))
    with pytest.raises(NotAllowed, match="somebody else"):
        desk.erasures.end_hold(HoldEnded(partner=partner, reason="Closed", second="maya"))
    freed = desk.erasures.end_hold(HoldEnded(partner=partner, reason="Closed", second="wendy"))

    assert (held.held_since, held.held_because) == (office.clock.today(), "Court has asked")
    assert (freed.held_since, freed.reasons) == (None, ())
    with pytest.raises(NotAllowed, match="not held"):
        desk.erasures.end_hold(HoldEnded(partner=partner, reason="Closed", second="wendy"))
    assert desk.erasures.erase(asked(partner)).records


def test_one_person_alone_erases_nothing(office: Office) -> None:
    partner = a_life(office)

    for second in ("maya", "", "nobody"):
        with pytest.raises(NotAllowed):
            office.partner_desk().erasures.erase(asked(partner, second))
    assert rows_of(office, partner) > 0


@pytest.mark.parametrize("away", [timedelta(days=3650), timedelta(days=31)])
def test_t18_a_clock_far_from_the_log_erases_nothing_before_it_was_seen_twice(office: Office, away: timedelta) -> None:
    partner, desk = a_life(office), office.partner_desk()
    office.clock.move_to(office.clock.now() + away)

    for _hour in range(2):
        with pytest.raises(NotAllowed, match="clock"):
            desk.erasures.erase(asked(partner))
        office.clock.move_to(office.clock.now() + timedelta(hours=2))
    assert rows_of(office, partner) > 0
    office.clock.move_to(office.clock.now() + timedelta(hours=24))
    assert desk.erasures.erase(asked(partner)).records


def test_t18_a_clock_behind_the_log_erases_nothing(office: Office) -> None:
    partner, desk = a_life(office), office.partner_desk()
    desk.partners.show(OfPartner(partner=partner))
    desk.seat.clock = FrozenClock(START + timedelta(days=2))

    with pytest.raises(NotAllowed, match="clock"):
        desk.erasures.erase(asked(partner))


def whole(office: Office, home: Path, partner_desk: Callable[..., object] | None = None) -> OfficeStorage:
    desk = (partner_desk or at_hers)(office, home)
    storage = desk.seat.storage  # type: ignore[attr-defined]
    home.mkdir(parents=True)
    storage.erased = partial(list_of_erased, desk.seat)  # type: ignore[attr-defined]
    return desk  # type: ignore[return-value]


def test_nothing_of_her_is_left_in_the_file_or_beside_it(office: Office, home: Path, tmp_path: Path) -> None:
    partner = a_life(office)
    desk = whole(office, home)
    for name in ("partner-before-upgrade.db", "partner-before-restore.db", "programme-before-restore.db"):
        (home / name).write_bytes(b"x")

    desk.erasures.erase(asked(partner))  # type: ignore[attr-defined]

    raw = office.partner.engine.raw_connection()
    free, wipes = (
        raw.driver_connection.execute(f"PRAGMA {what}").fetchone()[0]  # type: ignore[union-attr]
        for what in ("freelist_count", "secure_delete")
    )
    raw.close()
    assert (free, wipes) == (0, 1)
    assert (tmp_path / "partner.db-wal").stat().st_size == 0
    assert [path.name for path in home.iterdir()] == ["programme-before-restore.db"]
    file = home.parent / "partner.tombstones.json"
    assert len(read_file(file.read_bytes(), desk.seat.vault.inst, "partner", office.roster).items) == 1  # type: ignore[attr-defined]
    assert set(parse_cj(file.read_bytes())) == {"v", "inst", "db", "items"}  # type: ignore[arg-type]


def test_ret_7_a_copy_of_earlier_forgets_her_again_by_the_longest_list(office: Office, home: Path) -> None:
    partner = a_life(office)
    desk = office.partner_desk()
    file = home.parent / "earlier.json"
    home.mkdir(parents=True)
    with office.partner.work() as work:  # what a copy made before the erasure holds
        signer, today = desk.seat.ledger.signer(work), office.clock.today()
        known = stones(work, desk.seat.vault.inst, office.roster)
        file.write_bytes(known.with_next(signer, office.roster, "partner", partner, today, "erased").to_bytes())

    with office.partner.work() as work:
        found, is_new = whole_list(work, desk.seat.vault, office.roster, (b"", file.read_bytes()), 1)
    with office.partner.work() as work:
        again = whole_list(work, desk.seat.vault, office.roster, (file.read_bytes(),), 1)

    assert (len(found.items), is_new) == (1, True)
    assert again == (found, False)
    assert rows_of(office, partner) == 0
    with office.partner.work() as work:
        work.session.query(Tombstone).delete()
        with pytest.raises(Damaged, match="shorter than what this computer saw"):
            whole_list(work, desk.seat.vault, office.roster, (), 1)


def test_a_file_that_is_busy_says_that_its_traces_go_later(
    office: Office, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    partner = a_life(office)
    desk = whole(office, home)
    reader = office.partner.engine.raw_connection()
    reader.driver_connection.execute("BEGIN")  # type: ignore[union-attr]
    reader.driver_connection.execute("SELECT count(*) FROM partner").fetchone()  # type: ignore[union-attr]
    monkeypatch.setattr("app.store.engine.BUSY_MS", 10)

    with pytest.raises(Unavailable, match="Erased"):
        desk.erasures.erase(asked(partner))  # type: ignore[attr-defined]

    reader.close()
    assert rows_of(office, partner) == 0
    assert not (home.parent / "partner.tombstones.json").exists(), "the next sign-in sees that it is not done"
    desk.seat.storage.clean()  # type: ignore[attr-defined]
    assert (home.parent / "partner.tombstones.json").exists()


def test_a_backup_made_after_an_erasure_proves_and_holds_the_list(office: Office, home: Path) -> None:
    partner = a_life(office)
    desk = whole(office, home)
    desk.erasures.erase(asked(partner))  # type: ignore[attr-defined]

    hers, _his = desk.backups.make(BackupWanted())  # type: ignore[attr-defined]

    with Path(hers.file).open("rb") as file:
        held = read_front(file).label.tombstones
    assert len(read_file(held, desk.seat.vault.inst, "partner", office.roster).items) == 1  # type: ignore[attr-defined]
