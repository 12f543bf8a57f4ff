"""Makes a whole invented office for a test: people with keys, a roster, both databases, and desks to sit down at."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine, insert, select

from app.bridge.desk import BridgeDesk
from app.core.clock import FrozenClock
from app.core.errors import Unavailable
from app.core.shapes import new_id
from app.crypto.envelope import Key
from app.crypto.keyring.grants import make_grant
from app.crypto.kit import key_id_of, safety_number
from app.crypto.person import Seed, Signer
from app.crypto.recovery import RecoverySet, read_recovery
from app.crypto.roster import (
    Link,
    Roster,
    RosterPerson,
    approve_subject,
    genesis,
    key_subject,
    next_event,
    person_subject,
    verify_roster,
)
from app.desk.ledger import Ledger
from app.desk.newcomers import Newcomer, Rows
from app.desk.own_login import check_groups
from app.desk.seat import Kit, Person, Prepared
from app.domain.roles import Role
from app.partner.seat import Opened, partner_seat
from app.partner.vault import Vault
from app.programme.desk import ProgrammeDesk
from app.programme.entry import read_roster
from app.programme.seat import TABLES, programme_seat
from app.store.engine import embedded, server
from app.store.migrate import bring_up_to_date
from app.store.work import Store
from models.partner.tables import METADATA as PARTNER
from models.programme.account import Account
from models.programme.base import ChainHead
from models.programme.base import Roster as RosterRow
from models.programme.tables import METADATA as PROGRAMME
from tests.made_before import begins
from tests.postgres import Cluster, cluster

INST = "10" * 16
DEV = "33" * 16
START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
KEY = bytes(range(32))
PEOPLE: tuple[tuple[str, str, Role], ...] = (
    ("jo", "Jo Adeyemi", Role.MANAGER),
    ("maya", "Maya Okafor", Role.SAFETY_OFFICER),
    ("wendy", "Wendy Mair", Role.SAFETY_LEAD),
    ("priya", "Priya Nair", Role.FACILITATOR),
    ("sam", "Sam Lee", Role.FACILITATOR),
    ("ada", "Ada Brook", Role.ADMINISTRATOR),
    ("pete", "Pete Moss", Role.PEER_WORKER),
    ("una", "Una Field", Role.AUDITOR),
    ("mo", "Mo Grant", Role.MANAGER),
)


@dataclass
class ConfirmedBy:
    """An honest double of the second person's password: these people are standing by and have confirmed."""

    people: dict[str, Person] = field(default_factory=dict)

    def take(self, login: str) -> Person | None:
        return self.people.get(login)


@dataclass
class TypedLogin:
    """An honest double of a person's own way in: the page was filled in rightly, the sign-in file is a number."""

    gen: int = 1
    kit: Kit = field(
        default_factory=lambda: Kit("Priya Nair", "000G 40R4", "222222", "3333", INST, "21" * 16, START.date(), (0, 1))
    )
    is_confirmed: bool = False

    def has_kit(self) -> bool:
        return self.is_confirmed

    def make_kit(self) -> Kit:
        return self.kit

    def offer(self, _password: str, _new: str = "", /) -> None:
        """Right already."""

    def change_password(self) -> Prepared:
        return Prepared(self.gen + 1, self._next)

    def confirm_kit(self, groups: Sequence[str], /) -> Prepared:
        check_groups(self.kit, tuple(groups))
        return Prepared(self.gen + 1, self._confirmed)

    def _confirmed(self) -> None:
        self.is_confirmed = True
        self._next()

    def _next(self) -> None:
        self.gen += 1


@dataclass
class JoinTray:
    """An honest double of the join files and sign-in files of one desk: what lies there, and who can sign in."""

    newcomers: dict[str, Newcomer] = field(default_factory=dict)
    slots: dict[str, str] = field(default_factory=dict)
    seeds: dict[str, Seed] = field(default_factory=dict)
    is_broken: bool = False

    def waiting(self) -> tuple[Newcomer, ...]:
        return tuple(self.newcomers.values())

    def has_slot(self, user: str, /) -> bool:
        return user in self.slots.values()

    def is_taken(self, login: str, /) -> bool:
        return login in self.slots

    def offer(self, _password: str, /) -> None:
        """Right already."""

    def prepare(self, login: str, label: str, role: Role, /) -> Newcomer:
        seed, user = Seed.new(), new_id()
        who = RosterPerson(user, label, seed.x25519_public, seed.ed25519_public, frozenset({role.value}))
        number = safety_number(INST, user, seed.x25519_public, seed.ed25519_public)
        self.seeds[user], self.newcomers[user] = seed, Newcomer(login, who, number)
        return self.newcomers[user]

    def let_in(self, user: str, by: Signer, roster: Roster, /) -> None:
        person = roster.person_at(user)
        assert person is not None
        make_grant(by, roster, "partnerdb" if person.is_safety else "programme", Key(INST, 1, KEY), person)
        if self.is_broken:
            raise Unavailable
        self.slots[self.newcomers.pop(user).login] = user

    def turn_away(self, user: str, /) -> None:
        self.newcomers.pop(user, None)

    def first_of_team(self) -> tuple[Newcomer, ...]:
        return ()

    def ask_first(self, _rows: Rows, /) -> None:
        raise AssertionError("the team of this office stands")

    def answer_of_first(self) -> Rows:
        return ()

    def let_first_in(self, _user: str, _by: Signer, _roster: Roster, /) -> None:
        raise AssertionError("the team of this office stands")

    def shut_out(self, user: str, /) -> None:
        self.slots = {login: one for login, one in self.slots.items() if one != user}


