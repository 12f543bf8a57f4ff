"""Tells the story of an invented office as scripts of acts, the same every time; no one in it ever lived."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from typing import Any

from app.core.shapes import Draft, from_json
from app.ops.office import OfficeFile, read_office

PASSWORD = "demo"  # noqa: S105  a practice office keeps nobody's secrets
LEAST_CASES = 40
DAYS_TO_DETAILS, DAYS_TO_VERDICT = 14, 28
FORMAT = "handrail-script/1"
DEMO = files("resources") / "demo"


class Cast(Draft):
    """What the story is made of: days, programme, names. It stands in `resources/demo/story.json`."""

    begins: date
    today: date
    programme: str
    criteria: tuple[str, ...]
    wish_to_change: str
    denial_forms: tuple[str, ...]
    risk_tool: dict[str, str]
    worker: str
    second: str
    hers: str
    witness: str
    given: tuple[str, ...]
    family: tuple[str, ...]
    her_given: tuple[str, ...]
    areas: tuple[str, ...]


CAST = from_json(Cast, (DEMO / "story.json").read_bytes())
FIRST_DAY, TODAY = CAST.begins, CAST.today
Step = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One script and the desk it is for."""

    side: str
    script: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Man:
    """One invented man, made from his number alone."""

    number: int
    came_on: date

    @property
    def key(self) -> str:
        """How scripts call his saved referral."""
        return f"m{self.number}"

    @property
    def reference(self) -> str:
        """The number his case will have."""
        return f"P-{self.number:04d}"

    @property
    def born(self) -> str:
        """His date of birth; of every ninth only the year is known."""
        year, month, day = 1968 + (self.number * 7) % 35, 1 + (self.number * 5) % 12, 1 + (self.number * 11) % 28
        return str(year) if self.number % 9 == 0 else f"{year}-{month:02d}-{day:02d}"

    @property
    def has_partner_named(self) -> bool:
        """Four of five name her; the fifth refuses."""
        return self.number % 5 != 0


def office_text() -> bytes:
    """The demonstration office: one user for each role, named like the role code; two sites."""
    return (DEMO / "office.json").read_bytes()


def passwords() -> dict[str, str]:
    """Everybody's password is the same and is printed on the sign-in page."""
    office: OfficeFile = read_office(office_text())
    return {user.name: PASSWORD for user in office.users}


def story(cases: int = LEAST_CASES) -> Iterator[Part]:
    """The whole story in order: what each desk does, day by day."""
    men = [Man(number, came_on(number, cases)) for number in range(1, cases + 1)]
    for first in range(0, len(men), 10):
        some = men[first : first + 10]
        yield Part("programme", script([step for man in some for step in arrival(man)]))
        yield Part("partner", script(her_side(some), some[-1].came_on + timedelta(days=10)))


def came_on(number: int, cases: int) -> date:
    """Referrals come in evenly over two years, on working days, the last ones lately."""
    day = FIRST_DAY + (TODAY - timedelta(days=12) - FIRST_DAY) * (number - 1) // max(1, cases - 1)
    return day - timedelta(days=max(0, day.weekday() - 4))


def script(steps: list[Step], begins: date | None = None) -> dict[str, Any]:
    """A script file of these steps, in order of their times."""
    ordered = sorted(steps, key=lambda step: step.get("at", ""))
    clock = {"clock": moment(begins, 9)} if begins else {}
    return {"format": FORMAT, **clock, "steps": ordered}


def moment(day: date, hour: int, minute: int = 0) -> str:
    """An office-local wall time as scripts write it."""
    return datetime.combine(day, time(hour, minute)).isoformat(timespec="minutes")


def did(at: str, act: str, given: dict[str, Any], *, by: str = CAST.worker, save: str | None = None) -> Step:
    """One step."""
    return {"at": at, "as": by, "do": act, "with": given} | ({"save": save} if save else {})


def arrival(man: Man) -> Iterator[Step]:
    """A referral, the one-way box, consent, screening; the newest stop somewhere on the way."""
    day, case = man.came_on, f"${man.key}.case"
    yield did(moment(day, 10), "referral.receive", referral(man), save=man.key)
    days_here = (TODAY - day).days
    if days_here < DAYS_TO_DETAILS:
        return
    yield did(moment(day + timedelta(days=1), 11), "referral.pass_partner_details", {"case": case, **details(man)})
    consent = {"case": case, "version": "3", "explained_on": (day + timedelta(days=2)).isoformat()}
    signed = {"signed_on": (day + timedelta(days=2)).isoformat(), "witness": CAST.witness}
    yield did(moment(day + timedelta(days=2), 14), "consent.record", consent | signed)
    yield did(moment(day + timedelta(days=5), 10), "screening.answer", {"case": case, "answers": answers(man)})
    yield did(moment(day + timedelta(days=5), 11), "denial.rate", rating(man, day + timedelta(days=5)))
    yield did(moment(day + timedelta(days=6), 10), "risk.record_result", risk(man, day + timedelta(days=4)))
    if days_here < DAYS_TO_VERDICT or not man.has_partner_named:
        return
    yield did(moment(day + timedelta(days=7), 9), "screening.decide", {"case": case, **verdict(man)})


