"""Makes and verifies a clearance: the one answer that exists, given for every case in the same words (E6, SEC-22)."""

from dataclasses import dataclass
from datetime import datetime

from app.core.errors import Damaged, NotAllowed
from app.core.language import _
from app.crypto.encode import cj, domain, is_id, ts_moment, ts_text
from app.crypto.person import Signer, verify
from app.crypto.roster import Roster
from app.crypto.statements import (
    SIGNED,
    Shape,
    digest,
    is_hash,
    join_signed,
    one_of,
    or_null,
    read_statement,
    split_signed,
)

KIND = "handrail/clearance/v1"


@dataclass(frozen=True)
class Clearance:
    """One clearance; `doc_sha256` exactly when its subject is a report."""

    id: str
    case: str
    subject: str
    about: str
    doc_sha256: str | None
    ts: datetime


def make_clearance(signer: Signer, roster: Roster, clearance: Clearance) -> bytes:
    """The signed clearance, as it is stored; only an officer or lead can make one."""
    if not roster.is_safety(signer.user, signer.roster_seq):
        raise NotAllowed(_("Only the safety team can do this."))
    data = cj(
        {
            "t": KIND,
            "inst": signer.inst,
            "id": clearance.id,
            "case": clearance.case,
            "subject": clearance.subject,
            "about": clearance.about,
            "doc_sha256": clearance.doc_sha256,
            "answer": "cleared",
            "by": signer.user,
            "roster_seq": signer.roster_seq,
            "ts": ts_text(clearance.ts),
        }
    )
    _read(data, signer.inst)
    return join_signed(data, signer.seed.sign(_to_sign(data)))


def verify_clearance(stored: bytes, inst: str, roster: Roster) -> Clearance:
    """The clearance, if an officer or lead of this installation signed it; else `Damaged`."""
    data, signature = split_signed(stored)
    clearance, by, roster_seq = _read(data, inst)
    person = roster.person_at(by, roster_seq)
    if person is None or not roster.is_safety(by, roster_seq) or not verify(person.ed25519, signature, _to_sign(data)):
        raise Damaged
    return clearance


def _read(data: bytes, inst: str) -> tuple[Clearance, str, int]:
    statement = read_statement(data, KIND, _SHAPE)
    clearance = Clearance(
        statement.text("id"),
        statement.text("case"),
        statement.text("subject"),
        statement.text("about"),
        statement.maybe_text("doc_sha256"),
        ts_moment(statement.text("ts")),
    )
    if statement.text("inst") != inst or (clearance.subject == "report") != (clearance.doc_sha256 is not None):
        raise Damaged
    return clearance, statement.text("by"), statement.number("roster_seq")


def _to_sign(data: bytes) -> bytes:
    return domain("handrail/clearancesig/v1") + digest(KIND, data)


_SHAPE: Shape = {
    **SIGNED,
    "id": is_id,
    "case": is_id,
    "subject": one_of("case", "report"),
    "about": is_id,
    "doc_sha256": or_null(is_hash),
    "answer": one_of("cleared"),
}