@dataclass
class RecoveryTray:
    """An honest double of what stands beside the records for the trustees, and of the databases' own keys."""

    kept: RecoverySet = field(default_factory=lambda: RecoverySet(INST))
    version: int = 1

    def database_keys(self) -> tuple[tuple[str, Key], ...]:
        return tuple((kind, Key(INST, self.version, KEY)) for kind in ("programme", "partnerdb"))

    def recovery(self) -> RecoverySet:
        return self.kept

    def keep_recovery(self, laid_down: RecoverySet, /) -> None:
        self.kept = read_recovery(laid_down.to_bytes(), INST)


@dataclass
class Office:
    """One office: both stores, everybody's keys and the clock."""

    programme: Store
    partner: Store
    clock: FrozenClock
    seeds: dict[str, Seed]
    people: dict[str, Person]
    roster: Roster
    team_private: bytes
    team_key: bytes
    tray: JoinTray = field(default_factory=JoinTray)
    her_tray: JoinTray = field(default_factory=JoinTray)
    laid_down: RecoveryTray = field(default_factory=RecoveryTray)
    papers: dict[str, str] = field(default_factory=dict)

    def beside(self) -> object:
        """What it knows outside its records and its clock."""
        trays = [(len(one.newcomers), len(one.slots), len(one.seeds)) for one in (self.tray, self.her_tray)]
        laid_down = (self.laid_down.kept.to_bytes(), self.laid_down.version)
        return tuple(self.people), tuple(self.seeds), tuple(self.papers), laid_down, self.roster.head.seq, trays

    def desk(self, login: str = "priya", seconds: tuple[str, ...] = ("sam", "jo", "mo", "priya")) -> ProgrammeDesk:
        """A programme desk with this person signed in; those in `seconds` have confirmed."""
        standing_by = ConfirmedBy({name: self.people[name] for name in seconds})
        seat = programme_seat(
            self.programme,
            self.people[login],
            self.seeds[login],
            inst=INST,
            dev=DEV,
            clock=self.clock,
            seconds=standing_by,
        )
        seat.own_login = TypedLogin()
        seat.sign_in_files = self.tray
        return ProgrammeDesk(seat)

    def roster_now(self) -> Roster:
        """The list of staff as it stands; read again only when its head has moved."""
        with self.programme.work(reading=True) as work:
            newest = work.session.scalar(select(ChainHead.seq).where(ChainHead.chain == "roster"))
        if newest != self.roster.head.seq:
            self.roster = read_roster(self.programme, INST)
        return self.roster

    def partner_desk(self, login: str = "maya", seconds: tuple[str, ...] = ("wendy", "maya")) -> BridgeDesk:
        """The partner desk with this officer signed in."""
        standing_by = ConfirmedBy({name: self.people[name] for name in seconds})
        person, seed = self.people[login], self.seeds[login]
        vault = Vault(INST, Key(key_id_of("safety", INST), 1, self.team_key), {1: self.team_private})
        his_ledger = Ledger(TABLES, RosterRow, inst=INST, dev=DEV, user=person.id, seed=seed)
        opened = Opened(self.partner, self.programme, vault, his_ledger, self.roster_now)
        seat = partner_seat(opened, person, seed, dev=DEV, clock=self.clock, seconds=standing_by)
        seat.own_login = TypedLogin()
        seat.sign_in_files, seat.recovery_file = self.her_tray, self.laid_down
        seat.trustee_codes.listed = self.papers
        return BridgeDesk(seat)


@dataclass(frozen=True)
class Founding:
    """Keys and roster made once for a whole run of tests; making them again would only cost time."""

    seeds: dict[str, Seed]
    people: dict[str, Person]
    links: tuple[Link, ...]
    roster: Roster
    team_private: bytes
    team_key: bytes


