"""Writes down what a release says, as two people sign it, and reads it back (E6)."""

from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

from app.core.errors import Damaged
from app.crypto.encode import is_id, nfc, ts_moment, ts_text
from app.crypto.person import Signer
from app.crypto.statements import (
    SIGNED,
    Shape,
    Statement,
    check_shape,
    is_code,
    is_hash,
    is_text,
    is_ts,
    one_of,
    or_null,
    read_statement,
)

KIND = "handrail/release/v1"
CONSENT = "consent"


@dataclass(frozen=True)
class Consent:
    """How she agreed; it may be withdrawn at any time."""

    given_by: str
    how: str
    when: str
    scope: str


@dataclass(frozen=True)
class Release:
    """One release. `case` is None for a figures sheet only; `to` names every reader by id."""

    id: str
    case: str | None
    by: str
    approver: str
    ts: datetime
    purpose: str
    basis: str
    note: str
    to: tuple[str, ...]
    expires: datetime
    text: str
    consent: Consent | None = None
    caution: str | None = None
    do_not_raise: str | None = None


def plain_of(signer: Signer, release: Release) -> object:
    """The statement as it is signed; the text stands in it as its hash."""
    consent = None if release.consent is None else {**asdict(release.consent), "may_be_withdrawn": True}
    return nfc(
        {
            "t": KIND,
            "inst": signer.inst,
            "id": release.id,
            "case": release.case,
            "by": release.by,
            "approver": release.approver,
            "roster_seq": signer.roster_seq,
            "ts": ts_text(release.ts),
            "purpose": release.purpose,
            "basis": {"kind": release.basis, "consent": consent, "note": release.note},
            "to": sorted(release.to),
            "caution": release.caution,
            "do_not_raise": release.do_not_raise,
            "expires": ts_text(release.expires),
            "never_with_him": True,
            "text_sha256": sha256(text_of(release.text).encode()).hexdigest(),
        }
    )


def read_said(data: bytes, inst: str) -> tuple[Release, int]:
    """The statement as a release whose `text` is still the hash, and the roster event it names."""
    said = read_statement(data, KIND, _SHAPE)
    basis = check_shape(said.value("basis"), _BASIS)
    given = basis.value("consent")
    consent = None if given is None else check_shape(given, _CONSENT)
    to = said.value("to")
    if said.text("inst") != inst or not isinstance(to, list) or not to or to != sorted(set(to)):
        raise Damaged
    if (basis.text("kind") == CONSENT) != (consent is not None):
        raise Damaged
    release = Release(
        said.text("id"), said.maybe_text("case"), said.text("by"), said.text("approver"), ts_moment(said.text("ts")),
        said.text("purpose"), basis.text("kind"), basis.text("note"), tuple(to), ts_moment(said.text("expires")),
        said.text("text_sha256"), _consent(consent), said.maybe_text("caution"), said.maybe_text("do_not_raise"),
    )  # fmt: skip
    return release, said.number("roster_seq")


def _consent(said: Statement | None) -> Consent | None:
    if said is None:
        return None
    return Consent(said.text("given_by"), said.text("how"), said.text("when"), said.text("scope"))


def text_of(text: str) -> str:
    """The text as it is hashed and kept."""
    return str(nfc(text))


def _are_ids(value: object) -> bool:
    return isinstance(value, list) and all(map(is_id, value))


_BASIS: Shape = {"kind": is_code, "consent": lambda value: value is None or isinstance(value, dict), "note": is_text}
_CONSENT: Shape = {
    "given_by": is_text,
    "how": one_of("phone", "in_person", "written"),
    "when": is_text,
    "scope": is_text,
    "may_be_withdrawn": lambda value: value is True,
}
_SHAPE: Shape = {
    **SIGNED,
    "id": is_id,
    "case": or_null(is_id),
    "approver": is_id,
    "purpose": is_text,
    "basis": lambda value: isinstance(value, dict),
    "to": _are_ids,
    "caution": or_null(is_text),
    "do_not_raise": or_null(is_text),
    "expires": is_ts,
    "never_with_him": lambda value: value is True,
    "text_sha256": is_hash,
}
