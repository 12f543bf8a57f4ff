"""Proves that every byte this program writes is the one frozen in the appendix of the security design."""

import io
import json
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from app.crypto import backup, chain, clearance, dropbox, kit, mark, recovery, release, tombstones
from app.crypto.encode import Reader, cj, login_id, unb64
from app.crypto.envelope import Key, Place, open_sealed, seal
from app.crypto.kdf import Cost, Login, hkdf, key_encryption_key, user_key
from app.crypto.keyring import grants, slots
from app.crypto.keyring.keyslots import KeyslotFile
from app.crypto.statements import Head
from tests.crypto.people import (
    CASE,
    DEV,
    HALF_PAST,
    INST,
    ITEM,
    K_SAFETY,
    S1,
    S2,
    S3,
    S4,
    TEAM_PRIVATE,
    THING,
    U1,
    U2,
    U3,
    U4,
    fixed,
    founded,
    sealing_with,
    signer,
    span,
)

PASSWORD = "Cafe\u0301 \ufb01ve"
DEVICE_SECRET = span(0xE0, 0xFF)
CODE = span(0x00, 0x13)


@pytest.fixture(scope="module")
def frozen() -> dict[str, Any]:
    return json.loads((Path(__file__).parent / "vectors" / "frozen.json").read_text("utf-8"))


def size_and_hash(data: bytes) -> list[object]:
    return [len(data), sha256(data).hexdigest()]


def granted() -> bytes:
    roster = founded().roster()
    key = Key(INST, 1, span(0xC0, 0xDF))
    to = roster.person_at(U1)
    assert to is not None
    return grants.make_grant(signer(U2, S2), roster, "programme", key, to, sealing_with(b"\xd1" * 32))


def test_tv1_a_record_envelope(frozen):
    key = Key(span(0xA0, 0xAF).hex(), 3, span(0x00, 0x1F))
    place = Place(INST, "partner", span(0x50, 0x5F).hex(), "doc", 7)

    made = seal(key, place, b"phone 07700 900123", fixed(b"\x5a" * 32, b"\x77" * 12))

    assert len(made) == frozen["TV1"]["length"]
    assert made[58:90].hex() == frozen["TV1"]["commitment"]
    assert made[102:].hex() == frozen["TV1"]["tail"]
    assert open_sealed(key, place, made) == b"phone 07700 900123"


def test_tv2_a_grant(frozen):
    row = granted()

    reader = Reader(row[1:])
    assert size_and_hash(reader.take_lp()) == frozen["TV2"]["statement"]
    assert reader.take(80).hex() == frozen["TV2"]["ct"]
    assert size_and_hash(row) == frozen["TV2"]["row"]
    opened = grants.open_grant(row, S1, founded().roster(), kind="programme", key_id=INST)
    assert opened == Key(INST, 1, span(0xC0, 0xDF))


def test_tv3_a_keyslot_file(frozen, tmp_path):
    known, login, row = frozen["TV3"], Login(INST, U1, "programme"), granted()

    stretched = user_key(PASSWORD, DEVICE_SECRET, span(0x30, 0x3F), login, Cost())
    pw = slots.password_part(
        S1, PASSWORD, DEVICE_SECRET, login, 2, draw=fixed(span(0x30, 0x3F), b"\xb1" * 32, b"\xb2" * 12)
    )
    kit_part = slots.kit_part(S1, CODE, login, 1, draw=fixed(span(0x38, 0x47), b"\xb3" * 32, b"\xb4" * 12))
    slot = slots.Slot(U1, login_id(INST, "Priya"), 2, pw, kit_part, row)
    closed = slot.closed_with(INST, "programme", span(0xC0, 0xDF))
    file = KeyslotFile(INST, "programme", (closed,), tmp_path)

    assert slot.login == known["login"]
    assert stretched.hex() == known["uk"]
    assert key_encryption_key(stretched).hex() == known["kek"]
    assert slots.kit_key(CODE, span(0x38, 0x47), login).hex() == known["kek_kit"]
    assert size_and_hash(pw.seed) == known["pw_seed"]
    assert size_and_hash(kit_part.seed) == known["kit_seed"]
    assert size_and_hash(cj(slot.plain())) == known["slot"]
    assert closed.mac.hex() == known["mac"]
    assert size_and_hash(file.to_bytes()) == known["file"]
    assert KeyslotFile.from_bytes(file.to_bytes(), tmp_path) == file


