"""Appoints three trustees in an office on real files, both desks signed in, and lays its keys down for them."""

from app.core.paths import Profile
from app.desk.catalogue import perform
from app.start.opening import ProgrammeOffice
from app.start.partner_opening import PartnerOffice

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
