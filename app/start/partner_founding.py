"""Founds the safety team in the partner program, with the office or later: own approval, her database (section 8)."""

import os
from collections.abc import Iterator, Mapping
from typing import Literal

from app.bridge.entry import METADATA, Team, found_team, her_ledger, his_ledger, new_team_key, read_roster
from app.core.errors import AppError, Damaged, Locked, NotAllowed
from app.core.language import _
from app.core.paths import Profile
from app.core.shapes import replaced
from app.crypto.envelope import Key, Place, open_sealed
from app.crypto.kdf import Login, key_encryption_key, user_key
from app.crypto.keyring.grants import make_grant
from app.crypto.keyring.keyslots import KeyslotFile
from app.crypto.person import Seed, Signer, x25519_public
from app.crypto.roster import Roster, RosterPerson, approve_subject, key_subject, next_event, verify_roster
from app.crypto.roster_state import RosterEvent
from app.domain.roles import SIDE_OF, Role, Side
from app.ops.office import OfficeFile
from app.partner.vault import Vault
from app.start.joining import (
    APPROVED,
    JoinFile,
    join_files,
    join_path,
    prepare,
    read_join,
    read_rows,
    write_rows,
)
from app.start.own_login import Place as OwnPlace
from app.start.own_login import Tries
from app.start.profile import ASKED, PARTNER, About, check_place, held_open, read_about, write_about
from app.start.remembered import Remembered, devices_of
from app.store.engine import embedded
from app.store.migrate import bring_up_to_date
from app.store.work import Store

SIDE, HIS_SIDE = "partner", "programme"
Passwords = Mapping[str, str]
Step = Literal["waits", "signed", "begun"]


def join(profile: Profile, office: OfficeFile, passwords: Passwords) -> None:
    """Each officer's keys, device secret and own half of a sign-in slot; her public half goes into a join file."""
    about = read_about(profile)
    for user in office.of_side(Side.PARTNER):
        prepare(OwnPlace(profile, about, SIDE), user, passwords[user.name])


def approve(profile: Profile, _office: OfficeFile, passwords: Passwords) -> None:
    """Each officer looks at what the manager entered, and signs it with her own key when it is exactly her (E4)."""
    about = read_about(profile)
    roster = verify_roster(read_rows(profile.folder / ASKED), about.inst)
    links, head = [], roster.head
    for one in join_files(profile):
        waiting = _entered(roster, one)
        seed = seed_of(profile, about, one, passwords[one.name])
        now, subject = about.clock().now(), approve_subject(waiting)
        links.append(next_event(head, about.inst, now, "approve", subject, one.person.user, seed))
        head = links[-1].head
    roster.extended(link.row for link in links)
    write_rows(profile.folder / APPROVED, [link.row for link in links])


def _entered(roster: Roster, one: JoinFile) -> RosterEvent:
    """What the manager entered for her, when it is exactly her. Raises Damaged."""
    waiting = [event for event in roster.now.waiting.values() if event.user == one.person.user]
    if not waiting or waiting[-1].person is None or not waiting[-1].person.has_keys_of(one.person):
        raise Damaged(_("What the manager entered for a safety officer is not what she sent. Nothing was approved."))
    return waiting[-1]


def seed_of(profile: Profile, about: About, one: JoinFile, password: str) -> Seed:
    """Her own keys from the half of the slot that she wrote (E3)."""
    user, pw = one.person.user, one.half.pw
    secret = devices_of(about, profile).secret(about.inst, user)
    if pw is None or secret is None:
        raise Damaged
    kek = key_encryption_key(user_key(password, secret, pw.salt, Login(about.inst, user, SIDE), pw.cost))
    place = Place(about.inst, f"{SIDE}.keyslot", user, "seed", one.half.gen)
    seed = Seed.from_bundle(open_sealed(Key(user, one.half.gen, kek), place, pw.seed))
    if (seed.x25519_public, seed.ed25519_public) != (one.person.x25519, one.person.ed25519):
        raise Damaged
    return seed


def found(profile: Profile, office: OfficeFile, passwords: Passwords) -> None:
    """The first officer makes her database, the team's keys and everybody's grants (SEC-10, SEC-11)."""
    about = read_about(profile)
    joining = join_files(profile)
    names = [user.name for user in office.of_side(Side.PARTNER)]
    first = min(joining, key=lambda one: names.index(one.name))
    seed = seed_of(profile, about, first, passwords[first.name])
    his_key = KeyslotFile.read(profile.keyslots(HIS_SIDE)).open_dbkey(first.person.user, seed).db_key
    his = Store(embedded(profile.database(HIS_SIDE), his_key.value, guarded_memory=False), HIS_SIDE)
    try:
        roster = read_roster(his, about.inst)
        Founder(profile, about, roster, joining, first.person.user, seed).make(his)
    finally:
        his.close()
    for one in joining:
        join_path(profile.folder, one.person.user).unlink()
    for name in (ASKED, APPROVED):
        (profile.folder / name).unlink()