def test_tv4_an_audit_event(frozen):
    known, roster = frozen["TV4"], founded().roster()
    objs = [chain.ObjectDigest("mark", THING, 1, "55" * 32)]

    link = chain.next_event(
        chain.EMPTY, signer(U1, S1, 1), chain="programme", dev=DEV, ts=HALF_PAST, act="register.take", objs=objs
    )

    assert link.data == known["bytes"].encode("ascii")
    assert (link.hash, link.sig.hex()) == (known["hash"], known["sig"])
    assert chain.verify([link.row], inst=INST, chain="programme", roster=roster) == Head(1, known["hash"])
    cols = {"case_id": CASE, "code": "attended", "minutes": 120, "note": None}
    assert chain.row_digest("mark", THING, 1, cols) == known["row_digest"]


def test_tv5_a_roster(frozen):
    book = founded()

    roster = book.roster()

    assert len(book.links[0].data) == frozen["TV5"]["length"]
    assert [roster.hashes[seq] for seq in (1, 3, 8)] == [frozen["TV5"][f"hash_{seq}"] for seq in (1, 3, 8)]
    assert roster.head.seq == 8


def test_tv6_a_safety_number(frozen):
    assert kit.safety_number(INST, U1, S1.x25519_public, S1.ed25519_public) == frozen["TV6"]["safety_number"]


def test_tv7_a_backup(frozen):
    known, roster = frozen["TV7"], founded().roster()
    content = bytes((7 * at + 3) % 256 for at in range(66_536))
    heads = {"programme": Head(1, frozen["TV4"]["hash"]), "roster": Head(1, frozen["TV5"]["hash_1"])}
    inside = backup.describe(io.BytesIO(content), span(0x20, 0x3F), heads, "88" * 16, {"mark": 1})
    made = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
    label = backup.Label("77" * 16, "programme", "embedded", made, "1.0.0", "0001")
    file, back = io.BytesIO(), io.BytesIO()

    header = backup.write_backup(
        file, io.BytesIO(content), inside, label, signer(U1, S1, 1), roster, fixed(span(0, 31), span(1, 7)),
        lambda _pk, _info, _key: unb64(known["ct"]),
    )  # fmt: skip

    assert size_and_hash(header.raw) == known["header"]
    assert header.mac.hex() == known["mac"]
    assert sha256(header.sig).hexdigest() == known["sig_sha256"]
    assert header.aad.hex() == known["aad"]
    assert size_and_hash(file.getvalue()) == known["file"]
    assert [file.getvalue()[at : at + 16].hex() for at in known["tags_at"]] == known["tags"]
    file.seek(0)
    front = backup.read_front(file)
    front.check_maker(roster)
    assert backup.read_backup(file, front, front.unlock(U1, S1.bundle[:32]), back) == inside
    assert back.getvalue() == content


def test_tv8_texts_and_ids(frozen):
    known = frozen["TV8"]

    assert kit.device_text(DEVICE_SECRET) == known["device"]
    assert kit.code_text(CODE) == known["kit"]
    assert [kit.key_id_of(which, INST) for which in ("safety", "team", "backup")] == [
        known["safety"],
        known["team"],
        known["backup"],
    ]
    assert kit.trustee_seed(CODE, INST, U3).bundle.hex() == known["trustee"]


def test_tv9_a_sealed_partner_event(frozen):
    key = Key(kit.key_id_of("safety", INST), 1, K_SAFETY)
    part = chain.SealedPart("contact.record", (chain.ObjectDigest("contact", THING, 1, "55" * 32),), None)

    sealed = chain.seal_part(key, INST, 1, part, fixed(b"\xb5" * 32, b"\xb6" * 12))
    link = chain.next_event(chain.EMPTY, signer(U2, S2), chain="partner", dev=DEV, ts=HALF_PAST, act="sealed", d=sealed)

    assert chain.envelope_digest(sealed) == frozen["TV9"]["envelope"]
    assert [len(link.data), link.hash] == frozen["TV9"]["event"]
    assert chain.open_part(key, chain.parse(link.data)) == part