def found() -> Founding:
    """Genesis, both safety people approved by themselves, the team key, and everybody else (E4)."""
    clock = FrozenClock(START)
    seeds = {login: Seed.new() for login, _label, _role in PEOPLE}
    people = {
        login: Person(f"{number:02x}" * 16, login, label, frozenset({role}))
        for number, (login, label, role) in enumerate(PEOPLE, 0x21)
    }
    team_private = os.urandom(32)
    links: list[Link] = [genesis(INST, clock.now(), people["jo"].id, "Jo Adeyemi", ["manager"], seeds["jo"])]

    def then(kind: str, subject: dict[str, object], by: str) -> Link:
        links.append(next_event(links[-1].head, INST, clock.now(), kind, subject, people[by].id, seeds[by]))
        return links[-1]

    def person(login: str) -> dict[str, object]:
        who = people[login]
        return person_subject(who.id, who.label, [role.value for role in who.roles], seeds[login])

    for officer in ("maya", "wendy"):
        asked = then("found_safety", person(officer), "jo")
        then("approve", approve_subject(asked.head), officer)
    team = Seed.from_bundle(team_private + os.urandom(32))
    then("team_key", key_subject(1, team.x25519_public), "maya")
    for login in ("priya", "sam", "ada", "pete", "una", "mo"):
        then("add", person(login), "jo")
    rows = tuple(links)
    return Founding(seeds, people, rows, verify_roster([link.row for link in rows], INST), team_private, os.urandom(32))


def write_founding(store: Store, founding: Founding) -> None:
    """Store the roster and the names of those in it."""
    with store.work() as work:
        work.session.execute(
            insert(RosterRow), [{"seq": link.seq, "bytes": link.data, "sig": link.sig} for link in founding.links]
        )
        head = founding.links[-1].head
        work.session.add(ChainHead(chain="roster", seq=head.seq, hash=head.hash))
        for person in founding.people.values():
            roles = sorted(role.value for role in person.roles)
            work.session.add(Account(id=person.id, login=person.login, label=person.label, roles=roles))


@pytest.fixture(scope="session")
def founding() -> Founding:
    return found()


@pytest.fixture(scope="session")
def embedded_templates(founding: Founding, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both encrypted files, migrated and founded once; tests get copies."""
    folder = tmp_path_factory.mktemp("templates")
    for name, metadata in (("programme", PROGRAMME), ("partner", PARTNER)):
        store = Store(embedded(folder / f"{name}.db", KEY, guarded_memory=False), name)
        bring_up_to_date(store, metadata)
        if name == "programme":
            write_founding(store, founding)
        store.close()
    return folder


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Cluster]:
    """The private server of this worker, started when the first test asks for it."""
    with cluster() as started:
        yield started


@pytest.fixture(scope="session")
def postgres_templates(founding: Founding, postgres_server: Cluster) -> Cluster:
    """Both databases, migrated and founded once on the private server; tests get copies."""
    for name, metadata in (("programme", PROGRAMME), ("partner", PARTNER)):
        store = Store(server(str_url(postgres_server.create(f"template_{name}"))), name)
        bring_up_to_date(store, metadata)
        if name == "programme":
            write_founding(store, founding)
        store.close()
    return postgres_server


@pytest.fixture
def postgres_engines(postgres_templates: Cluster) -> Iterator[Callable[[], tuple[Engine, Engine]]]:
    """Two fresh databases of this test alone, copied inside the server and dropped afterwards."""
    mark = os.urandom(4).hex()
    names = {name: f"{name}_{mark}" for name in ("programme", "partner")}

    def made() -> tuple[Engine, Engine]:
        for name, database in names.items():
            postgres_templates.run(f'create database "{database}" template "template_{name}"')
        return tuple(server(str_url(postgres_templates.url(database))) for database in names.values())  # type: ignore[return-value]

    yield made
    for database in names.values():
        postgres_templates.drop(database)


def str_url(url: URL) -> str:
    """The address with everything in it."""
    return url.render_as_string(hide_password=False)


MakeEngines = Callable[[], tuple[Engine, Engine]]


@pytest.fixture
def engines(request: pytest.FixtureRequest, tmp_path: Path) -> MakeEngines:
    """How to get the two engines of this test: copies of encrypted files, or databases of the private server."""
    which = getattr(request, "param", "embedded")
    if which == "postgres":
        make: Callable[[], tuple[Engine, Engine]] = request.getfixturevalue("postgres_engines")
        return make
    templates: Path = request.getfixturevalue("embedded_templates")

    def copied() -> tuple[Engine, Engine]:
        for name in ("programme", "partner"):
            shutil.copy(templates / f"{name}.db", tmp_path / f"{name}.db")
        programme = embedded(tmp_path / "programme.db", KEY, guarded_memory=False)
        return programme, embedded(tmp_path / "partner.db", KEY, guarded_memory=True)

    return copied


@pytest.fixture
def office(
    engines: MakeEngines, founding: Founding, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Office]:
    programme, partner = engines()
    made = Office(
        Store(programme, "programme"), Store(partner, "partner"), FrozenClock(START), founding.seeds, founding.people,
        founding.roster, founding.team_private, founding.team_key,
    )  # fmt: skip
    begins((made.programme, made.partner), made.clock, made.beside, tmp_path, request)
    yield made
    made.programme.close()
    made.partner.close()


both_engines = pytest.mark.parametrize("engines", ["embedded", "postgres"], indirect=True)
