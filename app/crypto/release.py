"""Makes, opens and withdraws a release: a new minimal text for named readers, signed by two (E6, SEC-20, SEC-21)."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from app.core.errors import Damaged, NotAllowed
from app.core.language import _
from app.crypto.encode import Reader, cj, domain, is_id, lp, ts_text, u8
from app.crypto.envelope import Key, Place, open_sealed, seal
from app.crypto.kdf import KEY_LENGTH
from app.crypto.keyring.grants import make_grant, open_grant, open_provisionally
from app.crypto.person import SIGNATURE_LENGTH, Draw, Seed, Signer, verify
from app.crypto.release_said import KIND, Release, plain_of, read_said, text_of
from app.crypto.roster import Roster
from app.crypto.statements import (
    SIGNED,
    digest,
    join_signed,
    read_statement,
    split_signed,
)

WITHDRAWN = "handrail/release-withdraw/v1"
VERSION = 1


@dataclass(frozen=True)
class Signed:
    """A statement with the signatures it has so far, and its text; complete once both people signed."""

    statement: bytes
    text: str
    author_sig: bytes
    approver_sig: bytes = b""


def propose(signer: Signer, roster: Roster, release: Release) -> Signed:
    """What the author asks to have approved, signed by her alone. Refused when author and approver are not two."""
    if release.by != signer.user or not roster.is_safety(signer.user, signer.roster_seq):
        raise NotAllowed(_("Only the safety team can do this."))
    if not _may_approve(roster, release.by, release.approver, signer.roster_seq):
        raise NotAllowed(_("Author and approver must be two people of the safety team."))
    statement = cj(plain_of(signer, release))
    read_said(statement, signer.inst)
    return Signed(statement, text_of(release.text), signer.seed.sign(_to_sign(KIND, statement)))


def approve(signer: Signer, roster: Roster, signed: Signed, now: datetime) -> Signed:
    """The same with the second signature. Raises NotAllowed for another person, Damaged for an altered statement."""
    release, seq = read_said(signed.statement, signer.inst)
    if release.approver != signer.user:
        raise NotAllowed(_("Author and approver must be two people of the safety team."))
    mine = signer.seed.sign(_to_sign(KIND, signed.statement))
    done = Signed(signed.statement, signed.text, signed.author_sig, mine)
    _check(done, release, seq, roster)
    if now >= release.expires:
        raise NotAllowed(_("This release has run out already. Write a new one."))
    return done


def finish(
    signer: Signer, roster: Roster, signed: Signed, team: Key, draw: Draw = os.urandom
) -> tuple[bytes, tuple[tuple[str, bytes], ...]]:
    """The stored row under a fresh key, and that key given to each reader whom the statement names."""
    release, _seq = read_said(signed.statement, signer.inst)
    key = Key(release.id, 1, draw(KEY_LENGTH))
    return seal_release(signed, signer.inst, key, team, draw), grants_for(signer, roster, key, release.to)


def seal_release(signed: Signed, inst: str, key: Key, team: Key, draw: Draw = os.urandom) -> bytes:
    """The stored row: the body under the release's own key, that key under the team's."""
    body = lp(signed.statement) + signed.author_sig + signed.approver_sig + lp(signed.text.encode())
    sealed = seal(key, _place(inst, key.key_id, "body"), body, draw)
    return u8(VERSION) + lp(sealed) + lp(seal(team, _place(inst, key.key_id, "team_key"), key.value, draw))


def grants_for(signer: Signer, roster: Roster, key: Key, readers: tuple[str, ...]) -> tuple[tuple[str, bytes], ...]:
    """The release's key, given to each of its readers; refused for anybody who is not staff now."""
    found = []
    for user in readers:
        person = roster.now.active(user)
        if person is None:
            raise NotAllowed(_("One of the readers does not work here any more."))
        found.append((user, make_grant(signer, roster, "release", key, person)))
    return tuple(found)


def open_for_reader(row: bytes, grant: bytes, seed: Seed, roster: Roster, *, id: str, user: str) -> Release:
    """A release as a named reader may see it. Damaged when anything is amiss; `readable` looks at its day."""
    key = open_grant(grant, seed, roster, kind="release", key_id=id)
    release = _opened(row, key, roster)
    if user not in release.to or not roster.is_staff(user):
        raise Damaged
    return release


