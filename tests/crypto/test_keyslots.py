"""Proves the keyslot file: one way in, one message for every wrong one, and no half-written file (E3)."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.errors import Damaged, InvalidInput, Locked, Newer, Unavailable
from app.crypto import kdf
from app.crypto.encode import cj, login_id, parse_cj
from app.crypto.envelope import Key
from app.crypto.files import TURN_FILE, replace_file, turn
from app.crypto.kdf import Cost, Login
from app.crypto.keyring import slots
from app.crypto.keyring.grants import check_grant, make_grant
from app.crypto.keyring.keyslots import KeyslotFile, bare_slot, prepare_slot
from tests.crypto.attacks import ANY_REFUSAL, altered
from tests.crypto.people import INST, ITEM, S1, S2, U1, U2, founded, signer

ROSTER = founded().roster()
DB = Key(INST, 1, b"\xcc" * 32)
DEVICE, CODE, PASSWORD = b"\xdd" * 32, b"\xee" * 20, "a long walk by the river"


def granted(user: str, kind: str = "programme") -> bytes:
    to = ROSTER.person_at(user)
    assert to is not None
    return make_grant(signer(U2, S2), ROSTER, kind, DB, to)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("profile")


@pytest.fixture(scope="module")
def file(folder) -> KeyslotFile:
    empty = KeyslotFile(INST, "programme", (), folder)
    slot = prepare_slot(folder, Login(INST, U1, "programme"), "Priya", S1, PASSWORD, DEVICE, CODE)
    return empty.add_slot(bare_slot(INST, U2, "Ann"), granted(U2), DB.value).add_slot(slot, granted(U1), DB.value)


def test_the_right_password_opens_everything_behind_it(file):
    opened = file.open_slot("PRIYA", PASSWORD, DEVICE)

    assert (opened.user, opened.seed, opened.db_key, opened.gen) == (U1, S1, DB, 1)
    assert not opened.is_below_default
    check_grant(opened.grant, ROSTER)


@pytest.mark.parametrize(
    ("name", "password", "device"),
    [
        ("Priya", "a long walk by the sea", DEVICE),
        ("Priya", PASSWORD, b"\xde" * 32),
        ("Priya", PASSWORD, None),
        ("Nobody", PASSWORD, DEVICE),
        ("Ann", PASSWORD, DEVICE),
        ("Priya", "\ud800", DEVICE),
    ],
)
def test_everything_wrong_is_one_and_the_same_refusal(file, name, password, device):
    with pytest.raises(Locked) as refusal:
        file.open_slot(name, password, device)

    assert str(refusal.value) == str(Locked())


def test_an_unknown_name_costs_as_much_as_a_wrong_password(file, monkeypatch):
    spent: list[Cost] = []
    real = kdf._argon2id

    def counted(password, salt, cost, secret, ad):
        spent.append(cost)
        return real(password, salt, cost, secret, ad)

    monkeypatch.setattr(kdf, "_argon2id", counted)
    for name in ("Nobody", "Ann", "Priya"):
        with pytest.raises(Locked):
            file.open_slot(name, "wrong", DEVICE)

    assert spent == [Cost()] * 3


def test_the_kit_opens_and_a_wrong_code_does_not(file):
    assert file.open_kit("priya", CODE).seed == S1
    for name, code in (("priya", b"\xef" * 20), ("Nobody", CODE), ("Ann", CODE)):
        with pytest.raises(Locked):
            file.open_kit(name, code)


def test_an_officer_opens_the_programme_database_with_the_seed_from_her_own_file(file):
    opened = file.open_dbkey(U2, S2)

    assert (opened.db_key, opened.gen) == (DB, 0)
    for user, seed in ((U2, S1), (ITEM, S2)):
        with pytest.raises((Damaged, Locked)):
            file.open_dbkey(user, seed)


def test_a_new_password_keeps_the_kit_and_ends_the_old_one(file):
    opened = file.open_kit("Priya", CODE)

    changed = file.change_password(opened, "another long walk", DEVICE)

    assert changed.open_slot("Priya", "another long walk", DEVICE, least_gen=2).gen == 2
    assert changed.open_kit("Priya", CODE).seed == S1
    with pytest.raises(Locked):
        changed.open_slot("Priya", PASSWORD, DEVICE)
    assert changed.slots[1:] == file.slots[1:]


def test_an_older_slot_put_back_is_refused(file):
    with pytest.raises(Damaged):
        file.open_slot("Priya", PASSWORD, DEVICE, least_gen=2)
    with pytest.raises(Damaged):
        file.open_kit("Priya", CODE, least_gen=2)


def test_a_new_kit_ends_the_old_kit(file):
    opened, fresh = file.open_kit("Priya", CODE), b"\x0f" * 20

    changed = file.renew(opened, PASSWORD, DEVICE, fresh)

    assert changed.open_kit("Priya", fresh).gen == 2
    assert changed.open_slot("Priya", PASSWORD, DEVICE).gen == 2
    with pytest.raises(Locked):
        changed.open_kit("Priya", CODE)


def test_another_database_key_is_granted_without_anybodys_password(file):
    to = ROSTER.person_at(U1)
    assert to is not None
    newer = Key(INST, 2, b"\xab" * 32)
    row = make_grant(signer(U2, S2), ROSTER, "programme", newer, to)

    changed = file.regrant(U1, row, newer.value)

    assert changed.open_kit("Priya", CODE).db_key == newer
    with pytest.raises(Damaged):
        file.regrant(U1, row, DB.value).open_kit("Priya", CODE)


def test_a_slot_of_one_database_does_not_serve_the_other(file):
    with pytest.raises(Locked):
        replace(file, db="partner").open_kit("Priya", CODE)
    with pytest.raises(Damaged):
        replace(file, db="partner").open_dbkey(U2, S2)


def test_a_database_key_of_another_kind_is_refused(file):
    wrong = file.regrant(U1, granted(U1, "release"), DB.value)

    with pytest.raises(Damaged):
        wrong.open_kit("Priya", CODE)


def test_a_database_key_of_another_installation_is_refused(file):
    to = ROSTER.person_at(U1)
    assert to is not None
    row = make_grant(signer(U2, S2), ROSTER, "programme", replace(DB, key_id=ITEM), to)

    with pytest.raises(Damaged):
        file.regrant(U1, row, DB.value).open_kit("Priya", CODE)


def test_two_people_do_not_share_a_name_or_a_slot(file, folder):
    for user, name in ((ITEM, "pRIYA"), (U2, "Someone")):
        with pytest.raises(InvalidInput):
            file.add_slot(bare_slot(INST, user, name), granted(U2), DB.value)
    assert [slot.user for slot in file.without(U1).slots] == [U2]


def test_the_half_of_a_slot_travels_in_a_join_file(file):
    slot = file.slots[0]
    assert slot.pw is not None
    assert slot.kit is not None

    half = slots.read_half(slot.user, slot.login, slot.pw.plain(), slot.kit.plain())

    assert file.without(U1).add_slot(half, slot.dbkey, DB.value) == file


def test_every_altered_byte_of_the_file_is_refused(file, folder):
    whole, taken = file.without(U2), []
    data = whole.to_bytes()

    for copy in altered(data, bits=(0,)):
        try:
            KeyslotFile.from_bytes(copy, folder).open_kit("Priya", CODE)
        except ANY_REFUSAL:
            continue
        taken.append(copy)

    assert taken == []


def changed_file(file: KeyslotFile, **kdf_change: object) -> bytes:
    value = parse_cj(file.to_bytes())
    assert isinstance(value, dict)
    value["slots"][0]["pw"]["kdf"].update(kdf_change)
    return cj(value)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"m_kib": 65535}, Damaged),
        ({"m_kib": 67108864}, Damaged),
        ({"t": 2}, Damaged),
        ({"t": 11}, Damaged),
        ({"p": 0}, Damaged),
        ({"p": 9}, Damaged),
        ({"p": True}, Damaged),
        ({"t": "3"}, Damaged),
        ({"salt": "00"}, Damaged),
        ({"alg": "argon2i"}, Newer),
        ({"v": 16}, Newer),
        ({"more": 1}, Damaged),
    ],
)
def test_wild_costs_are_refused_before_any_work(file, folder, change, error):
    start = time.perf_counter()

    with pytest.raises(error):
        KeyslotFile.from_bytes(changed_file(file, **change), folder)

    assert time.perf_counter() - start < 0.2


def test_a_cheaper_cost_within_bounds_is_noticed_after_it_opened(folder):
    login = Login(INST, U1, "programme")
    pw = slots.password_part(S1, PASSWORD, DEVICE, login, 1, cost=Cost(65536, 3, 1))
    slot = slots.Slot(U1, login_id(INST, "Priya"), 1, pw, None, b"")
    cheap = KeyslotFile(INST, "programme", (), folder).add_slot(slot, granted(U1), DB.value)

    opened = KeyslotFile.from_bytes(cheap.to_bytes(), folder).open_slot("Priya", PASSWORD, DEVICE)

    assert opened.is_below_default


def test_junk_files_are_refused(file, folder, tmp_path):
    value = parse_cj(file.to_bytes())
    assert isinstance(value, dict)
    slot = value["slots"][0]
    junk = {
        "two slots of one person": {**value, "slots": [slot, slot]},
        "slots out of order": {**value, "slots": value["slots"][::-1]},
        "too many": {**value, "slots": [slot] * 201},
        "another database": {**value, "db": "other"},
        "no slots": {"v": 1, "inst": INST, "db": "programme"},
        "a kit from the future": {**value, "slots": [{**slot, "kit": {**slot["kit"], "gen": 2}}]},
    }
    for wrong in junk.values():
        with pytest.raises(Damaged):
            KeyslotFile.from_bytes(cj(wrong), folder)
    with pytest.raises(Newer):
        KeyslotFile.from_bytes(cj({**value, "v": 2}), folder)
    with pytest.raises(Damaged):
        KeyslotFile.from_bytes(b" " * (1024 * 1024 + 1), folder)
    with pytest.raises(Damaged):
        KeyslotFile.read(tmp_path / "nothing.json")


def test_writing_keeps_the_previous_file_beside_it(file, tmp_path):
    path = tmp_path / "programme.keyslots.json"

    file.without(U1).write(path)
    file.write(path)

    assert KeyslotFile.read(path).slots == file.slots
    assert KeyslotFile.from_bytes(path.with_name(path.name + ".bak").read_bytes(), tmp_path).slots == file.slots[1:]
    assert sorted(found.name for found in tmp_path.iterdir()) == [path.name, path.name + ".bak"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_write_that_fails_leaves_the_old_file_whole(tmp_path, monkeypatch):
    path = tmp_path / "a.json"
    replace_file(path, b"old")

    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable):
        replace_file(path, b"new")

    assert path.read_bytes() == b"old"


def test_only_one_costly_derivation_runs_at_a_time(tmp_path):
    at_work: list[int] = []
    most: list[int] = []

    def work(number: int) -> None:
        with turn(tmp_path):
            at_work.append(number)
            most.append(len(at_work))
            time.sleep(0.01)
            at_work.remove(number)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(12)))

    assert most == [1] * 12
    assert (tmp_path / TURN_FILE).exists()


def test_a_profile_that_is_gone_is_unavailable(tmp_path):
    with pytest.raises(Unavailable), turn(tmp_path / "gone"):
        pass