def test_tv10_a_clearance(frozen):
    roster, given = founded().roster(), clearance.Clearance(ITEM, CASE, "case", THING, None, HALF_PAST)

    stored = clearance.make_clearance(signer(U2, S2), roster, given)

    assert size_and_hash(stored) == frozen["TV10"]["stored"]
    assert clearance.verify_clearance(stored, INST, roster) == given


def test_tv11_a_release(frozen):
    roster, team = founded().roster(), Key(kit.key_id_of("safety", INST), 1, K_SAFETY)
    given = release.Release(
        ITEM, CASE, U2, U3, HALF_PAST, "plan", "safeguarding", "by phone", (U1,), datetime(2027, 1, 1, tzinfo=UTC),
        "Do not mention the school.",
    )  # fmt: skip
    chance = fixed(b"\xb7" * 32, b"\xb8" * 12, b"\xb9" * 32, b"\xba" * 12)

    asked = release.propose(signer(U2, S2, 8), roster, given)
    done = release.approve(signer(U3, S3, 8), roster, asked, HALF_PAST)
    row = release.seal_release(done, INST, Key(ITEM, 1, b"\x74" * 32), team, chance)

    assert size_and_hash(done.statement) == frozen["TV11"]["statement"]
    assert size_and_hash(row) == frozen["TV11"]["row"]
    assert release.open_for_team(row, team, roster, id=ITEM) == given


def test_tv12_a_dropbox_item(frozen):
    roster = founded().roster()
    item = dropbox.DropboxItem(ITEM, CASE, HALF_PAST, True, "absent", {"session": THING})

    row = dropbox.seal_item(signer(U1, S1), roster, item, sealing_with(b"\xd2" * 32))

    assert size_and_hash(Reader(row[1:]).take_lp()) == frozen["TV12"]["statement"]
    assert size_and_hash(row) == frozen["TV12"]["row"]
    assert dropbox.open_item(row, roster, {1: TEAM_PRIVATE}) == item


def test_tv13_a_recovery_item(frozen):
    roster, key = founded().roster(), Key(kit.key_id_of("safety", INST), 1, K_SAFETY)
    seals = iter([sealing_with(b"\xd3" * 32), sealing_with(b"\xd4" * 32)])

    def seal(public: bytes, info: bytes, plaintext: bytes) -> bytes:
        return next(seals)(public, info, plaintext)

    (item,) = recovery.make_items(signer(U2, S2, 8), roster, "safety", key, seal)

    assert size_and_hash(cj(item.plain())) == frozen["TV13"]["item"]
    assert item.open(roster, {U3: S3, U4: S4}) == key


def test_tv14_a_mark(frozen):
    heads = {"programme": Head(1, frozen["TV4"]["hash"]), "roster": Head(8, frozen["TV5"]["hash_8"])}
    seen = mark.Mark(INST, U1, heads, {"programme": 2}, {"programme": 0})

    envelope = mark.seal_mark(S1, seen, fixed(b"\xbb" * 32, b"\xbc" * 12))

    assert size_and_hash(envelope) == frozen["TV14"]["mark"]
    assert mark.open_mark(S1, INST, U1, envelope) == seen


def test_tv14_a_file_with_one_tombstone_is_the_frozen_one(frozen):
    none = tombstones.Tombstones(INST, "partner")
    one = none.with_next(signer(U2, S2), founded().roster(), "partner", THING, date(2026, 11, 22), "erased")

    assert size_and_hash(one.to_bytes()) == frozen["TV14"]["file"]


def test_the_seed_bundle_gives_the_frozen_public_keys():
    assert S1.x25519_public.hex() == "79a631eede1bf9c98f12032cdeadd0e7a079398fc786b88cc846ec89af85a51a"
    assert S1.ed25519_public.hex() == "cd14b37f956e953194ff7fb73b3d81dcc561d61a7538094b7c3e1a643ee5f3aa"
    assert S2.ed25519_public.hex() == "174553b456dddfc6908ecab1c101fe6ab21e2baa0617795b7d43a63482993fd5"
    assert len(hkdf(b"k", b"i")) == 32