def go_on(profile: Profile, tries: Tries, login: str, password: str) -> Step:
    """The next step of an officer who begins the team in an office that stands (UX-19). Raises Locked.

    `waits`: a manager has not compared her number yet; `signed`: she has signed for herself, and the manager lets her
    begin now; `begun`: her desk stands. A break anywhere is gone on from, or what it left is wiped.
    """
    about = read_about(profile)
    one = next((joined for joined in _of_team(profile) if joined.name.casefold() == login.casefold()), None)

    def opened() -> Seed:
        if one is None:
            raise Locked
        try:
            return seed_of(profile, about, one, password)
        except Damaged as wrong:
            raise Locked from wrong

    seed = tries.count(opened)
    assert one is not None  # noqa: S101  nobody's name opened nothing
    if any(slot.user == one.person.user for slot in KeyslotFile.read(profile.keyslots(HIS_SIDE)).slots):
        _begin(profile, about, one, seed)
        return "begun"
    asked = profile.folder / ASKED
    if not asked.exists():
        return "waits"
    roster = verify_roster(read_rows(asked), about.inst)
    subject = approve_subject(_entered(roster, one))
    link = next_event(roster.head, about.inst, about.clock().now(), "approve", subject, one.person.user, seed)
    roster.extended([link.row])
    write_rows(profile.folder / APPROVED, [link.row])
    return "signed"


def go_on_alone(profile: Profile, login: str, password: str) -> Step:
    """The same from a window, alone with her desk (SEC-32)."""
    check_place(profile.folder)
    with held_open(profile, PARTNER):
        return go_on(profile, Tries(profile, SIDE, read_about(profile).clock()), login, password)


def _of_team(profile: Profile) -> Iterator[JoinFile]:
    for path in sorted(profile.folder.glob("join-*.json")):
        try:
            joined = read_join(path)
        except AppError:
            continue
        if {SIDE_OF[Role(role)] for role in joined.person.roles} == {Side.PARTNER}:
            yield joined


def _begin(profile: Profile, about: About, one: JoinFile, seed: Seed) -> None:
    """Her database and the team's keys; until the list of staff names the team, what a break left is nothing yet."""
    key = KeyslotFile.read(profile.keyslots(HIS_SIDE)).open_dbkey(one.person.user, seed).db_key
    his = Store(embedded(profile.database(HIS_SIDE), key.value, guarded_memory=False), HIS_SIDE)
    try:
        roster = read_roster(his, about.inst)
        if roster.team_key_at() is None:
            for left in (profile.database(SIDE), profile.keyslots(SIDE)):
                for end in ("", "-wal", "-shm", ".bak", ".tmp"):
                    left.with_name(left.name + end).unlink(missing_ok=True)
            Founder(profile, about, roster, (one,), one.person.user, seed).make(his)
    finally:
        his.close()
    write_about(profile, replaced(about, safety_desk=True))
    join_path(profile.folder, one.person.user).unlink(missing_ok=True)
    for name in (APPROVED, ASKED):
        (profile.folder / name).unlink(missing_ok=True)


class Founder:
    """The first officer while she sets up the team."""

    def __init__(
        self, profile: Profile, about: About, roster: Roster, joining: tuple[JoinFile, ...], user: str, seed: Seed
    ) -> None:
        self._profile, self._about, self._roster, self._joining = profile, about, roster, joining
        self._signer = Signer(about.inst, user, seed, roster.head.seq)
        self._key = Key(about.inst, 1, os.urandom(32))
        self._clock = about.clock()

    def make(self, his: Store) -> None:
        """Her database, slots, the team's keys, and the team in the roster; then a mark for herself."""
        if profile_has_team(self._profile) or self._roster.team_key_at() is not None:
            raise NotAllowed(_("This office already has a safety team."))
        her = Store(embedded(self._profile.database(SIDE), self._key.value, guarded_memory=True), SIDE)
        try:
            bring_up_to_date(her, METADATA)
            self._found(her, his)
        finally:
            her.close()

    def _found(self, her: Store, his: Store) -> None:
        about, signer = self._about, self._signer
        private = os.urandom(32)
        vault = Vault(about.inst, new_team_key(about.inst, os.urandom(32)), {1: private})
        grants = [(person.user, self._grant("safety", vault.team, person)) for person in self._people()]
        now = self._clock.now()
        event = next_event(
            self._roster.head,
            about.inst,
            now,
            "team_key",
            key_subject(1, x25519_public(private)),
            signer.user,
            signer.seed,
        )
        pens = (
            her_ledger(vault, signer.user, signer.seed, about.dev, his),
            his_ledger(signer.user, signer.seed, inst=about.inst, dev=about.dev),
        )
        self._write_slots()
        heads = found_team(her, his, pens, Team(vault.team, private, grants, event), self._roster, now)
        mine = Remembered(devices_of(about, self._profile), about.inst, signer.user, signer.seed)
        mine.keep(heads, {SIDE: 1})

    def _write_slots(self) -> None:
        slots = KeyslotFile(self._about.inst, SIDE, (), self._profile.folder)
        people = {person.user: person for person in self._people()}
        for one in self._joining:
            slots = slots.add_slot(
                one.half, self._grant("partnerdb", self._key, people[one.person.user]), self._key.value
            )
        slots.write(self._profile.keyslots(SIDE))

    def _people(self) -> list[RosterPerson]:
        """The officers as the roster knows them now, each approved by herself."""
        known = [self._roster.person_at(one.person.user) for one in self._joining]
        return [person for person in known if person is not None]

    def _grant(self, kind: str, key: Key, person: RosterPerson) -> bytes:
        return make_grant(self._signer, self._roster, kind, key, person)


def profile_has_team(profile: Profile) -> bool:
    """Whether her database or sign-in file stands here already."""
    return profile.database(SIDE).exists() or profile.keyslots(SIDE).exists()
