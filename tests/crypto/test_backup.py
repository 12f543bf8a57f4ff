"""Holds that a backup file is read whole and as it was made, or not at all (E8)."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import AppError, Damaged, Locked, Newer, NotAllowed
from app.crypto import backup, backup_header
from app.crypto.encode import cj, lp, parse_cj
from app.crypto.kdf import encrypt
from app.crypto.keyring.keyslots import KeyslotFile
from app.crypto.person import Seed, hpke_seal
from app.crypto.recovery import RecoverySet
from app.crypto.roster import key_subject, person_subject, remove_subject
from app.crypto.statements import Head
from tests.crypto.attacks import accepted
from tests.crypto.people import INST, S1, S2, S3, S5, U1, U2, U3, U5, Book, founded, signer

CHUNK = backup.CHUNK
MADE = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
LABEL = backup.Label("77" * 16, "programme", "embedded", MADE, "1.0.0", "0001")
HEADS = {"programme": Head(3, "ab" * 32)}
REFUSALS = (Damaged, Newer, Locked)
ROSTER = founded().roster()


def book_with_a_backup_key() -> Book:
    book = founded()
    book.write("backup_key", key_subject(1, S5.x25519_public), U2, S2)
    return book


def made(
    content: bytes, label: backup.Label = LABEL, user: str = U1, seed: Seed = S1, book: Book | None = None
) -> bytes:
    out, roster = io.BytesIO(), book.roster() if book else ROSTER
    inside = backup.describe(io.BytesIO(content), b"\x20" * 32, HEADS, "88" * 16, {"mark": 1})
    maker = signer(user, seed, roster.head.seq)
    backup.write_backup(out, io.BytesIO(content), inside, label, maker, roster)
    return out.getvalue()


def read(data: bytes, user: str = U1, seed: Seed = S1, book: Book | None = None) -> bytes:
    """Everything a restore does with a file, in its order."""
    file, out = io.BytesIO(data), io.BytesIO()
    header = backup.read_front(file)
    key = header.unlock(user, seed.bundle[:32])
    header.check_maker(book.roster() if book else ROSTER)
    backup.read_backup(file, header, key, out)
    return out.getvalue()


def parts(data: bytes) -> tuple[bytes, list[bytes]]:
    """What stands before the chunks, and each chunk with its tag."""
    file = io.BytesIO(data)
    front = backup.read_front(file).front
    body = data[len(front) :]
    return front, [body[at : at + CHUNK + 16] for at in range(0, len(body), CHUNK + 16)]


@pytest.fixture(scope="module")
def long() -> bytes:
    return made(bytes(range(256)) * 768)  # four chunks


@settings(max_examples=25, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.integers(CHUNK - 600, CHUNK + 20).map(bytes)))
def test_what_went_in_comes_out(content):
    assert read(made(content)) == content


def test_a_body_that_fills_its_last_chunk_has_no_empty_one_after_it():
    spare = CHUNK + 16 - len(parts(made(bytes(60_000)))[1][-1])

    for more, chunks in ((0, 1), (1, 2)):
        data = made(bytes(60_000 + spare + more))
        assert [len(chunk) - 16 for chunk in parts(data)[1]] == [CHUNK, 1][:chunks]
        assert read(data) == bytes(60_000 + spare + more)


def test_every_bit_counts_and_every_length():
    data = made(b"forty men")

    assert not accepted(data, read, refusals=REFUSALS)


def test_a_file_cut_at_the_end_of_any_chunk_is_refused(long):
    front, chunks = parts(long)

    assert len(chunks) == 4
    for kept in range(4):
        with pytest.raises(Damaged):
            read(front + b"".join(chunks[:kept]))


def test_chunks_in_another_order_twice_or_after_the_last_are_refused(long):
    front, (first, second, third, last) = parts(long)

    for order in (
        (second, first, third, last),
        (first, first, second, third, last),
        (first, third, last),
        (first, second, third, last, last),
        (first, second, third, last, b"\0"),
        (first, second, third, last, bytes(16)),
    ):
        with pytest.raises(Damaged):
            read(front + b"".join(order))


def test_a_body_of_another_backup_is_refused(long):
    front, _chunks = parts(made(b"another"))

    with pytest.raises(Damaged):
        read(front + b"".join(parts(long)[1]))


def test_only_one_chunk_is_held_at_a_time(long):
    class Narrow(io.BytesIO):
        asked = 0

        def read(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            assert 0 <= size <= CHUNK + 16
            self.asked += 1
            return super().read(size)

    file = Narrow(long)
    header = backup.read_front(file)
    backup.read_backup(file, header, header.unlock(U1, S1.bundle[:32]), io.BytesIO())

    assert file.asked > 8


@pytest.mark.parametrize("length", [backup_header.LIMIT + 1, 2**32 - 1])
def test_a_header_above_four_mib_is_refused_before_it_is_read(length):
    class Bomb(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            assert size in (4, len(b"HRB1"))
            return super().read(size)

    with pytest.raises(Damaged):
        backup.read_front(Bomb(b"HRB1" + length.to_bytes(4, "big") + bytes(100)))


def test_a_key_that_it_was_not_made_for_opens_nothing(long):
    for user, seed in ((U2, S2), (U3, S3), (U1, S2)):
        with pytest.raises(Locked):
            read(long, user, seed)


def test_it_is_made_for_managers_and_administrators_and_the_backup_key():
    book = book_with_a_backup_key()
    book.write("add", person_subject(U5, "Facilitator", ["facilitator"], Seed(b"\x09" * 64)), U1, S1)

    data = made(b"forty men", book=book)

    header = backup.read_front(io.BytesIO(data))
    assert [one.to for one in header.recipients] == [U1, "backup"]
    assert read(data, "backup", S5, book) == b"forty men"


def test_a_backup_of_her_database_is_made_by_the_team_for_the_team():
    label = replace(LABEL, db="partner")

    data = made(b"sealed", label, U2, S2)

    assert [one.to for one in backup.read_front(io.BytesIO(data)).recipients] == [U2]
    assert read(data, U2, S2) == b"sealed"
    with pytest.raises(NotAllowed):
        made(b"sealed", label, U1, S1)


def test_a_maker_whom_the_roster_does_not_entitle_is_refused():
    """A restore refuses any other maker: a trustee, a stranger, somebody of another office, or one who left before."""
    other = founded(trustees=0)
    newcomer = person_subject(U5, "Manager", ["manager"], S5)
    other.write("add", newcomer, U1, S1)
    with pytest.raises(NotAllowed):
        made(b"x", user=U3, seed=S3)
    with pytest.raises(Damaged):
        read(made(b"x", user=U5, seed=S5, book=other))  # this roster never knew the maker
    with pytest.raises(Damaged):
        read(made(b"x", user=U2, seed=S1))  # signed with another key than the maker's

    left = founded()
    left.write("add", newcomer, U1, S1)
    left.write("remove", remove_subject(U5), U1, S1)
    with pytest.raises(NotAllowed):
        made(b"x", user=U5, seed=S5, book=left)


def test_somebody_who_left_later_was_entitled_when_it_was_made():
    book = founded()
    book.write("add", person_subject(U5, "Manager", ["manager"], S5), U1, S1)
    data = made(b"x", user=U5, seed=S5, book=book)

    book.write("remove", remove_subject(U5), U1, S1)

    assert read(data, book=book) == b"x"


def forged(pieces: list[bytes], user: str = U1, seed: Seed = S1) -> bytes:
    """What somebody could write who holds her own keys and leaves out every check of ours."""
    key, prefix, maker = bytes(range(32)), bytes(range(7)), signer(user, seed, 8)
    ct = hpke_seal(S1.x25519_public, backup_header._wrap_info(INST, LABEL.backup_id, S1.x25519_public), key)
    raw = backup_header._plain(maker, LABEL, prefix, [backup_header.Recipient(U1, S1.x25519_public, ct)])
    header = backup_header.read_header(raw, backup_header._mac(key, raw), seed.sign(backup_header._to_sign(raw)))
    chunks = [
        encrypt(backup._body_key(key), backup._nonce(prefix, number, number + 1 == len(pieces)), piece, header.aad)
        for number, piece in enumerate(pieces)
    ]
    return header.front + b"".join(chunks)


def body(content: bytes, **other: object) -> bytes:
    inner = {
        "content_len": len(content), "content_sha256": sha256(content).hexdigest(), "db_key": "20" * 32, "heads": {},
        "marker": "88" * 16, "rows": {},
    }  # fmt: skip
    return lp(cj({**inner, **other})) + content


def test_a_maker_of_no_right_is_refused_though_her_signature_is_good():
    whole = [body(b"forty men")]

    assert read(forged(whole)) == b"forty men"
    with pytest.raises(Damaged):
        read(forged(whole, U3, S3))  # a trustee


def test_a_body_that_lies_about_its_content_is_refused():
    for pieces in (
        [body(b"forty men", content_len=8)],
        [body(b"forty men", content_sha256="00" * 32)],
        [body(b"forty men", db_key=None)],
        [body(b"forty men", rows={"mark": -1})],
        [body(b"forty men", heads={"programme": {"seq": 1}})],
        [body(b"")[:-1]],
        [(backup_header.LIMIT + 1).to_bytes(4, "big") + bytes(100)],
        [bytes(CHUNK), bytes(CHUNK)],
    ):
        with pytest.raises(Damaged):
            read(forged(pieces))


def test_an_empty_last_chunk_is_refused():
    spare = CHUNK - len(body(bytes(60_000)))
    full = body(bytes(60_000 + spare))

    assert len(full) == CHUNK
    assert read(forged([full]))
    with pytest.raises(Damaged):
        read(forged([full, b""]))


def test_content_that_changed_while_it_was_written_is_no_backup():
    inside = backup.describe(io.BytesIO(b"before"), b"\x20" * 32, HEADS, "88" * 16, {})

    with pytest.raises(Damaged):
        backup.write_backup(io.BytesIO(), io.BytesIO(b"after!"), inside, LABEL, signer(U1, S1, 1), founded().roster())


def test_what_lies_beside_is_of_this_office_and_this_database(tmp_path):
    slots = KeyslotFile(INST, "programme", (), tmp_path).to_bytes()
    stones = cj({"v": 1, "inst": INST, "db": "programme", "items": []})
    whole = replace(LABEL, keyslots=slots, recovery=RecoverySet(INST).to_bytes(), tombstones=stones)

    assert backup.read_front(io.BytesIO(made(b"x", whole))).label == whole

    other = "12" * 16
    for strange in (
        {"keyslots": KeyslotFile(other, "programme", (), tmp_path).to_bytes()},
        {"keyslots": KeyslotFile(INST, "partner", (), tmp_path).to_bytes()},
        {"recovery": RecoverySet(other).to_bytes()},
        {"tombstones": cj({"v": 1, "inst": INST, "db": "partner", "items": []})},
        {"tombstones": b'{"v":1}'},
    ):
        with pytest.raises(Damaged):
            made(b"x", replace(whole, **strange))


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"suite": 2}, Newer),
        ({"suite": 0}, Newer),
        ({"colour": "plum"}, Newer),
        ({"format": "HRB2"}, Damaged),
        ({"db": "both"}, Damaged),
        ({"storage": "cloud"}, Damaged),
        ({"created": "yesterday"}, Damaged),
        ({"nonce_prefix": "01"}, Damaged),
        ({"recipients": {}}, Damaged),
    ],
)
def test_a_header_that_says_something_else_is_refused_by_name(change, refusal):
    header = backup.read_front(io.BytesIO(made(b"x")))
    said = parse_cj(header.raw)
    assert isinstance(said, dict)

    with pytest.raises(refusal):
        backup_header.read_header(cj({**said, **change}), header.mac, header.sig)


def test_nobody_is_named_twice():
    header = backup.read_front(io.BytesIO(made(b"x")))
    said = parse_cj(header.raw)
    assert isinstance(said, dict)

    with pytest.raises(Damaged):
        backup_header.read_header(cj({**said, "recipients": said["recipients"] * 2}), header.mac, header.sig)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", b"HRB1", b"HRB1\0\0\0\x10"]))
def test_strange_bytes_end_in_a_declared_error(junk, start):
    with pytest.raises(AppError):
        read(start + junk)
