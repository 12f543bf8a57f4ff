"""Appoints three trustees in an office on real files, both desks signed in, and lays its keys down for them."""

import json
import shutil
from functools import cache
from pathlib import Path

import pytest

from app.core.paths import Profile
from app.core.shapes import CaseId
from app.crypto.kdf import user_key
from app.crypto.keyring import slots
from app.desk.catalogue import perform
from app.partner.partners import CaseLink, PartnerOpened
from app.start.opening import ProgrammeOffice
from app.start.partner_opening import PartnerOffice
from app.start.partner_trust.recovering import ByTrustees, CodesTyped
from tests.start.profiles import made_once

JO, MAYA = ("jo", "pw-jo"), ("maya", "pw-maya")
NEW = "four plain words here"
DERIVED = cache(user_key)
Codes = dict[str, str]
NAMES = ("Chair", "Solicitor", "Safeguarding lead")


def with_trustees(profile: Profile, manager: tuple[str, str], officer: tuple[str, str]) -> dict[str, str]:
    """Their codes by name."""
    office, team = ProgrammeOffice(profile), PartnerOffice(profile)
    jo, maya = office.sign_in(*manager), team.sign_in(*officer)
    codes: dict[str, str] = {}
    for name in NAMES:
        paper = maya.seat.trustee_codes.draw(name, maya.seat.clock.today())  # type: ignore[attr-defined]
        groups = tuple(paper.code.split()[at] for at in paper.asked)
        perform(maya, "team.trustee", {"label": name, "groups": groups})
        (row,) = perform(jo, "people.waiting", {})
        perform(jo, "people.admit", {"person": row.person, "safety_number": row.safety_number})
        codes[name] = paper.code
    maya.trustees.keep()
    office.keep_mark(jo)
    team.keep_mark(maya)
    office.close()
    team.close()
    return codes


@pytest.fixture
def derived_once(monkeypatch: pytest.MonkeyPatch, quick: list[float]) -> list[float]:
    """The same password and salt give the same key, so it is derived once; a wrong try pauses here, not in time."""
    monkeypatch.setattr(slots, "user_key", DERIVED)
    return quick


@pytest.fixture(scope="session")
def trusted(cheaply: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Codes]:
    """An office with a record and three trustees, made once."""

    def make(folder: Path) -> None:
        shutil.copytree(cheaply, folder / "profile")
        team = PartnerOffice(Profile(folder / "profile"))
        desk = team.sign_in(*MAYA)
        asked = PartnerOpened(given_name="Zuleika", link=CaseLink(case=CaseId("ab" * 16), relation="partner"))
        partner = desk.partners.open(asked).partner
        named = [one.user for one in perform(desk, "team.show", {}).officers]
        perform(desk, "partner.restrict", {"partner": partner, "named": named})
        team.keep_mark(desk)
        team.close()
        codes = with_trustees(Profile(folder / "profile"), JO, MAYA)
        (folder / "codes.json").write_text(json.dumps(codes), "utf-8")

    folder = made_once(tmp_path_factory, "trusted", make)
    return folder / "profile", json.loads((folder / "codes.json").read_text("utf-8"))


def typed(codes: Codes, names: tuple[str, str] = ("Chair", "Solicitor"), login: str = "maya") -> CodesTyped:
    return CodesTyped(login, codes[names[0]], codes[names[1]], NEW)


def groups(back: ByTrustees) -> tuple[str, ...]:
    return tuple(back.kit.code.split()[at] for at in back.kit.asked)


def came_back(profile: Profile, given: CodesTyped) -> PartnerOffice:
    team = PartnerOffice(profile)
    back = team.way_by_trustees(given)
    back.finish(groups(back))
    return team
