"""Holds that a backup is proved by restoring it, and that what does not prove gets no name (SEC-57 to SEC-60)."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from app.core.errors import AppError, Damaged, InvalidInput, Locked, NotAllowed, Unavailable
from app.crypto import backup as format_
from app.crypto.roster import next_event, person_subject
from app.desk.catalogue import perform
from app.ops import backup, proof
from app.ops.proof import prove
from app.ops.records import MADE, PROVED, Records, sweep
from app.programme.accounts import first_changed
from app.programme.entry import METADATA
from app.store import copies
from app.store.copies import check_file
from app.store.engine import open_file
from app.store.migrate import config_of, revision_of
from models.migrations.newest import HEAD
from tests.offices import INST, KEY, START, Office, both_engines


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def records(office: Office, tmp_path: Path, login: str = "jo") -> Records:
    seat = office.desk(login).seat
    beside = [tmp_path / name for name in ("keyslots.json", "recovery.json", "tombstones.json")]
    return Records(
        seat.store,
        seat.ledger,
        office.clock,
        *beside,
        tmp_path / "home",
        tmp_path / "backups",
        METADATA,
        lambda *given: first_changed(*given)[0],
    )


def acts_of(office: Office) -> list[str]:
    return [row["act"] for row in reversed(perform_plain(office, "audit.show"))]


def perform_plain(office: Office, act: str) -> list[dict[str, object]]:
    from app.core.shapes import to_builtins

    return to_builtins(perform(office.desk("jo"), act, {}))


@contextmanager
def behind_its_back(office: Office) -> Iterator[object]:
    """Somebody with the file and its key, and no program."""
    with office.programme.engine.connect() as connection:
        yield connection
        connection.commit()


def test_sec_45_a_backup_of_an_older_shape_is_proved_in_this_versions(office, tmp_path, folder):
    config = config_of(office.programme, METADATA)
    with office.programme.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "-1")
    older = revision_of(office.programme)

    made = backup.make(records(office, tmp_path), folder)

    assert left_in(folder) == [made.file.name]
    assert older == revision_of(office.programme) != HEAD["programme"]


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_backup_is_made_proved_and_noted_in_the_log(office, tmp_path, folder):
    office.desk("jo")

    made = backup.make(records(office, tmp_path), folder)

    assert left_in(folder) == [made.file.name]
    assert made.size == made.file.stat().st_size
    assert made.proof.rows > 10
    assert set(made.proof.readers) == {office.people[name].id for name in ("jo", "mo", "ada")}
    assert acts_of(office)[-2:] == [MADE, PROVED]
    assert left_in(tmp_path / "backups") == []


def test_a_backup_of_earlier_proves_again_for_each_who_may_open_it(office, tmp_path, folder):
    made = backup.make(records(office, tmp_path), folder)
    perform(office.desk("jo"), "settings.set", {"key": "office.name", "value": "Harbour"})

    for login in ("jo", "ada"):
        assert prove(records(office, tmp_path, login), made.file).entries == made.proof.entries


def test_what_is_inside_opens_with_a_key_of_its_own_and_not_with_the_offices(office, tmp_path, folder):
    made, seed = backup.make(records(office, tmp_path), folder), office.seeds["jo"]
    restored = tmp_path / "restored.db"

    with made.file.open("rb") as file, restored.open("wb") as out:
        header = format_.read_front(file)
        inside = format_.read_backup(file, header, header.unlock(office.people["jo"].id, seed.bundle[:32]), out)

    with pytest.raises(Damaged):
        open_file(restored, KEY, guarded_memory=False)
    open_file(restored, inside.db_key, guarded_memory=False).close()


@pytest.mark.parametrize("login", ["priya", "pete", "una"])
def test_sec_57_somebody_whose_key_would_not_open_it_makes_none_and_proves_none(office, tmp_path, folder, login):
    made = backup.make(records(office, tmp_path), folder)

    with pytest.raises(NotAllowed):
        backup.make(records(office, tmp_path, login), folder)
    with pytest.raises(Locked):
        prove(records(office, tmp_path, login), made.file)
    assert left_in(folder) == [made.file.name]


@pytest.mark.parametrize("at", [0, 5, 300, -1, -5000, -70_000])
def test_a_file_with_one_wrong_bit_does_not_prove(office, tmp_path, folder, at):
    made = backup.make(records(office, tmp_path), folder)
    data = bytearray(made.file.read_bytes())
    data[at] ^= 1
    made.file.write_bytes(bytes(data))

    with pytest.raises(AppError):
        prove(records(office, tmp_path), made.file)

    assert left_in(tmp_path / "backups") == []
    assert acts_of(office)[-1] == PROVED  # the first proof: the second wrote nothing
    assert acts_of(office).count(PROVED) == 1


def test_a_backup_of_another_office_is_refused(office, tmp_path, folder):
    made = backup.make(records(office, tmp_path), folder)
    here = records(office, tmp_path)

    with pytest.raises(InvalidInput):
        prove(replace(here, ledger=replace(here.ledger, inst="12" * 16)), made.file)


def test_a_record_changed_outside_the_program_makes_no_backup(office, tmp_path, folder):
    perform(office.desk("jo"), "settings.set", {"key": "office.name", "value": "Harbour"})
    with behind_its_back(office) as connection:
        connection.execute(text("UPDATE office_setting SET value = '\"Other\"' WHERE key = 'office.name'"))

    with pytest.raises(Damaged):
        backup.make(records(office, tmp_path), folder)

    assert left_in(folder) == []


def test_a_log_that_does_not_hold_makes_no_backup(office, tmp_path, folder):
    perform(office.desk("jo"), "settings.set", {"key": "office.name", "value": "Harbour"})
    with behind_its_back(office) as connection:
        connection.execute(text("UPDATE history SET sig = zeroblob(64) WHERE seq = 1"))

    with pytest.raises(Damaged):
        backup.make(records(office, tmp_path), folder)

    assert left_in(folder) == []


@pytest.mark.parametrize("lie", ["marker", "rows", "heads"])
def test_sec_59_what_the_backup_says_of_itself_is_compared_with_what_it_gives_back(
    office, tmp_path, folder, lie, monkeypatch
):
    real = format_.describe

    def lying(*given):
        inside = real(*given)
        other = {
            "marker": "ab" * 16,
            "rows": {**inside.rows, "account": inside.rows["account"] + 1},
            "heads": {**inside.heads, "programme": inside.heads["roster"]},
        }
        return replace(inside, **{lie: other[lie]})

    monkeypatch.setattr(backup, "describe", lying)

    with pytest.raises(Damaged):
        backup.make(records(office, tmp_path), folder)

    assert left_in(folder) == []


def test_a_restored_file_that_is_not_sound_makes_no_backup(office, tmp_path, folder, monkeypatch):
    looked_at = []

    def unsound(file: Path, _key: bytes) -> None:
        looked_at.append(file.name)
        raise Damaged

    monkeypatch.setattr(proof, "check_file", unsound)

    with pytest.raises(Damaged):
        backup.make(records(office, tmp_path), folder)

    assert looked_at == ["restored.db"]
    assert left_in(folder) == []


def test_a_backup_that_somebody_else_signed_in_a_makers_name_does_not_prove(office, tmp_path, folder, monkeypatch):
    real = format_.write_backup

    def by_another(out, content, inside, label, maker, *rest):
        return real(out, content, inside, label, replace(maker, seed=office.seeds["priya"]), *rest)

    monkeypatch.setattr(backup, "write_backup", by_another)

    with pytest.raises(Damaged):
        backup.make(records(office, tmp_path), folder)

    assert left_in(folder) == []


def test_sec_15_a_backup_with_another_list_of_staff_than_ours_does_not_prove(office, founding, tmp_path, folder):
    made = backup.make(records(office, tmp_path), folder)
    mo, jo = office.people["mo"], office.people["jo"]
    other = person_subject(mo.id, "Somebody else", ["manager"], office.seeds["mo"])
    link = next_event(founding.links[-2].head, INST, START, "add", other, jo.id, office.seeds["jo"])
    with behind_its_back(office) as connection:
        connection.execute(
            text("UPDATE roster SET bytes = :data, sig = :sig WHERE seq = :seq"),
            {"data": link.data, "sig": link.sig, "seq": link.seq},
        )

    with pytest.raises(Damaged, match="list of staff"):
        prove(records(office, tmp_path), made.file)


def test_a_reference_to_nothing_and_a_torn_page_are_found(tmp_path):
    raw = open_file(tmp_path / "a.db", KEY, guarded_memory=False)
    raw.execute("CREATE TABLE a (id INTEGER PRIMARY KEY)")
    raw.execute("CREATE TABLE b (a INTEGER REFERENCES a (id), words TEXT)")
    raw.execute("PRAGMA foreign_keys = OFF")
    raw.executemany("INSERT INTO b VALUES (NULL, ?)", [("x" * 200,)] * 200)
    raw.close()
    check_file(tmp_path / "a.db", KEY)

    torn = bytearray((tmp_path / "a.db").read_bytes())
    torn[-100] ^= 1
    (tmp_path / "torn.db").write_bytes(bytes(torn))
    with pytest.raises(Damaged):
        check_file(tmp_path / "torn.db", KEY)

    raw = open_file(tmp_path / "a.db", KEY, guarded_memory=False)
    raw.execute("PRAGMA foreign_keys = OFF")
    raw.execute("INSERT INTO b VALUES (7, '')")
    raw.close()
    with pytest.raises(Damaged):
        check_file(tmp_path / "a.db", KEY)


@pytest.mark.parametrize("where", [(backup, "write_backup"), (proof, "read_backup"), (backup, "describe")])
def test_a_disk_that_fails_leaves_nothing_half_made(office, tmp_path, folder, monkeypatch, where):
    def full(*_given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*where, full)

    with pytest.raises(Unavailable):
        backup.make(records(office, tmp_path), folder)

    assert left_in(folder) == []
    assert left_in(tmp_path / "backups") == []


def test_a_copy_that_the_engine_cannot_make_is_told_in_words(office, tmp_path, folder, monkeypatch):
    def gone(file: Path, key: bytes, *, guarded_memory: bool) -> object:
        target = open_file(file, key, guarded_memory=guarded_memory)
        target.close()
        return target

    monkeypatch.setattr(copies, "open_file", gone)

    with pytest.raises(Unavailable):
        backup.make(records(office, tmp_path), folder)

    assert left_in(folder) == []


def test_a_folder_or_a_file_that_is_not_there_is_named(office, tmp_path):
    with pytest.raises(InvalidInput):
        backup.make(records(office, tmp_path), tmp_path / "nowhere")
    with pytest.raises(InvalidInput):
        prove(records(office, tmp_path), tmp_path / "nothing.hrb")
    assert acts_of(office) == []


@both_engines
def test_records_on_a_server_are_backed_up_there(office, tmp_path, folder):
    if office.programme.is_embedded:
        assert backup.make(records(office, tmp_path), folder).file.is_file()
    else:
        with pytest.raises(NotAllowed):
            backup.make(records(office, tmp_path), folder)


def earlier(office: Office, folder: Path, days: int, db: str = "programme", key_of: str = "jo") -> str:
    """A small file of that day, signed by one of ours or in his name."""
    seat, name = office.desk("jo").seat, f"{db}-{days:03}-{key_of}.hrb"
    with seat.store.work(reading=True) as work:
        maker, roster = seat.ledger.signer(work), seat.ledger.roster(work)
    maker = replace(maker, seed=office.seeds[key_of])
    if db == "partner":
        maker = replace(maker, user=office.people["maya"].id, seed=office.seeds["maya"])
    label = format_.Label(f"{days:032x}", db, "embedded", START - timedelta(days=days), "1", "1")
    inside = format_.describe(io.BytesIO(b""), KEY, {}, "88" * 16, {})
    with (folder / name).open("wb") as out:
        format_.write_backup(out, io.BytesIO(b""), inside, label, maker, roster)
    return name


def test_sec_58_what_is_kept_no_longer_is_removed_and_nothing_else(office, tmp_path, folder):
    ours = [earlier(office, folder, days) for days in (1, 2, 3, 40, 91, 200)]
    hers = earlier(office, folder, 200, db="partner")
    forged = earlier(office, folder, 201, key_of="priya")
    (folder / "letter.hrb").write_bytes(b"not a backup")
    (folder / "photo.jpg").write_bytes(b"nor this")

    made = backup.make(records(office, tmp_path), folder)

    assert set(made.removed) == set(ours[4:])
    assert left_in(folder) == sorted([*ours[:4], hers, forged, "letter.hrb", "photo.jpg", made.file.name])


def test_t18_a_clock_far_from_the_log_removes_nothing(office, tmp_path, folder):
    perform(office.desk("jo"), "settings.set", {"key": "office.name", "value": "Harbour"})
    old = earlier(office, folder, 91)

    office.clock.move_to(START + timedelta(days=400))
    made = backup.make(records(office, tmp_path), folder)

    assert (made.is_frozen, made.removed) == (True, ())
    assert old in left_in(folder)


def test_what_a_crash_left_is_swept(tmp_path):
    for name in ("scratch-1", "scratch-2"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "copy.db").write_bytes(b"x")
    (tmp_path / "programme-before-upgrade.db").write_bytes(b"x")

    sweep(tmp_path)

    assert left_in(tmp_path) == ["programme-before-upgrade.db"]
