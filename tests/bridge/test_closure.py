"""Over random histories nobody's keys, with everything stored, ever reach what they should not (security.md 16)."""

import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.bridge import recovered
from app.bridge.desk import BridgeDesk
from app.core.clock import FrozenClock
from app.core.errors import AppError, Damaged
from app.crypto.envelope import Key, Place, open_sealed
from app.crypto.keyring.grants import open_provisionally
from app.crypto.kit import code_bytes
from app.crypto.person import Seed
from app.crypto.release import open_for_reader
from app.desk.catalogue import perform
from app.desk.seat import Person
from app.domain.roles import Role
from app.partner.trustees import of_code
from app.partner.vault import Vault
from app.store.engine import embedded
from app.store.work import Store
from models.base.sealed import Sealed, TeamSealed
from models.partner.base import TeamGrant
from models.partner.partner import PartnerKey
from models.programme.base import Grant
from models.programme.crossing import Release
from tests.bridge.samples import a_case
from tests.bridge.test_leaving import granted, keys_of, rows_of, unlocked
from tests.bridge.test_releases import NO
from tests.bridge.trustees import NAMES, Papers, approved, drawn
from tests.offices import DEV, INST, KEY, START, Founding, Office

IS_FULL = os.environ.get("HANDRAIL_PROOFS") == "full"
HISTORIES, STEPS = (60, 16) if IS_FULL else (3, 7)
HIS_SIDE = ("jo", "mo", "priya", "sam", "ada", "pete", "una")
FRIDAY = 4
RELEASE = {
    "text": "Please plan without the holidays.", "purpose": "plan", "basis": "safeguarding",
    "note": "To keep a plan from failing.",
}  # fmt: skip