def referral(man: Man) -> dict[str, Any]:
    """What the referrer sent."""
    number, day = man.number, man.came_on
    sources = ("probation", "probation", "court", "childrens_services", "self")
    source = sources[number % len(sources)]
    ordered = source in {"probation", "court"}
    ends = day + timedelta(days=540 + 30 * (number % 6))
    lives = f"{number} {CAST.areas[number % len(CAST.areas)]}"
    given = {
        "given_name": CAST.given[number % len(CAST.given)], "family_name": CAST.family[(number * 3) % len(CAST.family)],
        "date_of_birth": man.born, "gender": "man", "source": source,
        "received_on": day.isoformat(),
        "programme": CAST.programme,
        "external_reference": f"NG{24000 + number * 17}",
        "contact": {"phone": f"07700 900{100 + number:03d}", "address": lives},
        "referrer": {"organisation": "Northgate Probation", "officer": "L. Farrow", "email": "l.farrow@example.org"},
        "duplicate_answer": "different_person",
    }  # fmt: skip
    if ordered:
        basis = {"kind": "court_requirement", "reference": f"ORD-{number:03d}", "ends_on": ends.isoformat()}
        given["legal_basis"] = basis
    return given


def details(man: Man) -> dict[str, Any]:
    """What he says about her, or that he refuses."""
    if not man.has_partner_named:
        return {"refused": True}
    name = CAST.her_given[man.number % len(CAST.her_given)]
    person = {
        "relation": "partner",
        "given_name": name,
        "family_name": CAST.family[(man.number * 5 + 2) % len(CAST.family)],
    }
    return {"people": [person | {"phone": f"07700 900{500 + man.number:03d}"}]}


def answers(man: Man) -> dict[str, Any]:
    """What was answered to the programme's questions; every eighth man does not want to change yet."""
    said = {key: {"answer": "yes"} for key in CAST.criteria}
    if man.number % 8 == 0:
        said[CAST.wish_to_change] = {"answer": "no"}
    return said


def rating(man: Man, on: date) -> dict[str, Any]:
    """One worker's view of what he admits."""
    grade = 1 + man.number % 3
    latest = on - timedelta(days=120 + 10 * (man.number % 9))
    forms = list(CAST.denial_forms) if grade > 1 else []
    return {
        "case": f"${man.key}.case", "admits": "both", "latest_admitted_on": latest.isoformat(), "grade": grade,
        "forms": forms, "motivation": "identified", "basis": {"what": "interview", "on": on.isoformat()},
    }  # fmt: skip


def risk(man: Man, on: date) -> dict[str, Any]:
    """The referrer's own assessment, as it came."""
    level = ("low", "medium", "medium", "high")[man.number % 4]
    return {
        "case": f"${man.key}.case", **CAST.risk_tool, "taken_on": on.isoformat(), "assessor": "L. Farrow",
        "results": {"summary": level}, "sources_used": ["document", "police"], "level": level,
    }  # fmt: skip


def verdict(man: Man) -> dict[str, Any]:
    """What was decided; a verdict that blocks him has a second person and a date to look again."""
    if man.number % 8 == 0:
        again = (man.came_on + timedelta(days=90)).isoformat()
        return {
            "verdict": "not_ready",
            "reason": "He does not see a reason to change yet.",
            "review_on": again,
            "second": CAST.second,
        }
    return {"verdict": "suitable"}


def her_side(men: list[Man]) -> list[Step]:
    """The safety officer takes in what he gave and opens a record for each who is named."""
    steps: list[Step] = []
    for man in men:
        if (TODAY - man.came_on).days < DAYS_TO_DETAILS or not man.has_partner_named:
            continue
        key = man.key
        steps += [
            {"as": CAST.hers, "do": "inbox.list", "with": {}, "save": f"inbox{key}"},
            {
                "as": CAST.hers,
                "do": "inbox.take",
                "with": {"item": f"$inbox{key}[reference={man.reference}].item"},
                "save": f"item{key}",
            },
            {"as": CAST.hers, "do": "partner.open", "with": record(man), "save": f"her{key}"},
            {"as": CAST.hers, "do": "safe_plan.set", "with": plan(man, men[-1].came_on + timedelta(days=10))},
        ]
    return steps


def record(man: Man) -> dict[str, Any]:
    """Her record as it begins."""
    person = details(man)["people"][0]
    known = {name: person[name] for name in ("given_name", "family_name", "phone")}
    return known | {"item": f"$item{man.key}.item", "link": {"case": f"$item{man.key}.case", "relation": "partner"}}


def plan(man: Man, on: date) -> dict[str, Any]:
    """How she may be reached, as she said it."""
    start = ("09:30", "11:00", "13:00")[man.number % 3]
    end = ("11:30", "14:00", "15:00")[man.number % 3]
    way = {
        "kind": "call",
        "to": f"07700 900{500 + man.number:03d}",
        "may_leave_message": "no",
        "confirmed_not_shared": "yes",
    }
    return {
        "partner": f"$her{man.key}.partner", "ways": [way],
        "times": [{"days": ["mon", "wed", "fri"], "start": start, "end": end}],
        "if_someone_else_answers": "Say it is a survey and end the call.",
        "dropped_call": "Do not ring back. She sends a text.", "checked_on": on.isoformat(), "said_by_her": True,
    }  # fmt: skip
