"""Founds an office: first manager, colleagues, then the safety team in a process of its own (security.md section 8)."""

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.core.clock import Clock, zone_of
from app.core.errors import NotAllowed
from app.core.language import _
from app.core.paths import Profile, make_private
from app.core.shapes import new_id
from app.crypto.envelope import Key
from app.crypto.kdf import Login
from app.crypto.keyring.devices import DEVICE_SECRET_LENGTH, Devices
from app.crypto.keyring.grants import make_grant
from app.crypto.keyring.keyslots import KeyslotFile, bare_slot, prepare_slot
from app.crypto.person import Seed, Signer
from app.crypto.roster import Roster, genesis, next_event, person_subject, verify_roster
from app.crypto.statements import Head, Link
from app.domain.roles import Role, Side
from app.ops.office import OfficeFile, OfficeUser
from app.programme.entry import METADATA, NewPerson, NewPlace, found, ledger_of, welcome
from app.start.joining import APPROVED, JoinFile, join_files, links_after, read_rows, write_rows
from app.start.profile import ASKED, PROGRAMME, About, check_place, has_office, held_open, read_about, write_about
from app.start.remembered import Remembered, new_devices
from app.store.engine import embedded
from app.store.migrate import bring_up_to_date
from app.store.work import Store

SIDE = "programme"
READY = "ready"
TeamStep = Callable[[Profile, str], None]


@dataclass
class Founding:
    """An office while it is being made in a folder of its own."""

    profile: Profile
    office: OfficeFile
    passwords: Mapping[str, str]
    about: About
    clock: Clock
    devices: Devices
    key: Key
    store: Store
    team_step: TeamStep
    links: tuple[Link, ...] = ()
    ids: dict[str, str] = field(default_factory=dict)
    seeds: dict[str, Seed] = field(default_factory=dict)

    @property
    def manager(self) -> str:
        """The id of the first manager, who signs for everybody else."""
        return self.ids[self.office.of_side(Side.PROGRAMME)[0].name]


def found_office(profile: Profile, office: OfficeFile, passwords: Mapping[str, str], team_step: TeamStep) -> None:
    """Make the whole office beside its place, then move it there; the next call wipes or finishes what a crash left.

    `team_step(profile, step)` runs the safety team's half, `join`, `approve`, `found`, in the other program.
    """
    check_place(profile.folder)
    with held_open(profile, PROGRAMME):
        if has_office(profile) or (profile.database(SIDE).exists() and not _half_moved(profile)):
            raise NotAllowed(_("There is already an office in this folder."))
        new = Profile(profile.folder.with_name(profile.folder.name + ".new"))
        if not (new.folder / READY).exists():
            shutil.rmtree(new.folder, ignore_errors=True)
            make_private(new.folder)
            _make(new, office, passwords, team_step)
            (new.folder / READY).touch()
        move_in(new, profile)


def _half_moved(profile: Profile) -> bool:
    return (profile.folder.with_name(profile.folder.name + ".new") / READY).exists()


def move_in(new: Profile, profile: Profile) -> None:
    """Move a finished office to its place; sign-in files late, and `profile.json`, which makes it an office, last."""
    late = [new.keyslots("partner").name, new.keyslots(SIDE).name, new.about.name]
    names = [
        path.name for path in sorted(new.folder.iterdir()) if path.name not in {*late, READY} and not is_passing(path)
    ]
    for name in (*names, *late):
        if (new.folder / name).exists():
            shutil.move(new.folder / name, profile.folder / name)
    shutil.rmtree(new.folder)


def protection_of(profile: Profile) -> str:
    """Where this office's device secrets lie: `keychain`, or the weaker `file` (SEC-28)."""
    return read_about(profile).device_protection


def is_passing(path: Path) -> bool:
    """Lock files and left-overs have no place in the finished office."""
    return path.suffix == ".lock" or path.name.endswith((".tmp", "-shm", ".bak"))


def _make(profile: Profile, office: OfficeFile, passwords: Mapping[str, str], team_step: TeamStep) -> None:
    """Everything of a new office, in order; its caller throws the folder away when anything fails."""
    devices = new_devices(profile)
    inst = new_id()
    about = About(
        inst=inst, dev=new_id(), region=office.region, language=office.language, label=office.discreet_label or "",
        device_protection="file" if devices.protection == "file" else "keychain", practice=office.practice,
        safety_desk=bool(office.of_side(Side.PARTNER)),
    )  # fmt: skip
    write_about(profile, about)
    key = Key(inst, 1, os.urandom(32))
    store = Store(embedded(profile.database(SIDE), key.value, guarded_memory=False), SIDE)
    try:
        making = Founding(
            profile, office, passwords, about, Clock(zone_of(office.region)), devices, key, store, team_step
        )
        bring_up_to_date(store, METADATA)
        roster = _first_people(making)
        if office.of_side(Side.PARTNER):
            team_step(profile, "join")
            _let_team_in(making, roster)
    finally:
        store.close()
    if office.of_side(Side.PARTNER):
        team_step(profile, "found")


