"""Keeps what this desk alone knows of a child: where it lives, its school, what it said (PRT-10, NEV-20)."""

from datetime import date

from app.core.language import _
from app.core.shapes import Row
from app.domain.answers import Answer


class Child(Row, frozen=True):
    """One child as it stands; a change is a new entry under the same `child` id."""

    child: str
    on: date
    given_name: str
    born: str = ""
    lives_with: str = ""
    needs: str = ""
    address: str = ""
    school: str = ""
    said: str = ""
    safeguarding: str = ""
    referred: Answer = Answer.NOT_ASKED
    referred_on: date | None = None


def problems(child: Child, today: date) -> dict[str, str]:
    """What stands against keeping it, by field."""
    found: dict[str, str] = {}
    if not child.given_name.strip():
        found["given_name"] = _("Write a name, or how the child is called.")
    if child.on > today:
        found["on"] = _("This lies in the future.")
    if child.referred is Answer.YES and child.referred_on is None:
        found["referred_on"] = _("When did the referral go?")
    if child.referred_on is not None and child.referred_on > today:
        found["referred_on"] = _("This lies in the future.")
    if child.referred is Answer.NO and not child.safeguarding.strip():
        found["safeguarding"] = _("Say why children’s services were not told.")
    return found
