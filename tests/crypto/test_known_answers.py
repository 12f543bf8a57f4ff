"""Proves our own wrappers right against vectors that others published."""

import json
from collections.abc import Iterator
from pathlib import Path

import cryptography_vectors
import pytest

from app.core.errors import Damaged
from app.crypto import kdf
from app.crypto.person import Seed, hpke_open, hpke_seal, verify, x25519_public
from tests.crypto.people import sealing_with

HOME = Path(cryptography_vectors.__file__).parent


def blocks(path: str) -> Iterator[dict[str, str]]:
    """The cases of a vector file, each from its COUNT on, with the settings of its section."""
    section: dict[str, str] = {}
    found: dict[str, str] = {}
    for line in [*(HOME / path).read_text("utf-8").splitlines(), "COUNT = end"]:
        name, equals, value = (part.strip() for part in line.strip("[]").partition("="))
        if line.startswith("[") or name.upper() == "COUNT":
            if len(found) > 1:
                yield {**section, **found}
            found = {}
        if line.startswith("["):
            section[name] = value
        elif equals and not line.startswith("#"):
            found[name] = value
        elif name == "FAIL":
            found["FAIL"] = "yes"


def raw(block: dict[str, str], name: str) -> bytes:
    return bytes.fromhex(block.get(name, ""))


def hpke_cases() -> list[dict[str, str]]:
    cases = json.loads((HOME / "HPKE" / "test-vectors.json").read_text("utf-8"))
    return [case for case in cases if (case["mode"], case["kem_id"], case["kdf_id"], case["aead_id"]) == (0, 32, 1, 2)]


def test_hpke_base_mode_opens_what_an_independent_sealer_with_the_published_answer_seals():
    cases = hpke_cases()
    assert len(cases) == 1
    for case in cases:
        first = case["encryptions"][0]
        private, public, info = raw(case, "skRm"), raw(case, "pkRm"), raw(case, "info")
        plaintext, enc = raw(first, "pt"), raw(case, "enc")

        published = sealing_with(raw(case, "skEm"), raw(first, "aad"))(public, info, plaintext)
        ours = sealing_with(raw(case, "skEm"))(public, info, plaintext)

        assert published == enc + raw(first, "ct")
        assert hpke_open(private, info, ours) == plaintext
        assert hpke_open(private, info, hpke_seal(public, info, plaintext)) == plaintext
        assert x25519_public(private) == public


def test_argon2id_gives_the_published_answers():
    seen = 0
    for block in blocks("KDF/argon2id.txt"):
        if block.get("length") != "32":
            continue
        cost = kdf.Cost(int(block["memcost"]), int(block["iter"]), int(block["lanes"]))
        made = kdf._argon2id(raw(block, "pass"), raw(block, "salt"), cost, raw(block, "secret"), raw(block, "ad"))
        assert made == raw(block, "output"), block["COUNT"]
        seen += 1
    assert seen >= 3


def test_hkdf_gives_the_published_answers():
    seen = 0
    for block in blocks("KDF/rfc-5869-HKDF-SHA256.txt"):
        made = kdf.hkdf(raw(block, "IKM"), raw(block, "info"), int(block["L"]), raw(block, "salt") or None)
        assert made == raw(block, "OKM"), block["COUNT"]
        seen += 1
    assert seen == 3


def test_aes_gcm_gives_the_published_answers():
    seen = 0
    for block in blocks("ciphers/AES/GCM/gcmEncryptExtIV256.rsp"):
        if (block["IVlen"], block["Taglen"]) != ("96", "128"):
            continue
        key, nonce, plain, aad = (raw(block, name) for name in ("Key", "IV", "PT", "AAD"))
        made = kdf.encrypt(key, nonce, plain, aad)
        assert made == raw(block, "CT") + raw(block, "Tag")
        assert kdf.decrypt(key, nonce, made, aad) == plain
        seen += 1
    assert seen == 375


def test_aes_gcm_refuses_exactly_the_published_failures():
    refused = accepted = 0
    for case in gcm_decryptions():
        key, nonce, aad = (bytes.fromhex(case[name]) for name in ("Key", "IV", "AAD"))
        sealed = bytes.fromhex(case["CT"] + case["Tag"])
        if case["FAIL"]:
            with pytest.raises(Damaged):
                kdf.decrypt(key, nonce, sealed, aad)
            refused += 1
        else:
            assert kdf.decrypt(key, nonce, sealed, aad).hex() == case["PT"]
            accepted += 1
    assert refused > 50
    assert accepted > 50


def gcm_decryptions() -> Iterator[dict[str, str]]:
    """The decryption cases with our nonce and tag lengths; FAIL stands on a line of its own."""
    for case in blocks("ciphers/AES/GCM/gcmDecrypt256.rsp"):
        if (case["IVlen"], case["Taglen"]) == ("96", "128"):
            yield {"PT": "", "FAIL": "", **case}


def test_ed25519_signs_and_checks_as_published():
    lines = (HOME / "asymmetric/Ed25519/sign.input").read_text("utf-8").splitlines()
    for line in lines[:200]:
        private, public, message, signed = (bytes.fromhex(part) for part in line.split(":")[:4])
        seed = Seed(bytes(32) + private[:32])
        assert seed.ed25519_public == public
        assert seed.sign(message) == signed[:64]
        assert verify(public, signed[:64], message)
        assert not verify(public, signed[:64], message + b"x")
    assert len(lines) > 200


def test_x25519_multiplies_the_base_point_as_published():
    base = "09" + "00" * 31
    cases = [block for block in blocks("asymmetric/X25519/rfc7748.txt") if block["INPUT_U"] == base]
    assert cases
    for case in cases:
        assert x25519_public(raw(case, "INPUT_SCALAR")) == raw(case, "OUTPUT_U")


def test_a_nonce_of_another_length_is_refused():
    for length in (0, 8, 11, 13, 24):
        with pytest.raises(Damaged):
            kdf.encrypt(bytes(32), bytes(length), b"", b"")
        with pytest.raises(Damaged):
            kdf.decrypt(bytes(32), bytes(length), bytes(16), b"")


def test_the_self_test_passes_here():
    kdf.self_test()


@pytest.mark.parametrize(
    "primitive", ["_argon2id_works", "_hkdf_works", "_aes_gcm_works", "_hpke_works", "_ed25519_works"]
)
def test_one_wrong_primitive_is_enough_to_stop_the_start(primitive, monkeypatch):
    monkeypatch.setattr(kdf, primitive, lambda: False)

    with pytest.raises(Damaged):
        kdf.self_test()