class History:
    """An office in which officers come and go, lose their keys and come back; whoever is `here` is of the team."""

    def __init__(self, office: Office, chance: Random) -> None:
        self.office, self.chance = office, chance
        self.here, self.gone, self.asked = ["maya", "wendy"], list[str](), list[str]()
        self.lost: list[Seed] = []
        self.copied: dict[str, set[Key]] = {}
        self.papers: Papers = {}
        self.records = 0
        self.readers: dict[str, str] = {}
        granted(office)

    def desk(self, login: str) -> BridgeDesk:
        """A fresh unlock of one who is here; as the program does, what is owed to the trustees is laid down first."""
        desk = unlocked(self.office, login)
        desk.trustees.keep()
        return desk

    def two(self) -> tuple[str, str]:
        first, second = self.chance.sample(self.here, 2)
        return first, second

    def ask(self) -> None:
        """Somebody makes keys, is enrolled perhaps, and is never approved."""
        login = f"asks{len(self.asked)}"
        self._newcomer(login)
        self.asked.append(login)

    def join(self) -> None:
        """Somebody is let in by two."""
        login = f"new{len(self.here) + len(self.gone)}"
        made = self._newcomer(login)
        first, second = self.two()
        perform(self.desk(first), "team.enrol", made)
        perform(self.desk(second), "team.approve", made)
        self.here.append(login)

    def leave(self) -> None:
        """Somebody goes, and the change of keys is finished by whoever is there."""
        if len(self.here) < 3:
            return
        stays, goes = self.two()
        self.copied[goes] = known_to(self.office, goes)
        perform(self.desk(stays), "team.remove", {"user": self.office.people[goes].id})
        self.here.remove(goes)
        self.gone.append(goes)
        while not perform(self.desk(self.chance.choice(self.here)), "team.rotate", {}).is_done:
            continue

    def write(self) -> None:
        """A record is opened."""
        self.records += 1
        link = {"case": a_case(self.office, f"Man {self.records}"), "relation": "partner"}
        perform(self.desk(self.chance.choice(self.here)), "partner.open", {"given_name": "Amy", "link": link})

    def trust(self) -> None:
        """Three trustees, or one of them replaced."""
        names = list(NAMES) if not self.papers else [f"Trustee {len(self.papers)} of {self.records}"]
        for name in names:
            if name not in self.papers:
                self.papers[name] = drawn_by(self.office, name, self.here[0])
                approved(self.office, name)
        if len(self.papers) > len(NAMES):
            gone = self.chance.choice([one for one in self.papers if one not in names])
            (row,) = [one for one in self._trustees() if one.label == gone]
            perform(self.desk(self.here[0]), "team.end_trustee", {"user": row.user})
            del self.papers[gone]
        self.desk(self.here[0])

    def recover(self) -> None:
        """Somebody lost password and kit; two trustees give her new keys, from the file alone."""
        if not self.papers:
            return
        office, login = self.office, self.chance.choice(self.here)
        roster = office.roster_now()
        codes = self.chance.sample(sorted(self.papers), 2)
        first, second = (of_code(roster, self.papers[name]) for name in codes)
        *older, team = self.opened(*codes)
        person, seed = roster.person_at(office.people[login].id), Seed.new()
        assert person is not None
        vault = Vault(INST, team, {}, tuple(older))
        who = recovered.Returning(person, seed, DEV, office.clock.now())
        roster = recovered.list_new_keys(office.programme, roster, vault, who, (first, second))
        recovered.grant_again(office.partner, office.programme, roster, vault, who, (), (first, second))
        self.lost.append(office.seeds[login])
        office.seeds = {**office.seeds, login: seed}

    def release(self) -> None:
        """A release of two officers for one reader, given with the next run."""
        first, second = self.two()
        reader = self.chance.choice(("priya", "sam", "jo"))
        case = a_case(self.office, f"Other {len(self.readers)}")
        until = (self.office.clock.today() + timedelta(days=60)).isoformat()
        asked = {"case": case, "readers": [reader], "expires_on": until, **RELEASE}
        made = perform(self.desk(first), "release.propose", asked).release
        perform(self.desk(second), "release.approve", {"release": made, **NO})
        clock = self.office.clock
        clock.move_to(clock.now() + timedelta(days=1))
        while clock.now().weekday() > FRIDAY:
            clock.move_to(clock.now() + timedelta(days=1))
        perform(self.desk(first), "clearance.run", {})
        self.readers[made] = reader

    def opened(self, *names: str) -> list[Key]:
        """What these papers open of the team's keys."""
        kept, roster = self.office.laid_down.kept, self.office.roster_now()
        seeds = {user: seed for one in names for user, seed in kept.seeds_of(code_bytes(self.papers[one])).items()}
        mine = [item for item in kept.items if item.kind == "safety" and set(item.pair) <= set(seeds)]
        return [item.open(roster, seeds) for item in sorted(mine, key=lambda item: item.key_ver)]

    def _trustees(self) -> tuple[object, ...]:
        return perform(self.desk(self.here[0]), "team.trustees", {}).trustees

    def _newcomer(self, login: str) -> dict[str, object]:
        office, tray = self.office, self.office.her_tray
        made = tray.prepare(login, login.title(), Role.SAFETY_OFFICER)
        user = made.person.user
        office.people = {**office.people, login: Person(user, login, login.title(), frozenset({made.role}))}
        office.seeds = {**office.seeds, login: tray.seeds[user]}
        return {"person": user, "safety_number": made.safety_number}


def drawn_by(office: Office, name: str, login: str) -> str:
    """A trustee's paper, drawn by whoever is here."""
    return drawn(office, name, login, unlocked(office, login))


def reached(office: Office, keys: list[Key]) -> tuple[int, int]:
    """How many rows these keys open, and how many there are; nothing but the stores and the keys is used."""
    opened = everything = 0
    rows = [*rows_of(office, TeamSealed), *rows_of(office, Sealed)]
    with office.partner.work(reading=True) as work:
        for row in rows:
            everything += 1
            try:
                if keys:
                    Vault(INST, keys[-1], {}, tuple(keys[:-1])).look_into(work, row)
                    opened += 1
            except Damaged:
                continue
    return opened, everything


def known_to(office: Office, login: str) -> set[Key]:
    """Every key of a record that somebody of the team opens now and may have copied."""
    team = keys_of(office, login)
    vault = Vault(INST, team[-1], {}, tuple(team[:-1]))
    with office.partner.work(reading=True) as work:
        return {vault.partner_key(work, wrap.id) for wrap in work.session.scalars(select(PartnerKey))}


def opened_with_copies(office: Office, copied: set[Key]) -> tuple[int, int]:
    """How many rows of hers these copied keys open as they lie now, and how many there are."""
    rows, opened = rows_of(office, Sealed), 0
    for row in rows:
        for key in copied:
            try:
                open_sealed(key, Place(INST, row.__tablename__, row.id, "doc", row.version), bytes(row.doc))
            except Damaged:
                continue
            opened += 1
    return opened, len(rows)