def _first_people(making: Founding) -> Roster:
    """Genesis by the first manager, everybody else of this desk, their sign-in slots and marks."""
    users = making.office.of_side(Side.PROGRAMME)
    for user in users:
        making.ids[user.name] = new_id()
        making.seeds[making.ids[user.name]] = Seed.new()
    inst, now, seed = making.about.inst, making.clock.now(), making.seeds[making.manager]
    links = [genesis(inst, now, making.manager, users[0].label, [users[0].role.value], seed)]
    for user in users[1:]:
        person = making.ids[user.name]
        subject = person_subject(person, user.label, [user.role.value], making.seeds[person])
        links.append(next_event(links[-1].head, inst, now, "add", subject, making.manager, seed))
    making.links = tuple(links)
    roster = verify_roster([link.row for link in links], inst)
    head = _first_rows(making, users)
    slots = KeyslotFile(inst, SIDE, (), making.profile.folder)
    for user in users:
        slots = _with_slot(making, slots, roster, user)
        remembered = Remembered(making.devices, inst, making.ids[user.name], making.seeds[making.ids[user.name]])
        remembered.keep({"roster": roster.head, SIDE: head}, {SIDE: 1})
    slots.write(making.profile.keyslots(SIDE))
    return roster


def _first_rows(making: Founding, users: tuple[OfficeUser, ...]) -> Head:
    """Roster, names, settings and places in one transaction, signed as the chain's first event."""
    office = making.office
    people = [NewPerson(making.ids[user.name], user.name, user.label, user.role) for user in users]
    places = [NewPlace(place.code, place.name, place.region or office.region) for place in office.places]
    ledger = ledger_of(making.manager, making.seeds[making.manager], inst=making.about.inst, dev=making.about.dev)
    with making.store.work() as work:
        found(work, making.links, people, office.settings(), places)
        ledger.append(work, "office.found", making.clock.now())
        return ledger.head(work)


def _with_slot(making: Founding, slots: KeyslotFile, roster: Roster, user: OfficeUser) -> KeyslotFile:
    """One colleague's sign-in: own password, own device secret, the database key granted by the manager."""
    inst, person = making.about.inst, making.ids[user.name]
    secret = os.urandom(DEVICE_SECRET_LENGTH)
    making.devices.keep_secret(inst, person, secret)
    login, password = Login(inst, person, SIDE), making.passwords[user.name]
    half = prepare_slot(making.profile.folder, login, user.name, making.seeds[person], password, secret)
    return slots.add_slot(half, _grant(making, roster, person), making.key.value)


def _grant(making: Founding, roster: Roster, person: str) -> bytes:
    """The programme key for a person, given by the first manager."""
    giver = Signer(making.about.inst, making.manager, making.seeds[making.manager], roster.head.seq)
    receiver = roster.person_at(person)
    if receiver is None:
        raise NotAllowed(_("This person is not on the list of staff."))
    return make_grant(giver, roster, "programme", making.key, receiver)


def _let_team_in(making: Founding, roster: Roster) -> None:
    """`found_safety` by the manager for each officer, approved with her own key; then a seedless slot (SEC-11)."""
    joining = join_files(making.profile)
    asked = _team_links(making, roster, joining)
    waiting = roster.extended(link.row for link in asked)
    write_rows(making.profile.folder / ASKED, [link.row for link in (*making.links, *asked)])
    making.team_step(making.profile, "approve")
    approved = links_after(waiting, read_rows(making.profile.folder / APPROVED))
    people = [NewPerson(one.person.user, one.name, one.person.label, Role(min(one.person.roles))) for one in joining]
    ledger = ledger_of(making.manager, making.seeds[making.manager], inst=making.about.inst, dev=making.about.dev)
    with making.store.work() as work:
        full = welcome(work, roster, (*asked, *approved), people)
        ledger.append(work, "people.approve_safety", making.clock.now())
    slots = KeyslotFile.read(making.profile.keyslots(SIDE))
    for one in joining:
        slots = slots.add_slot(
            bare_slot(making.about.inst, one.person.user, one.name),
            _grant(making, full, one.person.user),
            making.key.value,
        )
    slots.write(making.profile.keyslots(SIDE))


def _team_links(making: Founding, roster: Roster, joining: tuple[JoinFile, ...]) -> tuple[Link, ...]:
    head, links = roster.head, list[Link]()
    inst, now, seed = making.about.inst, making.clock.now(), making.seeds[making.manager]
    for one in joining:
        links.append(next_event(head, inst, now, "found_safety", one.subject(), making.manager, seed))
        head = links[-1].head
    return tuple(links)
