"""Reads and checks the file that describes a new office (`handrail-office/1`), before a single key is made."""

from typing import Annotated, Literal

from app.core.clock import ZONES
from app.core.errors import InvalidInput
from app.core.language import _
from app.core.settings import Value
from app.core.shapes import Draft, Meta, from_json
from app.core.shapes import field as member
from app.domain.roles import SIDE_OF, Role, Side

Name = Annotated[str, Meta(min_length=1, max_length=80)]
Label = Annotated[str, Meta(min_length=1, max_length=200)]


class OfficeUser(Draft):
    """Somebody who works here from the first day: login name, name as shown, role."""

    name: Name
    label: Label
    role: Role


class OfficePlace(Draft):
    """A site; without a region it has the office's."""

    code: Annotated[str, Meta(min_length=1, max_length=40)]
    name: Label
    region: str | None = None


class OfficeFile(Draft):
    """A new office (acts.md)."""

    format: Literal["handrail-office/1"]
    name: Label
    region: str
    users: tuple[OfficeUser, ...]
    language: str = "en"
    labels: dict[str, str] = member(default_factory=dict)
    discreet_label: str | None = None
    places: tuple[OfficePlace, ...] = ()
    storage: Literal["embedded"] = "embedded"
    practice: bool = False

    def of_side(self, side: Side) -> tuple[OfficeUser, ...]:
        """Who signs in at one desk, founders first."""
        founder = Role.MANAGER if side is Side.PROGRAMME else Role.SAFETY_OFFICER
        here = [user for user in self.users if SIDE_OF[user.role] is side]
        first = next((user for user in here if user.role is founder), here[0] if here else None)
        return tuple(user for user in (first, *(other for other in here if other is not first)) if user is not None)

    def settings(self) -> dict[str, Value]:
        """What the office keeps about itself from the start."""
        kept: dict[str, Value] = {
            "office.name": self.name,
            "office.region": self.region,
            "office.practice": self.practice,
        }
        if self.discreet_label:
            kept["paper.discreet_label"] = self.discreet_label
        return kept | {f"label.{key}": words for key, words in self.labels.items()}


def read_office(text: bytes) -> OfficeFile:
    """The office described by this JSON. Raises InvalidInput naming the field that does not fit."""
    office = from_json(OfficeFile, text)
    problems: dict[str, str] = {}
    for number, place in enumerate(office.places):
        if place.region is not None and place.region not in ZONES:
            problems[f"places[{number}].region"] = _region_words()
    if office.region not in ZONES:
        problems["region"] = _region_words()
    names = [user.name.casefold() for user in office.users]
    if len(set(names)) != len(names):
        problems["users"] = _("Two people have the same user name.")
    elif not any(user.role is Role.MANAGER for user in office.users):
        problems["users"] = _("An office begins with a manager.")
    elif any(SIDE_OF[user.role] is Side.NEITHER for user in office.users):
        problems["users"] = _("Trustees are added later, at the safety team's own desk.")
    if problems:
        raise InvalidInput(problems)
    return office


def check_passwords(office: OfficeFile, passwords: dict[str, str]) -> None:
    """Everybody named has a password that is not empty. Raises InvalidInput with the user names only."""
    without = [user.name for user in office.users if not passwords.get(user.name)]
    if without:
        words = _("There is no password for {names}.").format(names=", ".join(without))
        raise InvalidInput({"passwords": words})


def _region_words() -> str:
    return _("The region is one of {codes}.").format(codes=", ".join(sorted(ZONES)))
