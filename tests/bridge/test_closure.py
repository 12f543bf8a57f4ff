"""Over random histories of joining and leaving, nobody's keys ever reach what they should not (security.md 16)."""

from dataclasses import replace
from random import Random

import pytest

from app.bridge.desk import BridgeDesk
from app.core.errors import Damaged
from app.crypto.envelope import Key
from app.desk.catalogue import perform
from app.desk.seat import Person
from app.domain.roles import Role
from app.partner.vault import Vault
from models.base.sealed import Sealed, TeamSealed
from tests.bridge.samples import a_case
from tests.bridge.test_leaving import granted, keys_of, rows_of, unlocked
from tests.offices import INST, Office

STEPS = 9


class History:
    """An office in which officers come and go; whoever is `here` is of the team."""

    def __init__(self, office: Office, chance: Random) -> None:
        self.office, self.chance = office, chance
        self.here, self.gone, self.asked = ["maya", "wendy"], list[str](), list[str]()
        self.records = 0
        granted(office)

    def desk(self, login: str) -> BridgeDesk:
        """A fresh unlock of one who is here."""
        return unlocked(self.office, login)

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
        given = self._newcomer(login)
        first, second = self.two()
        perform(self.desk(first), "team.enrol", given)
        perform(self.desk(second), "team.approve", given)
        self.here.append(login)

    def leave(self) -> None:
        """Somebody goes, and the change of keys is finished by whoever is there."""
        if len(self.here) < 3:
            return
        stays, goes = self.two()
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

    def _newcomer(self, login: str) -> dict[str, object]:
        office, tray = self.office, self.office.her_tray
        made = tray.prepare(login, login.title(), Role.SAFETY_OFFICER)
        user = made.person.user
        office.people = {**office.people, login: Person(user, login, login.title(), frozenset({made.role}))}
        office.seeds = {**office.seeds, login: tray.seeds[user]}
        return {"person": user, "safety_number": made.safety_number}


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


@pytest.mark.parametrize("seed", range(3))
def test_members_reach_every_row_and_nobody_else_reaches_any(office: Office, seed: int) -> None:
    chance = Random(seed)  # noqa: S311  a history, no key
    history = History(replace(office), chance)
    acts = [history.join, history.leave, history.write, history.ask]
    history.write()

    for _step in range(STEPS):
        chance.choice(acts)()
    for act in (history.ask, history.join, history.write, history.leave, history.write):
        act()

    members = {login: reached(history.office, keys_of(history.office, login)) for login in history.here}
    others = {
        login: reached(history.office, keys_of(history.office, login)) for login in (*history.gone, *history.asked)
    }
    assert history.gone
    assert all(opened == everything > 0 for opened, everything in members.values()), members
    assert all(opened == 0 for opened, _everything in others.values()), others
