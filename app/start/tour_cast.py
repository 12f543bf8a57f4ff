"""Knows who is in the tour's story, what its stops are, and how the other men of the group come: by acts, for time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from app.domain.pack import read_pack
from app.domain.roles import Role
from app.ops.demonstration import CAST
from app.start.tour_kept import Kept
from ui.shell.tour import Scene

PASSWORDS = {
    "jo": "quiet lamp under stairs",
    "priya": "seven plain blue cups",
    "kofi": "paper boat on gravel",
    "maya": "warm bread after rain",
}
HER = {"given": "Amara", "family": "Lindqvist", "phone": "07700 900517"}
WORKERS = (("priya", "Priya Nair", Role.FACILITATOR), ("kofi", "Kofi Mensah", Role.FACILITATOR))


@dataclass(frozen=True, slots=True)
class Day:
    """One visit at the programme desk; nobody signs in before there is an office."""

    at: str
    login: str
    scenes: tuple[Scene, ...]


@dataclass(frozen=True, slots=True)
class There:
    """One visit at the safety desk, played by its own program."""

    part: str
    at: str


@dataclass(frozen=True, slots=True)
class Acts:
    """What was done through the same door without a window, and why the summary says so."""

    name: str
    words: str
    script: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """An office's own sheet comes in, as by `handrail import referrals`."""

    name: str
    at: str
    file: str


@dataclass(frozen=True, slots=True)
class Papers:
    """Every paper that the records allow then is printed into the folder `papers`; at the last stop none is missing."""

    name: str
    at: str
    is_last: bool = False


Stop = Day | There | Acts | Sheet | Kept | Papers


@dataclass(frozen=True, slots=True)
class Story:
    """A programme's whole way: its stops, who signs in with what; kept pieces lie in a folder and have an office."""

    stops: Sequence[Stop]
    passwords: Mapping[str, str] = field(default_factory=lambda: PASSWORDS)
    folder: str = ""


OTHERS = (("Aaron", "Pike"), ("Femi", "Adeyinka"), ("Marek", "Bielak"), ("Tom", "Harland"), ("Yusuf", "Demir"))
FIRST_OTHER = 3


def other(at: str, number: int, given_name: str, family_name: str) -> list[dict[str, Any]]:
    """One more man comes, is screened and waits: the same acts as the windows use."""
    case = f"$man{number}.case"
    ground = {"kind": "court_requirement", "ends_on": "2028-03-31"}
    him: dict[str, Any] = {
        "given_name": given_name,
        "family_name": family_name,
        "date_of_birth": str(1970 + 3 * number),
    }
    came = {
        "gender": "man",
        "source": "probation",
        "received_on": "2026-01-05",
        "programme": CAST.programme,
        "legal_basis": ground,
    }
    named = {"relation": "ex_partner", "given_name": "Rosa", "family_name": f"Invented{number}"}
    day = {"explained_on": "2026-01-05", "signed_on": "2026-01-05"}
    risk = {"tool": "SARA", "taken_on": "2025-12-15", "assessor": "J. Marsh", "results": {"partner": "medium"}}
    acts = (
        ("referral.pass_partner_details", {"people": [named]}),
        ("consent.record", {"version": "3", "witness": "Kofi Mensah", **day}),
        ("risk.record_result", {**risk, "sources_used": ["court"]}),
        ("denial.rate", {"admits": "convicted_only", "grade": 2, "basis": "Interview, 5 January 2026"}),
        ("screening.answer", {"answers": {key: {"answer": "yes"} for key in CAST.criteria}}),
        ("screening.decide", {"verdict": "suitable"}),
    )
    begin = {"at": at, "as": "priya", "do": "referral.receive", "with": {**him, **came}, "save": f"man{number}"}
    return [begin, *({"at": at, "as": "priya", "do": act, "with": {"case": case, **said}} for act, said in acts)]


def others_come(at: str) -> dict[str, Any]:
    """Everybody else of the group."""
    steps = [step for number, who in enumerate(OTHERS, FIRST_OTHER) for step in other(at, number, *who)]
    return {"format": "handrail-script/1", "steps": steps}


def others_placed(at: str) -> dict[str, Any]:
    """They get their places after him."""
    steps: list[dict[str, Any]] = [
        {"at": at, "as": "priya", "do": "case.list", "with": {}, "save": "men"},
        {"at": at, "as": "priya", "do": "group.list", "with": {}, "save": "groups"},
    ]
    for number in range(FIRST_OTHER, FIRST_OTHER + len(OTHERS)):
        given = {"group": "$groups.0.group", "case": f"$men.rows[reference=P-000{number}].case"}
        steps.append({"at": at, "as": "priya", "do": "group.allocate", "with": given})
    return {"format": "handrail-script/1", "steps": steps}


def programme_title(code: str = CAST.programme) -> str:
    """How the programme of a story is called in its pack."""
    file = files("resources") / "packs" / f"{code}.toml"
    reading = read_pack(file.read_text("utf-8"), file.name)
    return reading.pack.title if reading.pack is not None else ""