def readable(
    rows: Mapping[str, bytes], grants: Iterable[bytes], seed: Seed, roster: Roster, *, user: str, now: datetime
) -> tuple[Release, ...]:
    """Every release among these that this person is a reader of and that has not run out (SEC-20).

    All of them are opened, whoever they are about: so a reading takes as long for one man as for another (UX-6).
    """
    found = []
    for grant in grants:
        given = open_provisionally(grant, seed)
        if given.kind != "release" or given.key.key_id not in rows:
            continue
        row = rows[given.key.key_id]
        found.append(open_for_reader(row, grant, seed, roster, id=given.key.key_id, user=user))
    return tuple(sorted((one for one in found if now < one.expires), key=lambda one: (one.ts, one.id)))


def open_for_team(row: bytes, team: Key, roster: Roster, *, id: str) -> Release:
    """The same release as the safety team may see it, both signatures checked."""
    _body, wrapped = _parts(row)
    return _opened(row, Key(id, 1, open_sealed(team, _place(roster.inst, id, "team_key"), wrapped)), roster)


def withdraw(signer: Signer, roster: Roster, id: str, now: datetime) -> bytes:
    """The signed withdrawal; any officer or lead can make one (SEC-21)."""
    if not roster.is_safety(signer.user, signer.roster_seq):
        raise NotAllowed(_("Only the safety team can do this."))
    data = cj(
        {
            "t": WITHDRAWN,
            "inst": signer.inst,
            "id": id,
            "by": signer.user,
            "roster_seq": signer.roster_seq,
            "ts": ts_text(now),
        }
    )
    return join_signed(data, signer.seed.sign(_to_sign(WITHDRAWN, data)))


def verify_withdrawal(stored: bytes, inst: str, roster: Roster) -> str:
    """The id of the release that was withdrawn, if an officer or lead signed it; else `Damaged`."""
    data, signature = split_signed(stored)
    said = read_statement(data, WITHDRAWN, {**SIGNED, "id": is_id})
    by, seq = said.text("by"), said.number("roster_seq")
    person = roster.person_at(by, seq)
    if said.text("inst") != inst or person is None or not roster.is_safety(by, seq):
        raise Damaged
    if not verify(person.ed25519, signature, _to_sign(WITHDRAWN, data)):
        raise Damaged
    return said.text("id")


def _opened(row: bytes, key: Key, roster: Roster) -> Release:
    sealed, _wrapped = _parts(row)
    reader = Reader(open_sealed(key, _place(roster.inst, key.key_id, "body"), sealed))
    statement, author, approver = reader.take_lp(), reader.take(SIGNATURE_LENGTH), reader.take(SIGNATURE_LENGTH)
    text = _text(reader.take_lp())
    reader.end()
    release, seq = read_said(statement, roster.inst)
    if release.id != key.key_id:
        raise Damaged
    _check(Signed(statement, text, author, approver), release, seq, roster)
    return replace(release, text=text)


def _check(signed: Signed, release: Release, seq: int, roster: Roster) -> None:
    """Two people of the team signed exactly this, and the text is the one they signed."""
    author, approver = roster.person_at(release.by, seq), roster.person_at(release.approver, seq)
    if author is None or approver is None or not roster.is_safety(release.by, seq):
        raise Damaged
    if not _may_approve(roster, release.by, release.approver, seq):
        raise Damaged
    said = _to_sign(KIND, signed.statement)
    both = ((author, signed.author_sig), (approver, signed.approver_sig))
    if not all(verify(person.ed25519, signature, said) for person, signature in both):
        raise Damaged
    if sha256(signed.text.encode()).hexdigest() != release.text:
        raise Damaged


def _may_approve(roster: Roster, author: str, approver: str, seq: int) -> bool:
    """Another officer or lead; a trustee where there is only one of them (SEC-20)."""
    state = roster.at(seq)
    other = state.active(approver)
    if other is None or approver == author:
        return False
    return other.is_safety or (other.is_trustee and state.safety_count == 1)


def _parts(row: bytes) -> tuple[bytes, bytes]:
    reader = Reader(row)
    if reader.take(1) != u8(VERSION):
        raise Damaged
    sealed, wrapped = reader.take_lp(), reader.take_lp()
    reader.end()
    return sealed, wrapped


def _place(inst: str, id: str, column: str) -> Place:
    return Place(inst, "release", id, column, 1)


def _to_sign(kind: str, data: bytes) -> bytes:
    return domain("handrail/releasesig/v1") + digest(kind, data)


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as problem:
        raise Damaged from problem
