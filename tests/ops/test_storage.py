"""Holds the acts on backups at both desks: made, listed, proved, due and overdue (SEC-57 to SEC-59)."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from app.bridge.desk import BridgeDesk
from app.bridge.entry import METADATA
from app.bridge.keeping import HIS_METADATA, hers_hold, his_hold
from app.core.errors import Damaged, InvalidInput, Locked, NotAllowed, Unavailable
from app.core.shapes import Nothing
from app.desk.backups import BackupChosen, BackupNamed, BackupWanted
from app.desk.catalogue import perform
from app.desk.storage import READING, BackupRestored, BackupState
from app.ops.records import Records
from app.ops.storage import OfficeStorage
from app.programme.desk import ProgrammeDesk
from models.programme.base import History
from tests.bridge.samples import a_case, her_record
from tests.offices import Office, both_engines


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "office" / "backups"


def beside(home: Path, side: str) -> list[Path]:
    return [home.parent / f"{side}.{name}" for name in ("keyslots.json", "recovery.json", "tombstones.json")]


def names_in(office: Office) -> Callable[[object], dict[str, str]]:
    return lambda _ids: {one.id: one.label for one in office.people.values()}


def at_his(office: Office, home: Path, login: str = "jo") -> ProgrammeDesk:
    """His desk with its files."""
    desk = office.desk(login)
    seat = desk.seat
    own = Records(
        seat.store,
        seat.ledger,
        office.clock,
        *beside(home, "programme"),
        home,
        home,
        HIS_METADATA,
        his_hold,
        holds="Programme desk",
    )
    seat.storage = OfficeStorage((own,), names_in(office), own.progress)
    return desk


def at_hers(office: Office, home: Path, login: str = "maya") -> BridgeDesk:
    """Her desk with the files of both."""
    desk = office.partner_desk(login)
    seat, scratch = desk.seat, home / "partner"
    hers = Records(
        seat.store,
        seat.ledger,
        office.clock,
        *beside(home, "partner"),
        home,
        scratch,
        METADATA,
        partial(hers_hold, seat.vault),
    )
    his = Records(
        seat.his, seat.his_ledger, office.clock, *beside(home, "programme"), home, scratch, HIS_METADATA, his_hold,
        (seat.store, seat.ledger), progress=hers.progress,
    )  # fmt: skip
    seat.storage = OfficeStorage((hers, his), names_in(office), hers.progress)
    return desk


def state_of(desk: ProgrammeDesk | BridgeDesk) -> BackupState:
    return desk.backups.show(Nothing())


def test_a_backup_is_made_listed_with_its_proof_and_proved_again_by_name(office: Office, home: Path) -> None:
    desk = at_his(office, home)
    before = state_of(desk)

    (made,) = desk.backups.make(BackupWanted())
    office.clock.move_to(office.clock.now() + timedelta(hours=2))
    after = state_of(desk)
    again = desk.backups.prove(BackupNamed(file=after.rows[0].file))

    assert (before.is_due, before.rows, before.proved_at) == (True, (), None)
    assert (after.is_due, after.is_overdue, after.away_at) == (False, False, None)
    assert [(row.by, row.holds, row.proved_at) for row in after.rows] == [
        ("Jo Adeyemi", "Programme desk", made.made_at)
    ]
    assert made.opened_by == ("Ada Brook", "Jo Adeyemi", "Mo Grant")
    assert len(made.sha256) == 64
    assert again.entries == made.entries
    assert state_of(desk).rows[0].proved_at == office.clock.now()


def test_a_copy_elsewhere_is_remembered_and_a_folder_that_is_not_there_is_named(
    office: Office, home: Path, tmp_path: Path
) -> None:
    desk, stick = at_his(office, home), tmp_path / "stick"
    stick.mkdir()

    desk.backups.make(BackupWanted(to=str(stick)))

    assert state_of(desk).away_at == office.clock.now()
    assert state_of(desk).rows == ()
    for wrong in (str(tmp_path / "nowhere"), "stick"):
        with pytest.raises(InvalidInput) as refused:
            desk.backups.make(BackupWanted(to=wrong))
        assert set(refused.value.problems) == {"to"}


def test_sec_59_eight_days_without_a_proof_are_overdue_and_tomorrow_is_due(office: Office, home: Path) -> None:
    desk = at_his(office, home)
    desk.backups.make(BackupWanted())
    begun = office.clock.now()

    told = []
    for days in (1, 8, 8.1):
        office.clock.move_to(begun + timedelta(days=days))
        told.append((state_of(desk).is_due, state_of(desk).is_overdue))

    assert told == [(True, False), (True, False), (True, True)]


def test_sec_59_an_office_that_never_proved_one_is_overdue_eight_days_after_its_first_entry(
    office: Office, home: Path
) -> None:
    desk = at_his(office, home)
    perform(desk, "settings.set", {"key": "office.name", "value": "Harbour"})
    fresh = state_of(desk).is_overdue

    office.clock.move_to(office.clock.now() + timedelta(days=9))

    assert (fresh, state_of(desk).is_overdue) == (False, True)


def test_what_is_stopped_stops_at_its_next_step_and_leaves_nothing(office: Office, home: Path) -> None:
    desk = at_his(office, home)
    steps = desk.seat.storage.progress
    real = steps.at

    def lock_at(step: int) -> None:
        if step == 2:
            steps.stop()
        real(step)

    steps.at = lock_at  # type: ignore[method-assign]

    with pytest.raises(Unavailable, match="Stopped"):
        desk.backups.make(BackupWanted())
    assert list(home.iterdir()) == []


def test_a_stop_before_the_first_step_of_putting_back_is_not_forgotten(office: Office, home: Path) -> None:
    """It may be pressed while the other person's password is being checked."""
    desk = at_his(office, home)
    storage = desk.seat.storage
    assert isinstance(storage, OfficeStorage)
    reached = list[str]()

    def put_back(_file: Path, second: str) -> BackupRestored:
        storage.progress.at(READING)
        reached.append(second)
        raise AssertionError

    storage.put_back = put_back
    storage.progress.begin()
    storage.progress.stop()

    with pytest.raises(Unavailable, match="Stopped"):
        desk.backups.restore(BackupChosen(file="one.hrb", second="mo"))
    assert reached == []