def grants_opened(office: Office, seed: Seed) -> int:
    """How many of the team's grants these keys open, whoever they are for."""
    opened = 0
    with office.partner.work(reading=True) as work:
        for row in work.session.scalars(select(TeamGrant.row)):
            try:
                open_provisionally(bytes(row), seed)
            except Damaged:
                continue
            opened += 1
    return opened


def releases_read(office: Office, user: str, seed: Seed) -> set[str]:
    """Every release that this person's keys open, trying each grant that lies in his database."""
    found, roster = set(), office.roster_now()
    with office.programme.work(reading=True) as work:
        rows = {row.id: bytes(row.row) for row in work.session.scalars(select(Release))}
        for grant in work.session.scalars(select(Grant)):
            for id_, row in rows.items():
                try:
                    open_for_reader(row, bytes(grant.row), seed, roster, id=id_, user=user)
                except AppError:
                    continue
                found.add(id_)
    return found


@contextmanager
def an_office(templates: Path, founding: Founding, folder: Path) -> Iterator[Office]:
    """A fresh office in a folder of its own."""
    for name in ("programme", "partner"):
        shutil.copy(templates / f"{name}.db", folder / f"{name}.db")
    his, hers = (
        Store(embedded(folder / f"{name}.db", KEY, guarded_memory=False), name) for name in ("programme", "partner")
    )
    yield Office(
        his, hers, FrozenClock(START), founding.seeds, founding.people, founding.roster, founding.team_private,
        founding.team_key,
    )  # fmt: skip
    his.close()
    hers.close()


class Fresh:
    """Gives an office for each history of one test."""

    def __init__(self, templates: Path, founding: Founding, folders: pytest.TempPathFactory) -> None:
        self._made = lambda: an_office(templates, founding, folders.mktemp("closure"))

    def __call__(self) -> AbstractContextManager[Office]:
        return self._made()


@pytest.fixture
def fresh(embedded_templates: Path, founding: Founding, tmp_path_factory: pytest.TempPathFactory) -> Fresh:
    return Fresh(embedded_templates, founding, tmp_path_factory)


ACTS = ("join", "leave", "write", "ask", "trust", "recover", "release")


@settings(
    max_examples=HISTORIES, deadline=None, derandomize=not IS_FULL, phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(st.lists(st.sampled_from(ACTS), min_size=STEPS, max_size=STEPS), st.integers(0, 2**32))
def test_members_reach_every_row_readers_their_releases_two_trustees_the_team_and_nobody_else_anything(
    fresh: Fresh, steps: list[str], seed: int
) -> None:
    """ROL-3: there is no key of hers on the programme side."""
    with fresh() as office:
        history = History(office, Random(seed))  # noqa: S311  a history, no key
        for act in ("write", *steps, "ask", "join", "trust", "write", "recover", "leave", "write", "release"):
            getattr(history, act)()
        history.desk(history.here[0])

        members = {login: reached(office, keys_of(office, login)) for login in history.here}
        others = {login: reached(office, keys_of(office, login)) for login in (*history.gone, *history.asked)}
        pairs = {pair: reached(office, history.opened(*pair)) for pair in combinations(history.papers, 2)}
        single = {name: history.opened(name) for name in history.papers}
        read = {
            login: releases_read(office, office.people[login].id, office.seeds[login])
            for login in (*HIS_SIDE, *history.here, *history.gone, *history.asked)
        }

        assert history.gone
        assert history.lost
        assert all(opened == everything > 0 for opened, everything in members.values()), members
        assert all(opened == 0 for opened, _everything in others.values()), others
        assert all(opened == everything > 0 for opened, everything in pairs.values()), pairs
        copies = {login: opened_with_copies(office, kept) for login, kept in history.copied.items()}
        assert any(history.copied.values()), "somebody left with keys"
        assert all(opened == 0 < everything for opened, everything in copies.values()), copies
        assert not any(single.values()), "one paper alone opens nothing"
        wanted = {login: {one for one, reader in history.readers.items() if reader == login} for login in read}
        assert read == wanted, "each reader their own, through grants; the team reads by the team's key"
        for lost in history.lost:
            assert grants_opened(office, lost) == 0, "what was given to lost keys is gone"
            for person in office.people.values():
                assert releases_read(office, person.id, lost) == set()