def test_sec_57_her_desk_backs_up_both_and_leaves_no_trace_in_his_log(office: Office, home: Path) -> None:
    case = a_case(office)
    her_record(office, case)
    desk = at_hers(office, home)
    with office.programme.work(reading=True) as work:
        before = work.session.scalar(select(func.count()).select_from(History))

    hers, his = desk.backups.make(BackupWanted())

    with office.programme.work(reading=True) as work:
        assert work.session.scalar(select(func.count()).select_from(History)) == before
    assert hers.opened_by == ("Maya Okafor", "Wendy Mair")
    assert his.opened_by == ("Ada Brook", "Jo Adeyemi", "Mo Grant")
    state = state_of(desk)
    assert {row.db for row in state.rows} == {"partner", "programme"}
    assert (state.is_due, state.proved_at) == (False, office.clock.now())
    assert all(row.proved_at for row in state.rows)
    assert at_hers(office, home, "wendy").backups.prove(BackupNamed(file=hers.file)).entries == hers.entries
    with pytest.raises(Locked):
        desk.backups.prove(BackupNamed(file=his.file))
    assert at_his(office, home).backups.prove(BackupNamed(file=his.file)).rows == his.rows
    with pytest.raises(InvalidInput, match="other desk"):
        at_his(office, home).backups.prove(BackupNamed(file=hers.file))
    assert {row.db for row in state_of(at_his(office, home)).rows} == {"programme"}


@pytest.mark.parametrize("table", ["partner", "partner_key", "link"])
def test_her_backup_finds_a_record_that_was_changed_behind_the_log(office: Office, home: Path, table: str) -> None:
    her_record(office, a_case(office))
    desk = at_hers(office, home)
    column = "key" if table == "partner_key" else "doc"
    with office.partner.work() as work:
        work.session.execute(text(f"UPDATE {table} SET {column} = zeroblob(182)"))  # noqa: S608

    with pytest.raises(Damaged):
        desk.backups.make(BackupWanted())
    assert not list(home.glob("*.hrb"))


@both_engines
def test_records_on_a_server_are_neither_due_nor_made_here(office: Office, home: Path) -> None:
    desk = at_his(office, home)
    if office.programme.is_embedded:
        assert state_of(desk).is_due
        return
    assert (state_of(desk).is_due, state_of(desk).is_overdue) == (False, False)
    with pytest.raises(NotAllowed):
        desk.backups.make(BackupWanted())


def test_a_desk_without_files_makes_none_and_hers_puts_none_back(office: Office, home: Path) -> None:
    desk = office.desk("jo")

    assert state_of(desk).rows == ()
    with pytest.raises(NotAllowed):
        desk.backups.make(BackupWanted())
    with pytest.raises(NotAllowed):
        desk.backups.prove(BackupNamed(file="a.hrb"))
    with pytest.raises(NotAllowed):
        desk.backups.restore(BackupChosen(file="a.hrb", second="mo"))
    with pytest.raises(NotAllowed, match="on its own disk"):
        at_hers(office, home).backups.restore(BackupChosen(file="a.hrb", second="wendy"))
